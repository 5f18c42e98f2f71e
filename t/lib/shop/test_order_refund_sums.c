/* Refunds by lines: the documents and figures that follow them; and, whatever is done in whatever order, the sums. */
#include "lib/shop/invoice.h"
#include "lib/shop/order_parts.h"
#include "lib/shop/order_verify.h"
#include "lib/shop/sales_fact.h"
#include "t/lib/shop/refunds.h"

#include <stdlib.h>
#include <unistd.h>

/* ---- documents and figures ---- */

static void
tell(struct refunds *x, const struct order *o)
{
	static const struct db_query events = { "r10", "s", &outbox_event_shape,
		"SELECT id AS event_id, public_id, type, object, payload, at, 0 AS attempts FROM outbox"
		" WHERE object = ? AND type IN ('order.paid', 'order.cancelled', 'order.refunded') ORDER BY id" };
	struct order_env e = orders_env(&x->t, x->t.worker);
	const struct outbox_event *event;
	struct list list = { 0 };

	CHECK_ERR(db_rows(x->t.s.f.db, &events, (const struct db_arg[]){ db_str(o->public_id) }, 1, x->t.s.f.arena,
		      1000, &list),
	    OK);
	event = list.items;
	for (size_t i = 0; i < list.count; i++) {
		CHECK_ERR(invoice_event(&e, &event[i]), OK);
		CHECK_ERR(invoice_event(&e, &event[i]), OK);
		CHECK_ERR(sales_fact_event(&e, &event[i]), OK);
	}
}

/* What of each tax the invoice asked for and the credit notes have not given back. */
struct rest {
	struct str name;
	int64_t base, amount;
};

static size_t
rests(struct refunds *x, const struct order *o, struct rest out[10], int64_t *total)
{
	const struct invoice *in;
	struct list list = { 0 };
	size_t n = 0;

	*total = 0;
	CHECK_ERR(invoice_list(x->t.order, x->t.s.f.arena, o->id, &list), OK);
	in = list.items;
	for (size_t i = 0; i < list.count; i++) {
		struct invoice_document d;
		struct invoice one;
		int64_t sign = in[i].kind == INVOICE_INVOICE ? 1 : -1, taxes = 0;
		CHECK_ERR(invoice_get(x->t.order, x->t.s.f.arena, in[i].number, &one, &d), OK);
		const struct invoice_tax *t = d.taxes.items;
		*total += sign * d.total.minor;
		for (size_t k = 0; k < d.taxes.count; k++) {
			size_t at = 0;
			while (at < n && !str_eq(out[at].name, t[k].name))
				at++;
			if (at == n)
				out[n++] = (struct rest){ t[k].name, 0, 0 };
			out[at].base += sign * t[k].base.minor;
			out[at].amount += sign * t[k].amount.minor;
			taxes += t[k].amount.minor;
		}
		CU_ASSERT_EQUAL(taxes, d.tax.minor);
	}
	return n;
}

static void
test_order_refund_sums__credit_note(void)
{
	struct invoice_document d;
	struct order_refunding r;
	struct refunds x;
	struct list list;
	struct invoice one;
	struct order o;
	const struct invoice_line *l;

	refunds_begin(&x);
	o = refunds_sent(&x, 3, 1, STR("TEN"));
	CHECK_ERR(refunds_try(&x, &o,
		      (struct order_refund_input){
			  .pieces = refunds_pieces(&x, &o, 0, 2), .delivery = 200, .amount = { true, 3000 } },
		      &r),
	    OK);
	tell(&x, &o);
	CHECK_ERR(invoice_list(x.t.order, x.t.s.f.arena, o.id, &list), OK);
	CU_ASSERT_EQUAL_FATAL(list.count, 2);
	CHECK_ERR(invoice_get(x.t.order, x.t.s.f.arena, ((const struct invoice *)list.items)[1].number, &one, &d), OK);
	CHECK_STR(one.cause, str_z(x.t.s.f.arena, r.credit.public_id));
	CU_ASSERT_EQUAL(d.total.minor, 3000);
	CU_ASSERT_EQUAL(d.net.minor + d.tax.minor, 3000);
	CU_ASSERT_EQUAL(d.lines.count, 1);
	l = d.lines.items;
	CU_ASSERT_EQUAL(l->quantity, 2);
	CU_ASSERT_EQUAL(d.shipping.minor, 200);
	CU_ASSERT_EQUAL(l->total.minor + d.shipping.minor - d.kept.minor, 3000);
	CHECK_STR(l->rates, "19%");
	CU_ASSERT_EQUAL(
	    orders_count(&x.t,
		"SELECT CAST(SUM(f.net + f.tax) AS SIGNED) AS n FROM sales_fact f JOIN sales_order o ON o.id = f.order_id JOIN cart c ON c.id = o.cart_id"
		" WHERE f.kind = 'refunded'"),
	    3000);
	CU_ASSERT_EQUAL(
	    orders_count(&x.t,
		"SELECT CAST(SUM(f.quantity) AS SIGNED) AS n FROM sales_fact f JOIN sales_order o ON o.id = f.order_id JOIN cart c ON c.id = o.cart_id"
		" WHERE f.kind = 'refunded'"),
	    2);
	refunds_finish(&x);
}

