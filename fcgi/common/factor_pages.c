/* factor_pages.c - the routes, the second step of a login, logins and fresh proofs by passkey.  See factor_pages.h. */
#include "fcgi/common/factor_internal.h"
#include "lib/base/escape.h"
#include "lib/web/i18n.h"

/* ---- the second step ---- */

static const struct form_field code_fields[] = {
	{ "code", N_("Code of the app"), FIELD_CODE, .autocomplete = "one-time-code",
	    .hint = N_("Six digits. A new code comes every 30 seconds."), .short_ = true },
	{ "back", NULL, FIELD_HIDDEN },
};
static const struct form_field recovery_fields[] = {
	{ "recovery", N_("Recovery code"), FIELD_TEXT, .autocomplete = "off",
	    .hint = N_("For example 7K3F-9QWM-2XTB-D8NV. Capitals and hyphens do not matter.") },
	{ "back", NULL, FIELD_HIDDEN },
};

static void
add_link(struct req *r, struct view_list *links, const char *name, struct str url)
{
	struct link_view *link = view_push(r, links, sizeof(*link));

	link->name = form_text(r, name);
	link->url = url;
}

static struct str
with_back(struct req *r, struct str url, struct str back)
{
	struct buf b;

	if (str_is_empty(back))
		return url;
	buf_in_arena(&b, r->arena, BUF_LINE);
	buf_str(&b, url);
	buf_lit(&b, "&back=");
	escape_url_arg(&b, back);
	return buf_view(&b);
}

static void
fill_ways(struct req *r, struct factor_view *v, const struct factors *has, bool recovery)
{
	struct view_list links = { 0 };

	if (recovery && factors_any(has))
		add_link(r, &links, has->totp ? N_("Use the authenticator app") : N_("Use a passkey"),
		    with_back(r, factor_login_url(r, "/factor?use=factor"), v->back));
	else if (has->recovery_left)
		add_link(r, &links, N_("Use a recovery code"),
		    with_back(r, factor_login_url(r, "/factor?use=recovery"), v->back));
	add_link(r, &links, N_("Start again"), factor_login_url(r, ""));
	v->links = links.list;
}

static const char *
lead_of(const struct factors *has, bool recovery)
{
	if (recovery)
		return N_("Enter one of the codes that you kept for this day.");
	return has->totp ? N_("Enter the code that your authenticator app shows for this shop.")
			 : N_("Use the passkey of your account.");
}

/* `errors` belong to the one field that is shown, `problem` to the passkey. */
static enum err
show_step(
    struct req *r, bool recovery, struct str back, const struct field_errors *errors, const char *problem, int status)
{
	const struct factor_code_form again = { .back = back };
	struct factors has;
	struct factor_view v;
	enum err err = factors_of(req_db(r), r->who.account_id, &has);

	if (err)
		return err;
	/* Staff without a factor: first things first. */
	if (!factors_any(&has) && factor_face()->realm == REALM_OFFICE)
		return resp_redirect(r, 303, factor_login_url(r, "/setup"));
	err = factor_begin(r, &v, N_("Confirm that it is you"), lead_of(&has, recovery));
	if (err)
		return err;
	v.back = back;
	v.problem = problem ? form_text(r, problem) : STR_ABSENT;
	v.has_passkey = has.passkeys > 0 && !recovery;
	v.options = factor_login_url(r, "/factor/passkey/options");
	v.action = factor_login_url(r, "/factor/passkey");
	if (recovery)
		v.form = factor_form(r, recovery_fields, COUNT(recovery_fields), &factor_code_shape, &again, errors,
		    factor_login_url(r, "/factor"), N_("Log in"));
	else if (has.totp)
		v.form = factor_form(r, code_fields, COUNT(code_fields), &factor_code_shape, &again, errors,
		    factor_login_url(r, "/factor"), N_("Log in"));
	fill_ways(r, &v, &has, recovery);
	return factor_reply(r, FACTOR_T_LOGIN, &v, status);
}

static enum err
step_get(struct req *r)
{
	const struct factor_args *args = r->args;

	return show_step(r, str_eq(args->use, STR("recovery")), args->back, NULL, NULL, 200);
}

