/*
 * serve.c - connections and requests of one worker.
 *
 * libfcgi parses requests; everything around it is ours, because (all measured with libfcgi 2.4.2):
 *  - Its accept waits 2 s for a peer that connects and says nothing, and again 2 s for one that does not close after an
 *    error.  So we accept ourselves, hand over a connection only when it is readable, and detach it: then libfcgi
 *    closes at once.
 *  - It holds one connection per request object and process.  With two objects a worker waits on its idle kept
 *    connection and on the listening socket together, and gives the idle one up when another client comes.
 *  - It writes 8 kB at a time.  A reply goes out here with one writev(): head, body and end of request as FastCGI
 *    records.  A 40 kB page is one system call instead of six, and is not copied.
 *  - It has no time-outs: the master ends a worker that hangs in a request, be it in reading, working or writing.
 *  - The rest of a request's input must be read before the connection is used again, or the next request is mistaken
 *    for it.
 *
 * nginx sends GET and HEAD over kept connections and repeats them elsewhere when a connection was closed in that
 * instant; other methods come on connections of their own.
 */
#include "lib/web/serve_parts.h"

#include <errno.h>
#include <fcgiapp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNS 2
#define FIRST_BYTE_US (2 * US_PER_S)   /* a new connection that says nothing is closed after this */
#define FRESH_US \
	(US_PER_S / 50) /* before that, for so long it is waited for alone: two clients should not share a worker */
#define GRACE_US 1000                  /* a kept connection's next request is waited for alone for so long */
#define QUEUE_AGAIN_US (US_PER_S / 10) /* younger workers come to stand behind this one, were it not to line up again */
#define YIELDS_MAX 5
#define SIGNAL_EVERY 8                 /* requests */
#define IN_A_ROW 4                     /* requests on a busy kept connection, then a newcomer has its turn */
#define DRAIN_MAX ((int64_t)16 << 20)  /* of a refused body, so that nginx gets to read the reply */
#define KEEP_BUFFER ((size_t)1 << 20)  /* a reply buffer that grew past this is given back */

/* A connection, and libfcgi's state of it.  fcgi.ipcFd < 0: none. */
struct conn {
	FCGX_Request fcgi;
	bool used;        /* has answered a request and is kept: may be given up */
	bool watched;     /* by kept_poll; closing ends that */
	int64_t expires;  /* clock_ticks(), while !used: when it must have said something */
};

struct loop {
	struct serve *s;
	struct conn conns[CONNS];
	struct arena *arena;
	struct req r;
	struct buf head;
	sigset_t waiting; /* signal mask while waiting */
	int64_t served;
	int free_poll;    /* epoll of the listening socket, while no connection is open */
	int kept_poll;    /* epoll of the listening socket and an idle kept connection */
	int64_t queued;   /* ticks when the listening socket was last added to kept_poll; 0: never */
	int yields;       /* newcomers left to free workers, in a row */
	int in_a_row;     /* requests on a kept connection since newcomers were looked after */
	int failures;     /* of accept, in a row */
};

static struct conn *next_request(struct loop *l);
static struct conn *wait_free(struct loop *l);
static struct conn *wait_kept(struct loop *l, struct conn *c);
static struct conn *wait_any(struct loop *l, int64_t now);
static void watch_kept(struct loop *l, struct conn *c);
static void watch_listener(int poll_fd, int listen_fd);
static struct conn *accept_one(struct loop *l);
static bool has_input(const struct conn *c);
static void open_conn(struct conn *c, int fd);
static void close_conn(struct conn *c);
static void serve_one(struct loop *l, struct conn *c);
static int64_t sql_deadline(const struct req *r);
static enum err read_body(struct loop *l, FCGX_Request *f, struct str *out) MUST_CHECK;
static void refuse(struct req *r, enum err err);
static void drain(FCGX_Request *f);

void
serve_loop(struct serve *s)
{
	struct loop l;
	struct conn *c;

	memset(&l, 0, sizeof(l));
	l.s = s;
	l.arena = arena_new();
	buf_init(&l.head, BUF_LINE);
	buf_init(&l.r.resp.buf, BUF_REPLY);
	for (size_t i = 0; i < CONNS; i++)
		FCGX_InitRequest(&l.conns[i].fcgi, -1, 0);
	FCGX_Init();
	l.free_poll = epoll_create1(EPOLL_CLOEXEC);
	l.kept_poll = epoll_create1(EPOLL_CLOEXEC);
	watch_listener(l.free_poll, s->listen_fd);
	/* What was blocked by the caller may arrive only while waiting. */
	pthread_sigmask(SIG_SETMASK, NULL, &l.waiting);
	sigdelset(&l.waiting, SIGTERM);
	sigdelset(&l.waiting, SIGQUIT);
	sigdelset(&l.waiting, SIGUSR1);
	while ((c = next_request(&l)))
		serve_one(&l, c);
	slot_set(s->slot, SLOT_ENDING, clock_ticks());
	for (size_t i = 0; i < CONNS; i++)
		close_conn(&l.conns[i]);
	close(l.free_poll);
	close(l.kept_poll);
	buf_release(&l.head);
	buf_release(&l.r.resp.buf);
	arena_free(l.arena);
}

