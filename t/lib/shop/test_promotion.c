/* Tests of what the staff changes: promotions, codes, customer groups, price lists. */
#include "lib/shop/category.h"
#include "lib/shop/customer_group.h"
#include "lib/shop/price_list.h"
#include "lib/shop/price_setup.h"
#include "lib/shop/promotion_store.h"
#include "t/lib/shop/people.h"

static const struct who operator_ = { .actor = "operator" };
static const struct db_query setup[] = {
	{ "s1", "", NULL, "DELETE FROM promotion_use" },
	{ "s2", "", NULL, "DELETE FROM promotion" },
	{ "s3", "", NULL, "DELETE FROM price_list" },
	{ "s4", "", NULL, "DELETE FROM customer_group" },
	{ "s5", "", NULL, "DELETE FROM tax_rate" },
};

struct shop {
	struct fixture f;
	struct price_env e;
	struct field_errors errors;
	struct promotion_conditions conditions;
	struct promotion_benefit benefit;
	struct promotion_input in;
};

static void
open_shop(struct shop *s)
{
	memset(s, 0, sizeof(*s));
	s->f = fixture_open();
	for (size_t i = 0; i < COUNT(setup); i++)
		CHECK_ERR(db_exec(s->f.db, &setup[i], NULL, 0, NULL), OK);
	s->e = (struct price_env){ s->f.db, s->f.arena, &operator_ };
	s->errors = (struct field_errors){ .arena = s->f.arena };
	s->benefit = (struct promotion_benefit){ .kind = BENEFIT_PERCENT, .value_e6 = 100000 };
	s->in = (struct promotion_input){ .name = STR("Ten percent"),
		.kind = PROMOTION_CART,
		.is_active = true,
		.starts_at = TIME_ABSENT,
		.ends_at = TIME_ABSENT,
		.conditions = &s->conditions,
		.benefit = &s->benefit };
}

static bool
complains(struct shop *s, const char *member)
{
	struct str id;
	bool found = false;

	s->errors.count = 0;
	CHECK_ERR(promotion_save(&s->e, STR_ABSENT, &s->in, &s->errors, &id), ERR_INVALID);
	for (size_t i = 0; i < s->errors.count; i++)
		found |= str_eq_z(s->errors.items[i].name, member);
	return found;
}

static void
test_promotion__saved_and_read(void)
{
	struct promotion_text texts[] = { { STR("en"), STR("Ten off") }, { STR("de"), STR("Zehn weniger") } };
	struct shop s;
	struct promotion p;
	struct list all;
	struct str id;

	open_shop(&s);
	s.in.texts = (struct list){ texts, COUNT(texts) };
	s.in.needs_code = true;
	s.in.codes = fixture_strings(s.f.arena, 1, "Ten-10");
	s.conditions.tags = fixture_strings(s.f.arena, 2, "sale", "new");
	CHECK_ERR(promotion_save(&s.e, STR_ABSENT, &s.in, &s.errors, &id), OK);
	CHECK_ERR(promotion_get(s.f.db, s.f.arena, id, &p), OK);
	CU_ASSERT_EQUAL(p.conditions.tags.count, 2);
	CU_ASSERT_EQUAL(p.benefit.value_e6, 100000);
	CHECK_ERR(promotion_in_force(s.f.db, s.f.arena, STR("de"), STR("en"), clock_now(), -1, &all), OK);
	CU_ASSERT_EQUAL_FATAL(all.count, 1);
	CHECK_STR(((const struct promotion *)all.items)->text, "Zehn weniger");
	s.in.version = p.version;
	s.in.codes.count = 0;
	CHECK_ERR(promotion_save(&s.e, id, &s.in, &s.errors, &id), OK);
	/* somebody has changed it: we did */
	CHECK_ERR(promotion_save(&s.e, id, &s.in, &s.errors, &id), ERR_PRECONDITION);
	s.in.version = 0;
	s.in.codes = fixture_strings(s.f.arena, 1, "TEN 10");
	CHECK_ERR(promotion_save(&s.e, STR_ABSENT, &s.in, &s.errors, &id), ERR_CONFLICT); /* the same code */
	CU_ASSERT_EQUAL(fixture_count(&s.f, COUNT_QUERY("SELECT COUNT(*) AS n FROM promotion")), 1);
	CU_ASSERT_TRUE(
	    fixture_count(&s.f, COUNT_QUERY("SELECT COUNT(*) AS n FROM outbox WHERE type = 'promotion.changed'")) > 0);
	fixture_close(&s.f);
}

