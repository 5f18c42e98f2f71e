/* customer_group.c - groups of customers and their members.  Writes customer_group, account_group.  See
 * customer_group.h. */
#include "lib/shop/customer_group.h"
#include "lib/io/crypto.h"
#include "lib/shop/account.h"

enum { LIST, GET_ONE, INSERT, UPDATE, REMOVE, MEMBERS, JOIN, LEAVE };

static const struct shape_field fields[] = {
	SHAPE_I64(struct customer_group, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct customer_group, public_id, 1, 40, .doc = "id"),
	SHAPE_STR(struct customer_group, code, 1, 64, .doc = "code, never changes"),
	SHAPE_STR(struct customer_group, name, 1, 200, .doc = "name"),
	SHAPE_BOOL(struct customer_group, is_net, .doc = "sees prices without tax"),
	SHAPE_I64(struct customer_group, members, 0, INT64_MAX, .doc = "customers in it"),
	SHAPE_I64(struct customer_group, version, 1, INT64_MAX, .doc = "rises with each change"),
};
const struct shape customer_group_shape = SHAPE(struct customer_group, fields, "A group of customers.");

static const struct shape_field input_fields[] = {
	SHAPE_STR(struct group_input, code, 1, 64, .flags = SHAPE_REQUIRED, .format = &format_slug,
	    .doc = "code, never changes"),
	SHAPE_STR(struct group_input, name, 1, 200, .flags = SHAPE_REQUIRED, .doc = "name"),
	SHAPE_BOOL(struct group_input, is_net, .doc = "sees prices without tax"),
	SHAPE_I64(struct group_input, version, 0, INT64_MAX, .fallback = "0", .doc = "version that was read"),
};
const struct shape group_input_shape = SHAPE(struct group_input, input_fields, "A group as it is entered.");

static const struct shape_field member_fields[] = {
	SHAPE_I64(struct group_member, account_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct group_member, public_id, 1, 40, .doc = "account"),
	SHAPE_STR(struct group_member, email, 0, 254, .doc = "address"),
	SHAPE_STR(struct group_member, name, 0, 255, .doc = "name"),
};
const struct shape group_member_shape = SHAPE(struct group_member, member_fields, "A member of a group.");

#define COLUMNS \
	"SELECT g.id, g.public_id, g.code, g.name, g.is_net, (SELECT COUNT(*) FROM account_group ag WHERE ag.group_id = g.id) AS members, g.version" \
	" FROM customer_group g"
static const struct db_query queries[] = {
	[LIST] = { "customer_group_list", "", &customer_group_shape, COLUMNS " ORDER BY g.name, g.id" },
	[GET_ONE] = { "customer_group_get", "s", &customer_group_shape, COLUMNS " WHERE g.public_id = ?" },
	[INSERT] = { "customer_group_insert", "sssb", NULL,
	    "INSERT INTO customer_group (public_id, code, name, is_net) VALUES (?, ?, ?, ?)" },
	[UPDATE] = { "customer_group_update", "sbsii", NULL,
	    "UPDATE customer_group SET name = ?, is_net = ?, version = version + 1 WHERE public_id = ? AND (? = 0 OR version = ?)" },
	[REMOVE] = { "customer_group_remove", "s", NULL, "DELETE FROM customer_group WHERE public_id = ?" },
	[MEMBERS] = { "customer_group_members", "iii", &group_member_shape,
	    "SELECT a.id AS account_id, a.public_id, a.email, TRIM(CONCAT(COALESCE(a.given_name, ''), ' ', COALESCE(a.family_name, ''))) AS name"
	    " FROM account_group ag JOIN account a ON a.id = ag.account_id WHERE ag.group_id = ? AND a.id > ? ORDER BY a.id LIMIT ?" },
	[JOIN] = { "customer_group_join", "ii", NULL,
	    "INSERT IGNORE INTO account_group (account_id, group_id) VALUES (?, ?)" },
	[LEAVE] = { "customer_group_leave", "ii", NULL,
	    "DELETE FROM account_group WHERE account_id = ? AND group_id = ?" },
};
const struct db_module customer_group_sql = { "customer_group", queries, COUNT(queries) };

struct change {
	const struct price_env *e;
	struct str public_id, made;
	const struct group_input *in;
	int64_t account_id;
	bool join;
};

