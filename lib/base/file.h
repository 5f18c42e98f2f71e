/*
 * file.h - small files, read whole: templates, lists, tables that a program needs at its start; and the names in a
 * directory.
 */
#ifndef MERCER_FILE_H
#define MERCER_FILE_H

#include "lib/base/shape.h"

/* Into the arena, NUL behind it; also from a pipe.  ERR_NOT_FOUND; ERR_IO: a directory, larger than `max`, or it cannot
 * be read. */
enum err file_read(struct arena *a, const char *path, size_t max, struct str *out) MUST_CHECK;
/* Names (struct str, NUL behind each) in a directory that end in `suffix`, by str_cmp(); hidden ones are left out.
 * ERR_NOT_FOUND, ERR_IO; ERR_LIMIT: more than `max`. */
enum err file_names(struct arena *a, const char *dir, struct str suffix, size_t max, struct list *out) MUST_CHECK;

#endif
