/* order_parts.h - what the files of order.h have in common. */
#ifndef MERCER_SHOP_ORDER_PARTS_H
#define MERCER_SHOP_ORDER_PARTS_H

#include "lib/shop/order.h"

#define ORDER_LINES_MAX CART_LINES_MAX

/* ---- order_number.c ---- */

#define ORDER_NUMBER_LEN 11 /* "7KD-M4X-Q9C" */
/* Eight characters by chance, and one that finds every single wrong character and every swap of neighbours. */
void order_number_new(char out[ORDER_NUMBER_LEN + 1]);
/* As people type it: capitals or not, with blanks, dashes or none -> as it is stored.  False: not the number of any
 * order. */
bool order_number_read(struct arena *a, struct str text, struct str *number);

/* ---- order_state.c ---- */

/* What happens to the goods of an order. */
enum order_step { STEP_SHIP, STEP_DELIVER, STEP_FINISH, STEP_CANCEL, STEP_EXPIRE, STEP__COUNT };
struct order_pieces {
	int64_t left;      /* neither cancelled nor sent */
	int64_t cancelled, shipped, delivered;
};
/* May this step be taken now?  ERR_CONFLICT: not in this state (the guards stand in the table). */
enum err order_may(const struct order *o, enum order_step step) MUST_CHECK;
/* Where it leads: the state by the pieces that are left after the step. */
enum order_fulfilment order_leads_to(const struct order *o, enum order_step step, const struct order_pieces *p);
/* The axes of the money.  net: charged without what went back. */
enum order_authorisation order_authorisation_of(const struct order *o);
enum order_charge order_charge_of(const struct order *o);

/* ---- order.c ---- */

/* struct order_line */
enum err order_lines(struct db *db, struct arena *a, int64_t order_id, struct list *out) MUST_CHECK;
/* Payload of an event: order, number, account, fulfilment, charge, total, lines with their variants; `more` are further
 * members: ",\"reason\":..." or absent. */
struct str order_payload(struct arena *a, const struct order *o, const struct list *lines, struct str more);
/* order.paid and the like: history and outbox in one. */
enum err order_tell(struct db *db, struct arena *a, const struct who *who, const struct order *o,
    const struct list *lines, const char *kind, struct str details, struct str more) MUST_CHECK;
/* The same with what somebody wrote: in the history, not in the feed. */
enum err order_tell_words(struct db *db, struct arena *a, const struct who *who, const struct order *o,
    const struct list *lines, const char *kind, struct str details, struct str more, struct str words) MUST_CHECK;
/* Store the state and the sums of *o; o->version rises. */
enum err order_store(struct db *db, struct order *o) MUST_CHECK;

/* ---- order_finish.c ---- */

/* Once the order is covered and nothing of it has to be sent any more, what needs no parcel is handed over: lines,
 * stock, fulfilment, history, event order.delivered.  Else nothing happens;
 * nor when the house has not what is counted.  In the caller's transaction, the order locked; *lines as they are now.
 * */
enum err order_finish(const struct order_env *e, struct order *locked, const struct list *lines) MUST_CHECK;

/* ---- order_money.c ---- */

/* What the buyer pays for the delivery, and the tax in it: what the order has beyond its lines. */
struct order_due {
	int64_t net, shipping_net, tax, total;
};
struct order_due order_due_of(const struct order *o, const struct list *lines);
/* Money that is not ours any more: charged, less what went or goes back, less what is due. */
enum err order_surplus(struct db *db, struct arena *a, const struct order *o, struct money *out) MUST_CHECK;

/* Amounts of some pieces of a line: `count` of them, after the first `from`.  Cancelled pieces are counted from the
 * front, sent ones from the back, so that the parts of a line sum to the line whatever is done in how many steps. */
struct order_share {
	int64_t subtotal, discount, tax, total;
};
struct order_share order_line_part(const struct order *o, const struct order_line *l, int64_t from, int64_t count);
/* Of those that were not cancelled. */
struct order_share order_line_left(const struct order *o, const struct order_line *l);
/* ,"pieces":[{"line":"oli_...","quantity":2}] or, as_object, the same as an object of its own. */
struct str order_pieces_json(
    struct arena *a, const struct list *lines, const struct stock_wish *pieces, size_t count, bool as_object);

#endif
