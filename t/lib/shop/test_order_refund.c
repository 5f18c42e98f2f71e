/* Refunds by lines: what pieces are worth, what is kept back, who is too late, goods that come back. */
#include "lib/shop/order_parts.h"
#include "t/lib/shop/refunds.h"

#include <stdlib.h>
#include <unistd.h>

/* ---- one after the other ---- */

static void
test_order_refund__piece_by_piece(void)
{
	struct order_refunding r;
	struct refunds x;
	struct order o;
	int64_t sum = 0;

	refunds_begin(&x);
	o = refunds_sent(&x, 7, 1, STR("TEN")); /* a discount that does not divide */
	for (int i = 0; i < 7; i++) {
		CHECK_ERR(
		    refunds_try(&x, &o, (struct order_refund_input){ .pieces = refunds_pieces(&x, &o, 0, 1) }, &r), OK);
		sum += r.credit.amount.minor;
		CU_ASSERT_EQUAL(orders_granted(&x.t), sum);
		CU_ASSERT_EQUAL(r.order.credited.minor, sum);
		orders_check(&x.t, o.public_id);
	}
	CU_ASSERT_EQUAL(sum, ((const struct order_line *)o.lines.items)[0].total.minor);
	CHECK_ERR(refunds_try(&x, &o, (struct order_refund_input){ .pieces = refunds_pieces(&x, &o, 0, 1) }, &r),
	    ERR_CONFLICT);
	CU_ASSERT_EQUAL(r.refusal, REFUND_PIECES);
	CU_ASSERT_EQUAL(r.most, 0);
	CHECK_ERR(
	    refunds_try(&x, &o,
		(struct order_refund_input){ .pieces = refunds_pieces(&x, &o, 1, 0), .delivery = ORDER_REFUND_REST },
		&r),
	    OK);
	CU_ASSERT_EQUAL(orders_granted(&x.t), o.placed_total.minor);
	CU_ASSERT_EQUAL(r.order.credited.minor, o.placed_total.minor);
	CU_ASSERT_EQUAL(r.order.credited_tax.minor, o.tax.minor);
	CU_ASSERT_EQUAL(r.order.fulfilment, FULFILMENT_SHIPPED); /* the goods are another axis */
	orders_check(&x.t, o.public_id);
	refunds_finish(&x);
}

static void
test_order_refund__refused(void)
{
	struct order_refunding r;
	struct refunds x;
	struct order o;
	struct order_cut twice[2];

	refunds_begin(&x);
	o = orders_paid(&x.t, 2, 0, STR_ABSENT);
	CHECK_ERR(refunds_try(&x, &o, (struct order_refund_input){ .pieces = refunds_pieces(&x, &o, 0, 1) }, &r),
	    ERR_CONFLICT); /* not sent: it is cancelled */
	CU_ASSERT_EQUAL(r.refusal, REFUND_PIECES);
	CHECK_ERR(orders_move(&x.t, &o, 0, 2, false), OK);
	CHECK_ERR(refunds_try(&x, &o, (struct order_refund_input){ 0 }, &r), ERR_INVALID);
	CU_ASSERT_EQUAL(r.refusal, REFUND_EMPTY);
	CHECK_ERR(refunds_try(&x, &o, (struct order_refund_input){ .pieces = refunds_pieces(&x, &o, 0, 3) }, &r),
	    ERR_CONFLICT);
	CU_ASSERT_EQUAL(r.most, 2);
	CHECK_ERR(refunds_try(&x, &o, (struct order_refund_input){ .delivery = POST_PRICE + 1 }, &r), ERR_CONFLICT);
	CU_ASSERT_EQUAL(r.refusal, REFUND_DELIVERY);
	CU_ASSERT_EQUAL(r.most, POST_PRICE);
	CHECK_ERR(refunds_try(&x, &o,
		      (struct order_refund_input){
			  .pieces = refunds_pieces(&x, &o, 0, 1), .amount = { true, LAMP_PRICE + 1 } },
		      &r),
	    ERR_CONFLICT);
	CU_ASSERT_EQUAL(r.refusal, REFUND_AMOUNT);
	CU_ASSERT_EQUAL(r.most, LAMP_PRICE);
	CHECK_ERR(refunds_try(
		      &x, &o, (struct order_refund_input){ .pieces = refunds_pieces(&x, &o, 0, 1), .version = 99 }, &r),
	    ERR_PRECONDITION);
	CHECK_ERR(
	    refunds_try(&x, &o,
		(struct order_refund_input){ .pieces = refunds_pieces(&x, &o, 0, 1), .warehouse = STR("nowhere") }, &r),
	    ERR_INVALID);
	CU_ASSERT_EQUAL(r.refusal, REFUND_WAREHOUSE);
	twice[0] = twice[1] = *(struct order_cut *)refunds_pieces(&x, &o, 0, 1).items;
	CHECK_ERR(refunds_try(&x, &o, (struct order_refund_input){ .pieces = { twice, 2 } }, &r), ERR_INVALID);
	CU_ASSERT_EQUAL(r.refusal, REFUND_TWICE);
	twice[0].line = STR("oli_other");
	CHECK_ERR(refunds_try(&x, &o, (struct order_refund_input){ .pieces = { twice, 1 } }, &r), ERR_INVALID);
	CU_ASSERT_EQUAL(r.refusal, REFUND_NO_LINE);
	CU_ASSERT_EQUAL(orders_granted(&x.t), 0);
	orders_check(&x.t, o.public_id);
	refunds_finish(&x);
}

