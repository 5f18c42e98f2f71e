/*
 * oidc.h - OpenID Connect 1.0, we as relying party: authorization code with PKCE S256, state, nonce; discovery; ID
 * tokens by the provider's keys.
 *
 * oidc_begin() makes the address of the provider that the browser is sent to, and a cookie (COOKIE_OIDC, sealed, ten
 * minutes) which keeps state, nonce and the PKCE verifier in that one browser: an answer that another browser started
 * is refused (login CSRF, mix-up).  oidc_finish() takes the answer.
 * The provider's metadata and keys are kept in the process for ten minutes; an unknown key id fetches the keys again,
 * once a minute at most.
 * `iss` of the answer (RFC 9207) must be the issuer's when the provider sends it, and must be there when it says that
 * it does.
 */
#ifndef MERCER_SHOP_OIDC_H
#define MERCER_SHOP_OIDC_H

#include "lib/io/http.h"
#include "lib/shop/provider.h"

#define COOKIE_OIDC "__Host-oidc"
#define OIDC_S 600

struct oidc_start {
	struct str url;
	struct str cookie;
};
/* link_account: connect with this account (who has shown a fresh proof); 0: log in.  back: path to go to afterwards.
 * ERR_UNAVAILABLE, ERR_TIMEOUT: the provider does not answer; ERR_INVALID: what it says is not acceptable. */
enum err oidc_begin(const struct account_env *e, struct http *http, const struct provider *p, struct str redirect_uri,
    struct str back, int64_t link_account, struct oidc_start *out) MUST_CHECK;

struct oidc_return {
	struct str cookie;
	struct str state, code, iss, error; /* of the query */
};
enum oidc_result {
	OIDC_LOGIN,      /* logged in: session_token */
	OIDC_FACTOR,     /* the account has a second factor: session of stage PASSWORD */
	OIDC_LINKED,     /* connected with link_account */
	OIDC_EXISTS,     /* the address has an account: log in there and connect */
	OIDC_UNVERIFIED, /* the provider does not vouch for an address: register here first */
	OIDC_TAKEN,      /* the identity belongs to another account of ours */
	OIDC_CANCELLED,  /* the person said no over there */
	OIDC_REFUSED,    /* state, token, signature ...: the log says which */
};
struct oidc_outcome {
	enum oidc_result result;
	struct str session_token;
	struct str back;
	bool made;               /* a new account */
};
/* session_account: who is logged in in this browser, 0 nobody: what was begun as linking ends as linking of the same
 * account only. */
enum err oidc_finish(const struct account_env *e, struct http *http, const struct provider *p, struct str redirect_uri,
    const struct oidc_return *in, int64_t session_account, struct oidc_outcome *out) MUST_CHECK;

extern const struct db_module oidc_sql; /* account */

#endif
