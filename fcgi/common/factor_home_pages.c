/* factor_home_pages.c - the overview, the authenticator app, recovery codes.  See factor_pages.h. */
#include "fcgi/common/factor_internal.h"
#include "lib/io/qr.h"
#include "lib/web/i18n.h"

/* ---- overview ---- */

static const struct {
	const char *code, *text;
} dones[] = {
	{ "totp", N_("The authenticator app is set up. From now on the login asks for its code.") },
	{ "totp-removed", N_("The authenticator app was removed. We have sent you a mail about it.") },
	{ "passkey", N_("The passkey was added.") },
	{ "passkey-renamed", N_("The name was changed.") },
	{ "passkey-removed", N_("The passkey was removed. We have sent you a mail about it.") },
};

static struct str
done_text(struct req *r, struct str code)
{
	for (size_t i = 0; !str_is_empty(code) && i < COUNT(dones); i++)
		if (str_eq_z(code, dones[i].code))
			return form_text(r, dones[i].text);
	return STR_ABSENT;
}

static enum err
fill_passkeys(struct req *r, struct factor_view *v)
{
	struct view_list views = { 0 };
	const struct passkey *p;
	struct list list;
	enum err err = passkey_list(req_db(r), r->arena, r->who.account_id, &list);

	p = err ? NULL : list.items;
	for (size_t i = 0; p && i < list.count; i++) {
		struct passkey_view *view = view_push(r, &views, sizeof(*view));
		*view = (struct passkey_view){ .name = p[i].name,
			.synced = p[i].is_backed_up,
			.created = form_date(r, p[i].created_at),
			.used = form_date(r, p[i].used_at),
			.url = str_printf(
			    r->arena, "%.*s/%.*s", STR_ARG(factor_home_url(r, "/passkeys")), STR_ARG(p[i].public_id)) };
	}
	v->passkeys = views.list;
	return err;
}

enum err
factor_home_get(struct req *r)
{
	const struct factor_args *args = r->args;
	struct factors has;
	struct factor_view v;
	enum err err = factors_of(req_db(r), r->who.account_id, &has);

	if (!err)
		err = factor_begin(r, &v, N_("Two-step login and passkeys"),
		    N_("A second step keeps others out of your account, even if they know your password."));
	if (!err)
		err = fill_passkeys(r, &v);
	if (err)
		return err;
	v.done = done_text(r, args->done);
	v.has_factor = factors_any(&has);
	v.has_totp = has.totp;
	v.since = form_date(r, has.totp_since);
	v.has_passkey = has.passkeys > 0;
	v.passkey_count = has.passkeys;
	v.has_recovery = has.recovery_left > 0;
	v.recovery_left = has.recovery_left;
	v.can_remove_totp = !v.office || has.passkeys > 0;
	return factor_reply(r, FACTOR_T_OVERVIEW, &v, 200);
}

/* ---- the authenticator app ---- */

static const struct form_field code_fields[] = {
	{ "code", N_("Code of the app"), FIELD_CODE, .autocomplete = "one-time-code", .hint = N_("Six digits"),
	    .short_ = true },
};

enum err
factor_totp_show(struct req *r, bool first, const struct field_errors *errors, const char *problem, int status)
{
	struct totp_setup setup;
	struct factor_call c;
	struct factor_view v;
	enum err err;

	factor_call(r, &c);
	err = totp_begin(&c.env, r->who.account_id, &setup);
	if (!err)
		err = factor_begin(r, &v, first ? N_("Set up your second step") : N_("Set up the authenticator app"),
		    first
			? N_("The back office asks everybody for a second step besides the password. This takes a minute, once.")
			: NULL);
	if (!err)
		err = qr_svg(r->arena, setup.uri,
		    form_text(r, N_("QR code for your authenticator app; the same key stands beside it as text")),
		    &v.qr);
	if (err)
		return err;
	v.problem = problem ? form_text(r, problem) : STR_ABSENT;
	v.secret = setup.secret;
	v.uri = setup.uri;
	v.first = first;
	v.options = factor_login_url(r, "/setup/passkey/options");
	v.action = factor_login_url(r, "/setup/passkey");
	v.form = factor_form(r, code_fields, COUNT(code_fields), &factor_code_shape, NULL, errors,
	    first ? factor_login_url(r, "/setup") : factor_home_url(r, "/totp"), N_("Switch on"));
	return factor_reply(r, FACTOR_T_TOTP, &v, status);
}

