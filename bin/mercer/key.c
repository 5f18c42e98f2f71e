/* key.c - mercer key: the shop's API keys. */
#include "bin/mercer/mercer.h"
#include "lib/shop/api_key.h"

#include <getopt.h>

static const struct who operator_ = { .actor = "operator", .permissions = UINT64_MAX };

static int
list(struct app *app, struct db *db)
{
	const struct api_key *k;
	struct list keys;
	enum err err = api_key_list(db, app->arena, 0, &keys);

	if (err)
		return app_failed(err, "could not list the keys");
	k = keys.items;
	for (size_t i = 0; i < keys.count; i++) {
		printf(
		    "%.*s  %.*s...  %-7s", STR_ARG(k[i].public_id), STR_ARG(k[i].prefix), k[i].is_live ? "on" : "off");
		app_print_time(app, "  used ", k[i].used_at);
		app_print_time(app, "  ends ", k[i].expires_at);
		printf("  %.*s  (%.*s)\n", STR_ARG(k[i].name), STR_ARG(k[i].scope_text));
	}
	return EXIT_OK;
}

static int
create(struct app *app, struct db *db, int argc, char **argv)
{
	static const struct option options[] = { { "name", required_argument, NULL, 'n' },
		{ "scope", required_argument, NULL, 's' }, { "days", required_argument, NULL, 'd' }, { 0 } };
	struct api_key_input in = { .expires_at = { clock_now().us + INT64_C(365) * 86400 * US_PER_S } };
	struct field_errors errors = { .arena = app->arena };
	struct api_key key;
	struct str secret;
	int64_t days;
	enum err err;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'n')
			in.name = str_of(optarg);
		else if (c == 's')
			in.scope = app_words(app, optarg);
		else if (c == 'd' && !str_to_i64(str_of(optarg), 0, 3650, &days))
			in.expires_at.us = days ? clock_now().us + days * 86400 * US_PER_S : TIME_ABSENT.us;
		else
			return app_usage("key");
	}
	if (optind != argc)
		return app_usage("key");
	err = api_key_create(db, app->arena, &operator_, 0, &in, &errors, &key, &secret);
	if (err == ERR_INVALID && errors.count)
		return app_complain(&errors, "make the key");
	if (err)
		return app_failed(err, "could not make the key");
	printf("id   %.*s\nkey  %.*s\n", STR_ARG(key.public_id), STR_ARG(secret));
	return EXIT_OK;
}

int
cmd_key(struct app *app, int argc, char **argv)
{
	struct db *db = app_db(app, "mercer");
	const char *verb = argc > 1 ? argv[1] : "";
	enum err err;

	if (argc == 2 && strcmp(verb, "list") == 0)
		return list(app, db);
	if (strcmp(verb, "create") == 0)
		return create(app, db, argc - 1, argv + 1);
	if (argc != 3 || strcmp(verb, "revoke") != 0)
		return app_usage("key");
	err = api_key_revoke(db, app_cache(app), app->arena, &operator_, 0, str_of(argv[2]));
	return err ? app_failed(err, "could not revoke the key") : EXIT_OK;
}
