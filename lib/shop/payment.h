/*
 * payment.h - payments of orders: made, sent to a gateway, settled by what the gateway says, given back.
 *
 * A payment's amounts are computed from payment_event, which is only added to; an event comes by three ways (the
 * buyer's return, the gateway's webhook, our own question) and has one `source`, so it counts once.  payment_settle()
 * is the only one that takes them in: it locks the order, then the payment, adds what is new, computes the sums, writes
 * the ledger, tells order_money(), grants what must be given back.  Events may come in any order and any number of
 * times.
 * Network calls are never made inside a transaction, and each is safe to repeat: the idempotency key at the gateway is
 * our own id of the payment, refund, ...
 *
 * States (of the sums): created (nothing sent) -> pending (at the gateway) -> authorised -> charged -> refunded;
 * failed, cancelled; disputed.
 * A failed payment is final; the buyer pays with a new one.  An order has at most one payment that is created or
 * pending (payment_start() gives it back).
 */
#ifndef MERCER_SHOP_PAYMENT_H
#define MERCER_SHOP_PAYMENT_H

#include "lib/io/http.h"
#include "lib/shop/order.h"

enum payment_state {
	PAYMENT_CREATED,
	PAYMENT_PENDING,
	PAYMENT_AUTHORISED,
	PAYMENT_CHARGED,
	PAYMENT_REFUNDED,
	PAYMENT_FAILED,
	PAYMENT_CANCELLED,
	PAYMENT_DISPUTED
};
extern const struct shape_enum payment_states[];
struct payment {
	int64_t id, order_id;
	struct str public_id, order, provider, method, reference, display, failure, hosted_url; /* order: public id */
	int state;
	struct money amount, authorised, charged, refunded, disputed;
	struct time check_at, created_at, updated_at;
	int64_t checks, version;
};
extern const struct shape payment_shape;

struct payment_env {
	struct order_env order;
	struct http *http;
};

/* Ways to pay, as checkout shows them. */
struct payment_method {
	struct str code;               /* "sandbox" */
	const char *name, *hint;       /* msgids */
	const struct payment_provider *provider;
};
/* Those that payment.methods enables and that take this currency and amount: struct payment_method. */
enum err payment_methods(const struct config *c, struct arena *a, struct money total, struct list *out) MUST_CHECK;

/* A payment of what the order still lacks; the open one of the same method if there is one.  SQL alone (joins the
 * caller's transaction): the buyer is then sent to payment_path().  ERR_CONFLICT: nothing is to be paid; ERR_INVALID:
 * no such method. */
enum err payment_start(
    const struct payment_env *e, struct str order, struct str method, struct payment *out) MUST_CHECK;
/* "/pay/<public id>?key=...": the page of ours that opens the payment at the gateway and sends the buyer there. */
struct str payment_path(const struct payment_env *e, const struct payment *p);
/* Make it at the gateway unless that was done: *hosted_url.  ERR_UNAVAILABLE, ERR_TIMEOUT: not now; ERR_CONFLICT: it is
 * settled already. */
enum err payment_open(const struct payment_env *e, struct str public_id, struct str *hosted_url) MUST_CHECK;
enum err payment_get(struct db *db, struct arena *a, struct str public_id, struct payment *out) MUST_CHECK;
enum err payment_list(struct db *db, struct arena *a, int64_t order_id, struct list *out) MUST_CHECK;
/* The secret part of that link: HMAC of the public id under the master key, 43 characters. */
struct str payment_key(const struct payment_env *e, struct str public_id);
bool payment_key_holds(const struct payment_env *e, struct str public_id, struct str key);

/* One movement of money, as a gateway tells it. */
struct payment_event {
	struct str source;             /* the same for the same thing, whatever way it comes */
	int kind, result;              /* enum payment_event_kind, payment_event_result */
	int64_t amount;                /* minor units of the payment's currency */
	struct time at;
	struct str code;               /* of a failure */
	struct str refund;             /* public id of ours, of kind refund */
	struct str dispute, dispute_reason; /* the gateway's id */
	struct time due_at;
};
enum payment_event_kind { EVENT_AUTHORISE, EVENT_CHARGE, EVENT_VOID, EVENT_REFUND, EVENT_DISPUTE, EVENT_DISPUTE_WON };
enum payment_event_result { EVENT_REQUESTED, EVENT_ACTION, EVENT_SUCCESS, EVENT_FAILURE };
extern const struct shape payment_event_shape;
extern const struct shape_enum payment_event_kinds[], payment_event_results[];
/* struct payment_event, oldest first */
enum err payment_events(struct db *db, struct arena *a, int64_t payment_id, struct list *out) MUST_CHECK;

/* Take in what the gateway says of a payment: everything it knows (a fetch), or one event.  Amount, currency and
 * reference are compared; what does not fit is ERR_INVALID, logged and counted, and changes nothing.  One transaction.
 * */
struct payment_report {
	struct str reference, merchant_reference; /* the gateway's id; our public id */
	char currency[4];
	int64_t amount;                /* that was asked for */
	bool is_final;                 /* nothing more will come by itself */
	struct str display;
	struct list events;            /* struct payment_event */
};
enum err payment_settle(
    const struct payment_env *e, const struct payment_report *report, struct payment *out) MUST_CHECK;
/* Ask the gateway and settle: the buyer's return, the reconciliation job. */
enum err payment_refresh(const struct payment_env *e, struct str public_id, struct payment *out) MUST_CHECK;
/* A webhook as it came: signature, then its row in payment_webhook (once), then settle.  ERR_DENIED: the signature is
 * not good; ERR_INVALID: not understood.  A webhook of a payment that is not ours is taken (ignored), so that the
 * gateway does not send it for ever. */
enum err payment_webhook(
    const struct payment_env *e, struct str provider, const struct list *headers, struct str body) MUST_CHECK;

/* Money back.  Granting is SQL (in the transaction of its cause; the order is locked); sending is the worker's (event
 * refund.granted).  `cause` once per payment. */
enum err refund_grant(const struct order_env *e, struct order *locked, struct money amount, struct str cause,
    struct str reason) MUST_CHECK;
enum err refund_send(const struct payment_env *e, struct str public_id) MUST_CHECK;
/* Take authorised money (payment.capture = later: when the first parcel leaves); give an authorisation up.  key: the
 * same key takes once; absent: once per sum that was taken before.  ERR_CONFLICT: so much is not there. */
enum err payment_capture(const struct payment_env *e, struct str public_id, int64_t amount, struct str key) MUST_CHECK;
enum err payment_void(const struct payment_env *e, struct str public_id) MUST_CHECK;
/* For the worker, of an order that was sent: take what is authorised and still lacks; that has come to its end: give up
 * what is open.  Safe to repeat. */
enum err payment_take_authorised(const struct payment_env *e, struct str order) MUST_CHECK;
enum err payment_give_up(const struct payment_env *e, struct str order) MUST_CHECK;
/* Payments and refunds that are due to be asked about; for the worker.  Every payment that is not final is asked about
 * until it is. */
enum err payment_reconcile(const struct payment_env *e, int64_t most, int64_t *handled) MUST_CHECK;

extern const struct db_module payment_sql, payment_start_sql, payment_settle_sql, payment_webhook_sql,
    payment_capture_sql, payment_reconcile_sql, refund_grant_sql, refund_send_sql;

#endif
