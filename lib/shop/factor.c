/* factor.c - what an account can show besides its password.  Reads the tables of totp.c, recovery.c, passkey.c.  See
 * factor.h. */
#include "lib/shop/factor_parts.h"
#include "lib/io/json.h"
#include "lib/shop/audit.h"
#include "lib/shop/outbox.h"
#include "lib/shop/passkey.h"
#include "lib/shop/recovery.h"
#include "lib/shop/totp.h"

#include <assert.h>

/* From one place five wrong codes at once and one a minute; from everywhere together twenty and one every three
 * minutes: a year of guessing then finds a code of three valid ones in a million with less than one half; each wrong
 * one is in the audit log. */
static const struct throttle_rule pair_rule = { "factor.pair", 5, 60 * US_PER_S };
static const struct throttle_rule account_rule = { "factor.account", 20, 180 * US_PER_S };

static const struct shape_field factors_fields[] = {
	SHAPE_BOOL(struct factors, totp, .doc = "an authenticator app is set up"),
	SHAPE_I64(struct factors, passkeys, 0, INT64_MAX, .doc = "how many passkeys"),
	SHAPE_I64(struct factors, recovery_left, 0, INT64_MAX, .doc = "recovery codes not used yet"),
	SHAPE_TIME(struct factors, totp_since, .doc = "when the app was set up"),
	SHAPE_TIME(struct factors, recovery_since, .doc = "when the recovery codes were made"),
};
const struct shape factors_shape = SHAPE(struct factors, factors_fields, "Second factors of an account.");

static const struct shape_field owner_fields[] = {
	SHAPE_I64(struct factor_owner, id, 1, INT64_MAX),
	SHAPE_STR(struct factor_owner, public_id, 0, 40),
	SHAPE_STR(struct factor_owner, email, 0, 254),
	SHAPE_STR(struct factor_owner, given_name, 0, 100),
	SHAPE_STR(struct factor_owner, realm, 0, 10),
	SHAPE_STR(struct factor_owner, kind, 0, 10),
};
static const struct shape owner_shape = SHAPE(struct factor_owner, owner_fields, "Whose factors these are.");

enum { FACTORS, OWNER, OWNER_LOCK };
static const struct db_query queries[] = {
	[FACTORS] = { "factor_all", "iiiii", &factors_shape,
	    "SELECT EXISTS (SELECT 1 FROM totp WHERE account_id = ? AND confirmed_at IS NOT NULL) AS totp,"
	    " (SELECT COUNT(*) FROM passkey WHERE account_id = ?) AS passkeys,"
	    " (SELECT COUNT(*) FROM recovery_code WHERE account_id = ? AND used_at IS NULL) AS recovery_left,"
	    " (SELECT confirmed_at FROM totp WHERE account_id = ?) AS totp_since,"
	    " (SELECT MIN(created_at) FROM recovery_code WHERE account_id = ?) AS recovery_since" },
	[OWNER] = { "factor_owner", "i", &owner_shape,
	    "SELECT id, public_id, email, given_name, realm, kind FROM account WHERE id = ? AND state = 'active'" },
	[OWNER_LOCK] = { "factor_owner_lock", "i", &owner_shape,
	    "SELECT id, public_id, email, given_name, realm, kind FROM account WHERE id = ? AND state = 'active' FOR UPDATE" },
};
const struct db_module factor_sql = { "factor", queries, COUNT(queries) };

enum err
factors_of(struct db *db, int64_t account_id, struct factors *out)
{
	const struct db_arg id = db_i64(account_id), args[] = { id, id, id, id, id };
	struct arena *a = arena_new(); /* no member is text */
	struct factors row;
	enum err err;

	shape_init(&factors_shape, &row);
	err = db_row(db, &queries[FACTORS], args, COUNT(args), a, &row);
	arena_free(a);
	if (!err)
		*out = row;
	return err;
}

enum err
factor_owner_get(const struct account_env *e, int64_t account_id, struct factor_owner *out)
{
	const struct db_arg id = db_i64(account_id);

	return db_row(e->db, &queries[OWNER], &id, 1, e->arena, out);
}

enum err
factor_owner_lock(const struct account_env *e, int64_t account_id, struct factor_owner *out)
{
	const struct db_arg id = db_i64(account_id);

	return db_row(e->db, &queries[OWNER_LOCK], &id, 1, e->arena, out);
}

enum err
factor_must_be_first(const struct account_env *e, int64_t account_id)
{
	struct factors has;
	enum err err = factors_of(e->db, account_id, &has);

	if (!err && factors_any(&has))
		err = err_fail(ERR_CONFLICT, "could not set up a first factor: there is one");
	return err;
}

