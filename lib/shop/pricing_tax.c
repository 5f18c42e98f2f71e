/*
 * pricing_tax.c - taxes of a line: which rates, what is contained, what is added.  See tax.h.
 *
 * A set of rates multiplies a net price by a fraction, kept exactly (119/100), so that what is contained is rounded
 * once per line and then split over the rates by largest remainder.
 */
#include "lib/shop/pricing_parts.h"

#include <stdio.h>

#define LEVELS_MAX 8

/* The rates that apply to one class, by level. */
struct rates {
	const struct tax_rate *items[LEVELS_MAX];
	size_t count;
};
/* num / den >= 1, reduced. */
struct factor {
	int64_t num, den;
};

static int
specific(const struct tax_rate *r)
{
	return (r->postal_prefix.ptr ? 1000 + (int)MIN(r->postal_prefix.len, 100) : 0) + (r->region.ptr ? 1 : 0);
}

static struct rates
of_class(struct list all, struct str tax_class, bool delivery)
{
	const struct tax_rate *r = all.items;
	struct rates out = { .count = 0 };

	for (size_t i = 0; i < all.count; i++) {
		size_t k = 0;
		if (!str_eq(r[i].tax_class, tax_class))
			continue;
		while (k < out.count && out.items[k]->level < r[i].level)
			k++;
		if (k < out.count && out.items[k]->level == r[i].level) {
			if (specific(&r[i]) > specific(out.items[k]))
				out.items[k] = &r[i];
			continue;
		}
		if (out.count == LEVELS_MAX)
			continue;
		memmove(&out.items[k + 1], &out.items[k], (out.count - k) * sizeof(out.items[0]));
		out.items[k] = &r[i];
		out.count++;
	}
	/* Whether a rate is for deliveries is asked of the one that applies, not before. */
	for (size_t k = 0; delivery && k < out.count;) {
		if (out.items[k]->on_shipping) {
			k++;
			continue;
		}
		memmove(&out.items[k], &out.items[k + 1], (out.count - k - 1) * sizeof(out.items[0]));
		out.count--;
	}
	return out;
}

static bool
knows(struct list all, struct str tax_class)
{
	const struct tax_rate *r = all.items;

	for (size_t i = 0; i < all.count; i++)
		if (str_eq(r[i].tax_class, tax_class))
			return true;
	return false;
}

/* A class that has no rate at a place is taxed as `standard` there: a reduced rate is an exception that a place makes,
 * or not. */
static struct rates
rates_for(struct list all, struct str tax_class, bool delivery)
{
	if (!tax_class.ptr)
		return (struct rates){ .count = 0 };
	if (!knows(all, tax_class) && !str_eq(tax_class, STR("zero")))
		tax_class = STR("standard");
	return of_class(all, tax_class, delivery);
}

static enum err
reduce(__int128 num, __int128 den, struct factor *out)
{
	__int128 a = num, b = den;

	while (b) {
		__int128 rest = a % b;
		a = b;
		b = rest;
	}
	num /= a;
	den /= a;
	if (num > INT64_MAX || den > INT64_MAX)
		return err_fail(ERR_LIMIT, "could not combine tax rates: they multiply to a fraction that is too long");
	*out = (struct factor){ (int64_t)num, (int64_t)den };
	return OK;
}

/* *before[k] (may be NULL): what rate k is a share of, in units of the net price, for a compound one more than 1. */
static enum err
factor_of(const struct rates *rates, struct factor *before, struct factor *out)
{
	struct factor f = { 1, 1 };
	enum err err;

	for (size_t k = 0; k < rates->count; k++) {
		const struct tax_rate *r = rates->items[k];
		struct factor base = r->is_compound ? f : (struct factor){ 1, 1 };
		if (before)
			before[k] = base;
		/* f + base * rate / 1000000, over one denominator */
		if ((err = reduce((__int128)base.num * r->rate_e6, (__int128)base.den * 1000000, &base)) ||
		    (err = reduce(
			 (__int128)f.num * base.den + (__int128)base.num * f.den, (__int128)f.den * base.den, &f)))
			return err;
	}
	*out = f;
	return OK;
}

enum err
pricing_place(const struct pricing_input *in, struct str tax_class, bool delivery, int64_t *amount)
{
	struct factor home, here = { 1, 1 }, both;
	struct rates rates;
	struct money m = { .minor = *amount };
	enum err err;

	if (!in->prices_with_tax || (!in->reverse_charge && !in->net_when_untaxed && !in->is_net))
		return OK;
	memcpy(m.currency, in->currency, sizeof(m.currency));
	/* A price that is the same everywhere contains the tax of wherever it is paid. */
	rates =
	    rates_for(in->reverse_charge || in->net_when_untaxed ? in->home_rates : in->tax_rates, tax_class, delivery);
	if ((err = factor_of(&rates, NULL, &home)))
		return err;
	rates = rates_for(in->tax_rates, tax_class, delivery);
	if (!in->reverse_charge && !in->is_net && (err = factor_of(&rates, NULL, &here)))
		return err;
	if ((err = reduce((__int128)home.den * here.num, (__int128)home.num * here.den, &both)) ||
	    (err = money_ratio(m, both.num, both.den, in->rounding, &m)))
		return err;
	*amount = m.minor;
	return OK;
}

