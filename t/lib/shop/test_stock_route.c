/* Which warehouses send what: no database. */
#include "lib/shop/stock_route.h"
#include "t/lib/shop/fixture.h"

enum { BERLIN = 1, HAMBURG, PARIS };
static const struct route_house houses[] = { { BERLIN, 0, STR_INIT("DE"), STR_INIT(""), STR_INIT("10115") },
	{ HAMBURG, 1, STR_INIT("DE"), STR_INIT(""), STR_INIT("20095") },
	{ PARIS, 2, STR_INIT("FR"), STR_INIT(""), STR_INIT("75001") } };
static const struct stock_place to_hamburg = { STR_INIT("DE"), STR_INIT(""), STR_INIT("20354"), 0 };

struct result {
	struct arena *arena;
	struct list takes, shortages;
};

static struct result
route(const char *rules, const struct stock_row *rows, size_t row_count, const struct stock_wish *wishes,
    size_t wish_count)
{
	struct result r = { .arena = arena_new() };

	stock_route(r.arena, str_of(rules), &to_hamburg, houses, COUNT(houses), rows, row_count, wishes, wish_count,
	    &r.takes, &r.shortages);
	return r;
}

static int64_t
taken(const struct result *r, int64_t variant_id, int64_t warehouse_id)
{
	const struct route_take *t = r->takes.items;
	int64_t sum = 0;

	for (size_t i = 0; i < r->takes.count; i++)
		sum += t[i].variant_id == variant_id && t[i].warehouse_id == warehouse_id ? t[i].quantity : 0;
	return sum;
}

static void
test_stock_route__fewest_parcels_before_nearest(void)
{
	const struct stock_row rows[] = { { 7, BERLIN, 0, 5, 0, 0, 0 }, { 7, HAMBURG, 0, 5, 0, 0, 0 },
		{ 8, BERLIN, 0, 5, 0, 0, 0 } };
	const struct stock_wish wishes[] = { { 1, 7, 2 }, { 2, 8, 1 } };
	struct result one = route("fewest_parcels,nearest,priority", rows, COUNT(rows), wishes, COUNT(wishes));
	struct result near = route("nearest,fewest_parcels", rows, COUNT(rows), wishes, COUNT(wishes));

	CU_ASSERT_EQUAL(taken(&one, 7, BERLIN), 2);
	CU_ASSERT_EQUAL(taken(&one, 8, BERLIN), 1);
	CU_ASSERT_EQUAL(taken(&near, 7, HAMBURG), 2);
	CU_ASSERT_EQUAL(taken(&near, 8, BERLIN), 1);
	arena_free(one.arena);
	arena_free(near.arena);
}

static void
test_stock_route__nearest_and_priority(void)
{
	const struct stock_row rows[] = { { 7, BERLIN, 0, 5, 0, 0, 0 }, { 7, HAMBURG, 0, 5, 0, 0, 0 },
		{ 7, PARIS, 0, 5, 0, 0, 0 } };
	const struct stock_wish wishes[] = { { 1, 7, 2 } };
	struct result near = route("fewest_parcels,nearest,priority", rows, COUNT(rows), wishes, 1);
	struct result first = route("priority", rows, COUNT(rows), wishes, 1);

	CU_ASSERT_EQUAL(taken(&near, 7, HAMBURG), 2);
	CU_ASSERT_EQUAL(taken(&first, 7, BERLIN), 2);
	CU_ASSERT(stock_distance(&houses[1], &to_hamburg) < stock_distance(&houses[0], &to_hamburg));
	CU_ASSERT(stock_distance(&houses[0], &to_hamburg) < stock_distance(&houses[2], &to_hamburg));
	arena_free(near.arena);
	arena_free(first.arena);
}

