/*
 * product_view.h - the product page: gallery, choice of variant by links (no JavaScript needed), specifications,
 * related products.
 */
#ifndef MERCER_PRODUCT_VIEW_H
#define MERCER_PRODUCT_VIEW_H

#include "fcgi/catalog/catalog_view.h"

/* "/product/x?o.colour=forest&o.size=m": choices by codes; what is not said is the first variant that fits. */
struct product_args {
	struct list o;             /* struct pair */
};
extern const struct shape product_args_shape;

struct choice_view {
	struct str name, url;      /* this value chosen, the others kept where such a variant exists */
	struct str id;             /* of the link, the same on the page of every variant: it keeps the focus */
	struct str swatch;
	bool chosen;
	bool sold_out;             /* the variant it leads to is */
};
struct option_view {
	struct str name;
	struct str chosen;         /* name of the value chosen */
	bool swatches;
	bool many;                 /* better shown as a compact list */
	struct list choices;       /* choice_view */
};
struct media_view {
	struct str url, alt;
	int32_t width, height;
	bool first;
	struct str id;             /* anchor of the gallery */
};
struct spec_view {
	struct str name, value, swatch;
};
struct product_view {
	struct page_view *page;
	struct str public_id, title, brand, brand_url;
	struct html description;
	struct list options;       /* option_view */
	struct list media;         /* media_view, the variant's own first */
	bool has_thumbs, has_links, has_related;
	struct str initial;        /* where there is no picture */
	struct str price, compare_at, saving, unit_price, lowest;
	struct str sku;
	struct str barcode;
	struct str weight;
	bool in_stock, low, backorder, sold_out;
	int64_t left;              /* when low and known, else 0 */
	bool gift_card;
	bool no_shipping;
	struct list specs;         /* spec_view */
	struct list related;       /* card_view */
	struct list categories;    /* link_view */
	struct list tags;          /* link_view */
	struct str feed_price;     /* "19.99": microdata-free pages still tell machines by JSON-LD and meta */
	struct str type;
	struct str buy;            /* public id of the variant, for "Add to cart"; absent: it cannot be bought */
	int64_t least, most, step; /* of its quantity */
};
extern const struct shape product_view_shape;

/* The variant that the choices mean: index into product->variants.  Unknown codes are passed over. */
size_t product_choose(const struct product *p, struct list choices);
enum err product_view_fill(
    struct req *r, const struct product *p, const struct product_args *args, struct product_view *v) MUST_CHECK;
/* JSON-LD of the product (ProductGroup with hasVariant when there are several) and its breadcrumbs. */
void product_jsonld(struct req *r, const struct product *p, struct page_view *page);

#endif
