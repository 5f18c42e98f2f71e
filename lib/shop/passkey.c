/* passkey.c - passkeys: registration and use.  Writes tables passkey, passkey_challenge.  See passkey.h. */
#include "lib/shop/passkey.h"
#include "lib/shop/audit.h"
#include "lib/shop/passkey_parts.h"
#include "lib/shop/recovery.h"

#include <assert.h>

#define NAME_MAX_CHARS 100

enum purpose { REGISTER, LOGIN, FACTOR };
static const char *const purposes[] = { [REGISTER] = "register", [LOGIN] = "login", [FACTOR] = "factor" };

/* Options to log in are anybody's to ask for; each is a row for five minutes. */
static const struct throttle_rule options_rule = { "passkey.options", 60, US_PER_S };

static const struct shape_field passkey_fields[] = {
	SHAPE_I64(struct passkey, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct passkey, public_id, 0, 40, .doc = "its id"),
	SHAPE_STR(struct passkey, name, 1, NAME_MAX_CHARS, .doc = "as its owner calls it"),
	SHAPE_TIME(struct passkey, created_at, .doc = "when it was added"),
	SHAPE_TIME(struct passkey, used_at, .doc = "when it was used last"),
	SHAPE_BOOL(struct passkey, is_backed_up, .doc = "kept by a provider, on several devices"),
};
const struct shape passkey_shape = SHAPE(struct passkey, passkey_fields, "A passkey.");

/* A passkey and its owner, as a login needs them. */
struct stored {
	int64_t id, account_id, sign_count, algorithm;
	struct str public_id, credential, cose_key, account, realm;
};
static const struct shape_field stored_fields[] = {
	SHAPE_I64(struct stored, id, 1, INT64_MAX),
	SHAPE_I64(struct stored, account_id, 1, INT64_MAX),
	SHAPE_I64(struct stored, sign_count, 0, INT64_MAX),
	SHAPE_I64(struct stored, algorithm, INT64_MIN, INT64_MAX),
	SHAPE_STR(struct stored, public_id, 0, 40),
	SHAPE_STR(struct stored, credential, 0, WEBAUTHN_CREDENTIAL_MAX),
	SHAPE_STR(struct stored, cose_key, 0, WEBAUTHN_KEY_MAX),
	SHAPE_STR(struct stored, account, 0, 40),
	SHAPE_STR(struct stored, realm, 0, 10),
};
static const struct shape stored_shape = SHAPE(struct stored, stored_fields, "A passkey and its owner.");

static const struct shape_field known_fields[] = {
	SHAPE_STR(struct passkey_known, credential, 0, WEBAUTHN_CREDENTIAL_MAX),
	SHAPE_STR(struct passkey_known, transports, 0, 100),
};
static const struct shape known_shape = SHAPE(struct passkey_known, known_fields, "A credential that an account has.");

