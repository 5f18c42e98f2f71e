/*
 * serve.h - a worker's loop: accept, read, route, reply.  fcgiapp.h is included by serve.c alone.
 *
 * libfcgi serves one connection per process.  Between requests on a kept-alive connection the worker polls that connection and the listening
 * socket together, and gives the idle one up as soon as it wins a new one (two FCGX_Request objects, non-blocking listening
 * socket): an idle keep-alive never makes another client wait.  Signals are blocked except while waiting, so SIGTERM never cuts a
 * body or a reply short.  A body shorter than CONTENT_LENGTH is refused; one longer than pool.body_max is 413 before it is read.
 */
#ifndef MERCER_SERVE_H
#define MERCER_SERVE_H

#include "lib/web/route.h"

struct pool_slot; /* this worker's line of the scoreboard */

struct serve {
	int listen_fd;
	struct app *app;
	const struct route_table *const *tables;
	size_t table_count;
	struct pool_slot *slot;      /* NULL in tests */
	volatile int *stop;          /* set by the QUIT/TERM handler */
	int64_t max_requests;        /* end after this many; 0 = never */
};
/* Returns when told to stop or after max_requests. */
void serve_loop(struct serve *s);

#endif
