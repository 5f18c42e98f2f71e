/*
 * pay_pages.c - the buyer's way to a gateway and back, and what gateways send.  See payment.h.
 *
 * /pay/{id} is a GET that makes the payment at its gateway: that is safe to repeat (the same payment gives the same
 * page there), and a link, a reload or a form's 303 all end well.  Coming back proves nothing: the gateway is asked,
 * and whatever it says, the buyer's place is his order.  Should it not answer, the webhook or the reconciliation will
 * bring the news.
 */
#include "fcgi/payment/payment.h"
#include "fcgi/common/form_view.h"
#include "lib/shop/payment_guard.h"

#include <string.h>

#define HEADERS_MAX 64

struct pay_args {
	struct str key;
	struct str reference; /* what the gateway appends; not needed */
};
static const struct shape_field pay_fields[] = {
	SHAPE_STR(struct pay_args, key, 0, 100, .doc = "proves that the link is ours"),
	SHAPE_STR(struct pay_args, reference, 0, 200, .doc = "the gateway's name of the payment"),
};
static const struct shape pay_args_shape = SHAPE(struct pay_args, pay_fields, "A payment's link.");

static enum err pay_go(struct req *r), pay_return(struct req *r), webhook_take(struct req *r);

static const struct route routes[] = {
	{ GET, "/pay/{id}", pay_go, ACCESS_ALL, .query = &pay_args_shape, .sql = { 0, 16 },
	    .doc = "To the gateway's page of a payment" },
	{ GET, "/pay/{id}/return", pay_return, ACCESS_ALL, .query = &pay_args_shape, .sql = { 0, 60 },
	    .doc = "Back from the gateway" },
	{ POST, "/pay/{id}/return", pay_return, ACCESS_ALL, .query = &pay_args_shape, .sql = { 0, 60 },
	    .flags = ROUTE_NO_CSRF | ROUTE_ANY_SITE | ROUTE_RAW_BODY,
	    .doc =
		"Back from the gateway by a form: it comes from the gateway's site, without our cookies; the key in its address is what counts, and the gateway is asked" },
	{ POST, "/payment/webhook/{provider}", webhook_take, ACCESS_ALL, .sql = { 0, 60 },
	    .flags = ROUTE_NO_CSRF | ROUTE_ANY_SITE | ROUTE_RAW_BODY | ROUTE_INTERNAL,
	    .doc = "What a gateway tells us: no browser, its signature over the raw body is what counts" },
};
const struct route_table payment_pages = { routes, COUNT(routes) };

/* The payment of a link of ours; for everybody else it does not exist. */
static enum err
load(struct req *r, const struct payment_env *e, struct payment *p)
{
	const struct pay_args *args = r->args;

	resp_header(r, "Cache-Control", STR("no-store"));
	resp_header(r, "Referrer-Policy", STR("no-referrer"));
	if (!payment_key_holds(e, r->params[0], args->key))
		return err_fail(ERR_NOT_FOUND, "the link of payment '%.*s' is not ours", STR_ARG(r->params[0]));
	db_primary(e->order.db); /* it may have been begun a moment ago */
	return payment_get(e->order.db, r->arena, r->params[0], p);
}

static struct str
order_url(struct req *r, const struct payment_env *e, const struct payment *p)
{
	return str_printf(r->arena, "%.*s/orders/%.*s?key=%.*s", STR_ARG(req_base(r)), STR_ARG(p->order),
	    STR_ARG(order_key(&e->order, p->order)));
}

/* ---- there ---- */

static enum err
show_wait(struct req *r, const struct payment_env *e, const struct payment *p)
{
	struct list nav = { 0 };
	struct page_view page;
	struct wait_view v = { .page = &page,
		.again = str_printf(r->arena, "%.*s%.*s", STR_ARG(req_base(r)), STR_ARG(payment_path(e, p))),
		.order = order_url(r, e, p) };
	enum err err = page_view_fill(r, &page, &nav, 0);

	if (err)
		return err;
	page.noindex = true;
	page.title = form_text(r, N_("The payment service does not answer"));
	resp_header(r, "Retry-After", STR("10"));
	return resp_page_status(r, 503, tmpl_get(r->app->templates, T_WAIT), &v);
}

void
payment_retry_after(struct req *r, int64_t wait_us)
{
	int64_t seconds = wait_us / US_PER_S + 1;

	resp_header(r, "Retry-After", str_printf(r->arena, "%lld", (long long)seconds));
}

