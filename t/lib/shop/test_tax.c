/* Tests of taxes: the rates of a place and time, tables in the forms in which they are published. */
#include "lib/base/file.h"
#include "lib/shop/country.h"
#include "lib/shop/tax_store.h"
#include "t/lib/shop/fixture.h"

static const struct who operator_ = { .actor = "operator" };

static void
open_shop(struct fixture *f, struct price_env *e)
{
	*f = fixture_open();
	CHECK_ERR(country_load(f->config), OK);
	CHECK_ERR(
	    db_exec(f->db, &(const struct db_query){ "t1", "", NULL, "DELETE FROM tax_rate" }, NULL, 0, NULL), OK);
	*e = (struct price_env){ f->db, f->arena, &operator_ };
}

/* The standard rate of level `level`, -1: none. */
static int64_t
rate(struct fixture *f, const char *country, const char *region, const char *postal, const char *day, int level)
{
	struct time at;
	struct list rates;
	const struct tax_rate *r;
	int64_t out = -1;

	CHECK_ERR(time_parse(str_of(day), &at), OK);
	CHECK_ERR(tax_rates_at(f->db, f->arena, str_of(country), str_of(region), str_of(postal), at, &rates), OK);
	r = rates.items;
	for (size_t i = 0; i < rates.count; i++)
		if (r[i].level == level && str_eq(r[i].tax_class, STR("standard")))
			out = r[i].rate_e6;
	return out;
}

static void
test_tax__vat_table(void)
{
	static const char table[] =
	    "start_date,stop_date,territory_codes,currency_code,rate,rate_type,description\n"
	    "1984-01-01,,AT,EUR,0.2,standard,now\n1976-01-01,1984-01-01,AT,EUR,0.18,standard,\n"
	    "1984-01-01,,\"AT-6691\nDE-87491\",EUR,0.19,standard,a town\n2016-06-01,,EL,EUR,0.24,standard,\nx,,IT,EUR,0.22,standard,\n";
	struct fixture f;
	struct price_env e;
	struct tax_import done;

	open_shop(&f, &e);
	CHECK_ERR(tax_import(&e, str_of(table), STR("vat.csv"), &done), OK);
	CU_ASSERT_EQUAL(done.read, 5);
	CU_ASSERT_EQUAL(done.added, 5);
	CU_ASSERT_EQUAL(done.problems.count, 1);
	CU_ASSERT_EQUAL(rate(&f, "AT", NULL, NULL, "2026-01-01", 0), 200000);
	CU_ASSERT_EQUAL(rate(&f, "AT", NULL, NULL, "1983-12-31", 0), 180000);
	CU_ASSERT_EQUAL(rate(&f, "AT", NULL, NULL, "1984-01-01", 0), 200000);
	CU_ASSERT_EQUAL(rate(&f, "GR", NULL, NULL, "2026-01-01", 0), 240000);
	CHECK_ERR(tax_import(&e, str_of(table), STR("vat.csv"), &done), OK); /* again: nothing new */
	CU_ASSERT_EQUAL(done.added, 0);
	CHECK_ERR(tax_import(&e, STR("a,b\n1,2\n"), STR("x"), &done), ERR_INVALID);
	fixture_close(&f);
}

static void
test_tax__world_table(void)
{
	static const char table[] =
	    "{\"US\":{\"type\":\"none\",\"rate\":0,\"states\":{\"CA\":{\"type\":\"vat\",\"rate\":0.0825}}},"
	    "\"CA\":{\"type\":\"gst\",\"rate\":0.05,\"states\":{\"NS\":{\"type\":\"hst\",\"rate\":0.09,\"before\":{\"2025-04-01T00:00:00.000Z\":{\"type\":\"hst\",\"rate\":0.1}}}}},"
	    "\"AW\":{\"type\":\"vat\",\"rate\":0.125,\"before\":{\"2022-12-31T22:00:00.000Z\":{\"type\":\"vat\",\"rate\":0}}}}";
	struct fixture f;
	struct price_env e;
	struct tax_import done;

	open_shop(&f, &e);
	CHECK_ERR(tax_import(&e, str_of(table), STR("world.json"), &done), OK);
	CU_ASSERT_EQUAL(rate(&f, "US", "CA", "90001", "2026-01-01", 0), -1);
	CU_ASSERT_EQUAL(rate(&f, "US", "CA", "90001", "2026-01-01", 1), 82500);
	CU_ASSERT_EQUAL(rate(&f, "US", "OR", NULL, "2026-01-01", 1), -1);
	CU_ASSERT_EQUAL(rate(&f, "CA", "NS", NULL, "2025-03-31", 1), 100000);
	CU_ASSERT_EQUAL(rate(&f, "CA", "NS", NULL, "2025-04-01", 1), 90000);
	CU_ASSERT_EQUAL(rate(&f, "CA", "NS", NULL, "2026-01-01", 0), 50000);
	CU_ASSERT_EQUAL(rate(&f, "AW", NULL, NULL, "2022-12-31", 0), 0);
	CU_ASSERT_EQUAL(rate(&f, "AW", NULL, NULL, "2023-01-01", 0), 125000);
	fixture_close(&f);
}

