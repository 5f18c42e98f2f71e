/* payment_advance.c - bank transfer in advance.  See payment_advance.h. */
#include "lib/shop/payment_advance.h"
#include "lib/shop/audit.h"
#include "lib/shop/payment_parts.h"

struct said {
	const struct payment_env *e;
	struct payment p;
	struct payment_event event;
	const char *what;
};

/* The word of a person is a report with one event. */
static enum err
settle(struct db *db, void *payload)
{
	struct said *s = payload;
	struct payment_report report = { .reference = s->p.public_id,
		.merchant_reference = s->p.public_id,
		.amount = s->p.amount.minor,
		.is_final = s->event.kind == EVENT_CHARGE,
		.events = { &s->event, 1 } };
	struct str details = str_printf(s->e->order.arena, "{\"what\":\"%s\",\"amount\":%lld,\"currency\":\"%s\"}",
	    s->what, (long long)s->event.amount, s->p.amount.currency);
	enum err err;

	memcpy(report.currency, s->p.amount.currency, sizeof(report.currency));
	err = payment_settle(s->e, &report, &s->p);
	return err
	    ? err
	    : audit(db, s->e->order.who,
		  &(struct audit){
		      .event = AUDIT_PAYMENT, .object_kind = "payment", .object = s->p.public_id, .details = details });
}

static enum err
load(const struct payment_env *e, struct str public_id, struct payment *p)
{
	enum err err = payment_get(e->order.db, e->order.arena, public_id, p);

	if (!err && !str_eq_z(p->provider, "advance"))
		return err_fail(
		    ERR_CONFLICT, "the gateway of payment %.*s says itself what comes and goes", STR_ARG(public_id));
	return err;
}

enum err
payment_received(const struct payment_env *e, struct str public_id, int64_t amount, struct str key, struct payment *out)
{
	struct said s = { .e = e, .what = "money received" };
	enum err err = load(e, public_id, &s.p);

	if (err)
		return err;
	if (amount <= 0 || amount > s.p.amount.minor - s.p.charged.minor)
		return err_fail(ERR_INVALID, "of payment %.*s %lld are outstanding", STR_ARG(public_id),
		    (long long)(s.p.amount.minor - s.p.charged.minor));
	shape_init(&payment_event_shape, &s.event);
	s.event.source = str_printf(e->order.arena, "advance:in:%016llx", (unsigned long long)str_hash(key));
	s.event.kind = EVENT_CHARGE;
	s.event.result = EVENT_SUCCESS;
	s.event.amount = amount;
	s.event.due_at = TIME_ABSENT;
	err = db_transaction(e->order.db, settle, &s);
	if (!err)
		*out = s.p;
	return err;
}

enum err
payment_returned(const struct payment_env *e, struct str refund, struct payment *out)
{
	struct said s = { .e = e, .what = "refund transferred" };
	struct refund f;
	enum err err = refund_get(e->order.db, e->order.arena, refund, &f);

	if (err || (err = load(e, f.payment, &s.p)))
		return err;
	if (f.state == REFUND_DONE)
		return err_fail(ERR_CONFLICT, "refund %.*s is done", STR_ARG(refund));
	shape_init(&payment_event_shape, &s.event);
	s.event.source = str_printf(e->order.arena, "advance:out:%.*s", STR_ARG(refund));
	s.event.kind = EVENT_REFUND;
	s.event.result = EVENT_SUCCESS;
	s.event.amount = f.amount.minor;
	s.event.due_at = TIME_ABSENT;
	s.event.refund = refund;
	err = db_transaction(e->order.db, settle, &s);
	if (!err)
		*out = s.p;
	return err;
}
