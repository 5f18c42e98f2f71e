/* oauth_client_change.c - writes tables oauth_client, oauth_redirect and oauth_client_scope.  See oauth_client.h. */
#include "lib/io/crypto.h"
#include "lib/shop/audit.h"
#include "lib/shop/bearer.h"
#include "lib/shop/oauth_client.h"
#include "lib/shop/outbox.h"
#include "lib/shop/scope_input.h"

#define NO_LIMIT ((struct opt_i64){ 0 })
#define OVERLAP_MAX_S ((int64_t)30 * 86400)

static const struct shape_field input_fields[] = {
	SHAPE_STR(struct oauth_client_input, name, 1, 100, .flags = SHAPE_REQUIRED,
	    .doc = "as shown to customers who are asked for consent"),
	SHAPE_BOOL(struct oauth_client_input, is_confidential, .doc = "can keep a secret: it runs on a server"),
	SHAPE_BOOL(struct oauth_client_input, may_client_credentials, .doc = "acts for the shop"),
	SHAPE_BOOL(struct oauth_client_input, may_code, .doc = "acts for customers who allow it"),
	SHAPE_LIST(struct oauth_client_input, redirects, NULL, OAUTH_REDIRECTS_MAX,
	    .doc = "where customers may be sent back to"),
	SHAPE_LIST(struct oauth_client_input, scope, NULL, PERM__COUNT, .doc = "names of permissions"),
	SHAPE_I64(struct oauth_client_input, version, 0, INT64_MAX, .doc = "what was read before"),
};
const struct shape oauth_client_input_shape =
    SHAPE(struct oauth_client_input, input_fields, "A program of an integrator, as entered.");

struct lock_row {
	int64_t id, version;
	struct str permissions;
};
static const struct shape_field lock_fields[] = {
	SHAPE_I64(struct lock_row, id, 1, INT64_MAX),
	SHAPE_I64(struct lock_row, version, 1, INT64_MAX),
};
static const struct shape lock_shape = SHAPE(struct lock_row, lock_fields, "A client that is being changed.");

enum { ADD, LOCK, CHANGE, SECRET, END_PREVIOUS, DISABLE, DROP_REDIRECTS, ADD_REDIRECT, DROP_SCOPES, ADD_SCOPE };
static const struct db_query queries[] = {
	[ADD] = { "oauth_client_add", "ssbsbbit", NULL,
	    "INSERT INTO oauth_client (client_id, name, is_confidential, secret_hash, may_client_credentials, may_code, created_by, created_at)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)" },
	[LOCK] = { "oauth_client_lock", "s", &lock_shape,
	    "SELECT id, version FROM oauth_client WHERE client_id = ? FOR UPDATE" },
	[CHANGE] = { "oauth_client_change", "sbbi", NULL,
	    "UPDATE oauth_client SET name = ?, may_client_credentials = ?, may_code = ?, version = version + 1 WHERE id = ?" },
	[SECRET] = { "oauth_client_rotate", "sti", NULL,
	    "UPDATE oauth_client SET previous_secret_hash = secret_hash, secret_hash = ?, previous_secret_until = ?, version = version + 1 WHERE id = ?" },
	[END_PREVIOUS] = { "oauth_client_end_previous", "i", NULL,
	    "UPDATE oauth_client SET previous_secret_hash = NULL, previous_secret_until = NULL, version = version + 1 WHERE id = ?" },
	[DISABLE] = { "oauth_client_disable", "ti", NULL,
	    "UPDATE oauth_client SET disabled_at = ?, version = version + 1 WHERE id = ?" },
	[DROP_REDIRECTS] = { "oauth_client_drop_redirects", "i", NULL,
	    "DELETE FROM oauth_redirect WHERE oauth_client_id = ?" },
	[ADD_REDIRECT] = { "oauth_client_add_redirect", "is", NULL,
	    "INSERT INTO oauth_redirect (oauth_client_id, uri) VALUES (?, ?)" },
	[DROP_SCOPES] = { "oauth_client_drop_scopes", "i", NULL,
	    "DELETE FROM oauth_client_scope WHERE oauth_client_id = ?" },
	[ADD_SCOPE] = { "oauth_client_add_scope", "is", NULL,
	    "INSERT INTO oauth_client_scope (oauth_client_id, permission) VALUES (?, ?)" },
};
const struct db_module oauth_client_write_sql = { "oauth_client_write", queries, COUNT(queries) };

/* One change of a client, as its transaction sees it. */
struct change {
	const struct who *who;
	struct arena *arena;
	struct str client_id;
	const char *what;        /* "created", "changed", "secret", "previous_secret_ended", "disabled", "enabled" */
	const struct oauth_client_input *in;
	struct list redirects;   /* without doubles */
	uint64_t scope;
	struct str hash;         /* of a new secret; absent: none */
	struct time until, disabled_at;
	enum err (*act)(struct db *db, struct change *c, int64_t id);
};

