/*
 * oauth_client.h - the programs of integrators: names, secrets, redirect URIs, rights.
 *
 * A confidential client has a secret ("mcs_" and 43 characters, shown once, stored as SHA-256); after rotation the
 * previous one stays good for the overlap asked for, so that nothing stops while the new one is rolled out.  A public
 * client (an app in a browser or on a phone) has none and must use the code flow with PKCE.  Redirect URIs are compared
 * byte by byte.  Scopes are permissions; what the client acts on follows from them: PERM_FOR_SELF for a customer (code
 * flow), PERM_FOR_OFFICE for the shop (client credentials).
 * Nobody can give a client a right of the back office that he has not himself (who->permissions), nor get a new secret
 * of a client that may do more than he.
 * Changes take `who`, write audit record and outbox event ("client.changed") in one transaction, and hold for tokens
 * that exist at once.
 */
#ifndef MERCER_SHOP_OAUTH_CLIENT_H
#define MERCER_SHOP_OAUTH_CLIENT_H

#include "lib/base/permission.h"
#include "lib/io/cache.h"
#include "lib/io/db.h"
#include "lib/shop/who.h"

#define OAUTH_REDIRECTS_MAX 20
#define OAUTH_SECRET_OVERLAP_S ((int64_t)7 * 86400) /* what the pages offer; at most 30 days */

struct oauth_client {
	int64_t id;
	struct str client_id;            /* public id "cli_..." */
	struct str name;
	bool is_confidential;            /* has a secret */
	bool may_client_credentials, may_code;
	struct time created_at, disabled_at; /* TIME_ABSENT: in use */
	struct time previous_secret_until;   /* TIME_ABSENT: no older secret is good */
	int64_t version;                 /* ETag / If-Match */
	struct list redirects;           /* struct str; filled by oauth_client_find() */
	uint64_t scope;                  /* filled by oauth_client_find() and _list() */
	struct str scope_text;           /* "customer.read event.read" */
};
extern const struct shape oauth_client_shape;

/* What a form or the command says. */
struct oauth_client_input {
	struct str name;
	bool is_confidential;            /* creation only */
	bool may_client_credentials, may_code;
	struct list redirects;           /* struct str */
	struct list scope;               /* struct str: names of permissions */
	int64_t version;                 /* changes only */
};
extern const struct shape oauth_client_input_shape;

/* By client_id.  ERR_NOT_FOUND. */
enum err oauth_client_find(struct db *db, struct arena *a, struct str client_id, struct oauth_client *out) MUST_CHECK;
/* All of them by name, those in use first. */
enum err oauth_client_list(struct db *db, struct arena *a, struct list *out) MUST_CHECK;
/* ERR_INVALID: `errors` says what of the input.  *secret: show it now, nobody can later; absent for a public client. */
enum err oauth_client_create(struct db *db, struct arena *a, const struct who *who, const struct oauth_client_input *in,
    struct field_errors *errors, struct oauth_client *out, struct str *secret) MUST_CHECK;
/* Name, flows, redirect URIs, scopes.  ERR_PRECONDITION: another version is stored by now. */
enum err oauth_client_change(struct db *db, struct cache *cache, struct arena *a, const struct who *who,
    struct str client_id, const struct oauth_client_input *in, struct field_errors *errors) MUST_CHECK;
/* A new secret; the present one stays good for overlap_s (0: not a moment).  ERR_CONFLICT: a public client. */
enum err oauth_client_rotate(struct db *db, struct cache *cache, struct arena *a, const struct who *who,
    struct str client_id, int64_t overlap_s, struct str *secret) MUST_CHECK;
/* The older secret ends now. */
enum err oauth_client_end_previous(
    struct db *db, struct arena *a, const struct who *who, struct str client_id) MUST_CHECK;
/* Off: its tokens are refused at once, its grants stay; on again.  To end grants for good: oauth_grant_revoke_all(). */
enum err oauth_client_set_disabled(struct db *db, struct cache *cache, struct arena *a, const struct who *who,
    struct str client_id, bool disabled) MUST_CHECK;
/* Is this its secret, present or previous?  Constant time.  Only the account "oauth" sees the hashes. */
enum err oauth_client_secret_holds(
    struct db *db, struct arena *a, const struct oauth_client *client, struct str secret, bool *out) MUST_CHECK;
/* May a client have this as redirect URI: https with a lower-case host, http on a loopback address, or a private scheme
 * with a dot (RFC 8252); no fragment, no user, printable ASCII. */
bool oauth_redirect_acceptable(struct str uri);
bool oauth_client_has_redirect(const struct oauth_client *client, struct str uri);

extern const struct db_module oauth_client_sql;        /* read: oauth, admin */
extern const struct db_module oauth_client_secret_sql; /* oauth */
extern const struct db_module oauth_client_write_sql;  /* admin, operator */

#endif
