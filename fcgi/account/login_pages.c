/*
 * login_pages.c - logging in, and showing once more who one is.  See door.h.
 *
 * One answer for an unknown address, a wrong password and an account that is not active.  Too many attempts: 429 with
 * the time to wait.  In a burst the browser solves a puzzle first: js/account.js does it in a worker's thread while the
 * person types; without JavaScript the form works again after a while, as the page says.
 */
#include "fcgi/account/door.h"
#include "fcgi/common/cart_env.h"
#include "lib/web/csrf.h"

struct login_form {
	struct str email, password, back, puzzle, solution;
};
static const struct shape_field login_fields[] = {
	SHAPE_STR(struct login_form, email, 1, 254, .flags = SHAPE_REQUIRED, .doc = "address of the account"),
	SHAPE_STR(struct login_form, password, 1, 1024,
	    .flags = SHAPE_REQUIRED | SHAPE_NO_TRIM | SHAPE_WRITE_ONLY | SHAPE_SECRET, .doc = "its password"),
	SHAPE_STR(struct login_form, back, 0, 2000, .doc = "path to go to"),
	SHAPE_STR(struct login_form, puzzle, 0, 500, .doc = "the puzzle that was given"),
	SHAPE_STR(struct login_form, solution, 0, 100, .doc = "its solution"),
};
static const struct shape login_shape = SHAPE(struct login_form, login_fields, "Logging in.");
static const struct form_field login_form_fields[] = {
	{ "email", N_("E-mail address"), FIELD_EMAIL, .autocomplete = "username" },
	{ "password", N_("Password"), FIELD_PASSWORD, .autocomplete = "current-password" },
	{ "back", .kind = FIELD_HIDDEN },
	{ "puzzle", .kind = FIELD_HIDDEN },
	{ "solution", .kind = FIELD_HIDDEN },
};

struct again_form {
	struct str password, back;
};
static const struct shape_field again_fields[] = {
	SHAPE_STR(struct again_form, password, 1, 1024,
	    .flags = SHAPE_REQUIRED | SHAPE_NO_TRIM | SHAPE_WRITE_ONLY | SHAPE_SECRET, .doc = "password"),
	SHAPE_STR(struct again_form, back, 0, 2000, .doc = "path to go to"),
};
static const struct shape again_shape = SHAPE(struct again_form, again_fields, "The password once more.");
static const struct form_field again_form_fields[] = {
	{ "password", N_("Password"), FIELD_PASSWORD, .autocomplete = "current-password" },
	{ "back", .kind = FIELD_HIDDEN },
};

static enum err login_page(struct req *r);
static enum err login_post(struct req *r);
static enum err again_page(struct req *r);
static enum err again_post(struct req *r);

static const struct route routes[] = {
	{ GET, "/login", login_page, ACCESS_VISITOR, .query = &account_args_shape, .sql = { 0, 3 },
	    .doc = "Form of the login" },
	{ POST, "/login", login_post, ACCESS_VISITOR, .body = &login_shape, .sql = { 0, 45 }, .doc = "Log in" },
	{ GET, "/login/again", again_page, ACCESS_SHOPPER, .query = &account_args_shape, .sql = { 0, 5 },
	    .doc = "Form: the password once more" },
	{ POST, "/login/again", again_post, ACCESS_SHOPPER, .body = &again_shape, .sql = { 0, 20 },
	    .doc = "Show the password once more" },
};
const struct route_table account_login_routes = { routes, COUNT(routes) };

/* Back to where somebody was stopped; never to the door itself. */
static struct str
place_after(struct req *r, struct str back)
{
	struct str path = safe_return(back), inside = path, base = req_base(r);

	if (base.len && str_starts(inside, base))
		inside = str_skip(inside, base.len);
	if (str_is_empty(back) || str_eq(path, STR("/")) || str_starts(inside, STR("/login")) ||
	    str_starts(inside, STR("/logout")) || str_starts(inside, STR("/register")))
		return account_url(r, "/account");
	return path;
}

static struct passkey_login_view *
passkey_part(struct req *r, const char *path, struct str back)
{
	struct passkey_login_view *v = arena_new_of(r->arena, struct passkey_login_view);

	v->action = account_url(r, path);
	v->options = str_printf(r->arena, "%.*s/options", STR_ARG(v->action));
	v->csrf = csrf_token(r);
	v->back = back;
	return v;
}

static enum err
login_show(struct req *r, const struct login_form *in, struct str message, int status)
{
	struct account_view v;
	enum err err = account_view_fill(r, &v, AREA_NONE, N_("Log in"), NULL);

	if (err)
		return err;
	v.form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, v.form, login_form_fields, COUNT(login_form_fields), &login_shape, in, &r->errors);
	v.form->action = account_url(r, "/login");
	v.form->submit = form_text(r, N_("Log in"));
	v.puzzle = in->puzzle;
	v.passkey = passkey_part(r, "/login/passkey", in->back);
	if ((err = providers_fill(r, req_db(r), in->back, &v)))
		return err;
	if (!str_is_absent(message))
		form_view_error(r, v.form, message);
	r->resp.status = status;
	return account_reply(r, T_LOGIN, &v);
}

