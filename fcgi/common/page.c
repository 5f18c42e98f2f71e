/* page.c - the frame of every page.  See page.h. */
#include "fcgi/common/page.h"
#include "lib/base/escape.h"
#include "lib/web/csrf.h"
#include "lib/web/i18n.h"
#include "lib/web/route.h"

#include <assert.h>

#define NAV_TOP 8       /* departments in the header; a shop can have thousands of categories */
#define NAV_CHILDREN 14

static const struct shape_field link_fields[] = {
	SHAPE_STR(struct link_view, name, 0, 500),
	SHAPE_STR(struct link_view, url, 0, 2000),
	SHAPE_STR(struct link_view, code, 0, 20),
	SHAPE_STR(struct link_view, image, 0, 2000),
	SHAPE_BOOL(struct link_view, current),
};
const struct shape link_view_shape = SHAPE(struct link_view, link_fields, "A link.");

static const struct shape_field nav_fields[] = {
	SHAPE_STR(struct nav_view, name, 0, 200),
	SHAPE_STR(struct nav_view, url, 0, 2000),
	SHAPE_STR(struct nav_view, image, 0, 2000),
	SHAPE_BOOL(struct nav_view, current),
	SHAPE_LIST(struct nav_view, children, &link_view_shape, 1000),
};
const struct shape nav_view_shape = SHAPE(struct nav_view, nav_fields, "A department and its categories.");

static const struct shape_field side_fields[] = {
	SHAPE_STR(struct side_group_view, name, 0, 100),
	SHAPE_LIST(struct side_group_view, links, &link_view_shape, 30),
};
const struct shape side_group_view_shape =
    SHAPE(struct side_group_view, side_fields, "A group of the navigation beside a page.");

static const struct shape_field page_fields[] = {
	SHAPE_STR(struct page_view, site_name, 0, 200),
	SHAPE_STR(struct page_view, locale, 0, 12),
	SHAPE_STR(struct page_view, base, 0, 13),
	SHAPE_STR(struct page_view, title, 0, 500),
	SHAPE_STR(struct page_view, description, 0, 1000),
	SHAPE_STR(struct page_view, canonical, 0, 2000),
	SHAPE_BOOL(struct page_view, noindex),
	SHAPE_BOOL(struct page_view, is_net),
	SHAPE_STR(struct page_view, og_type, 0, 20),
	SHAPE_STR(struct page_view, og_image, 0, 2000),
	SHAPE_STR(struct page_view, path, 0, 4000),
	SHAPE_STR(struct page_view, q, 0, 200),
	SHAPE_STR(struct page_view, currency, 0, 3),
	SHAPE_LIST(struct page_view, alternates, &link_view_shape, 100),
	SHAPE_LIST(struct page_view, locales, &link_view_shape, 100),
	SHAPE_LIST(struct page_view, currencies, &link_view_shape, 100),
	SHAPE_LIST(struct page_view, nav, &nav_view_shape, 100),
	SHAPE_BOOL(struct page_view, nav_more),
	SHAPE_LIST(struct page_view, crumbs, &link_view_shape, 20),
	SHAPE_HTML(struct page_view, jsonld),
	SHAPE_LIST(struct page_view, side, &side_group_view_shape, 20),
	SHAPE_STR(struct page_view, side_home, 0, 200),
	SHAPE_STR(struct page_view, csrf, 0, 100),
	SHAPE_BOOL(struct page_view, signed_in),
	SHAPE_STR(struct page_view, account_name, 0, 100),
};
const struct shape page_view_shape = SHAPE(struct page_view, page_fields, "The frame of a page.");

void *
view_push(struct req *r, struct view_list *v, size_t size)
{
	assert(v->size == 0 || v->size == size);
	v->size = size;
	if (v->list.count == v->cap) {
		size_t cap = v->cap ? v->cap * 2 : 8;
		void *items = arena_zalloc(r->arena, cap, size);
		if (v->list.count)
			memcpy(items, v->list.items, v->list.count * size);
		v->list.items = items;
		v->cap = cap;
	}
	return (char *)v->list.items + size * v->list.count++;
}

struct look
look_of(const struct req *r)
{
	return (struct look){ .locale = req_locale(r), .fallback_locale = i18n_locale(r->app->i18n, 0),
		.currency = req_currency(r) };
}

bool
page_is_net(const struct req *r)
{
	return !r->api && str_eq(req_cookie(r, COOKIE_TAX), STR("net")) &&
	    config_bool(r->app->config, "price.with_tax");
}

struct str
url_of(struct req *r, const char *prefix, struct str slug)
{
	struct buf b;

	buf_in_arena(&b, r->arena, BUF_LINE);
	buf_str(&b, req_base(r));
	buf_z(&b, prefix);
	escape_url_part(&b, slug);
	return str_dup(r->arena, buf_view(&b));
}

struct str
price_text(struct req *r, int64_t minor, struct str currency)
{
	struct money m = { .minor = minor };
	struct buf b;

	memcpy(m.currency, currency.ptr, MIN(currency.len, 3));
	buf_in_arena(&b, r->arena, BUF_LINE);
	money_format(&b, m, req_locale(r));
	return str_dup(r->arena, buf_view(&b));
}

static bool
is_foreign(struct str file)
{
	return str_starts(file, STR("http://")) || str_starts(file, STR("https://"));
}

struct str
media_url(struct req *r, struct str file)
{
	if (str_is_empty(file) || is_foreign(file))
		return STR_ABSENT;
	return str_printf(r->arena, "/media/%.*s", STR_ARG(file));
}

struct str
media_url_absolute(struct req *r, struct str file)
{
	if (str_is_empty(file))
		return STR_ABSENT;
	return is_foreign(file) ? file : req_url(r, media_url(r, file));
}

