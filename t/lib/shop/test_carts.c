/*
 * Properties of the price engine on carts made by chance.  MERCER_TEST_CARTS says how many (default 20,000; the proof
 * takes 1,000,000):
 *	MERCER_TEST_CARTS=1000000 t/lib/shop/run carts
 */
#include "lib/shop/pricing.h"
#include "t/lib/shop/fixture.h"

#include <stdlib.h>

#define LINES_MOST 8
#define PROMOTIONS_MOST 7

static const char *const tags[] = { "sale", "new", "gift" };
static const char *const categories[] = { "cat_a", "cat_b", "cat_c" };

static struct list
some(struct arena *a, const char *const *texts, size_t count, uint32_t percent)
{
	struct str *out = arena_array(a, struct str, count);
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		if (chance(100) < percent)
			out[n++] = str_of(texts[i]);
	return (struct list){ out, n };
}

static struct opt_i64
maybe(uint32_t percent, uint32_t below)
{
	return chance(100) < percent ? (struct opt_i64){ true, (int64_t)chance(below) + 1 } : (struct opt_i64){ 0 };
}

static int64_t
price(void)
{
	switch (chance(8)) {
	case 0:
		return chance(3);
	case 1:
		return (int64_t)chance(2000000000) * 1000;
	default:
		return chance(20000);
	}
}

static struct list
lines(struct arena *a)
{
	static const char *const classes[] = { "standard", "standard", "reduced", "zero", NULL };
	size_t n = 1 + chance(LINES_MOST);
	struct pricing_line *l = arena_array(a, struct pricing_line, n);

	for (size_t i = 0; i < n; i++) {
		size_t steps = chance(4);
		struct list_price *p = arena_array(a, struct list_price, steps);
		l[i] = (struct pricing_line){ .variant_id = (int64_t)(i * 7 + 1),
			.quantity = 1 + (chance(4) ? chance(5) : chance(9999)),
			.unit_price = price(),
			.product = str_printf(a, "prod_%u", chance(4)),
			.sku = str_printf(a, "S%zu", i),
			.brand = str_printf(a, "brand_%u", chance(3)),
			.categories = some(a, categories, COUNT(categories), 40),
			.tags = some(a, tags, COUNT(tags), 40),
			.tax_class = str_of(classes[chance(COUNT(classes))]),
			.requires_shipping = chance(10) > 0,
			.is_gift_card = chance(20) == 0 };
		for (size_t k = 0; k < steps; k++)
			p[k] = (struct list_price){ chance(3), str_printf(a, "list%u", chance(2)), 1 + (int64_t)k * 5,
				price() };
		l[i].prices = (struct list){ p, steps };
	}
	return (struct list){ l, n };
}

static struct promotion_benefit
benefit(struct arena *a)
{
	struct benefit_tier *t = arena_array(a, struct benefit_tier, 3);
	struct promotion_benefit b = { .kind = (int)chance(BENEFIT_DELIVERY + 1),
		.value_e6 = chance(3) ? chance(20) * 50000 : chance(1000001),
		.amount = { true, (int64_t)chance(chance(2) ? 3000 : 3000000) },
		.cap = maybe(20, 5000),
		.currency = chance(20) ? STR("EUR") : STR("USD"),
		.buy = 1 + chance(4),
		.get = 1 + chance(2),
		.tiers_by_total = chance(2) };

	for (size_t i = 0; i < 3; i++)
		t[i] = (struct benefit_tier){ (int64_t)(1 + i * 5) * (b.tiers_by_total ? 2000 : 1), chance(1000001) };
	b.tiers = (struct list){ t, 3 };
	return b;
}

static struct list
promotions(struct arena *a)
{
	size_t n = chance(PROMOTIONS_MOST + 1);
	struct promotion *p = arena_array(a, struct promotion, n);

	for (size_t i = 0; i < n; i++) {
		p[i] = (struct promotion){ .id = (int64_t)i + 1,
			.name = str_printf(a, "P%zu", i),
			.kind = (int)chance(2),
			.lane = (int32_t)chance(3),
			.is_exclusive = chance(6) == 0,
			.needs_code = chance(4) == 0,
			.is_active = chance(20) > 0,
			.starts_at = TIME_ABSENT,
			.ends_at = chance(20) ? TIME_ABSENT : (struct time){ 0 },
			.benefit = benefit(a) };
		p[i].conditions =
		    (struct promotion_conditions){ .categories = some(a, categories, COUNT(categories), 15),
			    .tags = some(a, tags, COUNT(tags), 15),
			    .not_tags = some(a, tags, COUNT(tags), 10),
			    .min_total = maybe(25, 20000),
			    .min_quantity = maybe(20, 8),
			    .first_order = chance(10) == 0,
			    .known_only = chance(10) == 0 };
		if (chance(10) == 0) {
			p[i].budget = (struct opt_i64){ true, chance(5000) };
			p[i].budget_currency = STR("EUR");
		}
	}
	return (struct list){ p, n };
}

