/* role_assign.c - who has which role, and that an owner remains.  See role.h. */
#include "lib/shop/outbox.h"
#include "lib/shop/role_parts.h"

struct person {
	struct str public_id;
	int realm;
};
static const struct shape_field person_fields[] = {
	SHAPE_STR(struct person, public_id, 1, 28),
	SHAPE_ENUM(struct person, realm, account_realms),
};
static const struct shape person_shape = SHAPE(struct person, person_fields, "Whose roles change.");

struct owners {
	bool held;
	int64_t others;
};
static const struct shape_field owners_fields[] = {
	SHAPE_BOOL(struct owners, held),
	SHAPE_I64(struct owners, others, 0, INT64_MAX),
};
static const struct shape owners_shape = SHAPE(struct owners, owners_fields, "Who owns the shop.");

struct owner_role {
	int64_t id;
};
static const struct shape_field owner_role_fields[] = { SHAPE_I64(struct owner_role, id, 1, INT64_MAX) };
static const struct shape owner_role_shape =
    SHAPE(struct owner_role, owner_role_fields, "The role that owns the shop.");

enum { LOCK_PERSON, NAME_PERSON, GIVE, TAKE, LOCK_OWNER, OWNERS };
static const struct db_query queries[] = {
	[LOCK_PERSON] = { "role_lock_person", "i", &person_shape,
	    "SELECT public_id, realm FROM account WHERE id = ? AND state <> 'erased' FOR UPDATE" },
	[NAME_PERSON] = { "role_name_person", "i", &person_shape, "SELECT public_id, realm FROM account WHERE id = ?" },
	[GIVE] = { "role_give", "ii", NULL, "INSERT INTO account_role (account_id, role_id) VALUES (?, ?)" },
	[TAKE] = { "role_take", "ii", NULL, "DELETE FROM account_role WHERE account_id = ? AND role_id = ?" },
	/* Whoever takes an owner away waits here for the one before. */
	[LOCK_OWNER] = { "role_lock_owner", "s", &owner_role_shape,
	    "SELECT id FROM role WHERE kind = 'staff' AND name = ? AND is_builtin FOR UPDATE" },
	[OWNERS] = { "role_owners", "iiii", &owners_shape,
	    "SELECT EXISTS (SELECT 1 FROM account_role m WHERE m.role_id = ? AND m.account_id = ?) AS held,"
	    " (SELECT COUNT(*) FROM account_role o JOIN account a ON a.id = o.account_id"
	    "  WHERE o.role_id = ? AND o.account_id <> ? AND a.state = 'active') AS others" },
};
const struct db_module role_assign_sql = { "role_assign", queries, COUNT(queries) };

struct assignment {
	const struct account_env *e;
	int64_t account_id;
	struct list roles;
	struct str public_id;
	const char *why;
	uint64_t missing;
	bool lasting;         /* no role was given or taken */
};

static bool
is_wanted(const struct assignment *x, struct str role)
{
	const struct str *wanted = x->roles.items;

	for (size_t i = 0; i < x->roles.count; i++)
		if (str_eq(wanted[i], role))
			return true;
	return false;
}

static bool
is_owner(const struct role *r)
{
	return r->is_builtin && str_eq_z(r->name, ROLE_OWNER);
}

static enum err
change(struct db *db, struct assignment *x, const struct role *roles, size_t n, struct buf *details)
{
	for (size_t i = 0; i < n; i++) {
		bool wanted = is_wanted(x, roles[i].public_id);
		const struct db_arg args[] = { db_i64(x->account_id), db_i64(roles[i].id) };
		enum err err;
		if (wanted == roles[i].held)
			continue;
		if (!wanted && is_owner(&roles[i]) && (err = role_keep_owner(db, x->account_id)))
			return err;
		if ((err = db_exec(db, &queries[wanted ? GIVE : TAKE], args, COUNT(args), NULL)))
			return err;
		buf_printf(details, "%s\"%s%.*s\"", details->len > 1 ? "," : "", wanted ? "+" : "-",
		    STR_ARG(roles[i].public_id));
	}
	return OK;
}

/* What is given or taken, as a set of permissions; ERR_NOT_FOUND when a wanted role does not exist. */
static enum err
touched(struct assignment *x, const struct role *roles, size_t n, uint64_t *set)
{
	size_t found = 0;

	*set = 0;
	x->lasting = true;
	for (size_t i = 0; i < n; i++) {
		bool wanted = is_wanted(x, roles[i].public_id);
		found += wanted;
		if (wanted == roles[i].held)
			continue;
		x->lasting = false;
		*set |= roles[i].permissions;
	}
	return found == x->roles.count ? OK : ERR_NOT_FOUND;
}

