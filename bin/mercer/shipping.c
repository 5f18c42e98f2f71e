/* shipping.c - mercer shipping: how orders are delivered; the set-up as JSON, table rates as CSV. */
#include "bin/mercer/mercer.h"
#include "lib/base/file.h"
#include "lib/shop/shipping_setup.h"

#define FILE_MAX ((size_t)16 << 20)

static const struct who operator_ = { .actor = "operator", .permissions = UINT64_MAX };

static struct shipping_env
env(struct app *app)
{
	return (struct shipping_env){ app_db(app, "mercer"), app->arena, &operator_ };
}

static void
print_rate(struct app *app, const struct shipping_method *m, const struct shipping_rate *r)
{
	const struct str en = STR("en");
	struct buf b;
	char currency[4];

	buf_in_arena(&b, app->arena, BUF_LINE);
	if (money_currency(r->currency, currency))
		return;
	buf_printf(&b, "    %-16.*s ", STR_ARG(r->zone));
	if (m->rate_by == RATE_WEIGHT)
		buf_printf(&b, "from %lld g: ", (long long)r->from_value);
	else if (m->rate_by == RATE_QUANTITY)
		buf_printf(&b, "from %lld pieces: ", (long long)r->from_value);
	else if (m->rate_by == RATE_PRICE) {
		buf_lit(&b, "from ");
		money_format(&b, money_of(r->from_value, currency), en);
		buf_lit(&b, ": ");
	}
	money_format(&b, money_of(r->amount, currency), en);
	if (r->free_from.set) {
		buf_lit(&b, ", free from ");
		money_format(&b, money_of(r->free_from.value, currency), en);
	}
	printf("%.*s\n", STR_ARG(buf_view(&b)));
}

static int
list(struct app *app)
{
	struct shipping_env e = env(app);
	struct list methods, zones;
	const struct shipping_method *m;
	const struct shipping_zone *z;
	enum err err = shipping_zone_list(e.db, e.arena, &zones);

	if (!err)
		err = shipping_method_list(e.db, e.arena, &methods);
	if (err)
		return app_failed(err, "could not list the ways of delivery");
	z = zones.items;
	for (size_t i = 0; i < zones.count; i++) {
		const struct zone_place *p = z[i].places.items;
		printf("zone %.*s (%.*s):", STR_ARG(z[i].code), STR_ARG(z[i].name));
		for (size_t k = 0; k < z[i].places.count; k++)
			printf(" %.*s%s%.*s%s%.*s", STR_ARG(p[k].country), p[k].region.len ? "/" : "",
			    STR_ARG(p[k].region), p[k].postal_prefix.len ? " " : "", STR_ARG(p[k].postal_prefix));
		printf("\n");
	}
	m = methods.items;
	for (size_t i = 0; i < methods.count; i++) {
		printf("method %.*s: %s by %s, %lld-%lld days%s%.*s%s\n", STR_ARG(m[i].code),
		    shipping_kinds[m[i].kind].name, shipping_rate_bys[m[i].rate_by].name, (long long)m[i].days_min,
		    (long long)m[i].days_max, m[i].carrier.len ? ", " : "", STR_ARG(m[i].carrier),
		    m[i].is_active ? "" : " (switched off)");
		for (size_t k = 0; k < m[i].rates.count; k++)
			print_rate(app, &m[i], (struct shipping_rate *)m[i].rates.items + k);
	}
	return EXIT_OK;
}

static int
import(struct app *app, const char *path, const char *method, const char *currency)
{
	struct shipping_env e = env(app);
	struct field_errors errors = { .arena = app->arena };
	char code[4];
	struct str text;
	int64_t rates;
	enum err err;

	if (money_currency(currency ? str_of(currency) : app_first(app, "site.currencies"), code))
		return app_failed(ERR_INVALID, "there is no currency '%s'", currency);
	if ((err = file_read(app->arena, path, FILE_MAX, &text)))
		return app_failed(err, "could not read '%s'", path);
	if (str_ends(str_of(path), STR(".json"))) {
		err = shipping_setup_read(&e, text, &errors);
		if (!err)
			printf("delivery: stored what is in '%s'\n", path);
	} else {
		err = shipping_import_rates(&e, text, str_of(method), code, &errors, &rates);
		if (!err)
			printf("delivery '%s': %lld rates in %s\n", method, (long long)rates, code);
	}
	if (err && errors.count)
		return app_complain(&errors, "import the rates: nothing was stored");
	return err ? app_failed(err, "could not import '%s'", path) : EXIT_OK;
}

int
cmd_shipping(struct app *app, int argc, char **argv)
{
	const char *method = "table-rate", *currency = NULL, *path = NULL;

	if (argc == 2 && strcmp(argv[1], "list") == 0)
		return list(app);
	if (argc < 3 || strcmp(argv[1], "import") != 0)
		return app_usage("shipping");
	for (int i = 2; i < argc; i++) {
		if (strcmp(argv[i], "--method") == 0 && i + 1 < argc)
			method = argv[++i];
		else if (strcmp(argv[i], "--currency") == 0 && i + 1 < argc)
			currency = argv[++i];
		else if (argv[i][0] != '-' && !path)
			path = argv[i];
		else
			return app_usage("shipping");
	}
	return path ? import(app, path, method, currency) : app_usage("shipping");
}
