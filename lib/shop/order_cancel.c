/*
 * order_cancel.c - pieces of an order that will not be sent: by the buyer, the staff, or because nobody paid.  See
 * order.h.
 *
 * Lines keep what was sold; `cancelled` counts the pieces, and the sums of the order become those of the pieces that
 * are left.  Pieces are cancelled from the front (share 0 .. cancelled), so that however it is done in how many steps,
 * the parts sum to the whole.
 */
#include "lib/shop/ledger.h"
#include "lib/shop/order_credit.h"
#include "lib/shop/order_parts.h"
#include "lib/shop/outbox.h"
#include "lib/shop/payment_parts.h"
#include "lib/shop/shipment.h"

#define DUE_MAX 1000
#define ASKING_US (30 * US_PER_S) /* in one go: the job has a minute, and comes again */
#define GRACE_US (10 * 60 * US_PER_S) /* an order whose gateway does not answer waits for so long more */

enum { CUT, DUE, OPEN_PAYMENTS };

struct due_row {
	int64_t id;
	struct time hold_until;
};
static const struct shape_field due_fields[] = { SHAPE_I64(struct due_row, id, 1, INT64_MAX),
	SHAPE_TIME(struct due_row, hold_until) };
static const struct shape due_shape = SHAPE(struct due_row, due_fields, "An order whose time is over.");
struct payment_row {
	struct str public_id;
};
static const struct shape_field payment_fields[] = { SHAPE_STR(struct payment_row, public_id, 1, 40) };
static const struct shape payment_id_shape = SHAPE(struct payment_row, payment_fields, "A payment.");

static const struct db_query queries[] = {
	[CUT] = { "order_cut_line", "iiii", NULL,
	    "UPDATE sales_order_line SET cancelled = cancelled + ? WHERE id = ? AND order_id = ? AND cancelled + shipped + ? <= quantity" },
	/* Those about which nobody need be asked come first: a gateway that is silent must not keep them. */
	[DUE] = { "order_due", "ti", &due_shape,
	    "SELECT o.id, o.hold_until FROM sales_order o WHERE o.hold_until <= ?"
	    " ORDER BY EXISTS (SELECT 1 FROM payment p WHERE p.order_id = o.id AND p.state IN ('pending', 'authorised')), o.hold_until, o.id LIMIT ?" },
	/* What the buyer may be paying just now. */
	[OPEN_PAYMENTS] = { "order_open_payments", "i", &payment_id_shape,
	    "SELECT public_id FROM payment WHERE order_id = ? AND state IN ('pending', 'authorised')" },
};
const struct db_module order_expire_sql = { "order_expire", queries, COUNT(queries) };

struct cutting {
	const struct order_env *e;
	struct str id;
	int64_t order_id;          /* expiry: this one */
	int64_t version;
	struct list cuts;
	struct str reason;
	struct list lines;
	struct stock_wish *pieces; /* what goes, by line */
	size_t count;
	struct credit_line *credits; /* what they are credited with, and the delivery when nothing is left */
	size_t credit_count;
	struct order order;
	bool done;                 /* something was changed */
};

/* ---- what goes ---- */

static enum err
all_that_is_left(struct cutting *c)
{
	const struct order_line *l = c->lines.items;

	for (size_t i = 0; i < c->lines.count; i++)
		if (l[i].quantity > l[i].cancelled + l[i].shipped)
			c->pieces[c->count++] = (struct stock_wish){ l[i].id, l[i].variant_id,
				l[i].quantity - l[i].cancelled - l[i].shipped };
	return c->count ? OK
			: err_fail(ERR_CONFLICT, "order %.*s has nothing left to cancel", STR_ARG(c->order.number));
}

static enum err
what_was_named(struct cutting *c)
{
	const struct order_line *l = c->lines.items;
	const struct order_cut *cut = c->cuts.items;

	for (size_t k = 0; k < c->cuts.count; k++) {
		size_t i = 0;
		int64_t left, wanted;
		while (i < c->lines.count && !str_eq(l[i].public_id, cut[k].line))
			i++;
		if (i == c->lines.count)
			return err_fail(ERR_NOT_FOUND, "order %.*s has no line '%.*s'", STR_ARG(c->order.number),
			    STR_ARG(cut[k].line));
		for (size_t j = 0; j < c->count; j++)
			if (c->pieces[j].order_line_id == l[i].id)
				return err_fail(ERR_INVALID, "line '%.*s' is named twice", STR_ARG(cut[k].line));
		left = l[i].quantity - l[i].cancelled - l[i].shipped;
		wanted = cut[k].quantity ? cut[k].quantity : left;
		if (wanted < 1 || wanted > left)
			return err_fail(ERR_CONFLICT, "could not cancel %lld of line '%.*s': %lld are left",
			    (long long)wanted, STR_ARG(cut[k].line), (long long)left);
		c->pieces[c->count++] = (struct stock_wish){ l[i].id, l[i].variant_id, wanted };
	}
	return OK;
}

