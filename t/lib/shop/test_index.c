/* Tests of the indexer: what is in the index is what the tables say. */
#include "lib/io/search.h"
#include "lib/shop/attribute.h"
#include "lib/shop/catalog.h"
#include "lib/shop/catalog_index.h"
#include "lib/shop/category.h"
#include "lib/shop/collection.h"
#include "lib/shop/index_parts.h"
#include "lib/shop/product.h"
#include "t/lib/shop/fixture.h"

#include <signal.h>

static int64_t
found(struct fixture *f, const char *locale, struct search_query q)
{
	struct search *s;
	struct search_result r = { .total = -1 };

	CHECK_ERR(search_open(config_z(f->config, "search.path"), locale, &s), OK);
	q.limit = 10;
	CHECK_ERR(search_run(s, &q, f->arena, &r), OK);
	search_close(s);
	return r.total;
}

static int64_t
with_label(struct fixture *f, struct str label)
{
	return found(f, "en", (struct search_query){ .labels = { &label, 1 } });
}

static int64_t
with_facet(struct fixture *f, struct str name, struct str value)
{
	struct pair p = { name, value };

	return found(f, "en", (struct search_query){ .facets = { &p, 1 } });
}

static void
catch_up(struct fixture *f)
{
	size_t handled;

	do
		CHECK_ERR(catalog_index_turn(f->db, NULL, f->config, 100, &handled), OK);
	while (handled);
	CU_ASSERT_EQUAL(fixture_count(f, COUNT_QUERY("SELECT COUNT(*) AS n FROM index_queue")), 0);
}

static struct product_card
card(struct fixture *f, const char *locale, const char *text)
{
	struct search *s;
	struct search_query q = { .text = str_of(text), .limit = 1 };
	struct search_result r = { 0 };
	struct product_card out = { 0 };

	CHECK_ERR(search_open(config_z(f->config, "search.path"), locale, &s), OK);
	CHECK_ERR(search_run(s, &q, f->arena, &r), OK);
	search_close(s);
	CU_ASSERT_EQUAL_FATAL(r.hits.count, 1);
	CHECK_ERR(card_read(f->arena, ((struct search_hit *)r.hits.items)->payload, &out), OK);
	return out;
}

static void
rebuild(struct fixture *f)
{
	CHECK_ERR(catalog_index_rebuild(f->db, NULL, f->config, NULL, NULL), OK);
	CU_ASSERT_EQUAL(fixture_count(f, COUNT_QUERY("SELECT COUNT(*) AS n FROM index_queue WHERE product_id = 0")), 0);
}

static void
test_index__contents(void)
{
	struct fixture f = fixture_open();
	struct product_input p = fixture_product(f.arena, "lamp");
	struct text_input t[2] = { { .locale = STR("en"), .title = STR("Reading lamp") },
		{ .locale = STR("de"), .title = STR("Leselampe") } };
	struct name_input colour = { STR("en"), STR("Colour") };
	struct attribute_def def = {
		.code = STR("colour"), .kind = ATTRIBUTE_COLOUR, .is_facet = true, .names = { &colour, 1 }
	};
	struct attribute_input attribute = { .code = STR("colour"),
		.values = fixture_strings(f.arena, 1, "Sea Green") };
	struct variant_input *v = p.variants.items;
	struct product_card c;
	struct look look = { STR("en"), STR("en"), STR("EUR") };
	struct list nav;

	CHECK_ERR(attribute_put(f.db, f.arena, &def), OK);
	v->sku = STR("LMP-1");
	v->stock = (struct opt_i64){ true, 3 };
	p.texts = (struct list){ t, 2 };
	p.brand = STR("Lumen & Sons");
	p.attributes = (struct list){ &attribute, 1 };
	p.categories = fixture_strings(f.arena, 1, "Home > Lighting");
	fixture_store(&f, &p);
	rebuild(&f);
	c = card(&f, "de", "leselampe");
	CHECK_STR(c.title, "Leselampe");
	CHECK_STR(c.availability, "low_stock");
	CU_ASSERT_EQUAL(card_price_in(&c, STR("EUR"))->from, 1999);
	c = card(&f, "en", "LMP-1");
	CHECK_STR(c.slug, "lamp");
	CHECK_STR(c.brand_slug, "lumen-sons");
	CU_ASSERT_EQUAL(with_facet(&f, STR("colour"), STR("sea-green")), 1);
	CU_ASSERT_EQUAL(with_facet(&f, STR("brand"), STR("lumen-sons")), 1);
	CU_ASSERT_EQUAL(with_label(&f, STR("currency:EUR")), 1);
	CU_ASSERT_EQUAL(with_label(&f, STR("currency:USD")), 0);
	CHECK_ERR(catalog_nav(f.db, &look, f.arena, &nav), OK);
	for (size_t i = 0; i < nav.count; i++) /* in its category and in the one above */
		CU_ASSERT_EQUAL(
		    found(&f, "en", (struct search_query){ .category = ((struct nav_category *)nav.items)[i].id }), 1);
	fixture_close(&f);
}

