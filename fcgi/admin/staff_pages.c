/* staff_pages.c - colleagues: the list, one of them, invitations, roles, factors. */
#include "fcgi/admin/people.h"
#include "lib/shop/clerk.h"

static enum err list_page(struct req *r), show_page(struct req *r), invite_page(struct req *r),
    invite_post(struct req *r);
static enum err roles_post(struct req *r), state_page(struct req *r), disable_post(struct req *r),
    enable_post(struct req *r), reset_post(struct req *r);
static enum err session_post(struct req *r), sessions_page(struct req *r), sessions_post(struct req *r);
static enum err factors_page(struct req *r), factors_post(struct req *r);

struct invite_form {
	struct str email, given_name, family_name;
	struct list roles;
};
static const struct shape_field invite_fields[] = {
	SHAPE_STR(struct invite_form, email, 1, 254, .flags = SHAPE_REQUIRED, .format = &format_email,
	    .doc = "e-mail address"),
	SHAPE_STR(struct invite_form, given_name, 1, 100, .flags = SHAPE_REQUIRED, .doc = "given name"),
	SHAPE_STR(struct invite_form, family_name, 1, 100, .flags = SHAPE_REQUIRED, .doc = "family name"),
	SHAPE_LIST(struct invite_form, roles, NULL, ROLES_MAX, .doc = "ids of roles"),
};
static const struct shape invite_shape = SHAPE(struct invite_form, invite_fields, "A colleague to invite.");

struct roles_form {
	struct list roles;
};
static const struct shape_field roles_fields[] = { SHAPE_LIST(
    struct roles_form, roles, NULL, ROLES_MAX, .doc = "ids of roles") };
static const struct shape roles_shape = SHAPE(struct roles_form, roles_fields, "The roles of a colleague.");

#define WRITE ACCESS_OFFICE, PERM_STAFF_WRITE
static const struct route routes[] = {
	{ GET, "/admin/staff", list_page, ACCESS_OFFICE, PERM_STAFF_READ, .query = &people_args_shape, .sql = { 0, 6 },
	    .doc = "Colleagues" },
	{ GET, "/admin/staff/invite", invite_page, WRITE, .sql = { 0, 6 }, .flags = ROUTE_FRESH },
	{ POST, "/admin/staff/invite", invite_post, WRITE, .body = &invite_shape, .sql = { 0, 40 },
	    .flags = ROUTE_FRESH, .doc = "Mails an invitation" },
	{ GET, "/admin/staff/{id}", show_page, ACCESS_OFFICE, PERM_STAFF_READ, .query = &office_args_shape,
	    .sql = { 0, 12 }, .doc = "A colleague" },
	{ POST, "/admin/staff/{id}/roles", roles_post, WRITE, .body = &roles_shape, .sql = { 0, 40 },
	    .flags = ROUTE_FRESH, .doc = "Gives and takes roles" },
	{ GET, "/admin/staff/{id}/disable", state_page, WRITE, .sql = { 0, 6 }, .flags = ROUTE_FRESH },
	{ POST, "/admin/staff/{id}/disable", disable_post, WRITE, .sql = { 0, 30 }, .flags = ROUTE_FRESH },
	{ POST, "/admin/staff/{id}/enable", enable_post, WRITE, .sql = { 0, 30 }, .flags = ROUTE_FRESH },
	{ POST, "/admin/staff/{id}/reset", reset_post, WRITE, .sql = { 0, 30 }, .flags = ROUTE_FRESH,
	    .doc = "Mails a link" },
	{ GET, "/admin/staff/{id}/factors", factors_page, WRITE, .sql = { 0, 6 }, .flags = ROUTE_FRESH },
	{ POST, "/admin/staff/{id}/factors", factors_post, WRITE, .sql = { 0, 30 }, .flags = ROUTE_FRESH,
	    .doc = "Removes second factors" },
	{ POST, "/admin/staff/{id}/session", session_post, WRITE, .body = &people_session_shape, .sql = { 0, 30 } },
	{ GET, "/admin/staff/{id}/sessions", sessions_page, WRITE, .sql = { 0, 6 } },
	{ POST, "/admin/staff/{id}/sessions", sessions_post, WRITE, .sql = { 0, 30 } },
};
const struct route_table office_staff_routes = { routes, COUNT(routes) };

#define PATH "/admin/staff"
#define ITEM "/admin/staff/*"

static enum err
list_page(struct req *r)
{
	return people_list(r, SESSION_OFFICE, N_("Staff"), PATH, ITEM);
}

/* ---- roles as boxes ---- */

static bool
is_in(struct list ids, struct str id)
{
	const struct str *s = ids.items;

	for (size_t i = 0; i < ids.count; i++)
		if (str_eq(s[i], id))
			return true;
	return false;
}

