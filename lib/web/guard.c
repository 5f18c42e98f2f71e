/*
 * guard.c - access, as the route table declares it.  See guard.h.
 *
 * Where an answer must be refused, a page leads to where the visitor can prove who he is and brings him back
 * afterwards; /api says what is missing (RFC 6750).
 */
#include "lib/web/csrf.h"
#include "lib/web/guard_parts.h"
#include "lib/base/escape.h"

#define FRESH_US (10 * 60 * US_PER_S)
#define BACK_MAX 2000 /* bytes of an address that a login returns to */

static const char *const actor_names[ACTOR__MAX] = { [ACTOR_NOBODY] = "nobody",
	[ACTOR_CUSTOMER] = "customer",
	[ACTOR_STAFF] = "staff",
	[ACTOR_SELLER] = "seller",
	[ACTOR_COURIER] = "courier",
	[ACTOR_CLIENT] = "client",
	[ACTOR_KEY] = "key",
	[ACTOR_OPERATOR] = "operator",
	[ACTOR_SYSTEM] = "system" };

static const char *const refusal_names[REFUSED__MAX] = { [REFUSED_CSRF] = "csrf",
	[REFUSED_CROSS_SITE] = "cross_site",
	[REFUSED_NOBODY] = "nobody",
	[REFUSED_TOKEN] = "token",
	[REFUSED_PERMISSION] = "permission",
	[REFUSED_STALE] = "stale",
	[REFUSED_KEY_REUSED] = "key_reused" };

const char *
refusal_name(enum refusal why)
{
	return refusal_names[why];
}

const char *
actor_name(enum actor a)
{
	return (size_t)a < COUNT(actor_names) ? actor_names[a] : "nobody";
}

void
cookie_set(struct req *r, const char *name, struct str value, int64_t max_age_s)
{
	const char *site = strcmp(name, COOKIE_OFFICE) == 0 ? "Strict" : "Lax";

	if (str_is_absent(value))
		resp_header(r, "Set-Cookie",
		    str_printf(r->arena, "%s=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=%s", name, site));
	else if (max_age_s > 0)
		resp_header(r, "Set-Cookie",
		    str_printf(r->arena, "%s=%.*s; Path=/; Max-Age=%lld; Secure; HttpOnly; SameSite=%s", name,
			STR_ARG(value), (long long)max_age_s, site));
	else
		resp_header(r, "Set-Cookie",
		    str_printf(r->arena, "%s=%.*s; Path=/; Secure; HttpOnly; SameSite=%s", name, STR_ARG(value), site));
}

enum realm
route_realm(const struct req *r)
{
	return str_eq(r->path, STR("/admin")) || str_starts(r->path, STR("/admin/")) ? REALM_OFFICE : REALM_SHOP;
}

struct str
form_value(const struct req *r, const char *name)
{
	struct str rest = r->body, part, key;

	if (!str_eq(r->content_type, STR("application/x-www-form-urlencoded")))
		return STR_ABSENT;
	while (str_split(&rest, '&', &part))
		if (str_split(&part, '=', &key) && str_eq_z(key, name))
			return part.ptr ? part : STR("");
	return STR_ABSENT;
}

/* ---- at start ---- */

static void __attribute__((noreturn))
complain(const struct route *t, const char *why)
{
	char text[300];

	snprintf(text, sizeof(text), "route '%.150s': %s", t->pattern, why);
	BUG(text);
}

void
guard_check_route(const struct route *t)
{
	bool api = str_starts(str_of(t->pattern), STR("/api/"));
	bool has_session = t->access == ACCESS_SHOPPER || t->access == ACCESS_OFFICE;

	if (t->access <= ACCESS_UNDECLARED || t->access >= ACCESS__MAX)
		complain(t, "says nothing of access");
	if (api && t->access != ACCESS_ALL && t->access != ACCESS_TOKEN)
		complain(t, "/api takes no cookies: ACCESS_ALL or ACCESS_TOKEN");
	if (!api && t->access == ACCESS_TOKEN)
		complain(t, "pages take no tokens");
	if (t->permission != PERM_NONE && t->access != ACCESS_OFFICE && t->access != ACCESS_TOKEN)
		complain(t, "a permission needs ACCESS_OFFICE or ACCESS_TOKEN");
	if (t->permission < PERM_NONE || t->permission >= PERM__COUNT)
		complain(t, "has an unknown permission");
	if ((t->flags & ROUTE_FRESH) && !has_session)
		complain(t, "ROUTE_FRESH needs ACCESS_SHOPPER or ACCESS_OFFICE");
	if ((t->flags & ROUTE_ONCE) && !route_is_write(t))
		complain(t, "ROUTE_ONCE is for writes");
	if ((t->flags & (ROUTE_NO_CSRF | ROUTE_ANY_SITE)) && (api || !route_is_write(t) || !t->doc))
		complain(t, "ROUTE_NO_CSRF and ROUTE_ANY_SITE are for writes to pages, and say why in their doc");
}

/* ---- where it came from ---- */

static bool
is_cross_site(const struct req *r)
{
	struct str site = req_header(r, "Sec-Fetch-Site");

	if (!str_is_absent(site))
		return !str_eq(site, STR("same-origin")) && !str_eq(site, STR("none"));
	return !str_eq_nocase(req_header(r, "Origin"), req_url(r, STR("")));
}

bool
guard_origin(struct req *r)
{
	if (r->api || !route_is_write(r->route) || r->route->flags & ROUTE_ANY_SITE)
		return true;
	if (is_cross_site(r))
		guard_refused(r, REFUSED_CROSS_SITE);
	else if (!(r->route->flags & ROUTE_NO_CSRF) && !csrf_holds(r))
		guard_refused(r, REFUSED_CSRF);
	else
		return true;
	r->forged = true;
	route_error(r, 403, NULL);
	return false;
}

