/*
 * catalog_view.h - what the catalogue's templates see: ready text, ready URLs.  Money and dates become text here and
 * nowhere else.  Each struct has its shape; templates are compiled against the shapes when the pool starts.
 */
#ifndef MERCER_CATALOG_VIEW_H
#define MERCER_CATALOG_VIEW_H

#include "lib/shop/catalog.h"
#include "lib/web/req.h"

/* ---- the frame of every page ---- */

struct link_view {
	struct str name;
	struct str url;
	struct str code;       /* hreflang of a locale, code of a currency */
	struct str image;      /* of a category or brand, may be absent */
	bool current;
};
struct nav_view {
	struct str name, url;
	struct str image;
	bool current;          /* the page is in this branch */
	struct list children;  /* link_view */
};
struct page_view {
	struct str site_name;
	struct str locale;     /* "de": <html lang> */
	struct str base;       /* "" or "/de": before links of ours */
	struct str title;      /* <title>, without the shop's name */
	struct str description;/* meta description, may be absent */
	struct str canonical;  /* absolute; absent on pages that are not to be indexed */
	bool noindex;
	struct str og_type;    /* website, product */
	struct str og_image;   /* absolute, may be absent */
	struct str path;       /* path and query of this page: where the currency form returns to */
	struct str q;          /* what stands in the search field */
	struct str currency;
	struct list alternates;/* link_view: hreflang, absolute */
	struct list locales;   /* link_view: the same page in other languages */
	struct list currencies;/* link_view */
	struct list nav;       /* nav_view: the first departments */
	bool nav_more;         /* there are more: /categories has them all */
	struct list crumbs;    /* link_view; the last one is the page itself, without url */
	struct html jsonld;    /* JSON-LD, absent if none */
};
extern const struct shape link_view_shape, nav_view_shape, page_view_shape;

/* Fill the frame: names, locales, currencies, navigation (1 statement; the list is also given for the caller's use).
 * `branch`: id of the category that the page is in, 0 if none. */
enum err page_view_fill(struct req *r, struct page_view *page, struct list *nav, int64_t branch) MUST_CHECK;
void page_view_crumb(struct req *r, struct page_view *page, struct str name, struct str url);
/* Canonical address and hreflang of a path of ours ("/product/x"), the same in all locales. */
void page_view_canonical(struct req *r, struct page_view *page, struct str path);
/* JSON-LD BreadcrumbList of page->crumbs, as text of one object. */
void crumbs_jsonld(struct req *r, const struct page_view *page, struct buf *b);

struct look look_of(const struct req *r);

/* "/de" + "/product/" + slug */
struct str url_of(struct req *r, const char *prefix, struct str slug);
/* Picture of ours -> "/media/..."; absent for pictures on other hosts, which the content policy would block. */
struct str media_url(struct req *r, struct str file);
struct str media_url_absolute(struct req *r, struct str file); /* for feeds, JSON: other hosts' too */
struct str price_text(struct req *r, int64_t minor, struct str currency);
/* "€12.00 / kg"; absent when the variant has no unit price. */
struct str unit_price_text(struct req *r, int64_t minor, struct str currency, struct opt_i64 measure_e3, struct str unit,
    struct opt_i64 base_e3, struct str base_unit);

/* All visible categories in the request's locale (catalog_nav()), from the worker's memory where that is up to date: not to be changed.  Valid
 * until the request ends. */
enum err page_nav(struct req *r, struct list *nav) MUST_CHECK;

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
};
extern const struct shape swatch_view_shape, card_view_shape;
/* Search hits -> card_view list; `eager` of them are above the fold. */
enum err cards_of_hits(struct req *r, struct list hits, size_t eager, struct list *out) MUST_CHECK;
void card_view_of(struct req *r, const struct product_card *card, struct card_view *out);

/* Growing lists of views in the request's arena. */
struct view_list {
	struct list list;
	size_t cap, size;
};
void *view_push(struct req *r, struct view_list *v, size_t size);

#endif
