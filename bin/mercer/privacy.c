/* privacy.c - mercer privacy and mercer retention: requests about a person's data, and what is kept how long. */
#include "bin/mercer/mercer.h"
#include "lib/io/cache.h"
#include "lib/shop/privacy.h"
#include "lib/shop/retention.h"

static const struct who operator_ = { .actor = "operator" };

static struct account_env
env_of(struct app *app)
{
	return (struct account_env){
		.db = app_db(app, "mercer"), .arena = app->arena, .config = app->config, .who = &operator_
	};
}

static int
list(struct app *app)
{
	const struct privacy_request *r;
	struct list requests;
	enum err err = privacy_list(app_db(app, "mercer"), app->arena, 0, &requests);

	if (err)
		return app_failed(err, "could not list the requests");
	r = requests.items;
	for (size_t i = 0; i < requests.count; i++) {
		struct buf due;
		buf_in_arena(&due, app->arena, BUF_LINE);
		time_rfc3339(&due, r[i].due_at);
		printf("%.*s  %-6s %-8s  account %.*s  due %.*s\n", STR_ARG(r[i].public_id),
		    privacy_kinds[r[i].kind].name, privacy_states[r[i].state].name, STR_ARG(r[i].account),
		    STR_ARG(buf_view(&due)));
	}
	return EXIT_OK;
}

static int
run(struct app *app)
{
	struct account_env e = env_of(app);
	int64_t done;
	enum err err;

	e.cache = cache_new(app->config);
	err = privacy_run(&e, &done);
	cache_free(e.cache);
	if (err)
		return app_failed(err, "could not do what is due");
	printf("%lld done\n", (long long)done);
	return EXIT_OK;
}

static int
decide(struct app *app, const char *what, const char *id, const char *message)
{
	struct account_env e = env_of(app);
	enum err err = strcmp(what, "now") == 0 ? privacy_hasten(&e, str_of(id))
						: privacy_decline(&e, str_of(id), str_of(message));

	return err ? app_failed(err, "could not change request '%s'", id) : EXIT_OK;
}

/* For who writes a letter instead of pressing the button. */
static int
erase(struct app *app, const char *account_id)
{
	struct account_env e = env_of(app);
	enum err err;

	e.cache = cache_new(app->config);
	err = privacy_erase_account(&e, str_of(account_id));
	cache_free(e.cache);
	return err ? app_failed(err, "could not erase account '%s'", account_id) : EXIT_OK;
}

int
cmd_privacy(struct app *app, int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "list") == 0)
		return list(app);
	if (argc == 2 && strcmp(argv[1], "run") == 0)
		return run(app);
	if (argc == 3 && strcmp(argv[1], "now") == 0)
		return decide(app, argv[1], argv[2], NULL);
	if (argc == 4 && strcmp(argv[1], "decline") == 0)
		return decide(app, argv[1], argv[2], argv[3]);
	if (argc == 3 && strcmp(argv[1], "erase") == 0)
		return erase(app, argv[2]);
	return app_usage("privacy");
}

int
cmd_retention(struct app *app, int argc, char **argv)
{
	size_t n;
	const struct retention_rule *rule = retention_rules(&n);
	int64_t deleted;
	enum err err;

	if (argc == 2 && strcmp(argv[1], "run") == 0) {
		if ((err = retention_run(app_db(app, "mercer"), &deleted)))
			return app_failed(err, "could not delete what is past its time");
		printf("%lld rows deleted\n", (long long)deleted);
		return EXIT_OK;
	}
	if (argc != 1)
		return app_usage("retention");
	for (size_t i = 0; i < n; i++)
		printf("%-48s %s\n", rule[i].what, rule[i].keep);
	return EXIT_OK;
}