int64_t
quote_shown(const struct quote *q, struct str tax_class, bool delivery, int64_t amount)
{
	if (q->in && pricing_place(q->in, tax_class, delivery, &amount))
		err_clear();
	return amount;
}

/* ---- step 4 ---- */

static enum err
contained(struct pricing_work *w, const struct rates *rates, int64_t gross, struct quote_tax *taxes, int64_t *sum)
{
	struct factor before[LEVELS_MAX], f;
	int64_t weights[LEVELS_MAX], base;
	struct money net, parts[LEVELS_MAX];
	enum err err = factor_of(rates, before, &f);

	if (!err)
		err = money_ratio(pricing_money(w, gross), f.den, f.num, w->in->rounding, &net);
	if (err)
		return err;
	for (size_t k = 0; k < rates->count;
	     k++) /* exact enough to share a few cents: the rate on its base, in 10^12ths */
		weights[k] = (int64_t)((__int128)rates->items[k]->rate_e6 * before[k].num * 1000000 / before[k].den);
	if ((*sum = gross - net.minor) && (err = money_split(pricing_money(w, *sum), weights, rates->count, parts)))
		return err;
	base = net.minor;
	for (size_t k = 0; k < rates->count; k++) {
		const struct tax_rate *r = rates->items[k];
		int64_t amount = *sum ? parts[k].minor : 0;
		taxes[k] = (struct quote_tax){ r->name, r->rate_e6, r->is_compound ? base : net.minor, amount };
		base += amount;
	}
	return OK;
}

static enum err
added(struct pricing_work *w, const struct rates *rates, int64_t net, struct quote_tax *taxes, int64_t *sum)
{
	enum err err;

	*sum = 0;
	for (size_t k = 0; k < rates->count; k++) {
		const struct tax_rate *r = rates->items[k];
		taxes[k] = (struct quote_tax){
			.name = r->name, .rate_e6 = r->rate_e6, .base = r->is_compound ? net + *sum : net
		};
		if ((err = pricing_percent(w, taxes[k].base, r->rate_e6, &taxes[k].amount)))
			return err;
		if (__builtin_add_overflow(*sum, taxes[k].amount, sum))
			return err_fail(ERR_LIMIT, "could not add taxes: too large");
	}
	return OK;
}

/* "19 %, contained", "9.975 %, added" */
static struct str
how_much(struct pricing_work *w, int64_t rate_e6)
{
	char fraction[8];
	int n = 4;

	snprintf(fraction, sizeof(fraction), "%04lld", (long long)(rate_e6 % 10000));
	while (n > 0 && fraction[n - 1] == '0')
		n--;
	return str_printf(w->arena, "%lld%s%.*s %%, %s", (long long)(rate_e6 / 10000), n ? "." : "", n, fraction,
	    w->out->prices_with_tax ? "contained" : "added");
}

static enum err
tax_line(struct pricing_work *w, struct quote_line *line, int64_t left, bool delivery)
{
	struct rates rates = rates_for(w->in->tax_rates, line->tax_class, delivery);
	struct quote_tax *taxes;
	enum err err;

	line->total = left;
	if (w->in->reverse_charge || !rates.count) {
		pricing_step(w, "tax", line->tax_class, line->variant_id, false,
		    w->in->reverse_charge     ? STR("reverse charge: the buyer owes the tax")
			: line->tax_class.ptr ? STR("no rate at this place")
					      : STR("not taxable"),
		    left, left);
		return OK;
	}
	taxes = arena_array(w->arena, struct quote_tax, rates.count);
	err = w->out->prices_with_tax ? contained(w, &rates, left, taxes, &line->tax)
				      : added(w, &rates, left, taxes, &line->tax);
	if (err)
		return err;
	line->taxes = (struct list){ taxes, rates.count };
	if (!w->out->prices_with_tax &&
	    (__builtin_add_overflow(left, line->tax, &line->total) || line->total > 64 * PRICING_MAX))
		return err_fail(ERR_LIMIT, "could not add taxes: too large");
	for (size_t k = 0; w->in->explain && k < rates.count; k++)
		pricing_step(w, "tax", taxes[k].name, line->variant_id, true, how_much(w, taxes[k].rate_e6),
		    taxes[k].base, taxes[k].base + taxes[k].amount);
	return OK;
}

enum err
pricing_taxes(struct pricing_work *w)
{
	__int128 sum = 0;
	enum err err;

	for (size_t i = 0; i < w->count; i++) {
		if ((err = tax_line(w, w->lines[i].out, w->lines[i].left, false)))
			return err;
		sum += w->lines[i].out->total;
	}
	if (w->in->delivery.code.ptr && (err = tax_line(w, &w->out->delivery, w->delivery_left, true)))
		return err;
	return sum > 64 * (__int128)PRICING_MAX ? err_fail(ERR_LIMIT, "could not price a cart: its sum is too large")
						: OK;
}
