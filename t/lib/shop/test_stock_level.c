/* Stock by hand and by the catalogue: adjusting, rules, spreading, figures of products, what is shown, transfers; and
 * that the proof finds what is wrong. */
#include "lib/shop/stock_adjust.h"
#include "lib/shop/stock_history.h"
#include "lib/shop/stock_ledger.h"
#include "lib/shop/stock_publish.h"
#include "lib/shop/stock_spread.h"
#include "lib/shop/stock_transfer.h"
#include "lib/shop/stock_verify.h"
#include "t/lib/shop/stocks.h"

static const struct who operator_ = { .actor = "operator", .permissions = UINT64_MAX };
static const struct db_query sku_query = { "test_stock_sku", "si", NULL, "UPDATE variant SET sku = ? WHERE id = ?" };
static const struct db_query break_query = { "test_stock_break", "i", NULL,
	"UPDATE stock_level SET on_hand = on_hand + 1 WHERE variant_id = ?" };

static struct stock_item
item_of(struct stocks *s, int64_t variant_id)
{
	struct str sku = str_printf(s->f.arena, "SKU-%lld", (long long)variant_id);
	const struct db_arg args[] = { db_str(sku), db_i64(variant_id) };
	struct stock_item item = { 0 };

	CHECK_ERR(db_exec(s->f.db, &sku_query, args, COUNT(args), NULL), OK);
	CHECK_ERR(stock_item(s->f.db, s->f.arena, sku, STR("en"), &item), OK);
	return item;
}

static struct warehouse
house(struct stocks *s, const char *code)
{
	struct warehouse w = { 0 };

	CHECK_ERR(warehouse_get(s->f.db, s->f.arena, str_of(code), &w), OK);
	return w;
}

static struct stock_view
view(struct stocks *s, int64_t variant_id, const char *code)
{
	struct stock_view none = { 0 };
	struct list views;

	CHECK_ERR(stock_views(s->f.db, s->f.arena, variant_id, &views), OK);
	for (size_t i = 0; i < views.count; i++)
		if (str_eq_z(((struct stock_view *)views.items)[i].warehouse, code))
			return ((struct stock_view *)views.items)[i];
	return none;
}

static int64_t
shown(struct stocks *s, const struct stock_item *item)
{
	struct product_input p = fixture_load(&s->f, str_z(s->f.arena, item->slug));
	const struct variant_input *v = p.variants.items;

	return v->stock.set ? v->stock.value : -1;
}

static void
test_stock_level__adjust(void)
{
	struct stocks s;
	stocks_open(&s);
	int64_t a = stocks_variant(&s), before, after;
	struct stock_item item = item_of(&s, a);
	struct warehouse berlin = house(&s, "berlin");
	struct stock_change c = {
		.kind = STOCK_RECEIVED, .delta = { true, 10 }, .reason = STR("delivery"), .reference = STR("LS 1")
	};
	struct list moved;

	CHECK_ERR(stock_adjust(s.f.db, s.f.arena, &operator_, &item, &berlin, &c, &before, &after), OK);
	CU_ASSERT_EQUAL(before, 0);
	CU_ASSERT_EQUAL(after, 10);
	c = (struct stock_change){ .kind = STOCK_DAMAGED, .delta = { true, -11 }, .reason = STR("water") };
	CHECK_ERR(stock_adjust(s.f.db, s.f.arena, &operator_, &item, &berlin, &c, &before, &after), ERR_CONFLICT);
	c = (struct stock_change){
		.kind = STOCK_COUNTED, .quantity = { true, 7 }, .change_from = { true, 9 }, .reason = STR("count")
	};
	CHECK_ERR(stock_adjust(s.f.db, s.f.arena, &operator_, &item, &berlin, &c, &before, &after), ERR_PRECONDITION);
	c.change_from.value = 10;
	CHECK_ERR(stock_adjust(s.f.db, s.f.arena, &operator_, &item, &berlin, &c, &before, &after), OK);
	CU_ASSERT_EQUAL(view(&s, a, "berlin").available, 7);
	CHECK_ERR(stock_movements(s.f.db, s.f.arena, a, 0, 0, 10, &moved), OK);
	CU_ASSERT_EQUAL_FATAL(moved.count, 2);
	CU_ASSERT_EQUAL(((struct stock_movement *)moved.items)[0].sum_on_hand, 7);
	CU_ASSERT_EQUAL(((struct stock_movement *)moved.items)[0].on_hand, -3);
	CHECK_STR(((struct stock_movement *)moved.items)[1].reference, "LS 1");
	stocks_check(&s, a);
	stocks_close(&s);
}

