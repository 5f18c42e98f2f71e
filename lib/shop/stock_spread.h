/*
 * stock_spread.h - the rows of a hot item: a flash sale of one thing must not queue behind the lock of one row.
 *
 * Spread over n rows (slots) a variant's stock in a warehouse is sold from whichever row nobody is busy with.
 * Everything that changes such stock by hand ends with stock_balance(): each row has what is reserved in it, the first
 * also the safety stock, and what is free is shared out evenly.
 */
#ifndef MERCER_SHOP_STOCK_SPREAD_H
#define MERCER_SHOP_STOCK_SPREAD_H

#include "lib/shop/stock_level.h"

#define STOCK_SLOTS_MAX 64

/* slots 1: back to one row; its reservations come along.  Audited.  ERR_NOT_FOUND: not counted there.  ERR_INVALID: not
 * 1..STOCK_SLOTS_MAX. */
enum err stock_spread(struct db *db, struct arena *a, const struct who *who, const struct stock_item *item,
    int64_t warehouse_id, int32_t slots) MUST_CHECK;
/* In the caller's transaction.  Nothing to do for what is not spread: 1 statement. */
enum err stock_balance(
    struct db *db, struct arena *a, const struct who *who, int64_t variant_id, int64_t warehouse_id) MUST_CHECK;
/* What is to be where: sets `want[i]` pieces for rows[i], which are all of one variant and house. */
void stock_share(const struct stock_row *rows, size_t count, int64_t *want);
/* Event stock.changed, with which the worker brings what the shop shows up to date.  warehouse: code, may be absent. */
enum err stock_changed(struct db *db, struct arena *a, const struct stock_item *item, struct str warehouse) MUST_CHECK;

extern const struct db_module stock_spread_sql; /* operator, admin: removes rows */

#endif
