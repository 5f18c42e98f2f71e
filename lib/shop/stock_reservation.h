/*
 * stock_reservation.h - rows of stock_reservation: what an order line has of which row of stock_level.  For the files
 * of the stock alone; others use stock_hold.h.
 *
 * Whoever changes reservations of an order has locked the order's row; they are locked before the rows of stock_level.
 */
#ifndef MERCER_SHOP_STOCK_RESERVATION_H
#define MERCER_SHOP_STOCK_RESERVATION_H

#include "lib/shop/stock_hold.h"
#include "lib/shop/stock_ledger.h"

enum reservation_state { RESERVATION_HELD, RESERVATION_ALLOCATED };
struct reservation {
	int64_t id, order_id, order_line_id, variant_id, warehouse_id;
	int32_t slot;
	int state; /* enum reservation_state */
	int64_t quantity;
	int64_t cut; /* not stored: how much reservation_cut() takes off */
};
extern const struct shape reservation_shape;

/* Of an order, oldest first, locked.  1 statement. */
enum err reservation_lock(struct db *db, struct arena *a, int64_t order_id, struct list *out) MUST_CHECK;
/* Of a variant, by id, locked: for who moves them to other rows.  1 statement. */
enum err reservation_lock_variant(struct db *db, struct arena *a, int64_t variant_id, struct list *out) MUST_CHECK;
enum err reservation_add(struct db *db, struct arena *a, const struct reservation *rows, size_t count) MUST_CHECK;
/* Take `cut` off each; those with nothing left go.  At most 2 statements. */
enum err reservation_cut(struct db *db, struct arena *a, const struct reservation *rows, size_t count) MUST_CHECK;
/* What is held of the order becomes allocated.  1 statement. */
enum err reservation_allocate(struct db *db, int64_t order_id) MUST_CHECK;

extern const struct db_module stock_reservation_sql; /* with stock_ledger_sql */

#endif
