/*
 * ledger.h - the books: every movement of money as an entry whose postings sum to zero.  Append-only by grant; each
 * entry once by its source.
 *
 * Debit positive, credit negative, minor units.
 *	sale           placed order becomes due (paid or invoiced):  receivable +total   revenue -net   shipping -net   tax -tax
 *	sale_reversed  part of it cancelled:                          the same with the opposite sign, by line_share()
 *	credit         pieces refunded, or a sum out of goodwill:     receivable -amount   revenue +net   shipping +net   tax +tax; when pieces are cancelled
 *	               of which something had been credited before, the opposite, of that
 *	charge         the gateway has the money:                     gateway:<name> +amount   receivable -amount
 *	refund         it went back:                                  receivable +amount   gateway:<name> -amount
 *	dispute        the bank took it back:                         dispute +amount   gateway:<name> -amount;  dispute_won: the reverse
 * So the receivable of an order that is paid, sent and not disputed is 0, and what the gateway account holds is what
 * the gateway should pay out.
 */
#ifndef MERCER_SHOP_LEDGER_H
#define MERCER_SHOP_LEDGER_H

#include "lib/base/shape.h"
#include "lib/io/db.h"

struct ledger_posting {
	const char *account;           /* "receivable", "revenue", "shipping", "tax", "dispute", "gateway:sandbox" */
	int64_t amount;                /* not 0: such postings are left out */
};
/* In the caller's transaction.  OK also when the source has its entry already.  Postings that do not sum to zero are a
 * bug (abort). */
enum err ledger_add(struct db *db, const char *kind, struct str source, int64_t order_id, int64_t payment_id,
    const char *currency, const struct ledger_posting *postings, size_t count) MUST_CHECK;

struct ledger_row {
	struct time at;
	struct str kind, source, account, currency;
	int64_t amount;
};
extern const struct shape ledger_row_shape;
/* struct ledger_row */
enum err ledger_of_order(struct db *db, struct arena *a, int64_t order_id, struct list *out) MUST_CHECK;
/* Entries that do not sum to zero, orders whose books do not agree with their row, gateway accounts against payments:
 * how many differences; the list says which.  `mercer ledger verify`. */
enum err ledger_verify(struct db *db, struct arena *a, struct list *differences) MUST_CHECK; /* struct str */

extern const struct db_module ledger_sql, ledger_read_sql, ledger_verify_sql;

#endif
