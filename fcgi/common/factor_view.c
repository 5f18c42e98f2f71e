/* factor_view.c - what the factor pages show and take.  See factor_pages.h, factor_internal.h. */
#include "fcgi/common/cart_env.h"
#include "fcgi/common/factor_internal.h"
#include "lib/base/escape.h"
#include "lib/web/csrf.h"
#include "lib/web/i18n.h"

#include <assert.h>

static const struct shape_field passkey_view_fields[] = {
	SHAPE_STR(struct passkey_view, name, 0, 100),
	SHAPE_STR(struct passkey_view, url, 0, 300),
	SHAPE_STR(struct passkey_view, created, 0, 100),
	SHAPE_STR(struct passkey_view, used, 0, 100),
	SHAPE_BOOL(struct passkey_view, synced),
};
const struct shape passkey_view_shape = SHAPE(struct passkey_view, passkey_view_fields, "A passkey on a page.");

static const struct shape_field button_fields[] = {
	SHAPE_STR(struct passkey_button, csrf, 0, 200), SHAPE_STR(struct passkey_button, options, 0, 200),
	SHAPE_STR(struct passkey_button, action, 0, 200), SHAPE_STR(struct passkey_button, back, 0, 2000),
};
const struct shape passkey_button_shape =
    SHAPE(struct passkey_button, button_fields, "The button that logs in by passkey.");

static const struct shape_field args_fields[] = {
	SHAPE_STR(struct factor_args, back, 0, 2000, .doc = "where to go after the login"),
	SHAPE_STR(struct factor_args, use, 0, 20, .doc = "recovery: a recovery code instead"),
	SHAPE_STR(struct factor_args, done, 0, 20, .doc = "what was done"),
};
const struct shape factor_args_shape = SHAPE(struct factor_args, args_fields, "Arguments of factor pages.");

static const struct shape_field code_fields[] = {
	SHAPE_STR(struct factor_code_form, code, 0, 20, .flags = SHAPE_SECRET | SHAPE_WRITE_ONLY, .doc = "six digits"),
	SHAPE_STR(struct factor_code_form, recovery, 0, 40, .flags = SHAPE_SECRET | SHAPE_WRITE_ONLY,
	    .doc = "a recovery code"),
	SHAPE_STR(struct factor_code_form, back, 0, 2000, .doc = "where to go after the login"),
};
const struct shape factor_code_shape = SHAPE(struct factor_code_form, code_fields, "A code of the second step.");

static const struct shape_field credential_fields[] = {
	SHAPE_STR(struct passkey_form, credential, 0, CREDENTIAL_MAX, .doc = "the browser's answer, as JSON"),
	SHAPE_STR(struct passkey_form, name, 0, 100, .doc = "what the passkey is called"),
	SHAPE_STR(struct passkey_form, back, 0, 2000, .doc = "where to go after the login"),
};
const struct shape factor_passkey_shape = SHAPE(struct passkey_form, credential_fields, "A passkey made or used.");

static const struct shape_field name_fields[] = {
	SHAPE_STR(struct name_form, name, 1, 100, .flags = SHAPE_REQUIRED, .doc = "what the passkey is called"),
};
const struct shape factor_name_shape = SHAPE(struct name_form, name_fields, "A passkey's name.");

/* ---- the module ---- */

static const struct factor_face *the_face;

void
factor_pages_open(const struct factor_face *face)
{
	the_face = face;
}

const struct factor_face *
factor_face(void)
{
	assert(the_face);
	return the_face;
}

struct str
factor_login_url(struct req *r, const char *rest)
{
	return str_printf(r->arena, "%.*s%s%s", STR_ARG(req_base(r)), factor_face()->login, rest);
}

struct str
factor_home_url(struct req *r, const char *rest)
{
	return str_printf(r->arena, "%.*s%s%s", STR_ARG(req_base(r)), factor_face()->home, rest);
}

/* "/de/admin/x" -> "/admin/x" */
static struct str
without_locale(struct req *r, struct str path)
{
	for (size_t i = 1; i < i18n_count(r->app->i18n); i++) {
		struct str prefix = str_printf(r->arena, "/%.*s/", STR_ARG(i18n_locale(r->app->i18n, (int)i)));
		if (str_starts(path, prefix))
			return str_skip(path, prefix.len - 1);
	}
	return path;
}

struct str
factor_place(struct req *r, struct str back)
{
	struct str path = safe_return(back), plain = without_locale(r, path);
	bool office = str_eq(plain, STR("/admin")) || str_starts(plain, STR("/admin/"));

	/* Never to the other realm, nor back into the login. */
	if (str_is_empty(back) || str_eq(path, STR("/")) || office != (factor_face()->realm == REALM_OFFICE) ||
	    str_starts(plain, str_of(factor_face()->login)))
		return str_printf(r->arena, "%.*s%s", STR_ARG(req_base(r)), factor_face()->landing);
	return path;
}

