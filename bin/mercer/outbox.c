/* outbox.c - mercer outbox: how far behind subscribers are, what failed, and sending it again. */
#include "bin/mercer/mercer.h"
#include "lib/shop/outbox_read.h"

#include <getopt.h>

#define LIST_MAX 1000

static void
print_time(struct arena *a, struct time t)
{
	struct buf b;

	buf_in_arena(&b, a, BUF_LINE);
	if (!time_is_absent(t))
		time_rfc3339(&b, (struct time){ t.us - t.us % US_PER_S });
	printf("%-20s", b.len ? b.ptr : "-");
}

static int
stats(struct app *app)
{
	struct list list;
	const struct outbox_lag *l;
	enum err err = outbox_lag(app_db(app, "mercer"), app->arena, &list);

	if (err)
		return app_failed(err, "could not read the outbox");
	l = list.items;
	printf("%-12s %9s %9s %12s\n", "subscriber", "waiting", "dead", "lag");
	for (size_t i = 0; i < list.count; i++)
		printf("%-12.*s %9lld %9lld %10.1f s\n",
		    STR_ARG(str_is_absent(l[i].subscriber) ? STR("(new)") : l[i].subscriber), (long long)l[i].waiting,
		    (long long)l[i].dead, (double)l[i].lag_us / 1e6);
	return EXIT_OK;
}

static int
list(struct app *app, const struct outbox_filter *f)
{
	struct list rows;
	const struct outbox_row *r;
	enum err err = outbox_list(app_db(app, "mercer"), app->arena, f, &rows);

	if (err)
		return app_failed(err, "could not read the outbox");
	r = rows.items;
	for (size_t i = 0; i < rows.count; i++) {
		print_time(app->arena, r[i].at);
		printf(" %-28.*s %-10.*s %-28.*s %-28.*s %-7s %lld", STR_ARG(r[i].public_id), STR_ARG(r[i].subscriber),
		    STR_ARG(r[i].type), STR_ARG(r[i].object), outbox_states[r[i].state].name, (long long)r[i].attempts);
		if (r[i].error.len)
			printf("  %.*s", STR_ARG(r[i].error));
		putchar('\n');
	}
	if (rows.count == LIST_MAX)
		printf("(the newest %d)\n", LIST_MAX);
	return EXIT_OK;
}

static int
retry(struct app *app, const char *event, struct str subscriber)
{
	struct db *db = app_db(app, "mercer");
	int64_t count = 0;
	enum err err =
	    event ? outbox_retry(db, str_of(event), subscriber, &count) : outbox_retry_dead(db, subscriber, &count);

	if (err)
		return app_failed(err, "could not send again");
	printf("%lld to be sent again\n", (long long)count);
	return event && !count ? EXIT_FAILED : EXIT_OK;
}

int
cmd_outbox(struct app *app, int argc, char **argv)
{
	static const struct option options[] = { { "dead", no_argument, NULL, 'd' },
		{ "waiting", no_argument, NULL, 'w' }, { "all", no_argument, NULL, 'a' },
		{ "subscriber", required_argument, NULL, 's' }, { 0 } };
	struct outbox_filter f = { .state = -1, .limit = LIST_MAX };
	bool all = false;
	const char *verb;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'd': f.state = OUTBOX_TASK_DEAD; break;
		case 'w': f.state = OUTBOX_TASK_WAITING; break;
		case 'a': all = true; break;
		case 's': f.subscriber = str_of(optarg); break;
		default: return app_usage("outbox");
		}
	}
	verb = optind < argc ? argv[optind++] : "stats";
	if (!strcmp(verb, "stats") && optind == argc)
		return stats(app);
	if (!strcmp(verb, "list") && optind == argc)
		return list(app, &f);
	if (!strcmp(verb, "retry") && all == (optind == argc) && argc - optind <= 1)
		return retry(app, all ? NULL : argv[optind], f.subscriber);
	return app_usage("outbox");
}
