/*
 * product_normal.c - the canonical form of a product: what product_load() gives back after it was stored.
 *
 * Two inputs that mean the same become the same bytes, so a difference is a difference.  Everything that can be wrong
 * by itself, or with what it refers to, is said here with its path.
 */
#include "lib/io/xml.h"
#include "lib/shop/attribute.h"
#include "lib/shop/product_parts.h"

#include <stdarg.h>


struct normal {
	struct arena *arena;
	struct str locale; /* the default one */
	const struct references *refs;
	struct field_errors *errors;
};

static void
wrong(struct normal *n, const char *message, const char *fmt, ...) PRINTF_LIKE(3, 4);

static void
wrong(struct normal *n, const char *message, const char *fmt, ...)
{
	char path[200];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(path, sizeof(path), fmt, ap);
	va_end(ap);
	field_error(n->errors, str_dup(n->arena, str_of(path)), message, (struct opt_i64){ 0 });
}

static struct str
text(struct str s)
{
	return s.len ? s : STR_ABSENT;
}

/* Markup is sanitized; what has none cannot be harmful and is left alone. */
static struct str
markup(struct normal *n, struct str s, size_t i)
{
	struct html clean;

	if (str_find(s, '<') == s.len && str_find(s, '&') == s.len)
		return text(s);
	if (html_sanitize(n->arena, s, &clean)) {
		err_clear();
		wrong(n, N_("Shorten the text."), "texts.%zu.description", i);
		return STR_ABSENT;
	}
	return text((struct str){ clean.ptr, clean.len });
}

/* The default locale first, then by name. */
static int
locale_order(struct str locale, struct str a, struct str b)
{
	bool first = str_eq(a, locale), second = str_eq(b, locale);

	return first != second ? (first ? -1 : 1) : str_cmp(a, b);
}

/* Insertion sort: lists are short and mostly in order. */
#define SORT(T, items, count, order) \
	for (size_t i_ = 1; i_ < (count); i_++) \
		for (size_t k_ = i_; k_ > 0; k_--) { \
			T *a_ = &(items)[k_ - 1], *b_ = &(items)[k_], swap_ = *a_; \
			if (!(order(a_, b_) > 0)) \
				break; \
			*a_ = *b_; \
			*b_ = swap_; \
		}

static struct list
names(struct normal *n, struct list in, bool default_required, const char *path, size_t i)
{
	struct name_input *out = arena_array(n->arena, struct name_input, in.count);

	if (in.count)
		memcpy(out, in.items, in.count * sizeof(*out));
#define ORDER(a, b) locale_order(n->locale, (a)->locale, (b)->locale)
	SORT(struct name_input, out, in.count, ORDER)
	for (size_t k = 1; k < in.count; k++)
		if (str_eq(out[k].locale, out[k - 1].locale))
			wrong(n, N_("Give one text per language."), "%s.%zu", path, i);
	if (default_required && (!in.count || !str_eq(out[0].locale, n->locale)))
		wrong(n, N_("Give it in the shop's first language too."), "%s.%zu", path, i);
	return (struct list){ out, in.count };
}

static struct list
texts(struct normal *n, struct list in)
{
	struct text_input *out = arena_array(n->arena, struct text_input, in.count);
	const struct text_input *t = in.items;

	for (size_t i = 0; i < in.count; i++)
		out[i] = (struct text_input){ t[i].locale, t[i].title, markup(n, t[i].description, i),
			text(t[i].seo_title), text(t[i].seo_description) };
	SORT(struct text_input, out, in.count, ORDER)
	for (size_t i = 1; i < in.count; i++)
		if (str_eq(out[i].locale, out[i - 1].locale))
			wrong(n, N_("Give one text per language."), "texts.%zu", i);
	if (in.count && !str_eq(out[0].locale, n->locale))
		wrong(n, N_("Give it in the shop's first language too."), "texts");
	return (struct list){ out, in.count };
}

/* Texts without repetition and empty ones. */
static struct list
strings(struct normal *n, struct list in, size_t max, const char *path)
{
	struct str *out = arena_array(n->arena, struct str, in.count);
	const struct str *s = in.items;
	struct names seen;
	size_t count = 0;

	names_init(&seen, n->arena);
	for (size_t i = 0; i < in.count; i++) {
		if (str_chars(s[i]) > max)
			wrong(n, N_("Shorten the text."), "%s.%zu", path, i);
		else if (s[i].len && !names_find(&seen, s[i]))
			out[count++] = names_add(&seen, s[i])->text;
	}
	return (struct list){ out, count };
}

static struct list
categories(struct normal *n, struct list in)
{
	struct str *slugs = arena_array(n->arena, struct str, in.count);
	const struct str *s = in.items;
	size_t count = 0;

	for (size_t i = 0; i < in.count; i++) {
		const struct name *name = names_find(&n->refs->categories, s[i]);
		if (name && name->also.ptr)
			slugs[count++] = name->also;
		else
			wrong(n, N_("There is no such category."), "categories.%zu", i);
	}
	return strings(n, (struct list){ slugs, count }, 200, "categories");
}

