/* cache_direct.c - "get a b" and its answer, as memcached's doc/protocol.txt defines them.  See cache_direct.h. */
#include "lib/io/cache_direct.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define ASK_MAX 4096             /* nine keys of 250 bytes fit */
#define READ_MIN ((size_t)64 << 10)
#define KEEP_MAX ((size_t)1 << 20) /* a larger buffer is given back */
#define ANSWER_MAX ((size_t)64 << 20)
#define LINE_MAX_BYTES 512

static bool connect_to(struct direct *d);
static bool exchange(
    struct direct *d, struct arena *a, struct str ask, const struct str *keys, size_t n, struct str *values);
static bool read_more(struct direct *d, size_t wanted);
static bool read_line(struct direct *d, size_t *at, struct str *line);
static bool read_value(struct direct *d, struct arena *a, size_t *at, struct str line, const struct str *keys, size_t n,
    struct str *values);

bool
direct_get(struct direct *d, struct arena *a, const struct str *keys, size_t n, struct str *values)
{
	char ask[ASK_MAX] = "get";
	size_t len = 3;

	for (size_t i = 0; i < n; i++) {
		values[i] = STR_ABSENT;
		if (len + keys[i].len + 3 > sizeof(ask)) {
			errno = EMSGSIZE;
			return false;
		}
		ask[len++] = ' ';
		memcpy(ask + len, keys[i].ptr, keys[i].len);
		len += keys[i].len;
	}
	memcpy(ask + len, "\r\n", 2);
	for (;;) {
		bool kept = d->fd >= 0;
		if ((kept || connect_to(d)) && exchange(d, a, str_n(ask, len + 2), keys, n, values)) {
			if (d->cap > KEEP_MAX) {
				free(d->in);
				d->in = NULL;
				d->cap = 0;
			}
			return true;
		}
		if (d->fd >= 0)
			close(d->fd);
		d->fd = -1;
		/* A kept connection of a memcached that was started again says so without a byte: worth one more try.
		 * */
		if (!kept || d->len > 0 || (errno != EPIPE && errno != ECONNRESET))
			return false;
	}
}

void
direct_reset(struct direct *d)
{
	if (d->path && d->fd >= 0)
		close(d->fd);
	d->fd = -1;
	free(d->in);
	d->in = NULL;
	d->len = d->cap = 0;
}

static bool
connect_to(struct direct *d)
{
	const struct timeval t = { d->timeout_us / 1000000, d->timeout_us % 1000000 };
	struct sockaddr_un to = { .sun_family = AF_UNIX };

	d->len = 0;
	if (strlen(d->path) >= sizeof(to.sun_path)) {
		errno = ENAMETOOLONG;
		return false;
	}
	memcpy(to.sun_path, d->path, strlen(d->path) + 1);
	d->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	/* The time-out of sending is that of connecting, too (its queue may be full). */
	return d->fd >= 0 && !setsockopt(d->fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof(t)) &&
	    !setsockopt(d->fd, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof(t)) &&
	    !connect(d->fd, (struct sockaddr *)&to, sizeof(to));
}

static bool
exchange(struct direct *d, struct arena *a, struct str ask, const struct str *keys, size_t n, struct str *values)
{
	size_t at = 0;
	ssize_t sent;
	struct str line;

	d->len = 0;
	do
		sent = send(d->fd, ask.ptr, ask.len, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	if (sent >= 0 && (size_t)sent != ask.len)
		errno = EAGAIN;
	if (sent != (ssize_t)ask.len)
		return false;
	for (;;) {
		if (!read_line(d, &at, &line))
			return false;
		if (str_eq(line, STR("END")) && at == d->len)
			return true;
		if (!read_value(d, a, &at, line, keys, n, values))
			return false;
	}
}

/* Until there are `wanted` bytes of the answer. */
static bool
read_more(struct direct *d, size_t wanted)
{
	while (d->len < wanted) {
		size_t room = MAX(wanted - d->len, READ_MIN);
		ssize_t got;
		if (d->len + room > d->cap) {
			char *grown = realloc(d->in, d->len + room);
			if (!grown)
				abort();
			d->in = grown;
			d->cap = d->len + room;
		}
		got = recv(d->fd, d->in + d->len, d->cap - d->len, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got == 0)
			errno = ECONNRESET;
		if (got <= 0)
			return false;
		d->len += (size_t)got;
	}
	return true;
}

/* The line at `at` without its end, and `at` behind it. */
static bool
read_line(struct direct *d, size_t *at, struct str *line)
{
	for (;;) {
		const char *end = d->len > *at ? memchr(d->in + *at, '\n', MIN(d->len - *at, LINE_MAX_BYTES)) : NULL;
		if (end) {
			*line = str_n(d->in + *at, (size_t)(end - d->in) - *at);
			*at += line->len + 1;
			if (str_ends(*line, STR("\r")))
				line->len--;
			return true;
		}
		if (d->len - *at >= LINE_MAX_BYTES) {
			errno = EPROTO;
			return false;
		}
		if (!read_more(d, d->len + 1))
			return false;
	}
}

/* "VALUE key flags bytes", then the bytes and an empty rest of a line. */
static bool
read_value(struct direct *d, struct arena *a, size_t *at, struct str line, const struct str *keys, size_t n,
    struct str *values)
{
	struct str rest = line, word, key, flags, bytes;
	int64_t size;
	size_t i = 0;

	if (!str_split(&rest, ' ', &word) || !str_eq(word, STR("VALUE")) || !str_split(&rest, ' ', &key) ||
	    !str_split(&rest, ' ', &flags) || !str_split(&rest, ' ', &bytes) ||
	    str_to_i64(bytes, 0, (int64_t)ANSWER_MAX, &size)) {
		errno = EPROTO;
		return false;
	}
	while (i < n && !str_eq(keys[i], key)) /* now: reading more may move the line */
		i++;
	if (i == n || d->len > ANSWER_MAX) {
		errno = EPROTO;
		return false;
	}
	if (!read_more(d, *at + (size_t)size + 2))
		return false;
	if (memcmp(d->in + *at + size, "\r\n", 2) != 0) {
		errno = EPROTO;
		return false;
	}
	values[i] = str_n(arena_memdup(a, d->in + *at, (size_t)size), (size_t)size);
	*at += (size_t)size + 2;
	return true;
}
