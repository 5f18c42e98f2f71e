/* Tests of placing orders: what is written, what is refused and leaves nothing, many at once, a crash at every
 * statement. */
#include "lib/shop/account.h"
#include "t/lib/shop/orders.h"

#define TOGETHER 50

static void
test_order_place__numbers(void)
{
	struct arena *a = arena_new();
	char number[ORDER_NUMBER_LEN + 1], broken[ORDER_NUMBER_LEN + 1];
	struct str read;

	for (int i = 0; i < 2000; i++) {
		order_number_new(number);
		CU_ASSERT(order_number_read(a, str_of(number), &read));
		CHECK_STR(read, number);
		for (size_t k = 0; k < ORDER_NUMBER_LEN; k++) {
			memcpy(broken, number, sizeof(broken));
			if (broken[k] == '-')
				continue;
			broken[k] = broken[k] == 'K' ? 'M' : 'K';
			CU_ASSERT(!order_number_read(a, str_of(broken), &read));
			memcpy(broken, number, sizeof(broken));
			if (k + 1 < ORDER_NUMBER_LEN && broken[k + 1] != '-' && broken[k] != broken[k + 1]) {
				char c = broken[k];
				broken[k] = broken[k + 1];
				broken[k + 1] = c;
				CU_ASSERT(!order_number_read(a, str_of(broken), &read));
			}
		}
		arena_reset(a);
	}
	order_number_new(number);
	CU_ASSERT(order_number_read(a, str_lower(a, str_of(number)), &read));
	CHECK_STR(read, number);
	CU_ASSERT(!order_number_read(a, STR(""), &read));
	CU_ASSERT(!order_number_read(a, STR("K7M-2QX"), &read));
	arena_free(a);
}

static void
test_order_place__what_is_written(void)
{
	struct orders t;
	struct order o;
	struct stocks_sum sum;
	const struct order_line *l;
	struct list events;

	orders_open(&t, 10, 5);
	o = orders_place(&t, 3, 1);
	CU_ASSERT_EQUAL(o.total.minor, 3 * LAMP_PRICE + DESK_PRICE + POST_PRICE);
	o = orders_now(&t, o.public_id);
	CU_ASSERT_EQUAL(o.total.minor, 3 * LAMP_PRICE + DESK_PRICE + POST_PRICE);
	CU_ASSERT_EQUAL(o.fulfilment, FULFILMENT_OPEN);
	CU_ASSERT_EQUAL(o.charge, CHARGE_NONE);
	CU_ASSERT_EQUAL(o.lines.count, 2);
	l = o.lines.items;
	CU_ASSERT_EQUAL(l[0].variant_id, t.lamp);
	CU_ASSERT_EQUAL(l[0].quantity, 3);
	CU_ASSERT(!str_is_absent(l[0].variant) && !str_is_absent(l[0].product));
	CHECK_STR(o.delivery.locality, "Berlin");
	CU_ASSERT(str_is_absent(o.billing.country));
	CU_ASSERT_EQUAL(o.taxes.count, 1);
	CHECK_STR(o.shipping_name, "Post");
	CU_ASSERT(!time_is_absent(o.hold_until));
	sum = stocks_sum(&t.s, t.lamp);
	CU_ASSERT_EQUAL(sum.held, 3);
	stocks_check(&t.s, t.lamp);
	CU_ASSERT_EQUAL(orders_events(&t, "order.placed", o.public_id), 1);
	CHECK_ERR(order_events(t.order, t.s.f.arena, o.id, true, &events), OK);
	CU_ASSERT_EQUAL(events.count, 1);
	orders_check(&t, o.public_id);
	CHECK_ERR(order_get(t.order, t.s.f.arena, o.number, &o), OK);
	CHECK_ERR(order_get(t.order, t.s.f.arena, STR("ord_nothing"), &o), ERR_NOT_FOUND);
	orders_close(&t);
}

