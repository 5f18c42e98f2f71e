/* oauth.c - mercer oauth: the keys that sign tokens, and the programs of integrators. */
#include "bin/mercer/mercer.h"
#include "lib/io/cache.h"
#include "lib/shop/oauth_grant.h"
#include "lib/shop/signing_key.h"

#include <getopt.h>

/* Who may run this command may do everything anyway. */
static const struct who operator_ = { .actor = "operator", .permissions = UINT64_MAX };

static void
close_cache(void *cache)
{
	cache_free(cache);
}

struct cache *
app_cache(struct app *app)
{
	struct cache *cache = cache_new(app->config);

	arena_defer(app->arena, close_cache, cache);
	return cache;
}

/* "2026-11-22 10:20", or a dash. */
void
app_print_time(struct app *app, const char *label, struct time t)
{
	struct buf b;

	buf_in_arena(&b, app->arena, BUF_LINE);
	if (time_is_absent(t))
		buf_char(&b, '-');
	else
		time_rfc3339(&b, (struct time){ t.us / US_PER_S * US_PER_S });
	printf("%s%.*s", label, STR_ARG(buf_view(&b)));
}

/* Blank- or comma-separated words of an argument. */
struct list
app_words(struct app *app, const char *text)
{
	struct str rest = str_of(text), word;
	struct str *out = arena_array(app->arena, struct str, strlen(text) / 2 + 1);
	size_t count = 0;

	while (str_split(&rest, ' ', &word))
		if (word.len)
			out[count++] = word;
	return (struct list){ out, count };
}

/* ---- keys ---- */

void
oauth_ensure_keys(struct app *app)
{
	int64_t made = 0;
	enum err err = signing_key_ensure(app_db(app, "mercer"), app->arena, app->config, &operator_, &made);

	if (err)
		(void)app_failed(err, "there are no keys to sign tokens with, so nobody gets one");
	else if (made)
		printf("signing keys: %lld made\n", (long long)made);
}

static int
list_keys(struct app *app, struct db *db)
{
	const struct signing_key *k;
	struct list keys;
	enum err err = signing_key_list(db, app->arena, &keys);

	if (err)
		return app_failed(err, "could not list the keys");
	k = keys.items;
	for (size_t i = 0; i < keys.count; i++) {
		printf("%s  %.*s  %-7s", signing_algorithms[k[i].algorithm].name, STR_ARG(k[i].kid),
		    signing_states[k[i].state].name);
		app_print_time(app, "  since ", k[i].state_since);
		putchar('\n');
	}
	return EXIT_OK;
}

static int
keys_command(struct app *app, int argc, char **argv)
{
	struct db *db = app_db(app, "mercer");
	const char *verb = argc > 1 ? argv[1] : "list";
	bool now = argc > 2 && strcmp(argv[argc - 1], "--now") == 0;
	int64_t made;
	enum err err;

	argc -= now;
	if (argc <= 2 && strcmp(verb, "list") == 0)
		return list_keys(app, db);
	if (argc == 2 && strcmp(verb, "make") == 0)
		err = signing_key_ensure(db, app->arena, app->config, &operator_, &made);
	else if (argc == 2 && strcmp(verb, "rotate") == 0)
		err = signing_key_rotate(db, app_cache(app), app->arena, app->config, &operator_, now);
	else if (argc == 3 && strcmp(verb, "drop") == 0)
		err = signing_key_drop(db, app_cache(app), app->arena, app->config, &operator_, str_of(argv[2]), now);
	else
		return app_usage("oauth");
	return err ? app_failed(err, "could not %s keys", verb) : list_keys(app, db);
}

/* ---- clients ---- */

static int
list_clients(struct app *app, struct db *db)
{
	const struct oauth_client *c;
	struct list clients;
	enum err err = oauth_client_list(db, app->arena, &clients);

	if (err)
		return app_failed(err, "could not list the clients");
	c = clients.items;
	for (size_t i = 0; i < clients.count; i++)
		printf("%.*s  %-8s %-12s %s%s  %.*s  (%.*s)\n", STR_ARG(c[i].client_id),
		    time_is_absent(c[i].disabled_at) ? "on" : "off", c[i].is_confidential ? "confidential" : "public",
		    c[i].may_client_credentials ? "shop " : "", c[i].may_code ? "customers" : "", STR_ARG(c[i].name),
		    STR_ARG(c[i].scope_text));
	return EXIT_OK;
}

