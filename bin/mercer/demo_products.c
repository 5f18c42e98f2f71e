/* demo_products.c - the products of the demo shop: one JSON object a line. */
#include "bin/mercer/demo.h"
#include "lib/base/file.h"

#define FILE_MAX ((size_t)64 << 20)

static const struct name_input *
in_locale(struct list names, struct str locale)
{
	const struct name_input *n = names.items;

	for (size_t i = 0; i < names.count; i++)
		if (str_eq(n[i].locale, locale))
			return &n[i];
	return NULL;
}

static struct str
text_in(struct demo *d, const struct json_node *p, const char *name, struct str locale)
{
	const struct name_input *n = in_locale(demo_names(d, json_at(p, name)), locale);

	return n ? n->name : STR_ABSENT;
}

static struct list
texts(struct demo *d, const struct json_node *p)
{
	struct list titles = demo_names(d, json_at(p, "title"));
	const struct name_input *t = titles.items;
	struct text_input *out = arena_array(d->arena, struct text_input, titles.count);

	for (size_t i = 0; i < titles.count; i++)
		out[i] = (struct text_input){ t[i].locale, t[i].name, text_in(d, p, "description", t[i].locale),
			text_in(d, p, "seo_title", t[i].locale), text_in(d, p, "seo_description", t[i].locale) };
	return (struct list){ out, titles.count };
}

static struct list
options(struct demo *d, const struct json_node *array)
{
	struct option_input *out = arena_array(d->arena, struct option_input, array ? array->count : 0);
	size_t count = 0;

	for (const struct json_node *o = array ? array->first : NULL; o; o = o->next) {
		const struct json_node *values = json_at(o, "values");
		struct value_input *v = arena_array(d->arena, struct value_input, values ? values->count : 0);
		size_t n = 0;
		for (const struct json_node *x = values ? values->first : NULL; x; x = x->next)
			v[n++] = (struct value_input){ demo_names(d, json_at(x, "name")), json_text(x, "swatch") };
		out[count++] = (struct option_input){ .names = demo_names(d, json_at(o, "name")), .values = { v, n } };
	}
	return (struct list){ out, count };
}

/* Codes of values -> their names in the default locale, which is what a variant_input speaks of. */
static struct list
choices(struct demo *d, const struct json_node *product, const struct json_node *codes)
{
	const struct json_node *options_ = json_at(product, "options"), *o = options_ ? options_->first : NULL;
	struct str *out = arena_array(d->arena, struct str, codes ? codes->count : 0);
	size_t count = 0;

	for (const struct json_node *c = codes ? codes->first : NULL; c && o; c = c->next, o = o->next) {
		const struct json_node *values = json_at(o, "values");
		for (const struct json_node *v = values ? values->first : NULL; v; v = v->next)
			if (str_eq(json_text(v, "code"), c->text))
				out[count++] = ((struct name_input *)demo_names(d, json_at(v, "name")).items)[0].name;
	}
	return (struct list){ out, count };
}

static struct list
prices(struct demo *d, const struct json_node *variant)
{
	const struct json_node *array = json_at(variant, "price"), *was = json_at(variant, "compare_at");
	struct price_input *out = arena_array(d->arena, struct price_input, array ? array->count : 0);
	size_t count = 0;

	for (const struct json_node *n = array ? array->first : NULL; n; n = n->next) {
		char currency[4];
		int64_t minor;
		if (money_currency(n->name, currency) || str_to_i64(n->text, 0, INT64_MAX, &minor))
			continue;
		out[count].amount = money_of(minor, currency);
		minor = demo_number(was, currency, -1);
		out[count++].compare_at = minor >= 0 ? money_of(minor, currency) : MONEY_ABSENT;
	}
	return (struct list){ out, count };
}

static struct opt_i64
thousandths(const struct json_node *node, const char *name)
{
	const struct json_node *n = json_at(node, name);
	int64_t v;

	return n && !str_to_decimal(n->text, 3, &v) ? (struct opt_i64){ true, v } : (struct opt_i64){ 0 };
}

static struct opt_i64
optional(const struct json_node *node, const char *name)
{
	return json_at(node, name) ? (struct opt_i64){ true, demo_number(node, name, 0) } : (struct opt_i64){ 0 };
}

static struct list
variants(struct demo *d, const struct json_node *p, struct list media)
{
	const struct json_node *array = json_at(p, "variants");
	struct variant_input *out = arena_array(d->arena, struct variant_input, array ? array->count : 0);
	size_t count = 0;

	for (const struct json_node *n = array ? array->first : NULL; n; n = n->next) {
		const struct json_node *unit = json_at(n, "unit_price");
		struct variant_input *v = &out[count++];
		int64_t image = demo_number(n, "image", -1);
		variant_input_init(v);
		v->sku = json_text(n, "sku");
		v->barcode = json_text(n, "barcode");
		v->values = choices(d, p, json_at(n, "options"));
		v->prices = prices(d, n);
		v->weight_grams = optional(n, "weight_grams");
		v->stock = optional(n, "stock");
		if (unit) {
			v->unit_measure_e3 = thousandths(unit, "measure");
			v->unit_measure_unit = json_text(unit, "unit");
			v->unit_base_e3 = thousandths(unit, "base");
			v->unit_base_unit = json_text(unit, "base_unit");
		}
		if (image >= 0 && (size_t)image < media.count)
			v->image = ((struct media_input *)media.items)[image].file;
	}
	return (struct list){ out, count };
}

