/* product_shape.c - the shape of a whole product: JSON, diffs and documentation follow it.  Limits are those of the
 * tables. */
#include "lib/shop/product_store.h"

#define DESCRIPTION_MAX (512 << 10)
#define VALUES_MAX 10000
#define AMOUNT_MAX INT64_C(1000000000000000)

static const struct shape_enum status_names[] = {
	{ "draft", PRODUCT_DRAFT }, { "active", PRODUCT_ACTIVE }, { "archived", PRODUCT_ARCHIVED }, { NULL, 0 } };
static const struct shape_enum media_kinds[] = { { "image", 0 }, { "video", 1 }, { "model", 2 }, { NULL, 0 } };

static bool
is_media_kind(struct str s)
{
	for (const struct shape_enum *e = media_kinds; e->name; e++)
		if (str_eq_z(s, e->name))
			return true;
	return false;
}
static const struct shape_format format_media_kind = { "media kind", "^(image|video|model)$", is_media_kind,
	"image, video or model" };

static bool
is_swatch(struct str s)
{
	return s.len == 7 && s.ptr[0] == '#' && strspn(s.ptr + 1, "0123456789abcdef") >= 6;
}
static const struct shape_format format_swatch = { "colour", "^#[0-9a-f]{6}$", is_swatch, "a colour such as #aa3300" };

static const struct shape_field text_fields[] = {
	SHAPE_STR(struct text_input, locale, 2, 12, .flags = SHAPE_REQUIRED, .format = &format_locale,
	    .doc = "language of the texts"),
	SHAPE_STR(struct text_input, title, 1, 500, .flags = SHAPE_REQUIRED, .doc = "name of the product"),
	SHAPE_STR(struct text_input, description, 0, DESCRIPTION_MAX, .flags = SHAPE_MULTILINE,
	    .doc = "HTML; sanitized when stored"),
	SHAPE_STR(struct text_input, seo_title, 0, 500, .doc = "title for search engines"),
	SHAPE_STR(struct text_input, seo_description, 0, 1000, .flags = SHAPE_MULTILINE,
	    .doc = "description for search engines"),
};
static const struct shape text_shape = SHAPE(struct text_input, text_fields, "Texts of a product in one language.");

static const struct shape_field name_fields[] = {
	SHAPE_STR(struct name_input, locale, 2, 12, .flags = SHAPE_REQUIRED, .format = &format_locale,
	    .doc = "language of the name"),
	SHAPE_STR(struct name_input, name, 1, 512, .flags = SHAPE_REQUIRED | SHAPE_MULTILINE, .doc = "the name"),
};
static const struct shape name_shape = SHAPE(struct name_input, name_fields, "A name in one language.");

static const struct shape_field value_fields[] = {
	SHAPE_LIST(
	    struct value_input, names, &name_shape, 50, .flags = SHAPE_REQUIRED, .doc = "the default language first"),
	SHAPE_STR(struct value_input, swatch, 7, 7, .format = &format_swatch, .doc = "colour to show, #rrggbb"),
};
static const struct shape value_shape = SHAPE(struct value_input, value_fields, "One choice of an option.");

static const struct shape_field option_fields[] = {
	SHAPE_LIST(
	    struct option_input, names, &name_shape, 50, .flags = SHAPE_REQUIRED, .doc = "the default language first"),
	SHAPE_STR(
	    struct option_input, linked_to, 0, 255, .doc = "attribute that the option follows, as in imported files"),
	SHAPE_LIST(struct option_input, values, &value_shape, VARIANTS_MAX, .flags = SHAPE_REQUIRED,
	    .doc = "choices in order"),
};
static const struct shape option_shape =
    SHAPE(struct option_input, option_fields, "What variants differ in: size, colour.");

static const struct shape_field price_fields[] = {
	SHAPE_MONEY(struct price_input, amount, .flags = SHAPE_REQUIRED, .doc = "price"),
	SHAPE_MONEY(struct price_input, compare_at, .doc = "earlier price, shown struck through"),
	SHAPE_MONEY(struct price_input, cost, .doc = "what it costs the shop"),
};
static const struct shape price_shape = SHAPE(struct price_input, price_fields, "Price in one currency.");

