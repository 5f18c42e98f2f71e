/*
 * main.c - the test gateway's other half: decides what is pending, sends webhooks, and is silent where a reply is to be
 * lost.
 *
 * Processes (sandbox.senders) share the work by row locks, so that one slow receiver does not hold up the rest; the
 * parent starts them anew when they end, and keeps the socket where requests wait for an answer that never comes.
 */
#include "config.h"
#include "lib/base/log.h"
#include "lib/io/http.h"
#include "lib/shop/sandbox.h"

#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SENDERS_MAX 100
#define SILENT_MAX 500             /* connections that wait; then the oldest is let go */
#define SILENT_US (90 * US_PER_S)
#define IDLE_US 50000
#define FAILING_US (US_PER_S / 2)
#define DECIDE_MOST 50
#define WEBHOOK_TIMEOUT_MS 10000
#define LEASE_S 30
#define SWEEP_US (3600 * US_PER_S)
#define SECRET_BYTES 24            /* at the least */

static volatile sig_atomic_t stop;

struct sender {
	struct config *config;
	struct db *db;
	struct http *http;
	struct secret cursor, webhook;
	struct arena *arena;
	struct sandbox_env env;
	int64_t sweep_at;
};

static void
on_stop(int signal UNUSED)
{
	stop = 1;
}

static void
wait_us(int64_t us)
{
	if (!stop)
		nanosleep(&(struct timespec){ us / US_PER_S, us % US_PER_S * 1000 }, NULL);
}

/* ---- a sender ---- */

/* "whsec_" and base64 of the key. */
static enum err
read_webhook_secret(struct sender *s)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *path = arena_printf(s->arena, "%s/sandbox_webhook", config_z(s->config, "secrets.path"));
	struct secret file = { 0 };
	struct str text, url, key;
	struct buf b;
	enum err err = secret_read(path, SECRET_BYTES, &file);

	if (err)
		return err;
	text = str_n((const char *)file.ptr, file.len);
	if (!str_starts(text, STR("whsec_")))
		return err_fail(ERR_INVALID, "could not use '%s': it does not begin with \"whsec_\"", path);
	buf_in_arena(&b, s->arena, BUF_LINE);
	for (size_t i = strlen("whsec_"); i < text.len && text.ptr[i] != '='; i++) {
		if (!strchr(alphabet, text.ptr[i]))
			return err_fail(ERR_INVALID, "could not use '%s': it is not base64", path);
		buf_char(&b, text.ptr[i] == '+' ? '-' : text.ptr[i] == '/' ? '_' : text.ptr[i]);
	}
	url = buf_view(&b);
	if ((err = base64url_read(s->arena, url, &key)))
		return err;
	s->webhook = (struct secret){ (unsigned char *)arena_memdup(s->arena, key.ptr, key.len), key.len };
	secret_release(&file);
	return OK;
}

static enum err
open_sender(struct sender *s)
{
	const char *dir = config_z(s->config, "secrets.path");
	struct arena *lasting = s->arena;
	enum err err;

	s->db = db_new(s->config, "sandbox");
	s->http = http_new(s->config);
	if ((err = secret_read(arena_printf(lasting, "%s/cursor", dir), SECRET_BYTES, &s->cursor)) ||
	    (err = read_webhook_secret(s)))
		return err;
	s->arena = arena_new();
	s->env = (struct sandbox_env){ s->db, s->arena, s->config, &s->cursor, config_str(s->config, "site.url") };
	return OK;
}

/* Standard Webhooks: the signature is over id, time and body, so that none can be exchanged or sent again later. */
static struct str
signature(struct sender *s, const struct sandbox_webhook *w, int64_t now)
{
	unsigned char tag[32];
	struct buf b;

	buf_in_arena(&b, s->arena, BUF_REPLY);
	buf_printf(&b, "%.*s.%lld.", STR_ARG(w->event_id), (long long)now);
	buf_str(&b, w->body);
	crypto_hmac_sha256(&s->webhook, buf_view(&b), tag);
	buf_clear(&b);
	buf_lit(&b, "webhook-signature: v1,");
	base64_write(&b, tag, sizeof(tag));
	return buf_view(&b);
}

