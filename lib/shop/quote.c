/* quote.c - what a cart costs: reads what the price engine needs, and asks it.  See quote.h. */
#include "lib/shop/quote_parts.h"
#include "lib/io/json.h"
#include "lib/shop/shipping.h"
#include "lib/shop/vat_id.h"

static enum err match(struct arena *a, const struct quote_request *in, struct list rows, struct list *items,
    struct sellable **sold, struct pricing_line **lines, size_t *count) MUST_CHECK;
static enum err deliver(struct db *db, struct arena *a, const struct config *c, const struct quote_request *in,
    const struct sellable *sold, const struct quote *goods, struct pricing_delivery *out) MUST_CHECK;
static void show_here(const struct quote *q, struct list *items);
static enum err taxes(struct db *db, struct arena *a, const struct config *c, const struct quote_request *in,
    struct pricing_input *p) MUST_CHECK;

enum err
quote_make(struct db *db, struct arena *a, const struct config *c, const struct quote_request *in, struct list *items,
    struct quote *out)
{
	struct pricing_input *p = arena_new_of(a, struct pricing_input); /* the quote points to it */
	int64_t *ids = arena_array(a, int64_t, in->count);
	struct sellable *sold;
	struct pricing_line *lines;
	struct quote_buyer buyer;
	struct list rows;
	size_t count;
	enum err err;

	*p = (struct pricing_input){ .at = in->at, .is_known = in->account_id != 0, .explain = in->explain };
	memcpy(p->currency, in->currency, sizeof(p->currency));
	if (in->for_order)
		db_primary(db);
	for (size_t i = 0; i < in->count; i++)
		ids[i] = in->wishes[i].variant_id;
	if ((err = sellable_load(db, a, in->locale, in->fallback_locale, in->currency, ids, in->count, &rows)) ||
	    (err = match(a, in, rows, items, &sold, &lines, &count)) ||
	    (err = promotion_in_force(db, a, in->locale, in->fallback_locale, in->at, -1, &p->promotions)) ||
	    (err = quote_load_buyer(db, a, in, &p->promotions, &buyer)) ||
	    (count && (err = quote_load_facts(db, a, in, sold, lines, count))) ||
	    (err = quote_load_codes(db, a, in, &p->codes)) ||
	    (err = quote_load_uses(db, a, buyer.email_key, &p->promotions, &p->uses)))
		return err;
	p->is_net = buyer.is_net;
	if ((err = taxes(db, a, c, in, p)))
		return err;
	p->lines = (struct list){ lines, count };
	p->groups = buyer.groups;
	p->is_first_order = !buyer.has_ordered;
	/* What a delivery costs depends on what the goods cost, so they are priced before it. */
	if ((err = pricing_quote(a, p, out)))
		return err;
	show_here(out, items);
	if (!in->shipping_method.ptr || (err = deliver(db, a, c, in, sold, out, &p->delivery)) || !p->delivery.code.ptr)
		return err;
	return pricing_quote(a, p, out);
}

enum err
quote_trace_json(struct arena *a, const struct quote *q, struct str *json)
{
	struct buf b;

	buf_in_arena(&b, a, BUF_REPLY);
	json_write_list(&b, &quote_step_shape, q->trace, UINT64_MAX);
	if (b.failed)
		return err_fail(ERR_LIMIT, "could not write a trace of %zu steps", q->trace.count);
	*json = buf_view(&b);
	return OK;
}

/* ---- lines ---- */

/* Prices that pages show beside those of the quote, as this buyer sees them: without tax, or with that of the place. */
static void
show_here(const struct quote *q, struct list *items)
{
	struct sellable *s = items->items;

	for (size_t i = 0; i < items->count; i++) {
		struct opt_i64 *const prices[] = { &s[i].price, &s[i].compare_at, &s[i].public_price, &s[i].former,
			&s[i].lowest };
		for (size_t k = 0; k < COUNT(prices); k++)
			if (prices[k]->set)
				prices[k]->value = quote_shown(q, sellable_tax_class(&s[i]), false, prices[k]->value);
	}
}

static const struct sellable *
find(struct list rows, int64_t variant_id)
{
	const struct sellable *s = rows.items;

	for (size_t i = 0; i < rows.count; i++)
		if (s[i].variant_id == variant_id)
			return &s[i];
	return NULL;
}

