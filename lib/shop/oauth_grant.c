/* oauth_grant.c - writes tables oauth_grant and oauth_code.  See oauth_grant.h. */
#include "lib/shop/oauth_parts.h"
#include "lib/io/crypto.h"
#include "lib/shop/audit.h"
#include "lib/shop/bearer.h"
#include "lib/shop/outbox.h"
#include "lib/shop/scope_input.h"

#define GRANTS_MAX 1000

static const struct shape_field grant_fields[] = {
	SHAPE_I64(struct oauth_grant, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct oauth_grant, public_id, 1, 28, .doc = "public id"),
	SHAPE_I64(struct oauth_grant, client, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct oauth_grant, client_id, 1, 28, .doc = "the program's public id"),
	SHAPE_STR(struct oauth_grant, client_name, 1, 100, .doc = "the program"),
	SHAPE_I64(struct oauth_grant, account_id, 0, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(
	    struct oauth_grant, account, 0, 28, .doc = "public id of the customer; absent: the program for itself"),
	SHAPE_STR(struct oauth_grant, scope_text, 0, 2000, .doc = "permissions, separated by blanks"),
	SHAPE_TIME(struct oauth_grant, created_at, .doc = "when it was given"),
	SHAPE_TIME(struct oauth_grant, ends_at, .doc = "when it ends by itself"),
	SHAPE_TIME(struct oauth_grant, used_at, .doc = "when a token was last made of it"),
	SHAPE_TIME(struct oauth_grant, revoked_at, .doc = "when it was revoked"),
	SHAPE_STR(struct oauth_grant, revoked_why, 0, 32, .doc = "by whom, or because of what"),
	SHAPE_BOOL(struct oauth_grant, is_live, .doc = "can still be used"),
};
const struct shape oauth_grant_shape = SHAPE(struct oauth_grant, grant_fields, "What a program was given.");

struct locked {
	int64_t id, account_id;
	struct str public_id;
};
static const struct shape_field locked_fields[] = {
	SHAPE_I64(struct locked, id, 1, INT64_MAX),
	SHAPE_I64(struct locked, account_id, 0, INT64_MAX),
	SHAPE_STR(struct locked, public_id, 1, 28),
};
static const struct shape locked_shape = SHAPE(struct locked, locked_fields, "A grant that is about to end.");

struct scope_row {
	struct str scope;
};
static const struct shape_field scope_fields[] = { SHAPE_STR(struct scope_row, scope, 0, 2000) };
static const struct shape scope_shape = SHAPE(struct scope_row, scope_fields, "Scope of a grant.");

#define GRANT_COLUMNS \
	"SELECT g.id, g.public_id, g.oauth_client_id AS client, c.client_id, c.name AS client_name, COALESCE(g.account_id, 0) AS account_id," \
	" a.public_id AS account, g.scope AS scope_text, g.created_at, g.ends_at, g.used_at, g.revoked_at, g.revoked_why," \
	" (g.revoked_at IS NULL AND g.ends_at > ? AND c.disabled_at IS NULL) AS is_live" \
	" FROM oauth_grant g JOIN oauth_client c ON c.id = g.oauth_client_id LEFT JOIN account a ON a.id = g.account_id"

enum { LIST, LIST_CLIENT, LOCK, LOCK_ALL, REVOKE };
static const struct db_query queries[] = {
	[LIST] = { "oauth_grant_list", "tit", &oauth_grant_shape,
	    GRANT_COLUMNS
	    " WHERE g.account_id = ? AND g.revoked_at IS NULL AND g.ends_at > ? ORDER BY g.id DESC LIMIT 1000" },
	[LIST_CLIENT] = { "oauth_grant_list_client", "tiii", &oauth_grant_shape,
	    GRANT_COLUMNS " WHERE g.oauth_client_id = ? AND g.id < ? ORDER BY g.id DESC LIMIT ?" },
	[LOCK] = { "oauth_grant_lock", "s", &locked_shape,
	    "SELECT id, COALESCE(account_id, 0) AS account_id, public_id FROM oauth_grant WHERE public_id = ? FOR UPDATE" },
	[LOCK_ALL] = { "oauth_grant_lock_all", "siit", &locked_shape,
	    "SELECT id, COALESCE(account_id, 0) AS account_id, public_id FROM oauth_grant"
	    " WHERE oauth_client_id = (SELECT c.id FROM oauth_client c WHERE c.client_id = ?) AND (? = 0 OR account_id = ?) AND revoked_at IS NULL"
	    " AND ends_at > ? ORDER BY id LIMIT 1000 FOR UPDATE" },
	[REVOKE] = { "oauth_grant_revoke", "tsi", NULL,
	    "UPDATE oauth_grant SET revoked_at = ?, revoked_why = ? WHERE id = ? AND revoked_at IS NULL" },
};
const struct db_module oauth_grant_sql = { "oauth_grant", queries, COUNT(queries) };

enum { COVERS, GIVE, ADD_CODE };
static const struct db_query give_queries[] = {
	[COVERS] = { "oauth_grant_covers", "iit", &scope_shape,
	    "SELECT scope FROM oauth_grant WHERE oauth_client_id = ? AND account_id = ? AND revoked_at IS NULL AND ends_at > ? ORDER BY id DESC LIMIT 100" },
	[GIVE] = { "oauth_grant_give", "siistt", NULL,
	    "INSERT INTO oauth_grant (public_id, oauth_client_id, account_id, scope, created_at, ends_at) VALUES (?, ?, ?, ?, ?, ?)" },
	[ADD_CODE] = { "oauth_grant_add_code", "sisst", NULL,
	    "INSERT INTO oauth_code (hash, oauth_grant_id, redirect_uri, challenge, expires_at) VALUES (?, ?, ?, ?, ?)" },
};
const struct db_module oauth_grant_give_sql = { "oauth_grant_give", give_queries, COUNT(give_queries) };

static enum err
finish(enum err err, const struct list *rows)
{
	struct oauth_grant *g = rows->items;

	for (size_t i = 0; !err && i < rows->count; i++)
		(void)permission_read(g[i].scope_text, &g[i].scope);
	return err;
}

enum err
oauth_grant_list(struct db *db, struct arena *a, int64_t account_id, struct list *out)
{
	struct time now = clock_now();
	const struct db_arg args[] = { db_time(now), db_i64(account_id), db_time(now) };

	return finish(db_rows(db, &queries[LIST], args, COUNT(args), a, GRANTS_MAX, out), out);
}

enum err
oauth_grant_list_client(struct db *db, struct arena *a, int64_t client, int64_t before, int64_t limit, struct list *out)
{
	const struct db_arg args[] = { db_time(clock_now()), db_i64(client), db_i64(before ? before : INT64_MAX),
		db_i64(MIN(MAX(limit, 1), GRANTS_MAX)) };

	return finish(db_rows(db, &queries[LIST_CLIENT], args, COUNT(args), a, GRANTS_MAX, out), out);
}

/* ---- revoking ---- */

enum err
oauth_grant_end(
    struct db *db, struct arena *a, const struct who *who, int64_t id, struct str public_id, const char *why)
{
	const struct db_arg args[] = { db_time(clock_now()), db_str(str_of(why)), db_i64(id) };
	struct str details = str_printf(a, "{\"why\":\"%s\"}", why);
	struct db_done done;
	enum err err = db_exec(db, &queries[REVOKE], args, COUNT(args), &done);

	if (err || !done.affected || (err = outbox_add(db, "grant.revoked", public_id, details)))
		return err;
	return audit(db, who,
	    &(struct audit){
		.event = AUDIT_GRANT_REVOKED, .object_kind = "grant", .object = public_id, .details = details });
}

struct revoking {
	const struct who *who;
	struct arena *arena;
	int64_t account_id;
	struct str id; /* of the grant, or the client */
	const char *why;
	struct list grants;
};

static enum err
revoke_one(struct db *db, void *payload)
{
	struct revoking *r = payload;
	struct locked g;
	enum err err = db_row(db, &queries[LOCK], (const struct db_arg[]){ db_str(r->id) }, 1, r->arena, &g);

	if (!err && r->account_id && g.account_id != r->account_id)
		err = ERR_NOT_FOUND;
	return err ? err : oauth_grant_end(db, r->arena, r->who, g.id, g.public_id, r->why);
}

enum err
oauth_grant_revoke(struct db *db, struct cache *cache, struct arena *a, const struct who *who, int64_t account_id,
    struct str public_id, const char *why)
{
	struct revoking r = { .who = who, .arena = a, .account_id = account_id, .id = public_id, .why = why };
	enum err err = db_transaction(db, revoke_one, &r);

	if (!err && cache && cache_bump(cache, bearer_dep(a, public_id)))
		err_clear(); /* the worker repeats it when it gets the event */
	return err;
}

static enum err
revoke_all(struct db *db, void *payload)
{
	struct revoking *r = payload;
	const struct db_arg args[] = { db_str(r->id), db_i64(r->account_id), db_i64(r->account_id),
		db_time(clock_now()) };
	enum err err = db_rows(db, &queries[LOCK_ALL], args, COUNT(args), r->arena, GRANTS_MAX, &r->grants);
	const struct locked *g = r->grants.items;

	for (size_t i = 0; i < r->grants.count && !err; i++)
		err = oauth_grant_end(db, r->arena, r->who, g[i].id, g[i].public_id, r->why);
	return err;
}

enum err
oauth_grant_revoke_all(struct db *db, struct cache *cache, struct arena *a, const struct who *who, struct str client_id,
    int64_t account_id, const char *why, int64_t *count)
{
	struct revoking r = { .who = who, .arena = a, .account_id = account_id, .id = client_id, .why = why };
	enum err err;

	if (count)
		*count = 0;
	do { /* a batch at a time: a client may have very many */
		if ((err = db_transaction(db, revoke_all, &r)))
			return err;
		for (size_t i = 0; i < r.grants.count; i++)
			if (cache &&
			    cache_bump(cache, bearer_dep(a, ((const struct locked *)r.grants.items)[i].public_id)))
				err_clear();
		if (count)
			*count += (int64_t)r.grants.count;
	} while (r.grants.count == GRANTS_MAX);
	return OK;
}

/* ---- giving ---- */

enum err
oauth_grant_covers(
    struct db *db, struct arena *a, const struct oauth_client *client, int64_t account_id, uint64_t scope, bool *out)
{
	const struct db_arg args[] = { db_i64(client->id), db_i64(account_id), db_time(clock_now()) };
	struct list rows;
	enum err err;

	db_primary(db);
	if ((err = db_rows(db, &give_queries[COVERS], args, COUNT(args), a, 100, &rows)))
		return err;
	*out = false;
	for (size_t i = 0; i < rows.count; i++) {
		uint64_t given;
		(void)permission_read(((const struct scope_row *)rows.items)[i].scope, &given);
		*out = *out || !(scope & ~given);
	}
	return OK;
}

enum err
oauth_grant_add(struct db *db, struct arena *a, const struct who *who, const struct oauth_client *client,
    int64_t account_id, uint64_t scope, struct str *public_id_, int64_t *id)
{
	struct time now = clock_now(), ends = { now.us + OAUTH_GRANT_S * US_PER_S };
	char text[32];
	struct db_arg args[6] = { [1] = db_i64(client->id), [2] = account_id ? db_i64(account_id) : db_null('i'),
		[3] = db_str(scope_text(a, scope)), [4] = db_time(now), [5] = db_time(ends) };
	struct str details =
	    str_printf(a, "{\"client\":\"%.*s\",\"scope\":\"%.*s\"}", STR_ARG(client->client_id), STR_ARG(args[3].str));
	struct db_done done;
	enum err err;

	public_id(text, "gra");
	*public_id_ = str_dup(a, str_of(text));
	args[0] = db_str(*public_id_);
	if ((err = db_exec(db, &give_queries[GIVE], args, COUNT(args), &done)))
		return err;
	*id = done.insert_id;
	if ((err = outbox_add(db, "grant.given", *public_id_, details)))
		return err;
	return audit(db, who,
	    &(struct audit){ .event = AUDIT_GRANT, .object_kind = "grant", .object = *public_id_, .details = details });
}

struct giving {
	struct arena *arena;
	const struct who *who;
	const struct oauth_client *client;
	int64_t account_id;
	uint64_t scope;
	struct str redirect_uri, challenge, code;
};

static enum err
give(struct db *db, void *payload)
{
	struct giving *g = payload;
	struct time expires = { clock_now().us + OAUTH_CODE_S * US_PER_S };
	unsigned char hash[32];
	struct str id;
	int64_t grant_id;
	enum err err = oauth_grant_add(db, g->arena, g->who, g->client, g->account_id, g->scope, &id, &grant_id);

	if (err)
		return err;
	g->code = token_new(g->arena, hash);
	return db_exec(db, &give_queries[ADD_CODE],
	    (const struct db_arg[]){ db_str(str_n((const char *)hash, sizeof(hash))), db_i64(grant_id),
		db_str(g->redirect_uri), db_str(g->challenge), db_time(expires) },
	    5, NULL);
}

enum err
oauth_grant_give(struct db *db, struct arena *a, const struct who *who, const struct oauth_client *client,
    int64_t account_id, uint64_t scope, struct str redirect_uri, struct str challenge, struct str *code)
{
	struct giving g = { a, who, client, account_id, scope, redirect_uri, challenge, STR_ABSENT };
	enum err err = db_transaction(db, give, &g);

	if (!err)
		*code = g.code;
	return err;
}
