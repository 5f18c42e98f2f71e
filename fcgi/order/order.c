/* order.c - what the handlers of the order module share.  See order.h. */
#include "fcgi/order/order.h"
#include "fcgi/common/who.h"

struct payment_env *
payment_env_of(struct req *r)
{
	struct payment_env *e = arena_new_of(r->arena, struct payment_env);
	struct order_app *app = r->app->module;
	struct who *who = arena_new_of(r->arena, struct who);

	*who = who_of(r);
	e->order = (struct order_env){ .db = req_db(r),
		.cache = req_cache(r),
		.arena = r->arena,
		.config = r->app->config,
		.who = who,
		.master = &app->master };
	e->http = app->http;
	return e;
}

struct order_env *
order_env_of(struct req *r)
{
	return &payment_env_of(r)->order;
}
