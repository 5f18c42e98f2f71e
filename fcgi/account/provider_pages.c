/*
 * provider_pages.c - logging in with an account elsewhere, and connecting one.  See lib/shop/provider.h for the rules.
 *
 * A login begins with a link (GET): a form's answer could not lead to another site, the content policy's form-action
 * forbids it.  It changes nothing but the cookie of this browser.  Connecting begins with a form, and so with its
 * token; its answer is a page that goes on by itself, with a link for those where it does not.
 */
#include "fcgi/account/door.h"
#include "fcgi/common/cart_env.h"
#include "lib/base/escape.h"
#include "lib/shop/oidc.h"
#include "lib/web/i18n.h"

struct from_args {
	struct str state, code, iss, error;
};
static const struct shape_field from_fields[] = {
	SHAPE_STR(struct from_args, state, 0, 500, .flags = SHAPE_SECRET, .doc = "what we gave the provider"),
	SHAPE_STR(struct from_args, code, 0, 4000, .flags = SHAPE_SECRET, .doc = "what the token is had for"),
	SHAPE_STR(struct from_args, iss, 0, 500, .doc = "who answers (RFC 9207)"),
	SHAPE_STR(struct from_args, error, 0, 100, .doc = "why not"),
};
static const struct shape from_shape = SHAPE(struct from_args, from_fields, "The answer of a provider.");

struct connect_form {
	struct str provider;
};
static const struct shape_field connect_fields[] = { SHAPE_STR(
    struct connect_form, provider, 1, 32, .flags = SHAPE_REQUIRED, .doc = "code of the provider") };
static const struct shape connect_shape = SHAPE(struct connect_form, connect_fields, "Connect an account elsewhere.");

struct identity_view {
	struct str id, name, email, since, remove_url;
};
static const struct shape_field identity_fields[] = {
	SHAPE_STR(struct identity_view, id, 0, 40),
	SHAPE_STR(struct identity_view, name, 0, 100),
	SHAPE_STR(struct identity_view, email, 0, 254),
	SHAPE_STR(struct identity_view, since, 0, 100),
	SHAPE_STR(struct identity_view, remove_url, 0, 300),
};
static const struct shape identity_shape = SHAPE(struct identity_view, identity_fields, "A connected account.");

struct identities_view {
	struct page_view *page;
	struct str heading, lead, notice;
	struct list identities;  /* identity_view */
	struct list providers;   /* link_view: code and name of what can be connected */
	bool has_identities, has_providers, is_last;
	struct str url, name;    /* of the page that goes on */
};
static const struct shape_field view_fields[] = {
	SHAPE_STRUCT(struct identities_view, page, struct page_view, &page_view_shape),
	SHAPE_STR(struct identities_view, heading, 0, 200),
	SHAPE_STR(struct identities_view, lead, 0, 500),
	SHAPE_STR(struct identities_view, notice, 0, 500),
	SHAPE_LIST(struct identities_view, identities, &identity_shape, 100),
	SHAPE_LIST(struct identities_view, providers, &link_view_shape, PROVIDERS_MAX),
	SHAPE_BOOL(struct identities_view, has_identities),
	SHAPE_BOOL(struct identities_view, has_providers),
	SHAPE_BOOL(struct identities_view, is_last),
	SHAPE_STR(struct identities_view, url, 0, 8000),
	SHAPE_STR(struct identities_view, name, 0, 100),
};
const struct shape identities_view_shape = SHAPE(struct identities_view, view_fields, "Connected accounts.");

static enum err with_page(struct req *r);
static enum err from_page(struct req *r);
static enum err identities_page(struct req *r);
static enum err connect_post(struct req *r);
static enum err remove_post(struct req *r);

static const struct route routes[] = {
	{ GET, "/login/with/{code}", with_page, ACCESS_VISITOR, .query = &account_args_shape, .sql = { 0, 3 },
	    .doc = "On to a provider's login" },
	{ GET, "/login/from/{code}", from_page, ACCESS_VISITOR, .query = &from_shape, .sql = { 0, 55 },
	    .doc = "Back from a provider's login" },
	{ GET, "/account/identities", identities_page, ACCESS_SHOPPER, .query = &account_args_shape, .sql = { 0, 6 },
	    .doc = "Connected accounts" },
	{ POST, "/account/identities", connect_post, ACCESS_SHOPPER, .body = &connect_shape, .sql = { 0, 5 },
	    .flags = ROUTE_FRESH, .doc = "Connect one" },
	{ POST, "/account/identities/{id}/remove", remove_post, ACCESS_SHOPPER, .sql = { 0, 20 }, .flags = ROUTE_FRESH,
	    .doc = "Disconnect one" },
};
const struct route_table account_providers = { routes, COUNT(routes) };

static struct http *
http_of(const struct req *r)
{
	return r->app->module;
}

static struct str
return_uri(struct req *r, const struct provider *p)
{
	return req_url(r, str_printf(r->arena, "/login/from/%.*s", STR_ARG(p->code)));
}

