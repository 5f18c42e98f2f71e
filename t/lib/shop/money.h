/*
 * money.h - what the tests of payments share: orders that are to be paid, and a gateway inside the test that says what
 * it is told to.
 *
 * Everything runs with the rights of the payment module.
 */
#ifndef MERCER_TEST_SHOP_MONEY_H
#define MERCER_TEST_SHOP_MONEY_H

#include "lib/shop/ledger.h"
#include "lib/shop/payment_provider.h"
#include "lib/shop/refund.h"
#include "t/lib/shop/fixture.h"

#define GATEWAY_EVENTS_MAX 32

/* One payment as the gateway in the test has it. */
struct gateway {
	enum err refuse;               /* what every call answers instead; OK: none */
	int created, fetched, captured, cancelled, refunded; /* calls */
	struct payment_report report;
	struct payment_event events[GATEWAY_EVENTS_MAX];
};
extern struct gateway gateway;

struct money_test {
	struct fixture f;
	struct db *db;                 /* account payment */
	struct secret master;
	struct who who;
	struct payment_env env;
	struct str order;
	int64_t order_id;
	struct payment p;              /* begun */
};
/* An order of `total` cents, one payment begun, the gateway empty. */
void money_open(struct money_test *m, int64_t total);
void money_close(struct money_test *m);
/* Another connection, for a forked process. */
void money_reconnect(struct money_test *m);
/* One more payment of the same order, without asking what it lacks. */
struct payment money_second(struct money_test *m, int64_t amount);

/* The gateway has done this; the source is "sandbox:<name>". */
struct payment_event *gateway_did(struct money_test *m, const char *name, int kind, int result, int64_t amount);
/* What it says of a payment now. */
struct payment_report gateway_report(struct money_test *m, const struct payment *p);
/* Settle what it says now. */
enum err money_settle(struct money_test *m) MUST_CHECK;

/* "events", "entries", "charges", "refunds", "paid" (events order.paid) */
int64_t money_count(struct money_test *m, const char *what);
/* Sums of the books of the order: 0 when they balance. */
int64_t money_receivable(struct money_test *m);
struct payment money_now(struct money_test *m, struct str public_id);
struct order money_order(struct money_test *m);

#endif
