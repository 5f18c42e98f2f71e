/*
 * serve_write.c - a reply as FastCGI records (specification 1.0, sections 3.3, 5.3 and 5.5), written in one go.
 */
#include "lib/web/serve_parts.h"

#include <errno.h>
#include <sys/uio.h>

#define RECORD_MAX 65528               /* content of one record: the largest multiple of 8 */
#define RECORDS_PER_WRITE 16

enum { FCGI_END_REQUEST = 3, FCGI_STDOUT = 6 };

static void
put_record(unsigned char *at, int type, int id, size_t length)
{
	const unsigned char record[8] = { 1, (unsigned char)type, (unsigned char)(id >> 8), (unsigned char)id,
		(unsigned char)(length >> 8), (unsigned char)length, 0, 0 };

	memcpy(at, record, sizeof(record));
}

static bool
write_all(int fd, struct iovec *v, int count)
{
	while (count > 0) {
		ssize_t n = writev(fd, v, count);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		for (; count > 0 && (size_t)n >= v->iov_len; v++, count--)
			n -= (ssize_t)v->iov_len;
		if (count > 0) {
			v->iov_base = (char *)v->iov_base + n;
			v->iov_len -= (size_t)n;
		}
	}
	return true;
}

/* Head and body as STDOUT records of at most RECORD_MAX bytes, the empty one that ends them, and END_REQUEST.  Nothing
 * is copied; up to RECORDS_PER_WRITE records (1 MB) go out with one system call. */
bool
serve_write(int fd, int id, struct str head, struct str body)
{
	unsigned char records[RECORDS_PER_WRITE][8], end[24] = { 0 };
	struct str parts[2] = { head, body };
	struct iovec v[3 * RECORDS_PER_WRITE + 1];
	size_t left = head.len + body.len, part = 0;

	put_record(end, FCGI_STDOUT, id, 0);
	put_record(end + 8, FCGI_END_REQUEST, id, 8);
	do {
		int count = 0;
		for (size_t n = 0; n < RECORDS_PER_WRITE && left > 0; n++) {
			size_t content = MIN(left, (size_t)RECORD_MAX);
			put_record(records[n], FCGI_STDOUT, id, content);
			v[count++] = (struct iovec){ records[n], 8 };
			left -= content;
			while (content > 0) {
				size_t take = MIN(content, parts[part].len);
				if (take > 0)
					v[count++] = (struct iovec){ (void *)(uintptr_t)parts[part].ptr, take };
				parts[part] = str_skip(parts[part], take);
				content -= take;
				part += content > 0;
			}
		}
		if (left == 0)
			v[count++] = (struct iovec){ end, sizeof(end) };
		if (!write_all(fd, v, count))
			return false;
	} while (left > 0);
	return true;
}
