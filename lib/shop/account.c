/*
 * account.c - the table account: reading it, and the few statements that write it.  See account.h.
 *
 * What each change means, and what it leaves behind, is in account_register.c, account_login.c, account_password.c,
 * account_email.c, account_profile.c and account_invite.c; lists are in account_list.c.
 */
#include "lib/shop/account.h"
#include "lib/shop/account_parts.h"
#include "lib/shop/account_queries.h"
#include "lib/shop/password.h"

const struct shape_enum account_kinds[] = { { "customer", ACCOUNT_CUSTOMER }, { "staff", ACCOUNT_STAFF },
	{ "seller", ACCOUNT_SELLER }, { "courier", ACCOUNT_COURIER }, { NULL, 0 } };
const struct shape_enum account_states[] = { { "pending", ACCOUNT_PENDING }, { "active", ACCOUNT_ACTIVE },
	{ "disabled", ACCOUNT_DISABLED }, { "erased", ACCOUNT_ERASED }, { NULL, 0 } };
const struct shape_enum account_realms[] = { { "shop", SESSION_SHOP }, { "office", SESSION_OFFICE }, { NULL, 0 } };

static const struct shape_field account_fields[] = {
	SHAPE_I64(struct account, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct account, public_id, 1, 40, .flags = SHAPE_READ_ONLY, .doc = "id of the account"),
	SHAPE_ENUM(struct account, realm, account_realms, .flags = SHAPE_READ_ONLY, .doc = "shop or back office"),
	SHAPE_ENUM(
	    struct account, kind, account_kinds, .flags = SHAPE_READ_ONLY, .doc = "what the person is to the shop"),
	SHAPE_ENUM(struct account, state, account_states, .flags = SHAPE_READ_ONLY, .doc = "may it be used"),
	SHAPE_STR(struct account, email, 0, 254, .flags = SHAPE_READ_ONLY, .format = &format_email,
	    .doc = "e-mail address, as it was given"),
	SHAPE_STR(struct account, given_name, 0, 100, .doc = "given name"),
	SHAPE_STR(struct account, family_name, 0, 100, .doc = "family name"),
	SHAPE_STR(struct account, phone, 0, 32, .format = &format_phone, .doc = "telephone number"),
	SHAPE_STR(struct account, locale, 0, 12, .format = &format_locale, .doc = "language of mails"),
	SHAPE_TIME(struct account, birthday, .doc = "date of birth"),
	SHAPE_TIME(
	    struct account, email_confirmed_at, .flags = SHAPE_READ_ONLY, .doc = "when the address was confirmed"),
	SHAPE_TIME(struct account, password_changed_at, .flags = SHAPE_READ_ONLY, .doc = "when the password was set"),
	SHAPE_TIME(struct account, created_at, .flags = SHAPE_READ_ONLY, .doc = "when the account was made"),
	SHAPE_TIME(struct account, last_login_at, .flags = SHAPE_READ_ONLY, .doc = "last login"),
	SHAPE_BOOL(struct account, has_password, .flags = SHAPE_READ_ONLY, .doc = "logs in by password"),
	SHAPE_BOOL(struct account, has_totp, .flags = SHAPE_READ_ONLY, .doc = "has an authenticator app"),
	SHAPE_I64(struct account, passkeys, 0, 1000, .flags = SHAPE_READ_ONLY, .doc = "number of passkeys"),
	SHAPE_I64(struct account, version, 1, INT64_MAX, .flags = SHAPE_READ_ONLY, .doc = "counts changes"),
};
const struct shape account_shape = SHAPE(struct account, account_fields, "A person's account.");

struct found {
	int64_t id;
};
static const struct shape_field found_fields[] = { SHAPE_I64(struct found, id, 1, INT64_MAX) };
static const struct shape found_shape = SHAPE(struct found, found_fields, "The account of an address.");

enum { GET, FIND, BY_EMAIL };
static const struct db_query queries[] = {
	[GET] = { "account_get", "i", &account_shape, "SELECT " ACCOUNT_COLUMNS " FROM account a WHERE a.id = ?" },
	[FIND] = { "account_find", "s", &account_shape,
	    "SELECT " ACCOUNT_COLUMNS " FROM account a WHERE a.public_id = ?" },
	[BY_EMAIL] = { "account_by_email", "ss", &account_shape,
	    "SELECT " ACCOUNT_COLUMNS " FROM account a WHERE a.realm = ? AND a.email_key = ?" },
};
const struct db_module account_sql = { "account", queries, COUNT(queries) };