static int64_t
piece_of(const struct cutting *c, const struct order_line *l)
{
	for (size_t k = 0; k < c->count; k++)
		if (c->pieces[k].order_line_id == l->id)
			return c->pieces[k].quantity;
	return 0;
}

/* ---- sums ---- */

/* Pieces that have to be sent, or were, as the lines are now. */
static int64_t
to_deliver(const struct list *lines)
{
	const struct order_line *l = lines->items;
	int64_t n = 0;

	for (size_t i = 0; i < lines->count; i++)
		n += l[i].requires_shipping ? l[i].quantity - l[i].cancelled : 0;
	return n;
}

/* What the pieces of a line are credited with: their worth, less what the line had been credited of it before.
 * l->cancelled has risen. */
static void
credit_pieces(struct cutting *c, struct order_line *l, const struct order_share *was, const struct order_share *is,
    int64_t pieces)
{
	int64_t credited = l->credited.minor, tax = l->credited_tax.minor;
	struct credit_line *one;

	if (!pieces)
		return;
	credit_fit(is->total, is->tax, &credited, &tax);
	one = &c->credits[c->credit_count++];
	*one = (struct credit_line){ .order_line_id = l->id,
		.quantity = pieces,
		.worth = was->total - is->total,
		.worth_tax = was->tax - is->tax,
		.amount_before = l->total.minor - was->total + l->credited.minor,
		.tax_before = l->tax.minor - was->tax + l->credited_tax.minor };
	one->amount = one->worth - (l->credited.minor - credited);
	one->tax = one->worth_tax - (l->credited_tax.minor - tax);
	c->order.credited.minor -= l->credited.minor - credited;
	c->order.credited_tax.minor -= l->credited_tax.minor - tax;
	l->credited.minor = credited;
	l->credited_tax.minor = tax;
}

/* The delivery goes with the last piece that had to be delivered.  left: of the lines; credited: of the delivery,
 * before. */
static void
end_delivery(struct cutting *c, const struct order_share *left, const struct order_share *credited)
{
	struct order *o = &c->order;
	int64_t worth = o->total.minor - left->total, worth_tax = o->tax.minor - left->tax;

	if (worth)
		c->credits[c->credit_count++] = (struct credit_line){ .worth = worth,
			.worth_tax = worth_tax,
			.amount = worth - credited->total,
			.tax = worth_tax - credited->tax,
			.amount_before = credited->total,
			.tax_before = credited->tax };
	o->shipping.minor = 0;
	o->tax.minor = left->tax;
	o->total.minor = left->total;
	o->credited.minor -= credited->total;
	o->credited_tax.minor -= credited->tax;
}

/* The order's sums from what is left of its lines; the delivery stays as long as anything is delivered.  *before,
 * *after: what was and is due. */
static enum err
sum_up(struct cutting *c, struct order_pieces *pieces, struct order_due *before, struct order_due *after)
{
	struct order_line *l = c->lines.items;
	struct order *o = &c->order;
	bool was_delivered = to_deliver(&c->lines) > 0;
	struct order_share was, is, left = { 0 },
				    credited = { .tax = o->credited_tax.minor, .total = o->credited.minor };

	*pieces = (struct order_pieces){ 0 };
	*before = order_due_of(o, &c->lines);
	c->credit_count = 0;
	for (size_t i = 0; i < c->lines.count; i++) {
		int64_t count = piece_of(c, &l[i]);
		credited.total -= l[i].credited.minor; /* what remains is the delivery's */
		credited.tax -= l[i].credited_tax.minor;
		was = order_line_left(o, &l[i]);
		l[i].cancelled += count;
		is = order_line_left(o, &l[i]);
		o->subtotal.minor -= was.subtotal - is.subtotal;
		o->discount.minor -= was.discount - is.discount;
		o->tax.minor -= was.tax - is.tax;
		o->total.minor -= was.total - is.total;
		left.total += is.total;
		left.tax += is.tax;
		credit_pieces(c, &l[i], &was, &is, count);
		pieces->left += l[i].quantity - l[i].cancelled - l[i].shipped;
		pieces->cancelled += l[i].cancelled;
		pieces->shipped += l[i].shipped;
		pieces->delivered += l[i].delivered;
	}
	if ((was_delivered && !to_deliver(&c->lines)) ||
	    (!pieces->left && !pieces->shipped)) /* what is left needs no delivery */
		end_delivery(c, &left, &credited);
	if (!pieces->left && !pieces->shipped)
		o->subtotal.minor = o->discount.minor = o->tax.minor = o->total.minor = 0;
	*after = order_due_of(o, &c->lines);
	return OK;
}

