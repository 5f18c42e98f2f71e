/*
 * stream.h - read a file as a stream, .gz or plain (told by its first bytes), with the position for resuming and
 * progress.
 * zlib is included by stream.c alone.
 */
#ifndef MERCER_STREAM_H
#define MERCER_STREAM_H

#include "lib/base/str.h"

struct stream;
/* "-" is standard input.  ERR_NOT_FOUND, ERR_IO. */
enum err stream_open(const char *path, struct stream **out) MUST_CHECK;
void stream_close(struct stream *s);
/* Up to cap bytes; *len == 0 at the end.  ERR_INVALID: broken gzip data, or a file
 * that is cut off inside it. */
enum err stream_read(struct stream *s, char *buf, size_t cap, size_t *len) MUST_CHECK;
/* Skip to an absolute offset of the uncompressed text, forwards only (reads and drops for gz and pipes).  ERR_INVALID:
 * it lies before the position or past the end. */
enum err stream_seek(struct stream *s, int64_t offset) MUST_CHECK;
int64_t stream_offset(const struct stream *s);        /* uncompressed bytes read */
/* Bytes of the file consumed and in total (-1 unknown): for the progress bar. */
void stream_progress(const struct stream *s, int64_t *consumed, int64_t *total);

#endif
