/* sellable.c - what can be bought, as carts and orders copy it.  See quote.h. */
#include "lib/shop/names.h"
#include "lib/shop/quote.h"

#include <stdlib.h>

enum { LOAD, FIND, FIND_ALL };

static const struct shape_field fields[] = {
	SHAPE_I64(struct sellable, variant_id, 0, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I64(struct sellable, product_id, 0, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct sellable, public_id, 1, 40, .doc = "variant"),
	SHAPE_STR(struct sellable, product_public_id, 1, 40, .doc = "product"),
	SHAPE_STR(struct sellable, brand_public_id, 1, 40, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct sellable, slug, 1, 200, .doc = "address of the product"),
	SHAPE_STR(struct sellable, title, 0, 500, .doc = "title of the product"),
	SHAPE_STR(struct sellable, options, 0, 65535, .doc = "which variant, in words; null: there is only one"),
	SHAPE_STR(struct sellable, image, 0, 1024, .doc = "picture"),
	SHAPE_STR(struct sellable, image_alt, 0, 512, .doc = "what it shows"),
	SHAPE_STR(struct sellable, sku, 0, 190, .doc = "stock keeping unit"),
	SHAPE_STR(struct sellable, brand, 0, 255, .doc = "brand"),
	SHAPE_I32(struct sellable, image_width, 0, INT32_MAX, .doc = "pixels, 0 unknown"),
	SHAPE_I32(struct sellable, image_height, 0, INT32_MAX, .doc = "pixels, 0 unknown"),
	SHAPE_BOOL(struct sellable, is_on_sale, .doc = "can be bought now, in the currency"),
	SHAPE_BOOL(struct sellable, is_gift_card, .doc = "a gift card"),
	SHAPE_BOOL(struct sellable, requires_shipping, .doc = "must be delivered"),
	SHAPE_BOOL(struct sellable, is_taxable, .doc = "taxes apply"),
	SHAPE_STR(struct sellable, tax_code, 1, 64, .doc = "class of taxes; null: standard"),
	SHAPE_OPT(struct sellable, price, 0, INT64_MAX, .doc = "usual price, minor units; null: none in this currency"),
	SHAPE_OPT(struct sellable, compare_at, 0, INT64_MAX, .doc = "a price it is compared to, when higher"),
	SHAPE_OPT(struct sellable, public_price, 0, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_OPT(struct sellable, former, 0, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_OPT(struct sellable, lowest, 0, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_OPT(struct sellable, weight_grams, 0, INT32_MAX, .doc = "grams"),
	SHAPE_OPT(struct sellable, available, INT32_MIN, INT32_MAX, .doc = "pieces, for showing; null: not counted"),
	SHAPE_BOOL(struct sellable, is_backorder, .doc = "can be ordered when there is none left"),
	SHAPE_I64(struct sellable, least, 1, INT64_MAX, .doc = "least pieces"),
	SHAPE_I64(struct sellable, most, 1, INT64_MAX, .doc = "most pieces"),
	SHAPE_I64(struct sellable, step, 1, INT64_MAX, .doc = "pieces come in steps of"),
};
const struct shape sellable_shape = SHAPE(struct sellable, fields, "Something that can be bought.");

struct found {
	int64_t id;
};
static const struct shape_field found_fields[] = { SHAPE_I64(struct found, id, 1, INT64_MAX, .doc = "variant") };
static const struct shape found_shape = SHAPE(struct found, found_fields, "A variant.");

static const struct db_query queries[] = {
	/* "Title: Default Title" is how imported files say that there is nothing to choose (csv_variants.c stores no option then). */
	[LOAD] = { "sellable_load", "sstssssss", &sellable_shape,
	    "SELECT v.id AS variant_id, p.id AS product_id, v.public_id, p.public_id AS product_public_id, b.public_id AS brand_public_id, p.slug,"
	    " COALESCE(t.title, f.title, p.slug) AS title,"
	    " (SELECT GROUP_CONCAT(CONCAT(COALESCE(ot.name, o.name), ': ', COALESCE(vt.name, ov.name)) ORDER BY o.position SEPARATOR ', ')"
	    "  FROM variant_option_value x JOIN product_option o ON o.id = x.option_id JOIN product_option_value ov ON ov.id = x.value_id"
	    "  LEFT JOIN product_option_text ot ON ot.option_id = o.id AND ot.locale = ?"
	    "  LEFT JOIN product_option_value_text vt ON vt.value_id = ov.id AND vt.locale = ? WHERE x.variant_id = v.id) AS options,"
	    " m.file AS image, COALESCE(mt.alt, mf.alt) AS image_alt, v.sku, b.name AS brand, COALESCE(m.width, 0) AS image_width,"
	    " COALESCE(m.height, 0) AS image_height, p.status = 'active' AND p.is_listed AND r.amount IS NOT NULL"
	    " AND COALESCE(p.published_from <= j.at, TRUE) AND COALESCE(p.published_until > j.at, TRUE) AS is_on_sale, p.is_gift_card, v.requires_shipping,"
	    " v.is_taxable, v.tax_code, r.amount AS price, IF(r.compare_at > r.amount, r.compare_at, NULL) AS compare_at,"
	    " COALESCE(pp.amount, r.amount) AS public_price, IF(pp.variant_id IS NULL, IF(r.compare_at > r.amount, r.compare_at, NULL), pp.compare_at) AS former,"
	    " IF(pp.compare_at IS NULL, NULL, pp.lowest) AS lowest, v.weight_grams, s.available,"
	    " v.inventory_policy = 'continue' AS is_backorder, COALESCE(q.least, 1) AS least, COALESCE(q.most, 9999) AS most, COALESCE(q.step, 1) AS step"
	    " FROM (SELECT id, CAST(? AS DATETIME(6)) AS at FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) i) j"
	    " STRAIGHT_JOIN variant v ON v.id = j.id STRAIGHT_JOIN product p ON p.id = v.product_id LEFT JOIN brand b ON b.id = p.brand_id"
	    " LEFT JOIN product_text t ON t.product_id = p.id AND t.locale = ? LEFT JOIN product_text f ON f.product_id = p.id AND f.locale = ?"
	    " LEFT JOIN price r ON r.variant_id = v.id AND r.currency = ? LEFT JOIN stock s ON s.variant_id = v.id"
	    " LEFT JOIN public_price pp ON pp.variant_id = v.id AND pp.currency = r.currency AND pp.`usual` = r.amount AND pp.usual_compare <=> r.compare_at"
	    " LEFT JOIN quantity_rule q ON q.variant_id = v.id"
	    " LEFT JOIN media m ON m.id = COALESCE(v.media_id, (SELECT m1.id FROM media m1 WHERE m1.product_id = p.id AND m1.kind = 'image'"
	    "  ORDER BY m1.position LIMIT 1))"
	    " LEFT JOIN media_text mt ON mt.media_id = m.id AND mt.locale = ? LEFT JOIN media_text mf ON mf.media_id = m.id AND mf.locale = ?"
	    " ORDER BY v.id" },
	[FIND] = { "sellable_find", "ss", &found_shape,
	    "SELECT id FROM variant WHERE public_id = ? UNION SELECT id FROM variant WHERE sku = ? LIMIT 2" },
	[FIND_ALL] = { "sellable_find_all", "ss", &name_row_shape,
	    "SELECT name, MIN(id) AS id, COUNT(*) AS number, NULL AS also FROM ("
	    " SELECT j.name, v.id FROM JSON_TABLE(?, '$[*]' COLUMNS (name VARCHAR(190) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$')) j"
	    "  STRAIGHT_JOIN variant v ON v.sku = j.name"
	    " UNION SELECT CONVERT(j.name USING utf8mb4) COLLATE utf8mb4_bin, v.id"
	    "  FROM JSON_TABLE(?, '$[*]' COLUMNS (name VARCHAR(190) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j"
	    "  STRAIGHT_JOIN variant v ON v.public_id = j.name) f GROUP BY name" },
};
const struct db_module sellable_sql = { "sellable", queries, COUNT(queries) };

enum err
sellable_load(struct db *db, struct arena *a, struct str locale, struct str fallback_locale, const char *currency, const int64_t *ids, size_t count, struct list *out)
{
	struct time now = clock_now();
	const struct db_arg args[] = { db_str(locale), db_str(locale), db_time(now), db_str(ids_json(a, ids, count)), db_str(locale),
		db_str(fallback_locale), db_str(str_of(currency)), db_str(locale), db_str(fallback_locale) };

	*out = (struct list){ NULL, 0 };
	return count ? db_rows(db, &queries[LOAD], args, COUNT(args), a, count, out) : OK;
}

enum err
sellable_find(struct db *db, struct arena *a, struct str public_id_or_sku, int64_t *variant_id)
{
	bool is_id = str_starts(public_id_or_sku, STR("var_")) && public_id_or_sku.len <= 28;
	const struct db_arg args[] = { db_str(is_id ? public_id_or_sku : STR("")), db_str(public_id_or_sku) };
	struct list rows;
	enum err err;

	if (str_is_empty(public_id_or_sku) || public_id_or_sku.len > 190 * 4)
		return ERR_NOT_FOUND;
	if ((err = db_rows(db, &queries[FIND], args, COUNT(args), a, 2, &rows)))
		return err;
	if (rows.count != 1)
		return rows.count ? ERR_CONFLICT : ERR_NOT_FOUND;
	*variant_id = ((const struct found *)rows.items)->id;
	return OK;
}

enum err
sellable_find_all(struct db *db, struct arena *a, const struct str *wanted, size_t count, int64_t *variant_ids)
{
	const struct name_row *row;
	struct names all, ids;
	struct list rows = { NULL, 0 };
	size_t n, m;
	enum err err;

	names_init(&all, a);
	names_init(&ids, a);
	for (size_t i = 0; i < count; i++) {
		variant_ids[i] = 0;
		if (wanted[i].len <= 190)
			names_add(&all, wanted[i]);
		if (str_starts(wanted[i], STR("var_")) && wanted[i].len <= 28)
			names_add(&ids, wanted[i]);
	}
	const struct db_arg args[] = { db_str(names_json(&all, false, &n)), db_str(names_json(&ids, false, &m)) };
	if (n && (err = db_rows(db, &queries[FIND_ALL], args, COUNT(args), a, n + m, &rows)))
		return err;
	row = rows.items;
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < rows.count; k++)
			if (str_eq(row[k].name, wanted[i]))
				variant_ids[i] = row[k].number.value > 1 ? -1 : row[k].id;
	return OK;
}

struct opt_i64
sellable_former(const struct sellable *s, const struct quote_line *l, struct opt_i64 *lowest)
{
	struct opt_i64 former = l->list_price;

	*lowest = (struct opt_i64){ 0 };
	/* Prices that were brought to another place are rounded after the promotion there, before it here. */
	if (s->public_price.set && llabs(l->unit_price - s->public_price.value) <= 1) {
		former = s->former;
		*lowest = s->lowest;
	}
	if (!former.set || former.value <= l->unit_price) {
		*lowest = (struct opt_i64){ 0 };
		return (struct opt_i64){ 0 };
	}
	return former;
}

struct str
sellable_tax_class(const struct sellable *s)
{
	return !s->is_taxable ? STR_ABSENT : str_is_empty(s->tax_code) ? STR("standard") : s->tax_code;
}
