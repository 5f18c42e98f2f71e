/* pricing_price.c - what one piece costs: price list, place, catalogue promotions.  See pricing.h. */
#include "lib/shop/pricing_parts.h"

/* The list whose turn it is, and its highest step that the quantity reaches. */
static const struct list_price *
best_list(const struct pricing_line *line)
{
	const struct list_price *p = line->prices.items, *best = NULL;

	for (size_t i = 0; i < line->prices.count; i++) {
		int order;
		if (p[i].min_quantity > line->quantity)
			continue;
		order = !best                         ? -1
		    : p[i].position != best->position ? (p[i].position < best->position ? -1 : 1)
						      : str_cmp(p[i].list, best->list);
		if (order < 0 || (order == 0 && p[i].min_quantity > best->min_quantity))
			best = &p[i];
	}
	return best;
}

static void
trace_lists(struct pricing_work *w, const struct pricing_line *line, const struct list_price *best)
{
	const struct list_price *p = line->prices.items;

	pricing_step(w, "price", line->sku, line->variant_id, !best, best ? STR("a price list applies") : STR_ABSENT,
	    line->unit_price, line->unit_price);
	for (size_t i = 0; i < line->prices.count; i++) {
		struct str why = STR_ABSENT;
		if (p[i].min_quantity > line->quantity)
			why = str_printf(w->arena, "quantity: %lld of %lld", (long long)line->quantity,
			    (long long)p[i].min_quantity);
		else if (&p[i] != best)
			why = str_printf(w->arena, "list '%.*s' from %lld pieces comes first", STR_ARG(best->list),
			    (long long)best->min_quantity);
		pricing_step(
		    w, "price_list", p[i].list, line->variant_id, &p[i] == best, why, line->unit_price, p[i].amount);
	}
}

/* The candidates of one lane from `first` on; the best one for the line, NULL: none. */
static enum err
best_in_lane(struct pricing_work *w, const struct pricing_work_line *l, size_t first, size_t end, int64_t unit,
    const struct promotion **best, int64_t *price)
{
	enum err err;

	*best = NULL;
	*price = unit;
	for (size_t i = first; i < end; i++) {
		const struct promotion *p = w->promotions[i];
		const char *why = NULL;
		int64_t after = unit;
		if (p->kind != PROMOTION_CATALOGUE || !pricing_fits(&p->conditions, l->in))
			continue;
		if (!(why = pricing_conditions(w, p)) && (err = pricing_benefit_unit(w, p, unit, &after, &why)))
			return err;
		if (!why && after < *price) {
			if (*best)
				pricing_step(w, "promotion", (*best)->name, l->in->variant_id, false,
				    str_printf(w->arena, "lane: '%.*s' is better", STR_ARG(p->name)), unit, *price);
			*best = p;
			*price = after;
			continue;
		}
		if (w->in->explain)
			pricing_step(w, "promotion", p->name, l->in->variant_id, false,
			    why ? str_dup(w->arena, str_of(why))
				: after < unit
				? str_printf(w->arena, "lane: '%.*s' is as good or better", STR_ARG((*best)->name))
				: STR("it takes nothing off"),
			    unit, after);
	}
	return OK;
}

static enum err
catalogue(struct pricing_work *w, struct pricing_work_line *l, int64_t *unit)
{
	size_t n = w->in->promotions.count;

	for (size_t first = 0, end; first < n; first = end) {
		const struct promotion *best;
		int64_t price;
		enum err err;
		for (end = first; end < n && w->promotions[end]->lane == w->promotions[first]->lane; end++)
			;
		if (l->closed || l->in->is_gift_card)
			continue;
		if ((err = best_in_lane(w, l, first, end, *unit, &best, &price)))
			return err;
		if (!best)
			continue;
		pricing_step(w, "promotion", best->name, l->in->variant_id, true, STR_ABSENT, *unit, price);
		*unit = price;
		l->closed = best->is_exclusive;
	}
	return OK;
}

static enum err
price_line(struct pricing_work *w, struct pricing_work_line *l)
{
	const struct list_price *list = best_list(l->in);
	int64_t unit = list ? list->amount : l->in->unit_price, usual;
	enum err err;

	if (w->in->explain)
		trace_lists(w, l->in, list);
	usual = unit;
	if ((err = pricing_place(w->in, l->in->tax_class, false, &unit)))
		return err;
	if (unit != usual)
		pricing_step(w, "place", w->in->country, l->in->variant_id, true,
		    w->in->reverse_charge ? STR("reverse charge: without tax")
			: w->in->is_net   ? STR("the buyer sees prices without tax")
					  : STR("the tax of the place instead of that of the shop's home"),
		    usual, unit);
	usual = unit;
	if ((err = catalogue(w, l, &unit)))
		return err;
	l->out->unit_price = unit;
	if (unit < usual)
		l->out->list_price = (struct opt_i64){ true, usual };
	if (__builtin_mul_overflow(unit, l->in->quantity, &l->out->subtotal) || l->out->subtotal > 8 * PRICING_MAX)
		return err_fail(
		    ERR_LIMIT, "could not price variant %lld: the line is too large", (long long)l->in->variant_id);
	l->left = l->out->subtotal;
	return OK;
}

enum err
pricing_units(struct pricing_work *w)
{
	struct quote_line *d = &w->out->delivery;
	enum err err;
	__int128 sum = 0;

	for (size_t i = 0; i < w->count; i++) {
		if ((err = price_line(w, &w->lines[i])))
			return err;
		sum += w->lines[i].left;
	}
	if (w->in->delivery.code.ptr) {
		int64_t amount = w->in->delivery.amount;
		if ((err = pricing_place(w->in, w->in->delivery.tax_class, true, &amount)))
			return err;
		*d = (struct quote_line){
			.quantity = 1, .unit_price = amount, .subtotal = amount, .tax_class = w->in->delivery.tax_class
		};
		w->delivery_left = amount;
		sum += amount;
		pricing_step(w, "delivery", w->in->delivery.code, 0, true, STR_ABSENT, w->in->delivery.amount, amount);
	}
	return sum > 8 * (__int128)PRICING_MAX ? err_fail(ERR_LIMIT, "could not price a cart: its sum is too large")
					       : OK;
}
