/* Tests of quotes on the database: what is read, limits under race. */
#include "lib/shop/net_buyer.h"
#include "lib/shop/quote.h"
#include "t/lib/shop/fixture.h"
#include "t/lib/shop/people.h"

#include <unistd.h>

static const struct db_query setup[] = {
	{ "q1", "", NULL, "DELETE FROM promotion_use" },
	{ "q2", "", NULL, "DELETE FROM promotion" },
	{ "q3", "", NULL, "DELETE FROM price_list" },
	{ "q4", "", NULL, "DELETE FROM tax_rate" },
	{ "q5", "", NULL,
	    "INSERT INTO tax_rate (public_id, country, tax_class, name, rate_e6) VALUES ('tax_1', 'DE', 'standard', 'VAT', 190000)" },
};
enum { ADD_PROMOTION, ADD_COUPON, ADD_LIST, ADD_LIST_PRICE };
static const struct db_query adds[] = {
	[ADD_PROMOTION] = { "add_promotion", "iissiii", NULL,
	    "INSERT INTO promotion (id, public_id, name, kind, needs_code, is_active, benefit, conditions, use_limit, use_limit_each, budget, budget_currency)"
	    " VALUES (?, CONCAT('promo_', ?), 'Test', 'cart', TRUE, TRUE, ?, ?, ?, ?, ?, 'EUR')" },
	[ADD_COUPON] = { "add_coupon", "issi", NULL,
	    "INSERT INTO coupon (promotion_id, code, code_key, use_limit) VALUES (?, ?, ?, ?)" },
	[ADD_LIST] = { "add_list", "", NULL,
	    "INSERT INTO price_list (id, public_id, code, name, currency, is_active) VALUES (1, 'plst_1', 'bulk', 'Bulk', 'EUR', TRUE)" },
	[ADD_LIST_PRICE] = { "add_list_price", "i", NULL,
	    "INSERT INTO price_list_price (price_list_id, variant_id, min_quantity, amount) VALUES (1, ?, 10, 1500)" },
};

static int64_t
first_variant(struct fixture *f)
{
	return fixture_count(f, COUNT_QUERY("SELECT MIN(id) AS n FROM variant"));
}

static void
open_shop(struct fixture *f)
{
	struct product_input p;

	*f = fixture_open();
	for (size_t i = 0; i < COUNT(setup); i++)
		CHECK_ERR(db_exec(f->db, &setup[i], NULL, 0, NULL), OK);
	p = fixture_product(f->arena, "lamp");
	CU_ASSERT_EQUAL(fixture_store(f, &p), STORE_CREATED);
}

static void
promotion(struct fixture *f, int64_t id, const char *benefit, struct opt_i64 limit, struct opt_i64 each,
    struct opt_i64 budget, const char *code)
{
	const struct db_arg p[] = { db_i64(id), db_i64(id), db_str(str_of(benefit)), db_str(STR("{}")), db_opt(limit),
		db_opt(each), db_opt(budget) };
	const struct db_arg c[] = { db_i64(id), db_str(str_of(code)), db_str(coupon_key(f->arena, str_of(code))),
		db_null('i') };

	CHECK_ERR(db_exec(f->db, &adds[ADD_PROMOTION], p, COUNT(p), NULL), OK);
	CHECK_ERR(db_exec(f->db, &adds[ADD_COUPON], c, COUNT(c), NULL), OK);
}

static struct quote
ask(struct fixture *f, int64_t variant, int64_t quantity, struct str *codes, size_t count, enum err wanted)
{
	struct quote_wish wish = { variant, quantity };
	struct quote_request in = { .locale = STR("en"),
		.fallback_locale = STR("en"),
		.currency = "EUR",
		.wishes = &wish,
		.count = 1,
		.at = clock_now(),
		.codes = { codes, count },
		.explain = true,
		.for_order = true };
	struct list items;
	struct quote q = { 0 };

	CHECK_ERR(quote_make(f->db, f->arena, f->config, &in, &items, &q), wanted);
	return q;
}

static void
test_quote__plain(void)
{
	struct fixture f;
	struct quote q;
	struct str trace;
	int64_t variant, before;

	open_shop(&f);
	variant = first_variant(&f);
	before = db_stats(f.db).statements;
	q = ask(&f, variant, 2, NULL, 0, OK);
	CU_ASSERT_TRUE(db_stats(f.db).statements - before <= 6);
	CU_ASSERT_EQUAL(q.total, 3998);
	CU_ASSERT_EQUAL(q.tax, 638);
	CU_ASSERT_EQUAL(q.taxes.count, 1);
	CHECK_ERR(quote_trace_json(f.arena, &q, &trace), OK);
	CU_ASSERT_TRUE(str_contains(trace, STR("\"step\":\"tax\"")));
	q = ask(&f, variant + 100000, 1, NULL, 0, OK); /* gone: no line */
	CU_ASSERT_EQUAL(q.lines.count, 0);
	fixture_close(&f);
}

