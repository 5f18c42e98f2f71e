/* Holding, allocating, giving back, sending; and many buyers at once. */
#include "lib/shop/stock_ledger.h"
#include "t/lib/shop/stocks.h"

#include <stdlib.h>
#include <unistd.h>

#define RACERS 50
#define TRIES 10 /* of each */

struct act {
	struct stocks *s;
	int64_t order_id, line_id, quantity;
	int64_t warehouse_id;
	const struct stock_wish *lines;
	size_t count;
};

static enum err
allocate(struct db *db, void *payload)
{
	struct act *x = payload;

	return stock_allocate(db, x->s->f.arena, x->order_id);
}

static enum err
release(struct db *db, void *payload)
{
	struct act *x = payload;

	return stock_release(db, x->s->f.arena, x->order_id, x->line_id, x->quantity, "released");
}

static enum err
ship(struct db *db, void *payload)
{
	struct act *x = payload;

	return stock_ship(db, x->s->f.arena, x->order_id, 1, x->warehouse_id, x->lines, x->count);
}

static int64_t
statements(struct stocks *s)
{
	return db_stats(s->f.db).statements;
}

static void
test_stock_hold__takes_all_or_nothing(void)
{
	struct stocks s;
	struct list shortages;
	stocks_open(&s);
	int64_t a = stocks_variant(&s), b = stocks_variant(&s), c = stocks_variant(&s), order = stocks_new_order();
	const struct stock_wish good[] = { { order, b, 3 }, { order + 1, a, 2 }, { order + 2, c, 9 } };
	const struct stock_wish bad[] = { { order + 3, a, 3 }, { order + 4, b, 5 } };

	stocks_put(&s, a, s.near, 0, 4, 0);
	stocks_put(&s, b, s.near, 0, 4, 0); /* c is not counted */
	db_begin_request(s.f.db, 0);
	CHECK_ERR(stocks_hold(&s, order, good, COUNT(good), 0, &shortages), OK);
	CU_ASSERT_EQUAL(statements(&s), 5 + 2); /* BEGIN, COMMIT */
	CU_ASSERT_EQUAL(stocks_sum(&s, a).held, 2);
	CU_ASSERT_EQUAL(stocks_sum(&s, b).held, 3);
	CHECK_ERR(stocks_hold(&s, order + 1, bad, COUNT(bad), 0, &shortages), ERR_CONFLICT);
	CU_ASSERT_EQUAL_FATAL(shortages.count, 2);
	const struct stock_shortage *missing = shortages.items;
	CU_ASSERT_EQUAL(missing[0].variant_id, a);
	CU_ASSERT_EQUAL(missing[0].wanted, 3);
	CU_ASSERT_EQUAL(missing[0].available, 2);
	CU_ASSERT_EQUAL(missing[1].available, 1);
	CU_ASSERT_EQUAL(stocks_sum(&s, a).held, 2);
	stocks_check(&s, a);
	stocks_check(&s, b);
	stocks_close(&s);
}

