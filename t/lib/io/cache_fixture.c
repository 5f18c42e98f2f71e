/* cache_fixture.c - see cache_fixture.h. */
#include "t/lib/io/cache_fixture.h"
#include "lib/io/crypto.h"

const struct str cache_deps[CACHE_DEPS] = { STR_INIT("product:1"), STR_INIT("nav") };

struct cache *
open_cache(const char *servers, uint64_t prefix, const char *local)
{
	char begins[64], where[256], bytes[64];
	struct config *c;
	struct cache *cache;

	snprintf(begins, sizeof(begins), "MERCER_CACHE_PREFIX=t%llx", (unsigned long long)prefix);
	snprintf(where, sizeof(where), "MERCER_CACHE_SERVERS=%s", servers ? servers : "");
	snprintf(bytes, sizeof(bytes), "MERCER_CACHE_LOCAL=%s", local);
	c = fixture_config((const char *const[]){ begins, servers ? where : PATIENT, bytes, NULL });
	cache = cache_new(c);
	config_free(c);
	return cache;
}

/* A cache of the private memcached, or of the one that a test is about to hurt, under a prefix of its own. */
struct cache *
fresh_cache(const char *servers)
{
	return open_cache(servers, crypto_random_u64(), "1M");
}

struct cache_want
want(const char *key)
{
	return (struct cache_want){ .key = str_of(key), .deps = cache_deps, .dep_count = CACHE_DEPS, .ttl_s = 100,
		.max_stale_ms = 5000 };
}

void
build_and_put(struct cache *cache, struct arena *a, const struct cache_want *w, const char *value)
{
	struct cache_entry e;

	CU_ASSERT_EQUAL(cache_get(cache, a, w, &e), CACHE_BUILD);
	CU_ASSERT(e.locked && e.storable);
	cache_put(cache, w, &e, str_of(value), STR("\"tag\""));
}

/* Until this process has a copy of it: the first sight is remembered, the second copied, the third shown from the copy.
 * */
void
warm(struct cache *cache, struct arena *a, const struct cache_want *w, const char *value)
{
	int64_t before = cache_stats(cache).copies;
	struct cache_entry e;

	for (int i = 0; i < 3; i++) {
		CU_ASSERT_EQUAL(cache_get(cache, a, w, &e), CACHE_HIT);
		CHECK_STR(e.value, value);
		CHECK_STR(e.tag, "\"tag\"");
	}
	CU_ASSERT_EQUAL(cache_stats(cache).copies, before + 1);
}
