/*
 * door_pages.c - the way in and out: register, confirm, log in, log out.  See account.h.
 *
 * What a stranger gets to see never depends on whether an address has an account: lib/shop/account.h sees to the words
 * of the mails and to the time it takes, these pages say the same in each case.  Links of mails lead to a page with a
 * button: only its POST uses the token up, so that a mail scanner that follows links does no harm.
 */
#include "fcgi/account/account.h"
#include "fcgi/account/door.h"
#include "fcgi/common/cart_env.h"
#include "lib/shop/account_session.h"
#include "lib/web/i18n.h"

/* ---- forms ---- */

static const struct form_field register_form_fields[] = {
	{ "given_name", N_("First name"), FIELD_TEXT, .autocomplete = "given-name", .half = true },
	{ "family_name", N_("Last name"), FIELD_TEXT, .autocomplete = "family-name", .half = true },
	{ "email", N_("E-mail address"), FIELD_EMAIL, .autocomplete = "username",
	    .hint = N_("We send you a link to confirm it.") },
	{ "password", N_("Password"), FIELD_PASSWORD, .autocomplete = "new-password", .hint = DOOR_PASSWORD_HINT },
	{ "newsletter", N_("Send me the newsletter"), FIELD_CHECK,
	    .hint = N_("About once a month. You can stop it at any time.") },
};

struct token_form {
	struct str t;
};
static const struct shape_field token_fields[] = {
	SHAPE_STR(struct token_form, t, 0, 200, .flags = SHAPE_SECRET, .doc = "token of the link"),
};
static const struct shape token_shape = SHAPE(struct token_form, token_fields, "The token of a link.");
static const struct form_field token_form_fields[] = { { "t", .kind = FIELD_HIDDEN } };

struct email_form {
	struct str email;
};
static const struct shape_field email_fields[] = {
	SHAPE_STR(struct email_form, email, 1, 254, .flags = SHAPE_REQUIRED, .format = &format_email,
	    .doc = "address to send to"),
};
const struct shape door_email_shape = SHAPE(struct email_form, email_fields, "An e-mail address.");
const struct form_field door_email_fields[1] = { { "email", N_("E-mail address"), FIELD_EMAIL,
    .autocomplete = "username" } };

static enum err register_page(struct req *r);
static enum err register_post(struct req *r);
static enum err register_sent_page(struct req *r);
static enum err confirm_page(struct req *r);
static enum err confirm_post(struct req *r);
static enum err confirm_again_page(struct req *r);
static enum err confirm_again_post(struct req *r);
static enum err confirm_email_page(struct req *r);
static enum err confirm_email_post(struct req *r);
static enum err logout_post(struct req *r);

static const struct route routes[] = {
	{ GET, "/register", register_page, ACCESS_VISITOR, .query = &account_args_shape, .sql = { 0, 2 },
	    .doc = "Form of the registration" },
	{ POST, "/register", register_post, ACCESS_VISITOR, .body = &registration_shape, .sql = { 0, 24 },
	    .doc = "Register" },
	{ GET, "/register/sent", register_sent_page, ACCESS_VISITOR, .query = &account_args_shape, .sql = { 0, 2 },
	    .doc = "Look into your mail" },
	{ GET, "/confirm", confirm_page, ACCESS_VISITOR, .query = &account_args_shape, .sql = { 0, 2 },
	    .doc = "Button that confirms an address" },
	{ POST, "/confirm", confirm_post, ACCESS_VISITOR, .body = &token_shape, .sql = { 0, 20 },
	    .doc = "Confirm an address" },
	{ GET, "/confirm/again", confirm_again_page, ACCESS_VISITOR, .query = &account_args_shape, .sql = { 0, 2 },
	    .doc = "Form: send the link again" },
	{ POST, "/confirm/again", confirm_again_post, ACCESS_VISITOR, .body = &door_email_shape, .sql = { 0, 20 },
	    .doc = "Send the link again" },
	{ GET, "/confirm/email", confirm_email_page, ACCESS_VISITOR, .query = &account_args_shape, .sql = { 0, 2 },
	    .doc = "Button that confirms a new address" },
	{ POST, "/confirm/email", confirm_email_post, ACCESS_VISITOR, .body = &token_shape, .sql = { 0, 20 },
	    .doc = "Confirm a new address" },
	{ POST, "/logout", logout_post, ACCESS_VISITOR, .sql = { 0, 20 }, .doc = "Log out" },
};
const struct route_table account_door = { routes, COUNT(routes) };

/* ---- registration ---- */

static enum err
register_show(struct req *r, const struct registration *in)
{
	struct account_view v;
	enum err err = account_view_fill(
	    r, &v, AREA_NONE, N_("Create an account"), N_("Order faster, see your orders, keep your addresses."));

	if (err)
		return err;
	v.form = arena_new_of(r->arena, struct form_view);
	form_view_fill(
	    r, v.form, register_form_fields, COUNT(register_form_fields), &registration_shape, in, &r->errors);
	v.form->action = account_url(r, "/register");
	v.form->submit = form_text(r, N_("Create account"));
	account_view_link(r, &v, N_("I have an account: log in"), "/login");
	return account_reply(r, T_DOOR, &v);
}

static enum err
register_page(struct req *r)
{
	if (r->who.actor == ACTOR_CUSTOMER)
		return account_redirect(r, "/account", NULL);
	return register_show(r, NULL);
}

