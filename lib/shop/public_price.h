/*
 * public_price.h - the price that everybody sees: the usual one, open price lists and promotions of the catalogue
 * applied, by the price engine itself, so that pages show what the cart charges.  And what it was: price_history, the
 * lowest price of the 30 days before a reduction (Directive 98/6/EC, article 6a).
 *
 * Computed when a product is indexed (index_queue): a change of a price, a promotion or a list queues it, and so does
 * the time at which one begins or ends.
 * Table public_price holds the variants whose page shows something else than table price; a row counts only while price
 * is what it was computed from.
 *
 * Where a reduction is shown, the former price is the lowest of the 30 days before it began, as far as it is known; if
 * that is not above the price, no reduction is shown.  Before the shop has a history it is what the merchant says.
 */
#ifndef MERCER_SHOP_PUBLIC_PRICE_H
#define MERCER_SHOP_PUBLIC_PRICE_H

#include "lib/shop/index_parts.h"

/* The prices in the batch become the public ones (amount, compare_at).  `store`: history and public_price are brought
 * up to date.  1 statement, or 1 to 5. */
enum err public_prices(struct db *db, struct arena *a, const struct index_context *context, struct index_batch *batch,
    struct time now, bool store) MUST_CHECK;

/* What the history says of one variant: `rows` (struct price_was) by time.  For tests. */
struct price_was {
	int64_t variant_id;
	struct str currency;
	struct time from_at;
	struct opt_i64 amount;
};
/* The lowest price of the 30 days before `since`; absent: not known. */
struct opt_i64 price_lowest_before(const struct price_was *rows, size_t count, struct time since);

extern const struct db_module public_price_sql; /* operator */

#endif
