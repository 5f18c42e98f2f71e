/* status.c - a very small HTTP/1.0 server on a unix socket: /status (JSON), /metrics (Prometheus text 0.0.4), /ping. */
#include "bin/worker/worker.h"
#include "lib/io/json.h"
#include "lib/shop/payment_guard.h"
#include "lib/shop/outbox_read.h"

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define CLIENT_MS 200 /* the master waits for a client that long */

static int listener = -1;
static const char *listener_path;

void
status_open(const struct worker *w)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const char *path = config_z(w->config, "worker.status_socket");

	if (!path[0])
		return;
	if (strlen(path) >= sizeof(address.sun_path)) {
		log_event(LOG_ERROR, "worker.status_socket", log_z("path", path), log_z("error", "too long"));
		return;
	}
	memcpy(address.sun_path, path, strlen(path) + 1);
	unlink(path);
	listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (listener < 0 || bind(listener, (const struct sockaddr *)&address, sizeof(address)) || chmod(path, 0660) ||
	    listen(listener, 16)) {
		log_event(
		    LOG_ERROR, "worker.status_socket", log_z("path", path), log_z("error", strerrordesc_np(errno)));
		status_close(false);
	}
	listener_path = path;
}

int
status_fd(void)
{
	return listener;
}

void
status_close(bool remove_file)
{
	if (listener >= 0)
		close(listener);
	if (listener >= 0 && remove_file)
		unlink(listener_path);
	listener = -1;
}

/* ---- what it says ---- */

