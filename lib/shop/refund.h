/*
 * refund.h - money back: who grants it, what became of it.  refund_grant() and refund_send() are in payment.h.
 *
 * granted -> sent -> done | failed.  Granting decides (a person with refund.write, or a rule: cancelled, paid twice,
 * paid too late); sending is the worker's, by the event refund.granted, and may be repeated: the refund's own id is the
 * gateway's idempotency key.  A failed one is tried again by hand (refund_retry), never by itself.  What was granted
 * and is not back yet cannot be granted again.
 */
#ifndef MERCER_SHOP_REFUND_H
#define MERCER_SHOP_REFUND_H

#include "lib/shop/payment.h"

enum refund_state { REFUND_GRANTED, REFUND_SENT, REFUND_DONE, REFUND_FAILED };
extern const struct shape_enum refund_states[];
struct refund {
	int64_t id, order_id, payment_id;
	struct str public_id, payment, provider, order, number; /* public ids; number of the order */
	struct money amount;
	struct str cause, reason, failure;
	int state;
	struct str actor_kind, actor;
	struct time created_at, done_at, check_at;
	int64_t checks;
	int64_t tries;                 /* that people made */
};
extern const struct shape refund_shape;

enum err refund_get(struct db *db, struct arena *a, struct str public_id, struct refund *out) MUST_CHECK;
enum err refund_list(struct db *db, struct arena *a, int64_t order_id, struct list *out) MUST_CHECK; /* oldest first */
/* How much of a payment can still be granted. */
enum err refund_left(struct db *db, struct arena *a, const struct payment *p, struct money *out) MUST_CHECK;
/* Out of goodwill, by a person or a program, of one payment (pieces: order_refund.h): amount at most refund_left(),
 * else ERR_INVALID.  key: the same key gives the same refund.  Audited. */
enum err refund_by_hand(const struct payment_env *e, struct str payment, struct money amount, struct str reason,
    struct str key, struct refund *out) MUST_CHECK;
/* A failed one once more.  ERR_CONFLICT: it has not failed. */
enum err refund_retry(const struct payment_env *e, struct str public_id) MUST_CHECK;

extern const struct db_module refund_sql;

#endif