/* Of a paid order the pieces are a credit: its invoice has them.  o->version is that of the event by now. */
static enum err
book_credit(struct cutting *c)
{
	struct credit credit = { .kind = CREDIT_CANCEL,
		.cause = str_printf(c->e->arena, "cut:%lld", (long long)c->order.version),
		.lines = { c->credits, c->credit_count },
		.reason = c->reason };

	return time_is_absent(c->order.paid_at) ? OK : credit_add(c->e, &c->order, &c->lines, &credit);
}

static enum err
book_reversal(const struct cutting *c, const struct order_due *before, const struct order_due *after)
{
	const struct order *o = &c->order;
	const struct ledger_posting postings[] = { { "receivable", after->total - before->total },
		{ "revenue", before->net - after->net }, { "shipping", before->shipping_net - after->shipping_net },
		{ "tax", before->tax - after->tax } };
	struct str source =
	    str_printf(c->e->arena, "order:%.*s:cut:%lld", STR_ARG(o->public_id), (long long)o->version);

	if (time_is_absent(o->paid_at) || before->total == after->total)
		return OK; /* never booked */
	return ledger_add(c->e->db, "sale_reversed", source, o->id, 0, o->total.currency, postings, COUNT(postings));
}

/* ---- changing ---- */

static enum err
cut_lines(const struct cutting *c)
{
	enum { ARGS = 4 };
	struct db_arg *args = arena_array(c->e->arena, struct db_arg, c->count * ARGS);
	struct db_done done;
	enum err err;

	for (size_t k = 0; k < c->count; k++) {
		const struct db_arg one[ARGS] = { db_i64(c->pieces[k].quantity), db_i64(c->pieces[k].order_line_id),
			db_i64(c->order.id), db_i64(c->pieces[k].quantity) };
		memcpy(args + k * ARGS, one, sizeof(one));
	}
	err = db_bulk(c->e->db, &queries[CUT], args, ARGS, c->count, &done);
	if (!err && done.affected != (int64_t)c->count)
		return err_fail(ERR_CONFLICT, "could not cancel lines of order %.*s: they were sent meanwhile",
		    STR_ARG(c->order.number));
	return err;
}

static struct str
what_went(const struct cutting *c, bool as_object)
{
	return order_pieces_json(c->e->arena, &c->lines, c->pieces, c->count, as_object);
}

/* Money that is ours no more goes back. */
static enum err
give_back(struct cutting *c, const char *cause)
{
	struct money surplus;
	int64_t stuck = 0;
	enum err err = order_surplus(c->e->db, c->e->arena, &c->order, &surplus);

	if (err || !surplus.minor)
		return err;
	if ((err = refund_stuck(c->e->db, c->e->arena, c->order.id, &stuck)) || surplus.minor <= stuck)
		return err;
	surplus.minor -= stuck;
	return refund_grant(c->e, &c->order, surplus,
	    str_printf(c->e->arena, "%s:%lld", cause, (long long)c->order.version), c->reason);
}

static enum err
give_stock_back(const struct cutting *c, const char *why)
{
	struct db *db = c->e->db;
	enum err err = OK;

	if (c->order.fulfilment == FULFILMENT_CANCELLED || c->order.fulfilment == FULFILMENT_EXPIRED)
		return stock_release(db, c->e->arena, c->order.id, 0, 0, why);
	for (size_t k = 0; !err && k < c->count; k++)
		err =
		    stock_release(db, c->e->arena, c->order.id, c->pieces[k].order_line_id, c->pieces[k].quantity, why);
	return err;
}

/* One way for both: the order is locked, *c says which pieces go. */
static enum err
cut(struct cutting *c, enum order_step step)
{
	const char *kind = step == STEP_EXPIRE ? "expired" : "cancelled";
	struct order *o = &c->order;
	struct order_due before, after;
	struct order_pieces pieces;
	enum err err;

	if ((err = cut_lines(c)) || (err = sum_up(c, &pieces, &before, &after)))
		return err;
	o->fulfilment = (int)order_leads_to(o, step, &pieces);
	if (!pieces.left) {
		o->hold_until = TIME_ABSENT;
		if (o->fulfilment != FULFILMENT_SHIPPED)
			o->closed_at = clock_now();
	}
	o->charge = (int)order_charge_of(o);
	o->authorisation = (int)order_authorisation_of(o);
	if ((err = order_store(c->e->db, o)) ||
	    (err = order_tell_words(c->e->db, c->e->arena, c->e->who, o, &c->lines, kind, what_went(c, true),
		 what_went(c, false), c->reason)) ||
	    (err = book_reversal(c, &before, &after)) || (err = book_credit(c)) || (err = give_back(c, kind)))
		return err;
	if (!pieces.left && !pieces.shipped && (err = promotion_release(c->e->db, o->id)))
		return err;
	if ((err = give_stock_back(c, step == STEP_EXPIRE ? "expired" : "released")))
		return err;
	c->done = true;
	if (time_is_absent(o->paid_at))
		return OK;
	/* After the stock, so that the parcels of each warehouse keep what is still reserved there. */
	err = shipment_cut(c->e, o, c->pieces, c->count);
	return err || !pieces.left ? err : order_finish(c->e, o, &c->lines);
}

