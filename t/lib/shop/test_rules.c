/* Tests of what needs no database: rules of collections, slugs, availability, unit prices, attribute values. */
#include "lib/shop/attribute.h"
#include "lib/shop/collection.h"
#include "lib/shop/stock.h"
#include "lib/shop/unit_price.h"
#include "t/lib/shop/fixture.h"

static bool
fits(const char *json)
{
	struct arena *a = arena_new();
	struct pair attributes[] = { { STR("material"), STR("oak") }, { STR("material"), STR("linen") },
		{ STR("height"), STR("9.5") } };
	struct money prices[] = { { 2500, "EUR" }, { 2800, "USD" } };
	struct rule_facts facts = {
		.tags = fixture_strings(a, 2, "New", "gift"), .brands = fixture_strings(a, 2, "Tolvane", "tolvane"),
		.categories = fixture_strings(a, 2, "home", "lighting"), .types = fixture_strings(a, 1, "lamp"),
		.availabilities = fixture_strings(a, 1, "in_stock"), .attributes = { attributes, COUNT(attributes) },
		.prices = { prices, COUNT(prices) },
	};
	struct collection_rule *rule;
	bool out;

	CHECK_ERR(collection_rule_read(a, str_of(json), &rule), OK);
	out = collection_rule_fits(rule, &facts);
	arena_free(a);
	return out;
}

static void
test_rules__fields_and_operators(void)
{
	static const struct {
		const char *test;
		bool expected;
	} cases[] = {
		{ "{\"field\":\"tag\",\"op\":\"is\",\"value\":\"new\"}", true },
		{ "{\"field\":\"tag\",\"op\":\"is_not\",\"value\":\"new\"}", false },
		{ "{\"field\":\"tag\",\"op\":\"is_not\",\"value\":\"sale\"}", true },
		{ "{\"field\":\"tag\",\"op\":\"contains\",\"value\":\"IF\"}", true },
		{ "{\"field\":\"brand\",\"op\":\"eq\",\"value\":\"tolvane\"}", true },
		{ "{\"field\":\"category\",\"op\":\"is\",\"value\":\"home\"}", true },
		{ "{\"field\":\"type\",\"op\":\"is\",\"value\":\"chair\"}", false },
		{ "{\"field\":\"availability\",\"op\":\"is\",\"value\":\"in_stock\"}", true },
		{ "{\"field\":\"attribute.material\",\"op\":\"in\",\"value\":[\"walnut\",\"linen\"]}", true },
		{ "{\"field\":\"attribute.material\",\"op\":\"in\",\"value\":[\"walnut\"]}", false },
		{ "{\"field\":\"attribute.height\",\"op\":\"greater\",\"value\":9.4}", true },
		{ "{\"field\":\"attribute.height\",\"op\":\"less\",\"value\":9.5}", false },
		{ "{\"field\":\"attribute.height\",\"op\":\"is\",\"value\":9.50}", true },
		{ "{\"field\":\"attribute.colour\",\"op\":\"is\",\"value\":\"red\"}", false },
		{ "{\"field\":\"price\",\"op\":\"lte\",\"value\":2500}", true },
		{ "{\"field\":\"price\",\"op\":\"less\",\"value\":2500}", false },
		{ "{\"field\":\"price\",\"op\":\"gte\",\"value\":{\"USD\":2801}}", false },
		{ "{\"field\":\"price\",\"op\":\"gte\",\"value\":{\"CHF\":1}}", false },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		char json[400];
		snprintf(json, sizeof(json), "{\"all\":[%s]}", cases[i].test);
		if (fits(json) != cases[i].expected)
			printf("%s\n", cases[i].test);
		CU_ASSERT_EQUAL(fits(json), cases[i].expected);
	}
}

static void
test_rules__all_and_any(void)
{
	static const char yes[] = "{\"field\":\"type\",\"op\":\"is\",\"value\":\"lamp\"}",
			  no[] = "{\"field\":\"type\",\"op\":\"is\",\"value\":\"x\"}";
	char json[400];

	snprintf(json, sizeof(json), "{\"all\":[%s,%s]}", yes, no);
	CU_ASSERT(!fits(json));
	snprintf(json, sizeof(json), "{\"any\":[%s,%s]}", no, yes);
	CU_ASSERT(fits(json));
	snprintf(json, sizeof(json), "{\"any\":[%s,%s]}", no, no);
	CU_ASSERT(!fits(json));
}

static void
test_rules__refused(void)
{
	static const char *const bad[] = { "", "[]", "{\"all\":[]}",
		"{\"all\":[{\"field\":\"id\",\"op\":\"is\",\"value\":1}]}",
		"{\"all\":[{\"field\":\"tag\",\"op\":\"like\",\"value\":\"x\"}]}",
		"{\"all\":[{\"field\":\"tag\",\"op\":\"is\"}]}",
		"{\"all\":[{\"field\":\"tag\",\"op\":\"in\",\"value\":\"x\"}]}",
		"{\"all\":[{\"field\":\"attribute.\",\"op\":\"is\",\"value\":\"x\"}]}", "{\"all\":1,\"any\":2}" };
	struct arena *a = arena_new();
	struct collection_rule *rule;

	for (size_t i = 0; i < COUNT(bad); i++)
		CHECK_ERR(collection_rule_read(a, str_of(bad[i]), &rule), ERR_INVALID);
	arena_free(a);
}

