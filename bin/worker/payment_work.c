/*
 * payment_work.c - the worker's side of payments: what needs a gateway and must not be waited for.
 *
 * refund.granted sends the refund; an order that leaves takes what is authorised (payment.capture = later); one that
 * was cancelled or has expired gives up what is open.  All of it is safe to repeat.  The job asks about payments and
 * refunds whose end nobody has told us.
 */
#include "bin/worker/worker.h"
#include "lib/io/http.h"
#include "lib/io/json_tree.h"
#include "lib/shop/payment.h"

#define AT_ONCE 10 /* payments, and as many refunds: a silent gateway must not take the job past its time */

static const struct who system_who = { .actor = "system" };

/* One per process, for as long as it lives. */
static struct http *
client(const struct worker *w)
{
	static struct http *http;

	if (!http)
		http = http_new(w->config);
	return http;
}

struct payment_env
worker_payment_env(struct worker *w, struct arena *a)
{
	return (struct payment_env){ .order = { .db = w->db,
					 .cache = w->cache,
					 .arena = a,
					 .config = w->config,
					 .who = &system_who,
					 .master = &w->master },
		.http = client(w) };
}

enum err
payment_handle(void *env, struct arena *a, const struct outbox_event *event)
{
	struct worker *w = env;
	struct payment_env e = worker_payment_env(w, a);
	const struct json_node *payload;
	struct str order;
	enum err err = json_tree(a, event->payload, &payload);

	if (err)
		return err;
	if (str_eq(event->type, STR("refund.granted")))
		return refund_send(&e, json_text(payload, "refund"));
	order = json_text(payload, "order");
	if (!order.len)
		return err_fail(ERR_INVALID, "the payload names no order");
	if (str_eq(event->type, STR("order.cancelled")) || str_eq(event->type, STR("order.expired")))
		return payment_give_up(&e, order);
	return str_eq(config_str(w->config, "payment.capture"), STR("later")) ? payment_take_authorised(&e, order) : OK;
}

enum err
payment_job(struct worker *w, struct arena *a, int64_t *handled)
{
	struct payment_env e = worker_payment_env(w, a);

	return payment_reconcile(&e, AT_ONCE, handled);
}
