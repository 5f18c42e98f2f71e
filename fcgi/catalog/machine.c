/*
 * machine.c - what search engines read: robots.txt, the sitemap index and its files (sitemaps.org 0.9, with hreflang).
 *
 * Products are spread over files by id, SITEMAP_IDS to each, so that a file's content only changes with its own
 * products.
 * The product feed is written to a file by `mercer feed`: it is too large to be a reply.
 */
#include "fcgi/catalog/catalog.h"
#include "lib/base/escape.h"
#include "lib/web/i18n.h"

#define SITEMAP_IDS 10000 /* well below 50,000 addresses and 50 MB with all languages */
#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define SITEMAP_NS "http://www.sitemaps.org/schemas/sitemap/0.9"

static enum err robots_txt(struct req *r);
static enum err sitemap_index(struct req *r);
static enum err sitemap_file(struct req *r);

static const struct route routes[] = {
	{ GET, "/robots.txt", robots_txt, ACCESS_ALL, .sql = { 0, 0 }, .doc = "What crawlers may read" },
	{ GET, "/sitemap.xml", sitemap_index, ACCESS_ALL, .sql = { 0, 1 }, .doc = "Index of sitemaps" },
	{ GET, "/sitemaps/{file}", sitemap_file, ACCESS_ALL, .sql = { 0, 3 }, .doc = "One sitemap" },
};
const struct route_table catalog_machine = { routes, COUNT(routes) };

static const struct str deps[] = { STR_INIT(CATALOG_DEP_NAV), STR_INIT(CATALOG_DEP_LISTING) };

static enum err
robots_txt(struct req *r)
{
	struct buf b;

	buf_in_arena(&b, r->arena, BUF_LINE);
	buf_lit(&b,
	    "User-agent: *\nDisallow: /search\nDisallow: /suggest\nDisallow: /api/\nDisallow: /*?f.\nDisallow: /*&f.\n"
	    "Disallow: /*?sort=\nDisallow: /*?price_\n");
	for (size_t i = 1; i < i18n_count(r->app->i18n); i++) {
		struct str code = i18n_locale(r->app->i18n, (int)i);
		buf_printf(&b, "Disallow: /%.*s/search\nDisallow: /%.*s/suggest\n", STR_ARG(code), STR_ARG(code));
	}
	buf_printf(&b, "\nSitemap: %.*s\n", STR_ARG(req_url(r, STR("/sitemap.xml"))));
	resp_public(r, 3600, 60);
	return resp_text(r, 200, "text/plain; charset=utf-8", buf_view(&b));
}

static void
tag(struct buf *b, const char *name, struct str value)
{
	buf_printf(b, "<%s>", name);
	escape_xml(b, value);
	buf_printf(b, "</%s>", name);
}

static enum err
index_build(struct req *r, void *payload UNUSED)
{
	struct look look = look_of(r);
	struct buf b;
	int64_t last;
	enum err err = catalog_last_address(req_db(r), &look, &last);

	if (err)
		return err;
	buf_in_arena(&b, r->arena, BUF_REPLY);
	buf_lit(&b, XML_HEAD "<sitemapindex xmlns=\"" SITEMAP_NS "\">\n<sitemap>");
	tag(&b, "loc", req_url(r, STR("/sitemaps/pages.xml")));
	buf_lit(&b, "</sitemap>\n");
	for (int64_t n = 0; n * SITEMAP_IDS < last; n++) {
		buf_lit(&b, "<sitemap>");
		tag(&b, "loc", req_url(r, str_printf(r->arena, "/sitemaps/products-%lld.xml", (long long)n + 1)));
		buf_lit(&b, "</sitemap>\n");
	}
	buf_lit(&b, "</sitemapindex>\n");
	return resp_text(r, 200, "application/xml; charset=utf-8", buf_view(&b));
}

static enum err
sitemap_index(struct req *r)
{
	const struct cached_page p = { "sitemap", STR("index"), NULL, NULL, deps, COUNT(deps) };

	return page_cached(r, &p, index_build, NULL);
}

