/*
 * provider.h - logging in with an account elsewhere: which providers (OpenID Connect) the shop takes, and whose
 * accounts are linked.
 *
 * An identity is (provider, subject): the subject is the provider's own, unchanging name of a person, never the mail
 * address.  Linking rules that nobody can abuse:
 *	- an identity that is linked logs its account in, and nothing else does;
 *	- a provider never gets hold of an account that exists: who comes with the address of one is told to log in as
 *	  usual and to connect the provider there (a session with a fresh proof), because a provider's word about an
 *	  address is not the owner's;
 *	- a new account is made only when the provider says that it has verified the address and the shop trusts this
 *	  provider's word (`trusts_email`);
 *	- the last way into an account cannot be taken away: an identity goes only while a password, a passkey or
 *	  another identity is left.
 * Shoppers only: staff log in with a password and a second factor of ours.
 */
#ifndef MERCER_SHOP_PROVIDER_H
#define MERCER_SHOP_PROVIDER_H

#include "lib/shop/account.h"

#define PROVIDERS_MAX 20

struct provider {
	int64_t id;
	struct str code;         /* "example": in addresses */
	struct str name;         /* on the button */
	struct str issuer;       /* https://..., exactly as its metadata say */
	struct str client_id;
	struct str scope;        /* "openid email profile" */
	bool has_secret;
	bool trusts_email;       /* its email_verified counts */
	bool is_on;
	int32_t position;
};
extern const struct shape provider_shape;

/* struct provider; all: those switched off too */
enum err provider_list(struct db *db, struct arena *a, bool all, struct list *out) MUST_CHECK;
enum err provider_find(struct db *db, struct arena *a, struct str code, struct provider *out) MUST_CHECK;
/* Make or change by code.  secret: absent = as it was; stored sealed.  Audited.  ERR_INVALID with errors;
 * ERR_CONFLICT: another issuer while accounts are linked (its subjects would be other people). */
enum err provider_put(
    const struct account_env *e, const struct provider *in, struct str secret, struct field_errors *errors) MUST_CHECK;
/* ERR_CONFLICT: accounts are linked with it (switch it off instead). */
enum err provider_remove(const struct account_env *e, struct str code) MUST_CHECK;
/* For oidc.c: the secret in the clear, absent when it has none. */
enum err provider_secret(const struct account_env *e, const struct provider *p, struct str *out) MUST_CHECK;

struct account_identity {
	struct str public_id;
	struct str provider, provider_name;
	struct str email;        /* as the provider told it; may be absent */
	struct time linked_at, used_at;
};
extern const struct shape account_identity_shape;
enum err identity_list(struct db *db, struct arena *a, int64_t account_id, struct list *out) MUST_CHECK;
/* ERR_NOT_FOUND: not of this account; ERR_CONFLICT: the last way in.  Audited, event account.identity_unlinked. */
enum err identity_remove(const struct account_env *e, int64_t account_id, struct str public_id) MUST_CHECK;

extern const struct db_module provider_sql;      /* account */
extern const struct db_module provider_put_sql;  /* admin, operator */

#endif