/* Waiting. */

static bool
must_end(const struct loop *l)
{
	return *l->s->stop || (l->s->max_requests > 0 && l->served >= l->s->max_requests);
}

static bool
is_open(const struct conn *c)
{
	return c->fcgi.ipcFd >= 0;
}

/* Where a new connection could go: a free place, else that of an idle kept one. */
static struct conn *
place(struct loop *l)
{
	struct conn *kept = NULL;

	for (size_t i = 0; i < CONNS; i++) {
		if (!is_open(&l->conns[i]))
			return &l->conns[i];
		if (l->conns[i].used)
			kept = &l->conns[i];
	}
	return kept;
}

static void
expire_silent(struct loop *l, int64_t now)
{
	for (size_t i = 0; i < CONNS; i++)
		if (is_open(&l->conns[i]) && !l->conns[i].used && now >= l->conns[i].expires)
			close_conn(&l->conns[i]);
}

/* ppoll() and epoll_pwait() deliver no signal when something is ready at once, so under full load they never would. */
static void
take_signals(struct loop *l)
{
	ppoll(NULL, 0, &(struct timespec){ 0, 0 }, &l->waiting);
}

/* The connection whose next bytes are a request, once there is one; NULL: told to end, and nothing is half begun. */
static struct conn *
next_request(struct loop *l)
{
	struct serve *s = l->s;

	for (;;) {
		int64_t now = clock_ticks();
		size_t fresh = 0, kept = 0;
		struct conn *c = NULL;

		expire_silent(l, now);
		if (l->served % SIGNAL_EVERY == 0)
			take_signals(l);
		if (*s->reopen) {
			*s->reopen = 0;
			s->reopen_logs(s->payload);
		}
		for (size_t i = 0; i < CONNS; i++) {
			if (!is_open(&l->conns[i]))
				continue;
			if (must_end(l) && l->conns[i].used) {
				close_conn(&l->conns[i]);
				continue;
			}
			c = &l->conns[i];
			fresh += !c->used;
			kept += c->used;
		}
		if (must_end(l) && fresh == 0)
			return NULL;
		slot_set(s->slot, fresh ? SLOT_READING : kept ? SLOT_KEPT : SLOT_IDLE, now);
		if (fresh + kept == 0)
			c = wait_free(l);
		else if (fresh == 0 && kept == 1)
			c = wait_kept(l, c);
		else
			c = wait_any(l, now);
		if (c)
			return c;
	}
}

/* No connection: wait for one.  Of the workers that wait here the kernel wakes one, and always the same first (so its
 * caches are warm, and the others grow old enough to be ended); poll() would wake them all. */
static struct conn *
wait_free(struct loop *l)
{
	struct epoll_event event;

	if (epoll_pwait(l->free_poll, &event, 1, -1, &l->waiting) != 1)
		return NULL;
	return accept_one(l);
}

/* One kept connection.  Mostly its next request comes at once.  If not, the worker also waits for newcomers, but behind
 * all that hold nothing (watch_kept()). */
static struct conn *
wait_kept(struct loop *l, struct conn *c)
{
	struct pollfd fd = { .fd = c->fcgi.ipcFd, .events = POLLIN };
	struct epoll_event event;
	struct conn *other;
	int n;

	if (++l->in_a_row > IN_A_ROW) {
		l->in_a_row = 0;
		if ((other = accept_one(l)))
			return other;
		if (!is_open(c))
			return NULL;
	}
	n = ppoll(&fd, 1, &(struct timespec){ 0, GRACE_US * 1000 }, &l->waiting);
	if (n > 0 && fd.revents & (POLLHUP | POLLERR)) {
		/* nginx keeps few; half of them end so, and under load somebody waits.  libfcgi would need two more
		 * calls to see it. */
		close_conn(c);
		return accept_one(l);
	}
	if (n > 0)
		l->yields = 0;
	if (n != 0)
		return n > 0 ? c : NULL;
	l->in_a_row = 0;
	watch_kept(l, c);
	n = epoll_pwait(l->kept_poll, &event, 1, -1, &l->waiting);
	if (n != 1)
		return NULL;
	if (event.data.fd == c->fcgi.ipcFd)
		return c;
	/* On a busy machine we may see the newcomer before the free worker that was woken for it: leave it some
	 * milliseconds. */
	if (board_count(l->s->board, SLOT_IDLE) > 0 && l->yields++ < YIELDS_MAX)
		return NULL;
	return accept_one(l);
}