enum { LIST, GET, KNOWN, ADD, RENAME, REMOVE, FIND, COUNT_UP, ASK, ANSWER };
static const struct db_query queries[] = {
	[LIST] = { "passkey_list", "i", &passkey_shape,
	    "SELECT id, public_id, name, created_at, used_at, is_backed_up FROM passkey WHERE account_id = ? ORDER BY id" },
	[GET] = { "passkey_get", "is", &passkey_shape,
	    "SELECT id, public_id, name, created_at, used_at, is_backed_up FROM passkey WHERE account_id = ? AND public_id = ?" },
	[KNOWN] = { "passkey_known", "i", &known_shape,
	    "SELECT credential, transports FROM passkey WHERE account_id = ? ORDER BY id" },
	[ADD] = { "passkey_add", "sisssiissbst", NULL,
	    "INSERT INTO passkey (public_id, account_id, credential_hash, credential, cose_key, algorithm, sign_count, aaguid, transports, is_backed_up,"
	    " name, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" },
	[RENAME] = { "passkey_rename", "sis", NULL,
	    "UPDATE passkey SET name = ? WHERE account_id = ? AND public_id = ?" },
	[REMOVE] = { "passkey_remove", "is", NULL, "DELETE FROM passkey WHERE account_id = ? AND public_id = ?" },
	[FIND] = { "passkey_find", "s", &stored_shape,
	    "SELECT p.id, p.account_id, p.sign_count, p.algorithm, p.public_id, p.credential, p.cose_key, a.public_id AS account, a.realm"
	    " FROM passkey p JOIN account a ON a.id = p.account_id WHERE p.credential_hash = ? AND a.state = 'active'" },
	[COUNT_UP] = { "passkey_count_up", "itbiii", NULL,
	    "UPDATE passkey SET sign_count = ?, used_at = ?, is_backed_up = ? WHERE id = ? AND (sign_count < ? OR (sign_count = 0 AND ? = 0))" },
	[ASK] = { "passkey_ask", "sist", NULL,
	    "INSERT INTO passkey_challenge (hash, account_id, purpose, expires_at) VALUES (?, ?, ?, ?)" },
	[ANSWER] = { "passkey_answer", "tssit", NULL,
	    "UPDATE passkey_challenge SET used_at = ? WHERE hash = ? AND purpose = ? AND account_id <=> ? AND used_at IS NULL AND expires_at > ?" },
};
const struct db_module passkey_sql = { "passkey", queries, COUNT(queries) };

/* ---- challenges ---- */

static struct db_arg
account_arg(int64_t account_id)
{
	return account_id ? db_i64(account_id) : db_null('i');
}

static enum err
ask(const struct account_env *e, int64_t account_id, enum purpose purpose, struct str *challenge)
{
	unsigned char random[WEBAUTHN_CHALLENGE_LEN], hash[32];
	struct time until = { clock_now().us + PASSKEY_TIMEOUT_S * US_PER_S };

	crypto_random(random, sizeof(random));
	*challenge = str_n(arena_memdup(e->arena, random, sizeof(random)), sizeof(random));
	crypto_sha256(*challenge, hash);
	{
		const struct db_arg args[] = { db_str(str_n((const char *)hash, sizeof(hash))), account_arg(account_id),
			db_str(str_of(purposes[purpose])), db_time(until) };
		return db_exec(e->db, &queries[ASK], args, COUNT(args), NULL);
	}
}

/* Used up by the first answer; of many at once, one finds it unused. */
static enum err
answer(const struct account_env *e, int64_t account_id, enum purpose purpose, struct str challenge)
{
	unsigned char hash[32];
	struct db_done done = { 0 };
	struct time now = clock_now();
	enum err err;

	crypto_sha256(challenge, hash);
	{
		const struct db_arg args[] = { db_time(now), db_str(str_n((const char *)hash, sizeof(hash))),
			db_str(str_of(purposes[purpose])), account_arg(account_id), db_time(now) };
		err = db_exec(e->db, &queries[ANSWER], args, COUNT(args), &done);
	}
	if (!err && done.affected == 0)
		err = err_fail(ERR_DENIED, "could not accept a challenge: none of ours, used before, or too old");
	return err;
}

/* ---- options ---- */

static enum err
options(const struct account_env *e, int64_t account_id, enum purpose purpose, struct passkey_options *o)
{
	const struct db_arg id = db_i64(account_id);
	enum err err = webauthn_rp(e->arena, config_str(e->config, "site.url"), &o->rp);

	if (err)
		return ERR_INTERNAL;
	o->site_name = config_str(e->config, "site.name");
	o->verification = purpose == LOGIN ? "required" : "preferred";
	if (account_id)
		err = db_rows(e->db, &queries[KNOWN], &id, 1, e->arena, PASSKEYS_MAX, &o->known);
	return err ? err : ask(e, account_id, purpose, &o->challenge);
}

enum err
passkey_options_register(const struct account_env *e, int64_t account_id, struct str *json)
{
	struct passkey_options o = { 0 };
	struct factor_owner owner;
	enum err err = factor_owner_get(e, account_id, &owner);

	o.owner = &owner;
	if (!err)
		err = options(e, account_id, REGISTER, &o);
	if (!err)
		*json = passkey_creation_json(e->arena, &o);
	return err;
}