static enum err
count_from_ten(struct stocks *s, int i, void *payload)
{
	struct stock_item *item = payload;
	struct warehouse berlin = house(s, "berlin");
	const struct stock_change c = {
		.kind = STOCK_COUNTED, .quantity = { true, 20 + i }, .change_from = { true, 10 }, .reason = STR("race")
	};
	int64_t before, after;

	return stock_adjust(s->f.db, s->f.arena, &operator_, item, &berlin, &c, &before, &after);
}

static void
test_stock_level__compare_and_swap_race(void)
{
	struct stocks s;
	stocks_open(&s);
	int64_t a = stocks_variant(&s);
	struct stock_item item = item_of(&s, a);

	stocks_put(&s, a, s.near, 0, 10, 0);
	CU_ASSERT_EQUAL(stocks_race(&s, 20, count_from_ten, &item, OK), 1);
	stocks_check(&s, a);
	stocks_close(&s);
}

static void
test_stock_level__rules_move_the_floor(void)
{
	struct stocks s;
	stocks_open(&s);
	int64_t a = stocks_variant(&s);
	struct stock_item item = item_of(&s, a);
	struct stock_rule rule = { .safety = 4 };
	struct product_input p = fixture_load(&s.f, str_z(s.f.arena, item.slug));

	stocks_put(&s, a, s.near, 0, 5, 0);
	CHECK_ERR(stock_rule_put(s.f.db, s.f.arena, &operator_, &item, s.near, &rule), OK);
	/* version 0 was before */
	CHECK_ERR(stock_rule_put(s.f.db, s.f.arena, &operator_, &item, s.near, &rule), ERR_PRECONDITION);
	CHECK_ERR(stock_rule_put(s.f.db, s.f.arena, &operator_, &item, s.far, &rule), ERR_NOT_FOUND);
	CHECK_ERR(stocks_hold_one(&s, stocks_new_order(), a, 2), ERR_CONFLICT);
	CHECK_ERR(stocks_hold_one(&s, stocks_new_order(), a, 1), OK);
	CU_ASSERT_EQUAL(view(&s, a, "berlin").available, 0);
	/* The variant may be back-ordered from now on, two at most. */
	((struct variant_input *)p.variants.items)->is_backorder = true;
	CU_ASSERT_EQUAL(fixture_store(&s.f, &p), STORE_UPDATED);
	rule = (struct stock_rule){
		.safety = 4, .backorder_limit = { true, 2 }, .version = view(&s, a, "berlin").version
	};
	CU_ASSERT(!view(&s, a, "berlin").backorder.set); /* as the policy says: no limit */
	CHECK_ERR(stock_rule_put(s.f.db, s.f.arena, &operator_, &item, s.near, &rule), OK);
	CHECK_ERR(stocks_hold_one(&s, stocks_new_order(), a, 7), ERR_CONFLICT);
	CHECK_ERR(stocks_hold_one(&s, stocks_new_order(), a, 6), OK);
	stocks_check(&s, a);
	stocks_close(&s);
}

static enum err
buy_and_spread(struct stocks *s, int i, void *payload)
{
	struct stock_item *item = payload;
	int64_t base = stocks_new_order() + 1000000000 * (int64_t)(i + 1);
	enum err err = OK;

	for (int n = 0; n < 8 && !err; n++)
		err = i ? stocks_hold_one(s, base + n, item->id, 1)
			: stock_spread(s->f.db, s->f.arena, &operator_, item, s->near, n % 2 ? 1 : 8);
	return err;
}

