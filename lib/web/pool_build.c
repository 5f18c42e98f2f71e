/*
 * pool_build.c - a name for "this program with these templates, texts and shop settings".
 *
 * It is part of the keys of cached replies, so that a reload with a changed template never shows pages of the old one,
 * while two hosts with the same files share their pages.  Therefore contents are hashed, not times of change.
 */
#include "lib/web/pool_master.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#define DEPTH_MAX 8

static enum err add_path(struct arena *a, const char *path, const char *name, int depth, uint64_t *sum) MUST_CHECK;
static enum err add_directory(struct arena *a, const char *path, int depth, uint64_t *sum) MUST_CHECK;
static enum err add_file(const char *path, const char *name, size_t size, uint64_t *sum) MUST_CHECK;
static void add_text(const char *name, struct str text, uint64_t *sum);

enum err
pool_build_id(struct pool *p)
{
	const char *const paths[] = { "/proc/self/exe", config_z(p->config, "templates.path"),
		config_z(p->config, "locale.path"), config_z(p->config, "static.manifest"),
		config_z(p->config, "openapi.path") };
	struct arena *a = arena_new();
	const struct config_key *keys;
	uint64_t sum = 0;
	size_t count;
	enum err err = OK;

	for (size_t i = 0; !err && i < COUNT(paths); i++)
		err = add_path(a, paths[i], i == 0 ? "program" : "", 0, &sum);
	keys = config_keys(&count);
	for (size_t i = 0; i < count; i++)
		if (str_starts(str_of(keys[i].name), STR("site.")))
			add_text(keys[i].name, config_text(p->config, i), &sum);
	arena_free(a);
	p->app.build = str_of(arena_printf(p->arena, "%012llx", (unsigned long long)(sum & UINT64_C(0xffffffffffff))));
	return err;
}

/* What is not there does not count: whoever needs it complains. */
static enum err
add_path(struct arena *a, const char *path, const char *name, int depth, uint64_t *sum)
{
	struct stat st;

	if (depth > DEPTH_MAX || stat(path, &st))
		return OK;
	if (S_ISDIR(st.st_mode))
		return add_directory(a, path, depth, sum);
	return S_ISREG(st.st_mode) ? add_file(path, name, (size_t)st.st_size, sum) : OK;
}

static enum err
add_directory(struct arena *a, const char *path, int depth, uint64_t *sum)
{
	DIR *dir = opendir(path);
	struct dirent *e;
	enum err err = OK;

	if (!dir)
		return err_fail(ERR_IO, "could not read directory '%s': %s", path, strerrordesc_np(errno));
	while (!err && (e = readdir(dir)))
		if (e->d_name[0] != '.')
			err = add_path(a, arena_printf(a, "%s/%s", path, e->d_name), e->d_name, depth + 1, sum);
	closedir(dir);
	return err;
}

static enum err
add_file(const char *path, const char *name, size_t size, uint64_t *sum)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	void *text = MAP_FAILED;

	if (fd < 0)
		return err_fail(ERR_IO, "could not read '%s': %s", path, strerrordesc_np(errno));
	if (size > 0)
		text = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (size > 0 && text == MAP_FAILED)
		return err_fail(ERR_IO, "could not read '%s': %s", path, strerrordesc_np(errno));
	add_text(name, size > 0 ? str_n(text, size) : STR(""), sum);
	if (size > 0)
		munmap(text, size);
	return OK;
}

/* A sum of digests does not depend on the order in which a directory lists its files. */
static void
add_text(const char *name, struct str text, uint64_t *sum)
{
	unsigned char digests[2][32], digest[32];
	uint64_t word;

	crypto_sha256(str_of(name), digests[0]);
	crypto_sha256(text, digests[1]);
	crypto_sha256(str_n((const char *)digests, sizeof(digests)), digest);
	memcpy(&word, digest, sizeof(word));
	*sum += word;
}
