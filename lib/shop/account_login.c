/*
 * account_login.c - login by password.  See account.h.
 *
 * The order is: buckets, puzzle, password, and then one transaction that makes the session if account and password
 * still are what was checked.  Whatever is wrong, a whole hash is computed, and the answer is the same.
 *
 * Who is stopped by what (throttle.h):
 *	network (/24, /56)             LOGIN_LATER    one place that tries many accounts
 *	account and network            LOGIN_LATER    one place that guesses at one account; a success clears it
 *	account, from anywhere         LOGIN_PUZZLE   many places that guess at one account: the owner is not locked out, he solves a puzzle
 *	the whole site                 LOGIN_PUZZLE   a burst over everything
 */
#include "lib/shop/account_parts.h"
#include "lib/shop/password.h"
#include "lib/shop/puzzle.h"
#include "lib/shop/throttle.h"

#define PLACE_AGENT_MAX 255

struct credentials {
	int64_t id;
	int state;
	struct str public_id, password_hash;
};
static const struct shape_field credentials_fields[] = {
	SHAPE_I64(struct credentials, id, 1, INT64_MAX),
	SHAPE_ENUM(struct credentials, state, account_states),
	SHAPE_STR(struct credentials, public_id, 1, 40),
	SHAPE_STR(struct credentials, password_hash, 0, 255),
};
static const struct shape credentials_shape =
    SHAPE(struct credentials, credentials_fields, "What a login is checked against.");

struct places {
	int64_t others;
};
static const struct shape_field places_fields[] = { SHAPE_I64(struct places, others, 0, INT64_MAX) };
static const struct shape places_shape = SHAPE(struct places, places_fields, "How many places are known.");

#define CREDENTIALS "SELECT id, state, public_id, password_hash FROM account "
enum { BY_KEY, BY_ID, STAMP, RENEW, PLACE, PLACES };
static const struct db_query queries[] = {
	[BY_KEY] = { "account_credentials", "ss", &credentials_shape, CREDENTIALS "WHERE realm = ? AND email_key = ?" },
	[BY_ID] = { "account_credentials_of", "i", &credentials_shape, CREDENTIALS "WHERE id = ?" },
	/* Locks the row: a password that changes at this moment is changed before (no row matches) or after (its
	 * session ends with the others). */
	[STAMP] = { "account_login_stamp", "is", NULL,
	    "UPDATE account SET last_login_at = NOW(6) WHERE id = ? AND state = 'active' AND password_hash = ?" },
	[RENEW] = { "account_rehash", "sis", NULL,
	    "UPDATE account SET password_hash = ? WHERE id = ? AND password_hash = ?" },
	[PLACE] = { "account_place", "is", NULL,
	    "INSERT INTO account_place (account_id, place) VALUES (?, ?) ON DUPLICATE KEY UPDATE seen_at = NOW(6)" },
	[PLACES] = { "account_places", "is", &places_shape,
	    "SELECT COUNT(*) AS others FROM account_place WHERE account_id = ? AND place <> ?" },
};
const struct db_module account_login_sql = { "account_login", queries, COUNT(queries) };

struct attempt {
	const struct account_env *e;
	enum session_realm realm;
	const struct login *in;
	struct str subject; /* the address' key, or what was typed in its place */
	struct str network, account, pair; /* what the buckets are about */
	struct credentials found;
	bool pass;
	struct str renewed; /* PHC text with today's parameters, or absent */
	struct login_outcome *out;
};

/* ---- buckets ---- */

static enum err
take(const struct attempt *at, const char *rule_name, struct str subject, int64_t *wait_us)
{
	const struct throttle_rule rule = throttle_rule_of(at->e->config, rule_name);

	return throttle_take(at->e->db, &rule, subject, wait_us);
}

static enum err
refuse(struct attempt *at, enum audit_event event, const char *why)
{
	return account_audit(
	    at->e, event, AUDIT_REFUSED, at->found.public_id, str_printf(at->e->arena, "{\"why\":\"%s\"}", why));
}

static enum err
later(struct attempt *at, int64_t wait_us, const char *why)
{
	at->out->result = LOGIN_LATER;
	at->out->retry_s = (wait_us + US_PER_S - 1) / US_PER_S;
	return refuse(at, AUDIT_LOGIN_THROTTLED, why);
}

