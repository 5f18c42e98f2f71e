/* tax.c - mercer tax: tables of taxes into the shop, and what is in force. */
#include "bin/mercer/mercer.h"
#include "lib/base/file.h"
#include "lib/shop/country.h"
#include "lib/shop/tax_store.h"

#define FILE_MAX ((size_t)32 << 20)

static const struct who operator_ = { .actor = "operator", .permissions = UINT64_MAX };

/* "../shared/data/tax/vat_rates.csv" -> "vat_rates.csv": kept with the rates. */
static struct str
name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return str_of(slash ? slash + 1 : path);
}

static int
import_one(struct app *app, struct db *db, const char *path)
{
	const struct price_env e = { db, app->arena, &operator_ };
	struct tax_import done;
	const struct str *problem;
	struct str text;
	enum err err = file_read(app->arena, path, FILE_MAX, &text);

	if (!err)
		err = tax_import(&e, text, str_cut(name_of(path), 100), &done);
	if (err)
		return app_failed(err, "could not import taxes from '%s'", path);
	problem = done.problems.items;
	for (size_t i = 0; i < done.problems.count; i++)
		fprintf(stderr, "%s: %.*s\n", path, STR_ARG(problem[i]));
	printf("%s: %lld rates read, %lld new\n", path, (long long)done.read, (long long)done.added);
	return done.problems.count ? EXIT_FAILED : EXIT_OK;
}

static int
list(struct app *app, struct db *db, struct str country)
{
	const struct tax_rate *r;
	struct list all;
	enum err err = tax_rate_list(db, app->arena, country, false, clock_now(), &all);

	if (err)
		return app_failed(err, "could not list taxes");
	r = all.items;
	for (size_t i = 0; i < all.count; i++)
		printf("%.*s %-6.*s %-8.*s %-10.*s %d %-10.*s %3lld.%04lld %%\n", STR_ARG(r[i].country),
		    STR_ARG(r[i].region), STR_ARG(r[i].postal_prefix), STR_ARG(r[i].tax_class), r[i].level,
		    STR_ARG(r[i].name), (long long)(r[i].rate_e6 / 10000), (long long)(r[i].rate_e6 % 10000));
	return EXIT_OK;
}

int
cmd_tax(struct app *app, int argc, char **argv)
{
	struct db *db = app_db(app, "mercer");
	int status = EXIT_OK;

	if (argc >= 2 && argc <= 3 && str_eq_z(STR("list"), argv[1]))
		return list(app, db, argc == 3 ? str_of(argv[2]) : STR_ABSENT);
	if (argc < 3 || !str_eq_z(STR("import"), argv[1]))
		return app_usage("tax");
	if (country_load(app->config))
		return app_failed(ERR_IO, "could not read the countries");
	for (int i = 2; i < argc; i++)
		if (import_one(app, db, argv[i]) != EXIT_OK)
			status = EXIT_FAILED;
	return status;
}
