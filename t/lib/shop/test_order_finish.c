/* Tests of lib/shop/order_finish.c: what needs no parcel, alone and beside what does, and orders that nothing would
 * move any more. */
#include "lib/shop/invoice.h"
#include "lib/shop/ledger.h"
#include "lib/shop/order_verify.h"
#include "lib/shop/sales_fact.h"
#include "lib/shop/shipment.h"
#include "t/lib/shop/orders.h"

/* The lamp becomes a course: nothing that could be sent. */
static void
make_course(struct orders *t)
{
	static const struct db_query course = { "f1", "i", NULL,
		"UPDATE variant SET requires_shipping = FALSE WHERE id = ?" };

	CHECK_ERR(db_exec(t->s.f.db, &course, (const struct db_arg[]){ db_i64(t->lamp) }, 1, NULL), OK);
}

/* Without a way of delivery and with an invoice's address alone. */
static struct order
place_courses(struct orders *t, int64_t courses)
{
	struct order_placing placing;
	struct order_input in;

	orders_cart(t, courses, 0, STR_ABSENT);
	in = orders_input(t);
	in.billing = in.delivery;
	in.delivery = (struct address){ 0 };
	in.shipping_method = STR_ABSENT;
	CHECK_ERR(order_place(&t->env, &in, &placing), OK);
	return placing.order;
}

static size_t
parcels(struct orders *t, const struct order *o)
{
	struct list all = { 0 };

	CHECK_ERR(shipment_list(t->shipping, t->s.f.arena, o->id, &all), OK);
	return all.count;
}

/* Charged, with the payment that charged it. */
static void
pay(struct orders *t, const struct order *o)
{
	static const struct db_query charged = { "f0", "siiii", NULL,
		"INSERT INTO payment (public_id, order_id, provider, method, state, currency, amount, authorised, charged)"
		" VALUES (?, ?, 'sandbox', 'sandbox', 'charged', 'EUR', ?, ?, ?)" };
	char id[32];

	public_id(id, "pay");
	const struct db_arg args[] = { db_str(str_of(id)), db_i64(o->id), db_i64(o->total.minor),
		db_i64(o->total.minor), db_i64(o->total.minor) };
	CHECK_ERR(db_exec(t->s.f.db, &charged, args, COUNT(args), NULL), OK);
	CU_ASSERT_EQUAL(orders_pay(t, o->public_id, o->total.minor), 0);
}

/* `mercer order verify` has nothing to say of it. */
static void
verify(struct orders *t, const struct order *o)
{
	struct list wrong = { 0 };
	const struct str *line;
	int64_t checked = 0;

	CHECK_ERR(order_verify(t->s.f.db, t->s.f.arena, INT64_C(3600) * US_PER_S, &checked, &wrong), OK);
	line = wrong.items;
	for (size_t i = 0; i < wrong.count; i++)
		if (str_starts(line[i], o->number)) {
			fprintf(stderr, "%.*s\n", STR_ARG(line[i]));
			CU_FAIL("the order's figures differ");
		}
}

static struct order
cancel_line(struct orders *t, struct str id, size_t line, int64_t quantity)
{
	struct order o = orders_now(t, id);
	struct order_cut cut = { ((struct order_line *)o.lines.items)[line].public_id, quantity };

	CHECK_ERR(order_cancel(&t->env, id, 0, (struct list){ &cut, 1 }, STR_ABSENT, &o), OK);
	return o;
}

