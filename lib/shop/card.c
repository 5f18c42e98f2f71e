/*
 * card.c - the card of a product: what a listing shows of it, kept as the payload of its search document.
 *
 * The payload is the card's JSON by shape, behind a version, so that an index made by another version is told apart.
 */
#include "lib/io/json.h"
#include "lib/shop/catalog.h"

#define CARD_VERSION "1:"

static const struct shape_field price_fields[] = {
	SHAPE_STR(struct card_price, currency, 3, 3),
	SHAPE_I64(struct card_price, from, 0, INT64_MAX),
	SHAPE_I64(struct card_price, to, 0, INT64_MAX),
	SHAPE_OPT(struct card_price, compare_at, 0, INT64_MAX, .flags = SHAPE_OMIT),
	SHAPE_OPT(struct card_price, lowest, 0, INT64_MAX, .flags = SHAPE_OMIT),
	SHAPE_STR(struct card_price, unit_price, 0, 80, .flags = SHAPE_OMIT),
};
const struct shape card_price_shape = SHAPE(struct card_price, price_fields, "Prices of a card in one currency.");

static const struct shape_field swatch_fields[] = {
	SHAPE_STR(struct card_swatch, name, 0, 255),
	SHAPE_STR(struct card_swatch, colour, 0, 7),
};
const struct shape card_swatch_shape = SHAPE(struct card_swatch, swatch_fields, "A colour of a card.");

static const struct shape_field card_fields[] = {
	SHAPE_I64(struct product_card, id, 1, INT64_MAX),
	SHAPE_STR(struct product_card, public_id, 1, 40),
	SHAPE_STR(struct product_card, slug, 1, 200),
	SHAPE_STR(struct product_card, title, 0, 500),
	SHAPE_STR(struct product_card, brand, 0, 200, .flags = SHAPE_OMIT),
	SHAPE_STR(struct product_card, brand_slug, 0, 200, .flags = SHAPE_OMIT),
	SHAPE_STR(struct product_card, type, 0, 255, .flags = SHAPE_OMIT),
	SHAPE_STR(struct product_card, image, 0, 1024, .flags = SHAPE_OMIT),
	SHAPE_STR(struct product_card, image_alt, 0, 512, .flags = SHAPE_OMIT),
	SHAPE_STR(struct product_card, hover_image, 0, 1024, .flags = SHAPE_OMIT),
	SHAPE_I32(struct product_card, image_width, 0, INT32_MAX),
	SHAPE_I32(struct product_card, image_height, 0, INT32_MAX),
	SHAPE_LIST(struct product_card, prices, &card_price_shape, 200),
	SHAPE_LIST(struct product_card, swatches, &card_swatch_shape, 100),
	SHAPE_I32(struct product_card, variants, 0, INT32_MAX),
	SHAPE_STR(struct product_card, variant, 0, 40, .flags = SHAPE_OMIT),
	SHAPE_STR(struct product_card, tax_class, 0, 64, .flags = SHAPE_OMIT),
	SHAPE_STR(struct product_card, availability, 0, 20),
	SHAPE_TIME(struct product_card, published_at, .flags = SHAPE_OMIT),
};
const struct shape product_card_shape = SHAPE(struct product_card, card_fields, "What a listing shows of a product.");

void
card_write(struct buf *b, const struct product_card *card)
{
	buf_lit(b, CARD_VERSION);
	json_write(b, &product_card_shape, card, UINT64_MAX);
}

enum err
card_read(struct arena *a, struct str payload, struct product_card *out)
{
	struct field_errors errors = { .arena = a };

	if (!str_starts(payload, STR(CARD_VERSION)) ||
	    json_read(a, str_skip(payload, sizeof(CARD_VERSION) - 1), &product_card_shape, out, &errors))
		return err_fail(ERR_INVALID,
		    "could not read a card from the search index: made by another version; run mercer index --rebuild");
	return OK;
}

const struct card_price *
card_price_in(const struct product_card *card, struct str currency)
{
	const struct card_price *p = card->prices.items;

	for (size_t i = 0; i < card->prices.count; i++)
		if (str_eq(p[i].currency, currency))
			return &p[i];
	return NULL;
}
