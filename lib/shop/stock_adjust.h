/*
 * stock_adjust.h - stock changed by people and programs: received, counted, found broken, come back.
 *
 * Each change is a line of the ledger with its reason and the caller's reference, is audited, and leaves the event
 * stock.changed.  What was not counted in that warehouse is counted from then on.  on_hand never falls below zero; it
 * may fall below what is reserved, as things do break.
 */
#ifndef MERCER_SHOP_STOCK_ADJUST_H
#define MERCER_SHOP_STOCK_ADJUST_H

#include "lib/shop/stock_level.h"
#include "lib/shop/warehouse.h"

struct stock_change {
	int kind;                      /* received, adjusted, counted, damaged, returned: enum stock_kind */
	struct opt_i64 delta;          /* pieces that are added, or taken off */
	struct opt_i64 quantity;       /* or: so many lie there now */
	struct opt_i64 change_from;    /* only if so many lay there: ERR_PRECONDITION otherwise */
	struct str reason, reference;
};
extern const struct shape_enum stock_change_kinds[];
/* ERR_CONFLICT: fewer than nothing would be left.  ERR_INVALID: neither or both of delta and quantity.  *before,
 * *after: pieces in that house. */
enum err stock_adjust(struct db *db, struct arena *a, const struct who *who, const struct stock_item *item,
    const struct warehouse *house, const struct stock_change *change, int64_t *before, int64_t *after) MUST_CHECK;
/* In the caller's transaction, without audit or event: `delta` pieces of a variant in a house.  For transfers and
 * returns. */
enum err stock_add(struct db *db, struct arena *a, const struct who *who, int64_t variant_id, int64_t warehouse_id,
    int64_t delta, enum stock_kind kind, int64_t transfer_id, struct str reason, struct str reference) MUST_CHECK;

#endif
