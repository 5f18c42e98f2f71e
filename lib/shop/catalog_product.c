/* catalog_product.c - one product as shoppers read it, and the addresses of all.  See catalog.h. */
#include "lib/shop/catalog.h"
#include "lib/shop/product_store.h"
#include "lib/shop/slug.h"
#include "lib/shop/stock.h"

#define OPTION_VALUES_MAX 20000
#define MEDIA_MAX 1000
#define SPECS_MAX 20000

enum { BY_SLUG, BY_PUBLIC_ID, OPTIONS, VARIANTS, MEDIA, SPECS, ADDRESSES, LAST_ADDRESS };

static const struct shape_field option_fields[] = {
	SHAPE_I64(struct option_value, id, 1, INT64_MAX),
	SHAPE_I64(struct option_value, option_id, 1, INT64_MAX),
	SHAPE_STR(struct option_value, name, 0, 255),
	SHAPE_STR(struct option_value, swatch, 0, 7),
	SHAPE_I32(struct option_value, option_position, 0, INT32_MAX),
	SHAPE_I32(struct option_value, position, 0, INT32_MAX),
	SHAPE_STR(struct option_value, option_name, 0, 255),
	SHAPE_STR(struct option_value, code, 0, 255),
	SHAPE_STR(struct option_value, option_code, 0, 255),
};
const struct shape option_value_shape = SHAPE(struct option_value, option_fields, "A value of an option.");

static const struct shape_field variant_fields[] = {
	SHAPE_I64(struct variant, id, 1, INT64_MAX),
	SHAPE_STR(struct variant, public_id, 1, 40),
	SHAPE_I32(struct variant, position, 0, INT32_MAX),
	SHAPE_STR(struct variant, sku, 0, 190),
	SHAPE_STR(struct variant, barcode, 0, 64),
	SHAPE_MONEY(struct variant, price),
	SHAPE_MONEY(struct variant, compare_at),
	SHAPE_STR(struct variant, tax_class, 1, 64, .flags = SHAPE_HIDDEN),
	SHAPE_MONEY(struct variant, lowest_30d),
	SHAPE_OPT(struct variant, weight_grams, 0, INT32_MAX),
	SHAPE_OPT(struct variant, unit_measure_e3, 1, INT64_MAX),
	SHAPE_OPT(struct variant, unit_base_e3, 1, INT64_MAX),
	SHAPE_STR(struct variant, unit_measure_unit, 0, 8),
	SHAPE_STR(struct variant, unit_base_unit, 0, 8),
	SHAPE_BOOL(struct variant, requires_shipping),
	SHAPE_I64(struct variant, media_id, 0, INT64_MAX),
	SHAPE_STR(struct variant, values, 0, 65535),
	SHAPE_ENUM(struct variant, stock, stock_state_names, .flags = SHAPE_OMIT),
	SHAPE_OPT(struct variant, stock_left, 0, INT64_MAX, .flags = SHAPE_OMIT),
	SHAPE_OPT(struct variant, available, INT32_MIN, INT32_MAX),
	SHAPE_BOOL(struct variant, is_backorder),
	SHAPE_I64(struct variant, least, 1, 9999),
	SHAPE_I64(struct variant, most, 1, 9999),
	SHAPE_I64(struct variant, step, 1, 9999),
};
const struct shape variant_shape = SHAPE(struct variant, variant_fields, "A variant.");

static const struct shape_field media_fields[] = {
	SHAPE_I64(struct media, id, 1, INT64_MAX),
	SHAPE_STR(struct media, kind, 1, 10),
	SHAPE_STR(struct media, file, 1, 1024),
	SHAPE_STR(struct media, alt, 0, 512),
	SHAPE_I32(struct media, width, 0, INT32_MAX),
	SHAPE_I32(struct media, height, 0, INT32_MAX),
	SHAPE_I32(struct media, position, 0, INT32_MAX),
};
const struct shape media_shape = SHAPE(struct media, media_fields, "A picture, video or model.");

static const struct shape_field spec_fields[] = {
	SHAPE_STR(struct spec, code, 1, 120),
	SHAPE_STR(struct spec, name, 1, 200),
	SHAPE_STR(struct spec, kind, 1, 10),
	SHAPE_STR(struct spec, value, 0, 65535),
	SHAPE_STR(struct spec, unit, 0, 24),
	SHAPE_STR(struct spec, swatch, 0, 7),
};
const struct shape spec_shape = SHAPE(struct spec, spec_fields, "An attribute of a product.");

