/* stock.c - mercer stock: what is where and why, corrections, hot items, and the proof that every figure is right. */
#include "bin/mercer/mercer.h"
#include "lib/shop/stock_adjust.h"
#include "lib/shop/stock_history.h"
#include "lib/shop/stock_publish.h"
#include "lib/shop/stock_spread.h"
#include "lib/shop/stock_verify.h"
#include "lib/shop/warehouse.h"

#include <getopt.h>

#define MOVEMENTS 40
#define LOW_AT_ONCE 500

static const struct who operator_ = { .actor = "operator", .permissions = UINT64_MAX };

static int
find(struct app *app, struct db *db, const char *text, struct stock_item *item)
{
	enum err err = stock_item(db, app->arena, str_of(text), app_first(app, "site.locales"), item);

	return err ? app_failed(err, "could not find '%s'", text) : EXIT_OK;
}

static void
print_movements(struct app *app, const struct stock_movement *m, size_t count)
{
	printf("\n%-27s %-16s %-12s %8s %8s %8s   %8s %8s %8s\n", "when", "warehouse", "what", "on hand", "held",
	    "paid", "= hand", "held", "paid");
	for (size_t i = 0; i < count; i++) {
		struct buf at;
		buf_in_arena(&at, app->arena, 64);
		time_rfc3339(&at, m[i].at);
		printf("%-27.*s %-16.*s %-12s %+8lld %+8lld %+8lld   %8lld %8lld %8lld  %.*s%.*s%s%.*s\n",
		    STR_ARG(buf_view(&at)), STR_ARG(m[i].warehouse), stock_kinds[m[i].kind].name,
		    (long long)m[i].on_hand, (long long)m[i].held, (long long)m[i].allocated,
		    (long long)m[i].sum_on_hand, (long long)m[i].sum_held, (long long)m[i].sum_allocated,
		    STR_ARG(m[i].order_number), STR_ARG(m[i].reason), m[i].reference.len ? " " : "",
		    STR_ARG(m[i].reference));
	}
}

static int
show(struct app *app, struct db *db, const char *text)
{
	struct stock_item item;
	struct list views, movements;
	const struct stock_view *v;
	enum err err;

	if (find(app, db, text, &item))
		return EXIT_FAILED;
	if ((err = stock_views(db, app->arena, item.id, &views)) ||
	    (err = stock_movements(db, app->arena, item.id, 0, 0, MOVEMENTS, &movements)))
		return app_failed(err, "could not read the stock");
	v = views.items;
	printf("%.*s  %.*s  %.*s %.*s%s\n", STR_ARG(item.public_id), STR_ARG(item.sku), STR_ARG(item.title),
	    STR_ARG(item.options), item.is_backorder ? "  (back-orders)" : "");
	if (!views.count)
		puts("not counted");
	else
		printf("\n%-16s %8s %8s %8s %9s %7s %5s %4s\n", "warehouse", "on hand", "held", "paid", "available",
		    "safety", "rows", "low");
	for (size_t i = 0; i < views.count; i++)
		printf("%-16.*s %8lld %8lld %8lld %9lld %7lld %5d %4s\n", STR_ARG(v[i].warehouse),
		    (long long)v[i].on_hand, (long long)v[i].held, (long long)v[i].allocated, (long long)v[i].available,
		    (long long)v[i].safety, (int)v[i].slots, v[i].is_low ? "low" : "");
	if (movements.count)
		print_movements(app, movements.items, movements.count);
	return EXIT_OK;
}

/* The house named by --warehouse, else the default one. */
static int
house_of(struct app *app, struct db *db, const char *code, struct warehouse *out)
{
	struct list houses;
	enum err err =
	    code ? warehouse_get(db, app->arena, str_of(code), out) : warehouse_list(db, app->arena, &houses);

	if (err || (!code && !houses.count))
		return app_failed(
		    err ? err : ERR_NOT_FOUND, "there is no warehouse%s%s", code ? " " : "", code ? code : "");
	if (!code)
		*out = *(struct warehouse *)houses.items;
	return EXIT_OK;
}

static int
spread(struct app *app, struct db *db, int argc, char **argv)
{
	static const struct option options[] = { { "slots", required_argument, NULL, 's' },
		{ "warehouse", required_argument, NULL, 'w' }, { 0 } };
	const char *code = NULL;
	struct warehouse house = { 0 };
	struct stock_item item;
	int64_t slots = 16;
	enum err err;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'w')
			code = optarg;
		else if (c != 's' || str_to_i64(str_of(optarg), 1, STOCK_SLOTS_MAX, &slots))
			return app_usage("stock");
	}
	if (optind + 1 != argc)
		return app_usage("stock");
	if (find(app, db, argv[optind], &item) || house_of(app, db, code, &house))
		return EXIT_FAILED;
	err = stock_spread(db, app->arena, &operator_, &item, house.id, (int32_t)slots);
	return err ? app_failed(err, "could not spread '%s'", argv[optind]) : EXIT_OK;
}

