/* pricing.c - the price engine: checks, the order of work, the sums.  See pricing.h. */
#include "lib/shop/pricing_parts.h"

#include <assert.h>
#include <stdlib.h>

static enum err check(const struct pricing_input *in) MUST_CHECK;
static enum err begin(struct pricing_work *w) MUST_CHECK;
static void sum_up(struct pricing_work *w);
static void judge_codes(struct pricing_work *w);

enum err
pricing_quote(struct arena *a, const struct pricing_input *in, struct quote *out)
{
	struct pricing_work w = { .arena = a, .in = in };
	struct quote q = { .prices_with_tax = in->prices_with_tax && !in->is_net,
		.reverse_charge = in->reverse_charge,
		.is_net = in->prices_with_tax && in->is_net,
		.in = in };
	enum err err = check(in);

	memcpy(q.currency, in->currency, sizeof(q.currency));
	w.out = &q;
	if (!err)
		err = begin(&w);
	if (!err)
		err = pricing_units(&w);
	if (!err)
		err = pricing_lanes(&w);
	if (!err)
		err = pricing_taxes(&w);
	if (err)
		return err;
	sum_up(&w);
	judge_codes(&w);
	*out = q;
	return OK;
}

int64_t
quote_line_value(const struct quote *q, const struct quote_line *l)
{
	return q->is_net ? l->total : l->subtotal - l->discount;
}

int64_t
line_share(int64_t whole, int64_t quantity, int64_t before, int64_t count)
{
	__int128 from, until, twice = (__int128)whole * 2;

	assert(quantity > 0 && before >= 0 && count >= 0 && count <= quantity - before);
	/* What the first n pieces are worth is rounded; a share is the difference of two of these, so that shares that
	 * join sum to the whole. */
	from = twice * before;
	until = twice * (before + count);
	from = (from + (from < 0 ? -quantity : quantity)) / (2 * (__int128)quantity);
	until = (until + (until < 0 ? -quantity : quantity)) / (2 * (__int128)quantity);
	return (int64_t)(until - from);
}

/* ---- checks ---- */

static enum err
check_line(const struct pricing_line *line, __int128 *sum)
{
	const struct list_price *p = line->prices.items;
	int64_t dearest = line->unit_price;

	if (line->variant_id <= 0 || line->quantity <= 0 || line->unit_price < 0)
		return err_fail(ERR_INVALID, "could not price variant %lld: a negative price or no pieces",
		    (long long)line->variant_id);
	for (size_t i = 0; i < line->prices.count; i++) {
		if (p[i].amount < 0 || p[i].min_quantity <= 0)
			return err_fail(ERR_INVALID, "could not price variant %lld: a negative price in a list",
			    (long long)line->variant_id);
		dearest = MAX(dearest, p[i].amount);
	}
	if (dearest > PRICING_MAX)
		return err_fail(
		    ERR_LIMIT, "could not price variant %lld: its price is too large", (long long)line->variant_id);
	*sum += (__int128)dearest * line->quantity;
	return OK;
}

/* With this bound no later sum or share of the goods can overflow. */
static enum err
check(const struct pricing_input *in)
{
	const struct pricing_line *lines = in->lines.items;
	__int128 sum = in->delivery.amount;

	if (in->lines.count > PRICING_LINES_MAX)
		return err_fail(ERR_LIMIT, "could not price %zu lines", in->lines.count);
	if (in->delivery.amount < 0)
		return err_fail(ERR_INVALID, "could not price a delivery of a negative amount");
	for (size_t i = 0; i < in->lines.count; i++) {
		enum err err = check_line(&lines[i], &sum);
		if (err)
			return err;
	}
	return sum > PRICING_MAX ? err_fail(ERR_LIMIT, "could not price a cart: its sum is too large") : OK;
}

static int
by_variant(const void *a, const void *b)
{
	const struct pricing_work_line *x = a, *y = b;

	return x->in->variant_id < y->in->variant_id ? -1 : x->in->variant_id > y->in->variant_id;
}

static int
by_lane(const void *a, const void *b)
{
	const struct promotion *x = *(const struct promotion *const *)a, *y = *(const struct promotion *const *)b;

	if (x->lane != y->lane)
		return x->lane < y->lane ? -1 : 1;
	return x->id < y->id ? -1 : x->id > y->id;
}

static enum err
begin(struct pricing_work *w)
{
	const struct pricing_line *lines = w->in->lines.items;
	const struct promotion *promotions = w->in->promotions.items;
	size_t n = w->in->lines.count;
	struct quote_line *out = arena_array(w->arena, struct quote_line, n);

	w->count = n;
	w->lines = arena_array(w->arena, struct pricing_work_line, n);
	w->out->lines = (struct list){ out, n };
	for (size_t i = 0; i < n; i++) {
		out[i] = (struct quote_line){ .variant_id = lines[i].variant_id,
			.quantity = lines[i].quantity,
			.tax_class = lines[i].tax_class };
		w->lines[i] = (struct pricing_work_line){ .in = &lines[i], .out = &out[i] };
	}
	qsort(w->lines, n, sizeof(*w->lines), by_variant);
	for (size_t i = 1; i < n; i++)
		if (w->lines[i].in->variant_id == w->lines[i - 1].in->variant_id)
			return err_fail(ERR_INVALID, "could not price a cart: variant %lld is on two lines",
			    (long long)w->lines[i].in->variant_id);
	w->promotions = arena_array(w->arena, const struct promotion *, w->in->promotions.count);
	for (size_t i = 0; i < w->in->promotions.count; i++)
		w->promotions[i] = &promotions[i];
	qsort(w->promotions, w->in->promotions.count, sizeof(struct promotion *), by_lane);
	if (!str_is_empty(w->in->evidence))
		pricing_step(w, "vat_id", STR("VAT id"), 0, w->in->reverse_charge, w->in->evidence, 0, 0);
	return OK;
}

