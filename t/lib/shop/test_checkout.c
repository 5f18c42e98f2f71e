/* Tests of lib/shop/checkout.c: what was entered comes back, a step leaves the others alone, VAT ids. */
#include "lib/shop/checkout.h"
#include "t/lib/shop/orders.h"

static const struct db_query drop_cart = { "test_drop_cart", "i", NULL, "DELETE FROM cart WHERE id = ?" };

/* A visitor's cart with a lamp in it, for the module that has the checkout. */
static int64_t
open_cart(struct orders *t)
{
	struct cart cart;

	orders_open(t, 5, 5);
	orders_cart(t, 1, 0, STR_ABSENT);
	CHECK_ERR(country_load(t->s.f.config), OK);
	CHECK_ERR(cart_get(&t->cart_env, &cart), OK);
	return cart.id;
}

static struct address
somewhere(struct orders *t, const char *line1)
{
	struct field_errors errors = { .arena = t->s.f.arena };
	struct address a;

	shape_init(&address_shape, &a);
	a.country = STR("DE");
	a.recipient = STR("A \"B\" \xC3\xA4");
	a.line1 = str_of(line1);
	a.locality = STR("Berlin");
	a.postal_code = STR("10115");
	CU_ASSERT(address_check(t->s.f.arena, &a, &errors));
	return a;
}

static void
test_checkout__nothing_yet(void)
{
	struct orders t;
	int64_t id = open_cart(&t);
	struct checkout c;

	CHECK_ERR(checkout_get(t.order, t.s.f.arena, id, &c), OK);
	CU_ASSERT_EQUAL(c.version, 0);
	CU_ASSERT(str_is_absent(c.email) && !c.delivery && !c.billing && str_is_absent(c.shipping_method) &&
	    str_is_absent(c.payment_method));
	orders_close(&t);
}

static void
test_checkout__comes_back(void)
{
	struct orders t;
	int64_t id = open_cart(&t);
	struct address to = somewhere(&t, "Torstra\xC3\x9F" "e 1"), bill = somewhere(&t, "Other 2");
	struct checkout c;

	/* In any order: the first one makes the row. */
	CHECK_ERR(checkout_set_delivery(t.order, id, STR("pickup"), STR("berlin"), STR("Ring twice")), OK);
	CHECK_ERR(checkout_set_contact(t.order, id, STR("a@example.org")), OK);
	CHECK_ERR(checkout_set_addresses(t.order, t.s.f.arena, id, &to, &bill, STR("DE123456789")), OK);
	CHECK_ERR(checkout_set_payment(t.order, id, STR("sandbox")), OK);
	CHECK_ERR(checkout_get(t.order, t.s.f.arena, id, &c), OK);
	CU_ASSERT_EQUAL(c.version, 4);
	CHECK_STR(c.email, "a@example.org");
	CHECK_STR(c.shipping_method, "pickup");
	CHECK_STR(c.pickup, "berlin");
	CHECK_STR(c.note, "Ring twice");
	CHECK_STR(c.payment_method, "sandbox");
	CHECK_STR(c.vat_id, "DE123456789");
	CHECK_STR(c.delivery->line1, "Torstra\xC3\x9F" "e 1");
	CHECK_STR(c.delivery->recipient, "A \"B\" \xC3\xA4");
	CU_ASSERT(str_is_absent(c.delivery->line2));
	CHECK_STR(c.billing->line1, "Other 2");
	/* The same address again for both: the other one is gone, the rest stays. */
	CHECK_ERR(checkout_set_addresses(t.order, t.s.f.arena, id, &to, NULL, STR_ABSENT), OK);
	CHECK_ERR(checkout_get(t.order, t.s.f.arena, id, &c), OK);
	CU_ASSERT(!c.billing && str_is_absent(c.vat_id));
	CHECK_STR(c.email, "a@example.org");
	CHECK_STR(c.payment_method, "sandbox");
	orders_close(&t);
}

