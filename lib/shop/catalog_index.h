/*
 * catalog_index.h - from the tables to the search index, and from changes to fresh pages.
 *
 * A writer queues product ids in index_queue inside its transaction.  The indexer (`mercer index --follow`) takes them,
 * builds one search document per locale and product, commits the index, then bumps the cache generations
 * ("product:<slug>", "listing", and "nav" when categories, brands or collections changed): a committed change is
 * visible within a second.
 * Facet names: attribute codes that are facets (value: option code, number, "true"), "brand" (value: slug), "type"
 * (code), "availability", "opt.<name>" for options ("opt.Colour": "Forest"; names and values in the default locale, so
 * that addresses hold in every language).
 * Numbers: "price.<currency>".  Labels: "collection:<id>", "brand:<id>", "currency:EUR" when it has a price there.
 * Phrases (suggestions) of categories, brands and collections carry the slug as payload.  Only products on sale are in
 * the index.
 */
#ifndef MERCER_CATALOG_INDEX_H
#define MERCER_CATALOG_INDEX_H

#include "lib/base/conf.h"
#include "lib/io/cache.h"
#include "lib/io/db.h"

/* A manual collection has an order of its own: search_place.category of collection c.  Categories stay below 2^40. */
#define COLLECTION_PLACE(id) ((INT64_C(1) << 40) + (id))

struct index_progress {
	int64_t done, total;
};
/* All locales anew, beside the live ones and each in a process of its own, swapped in as they are ready; 13 statements
 * per 1,000 products and locale. */
enum err catalog_index_rebuild(struct db *db, struct cache *cache, const struct config *c,
    void (*progress)(const struct index_progress *p, void *payload), void *payload) MUST_CHECK;
/* One turn of following: up to `limit` queued products; *handled tells how many (0: nothing to do). */
enum err catalog_index_turn(
    struct db *db, struct cache *cache, const struct config *c, size_t limit, size_t *handled) MUST_CHECK;
#define INDEX_ALL INT64_C(0)  /* instead of a product id: everything must be indexed again */
#define INDEX_NAV INT64_C(-1) /* categories, brands or collections changed: pages only */
/* In the caller's transaction: these products changed. */
enum err catalog_index_queue(struct db *db, const int64_t *product_ids, size_t count) MUST_CHECK;

/* The same for one product, and pages of this address go too: after a rename or removal. */
enum err catalog_index_queue_slug(struct db *db, int64_t product_id, struct str slug) MUST_CHECK;
/* All products listed in the category with this path, or below it. */
enum err catalog_index_queue_below(struct db *db, struct str category_path) MUST_CHECK;

#endif
