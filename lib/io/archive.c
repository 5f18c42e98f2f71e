/* archive.c - ZIP by libarchive.  See archive.h. */
#include "lib/io/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static enum err
add(struct archive *zip, const struct archive_entry_text *e)
{
	struct archive_entry *entry = archive_entry_new();
	bool fine;

	archive_entry_set_pathname(entry, e->name);
	archive_entry_set_size(entry, (la_int64_t)e->text.len);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0600);
	fine = archive_write_header(zip, entry) == ARCHIVE_OK &&
	    (e->text.len == 0 || archive_write_data(zip, e->text.ptr, e->text.len) == (la_ssize_t)e->text.len);
	archive_entry_free(entry);
	return fine ? OK : err_fail(ERR_IO, "could not add '%s': %s", e->name, archive_error_string(zip));
}

enum err
archive_write_zip(const char *path, const struct archive_entry_text *entries, size_t count)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	struct archive *zip;
	enum err err = OK;

	if (fd < 0)
		return err_fail(ERR_IO, "could not write '%s': %s", path, strerrordesc_np(errno));
	zip = archive_write_new();
	if (archive_write_set_format_zip(zip) != ARCHIVE_OK || archive_write_open_fd(zip, fd) != ARCHIVE_OK)
		err = err_fail(ERR_IO, "could not write '%s': %s", path, archive_error_string(zip));
	for (size_t i = 0; !err && i < count; i++)
		err = add(zip, &entries[i]);
	if (archive_write_close(zip) != ARCHIVE_OK && !err)
		err = err_fail(ERR_IO, "could not write '%s': %s", path, archive_error_string(zip));
	archive_write_free(zip);
	if (fsync(fd) && !err)
		err = err_fail(ERR_IO, "could not write '%s': %s", path, strerrordesc_np(errno));
	close(fd);
	if (err)
		unlink(path);
	return err;
}