/* Too many cards were refused: when it goes on, and that the order stays. */
static enum err
show_blocked(struct req *r, const struct payment_env *e, const struct payment *p, int64_t wait_us)
{
	struct list nav = { 0 };
	struct page_view page;
	struct wait_view v = {
		.page = &page, .order = order_url(r, e, p), .minutes = (wait_us + 60 * US_PER_S - 1) / (60 * US_PER_S)
	};
	enum err err = page_view_fill(r, &page, &nav, 0);

	if (err)
		return err;
	page.noindex = true;
	page.title = form_text(r, N_("Please wait before you pay again"));
	payment_retry_after(r, wait_us);
	return resp_page_status(r, 429, tmpl_get(r->app->templates, T_BLOCKED), &v);
}

static enum err
pay_go(struct req *r)
{
	int64_t wait_us = 0;
	struct payment_env *e = payment_env_of(r);
	struct str url = STR_ABSENT;
	struct payment p;
	enum err err = load(r, e, &p);

	if (err)
		return err;
	/* Ways to pay that try no card stay open. */
	if ((p.state == PAYMENT_CREATED || p.state == PAYMENT_PENDING) && !str_eq(p.provider, STR("advance")) &&
	    (err = payment_guard(e, &p, true, &wait_us)))
		return err;
	if (wait_us)
		return show_blocked(r, e, &p, wait_us);
	err = payment_open(e, p.public_id, &url);
	if (err == ERR_UNAVAILABLE || err == ERR_TIMEOUT || err == ERR_DENIED) {
		log_event(
		    LOG_ERROR, "payment.gateway_away", log_str("payment", p.public_id), log_z("detail", err_detail()));
		err_clear();
		return show_wait(r, e, &p);
	}
	if (err && err != ERR_CONFLICT)
		return err;
	err_clear(); /* of a conflict */
	if (!err && !url.len && str_eq(p.provider, STR("advance")))
		return transfer_show(r, &p, order_url(r, e, &p));
	if (err || !url.len) /* settled */
		return resp_redirect(r, 303, order_url(r, e, &p));
	resp_header(r, "Location", url);
	r->resp.status = 303;
	return OK;
}

/* ---- and back ---- */

static enum err
pay_return(struct req *r)
{
	struct payment_env *e = payment_env_of(r);
	struct payment p;
	enum err err = load(r, e, &p);

	if (err)
		return err;
	err = payment_refresh(e, p.public_id, &p);
	if (err) {
		log_event(LOG_WARN, "payment.return", log_str("payment", p.public_id), log_z("error", err_name(err)),
		    log_z("detail", err_detail()));
		err_clear();
	}
	return resp_redirect(r, 303, order_url(r, e, &p));
}

/* ---- webhooks ---- */

/* "HTTP_WEBHOOK_ID=x" -> "webhook-id": "x". */
static struct list
headers_of(struct req *r)
{
	struct pair *pairs = arena_array(r->arena, struct pair, HEADERS_MAX);
	size_t count = 0;

	for (char *const *line = r->env; *line && count < HEADERS_MAX; line++) {
		struct str name = str_of(*line), value;
		char *lower;
		if (!str_starts(name, STR("HTTP_")) || str_find(name, '=') == name.len)
			continue;
		value = str_skip(name, str_find(name, '=') + 1);
		name = str_skip(str_cut(name, str_find(name, '=')), strlen("HTTP_"));
		lower = str_z(r->arena, str_lower(r->arena, name));
		for (char *c = lower; *c; c++)
			if (*c == '_')
				*c = '-';
		pairs[count++] = (struct pair){ str_n(lower, name.len), value };
	}
	return (struct list){ pairs, count };
}

static enum err
webhook_take(struct req *r)
{
	struct list headers = headers_of(r);
	enum err err = payment_webhook(payment_env_of(r), r->params[0], &headers, r->body.ptr ? r->body : STR(""));

	resp_header(r, "Cache-Control", STR("no-store"));
	if (err == ERR_DENIED || err == ERR_INVALID) {
		/* Which of the two is nobody's business who cannot sign; the log knows. */
		err_clear();
		return resp_text(r, 400, "text/plain; charset=utf-8", STR("not accepted\n"));
	}
	return err ? err : resp_empty(r);
}
