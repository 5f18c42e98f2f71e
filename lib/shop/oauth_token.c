/*
 * oauth_token.c - tokens of codes, refresh tokens and clients' own credentials.  Writes table oauth_refresh and the use
 * of oauth_code.
 * oauth_token_state.c revokes and introspects.  See oauth_token.h.
 *
 * The grant's row is locked first, so that everything about one grant happens in one order; then the code or refresh
 * token is used up by one UPDATE.
 * What comes second finds it used, and revokes the grant in the same transaction.
 */
#include "lib/io/crypto.h"
#include "lib/io/json.h"
#include "lib/shop/audit.h"
#include "lib/shop/oauth_parts.h"
#include "lib/shop/scope_input.h"
#include "lib/shop/signing_key.h"

#define USED_US (60 * US_PER_S)

/* A code or a refresh token, and the grant that it is of. */
struct ticket {
	int64_t grant_id, client, account_id;
	struct str grant, account, scope;
	bool is_account_active;
	struct str redirect_uri, challenge; /* codes */
	struct time expires_at, used_at;
	struct time grant_ends_at, grant_revoked_at;
};
static const struct shape_field ticket_fields[] = {
	SHAPE_I64(struct ticket, grant_id, 1, INT64_MAX),
	SHAPE_I64(struct ticket, client, 1, INT64_MAX),
	SHAPE_I64(struct ticket, account_id, 0, INT64_MAX),
	SHAPE_STR(struct ticket, grant, 1, 28),
	SHAPE_STR(struct ticket, account, 0, 28),
	SHAPE_STR(struct ticket, scope, 0, 2000),
	SHAPE_BOOL(struct ticket, is_account_active),
	SHAPE_STR(struct ticket, redirect_uri, 0, 1000, .flags = SHAPE_OMIT),
	SHAPE_STR(struct ticket, challenge, 0, 43, .flags = SHAPE_OMIT),
	SHAPE_TIME(struct ticket, expires_at),
	SHAPE_TIME(struct ticket, used_at),
	SHAPE_TIME(struct ticket, grant_ends_at),
	SHAPE_TIME(struct ticket, grant_revoked_at),
};
static const struct shape ticket_shape = SHAPE(struct ticket, ticket_fields, "A code or refresh token.");

struct standing {
	int64_t id;
	struct str public_id;
	struct time used_at;
};
static const struct shape_field standing_fields[] = {
	SHAPE_I64(struct standing, id, 1, INT64_MAX),
	SHAPE_STR(struct standing, public_id, 1, 28),
	SHAPE_TIME(struct standing, used_at),
};
static const struct shape standing_shape = SHAPE(struct standing, standing_fields, "A grant of a client for itself.");

#define TICKET_COLUMNS \
	"g.id AS grant_id, g.oauth_client_id AS client, COALESCE(g.account_id, 0) AS account_id, g.public_id AS `grant`, a.public_id AS account, g.scope," \
	" COALESCE(a.state = 'active' AND a.realm = 'shop', FALSE) AS is_account_active, t.expires_at, t.used_at, g.ends_at AS grant_ends_at," \
	" g.revoked_at AS grant_revoked_at"
#define TICKET_TABLES \
	" t JOIN oauth_grant g ON g.id = t.oauth_grant_id LEFT JOIN account a ON a.id = g.account_id WHERE t.hash = ?"

enum { CODE, REFRESH, LOCK_GRANT, USE_CODE, USE_REFRESH, ADD_REFRESH, GRANT_USED, STANDING };
static const struct db_query queries[] = {
	[CODE] = { "oauth_code_find", "s", &ticket_shape,
	    "SELECT " TICKET_COLUMNS ", t.redirect_uri, t.challenge FROM oauth_code" TICKET_TABLES },
	[REFRESH] = { "oauth_refresh_find", "s", &ticket_shape,
	    "SELECT " TICKET_COLUMNS " FROM oauth_refresh" TICKET_TABLES },
	[LOCK_GRANT] = { "oauth_token_lock", "i", &standing_shape,
	    "SELECT id, public_id, used_at FROM oauth_grant WHERE id = ? FOR UPDATE" },
	[USE_CODE] = { "oauth_code_use", "tst", NULL,
	    "UPDATE oauth_code SET used_at = ? WHERE hash = ? AND used_at IS NULL AND expires_at > ?" },
	[USE_REFRESH] = { "oauth_refresh_use", "tst", NULL,
	    "UPDATE oauth_refresh SET used_at = ? WHERE hash = ? AND used_at IS NULL AND expires_at > ?" },
	[ADD_REFRESH] = { "oauth_refresh_add", "sitt", NULL,
	    "INSERT INTO oauth_refresh (hash, oauth_grant_id, created_at, expires_at) VALUES (?, ?, ?, ?)" },
	[GRANT_USED] = { "oauth_grant_used", "ti", NULL, "UPDATE oauth_grant SET used_at = ? WHERE id = ?" },
	[STANDING] = { "oauth_grant_standing", "ist", &standing_shape,
	    "SELECT id, public_id, used_at FROM oauth_grant WHERE oauth_client_id = ? AND account_id IS NULL AND scope = ? AND revoked_at IS NULL"
	    " AND ends_at > ? ORDER BY id DESC LIMIT 1" },
};
const struct db_module oauth_token_sql = { "oauth_token", queries, COUNT(queries) };

