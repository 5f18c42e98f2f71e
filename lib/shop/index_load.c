/*
 * index_load.c - products as the index sees them: facts of many products, all languages at once, a statement per kind
 * of fact.
 *
 * As in product_load.c every answer comes in order of the product, so products and facts are merged in one walk.
 */
#include "lib/shop/index_parts.h"

enum {
	HEAD,
	TEXT,
	VARIANT,
	ATTRIBUTE,
	MEDIA,
	VALUE,
	TAG,
	PLACE,
	COLLECTION,
	LIST_PRICE,
	ALT,
	VALUE_NAME,
	OPTION_NAME,
	LOAD__MAX,
	IDS = LOAD__MAX
};

/* Rows of most kinds: the product first, then the fact. */
struct text_row {
	int64_t product_id;
	struct fact_text fact;
};
struct variant_row {
	int64_t product_id;
	struct fact_variant fact;
};
struct attribute_row {
	int64_t product_id;
	struct fact_attribute fact;
};
struct media_row {
	int64_t product_id;
	struct fact_media fact;
};
struct value_row {
	int64_t product_id;
	struct fact_value fact;
};
struct place_row {
	int64_t product_id;
	struct fact_place fact;
};
struct list_price_row {
	int64_t product_id;
	struct fact_list_price fact;
};
struct tag_row {
	int64_t product_id;
	struct str name;
};
struct ids_row {
	int64_t id, total;
};

/* A member of the fact inside a row. */
#define FACT(row, ctype, stype, m) \
	{ \
		.name = #m, .type = (stype), .offset = SHAPE_AT(row, fact.m, ctype), .doc = "as in struct facts" \
	}
#define PRODUCT(row) SHAPE_I64(row, product_id, 1, INT64_MAX, .doc = "product")

static const struct shape_field head_fields[] = {
	SHAPE_I64(struct facts, id, 1, INT64_MAX, .doc = "product"),
	SHAPE_STR(struct facts, public_id, 1, 40, .doc = "for the world"),
	SHAPE_STR(struct facts, slug, 1, 200, .doc = "address"),
	SHAPE_STR(struct facts, brand, 0, 255, .doc = "name of the brand"),
	SHAPE_STR(struct facts, brand_slug, 0, 200, .doc = "its address"),
	SHAPE_STR(struct facts, brand_public_id, 0, 40, .doc = "its public id"),
	SHAPE_BOOL(struct facts, is_gift_card, .doc = "money, not goods"),
	SHAPE_STR(struct facts, type_code, 0, 190, .doc = "code of the type"),
	SHAPE_STR(struct facts, type_name, 0, 255, .doc = "in the default locale"),
	SHAPE_I64(struct facts, brand_id, 0, INT64_MAX, .doc = "brand, 0 none"),
	SHAPE_I64(struct facts, type_id, 0, INT64_MAX, .doc = "type, 0 none"),
	SHAPE_TIME(struct facts, published_at, .doc = "on sale since"),
};
static const struct shape head_shape = SHAPE(struct facts, head_fields, "A product on sale.");
static const struct shape_field text_fields[] = {
	PRODUCT(struct text_row),
	FACT(struct text_row, struct str, SHAPE_T_STR, locale),
	FACT(struct text_row, struct str, SHAPE_T_STR, title),
	FACT(struct text_row, struct str, SHAPE_T_STR, description),
};
static const struct shape text_shape = SHAPE(struct text_row, text_fields, "Texts of a product.");
static const struct shape_field variant_fields[] = {
	PRODUCT(struct variant_row),
	FACT(struct variant_row, int64_t, SHAPE_T_I64, id),
	FACT(struct variant_row, struct str, SHAPE_T_STR, public_id),
	FACT(struct variant_row, struct str, SHAPE_T_STR, sku),
	FACT(struct variant_row, struct str, SHAPE_T_STR, barcode),
	FACT(struct variant_row, struct str, SHAPE_T_STR, currency),
	FACT(struct variant_row, struct opt_i64, SHAPE_T_OPT, amount),
	FACT(struct variant_row, struct opt_i64, SHAPE_T_OPT, compare_at),
	FACT(struct variant_row, struct opt_i64, SHAPE_T_OPT, available),
	FACT(struct variant_row, bool, SHAPE_T_BOOL, is_backorder),
	FACT(struct variant_row, struct opt_i64, SHAPE_T_OPT, unit_measure_e3),
	FACT(struct variant_row, struct opt_i64, SHAPE_T_OPT, unit_base_e3),
	FACT(struct variant_row, struct str, SHAPE_T_STR, unit_measure_unit),
	FACT(struct variant_row, struct str, SHAPE_T_STR, unit_base_unit),
	FACT(struct variant_row, struct str, SHAPE_T_STR, tax_class),
};
static const struct shape variant_shape_ =
    SHAPE(struct variant_row, variant_fields, "A variant's price in one currency.");
