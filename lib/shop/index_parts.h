/*
 * index_parts.h - how the files of the indexer work together.  Not for other layers.
 *
 * index_queue.c: what is to be done.  index_load.c: products as facts, from the tables, all languages at once.
 * index_doc.c: facts to search documents.  collection_rule.c: facts to rule-based collections.  catalog_index.c: the
 * order of it all.
 */
#ifndef MERCER_INDEX_PARTS_H
#define MERCER_INDEX_PARTS_H

#include "lib/io/search.h"
#include "lib/shop/catalog.h"
#include "lib/shop/catalog_index.h"
#include "lib/shop/collection.h"
#include "lib/shop/names.h"
#include "lib/shop/product_store.h"

/* ---- index_queue.c ---- */

struct queued {
	int64_t id, product_id;
	struct str slug;
};
enum err index_queue_take(struct db *db, size_t limit, struct arena *a, struct list *out) MUST_CHECK;
enum err index_queue_done(struct db *db, const struct queued *rows, size_t count, struct arena *a) MUST_CHECK;
/* Products that came on sale or went off it in from < t <= until, by their windows. */
enum err index_queue_windows(struct db *db, struct time from, struct time until) MUST_CHECK;
/* One entry for everything in place of all there are: what a rebuild does away with when it is through. */
enum err index_queue_all(struct db *db) MUST_CHECK;

/* ---- index_load.c ---- */

struct fact_text { /* of a product, in one language; the last one of a list is the fallback */
	struct str locale, title, description;
};
struct fact_name { /* of whatever has a name in a language */
	int64_t id;
	struct str locale, name;
};
struct fact_variant {
	struct str sku, barcode, currency;
	struct opt_i64 amount, compare_at, available;
	bool is_backorder;
	struct opt_i64 unit_measure_e3, unit_base_e3;
	struct str unit_measure_unit, unit_base_unit;
	int64_t id;
	struct str public_id;
	struct str tax_class;      /* absent: not taxable */
	/* compare_at is the lowest price of the 30 days before the reduction, as price_history knows it */
	bool is_lowest;
};
struct fact_list_price { /* of a price list that is open to everybody */
	int64_t variant_id;
	struct str currency, list;
	int64_t position, amount;
};
struct fact_attribute {
	struct str code, locale, text, option_code;
	int64_t option_id;
	struct opt_i64 number_e6, flag;
	struct time date;
	bool is_facet;
};
struct fact_media {
	int64_t id;
	struct str file;
	int32_t width, height;
};
struct fact_value { /* of an option */
	int64_t id;
	struct str option, name, swatch;
	int32_t option_position;
};
struct fact_place {
	int64_t category_id;
	struct opt_i64 position;
};
/* A product on sale. */
struct facts {
	int64_t id;
	struct str public_id, slug, brand, brand_slug, brand_public_id, type_code, type_name;
	int64_t brand_id, type_id;
	bool is_gift_card;
	struct time published_at;
	struct list texts;       /* fact_text */
	/* fact_variant: one per variant and currency; without any price, one with amount absent */
	struct list variants;
	struct list attributes;  /* fact_attribute */
	struct list media;       /* fact_media: the first two */
	struct list values;      /* fact_value, by option and position */
	struct list tags;        /* struct str */
	struct list places;      /* fact_place */
	struct list collections; /* fact_place of manual collections */
	struct list list_prices; /* fact_list_price */
};
/* Products that are on sale, and the names of their parts in all languages (struct fact_name, by id). */
struct index_batch {
	struct list facts; /* struct facts, by id */
	struct list alts, value_names, option_names;
};
/* Of the products `ids`.  13 statements for all languages together. */
enum err index_load(struct db *db, const int64_t *ids, size_t count, struct time now, struct arena *a,
    struct index_batch *out) MUST_CHECK;
const struct fact_name *fact_name_find(struct list names, int64_t id, struct str locale); /* NULL: none */
extern const struct shape fact_name_shape;
/* Ids of all products after one, at most `limit`. */
enum err index_ids(
    struct db *db, int64_t after, size_t limit, struct arena *a, struct list *out, int64_t *total) MUST_CHECK;

/* ---- index_fork.c ---- */

#define INDEX_LOCALES_MAX 50
/* fn(0) here and fn(1), fn(2), ... in processes of their own at the same time (`forked`: it must open its own
 * connection).  The first failure ends them all. */
enum err index_side_by_side(
    size_t count, enum err (*fn)(size_t i, bool forked, void *payload), void *payload) MUST_CHECK;

/* ---- index_context.c: what all products share ---- */

struct index_category {
	int64_t id;
	struct str path, slug, public_id;
};
struct index_collection {
	int64_t id;
	struct str slug, rule;
	struct collection_rule *compiled; /* NULL: by hand */
};
struct index_brand {
	int64_t id;
	struct str slug, name;
	int64_t products;
};
struct index_context {
	struct list categories;  /* index_category, by id */
	struct list collections; /* index_collection */
	struct list brands;      /* index_brand, that have products */
	struct list category_names, collection_names, type_names; /* fact_name, by id */
	struct list synonyms;    /* pair: locale, words */
	struct list promotions;  /* struct promotion: those of the catalogue that are in force */
	struct str default_locale, default_currency;
};
/* NULL: no such category. */
const struct index_category *index_category_find(const struct index_context *context, int64_t id);
enum err index_context_load(
    struct db *db, const struct config *c, struct arena *a, struct time now, struct index_context *out) MUST_CHECK;
/* Suggestions and synonyms of one language. */
enum err index_phrases(
    const struct index_context *context, struct str locale, struct search_writer *w, struct arena *a) MUST_CHECK;

/* ---- index_doc.c ---- */

/* The search document of one product in one language; ERR_NOT_FOUND: it has no price at all, so it is not on sale. */
enum err index_doc(const struct index_context *context, const struct index_batch *batch, const struct facts *f,
    struct str locale, struct arena *a, struct search_doc *out) MUST_CHECK;

extern const struct db_module index_queue_sql, index_load_sql, index_context_sql;

#endif