static const struct shape_field product_fields[] = {
	SHAPE_I64(struct product, id, 1, INT64_MAX),
	SHAPE_STR(struct product, public_id, 1, 40),
	SHAPE_STR(struct product, slug, 1, 200),
	SHAPE_STR(struct product, title, 0, 500),
	SHAPE_HTML(struct product, description),
	SHAPE_STR(struct product, seo_title, 0, 500),
	SHAPE_STR(struct product, seo_description, 0, 1000),
	SHAPE_STR(struct product, brand, 0, 200),
	SHAPE_STR(struct product, brand_slug, 0, 200),
	SHAPE_STR(struct product, type_code, 0, 190),
	SHAPE_STR(struct product, type_name, 0, 255),
	SHAPE_STR(struct product, tags, 0, INT32_MAX),
	SHAPE_STR(struct product, status, 1, 10),
	SHAPE_STR(struct product, category_ids, 0, INT32_MAX),
	SHAPE_STR(struct product, related_ids, 0, INT32_MAX),
	SHAPE_BOOL(struct product, is_gift_card),
	SHAPE_TIME(struct product, published_at),
	SHAPE_TIME(struct product, updated_at),
	SHAPE_I32(struct product, version, 0, INT32_MAX),
};
const struct shape product_row_shape = SHAPE(struct product, product_fields, "A product.");

static const struct shape_field address_fields[] = {
	SHAPE_I64(struct product_address, id, 1, INT64_MAX),
	SHAPE_STR(struct product_address, slug, 1, 200),
	SHAPE_STR(struct product_address, image, 0, 1024),
	SHAPE_TIME(struct product_address, updated_at),
};
const struct shape product_address_shape = SHAPE(struct product_address, address_fields, "Where a product is found.");

struct last_row {
	int64_t id;
};
static const struct shape_field last_fields[] = { SHAPE_I64(struct last_row, id, 0, INT64_MAX) };
static const struct shape last_shape = SHAPE(struct last_row, last_fields, "The last id.");

/* A value of an attribute as stored; joined into struct spec. */
struct value_row {
	int64_t attribute_id;
	struct str code, name, kind, unit, locale;
	struct str option_name, swatch, text;
	struct opt_i64 number_e6, bool_value;
	struct str date;
};
static const struct shape_field value_fields[] = {
	SHAPE_I64(struct value_row, attribute_id, 1, INT64_MAX),
	SHAPE_STR(struct value_row, code, 1, 120),
	SHAPE_STR(struct value_row, name, 1, 200),
	SHAPE_STR(struct value_row, kind, 1, 10),
	SHAPE_STR(struct value_row, unit, 0, 24),
	SHAPE_STR(struct value_row, locale, 0, 12),
	SHAPE_STR(struct value_row, option_name, 0, 500),
	SHAPE_STR(struct value_row, swatch, 0, 7),
	SHAPE_STR(struct value_row, text, 0, 65535),
	SHAPE_OPT(struct value_row, number_e6, INT64_MIN, INT64_MAX),
	SHAPE_OPT(struct value_row, bool_value, 0, 1),
	SHAPE_STR(struct value_row, date, 0, 10),
};
static const struct shape value_shape = SHAPE(struct value_row, value_fields, "A value of an attribute.");

#define ON_SALE " p.status = 'active' AND p.is_listed AND (p.published_from IS NULL OR p.published_from <= NOW(6))" \
	" AND (p.published_until IS NULL OR p.published_until > NOW(6))"
/* Arguments: locale and fallback of the text, of the type's name; then the key. */
#define PRODUCT_SQL \
	"SELECT p.id, p.public_id, p.slug, COALESCE(t.title, f.title, p.slug) AS title," \
	" COALESCE(t.description, f.description) AS description, COALESCE(t.seo_title, f.seo_title) AS seo_title," \
	" COALESCE(t.seo_description, f.seo_description) AS seo_description, b.name AS brand, b.slug AS brand_slug, y.code AS type_code," \
	" COALESCE(yt.name, yf.name, y.code) AS type_name, p.status, p.is_gift_card, p.version, p.updated_at," \
	" COALESCE(p.published_from, p.created_at) AS published_at," \
	" (SELECT GROUP_CONCAT(g.name ORDER BY pg.position SEPARATOR ',') FROM product_tag pg JOIN tag g ON g.id = pg.tag_id" \
	"  WHERE pg.product_id = p.id) AS tags," \
	" (SELECT GROUP_CONCAT(cp.category_id ORDER BY cp.place, cp.category_id SEPARATOR ',')" \
	"  FROM category_product cp WHERE cp.product_id = p.id) AS category_ids," \
	" (SELECT GROUP_CONCAT(r.related_id ORDER BY r.kind, r.position SEPARATOR ',') FROM product_related r" \
	"  WHERE r.product_id = p.id) AS related_ids" \
	" FROM product p LEFT JOIN brand b ON b.id = p.brand_id LEFT JOIN product_type y ON y.id = p.product_type_id" \
	" LEFT JOIN product_text t ON t.product_id = p.id AND t.locale = ? LEFT JOIN product_text f ON f.product_id = p.id AND f.locale = ?" \
	" LEFT JOIN product_type_text yt ON yt.product_type_id = y.id AND yt.locale = ?" \
	" LEFT JOIN product_type_text yf ON yf.product_type_id = y.id AND yf.locale = ?" \
	" WHERE (p.status = 'archived' OR (" ON_SALE "))"

