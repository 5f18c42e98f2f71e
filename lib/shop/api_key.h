/*
 * api_key.h - API keys for simple integrations: a secret that is shown once, sent as "Authorization: Bearer mk_...".
 *
 * "mk_" + 43 characters of base64url (32 random bytes) + 6 characters of base62: CRC-32 of what stands before, so that
 * a secret scanner finds keys without false alarms and a typing mistake is seen before anything is looked up.  Stored:
 * SHA-256, and the first 11 characters for people.
 * A key acts for the shop (PERM_FOR_OFFICE) or for one customer (PERM_FOR_SELF, account_id).
 */
#ifndef MERCER_SHOP_API_KEY_H
#define MERCER_SHOP_API_KEY_H

#include "lib/base/permission.h"
#include "lib/io/cache.h"
#include "lib/io/db.h"
#include "lib/shop/who.h"

#define API_KEY_LEN 52
#define API_KEY_SHOWN 11 /* characters of the prefix that are kept to recognise it: "mk_x9Kd7Qa1" */

struct api_key {
	int64_t id;
	struct str public_id;    /* "key_..." */
	struct str prefix;       /* as it begins */
	struct str name;
	int64_t account_id;      /* 0: of the shop */
	struct str account;      /* public id */
	struct str scope_text;
	uint64_t scope;
	struct time created_at, expires_at, used_at, revoked_at; /* TIME_ABSENT: never */
	bool is_live;
};
extern const struct shape api_key_shape;

struct api_key_input {
	struct str name;
	struct list scope;       /* struct str: names of permissions */
	struct time expires_at;  /* TIME_ABSENT: no end; the pages propose a year */
};
extern const struct shape api_key_input_shape;

/* ERR_INVALID: `errors`.  *key is the secret: show it now. */
enum err api_key_create(struct db *db, struct arena *a, const struct who *who, int64_t account_id,
    const struct api_key_input *in, struct field_errors *errors, struct api_key *out, struct str *key) MUST_CHECK;
/* account_id 0: the shop's.  Live ones first, newest first. */
enum err api_key_list(struct db *db, struct arena *a, int64_t account_id, struct list *out) MUST_CHECK;
/* Refused at once.  ERR_NOT_FOUND: none, or not of this account. */
enum err api_key_revoke(struct db *db, struct cache *cache, struct arena *a, const struct who *who, int64_t account_id,
    struct str public_id) MUST_CHECK;
/* Has it the form of a key, checksum and all? */
bool api_key_is(struct str text);

extern const struct db_module api_key_sql; /* list, create, revoke: account, admin */

#endif