/* One address in every language, each naming the others: hreflang must be reciprocal. */
static void
address(struct req *r, struct buf *b, const char *prefix, struct str slug, struct time updated)
{
	size_t n = i18n_count(r->app->i18n);
	struct str *url = arena_array(r->arena, struct str, n);

	for (size_t i = 0; i < n; i++) {
		struct str code = i18n_locale(r->app->i18n, (int)i);
		url[i] = req_url(r,
		    str_printf(r->arena, "%s%.*s%s%.*s", i ? "/" : "", i ? (int)code.len : 0, code.ptr, prefix,
			STR_ARG(slug)));
	}
	for (size_t i = 0; i < n; i++) {
		buf_lit(b, "<url>");
		tag(b, "loc", url[i]);
		if (!time_is_absent(updated)) {
			buf_lit(b, "<lastmod>");
			time_rfc3339(b, (struct time){ updated.us - updated.us % US_PER_S });
			buf_lit(b, "</lastmod>");
		}
		for (size_t k = 0; k <= n && n > 1; k++) {
			buf_lit(b, "<xhtml:link rel=\"alternate\" hreflang=\"");
			escape_xml(b, k < n ? i18n_locale(r->app->i18n, (int)k) : STR("x-default"));
			buf_lit(b, "\" href=\"");
			escape_xml(b, url[k < n ? k : 0]);
			buf_lit(b, "\"/>");
		}
		buf_lit(b, "</url>\n");
	}
}

static enum err
pages_fill(struct req *r, struct buf *b)
{
	struct look look = look_of(r);
	struct list nav = { 0 }, collections, brands;
	const struct nav_category *c;
	const struct collection_head *k;
	const struct brand_head *m;
	enum err err = page_nav(r, &nav);

	if (!err)
		err = catalog_collections(req_db(r), &look, r->arena, &collections);
	if (!err)
		err = catalog_brands(req_db(r), &look, STR_ABSENT, 5000, r->arena, &brands);
	if (err)
		return err;
	c = nav.items;
	k = collections.items;
	m = brands.items;
	address(r, b, "/", STR(""), TIME_ABSENT);
	address(r, b, "/brands", STR(""), TIME_ABSENT);
	address(r, b, "/categories", STR(""), TIME_ABSENT);
	for (size_t i = 0; i < nav.count; i++)
		address(r, b, "/category/", c[i].slug, c[i].updated_at);
	for (size_t i = 0; i < collections.count; i++)
		address(r, b, "/collection/", k[i].slug, k[i].updated_at);
	for (size_t i = 0; i < brands.count; i++)
		address(r, b, "/brand/", m[i].slug, m[i].updated_at);
	return OK;
}

/* "products-3.xml" -> 3; 0: not such a name. */
static int64_t
file_number(struct str file)
{
	int64_t n;

	if (!str_starts(file, STR("products-")) || !str_ends(file, STR(".xml")) || file.len < 14)
		return 0;
	return str_to_i64(str_cut(str_skip(file, 9), file.len - 13), 1, INT32_MAX, &n) ? 0 : n;
}

static enum err
products_fill(struct req *r, int64_t number, struct buf *b, size_t *count)
{
	struct look look = look_of(r);
	struct list list;
	const struct product_address *a;
	enum err err = catalog_addresses(req_db(r), &look, (number - 1) * SITEMAP_IDS, SITEMAP_IDS, r->arena, &list);

	if (err)
		return err;
	a = list.items;
	*count = 0;
	for (size_t i = 0; i < list.count && a[i].id <= number * SITEMAP_IDS; i++, ++*count)
		address(r, b, "/product/", a[i].slug, a[i].updated_at);
	return OK;
}

static enum err
file_build(struct req *r, void *payload UNUSED)
{
	struct str file = r->params[0];
	int64_t number = file_number(file);
	size_t count = 1;
	struct buf b;
	enum err err;

	buf_in_arena(&b, r->arena, BUF_REPLY);
	buf_lit(&b, XML_HEAD "<urlset xmlns=\"" SITEMAP_NS "\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n");
	if (str_eq(file, STR("pages.xml")))
		err = pages_fill(r, &b);
	else if (number)
		err = products_fill(r, number, &b, &count);
	else
		return ERR_NOT_FOUND;
	if (err)
		return err;
	if (!count)
		return ERR_NOT_FOUND;
	buf_lit(&b, "</urlset>\n");
	return resp_text(r, 200, "application/xml; charset=utf-8", buf_view(&b));
}

static enum err
sitemap_file(struct req *r)
{
	const struct cached_page p = { "sitemap", r->params[0], NULL, NULL, deps, COUNT(deps) };

	return page_cached(r, &p, file_build, NULL);
}
