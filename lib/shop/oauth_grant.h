/*
 * oauth_grant.h - what a client was given: one consent of a customer, or its own rights by client credentials, and the
 * family of tokens that come of it.
 *
 * What is over is deleted by retention.c.
 * A grant ends 90 days after it was given, whatever is refreshed meanwhile, or when it is revoked: by the customer
 * (connected apps), by the client (RFC 7009), by the shop, or because a code or refresh token of it was used twice.
 * All its tokens end with it, at once.
 */
#ifndef MERCER_SHOP_OAUTH_GRANT_H
#define MERCER_SHOP_OAUTH_GRANT_H

#include "lib/shop/oauth_client.h"

#define OAUTH_GRANT_S ((int64_t)90 * 86400)
#define OAUTH_CODE_S 300 /* at most ten minutes by RFC 6749 */

struct oauth_grant {
	int64_t id;
	struct str public_id;        /* "gra_..." */
	int64_t client;              /* oauth_client.id */
	struct str client_id, client_name;
	int64_t account_id;          /* 0: the client for itself */
	struct str account;          /* public id; absent as above */
	uint64_t scope;
	struct str scope_text;
	struct time created_at, ends_at, used_at, revoked_at;
	struct str revoked_why;      /* "customer", "client", "shop", "code reused", "token reused"; absent */
	bool is_live;                /* neither revoked nor ended, and the client is in use */
};
extern const struct shape oauth_grant_shape;

/* Connected apps of a customer: live grants, newest first; a client may have several (one per consent). */
enum err oauth_grant_list(struct db *db, struct arena *a, int64_t account_id, struct list *out) MUST_CHECK;
/* Of a client, newest first, ended ones too; a page of them: before = 0 or the last id of the page before. */
enum err oauth_grant_list_client(
    struct db *db, struct arena *a, int64_t client, int64_t before, int64_t limit, struct list *out) MUST_CHECK;
/* ERR_NOT_FOUND: none of this id, or, with account_id != 0, not of this account. */
enum err oauth_grant_revoke(struct db *db, struct cache *cache, struct arena *a, const struct who *who,
    int64_t account_id, struct str public_id, const char *why) MUST_CHECK;
/* All live ones of a client, of one account (0: of all, and the client's own).  *count may be NULL. */
enum err oauth_grant_revoke_all(struct db *db, struct cache *cache, struct arena *a, const struct who *who,
    struct str client_id, int64_t account_id, const char *why, int64_t *count) MUST_CHECK;

/* Has the account given this client at least this much, in a grant that is live? */
enum err oauth_grant_covers(struct db *db, struct arena *a, const struct oauth_client *client, int64_t account_id,
    uint64_t scope, bool *out) MUST_CHECK;
/* Consent: a new grant and its code, good for OAUTH_CODE_S, one use, this redirect URI and this PKCE challenge (S256).
 * */
enum err oauth_grant_give(struct db *db, struct arena *a, const struct who *who, const struct oauth_client *client,
    int64_t account_id, uint64_t scope, struct str redirect_uri, struct str challenge, struct str *code) MUST_CHECK;

extern const struct db_module oauth_grant_sql;        /* list and revoke: account, admin, oauth */
extern const struct db_module oauth_grant_give_sql;   /* oauth */

#endif