void
guard_refused(struct req *r, enum refusal why)
{
	const struct identity *who = &r->who;

	log_event(LOG_WARN, "access.refused", log_z("why", refusal_name(why)),
	    log_z("method", req_method_name(r->method)), log_z("route", r->route->pattern),
	    log_z("actor", actor_name(who->actor)),
	    log_str("id", str_is_empty(who->client) ? who->account : who->client));
	if (r->app->guard && r->app->guard->refused)
		r->app->guard->refused(r, why);
}

/* ---- who is asking ---- */

/* Where a login may return to: the page itself, or the page whose form this was. */
static struct str
back_of(const struct req *r)
{
	struct str referer = req_header(r, "Referer"), base = req_url(r, STR(""));

	if (r->method == GET || r->method == HEAD)
		return r->target;
	if (str_starts(referer, base) && referer.len > base.len && referer.ptr[base.len] == '/')
		return str_skip(referer, base.len);
	return STR_ABSENT;
}

static void
lead_to(struct req *r, const char *path)
{
	struct str back = back_of(r);
	struct buf b;

	resp_reset(r);
	buf_in_arena(&b, r->arena, BUF_LINE);
	buf_str(&b, req_base(r));
	buf_z(&b, path);
	if (!str_is_empty(back) && back.len <= BACK_MAX) {
		buf_lit(&b, "?back=");
		escape_url_arg(&b, back);
	}
	resp_header(r, "Cache-Control", STR("private, no-store"));
	if (resp_redirect(r, 303, buf_view(&b)))
		BUG("a redirect failed");
}

static bool
ask_login(struct req *r)
{
	guard_refused(r, REFUSED_NOBODY);
	lead_to(r, route_realm(r) == REALM_OFFICE ? "/admin/login" : "/login");
	return false;
}

static bool
failed(struct req *r, enum err err)
{
	route_failed(r, err);
	return false;
}

static bool
is_fresh(const struct req *r)
{
	return clock_now().us - r->who.proved_at.us < FRESH_US;
}

static bool
guard_session(struct req *r)
{
	const struct route *t = r->route;
	enum err err = OK;

	if (r->app->guard)
		err = r->app->guard->session(r, route_realm(r), &r->who);
	if (err)
		return failed(r, err);
	if (t->access == ACCESS_VISITOR)
		return true;
	if (r->who.actor == ACTOR_NOBODY || r->who.full == (t->access == ACCESS_HALF))
		return ask_login(r);
	if ((t->access == ACCESS_SHOPPER && r->who.actor != ACTOR_CUSTOMER) ||
	    (t->access == ACCESS_OFFICE && r->who.actor != ACTOR_STAFF) || !identity_may(&r->who, t->permission)) {
		guard_refused(r, REFUSED_PERMISSION);
		route_error(r, 403, NULL);
		return false;
	}
	if ((t->flags & ROUTE_FRESH) && !is_fresh(r)) {
		guard_refused(r, REFUSED_STALE);
		lead_to(r, route_realm(r) == REALM_OFFICE ? "/admin/login/again" : "/login/again");
		return false;
	}
	return true;
}

/* RFC 6750, section 3: no error code for somebody who showed nothing. */
static bool
challenge(struct req *r, int status, const char *error)
{
	const char *scope = permission_name(r->route->permission);
	struct buf b;

	route_error(r, status, NULL);
	buf_in_arena(&b, r->arena, BUF_LINE);
	buf_lit(&b, "Bearer realm=\"api\"");
	if (error)
		buf_printf(&b, ", error=\"%s\"", error);
	if (scope[0] && status == 403)
		buf_printf(&b, ", scope=\"%s\"", scope);
	resp_header(r, "WWW-Authenticate", buf_view(&b));
	return false;
}

/* "Bearer <token>"; absent: another scheme, or none. */
static struct str
bearer_token(const struct req *r)
{
	struct str header = str_trim(req_header(r, "Authorization")), scheme;

	if (!str_split(&header, ' ', &scheme) || !str_eq_nocase(scheme, STR("Bearer")))
		return STR_ABSENT;
	return header.ptr ? str_trim(header) : STR("");
}

static bool
guard_token(struct req *r)
{
	struct str token = bearer_token(r);
	enum err err;

	if (str_is_absent(token)) {
		guard_refused(r, REFUSED_NOBODY);
		return challenge(r, 401, NULL);
	}
	err = r->app->guard ? r->app->guard->bearer(r, token, &r->who) : ERR_INVALID;
	if (!err && r->who.actor == ACTOR_NOBODY)
		err = ERR_INVALID;
	if (err == ERR_INVALID) {
		memset(&r->who, 0, sizeof(r->who));
		guard_refused(r, REFUSED_TOKEN);
		err_clear();
		return challenge(r, 401, "invalid_token");
	}
	if (err)
		return failed(r, err);
	/* Whatever a token says: who acts for one customer never has rights over others, nor the reverse. */
	r->who.permissions &= permission_for(r->who.account_id ? PERM_FOR_SELF : PERM_FOR_OFFICE);
	if (!identity_may(&r->who, r->route->permission)) {
		guard_refused(r, REFUSED_PERMISSION);
		return challenge(r, 403, "insufficient_scope");
	}
	return true;
}

bool
guard_access(struct req *r)
{
	switch (r->route->access) {
	case ACCESS_ALL:
		return true;
	case ACCESS_TOKEN:
		return guard_token(r);
	case ACCESS_VISITOR:
	case ACCESS_SHOPPER:
	case ACCESS_HALF:
	case ACCESS_OFFICE:
		return guard_session(r);
	default:
		BUG("a route without access");
	}
}
