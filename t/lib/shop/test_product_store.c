/* Tests of product_store.c, product_load.c and the owners of a product's tables. */
#include "lib/shop/catalog.h"
#include "lib/shop/product.h"
#include "lib/shop/product_parts.h"
#include "t/lib/shop/fixture.h"

#include <sys/wait.h>
#include <unistd.h>

static void
check_same(struct fixture *f, const struct product_input *expected)
{
	struct product_input got = fixture_load(f, str_z(f->arena, expected->slug));
	struct list changes = { 0 };

	if (product_diff(expected, &got, f->arena, &changes)) {
		const struct product_change *c = changes.items;
		for (size_t i = 0; i < changes.count; i++)
			printf("%.*s: '%.*s' became '%.*s'\n", STR_ARG(c[i].path), STR_ARG(c[i].before),
			    STR_ARG(c[i].after));
		CU_FAIL("stored differs from loaded");
	}
}

static void
test_store__round_trip(void)
{
	struct fixture f = fixture_open();

	for (int i = 0; i < 40; i++) {
		/* Three times the same address: new, changed to something else, changed again. */
		struct product_input p = fixture_random(f.arena, arena_printf(f.arena, "random-%d", i % 14));
		enum store_outcome outcome = fixture_store(&f, &p);
		CU_ASSERT(outcome == STORE_CREATED || outcome == STORE_UPDATED);
		check_same(&f, &p);
		CU_ASSERT_EQUAL(fixture_store(&f, &p), STORE_UNCHANGED);
	}
	fixture_close(&f);
}

static void
test_store__unchanged_writes_nothing(void)
{
	struct fixture f = fixture_open();
	struct product_input p = fixture_random(f.arena, "same"), before;
	struct store_result r;
	int64_t version;

	fixture_store(&f, &p);
	version =
	    fixture_count(&f, COUNT_QUERY("SELECT version + (SELECT COUNT(*) FROM index_queue) AS n FROM product"));
	before = fixture_load(&f, "same");
	db_begin_request(f.db, 0);
	CHECK_ERR(product_store(f.db, &before, &p, 1, &f.opt, f.arena, &r), OK);
	CU_ASSERT_EQUAL(r.outcome, STORE_UNCHANGED);
	CU_ASSERT(db_stats(f.db).statements <= 1); /* at most the look-up of attribute codes */
	CU_ASSERT_EQUAL(
	    fixture_count(&f, COUNT_QUERY("SELECT version + (SELECT COUNT(*) FROM index_queue) AS n FROM product")),
	    version);
	fixture_close(&f);
}

/* Ids and public ids stay when a variant changes its price, or others come before it. */
static void
test_store__variants_keep_their_ids(void)
{
	static const char ids[] = "SELECT SUM(id) AS n FROM variant WHERE sku IN ('a', 'b')";
	struct fixture f = fixture_open();
	struct product_input p = fixture_product(f.arena, "shirt");
	struct variant_input v[3];
	struct name_input size = { STR("en"), STR("Size") },
			  values[3] = { { STR("en"), STR("S") }, { STR("en"), STR("M") }, { STR("en"), STR("L") } };
	struct value_input x[3] = { { .names = { &values[0], 1 } }, { .names = { &values[1], 1 } },
		{ .names = { &values[2], 1 } } };
	struct option_input o = { .names = { &size, 1 }, .values = { x, 2 } };
	int64_t before;

	for (int i = 0; i < 3; i++) {
		variant_input_init(&v[i]);
		v[i].sku = i == 0 ? STR("a") : i == 1 ? STR("b") : STR("c");
		v[i].values = fixture_strings(f.arena, 1, i == 0 ? "S" : i == 1 ? "M" : "L");
		v[i].prices = ((struct variant_input *)p.variants.items)->prices;
	}
	p.options = (struct list){ &o, 1 };
	p.variants = (struct list){ v, 2 };
	CU_ASSERT_EQUAL(fixture_store(&f, &p), STORE_CREATED);
	before = fixture_count(&f, COUNT_QUERY(ids));
	{
		struct variant_input moved[3] = { v[2], v[1], v[0] };
		struct value_input order[3] = { x[2], x[1], x[0] };
		o.values = (struct list){ order, 3 };
		p.variants = (struct list){ moved, 3 };
		CU_ASSERT_EQUAL(fixture_store(&f, &p), STORE_UPDATED);
		check_same(&f, &p);
	}
	CU_ASSERT_EQUAL(fixture_count(&f, COUNT_QUERY(ids)), before);
	p.options = p.variants = (struct list){ 0 };
	p.variants = (struct list){ &v[0], 1 };
	v[0].values = (struct list){ 0 };
	CU_ASSERT_EQUAL(fixture_store(&f, &p), STORE_UPDATED);
	check_same(&f, &p);
	CU_ASSERT_EQUAL(fixture_count(&f, COUNT_QUERY("SELECT COUNT(*) AS n FROM variant_option_value")), 0);
	fixture_close(&f);
}

