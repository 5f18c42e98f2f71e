/* role_pages.c - roles: the list, one of them, made and changed with a box per permission. */
#include "fcgi/admin/office.h"
#include "lib/shop/role.h"

static enum err list_page(struct req *r), show_page(struct req *r), new_page(struct req *r), new_post(struct req *r),
    edit_page(struct req *r);
static enum err edit_post(struct req *r), delete_page(struct req *r), delete_post(struct req *r);

struct version_form {
	int64_t version;
};
static const struct shape_field version_fields[] = { SHAPE_I64(
    struct version_form, version, 0, INT64_MAX, .fallback = "0", .doc = "version that was shown") };
static const struct shape version_shape = SHAPE(struct version_form, version_fields, "What was shown.");

#define WRITE ACCESS_OFFICE, PERM_ROLE_WRITE
static const struct route routes[] = {
	{ GET, "/admin/roles", list_page, ACCESS_OFFICE, PERM_STAFF_READ, .query = &office_args_shape, .sql = { 0, 6 },
	    .doc = "Roles" },
	{ GET, "/admin/roles/new", new_page, WRITE, .sql = { 0, 4 }, .flags = ROUTE_FRESH },
	{ POST, "/admin/roles/new", new_post, WRITE, .body = &role_input_shape, .sql = { 0, 40 }, .flags = ROUTE_FRESH,
	    .doc = "Makes a role" },
	{ GET, "/admin/roles/{id}", show_page, ACCESS_OFFICE, PERM_STAFF_READ, .query = &office_args_shape,
	    .sql = { 0, 6 }, .doc = "A role" },
	{ GET, "/admin/roles/{id}/edit", edit_page, WRITE, .sql = { 0, 6 }, .flags = ROUTE_FRESH },
	{ POST, "/admin/roles/{id}/edit", edit_post, WRITE, .body = &role_input_shape, .sql = { 0, 40 },
	    .flags = ROUTE_FRESH, .doc = "Changes a role" },
	{ GET, "/admin/roles/{id}/delete", delete_page, WRITE, .sql = { 0, 6 }, .flags = ROUTE_FRESH },
	{ POST, "/admin/roles/{id}/delete", delete_post, WRITE, .body = &version_shape, .sql = { 0, 30 },
	    .flags = ROUTE_FRESH },
};
const struct route_table office_role_routes = { routes, COUNT(routes) };

#define ITEM "/admin/roles/*"

struct str
office_role_name(struct req *r, const struct role *role)
{
	return role->is_builtin ? form_text(r, str_z(r->arena, role->name)) : role->name;
}

struct str
office_role_text(struct req *r, const struct role *role)
{
	if (str_is_empty(role->description))
		return STR("");
	return role->is_builtin ? form_text(r, str_z(r->arena, role->description)) : role->description;
}

static size_t
size_of(uint64_t set)
{
	size_t n = 0;

	for (; set; set &= set - 1)
		n++;
	return n;
}

static enum err
list_page(struct req *r)
{
	static const char *const columns[] = { N_("Role"), RIGHT(N_("Permissions")), RIGHT(N_("People")),
		N_("Last change") };
	const struct office_args *args = r->args;
	const struct role *role;
	struct office_page p;
	struct block_view *b;
	struct list all;
	enum err err = role_list(req_db(r), r->arena, ROLE_STAFF, r->who.account_id, &all);

	if (err || (err = office_begin(r, &p, form_text(r, N_("Roles")))))
		return err;
	office_notice(r, &p, args->done);
	if (office_may(r, PERM_ROLE_WRITE))
		office_link(r, &p.actions, N_("New role"), office_url(r, "/admin/roles/new", STR("")));
	b = office_block(r, &p, NULL);
	office_columns(r, b, columns, COUNT(columns));
	role = all.items;
	for (size_t i = 0; i < all.count; i++) {
		struct row_view *row = office_row(r, b);
		struct cell_view *c = office_cell(r, b, row, office_role_name(r, &role[i]));
		c->url = office_url(r, ITEM, role[i].public_id);
		c->note = office_role_text(r, &role[i]);
		office_cell(r, b, row, str_printf(r->arena, "%zu", size_of(role[i].permissions)));
		office_cell(r, b, row, str_printf(r->arena, "%lld", (long long)role[i].people));
		c = office_cell_time(r, b, row, role[i].updated_at);
		c->note = role[i].is_builtin ? form_text(r, N_("built in")) : STR_ABSENT;
	}
	return office_reply(r, &p);
}

