/* api_shapes.c - shapes of the catalogue's JSON and of its arguments.  See api_view.h. */
#include "fcgi/catalog/api_view.h"
#include "fcgi/catalog/listing_view.h"

static const struct shape_field ref_fields[] = {
	SHAPE_STR(struct ref_api, id, 1, 40, .doc = "opaque id"),
	SHAPE_STR(struct ref_api, slug, 1, 200, .doc = "part of its address"),
	SHAPE_STR(struct ref_api, name, 1, 255, .doc = "name in the locale asked for"),
	SHAPE_STR(struct ref_api, url, 1, 2000, .format = &format_uri, .doc = "its page"),
};
static const struct shape ref_shape = SHAPE(struct ref_api, ref_fields, "A thing by id, slug and name.");

static const struct shape_field option_value_fields[] = {
	SHAPE_STR(struct option_value_api, name, 1, 255, .doc = "as shown"),
	SHAPE_STR(struct option_value_api, code, 1, 255, .doc = "stable code"),
	SHAPE_STR(struct option_value_api, swatch, 7, 7, .doc = "colour as #rrggbb"),
};
static const struct shape option_value_api_shape =
    SHAPE(struct option_value_api, option_value_fields, "A value of an option.");

static const struct shape_field option_fields[] = {
	SHAPE_STR(struct option_api, name, 1, 255, .doc = "as shown"),
	SHAPE_STR(struct option_api, code, 1, 255, .doc = "stable code"),
	SHAPE_LIST(struct option_api, values, &option_value_api_shape, 2048, .doc = "in order"),
};
static const struct shape option_api_shape = SHAPE(struct option_api, option_fields, "What a shopper chooses.");

static const struct shape_field variant_fields[] = {
	SHAPE_STR(struct variant_api, id, 1, 40, .doc = "opaque id"),
	SHAPE_STR(struct variant_api, sku, 0, 190, .doc = "stock keeping unit"),
	SHAPE_STR(struct variant_api, barcode, 0, 64, .doc = "GTIN or other barcode"),
	SHAPE_LIST(struct variant_api, options, NULL, 100, .doc = "names of its option values, in option order"),
	SHAPE_MONEY(struct variant_api, price, .doc = "price in the currency asked for"),
	SHAPE_MONEY(struct variant_api, compare_at, .doc = "former price when reduced"),
	SHAPE_MONEY(struct variant_api, lowest_price_30d,
	    .doc = "lowest price of the 30 days before the reduction, when one is shown"),
	SHAPE_ENUM(struct variant_api, availability, stock_state_names, .doc = "can it be bought"),
	SHAPE_OPT(struct variant_api, weight_grams, 0, INT32_MAX, .doc = "shipping weight"),
	SHAPE_BOOL(struct variant_api, requires_shipping, .doc = "false for digital things"),
};
static const struct shape variant_api_shape = SHAPE(struct variant_api, variant_fields, "A variant: what is bought.");

static const struct shape_field media_fields[] = {
	SHAPE_STR(struct media_api, url, 1, 2000, .format = &format_uri, .doc = "absolute address"),
	SHAPE_STR(struct media_api, alt, 0, 512, .doc = "text instead of the picture"),
	SHAPE_STR(struct media_api, kind, 1, 10, .doc = "image, video or model"),
	SHAPE_OPT(struct media_api, width, 1, INT32_MAX, .doc = "pixels"),
	SHAPE_OPT(struct media_api, height, 1, INT32_MAX, .doc = "pixels"),
};
static const struct shape media_api_shape = SHAPE(struct media_api, media_fields, "A picture, video or model.");

static const struct shape_field attribute_fields[] = {
	SHAPE_STR(struct attribute_api, code, 1, 120, .doc = "stable code"),
	SHAPE_STR(struct attribute_api, name, 1, 200, .doc = "as shown"),
	SHAPE_STR(struct attribute_api, value, 0, 4000, .doc = "as shown"),
	SHAPE_STR(struct attribute_api, unit, 0, 24, .doc = "of numbers"),
};
static const struct shape attribute_api_shape = SHAPE(struct attribute_api, attribute_fields, "A specification.");