enum { INSERT, OF_KEY, ACTIVATE, STORE_PASSWORD };
static const struct db_query writes[] = {
	/* No ON DUPLICATE KEY UPDATE: it would take the right to change realm and kind, which nobody here has. */
	[INSERT] = { "account_insert", "ssssssss", NULL,
	    "INSERT INTO account (public_id, realm, kind, state, email, email_key, given_name, family_name, locale)"
	    " VALUES (?, ?, ?, 'pending', ?, ?, ?, ?, ?)" },
	[OF_KEY] = { "account_id_of_key", "ss", &found_shape,
	    "SELECT id FROM account WHERE realm = ? AND email_key = ?" },
	[ACTIVATE] = { "account_activate", "sssi", NULL,
	    "UPDATE account SET state = 'active', email_confirmed_at = NOW(6), password_changed_at = NOW(6), password_hash = ?,"
	    " given_name = COALESCE(?, given_name), family_name = COALESCE(?, family_name), version = version + 1 WHERE id = ? AND state = 'pending'" },
	[STORE_PASSWORD] = { "account_store_password", "si", NULL,
	    "UPDATE account SET password_hash = ?, password_changed_at = NOW(6), session_epoch = session_epoch + 1, version = version + 1"
	    " WHERE id = ? AND state = 'active'" },
};
const struct db_module account_write_sql = { "account_write", writes, COUNT(writes) };

enum err
account_get(struct db *db, struct arena *a, int64_t id, struct account *out)
{
	const struct db_arg arg = db_i64(id);

	return db_row(db, &queries[GET], &arg, 1, a, out);
}

enum err
account_find(struct db *db, struct arena *a, struct str public_id, struct account *out)
{
	const struct db_arg arg = db_str(public_id);

	return str_is_absent(public_id) ? ERR_NOT_FOUND : db_row(db, &queries[FIND], &arg, 1, a, out);
}

enum err
account_by_email(struct db *db, struct arena *a, enum session_realm realm, struct str email, struct account *out)
{
	struct str key;
	struct db_arg args[2];

	if (email_key(a, email, &key)) {
		err_clear();
		return ERR_NOT_FOUND;
	}
	args[0] = db_str(str_of(account_realms[realm].name));
	args[1] = db_str(key);
	return db_row(db, &queries[BY_EMAIL], args, COUNT(args), a, out);
}

enum session_realm
account_realm_of(enum account_kind kind)
{
	return kind == ACCOUNT_CUSTOMER ? SESSION_SHOP : SESSION_OFFICE;
}

static enum err
id_of_key(struct db *db, struct arena *a, struct db_arg realm, struct str key, int64_t *id)
{
	const struct db_arg args[] = { realm, db_str(key) };
	struct found row;
	enum err err = db_row(db, &writes[OF_KEY], args, COUNT(args), a, &row);

	if (!err)
		*id = row.id;
	return err;
}

enum err
account_insert(const struct account_env *e, enum account_kind kind, struct str email, struct str key,
    struct str given_name, struct str family_name, int64_t *id, bool *made)
{
	const struct db_arg realm = db_str(str_of(account_realms[account_realm_of(kind)].name));
	char public[32];
	struct db_arg args[] = { db_null('s'), realm, db_str(str_of(account_kinds[kind].name)), db_str(email),
		db_str(key), db_str(given_name), db_str(family_name), db_str(account_locale(e, STR_ABSENT)) };
	struct db_done done;
	enum err err;

	*made = false;
	if ((err = id_of_key(e->db, e->arena, realm, key, id)) != ERR_NOT_FOUND)
		return err;
	err_clear();
	public_id(public, "acct");
	args[0] = db_str(str_of(public));
	err = db_exec(e->db, &writes[INSERT], args, COUNT(args), &done);
	if (err == ERR_CONFLICT) { /* another one was first, in this very moment */
		err_clear();
		return id_of_key(e->db, e->arena, realm, key, id);
	}
	*made = !err;
	*id = err ? 0 : done.insert_id;
	return err;
}

enum err
account_activate(struct db *db, int64_t id, const struct account_link *link)
{
	const struct db_arg args[] = { db_str(link->password_hash), db_str(link->given_name), db_str(link->family_name),
		db_i64(id) };
	struct db_done done;
	enum err err = db_exec(db, &writes[ACTIVATE], args, COUNT(args), &done);

	if (!err && done.affected == 0)
		err = err_fail(ERR_GONE, "could not activate an account: it waits for nothing");
	return err;
}

enum err
account_store_password(struct db *db, int64_t id, struct str phc)
{
	const struct db_arg args[] = { db_str(phc), db_i64(id) };
	struct db_done done;
	enum err err = db_exec(db, &writes[STORE_PASSWORD], args, COUNT(args), &done);

	if (!err && done.affected == 0)
		err = err_fail(ERR_CONFLICT, "could not store a password: the account is not active");
	return err;
}

enum err
account_pretend(const struct account_env *e)
{
	bool right, renew;

	return password_verify(e->arena, e->config, STR("nobody's password"), STR_ABSENT, &right, &renew);
}

enum err
account_new_password(const struct account_env *e, const struct account *account, struct str password, struct str name,
    struct field_errors *errors, struct str *phc)
{
	if (!password_acceptable(password, account->email, config_str(e->config, "site.name"),
		account->has_totp || account->passkeys > 0, name, errors))
		return err_fail(ERR_INVALID, "could not set a password: it is not acceptable");
	return password_hash(e->arena, e->config, password, phc);
}
