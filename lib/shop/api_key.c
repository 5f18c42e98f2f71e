/* api_key.c - writes table api_key (but for used_at, which belongs to bearer.c).  See api_key.h. */
#include "lib/shop/api_key.h"
#include "lib/io/crypto.h"
#include "lib/shop/audit.h"
#include "lib/shop/bearer.h"
#include "lib/shop/outbox.h"
#include "lib/shop/scope_input.h"

#define KEYS_MAX 1000
#define START "mk_"
#define CHECKED_LEN (3 + 43) /* what the checksum is of */
#define CHECK_LEN 6          /* 62^6 > 2^32 */
#define NO_LIMIT ((struct opt_i64){ 0 })

static const struct shape_field key_fields[] = {
	SHAPE_I64(struct api_key, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct api_key, public_id, 1, 28, .doc = "public id"),
	SHAPE_STR(struct api_key, prefix, 1, 16, .doc = "how the key begins"),
	SHAPE_STR(struct api_key, name, 1, 100, .doc = "what it is for"),
	SHAPE_I64(struct api_key, account_id, 0, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct api_key, account, 0, 28, .doc = "public id of the customer; absent: the shop's"),
	SHAPE_STR(struct api_key, scope_text, 0, 2000, .doc = "permissions, separated by blanks"),
	SHAPE_TIME(struct api_key, created_at, .doc = "when it was made"),
	SHAPE_TIME(struct api_key, expires_at, .doc = "when it ends"),
	SHAPE_TIME(struct api_key, used_at, .doc = "when it was last used, to the minute"),
	SHAPE_TIME(struct api_key, revoked_at, .doc = "when it was revoked"),
	SHAPE_BOOL(struct api_key, is_live, .doc = "can be used"),
};
const struct shape api_key_shape =
    SHAPE(struct api_key, key_fields, "An API key; the secret itself is stored nowhere.");

static const struct shape_field input_fields[] = {
	SHAPE_STR(struct api_key_input, name, 1, 100, .flags = SHAPE_REQUIRED, .doc = "what it is for"),
	SHAPE_LIST(struct api_key_input, scope, NULL, PERM__COUNT, .doc = "names of permissions"),
	SHAPE_TIME(struct api_key_input, expires_at, .doc = "when it ends; absent: never"),
};
const struct shape api_key_input_shape = SHAPE(struct api_key_input, input_fields, "An API key, as entered.");

struct locked {
	int64_t id, account_id;
};
static const struct shape_field locked_fields[] = {
	SHAPE_I64(struct locked, id, 1, INT64_MAX),
	SHAPE_I64(struct locked, account_id, 0, INT64_MAX),
};
static const struct shape locked_shape = SHAPE(struct locked, locked_fields, "A key that is about to end.");

#define KEY_COLUMNS \
	"SELECT k.id, k.public_id, k.prefix, k.name, COALESCE(k.account_id, 0) AS account_id, a.public_id AS account, k.scope AS scope_text, k.created_at," \
	" k.expires_at, k.used_at, k.revoked_at, (k.revoked_at IS NULL AND COALESCE(k.expires_at > ?, TRUE)) AS is_live" \
	" FROM api_key k LEFT JOIN account a ON a.id = k.account_id"

enum { LIST, LIST_SHOP, LOCK, ADD, REVOKE };
static const struct db_query queries[] = {
	[LIST] = { "api_key_list", "tit", &api_key_shape,
	    KEY_COLUMNS
	    " WHERE k.account_id = ? ORDER BY k.revoked_at IS NOT NULL, COALESCE(k.expires_at <= ?, FALSE), k.id DESC LIMIT 1000" },
	[LIST_SHOP] = { "api_key_list_shop", "tt", &api_key_shape,
	    KEY_COLUMNS
	    " WHERE k.account_id IS NULL ORDER BY k.revoked_at IS NOT NULL, COALESCE(k.expires_at <= ?, FALSE), k.id DESC LIMIT 1000" },
	[LOCK] = { "api_key_lock", "s", &locked_shape,
	    "SELECT id, COALESCE(account_id, 0) AS account_id FROM api_key WHERE public_id = ? FOR UPDATE" },
	[ADD] = { "api_key_add", "sssisitts", NULL,
	    "INSERT INTO api_key (public_id, prefix, hash, account_id, scope, created_by, created_at, expires_at, name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)" },
	[REVOKE] = { "api_key_revoke", "ti", NULL,
	    "UPDATE api_key SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL" },
};
const struct db_module api_key_sql = { "api_key", queries, COUNT(queries) };

struct change {
	struct arena *arena;
	const struct who *who;
	const struct api_key_input *in;
	int64_t account_id;
	struct str public_id, secret;
	uint64_t scope;
};

/* ---- the text of a key ---- */

/* CRC-32 (ISO 3309), bit by bit: keys are short. */
static uint32_t
crc32_of(struct str text)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < text.len; i++) {
		crc ^= (unsigned char)text.ptr[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >> 1 ^ UINT32_C(0xedb88320) : crc >> 1;
	}
	return ~crc;
}

static void
checksum(struct str text, char out[CHECK_LEN])
{
	static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	uint32_t crc = crc32_of(text);

	for (size_t i = CHECK_LEN; i-- > 0; crc /= 62)
		out[i] = digits[crc % 62];
}

