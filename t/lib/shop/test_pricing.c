/* Tests of the price engine: pure, no database. */
#include "lib/shop/pricing.h"
#include "lib/shop/vat_id.h"
#include "t/lib/shop/fixture.h"

#define MOST 12

/* A cart on the stack, with what most tests need. */
struct cart {
	struct arena *arena;
	struct pricing_line lines[MOST];
	struct promotion promotions[MOST];
	struct pricing_code codes[MOST];
	struct tax_rate rates[MOST];
	struct pricing_input in;
	struct quote q;
};

static void
cart_open(struct cart *c)
{
	memset(c, 0, sizeof(*c));
	c->arena = arena_new();
	c->in = (struct pricing_input){
		.currency = "EUR", .country = STR("DE"), .prices_with_tax = true, .is_first_order = true
	};
	c->in.lines.items = c->lines;
	c->in.promotions.items = c->promotions;
	c->in.codes.items = c->codes;
	c->in.tax_rates.items = c->rates;
	c->in.home_rates = (struct list){ c->rates, 0 };
}

static void
add_line(struct cart *c, int64_t id, int64_t price, int64_t quantity)
{
	c->lines[c->in.lines.count++] = (struct pricing_line){ .variant_id = id,
		.quantity = quantity,
		.unit_price = price,
		.requires_shipping = true,
		.product = str_printf(c->arena, "prod_%lld", (long long)id),
		.sku = str_printf(c->arena, "SKU-%lld", (long long)id),
		.tax_class = STR("standard") };
}

static struct promotion *
add_promotion(struct cart *c, enum promotion_kind kind, enum benefit_kind benefit, int64_t value)
{
	size_t n = c->in.promotions.count++;
	bool amount = benefit == BENEFIT_AMOUNT || benefit == BENEFIT_FIXED_PRICE;

	c->promotions[n] = (struct promotion){ .id = (int64_t)n + 1,
		.name = str_printf(c->arena, "P%zu", n + 1),
		.kind = (int)kind,
		.is_active = true,
		.starts_at = TIME_ABSENT,
		.ends_at = TIME_ABSENT };
	c->promotions[n].benefit = (struct promotion_benefit){ .kind = (int)benefit,
		.value_e6 = amount ? 0 : value,
		.amount = { amount, value },
		.currency = STR("EUR") };
	return &c->promotions[n];
}

static void
add_rate(struct cart *c, const char *tax_class, int64_t rate_e6)
{
	c->rates[c->in.tax_rates.count++] = (struct tax_rate){ .country = STR("DE"),
		.tax_class = str_of(tax_class),
		.name = STR("VAT"),
		.rate_e6 = rate_e6,
		.on_shipping = true };
}

static const struct quote_line *
ask(struct cart *c)
{
	CHECK_ERR(pricing_quote(c->arena, &c->in, &c->q), OK);
	return c->q.lines.items;
}

static void
test_pricing__plain_with_tax_contained(void)
{
	struct cart c;
	const struct quote_line *l;

	cart_open(&c);
	add_line(&c, 1, 1999, 3);
	add_rate(&c, "standard", 190000);
	c.in.delivery = (struct pricing_delivery){ STR("parcel"), 490, STR("standard") };
	l = ask(&c);
	CU_ASSERT_EQUAL(l->total, 5997);
	CU_ASSERT_EQUAL(l->tax, 958); /* 5997 * 19 / 119 = 957.50... */
	CU_ASSERT_EQUAL(c.q.shipping, 490);
	CU_ASSERT_EQUAL(c.q.delivery.tax, 78);
	CU_ASSERT_EQUAL(c.q.total, 6487);
	CU_ASSERT_EQUAL(c.q.tax, 958 + 78);
	CU_ASSERT_EQUAL(c.q.taxes.count, 1);
	arena_free(c.arena);
}