static int64_t
deliver(struct sender *s, const struct sandbox_webhook *w)
{
	int64_t now = clock_now().us / US_PER_S, began = clock_ticks();
	struct str sign = signature(s, w, now);
	const char *headers[] = { "Content-Type: application/json",
		arena_printf(s->arena, "webhook-id: %.*s", STR_ARG(w->event_id)),
		arena_printf(s->arena, "webhook-timestamp: %lld", (long long)now), str_z(s->arena, sign), NULL };
	struct http_request q = { .url = config_str(s->config, "sandbox.webhook_url"),
		.headers = headers,
		.body = w->body,
		.timeout_ms = WEBHOOK_TIMEOUT_MS };
	struct http_reply reply = { 0 };
	enum err err = http_send(s->http, s->arena, &q, &reply);

	log_event(err || reply.status >= 300 ? LOG_WARN : LOG_INFO, "sandbox.webhook", log_str("id", w->event_id),
	    log_i64("attempt", w->attempts), log_i64("status", reply.status), log_i64("us", clock_ticks() - began),
	    log_z("detail", err ? err_detail() : ""));
	err_clear();
	return err ? 0 : reply.status;
}

static enum err
turn(struct sender *s, bool *any)
{
	struct sandbox_webhook w;
	size_t decided = 0;
	enum err err;

	db_begin_request(s->db, 0);
	err = sandbox_decide(&s->env, DECIDE_MOST, &decided);
	*any = decided > 0;
	if (!err && clock_ticks() >= s->sweep_at) {
		err = sandbox_webhook_sweep(&s->env);
		s->sweep_at = clock_ticks() + SWEEP_US;
	}
	if (err || !config_str(s->config, "sandbox.webhook_url").len)
		return err;
	err = sandbox_webhook_take(&s->env, LEASE_S, &w);
	if (err == ERR_NOT_FOUND) {
		err_clear();
		return OK;
	}
	*any = true;
	return err ? err : sandbox_webhook_tried(&s->env, &w, deliver(s, &w));
}

static void
run_sender(struct config *config)
{
	const struct sigaction action = { .sa_handler = on_stop }, ignore = { .sa_handler = SIG_IGN };
	struct sender s = { .config = config, .arena = arena_new() };
	bool failing = false;

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGQUIT, &action, NULL);
	sigaction(SIGINT, &ignore, NULL);
	if (open_sender(&s)) {
		log_event(LOG_ERROR, "sandbox.cannot_start", log_z("detail", err_detail()));
		_exit(1);
	}
	while (!stop) {
		bool any = false;
		enum err err = turn(&s, &any);
		if (err && !failing)
			log_event(
			    LOG_WARN, "sandbox.failing", log_z("error", err_name(err)), log_z("detail", err_detail()));
		failing = err != OK;
		err_clear();
		arena_reset(s.arena);
		if (!any)
			wait_us(failing ? FAILING_US : IDLE_US);
	}
	http_free(s.http);
	db_free(s.db);
	_exit(0);
}

/* ---- silence ---- */

static struct {
	int fd;
	struct {
		int fd;
		int64_t since;
	} waiting[SILENT_MAX];
	size_t count;
} silence = { .fd = -1 };

static enum err
open_silence(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	if (!*path)
		return OK;
	if (strlen(path) >= sizeof(address.sun_path))
		return err_fail(ERR_INVALID, "could not listen on '%s': the path is too long", path);
	memcpy(address.sun_path, path, strlen(path) + 1);
	unlink(path);
	silence.fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (silence.fd < 0 || bind(silence.fd, (struct sockaddr *)&address, sizeof(address)) || chmod(path, 0660) ||
	    listen(silence.fd, 128))
		return err_fail(ERR_IO, "could not listen on '%s': %s", path, strerrordesc_np(errno));
	return OK;
}

