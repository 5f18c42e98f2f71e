/*
 * order_money.c - the money axes of an order, and what follows when it is covered.  See order.h.
 *
 * Called with the order locked, inside the caller's transaction.  The hot rows (stock) come last.
 */
#include "lib/base/log.h"
#include "lib/shop/ledger.h"
#include "lib/shop/order_parts.h"
#include "lib/shop/outbox.h"
#include "lib/shop/shipment.h"

enum { PENDING };

struct sum_row {
	int64_t n;
};
static const struct shape_field sum_fields[] = { SHAPE_I64(struct sum_row, n, 0, INT64_MAX) };
static const struct shape sum_shape = SHAPE(struct sum_row, sum_fields, "A sum.");

static const struct db_query queries[] = {
	/* Refunds that are granted and on their way: that money is not there any more. */
	[PENDING] = { "order_pending_refunds", "i", &sum_shape,
	    "SELECT CAST(COALESCE(SUM(amount), 0) AS SIGNED) AS n FROM refund WHERE order_id = ? AND state IN ('granted', 'sent')" },
};
const struct db_module order_change_sql = { "order_change", queries, COUNT(queries) };

/* ---- sums ---- */

/* The discount follows from the rest, so that the four agree for any number of pieces: a subtotal is a price times a
 * quantity and needs no rounding, the tax and the total do. */
struct order_share
order_line_part(const struct order *o, const struct order_line *l, int64_t from, int64_t count)
{
	struct order_share s;

	s.subtotal = line_share(l->subtotal.minor, l->quantity, from, count);
	s.tax = line_share(l->tax.minor, l->quantity, from, count);
	s.total = line_share(l->total.minor, l->quantity, from, count);
	s.discount = s.subtotal + (o->prices_with_tax ? 0 : s.tax) - s.total;
	return s;
}

struct order_share
order_line_left(const struct order *o, const struct order_line *l)
{
	return order_line_part(o, l, l->cancelled, l->quantity - l->cancelled);
}

struct order_due
order_due_of(const struct order *o, const struct list *lines)
{
	const struct order_line *l = lines->items;
	struct order_due due = { .tax = o->tax.minor, .total = o->total.minor };
	int64_t goods = 0, goods_tax = 0;

	for (size_t i = 0; i < lines->count; i++) {
		struct order_share s = order_line_left(o, &l[i]);
		goods += s.total;
		goods_tax += s.tax;
	}
	due.net = goods - goods_tax;
	due.shipping_net = (due.total - goods) - (due.tax - goods_tax);
	return due;
}

enum err
order_surplus(struct db *db, struct arena *a, const struct order *o, struct money *out)
{
	int64_t surplus = o->charged.minor - o->refunded.minor - (o->total.minor - o->credited.minor);
	struct sum_row pending;
	enum err err;

	*out = money_of(0, o->total.currency);
	if (surplus <= 0)
		return OK;
	if ((err = db_row(db, &queries[PENDING], (const struct db_arg[]){ db_i64(o->id) }, 1, a, &pending)))
		return err;
	out->minor = MAX(surplus - pending.n, 0);
	return OK;
}

/* ---- covered ---- */

static bool
is_covered(const struct order_env *e, const struct order *o)
{
	if (o->charge == CHARGE_FULL || o->charge == CHARGE_OVER)
		return true;
	return o->authorisation == AUTHORISATION_FULL && str_eq(config_str(e->config, "payment.capture"), STR("later"));
}

static enum err
book_sale(const struct order_env *e, const struct order *o, const struct list *lines)
{
	struct order_due due = order_due_of(o, lines);
	const struct ledger_posting postings[] = { { "receivable", due.total }, { "revenue", -due.net },
		{ "shipping", -due.shipping_net }, { "tax", -due.tax } };

	return ledger_add(e->db, "sale", str_printf(e->arena, "order:%.*s:placed", STR_ARG(o->public_id)), o->id, 0,
	    o->total.currency, postings, COUNT(postings));
}

static enum err
covered(const struct order_env *e, struct order *o)
{
	struct list lines;
	enum err err;

	o->paid_at = clock_now();
	o->hold_until = TIME_ABSENT;
	if ((err = order_store(e->db, o)) || (err = order_lines(e->db, e->arena, o->id, &lines)) ||
	    (err = order_tell(e->db, e->arena, e->who, o, &lines, "paid", STR_ABSENT, STR_ABSENT)))
		return err;
	if (o->total.minor && (err = book_sale(e, o, &lines)))
		return err;
	/* Where it is sent from is known from the reservations: parcels are planned before their rows change hands. */
	if ((err = stock_allocate(e->db, e->arena, o->id)))
		return err;
	err = shipment_plan(e, o);
	if (err != ERR_CONFLICT)
		return err ? err : order_finish(e, o, &lines);
	/* No house to send it from: somebody has to see to that; the money has come all the same, and the worker tries
	 * again. */
	log_event(LOG_ERROR, "order.not_planned", log_str("order", o->public_id), log_z("detail", err_detail()));
	err_clear();
	return OK;
}

enum err
order_money(const struct order_env *e, struct order *o, int64_t authorised, int64_t charged, int64_t refunded,
    struct money *must_refund)
{
	bool first = time_is_absent(o->paid_at) && o->fulfilment == FULFILMENT_OPEN;
	enum err err;

	o->authorised.minor = authorised;
	o->charged.minor = charged;
	o->refunded.minor = refunded;
	o->authorisation = (int)order_authorisation_of(o);
	o->charge = (int)order_charge_of(o);
	err = first && is_covered(e, o) ? covered(e, o) : order_store(e->db, o);
	return err ? err : order_surplus(e->db, e->arena, o, must_refund);
}

enum err
order_payment_failed(const struct order_env *e, struct order *o, struct str code)
{
	struct str details = str_printf(e->arena, "{\"code\":\"%.*s\"}", STR_ARG(code));
	enum err err = order_note(e->db, e->who, o->id, "payment_failed", true, details);

	return err ? err : outbox_add(e->db, "order.payment_failed", o->public_id,
	    order_payload(e->arena, o, NULL, str_printf(e->arena, ",\"code\":\"%.*s\"", STR_ARG(code))));
}