static struct list
media(struct normal *n, const struct product_input *in)
{
	const struct media_input *m = in->media.items;
	const struct variant_input *v = in->variants.items;
	struct media_input *out = arena_array(n->arena, struct media_input, in->media.count + in->variants.count);
	struct names seen;
	size_t count = 0;

	names_init(&seen, n->arena);
	for (size_t i = 0; i < in->media.count; i++) {
		if (names_find(&seen, m[i].file))
			continue;
		names_add(&seen, m[i].file);
		out[count] = m[i];
		out[count].kind = m[i].kind.len ? m[i].kind : STR("image");
		out[count++].alts = names(n, m[i].alts, false, "media", i);
	}
	/* A variant's picture that is not in the list joins it. */
	for (size_t i = 0; i < in->variants.count; i++)
		if (v[i].image.len && !names_find(&seen, v[i].image))
			out[count++] =
			    (struct media_input){ .kind = STR("image"), .file = names_add(&seen, v[i].image)->text };
	return (struct list){ out, count };
}

static struct list
options(struct normal *n, struct list in)
{
	struct option_input *out = arena_array(n->arena, struct option_input, in.count);
	struct names seen;

	names_init(&seen, n->arena);
	for (size_t i = 0; i < in.count; i++) {
		const struct option_input *o = (const struct option_input *)in.items + i;
		struct value_input *values = arena_array(n->arena, struct value_input, o->values.count);
		struct names choices;
		names_init(&choices, n->arena);
		out[i].names = names(n, o->names, true, "options", i);
		out[i].linked_to = text(o->linked_to);
		for (size_t k = 0; k < o->values.count; k++) {
			const struct value_input *v = (const struct value_input *)o->values.items + k;
			values[k] = (struct value_input){ names(n, v->names, true, "options", i), text(v->swatch) };
			if (v->names.count &&
			    names_add(&choices, ((struct name_input *)values[k].names.items)[0].name)->id++)
				wrong(n, N_("Two choices have the same name."), "options.%zu.values.%zu", i, k);
		}
		out[i].values = (struct list){ values, o->values.count };
		if (o->names.count && names_add(&seen, ((struct name_input *)out[i].names.items)[0].name)->id++)
			wrong(n, N_("Two options have the same name."), "options.%zu", i);
	}
	return (struct list){ out, in.count };
}

static struct list
prices(struct normal *n, struct list in, size_t variant)
{
	struct price_input *out = arena_array(n->arena, struct price_input, in.count);

	if (in.count)
		memcpy(out, in.items, in.count * sizeof(*out));
#define PRICE_ORDER(a, b) memcmp((a)->amount.currency, (b)->amount.currency, 3)
	SORT(struct price_input, out, in.count, PRICE_ORDER)
	for (size_t i = 0; i < in.count; i++) {
		const struct price_input *p = &out[i];
		if (i && memcmp(p->amount.currency, out[i - 1].amount.currency, 3) == 0)
			wrong(n, N_("Give one price per currency."), "variants.%zu.prices", variant);
		if ((!money_is_absent(p->compare_at) && memcmp(p->compare_at.currency, p->amount.currency, 3) != 0) ||
		    (!money_is_absent(p->cost) && memcmp(p->cost.currency, p->amount.currency, 3) != 0))
			wrong(n, N_("All amounts of a price are in one currency."), "variants.%zu.prices", variant);
		if (p->amount.minor < 0 || p->compare_at.minor < 0 || p->cost.minor < 0)
			wrong(n, N_("A price cannot be negative."), "variants.%zu.prices", variant);
	}
	return (struct list){ out, in.count };
}

/* Every option has its value, and it is one of the choices. */
static bool
choices_fit(
    struct normal *n, const struct variant_input *v, struct list options_, const struct names *choices, size_t i)
{
	const struct str *values = v->values.items;

	if (v->values.count != options_.count) {
		wrong(n, N_("Give one value for each option."), "variants.%zu.values", i);
		return false;
	}
	for (size_t k = 0; k < v->values.count; k++)
		if (!names_find(&choices[k], values[k])) {
			wrong(n, N_("The option has no such value."), "variants.%zu.values.%zu", i, k);
			return false;
		}
	return true;
}

static struct names *
choices_of(struct normal *n, struct list options_)
{
	struct names *out = arena_array(n->arena, struct names, options_.count);

	for (size_t i = 0; i < options_.count; i++) {
		const struct option_input *o = (const struct option_input *)options_.items + i;
		names_init(&out[i], n->arena);
		for (size_t k = 0; k < o->values.count; k++) {
			const struct value_input *v = (const struct value_input *)o->values.items + k;
			if (v->names.count)
				names_add(&out[i], ((const struct name_input *)v->names.items)[0].name);
		}
	}
	return out;
}

