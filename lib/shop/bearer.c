/*
 * bearer.c - access tokens and API keys into who they stand for.  See bearer.h.
 *
 * What is kept in memcached is keyed by the SHA-256 of the whole token: finding it says that just this token was
 * verified, signature and all, under the signing keys, grant, client and account that are still in force (generations).
 * Which generations those are is read from the claims before anything is verified; claims that lie only lead to an
 * entry that is not there.  An entry is sealed under the token itself: who reads memcached learns nothing of it, and
 * who writes to memcached gives nobody a right.
 */
#include "lib/shop/bearer.h"
#include "lib/io/crypto.h"
#include "lib/io/json.h"
#include "lib/shop/api_key.h"
#include "lib/shop/signing_key.h"

#define KEPT_S 60
#define USED_US (60 * US_PER_S) /* a key's last use is written at most so often */
#define TOKEN_TYPE "at+jwt"
#define ID_MAX 28
#define LEEWAY_S 5

/* ---- what MySQL says ---- */

struct grant_row {
	bool is_live, is_client_on, is_revoked, is_account_active;
	int64_t account_id;
	struct str name, grant_scope, client_scope, account;
};
static const struct shape_field grant_fields[] = {
	SHAPE_BOOL(struct grant_row, is_live),
	SHAPE_BOOL(struct grant_row, is_client_on),
	SHAPE_BOOL(struct grant_row, is_revoked),
	SHAPE_BOOL(struct grant_row, is_account_active),
	SHAPE_I64(struct grant_row, account_id, 0, INT64_MAX),
	SHAPE_STR(struct grant_row, name, 1, 100),
	SHAPE_STR(struct grant_row, grant_scope, 0, 2000),
	SHAPE_STR(struct grant_row, client_scope, 0, 2000),
	SHAPE_STR(struct grant_row, account, 0, ID_MAX),
};
static const struct shape grant_shape = SHAPE(struct grant_row, grant_fields, "Does a token still hold.");

struct key_row {
	int64_t id, account_id;
	bool is_account_active;
	struct str public_id, name, scope, account;
	struct time created_at, expires_at, used_at, revoked_at;
};
static const struct shape_field key_fields[] = {
	SHAPE_I64(struct key_row, id, 1, INT64_MAX),
	SHAPE_I64(struct key_row, account_id, 0, INT64_MAX),
	SHAPE_BOOL(struct key_row, is_account_active),
	SHAPE_STR(struct key_row, public_id, 1, ID_MAX),
	SHAPE_STR(struct key_row, name, 1, 100),
	SHAPE_STR(struct key_row, scope, 0, 2000),
	SHAPE_STR(struct key_row, account, 0, ID_MAX),
	SHAPE_TIME(struct key_row, created_at),
	SHAPE_TIME(struct key_row, expires_at),
	SHAPE_TIME(struct key_row, used_at),
	SHAPE_TIME(struct key_row, revoked_at),
};
static const struct shape key_shape = SHAPE(struct key_row, key_fields, "An API key that was sent.");

enum { GRANT, KEY, KEY_USED };
static const struct db_query queries[] = {
	[GRANT] = { "bearer_grant", "stss", &grant_shape,
	    "SELECT (g.revoked_at IS NULL AND g.ends_at > t.now) AS is_live, c.disabled_at IS NULL AS is_client_on,"
	    " EXISTS (SELECT 1 FROM oauth_revoked r WHERE r.jti = t.jti) AS is_revoked,"
	    " COALESCE(a.state = 'active' AND a.realm = 'shop', FALSE) AS is_account_active, COALESCE(g.account_id, 0) AS account_id, c.name,"
	    " g.scope AS grant_scope, (SELECT GROUP_CONCAT(s.permission SEPARATOR ' ') FROM oauth_client_scope s WHERE s.oauth_client_id = c.id) AS client_scope,"
	    " a.public_id AS account"
	    " FROM (SELECT CAST(? AS CHAR) AS jti, CAST(? AS DATETIME(6)) AS now) t"
	    " JOIN oauth_grant g JOIN oauth_client c ON c.id = g.oauth_client_id LEFT JOIN account a ON a.id = g.account_id"
	    " WHERE g.public_id = ? AND c.client_id = ?" },
	[KEY] = { "bearer_key", "s", &key_shape,
	    "SELECT k.id, COALESCE(k.account_id, 0) AS account_id, COALESCE(a.state = 'active' AND a.realm = 'shop', FALSE) AS is_account_active, k.public_id,"
	    " k.name, k.scope, a.public_id AS account, k.created_at, k.expires_at, k.used_at, k.revoked_at"
	    " FROM api_key k LEFT JOIN account a ON a.id = k.account_id WHERE k.hash = ?" },
	[KEY_USED] = { "bearer_key_used", "ti", NULL, "UPDATE api_key SET used_at = ? WHERE id = ?" },
};
const struct db_module bearer_sql = { "bearer", queries, COUNT(queries) };

