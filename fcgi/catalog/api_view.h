/*
 * api_view.h - the catalogue as JSON: /api/v1.  Money is {amount: minor units, currency}; times are RFC 3339 UTC; ids
 * are opaque.
 */
#ifndef MERCER_CATALOG_API_VIEW_H
#define MERCER_CATALOG_API_VIEW_H

#include "fcgi/catalog/catalog_view.h"

struct ref_api {              /* a thing by id, slug and name */
	struct str id, slug, name, url;
};
struct option_api {
	struct str name, code;
	struct list values;   /* option_value_api */
};
struct option_value_api {
	struct str name, code, swatch;
};
struct variant_api {
	struct str id, sku, barcode;
	struct list options;  /* struct str: names of its values */
	struct money price, compare_at, lowest_price_30d;
	int availability;     /* enum stock_state */
	struct opt_i64 weight_grams;
	bool requires_shipping;
};
struct media_api {
	struct str url, alt, kind;
	struct opt_i64 width, height;
};
struct attribute_api {
	struct str code, name, value, unit;
};
struct product_api {
	struct str id, slug, url, title, description;
	struct ref_api *brand;
	struct str type;
	struct list tags;
	struct money price_from, price_to;
	struct list options, variants, media, attributes, categories;
	bool is_gift_card;
	int32_t version;
	struct time published_at, updated_at;
};
struct product_line_api {     /* in lists and search results */
	struct str id, slug, url, title, brand, type, image;
	struct money price_from, price_to, compare_at;
	struct str availability;
	int32_t variants;
};
struct count_api {
	struct str value, name;
	int64_t count;
	bool chosen;
};
struct facet_api {
	struct str code, name;
	struct list values;
};
struct list_api {             /* every list: items, and the cursor of the next page */
	struct list items;
	bool has_more;
	struct str next_cursor;
};
struct search_api {
	int64_t total;
	struct list items, facets;
	struct str searched, did_you_mean;
	bool has_more;
	struct str next_cursor;
};
struct category_api {
	struct str id, slug, url, name, description, image, parent_id;
	int32_t depth, position;
	struct time updated_at;
};
struct collection_api {
	struct str id, slug, url, name, description, image;
	struct time updated_at;
};
struct suggestion_api {
	struct str kind, text, id, slug;
};

extern const struct shape product_api_shape, product_list_shape, search_api_shape, category_list_shape,
    collection_list_shape, brand_list_shape, suggestion_list_shape;

/* Arguments. */
struct list_args {
	int32_t limit;
	struct str cursor, fields, locale, currency;
};
struct item_args {
	struct str fields, locale, currency;
};
struct search_args {
	struct str q;
	struct str category, brand, collection;  /* slugs */
	struct list f;
	struct opt_i64 price_min, price_max;     /* minor units */
	int sort;
	int32_t limit;
	struct str cursor, locale, currency;
	bool facets;
};
struct suggest_args {
	struct str q;
	int32_t limit;
	struct str locale, currency;
};
extern const struct shape list_args_shape, item_args_shape, search_args_shape, suggest_args_shape;

/* struct product -> product_api. */
void product_api_fill(struct req *r, const struct product *p, struct list nav, struct product_api *out);
void product_line_fill(struct req *r, const struct product_card *card, struct product_line_api *out);

#endif