/* ---- whatever is done ---- */

static uint32_t seed;

static int64_t
pick(int64_t below)
{
	seed = seed * 1664525 + 1013904223;
	return below > 0 ? (int64_t)((seed >> 8) % (uint32_t)below) : 0;
}

/* The worker sends what was granted, and the gateway does it. */
static void
send_all(struct refunds *x, const struct order *o)
{
	static const struct db_query done[] = {
		{ "r20", "i", NULL,
		    "UPDATE payment p SET refunded = (SELECT COALESCE(SUM(f.amount), 0) FROM refund f WHERE f.payment_id = p.id) WHERE order_id = ?" },
		{ "r21", "i", NULL, "UPDATE refund SET state = 'done' WHERE order_id = ?" },
		{ "r22", "i", NULL,
		    "UPDATE sales_order o SET refunded = (SELECT SUM(p.refunded) FROM payment p WHERE p.order_id = o.id) WHERE id = ?" },
	};

	for (size_t i = 0; i < COUNT(done); i++)
		CHECK_ERR(db_exec(x->t.s.f.db, &done[i], (const struct db_arg[]){ db_i64(o->id) }, 1, NULL), OK);
	CU_ASSERT_EQUAL(orders_pay(&x->t, o->public_id, 0), 0); /* and nothing more has to go back */
}

static struct list
some_pieces(struct refunds *x, const struct order *o, bool unsent)
{
	const struct order_line *l = o->lines.items;
	struct order_cut *cuts = arena_array(x->t.s.f.arena, struct order_cut, o->lines.count);
	size_t n = 0;

	for (size_t i = 0; i < o->lines.count; i++) {
		int64_t most = unsent ? l[i].quantity - l[i].cancelled - l[i].shipped : order_refundable(&l[i]),
			count = pick(most + 1);
		if (count)
			cuts[n++] = (struct order_cut){ l[i].public_id, count };
	}
	return (struct list){ cuts, n };
}

static void
goodwill(struct refunds *x, const struct order *o, bool all)
{
	struct money left;
	struct list list = { 0 };
	struct refund f;
	int64_t some = 1 + pick(700);
	static int key;

	CHECK_ERR(payment_list(x->admin, x->t.s.f.arena, o->id, &list), OK);
	CHECK_ERR(refund_left(x->admin, x->t.s.f.arena, list.items, &left), OK);
	if (!all)
		left = money_of(MIN(left.minor, some), left.currency);
	if (left.minor)
		CHECK_ERR(refund_by_hand(&x->pay, ((struct payment *)list.items)->public_id, left, STR_ABSENT,
			      str_printf(x->t.s.f.arena, "g%d", key++), &f),
		    OK);
}

static void
step(struct refunds *x, const struct order *o)
{
	const struct order_line *l = o->lines.items;
	struct order_refund_input in = { 0 };
	struct order_refunding r;
	struct order out;
	size_t line = (size_t)pick((int64_t)o->lines.count);
	int64_t left = l[line].quantity - l[line].cancelled - l[line].shipped;
	struct list cuts;

	switch (pick(6)) {
	case 0:
	case 1:
		if (left)
			CHECK_ERR(orders_move(&x->t, o, line, 1 + pick(left), false), OK);
		return;
	case 2:
		cuts = some_pieces(x, o, true);
		if (cuts.count)
			CHECK_ERR(order_cancel(&x->t.env, o->public_id, 0, cuts, STR_ABSENT, &out), OK);
		return;
	case 3:
		goodwill(x, o, false);
		return;
	case 4:
		send_all(x, o);
		return;
	default:
		in.pieces = some_pieces(x, o, false);
		in.delivery = pick(2) ? pick(order_refundable_delivery(o, &o->lines) + 1) : 0;
		if (!in.pieces.count && !in.delivery)
			return;
		CHECK_ERR(order_refund_preview(&x->office, o->public_id, &in, &r), OK);
		if (!pick(3))
			in.amount = (struct opt_i64){ true, pick(r.full + 1) };
		if (pick(2))
			in.warehouse = STR("berlin");
		CHECK_ERR(refunds_try(x, o, in, &r), OK);
	}
}