static void
test_tax__shop_table(void)
{
	struct fixture f;
	struct price_env e;
	struct tax_import done;

	open_shop(&f, &e);
	CHECK_ERR(
	    tax_import(&e,
		STR("code,tax_country_id,tax_region_name,tax_postcode,rate\nUS-MI-*-Rate 1,US,Michigan,*,8.25\nx,DE,*,279*,0\n"),
		STR("s"), &done),
	    OK);
	CU_ASSERT_EQUAL(rate(&f, "US", "MI", "48201", "2026-01-01", 1), 82500);
	CU_ASSERT_EQUAL(rate(&f, "DE", NULL, "27998", "2026-01-01", 0), 0);
	CU_ASSERT_EQUAL(rate(&f, "DE", NULL, "28998", "2026-01-01", 0), -1);
	fixture_close(&f);
}

/* The published tables, where somebody has put them beside the checkout. */
static void
test_tax__published_tables(void)
{
	static const char *const paths[] = { "tax/vat_rates.csv", "tax/sales_tax_rates.json",
		"catalogue/luma/tax-rates.csv" };
	struct fixture f;
	struct price_env e;

	open_shop(&f, &e);
	for (size_t i = 0; i < COUNT(paths); i++) {
		const char *dir = getenv("MERCER_TEST_DATA"), *path;
		struct tax_import done;
		struct str text;
		path = arena_printf(f.arena, "%s/%s", dir ? dir : "../../shared/data", paths[i]);
		if (file_read(f.arena, path, (size_t)16 << 20, &text)) {
			printf("skipped: no '%s'\n", path);
			err_clear();
			continue;
		}
		CHECK_ERR(tax_import(&e, text, str_of(paths[i]), &done), OK);
		CU_ASSERT_TRUE(done.read > 0);
		for (size_t k = 0; k < done.problems.count; k++)
			printf("%s: %.*s\n", paths[i], STR_ARG(((const struct str *)done.problems.items)[k]));
		CU_ASSERT_EQUAL(done.problems.count, 0);
		if (i == 0)
			CU_ASSERT_EQUAL(rate(&f, "DE", NULL, "10115", "2020-07-01", 0), 160000);
		if (i == 1)
			CU_ASSERT_EQUAL(rate(&f, "US", "CA", NULL, "2026-01-01", 1), 82500);
	}
	fixture_close(&f);
}

static void
test_tax__saved_by_hand(void)
{
	struct fixture f;
	struct price_env e;
	struct field_errors errors;
	struct tax_rate in = { .country = STR("DE"),
		.tax_class = STR("standard"),
		.name = STR("VAT"),
		.rate_e6 = 190000,
		.on_shipping = true,
		.starts_on = TIME_ABSENT,
		.ends_on = TIME_ABSENT },
			read;
	struct str id;

	open_shop(&f, &e);
	errors = (struct field_errors){ .arena = f.arena };
	CHECK_ERR(tax_rate_save(&e, STR_ABSENT, &in, &errors, &id), OK);
	CHECK_ERR(tax_rate_get(f.db, f.arena, id, &read), OK);
	CHECK_ERR(tax_rate_save(&e, STR_ABSENT, &in, &errors, &id), ERR_CONFLICT);
	errors.count = 0;
	in.version = read.version;
	in.rate_e6 = 160000;
	CHECK_ERR(tax_rate_save(&e, read.public_id, &in, &errors, &id), OK);
	CHECK_ERR(tax_rate_save(&e, read.public_id, &in, &errors, &id), ERR_PRECONDITION);
	CU_ASSERT_EQUAL(rate(&f, "DE", NULL, NULL, "2026-01-01", 0), 160000);
	CHECK_ERR(tax_rate_remove(&e, read.public_id), OK);
	CHECK_ERR(tax_rate_remove(&e, read.public_id), ERR_NOT_FOUND);
	fixture_close(&f);
}

SUITE(tax,
    { "EU rates over time", test_tax__vat_table },
    { "the world's rates", test_tax__world_table },
    { "rates of a shop", test_tax__shop_table },
    { "published tables", test_tax__published_tables },
    { "saved by hand", test_tax__saved_by_hand });