/* The same key once; a preview never. */
static void
test_order_refund__once(void)
{
	struct order_refund_input in = { .key = STR("the same") };
	struct order_refunding r, again;
	struct refunds x;
	struct order o;

	refunds_begin(&x);
	o = refunds_sent(&x, 3, 0, STR_ABSENT);
	in.pieces = refunds_pieces(&x, &o, 0, 1);
	CHECK_ERR(order_refund_preview(&x.office, o.public_id, &in, &r), OK);
	CU_ASSERT_EQUAL(r.full, LAMP_PRICE);
	CU_ASSERT_EQUAL(orders_granted(&x.t), 0);
	CHECK_ERR(order_refund(&x.office, o.public_id, &in, &r), OK);
	CHECK_ERR(order_refund(&x.office, o.public_id, &in, &again), OK);
	CU_ASSERT(!r.was_done_before && again.was_done_before);
	CHECK_STR(again.credit.public_id, str_z(x.t.s.f.arena, r.credit.public_id));
	CU_ASSERT_EQUAL(again.credit.lines.count, 1);
	CU_ASSERT_EQUAL(orders_granted(&x.t), LAMP_PRICE);
	CU_ASSERT_EQUAL(orders_events(&x.t, "order.refunded", o.public_id), 1);
	refunds_finish(&x);
}

/* Less than it is worth: the rest stays due, and can be given out of goodwill; nothing beyond what was captured. */
static void
test_order_refund__kept_back(void)
{
	struct order_refunding r;
	struct refunds x;
	struct refund f;
	struct list payments;
	struct money left;
	struct order o;

	refunds_begin(&x);
	o = refunds_sent(&x, 2, 1, STR_ABSENT);
	CHECK_ERR(refunds_try(&x, &o,
		      (struct order_refund_input){
			  .pieces = refunds_pieces(&x, &o, 1, 1), .delivery = 100, .amount = { true, 10000 } },
		      &r),
	    OK);
	CU_ASSERT_EQUAL(r.credit.worth.minor, DESK_PRICE + 100);
	CU_ASSERT_EQUAL(r.credit.amount.minor, 10000);
	CHECK_ERR(refunds_try(&x, &o,
		      (struct order_refund_input){ .pieces = refunds_pieces(&x, &o, 0, 0), .amount = { true, 0 } }, &r),
	    OK); /* the goods alone */
	CU_ASSERT_EQUAL(orders_granted(&x.t), 10000);
	orders_check(&x.t, o.public_id);
	CHECK_ERR(payment_list(x.admin, x.t.s.f.arena, o.id, &payments), OK);
	CHECK_ERR(refund_left(x.admin, x.t.s.f.arena, payments.items, &left), OK);
	CU_ASSERT_EQUAL(left.minor, o.placed_total.minor - 10000);
	CHECK_ERR(refund_by_hand(
		      &x.pay, ((struct payment *)payments.items)->public_id, left, STR("all the rest"), STR("k"), &f),
	    OK);
	o = orders_now(&x.t, o.public_id);
	CU_ASSERT_EQUAL(o.credited.minor, o.total.minor);
	CU_ASSERT_EQUAL(o.credited_tax.minor, o.tax.minor);
	orders_check(&x.t, o.public_id);
	refunds_finish(&x);
}