static enum err
lock(struct cutting *c, int64_t order_id)
{
	enum err err = order_lock(c->e->db, c->e->arena, order_id, &c->order);

	c->count = 0;
	c->done = false;
	if (!err)
		err = order_lines(c->e->db, c->e->arena, order_id, &c->lines);
	if (!err)
		c->pieces = arena_array(c->e->arena, struct stock_wish, c->lines.count + c->cuts.count + 1);
	if (!err)
		c->credits = arena_array(c->e->arena, struct credit_line, c->lines.count + 1);
	return err;
}

static enum err
cancel(struct db *db, void *payload)
{
	struct cutting *c = payload;
	enum err err = lock(c, c->order_id);

	if (err)
		return err;
	/* Asked again, after the first answer was lost: it is as was wanted. */
	if (!c->cuts.count && c->order.fulfilment == FULFILMENT_CANCELLED)
		return OK;
	if (c->version && c->version != c->order.version)
		return err_fail(ERR_PRECONDITION, "order %.*s has version %lld", STR_ARG(c->order.number),
		    (long long)c->order.version);
	if ((err = order_may(&c->order, STEP_CANCEL)) ||
	    (err = c->cuts.count ? what_was_named(c) : all_that_is_left(c)))
		return err;
	(void)db;
	return cut(c, STEP_CANCEL);
}

enum err
order_cancel(
    const struct order_env *e, struct str id, int64_t version, struct list cuts, struct str reason, struct order *out)
{
	struct cutting c = { .e = e, .id = id, .version = version, .cuts = cuts, .reason = reason };
	enum err err = order_get(e->db, e->arena, id, out);

	if (err)
		return err;
	c.order_id = out->id;
	if ((err = db_transaction(e->db, cancel, &c)))
		return err;
	return order_get(e->db, e->arena, out->public_id, out);
}

/* ---- expiry ---- */

static enum err
expire(struct db *db UNUSED, void *payload)
{
	struct cutting *c = payload;
	enum err err = lock(c, c->order_id);

	if (err)
		return err;
	/* Paid, or cancelled, since it was looked for. */
	if (order_may(&c->order, STEP_EXPIRE)) {
		err_clear();
		return OK;
	}
	err = all_that_is_left(c);
	return err ? err : cut(c, STEP_EXPIRE);
}

/* Money may be on its way: whoever knows is asked, outside of any transaction.  False: no answer; the order waits a
 * little longer. */
static bool
ask_payments(const struct order_env *e, const struct order_ask *ask, const struct due_row *due)
{
	const struct db_arg args[] = { db_i64(due->id) };
	const struct payment_row *p;
	struct list payments;
	bool known = true;

	if (!ask)
		return true;
	if (db_rows(e->db, &queries[OPEN_PAYMENTS], args, COUNT(args), e->arena, DUE_MAX, &payments)) {
		err_clear();
		return false;
	}
	p = payments.items;
	for (size_t i = 0; i < payments.count; i++) {
		enum err err = ask->fn(ask->env, p[i].public_id);
		if (err == ERR_UNAVAILABLE || err == ERR_TIMEOUT || err == ERR_BUSY)
			known = false;
		err_clear();
	}
	return known || clock_now().us - due->hold_until.us > GRACE_US;
}

enum err
order_expire(const struct order_env *e, const struct order_ask *ask, int64_t most, int64_t *expired)
{
	const struct db_arg args[] = { db_time(clock_now()), db_i64(MIN(most, DUE_MAX)) };
	int64_t until = clock_ticks() + ASKING_US;
	const struct due_row *due;
	struct list list;
	enum err err, first = OK;

	*expired = 0;
	db_primary(e->db);
	if ((err = db_rows(e->db, &queries[DUE], args, COUNT(args), e->arena, DUE_MAX, &list)))
		return err;
	due = list.items;
	for (size_t i = 0; i < list.count && clock_ticks() < until; i++) {
		struct cutting c = { .e = e, .order_id = due[i].id };
		if (!ask_payments(e, ask, &due[i]))
			continue;
		/* One that cannot be expired must not keep the others. */
		err = db_transaction(e->db, expire, &c);
		if (!err)
			*expired += c.done;
		else if (!first)
			first = err;
	}
	return first;
}
