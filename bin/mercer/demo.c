/* demo.c - mercer demo: the demo shop, by the same doors as everybody's data.  The format is in sql/demo/README.md. */
#include "bin/mercer/demo.h"
#include "lib/base/file.h"
#include "lib/shop/attribute.h"
#include "lib/shop/category.h"
#include "lib/shop/collection.h"
#include "lib/shop/price_setup.h"
#include "lib/shop/shipping_setup.h"

#define CATALOGUE_MAX ((size_t)8 << 20)

/* {"en": "Colour", "de": "Farbe"} -> name_input, the default locale first. */
struct list
demo_names(struct demo *d, const struct json_node *texts)
{
	struct name_input *out = arena_array(d->arena, struct name_input, texts ? MAX(texts->count, 1) : 1);
	size_t count = 0;

	if (!texts)
		return (struct list){ out, 0 };
	if (texts->type == JSON_TEXT) { /* the same in every language */
		out[count++] = (struct name_input){ d->locale, texts->text };
		return (struct list){ out, count };
	}
	for (const struct json_node *n = texts->first; n; n = n->next)
		if (str_eq(n->name, d->locale))
			out[count++] = (struct name_input){ n->name, n->text };
	for (const struct json_node *n = texts->first; n; n = n->next)
		if (!str_eq(n->name, d->locale))
			out[count++] = (struct name_input){ n->name, n->text };
	return (struct list){ out, count };
}

struct list
demo_strings(struct demo *d, const struct json_node *array)
{
	struct str *out = arena_array(d->arena, struct str, array ? array->count : 0);
	size_t count = 0;

	for (const struct json_node *n = array ? array->first : NULL; n; n = n->next)
		out[count++] = n->text;
	return (struct list){ out, count };
}

int64_t
demo_number(const struct json_node *node, const char *name, int64_t fallback)
{
	const struct json_node *n = json_at(node, name);
	int64_t v;

	return n && n->type == JSON_NUMBER && !str_to_i64(n->text, INT64_MIN, INT64_MAX, &v) ? v : fallback;
}

static struct str
file_of(struct demo *d, const struct json_node *node, const char *name)
{
	struct str file = json_text(node, name);

	return file.len ? str_printf(d->arena, "demo/%.*s", STR_ARG(file)) : STR_ABSENT;
}

/* Name, description and search texts of a place in the shop, by language. */
static struct list
places(struct demo *d, const struct json_node *node)
{
	struct list names = demo_names(d, json_at(node, "name"));
	struct list descriptions = demo_names(d, json_at(node, "description"));
	const struct name_input *n = names.items, *t = descriptions.items;
	size_t count = MAX(names.count, descriptions.count);
	struct place_text *out = arena_array(d->arena, struct place_text, count);

	for (size_t i = 0; i < count; i++) {
		out[i].locale = i < names.count ? n[i].locale : t[i].locale;
		out[i].name = i < names.count ? n[i].name : STR_ABSENT;
		for (size_t k = 0; k < descriptions.count; k++)
			if (str_eq(t[k].locale, out[i].locale))
				out[i].description = t[k].name;
	}
	return (struct list){ out, count };
}

static enum err
put_brand(struct demo *d, const struct json_node *node)
{
	const struct json_node plain = { .type = JSON_OBJECT, .first = json_at(node, "description") };
	struct brand_def def = {
		.slug = json_text(node, "slug"), .name = json_text(node, "name"), .image = file_of(d, node, "logo")
	};
	struct list texts = demo_names(d, plain.first);
	struct place_text *out = arena_array(d->arena, struct place_text, texts.count);

	for (size_t i = 0; i < texts.count; i++)
		out[i] = (struct place_text){ .locale = ((struct name_input *)texts.items)[i].locale,
			.description = ((struct name_input *)texts.items)[i].name };
	def.texts = (struct list){ out, texts.count };
	names_add(&d->brands, def.slug)->also = def.name;
	return brand_put(d->db, d->arena, &def);
}

