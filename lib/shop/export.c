/* export.c - all products as one CSV file, read in pages.  See import.h. */
#include "lib/shop/import.h"
#include "lib/shop/product_csv.h"

#define PAGE 250
#define COLUMNS_MAX 100000
#define OPTIONS_LEAST 3 /* Shopify's template has three */

enum { ATTRIBUTES, EXTRAS, OPTIONS };

struct column_row {
	struct str name, locale;
};
static const struct shape_field column_fields[] = {
	SHAPE_STR(struct column_row, name, 0, 1000),
	SHAPE_STR(struct column_row, locale, 0, 12),
};
static const struct shape column_shape = SHAPE(struct column_row, column_fields, "A column.");
struct options_row {
	int32_t options;
};
static const struct shape_field options_fields[] = { SHAPE_I32(struct options_row, options, 0, INT32_MAX) };
static const struct shape options_shape = SHAPE(struct options_row, options_fields, "The most options of a product.");

static const struct db_query queries[] = {
	[ATTRIBUTES] = { "export_attributes", "", &column_shape,
	    "SELECT DISTINCT a.code AS name, x.locale FROM product_attribute x JOIN attribute a ON a.id = x.attribute_id"
	    " ORDER BY name, x.locale" },
	[EXTRAS] = { "export_extras", "", &column_shape,
	    "SELECT DISTINCT REGEXP_REPLACE(k.name, '#[0-9]+$', '') COLLATE utf8mb4_nopad_bin AS name, '' AS locale"
	    " FROM product p, JSON_TABLE(p.extra, '$[*]' COLUMNS (n FOR ORDINALITY, name VARCHAR(1000) PATH '$')) k"
	    " WHERE p.extra IS NOT NULL AND k.n % 2 = 1 ORDER BY name" }, /* names and values in turn */
	[OPTIONS] = { "export_options", "", &options_shape,
	    "SELECT CAST(COALESCE(MAX(position), 0) AS SIGNED) AS options FROM product_option" },
};
const struct db_module export_sql = { "export", queries, COUNT(queries) };

static enum err
layout_read(struct db *db, const struct export_options *opt, struct arena *a, struct csv_layout *l)
{
	struct list attributes, extras;
	struct options_row options;
	const struct column_row *row;
	struct str *names, *locales;
	enum err err = db_rows(db, &queries[ATTRIBUTES], NULL, 0, a, COLUMNS_MAX, &attributes);

	if (!err)
		err = db_rows(db, &queries[EXTRAS], NULL, 0, a, COLUMNS_MAX, &extras);
	if (!err)
		err = db_row(db, &queries[OPTIONS], NULL, 0, a, &options);
	if (err)
		return err;
	*l = (struct csv_layout){ .locales = opt->locales,
		.locale_count = opt->locale_count,
		.currencies = opt->currencies,
		.currency_count = opt->currency_count,
		.options = MAX(options.options, OPTIONS_LEAST) };
	row = attributes.items;
	l->attribute_count = attributes.count;
	l->attributes = names = arena_array(a, struct str, attributes.count);
	l->attribute_locales = locales = arena_array(a, struct str, attributes.count);
	for (size_t i = 0; i < attributes.count; i++) {
		names[i] = row[i].name;
		locales[i] = row[i].locale.len ? row[i].locale : STR_ABSENT;
	}
	row = extras.items;
	l->extra_count = extras.count;
	l->extras = names = arena_array(a, struct str, extras.count);
	for (size_t i = 0; i < extras.count; i++)
		names[i] = row[i].name;
	return OK;
}

/* Products with very many variants are read in smaller pages. */
static enum err
page_write(struct db *db, const struct export_options *opt, const struct csv_layout *l, struct list slugs)
{
	struct arena *a = arena_new();
	struct product_input *products = arena_array(a, struct product_input, slugs.count);
	struct buf b;
	enum err err = product_load(db, slugs.items, slugs.count, opt->locales[0], a, products);

	if (err == ERR_LIMIT && slugs.count > 1) {
		struct list half = { slugs.items, slugs.count / 2 };
		struct list rest = { (struct str *)slugs.items + half.count, slugs.count - half.count };
		err_clear();
		arena_free(a);
		err = page_write(db, opt, l, half);
		return err ? err : page_write(db, opt, l, rest);
	}
	buf_init(&b, (size_t)256 << 20);
	for (size_t i = 0; !err && i < slugs.count; i++) {
		if (!products[i].slug.ptr)
			continue; /* deleted since its slug was read */
		product_csv_rows(&b, l, &products[i]);
		if (b.failed)
			err = err_fail(ERR_LIMIT, "could not export '%.*s': its rows are too large",
			    STR_ARG(slugs.items ? ((struct str *)slugs.items)[i] : STR("")));
		if (!err)
			err = opt->write(buf_view(&b), opt->payload);
		buf_clear(&b);
	}
	buf_release(&b);
	arena_free(a);
	return err;
}

enum err
export_products(struct db *db, const struct export_options *opt, int64_t *products)
{
	struct arena *whole = arena_new(), *page = arena_new();
	struct csv_layout layout;
	struct buf header;
	int64_t last = 0;
	enum err err = layout_read(db, opt, whole, &layout);

	*products = 0;
	buf_init(&header, BUF_REPLY);
	if (!err) {
		product_csv_header(&header, &layout);
		err = opt->write(buf_view(&header), opt->payload);
	}
	while (!err) {
		struct list slugs;
		err = product_slugs(db, last, PAGE, page, &slugs, &last);
		if (err || slugs.count == 0)
			break;
		err = page_write(db, opt, &layout, slugs);
		*products += (int64_t)slugs.count;
		arena_reset(page);
	}
	buf_release(&header);
	arena_free(page);
	arena_free(whole);
	return err;
}
