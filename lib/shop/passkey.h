/*
 * passkey.h - passkeys (WebAuthn): login without password, and second factor.  Writes tables passkey,
 * passkey_challenge.
 *
 * Options go out as the JSON of WebAuthn level 3 (PublicKeyCredentialCreationOptionsJSON, ...RequestOptionsJSON),
 * answers come back as RegistrationResponseJSON and AuthenticationResponseJSON.  Each holds a challenge of 32 random
 * bytes that counts once and for five minutes; we hold its SHA-256 and what it is for (account, purpose).  A challenge
 * is used up by the first answer, right or wrong.
 * The user handle is the account's public id.  A sign count that does not rise, where there was one, means a copy of
 * the authenticator: refused and audited.
 */
#ifndef MERCER_SHOP_PASSKEY_H
#define MERCER_SHOP_PASSKEY_H

#include "lib/io/webauthn.h"
#include "lib/shop/factor.h"

#define PASSKEYS_MAX 20 /* of one account */

struct passkey {
	int64_t id;
	struct str public_id;
	struct str name;
	struct time created_at, used_at;
	bool is_backed_up;       /* kept by a provider, on several devices */
};
extern const struct shape passkey_shape;

/* Options, as JSON text.  purpose login: account_id 0, anybody's. */
enum err passkey_options_register(const struct account_env *e, int64_t account_id, struct str *json) MUST_CHECK;
enum err passkey_options_factor(const struct account_env *e, int64_t account_id, struct str *json) MUST_CHECK;
/* ERR_BUSY: this address has asked too often. */
enum err passkey_options_login(const struct account_env *e, struct str *json) MUST_CHECK;

/* Keep a new passkey.  ERR_DENIED, ERR_INVALID, ERR_UNSUPPORTED: not acceptable; ERR_CONFLICT: known already;
 * ERR_LIMIT: too many.  `name` may be absent.
 * `codes` and `first` as in totp_confirm(). */
enum err passkey_register(const struct account_env *e, int64_t account_id, bool first, struct str credential,
    struct str name, struct passkey *out, struct list *codes) MUST_CHECK;
/* struct passkey */
enum err passkey_list(struct db *db, struct arena *a, int64_t account_id, struct list *out) MUST_CHECK;
enum err passkey_get(
    struct db *db, struct arena *a, int64_t account_id, struct str public_id, struct passkey *out) MUST_CHECK;
enum err passkey_rename(
    const struct account_env *e, int64_t account_id, struct str public_id, struct str name) MUST_CHECK;
/* The caller asked for a fresh proof.  ERR_NOT_FOUND; ERR_CONFLICT: staff cannot remove their last factor. */
enum err passkey_remove(const struct account_env *e, int64_t account_id, struct str public_id) MUST_CHECK;

/* An answer to options: whose passkey it was.  account_id 0: anybody's of `realm` (login); else it must be this
 * account's.
 * ERR_DENIED, ERR_INVALID: anything wrong, and account_id is whose passkey it was, if that is known. */
struct passkey_use {
	int64_t account_id;
	struct str passkey;      /* public id */
	bool verified;
	const char *why;         /* ERR_DENIED, ERR_INVALID: a word for the audit log; NULL otherwise */
};
enum err passkey_use(const struct account_env *e, enum session_realm realm, int64_t account_id, struct str credential,
    struct passkey_use *out) MUST_CHECK;

extern const struct db_module passkey_sql;

#endif
