/* Tests of what happens to an order after it was placed: money, cancelling, expiry, sending, documents, figures, who
 * may see it. */
#include "lib/shop/invoice.h"
#include "lib/shop/order_verify.h"
#include "lib/shop/sales_fact.h"
#include "t/lib/shop/orders.h"

#include <unistd.h>

/* ---- money ---- */

static void
test_order__money(void)
{
	struct orders t;
	struct order o;

	orders_open(&t, 100, 100);
	o = orders_place(&t, 2, 1);
	CU_ASSERT_EQUAL(orders_pay(&t, o.public_id, 1000), 0);
	o = orders_now(&t, o.public_id);
	CU_ASSERT_EQUAL(o.charge, CHARGE_PARTIAL);
	CU_ASSERT(time_is_absent(o.paid_at));
	CU_ASSERT_EQUAL(stocks_sum(&t.s, t.lamp).allocated, 0);
	CU_ASSERT_EQUAL(orders_pay(&t, o.public_id, o.total.minor - 1000), 0);
	o = orders_now(&t, o.public_id);
	CU_ASSERT_EQUAL(o.charge, CHARGE_FULL);
	CU_ASSERT(!time_is_absent(o.paid_at) && time_is_absent(o.hold_until));
	CU_ASSERT_EQUAL(stocks_sum(&t.s, t.lamp).allocated, 2);
	CU_ASSERT_EQUAL(stocks_sum(&t.s, t.lamp).held, 0);
	CU_ASSERT_EQUAL(orders_events(&t, "order.paid", o.public_id), 1);
	CU_ASSERT_EQUAL(
	    orders_count(&t,
		"SELECT COUNT(*) AS n FROM shipment s JOIN sales_order o ON o.id = s.order_id WHERE o.cart_id IN (SELECT id FROM cart)"),
	    1);
	orders_check(&t, o.public_id);
	/* Twice: what is too much goes back, nothing happens again. */
	CU_ASSERT_EQUAL(orders_pay(&t, o.public_id, 500), 500);
	o = orders_now(&t, o.public_id);
	CU_ASSERT_EQUAL(o.charge, CHARGE_OVER);
	CU_ASSERT_EQUAL(orders_events(&t, "order.paid", o.public_id), 1);
	orders_close(&t);
}

/* ---- expiry ---- */

static void
make_old(struct orders *t, int64_t id)
{
	static const struct db_query old = { "q1", "i", NULL,
		"UPDATE sales_order SET hold_until = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE id = ?" };

	CHECK_ERR(db_exec(t->s.f.db, &old, (const struct db_arg[]){ db_i64(id) }, 1, NULL), OK);
}

static void
test_order__expiry(void)
{
	struct orders t;
	struct order_input in;
	struct order_placing p;
	struct order_env e;
	struct order o, paid;
	int64_t n;

	orders_open(&t, 10, 100);
	orders_cart(&t, 10, 0, STR("TEN"));
	in = orders_input(&t);
	CHECK_ERR(order_place(&t.env, &in, &p), OK);
	o = p.order;
	e = orders_env(&t, t.worker);
	CHECK_ERR(order_expire(&e, NULL, 100, &n), OK);
	CU_ASSERT_EQUAL(n, 0); /* not yet */
	make_old(&t, o.id);
	CHECK_ERR(order_expire(&e, NULL, 100, &n), OK);
	CU_ASSERT_EQUAL(n, 1);
	o = orders_now(&t, o.public_id);
	CU_ASSERT_EQUAL(o.fulfilment, FULFILMENT_EXPIRED);
	CU_ASSERT_EQUAL(o.total.minor, 0);
	CU_ASSERT(!time_is_absent(o.closed_at));
	CU_ASSERT_EQUAL(stocks_sum(&t.s, t.lamp).held, 0);
	CU_ASSERT_EQUAL(orders_count(&t, "SELECT used AS n FROM coupon WHERE code = 'TEN'"), 0);
	CU_ASSERT_EQUAL(orders_events(&t, "order.expired", o.public_id), 1);
	CHECK_ERR(order_expire(&e, NULL, 100, &n), OK);
	CU_ASSERT_EQUAL(n, 0);
	orders_check(&t, o.public_id);
	/* Money that comes after all goes back whole; the order stays what it is. */
	CU_ASSERT_EQUAL(orders_pay(&t, o.public_id, p.order.total.minor), p.order.total.minor);
	o = orders_now(&t, o.public_id);
	CU_ASSERT_EQUAL(o.fulfilment, FULFILMENT_EXPIRED);
	CU_ASSERT(time_is_absent(o.paid_at));
	CU_ASSERT_EQUAL(stocks_sum(&t.s, t.lamp).allocated, 0);
	/* What was paid in time stays. */
	paid = orders_place(&t, 10, 0);
	CU_ASSERT_EQUAL(orders_pay(&t, paid.public_id, paid.total.minor), 0);
	CHECK_ERR(order_expire(&e, NULL, 100, &n), OK);
	CU_ASSERT_EQUAL(n, 0);
	orders_close(&t);
}