static void
test_pricing__tax_added_and_compound(void)
{
	struct cart c;
	const struct quote_line *l;

	cart_open(&c);
	c.in.prices_with_tax = false;
	add_line(&c, 1, 10000, 1);
	add_rate(&c, "standard", 50000);
	add_rate(&c, "standard", 99750);
	c.rates[1].level = 1;
	c.rates[1].is_compound = true;
	l = ask(&c);
	CU_ASSERT_EQUAL(l->tax, 500 + 1047); /* 10500 * 9.975 % = 1047.375 */
	CU_ASSERT_EQUAL(l->total, 11547);
	c.in.prices_with_tax = true;
	c.lines[0].unit_price = 11547;
	l = ask(&c);
	CU_ASSERT_EQUAL(l->tax, 1547);
	CU_ASSERT_EQUAL(((const struct quote_tax *)l->taxes.items)[0].amount, 500);
	arena_free(c.arena);
}

/* The most specific row of a level counts, and a class without a rate has the standard one. */
static void
test_pricing__which_rate(void)
{
	struct cart c;

	cart_open(&c);
	c.in.prices_with_tax = false;
	add_line(&c, 1, 10000, 1);
	add_rate(&c, "standard", 70000);
	add_rate(&c, "standard", 80000);
	c.rates[1].region = STR("CA");
	add_rate(&c, "standard", 90000);
	c.rates[2].postal_prefix = STR("90");
	CU_ASSERT_EQUAL(ask(&c)->tax, 900);
	c.lines[0].tax_class = STR("books");
	CU_ASSERT_EQUAL(ask(&c)->tax, 900);
	c.lines[0].tax_class = STR("zero");
	CU_ASSERT_EQUAL(ask(&c)->tax, 0);
	c.lines[0].tax_class = STR_ABSENT;
	CU_ASSERT_EQUAL(ask(&c)->tax, 0);
	arena_free(c.arena);
}

static void
test_pricing__reverse_charge_and_other_places(void)
{
	struct cart c;
	struct tax_rate home = { .tax_class = STR("standard"), .name = STR("VAT"), .rate_e6 = 190000 };

	cart_open(&c);
	add_line(&c, 1, 11900, 2);
	add_rate(&c, "standard", 200000);
	c.in.home_rates = (struct list){ &home, 1 };
	c.in.country = STR("FR");
	CU_ASSERT_EQUAL(ask(&c)->total, 23800); /* the price stays, the tax is another */
	CU_ASSERT_EQUAL(c.q.tax, 3967);
	c.in.net_when_untaxed = true;
	CU_ASSERT_EQUAL(ask(&c)->total, 24000); /* 100.00 net + 20 % */
	c.in.tax_rates.count = 0;
	CU_ASSERT_EQUAL(ask(&c)->total, 20000);
	CU_ASSERT_EQUAL(c.q.tax, 0);
	c.in.net_when_untaxed = false;
	CU_ASSERT_EQUAL(ask(&c)->total, 23800);
	c.in.tax_rates.count = 1;
	c.in.reverse_charge = true;
	CU_ASSERT_EQUAL(ask(&c)->total, 20000);
	CU_ASSERT_EQUAL(c.q.tax, 0);
	CU_ASSERT_TRUE(c.q.reverse_charge);
	arena_free(c.arena);
}

