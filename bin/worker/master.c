/*
 * master.c - keeps worker.processes processes, as simply as that can be done.
 *
 * A process that ends is replaced: at once when it had begun to work, else after 0.1 s, doubled up to 10 s.  One that
 * is busy with a task for longer than it may be is killed, before its lease ends and another takes the task up.
 */
#include "bin/worker/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define TICK_MS 500
#define WAIT_MIN_US (US_PER_S / 10)
#define WAIT_MAX_US (10 * US_PER_S)

struct master {
	struct worker *w;
	sigset_t none;
	int64_t looks[WORKER_PROCESSES_MAX]; /* of the slot when its process was started */
	int64_t wait_us, start_at;           /* after failures */
	int64_t kill_at;                     /* stopping; 0: not */
	bool reload;
};

static void
start(struct master *m, size_t i)
{
	struct slot *s = &m->w->slots[i];
	pid_t master = getpid(), pid = fork();

	if (pid < 0) {
		log_event(LOG_ERROR, "worker.fork_failed", log_z("error", strerrordesc_np(errno)));
		m->start_at = clock_ticks() + WAIT_MAX_US;
		return;
	}
	if (pid == 0) {
		pthread_sigmask(SIG_SETMASK, &m->none, NULL);
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (getppid() != master)
			_exit(0);
		status_close(false);
		m->w->slot = s;
		process_run(m->w);
		_exit(0);
	}
	s->busy_since = 0;
	s->pid = pid;
	m->looks[i] = s->looks;
}

static void
ended(struct master *m, pid_t pid, int status)
{
	for (size_t i = 0; i < m->w->processes; i++) {
		struct slot *s = &m->w->slots[i];
		if (s->pid != pid)
			continue;
		s->pid = 0;
		if (m->kill_at)
			return;
		log_event(LOG_WARN, "worker.process_ended", log_i64("process", pid),
		    log_i64("exit", WIFEXITED(status) ? WEXITSTATUS(status) : -1),
		    log_i64("signal", WIFSIGNALED(status) ? WTERMSIG(status) : 0),
		    log_z("busy_with", s->busy_since ? s->what : ""));
		if (s->looks > m->looks[i]) {
			m->wait_us = 0;
		} else {
			m->wait_us = MIN(MAX(m->wait_us * 2, WAIT_MIN_US), WAIT_MAX_US);
			m->start_at = clock_ticks() + m->wait_us;
		}
	}
}

static size_t
alive(const struct master *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->w->processes; i++)
		n += m->w->slots[i].pid != 0;
	return n;
}

static void
signal_all(const struct master *m, int signal)
{
	for (size_t i = 0; i < m->w->processes; i++)
		if (m->w->slots[i].pid)
			kill(m->w->slots[i].pid, signal);
}

static void
stop(struct master *m)
{
	if (m->kill_at)
		return;
	m->kill_at = clock_ticks() + config_ms(m->w->config, "outbox.lease") * 1000;
	signal_all(m, SIGTERM);
}

/* The new program and configuration are tried first; when they are not right, everything stays as it is. */
static void
reload(struct master *m)
{
	const char *config = m->w->config_path;
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		pthread_sigmask(SIG_SETMASK, &m->none, NULL);
		execl(m->w->program, m->w->program, "-t", config ? "-c" : NULL, config, NULL);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status) || WEXITSTATUS(status)) {
		log_event(LOG_ERROR, "worker.reload_refused", log_z("program", m->w->program));
		return;
	}
	m->reload = true;
	stop(m);
}

static void
on_signal(struct master *m, uint32_t signal)
{
	int status;
	pid_t pid;

	switch (signal) {
	case SIGTERM:
	case SIGINT:
	case SIGQUIT:
		stop(m);
		break;
	case SIGHUP:
		reload(m);
		break;
	case SIGUSR1:
		if (worker_open_log(m->w))
			log_event(LOG_ERROR, "log.not_reopened", log_z("detail", err_detail()));
		err_clear();
		signal_all(m, SIGUSR1);
		break;
	case SIGCHLD:
		while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
			ended(m, pid, status);
		break;
	default:
		break;
	}
}

static void
maintain(struct master *m)
{
	int64_t now = clock_ticks();

	for (size_t i = 0; i < m->w->processes; i++) {
		struct slot *s = &m->w->slots[i];
		int64_t since = s->busy_since;
		if (!s->pid) {
			if (!m->kill_at && now >= m->start_at)
				start(m, i);
		} else if ((since && now - since > s->busy_limit_us) || (m->kill_at && now > m->kill_at)) {
			log_event(LOG_ERROR, "worker.process_killed", log_i64("process", s->pid),
			    log_z("busy_with", s->what));
			kill(s->pid, SIGKILL);
		}
	}
}

static void
write_pid(const struct worker *w)
{
	const char *path = config_z(w->config, "worker.pid_file");
	FILE *f = path[0] ? fopen(path, "we") : NULL;

	if (f) {
		fprintf(f, "%d\n", (int)getpid());
		fclose(f);
	} else if (path[0]) {
		log_event(LOG_ERROR, "worker.pid_file", log_z("path", path), log_z("error", strerrordesc_np(errno)));
	}
}

int
master_run(struct worker *w)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct master m = { .w = w };
	sigset_t mask;
	int fd;

	sigemptyset(&mask);
	for (size_t i = 0; i < 6; i++)
		sigaddset(&mask, ((const int[]){ SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1, SIGCHLD })[i]);
	pthread_sigmask(SIG_BLOCK, &mask, &m.none);
	for (size_t i = 0; i < 6; i++) /* a reload hands our own mask on */
		sigdelset(&m.none, ((const int[]){ SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1, SIGCHLD })[i]);
	sigaction(SIGPIPE, &ignore, NULL);
	fd = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		BUG("no signalfd");
	write_pid(w);
	status_open(w);
	log_event(LOG_INFO, "worker.started", log_i64("processes", (int64_t)w->processes));
	while (!m.kill_at || alive(&m)) {
		struct pollfd fds[] = { { .fd = fd, .events = POLLIN }, { .fd = status_fd(), .events = POLLIN } };
		struct signalfd_siginfo info;
		maintain(&m);
		(void)poll(fds, COUNT(fds), TICK_MS);
		while (read(fd, &info, sizeof(info)) == (ssize_t)sizeof(info))
			on_signal(&m, info.ssi_signo);
		if (fds[1].revents)
			status_answer(w);
	}
	status_close(true);
	log_event(LOG_INFO, m.reload ? "worker.reload" : "worker.stopped", log_bool("clean", true));
	if (m.reload) {
		execl(w->program, w->program, w->config_path ? "-c" : NULL, w->config_path, NULL);
		log_event(LOG_FATAL, "worker.reload_failed", log_z("error", strerrordesc_np(errno)));
		return 1;
	}
	return 0;
}