struct asked {
	struct orders *t;
	struct str order;
	int64_t charge;
	enum err answer;
	int calls;
};

static enum err
answer(void *env, struct str payment UNUSED)
{
	struct asked *a = env;

	a->calls++;
	if (!a->answer && a->charge)
		orders_pay(a->t, a->order, a->charge);
	return a->answer;
}

/* A payment that is still at its gateway is asked about first. */
static void
test_order__expiry_asks_the_gateway(void)
{
	static const struct db_query pending = { "q2", "sii", NULL,
		"INSERT INTO payment (public_id, order_id, provider, method, reference, state, currency, amount)"
		" VALUES (?, ?, 'sandbox', 'sandbox', NULL, 'pending', 'EUR', ?)" };
	struct orders t;
	struct order o;
	struct asked a = { .answer = ERR_UNAVAILABLE };
	const struct order_ask asking = { answer, &a };
	struct order_env e;
	char id[32];
	int64_t n;

	orders_open(&t, 10, 10);
	e = orders_env(&t, t.worker);
	o = orders_place(&t, 1, 0);
	a.t = &t;
	a.order = o.public_id;
	a.charge = o.total.minor;
	public_id(id, "pay");
	CHECK_ERR(db_exec(t.s.f.db, &pending,
		      (const struct db_arg[]){ db_str(str_of(id)), db_i64(o.id), db_i64(o.total.minor) }, 3, NULL),
	    OK);
	make_old(&t, o.id);
	CHECK_ERR(order_expire(&e, &asking, 100, &n), OK);
	CU_ASSERT_EQUAL(n, 0); /* it does not answer: a little longer */
	CU_ASSERT_EQUAL(orders_now(&t, o.public_id).fulfilment, FULFILMENT_OPEN);
	a.answer = OK;
	CHECK_ERR(order_expire(&e, &asking, 100, &n), OK);
	CU_ASSERT_EQUAL(n, 0); /* it was paid */
	CU_ASSERT_EQUAL(a.calls, 2);
	CU_ASSERT_EQUAL(orders_now(&t, o.public_id).charge, CHARGE_FULL);
	orders_close(&t);
}

/* ---- cancelling ---- */

static struct list
one_cut(struct orders *t, const struct order *o, size_t line, int64_t quantity)
{
	const struct order_line *l = o->lines.items;
	struct order_cut *cut = arena_new_of(t->s.f.arena, struct order_cut);

	*cut = (struct order_cut){ l[line].public_id, quantity };
	return (struct list){ cut, 1 };
}

static void
test_order__cancel_before_payment(void)
{
	struct orders t;
	struct order o;

	orders_open(&t, 10, 10);
	o = orders_place(&t, 4, 2);
	CHECK_ERR(order_cancel(&t.env, o.public_id, o.version, one_cut(&t, &o, 0, 3), STR("too many"), &o), OK);
	CU_ASSERT_EQUAL(o.total.minor, LAMP_PRICE + 2 * DESK_PRICE + POST_PRICE);
	CU_ASSERT_EQUAL(o.fulfilment, FULFILMENT_OPEN);
	CU_ASSERT_EQUAL(stocks_sum(&t.s, t.lamp).held, 1);
	orders_check(&t, o.public_id);
	CHECK_ERR(order_cancel(&t.env, o.public_id, 1, one_cut(&t, &o, 0, 1), STR_ABSENT, &o), ERR_PRECONDITION);
	CHECK_ERR(order_cancel(&t.env, o.public_id, 0, one_cut(&t, &o, 0, 2), STR_ABSENT, &o), ERR_CONFLICT);
	CHECK_ERR(order_cancel(&t.env, o.number, o.version, (struct list){ 0 }, STR_ABSENT, &o), OK);
	CU_ASSERT_EQUAL(o.fulfilment, FULFILMENT_CANCELLED);
	CU_ASSERT_EQUAL(o.total.minor, 0);
	CU_ASSERT_EQUAL(stocks_sum(&t.s, t.desk).held, 0);
	CU_ASSERT_EQUAL(orders_events(&t, "order.cancelled", o.public_id), 2);
	orders_check(&t, o.public_id);
	CHECK_ERR(order_cancel(&t.env, o.public_id, 1, (struct list){ 0 }, STR_ABSENT, &o),
	    OK); /* again: it is as is wanted */
	CU_ASSERT_EQUAL(orders_events(&t, "order.cancelled", o.public_id), 2);
	CU_ASSERT_EQUAL(
	    orders_count(&t,
		"SELECT COUNT(*) AS n FROM refund r JOIN sales_order o ON o.id = r.order_id JOIN cart c ON c.id = o.cart_id"),
	    0);
	orders_close(&t);
}