static void
test_order_place__again_gives_the_same(void)
{
	struct orders t;
	struct order_placing one, two;
	struct order_input in;
	struct cart cart;

	orders_open(&t, 10, 5);
	orders_cart(&t, 2, 0, STR_ABSENT);
	CHECK_ERR(cart_get(&t.cart_env, &cart), OK);
	in = orders_input(&t);
	in.cart_id = cart.public_id;
	CHECK_ERR(order_place(&t.env, &in, &one), OK);
	CU_ASSERT(!one.was_placed_before);
	CHECK_ERR(order_place(&t.env, &in, &two), OK);
	CU_ASSERT(two.was_placed_before);
	CU_ASSERT(str_eq(one.order.public_id, two.order.public_id));
	in.cart_id = STR_ABSENT;
	CHECK_ERR(order_place(&t.env, &in, &two), OK);
	CU_ASSERT(str_eq(one.order.public_id, two.order.public_id));
	CU_ASSERT_EQUAL(stocks_sum(&t.s, t.lamp).held, 2);
	orders_close(&t);
}

static enum order_refusal
refused(struct orders *t, const struct order_input *in, struct order_placing *out)
{
	int64_t before = orders_count(t, "SELECT COUNT(*) AS n FROM sales_order");

	CHECK_ERR(order_place(&t->env, in, out), ERR_CONFLICT);
	CU_ASSERT_EQUAL(orders_count(t, "SELECT COUNT(*) AS n FROM sales_order"), before);
	CU_ASSERT_EQUAL(stocks_sum(&t->s, t->lamp).held, 0);
	return out->refusal;
}

static void
test_order_place__refusals(void)
{
	static const struct db_query gone = {
		"p1", "i", NULL,
		"UPDATE product SET published_until = '2001-01-01' WHERE id = (SELECT product_id FROM variant WHERE id = ?)"
	};
	static const struct db_query back = { "p2", "i", NULL,
		"UPDATE product SET published_until = NULL WHERE id = (SELECT product_id FROM variant WHERE id = ?)" };
	struct orders t;
	struct order_input in;
	struct order_placing p;
	const struct cart_problem *problem;

	orders_open(&t, 2, 5);
	orders_cart(&t, 3, 0, STR_ABSENT);
	in = orders_input(&t);
	CU_ASSERT_EQUAL(refused(&t, &in, &p), ORDER_SOLD_OUT);
	problem = p.problems.items;
	CU_ASSERT_EQUAL_FATAL(p.problems.count, 1);
	CU_ASSERT_EQUAL(problem->kind, CART_TOO_MANY);
	CU_ASSERT_EQUAL(problem->number, 2);
	CU_ASSERT_EQUAL(problem->variant_id, t.lamp);

	orders_cart(&t, 1, 0, STR_ABSENT);
	in = orders_input(&t);
	in.expected_total = (struct opt_i64){ true, LAMP_PRICE };
	CU_ASSERT_EQUAL(refused(&t, &in, &p), ORDER_PRICE_CHANGED);
	CU_ASSERT_EQUAL(p.quote.total, LAMP_PRICE + POST_PRICE);
	in.expected_total.set = false;
	in.email = STR("nobody");
	in.delivery.postal_code = STR("1");
	in.delivery.line1 = STR_ABSENT;
	CU_ASSERT_EQUAL(refused(&t, &in, &p), ORDER_FIELDS);
	CU_ASSERT_EQUAL(p.errors.count, 3);
	in = orders_input(&t);
	in.shipping_method = STR("balloon");
	CU_ASSERT_EQUAL(refused(&t, &in, &p), ORDER_FIELDS);
	in.shipping_method = STR_ABSENT;
	CU_ASSERT_EQUAL(refused(&t, &in, &p), ORDER_FIELDS);
	in.shipping_method = STR("post");
	CHECK_ERR(db_exec(t.s.f.db, &gone, (const struct db_arg[]){ db_i64(t.lamp) }, 1, NULL), OK);
	CU_ASSERT_EQUAL(refused(&t, &in, &p), ORDER_GONE);
	CHECK_ERR(db_exec(t.s.f.db, &back, (const struct db_arg[]){ db_i64(t.lamp) }, 1, NULL), OK);

	orders_cart(&t, 1, 0, STR("NOSUCH"));
	in = orders_input(&t);
	CU_ASSERT_EQUAL(refused(&t, &in, &p), ORDER_CODE_REFUSED);
	in.expected_total = (struct opt_i64){ true, LAMP_PRICE + POST_PRICE };
	CHECK_ERR(order_place(&t.env, &in, &p), OK); /* the buyer has agreed to the sum without it */
	orders_close(&t);
}

