/* main.c - the cart module: what somebody is about to buy. */
#include "fcgi/cart/cart.h"
#include "fcgi/common/guard.h"

static const struct route_table *const tables[] = { &cart_pages, &cart_line_pages, &cart_share_pages, &cart_api,
	&quote_api };

int
main(int argc, char **argv)
{
	static const struct module cart = { .name = "cart",
		.tables = tables,
		.table_count = COUNT(tables),
		.templates = cart_templates,
		.template_count = COUNT(cart_templates),
		.guard = &frame_guard,
		.error_page = frame_error_page };

	return pool_main(&cart, argc, argv);
}