/* Piece by piece or at once, with a discount that does not divide: everything goes back, to the cent. */
static void
test_order__cancel_after_payment(void)
{
	struct orders t;
	struct order o;
	int64_t before;

	orders_open(&t, 100, 100);
	o = orders_paid(&t, 7, 1, STR("TEN"));
	before = o.total.minor;
	for (int i = 1; i <= 7; i++) {
		CHECK_ERR(order_cancel(&t.env, o.public_id, o.version, one_cut(&t, &o, 0, 1), STR_ABSENT, &o), OK);
		CU_ASSERT_EQUAL(orders_granted(&t), before - o.total.minor);
		CU_ASSERT_EQUAL(stocks_sum(&t.s, t.lamp).allocated, 7 - i);
		orders_check(&t, o.public_id);
	}
	CU_ASSERT_EQUAL(o.fulfilment, FULFILMENT_OPEN);
	CHECK_ERR(order_cancel(&t.env, o.public_id, o.version, one_cut(&t, &o, 1, 0), STR_ABSENT, &o), OK);
	CU_ASSERT_EQUAL(o.fulfilment, FULFILMENT_CANCELLED);
	CU_ASSERT_EQUAL(orders_granted(&t), before);
	CU_ASSERT_EQUAL(orders_count(&t, "SELECT used AS n FROM coupon WHERE code = 'TEN'"), 0);
	CU_ASSERT_EQUAL(
	    orders_count(&t,
		"SELECT COUNT(*) AS n FROM shipment_line l JOIN shipment s ON s.id = l.shipment_id JOIN sales_order o ON o.id = s.order_id"
		" JOIN cart c ON c.id = o.cart_id WHERE s.state <> 'cancelled'"),
	    0);
	orders_check(&t, o.public_id);
	stocks_check(&t.s, t.lamp);
	orders_close(&t);
}

static enum err
cancel_it(struct orders *t, int i UNUSED, void *payload)
{
	const struct str *id = payload;
	struct order o;

	return order_cancel(&t->env, *id, 2, (struct list){ 0 }, STR_ABSENT, &o);
}

static void
test_order__twenty_cancel_at_once(void)
{
	struct orders t;
	struct order o;

	orders_open(&t, 100, 100);
	o = orders_paid(&t, 2, 0, STR_ABSENT);
	CU_ASSERT_EQUAL(orders_race(&t, 20, cancel_it, &o.public_id, OK), 20);
	CU_ASSERT_EQUAL(orders_granted(&t), o.total.minor);
	CU_ASSERT_EQUAL(orders_events(&t, "order.cancelled", o.public_id), 1);
	orders_check(&t, o.public_id);
	orders_close(&t);
}

/* ---- sending ---- */