/* One redemption, as its transaction sees it. */
struct redeeming {
	const struct oauth_env *e;
	const struct oauth_client *client;
	const struct db_query *find, *use;
	struct str text, redirect_uri, verifier; /* verifier: codes only */
	const char *reused;      /* why the grant ends when this comes a second time */
	struct ticket ticket;
	struct str refresh;      /* the new one */
	bool refused, reused_now;
};

static enum err redeem(struct db *db, void *payload);
static enum err access_token(const struct oauth_env *e, const struct oauth_client *client, struct str grant,
    struct str account, uint64_t scope, struct oauth_issued *out);

static enum err
bad_grant(const char *why)
{
	return err_fail(ERR_INVALID, "could not give a token: %s", why);
}

/* Scope asked for -> bits; all of it must be in `most`. */
static enum err
narrow(struct str asked, uint64_t most, uint64_t *out)
{
	uint64_t wanted = most;

	if (asked.len && (!permission_read(asked, &wanted) || wanted & ~most || !wanted))
		return err_fail(ERR_LIMIT, "could not give a token: the scope asked for is more than was given");
	if (!wanted)
		return err_fail(ERR_LIMIT, "could not give a token: nothing is left of its scope");
	*out = wanted;
	return OK;
}

/* Redeem, and then deal with what came twice. */
static enum err
run(struct redeeming *r)
{
	enum err err = db_transaction(r->e->db, redeem, r);

	if (!err && r->reused_now && r->e->cache && cache_bump(r->e->cache, bearer_dep(r->e->arena, r->ticket.grant)))
		err_clear(); /* the worker repeats it when it gets the event */
	if (err)
		return err;
	return r->refused ? bad_grant(r->reused_now ? "it came a second time" : "it is not good, or not any more") : OK;
}

static enum err
issue(const struct redeeming *r, struct str asked, struct oauth_issued *out)
{
	uint64_t granted, scope;
	enum err err;

	(void)permission_read(r->ticket.scope, &granted);
	if ((err = narrow(asked, granted & r->client->scope & permission_for(PERM_FOR_SELF), &scope)) ||
	    (err = access_token(r->e, r->client, r->ticket.grant, r->ticket.account, scope, out)))
		return err;
	out->refresh_token = r->refresh;
	return OK;
}

enum err
oauth_token_of_code(const struct oauth_env *e, const struct oauth_client *client, struct str code,
    struct str redirect_uri, struct str verifier, struct oauth_issued *out)
{
	struct redeeming r = { .e = e,
		.client = client,
		.find = &queries[CODE],
		.use = &queries[USE_CODE],
		.text = code,
		.redirect_uri = redirect_uri,
		.verifier = verifier.ptr ? verifier : STR(""),
		.reused = "code reused" };
	enum err err = run(&r);

	return err ? err : issue(&r, STR_ABSENT, out);
}

/* The scope asked for is looked at before anything is used up. */
static enum err
scope_fits(const struct oauth_env *e, const struct oauth_client *client, struct str refresh, struct str scope)
{
	struct ticket t;
	unsigned char hash[32];
	uint64_t granted, unused;
	enum err err = token_hash(refresh, hash);

	if (err || !scope.len)
		return err;
	db_primary(e->db);
	shape_init(&ticket_shape, &t);
	err = db_row(e->db, &queries[REFRESH],
	    (const struct db_arg[]){ db_str(str_n((const char *)hash, sizeof(hash))) }, 1, e->arena, &t);
	if (err == ERR_NOT_FOUND)
		return bad_grant("there is no such refresh token");
	(void)permission_read(t.scope, &granted);
	return err                   ? err
	    : t.client == client->id ? narrow(scope, granted & client->scope, &unused)
				     : bad_grant("it is of another client");
}