static void
test_checkout__goes_with_the_cart(void)
{
	struct orders t;
	int64_t id = open_cart(&t);
	const struct db_arg args[] = { db_i64(id) };
	struct checkout c;

	CHECK_ERR(checkout_set_contact(t.order, id, STR("a@example.org")), OK);
	CHECK_ERR(checkout_forget(t.order, id), OK);
	CHECK_ERR(checkout_forget(t.order, id), OK);
	CHECK_ERR(checkout_get(t.order, t.s.f.arena, id, &c), OK);
	CU_ASSERT_EQUAL(c.version, 0);
	CHECK_ERR(checkout_set_contact(t.order, id, STR("a@example.org")), OK);
	CHECK_ERR(db_exec(t.worker, &drop_cart, args, COUNT(args), NULL), OK);
	CHECK_ERR(checkout_get(t.order, t.s.f.arena, id, &c), OK);
	CU_ASSERT_EQUAL(c.version, 0);
	/* No cart, no row. */
	CHECK_ERR(checkout_set_contact(t.order, id, STR("a@example.org")), ERR_INVALID);
	orders_close(&t);
}

/* What was entered before the login is there after it; what the account's own cart has is not overwritten. */
static void
test_checkout__taken_along(void)
{
	struct orders t;
	int64_t from = open_cart(&t), to;
	struct cart cart;
	struct checkout c;

	orders_cart(&t, 0, 1, STR_ABSENT);
	CHECK_ERR(cart_get(&t.cart_env, &cart), OK);
	to = cart.id;
	CU_ASSERT_NOT_EQUAL(from, to);
	CHECK_ERR(checkout_set_contact(t.order, from, STR("a@example.org")), OK);
	CHECK_ERR(checkout_take(t.cart, from, to), OK);
	CHECK_ERR(checkout_get(t.order, t.s.f.arena, to, &c), OK);
	CHECK_STR(c.email, "a@example.org");
	CHECK_ERR(checkout_get(t.order, t.s.f.arena, from, &c), OK);
	CU_ASSERT_EQUAL(c.version, 0);
	CHECK_ERR(checkout_set_contact(t.order, from, STR("b@example.org")), OK);
	CHECK_ERR(checkout_take(t.cart, from, to), OK);
	CHECK_ERR(checkout_get(t.order, t.s.f.arena, to, &c), OK);
	CHECK_STR(c.email, "a@example.org");
	orders_close(&t);
}

static void
test_checkout__vat_id(void)
{
	struct arena *a = arena_new();
	static const char *const wrong[] = { "1234", "D1", "DE", "123456789", "DE12345678901234", "DE12_4" };
	struct field_errors errors = { .arena = a };
	struct str vat = STR(" de 123.456-789 ");

	CU_ASSERT(checkout_vat_id(a, &vat, &errors));
	CHECK_STR(vat, "DE123456789");
	vat = STR("ATU12345678");
	CU_ASSERT(checkout_vat_id(a, &vat, &errors));
	vat = STR("  ");
	CU_ASSERT(checkout_vat_id(a, &vat, &errors));
	CU_ASSERT(str_is_absent(vat));
	CU_ASSERT_EQUAL(errors.count, 0);
	for (size_t i = 0; i < COUNT(wrong); i++) {
		vat = str_of(wrong[i]);
		CU_ASSERT(!checkout_vat_id(a, &vat, &errors));
		CU_ASSERT_EQUAL(errors.count, i + 1);
		CHECK_STR(errors.items[i].name, "vat_id");
	}
	arena_free(a);
}

SUITE(checkout,
    { "nothing yet", test_checkout__nothing_yet },
    { "what was entered comes back", test_checkout__comes_back },
    { "goes with the cart", test_checkout__goes_with_the_cart },
    { "taken along", test_checkout__taken_along },
    { "VAT ids", test_checkout__vat_id });
