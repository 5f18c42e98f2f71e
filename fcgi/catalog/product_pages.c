/* product_pages.c - the product page and what machines read in it.  See product_view.h. */
#include "fcgi/catalog/catalog.h"
#include "fcgi/catalog/product_view.h"
#include "lib/base/escape.h"
#include "lib/io/xml.h"
#include "lib/web/i18n.h"

#define RELATED_MAX 8
#define JSONLD_VARIANTS_MAX 100

/* ---- JSON-LD (standards A3.1) ---- */

static void
member(struct buf *b, const char *name, struct str value)
{
	if (str_is_empty(value))
		return;
	buf_printf(b, ",\"%s\":\"", name);
	escape_json(b, value);
	buf_char(b, '"');
}

static void
offer(struct req *r, const struct product *p, const struct variant *v, struct buf *b)
{
	static const char *const availability[] = { [STOCK_IN] = "InStock", [STOCK_LOW] = "LimitedAvailability",
		[STOCK_BACKORDER] = "BackOrder", [STOCK_OUT] = "OutOfStock" };

	if (money_is_absent(v->price) || v->price.minor <= 0)
		return; /* merchant listings want a price above zero */
	buf_lit(b, ",\"offers\":{\"@type\":\"Offer\",\"price\":\"");
	money_decimal(b, v->price);
	buf_printf(b, "\",\"priceCurrency\":\"%s\",\"availability\":\"https://schema.org/%s\"", v->price.currency,
	    availability[v->stock]);
	buf_lit(b, ",\"itemCondition\":\"https://schema.org/NewCondition\"");
	member(b, "url", req_url(r, url_of(r, "/product/", p->slug)));
	buf_char(b, '}');
}

static void
variant_members(struct req *r, const struct product *p, const struct variant *v, struct buf *b)
{
	member(b, "sku", v->sku);
	if (format_gtin.check(v->barcode))
		member(b, "gtin", v->barcode);
	offer(r, p, v, b);
}

static void
common_members(struct req *r, const struct product *p, struct buf *b)
{
	const struct media *m = p->media.items;
	struct str text;
	bool first = true;

	member(b, "name", p->title);
	if (html_text(r->arena, str_n(p->description.ptr, p->description.len), 5000, &text) == OK)
		member(b, "description", text);
	if (!str_is_empty(p->brand)) {
		buf_lit(b, ",\"brand\":{\"@type\":\"Brand\",\"name\":\"");
		escape_json(b, p->brand);
		buf_lit(b, "\"}");
	}
	for (size_t i = 0; i < p->media.count; i++) {
		buf_z(b, first ? ",\"image\":[\"" : "\",\"");
		escape_json(b, media_url_absolute(r, m[i].file));
		first = false;
	}
	if (!first)
		buf_lit(b, "\"]");
}

void
product_jsonld(struct req *r, const struct product *p, struct page_view *page)
{
	const struct variant *v = p->variants.items;
	struct buf b;

	buf_in_arena(&b, r->arena, BUF_REPLY);
	buf_lit(&b, "{\"@context\":\"https://schema.org\",\"@graph\":[{\"@type\":\"");
	if (p->variants.count > 1) {
		buf_lit(&b, "ProductGroup\"");
		member(&b, "productGroupID", p->public_id);
		common_members(r, p, &b);
		buf_lit(&b, ",\"hasVariant\":[");
		for (size_t i = 0; i < p->variants.count && i < JSONLD_VARIANTS_MAX; i++) {
			buf_z(&b, i ? ",{\"@type\":\"Product\"" : "{\"@type\":\"Product\"");
			member(&b, "name", p->title);
			variant_members(r, p, &v[i], &b);
			buf_char(&b, '}');
		}
		buf_lit(&b, "]}");
	} else {
		buf_lit(&b, "Product\"");
		common_members(r, p, &b);
		variant_members(r, p, &v[0], &b);
		buf_char(&b, '}');
	}
	buf_char(&b, ',');
	crumbs_jsonld(r, page, &b);
	buf_lit(&b, "]}");
	page->jsonld = (struct html){ buf_view(&b).ptr, b.len };
}

/* ---- the page ---- */

