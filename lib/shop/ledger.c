/* ledger.c - writes ledger_entry and ledger_posting.  See ledger.h. */
#include "lib/shop/ledger.h"

#define POSTINGS_MAX 8
#define ROWS_MAX 10000

static const struct shape_field row_fields[] = {
	SHAPE_TIME(struct ledger_row, at, .doc = "when it was written"),
	SHAPE_STR(struct ledger_row, kind, 1, 32, .doc = "what happened"),
	SHAPE_STR(struct ledger_row, source, 1, 190, .doc = "what it was made for"),
	SHAPE_STR(struct ledger_row, account, 1, 64, .doc = "account"),
	SHAPE_STR(struct ledger_row, currency, 3, 3, .doc = "ISO 4217"),
	SHAPE_I64(struct ledger_row, amount, INT64_MIN, INT64_MAX, .doc = "minor units; debit is positive"),
};
const struct shape ledger_row_shape = SHAPE(struct ledger_row, row_fields, "A line of the books.");

enum { ENTRY, POSTING };
static const struct db_query queries[] = {
	[ENTRY] = { "ledger_entry_add", "ssiit", NULL,
	    "INSERT INTO ledger_entry (source, kind, order_id, payment_id, at) VALUES (?, ?, ?, ?, ?)" },
	[POSTING] = { "ledger_posting_add", "issi", NULL,
	    "INSERT INTO ledger_posting (entry_id, account, currency, amount) VALUES (?, ?, ?, ?)" },
};
const struct db_module ledger_sql = { "ledger", queries, COUNT(queries) };

enum { OF_ORDER };
static const struct db_query reads[] = {
	[OF_ORDER] = { "ledger_of_order", "i", &ledger_row_shape,
	    "SELECT e.at, e.kind, e.source, p.account, p.currency, p.amount FROM ledger_entry e"
	    " JOIN ledger_posting p ON p.entry_id = e.id WHERE e.order_id = ? ORDER BY e.id, p.amount < 0, p.account LIMIT 10001" },
};
const struct db_module ledger_read_sql = { "ledger_read", reads, COUNT(reads) };

enum err
ledger_add(struct db *db, const char *kind, struct str source, int64_t order_id, int64_t payment_id,
    const char *currency, const struct ledger_posting *postings, size_t count)
{
	const struct db_arg entry[] = { db_str(source), db_str(str_of(kind)), db_i64(order_id),
		payment_id ? db_i64(payment_id) : db_null('i'), db_time(clock_now()) };
	struct db_arg rows[POSTINGS_MAX * 4];
	struct db_done done;
	int64_t sum = 0;
	size_t n = 0;
	enum err err;

	for (size_t i = 0; i < count; i++)
		if (__builtin_add_overflow(sum, postings[i].amount, &sum))
			BUG("an entry of the books overflows");
	if (sum || count > POSTINGS_MAX)
		BUG("an entry of the books that does not sum to zero");
	err = db_exec(db, &queries[ENTRY], entry, COUNT(entry), &done);
	if (err == ERR_CONFLICT) { /* its source is what happened, and that happened once */
		err_clear();
		return OK;
	}
	if (err)
		return err;
	for (size_t i = 0; i < count; i++) {
		if (!postings[i].amount)
			continue;
		rows[4 * n] = db_i64(done.insert_id);
		rows[4 * n + 1] = db_str(str_of(postings[i].account));
		rows[4 * n + 2] = db_str(str_of(currency));
		rows[4 * n + 3] = db_i64(postings[i].amount);
		n++;
	}
	return db_bulk(db, &queries[POSTING], rows, 4, n, NULL);
}

enum err
ledger_of_order(struct db *db, struct arena *a, int64_t order_id, struct list *out)
{
	return db_rows(db, &reads[OF_ORDER], (const struct db_arg[]){ db_i64(order_id) }, 1, a, ROWS_MAX, out);
}
