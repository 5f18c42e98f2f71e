/* main.c - the account module: registration, login and everything that is a customer's own. */
#include "fcgi/account/door.h"
#include "fcgi/common/guard.h"
#include "lib/shop/country.h"
#include "lib/shop/password.h"
#include "lib/web/pool.h"

static enum err
module_open(struct app *app)
{
	return country_load(app->config);
}

static const struct route_table *const tables[] = { &account_door, &account_login_routes, &account_password_routes, &account_profile, &account_addresses,
	&account_privacy, &account_me_api, &account_address_api };

int
main(int argc, char **argv)
{
	static const struct module account = { .name = "account", .tables = tables, .table_count = COUNT(tables), .templates = account_templates,
		.template_count = COUNT(account_templates), .open = module_open, .guard = &frame_guard, .prepare = password_prepare,
		.error_page = frame_error_page };

	return pool_main(&account, argc, argv);
}