enum err
oauth_token_of_refresh(const struct oauth_env *e, const struct oauth_client *client, struct str refresh,
    struct str scope, struct oauth_issued *out)
{
	struct redeeming r = { .e = e,
		.client = client,
		.find = &queries[REFRESH],
		.use = &queries[USE_REFRESH],
		.text = refresh,
		.reused = "token reused" };
	enum err err = scope_fits(e, client, refresh, scope);

	if (!err)
		err = run(&r);
	return err ? err : issue(&r, scope, out);
}

/* ---- inside the transaction ---- */

/* RFC 7636 section 4.6: BASE64URL(SHA256(verifier)) == challenge. */
static bool
verifier_holds(struct arena *a, struct str verifier, struct str challenge)
{
	unsigned char digest[32];
	struct buf b;

	if (verifier.len < OAUTH_VERIFIER_MIN || verifier.len > OAUTH_VERIFIER_MAX)
		return false;
	crypto_sha256(verifier, digest);
	buf_in_arena(&b, a, BUF_LINE);
	base64url_write(&b, digest, sizeof(digest));
	return b.len == challenge.len && crypto_equal(b.ptr, challenge.ptr, b.len);
}

/* Of this client, for this address and verifier, of a grant that holds. */
static bool
is_good(const struct redeeming *r, struct time now)
{
	const struct ticket *t = &r->ticket;

	if (!time_is_absent(t->grant_revoked_at) || t->grant_ends_at.us <= now.us || t->expires_at.us <= now.us ||
	    !t->is_account_active)
		return false;
	return !r->verifier.ptr ||
	    (str_eq(t->redirect_uri, r->redirect_uri) && verifier_holds(r->e->arena, r->verifier, t->challenge));
}

/* Somebody has a copy: whoever came first may be the thief, so all of it ends (RFC 9700 section 4.14). */
static enum err
reuse(struct db *db, struct redeeming *r)
{
	const struct ticket *t = &r->ticket;
	struct str details =
	    str_printf(r->e->arena, "{\"why\":\"%s\",\"client\":\"%.*s\"}", r->reused, STR_ARG(r->client->client_id));
	enum err err = oauth_grant_end(db, r->e->arena, r->e->who, t->grant_id, t->grant, r->reused);

	r->refused = r->reused_now = true;
	return err ? err
		   : audit(db, r->e->who,
			 &(struct audit){ .event = AUDIT_TOKEN_REUSED,
			     .outcome = AUDIT_REFUSED,
			     .object_kind = "grant",
			     .object = t->grant,
			     .details = details });
}

static enum err
add_refresh(struct db *db, struct redeeming *r, struct time now)
{
	unsigned char hash[32];

	r->refresh = token_new(r->e->arena, hash);
	return db_exec(db, &queries[ADD_REFRESH],
	    (const struct db_arg[]){ db_str(str_n((const char *)hash, sizeof(hash))), db_i64(r->ticket.grant_id),
		db_time(now), db_time(r->ticket.grant_ends_at) },
	    4, NULL);
}

static enum err
use(struct db *db, struct redeeming *r, struct str hash)
{
	struct time now = clock_now();
	const struct db_arg used[] = { db_time(now), db_str(hash), db_time(now) },
			    grant[] = { db_time(now), db_i64(r->ticket.grant_id) };
	struct standing locked;
	struct db_done done;
	enum err err = db_row(db, &queries[LOCK_GRANT], &grant[1], 1, r->e->arena, &locked);

	/* Again under the lock: another may have been faster. */
	if (!err)
		err = db_row(db, r->find, (const struct db_arg[]){ db_str(hash) }, 1, r->e->arena, &r->ticket);
	if (err)
		return err;
	if (!time_is_absent(r->ticket.used_at))
		return reuse(db, r);
	if ((r->refused = !is_good(r, now)))
		return OK;
	if ((err = db_exec(db, r->use, used, COUNT(used), &done)))
		return err;
	if (!done.affected)
		return reuse(db, r);
	err = db_exec(db, &queries[GRANT_USED], grant, COUNT(grant), NULL);
	return err ? err : add_refresh(db, r, now);
}