static const struct shape_field product_fields[] = {
	SHAPE_STR(struct product_api, id, 1, 40, .doc = "opaque id"),
	SHAPE_STR(struct product_api, slug, 1, 200, .doc = "part of its address; changes are redirected"),
	SHAPE_STR(struct product_api, url, 1, 2000, .format = &format_uri, .doc = "its page"),
	SHAPE_STR(struct product_api, title, 1, 500, .doc = "in the locale asked for"),
	SHAPE_STR(struct product_api, description, 0, 524288, .doc = "sanitized HTML"),
	SHAPE_STRUCT(struct product_api, brand, struct ref_api, &ref_shape, .doc = "maker or label"),
	SHAPE_STR(struct product_api, type, 0, 255, .doc = "kind of product"),
	SHAPE_LIST(struct product_api, tags, NULL, 250, .doc = "free words"),
	SHAPE_MONEY(struct product_api, price_from, .doc = "lowest variant price"),
	SHAPE_MONEY(struct product_api, price_to, .doc = "highest variant price"),
	SHAPE_LIST(struct product_api, options, &option_api_shape, 100, .doc = "what is chosen"),
	SHAPE_LIST(struct product_api, variants, &variant_api_shape, 2048, .doc = "at least one"),
	SHAPE_LIST(struct product_api, media, &media_api_shape, 250, .doc = "in order"),
	SHAPE_LIST(struct product_api, attributes, &attribute_api_shape, 1000, .doc = "specifications"),
	SHAPE_LIST(struct product_api, categories, &ref_shape, 50, .doc = "the main one first"),
	SHAPE_BOOL(struct product_api, is_gift_card, .doc = "a gift card"),
	SHAPE_I32(struct product_api, version, 1, INT32_MAX, .doc = "grows with every change"),
	SHAPE_TIME(struct product_api, published_at, .doc = "on sale since"),
	SHAPE_TIME(struct product_api, updated_at, .doc = "last change"),
};
const struct shape product_api_shape = SHAPE(struct product_api, product_fields, "A product.");

static const struct shape_field line_fields[] = {
	SHAPE_STR(struct product_line_api, id, 1, 40, .doc = "opaque id"),
	SHAPE_STR(struct product_line_api, slug, 1, 200, .doc = "part of its address"),
	SHAPE_STR(struct product_line_api, url, 1, 2000, .format = &format_uri, .doc = "its page"),
	SHAPE_STR(struct product_line_api, title, 1, 500, .doc = "in the locale asked for"),
	SHAPE_STR(struct product_line_api, brand, 0, 200, .doc = "name of the brand"),
	SHAPE_STR(struct product_line_api, type, 0, 255, .doc = "kind of product"),
	SHAPE_STR(struct product_line_api, image, 0, 2000, .format = &format_uri, .doc = "first picture"),
	SHAPE_MONEY(struct product_line_api, price_from, .doc = "lowest variant price"),
	SHAPE_MONEY(struct product_line_api, price_to, .doc = "highest variant price"),
	SHAPE_MONEY(struct product_line_api, compare_at, .doc = "former price when reduced"),
	SHAPE_STR(
	    struct product_line_api, availability, 1, 20, .doc = "in_stock, low_stock, backorder or out_of_stock"),
	SHAPE_I32(struct product_line_api, variants, 1, 2048, .doc = "how many"),
};
static const struct shape product_line_shape = SHAPE(struct product_line_api, line_fields, "A product in a list.");

#define LIST_SHAPE(id, type, shape_, most, text) \
	static const struct shape_field id##_fields[] = { \
		SHAPE_LIST(struct type, items, shape_, most, .doc = "the page's items"), \
		SHAPE_BOOL(struct type, has_more, .doc = "there is a next page"), \
		SHAPE_STR(struct type, next_cursor, 0, 2000, .doc = "cursor of the next page"), \
	}; \
	const struct shape id##_shape = { "struct " #id, sizeof(struct type), id##_fields, COUNT(id##_fields), text }

LIST_SHAPE(product_list, list_api, &product_line_shape, 100, "A page of products.");

