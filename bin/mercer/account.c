/* account.c - mercer account: customers, for whoever runs the shop: tests, demonstrations, somebody on the telephone.
 * */
#include "bin/mercer/mercer.h"
#include "lib/shop/account.h"
#include "lib/shop/account_session.h"
#include "lib/shop/password.h"

#include <getopt.h>

#define PAGE 200

static const struct who operator_who = { .actor = "operator", .permissions = UINT64_MAX, .locale = STR_INIT("en") };

static struct account_env
open_env(struct app *app, const struct who *who)
{
	return (struct account_env){ .db = app_db(app, "mercer"),
		.cache = app_cache(app),
		.arena = app->arena,
		.config = app->config,
		.who = who };
}

static int
create(struct app *app, const char *email, const char *name, const char *locale)
{
	struct who who = operator_who;
	struct account_env e = open_env(app, &who);
	struct field_errors errors = { .arena = app->arena };
	struct str rest = str_of(name), given = STR_ABSENT, family = STR_ABSENT;
	struct profile profile;
	struct account made;
	enum err err;

	if (rest.ptr && str_split(&rest, ' ', &given))
		family = rest;
	if ((err = password_prepare(app->config)))
		return app_failed(err, "could not make the account");
	err = account_create(
	    &e, ACCOUNT_CUSTOMER, str_of(email), given, family, app_password(app->arena), &errors, &made);
	if (!err && locale) {
		profile =
		    (struct profile){ made.given_name, made.family_name, made.phone, str_of(locale), made.birthday, 0 };
		err = account_change_profile(&e, made.id, &profile, &errors);
	}
	if (err)
		return errors.count ? app_complain(&errors, "make the account")
				    : app_failed(err, "could not make the account");
	printf("%.*s  %s\n", STR_ARG(made.public_id), email);
	return EXIT_OK;
}

static int
cmd_create(struct app *app, int argc, char **argv)
{
	static const struct option options[] = { { "name", required_argument, NULL, 'n' },
		{ "locale", required_argument, NULL, 'l' }, { 0 } };
	const char *name = NULL, *locale = NULL;
	int c;

	optind = 0;
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'n')
			name = optarg;
		else if (c == 'l')
			locale = optarg;
		else
			return app_usage("account");
	}
	return optind + 1 == argc ? create(app, argv[optind], name, locale) : app_usage("account");
}

static int
list(struct app *app, const char *q)
{
	struct account_env e = open_env(app, &operator_who);
	struct account_filter f = { .realm = SESSION_SHOP, .q = str_of(q), .state = -1, .limit = PAGE };
	const struct account *a;
	struct list people;
	enum err err;

	do {
		struct arena *page = arena_new();
		if ((err = account_list(e.db, page, &f, &people))) {
			arena_free(page);
			return app_failed(err, "could not list the customers");
		}
		a = people.items;
		for (size_t i = 0; i < people.count; f.after = a[i++].id)
			printf("%.*s  %-9s %.*s\n", STR_ARG(a[i].public_id), account_states[a[i].state].name,
			    STR_ARG(a[i].email));
		arena_free(page);
	} while (people.count == PAGE);
	return EXIT_OK;
}

static int
sessions(struct app *app, const char *email)
{
	struct account_env e = open_env(app, &operator_who);
	const struct session *s;
	struct account a;
	struct list found;
	enum err err = account_by_email(e.db, app->arena, SESSION_SHOP, str_of(email), &a);

	if (err || (err = session_list(e.db, app->arena, a.id, 0, &found)))
		return app_failed(err, "could not list the sessions of '%s'", email);
	s = found.items;
	for (size_t i = 0; i < found.count; i++) {
		printf("%.*s  ", STR_ARG(s[i].public_id));
		app_print_time(app, "seen", s[i].seen_at);
		printf("  %.*s  %.*s\n", STR_ARG(s[i].ip), STR_ARG(s[i].agent));
	}
	return EXIT_OK;
}

static int
change(struct app *app, const char *verb, const char *email)
{
	struct account_env e = open_env(app, &operator_who);
	struct account a;
	enum err err = account_by_email(e.db, app->arena, SESSION_SHOP, str_of(email), &a);

	if (!err && strcmp(verb, "logout") == 0)
		err = account_end_sessions(&e, a.id, a.public_id, 0);
	else if (!err)
		err = account_set_state(&e, a.id, strcmp(verb, "disable") == 0 ? ACCOUNT_DISABLED : ACCOUNT_ACTIVE);
	return err ? app_failed(err, "could not %s '%s'", verb, email) : EXIT_OK;
}

int
cmd_account(struct app *app, int argc, char **argv)
{
	const char *verb = argc > 1 ? argv[1] : "";

	if (strcmp(verb, "create") == 0)
		return cmd_create(app, argc - 1, argv + 1);
	if ((argc == 2 || argc == 3) && strcmp(verb, "list") == 0)
		return list(app, argc == 3 ? argv[2] : NULL);
	if (argc == 3 && strcmp(verb, "sessions") == 0)
		return sessions(app, argv[2]);
	if (argc == 3 && (strcmp(verb, "disable") == 0 || strcmp(verb, "enable") == 0 || strcmp(verb, "logout") == 0))
		return change(app, verb, argv[2]);
	return app_usage("account");
}