/* After a code: in, or the same page with what was wrong. */
static enum err
code_answer(struct req *r, const struct factor_outcome *out, bool recovery, struct str back)
{
	struct field_errors errors = { .arena = r->arena };
	struct str name = recovery ? STR("recovery") : STR("code");
	bool later = out->result == FACTOR_LATER;

	if (out->result == FACTOR_OK) {
		factor_cookie(r, out->token);
		return resp_redirect(r, 303, factor_place(r, back));
	}
	if (later) {
		resp_header(r, "Retry-After", str_printf(r->arena, "%lld", (long long)out->retry_s));
		field_error(&errors, name, str_z(r->arena, factor_wait(r, out->retry_s)), (struct opt_i64){ 0 });
	} else {
		field_error(&errors, name,
		    recovery ? N_("This code is not one of yours, or it was used before.")
			     : N_("This is not the code of now, or it was used before. Wait for the next one."),
		    (struct opt_i64){ 0 });
	}
	return show_step(r, recovery, back, &errors, NULL, later ? 429 : 422);
}

static enum err
step_post(struct req *r)
{
	const struct factor_code_form *form = r->form;
	bool recovery = !str_is_empty(form->recovery);
	struct factor_outcome out;
	struct factor_call c;
	struct session s;
	enum err err = factor_session(r, &s);

	factor_call(r, &c);
	if (!err)
		err = recovery ? factor_recovery(&c.env, &s, form->recovery, &out)
			       : factor_totp(&c.env, &s, form->code, &out);
	return err ? err : code_answer(r, &out, recovery, form->back);
}

static enum err
step_options(struct req *r)
{
	struct factor_call c;
	struct str json;

	factor_call(r, &c);
	return factor_options(r, passkey_options_factor(&c.env, r->who.account_id, &json), json);
}

static enum err
step_passkey(struct req *r)
{
	const struct passkey_form *form = r->form;
	struct factor_outcome out;
	struct factor_call c;
	struct session s;
	enum err err = factor_session(r, &s);

	factor_call(r, &c);
	if (!err)
		err = factor_passkey(&c.env, &s, form->credential, &out);
	if (err)
		return err;
	if (out.result != FACTOR_OK)
		return show_step(r, false, form->back, NULL,
		    N_("This passkey does not open your account, or too much time went by. Please try again."), 422);
	factor_cookie(r, out.token);
	return resp_redirect(r, 303, factor_place(r, form->back));
}

/* ---- login by passkey alone, and a fresh proof ---- */

static enum err
login_options(struct req *r)
{
	struct factor_call c;
	struct str json;

	factor_call(r, &c);
	return factor_options(r, passkey_options_login(&c.env, &json), json);
}

/* A login page of its own for what went wrong: the module's has the e-mail address and the password. */
static enum err
show_refused(struct req *r, const char *lead, struct str back)
{
	struct view_list links = { 0 };
	struct factor_view v;
	enum err err = factor_begin(r, &v, N_("The passkey did not work"), lead);

	if (err)
		return err;
	v.has_passkey = true;
	v.back = back;
	v.options = factor_login_url(r, "/passkey/options");
	v.action = factor_login_url(r, "/passkey");
	add_link(r, &links, N_("Log in with your password"), factor_login_url(r, ""));
	v.links = links.list;
	return factor_reply(r, FACTOR_T_LOGIN, &v, 422);
}

static enum err
login_passkey(struct req *r)
{
	const struct passkey_form *form = r->form;
	struct factor_outcome out;
	struct factor_call c;
	enum err err;

	factor_call(r, &c);
	err = factor_login(
	    &c.env, factor_face()->realm == REALM_OFFICE ? SESSION_OFFICE : SESSION_SHOP, form->credential, &out);
	if (err)
		return err;
	if (out.result == FACTOR_VERIFY)
		return show_refused(r,
		    N_("It did not check that it is you: no fingerprint, face or PIN. Use it together with your password."),
		    form->back);
	if (out.result != FACTOR_OK)
		return show_refused(
		    r, N_("It belongs to no account here, or too much time went by. Please try again."), form->back);
	factor_cookie(r, out.token);
	return resp_redirect(r, 303, factor_place(r, form->back));
}

static enum err
again_passkey(struct req *r)
{
	const struct passkey_form *form = r->form;
	struct factor_outcome out;
	struct factor_call c;
	struct session s;
	enum err err = factor_session(r, &s);

	factor_call(r, &c);
	if (!err)
		err = factor_passkey(&c.env, &s, form->credential, &out);
	if (err)
		return err;
	if (out.result != FACTOR_OK)
		return resp_redirect(r, 303, with_back(r, factor_login_url(r, "/again?failed=1"), form->back));
	factor_cookie(r, out.token);
	return resp_redirect(r, 303, factor_place(r, form->back));
}

/* ---- routes ---- */

