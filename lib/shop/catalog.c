/* catalog.c - collections, brands, old addresses, names of facets.  See catalog.h. */
#include "lib/shop/catalog.h"
#include "lib/base/escape.h"
#include "lib/shop/slug.h"

enum { COLLECTIONS, COLLECTION, BRANDS, BRAND, MOVED, FACET_NAMES };

/* Text in the locale, else in the fallback locale: arguments are (locale, fallback). */
#define TEXT_JOIN(table, owner) \
	" LEFT JOIN " table "_text t ON t." table "_id = " owner ".id AND t.locale = ?" \
	" LEFT JOIN " table "_text f ON f." table "_id = " owner ".id AND f.locale = ?"
#define HEAD_TEXT \
	" COALESCE(t.description, f.description) AS description," \
	" COALESCE(t.seo_title, f.seo_title) AS seo_title, COALESCE(t.seo_description, f.seo_description) AS seo_description"
#define COLLECTION_SQL \
	"SELECT c.id, c.public_id, c.slug, COALESCE(t.name, f.name, c.slug) AS name, c.image, c.sort, c.updated_at," HEAD_TEXT \
	" FROM collection c" TEXT_JOIN("collection", "c") " WHERE c.is_visible"
#define BRAND_SQL "SELECT b.id, b.public_id, b.slug, b.name, b.image, b.updated_at," HEAD_TEXT \
	" FROM brand b" TEXT_JOIN("brand", "b")

/* One row of moved() and of nothing else. */
struct slug_row {
	struct str slug;
};
static const struct shape_field slug_fields[] = { SHAPE_STR(struct slug_row, slug, 0, 200) };
static const struct shape slug_shape = SHAPE(struct slug_row, slug_fields, "An address.");

static const struct shape_field collection_fields[] = {
	SHAPE_I64(struct collection_head, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct collection_head, public_id, 1, 40),
	SHAPE_STR(struct collection_head, slug, 1, 200),
	SHAPE_STR(struct collection_head, name, 1, 200),
	SHAPE_STR(struct collection_head, description, 0, 65535),
	SHAPE_STR(struct collection_head, image, 0, 1024),
	SHAPE_STR(struct collection_head, sort, 1, 20),
	SHAPE_STR(struct collection_head, seo_title, 0, 255),
	SHAPE_STR(struct collection_head, seo_description, 0, 500),
	SHAPE_TIME(struct collection_head, updated_at),
};
const struct shape collection_head_shape = SHAPE(struct collection_head, collection_fields, "A collection.");

static const struct shape_field brand_fields[] = {
	SHAPE_I64(struct brand_head, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct brand_head, public_id, 1, 40),
	SHAPE_STR(struct brand_head, slug, 1, 200),
	SHAPE_STR(struct brand_head, name, 1, 200),
	SHAPE_STR(struct brand_head, description, 0, 65535),
	SHAPE_STR(struct brand_head, image, 0, 1024),
	SHAPE_STR(struct brand_head, seo_title, 0, 255),
	SHAPE_STR(struct brand_head, seo_description, 0, 500),
	SHAPE_TIME(struct brand_head, updated_at),
};
const struct shape brand_head_shape = SHAPE(struct brand_head, brand_fields, "A brand.");

static const struct shape_field facet_name_fields[] = {
	SHAPE_STR(struct facet_name, attribute, 1, 200),
	SHAPE_STR(struct facet_name, value, 0, 500),
	SHAPE_STR(struct facet_name, name, 0, 500),
	SHAPE_STR(struct facet_name, unit, 0, 24),
	SHAPE_STR(struct facet_name, swatch, 0, 7),
	SHAPE_STR(struct facet_name, kind, 0, 10),
	SHAPE_I32(struct facet_name, position, INT32_MIN, INT32_MAX),
};
const struct shape facet_name_shape =
    SHAPE(struct facet_name, facet_name_fields, "The name of a facet or of its value.");

