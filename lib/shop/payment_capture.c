/* payment_capture.c - taking authorised money, giving it up; what orders' events mean for their payments.  See
 * payment.h. */
#include "lib/shop/payment_parts.h"

struct open_payment {
	struct str public_id;
	int state;
	int64_t authorised, charged, lacking;
	bool is_ended;                 /* its order */
};
static const struct shape_field open_fields[] = {
	SHAPE_STR(struct open_payment, public_id, 1, 28), SHAPE_ENUM(struct open_payment, state, payment_states),
	SHAPE_I64(struct open_payment, authorised, 0, INT64_MAX), SHAPE_I64(struct open_payment, charged, 0, INT64_MAX),
	SHAPE_I64(struct open_payment, lacking, INT64_MIN, INT64_MAX), SHAPE_BOOL(struct open_payment, is_ended),
};
static const struct shape open_shape =
    SHAPE(struct open_payment, open_fields, "A payment that can still change by our doing.");

enum { OPEN, CLOSED };
static const struct db_query queries[] = {
	[OPEN] = { "payment_open_of", "s", &open_shape,
	    "SELECT p.public_id, p.state, p.authorised, p.charged, o.total - o.credited - (o.charged - o.refunded) AS lacking,"
	    " o.fulfilment IN ('cancelled', 'expired') AS is_ended"
	    " FROM sales_order o JOIN payment p ON p.order_id = o.id"
	    " WHERE o.public_id = ? AND p.state IN ('created', 'pending', 'authorised', 'charged') ORDER BY p.id LIMIT 101" },
	/* No gateway knows it: never opened, or people take the money. */
	[CLOSED] = { "payment_closed", "s", NULL,
	    "UPDATE payment SET state = 'cancelled', check_at = NULL, version = version + 1"
	    " WHERE public_id = ? AND state IN ('created', 'pending') AND reference IS NULL" },
};
const struct db_module payment_capture_sql = { "payment_capture", queries, COUNT(queries) };

enum err
payment_capture(const struct payment_env *e, struct str public_id, int64_t amount, struct str key)
{
	struct payment_report report = { 0 };
	const struct payment_provider *provider;
	struct payment p;
	enum err err;

	db_primary(e->order.db);
	err = payment_get(e->order.db, e->order.arena, public_id, &p);
	if (err)
		return err;
	provider = payment_provider_find(p.provider);
	if (!provider || !provider->capture || amount <= 0 || amount > p.authorised.minor - p.charged.minor)
		return err_fail(
		    ERR_CONFLICT, "%lld cannot be taken of payment %.*s", (long long)amount, STR_ARG(public_id));
	/* What was taken before is the key: asked again it is the same try, the next part is another. */
	key = key.ptr
	    ? str_printf(e->order.arena, "%.*s.capture.%016llx", STR_ARG(public_id), (unsigned long long)str_hash(key))
	    : str_printf(e->order.arena, "%.*s.capture.%lld", STR_ARG(public_id), (long long)p.charged.minor);
	err = provider->capture(e, &p, key, amount, &report);
	return err ? err : payment_settle(e, &report, &p);
}

enum err
payment_void(const struct payment_env *e, struct str public_id)
{
	struct payment_report report = { 0 };
	const struct payment_provider *provider;
	struct payment p;
	enum err err;

	db_primary(e->order.db);
	err = payment_get(e->order.db, e->order.arena, public_id, &p);
	if (err)
		return err;
	if (p.state == PAYMENT_CANCELLED || p.state == PAYMENT_FAILED)
		return OK;
	if (p.charged.minor > 0)
		return err_fail(ERR_CONFLICT, "payment %.*s is charged: refund it", STR_ARG(public_id));
	provider = payment_provider_find(p.provider);
	if (p.state == PAYMENT_CREATED || !provider || !provider->cancel)
		return db_exec(e->order.db, &queries[CLOSED], (const struct db_arg[]){ db_str(public_id) }, 1, NULL);
	if (!p.reference.ptr && (err = payment_introduce(e, &p, true)))
		return err;
	err = provider->cancel(e, &p, &report);
	return err ? err : payment_settle(e, &report, &p);
}

/* ---- an order was sent, or came to its end ---- */

static enum err
each(const struct payment_env *e, struct str order,
    enum err (*fn)(const struct payment_env *e, const struct open_payment *p))
{
	const struct open_payment *p;
	struct list list = { 0 };
	enum err err = db_rows(e->order.db, &queries[OPEN], (const struct db_arg[]){ db_str(order) }, 1, e->order.arena,
		     PAYMENTS_MAX, &list),
		 one;

	p = list.items;
	for (size_t i = 0; !err && i < list.count; i++) {
		one = fn(e, &p[i]);
		if (one == ERR_CONFLICT) /* settled meanwhile: what the gateway says then counts */
			err_clear();
		else
			err = one;
	}
	return err;
}

static enum err
take(const struct payment_env *e, const struct open_payment *p)
{
	int64_t amount = MIN(p->authorised - p->charged, p->lacking);

	return amount > 0 && (p->state == PAYMENT_AUTHORISED || p->state == PAYMENT_CHARGED)
	    ? payment_capture(e, p->public_id, amount, STR_ABSENT)
	    : OK;
}

/* A part of an order was cancelled: the rest is still to be paid. */
static enum err
give_up(const struct payment_env *e, const struct open_payment *p)
{
	return !p->is_ended || p->state == PAYMENT_CHARGED ? OK : payment_void(e, p->public_id);
}

enum err
payment_take_authorised(const struct payment_env *e, struct str order)
{
	return each(e, order, take);
}

enum err
payment_give_up(const struct payment_env *e, struct str order)
{
	return each(e, order, give_up);
}