static void
test_promotion__nonsense_is_refused(void)
{
	struct shop s;

	open_shop(&s);
	s.benefit.value_e6 = 0;
	CU_ASSERT_TRUE(complains(&s, "benefit.value_e6"));
	s.benefit = (struct promotion_benefit){ .kind = BENEFIT_AMOUNT, .amount = { true, 500 } };
	CU_ASSERT_TRUE(complains(&s, "benefit.currency"));
	s.benefit = (struct promotion_benefit){ .kind = BENEFIT_BUY_GET, .value_e6 = 1000000 };
	CU_ASSERT_TRUE(complains(&s, "benefit.buy"));
	s.benefit = (struct promotion_benefit){ .kind = BENEFIT_TIERS };
	CU_ASSERT_TRUE(complains(&s, "benefit.tiers"));
	s.benefit = (struct promotion_benefit){ .kind = BENEFIT_PERCENT, .value_e6 = 1 };
	s.in.starts_at = s.in.ends_at = (struct time){ 5 };
	CU_ASSERT_TRUE(complains(&s, "ends_at"));
	s.in.starts_at = s.in.ends_at = TIME_ABSENT;
	s.in.kind = PROMOTION_CATALOGUE;
	s.in.needs_code = true;
	CU_ASSERT_TRUE(complains(&s, "needs_code"));
	s.in.needs_code = false;
	s.conditions.known_only = true;
	CU_ASSERT_TRUE(complains(&s, "kind"));
	s.conditions = (struct promotion_conditions){ .categories = fixture_strings(s.f.arena, 1, "nowhere") };
	CU_ASSERT_TRUE(complains(&s, "conditions.categories"));
	fixture_close(&s.f);
}

/* Slugs come in, public ids are kept, slugs are shown; only the products below are queued. */
static void
test_promotion__names_and_queue(void)
{
	struct category_def def = { .slug = STR("bath"), .is_visible = true };
	struct place_text text = { .locale = STR("en"), .name = STR("Bath") };
	struct shop s;
	struct promotion p;
	struct product_input towel, lamp;
	struct str id;

	open_shop(&s);
	def.texts = (struct list){ &text, 1 };
	CHECK_ERR(category_put(s.f.db, s.f.arena, &def), OK);
	towel = fixture_product(s.f.arena, "towel");
	towel.categories = fixture_strings(s.f.arena, 1, "bath");
	lamp = fixture_product(s.f.arena, "lamp");
	CU_ASSERT_EQUAL(fixture_store(&s.f, &towel), STORE_CREATED);
	CU_ASSERT_EQUAL(fixture_store(&s.f, &lamp), STORE_CREATED);
	CHECK_ERR(
	    db_exec(s.f.db, &(const struct db_query){ "q", "", NULL, "DELETE FROM index_queue" }, NULL, 0, NULL), OK);
	s.in.kind = PROMOTION_CATALOGUE;
	s.conditions.categories = fixture_strings(s.f.arena, 1, "bath");
	CHECK_ERR(promotion_save(&s.e, STR_ABSENT, &s.in, &s.errors, &id), OK);
	CHECK_ERR(promotion_get(s.f.db, s.f.arena, id, &p), OK);
	CU_ASSERT_TRUE(str_starts(*(const struct str *)p.conditions.categories.items, STR("cat_")));
	CHECK_ERR(promotion_show_names(s.f.db, s.f.arena, &p.conditions), OK);
	CHECK_STR(*(const struct str *)p.conditions.categories.items, "bath");
	CU_ASSERT_EQUAL(
	    fixture_count(&s.f,
		COUNT_QUERY(
		    "SELECT COUNT(*) AS n FROM index_queue q JOIN product p ON p.id = q.product_id WHERE p.slug = 'towel'")),
	    1);
	CU_ASSERT_EQUAL(fixture_count(&s.f, COUNT_QUERY("SELECT COUNT(*) AS n FROM index_queue")), 1);
	fixture_close(&s.f);
}

