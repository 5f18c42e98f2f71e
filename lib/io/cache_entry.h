/*
 * cache_entry.h - the bytes of an entry and of a generation in memcached.  Used by cache.c alone.
 */
#ifndef MERCER_CACHE_ENTRY_H
#define MERCER_CACHE_ENTRY_H

#include "lib/io/cache.h"

/* A generation: when it began tells for how long an older entry may still be shown. */
struct generation {
	uint64_t id;     /* random; 0 = there is none */
	int64_t since;   /* wall clock, microseconds */
};
#define GENERATION_BYTES sizeof(struct generation)
/* False: other bytes than ours. */
bool generation_read(struct str bytes, struct generation *out);

struct stored {
	int64_t built, expires; /* wall clock, microseconds */
	int64_t cost;           /* microseconds that building took */
	size_t generation_count;
	uint64_t generations[CACHE_DEPS_MAX];
	struct str tag, value;  /* views into the bytes */
};
/* `key` is bound in, so that bytes that belong to another key are refused too. */
void entry_write(struct buf *b, struct str key, const struct stored *s);
bool entry_read(struct str bytes, struct str key, struct stored *out);

#endif