static enum err
show_page(struct req *r)
{
	static const char *const columns[] = { N_("May"), N_("Permission") };
	const struct office_args *args = r->args;
	struct office_page p;
	struct block_view *b;
	struct role role;
	enum err err = role_get(req_db(r), r->arena, r->params[0], &role);

	if (err || (err = office_begin(r, &p, office_role_name(r, &role))))
		return err;
	office_crumb(r, &p, N_("Roles"), "/admin/roles");
	office_notice(r, &p, args->done);
	p.lead = office_role_text(r, &role);
	if (role.is_builtin) {
		p.tag = form_text(r, N_("built in"));
		p.tag_tone = STR("quiet");
	} else if (office_may(r, PERM_ROLE_WRITE)) {
		struct button_view *button;
		office_link(r, &p.actions, N_("Change"), office_url(r, ITEM "/edit", role.public_id));
		button = office_link(r, &p.actions, N_("Delete …"), office_url(r, ITEM "/delete", role.public_id));
		button->quiet = button->danger = true;
	}
	b = office_block(r, &p, N_("Who has this role may"));
	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("Nothing yet."));
	for (size_t i = 0; permission_at(i); i++) {
		struct row_view *row;
		if (!(role.permissions & permission_bit(permission_at(i)->permission)))
			continue;
		row = office_row(r, b);
		office_cell(r, b, row, form_text(r, permission_at(i)->doc));
		office_cell(r, b, row, str_of(permission_at(i)->name))->code = true;
	}
	return office_reply(r, &p);
}

/* ---- the form ---- */

static bool
is_chosen(const struct role_input *in, const char *name)
{
	const struct str *s = in->permissions.items;

	for (size_t i = 0; i < in->permissions.count; i++)
		if (str_eq_z(s[i], name))
			return true;
	return false;
}

/* "customer.read" belongs to "customer". */
static const char *
thing_title(struct str thing)
{
	static const char *const titles[][2] = { { "customer", N_("Customers") }, { "staff", N_("Staff") },
		{ "role", N_("Roles") }, { "client", N_("Integrations") }, { "provider", N_("Login providers") },
		{ "audit", N_("Audit log") }, { "mail", N_("Mail and events") }, { "event", N_("Events") },
		{ "profile", N_("Customers' own profile") }, { "address", N_("Customers' own addresses") },
		{ "consent", N_("Customers' own consents") }, { "order", N_("Orders") }, { "payment", N_("Payments") },
		{ "refund", N_("Refunds") }, { "shipment", N_("Shipments") }, { "shipping", N_("Delivery") },
		{ "stock", N_("Stock") }, { "warehouse", N_("Warehouses") }, { "price", N_("Prices") },
		{ "tax", N_("Taxes") } };

	for (size_t i = 0; i < COUNT(titles); i++)
		if (str_eq_z(thing, titles[i][0]))
			return titles[i][1];
	return NULL;
}

void
office_permissions(
    struct req *r, struct block_view *b, const char *field, unsigned holders, uint64_t chosen, uint64_t offered)
{
	struct group_view *g = NULL;
	struct str thing = STR("");

	for (size_t i = 0; permission_at(i); i++) {
		const struct permission_info *p = permission_at(i);
		struct str name = str_of(p->name), head = str_cut(name, str_find(name, '.'));
		struct choice_view *c;
		if (!(p->holders & holders) || (holders == PERM_FOR_SELF && p->holders & PERM_FOR_OFFICE))
			continue; /* one that both can have stands among those of the shop */
		if (!g || !str_eq(head, thing)) {
			const char *title = thing_title(head);
			g = office_group(r, b, title ? form_text(r, title) : head);
			thing = head;
		}
		c = office_choice(r, g, field, name, form_text(r, p->doc));
		c->hint = name;
		c->checked = chosen & permission_bit(p->permission);
		c->disabled = !(offered & permission_bit(p->permission));
	}
}

static enum err
form_show(
    struct req *r, const struct role *role, const struct role_input *in, const struct role_input *lost, int status)
{
	static const struct form_field fields[] = { { "name", N_("Name"), FIELD_TEXT, .autocomplete = "off" },
		{ "description", N_("What it is for"), FIELD_TEXT, .autocomplete = "off" },
		{ "version", NULL, FIELD_HIDDEN } };
	struct office_page p;
	struct block_view *b;
	uint64_t chosen = 0;
	enum err err = office_begin(r, &p, form_text(r, role ? N_("Change the role") : N_("New role")));

	if (err)
		return err;
	office_crumb(r, &p, N_("Roles"), "/admin/roles");
	p.lead = form_text(r, N_("Boxes that are grey stand for permissions that you do not have yourself."));
	for (size_t i = 0; permission_at(i); i++)
		if (is_chosen(in, permission_at(i)->name))
			chosen |= permission_bit(permission_at(i)->permission);
	if (role && !lost)
		chosen |= role->permissions & ~r->who.permissions;
	if (lost && role) {
		struct buf ours;
		buf_in_arena(&ours, r->arena, BUF_LINE);
		permission_write(&ours, chosen);
		const struct conflict c[] = { { N_("Name"), role->name, lost->name },
			{ N_("What it is for"), role->description, lost->description },
			{ N_("Permissions"), role->granted, buf_view(&ours) } };
		office_conflict(r, &p, c, COUNT(c));
	}
	b = office_block(r, &p, NULL);
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, fields, COUNT(fields), &role_input_shape, in, &r->errors);
	office_permissions(r, b, "permissions", PERM_FOR_OFFICE, chosen, r->who.permissions);
	b->form->action =
	    role ? office_url(r, ITEM "/edit", role->public_id) : office_url(r, "/admin/roles/new", STR(""));
	b->form->submit = form_text(r, N_("Save"));
	b->cancel_url = role ? office_url(r, ITEM, role->public_id) : office_url(r, "/admin/roles", STR(""));
	return office_reply_status(r, status != 200 ? status : form_status(b->form), &p);
}