/* `chosen` NULL: as they are held. */
static enum err
fill_roles(struct req *r, struct block_view *b, int64_t account_id, const struct list *chosen)
{
	struct group_view *g = office_group(r, b, form_text(r, N_("Roles")));
	const struct role *role;
	struct list all;
	enum err err = role_list(req_db(r), r->arena, ROLE_STAFF, account_id, &all);

	if (err)
		return err;
	role = all.items;
	for (size_t i = 0; i < all.count; i++) {
		struct choice_view *c = office_choice(r, g, "roles", role[i].public_id, office_role_name(r, &role[i]));
		bool out_of_reach = role[i].permissions & ~r->who.permissions;
		c->hint = office_role_text(r, &role[i]);
		c->checked = chosen ? is_in(*chosen, role[i].public_id) : role[i].held;
		if (out_of_reach) {
			c->disabled = true;
			c->hint = str_printf(r->arena, "%.*s %.*s", STR_ARG(c->hint),
			    STR_ARG(form_text(r, N_("Has permissions that you lack."))));
		}
	}
	return OK;
}

/* Boxes that cannot be changed are not sent by the browser: held ones out of reach stay. */
static enum err
with_out_of_reach(struct req *r, int64_t account_id, struct list sent, struct list *out)
{
	const struct role *role;
	struct str *ids;
	struct list all;
	enum err err = role_list(req_db(r), r->arena, ROLE_STAFF, account_id, &all);

	if (err)
		return err;
	role = all.items;
	ids = arena_array(r->arena, struct str, sent.count + all.count);
	for (size_t i = 0; i < sent.count; i++)
		ids[i] = ((const struct str *)sent.items)[i];
	for (size_t i = 0; i < all.count; i++)
		if (role[i].held && (role[i].permissions & ~r->who.permissions) && !is_in(sent, role[i].public_id))
			ids[sent.count++] = role[i].public_id;
	*out = (struct list){ ids, sent.count };
	return OK;
}

/* ---- one ---- */

static void
staff_actions(struct req *r, struct office_page *p, const struct account *a)
{
	struct button_view *b;

	if (!office_may(r, PERM_STAFF_WRITE) || a->state == ACCOUNT_ERASED || a->id == r->who.account_id)
		return;
	if (a->state == ACCOUNT_ACTIVE) {
		office_button(r, &p->actions, N_("Send a password link"), office_url(r, ITEM "/reset", a->public_id))
		    ->quiet = true;
		office_link(r, &p->actions, N_("Remove second factors …"), office_url(r, ITEM "/factors", a->public_id))
		    ->quiet = true;
	}
	if (a->state == ACCOUNT_DISABLED) {
		office_button(r, &p->actions, N_("Enable"), office_url(r, ITEM "/enable", a->public_id))->quiet = true;
		return;
	}
	b = office_link(r, &p->actions, N_("Disable …"), office_url(r, ITEM "/disable", a->public_id));
	b->quiet = b->danger = true;
}

static enum err
roles_block(struct req *r, struct office_page *p, const struct account *a)
{
	struct block_view *b = office_block(r, p, N_("Roles"));
	const struct role *role;
	struct list all;
	enum err err;

	if (office_may(r, PERM_STAFF_WRITE) && a->id != r->who.account_id && a->state != ACCOUNT_ERASED) {
		b->form = arena_new_of(r->arena, struct form_view);
		form_view_fill(r, b->form, NULL, 0, NULL, NULL, &r->errors);
		b->form->action = office_url(r, ITEM "/roles", a->public_id);
		b->form->submit = form_text(r, N_("Save the roles"));
		b->text = form_text(r, N_("Whoever gets or loses a role is logged out."));
		return fill_roles(r, b, a->id, NULL);
	}
	if ((err = role_list(req_db(r), r->arena, ROLE_STAFF, a->id, &all)))
		return err;
	role = all.items;
	for (size_t i = 0; i < all.count; i++)
		if (role[i].held)
			office_fact(r, b, N_("Role"), office_role_name(r, &role[i]))->note =
			    office_role_text(r, &role[i]);
	if (a->id == r->who.account_id)
		b->text = form_text(r, N_("Nobody changes his own roles."));
	return OK;
}

static enum err
show(struct req *r, const struct account *a, struct str done, struct str problem, int status)
{
	struct office_page p;
	enum err err = office_begin(r, &p, office_person(r, a));

	if (err)
		return err;
	office_crumb(r, &p, N_("Staff"), PATH);
	office_notice(r, &p, done);
	p.problem = problem;
	people_profile(r, &p, a);
	staff_actions(r, &p, a);
	if ((err = roles_block(r, &p, a)))
		return err;
	err = people_sessions(r, &p, a, office_may(r, PERM_STAFF_WRITE) ? PATH : NULL);
	return err ? err : office_reply_status(r, status, &p);
}

static enum err
show_page(struct req *r)
{
	const struct office_args *args = r->args;
	struct account a;
	enum err err = people_find(r, SESSION_OFFICE, &a);

	return err ? err : show(r, &a, args->done, STR_ABSENT, 200);
}


