/*
 * pool.c - the master: options, what is loaded before the first fork, signals, and the loop.  See pool.h.
 *
 * Everything that workers share unchanged (configuration, texts, compiled templates, the cursor key) is made before the
 * first fork and stays on shared pages.  Signals are blocked except while the loop waits, so handlers only set flags.
 */
#include "config.h"
#include "lib/web/pool_master.h"
#include "lib/web/i18n.h"
#include "lib/web/openapi.h"
#include "lib/web/tmpl.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#define READY_WAIT_MS 60000
#define STOP_NOW_US US_PER_S
#define CURSOR_KEY_BYTES 32

static const int signals[] = { SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2, SIGCHLD };
static volatile sig_atomic_t got[NSIG];

static const struct option long_options[] = {
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

static int usage(const char *name, int status);
static int version(const char *name);
static int complain(const struct pool *p, const char *what);
static enum err resolve(struct pool *p, const char *name) MUST_CHECK;
static void merge_routes(struct pool *p);
static int print_routes(struct pool *p);
static int print_api(struct pool *p);
static enum err need_guard(const struct pool *p) MUST_CHECK;
static enum err load_cursor_key(struct pool *p) MUST_CHECK;
static enum err listen_on_sockets(struct pool *p) MUST_CHECK;
static void become_daemon(struct pool *p);
static void block_signals(sigset_t *waiting);
static void note_ready(struct pool *p);
static void handle_signals(struct pool *p);
static void stop(struct pool *p, int sig, int64_t within_us);
static void loop(struct pool *p, const sigset_t *waiting);

int
pool_main(const struct module *m, int argc, char **argv)
{
	static struct pool p;
	bool test = false, routes = false, part = false;
	sigset_t waiting;
	int option;

	p.module = m;
	p.ready_fd = p.listen.fd = p.status.fd = -1;
	for (size_t i = 0; i < POOL_CLIENTS; i++)
		p.clients[i].fd = -1;
	p.arena = arena_new();
	while ((option = getopt_long(argc, argv, "ac:tfrhV", long_options, NULL)) != -1) {
		switch (option) {
		case 'a': part = true; break;
		case 'c': p.config_path = optarg; break;
		case 't': test = true; break;
		case 'f': p.foreground = true; break;
		case 'r': routes = true; break;
		case 'h': return usage(argv[0], 0);
		case 'V': return version(m->name);
		default: return usage(argv[0], 2);
		}
	}
	log_open(m->name, LOG_INFO, STDERR_FILENO);
	if (optind < argc)
		return usage(argv[0], 2);
	if (routes)
		return print_routes(&p);
	if (part)
		return print_api(&p);
	if (resolve(&p, argv[0]) || pool_load(&p))
		return complain(&p, "start");
	if (test) {
		printf("%s: configuration, texts and templates are right\n", m->name);
		return 0;
	}
	block_signals(&waiting);
	pool_adopt(&p);
	if (listen_on_sockets(&p))
		return complain(&p, "listen");
	if (m->prepare && m->prepare(p.config))
		return complain(&p, "prepare");
	if (!p.foreground)
		become_daemon(&p);
	if (pool_open_log(&p))
		return complain(&p, "open the log");
	p.board = board_new(p.max_workers, p.routes.count);
	loop(&p, &waiting);
	return 0;
}

static int
usage(const char *name, int status)
{
	fprintf(status ? stderr : stdout,
	    "usage: %s [-c FILE] [-t] [-f] [-r] [-a]\n"
	    "  -c FILE  configuration (else defaults and MERCER_* environment)\n"
	    "  -t       try the configuration, texts and templates, then end\n"
	    "  -f       stay in the foreground\n"
	    "  -r       print the routes, a JSON object a line, then end\n"
	    "  -a       print the program's part of the API description, then end\n"
	    "signals: QUIT finish and end, TERM end, HUP or USR2 load program and configuration anew, USR1 reopen the log\n",
	    name);
	return status;
}

static int
version(const char *name)
{
	printf("%s (%s) %s\n", name, PACKAGE_NAME, PACKAGE_VERSION);
	return 0;
}

static int
complain(const struct pool *p, const char *what)
{
	fprintf(stderr, "%s: could not %s: %s\n", p->module->name, what, err_detail());
	return 1;
}

/* Absolute paths, because a reload happens years later.  The program is not looked up through symbolic links: a
 * deployment that moves a link is meant to be found by a reload. */
static enum err
resolve(struct pool *p, const char *name)
{
	char dir[4096];

	if (!getcwd(dir, sizeof(dir)))
		return err_fail(ERR_IO, "could not find the current directory: %s", strerrordesc_np(errno));
	if (name[0] == '/') {
		p->program = name;
	} else if (strchr(name, '/')) {
		p->program = arena_printf(p->arena, "%s/%s", dir, name);
	} else {
		char *path = arena_alloc(p->arena, sizeof(dir));
		ssize_t n = readlink("/proc/self/exe", path, sizeof(dir) - 1);
		if (n < 0)
			return err_fail(ERR_IO, "could not find the program's file: %s", strerrordesc_np(errno));
		path[n] = '\0';
		p->program = path;
	}
	if (p->config_path && p->config_path[0] != '/')
		p->config_path = arena_printf(p->arena, "%s/%s", dir, p->config_path);
	return OK;
}

/* Loading. */

enum err
pool_load(struct pool *p)
{
	const struct module *m = p->module;
	enum log_level level;
	enum err err;

	if ((err = config_load(p->config_path, &p->config)))
		return err;
	if ((err = log_level_of(config_str(p->config, "log.level"), &level)))
		return err;
	log_open(m->name, level, STDERR_FILENO);
	p->app.config = p->config;
	p->app.guard = m->guard;
	p->min_workers = (size_t)config_i64(p->config, "pool.min_workers");
	p->max_workers = MAX((size_t)config_i64(p->config, "pool.max_workers"), p->min_workers);
	p->min_spare = MIN((size_t)config_i64(p->config, "pool.min_spare"), p->max_workers);
	p->max_spare = MAX((size_t)config_i64(p->config, "pool.max_spare"), p->min_spare);
	merge_routes(p);
	route_check(&p->routes);
	if ((err = need_guard(p)))
		return err;
	if (m->error_page)
		route_set_error_page(m->error_page);
	if ((err = i18n_load(p->config, &p->app.i18n)))
		return err;
	if (m->template_count > 0)
		err = tmpl_load(p->config, p->app.i18n, m->templates, m->template_count, &p->app.templates);
	if (!err)
		err = load_cursor_key(p);
	if (!err)
		err = pool_build_id(p);
	return err;
}

enum err
pool_open_log(const struct pool *p)
{
	return log_open_as_configured(p->module->name, p->config);
}

/* One table, so that duplicates between a module's files show, and a route has one number in the metrics. */
static void
merge_routes(struct pool *p)
{
	const struct module *m = p->module;
	struct route *all;
	size_t count = 0;

	for (size_t i = 0; i < m->table_count; i++)
		count += m->tables[i]->count;
	all = arena_array(p->arena, struct route, count);
	p->routes = (struct route_table){ all, count };
	for (size_t i = 0; i < m->table_count; i++) {
		memcpy(all, m->tables[i]->routes, m->tables[i]->count * sizeof(*all));
		all += m->tables[i]->count;
	}
}

/* Without somebody who knows sessions and tokens, only routes for everybody can be served. */
static enum err
need_guard(const struct pool *p)
{
	for (size_t i = 0; i < p->routes.count && !p->module->guard; i++)
		if (p->routes.routes[i].access != ACCESS_ALL)
			return err_fail(ERR_INTERNAL, "route '%s' is not for everybody, and the module has no guard",
			    p->routes.routes[i].pattern);
	return OK;
}

/* The table as a program reads it: tests, documentation. */
static int
print_routes(struct pool *p)
{
	merge_routes(p);
	route_check(&p->routes);
	for (size_t i = 0; i < p->routes.count; i++) {
		struct buf b;
		buf_in_arena(&b, p->arena, BUF_LINE);
		route_describe(&b, &p->routes.routes[i]);
		printf("%.*s\n", STR_ARG(buf_view(&b)));
	}
	return 0;
}

static int
print_api(struct pool *p)
{
	const struct route_table *const table = &p->routes;
	struct buf b;

	merge_routes(p);
	route_check(&p->routes);
	buf_in_arena(&b, p->arena, BUF_REPLY);
	openapi_part(&b, &table, 1);
	printf("%.*s", STR_ARG(buf_view(&b)));
	return fflush(stdout) ? 1 : 0;
}

/* The key that signs cursors; the first module that needs it makes it. */
static enum err
load_cursor_key(struct pool *p)
{
	const char *dir = config_z(p->config, "secrets.path");
	char *path = arena_printf(p->arena, "%s/cursor", dir),
	     *made = arena_printf(p->arena, "%s.%d", path, (int)getpid());
	unsigned char key[CURSOR_KEY_BYTES];
	struct buf text;
	bool written;
	int fd;

	if (access(path, F_OK) != 0) {
		mkdir(dir, 0700);
		fd = open(made, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400);
		if (fd < 0)
			return err_fail(ERR_IO, "could not make the key '%s': %s", path, strerrordesc_np(errno));
		crypto_random(key, sizeof(key));
		buf_init(&text, BUF_LINE);
		hex_write(&text, key, sizeof(key)); /* text: a file of secrets may end in a line break */
		written = write(fd, text.ptr, text.len) == (ssize_t)text.len && fsync(fd) == 0;
		explicit_bzero(key, sizeof(key));
		explicit_bzero(text.ptr, text.len);
		buf_release(&text);
		close(fd);
		/* link() fails when another module was first: then its key counts. */
		if (!written || (link(made, path) && errno != EEXIST)) {
			unlink(made);
			return err_fail(ERR_IO, "could not make the key '%s': %s", path, strerrordesc_np(errno));
		}
		unlink(made);
	}
	return secret_read(path, CURSOR_KEY_BYTES, &p->app.cursor_key);
}

static enum err
listen_on_sockets(struct pool *p)
{
	const char *path = config_z(p->config, "pool.socket"), *status = config_z(p->config, "pool.status_socket");
	mode_t mode = (mode_t)strtoul(config_z(p->config, "pool.socket_mode"), NULL, 8);
	enum err err = OK;

	if (path[0] != '/' && !strchr(path, '/'))
		return err_fail(ERR_INVALID, "pool.socket must be the path of a unix socket, not '%s'", path);
	if (p->listen.fd < 0)
		err = pool_socket_open(&p->listen, path, mode, (int)config_i64(p->config, "pool.backlog"));
	if (!err && p->status.fd < 0 && status[0] != '\0')
		err = pool_socket_open(&p->status, status, 0600, 16);
	return err;
}

/* Life. */

/* The parent ends when the first worker serves, so that a script may go on with the next step. */
static void
become_daemon(struct pool *p)
{
	int fds[2], null;
	char byte;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) || (pid = fork()) < 0)
		exit(complain(p, "start in the background"));
	if (pid > 0) {
		struct pollfd wait = { .fd = fds[0], .events = POLLIN };
		close(fds[1]);
		_exit(poll(&wait, 1, READY_WAIT_MS) == 1 && read(fds[0], &byte, 1) == 1 ? 0 : 1);
	}
	close(fds[0]);
	p->ready_fd = fds[1];
	setsid();
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	if (!str_is_empty(config_str(p->config, "log.path")))
		dup2(null, STDERR_FILENO);
	close(null);
}