/* A business sees prices without tax: what is contained is taken out of everything first, and added at the end. */
static void
test_pricing__prices_without_tax(void)
{
	struct cart c;
	const struct quote_line *l;

	cart_open(&c);
	add_rate(&c, "standard", 190000);
	c.in.home_rates = c.in.tax_rates;
	add_line(&c, 1, 11900, 2);
	c.in.is_net = c.in.net_when_untaxed = true;
	c.in.delivery = (struct pricing_delivery){ STR("standard"), 595, STR("standard") };
	l = ask(&c);
	CU_ASSERT_EQUAL(l[0].unit_price, 10000);
	CU_ASSERT_EQUAL(l[0].tax, 3800);
	CU_ASSERT_EQUAL(l[0].total, 23800);
	CU_ASSERT_EQUAL(c.q.shipping, 500);
	CU_ASSERT_EQUAL(c.q.tax, 3895);
	CU_ASSERT_EQUAL(c.q.total, 24395);
	CU_ASSERT_FALSE(c.q.prices_with_tax);
	CU_ASSERT_TRUE(c.q.is_net);
	/* What is shown beside it is seen the same way; thresholds are meant with tax. */
	CU_ASSERT_EQUAL(quote_shown(&c.q, STR("standard"), false, 1190), 1000);
	CU_ASSERT_EQUAL(quote_shown(&c.q, STR_ABSENT, false, 1190), 1190);
	CU_ASSERT_EQUAL(quote_line_value(&c.q, &l[0]), 23800);
	/* Promotions work on what is seen. */
	add_promotion(&c, PROMOTION_CATALOGUE, BENEFIT_PERCENT, 100000);
	l = ask(&c);
	CU_ASSERT_EQUAL(l[0].unit_price, 9000);
	CU_ASSERT_EQUAL(l[0].list_price.value, 10000);
	/* Prices that are the same everywhere contain the tax of wherever it is. */
	c.in.promotions.count = 0;
	c.in.net_when_untaxed = false;
	c.rates[0].rate_e6 = 250000;
	c.in.home_rates.count = 0;
	CU_ASSERT_EQUAL(ask(&c)[0].unit_price, 9520);
	CU_ASSERT_EQUAL(c.q.lines.count ? ((const struct quote_line *)c.q.lines.items)->total : 0, 23800);
	/* The buyer owes the tax: none is added. */
	c.in.net_when_untaxed = true;
	c.in.reverse_charge = true;
	c.rates[0].rate_e6 = 190000;
	c.in.home_rates = c.in.tax_rates;
	CU_ASSERT_EQUAL(ask(&c)[0].total, 20000);
	CU_ASSERT_EQUAL(c.q.tax, 0);
	/* A shop whose prices are without tax anyway knows no difference. */
	c.in.reverse_charge = false;
	c.in.prices_with_tax = false;
	CU_ASSERT_EQUAL(ask(&c)[0].unit_price, 11900);
	CU_ASSERT_FALSE(c.q.is_net);
	arena_free(c.arena);
}

static void
test_pricing__lists_and_steps(void)
{
	struct list_price prices[] = { { 5, STR("b"), 1, 800 }, { 1, STR("a"), 10, 700 }, { 1, STR("a"), 20, 600 } };
	struct cart c;

	cart_open(&c);
	add_line(&c, 1, 1000, 5);
	c.lines[0].prices = (struct list){ prices, COUNT(prices) };
	CU_ASSERT_EQUAL(ask(&c)->unit_price, 800);
	c.lines[0].quantity = 10;
	CU_ASSERT_EQUAL(ask(&c)->unit_price, 700);
	c.lines[0].quantity = 25;
	CU_ASSERT_EQUAL(ask(&c)->unit_price, 600);
	arena_free(c.arena);
}

static void
test_pricing__catalogue_promotions(void)
{
	struct cart c;
	const struct quote_line *l;

	cart_open(&c);
	add_line(&c, 1, 1000, 1);
	add_line(&c, 2, 1000, 1);
	add_promotion(&c, PROMOTION_CATALOGUE, BENEFIT_PERCENT, 100000);
	add_promotion(&c, PROMOTION_CATALOGUE, BENEFIT_FIXED_PRICE, 850)->conditions.products =
	    fixture_strings(c.arena, 1, "prod_2");
	l = ask(&c);
	CU_ASSERT_EQUAL(l[0].unit_price, 900);
	CU_ASSERT_EQUAL(l[0].list_price.value, 1000);
	CU_ASSERT_EQUAL(l[1].unit_price, 850); /* one lane: the better one, not both */
	c.promotions[1].lane = 1;
	c.promotions[1].benefit.amount.value = 899;
	CU_ASSERT_EQUAL(ask(&c)[1].unit_price, 899); /* lanes follow each other */
	c.promotions[0].is_exclusive = true;
	CU_ASSERT_EQUAL(ask(&c)[1].unit_price, 900);
	CU_ASSERT_EQUAL(c.q.discount, 0);
	arena_free(c.arena);
}