static const struct shape_field attribute_fields[] = {
	PRODUCT(struct attribute_row),
	FACT(struct attribute_row, struct str, SHAPE_T_STR, code),
	FACT(struct attribute_row, struct str, SHAPE_T_STR, locale),
	FACT(struct attribute_row, struct str, SHAPE_T_STR, text),
	FACT(struct attribute_row, struct str, SHAPE_T_STR, option_code),
	FACT(struct attribute_row, int64_t, SHAPE_T_I64, option_id),
	FACT(struct attribute_row, struct opt_i64, SHAPE_T_OPT, number_e6),
	FACT(struct attribute_row, struct opt_i64, SHAPE_T_OPT, flag),
	FACT(struct attribute_row, struct time, SHAPE_T_TIME, date),
	FACT(struct attribute_row, bool, SHAPE_T_BOOL, is_facet),
};
static const struct shape attribute_shape = SHAPE(struct attribute_row, attribute_fields, "A value of an attribute.");
static const struct shape_field media_fields[] = {
	PRODUCT(struct media_row),
	FACT(struct media_row, int64_t, SHAPE_T_I64, id),
	FACT(struct media_row, struct str, SHAPE_T_STR, file),
	FACT(struct media_row, int32_t, SHAPE_T_I32, width),
	FACT(struct media_row, int32_t, SHAPE_T_I32, height),
};
static const struct shape media_shape_ = SHAPE(struct media_row, media_fields, "A picture.");
static const struct shape_field value_fields[] = {
	PRODUCT(struct value_row),
	FACT(struct value_row, int64_t, SHAPE_T_I64, id),
	FACT(struct value_row, struct str, SHAPE_T_STR, option),
	FACT(struct value_row, struct str, SHAPE_T_STR, name),
	FACT(struct value_row, struct str, SHAPE_T_STR, swatch),
	FACT(struct value_row, int32_t, SHAPE_T_I32, option_position),
};
static const struct shape value_shape = SHAPE(struct value_row, value_fields, "A choice.");
static const struct shape_field place_fields[] = {
	PRODUCT(struct place_row), FACT(struct place_row, int64_t, SHAPE_T_I64, category_id),
	FACT(struct place_row, struct opt_i64, SHAPE_T_OPT, position),
};
static const struct shape place_shape = SHAPE(struct place_row, place_fields, "A place in a category or collection.");
static const struct shape_field list_price_fields[] = {
	PRODUCT(struct list_price_row),
	FACT(struct list_price_row, int64_t, SHAPE_T_I64, variant_id),
	FACT(struct list_price_row, struct str, SHAPE_T_STR, currency),
	FACT(struct list_price_row, struct str, SHAPE_T_STR, list),
	FACT(struct list_price_row, int64_t, SHAPE_T_I64, position),
	FACT(struct list_price_row, int64_t, SHAPE_T_I64, amount),
};
static const struct shape list_price_shape_ =
    SHAPE(struct list_price_row, list_price_fields, "A price that is open to everybody.");
static const struct shape_field tag_fields[] = { PRODUCT(struct tag_row),
	SHAPE_STR(struct tag_row, name, 0, 255, .doc = "tag") };