static void
test_rules__slugs(void)
{
	struct arena *a = arena_new();
	char *longest = arena_alloc(a, 1001);

	CHECK_STR(slug_make(a, STR("Größe: Übergröße & Maß!")), "groesse-uebergroesse-mass");
	CHECK_STR(slug_make(a, STR("  Crème brûlée \xE2\x80\x93 l'été ")), "creme-brulee-lete");
	CHECK_STR(slug_make(a, STR("漢字")), "item");
	CHECK_STR(slug_make(a, STR("")), "item");
	CHECK_STR(slug_make(a, STR("Łódź Ñandú Æsir")), "lodz-nandu-aesir");
	memset(longest, 'x', 1000);
	CU_ASSERT_EQUAL(slug_make(a, (struct str){ longest, 1000 }).len, 200);
	arena_free(a);
}

static void
test_rules__availability(void)
{
	static const struct {
		struct stock_level level;
		enum stock_state state;
	} cases[] = { { { { false, 0 }, false }, STOCK_IN }, { { { true, 6 }, false }, STOCK_IN },
		{ { { true, 5 }, false }, STOCK_LOW }, { { { true, 1 }, true }, STOCK_LOW },
		{ { { true, 0 }, true }, STOCK_BACKORDER }, { { { true, -3 }, false }, STOCK_OUT } };

	for (size_t i = 0; i < COUNT(cases); i++) {
		CU_ASSERT_EQUAL(stock_state(&cases[i].level), cases[i].state);
		CU_ASSERT_EQUAL(stock_left(&cases[i].level).set, cases[i].state == STOCK_LOW);
	}
	CU_ASSERT_EQUAL(stock_better(STOCK_OUT, STOCK_LOW), STOCK_LOW);
}

static void
test_rules__unit_prices(void)
{
	struct money per;

	CU_ASSERT(unit_price(money_of(249, "EUR"), (struct opt_i64){ true, 250000 }, STR("g"),
	    (struct opt_i64){ true, 1000 }, STR("kg"), &per));
	CU_ASSERT_EQUAL(per.minor, 996);
	CU_ASSERT(unit_price(money_of(100, "EUR"), (struct opt_i64){ true, 700000 }, STR("ml"),
	    (struct opt_i64){ true, 100000 }, STR("ml"), &per));
	CU_ASSERT_EQUAL(per.minor, 14);
	CU_ASSERT(!unit_price(money_of(100, "EUR"), (struct opt_i64){ true, 1000 }, STR("g"),
	    (struct opt_i64){ true, 1000 }, STR("l"), &per));
	CU_ASSERT(!unit_price(money_of(100, "EUR"), (struct opt_i64){ true, 0 }, STR("g"),
	    (struct opt_i64){ true, 1000 }, STR("kg"), &per));
	CU_ASSERT(!unit_price(money_of(INT64_MAX, "EUR"), (struct opt_i64){ true, 1 }, STR("mg"),
	    (struct opt_i64){ true, 1000 }, STR("kg"), &per));
}

static void
test_rules__attribute_values(void)
{
	struct arena *a = arena_new();
	struct str out;

	CHECK_ERR(attribute_value(a, ATTRIBUTE_NUMBER, STR("-9.500"), &out), OK);
	CHECK_STR(out, "-9.5");
	CHECK_ERR(attribute_value(a, ATTRIBUTE_NUMBER, STR("-0.5"), &out), OK);
	CHECK_STR(out, "-0.5");
	CHECK_ERR(attribute_value(a, ATTRIBUTE_NUMBER, STR("100"), &out), OK);
	CHECK_STR(out, "100");
	CHECK_ERR(attribute_value(a, ATTRIBUTE_NUMBER, STR("ten"), &out), ERR_INVALID);
	CHECK_ERR(attribute_value(a, ATTRIBUTE_BOOL, STR("Yes"), &out), OK);
	CHECK_STR(out, "true");
	CHECK_ERR(attribute_value(a, ATTRIBUTE_DATE, STR("2026-11-22"), &out), OK);
	CHECK_STR(out, "2026-11-22");
	CHECK_ERR(attribute_value(a, ATTRIBUTE_DATE, STR("2026-02-30"), &out), ERR_INVALID);
	CHECK_ERR(attribute_value(a, ATTRIBUTE_MANY, STR("Sea Green"), &out), OK);
	CHECK_STR(out, "sea-green");
	arena_free(a);
}

SUITE(rules,
    { "fields and operators", test_rules__fields_and_operators },
    { "all and any", test_rules__all_and_any },
    { "refused", test_rules__refused },
    { "slugs", test_rules__slugs },
    { "availability", test_rules__availability },
    { "unit prices", test_rules__unit_prices },
    { "attribute values", test_rules__attribute_values });
