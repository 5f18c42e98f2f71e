/* login_pages.c - in and out of the back office: password, the page that asks again, forgotten password, invitation,
 * logout. */
#include "fcgi/admin/office.h"
#include "lib/base/escape.h"
#include "lib/shop/account_session.h"

static enum err login_page(struct req *r), login_post(struct req *r), again_page(struct req *r),
    again_post(struct req *r), logout_post(struct req *r);
static enum err forgotten_page(struct req *r), forgotten_post(struct req *r), reset_page(struct req *r),
    reset_post(struct req *r);
static enum err invite_page(struct req *r), invite_post(struct req *r);

struct login_args {
	struct str back, done;
};
static const struct shape_field login_args_fields[] = {
	SHAPE_STR(struct login_args, back, 0, 2000, .doc = "where to go afterwards"),
	SHAPE_STR(struct login_args, done, 0, 40, .doc = "what was done"),
};
static const struct shape login_args_shape = SHAPE(struct login_args, login_args_fields, "Arguments of the login.");

struct login_form {
	struct str email, password, back, puzzle, solution;
};
static const struct shape_field login_form_fields[] = {
	SHAPE_STR(struct login_form, email, 1, 254, .flags = SHAPE_REQUIRED, .doc = "e-mail address"),
	SHAPE_STR(struct login_form, password, 1, 1000,
	    .flags = SHAPE_REQUIRED | SHAPE_SECRET | SHAPE_NO_TRIM | SHAPE_WRITE_ONLY, .doc = "password"),
	SHAPE_STR(struct login_form, back, 0, 2000, .doc = "where to go afterwards"),
	SHAPE_STR(struct login_form, puzzle, 0, 500, .doc = "the puzzle that was given"),
	SHAPE_STR(struct login_form, solution, 0, 100, .doc = "its solution"),
};
static const struct shape login_form_shape = SHAPE(struct login_form, login_form_fields, "A login.");
static const struct form_field login_fields[] = {
	{ "email", N_("E-mail address"), FIELD_EMAIL, .autocomplete = "username" },
	{ "password", N_("Password"), FIELD_PASSWORD, .autocomplete = "current-password" },
	{ "back", NULL, FIELD_HIDDEN },
	{ "puzzle", NULL, FIELD_HIDDEN },
	{ "solution", NULL, FIELD_HIDDEN },
};

struct again_form {
	struct str password, back;
};
static const struct shape_field again_form_fields[] = {
	SHAPE_STR(struct again_form, password, 1, 1000,
	    .flags = SHAPE_REQUIRED | SHAPE_SECRET | SHAPE_NO_TRIM | SHAPE_WRITE_ONLY, .doc = "password"),
	SHAPE_STR(struct again_form, back, 0, 2000, .doc = "where to go afterwards"),
};
static const struct shape again_form_shape =
    SHAPE(struct again_form, again_form_fields, "A password, asked for again.");
static const struct form_field again_fields[] = {
	{ "password", N_("Password"), FIELD_PASSWORD, .autocomplete = "current-password" },
	{ "back", NULL, FIELD_HIDDEN },
};

struct address_form {
	struct str email;
};
static const struct shape_field address_form_fields[] = {
	SHAPE_STR(struct address_form, email, 1, 254, .flags = SHAPE_REQUIRED, .format = &format_email,
	    .doc = "e-mail address"),
};
static const struct shape address_form_shape =
    SHAPE(struct address_form, address_form_fields, "Whose password is forgotten.");
static const struct form_field address_fields[] = { { "email", N_("E-mail address"), FIELD_EMAIL,
    .autocomplete = "username" } };

struct new_form {
	struct str password;
};
static const struct shape_field new_form_fields[] = {
	SHAPE_STR(struct new_form, password, 1, 1000,
	    .flags = SHAPE_REQUIRED | SHAPE_SECRET | SHAPE_NO_TRIM | SHAPE_WRITE_ONLY, .doc = "password"),
};
static const struct shape new_form_shape = SHAPE(struct new_form, new_form_fields, "A new password.");
static const struct form_field new_fields[] = { { "password", N_("New password"), FIELD_PASSWORD,
    .autocomplete = "new-password",
    .hint = N_("At least 15 characters. A few words in a row are easier to remember than a short puzzle.") } };