static const struct shape_field category_fields[] = {
	SHAPE_STR(struct category_api, id, 1, 40, .doc = "opaque id"),
	SHAPE_STR(struct category_api, slug, 1, 200, .doc = "part of its address"),
	SHAPE_STR(struct category_api, url, 1, 2000, .format = &format_uri, .doc = "its page"),
	SHAPE_STR(struct category_api, name, 1, 200, .doc = "in the locale asked for"),
	SHAPE_STR(struct category_api, description, 0, 4000, .doc = "plain text"),
	SHAPE_STR(struct category_api, image, 0, 2000, .format = &format_uri, .doc = "picture"),
	SHAPE_STR(struct category_api, parent_id, 0, 40, .doc = "the category above; null at the top"),
	SHAPE_I32(struct category_api, depth, 0, 100, .doc = "0 at the top"),
	SHAPE_I32(struct category_api, position, 0, INT32_MAX, .doc = "order among its siblings"),
	SHAPE_TIME(struct category_api, updated_at, .doc = "last change"),
};
static const struct shape category_api_shape = SHAPE(struct category_api, category_fields, "A category.");
LIST_SHAPE(category_list, list_api, &category_api_shape, 100, "A page of categories, parents before children.");

static const struct shape_field collection_fields[] = {
	SHAPE_STR(struct collection_api, id, 1, 40, .doc = "opaque id"),
	SHAPE_STR(struct collection_api, slug, 1, 200, .doc = "part of its address"),
	SHAPE_STR(struct collection_api, url, 1, 2000, .format = &format_uri, .doc = "its page"),
	SHAPE_STR(struct collection_api, name, 1, 200, .doc = "in the locale asked for"),
	SHAPE_STR(struct collection_api, description, 0, 4000, .doc = "plain text"),
	SHAPE_STR(struct collection_api, image, 0, 2000, .format = &format_uri, .doc = "picture"),
	SHAPE_TIME(struct collection_api, updated_at, .doc = "last change"),
};
static const struct shape collection_api_shape =
    SHAPE(struct collection_api, collection_fields, "A collection or brand.");
LIST_SHAPE(collection_list, list_api, &collection_api_shape, 100, "A page of collections.");
LIST_SHAPE(brand_list, list_api, &collection_api_shape, 100, "A page of brands, by name.");

static const struct shape_field suggestion_fields[] = {
	SHAPE_STR(struct suggestion_api, kind, 1, 20, .doc = "query, word, category, brand, collection or product"),
	SHAPE_STR(struct suggestion_api, text, 1, 500, .doc = "to show"),
	SHAPE_STR(struct suggestion_api, id, 0, 40, .doc = "of a product"),
	SHAPE_STR(struct suggestion_api, slug, 0, 200, .doc = "of what it leads to"),
};
static const struct shape suggestion_api_shape = SHAPE(struct suggestion_api, suggestion_fields, "A suggestion.");
LIST_SHAPE(suggestion_list, list_api, &suggestion_api_shape, 20, "Suggestions, best first.");

static const struct shape_field count_fields[] = {
	SHAPE_STR(struct count_api, value, 0, 500, .doc = "for the argument f.<code>"),
	SHAPE_STR(struct count_api, name, 0, 500, .doc = "as shown"),
	SHAPE_I64(struct count_api, count, 0, INT64_MAX, .doc = "products with this choice added"),
	SHAPE_BOOL(struct count_api, chosen, .doc = "in the request"),
};
static const struct shape count_shape = SHAPE(struct count_api, count_fields, "A facet's value.");
static const struct shape_field facet_fields[] = {
	SHAPE_STR(struct facet_api, code, 1, 200, .doc = "for the argument f.<code>"),
	SHAPE_STR(struct facet_api, name, 1, 200, .doc = "as shown"),
	SHAPE_LIST(struct facet_api, values, &count_shape, 1000, .doc = "most first"),
};
static const struct shape facet_shape = SHAPE(struct facet_api, facet_fields, "A facet with counts.");
static const struct shape_field search_fields[] = {
	SHAPE_I64(struct search_api, total, 0, INT64_MAX, .doc = "all products found"),
	SHAPE_LIST(struct search_api, items, &product_line_shape, 100, .doc = "the page's products"),
	SHAPE_LIST(struct search_api, facets, &facet_shape, 100, .doc = "counts without each facet's own choices"),
	SHAPE_STR(struct search_api, searched, 0, 500, .doc = "corrected words that were searched instead"),
	SHAPE_STR(struct search_api, did_you_mean, 0, 500, .doc = "better words to offer"),
	SHAPE_BOOL(struct search_api, has_more, .doc = "there is a next page"),
	SHAPE_STR(struct search_api, next_cursor, 0, 2000, .doc = "cursor of the next page"),
};
const struct shape search_api_shape = SHAPE(struct search_api, search_fields, "Search results.");