/* Nothing has to be sent: done as soon as it is paid, whether it is counted or not. */
static void
test_order_finish__nothing_to_send(void)
{
	struct orders t;
	struct order o;
	struct order_env e;
	struct outbox_event event;

	for (int counted = 0; counted < 2; counted++) {
		orders_open(&t, counted ? 10 : -1, 10);
		make_course(&t);
		e = orders_env(&t, t.worker);
		o = place_courses(&t, 3);
		CU_ASSERT_EQUAL(o.shipping.minor, 0);
		CU_ASSERT_EQUAL(o.total.minor, 3 * LAMP_PRICE);
		CU_ASSERT(str_is_empty(o.shipping_method));
		CU_ASSERT_EQUAL(orders_now(&t, o.public_id).fulfilment, FULFILMENT_OPEN);
		pay(&t, &o);
		o = orders_now(&t, o.public_id);
		CU_ASSERT_EQUAL(o.fulfilment, FULFILMENT_DELIVERED);
		CU_ASSERT(!time_is_absent(o.closed_at) && time_is_absent(o.hold_until));
		CU_ASSERT_EQUAL(parcels(&t, &o), 0);
		CU_ASSERT_EQUAL(orders_events(&t, "order.paid", o.public_id), 1);
		CU_ASSERT_EQUAL(orders_events(&t, "order.delivered", o.public_id), 1);
		if (counted) {
			CU_ASSERT_EQUAL(stocks_sum(&t.s, t.lamp).on_hand, 7);
			CU_ASSERT_EQUAL(stocks_sum(&t.s, t.lamp).allocated, 0);
			stocks_check(&t.s, t.lamp);
		}
		orders_check(&t, o.public_id);
		/* Figures and documents are those of any other order. */
		event = orders_event(&t, "order.paid", o.public_id);
		CHECK_ERR(invoice_event(&e, &event), OK);
		CHECK_ERR(sales_fact_event(&e, &event), OK);
		event = orders_event(&t, "order.delivered", o.public_id);
		CHECK_ERR(sales_fact_event(&e, &event), OK);
		CU_ASSERT_EQUAL(
		    orders_count(&t,
			"SELECT SUM(quantity) AS n FROM sales_fact WHERE kind = 'delivered' AND order_id = (SELECT MAX(id) FROM sales_order)"),
		    3);
		CU_ASSERT_EQUAL(
		    orders_count(&t,
			"SELECT SUM(net + tax) AS n FROM sales_fact WHERE kind = 'delivered' AND order_id = (SELECT MAX(id) FROM sales_order)"),
		    3 * LAMP_PRICE);
		CU_ASSERT_EQUAL(
		    orders_count(&t,
			"SELECT total AS n FROM invoice WHERE kind = 'invoice' AND order_id = (SELECT MAX(id) FROM sales_order)"),
		    3 * LAMP_PRICE);
		verify(&t, &o);
		CHECK_ERR(order_cancel(&t.env, o.public_id, 0, (struct list){ 0 }, STR_ABSENT, &o),
		    ERR_CONFLICT); /* it is done: only money can go back */
		orders_close(&t);
	}
}

/* Beside a desk it waits for the desk's parcel: until then all of it can be cancelled. */
static void
test_order_finish__mixed(void)
{
	struct orders t;
	struct order_env e;
	const struct shipment *s;
	struct shipment sent;
	struct order o, other;
	struct list all;

	orders_open(&t, 10, 10);
	make_course(&t);
	e = orders_env(&t, t.shipping);
	o = orders_place(&t, 2, 1);
	CU_ASSERT_EQUAL(o.shipping.minor, POST_PRICE);
	pay(&t, &o);
	CU_ASSERT_EQUAL(orders_now(&t, o.public_id).fulfilment, FULFILMENT_OPEN);
	CHECK_ERR(shipment_list(t.shipping, t.s.f.arena, o.id, &all), OK);
	CU_ASSERT_EQUAL_FATAL(all.count, 1);
	s = all.items;
	CU_ASSERT_EQUAL(s->lines.count, 1); /* the desk; a counted course is in no parcel */
	CHECK_ERR(shipment_ship(&e, s->public_id, 0, STR_ABSENT, STR_ABSENT, &sent), OK);
	o = orders_now(&t, o.public_id);
	CU_ASSERT_EQUAL(o.fulfilment, FULFILMENT_SHIPPED);
	CU_ASSERT_EQUAL(((struct order_line *)o.lines.items)[0].delivered, 2);
	CU_ASSERT_EQUAL(((struct order_line *)o.lines.items)[1].delivered, 0);
	CU_ASSERT_EQUAL(stocks_sum(&t.s, t.lamp).on_hand, 8);
	CHECK_ERR(shipment_deliver(&e, s->public_id, 0, &sent), OK);
	CU_ASSERT_EQUAL(orders_now(&t, o.public_id).fulfilment, FULFILMENT_DELIVERED);
	orders_check(&t, o.public_id);
	other = orders_place(&t, 2, 1);
	pay(&t, &other);
	CHECK_ERR(order_cancel(&t.env, other.public_id, 0, (struct list){ 0 }, STR_ABSENT, &other), OK);
	CU_ASSERT_EQUAL(other.fulfilment, FULFILMENT_CANCELLED);
	stocks_check(&t.s, t.lamp);
	stocks_check(&t.s, t.desk);
	orders_close(&t);
}

