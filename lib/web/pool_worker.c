/*
 * pool_worker.c - workers: born, counted, ended.
 *
 * Every tick (a tenth of a second, and at once when connections wait while nobody is idle) the master looks at the
 * scoreboard and at the listening socket's queue.  Connections that still wait at the second look want another worker,
 * whatever the scoreboard says: under load a worker that expects its kept connection's next request counts as idle most
 * of the time, and so does one that is stopped or stuck.  Growth doubles while it is needed, at most SPAWN_PER_S a
 * second; shrinking is one worker a second.  A worker that dies within YOUNG_US of its birth delays the next birth by a
 * time that doubles, so that a module that cannot start does not become a fork storm.
 */
#include "lib/web/pool_master.h"
#include "lib/web/serve.h"

#include <errno.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define SPAWN_PER_S 32
#define YOUNG_US US_PER_S
#define BACKOFF_MIN_US (US_PER_S / 10)
#define BACKOFF_MAX_US (10 * US_PER_S)
#define FILES_MAX 256
#define QUEUED_LOOKS 2 /* one may be a connection that a woken worker is about to take */

static volatile sig_atomic_t worker_stop, worker_reopen;

static bool spawn(struct pool *p);
static void note_queue(struct pool *p);
static void grow(struct pool *p, int64_t now);
static void shrink(struct pool *p, int64_t now);
static void enforce_time_limit(struct pool *p, int64_t now);
static void worker_ended(struct pool *p, struct pool_slot *slot, int status);
static void limit_rights(pid_t master);

void
pool_maintain(struct pool *p, int64_t now)
{
	size_t busy;

	enforce_time_limit(p, now);
	if (p->stopping)
		return;
	busy = pool_worker_count(p) - pool_idle_count(p);
	p->board->max_active = MAX(p->board->max_active, (int64_t)busy);
	note_queue(p);
	grow(p, now);
	shrink(p, now);
}

size_t
pool_worker_count(struct pool *p)
{
	return p->board->slots - board_count(p->board, SLOT_EMPTY);
}

size_t
pool_idle_count(struct pool *p)
{
	return board_count(p->board, SLOT_IDLE) + board_count(p->board, SLOT_KEPT);
}

void
pool_signal_workers(struct pool *p, int sig)
{
	for (size_t i = 0; i < p->board->slots; i++) {
		struct pool_slot *slot = board_slot(p->board, i);
		if (board_get(slot->state) != SLOT_EMPTY)
			kill(board_get(slot->pid), sig);
	}
}

void
pool_reap(struct pool *p)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid == p->trial) {
			pool_reload_trial_ended(p, status);
			continue;
		}
		if (pool_old_reaped(p, pid))
			continue;
		for (size_t i = 0; i < p->board->slots; i++) {
			struct pool_slot *slot = board_slot(p->board, i);
			if (board_get(slot->pid) == pid && board_get(slot->state) != SLOT_EMPTY)
				worker_ended(p, slot, status);
		}
	}
}

static void
worker_ended(struct pool *p, struct pool_slot *slot, int status)
{
	int64_t now = clock_ticks(), age = now - board_get(slot->started);
	bool clean = WIFEXITED(status) && WEXITSTATUS(status) == 0;

	p->board->deaths++;
	if (!clean) {
		p->board->crashes++;
		log_event(LOG_ERROR, "worker.died", log_i64("worker", board_get(slot->pid)),
		    log_i64("signal", WIFSIGNALED(status) ? WTERMSIG(status) : 0),
		    log_i64("exit", WIFEXITED(status) ? WEXITSTATUS(status) : 0), log_i64("age_ms", age / 1000),
		    log_z("state", slot_state_name((enum slot_state)board_get(slot->state))),
		    log_z("target", slot->path), log_z("request_id", slot->request_id));
	}
	board_put(slot->pid, 0);
	slot_set(slot, SLOT_EMPTY, now);
	if (clean || p->stopping)
		return;
	if (age < YOUNG_US) {
		p->backoff_us = p->backoff_us ? MIN(p->backoff_us * 2, BACKOFF_MAX_US) : BACKOFF_MIN_US;
		p->blocked_until = now + p->backoff_us;
		p->last_crash = now;
		log_event(LOG_WARN, "pool.backoff", log_i64("ms", p->backoff_us / 1000));
	}
}

