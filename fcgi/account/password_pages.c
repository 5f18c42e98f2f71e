/*
 * password_pages.c - the forgotten password, and the first one of somebody whom the shop invited.  See door.h.
 *
 * Asking for a link says the same whether there is such an account or not.  The link's page uses nothing up; setting
 * the password does, ends all sessions, and leads to the login: whoever sits at the mailbox still has to know the new
 * password.
 */
#include "fcgi/account/door.h"

struct reset_form {
	struct str t, password;
};
static const struct shape_field reset_fields[] = {
	SHAPE_STR(struct reset_form, t, 0, 200, .flags = SHAPE_SECRET, .doc = "token of the link"),
	SHAPE_STR(struct reset_form, password, 1, 1024,
	    .flags = SHAPE_REQUIRED | SHAPE_NO_TRIM | SHAPE_WRITE_ONLY | SHAPE_SECRET, .doc = "new password"),
};
static const struct shape reset_shape = SHAPE(struct reset_form, reset_fields, "A new password, by a link.");
static const struct form_field reset_form_fields[] = {
	{ "t", .kind = FIELD_HIDDEN },
	{ "password", N_("New password"), FIELD_PASSWORD, .autocomplete = "new-password", .hint = DOOR_PASSWORD_HINT },
};

struct asked {
	struct str email;
};

static enum err forgotten_page(struct req *r);
static enum err forgotten_post(struct req *r);
static enum err sent_page(struct req *r);
static enum err reset_page(struct req *r);
static enum err reset_post(struct req *r);
static enum err invite_page(struct req *r);
static enum err invite_post(struct req *r);

static const struct route routes[] = {
	{ GET, "/password/forgotten", forgotten_page, ACCESS_VISITOR, .query = &account_args_shape, .sql = { 0, 2 },
	    .doc = "Form: forgotten password" },
	{ POST, "/password/forgotten", forgotten_post, ACCESS_VISITOR, .body = &door_email_shape, .sql = { 0, 20 },
	    .doc = "Ask for a link" },
	{ GET, "/password/sent", sent_page, ACCESS_VISITOR, .query = &account_args_shape, .sql = { 0, 2 },
	    .doc = "Look into your mail" },
	{ GET, "/password/reset", reset_page, ACCESS_VISITOR, .query = &account_args_shape, .sql = { 0, 4 },
	    .doc = "Form: new password, by a link" },
	{ POST, "/password/reset", reset_post, ACCESS_VISITOR, .body = &reset_shape, .sql = { 0, 24 },
	    .doc = "Set a new password" },
	{ GET, "/invite", invite_page, ACCESS_VISITOR, .query = &account_args_shape, .sql = { 0, 4 },
	    .doc = "Form: first password, by a link" },
	{ POST, "/invite", invite_post, ACCESS_VISITOR, .body = &reset_shape, .sql = { 0, 24 },
	    .doc = "Set the first password" },
};
const struct route_table account_password_routes = { routes, COUNT(routes) };

static enum err
forgotten_show(struct req *r, const void *in)
{
	struct account_view v;
	enum err err = account_view_fill(r, &v, AREA_NONE, N_("Forgotten your password?"),
	    N_("Enter your e-mail address, and we send you a link to set a new one."));

	if (err)
		return err;
	v.form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, v.form, door_email_fields, COUNT(door_email_fields), &door_email_shape, in, &r->errors);
	v.form->action = account_url(r, "/password/forgotten");
	v.form->submit = form_text(r, N_("Send the link"));
	account_view_link(r, &v, N_("Back to the login"), "/login");
	return account_reply(r, T_DOOR, &v);
}

static enum err
forgotten_page(struct req *r)
{
	return forgotten_show(r, NULL);
}

static enum err
forgotten_post(struct req *r)
{
	const struct asked *in = r->form;
	struct account_env e;
	enum err err;

	if (r->errors.count)
		return forgotten_show(r, in);
	account_env_of(r, &e);
	err = account_reset_ask(&e, SESSION_SHOP, in->email);
	return err ? err : account_redirect(r, "/password/sent", NULL);
}

