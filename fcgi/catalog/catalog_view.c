/* catalog_view.c - prices and product cards.  See catalog_view.h. */
#include "fcgi/catalog/catalog_view.h"
#include "lib/shop/unit_price.h"

#define SWATCHES_SHOWN 5

static const struct shape_field swatch_fields[] = {
	SHAPE_STR(struct swatch_view, name, 0, 255),
	SHAPE_STR(struct swatch_view, colour, 0, 7),
};
const struct shape swatch_view_shape = SHAPE(struct swatch_view, swatch_fields, "A colour.");

static const struct shape_field card_fields[] = {
	SHAPE_STR(struct card_view, url, 0, 2000),
	SHAPE_STR(struct card_view, title, 0, 500),
	SHAPE_STR(struct card_view, brand, 0, 200),
	SHAPE_STR(struct card_view, image, 0, 2000),
	SHAPE_STR(struct card_view, hover_image, 0, 2000),
	SHAPE_STR(struct card_view, alt, 0, 512),
	SHAPE_STR(struct card_view, initial, 0, 1),
	SHAPE_I32(struct card_view, width, 0, INT32_MAX),
	SHAPE_I32(struct card_view, height, 0, INT32_MAX),
	SHAPE_BOOL(struct card_view, eager),
	SHAPE_STR(struct card_view, price, 0, 60),
	SHAPE_BOOL(struct card_view, from),
	SHAPE_STR(struct card_view, compare_at, 0, 60),
	SHAPE_STR(struct card_view, saving, 0, 20),
	SHAPE_STR(struct card_view, unit_price, 0, 80),
	SHAPE_BOOL(struct card_view, sold_out),
	SHAPE_BOOL(struct card_view, low),
	SHAPE_LIST(struct card_view, swatches, &swatch_view_shape, 100),
	SHAPE_I32(struct card_view, more_swatches, 0, INT32_MAX),
	SHAPE_STR(struct card_view, public_id, 0, 40),
	SHAPE_STR(struct card_view, lowest, 0, 60),
	SHAPE_STR(struct card_view, buy, 0, 40),
	SHAPE_BOOL(struct card_view, choose),
};
const struct shape card_view_shape = SHAPE(struct card_view, card_fields, "A product in a listing.");

struct str
unit_price_text(struct req *r, int64_t minor, struct str currency, struct opt_i64 measure_e3, struct str unit,
    struct opt_i64 base_e3, struct str base_unit)
{
	struct money price = { .minor = minor };

	memcpy(price.currency, currency.ptr, MIN(currency.len, 3));
	return unit_price_label(r->arena, price, measure_e3, unit, base_e3, base_unit, req_locale(r));
}

static struct str
initial_of(struct str title)
{
	size_t at = 0;

	if (str_is_empty(title))
		return STR("?");
	str_next_char(title, &at);
	return str_cut(title, at);
}

static void
card_price_fill(struct req *r, const struct product_card *card, const struct card_price *price, struct card_view *out)
{
	out->price = price_text(r, shown_price(r, card->tax_class, price->from), price->currency);
	out->from = price->to > price->from;
	if (!page_is_net(r)) /* the index has its text ready, with tax */
		out->unit_price = price->unit_price;
	if (price->compare_at.set && price->compare_at.value > price->from) {
		int64_t percent = (price->compare_at.value - price->from) * 100 / price->compare_at.value;
		out->compare_at =
		    price_text(r, shown_price(r, card->tax_class, price->compare_at.value), price->currency);
		if (price->lowest.set)
			out->lowest =
			    price_text(r, shown_price(r, card->tax_class, price->lowest.value), price->currency);
		if (percent > 0)
			out->saving = str_printf(r->arena, "\xE2\x88\x92%lld\xC2\xA0%%", (long long)percent);
	}
}

void
card_view_of(struct req *r, const struct product_card *card, struct card_view *out)
{
	const struct card_price *price = card_price_in(card, req_currency(r));
	const struct card_swatch *swatches = card->swatches.items;
	struct view_list shown = { 0 };

	shape_init(&card_view_shape, out);
	out->url = url_of(r, "/product/", card->slug);
	out->title = card->title;
	out->brand = card->brand;
	out->image = media_url(r, card->image);
	out->hover_image = media_url(r, card->hover_image);
	out->alt = card->image_alt.ptr ? card->image_alt : card->title;
	out->initial = initial_of(card->title);
	out->width = card->image_width ? card->image_width : 1000;
	out->height = card->image_height ? card->image_height : 1000;
	out->public_id = card->public_id;
	if (price)
		card_price_fill(r, card, price, out);
	out->sold_out = str_eq(card->availability, STR("out_of_stock"));
	out->low = str_eq(card->availability, STR("low_stock"));
	if (price && !out->sold_out) {
		out->buy = card->variant;
		out->choose = str_is_absent(card->variant) && card->variants > 1;
	}
	for (size_t i = 0; i < card->swatches.count && i < SWATCHES_SHOWN; i++) {
		struct swatch_view *s = view_push(r, &shown, sizeof(*s));
		s->name = swatches[i].name;
		s->colour = swatches[i].colour;
	}
	out->swatches = shown.list;
	if (card->swatches.count > SWATCHES_SHOWN)
		out->more_swatches = (int32_t)(card->swatches.count - SWATCHES_SHOWN);
}

enum err
cards_of_hits(struct req *r, struct list hits, size_t eager, struct list *out)
{
	const struct search_hit *hit = hits.items;
	struct card_view *views = arena_array(r->arena, struct card_view, hits.count);

	for (size_t i = 0; i < hits.count; i++) {
		struct product_card card;
		enum err err = card_read(r->arena, hit[i].payload, &card);
		if (err)
			return err;
		card_view_of(r, &card, &views[i]);
		views[i].eager = i < eager;
	}
	*out = (struct list){ views, hits.count };
	return OK;
}