static const struct db_query queries[] = {
	[BY_SLUG] = { "catalog_product_by_slug", "sssss", &product_row_shape, PRODUCT_SQL " AND p.slug = ?" },
	[BY_PUBLIC_ID] = { "catalog_product_by_id", "sssss", &product_row_shape, PRODUCT_SQL " AND p.public_id = ?" },
	[OPTIONS] = { "catalog_product_options", "ssi", &option_value_shape,
	    "SELECT v.id, v.option_id, COALESCE(vt.name, v.name) AS name, v.swatch, o.position AS option_position, v.position,"
	    " COALESCE(ot.name, o.name) AS option_name, v.code, o.code AS option_code"
	    " FROM product_option o JOIN product_option_value v ON v.option_id = o.id"
	    " LEFT JOIN product_option_text ot ON ot.option_id = o.id AND ot.locale = ?"
	    " LEFT JOIN product_option_value_text vt ON vt.value_id = v.id AND vt.locale = ?"
	    " WHERE o.product_id = ? ORDER BY o.position, v.position" },
	[VARIANTS] = { "catalog_product_variants", "si", &variant_shape,
	    "SELECT v.id, v.public_id, v.position, v.sku, v.barcode, COALESCE(pp.amount, r.amount) AS price_minor, r.currency AS price_currency,"
	    " IF(pp.variant_id IS NULL, IF(r.compare_at > r.amount, r.compare_at, NULL), pp.compare_at) AS compare_at_minor,"
	    " IF(IF(pp.variant_id IS NULL, IF(r.compare_at > r.amount, r.compare_at, NULL), pp.compare_at) IS NULL, NULL, r.currency) AS compare_at_currency,"
	    " IF(pp.compare_at IS NULL, NULL, pp.lowest) AS lowest_30d_minor, IF(pp.compare_at IS NULL OR pp.lowest IS NULL, NULL, r.currency) AS lowest_30d_currency,"
	    " IF(v.is_taxable, COALESCE(NULLIF(v.tax_code, ''), 'standard'), NULL) AS tax_class, v.weight_grams, v.unit_measure_e3, v.unit_base_e3,"
	    " v.unit_measure_unit, v.unit_base_unit, v.requires_shipping, COALESCE(v.media_id, 0) AS media_id,"
	    " (SELECT GROUP_CONCAT(x.value_id ORDER BY o.position SEPARATOR ',') FROM variant_option_value x"
	    "  JOIN product_option o ON o.id = x.option_id WHERE x.variant_id = v.id) AS `values`,"
	    " s.available, v.inventory_policy = 'continue' AS is_backorder, COALESCE(q.least, 1) AS least, COALESCE(q.most, 9999) AS most,"
	    " COALESCE(q.step, 1) AS step"
	    " FROM variant v JOIN price r ON r.variant_id = v.id AND r.currency = ? LEFT JOIN stock s ON s.variant_id = v.id"
	    " LEFT JOIN public_price pp ON pp.variant_id = v.id AND pp.currency = r.currency AND pp.`usual` = r.amount AND pp.usual_compare <=> r.compare_at"
	    " LEFT JOIN quantity_rule q ON q.variant_id = v.id"
	    " WHERE v.product_id = ? ORDER BY v.position" },
	[MEDIA] = { "catalog_product_media", "ssi", &media_shape,
	    "SELECT m.id, m.kind, m.file, COALESCE(t.alt, f.alt) AS alt, COALESCE(m.width, 0) AS width, COALESCE(m.height, 0) AS height,"
	    " m.position FROM media m LEFT JOIN media_text t ON t.media_id = m.id AND t.locale = ?"
	    " LEFT JOIN media_text f ON f.media_id = m.id AND f.locale = ? WHERE m.product_id = ? ORDER BY m.position" },
	[SPECS] = { "catalog_product_specs", "ssssiss", &value_shape,
	    "SELECT a.id AS attribute_id, a.code, COALESCE(t.name, f.name, a.code) AS name, a.kind, COALESCE(t.unit, f.unit) AS unit, x.locale,"
	    " COALESCE(ot.name, og.name, o.code) AS option_name, o.swatch, x.text_value AS text, x.number_e6, x.bool_value,"
	    " CAST(x.date_value AS CHAR CHARACTER SET ascii) AS date"
	    " FROM product_attribute x JOIN attribute a ON a.id = x.attribute_id JOIN product p ON p.id = x.product_id"
	    " LEFT JOIN product_type_attribute ta ON ta.product_type_id = p.product_type_id AND ta.attribute_id = a.id"
	    " LEFT JOIN attribute_text t ON t.attribute_id = a.id AND t.locale = ?"
	    " LEFT JOIN attribute_text f ON f.attribute_id = a.id AND f.locale = ?"
	    " LEFT JOIN attribute_option o ON o.id = x.option_id"
	    " LEFT JOIN attribute_option_text ot ON ot.option_id = o.id AND ot.locale = ?"
	    " LEFT JOIN attribute_option_text og ON og.option_id = o.id AND og.locale = ?"
	    " WHERE x.product_id = ? AND x.locale IN ('', ?, ?)"
	    " ORDER BY ta.position IS NULL, ta.position, a.position, a.code, x.position" },
	[ADDRESSES] = { "catalog_addresses", "isi", &product_address_shape,
	    "SELECT p.id, p.slug, (SELECT m.file FROM media m WHERE m.product_id = p.id ORDER BY m.position LIMIT 1) AS image, p.updated_at"
	    " FROM product p WHERE p.id > ? AND" ON_SALE
	    " AND EXISTS (SELECT 1 FROM variant v JOIN price r ON r.variant_id = v.id AND r.currency = ? WHERE v.product_id = p.id)"
	    " ORDER BY p.id LIMIT ?" },
	[LAST_ADDRESS] = { "catalog_last_address", "", &last_shape,
	    "SELECT COALESCE(MAX(p.id), 0) AS id FROM product p WHERE" ON_SALE },
};
const struct db_module catalog_product_sql = { "catalog_product", queries, COUNT(queries) };