/* Any other mixture; there is a silent newcomer in it, or a request came on a connection that was to be given up. */
static struct conn *
wait_any(struct loop *l, int64_t now)
{
	struct pollfd fds[CONNS + 1];
	int64_t until = INT64_MAX;
	bool listens = !must_end(l) && place(l);

	for (size_t i = 0; i < CONNS; i++) {
		const struct conn *c = &l->conns[i];
		fds[i] = (struct pollfd){ .fd = c->fcgi.ipcFd, .events = POLLIN };
		if (!is_open(c) || c->used)
			continue;
		if (now < c->expires - FIRST_BYTE_US + FRESH_US) {
			listens = false;
			until = MIN(until, c->expires - FIRST_BYTE_US + FRESH_US);
		}
		until = MIN(until, c->expires);
	}
	fds[CONNS] = (struct pollfd){ .fd = listens ? l->s->listen_fd : -1, .events = POLLIN };
	until -= now; /* a long time when nothing is to expire */
	if (ppoll(fds, CONNS + 1, &(struct timespec){ until / US_PER_S, until % US_PER_S * 1000 }, &l->waiting) <= 0)
		return NULL;
	for (size_t i = 0; i < CONNS; i++)
		if (fds[i].revents)
			return &l->conns[i];
	return accept_one(l);
}

/* The kernel wakes one of those that wait, in the order of EPOLL_CTL_ADD, and passes over who is at work: so nothing is
 * taken out when the waiting is over, which would be four calls for most requests.  A worker that was started meanwhile
 * stands behind us, though it holds nothing; therefore the listening socket is added anew from time to time. */
static void
watch_kept(struct loop *l, struct conn *c)
{
	struct epoll_event event = { .events = EPOLLIN, .data.fd = c->fcgi.ipcFd };
	int64_t now = clock_ticks();

	if (!c->watched && epoll_ctl(l->kept_poll, EPOLL_CTL_ADD, c->fcgi.ipcFd, &event))
		abort(); /* as below */
	c->watched = true;
	if (l->queued && now - l->queued < QUEUE_AGAIN_US)
		return;
	if (l->queued)
		epoll_ctl(l->kept_poll, EPOLL_CTL_DEL, l->s->listen_fd, NULL);
	watch_listener(l->kept_poll, l->s->listen_fd);
	l->queued = now;
}

static void
watch_listener(int poll_fd, int listen_fd)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLEXCLUSIVE, .data.fd = listen_fd };

	if (epoll_ctl(poll_fd, EPOLL_CTL_ADD, listen_fd, &event))
		abort(); /* not possible but for a lack of memory */
}

/* NULL: another worker was faster, or the newcomer has said nothing yet.  Idle kept connections are given up for it
 * (two clients on one worker would wait for each other), but for one on which a request has come in this moment. */
static struct conn *
accept_one(struct loop *l)
{
	struct conn *c = place(l);
	/* cppcheck-suppress nullPointer ; its idea of accept4() wants an address */
	int fd = accept4(l->s->listen_fd, NULL, NULL, SOCK_CLOEXEC);

	l->yields = 0;
	if (fd < 0) {
		if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED)
			return NULL;
		/* EMFILE and the like: waiting is better than spinning; a leak is cured by a new process. */
		log_event(LOG_ERROR, "serve.accept_failed", log_z("error", strerrordesc_np(errno)));
		if (++l->failures > 20)
			_exit(1);
		poll(NULL, 0, 100);
		return NULL;
	}
	l->failures = 0;
	board_add(l->s->slot->accepted, 1);
	for (size_t i = 0; i < CONNS; i++)
		if (is_open(&l->conns[i]) && l->conns[i].used && (&l->conns[i] == c || !has_input(&l->conns[i]))) {
			board_add(l->s->slot->given_up, 1);
			close_conn(&l->conns[i]);
		}
	open_conn(c, fd);
	c->expires = clock_ticks() + FIRST_BYTE_US;
	board_put(l->s->slot->request_started, clock_ticks());
	return has_input(c) ? c : NULL;
}