enum err
passkey_options_factor(const struct account_env *e, int64_t account_id, struct str *json)
{
	struct passkey_options o = { 0 };
	enum err err = options(e, account_id, FACTOR, &o);

	if (!err)
		*json = passkey_request_json(e->arena, &o);
	return err;
}

enum err
passkey_options_login(const struct account_env *e, struct str *json)
{
	struct passkey_options o = { 0 };
	int64_t wait_us = 0;
	enum err err = throttle_take(e->db, &options_rule, throttle_prefix(e->arena, e->who->ip), &wait_us);

	if (!err && wait_us > 0)
		return err_fail(ERR_BUSY, "could not give a challenge: this network asked for too many");
	if (!err)
		err = options(e, 0, LOGIN, &o);
	if (!err)
		*json = passkey_request_json(e->arena, &o);
	return err;
}

/* ---- registration ---- */

struct adding {
	const struct account_env *e;
	int64_t account_id;
	bool first;
	const struct webauthn_made *made;
	struct str transports, name;
	struct passkey *out;
	struct list *codes;
};

static enum err
insert(struct db *db, const struct adding *p, struct passkey *out)
{
	const struct webauthn_key *key = &p->made->key;
	unsigned char hash[32];
	char public[32];
	enum err err;

	crypto_sha256(key->id, hash);
	public_id(public, "pass");
	*out = (struct passkey){ .public_id = str_dup(p->e->arena, str_of(public)),
		.name = p->name,
		.created_at = clock_now(),
		.used_at = TIME_ABSENT,
		.is_backed_up = p->made->proof.backed_up };
	{
		const struct db_arg args[] = { db_str(out->public_id), db_i64(p->account_id),
			db_str(str_n((const char *)hash, sizeof(hash))), db_str(key->id), db_str(key->cose),
			db_i64(key->algorithm), db_i64(p->made->proof.sign_count),
			db_str(str_n((const char *)p->made->aaguid, sizeof(p->made->aaguid))), db_str(p->transports),
			db_bool(out->is_backed_up), db_str(out->name), db_time(out->created_at) };
		struct db_done done;
		err = db_exec(db, &queries[ADD], args, COUNT(args), &done);
		if (!err)
			out->id = done.insert_id;
	}
	return err;
}

static enum err
add(struct db *db, void *payload)
{
	struct adding *p = payload;
	struct factor_owner owner;
	struct factors has;
	enum err err = factor_owner_lock(p->e, p->account_id, &owner);

	if (!err && p->first)
		err = factor_must_be_first(p->e, p->account_id);
	if (!err)
		err = factors_of(db, p->account_id, &has);
	if (!err && has.passkeys >= PASSKEYS_MAX)
		err = err_fail(ERR_LIMIT, "could not add a passkey: the account has %d", PASSKEYS_MAX);
	if (!err)
		err = insert(db, p, p->out);
	if (!err)
		err = recovery_ensure(p->e, p->account_id, p->codes);
	return err ? err : factor_changed(p->e, owner.public_id, FACTOR_ADDED, "passkey", p->out->public_id);
}

/* What the page suggests is what the owner calls it; a name of blanks is none. */
static struct str
name_of(struct str name)
{
	name = str_trim(name);
	return str_is_empty(name) ? STR("Passkey") : str_cut_chars(name, NAME_MAX_CHARS);
}

static enum err
register_checked(const struct account_env *e, int64_t account_id, struct str credential, struct passkey_answer *in,
    struct webauthn_made *made)
{
	struct webauthn_rp rp;
	struct str challenge = STR_ABSENT;
	enum err err = webauthn_rp(e->arena, config_str(e->config, "site.url"), &rp);

