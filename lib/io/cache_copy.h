/*
 * cache_copy.h - entries that this process keeps a copy of, most recently used first.  Used by cache.c alone.
 *
 * A copy is the entry as it was read from memcached, with the generations that it was built with.  It says nothing of
 * freshness: whoever finds one asks memcached for the generations of now and compares.  What that saves is moving and
 * checking the value for each request.
 *
 * A key is copied when it is seen for the second time, so that a crawler who reads the whole catalogue once moves
 * nothing out.
 */
#ifndef MERCER_CACHE_COPY_H
#define MERCER_CACHE_COPY_H

#include "lib/io/cache_entry.h"

struct copies;

struct copy {
	struct stored entry; /* tag and value are the copy's own */
	struct str key;
};

/* `most`: bytes of all copies together, with what they cost besides; 0: none is ever kept. */
struct copies *copies_new(size_t most);
/* Those that are pinned live on until they are not. */
void copies_free(struct copies *c);

/* NULL: there is none.  It may be gone at the next call, unless it is pinned. */
const struct copy *copies_find(struct copies *c, struct str key);
/* It stays as it is until the arena is reset, whatever happens to the copies. */
void copy_pin(const struct copy *copy, struct arena *a);
/* An entry that was just read: kept from the second time on, in the place of an older copy.  Larger than an eighth of
 * all: never. */
void copies_offer(struct copies *c, struct str key, const struct stored *entry);
void copies_drop(struct copies *c, struct str key);

#endif
