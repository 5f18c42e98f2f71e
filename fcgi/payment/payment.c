/* payment.c - what the handlers of the payment module share.  See payment.h. */
#include "fcgi/payment/payment.h"
#include "fcgi/common/who.h"

static const struct shape_field wait_fields[] = {
	SHAPE_STRUCT(struct wait_view, page, struct page_view, &page_view_shape),
	SHAPE_STR(struct wait_view, again, 0, 2000),
	SHAPE_STR(struct wait_view, order, 0, 2000),
	SHAPE_I64(struct wait_view, minutes, 0, INT64_MAX),
};
const struct shape wait_view_shape = SHAPE(struct wait_view, wait_fields, "The gateway does not answer.");

static const struct shape_field transfer_fields[] = {
	SHAPE_STRUCT(struct transfer_view, page, struct page_view, &page_view_shape),
	SHAPE_STR(struct transfer_view, amount, 0, 50),
	SHAPE_STR(struct transfer_view, holder, 0, 200),
	SHAPE_STR(struct transfer_view, iban, 0, 50),
	SHAPE_STR(struct transfer_view, bic, 0, 20),
	SHAPE_STR(struct transfer_view, purpose, 0, 40),
	SHAPE_STR(struct transfer_view, until, 0, 50),
	SHAPE_STR(struct transfer_view, order, 0, 2000),
	SHAPE_HTML(struct transfer_view, qr),
};
const struct shape transfer_view_shape = SHAPE(struct transfer_view, transfer_fields, "Where the money goes.");

const struct tmpl_def payment_templates[] = {
	FRAME_TEMPLATES,
	[T_WAIT] = { "payment/wait", &wait_view_shape },
	[T_BLOCKED] = { "payment/blocked", &wait_view_shape },
	[T_TRANSFER] = { "payment/transfer", &transfer_view_shape },
};
_Static_assert(COUNT(payment_templates) == T__MAX, "a row per template");

struct payment_env *
payment_env_of(struct req *r)
{
	struct payment_env *e = arena_new_of(r->arena, struct payment_env);
	struct payment_app *app = r->app->module;
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
