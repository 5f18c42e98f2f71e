/*
 * listing_view.h - category, collection, brand and search pages: products with facets, chips, sorting and pages.
 */
#ifndef MERCER_LISTING_VIEW_H
#define MERCER_LISTING_VIEW_H

#include "fcgi/catalog/catalog_view.h"

#define LISTING_PAGE_SIZE 24

enum listing_sort { SORT_DEFAULT, SORT_NEWEST, SORT_PRICE_ASC, SORT_PRICE_DESC, SORT_TITLE, SORT__MAX };

/* What a listing's address can say; in this order in canonical addresses. */
struct listing_args {
	struct str q;
	struct list f;            /* struct pair: facet choices */
	struct money price_min, price_max;
	int sort;                 /* enum listing_sort */
	int32_t page;             /* from 1 */
	bool literal;             /* "search instead for ..." */
};
extern const struct shape listing_args_shape;

struct facet_value_view {
	struct str label, value;
	struct str swatch;
	struct str url;           /* with this choice made or undone */
	int64_t count;
	bool chosen;
	bool disabled;            /* nothing would be left */
	struct str id;            /* of the input element */
};
struct facet_view {
	struct str name;          /* "Colour" */
	struct str field;         /* "f.colour" */
	bool open;                /* has a choice, or among the first */
	bool swatches;            /* values have colours */
	struct list values;       /* the first ones */
	struct list more;         /* behind "more" */
	int64_t more_count;
	int64_t chosen_count;
};
struct bar_view {
	int32_t x, y, height;     /* in a box of 240 x 40 */
	int32_t width;
};
struct price_facet_view {
	struct str min, max;      /* of what there is: plain decimals for the inputs' placeholders */
	struct str low, high;     /* chosen, absent if open */
	struct str currency;
	struct list bars;         /* bar_view */
};
struct chip_view {
	struct str label, url;    /* url without this choice */
};
struct hidden_view {
	struct str name, value;
};
struct page_link_view {
	struct str number, url;
	bool current, gap;
};
struct listing_view {
	struct page_view *page;
	struct str heading;
	struct str intro;         /* plain text */
	struct str image;
	bool is_search;
	bool is_brand;
	struct str action;        /* where the filter form goes */
	struct list hidden;       /* hidden_view: what the filter form keeps (q) */
	struct list children;     /* card-like links to categories below: nav_view */
	bool has_children;
	bool has_filters;         /* there is something to choose */
	struct str chosen_total;  /* number of filters in use, absent if none */
	struct list cards;        /* card_view */
	int64_t total;
	struct str total_text;    /* "1,204" */
	struct str range;         /* "25-48" when there is more than one page */
	struct list facets;       /* facet_view */
	struct price_facet_view *price;
	struct list chips;
	struct str clear_url;     /* without any filter */
	struct list sorts;        /* link_view: code is the form's value */
	struct list pages;        /* page_link_view */
	struct str prev_url, next_url;
	struct str did_you_mean, did_you_mean_url;
	struct str searched;      /* corrected text that was searched instead, absent if none */
	struct str literal_url;
	bool some_words;
	bool empty;
	struct list field_errors; /* hidden_view: field name, message */
};
extern const struct shape listing_view_shape;

/* The address of the listing with other arguments. */
struct str listing_url(struct req *r, struct str path, const struct listing_args *args);
/* Everything but page, heading, intro, image and children. */
enum err listing_fill(struct req *r, const struct listing_args *args, struct str path,
    const struct search_result *found, struct listing_view *v) MUST_CHECK;

/* What people call a facet: "colour" -> "Farbe"; `names` are struct facet_name. */
struct str listing_facet_label(struct req *r, const struct list *names, struct str facet);

#endif
