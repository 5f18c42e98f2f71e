/*
 * cache_direct.h - the multi-get of one memcached on a unix socket, without libmemcached.
 *
 * Nine of ten calls of a busy shop are this one.  libmemcached reads 8 kB at a time from a socket that never blocks: a
 * page of 34 kB costs ten calls, here two.  Everything else, and every other kind of server, stays with libmemcached.
 */
#ifndef MERCER_CACHE_DIRECT_H
#define MERCER_CACHE_DIRECT_H

#include "lib/base/str.h"

struct direct {
	const char *path;   /* NULL: not in use */
	int64_t timeout_us; /* of connecting, and of each wait for bytes */
	int fd;             /* -1: connect first */
	char *in;           /* the answer */
	size_t len, cap;
};

/* As ring_get().  False: no whole answer came; the connection is closed, errno says why (EAGAIN: time-out, EPROTO:
 * nonsense). */
bool direct_get(struct direct *d, struct arena *a, const struct str *keys, size_t n, struct str *values);
/* Close the connection and give memory back. */
void direct_reset(struct direct *d);

#endif
