/*
 * order_credit.h - what a paid order is worth less than its invoice says: each decision once, on the lines and the
 * delivery.
 *
 * Three kinds: pieces that were cancelled before they were sent, pieces (and delivery) that are refunded, a sum out of
 * goodwill, which is spread over what is left of the lines and the delivery.  So every amount lives on a line or the
 * delivery, and each tax of a line goes down with it; when all of a line is credited, all of its taxes are, to the
 * cent, in whatever steps it went.  A credit is a credit note (invoice.h), an entry of the books and rows of the facts.
 *
 * Of a line:    total - worth of its cancelled pieces - credited     is still due: its room
 * Of an order:  total - credited                                      is still due; total is what was not cancelled
 *
 * Everything is called with the order's row locked, in the transaction of its cause; nothing is credited before an
 * order is paid (it has no invoice then).
 */
#ifndef MERCER_SHOP_ORDER_CREDIT_H
#define MERCER_SHOP_ORDER_CREDIT_H

#include "lib/shop/order.h"

enum credit_kind { CREDIT_CANCEL, CREDIT_LINES, CREDIT_AMOUNT };
extern const struct shape_enum credit_kinds[];

struct credit_line {
	int64_t credit_id, order_line_id; /* line 0: the delivery */
	int64_t quantity;              /* pieces; 0: a sum */
	int64_t restocked;             /* of them back in a warehouse */
	int64_t worth, worth_tax;      /* of the pieces, or of the delivery; worth_tax is not stored */
	int64_t amount, tax;           /* that is credited; tax is a part of amount */
	int64_t amount_before, tax_before; /* what of the line had gone before: cancelled, credited */
};
struct credit {
	int64_t id, order_id;
	struct str public_id;
	int kind;                      /* enum credit_kind */
	struct str cause;
	struct money worth, amount, tax; /* amount < worth: something was kept back, or had been credited before */
	int64_t warehouse_id;
	struct str warehouse;          /* its name; absent: nothing went back to stock */
	struct str reason;
	struct str actor_kind, actor;
	struct time created_at;
	struct list lines;             /* struct credit_line */
};
extern const struct shape credit_shape;

/* What is still due of a line or the delivery, and what went before. */
struct credit_room {
	int64_t amount, tax, amount_before, tax_before;
};
struct credit_room order_line_room(const struct order *o, const struct order_line *l);
struct credit_room order_delivery_room(const struct order *o, const struct list *lines);
/* The tax in `amount` of a room, when pieces of this worth and tax go (tax below 0: a sum, its tax in proportion): all
 * of it when all goes. */
int64_t credit_tax(const struct credit_room *room, int64_t amount, int64_t worth, int64_t tax);

/* Fill amount, tax, *_before of a line from its room: at most the room. */
void credit_line_fill(
    struct credit_line *l, const struct credit_room *room, int64_t worth, int64_t worth_tax, int64_t amount);

/*
 * Write it: credit and lines, what the lines have been credited, the books.  c->lines, kind, cause, warehouse_id,
 * reason are given; sums and ids are filled.
 * o->credited and o->charge follow; the caller stores *o after.  ERR_CONFLICT: a line has not so much, or not so many
 * sent pieces.
 * CREDIT_CANCEL: *o and order_lines are as they are to be by then, credit_fit() was applied to the lines, and
 * o->credited is their sum.
 */
enum err credit_add(
    const struct order_env *e, struct order *o, const struct list *order_lines, struct credit *c) MUST_CHECK;
/* What a line's credits are after pieces of it were cancelled: never more than what is left.  *credited, *tax: before,
 * then after. */
void credit_fit(int64_t total, int64_t total_tax, int64_t *credited, int64_t *tax);
/* A sum: at most what is due; money beyond that was never sold for.  *o is stored by this, event order.refunded.  OK
 * when there is nothing to credit. */
enum err credit_sum(
    const struct order_env *e, struct order *o, int64_t amount, struct str cause, struct str reason) MUST_CHECK;

/* oldest first, lines filled */
enum err credit_list(struct db *db, struct arena *a, int64_t order_id, struct list *out) MUST_CHECK;
/* By public id or cause. */
enum err credit_get(struct db *db, struct arena *a, int64_t order_id, struct str name, struct credit *out) MUST_CHECK;
/* The credit that an event of this order (order.cancelled, order.refunded) tells of.  ERR_NOT_FOUND: none. */
struct outbox_event;
enum err credit_of_event(struct db *db, struct arena *a, const struct order *o, const struct outbox_event *event,
    struct credit *out) MUST_CHECK;
/* ,"credit":"crd_...","amount":1999: members of an event's payload */
struct str credit_payload(struct arena *a, const struct credit *c);

extern const struct db_module order_credit_sql;       /* reading: order, admin, worker, payment */
extern const struct db_module order_credit_write_sql; /* order, payment, admin, worker */

#endif