static struct list
rates(struct arena *a)
{
	static const char *const classes[] = { "standard", "reduced" };
	static const int64_t usual[] = { 190000, 70000, 200000, 210000, 55000, 81000, 99750, 0, 1000000 };
	struct tax_rate *r = arena_array(a, struct tax_rate, 8);
	size_t n = 0;

	for (size_t c = 0; c < COUNT(classes); c++)
		for (int32_t level = 0; level < 3; level++)
			if (chance(level ? 4 : 1) == 0 && (level || chance(10)))
				r[n++] = (struct tax_rate){ .country = STR("DE"),
					.tax_class = str_of(classes[c]),
					.level = level,
					.name = str_printf(a, "T%d", level),
					.rate_e6 = usual[chance(COUNT(usual))],
					.is_compound = level && chance(2),
					.on_shipping = chance(4) > 0 };
	return (struct list){ r, n };
}

static struct list
codes(struct arena *a, size_t promotion_count)
{
	size_t n = chance(3);
	struct pricing_code *c = arena_array(a, struct pricing_code, n);

	for (size_t i = 0; i < n; i++)
		c[i] = (struct pricing_code){ str_printf(a, "CODE%zu", i),
			(int64_t)chance((uint32_t)promotion_count + 1), chance(8) ? STR_ABSENT : STR("used") };
	return (struct list){ c, n };
}

static struct pricing_input
cart(struct arena *a)
{
	struct pricing_input in = { .currency = "EUR",
		.at = { 1000 },
		.country = STR("DE"),
		.prices_with_tax = chance(2),
		.net_when_untaxed = chance(2),
		.reverse_charge = chance(8) == 0,
		.is_net = chance(4) == 0,
		.rounding = chance(2) ? MONEY_HALF_UP : MONEY_HALF_EVEN,
		.is_first_order = chance(2),
		.is_known = chance(2) };

	in.lines = lines(a);
	in.promotions = promotions(a);
	in.codes = codes(a, in.promotions.count);
	in.tax_rates = rates(a);
	in.home_rates = rates(a);
	if (chance(2))
		in.delivery =
		    (struct pricing_delivery){ STR("parcel"), chance(2000), chance(4) ? STR("standard") : STR_ABSENT };
	return in;
}

/* The same things in another order. */
static struct list
shuffled(struct arena *a, struct list list, size_t size)
{
	char *out = arena_memdup(a, list.items ? list.items : "", list.count * size);
	char *spare = arena_alloc(a, size);

	for (size_t i = list.count; i > 1; i--) {
		size_t k = chance((uint32_t)i);
		memcpy(spare, out + (i - 1) * size, size);
		memcpy(out + (i - 1) * size, out + k * size, size);
		memcpy(out + k * size, spare, size);
	}
	return (struct list){ out, list.count };
}

static const struct quote_line *
line_of(const struct quote *q, int64_t variant_id)
{
	const struct quote_line *l = q->lines.items;

	while (l->variant_id != variant_id)
		l++;
	return l;
}

static bool
same_line(const struct quote_line *x, const struct quote_line *y)
{
	const struct quote_discount *d = x->discounts.items, *e = y->discounts.items;
	const struct quote_tax *t = x->taxes.items, *u = y->taxes.items;
	bool same = x->unit_price == y->unit_price && x->subtotal == y->subtotal && x->discount == y->discount &&
	    x->tax == y->tax && x->total == y->total && x->list_price.set == y->list_price.set &&
	    x->list_price.value == y->list_price.value && x->discounts.count == y->discounts.count &&
	    x->taxes.count == y->taxes.count;

	for (size_t i = 0; same && i < x->discounts.count; i++)
		same = d[i].promotion_id == e[i].promotion_id && d[i].amount == e[i].amount &&
		    str_eq(d[i].code, e[i].code);
	for (size_t i = 0; same && i < x->taxes.count; i++)
		same = t[i].rate_e6 == u[i].rate_e6 && t[i].base == u[i].base && t[i].amount == u[i].amount;
	return same;
}

static bool
same_quote(const struct quote *x, const struct quote *y)
{
	const struct quote_line *l = x->lines.items;
	const struct quote_tax *t = x->taxes.items, *u = y->taxes.items;
	const struct quote_discount *d = x->discounts.items, *e = y->discounts.items;
	bool same = x->subtotal == y->subtotal && x->discount == y->discount && x->shipping == y->shipping &&
	    x->tax == y->tax && x->total == y->total && x->taxes.count == y->taxes.count &&
	    x->discounts.count == y->discounts.count && same_line(&x->delivery, &y->delivery);

	for (size_t i = 0; same && i < x->lines.count; i++)
		same = same_line(&l[i], line_of(y, l[i].variant_id));
	for (size_t i = 0; same && i < x->taxes.count; i++)
		same = t[i].rate_e6 == u[i].rate_e6 && t[i].base == u[i].base && t[i].amount == u[i].amount &&
		    str_eq(t[i].name, u[i].name);
	for (size_t i = 0; same && i < x->discounts.count; i++)
		same = d[i].promotion_id == e[i].promotion_id && d[i].amount == e[i].amount;
	return same;
}

