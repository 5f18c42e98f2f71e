/*
 * pricing_lane.c - cart promotions, lane by lane: in one lane the best one per line wins, each lane works on what the
 * ones before left.
 */
#include "lib/shop/pricing_parts.h"

/* A promotion whose conditions hold in this lane, and what it would take off. */
struct candidate {
	const struct promotion *p;
	int64_t *parts, delivery;
	int64_t applied;         /* what it took off in the end */
	const struct promotion *better; /* that won a line against it */
};

static struct quote_code *
code_of(struct pricing_work *w, const struct pricing_code *code)
{
	struct quote_code *out = w->out->codes.items;

	return &out[code - (const struct pricing_code *)w->in->codes.items];
}

/* What a buyer who entered the code is told. */
static struct str
buyer_why(const char *why)
{
	static const struct {
		const char *starts, *message;
	} messages[] = {
		{ "it is switched off", N_("This code is not valid any more.") },
		{ "time: it has not", N_("This code is not valid yet.") },
		{ "time: ", N_("This code is not valid any more.") },
		{ "limit: ", N_("This code has been used up.") },
		{ "budget: ", N_("This code has been used up.") },
		{ "min_total: ", N_("Your cart does not reach the sum that this code asks for.") },
		{ "min_quantity: ", N_("Your cart does not have as many pieces as this code asks for.") },
		{ "goods: ", N_("This code is for other products than those in your cart.") },
		{ "it takes nothing", N_("This code takes nothing off this cart.") },
		{ "first_order: ", N_("This code is for a first order.") },
		{ "known_only: ", N_("Please log in to use this code.") },
		{ "country: ", N_("This code is not valid for deliveries to this country.") },
		{ "method: ", N_("This code is for another kind of delivery.") },
		{ "lane: ", N_("Another promotion is better for you and cannot be combined with this code.") },
		{ "exclusive: ", N_("Another promotion is in your cart that cannot be combined with this code.") },
	};

	for (size_t i = 0; i < COUNT(messages); i++)
		if (str_starts(str_of(why), str_of(messages[i].starts)))
			return str_of(messages[i].message);
	return STR(N_("This code is not valid for this cart."));
}

static void
refuse(struct pricing_work *w, const struct promotion *p, const char *why)
{
	bool missing;
	const struct pricing_code *code = pricing_code_of(w, p, &missing);

	pricing_step(w, "promotion", p->name, 0, false, str_of(why), 0, 0);
	if (code)
		code_of(w, code)->why = buyer_why(why);
}

/* A promotion of the delivery is accepted before one is chosen. */
static bool
waits_for_delivery(const struct pricing_work *w, const struct promotion *p)
{
	if (p->benefit.kind != BENEFIT_DELIVERY || w->in->delivery.code.ptr)
		return false;
	for (size_t i = 0; i < w->count; i++)
		if (w->lines[i].in->requires_shipping)
			return true;
	return false;
}

static enum err
look(struct pricing_work *w, const struct promotion *p, struct candidate *c, bool *is_candidate)
{
	const char *why = pricing_conditions(w, p);
	bool missing;
	enum err err;

	*is_candidate = false;
	if (why) {
		refuse(w, p, why);
		return OK;
	}
	*c = (struct candidate){ .p = p, .parts = arena_array(w->arena, int64_t, w->count) };
	if ((err = pricing_benefit(w, p, c->parts, &c->delivery, &why)))
		return err;
	if (why && waits_for_delivery(w, p)) {
		const struct pricing_code *code = pricing_code_of(w, p, &missing);
		if (code)
			code_of(w, code)->accepted = true;
		pricing_step(w, "promotion", p->name, 0, false, STR("delivery: none is chosen yet"), 0, 0);
		return OK;
	}
	if (why)
		refuse(w, p, why);
	*is_candidate = !why;
	return OK;
}

static void
take_off(struct pricing_work *w, struct candidate *c, struct quote_line *line, int64_t variant_id, int64_t *left,
    int64_t off)
{
	struct quote_discount *grown = arena_array(w->arena, struct quote_discount, line->discounts.count + 1);
	bool missing;
	const struct pricing_code *code = pricing_code_of(w, c->p, &missing);

	if (line->discounts.count)
		memcpy(grown, line->discounts.items, line->discounts.count * sizeof(*grown));
	grown[line->discounts.count] = (struct quote_discount){ c->p->id, c->p->text.ptr ? c->p->text : c->p->name,
		code ? code->code : STR_ABSENT, off };
	line->discounts = (struct list){ grown, line->discounts.count + 1 };
	line->discount += off;
	pricing_step(w, "promotion", c->p->name, variant_id, true, STR_ABSENT, *left, *left - off);
	*left -= off;
	c->applied += off;
	if (code)
		code_of(w, code)->accepted = true;
}

/* The best candidate for line i, or for the delivery (i == count); the lower id when two are as good. */
static struct candidate *
winner(struct candidate *all, size_t n, size_t i, size_t count, int64_t *off)
{
	struct candidate *best = NULL;

	*off = 0;
	for (size_t k = 0; k < n; k++) {
		int64_t mine = i < count ? all[k].parts[i] : all[k].delivery;
		if (mine > *off) {
			best = &all[k];
			*off = mine;
		}
	}
	for (size_t k = 0; k < n; k++)
		if (best && &all[k] != best && (i < count ? all[k].parts[i] : all[k].delivery) > 0)
			all[k].better = best->p;
	return best;
}

/* True when an exclusive promotion applied. */
static bool
settle(struct pricing_work *w, struct candidate *all, size_t n)
{
	bool exclusive = false;

	for (size_t i = 0; i <= w->count; i++) {
		int64_t off;
		struct candidate *best = winner(all, n, i, w->count, &off);
		if (!best)
			continue;
		if (i < w->count)
			take_off(w, best, w->lines[i].out, w->lines[i].in->variant_id, &w->lines[i].left, off);
		else
			take_off(w, best, &w->out->delivery, 0, &w->delivery_left, off);
		exclusive |= best->p->is_exclusive;
	}
	for (size_t k = 0; k < n; k++)
		if (!all[k].applied && all[k].better)
			refuse(w, all[k].p,
			    arena_printf(w->arena, "lane: '%.*s' is better", STR_ARG(all[k].better->name)));
	return exclusive;
}

enum err
pricing_lanes(struct pricing_work *w)
{
	size_t n = w->in->promotions.count;
	struct candidate *candidates = arena_array(w->arena, struct candidate, n);
	bool ended = false;

	w->out->codes =
	    (struct list){ arena_array(w->arena, struct quote_code, w->in->codes.count), w->in->codes.count };
	for (size_t first = 0, end; first < n; first = end) {
		size_t count = 0;
		for (end = first; end < n && w->promotions[end]->lane == w->promotions[first]->lane; end++) {
			bool is_candidate;
			enum err err;
			if (w->promotions[end]->kind != PROMOTION_CART)
				continue;
			if (ended) {
				refuse(w, w->promotions[end], "exclusive: one of an earlier lane allows no other");
				continue;
			}
			if ((err = look(w, w->promotions[end], &candidates[count], &is_candidate)))
				return err;
			count += is_candidate;
		}
		ended |= settle(w, candidates, count);
	}
	return OK;
}
