/* Tests of lib/shop/stock_notice.c: who is told of what is low or sold out, and how often. */
#include "lib/shop/stock_notice.h"
#include "lib/shop/stock_publish.h"
#include "lib/shop/outbox_work.h"
#include "t/lib/shop/stocks.h"

static const struct db_query clean[] = { { "n1", "", NULL, "DELETE FROM stock_digest" },
	{ "n2", "", NULL, "DELETE FROM stock_sold_out" }, { "n3", "", NULL, "DELETE FROM stock_rule" },
	{ "n4", "", NULL, "DELETE FROM outbox WHERE type IN ('stock.digest', 'stock.sold_out')" },
	{ "n5", "", NULL, "DELETE FROM account WHERE public_id LIKE 'acc_notice%'" },
	{ "n6", "", NULL, "DELETE FROM role WHERE public_id LIKE 'role_notice%'" },
	{ "n7", "", NULL, "UPDATE warehouse SET time_zone = 'Europe/Berlin'" } };

static int64_t
events(struct stocks *s, const char *type)
{
	return fixture_count(&s->f,
	    COUNT_QUERY(strcmp(type, "digest") == 0
		    ? "SELECT COUNT(*) AS n FROM outbox WHERE type = 'stock.digest'"
		    : "SELECT COUNT(*) AS n FROM outbox WHERE type = 'stock.sold_out'"));
}

/* A variant of which so many are there; the shop shows it. */
static int64_t
variant(struct stocks *s, int64_t pieces)
{
	int64_t id = stocks_variant(s);

	stocks_put(s, id, s->near, 0, pieces, 0);
	return id;
}

static struct str
id_of(struct stocks *s, int64_t variant_id)
{
	static const struct db_query q = {
		"n8", "i", &outbox_event_shape,
		"SELECT 1 AS event_id, public_id, 'x' AS type, 'x' AS object, '{}' AS payload, UTC_TIMESTAMP(6) AS at, 0 AS attempts FROM variant WHERE id = ?"
	};
	struct outbox_event row = { 0 };

	CHECK_ERR(db_row(s->f.db, &q, (const struct db_arg[]){ db_i64(variant_id) }, 1, s->f.arena, &row), OK);
	return row.public_id;
}

static void
publish(struct stocks *s, int64_t variant_id)
{
	struct str id = id_of(s, variant_id);

	CHECK_ERR(stock_publish(s->f.db, s->f.arena, (struct list){ &id, 1 }), OK);
}

static int64_t
due(struct stocks *s, struct time now)
{
	int64_t made = -1;

	CHECK_ERR(stock_notice_due(s->f.db, s->f.arena, s->f.config, now, &made), OK);
	return made;
}

/* So many days and hours after today's midnight in UTC. */
static struct time
later(int days, int hours)
{
	struct time now = clock_now();

	return (struct time){ now.us - now.us % (86400 * US_PER_S) + (days * INT64_C(24) + hours) * 3600 * US_PER_S };
}

static void
open_clean(struct stocks *s)
{
	stocks_open(s);
	for (size_t i = 0; i < COUNT(clean); i++)
		CHECK_ERR(db_exec(s->f.db, &clean[i], NULL, 0, NULL), OK);
}

static void
test_stock_notice__digest(void)
{
	static const struct db_query old = { "n9", "", NULL,
		"UPDATE stock_rule SET low_since = low_since - INTERVAL 1 YEAR" };
	struct stocks s;
	const struct stock_notice_line *l;
	struct list low;
	int64_t few;

	open_clean(&s);
	few = variant(&s, 30);
	publish(&s, few);
	CU_ASSERT_EQUAL(due(&s, later(1, 10)), 0); /* nothing is low: the day is over all the same */
	CHECK_ERR(stocks_hold_one(&s, stocks_new_order(), few, 28), OK);
	publish(&s, few);
	CU_ASSERT_EQUAL(due(&s, later(1, 11)), 0);
	CU_ASSERT_EQUAL(due(&s, later(2, 4)), 0);  /* five or six o'clock in Berlin: too early */
	CU_ASSERT_EQUAL(due(&s, later(2, 7)), 1);
	CU_ASSERT_EQUAL(events(&s, "digest"), 1);
	CU_ASSERT_EQUAL(due(&s, later(2, 8)), 0);  /* one a day */
	CU_ASSERT_EQUAL(due(&s, later(2, 21)), 0);
	CHECK_ERR(stock_notice_low(s.f.db, s.f.arena, STR("en"), 10, &low), OK);
	CU_ASSERT_EQUAL_FATAL(low.count, 1);
	l = low.items;
	CU_ASSERT_EQUAL(l->variant_id, few);
	CU_ASSERT_EQUAL(l->available, 2);
	CU_ASSERT_EQUAL(l->low_at, 5);
	CU_ASSERT(!time_is_absent(l->since));
	/* Still the same is low: no second mail of it. */
	CHECK_ERR(db_exec(s.f.db, &old, NULL, 0, NULL), OK);
	CU_ASSERT_EQUAL(due(&s, later(3, 10)), 0);
	CU_ASSERT_EQUAL(events(&s, "digest"), 1);
	stocks_close(&s);
}