static void
fill_locales(struct req *r, struct page_view *page)
{
	static const struct {
		const char *code, *name;
	} names[] = { { "en", "English" }, { "de", "Deutsch" } };
	size_t n = i18n_count(r->app->i18n);
	struct link_view *links = arena_array(r->arena, struct link_view, n);

	for (size_t i = 0; i < n; i++) {
		struct str code = i18n_locale(r->app->i18n, (int)i);
		links[i].code = code;
		links[i].name = code;
		for (size_t k = 0; k < COUNT(names); k++)
			if (str_eq_z(code, names[k].code))
				links[i].name = str_of(names[k].name);
		links[i].current = (int)i == r->locale;
		links[i].url = str_printf(r->arena, "%s%.*s%.*s%s%.*s", i ? "/" : "", i ? (int)code.len : 0, code.ptr,
		    STR_ARG(page->path), r->query.len ? "?" : "", STR_ARG(r->query));
	}
	page->locales = (struct list){ links, n };
}

static void
fill_currencies(struct req *r, struct page_view *page)
{
	struct str rest = config_str(r->app->config, "site.currencies"), code;
	struct view_list list = { 0 };

	while (str_split(&rest, ',', &code)) {
		struct link_view *link = view_push(r, &list, sizeof(*link));
		link->code = str_trim(code);
		link->name = link->code;
		link->current = str_eq(link->code, page->currency);
	}
	page->currencies = list.list;
}

static void
fill_nav(struct req *r, struct page_view *page, struct list nav, int64_t branch)
{
	const struct nav_category *c = nav.items;
	struct view_list top = { 0 };

	for (size_t i = 0; i < nav.count; i++) {
		struct view_list children = { 0 };
		struct nav_view *v;
		if (c[i].depth != 0)
			continue;
		if (top.list.count == NAV_TOP) {
			page->nav_more = true;
			break;
		}
		v = view_push(r, &top, sizeof(*v));
		v->name = c[i].name;
		v->url = url_of(r, "/category/", c[i].slug);
		v->image = media_url(r, c[i].image);
		v->current = c[i].id == branch;
		for (size_t k = 0; k < nav.count; k++) {
			struct link_view *child;
			if (c[k].parent_id != c[i].id)
				continue;
			v->current |= c[k].id == branch;
			if (children.list.count == NAV_CHILDREN) {
				page->nav_more = true;
				continue;
			}
			child = view_push(r, &children, sizeof(*child));
			child->name = c[k].name;
			child->url = url_of(r, "/category/", c[k].slug);
			child->current = c[k].id == branch;
		}
		v->children = children.list;
	}
	page->nav = top.list;
}

/* Only where the route has asked who it is: a page of ACCESS_ALL is the same for everybody, and so is an error page,
 * which has no forms. */
static void
fill_visitor(struct req *r, struct page_view *page)
{
	if (!r->route || r->route->access == ACCESS_ALL || r->route->access == ACCESS_TOKEN || r->failing)
		return;
	page->csrf = csrf_token(r);
	page->signed_in = r->who.actor != ACTOR_NOBODY && r->who.full;
	page->account_name = r->who.name;
}

enum err
page_view_fill(struct req *r, struct page_view *page, struct list *nav, int64_t branch)
{
	enum err err;

	shape_init(&page_view_shape, page);
	page->site_name = config_str(r->app->config, "site.name");
	page->locale = req_locale(r);
	page->base = req_base(r);
	page->og_type = STR("website");
	page->path = r->path;
	page->currency = req_currency(r);
	page->is_net = page_is_net(r);
	page->q = STR_ABSENT;
	fill_locales(r, page);
	fill_currencies(r, page);
	if (!nav->items) {
		err = page_nav(r, nav);
		if (err)
			return err;
	}
	fill_nav(r, page, *nav, branch);
	fill_visitor(r, page);
	return OK;
}

void
page_view_crumb(struct req *r, struct page_view *page, struct str name, struct str url)
{
	struct link_view *old = page->crumbs.items,
			 *links = arena_array(r->arena, struct link_view, page->crumbs.count + 1);

	for (size_t i = 0; i < page->crumbs.count; i++)
		links[i] = old[i];
	links[page->crumbs.count] = (struct link_view){ .name = name, .url = url };
	page->crumbs = (struct list){ links, page->crumbs.count + 1 };
}

void
page_view_canonical(struct req *r, struct page_view *page, struct str path)
{
	size_t n = i18n_count(r->app->i18n);
	struct link_view *links = arena_array(r->arena, struct link_view, n + 1);

	for (size_t i = 0; i < n; i++) {
		struct str code = i18n_locale(r->app->i18n, (int)i);
		links[i].code = code;
		links[i].url = req_url(r,
		    str_printf(r->arena, "%s%.*s%.*s", i ? "/" : "", i ? (int)code.len : 0, code.ptr, STR_ARG(path)));
	}
	links[n] = links[0];
	links[n].code = STR("x-default");
	page->alternates = (struct list){ links, n + 1 };
	page->canonical = links[r->locale].url;
}

void
crumbs_jsonld(struct req *r, const struct page_view *page, struct buf *b)
{
	const struct link_view *crumb = page->crumbs.items;

	buf_lit(b, "{\"@type\":\"BreadcrumbList\",\"itemListElement\":[");
	for (size_t i = 0; i < page->crumbs.count; i++) {
		buf_printf(b, "%s{\"@type\":\"ListItem\",\"position\":%zu,\"name\":\"", i ? "," : "", i + 1);
		escape_json(b, crumb[i].name);
		if (crumb[i].url.ptr) {
			buf_lit(b, "\",\"item\":\"");
			escape_json(b, req_url(r, crumb[i].url));
		}
		buf_lit(b, "\"}");
	}
	buf_lit(b, "]}");
}