bool
api_key_is(struct str text)
{
	char check[CHECK_LEN];

	if (text.len != API_KEY_LEN || !str_starts(text, STR(START)))
		return false;
	checksum(str_cut(text, CHECKED_LEN), check);
	return memcmp(check, text.ptr + CHECKED_LEN, CHECK_LEN) == 0;
}

static struct str
secret_new(struct arena *a)
{
	unsigned char unused[32];
	char check[CHECK_LEN];
	struct str random = token_new(a, unused), text = str_printf(a, START "%.*s", STR_ARG(random));

	_Static_assert(CHECKED_LEN + CHECK_LEN == API_KEY_LEN, "the parts of a key");
	checksum(text, check);
	return str_printf(a, "%.*s%.*s", STR_ARG(text), CHECK_LEN, check);
}

/* ---- list ---- */

enum err
api_key_list(struct db *db, struct arena *a, int64_t account_id, struct list *out)
{
	struct time now = clock_now();
	const struct db_arg of_account[] = { db_time(now), db_i64(account_id), db_time(now) },
			    of_shop[] = { db_time(now), db_time(now) };
	enum err err = account_id ? db_rows(db, &queries[LIST], of_account, COUNT(of_account), a, KEYS_MAX, out)
	    : db_rows(db, &queries[LIST_SHOP], of_shop, COUNT(of_shop), a, KEYS_MAX, out);
	struct api_key *k = out->items;

	for (size_t i = 0; !err && i < out->count; i++)
		(void)permission_read(k[i].scope_text, &k[i].scope);
	return err;
}

/* ---- change ---- */

static enum err
record(struct db *db, const struct change *c, const char *what)
{
	struct str details = str_printf(c->arena, "{\"what\":\"%s\"}", what);
	enum err err = outbox_add(db, "key.changed", c->public_id, details);

	return err ? err
		   : audit(db, c->who,
			 &(struct audit){
			     .event = AUDIT_KEY, .object_kind = "key", .object = c->public_id, .details = details });
}

static enum err
create(struct db *db, void *payload)
{
	const struct change *c = payload;
	unsigned char hash[32];
	enum err err;

	crypto_sha256(c->secret, hash);
	const struct db_arg args[] = { db_str(c->public_id), db_str(str_cut(c->secret, API_KEY_SHOWN)),
		db_str(str_n((const char *)hash, sizeof(hash))), c->account_id ? db_i64(c->account_id) : db_null('i'),
		db_str(scope_text(c->arena, c->scope)), c->who->account_id ? db_i64(c->who->account_id) : db_null('i'),
		db_time(clock_now()), db_time(c->in->expires_at), db_str(c->in->name) };
	err = db_exec(db, &queries[ADD], args, COUNT(args), NULL);
	return err ? err : record(db, c, "created");
}

enum err
api_key_create(struct db *db, struct arena *a, const struct who *who, int64_t account_id,
    const struct api_key_input *in, struct field_errors *errors, struct api_key *out, struct str *key)
{
	struct change c = { .arena = a, .who = who, .in = in, .account_id = account_id };
	bool good = shape_check(&api_key_input_shape, in, STR(""), errors);
	char id[32];
	enum err err;

	if (!time_is_absent(in->expires_at) && in->expires_at.us <= clock_now().us) {
		field_error(errors, STR("expires_at"), N_("Choose a day in the future."), NO_LIMIT);
		good = false;
	}
	if (!scope_input_read(
		in->scope, account_id ? PERM_FOR_SELF : PERM_FOR_OFFICE, 0, who, "scope", errors, &c.scope) ||
	    !good)
		return ERR_INVALID;
	public_id(id, "key");
	c.public_id = str_dup(a, str_of(id));
	c.secret = secret_new(a);
	if ((err = db_transaction(db, create, &c)))
		return err;
	*key = c.secret;
	shape_init(&api_key_shape, out);
	*out = (struct api_key){ .public_id = c.public_id,
		.prefix = str_cut(c.secret, API_KEY_SHOWN),
		.name = in->name,
		.account_id = account_id,
		.scope = c.scope,
		.scope_text = scope_text(a, c.scope),
		.created_at = clock_now(),
		.expires_at = in->expires_at,
		.used_at = TIME_ABSENT,
		.revoked_at = TIME_ABSENT,
		.is_live = true };
	return OK;
}

static enum err
revoke(struct db *db, void *payload)
{
	const struct change *c = payload;
	struct locked key;
	struct db_done done = { 0 };
	enum err err = db_row(db, &queries[LOCK], (const struct db_arg[]){ db_str(c->public_id) }, 1, c->arena, &key);

	if (!err && key.account_id != c->account_id)
		err = ERR_NOT_FOUND;
	if (!err)
		err = db_exec(
		    db, &queries[REVOKE], (const struct db_arg[]){ db_time(clock_now()), db_i64(key.id) }, 2, &done);
	return err || !done.affected ? err : record(db, c, "revoked");
}

enum err
api_key_revoke(struct db *db, struct cache *cache, struct arena *a, const struct who *who, int64_t account_id,
    struct str public_id)
{
	struct change c = { .arena = a, .who = who, .account_id = account_id, .public_id = public_id };
	enum err err = db_transaction(db, revoke, &c);

	if (!err && cache && cache_bump(cache, STR(BEARER_KEYS_DEP)))
		err_clear(); /* the worker repeats it when it gets the event */
	return err;
}