enum err
factor_after_removal(const struct account_env *e, const struct factor_owner *owner)
{
	struct factors left;
	enum err err = factors_of(e->db, owner->id, &left);

	if (err || factors_any(&left))
		return err;
	if (str_eq(owner->realm, STR("office")))
		return err_fail(ERR_CONFLICT, "could not remove the factor of '%.*s': the back office asks for one",
		    STR_ARG(owner->public_id));
	return recovery_drop(e, owner->id);
}

enum err
factor_master(const struct account_env *e, struct secret *out)
{
	enum err err = crypto_master(config_z(e->config, "secrets.path"), false, out);

	return err ? ERR_INTERNAL : OK;
}

/* ---- records ---- */

static struct str
details_of(struct arena *a, const char *factor, const char *key, struct str value)
{
	struct buf b;

	buf_in_arena(&b, a, BUF_LINE);
	buf_printf(&b, "{\"factor\":\"%s\"", factor);
	if (!str_is_absent(value)) {
		buf_printf(&b, ",\"%s\":", key);
		json_write_str(&b, value);
	}
	buf_char(&b, '}');
	return buf_view(&b);
}

enum err
factor_changed(
    const struct account_env *e, struct str account, enum factor_change change, const char *factor, struct str object)
{
	static const char *const names[] = {
		[FACTOR_ADDED] = "added", [FACTOR_REMOVED] = "removed", [FACTOR_USED] = "used"
	};
	static const enum audit_event events[] = { [FACTOR_ADDED] = AUDIT_FACTOR_ADDED,
		[FACTOR_REMOVED] = AUDIT_FACTOR_REMOVED,
		[FACTOR_USED] = AUDIT_RECOVERY_USED };
	const struct audit record = { .event = events[change],
		.outcome = AUDIT_OK,
		.object_kind = "account",
		.object = account,
		.details = details_of(e->arena, factor, "id", object) };
	struct buf payload;
	enum err err;

	buf_in_arena(&payload, e->arena, BUF_LINE);
	buf_lit(&payload, "{\"account\":");
	json_write_str(&payload, account);
	buf_printf(&payload, ",\"change\":\"%s\",\"factor\":\"%s\"}", names[change], factor);
	err = outbox_add(e->db, "account.factor_changed", account, buf_view(&payload));
	return err ? err : audit(e->db, e->who, &record);
}

struct refused {
	const struct account_env *e;
	int64_t account_id;
	const char *factor, *why;
};

static enum err
write_refused(struct db *db, void *payload)
{
	const struct refused *p = payload;
	struct factor_owner owner = { 0 };
	struct audit record = { .event = AUDIT_FACTOR_REFUSED, .outcome = AUDIT_REFUSED,
		.details = details_of(p->e->arena, p->factor, "why", str_of(p->why)) };
	enum err err = p->account_id ? factor_owner_get(p->e, p->account_id, &owner) : ERR_NOT_FOUND;

	if (err && err != ERR_NOT_FOUND)
		return err;
	if (!err) {
		record.object_kind = "account";
		record.object = owner.public_id;
	}
	return audit(db, p->e->who, &record);
}

enum err
factor_refused(const struct account_env *e, int64_t account_id, const char *factor, const char *why)
{
	struct refused p = { e, account_id, factor, why };

	return db_transaction(e->db, write_refused, &p);
}

/* ---- throttle ---- */

static struct str
pair_of(const struct account_env *e, int64_t account_id)
{
	struct str prefix = throttle_prefix(e->arena, e->who->ip);

	return str_printf(e->arena, "%lld %.*s", (long long)account_id, STR_ARG(prefix));
}

enum err
factor_throttle(const struct account_env *e, int64_t account_id, int64_t *wait_us)
{
	enum err err = throttle_take(e->db, &pair_rule, pair_of(e, account_id), wait_us);

	if (err || *wait_us > 0)
		return err;
	return throttle_take(e->db, &account_rule, str_printf(e->arena, "%lld", (long long)account_id), wait_us);
}

enum err
factor_throttle_clear(const struct account_env *e, int64_t account_id)
{
	return throttle_clear(e->db, &pair_rule, pair_of(e, account_id));
}

/* ---- showing a factor ---- */

struct proving {
	const struct account_env *e;
	const struct session *s;
	const char *factor;
	enum session_proof proof;
	struct str code;                 /* absent: a passkey, checked before */
	enum err (*use)(const struct account_env *e, int64_t account_id, struct str code);
	struct factor_outcome *out;
};

/* A login is complete now: that, and not each fresh proof inside a session, is an event of the log. */
static enum err
record_login(const struct account_env *e, const struct factor_owner *owner, const char *factor)
{
	struct who who = *e->who;
	const struct audit record = { .event = AUDIT_LOGIN,
		.outcome = AUDIT_OK,
		.object_kind = "account",
		.object = owner->public_id,
		.details = details_of(e->arena, factor, "", STR_ABSENT) };

	who.actor = str_z(e->arena, owner->kind);
	who.account_id = owner->id;
	who.id = owner->public_id;
	return audit(e->db, &who, &record);
}

