/*
 * payment_guard.h - against those who try out stolen cards: how many refusals an order, a network, an account, an
 * e-mail address may have.
 *
 * A refusal by the gateway is counted when it is settled, by whatever way it comes, in four buckets (throttle.h); a
 * payment that succeeds counts nothing.  When one of them is full, no further payment is opened at a gateway until it
 * has room: the buyer is told how long, his order waits so long more (for a day at most), and other ways to pay, which
 * try no cards, stay open.  What costs nothing is never asked.  The network is that of the browser that went to the
 * gateway; it is kept with the payment as a digest under the master key, for a day.  payment_block says how often whom
 * the guard stopped.
 */
#ifndef MERCER_SHOP_PAYMENT_GUARD_H
#define MERCER_SHOP_PAYMENT_GUARD_H

#include "lib/shop/payment.h"

enum payment_guard_scope { GUARD_ORDER, GUARD_NETWORK, GUARD_ACCOUNT, GUARD_EMAIL, GUARD__COUNT };
extern const struct shape_enum payment_guard_scopes[];

/* May this payment be opened at its gateway?  *wait_us 0: yes, and the network is remembered; else how long not, and
 * that it was tried is written down.  is_browser: the caller's network is the buyer's (not that of a program). */
enum err payment_guard(
    const struct payment_env *e, const struct payment *p, bool is_browser, int64_t *wait_us) MUST_CHECK;
/* The gateway refused it; in the transaction that settles it. */
enum err payment_guard_refused(const struct payment_env *e, const struct payment *p) MUST_CHECK;

/* What was stopped, the latest first. */
struct payment_block {
	struct str order, number;      /* public id, number */
	int scope;                     /* enum payment_guard_scope */
	int64_t tries;
	struct time first_at, last_at;
};
enum err payment_blocks_list(struct db *db, struct arena *a, int64_t most, struct list *out) MUST_CHECK;

/* How many tries in all, of what is kept: for metrics. */
enum err payment_blocks_count(struct db *db, struct arena *a, int64_t *tries) MUST_CHECK;

extern const struct db_module payment_guard_sql;   /* payment */
extern const struct db_module payment_refused_sql; /* payment, admin, worker */
extern const struct db_module payment_blocks_sql;  /* admin, worker */

#endif
