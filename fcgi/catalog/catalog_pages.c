/* catalog_pages.c - the module's page routes, cached pages, problem types and preferences.  See catalog.h. */
#include "fcgi/catalog/catalog.h"
#include "fcgi/catalog/home_view.h"
#include "fcgi/catalog/product_view.h"
#include "lib/web/form.h"
#include "lib/web/i18n.h"
#include "lib/web/problem.h"

struct preferences {
	struct str currency;
	struct str back;
};
static const struct shape_field preferences_fields[] = {
	SHAPE_STR(struct preferences, currency, 3, 3, .flags = SHAPE_REQUIRED, .doc = "ISO 4217 code"),
	SHAPE_STR(struct preferences, back, 0, 2000, .doc = "path to return to"),
};
static const struct shape preferences_shape = SHAPE(struct preferences, preferences_fields, "A visitor's choices.");

static const struct route routes[] = {
	{ GET, "/", home_page, ACCESS_ALL, .sql = { 0, 2 }, .doc = "Home" },
	{ GET, "/category/{slug}", category_page, ACCESS_ALL, .query = &listing_args_shape, .sql = { 0, 3 },
	    .doc = "Category" },
	{ GET, "/collection/{slug}", collection_page, ACCESS_ALL, .query = &listing_args_shape, .sql = { 0, 3 },
	    .doc = "Collection" },
	{ GET, "/brand/{slug}", brand_page, ACCESS_ALL, .query = &listing_args_shape, .sql = { 0, 3 }, .doc = "Brand" },
	{ GET, "/brands", brands_page, ACCESS_ALL, .query = &listing_args_shape, .sql = { 0, 2 }, .doc = "All brands" },
	{ GET, "/categories", categories_page, ACCESS_ALL, .sql = { 0, 1 }, .doc = "All categories" },
	{ GET, "/search", search_page, ACCESS_ALL, .query = &listing_args_shape, .sql = { 0, 2 },
	    .doc = "Search results" },
	{ GET, "/suggest", suggest_page, ACCESS_ALL, .query = &listing_args_shape, .sql = { 0, 1 },
	    .doc = "Suggestions (fragment); SQL for an error page" },
	{ GET, "/product/{slug}", product_page, ACCESS_ALL, .query = &product_args_shape, .sql = { 0, 6 },
	    .doc = "Product" },
	{ POST, "/preferences", preferences_post, ACCESS_ALL, .body = &preferences_shape, .sql = { 0, 1 },
	    .flags = ROUTE_NO_CSRF,
	    .doc =
		"Currency; without a token, because its form is on pages that all visitors share, and it sets nothing but a cookie of taste" },
	{ GET, "/problems/{code}", problem_page, ACCESS_ALL, .sql = { 0, 1 }, .doc = "What a problem type means" },
};
const struct route_table catalog_pages = { routes, COUNT(routes) };

const struct tmpl_def catalog_templates[T__MAX] = {
	FRAME_TEMPLATES,
	[T_HOME] = { "catalog/home", &home_view_shape },
	[T_LISTING] = { "catalog/listing", &listing_view_shape },
	[T_PRODUCT] = { "catalog/product", &product_view_shape },
	[T_BRANDS] = { "catalog/brands", &brands_view_shape },
	[T_SUGGEST] = { "catalog/suggest", &suggest_view_shape },
};

enum err
page_cached(struct req *r, const struct cached_page *p, enum err (*build)(struct req *r, void *payload), void *payload)
{
	struct cache_want want = { .deps = p->deps, .dep_count = p->dep_count,
		.ttl_s = (unsigned)(config_ms(r->app->config, "page.ttl") / 1000),
		.max_stale_ms = (unsigned)config_ms(r->app->config, "page.max_stale"),
		.trust_ms = (unsigned)config_ms(r->app->config, "page.trust") };
	struct buf key;
	enum err err;

	if ((err = net_prices_load(r)))
		return err;
	buf_in_arena(&key, r->arena, BUF_LINE);
	if (page_is_net(r))
		buf_lit(&key, "net/");
	buf_z(&key, p->kind);
	buf_char(&key, ':');
	buf_str(&key, p->slug);
	if (p->args_shape) {
		buf_char(&key, '?');
		form_write(&key, p->args_shape, p->args);
	}
	want.key = buf_view(&key);
	if (page_is_net(r))
		resp_header(r, "Cache-Control",
		    STR("private, no-cache")); /* caches between us and him do not know the cookie */
	else
		resp_public(r, 0, 1);
	return resp_cached(r, &want, build, payload);
}

/* The page behind the `type` of a problem (RFC 9457, section 3.1.1). */
enum err
problem_page(struct req *r)
{
	size_t n;
	const struct problem_type *type = problem_types(&n);
	struct error_view v;
	struct page_view page;
	struct list nav = { 0 };
	enum err err;

	while (n && !str_eq_z(r->params[0], type->code))
		type++, n--;
	if (!n)
		return ERR_NOT_FOUND;
	shape_init(&error_view_shape, &v);
	err = page_view_fill(r, &page, &nav, 0);
	if (err)
		return err;
	page.noindex = true;
	page.title = v.heading = str_of(type->title);
	v.text = str_of(type->detail);
	v.page = &page;
	v.status = type->status;
	return resp_page(r, tmpl_get(r->app->templates, FRAME_T_PROBLEM), &v);
}

/* ---- preferences ---- */

enum err
preferences_post(struct req *r)
{
	const struct preferences *form = r->form;
	struct str rest = config_str(r->app->config, "site.currencies"), code;
	bool known = false;

	while (str_split(&rest, ',', &code))
		known |= str_eq(str_trim(code), form->currency);
	if (!known || r->errors.count)
		return err_fail(ERR_INVALID, "could not set currency '%.*s': not one of ours", STR_ARG(form->currency));
	resp_header(r, "Set-Cookie",
	    str_printf(
		r->arena, "currency=%.*s; Path=/; Max-Age=31536000; Secure; SameSite=Lax", STR_ARG(form->currency)));
	return resp_redirect(r, 303, safe_return(form->back));
}