	if (err)
		return ERR_INTERNAL;
	err = passkey_answer_read(e->arena, credential, WEBAUTHN_CREATE, in);
	if (!err)
		err = webauthn_client(e->arena, &rp, WEBAUTHN_CREATE, in->client_data, &challenge);
	if (!err)
		err = answer(e, account_id, REGISTER, challenge);
	if (!err)
		err = webauthn_register(e->arena, &rp, in->id, in->client_data, in->attestation, false, made);
	return err;
}

enum err
passkey_register(const struct account_env *e, int64_t account_id, bool first, struct str credential, struct str name,
    struct passkey *out, struct list *codes)
{
	struct passkey_answer in;
	struct webauthn_made made;
	struct adding p = { .e = e,
		.account_id = account_id,
		.first = first,
		.made = &made,
		.name = name_of(name),
		.out = out,
		.codes = codes };
	enum err err = register_checked(e, account_id, credential, &in, &made), refused;

	if (err == ERR_DENIED || err == ERR_INVALID || err == ERR_UNSUPPORTED) {
		refused = factor_refused(e, account_id, "passkey", "register");
		return refused ? refused : err;
	}
	if (err)
		return err;
	p.transports = in.transports;
	return db_transaction(e->db, add, &p);
}

/* ---- the owner's list ---- */

enum err
passkey_list(struct db *db, struct arena *a, int64_t account_id, struct list *out)
{
	const struct db_arg id = db_i64(account_id);

	return db_rows(db, &queries[LIST], &id, 1, a, PASSKEYS_MAX, out);
}

enum err
passkey_get(struct db *db, struct arena *a, int64_t account_id, struct str public_id, struct passkey *out)
{
	const struct db_arg args[] = { db_i64(account_id), db_str(public_id) };

	return db_row(db, &queries[GET], args, COUNT(args), a, out);
}

struct renaming {
	const struct account_env *e;
	int64_t account_id;
	struct str public_id, name;
};

static enum err
rename_one(struct db *db, void *payload)
{
	const struct renaming *p = payload;
	const struct db_arg args[] = { db_str(p->name), db_i64(p->account_id), db_str(p->public_id) };
	const struct audit record = { .event = AUDIT_PROFILE,
		.outcome = AUDIT_OK,
		.object_kind = "passkey",
		.object = p->public_id,
		.details = STR("{\"fields\":[\"name\"]}") };
	struct db_done done = { 0 };
	enum err err = db_exec(db, &queries[RENAME], args, COUNT(args), &done);

	if (!err && done.affected == 0)
		err = err_fail(
		    ERR_NOT_FOUND, "could not rename passkey '%.*s': not one of this account's", STR_ARG(p->public_id));
	return err ? err : audit(db, p->e->who, &record);
}

enum err
passkey_rename(const struct account_env *e, int64_t account_id, struct str public_id, struct str name)
{
	struct renaming p = { e, account_id, public_id, name_of(name) };

	return db_transaction(e->db, rename_one, &p);
}

struct removing {
	const struct account_env *e;
	int64_t account_id;
	struct str public_id;
};

static enum err
take_away(struct db *db, void *payload)
{
	struct removing *p = payload;
	const struct db_arg args[] = { db_i64(p->account_id), db_str(p->public_id) };
	struct factor_owner owner;
	struct db_done done = { 0 };
	enum err err = factor_owner_lock(p->e, p->account_id, &owner);

	if (!err)
		err = db_exec(db, &queries[REMOVE], args, COUNT(args), &done);
	if (!err && done.affected == 0)
		err = err_fail(
		    ERR_NOT_FOUND, "could not remove passkey '%.*s': not one of this account's", STR_ARG(p->public_id));
	if (!err)
		err = factor_after_removal(p->e, &owner);
	return err ? err : factor_changed(p->e, owner.public_id, FACTOR_REMOVED, "passkey", p->public_id);
}

enum err
passkey_remove(const struct account_env *e, int64_t account_id, struct str public_id)
{
	struct removing p = { e, account_id, public_id };

	return db_transaction(e->db, take_away, &p);
}

/* ---- use ---- */

/* One statement decides: of two answers with the same count, or a count from the past, the second finds nothing to
 * change. */