/* ---- sums ---- */

static void
sum_discounts(struct pricing_work *w, struct list discounts, size_t *room)
{
	const struct quote_discount *d = discounts.items;
	struct list *all = &w->out->discounts;

	for (size_t i = 0; i < discounts.count; i++) {
		struct quote_discount *sum = all->items, *end = sum + all->count;
		while (sum < end && sum->promotion_id != d[i].promotion_id)
			sum++;
		if (sum < end) {
			sum->amount += d[i].amount;
			continue;
		}
		sum = pricing_list_add(w->arena, all, room, sizeof(*sum));
		*sum = d[i];
	}
}

static void
sum_taxes(struct pricing_work *w, struct list taxes, size_t *room)
{
	const struct quote_tax *t = taxes.items;
	struct list *all = &w->out->taxes;

	for (size_t i = 0; i < taxes.count; i++) {
		struct quote_tax *sum = all->items, *end = sum + all->count;
		while (sum < end && (sum->rate_e6 != t[i].rate_e6 || !str_eq(sum->name, t[i].name)))
			sum++;
		if (sum < end) {
			sum->amount += t[i].amount;
			sum->base += t[i].base;
			continue;
		}
		sum = pricing_list_add(w->arena, all, room, sizeof(*sum));
		*sum = t[i];
	}
}

/* By name and rate, by promotion: not by which line had it first. */
static int
by_tax(const void *a, const void *b)
{
	const struct quote_tax *x = a, *y = b;
	int names = str_cmp(x->name, y->name);

	return names ? names : x->rate_e6 < y->rate_e6 ? -1 : x->rate_e6 > y->rate_e6;
}

static int
by_promotion(const void *a, const void *b)
{
	const struct quote_discount *x = a, *y = b;

	return x->promotion_id < y->promotion_id ? -1 : x->promotion_id > y->promotion_id;
}

static void
sum_up(struct pricing_work *w)
{
	struct quote *q = w->out;
	size_t tax_room = 0, discount_room = 0;

	for (size_t i = 0; i < w->count; i++) {
		const struct quote_line *l = w->lines[i].out;
		assert(l->discount >= 0 && l->discount <= l->subtotal && l->tax >= 0);
		assert(l->total == l->subtotal - l->discount + (q->prices_with_tax ? 0 : l->tax));
		q->subtotal += l->subtotal;
		q->discount += l->discount;
		q->tax += l->tax;
		q->total += l->total;
		sum_taxes(w, l->taxes, &tax_room);
		sum_discounts(w, l->discounts, &discount_room);
	}
	q->shipping = q->delivery.subtotal - q->delivery.discount;
	q->tax += q->delivery.tax;
	q->total += q->delivery.total;
	sum_taxes(w, q->delivery.taxes, &tax_room);
	sum_discounts(w, q->delivery.discounts, &discount_room);
	assert(q->total == q->subtotal - q->discount + q->shipping + (q->prices_with_tax ? 0 : q->tax));
	if (q->taxes.count)
		qsort(q->taxes.items, q->taxes.count, sizeof(struct quote_tax), by_tax);
	if (q->discounts.count)
		qsort(q->discounts.items, q->discounts.count, sizeof(struct quote_discount), by_promotion);
}

/* ---- codes ---- */

static void
judge_codes(struct pricing_work *w)
{
	const struct pricing_code *codes = w->in->codes.items;
	struct quote_code *out = w->out->codes.items; /* pricing_lanes() has filled in what it saw */

	for (size_t i = 0; i < w->in->codes.count; i++) {
		out[i].code = codes[i].code;
		if (out[i].accepted)
			continue;
		if (codes[i].why.ptr)
			out[i].why = codes[i].why;
		else if (!codes[i].promotion_id)
			out[i].why = STR(N_("We do not know this code."));
		else if (!out[i].why.ptr)
			out[i].why = STR(N_("This code is not valid at present."));
	}
}

/* ---- for all files ---- */

void *
pricing_list_add(struct arena *a, struct list *list, size_t *room, size_t size)
{
	if (list->count == *room) {
		size_t more = *room ? *room * 2 : 4;
		char *bigger = arena_zalloc(a, more, size);
		if (list->count)
			memcpy(bigger, list->items, list->count * size);
		list->items = bigger;
		*room = more;
	}
	return (char *)list->items + list->count++ * size;
}

void
pricing_step(struct pricing_work *w, const char *step, struct str name, int64_t variant_id, bool applied,
    struct str why, int64_t before, int64_t after)
{
	struct quote_step *s;

	if (!w->in->explain)
		return;
	s = pricing_list_add(w->arena, &w->out->trace, &w->trace_room, sizeof(*s));
	*s = (struct quote_step){ str_of(step), name, variant_id, applied, why, before, after };
}

struct money
pricing_money(const struct pricing_work *w, int64_t minor)
{
	struct money m = { .minor = minor };

	memcpy(m.currency, w->in->currency, sizeof(m.currency));
	return m;
}

enum err
pricing_percent(const struct pricing_work *w, int64_t value, int64_t e6, int64_t *out)
{
	struct money m;
	enum err err = money_ratio(pricing_money(w, value), e6, 1000000, w->in->rounding, &m);

	if (err)
		return err;
	*out = m.minor;
	return OK;
}
