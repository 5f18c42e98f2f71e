/* main.c - the payment module. */
#include "fcgi/common/guard.h"
#include "fcgi/payment/payment.h"
#include "lib/web/pool.h"

static enum err
module_open(struct app *app)
{
	static struct payment_app own;
	enum err err = crypto_master(config_z(app->config, "secrets.path"), false, &own.master);

	if (err)
		return err;
	own.http = http_new(app->config);
	app->module = &own;
	return OK;
}

static void
module_close(struct app *app)
{
	struct payment_app *own = app->module;

	http_free(own->http);
	secret_release(&own->master);
	app->module = NULL;
}

static const struct route_table *const tables[] = { &payment_pages, &payment_api };

int
main(int argc, char **argv)
{
	static const struct module payment = { .name = "payment",
		.tables = tables,
		.table_count = COUNT(tables),
		.templates = payment_templates,
		.template_count = T__MAX,
		.open = module_open,
		.close = module_close,
		.guard = &frame_guard,
		.error_page = frame_error_page };

	return pool_main(&payment, argc, argv);
}
