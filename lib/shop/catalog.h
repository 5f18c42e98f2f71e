/*
 * catalog.h - what shoppers read of the catalogue: navigation, listings, product pages.  Writing is in product_store.h,
 * brand.h, category.h, collection.h, attribute.h.
 *
 * All reads take a struct look: which locale, which currency, what time it is.  Text falls back to the shop's default
 * locale.
 * Only what is on sale is found: status active, listed, inside its publication window, with a price in the currency.
 * Results live in the arena.  Statement counts are stated: pages have budgets.
 */
#ifndef MERCER_CATALOG_H
#define MERCER_CATALOG_H

#include "lib/base/shape.h"
#include "lib/io/db.h"
#include "lib/io/search.h"

struct look {
	struct str locale;          /* "de" */
	struct str fallback_locale; /* the shop's first one */
	struct str currency;        /* "EUR" */
};

/* Generations (lib/io/cache.h) that cached pages depend on.  Writers bump them after COMMIT, by the indexer
 * (catalog_index.h). */
#define CATALOG_DEP_NAV "nav"           /* categories, brands, collections: names, order, images */
#define CATALOG_DEP_LISTING "listing"   /* any change that a listing or search can show */

/* ---- navigation: one statement for the whole category tree ---- */

struct nav_category {
	int64_t id;
	struct str public_id;
	int64_t parent_id;       /* 0 = top */
	struct str slug;
	struct str name;
	struct str description;  /* plain text, may be absent */
	struct str image;        /* file, may be absent */
	struct str seo_title, seo_description;
	int32_t depth;           /* 0 = top */
	int32_t position;
	struct time updated_at;
};
extern const struct shape nav_category_shape;
/* All visible categories, parents before children, siblings by position then name.  1 statement. */
extern const struct db_module nav_sql; /* reads category and category_text */
enum err catalog_nav(struct db *db, const struct look *look, struct arena *a, struct list *out) MUST_CHECK;
/* Index into a nav list by slug / id; -1: none. */
int nav_find_slug(struct list nav, struct str slug);
int nav_find_id(struct list nav, int64_t id);

struct collection_head {
	int64_t id;
	struct str public_id;
	struct str slug;
	struct str name;
	struct str description;
	struct str image;
	struct str sort;         /* manual newest price_asc price_desc title */
	struct str seo_title, seo_description;
	struct time updated_at;
};
extern const struct shape collection_head_shape;
/* 1 statement */
enum err catalog_collections(struct db *db, const struct look *look, struct arena *a, struct list *out) MUST_CHECK;
enum err catalog_collection(
    struct db *db, const struct look *look, struct str slug, struct arena *a, struct collection_head *out) MUST_CHECK;

struct brand_head {
	int64_t id;
	struct str public_id;
	struct str slug;
	struct str name;
	struct str description;
	struct str image;
	struct str seo_title, seo_description;
	struct time updated_at;
};
extern const struct shape brand_head_shape;
/* Keyset page by name: those after `after` (absent: from the start). 1 statement. */
enum err catalog_brands(struct db *db, const struct look *look, struct str after, size_t limit, struct arena *a,
    struct list *out) MUST_CHECK;
enum err catalog_brand(
    struct db *db, const struct look *look, struct str slug, struct arena *a, struct brand_head *out) MUST_CHECK;

/* Where an old slug leads now: kind "product", "category", "collection", "brand".  ERR_NOT_FOUND.  1 statement. */
enum err catalog_moved(struct db *db, const char *kind, struct str slug, struct arena *a, struct str *now) MUST_CHECK;

/* ---- cards: what a listing shows of a product; stored with the search index, so listings need no SQL ---- */

struct card_price {
	struct str currency;
	int64_t from;            /* lowest variant price, minor units */
	int64_t to;              /* highest */
	struct opt_i64 compare_at; /* of the variant with the lowest price */
	struct opt_i64 lowest;         /* lowest price of the 30 days before the reduction, where it is known */
	struct str unit_price;   /* "EUR 12.00 / kg" in data form: minor units per base; absent if none */
};
extern const struct shape card_price_shape;
struct card_swatch {
	struct str name, colour; /* "Forest", "#204030" */
};
extern const struct shape card_swatch_shape;
struct product_card {
	int64_t id;
	struct str public_id;
	struct str slug;
	struct str title;
	struct str brand, brand_slug;
	struct str type;
	struct str image, image_alt;   /* first picture */
	struct str hover_image;        /* second picture, may be absent */
	int32_t image_width, image_height; /* 0 = unknown */
	struct list prices;            /* struct card_price */
	struct list swatches;          /* struct card_swatch, colours of the first option with swatches */
	int32_t variants;
	struct str variant;            /* public id of the only one; absent: there are several */
	struct str tax_class;          /* of the cheapest; absent: not taxable */
	struct str availability;       /* in_stock low_stock backorder out_of_stock */
	struct time published_at;
};
extern const struct shape product_card_shape;
/* Payload of a search hit -> card.  ERR_INVALID: an index of another version. */
enum err card_read(struct arena *a, struct str payload, struct product_card *out) MUST_CHECK;
void card_write(struct buf *b, const struct product_card *card);
/* Price row of a currency; NULL when it has none. */
const struct card_price *card_price_in(const struct product_card *card, struct str currency);

