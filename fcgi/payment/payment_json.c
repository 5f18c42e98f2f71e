/* payment_json.c - payments and refunds as programs see them. */
#include "fcgi/payment/payment.h"

static const struct shape_field payment_fields[] = {
	SHAPE_STR(struct payment_json, id, 1, 40, .doc = "id"),
	SHAPE_STR(struct payment_json, order, 1, 40, .doc = "id of its order"),
	SHAPE_STR(struct payment_json, method, 1, 64, .doc = "way to pay"),
	SHAPE_ENUM(struct payment_json, state, payment_states, .doc = "what has become of it"),
	SHAPE_MONEY(struct payment_json, amount, .doc = "what was asked for"),
	SHAPE_MONEY(struct payment_json, authorised, .doc = "what may be taken, with what was taken"),
	SHAPE_MONEY(struct payment_json, charged, .doc = "what was taken"),
	SHAPE_MONEY(struct payment_json, refunded, .doc = "what went back"),
	SHAPE_MONEY(struct payment_json, disputed, .doc = "what the buyer's bank took back"),
	SHAPE_STR(struct payment_json, display, 0, 100, .doc = "what it was paid with"),
	SHAPE_STR(struct payment_json, failure, 0, 64, .doc = "code of the last refusal"),
	SHAPE_STR(struct payment_json, redirect_url, 0, 2000,
	    .doc = "where the buyer is sent; null when nothing is to be done there"),
	SHAPE_TIME(struct payment_json, created_at, .doc = "when it was made"),
	SHAPE_TIME(struct payment_json, updated_at, .doc = "when it changed"),
};
const struct shape payment_json_shape = { "struct payment", sizeof(struct payment_json), payment_fields,
	COUNT(payment_fields), "A payment of an order." };

static const struct shape_field refund_fields[] = {
	SHAPE_STR(struct refund_json, id, 1, 40, .doc = "id"),
	SHAPE_STR(struct refund_json, payment, 1, 40, .doc = "id of its payment"),
	SHAPE_STR(struct refund_json, order, 1, 40, .doc = "id of its order"),
	SHAPE_ENUM(struct refund_json, state, refund_states, .doc = "granted, sent to the gateway, done or failed"),
	SHAPE_MONEY(struct refund_json, amount, .doc = "how much"),
	SHAPE_STR(struct refund_json, reason, 0, 500, .doc = "in words"),
	SHAPE_STR(struct refund_json, failure, 0, 64, .doc = "why it did not go"),
	SHAPE_TIME(struct refund_json, created_at, .doc = "when it was granted"),
	SHAPE_TIME(struct refund_json, done_at, .doc = "when the money went"),
};
const struct shape refund_json_shape = { "struct refund", sizeof(struct refund_json), refund_fields,
	COUNT(refund_fields), "Money that goes back." };

void
payment_json_fill(struct req *r, const struct payment *p, struct payment_json *out)
{
	bool is_open = p->state == PAYMENT_CREATED || p->state == PAYMENT_PENDING;

	*out = (struct payment_json){ .id = p->public_id,
		.order = p->order,
		.method = p->method,
		.display = p->display,
		.failure = p->failure,
		.state = p->state,
		.amount = p->amount,
		.authorised = p->authorised,
		.charged = p->charged,
		.refunded = p->refunded,
		.disputed = p->disputed,
		.created_at = p->created_at,
		.updated_at = p->updated_at };
	if (is_open)
		out->redirect_url = req_url(r, payment_path(payment_env_of(r), p));
}

void
refund_json_fill(const struct refund *f, struct refund_json *out)
{
	*out = (struct refund_json){ .id = f->public_id,
		.payment = f->payment,
		.order = f->order,
		.reason = f->reason,
		.failure = f->failure,
		.state = f->state,
		.amount = f->amount,
		.created_at = f->created_at,
		.done_at = f->done_at };
}
