/*
 * cache_local.h - a few values in this process's memory, for the time that memcached is away.  Used by cache.c alone.
 *
 * Without memcached nobody tells of changes, so a value lives shorter than the second within which a change must be
 * seen.  That is enough: what many ask for at once is built once per process and second instead of once per request.
 */
#ifndef MERCER_CACHE_LOCAL_H
#define MERCER_CACHE_LOCAL_H

#include "lib/base/arena.h"
#include "lib/base/clock.h"
#include "lib/base/str.h"

#define LOCAL_US (800 * 1000)           /* life of a value, from when its building began */
#define LOCAL_SLOTS 16
#define LOCAL_BYTES ((size_t)512 << 10) /* of all values together: the process stays small */

struct local {
	struct local_slot {
		char *bytes; /* key, tag, value; NULL: free */
		size_t key_len, tag_len, value_len;
		int64_t expires; /* ticks */
	} slots[LOCAL_SLOTS];
	size_t bytes;
};

/* Copies in the arena.  False: there is none that is young enough. */
bool local_get(const struct local *l, struct arena *a, struct str key, int64_t now, struct str *value, struct str *tag);
/* `started`: ticks when building began.  What does not fit pushes out the oldest; what is too large is not kept. */
void local_put(struct local *l, struct str key, int64_t started, struct str value, struct str tag);
/* Memcached is back: gives all memory back. */
void local_clear(struct local *l);

#endif
