/* ledger_verify.c - do the books agree with themselves, the payments and the orders?  See ledger.h. */
#include "lib/shop/ledger.h"

#include <assert.h>

#define DIFFERENCES_MAX 1000 /* of one kind: who has more looks at the first ones first */

struct difference {
	struct str id;
	int64_t expected, found;
};
static const struct shape_field difference_fields[] = {
	SHAPE_STR(struct difference, id, 0, 190),
	SHAPE_I64(struct difference, expected, INT64_MIN, INT64_MAX),
	SHAPE_I64(struct difference, found, INT64_MIN, INT64_MAX),
};
static const struct shape difference_shape =
    SHAPE(struct difference, difference_fields, "Two figures that should be one.");

#define OF_ENTRIES(kinds) \
	"SELECT e.order_id, SUM(x.amount) AS amount FROM ledger_entry e JOIN ledger_posting x ON x.entry_id = e.id" \
	" WHERE x.account = 'receivable' AND e.kind IN (" kinds ") GROUP BY e.order_id"

enum { BALANCE, EMPTY, PAYMENTS, EVENTS, ORDER_SUMS, SALES, CREDITS, MONEY, REFUNDS };
static const struct db_query queries[] = {
	[BALANCE] = { "ledger_verify_balance", "", &difference_shape,
	    "SELECT e.source AS id, 0 AS expected, SUM(x.amount) AS found FROM ledger_entry e"
	    " JOIN ledger_posting x ON x.entry_id = e.id GROUP BY e.id, x.currency HAVING SUM(x.amount) <> 0 LIMIT 1000" },
	[EMPTY] = { "ledger_verify_empty", "", &difference_shape,
	    "SELECT e.source AS id, 2 AS expected, 0 AS found FROM ledger_entry e"
	    " WHERE NOT EXISTS (SELECT 1 FROM ledger_posting x WHERE x.entry_id = e.id) LIMIT 1000" },
	[PAYMENTS] = { "ledger_verify_payments", "", &difference_shape,
	    "SELECT p.public_id AS id, p.charged - p.refunded - p.disputed AS expected,"
	    " COALESCE(b.amount, 0) AS found FROM payment p LEFT JOIN (SELECT e.payment_id, SUM(x.amount) AS amount FROM ledger_entry e"
	    " JOIN ledger_posting x ON x.entry_id = e.id WHERE x.account LIKE 'gateway:%' GROUP BY e.payment_id) b ON b.payment_id = p.id"
	    " WHERE p.charged - p.refunded - p.disputed <> COALESCE(b.amount, 0) LIMIT 1000" },
	[EVENTS] = { "ledger_verify_events", "", &difference_shape,
	    "SELECT p.public_id AS id, p.charged AS expected, COALESCE(v.amount, 0) AS found FROM payment p"
	    " LEFT JOIN (SELECT payment_id, SUM(amount) AS amount FROM payment_event WHERE kind = 'charge' AND result = 'success' GROUP BY payment_id) v"
	    " ON v.payment_id = p.id WHERE p.charged <> COALESCE(v.amount, 0) LIMIT 1000" },
	[ORDER_SUMS] = { "ledger_verify_orders", "", &difference_shape,
	    "SELECT o.number AS id, o.charged - o.refunded AS expected, COALESCE(p.amount, 0) AS found"
	    " FROM sales_order o LEFT JOIN (SELECT order_id, SUM(charged - refunded) AS amount FROM payment GROUP BY order_id) p ON p.order_id = o.id"
	    " WHERE o.charged - o.refunded <> COALESCE(p.amount, 0) LIMIT 1000" },
	[SALES] = { "ledger_verify_sales", "", &difference_shape,
	    "SELECT o.number AS id, o.total AS expected, b.amount AS found FROM sales_order o"
	    " JOIN (" OF_ENTRIES(
		"'sale', 'sale_reversed'") ") b ON b.order_id = o.id WHERE o.total <> b.amount LIMIT 1000" },
	[CREDITS] = { "ledger_verify_credits", "", &difference_shape,
	    "SELECT o.number AS id, o.credited AS expected, -COALESCE(b.amount, 0) AS found FROM sales_order o"
	    " LEFT JOIN (" OF_ENTRIES(
		"'credit'") ") b ON b.order_id = o.id WHERE o.credited <> -COALESCE(b.amount, 0) LIMIT 1000" },
	[MONEY] = { "ledger_verify_money", "", &difference_shape,
	    "SELECT o.number AS id, o.refunded - o.charged AS expected, COALESCE(b.amount, 0) AS found"
	    " FROM sales_order o LEFT JOIN (" OF_ENTRIES(
		"'charge', 'refund'") ") b ON b.order_id = o.id"
				      " WHERE o.refunded - o.charged <> COALESCE(b.amount, 0) LIMIT 1000" },
	[REFUNDS] = { "ledger_verify_refunds", "", &difference_shape,
	    "SELECT p.public_id AS id, p.refunded AS expected, COALESCE(f.amount, 0) AS found FROM payment p"
	    " LEFT JOIN (SELECT payment_id, SUM(amount) AS amount FROM refund WHERE state = 'done' GROUP BY payment_id) f ON f.payment_id = p.id"
	    " WHERE p.refunded <> COALESCE(f.amount, 0) LIMIT 1000" },
};
const struct db_module ledger_verify_sql = { "ledger_verify", queries, COUNT(queries) };

static const struct {
	const char *thing, *found, *expected;
} words[] = {
	[BALANCE] = { "entry", "sums to", "instead of" },
	[EMPTY] = { "entry", "has postings:", "but needs" },
	[PAYMENTS] = { "payment", "is in the books with", "but has" },
	[EVENTS] = { "payment", "has charges of", "but says" },
	[ORDER_SUMS] = { "order", "has payments of", "but says" },
	[SALES] = { "order", "is in the books as sold for", "but its total is" },
	[CREDITS] = { "order", "is in the books with credits of", "but says" },
	[MONEY] = { "order", "is in the books with money of", "but says" },
	[REFUNDS] = { "payment", "has refunds of", "but says" },
};
static_assert(COUNT(words) == COUNT(queries), "words for every question");

enum err
ledger_verify(struct db *db, struct arena *a, struct list *differences)
{
	struct str *lines = arena_array(a, struct str, COUNT(queries) * DIFFERENCES_MAX);
	size_t count = 0;
	enum err err = OK;

	for (size_t q = 0; !err && q < COUNT(queries); q++) {
		const struct difference *d;
		struct list list = { 0 };
		err = db_rows(db, &queries[q], NULL, 0, a, DIFFERENCES_MAX, &list);
		d = list.items;
		for (size_t i = 0; !err && i < list.count; i++)
			lines[count++] = str_printf(a, "%s %.*s %s %lld, %s %lld", words[q].thing, STR_ARG(d[i].id),
			    words[q].found, (long long)d[i].found, words[q].expected, (long long)d[i].expected);
	}
	*differences = (struct list){ lines, count };
	return err;
}