/* Inside a transaction of the caller (an Idempotency-Key's) a refusal takes its own writes back, and the caller goes
 * on. */
struct outer {
	struct orders *t;
	struct order_placing placing;
	enum err inner;
};

static enum err
outer(struct db *db, void *payload)
{
	static const struct db_query trace = { "p3", "", NULL,
		"INSERT INTO sales_order_event (order_id, kind, actor_kind) VALUES (987654321, 'note', 'system')" };
	struct outer *o = payload;
	struct order_input in = orders_input(o->t);

	o->inner = order_place(&o->t->env, &in, &o->placing);
	err_clear();
	return db_exec(db, &trace, NULL, 0, NULL);
}

static void
test_order_place__refusal_inside_a_transaction(void)
{
	struct outer o = { 0 };
	struct orders t;

	orders_open(&t, 1, 5);
	orders_cart(&t, 2, 1, STR_ABSENT);
	o.t = &t;
	CHECK_ERR(db_transaction(t.order, outer, &o), OK);
	CU_ASSERT_EQUAL(o.inner, ERR_CONFLICT);
	CU_ASSERT_EQUAL(o.placing.refusal, ORDER_SOLD_OUT);
	CU_ASSERT_EQUAL(orders_count(&t, "SELECT COUNT(*) AS n FROM sales_order_event WHERE order_id = 987654321"), 1);
	CU_ASSERT_EQUAL(orders_count(&t, "SELECT COUNT(*) AS n FROM cart WHERE state = 'ordered'"), 0);
	CU_ASSERT_EQUAL(stocks_sum(&t.s, t.desk).held, 0);
	orders_close(&t);
}

/* A total of 0 is paid at once. */
static void
test_order_place__nothing_to_pay(void)
{
	struct orders t;
	struct order_input in;
	struct order_placing p;
	struct order o;

	orders_open(&t, 5, 5);
	orders_cart(&t, 1, 0, STR("ALL"));
	in = orders_input(&t);
	in.shipping_method = STR("fetch");
	in.pickup = STR("store");
	CHECK_ERR(order_place(&t.env, &in, &p), ERR_CONFLICT); /* nothing is in the store */
	CU_ASSERT_EQUAL(p.refusal, ORDER_SOLD_OUT);
	stocks_put(&t.s, t.lamp, t.s.store, 0, 5, 0);
	CHECK_ERR(order_place(&t.env, &in, &p), OK);
	o = orders_now(&t, p.order.public_id);
	CU_ASSERT_EQUAL(o.total.minor, 0);
	CU_ASSERT_EQUAL(o.charge, CHARGE_FULL);
	CU_ASSERT(!time_is_absent(o.paid_at));
	CU_ASSERT_EQUAL(o.pickup_id, t.s.store);
	CU_ASSERT_EQUAL(stocks_sum(&t.s, t.lamp).allocated, 1);
	CU_ASSERT_EQUAL(orders_events(&t, "order.paid", o.public_id), 1);
	orders_check(&t, o.public_id);
	orders_close(&t);
}

static enum err
place_the_cart(struct orders *t, int i UNUSED, void *payload UNUSED)
{
	struct order_input in = orders_input(t);
	struct order_placing p;

	t->cart_env.db = t->order;
	return order_place(&t->env, &in, &p);
}

static void
test_order_place__fifty_at_once_are_one(void)
{
	struct orders t;

	orders_open(&t, 100, 5);
	orders_cart(&t, 2, 1, STR_ABSENT);
	CU_ASSERT_EQUAL(orders_race(&t, TOGETHER, place_the_cart, NULL, OK), TOGETHER);
	CU_ASSERT_EQUAL(
	    orders_count(&t, "SELECT COUNT(*) AS n FROM sales_order WHERE cart_id IN (SELECT id FROM cart)"), 1);
	CU_ASSERT_EQUAL(stocks_sum(&t.s, t.lamp).held, 2);
	stocks_check(&t.s, t.lamp);
	orders_close(&t);
}