/* A language without texts shows those of the first one. */
static void
test_index__fallback(void)
{
	struct fixture f = fixture_open();
	struct product_input p = fixture_product(f.arena, "only-english");

	((struct text_input *)p.texts.items)->title = STR("Corkscrew");
	fixture_store(&f, &p);
	rebuild(&f);
	CHECK_STR(card(&f, "de", "corkscrew").title, "Corkscrew");
	fixture_close(&f);
}

static void
test_index__follows(void)
{
	struct fixture f = fixture_open();
	struct product_input p = fixture_product(f.arena, "kettle");

	rebuild(&f);
	CU_ASSERT_EQUAL(found(&f, "en", (struct search_query){ 0 }), 0);
	fixture_store(&f, &p);
	catch_up(&f);
	CU_ASSERT_EQUAL(found(&f, "en", (struct search_query){ 0 }), 1);
	CHECK_ERR(product_set_price(f.db, f.arena, STR("kettle"), money_of(4200, "EUR")), OK);
	catch_up(&f);
	CU_ASSERT_EQUAL(
	    card_price_in(&(struct product_card){ .prices = card(&f, "en", "kettle").prices }, STR("EUR"))->from, 4200);
	CHECK_ERR(product_set_status(f.db, f.arena, STR("kettle"), PRODUCT_DRAFT), OK);
	catch_up(&f);
	CU_ASSERT_EQUAL(found(&f, "en", (struct search_query){ 0 }), 0);
	CHECK_ERR(product_set_status(f.db, f.arena, STR("kettle"), PRODUCT_ACTIVE), OK);
	catch_up(&f);
	CU_ASSERT_EQUAL(found(&f, "en", (struct search_query){ 0 }), 1);
	CHECK_ERR(product_delete(f.db, f.arena, STR("kettle")), OK);
	catch_up(&f);
	CU_ASSERT_EQUAL(found(&f, "en", (struct search_query){ 0 }), 0);
	fixture_close(&f);
}

/* Not listed, not yet, no longer, without a price: not in the index. */
static void
test_index__on_sale_only(void)
{
	struct fixture f = fixture_open();
	struct product_input p[5];
	struct time now = clock_now();

	for (int i = 0; i < 5; i++)
		p[i] = fixture_product(f.arena, arena_printf(f.arena, "w%d", i));
	p[1].is_listed = false;
	p[2].published_from = (struct time){ now.us + 3600 * US_PER_S };
	p[3].published_until = (struct time){ now.us - 3600 * US_PER_S };
	((struct variant_input *)p[4].variants.items)->prices.count = 0;
	for (int i = 0; i < 5; i++)
		fixture_store(&f, &p[i]);
	rebuild(&f);
	CU_ASSERT_EQUAL(found(&f, "en", (struct search_query){ 0 }), 1);
	catch_up(&f);
	/* Its time comes, without anybody touching it. */
	clock_set((struct time){ now.us + 3601 * US_PER_S });
	nanosleep(&(struct timespec){ .tv_nsec = 600000000 }, NULL); /* windows are looked at twice a second */
	catch_up(&f);
	CU_ASSERT_EQUAL(found(&f, "en", (struct search_query){ 0 }), 2);
	clock_set(TIME_ABSENT);
	fixture_close(&f);
}