static void
test_promotion__codes(void)
{
	struct shop s;
	struct promotion p;
	struct list codes;
	const struct coupon *c;
	struct str id;
	struct buf csv;

	open_shop(&s);
	s.in.needs_code = true;
	CHECK_ERR(promotion_save(&s.e, STR_ABSENT, &s.in, &s.errors, &id), OK);
	CHECK_ERR(coupon_generate(&s.e, id, STR("XMAS"), 500, (struct opt_i64){ true, 1 }), OK);
	CHECK_ERR(coupon_add(&s.e, id, STR("hello"), (struct opt_i64){ 0 }), OK);
	CHECK_ERR(coupon_add(&s.e, id, STR("HEL-LO"), (struct opt_i64){ 0 }), ERR_CONFLICT);
	CHECK_ERR(coupon_add(&s.e, id, STR(" - "), (struct opt_i64){ 0 }), ERR_INVALID);
	CHECK_ERR(coupon_generate(&s.e, id, STR(""), 0, (struct opt_i64){ 0 }), ERR_INVALID);
	CHECK_ERR(promotion_get(s.f.db, s.f.arena, id, &p), OK);
	CHECK_ERR(coupon_list(s.f.db, s.f.arena, p.id, 0, 1000, &codes), OK);
	CU_ASSERT_EQUAL_FATAL(codes.count, 501);
	c = codes.items;
	CU_ASSERT_TRUE(str_starts(c[0].code, STR("XMAS-")));
	CHECK_ERR(coupon_set_active(&s.e, id, c[0].id, false), OK);
	CHECK_ERR(coupon_set_active(&s.e, id, 1, false), ERR_NOT_FOUND);
	buf_in_arena(&csv, s.f.arena, BUF_REPLY);
	CHECK_ERR(coupon_export(s.f.db, p.id, &csv), OK);
	CU_ASSERT_TRUE(str_contains(buf_view(&csv), STR("hello,,0,yes\n")));
	CHECK_ERR(promotion_remove(&s.e, id), OK);
	CU_ASSERT_EQUAL(fixture_count(&s.f, COUNT_QUERY("SELECT COUNT(*) AS n FROM coupon")), 0);
	fixture_close(&s.f);
}

/* A limit that comes later counts what was used before, and cannot be less than that. */
static void
test_promotion__limit_that_comes_later(void)
{
	static const struct db_query use = {
		"use", "ii", NULL,
		"INSERT INTO promotion_use (promotion_id, order_id, amount, currency) SELECT id, ?, 500, 'EUR' FROM promotion WHERE ? = 0"
	};
	struct shop s;
	struct promotion p;
	struct str id;

	open_shop(&s);
	CHECK_ERR(promotion_save(&s.e, STR_ABSENT, &s.in, &s.errors, &id), OK);
	for (int64_t order = 1; order <= 3; order++) {
		const struct db_arg args[] = { db_i64(order), db_i64(0) };
		CHECK_ERR(db_exec(s.f.db, &use, args, COUNT(args), NULL), OK);
	}
	s.in.use_limit = (struct opt_i64){ true, 2 };
	CHECK_ERR(promotion_save(&s.e, id, &s.in, &s.errors, &id), ERR_INVALID);
	CU_ASSERT_EQUAL(s.errors.count, 1);
	s.errors.count = 0;
	s.in.use_limit.value = 5;
	CHECK_ERR(promotion_save(&s.e, id, &s.in, &s.errors, &id), OK);
	CHECK_ERR(promotion_get(s.f.db, s.f.arena, id, &p), OK);
	CU_ASSERT_EQUAL(p.used, 3);
	CU_ASSERT_EQUAL(p.spent, 1500);
	CHECK_ERR(promotion_remove(&s.e, id), ERR_CONFLICT);
	fixture_close(&s.f);
}

static void
test_promotion__groups(void)
{
	struct people p;
	struct price_env e;
	struct group_input in = { .code = STR("trade"), .name = STR("Trade") };
	struct customer_group g;
	struct list members;
	struct account a;
	struct str id;

	people_open(&p);
	a = people_customer(&p, people_address(&p, "trader"), GOOD_PASSWORD);
	db_free(p.f.db);
	db_free(p.env.db);
	cache_free(p.env.cache);
	people_reconnect(&p, "mercer");
	for (size_t i = 0; i < COUNT(setup); i++)
		CHECK_ERR(db_exec(p.f.db, &setup[i], NULL, 0, NULL), OK);
	e = (struct price_env){ p.f.db, p.f.arena, &operator_ };
	CHECK_ERR(customer_group_save(&e, STR_ABSENT, &in, &p.errors, &id), OK);
	CHECK_ERR(customer_group_save(&e, STR_ABSENT, &in, &p.errors, &id), ERR_CONFLICT);
	CHECK_ERR(customer_group_join(&e, id, a.email), OK);
	CHECK_ERR(customer_group_join(&e, id, a.email), OK);
	CHECK_ERR(customer_group_join(&e, id, STR("nobody@example.org")), ERR_NOT_FOUND);
	CHECK_ERR(customer_group_get(p.f.db, p.f.arena, id, &g), OK);
	CU_ASSERT_EQUAL(g.members, 1);
	CHECK_ERR(customer_group_members(p.f.db, p.f.arena, g.id, 0, 10, &members), OK);
	CU_ASSERT_EQUAL(members.count, 1);
	CHECK_ERR(customer_group_leave(&e, id, a.public_id), OK);
	CHECK_ERR(customer_group_remove(&e, id), OK);
	CHECK_ERR(customer_group_remove(&e, id), ERR_NOT_FOUND);
	people_close(&p);
}