static void
test_order__sending(void)
{
	struct orders t;
	struct order o;

	orders_open(&t, 100, 100);
	o = orders_place(&t, 2, 1);
	CHECK_ERR(orders_move(&t, &o, 0, 1, false), ERR_CONFLICT); /* nobody has paid */
	CU_ASSERT_EQUAL(orders_pay(&t, o.public_id, o.total.minor), 0);
	CHECK_ERR(orders_move(&t, &o, 0, 1, true), ERR_CONFLICT); /* nothing is on its way */
	CHECK_ERR(orders_move(&t, &o, 0, 3, false), ERR_CONFLICT); /* more than there is */
	CHECK_ERR(orders_move(&t, &o, 0, 2, false), OK);
	CU_ASSERT_EQUAL(orders_now(&t, o.public_id).fulfilment, FULFILMENT_PARTLY_SHIPPED);
	CHECK_ERR(orders_move(&t, &o, 0, 2, true), OK);
	CU_ASSERT_EQUAL(orders_now(&t, o.public_id).fulfilment, FULFILMENT_PARTLY_SHIPPED);
	CHECK_ERR(orders_move(&t, &o, 1, 1, false), OK);
	CU_ASSERT_EQUAL(orders_now(&t, o.public_id).fulfilment, FULFILMENT_SHIPPED);
	CHECK_ERR(order_cancel(&t.env, o.public_id, 0, (struct list){ 0 }, STR_ABSENT, &o), ERR_CONFLICT);
	CHECK_ERR(orders_move(&t, &o, 1, 1, true), OK);
	o = orders_now(&t, o.public_id);
	CU_ASSERT_EQUAL(o.fulfilment, FULFILMENT_DELIVERED);
	CU_ASSERT(!time_is_absent(o.closed_at));
	CU_ASSERT_EQUAL(orders_events(&t, "order.shipped", o.public_id), 2);
	CU_ASSERT_EQUAL(orders_events(&t, "order.delivered", o.public_id), 2);
	orders_close(&t);
}

/* The rest of a partly sent order is cancelled: it is what was sent. */
static void
test_order__cancel_the_rest(void)
{
	struct orders t;
	struct order o;

	orders_open(&t, 100, 100);
	o = orders_paid(&t, 3, 1, STR_ABSENT);
	CHECK_ERR(orders_move(&t, &o, 0, 1, false), OK);
	o = orders_now(&t, o.public_id);
	CHECK_ERR(order_cancel(&t.env, o.public_id, o.version, (struct list){ 0 }, STR_ABSENT, &o), OK);
	CU_ASSERT_EQUAL(o.fulfilment, FULFILMENT_SHIPPED);
	CU_ASSERT_EQUAL(o.total.minor, LAMP_PRICE + POST_PRICE);
	CU_ASSERT_EQUAL(orders_granted(&t), 2 * LAMP_PRICE + DESK_PRICE);
	orders_close(&t);
}

/* ---- documents and figures ---- */

static void
test_order__invoices(void)
{
	struct orders t;
	struct order o;
	struct order_env e;
	struct outbox_event paid;
	struct list list;
	struct invoice one;
	struct invoice_document d;
	const struct invoice *i;
	int64_t next;

	orders_open(&t, 100, 100);
	e = orders_env(&t, t.worker);
	next = orders_count(&t, "SELECT next AS n FROM number_series WHERE code = 'invoice'");
	o = orders_paid(&t, 3, 1, STR("TEN"));
	paid = orders_event(&t, "order.paid", o.public_id);
	/* The invoice says what was paid for, also when it is made later. */
	CHECK_ERR(order_cancel(&t.env, o.public_id, o.version, one_cut(&t, &o, 0, 1), STR_ABSENT, &o), OK);
	CHECK_ERR(invoice_event(&e, &paid), OK);
	CHECK_ERR(invoice_event(&e, &paid), OK);
	CHECK_ERR(invoice_list(t.order, t.s.f.arena, o.id, &list), OK);
	CU_ASSERT_EQUAL_FATAL(list.count, 1);
	i = list.items;
	CU_ASSERT_EQUAL(i->total.minor, o.placed_total.minor);
	CU_ASSERT_EQUAL(orders_count(&t, "SELECT next AS n FROM number_series WHERE code = 'invoice'"), next + 1);
	CHECK_ERR(invoice_get(t.order, t.s.f.arena, i->number, &one, &d), OK);
	CU_ASSERT_EQUAL(d.lines.count, 2);
	CU_ASSERT_EQUAL(d.taxes.count, 1);
	CU_ASSERT_EQUAL(((const struct invoice_tax *)d.taxes.items)->amount.minor, d.tax.minor);
	CU_ASSERT_EQUAL(d.net.minor + d.tax.minor, d.total.minor);
	CHECK_STR(((const struct invoice_line *)d.lines.items)->rates, "19%");
	CHECK_STR(((const struct str *)d.buyer.items)[0], "A. Customer");
	paid = orders_event(&t, "order.cancelled", o.public_id);
	CHECK_ERR(invoice_event(&e, &paid), OK);
	CHECK_ERR(invoice_event(&e, &paid), OK);
	CHECK_ERR(invoice_list(t.order, t.s.f.arena, o.id, &list), OK);
	CU_ASSERT_EQUAL_FATAL(list.count, 2);
	i = list.items;
	CU_ASSERT_EQUAL(i[1].kind, INVOICE_CREDIT_NOTE);
	CU_ASSERT_EQUAL(i[1].total.minor, o.placed_total.minor - o.total.minor);
	CHECK_ERR(order_cancel(&t.env, o.public_id, o.version, (struct list){ 0 }, STR_ABSENT, &o), OK);
	paid = orders_event(&t, "order.cancelled", o.public_id);
	CHECK_ERR(invoice_event(&e, &paid), OK);
	CU_ASSERT_EQUAL(
	    orders_count(&t,
		"SELECT CAST(SUM(IF(kind = 'invoice', i.total, -i.total)) AS SIGNED) AS n FROM invoice i JOIN sales_order o ON o.id = i.order_id"
		" JOIN cart c ON c.id = o.cart_id"),
	    0);
	CU_ASSERT_EQUAL(
	    orders_count(&t,
		"SELECT CAST(SUM(IF(kind = 'invoice', i.tax, -i.tax)) AS SIGNED) AS n FROM invoice i JOIN sales_order o ON o.id = i.order_id"
		" JOIN cart c ON c.id = o.cart_id"),
	    0);
	orders_close(&t);
}

