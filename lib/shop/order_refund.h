/*
 * order_refund.h - money back for pieces that were sent: chosen by lines, with the delivery or a part of it, with or
 * without the goods.
 *
 * What the pieces are worth is the shared rule (line_share(), counted from the back, as sent ones are), never more than
 * is due of their line; what goes back may be less, for a reason, and is then split over the parts.  The sum of all
 * refunds is never more than was captured, and what a bank has taken back in a dispute is not given a second time.  It
 * is a credit (order_credit.h: credit note, books, facts) and refunds of the payments that captured, the newest first,
 * which the worker sends.  Pieces that were not sent are cancelled instead (order_cancel()), which gives their money
 * back as well.
 */
#ifndef MERCER_SHOP_ORDER_REFUND_H
#define MERCER_SHOP_ORDER_REFUND_H

#include "lib/shop/order_credit.h"

struct order_refund_input {
	struct list pieces;            /* struct order_cut; quantity 0: all that can be refunded */
	int64_t delivery;              /* of the delivery, minor units; ORDER_REFUND_REST: all that is left of it */
	/* what goes back, when it is less than what was chosen is worth; 0: the goods come back alone */
	struct opt_i64 amount;
	struct str warehouse;          /* code: the goods go back to stock there; absent: they do not */
	bool opens_stock;              /* also where the goods were not counted so far */
	struct str reason;             /* for colleagues; may be absent */
	struct str key;                /* the same key refunds once */
	int64_t version;               /* of the order that was looked at; 0: not compared */
};
#define ORDER_REFUND_REST INT64_MAX

/* Why not, for the field where it belongs. */
enum order_refund_refusal {
	REFUND_TAKEN,
	REFUND_EMPTY,
	REFUND_NO_LINE,
	REFUND_TWICE,
	REFUND_PIECES,
	REFUND_DELIVERY,
	REFUND_AMOUNT,
	REFUND_WAREHOUSE,
	REFUND_NOT_COUNTED
};
struct order_refunding {
	enum order_refund_refusal refusal;
	struct str line;               /* that it is about; may be absent */
	int64_t most;                  /* pieces or minor units that were possible */
	struct order order;            /* as it is */
	struct credit credit;          /* what goes back; preview: what would */
	/* what was chosen is worth, as far as there is money: the most that `amount` may be */
	int64_t full;
	bool was_done_before;          /* this key: *credit is what it did */
};
/* What can still be refunded of a line: sent, and not refunded yet. */
int64_t order_refundable(const struct order_line *l);
/* How much of the delivery; lines: those of the order. */
int64_t order_refundable_delivery(const struct order *o, const struct list *lines);

/* Compute alone: nothing is locked or written.  Errors as below. */
enum err order_refund_preview(const struct order_env *e, struct str id, const struct order_refund_input *in,
    struct order_refunding *out) MUST_CHECK;
/* One transaction (in another one: a part that may fail alone): pieces, credit, books, refunds granted, goods back,
 * history, event order.refunded.  Audited.  ERR_PRECONDITION: another version; ERR_CONFLICT: it is not there (any
 * more), refusal says what; ERR_INVALID: the same for what never could be. */
enum err order_refund(const struct order_env *e, struct str id, const struct order_refund_input *in,
    struct order_refunding *out) MUST_CHECK;

#endif
