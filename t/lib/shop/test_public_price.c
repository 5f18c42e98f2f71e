/* Tests of the price that everybody sees: promotions of the catalogue and open lists in the index, in the tables, and
 * what it was before. */
#include "lib/shop/public_price.h"
#include "lib/shop/catalog.h"
#include "lib/shop/promotion_store.h"
#include "lib/shop/quote.h"
#include "t/lib/shop/fixture.h"

#define DAY (INT64_C(86400) * US_PER_S)

static const struct who operator_ = { .actor = "operator" };
static const struct db_query setup[] = {
	{ "p1", "", NULL, "DELETE FROM promotion_use" },
	{ "p2", "", NULL, "DELETE FROM promotion" },
	{ "p3", "", NULL, "DELETE FROM price_list" },
};

struct shop {
	struct fixture f;
	struct price_env e;
	struct field_errors errors;
};

static void
open_shop(struct shop *s)
{
	struct product_input p;

	s->f = fixture_open();
	s->e = (struct price_env){ s->f.db, s->f.arena, &operator_ };
	s->errors = (struct field_errors){ .arena = s->f.arena };
	for (size_t i = 0; i < COUNT(setup); i++)
		CHECK_ERR(db_exec(s->f.db, &setup[i], NULL, 0, NULL), OK);
	p = fixture_product(s->f.arena, "lamp");
	p.status = PRODUCT_ACTIVE;
	p.is_listed = true;
	p.tags = fixture_strings(s->f.arena, 1, "sale");
	CU_ASSERT_EQUAL(fixture_store(&s->f, &p), STORE_CREATED);
}

static void
turn(struct shop *s)
{
	size_t handled = 1;

	while (handled)
		CHECK_ERR(catalog_index_turn(s->f.db, NULL, s->f.config, 1000, &handled), OK);
}

static struct variant
seen(struct shop *s)
{
	const struct look look = { STR("en"), STR("en"), STR("EUR") };
	struct product p;

	CHECK_ERR(catalog_product(s->f.db, &look, STR("lamp"), s->f.arena, &p), OK);
	return *(struct variant *)p.variants.items;
}

static struct str
promote(struct shop *s, int64_t value_e6, const char *tag)
{
	struct promotion_conditions c = { .tags = fixture_strings(s->f.arena, 1, tag) };
	struct promotion_benefit b = { .kind = BENEFIT_PERCENT, .value_e6 = value_e6 };
	struct promotion_input in = { .name = STR("Sale"),
		.kind = PROMOTION_CATALOGUE,
		.is_active = true,
		.starts_at = TIME_ABSENT,
		.ends_at = TIME_ABSENT,
		.conditions = &c,
		.benefit = &b };
	struct str id = STR_ABSENT;

	CHECK_ERR(promotion_save(&s->e, STR_ABSENT, &in, &s->errors, &id), OK);
	return id;
}

static void
test_public_price__shown_is_charged(void)
{
	struct shop s;
	struct variant v;
	struct quote_wish wish;
	struct quote_request in = { .locale = STR("en"),
		.fallback_locale = STR("en"),
		.currency = "EUR",
		.wishes = &wish,
		.count = 1,
		.at = clock_now() };
	struct list items;
	struct quote q;
	struct str id;

	open_shop(&s);
	turn(&s);
	v = seen(&s);
	CU_ASSERT_EQUAL(v.price.minor, 1999);
	CU_ASSERT_TRUE(money_is_absent(v.compare_at));
	id = promote(&s, 150000, "sale");
	turn(&s);
	v = seen(&s);
	CU_ASSERT_EQUAL(v.price.minor, 1699); /* 1999 - 299.85 */
	CU_ASSERT_EQUAL(v.compare_at.minor, 1999);
	CU_ASSERT_EQUAL(v.lowest_30d.minor, 1999);
	wish = (struct quote_wish){ v.id, 2 };
	CHECK_ERR(quote_make(s.f.db, s.f.arena, s.f.config, &in, &items, &q), OK);
	CU_ASSERT_EQUAL(q.total, 2 * v.price.minor);
	CHECK_ERR(promotion_remove(&s.e, id), OK);
	turn(&s);
	CU_ASSERT_EQUAL(seen(&s).price.minor, 1999);
	CU_ASSERT_TRUE(money_is_absent(seen(&s).compare_at));
	CU_ASSERT_EQUAL(fixture_count(&s.f, COUNT_QUERY("SELECT COUNT(*) AS n FROM public_price")), 0);
	CU_ASSERT_EQUAL(
	    fixture_count(
		&s.f, COUNT_QUERY("SELECT COUNT(*) AS n FROM price_history h JOIN variant v ON v.id = h.variant_id")),
	    3);
	fixture_close(&s.f);
}

