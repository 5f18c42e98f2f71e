/*
 * once.h - ROUTE_ONCE: a write with an Idempotency-Key has its effect once, however often it is sent (standards A1.6).
 *
 * Required on /api routes that have the flag (400 without).  Scope is (caller, method + pattern, key), the fingerprint
 * is of the body and target.  One transaction claims the key, runs the handler and stores its reply: all of it is there
 * or nothing, whatever dies in between, and it costs one commit; transactions of the handler join it, and after a
 * deadlock all of it runs again, with a fresh reply.  So the handler must not have other effects than SQL.  Repeats get
 * the stored reply with Idempotent-Replayed: true; while the first still runs, 409 and Retry-After: 1, without waiting
 * for it; the same key with another body is 422 (409 while the first still runs).  Not stored, so that a repeat runs
 * again: 4xx from reading the input, 401, 403, 409 of concurrency, 429 and every 503.  Other failures are stored after
 * the transaction was rolled back.  Kept for 24 h at least.
 * Cookies are not part of what is stored.
 *
 * Page forms that must not run twice use the same store with a key made by the form: <input type="hidden" name="once"
 * value="{{once}}">, from once_key(), which is new for each page that is shown.
 */
#ifndef MERCER_ONCE_H
#define MERCER_ONCE_H

#include "lib/web/req.h"

#define ONCE_FIELD "once"
#define ONCE_LEASE_S 30 /* of a claim without its transaction: there should be none */

enum once_state { ONCE_MINE, ONCE_REPLAY, ONCE_RUNNING, ONCE_OTHER };
struct once_claim {
	unsigned char scope[32], fingerprint[32];
	/* set by claim(): until then it is ours; also says that it is still ours when the reply is kept */
	struct time lease;
};
struct once_reply {
	int status;
	struct str headers; /* "Name: value\n" lines: Location, ETag, Content-Type */
	struct str body;
};
struct once_store {
	/* fn inside a transaction, which may be run again. */
	MUST_CHECK enum err (*transaction)(struct req *r, enum err (*fn)(struct db *db, void *payload), void *payload);
	/* The others are called inside it.  ONCE_MINE: go on; ONCE_REPLAY: *reply is what the first one got. */
	MUST_CHECK enum err (*claim)(
	    struct req *r, struct once_claim *c, enum once_state *state, struct once_reply *reply);
	/* ERR_CONFLICT: the claim has gone to another. */
	MUST_CHECK enum err (*keep)(struct req *r, const struct once_claim *c, const struct once_reply *reply);
	/* The reply is none to keep: the key is free again. */
	MUST_CHECK enum err (*drop)(struct req *r, const struct once_claim *c);
};

/* A key for the form being shown. */
struct str once_key(struct req *r);

#endif
