/*
 * payment_provider.h - a gateway, as payment.c sees it.  One file per gateway (payment_sandbox.c; Stripe, PayPal,
 * Razorpay to come) fills one of these.
 *
 * Calls go over lib/io/http inside the request's deadline.  Each is idempotent by the key it is given: after a time-out
 * it is simply made again.  A provider never touches the database.
 * Results: OK · ERR_UNAVAILABLE, ERR_TIMEOUT (unknown: ask again later) · ERR_INVALID (the gateway refused the request:
 * a bug or a wrong setting) · ERR_NOT_FOUND (it does not know it) · ERR_CONFLICT (its state does not allow it).
 */
#ifndef MERCER_SHOP_PAYMENT_PROVIDER_H
#define MERCER_SHOP_PAYMENT_PROVIDER_H

#include "lib/shop/payment.h"

struct payment_wish {
	struct str key;                /* idempotency key: public id of the payment */
	struct str order_number, locale, return_url;
	struct money amount;
	bool capture_later;
};
/* A function that is NULL: the gateway cannot do that; without create there is none, and people say what has come in
 * (payment_advance.h). */
struct payment_provider {
	const char *name;              /* "sandbox": payment.provider, its configuration keys, the webhook's path */
	/* Does it take this?  NULL: everything. */
	bool (*takes)(const struct config *c, struct money amount);
	/* Make the payment (without a card: the buyer enters that at the gateway).  *hosted_url: where he does. */
	MUST_CHECK enum err (*create)(const struct payment_env *e, const struct payment_wish *wish,
	    struct str *reference, struct str *hosted_url);
	/* Everything that it knows of it. */
	MUST_CHECK enum err (*fetch)(const struct payment_env *e, const struct payment *p, struct payment_report *out);
	MUST_CHECK enum err (*capture)(const struct payment_env *e, const struct payment *p, struct str key,
	    int64_t amount, struct payment_report *out);
	MUST_CHECK enum err (*cancel)(const struct payment_env *e, const struct payment *p, struct payment_report *out);
	MUST_CHECK enum err (*refund)(const struct payment_env *e, const struct payment *p, struct str key,
	    int64_t amount, struct payment_report *out);
	/* Check the signature over the raw body (constant time, tolerance of the time-stamp), then read it.  headers:
	 * struct pair. */
	MUST_CHECK enum err (*webhook)(const struct payment_env *e, const struct list *headers, struct str body,
	    struct str *event_id, struct payment_report *out);
};
extern const struct payment_provider *const payment_providers[]; /* ends with NULL */
extern const struct payment_provider payment_sandbox; /* payment_sandbox.c: the built-in gateway */
/* Tests: this one stands in for the one of its name; NULL: no more. */
void payment_provider_use(const struct payment_provider *p);

#endif
