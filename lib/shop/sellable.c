/*
 * sellable.c - what can be bought, as carts and orders copy it.  See quote.h.
 *
 * Prices, times, states and rules are read from the database each time.  What takes half of a statement of twelve
 * tables, the texts and the picture, stays in the process under the version of its product, which each change of any
 * part of the product counts up (product_write()): a copy is used when the version that was read with the prices is its
 * own.
 */
#include "lib/shop/names.h"
#include "lib/shop/quote.h"

#include <stdlib.h>

enum { LOAD, FRESH, FIND, FIND_ALL };
#define COPIES 1024    /* of variants in a language; the newer one of two that fall on the same place stays */
#define TEXTS_MAX 4096 /* then all of them are forgotten, with the memory of those that were replaced */

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

/* As it is read: s is first, so that its members have their places in both. */
struct loaded {
	struct sellable s;
	int64_t version;
};
_Static_assert(offsetof(struct loaded, s) == 0, "rows are filled by the fields of struct sellable");
#define MEMBER_STR(m, most) SHAPE_STR(struct sellable, m, 0, most)
#define FRESH_FIELDS \
	SHAPE_I64(struct loaded, version, 0, INT64_MAX), SHAPE_I64(struct sellable, variant_id, 0, INT64_MAX), \
	    SHAPE_I64(struct sellable, product_id, 0, INT64_MAX), MEMBER_STR(public_id, 40), \
	    MEMBER_STR(product_public_id, 40), MEMBER_STR(brand_public_id, 40), MEMBER_STR(slug, 200), \
	    MEMBER_STR(sku, 190), MEMBER_STR(brand, 255), MEMBER_STR(tax_code, 64), \
	    SHAPE_BOOL(struct sellable, is_on_sale), SHAPE_BOOL(struct sellable, is_gift_card), \
	    SHAPE_BOOL(struct sellable, requires_shipping), SHAPE_BOOL(struct sellable, is_taxable), \
	    SHAPE_BOOL(struct sellable, is_backorder), SHAPE_OPT(struct sellable, price, 0, INT64_MAX), \
	    SHAPE_OPT(struct sellable, compare_at, 0, INT64_MAX), \
	    SHAPE_OPT(struct sellable, public_price, 0, INT64_MAX), SHAPE_OPT(struct sellable, former, 0, INT64_MAX), \
	    SHAPE_OPT(struct sellable, lowest, 0, INT64_MAX), SHAPE_OPT(struct sellable, weight_grams, 0, INT32_MAX), \
	    SHAPE_OPT(struct sellable, available, INT32_MIN, INT32_MAX), \
	    SHAPE_I64(struct sellable, least, 1, INT64_MAX), SHAPE_I64(struct sellable, most, 1, INT64_MAX), \
	    SHAPE_I64(struct sellable, step, 1, INT64_MAX)
static const struct shape_field fresh_fields[] = { FRESH_FIELDS };
static const struct shape fresh_shape = SHAPE(struct loaded, fresh_fields, "A variant without its texts.");
static const struct shape_field loaded_fields[] = { FRESH_FIELDS, MEMBER_STR(title, 500), MEMBER_STR(options, 65535),
	MEMBER_STR(image, 1024), MEMBER_STR(image_alt, 512), SHAPE_I32(struct sellable, image_width, 0, INT32_MAX),
	SHAPE_I32(struct sellable, image_height, 0, INT32_MAX) };
static const struct shape loaded_shape = SHAPE(struct loaded, loaded_fields, "A variant.");

/* Texts and picture of a variant in a language. */
struct copy {
	int64_t variant_id, version;
	char public_id[41], product_public_id[41], locale[13], fallback_locale[13];
	struct str title, options, image, image_alt;
	int32_t image_width, image_height;
};
static struct copy copies[COPIES];
static struct arena *texts;
static size_t text_count;

struct found {
	int64_t id;
};
static const struct shape_field found_fields[] = { SHAPE_I64(struct found, id, 1, INT64_MAX, .doc = "variant") };
static const struct shape found_shape = SHAPE(struct found, found_fields, "A variant.");

