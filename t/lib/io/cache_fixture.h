/* cache_fixture.h - what the tests of the cache share: caches of their own, one thing to keep, and its usual life. */
#ifndef MERCER_T_IO_CACHE_FIXTURE_H
#define MERCER_T_IO_CACHE_FIXTURE_H

#include "t/lib/io/fixture.h"
#include "lib/io/cache.h"

#define NOW INT64_C(1763806830000000)

/* On a busy machine memcached may take longer than a shop would wait. */
#define PATIENT "MERCER_CACHE_TIMEOUT=5s"

#define CACHE_DEPS 2
extern const struct str cache_deps[CACHE_DEPS];

/* A cache under this prefix, with room for copies; fresh_cache(): a prefix of its own; NULL: the private memcached. */
struct cache *open_cache(const char *servers, uint64_t prefix, const char *local);
struct cache *fresh_cache(const char *servers);
struct cache_want want(const char *key);
void build_and_put(struct cache *cache, struct arena *a, const struct cache_want *w, const char *value);
void warm(struct cache *cache, struct arena *a, const struct cache_want *w, const char *value);

#endif
