/* pricing_benefit.c - what a promotion would take off.  See promotion.h. */
#include "lib/shop/pricing_parts.h"

#include <stdlib.h>

static int64_t
sum_of(const int64_t *parts, size_t n)
{
	int64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += parts[i];
	return sum;
}

/* `whole` over the lines in proportion to weights; never more than a line's weight when whole <= their sum. */
static enum err
split(struct pricing_work *w, int64_t whole, const int64_t *weights, int64_t *parts)
{
	struct money *shares = arena_array(w->arena, struct money, w->count);
	enum err err = money_split(pricing_money(w, whole), weights, w->count, shares);

	if (err)
		return err;
	for (size_t i = 0; i < w->count; i++)
		parts[i] = shares[i].minor;
	return OK;
}

static enum err
percent(struct pricing_work *w, int64_t e6, int64_t *parts)
{
	enum err err;

	for (size_t i = 0; i < w->count; i++)
		if (w->lines[i].matches && (err = pricing_percent(w, w->lines[i].left, e6, &parts[i])))
			return err;
	return OK;
}

static enum err
amount(struct pricing_work *w, int64_t off, int64_t *parts)
{
	int64_t *weights = arena_array(w->arena, int64_t, w->count);

	for (size_t i = 0; i < w->count; i++)
		weights[i] = w->lines[i].matches ? w->lines[i].left : 0;
	off = MIN(off, sum_of(weights, w->count));
	return off ? split(w, off, weights, parts) : OK;
}

static void
fixed_price(struct pricing_work *w, int64_t price, int64_t *parts)
{
	for (size_t i = 0; i < w->count; i++) {
		const struct pricing_work_line *l = &w->lines[i];
		__int128 wanted = (__int128)price * l->in->quantity;
		if (l->matches && wanted < l->left)
			parts[i] = l->left - (int64_t)wanted;
	}
}

struct cheap {
	const struct pricing_work_line *line;
	size_t index;
};

/* By what a piece costs; left / quantity is compared without dividing. */
static int
by_piece(const void *a, const void *b)
{
	const struct cheap *x = a, *y = b;
	__int128 left = (__int128)x->line->left * y->line->in->quantity,
		 right = (__int128)y->line->left * x->line->in->quantity;

	if (left != right)
		return left < right ? -1 : 1;
	return x->index < y->index ? -1 : 1;
}

static enum err
buy_get(struct pricing_work *w, const struct promotion_benefit *b, int64_t *parts)
{
	struct cheap *cheap = arena_array(w->arena, struct cheap, w->count);
	int64_t pieces = 0, free_pieces;
	size_t n = 0;
	enum err err;

	for (size_t i = 0; i < w->count; i++) {
		if (!w->lines[i].matches)
			continue;
		cheap[n++] = (struct cheap){ &w->lines[i], i };
		pieces += w->lines[i].in->quantity;
	}
	qsort(cheap, n, sizeof(*cheap), by_piece);
	free_pieces = pieces / (b->buy + b->get) * b->get;
	for (size_t i = 0; i < n && free_pieces > 0; i++) {
		const struct pricing_work_line *l = cheap[i].line;
		int64_t take = MIN(free_pieces, l->in->quantity);
		if ((err = pricing_percent(
			 w, line_share(l->left, l->in->quantity, 0, take), b->value_e6, &parts[cheap[i].index])))
			return err;
		free_pieces -= take;
	}
	return OK;
}

static int64_t
tier(const struct pricing_work *w, const struct promotion_benefit *b)
{
	const struct benefit_tier *t = b->tiers.items, *best = NULL;
	int64_t reached = 0;

	for (size_t i = 0; i < w->count; i++)
		if (w->lines[i].matches)
			reached += b->tiers_by_total ? w->lines[i].left : w->lines[i].in->quantity;
	for (size_t i = 0; i < b->tiers.count; i++)
		if (t[i].from <= reached && (!best || t[i].from > best->from))
			best = &t[i];
	return best ? best->value_e6 : 0;
}