static const struct shape tag_shape = SHAPE(struct tag_row, tag_fields, "A tag.");
static const struct shape_field name_fields[] = {
	SHAPE_I64(struct fact_name, id, 1, INT64_MAX, .doc = "what has the name"),
	SHAPE_STR(struct fact_name, locale, 1, 12, .doc = "language"),
	SHAPE_STR(struct fact_name, name, 0, 512, .doc = "name"),
};
const struct shape fact_name_shape = SHAPE(struct fact_name, name_fields, "A name in a language.");
static const struct shape_field ids_fields[] = { SHAPE_I64(struct ids_row, id, 1, INT64_MAX, .doc = "product"),
	SHAPE_I64(struct ids_row, total, 0, INT64_MAX, .doc = "all products") };
static const struct shape ids_shape = SHAPE(struct ids_row, ids_fields, "An id, and how many there are.");

#define OF_PRODUCTS " FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) j STRAIGHT_JOIN "
static const struct db_query queries[] = {
	[HEAD] = { "index_head", "stt", &head_shape,
	    "SELECT p.id, p.public_id, p.slug, b.name AS brand, b.slug AS brand_slug, b.public_id AS brand_public_id, p.is_gift_card, t.code AS type_code, t.name AS type_name,"
	    " COALESCE(p.brand_id, 0) AS brand_id, COALESCE(p.product_type_id, 0) AS type_id,"
	    " COALESCE(p.published_from, p.created_at) AS published_at" OF_PRODUCTS
	    "product p ON p.id = j.id LEFT JOIN brand b ON b.id = p.brand_id LEFT JOIN product_type t ON t.id = p.product_type_id"
	    " WHERE p.status = 'active' AND p.is_listed AND (p.published_from IS NULL OR p.published_from <= ?)"
	    " AND (p.published_until IS NULL OR p.published_until > ?) ORDER BY p.id" },
	[TEXT] = { "index_text", "s", &text_shape,
	    "SELECT t.product_id, t.locale, t.title, t.description" OF_PRODUCTS "product_text t ON t.product_id = j.id"
	    " ORDER BY t.product_id" },
	[VARIANT] = { "index_variant", "s", &variant_shape_,
	    "SELECT v.product_id, v.id, v.public_id, v.sku, v.barcode, r.currency, r.amount, r.compare_at, s.available,"
	    " v.inventory_policy = 'continue' AS is_backorder, v.unit_measure_e3, v.unit_base_e3, v.unit_measure_unit, v.unit_base_unit,"
	    " IF(v.is_taxable, COALESCE(NULLIF(v.tax_code, ''), 'standard'), NULL) AS tax_class" OF_PRODUCTS
	    "variant v ON v.product_id = j.id LEFT JOIN price r ON r.variant_id = v.id LEFT JOIN stock s ON s.variant_id = v.id"
	    " ORDER BY v.product_id, v.position, v.id" },
	[ATTRIBUTE] = { "index_attribute", "s", &attribute_shape,
	    "SELECT l.product_id, a.code, l.locale, l.text_value AS text, o.code AS option_code, COALESCE(l.option_id, 0) AS option_id,"
	    " l.number_e6, l.bool_value AS flag, l.date_value AS date, a.is_facet" OF_PRODUCTS
	    "product_attribute l ON l.product_id = j.id STRAIGHT_JOIN attribute a ON a.id = l.attribute_id"
	    " LEFT JOIN attribute_option o ON o.id = l.option_id ORDER BY l.product_id, a.position, a.id, l.position" },
	[MEDIA] = { "index_media", "s", &media_shape_,
	    "SELECT m.product_id, m.id, m.file, COALESCE(m.width, 0) AS width, COALESCE(m.height, 0) AS height" OF_PRODUCTS
	    "media m ON m.product_id = j.id AND m.position <= 2 AND m.kind = 'image' ORDER BY m.product_id, m.position" },
	[VALUE] = { "index_value", "s", &value_shape,
	    "SELECT o.product_id, v.id, o.name AS `option`, v.name, v.swatch, o.position AS option_position" OF_PRODUCTS
	    "product_option o ON o.product_id = j.id STRAIGHT_JOIN product_option_value v ON v.option_id = o.id"
	    " ORDER BY o.product_id, o.position, o.id, v.position, v.id" },
	[TAG] = { "index_tag", "s", &tag_shape,
	    "SELECT l.product_id, t.name" OF_PRODUCTS
	    "product_tag l ON l.product_id = j.id STRAIGHT_JOIN tag t ON t.id = l.tag_id"
	    " ORDER BY l.product_id, l.position" },
	[PLACE] = { "index_place", "s", &place_shape,
	    "SELECT l.product_id, l.category_id, l.position" OF_PRODUCTS "category_product l ON l.product_id = j.id"
	    " ORDER BY l.product_id, l.place" },
	[COLLECTION] = { "index_collection", "s", &place_shape,
	    "SELECT l.product_id, l.collection_id AS category_id, l.position" OF_PRODUCTS
	    "collection_product l ON l.product_id = j.id"
	    " STRAIGHT_JOIN collection c ON c.id = l.collection_id AND c.kind = 'manual' ORDER BY l.product_id" },
	[LIST_PRICE] = { "index_list_price", "s", &list_price_shape_,
	    "SELECT v.product_id, v.id AS variant_id, l.currency, l.code AS list, l.position, lp.amount" OF_PRODUCTS
	    "variant v ON v.product_id = j.id"
	    " STRAIGHT_JOIN price_list_price lp ON lp.variant_id = v.id AND lp.min_quantity = 1 STRAIGHT_JOIN price_list l ON l.id = lp.price_list_id"
	    " WHERE l.is_active AND l.group_id IS NULL AND l.country IS NULL AND (l.starts_at IS NULL OR l.starts_at <= NOW(6))"
	    " AND (l.ends_at IS NULL OR l.ends_at > NOW(6)) ORDER BY v.product_id, v.id" },
	[ALT] = { "index_alt", "s", &fact_name_shape,
	    "SELECT m.id, t.locale, t.alt AS name" OF_PRODUCTS "media m ON m.product_id = j.id AND m.position = 1"
	    " STRAIGHT_JOIN media_text t ON t.media_id = m.id ORDER BY m.id" },
	[VALUE_NAME] = { "index_value_name", "s", &fact_name_shape,
	    "SELECT v.id, t.locale, t.name" OF_PRODUCTS "product_option o ON o.product_id = j.id"
	    " STRAIGHT_JOIN product_option_value v ON v.option_id = o.id STRAIGHT_JOIN product_option_value_text t ON t.value_id = v.id"
	    " ORDER BY v.id" },
	[OPTION_NAME] = { "index_option_name", "s", &fact_name_shape,
	    "SELECT t.option_id AS id, t.locale, t.name FROM attribute_option_text t WHERE t.option_id IN (SELECT l.option_id" OF_PRODUCTS
	    "product_attribute l ON l.product_id = j.id) ORDER BY t.option_id" },
	[IDS] = { "index_ids", "ii", &ids_shape,
	    "SELECT id, (SELECT COUNT(*) FROM product) AS total FROM product WHERE id > ? ORDER BY id LIMIT ?" },
};
const struct db_module index_load_sql = { "index_load", queries, COUNT(queries) };

