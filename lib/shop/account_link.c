/* account_link.c - links that are sent, each good once.  Writes table account_link.  See account_parts.h. */
#include "lib/shop/account_parts.h"

static const struct shape_enum purposes[] = { { "confirm", LINK_CONFIRM }, { "reset", LINK_RESET },
	{ "email", LINK_EMAIL }, { "invite", LINK_INVITE }, { NULL, 0 } };

static const struct shape_field fields[] = {
	SHAPE_I64(struct account_link, account_id, 1, INT64_MAX),
	SHAPE_ENUM(struct account_link, purpose, purposes),
	SHAPE_BOOL(struct account_link, is_used),
	SHAPE_BOOL(struct account_link, is_over),
	SHAPE_STR(struct account_link, email, 0, 254),
	SHAPE_STR(struct account_link, password_hash, 0, 255),
	SHAPE_STR(struct account_link, given_name, 0, 100),
	SHAPE_STR(struct account_link, family_name, 0, 100),
	SHAPE_BOOL(struct account_link, newsletter),
};
static const struct shape account_link_shape = SHAPE(struct account_link, fields, "A link that was sent.");

#define COLUMNS \
	"account_id, purpose, used_at IS NOT NULL AS is_used, expires_at <= NOW(6) AS is_over, email, password_hash, given_name, family_name," \
	" newsletter"

enum { ADD, FIND, NEWEST, USE, END_OTHERS, END_ALL };
static const struct db_query queries[] = {
	[ADD] = { "account_link_add", "sisssssbi", NULL,
	    "INSERT INTO account_link (hash, account_id, purpose, email, password_hash, given_name, family_name, newsletter, expires_at)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, NOW(6) + INTERVAL ? SECOND)" },
	[FIND] = { "account_link_find", "s", &account_link_shape,
	    "SELECT " COLUMNS " FROM account_link WHERE hash = ?" },
	[NEWEST] = { "account_link_newest", "i", &account_link_shape,
	    "SELECT " COLUMNS
	    " FROM account_link WHERE account_id = ? AND purpose = 'confirm' AND used_at IS NULL ORDER BY created_at DESC LIMIT 1" },
	[USE] = { "account_link_use", "s", NULL,
	    "UPDATE account_link SET used_at = NOW(6), password_hash = NULL, given_name = NULL, family_name = NULL"
	    " WHERE hash = ? AND used_at IS NULL AND expires_at > NOW(6)" },
	[END_OTHERS] = { "account_link_end_others", "is", NULL,
	    "UPDATE account_link SET used_at = NOW(6), password_hash = NULL, given_name = NULL, family_name = NULL"
	    " WHERE account_id = ? AND purpose = ? AND used_at IS NULL" },
	[END_ALL] = { "account_link_end_all", "i", NULL,
	    "UPDATE account_link SET used_at = NOW(6), password_hash = NULL, given_name = NULL, family_name = NULL"
	    " WHERE account_id = ? AND used_at IS NULL" },
};
const struct db_module account_link_sql = { "account_link", queries, COUNT(queries) };

int64_t
link_life_s(const struct config *c, enum link_purpose purpose)
{
	static const char *const keys[] = { [LINK_CONFIRM] = "account.confirm_within",
		[LINK_RESET] = "account.reset_within",
		[LINK_EMAIL] = "account.confirm_within",
		[LINK_INVITE] = "account.invite_within" };

	return config_ms(c, keys[purpose]) / 1000;
}

enum err
link_new(const struct account_env *e, const struct account_link *from, struct str *token)
{
	unsigned char hash[32];
	struct str text = token_new(e->arena, hash);
	const struct db_arg args[] = { db_str(str_n((char *)hash, sizeof(hash))), db_i64(from->account_id),
		db_str(str_of(purposes[from->purpose].name)), db_str(from->email), db_str(from->password_hash),
		db_str(from->given_name), db_str(from->family_name), db_bool(from->newsletter),
		db_i64(link_life_s(e->config, (enum link_purpose)from->purpose)) };
	enum err err = db_exec(e->db, &queries[ADD], args, COUNT(args), NULL);

	if (!err)
		*token = text;
	return err;
}

enum err
link_find(const struct account_env *e, struct str token, enum link_purpose purpose, struct account_link *out)
{
	unsigned char hash[32] = { 0 };
	const struct db_arg arg = db_str(str_n((char *)hash, sizeof(hash)));
	enum err err;

	if (token_hash(token, hash))
		return err_fail(ERR_NOT_FOUND, "could not find a link: not a token");
	db_primary(e->db);
	if ((err = db_row(e->db, &queries[FIND], &arg, 1, e->arena, out)))
		return err;
	if (out->purpose != (int)purpose)
		return err_fail(ERR_NOT_FOUND, "could not find a link: it is for something else");
	return out->is_used || out->is_over
	    ? err_fail(ERR_GONE, "could not use a link: %s", out->is_used ? "used" : "past its time")
	    : OK;
}

enum err
link_newest_registration(const struct account_env *e, int64_t account_id, struct account_link *out)
{
	const struct db_arg arg = db_i64(account_id);

	return db_row(e->db, &queries[NEWEST], &arg, 1, e->arena, out);
}

enum err
link_use(const struct account_env *e, struct str token, const struct account_link *link)
{
	unsigned char hash[32] = { 0 };
	const struct db_arg one = db_str(str_n((char *)hash, sizeof(hash)));
	const struct db_arg others[] = { db_i64(link->account_id), db_str(str_of(purposes[link->purpose].name)) };
	struct db_done done;
	enum err err;

	if ((err = token_hash(token, hash)) || (err = db_exec(e->db, &queries[USE], &one, 1, &done)))
		return err;
	if (done.affected == 0)
		return err_fail(ERR_GONE, "could not use a link: somebody was first, or its time is over");
	return db_exec(e->db, &queries[END_OTHERS], others, COUNT(others), NULL);
}

enum err
link_end_all(const struct account_env *e, int64_t account_id)
{
	const struct db_arg arg = db_i64(account_id);

	return db_exec(e->db, &queries[END_ALL], &arg, 1, NULL);
}
