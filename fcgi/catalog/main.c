/* main.c - the catalogue module: pages, JSON and machine files of everything that can be browsed. */
#include "fcgi/catalog/catalog.h"
#include "lib/web/i18n.h"
#include "lib/web/pool.h"

static enum err
module_open(struct app *app)
{
	struct catalog *c = calloc(1, sizeof(*c));
	const char *dir = config_z(app->config, "search.path");

	if (!c)
		return err_fail(ERR_INTERNAL, "could not open the catalogue: out of memory");
	app->module = c;
	for (size_t i = 0; i < i18n_count(app->i18n) && i < COUNT(c->search); i++) {
		char locale[16];
		struct str code = i18n_locale(app->i18n, (int)i);
		enum err err;
		snprintf(locale, sizeof(locale), "%.*s", STR_ARG(code));
		err = search_open(dir, locale, &c->search[i]);
		if (err)
			return err;
	}
	return OK;
}

static void
module_close(struct app *app)
{
	struct catalog *c = app->module;

	for (size_t i = 0; c && i < COUNT(c->search); i++)
		search_close(c->search[i]);
	free(c);
	app->module = NULL;
}

static const struct route_table *const tables[] = { &catalog_pages, &catalog_api, &catalog_machine };

int
main(int argc, char **argv)
{
	static const struct module catalog = { .name = "catalog", .tables = tables, .table_count = COUNT(tables),
		.templates = catalog_templates, .template_count = COUNT(catalog_templates), .open = module_open,
		.close = module_close, .error_page = frame_error_page };

	return pool_main(&catalog, argc, argv);
}
