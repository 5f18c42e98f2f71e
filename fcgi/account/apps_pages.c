/* apps_pages.c - connected apps: which programs a customer let in, what they may do, and the way to end it.  Consent
 * itself is fcgi/oauth's. */
#include "fcgi/account/account.h"
#include "fcgi/common/rights.h"
#include "fcgi/common/who.h"
#include "lib/shop/oauth_grant.h"

struct app_view {
	struct str name, since, until, remove_url;
	struct list rights;      /* right_view */
};
static const struct shape_field app_fields[] = {
	SHAPE_STR(struct app_view, name, 0, 100),
	SHAPE_STR(struct app_view, since, 0, 100),
	SHAPE_STR(struct app_view, until, 0, 100),
	SHAPE_STR(struct app_view, remove_url, 0, 300),
	SHAPE_LIST(struct app_view, rights, &right_view_shape, PERM__COUNT),
};
static const struct shape app_shape = SHAPE(struct app_view, app_fields, "A connected app.");

struct apps_view {
	struct page_view *page;
	struct str heading, notice;
	struct list apps;        /* app_view */
	bool has_apps;
};
static const struct shape_field view_fields[] = {
	SHAPE_STRUCT(struct apps_view, page, struct page_view, &page_view_shape),
	SHAPE_STR(struct apps_view, heading, 0, 200),
	SHAPE_STR(struct apps_view, notice, 0, 500),
	SHAPE_LIST(struct apps_view, apps, &app_shape, 1000),
	SHAPE_BOOL(struct apps_view, has_apps),
};
const struct shape apps_view_shape = SHAPE(struct apps_view, view_fields, "Connected apps.");

static enum err apps_page(struct req *r);
static enum err remove_post(struct req *r);

static const struct route routes[] = {
	{ GET, "/account/apps", apps_page, ACCESS_SHOPPER, .query = &account_args_shape, .sql = { 0, 6 },
	    .doc = "Connected apps" },
	{ POST, "/account/apps/{id}/remove", remove_post, ACCESS_SHOPPER, .sql = { 0, 250 },
	    .doc = "End what an app may do; five statements for each consent" },
};
const struct route_table account_apps = { routes, COUNT(routes) };

/* A program may have several consents, the newest first: one row for all of them. */
static void
fill(struct req *r, const struct oauth_grant *g, size_t count, struct apps_view *v)
{
	struct view_list apps = { 0 };

	for (size_t i = 0; i < count; i++) {
		uint64_t scope = 0;
		struct time since = g[i].created_at;
		struct app_view *row;
		size_t first = 0;
		while (g[first].client != g[i].client)
			first++;
		if (first < i || !g[i].is_live)
			continue;
		for (size_t k = i; k < count; k++)
			if (g[k].client == g[i].client) {
				scope |= g[k].scope;
				since = g[k].created_at;
			}
		row = view_push(r, &apps, sizeof(*row));
		*row = (struct app_view){ .name = g[i].client_name,
			.since = form_date(r, since),
			.until = form_date(r, g[i].ends_at),
			.remove_url = account_url(
			    r, arena_printf(r->arena, "/account/apps/%.*s/remove", STR_ARG(g[i].client_id))),
			.rights = rights_of(r, scope) };
	}
	v->apps = apps.list;
	v->has_apps = apps.list.count > 0;
}

static enum err
apps_page(struct req *r)
{
	const struct account_args *args = r->args;
	struct apps_view v;
	struct list grants;
	enum err err;

	shape_init(&apps_view_shape, &v);
	v.page = arena_new_of(r->arena, struct page_view);
	v.heading = form_text(r, N_("Connected apps"));
	v.notice = done_text(r, args->done);
	if ((err = account_frame(r, AREA_APPS, v.heading, v.page)) ||
	    (err = oauth_grant_list(req_db(r), r->arena, r->who.account_id, &grants)))
		return err;
	fill(r, grants.items, grants.count, &v);
	resp_header(r, "Cache-Control", STR("private, no-store"));
	return resp_page(r, tmpl_get(r->app->templates, T_APPS), &v);
}

/* Twice is once: what is over already is over. */
static enum err
remove_post(struct req *r)
{
	struct who who = who_of(r);
	enum err err = oauth_grant_revoke_all(
	    req_db(r), req_cache(r), r->arena, &who, r->params[0], r->who.account_id, "customer", NULL);

	return err ? err : account_redirect(r, "/account/apps", "app-removed");
}