/* ---- what memcached keeps ---- */

struct kept {
	struct str account, client, name, grant, jti;
	int64_t account_id, permissions, scope;
	struct time issued_at, expires_at;
};
static const struct shape_field kept_fields[] = {
	SHAPE_STR(struct kept, account, 0, ID_MAX),
	SHAPE_STR(struct kept, client, 1, ID_MAX),
	SHAPE_STR(struct kept, name, 1, 100),
	SHAPE_STR(struct kept, grant, 0, ID_MAX),
	SHAPE_STR(struct kept, jti, 0, ID_MAX),
	SHAPE_I64(struct kept, account_id, 0, INT64_MAX),
	SHAPE_I64(struct kept, permissions, INT64_MIN, INT64_MAX),
	SHAPE_I64(struct kept, scope, INT64_MIN, INT64_MAX),
	SHAPE_TIME(struct kept, issued_at),
	SHAPE_TIME(struct kept, expires_at),
};
static const struct shape kept_shape = SHAPE(struct kept, kept_fields, "A token that was verified.");

/* One look-up. */
struct look {
	struct db *db;
	struct cache *cache;
	struct arena *arena;
	const struct config *config;
	struct str token;
	bool sure;
	struct str grant, client, subject, jti; /* as the claims say, to find generations */
};

static enum err of_token(struct look *l, struct bearer *out);
static enum err of_key(struct look *l, struct bearer *out);
static enum err find(struct look *l, const struct str *deps, size_t count,
    enum err (*ask)(struct look *l, struct bearer *out), struct bearer *out);

static enum err
refused(const char *why)
{
	return err_fail(ERR_INVALID, "could not accept a token: %s", why);
}

struct str
bearer_dep(struct arena *a, struct str id)
{
	return str_printf(a, "bearer:%.*s", STR_ARG(id));
}

void
bearer_forget_account(struct cache *cache, struct arena *a, struct str account)
{
	if (cache && (cache_bump(cache, bearer_dep(a, account)) || cache_bump(cache, STR(BEARER_KEYS_DEP))))
		err_clear();
}

enum err
bearer_event(struct cache *cache, struct arena *a, struct str type, struct str object)
{
	enum err err;

	if (str_eq(type, STR("signing_keys.changed")))
		return cache_bump(cache, STR(SIGNING_DEP));
	if (str_eq(type, STR("key.changed")))
		return cache_bump(cache, STR(BEARER_KEYS_DEP));
	err = cache_bump(cache, bearer_dep(a, object));
	if (!err && str_starts(type, STR("account.")))
		err = cache_bump(cache, STR(BEARER_KEYS_DEP));
	return err;
}

struct str
bearer_issuer(const struct config *config)
{
	struct str url = config_str(config, "site.url");

	return str_ends(url, STR("/")) ? str_cut(url, url.len - 1) : url;
}

struct str
bearer_audience(struct arena *a, const struct config *config)
{
	struct str issuer = bearer_issuer(config);

	return str_printf(a, "%.*s/api", STR_ARG(issuer));
}

/* Letters, digits, '_': what our public ids are made of. */
static bool
is_id(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_", s.ptr[i]))
			return false;
	return s.len > 0 && s.len <= ID_MAX;
}

static enum err
peek(struct look *l)
{
	const struct json_node *claims;
	enum err err = jwt_peek(l->arena, l->token, &claims);

	if (err)
		return err;
	l->grant = json_text(claims, "grant_id");
	l->client = json_text(claims, "client_id");
	l->subject = json_text(claims, "sub");
	l->jti = json_text(claims, "jti");
	return is_id(l->grant) && is_id(l->client) && is_id(l->subject) && is_id(l->jti)
	    ? OK
	    : refused("it is not one of ours");
}