static void
test_quote__lists_and_codes(void)
{
	struct fixture f;
	struct quote q;
	struct str code = STR("save 5");
	int64_t variant;

	open_shop(&f);
	variant = first_variant(&f);
	const struct db_arg arg = db_i64(variant);
	CHECK_ERR(db_exec(f.db, &adds[ADD_LIST], NULL, 0, NULL), OK);
	CHECK_ERR(db_exec(f.db, &adds[ADD_LIST_PRICE], &arg, 1, NULL), OK);
	promotion(&f, 1, "{\"kind\":\"amount\",\"amount\":500,\"currency\":\"EUR\"}", (struct opt_i64){ 0 },
	    (struct opt_i64){ 0 }, (struct opt_i64){ 0 }, "SAVE-5");
	q = ask(&f, variant, 10, &code, 1, OK);
	CU_ASSERT_EQUAL(q.subtotal, 15000);
	CU_ASSERT_EQUAL(q.discount, 500);
	CU_ASSERT_TRUE(((const struct quote_code *)q.codes.items)->accepted);
	fixture_close(&f);
}

/* Of a group of businesses: without tax; pages say what was the price, as everybody's history knows it. */
static void
test_quote__without_tax(void)
{
	static const struct db_query given[] = {
		{ "net_group", "", NULL,
		    "INSERT INTO customer_group (public_id, code, name, is_net) VALUES ('cgrp_quote_net', 'quote-net', 'Trade', TRUE)" },
		{ "net_member", "", NULL,
		    "INSERT INTO account_group (account_id, group_id) SELECT a.id, g.id FROM account a, customer_group g WHERE a.public_id = 'acc_trade' AND g.code = 'quote-net'" },
		{ "public", "i", NULL,
		    "INSERT INTO public_price (variant_id, currency, `usual`, amount, usual_compare, compare_at, lowest)"
		    " SELECT variant_id, currency, amount, amount, compare_at, 2380, 2380 FROM price WHERE variant_id = ? AND currency = 'EUR'" },
	};
	static const struct db_query someone = { "someone", "", NULL,
		"INSERT INTO account (public_id, realm, kind, state, email, email_key, locale) VALUES"
		" ('acc_trade', 'shop', 'customer', 'active', 'trade@example.org', 'trade@example.org', 'en')" };
	struct fixture f;
	struct quote_wish wish;
	struct quote_request in = { .locale = STR("en"),
		.fallback_locale = STR("en"),
		.currency = "EUR",
		.wishes = &wish,
		.count = 1,
		.at = clock_now() };
	const struct sellable *s;
	struct opt_i64 lowest, former;
	struct quote q;
	struct list items;
	bool is_net;

	open_shop(&f);
	wish = (struct quote_wish){ first_variant(&f), 2 };
	CHECK_ERR(db_exec(f.db, &someone, NULL, 0, NULL), OK);
	in.account_id = fixture_count(&f, COUNT_QUERY("SELECT MAX(id) AS n FROM account"));
	const struct db_arg arg = db_i64(wish.variant_id);
	CHECK_ERR(quote_make(f.db, f.arena, f.config, &in, &items, &q), OK);
	CU_ASSERT_FALSE(q.is_net);
	CU_ASSERT_EQUAL(q.total, 3998);
	for (size_t i = 0; i < COUNT(given); i++)
		CHECK_ERR(db_exec(f.db, &given[i], &arg, given[i].args[0] != 0, NULL), OK);
	CHECK_ERR(net_buyer(f.db, f.arena, in.account_id, &is_net), OK);
	CU_ASSERT_TRUE(is_net);
	CHECK_ERR(quote_make(f.db, f.arena, f.config, &in, &items, &q), OK);
	CU_ASSERT_TRUE(q.is_net);
	CU_ASSERT_FALSE(q.prices_with_tax);
	CU_ASSERT_EQUAL(q.subtotal, 3360); /* 2 x 16.80 */
	CU_ASSERT_EQUAL(q.tax, 638);
	CU_ASSERT_EQUAL(q.total, 3998);
	s = items.items;
	former = sellable_former(s, q.lines.items, &lowest);
	CU_ASSERT_TRUE(former.set && lowest.set);
	CU_ASSERT_EQUAL(former.value, 2000);
	CU_ASSERT_EQUAL(lowest.value, 2000);
	in.account_id = 0;
	in.as_group = STR("quote-net");
	CHECK_ERR(quote_make(f.db, f.arena, f.config, &in, &items, &q), OK);
	CU_ASSERT_TRUE(q.is_net);
	in.as_group = STR_ABSENT;
	CHECK_ERR(quote_make(f.db, f.arena, f.config, &in, &items, &q), OK);
	former = sellable_former(items.items, q.lines.items, &lowest);
	CU_ASSERT_EQUAL(former.value, 2380);
	CHECK_ERR(net_buyer(f.db, f.arena, 0, &is_net), OK);
	CU_ASSERT_FALSE(is_net);
	fixture_close(&f);
}

struct race {
	int64_t variant, order;
	const char *who; /* NULL: everybody is somebody else */
};

