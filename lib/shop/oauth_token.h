/*
 * oauth_token.h - tokens: from a code, from a refresh token, from a client's own credentials; revoked and introspected
 * (RFC 6749, 7636, 7009, 7662, 9068, 9700).
 *
 * Access tokens are JWTs of typ at+jwt, at most 15 minutes long (oauth.access_lifetime).  Claims: iss, sub (the
 * customer's public id; the client_id where the client acts for itself), aud, client_id, iat, nbf, exp, jti, scope,
 * grant_id.
 * Refresh tokens are 43 random characters, stored as SHA-256, used once: each use gives a new one.  A used one that
 * comes again, or a code that comes again, revokes the grant with all that came of it.  They end with their grant.
 * A code needs its client, its redirect URI and the verifier of its challenge.
 */
#ifndef MERCER_SHOP_OAUTH_TOKEN_H
#define MERCER_SHOP_OAUTH_TOKEN_H

#include "lib/shop/bearer.h"
#include "lib/shop/oauth_grant.h"

#define OAUTH_ACCESS_MAX_S 900
#define OAUTH_VERIFIER_MIN 43
#define OAUTH_VERIFIER_MAX 128

struct oauth_env {
	struct db *db;
	struct cache *cache;
	struct arena *arena;
	const struct config *config;
	const struct who *who;
};
struct oauth_issued {
	struct str access_token;
	int64_t expires_in;       /* seconds */
	struct str refresh_token; /* absent with client credentials */
	uint64_t scope;
};

/* ERR_INVALID: invalid_grant, whatever the reason; ERR_LIMIT: the scope asked for is more than was given
 * (invalid_scope). */
enum err oauth_token_of_code(const struct oauth_env *e, const struct oauth_client *client, struct str code,
    struct str redirect_uri, struct str verifier, struct oauth_issued *out) MUST_CHECK;
/* scope absent: as granted.  It narrows the access token, not the grant. */
enum err oauth_token_of_refresh(const struct oauth_env *e, const struct oauth_client *client, struct str refresh,
    struct str scope, struct oauth_issued *out) MUST_CHECK;
/* scope absent: all that the client has of PERM_FOR_OFFICE. */
enum err oauth_token_of_client(const struct oauth_env *e, const struct oauth_client *client, struct str scope,
    struct oauth_issued *out) MUST_CHECK;
/* RFC 7009: an access token ends alone, a refresh token with its whole grant.  OK also for what is no token of this
 * client. */
enum err oauth_token_revoke(const struct oauth_env *e, const struct oauth_client *client, struct str token) MUST_CHECK;

/* RFC 7662, for the client that the token was given to.  Of other clients' tokens nothing is said: inactive. */
struct oauth_state {
	bool active;
	struct str scope, client_id, token_type, sub, aud, iss, jti;
	struct time expires_at, issued_at;
};
enum err oauth_token_introspect(
    const struct oauth_env *e, const struct oauth_client *client, struct str token, struct oauth_state *out) MUST_CHECK;

extern const struct db_module oauth_token_sql;       /* oauth */
extern const struct db_module oauth_token_state_sql; /* oauth */

#endif