static void
test_pricing__amount_is_split_over_lines(void)
{
	struct cart c;
	const struct quote_line *l;

	cart_open(&c);
	add_line(&c, 3, 333, 1);
	add_line(&c, 1, 333, 1);
	add_line(&c, 2, 334, 1);
	add_promotion(&c, PROMOTION_CART, BENEFIT_AMOUNT, 100);
	l = ask(&c);
	CU_ASSERT_EQUAL(l[0].discount + l[1].discount + l[2].discount, 100);
	CU_ASSERT_EQUAL(l[1].discount, 33);
	CU_ASSERT_EQUAL(l[2].discount, 34);
	c.promotions[0].benefit.amount.value = 5000; /* more than the cart */
	(void)ask(&c);
	CU_ASSERT_EQUAL(c.q.total, 0);
	arena_free(c.arena);
}

static void
test_pricing__buy_get(void)
{
	struct cart c;
	struct promotion *p;
	const struct quote_line *l;

	cart_open(&c);
	add_line(&c, 1, 1000, 3);
	add_line(&c, 2, 400, 5);
	p = add_promotion(&c, PROMOTION_CART, BENEFIT_BUY_GET, 1000000);
	p->benefit.buy = 3;
	p->benefit.get = 1;
	l = ask(&c); /* 8 pieces: 2 free, the cheapest */
	CU_ASSERT_EQUAL(l[0].discount, 0);
	CU_ASSERT_EQUAL(l[1].discount, 800);
	p->benefit.value_e6 = 500000;
	CU_ASSERT_EQUAL(ask(&c)[1].discount, 400);
	c.lines[1].quantity = 1;
	c.lines[0].quantity = 2;
	(void)ask(&c);
	CU_ASSERT_EQUAL(c.q.discount, 0);
	arena_free(c.arena);
}

static void
test_pricing__steps_and_caps(void)
{
	struct benefit_tier tiers[] = { { 3, 50000 }, { 5, 100000 } };
	struct cart c;
	struct promotion *p;

	cart_open(&c);
	add_line(&c, 1, 1000, 4);
	p = add_promotion(&c, PROMOTION_CART, BENEFIT_TIERS, 0);
	p->benefit.tiers = (struct list){ tiers, COUNT(tiers) };
	CU_ASSERT_EQUAL(ask(&c)->discount, 200);
	c.lines[0].quantity = 5;
	CU_ASSERT_EQUAL(ask(&c)->discount, 500);
	p->benefit.cap = (struct opt_i64){ true, 450 };
	CU_ASSERT_EQUAL(ask(&c)->discount, 450);
	arena_free(c.arena);
}

static void
test_pricing__lanes_and_exclusive(void)
{
	struct cart c;

	cart_open(&c);
	add_line(&c, 1, 10000, 1);
	add_promotion(&c, PROMOTION_CART, BENEFIT_PERCENT, 100000);
	add_promotion(&c, PROMOTION_CART, BENEFIT_PERCENT, 200000);
	add_promotion(&c, PROMOTION_CART, BENEFIT_PERCENT, 100000)->lane = 1;
	CU_ASSERT_EQUAL(ask(&c)->total, 7200); /* 20 %, then 10 % of what is left */
	c.promotions[1].is_exclusive = true;
	CU_ASSERT_EQUAL(ask(&c)->total, 8000);
	arena_free(c.arena);
}