static const struct route routes[] = {
	{ GET, "/admin/login", login_page, ACCESS_VISITOR, .query = &login_args_shape, .sql = { 0, 4 },
	    .doc = "Login of the back office" },
	{ POST, "/admin/login", login_post, ACCESS_VISITOR, .body = &login_form_shape, .sql = { 0, 40 } },
	{ GET, "/admin/login/again", again_page, ACCESS_OFFICE, .query = &login_args_shape, .sql = { 0, 6 },
	    .doc = "Asks for a proof that is fresh" },
	{ POST, "/admin/login/again", again_post, ACCESS_OFFICE, .body = &again_form_shape, .sql = { 0, 30 } },
	{ GET, "/admin/login/forgotten", forgotten_page, ACCESS_VISITOR, .sql = { 0, 4 } },
	{ POST, "/admin/login/forgotten", forgotten_post, ACCESS_VISITOR, .body = &address_form_shape,
	    .sql = { 0, 30 } },
	{ GET, "/admin/login/reset/{token}", reset_page, ACCESS_VISITOR, .sql = { 0, 6 },
	    .doc = "The link of a mail: a new password" },
	{ POST, "/admin/login/reset/{token}", reset_post, ACCESS_VISITOR, .body = &new_form_shape, .sql = { 0, 40 } },
	{ GET, "/admin/login/invite/{token}", invite_page, ACCESS_VISITOR, .sql = { 0, 6 },
	    .doc = "The link of an invitation" },
	{ POST, "/admin/login/invite/{token}", invite_post, ACCESS_VISITOR, .body = &new_form_shape, .sql = { 0, 40 } },
	{ POST, "/admin/logout", logout_post, ACCESS_VISITOR, .sql = { 0, 20 }, .doc = "Ends the session" },
};
const struct route_table office_login_routes = { routes, COUNT(routes) };

/* ---- the door ---- */

struct door_view {
	struct office_frame *page;
	struct str heading, lead, notice, problem;
	struct form_view *form;
	struct factor_view *passkey, *passkey_again;
	struct str forgotten_url, login_url;
	struct str puzzle; /* what the browser has to solve first */
};
FACTOR_VIEW_SHAPE(door_factor_shape, &office_frame_shape);
static const struct shape_field door_fields[] = {
	SHAPE_STRUCT(struct door_view, page, struct office_frame, &office_frame_shape),
	SHAPE_STR(struct door_view, heading, 0, 200),
	SHAPE_STR(struct door_view, lead, 0, 1000),
	SHAPE_STR(struct door_view, notice, 0, 500),
	SHAPE_STR(struct door_view, problem, 0, 500),
	SHAPE_STRUCT(struct door_view, form, struct form_view, &form_view_shape),
	SHAPE_STRUCT(struct door_view, passkey, struct factor_view, &door_factor_shape),
	SHAPE_STRUCT(struct door_view, passkey_again, struct factor_view, &door_factor_shape),
	SHAPE_STR(struct door_view, forgotten_url, 0, 200),
	SHAPE_STR(struct door_view, login_url, 0, 200),
	SHAPE_STR(struct door_view, puzzle, 0, 500),
};
const struct shape office_door_shape = SHAPE(struct door_view, door_fields, "A page before the login.");

static enum err
door_begin(struct req *r, struct door_view *v, const char *heading)
{
	void *frame;
	enum err err;

	shape_init(&office_door_shape, v);
	v->heading = form_text(r, heading);
	if ((err = office_frame(r, v->heading, &frame)))
		return err;
	v->page = frame;
	v->form = arena_new_of(r->arena, struct form_view);
	return OK;
}

