/* product_shapes.c - shapes of the product page.  See product_view.h. */
#include "fcgi/catalog/product_view.h"

static const struct shape_field args_fields[] = {
	SHAPE_PAIRS(struct product_args, o, "o.", 20, .doc = "choices: o.<option>=<value>"),
};
const struct shape product_args_shape = SHAPE(struct product_args, args_fields, "What a product page's address says.");

static const struct shape_field choice_fields[] = {
	SHAPE_STR(struct choice_view, name, 0, 255),
	SHAPE_STR(struct choice_view, url, 0, 2000),
	SHAPE_STR(struct choice_view, id, 0, 40),
	SHAPE_STR(struct choice_view, swatch, 0, 7),
	SHAPE_BOOL(struct choice_view, chosen),
	SHAPE_BOOL(struct choice_view, sold_out),
};
static const struct shape choice_shape = SHAPE(struct choice_view, choice_fields, "A value to choose.");

static const struct shape_field option_fields[] = {
	SHAPE_STR(struct option_view, name, 0, 255),
	SHAPE_STR(struct option_view, chosen, 0, 255),
	SHAPE_BOOL(struct option_view, swatches),
	SHAPE_BOOL(struct option_view, many),
	SHAPE_LIST(struct option_view, choices, &choice_shape, 2048),
};
static const struct shape option_shape = SHAPE(struct option_view, option_fields, "An option.");

static const struct shape_field media_fields[] = {
	SHAPE_STR(struct media_view, url, 0, 2000),
	SHAPE_STR(struct media_view, alt, 0, 512),
	SHAPE_I32(struct media_view, width, 0, INT32_MAX),
	SHAPE_I32(struct media_view, height, 0, INT32_MAX),
	SHAPE_BOOL(struct media_view, first),
	SHAPE_STR(struct media_view, id, 0, 20),
};
static const struct shape media_view_shape = SHAPE(struct media_view, media_fields, "A picture.");

static const struct shape_field spec_fields[] = {
	SHAPE_STR(struct spec_view, name, 0, 200),
	SHAPE_STR(struct spec_view, value, 0, 4000),
	SHAPE_STR(struct spec_view, swatch, 0, 7),
};
static const struct shape spec_view_shape = SHAPE(struct spec_view, spec_fields, "A line of the specifications.");

static const struct shape_field product_fields[] = {
	SHAPE_STRUCT(struct product_view, page, struct page_view, &page_view_shape),
	SHAPE_STR(struct product_view, public_id, 0, 40),
	SHAPE_STR(struct product_view, title, 0, 500),
	SHAPE_STR(struct product_view, brand, 0, 200),
	SHAPE_STR(struct product_view, brand_url, 0, 2000),
	SHAPE_HTML(struct product_view, description),
	SHAPE_LIST(struct product_view, options, &option_shape, 100),
	SHAPE_LIST(struct product_view, media, &media_view_shape, 250),
	SHAPE_BOOL(struct product_view, has_thumbs),
	SHAPE_BOOL(struct product_view, has_links),
	SHAPE_BOOL(struct product_view, has_related),
	SHAPE_STR(struct product_view, initial, 0, 1),
	SHAPE_STR(struct product_view, price, 0, 60),
	SHAPE_STR(struct product_view, compare_at, 0, 60),
	SHAPE_STR(struct product_view, saving, 0, 20),
	SHAPE_STR(struct product_view, lowest, 0, 60),
	SHAPE_STR(struct product_view, unit_price, 0, 80),
	SHAPE_STR(struct product_view, sku, 0, 190),
	SHAPE_STR(struct product_view, barcode, 0, 64),
	SHAPE_STR(struct product_view, weight, 0, 40),
	SHAPE_BOOL(struct product_view, in_stock),
	SHAPE_BOOL(struct product_view, low),
	SHAPE_BOOL(struct product_view, backorder),
	SHAPE_BOOL(struct product_view, sold_out),
	SHAPE_I64(struct product_view, left, 0, INT64_MAX),
	SHAPE_BOOL(struct product_view, gift_card),
	SHAPE_BOOL(struct product_view, no_shipping),
	SHAPE_LIST(struct product_view, specs, &spec_view_shape, 1000),
	SHAPE_LIST(struct product_view, related, &card_view_shape, 50),
	SHAPE_LIST(struct product_view, categories, &link_view_shape, 50),
	SHAPE_LIST(struct product_view, tags, &link_view_shape, 250),
	SHAPE_STR(struct product_view, feed_price, 0, 40),
	SHAPE_STR(struct product_view, type, 0, 255),
	SHAPE_STR(struct product_view, buy, 0, 40),
	SHAPE_I64(struct product_view, least, 0, 9999),
	SHAPE_I64(struct product_view, most, 0, 9999),
	SHAPE_I64(struct product_view, step, 0, 9999),
};
const struct shape product_view_shape = SHAPE(struct product_view, product_fields, "A product page.");