static const struct db_query queries[] = {
	[COLLECTIONS] = { "catalog_collections", "ss", &collection_head_shape,
	    COLLECTION_SQL " ORDER BY c.position, name, c.id" },
	[COLLECTION] = { "catalog_collection", "sss", &collection_head_shape, COLLECTION_SQL " AND c.slug = ?" },
	[BRANDS] = { "catalog_brands", "sssi", &brand_head_shape,
	    BRAND_SQL
	    " WHERE b.name COLLATE utf8mb4_uca1400_as_ci > ? ORDER BY b.name COLLATE utf8mb4_uca1400_as_ci, b.id LIMIT ?" },
	[BRAND] = { "catalog_brand", "sss", &brand_head_shape, BRAND_SQL " WHERE b.slug = ?" },
	[MOVED] = { "catalog_moved", "ss", &slug_shape,
	    "SELECT CASE h.kind WHEN 'product' THEN (SELECT slug FROM product WHERE id = h.object_id)"
	    " WHEN 'category' THEN (SELECT slug FROM category WHERE id = h.object_id)"
	    " WHEN 'collection' THEN (SELECT slug FROM collection WHERE id = h.object_id)"
	    " ELSE (SELECT slug FROM brand WHERE id = h.object_id) END AS slug"
	    " FROM slug_history h WHERE h.kind = ? AND h.slug = ?" },
	/* Arguments: the pairs as JSON; (locale, fallback) for attributes, their options and types; the locale for
	 * options and their values. */
	[FACET_NAMES] = { "catalog_facet_names", "sssssssss", &facet_name_shape,
	    "WITH j AS (SELECT * FROM JSON_TABLE(?, '$[*]' COLUMNS ("
	    " attribute VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_as_ci PATH '$[0]', code VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin PATH '$[0]',"
	    " value VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_as_ci PATH '$[1]',"
	    " value_code VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin PATH '$[1]')) x)"
	    " SELECT j.attribute, NULL AS value, COALESCE(t.name, f.name, a.code) AS name, COALESCE(t.unit, f.unit) AS unit, NULL AS swatch, a.kind, a.position"
	    " FROM j STRAIGHT_JOIN attribute a ON a.code = j.code" TEXT_JOIN("attribute",
		"a") " WHERE j.value IS NULL"
		     " UNION ALL SELECT j.attribute, j.value, COALESCE(t.name, f.name, o.code), NULL, o.swatch, a.kind, o.position"
		     " FROM j STRAIGHT_JOIN attribute a ON a.code = j.code"
		     " STRAIGHT_JOIN attribute_option o ON o.attribute_id = a.id AND o.code = j.value_code"
		     " LEFT JOIN attribute_option_text t ON t.option_id = o.id AND t.locale = ?"
		     " LEFT JOIN attribute_option_text f ON f.option_id = o.id AND f.locale = ? WHERE j.value IS NOT NULL"
		     " UNION ALL SELECT j.attribute, j.value, b.name, NULL, NULL, NULL, 0"
		     " FROM j STRAIGHT_JOIN brand b ON b.slug = j.value_code WHERE j.code = 'brand'"
		     " UNION ALL SELECT j.attribute, j.value, COALESCE(t.name, f.name, p.code), NULL, NULL, NULL, 0"
		     " FROM j STRAIGHT_JOIN product_type p ON p.code = j.value_code" TEXT_JOIN("product_type",
			 "p") " WHERE j.code = 'type'"
			      " UNION ALL SELECT j.attribute, NULL, COALESCE((SELECT t.name FROM product_option o"
			      "  STRAIGHT_JOIN product_option_text t ON t.option_id = o.id AND t.locale = ?"
			      "  WHERE o.name = SUBSTR(j.attribute, 5) LIMIT 1), SUBSTR(j.attribute, 5)), NULL, NULL, NULL, 0"
			      " FROM j WHERE j.value IS NULL AND j.attribute LIKE 'opt.%'"
			      " UNION ALL SELECT j.attribute, j.value, COALESCE((SELECT t.name FROM product_option_value v"
			      "  STRAIGHT_JOIN product_option_value_text t ON t.value_id = v.id AND t.locale = ? WHERE v.name = j.value LIMIT 1), j.value), NULL,"
			      "  (SELECT v.swatch FROM product_option_value v WHERE v.name = j.value AND v.swatch IS NOT NULL LIMIT 1), NULL,"
			      "  (SELECT v.position FROM product_option_value v WHERE v.name = j.value LIMIT 1)"
			      " FROM j WHERE j.value IS NOT NULL AND j.attribute LIKE 'opt.%'" },
};
const struct db_module catalog_sql = { "catalog", queries, COUNT(queries) };