static struct list
variants(struct normal *n, const struct product_input *in, struct list options_)
{
	struct variant_input *out = arena_array(n->arena, struct variant_input, in->variants.count);
	const struct names *choices = choices_of(n, options_);
	struct names seen;

	names_init(&seen, n->arena);
	for (size_t i = 0; i < in->variants.count; i++) {
		struct variant_input *v = &out[i];
		const struct str *values;
		struct buf key;
		*v = ((const struct variant_input *)in->variants.items)[i];
		v->sku = text(v->sku);
		v->barcode = text(v->barcode);
		v->weight_unit = text(v->weight_unit);
		v->unit_measure_unit = text(v->unit_measure_unit);
		v->unit_base_unit = text(v->unit_base_unit);
		v->tax_code = text(v->tax_code);
		v->inventory_tracker = text(v->inventory_tracker);
		v->fulfilment_service = text(v->fulfilment_service);
		v->image = text(v->image);
		v->prices = prices(n, v->prices, i);
		if (!choices_fit(n, v, options_, choices, i))
			continue;
		values = v->values.items;
		buf_in_arena(&key, n->arena, BUF_LINE);
		buf_char(&key, '=');
		for (size_t k = 0; k < v->values.count; k++) {
			buf_str(&key, values[k]);
			buf_char(&key, '\x1f');
		}
		if (names_add(&seen, buf_view(&key))->id++)
			wrong(n, N_("Two variants are the same choice."), "variants.%zu", i);
	}
	return (struct list){ out, in->variants.count };
}

static int
attribute_order(const struct attribute_input *a, const struct attribute_input *b)
{
	int order = str_cmp(a->code, b->code);

	return order ? order : str_cmp(a->locale.ptr ? a->locale : STR(""), b->locale.ptr ? b->locale : STR(""));
}

static struct list
attributes(struct normal *n, struct list in)
{
	struct attribute_input *out = arena_array(n->arena, struct attribute_input, in.count);

	for (size_t i = 0; i < in.count; i++) {
		const struct attribute_input *a = (const struct attribute_input *)in.items + i;
		const struct name *name = names_find(&n->refs->attributes, a->code);
		enum attribute_kind kind = name ? (enum attribute_kind)name->number : ATTRIBUTE_TEXT;
		struct str *values = arena_array(n->arena, struct str, a->values.count);
		if (a->code.len !=
		    strspn(
			str_z(n->arena, a->code), "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-"))
			wrong(n, N_("A code is letters, digits, '_', '.' and '-'."), "attributes.%zu.code", i);
		if (kind != ATTRIBUTE_TEXT && kind != ATTRIBUTE_MANY && kind != ATTRIBUTE_COLOUR && a->values.count > 1)
			wrong(n, N_("Give one value."), "attributes.%zu.values", i);
		for (size_t k = 0; k < a->values.count; k++)
			if (attribute_value(n->arena, kind, ((const struct str *)a->values.items)[k], &values[k]))
				wrong(n, N_("The value is not of the attribute's kind."), "attributes.%zu.values.%zu",
				    i, k);
		out[i] = (struct attribute_input){ a->code, kind == ATTRIBUTE_TEXT ? text(a->locale) : STR_ABSENT,
			{ values, a->values.count } };
	}
	for (size_t i = 1; i < in.count; i++)
		for (size_t k = i; k > 0 && attribute_order(&out[k - 1], &out[k]) > 0; k--) {
			struct attribute_input swap = out[k];
			out[k] = out[k - 1];
			out[k - 1] = swap;
		}
	for (size_t i = 1; i < in.count; i++)
		if (attribute_order(&out[i - 1], &out[i]) == 0)
			wrong(n, N_("The attribute is there twice."), "attributes.%zu", i);
	return (struct list){ out, in.count };
}

static struct list
extra(struct normal *n, struct list in)
{
	struct pair *out = arena_array(n->arena, struct pair, in.count);

	for (size_t i = 0; i < in.count; i++) {
		const struct pair *p = (const struct pair *)in.items + i;
		out[i] = (struct pair){ p->name, p->value.ptr ? p->value : STR("") };
		if (!p->name.len || !str_is_utf8(p->name) || !str_is_utf8(out[i].value))
			wrong(n, N_("Remove the characters that cannot be shown."), "extra.%zu", i);
	}
	return (struct list){ out, in.count };
}

void
product_normal(const struct product_input *in, struct str default_locale, const struct references *refs,
    struct arena *a, struct product_input *out, struct field_errors *e)
{
	struct normal n = { a, default_locale, refs, e };

	*out = *in;
	out->type = text(in->type);
	out->brand = text(in->brand);
	out->taxonomy = text(in->taxonomy);
	out->texts = texts(&n, in->texts);
	out->tags = strings(&n, in->tags, 255, "tags");
	out->categories = categories(&n, in->categories);
	out->media = media(&n, in);
	out->options = options(&n, in->options);
	out->variants = variants(&n, in, out->options);
	out->attributes = attributes(&n, in->attributes);
	out->related = strings(&n, in->related, 200, "related");
	out->extra = extra(&n, in->extra);
	if (!time_is_absent(in->published_from) && !time_is_absent(in->published_until) &&
	    in->published_until.us <= in->published_from.us)
		wrong(&n, N_("The end is before the start."), "published_until");
}

bool
product_input_check(const struct product_input *p, struct field_errors *e)
{
	return shape_check(&product_input_shape, p, STR(""), e);
}
