/* role.c - roles: reading them, changing one, the built-in ones.  See role.h; role_assign.c gives them to people. */
#include "lib/shop/role.h"
#include "lib/shop/outbox.h"
#include "lib/shop/role_parts.h"

const struct shape_enum role_kinds[] = { { "staff", ROLE_STAFF }, { "seller", ROLE_SELLER },
	{ "courier", ROLE_COURIER }, { NULL, 0 } };

static const struct shape_field role_fields[] = {
	SHAPE_I64(struct role, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct role, public_id, 1, 28, .doc = "id"),
	SHAPE_ENUM(struct role, kind, role_kinds, .doc = "whose role it can be"),
	SHAPE_STR(struct role, name, 1, ROLE_NAME_MAX, .doc = "name"),
	SHAPE_STR(struct role, description, 0, ROLE_DESCRIPTION_MAX, .doc = "what it is for"),
	SHAPE_BOOL(struct role, is_builtin, .doc = "comes with the shop, cannot be changed"),
	SHAPE_I64(struct role, version, 1, INT64_MAX, .doc = "changes with every change"),
	SHAPE_TIME(struct role, updated_at, .doc = "last change"),
	SHAPE_I64(struct role, people, 0, INT64_MAX, .doc = "accounts that have it"),
	SHAPE_BOOL(struct role, held, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct role, granted, 0, 5000, .doc = "names of its permissions"),
};
const struct shape role_shape = SHAPE(struct role, role_fields, "A role.");

static const struct shape_field input_fields[] = {
	SHAPE_STR(struct role_input, name, 1, ROLE_NAME_MAX, .flags = SHAPE_REQUIRED, .doc = "name"),
	SHAPE_STR(struct role_input, description, 0, ROLE_DESCRIPTION_MAX, .doc = "what it is for"),
	SHAPE_LIST(struct role_input, permissions, NULL, PERM__COUNT, .doc = "names of permissions"),
	SHAPE_I64(struct role_input, version, 0, INT64_MAX, .fallback = "0", .doc = "version that was shown"),
};
const struct shape role_input_shape = SHAPE(struct role_input, input_fields, "A role as it is entered.");

#define ROLE_COLUMNS \
	"r.id, r.public_id, r.kind, r.name, r.description, r.is_builtin, r.version, r.updated_at," \
	" (SELECT COUNT(*) FROM account_role ar JOIN account a ON a.id = ar.account_id AND a.state <> 'erased' WHERE ar.role_id = r.id) AS people," \
	" (SELECT COUNT(*) FROM account_role ar WHERE ar.role_id = r.id AND ar.account_id = ?) AS held," \
	" (SELECT GROUP_CONCAT(p.permission ORDER BY p.permission SEPARATOR ' ') FROM role_permission p WHERE p.role_id = r.id) AS granted"

enum { LIST, GET, BY_NAME, LOCK, ADD, CHANGE, DELETE_ROLE, CLEAR, GRANT, PERMISSIONS_OF, SYNC_TEXT };
static const struct db_query queries[] = {
	[LIST] = { "role_list", "is", &role_shape,
	    "SELECT " ROLE_COLUMNS
	    " FROM role r WHERE r.kind = ? ORDER BY r.is_builtin DESC, IF(r.is_builtin, r.id, 0), r.name, r.id" },
	[GET] = { "role_get", "is", &role_shape, "SELECT " ROLE_COLUMNS " FROM role r WHERE r.public_id = ?" },
	[BY_NAME] = { "role_by_name", "iss", &role_shape,
	    "SELECT " ROLE_COLUMNS " FROM role r WHERE r.kind = ? AND r.name = ?" },
	[LOCK] = { "role_lock", "is", &role_shape,
	    "SELECT " ROLE_COLUMNS " FROM role r WHERE r.public_id = ? FOR UPDATE" },
	[ADD] = { "role_add", "ssssb", NULL,
	    "INSERT INTO role (public_id, kind, name, description, is_builtin) VALUES (?, ?, ?, ?, ?)" },
	[CHANGE] = { "role_change", "ssi", NULL,
	    "UPDATE role SET name = ?, description = ?, version = version + 1 WHERE id = ?" },
	[DELETE_ROLE] = { "role_delete", "i", NULL, "DELETE FROM role WHERE id = ?" },
	[CLEAR] = { "role_clear", "i", NULL, "DELETE FROM role_permission WHERE role_id = ?" },
	[GRANT] = { "role_grant", "is", NULL, "INSERT INTO role_permission (role_id, permission) VALUES (?, ?)" },
	[PERMISSIONS_OF] = { "role_permissions_of", "i", &role_granted_shape,
	    "SELECT GROUP_CONCAT(DISTINCT p.permission SEPARATOR ' ') AS granted FROM account_role ar"
	    " JOIN role_permission p ON p.role_id = ar.role_id WHERE ar.account_id = ?" },
	[SYNC_TEXT] = { "role_sync_text", "sis", NULL,
	    "UPDATE role SET description = ? WHERE id = ? AND NOT (description <=> ?)" },
};
const struct db_module role_sql = { "role", queries, COUNT(queries) };

