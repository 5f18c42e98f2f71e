/* provider.c - identity providers, and identities of accounts.  See provider.h. */
#include "lib/shop/provider.h"
#include "lib/shop/audit.h"
#include "lib/shop/outbox.h"

enum { ALL, ON, FIND, SECRET, OF_ACCOUNT, WAYS, REMOVE };
enum { PUT, SECRET_PUT, DROP, STRANGERS };

static const struct shape_field provider_fields[] = {
	SHAPE_I64(struct provider, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct provider, code, 1, 32, .flags = SHAPE_REQUIRED, .format = &format_slug,
	    .doc = "short name, part of addresses"),
	SHAPE_STR(struct provider, name, 1, 100, .flags = SHAPE_REQUIRED, .doc = "as shown on the button"),
	SHAPE_STR(struct provider, issuer, 1, 500, .flags = SHAPE_REQUIRED, .format = &format_uri,
	    .doc = "issuer, as its metadata spell it"),
	SHAPE_STR(struct provider, client_id, 1, 255, .flags = SHAPE_REQUIRED, .doc = "what the provider calls us"),
	SHAPE_STR(struct provider, scope, 0, 255, .fallback = "openid email profile",
	    .doc = "what is asked for; openid is among it"),
	SHAPE_BOOL(struct provider, has_secret, .flags = SHAPE_READ_ONLY, .doc = "a client secret is stored"),
	SHAPE_BOOL(struct provider, trusts_email, .doc = "addresses that it has verified make accounts here"),
	SHAPE_BOOL(struct provider, is_on, .doc = "its button is shown"),
	SHAPE_I32(struct provider, position, 0, 1000, .fallback = "0", .doc = "order of the buttons"),
};
const struct shape provider_shape = SHAPE(struct provider, provider_fields, "A provider of identities.");

static const struct shape_field identity_fields[] = {
	SHAPE_STR(struct account_identity, public_id, 1, 40, .doc = "id"),
	SHAPE_STR(struct account_identity, provider, 1, 32, .doc = "code of the provider"),
	SHAPE_STR(struct account_identity, provider_name, 1, 100, .doc = "its name"),
	SHAPE_STR(struct account_identity, email, 0, 254, .doc = "address there"),
	SHAPE_TIME(struct account_identity, linked_at, .doc = "connected since"),
	SHAPE_TIME(struct account_identity, used_at, .doc = "last login with it"),
};
const struct shape account_identity_shape =
    SHAPE(struct account_identity, identity_fields, "An account elsewhere that logs in here.");

struct secret_row {
	struct str secret;
};
static const struct shape_field secret_fields[] = { SHAPE_STR(struct secret_row, secret, 0, 1024) };
static const struct shape secret_shape = SHAPE(struct secret_row, secret_fields, "A sealed secret.");

struct ways {
	struct str account, provider;
	int64_t others; /* ways in besides this identity */
};
static const struct shape_field ways_fields[] = { SHAPE_STR(struct ways, account, 1, 40),
	SHAPE_STR(struct ways, provider, 1, 32), SHAPE_I64(struct ways, others, 0, INT64_MAX) };
static const struct shape ways_shape = SHAPE(struct ways, ways_fields, "How an account can be entered.");

#define COLUMNS \
	"SELECT id, code, name, issuer, client_id, scope, client_secret IS NOT NULL AS has_secret, trusts_email, is_on, position" \
	" FROM identity_provider "

static const struct db_query queries[] = {
	[ALL] = { "provider_all", "", &provider_shape, COLUMNS "ORDER BY position, name LIMIT 20" },
	[ON] = { "provider_on", "", &provider_shape, COLUMNS "WHERE is_on ORDER BY position, name LIMIT 20" },
	[FIND] = { "provider_find", "s", &provider_shape, COLUMNS "WHERE code = ?" },
	[SECRET] = { "provider_secret", "i", &secret_shape,
	    "SELECT client_secret AS secret FROM identity_provider WHERE id = ?" },
	[OF_ACCOUNT] = { "identity_list", "i", &account_identity_shape,
	    "SELECT i.public_id, p.code AS provider, p.name AS provider_name, i.email, i.linked_at, i.used_at FROM account_identity i"
	    " JOIN identity_provider p ON p.id = i.provider_id WHERE i.account_id = ? ORDER BY i.id" },
	/* Locks the account: two identities must not each go because the other is left. */
	[WAYS] = { "identity_ways", "is", &ways_shape,
	    "SELECT a.public_id AS account, p.code AS provider, CAST((a.password_hash IS NOT NULL)"
	    " + (SELECT COUNT(*) FROM account_identity o WHERE o.account_id = a.id AND o.id <> i.id)"
	    " + (SELECT COUNT(*) FROM passkey k WHERE k.account_id = a.id) AS SIGNED) AS others"
	    " FROM account a JOIN account_identity i ON i.account_id = a.id JOIN identity_provider p ON p.id = i.provider_id"
	    " WHERE a.id = ? AND i.public_id = ? FOR UPDATE" },
	[REMOVE] = { "identity_remove", "is", NULL,
	    "DELETE FROM account_identity WHERE account_id = ? AND public_id = ?" },
};
const struct db_module provider_sql = { "provider", queries, COUNT(queries) };

