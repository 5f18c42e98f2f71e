/*
 * catalog_view.h - what the catalogue's templates see: ready text, ready URLs.  Money and dates become text here and
 * nowhere else.  Each struct has its shape; templates are compiled against the shapes when the pool starts.
 */
#ifndef MERCER_CATALOG_VIEW_H
#define MERCER_CATALOG_VIEW_H

#include "fcgi/common/page.h"

/* "€12.00 / kg"; absent when the variant has no unit price. */
struct str unit_price_text(struct req *r, int64_t minor, struct str currency, struct opt_i64 measure_e3,
    struct str unit, struct opt_i64 base_e3, struct str base_unit);

/* ---- prices without tax: net_prices.c ---- */

/* Before a page with prices is made; no SQL when the visitor sees prices with tax, else 1 statement now and then. */
enum err net_prices_load(struct req *r) MUST_CHECK;
/* A price as it is entered, as this visitor sees it.  tax_class absent: not taxable. */
int64_t shown_price(struct req *r, struct str tax_class, int64_t minor);

/* ---- product cards ---- */

struct swatch_view {
	struct str name, colour;
};
struct card_view {
	struct str url, title, brand;
	struct str image, hover_image, alt, initial; /* initial: shown where there is no picture */
	int32_t width, height;
	bool eager;            /* among the first: no lazy loading */
	struct str price;      /* lowest, formatted; absent without a price in the currency */
	bool from;             /* variants differ in price */
	struct str compare_at; /* former price, absent when not reduced */
	struct str saving;     /* "-20 %" */
	struct str unit_price;
	bool sold_out, low;
	struct list swatches;  /* swatch_view */
	int32_t more_swatches; /* how many are not shown */
	struct str public_id;
	/* lowest price of the 30 days before the reduction; absent: none is shown, or it is not known */
	struct str lowest;
	struct str buy;        /* the only variant, which can be had: for "Add to cart" */
	bool choose;           /* there are several: "Choose options" */
};
extern const struct shape swatch_view_shape, card_view_shape;
/* Search hits -> card_view list; `eager` of them are above the fold. */
enum err cards_of_hits(struct req *r, struct list hits, size_t eager, struct list *out) MUST_CHECK;
void card_view_of(struct req *r, const struct product_card *card, struct card_view *out);

#endif
