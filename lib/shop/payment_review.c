/* payment_review.c - see payment_review.h. */
#include "lib/shop/payment_review.h"

#define FINDINGS_MAX 200 /* of a kind */
#define WEBHOOKS_MAX 100
#define SILENT_US (INT64_C(3600) * US_PER_S)

const struct shape_enum payment_finding_kinds[] = { { "no_order", FINDING_NO_ORDER }, { "no_money", FINDING_NO_MONEY },
	{ "differs", FINDING_DIFFERS }, { "silent", FINDING_SILENT }, { "refund_failed", FINDING_REFUND_FAILED },
	{ NULL, 0 } };

static const struct shape_field row_fields[] = {
	SHAPE_I64(struct payment_row, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct payment_row, public_id, 1, 28, .doc = "public id"),
	SHAPE_STR(struct payment_row, order, 1, 28, .doc = "of this order"),
	SHAPE_STR(struct payment_row, number, 1, 16, .doc = "the order's number"),
	SHAPE_STR(struct payment_row, method, 1, 64, .doc = "way to pay"),
	SHAPE_STR(struct payment_row, display, 0, 100, .doc = "what it was paid with"),
	SHAPE_STR(struct payment_row, failure, 0, 64, .doc = "code of the last refusal"),
	SHAPE_ENUM(struct payment_row, state, payment_states, .doc = "what has become of it"),
	SHAPE_MONEY(struct payment_row, amount, .doc = "asked for"),
	SHAPE_MONEY(struct payment_row, charged, .doc = "taken"),
	SHAPE_MONEY(struct payment_row, refunded, .doc = "given back"),
	SHAPE_TIME(struct payment_row, created_at, .doc = "when it was made"),
};
const struct shape payment_row_shape = SHAPE(struct payment_row, row_fields, "A payment in a list.");

static const struct shape_field finding_fields[] = {
	SHAPE_ENUM(struct payment_finding, kind, payment_finding_kinds),
	SHAPE_STR(struct payment_finding, order, 1, 28),
	SHAPE_STR(struct payment_finding, number, 1, 16),
	SHAPE_STR(struct payment_finding, payment, 0, 28),
	SHAPE_MONEY(struct payment_finding, expected),
	SHAPE_MONEY(struct payment_finding, found),
	SHAPE_TIME(struct payment_finding, since),
};
static const struct shape finding_shape =
    SHAPE(struct payment_finding, finding_fields, "Money and orders that do not agree.");

static const struct shape_field webhook_fields[] = {
	SHAPE_STR(struct webhook_row, provider, 1, 32),
	SHAPE_STR(struct webhook_row, event_id, 1, 190),
	SHAPE_STR(struct webhook_row, result, 0, 190),
	SHAPE_TIME(struct webhook_row, received_at),
};
static const struct shape webhook_shape = SHAPE(struct webhook_row, webhook_fields, "A webhook that was not taken.");

#define FINDING(kind, payment, expected, found, since) \
	"SELECT '" kind "' AS kind, o.public_id AS `order`, o.number, " payment " AS payment, " expected \
	" AS expected_minor, o.currency AS expected_currency, " found \
	" AS found_minor, o.currency AS found_currency, " since " AS since "
#define GOING_BACK \
	"(SELECT COALESCE(SUM(f.amount), 0) FROM refund f WHERE f.order_id = o.id AND f.state IN ('granted', 'sent'))"

