/* group_pages.c - customer groups and who is in them. */
#include "fcgi/admin/prices.h"
#include "lib/shop/customer_group.h"

#define PER_PAGE 100

static enum err list_page(struct req *r), new_page(struct req *r), new_post(struct req *r), show_page(struct req *r),
    edit_post(struct req *r);
static enum err join_post(struct req *r), leave_post(struct req *r), delete_page(struct req *r),
    delete_post(struct req *r);

struct show_args {
	int64_t after;
	struct str done;
};
static const struct shape_field show_fields[] = { SHAPE_I64(struct show_args, after, 0, INT64_MAX, .fallback = "0",
						      .doc = "members behind this one"),
	SHAPE_STR(struct show_args, done, 0, 40, .doc = "what was done just now") };
static const struct shape show_shape = SHAPE(struct show_args, show_fields, "Which members.");
struct join_form {
	struct str email;
};
static const struct shape_field join_fields[] = { SHAPE_STR(
    struct join_form, email, 1, 254, .flags = SHAPE_REQUIRED, .doc = "address of the customer") };
static const struct shape join_shape = SHAPE(struct join_form, join_fields, "A customer who joins.");
struct leave_form {
	struct str account;
};
static const struct shape_field leave_fields[] = { SHAPE_STR(
    struct leave_form, account, 1, 40, .flags = SHAPE_REQUIRED, .doc = "account") };
static const struct shape leave_shape = SHAPE(struct leave_form, leave_fields, "A customer who leaves.");
struct edit_form {
	struct str name;
	int64_t version;
};
static const struct shape_field edit_fields[] = { SHAPE_STR(struct edit_form, name, 1, 200, .flags = SHAPE_REQUIRED,
						      .doc = "name"),
	SHAPE_I64(struct edit_form, version, 0, INT64_MAX, .fallback = "0", .doc = "version that was shown") };
static const struct shape edit_shape = SHAPE(struct edit_form, edit_fields, "A group as it is changed.");

#define WRITE ACCESS_OFFICE, PERM_PRICE_WRITE
#define GROUPS PRICES_PATH "/groups"
#define ITEM GROUPS "/*"
static const struct route routes[] = {
	{ GET, GROUPS, list_page, ACCESS_OFFICE, PERM_PRICE_READ, .query = &office_args_shape, .sql = { 0, 6 },
	    .doc = "Customer groups" },
	{ GET, GROUPS "/new", new_page, WRITE, .sql = { 0, 4 } },
	{ POST, GROUPS "/new", new_post, WRITE, .body = &group_input_shape, .sql = { 0, 20 },
	    .doc = "Makes a customer group" },
	{ GET, GROUPS "/{id}", show_page, ACCESS_OFFICE, PERM_PRICE_READ, .query = &show_shape, .sql = { 0, 8 },
	    .doc = "A customer group" },
	{ POST, GROUPS "/{id}/edit", edit_post, WRITE, .body = &edit_shape, .sql = { 0, 20 },
	    .doc = "Changes its name" },
	{ POST, GROUPS "/{id}/join", join_post, WRITE, .body = &join_shape, .sql = { 0, 20 },
	    .doc = "Puts a customer into it" },
	{ POST, GROUPS "/{id}/leave", leave_post, WRITE, .body = &leave_shape, .sql = { 0, 20 },
	    .doc = "Takes a customer out of it" },
	{ GET, GROUPS "/{id}/delete", delete_page, WRITE, .sql = { 0, 6 } },
	{ POST, GROUPS "/{id}/delete", delete_post, WRITE, .sql = { 0, 20 } },
};
const struct route_table office_group_routes = { routes, COUNT(routes) };

static enum err
list_page(struct req *r)
{
	static const char *const columns[] = { N_("Group"), N_("Code"), RIGHT(N_("Customers")) };
	const struct office_args *args = r->args;
	const struct customer_group *g;
	struct office_page p;
	struct block_view *b;
	struct list all;
	enum err err = customer_group_list(req_db(r), r->arena, &all);

	if (err || (err = office_begin(r, &p, form_text(r, N_("Prices")))))
		return err;
	office_notice(r, &p, args->done);
	price_tabs(r, &p, TAB_GROUPS);
	if (office_may(r, PERM_PRICE_WRITE))
		office_link(r, &p.actions, N_("New group"), office_url(r, GROUPS "/new", STR("")));
	b = office_block(r, &p, NULL);
	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("No groups yet."));
	g = all.items;
	for (size_t i = 0; i < all.count; i++) {
		struct row_view *row = office_row(r, b);
		office_cell(r, b, row, g[i].name)->url = office_url(r, ITEM, g[i].public_id);
		office_cell(r, b, row, g[i].code)->code = true;
		office_cell(r, b, row, str_printf(r->arena, "%lld", (long long)g[i].members));
	}
	return office_reply(r, &p);
}

