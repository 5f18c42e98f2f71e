/*
 * pool_status.c - a very small HTTP/1.0 server on the status socket, inside the master's loop.
 *
 * Nothing here blocks: a client that is slow to ask or to read is one of POOL_CLIENTS descriptors in the loop's poll(),
 * and is dropped after CLIENT_US.
 */
#include "lib/web/pool_master.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#define CLIENT_US (2 * US_PER_S)
#define REPORT_MAX ((size_t)8 << 20)

static void accept_client(struct pool *p, int64_t now);
static void read_client(struct pool *p, struct pool_client *c);
static void write_client(struct pool_client *c);
static void drop(struct pool_client *c);
static void answer(struct pool *p, struct pool_client *c);

/* Entry 0 is the listening socket, then one per place for a client. */
size_t
pool_status_poll(struct pool *p, struct pollfd *fds)
{
	int64_t now = clock_ticks();
	bool room = false;

	for (size_t i = 0; i < POOL_CLIENTS; i++) {
		struct pool_client *c = &p->clients[i];
		if (c->fd >= 0 && now >= c->expires)
			drop(c);
		room = room || c->fd < 0;
		fds[i + 1] = (struct pollfd){ .fd = c->fd, .events = c->out.len ? POLLOUT : POLLIN };
	}
	fds[0] = (struct pollfd){ .fd = room ? p->status.fd : -1, .events = POLLIN };
	return POOL_CLIENTS + 1;
}

void
pool_status_handle(struct pool *p, const struct pollfd *fds, int64_t now)
{
	for (size_t i = 0; i < POOL_CLIENTS; i++) {
		struct pool_client *c = &p->clients[i];
		if (c->fd < 0 || !fds[i + 1].revents)
			continue;
		if (c->out.len)
			write_client(c);
		else
			read_client(p, c);
	}
	if (fds[0].revents)
		accept_client(p, now);
}

void
pool_status_close(struct pool *p)
{
	for (size_t i = 0; i < POOL_CLIENTS; i++)
		if (p->clients[i].fd >= 0)
			drop(&p->clients[i]);
}

static void
accept_client(struct pool *p, int64_t now)
{
	/* cppcheck-suppress nullPointer ; its idea of accept4() wants an address */
	int fd = accept4(p->status.fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct pool_client *c = p->clients;

	if (fd < 0)
		return;
	while (c->fd >= 0)
		c++; /* pool_status_poll() saw room */
	c->fd = fd;
	c->in_len = 0;
	c->out_at = 0;
	c->expires = now + CLIENT_US;
	buf_init(&c->out, REPORT_MAX);
	read_client(p, c);
}

static void
drop(struct pool_client *c)
{
	close(c->fd);
	buf_release(&c->out);
	c->fd = -1;
}

static void
read_client(struct pool *p, struct pool_client *c)
{
	ssize_t n = recv(c->fd, c->in + c->in_len, sizeof(c->in) - 1 - c->in_len, MSG_DONTWAIT);

	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0) {
		drop(c);
		return;
	}
	c->in_len += (size_t)n;
	c->in[c->in_len] = '\0';
	if (!strstr(c->in, "\r\n\r\n") && !strstr(c->in, "\n\n") && c->in_len < sizeof(c->in) - 1)
		return;
	answer(p, c);
	write_client(c);
}

static void
write_client(struct pool_client *c)
{
	ssize_t n = send(c->fd, c->out.ptr + c->out_at, c->out.len - c->out_at, MSG_DONTWAIT | MSG_NOSIGNAL);

	if (n < 0 && errno == EAGAIN)
		return;
	if (n > 0)
		c->out_at += (size_t)n;
	if (n < 0 || c->out_at == c->out.len)
		drop(c);
}

static void
answer(struct pool *p, struct pool_client *c)
{
	struct str line = str_cut(str_of(c->in), str_find(str_of(c->in), '\n')), method, path;
	const char *status = "200 OK", *type = "text/plain; charset=utf-8";
	struct buf body;

	buf_init(&body, REPORT_MAX);
	if (!str_split(&line, ' ', &method) || !str_split(&line, ' ', &path))
		path = STR_ABSENT;
	path = str_trim(path);
	if (!str_eq(method, STR("GET")) && !str_eq(method, STR("HEAD"))) {
		status = "405 Method Not Allowed";
		buf_lit(&body, "GET only\n");
	} else if (str_eq(path, STR("/ping"))) {
		buf_lit(&body, "pong\n");
	} else if (str_eq(path, STR("/status"))) {
		pool_report_status(p, &body, false);
	} else if (str_eq(path, STR("/status?json"))) {
		type = "application/json";
		pool_report_status(p, &body, true);
	} else if (str_eq(path, STR("/metrics"))) {
		type = "text/plain; version=0.0.4; charset=utf-8";
		pool_report_metrics(p, &body);
	} else {
		status = "404 Not Found";
		buf_lit(&body, "/status /status?json /metrics /ping\n");
	}
	buf_printf(&c->out,
	    "HTTP/1.0 %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n",
	    status, type, body.len);
	if (!str_eq(method, STR("HEAD")))
		buf_str(&c->out, buf_view(&body));
	buf_release(&body);
}
