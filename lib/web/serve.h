/*
 * serve.h - a worker's loop: accept, read, route, reply.  fcgiapp.h is included by serve.c alone.
 *
 * libfcgi serves one connection per process.  Between requests on a kept-alive connection the worker polls that
 * connection and the listening socket together, and gives the idle one up as soon as it wins a new one (two
 * FCGX_Request objects, non-blocking listening socket): an idle keep-alive never makes another client wait.  Signals
 * are blocked except while waiting, so SIGTERM never cuts a body or a reply short.  A body shorter than CONTENT_LENGTH
 * is refused; one longer than pool.body_max is 413 before it is read.
 */
#ifndef MERCER_SERVE_H
#define MERCER_SERVE_H

#include "lib/web/route.h"

#include <signal.h>

struct pool_board; /* the scoreboard, and this worker's line of it: pool_board.h */
struct pool_slot;

struct serve {
	int listen_fd;                     /* non-blocking */
	struct app *app;
	const struct route_table *routes;  /* all tables of the module in one */
	struct pool_board *board;
	struct pool_slot *slot;
	volatile sig_atomic_t *stop;       /* set by the QUIT/TERM handler */
	volatile sig_atomic_t *reopen;     /* set by the USR1 handler: reopen_logs() is called between two requests */
	void (*reopen_logs)(void *payload);
	void *payload;
	int64_t max_requests;              /* end after this many; 0 = never */
	int64_t body_max;                  /* bytes */
	int64_t slow_us;                   /* requests that take longer are logged with their SQL; 0 = none */
};
/* Returns when told to stop or after max_requests.  The caller has blocked the signals that set `stop` and `reopen`,
 * and ignores SIGPIPE. */
void serve_loop(struct serve *s);

#endif
