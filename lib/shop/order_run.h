/* order_run.h - one run of the transaction that places an order: order_place.c decides, order_insert.c writes. */
#ifndef MERCER_SHOP_ORDER_RUN_H
#define MERCER_SHOP_ORDER_RUN_H

#include "lib/shop/order_parts.h"
#include "lib/shop/shipping.h"

/* Everything that one run of the transaction knows.  A run begins with a zeroed one. */
struct order_run {
	const struct order_env *e;
	const struct order_input *in;
	struct order_placing *out;
	struct cart cart;
	struct quote_wish *wishes;
	size_t count;
	struct list codes;
	struct str email_key;
	struct quote_request ask;
	struct list items;
	struct shipping_offer offer;
	bool has_offer;
	int64_t pickup_id;
	struct order order;
	struct list shortages;
	bool is_used_up;   /* promotion_use() said no */
};

/* p->order from the input, the quote and the offer, and all of its rows: 7 statements. */
enum err order_insert(struct order_run *p) MUST_CHECK;

#endif