#define READ .sql = { 12, 16 }
#define WRITE .sql = { 40, 60 }
#define LOGIN_ROUTES(login, access) \
	{ GET, login "/factor", step_get, ACCESS_HALF, .query = &factor_args_shape, READ, \
		.doc = "Second step of the login" }, \
	    { POST, login "/factor", step_post, ACCESS_HALF, .body = &factor_code_shape, WRITE, \
		    .doc = "Second step by code" }, \
	    { POST, login "/factor/passkey/options", step_options, ACCESS_HALF, WRITE, \
		    .doc = "Challenge for the second step" }, \
	    { POST, login "/factor/passkey", step_passkey, ACCESS_HALF, .body = &factor_passkey_shape, WRITE, \
		    .doc = "Second step by passkey" }, \
	    { POST, login "/passkey/options", login_options, ACCESS_VISITOR, WRITE, .doc = "Challenge for a login" }, \
	    { POST, login "/passkey", login_passkey, ACCESS_VISITOR, .body = &factor_passkey_shape, WRITE, \
		    .doc = "Login by passkey" }, \
	    { POST, login "/again/passkey/options", step_options, access, WRITE, \
		    .doc = "Challenge for a fresh proof" }, \
	{ \
		POST, login "/again/passkey", again_passkey, access, .body = &factor_passkey_shape, WRITE, \
								     .doc = "Fresh proof by passkey" \
	}
#define HOME_ROUTES(home, access) \
	{ GET, home, factor_home_get, access, .query = &factor_args_shape, READ, \
		.doc = "Second factors and passkeys" }, \
	    { GET, home "/totp", factor_totp_get, access, WRITE, .flags = ROUTE_FRESH, \
		    .doc = "Set up an authenticator app" }, \
	    { POST, home "/totp", factor_totp_post, access, .body = &factor_code_shape, WRITE, .flags = ROUTE_FRESH, \
		    .doc = "Confirm the app by a code" }, \
	    { GET, home "/totp/remove", factor_totp_remove_get, access, READ, .flags = ROUTE_FRESH, \
		    .doc = "Remove the app?" }, \
	    { POST, home "/totp/remove", factor_totp_remove_post, access, WRITE, .flags = ROUTE_FRESH, \
		    .doc = "Remove the app" }, \
	    { GET, home "/recovery", factor_codes_get, access, READ, .flags = ROUTE_FRESH, .doc = "Recovery codes" }, \
	    { POST, home "/recovery", factor_codes_post, access, WRITE, .flags = ROUTE_FRESH, \
		    .doc = "New recovery codes" }, \
	    { GET, home "/passkeys", factor_passkeys_get, access, READ, .flags = ROUTE_FRESH, \
		    .doc = "Add a passkey" }, \
	    { POST, home "/passkeys", factor_passkeys_post, access, .body = &factor_passkey_shape, WRITE, \
		    .flags = ROUTE_FRESH, .doc = "Keep a new passkey" }, \
	    { POST, home "/passkeys/options", factor_passkeys_options, access, WRITE, .flags = ROUTE_FRESH, \
		    .doc = "Challenge for a new passkey" }, \
	    { GET, home "/passkeys/{id}", factor_passkey_get, access, READ, .flags = ROUTE_FRESH, \
		    .doc = "A passkey" }, \
	    { POST, home "/passkeys/{id}", factor_passkey_post, access, .body = &factor_name_shape, WRITE, \
		    .flags = ROUTE_FRESH, .doc = "Rename a passkey" }, \
	{ \
		POST, home "/passkeys/{id}/remove", factor_passkey_remove_post, access, WRITE, \
		    .flags = ROUTE_FRESH, .doc = "Remove a passkey" \
	}

static const struct route shop_routes[] = {
	LOGIN_ROUTES("/login", ACCESS_SHOPPER),
	HOME_ROUTES("/account/security", ACCESS_SHOPPER),
};
const struct route_table factor_shop_routes = { shop_routes, COUNT(shop_routes) };

static const struct route office_routes[] = {
	LOGIN_ROUTES("/admin/login", ACCESS_OFFICE),
	{ GET, "/admin/login/setup", factor_setup_get, ACCESS_HALF, WRITE, .doc = "Staff's first factor" },
	{ POST, "/admin/login/setup", factor_setup_post, ACCESS_HALF, .body = &factor_code_shape, WRITE,
	    .doc = "Staff's first factor: the app" },
	{ POST, "/admin/login/setup/passkey/options", factor_setup_options, ACCESS_HALF, WRITE,
	    .doc = "Challenge for staff's first factor" },
	{ POST, "/admin/login/setup/passkey", factor_setup_passkey, ACCESS_HALF, .body = &factor_passkey_shape, WRITE,
	    .doc = "Staff's first factor: a passkey" },
	HOME_ROUTES("/admin/security", ACCESS_OFFICE),
};
const struct route_table factor_office_routes = { office_routes, COUNT(office_routes) };
