/*
 * order_state.c - what may happen to an order when, and where it leads.  See order.h, docs/orders.md.
 *
 *	step      from                       guard                                       to
 *	ship      open, partly_shipped       paid for; pieces left                       partly_shipped while pieces are left, then shipped
 *	deliver   partly_shipped, shipped    pieces on their way                         delivered when none is left and none is on its way
 *	finish    open, partly_shipped       paid for; nothing left that has to be sent          delivered, or shipped while parcels are on their way
 *	cancel    open, partly_shipped       pieces left                                 cancelled when nothing was sent; else what the rest is
 *	expire    open                       never paid for, its hold has ended          expired
 */
#include "lib/shop/order_parts.h"

const struct shape_enum order_fulfilments[] = { { "open", FULFILMENT_OPEN },
	{ "partly_shipped", FULFILMENT_PARTLY_SHIPPED }, { "shipped", FULFILMENT_SHIPPED },
	{ "delivered", FULFILMENT_DELIVERED }, { "cancelled", FULFILMENT_CANCELLED }, { "expired", FULFILMENT_EXPIRED },
	{ NULL, 0 } };
const struct shape_enum order_authorisations[] = { { "none", AUTHORISATION_NONE }, { "partial", AUTHORISATION_PARTIAL },
	{ "full", AUTHORISATION_FULL }, { NULL, 0 } };
const struct shape_enum order_charges[] = { { "none", CHARGE_NONE }, { "partial", CHARGE_PARTIAL },
	{ "full", CHARGE_FULL }, { "over", CHARGE_OVER }, { NULL, 0 } };
const struct shape_enum order_origins[] = { { "checkout", ORDER_CHECKOUT }, { "api", ORDER_API },
	{ "office", ORDER_OFFICE }, { NULL, 0 } };

static bool
is_paid(const struct order *o)
{
	return !time_is_absent(o->paid_at);
}

static bool
hold_ended(const struct order *o)
{
	return !is_paid(o) && !time_is_absent(o->hold_until) && o->hold_until.us <= clock_now().us;
}

static bool
always(const struct order *o UNUSED)
{
	return true;
}

#define FROM(state) (1u << (state))
static const struct {
	const char *name;
	unsigned from;
	bool (*guard)(const struct order *o);
	const char *why; /* the guard said no */
} steps[] = {
	[STEP_SHIP] = { "ship", FROM(FULFILMENT_OPEN) | FROM(FULFILMENT_PARTLY_SHIPPED), is_paid,
	    "it is not paid for" },
	[STEP_DELIVER] = { "deliver", FROM(FULFILMENT_PARTLY_SHIPPED) | FROM(FULFILMENT_SHIPPED), always, "" },
	[STEP_FINISH] = { "finish", FROM(FULFILMENT_OPEN) | FROM(FULFILMENT_PARTLY_SHIPPED), is_paid,
	    "it is not paid for" }, /* what is left: order_finish.c */
	[STEP_CANCEL] = { "cancel", FROM(FULFILMENT_OPEN) | FROM(FULFILMENT_PARTLY_SHIPPED), always, "" },
	[STEP_EXPIRE] = { "expire", FROM(FULFILMENT_OPEN), hold_ended, "its time is not over, or it is paid for" },
};
_Static_assert(COUNT(steps) == STEP__COUNT, "a row per step");

enum err
order_may(const struct order *o, enum order_step step)
{
	if (!(steps[step].from & FROM(o->fulfilment)))
		return err_fail(ERR_CONFLICT, "could not %s order %.*s: it is %s", steps[step].name, STR_ARG(o->number),
		    order_fulfilments[o->fulfilment].name);
	if (!steps[step].guard(o))
		return err_fail(
		    ERR_CONFLICT, "could not %s order %.*s: %s", steps[step].name, STR_ARG(o->number), steps[step].why);
	return OK;
}

enum order_fulfilment
order_leads_to(const struct order *o, enum order_step step, const struct order_pieces *p)
{
	switch (step) {
	case STEP_EXPIRE:
		return FULFILMENT_EXPIRED;
	case STEP_CANCEL:
	case STEP_SHIP:
	case STEP_DELIVER:
	case STEP_FINISH:
		if (p->left > 0)
			return p->shipped ? FULFILMENT_PARTLY_SHIPPED : (enum order_fulfilment)o->fulfilment;
		if (!p->shipped)
			return FULFILMENT_CANCELLED;
		return p->delivered == p->shipped ? FULFILMENT_DELIVERED : FULFILMENT_SHIPPED;
	case STEP__COUNT:
	default:
		BUG("an unknown step of an order");
	}
}

enum order_authorisation
order_authorisation_of(const struct order *o)
{
	int64_t sure = MAX(o->authorised.minor, o->charged.minor);

	if (sure >= o->total.minor && (sure > 0 || o->placed_total.minor == 0))
		return AUTHORISATION_FULL;
	return sure > 0 ? AUTHORISATION_PARTIAL : AUTHORISATION_NONE;
}

enum order_charge
order_charge_of(const struct order *o)
{
	int64_t net = o->charged.minor - o->refunded.minor, due = o->total.minor - o->credited.minor;

	if (net > due)
		return CHARGE_OVER;
	if (net <= 0)
		return o->placed_total.minor == 0 ? CHARGE_FULL : CHARGE_NONE;
	return net < due ? CHARGE_PARTIAL : CHARGE_FULL;
}