/* Seven of which no house has seven; slots; two lines of one thing; what is not counted leaves no trace. */
static void
test_stock_route__gathers(void)
{
	const struct stock_row rows[] = { { 7, BERLIN, 0, 2, 0, 0, 0 }, { 7, BERLIN, 1, 3, 0, 1, 0 },
		{ 7, HAMBURG, 0, 4, 1, 0, 0 } };
	const struct stock_wish wishes[] = { { 1, 7, 3 }, { 2, 7, 4 }, { 3, 99, 5 } };
	const struct stock_wish more[] = { { 1, 7, 3 }, { 2, 7, 5 } };
	struct result r = route("fewest_parcels,nearest,priority", rows, COUNT(rows), wishes, COUNT(wishes));
	struct result none = route("fewest_parcels,nearest,priority", rows, COUNT(rows), more, COUNT(more));

	CU_ASSERT_EQUAL(r.shortages.count, 0);
	CU_ASSERT_EQUAL(taken(&r, 7, BERLIN), 4);
	CU_ASSERT_EQUAL(taken(&r, 7, HAMBURG), 3);
	CU_ASSERT_EQUAL(taken(&r, 99, BERLIN), 0);
	CU_ASSERT_EQUAL_FATAL(none.shortages.count, 1);
	CU_ASSERT_EQUAL(((struct stock_shortage *)none.shortages.items)->available, 7);
	CU_ASSERT_EQUAL(((struct stock_shortage *)none.shortages.items)->wanted, 8);
	arena_free(r.arena);
	arena_free(none.arena);
}

static void
test_stock_route__real_before_owed(void)
{
	const struct stock_row rows[] = { { 7, BERLIN, 0, 3, 0, 0, 0 }, { 7, HAMBURG, 0, 0, 0, 0, -STOCK_UNLIMITED } };
	const struct stock_wish real[] = { { 1, 7, 3 } }, owed[] = { { 1, 7, 9 } };
	struct result a = route("nearest", rows, COUNT(rows), real, 1),
		      b = route("nearest", rows, COUNT(rows), owed, 1);

	CU_ASSERT_EQUAL(taken(&a, 7, BERLIN), 3); /* though Hamburg is nearer, and would owe them */
	CU_ASSERT_EQUAL(taken(&b, 7, BERLIN) + taken(&b, 7, HAMBURG), 9);
	arena_free(a.arena);
	arena_free(b.arena);
}

/* Any stock, any wishes: what is taken is what was wished, and no row gives more than it has. */
static void
test_stock_route__by_chance(void)
{
	for (int n = 0; n < 2000; n++) {
		struct stock_row rows[24];
		struct stock_wish wishes[6];
		size_t row_count = 0, wish_count = 1 + chance(6);
		struct result r;
		for (int64_t v = 1; v <= 4; v++)
			for (int64_t h = BERLIN; h <= PARIS; h++)
				for (int32_t slot = 0; slot < 1 + (int32_t)chance(2); slot++)
					rows[row_count++] = (struct stock_row){ v, h, slot, chance(6), chance(2),
						chance(2), slot ? 0 : (int64_t)chance(4) - 2 };
		for (size_t i = 0; i < wish_count; i++)
			wishes[i] = (struct stock_wish){ (int64_t)i, 1 + chance(4), 1 + chance(4) };
		r = route("fewest_parcels,nearest,priority", rows, row_count, wishes, wish_count);
		for (size_t i = 0; !r.shortages.count && i < wish_count; i++) {
			const struct route_take *t = r.takes.items;
			int64_t got = 0;
			for (size_t k = 0; k < r.takes.count; k++)
				got += t[k].wish == i ? t[k].quantity : 0;
			CU_ASSERT_EQUAL(got, wishes[i].quantity);
		}
		for (size_t i = 0; i < row_count; i++) {
			const struct route_take *t = r.takes.items;
			int64_t given = 0;
			for (size_t k = 0; k < r.takes.count; k++)
				given += t[k].variant_id == rows[i].variant_id &&
					t[k].warehouse_id == rows[i].warehouse_id && t[k].slot == rows[i].slot
				    ? t[k].quantity
				    : 0;
			CU_ASSERT(given <= MAX(stock_row_free(&rows[i]), 0));
		}
		arena_free(r.arena);
	}
}

SUITE(stock_route,
    { "fewest parcels before nearest", test_stock_route__fewest_parcels_before_nearest },
    { "nearest and priority", test_stock_route__nearest_and_priority },
    { "gathers", test_stock_route__gathers },
    { "real before owed", test_stock_route__real_before_owed },
    { "by chance", test_stock_route__by_chance });