static void
stock_fill(struct list variants)
{
	struct variant *v = variants.items;

	for (size_t i = 0; i < variants.count; i++) {
		const struct stock_level level = { v[i].available, v[i].is_backorder };
		v[i].stock = (int)stock_state(&level);
		v[i].stock_left = stock_left(&level);
	}
}

/* ---- specifications ---- */

/* 9500000 -> "9.5", "9,5" where the locale writes so. */
static struct str
number_text(struct arena *a, int64_t e6, struct str locale)
{
	char digits[8];
	uint64_t u = e6 < 0 ? (uint64_t)0 - (uint64_t)e6 : (uint64_t)e6;
	char mark = str_starts(locale, STR("de")) ? ',' : '.';
	int n;

	snprintf(digits, sizeof(digits), "%06llu", (unsigned long long)(u % 1000000));
	for (n = 6; n > 0 && digits[n - 1] == '0'; n--)
		digits[n - 1] = '\0';
	return n
	    ? str_printf(a, "%s%llu%c%s", e6 < 0 ? "\xE2\x88\x92" : "", (unsigned long long)(u / 1000000), mark, digits)
	    : str_printf(a, "%s%llu", e6 < 0 ? "\xE2\x88\x92" : "", (unsigned long long)(u / 1000000));
}

static struct str
value_text(struct arena *a, const struct value_row *v, const struct look *look)
{
	struct time date;

	if (v->option_name.ptr)
		return v->option_name;
	if (v->number_e6.set)
		return number_text(a, v->number_e6.value, look->locale);
	if (v->bool_value.set)
		return v->bool_value.value ? STR("yes") : STR("no");
	if (v->date.ptr && time_parse(v->date, &date) == OK) {
		struct buf b;
		buf_in_arena(&b, a, BUF_LINE);
		time_date(&b, date, look->locale);
		return str_dup(a, buf_view(&b));
	}
	return v->text;
}

