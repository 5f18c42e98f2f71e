/* catalog_view.c - the frame of every page and the product cards.  See catalog_view.h. */
#include "fcgi/catalog/catalog_view.h"
#include "lib/base/escape.h"
#include "lib/shop/unit_price.h"
#include "lib/web/i18n.h"

#include <assert.h>

#define SWATCHES_SHOWN 5
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

static const struct shape_field page_fields[] = {
	SHAPE_STR(struct page_view, site_name, 0, 200),
	SHAPE_STR(struct page_view, locale, 0, 12),
	SHAPE_STR(struct page_view, base, 0, 13),
	SHAPE_STR(struct page_view, title, 0, 500),
	SHAPE_STR(struct page_view, description, 0, 1000),
	SHAPE_STR(struct page_view, canonical, 0, 2000),
	SHAPE_BOOL(struct page_view, noindex),
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
};
const struct shape page_view_shape = SHAPE(struct page_view, page_fields, "The frame of a page.");

static const struct shape_field swatch_fields[] = {
	SHAPE_STR(struct swatch_view, name, 0, 255),
	SHAPE_STR(struct swatch_view, colour, 0, 7),
};
const struct shape swatch_view_shape = SHAPE(struct swatch_view, swatch_fields, "A colour.");

static const struct shape_field card_fields[] = {
	SHAPE_STR(struct card_view, url, 0, 2000),
	SHAPE_STR(struct card_view, title, 0, 500),
	SHAPE_STR(struct card_view, brand, 0, 200),
	SHAPE_STR(struct card_view, image, 0, 2000),
	SHAPE_STR(struct card_view, hover_image, 0, 2000),
	SHAPE_STR(struct card_view, alt, 0, 512),
	SHAPE_STR(struct card_view, initial, 0, 1),
	SHAPE_I32(struct card_view, width, 0, INT32_MAX),
	SHAPE_I32(struct card_view, height, 0, INT32_MAX),
	SHAPE_BOOL(struct card_view, eager),
	SHAPE_STR(struct card_view, price, 0, 60),
	SHAPE_BOOL(struct card_view, from),
	SHAPE_STR(struct card_view, compare_at, 0, 60),
	SHAPE_STR(struct card_view, saving, 0, 20),
	SHAPE_STR(struct card_view, unit_price, 0, 80),
	SHAPE_BOOL(struct card_view, sold_out),
	SHAPE_BOOL(struct card_view, low),
	SHAPE_LIST(struct card_view, swatches, &swatch_view_shape, 100),
	SHAPE_I32(struct card_view, more_swatches, 0, INT32_MAX),
	SHAPE_STR(struct card_view, public_id, 0, 40),
};
const struct shape card_view_shape = SHAPE(struct card_view, card_fields, "A product in a listing.");

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

struct str
unit_price_text(struct req *r, int64_t minor, struct str currency, struct opt_i64 measure_e3, struct str unit,
    struct opt_i64 base_e3, struct str base_unit)
{
	struct money price = { .minor = minor };

	memcpy(price.currency, currency.ptr, MIN(currency.len, 3));
	return unit_price_label(r->arena, price, measure_e3, unit, base_e3, base_unit, req_locale(r));
}

static struct str
initial_of(struct str title)
{
	size_t at = 0;

	if (str_is_empty(title))
		return STR("?");
	str_next_char(title, &at);
	return str_cut(title, at);
}

static void
card_price_fill(struct req *r, const struct card_price *price, struct card_view *out)
{
	out->price = price_text(r, price->from, price->currency);
	out->from = price->to > price->from;
	out->unit_price = price->unit_price;
	if (price->compare_at.set && price->compare_at.value > price->from) {
		int64_t percent = (price->compare_at.value - price->from) * 100 / price->compare_at.value;
		out->compare_at = price_text(r, price->compare_at.value, price->currency);
		if (percent > 0)
			out->saving = str_printf(r->arena, "\xE2\x88\x92%lld\xC2\xA0%%", (long long)percent);
	}
}

void
card_view_of(struct req *r, const struct product_card *card, struct card_view *out)
{
	const struct card_price *price = card_price_in(card, req_currency(r));
	const struct card_swatch *swatches = card->swatches.items;
	struct view_list shown = { 0 };

	shape_init(&card_view_shape, out);
	out->url = url_of(r, "/product/", card->slug);
	out->title = card->title;
	out->brand = card->brand;
	out->image = media_url(r, card->image);
	out->hover_image = media_url(r, card->hover_image);
	out->alt = card->image_alt.ptr ? card->image_alt : card->title;
	out->initial = initial_of(card->title);
	out->width = card->image_width ? card->image_width : 1000;
	out->height = card->image_height ? card->image_height : 1000;
	out->public_id = card->public_id;
	if (price)
		card_price_fill(r, price, out);
	out->sold_out = str_eq(card->availability, STR("out_of_stock"));
	out->low = str_eq(card->availability, STR("low_stock"));
	for (size_t i = 0; i < card->swatches.count && i < SWATCHES_SHOWN; i++) {
		struct swatch_view *s = view_push(r, &shown, sizeof(*s));
		s->name = swatches[i].name;
		s->colour = swatches[i].colour;
	}
	out->swatches = shown.list;
	if (card->swatches.count > SWATCHES_SHOWN)
		out->more_swatches = (int32_t)(card->swatches.count - SWATCHES_SHOWN);
}

enum err
cards_of_hits(struct req *r, struct list hits, size_t eager, struct list *out)
{
	const struct search_hit *hit = hits.items;
	struct card_view *views = arena_array(r->arena, struct card_view, hits.count);

	for (size_t i = 0; i < hits.count; i++) {
		struct product_card card;
		enum err err = card_read(r->arena, hit[i].payload, &card);
		if (err)
			return err;
		card_view_of(r, &card, &views[i]);
		views[i].eager = i < eager;
	}
	*out = (struct list){ views, hits.count };
	return OK;
}

/* ---- the frame ---- */

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
	page->q = STR_ABSENT;
	fill_locales(r, page);
	fill_currencies(r, page);
	if (!nav->items) {
		err = page_nav(r, nav);
		if (err)
			return err;
	}
	fill_nav(r, page, *nav, branch);
	return OK;
}

void
page_view_crumb(struct req *r, struct page_view *page, struct str name, struct str url)
{
	struct link_view *old = page->crumbs.items, *links = arena_array(r->arena, struct link_view, page->crumbs.count + 1);

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
		links[i].url = req_url(r, str_printf(r->arena, "%s%.*s%.*s", i ? "/" : "", i ? (int)code.len : 0, code.ptr,
		    STR_ARG(path)));
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
