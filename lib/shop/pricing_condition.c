/* pricing_condition.c - does a promotion apply?  See promotion.h. */
#include "lib/shop/pricing_parts.h"

static bool
has(struct list texts, struct str text)
{
	const struct str *t = texts.items;

	for (size_t i = 0; text.ptr && i < texts.count; i++)
		if (str_eq(t[i], text))
			return true;
	return false;
}

static bool
has_any(struct list wanted, struct list have)
{
	const struct str *h = have.items;

	for (size_t i = 0; i < have.count; i++)
		if (has(wanted, h[i]))
			return true;
	return false;
}

bool
pricing_fits(const struct promotion_conditions *c, const struct pricing_line *line)
{
	if (line->is_gift_card)
		return false;
	if (c->products.count + c->variants.count > 0 && !has(c->products, line->product) &&
	    !has(c->variants, line->variant) && !has(c->variants, line->sku))
		return false;
	if ((c->categories.count && !has_any(c->categories, line->categories)) ||
	    (c->tags.count && !has_any(c->tags, line->tags)))
		return false;
	if (c->brands.count && !has(c->brands, line->brand))
		return false;
	return !has(c->not_products, line->product) && !has_any(c->not_categories, line->categories) &&
	    !has_any(c->not_tags, line->tags);
}

const struct pricing_code *
pricing_code_of(const struct pricing_work *w, const struct promotion *p, bool *missing)
{
	const struct pricing_code *codes = w->in->codes.items, *best = NULL;

	*missing = false;
	if (!p->needs_code)
		return NULL;
	/* Several codes of one promotion: the first in order of text, whatever the order in which they were entered. */
	for (size_t i = 0; i < w->in->codes.count; i++)
		if (codes[i].promotion_id == p->id && !codes[i].why.ptr &&
		    (!best || str_cmp(codes[i].code, best->code) < 0))
			best = &codes[i];
	*missing = !best;
	return best;
}

static const char *
in_force(const struct pricing_work *w, const struct promotion *p)
{
	const struct promotion_used *uses = w->in->uses.items;

	if (!p->is_active)
		return "it is switched off";
	if (!time_is_absent(p->starts_at) && w->in->at.us < p->starts_at.us)
		return "time: it has not begun";
	if (!time_is_absent(p->ends_at) && w->in->at.us >= p->ends_at.us)
		return "time: it has ended";
	for (size_t i = 0; i < w->in->uses.count; i++)
		if (uses[i].promotion_id == p->id)
			return "limit: used up";
	if (p->use_limit.set && p->used >= p->use_limit.value)
		return "limit: used up";
	if (p->budget.set && p->spent >= p->budget.value)
		return "budget: used up";
	return NULL;
}

static const char *
buyer_fits(const struct pricing_work *w, const struct promotion_conditions *c)
{
	const struct pricing_input *in = w->in;

	if (c->currency.ptr && !str_eq_z(c->currency, in->currency))
		return "currency: another one";
	if (c->groups.count && !has_any(c->groups, in->groups))
		return "group: the buyer is in none of them";
	if (c->countries.count && !has(c->countries, in->country))
		return "country: not delivered there";
	if (c->methods.count && in->delivery.code.ptr && !has(c->methods, in->delivery.code))
		return "method: another delivery";
	if (c->methods.count && !in->delivery.code.ptr)
		return "method: none is chosen yet";
	if (c->first_order && !in->is_first_order)
		return "first_order: the buyer has ordered before";
	if (c->known_only && !in->is_known)
		return "known_only: the buyer is not logged in";
	return NULL;
}

/* `less of least` in a text that lives as long as the result. */
static const char *
too_little(struct pricing_work *w, const char *what, int64_t less, int64_t least)
{
	return arena_printf(w->arena, "%s: %lld of %lld", what, (long long)less, (long long)least);
}

const char *
pricing_conditions(struct pricing_work *w, const struct promotion *p)
{
	const struct promotion_conditions *c = &p->conditions;
	int64_t total = 0, pieces = 0;
	const char *why;
	bool missing;

	if ((why = in_force(w, p)))
		return why;
	(void)pricing_code_of(w, p, &missing);
	if (missing)
		return "code: not entered";
	if ((why = buyer_fits(w, c)))
		return why;
	for (size_t i = 0; i < w->count; i++) {
		struct pricing_work_line *l = &w->lines[i];
		if (!(l->matches = pricing_fits(c, l->in)))
			continue;
		total += l->left;
		pieces += l->in->quantity;
	}
	if (!pieces)
		return "goods: none of the cart";
	/* A catalogue promotion is the price that everybody sees: the cart does not matter. */
	if (p->kind == PROMOTION_CATALOGUE)
		return NULL;
	if (c->min_total.set && total < c->min_total.value)
		return too_little(w, "min_total", total, c->min_total.value);
	if (c->min_quantity.set && pieces < c->min_quantity.value)
		return too_little(w, "min_quantity", pieces, c->min_quantity.value);
	return NULL;
}
