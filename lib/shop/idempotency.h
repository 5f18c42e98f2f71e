/*
 * idempotency.h - writes that may be sent again (standards A1.6): who claimed a key first, and what he was answered.
 *
 * A key is claimed by the first statement of the transaction that does the work: of any number of callers one gets
 * IDEMPOTENCY_MINE, and keeps the reply as the last one.  So claim, work and reply are one, and a worker that dies
 * leaves nothing.  Nobody waits for another's claim: its row is locked, which is IDEMPOTENCY_RUNNING at once.  In a
 * transaction of its own a claim lasts until it is kept, dropped, or its lease ends; whoever comes then takes it over,
 * and the slow one, should he still live, cannot keep his reply any more, nor commit.
 */
#ifndef MERCER_SHOP_IDEMPOTENCY_H
#define MERCER_SHOP_IDEMPOTENCY_H

#include "lib/io/db.h"

#define IDEMPOTENCY_KEEP_S (24 * 3600)

enum idempotency_state {
	IDEMPOTENCY_MINE,    /* do the work, then keep or drop */
	IDEMPOTENCY_REPLAY,  /* done before: *reply */
	IDEMPOTENCY_RUNNING, /* another has the claim */
	IDEMPOTENCY_OTHER,   /* the key was used for something else */
};
struct idempotency_reply {
	int64_t status;
	struct str headers, body;
};
/* scope and fingerprint: 32 bytes each.  *lease: when the claim ends, and its name for the calls below; lease_s from
 * now. */
/* RUNNING also when the same key is being used for something else: nobody can see what it is used for until it is done.
 * */
enum err idempotency_claim(struct db *db, struct arena *a, struct str scope, struct str fingerprint, int64_t lease_s,
    enum idempotency_state *state, struct time *lease, struct idempotency_reply *reply) MUST_CHECK;
/* In the transaction of the work, as its last statement.  ERR_CONFLICT: another has taken the claim over. */
enum err idempotency_keep(
    struct db *db, struct str scope, struct time lease, const struct idempotency_reply *reply) MUST_CHECK;
/* Nothing was done: the key is free again.  OK also when it is another's by now. */
enum err idempotency_drop(struct db *db, struct str scope, struct time lease) MUST_CHECK;
/* Delete what is older than IDEMPOTENCY_KEEP_S: retention job. */
enum err idempotency_sweep(struct db *db, int64_t *deleted) MUST_CHECK;

extern const struct db_module idempotency_sql;
extern const struct db_module idempotency_sweep_sql; /* worker */

#endif
