/*
 * file.h - a small file, read whole: templates, lists, tables that a program needs at its start.
 */
#ifndef MERCER_FILE_H
#define MERCER_FILE_H

#include "lib/base/str.h"

/* Into the arena, NUL behind it.  ERR_NOT_FOUND; ERR_IO: no regular file, larger than `max`, or it cannot be read. */
enum err file_read(struct arena *a, const char *path, size_t max, struct str *out) MUST_CHECK;

#endif