static const struct shape_field granted_fields[] = { SHAPE_STR(struct role_granted, granted, 0, 5000) };
const struct shape role_granted_shape = SHAPE(struct role_granted, granted_fields, "Names of permissions.");

static const struct builtin {
	const char *name, *description;
	uint64_t (*permissions)(void);
} builtins[];

/* ---- reading ---- */

static void
read_set(struct role *r)
{
	/* A name that this program does not know, of a newer one, gives nothing. */
	(void)permission_read(str_is_absent(r->granted) ? STR("") : r->granted, &r->permissions);
}

static enum err
one(struct db *db, struct arena *a, const struct db_query *q, const struct db_arg *args, size_t n, struct role *out)
{
	enum err err = db_row(db, q, args, n, a, out);

	if (!err)
		read_set(out);
	return err;
}

enum err
role_list(struct db *db, struct arena *a, enum role_kind kind, int64_t account_id, struct list *out)
{
	const struct db_arg args[] = { db_i64(account_id), db_str(str_of(role_kinds[kind].name)) };
	enum err err = db_rows(db, &queries[LIST], args, COUNT(args), a, ROLES_MAX, out);
	struct role *r = out->items;

	for (size_t i = 0; !err && i < out->count; i++)
		read_set(&r[i]);
	return err;
}

enum err
role_get(struct db *db, struct arena *a, struct str public_id, struct role *out)
{
	const struct db_arg args[] = { db_i64(0), db_str(public_id) };

	return one(db, a, &queries[GET], args, COUNT(args), out);
}

enum err
role_by_name(struct db *db, struct arena *a, enum role_kind kind, struct str name, struct role *out)
{
	const struct db_arg args[] = { db_i64(0), db_str(str_of(role_kinds[kind].name)), db_str(name) };

	return one(db, a, &queries[BY_NAME], args, COUNT(args), out);
}

enum err
role_permissions_of(struct db *db, struct arena *a, int64_t account_id, uint64_t *out)
{
	const struct db_arg args[] = { db_i64(account_id) };
	struct role_granted row;
	enum err err = db_row(db, &queries[PERMISSIONS_OF], args, COUNT(args), a, &row);

	if (!err)
		(void)permission_read(str_is_absent(row.granted) ? STR("") : row.granted, out);
	return err;
}

/* ---- attempts against the rules ---- */

enum err
role_refused(const struct account_env *e, enum audit_event event, const char *object_kind, struct str object,
    const char *why, uint64_t missing)
{
	struct buf b;
	enum err err;

	buf_in_arena(&b, e->arena, BUF_LINE);
	buf_printf(&b, "{\"why\":\"%s\"", why);
	if (missing) {
		buf_lit(&b, ",\"missing\":\"");
		permission_write(&b, missing);
		buf_char(&b, '"');
	}
	buf_char(&b, '}');
	err = audit(e->db, e->who,
	    &(struct audit){ .event = event,
		.outcome = AUDIT_REFUSED,
		.object_kind = object_kind,
		.object = object,
		.details = buf_view(&b) });
	return err ? err : ERR_DENIED;
}

/* ---- changing ---- */

struct save {
	const struct account_env *e;
	struct str public_id; /* absent: a new one */
	const struct role_input *in;
	struct field_errors *errors;
	uint64_t wanted;
	struct role *out;
	const char *why;      /* a rule that forbids it */
	uint64_t missing;
};

static enum err
grant(struct db *db, int64_t role_id, uint64_t set)
{
	const struct db_arg clear[] = { db_i64(role_id) };
	struct db_arg rows[2 * PERM__COUNT];
	size_t n = 0;
	enum err err = db_exec(db, &queries[CLEAR], clear, COUNT(clear), NULL);

	for (size_t i = 0; permission_at(i); i++) {
		const struct permission_info *p = permission_at(i);
		if (!(set & permission_bit(p->permission)))
			continue;
		rows[2 * n] = db_i64(role_id);
		rows[2 * n + 1] = db_str(str_of(p->name));
		n++;
	}
	return err ? err : db_bulk(db, &queries[GRANT], rows, 2, n, NULL);
}

static enum err
add(struct db *db, enum role_kind kind, struct str public, struct str name, struct str description, bool builtin,
    uint64_t set)
{
	struct db_done done;
	enum err err;

	const struct db_arg args[] = { db_str(public), db_str(str_of(role_kinds[kind].name)), db_str(name),
		db_str(description), db_bool(builtin) };
	err = db_exec(db, &queries[ADD], args, COUNT(args), &done);
	return err ? err : grant(db, done.insert_id, set);
}

