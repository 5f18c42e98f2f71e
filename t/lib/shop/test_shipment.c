/* Tests of lib/shop/shipment*.c: parcels of paid orders, with the rights of the module that does each step. */
#include "lib/shop/shipment.h"
#include "t/lib/shop/orders.h"

#define CALLERS 20

/* A paid order and its only parcel. */
static struct order
paid(struct orders *t, int64_t lamps, int64_t desks, struct shipment *s)
{
	struct order o = orders_place(t, lamps, desks);
	struct list all;

	CU_ASSERT_EQUAL(orders_pay(t, o.public_id, o.total.minor), 0);
	CHECK_ERR(shipment_list(t->shipping, t->s.f.arena, o.id, &all), OK);
	CU_ASSERT_EQUAL_FATAL(all.count, 1);
	*s = *(struct shipment *)all.items;
	return orders_now(t, o.public_id);
}

static void
test_shipment__way_of_a_parcel(void)
{
	struct orders t;
	struct order_env e;
	struct shipment s;
	struct order o;

	orders_open(&t, 10, -1);
	e = orders_env(&t, t.shipping);
	o = paid(&t, 2, 1, &s);
	CU_ASSERT_EQUAL(s.state, SHIPMENT_PENDING);
	CU_ASSERT_EQUAL(s.lines.count, 2); /* the desk is not counted: it comes from the first house too */
	CU_ASSERT(!time_is_absent(s.promised_until));
	CHECK_ERR(shipment_deliver(&e, s.public_id, 0, &s), ERR_CONFLICT);
	CHECK_ERR(shipment_pack(&e, s.public_id, s.version + 1, &s), ERR_PRECONDITION);
	CHECK_ERR(shipment_pack(&e, s.public_id, s.version, &s), OK);
	CHECK_ERR(shipment_pack(&e, s.public_id, 0, &s), ERR_CONFLICT);
	CHECK_ERR(shipment_ship(&e, s.public_id, 0, STR("nobody"), STR_ABSENT, &s), ERR_INVALID);
	CHECK_ERR(shipment_ship(&e, s.public_id, 0, STR_ABSENT, STR("a\tb"), &s), ERR_INVALID);
	CHECK_ERR(shipment_ship(&e, s.public_id, s.version, STR_ABSENT, STR(" X1 "), &s), OK);
	CU_ASSERT(str_eq_z(s.tracking_code, "X1"));
	CU_ASSERT_EQUAL(s.tracking, TRACKING_ANNOUNCED);
	CU_ASSERT_EQUAL(stocks_sum(&t.s, t.lamp).on_hand, 8);
	CU_ASSERT_EQUAL(stocks_sum(&t.s, t.lamp).allocated, 0);
	CU_ASSERT_EQUAL(orders_now(&t, o.public_id).fulfilment, FULFILMENT_SHIPPED);
	CHECK_ERR(shipment_deliver(&e, s.public_id, 0, &s), OK);
	CU_ASSERT_EQUAL(orders_now(&t, o.public_id).fulfilment, FULFILMENT_DELIVERED);
	CU_ASSERT_EQUAL(orders_events(&t, "shipment.packed", o.public_id), 1);
	CU_ASSERT_EQUAL(orders_events(&t, "shipment.shipped", o.public_id), 1);
	CU_ASSERT_EQUAL(orders_events(&t, "shipment.delivered", o.public_id), 1);
	stocks_check(&t.s, t.lamp);
	orders_check(&t, o.public_id);
	orders_close(&t);
}

static enum err
send(struct orders *t, int i, void *payload)
{
	struct order_env e = orders_env(t, t->shipping);
	struct shipment s;

	return shipment_ship(&e, *(struct str *)payload, 0, STR_ABSENT, str_printf(t->s.f.arena, "P%d", i), &s);
}

/* Twenty send one parcel: it leaves once. */
static void
test_shipment__sent_once(void)
{
	struct orders t;
	struct shipment s;
	struct order o;

	orders_open(&t, 10, 10);
	o = paid(&t, 3, 1, &s);
	CU_ASSERT_EQUAL(orders_race(&t, CALLERS, send, &s.public_id, OK), 1);
	CU_ASSERT_EQUAL(orders_events(&t, "shipment.shipped", o.public_id), 1);
	CU_ASSERT_EQUAL(orders_events(&t, "order.shipped", o.public_id), 1);
	CU_ASSERT_EQUAL(stocks_sum(&t.s, t.lamp).on_hand, 7);
	CHECK_ERR(shipment_get(t.shipping, t.s.f.arena, s.public_id, &s), OK);
	CU_ASSERT_EQUAL(s.state, SHIPMENT_SHIPPED);
	stocks_check(&t.s, t.lamp);
	orders_check(&t, o.public_id);
	orders_close(&t);
}