/* ---- arguments ---- */

#define LOCALE_ARGS(T) \
	SHAPE_STR( \
	    T, locale, 2, 12, .format = &format_locale, .doc = "language of texts; default from Accept-Language"), \
	    SHAPE_STR(T, currency, 3, 3, .format = &format_currency, \
		.doc = "currency of prices; default is the shop's first")

static const struct shape_field list_args_fields[] = {
	SHAPE_I32(struct list_args, limit, 1, 100, .fallback = "24", .doc = "most items of the page"),
	SHAPE_STR(struct list_args, cursor, 1, 2000, .doc = "next_cursor of the page before"),
	SHAPE_STR(struct list_args, fields, 1, 1000, .doc = "members of items to give, comma separated"),
	LOCALE_ARGS(struct list_args),
};
const struct shape list_args_shape = SHAPE(struct list_args, list_args_fields, "Arguments of a list.");

static const struct shape_field item_args_fields[] = {
	SHAPE_STR(struct item_args, fields, 1, 1000, .doc = "members to give, comma separated"),
	LOCALE_ARGS(struct item_args),
};
const struct shape item_args_shape = SHAPE(struct item_args, item_args_fields, "Arguments of one thing.");

static const struct shape_enum sorts[] = {
	{ "best", SORT_DEFAULT },
	{ "newest", SORT_NEWEST },
	{ "price", SORT_PRICE_ASC },
	{ "price-desc", SORT_PRICE_DESC },
	{ "name", SORT_TITLE },
	{ NULL, 0 },
};
static const struct shape_field search_args_fields[] = {
	SHAPE_STR(struct search_args, q, 0, 200, .doc = "words to search for; without: browse"),
	SHAPE_STR(struct search_args, category, 1, 200, .doc = "slug: in this category and below"),
	SHAPE_STR(struct search_args, brand, 1, 200, .doc = "slug"),
	SHAPE_STR(struct search_args, collection, 1, 200, .doc = "slug"),
	SHAPE_PAIRS(struct search_args, f, "f.", 40, .doc = "facet choices: f.<code>=<value>, repeatable"),
	SHAPE_OPT(struct search_args, price_min, 0, INT64_MAX, .doc = "minor units"),
	SHAPE_OPT(struct search_args, price_max, 0, INT64_MAX, .doc = "minor units"),
	SHAPE_ENUM(struct search_args, sort, sorts, .fallback = "best", .doc = "order"),
	SHAPE_I32(struct search_args, limit, 1, 100, .fallback = "24", .doc = "most items of the page"),
	SHAPE_STR(struct search_args, cursor, 1, 2000, .doc = "next_cursor of the page before"),
	SHAPE_BOOL(struct search_args, facets, .doc = "count facets too"),
	LOCALE_ARGS(struct search_args),
};
const struct shape search_args_shape = SHAPE(struct search_args, search_args_fields, "Arguments of a search.");

static const struct shape_field suggest_args_fields[] = {
	SHAPE_STR(struct suggest_args, q, 1, 200, .flags = SHAPE_REQUIRED, .doc = "words begun"),
	SHAPE_I32(struct suggest_args, limit, 1, 20, .fallback = "8", .doc = "most suggestions"),
	LOCALE_ARGS(struct suggest_args),
};
const struct shape suggest_args_shape = SHAPE(struct suggest_args, suggest_args_fields, "Arguments of suggestions.");
