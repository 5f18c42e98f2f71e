/* own_pages.c - one's own account: sessions, password; second factors are at /admin/security
 * (fcgi/common/factor_pages.h). */
#include "fcgi/admin/people.h"
#include "lib/shop/account_session.h"
#include "lib/shop/role.h"
#include "lib/shop/stock_notice.h"

static enum err own_page(struct req *r), session_post(struct req *r), others_post(struct req *r),
    password_page(struct req *r), password_post(struct req *r);

struct password_form {
	struct str present, wanted;
};
static const struct shape_field password_fields[] = {
	SHAPE_STR(struct password_form, present, 1, 1000,
	    .flags = SHAPE_REQUIRED | SHAPE_SECRET | SHAPE_NO_TRIM | SHAPE_WRITE_ONLY, .doc = "present password"),
	SHAPE_STR(struct password_form, wanted, 1, 1000,
	    .flags = SHAPE_REQUIRED | SHAPE_SECRET | SHAPE_NO_TRIM | SHAPE_WRITE_ONLY, .doc = "new password"),
};
static const struct shape password_shape = SHAPE(struct password_form, password_fields, "A change of password.");

static enum err mails_post(struct req *r);
static const struct shape_field mails_fields[] = {
	SHAPE_BOOL(struct stock_wants, digest, .doc = "once a day what is low"),
	SHAPE_BOOL(struct stock_wants, sold_out, .doc = "at once what is sold out"),
};
static const struct shape mails_shape = SHAPE(struct stock_wants, mails_fields, "Mails about the stock.");

static const struct route routes[] = {
	{ GET, "/admin/account", own_page, ACCESS_OFFICE, .query = &office_args_shape, .sql = { 0, 8 },
	    .doc = "One's own account" },
	{ POST, "/admin/account/session", session_post, ACCESS_OFFICE, .body = &people_session_shape, .sql = { 0, 20 },
	    .doc = "Ends a session" },
	{ POST, "/admin/account/sessions", others_post, ACCESS_OFFICE, .sql = { 0, 20 },
	    .doc = "Ends all other sessions" },
	{ POST, "/admin/account/mails", mails_post, ACCESS_OFFICE, PERM_STOCK_READ, .body = &mails_shape,
	    .sql = { 0, 20 }, .doc = "Which mails about the stock one gets" },
	{ GET, "/admin/account/password", password_page, ACCESS_OFFICE, .sql = { 0, 6 } },
	{ POST, "/admin/account/password", password_post, ACCESS_OFFICE, .body = &password_shape, .sql = { 0, 40 },
	    .doc = "Changes the password" },
};
const struct route_table office_own_routes = { routes, COUNT(routes) };

#define PATH "/admin/account"

static enum err
fill_own_roles(struct req *r, struct office_page *p, const struct account *a)
{
	struct block_view *b = office_block(r, p, N_("My roles"));
	const struct role *role;
	struct list all;
	enum err err = role_list(req_db(r), r->arena, ROLE_STAFF, a->id, &all);

	role = all.items;
	for (size_t i = 0; i < all.count && !err; i++)
		if (role[i].held)
			office_fact(r, b, N_("Role"), office_role_name(r, &role[i]))->note =
			    office_role_text(r, &role[i]);
	return err;
}

static enum err
own_sessions(struct req *r, struct office_page *p)
{
	static const char *const columns[] = { N_("Browser"), N_("From where"), N_("Last seen"), N_("Since") };
	struct block_view *b = office_block(r, p, N_("My sessions"));
	const struct session *s;
	struct list all;
	enum err err = session_list(req_db(r), r->arena, r->who.account_id, r->who.session_id, &all);

	if (err)
		return err;
	office_columns(r, b, columns, COUNT(columns));
	s = all.items;
	for (size_t i = 0; i < all.count; i++) {
		struct row_view *row = office_row(r, b);
		struct cell_view *cell =
		    office_cell(r, b, row, str_is_absent(s[i].agent) ? STR_ABSENT : str_cut_chars(s[i].agent, 80));
		cell->note = s[i].current ? form_text(r, N_("this session")) : STR_ABSENT;
		office_cell(r, b, row, s[i].ip);
		office_cell_time(r, b, row, s[i].seen_at);
		office_cell_time(r, b, row, s[i].created_at);
		if (!s[i].current) {
			struct button_view *end =
			    office_row_button(r, b, row, N_("End"), office_url(r, PATH "/session", STR("")));
			end->name = STR("session");
			end->value = s[i].public_id;
		}
	}
	if (all.count > 1)
		office_button(r, &b->buttons, N_("End all others"), office_url(r, PATH "/sessions", STR("")))->quiet =
		    true;
	return OK;
}