static struct order_cut
half(const struct shipment *s, size_t line, int64_t quantity)
{
	return (struct order_cut){ ((struct shipment_line *)s->lines.items)[line].order_line, quantity };
}

static void
test_shipment__split(void)
{
	struct orders t;
	struct order_env e;
	struct shipment s, made;
	struct order_cut cuts[2];
	struct order o;

	orders_open(&t, 10, 10);
	e = orders_env(&t, t.shipping);
	o = paid(&t, 3, 1, &s);
	cuts[0] = half(&s, 0, 4);
	CHECK_ERR(shipment_split(&e, s.public_id, 0, (struct list){ cuts, 1 }, &made), ERR_INVALID);
	cuts[0] = half(&s, 0, 0);
	cuts[1] = half(&s, 1, 0);
	CHECK_ERR(
	    shipment_split(&e, s.public_id, 0, (struct list){ cuts, 2 }, &made), ERR_INVALID); /* nothing would stay */
	CHECK_ERR(shipment_split(&e, s.public_id, 0, (struct list){ 0 }, &made), ERR_INVALID);
	cuts[0] = half(&s, 0, 2);
	CHECK_ERR(shipment_split(&e, s.public_id, s.version, (struct list){ cuts, 1 }, &made), OK);
	CU_ASSERT_EQUAL(made.parcel, 2);
	CU_ASSERT_EQUAL(((struct shipment_line *)made.lines.items)[0].quantity, 2);
	CHECK_ERR(shipment_ship(&e, made.public_id, 0, STR_ABSENT, STR_ABSENT, &made), OK);
	CU_ASSERT_EQUAL(orders_now(&t, o.public_id).fulfilment, FULFILMENT_PARTLY_SHIPPED);
	CHECK_ERR(shipment_ship(&e, s.public_id, 0, STR_ABSENT, STR_ABSENT, &s), OK);
	CU_ASSERT_EQUAL(orders_now(&t, o.public_id).fulfilment, FULFILMENT_SHIPPED);
	CU_ASSERT_EQUAL(stocks_sum(&t.s, t.lamp).on_hand, 7);
	stocks_check(&t.s, t.lamp);
	orders_check(&t, o.public_id);
	orders_close(&t);
}

static enum err
say(struct order_env *e, struct shipment *s, const char *source, int tracking, int64_t second)
{
	const struct shipment_event event = {
		.source = str_of(source), .tracking = tracking, .at = { (1800000000 + second) * US_PER_S }
	};

	return shipment_track(e, s->public_id, &event, s);
}

static void
test_shipment__tracking(void)
{
	struct orders t;
	struct order_env e;
	struct shipment s;
	struct order o;

	orders_open(&t, 10, 10);
	e = orders_env(&t, t.shipping);
	o = paid(&t, 1, 0, &s);
	CHECK_ERR(shipment_ship(&e, s.public_id, 0, STR_ABSENT, STR("X"), &s), OK);
	CHECK_ERR(say(&e, &s, "m2", TRACKING_OUT, 200), OK);
	CU_ASSERT_EQUAL(s.tracking, TRACKING_OUT);
	CHECK_ERR(say(&e, &s, "m1", TRACKING_IN_TRANSIT, 100), OK); /* late: kept, but it is older */
	CU_ASSERT_EQUAL(s.tracking, TRACKING_OUT);
	CU_ASSERT_EQUAL(s.events.count, 2);
	CHECK_ERR(say(&e, &s, "m2", TRACKING_EXCEPTION, 300), OK); /* the same message once */
	CU_ASSERT_EQUAL(s.tracking, TRACKING_OUT);
	CU_ASSERT_EQUAL(s.events.count, 2);
	CHECK_ERR(say(&e, &s, "", TRACKING_OUT, 1), ERR_INVALID);
	CHECK_ERR(say(&e, &s, "m3", TRACKING_DELIVERED, 400), OK);
	CU_ASSERT_EQUAL(s.state, SHIPMENT_DELIVERED);
	CU_ASSERT_EQUAL(orders_now(&t, o.public_id).fulfilment, FULFILMENT_DELIVERED);
	CHECK_ERR(say(&e, &s, "m4", TRACKING_IN_TRANSIT, 500), OK); /* nothing follows an arrival ... */
	CU_ASSERT_EQUAL(s.tracking, TRACKING_DELIVERED);
	CHECK_ERR(say(&e, &s, "m5", TRACKING_RETURNED, 600), OK);   /* ... but that it went back */
	CU_ASSERT_EQUAL(s.tracking, TRACKING_RETURNED);
	CU_ASSERT_EQUAL(orders_events(&t, "shipment.tracked", o.public_id), 3);
	CU_ASSERT_EQUAL(orders_events(&t, "shipment.delivered", o.public_id), 1);
	orders_close(&t);
}

