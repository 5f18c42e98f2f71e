/* payment_sum.c - what the events of a payment amount to: a pure function of the set, whatever the order.  See
 * payment_parts.h. */
#include "lib/shop/payment_parts.h"

static enum err
add(int64_t *sum, int64_t amount)
{
	return amount < 0 || __builtin_add_overflow(*sum, amount, sum)
	    ? err_fail(ERR_INVALID, "an amount is not possible")
	    : OK;
}

static enum err
take(const struct payment_event *v, struct payment_sums *s, int64_t *voided, int64_t *won)
{
	s->was_voided |= v->kind == EVENT_VOID;
	switch ((enum payment_event_kind)v->kind) {
	case EVENT_AUTHORISE:
		return add(&s->authorised, v->amount);
	case EVENT_CHARGE:
		return add(&s->charged, v->amount);
	case EVENT_VOID:
		return add(voided, v->amount);
	case EVENT_REFUND:
		return add(&s->refunded, v->amount);
	case EVENT_DISPUTE:
		return add(&s->disputed, v->amount);
	case EVENT_DISPUTE_WON:
		return add(won, v->amount);
	}
	return err_fail(ERR_INVALID, "an event of kind %d", v->kind);
}

static void
refused(const struct payment_event *v, struct payment_sums *s)
{
	s->failure = v->code;
	s->was_refused |= v->kind == EVENT_CHARGE;
}

enum err
payment_sum(const struct list *events, int64_t amount, struct payment_sums *out)
{
	const struct payment_event *v = events->items;
	struct payment_sums s = { 0 };
	int64_t voided = 0, won = 0;
	enum err err = OK;

	for (size_t i = 0; !err && i < events->count; i++) {
		if (v[i].result == EVENT_SUCCESS)
			err = take(&v[i], &s, &voided, &won);
		else if (v[i].result == EVENT_FAILURE && (v[i].kind == EVENT_AUTHORISE || v[i].kind == EVENT_CHARGE))
			refused(&v[i], &s);
	}
	if (err)
		return err;
	/* A won dispute, or a voided authorisation, may be told before what it ends. */
	s.disputed = MAX(0, s.disputed - won);
	s.authorised = MAX(s.authorised - voided, s.charged);
	if (s.charged > amount || s.authorised > amount || s.disputed > amount || s.refunded > amount)
		return err_fail(ERR_INVALID,
		    "more than what was asked for: %lld authorised, %lld charged, %lld back, of %lld",
		    (long long)s.authorised, (long long)s.charged, (long long)s.refunded, (long long)amount);
	*out = s;
	return OK;
}

enum payment_state
payment_state_of(const struct payment_sums *s, enum payment_state before, bool is_final)
{
	if (s->disputed > 0)
		return PAYMENT_DISPUTED;
	if (s->charged > 0)
		return s->refunded >= s->charged ? PAYMENT_REFUNDED : PAYMENT_CHARGED;
	/* Without money in it, an end is an end: only a charge that comes after all undoes it. */
	if (before == PAYMENT_FAILED || before == PAYMENT_CANCELLED)
		return before;
	if (s->was_voided && s->authorised == 0)
		return s->was_refused ? PAYMENT_FAILED : PAYMENT_CANCELLED;
	if (is_final)
		return PAYMENT_FAILED;
	if (s->authorised > 0)
		return PAYMENT_AUTHORISED;
	return before == PAYMENT_CREATED ? PAYMENT_PENDING : before;
}