static const struct db_query writes[] = {
	[PUT] = { "provider_put", "sssssbbi", NULL,
	    "INSERT INTO identity_provider (code, name, issuer, client_id, scope, trusts_email, is_on, position) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
	    " ON DUPLICATE KEY UPDATE name = VALUES(name), issuer = VALUES(issuer), client_id = VALUES(client_id), scope = VALUES(scope),"
	    " trusts_email = VALUES(trusts_email), is_on = VALUES(is_on), position = VALUES(position)" },
	[SECRET_PUT] = { "provider_secret_put", "ss", NULL,
	    "UPDATE identity_provider SET client_secret = ? WHERE code = ?" },
	/* Subjects are an issuer's own: under another issuer the same ones are other people. */
	[STRANGERS] = { "provider_strangers", "ss", &ways_shape,
	    "SELECT code AS account, code AS provider, (SELECT COUNT(*) FROM account_identity i WHERE i.provider_id = p.id) AS others"
	    " FROM identity_provider p WHERE code = ? AND issuer <> ? FOR UPDATE" },
	[DROP] = { "provider_drop", "s", NULL, "DELETE FROM identity_provider WHERE code = ?" },
};
const struct db_module provider_put_sql = { "provider_put", writes, COUNT(writes) };

struct change {
	const struct account_env *e;
	const struct provider *provider;
	struct str sealed; /* absent: the secret stays */
	struct str code;
	int64_t account_id;
	struct str public_id;
};

static enum err put(struct db *db, void *payload) MUST_CHECK;
static enum err drop(struct db *db, void *payload) MUST_CHECK;
static enum err remove_identity(struct db *db, void *payload) MUST_CHECK;

enum err
provider_list(struct db *db, struct arena *a, bool all, struct list *out)
{
	return db_rows(db, &queries[all ? ALL : ON], NULL, 0, a, PROVIDERS_MAX, out);
}

enum err
provider_find(struct db *db, struct arena *a, struct str code, struct provider *out)
{
	const struct db_arg args[] = { db_str(code) };

	return db_row(db, &queries[FIND], args, COUNT(args), a, out);
}

static struct str
bound_to(struct arena *a, struct str code)
{
	return str_printf(a, "identity_provider:%.*s", STR_ARG(code));
}

enum err
provider_secret(const struct account_env *e, const struct provider *p, struct str *out)
{
	const struct db_arg args[] = { db_i64(p->id) };
	struct secret master = { 0 };
	struct secret_row row;
	enum err err;

	*out = STR_ABSENT;
	if (!p->has_secret)
		return OK;
	if ((err = db_row(e->db, &queries[SECRET], args, COUNT(args), e->arena, &row)) ||
	    (err = crypto_master(config_z(e->config, "secrets.path"), false, &master)))
		return err;
	err = crypto_unseal(e->arena, &master, "provider", bound_to(e->arena, p->code), row.secret, out);
	secret_release(&master);
	return err;
}

enum err
provider_put(const struct account_env *e, const struct provider *in, struct str secret, struct field_errors *errors)
{
	struct change c = { .e = e, .provider = in };
	struct str rest = in->scope, word;
	bool openid = false;

	if (!shape_check(&provider_shape, in, STR(""), errors))
		return ERR_INVALID;
	while (str_split(&rest, ' ', &word))
		openid |= str_eq(word, STR("openid"));
	if (!openid)
		field_error(errors, STR("scope"), N_("openid must be among it."), (struct opt_i64){ 0 });
	if (!str_starts(in->issuer, STR("https://")) && !config_bool(e->config, "http.allow_private"))
		field_error(errors, STR("issuer"), N_("It must begin with https://."), (struct opt_i64){ 0 });
	if (errors->count)
		return ERR_INVALID;
	if (!str_is_empty(secret)) {
		struct secret master = { 0 };
		enum err err = crypto_master(config_z(e->config, "secrets.path"), true, &master);
		if (!err)
			err =
			    crypto_seal(e->arena, &master, "provider", bound_to(e->arena, in->code), secret, &c.sealed);
		secret_release(&master);
		if (err)
			return err;
	}
	return db_transaction(e->db, put, &c);
}

