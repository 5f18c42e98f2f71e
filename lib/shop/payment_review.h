/*
 * payment_review.h - payments as the back office looks at them: a list with filters, and the reconciliation report.
 *
 * The report is what a person has to look into; what mends itself within the hour is not in it.
 */
#ifndef MERCER_SHOP_PAYMENT_REVIEW_H
#define MERCER_SHOP_PAYMENT_REVIEW_H

#include "lib/shop/payment.h"

struct payment_filter {
	struct str q;                  /* number of an order, id of a payment, the gateway's name of one; empty: all */
	int state;                     /* -1: all */
	struct str method;             /* empty: all */
	int64_t before, limit;         /* keyset by id, newest first; before 0: from the newest */
};
struct payment_row {
	int64_t id;
	struct str public_id, order, number, method, display, failure;
	int state;
	struct money amount, charged, refunded;
	struct time created_at;
};
extern const struct shape payment_row_shape;
/* struct payment_row */
enum err payment_search(struct db *db, struct arena *a, const struct payment_filter *f, struct list *out) MUST_CHECK;

/* no_order: money of an order that was cancelled or has expired;  no_money: an order that goes on without being paid;
 * differs: another amount than was asked for, or more than the order costs;  silent: the gateway has not said its last
 * word for an hour;  refund_failed: money that should have gone back. */
enum payment_finding_kind {
	FINDING_NO_ORDER,
	FINDING_NO_MONEY,
	FINDING_DIFFERS,
	FINDING_SILENT,
	FINDING_REFUND_FAILED,
	FINDING__COUNT
};
extern const struct shape_enum payment_finding_kinds[];
struct payment_finding {
	int kind;
	struct str order, number, payment; /* payment may be absent */
	struct money expected, found;
	struct time since;
};
enum err payment_findings(struct db *db, struct arena *a, struct list *out) MUST_CHECK;

/* Webhooks that were not taken, newest first. */
struct webhook_row {
	struct str provider, event_id, result;
	struct time received_at;
};
enum err payment_webhooks_ignored(struct db *db, struct arena *a, struct list *out) MUST_CHECK;

extern const struct db_module payment_review_sql;

#endif