#define ROWS_MAX 2000000

struct load {
	struct arena *arena;
	struct list rows[LOAD__MAX];
	size_t at[LOAD__MAX];
};

static enum err
ask(struct db *db, int q, struct str ids, struct arena *a, struct list *out)
{
	const struct db_arg arg = db_str(ids);

	return db_rows(db, &queries[q], &arg, 1, a, ROWS_MAX, out);
}

/* The facts of one product out of an answer: `size` bytes at `offset` of each row. */
static struct list
facts_of(struct load *l, int q, int64_t product_id, size_t offset, size_t size)
{
	size_t row_size = queries[q].row->size, n = 0;
	const char *rows = l->rows[q].items, *row;
	char *out;

	/* Answers to the ids of which some are not on sale: pass over these. */
	while (l->at[q] < l->rows[q].count && *(const int64_t *)(const void *)(rows + l->at[q] * row_size) < product_id)
		l->at[q]++;
	row = rows + l->at[q] * row_size;
	while (l->at[q] + n < l->rows[q].count && *(const int64_t *)(const void *)(row + n * row_size) == product_id)
		n++;
	out = arena_alloc(l->arena, n * size);
	for (size_t i = 0; i < n; i++)
		memcpy(out + i * size, row + i * row_size + offset, size);
	l->at[q] += n;
	return (struct list){ out, n };
}
#define FACTS_OF(l, q, id, row, T) facts_of((l), (q), (id), offsetof(row, fact), sizeof(T))