static struct pricing_line
line_of(const struct sellable *s, int64_t quantity)
{
	return (struct pricing_line){ .variant_id = s->variant_id,
		.quantity = quantity,
		.product = s->product_public_id,
		.variant = s->public_id,
		.sku = s->sku,
		.brand = s->brand_public_id,
		.unit_price = s->price.value,
		.requires_shipping = s->requires_shipping,
		.is_gift_card = s->is_gift_card,
		.tax_class = sellable_tax_class(s) };
}

/* Rows to the order of the wishes; those on sale become lines. */
static enum err
match(struct arena *a, const struct quote_request *in, struct list rows, struct list *items, struct sellable **sold,
    struct pricing_line **lines, size_t *count)
{
	struct sellable *all = arena_array(a, struct sellable, in->count);

	*sold = arena_array(a, struct sellable, in->count);
	*lines = arena_array(a, struct pricing_line, in->count);
	*count = 0;
	for (size_t i = 0; i < in->count; i++) {
		const struct sellable *s = find(rows, in->wishes[i].variant_id);
		if (in->wishes[i].quantity <= 0)
			return err_fail(ERR_INVALID, "could not quote %lld pieces", (long long)in->wishes[i].quantity);
		if (!s)
			continue;
		all[i] = *s;
		if (!s->is_on_sale)
			continue;
		(*sold)[*count] = *s;
		(*lines)[(*count)++] = line_of(s, in->wishes[i].quantity);
	}
	*items = (struct list){ all, in->count };
	return OK;
}

/* ---- delivery ---- */

/* Nothing to deliver: no delivery, whatever was chosen before. */
static enum err
deliver(struct db *db, struct arena *a, const struct config *c, const struct quote_request *in,
    const struct sellable *sold, const struct quote *goods, struct pricing_delivery *out)
{
	const struct quote_line *l = goods->lines.items;
	struct shipping_goods g = { .value = { .minor = 0 },
		.country = in->country.ptr ? in->country : config_str(c, "shop.home_country"),
		.region = in->region,
		.postal_code = in->postal_code,
		.locale = in->locale,
		.fallback_locale = in->fallback_locale,
		.at = in->at };
	struct shipping_offer offer;
	enum err err;

	memcpy(g.value.currency, in->currency, sizeof(g.value.currency));
	for (size_t i = 0; i < goods->lines.count; i++) {
		if (!sold[i].requires_shipping)
			continue;
		g.quantity += l[i].quantity;
		g.value.minor += quote_line_value(goods, &l[i]);
		if (__builtin_add_overflow(g.weight_grams, sold[i].weight_grams.value * l[i].quantity, &g.weight_grams))
			return err_fail(ERR_LIMIT, "could not weigh a cart");
	}
	if (!g.quantity)
		return OK;
	if ((err = shipping_offer(db, a, c, &g, in->shipping_method, &offer)))
		return err;
	if (in->offer)
		*in->offer = offer;
	*out = (struct pricing_delivery){ offer.code, offer.price.minor, offer.tax_class };
	return OK;
}

/* ---- taxes ---- */

static enum err
taxes(struct db *db, struct arena *a, const struct config *c, const struct quote_request *in, struct pricing_input *p)
{
	struct str home = config_str(c, "shop.home_country");
	enum err err;

	p->country = in->country.ptr ? in->country : home;
	p->prices_with_tax = config_bool(c, "price.with_tax");
	p->net_when_untaxed = config_bool(c, "price.net_when_untaxed");
	p->rounding = str_eq(config_str(c, "price.rounding"), STR("half_even")) ? MONEY_HALF_EVEN : MONEY_HALF_UP;
	p->reverse_charge = in->vat_id.ptr && vat_id_reverses(a, in->vat_id, home, p->country, &p->evidence);
	if ((err = tax_rates_at(db, a, p->country, in->region, in->postal_code, in->at, &p->tax_rates)))
		return err;
	if (!p->prices_with_tax || (!p->net_when_untaxed && !p->reverse_charge && !p->is_net))
		return OK; /* what is contained does not matter */
	return tax_rates_at(db, a, home, STR_ABSENT, STR_ABSENT, in->at, &p->home_rates);
}
