/* main.c - the shipping module: JSON alone; its pages are parts of the order's page and of the back office. */
#include "fcgi/common/guard.h"
#include "fcgi/common/page.h"
#include "fcgi/shipping/shipping.h"
#include "lib/web/pool.h"

static const struct tmpl_def templates[] = { FRAME_TEMPLATES };
static const struct route_table *const tables[] = { &shipping_method_api, &shipment_api, &shipment_change_api };

int
main(int argc, char **argv)
{
	static const struct module shipping = { .name = "shipping",
		.tables = tables,
		.table_count = COUNT(tables),
		.templates = templates,
		.template_count = COUNT(templates),
		.guard = &frame_guard,
		.error_page = frame_error_page };

	return pool_main(&shipping, argc, argv);
}