enum { SEARCH, NO_ORDER, NO_MONEY, DIFFERS, OVERPAID, SILENT, REFUND_FAILED, WEBHOOKS };
static const struct db_query queries[] = {
	[SEARCH] = { "payment_search", "sssssssssiii", &payment_row_shape,
	    "SELECT p.id, p.public_id, o.public_id AS `order`, o.number, p.method, p.display, p.failure, p.state,"
	    " p.amount AS amount_minor, p.currency AS amount_currency, p.charged AS charged_minor, p.currency AS charged_currency,"
	    " p.refunded AS refunded_minor, p.currency AS refunded_currency, p.created_at FROM payment p JOIN sales_order o ON o.id = p.order_id"
	    " WHERE (? IS NULL OR o.number = ? OR p.public_id = ? OR p.reference = ? OR o.public_id = ?) AND (? IS NULL OR p.state = ?)"
	    " AND (? IS NULL OR p.method = ?) AND (? = 0 OR p.id < ?) ORDER BY p.id DESC LIMIT ?" },
	[NO_ORDER] = { "payment_no_order", "", &finding_shape,
	    FINDING("no_order", "NULL", "0", "o.charged - o.refunded",
		"COALESCE(o.closed_at, o.placed_at)") "FROM sales_order o WHERE o.fulfilment IN ('cancelled', 'expired') AND o.charged - o.refunded > " GOING_BACK
						      " ORDER BY o.id DESC LIMIT 200" },
	[NO_MONEY] = { "payment_no_money", "", &finding_shape,
	    FINDING("no_money", "NULL", "o.total", "GREATEST(o.authorised, o.charged)",
		"o.placed_at") "FROM sales_order o WHERE o.fulfilment IN ('open', 'partly_shipped', 'shipped', 'delivered') AND (o.paid_at IS NOT NULL OR o.fulfilment <> 'open')"
			       " AND GREATEST(o.authorised, o.charged) < o.total ORDER BY o.id DESC LIMIT 200" },
	[DIFFERS] = { "payment_differs", "", &finding_shape,
	    FINDING("differs", "p.public_id", "p.amount", "p.charged",
		"p.updated_at") "FROM payment p JOIN sales_order o ON o.id = p.order_id WHERE p.charged > 0 AND p.charged <> p.amount AND p.provider <> 'advance'"
				" AND p.check_at IS NULL ORDER BY p.id DESC LIMIT 200" },
	[OVERPAID] = { "payment_overpaid", "", &finding_shape,
	    FINDING("differs", "NULL", "o.total - o.credited", "o.charged - o.refunded",
		"o.placed_at") "FROM sales_order o WHERE o.charge = 'over' AND o.fulfilment NOT IN ('cancelled', 'expired') AND o.charged - o.refunded - (o.total - o.credited) > " GOING_BACK
			       " ORDER BY o.id DESC LIMIT 200" },
	[SILENT] = { "payment_silent", "t", &finding_shape,
	    FINDING("silent", "p.public_id", "p.amount", "p.charged",
		"p.created_at") "FROM payment p JOIN sales_order o ON o.id = p.order_id WHERE p.check_at IS NOT NULL AND p.state = 'pending' AND p.created_at < ?"
				" AND p.provider <> 'advance' ORDER BY p.id DESC LIMIT 200" },
	[REFUND_FAILED] = { "payment_refund_failed", "", &finding_shape,
	    FINDING("refund_failed", "p.public_id", "f.amount", "0",
		"f.created_at") "FROM refund f JOIN payment p ON p.id = f.payment_id JOIN sales_order o ON o.id = f.order_id WHERE f.state = 'failed' ORDER BY f.id DESC LIMIT 200" },
	[WEBHOOKS] = { "payment_webhooks_ignored", "", &webhook_shape,
	    "SELECT provider, event_id, result, received_at FROM payment_webhook WHERE state = 'ignored' ORDER BY received_at DESC LIMIT 100" },
};
const struct db_module payment_review_sql = { "payment_review", queries, COUNT(queries) };

enum err
payment_search(struct db *db, struct arena *a, const struct payment_filter *f, struct list *out)
{
	struct db_arg q = f->q.len ? db_str(f->q) : db_null('s'),
		      method = f->method.len ? db_str(f->method) : db_null('s');
	struct db_arg state = f->state >= 0 ? db_str(str_of(payment_states[f->state].name)) : db_null('s');
	const struct db_arg args[] = { q, q, q, q, q, state, state, method, method, db_i64(f->before),
		db_i64(f->before), db_i64(f->limit) };

	return db_rows(db, &queries[SEARCH], args, COUNT(args), a, (size_t)f->limit, out);
}

enum err
payment_findings(struct db *db, struct arena *a, struct list *out)
{
	const struct db_arg long_ago[] = { db_time((struct time){ clock_now().us - SILENT_US }) };
	struct payment_finding *all =
	    arena_array(a, struct payment_finding, (REFUND_FAILED - NO_ORDER + 1) * FINDINGS_MAX);
	size_t count = 0;
	enum err err = OK;

	for (int i = NO_ORDER; !err && i <= REFUND_FAILED; i++) {
		struct list one = { 0 };
		err =
		    db_rows(db, &queries[i], i == SILENT ? long_ago : NULL, i == SILENT ? 1 : 0, a, FINDINGS_MAX, &one);
		if (!err && one.count)
			memcpy(&all[count], one.items, one.count * sizeof(*all));
		count += err ? 0 : one.count;
	}
	*out = (struct list){ all, count };
	return err;
}

enum err
payment_webhooks_ignored(struct db *db, struct arena *a, struct list *out)
{
	return db_rows(db, &queries[WEBHOOKS], NULL, 0, a, WEBHOOKS_MAX, out);
}