static struct str
new_id(struct arena *a)
{
	char id[32];

	public_id(id, "role");
	return str_of(arena_strdup(a, id));
}

/* May this caller turn `old` into `wanted`? */
static enum err
allowed(struct save *s, const struct role *old)
{
	s->missing = (old->permissions ^ s->wanted) & ~s->e->who->permissions;
	if (s->missing)
		s->why = "gives or takes a permission that the caller lacks";
	else if (old->held)
		s->why = "a role of the caller";
	else if (old->is_builtin)
		s->why = "a built-in role";
	return s->why ? ERR_DENIED : OK;
}

static struct str
save_details(struct save *s, const struct role *old)
{
	struct buf b;

	buf_in_arena(&b, s->e->arena, BUF_LINE);
	buf_lit(&b, "{\"before\":\"");
	permission_write(&b, old->permissions);
	buf_lit(&b, "\",\"after\":\"");
	permission_write(&b, s->wanted);
	buf_lit(&b, "\"}");
	return buf_view(&b);
}

static enum err
save(struct db *db, void *payload)
{
	struct save *s = payload;
	struct arena *a = s->e->arena;
	const bool is_new = str_is_absent(s->public_id);
	struct str public = is_new ? new_id(a) : s->public_id, name = str_trim(s->in->name);
	struct role old;
	enum err err = OK;

	s->why = NULL;
	shape_init(&role_shape, &old);
	old.permissions = 0;
	if (!is_new) {
		const struct db_arg lock[] = { db_i64(s->e->who->account_id), db_str(s->public_id) };
		if ((err = one(db, a, &queries[LOCK], lock, COUNT(lock), &old)))
			return err;
		if (old.version != s->in->version)
			return err_fail(ERR_PRECONDITION, "role has version %lld by now", (long long)old.version);
	}
	if ((err = allowed(s, &old)))
		return err;
	if (is_new) {
		err = add(db, ROLE_STAFF, public, name, s->in->description, false, s->wanted);
	} else {
		const struct db_arg args[] = { db_str(name), db_str(s->in->description), db_i64(old.id) };
		err = db_exec(db, &queries[CHANGE], args, COUNT(args), NULL);
		err = err ? err : grant(db, old.id, s->wanted);
	}
	if (!err)
		err = outbox_add(db, "role.changed", public, STR("{}"));
	if (!err)
		err = audit(db, s->e->who,
		    &(struct audit){ .event = AUDIT_ROLE,
			.object_kind = "role",
			.object = public,
			.details = save_details(s, &old) });
	return err ? err : role_get(db, a, public, s->out);
}

static enum err
wanted_set(const struct role_input *in, struct field_errors *errors, uint64_t *out)
{
	const struct str *names = in->permissions.items;

	*out = 0;
	for (size_t i = 0; i < in->permissions.count; i++)
		*out |= permission_bit(permission_find(names[i]));
	for (size_t i = 0; i < in->permissions.count; i++) {
		/* Unknown ones, and those that an employee cannot have, only come from a form that somebody made
		 * himself. */
		if (permission_bit(permission_find(names[i])) & permission_for(PERM_FOR_OFFICE))
			continue;
		field_error(errors, STR("permissions"), N_("There is no such permission."), (struct opt_i64){ 0 });
		return ERR_INVALID;
	}
	return OK;
}

enum err
role_save(const struct account_env *e, struct str public_id, const struct role_input *in, struct field_errors *errors,
    struct role *out)
{
	struct save s = { .e = e, .public_id = public_id, .in = in, .errors = errors, .out = out };
	enum err err = wanted_set(in, errors, &s.wanted);

	if (err)
		return err;
	err = db_transaction(e->db, save, &s);
	if (err == ERR_CONFLICT && str_eq_z(str_of(db_conflict_key(e->db)), "role_name")) {
		field_error(errors, STR("name"), N_("There is another role of this name."), (struct opt_i64){ 0 });
		return ERR_INVALID;
	}
	if (err == ERR_DENIED && s.why) {
		field_error(errors, STR("permissions"),
		    s.missing ? N_("You can only give or take permissions that you have yourself.")
			      : N_("Nobody changes a role of his own, nor a built-in one."),
		    (struct opt_i64){ 0 });
		return role_refused(e, AUDIT_ROLE, "role", public_id, s.why, s.missing);
	}
	return err;
}

struct removal {
	const struct account_env *e;
	struct str public_id;
	int64_t version;
	const char *why;
	uint64_t missing;
};