static struct list
names_of(struct req *r, uint64_t set)
{
	struct str *names = arena_array(r->arena, struct str, PERM__COUNT);
	size_t n = 0;

	for (size_t i = 0; permission_at(i); i++)
		if (set & permission_bit(permission_at(i)->permission))
			names[n++] = str_of(permission_at(i)->name);
	return (struct list){ names, n };
}

static enum err
new_page(struct req *r)
{
	struct role_input in;

	shape_init(&role_input_shape, &in);
	return form_show(r, NULL, &in, NULL, 200);
}

static enum err
new_post(struct req *r)
{
	const struct role_input *in = r->form;
	struct who who = who_of(r);
	struct account_env e = env_of(r, &who);
	struct role made;
	enum err err;

	if (r->errors.count)
		return form_show(r, NULL, in, NULL, 422);
	err = role_save(&e, STR_ABSENT, in, &r->errors, &made);
	if ((err == ERR_INVALID || err == ERR_DENIED) && r->errors.count)
		return form_show(r, NULL, in, NULL, err == ERR_DENIED ? 403 : 422);
	return err ? err : office_done(r, office_url(r, ITEM, made.public_id), "made");
}

static enum err
edit_page(struct req *r)
{
	struct role_input in;
	struct role role;
	enum err err = role_get(req_db(r), r->arena, r->params[0], &role);

	if (err)
		return err;
	in = (struct role_input){ role.name, role.description, names_of(r, role.permissions), role.version };
	return form_show(r, &role, &in, NULL, 200);
}

static enum err
edit_post(struct req *r)
{
	struct role_input in = *(const struct role_input *)r->form;
	struct who who = who_of(r);
	struct account_env e = env_of(r, &who);
	struct role role, saved;
	uint64_t kept;
	enum err err = role_get(req_db(r), r->arena, r->params[0], &role);

	if (err)
		return err;
	if (r->errors.count)
		return form_show(r, &role, &in, NULL, 422);
	/* Grey boxes are not sent: what the caller lacks stays as it is. */
	kept = role.permissions & ~r->who.permissions;
	if (kept) {
		struct list more = names_of(r, kept);
		struct str *all = arena_array(r->arena, struct str, in.permissions.count + more.count);
		for (size_t i = 0; i < in.permissions.count; i++)
			all[i] = ((const struct str *)in.permissions.items)[i];
		for (size_t i = 0; i < more.count; i++)
			all[in.permissions.count + i] = ((const struct str *)more.items)[i];
		in.permissions = (struct list){ all, in.permissions.count + more.count };
	}
	err = role_save(&e, role.public_id, &in, &r->errors, &saved);
	if ((err == ERR_INVALID || err == ERR_DENIED) && r->errors.count)
		return form_show(r, &role, &in, NULL, err == ERR_DENIED ? 403 : 422);
	if (err == ERR_PRECONDITION) {
		struct role_input ours = in;
		err_clear();
		if ((err = role_get(req_db(r), r->arena, r->params[0], &role)))
			return err;
		in.version = role.version;
		return form_show(r, &role, &in, &ours, 409);
	}
	return err ? err : office_done(r, office_url(r, ITEM, saved.public_id), "saved");
}

/* ---- delete ---- */

static enum err
ask_delete(struct req *r, struct str problem)
{
	struct role role;
	enum err err = role_get(req_db(r), r->arena, r->params[0], &role);

	if (err)
		return err;
	if (role.people && !problem.ptr)
		problem = form_text(r, N_("Somebody has this role. Take it from them first."));
	return office_confirm(r,
	    &(struct office_question){ .heading = N_("Delete this role?"),
		.subject = office_role_name(r, &role),
		.text = N_("It cannot be brought back."),
		.submit = N_("Delete"),
		.action = office_url(r, ITEM "/delete", role.public_id),
		.cancel = office_url(r, ITEM, role.public_id),
		.version = role.version,
		.problem = problem });
}

static enum err
delete_page(struct req *r)
{
	return ask_delete(r, STR_ABSENT);
}

static enum err
delete_post(struct req *r)
{
	const struct version_form *in = r->form;
	struct who who = who_of(r);
	struct account_env e = env_of(r, &who);
	enum err err = role_delete(&e, r->params[0], in->version);

	if (err == ERR_CONFLICT)
		return ask_delete(r, form_text(r, N_("Somebody has this role. Take it from them first.")));
	if (err == ERR_PRECONDITION)
		return ask_delete(r, form_text(r, N_("Somebody changed this role meanwhile. Look at it again first.")));
	return err ? err : office_done(r, office_url(r, "/admin/roles", STR("")), "deleted");
}