static enum err
put_attribute(struct demo *d, const struct json_node *node)
{
	const struct json_node *options = json_at(node, "options"), *facet = json_at(node, "facet");
	struct attribute_def def = { .code = json_text(node, "code"), .names = demo_names(d, json_at(node, "name")),
		.units = demo_names(d, json_at(node, "unit")), .position = (int32_t)d->position++,
		.is_facet = facet && str_eq_z(facet->text, "true") };
	struct attribute_option_def *out =
	    arena_array(d->arena, struct attribute_option_def, options ? options->count : 0);
	struct str kind = json_text(node, "type");
	size_t count = 0;

	while (attribute_kind_names[def.kind].name && !str_eq_z(kind, attribute_kind_names[def.kind].name))
		def.kind++;
	if (!attribute_kind_names[def.kind].name)
		return err_fail(
		    ERR_INVALID, "attribute '%.*s': there is no type '%.*s'", STR_ARG(def.code), STR_ARG(kind));
	for (const struct json_node *o = options ? options->first : NULL; o; o = o->next)
		out[count++] = (struct attribute_option_def){ json_text(o, "code"), json_text(o, "swatch"),
			demo_names(d, json_at(o, "name")) };
	def.options = (struct list){ out, count };
	return attribute_put(d->db, d->arena, &def);
}

static enum err
put_type(struct demo *d, const struct json_node *node)
{
	struct product_type_def def = { json_text(node, "code"), demo_names(d, json_at(node, "name")),
		demo_strings(d, json_at(node, "attributes")) };

	names_add(&d->types, def.code)->also = ((struct name_input *)def.names.items)[0].name;
	return product_type_put(d->db, d->arena, &def);
}

static enum err
put_category(struct demo *d, const struct json_node *node)
{
	struct category_def def = { .slug = json_text(node, "slug"),
		.parent = json_text(node, "parent"),
		.image = file_of(d, node, "image"),
		.position = (int32_t)demo_number(node, "position", 0),
		.is_visible = true,
		.texts = places(d, node) };

	return category_put(d->db, d->arena, &def);
}

static enum err
put_collection(struct demo *d, const struct json_node *node)
{
	const struct json_node *rule = json_at(node, "rule");
	struct collection_def def = { .slug = json_text(node, "slug"),
		.image = file_of(d, node, "image"),
		.is_visible = true,
		.position = (int32_t)d->position++,
		.sort = rule ? STR("newest") : STR("manual"),
		.texts = places(d, node),
		.products = demo_strings(d, json_at(node, "products")) };
	struct buf b;

	if (rule) {
		buf_in_arena(&b, d->arena, BUF_REPLY);
		json_tree_write(&b, rule);
		def.rule = buf_view(&b);
	}
	return collection_put(d->db, d->arena, &def);
}

static enum err
put_synonyms(struct demo *d, const struct json_node *languages)
{
	enum err err = OK;

	for (const struct json_node *l = languages ? languages->first : NULL; l && !err; l = l->next) {
		struct list *groups = arena_array(d->arena, struct list, l->count);
		size_t count = 0;
		for (const struct json_node *g = l->first; g; g = g->next)
			groups[count++] = demo_strings(d, g);
		err = synonyms_put(d->db, d->arena, l->name, groups, count);
	}
	return err;
}

static enum err
each(struct demo *d, const struct json_node *catalogue, const char *name,
    enum err (*put)(struct demo *d, const struct json_node *node))
{
	const struct json_node *array = json_at(catalogue, name);

	d->position = 0;
	for (const struct json_node *n = array ? array->first : NULL; n; n = n->next) {
		enum err err = put(d, n);
		if (err)
			return err_fail(
			    err, "%s: '%.*s'", name, STR_ARG(json_text(n, json_at(n, "slug") ? "slug" : "code")));
	}
	return OK;
}

static enum err
read_catalogue(struct demo *d, const char *path, const struct json_node **out)
{
	struct str text;
	enum err err = file_read(d->arena, path, CATALOGUE_MAX, &text);

	return err ? err : json_tree(d->arena, text, out);
}

