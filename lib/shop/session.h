/*
 * session.h - who is logged in.  Truth in MySQL, memcached only saves the look-up.
 *
 * The browser holds 32 random bytes (base64url, 43 characters); we hold their SHA-256.  A session is made at login and
 * at every rise of privilege (new token: no fixation), never for a visitor.  Limits (standards B2.4): shop idle 30
 * days, at most 90 days; office idle 15 minutes, at most 8 hours (session.* keys).  It also ends when
 * account.session_epoch moves on: password or e-mail changed, account disabled, "log out everywhere".
 *
 * Reading: memcached first (60 s; the copy is sealed under the token, so that memcached can neither tell nor make a
 * session), MySQL otherwise.  Writes to pages and everything in the office read MySQL.
 * Ending a session replaces the generation of its copy, and writes the event "session.ended" in the same transaction:
 * the worker does it once more after the commit (session_ended_event()), and again until memcached can be reached.
 * Until then, at most those 60 s, reading pages could still be served.
 * Losing memcached logs nobody out and revives nobody.
 * Who checks a password and starts a session must see in the same transaction that the password is still the one that
 * was checked, or a login that races with its change would outlive it: the epoch is the one of session_start().
 * seen_at is written at most once a minute.
 */
#ifndef MERCER_SHOP_SESSION_H
#define MERCER_SHOP_SESSION_H

#include "lib/io/cache.h"
#include "lib/io/db.h"
#include "lib/shop/who.h"

enum session_realm { SESSION_SHOP, SESSION_OFFICE };
enum session_stage { SESSION_PASSWORD, SESSION_FULL }; /* PASSWORD: the second factor is still to be shown */
enum session_proof { PROOF_PASSWORD, PROOF_TOTP, PROOF_RECOVERY, PROOF_PASSKEY, PROOF_PROVIDER, PROOF_LINK };

#define SESSION_TOKEN_LEN 43

struct session {
	int64_t id;
	struct str public_id;
	int64_t account_id;
	struct str account;      /* public id */
	int realm, stage, proof; /* enums above */
	int account_kind;        /* enum account_kind */
	struct str given_name, email, locale;
	struct time created_at, proved_at, seen_at, ends_at;
	int64_t idle_s;
	uint64_t permissions;    /* of its roles: office only */
	struct str ip, agent;
	bool current;            /* in lists: the session that asks */
};
extern const struct shape session_shape;

/* Limits of the configuration (session.*); without it those above. */
void session_configure(const struct config *c);
/* A new session; *token is what the cookie gets.  Inside the caller's transaction.  ERR_CONFLICT: the account is not
 * active. */
enum err session_start(struct db *db, struct arena *a, int64_t account_id, enum session_realm realm,
    enum session_stage stage, enum session_proof proof, const struct who *who, struct str *token) MUST_CHECK;
/* The session behind a cookie.  ERR_NOT_FOUND: none, ended, or its account is not active.  must_be_sure: ask MySQL. */
enum err session_find(struct db *db, struct cache *cache, struct arena *a, struct str token, enum session_realm realm,
    bool must_be_sure, struct session *out) MUST_CHECK;
/* A factor was shown in a session that exists: a new token takes the place of the old one (rotation), proved_at = now.
 * */
enum err session_prove(struct db *db, struct cache *cache, struct arena *a, const struct session *s,
    enum session_stage stage, enum session_proof proof, struct str *token) MUST_CHECK;
/* End one session of the account (public id), or all but one (keep_id, 0: all; it stays under the account's epoch of
 * now: move that first).  ERR_NOT_FOUND: no such session of this account. */
enum err session_end(struct db *db, struct cache *cache, int64_t account_id, struct str public_id) MUST_CHECK;
enum err session_end_all(struct db *db, struct cache *cache, int64_t account_id, int64_t keep_id) MUST_CHECK;
/* struct session */
enum err session_list(
    struct db *db, struct arena *a, int64_t account_id, int64_t current_id, struct list *out) MUST_CHECK;
/* For the worker: the event "session.ended" happened.  ERR_UNAVAILABLE: again later. */
enum err session_ended_event(struct cache *cache, struct arena *a, struct str payload) MUST_CHECK;
/* Delete what has ended; returns how many.  Retention job. */
enum err session_sweep(struct db *db, int64_t *deleted) MUST_CHECK;

extern const struct db_module session_sql;
extern const struct db_module session_sweep_sql; /* worker */

#endif