enum err
provider_remove(const struct account_env *e, struct str code)
{
	struct change c = { .e = e, .code = code };
	enum err err = db_transaction(e->db, drop, &c);

	return err == ERR_INVALID
	    ? err_fail(ERR_CONFLICT, "could not remove provider '%.*s': accounts are linked with it", STR_ARG(code))
	    : err;
}

enum err
identity_list(struct db *db, struct arena *a, int64_t account_id, struct list *out)
{
	const struct db_arg args[] = { db_i64(account_id) };

	return db_rows(db, &queries[OF_ACCOUNT], args, COUNT(args), a, 100, out);
}

enum err
identity_remove(const struct account_env *e, int64_t account_id, struct str public_id)
{
	struct change c = { .e = e, .account_id = account_id, .public_id = public_id };

	return db_transaction(e->db, remove_identity, &c);
}

/* ---- transactions ---- */

static enum err
put(struct db *db, void *payload)
{
	const struct change *c = payload;
	const struct provider *p = c->provider;
	const struct db_arg args[] = { db_str(p->code), db_str(p->name), db_str(p->issuer), db_str(p->client_id),
		db_str(p->scope), db_bool(p->trusts_email), db_bool(p->is_on), db_i64(p->position) };
	const struct db_arg secret[] = { db_str(c->sealed), db_str(p->code) };
	const struct audit record = { .event = AUDIT_PROVIDER,
		.object_kind = "provider",
		.object = p->code,
		.details = str_is_absent(c->sealed) ? STR("{\"change\":\"put\"}")
						    : STR("{\"change\":\"put\",\"secret\":\"new\"}") };
	const struct db_arg moved[] = { db_str(p->code), db_str(p->issuer) };
	struct ways strangers = { 0 };
	enum err err = db_row(db, &writes[STRANGERS], moved, COUNT(moved), c->e->arena, &strangers);

	if (err && err != ERR_NOT_FOUND)
		return err;
	err_clear();
	if (strangers.others > 0)
		return err_fail(ERR_CONFLICT,
		    "could not change provider '%.*s': accounts are linked with its present issuer", STR_ARG(p->code));
	err = db_exec(db, &writes[PUT], args, COUNT(args), NULL);
	if (!err && !str_is_absent(c->sealed))
		err = db_exec(db, &writes[SECRET_PUT], secret, COUNT(secret), NULL);
	return err ? err : audit(db, c->e->who, &record);
}

static enum err
drop(struct db *db, void *payload)
{
	const struct change *c = payload;
	const struct db_arg args[] = { db_str(c->code) };
	const struct audit record = { .event = AUDIT_PROVIDER, .object_kind = "provider", .object = c->code,
		.details = STR("{\"change\":\"removed\"}") };
	struct db_done done;
	enum err err = db_exec(db, &writes[DROP], args, COUNT(args), &done);

	if (!err && !done.affected)
		err = err_fail(ERR_NOT_FOUND, "no provider '%.*s'", STR_ARG(c->code));
	return err ? err : audit(db, c->e->who, &record);
}

static enum err
remove_identity(struct db *db, void *payload)
{
	const struct change *c = payload;
	const struct db_arg args[] = { db_i64(c->account_id), db_str(c->public_id) };
	struct audit record = { .event = AUDIT_IDENTITY_UNLINKED, .object_kind = "account" };
	struct ways ways;
	enum err err = db_row(db, &queries[WAYS], args, COUNT(args), c->e->arena, &ways);

	if (err)
		return err;
	if (!ways.others)
		return err_fail(ERR_CONFLICT, "could not disconnect '%.*s': it is the last way into the account",
		    STR_ARG(ways.provider));
	record.object = ways.account;
	record.details = str_printf(c->e->arena, "{\"provider\":\"%.*s\"}", STR_ARG(ways.provider));
	if ((err = db_exec(db, &queries[REMOVE], args, COUNT(args), NULL)) ||
	    (err = outbox_add(db, "account.identity_unlinked", ways.account,
		 str_printf(c->e->arena, "{\"account\":\"%.*s\",\"provider\":\"%.*s\"}", STR_ARG(ways.account),
		     STR_ARG(ways.provider)))))
		return err;
	return audit(db, c->e->who, &record);
}
