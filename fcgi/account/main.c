/* main.c - the account module: registration, login and everything that is a customer's own. */
#include "fcgi/account/door.h"
#include "fcgi/common/guard.h"
#include "lib/io/http.h"
#include "lib/shop/country.h"
#include "lib/shop/password.h"
#include "lib/web/pool.h"

/* Pages of second factors stand in the area like all others, except the one that is part of logging in. */
static enum err
factor_frame(struct req *r, struct str title, void **page)
{
	struct page_view *view = arena_new_of(r->arena, struct page_view);
	enum err err = account_frame(r, r->who.full ? AREA_SECURITY : AREA_NONE, title, view);

	*page = view;
	return err;
}

/* app->module: the client that talks to identity providers. */
static enum err
module_open(struct app *app)
{
	static const struct factor_face face = { .realm = REALM_SHOP,
		.templates = T_FACTOR,
		.login = "/login",
		.home = "/account/security",
		.landing = "/account",
		.frame = factor_frame };

	factor_pages_open(&face);
	app->module = http_new(app->config);
	return country_load(app->config);
}

static void
module_close(struct app *app)
{
	http_free(app->module);
	app->module = NULL;
}

static const struct route_table *const tables[] = { &account_door, &account_login_routes, &account_password_routes,
	&account_profile, &account_addresses, &account_privacy, &account_providers, &account_apps, &factor_shop_routes,
	&account_me_api, &account_address_api };

int
main(int argc, char **argv)
{
	static const struct module account = { .name = "account",
		.tables = tables,
		.table_count = COUNT(tables),
		.templates = account_templates,
		.template_count = COUNT(account_templates),
		.open = module_open,
		.close = module_close,
		.guard = &frame_guard,
		.prepare = password_prepare,
		.error_page = frame_error_page };

	return pool_main(&account, argc, argv);
}