/* What order_cancel() does to the goods, without the money. */
struct cutting {
	struct orders *t;
	struct order order;
	int64_t quantity; /* of the first line; 0: all of the order */
};

static enum err
cut_pieces(struct db *db, void *payload)
{
	struct cutting *c = payload;
	struct order_env e = orders_env(c->t, db);
	const struct order_line *l = c->order.lines.items;
	struct stock_wish wishes[4];
	struct order locked;
	size_t count = c->quantity ? 1 : c->order.lines.count;
	enum err err = order_lock(db, e.arena, c->order.id, &locked);

	for (size_t i = 0; !err && i < count; i++) {
		wishes[i] = (struct stock_wish){ l[i].id, l[i].variant_id, c->quantity ? c->quantity : l[i].quantity };
		err = stock_release(db, e.arena, c->order.id, l[i].id, wishes[i].quantity, "released");
	}
	return err ? err : shipment_cut(&e, &locked, wishes, count);
}

/* An order in two houses loses pieces: each parcel keeps what is reserved in its house, and can be sent. */
static void
test_shipment__cut(void)
{
	struct orders t;
	struct order_env e;
	const struct shipment *s;
	struct shipment sent;
	struct cutting cut;
	struct order o;
	struct list all;
	int64_t pieces = 0;

	orders_open(&t, 2, 10);
	stocks_put(&t.s, t.lamp, t.s.far, 0, 3, 0);
	e = orders_env(&t, t.shipping);
	o = orders_place(&t, 5, 0);
	CU_ASSERT_EQUAL(orders_pay(&t, o.public_id, o.total.minor), 0);
	CHECK_ERR(shipment_list(t.shipping, t.s.f.arena, o.id, &all), OK);
	CU_ASSERT_EQUAL(all.count, 2);
	o = orders_now(&t, o.public_id);
	cut = (struct cutting){ &t, o, 2 };
	CHECK_ERR(db_transaction(t.order, cut_pieces, &cut), OK);
	CHECK_ERR(shipment_list(t.shipping, t.s.f.arena, o.id, &all), OK);
	s = all.items;
	for (size_t i = 0; i < all.count; i++) {
		for (size_t k = 0; k < s[i].lines.count; k++)
			pieces += ((struct shipment_line *)s[i].lines.items)[k].quantity;
		CU_ASSERT_EQUAL(s[i].state == SHIPMENT_CANCELLED, s[i].lines.count == 0);
		if (s[i].state == SHIPMENT_PENDING)
			CHECK_ERR(shipment_ship(&e, s[i].public_id, 0, STR_ABSENT, STR_ABSENT, &sent), OK);
	}
	CU_ASSERT_EQUAL(pieces, 3);
	CU_ASSERT_EQUAL(stocks_sum(&t.s, t.lamp).on_hand, 2);
	CU_ASSERT_EQUAL(stocks_sum(&t.s, t.lamp).allocated, 0);
	stocks_check(&t.s, t.lamp);
	orders_close(&t);
}

/* All of it is cancelled: nothing is left to pack; what was sent stays sent. */
static void
test_shipment__cancelled(void)
{
	struct orders t;
	struct order_env e;
	struct cutting cut;
	struct shipment s;

	orders_open(&t, 10, 10);
	e = orders_env(&t, t.shipping);
	cut = (struct cutting){ &t, paid(&t, 2, 1, &s), 0 };
	CHECK_ERR(shipment_pack(&e, s.public_id, 0, &s), OK);
	CHECK_ERR(db_transaction(t.order, cut_pieces, &cut), OK);
	CHECK_ERR(shipment_get(t.shipping, t.s.f.arena, s.public_id, &s), OK);
	CU_ASSERT_EQUAL(s.state, SHIPMENT_CANCELLED);
	CU_ASSERT_EQUAL(s.lines.count, 0);
	CHECK_ERR(shipment_ship(&e, s.public_id, 0, STR_ABSENT, STR_ABSENT, &s), ERR_CONFLICT);
	CHECK_ERR(shipment_pack(&e, s.public_id, 0, &s), ERR_CONFLICT);
	CHECK_ERR(shipment_get(t.shipping, t.s.f.arena, STR("shp_nothing"), &s), ERR_NOT_FOUND);
	orders_close(&t);
}

SUITE(shipment,
    { "way of a parcel", test_shipment__way_of_a_parcel },
    { "sent once", test_shipment__sent_once },
    { "split", test_shipment__split },
    { "tracking", test_shipment__tracking },
    { "cut", test_shipment__cut },
    { "cancelled", test_shipment__cancelled });