static void
give_everything_back(struct refunds *x, const struct order *begun)
{
	struct order o = orders_now(&x->t, begun->public_id);
	const struct order_line *l = o.lines.items;
	struct order_cut *cuts = arena_array(x->t.s.f.arena, struct order_cut, o.lines.count);
	struct order_refund_input in = { .delivery = ORDER_REFUND_REST };
	struct order_refunding r;
	int64_t unsent = 0;
	size_t n = 0;

	for (size_t i = 0; i < o.lines.count; i++)
		unsent += l[i].quantity - l[i].cancelled - l[i].shipped;
	if (unsent)
		CHECK_ERR(order_cancel(&x->t.env, o.public_id, 0, (struct list){ 0 }, STR_ABSENT, &o), OK);
	for (size_t i = 0; i < o.lines.count; i++)
		if (order_refundable(&l[i]))
			cuts[n++] = (struct order_cut){ l[i].public_id, 0 };
	in.pieces = (struct list){ cuts, n };
	if (n || order_refundable_delivery(&o, &o.lines))
		CHECK_ERR(refunds_try(x, &o, in, &r), OK);
	goodwill(x, &o, true);
}

static int64_t
complaints(struct refunds *x, const struct order *o)
{
	struct list found = { 0 };
	int64_t checked, n = 0;

	usleep(1000);
	CHECK_ERR(order_verify(x->t.s.f.db, x->t.s.f.arena, 0, &checked, &found), OK);
	for (size_t i = 0; i < found.count; i++)
		if (str_starts(((const struct str *)found.items)[i], o->number) && ++n)
			fprintf(stderr, "%.*s\n", STR_ARG(((const struct str *)found.items)[i]));
	return n;
}

static void
test_order_refund_sums__whatever_is_done(void)
{
	static const struct db_query levy = {
		"r30", "", NULL,
		"INSERT INTO tax_rate (public_id, country, tax_class, level, name, rate_e6) VALUES ('tax_levy', 'DE', 'standard', 1, 'Levy', 25000)"
	};
	struct rest left[10] = { 0 };
	struct refunds x;
	int64_t total;

	for (int round = 1; round <= 100; round++) {
		struct order o;
		seed = (uint32_t)round * 7919;
		refunds_begin(&x);
		if (round % 2)
			CHECK_ERR(db_exec(x.t.s.f.db, &levy, NULL, 0, NULL), OK);
		o = orders_paid(&x.t, 1 + pick(7), pick(4), round % 3 ? STR("TEN") : STR_ABSENT);
		for (int i = 0; i < 14; i++) {
			struct order now = orders_now(&x.t, o.public_id);
			if (now.fulfilment == FULFILMENT_CANCELLED)
				break;
			step(&x, &now);
			orders_check(&x.t, o.public_id);
			CU_ASSERT(orders_granted(&x.t) <= o.placed_total.minor);
		}
		tell(&x, &o);
		CU_ASSERT_EQUAL(complaints(&x, &o), 0);
		give_everything_back(&x, &o);
		orders_check(&x.t, o.public_id);
		CU_ASSERT_EQUAL(orders_granted(&x.t), o.placed_total.minor);
		tell(&x, &o);
		for (size_t i = rests(&x, &o, left, &total); i-- > 0;) {
			CU_ASSERT_EQUAL(left[i].amount, 0);
			CU_ASSERT_EQUAL(left[i].base, 0);
		}
		CU_ASSERT_EQUAL(total, 0);
		send_all(&x, &o);
		CU_ASSERT_EQUAL(complaints(&x, &o), 0);
		refunds_finish(&x);
	}
}

SUITE(order_refund_sums,
    { "credit note", test_order_refund_sums__credit_note },
    { "whatever is done", test_order_refund_sums__whatever_is_done });
