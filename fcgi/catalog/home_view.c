/* home_view.c - shapes of home, brands, suggestions and error pages.  See home_view.h. */
#include "fcgi/catalog/home_view.h"

static const struct shape_field section_fields[] = {
	SHAPE_STR(struct section_view, name, 0, 200),
	SHAPE_STR(struct section_view, description, 0, 4000),
	SHAPE_STR(struct section_view, image, 0, 2000),
	SHAPE_STR(struct section_view, url, 0, 2000),
	SHAPE_LIST(struct section_view, cards, &card_view_shape, 50),
};
const struct shape section_view_shape = SHAPE(struct section_view, section_fields, "A collection on the home page.");

static const struct shape_field home_fields[] = {
	SHAPE_STRUCT(struct home_view, page, struct page_view, &page_view_shape),
	SHAPE_STRUCT(struct home_view, hero, struct section_view, &section_view_shape),
	SHAPE_LIST(struct home_view, departments, &nav_view_shape, 100),
	SHAPE_LIST(struct home_view, sections, &section_view_shape, 50),
	SHAPE_LIST(struct home_view, stories, &section_view_shape, 50),
	SHAPE_BOOL(struct home_view, has_stories),
};
const struct shape home_view_shape = SHAPE(struct home_view, home_fields, "The home page.");

static const struct shape_field group_fields[] = {
	SHAPE_STR(struct brand_group_view, letter, 0, 200),
	SHAPE_LIST(struct brand_group_view, brands, &link_view_shape, 1000),
};
static const struct shape group_shape = SHAPE(struct brand_group_view, group_fields, "Brands with one first letter.");

static const struct shape_field brands_fields[] = {
	SHAPE_STRUCT(struct brands_view, page, struct page_view, &page_view_shape),
	SHAPE_STR(struct brands_view, heading, 0, 200),
	SHAPE_BOOL(struct brands_view, wide),
	SHAPE_LIST(struct brands_view, groups, &group_shape, 1000),
	SHAPE_STR(struct brands_view, next_url, 0, 2000),
};
const struct shape brands_view_shape = SHAPE(struct brands_view, brands_fields, "All brands.");

static const struct shape_field suggestion_fields[] = {
	SHAPE_STR(struct suggestion_view, text, 0, 500),
	SHAPE_STR(struct suggestion_view, url, 0, 2000),
	SHAPE_STR(struct suggestion_view, kind, 0, 60),
	SHAPE_STR(struct suggestion_view, price, 0, 60),
	SHAPE_STR(struct suggestion_view, image, 0, 2000),
};
static const struct shape suggestion_shape = SHAPE(struct suggestion_view, suggestion_fields, "A suggestion.");

static const struct shape_field suggest_fields[] = {
	SHAPE_STR(struct suggest_view, q, 0, 200),
	SHAPE_LIST(struct suggest_view, items, &suggestion_shape, 20),
	SHAPE_BOOL(struct suggest_view, empty),
};
const struct shape suggest_view_shape = SHAPE(struct suggest_view, suggest_fields, "Suggestions for words begun.");
