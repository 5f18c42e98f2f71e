/* sandbox_pay.c - what the buyer does at the hosted page, and what the merchant asks for by the API.  See sandbox.h. */
#include "lib/shop/sandbox_parts.h"

struct work {
	const struct sandbox_env *e;
	struct str reference;
	struct sandbox_intent *out;
	struct list all;                  /* its operations, the secret ones too */
	const struct sandbox_card *card;
	bool approved;
	int kind;                         /* what the merchant asks for */
	int64_t amount;
	struct str key;
	bool repeated;
};

static enum err
past_that(const struct sandbox_intent *i)
{
	return err_fail(ERR_PRECONDITION, "the state of '%.*s' does not allow it", STR_ARG(i->reference));
}

/* ---- the buyer ---- */

static enum err
fail(const struct work *w, const char *code)
{
	struct sandbox_intent *i = w->out;
	enum err err =
	    sandbox_operate(w->e, i, SANDBOX_AUTHORISE, SANDBOX_FAILURE, i->amount, str_of(code), STR_ABSENT, 0);

	i->state = SANDBOX_FAILED;
	i->failure = str_of(code);
	return err ? err : sandbox_save(w->e, i);
}

static int64_t
amount_to_charge(const struct sandbox_intent *i)
{
	return sandbox_behaves(i, "wrong_amount") && i->amount > 1 ? i->amount - MIN(INT64_C(100), i->amount / 2)
								   : i->amount;
}

/* The money is there: held, and taken if the merchant wants it at once. */
static enum err
accept(const struct work *w)
{
	struct sandbox_intent *i = w->out;
	bool later = sandbox_behaves(i, "later") || sandbox_behaves(i, "later_fails");
	int64_t wait = config_ms(w->e->config, "sandbox.later");
	enum err err;

	if (later && i->capture) {
		i->state = SANDBOX_PROCESSING;
		err = sandbox_operate(
		    w->e, i, SANDBOX_AUTHORISE, SANDBOX_PENDING, i->amount, STR_ABSENT, STR_ABSENT, wait);
		return err ? err : sandbox_save(w->e, i);
	}
	i->state = SANDBOX_AUTHORISED;
	err = sandbox_operate(w->e, i, SANDBOX_AUTHORISE, SANDBOX_SUCCESS, i->amount, STR_ABSENT, STR_ABSENT, 0);
	if (!err && !i->capture) {
		i->state = later ? SANDBOX_PROCESSING : SANDBOX_CHARGED;
		err = sandbox_operate(w->e, i, SANDBOX_CHARGE, later ? SANDBOX_PENDING : SANDBOX_SUCCESS,
		    amount_to_charge(i), STR_ABSENT, STR_ABSENT, later ? wait : 0);
		if (!err && !later)
			err = sandbox_charge_follows(w->e, i);
	}
	return err ? err : sandbox_save(w->e, i);
}

static enum err
pay(struct db *db UNUSED, void *payload)
{
	struct work *w = payload;
	struct sandbox_intent *i = w->out;
	struct str number = str_of(w->card->number);
	enum err err = sandbox_lock(w->e, w->reference, i, &w->all);

	if (err)
		return err;
	if (i->state != SANDBOX_OPEN)
		return past_that(i);
	i->brand = str_of(sandbox_brand(number));
	i->last4 = str_skip(number, number.len - 4);
	i->behaviour = str_of(w->card->behaviour);
	if (w->card->decline)
		return fail(w, w->card->decline);
	if (w->card->group == SANDBOX_ASKS) {
		i->state = SANDBOX_ACTION;
		return sandbox_save(w->e, i);
	}
	return accept(w);
}

enum err
sandbox_pay(
    const struct sandbox_env *e, struct str reference, const struct sandbox_card *card, struct sandbox_intent *out)
{
	struct work w = { .e = e, .reference = reference, .out = out, .card = card };

	return db_transaction(e->db, pay, &w);
}

static enum err
challenge(struct db *db UNUSED, void *payload)
{
	struct work *w = payload;
	enum err err = sandbox_lock(w->e, w->reference, w->out, &w->all);

	if (err)
		return err;
	if (w->out->state != SANDBOX_ACTION)
		return past_that(w->out);
	return w->approved ? accept(w) : fail(w, "authentication_refused");
}

enum err
sandbox_challenge(const struct sandbox_env *e, struct str reference, bool approved, struct sandbox_intent *out)
{
	struct work w = { .e = e, .reference = reference, .out = out, .approved = approved };

	return db_transaction(e->db, challenge, &w);
}