static enum err
remove_role(struct db *db, void *payload)
{
	struct removal *x = payload;
	const struct db_arg lock[] = { db_i64(x->e->who->account_id), db_str(x->public_id) };
	struct role old;
	enum err err = one(db, x->e->arena, &queries[LOCK], lock, COUNT(lock), &old);

	x->why = NULL;
	if (err)
		return err;
	if (old.version != x->version)
		return err_fail(ERR_PRECONDITION, "role has version %lld by now", (long long)old.version);
	x->missing = old.permissions & ~x->e->who->permissions;
	if (old.is_builtin || x->missing) {
		x->why = old.is_builtin ? "a built-in role" : "takes a permission that the caller lacks";
		return ERR_DENIED;
	}
	const struct db_arg args[] = { db_i64(old.id) };
	if ((err = db_exec(db, &queries[CLEAR], args, COUNT(args), NULL)))
		return err;
	err = db_exec(db, &queries[DELETE_ROLE], args, COUNT(args), NULL);
	if (err == ERR_INVALID) /* the foreign key of account_role */
		return err_fail(ERR_CONFLICT, "somebody has the role");
	return err ? err
		   : audit(db, x->e->who,
			 &(struct audit){ .event = AUDIT_ROLE,
			     .object_kind = "role",
			     .object = x->public_id,
			     .details = STR("{\"deleted\":true}") });
}

enum err
role_delete(const struct account_env *e, struct str public_id, int64_t version)
{
	struct removal x = { .e = e, .public_id = public_id, .version = version };
	enum err err = db_transaction(e->db, remove_role, &x);

	return err == ERR_DENIED && x.why ? role_refused(e, AUDIT_ROLE, "role", public_id, x.why, x.missing) : err;
}

/* ---- built-in ---- */

static uint64_t
all_of_office(void)
{
	return permission_for(PERM_FOR_OFFICE);
}

static uint64_t
of_support(void)
{
	return permission_bit(PERM_CUSTOMER_READ) | permission_bit(PERM_CUSTOMER_WRITE) |
	    permission_bit(PERM_MAIL_READ);
}

static uint64_t
of_privacy(void)
{
	return permission_bit(PERM_CUSTOMER_READ) | permission_bit(PERM_CUSTOMER_ERASE) |
	    permission_bit(PERM_AUDIT_READ);
}

static uint64_t
of_integrations(void)
{
	return permission_bit(PERM_CLIENT_READ) | permission_bit(PERM_CLIENT_WRITE) | permission_bit(PERM_EVENT_READ) |
	    permission_bit(PERM_MAIL_READ) | permission_bit(PERM_MAIL_WRITE);
}

static uint64_t
of_auditor(void)
{
	return permission_bit(PERM_AUDIT_READ) | permission_bit(PERM_STAFF_READ) | permission_bit(PERM_CLIENT_READ) |
	    permission_bit(PERM_EVENT_READ) | permission_bit(PERM_MAIL_READ);
}

static const struct builtin builtins[] = {
	{ N_("Owner"), N_("May do everything. There is always at least one."), all_of_office },
	{ N_("Support"), N_("Helps customers: sees and changes their accounts, sees their mails."), of_support },
	{ N_("Data protection"), N_("Answers requests to export and erase personal data."), of_privacy },
	{ N_("Integrations"), N_("Connects other systems: OAuth clients, API keys, events."), of_integrations },
	{ N_("Auditor"), N_("Looks at everything that was done, changes nothing."), of_auditor },
};

struct sync {
	struct arena *arena;
	int64_t changed;
};

static enum err
sync_one(struct db *db, struct sync *s, const struct builtin *b)
{
	struct role old;
	struct str text = str_of(b->description);
	struct db_done done;
	enum err err = role_by_name(db, s->arena, ROLE_STAFF, str_of(b->name), &old);

	if (err == ERR_NOT_FOUND) {
		s->changed++;
		return add(db, ROLE_STAFF, new_id(s->arena), str_of(b->name), text, true, b->permissions());
	}
	if (err || !old.is_builtin) /* a shop made one of this name before us: it keeps it */
		return err;
	const struct db_arg args[] = { db_str(text), db_i64(old.id), db_str(text) };
	if (old.permissions != b->permissions()) {
		s->changed++;
		if ((err = grant(db, old.id, b->permissions())))
			return err;
	}
	return db_exec(db, &queries[SYNC_TEXT], args, COUNT(args), &done);
}

static enum err
sync_all(struct db *db, void *payload)
{
	struct sync *s = payload;
	enum err err = OK;

	s->changed = 0;
	for (size_t i = 0; i < COUNT(builtins) && !err; i++)
		err = sync_one(db, s, &builtins[i]);
	return err;
}

enum err
role_sync(struct db *db, struct arena *a, int64_t *changed)
{
	struct sync s = { .arena = a };
	enum err err = db_transaction(db, sync_all, &s);

	*changed = s.changed;
	return err;
}