/* A puzzle, unless this request brings one that is solved. */
static enum err
puzzle(struct attempt *at, bool *taken)
{
	const struct account_env *e = at->e;
	enum err err;

	*taken = false;
	if (!str_is_absent(at->in->puzzle) &&
	    (err = puzzle_check(
		 e->db, e->arena, e->config, "login", at->network, at->in->puzzle, at->in->solution, taken)))
		return err;
	if (*taken)
		return OK;
	at->out->result = LOGIN_PUZZLE;
	at->out->retry_s = config_ms(e->config, "login.puzzle_wait") / 1000;
	if ((err = puzzle_new(e->arena, e->config, "login", at->network, &at->out->puzzle)))
		return err;
	return refuse(at, AUDIT_LOGIN_THROTTLED, "puzzle");
}

/* at->pass: go on to the password; else `out` says what instead.  One transaction, because it is one commit; a bucket
 * is only asked when those before it let the call pass, so that who is stopped by a narrow one does not fill the wide
 * ones. */
static enum err
throttle(struct db *db UNUSED, void *payload)
{
	struct attempt *at = payload;
	int64_t wait = 0, site = 0;
	enum err err;

	at->pass = false;
	if ((err = take(at, "login.network", at->network, &wait)))
		return err;
	if (wait)
		return later(at, wait, "network");
	if ((err = take(at, "login.pair", at->pair, &wait)))
		return err;
	if (wait)
		return later(at, wait, "pair");
	if ((err = take(at, "login.account", at->account, &wait)) || (err = take(at, "login.site", STR(""), &site)))
		return err;
	at->pass = true;
	return wait || site ? puzzle(at, &at->pass) : OK;
}

/* ---- the session ---- */

/* A digest of the network and of the browser without its versions, under our key: nobody can try out networks on the
 * table. */
static enum err
place_of(const struct attempt *at, unsigned char out[32])
{
	const struct who *who = at->e->who;
	struct secret master = { 0 };
	struct buf b;
	enum err err = crypto_master(config_z(at->e->config, "secrets.path"), false, &master);

	if (err)
		return err;
	buf_in_arena(&b, at->e->arena, BUF_LINE);
	buf_printf(&b, "place %lld ", (long long)at->found.id);
	buf_str(&b, at->network);
	buf_char(&b, ' ');
	for (size_t i = 0; i < MIN(who->agent.len, PLACE_AGENT_MAX); i++)
		if ((who->agent.ptr[i] < '0' || who->agent.ptr[i] > '9') && who->agent.ptr[i] != '.')
			buf_char(&b, who->agent.ptr[i]);
	crypto_hmac_sha256(&master, buf_view(&b), out);
	secret_release(&master);
	return OK;
}

/* A place that is new, when others are known, is worth a mail. */
static enum err
note_place(struct db *db, const struct attempt *at)
{
	unsigned char digest[32] = { 0 };
	const struct db_arg args[] = { db_i64(at->found.id), db_str(str_n((char *)digest, 16)) };
	struct account_event event = { .type = "account.login_new_place", .public_id = at->out->account.public_id,
		.locale = account_locale(at->e, at->out->account.locale) };
	struct places known;
	struct db_done done;
	enum err err;

	if (str_is_absent(at->e->who->ip))
		return OK;
	if ((err = place_of(at, digest)) || (err = db_exec(db, &queries[PLACE], args, COUNT(args), &done)))
		return err;
	if (done.affected != 1) /* known: the row was changed, which counts twice */
		return OK;
	if ((err = db_row(db, &queries[PLACES], args, COUNT(args), at->e->arena, &known)))
		return err;
	return known.others > 0 ? account_event(at->e, &event) : OK;
}

static enum err
clear_pair(struct db *db, const struct attempt *at)
{
	const struct throttle_rule pair = throttle_rule_of(at->e->config, "login.pair");

	return throttle_clear(db, &pair, at->pair);
}

static enum err
renew(struct db *db, const struct attempt *at)
{
	const struct db_arg args[] = { db_str(at->renewed), db_i64(at->found.id), db_str(at->found.password_hash) };

	return str_is_absent(at->renewed) ? OK : db_exec(db, &queries[RENEW], args, COUNT(args), NULL);
}