static void
test_store__2048_variants(void)
{
	struct fixture f = fixture_open();
	struct product_input p = fixture_product(f.arena, "huge");
	struct variant_input *v = arena_array(f.arena, struct variant_input, VARIANTS_MAX);
	struct option_input o[2] = { 0 };
	struct name_input names[2] = { { STR("en"), STR("Row") }, { STR("en"), STR("Column") } };
	struct look look = { STR("en"), STR("en"), STR("EUR") };
	struct product shown;

	for (int k = 0; k < 2; k++) {
		struct value_input *x = arena_array(f.arena, struct value_input, 64);
		size_t count = k == 0 ? 64 : 32;
		for (size_t i = 0; i < count; i++) {
			struct name_input *n = arena_array(f.arena, struct name_input, 1);
			*n = (struct name_input){ STR("en"), str_printf(f.arena, "v%zu", i) };
			x[i].names = (struct list){ n, 1 };
		}
		o[k] = (struct option_input){ .names = { &names[k], 1 }, .values = { x, count } };
	}
	for (size_t i = 0; i < VARIANTS_MAX; i++) {
		variant_input_init(&v[i]);
		v[i].sku = str_printf(f.arena, "H-%zu", i);
		v[i].values = fixture_strings(
		    f.arena, 2, arena_printf(f.arena, "v%zu", i % 64), arena_printf(f.arena, "v%zu", i / 64));
		v[i].prices = ((struct variant_input *)p.variants.items)->prices;
	}
	p.options = (struct list){ o, 2 };
	p.variants = (struct list){ v, VARIANTS_MAX };
	CU_ASSERT_EQUAL(fixture_store(&f, &p), STORE_CREATED);
	check_same(&f, &p);
	v[1000].stock = (struct opt_i64){ true, 3 };
	CU_ASSERT_EQUAL(fixture_store(&f, &p), STORE_UPDATED);
	CHECK_ERR(catalog_product(f.db, &look, STR("huge"), f.arena, &shown), OK);
	CU_ASSERT_EQUAL(shown.variants.count, VARIANTS_MAX);
	CU_ASSERT_EQUAL(((struct variant *)shown.variants.items)[1000].stock_left.value, 3);
	fixture_close(&f);
}

static void
test_store__invalid_fail_alone(void)
{
	struct fixture f = fixture_open();
	struct product_input p[6], before[6] = { 0 };
	struct store_result r[6];
	struct text_input no_english = { .locale = STR("de"), .title = STR("Nur deutsch") };
	struct variant_input two[2];

	for (int i = 0; i < 6; i++)
		p[i] = fixture_product(f.arena, arena_printf(f.arena, "p%d", i));
	p[1].slug = STR("Not a slug");
	p[2].texts = (struct list){ &no_english, 1 };
	variant_input_init(&two[0]);
	variant_input_init(&two[1]);
	p[3].variants = (struct list){ two, 2 }; /* the same choice twice */
	p[4].categories = fixture_strings(f.arena, 1, "no-such-category");
	p[5].slug = p[0].slug;
	p[0].related = fixture_strings(f.arena, 2, "p3", "nowhere");
	CHECK_ERR(product_store(f.db, before, p, 6, &f.opt, f.arena, r), OK);
	CU_ASSERT_EQUAL(r[0].outcome, STORE_CREATED);
	CU_ASSERT_EQUAL(r[0].errors.count, 2); /* both related ones were left out */
	for (int i = 1; i < 6; i++)
		CU_ASSERT_EQUAL(r[i].outcome, STORE_FAILED);
	CHECK_STR(r[1].errors.items[0].name, "slug");
	CHECK_STR(r[4].errors.items[0].name, "categories.0");
	CU_ASSERT_EQUAL(fixture_count(&f, COUNT_QUERY("SELECT COUNT(*) AS n FROM product")), 1);
	fixture_close(&f);
}

