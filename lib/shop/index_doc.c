/* index_doc.c - the facts of a product to its search document in one language, the card for listings inside. */
#include "lib/shop/index_parts.h"
#include "lib/io/xml.h"
#include "lib/shop/attribute.h"
#include "lib/shop/stock.h"
#include "lib/shop/unit_price.h"

#define TEXT_MAX 32000 /* of a description that counts, in code points */

/* A list under construction. */
struct out {
	struct list list;
	size_t cap;
};
struct doc {
	const struct index_context *context;
	const struct index_batch *batch;
	const struct facts *f;
	struct str locale;
	struct arena *arena;
	struct out facets, numbers, places, labels, codes;
	struct rule_facts rule;
	struct out rule_categories, rule_attributes;
	struct product_card card;
};

static void
add(struct doc *d, struct out *out, const void *item, size_t size)
{
	if (out->list.count == out->cap) {
		char *grown;
		out->cap = out->cap ? out->cap * 2 : 16;
		grown = arena_alloc(d->arena, out->cap * size);
		if (out->list.count)
			memcpy(grown, out->list.items, out->list.count * size);
		out->list.items = grown;
	}
	memcpy((char *)out->list.items + out->list.count++ * size, item, size);
}

static void
add_text(struct doc *d, struct out *out, struct str text)
{
	add(d, out, &text, sizeof(text));
}

static void
add_facet(struct doc *d, struct str name, struct str value)
{
	struct pair p = { name, value };

	if (value.len)
		add(d, &d->facets, &p, sizeof(p));
}

static struct str
name_in(struct doc *d, struct list names, int64_t id, struct str fallback)
{
	const struct fact_name *n = fact_name_find(names, id, d->locale);

	if (!n)
		n = fact_name_find(names, id, d->context->default_locale);
	return n ? n->name : fallback;
}

/* ---- texts ---- */

static const struct fact_text *
text_of(struct doc *d)
{
	const struct fact_text *t = d->f->texts.items, *found = t;

	for (size_t i = 0; i < d->f->texts.count; i++) {
		if (str_eq(t[i].locale, d->locale))
			return &t[i];
		if (str_eq(t[i].locale, d->context->default_locale))
			found = &t[i];
	}
	return d->f->texts.count ? found : NULL;
}

static enum err
plain(struct doc *d, struct str markup, struct str *out)
{
	*out = markup;
	if (str_find(markup, '<') == markup.len && str_find(markup, '&') == markup.len)
		return OK;
	return html_text(d->arena, markup, TEXT_MAX, out);
}

/* Is this row of a text attribute for readers of the language?  Rows for all languages are. */
static bool
is_ours(struct doc *d, const struct fact_attribute *a)
{
	const struct fact_attribute *all = d->f->attributes.items;

	if (!a->locale.len || str_eq(a->locale, d->locale))
		return true;
	if (!str_eq(a->locale, d->context->default_locale))
		return false;
	for (size_t i = 0; i < d->f->attributes.count; i++)
		if (str_eq(all[i].code, a->code) && str_eq(all[i].locale, d->locale))
			return false;
	return true;
}

/* Facet value, word for the search, and fact for rules of one attribute value. */
static void
add_attribute(struct doc *d, const struct fact_attribute *a, struct buf *words)
{
	struct str value = a->text, word = a->text;
	struct pair p;

	if (a->option_code.ptr) {
		value = a->option_code;
		word = name_in(d, d->batch->option_names, a->option_id, a->option_code);
	} else if (a->number_e6.set) {
		value = word = attribute_number(d->arena, a->number_e6.value);
	} else if (a->flag.set) {
		value = a->flag.value ? STR("true") : STR("false");
		word = STR_ABSENT;
	} else if (!time_is_absent(a->date)) {
		value = attribute_date(d->arena, a->date);
		word = STR_ABSENT;
	}
	p = (struct pair){ a->code, value };
	add(d, &d->rule_attributes, &p, sizeof(p));
	if (a->is_facet)
		add_facet(d, a->code, value);
	if (word.len) {
		buf_str(words, word);
		buf_char(words, ' ');
	}
}

static struct str
attributes(struct doc *d)
{
	const struct fact_attribute *a = d->f->attributes.items;
	const struct fact_value *v = d->f->values.items;
	struct buf words;

	buf_in_arena(&words, d->arena, BUF_REPLY);
	for (size_t i = 0; i < d->f->attributes.count; i++)
		if (is_ours(d, &a[i]))
			add_attribute(d, &a[i], &words);
	for (size_t i = 0; i < d->f->values.count; i++) {
		add_facet(d, str_printf(d->arena, "opt.%.*s", STR_ARG(v[i].option)), v[i].name);
		buf_str(&words, name_in(d, d->batch->value_names, v[i].id, v[i].name));
		buf_char(&words, ' ');
	}
	return words.len ? buf_view(&words) : STR_ABSENT;
}

