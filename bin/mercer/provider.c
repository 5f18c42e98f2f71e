/* provider.c - mercer provider: whose accounts elsewhere can be used to log in.  The client's secret comes by standard
 * input, never as an argument. */
#include "bin/mercer/mercer.h"
#include "lib/shop/provider.h"

#include <unistd.h>

static const struct who operator_ = { .actor = "operator" };

static int
list(struct app *app)
{
	const struct provider *p;
	struct list providers;
	enum err err = provider_list(app_db(app, "mercer"), app->arena, true, &providers);

	if (err)
		return app_failed(err, "could not list the providers");
	p = providers.items;
	for (size_t i = 0; i < providers.count; i++)
		printf("%-16.*s %-24.*s %.*s  client %.*s%s%s%s\n", STR_ARG(p[i].code), STR_ARG(p[i].name),
		    STR_ARG(p[i].issuer), STR_ARG(p[i].client_id), p[i].has_secret ? "" : ", no secret",
		    p[i].trusts_email ? ", its word on addresses is taken" : "", p[i].is_on ? "" : ", off");
	return EXIT_OK;
}

static bool
read_options(int argc, char **argv, struct provider *p)
{
	for (int i = 0; i < argc; i++) {
		struct str value = str_of(strchr(argv[i], '=') ? strchr(argv[i], '=') + 1 : NULL),
			   name = str_cut(str_of(argv[i]), str_find(str_of(argv[i]), '='));
		if (str_eq(name, STR("--name")))
			p->name = value;
		else if (str_eq(name, STR("--issuer")))
			p->issuer = value;
		else if (str_eq(name, STR("--client")))
			p->client_id = value;
		else if (str_eq(name, STR("--scope")))
			p->scope = value;
		else if (str_eq(name, STR("--trust-email")))
			p->trusts_email = true;
		else if (str_eq(name, STR("--off")))
			p->is_on = false;
		else
			return false;
	}
	return true;
}

static int
put(struct app *app, const char *code, int argc, char **argv)
{
	struct account_env e = {
		.db = app_db(app, "mercer"), .arena = app->arena, .config = app->config, .who = &operator_
	};
	struct provider p = { .scope = STR("openid email profile") };
	struct field_errors errors = { .arena = app->arena };
	char secret[1024] = "";
	enum err err = provider_find(e.db, e.arena, str_of(code), &p);

	if (err && err != ERR_NOT_FOUND)
		return app_failed(err, "could not look for provider '%s'", code);
	err_clear();
	p.code = str_of(code);
	p.is_on = true;
	p.trusts_email = false;
	if (!read_options(argc, argv, &p))
		return app_usage("provider");
	if (!isatty(0) && !fgets(secret, sizeof(secret), stdin))
		secret[0] = 0;
	err = provider_put(&e, &p, str_trim(str_of(secret)), &errors);
	for (size_t i = 0; i < errors.count; i++)
		fprintf(
		    stderr, "mercer: %.*s: %.*s\n", STR_ARG(errors.items[i].name), STR_ARG(errors.items[i].message));
	return err ? app_failed(err, "could not store provider '%s'", code) : EXIT_OK;
}

int
cmd_provider(struct app *app, int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "list") == 0)
		return list(app);
	if (argc >= 3 && strcmp(argv[1], "put") == 0)
		return put(app, argv[2], argc - 3, argv + 3);
	if (argc == 3 && strcmp(argv[1], "remove") == 0) {
		struct account_env e = {
			.db = app_db(app, "mercer"), .arena = app->arena, .config = app->config, .who = &operator_
		};
		enum err err = provider_remove(&e, str_of(argv[2]));
		return err ? app_failed(err, "could not remove provider '%s'", argv[2]) : EXIT_OK;
	}
	return app_usage("provider");
}