static enum err run(struct db *db, void *payload);
static enum err act_change(struct db *db, struct change *c, int64_t id);
static enum err act_secret(struct db *db, struct change *c, int64_t id);
static enum err act_end_previous(struct db *db, struct change *c, int64_t id);
static enum err act_disable(struct db *db, struct change *c, int64_t id);
static bool acceptable(struct change *c, uint64_t had, struct field_errors *errors);
static struct str new_secret(struct arena *a, struct str *hash);

/* What the client may do changed: entries of its tokens in memcached are stale.  When memcached is away, the worker
 * repeats it (event). */
static void
spread(struct cache *cache, struct arena *a, struct str client_id)
{
	if (cache && cache_bump(cache, bearer_dep(a, client_id)))
		err_clear();
}

static enum err
create(struct db *db, void *payload)
{
	struct change *c = payload;
	const struct oauth_client_input *in = c->in;
	const struct db_arg args[] = { db_str(c->client_id), db_str(in->name), db_bool(in->is_confidential),
		db_str(c->hash), db_bool(in->may_client_credentials), db_bool(in->may_code),
		c->who->account_id ? db_i64(c->who->account_id) : db_null('i'), db_time(clock_now()) };
	enum err err = db_exec(db, &queries[ADD], args, COUNT(args), NULL);

	return err ? err : run(db, c);
}

enum err
oauth_client_create(struct db *db, struct arena *a, const struct who *who, const struct oauth_client_input *in,
    struct field_errors *errors, struct oauth_client *out, struct str *secret)
{
	struct change c = { .who = who, .arena = a, .what = "created", .in = in, .act = act_change };
	char id[32];
	enum err err;

	if (!acceptable(&c, 0, errors))
		return ERR_INVALID;
	public_id(id, "cli");
	c.client_id = str_dup(a, str_of(id));
	*secret = in->is_confidential ? new_secret(a, &c.hash) : STR_ABSENT;
	if ((err = db_transaction(db, create, &c)))
		return err;
	return oauth_client_find(db, a, c.client_id, out);
}

enum err
oauth_client_change(struct db *db, struct cache *cache, struct arena *a, const struct who *who, struct str client_id,
    const struct oauth_client_input *in, struct field_errors *errors)
{
	struct change c = {
		.who = who, .arena = a, .client_id = client_id, .what = "changed", .in = in, .act = act_change
	};
	struct oauth_client_input same = *in;
	struct oauth_client now;
	enum err err = oauth_client_find(db, a, client_id, &now);

	if (err)
		return err;
	same.is_confidential = now.is_confidential;
	c.in = &same;
	if (!acceptable(&c, now.scope, errors))
		return ERR_INVALID;
	if (!(err = db_transaction(db, run, &c)))
		spread(cache, a, client_id);
	return err;
}

/* A secret is all that its client may do: only who may do that himself gets one. */
static enum err
may_hold(const struct who *who, const struct oauth_client *client)
{
	uint64_t office = client->scope & permission_for(PERM_FOR_OFFICE);

	return office & ~who->permissions ? err_fail(ERR_DENIED, "the client may do more than who asks for its secret")
					  : OK;
}

enum err
oauth_client_rotate(struct db *db, struct cache *cache, struct arena *a, const struct who *who, struct str client_id,
    int64_t overlap_s, struct str *secret)
{
	struct change c = { .who = who, .arena = a, .client_id = client_id, .what = "secret", .act = act_secret };
	struct oauth_client client;
	enum err err = oauth_client_find(db, a, client_id, &client);

	if (err || (err = may_hold(who, &client)))
		return err;
	if (!client.is_confidential)
		return err_fail(ERR_CONFLICT, "a public client has no secret");
	if (overlap_s < 0 || overlap_s > OVERLAP_MAX_S)
		return err_fail(ERR_INVALID, "the older secret can stay good for 30 days at most");
	c.until.us = overlap_s ? clock_now().us + overlap_s * US_PER_S : TIME_ABSENT.us;
	*secret = new_secret(a, &c.hash);
	if (!(err = db_transaction(db, run, &c)))
		spread(cache, a, client_id);
	return err;
}

enum err
oauth_client_end_previous(struct db *db, struct arena *a, const struct who *who, struct str client_id)
{
	struct change c = {
		.who = who, .arena = a, .client_id = client_id, .what = "previous_secret_ended", .act = act_end_previous
	};

	return db_transaction(db, run, &c);
}

enum err
oauth_client_set_disabled(
    struct db *db, struct cache *cache, struct arena *a, const struct who *who, struct str client_id, bool disabled)
{
	struct change c = { .who = who,
		.arena = a,
		.client_id = client_id,
		.what = disabled ? "disabled" : "enabled",
		.act = act_disable,
		.disabled_at = disabled ? clock_now() : TIME_ABSENT };
	enum err err = db_transaction(db, run, &c);

	if (!err)
		spread(cache, a, client_id);
	return err;
}

/* ---- inside the transaction ---- */