static void
test_promotion__price_list_from_csv(void)
{
	struct price_list_input in = { .code = STR("bulk"),
		.name = STR("Bulk"),
		.currency = STR("EUR"),
		.starts_at = TIME_ABSENT,
		.ends_at = TIME_ABSENT,
		.is_active = true };
	struct price_list_import done;
	struct price_list l;
	struct product_input product;
	struct shop s;
	struct buf csv;
	struct str id;

	open_shop(&s);
	product = fixture_product(s.f.arena, "lamp");
	((struct variant_input *)product.variants.items)->sku = STR("LAMP-1");
	CU_ASSERT_EQUAL(fixture_store(&s.f, &product), STORE_CREATED);
	CHECK_ERR(price_list_save(&s.e, STR_ABSENT, &in, &s.errors, &id), OK);
	CHECK_ERR(
	    price_list_import(&s.e, id, STR("SKU,min_quantity,price\r\nLAMP-1,1,18.00\r\nLAMP-1,10,15\r\n"), &done),
	    OK);
	CU_ASSERT_EQUAL(done.stored, 2);
	CHECK_ERR(price_list_import(&s.e, id, STR("sku,price\nNONE,1.00\nLAMP-1,1.234\n"), &done), ERR_INVALID);
	CU_ASSERT_EQUAL(done.problems.count, 2);
	CHECK_ERR(price_list_import(&s.e, id, STR("a,b\n1,2\n"), &done), ERR_INVALID);
	CHECK_ERR(price_list_get(s.f.db, s.f.arena, id, &l), OK);
	CU_ASSERT_EQUAL(l.prices, 2); /* what was wrong changed nothing */
	buf_in_arena(&csv, s.f.arena, BUF_REPLY);
	CHECK_ERR(price_list_export(s.f.db, s.f.arena, &l, &csv), OK);
	CHECK_STR(buf_view(&csv), "sku,min_quantity,price\nLAMP-1,1,18.00\nLAMP-1,10,15.00\n");
	CHECK_ERR(price_list_remove(&s.e, id), OK);
	fixture_close(&s.f);
}

static void
test_promotion__setup_of_a_new_shop(void)
{
	static const char json[] =
	    "{\"groups\":[{\"code\":\"trade\",\"name\":\"Trade\"}],\"taxes\":[{\"country\":\"DE\",\"tax_class\":\"standard\",\"name\":\"VAT\","
	    "\"rate_e6\":190000,\"on_shipping\":true}],\"promotions\":[{\"name\":\"Ten\",\"kind\":\"cart\",\"is_active\":true,\"needs_code\":true,"
	    "\"benefit\":{\"kind\":\"percent\",\"value_e6\":100000},\"codes\":[\"TEN\"]}]}";
	struct shop s;

	open_shop(&s);
	CHECK_ERR(price_setup_read(&s.e, str_of(json), &s.errors), OK);
	CHECK_ERR(price_setup_read(&s.e, str_of(json), &s.errors), OK); /* again: nothing happens */
	CU_ASSERT_EQUAL(fixture_count(&s.f, COUNT_QUERY("SELECT COUNT(*) AS n FROM promotion")), 1);
	CU_ASSERT_EQUAL(fixture_count(&s.f, COUNT_QUERY("SELECT COUNT(*) AS n FROM tax_rate")), 1);
	CU_ASSERT_EQUAL(fixture_count(&s.f, COUNT_QUERY("SELECT COUNT(*) AS n FROM coupon")), 1);
	fixture_close(&s.f);
}

SUITE(promotion,
    { "saved and read", test_promotion__saved_and_read },
    { "nonsense is refused", test_promotion__nonsense_is_refused },
    { "names and queue", test_promotion__names_and_queue },
    { "codes", test_promotion__codes },
    { "a limit that comes later", test_promotion__limit_that_comes_later },
    { "customer groups", test_promotion__groups },
    { "a price list from CSV", test_promotion__price_list_from_csv },
    { "setup of a new shop", test_promotion__setup_of_a_new_shop });