/* Over eight rows and back while others buy: nothing is lost, nothing sold twice. */
static void
test_stock_level__spread_and_back(void)
{
	struct stocks s;
	stocks_open(&s);
	int64_t a = stocks_variant(&s), order = stocks_new_order();
	struct stock_item item = item_of(&s, a);
	struct stock_rule rule = { .safety = 3 };

	stocks_put(&s, a, s.near, 0, 200, 0);
	CHECK_ERR(stock_spread(s.f.db, s.f.arena, &operator_, &item, s.near, 4), OK);
	CHECK_ERR(stocks_hold_one(&s, order, a, 150), OK); /* more than any row has */
	CU_ASSERT_EQUAL(view(&s, a, "berlin").slots, 4);
	CU_ASSERT_EQUAL(view(&s, a, "berlin").available, 50);
	CHECK_ERR(stock_rule_put(s.f.db, s.f.arena, &operator_, &item, s.near, &rule), OK);
	CU_ASSERT_EQUAL(view(&s, a, "berlin").available, 47);
	CHECK_ERR(stocks_hold_one(&s, order + 1, a, 48), ERR_CONFLICT);
	CHECK_ERR(stock_spread(s.f.db, s.f.arena, &operator_, &item, s.near, 1), OK);
	CU_ASSERT_EQUAL(view(&s, a, "berlin").slots, 1);
	CU_ASSERT_EQUAL(view(&s, a, "berlin").held, 150);
	stocks_check(&s, a);
	rule = (struct stock_rule){ .version = view(&s, a, "berlin").version };
	CHECK_ERR(stock_rule_put(s.f.db, s.f.arena, &operator_, &item, s.near, &rule), OK);
	CU_ASSERT_EQUAL(stocks_race(&s, 7, buy_and_spread, &item, OK), 7); /* six buy eight each */
	CU_ASSERT_EQUAL(view(&s, a, "berlin").available, 2);
	stocks_check(&s, a);
	stocks_close(&s);
}

static struct product_input
with_stock(struct stocks *s, const char *slug, struct opt_i64 stock)
{
	struct product_input p = fixture_load(&s->f, slug);

	if (!p.slug.ptr)
		p = fixture_product(s->f.arena, slug);
	((struct variant_input *)p.variants.items)->stock = stock;
	return p;
}

static void
test_stock_level__figures_of_the_catalogue(void)
{
	static const struct db_query find = { "test_stock_find", "", &fixture_count_shape,
		"SELECT v.id AS n FROM variant v JOIN product p ON p.id = v.product_id WHERE p.slug = 'figured'" };
	struct stocks s;
	stocks_open(&s);
	struct product_input p = with_stock(&s, "figured", (struct opt_i64){ true, 12 });
	int64_t order = stocks_new_order(), a;

	CU_ASSERT_EQUAL(fixture_store(&s.f, &p), STORE_CREATED);
	a = fixture_count(&s.f, &find);
	CU_ASSERT_EQUAL(view(&s, a, "berlin").on_hand, 12);
	CHECK_ERR(stocks_hold_one(&s, order, a, 5), OK);
	stocks_put(&s, a, s.far, 0, 4, 0);
	/* What is imported is what can be had now: 20 = 16 in Berlin and 4 in Hamburg. */
	p = with_stock(&s, "figured", (struct opt_i64){ true, 20 });
	CU_ASSERT_EQUAL(fixture_store(&s.f, &p), STORE_UPDATED);
	CU_ASSERT_EQUAL(view(&s, a, "berlin").on_hand, 21);
	p = with_stock(&s, "figured", (struct opt_i64){ true, 2 });
	CU_ASSERT_EQUAL(fixture_store(&s.f, &p), STORE_UPDATED);
	CU_ASSERT_EQUAL(view(&s, a, "berlin").available + view(&s, a, "hamburg").available, 2);
	CU_ASSERT_EQUAL(view(&s, a, "berlin").held, 5);
	stocks_check(&s, a);
	p = with_stock(&s, "figured", (struct opt_i64){ true, -7 });
	CU_ASSERT_EQUAL(fixture_store(&s.f, &p), STORE_UPDATED);
	CU_ASSERT_EQUAL(view(&s, a, "berlin").available + view(&s, a, "hamburg").available, 0);
	CU_ASSERT_EQUAL(((struct variant_input *)fixture_load(&s.f, "figured").variants.items)->stock.value,
	    -7); /* comes out as it went in */
	/* Not counted any more: nothing stays behind, and orders have it no longer. */
	p = with_stock(&s, "figured", (struct opt_i64){ 0 });
	CU_ASSERT_EQUAL(fixture_store(&s.f, &p), STORE_UPDATED);
	CU_ASSERT_EQUAL(stocks_sum(&s, a).moved_on_hand, 0);
	CU_ASSERT_EQUAL(stocks_sum(&s, a).reserved_held, 0);
	CHECK_ERR(stocks_hold_one(&s, order + 1, a, 500), OK);
	stocks_check(&s, a);
	stocks_close(&s);
}