/* What had to be sent is cancelled: the rest is done, and the delivery is not paid for. */
static void
test_order_finish__rest_is_cancelled(void)
{
	struct orders t;
	struct order_env e;
	struct outbox_event event;
	struct order o;

	orders_open(&t, 10, 10);
	make_course(&t);
	e = orders_env(&t, t.worker);
	o = orders_place(&t, 2, 2);
	pay(&t, &o);
	event = orders_event(&t, "order.paid", o.public_id);
	CHECK_ERR(invoice_event(&e, &event), OK);
	o = cancel_line(&t, o.public_id, 1, 1);
	CU_ASSERT_EQUAL(o.fulfilment, FULFILMENT_OPEN);
	CU_ASSERT_EQUAL(o.shipping.minor, POST_PRICE);
	o = cancel_line(&t, o.public_id, 1, 1);
	CU_ASSERT_EQUAL(o.fulfilment, FULFILMENT_DELIVERED);
	CU_ASSERT(!time_is_absent(o.closed_at));
	CU_ASSERT_EQUAL(o.shipping.minor, 0);
	CU_ASSERT_EQUAL(o.total.minor, 2 * LAMP_PRICE);
	CU_ASSERT_EQUAL(
	    orders_count(&t,
		"SELECT COUNT(*) AS n FROM shipment WHERE state <> 'cancelled' AND order_id = (SELECT MAX(id) FROM sales_order)"),
	    0);
	/* Refund, credit note and figures take the delivery along, once. */
	CU_ASSERT_EQUAL(
	    orders_count(&t, "SELECT SUM(amount) AS n FROM refund WHERE order_id = (SELECT MAX(id) FROM sales_order)"),
	    2 * DESK_PRICE + POST_PRICE);
	event = orders_event(&t, "order.cancelled", o.public_id);
	CHECK_ERR(invoice_event(&e, &event), OK);
	CHECK_ERR(sales_fact_event(&e, &event), OK);
	CU_ASSERT_EQUAL(
	    orders_count(&t,
		"SELECT total AS n FROM invoice WHERE kind = 'credit_note' AND order_id = (SELECT MAX(id) FROM sales_order)"),
	    DESK_PRICE + POST_PRICE);
	CU_ASSERT_EQUAL(
	    orders_count(&t,
		"SELECT SUM(net + tax) AS n FROM sales_fact WHERE kind = 'cancelled' AND order_id = (SELECT MAX(id) FROM sales_order)"),
	    DESK_PRICE + POST_PRICE);
	orders_check(&t, o.public_id);
	verify(&t, &o);
	stocks_check(&t.s, t.lamp);
	orders_close(&t);
}

/* The same before it is paid: what is left is done when the money comes. */
static void
test_order_finish__cancelled_before_paid(void)
{
	struct orders t;
	struct order o;

	orders_open(&t, -1, 10);
	make_course(&t);
	o = orders_place(&t, 1, 1);
	o = cancel_line(&t, o.public_id, 1, 1);
	CU_ASSERT_EQUAL(o.fulfilment, FULFILMENT_OPEN);
	CU_ASSERT_EQUAL(o.total.minor, LAMP_PRICE);
	pay(&t, &o);
	o = orders_now(&t, o.public_id);
	CU_ASSERT_EQUAL(o.fulfilment, FULFILMENT_DELIVERED);
	CU_ASSERT_EQUAL(parcels(&t, &o), 0);
	orders_check(&t, o.public_id);
	verify(&t, &o);
	orders_close(&t);
}