static const struct shape_field variant_fields[] = {
	SHAPE_STR(struct variant_input, sku, 0, 190, .doc = "stock keeping unit"),
	SHAPE_STR(struct variant_input, barcode, 0, 64, .doc = "GTIN or other bar code"),
	SHAPE_LIST(struct variant_input, values, NULL, 100, .doc = "name of the chosen value for each option"),
	SHAPE_LIST(struct variant_input, prices, &price_shape, 200, .doc = "one per currency"),
	SHAPE_OPT(struct variant_input, weight_grams, 0, INT32_MAX, .doc = "weight in grams"),
	SHAPE_STR(struct variant_input, weight_unit, 0, 4, .doc = "for display: g kg oz lb"),
	SHAPE_OPT(struct variant_input, unit_measure_e3, 1, INT64_MAX, .doc = "content, thousandths of the unit"),
	SHAPE_OPT(struct variant_input, unit_base_e3, 1, INT64_MAX, .doc = "what the unit price is for, thousandths"),
	SHAPE_STR(struct variant_input, unit_measure_unit, 0, 8, .doc = "ml, g, m"),
	SHAPE_STR(struct variant_input, unit_base_unit, 0, 8, .doc = "l, kg, m"),
	SHAPE_BOOL(struct variant_input, requires_shipping, .fallback = "true", .doc = "not a service or download"),
	SHAPE_BOOL(struct variant_input, is_taxable, .fallback = "true", .doc = "taxes are charged"),
	SHAPE_BOOL(struct variant_input, is_backorder, .doc = "can be ordered when out of stock"),
	SHAPE_STR(struct variant_input, tax_code, 0, 64, .doc = "for tax services"),
	SHAPE_STR(struct variant_input, inventory_tracker, 0, 64, .doc = "who counts the stock"),
	SHAPE_STR(struct variant_input, fulfilment_service, 0, 64, .doc = "who ships it"),
	SHAPE_OPT(struct variant_input, stock, INT32_MIN, INT32_MAX, .doc = "pieces available; absent: not counted"),
	SHAPE_STR(struct variant_input, image, 0, 1024, .doc = "file of one of the product's media"),
};
static const struct shape variant_shape_ =
    SHAPE(struct variant_input, variant_fields, "What is sold: one combination of choices.");

static const struct shape_field media_fields[] = {
	SHAPE_STR(
	    struct media_input, file, 1, 1024, .flags = SHAPE_REQUIRED, .doc = "path under /media/, or absolute URL"),
	SHAPE_STR(struct media_input, kind, 0, 8, .format = &format_media_kind, .fallback = "image",
	    .doc = "image, video, model"),
	SHAPE_I32(struct media_input, width, 0, 100000, .doc = "pixels, 0 = unknown"),
	SHAPE_I32(struct media_input, height, 0, 100000, .doc = "pixels, 0 = unknown"),
	SHAPE_LIST(struct media_input, alts, &name_shape, 50, .doc = "text alternative by language"),
};
static const struct shape media_shape_ = SHAPE(struct media_input, media_fields, "A picture, video or model.");

static const struct shape_field attribute_fields[] = {
	SHAPE_STR(struct attribute_input, code, 1, 120, .flags = SHAPE_REQUIRED, .doc = "code of the attribute"),
	SHAPE_STR(struct attribute_input, locale, 2, 12, .format = &format_locale,
	    .doc = "of a text; absent: every language"),
	SHAPE_LIST(struct attribute_input, values, NULL, 1000, .flags = SHAPE_REQUIRED,
	    .doc = "option codes or names, numbers, true, dates, texts"),
};
static const struct shape attribute_shape = SHAPE(struct attribute_input, attribute_fields, "Values of one attribute.");

static const struct shape_field product_fields[] = {
	SHAPE_STR(struct product_input, slug, 1, 200, .flags = SHAPE_REQUIRED, .format = &format_slug,
	    .doc = "part of the address"),
	SHAPE_STR(struct product_input, type, 0, 255, .doc = "product type, made when missing"),
	SHAPE_STR(struct product_input, brand, 0, 255, .doc = "brand, made when missing"),
	SHAPE_ENUM(struct product_input, status, status_names, .fallback = "active", .doc = "draft, active, archived"),
	SHAPE_BOOL(struct product_input, is_listed, .fallback = "true", .doc = "on the online store"),
	SHAPE_BOOL(struct product_input, is_gift_card, .doc = "a gift card"),
	SHAPE_TIME(struct product_input, published_from, .doc = "on sale from"),
	SHAPE_TIME(struct product_input, published_until, .doc = "on sale until"),
	SHAPE_STR(struct product_input, taxonomy, 0, 500, .doc = "category of a public taxonomy"),
	SHAPE_LIST(struct product_input, texts, &text_shape, 50, .flags = SHAPE_REQUIRED,
	    .doc = "by language, the default one first"),
	SHAPE_LIST(struct product_input, tags, NULL, 1000, .doc = "tags"),
	SHAPE_LIST(struct product_input, categories, NULL, 100,
	    .doc = "slugs, or paths 'A > B', which are made; the first is the main one"),
	SHAPE_LIST(struct product_input, options, &option_shape, 100, .doc = "what the variants differ in"),
	SHAPE_LIST(struct product_input, variants, &variant_shape_, VARIANTS_MAX, .flags = SHAPE_REQUIRED,
	    .doc = "at least one"),
	SHAPE_LIST(struct product_input, media, &media_shape_, 1000, .doc = "in order, the first is the main picture"),
	SHAPE_LIST(struct product_input, attributes, &attribute_shape, VALUES_MAX, .doc = "specifications"),
	SHAPE_LIST(struct product_input, related, NULL, 1000, .doc = "slugs of related products"),
	SHAPE_PAIRS(struct product_input, extra, "extra.", 1000, .doc = "further columns of imported files, kept"),
};
const struct shape product_input_shape =
    SHAPE(struct product_input, product_fields, "A product with everything that belongs to it.");

void
product_input_init(struct product_input *p)
{
	shape_init(&product_input_shape, p);
	p->status = PRODUCT_ACTIVE;
	p->is_listed = true;
}

void
variant_input_init(struct variant_input *v)
{
	shape_init(&variant_shape_, v);
	v->requires_shipping = v->is_taxable = true;
}
