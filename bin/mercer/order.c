/* order.c - mercer order: look at orders, expire those that nobody paid, prove that they add up. */
#include "bin/mercer/mercer.h"
#include "lib/shop/order.h"
#include "lib/shop/order_verify.h"

#define LATE_US (15 * 60 * US_PER_S) /* the worker expires every 15 s, and waits ten minutes for a gateway */

static const struct who operator_ = { .actor = "operator" };

static const char *
money_of_order(struct app *app, struct money m)
{
	struct buf b;

	buf_in_arena(&b, app->arena, BUF_LINE);
	money_format(&b, m, STR("en"));
	return str_z(app->arena, buf_view(&b));
}

static void
print_head(struct app *app, const struct order *o)
{
	struct buf at;

	buf_in_arena(&at, app->arena, BUF_LINE);
	time_rfc3339(&at, o->placed_at);
	printf("%.*s  %.*s  %.*s  %-14s charge %-8s %s\n", STR_ARG(o->number), STR_ARG(o->public_id),
	    STR_ARG(str_cut(buf_view(&at), 19)), order_fulfilments[o->fulfilment].name, order_charges[o->charge].name,
	    money_of_order(app, o->total));
}

static int
list(struct app *app, const char *q)
{
	struct order_filter f = {
		.q = str_of(q), .fulfilment = -1, .charge = -1, .from = TIME_ABSENT, .until = TIME_ABSENT, .limit = 50
	};
	const struct order *o;
	struct list orders;
	enum err err = order_list(app_db(app, "mercer"), app->arena, &f, &orders);

	if (err)
		return app_failed(err, "could not list the orders");
	o = orders.items;
	for (size_t i = 0; i < orders.count; i++)
		print_head(app, &o[i]);
	return EXIT_OK;
}

static int
show(struct app *app, const char *id)
{
	struct db *db = app_db(app, "mercer");
	const struct order_line *l;
	const struct order_event *e;
	struct list events;
	struct order o;
	enum err err = order_get(db, app->arena, str_of(id), &o);

	if (err)
		return app_failed(err, "could not find order '%s'", id);
	if ((err = order_events(db, app->arena, o.id, false, &events)))
		return app_failed(err, "could not read the history of order '%s'", id);
	print_head(app, &o);
	l = o.lines.items;
	for (size_t i = 0; i < o.lines.count; i++)
		printf("  %lld x %.*s%s%.*s  %s  (cancelled %lld, sent %lld, delivered %lld, refunded %lld)\n",
		    (long long)l[i].quantity, STR_ARG(l[i].title), str_is_empty(l[i].options) ? "" : ", ",
		    STR_ARG(l[i].options), money_of_order(app, l[i].total), (long long)l[i].cancelled,
		    (long long)l[i].shipped, (long long)l[i].delivered, (long long)l[i].refunded);
	printf("  delivery %.*s %s, tax %s, placed for %s\n", STR_ARG(o.shipping_name), money_of_order(app, o.shipping),
	    money_of_order(app, o.tax), money_of_order(app, o.placed_total));
	printf("  authorised %s, charged %s, refunded %s, credited %s\n", money_of_order(app, o.authorised),
	    money_of_order(app, o.charged), money_of_order(app, o.refunded), money_of_order(app, o.credited));
	e = events.items;
	for (size_t i = 0; i < events.count; i++) {
		struct buf at;
		buf_in_arena(&at, app->arena, BUF_LINE);
		time_rfc3339(&at, e[i].at);
		printf("  %.*s  %-16.*s by %.*s %.*s  %.*s%s%.*s\n", STR_ARG(str_cut(buf_view(&at), 19)),
		    STR_ARG(e[i].kind), STR_ARG(e[i].actor_kind), STR_ARG(e[i].actor), STR_ARG(e[i].details),
		    str_is_empty(e[i].words) ? "" : "  ", STR_ARG(e[i].words));
	}
	return EXIT_OK;
}

/* Without asking gateways: what they know comes back as a refund. */
static int
expire(struct app *app)
{
	const struct order_env e = { .db = app_db(app, "mercer"),
		.cache = app_cache(app),
		.arena = app->arena,
		.config = app->config,
		.who = &operator_ };
	int64_t expired;
	enum err err = order_expire(&e, NULL, 1000, &expired);

	if (err)
		return app_failed(err, "could not expire all orders that nobody paid");
	printf("%lld expired\n", (long long)expired);
	return EXIT_OK;
}

static int
verify(struct app *app)
{
	const struct str *line;
	struct list differences;
	int64_t checked;
	enum err err = order_verify(app_db(app, "mercer"), app->arena, LATE_US, &checked, &differences);

	if (err)
		return app_failed(err, "could not check the orders");
	line = differences.items;
	for (size_t i = 0; i < differences.count; i++)
		printf("%.*s\n", STR_ARG(line[i]));
	printf("%lld orders, %zu differences\n", (long long)checked, differences.count);
	return differences.count ? EXIT_FAILED : EXIT_OK;
}

int
cmd_order(struct app *app, int argc, char **argv)
{
	if ((argc == 2 || argc == 3) && strcmp(argv[1], "list") == 0)
		return list(app, argc == 3 ? argv[2] : NULL);
	if (argc == 3 && strcmp(argv[1], "show") == 0)
		return show(app, argv[2]);
	if (argc == 2 && strcmp(argv[1], "expire") == 0)
		return expire(app);
	if (argc == 2 && strcmp(argv[1], "verify") == 0)
		return verify(app);
	return app_usage("order");
}
