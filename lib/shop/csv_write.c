/* csv_write.c - a product as rows of an export.  The order of cells is that of product_csv_header().  See
 * product_csv.h. */
#include "lib/base/escape.h"
#include "lib/io/json.h"
#include "lib/shop/product_csv.h"

struct writer {
	struct buf *out;
	bool first; /* no cell in this row yet */
};

static void
put(struct writer *w, struct str s)
{
	if (!w->first)
		buf_char(w->out, ',');
	w->first = false;
	escape_csv(w->out, s, true);
}

static void
put_bool(struct writer *w, bool value)
{
	put(w, value ? STR("TRUE") : STR("FALSE"));
}

static void
put_i64(struct writer *w, struct opt_i64 v)
{
	char text[24];

	/* A minus sign is a number here, no formula: the guard would make it text. */
	snprintf(text, sizeof(text), "%lld", (long long)v.value);
	if (!w->first)
		buf_char(w->out, ',');
	w->first = false;
	if (v.set)
		buf_z(w->out, text);
}

/* 1500 -> "1.5" */
static void
put_e3(struct writer *w, struct opt_i64 v)
{
	char text[32];
	size_t n;

	if (!v.set) {
		put(w, STR(""));
		return;
	}
	n = (size_t)snprintf(
	    text, sizeof(text), "%lld.%03lld", (long long)(v.value / 1000), (long long)(v.value % 1000));
	while (text[n - 1] == '0')
		n--;
	if (text[n - 1] == '.')
		n--;
	put(w, str_n(text, n));
}

static void
put_money(struct writer *w, struct money m)
{
	if (!w->first)
		buf_char(w->out, ',');
	w->first = false;
	if (!money_is_absent(m))
		money_decimal(w->out, m);
}

static void
put_time(struct writer *w, struct time t)
{
	if (!w->first)
		buf_char(w->out, ',');
	w->first = false;
	if (!time_is_absent(t))
		time_rfc3339(w->out, t);
}

static void
put_words(struct writer *w, const struct list *words, const char *separator)
{
	const struct str *s = words->items;
	struct buf b;

	buf_init(&b, BUF_REPLY);
	for (size_t i = 0; i < words->count; i++) {
		if (i)
			buf_z(&b, separator);
		buf_str(&b, s[i]);
	}
	put(w, buf_view(&b));
	buf_release(&b);
}

static struct str
name_in(const struct list *names, struct str locale)
{
	const struct name_input *n = names->items;

	for (size_t i = 0; i < names->count; i++)
		if (str_eq(n[i].locale, locale))
			return n[i].name;
	return STR_ABSENT;
}

/* One member of the texts in every language. */
static void
put_texts(struct writer *w, const struct csv_layout *l, const struct product_input *p, size_t member)
{
	const struct text_input *t = p->texts.items;

	for (size_t k = 0; k < l->locale_count; k++) {
		struct str text = STR_ABSENT;
		for (size_t i = 0; i < p->texts.count; i++)
			if (str_eq(t[i].locale, l->locales[k]))
				text = *(const struct str *)(const void *)((const char *)&t[i] + member);
		put(w, text);
	}
}

static void
put_attributes(struct writer *w, const struct csv_layout *l, const struct product_input *p)
{
	const struct attribute_input *in = p->attributes.items;

	for (size_t k = 0; k < l->attribute_count; k++) {
		const struct attribute_input *found = NULL;
		const struct str *value;
		struct buf b;
		for (size_t i = 0; i < p->attributes.count && !found; i++)
			if (str_eq(in[i].code, l->attributes[k]) && str_eq(in[i].locale, l->attribute_locales[k]))
				found = &in[i];
		value = found ? found->values.items : NULL;
		if (!found || (found->values.count == 1 && !str_starts(str_trim(value[0]), STR("[")))) {
			put(w, found ? value[0] : STR(""));
			continue;
		}
		buf_init(&b, BUF_REPLY);
		for (size_t i = 0; i < found->values.count; i++) {
			buf_char(&b, i ? ',' : '[');
			json_write_str(&b, value[i]);
		}
		buf_char(&b, ']');
		put(w, buf_view(&b));
		buf_release(&b);
	}
}

static void
put_extras(struct writer *w, const struct csv_layout *l, const struct product_input *p, size_t row)
{
	const struct pair *e = p->extra.items;

	for (size_t k = 0; k < l->extra_count; k++) {
		struct str value = STR_ABSENT;
		for (size_t i = 0; i < p->extra.count; i++) {
			struct str mark = str_skip(e[i].name, l->extras[k].len);
			int64_t n = 1;
			if (!str_starts(e[i].name, l->extras[k]))
				continue;
			if (mark.len && (mark.ptr[0] != '#' || str_to_i64(str_skip(mark, 1), 2, INT32_MAX, &n)))
				continue;
			if ((size_t)n == row + 1)
				value = e[i].value;
		}
		put(w, value);
	}
}