static enum err
register_post(struct req *r)
{
	const struct registration *in = r->form;
	struct account_env e;
	enum err err;

	account_env_of(r, &e);
	/* Also with errors in other fields: all of them are shown at once. */
	err = account_register(&e, in, &r->errors);
	if (r->errors.count && (!err || err == ERR_INVALID))
		return register_show(r, in);
	return err ? err : account_redirect(r, "/register/sent", NULL);
}

static enum err
register_sent_page(struct req *r)
{
	struct account_view v;
	enum err err = account_view_fill(r, &v, AREA_NONE, N_("Look into your mail"),
	    N_("We have sent you a mail. Open the link in it to go on. It is good for one hour."));

	if (err)
		return err;
	v.hints =
	    door_hints(r, N_("It can take a minute to arrive."), N_("Look into the folder for unwanted mail, too."));
	account_view_link(r, &v, N_("Send the link again"), "/confirm/again");
	account_view_link(r, &v, N_("Use another e-mail address"), "/register");
	return account_reply(r, T_DOOR, &v);
}

/* ---- confirmation ---- */

enum err
door_link_is_over(struct req *r, const char *label, const char *path)
{
	struct account_view v;
	enum err err = account_view_fill(r, &v, AREA_NONE, N_("This link does not work any more"),
	    N_("Links in mails can be used once and for a limited time. If you have used it already, all is well."));

	if (err)
		return err;
	account_view_link(r, &v, label, path);
	account_view_link(r, &v, N_("Log in"), "/login");
	r->resp.status = 410;
	return account_reply(r, T_DOOR, &v);
}

static enum err
button_show(struct req *r, const char *heading, const char *lead, const char *submit, const char *path)
{
	const struct account_args *args = r->args;
	const struct token_form token = { args->t };
	struct account_view v;
	enum err err;

	if (str_is_empty(args->t))
		return door_link_is_over(r, N_("Send the link again"), "/confirm/again");
	err = account_view_fill(r, &v, AREA_NONE, heading, lead);
	if (err)
		return err;
	v.form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, v.form, token_form_fields, COUNT(token_form_fields), &token_shape, &token, NULL);
	v.form->action = account_url(r, path);
	v.form->submit = form_text(r, submit);
	door_keep_token(r);
	return account_reply(r, T_DOOR, &v);
}

static enum err
confirm_page(struct req *r)
{
	return button_show(r, N_("Confirm your e-mail address"), N_("One more step, and your account is ready."),
	    N_("Confirm my address"), "/confirm");
}

static enum err
confirm_post(struct req *r)
{
	const struct token_form *in = r->form;
	struct account account;
	struct account_env e;
	enum err err;

	account_env_of(r, &e);
	err = account_confirm(&e, in->t, &account);
	if (err == ERR_GONE || err == ERR_NOT_FOUND || err == ERR_INVALID)
		return door_link_is_over(r, N_("Send the link again"), "/confirm/again");
	return err ? err : account_redirect(r, "/login", "confirmed");
}

static enum err
confirm_again_show(struct req *r, const struct email_form *in)
{
	struct account_view v;
	enum err err = account_view_fill(
	    r, &v, AREA_NONE, N_("Send the link again"), N_("Enter the address that you registered with."));

	if (err)
		return err;
	v.form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, v.form, door_email_fields, COUNT(door_email_fields), &door_email_shape, in, &r->errors);
	v.form->action = account_url(r, "/confirm/again");
	v.form->submit = form_text(r, N_("Send the link"));
	account_view_link(r, &v, N_("Log in"), "/login");
	return account_reply(r, T_DOOR, &v);
}

static enum err
confirm_again_page(struct req *r)
{
	return confirm_again_show(r, NULL);
}

static enum err
confirm_again_post(struct req *r)
{
	const struct email_form *in = r->form;
	struct account_env e;
	enum err err;

	if (r->errors.count)
		return confirm_again_show(r, in);
	account_env_of(r, &e);
	err = account_confirm_again(&e, in->email);
	return err ? err : account_redirect(r, "/register/sent", NULL);
}

static enum err
confirm_email_page(struct req *r)
{
	return button_show(r, N_("Confirm your new e-mail address"),
	    N_("From then on you log in with the new address. All devices are logged out."), N_("Use the new address"),
	    "/confirm/email");
}

static enum err
confirm_email_post(struct req *r)
{
	const struct token_form *in = r->form;
	struct account account;
	struct account_env e;
	enum err err;

	account_env_of(r, &e);
	err = account_change_email_confirm(&e, in->t, &account);
	if (err == ERR_GONE || err == ERR_NOT_FOUND || err == ERR_INVALID || err == ERR_CONFLICT)
		return door_link_is_over(r, N_("Change the e-mail address"), "/account/email");
	return err ? err : account_redirect(r, "/login", "email");
}

/* ---- out ---- */

/* Also without a session, or with one that has ended: what somebody wants who presses this is to be logged out. */
static enum err
logout_post(struct req *r)
{
	enum err err = OK;

	if (r->who.session_id) {
		struct account_env e;
		account_env_of(r, &e);
		err = account_logout(&e, r->who.account_id, r->who.session);
		if (err && err != ERR_NOT_FOUND)
			return err;
	}
	cookie_set(r, COOKIE_SHOP, STR_ABSENT, 0);
	cart_forget(r);
	resp_header(r, "Clear-Site-Data", STR("\"cache\", \"cookies\", \"storage\""));
	return account_redirect(r, "/login", "logout");
}