/* ---- places ---- */

/* Once per category; a place of its own beats being below. */
static bool
add_place(struct doc *d, int64_t id, int32_t position)
{
	struct search_place *p = d->places.list.items, place = { id, position };

	for (size_t i = 0; i < d->places.list.count; i++)
		if (p[i].category == id) {
			p[i].position = position >= 0 ? position : p[i].position;
			return false;
		}
	add(d, &d->places, &place, sizeof(place));
	return true;
}

/* The category and all above it; their names are words to be found by. */
static void
add_category(struct doc *d, const struct fact_place *place, struct buf *words)
{
	const struct index_category *leaf = index_category_find(d->context, place->category_id), *c;
	struct str rest, part;
	int64_t id;

	if (!leaf)
		return;
	rest = leaf->path;
	while (str_split(&rest, '/', &part)) {
		if (!part.len || str_to_i64(part, 1, INT64_MAX, &id) || !(c = index_category_find(d->context, id)))
			continue;
		if (!add_place(d, id, id == leaf->id && place->position.set ? (int32_t)place->position.value : -1))
			continue;
		buf_str(words, name_in(d, d->context->category_names, id, c->slug));
		buf_lit(words, ", ");
		add_text(d, &d->rule_categories, c->slug);
	}
}

static struct str
tags(struct doc *d)
{
	const struct fact_place *p = d->f->places.items;
	const struct str *t = d->f->tags.items;
	struct buf words;

	buf_in_arena(&words, d->arena, BUF_REPLY);
	for (size_t i = 0; i < d->f->tags.count; i++) {
		buf_str(&words, t[i]);
		buf_lit(&words, ", ");
	}
	for (size_t i = 0; i < d->f->places.count; i++)
		add_category(d, &p[i], &words);
	return words.len ? buf_view(&words) : STR_ABSENT;
}

/* ---- prices and availability ---- */

static struct card_price *
card_price(struct doc *d, struct out *prices, const struct fact_variant *v)
{
	struct card_price *p = prices->list.items, fresh = { .currency = v->currency, .from = INT64_MAX };

	for (size_t i = 0; i < prices->list.count; i++)
		if (str_eq(p[i].currency, v->currency))
			return &p[i];
	add(d, prices, &fresh, sizeof(fresh));
	return (struct card_price *)prices->list.items + prices->list.count - 1;
}

static void
add_price(struct doc *d, struct out *prices, const struct fact_variant *v)
{
	struct card_price *p = card_price(d, prices, v);
	struct money price = { .minor = v->amount.value };

	p->to = MAX(p->to, v->amount.value);
	if (v->amount.value >= p->from)
		return;
	p->from = v->amount.value;
	p->compare_at =
	    v->compare_at.set && v->compare_at.value > v->amount.value ? v->compare_at : (struct opt_i64){ 0 };
	p->lowest = p->compare_at.set && v->is_lowest ? p->compare_at : (struct opt_i64){ 0 };
	d->card.tax_class = v->tax_class;
	if (v->unit_measure_e3.set && !money_currency(v->currency, price.currency))
		p->unit_price = unit_price_label(d->arena, price, v->unit_measure_e3, v->unit_measure_unit,
		    v->unit_base_e3, v->unit_base_unit, d->locale);
}

/* The shop's first currency comes first: rules that name none mean it. */
static void
rule_prices(struct doc *d, struct list prices)
{
	const struct card_price *p = prices.items;
	struct out out = { 0 };

	for (int first = 1; first >= 0; first--)
		for (size_t i = 0; i < prices.count; i++) {
			struct money m = { .minor = p[i].from };
			if (str_eq(p[i].currency, d->context->default_currency) == (first == 1) &&
			    !money_currency(p[i].currency, m.currency))
				add(d, &out, &m, sizeof(m));
		}
	d->rule.prices = out.list;
}

static void
variants(struct doc *d)
{
	const struct fact_variant *v = d->f->variants.items;
	enum stock_state best = STOCK_OUT;
	struct out prices = { 0 };
	struct str *availability = arena_array(d->arena, struct str, 1);

	for (size_t i = 0; i < d->f->variants.count; i++) {
		const struct stock_level level = { v[i].available, v[i].is_backorder };
		if (v[i].amount.set)
			add_price(d, &prices, &v[i]);
		if (i && v[i].id == v[i - 1].id)
			continue; /* the same variant in another currency */
		d->card.variants++;
		best = stock_better(best, stock_state(&level));
		if (v[i].sku.len)
			add_text(d, &d->codes, v[i].sku);
		if (v[i].barcode.len)
			add_text(d, &d->codes, v[i].barcode);
	}
	d->card.prices = prices.list;
	d->card.variant = d->card.variants == 1 ? v[0].public_id : STR_ABSENT;
	d->card.availability = *availability = str_of(stock_state_name(best));
	d->rule.availabilities = (struct list){ availability, 1 };
	add_facet(d, STR("availability"), d->card.availability);
	for (size_t i = 0; i < prices.list.count; i++) {
		const struct card_price *p = (const struct card_price *)prices.list.items + i;
		struct search_number n = { str_printf(d->arena, "price.%.*s", STR_ARG(p->currency)), p->from };
		add(d, &d->numbers, &n, sizeof(n));
		add_text(d, &d->labels, str_printf(d->arena, "currency:%.*s", STR_ARG(p->currency)));
	}
	rule_prices(d, prices.list);
}

