/*
 * outbox.h - what happened, written in the same transaction as the change itself; bin/worker hands it to subscribers
 * (outbox_work.h).
 *
 * At least once, in order per object and subscriber: a subscriber must be idempotent (its key is the event's public
 * id).  A task that fails is tried again after 5 s, 30 s, 2 min, 10 min, 1 h, 6 h (with jitter), then it is dead:
 * `mercer outbox` and the back office list dead ones and send them again.  A dead task does not hold back what comes
 * after it.
 * Events are kept for 30 days (retention.c) and are the integrators' feed, GET /api/v1/events?after=: therefore a
 * payload holds public ids and codes.  What must be secret (the token of a link) goes in as member "sealed"
 * (outbox_seal), which the feed leaves out; personal data is not in it at all: a subscriber looks it up.
 *
 *	err = outbox_add(db, "account.registered", account.public_id, STR("{\"sealed\":\"...\"}"));
 */
#ifndef MERCER_SHOP_OUTBOX_H
#define MERCER_SHOP_OUTBOX_H

#include "lib/io/crypto.h"
#include "lib/io/db.h"

/* "account.registered", ... : the list with their payloads is in docs/events.md.  object: public id of what it is about
 * (1..64 characters), orders the tasks.  payload: a JSON object; absent is {}.  Must run in a transaction.  The worker
 * is woken within a tenth of a second. */
enum err outbox_add(struct db *db, const char *type, struct str object, struct str payload) MUST_CHECK;
extern const struct db_module outbox_sql; /* outbox_add() alone: every module that changes something */

/* The text of a payload's member "sealed": base64url, needs no JSON escaping; bound to the event's object. */
enum err outbox_seal(
    struct arena *a, const struct secret *master, struct str object, struct str secret, struct str *text) MUST_CHECK;
/* ERR_INVALID: changed, of another object, or of another key. */
enum err outbox_unseal(
    struct arena *a, const struct secret *master, struct str object, struct str text, struct str *secret) MUST_CHECK;

#endif
