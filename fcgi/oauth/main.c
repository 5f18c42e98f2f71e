/* main.c - the authorization server: consent pages, tokens, keys. */
#include "fcgi/common/guard.h"
#include "fcgi/oauth/oauth.h"
#include "lib/web/pool.h"

static const struct route_table *const tables[] = { &oauth_authorize, &oauth_token, &oauth_metadata };

const struct tmpl_def oauth_templates[T__MAX] = {
	FRAME_TEMPLATES,
	[T_AUTHORIZE] = { "oauth/authorize", &authorize_view_shape },
	[T_REFUSED] = { "oauth/refused", &refused_view_shape },
};

int
main(int argc, char **argv)
{
	static const struct module oauth = { .name = "oauth",
		.tables = tables,
		.table_count = COUNT(tables),
		.templates = oauth_templates,
		.template_count = COUNT(oauth_templates),
		.guard = &frame_guard,
		.error_page = frame_error_page };

	return pool_main(&oauth, argc, argv);
}
