/* oauth_parts.h - what oauth_grant.c and the files of oauth_token.h share. */
#ifndef MERCER_SHOP_OAUTH_PARTS_H
#define MERCER_SHOP_OAUTH_PARTS_H

#include "lib/shop/oauth_token.h"

/* Inside the caller's transaction, which has locked the row: revoke a grant, with its record and event; nothing if it
 * was revoked before. */
enum err oauth_grant_end(struct db *db, struct arena *a, const struct who *who, int64_t id, struct str public_id,
    const char *why) MUST_CHECK;
/* Inside the caller's transaction: a new grant, with its record and event.  account_id 0: of the client for itself. */
enum err oauth_grant_add(struct db *db, struct arena *a, const struct who *who, const struct oauth_client *client,
    int64_t account_id, uint64_t scope, struct str *public_id, int64_t *id) MUST_CHECK;

#endif
