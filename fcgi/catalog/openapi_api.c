/* openapi_api.c - the description of the whole API, of all modules.  See lib/web/openapi.h. */
#include "fcgi/catalog/catalog_api.h"
#include "lib/io/stream.h"
#include "lib/web/openapi.h"

#include <dirent.h>
#include <errno.h>

#define PARTS_MAX 32
#define PART_MAX ((size_t)4 << 20)

/* In order of their names, so that the document does not depend on how a directory lists its files. */
static enum err
list_parts(struct req *r, const char *path, struct str names[PARTS_MAX], size_t *count)
{
	DIR *dir = opendir(path);
	struct dirent *e;

	if (!dir)
		return err_fail(ERR_IO, "could not read directory '%s': %s", path, strerrordesc_np(errno));
	*count = 0;
	while ((e = readdir(dir)) && *count < PARTS_MAX) {
		struct str name = str_of(e->d_name);
		size_t at = *count;
		if (!str_ends(name, STR(".part")))
			continue;
		for (; at > 0 && str_cmp(name, names[at - 1]) < 0; at--)
			names[at] = names[at - 1];
		names[at] = str_dup(r->arena, name);
		++*count;
	}
	closedir(dir);
	return OK;
}

static enum err
read_part(struct req *r, const char *path, struct str *out)
{
	struct stream *s;
	struct buf b;
	char chunk[8192];
	size_t len = 1;
	enum err err = stream_open(path, &s);

	if (err)
		return err;
	buf_in_arena(&b, r->arena, PART_MAX);
	while (!err && len) {
		err = stream_read(s, chunk, sizeof(chunk), &len);
		if (!err)
			buf_add(&b, chunk, len);
	}
	stream_close(s);
	*out = buf_view(&b);
	return b.failed ? err_fail(ERR_LIMIT, "could not read '%s': too large", path) : err;
}

static enum err
openapi_build(struct req *r, void *payload UNUSED)
{
	const char *path = config_z(r->app->config, "openapi.path");
	struct str names[PARTS_MAX], parts[PARTS_MAX];
	struct buf b;
	size_t count;
	enum err err = list_parts(r, path, names, &count);

	for (size_t i = 0; !err && i < count; i++)
		err = read_part(r, arena_printf(r->arena, "%s/%.*s", path, STR_ARG(names[i])), &parts[i]);
	if (err)
		return err;
	buf_in_arena(&b, r->arena, BUF_REPLY);
	err = openapi_join(&b, r->arena, r->app->config, parts, count);
	return err ? err : resp_text(r, 200, "application/json", buf_view(&b));
}

enum err
openapi_document(struct req *r)
{
	return api_cached(r, "openapi", STR(""), NULL, NULL, openapi_build);
}
