/*
 * cache_ring.h - libmemcached, reduced to what cache.c needs.  Keys are complete, short and harmless.
 */
#ifndef MERCER_CACHE_RING_H
#define MERCER_CACHE_RING_H

#include "lib/base/str.h"

struct ring;
enum ring_answer {
	RING_OK,
	RING_NO,    /* no such key; add: there is one already */
	RING_FAILED /* time-out, down, nonsense: nothing is known */
};

/* servers: unix sockets (/path) and host:port, separated by commas.  Connects on first use. */
struct ring *ring_new(struct str servers, int64_t timeout_ms);
void ring_free(struct ring *r);
/* Forget connections and what was learnt of dead servers. */
void ring_reset(struct ring *r);

/* One multi-get; values[i] is absent when there is no keys[i].  Values live as long as the arena. */
enum ring_answer ring_get(struct ring *r, struct arena *a, const struct str *keys, size_t n, struct str *values);
enum ring_answer ring_set(struct ring *r, struct str key, struct str value, unsigned ttl_s);
enum ring_answer ring_add(struct ring *r, struct str key, struct str value, unsigned ttl_s);
enum ring_answer ring_delete(struct ring *r, struct str key);
enum ring_answer ring_increment(struct ring *r, struct str key, uint64_t *out);
/* What the last failure was: "TIMEOUT ...". */
const char *ring_failure(const struct ring *r);

#endif