static void
on_signal(int sig)
{
	got[sig] = 1;
}

static void
block_signals(sigset_t *waiting)
{
	const struct sigaction act = { .sa_handler = on_signal }, ignore = { .sa_handler = SIG_IGN };
	sigset_t ours;

	sigemptyset(&ours);
	for (size_t i = 0; i < COUNT(signals); i++) {
		sigaddset(&ours, signals[i]);
		sigaction(signals[i], &act, NULL);
	}
	sigaction(SIGPIPE, &ignore, NULL);
	pthread_sigmask(SIG_BLOCK, &ours, waiting);
	/* After a reload they were blocked by the image before. */
	for (size_t i = 0; i < COUNT(signals); i++)
		sigdelset(waiting, signals[i]);
}

static void
write_pid_file(const struct pool *p)
{
	const char *path = config_z(p->config, "pool.pid_file");
	FILE *f = path[0] ? fopen(path, "we") : NULL;

	if (path[0] && !f)
		log_event(LOG_ERROR, "pool.pid_file", log_z("path", path), log_z("error", strerrordesc_np(errno)));
	if (f) {
		fprintf(f, "%d\n", (int)getpid());
		fclose(f);
	}
}

/* Poll the listening socket only while a new worker could be forked for whoever waits there. */
static bool
would_grow(struct pool *p, int64_t now)
{
	return !p->stopping && now >= p->blocked_until && pool_worker_count(p) < p->max_workers &&
	    pool_idle_count(p) == 0 && board_count(p->board, SLOT_STARTING) == 0;
}

