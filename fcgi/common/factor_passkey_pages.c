/* factor_passkey_pages.c - passkeys: add, rename, remove; and staff's first factor.  See factor_pages.h. */
#include "fcgi/common/factor_internal.h"
#include "lib/web/i18n.h"

const char *
factor_passkey_problem(enum err err)
{
	switch (err) {
	case ERR_CONFLICT: return N_("This passkey belongs to an account already.");
	case ERR_LIMIT: return N_("You have as many passkeys as one account can have. Remove one first.");
	case ERR_UNSUPPORTED: return N_("This kind of passkey is not supported here. Please try another device.");
	case ERR_DENIED:
	case ERR_INVALID: return N_("The passkey could not be added, or too much time went by. Please try again.");
	default: return NULL;
	}
}

/* ---- add ---- */

static enum err
show_add(struct req *r, const char *problem, int status)
{
	struct factor_view v;
	enum err err = factor_begin(r, &v, N_("Add a passkey"),
	    N_("Your device asks for your fingerprint, face or PIN and keeps the passkey. A security key that you plug in works, too."));

	if (err)
		return err;
	v.problem = problem ? form_text(r, problem) : STR_ABSENT;
	v.name = form_text(r, N_("Passkey"));
	v.options = factor_home_url(r, "/passkeys/options");
	v.action = factor_home_url(r, "/passkeys");
	return factor_reply(r, FACTOR_T_PASSKEYS, &v, status);
}

enum err
factor_passkeys_get(struct req *r)
{
	return show_add(r, NULL, 200);
}

enum err
factor_passkeys_options(struct req *r)
{
	struct factor_call c;
	struct str json;

	factor_call(r, &c);
	return factor_options(r, passkey_options_register(&c.env, r->who.account_id, &json), json);
}

enum err
factor_passkeys_post(struct req *r)
{
	const struct passkey_form *form = r->form;
	struct list codes = { 0 };
	struct factor_call c;
	struct passkey made;
	enum err err;

	factor_call(r, &c);
	err = passkey_register(&c.env, r->who.account_id, false, form->credential, form->name, &made, &codes);
	if (!err)
		return codes.count ? factor_show_codes(r, codes, factor_home_url(r, "?done=passkey"))
				   : factor_done(r, "", "passkey");
	return factor_passkey_problem(err) ? show_add(r, factor_passkey_problem(err), 422) : err;
}

/* ---- one passkey ---- */

static const struct form_field name_fields[] = { { "name", N_("Name"), FIELD_TEXT, .autocomplete = "off" } };

static enum err
show_one(struct req *r, const struct name_form *form, const struct field_errors *errors, int status)
{
	struct name_form stored;
	struct passkey p;
	struct factors has;
	struct factor_view v;
	enum err err = passkey_get(req_db(r), r->arena, r->who.account_id, r->params[0], &p);

	if (!err)
		err = factors_of(req_db(r), r->who.account_id, &has);
	if (!err)
		err = factor_begin(r, &v, N_("Passkey"), NULL);
	if (err)
		return err;
	stored.name = p.name;
	v.heading = p.name;
	v.passkey = arena_new_of(r->arena, struct passkey_view);
	*v.passkey = (struct passkey_view){ .name = p.name,
		.created = form_date(r, p.created_at),
		.used = form_date(r, p.used_at),
		.synced = p.is_backed_up };
	v.can_remove = !v.office || has.totp || has.passkeys > 1;
	v.action = str_printf(r->arena, "%.*s/%.*s", STR_ARG(factor_home_url(r, "/passkeys")), STR_ARG(p.public_id));
	v.form = factor_form(r, name_fields, COUNT(name_fields), &factor_name_shape, form ? form : &stored, errors,
	    v.action, N_("Save the name"));
	return factor_reply(r, FACTOR_T_PASSKEY, &v, status);
}

enum err
factor_passkey_get(struct req *r)
{
	return show_one(r, NULL, NULL, 200);
}

enum err
factor_passkey_post(struct req *r)
{
	const struct name_form *form = r->form;
	struct factor_call c;
	enum err err;

	if (r->errors.count)
		return show_one(r, form, &r->errors, 422);
	factor_call(r, &c);
	err = passkey_rename(&c.env, r->who.account_id, r->params[0], form->name);
	return err ? err : factor_done(r, "", "passkey-renamed");
}

