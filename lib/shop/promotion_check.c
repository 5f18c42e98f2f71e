/* promotion_check.c - which promotions make sense.  See promotion_store.h. */
#include "lib/shop/promotion_parts.h"

static void
complain(struct field_errors *errors, const char *name, const char *msgid)
{
	field_error(errors, str_of(name), msgid, (struct opt_i64){ 0 });
}

static bool
gives_percent(const struct promotion_benefit *b)
{
	return b->kind == BENEFIT_PERCENT || b->kind == BENEFIT_BUY_GET || b->kind == BENEFIT_DELIVERY;
}

static void
check_tiers(const struct promotion_benefit *b, struct field_errors *errors)
{
	const struct benefit_tier *t = b->tiers.items;

	if (!b->tiers.count)
		complain(errors, "benefit.tiers", N_("Give at least one step."));
	for (size_t i = 0; i < b->tiers.count; i++)
		for (size_t k = 0; k < i; k++)
			if (t[i].from == t[k].from)
				complain(errors, "benefit.tiers", N_("Two steps begin at the same number."));
}

static void
check_benefit(const struct promotion_input *in, struct field_errors *errors)
{
	const struct promotion_benefit *b = in->benefit;
	bool amount;

	if (!b || b->kind < 0) {
		complain(errors, "benefit.kind", N_("Choose what it gives."));
		return;
	}
	amount = b->kind == BENEFIT_AMOUNT || b->kind == BENEFIT_FIXED_PRICE;
	if (gives_percent(b) && (b->value_e6 <= 0 || b->value_e6 > 1000000))
		complain(errors, "benefit.value_e6", N_("Enter a percentage above 0 and up to 100."));
	if (amount && !b->amount.set)
		complain(errors, "benefit.amount", N_("Enter an amount."));
	if (b->kind == BENEFIT_AMOUNT && b->amount.set && b->amount.value <= 0)
		complain(errors, "benefit.amount", N_("Enter an amount above zero."));
	if ((amount || b->cap.set || (b->kind == BENEFIT_TIERS && b->tiers_by_total)) && !b->currency.ptr)
		complain(errors, "benefit.currency", N_("Say in which currency."));
	if (b->kind == BENEFIT_BUY_GET && (b->buy < 1 || b->get < 1))
		complain(errors, "benefit.buy", N_("Enter how many must be bought, and how many of them are cheaper."));
	if (b->kind == BENEFIT_TIERS)
		check_tiers(b, errors);
}

/* What everybody sees cannot depend on who looks. */
static void
check_catalogue(const struct promotion_input *in, const struct promotion_conditions *c, struct field_errors *errors)
{
	const struct promotion_benefit *b = in->benefit;

	if (in->needs_code || in->codes.count)
		complain(errors, "needs_code",
		    N_("A promotion of the catalogue is for everybody: it cannot ask for a code."));
	if (c->groups.count || c->countries.count || c->methods.count || c->first_order || c->known_only ||
	    c->min_total.set || c->min_quantity.set)
		complain(errors, "kind", N_("A promotion of the catalogue can only ask which products it is for."));
	if (in->use_limit.set || in->use_limit_each.set || in->budget.set)
		complain(errors, "use_limit", N_("A promotion of the catalogue cannot be limited."));
	if (b && b->kind != BENEFIT_PERCENT && b->kind != BENEFIT_AMOUNT && b->kind != BENEFIT_FIXED_PRICE)
		complain(errors, "benefit.kind",
		    N_("A promotion of the catalogue gives a percentage, an amount or a fixed price."));
}

void
promotion_check(const struct promotion_input *in, const struct promotion_conditions *c, struct field_errors *errors)
{
	if (str_is_empty(str_trim(in->name)))
		complain(errors, "name", N_("Enter a name."));
	if (in->kind < 0)
		complain(errors, "kind", N_("Choose what it looks at."));
	check_benefit(in, errors);
	if (in->kind == PROMOTION_CATALOGUE)
		check_catalogue(in, c, errors);
	if (!time_is_absent(in->starts_at) && !time_is_absent(in->ends_at) && in->ends_at.us <= in->starts_at.us)
		complain(errors, "ends_at", N_("The end must be after the beginning."));
	if (c->min_total.set && !c->currency.ptr)
		complain(errors, "conditions.currency", N_("Say in which currency."));
	if (in->budget.set && !in->budget_currency.ptr)
		complain(errors, "budget_currency", N_("Say in which currency."));
}