/* Text has rows per locale: those of the locale if there are any, else those for all, else the fallback's. */
static bool
is_wanted(const struct value_row *rows, size_t count, const struct value_row *v, const struct look *look)
{
	bool own = false, all = false;

	for (size_t i = 0; i < count; i++) {
		if (rows[i].attribute_id != v->attribute_id)
			continue;
		own |= str_eq(rows[i].locale, look->locale);
		all |= str_is_empty(rows[i].locale);
	}
	return str_eq(v->locale, own ? look->locale : all ? STR("") : look->fallback_locale);
}

static void
specs_join(struct arena *a, const struct look *look, struct list rows, struct list *out)
{
	const struct value_row *v = rows.items;
	struct spec *specs = arena_array(a, struct spec, rows.count);
	size_t n = 0;
	int64_t current = 0;

	for (size_t i = 0, first = 0; i < rows.count; i++) {
		size_t group = first;
		struct str text;
		if (v[i].attribute_id != v[first].attribute_id)
			first = group = i;
		while (group < rows.count && v[group].attribute_id == v[i].attribute_id)
			group++;
		if (!is_wanted(&v[first], group - first, &v[i], look))
			continue;
		text = value_text(a, &v[i], look);
		if (current == v[i].attribute_id) {
			specs[n - 1].value = str_printf(a, "%.*s, %.*s", STR_ARG(specs[n - 1].value), STR_ARG(text));
			specs[n - 1].swatch = STR_ABSENT; /* one dot cannot stand for two colours */
			continue;
		}
		current = v[i].attribute_id;
		specs[n++] = (struct spec){ v[i].code, v[i].name, v[i].kind, text, v[i].unit, v[i].swatch };
	}
	*out = (struct list){ specs, n };
}

/* ---- reading ---- */

static enum err
parts_read(struct db *db, const struct look *look, struct arena *a, struct product *p)
{
	const struct db_arg option_args[] = { db_str(look->locale), db_str(look->locale), db_i64(p->id) };
	const struct db_arg variant_args[] = { db_str(look->currency), db_i64(p->id) };
	const struct db_arg media_args[] = { db_str(look->locale), db_str(look->fallback_locale), db_i64(p->id) };
	const struct db_arg spec_args[] = { db_str(look->locale), db_str(look->fallback_locale), db_str(look->locale),
		db_str(look->fallback_locale), db_i64(p->id), db_str(look->locale), db_str(look->fallback_locale) };
	struct list values;
	enum err err =
	    db_rows(db, &queries[OPTIONS], option_args, COUNT(option_args), a, OPTION_VALUES_MAX, &p->options);

	if (!err)
		err = db_rows(db, &queries[VARIANTS], variant_args, COUNT(variant_args), a, VARIANTS_MAX, &p->variants);
	if (!err)
		err = db_rows(db, &queries[MEDIA], media_args, COUNT(media_args), a, MEDIA_MAX, &p->media);
	if (!err)
		err = db_rows(db, &queries[SPECS], spec_args, COUNT(spec_args), a, SPECS_MAX, &values);
	if (err)
		return err;
	stock_fill(p->variants);
	specs_join(a, look, values, &p->specs);
	return OK;
}

enum err
catalog_product(struct db *db, const struct look *look, struct str slug, struct arena *a, struct product *out)
{
	const struct db_arg args[] = { db_str(look->locale), db_str(look->fallback_locale), db_str(look->locale),
		db_str(look->fallback_locale), db_str(slug) };
	const struct db_query *q = &queries[str_starts(slug, STR("prod_")) ? BY_PUBLIC_ID : BY_SLUG];
	enum err err;

	shape_init(&product_row_shape, out);
	err = slug_fits(slug) ? db_row(db, q, args, COUNT(args), a, out) : ERR_NOT_FOUND;
	if (err)
		return err;
	if (str_eq(out->status, STR("archived")))
		return ERR_GONE;
	err = parts_read(db, look, a, out);
	if (!err && out->variants.count == 0)
		err = ERR_NOT_FOUND; /* no price in this currency */
	return err;
}

enum err
catalog_addresses(
    struct db *db, const struct look *look, int64_t after, size_t limit, struct arena *a, struct list *out)
{
	const struct db_arg args[] = { db_i64(after), db_str(look->currency), db_i64((int64_t)limit) };

	return db_rows(db, &queries[ADDRESSES], args, COUNT(args), a, limit, out);
}

enum err
catalog_last_address(struct db *db, const struct look *look UNUSED, int64_t *id)
{
	struct arena *a = arena_new();
	struct last_row row;
	enum err err = db_row(db, &queries[LAST_ADDRESS], NULL, 0, a, &row);

	if (!err)
		*id = row.id;
	arena_free(a);
	return err;
}
