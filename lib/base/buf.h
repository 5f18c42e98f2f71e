/*
 * buf.h - a growing string with a mandatory ceiling.
 *
 *	struct buf b;
 *	buf_init(&b, BUF_REPLY);
 *	buf_printf(&b, "%d items", n);
 *	if (b.failed) ...                    // one look at the end: overflow is sticky, the content is then cut
 *	buf_release(&b);
 *
 * b.ptr is always NUL-terminated once something was added; b.len does not count the NUL.
 * Memory comes from malloc (out of memory aborts); after buf_in_arena() it is the arena's, and the struct buf may leave
 * scope.
 */
#ifndef MERCER_BUF_H
#define MERCER_BUF_H

#include "lib/base/str.h"

struct buf {
	char *ptr;
	size_t len;
	size_t cap;
	size_t max;   /* most bytes it may hold */
	struct arena *arena; /* its memory is from there; NULL: malloc */
	bool failed;  /* something did not fit; everything since then was dropped */
};

/* Ceilings by use. */
#define BUF_LINE ((size_t)64 << 10)   /* a log line, a header */
#define BUF_REPLY ((size_t)16 << 20)  /* a rendered page or JSON body */

void buf_init(struct buf *b, size_t max);
void buf_in_arena(struct buf *b, struct arena *a, size_t max);
void buf_release(struct buf *b);             /* back to empty, memory freed; may be used again */
void buf_clear(struct buf *b);               /* len = 0, failed = false, memory kept */
/* Make room for `more` bytes after len; false (and failed) past the ceiling. */
bool buf_reserve(struct buf *b, size_t more);

void buf_add(struct buf *b, const void *p, size_t len);
void buf_str(struct buf *b, struct str s);
void buf_z(struct buf *b, const char *z);
void buf_char(struct buf *b, char c);
void buf_i64(struct buf *b, int64_t v);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
#define buf_lit(b, lit) buf_add((b), "" lit, sizeof(lit) - 1)

/* View of the content; valid until the next addition. */
struct str buf_view(const struct buf *b);

#endif