static enum err
new_show(struct req *r, const struct group_input *in)
{
	static const struct form_field fields[] = { { "name", N_("Name"), FIELD_TEXT, .autocomplete = "off" },
		{ "code", N_("Code"), FIELD_TEXT, .autocomplete = "off",
		    .hint = N_("Small letters, digits and dashes; it never changes.") } };
	struct office_page p;
	struct block_view *b;
	enum err err = office_begin(r, &p, form_text(r, N_("New group")));

	if (err)
		return err;
	office_crumb(r, &p, N_("Customer groups"), GROUPS);
	b = office_block(r, &p, NULL);
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, fields, COUNT(fields), &group_input_shape, in, &r->errors);
	b->form->action = office_url(r, GROUPS "/new", STR(""));
	b->form->submit = form_text(r, N_("Save"));
	b->cancel_url = office_url(r, GROUPS, STR(""));
	return office_reply_status(r, form_status(b->form), &p);
}

static enum err
new_page(struct req *r)
{
	const struct group_input empty = { .code = STR_ABSENT };

	return new_show(r, &empty);
}

static enum err
new_post(struct req *r)
{
	const struct group_input *in = r->form;
	struct price_env e = price_env_of(r);
	struct str id;
	enum err err;

	r->errors.arena = r->arena;
	if (r->errors.count)
		return new_show(r, in);
	err = customer_group_save(&e, STR_ABSENT, in, &r->errors, &id);
	if (err == ERR_CONFLICT && r->errors.count)
		return new_show(r, in);
	return err ? err : office_done(r, office_url(r, ITEM, id), "made");
}

/* ---- one ---- */

static void
members_block(struct req *r, struct office_page *p, const struct customer_group *g, struct list members)
{
	static const char *const columns[] = { N_("Customer"), N_("E-mail address") };
	const struct group_member *m = members.items;
	struct block_view *b = office_block(r, p, N_("Who is in it"));

	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("Nobody yet."));
	for (size_t i = 0; i < MIN(members.count, PER_PAGE); i++) {
		struct row_view *row = office_row(r, b);
		struct cell_view *c = office_cell(r, b, row, m[i].name.len ? m[i].name : m[i].public_id);
		if (office_may(r, PERM_CUSTOMER_READ))
			c->url = office_url(r, "/admin/customers/*", m[i].public_id);
		office_cell(r, b, row, m[i].email);
		if (office_may(r, PERM_PRICE_WRITE)) {
			struct button_view *button =
			    office_row_button(r, b, row, N_("Take out"), office_url(r, ITEM "/leave", g->public_id));
			button->name = STR("account");
			button->value = m[i].public_id;
		}
	}
	if (members.count > PER_PAGE)
		b->next_url = str_printf(r->arena, "%.*s?after=%lld", STR_ARG(office_url(r, ITEM, g->public_id)),
		    (long long)m[PER_PAGE - 1].account_id);
}

static void
forms(struct req *r, struct office_page *p, const struct customer_group *g, const struct join_form *join)
{
	static const struct form_field join_field[] = { { "email", N_("E-mail address"), FIELD_EMAIL,
	    .autocomplete = "off" } };
	static const struct form_field edit_field[] = { { "name", N_("Name"), FIELD_TEXT, .autocomplete = "off" },
		{ "version", NULL, FIELD_HIDDEN } };
	struct edit_form *edit = arena_new_of(r->arena, struct edit_form);
	struct block_view *b = office_block(r, p, N_("Put a customer in"));

	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, join_field, COUNT(join_field), &join_shape, join, &r->errors);
	b->form->action = office_url(r, ITEM "/join", g->public_id);
	b->form->submit = form_text(r, N_("Put in"));
	*edit = (struct edit_form){ g->name, g->version };
	b = office_block(r, p, N_("Name"));
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, edit_field, COUNT(edit_field), &edit_shape, edit, NULL);
	b->form->action = office_url(r, ITEM "/edit", g->public_id);
	b->form->submit = form_text(r, N_("Save"));
}