static void
test_stock_level__what_is_shown(void)
{
	static const struct db_query queued = { "test_stock_queued", "", &fixture_count_shape,
		"SELECT COUNT(*) AS n FROM index_queue" };
	static const struct db_query low = { "test_stock_low", "", &fixture_count_shape,
		"SELECT COUNT(*) AS n FROM outbox WHERE type = 'stock.low'" };
	struct stocks s;
	stocks_open(&s);
	int64_t a = stocks_variant(&s), order = stocks_new_order(), events = fixture_count(&s.f, &low), at;
	struct stock_item item = item_of(&s, a);
	struct str ids[] = { item.public_id };
	struct str payload =
	    str_printf(s.f.arena, "{\"order\":\"ord_x\",\"variants\":[\"%.*s\"]}", STR_ARG(item.public_id));

	stocks_put(&s, a, s.near, 0, 30, 0);
	stocks_put(&s, a, s.store, 0, 9, 0); /* not sent from there: not shown */
	CHECK_ERR(stock_publish(s.f.db, s.f.arena, (struct list){ ids, 1 }), OK);
	CU_ASSERT_EQUAL(shown(&s, &item), 30);
	at = fixture_count(&s.f, &queued);
	CHECK_ERR(stocks_hold_one(&s, order, a, 10), OK);
	CHECK_ERR(stock_event(s.f.db, s.f.arena, STR("order.placed"), payload), OK);
	CU_ASSERT_EQUAL(shown(&s, &item), 20);
	CU_ASSERT_EQUAL(fixture_count(&s.f, &queued), at); /* pages say the same: in stock */
	CHECK_ERR(stocks_hold_one(&s, order + 1, a, 17), OK);
	CHECK_ERR(stock_event(s.f.db, s.f.arena, STR("order.placed"), payload), OK);
	CU_ASSERT_EQUAL(shown(&s, &item), 3);
	CU_ASSERT_EQUAL(fixture_count(&s.f, &queued), at + 1);
	CU_ASSERT_EQUAL(fixture_count(&s.f, &low), events + 1);
	CHECK_ERR(stock_event(s.f.db, s.f.arena, STR("order.placed"), payload), OK); /* the event again */
	CU_ASSERT_EQUAL(fixture_count(&s.f, &queued), at + 1);
	CU_ASSERT_EQUAL(fixture_count(&s.f, &low), events + 1);
	stocks_close(&s);
}

