/*
 * pool_reload.c - the same process with a new program.
 *
 * The master tries the new binary and configuration in a child (-t).  Only when that succeeds it executes the new
 * binary in place:
 * same process id (supervisors and pid files stay right), same listening sockets, same children.  The old workers go on
 * serving until a new one waits for connections; then they are told to finish.  Connections that wait in the socket's
 * queue meanwhile stay there, so no request is lost.  When the new image's workers cannot start, the old ones simply
 * stay.
 *
 * Handed over in the environment: MERCER_FDS "5:/run/x.sock 6:/run/x.status", MERCER_OLD_WORKERS "123 124".
 */
#include "lib/web/pool_master.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#define ENV_FDS "MERCER_FDS"
#define ENV_OLD "MERCER_OLD_WORKERS"

static void execute(struct pool *p);
static void adopt_socket(struct pool *p, struct str item);
static void add_old(struct pool *p, pid_t pid);

void
pool_adopt(struct pool *p)
{
	struct str fds = str_dup(p->arena, str_of(getenv(ENV_FDS))), old = str_dup(p->arena, str_of(getenv(ENV_OLD))),
		   item;
	int64_t pid;

	unsetenv(ENV_FDS);
	unsetenv(ENV_OLD);
	while (str_split(&fds, ' ', &item))
		adopt_socket(p, item);
	while (str_split(&old, ' ', &item))
		if (!str_to_i64(item, 2, INT32_MAX, &pid))
			add_old(p, (pid_t)pid);
}

/* A socket whose path is no longer configured is closed; its file goes too. */
static void
adopt_socket(struct pool *p, struct str item)
{
	size_t colon = str_find(item, ':');
	const char *path = str_z(p->arena, str_skip(item, colon + 1));
	struct pool_socket s = { .fd = -1 };
	int64_t fd;
	enum err err;

	if (str_to_i64(str_cut(item, colon), 3, INT32_MAX, &fd))
		return;
	err = pool_socket_adopt(&s, path, (int)fd);
	if (!strcmp(path, config_z(p->config, "pool.socket")) && !err)
		p->listen = s;
	else if (!strcmp(path, config_z(p->config, "pool.status_socket")) && !err)
		p->status = s;
	else
		pool_socket_close(&s, !err);
	if (err)
		log_event(LOG_ERROR, "pool.socket_not_adopted", log_z("path", path), log_z("detail", err_detail()));
}

static void
add_old(struct pool *p, pid_t pid)
{
	if (p->old_count < POOL_OLD_MAX) {
		p->old[p->old_count].pid = pid;
		p->old[p->old_count++].kill_at = 0;
	}
}

void
pool_reload_begin(struct pool *p)
{
	sigset_t none;

	if (p->stopping)
		return;
	if (p->trial) {
		p->reload_again = true;
		return;
	}
	log_event(LOG_INFO, "pool.reload_trial", log_z("program", p->program));
	p->trial = fork();
	if (p->trial < 0) {
		p->trial = 0;
		log_event(LOG_ERROR, "pool.fork_failed", log_z("error", strerrordesc_np(errno)));
	} else if (p->trial == 0) {
		sigemptyset(&none);
		pthread_sigmask(SIG_SETMASK, &none, NULL);
		execl(p->program, p->program, "-t", p->config_path ? "-c" : NULL, p->config_path, NULL);
		_exit(127);
	}
}

void
pool_reload_trial_ended(struct pool *p, int status)
{
	p->trial = 0;
	if (p->stopping)
		return;
	if (p->reload_again) {
		/* Files may have changed after the trial read them. */
		p->reload_again = false;
		pool_reload_begin(p);
	} else if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		execute(p);
	} else {
		log_event(LOG_ERROR, "pool.reload_refused", log_z("program", p->program),
		    log_i64("exit", WIFEXITED(status) ? WEXITSTATUS(status) : -1));
	}
}

static void
keep_open(int fd, bool keep)
{
	if (fd >= 0)
		fcntl(fd, F_SETFD, keep ? 0 : FD_CLOEXEC);
}

static void
execute(struct pool *p)
{
	struct buf fds, old;

	buf_in_arena(&fds, p->arena, BUF_LINE);
	buf_in_arena(&old, p->arena, BUF_LINE);
	buf_printf(&fds, "%d:%s", p->listen.fd, p->listen.path);
	if (p->status.fd >= 0)
		buf_printf(&fds, " %d:%s", p->status.fd, p->status.path);
	for (size_t i = 0; i < p->old_count; i++)
		buf_printf(&old, "%d ", (int)p->old[i].pid);
	for (size_t i = 0; i < p->board->slots; i++) {
		struct pool_slot *slot = board_slot(p->board, i);
		if (board_get(slot->state) != SLOT_EMPTY)
			buf_printf(&old, "%d ", (int)board_get(slot->pid));
	}
	buf_lit(&old, ""); /* a NUL behind nothing */
	setenv(ENV_FDS, fds.ptr, 1);
	setenv(ENV_OLD, old.len ? old.ptr : "", 1);
	keep_open(p->listen.fd, true);
	keep_open(p->status.fd, true);
	log_event(LOG_INFO, "pool.reload", log_z("program", p->program));
	execl(p->program, p->program, "-f", p->config_path ? "-c" : NULL, p->config_path, NULL);
	log_event(
	    LOG_ERROR, "pool.reload_failed", log_z("program", p->program), log_z("error", strerrordesc_np(errno)));
	keep_open(p->listen.fd, false);
	keep_open(p->status.fd, false);
	unsetenv(ENV_FDS);
	unsetenv(ENV_OLD);
}

bool
pool_old_reaped(struct pool *p, pid_t pid)
{
	for (size_t i = 0; i < p->old_count; i++)
		if (p->old[i].pid == pid) {
			p->old[i] = p->old[--p->old_count];
			return true;
		}
	return false;
}

/* Told to finish once a worker of this image serves; killed when they do not. */
void
pool_old_maintain(struct pool *p, int64_t now)
{
	for (size_t i = 0; i < p->old_count; i++) {
		if (p->old[i].kill_at == 0 && p->ready) {
			kill(p->old[i].pid, SIGQUIT);
			p->old[i].kill_at = now + config_ms(p->config, "pool.stop_timeout") * 1000;
		} else if (p->old[i].kill_at && now >= p->old[i].kill_at) {
			kill(p->old[i].pid, SIGKILL);
		}
	}
}