static enum err
place_own(struct orders *t, int i UNUSED, void *payload UNUSED)
{
	struct order_input in;
	struct order_placing p;

	orders_cart(t, 1, 0, STR("TEN"));
	in = orders_input(t);
	in.expected_total = (struct opt_i64){ true, LAMP_PRICE - 200 + POST_PRICE };
	return order_place(&t->env, &in, &p);
}

/* A coupon for three, and twenty who want it. */
static void
test_order_place__coupon_under_race(void)
{
	struct orders t;

	orders_open(&t, 100, 5);
	CU_ASSERT_EQUAL(orders_race(&t, 20, place_own, NULL, OK), 3);
	CU_ASSERT_EQUAL(orders_count(&t, "SELECT COUNT(*) AS n FROM promotion_use WHERE promotion_id = 901"), 3);
	CU_ASSERT_EQUAL(stocks_sum(&t.s, t.lamp).held, 3);
	orders_close(&t);
}

/* Whatever statement fails, however: once the caller has tried again there is one order, the stock is held once, the
 * coupon used once. */
static void
crash_at(struct orders *t, int64_t nth, unsigned code, bool *reached)
{
	struct order_input in;
	struct order_placing p;
	int64_t orders, held;
	enum err err;

	orders_cart(t, 2, 1, STR("TEN"));
	in = orders_input(t);
	orders = orders_count(t, "SELECT COUNT(*) AS n FROM sales_order");
	held = stocks_sum(&t->s, t->lamp).held;
	db_begin_request(t->order, 0);
	db_fail_at(t->order, nth, code);
	err = order_place(&t->env, &in, &p);
	*reached = db_stats(t->order).statements >= nth;
	db_fail_at(t->order, 0, 0);
	err_clear();
	if (err) {
		CU_ASSERT(err == ERR_BUSY || err == ERR_UNAVAILABLE || err == ERR_UNCERTAIN);
		CHECK_ERR(order_place(&t->env, &in, &p), OK);
	}
	CU_ASSERT_EQUAL(orders_count(t, "SELECT COUNT(*) AS n FROM sales_order"), orders + 1);
	CU_ASSERT_EQUAL(stocks_sum(&t->s, t->lamp).held, held + 2);
	orders_check(t, p.order.public_id);
}

static void
test_order_place__crash_at_every_statement(void)
{
	static const unsigned codes[] = { 2006, 2013, 1213, 1205 };
	static const struct db_query unlimited = { "p4", "", NULL, "UPDATE coupon SET use_limit = 1000" };
	struct orders t;
	int64_t most = 0, placed = 0;

	orders_open(&t, 10000, 10000);
	CHECK_ERR(db_exec(t.s.f.db, &unlimited, NULL, 0, NULL), OK);
	for (size_t c = 0; c < COUNT(codes); c++) {
		bool reached = true;
		for (int64_t nth = 1; reached && nth < 100; nth++) {
			crash_at(&t, nth, codes[c], &reached);
			most = MAX(most, nth - 1);
			placed++;
		}
	}
	CU_ASSERT_EQUAL(orders_count(&t, "SELECT used AS n FROM coupon WHERE code = 'TEN'"), placed);
	stocks_check(&t.s, t.lamp);
	stocks_check(&t.s, t.desk);
	CU_ASSERT(most > 20 && most < 40);
	orders_close(&t);
}

SUITE(order_place,
    { "numbers", test_order_place__numbers },
    { "what is written", test_order_place__what_is_written },
    { "again gives the same", test_order_place__again_gives_the_same },
    { "refusals", test_order_place__refusals },
    { "refusal inside a transaction", test_order_place__refusal_inside_a_transaction },
    { "nothing to pay", test_order_place__nothing_to_pay },
    { "fifty at once are one", test_order_place__fifty_at_once_are_one },
    { "coupon under race", test_order_place__coupon_under_race },
    { "crash at every statement", test_order_place__crash_at_every_statement });