static void
test_store__dry_run(void)
{
	struct fixture f = fixture_open();
	struct product_input p = fixture_product(f.arena, "dry"), before = { 0 };
	struct store_result r;

	f.opt.dry_run = f.opt.want_changes = true;
	p.categories = fixture_strings(f.arena, 1, "Food > Tea");
	CHECK_ERR(product_store(f.db, &before, &p, 1, &f.opt, f.arena, &r), OK);
	CU_ASSERT_EQUAL(r.outcome, STORE_CREATED);
	CU_ASSERT(r.changes.count > 0);
	CU_ASSERT_EQUAL(
	    fixture_count(
		&f, COUNT_QUERY("SELECT (SELECT COUNT(*) FROM product) + (SELECT COUNT(*) FROM category) AS n")),
	    0);
	f.opt.dry_run = false;
	fixture_store(&f, &p);
	((struct price_input *)((struct variant_input *)p.variants.items)->prices.items)->amount.minor = 1750;
	before = fixture_load(&f, "dry");
	f.opt.dry_run = true;
	CHECK_ERR(product_store(f.db, &before, &p, 1, &f.opt, f.arena, &r), OK);
	CU_ASSERT_EQUAL(r.outcome, STORE_UPDATED);
	CU_ASSERT_EQUAL_FATAL(r.changes.count, 1);
	CHECK_STR(((struct product_change *)r.changes.items)->path, "variants.0.prices.EUR.amount");
	CHECK_STR(((struct product_change *)r.changes.items)->before, "19.99");
	CHECK_STR(((struct product_change *)r.changes.items)->after, "17.50");
	fixture_close(&f);
}

/* Eight processes store the same new products at once: each is made once, nobody fails. */
static void
test_store__concurrent(void)
{
	struct fixture f = fixture_open();
	int failures = 0;

	for (int child = 0; child < 8; child++) {
		pid_t pid = fork();
		if (pid == 0) {
			struct db *db = db_new(f.config, "mercer");
			struct product_input p[20], before[20] = { 0 };
			struct store_result r[20];
			enum err err = OK;
			for (int i = 0; i < 20; i++) {
				p[i] = fixture_product(f.arena, arena_printf(f.arena, "c%d", child % 2 ? i : 19 - i));
				p[i].brand = STR("The same brand");
				p[i].tags = fixture_strings(f.arena, 2, "one", "two");
				p[i].categories = fixture_strings(f.arena, 1, "A > B > C");
			}
			for (int n = 0; n < 3 && !err; n++)
				err = product_store(db, before, p, 20, &f.opt, f.arena, r);
			if (err)
				fprintf(stderr, "%s: %s\n", err_name(err), err_detail());
			_exit(err ? 1 : 0);
		}
	}
	for (int child = 0; child < 8; child++) {
		int status;
		wait(&status);
		failures += status != 0;
	}
	CU_ASSERT_EQUAL(failures, 0);
	CU_ASSERT_EQUAL(fixture_count(&f, COUNT_QUERY("SELECT COUNT(*) AS n FROM product")), 20);
	CU_ASSERT_EQUAL(fixture_count(&f, COUNT_QUERY("SELECT COUNT(*) AS n FROM variant")), 20);
	CU_ASSERT_EQUAL(fixture_count(&f, COUNT_QUERY("SELECT COUNT(*) AS n FROM brand")), 1);
	CU_ASSERT_EQUAL(fixture_count(&f, COUNT_QUERY("SELECT COUNT(*) AS n FROM category")), 3);
	fixture_close(&f);
}