enum err
factor_passkey_remove_post(struct req *r)
{
	struct factor_call c;
	enum err err;

	factor_call(r, &c);
	err = passkey_remove(&c.env, r->who.account_id, r->params[0]);
	if (err == ERR_CONFLICT)
		return show_one(r, NULL, NULL, 409); /* which says that it is the last one */
	return err ? err : factor_done(r, "", "passkey-removed");
}

/* ---- staff's first factor ---- */

/* Only who has none: else the password alone would be enough to add one. */
static enum err
has_none(struct req *r, bool *none)
{
	struct factors has;
	enum err err = factors_of(req_db(r), r->who.account_id, &has);

	if (!err)
		*none = !factors_any(&has);
	return err;
}

static enum err
to_second_step(struct req *r)
{
	return resp_redirect(r, 303, factor_login_url(r, "/factor"));
}

/* The factor was shown by setting it up: the session is full, and has another token from here on. */
static enum err
enter(struct req *r, const struct factor_call *c, enum session_proof proof, struct list codes)
{
	struct str next = factor_place(r, STR_ABSENT), token;
	struct session s;
	enum err err = factor_session(r, &s);

	if (!err)
		err = session_prove(c->env.db, c->env.cache, r->arena, &s, SESSION_FULL, proof, &token);
	if (err)
		return err;
	factor_cookie(r, token);
	if (!codes.count)
		return resp_redirect(r, 303, next);
	/* Forms of this page would carry tokens of the session's old name: show the frame of somebody who is still
	 * outside. */
	memset(&r->who, 0, sizeof(r->who));
	return factor_show_codes(r, codes, next);
}

enum err
factor_setup_get(struct req *r)
{
	bool none = false;
	enum err err = has_none(r, &none);

	if (err)
		return err;
	return none ? factor_totp_show(r, true, NULL, NULL, 200) : to_second_step(r);
}

enum err
factor_setup_post(struct req *r)
{
	const struct factor_code_form *form = r->form;
	struct field_errors errors = { .arena = r->arena };
	struct list codes = { 0 };
	struct factor_call c;
	bool none = false;
	enum err err = has_none(r, &none);

	if (err)
		return err;
	if (!none)
		return to_second_step(r);
	factor_call(r, &c);
	err = totp_confirm(&c.env, r->who.account_id, true, form->code, &codes);
	if (!err)
		return enter(r, &c, PROOF_TOTP, codes);
	if (err == ERR_CONFLICT)
		return to_second_step(r);
	if (err != ERR_DENIED && err != ERR_BUSY && err != ERR_NOT_FOUND)
		return err;
	field_error(&errors, STR("code"),
	    err == ERR_BUSY
		? N_("There were too many attempts. Please wait a few minutes and try again.")
		: N_("This is not the code that the app shows now. Please check that the clock of your phone is right."),
	    (struct opt_i64){ 0 });
	return factor_totp_show(r, true, &errors, NULL, err == ERR_BUSY ? 429 : 422);
}

enum err
factor_setup_options(struct req *r)
{
	bool none = false;
	enum err err = has_none(r, &none);

	if (!err && !none)
		err = err_fail(ERR_DENIED, "could not set up a first passkey: there is a factor");
	return err ? err : factor_passkeys_options(r);
}

enum err
factor_setup_passkey(struct req *r)
{
	const struct passkey_form *form = r->form;
	struct list codes = { 0 };
	struct factor_call c;
	struct passkey made;
	bool none = false;
	enum err err = has_none(r, &none);

	if (err)
		return err;
	if (!none)
		return to_second_step(r);
	factor_call(r, &c);
	err = passkey_register(&c.env, r->who.account_id, true, form->credential, form->name, &made, &codes);
	if (!err)
		return enter(r, &c, PROOF_PASSKEY, codes);
	if (!factor_passkey_problem(err))
		return err;
	if (has_none(r, &none) == OK && !none)
		return to_second_step(r);
	return factor_totp_show(r, true, NULL, factor_passkey_problem(err), 422);
}
