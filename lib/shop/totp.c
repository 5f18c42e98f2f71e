/* totp.c - authenticator apps.  Writes table totp.  See totp.h. */
#include "lib/shop/totp.h"
#include "lib/io/otp.h"
#include "lib/shop/factor_parts.h"
#include "lib/shop/recovery.h"

#define BEGUN_US (3600 * US_PER_S) /* how long what was begun can be shown again */

struct totp_row {
	struct str secret;
	struct time confirmed_at, created_at;
	int64_t last_step;
};
static const struct shape_field row_fields[] = {
	SHAPE_STR(struct totp_row, secret, 0, 128, .flags = SHAPE_SECRET),
	SHAPE_TIME(struct totp_row, confirmed_at),
	SHAPE_TIME(struct totp_row, created_at),
	SHAPE_I64(struct totp_row, last_step, 0, INT64_MAX),
};
static const struct shape row_shape = SHAPE(struct totp_row, row_fields, "An authenticator app.");

enum { GET, PUT, CONFIRM, USE, REMOVE };
static const struct db_query queries[] = {
	[GET] = { "totp_get", "i", &row_shape,
	    "SELECT secret, confirmed_at, created_at, last_step FROM totp WHERE account_id = ?" },
	[PUT] = { "totp_put", "ist", NULL, "REPLACE INTO totp (account_id, secret, created_at) VALUES (?, ?, ?)" },
	[CONFIRM] = { "totp_confirm", "tiis", NULL,
	    "UPDATE totp SET confirmed_at = ?, last_step = ? WHERE account_id = ? AND confirmed_at IS NULL AND secret = ?" },
	[USE] = { "totp_use", "iii", NULL,
	    "UPDATE totp SET last_step = ? WHERE account_id = ? AND confirmed_at IS NOT NULL AND last_step < ?" },
	[REMOVE] = { "totp_remove", "i", NULL, "DELETE FROM totp WHERE account_id = ?" },
};
const struct db_module totp_sql = { "totp", queries, COUNT(queries) };

static enum err
get(const struct account_env *e, int64_t account_id, struct totp_row *out)
{
	const struct db_arg id = db_i64(account_id);

	return db_row(e->db, &queries[GET], &id, 1, e->arena, out);
}

static struct str
bound_to(const struct account_env *e, int64_t account_id)
{
	return str_printf(e->arena, "totp:%lld", (long long)account_id);
}

static enum err
unseal(const struct account_env *e, int64_t account_id, struct str sealed, struct str *secret)
{
	struct secret master;
	enum err err = factor_master(e, &master);

	if (err)
		return err;
	err = crypto_unseal(e->arena, &master, "totp", bound_to(e, account_id), sealed, secret);
	secret_release(&master);
	return err ? err_fail(ERR_INTERNAL,
			 "could not read the secret of an authenticator app: the master key is another one now")
		   : OK;
}

static enum err
make_secret(const struct account_env *e, int64_t account_id, struct str *secret, struct str *sealed)
{
	unsigned char random[OTP_SECRET_LEN];
	struct secret master;
	enum err err = factor_master(e, &master);

	if (err)
		return err;
	crypto_random(random, sizeof(random));
	*secret = str_n(arena_memdup(e->arena, random, sizeof(random)), sizeof(random));
	err = crypto_seal(e->arena, &master, "totp", bound_to(e, account_id), *secret, sealed);
	secret_release(&master);
	return err;
}

/* ---- setting up ---- */

struct totp_work {
	const struct account_env *e;
	int64_t account_id;
	bool first;
	struct str code;
	struct str secret;           /* out of begin */
	struct factor_owner owner;
	struct list *codes;
};

static enum err
begin(struct db *db, void *payload)
{
	struct totp_work *w = payload;
	struct totp_row row;
	struct str sealed;
	enum err err = factor_owner_lock(w->e, w->account_id, &w->owner);

	if (err)
		return err;
	err = get(w->e, w->account_id, &row);
	if (!err && !time_is_absent(row.confirmed_at))
		return err_fail(ERR_CONFLICT, "could not set up an authenticator app: there is one");
	if (!err && row.created_at.us > clock_now().us - BEGUN_US)
		return unseal(w->e, w->account_id, row.secret, &w->secret);
	if (err && err != ERR_NOT_FOUND)
		return err;
	err = make_secret(w->e, w->account_id, &w->secret, &sealed);
	if (!err) {
		const struct db_arg args[] = { db_i64(w->account_id), db_str(sealed), db_time(clock_now()) };
		err = db_exec(db, &queries[PUT], args, COUNT(args), NULL);
	}
	return err;
}

/* "ABCD EFGH ..." */
static struct str
grouped(struct arena *a, struct str text)
{
	struct buf b;

	buf_in_arena(&b, a, BUF_LINE);
	for (size_t i = 0; i < text.len; i++) {
		if (i && i % 4 == 0)
			buf_char(&b, ' ');
		buf_char(&b, text.ptr[i]);
	}
	return buf_view(&b);
}