static enum err
show(struct req *r, int64_t after, struct str done, const struct join_form *join)
{
	struct customer_group g;
	struct office_page p;
	struct block_view *b;
	struct list members;
	enum err err = customer_group_get(req_db(r), r->arena, r->params[0], &g);

	if (err || (err = customer_group_members(req_db(r), r->arena, g.id, after, PER_PAGE + 1, &members)) ||
	    (err = office_begin(r, &p, g.name)))
		return err;
	office_crumb(r, &p, N_("Customer groups"), GROUPS);
	office_notice(r, &p, done);
	if (office_may(r, PERM_PRICE_WRITE)) {
		struct button_view *button =
		    office_link(r, &p.actions, N_("Delete …"), office_url(r, ITEM "/delete", g.public_id));
		button->quiet = button->danger = true;
	}
	b = office_block(r, &p, NULL);
	office_fact(r, b, N_("Code"), g.code)->code = true;
	office_fact(r, b, N_("Customers"), str_printf(r->arena, "%lld", (long long)g.members));
	members_block(r, &p, &g, members);
	if (office_may(r, PERM_PRICE_WRITE))
		forms(r, &p, &g, join);
	return office_reply_status(r, r->errors.count ? 422 : 200, &p);
}

static enum err
show_page(struct req *r)
{
	const struct show_args *args = r->args;

	return show(r, args->after, args->done, NULL);
}

static enum err
edit_post(struct req *r)
{
	const struct edit_form *f = r->form;
	struct price_env e = price_env_of(r);
	struct group_input in = { .name = str_trim(f->name), .version = f->version };
	struct customer_group g;
	struct str id;
	enum err err;

	if (r->errors.count)
		return show(r, 0, STR_ABSENT, NULL);
	if ((err = customer_group_get(req_db(r), r->arena, r->params[0], &g)))
		return err;
	in.is_net = g.is_net;
	err = customer_group_save(&e, r->params[0], &in, &r->errors, &id);
	return err ? err : office_done(r, office_url(r, ITEM, id), "saved");
}

static enum err
join_post(struct req *r)
{
	const struct join_form *f = r->form;
	struct price_env e = price_env_of(r);
	enum err err;

	r->errors.arena = r->arena;
	if (r->errors.count)
		return show(r, 0, STR_ABSENT, f);
	err = customer_group_join(&e, r->params[0], str_trim(f->email));
	if (err == ERR_NOT_FOUND) {
		struct customer_group g;
		err_clear();
		if ((err = customer_group_get(req_db(r), r->arena, r->params[0], &g)))
			return err;
		field_error(&r->errors, STR("email"), N_("No customer has this address."), (struct opt_i64){ 0 });
		return show(r, 0, STR_ABSENT, f);
	}
	return err ? err : office_done(r, office_url(r, ITEM, r->params[0]), "joined");
}

static enum err
leave_post(struct req *r)
{
	const struct leave_form *f = r->form;
	struct price_env e = price_env_of(r);
	enum err err = r->errors.count ? ERR_INVALID : customer_group_leave(&e, r->params[0], f->account);

	return err ? err : office_done(r, office_url(r, ITEM, r->params[0]), "left");
}

/* ---- delete ---- */

static enum err
ask_delete(struct req *r, struct str problem)
{
	struct customer_group g;
	enum err err = customer_group_get(req_db(r), r->arena, r->params[0], &g);

	if (err)
		return err;
	return office_confirm(r,
	    &(struct office_question){ .heading = N_("Delete this group?"),
		.subject = g.name,
		.text = N_("Its customers stay, without the group. Promotions that ask for it apply to nobody."),
		.submit = N_("Delete"),
		.action = office_url(r, ITEM "/delete", g.public_id),
		.cancel = office_url(r, ITEM, g.public_id),
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
	struct price_env e = price_env_of(r);
	enum err err = customer_group_remove(&e, r->params[0]);

	if (err == ERR_CONFLICT) {
		err_clear();
		return ask_delete(r, form_text(r, N_("A price list is for this group. Change the list first.")));
	}
	return err ? err : office_done(r, office_url(r, GROUPS, STR("")), "deleted");
}