static void
metric(struct buf *b, const char *name, const char *type, const char *help)
{
	buf_printf(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

#define SUM(w, member) \
	({ \
		int64_t sum_ = 0; \
		for (size_t p_ = 0; p_ < (w)->processes; p_++) \
			sum_ += (w)->slots[p_].member; \
		sum_; \
	})

static void
say_tasks(struct worker *w, struct buf *b)
{
	metric(b, "mercer_worker_tasks_total", "counter", "Tasks handled, by what became of them.");
	for (size_t s = 0; s < subscriber_count; s++)
		for (size_t o = 0; o < OUTBOX__OUTCOMES; o++)
			buf_printf(b, "mercer_worker_tasks_total{subscriber=\"%s\",outcome=\"%s\"} %lld\n",
			    subscribers[s].name, outbox_outcome_names[o], (long long)SUM(w, tasks[s][o]));
	metric(b, "mercer_worker_task_seconds_total", "counter", "Time spent in handlers.");
	for (size_t s = 0; s < subscriber_count; s++)
		buf_printf(b, "mercer_worker_task_seconds_total{subscriber=\"%s\"} %.6f\n", subscribers[s].name,
		    (double)SUM(w, task_us[s]) / 1e6);
	metric(b, "mercer_worker_job_runs_total", "counter", "Runs of scheduled jobs by this program.");
	for (size_t j = 0; j < job_count; j++)
		buf_printf(
		    b, "mercer_worker_job_runs_total{job=\"%s\"} %lld\n", jobs[j].name, (long long)SUM(w, jobs[j]));
	metric(b, "mercer_worker_job_failures_total", "counter", "Runs that failed.");
	for (size_t j = 0; j < job_count; j++)
		buf_printf(b, "mercer_worker_job_failures_total{job=\"%s\"} %lld\n", jobs[j].name,
		    (long long)SUM(w, job_failures[j]));
	metric(b, "mercer_worker_fanned_total", "counter", "Events that got their place and tasks.");
	buf_printf(b, "mercer_worker_fanned_total %lld\n", (long long)SUM(w, fanned));
	metric(b, "mercer_worker_looks_total", "counter", "Looks for work.");
	buf_printf(b, "mercer_worker_looks_total %lld\n", (long long)SUM(w, looks));
	metric(b, "mercer_worker_failures_total", "counter", "Rounds that the database failed.");
	buf_printf(b, "mercer_worker_failures_total %lld\n", (long long)SUM(w, failures));
	metric(b, "mercer_worker_processes", "gauge", "Processes, by what they do.");
	{
		int64_t busy = SUM(w, busy_since != 0), all = SUM(w, pid != 0);
		buf_printf(b,
		    "mercer_worker_processes{state=\"busy\"} %lld\nmercer_worker_processes{state=\"idle\"} %lld\n",
		    (long long)busy, (long long)(all - busy));
	}
}

static const struct outbox_lag *
lag_of(const struct list *lags, const char *subscriber)
{
	const struct outbox_lag *l = lags->items;

	for (size_t i = 1; i < lags->count; i++)
		if (str_eq_z(l[i].subscriber, subscriber))
			return &l[i];
	return NULL;
}

/* Subscribers with nothing to do are told too: a series that comes and goes cannot be watched. */
static void
say_lag(struct buf *b, const struct list *lags)
{
	static const struct outbox_lag none;
	static const char *const names[] = { "mercer_outbox_lag_seconds", "mercer_outbox_waiting",
		"mercer_outbox_dead" };
	static const char *const helps[] = { "Age of the oldest event that a subscriber has not handled.",
		"Tasks that wait.", "Tasks that failed for good: mercer outbox list --dead" };

	for (size_t n = 0; n < COUNT(names); n++) {
		metric(b, names[n], "gauge", helps[n]);
		for (size_t s = 0; s <= subscriber_count; s++) {
			const struct outbox_lag *l =
			    s == subscriber_count ? lags->items : lag_of(lags, subscribers[s].name);
			const char *name = s == subscriber_count ? "(new)" : subscribers[s].name;
			l = l ? l : &none;
			if (n == 0)
				buf_printf(b, "%s{subscriber=\"%s\"} %.6f\n", names[n], name, (double)l->lag_us / 1e6);
			else
				buf_printf(b, "%s{subscriber=\"%s\"} %lld\n", names[n], name,
				    (long long)(n == 1 ? l->waiting : l->dead));
		}
	}
}

static void
say_metrics(struct worker *w, struct arena *a, struct buf *b)
{
	static struct db *db; /* the master's own; processes make theirs after the fork */
	struct list lags;
	int64_t blocked;
	bool up;

	if (!db)
		db = db_new(w->config, "worker");
	db_begin_request(db, clock_ticks() + US_PER_S);
	up = outbox_lag(db, a, &lags) == OK;
	metric(b, "mercer_outbox_readable", "gauge", "Whether the figures of the outbox could be read.");
	buf_printf(b, "mercer_outbox_readable %d\n", up);
	if (up)
		say_lag(b, &lags);
	if (payment_blocks_count(db, a, &blocked) == OK) {
		metric(b, "mercer_payment_blocked_tries", "gauge",
		    "Tries to pay that were stopped after too many refusals, in the last 90 days.");
		buf_printf(b, "mercer_payment_blocked_tries %lld\n", (long long)blocked);
	}
	err_clear();
	say_tasks(w, b);
}

static void
say_status(const struct worker *w, struct buf *b)
{
	int64_t now = clock_ticks();
	bool first = true;

	buf_lit(b, "{\"processes\":[");
	for (size_t i = 0; i < w->processes; i++) {
		const struct slot *s = &w->slots[i];
		int64_t since = s->busy_since;
		if (!s->pid)
			continue;
		buf_printf(b, "%s{\"pid\":%d,\"busy_us\":%lld,\"what\":", first ? "" : ",", (int)s->pid,
		    (long long)(since ? now - since : 0));
		json_write_str(b, str_of(since ? s->what : ""));
		buf_char(b, '}');
		first = false;
	}
	buf_lit(b, "]}\n");
}

/* ---- clients ---- */

static void
answer(struct worker *w, int fd, struct str request)
{
	struct arena *a = arena_new();
	struct str rest = request, method, path;
	const char *status = "200 OK", *type = "text/plain; charset=utf-8";
	struct buf body, head;

	buf_in_arena(&body, a, BUF_REPLY);
	buf_in_arena(&head, a, BUF_LINE);
	buf_lit(&body, "");
	if (!str_split(&rest, ' ', &method) || !str_split(&rest, ' ', &path) || !str_eq(method, STR("GET"))) {
		status = "405 Method Not Allowed";
		buf_lit(&body, "GET only\n");
	} else if (str_eq(path, STR("/metrics"))) {
		type = "text/plain; version=0.0.4; charset=utf-8";
		say_metrics(w, a, &body);
	} else if (str_eq(path, STR("/status"))) {
		type = "application/json";
		say_status(w, &body);
	} else if (str_eq(path, STR("/ping"))) {
		buf_lit(&body, "pong\n");
	} else {
		status = "404 Not Found";
		buf_lit(&body, "/status /metrics /ping\n");
	}
	buf_printf(&head,
	    "HTTP/1.0 %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n",
	    status, type, body.len);
	buf_str(&body, STR("")); /* a NUL behind nothing */
	if (send(fd, head.ptr, head.len, MSG_NOSIGNAL | MSG_MORE) == (ssize_t)head.len && body.len)
		(void)!send(fd, body.ptr, body.len, MSG_NOSIGNAL);
	arena_free(a);
}

void
status_answer(struct worker *w)
{
	const struct timeval wait = { .tv_usec = CLIENT_MS * 1000 };
	char text[2048];
	ssize_t n;
	struct sockaddr_un from;
	socklen_t from_len = sizeof(from);
	int fd = accept4(listener, (struct sockaddr *)&from, &from_len, SOCK_CLOEXEC);

	if (fd < 0)
		return;
	if (!setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)) &&
	    !setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait)) && (n = recv(fd, text, sizeof(text), 0)) > 0)
		answer(w, fd, str_n(text, (size_t)n));
	close(fd);
}