static void
let_go(size_t n)
{
	for (size_t i = 0; i < n; i++)
		close(silence.waiting[i].fd);
	silence.count -= n;
	memmove(silence.waiting, silence.waiting + n, silence.count * sizeof(silence.waiting[0]));
}

static void
keep_silent(void)
{
	int64_t now = clock_ticks();
	struct sockaddr_un from;
	socklen_t len = sizeof(from);
	int fd;

	while (silence.fd >= 0 && (fd = accept4(silence.fd, (struct sockaddr *)&from, &len, SOCK_CLOEXEC)) >= 0) {
		len = sizeof(from);
		if (silence.count == SILENT_MAX)
			let_go(1);
		silence.waiting[silence.count].fd = fd;
		silence.waiting[silence.count++].since = now;
	}
	while (silence.count && now - silence.waiting[0].since > SILENT_US)
		let_go(1);
}

/* ---- the parent ---- */

static pid_t senders[SENDERS_MAX];

static void
start_sender(struct config *config, size_t i, const sigset_t *none)
{
	pid_t parent = getpid(), pid = fork();

	if (pid == 0) {
		pthread_sigmask(SIG_SETMASK, none, NULL);
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (getppid() != parent)
			_exit(0);
		run_sender(config);
	}
	senders[i] = MAX(pid, 0);
}

static size_t
reap(size_t count)
{
	size_t alive = 0;
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		for (size_t i = 0; i < count; i++)
			if (senders[i] == pid)
				senders[i] = 0;
	for (size_t i = 0; i < count; i++)
		alive += senders[i] != 0;
	return alive;
}

static void
run_parent(struct config *config)
{
	size_t count = (size_t)config_i64(config, "sandbox.senders");
	struct signalfd_siginfo info;
	sigset_t mask, none;
	bool stopping = false;
	int64_t start_at = 0;
	int fd;

	sigemptyset(&mask);
	for (size_t i = 0; i < 4; i++)
		sigaddset(&mask, ((const int[]){ SIGTERM, SIGINT, SIGQUIT, SIGCHLD })[i]);
	pthread_sigmask(SIG_BLOCK, &mask, &none);
	if ((fd = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK)) < 0)
		BUG("no signalfd");
	while (reap(count) || !stopping) {
		struct pollfd fds[] = { { .fd = fd, .events = POLLIN }, { .fd = silence.fd, .events = POLLIN } };
		/* Not more than one round of births in a tenth of a second, however they die. */
		if (!stopping && clock_ticks() >= start_at) {
			for (size_t i = 0; i < count; i++)
				if (!senders[i])
					start_sender(config, i, &none);
			start_at = clock_ticks() + US_PER_S / 10;
		}
		(void)poll(fds, COUNT(fds), 500);
		while (read(fd, &info, sizeof(info)) == (ssize_t)sizeof(info))
			stopping |= info.ssi_signo != SIGCHLD;
		for (size_t i = 0; stopping && i < count; i++)
			if (senders[i])
				kill(senders[i], SIGTERM);
		keep_silent();
	}
}

int
main(int argc, char **argv)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	const char *path = NULL;
	struct config *config;
	int c;

	while ((c = getopt(argc, argv, "c:h")) != -1) {
		if (c == 'c') {
			path = optarg;
			continue;
		}
		fprintf(c == 'h' ? stdout : stderr,
		    "usage: %s [-c FILE]\n  the built-in test gateway: decides pending payments, sends webhooks\n",
		    argv[0]);
		return c == 'h' ? 0 : 2;
	}
	sigaction(SIGPIPE, &ignore, NULL);
	log_open("sandbox", LOG_INFO, STDERR_FILENO);
	if (config_load(path, &config) || log_open_as_configured("sandbox", config) ||
	    open_silence(config_z(config, "sandbox.silence"))) {
		fprintf(stderr, "mercer-sandbox: could not start: %s\n", err_detail());
		return 1;
	}
	log_event(LOG_INFO, "sandbox.started");
	run_parent(config);
	log_event(LOG_INFO, "sandbox.stopped");
	return 0;
}