static void
put_options(struct writer *w, const struct csv_layout *l, const struct product_input *p, const struct variant_input *v,
    size_t row)
{
	const struct option_input *o = p->options.items;

	for (size_t n = 0; n < (size_t)l->options; n++) {
		const struct value_input *value = NULL;
		bool plain = p->options.count == 0 && n == 0; /* Shopify's way to say: no options */
		if (v && n < v->values.count && n < p->options.count) {
			const struct value_input *values = o[n].values.items;
			for (size_t i = 0; i < o[n].values.count; i++)
				if (values[i].names.count &&
				    str_eq(((const struct name_input *)values[i].names.items)[0].name,
					((const struct str *)v->values.items)[n]))
					value = &values[i];
		}
		for (size_t k = 0; k < l->locale_count; k++)
			put(w, row == 0 && n < p->options.count ? name_in(&o[n].names, l->locales[k]) :
			    row == 0 && plain && k == 0 ? STR("Title") : STR_ABSENT);
		for (size_t k = 0; k < l->locale_count; k++)
			put(w, value ? name_in(&value->names, l->locales[k]) :
			    v && plain && k == 0 ? STR("Default Title") : STR_ABSENT);
		put(w, row == 0 && n < p->options.count ? o[n].linked_to : STR_ABSENT);
		put(w, value ? value->swatch : STR_ABSENT);
	}
}

static void
put_prices(struct writer *w, const struct csv_layout *l, const struct variant_input *v, size_t member)
{
	const struct price_input *p = v ? v->prices.items : NULL;

	for (size_t k = 0; k < l->currency_count; k++) {
		struct money m = MONEY_ABSENT;
		for (size_t i = 0; v && i < v->prices.count; i++)
			if (str_eq(str_of(p[i].amount.currency), l->currencies[k]))
				m = *(const struct money *)(const void *)((const char *)&p[i] + member);
		put_money(w, m);
	}
}

static void
put_variant(struct writer *w, const struct variant_input *v)
{
	static const struct opt_i64 none = { 0 };

	if (!v) {
		for (int i = 0; i < 13; i++)
			put(w, STR(""));
		return;
	}
	put_bool(w, v->is_taxable);
	put(w, v->tax_code);
	put_e3(w, v->unit_measure_e3);
	put(w, v->unit_measure_unit);
	put_e3(w, v->unit_base_e3);
	put(w, v->unit_base_unit);
	put(w, v->inventory_tracker);
	put_i64(w, v->stock.set ? v->stock : none);
	put_bool(w, v->is_backorder);
	put_i64(w, v->weight_grams.set ? v->weight_grams : none);
	put(w, v->weight_unit);
	put_bool(w, v->requires_shipping);
	put(w, v->fulfilment_service);
}

static void
put_media(struct writer *w, const struct csv_layout *l, const struct media_input *m, size_t row)
{
	put(w, m ? m->file : STR_ABSENT);
	put_i64(w, (struct opt_i64){ m != NULL, (int64_t)row + 1 });
	for (size_t k = 0; k < l->locale_count; k++)
		put(w, m ? name_in(&m->alts, l->locales[k]) : STR_ABSENT);
	put(w, m && !str_eq(m->kind, STR("image")) ? m->kind : STR_ABSENT);
	put_i64(w, (struct opt_i64){ m && m->width, m ? m->width : 0 });
	put_i64(w, (struct opt_i64){ m && m->height, m ? m->height : 0 });
}

static void
put_product(struct writer *w, const struct product_input *p, size_t row)
{
	static const char *const status[] = {
		[PRODUCT_DRAFT] = "draft", [PRODUCT_ACTIVE] = "active", [PRODUCT_ARCHIVED] = "archived"
	};

	if (row) {
		for (int i = 0; i < 10; i++)
			put(w, STR(""));
		return;
	}
	put(w, p->brand);
	put(w, p->taxonomy);
	put(w, p->type);
	put_words(w, &p->tags, ", ");
	put_bool(w, p->is_listed);
	put(w, str_of(status[p->status]));
	put_words(w, &p->categories, ", ");
	put_words(w, &p->related, ", ");
	put_time(w, p->published_from);
	put_time(w, p->published_until);
}

void
product_csv_rows(struct buf *b, const struct csv_layout *l, const struct product_input *p)
{
	static const struct product_input nothing;
	const struct variant_input *variants = p->variants.items;
	const struct media_input *media = p->media.items;
	size_t rows = MAX(MAX(p->variants.count, p->media.count), (size_t)1);

	for (size_t row = 0; row < rows; row++) {
		const struct variant_input *v = row < p->variants.count ? &variants[row] : NULL;
		const struct product_input *own = row == 0 ? p : &nothing;
		struct writer w = { b, true };
		put_texts(&w, l, own, offsetof(struct text_input, title));
		put(&w, p->slug);
		put_texts(&w, l, own, offsetof(struct text_input, description));
		put_product(&w, p, row);
		put(&w, v ? v->sku : STR_ABSENT);
		put(&w, v ? v->barcode : STR_ABSENT);
		put_options(&w, l, p, v, row);
		put_prices(&w, l, v, offsetof(struct price_input, amount));
		put_prices(&w, l, v, offsetof(struct price_input, compare_at));
		put_prices(&w, l, v, offsetof(struct price_input, cost));
		put_variant(&w, v);
		put_media(&w, l, row < p->media.count ? &media[row] : NULL, row);
		put(&w, v ? v->image : STR_ABSENT);
		if (row == 0)
			put_bool(&w, p->is_gift_card);
		else
			put(&w, STR(""));
		put_texts(&w, l, own, offsetof(struct text_input, seo_title));
		put_texts(&w, l, own, offsetof(struct text_input, seo_description));
		put_attributes(&w, l, own);
		put_extras(&w, l, p, row);
		buf_char(b, '\n');
	}
}