static struct list
media(struct demo *d, const struct json_node *array)
{
	struct media_input *out = arena_array(d->arena, struct media_input, array ? array->count : 0);
	size_t count = 0;

	for (const struct json_node *n = array ? array->first : NULL; n; n = n->next)
		out[count++] = (struct media_input){ .kind = STR("image"),
			.file = str_printf(d->arena, "demo/%.*s", STR_ARG(json_text(n, "file"))),
			.width = (int32_t)demo_number(n, "width", 0),
			.height = (int32_t)demo_number(n, "height", 0),
			.alts = demo_names(d, json_at(n, "alt")) };
	return (struct list){ out, count };
}

static struct list
one_text(struct demo *d, struct str text)
{
	struct str *out = arena_array(d->arena, struct str, 1);

	out[0] = text;
	return (struct list){ out, 1 };
}

/* A text by language is one attribute_input per language. */
static size_t
attribute(struct demo *d, const struct json_node *n, struct attribute_input *out)
{
	const struct json_node *value = json_at(n, "value");
	size_t count = 0;

	if (n->type == JSON_ARRAY) {
		*out = (struct attribute_input){ .code = n->name, .values = demo_strings(d, n) };
		return n->count ? 1 : 0;
	}
	if (n->type == JSON_OBJECT && !value) {
		for (const struct json_node *t = n->first; t; t = t->next)
			out[count++] = (struct attribute_input){ n->name, t->name, one_text(d, t->text) };
		return count;
	}
	*out = (struct attribute_input){ .code = n->name, .values = one_text(d, value ? value->text : n->text) };
	return 1;
}

static struct list
attributes(struct demo *d, const struct json_node *object)
{
	size_t cap = 0, count = 0;
	struct attribute_input *out;

	for (const struct json_node *n = object ? object->first : NULL; n; n = n->next)
		cap += MAX(n->count, 1);
	out = arena_array(d->arena, struct attribute_input, cap);
	for (const struct json_node *n = object ? object->first : NULL; n; n = n->next)
		count += attribute(d, n, out + count);
	return (struct list){ out, count };
}

/* Name that the catalogue gives to a slug or code; the text itself when it has none. */
static struct str
name_of(const struct names *names, struct str key)
{
	const struct name *n = key.ptr ? names_find(names, key) : NULL;

	return n ? n->also : key;
}

static void
read_product(struct demo *d, const struct json_node *node, struct product_input *p)
{
	struct str status = json_text(node, "status"), published = json_text(node, "published_from");

	product_input_init(p);
	p->slug = json_text(node, "slug");
	p->type = name_of(&d->types, json_text(node, "type"));
	p->brand = name_of(&d->brands, json_text(node, "brand"));
	p->status = str_eq_z(status, "draft") ? PRODUCT_DRAFT
	    : str_eq_z(status, "archived")    ? PRODUCT_ARCHIVED
					      : PRODUCT_ACTIVE;
	if (published.ptr && time_parse(published, &p->published_from))
		err_clear();
	p->texts = texts(d, node);
	p->tags = demo_strings(d, json_at(node, "tags"));
	p->categories = demo_strings(d, json_at(node, "categories"));
	p->options = options(d, json_at(node, "options"));
	p->media = media(d, json_at(node, "media"));
	p->variants = variants(d, node, p->media);
	p->attributes = attributes(d, json_at(node, "attributes"));
	p->related = demo_strings(d, json_at(node, "related"));
}

static enum err
store(struct demo *d, const struct product_input *after, size_t count)
{
	const struct store_options opt = { .default_locale = d->locale, .no_queue = true };
	struct product_input *before = arena_array(d->arena, struct product_input, count);
	struct store_result *results = arena_array(d->arena, struct store_result, count);
	struct str *slugs = arena_array(d->arena, struct str, count);
	enum err err;

	for (size_t i = 0; i < count; i++)
		slugs[i] = after[i].slug;
	if ((err = product_load(d->db, slugs, count, d->locale, d->arena, before)) ||
	    (err = product_store(d->db, before, after, count, &opt, d->arena, results)))
		return err;
	for (size_t i = 0; i < count; i++) {
		d->outcomes[results[i].outcome]++;
		for (size_t k = 0; k < results[i].errors.count; k++)
			fprintf(stderr, "mercer: product '%.*s': %.*s: %.*s\n", STR_ARG(after[i].slug),
			    STR_ARG(results[i].errors.items[k].name), STR_ARG(results[i].errors.items[k].message));
	}
	return OK;
}

enum err
demo_products(struct demo *d, const char *path)
{
	struct product_input *products = arena_array(d->arena, struct product_input, STORE_BATCH_MAX);
	struct str text, line;
	struct names slugs;
	size_t count = 0;
	enum err err = file_read(d->arena, path, FILE_MAX, &text);

	/* One batch, so that products can name each other as related. */
	for (int64_t number = 1; !err && str_split(&text, '\n', &line); number++) {
		const struct json_node *node;
		if (!line.len)
			continue;
		if ((err = json_tree(d->arena, line, &node)))
			return err_fail(err, "line %lld of '%s'", (long long)number, path);
		if (count == STORE_BATCH_MAX)
			return err_fail(ERR_LIMIT, "more than %d products in '%s'", STORE_BATCH_MAX, path);
		read_product(d, node, &products[count++]);
	}
	if (err || !count || (err = store(d, products, count)))
		return err;
	names_init(&slugs, d->arena);
	for (size_t i = 0; i < count; i++)
		names_add(&slugs, products[i].slug);
	return demo_stock(d, &slugs);
}
