/* warehouse.c - mercer warehouse: where stock lies. */
#include "bin/mercer/mercer.h"
#include "lib/shop/country.h"
#include "lib/shop/warehouse.h"

#include <getopt.h>

static const struct who operator_ = { .actor = "operator", .permissions = UINT64_MAX };

static int
list(struct app *app, struct db *db)
{
	const struct warehouse *w;
	struct list houses;
	enum err err = warehouse_list(db, app->arena, &houses);

	if (err)
		return app_failed(err, "could not list the warehouses");
	w = houses.items;
	for (size_t i = 0; i < houses.count; i++)
		printf("%-20.*s %-8s %-8s %4d  %.*s, %.*s %.*s\n", STR_ARG(w[i].code), w[i].is_active ? "sends" : "-",
		    w[i].is_pickup ? "pickup" : "-", (int)w[i].priority, STR_ARG(w[i].name), STR_ARG(w[i].country),
		    STR_ARG(w[i].locality));
	return EXIT_OK;
}

/* Member of the form by the name of its option. */
static int
set_option(struct app *app, struct warehouse *w, const char *name, const char *text, struct field_errors *errors)
{
	const struct shape_field *f = shape_find(&warehouse_shape, str_of(name));

	if (!f || f->flags & (SHAPE_READ_ONLY | SHAPE_HIDDEN))
		return -1;
	return shape_set_text(f, w, str_dup(app->arena, str_of(text)), NULL, str_of(name), errors) ? 1 : 0;
}

/* --name=Berlin --country=DE ...: any member of a warehouse. */
static int
put(struct app *app, struct db *db, int argc, char **argv)
{
	struct field_errors errors = { .arena = app->arena };
	struct warehouse w, stored;
	enum err err = warehouse_get(db, app->arena, str_of(argv[2]), &w);

	if (err && err != ERR_NOT_FOUND)
		return app_failed(err, "could not look for the warehouse");
	if ((err == ERR_NOT_FOUND) != (strcmp(argv[1], "add") == 0))
		return app_failed(
		    err ? err : ERR_CONFLICT, "there is %s warehouse '%s'", err ? "no" : "already a", argv[2]);
	err_clear();
	if (err) {
		warehouse_init(&w);
		w.code = str_of(argv[2]);
		w.country = config_str(app->config, "shop.home_country");
		w.name = w.code;
	}
	for (int i = 3; i < argc; i++) {
		char *option = arena_strdup(app->arena, argv[i]), *value = strchr(option, '=');
		if (strncmp(option, "--", 2) != 0 || !value)
			return app_usage("warehouse");
		*value++ = '\0';
		if (set_option(app, &w, option + 2, value, &errors) < 0)
			return app_usage("warehouse");
	}
	if (!errors.count && (err = warehouse_put(db, app->arena, &operator_, &w, &errors, &stored)) && !errors.count)
		return app_failed(err, "could not store the warehouse");
	return errors.count ? app_complain(&errors, "store the warehouse") : EXIT_OK;
}

int
cmd_warehouse(struct app *app, int argc, char **argv)
{
	struct db *db = app_db(app, "mercer");
	const char *verb = argc > 1 ? argv[1] : "";

	if (country_load(app->config))
		err_clear(); /* countries are checked when they are known */
	if (argc == 2 && strcmp(verb, "list") == 0)
		return list(app, db);
	if (argc >= 3 && (strcmp(verb, "add") == 0 || strcmp(verb, "change") == 0))
		return put(app, db, argc, argv);
	return app_usage("warehouse");
}
