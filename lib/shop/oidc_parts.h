/* oidc_parts.h - what oidc.c (the protocol), oidc_meta.c (discovery) and oidc_account.c (whose account it is) share. */
#ifndef MERCER_SHOP_OIDC_PARTS_H
#define MERCER_SHOP_OIDC_PARTS_H

#include "lib/io/jose.h"
#include "lib/shop/oidc.h"

/* What a provider publishes about itself; kept in the process. */
struct oidc_meta {
	struct str authorization_endpoint, token_endpoint, jwks_uri;
	bool says_iss;       /* its answers carry iss (RFC 9207) */
	bool takes_basic;    /* client_secret_basic, else client_secret_post */
	struct jwk_set keys;
};
/* `fresh_keys`: a key id was unknown; ask again unless that was less than a minute ago.  Valid until the next call. */
enum err oidc_meta_get(const struct account_env *e, struct http *http, const struct provider *p, bool fresh_keys,
    const struct oidc_meta **out) MUST_CHECK;

struct oidc_claims {
	struct str subject, email, given_name, family_name;
	bool email_verified;
};
/* Log in, link, or make an account, by the rules of provider.h. */
enum err oidc_settle(const struct account_env *e, const struct provider *p, const struct oidc_claims *claims,
    int64_t link_account, struct oidc_outcome *out) MUST_CHECK;

#endif