/* At most `cap` over all lines. */
static enum err
hold_cap(struct pricing_work *w, const struct promotion_benefit *b, int64_t *parts)
{
	int64_t *weights;

	if (!b->cap.set || sum_of(parts, w->count) <= b->cap.value)
		return OK;
	weights = arena_array(w->arena, int64_t, w->count);
	memcpy(weights, parts, w->count * sizeof(*parts));
	return split(w, b->cap.value, weights, parts);
}

static enum err
delivery_off(struct pricing_work *w, const struct promotion_benefit *b, int64_t *delivery)
{
	enum err err = pricing_percent(w, w->delivery_left, b->value_e6, delivery);

	if (!err && b->cap.set)
		*delivery = MIN(*delivery, b->cap.value);
	return err;
}

/* Amounts in another currency than the cart's say nothing. */
static const char *
currency_fits(const struct pricing_work *w, const struct promotion_benefit *b)
{
	bool counts_money = b->kind == BENEFIT_AMOUNT || b->kind == BENEFIT_FIXED_PRICE || b->cap.set ||
	    (b->kind == BENEFIT_TIERS && b->tiers_by_total);

	return counts_money && !str_eq_z(b->currency, w->in->currency) ? "currency: the benefit is in another one"
								       : NULL;
}

enum err
pricing_benefit(struct pricing_work *w, const struct promotion *p, int64_t *parts, int64_t *delivery, const char **why)
{
	const struct promotion_benefit *b = &p->benefit;
	enum err err = OK;
	int64_t sum;

	*delivery = 0;
	memset(parts, 0, w->count * sizeof(*parts));
	if ((*why = currency_fits(w, b)))
		return OK;
	switch ((enum benefit_kind)b->kind) {
	case BENEFIT_PERCENT:
		err = percent(w, b->value_e6, parts);
		break;
	case BENEFIT_AMOUNT:
		err = amount(w, b->amount.value, parts);
		break;
	case BENEFIT_FIXED_PRICE:
		fixed_price(w, b->amount.value, parts);
		break;
	case BENEFIT_BUY_GET:
		err = buy_get(w, b, parts);
		break;
	case BENEFIT_TIERS:
		err = percent(w, tier(w, b), parts);
		break;
	case BENEFIT_DELIVERY:
		err = delivery_off(w, b, delivery);
		break;
	default:
		BUG("a benefit of no kind");
	}
	if (!err && b->kind != BENEFIT_DELIVERY)
		err = hold_cap(w, b, parts);
	if (err)
		return err;
	sum = sum_of(parts, w->count) + *delivery;
	if (!sum)
		*why = "it takes nothing off";
	else if (p->budget.set && !str_eq_z(p->budget_currency, w->in->currency))
		*why = "budget: it is in another currency";
	else if (p->budget.set && sum > p->budget.value - p->spent)
		*why = arena_printf(
		    w->arena, "budget: %lld of %lld left", (long long)(p->budget.value - p->spent), (long long)sum);
	return OK;
}

enum err
pricing_benefit_unit(struct pricing_work *w, const struct promotion *p, int64_t unit, int64_t *out, const char **why)
{
	const struct promotion_benefit *b = &p->benefit;
	int64_t off = 0;
	enum err err;

	if ((*why = currency_fits(w, b)))
		return OK;
	switch ((enum benefit_kind)b->kind) {
	case BENEFIT_PERCENT:
		if ((err = pricing_percent(w, unit, b->value_e6, &off)))
			return err;
		if (b->cap.set)
			off = MIN(off, b->cap.value);
		break;
	case BENEFIT_AMOUNT:
		off = b->amount.value;
		break;
	case BENEFIT_FIXED_PRICE:
		off = unit - MIN(unit, b->amount.value);
		break;
	default:
		*why = "benefit: not one of the catalogue";
		return OK;
	}
	*out = unit - MIN(off, unit);
	return OK;
}
