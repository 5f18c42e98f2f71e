/* account.c - what the handlers of the account share.  See account.h and door.h. */
#include "fcgi/account/door.h"
#include "fcgi/common/who.h"
#include "lib/base/escape.h"
#include "lib/web/i18n.h"

#define FRESH_US (10 * 60 * US_PER_S) /* as ROUTE_FRESH */

void
account_env_of(struct req *r, struct account_env *e)
{
	struct who *who = arena_new_of(r->arena, struct who);

	*who = who_of(r);
	*e = env_of(r, who);
}

enum err
account_reply(struct req *r, enum account_template t, const struct account_view *v)
{
	int status = r->resp.status ? r->resp.status : v->form ? form_status(v->form) : 200;

	resp_header(r, "Cache-Control", STR("private, no-store"));
	return resp_page_status(r, status, tmpl_get(r->app->templates, (size_t)t), v);
}

struct str
account_url(struct req *r, const char *path)
{
	return str_printf(r->arena, "%.*s%s", STR_ARG(req_base(r)), path);
}

enum err
account_go(struct req *r, struct str url)
{
	resp_header(r, "Cache-Control", STR("private, no-store"));
	return resp_redirect(r, 303, url);
}

enum err
account_redirect(struct req *r, const char *path, const char *done)
{
	return account_go(
	    r, str_printf(r->arena, "%.*s%s%s%s", STR_ARG(req_base(r)), path, done ? "?done=" : "", done ? done : ""));
}

void
account_cookie(struct req *r, struct str token)
{
	cookie_set(r, COOKIE_SHOP, token, config_ms(r->app->config, "session.shop_max") / 1000);
}

enum err
account_present(struct req *r, bool *has_password)
{
	struct account a;
	enum err err = account_get(req_db(r), r->arena, r->who.account_id, &a);

	if (err)
		return err;
	*has_password = a.has_password;
	return a.has_password || clock_now().us - r->who.proved_at.us < FRESH_US ? OK : ERR_DENIED;
}

enum err
account_prove_first(struct req *r)
{
	struct buf b;

	err_clear();
	buf_in_arena(&b, r->arena, BUF_LINE);
	buf_str(&b, account_url(r, "/login/again?back="));
	escape_url_arg(&b, account_url(r, str_z(r->arena, r->path)));
	return account_go(r, buf_view(&b));
}

bool
account_password_refused(struct req *r, enum err err)
{
	if (err != ERR_DENIED && err != ERR_BUSY)
		return false;
	err_clear();
	field_error(&r->errors, STR("password"), err == ERR_DENIED ? N_("That is not your password.") :
		N_("There were too many tries. Wait a minute, then try again."), (struct opt_i64){ 0 });
	return true;
}

struct str
login_factor_url(struct req *r, struct str back)
{
	struct buf b;

	buf_in_arena(&b, r->arena, BUF_LINE);
	buf_str(&b, account_url(r, "/login/factor?back="));
	escape_url_arg(&b, back);
	return buf_view(&b);
}

void
door_keep_token(struct req *r)
{
	resp_header(r, "Referrer-Policy", STR("no-referrer"));
}

struct list
door_hints(struct req *r, const char *first, const char *second)
{
	struct str *hints = arena_array(r->arena, struct str, 2);

	hints[0] = form_text(r, first);
	hints[1] = second ? form_text(r, second) : STR_ABSENT;
	return (struct list){ hints, second ? 2 : 1 };
}
