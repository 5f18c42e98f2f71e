/* oauth_token_state.c - RFC 7009 and RFC 7662: tokens ended by their client, and what they are.  Writes table
 * oauth_revoked.  See oauth_token.h. */
#include "lib/io/crypto.h"
#include "lib/shop/audit.h"
#include "lib/shop/oauth_parts.h"
#include "lib/shop/outbox.h"
#include "lib/shop/scope_input.h"

struct refresh_row {
	struct str grant, account, scope;
	int64_t client;
	bool is_good;
	struct time created_at, expires_at;
};
static const struct shape_field refresh_fields[] = {
	SHAPE_STR(struct refresh_row, grant, 1, 28),
	SHAPE_STR(struct refresh_row, account, 0, 28),
	SHAPE_STR(struct refresh_row, scope, 0, 2000),
	SHAPE_I64(struct refresh_row, client, 1, INT64_MAX),
	SHAPE_BOOL(struct refresh_row, is_good),
	SHAPE_TIME(struct refresh_row, created_at),
	SHAPE_TIME(struct refresh_row, expires_at),
};
static const struct shape refresh_shape = SHAPE(struct refresh_row, refresh_fields, "A refresh token.");

enum { FIND_REFRESH, REVOKE };
static const struct db_query queries[] = {
	[FIND_REFRESH] = { "oauth_refresh_state", "ts", &refresh_shape,
	    "SELECT g.public_id AS `grant`, a.public_id AS account, g.scope, g.oauth_client_id AS client,"
	    " (t.used_at IS NULL AND t.expires_at > n.now AND g.revoked_at IS NULL AND g.ends_at > n.now AND COALESCE(a.state = 'active', FALSE)) AS is_good,"
	    " t.created_at, t.expires_at"
	    " FROM (SELECT CAST(? AS DATETIME(6)) AS now) n JOIN oauth_refresh t JOIN oauth_grant g ON g.id = t.oauth_grant_id"
	    " LEFT JOIN account a ON a.id = g.account_id WHERE t.hash = ?" },
	[REVOKE] = { "oauth_token_revoke", "st", NULL,
	    "INSERT INTO oauth_revoked (jti, expires_at) VALUES (?, ?) ON DUPLICATE KEY UPDATE expires_at = VALUES(expires_at)" },
};
const struct db_module oauth_token_state_sql = { "oauth_token_state", queries, COUNT(queries) };

/* A refresh token of this client.  ERR_NOT_FOUND: none. */
static enum err
find_refresh(const struct oauth_env *e, const struct oauth_client *client, struct str token, struct refresh_row *out)
{
	unsigned char hash[32];
	struct refresh_row row;
	enum err err;

	if (token_hash(token, hash)) {
		err_clear();
		return ERR_NOT_FOUND;
	}
	db_primary(e->db);
	shape_init(&refresh_shape, &row);
	err = db_row(e->db, &queries[FIND_REFRESH],
	    (const struct db_arg[]){ db_time(clock_now()), db_str(str_n((const char *)hash, sizeof(hash))) }, 2,
	    e->arena, &row);
	if (err || row.client != client->id)
		return err ? err : ERR_NOT_FOUND;
	*out = row;
	return OK;
}

/* An access token of this client that still holds.  ERR_NOT_FOUND: none. */
static enum err
find_access(const struct oauth_env *e, const struct oauth_client *client, struct str token, struct bearer *out)
{
	enum err err = bearer_verify(e->db, e->arena, e->config, token, out);

	if (err == ERR_INVALID || (!err && !str_eq(out->client, client->client_id))) {
		err_clear();
		return ERR_NOT_FOUND;
	}
	return err;
}

struct revoking {
	const struct oauth_env *e;
	const struct bearer *token;
};

static enum err
revoke_access(struct db *db, void *payload)
{
	const struct revoking *r = payload;
	struct str details = str_printf(r->e->arena, "{\"jti\":\"%.*s\"}", STR_ARG(r->token->jti));
	enum err err = db_exec(db, &queries[REVOKE],
	    (const struct db_arg[]){ db_str(r->token->jti), db_time(r->token->expires_at) }, 2, NULL);

	if (err || (err = outbox_add(db, "token.revoked", r->token->grant, details)))
		return err;
	return audit(db, r->e->who,
	    &(struct audit){
		.event = AUDIT_GRANT_REVOKED, .object_kind = "grant", .object = r->token->grant, .details = details });
}

enum err
oauth_token_revoke(const struct oauth_env *e, const struct oauth_client *client, struct str token)
{
	struct refresh_row row;
	struct bearer access;
	struct revoking r = { e, &access };
	enum err err = find_refresh(e, client, token, &row);

	if (!err)
		return oauth_grant_revoke(e->db, e->cache, e->arena, e->who, 0, row.grant, "client");
	if (err != ERR_NOT_FOUND)
		return err;
	err = find_access(e, client, token, &access);
	if (err)
		return err == ERR_NOT_FOUND ? OK : err;
	err = db_transaction(e->db, revoke_access, &r);
	if (!err && e->cache && cache_bump(e->cache, bearer_dep(e->arena, access.grant)))
		err_clear(); /* the worker repeats it when it gets the event */
	return err;
}

enum err
oauth_token_introspect(
    const struct oauth_env *e, const struct oauth_client *client, struct str token, struct oauth_state *out)
{
	struct oauth_state state = {
		.client_id = client->client_id, .expires_at = TIME_ABSENT, .issued_at = TIME_ABSENT
	};
	struct refresh_row row;
	struct bearer access;
	uint64_t scope;
	enum err err = find_refresh(e, client, token, &row);

	*out = (struct oauth_state){ .expires_at = TIME_ABSENT, .issued_at = TIME_ABSENT };
	if (!err && row.is_good) {
		(void)permission_read(row.scope, &scope);
		state.active = true;
		state.scope = scope_text(e->arena, scope & client->scope);
		state.sub = row.account;
		state.issued_at = row.created_at;
		state.expires_at = row.expires_at;
		*out = state;
	}
	if (err != ERR_NOT_FOUND)
		return err;
	err = find_access(e, client, token, &access);
	if (err)
		return err == ERR_NOT_FOUND ? OK : err;
	state.active = true;
	state.token_type = STR("Bearer");
	state.scope = scope_text(e->arena, access.permissions);
	state.sub = access.account_id ? access.account : access.client;
	state.aud = bearer_audience(e->arena, e->config);
	state.iss = bearer_issuer(e->config);
	state.jti = access.jti;
	state.issued_at = access.issued_at;
	state.expires_at = access.expires_at;
	*out = state;
	return OK;
}