static enum err
invoice_it(struct orders *t, int i, void *payload)
{
	const struct outbox_event *events = payload;
	struct order_env e = orders_env(t, t->worker);

	return invoice_event(&e, &events[i % 10]);
}

static void
test_order__invoice_numbers_have_no_gaps(void)
{
	struct outbox_event events[10];
	struct orders t;
	int64_t next;

	orders_open(&t, 100, 100);
	next = orders_count(&t, "SELECT next AS n FROM number_series WHERE code = 'invoice'");
	for (size_t i = 0; i < COUNT(events); i++)
		events[i] = orders_event(&t, "order.paid", orders_paid(&t, 1, 0, STR_ABSENT).public_id);
	CU_ASSERT_EQUAL(orders_race(&t, 40, invoice_it, events, OK), 40); /* each four times */
	CU_ASSERT_EQUAL(orders_count(&t, "SELECT next AS n FROM number_series WHERE code = 'invoice'"), next + 10);
	CU_ASSERT_EQUAL(
	    orders_count(&t, "SELECT COUNT(DISTINCT number) AS n FROM invoice WHERE kind = 'invoice'"), next + 9);
	CU_ASSERT_EQUAL(
	    orders_count(&t, "SELECT CAST(MAX(SUBSTR(number, 2)) AS SIGNED) AS n FROM invoice WHERE kind = 'invoice'"),
	    next + 9);
	orders_close(&t);
}

static void
tell_facts(struct orders *t, const char *type, struct str id)
{
	struct order_env e = orders_env(t, t->worker);
	struct outbox_event event = orders_event(t, type, id);

	CHECK_ERR(sales_fact_event(&e, &event), OK);
	CHECK_ERR(sales_fact_event(&e, &event), OK);
}

#define FACTS(sum, kind) \
	"SELECT CAST(COALESCE(SUM(" sum \
	"), 0) AS SIGNED) AS n FROM sales_fact f JOIN sales_order o ON o.id = f.order_id JOIN cart c ON c.id = o.cart_id" \
	" WHERE f.kind = '" kind "'"

