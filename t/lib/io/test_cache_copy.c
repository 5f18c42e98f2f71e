/* Tests of lib/io/cache_copy.c: what a process keeps of memcached's entries, and when it may show it. */
#include "t/lib/io/cache_fixture.h"
#include "lib/io/cache_copy.h"
#include "lib/io/crypto.h"

#include <sys/wait.h>
#include <unistd.h>

static void
test_cache__copy_is_one_round_trip(void)
{
	struct cache *cache = fresh_cache(NULL);
	struct arena *a = arena_new();
	struct cache_want w = want("p"), other = want("q");
	struct cache_entry e;
	int64_t before;

	build_and_put(cache, a, &w, "page p");
	build_and_put(cache, a, &other, "page q");
	warm(cache, a, &w, "page p");
	warm(cache, a, &other, "page q"); /* the same generations: never each other's value */
	before = cache_stats(cache).round_trips;
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_HIT);
	CHECK_STR(e.value, "page p");
	CU_ASSERT_EQUAL(cache_stats(cache).round_trips, before + 1);
	CU_ASSERT_EQUAL(cache_stats(cache).copies, 3);
	CU_ASSERT_EQUAL(cache_stats(cache).hits, 7);
	w.dep_count = 1; /* another program's idea of this key */
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_BUILD);
	arena_free(a);
	cache_free(cache);
}

/* What another process commits is seen by the next request; what is being sent stays as it is. */
static void
test_cache__copy_and_bump(void)
{
	uint64_t prefix = crypto_random_u64();
	struct cache *cache = open_cache(NULL, prefix, "1M"), *other = open_cache(NULL, prefix, "1M");
	struct arena *a = arena_new(), *sending = arena_new();
	struct cache_want w = want("p");
	struct cache_entry e, stale, sent;
	int64_t copies;

	build_and_put(cache, a, &w, "old");
	warm(cache, a, &w, "old");
	CU_ASSERT_EQUAL(cache_get(cache, sending, &w, &sent), CACHE_HIT);
	copies = cache_stats(cache).copies;
	CU_ASSERT_EQUAL(copies, 2); /* `sent`, too */
	CHECK_ERR(cache_bump(other, STR("nav")), OK);
	CU_ASSERT_EQUAL(cache_get(other, a, &w, &e), CACHE_BUILD);
	/* as memcached has it; the lock is the other's */
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &stale), CACHE_STALE);
	CU_ASSERT_EQUAL(cache_stats(cache).copies, copies);
	cache_put(other, &w, &e, STR("new"), STR("\"tag\""));
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_HIT);
	CHECK_STR(e.value, "new");
	CHECK_STR(sent.value, "old");
	CHECK_ERR(cache_bump(cache, STR("product:1")), OK);
	build_and_put(cache, a, &w, "newest");
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_HIT);
	CHECK_STR(e.value, "newest");
	/* Another generation leaves the copy alone. */
	copies = cache_stats(cache).copies;
	CHECK_ERR(cache_bump(other, STR("product:2")), OK);
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_HIT);
	CU_ASSERT_EQUAL(cache_stats(cache).copies, copies + 1);
	arena_free(a);
	cache_free(cache);
	cache_free(other);
	CHECK_STR(sent.value, "old"); /* the cache is gone, the request is not */
	arena_free(sending);
}

static void
test_cache__copy_expires(void)
{
	struct cache *cache = fresh_cache(NULL);
	struct arena *a = arena_new();
	struct cache_want w = want("p");
	struct cache_entry e;
	int64_t copies;
	int early = 0;

	clock_set((struct time){ NOW });
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_BUILD);
	e.started -= 9 * US_PER_S; /* building took so long */
	cache_put(cache, &w, &e, STR("v"), STR("\"tag\""));
	warm(cache, a, &w, "v");
	/* At 86 of 90 to 110 s one of two to fourteen is to renew it: elected in memcached. */
	clock_set((struct time){ NOW + 86 * US_PER_S });
	for (int i = 0; i < 100; i++)
		if (cache_get(cache, a, &w, &e) == CACHE_BUILD) {
			early++;
			CU_ASSERT(e.locked && e.storable);
			cache_abandon(cache, &w, &e);
		}
	CU_ASSERT(early > 0 && early < 100);
	CU_ASSERT(cache_stats(cache).copies > 1);
	copies = cache_stats(cache).copies;
	clock_set((struct time){ NOW + 111 * US_PER_S });
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_BUILD);
	CU_ASSERT_EQUAL(cache_stats(cache).copies, copies);
	clock_set(TIME_ABSENT);
	arena_free(a);
	cache_free(cache);
}

