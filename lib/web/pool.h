/*
 * pool.h - the master of a module's workers, as php-fpm's process manager does it (standards C4.1-C4.3).
 *
 * The master opens the listening sockets once, forks pool.min_workers single-threaded workers and keeps
 * min_spare..max_spare idle ones, up to pool.max_workers: grows at once when all are busy (doubling, at most 32 a
 * second), shrinks one a second when idle ones have been idle for pool.idle_timeout.  A dead worker is replaced at
 * once; workers that die within a second of starting make the master wait 0.1 s, doubled up to 10 s (no fork storm).  A
 * request past pool.request_timeout gets its worker killed (503 by nginx);
 * past pool.slow_request it is in the log as event request.slow with its SQL.  A worker ends after pool.max_requests
 * +-10 % requests.
 *
 * Signals to the master: QUIT finish running requests, then end; TERM/INT end now; HUP or USR2 execute the binary again
 * with the listening sockets kept (new configuration and code), the old workers finish what they have: no request is
 * lost; USR1 reopen logs.
 * A reload tries the new binary with -t first and stays with the old one when that fails; the process id does not
 * change.
 * Scoreboard in shared memory (one cache line per worker, written by that worker only): state, pid, requests, current
 * method and path, start of the request, SQL statements, cached or not, histogram of durations per route.
 * Status socket (pool.status_socket, HTTP/1.0 over unix): /status?json (php-fpm's fields and one row per worker),
 * /metrics (Prometheus text 0.0.4), /ping.
 */
#ifndef MERCER_POOL_H
#define MERCER_POOL_H

#include "lib/base/conf.h"

struct req;
struct route_table;
struct tmpl_def;
struct app;

/* What a module is: main.c of a program is this table and a call of pool_main(). */
struct module {
	const char *name;                                   /* "catalog" */
	const struct route_table *const *tables;
	size_t table_count;
	const struct tmpl_def *templates;
	size_t template_count;
	/* In the worker after fork: open what the module needs (search reader) into app->module.  May be NULL. */
	MUST_CHECK enum err (*open)(struct app *app);
	void (*close)(struct app *app);
	const struct guard *guard;                          /* may be NULL: guard.h */
	/* In the master, once, before the first fork: memory that all workers share (a semaphore).  May be NULL. */
	MUST_CHECK enum err (*prepare)(const struct config *c);
	/* HTML error page for a status. */
	enum err (*error_page)(struct req *r, int status);
};

/* Whole life of a module program: options (-c FILE, -t test configuration and templates then exit, -f foreground, -r
 * print the route table as JSON lines then exit), configuration, templates (compiled before fork, shared
 * copy-on-write), master loop.  Returns the exit status: 0, 1 could not start, 2 wrong options.  Without -f the program
 * goes to the background, and its parent ends when the first worker serves. */
int pool_main(const struct module *m, int argc, char **argv);

#endif
