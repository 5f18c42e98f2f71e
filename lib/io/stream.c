/*
 * stream.c - files read forwards, gzip unpacked on the way.  See stream.h.
 *
 * zlib's gzread() is not used: it takes a file that is cut off inside its data for complete, and hides how far it is.
 */
#include "lib/io/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define RAW_SIZE ((size_t)64 << 10)

struct stream {
	int fd;
	char *path;
	bool gz, raw_end, end;
	bool inside;       /* gzip: between the head and the tail of a member */
	z_stream z;
	unsigned char raw[RAW_SIZE];
	size_t at, have;   /* bytes of raw that are not used up */
	int64_t offset;    /* uncompressed bytes handed out */
	int64_t consumed;  /* bytes of the file used up */
	int64_t total;
};

static enum err
fill(struct stream *s)
{
	while (s->at == s->have && !s->raw_end) {
		ssize_t n = read(s->fd, s->raw, sizeof(s->raw));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_fail(ERR_IO, "could not read '%s': %s", s->path, strerror(errno));
		s->at = 0;
		s->have = (size_t)n;
		s->raw_end = n == 0;
	}
	return OK;
}

/* Enough bytes to tell what it is; a pipe may hand them out one by one. */
static enum err
sniff(struct stream *s)
{
	while (s->have < 2 && !s->raw_end) {
		ssize_t n = read(s->fd, s->raw + s->have, sizeof(s->raw) - s->have);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_fail(ERR_IO, "could not read '%s': %s", s->path, strerror(errno));
		s->have += (size_t)n;
		s->raw_end = n == 0;
	}
	s->gz = s->have >= 2 && s->raw[0] == 0x1f && s->raw[1] == 0x8b;
	if (s->gz && inflateInit2(&s->z, 15 + 16) != Z_OK)
		abort();
	return OK;
}

enum err
stream_open(const char *path, struct stream **out)
{
	int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
	struct stream *s;
	struct stat st;
	enum err err;

	if (fd < 0)
		return err_fail(
		    errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "could not open '%s': %s", path, strerror(errno));
	s = calloc(1, sizeof(*s));
	if (!s || !(s->path = strdup(path)))
		abort();
	s->fd = fd;
	s->total = !fstat(fd, &st) && S_ISREG(st.st_mode) ? (int64_t)st.st_size : -1;
	if ((err = sniff(s))) {
		stream_close(s);
		return err;
	}
	*out = s;
	return OK;
}

void
stream_close(struct stream *s)
{
	if (!s)
		return;
	if (s->gz)
		inflateEnd(&s->z);
	close(s->fd);
	free(s->path);
	free(s);
}

static enum err
read_plain(struct stream *s, char *buf, size_t cap, size_t *len)
{
	enum err err = fill(s);

	if (err)
		return err;
	*len = MIN(cap, s->have - s->at);
	memcpy(buf, s->raw + s->at, *len);
	s->at += *len;
	s->consumed += (int64_t)*len;
	return OK;
}

/* One call of inflate(). */
static enum err
unpack(struct stream *s, char *buf, size_t cap, size_t *len)
{
	size_t room = MIN(cap, (size_t)1 << 30);
	int rc;

	s->z.next_in = s->raw + s->at;
	s->z.avail_in = (unsigned)(s->have - s->at);
	s->z.next_out = (unsigned char *)buf;
	s->z.avail_out = (unsigned)room;
	rc = inflate(&s->z, Z_NO_FLUSH);
	s->consumed += (int64_t)(s->have - s->at - s->z.avail_in);
	s->at = s->have - s->z.avail_in;
	*len = room - s->z.avail_out;
	s->inside = rc != Z_STREAM_END;
	if (rc == Z_STREAM_END)
		inflateReset(&s->z); /* another member may follow */
	if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR)
		return err_fail(ERR_INVALID, "could not unpack '%s' at byte %lld: %s", s->path, (long long)s->consumed,
		    s->z.msg ? s->z.msg : "not gzip data");
	return OK;
}

static enum err
read_gz(struct stream *s, char *buf, size_t cap, size_t *len)
{
	enum err err = OK;

	while (*len == 0 && !s->end && !err) {
		if ((err = fill(s)))
			break;
		if (s->raw_end && s->at == s->have) {
			if (s->inside)
				err = err_fail(ERR_INVALID, "could not unpack '%s': it is cut off", s->path);
			s->end = true;
			break;
		}
		err = unpack(s, buf, cap, len);
	}
	return err;
}

enum err
stream_read(struct stream *s, char *buf, size_t cap, size_t *len)
{
	enum err err;

	*len = 0;
	err = s->gz ? read_gz(s, buf, cap, len) : read_plain(s, buf, cap, len);
	if (err)
		*len = 0;
	s->offset += (int64_t)*len;
	return err;
}

enum err
stream_seek(struct stream *s, int64_t offset)
{
	char dropped[16384];
	size_t len;
	enum err err;

	if (offset < s->offset)
		return err_fail(ERR_INVALID, "could not go back in '%s'", s->path);
	if (!s->gz && s->total >= 0 && offset <= s->total && lseek(s->fd, offset, SEEK_SET) == offset) {
		s->at = s->have = 0;
		s->offset = s->consumed = offset;
		return OK;
	}
	while (s->offset < offset) {
		if ((err = stream_read(s, dropped, (size_t)MIN((int64_t)sizeof(dropped), offset - s->offset), &len)))
			return err;
		if (len == 0)
			return err_fail(ERR_INVALID, "could not go to byte %lld of '%s': it ends before",
			    (long long)offset, s->path);
	}
	return OK;
}

int64_t
stream_offset(const struct stream *s)
{
	return s->offset;
}

void
stream_progress(const struct stream *s, int64_t *consumed, int64_t *total)
{
	*consumed = s->consumed;
	*total = s->total;
}