static enum err
written(struct db *db, struct assignment *x, struct str details)
{
	struct str payload = str_printf(x->e->arena, "{\"roles\":%.*s}", STR_ARG(details));
	enum err err = session_end_all(db, x->e->cache, x->account_id, 0);

	if (!err)
		err = outbox_add(db, "roles.changed", x->public_id, payload);
	return err
	    ? err
	    : audit(db, x->e->who,
		  &(struct audit){
		      .event = AUDIT_ROLES, .object_kind = "account", .object = x->public_id, .details = payload });
}

static enum err
assign(struct db *db, void *payload)
{
	struct assignment *x = payload;
	const struct db_arg lock[] = { db_i64(x->account_id) };
	struct person person;
	struct list roles;
	uint64_t set;
	struct buf details;
	enum err err;

	x->why = NULL;
	if ((err = db_row(db, &queries[LOCK_PERSON], lock, COUNT(lock), x->e->arena, &person)) ||
	    (err = role_list(db, x->e->arena, ROLE_STAFF, x->account_id, &roles)) ||
	    (err = touched(x, roles.items, roles.count, &set)))
		return err;
	x->public_id = person.public_id;
	x->missing = set & ~x->e->who->permissions;
	if (person.realm != SESSION_OFFICE)
		x->why = "an account of the shop cannot have roles of the office";
	else if (x->account_id == x->e->who->account_id)
		x->why = "the caller's own roles";
	else if (x->missing)
		x->why = "gives or takes a permission that the caller lacks";
	if (x->why)
		return ERR_DENIED;
	if (x->lasting)
		return OK;
	buf_in_arena(&details, x->e->arena, BUF_LINE);
	buf_char(&details, '[');
	if ((err = change(db, x, roles.items, roles.count, &details)))
		return err;
	buf_char(&details, ']');
	return written(db, x, buf_view(&details));
}

enum err
role_assign(const struct account_env *e, int64_t account_id, struct list roles)
{
	struct assignment x = { .e = e, .account_id = account_id, .roles = roles };
	enum err err = db_transaction(e->db, assign, &x);

	return err == ERR_DENIED && x.why ? role_refused(e, AUDIT_ROLES, "account", x.public_id, x.why, x.missing)
					  : err;
}

static enum err
keep_owner(struct db *db, struct arena *a, int64_t account_id)
{
	const struct db_arg name[] = { db_str(STR(ROLE_OWNER)) };
	struct owner_role role;
	struct owners owners;
	enum err err = db_row(db, &queries[LOCK_OWNER], name, COUNT(name), a, &role);

	if (err)
		return err == ERR_NOT_FOUND ? err_fail(ERR_DB, "there is no role of the owner: mercer migrate makes it")
					    : err;
	const struct db_arg args[] = { db_i64(role.id), db_i64(account_id), db_i64(role.id), db_i64(account_id) };
	if ((err = db_row(db, &queries[OWNERS], args, COUNT(args), a, &owners)))
		return err;
	return owners.held && owners.others == 0 ? err_fail(ERR_CONFLICT, "the last owner cannot be taken away") : OK;
}

enum err
role_keep_owner(struct db *db, int64_t account_id)
{
	struct arena *a = arena_new();
	enum err err = keep_owner(db, a, account_id);

	arena_free(a);
	return err;
}

enum err
role_may_manage(const struct account_env *e, int64_t account_id)
{
	const struct db_arg args[] = { db_i64(account_id) };
	struct person person;
	uint64_t theirs;
	enum err err = role_permissions_of(e->db, e->arena, account_id, &theirs);

	if (err || !(theirs & ~e->who->permissions))
		return err;
	err = db_row(e->db, &queries[NAME_PERSON], args, COUNT(args), e->arena, &person);
	return err ? err
		   : role_refused(e, AUDIT_DENIED, "account", person.public_id, "somebody who may do more",
			 theirs & ~e->who->permissions);
}

enum err
role_missing(const struct account_env *e, struct list roles, uint64_t *missing)
{
	struct assignment x = { .e = e, .roles = roles };
	struct list all;
	uint64_t set;
	enum err err = role_list(e->db, e->arena, ROLE_STAFF, 0, &all);

	if (!err)
		err = touched(&x, all.items, all.count, &set);
	if (!err)
		*missing = set & ~e->who->permissions;
	return err;
}
