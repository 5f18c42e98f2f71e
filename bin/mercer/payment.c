/* payment.c - mercer payment and mercer ledger: what the operator asks about money. */
#include "bin/mercer/mercer.h"
#include "lib/io/http.h"
#include "lib/shop/ledger.h"
#include "lib/shop/payment_review.h"
#include "lib/shop/refund.h"

#define LISTED 50

static const struct who operator_who = { .actor = "operator" };

static void
close_http(void *http)
{
	http_free(http);
}

static struct payment_env
env_of(struct app *app)
{
	struct secret *master = arena_new_of(app->arena, struct secret);
	struct http *http = http_new(app->config);

	arena_defer(app->arena, close_http, http);
	if (crypto_master(config_z(app->config, "secrets.path"), false, master))
		err_clear(); /* only links need it */
	return (struct payment_env){ .order = { .db = app_db(app, "mercer"),
					 .arena = app->arena,
					 .config = app->config,
					 .who = &operator_who,
					 .master = master },
		.http = http };
}

static const char *
money_text(struct app *app, struct money m)
{
	struct buf b;

	buf_in_arena(&b, app->arena, BUF_LINE);
	money_decimal(&b, m);
	buf_printf(&b, " %s", m.currency);
	return b.ptr;
}

static int
list(struct app *app, const char *q)
{
	const struct payment_filter f = { .q = str_of(q), .state = -1, .limit = LISTED };
	const struct payment_row *p;
	struct list found = { 0 };
	enum err err = payment_search(app_db(app, "mercer"), app->arena, &f, &found);

	if (err)
		return app_failed(err, "could not list payments");
	p = found.items;
	for (size_t i = 0; i < found.count; i++)
		printf("%.*s  %.*s  %-10s  %-10.*s  %s\n", STR_ARG(p[i].public_id), STR_ARG(p[i].number),
		    payment_states[p[i].state].name, STR_ARG(p[i].method), money_text(app, p[i].amount));
	return EXIT_OK;
}

static int
show(struct app *app, struct db *db, const struct payment *p)
{
	const struct payment_event *v;
	struct list events = { 0 };
	enum err err = payment_events(db, app->arena, p->id, &events);

	if (err)
		return app_failed(err, "could not read the events of %.*s", STR_ARG(p->public_id));
	printf("%.*s of order %.*s by %.*s: %s\n", STR_ARG(p->public_id), STR_ARG(p->order), STR_ARG(p->method),
	    payment_states[p->state].name);
	printf("  asked for %s, authorised %s", money_text(app, p->amount), money_text(app, p->authorised));
	printf(", charged %s, refunded %s, disputed %s\n", money_text(app, p->charged), money_text(app, p->refunded),
	    money_text(app, p->disputed));
	printf("  at the gateway: %.*s %.*s\n", STR_ARG(p->reference), STR_ARG(p->failure));
	app_print_time(app, "  asked again", p->check_at);
	v = events.items;
	for (size_t i = 0; i < events.count; i++)
		printf("  %-11s %-9s %s  %.*s %.*s\n", payment_event_kinds[v[i].kind].name,
		    payment_event_results[v[i].result].name, money_text(app, money_of(v[i].amount, p->amount.currency)),
		    STR_ARG(v[i].source), STR_ARG(v[i].code));
	return EXIT_OK;
}

int
cmd_payment(struct app *app, int argc, char **argv)
{
	struct payment_env e;
	struct payment p;
	enum err err;

	if ((argc == 2 || argc == 3) && strcmp(argv[1], "list") == 0)
		return list(app, argv[2]);
	if (argc != 3 || (strcmp(argv[1], "show") != 0 && strcmp(argv[1], "refresh") != 0))
		return app_usage("payment");
	e = env_of(app);
	err = argv[1][0] == 's' ? payment_get(e.order.db, app->arena, str_of(argv[2]), &p)
				: payment_refresh(&e, str_of(argv[2]), &p);
	return err ? app_failed(err, "could not %s payment %s", argv[1][0] == 's' ? "show" : "ask about", argv[2])
		   : show(app, e.order.db, &p);
}

int
cmd_ledger(struct app *app, int argc, char **argv)
{
	const struct str *line;
	struct list differences = { 0 };
	enum err err;

	if (argc != 2 || strcmp(argv[1], "verify") != 0)
		return app_usage("ledger");
	err = ledger_verify(app_db(app, "mercer"), app->arena, &differences);
	if (err)
		return app_failed(err, "could not verify the books");
	line = differences.items;
	for (size_t i = 0; i < differences.count; i++)
		fprintf(stderr, "mercer: %.*s\n", STR_ARG(line[i]));
	printf("%zu differences\n", differences.count);
	return differences.count ? EXIT_FAILED : EXIT_OK;
}
