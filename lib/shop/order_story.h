/* order_story.h - an event of an order, read again: which pieces it was about, and what was left of each line after it.
 * For the worker's subscribers. */
#ifndef MERCER_SHOP_ORDER_STORY_H
#define MERCER_SHOP_ORDER_STORY_H

#include "lib/shop/order_parts.h"
#include "lib/shop/outbox_work.h"

struct story_line {
	const struct order_line *line; /* as it is now */
	int64_t cancelled, shipped, delivered; /* after the event */
	int64_t pieces;                /* what the event moved */
};
struct story {
	struct order order;            /* as it is now, lines and addresses filled */
	int64_t version;               /* after the event */
	/* the last pieces that had to be sent were cancelled, or expired: the delivery goes with them */
	bool ends_delivery;
	struct story_line *lines;      /* as order.lines */
};
/* ERR_NOT_FOUND: there is no such order; ERR_INVALID: the payload is not one of ours. */
enum err order_story(struct db *db, struct arena *a, const struct outbox_event *event, struct story *out) MUST_CHECK;
/* The delivery as it was agreed: what was to be paid for it, tax included. */
int64_t order_delivery_total(const struct order *o);

#endif
