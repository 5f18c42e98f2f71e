/* catalog_pages.c - the module's page routes, cached pages, error pages and preferences.  See catalog.h. */
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
	{ GET, "/", home_page, .sql = { 0, 2 }, .doc = "Home" },
	{ GET, "/category/{slug}", category_page, .query = &listing_args_shape, .sql = { 0, 3 }, .doc = "Category" },
	{ GET, "/collection/{slug}", collection_page, .query = &listing_args_shape, .sql = { 0, 3 }, .doc = "Collection" },
	{ GET, "/brand/{slug}", brand_page, .query = &listing_args_shape, .sql = { 0, 3 }, .doc = "Brand" },
	{ GET, "/brands", brands_page, .query = &listing_args_shape, .sql = { 0, 2 }, .doc = "All brands" },
	{ GET, "/categories", categories_page, .sql = { 0, 1 }, .doc = "All categories" },
	{ GET, "/search", search_page, .query = &listing_args_shape, .sql = { 0, 2 }, .doc = "Search results" },
	{ GET, "/suggest", suggest_page, .query = &listing_args_shape, .sql = { 0, 1 }, .doc = "Suggestions (fragment); SQL for an error page" },
	{ GET, "/product/{slug}", product_page, .query = &product_args_shape, .sql = { 0, 6 }, .doc = "Product" },
	{ POST, "/preferences", preferences_post, .body = &preferences_shape, .sql = { 0, 1 }, .doc = "Currency" },
	{ GET, "/problems/{code}", problem_page, .sql = { 0, 1 }, .doc = "What a problem type means" },
};
const struct route_table catalog_pages = { routes, COUNT(routes) };

const struct tmpl_def catalog_templates[T__MAX] = {
	[T_HOME] = { "catalog/home", &home_view_shape },
	[T_LISTING] = { "catalog/listing", &listing_view_shape },
	[T_PRODUCT] = { "catalog/product", &product_view_shape },
	[T_BRANDS] = { "catalog/brands", &brands_view_shape },
	[T_SUGGEST] = { "catalog/suggest", &suggest_view_shape },
	[T_ERROR] = { "error", &error_view_shape },
	[T_PROBLEM] = { "problem", &error_view_shape },
};

enum err
page_cached(struct req *r, const struct cached_page *p, enum err (*build)(struct req *r, void *payload), void *payload)
{
	struct cache_want want = { .deps = p->deps, .dep_count = p->dep_count,
		.ttl_s = (unsigned)(config_ms(r->app->config, "page.ttl") / 1000),
		.max_stale_ms = (unsigned)config_ms(r->app->config, "page.max_stale") };
	struct buf key;

	buf_in_arena(&key, r->arena, BUF_LINE);
	buf_z(&key, p->kind);
	buf_char(&key, ':');
	buf_str(&key, p->slug);
	if (p->args_shape) {
		buf_char(&key, '?');
		form_write(&key, p->args_shape, p->args);
	}
	want.key = buf_view(&key);
	resp_public(r, 0, 1);
	return resp_cached(r, &want, build, payload);
}

/* ---- errors ---- */

static const struct {
	int status;
	const char *heading, *text;
} errors[] = {
	{ 400, N_("We could not read this address"), N_("Something in it is not as we expect. Start from the home page or search.") },
	{ 403, N_("This form came from another page"), N_("Go back, load the page again and try once more.") },
	{ 404, N_("We could not find this page"), N_("It may have moved, or the address has a typing mistake.") },
	{ 405, N_("That is not possible here"), N_("Go back and use the buttons on the page.") },
	{ 410, N_("This product is no longer available"), N_("It was removed from our range for good.") },
	{ 413, N_("That was too large"), N_("Send less at once.") },
	{ 503, N_("We are busy right now"), N_("Please try again in a moment. Nothing is lost.") },
	{ 500, N_("Something went wrong on our side"), N_("We have noted it. Please try again in a moment.") },
};

enum err
catalog_error_page(struct req *r, int status)
{
	struct error_view v;
	struct page_view page;
	struct list nav = { 0 };
	size_t at = 0;

	while (at + 1 < COUNT(errors) && errors[at].status != status)
		at++;
	shape_init(&error_view_shape, &v);
	/* Without the database the frame has no navigation, and that is all. */
	if (status >= 500 || page_view_fill(r, &page, &nav, 0)) {
		static struct nav_category none;
		nav = (struct list){ &none, 0 };
		if (page_view_fill(r, &page, &nav, 0))
			return ERR_INTERNAL;
	}
	page.noindex = true;
	page.title = v.heading = i18n_text(r->app->i18n, r->locale, errors[at].heading);
	v.text = i18n_text(r->app->i18n, r->locale, errors[at].text);
	v.page = &page;
	v.status = status;
	v.request_id = r->request_id;
	v.not_found = status == 404 || status == 410;
	v.departments = page.nav;
	return resp_page_status(r, status, catalog_template(r, T_ERROR), &v);
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
	return resp_page(r, catalog_template(r, T_PROBLEM), &v);
}

/* ---- preferences ---- */

struct str
safe_return(struct str path)
{
	bool ours = path.len && path.ptr[0] == '/' && !(path.len > 1 && (path.ptr[1] == '/' || path.ptr[1] == '\\'));

	for (size_t i = 0; ours && i < path.len; i++)
		ours = (unsigned char)path.ptr[i] > ' ' && path.ptr[i] != '\\' && (unsigned char)path.ptr[i] < 0x7F;
	return ours ? path : STR("/");
}

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
	    str_printf(r->arena, "currency=%.*s; Path=/; Max-Age=31536000; Secure; SameSite=Lax", STR_ARG(form->currency)));
	return resp_redirect(r, 303, safe_return(form->back));
}