static void
note_queue(struct pool *p)
{
	int64_t waiting, most;

	pool_socket_queue(&p->listen, &waiting, &most);
	p->board->max_queue = MAX(p->board->max_queue, waiting);
	p->queued_looks = waiting > 0 ? p->queued_looks + 1 : 0;
}

static void
grow(struct pool *p, int64_t now)
{
	size_t total = pool_worker_count(p), idle = pool_idle_count(p), starting = board_count(p->board, SLOT_STARTING);
	bool queued = p->queued_looks >= QUEUED_LOOKS && starting == 0;
	size_t wanted = 0;

	if (p->backoff_us && now - p->last_crash > MAX(2 * p->backoff_us, US_PER_S))
		p->backoff_us = 0;
	if (now < p->blocked_until)
		return;
	if (now - p->window_started >= US_PER_S) {
		p->window_started = now;
		p->window_forks = 0;
	}
	if (total < p->min_workers) {
		wanted = p->min_workers - total;
	} else if (queued || idle + starting < p->min_spare || idle + starting == 0) {
		if (total == p->max_workers && !p->at_max && idle == 0) {
			p->at_max = true;
			p->board->max_reached++;
			log_event(LOG_WARN, "pool.max_workers", log_i64("workers", (int64_t)total));
		}
		wanted = MAX(p->spawn_rate, 1);
		p->spawn_rate = MIN(wanted * 2, SPAWN_PER_S);
	} else {
		p->spawn_rate = 1;
	}
	if (idle > 0)
		p->at_max = false;
	wanted = MIN(wanted, p->max_workers - MIN(total, p->max_workers));
	while (wanted-- > 0 && p->window_forks < SPAWN_PER_S && spawn(p))
		p->window_forks++;
}

/* The one that has waited longest, when there are too many and it has waited long enough. */
static void
shrink(struct pool *p, int64_t now)
{
	int64_t timeout = config_ms(p->config, "pool.idle_timeout") * 1000, oldest = now - timeout;
	struct pool_slot *lazy = NULL;

	if (now - p->last_shrink < US_PER_S || pool_worker_count(p) <= p->min_workers ||
	    pool_idle_count(p) <= p->max_spare)
		return;
	for (size_t i = 0; i < p->board->slots; i++) {
		struct pool_slot *slot = board_slot(p->board, i);
		int state = board_get(slot->state);
		if ((state == SLOT_IDLE || state == SLOT_KEPT) && board_get(slot->since) < oldest) {
			lazy = slot;
			oldest = board_get(slot->since);
		}
	}
	if (!lazy)
		return;
	p->last_shrink = now;
	kill(board_get(lazy->pid), SIGQUIT);
}

static void
enforce_time_limit(struct pool *p, int64_t now)
{
	int64_t limit = config_ms(p->config, "pool.request_timeout") * 1000;

	for (size_t i = 0; limit > 0 && i < p->board->slots; i++) {
		struct pool_slot *slot = board_slot(p->board, i);
		int state = board_get(slot->state);
		int64_t us = now - board_get(slot->request_started);
		if ((state != SLOT_RUNNING && state != SLOT_READING) || us <= limit)
			continue;
		p->board->kills++;
		log_event(LOG_ERROR, "request.killed", log_i64("worker", board_get(slot->pid)), log_i64("us", us),
		    log_z("method", slot->method), log_z("target", slot->path), log_z("request_id", slot->request_id),
		    log_z("query", slot->query));
		kill(board_get(slot->pid), SIGKILL);
		slot_set(slot, SLOT_ENDING, now); /* once; worker_ended() follows */
	}
}

/* The child. */