/* set SKU N | add SKU N: counted, or received (taken off). */
static int
change(struct app *app, struct db *db, int argc, char **argv)
{
	static const struct option options[] = { { "warehouse", required_argument, NULL, 'w' },
		{ "reason", required_argument, NULL, 'r' }, { "from", required_argument, NULL, 'f' }, { 0 } };
	bool is_set = strcmp(argv[0], "set") == 0;
	struct stock_change in = { .reason = STR("by the operator") };
	int64_t number, before, after;
	struct warehouse house;
	struct stock_item item;
	const char *code = NULL;
	enum err err;
	int c;

	/* "+": a number may begin with '-'. */
	while ((c = getopt_long(argc, argv, "+", options, NULL)) != -1) {
		if (c == 'w')
			code = optarg;
		else if (c == 'r')
			in.reason = str_of(optarg);
		else if (c == 'f' && !str_to_i64(str_of(optarg), 0, STOCK_QUANTITY_MAX, &number))
			in.change_from = (struct opt_i64){ true, number };
		else
			return app_usage("stock");
	}
	if (optind + 2 != argc ||
	    str_to_i64(str_of(argv[optind + 1]), is_set ? 0 : -STOCK_QUANTITY_MAX, STOCK_QUANTITY_MAX, &number))
		return app_usage("stock");
	in.kind = is_set ? STOCK_COUNTED : STOCK_ADJUSTED;
	*(is_set ? &in.quantity : &in.delta) = (struct opt_i64){ true, number };
	if (find(app, db, argv[optind], &item) || house_of(app, db, code, &house))
		return EXIT_FAILED;
	if ((err = stock_adjust(db, app->arena, &operator_, &item, &house, &in, &before, &after)))
		return app_failed(err, "could not change the stock of '%s'", argv[optind]);
	printf("%lld -> %lld\n", (long long)before, (long long)after);
	return EXIT_OK;
}

static int
verify(struct app *app, struct db *db, bool quiet)
{
	const struct stock_fault *f;
	struct list faults;
	int64_t checked;
	enum err err = stock_verify(db, app->arena, &faults, &checked);

	if (err)
		return app_failed(err, "could not verify the stock");
	f = faults.items;
	for (size_t i = 0; i < faults.count; i++)
		printf("%-9.*s %.*s %.*s %.*s/%d %.*s: %lld, must be %lld\n", STR_ARG(f[i].what), STR_ARG(f[i].variant),
		    STR_ARG(f[i].sku), STR_ARG(f[i].warehouse), (int)f[i].slot, STR_ARG(f[i].detail),
		    (long long)f[i].found, (long long)f[i].expected);
	if (!quiet || faults.count)
		printf("%lld rows, %zu differences\n", (long long)checked, faults.count);
	return faults.count ? EXIT_FAILED : EXIT_OK;
}

static int
low(struct app *app, struct db *db)
{
	const struct stock_filter filter = {
		.locale = app_first(app, "site.locales"), .is_low = true, .limit = LOW_AT_ONCE
	};
	const struct stock_line *l;
	struct list lines;
	enum err err = stock_list(db, app->arena, &filter, &lines);

	if (err)
		return app_failed(err, "could not list what is low");
	l = lines.items;
	for (size_t i = 0; i < lines.count; i++)
		printf("%6lld  %-24.*s %.*s %.*s\n", (long long)l[i].available, STR_ARG(l[i].sku), STR_ARG(l[i].title),
		    STR_ARG(l[i].options));
	return EXIT_OK;
}

int
cmd_stock(struct app *app, int argc, char **argv)
{
	struct db *db = app_db(app, "mercer");
	const char *verb = argc > 1 ? argv[1] : "";

	if (argc == 3 && strcmp(verb, "show") == 0)
		return show(app, db, argv[2]);
	if (strcmp(verb, "verify") == 0 && (argc == 2 || (argc == 3 && strcmp(argv[2], "--quiet") == 0)))
		return verify(app, db, argc == 3);
	if (argc == 2 && strcmp(verb, "low") == 0)
		return low(app, db);
	if (strcmp(verb, "spread") == 0)
		return spread(app, db, argc - 1, argv + 1);
	if (strcmp(verb, "set") == 0 || strcmp(verb, "add") == 0)
		return change(app, db, argc - 1, argv + 1);
	return app_usage("stock");
}
