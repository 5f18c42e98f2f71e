/*
 * once.h - ROUTE_ONCE: a write with an Idempotency-Key has its effect once, however often it is sent (standards A1.6).
 *
 * Required on /api routes that have the flag (400 without).  Scope is (caller, method + pattern, key), the fingerprint is of the body and
 * target.  The key is claimed in a short transaction of its own; then the handler runs inside one transaction that also stores its
 * reply, so both are there or neither; transactions of the handler join it, and after a deadlock the handler runs again with a fresh reply.  So
 * it must not have other effects than SQL.  Repeats get the stored reply with Idempotent-Replayed: true; while the first still runs, 409
 * and Retry-After: 1; the same key with another body is 422.  Not stored, so that a repeat runs again: 4xx from reading the
 * input, 401, 403, 409 of concurrency, 429 and every 503.  A claim whose worker died is free again after 30 s.  Kept for 24 h at least.
 * Cookies are not part of what is stored.
 *
 * Page forms that must not run twice use the same store with a key made by the form: <input type="hidden" name="once" value="{{once}}">, from
 * once_key(), which is new for each page that is shown.
 */
#ifndef MERCER_ONCE_H
#define MERCER_ONCE_H

#include "lib/web/req.h"

#define ONCE_FIELD "once"
#define ONCE_LEASE_S 30

enum once_state { ONCE_MINE, ONCE_REPLAY, ONCE_RUNNING, ONCE_OTHER };
struct once_claim {
	unsigned char scope[32], fingerprint[32];
	struct time lease; /* set by claim(): until then it is ours; also says that it is still ours when the reply is kept */
};
struct once_reply {
	int status;
	struct str headers; /* "Name: value\n" lines: Location, ETag, Content-Type */
	struct str body;
};
struct once_store {
	/* ONCE_MINE: go on; ONCE_REPLAY: *reply is what the first one got. */
	MUST_CHECK enum err (*claim)(struct req *r, struct once_claim *c, enum once_state *state, struct once_reply *reply);
	/* Inside the handler's transaction.  ERR_CONFLICT: the claim has gone to another (this worker was too slow). */
	MUST_CHECK enum err (*keep)(struct req *r, const struct once_claim *c, const struct once_reply *reply);
	/* Nothing happened: the key is free again. */
	MUST_CHECK enum err (*drop)(struct req *r, const struct once_claim *c);
};

/* A key for the form being shown. */
struct str once_key(struct req *r);

#endif
