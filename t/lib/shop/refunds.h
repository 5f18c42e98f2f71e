/* refunds.h - what the tests of refunds by lines share: orders of orders.h, paid and sent, and a clerk. */
#ifndef MERCER_TEST_SHOP_REFUNDS_H
#define MERCER_TEST_SHOP_REFUNDS_H

#include "lib/shop/order_refund.h"
#include "lib/shop/refund.h"
#include "t/lib/shop/orders.h"

struct refunds {
	struct orders t;
	struct db *admin;
	struct order_env office;       /* as the back office */
	struct who clerk;
	struct payment_env pay;
};

void refunds_begin(struct refunds *x);
void refunds_finish(struct refunds *x);
struct order refunds_sent(struct refunds *x, int64_t lamps, int64_t desks, struct str code);
struct list refunds_pieces(struct refunds *x, const struct order *o, size_t line, int64_t quantity);
enum err refunds_try(
    struct refunds *x, const struct order *o, struct order_refund_input in, struct order_refunding *out);

#endif