static void
test_index__collections(void)
{
	struct fixture f = fixture_open();
	struct product_input p[3];
	struct place_text name = { .locale = STR("en"), .name = STR("Gifts") };
	struct collection_def rule = { .slug = STR("gifts"), .is_visible = true, .texts = { &name, 1 },
		.rule = STR("{\"all\":[{\"field\":\"tag\",\"op\":\"is\",\"value\":\"gift\"}]}") };
	struct collection_def manual = { .slug = STR("picks"), .is_visible = true, .texts = { &name, 1 },
		.products = fixture_strings(f.arena, 3, "g2", "nowhere", "g0") };
	struct look look = { STR("en"), STR("en"), STR("EUR") };
	struct collection_head c;

	for (int i = 0; i < 3; i++) {
		p[i] = fixture_product(f.arena, arena_printf(f.arena, "g%d", i));
		if (i)
			p[i].tags = fixture_strings(f.arena, 1, "gift");
		fixture_store(&f, &p[i]);
	}
	CHECK_ERR(collection_put(f.db, f.arena, &rule), OK);
	CHECK_ERR(collection_put(f.db, f.arena, &manual), OK);
	rebuild(&f);
	CHECK_ERR(catalog_collection(f.db, &look, STR("gifts"), f.arena, &c), OK);
	CU_ASSERT_EQUAL(with_label(&f, str_printf(f.arena, "collection:%lld", (long long)c.id)), 2);
	CHECK_ERR(catalog_collection(f.db, &look, STR("picks"), f.arena, &c), OK);
	CU_ASSERT_EQUAL(with_label(&f, str_printf(f.arena, "collection:%lld", (long long)c.id)), 2);
	CU_ASSERT_EQUAL(found(&f, "en", (struct search_query){ .category = COLLECTION_PLACE(c.id) }), 2);
	rule.rule = STR("{\"all\":[{\"field\":\"tag\",\"op\":\"like\",\"value\":\"gift\"}]}");
	CHECK_ERR(collection_put(f.db, f.arena, &rule), ERR_INVALID);
	fixture_close(&f);
}

static enum err
one_fails(size_t i, bool forked, void *payload)
{
	const size_t *bad = payload;

	if (i != *bad)
		return forked == (i > 0) ? OK : ERR_DB;
	if (*bad == 3)
		raise(SIGKILL);
	return err_fail(ERR_LIMIT, "part %zu failed", i);
}

static void
test_index__side_by_side(void)
{
	CHECK_ERR(index_side_by_side(4, one_fails, &(size_t){ 9 }), OK);
	CHECK_ERR(index_side_by_side(4, one_fails, &(size_t){ 0 }), ERR_LIMIT);
	err_clear();
	CU_ASSERT_EQUAL(index_side_by_side(4, one_fails, &(size_t){ 2 }), ERR_LIMIT);
	CU_ASSERT(strstr(err_detail(), "part 2 failed") != NULL);
	CHECK_ERR(index_side_by_side(4, one_fails, &(size_t){ 3 }), ERR_INTERNAL);
	err_clear();
}

SUITE(index,
    { "contents", test_index__contents },
    { "fallback", test_index__fallback },
    { "follows", test_index__follows },
    { "on sale only", test_index__on_sale_only },
    { "collections", test_index__collections },
    { "side by side", test_index__side_by_side });