static void
test_cache__copy_is_not_made(void)
{
	struct cache *cache = fresh_cache(NULL), *none = open_cache(NULL, crypto_random_u64(), "0");
	struct arena *a = arena_new();
	struct cache_want w = want("p"), alone = want("alone"), large = want("large");
	size_t len = ((size_t)1 << 20) / 8;
	struct cache_entry e;

	build_and_put(none, a, &w, "v");
	alone.dep_count = 0; /* nothing would tell that memcached was flushed */
	build_and_put(cache, a, &alone, "v");
	CU_ASSERT_EQUAL(cache_get(cache, a, &large, &e), CACHE_BUILD);
	cache_put(cache, &large, &e, str_n(arena_zalloc(a, 1, len), len), STR(""));
	for (int i = 0; i < 5; i++) {
		CU_ASSERT_EQUAL(cache_get(none, a, &w, &e), CACHE_HIT);
		CU_ASSERT_EQUAL(cache_get(cache, a, &alone, &e), CACHE_HIT);
		CU_ASSERT_EQUAL(cache_get(cache, a, &large, &e), CACHE_HIT);
	}
	CU_ASSERT_EQUAL(cache_stats(none).copies, 0);
	CU_ASSERT_EQUAL(cache_stats(cache).copies, 0);
	arena_free(a);
	cache_free(cache);
	cache_free(none);
}

/* More than fits: those that are used stay, and pinned ones live until their request ends. */
static void
test_cache__copies_are_bounded(void)
{
	struct copies *c = copies_new(80000);
	struct arena *a = arena_new();
	struct stored s = { .value = str_n(arena_zalloc(a, 1, 8000), 8000), .tag = STR("tag") };
	const struct copy *first;
	int kept = 0;

	copies_offer(c, STR("0"), &s);
	CU_ASSERT(!copies_find(c, STR("0"))); /* seen once: a crawler's */
	for (int i = 0; i < 50; i++) {
		struct str key = str_printf(a, "%d", i);
		copies_offer(c, key, &s);
		copies_offer(c, key, &s);
		first = copies_find(c, STR("0"));
		CU_ASSERT(first != NULL);
	}
	for (int i = 0; i < 50; i++)
		kept += copies_find(c, str_printf(a, "%d", i)) != NULL;
	CU_ASSERT(kept >= 8 && kept <= 9);
	first = copies_find(c, STR("0"));
	CU_ASSERT_FATAL(first != NULL);
	copy_pin(first, a);
	copies_drop(c, STR("0"));
	CU_ASSERT(!copies_find(c, STR("0")));
	s.value = STR("other");
	copies_offer(c, STR("0"), &s);
	CHECK_STR(copies_find(c, STR("0"))->entry.value, "other");
	copies_free(c);
	CU_ASSERT_EQUAL(first->entry.value.len, 8000);
	CHECK_STR(first->entry.tag, "tag");
	arena_free(a);
}

/* Trusted for a moment: nothing is asked; what this process bumps is seen at once, what others bump when the moment is
 * over. */
static void
test_cache__copy_trusted(void)
{
	uint64_t prefix = crypto_random_u64();
	struct cache *cache = open_cache(NULL, prefix, "1M"), *other = open_cache(NULL, prefix, "1M");
	struct arena *a = arena_new();
	struct cache_want w = want("p");
	struct cache_entry e;
	int64_t before;

	build_and_put(cache, a, &w, "page p");
	warm(cache, a, &w, "page p");
	w.trust_ms = 100000;
	before = cache_stats(cache).round_trips;
	for (int i = 0; i < 5; i++)
		CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_HIT);
	CHECK_STR(e.value, "page p");
	CU_ASSERT_EQUAL(cache_stats(cache).round_trips, before);
	CHECK_ERR(cache_bump(other, cache_deps[1]), OK);
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_HIT); /* not heard of yet */
	w.trust_ms = 1;
	usleep(3000);
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_BUILD);
	cache_put(cache, &w, &e, STR("page 2"), STR("\"tag\""));
	w.trust_ms = 0;
	for (int i = 0; i < 3; i++)
		CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_HIT);
	CHECK_STR(e.value, "page 2");
	w.trust_ms = 100000;
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_HIT);
	CHECK_ERR(cache_bump(cache, cache_deps[0]), OK);
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_BUILD); /* one's own change */
	cache_abandon(cache, &w, &e);
	cache_free(cache);
	cache_free(other);
	arena_free(a);
}

SUITE(cache_copy,
    { "copy trusted", test_cache__copy_trusted },
    { "copy is one round trip", test_cache__copy_is_one_round_trip },
    { "copy and bump", test_cache__copy_and_bump },
    { "copy expires", test_cache__copy_expires },
    { "copy is not made", test_cache__copy_is_not_made },
    { "copies are bounded", test_cache__copies_are_bounded });