enum err
bearer_find(struct db *db, struct cache *cache, struct arena *a, const struct config *config, struct str token,
    bool sure, struct bearer *out)
{
	struct look l = { .db = db, .cache = cache, .arena = a, .config = config, .token = token, .sure = sure };
	struct str deps[4];
	enum err err;

	if (api_key_is(token)) {
		deps[0] = STR(BEARER_KEYS_DEP);
		return find(&l, deps, 1, of_key, out);
	}
	if ((err = peek(&l)))
		return err;
	deps[0] = STR(SIGNING_DEP);
	deps[1] = bearer_dep(a, l.grant);
	deps[2] = bearer_dep(a, l.client);
	deps[3] = bearer_dep(a, l.subject);
	return find(&l, deps, str_eq(l.subject, l.client) ? 3 : 4, of_token, out);
}

enum err
bearer_verify(struct db *db, struct arena *a, const struct config *config, struct str token, struct bearer *out)
{
	struct look l = { .db = db, .arena = a, .config = config, .token = token, .sure = true };
	enum err err = peek(&l);

	return err ? err : of_token(&l, out);
}

/* ---- memcached ---- */

static struct secret
token_secret(const struct look *l)
{
	return (struct secret){ (unsigned char *)(uintptr_t)l->token.ptr, l->token.len };
}

static void
keep(struct look *l, const struct cache_want *want, const struct cache_entry *entry, const struct bearer *b)
{
	struct kept k = { .account = b->account,
		.client = b->client,
		.name = b->name,
		.grant = b->grant,
		.jti = b->jti,
		.account_id = b->account_id,
		.permissions = (int64_t)b->permissions,
		.scope = (int64_t)b->scope,
		.issued_at = b->issued_at,
		.expires_at = b->expires_at };
	struct secret token = token_secret(l);
	struct str sealed;
	struct buf text;

	buf_in_arena(&text, l->arena, BUF_LINE);
	json_write(&text, &kept_shape, &k, UINT64_MAX);
	if (text.failed || crypto_seal(l->arena, &token, "bearer", want->key, buf_view(&text), &sealed)) {
		err_clear();
		cache_abandon(l->cache, want, entry);
	} else {
		cache_put(l->cache, want, entry, sealed, STR(""));
	}
}

static bool
unkeep(struct look *l, const struct cache_want *want, struct str sealed, struct bearer *out)
{
	struct field_errors errors = { .arena = l->arena };
	struct secret token = token_secret(l);
	struct str text;
	struct kept k;

	if (crypto_unseal(l->arena, &token, "bearer", want->key, sealed, &text) ||
	    json_read(l->arena, text, &kept_shape, &k, &errors)) {
		err_clear();
		return false;
	}
	*out = (struct bearer){ .actor = k.jti.ptr ? "client" : "key",
		.account_id = k.account_id,
		.account = k.account,
		.client = k.client,
		.name = k.name,
		.grant = k.grant,
		.jti = k.jti,
		.permissions = (uint64_t)k.permissions,
		.scope = (uint64_t)k.scope,
		.issued_at = k.issued_at,
		.expires_at = k.expires_at };
	return time_is_absent(k.expires_at) || k.expires_at.us > clock_now().us;
}

static enum err
find(struct look *l, const struct str *deps, size_t count, enum err (*ask)(struct look *l, struct bearer *out),
    struct bearer *out)
{
	unsigned char digest[32];
	struct cache_want want = { .deps = deps, .dep_count = count, .ttl_s = KEPT_S };
	struct cache_entry entry = { 0 };
	struct buf key;
	bool build;
	enum err err;

	if (l->sure || !l->cache)
		return ask(l, out);
	crypto_sha256(l->token, digest);
	buf_in_arena(&key, l->arena, BUF_LINE);
	buf_lit(&key, "bearer:");
	hex_write(&key, digest, sizeof(digest));
	want.key = buf_view(&key);
	build = cache_get(l->cache, l->arena, &want, &entry) == CACHE_BUILD;
	if (!build && unkeep(l, &want, entry.value, out))
		return OK;
	err = ask(l, out);
	if (build && err)
		cache_abandon(l->cache, &want, &entry);
	else if (build)
		keep(l, &want, &entry, out);
	return err;
}

/* ---- MySQL ---- */