static enum err
run(struct db *db, void *payload)
{
	struct change *c = payload;
	struct lock_row row;
	struct str details = str_printf(c->arena, "{\"what\":\"%s\"}", c->what);
	enum err err = db_row(db, &queries[LOCK], (const struct db_arg[]){ db_str(c->client_id) }, 1, c->arena, &row);

	if (!err && c->in && c->in->version && c->in->version != row.version)
		err = err_fail(ERR_PRECONDITION, "the client was changed by somebody else");
	if (err || (err = c->act(db, c, row.id)) || (err = outbox_add(db, "client.changed", c->client_id, details)))
		return err;
	return audit(db, c->who,
	    &(struct audit){
		.event = AUDIT_CLIENT, .object_kind = "client", .object = c->client_id, .details = details });
}

static enum err
put_lists(struct db *db, const struct change *c, int64_t id)
{
	const struct str *uri = c->redirects.items;
	const struct permission_info *p;
	enum err err = OK;

	for (size_t i = 0; i < c->redirects.count && !err; i++)
		err =
		    db_exec(db, &queries[ADD_REDIRECT], (const struct db_arg[]){ db_i64(id), db_str(uri[i]) }, 2, NULL);
	for (size_t i = 0; (p = permission_at(i)) && !err; i++)
		if (c->scope & permission_bit(p->permission))
			err = db_exec(db, &queries[ADD_SCOPE],
			    (const struct db_arg[]){ db_i64(id), db_str(str_of(p->name)) }, 2, NULL);
	return err;
}

static enum err
act_change(struct db *db, struct change *c, int64_t id)
{
	const struct db_arg args[] = { db_str(c->in->name), db_bool(c->in->may_client_credentials),
		db_bool(c->in->may_code), db_i64(id) };
	enum err err;

	if ((err = db_exec(db, &queries[CHANGE], args, COUNT(args), NULL)) ||
	    (err = db_exec(db, &queries[DROP_REDIRECTS], &args[3], 1, NULL)) ||
	    (err = db_exec(db, &queries[DROP_SCOPES], &args[3], 1, NULL)))
		return err;
	return put_lists(db, c, id);
}

static enum err
act_secret(struct db *db, struct change *c, int64_t id)
{
	const struct db_arg args[] = { db_str(c->hash), db_time(c->until), db_i64(id) };
	enum err err = db_exec(db, &queries[SECRET], args, COUNT(args), NULL);

	return err || !time_is_absent(c->until) ? err : act_end_previous(db, c, id);
}

static enum err
act_end_previous(struct db *db, struct change *c UNUSED, int64_t id)
{
	return db_exec(db, &queries[END_PREVIOUS], (const struct db_arg[]){ db_i64(id) }, 1, NULL);
}

static enum err
act_disable(struct db *db, struct change *c, int64_t id)
{
	return db_exec(db, &queries[DISABLE], (const struct db_arg[]){ db_time(c->disabled_at), db_i64(id) }, 2, NULL);
}

/* ---- input ---- */

static bool
redirects_acceptable(struct change *c, struct field_errors *errors)
{
	const struct str *uri = c->in->redirects.items;
	struct str *out = arena_array(c->arena, struct str, c->in->redirects.count);
	size_t count = 0;
	bool good = true;

	for (size_t i = 0; i < c->in->redirects.count; i++) {
		struct str one = str_trim(uri[i]);
		bool twice = false;
		for (size_t k = 0; k < count; k++)
			twice = twice || str_eq(out[k], one);
		if (!one.len || twice)
			continue;
		if (!oauth_redirect_acceptable(one)) {
			field_error(errors, STR("redirects"),
			    N_("A redirect URI is an https address in full, without # (or http on this machine, or an app's own scheme)."),
			    NO_LIMIT);
			good = false;
		}
		out[count++] = one;
	}
	c->redirects = (struct list){ out, count };
	if (good && c->in->may_code && !count) {
		field_error(errors, STR("redirects"), N_("To act for customers it needs a redirect URI."), NO_LIMIT);
		good = false;
	}
	return good;
}

static bool
acceptable(struct change *c, uint64_t had, struct field_errors *errors)
{
	const struct oauth_client_input *in = c->in;
	unsigned holders = (in->may_client_credentials ? PERM_FOR_OFFICE : 0U) | (in->may_code ? PERM_FOR_SELF : 0U);
	bool good = shape_check(&oauth_client_input_shape, in, STR(""), errors);

	if (!holders) {
		field_error(errors, STR("may_code"), N_("Choose what the program acts for."), NO_LIMIT);
		good = false;
	}
	if (in->may_client_credentials && !in->is_confidential) {
		field_error(errors, STR("may_client_credentials"),
		    N_("Only a program that can keep a secret can act for the shop."), NO_LIMIT);
		good = false;
	}
	good = redirects_acceptable(c, errors) && good;
	return scope_input_read(in->scope, holders ? holders : PERM_FOR_OFFICE | PERM_FOR_SELF, had, c->who, "scope",
		   errors, &c->scope) &&
	    good;
}

/* "mcs_" and 32 random bytes; what is stored is the hash of the whole. */
static struct str
new_secret(struct arena *a, struct str *hash)
{
	unsigned char digest[32];
	struct str random = token_new(a, digest), secret = str_printf(a, "mcs_%.*s", STR_ARG(random));

	crypto_sha256(secret, digest);
	*hash = str_n(arena_memdup(a, (const char *)digest, sizeof(digest)), sizeof(digest));
	return secret;
}