/* What was given out of goodwill is not given again with the pieces, neither sent nor cancelled ones. */
static void
test_order_refund__after_goodwill(void)
{
	struct order_refunding r;
	struct refunds x;
	struct list payments;
	struct refund f;
	struct order o;
	struct money some;

	refunds_begin(&x);
	o = orders_paid(&x.t, 2, 1, STR_ABSENT);
	some = money_of(3000, "EUR");
	CHECK_ERR(payment_list(x.admin, x.t.s.f.arena, o.id, &payments), OK);
	CHECK_ERR(
	    refund_by_hand(&x.pay, ((struct payment *)payments.items)->public_id, some, STR("sorry"), STR("k"), &f),
	    OK);
	CU_ASSERT_EQUAL(orders_now(&x.t, o.public_id).credited.minor, 3000);
	CHECK_ERR(orders_move(&x.t, &o, 0, 2, false), OK);
	o = orders_now(&x.t, o.public_id);
	CHECK_ERR(order_cancel(&x.t.env, o.public_id, 0, (struct list){ 0 }, STR_ABSENT, &o), OK); /* the desk */
	orders_check(&x.t, o.public_id);
	CU_ASSERT(orders_granted(&x.t) < 3000 + DESK_PRICE);
	CHECK_ERR(
	    refunds_try(&x, &o,
		(struct order_refund_input){ .pieces = refunds_pieces(&x, &o, 0, 0), .delivery = ORDER_REFUND_REST },
		&r),
	    OK);
	CU_ASSERT_EQUAL(orders_granted(&x.t), o.placed_total.minor);
	CU_ASSERT_EQUAL(r.order.charge, CHARGE_OVER); /* on its way */
	orders_check(&x.t, o.public_id);
	refunds_finish(&x);
}

static enum err
refund_it(struct orders *t, int i, void *payload)
{
	const struct order *o = payload;
	struct order_refund_input in = { .key = str_printf(t->s.f.arena, "colleague %d", i) };
	struct order_refunding r;
	struct order_cut cut = { ((const struct order_line *)o->lines.items)[0].public_id, 1 };
	struct order_env e = orders_env(t, t->order);
	enum err err;

	in.pieces = (struct list){ &cut, 1 };
	err = order_refund(&e, o->public_id, &in, &r);
	return err == ERR_CONFLICT && r.refusal != REFUND_PIECES ? ERR_INTERNAL : err;
}

/* Twelve colleagues refund one of three pieces each: three can. */
static void
test_order_refund__at_once(void)
{
	struct refunds x;
	struct order o;

	refunds_begin(&x);
	o = refunds_sent(&x, 3, 0, STR_ABSENT);
	CU_ASSERT_EQUAL(orders_race(&x.t, 12, refund_it, &o, OK), 3);
	CU_ASSERT_EQUAL(orders_granted(&x.t), 3 * LAMP_PRICE);
	CU_ASSERT_EQUAL(orders_events(&x.t, "order.refunded", o.public_id), 3);
	orders_check(&x.t, o.public_id);
	refunds_finish(&x);
}

