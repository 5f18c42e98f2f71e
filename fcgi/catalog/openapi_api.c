/* openapi_api.c - the description of the whole API, of all modules.  See lib/web/openapi.h. */
#include "fcgi/catalog/catalog_api.h"
#include "lib/base/file.h"
#include "lib/web/openapi.h"

#define PARTS_MAX 32
#define PART_MAX ((size_t)4 << 20)

static enum err
openapi_build(struct req *r, void *payload UNUSED)
{
	const char *path = config_z(r->app->config, "openapi.path");
	struct str parts[PARTS_MAX];
	struct list names;
	struct buf b;
	enum err err = file_names(r->arena, path, STR(".part"), PARTS_MAX, &names);

	if (err)
		return err;
	/* In order of their names, so that the document does not depend on how a directory lists its files. */
	for (size_t i = 0; !err && i < names.count; i++)
		err = file_read(r->arena,
		    arena_printf(r->arena, "%s/%.*s", path, STR_ARG(((struct str *)names.items)[i])), PART_MAX,
		    &parts[i]);
	if (err)
		return err;
	buf_in_arena(&b, r->arena, BUF_REPLY);
	err = openapi_join(&b, r->arena, r->app->config, parts, names.count);
	return err ? err : resp_text(r, 200, "application/json", buf_view(&b));
}

enum err
openapi_document(struct req *r)
{
	return api_cached(r, "openapi", STR(""), NULL, NULL, openapi_build);
}
