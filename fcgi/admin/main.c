/* main.c - the back office: a clerk's pages, and the JSON of integrators that act for the shop. */
#include "fcgi/admin/delivery.h"
#include "fcgi/admin/orders.h"
#include "fcgi/admin/prices.h"
#include "fcgi/admin/stock.h"
#include "fcgi/common/guard.h"
#include "lib/shop/country.h"
#include "lib/shop/password.h"
#include "lib/web/pool.h"

FACTOR_VIEW_SHAPE(factor_shape, &office_frame_shape);

static const struct tmpl_def templates[T__MAX] = {
	[T_LOGIN] = { "admin/login", &office_door_shape },
	[T_PAGE] = { "admin/page", &office_page_shape },
	[T_SLIP] = { "admin/slip", &office_slip_shape },
	FACTOR_TEMPLATES(T_FACTOR, office, &factor_shape),
};

static enum err
module_open(struct app *app)
{
	static const struct factor_face face = { .realm = REALM_OFFICE,
		.templates = T_FACTOR,
		.login = "/admin/login",
		.home = "/admin/security",
		.landing = "/admin",
		.frame = office_frame };

	session_configure(app->config);
	factor_pages_open(&face);
	return country_load(app->config);
}

static const struct route_table *const tables[] = { &office_login_routes, &factor_office_routes, &office_home_routes,
	&office_customer_routes, &office_staff_routes, &office_role_routes, &office_integration_routes,
	&office_key_routes, &office_audit_routes, &office_mail_routes, &office_privacy_routes, &office_provider_routes,
	&office_promotion_routes, &office_promotion_form_routes, &office_coupon_routes, &office_price_list_routes,
	&office_group_routes, &office_tax_routes, &office_quote_routes, &office_own_routes, &office_payment_list_routes,
	&office_payment_routes, &office_api_routes, &office_order_routes, &office_order_action_routes,
	&office_refund_routes, &office_shipment_routes, &office_packing_routes, &office_packing_many_routes,
	&office_delivery_routes, &office_zone_routes, &office_method_routes, &office_calendar_routes,
	&office_stock_routes, &office_stock_item_routes, &office_transfer_routes, &office_warehouse_routes };

int
main(int argc, char **argv)
{
	static const struct module admin = { .name = "admin",
		.tables = tables,
		.table_count = COUNT(tables),
		.templates = templates,
		.template_count = COUNT(templates),
		.open = module_open,
		.guard = &frame_guard,
		.prepare = password_prepare,
		.error_page = office_error_page };

	return pool_main(&admin, argc, argv);
}