enum err
totp_begin(const struct account_env *e, int64_t account_id, struct totp_setup *out)
{
	struct totp_work w = { .e = e, .account_id = account_id };
	enum err err = db_transaction(e->db, begin, &w);
	struct str issuer;

	if (err)
		return err;
	issuer = config_str(e->config, "site.name");
	if (str_eq(w.owner.realm, STR("office")))
		issuer = str_printf(e->arena, "%.*s Admin", STR_ARG(issuer));
	out->secret = grouped(e->arena, base32_write(e->arena, w.secret.ptr, w.secret.len));
	out->uri = otp_uri(e->arena, issuer, w.owner.email, w.secret);
	return OK;
}

static enum err
confirm(struct db *db, void *payload)
{
	struct totp_work *w = payload;
	struct factor_owner owner;
	struct totp_row row;
	struct str secret = STR_ABSENT;
	struct db_done done = { 0 };
	int64_t step = 0;
	enum err err = factor_owner_lock(w->e, w->account_id, &owner);

	if (!err && w->first)
		err = factor_must_be_first(w->e, w->account_id);
	if (!err)
		err = get(w->e, w->account_id, &row);
	if (!err && !time_is_absent(row.confirmed_at))
		return err_fail(ERR_CONFLICT, "could not confirm an authenticator app: that was done");
	if (!err)
		err = unseal(w->e, w->account_id, row.secret, &secret);
	if (!err)
		err = otp_check(secret, clock_now(), 0, w->code, &step);
	if (!err) {
		const struct db_arg args[] = { db_time(clock_now()), db_i64(step), db_i64(w->account_id),
			db_str(row.secret) };
		err = db_exec(db, &queries[CONFIRM], args, COUNT(args), &done);
	}
	if (!err && done.affected == 0)
		err = err_fail(ERR_CONFLICT, "could not confirm an authenticator app: it changed meanwhile");
	if (!err)
		err = recovery_ensure(w->e, w->account_id, w->codes);
	return err ? err : factor_changed(w->e, owner.public_id, FACTOR_ADDED, "totp", STR_ABSENT);
}

enum err
totp_confirm(const struct account_env *e, int64_t account_id, bool first, struct str code, struct list *codes)
{
	struct totp_work w = { .e = e, .account_id = account_id, .first = first, .code = code, .codes = codes };
	int64_t wait_us = 0;
	enum err err = factor_throttle(e, account_id, &wait_us), refused;

	if (!err && wait_us > 0)
		return err_fail(ERR_BUSY, "could not confirm an authenticator app: too many wrong codes");
	if (!err)
		err = db_transaction(e->db, confirm, &w);
	if (!err)
		return factor_throttle_clear(e, account_id);
	if (err != ERR_DENIED && err != ERR_INVALID)
		return err;
	refused = factor_refused(e, account_id, "totp", "confirm");
	return refused ? refused : ERR_DENIED;
}

static enum err
take_away(struct db *db, void *payload)
{
	struct totp_work *w = payload;
	const struct db_arg id = db_i64(w->account_id);
	struct factor_owner owner;
	struct db_done done = { 0 };
	enum err err = factor_owner_lock(w->e, w->account_id, &owner);

	if (!err)
		err = db_exec(db, &queries[REMOVE], &id, 1, &done);
	if (!err && done.affected == 0)
		err = err_fail(ERR_NOT_FOUND, "could not remove an authenticator app: there is none");
	if (!err)
		err = factor_after_removal(w->e, &owner);
	return err ? err : factor_changed(w->e, owner.public_id, FACTOR_REMOVED, "totp", STR_ABSENT);
}

enum err
totp_remove(const struct account_env *e, int64_t account_id)
{
	struct totp_work w = { .e = e, .account_id = account_id };

	return db_transaction(e->db, take_away, &w);
}

/* ---- use ---- */

enum err
totp_use(const struct account_env *e, int64_t account_id, struct str code)
{
	struct totp_row row;
	struct str secret = STR_ABSENT;
	struct db_done done = { 0 };
	int64_t step = 0;
	enum err err = get(e, account_id, &row);

	if (err == ERR_NOT_FOUND || (!err && time_is_absent(row.confirmed_at)))
		return err_fail(ERR_DENIED, "could not use a code: there is no authenticator app");
	if (!err)
		err = unseal(e, account_id, row.secret, &secret);
	if (!err)
		err = otp_check(secret, clock_now(), row.last_step, code, &step);
	if (!err) {
		const struct db_arg args[] = { db_i64(step), db_i64(account_id), db_i64(step) };
		err = db_exec(e->db, &queries[USE], args, COUNT(args), &done);
	}
	if (!err && done.affected == 0)
		err = err_fail(ERR_DENIED, "could not use a code: used before");
	return err == ERR_INVALID ? ERR_DENIED : err;
}
