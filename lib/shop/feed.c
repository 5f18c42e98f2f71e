/* feed.c - see feed.h.  Limits of characters are Google's. */
#include "lib/shop/feed.h"
#include "lib/base/escape.h"
#include "lib/io/xml.h"

#define PAGE 250
#define TITLE_MAX 150
#define DESCRIPTION_MAX 5000
#define PICTURES_MAX 10 /* besides the first */

struct feed {
	const struct feed_options *opt;
	struct arena *arena; /* of one product */
	struct buf out;
	int64_t items;
};

static void
tag(struct feed *f, const char *name, struct str value)
{
	if (!value.len)
		return;
	buf_printf(&f->out, "<%s>", name);
	escape_xml(&f->out, value);
	buf_printf(&f->out, "</%s>\n", name);
}

static void
tag_money(struct feed *f, const char *name, struct money m)
{
	struct buf text;

	buf_in_arena(&text, f->arena, BUF_LINE);
	money_decimal(&text, m);
	buf_printf(&text, " %s", m.currency);
	tag(f, name, buf_view(&text));
}

/* 750000 thousandths, "ml" -> "750 ml"; Google's own short names of units. */
static void
tag_measure(struct feed *f, const char *name, struct opt_i64 e3, struct str unit)
{
	int64_t whole = e3.value / 1000, rest = e3.value % 1000;

	if (!e3.set || !unit.len)
		return;
	if (str_eq_nocase(unit, STR("pc")) || str_eq_nocase(unit, STR("pcs")))
		unit = STR("ct");
	else if (str_eq(unit, STR("m2")) || str_eq(unit, STR("m\xC2\xB2")))
		unit = STR("sqm");
	if (rest)
		tag(f, name,
		    str_printf(f->arena, "%lld.%03lld %.*s", (long long)whole, (long long)rest, STR_ARG(unit)));
	else
		tag(f, name, str_printf(f->arena, "%lld %.*s", (long long)whole, STR_ARG(unit)));
}

/* ---- addresses ---- */

static bool
is_chosen(const struct variant *v, int64_t id)
{
	struct str rest = v->values, part;
	int64_t n;

	while (str_split(&rest, ',', &part))
		if (str_to_i64(part, 1, INT64_MAX, &n) == OK && n == id)
			return true;
	return false;
}

/* The page with this variant chosen, as the page's own links say it. */
static struct str
link_of(struct feed *f, const struct product *p, const struct variant *v)
{
	const struct option_value *value = p->options.items;
	const struct look *look = &f->opt->look;
	struct buf b;
	char mark = '?';

	buf_in_arena(&b, f->arena, BUF_LINE);
	buf_str(&b, f->opt->site_url);
	if (!str_eq(look->locale, look->fallback_locale))
		buf_printf(&b, "/%.*s", STR_ARG(look->locale));
	buf_lit(&b, "/product/");
	escape_url_part(&b, p->slug);
	for (size_t i = 0; i < p->options.count && p->variants.count > 1; i++) {
		if (!is_chosen(v, value[i].id))
			continue;
		buf_char(&b, mark);
		buf_lit(&b, "o.");
		escape_url_arg(&b, value[i].option_code);
		buf_char(&b, '=');
		escape_url_arg(&b, value[i].code);
		mark = '&';
	}
	return buf_view(&b);
}

static struct str
picture_url(struct feed *f, struct str file)
{
	bool foreign = str_starts(file, STR("https://")) || str_starts(file, STR("http://"));

	return foreign ? file : str_printf(f->arena, "%.*s/media/%.*s", STR_ARG(f->opt->site_url), STR_ARG(file));
}

/* The variant's own picture first. */
static void
pictures(struct feed *f, const struct product *p, const struct variant *v)
{
	const struct media *m = p->media.items;
	size_t count = 0;

	for (int own = 1; own >= 0; own--) {
		for (size_t i = 0; i < p->media.count && count <= PICTURES_MAX; i++) {
			if ((m[i].id == v->media_id) != own || !str_eq(m[i].kind, STR("image")))
				continue;
			tag(f, count++ ? "g:additional_image_link" : "g:image_link", picture_url(f, m[i].file));
		}
	}
}

/* ---- one item ---- */

static struct str
title_of(struct feed *f, const struct product *p, const struct variant *v)
{
	const struct option_value *value = p->options.items;
	struct str title = p->title;

	for (size_t i = 0; i < p->options.count && p->variants.count > 1; i++)
		if (is_chosen(v, value[i].id))
			title = str_printf(f->arena, "%.*s \xE2\x80\x93 %.*s", STR_ARG(title), STR_ARG(value[i].name));
	return str_cut_chars(title, TITLE_MAX);
}

static const char *
availability(int stock)
{
	switch (stock) {
	case STOCK_IN:
	case STOCK_LOW:
		return "in_stock";
	case STOCK_BACKORDER:
		return "backorder";
	default:
		return "out_of_stock";
	}
}

