/* payment_parts.h - what the files of the payments share; not for others. */
#ifndef MERCER_SHOP_PAYMENT_PARTS_H
#define MERCER_SHOP_PAYMENT_PARTS_H

#include "lib/shop/ledger.h"
#include "lib/shop/outbox.h"
#include "lib/shop/payment_provider.h"

#define PAYMENTS_MAX 100       /* of one order */
#define PAYMENT_EVENTS_MAX 500 /* of one payment */
#define PAYMENT_SOURCE_MAX \
	150 /* bytes of an event's source: with the payment's id before it, it names the entry of the books */
#define PAYMENT_CALL_MS 5000   /* a gateway that is slower is asked again later */

/* Columns of struct payment; `p` is the table. */
#define PAYMENT_COLUMNS \
	"p.id, p.order_id, p.public_id, (SELECT o.public_id FROM sales_order o WHERE o.id = p.order_id) AS `order`, p.provider, p.method, p.reference," \
	" p.display, p.failure, p.hosted_url, p.state," \
	" p.amount AS amount_minor, p.currency AS amount_currency, p.authorised AS authorised_minor, p.currency AS authorised_currency," \
	" p.charged AS charged_minor, p.currency AS charged_currency, p.refunded AS refunded_minor, p.currency AS refunded_currency," \
	" p.disputed AS disputed_minor, p.currency AS disputed_currency, p.check_at, p.created_at, p.updated_at, p.checks, p.version"

/* The gateway of a payment; never NULL for what payment_start() made, whatever is configured now. */
const struct payment_provider *payment_provider_find(struct str name);
/* Of payment.methods; NULL: not offered. */
const struct payment_method *payment_method_find(const struct config *c, struct str code);
/* When to ask for the first time, and for the time after `checks` ones: at doubling intervals, a day at most. */
struct time payment_check_at(const struct config *c, int64_t checks);

/* Make it at its gateway unless that was done: reference and hosted_url.  is_ended_too: also when its order is not to
 * be paid any more (to learn what the gateway calls it, should we have died while asking). */
enum err payment_introduce(const struct payment_env *e, struct payment *p, bool is_ended_too) MUST_CHECK;

/* ---- the sums of events ---- */

struct payment_sums {
	int64_t authorised; /* in all, what was charged included; without what was given up */
	int64_t charged, refunded, disputed;
	bool was_voided, was_refused; /* refused: taking authorised money */
	struct str failure; /* code of the last refusal; absent: none */
};
/* Sums of payment_event rows (struct payment_event), in any order.  ERR_INVALID: more than `amount` came in, or more
 * went out than came. */
enum err payment_sum(const struct list *events, int64_t amount, struct payment_sums *out) MUST_CHECK;
/* What the sums mean.  `before` and is_final decide only where there is no money. */
enum payment_state payment_state_of(const struct payment_sums *s, enum payment_state before, bool is_final);

/* ---- refunds and disputes, as settling needs them ---- */

/* In the settling transaction: the refund of this name is done, or was refused.  A refund that was made at the gateway
 * itself (refund absent) is written down as one, and credited. */
enum err refund_settled(
    const struct payment_env *e, struct order *o, const struct payment *p, const struct payment_event *ev) MUST_CHECK;
/* How much of all payments of an order can still be granted; the order is locked. */
enum err refund_left_of_order(struct db *db, struct arena *a, int64_t order_id, int64_t *out) MUST_CHECK;
/* Money of this order that was granted and refused: somebody has to look after that, it is not granted again. */
enum err refund_stuck(struct db *db, struct arena *a, int64_t order_id, int64_t *amount) MUST_CHECK;
enum err dispute_settled(
    const struct payment_env *e, const struct payment *p, const struct payment_event *ev) MUST_CHECK;

/* payment_sandbox.c: an intent as the gateway's API and webhooks have it.  ERR_INVALID: not understood. */
struct json_node;
enum err payment_sandbox_read(struct arena *a, const struct json_node *intent, struct payment_report *out) MUST_CHECK;

/* An event of a payment or refund: its object is the order, the payload its ids and amount. */
enum err payment_tell(struct db *db, struct arena *a, const char *type, const struct order *o, const struct payment *p,
    struct str refund, int64_t amount, struct str code) MUST_CHECK;

#endif