/* Chosen by the merchant first, then what resembles it; read from the search index, without SQL. */
static enum err
related_fill(struct req *r, const struct product *p, struct product_view *v)
{
	struct search *s = catalog_search(r);
	struct view_list hits = { 0 };
	struct str rest = p->related_ids, part;
	struct list similar;

	while (hits.list.count < RELATED_MAX && str_split(&rest, ',', &part)) {
		struct search_hit hit = { 0 };
		if (str_to_i64(part, 1, INT64_MAX, &hit.id) || search_get(s, hit.id, r->arena, &hit.payload))
			continue; /* not on sale */
		*(struct search_hit *)view_push(r, &hits, sizeof(hit)) = hit;
	}
	if (hits.list.count < 4 &&
	    search_similar(s, p->id, (struct list){ 0 }, RELATED_MAX, r->arena, &similar) == OK) {
		const struct search_hit *other = similar.items;
		for (size_t i = 0; i < similar.count && hits.list.count < RELATED_MAX; i++) {
			bool there = false;
			for (size_t k = 0; k < hits.list.count; k++)
				there |= ((struct search_hit *)hits.list.items)[k].id == other[i].id;
			if (!there)
				*(struct search_hit *)view_push(r, &hits, sizeof(*other)) = other[i];
		}
	}
	err_clear();
	v->has_related = hits.list.count > 0;
	return cards_of_hits(r, hits.list, 0, &v->related);
}

static void
places_fill(struct req *r, const struct product *p, struct list nav, struct page_view *page, struct product_view *v)
{
	const struct nav_category *c = nav.items;
	struct str rest = p->category_ids, part;
	struct view_list links = { 0 };
	int chain[16], depth = 0, main_at = -1;

	while (str_split(&rest, ',', &part)) {
		int64_t id;
		int at = str_to_i64(part, 1, INT64_MAX, &id) ? -1 : nav_find_id(nav, id);
		struct link_view *link;
		if (at < 0)
			continue;
		if (main_at < 0)
			main_at = at;
		link = view_push(r, &links, sizeof(*link));
		link->name = c[at].name;
		link->url = url_of(r, "/category/", c[at].slug);
	}
	v->categories = links.list;
	v->has_links = links.list.count + v->tags.count > 0;
	page_view_crumb(r, page, i18n_text(r->app->i18n, r->locale, N_("Home")),
	    str_printf(r->arena, "%.*s/", STR_ARG(page->base)));
	for (int at = main_at; at >= 0 && depth < 16; at = c[at].parent_id ? nav_find_id(nav, c[at].parent_id) : -1)
		chain[depth++] = at;
	while (depth > 0) {
		const struct nav_category *step = &c[chain[--depth]];
		page_view_crumb(r, page, step->name, url_of(r, "/category/", step->slug));
	}
	page_view_crumb(r, page, p->title, STR_ABSENT);
}

static enum err
product_missing(struct req *r)
{
	struct str now;
	enum err err = catalog_moved(req_db(r), "product", r->params[0], r->arena, &now);

	return err ? err : resp_redirect(r, 301, url_of(r, "/product/", now));
}

static int64_t
main_category(const struct product *p)
{
	int64_t id;

	return str_to_i64(str_cut(p->category_ids, str_find(p->category_ids, ',')), 1, INT64_MAX, &id) ? 0 : id;
}

static enum err
product_build(struct req *r, void *payload UNUSED)
{
	struct look look = look_of(r);
	struct product_view v;
	struct page_view page;
	struct product p;
	struct list nav = { 0 };
	struct str text;
	enum err err = catalog_product(req_db(r), &look, r->params[0], r->arena, &p);

	if (err == ERR_NOT_FOUND)
		return product_missing(r);
	if (err)
		return err;
	if (!str_eq(p.slug, r->params[0]))
		return resp_redirect(r, 301, url_of(r, "/product/", p.slug));
	shape_init(&product_view_shape, &v);
	err = page_view_fill(r, &page, &nav, main_category(&p));
	if (!err)
		err = product_view_fill(r, &p, r->args, &v);
	if (!err)
		err = related_fill(r, &p, &v);
	if (err)
		return err;
	v.page = &page;
	places_fill(r, &p, nav, &page, &v);
	page_view_canonical(r, &page, str_printf(r->arena, "/product/%.*s", STR_ARG(p.slug)));
	page.og_type = STR("product");
	page.title = str_is_empty(p.seo_title) ? p.title : p.seo_title;
	page.description = p.seo_description;
	if (str_is_empty(page.description) &&
	    html_text(r->arena, str_n(p.description.ptr, p.description.len), 160, &text) == OK)
		page.description = text;
	if (p.media.count)
		page.og_image = media_url_absolute(r, ((const struct media *)p.media.items)->file);
	product_jsonld(r, &p, &page);
	return resp_page(r, catalog_template(r, T_PRODUCT), &v);
}

enum err
product_page(struct req *r)
{
	/* The cards of related products show prices of others, so any change that listings show counts here too. */
	static const struct str deps[] = { STR_INIT(CATALOG_DEP_NAV), STR_INIT(CATALOG_DEP_LISTING) };
	const struct cached_page p = { "product", r->params[0], &product_args_shape, r->args, deps, COUNT(deps) };

	return page_cached(r, &p, product_build, NULL);
}