#define COLLECTIONS_MAX 2000
#define FACET_NAMES_MAX 20000

enum err
catalog_collections(struct db *db, const struct look *look, struct arena *a, struct list *out)
{
	const struct db_arg args[] = { db_str(look->locale), db_str(look->fallback_locale) };

	return db_rows(db, &queries[COLLECTIONS], args, COUNT(args), a, COLLECTIONS_MAX, out);
}

enum err
catalog_collection(
    struct db *db, const struct look *look, struct str slug, struct arena *a, struct collection_head *out)
{
	const struct db_arg args[] = { db_str(look->locale), db_str(look->fallback_locale), db_str(slug) };

	return slug_fits(slug) ? db_row(db, &queries[COLLECTION], args, COUNT(args), a, out) : ERR_NOT_FOUND;
}

enum err
catalog_brands(
    struct db *db, const struct look *look, struct str after, size_t limit, struct arena *a, struct list *out)
{
	const struct db_arg args[] = { db_str(look->locale), db_str(look->fallback_locale),
		db_str(after.ptr ? after : STR("")), db_i64((int64_t)limit) };

	return db_rows(db, &queries[BRANDS], args, COUNT(args), a, limit, out);
}

enum err
catalog_brand(struct db *db, const struct look *look, struct str slug, struct arena *a, struct brand_head *out)
{
	const struct db_arg args[] = { db_str(look->locale), db_str(look->fallback_locale), db_str(slug) };

	return slug_fits(slug) ? db_row(db, &queries[BRAND], args, COUNT(args), a, out) : ERR_NOT_FOUND;
}

enum err
catalog_moved(struct db *db, const char *kind, struct str slug, struct arena *a, struct str *now)
{
	const struct db_arg args[] = { db_str(str_of(kind)), db_str(slug) };
	struct slug_row row;
	enum err err = slug_fits(slug) ? db_row(db, &queries[MOVED], args, COUNT(args), a, &row) : ERR_NOT_FOUND;

	if (!err && !row.slug.ptr)
		err = ERR_NOT_FOUND; /* the thing was deleted since */
	if (!err)
		*now = row.slug;
	return err;
}

enum err
catalog_facet_names(
    struct db *db, const struct look *look, const struct pair *pairs, size_t count, struct arena *a, struct list *out)
{
	struct db_arg args[9];
	struct buf json;
	enum err err;

	buf_init(&json, BUF_REPLY);
	buf_char(&json, '[');
	for (size_t i = 0; i < count; i++) {
		buf_z(&json, i ? ",[\"" : "[\"");
		escape_json(&json, pairs[i].name);
		if (pairs[i].value.ptr) {
			buf_lit(&json, "\",\"");
			escape_json(&json, pairs[i].value);
		}
		buf_lit(&json, "\"]");
	}
	buf_char(&json, ']');
	args[0] = db_str(buf_view(&json));
	for (size_t i = 1; i < COUNT(args); i++)
		args[i] = db_str(i % 2 ? look->locale : look->fallback_locale);
	args[8] = args[7]; /* the two parts on options take the locale alone */
	err = db_rows(db, &queries[FACET_NAMES], args, COUNT(args), a, FACET_NAMES_MAX, out);
	buf_release(&json);
	return err;
}
