/*
 * cache.h - memcached: versioned entries, one round trip, failure is a miss.
 *
 * An entry depends on *generations*: counters-by-name such as "product:42" or "nav", each a random 64-bit value in
 * memcached.
 * cache_get() asks for the entry and all its generations in one multi-get; the entry is fresh only if it was built with
 * the generations that are current now.  cache_bump() after a commit therefore makes every dependent entry stale at
 * once, without knowing them.  A lost generation is a new generation: eviction can only cause misses.
 *
 *	struct cache_want want = { .key = key, .deps = deps, .dep_count = 2, .ttl_s = 3600 };
 *	switch (cache_get(cache, arena, &want, &entry)) {
 *	case CACHE_HIT: case CACHE_STALE: return entry.value;   // stale: another worker is rebuilding it
 *	case CACHE_BUILD: value = build(); cache_put(cache, &want, &entry, value); return value;
 *	}
 *
 * CACHE_BUILD is answered to one caller at a time (lock by `add`, for 10 s); others get CACHE_STALE until max_stale_ms
 * after the bump or expiry; without such a copy they wait up to 50 ms for the builder's result, then build too.  The
 * caller also becomes the builder early with the XFetch probability: now - cost * ln(rand) >= expiry (Vattani,
 * Chierichetti, Lowenstein, VLDB 2015).
 * Generations read *before* building are stored with the entry, so a write that commits meanwhile makes it stale.
 *
 * A process keeps copies of the entries that it shows often, cache.local bytes of them.  For a copy it asks memcached
 * for the generations alone, still in one round trip, and shows it when they are those that the entry was built with:
 * so a copy is as fresh as the entry, a bump makes it stale at once, and so does a lost generation (flush_all).  It
 * ends when its entry expires.  A copy that is stale, expired or to be renewed early is dropped, and the entry is asked
 * for as if there had been none, so that builders are still elected in memcached.  Without an answer no copy is shown.
 * An entry without deps is not copied.
 * Where a caller says trust_ms, generations that this process heard so recently are not asked for again: under a flash
 * crowd a worker then asks memcached some hundred times a second and not for every request, and a change is seen those
 * milliseconds later.  Never for what decides who somebody is or what he may do.  A bump by this process is seen by it
 * at once.
 *
 * Never truth: every failure (time-out cache.timeout, down, bad bytes) is CACHE_BUILD with nothing stored; after 3
 * failures in a row a breaker skips memcached for 0.5 s, and again after the next one.  From then until memcached
 * answers, each process keeps the few values that it builds for 0.8 s, so that the database sees one request a second
 * for what many ask for, and a change is still seen within a second.  Keys are namespaced by cache.prefix and hashed
 * when longer than 200 bytes or not of printing ASCII without blanks and '#' (memcached injection, ASVS 1.3.9).  Values
 * start with magic, key hash, lengths and checksum.  Values above cache.max_value are not stored.  libmemcached is
 * included by cache_ring.c alone.  One
 * struct cache per process; opened after fork.
 * Several servers form a ketama ring.  A server that is down is not replaced by others: entries that need it are built
 * each time.  (Were its generations taken over by another server, they would be old ones again when it comes back.)
 * Without cache.servers everything is CACHE_BUILD and cache_bump() is OK.
 */
#ifndef MERCER_CACHE_H
#define MERCER_CACHE_H

#include "lib/base/conf.h"
#include "lib/base/clock.h"

struct cache;
#define CACHE_DEPS_MAX 8

struct cache *cache_new(const struct config *c);
void cache_free(struct cache *cache);

struct cache_want {
	struct str key;         /* built by one function per kind of thing; include locale and currency */
	const struct str *deps; /* generations it depends on */
	size_t dep_count;
	unsigned ttl_s;         /* 1..2592000 (30 days); stored with +-10 % jitter */
	/* how long after a bump or expiry the old copy may be shown while one worker rebuilds */
	unsigned max_stale_ms;
	/* generations that this process heard so recently need not be asked for again; 0: always ask */
	unsigned trust_ms;
};
enum cache_state { CACHE_HIT, CACHE_STALE, CACHE_BUILD };
struct cache_entry {
	struct str value;       /* lives as long as the arena; absent with CACHE_BUILD when there is no old copy */
	struct str tag;         /* small text stored with the value: ETag, content type */
	uint64_t generations[CACHE_DEPS_MAX]; /* what cache_put() stores */
	int64_t started;        /* ticks when building began: the cost for XFetch */
	bool locked;            /* this caller holds the build lock */
	bool storable;          /* memcached answered, so cache_put() may store */
};
enum cache_state cache_get(
    struct cache *cache, struct arena *a, const struct cache_want *want, struct cache_entry *out);
/* Store after CACHE_BUILD and release the lock.  Never fails visibly. */
void cache_put(struct cache *cache, const struct cache_want *want, const struct cache_entry *entry, struct str value,
    struct str tag);
/* Give the lock up without storing (the build failed). */
void cache_abandon(struct cache *cache, const struct cache_want *want, const struct cache_entry *entry);
/* New value for a generation.  Call after COMMIT.  ERR_UNAVAILABLE: not reached; the caller repeats it (outbox,
 * indexer) so that a change becomes visible within a second of memcached being back. */
enum err cache_bump(struct cache *cache, struct str dep) MUST_CHECK;

/* The value of a generation as the last cache_get() of this process found it, for what is kept in memory under it; 0:
 * it was not among the deps of that call, or that was more than 0.1 s ago, or memcached did not answer. */
uint64_t cache_generation(const struct cache *cache, struct str dep);

/* Plain counters for rate limits: increments and gives the new value; expires ttl_s after creation.  ERR_UNAVAILABLE:
 * caller decides open or closed. */
enum err cache_count(struct cache *cache, struct str key, unsigned ttl_s, uint64_t *out) MUST_CHECK;

struct cache_stats {
	int64_t hits, stale, builds, failures, round_trips;
	int64_t copies; /* hits that were shown from this process's copy */
	bool breaker_open;
};
struct cache_stats cache_stats(const struct cache *cache); /* since start */

#endif