static enum err
roles_post(struct req *r)
{
	const struct roles_form *in = r->form;
	struct who who = who_of(r);
	struct account_env e = env_of(r, &who);
	struct account a;
	struct list roles = { 0 };
	enum err err = people_find(r, SESSION_OFFICE, &a);

	if (!err)
		err = with_out_of_reach(r, a.id, in->roles, &roles);
	if (!err)
		err = role_assign(&e, a.id, roles);
	if (err == ERR_DENIED || err == ERR_CONFLICT) {
		err_clear();
		return show(r, &a, STR_ABSENT,
		    form_text(r,
			err == ERR_CONFLICT
			    ? N_("There must always be an owner: give the role to somebody else first.")
			    : N_("You can only give and take roles whose permissions you have yourself, and never your own. The attempt was recorded.")),
		    err == ERR_CONFLICT ? 409 : 403);
	}
	return err ? err : office_done(r, office_url(r, ITEM, a.public_id), "saved");
}

/* ---- invitation ---- */

static enum err
invite_show(struct req *r, const struct invite_form *in, struct str problem, int status)
{
	static const struct form_field fields[] = {
		{ "email", N_("E-mail address"), FIELD_EMAIL, .autocomplete = "off" },
		{ "given_name", N_("Given name"), FIELD_TEXT, .autocomplete = "off", .half = true },
		{ "family_name", N_("Family name"), FIELD_TEXT, .autocomplete = "off", .half = true },
	};
	struct office_page p;
	struct block_view *b;
	enum err err = office_begin(r, &p, form_text(r, N_("Invite somebody")));

	if (err)
		return err;
	office_crumb(r, &p, N_("Staff"), PATH);
	p.lead =
	    form_text(r, N_("The mail has a link to set a password; a second factor is set up at the first login."));
	p.problem = problem;
	b = office_block(r, &p, NULL);
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, fields, COUNT(fields), &invite_shape, in, &r->errors);
	b->form->action = office_url(r, "/admin/staff/invite", STR(""));
	b->form->submit = form_text(r, N_("Send the invitation"));
	b->cancel_url = office_url(r, PATH, STR(""));
	if ((err = fill_roles(r, b, 0, in ? &in->roles : NULL)))
		return err;
	return office_reply_status(r, b->form->failed ? 422 : status, &p);
}

static enum err
invite_page(struct req *r)
{
	return invite_show(r, NULL, STR_ABSENT, 200);
}

static enum err
invite_post(struct req *r)
{
	const struct invite_form *in = r->form;
	struct who who = who_of(r);
	struct account_env e = env_of(r, &who);
	struct account a;
	enum err err;

	if (r->errors.count)
		return invite_show(r, in, STR_ABSENT, 422);
	err = clerk_invite(&e, in->email, in->given_name, in->family_name, in->roles, &r->errors, &a);
	if (err == ERR_INVALID && r->errors.count)
		return invite_show(r, in, STR_ABSENT, 422);
	if (err == ERR_CONFLICT)
		return invite_show(r, in, form_text(r, N_("There is a colleague with this address already.")), 409);
	if (err == ERR_DENIED)
		return invite_show(r, in,
		    form_text(r,
			N_("You can only give roles whose permissions you have yourself. The attempt was recorded.")),
		    403);
	return err ? err : office_done(r, office_url(r, ITEM, a.public_id), "invited");
}

/* ---- the rest is as with customers ---- */

static enum err
state_page(struct req *r)
{
	return people_ask_disable(r, SESSION_OFFICE, PATH, STR_ABSENT);
}

static enum err
disable_post(struct req *r)
{
	return people_set_state(r, SESSION_OFFICE, PATH, ACCOUNT_DISABLED);
}

static enum err
enable_post(struct req *r)
{
	return people_set_state(r, SESSION_OFFICE, PATH, ACCOUNT_ACTIVE);
}

static enum err
reset_post(struct req *r)
{
	return people_reset(r, SESSION_OFFICE, PATH);
}

static enum err
session_post(struct req *r)
{
	return people_end_session(r, SESSION_OFFICE, PATH);
}

static enum err
sessions_page(struct req *r)
{
	return people_ask_sessions(r, SESSION_OFFICE, PATH);
}

static enum err
sessions_post(struct req *r)
{
	return people_end_sessions(r, SESSION_OFFICE, PATH);
}

static enum err
factors_page(struct req *r)
{
	struct account a;
	enum err err = people_find(r, SESSION_OFFICE, &a);

	if (err)
		return err;
	return office_confirm(r,
	    &(struct office_question){ .heading = N_("Remove second factors?"),
		.subject = office_person(r, &a),
		.text = N_(
		    "For somebody who lost phone and recovery codes: make sure that it is really this person who asks. "
		    "Authenticator app, passkeys and codes go; all sessions end; at the next login new ones are set up."),
		.submit = N_("Remove"),
		.action = office_url(r, ITEM "/factors", a.public_id),
		.cancel = office_url(r, ITEM, a.public_id) });
}

static enum err
factors_post(struct req *r)
{
	struct who who = who_of(r);
	struct account_env e = env_of(r, &who);
	struct account a;
	enum err err = people_find(r, SESSION_OFFICE, &a);

	if (!err)
		err = clerk_reset_factors(&e, &a);
	return err ? err : office_done(r, office_url(r, ITEM, a.public_id), "factors-reset");
}