/* The connection breaks at every statement in turn: nothing or all is there, and storing again makes it right. */
static void
test_store__broken_connection(void)
{
	struct fixture f = fixture_open();

	for (int64_t n = 1; n < 60; n++) {
		struct product_input p = fixture_product(f.arena, arena_printf(f.arena, "broken-%lld", (long long)n)),
				     before = { 0 };
		struct store_result r;
		enum err err;
		p.brand = str_printf(f.arena, "Brand %lld", (long long)n);
		p.tags = fixture_strings(f.arena, 1, "fragile");
		db_fail_at(f.db, n, n % 2 ? 2013 : 1213);
		err = product_store(f.db, &before, &p, 1, &f.opt, f.arena, &r);
		CU_ASSERT(err == OK || err == ERR_UNCERTAIN || err == ERR_UNAVAILABLE || err == ERR_BUSY);
		err_clear();
		db_fail_at(f.db, 0, 0);
		if (err)
			fixture_store(&f, &p);
		CU_ASSERT_EQUAL(fixture_store(&f, &p), STORE_UNCHANGED);
		check_same(&f, &p);
	}
	fixture_close(&f);
}

static void
test_store__rename(void)
{
	struct fixture f = fixture_open();
	struct product_input p = fixture_product(f.arena, "old-name"), other = fixture_product(f.arena, "other");
	struct str now;

	fixture_store(&f, &p);
	fixture_store(&f, &other);
	CHECK_ERR(product_rename(f.db, f.arena, STR("old-name"), STR("other")), ERR_CONFLICT);
	CHECK_ERR(product_rename(f.db, f.arena, STR("old-name"), STR("Bad Name")), ERR_INVALID);
	CHECK_ERR(product_rename(f.db, f.arena, STR("nowhere"), STR("x")), ERR_NOT_FOUND);
	CHECK_ERR(product_rename(f.db, f.arena, STR("old-name"), STR("middle")), OK);
	CHECK_ERR(product_rename(f.db, f.arena, STR("middle"), STR("new-name")), OK);
	CHECK_ERR(catalog_moved(f.db, "product", STR("old-name"), f.arena, &now), OK);
	CHECK_STR(now, "new-name");
	CHECK_ERR(catalog_moved(f.db, "product", STR("middle"), f.arena, &now), OK);
	/* Back again: no loop.  A new product takes an old address over. */
	CHECK_ERR(product_rename(f.db, f.arena, STR("new-name"), STR("middle")), OK);
	CHECK_ERR(catalog_moved(f.db, "product", STR("middle"), f.arena, &now), ERR_NOT_FOUND);
	CU_ASSERT_EQUAL(fixture_store(&f, &p), STORE_CREATED);
	CHECK_ERR(catalog_moved(f.db, "product", STR("old-name"), f.arena, &now), ERR_NOT_FOUND);
	fixture_close(&f);
}

static void
test_store__sanitized(void)
{
	struct fixture f = fixture_open();
	struct product_input p = fixture_product(f.arena, "rich"), got;

	((struct text_input *)p.texts.items)->description =
	    STR("<p onclick=\"x()\">Hello<script>alert(1)</script></p>");
	fixture_store(&f, &p);
	got = fixture_load(&f, "rich");
	CHECK_STR(((struct text_input *)got.texts.items)->description, "<p>Hello</p>");
	CU_ASSERT_EQUAL(fixture_store(&f, &p), STORE_UNCHANGED);
	fixture_close(&f);
}

SUITE(product_store,
    { "round trip", test_store__round_trip },
    { "unchanged writes nothing", test_store__unchanged_writes_nothing },
    { "variants keep their ids", test_store__variants_keep_their_ids },
    { "2048 variants", test_store__2048_variants },
    { "invalid fail alone", test_store__invalid_fail_alone },
    { "dry run", test_store__dry_run },
    { "concurrent", test_store__concurrent },
    { "broken connection", test_store__broken_connection },
    { "rename", test_store__rename },
    { "sanitized", test_store__sanitized });
