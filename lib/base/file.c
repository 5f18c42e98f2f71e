/* file.c - see file.h. */
#include "lib/base/file.h"
#include "lib/base/buf.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define PIECE 16384

static enum err
cannot(const char *what, const char *path)
{
	return err_fail(
	    errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "could not %s '%s': %s", what, path, strerrordesc_np(errno));
}

enum err
file_read(struct arena *a, const char *path, size_t max, struct str *out)
{
	char piece[PIECE];
	struct buf b;
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return cannot("open", path);
	buf_in_arena(&b, a, max + 1);
	while ((n = read(fd, piece, sizeof(piece))) > 0 || (n < 0 && errno == EINTR))
		if (n > 0)
			buf_add(&b, piece, (size_t)n);
	close(fd);
	if (n < 0)
		return cannot("read", path);
	buf_char(&b, '\0');
	if (b.failed)
		return err_fail(ERR_IO, "could not read '%s': larger than %zu bytes", path, max);
	*out = str_cut(buf_view(&b), b.len - 1);
	return OK;
}

static int
by_name(const void *one, const void *two)
{
	return str_cmp(*(const struct str *)one, *(const struct str *)two);
}

enum err
file_names(struct arena *a, const char *path, struct str suffix, size_t max, struct list *out)
{
	DIR *dir = opendir(path);
	struct str *names = arena_array(a, struct str, max);
	struct dirent *e;
	size_t n = 0;

	if (!dir)
		return cannot("read directory", path);
	while ((e = readdir(dir)) && n <= max) {
		struct str name = str_of(e->d_name);
		if (name.ptr[0] == '.' || !str_ends(name, suffix))
			continue;
		if (n < max)
			names[n] = str_of(arena_strdup(a, e->d_name));
		n++;
	}
	closedir(dir);
	if (n > max)
		return err_fail(ERR_LIMIT, "could not use directory '%s': more than %zu names", path, max);
	qsort(names, n, sizeof(*names), by_name);
	*out = (struct list){ names, n };
	return OK;
}