static enum err
check_grant(const struct grant_row *row, struct str subject, struct str client)
{
	if (!row->is_live)
		return refused("its grant has ended");
	if (!row->is_client_on)
		return refused("its client is off");
	if (row->is_revoked)
		return refused("it was revoked");
	if (row->account_id && !row->is_account_active)
		return refused("its customer's account is not active");
	if (!str_eq(subject, row->account_id ? row->account : client))
		return refused("it is not for who gave the grant");
	return OK;
}

static enum err
of_token(struct look *l, struct bearer *out)
{
	const struct jwt_expect expect = { .typ = TOKEN_TYPE,
		.issuer = bearer_issuer(l->config),
		.audience = bearer_audience(l->arena, l->config),
		.now = clock_now(),
		.leeway_s = LEEWAY_S };
	const struct db_arg args[] = { db_str(l->jti), db_time(expect.now), db_str(l->grant), db_str(l->client) };
	struct grant_row row = { 0 };
	uint64_t granted, client, scope, holders;
	struct jwk_set keys;
	struct jwt jwt;
	enum err err;

	if ((err = signing_key_set(
		 l->db, STR_ABSENT, l->cache ? cache_generation(l->cache, STR(SIGNING_DEP)) : 0, l->sure, &keys)))
		return err;
	err = jwt_verify(l->arena, &keys, &expect, l->token, &jwt);
	if (err == ERR_NOT_FOUND && !(err = signing_key_set(l->db, STR("?"), 0, false, &keys)))
		err = jwt_verify(l->arena, &keys, &expect, l->token, &jwt);
	if (err)
		return err == ERR_NOT_FOUND ? ERR_INVALID : err;
	db_primary(l->db);
	err = db_row(l->db, &queries[GRANT], args, COUNT(args), l->arena, &row);
	if (err)
		return err == ERR_NOT_FOUND ? refused("there is no such grant") : err;
	if ((err = check_grant(&row, jwt.subject, l->client)))
		return err;
	holders = permission_for(row.account_id ? PERM_FOR_SELF : PERM_FOR_OFFICE);
	(void)permission_read(row.grant_scope, &granted);
	(void)permission_read(row.client_scope, &client);
	(void)permission_read(json_text(jwt.claims, "scope"), &scope);
	*out = (struct bearer){ .actor = "client",
		.account_id = row.account_id,
		.account = row.account_id ? row.account : STR_ABSENT,
		.client = l->client,
		.name = row.name,
		.grant = l->grant,
		.jti = l->jti,
		.permissions = scope & granted & client & holders,
		.scope = scope & granted & holders,
		.issued_at = jwt.issued_at,
		.expires_at = jwt.expires_at };
	return OK;
}

static enum err
of_key(struct look *l, struct bearer *out)
{
	struct time now = clock_now();
	unsigned char hash[32];
	struct key_row row;
	uint64_t scope;
	enum err err;

	crypto_sha256(l->token, hash);
	db_primary(l->db);
	shape_init(&key_shape, &row);
	err = db_row(l->db, &queries[KEY], (const struct db_arg[]){ db_str(str_n((const char *)hash, sizeof(hash))) },
	    1, l->arena, &row);
	if (err)
		return err == ERR_NOT_FOUND ? refused("there is no such key") : err;
	if (!time_is_absent(row.revoked_at))
		return refused("the key was revoked");
	if (!time_is_absent(row.expires_at) && row.expires_at.us <= now.us)
		return refused("the key has ended");
	if (row.account_id && !row.is_account_active)
		return refused("its customer's account is not active");
	if (time_is_absent(row.used_at) || row.used_at.us < now.us - USED_US)
		if (db_exec(
			l->db, &queries[KEY_USED], (const struct db_arg[]){ db_time(now), db_i64(row.id) }, 2, NULL))
			err_clear(); /* a courtesy to people: no reason to refuse */
	(void)permission_read(row.scope, &scope);
	scope &= permission_for(row.account_id ? PERM_FOR_SELF : PERM_FOR_OFFICE);
	*out = (struct bearer){ .actor = "key",
		.account_id = row.account_id,
		.account = row.account_id ? row.account : STR_ABSENT,
		.client = row.public_id,
		.name = row.name,
		.permissions = scope,
		.scope = scope,
		.issued_at = row.created_at,
		.expires_at = row.expires_at };
	return OK;
}