static int
create_client(struct app *app, struct db *db, int argc, char **argv)
{
	static const struct option options[] = { { "name", required_argument, NULL, 'n' },
		{ "public", no_argument, NULL, 'p' }, { "redirect", required_argument, NULL, 'r' },
		{ "scope", required_argument, NULL, 's' }, { 0 } };
	struct oauth_client_input in = { .is_confidential = true };
	struct field_errors errors = { .arena = app->arena };
	struct str *redirects = arena_array(app->arena, struct str, (size_t)argc);
	struct oauth_client client;
	struct str secret;
	uint64_t scope;
	enum err err;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'n')
			in.name = str_of(optarg);
		else if (c == 'p')
			in.is_confidential = false;
		else if (c == 'r')
			redirects[in.redirects.count++] = str_of(optarg);
		else if (c == 's')
			in.scope = app_words(app, optarg);
		else
			return app_usage("oauth");
	}
	if (optind != argc)
		return app_usage("oauth");
	in.redirects.items = redirects;
	in.may_code = in.redirects.count > 0;
	for (size_t i = 0; i < in.scope.count; i++) {
		scope = permission_bit(permission_find(((struct str *)in.scope.items)[i]));
		in.may_client_credentials = in.may_client_credentials || scope & permission_for(PERM_FOR_OFFICE);
	}
	err = oauth_client_create(db, app->arena, &operator_, &in, &errors, &client, &secret);
	if (err == ERR_INVALID && errors.count)
		return app_complain(&errors, "make the client");
	if (err)
		return app_failed(err, "could not make the client");
	printf("client_id      %.*s\n", STR_ARG(client.client_id));
	if (secret.ptr)
		printf("client_secret  %.*s\n", STR_ARG(secret));
	return EXIT_OK;
}

static int
rotate_secret(struct app *app, struct db *db, const char *id, const char *days)
{
	struct str secret;
	int64_t overlap = 7;
	enum err err = days && str_to_i64(str_of(days), 0, 30, &overlap)
	    ? err_fail(ERR_INVALID, "'%s' is no number of days from 0 to 30", days)
	    : oauth_client_rotate(db, app_cache(app), app->arena, &operator_, str_of(id), overlap * 86400, &secret);

	if (err)
		return app_failed(err, "could not make a new secret");
	printf("client_secret  %.*s\nthe older one is good for %lld days more\n", STR_ARG(secret), (long long)overlap);
	return EXIT_OK;
}

static int
client_command(struct app *app, int argc, char **argv)
{
	struct db *db = app_db(app, "mercer");
	const char *verb = argc > 1 ? argv[1] : "";
	int64_t count = 0;
	enum err err;

	if (argc == 2 && strcmp(verb, "list") == 0)
		return list_clients(app, db);
	if (strcmp(verb, "create") == 0)
		return create_client(app, db, argc - 1, argv + 1);
	if ((argc == 3 || argc == 4) && strcmp(verb, "rotate") == 0)
		return rotate_secret(app, db, argv[2], argc == 4 ? argv[3] : NULL);
	if (argc == 3 && (strcmp(verb, "disable") == 0 || strcmp(verb, "enable") == 0))
		err = oauth_client_set_disabled(
		    db, app_cache(app), app->arena, &operator_, str_of(argv[2]), verb[0] == 'd');
	else if (argc == 3 && strcmp(verb, "revoke") == 0)
		err = oauth_grant_revoke_all(
		    db, app_cache(app), app->arena, &operator_, str_of(argv[2]), 0, "shop", &count);
	else
		return app_usage("oauth");
	if (!err && strcmp(verb, "revoke") == 0)
		printf("%lld grants revoked\n", (long long)count);
	return err ? app_failed(err, "could not %s the client", verb) : EXIT_OK;
}

int
cmd_oauth(struct app *app, int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "keys") == 0)
		return keys_command(app, argc - 1, argv + 1);
	if (argc > 2 && strcmp(argv[1], "client") == 0)
		return client_command(app, argc - 1, argv + 1);
	return app_usage("oauth");
}