static enum err
door_reply(struct req *r, int status, struct door_view *v)
{
	resp_header(r, "Cache-Control", STR("no-store"));
	resp_header(r, "Referrer-Policy", STR("no-referrer"));
	return resp_page_status(r, status, tmpl_get(r->app->templates, T_LOGIN), v);
}

/* Only pages of the office: a login must not lead to somewhere else. */
static struct str
back_to(struct req *r, struct str back)
{
	struct str path = safe_return(back), rest = path;

	for (size_t i = 1; i < i18n_count(r->app->i18n); i++) {
		struct str prefix = str_printf(r->arena, "/%.*s/", STR_ARG(i18n_locale(r->app->i18n, (int)i)));
		if (str_starts(path, prefix))
			rest = str_skip(path, prefix.len - 1);
	}
	if (str_starts(rest, STR("/admin")) && !str_starts(rest, STR("/admin/login")) &&
	    !str_starts(rest, STR("/admin/logout")))
		return path;
	return office_url(r, "/admin", STR(""));
}

/* What the passkey button needs; see templates/partials/passkey_login.html. */
static struct factor_view *
passkey_view(struct req *r, struct door_view *v, struct str back, const char *options, const char *action)
{
	struct factor_view *f = arena_new_of(r->arena, struct factor_view);

	shape_init(&door_factor_shape, f);
	f->page = v->page;
	f->csrf = csrf_token(r);
	f->office = true;
	f->login = office_url(r, "/admin/login", STR(""));
	f->home = office_url(r, "/admin/security", STR(""));
	f->back = back;
	f->options = office_url(r, options, STR(""));
	f->action = office_url(r, action, STR(""));
	return f;
}

/* ---- login ---- */

static enum err
login_show(struct req *r, const struct login_form *in, struct str problem, int status)
{
	struct door_view v;
	enum err err = door_begin(r, &v, N_("Log in to the back office"));

	if (err)
		return err;
	v.problem = problem;
	v.puzzle = in->puzzle;
	form_view_fill(r, v.form, login_fields, COUNT(login_fields), &login_form_shape, in, &r->errors);
	v.form->action = office_url(r, "/admin/login", STR(""));
	v.form->submit = form_text(r, N_("Log in"));
	v.passkey = passkey_view(r, &v, in->back, "/admin/login/passkey/options", "/admin/login/passkey");
	v.forgotten_url = office_url(r, "/admin/login/forgotten", STR(""));
	return door_reply(r, v.form->failed ? 422 : status, &v);
}

static enum err
login_page(struct req *r)
{
	const struct login_args *args = r->args;
	struct login_form in;

	if (r->who.actor == ACTOR_STAFF && r->who.full)
		return resp_redirect(r, 303, back_to(r, args->back));
	shape_init(&login_form_shape, &in);
	in.back = args->back;
	return login_show(r, &in, STR_ABSENT, 200);
}

static enum err
login_answer(struct req *r, const struct login_form *in, const struct login_outcome *out)
{
	struct login_form again = *in;
	struct buf b;

	again.puzzle = again.solution = STR_ABSENT;
	switch (out->result) {
	case LOGIN_OK:
		cookie_set(r, COOKIE_OFFICE, out->token, 0);
		return resp_redirect(r, 303, back_to(r, in->back));
	case LOGIN_FACTOR:
		cookie_set(r, COOKIE_OFFICE, out->token, 0);
		buf_in_arena(&b, r->arena, BUF_LINE);
		buf_str(&b, office_url(r, "/admin/login/factor?back=", STR("")));
		escape_url_arg(&b, back_to(r, in->back));
		return resp_redirect(r, 303, buf_view(&b));
	case LOGIN_PUZZLE:
		again.puzzle = out->puzzle;
		resp_header(r, "Retry-After", str_printf(r->arena, "%lld", (long long)MAX(out->retry_s, 1)));
		return login_show(r, &again,
		    form_text(r,
			N_("Many people are trying to log in right now. Please enter your password again; your browser does a short "
			   "calculation before it is sent.")),
		    429);
	case LOGIN_LATER:
		resp_header(r, "Retry-After", str_printf(r->arena, "%lld", (long long)MAX(out->retry_s, 1)));
		return login_show(
		    r, &again, form_text(r, N_("Too many attempts. Please wait a little and try again.")), 429);
	case LOGIN_REFUSED:
	default:
		return login_show(r, &again, form_text(r, N_("E-mail address and password do not fit together.")), 422);
	}
}