/* Options that Google has names for, by their address: of any language, since it is made of the default one. */
static void
choices(struct feed *f, const struct product *p, const struct variant *v)
{
	static const struct {
		const char *code, *tag;
	} known[] = { { "colour", "g:color" }, { "color", "g:color" }, { "farbe", "g:color" }, { "size", "g:size" },
		{ "groesse", "g:size" }, { "material", "g:material" }, { "pattern", "g:pattern" },
		{ "muster", "g:pattern" } };
	const struct option_value *value = p->options.items;

	for (size_t i = 0; i < p->options.count; i++)
		for (size_t k = 0; k < COUNT(known) && is_chosen(v, value[i].id); k++)
			if (str_eq_z(value[i].option_code, known[k].code))
				tag(f, known[k].tag, str_cut_chars(value[i].name, 100));
}

static void
price(struct feed *f, const struct variant *v)
{
	bool is_sale = !money_is_absent(v->compare_at) && v->compare_at.minor > v->price.minor;

	tag_money(f, "g:price", is_sale ? v->compare_at : v->price);
	if (is_sale)
		tag_money(f, "g:sale_price", v->price);
	tag_measure(f, "g:unit_pricing_measure", v->unit_measure_e3, v->unit_measure_unit);
	tag_measure(f, "g:unit_pricing_base_measure", v->unit_base_e3, v->unit_base_unit);
}

static void
item(struct feed *f, const struct product *p, const struct variant *v, struct str description)
{
	if (money_is_absent(v->price) || v->price.minor <= 0)
		return; /* merchant listings want a price above zero */
	buf_lit(&f->out, "<item>\n");
	tag(f, "g:id", v->public_id);
	tag(f, "g:title", title_of(f, p, v));
	tag(f, "g:description", description.len ? description : p->title);
	tag(f, "g:link", link_of(f, p, v));
	pictures(f, p, v);
	tag(f, "g:availability", str_of(availability(v->stock)));
	price(f, v);
	tag(f, "g:condition", STR("new"));
	tag(f, "g:brand", str_cut_chars(p->brand, 70));
	if (v->barcode.len && format_gtin.check(v->barcode))
		tag(f, "g:gtin", v->barcode);
	else
		tag(f, "g:identifier_exists", STR("no"));
	if (p->variants.count > 1)
		tag(f, "g:item_group_id", p->public_id);
	choices(f, p, v);
	tag(f, "g:product_type", str_cut_chars(p->type_name, 750));
	if (v->requires_shipping && v->weight_grams.set && v->weight_grams.value > 0)
		tag(f, "g:shipping_weight", str_printf(f->arena, "%lld g", (long long)v->weight_grams.value));
	buf_lit(&f->out, "</item>\n");
	f->items++;
}

/* ---- the file ---- */

static enum err
send(struct feed *f)
{
	enum err err = f->out.failed ? err_fail(ERR_LIMIT, "could not write the feed: a product is too large") :
	    f->opt->write(buf_view(&f->out), f->opt->payload);

	buf_clear(&f->out);
	return err;
}

static enum err
product_items(struct feed *f, struct db *db, struct str slug)
{
	const struct variant *v;
	struct product p;
	struct str text = STR_ABSENT;
	enum err err = catalog_product(db, &f->opt->look, slug, f->arena, &p);

	if (err == ERR_NOT_FOUND || err == ERR_GONE) {
		err_clear();
		return OK; /* not on sale any more since its address was read */
	}
	if (err)
		return err;
	if (html_text(f->arena, str_n(p.description.ptr, p.description.len), DESCRIPTION_MAX, &text))
		err_clear();
	v = p.variants.items;
	for (size_t i = 0; i < p.variants.count; i++)
		item(f, &p, &v[i], text);
	return send(f);
}

static enum err
page_items(struct feed *f, struct db *db, struct list page)
{
	const struct product_address *a = page.items;
	enum err err = OK;

	for (size_t i = 0; i < page.count && !err; i++) {
		err = product_items(f, db, a[i].slug);
		arena_reset(f->arena);
		if (!err && f->opt->stop && *f->opt->stop)
			err = err_fail(ERR_BUSY, "stopped");
	}
	return err;
}

static void
head(struct feed *f)
{
	buf_lit(&f->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<rss version=\"2.0\" xmlns:g=\"http://base.google.com/ns/1.0\">\n<channel>\n");
	tag(f, "title", f->opt->site_name);
	tag(f, "link", f->opt->site_url);
	tag(f, "description", f->opt->site_name);
}

enum err
feed_write(struct db *db, const struct feed_options *opt, int64_t *items)
{
	struct feed f = { .opt = opt, .arena = arena_new() };
	struct arena *addresses = arena_new();
	int64_t last = 0;
	enum err err;

	buf_init(&f.out, BUF_REPLY);
	head(&f);
	err = send(&f);
	while (!err) {
		struct list page;
		err = catalog_addresses(db, &opt->look, last, PAGE, addresses, &page);
		if (err || page.count == 0)
			break;
		last = ((const struct product_address *)page.items)[page.count - 1].id;
		err = page_items(&f, db, page);
		arena_reset(addresses);
	}
	if (!err) {
		buf_lit(&f.out, "</channel>\n</rss>\n");
		err = send(&f);
	}
	*items = f.items;
	buf_release(&f.out);
	arena_free(addresses);
	arena_free(f.arena);
	return err;
}