static bool
spawn(struct pool *p)
{
	struct pool_slot *slot = NULL;
	pid_t master = getpid(), pid;

	for (size_t i = 0; i < p->board->slots && !slot; i++)
		if (board_get(board_slot(p->board, i)->state) == SLOT_EMPTY)
			slot = board_slot(p->board, i);
	if (!slot)
		return false;
	board_put(slot->requests, 0);
	board_put(slot->started, clock_ticks());
	slot->query = NULL;
	slot->method[0] = slot->path[0] = slot->request_id[0] = '\0';
	slot_set(slot, SLOT_STARTING, clock_ticks());
	pid = fork();
	if (pid < 0) {
		log_event(LOG_ERROR, "pool.fork_failed", log_z("error", strerrordesc_np(errno)));
		slot_set(slot, SLOT_EMPTY, clock_ticks());
		p->blocked_until = clock_ticks() + US_PER_S;
		return false;
	}
	if (pid == 0) {
		limit_rights(master);
		pool_worker_main(p, slot);
	}
	board_put(slot->pid, pid);
	p->board->forks++;
	return true;
}

/* A worker can gain no rights, leaves no core with customers' data in it, and does not outlive its master. */
static void
limit_rights(pid_t master)
{
	const struct rlimit no_core = { 0, 0 }, files = { FILES_MAX, FILES_MAX };

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	setrlimit(RLIMIT_CORE, &no_core);
	setrlimit(RLIMIT_NOFILE, &files);
	prctl(PR_SET_PDEATHSIG, SIGQUIT, 0, 0, 0);
	if (getppid() != master)
		_exit(1);
}

static void
on_signal(int sig)
{
	if (sig == SIGUSR1)
		worker_reopen = 1;
	else
		worker_stop = 1;
}

static void
reopen_logs(void *payload)
{
	const struct pool *p = payload;

	if (pool_open_log(p))
		log_event(LOG_ERROR, "log.reopen_failed", log_z("detail", err_detail()));
}

/* +-10 %, so that workers born together do not end together. */
static int64_t
with_jitter(int64_t n)
{
	int64_t tenth = n / 10;

	if (tenth == 0)
		return n;
	return n - tenth + (int64_t)(crypto_random_u64() % (uint64_t)(2 * tenth + 1));
}

void
pool_worker_main(struct pool *p, struct pool_slot *slot)
{
	const struct sigaction act = { .sa_handler = on_signal }, ignore = { .sa_handler = SIG_IGN };
	struct app *app = &p->app;
	struct serve s = {
		.listen_fd = p->listen.fd,
		.app = app,
		.routes = &p->routes,
		.board = p->board,
		.slot = slot,
		.stop = &worker_stop,
		.reopen = &worker_reopen,
		.reopen_logs = reopen_logs,
		.payload = p,
		.max_requests = with_jitter(config_i64(p->config, "pool.max_requests")),
		.body_max = config_i64(p->config, "pool.body_max"),
		.slow_us = config_ms(p->config, "pool.slow_request") * 1000,
	};

	/* All are blocked since before the fork: nothing is lost between the two sets of handlers. */
	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGQUIT, &act, NULL);
	sigaction(SIGUSR1, &act, NULL);
	sigaction(SIGINT, &ignore, NULL); /* Ctrl-C goes to all; the master tells us */
	sigaction(SIGHUP, &ignore, NULL);
	sigaction(SIGUSR2, &ignore, NULL);
	sigaction(SIGCHLD, &(struct sigaction){ .sa_handler = SIG_DFL }, NULL);
	pool_status_close(p);
	pool_socket_close(&p->status, false);
	if (p->ready_fd >= 0)
		close(p->ready_fd);
	board_put(slot->pid, getpid());
	app->db = db_new(p->config, p->module->name);
	db_watch(app->db, &slot->query);
	app->cache = str_is_empty(config_str(p->config, "cache.servers")) ? NULL : cache_new(p->config);
	if (p->module->open) {
		enum err err = p->module->open(app);
		if (err) {
			log_event(LOG_ERROR, "worker.open_failed", log_z("error", err_name(err)),
			    log_z("detail", err_detail()));
			_exit(1);
		}
	}
	serve_loop(&s);
	if (p->module->close)
		p->module->close(app);
	db_free(app->db);
	if (app->cache)
		cache_free(app->cache);
	exit(0);
}
