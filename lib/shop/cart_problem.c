/* cart_problem.c - what is wrong with a cart, computed from what is known when it is read.  Changes nothing.  See
 * cart.h. */
#include "lib/shop/cart_parts.h"

#include <stdlib.h>

const struct shape_enum cart_problem_kinds[] = { { "gone", CART_GONE }, { "out_of_stock", CART_OUT_OF_STOCK },
	{ "too_many", CART_TOO_MANY }, { "price_up", CART_PRICE_UP }, { "price_down", CART_PRICE_DOWN },
	{ "quantity_rule", CART_QUANTITY_RULE }, { "code_refused", CART_CODE_REFUSED }, { NULL, 0 } };
static const struct shape_field fields[] = {
	SHAPE_ENUM(struct cart_problem, kind, cart_problem_kinds, .doc = "what is wrong"),
	SHAPE_I64(struct cart_problem, variant_id, 0, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I64(struct cart_problem, number, INT64_MIN, INT64_MAX,
	    .doc = "pieces that there are, the price that was seen, or the number that a rule speaks of"),
	SHAPE_STR(struct cart_problem, text, 0, 500, .flags = SHAPE_OMIT, .doc = "the code, or why"),
	SHAPE_BOOL(struct cart_problem, blocks, .doc = "the order cannot be placed with it"),
};
const struct shape cart_problem_shape = SHAPE(struct cart_problem, fields, "Something that is wrong with a cart.");

struct found {
	struct cart_problem *items;
	size_t count;
};

static void
add(struct found *f, enum cart_problem_kind kind, int64_t variant_id, int64_t number, struct str text, bool blocks)
{
	f->items[f->count++] = (struct cart_problem){ (int)kind, variant_id, number, text, blocks };
}

static void
check_stock(struct found *f, const struct cart_line *l, const struct sellable *s)
{
	if (!s->available.set || s->is_backorder || s->available.value >= l->quantity)
		return;
	if (s->available.value <= 0)
		add(f, CART_OUT_OF_STOCK, l->variant_id, 0, STR_ABSENT, true);
	else
		add(f, CART_TOO_MANY, l->variant_id, s->available.value, STR_ABSENT, true);
}

static void
check_rule(struct cart_env *e, struct found *f, const struct cart_line *l, const struct sellable *s)
{
	struct field_errors errors = { .arena = e->arena };

	if (!cart_quantity_ok(s, l->quantity, STR("quantity"), &errors))
		add(f, CART_QUANTITY_RULE, l->variant_id, errors.items[0].limit.value, errors.items[0].message, true);
}

/* Seen before logging in, or before an address was known: the same price without tax, or with other tax, is no change.
 * A cent is that of rounding. */
static bool
is_change(const struct quote *q, const struct quote_line *l, int64_t seen)
{
	int64_t here = quote_shown(q, l->tax_class, false, seen);

	return l->unit_price != seen && (here == seen || llabs(l->unit_price - here) > 1);
}

static void
check_price(struct found *f, const struct cart_line *l, const struct quote *q)
{
	const struct quote_line *lines = q->lines.items;

	if (!l->seen_price.set || !str_eq(l->seen_currency, str_of(q->currency)))
		return;
	for (size_t i = 0; i < q->lines.count; i++)
		if (lines[i].variant_id == l->variant_id && is_change(q, &lines[i], l->seen_price.value))
			add(f, lines[i].unit_price > l->seen_price.value ? CART_PRICE_UP : CART_PRICE_DOWN,
			    l->variant_id, l->seen_price.value, STR_ABSENT, false);
}

enum err
cart_problems(struct cart_env *e, const struct cart *cart, struct list items, const struct quote *q, struct list *out)
{
	const struct cart_line *l = cart->lines.items;
	const struct sellable *s = items.items;
	const struct quote_code *codes = q->codes.items;
	struct found f = { arena_array(e->arena, struct cart_problem, cart->lines.count * 4 + q->codes.count), 0 };
	size_t n = 0;

	for (size_t i = 0; i < cart->lines.count; i++) {
		if (l[i].list != CART_MAIN)
			continue;
		if (n >= items.count)
			return err_fail(ERR_INTERNAL, "could not check a cart: %zu items for its lines", items.count);
		if (!s[n].is_on_sale || s[n].variant_id == 0) {
			add(&f, CART_GONE, l[i].variant_id, 0, STR_ABSENT, true);
		} else {
			check_stock(&f, &l[i], &s[n]);
			check_rule(e, &f, &l[i], &s[n]);
			check_price(&f, &l[i], q);
		}
		n++;
	}
	for (size_t i = 0; i < q->codes.count; i++)
		if (!codes[i].accepted)
			add(&f, CART_CODE_REFUSED, 0, 0, codes[i].code, false);
	*out = (struct list){ f.items, f.count };
	return OK;
}
