/* staff.c - mercer staff: the people of the back office, for whoever runs the shop: the first owner, somebody who lost
 * the phone. */
#include "bin/mercer/mercer.h"
#include "lib/shop/clerk.h"
#include "lib/shop/password.h"
#include "lib/shop/password.h"

#include <getopt.h>

#define LINE_BYTES 1024

static const struct who operator_who = { .actor = "operator", .permissions = UINT64_MAX, .locale = STR_INIT("en") };

static void
close_cache(void *cache)
{
	cache_free(cache);
}

static struct account_env
open_env(struct app *app)
{
	struct account_env e = { .db = app_db(app, "mercer"),
		.cache = cache_new(app->config),
		.arena = app->arena,
		.config = app->config,
		.who = &operator_who };

	arena_defer(app->arena, close_cache, e.cache);
	return e;
}

struct creation {
	const struct account_env *e;
	struct str email, given, family, password; /* password absent: invite by mail */
	struct list roles;
	struct field_errors *errors;
	struct account *out;
};

static enum err
create_in(struct db *db UNUSED, void *payload)
{
	const struct creation *c = payload;
	enum err err = str_is_absent(c->password)
	    ? account_invite(c->e, ACCOUNT_STAFF, c->email, c->given, c->family, c->errors, c->out)
	    : account_create(c->e, ACCOUNT_STAFF, c->email, c->given, c->family, c->password, c->errors, c->out);

	return err ? err : role_assign(c->e, c->out->id, c->roles);
}

static int
create(struct app *app, const char *email, const char *role_name, const char *name, bool by_mail)
{
	struct account_env e = open_env(app);
	struct field_errors errors = { .arena = app->arena };
	struct account made;
	struct creation c = { .e = &e, .email = str_of(email), .errors = &errors, .out = &made };
	struct str rest = str_of(name);
	struct role role;
	enum err err = role_by_name(e.db, app->arena, ROLE_STAFF, str_of(role_name), &role);

	if (err == ERR_NOT_FOUND)
		return app_failed(
		    err_fail(err,
			"there is no role '%s': mercer migrate makes Owner, Support, Data protection, Integrations, Auditor",
			role_name),
		    "could not make the account");
	if (err)
		return app_failed(err, "could not read the roles");
	c.roles = (struct list){ &role.public_id, 1 };
	if (rest.ptr && str_split(&rest, ' ', &c.given))
		c.family = rest;
	if (!by_mail) {
		c.password = app_password(app->arena);
		if ((err = password_prepare(app->config)))
			return app_failed(err, "could not make the account");
	}
	err = db_transaction(e.db, create_in, &c);
	if (err == ERR_INVALID && errors.count)
		return app_complain(&errors, "make the account");
	if (err)
		return app_failed(err, "could not make the account");
	printf("%.*s  %s, role %.*s\n", STR_ARG(made.public_id), email, STR_ARG(role.name));
	puts(by_mail ? "A mail with the link to set a password is on its way."
		     : "A second factor is set up at the first login.");
	return EXIT_OK;
}

static int
cmd_create(struct app *app, int argc, char **argv)
{
	static const struct option options[] = { { "role", required_argument, NULL, 'r' },
		{ "name", required_argument, NULL, 'n' }, { "invite", no_argument, NULL, 'i' }, { 0 } };
	const char *role = NULL, *name = NULL;
	bool by_mail = false;
	int c;

	optind = 0;
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'r')
			role = optarg;
		else if (c == 'n')
			name = optarg;
		else if (c == 'i')
			by_mail = true;
		else
			return app_usage("staff");
	}
	return optind + 1 == argc && role ? create(app, argv[optind], role, name, by_mail) : app_usage("staff");
}

static int
list(struct app *app)
{
	struct account_env e = open_env(app);
	struct account_filter f = { .realm = SESSION_OFFICE, .state = -1, .limit = 200 };
	const struct account *a;
	struct list people;
	enum err err;

	do {
		if ((err = account_list(e.db, app->arena, &f, &people)))
			return app_failed(err, "could not list the staff");
		a = people.items;
		for (size_t i = 0; i < people.count; i++) {
			const struct role *role;
			struct list roles;
			if ((err = role_list(e.db, app->arena, ROLE_STAFF, a[i].id, &roles)))
				return app_failed(err, "could not read the roles");
			printf("%.*s  %-9s %-9s %.*s  ", STR_ARG(a[i].public_id), account_states[a[i].state].name,
			    a[i].has_totp || a[i].passkeys ? "2 factors" : "1 factor", STR_ARG(a[i].email));
			role = roles.items;
			for (size_t k = 0, n = 0; k < roles.count; k++)
				if (role[k].held)
					printf("%s%.*s", n++ ? ", " : "", STR_ARG(role[k].name));
			putchar('\n');
			f.after = a[i].id;
		}
	} while (people.count == (size_t)f.limit);
	return EXIT_OK;
}

static int
change(struct app *app, const char *verb, const char *email)
{
	struct account_env e = open_env(app);
	struct account a;
	enum err err = account_by_email(e.db, app->arena, SESSION_OFFICE, str_of(email), &a);

	if (!err && strcmp(verb, "reset-factors") == 0)
		err = clerk_reset_factors(&e, &a);
	else if (!err)
		err = clerk_set_state(&e, &a, strcmp(verb, "disable") == 0 ? ACCOUNT_DISABLED : ACCOUNT_ACTIVE);
	return err ? app_failed(err, "could not %s '%s'", verb, email) : EXIT_OK;
}

int
cmd_staff(struct app *app, int argc, char **argv)
{
	const char *verb = argc > 1 ? argv[1] : "";

	if (strcmp(verb, "create") == 0)
		return cmd_create(app, argc - 1, argv + 1);
	if (argc == 2 && strcmp(verb, "list") == 0)
		return list(app);
	if (argc == 3 &&
	    (strcmp(verb, "disable") == 0 || strcmp(verb, "enable") == 0 || strcmp(verb, "reset-factors") == 0))
		return change(app, verb, argv[2]);
	return app_usage("staff");
}
