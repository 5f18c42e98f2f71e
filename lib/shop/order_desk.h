/*
 * order_desk.h - what only the back office asks of orders: what is to do, how the prices came about, notes of
 * colleagues, the confirmation once more.
 */
#ifndef MERCER_SHOP_ORDER_DESK_H
#define MERCER_SHOP_ORDER_DESK_H

#include "lib/shop/order.h"

/* Counted up to ORDER_COUNT_MAX each, so that it costs the same however old the shop is. */
#define ORDER_COUNT_MAX 1000
struct order_todo {
	int64_t to_send;               /* paid, not all of it sent */
	int64_t unpaid;                /* open, held for its payment */
	int64_t failed;                /* of these: a payment was tried and refused */
	int64_t disputes;              /* need an answer */
	struct time dispute_due;       /* the first of them; absent: none, or no day was named */
	int64_t refunds_failed;
};
enum err order_todo(struct db *db, struct arena *a, struct order_todo *out) MUST_CHECK; /* 1 statement */

/* Could this be the number or the id of an order, as people write it?  Nothing is asked. */
bool order_is_number(struct arena *a, struct str text);

/* The steps of the price engine as they were kept with the order: struct quote_step; empty when there are none or they
 * cannot be read any more. */
enum err order_trace(struct db *db, struct arena *a, int64_t order_id, struct list *out) MUST_CHECK;
/* Taxes and discounts of single lines; order_line_id 0: of the delivery. */
struct order_part {
	int64_t order_line_id;
	bool is_tax;
	struct str name, code;
	int64_t rate_e6, amount;
};
enum err order_parts(struct db *db, struct arena *a, int64_t order_id, struct list *out) MUST_CHECK;

#define ORDER_NOTE_MAX 1000
/* Colleagues see it, the buyer does not.  ERR_INVALID: empty or too long. */
enum err order_staff_note(const struct order_env *e, int64_t order_id, struct str text) MUST_CHECK;
/* Event order.confirmation_asked: the confirmation is mailed again, as the order is now.  ERR_CONFLICT: it has no
 * address. */
enum err order_confirm_again(const struct order_env *e, int64_t order_id) MUST_CHECK;

extern const struct db_module order_desk_sql; /* admin */

#endif
