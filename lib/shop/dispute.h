/*
 * dispute.h - chargebacks: the buyer's bank took money back, the shop may answer until a day.
 *
 * needs_response -> under_review (we answered, at the gateway) -> won | lost.  The money is counted from the gateway's
 * events (payment.disputed); the state here is the work: who must do what by when.  dispute_accept() gives in: the
 * money stays away.
 */
#ifndef MERCER_SHOP_DISPUTE_H
#define MERCER_SHOP_DISPUTE_H

#include "lib/shop/payment.h"

enum dispute_state { DISPUTE_NEEDS_RESPONSE, DISPUTE_UNDER_REVIEW, DISPUTE_WON, DISPUTE_LOST };
extern const struct shape_enum dispute_states[];
struct dispute {
	int64_t id, payment_id, order_id;
	struct str public_id, payment, order, number, reference, reason;
	int state;
	struct money amount;
	struct time due_at, created_at, closed_at;
};
extern const struct shape dispute_shape;

enum err dispute_get(struct db *db, struct arena *a, struct str public_id, struct dispute *out) MUST_CHECK;
/* 0: all open ones, the most urgent first */
enum err dispute_list(struct db *db, struct arena *a, int64_t order_id, struct list *out) MUST_CHECK;
/* We have answered at the gateway; or we give in.  ERR_CONFLICT: it is closed.  Audited. */
enum err dispute_answered(const struct payment_env *e, struct str public_id) MUST_CHECK;
enum err dispute_accept(const struct payment_env *e, struct str public_id) MUST_CHECK;

extern const struct db_module dispute_sql, dispute_settle_sql, dispute_write_sql;

#endif