enum err
demo_attributes(struct demo *d, const char *path, size_t *count)
{
	const struct json_node *catalogue, *attributes;
	enum err err;

	if ((err = read_catalogue(d, path, &catalogue)) || (err = each(d, catalogue, "brands", put_brand)) ||
	    (err = each(d, catalogue, "attributes", put_attribute)) || (err = each(d, catalogue, "types", put_type)) ||
	    (err = each(d, catalogue, "categories", put_category)))
		return err;
	attributes = json_at(catalogue, "attributes");
	*count = attributes ? attributes->count : 0;
	return catalog_index_queue(d->db, &(int64_t){ INDEX_ALL }, 1);
}

/* Only where none was set up: what the merchant decided is his. */
static enum err
put_delivery(struct demo *d, const char *path)
{
	static const struct who operator_ = { .actor = "operator", .permissions = UINT64_MAX };
	const struct shipping_env e = { d->db, d->arena, &operator_ };
	struct field_errors errors = { .arena = d->arena };
	struct list methods;
	struct str text;
	enum err err = shipping_method_list(d->db, d->arena, &methods);

	if (err || methods.count)
		return err;
	if (!(err = file_read(d->arena, path, CATALOGUE_MAX, &text)))
		err = shipping_setup_read(&e, text, &errors);
	if (err && errors.count)
		return err_fail(
		    err, "%s: %.*s: %.*s", path, STR_ARG(errors.items[0].name), STR_ARG(errors.items[0].message));
	return err;
}

static enum err
put_prices(struct demo *d, const char *path)
{
	static const struct who operator_ = { .actor = "operator", .permissions = UINT64_MAX };
	const struct price_env e = { d->db, d->arena, &operator_ };
	struct field_errors errors = { .arena = d->arena };
	struct str text;
	enum err err = file_read(d->arena, path, CATALOGUE_MAX, &text);

	if (!err)
		err = price_setup_read(&e, text, &errors);
	if (err && errors.count)
		return err_fail(
		    err, "%s: %.*s: %.*s", path, STR_ARG(errors.items[0].name), STR_ARG(errors.items[0].message));
	return err;
}

static enum err
load(struct demo *d, const char *dir)
{
	const struct json_node *catalogue;
	enum err err;

	if ((err = read_catalogue(d, arena_printf(d->arena, "%s/catalogue.json", dir), &catalogue)) ||
	    (err = each(d, catalogue, "brands", put_brand)) ||
	    (err = each(d, catalogue, "attributes", put_attribute)) || (err = each(d, catalogue, "types", put_type)) ||
	    (err = each(d, catalogue, "categories", put_category)) ||
	    (err = demo_warehouses(d, arena_printf(d->arena, "%s/warehouses.json", dir))) ||
	    (err = demo_products(d, arena_printf(d->arena, "%s/products.ndjson", dir))) ||
	    (err = each(d, catalogue, "collections", put_collection)) ||
	    (err = put_synonyms(d, json_at(catalogue, "synonyms"))) ||
	    (err = put_delivery(d, arena_printf(d->arena, "%s/delivery.json", dir))) ||
	    (err = put_prices(d, arena_printf(d->arena, "%s/prices.json", dir))))
		return err;
	return catalog_index_queue(d->db, &(int64_t){ INDEX_ALL }, 1);
}

int
cmd_demo(struct app *app, int argc, char **argv)
{
	const char *dir = argc == 2 ? argv[1] : arena_printf(app->arena, "%s/demo", config_z(app->config, "sql.path"));
	struct demo d = { .arena = app->arena, .db = app_db(app, "mercer"), .locale = app_first(app, "site.locales") };
	enum err err;

	if (argc > 2)
		return app_usage("demo");
	names_init(&d.brands, app->arena);
	names_init(&d.types, app->arena);
	if ((err = load(&d, dir)))
		return app_failed(err, "could not load the demo shop from '%s'", dir);
	printf("demo shop: %zu products new, %zu changed, %zu unchanged\n", d.outcomes[STORE_CREATED],
	    d.outcomes[STORE_UPDATED], d.outcomes[STORE_UNCHANGED]);
	return d.outcomes[STORE_FAILED] ? EXIT_FAILED : EXIT_OK;
}
