/*
 * pool_master.h - the state of a pool's master, shared by its files; nobody else includes this.
 *
 *	pool.c         options, what is loaded before the first fork, signals, the loop
 *	pool_socket.c  listening sockets: made, found stale, taken over
 *	pool_worker.c  fork, a worker's own set-up, reaping, growing and shrinking, time limits
 *	pool_reload.c  the same master with a new binary; workers of the image before
 *	pool_status.c  the status socket's small HTTP server; pool_report.c writes what it says
 */
#ifndef MERCER_POOL_MASTER_H
#define MERCER_POOL_MASTER_H

#include "lib/web/pool.h"
#include "lib/web/pool_board.h"
#include "lib/web/route.h"

#include <signal.h>
#include <sys/stat.h>

#define POOL_OLD_MAX 2048
#define POOL_CLIENTS 8
#define POOL_TICK_US 100000

/* A listening unix socket and the file that names it. */
struct pool_socket {
	int fd;            /* -1: none */
	const char *path;
	dev_t dev;         /* of the file, so that another's is not removed */
	ino_t ino;
};

/* A connection to the status socket. */
struct pool_client {
	int fd;            /* -1: free */
	char in[1024];
	size_t in_len;
	struct buf out;
	size_t out_at;
	int64_t expires;
};

struct pool {
	const struct module *module;
	const char *program;        /* absolute path, for a reload */
	const char *config_path;    /* absolute; NULL: defaults and environment */
	bool foreground;
	struct arena *arena;        /* lives as long as the process */
	struct config *config;
	struct app app;
	struct route_table routes;  /* all of the module's tables */
	struct pool_board *board;
	struct pool_socket listen, status;
	struct pool_client clients[POOL_CLIENTS];
	int ready_fd;               /* pipe to the parent that waits until a daemon serves; -1: none */

	/* Growing and shrinking. */
	size_t min_workers, max_workers, min_spare, max_spare;
	size_t spawn_rate;          /* next growth, doubled while it is needed */
	size_t window_forks;        /* in this second */
	int64_t window_started;
	int64_t last_shrink;
	unsigned queued_looks;      /* in a row that found connections waiting to be accepted */
	bool at_max;                /* all busy and no more allowed: counted once until it ends */
	/* Workers that die young. */
	int64_t backoff_us, blocked_until, last_crash;

	bool ready;                 /* a worker of this image waits for connections, or did */

	/* Ending. */
	bool stopping;
	int64_t stop_deadline;      /* clock_ticks(): then the rest is killed */

	/* Reloading. */
	pid_t trial;                /* child that tries the new binary and configuration; 0: none */
	bool reload_again;          /* asked for while trial ran */
	struct {
		pid_t pid;
		int64_t kill_at;    /* clock_ticks(); 0: not yet told to end */
	} old[POOL_OLD_MAX];        /* workers of the image before this one */
	size_t old_count;
};

/* pool.c */
enum err pool_load(struct pool *p) MUST_CHECK;       /* configuration, texts, templates, routes */
enum err pool_open_log(const struct pool *p) MUST_CHECK;

/* pool_build.c: fills p->app.build. */
enum err pool_build_id(struct pool *p) MUST_CHECK;

/* pool_socket.c.  ERR_CONFLICT: somebody is listening there already. */
enum err pool_socket_open(struct pool_socket *s, const char *path, mode_t mode, int backlog) MUST_CHECK;
/* Take over a descriptor that the image before has left open. */
enum err pool_socket_adopt(struct pool_socket *s, const char *path, int fd) MUST_CHECK;
void pool_socket_close(struct pool_socket *s, bool remove);
/* Connections that wait to be accepted, and how many may; -1: the kernel does not say. */
void pool_socket_queue(const struct pool_socket *s, int64_t *waiting, int64_t *most);

/* pool_worker.c */
void pool_maintain(struct pool *p, int64_t now);     /* one tick */
void pool_reap(struct pool *p);
void pool_signal_workers(struct pool *p, int sig);
size_t pool_worker_count(struct pool *p);
size_t pool_idle_count(struct pool *p);
_Noreturn void pool_worker_main(struct pool *p, struct pool_slot *slot);

/* pool_reload.c */
void pool_adopt(struct pool *p);                     /* at start: what the image before has left in the environment */
void pool_reload_begin(struct pool *p);
void pool_reload_trial_ended(struct pool *p, int status);
bool pool_old_reaped(struct pool *p, pid_t pid);     /* true: it was one of them */
void pool_old_maintain(struct pool *p, int64_t now);

/* pool_status.c */
struct pollfd;
size_t pool_status_poll(struct pool *p, struct pollfd *fds);
void pool_status_handle(struct pool *p, const struct pollfd *fds, int64_t now);
void pool_status_close(struct pool *p);

/* pool_report.c */
void pool_report_status(struct pool *p, struct buf *b, bool json);
void pool_report_metrics(struct pool *p, struct buf *b);

#endif