static bool
has_input(const struct conn *c)
{
	char byte;

	return recv(c->fcgi.ipcFd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 1;
}

static void
open_conn(struct conn *c, int fd)
{
	FCGX_InitRequest(&c->fcgi, -1, 0); /* -1: never accepts by itself */
	c->fcgi.ipcFd = fd;
	c->fcgi.keepConnection = 1;        /* else FCGX_Accept_r() closes it as the end of a request before */
	c->used = false;
	c->watched = false;
}

static void
close_conn(struct conn *c)
{
	if (!is_open(c))
		return;
	FCGX_Detach(&c->fcgi); /* no shutdown() and waiting for the peer */
	FCGX_Free(&c->fcgi, 1);
}

/* One request. */

static void
serve_one(struct loop *l, struct conn *c)
{
	FCGX_Request *f = &c->fcgi;
	struct req *r = &l->r;
	struct app *app = l->s->app;
	struct str body = STR_ABSENT;
	enum err err, body_err;
	bool keep;

	board_put(l->s->slot->request_started, clock_ticks());
	slot_set(l->s->slot, SLOT_READING, board_get(l->s->slot->request_started));
	FCGX_Detach(f);
	if (FCGX_Accept_r(f) < 0) {
		/* Closed by the peer, the usual end of a kept connection, or not FastCGI: libfcgi has closed it. */
		if (!c->used)
			board_add(l->s->slot->refused, 1);
		close_conn(c);
		return;
	}
	err_clear();
	body_err = read_body(l, f, &body);
	err = req_init(r, app, l->arena, f->envp, body);
	if (body_err)
		err = body_err;
	log_request(r->request_id, &r->trace);
	serve_note_start(l->s, r);
	if (app->db)
		db_begin_request(app->db, sql_deadline(r));
	if (err)
		refuse(r, err);
	else
		route_dispatch(l->s->routes, r);
	resp_finish(r, &l->head);
	l->served++;
	keep = f->keepConnection && !body_err && !must_end(l);
	if (!serve_write(f->ipcFd, f->requestId, buf_view(&l->head), r->resp.body)) {
		log_event(LOG_DEBUG, "serve.client_gone", log_z("error", strerrordesc_np(errno)));
		keep = false;
	}
	if (body_err)
		drain(f);
	serve_note_end(l->s, r);
	c->used = true;
	if (keep)
		FCGX_Free(f, 0);
	else
		close_conn(c);
	log_request(STR_ABSENT, NULL);
	arena_reset(l->arena);
	if (r->resp.buf.cap > KEEP_BUFFER)
		buf_release(&r->resp.buf);
}

/* A tenth before the master would kill the worker: time for an answer that says so. */
static int64_t
sql_deadline(const struct req *r)
{
	return r->deadline ? r->deadline - (r->deadline - r->started) / 10 : 0;
}

/* All of it, or an error: nobody else sees half a form.  Also reads the mark at its end. */
static enum err
read_body(struct loop *l, FCGX_Request *f, struct str *out)
{
	struct str text = str_of(FCGX_GetParam("CONTENT_LENGTH", f->envp));
	int64_t length = 0, most = MIN(l->s->body_max, INT32_MAX);
	char *body;
	int got;

	board_put(l->s->slot->length, 0);
	if (!str_is_empty(text) && str_to_i64(text, 0, INT64_MAX, &length))
		return err_fail(ERR_INVALID, "request with CONTENT_LENGTH '%.*s'", STR_ARG(str_cut(text, 40)));
	board_put(l->s->slot->length, length);
	if (length > most)
		return err_fail(
		    ERR_LIMIT, "request body of %lld bytes, at most %lld", (long long)length, (long long)most);
	body = arena_alloc(l->arena, (size_t)length + 1);
	got = length ? FCGX_GetStr(body, (int)length, f->in) : 0;
	if (got != length)
		return err_fail(ERR_INVALID, "request body ended after %d of %lld bytes", got, (long long)length);
	if (FCGX_GetChar(f->in) != EOF)
		return err_fail(ERR_INVALID, "request body is longer than its CONTENT_LENGTH %lld", (long long)length);
	body[length] = '\0';
	if (length)
		*out = str_n(body, (size_t)length);
	return OK;
}

/* A request that never gets to a route: it has no page of its own, but the client still gets a proper answer. */
static void
refuse(struct req *r, enum err err)
{
	int status = err == ERR_LIMIT ? 413 : err == ERR_UNSUPPORTED ? 501 : 400;

	log_event(LOG_INFO, "request.refused", log_i64("status", status), log_z("detail", err_detail()));
	route_error(r, status, NULL);
}

/* The reply has gone out already; reading on lets a peer that is still sending come to see it instead of a reset. */
static void
drain(FCGX_Request *f)
{
	char waste[8192];
	int64_t left = DRAIN_MAX;

	while (left > 0) {
		int n = FCGX_GetStr(waste, sizeof(waste), f->in);
		if (n < (int)sizeof(waste))
			return;
		left -= n;
	}
}
