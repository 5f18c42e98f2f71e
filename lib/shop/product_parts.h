/*
 * product_parts.h - how the files that own a product's tables work together under product_store.c.  Not for other
 * layers.
 *
 * The way of a batch: canonical form (product_normal.c) -> compared with what is stored (product_diff.c) -> one
 * transaction: lock the rows, load them again with their ids, and let each owner add what differs to a plan.
 */
#ifndef MERCER_PRODUCT_PARTS_H
#define MERCER_PRODUCT_PARTS_H

#include "lib/shop/names.h"
#include "lib/shop/plan.h"
#include "lib/shop/product_store.h"
#include "lib/shop/stock_import.h"

/* ---- product_load.c ---- */

/* A product as it is in the tables, with the ids of its parts in the order of the lists in `in`. */
struct stored {
	struct product_input in;
	int64_t id;         /* 0: not stored */
	int32_t version;
	int64_t *media;
	int64_t *options;
	int64_t **values;   /* of each option */
	int64_t *variants;
};
/* `lock`: the product rows are locked until the end of the transaction, in order of their ids. */
enum err stored_load(struct db *db, const struct str *slugs, size_t count, struct str default_locale, bool lock,
    struct arena *a, struct stored *out) MUST_CHECK;

/* ---- product_normal.c ---- */

/* Names that the products of a batch refer to. */
struct references {
	struct names brands, types, tags, categories, attributes, options, products;
};
/* Make the canonical copy of `in`; what is wrong goes to `e`.  Categories and attributes were resolved. */
void product_normal(const struct product_input *in, struct str default_locale, const struct references *refs,
    struct arena *a, struct product_input *out, struct field_errors *e);

/* ---- product_diff.c ---- */

/* Bit of a member of product_input_shape. */
#define PART(member) (UINT64_C(1) << product_member(offsetof(struct product_input, member)))
unsigned product_member(size_t offset);
/* Members that differ, as bits; the differences are added to `changes` (struct product_change) when it is not NULL. */
uint64_t product_diff(
    const struct product_input *before, const struct product_input *after, struct arena *a, struct list *changes);
bool variant_same(const struct variant_input *a, const struct variant_input *b, bool *prices_same, bool *stock_same,
    bool *choice_same);

/* ---- owners ---- */

/* Ids for everything new in a batch, handed out one by one. */
struct new_ids {
	int64_t product, variant, media, option, value;
};
/* Ids of a product's parts while it is written; lists as in struct stored. */
struct parts {
	int64_t id;
	const struct stored *old; /* NULL: a new product */
	const struct product_input *in;
	int64_t *media, *options, **values;
	struct stock_batch *stock; /* figures, and variants that go */
};

/* brand.c, attribute.c (types and attributes), tag.c: ids of all names, missing ones made in transactions of their own.
 * */
enum err brands_resolve(struct db *db, struct names *names) MUST_CHECK;
enum err tags_resolve(struct db *db, struct names *names) MUST_CHECK;
enum err types_resolve(struct db *db, struct names *names) MUST_CHECK;
/* names->items[i]->number is the enum attribute_kind.  `make`: unknown codes become text attributes. */
enum err attributes_resolve(struct db *db, struct names *names, struct str default_locale, bool make) MUST_CHECK;
/* Texts are "<attribute id> <option code>", `also` the name to give to a new one. */
enum err attribute_options_resolve(struct db *db, struct names *names, struct str default_locale, bool make) MUST_CHECK;
/* Texts are slugs, or paths "A > B"; afterwards `also` is the slug, absent: no such category. */
enum err categories_resolve(struct db *db, struct names *names, struct str default_locale, bool make) MUST_CHECK;
/* Insert the names with id 0 as (id, [public_id], slug of the name, name); then look up.  For the three above. */
enum err names_create(struct db *db, struct names *names, const char *id_name, const char *public_prefix, bool has_slug,
    const struct db_query *create, const struct db_query *find) MUST_CHECK;

void product_write(struct plan *plan, const struct parts *p, const struct references *refs, bool is_new);
void product_texts_write(struct plan *plan, const struct parts *p, bool replace);
void product_related_write(struct plan *plan, const struct parts *p, const struct references *refs, bool replace);
void tags_write(struct plan *plan, int64_t product_id, struct list tags, const struct names *names, bool replace);
void categories_write(struct plan *plan, const struct parts *p, const struct references *refs);
void attributes_write(struct plan *plan, const struct parts *p, const struct references *refs, bool replace);
void media_write(struct plan *plan, struct parts *p, struct arena *a, struct new_ids *ids);
void options_write(struct plan *plan, struct parts *p, struct arena *a, struct new_ids *ids);
void variants_write(struct plan *plan, const struct parts *p, struct arena *a, struct new_ids *ids);
void prices_write(struct plan *plan, int64_t variant_id, struct list prices, bool replace);
/* All variants of a product, in the caller's transaction. */
enum err price_set(struct db *db, int64_t product_id, struct money price) MUST_CHECK;

extern const struct db_module product_sql, product_load_sql, media_sql, option_sql, variant_sql, price_sql, tag_sql;

#endif