/* ---- the card ---- */

static void
swatches(struct doc *d)
{
	const struct fact_value *v = d->f->values.items;
	struct out out = { 0 };
	int32_t option = 0;

	for (size_t i = 0; i < d->f->values.count; i++) {
		struct card_swatch s = { name_in(d, d->batch->value_names, v[i].id, v[i].name), v[i].swatch };
		if (!v[i].swatch.len || (option && v[i].option_position != option))
			continue;
		option = v[i].option_position;
		add(d, &out, &s, sizeof(s));
	}
	d->card.swatches = out.list;
}

static struct str
card(struct doc *d, struct str title, struct str type)
{
	const struct fact_media *m = d->f->media.items;
	struct product_card *c = &d->card;
	struct buf b;

	c->id = d->f->id;
	c->public_id = d->f->public_id;
	c->slug = d->f->slug;
	c->title = title;
	c->brand = d->f->brand;
	c->brand_slug = d->f->brand_slug;
	c->type = type;
	c->published_at = d->f->published_at;
	if (d->f->media.count > 0) {
		c->image = m[0].file;
		c->image_alt = name_in(d, d->batch->alts, m[0].id, STR_ABSENT);
		c->image_width = m[0].width;
		c->image_height = m[0].height;
	}
	if (d->f->media.count > 1)
		c->hover_image = m[1].file;
	swatches(d);
	buf_in_arena(&b, d->arena, SEARCH_PAYLOAD_MAX);
	card_write(&b, c);
	return buf_view(&b);
}

/* ---- collections ---- */

static struct list
two(struct doc *d, struct str a, struct str b)
{
	struct out out = { 0 };

	if (a.len)
		add_text(d, &out, a);
	if (b.len)
		add_text(d, &out, b);
	return out.list;
}

static void
collections(struct doc *d)
{
	const struct index_collection *c = d->context->collections.items;
	const struct fact_place *p = d->f->collections.items;

	d->rule.tags = d->f->tags;
	d->rule.brands = two(d, d->f->brand, d->f->brand_slug);
	d->rule.types = two(d, d->f->type_code, d->f->type_name);
	d->rule.categories = d->rule_categories.list;
	d->rule.attributes = d->rule_attributes.list;
	for (size_t i = 0; i < d->context->collections.count; i++)
		if (c[i].compiled && collection_rule_fits(c[i].compiled, &d->rule))
			add_text(d, &d->labels, str_printf(d->arena, "collection:%lld", (long long)c[i].id));
	for (size_t i = 0; i < d->f->collections.count; i++) {
		add_text(d, &d->labels, str_printf(d->arena, "collection:%lld", (long long)p[i].category_id));
		add_place(d, COLLECTION_PLACE(p[i].category_id), (int32_t)p[i].position.value);
	}
}

enum err
index_doc(const struct index_context *context, const struct index_batch *batch, const struct facts *f,
    struct str locale, struct arena *a, struct search_doc *out)
{
	struct doc d = { .context = context, .batch = batch, .f = f, .locale = locale, .arena = a };
	const struct fact_text *text = text_of(&d);
	enum err err;

	*out = (struct search_doc){
		.id = f->id, .title = text ? text->title : f->slug, .brand = f->brand, .published = f->published_at
	};
	out->type = f->type_id ? name_in(&d, context->type_names, f->type_id, f->type_name) : STR_ABSENT;
	variants(&d);
	if (!d.card.prices.count)
		return ERR_NOT_FOUND;
	out->tags = tags(&d);
	out->attributes = attributes(&d);
	if (text && text->description.ptr && (err = plain(&d, text->description, &out->description)))
		return err;
	add_facet(&d, STR("brand"), f->brand_slug);
	add_facet(&d, STR("type"), f->type_code);
	if (f->brand_id)
		add_text(&d, &d.labels, str_printf(a, "brand:%lld", (long long)f->brand_id));
	collections(&d);
	out->payload = card(&d, out->title, out->type);
	out->codes = d.codes.list;
	out->facets = d.facets.list;
	out->numbers = d.numbers.list;
	out->places = d.places.list;
	out->labels = d.labels.list;
	return OK;
}