static void
test_stock_notice__sold_out(void)
{
	struct stocks s;
	struct list gone;
	struct str ids[2];
	int64_t a, b, order = stocks_new_order();

	open_clean(&s);
	a = variant(&s, 10);
	b = variant(&s, 10);
	ids[0] = id_of(&s, a);
	ids[1] = id_of(&s, b);
	publish(&s, a);
	publish(&s, b);
	CHECK_ERR(stocks_hold_one(&s, order, a, 10), OK);
	publish(&s, a);
	publish(&s, a); /* the event again */
	CU_ASSERT_EQUAL(due(&s, later(0, 0)), 1);
	CU_ASSERT_EQUAL(events(&s, "sold_out"), 1);
	CU_ASSERT_EQUAL(due(&s, later(0, 0)), 0);
	/* The next one waits until the hour is over. */
	CHECK_ERR(stocks_hold_one(&s, order + 1, b, 10), OK);
	publish(&s, b);
	CU_ASSERT_EQUAL(due(&s, (struct time){ later(0, 0).us + 59 * 60 * US_PER_S }), 0);
	CU_ASSERT_EQUAL(due(&s, (struct time){ later(0, 0).us + 60 * 60 * US_PER_S }), 1);
	CU_ASSERT_EQUAL(events(&s, "sold_out"), 2);
	CHECK_ERR(stock_notice_gone(s.f.db, s.f.arena, STR("en"), (struct list){ ids, 2 }, &gone), OK);
	CU_ASSERT_EQUAL(gone.count, 2);
	/* Some came back, and are gone again: it was told today. */
	stocks_put(&s, a, s.far, 0, 3, 0);
	publish(&s, a);
	CHECK_ERR(stock_notice_gone(s.f.db, s.f.arena, STR("en"), (struct list){ ids, 2 }, &gone), OK);
	CU_ASSERT_EQUAL(gone.count, 1);
	CHECK_ERR(stocks_hold_one(&s, order + 2, a, 3), OK);
	publish(&s, a);
	CU_ASSERT_EQUAL(due(&s, later(0, 5)), 0);
	CU_ASSERT_EQUAL(events(&s, "sold_out"), 2);
	stocks_close(&s);
}

static void
test_stock_notice__readers(void)
{
	static const struct db_query people[] = {
		{ "p1", "", NULL,
		    "INSERT INTO role (id, public_id, kind, name) VALUES (990001, 'role_notice', 'staff', 'Notice')" },
		{ "p2", "", NULL, "INSERT INTO role_permission (role_id, permission) VALUES (990001, 'stock.read')" },
		{ "p3", "", NULL,
		    "INSERT INTO account (id, public_id, realm, kind, state, email, email_key, locale) VALUES"
		    " (990001, 'acc_notice1', 'office', 'staff', 'active', 'a@example.org', 'a@example.org', 'de'),"
		    " (990002, 'acc_notice2', 'office', 'staff', 'active', 'b@example.org', 'b@example.org', 'en'),"
		    " (990003, 'acc_notice3', 'office', 'staff', 'disabled', 'c@example.org', 'c@example.org', 'en')" },
		{ "p4", "", NULL,
		    "INSERT INTO account_role (account_id, role_id) VALUES (990001, 990001), (990003, 990001)" },
	};
	struct stocks s;
	struct stock_wants wants = { true, false };
	struct list readers;

	open_clean(&s);
	for (size_t i = 0; i < COUNT(people); i++)
		CHECK_ERR(db_exec(s.f.db, &people[i], NULL, 0, NULL), OK);
	for (int64_t id = 990001; id <= 990003; id++)
		CHECK_ERR(stock_wants_set(s.f.db, id, &wants), OK);
	CHECK_ERR(stock_readers(s.f.db, s.f.arena, false, &readers), OK);
	CU_ASSERT_EQUAL_FATAL(readers.count, 1); /* the second may not see the stock, the third cannot log in */
	CU_ASSERT(str_eq_z(((struct stock_reader *)readers.items)->locale, "de"));
	CHECK_ERR(stock_readers(s.f.db, s.f.arena, true, &readers), OK);
	CU_ASSERT_EQUAL(readers.count, 0);
	wants = (struct stock_wants){ false, true };
	CHECK_ERR(stock_wants_set(s.f.db, 990001, &wants), OK);
	CHECK_ERR(stock_wants_get(s.f.db, s.f.arena, 990001, &wants), OK);
	CU_ASSERT(!wants.digest && wants.sold_out);
	CHECK_ERR(stock_readers(s.f.db, s.f.arena, false, &readers), OK);
	CU_ASSERT_EQUAL(readers.count, 0);
	CHECK_ERR(stock_readers(s.f.db, s.f.arena, true, &readers), OK);
	CU_ASSERT_EQUAL(readers.count, 1);
	for (size_t i = 0; i < COUNT(clean); i++)
		CHECK_ERR(db_exec(s.f.db, &clean[i], NULL, 0, NULL), OK);
	stocks_close(&s);
}

SUITE(stock_notice, { "digest", test_stock_notice__digest }, { "sold out", test_stock_notice__sold_out },
    { "readers", test_stock_notice__readers });