enum err
customer_group_list(struct db *db, struct arena *a, struct list *out)
{
	return db_rows(db, &queries[LIST], NULL, 0, a, GROUPS_MAX, out);
}

enum err
customer_group_get(struct db *db, struct arena *a, struct str public_id, struct customer_group *out)
{
	const struct db_arg arg = db_str(public_id);

	return db_row(db, &queries[GET_ONE], &arg, 1, a, out);
}

enum err
customer_group_members(struct db *db, struct arena *a, int64_t group_id, int64_t after, size_t limit, struct list *out)
{
	const struct db_arg args[] = { db_i64(group_id), db_i64(after), db_i64((int64_t)limit) };

	return db_rows(db, &queries[MEMBERS], args, COUNT(args), a, limit, out);
}

static enum err
tell(const struct change *c, const char *what)
{
	return price_tell(c->e, AUDIT_GROUP, "customer_group.changed", "group", c->made, what);
}

static enum err
save(struct db *db, void *payload)
{
	struct change *c = payload;
	char id[32];
	struct db_done done;
	enum err err;

	if (!c->public_id.ptr) {
		public_id(id, "group");
		c->made = str_of(arena_strdup(c->e->arena, id));
		const struct db_arg args[] = { db_str(c->made), db_str(c->in->code), db_str(c->in->name),
			db_bool(c->in->is_net) };
		err = db_exec(db, &queries[INSERT], args, COUNT(args), NULL);
		return err ? err : tell(c, "added");
	}
	c->made = c->public_id;
	const struct db_arg args[] = { db_str(c->in->name), db_bool(c->in->is_net), db_str(c->public_id),
		db_i64(c->in->version), db_i64(c->in->version) };
	if ((err = db_exec(db, &queries[UPDATE], args, COUNT(args), &done)))
		return err;
	return done.affected ? tell(c, "changed") : err_fail(ERR_PRECONDITION, "the group has another version by now");
}

enum err
customer_group_save(const struct price_env *e, struct str public_id, const struct group_input *in,
    struct field_errors *errors, struct str *id)
{
	struct change c = { .e = e, .public_id = public_id, .in = in };
	enum err err = db_transaction(e->db, save, &c);

	if (err == ERR_CONFLICT)
		field_error(errors, STR("code"), N_("This code is taken already."), (struct opt_i64){ 0 });
	if (!err)
		*id = c.made;
	return err;
}

static enum err
remove_one(struct db *db, void *payload)
{
	struct change *c = payload;
	const struct db_arg arg = db_str(c->public_id);
	struct db_done done;
	enum err err = db_exec(db, &queries[REMOVE], &arg, 1, &done);

	c->made = c->public_id;
	if (err == ERR_INVALID)
		return err_fail(ERR_CONFLICT, "could not remove a group: a price list is for it");
	if (err)
		return err;
	return done.affected ? tell(c, "removed") : ERR_NOT_FOUND;
}

enum err
customer_group_remove(const struct price_env *e, struct str public_id)
{
	struct change c = { .e = e, .public_id = public_id };

	return db_transaction(e->db, remove_one, &c);
}

static enum err
move(struct db *db, void *payload)
{
	struct change *c = payload;
	struct customer_group g;
	enum err err = customer_group_get(db, c->e->arena, c->public_id, &g);

	if (err)
		return err;
	c->made = c->public_id;
	const struct db_arg args[] = { db_i64(c->account_id), db_i64(g.id) };
	err = db_exec(db, &queries[c->join ? JOIN : LEAVE], args, COUNT(args), NULL);
	return err ? err : tell(c, c->join ? "member added" : "member removed");
}

enum err
customer_group_join(const struct price_env *e, struct str public_id, struct str email)
{
	struct change c = { .e = e, .public_id = public_id, .join = true };
	struct account account;
	enum err err = account_by_email(e->db, e->arena, SESSION_SHOP, email, &account);

	if (err)
		return err == ERR_INVALID ? ERR_NOT_FOUND : err;
	c.account_id = account.id;
	return db_transaction(e->db, move, &c);
}

enum err
customer_group_leave(const struct price_env *e, struct str public_id, struct str account)
{
	struct change c = { .e = e, .public_id = public_id };
	struct account found;
	enum err err = account_find(e->db, e->arena, account, &found);

	if (err)
		return err;
	c.account_id = found.id;
	return db_transaction(e->db, move, &c);
}