static void
test_stock_hold__life_of_an_order(void)
{
	struct stocks s;
	struct list reserved;
	stocks_open(&s);
	int64_t a = stocks_variant(&s), b = stocks_variant(&s), order = stocks_new_order();
	const struct stock_wish wishes[] = { { order, a, 5 }, { order + 1, b, 1 } },
				parcel[] = { { order, a, 2 }, { order + 1, b, 1 } };
	const struct stock_wish more[] = { { order, a, 1 } };
	struct act x = { .s = &s, .order_id = order, .warehouse_id = s.near, .lines = parcel, .count = 2 };

	stocks_put(&s, a, s.near, 0, 5, 0);
	stocks_put(&s, b, s.near, 0, 5, 0);
	CHECK_ERR(stocks_hold(&s, order, wishes, COUNT(wishes), 0, NULL), OK);
	CHECK_ERR(db_transaction(s.f.db, ship, &x), ERR_CONFLICT); /* not paid */
	CHECK_ERR(db_transaction(s.f.db, allocate, &x), OK);
	CHECK_ERR(db_transaction(s.f.db, allocate, &x), OK); /* twice is once */
	CU_ASSERT_EQUAL(stocks_sum(&s, a).allocated, 5);
	CU_ASSERT_EQUAL(stocks_sum(&s, a).held, 0);
	x.warehouse_id = s.far;
	CHECK_ERR(db_transaction(s.f.db, ship, &x), ERR_CONFLICT); /* not from there */
	x.warehouse_id = s.near;
	CHECK_ERR(db_transaction(s.f.db, ship, &x), OK);
	CU_ASSERT_EQUAL(stocks_sum(&s, a).on_hand, 3);
	CU_ASSERT_EQUAL(stocks_sum(&s, a).allocated, 3);
	x.line_id = order;
	x.quantity = 2;
	CHECK_ERR(db_transaction(s.f.db, release, &x), OK);
	CU_ASSERT_EQUAL(stocks_sum(&s, a).allocated, 1);
	CHECK_ERR(stock_reserved_of(s.f.db, s.f.arena, order, &reserved), OK);
	CU_ASSERT_EQUAL(reserved.count, 1);
	x.lines = more;
	x.count = 1;
	CHECK_ERR(db_transaction(s.f.db, ship, &x), OK);
	CU_ASSERT_EQUAL(stocks_sum(&s, a).on_hand, 2);
	x.line_id = x.quantity = 0;
	CHECK_ERR(db_transaction(s.f.db, release, &x), OK); /* nothing left: fine */
	stocks_check(&s, a);
	stocks_check(&s, b);
	stocks_close(&s);
}

static void
test_stock_hold__floors(void)
{
	struct stocks s;
	stocks_open(&s);
	int64_t safe = stocks_variant(&s), back = stocks_variant(&s), endless = stocks_variant(&s);

	stocks_put(&s, safe, s.near, 0, 5, 2);
	stocks_put(&s, back, s.near, 0, 1, -3);
	stocks_put(&s, endless, s.near, 0, 0, -STOCK_UNLIMITED);
	CHECK_ERR(stocks_hold_one(&s, stocks_new_order(), safe, 4), ERR_CONFLICT);
	CHECK_ERR(stocks_hold_one(&s, stocks_new_order(), safe, 3), OK);
	CHECK_ERR(stocks_hold_one(&s, stocks_new_order(), back, 4), OK);
	CHECK_ERR(stocks_hold_one(&s, stocks_new_order(), back, 1), ERR_CONFLICT);
	CHECK_ERR(stocks_hold_one(&s, stocks_new_order(), endless, 1000), OK);
	CU_ASSERT_EQUAL(stocks_sum(&s, endless).held, 1000);
	stocks_check(&s, endless);
	stocks_close(&s);
}

static void
test_stock_hold__pickup_asks_its_house_alone(void)
{
	struct stocks s;
	struct list reserved;
	stocks_open(&s);
	int64_t a = stocks_variant(&s), order = stocks_new_order();
	const struct stock_wish one = { order, a, 1 }, three = { order + 1, a, 3 };

	stocks_put(&s, a, s.near, 0, 9, 0);
	stocks_put(&s, a, s.store, 0, 2, 0);
	CHECK_ERR(stocks_hold(&s, order, &one, 1, s.store, NULL), OK);
	CHECK_ERR(stock_reserved_of(s.f.db, s.f.arena, order, &reserved), OK);
	CU_ASSERT_EQUAL_FATAL(reserved.count, 1);
	CU_ASSERT_EQUAL(((struct stock_reserved *)reserved.items)->warehouse_id, s.store);
	CHECK_ERR(stocks_hold(&s, order + 1, &three, 1, s.store, NULL), ERR_CONFLICT);
	CHECK_ERR(stocks_hold(&s, order + 2, &(struct stock_wish){ order + 2, a, 10 }, 1, 0, NULL),
	    ERR_CONFLICT); /* the store's do not count */
	stocks_close(&s);
}