static void
loop(struct pool *p, const sigset_t *waiting)
{
	const struct timespec tick = { 0, POOL_TICK_US * 1000 };
	int64_t next = 0;

	write_pid_file(p);
	log_event(LOG_INFO, "pool.started", log_z("socket", p->listen.path), log_str("build", p->app.build),
	    log_i64("old_workers", (int64_t)p->old_count));
	for (;;) {
		struct pollfd fds[POOL_CLIENTS + 2];
		int64_t now = clock_ticks();
		size_t count = 1 + pool_status_poll(p, fds + 1);
		int n;

		fds[0] = (struct pollfd){ .fd = would_grow(p, now) ? p->listen.fd : -1, .events = POLLIN };
		n = ppoll(fds, count, &tick, waiting);
		now = clock_ticks();
		handle_signals(p);
		if (now >= next || (n > 0 && fds[0].revents)) {
			pool_maintain(p, now);
			pool_old_maintain(p, now);
			note_ready(p);
			next = now + POOL_TICK_US;
		}
		if (n > 0)
			pool_status_handle(p, fds + 1, now);
		if (p->stopping && pool_worker_count(p) == 0 && p->old_count == 0)
			break;
		if (p->stopping && now >= p->stop_deadline) {
			pool_signal_workers(p, SIGKILL);
			for (size_t i = 0; i < p->old_count; i++)
				kill(p->old[i].pid, SIGKILL);
		}
	}
	pool_status_close(p);
	pool_socket_close(&p->status, true);
	if (config_z(p->config, "pool.pid_file")[0])
		unlink(config_z(p->config, "pool.pid_file"));
	log_event(LOG_INFO, "pool.stopped", log_i64("forks", p->board->forks));
}

