/* main.c - the built-in test gateway: API for the shop, pages for the buyer. */
#include "fcgi/sandbox/sandbox.h"
#include "lib/web/pool.h"

#define API_KEY_MIN 16

static const struct route_table *const tables[] = { &sandbox_api, &sandbox_pages };

const struct tmpl_def sandbox_templates[T__MAX] = {
	[T_CARDS] = { "sandbox/cards", &pay_view_shape },
	[T_PAY] = { "sandbox/pay", &pay_view_shape },
	[T_CHALLENGE] = { "sandbox/challenge", &pay_view_shape },
	[T_OVER] = { "sandbox/over", &pay_view_shape },
	[T_ERROR] = { "sandbox/error", &pay_view_shape },
};

static struct gateway gateway;

static enum err
open_gateway(struct app *app)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/sandbox_key", config_z(app->config, "secrets.path"));
	app->module = &gateway;
	return secret_read(path, API_KEY_MIN, &gateway.api_key);
}

static void
close_gateway(struct app *app UNUSED)
{
	secret_release(&gateway.api_key);
}

int
main(int argc, char **argv)
{
	static const struct module sandbox = { .name = "sandbox",
		.tables = tables,
		.table_count = COUNT(tables),
		.templates = sandbox_templates,
		.template_count = COUNT(sandbox_templates),
		.open = open_gateway,
		.close = close_gateway,
		.error_page = sandbox_error_page };

	return pool_main(&sandbox, argc, argv);
}