static enum err
buy(struct stocks *s, int i, void *payload)
{
	int64_t base = stocks_new_order() + 1000000000 * (int64_t)(i + 1);
	int got = 0;

	for (int n = 0; n < TRIES; n++) {
		enum err err = stocks_hold_one(s, base + n, *(int64_t *)payload, 1);
		if (err && err != ERR_CONFLICT)
			return err;
		got += !err;
	}
	return got ? OK : ERR_CONFLICT;
}

static void
race(int slots, int pieces)
{
	struct stocks s;
	stocks_open(&s);
	int64_t a = stocks_variant(&s);
	int all = 0;

	for (int32_t i = 0; i < slots; i++)
		stocks_put(&s, a, s.near, i, pieces / slots + (i < pieces % slots), 0);
	all = stocks_race(&s, RACERS, buy, &a, OK);
	CU_ASSERT(all >= 1 && all <= pieces);
	CU_ASSERT_EQUAL(stocks_sum(&s, a).held, pieces); /* nobody was sent away while there was one */
	CU_ASSERT_EQUAL(stocks_sum(&s, a).on_hand, pieces);
	stocks_check(&s, a);
	stocks_close(&s);
}

/* 500 tries on 7 pieces. */
static void
test_stock_hold__race(void)
{
	race(1, 7);
}

static void
test_stock_hold__race_spread(void)
{
	race(16, 7);
	race(4, 100);
}

struct mixed {
	int64_t variants[6];
};

/* Carts of three of six variants in any order, one of them spread: held, then paid, given back, or sent. */
static enum err
live(struct stocks *s, int i, void *payload)
{
	struct mixed *m = payload;
	int64_t base = stocks_new_order() + 1000000000 * (int64_t)(i + 1);

	srandom((unsigned)(i + 1));
	for (int n = 0; n < TRIES; n++) {
		int64_t order = base + n * 10;
		const struct stock_wish wishes[] = { { order, m->variants[random() % 6], 1 + random() % 3 },
			{ order + 1, m->variants[random() % 6], 1 },
			{ order + 2, m->variants[random() % 6], 1 + random() % 2 } };
		struct act x = {
			.s = s, .order_id = order, .quantity = 0, .warehouse_id = s->near, .lines = wishes, .count = 1
		};
		enum err err = stocks_hold(s, order, wishes, COUNT(wishes), 0, NULL);
		if (err == ERR_CONFLICT)
			continue;
		if (err ||
		    (err = random() % 2 ? db_transaction(s->f.db, allocate, &x) : db_transaction(s->f.db, release, &x)))
			return err;
		err = db_transaction(s->f.db, ship, &x);
		if ((err && err != ERR_CONFLICT) || (err = random() % 2 ? db_transaction(s->f.db, release, &x) : OK))
			return err;
	}
	return OK;
}

static void
test_stock_hold__many_carts_no_deadlock_shown(void)
{
	struct stocks s;
	struct mixed m;
	stocks_open(&s);

	for (size_t i = 0; i < COUNT(m.variants); i++) {
		m.variants[i] = stocks_variant(&s);
		for (int32_t slot = 0; slot < (i == 2 ? 8 : 1); slot++)
			stocks_put(&s, m.variants[i], s.near, slot, i == 2 ? 5 : 60, 0);
		stocks_put(&s, m.variants[i], s.far, 0, 10, 0);
	}
	CU_ASSERT_EQUAL(stocks_race(&s, RACERS, live, &m, OK), RACERS);
	for (size_t i = 0; i < COUNT(m.variants); i++)
		stocks_check(&s, m.variants[i]);
	stocks_close(&s);
}

SUITE(stock_hold,
    { "takes all or nothing", test_stock_hold__takes_all_or_nothing },
    { "life of an order", test_stock_hold__life_of_an_order },
    { "floors", test_stock_hold__floors },
    { "pickup asks its house alone", test_stock_hold__pickup_asks_its_house_alone },
    { "race", test_stock_hold__race },
    { "race spread", test_stock_hold__race_spread },
    { "many carts, no deadlock shown", test_stock_hold__many_carts_no_deadlock_shown });