static enum err
redeem(struct db *db, void *payload)
{
	struct redeeming *r = payload;
	unsigned char digest[32];
	struct str hash;
	enum err err = token_hash(r->text, digest);

	r->refused = r->reused_now = false;
	if (err)
		return err;
	hash = str_n(arena_memdup(r->e->arena, (const char *)digest, sizeof(digest)), sizeof(digest));
	shape_init(&ticket_shape, &r->ticket);
	err = db_row(db, r->find, (const struct db_arg[]){ db_str(hash) }, 1, r->e->arena, &r->ticket);
	if (err == ERR_NOT_FOUND || (!err && r->ticket.client != r->client->id)) {
		r->refused = true;
		return OK;
	}
	return err ? err : use(db, r, hash);
}

/* ---- client credentials ---- */

struct own {
	const struct oauth_env *e;
	const struct oauth_client *client;
	uint64_t scope;
	struct str grant;
};

/* A client asks again every few minutes: its grant stands until it ends, and is not a new one each time. */
static enum err
own_grant(struct db *db, void *payload)
{
	struct own *o = payload;
	struct time now = clock_now();
	const struct db_arg args[] = { db_i64(o->client->id), db_str(scope_text(o->e->arena, o->scope)), db_time(now) };
	struct standing s;
	int64_t id;
	enum err err = db_row(db, &queries[STANDING], args, COUNT(args), o->e->arena, &s);

	if (err == ERR_NOT_FOUND)
		return oauth_grant_add(db, o->e->arena, o->e->who, o->client, 0, o->scope, &o->grant, &id);
	if (err)
		return err;
	o->grant = s.public_id;
	if (!time_is_absent(s.used_at) && s.used_at.us > now.us - USED_US)
		return OK;
	return db_exec(db, &queries[GRANT_USED], (const struct db_arg[]){ db_time(now), db_i64(s.id) }, 2, NULL);
}

enum err
oauth_token_of_client(
    const struct oauth_env *e, const struct oauth_client *client, struct str scope, struct oauth_issued *out)
{
	struct own o = { .e = e, .client = client };
	enum err err = narrow(scope, client->scope & permission_for(PERM_FOR_OFFICE), &o.scope);

	if (err || (err = db_transaction(e->db, own_grant, &o)) ||
	    (err = access_token(e, client, o.grant, client->client_id, o.scope, out)))
		return err;
	out->refresh_token = STR_ABSENT;
	return OK;
}

/* ---- RFC 9068 ---- */

static void
text_claim(struct buf *b, const char *name, struct str value)
{
	buf_printf(b, "%s\"%s\":", b->len > 1 ? "," : "", name);
	json_write_str(b, value);
}

static enum err
access_token(const struct oauth_env *e, const struct oauth_client *client, struct str grant, struct str subject,
    uint64_t scope, struct oauth_issued *out)
{
	int64_t lifetime = MIN(config_ms(e->config, "oauth.access_lifetime") / 1000, OAUTH_ACCESS_MAX_S),
		now = clock_now().us / US_PER_S;
	int algorithm = pkey_algorithm_find(config_str(e->config, "oauth.algorithm"));
	char jti[32];
	struct buf b;
	enum err err;

	public_id(jti, "jti");
	buf_in_arena(&b, e->arena, BUF_LINE);
	buf_char(&b, '{');
	text_claim(&b, "iss", bearer_issuer(e->config));
	text_claim(&b, "sub", subject);
	text_claim(&b, "aud", bearer_audience(e->arena, e->config));
	text_claim(&b, "client_id", client->client_id);
	text_claim(&b, "jti", str_of(jti));
	text_claim(&b, "grant_id", grant);
	text_claim(&b, "scope", scope_text(e->arena, scope));
	buf_printf(
	    &b, ",\"iat\":%lld,\"nbf\":%lld,\"exp\":%lld}", (long long)now, (long long)now, (long long)now + lifetime);
	err = signing_key_sign(e->db, e->arena, e->config, algorithm < 0 ? PKEY_ES256 : (enum pkey_algorithm)algorithm,
	    "at+jwt", buf_view(&b), &out->access_token);
	out->expires_in = lifetime;
	out->scope = scope;
	return err;
}