static enum err
login_page(struct req *r)
{
	const struct account_args *args = r->args;
	struct login_form in;

	if (r->who.actor == ACTOR_CUSTOMER && r->who.full)
		return account_go(r, place_after(r, args->back));
	shape_init(&login_shape, &in);
	in.back = args->back;
	return login_show(r, &in, STR_ABSENT, 200);
}

/* "Wait 3 minutes": rounded up, so that it is never too early. */
static struct str
wait_text(struct req *r, int64_t seconds)
{
	const struct field_error e = { .message = seconds > 90
		    ? STR(N_("There were too many attempts. Please wait %lld minutes and try again."))
		    : STR(N_("There were too many attempts. Please wait %lld seconds and try again.")),
		.limit = { true, seconds > 90 ? (seconds + 59) / 60 : seconds } };

	return i18n_field(r->app->i18n, r->locale, r->arena, &e);
}

static enum err
login_answer(struct req *r, const struct login_form *form, const struct login_outcome *out)
{
	struct login_form again = *form;
	struct str place = place_after(r, form->back);

	again.puzzle = out->result == LOGIN_PUZZLE ? out->puzzle : STR_ABSENT;
	again.solution = STR_ABSENT;
	switch (out->result) {
	case LOGIN_OK:
		account_cookie(r, out->token);
		cart_join(r, out->token);
		return account_go(r, place);
	case LOGIN_FACTOR:
		account_cookie(r, out->token);
		return account_go(r, login_factor_url(r, place));
	case LOGIN_LATER:
		resp_header(r, "Retry-After", str_printf(r->arena, "%lld", (long long)out->retry_s));
		return login_show(r, &again, wait_text(r, out->retry_s), 429);
	case LOGIN_PUZZLE:
		resp_header(r, "Retry-After", str_printf(r->arena, "%lld", (long long)MAX(out->retry_s, 1)));
		return login_show(r, &again,
		    form_text(r,
			N_("Many people are trying to log in right now. Please enter your password again; your browser does a short "
			   "calculation before it is sent.")),
		    429);
	case LOGIN_REFUSED:
	default:
		return login_show(r, &again,
		    form_text(r,
			N_("This e-mail address and password do not belong together, or the address is not confirmed yet.")),
		    422);
	}
}

static enum err
login_post(struct req *r)
{
	const struct login_form *form = r->form;
	const struct login in = { form->email, form->password, str_is_empty(form->puzzle) ? STR_ABSENT : form->puzzle,
		str_is_empty(form->solution) ? STR_ABSENT : form->solution };
	struct login_outcome out = { 0 };
	struct account_env e;
	enum err err;

	if (r->errors.count)
		return login_show(r, form, STR_ABSENT, 422);
	account_env_of(r, &e);
	err = account_login(&e, SESSION_SHOP, &in, &out);
	return err ? err : login_answer(r, form, &out);
}

/* ---- once more ---- */

static enum err
again_show(struct req *r, const struct again_form *in)
{
	struct account_view v;
	struct account a;
	enum err err = account_get(req_db(r), r->arena, r->who.account_id, &a);

	if (!err)
		err = account_view_fill(r, &v, AREA_NONE, N_("Please show that it is you"),
		    a.has_password ? N_("What you are about to do needs your password once more.")
				   : N_("What you are about to do needs a new proof: log in once more."));
	if (!err && !a.has_password)
		err = providers_fill(r, req_db(r), in->back, &v);
	if (err)
		return err;
	v.email = r->who.email;
	v.passkey = passkey_part(r, "/login/again/passkey", in->back);
	if (!a.has_password)
		return account_reply(r, T_DOOR, &v);
	v.form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, v.form, again_form_fields, COUNT(again_form_fields), &again_shape, in, &r->errors);
	v.form->action = account_url(r, "/login/again");
	v.form->submit = form_text(r, N_("Continue"));
	v.form->username = r->who.email;
	account_view_link(r, &v, N_("Forgotten your password?"), "/password/forgotten");
	return account_reply(r, T_DOOR, &v);
}

static enum err
again_page(struct req *r)
{
	const struct account_args *args = r->args;
	const struct again_form in = { .back = args->back };

	return again_show(r, &in);
}

static enum err
again_post(struct req *r)
{
	const struct again_form *in = r->form;
	struct account_env e;
	struct session s;
	struct str token;
	enum err err;

	if (r->errors.count)
		return again_show(r, in);
	account_env_of(r, &e);
	err = account_check_password(&e, r->who.account_id, in->password);
	if (account_password_refused(r, err))
		return again_show(r, in);
	if (!err)
		err = session_find(e.db, e.cache, r->arena, req_cookie(r, COOKIE_SHOP), SESSION_SHOP, true, &s);
	if (!err)
		err = session_prove(e.db, e.cache, r->arena, &s, SESSION_FULL, PROOF_PASSWORD, &token);
	if (err)
		return err;
	account_cookie(r, token);
	return account_go(r, place_after(r, in->back));
}