struct passkey_button *
passkey_button(struct req *r, bool again, struct str back)
{
	struct passkey_button *b = arena_new_of(r->arena, struct passkey_button);

	b->csrf = csrf_token(r);
	b->back = back;
	b->options = factor_login_url(r, again ? "/again/passkey/options" : "/passkey/options");
	b->action = factor_login_url(r, again ? "/again/passkey" : "/passkey");
	return b;
}

/* ---- the caller ---- */

void
factor_call(struct req *r, struct factor_call *c)
{
	c->who = who_of(r);
	c->env = env_of(r, &c->who);
}

enum err
factor_session(struct req *r, struct session *s)
{
	bool office = factor_face()->realm == REALM_OFFICE;

	return session_find(req_db(r), req_cache(r), r->arena, req_cookie(r, office ? COOKIE_OFFICE : COOKIE_SHOP),
	    office ? SESSION_OFFICE : SESSION_SHOP, true, s);
}

void
factor_cookie(struct req *r, struct str token)
{
	if (factor_face()->realm == REALM_OFFICE)
		cookie_set(r, COOKIE_OFFICE, token, 0);
	else {
		cookie_set(r, COOKIE_SHOP, token, config_ms(r->app->config, "session.shop_max") / 1000);
		cart_join(r, token);
	}
}

/* ---- pages ---- */

enum err
factor_begin(struct req *r, struct factor_view *v, const char *heading, const char *lead)
{
	static const struct shape_field fields[] = FACTOR_VIEW_FIELDS(&page_view_shape);
	static const struct shape shape = SHAPE(struct factor_view, fields, "A page about second factors.");

	shape_init(&shape, v);
	v->heading = form_text(r, heading);
	v->lead = lead ? form_text(r, lead) : STR_ABSENT;
	v->csrf = csrf_token(r);
	v->office = factor_face()->realm == REALM_OFFICE;
	v->home = factor_home_url(r, "");
	v->login = factor_login_url(r, "");
	return factor_face()->frame(r, v->heading, &v->page);
}

enum err
factor_reply(struct req *r, enum factor_template t, const struct factor_view *v, int status)
{
	resp_header(r, "Cache-Control", STR("private, no-store"));
	return resp_page_status(r, status, tmpl_get(r->app->templates, (size_t)factor_face()->templates + t), v);
}

struct form_view *
factor_form(struct req *r, const struct form_field *fields, size_t count, const struct shape *s, const void *obj,
    const struct field_errors *errors, struct str action, const char *submit)
{
	struct form_view *f = arena_new_of(r->arena, struct form_view);
	struct field_errors none = { .arena = r->arena };

	form_view_fill(r, f, fields, count, s, obj, errors ? errors : &none);
	f->action = action;
	f->submit = form_text(r, submit);
	return f;
}

struct str
factor_wait(struct req *r, int64_t seconds)
{
	const struct field_error e = { .message = seconds > 90
		    ? STR(N_("There were too many attempts. Please wait %lld minutes and try again."))
		    : STR(N_("There were too many attempts. Please wait %lld seconds and try again.")),
		.limit = { true, seconds > 90 ? (seconds + 59) / 60 : seconds } };

	return i18n_field(r->app->i18n, r->locale, r->arena, &e);
}

enum err
factor_show_codes(struct req *r, struct list codes, struct str next)
{
	const struct str *code = codes.items;
	struct factor_view v;
	struct buf file;
	enum err err = factor_begin(r, &v, N_("Your recovery codes"),
	    N_("If you lose your phone, one of these codes lets you in instead. Each works once. We show them only now."));

	if (err)
		return err;
	/* A file without a request: nothing has to keep the codes on our side. */
	buf_in_arena(&file, r->arena, BUF_LINE);
	buf_lit(&file, "data:text/plain;charset=utf-8,");
	escape_url_part(&file,
	    str_printf(
		r->arena, "%.*s %.*s\n\n", STR_ARG(config_str(r->app->config, "site.name")), STR_ARG(v.heading)));
	for (size_t i = 0; i < codes.count; i++)
		escape_url_part(&file, str_printf(r->arena, "%.*s\n", STR_ARG(code[i])));
	v.codes = codes;
	v.has_codes = true;
	v.codes_url = buf_view(&file);
	v.codes_file = form_text(r, N_("recovery-codes.txt"));
	v.next = next;
	return factor_reply(r, FACTOR_T_CODES, &v, 200);
}

enum err
factor_done(struct req *r, const char *rest, const char *code)
{
	resp_header(r, "Cache-Control", STR("private, no-store"));
	return resp_redirect(r, 303, str_printf(r->arena, "%.*s?done=%s", STR_ARG(factor_home_url(r, rest)), code));
}

enum err
factor_options(struct req *r, enum err err, struct str json)
{
	if (err)
		return err;
	resp_header(r, "Cache-Control", STR("private, no-store"));
	return resp_text(r, 200, "application/json", json);
}
