/* tmpl.c - sets of templates: files in, programs per locale out.  See tmpl.h. */
#include "lib/web/tmpl_program.h"
#include "lib/web/i18n.h"
#include "lib/base/file.h"

#include <assert.h>
#include <unistd.h>

#define MANIFEST_MAX ((size_t)4 << 20)

struct tmpl_set {
	struct arena *arena;
	struct tmpl *templates;
	size_t count;
};

/* What a set needs while it is loaded. */
struct files {
	struct arena *arena;
	const char *templates;  /* directory */
	const char *statics;    /* directory; used when there is no manifest */
	struct str manifest;    /* its text; absent: plain names */
};

static bool read_template(void *payload, struct str name, struct str *text);
static bool find_asset(void *payload, struct str path, struct str *url);

static struct tmpl
compile(struct tmpl_loader *l, struct str name, const struct shape *view, struct complaints *c)
{
	const struct i18n *i18n = l->source->i18n;
	struct tmpl t = { .i18n = i18n, .count = i18n ? i18n_count(i18n) : 1 };

	t.programs = arena_array(l->arena, struct program *, t.count);
	/* A complaint of the first language would only be repeated by the others. */
	for (size_t i = 0; i < t.count && !c->count; i++)
		t.programs[i] = tmpl_program(l, name, view, (int)i, c);
	return t;
}

enum err
tmpl_load(const struct config *config, const struct i18n *i18n, const struct tmpl_def *defs, size_t count,
    struct tmpl_set **out)
{
	struct arena *a = arena_new();
	struct tmpl_set *set = arena_new_of(a, struct tmpl_set);
	struct files files = { a, config_z(config, "templates.path"), config_z(config, "static.path"), STR_ABSENT };
	struct tmpl_source source = { .partial = read_template, .payload = &files, .i18n = i18n };
	const struct tmpl_source plain_source = {
		.partial = read_template, .payload = &files, .i18n = i18n, .keep_indent = true, .plain = true
	};
	struct tmpl_loader loader = { .arena = a, .source = &source, .asset = find_asset, .asset_payload = &files };
	struct tmpl_loader plain = {
		.arena = a, .source = &plain_source, .asset = find_asset, .asset_payload = &files
	};
	struct complaints all = { .arena = a };
	enum err err = OK;

	if (config_str(config, "static.manifest").len)
		err = file_read(a, config_z(config, "static.manifest"), MANIFEST_MAX, &files.manifest);
	*set = (struct tmpl_set){ a, arena_array(a, struct tmpl, MAX(count, (size_t)1)), count };
	for (size_t i = 0; !err && i < count; i++) {
		struct complaints one = { .arena = a };
		set->templates[i] = compile(str_ends(str_of(defs[i].name), STR(".txt")) ? &plain : &loader,
		    str_of(defs[i].name), defs[i].view, &one);
		for (size_t j = 0; j < one.count && all.count < TMPL_COMPLAINTS_MAX; j++)
			all.items[all.count++] = one.items[j];
	}
	if (!err)
		err = tmpl_verdict(&all);
	if (err)
		arena_free(a);
	else
		*out = set;
	return err;
}

void
tmpl_free(struct tmpl_set *set)
{
	if (set)
		arena_free(set->arena);
}

const struct tmpl *
tmpl_get(const struct tmpl_set *set, size_t index)
{
	assert(index < set->count);
	return &set->templates[index];
}

void
tmpl_render(const struct tmpl *t, int locale, const void *view, struct buf *out)
{
	assert(locale >= 0);
	tmpl_run(t->programs[(size_t)locale < t->count ? locale : 0], t->i18n, locale, view, out);
}

enum err
tmpl_compile(struct arena *a, struct str name, struct str text, const struct shape *view, const struct tmpl_source *src,
    struct tmpl **out)
{
	struct tmpl_loader loader = { .arena = a, .source = src };
	struct complaints complaints = { .arena = a };
	struct tmpl *t = arena_new_of(a, struct tmpl);
	enum err err;

	tmpl_add_text(&loader, name, text, &complaints);
	*t = compile(&loader, name, view, &complaints);
	err = tmpl_verdict(&complaints);
	if (!err)
		*out = t;
	return err;
}

/* Names come from templates, which are ours; a path that climbs is a slip all the same. */
static bool
read_template(void *payload, struct str name, struct str *text)
{
	struct files *f = payload;
	bool found;

	if (str_contains(name, STR("..")) || str_starts(name, STR("/")))
		return false;
	found = file_read(f->arena,
		    arena_printf(
			f->arena, "%s/%.*s%s", f->templates, STR_ARG(name), str_ends(name, STR(".txt")) ? "" : ".html"),
		    TMPL_TEXT_MAX, text) == OK;
	err_clear();
	return found;
}

/* Manifest lines: "css/shop.css css/shop.1f2e3d4c5b.css". */
static bool
find_asset(void *payload, struct str path, struct str *url)
{
	struct files *f = payload;
	struct str rest = f->manifest, line, name;

	if (str_is_absent(f->manifest)) {
		*url = str_printf(f->arena, "/static/%.*s", STR_ARG(path));
		return !str_contains(path, STR("..")) &&
		    access(arena_printf(f->arena, "%s/%.*s", f->statics, STR_ARG(path)), R_OK) == 0;
	}
	while (str_split(&rest, '\n', &line))
		if (str_split(&line, ' ', &name) && str_eq(name, path) && line.len) {
			*url = str_printf(f->arena, "/static/%.*s", STR_ARG(line));
			return true;
		}
	return false;
}