static void
test_order__facts(void)
{
	struct orders t;
	struct order o;

	orders_open(&t, 100, 100);
	o = orders_paid(&t, 3, 1, STR("TEN"));
	tell_facts(&t, "order.placed", o.public_id);
	tell_facts(&t, "order.paid", o.public_id);
	CU_ASSERT_EQUAL(orders_count(&t, FACTS("net + f.tax", "ordered")), o.total.minor);
	CU_ASSERT_EQUAL(orders_count(&t, FACTS("net + f.tax", "paid")), o.total.minor);
	CU_ASSERT_EQUAL(orders_count(&t, FACTS("f.discount", "paid")), o.discount.minor);
	CHECK_ERR(orders_move(&t, &o, 0, 2, false), OK);
	tell_facts(&t, "order.shipped", o.public_id);
	o = orders_now(&t, o.public_id);
	CHECK_ERR(order_cancel(&t.env, o.public_id, o.version, (struct list){ 0 }, STR_ABSENT, &o), OK);
	tell_facts(&t, "order.cancelled", o.public_id);
	CU_ASSERT_EQUAL(orders_count(&t, FACTS("quantity", "shipped")), 2);
	CU_ASSERT_EQUAL(orders_count(&t, FACTS("quantity", "cancelled")), 2);
	CU_ASSERT_EQUAL(
	    orders_count(&t, FACTS("net + f.tax", "shipped")) + orders_count(&t, FACTS("net + f.tax", "cancelled")),
	    o.placed_total.minor - POST_PRICE);
	orders_close(&t);
}

/* ---- who sees it ---- */

static void
test_order__visible(void)
{
	struct orders t;
	struct order o;
	struct str key;
	struct order_filter f = {
		.fulfilment = -1, .charge = -1, .limit = 10, .from = TIME_ABSENT, .until = TIME_ABSENT
	};
	struct list list;

	orders_open(&t, 100, 100);
	o = orders_place(&t, 1, 0);
	key = order_key(&t.env, o.public_id);
	CU_ASSERT_EQUAL(key.len, 43);
	CHECK_ERR(order_visible(&t.env, &o, 0, key), OK);
	CHECK_ERR(order_visible(&t.env, &o, 0, STR_ABSENT), ERR_NOT_FOUND);
	CHECK_ERR(order_visible(&t.env, &o, 0, str_cut(key, 42)), ERR_NOT_FOUND);
	CHECK_ERR(order_visible(&t.env, &o, 5, order_key(&t.env, STR("ord_other"))), ERR_NOT_FOUND);
	f.q = o.number;
	CHECK_ERR(order_list(t.order, t.s.f.arena, &f, &list), OK);
	CU_ASSERT_EQUAL(list.count, 1);
	f.q = STR("Buyer@example.org");
	CHECK_ERR(order_list(t.order, t.s.f.arena, &f, &list), OK);
	CU_ASSERT(list.count >= 1);
	CU_ASSERT_EQUAL(((const struct order *)list.items)->id, o.id);
	f.q = STR("A. Cust");
	CHECK_ERR(order_list(t.order, t.s.f.arena, &f, &list), OK);
	CU_ASSERT_EQUAL(((const struct order *)list.items)->id, o.id);
	f.q = STR("A% Cust");
	CHECK_ERR(order_list(t.order, t.s.f.arena, &f, &list), OK);
	CU_ASSERT_EQUAL(list.count, 0);
	f.q = STR_ABSENT;
	f.fulfilment = FULFILMENT_DELIVERED;
	f.after = o.id + 1;
	CHECK_ERR(order_list(t.order, t.s.f.arena, &f, &list), OK);
	for (size_t i = 0; i < list.count; i++)
		CU_ASSERT_EQUAL(((const struct order *)list.items)[i].fulfilment, FULFILMENT_DELIVERED);
	orders_close(&t);
}

static void
test_order__join(void)
{
	static const struct db_query clear = { "q4", "", NULL, "DELETE FROM account WHERE id = 902" };
	static const struct db_query account = { "q5", "", NULL,
		"INSERT INTO account (id, public_id, realm, kind, state, email, email_key, locale) VALUES"
		" (902, 'acct_902', 'shop', 'customer', 'active', 'join@example.org', 'join@example.org', 'en')" };
	struct orders t;
	struct order_input in;
	struct order_placing p;
	struct order o;

	orders_open(&t, 100, 100);
	CHECK_ERR(db_exec(t.s.f.db, &clear, NULL, 0, NULL), OK);
	CHECK_ERR(db_exec(t.s.f.db, &account, NULL, 0, NULL), OK);
	orders_cart(&t, 1, 0, STR_ABSENT);
	in = orders_input(&t);
	in.email = STR("Join@Example.org");
	CHECK_ERR(order_place(&t.env, &in, &p), OK);
	CU_ASSERT_EQUAL(p.order.account_id, 0);
	CHECK_ERR(order_join_account(t.worker, 902, STR("join@example.org")), OK);
	o = orders_now(&t, p.order.public_id);
	CU_ASSERT_EQUAL(o.account_id, 902);
	CHECK_STR(o.account, "acct_902");
	CHECK_ERR(order_visible(&t.env, &o, 902, STR_ABSENT), OK);
	orders_close(&t);
}