static void
test_order_refund__goods_come_back(void)
{
	struct order_refunding r;
	struct refunds x;
	struct order o;
	int64_t before;

	refunds_begin(&x);
	o = refunds_sent(&x, 3, 1, STR_ABSENT);
	before = stocks_sum(&x.t.s, x.t.lamp).on_hand;
	CHECK_ERR(refunds_try(&x, &o, (struct order_refund_input){ .pieces = refunds_pieces(&x, &o, 0, 1) }, &r), OK);
	CU_ASSERT_EQUAL(stocks_sum(&x.t.s, x.t.lamp).on_hand, before);
	CHECK_ERR(
	    refunds_try(&x, &o,
		(struct order_refund_input){ .pieces = refunds_pieces(&x, &o, 0, 2), .warehouse = STR("berlin") }, &r),
	    OK);
	CU_ASSERT_EQUAL(stocks_sum(&x.t.s, x.t.lamp).on_hand, before + 2);
	CU_ASSERT_EQUAL(((const struct credit_line *)r.credit.lines.items)[0].restocked, 2);
	CU_ASSERT_EQUAL(
	    orders_count(&x.t,
		"SELECT CAST(SUM(m.on_hand) AS SIGNED) AS n FROM stock_movement m JOIN sales_order o ON o.number = m.reference"
		" JOIN cart c ON c.id = o.cart_id WHERE m.kind = 'returned'"),
	    2);
	stocks_check(&x.t.s, x.t.lamp);
	/* Not counted there so far: the office may begin to, a program is told. */
	CHECK_ERR(
	    refunds_try(&x, &o,
		(struct order_refund_input){ .pieces = refunds_pieces(&x, &o, 1, 1), .warehouse = STR("hamburg") }, &r),
	    ERR_CONFLICT);
	CU_ASSERT_EQUAL(r.refusal, REFUND_NOT_COUNTED);
	CHECK_ERR(refunds_try(&x, &o,
		      (struct order_refund_input){
			  .pieces = refunds_pieces(&x, &o, 1, 1), .warehouse = STR("hamburg"), .opens_stock = true },
		      &r),
	    OK);
	stocks_check(&x.t.s, x.t.desk);
	CU_ASSERT_EQUAL(orders_events(&x.t, "stock.changed", ((const struct order_line *)o.lines.items)[1].variant), 1);
	refunds_finish(&x);
}

/* Two payments, one of them taken back by its bank: that one is not given a second time. */
static void
test_order_refund__over_the_payments(void)
{
	static const struct db_query split[] = {
		{ "r1", "ii", NULL,
		    "UPDATE payment SET amount = amount - ?, authorised = amount, charged = amount WHERE order_id = ?" },
		{ "r2", "sii", NULL,
		    "INSERT INTO payment (public_id, order_id, provider, method, state, currency, amount, authorised, charged)"
		    " SELECT ?, ?, 'sandbox', 'sandbox', 'charged', 'EUR', n, n, n FROM (SELECT ? AS n) x" },
		{ "r3", "si", NULL, "UPDATE payment SET disputed = charged WHERE public_id <> ? AND order_id = ?" },
	};
	struct order_refunding r;
	struct refunds x;
	struct order o;
	char id[32];

	refunds_begin(&x);
	o = refunds_sent(&x, 4, 0, STR_ABSENT);
	public_id(id, "pay");
	CHECK_ERR(db_exec(x.t.s.f.db, &split[0], (const struct db_arg[]){ db_i64(3000), db_i64(o.id) }, 2, NULL), OK);
	CHECK_ERR(db_exec(x.t.s.f.db, &split[1],
		      (const struct db_arg[]){ db_str(str_of(id)), db_i64(o.id), db_i64(3000) }, 3, NULL),
	    OK);
	CHECK_ERR(refunds_try(&x, &o, (struct order_refund_input){ .pieces = refunds_pieces(&x, &o, 0, 2) }, &r), OK);
	CU_ASSERT_EQUAL(
	    orders_count(&x.t,
		"SELECT COUNT(*) AS n FROM refund f JOIN sales_order o ON o.id = f.order_id JOIN cart c ON c.id = o.cart_id"),
	    2);
	CU_ASSERT_EQUAL(orders_granted(&x.t), 2 * LAMP_PRICE);
	CHECK_ERR(
	    db_exec(x.t.s.f.db, &split[2], (const struct db_arg[]){ db_str(str_of(id)), db_i64(o.id) }, 2, NULL), OK);
	CHECK_ERR(
	    order_refund_preview(&x.office, o.public_id,
		&(struct order_refund_input){ .pieces = refunds_pieces(&x, &o, 0, 2), .delivery = ORDER_REFUND_REST },
		&r),
	    OK);
	CU_ASSERT_EQUAL(r.full, 0);
	refunds_finish(&x);
}

SUITE(order_refund,
    { "piece by piece", test_order_refund__piece_by_piece },
    { "refused", test_order_refund__refused },
    { "once", test_order_refund__once },
    { "kept back", test_order_refund__kept_back },
    { "after goodwill", test_order_refund__after_goodwill },
    { "at once", test_order_refund__at_once },
    { "goods come back", test_order_refund__goods_come_back },
    { "over the payments", test_order_refund__over_the_payments });
