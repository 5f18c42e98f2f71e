/*
 * signing_key.h - the keys that sign access tokens, and how they change.
 *
 * Of each algorithm (ES256, RS256) there is one active key, which signs, and one next key, which is published already;
 * `rotate` makes next active, active retired, and makes a new next.  Retired keys still verify until they are dropped,
 * which may be done when the last token that they signed has ended.  So JWKS always names at least two keys of each
 * algorithm and nobody meets a key that it could not have fetched.  kid = RFC 7638 thumbprint.
 *
 * Private keys (PKCS #8) are sealed under secrets/master.key, bound to their row.  Only the accounts "oauth" (reads)
 * and "mercer" (writes) see that column.
 */
#ifndef MERCER_SHOP_SIGNING_KEY_H
#define MERCER_SHOP_SIGNING_KEY_H

#include "lib/io/cache.h"
#include "lib/io/crypto.h"
#include "lib/io/db.h"
#include "lib/io/jose.h"
#include "lib/shop/who.h"

enum signing_state { SIGNING_NEXT, SIGNING_ACTIVE, SIGNING_RETIRED };
extern const struct shape_enum signing_states[], signing_algorithms[];
#define SIGNING_PUBLISHED_S 3600  /* how long a next key is public before it may sign: max-age of JWKS, and some */
#define SIGNING_MAX_AGE_S 900     /* Cache-Control of JWKS */
#define SIGNING_DEP "signing_keys" /* generation in memcached */

struct signing_key {
	struct str kid;
	int algorithm, state;    /* enum pkey_algorithm, enum signing_state */
	struct str public_jwk;
	struct time created_at, state_since;
};
extern const struct shape signing_key_shape;

/* Newest first within their algorithm. */
enum err signing_key_list(struct db *db, struct arena *a, struct list *out) MUST_CHECK;
/* The document of /.well-known/jwks.json. */
enum err signing_key_jwks(struct db *db, struct arena *a, struct str *json) MUST_CHECK;
/* The keys to verify with, valid until the next call.  In the process's memory as long as SIGNING_DEP has the same
 * value (cache_generation();
 * 0: not known), at most 5 s; read again too when `kid` is not among them (once a second at most) and with `sure`. */
enum err signing_key_set(struct db *db, struct str kid, uint64_t generation, bool sure, struct jwk_set *out) MUST_CHECK;
/* A token signed by the active key of the algorithm. */
enum err signing_key_sign(struct db *db, struct arena *a, const struct config *config, enum pkey_algorithm algorithm,
    const char *typ, struct str claims, struct str *token) MUST_CHECK;

/* How a private key is sealed. */
#define SIGNING_PURPOSE "signing_key"
struct str signing_key_bound(struct arena *a, struct str kid);

/* Make what is missing (active and next of each algorithm); *made: how many.  Called by `mercer migrate`. */
enum err signing_key_ensure(
    struct db *db, struct arena *a, const struct config *config, const struct who *who, int64_t *made) MUST_CHECK;
/* ERR_CONFLICT: next was not published for SIGNING_PUBLISHED_S yet, and not `now`. */
enum err signing_key_rotate(struct db *db, struct cache *cache, struct arena *a, const struct config *config,
    const struct who *who, bool now) MUST_CHECK;
/* Drop one retired key; `now`: also one whose tokens may still live, or, after a theft, an active or next one, which is
 * replaced.  ERR_NOT_FOUND; ERR_CONFLICT. */
enum err signing_key_drop(struct db *db, struct cache *cache, struct arena *a, const struct config *config,
    const struct who *who, struct str kid, bool now) MUST_CHECK;

extern const struct db_module signing_key_sql;       /* public parts */
extern const struct db_module signing_key_sign_sql;  /* private parts: oauth */
extern const struct db_module signing_key_write_sql; /* operator */

#endif
