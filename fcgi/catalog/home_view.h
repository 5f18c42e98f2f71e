/*
 * home_view.h - the home page, the list of brands, and suggestions.
 */
#ifndef MERCER_HOME_VIEW_H
#define MERCER_HOME_VIEW_H

#include "fcgi/catalog/catalog_view.h"

struct section_view {         /* a collection on the home page */
	struct str name, description, image, url;
	struct list cards;    /* card_view */
};
struct home_view {
	struct page_view *page;
	struct section_view *hero; /* the first collection */
	struct list departments;   /* nav_view */
	struct list sections;      /* section_view: the first collections, with products */
	struct list stories;       /* section_view: the next ones, with a picture and no products */
	bool has_stories;
};
struct brand_group_view {     /* brands by first letter */
	struct str letter;
	struct list brands;   /* link_view */
};
struct brands_view {
	struct page_view *page;
	struct str heading;
	bool wide;            /* groups have names, not letters */
	struct list groups;
	struct str next_url;
};
struct suggestion_view {
	struct str text, url;
	struct str kind;      /* msg of the kind: "Category" ... */
	struct str price, image;
};
struct suggest_view {
	struct str q;
	struct list items;    /* suggestion_view */
	bool empty;
};
extern const struct shape home_view_shape, section_view_shape, brands_view_shape, suggest_view_shape;

#endif