/* Sold before there were any: handed over when the house has them. */
static void
test_order_finish__waits_for_stock(void)
{
	static const struct db_query come = { "f2", "i", NULL,
		"UPDATE stock_level SET on_hand = on_hand + 5, floor = 0 WHERE variant_id = ?" };
	static const struct db_query moved = {
		"f3", "i", NULL,
		"INSERT INTO stock_movement (variant_id, warehouse_id, slot, kind, on_hand) SELECT variant_id, warehouse_id, slot, 'received', 5 FROM stock_level WHERE variant_id = ?"
	};
	struct orders t;
	struct order_env e;
	struct order o;
	int64_t n = -1;

	orders_open(&t, -1, 10);
	make_course(&t);
	stocks_put(&t.s, t.lamp, t.s.near, 0, 0, -5);
	e = orders_env(&t, t.worker);
	o = place_courses(&t, 2);
	pay(&t, &o);
	CU_ASSERT_EQUAL(orders_now(&t, o.public_id).fulfilment, FULFILMENT_OPEN);
	CU_ASSERT_EQUAL(stocks_sum(&t.s, t.lamp).allocated, 2);
	CHECK_ERR(order_finish_idle(&e, 1, &n), OK);
	CU_ASSERT_EQUAL(n, 0);
	CHECK_ERR(db_exec(t.s.f.db, &come, (const struct db_arg[]){ db_i64(t.lamp) }, 1, NULL), OK);
	CHECK_ERR(db_exec(t.s.f.db, &moved, (const struct db_arg[]){ db_i64(t.lamp) }, 1, NULL), OK);
	CHECK_ERR(order_finish_idle(&e, 1, &n), OK);
	CU_ASSERT_EQUAL(n, 1);
	CU_ASSERT_EQUAL(orders_now(&t, o.public_id).fulfilment, FULFILMENT_DELIVERED);
	CHECK_ERR(order_finish_idle(&e, 1, &n), OK);
	CU_ASSERT_EQUAL(n, 0);
	stocks_check(&t.s, t.lamp);
	orders_check(&t, o.public_id);
	orders_close(&t);
}

/* Parcels that could not be planned are, as soon as they can. */
static void
test_order_finish__planned_later(void)
{
	static const struct db_query lost = { "f4", "i", NULL, "DELETE s FROM shipment s WHERE s.order_id = ?" };
	struct orders t;
	struct order_env e;
	struct order o;
	int64_t n = -1;

	orders_open(&t, 10, 10);
	e = orders_env(&t, t.worker);
	o = orders_place(&t, 1, 1);
	pay(&t, &o);
	CHECK_ERR(order_finish_idle(&e, 100, &n), OK);
	CU_ASSERT_EQUAL(n, 0); /* it has its parcel */
	CHECK_ERR(db_exec(t.s.f.db, &lost, (const struct db_arg[]){ db_i64(o.id) }, 1, NULL), OK);
	CHECK_ERR(order_finish_idle(&e, 100, &n), OK);
	CU_ASSERT_EQUAL(n, 1);
	CU_ASSERT_EQUAL(parcels(&t, &o), 1);
	CU_ASSERT_EQUAL(orders_now(&t, o.public_id).fulfilment, FULFILMENT_OPEN);
	orders_close(&t);
}

SUITE(order_finish,
    { "nothing to send", test_order_finish__nothing_to_send },
    { "mixed", test_order_finish__mixed },
    { "rest is cancelled", test_order_finish__rest_is_cancelled },
    { "cancelled before paid", test_order_finish__cancelled_before_paid },
    { "waits for stock", test_order_finish__waits_for_stock },
    { "planned later", test_order_finish__planned_later });