static enum err
login_post(struct req *r)
{
	const struct login_form *in = r->form;
	struct who who = who_of(r);
	struct account_env e = env_of(r, &who);
	struct login login = {
		.email = in->email, .password = in->password, .puzzle = in->puzzle, .solution = in->solution
	};
	struct login_outcome out = { 0 };
	enum err err;

	if (r->errors.count)
		return login_show(r, in, STR_ABSENT, 422);
	err = account_login(&e, SESSION_OFFICE, &login, &out);
	return err ? err : login_answer(r, in, &out);
}

/* ---- ask again ---- */

static enum err
again_show(struct req *r, struct str back, struct str problem)
{
	struct again_form in = { .back = back };
	struct door_view v;
	enum err err = door_begin(r, &v, N_("Please confirm that it is you"));

	if (err)
		return err;
	v.lead = form_text(r, N_("What you are about to do asks for a proof that is not older than ten minutes."));
	v.problem = problem;
	form_view_fill(r, v.form, again_fields, COUNT(again_fields), &again_form_shape, &in, &r->errors);
	v.form->action = office_url(r, "/admin/login/again", STR(""));
	v.form->submit = form_text(r, N_("Confirm"));
	v.passkey_again = passkey_view(r, &v, back, "/admin/login/again/passkey/options", "/admin/login/again/passkey");
	return door_reply(r, problem.ptr || v.form->failed ? 422 : 200, &v);
}

static enum err
again_page(struct req *r)
{
	const struct login_args *args = r->args;

	return again_show(r, args->back, STR_ABSENT);
}

static enum err
again_post(struct req *r)
{
	const struct again_form *in = r->form;
	struct who who = who_of(r);
	struct account_env e = env_of(r, &who);
	struct session s;
	struct str token;
	enum err err;

	if (r->errors.count)
		return again_show(r, in->back, STR_ABSENT);
	err = account_check_password(&e, r->who.account_id, in->password);
	if (err == ERR_DENIED || err == ERR_BUSY)
		return again_show(r, in->back,
		    form_text(r,
			err == ERR_BUSY ? N_("Too many attempts. Please wait a little and try again.")
					: N_("That is not your password.")));
	if (!err)
		err = session_find(e.db, e.cache, e.arena, req_cookie(r, COOKIE_OFFICE), SESSION_OFFICE, true, &s);
	if (!err)
		err = session_prove(e.db, e.cache, e.arena, &s, SESSION_FULL, PROOF_PASSWORD, &token);
	if (err)
		return err;
	cookie_set(r, COOKIE_OFFICE, token, 0);
	return resp_redirect(r, 303, back_to(r, in->back));
}

/* ---- out ---- */

static enum err
logout_post(struct req *r)
{
	struct who who = who_of(r);
	struct account_env e = env_of(r, &who);
	enum err err = r->who.actor == ACTOR_NOBODY ? OK : account_logout(&e, r->who.account_id, r->who.session);

	if (err && err != ERR_NOT_FOUND)
		return err;
	cookie_set(r, COOKIE_OFFICE, STR_ABSENT, 0);
	/* Not "cookies": they would take the shop's along, which is another login. */
	resp_header(r, "Clear-Site-Data", STR("\"cache\""));
	return resp_redirect(r, 303, office_url(r, "/admin/login", STR("")));
}

/* ---- forgotten ---- */