/* The proof finds nothing in good orders, and what somebody broke. */
static int64_t
differences(struct orders *t)
{
	struct list found = { 0 };
	int64_t checked;

	CHECK_ERR(order_verify(t->s.f.db, t->s.f.arena, 1, &checked, &found), OK);
	return (int64_t)found.count;
}

#define BREAK(n, change, back) { "b" n, "s", NULL, "UPDATE sales_order SET " change " WHERE public_id = ?" }, \
	{ "m" n, "s", NULL, "UPDATE sales_order SET " back " WHERE public_id = ?" }
#define BREAK_IN(n, table, change, back) \
	{ "b" n, "s", NULL, \
		"UPDATE " table " SET " change " WHERE order_id = (SELECT id FROM sales_order WHERE public_id = ?)" }, \
	{ \
		"m" n, "s", NULL, \
		    "UPDATE " table " SET " back \
		    " WHERE ABS(order_id) = (SELECT id FROM sales_order WHERE public_id = ?)" \
	}

static void
test_order__verify(void)
{
	static const struct db_query changes[] = {
		BREAK("1", "total = total + 1", "total = total - 1"),
		BREAK("2", "tax = tax + 1", "tax = tax - 1"),
		BREAK("3", "fulfilment = 'delivered'", "fulfilment = 'open'"),
		BREAK("4", "charge = 'none'", "charge = 'full'"),
		BREAK("5", "refunded = 5, charge = 'partial'", "refunded = 0, charge = 'full'"),
		BREAK("6", "hold_until = UTC_TIMESTAMP(6) - INTERVAL 1 HOUR", "hold_until = NULL"),
		BREAK_IN("7", "stock_reservation", "state = 'held'", "state = 'allocated'"),
		BREAK_IN("8", "stock_reservation", "quantity = quantity + 1", "quantity = quantity - 1"),
		BREAK_IN("9", "invoice", "order_id = -order_id", "order_id = -order_id"),
	};
	static const struct db_query clear[] = { { "v3", "", NULL, "DELETE FROM sales_order" },
		{ "v4", "", NULL, "DELETE FROM stock_reservation" }, { "v5", "", NULL, "DELETE FROM invoice" },
		{ "v6", "", NULL, "UPDATE number_series SET next = 1" } };
	struct orders t;
	struct order_env e;
	struct order o;
	struct outbox_event event;

	orders_open(&t, 100, 100);
	for (size_t i = 0; i < COUNT(clear); i++)
		CHECK_ERR(db_exec(t.s.f.db, &clear[i], NULL, 0, NULL), OK);
	e = orders_env(&t, t.worker);
	(void)orders_place(&t, 1, 1);
	o = orders_place(&t, 5, 1);
	CHECK_ERR(order_cancel(&t.env, o.public_id, o.version, one_cut(&t, &o, 0, 3), STR_ABSENT, &o), OK);
	o = orders_paid(&t, 7, 1, STR("TEN"));
	event = orders_event(&t, "order.paid", o.public_id);
	CHECK_ERR(invoice_event(&e, &event), OK);
	usleep(1000);
	CU_ASSERT_EQUAL(differences(&t), 0);
	for (size_t i = 0; i < COUNT(changes); i++) {
		CHECK_ERR(db_exec(t.s.f.db, &changes[i], (const struct db_arg[]){ db_str(o.public_id) }, 1, NULL), OK);
		CU_ASSERT_EQUAL(differences(&t) > 0, i % 2 == 0);
	}
	orders_close(&t);
}

SUITE(order,
    { "money", test_order__money },
    { "expiry", test_order__expiry },
    { "expiry asks the gateway", test_order__expiry_asks_the_gateway },
    { "cancel before payment", test_order__cancel_before_payment },
    { "cancel after payment", test_order__cancel_after_payment },
    { "twenty cancel at once", test_order__twenty_cancel_at_once },
    { "sending", test_order__sending },
    { "cancel the rest", test_order__cancel_the_rest },
    { "invoices", test_order__invoices },
    { "invoice numbers have no gaps", test_order__invoice_numbers_have_no_gaps },
    { "facts", test_order__facts },
    { "verify", test_order__verify },
    { "visible", test_order__visible },
    { "join", test_order__join });