/* Given up before or after money was held: a void of what is held, which may be nothing. */
static enum err
give_up(const struct work *w, const char *failure)
{
	struct sandbox_intent *i = w->out;
	int64_t rest = i->authorised - i->charged;
	enum err err = sandbox_operate(w->e, i, SANDBOX_VOID, SANDBOX_SUCCESS, rest, STR_ABSENT, w->key, 0);

	if (!i->charged) {
		i->state = SANDBOX_CANCELLED;
		i->failure = failure ? str_of(failure) : i->failure;
	}
	return err ? err : sandbox_save(w->e, i);
}

static enum err
leave(struct db *db UNUSED, void *payload)
{
	struct work *w = payload;
	enum err err = sandbox_lock(w->e, w->reference, w->out, &w->all);

	if (err)
		return err;
	if (w->out->state != SANDBOX_OPEN && w->out->state != SANDBOX_ACTION)
		return past_that(w->out);
	return give_up(w, "buyer_left");
}

enum err
sandbox_leave(const struct sandbox_env *e, struct str reference, struct sandbox_intent *out)
{
	struct work w = { .e = e, .reference = reference, .out = out };

	return db_transaction(e->db, leave, &w);
}

/* ---- the merchant ---- */

static enum err
capture(const struct work *w)
{
	struct sandbox_intent *i = w->out;
	enum err err;

	if ((i->state != SANDBOX_AUTHORISED && i->state != SANDBOX_CHARGED) || w->amount > i->authorised - i->charged)
		return past_that(i);
	i->state = SANDBOX_CHARGED;
	err = sandbox_operate(w->e, i, SANDBOX_CHARGE, SANDBOX_SUCCESS, w->amount, STR_ABSENT, w->key, 0);
	if (!err)
		err = sandbox_charge_follows(w->e, i);
	return err ? err : sandbox_save(w->e, i);
}

static enum err
cancel(const struct work *w)
{
	struct sandbox_intent *i = w->out;

	if (i->state == SANDBOX_CANCELLED || i->state == SANDBOX_FAILED)
		return OK; /* it is what he wants */
	if (i->state == SANDBOX_PROCESSING || (i->state == SANDBOX_CHARGED && i->authorised <= i->charged))
		return past_that(i);
	return give_up(w, NULL);
}

static int64_t
refunds_pending(const struct work *w)
{
	const struct sandbox_operation *o = w->all.items;
	int64_t sum = 0;

	for (size_t k = 0; k < w->all.count; k++)
		if (o[k].kind == SANDBOX_REFUND && o[k].result == SANDBOX_PENDING)
			sum += o[k].amount;
	return sum;
}

static enum err
refund(const struct work *w)
{
	struct sandbox_intent *i = w->out;
	bool fails = sandbox_behaves(i, "refund_fails"), later = sandbox_behaves(i, "refund_later");
	enum err err;

	if (w->amount > i->charged - i->refunded - i->disputed - refunds_pending(w))
		return past_that(i);
	err = sandbox_operate(w->e, i, SANDBOX_REFUND,
	    fails       ? SANDBOX_FAILURE
		: later ? SANDBOX_PENDING
			: SANDBOX_SUCCESS,
	    w->amount, fails ? STR("refund_refused") : STR_ABSENT, w->key,
	    later ? config_ms(w->e->config, "sandbox.later") : 0);
	return err ? err : sandbox_save(w->e, i);
}

static enum err
act(struct db *db UNUSED, void *payload)
{
	struct work *w = payload;
	enum err err = sandbox_lock(w->e, w->reference, w->out, &w->all);
	const struct sandbox_operation *o = w->all.items;

	if (err)
		return err;
	w->repeated = false;
	for (size_t k = 0; k < w->all.count; k++) {
		if (!str_eq(o[k].idempotency_key, w->key))
			continue;
		w->repeated = o[k].kind == w->kind && (w->kind == SANDBOX_VOID || o[k].amount == w->amount);
		return w->repeated ? OK : err_fail(ERR_CONFLICT, "the key was used for something else");
	}
	switch (w->kind) {
	case SANDBOX_CHARGE: return capture(w);
	case SANDBOX_VOID: return cancel(w);
	case SANDBOX_REFUND: return refund(w);
	default: BUG("a merchant does no such thing");
	}
}

enum err
sandbox_act(const struct sandbox_env *e, struct str reference, int kind, int64_t amount, struct str key, bool *repeated,
    struct sandbox_intent *out)
{
	struct work w = { .e = e, .reference = reference, .out = out, .kind = kind, .amount = amount, .key = key };
	enum err err = db_transaction(e->db, act, &w);

	*repeated = w.repeated;
	return err;
}