/* A worker that is at work already counts too: under full load none may be seen idle. */
static void
note_ready(struct pool *p)
{
	size_t not_yet = board_count(p->board, SLOT_STARTING) + board_count(p->board, SLOT_ENDING);

	if (p->ready || pool_worker_count(p) <= not_yet)
		return;
	p->ready = true;
	log_event(LOG_INFO, "pool.ready", log_i64("workers", (int64_t)pool_worker_count(p)));
	if (p->ready_fd >= 0) {
		if (write(p->ready_fd, "1", 1) != 1)
			log_event(LOG_DEBUG, "pool.parent_gone", log_z("error", strerrordesc_np(errno)));
		close(p->ready_fd);
		p->ready_fd = -1;
	}
}

static bool
take(int sig)
{
	bool was = got[sig];

	got[sig] = 0;
	return was;
}

static void
handle_signals(struct pool *p)
{
	if (take(SIGCHLD))
		pool_reap(p);
	if (take(SIGUSR1)) {
		if (pool_open_log(p))
			log_event(LOG_ERROR, "log.reopen_failed", log_z("detail", err_detail()));
		pool_signal_workers(p, SIGUSR1);
		log_event(LOG_INFO, "log.reopened", log_z("path", config_z(p->config, "log.path")));
	}
	if (take(SIGQUIT))
		stop(p, SIGQUIT, config_ms(p->config, "pool.stop_timeout") * 1000);
	if (take(SIGTERM) + take(SIGINT))
		stop(p, SIGTERM, STOP_NOW_US);
	if (take(SIGHUP) + take(SIGUSR2))
		pool_reload_begin(p);
}

static void
stop(struct pool *p, int sig, int64_t within_us)
{
	int64_t deadline = clock_ticks() + within_us;

	log_event(LOG_INFO, "pool.stopping", log_i64("signal", sig));
	p->stop_deadline = p->stopping ? MIN(p->stop_deadline, deadline) : deadline;
	p->stopping = true;
	/* New clients get "connection refused" at once instead of waiting in a queue that nobody empties. */
	pool_socket_close(&p->listen, true);
	pool_signal_workers(p, sig);
	for (size_t i = 0; i < p->old_count; i++)
		kill(p->old[i].pid, sig);
}