static void
test_pricing__codes(void)
{
	struct cart c;
	const struct quote_code *codes;

	cart_open(&c);
	add_line(&c, 1, 5000, 1);
	add_promotion(&c, PROMOTION_CART, BENEFIT_PERCENT, 100000)->needs_code = true;
	CU_ASSERT_EQUAL(ask(&c)->discount, 0);
	c.codes[0] = (struct pricing_code){ STR("welcome-10"), 1, STR_ABSENT };
	c.codes[1] = (struct pricing_code){ STR("nothing"), 0, STR_ABSENT };
	c.in.codes.count = 2;
	CU_ASSERT_EQUAL(ask(&c)->discount, 500);
	codes = c.q.codes.items;
	CU_ASSERT_TRUE(codes[0].accepted);
	CU_ASSERT_FALSE(codes[1].accepted);
	CHECK_STR(codes[1].why, "We do not know this code.");
	c.promotions[0].conditions.min_total = (struct opt_i64){ true, 5001 };
	CU_ASSERT_EQUAL(ask(&c)->discount, 0);
	codes = c.q.codes.items;
	CU_ASSERT_FALSE(codes[0].accepted);
	CHECK_STR(codes[0].why, "Your cart does not reach the sum that this code asks for.");
	arena_free(c.arena);
}

static void
test_pricing__free_delivery(void)
{
	struct cart c;

	cart_open(&c);
	add_line(&c, 1, 5000, 1);
	add_promotion(&c, PROMOTION_CART, BENEFIT_DELIVERY, 1000000)->conditions.min_total =
	    (struct opt_i64){ true, 5000 };
	c.in.delivery = (struct pricing_delivery){ STR("parcel"), 490, STR_ABSENT };
	(void)ask(&c);
	CU_ASSERT_EQUAL(c.q.shipping, 0);
	CU_ASSERT_EQUAL(c.q.delivery.discount, 490);
	CU_ASSERT_EQUAL(c.q.discount, 0);
	CU_ASSERT_EQUAL(c.q.total, 5000);
	c.lines[0].unit_price = 4999;
	(void)ask(&c);
	CU_ASSERT_EQUAL(c.q.total, 4999 + 490);
	arena_free(c.arena);
}

static void
test_pricing__budget_and_limits(void)
{
	struct promotion_used used = { 1, STR("used") };
	struct cart c;
	struct promotion *p;

	cart_open(&c);
	add_line(&c, 1, 5000, 1);
	p = add_promotion(&c, PROMOTION_CART, BENEFIT_AMOUNT, 1000);
	p->budget = (struct opt_i64){ true, 10000 };
	p->budget_currency = STR("EUR");
	p->spent = 9000;
	CU_ASSERT_EQUAL(ask(&c)->discount, 1000);
	p->spent = 9001;
	CU_ASSERT_EQUAL(ask(&c)->discount, 0);
	p->spent = 0;
	c.in.uses = (struct list){ &used, 1 };
	CU_ASSERT_EQUAL(ask(&c)->discount, 0);
	arena_free(c.arena);
}

static void
test_pricing__gift_cards_are_money(void)
{
	struct cart c;

	cart_open(&c);
	add_line(&c, 1, 5000, 1);
	c.lines[0].is_gift_card = true;
	add_promotion(&c, PROMOTION_CART, BENEFIT_PERCENT, 100000);
	add_promotion(&c, PROMOTION_CATALOGUE, BENEFIT_PERCENT, 100000);
	CU_ASSERT_EQUAL(ask(&c)->total, 5000);
	arena_free(c.arena);
}

static void
test_pricing__refused(void)
{
	struct cart c;

	cart_open(&c);
	add_line(&c, 1, 5000, 1);
	add_line(&c, 1, 5000, 1);
	CHECK_ERR(pricing_quote(c.arena, &c.in, &c.q), ERR_INVALID);
	c.lines[1].variant_id = 2;
	c.lines[1].unit_price = -1;
	CHECK_ERR(pricing_quote(c.arena, &c.in, &c.q), ERR_INVALID);
	c.lines[1].unit_price = PRICING_MAX;
	CHECK_ERR(pricing_quote(c.arena, &c.in, &c.q), ERR_LIMIT);
	c.lines[1].unit_price = INT64_MAX;
	c.lines[1].quantity = INT64_MAX;
	CHECK_ERR(pricing_quote(c.arena, &c.in, &c.q), ERR_LIMIT);
	arena_free(c.arena);
}

