/*
 * once.h - ROUTE_ONCE: a write with an Idempotency-Key has its effect once, however often it is sent (standards A1.6).
 *
 * Required on /api routes that have the flag (400 without).  Scope is (caller, method + pattern, key), the fingerprint is of the body and
 * target.  The key is claimed in a short transaction of its own; then the handler runs inside one transaction that also stores its
 * reply, so both are there or neither.  Repeats get the stored reply with Idempotent-Replayed: true; while the first still runs, 409
 * and Retry-After: 1; the same key with another body is 422.  Not stored, so that a repeat runs again: 4xx from reading the
 * input, 401, 403, 409 of concurrency, 429 and every 503.  A claim whose worker died is free again after 30 s.  Kept for 24 h at least.
 *
 * Page forms that must not run twice use the same store with a key made by the form (a hidden field "once").
 */
#ifndef MERCER_ONCE_H
#define MERCER_ONCE_H

#include "lib/web/req.h"

enum once_state { ONCE_MINE, ONCE_REPLAY, ONCE_RUNNING, ONCE_OTHER };
struct once_reply {
	int status;
	struct str headers; /* "Name: value\n" lines: Location, ETag, Content-Type */
	struct str body;
};
struct once_store {
	enum err (*claim)(struct req *r, const unsigned char scope[32], const unsigned char fingerprint[32], enum once_state *state, struct once_reply *reply);
	enum err (*keep)(struct req *r, const unsigned char scope[32], const struct once_reply *reply); /* inside the handler's transaction */
	enum err (*drop)(struct req *r, const unsigned char scope[32]);
};

#endif