static enum err
find_provider(struct req *r, const struct account_env *e, struct str code, struct provider *p)
{
	enum err err = provider_find(e->db, r->arena, code, p);

	return !err && !p->is_on ? err_fail(ERR_NOT_FOUND, "provider '%.*s' is off", STR_ARG(code)) : err;
}

/* ---- the page that says what happened ---- */

static enum err
reply(struct req *r, enum account_template t, int status, const struct identities_view *v)
{
	resp_header(r, "Cache-Control", STR("private, no-store"));
	return resp_page_status(r, status, tmpl_get(r->app->templates, (size_t)t), v);
}

static enum err
say(struct req *r, enum area area, const char *heading, struct str text, int status)
{
	struct account_view v;
	enum err err = account_view_fill(r, &v, area, heading, NULL);

	if (err)
		return err;
	v.lead = text;
	account_view_link(r, &v, N_("To the login"), "/login");
	r->resp.status = status;
	return account_reply(r, T_DOOR, &v);
}

static struct str
with_name(struct req *r, const char *msgid, const struct provider *p)
{
	struct str text = form_text(r, msgid);
	size_t at = str_find(text, '%');

	/* The one %s of the text. */
	return str_printf(
	    r->arena, "%.*s%.*s%.*s", STR_ARG(str_cut(text, at)), STR_ARG(p->name), STR_ARG(str_skip(text, at + 2)));
}

static enum err
is_away(struct req *r, const struct provider *p)
{
	err_clear();
	return say(r, AREA_NONE, N_("That did not work"),
	    with_name(r, N_("%s does not answer right now. Please log in with your password, or try again later."), p),
	    503);
}

static enum err
begin(struct req *r, const struct account_env *e, const struct provider *p, struct str back, int64_t link_account,
    struct oidc_start *start)
{
	enum err err = oidc_begin(e, http_of(r), p, return_uri(r, p), back, link_account, start);

	if (!err)
		cookie_set(r, COOKIE_OIDC, start->cookie, OIDC_S);
	return err;
}

static bool
is_their_failure(enum err err)
{
	return err == ERR_UNAVAILABLE || err == ERR_TIMEOUT || err == ERR_INVALID || err == ERR_DENIED ||
	    err == ERR_LIMIT;
}

/* ---- logging in ---- */

static enum err
with_page(struct req *r)
{
	const struct account_args *args = r->args;
	struct oidc_start start;
	struct provider p;
	struct account_env e;
	enum err err;

	account_env_of(r, &e);
	if ((err = find_provider(r, &e, r->params[0], &p)))
		return err;
	err = begin(r, &e, &p, args->back, 0, &start);
	if (is_their_failure(err))
		return is_away(r, &p);
	if (err)
		return err;
	resp_header(r, "Cache-Control", STR("private, no-store"));
	resp_header(r, "Location", start.url);
	return resp_text(r, 303, "text/plain; charset=utf-8", STR(""));
}

static enum err
finished(struct req *r, const struct provider *p, const struct oidc_outcome *out)
{
	struct str back = safe_return(out->back);

	if (str_is_empty(out->back) || str_eq(back, STR("/")))
		back = account_url(r, "/account");
	switch (out->result) {
	case OIDC_LOGIN:
		account_cookie(r, out->session_token);
		cart_join(r, out->session_token);
		return resp_redirect(r, 303, back);
	case OIDC_FACTOR:
		account_cookie(r, out->session_token);
		return resp_redirect(r, 303, login_factor_url(r, back));
	case OIDC_LINKED:
		return account_redirect(r, "/account/identities", "connected");
	case OIDC_EXISTS:
		return say(r, AREA_NONE, N_("You have an account already"),
		    with_name(r,
			N_("Please log in as usual. Then connect %s under \xE2\x80\x9C"
			   "Connected accounts\xE2\x80\x9D."),
			p),
		    200);
	case OIDC_UNVERIFIED:
		return say(r, AREA_NONE, N_("One more step"),
		    with_name(r,
			N_("%s does not vouch for your e-mail address. Please create an account here; you can connect it afterwards."),
			p),
		    200);
	case OIDC_TAKEN:
		return say(r, AREA_NONE, N_("That did not work"),
		    with_name(r, N_("This account of %s is connected with another account of ours."), p), 409);
	case OIDC_CANCELLED:
		return resp_redirect(r, 303, account_url(r, "/login"));
	case OIDC_REFUSED:
	default:
		return say(r, AREA_NONE, N_("That did not work"),
		    with_name(r,
			N_("The login with %s was not completed in this browser, or took too long. Please start again."),
			p),
		    400);
	}
}

