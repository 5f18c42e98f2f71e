/* listing_shapes.c - the shapes of listing pages and of their address.  See listing_view.h. */
#include "fcgi/catalog/listing_view.h"

static const struct shape_enum sorts[] = {
	{ "best", SORT_DEFAULT },
	{ "newest", SORT_NEWEST },
	{ "price", SORT_PRICE_ASC },
	{ "price-desc", SORT_PRICE_DESC },
	{ "name", SORT_TITLE },
	{ NULL, 0 },
};
static const struct shape_field args_fields[] = {
	SHAPE_STR(struct listing_args, q, 0, 200, .doc = "words to search for"),
	SHAPE_PAIRS(struct listing_args, f, "f.", 40, .doc = "facet choices: f.<attribute>=<value>, repeatable"),
	SHAPE_MONEY(struct listing_args, price_min, .doc = "lowest price, in the currency of the page"),
	SHAPE_MONEY(struct listing_args, price_max, .doc = "highest price"),
	SHAPE_ENUM(struct listing_args, sort, sorts, .fallback = "best", .doc = "order"),
	SHAPE_I32(struct listing_args, page, 1, 1000, .fallback = "1", .doc = "page number from 1"),
	SHAPE_BOOL(struct listing_args, literal, .doc = "search exactly these words, without correcting them"),
};
const struct shape listing_args_shape = SHAPE(struct listing_args, args_fields, "What a listing's address says.");

static const struct shape_field value_fields[] = {
	SHAPE_STR(struct facet_value_view, label, 0, 500),
	SHAPE_STR(struct facet_value_view, value, 0, 500),
	SHAPE_STR(struct facet_value_view, swatch, 0, 7),
	SHAPE_STR(struct facet_value_view, url, 0, 4000),
	SHAPE_I64(struct facet_value_view, count, 0, INT64_MAX),
	SHAPE_BOOL(struct facet_value_view, chosen),
	SHAPE_BOOL(struct facet_value_view, disabled),
	SHAPE_STR(struct facet_value_view, id, 0, 40),
};
static const struct shape value_shape = SHAPE(struct facet_value_view, value_fields, "A facet's value.");

static const struct shape_field facet_fields[] = {
	SHAPE_STR(struct facet_view, name, 0, 200),
	SHAPE_STR(struct facet_view, field, 0, 200),
	SHAPE_BOOL(struct facet_view, open),
	SHAPE_BOOL(struct facet_view, swatches),
	SHAPE_LIST(struct facet_view, values, &value_shape, 1000),
	SHAPE_LIST(struct facet_view, more, &value_shape, 1000),
	SHAPE_I64(struct facet_view, more_count, 0, INT64_MAX),
	SHAPE_I64(struct facet_view, chosen_count, 0, INT64_MAX),
};
static const struct shape facet_shape = SHAPE(struct facet_view, facet_fields, "A facet.");

static const struct shape_field bar_fields[] = {
	SHAPE_I32(struct bar_view, x, 0, 240),
	SHAPE_I32(struct bar_view, y, 0, 40),
	SHAPE_I32(struct bar_view, height, 0, 40),
	SHAPE_I32(struct bar_view, width, 0, 240),
};
static const struct shape bar_shape = SHAPE(struct bar_view, bar_fields, "A bar of the price histogram.");

static const struct shape_field price_fields[] = {
	SHAPE_STR(struct price_facet_view, min, 0, 30),
	SHAPE_STR(struct price_facet_view, max, 0, 30),
	SHAPE_STR(struct price_facet_view, low, 0, 30),
	SHAPE_STR(struct price_facet_view, high, 0, 30),
	SHAPE_STR(struct price_facet_view, currency, 0, 3),
	SHAPE_LIST(struct price_facet_view, bars, &bar_shape, SEARCH_BUCKETS),
};
static const struct shape price_shape = SHAPE(struct price_facet_view, price_fields, "The price range.");

static const struct shape_field chip_fields[] = {
	SHAPE_STR(struct chip_view, label, 0, 500),
	SHAPE_STR(struct chip_view, url, 0, 4000),
};
static const struct shape chip_shape = SHAPE(struct chip_view, chip_fields, "A filter in force.");

static const struct shape_field hidden_fields[] = {
	SHAPE_STR(struct hidden_view, name, 0, 200),
	SHAPE_STR(struct hidden_view, value, 0, 500),
};
static const struct shape hidden_shape = SHAPE(struct hidden_view, hidden_fields, "A name and a value.");

static const struct shape_field page_link_fields[] = {
	SHAPE_STR(struct page_link_view, number, 0, 10),
	SHAPE_STR(struct page_link_view, url, 0, 4000),
	SHAPE_BOOL(struct page_link_view, current),
	SHAPE_BOOL(struct page_link_view, gap),
};
static const struct shape page_link_shape = SHAPE(struct page_link_view, page_link_fields, "A page number.");

static const struct shape_field listing_fields[] = {
	SHAPE_STRUCT(struct listing_view, page, struct page_view, &page_view_shape),
	SHAPE_STR(struct listing_view, heading, 0, 500),
	SHAPE_STR(struct listing_view, intro, 0, 4000),
	SHAPE_STR(struct listing_view, image, 0, 2000),
	SHAPE_BOOL(struct listing_view, is_search),
	SHAPE_BOOL(struct listing_view, is_brand),
	SHAPE_STR(struct listing_view, action, 0, 2000),
	SHAPE_LIST(struct listing_view, hidden, &hidden_shape, 20),
	SHAPE_LIST(struct listing_view, children, &nav_view_shape, 200),
	SHAPE_BOOL(struct listing_view, has_children),
	SHAPE_BOOL(struct listing_view, has_filters),
	SHAPE_STR(struct listing_view, chosen_total, 0, 20),
	SHAPE_LIST(struct listing_view, cards, &card_view_shape, 100),
	SHAPE_I64(struct listing_view, total, 0, INT64_MAX),
	SHAPE_STR(struct listing_view, total_text, 0, 30),
	SHAPE_STR(struct listing_view, range, 0, 40),
	SHAPE_LIST(struct listing_view, facets, &facet_shape, 100),
	SHAPE_STRUCT(struct listing_view, price, struct price_facet_view, &price_shape),
	SHAPE_LIST(struct listing_view, chips, &chip_shape, 100),
	SHAPE_STR(struct listing_view, clear_url, 0, 4000),
	SHAPE_LIST(struct listing_view, sorts, &link_view_shape, 10),
	SHAPE_LIST(struct listing_view, pages, &page_link_shape, 20),
	SHAPE_STR(struct listing_view, prev_url, 0, 4000),
	SHAPE_STR(struct listing_view, next_url, 0, 4000),
	SHAPE_STR(struct listing_view, did_you_mean, 0, 500),
	SHAPE_STR(struct listing_view, did_you_mean_url, 0, 4000),
	SHAPE_STR(struct listing_view, searched, 0, 500),
	SHAPE_STR(struct listing_view, literal_url, 0, 4000),
	SHAPE_BOOL(struct listing_view, some_words),
	SHAPE_BOOL(struct listing_view, empty),
	SHAPE_LIST(struct listing_view, field_errors, &hidden_shape, 100),
};
const struct shape listing_view_shape = SHAPE(struct listing_view, listing_fields, "A listing.");