static enum err
prove(struct db *db, void *payload)
{
	struct proving *p = payload;
	struct factor_owner owner;
	struct factors left = { 0 };
	enum err err = factor_owner_lock(p->e, p->s->account_id, &owner);

	if (!err && p->use)
		err = p->use(p->e, p->s->account_id, p->code);
	if (!err)
		err = session_prove(db, p->e->cache, p->e->arena, p->s, SESSION_FULL, p->proof, &p->out->token);
	if (!err && p->proof == PROOF_RECOVERY)
		err = factors_of(db, p->s->account_id, &left);
	if (!err && p->proof == PROOF_RECOVERY) {
		p->out->recovery_left = left.recovery_left;
		err = factor_changed(p->e, owner.public_id, FACTOR_USED, "recovery", STR_ABSENT);
	}
	if (!err && p->s->stage == SESSION_PASSWORD)
		err = record_login(p->e, &owner, p->factor);
	return err;
}

static enum err
finish(const struct account_env *e, int64_t account_id, const char *factor, const char *why, enum err err,
    struct factor_outcome *out)
{
	if (!err) {
		out->result = FACTOR_OK;
		out->account_id = account_id;
		return OK;
	}
	if (err != ERR_DENIED && err != ERR_INVALID)
		return err;
	err_clear();
	out->result = FACTOR_WRONG;
	return factor_refused(e, account_id, factor, why);
}

static enum err
prove_code(struct proving *p)
{
	const struct account_env *e = p->e;
	int64_t account_id = p->s->account_id, wait_us = 0;
	enum err err = factor_throttle(e, account_id, &wait_us);

	*p->out = (struct factor_outcome){ 0 };
	if (err)
		return err;
	if (wait_us > 0) {
		p->out->result = FACTOR_LATER;
		p->out->retry_s = (wait_us + US_PER_S - 1) / US_PER_S;
		return OK;
	}
	err = db_transaction(e->db, prove, p);
	if (!err)
		err = factor_throttle_clear(e, account_id);
	return finish(e, account_id, p->factor, NULL, err, p->out);
}

enum err
factor_totp(const struct account_env *e, const struct session *s, struct str code, struct factor_outcome *out)
{
	struct proving p = { e, s, "totp", PROOF_TOTP, code, totp_use, out };

	return prove_code(&p);
}

enum err
factor_recovery(const struct account_env *e, const struct session *s, struct str code, struct factor_outcome *out)
{
	struct proving p = { e, s, "recovery", PROOF_RECOVERY, code, recovery_use, out };

	return prove_code(&p);
}

enum err
factor_passkey(const struct account_env *e, const struct session *s, struct str credential, struct factor_outcome *out)
{
	struct proving p = { e, s, "passkey", PROOF_PASSKEY, STR_ABSENT, NULL, out };
	struct passkey_use use = { 0 };
	enum err err = passkey_use(e, (enum session_realm)s->realm, s->account_id, credential, &use);

	*out = (struct factor_outcome){ 0 };
	if (!err)
		err = db_transaction(e->db, prove, &p);
	return finish(e, s->account_id, "passkey", use.why, err, out);
}

/* ---- login by passkey alone ---- */

struct entering {
	const struct account_env *e;
	enum session_realm realm;
	int64_t account_id;
	struct factor_outcome *out;
};

static enum err
enter(struct db *db, void *payload)
{
	struct entering *p = payload;
	struct factor_owner owner;
	enum err err = factor_owner_lock(p->e, p->account_id, &owner);

	if (err == ERR_NOT_FOUND)
		return err_fail(ERR_DENIED, "could not log in by passkey: the account is not active");
	if (!err)
		err = session_start(
		    db, p->e->arena, p->account_id, p->realm, SESSION_FULL, PROOF_PASSKEY, p->e->who, &p->out->token);
	return err ? err : record_login(p->e, &owner, "passkey");
}

enum err
factor_login(const struct account_env *e, enum session_realm realm, struct str credential, struct factor_outcome *out)
{
	struct passkey_use use = { 0 };
	struct entering p = { e, realm, 0, out };
	enum err err = passkey_use(e, realm, 0, credential, &use);

	*out = (struct factor_outcome){ 0 };
	if (!err && !use.verified) {
		out->result = FACTOR_VERIFY;
		return factor_refused(e, use.account_id, "passkey", "not verified");
	}
	p.account_id = use.account_id;
	if (!err)
		err = db_transaction(e->db, enter, &p);
	return finish(e, use.account_id, "passkey", use.why, err, out);
}