static void
test_stock_level__transfer(void)
{
	struct stocks s;
	stocks_open(&s);
	int64_t a = stocks_variant(&s);
	struct stock_item item = item_of(&s, a);
	struct warehouse from = house(&s, "berlin"), to = house(&s, "hamburg");
	struct transfer_item wishes[] = { { item.sku, 6, STR_ABSENT } }, arrived[] = { { item.sku, 5, STR_ABSENT } };
	struct field_errors errors = { .arena = s.f.arena };
	struct transfer t;

	stocks_put(&s, a, s.near, 0, 8, 0);
	CHECK_ERR(stocks_hold_one(&s, stocks_new_order(), a, 3), OK);
	CHECK_ERR(transfer_create(s.f.db, s.f.arena, &operator_, &from, &to, STR("top-up"), (struct list){ wishes, 1 },
		      &errors, &t),
	    OK);
	/* three are somebody's */
	CHECK_ERR(transfer_send(s.f.db, s.f.arena, &operator_, t.public_id, t.version, &t), ERR_CONFLICT);
	CHECK_ERR(transfer_cancel(s.f.db, s.f.arena, &operator_, t.public_id, t.version, &t), OK);
	wishes[0].quantity = arrived[0].quantity = 5;
	CHECK_ERR(transfer_create(
		      s.f.db, s.f.arena, &operator_, &from, &to, STR_ABSENT, (struct list){ wishes, 1 }, &errors, &t),
	    OK);
	CHECK_ERR(transfer_send(s.f.db, s.f.arena, &operator_, t.public_id, t.version + 1, &t), ERR_PRECONDITION);
	CHECK_ERR(transfer_send(s.f.db, s.f.arena, &operator_, t.public_id, 1, &t), OK);
	CU_ASSERT_EQUAL(stocks_sum(&s, a).on_hand, 3);
	arrived[0].quantity = 4;
	CHECK_ERR(transfer_receive(
		      s.f.db, s.f.arena, &operator_, t.public_id, t.version, (struct list){ arrived, 1 }, &errors, &t),
	    ERR_INVALID);
	CU_ASSERT_EQUAL(errors.count, 1);
	arrived[0].discrepancy = STR("one was broken");
	CHECK_ERR(
	    transfer_receive(s.f.db, s.f.arena, &operator_, t.public_id, 2, (struct list){ arrived, 1 }, &errors, &t),
	    OK);
	CU_ASSERT_EQUAL(view(&s, a, "hamburg").on_hand, 4);
	CHECK_ERR(transfer_cancel(s.f.db, s.f.arena, &operator_, t.public_id, 0, &t), ERR_CONFLICT);
	stocks_check(&s, a);
	stocks_close(&s);
}

static size_t
faults_of(struct stocks *s, const char *what)
{
	struct list faults;
	int64_t checked;
	size_t n = 0;

	CHECK_ERR(stock_verify(s->f.db, s->f.arena, &faults, &checked), OK);
	for (size_t i = 0; i < faults.count; i++)
		n += str_eq_z(((struct stock_fault *)faults.items)[i].what, what);
	return n;
}

static void
test_stock_level__verify_finds_what_is_wrong(void)
{
	struct stocks s;
	stocks_open(&s);
	int64_t a = stocks_variant(&s);
	const struct db_arg arg = db_i64(a);

	stocks_put(&s, a, s.near, 0, 8, 0);
	CU_ASSERT_EQUAL(faults_of(&s, "ledger"), 0);
	CU_ASSERT_EQUAL(faults_of(&s, "shown"), 1); /* nobody published it */
	CHECK_ERR(stocks_hold_one(&s, stocks_new_order(), a, 3), OK);
	CU_ASSERT_EQUAL(faults_of(&s, "reserved"), 0);
	CU_ASSERT_EQUAL(faults_of(&s, "orphan"), 1); /* there is no such order */
	CHECK_ERR(db_exec(s.f.db, &break_query, &arg, 1, NULL), OK);
	CU_ASSERT_EQUAL(faults_of(&s, "ledger"), 1);
	stocks_close(&s);
}

SUITE(stock_level,
    { "adjust", test_stock_level__adjust },
    { "compare and swap, race", test_stock_level__compare_and_swap_race },
    { "rules move the floor", test_stock_level__rules_move_the_floor },
    { "spread and back", test_stock_level__spread_and_back },
    { "figures of the catalogue", test_stock_level__figures_of_the_catalogue },
    { "what is shown", test_stock_level__what_is_shown },
    { "transfer", test_stock_level__transfer },
    { "verify finds what is wrong", test_stock_level__verify_finds_what_is_wrong });