/* ---- one product ---- */

struct option_value {
	int64_t id;
	int64_t option_id;
	struct str name;
	struct str swatch;             /* "#rrggbb" or absent */
	int32_t option_position, position; /* from 1 */
	struct str option_name;
	/* stable address of the choice: slug of the default-locale name, unique in its option */
	struct str code;
	struct str option_code;
};
extern const struct shape option_value_shape;

enum stock_state { STOCK_IN, STOCK_LOW, STOCK_BACKORDER, STOCK_OUT };
extern const struct shape_enum stock_state_names[]; /* in_stock low_stock backorder out_of_stock */

struct variant {
	int64_t id;
	struct str public_id;
	int32_t position;              /* from 1 */
	struct str sku, barcode;
	struct money price;            /* in look.currency */
	struct money compare_at;       /* former price, absent unless higher than price */
	struct str tax_class;          /* absent: not taxable */
	/* lowest price of the 30 days before the reduction; absent: none is shown, or it is not known */
	struct money lowest_30d;
	struct opt_i64 weight_grams;
	struct opt_i64 unit_measure_e3, unit_base_e3;
	struct str unit_measure_unit, unit_base_unit;
	bool requires_shipping;
	int64_t media_id;              /* 0 = none */
	struct str values;             /* "12,40": ids of its option values in option order */
	int stock;                     /* enum stock_state */
	struct opt_i64 stock_left;     /* shown when low */
	struct opt_i64 available;      /* as stored; absent: not counted */
	bool is_backorder;
	int64_t least, most, step;     /* rules of its quantity */
};
extern const struct shape variant_shape;

struct media {
	int64_t id;
	struct str kind;               /* image video model */
	struct str file;               /* path under /media/ or absolute URL, as stored */
	struct str alt;
	int32_t width, height;         /* 0 = unknown */
	int32_t position;
};
extern const struct shape media_shape;

struct spec {                          /* one attribute, values joined for people */
	struct str code;
	struct str name;
	struct str kind;               /* text number bool one many colour date */
	struct str value;              /* "Oak, walnut"; numbers with the locale's decimal sign; "yes"/"no" for bool */
	struct str unit;               /* "cm", may be absent */
	struct str swatch;             /* colour */
};
extern const struct shape spec_shape;

struct product {
	int64_t id;
	struct str public_id;
	struct str slug;
	struct str title;
	struct html description;
	struct str seo_title, seo_description;
	struct str brand, brand_slug;
	struct str type_code, type_name;
	struct str tags;               /* "a,b" */
	struct str status;
	struct str category_ids;       /* "3,17": where it is listed, first is the main one */
	struct str related_ids;        /* "5,9" */
	bool is_gift_card;
	struct time published_at, updated_at;
	int32_t version;
	struct list options;           /* struct option_value, by option_position, position */
	struct list variants;          /* struct variant, by position */
	struct list media;             /* struct media */
	struct list specs;             /* struct spec */
};
extern const struct shape product_row_shape; /* the first row; lists are filled by further statements */

/* By slug, or by public id when `slug` starts with "prod_".  5 statements: row, options, variants, media, attributes.
 * ERR_NOT_FOUND: none on sale; ERR_GONE: archived. */
enum err catalog_product(
    struct db *db, const struct look *look, struct str slug, struct arena *a, struct product *out) MUST_CHECK;
/* Addresses for sitemaps and feeds: `after` id, at most `limit`, by id.  1 statement. */
struct product_address {
	int64_t id;
	struct str slug;
	struct str image;              /* first picture, may be absent */
	struct time updated_at;
};
extern const struct shape product_address_shape;
enum err catalog_addresses(
    struct db *db, const struct look *look, int64_t after, size_t limit, struct arena *a, struct list *out) MUST_CHECK;
/* The highest id among them, 0 when nothing is on sale: how many sitemaps there are.  1 statement. */
enum err catalog_last_address(struct db *db, const struct look *look, int64_t *id) MUST_CHECK;

/* Names of attributes and their options for facets ("colour" -> "Colour", "red" -> "Red", "#d00"), for the facet names
 * that a listing shows.  1 statement: pass the codes and values as found. */
struct facet_name {
	struct str attribute;          /* code */
	struct str value;              /* option code, absent for the attribute's own row */
	struct str name;
	struct str unit;
	struct str swatch;
	struct str kind;
	int32_t position;
};
extern const struct shape facet_name_shape;
enum err catalog_facet_names(struct db *db, const struct look *look, const struct pair *pairs, size_t count,
    struct arena *a, struct list *out) MUST_CHECK;

extern const struct db_module catalog_sql, catalog_product_sql;

#endif