static enum err
from_page(struct req *r)
{
	const struct from_args *args = r->args;
	const struct oidc_return in = { .cookie = req_cookie(r, COOKIE_OIDC),
		.state = args->state,
		.code = args->code,
		.iss = args->iss,
		.error = args->error };
	struct oidc_outcome out;
	struct provider p;
	struct account_env e;
	enum err err;

	account_env_of(r, &e);
	if ((err = find_provider(r, &e, r->params[0], &p)))
		return err;
	err = oidc_finish(&e, http_of(r), &p, return_uri(r, &p), &in,
	    r->who.actor == ACTOR_CUSTOMER && r->who.full ? r->who.account_id : 0, &out);
	if (is_their_failure(err))
		return is_away(r, &p);
	if (err)
		return err;
	cookie_set(r, COOKIE_OIDC, STR_ABSENT, 0);
	resp_header(r, "Referrer-Policy", STR("no-referrer"));
	return finished(r, &p, &out);
}

enum err
providers_fill(struct req *r, struct db *db, struct str back, struct account_view *v)
{
	const struct provider *p;
	struct view_list links = { 0 };
	struct list list;
	enum err err = provider_list(db, r->arena, false, &list);

	p = err ? NULL : list.items;
	for (size_t i = 0; !err && i < list.count; i++) {
		struct link_view *link = view_push(r, &links, sizeof(*link));
		struct buf b;
		buf_in_arena(&b, r->arena, BUF_LINE * 4);
		buf_str(&b, account_url(r, "/login/with/"));
		buf_str(&b, p[i].code);
		if (!str_is_empty(back)) {
			buf_lit(&b, "?back=");
			escape_url_arg(&b, back);
		}
		link->name = p[i].name;
		link->url = buf_view(&b);
	}
	v->providers = links.list;
	v->has_providers = links.list.count > 0;
	return err;
}

/* ---- connected accounts ---- */

static enum err
fill_identities(struct req *r, const struct account_env *e, struct identities_view *v)
{
	struct view_list shown = { 0 }, links = { 0 };
	const struct account_identity *id;
	const struct provider *p;
	struct list mine, all;
	enum err err;

	if ((err = identity_list(e->db, r->arena, r->who.account_id, &mine)) ||
	    (err = provider_list(e->db, r->arena, false, &all)))
		return err;
	id = mine.items;
	p = all.items;
	for (size_t i = 0; i < mine.count; i++) {
		struct identity_view *row = view_push(r, &shown, sizeof(*row));
		*row = (struct identity_view){ .id = id[i].public_id,
			.name = id[i].provider_name,
			.email = id[i].email,
			.since = form_date(r, id[i].linked_at),
			.remove_url = account_url(
			    r, arena_printf(r->arena, "/account/identities/%.*s/remove", STR_ARG(id[i].public_id))) };
	}
	for (size_t i = 0; i < all.count; i++) {
		struct link_view *link = view_push(r, &links, sizeof(*link));
		link->code = p[i].code;
		link->name = p[i].name;
	}
	v->identities = shown.list;
	v->providers = links.list;
	v->has_identities = shown.list.count > 0;
	v->has_providers = links.list.count > 0;
	return OK;
}

static enum err
show_identities(struct req *r, const struct account_env *e, bool is_last, int status)
{
	const struct account_args *args = r->route->query == &account_args_shape ? r->args : NULL;
	struct identities_view v;
	enum err err;

	shape_init(&identities_view_shape, &v);
	v.page = arena_new_of(r->arena, struct page_view);
	v.heading = form_text(r, N_("Connected accounts"));
	v.lead = form_text(r, N_("Log in here with an account that you have elsewhere."));
	if (args)
		v.notice = done_text(r, args->done);
	v.is_last = is_last;
	if ((err = account_frame(r, AREA_IDENTITIES, v.heading, v.page)) || (err = fill_identities(r, e, &v)))
		return err;
	return reply(r, T_IDENTITIES, status, &v);
}

static enum err
identities_page(struct req *r)
{
	struct account_env e;

	account_env_of(r, &e);
	return show_identities(r, &e, false, 200);
}

static enum err
connect_post(struct req *r)
{
	const struct connect_form *form = r->form;
	struct identities_view v;
	struct oidc_start start;
	struct account_env e;
	struct provider p;
	enum err err;

	account_env_of(r, &e);
	if ((err = find_provider(r, &e, form->provider, &p)))
		return err;
	err = begin(r, &e, &p, STR_ABSENT, r->who.account_id, &start);
	if (is_their_failure(err))
		return is_away(r, &p);
	if (err)
		return err;
	shape_init(&identities_view_shape, &v);
	v.page = arena_new_of(r->arena, struct page_view);
	v.heading = with_name(r, N_("On to %s"), &p);
	v.url = start.url;
	v.name = p.name;
	if ((err = account_frame(r, AREA_NONE, v.heading, v.page)))
		return err;
	return reply(r, T_CONTINUE, 200, &v);
}

static enum err
remove_post(struct req *r)
{
	struct account_env e;
	enum err err;

	account_env_of(r, &e);
	err = identity_remove(&e, r->who.account_id, r->params[0]);
	if (err == ERR_CONFLICT) {
		err_clear();
		return show_identities(r, &e, true, 409);
	}
	return err ? err : account_redirect(r, "/account/identities", "disconnected");
}