static void
test_pricing__shares(void)
{
	for (int64_t whole = 0; whole < 60; whole++)
		for (int64_t n = 1; n < 9; n++) {
			int64_t sum = 0;
			for (int64_t at = 0; at < n;) {
				int64_t take = 1 + chance((uint32_t)(n - at));
				int64_t share = line_share(whole, n, at, take);
				CU_ASSERT_TRUE(share >= 0);
				sum += share;
				at += take;
			}
			CU_ASSERT_EQUAL(sum, whole);
		}
	CU_ASSERT_EQUAL(line_share(1000, 3, 0, 1), 333);
	CU_ASSERT_EQUAL(line_share(1000, 3, 1, 1), 334);
	CU_ASSERT_EQUAL(line_share(-1000, 3, 0, 3), -1000);
}

static void
test_pricing__vat_ids(void)
{
	static const struct {
		const char *text, *id; /* NULL: wrong */
	} cases[] = {
		{ "de 136.695.976", "DE136695976" },
		{ "DE136695977", NULL },
		{ "ATU13585627", "ATU13585627" },
		{ "AT13585627", NULL },
		{ "NL004495445B01", "NL004495445B01" },
		{ "FR40303265045", "FR40303265045" },
		{ "EL123456789", "EL123456789" },
		{ "GR123456789", NULL },
		{ "ESX1234567X", "ESX1234567X" },
		{ "IE8473625E", "IE8473625E" },
		{ "BE0428759497", "BE0428759497" },
		{ "BE0428759498", NULL },
		{ "US123456789", NULL },
		{ "", NULL },
		{ "SE556188840401", "SE556188840401" },
	};
	struct arena *a = arena_new();
	struct str id, country, evidence;

	for (size_t i = 0; i < COUNT(cases); i++) {
		bool ok = vat_id_read(a, str_of(cases[i].text), &id, &country);
		CU_ASSERT_EQUAL(ok, cases[i].id != NULL);
		if (ok && cases[i].id)
			CHECK_STR(id, cases[i].id);
	}
	CU_ASSERT_TRUE(vat_id_reverses(a, STR("ATU13585627"), STR("DE"), STR("AT"), &evidence));
	CU_ASSERT_FALSE(vat_id_reverses(a, STR("ATU13585627"), STR("DE"), STR("DE"), &evidence));
	CU_ASSERT_FALSE(vat_id_reverses(a, STR("ATU13585627"), STR("DE"), STR("CH"), &evidence));
	CU_ASSERT_FALSE(vat_id_reverses(a, STR("DE136695976"), STR("DE"), STR("AT"), &evidence));
	arena_free(a);
}

SUITE(pricing,
    { "plain, with tax contained", test_pricing__plain_with_tax_contained },
    { "tax added, compound", test_pricing__tax_added_and_compound },
    { "which rate", test_pricing__which_rate },
    { "reverse charge and other places", test_pricing__reverse_charge_and_other_places },
    { "prices without tax", test_pricing__prices_without_tax },
    { "lists and steps", test_pricing__lists_and_steps },
    { "catalogue promotions", test_pricing__catalogue_promotions },
    { "an amount is split over lines", test_pricing__amount_is_split_over_lines },
    { "buy and get", test_pricing__buy_get },
    { "steps and caps", test_pricing__steps_and_caps },
    { "lanes and exclusive", test_pricing__lanes_and_exclusive },
    { "codes", test_pricing__codes },
    { "free delivery", test_pricing__free_delivery },
    { "budget and limits", test_pricing__budget_and_limits },
    { "gift cards are money", test_pricing__gift_cards_are_money },
    { "refused", test_pricing__refused },
    { "shares", test_pricing__shares },
    { "VAT ids", test_pricing__vat_ids });