static void
fill(struct load *l, struct facts *f)
{
	f->texts = FACTS_OF(l, TEXT, f->id, struct text_row, struct fact_text);
	f->variants = FACTS_OF(l, VARIANT, f->id, struct variant_row, struct fact_variant);
	f->attributes = FACTS_OF(l, ATTRIBUTE, f->id, struct attribute_row, struct fact_attribute);
	f->media = FACTS_OF(l, MEDIA, f->id, struct media_row, struct fact_media);
	f->values = FACTS_OF(l, VALUE, f->id, struct value_row, struct fact_value);
	f->tags = facts_of(l, TAG, f->id, offsetof(struct tag_row, name), sizeof(struct str));
	f->places = FACTS_OF(l, PLACE, f->id, struct place_row, struct fact_place);
	f->collections = FACTS_OF(l, COLLECTION, f->id, struct place_row, struct fact_place);
	f->list_prices = FACTS_OF(l, LIST_PRICE, f->id, struct list_price_row, struct fact_list_price);
}

enum err
index_load(struct db *db, const int64_t *ids, size_t count, struct time now, struct arena *a, struct index_batch *out)
{
	struct load l = { .arena = a };
	const struct db_arg args[] = { db_str(ids_json(a, ids, count)), db_time(now), db_time(now) };
	int64_t *on_sale;
	struct facts *facts;
	struct str json;
	enum err err = db_rows(db, &queries[HEAD], args, COUNT(args), a, count, &out->facts);

	if (err || !out->facts.count)
		return err;
	facts = out->facts.items;
	on_sale = arena_array(a, int64_t, out->facts.count);
	for (size_t i = 0; i < out->facts.count; i++)
		on_sale[i] = facts[i].id;
	json = ids_json(a, on_sale, out->facts.count);
	for (int q = TEXT; q < LOAD__MAX; q++)
		if ((err = ask(db, q, json, a, &l.rows[q])))
			return err;
	for (size_t i = 0; i < out->facts.count; i++)
		fill(&l, &facts[i]);
	out->alts = l.rows[ALT];
	out->value_names = l.rows[VALUE_NAME];
	out->option_names = l.rows[OPTION_NAME];
	return OK;
}

enum err
index_ids(struct db *db, int64_t after, size_t limit, struct arena *a, struct list *out, int64_t *total)
{
	const struct db_arg args[] = { db_i64(after), db_i64((int64_t)limit) };
	const struct ids_row *rows;
	struct list found;
	int64_t *ids;
	enum err err = db_rows(db, &queries[IDS], args, COUNT(args), a, limit, &found);

	if (err)
		return err;
	rows = found.items;
	ids = arena_array(a, int64_t, found.count);
	for (size_t i = 0; i < found.count; i++)
		ids[i] = rows[i].id;
	*out = (struct list){ ids, found.count };
	*total = found.count ? rows[0].total : 0;
	return OK;
}

const struct fact_name *
fact_name_find(struct list names, int64_t id, struct str locale)
{
	const struct fact_name *n = names.items;
	size_t low = 0, high = names.count;

	while (low < high) {
		size_t mid = (low + high) / 2;
		if (n[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < names.count && n[low].id == id; low++)
		if (str_eq(n[low].locale, locale))
			return &n[low];
	return NULL;
}