static enum err
fill_mails(struct req *r, struct office_page *p)
{
	static const struct form_field mail_form[] = { { "digest", N_("Once a day: what has become low"), FIELD_CHECK },
		{ "sold_out", N_("At once: what is sold out"), FIELD_CHECK } };
	struct stock_wants wants;
	struct block_view *b;
	enum err err = stock_wants_get(req_db(r), r->arena, r->who.account_id, &wants);

	if (err)
		return err;
	b = office_block(r, p, N_("Mails about the stock"));
	b->text = form_text(r, N_("Only when there is something new, and never twice for the same."));
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, mail_form, COUNT(mail_form), &mails_shape, &wants, NULL);
	b->form->action = office_url(r, PATH "/mails", STR(""));
	b->form->submit = form_text(r, N_("Save"));
	return OK;
}

static enum err
mails_post(struct req *r)
{
	enum err err = r->errors.count ? ERR_INVALID : stock_wants_set(req_db(r), r->who.account_id, r->form);

	return err ? err : office_done(r, office_url(r, PATH, STR("")), "saved");
}

static enum err
own_page(struct req *r)
{
	const struct office_args *args = r->args;
	struct account a;
	struct office_page p;
	enum err err = account_get(req_db(r), r->arena, r->who.account_id, &a);

	if (err || (err = office_begin(r, &p, form_text(r, N_("My account")))))
		return err;
	office_notice(r, &p, args->done);
	office_link(r, &p.actions, N_("Change the password"), office_url(r, PATH "/password", STR("")))->quiet = true;
	office_link(r, &p.actions, N_("Second factors"), office_url(r, "/admin/security", STR("")))->quiet = true;
	people_profile(r, &p, &a);
	p.tag = STR_ABSENT;
	if ((err = fill_own_roles(r, &p, &a)) || (office_may(r, PERM_STOCK_READ) && (err = fill_mails(r, &p))) ||
	    (err = own_sessions(r, &p)))
		return err;
	return office_reply(r, &p);
}

static enum err
session_post(struct req *r)
{
	const struct people_session *in = r->form;
	struct who who = who_of(r);
	struct account_env e = env_of(r, &who);
	enum err err =
	    r->errors.count ? ERR_INVALID : account_end_session(&e, r->who.account_id, r->who.account, in->session);

	return err ? err : office_done(r, office_url(r, PATH, STR("")), "ended");
}

static enum err
others_post(struct req *r)
{
	struct who who = who_of(r);
	struct account_env e = env_of(r, &who);
	enum err err = account_end_sessions(&e, r->who.account_id, r->who.account, r->who.session_id);

	return err ? err : office_done(r, office_url(r, PATH, STR("")), "all-ended");
}

static enum err
password_show(struct req *r)
{
	static const struct form_field fields[] = {
		{ "present", N_("Present password"), FIELD_PASSWORD, .autocomplete = "current-password" },
		{ "wanted", N_("New password"), FIELD_PASSWORD, .autocomplete = "new-password",
		    .hint = N_(
			"At least 8 characters, because a second factor protects you as well. A few words in a row are easy to remember.") },
	};
	struct office_page p;
	struct block_view *b;
	enum err err = office_begin(r, &p, form_text(r, N_("Change the password")));

	if (err)
		return err;
	office_crumb(r, &p, N_("My account"), PATH);
	b = office_block(r, &p, NULL);
	b->text = form_text(r, N_("All other sessions end."));
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, fields, COUNT(fields), &password_shape, NULL, &r->errors);
	b->form->action = office_url(r, PATH "/password", STR(""));
	b->form->submit = form_text(r, N_("Change the password"));
	b->cancel_url = office_url(r, PATH, STR(""));
	return office_reply_status(r, form_status(b->form), &p);
}

static enum err
password_page(struct req *r)
{
	return password_show(r);
}

static enum err
password_post(struct req *r)
{
	const struct password_form *in = r->form;
	struct who who = who_of(r);
	struct account_env e = env_of(r, &who);
	enum err err;

	if (r->errors.count)
		return password_show(r);
	err = account_change_password(&e, r->who.account_id, r->who.session_id, in->present, in->wanted, &r->errors);
	if (err == ERR_DENIED) {
		err_clear();
		field_error(&r->errors, STR("present"), N_("That is not your password."), (struct opt_i64){ 0 });
		err = ERR_INVALID;
	}
	if (err == ERR_INVALID && r->errors.count)
		return password_show(r);
	return err ? err : office_done(r, office_url(r, PATH, STR("")), "saved");
}
