/* file.c - see file.h. */
#include "lib/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum err
file_read(struct arena *a, const char *path, size_t max, struct str *out)
{
	struct stat st;
	char *text;
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return err_fail(errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "could not open '%s': %s", path, strerrordesc_np(errno));
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || (uint64_t)st.st_size > max) {
		close(fd);
		return err_fail(ERR_IO, "could not read '%s': not a file of at most %zu bytes", path, max);
	}
	text = arena_alloc(a, (size_t)st.st_size + 1);
	n = read(fd, text, (size_t)st.st_size);
	close(fd);
	if (n != st.st_size)
		return err_fail(ERR_IO, "could not read '%s'", path);
	text[n] = '\0';
	*out = str_n(text, (size_t)n);
	return OK;
}