static enum err
forgotten_show(struct req *r, const struct address_form *in, bool sent)
{
	struct door_view v;
	enum err err = door_begin(r, &v, N_("Password forgotten"));

	if (err)
		return err;
	v.login_url = office_url(r, "/admin/login", STR(""));
	if (sent) {
		v.form = NULL;
		v.notice = form_text(r,
		    N_("If there is an account with this address, a mail with a link is on its way. The link is good for one hour."));
		return door_reply(r, 200, &v);
	}
	form_view_fill(r, v.form, address_fields, COUNT(address_fields), &address_form_shape, in, &r->errors);
	v.form->action = office_url(r, "/admin/login/forgotten", STR(""));
	v.form->submit = form_text(r, N_("Send a link"));
	return door_reply(r, form_status(v.form), &v);
}

static enum err
forgotten_page(struct req *r)
{
	return forgotten_show(r, NULL, false);
}

static enum err
forgotten_post(struct req *r)
{
	const struct address_form *in = r->form;
	struct who who = who_of(r);
	struct account_env e = env_of(r, &who);
	enum err err;

	if (r->errors.count)
		return forgotten_show(r, in, false);
	err = account_reset_ask(&e, SESSION_OFFICE, in->email);
	return err ? err : forgotten_show(r, in, true);
}

/* ---- links of mails: the page shows a form, the form uses the link up ---- */

static enum err
link_show(struct req *r, const char *heading, const char *path, bool gone)
{
	struct door_view v;
	enum err err = door_begin(r, &v, heading);

	if (err)
		return err;
	if (gone) {
		v.form = NULL;
		v.problem = form_text(r, N_("This link was used already, or its time is over. Ask for a new one."));
		v.login_url = office_url(r, "/admin/login", STR(""));
		return door_reply(r, 410, &v);
	}
	form_view_fill(r, v.form, new_fields, COUNT(new_fields), &new_form_shape, NULL, &r->errors);
	v.form->action = office_url(r, path, r->params[0]);
	v.form->submit = form_text(r, N_("Set the password"));
	return door_reply(r, form_status(v.form), &v);
}

#define RESET_PATH "/admin/login/reset/*"
#define INVITE_PATH "/admin/login/invite/*"

static enum err
peek(struct req *r, enum err (*find)(const struct account_env *e, struct str token, struct account *out),
    const char *heading, const char *path)
{
	struct who who = who_of(r);
	struct account_env e = env_of(r, &who);
	struct account person;
	enum err err = find(&e, r->params[0], &person);
	bool gone = err == ERR_GONE || err == ERR_NOT_FOUND;

	return err && !gone ? err : link_show(r, heading, path, gone);
}

static enum err
reset_page(struct req *r)
{
	return peek(r, account_reset_peek, N_("Set a new password"), RESET_PATH);
}

static enum err
invite_page(struct req *r)
{
	return peek(r, account_invite_peek, N_("Welcome: set your password"), INVITE_PATH);
}

static enum err
link_done(struct req *r, enum err err, const char *heading, const char *path)
{
	if (err == ERR_GONE || err == ERR_NOT_FOUND || err == ERR_INVALID)
		return err == ERR_INVALID && !r->errors.count ? err : link_show(r, heading, path, err != ERR_INVALID);
	return err ? err : resp_redirect(r, 303, office_url(r, "/admin/login", STR("")));
}

static enum err
reset_post(struct req *r)
{
	const struct new_form *in = r->form;
	struct who who = who_of(r);
	struct account_env e = env_of(r, &who);

	if (r->errors.count)
		return link_show(r, N_("Set a new password"), RESET_PATH, false);
	return link_done(
	    r, account_reset(&e, r->params[0], in->password, &r->errors), N_("Set a new password"), RESET_PATH);
}

static enum err
invite_post(struct req *r)
{
	const struct new_form *in = r->form;
	struct who who = who_of(r);
	struct account_env e = env_of(r, &who);
	struct account person;

	if (r->errors.count)
		return link_show(r, N_("Welcome: set your password"), INVITE_PATH, false);
	return link_done(r, account_accept_invite(&e, r->params[0], in->password, &r->errors, &person),
	    N_("Welcome: set your password"), INVITE_PATH);
}
