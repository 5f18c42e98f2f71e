/*
 * nav.c - the navigation, kept in the worker's memory.
 *
 * Every page that is built needs all categories: hundreds of rows, more work for the database than the rest of the
 * page.  What was read under a value of the generation "nav" is right for as long as the generation has that value,
 * which the page's own look-up in memcached has just told.
 * Without that (memcached is away) it serves for a moment only.
 */
#include "fcgi/common/page.h"
#include "lib/base/clock.h"
#include "lib/io/cache.h"

#define BLIND_US (150 * 1000) /* with the 0.8 s of a page that is kept while memcached is away: below a second */

static struct kept {
	struct arena *arena; /* NULL: nothing kept */
	struct list nav;
	uint64_t generation; /* 0: not known */
	int64_t read;        /* ticks */
} kept[SITE_LOCALES_MAX];

static void
free_arena(void *arena)
{
	arena_free(arena);
}

static bool
is_current(const struct kept *k, uint64_t generation)
{
	if (!k->arena)
		return false;
	return generation ? k->generation == generation : clock_ticks() - k->read < BLIND_US;
}

enum err
page_nav(struct req *r, struct list *nav)
{
	struct cache *cache = req_cache(r);
	uint64_t generation = cache ? cache_generation(cache, STR(CATALOG_DEP_NAV)) : 0;
	struct kept *k = &kept[r->locale], fresh = { .generation = generation, .read = clock_ticks() };
	struct look look = look_of(r);
	enum err err;

	if (is_current(k, generation)) {
		*nav = k->nav;
		return OK;
	}
	fresh.arena = arena_new();
	if ((err = catalog_nav(req_db(r), &look, fresh.arena, &fresh.nav))) {
		arena_free(fresh.arena);
		return err;
	}
	if (k->arena)
		arena_defer(r->arena, free_arena, k->arena); /* this request may still look into it */
	*k = fresh;
	*nav = k->nav;
	return OK;
}
