/* Tests of lib/shop/sales_report.c: days and currencies apart, what is outside stays outside, and a kept answer says
 * the same. */
#include "lib/shop/sales_report.h"
#include "t/lib/shop/fixture.h"

#include <time.h>

#define DAY INT64_C(20779) /* 2026-11-22 */

static const struct db_query empty = { "s0", "", NULL, "DELETE FROM sales_fact" };
static const struct db_query fact = {
	"s1", "sistiisiii", NULL,
	"INSERT INTO sales_fact (event_id, line, kind, on_date, at, order_id, quantity, currency, net, tax, discount) VALUES (?, ?, ?, ?, NOW(6), ?, ?, ?, ?, ?, ?)"
};

static struct fixture
open_empty(void)
{
	struct fixture f = fixture_open();

	CHECK_ERR(db_exec(f.db, &empty, NULL, 0, NULL), OK);
	return f;
}

static void
add(struct fixture *f, const char *event, int64_t line, const char *kind, int64_t day, int64_t order,
    const char *currency, int64_t net, int64_t tax)
{
	const struct db_arg args[] = { db_str(str_of(event)), db_i64(line), db_str(str_of(kind)),
		db_time(sales_day_time(day)), db_i64(order), db_i64(1), db_str(str_of(currency)), db_i64(net),
		db_i64(tax), db_i64(0) };

	CHECK_ERR(db_exec(f->db, &fact, args, COUNT(args), NULL), OK);
}

static void
check_day(const struct list *days, size_t at, int64_t day, const char *currency, int64_t orders, int64_t taken,
    int64_t returned)
{
	const struct sales_day *d = days->items;

	CU_ASSERT_FATAL(at < days->count);
	CU_ASSERT_EQUAL(d[at].day, day);
	CHECK_STR(d[at].currency, currency);
	CU_ASSERT_EQUAL(d[at].orders, orders);
	CU_ASSERT_EQUAL(d[at].taken, taken);
	CU_ASSERT_EQUAL(d[at].returned, returned);
}

static void
fill(struct fixture *f)
{
	add(f, "e1", 1, "ordered", DAY, 1, "EUR", 1000, 190); /* an order of two lines is one order */
	add(f, "e1", 2, "ordered", DAY, 1, "EUR", 500, 95);
	add(f, "e2", 1, "paid", DAY, 1, "EUR", 1000, 190);
	add(f, "e2", 2, "paid", DAY, 1, "EUR", 500, 95);
	add(f, "e3", 1, "shipped", DAY, 1, "EUR", 1000, 190); /* no money */
	add(f, "e4", 1, "ordered", DAY, 2, "USD", 700, 0);
	add(f, "e5", 0, "refunded", DAY - 1, 1, "EUR", 100, 19);
	add(f, "e6", 1, "paid", DAY - 3, 3, "EUR", 9900, 0); /* before the days that are asked for */
	add(f, "e7", 1, "paid", DAY + 1, 3, "EUR", 9900, 0);
}

static void
check_all(const struct list *days)
{
	CU_ASSERT_EQUAL_FATAL(days->count, 3);
	check_day(days, 0, DAY - 1, "EUR", 0, 0, 119);
	check_day(days, 1, DAY, "EUR", 1, 1785, 0);
	check_day(days, 2, DAY, "USD", 1, 0, 0);
}

static void
test_sales_report__days(void)
{
	struct fixture f = open_empty();
	struct list days;

	CHECK_ERR(sales_days(f.db, NULL, f.arena, DAY, 3, &days), OK);
	CU_ASSERT_EQUAL(days.count, 0);
	fill(&f);
	CHECK_ERR(sales_days(f.db, NULL, f.arena, DAY, 3, &days), OK);
	check_all(&days);
	CU_ASSERT_EQUAL(sales_day_of(sales_day_time(DAY)), DAY);
	fixture_close(&f);
}

/* What the cache keeps reads as what the table said, and is what is shown for a while. */
static void
test_sales_report__kept(void)
{
	struct fixture f = open_empty();
	struct cache *cache = cache_new(f.config);
	struct list days;

	fill(&f);
	/* A day of this run alone: an answer of an earlier one may still be kept. */
	const int64_t far = DAY + 1000 + (int64_t)(time(NULL) % 60000) * 40;
	add(&f, "e8", 1, "ordered", far, 9, "EUR", 100, 19);
	add(&f, "e9", 1, "paid", far, 9, "EUR", 100, 19);
	for (int i = 0; i < 3; i++) {
		CHECK_ERR(sales_days(f.db, cache, f.arena, far, 14, &days), OK);
		CU_ASSERT_EQUAL_FATAL(days.count, 1);
		check_day(&days, 0, far, "EUR", 1, 119, 0);
	}
	cache_free(cache);
	fixture_close(&f);
}

SUITE(sales_report,
    { "days and currencies", test_sales_report__days },
    { "a kept answer", test_sales_report__kept });