/* What holds for a line or the delivery alone. */
static bool
line_adds_up(const struct quote *q, const struct quote_line *l)
{
	const struct quote_discount *d = l->discounts.items;
	const struct quote_tax *t = l->taxes.items;
	int64_t discount = 0, tax = 0;

	for (size_t i = 0; i < l->discounts.count; i++) {
		discount += d[i].amount;
		if (d[i].amount <= 0)
			return false;
	}
	for (size_t i = 0; i < l->taxes.count; i++) {
		tax += t[i].amount;
		if (t[i].amount < 0 || t[i].base < 0)
			return false;
	}
	return discount == l->discount && tax == l->tax && l->discount <= l->subtotal &&
	    l->subtotal == l->unit_price * l->quantity && l->tax >= 0 &&
	    l->total == l->subtotal - l->discount + (q->prices_with_tax ? 0 : l->tax) &&
	    (!q->prices_with_tax || l->tax <= l->total) && (!l->list_price.set || l->list_price.value > l->unit_price);
}

static bool
adds_up(const struct quote *q)
{
	const struct quote_line *l = q->lines.items;
	const struct quote_tax *t = q->taxes.items;
	const struct quote_discount *d = q->discounts.items;
	int64_t subtotal = 0, discount = q->delivery.discount, tax = q->delivery.tax, total = q->delivery.total,
		taxes = 0, discounts = 0;

	for (size_t i = 0; i < q->lines.count; i++) {
		if (!line_adds_up(q, &l[i]))
			return false;
		subtotal += l[i].subtotal;
		discount += l[i].discount;
		tax += l[i].tax;
		total += l[i].total;
	}
	for (size_t i = 0; i < q->taxes.count; i++)
		taxes += t[i].amount;
	for (size_t i = 0; i < q->discounts.count; i++)
		discounts += d[i].amount;
	return (!q->delivery.quantity || line_adds_up(q, &q->delivery)) && subtotal == q->subtotal &&
	    discount == q->discount + q->delivery.discount && tax == q->tax && total == q->total && taxes == q->tax &&
	    discounts == discount &&
	    q->total == q->subtotal - q->discount + q->shipping + (q->prices_with_tax ? 0 : q->tax) &&
	    (!q->reverse_charge || !q->tax);
}

/* Pieces in packs by chance: what is given back for all of them is what was paid. */
static bool
shares_add_up(const struct quote *q)
{
	const struct quote_line *l = q->lines.items;

	for (size_t i = 0; i < q->lines.count; i++) {
		int64_t total = 0, tax = 0, discount = 0, share, at = 0;
		while (at < l[i].quantity) {
			int64_t take = 1 + chance((uint32_t)(l[i].quantity - at));
			total += share = line_share(l[i].total, l[i].quantity, at, take);
			tax += line_share(l[i].tax, l[i].quantity, at, take);
			discount += line_share(l[i].discount, l[i].quantity, at, take);
			if (share < 0 || share > l[i].total)
				return false;
			at += take;
		}
		if (total != l[i].total || tax != l[i].tax || discount != l[i].discount)
			return false;
	}
	return true;
}

static int64_t
wanted(void)
{
	const char *text = getenv("MERCER_TEST_CARTS");
	int64_t n = 20000;

	if (text && str_to_i64(str_of(text), 1, INT64_MAX, &n))
		n = 20000;
	return n;
}

static void
test_carts__properties(void)
{
	int64_t count = wanted(), orders = 0, sums = 0, shares = 0, traces = 0, discounted = 0, taxed = 0;
	struct arena *a = arena_new();

	chance_seed();
	for (int64_t i = 0; i < count; i++) {
		struct pricing_input in = cart(a), other = in;
		struct quote q, again, traced;
		if (pricing_quote(a, &in, &q)) {
			CU_FAIL("a cart that is not too large has a price");
			printf("cart %lld: %s\n", (long long)i, err_detail());
			break;
		}
		other.lines = shuffled(a, in.lines, sizeof(struct pricing_line));
		other.promotions = shuffled(a, in.promotions, sizeof(struct promotion));
		other.codes = shuffled(a, in.codes, sizeof(struct pricing_code));
		other.tax_rates = in.tax_rates;
		orders += pricing_quote(a, &other, &again) == OK && same_quote(&q, &again);
		other = in;
		other.explain = true;
		traces += pricing_quote(a, &other, &traced) == OK && same_quote(&q, &traced) &&
		    traced.trace.count > 0 && q.trace.count == 0;
		sums += adds_up(&q);
		shares += shares_add_up(&q);
		discounted += q.discount > 0;
		taxed += q.tax > 0;
		arena_reset(a);
	}
	printf("%lld carts, %lld with a discount, %lld with tax\n", (long long)count, (long long)discounted,
	    (long long)taxed);
	CU_ASSERT_EQUAL(orders, count);
	CU_ASSERT_EQUAL(sums, count);
	CU_ASSERT_EQUAL(shares, count);
	CU_ASSERT_EQUAL(traces, count);
	arena_free(a);
}

SUITE(carts, { "order, sums, shares, trace", test_carts__properties });