static enum err
sent_page(struct req *r)
{
	struct account_view v;
	enum err err = account_view_fill(r, &v, AREA_NONE, N_("Look into your mail"),
	    N_("If there is an account with this address, we have sent a link to it. It is good for one hour."));

	if (err)
		return err;
	v.hints =
	    door_hints(r, N_("It can take a minute to arrive."), N_("Look into the folder for unwanted mail, too."));
	account_view_link(r, &v, N_("Send the link again"), "/password/forgotten");
	account_view_link(r, &v, N_("Back to the login"), "/login");
	return account_reply(r, T_DOOR, &v);
}

/* ---- the link ---- */

static enum err
reset_show(struct req *r, const struct reset_form *in, struct str email, const char *path)
{
	struct account_view v;
	bool invited = strcmp(path, "/invite") == 0;
	enum err err = account_view_fill(r, &v, AREA_NONE,
	    invited ? N_("Welcome! Choose a password") : N_("Choose a new password"),
	    invited ? NULL : N_("All devices are logged out then, and you log in with the new password."));

	if (err)
		return err;
	v.form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, v.form, reset_form_fields, COUNT(reset_form_fields), &reset_shape, in, &r->errors);
	v.form->action = account_url(r, path);
	v.form->submit = form_text(r, N_("Set the password"));
	v.form->username = email;
	door_keep_token(r);
	return account_reply(r, T_DOOR, &v);
}

static bool
is_over(enum err err)
{
	return err == ERR_GONE || err == ERR_NOT_FOUND;
}

static enum err
reset_over(struct req *r)
{
	return door_link_is_over(r, N_("Ask for a new link"), "/password/forgotten");
}

/* Who it is for, as long as the link is good. */
static enum err
reset_peek(struct req *r, struct str token, struct account *account)
{
	struct account_env e;

	account_env_of(r, &e);
	return str_is_empty(token) ? ERR_NOT_FOUND : account_reset_peek(&e, token, account);
}

static enum err
reset_page(struct req *r)
{
	const struct account_args *args = r->args;
	const struct reset_form in = { .t = args->t };
	struct account account;
	enum err err = reset_peek(r, args->t, &account);

	if (is_over(err))
		return reset_over(r);
	return err ? err : reset_show(r, &in, account.email, "/password/reset");
}

static enum err
reset_post(struct req *r)
{
	const struct reset_form *in = r->form;
	struct account account = { 0 };
	struct account_env e;
	enum err err;

	account_env_of(r, &e);
	err = r->errors.count ? ERR_INVALID : account_reset(&e, in->t, in->password, &r->errors);
	if (err == ERR_INVALID && r->errors.count) {
		err = reset_peek(r, in->t, &account);
		if (!err)
			return reset_show(r, in, account.email, "/password/reset");
	}
	if (is_over(err))
		return reset_over(r);
	return err ? err : account_redirect(r, "/login", "reset");
}

/* ---- invited by the shop ---- */

static enum err
invite_peek(struct req *r, struct str token, struct account *account)
{
	struct account_env e;

	account_env_of(r, &e);
	return str_is_empty(token) ? ERR_NOT_FOUND : account_invite_peek(&e, token, account);
}

static enum err
invite_page(struct req *r)
{
	const struct account_args *args = r->args;
	const struct reset_form in = { .t = args->t };
	struct account account;
	enum err err = invite_peek(r, args->t, &account);

	if (is_over(err))
		return reset_over(r);
	return err ? err : reset_show(r, &in, account.email, "/invite");
}

static enum err
invite_post(struct req *r)
{
	const struct reset_form *in = r->form;
	struct account account;
	struct account_env e;
	enum err err;

	account_env_of(r, &e);
	err = r->errors.count ? ERR_INVALID : account_accept_invite(&e, in->t, in->password, &r->errors, &account);
	if (err == ERR_INVALID && r->errors.count) {
		err = invite_peek(r, in->t, &account);
		if (!err)
			return reset_show(r, in, account.email, "/invite");
	}
	if (is_over(err))
		return reset_over(r);
	return err ? err : account_redirect(r, "/login", "confirmed");
}
