/* mercer - the operator's command: main.c finds the subcommand, app.c is what they share. */
#include "config.h"
#include "bin/mercer/mercer.h"
#include "lib/base/log.h"

#include <getopt.h>

static const struct command commands[] = {
	{ "migrate", "[--dry-run]", "bring the database's schema and accounts up to date", cmd_migrate },
	{ "demo", "[DIRECTORY]", "load the demo shop; loading it again changes nothing", cmd_demo },
	{ "index", "[--rebuild | --follow | --once]", "build the search index, or keep it fresh", cmd_index },
	{ "product", "show|publish|draft|archive|delete SLUG | price SLUG CURRENCY AMOUNT | rename SLUG NEW",
	    "look at a product, change it", cmd_product },
	{ "privacy", "list | run | now REQUEST | decline REQUEST MESSAGE | erase ACCOUNT",
	    "requests about people's own data", cmd_privacy },
	{ "provider",
	    "list | put CODE --name=NAME --issuer=URL --client=ID [--scope=WORDS] [--trust-email] [--off] < SECRET | remove CODE",
	    "login with accounts of other providers", cmd_provider },
	{ "retention", "[run]", "what is kept how long; delete what is past its time", cmd_retention },
	{ "category", "list | move SLUG [PARENT] | rename SLUG NEW", "look at the category tree, change it",
	    cmd_category },
	{ "doctor", "", "check the whole set-up, say what to mend", cmd_doctor },
	{ "import",
	    "[--dry-run] [--errors FILE] [--currency CODE] [--locale CODE] [--categories-from type|taxonomy|tags] [--defer-index]"
	    " [--restart] [--quiet] products|attributes FILE",
	    "products from a CSV or NDJSON file (.gz too; - is standard input), attributes from JSON", cmd_import },
	{ "export", "products [FILE]", "all products as CSV", cmd_export },
	{ "feed", "[--locale CODE] [--currency CODE] FILE | --all DIRECTORY",
	    "write product feeds for Google Merchant Center", cmd_feed },
	{ "shipping", "list | import [--method CODE] [--currency CODE] FILE",
	    "ways of delivery and their rates; table rates from CSV, a whole set-up from JSON", cmd_shipping },
	{ "tax", "import FILE... | list [COUNTRY]", "tables of taxes into the shop; what is in force", cmd_tax },
	{ "audit", "verify [ID:HASH] | export", "prove that the audit log was not changed; all of it as CSV",
	    cmd_audit },
	{ "ledger", "verify", "do the books agree with themselves, the payments and the orders", cmd_ledger },
	{ "order", "list [NUMBER | ADDRESS | NAME] | show NUMBER | expire | verify",
	    "orders: look at them, expire what nobody paid, prove that they add up", cmd_order },
	{ "payment", "list [ORDER|ID|REFERENCE] | show ID | refresh ID", "payments of orders; refresh asks the gateway",
	    cmd_payment },
	{ "oauth",
	    "keys [list | rotate [--now] | drop KID [--now]] | client list | client create --name NAME --scope \"A B\" [--redirect URI ...] [--public]"
	    " | client rotate ID [DAYS] | client disable|enable|revoke ID",
	    "keys that sign tokens, and the programs of integrators", cmd_oauth },
	{ "key", "list | create --name NAME --scope \"A B\" [--days N] | revoke ID", "API keys of the shop", cmd_key },
	{ "account",
	    "create EMAIL [--name NAME] [--locale CODE] | list [PREFIX] | disable|enable|logout|sessions EMAIL",
	    "customers; the password of a new one is a line of standard input", cmd_account },
	{ "staff", "create EMAIL --role ROLE [--name NAME] [--invite] | list | disable|enable|reset-factors EMAIL",
	    "people of the back office; the password of a new one is a line of standard input", cmd_staff },
	{ "mail", "list [--dead | --waiting] [--to ADDRESS] [--account ID] | show ID | retry ID",
	    "what was sent to whom; send a dead mail again", cmd_mail },
	{ "outbox",
	    "stats | list [--dead | --waiting] [--subscriber NAME] | retry EVENT | retry --all [--subscriber NAME]",
	    "how far behind subscribers of events are, what failed, send it again", cmd_outbox },
	{ "stock",
	    "show SKU | verify [--quiet] | low | set|add [--warehouse CODE] [--reason TEXT] [--from N] SKU N | spread [--slots 16] [--warehouse CODE] SKU",
	    "what is where and why, corrections; a hot item's stock in several rows (--slots 1: back)", cmd_stock },
	{ "warehouse",
	    "list | add|change CODE [--name=TEXT] [--country=CC] [--priority=N] [--is_active=yes|no] [--is_pickup=yes|no] [--postal_code=...] ...",
	    "where stock lies", cmd_warehouse },
	{ "config", "", "print the configuration in force and where each value is from", cmd_config },
};

static int
help(FILE *to)
{
	fputs("usage: mercer [--config FILE] COMMAND [ARGUMENT ...]\n\n", to);
	for (size_t i = 0; i < COUNT(commands); i++)
		fprintf(to, "  %-9s %s\n            %s\n", commands[i].name, commands[i].usage, commands[i].doc);
	fputs("\nThe configuration is read from FILE, or from $MERCER_CONFIG; MERCER_<KEY> overrides a key.\n", to);
	return to == stdout ? EXIT_OK : EXIT_USAGE;
}

int
app_usage(const char *name)
{
	for (size_t i = 0; i < COUNT(commands); i++)
		if (strcmp(commands[i].name, name) == 0)
			fprintf(stderr, "usage: mercer %s %s\n", name, commands[i].usage);
	return EXIT_USAGE;
}

static int
run(const struct command *command, const char *config_path, int argc, char **argv)
{
	struct app app = { .config_path = config_path };
	int status;
	enum err err = config_load(config_path, &app.config);

	if (err)
		return app_failed(err, "could not read the configuration");
	app.arena = arena_new();
	log_open("mercer", LOG_INFO, -1);
	optind = 0; /* the subcommand reads its own options */
	status = command->fn(&app, argc, argv);
	arena_free(app.arena);
	config_free(app.config);
	return status;
}

int
main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' }, { "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' }, { 0 },
	};
	const char *config_path = getenv("MERCER_CONFIG");
	int c;

	while ((c = getopt_long(argc, argv, "+c:h", options, NULL)) != -1) {
		if (c == 'c')
			config_path = optarg;
		else if (c == 'h')
			return help(stdout);
		else if (c == 'V')
			return puts("mercer " PACKAGE_VERSION) < 0;
		else
			return help(stderr);
	}
	if (optind == argc)
		return help(stderr);
	for (size_t i = 0; i < COUNT(commands); i++)
		if (strcmp(argv[optind], commands[i].name) == 0)
			return run(&commands[i], config_path && *config_path ? config_path : NULL, argc - optind,
			    argv + optind);
	fprintf(stderr, "mercer: there is no command '%s'\n\n", argv[optind]);
	return help(stderr);
}
