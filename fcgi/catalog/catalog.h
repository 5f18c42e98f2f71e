/*
 * catalog.h - the catalogue module: handlers by file, and what its worker holds open.
 */
#ifndef MERCER_FCGI_CATALOG_H
#define MERCER_FCGI_CATALOG_H

#include "fcgi/catalog/listing_view.h"
#include "lib/web/route.h"
#include "lib/web/tmpl.h"

enum catalog_template { T_HOME = FRAME_T__COUNT, T_LISTING, T_PRODUCT, T_BRANDS, T_SUGGEST, T__MAX };

/* In app->module. */
struct catalog {
	struct search *search[16]; /* by locale index */
};
static inline struct search *
catalog_search(const struct req *r)
{
	return ((struct catalog *)r->app->module)->search[r->locale];
}
static inline const struct tmpl *
catalog_template(const struct req *r, enum catalog_template t)
{
	return tmpl_get(r->app->templates, t);
}

extern const struct route_table catalog_pages, catalog_api, catalog_machine;

/* One cached page: key "<kind>:<slug>?<canonical arguments>", generations `deps`. */
struct cached_page {
	const char *kind;
	struct str slug;
	const struct shape *args_shape;
	const void *args;
	const struct str *deps;
	size_t dep_count;
};
enum err page_cached(struct req *r, const struct cached_page *p, enum err (*build)(struct req *r, void *payload),
    void *payload) MUST_CHECK;

/* listing_pages.c */
enum err home_page(struct req *r);
enum err category_page(struct req *r);
enum err collection_page(struct req *r);
enum err brand_page(struct req *r);
enum err brands_page(struct req *r);
enum err categories_page(struct req *r);
enum err search_page(struct req *r);
enum err suggest_page(struct req *r);
/* The engine's query for a listing's arguments. */
void listing_query(struct req *r, const struct listing_args *args, struct search_query *q);

/* product_pages.c */
enum err product_page(struct req *r);

/* catalog_pages.c */
enum err preferences_post(struct req *r);
enum err problem_page(struct req *r);

extern const struct tmpl_def catalog_templates[T__MAX];

#endif