static enum err
buy(struct people *p, void *payload)
{
	struct race *r = payload;
	struct str code = STR("SAVE5");
	struct quote_wish wish = { r->variant, 1 };
	struct quote_request in = { .locale = STR("en"),
		.fallback_locale = STR("en"),
		.currency = "EUR",
		.wishes = &wish,
		.count = 1,
		.at = clock_now(),
		.codes = { &code, 1 },
		.for_order = true };
	struct list items;
	struct quote q;
	struct arena *a = p->f.arena;
	int64_t order = clock_ticks() * 1000 + (int64_t)getpid();
	enum err err = quote_make(p->f.db, a, p->f.config, &in, &items, &q);

	if (err)
		return err;
	if (!q.discounts.count)
		return ERR_CONFLICT;
	return promotion_use(
	    p->f.db, a, order, r->who ? str_of(r->who) : str_printf(a, "c%lld@example.org", (long long)order), &q);
}

static void
race(struct opt_i64 limit, struct opt_i64 each, struct opt_i64 budget, const char *who, int wanted)
{
	struct people p;
	struct race r = { .who = who };

	people_open_as(&p, "mercer");
	people_close(&p);
	open_shop(&p.f);
	r.variant = first_variant(&p.f);
	promotion(&p.f, 1, "{\"kind\":\"amount\",\"amount\":500,\"currency\":\"EUR\"}", limit, each, budget, "SAVE5");
	CU_ASSERT_EQUAL(people_race(&p, 50, buy, &r, OK), wanted);
	CU_ASSERT_EQUAL(
	    fixture_count(&p.f, COUNT_QUERY("SELECT COUNT(*) AS n FROM promotion_use WHERE NOT is_released")), wanted);
	if (limit.set)
		CU_ASSERT_EQUAL(fixture_count(&p.f, COUNT_QUERY("SELECT used AS n FROM promotion")), wanted);
	fixture_close(&p.f);
}

static void
test_quote__limit_under_race(void)
{
	race((struct opt_i64){ true, 10 }, (struct opt_i64){ 0 }, (struct opt_i64){ 0 }, NULL, 10);
}

static void
test_quote__limit_of_one_customer_under_race(void)
{
	race((struct opt_i64){ 0 }, (struct opt_i64){ true, 1 }, (struct opt_i64){ 0 }, "a@example.org", 1);
	race((struct opt_i64){ 0 }, (struct opt_i64){ true, 3 }, (struct opt_i64){ 0 }, "a@example.org", 3);
	race((struct opt_i64){ 0 }, (struct opt_i64){ true, 1 }, (struct opt_i64){ 0 }, NULL, 50);
}

static void
test_quote__budget_under_race(void)
{
	race((struct opt_i64){ 0 }, (struct opt_i64){ 0 }, (struct opt_i64){ true, 3700 }, NULL, 7);
}

static void
test_quote__release(void)
{
	struct fixture f;
	struct str code = STR("SAVE5");
	struct quote q;
	int64_t variant;

	open_shop(&f);
	variant = first_variant(&f);
	promotion(&f, 1, "{\"kind\":\"amount\",\"amount\":500,\"currency\":\"EUR\"}", (struct opt_i64){ true, 1 },
	    (struct opt_i64){ true, 1 }, (struct opt_i64){ 0 }, "SAVE5");
	q = ask(&f, variant, 1, &code, 1, OK);
	CHECK_ERR(promotion_use(f.db, f.arena, 77, STR("a@example.org"), &q), OK);
	CHECK_ERR(promotion_use(f.db, f.arena, 78, STR("b@example.org"), &q), ERR_CONFLICT);
	CU_ASSERT_EQUAL(ask(&f, variant, 1, &code, 1, OK).discount, 0);
	CHECK_ERR(promotion_release(f.db, 77), OK);
	CHECK_ERR(promotion_release(f.db, 77), OK);
	CU_ASSERT_EQUAL(fixture_count(&f, COUNT_QUERY("SELECT used AS n FROM promotion")), 0);
	CU_ASSERT_EQUAL(fixture_count(&f, COUNT_QUERY("SELECT spent AS n FROM promotion")), 0);
	CHECK_ERR(promotion_use(f.db, f.arena, 78, STR("a@example.org"), &q), OK);
	fixture_close(&f);
}

static void
test_quote__find(void)
{
	struct fixture f;
	int64_t id;

	open_shop(&f);
	CHECK_ERR(sellable_find(f.db, f.arena, STR("var_nothing"), &id), ERR_NOT_FOUND);
	CHECK_ERR(sellable_find(f.db, f.arena, STR(""), &id), ERR_NOT_FOUND);
	fixture_close(&f);
}

SUITE(quote,
    { "plain", test_quote__plain },
    { "lists and codes", test_quote__lists_and_codes },
    { "without tax, and what it was", test_quote__without_tax },
    { "a limit under race", test_quote__limit_under_race },
    { "a customer's limit under race", test_quote__limit_of_one_customer_under_race },
    { "a budget under race", test_quote__budget_under_race },
    { "release", test_quote__release },
    { "find", test_quote__find });