#define FRESH_COLUMNS \
	"p.version, v.id AS variant_id, p.id AS product_id, v.public_id, p.public_id AS product_public_id, b.public_id AS brand_public_id, p.slug, v.sku, b.name AS brand," \
	" p.status = 'active' AND p.is_listed AND r.amount IS NOT NULL" \
	" AND COALESCE(p.published_from <= j.at, TRUE) AND COALESCE(p.published_until > j.at, TRUE) AS is_on_sale, p.is_gift_card, v.requires_shipping," \
	" v.is_taxable, v.tax_code, r.amount AS price, IF(r.compare_at > r.amount, r.compare_at, NULL) AS compare_at," \
	" COALESCE(pp.amount, r.amount) AS public_price, IF(pp.variant_id IS NULL, IF(r.compare_at > r.amount, r.compare_at, NULL), pp.compare_at) AS former," \
	" IF(pp.compare_at IS NULL, NULL, pp.lowest) AS lowest, v.weight_grams, s.available," \
	" v.inventory_policy = 'continue' AS is_backorder, COALESCE(q.least, 1) AS least, COALESCE(q.most, 9999) AS most, COALESCE(q.step, 1) AS step"
#define FRESH_TABLES \
	" FROM (SELECT id, CAST(? AS DATETIME(6)) AS at FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) i) j" \
	" STRAIGHT_JOIN variant v ON v.id = j.id STRAIGHT_JOIN product p ON p.id = v.product_id LEFT JOIN brand b ON b.id = p.brand_id"
#define FRESH_OTHERS \
	" LEFT JOIN price r ON r.variant_id = v.id AND r.currency = ? LEFT JOIN stock s ON s.variant_id = v.id LEFT JOIN quantity_rule q ON q.variant_id = v.id" \
	" LEFT JOIN public_price pp ON pp.variant_id = v.id AND pp.currency = r.currency AND pp.`usual` = r.amount AND pp.usual_compare <=> r.compare_at"
