/* main.c - the order module: a cart becomes an order here, and is looked at afterwards. */
#include "fcgi/common/guard.h"
#include "fcgi/order/pages.h"
#include "lib/shop/country.h"
#include "lib/web/pool.h"

static enum err
module_open(struct app *app)
{
	static struct order_app own;
	enum err err = crypto_master(config_z(app->config, "secrets.path"), false, &own.master);

	if (err)
		return err;
	own.http = http_new(app->config);
	app->module = &own;
	return country_load(app->config);
}

static void
module_close(struct app *app)
{
	struct order_app *own = app->module;

	http_free(own->http);
	secret_release(&own->master);
	app->module = NULL;
}

static const struct route_table *const tables[] = { &order_api, &order_write_api, &order_refund_api, &checkout_routes,
	&order_page_routes, &order_change_routes, &order_list_routes, &invoice_routes, &legal_routes };

int
main(int argc, char **argv)
{
	static const struct module order = { .name = "order",
		.tables = tables,
		.table_count = COUNT(tables),
		.templates = order_templates,
		.template_count = T__MAX,
		.open = module_open,
		.close = module_close,
		.guard = &frame_guard,
		.error_page = frame_error_page };

	return pool_main(&order, argc, argv);
}