/* A price that was raised before it was reduced: what is struck out is the lowest of the 30 days, and no reduction at
 * all is shown when that is not above the price. */
static void
test_public_price__raised_first(void)
{
	struct shop s;
	struct variant v;
	struct time start = clock_now();

	open_shop(&s);
	turn(&s);
	v = seen(&s);
	clock_set((struct time){ start.us + 5 * DAY });
	CHECK_ERR(db_exec(s.f.db,
		      &(const struct db_query){ "up", "", NULL, "UPDATE price SET amount = 2999, compare_at = NULL" },
		      NULL, 0, NULL),
	    OK);
	CHECK_ERR(catalog_index_queue(s.f.db, &(int64_t){ INDEX_ALL }, 1), OK);
	turn(&s);
	clock_set((struct time){ start.us + 10 * DAY });
	promote(&s, 500000, "sale");
	turn(&s);
	v = seen(&s);
	CU_ASSERT_EQUAL(v.price.minor, 1499); /* 2999 / 2, half up: 1500 off */
	CU_ASSERT_EQUAL(v.compare_at.minor, 1999);
	promote(&s, 200000, "other"); /* nothing for this one */
	turn(&s);
	CU_ASSERT_EQUAL(seen(&s).price.minor, 1499);
	clock_set(TIME_ABSENT);
	fixture_close(&s.f);
}

static void
test_public_price__lowest(void)
{
	const struct price_was rows[] = { { .from_at = { 0 }, .amount = { true, 500 } },
		{ .from_at = { 10 * DAY }, .amount = { true, 900 } },
		{ .from_at = { 50 * DAY }, .amount = { false, 0 } },
		{ .from_at = { 60 * DAY }, .amount = { true, 700 } } };

	CU_ASSERT_EQUAL(price_lowest_before(rows, COUNT(rows), (struct time){ 5 * DAY }).value, 500);
	CU_ASSERT_EQUAL(price_lowest_before(rows, COUNT(rows), (struct time){ 39 * DAY }).value, 500);
	CU_ASSERT_EQUAL(price_lowest_before(rows, COUNT(rows), (struct time){ 41 * DAY }).value, 900);
	CU_ASSERT_EQUAL(price_lowest_before(rows, COUNT(rows), (struct time){ 61 * DAY }).value, 700);
	CU_ASSERT_FALSE(price_lowest_before(rows, COUNT(rows), (struct time){ 0 }).set);
}

/* A promotion that begins by itself. */
static void
test_public_price__begins_by_itself(void)
{
	struct shop s;
	struct time start = clock_now();
	struct promotion_benefit b = { .kind = BENEFIT_AMOUNT, .amount = { true, 500 }, .currency = STR("EUR") };
	struct promotion_input in = { .name = STR("Soon"),
		.kind = PROMOTION_CATALOGUE,
		.is_active = true,
		.starts_at = { start.us + 3600 * US_PER_S },
		.ends_at = { start.us + 7200 * US_PER_S },
		.benefit = &b };
	struct list none;
	struct str id;

	open_shop(&s);
	CHECK_ERR(promotion_save(&s.e, STR_ABSENT, &in, &s.errors, &id), OK);
	turn(&s);
	CU_ASSERT_EQUAL(seen(&s).price.minor, 1999);
	CHECK_ERR(promotion_queue_windows(s.f.db, s.f.arena, start, (struct time){ start.us + 3601 * US_PER_S }), OK);
	clock_set((struct time){ start.us + 3601 * US_PER_S });
	turn(&s);
	CU_ASSERT_EQUAL(seen(&s).price.minor, 1499);
	clock_set((struct time){ start.us + 7200 * US_PER_S });
	CHECK_ERR(
	    promotion_queue_windows(s.f.db, s.f.arena, (struct time){ start.us + 3601 * US_PER_S }, clock_now()), OK);
	turn(&s);
	CU_ASSERT_EQUAL(seen(&s).price.minor, 1999);
	clock_set(TIME_ABSENT);
	CHECK_ERR(promotion_list(s.f.db, s.f.arena, 0, 10, &none), OK);
	CU_ASSERT_EQUAL(none.count, 1);
	fixture_close(&s.f);
}

SUITE(public_price,
    { "what is shown is charged", test_public_price__shown_is_charged },
    { "raised before it was reduced", test_public_price__raised_first },
    { "lowest of thirty days", test_public_price__lowest },
    { "begins by itself", test_public_price__begins_by_itself });
