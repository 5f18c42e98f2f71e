/*
 * bearer.h - whose token is this, and what may it do: access tokens (JWT, RFC 9068) and API keys, for ACCESS_TOKEN
 * routes.
 *
 * Both kinds come as "Authorization: Bearer ...".  What is allowed is the intersection of what was granted and of what
 * still holds:
 *	token for a customer     scope of the token, of the grant, and of the client now, PERM_FOR_SELF; the account must be active
 *	token of the client      scope of the token and of the client now, PERM_FOR_OFFICE; account_id is 0
 *	API key of a customer    scope of the key, PERM_FOR_SELF; the account must be active
 *	API key of the shop      scope of the key, PERM_FOR_OFFICE; account_id is 0
 * A revoked grant, token, key or client, and an account that is not active, is refused at once.
 *
 * Cost: a token that was seen in the last minute is one round trip to memcached, no SQL, no signature check; else one
 * signature check and at most 3 statements.  `sure` asks MySQL anyway: for everything that writes.  Revoking replaces a
 * generation in memcached ("bearer:<id>");
 * when memcached cannot be reached just then, a write is refused at once, a read within the minute.  Losing memcached
 * costs time only.
 */
#ifndef MERCER_SHOP_BEARER_H
#define MERCER_SHOP_BEARER_H

#include "lib/base/permission.h"
#include "lib/io/cache.h"
#include "lib/io/db.h"

struct bearer {
	/* "client" (an OAuth client, for itself or for a customer) or "key": as struct who and enum actor */
	const char *actor;
	int64_t account_id;      /* whose things; 0: acts for the shop */
	struct str account;      /* public id; absent: acts for the shop */
	struct str client;       /* public id: client_id of an OAuth client, id of an API key */
	struct str name;         /* of the client or key */
	struct str grant, jti;   /* OAuth: public ids; absent for keys */
	uint64_t permissions;    /* bits of enum permission */
	uint64_t scope;          /* the same before the client's present rights cut it: introspection */
	struct time issued_at, expires_at; /* TIME_ABSENT: a key without end */
};

/* ERR_INVALID: not acceptable, for whatever reason (401 error="invalid_token"); the detail is for the log and never
 * holds the token.
 * Otherwise errors of the database: the caller must not let anybody in. */
enum err bearer_find(struct db *db, struct cache *cache, struct arena *a, const struct config *config, struct str token,
    bool sure, struct bearer *out) MUST_CHECK;
#define BEARER_SQL 4 /* statements that it runs at most */
/* The generation in memcached that stands for a grant, a client or an account (public id): whoever ends one of them
 * bumps it after COMMIT.  The worker does the same when it gets the event, so that memcached's absence is made good
 * for. */
struct str bearer_dep(struct arena *a, struct str id);
#define BEARER_KEYS_DEP "bearer:keys" /* all API keys: their ids are not known before they are looked up */
/* An account was disabled, erased or enabled: forget what is kept about its tokens and keys.  For cache_bump() after
 * COMMIT. */
void bearer_forget_account(struct cache *cache, struct arena *a, struct str account);
/* What the worker does with "client.changed", "grant.revoked", "token.revoked", "key.changed", "signing_keys.changed",
 * "account.disabled" and "account.enabled": the same once more.  ERR_UNAVAILABLE: memcached does not answer, to be
 * repeated. */
enum err bearer_event(struct cache *cache, struct arena *a, struct str type, struct str object) MUST_CHECK;
/* Check an access token of ours without the cache, and whether it still holds: introspection and revocation. */
enum err bearer_verify(
    struct db *db, struct arena *a, const struct config *config, struct str token, struct bearer *out) MUST_CHECK;
/* iss and aud of our tokens: site.url, and the /api below it. */
struct str bearer_issuer(const struct config *config);
struct str bearer_audience(struct arena *a, const struct config *config);

extern const struct db_module bearer_sql;

#endif
