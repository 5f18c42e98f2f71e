/*
 * stocks.h - what the tests of the stock share: warehouses, variants with so many pieces, sums, and processes that do
 * something at once.
 */
#ifndef MERCER_TEST_SHOP_STOCKS_H
#define MERCER_TEST_SHOP_STOCKS_H

#include "lib/shop/stock_hold.h"
#include "t/lib/shop/fixture.h"

struct stocks {
	struct fixture f;
	int64_t near, far, store; /* active in Berlin, active in Hamburg, pickup alone */
};
void stocks_open(struct stocks *s);
void stocks_close(struct stocks *s);
void stocks_reconnect(struct stocks *s); /* in a child */

/* A variant of a new product; not counted yet. */
int64_t stocks_variant(struct stocks *s);
/* So many pieces in a row, by the ledger. */
void stocks_put(
    struct stocks *s, int64_t variant_id, int64_t warehouse_id, int32_t slot, int64_t on_hand, int64_t floor);
/* Sums over all rows of the variant. */
struct stocks_sum {
	int64_t on_hand, held, allocated, moved_on_hand, moved_held, moved_allocated, reserved_held, reserved_allocated;
};
struct stocks_sum stocks_sum(struct stocks *s, int64_t variant_id);
/* The ledger's sums are the rows' quantities, and the reservations' too. */
void stocks_check(struct stocks *s, int64_t variant_id);

/* stock_hold() in a transaction of its own, an order line per wish; *shortages may be NULL. */
enum err stocks_hold(struct stocks *s, int64_t order_id, const struct stock_wish *wishes, size_t count, int64_t pickup,
    struct list *shortages);
/* One variant for one line, numbered as the order. */
enum err stocks_hold_one(struct stocks *s, int64_t order_id, int64_t variant_id, int64_t quantity);
int64_t stocks_new_order(void); /* a number that no test has used */
/* Fork n processes that call fn(s, i, payload); how many gave `wanted`. */
int stocks_race(
    struct stocks *s, int n, enum err (*fn)(struct stocks *s, int i, void *payload), void *payload, enum err wanted);

#endif