static enum err
count_up(const struct account_env *e, const struct stored *p, const struct webauthn_proof *proof)
{
	const struct db_arg count = db_i64(proof->sign_count);
	const struct db_arg args[] = { count, db_time(clock_now()), db_bool(proof->backed_up), db_i64(p->id), count,
		count };
	struct db_done done = { 0 };
	enum err err = db_exec(e->db, &queries[COUNT_UP], args, COUNT(args), &done);

	if (!err && done.affected == 0)
		err = err_fail(ERR_DENIED,
		    "could not accept passkey '%.*s': its sign count did not rise: there may be a copy of it",
		    STR_ARG(p->public_id));
	return err;
}

static enum err
find(const struct account_env *e, struct str credential, struct stored *out)
{
	unsigned char hash[32];
	enum err err;

	crypto_sha256(credential, hash);
	{
		const struct db_arg arg = db_str(str_n((const char *)hash, sizeof(hash)));
		err = db_row(e->db, &queries[FIND], &arg, 1, e->arena, out);
	}
	return err == ERR_NOT_FOUND
	    ? err_fail(ERR_DENIED, "could not accept a passkey: unknown, or its account is not active")
	    : err;
}

/* Is it the passkey of who it must be?  A login has nothing but the handle to say whose it is, so it must be there. */
static enum err
check_owner(const struct stored *p, enum session_realm realm, int64_t account_id, struct str user_handle)
{
	if (!str_eq_z(p->realm, realm == SESSION_OFFICE ? "office" : "shop"))
		return err_fail(ERR_DENIED, "could not accept a passkey: of the other realm");
	if (account_id && p->account_id != account_id)
		return err_fail(ERR_DENIED, "could not accept a passkey: of another account");
	if (!account_id && str_is_empty(user_handle))
		return err_fail(ERR_DENIED, "could not accept a passkey: no user handle");
	if (!str_is_empty(user_handle) && !str_eq(user_handle, p->account))
		return err_fail(ERR_DENIED, "could not accept a passkey: the user handle is another account's");
	return OK;
}

enum err
passkey_use(const struct account_env *e, enum session_realm realm, int64_t account_id, struct str credential,
    struct passkey_use *out)
{
	struct webauthn_rp rp;
	struct passkey_answer in;
	struct stored p = { 0 };
	struct webauthn_proof proof = { 0 };
	struct str challenge = STR_ABSENT;
	enum err err = webauthn_rp(e->arena, config_str(e->config, "site.url"), &rp);

	*out = (struct passkey_use){ .account_id = account_id };
	if (err)
		return ERR_INTERNAL;
	out->why = "form";
	err = passkey_answer_read(e->arena, credential, WEBAUTHN_GET, &in);
	if (!err) {
		out->why = "client";
		err = webauthn_client(e->arena, &rp, WEBAUTHN_GET, in.client_data, &challenge);
	}
	if (!err) {
		out->why = "challenge";
		err = answer(e, account_id, account_id ? FACTOR : LOGIN, challenge);
	}
	if (!err) {
		out->why = "unknown";
		err = find(e, in.id, &p);
	}
	if (!err) {
		out->why = "owner";
		out->account_id = account_id ? account_id : p.account_id;
		err = check_owner(&p, realm, account_id, in.user_handle);
	}
	if (!err) {
		const struct webauthn_assertion a = { in.id, in.client_data, in.authenticator_data, in.signature,
			in.user_handle };
		const struct webauthn_key key = { p.credential, p.cose_key, (int32_t)p.algorithm };
		out->why = "signature";
		err = webauthn_assert(e->arena, &rp, &a, &key, false, &proof);
	}
	if (!err) {
		out->why = "sign count";
		err = count_up(e, &p, &proof);
	}
	if (err)
		return err == ERR_UNSUPPORTED ? ERR_DENIED : err;
	*out = (struct passkey_use){ .account_id = p.account_id, .passkey = p.public_id, .verified = proof.verified };
	return OK;
}