enum err
factor_totp_get(struct req *r)
{
	enum err err = factor_totp_show(r, false, NULL, NULL, 200);

	/* It is set up already: the overview says so. */
	return err == ERR_CONFLICT ? resp_redirect(r, 303, factor_home_url(r, "")) : err;
}

enum err
factor_totp_post(struct req *r)
{
	const struct factor_code_form *form = r->form;
	struct field_errors errors = { .arena = r->arena };
	struct list codes = { 0 };
	struct factor_call c;
	enum err err;

	factor_call(r, &c);
	err = totp_confirm(&c.env, r->who.account_id, false, form->code, &codes);
	if (!err)
		return codes.count ? factor_show_codes(r, codes, factor_home_url(r, "?done=totp"))
				   : factor_done(r, "", "totp");
	if (err == ERR_CONFLICT)
		return resp_redirect(r, 303, factor_home_url(r, ""));
	if (err != ERR_DENIED && err != ERR_BUSY && err != ERR_NOT_FOUND)
		return err;
	field_error(&errors, STR("code"),
	    err == ERR_BUSY
		? N_("There were too many attempts. Please wait a few minutes and try again.")
		: N_("This is not the code that the app shows now. Please check that the clock of your phone is right."),
	    (struct opt_i64){ 0 });
	return factor_totp_show(r, false, &errors, NULL, err == ERR_BUSY ? 429 : 422);
}

static enum err
show_remove(struct req *r, const char *problem, int status)
{
	struct factor_view v;
	enum err err = factor_begin(r, &v, N_("Remove the authenticator app?"),
	    N_("The login will not ask for its codes any more. If it is your only second step, your recovery codes end as well."));

	if (err)
		return err;
	v.action = factor_home_url(r, "/totp/remove");
	v.problem = problem ? form_text(r, problem) : STR_ABSENT;
	return factor_reply(r, FACTOR_T_CONFIRM, &v, status);
}

enum err
factor_totp_remove_get(struct req *r)
{
	return show_remove(r, NULL, 200);
}

enum err
factor_totp_remove_post(struct req *r)
{
	struct factor_call c;
	enum err err;

	factor_call(r, &c);
	err = totp_remove(&c.env, r->who.account_id);
	if (err == ERR_CONFLICT)
		return show_remove(r, N_("The back office asks for a second step: add a passkey first."), 409);
	return err && err != ERR_NOT_FOUND ? err : factor_done(r, "", "totp-removed");
}

/* ---- recovery codes ---- */

enum err
factor_codes_get(struct req *r)
{
	struct factors has;
	struct factor_view v;
	enum err err = factors_of(req_db(r), r->who.account_id, &has);

	if (!err && !factors_any(&has))
		return resp_redirect(r, 303, factor_home_url(r, ""));
	if (!err)
		err = factor_begin(r, &v, N_("New recovery codes"),
		    N_("You get ten new codes. Those that you have now stop working, so replace them where you keep them."));
	if (err)
		return err;
	v.form = factor_form(r, NULL, 0, NULL, NULL, NULL, factor_home_url(r, "/recovery"), N_("Make new codes"));
	return factor_reply(r, FACTOR_T_CODES, &v, 200);
}

enum err
factor_codes_post(struct req *r)
{
	struct list codes = { 0 };
	struct factor_call c;
	enum err err;

	factor_call(r, &c);
	err = recovery_renew(&c.env, r->who.account_id, &codes);
	if (err == ERR_CONFLICT)
		return resp_redirect(r, 303, factor_home_url(r, ""));
	return err ? err : factor_show_codes(r, codes, factor_home_url(r, ""));
}
