/* page.c - what the pages of the order module share.  See pages.h. */
#include "fcgi/order/pages.h"

static void
keep_private(struct req *r)
{
	resp_header(r, "Cache-Control", STR("private, no-store"));
	resp_header(r, "Referrer-Policy", STR("no-referrer"));
}

enum err
order_reply(struct req *r, enum page_template t, int status, const void *view)
{
	keep_private(r);
	return resp_page_status(r, status, tmpl_get(r->app->templates, (size_t)t), view);
}

enum err
order_redirect(struct req *r, struct str path)
{
	keep_private(r);
	return resp_redirect(r, 303, path);
}

struct str
order_path(struct req *r, const struct order *o)
{
	struct str path = url_of(r, "/orders/", o->public_id);

	if (o->account_id && o->account_id == r->who.account_id)
		return path;
	return str_printf(r->arena, "%.*s?key=%.*s", STR_ARG(path), STR_ARG(order_key(order_env_of(r), o->public_id)));
}