static const struct db_query queries[] = {
	/* "Title: Default Title" is how imported files say that there is nothing to choose (csv_variants.c stores no
	 * option then). */
	[LOAD] = { "sellable_load", "sstssssss", &loaded_shape,
	    "SELECT " FRESH_COLUMNS ", COALESCE(t.title, f.title, p.slug) AS title,"
	    " (SELECT GROUP_CONCAT(CONCAT(COALESCE(ot.name, o.name), ': ', COALESCE(vt.name, ov.name)) ORDER BY o.position SEPARATOR ', ')"
	    "  FROM variant_option_value x JOIN product_option o ON o.id = x.option_id JOIN product_option_value ov ON ov.id = x.value_id"
	    "  LEFT JOIN product_option_text ot ON ot.option_id = o.id AND ot.locale = ?"
	    "  LEFT JOIN product_option_value_text vt ON vt.value_id = ov.id AND vt.locale = ? WHERE x.variant_id = v.id) AS options,"
	    " m.file AS image, COALESCE(mt.alt, mf.alt) AS image_alt, COALESCE(m.width, 0) AS image_width, COALESCE(m.height, 0) AS image_height" FRESH_TABLES
	    " LEFT JOIN product_text t ON t.product_id = p.id AND t.locale = ? LEFT JOIN product_text f ON f.product_id = p.id AND f.locale = ?" FRESH_OTHERS
	    " LEFT JOIN media m ON m.id = COALESCE(v.media_id, (SELECT m1.id FROM media m1 WHERE m1.product_id = p.id AND m1.kind = 'image'"
	    "  ORDER BY m1.position LIMIT 1))"
	    " LEFT JOIN media_text mt ON mt.media_id = m.id AND mt.locale = ? LEFT JOIN media_text mf ON mf.media_id = m.id AND mf.locale = ?"
	    " ORDER BY v.id" },
	[FRESH] = { "sellable_fresh", "tss", &fresh_shape,
	    "SELECT " FRESH_COLUMNS FRESH_TABLES FRESH_OTHERS " ORDER BY v.id" },
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

/* ---- copies of texts ---- */

static struct copy *
place_of(int64_t variant_id, struct str locale)
{
	uint64_t n = (uint64_t)variant_id * 0x9e3779b97f4a7c15U;

	for (size_t i = 0; i < locale.len; i++)
		n = (n ^ (unsigned char)locale.ptr[i]) * 0x100000001b3U;
	return &copies[(n >> 32) % COPIES];
}

static bool
is_of(const struct copy *c, int64_t variant_id, struct str locale, struct str fallback_locale)
{
	return c->variant_id == variant_id && str_eq_z(locale, c->locale) &&
	    str_eq_z(fallback_locale, c->fallback_locale);
}

static bool
put_z(char *out, size_t size, struct str text)
{
	if (text.len >= size)
		return false;
	if (text.len)
		memcpy(out, text.ptr, text.len);
	out[text.len] = '\0';
	return true;
}

static void
keep(const struct loaded *l, struct str locale, struct str fallback_locale)
{
	const struct sellable *s = &l->s;
	struct copy *c = place_of(s->variant_id, locale);

	if (texts && text_count++ == TEXTS_MAX) {
		memset(copies, 0, sizeof(copies));
		arena_reset(texts);
		text_count = 1;
	}
	texts = texts ? texts : arena_new();
	c->variant_id = 0;
	if (s->options.len > 1000 || !put_z(c->public_id, sizeof(c->public_id), s->public_id) ||
	    !put_z(c->product_public_id, sizeof(c->product_public_id), s->product_public_id) ||
	    !put_z(c->locale, sizeof(c->locale), locale) ||
	    !put_z(c->fallback_locale, sizeof(c->fallback_locale), fallback_locale))
		return;
	c->variant_id = s->variant_id;
	c->version = l->version;
	c->title = str_dup(texts, s->title);
	c->options = str_dup(texts, s->options);
	c->image = str_dup(texts, s->image);
	c->image_alt = str_dup(texts, s->image_alt);
	c->image_width = s->image_width;
	c->image_height = s->image_height;
}

/* False: there is none, or it is of another version of the product. */
static bool
add_texts(struct arena *a, struct loaded *l, struct str locale, struct str fallback_locale)
{
	const struct copy *c = place_of(l->s.variant_id, locale);
	struct sellable *s = &l->s;

	if (!is_of(c, s->variant_id, locale, fallback_locale) || c->version != l->version ||
	    !str_eq_z(s->public_id, c->public_id) || !str_eq_z(s->product_public_id, c->product_public_id))
		return false;
	s->title = str_dup(a, c->title);
	s->options = str_dup(a, c->options);
	s->image = str_dup(a, c->image);
	s->image_alt = str_dup(a, c->image_alt);
	s->image_width = c->image_width;
	s->image_height = c->image_height;
	return true;
}

/* ---- reading ---- */

/* *done false: a copy is missing or old; then everything is read. */
static enum err
load_fresh(struct db *db, struct arena *a, const struct db_arg *args, struct str locale, struct str fallback_locale,
    const int64_t *ids, size_t count, struct list *rows, bool *done)
{
	const struct db_arg fresh[] = { args[2], args[3], args[6] };
	struct loaded *l;
	enum err err;

	*done = true;
	for (size_t i = 0; i < count && *done; i++)
		*done = is_of(place_of(ids[i], locale), ids[i], locale, fallback_locale);
	if (!*done || (err = db_rows(db, &queries[FRESH], fresh, COUNT(fresh), a, count, rows)))
		return *done ? err : OK;
	l = rows->items;
	for (size_t i = 0; i < rows->count && *done; i++)
		*done = add_texts(a, &l[i], locale, fallback_locale);
	return OK;
}

enum err
sellable_load(struct db *db, struct arena *a, struct str locale, struct str fallback_locale, const char *currency,
    const int64_t *ids, size_t count, struct list *out)
{
	struct time now = clock_now();
	const struct db_arg args[] = { db_str(locale), db_str(locale), db_time(now), db_str(ids_json(a, ids, count)),
		db_str(locale), db_str(fallback_locale), db_str(str_of(currency)), db_str(locale),
		db_str(fallback_locale) };
	struct list rows = { 0 };
	const struct loaded *l;
	struct sellable *s;
	bool done = false;
	enum err err;

	*out = (struct list){ NULL, 0 };
	if (!count || (err = load_fresh(db, a, args, locale, fallback_locale, ids, count, &rows, &done)))
		return count ? err : OK;
	if (!done && (err = db_rows(db, &queries[LOAD], args, COUNT(args), a, count, &rows)))
		return err;
	l = rows.items;
	s = arena_array(a, struct sellable, rows.count);
	for (size_t i = 0; i < rows.count; i++) {
		s[i] = l[i].s;
		if (!done)
			keep(&l[i], locale, fallback_locale);
	}
	*out = (struct list){ s, rows.count };
	return OK;
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
		if (str_cut_chars(wanted[i], 190).len == wanted[i].len)
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
