/*
 * archive.h - a ZIP file of a few texts, written at once.  libarchive's headers are included by archive.c alone.
 */
#ifndef MERCER_ARCHIVE_H
#define MERCER_ARCHIVE_H

#include "lib/base/str.h"

struct archive_entry_text {
	const char *name;   /* in the archive: "profile.json" */
	struct str text;
};
/* Write `path` (mode 0600; it must not exist; not there after a failure).  ERR_IO. */
enum err archive_write_zip(const char *path, const struct archive_entry_text *entries, size_t count) MUST_CHECK;

#endif