static enum err
begin(struct db *db, void *payload)
{
	struct attempt *at = payload;
	const struct account_env *e = at->e;
	const struct db_arg stamp[] = { db_i64(at->found.id), db_str(at->found.password_hash) };
	struct login_outcome *out = at->out;
	struct db_done done;
	bool more;
	enum err err = db_exec(db, &queries[STAMP], stamp, COUNT(stamp), &done);

	if (!err && done.affected == 0)
		err = err_fail(ERR_CONFLICT, "could not log in: the account or its password has just changed");
	if (err || (err = renew(db, at)) || (err = account_get(db, e->arena, at->found.id, &out->account)))
		return err;
	/* The back office asks everybody for a second factor; who has none yet must set one up first. */
	more = out->account.has_totp || out->account.passkeys > 0 || at->realm == SESSION_OFFICE;
	out->result = more ? LOGIN_FACTOR : LOGIN_OK;
	if ((err = session_start(db, e->arena, at->found.id, at->realm, more ? SESSION_PASSWORD : SESSION_FULL,
		 PROOF_PASSWORD, e->who, &out->token)) ||
	    (err = note_place(db, at)) || (err = clear_pair(db, at)))
		return err;
	return account_audit(e, AUDIT_LOGIN, AUDIT_OK, out->account.public_id,
	    more ? STR("{\"stage\":\"password\"}") : STR("{\"stage\":\"full\"}"));
}

/* ---- the password ---- */

static enum err
find_credentials(struct attempt *at)
{
	const struct db_arg args[] = { db_str(str_of(account_realms[at->realm].name)), db_str(at->subject) };
	enum err err;

	db_primary(at->e->db);
	err = db_row(at->e->db, &queries[BY_KEY], args, COUNT(args), at->e->arena, &at->found);
	if (err == ERR_NOT_FOUND) {
		at->found = (struct credentials){ 0 };
		err_clear();
	}
	return err == ERR_NOT_FOUND ? OK : err;
}

static enum err
check(struct attempt *at, bool *right)
{
	const struct account_env *e = at->e;
	bool renew_it = false;
	enum err err =
	    password_verify(e->arena, e->config, at->in->password, at->found.password_hash, right, &renew_it);

	*right = *right && at->found.state == ACCOUNT_ACTIVE;
	if (err || !*right)
		return err;
	return renew_it ? password_hash(e->arena, e->config, at->in->password, &at->renewed) : OK;
}

enum err
account_login(const struct account_env *e, enum session_realm realm, const struct login *in, struct login_outcome *out)
{
	struct attempt at = { .e = e, .realm = realm, .in = in, .out = out };
	bool right = false;
	enum err err;

	*out = (struct login_outcome){ .result = LOGIN_REFUSED };
	if (email_key(e->arena, in->email, &at.subject)) {
		err_clear();
		at.subject = str_cut(str_is_absent(in->email) ? STR("") : in->email, 254);
	}
	at.network = throttle_prefix(e->arena, e->who->ip);
	at.account = str_printf(e->arena, "%s %.*s", account_realms[realm].name, STR_ARG(at.subject));
	at.pair = str_printf(e->arena, "%.*s %.*s", STR_ARG(at.network), STR_ARG(at.account));
	if ((err = find_credentials(&at)) || (err = db_transaction(e->db, throttle, &at)) || !at.pass)
		return err;
	if ((err = check(&at, &right)))
		return err;
	if (right && (err = db_transaction(e->db, begin, &at)) != ERR_CONFLICT)
		return err;
	err_clear();
	*out = (struct login_outcome){ .result = LOGIN_REFUSED };
	return refuse(&at, AUDIT_LOGIN_REFUSED, "password");
}

enum err
account_check_password(const struct account_env *e, int64_t account_id, struct str password)
{
	struct login in = { .password = password };
	struct attempt at = { .e = e, .in = &in };
	const struct db_arg arg = db_i64(account_id);
	bool right = false;
	int64_t wait;
	enum err err;

	db_primary(e->db);
	if ((err = db_row(e->db, &queries[BY_ID], &arg, 1, e->arena, &at.found)))
		return err;
	at.network = throttle_prefix(e->arena, e->who->ip);
	at.pair = str_printf(e->arena, "present %.*s %lld", STR_ARG(at.network), (long long)account_id);
	if ((err = take(&at, "login.pair", at.pair, &wait)))
		return err;
	if (wait)
		return err_fail(ERR_BUSY, "could not check a password: too many tries, wait %lld s",
		    (long long)(wait / US_PER_S + 1));
	if ((err = check(&at, &right)))
		return err;
	if (right)
		return clear_pair(e->db, &at);
	if ((err = refuse(&at, AUDIT_LOGIN_REFUSED, "present_password")))
		return err;
	return err_fail(ERR_DENIED, "could not check a password: it is another one");
}
