/*
 * stock_hold.h - what an order has of the stock: held while it waits for its money, allocated once it is paid, until it
 * is sent or cancelled.
 *
 * All of it runs inside the caller's transaction; rows of stock_level are locked in key order (variant, warehouse,
 * slot), after the order's own row, so that no two callers can wait for each other.  One statement per row decides: it
 * takes the quantity only if on_hand - held - allocated - floor is enough.
 * Nothing is read first and written later.  "Sold out" is said only after every row of the variant was asked under its
 * lock.
 * Variants without a row of stock_level are not counted: they are always had, and leave no reservation.
 *
 * Which warehouses: those that are active (a pickup order: that one alone); the fewest parcels first, then the nearest
 * to the place (by its country, region, postal code; coordinates where both are known), then priority (stock.routing
 * changes the order of these rules).
 * A spread item (several slots) takes a free row without waiting (SKIP LOCKED), and only what no single row has is
 * gathered from all of them.
 */
#ifndef MERCER_SHOP_STOCK_HOLD_H
#define MERCER_SHOP_STOCK_HOLD_H

#include "lib/base/conf.h"
#include "lib/base/shape.h"
#include "lib/io/db.h"

struct stock_wish {
	int64_t order_line_id, variant_id, quantity;
};
struct stock_place {
	struct str country, region, postal_code; /* where it goes */
	int64_t warehouse_id;                    /* pickup: from here alone; 0: any */
};
/* A wish that cannot be had. */
struct stock_shortage {
	int64_t variant_id;
	int64_t wanted, available;
};
/* What a line has where. */
struct stock_reserved {
	int64_t order_line_id, variant_id, warehouse_id;
	int64_t quantity;
	bool is_allocated;
};
extern const struct shape stock_reserved_shape;

/* Hold all of it or nothing.  ERR_CONFLICT: *shortages (struct stock_shortage) says what is missing; the transaction is
 * to be rolled back then. */
enum err stock_hold(struct db *db, struct arena *a, const struct config *c, int64_t order_id,
    const struct stock_wish *wishes, size_t count, const struct stock_place *place, struct list *shortages) MUST_CHECK;
/* The order is paid: what it holds is allocated.  OK also when nothing is held (done before, or not counted). */
enum err stock_allocate(struct db *db, struct arena *a, int64_t order_id) MUST_CHECK;
/* Give `quantity` pieces of a line back (0: all of the line; line 0: all of the order), held or allocated, the newest
 * reservation first.  why: "released" or "expired". */
enum err stock_release(struct db *db, struct arena *a, int64_t order_id, int64_t order_line_id, int64_t quantity,
    const char *why) MUST_CHECK;
/* They leave the house: on_hand and allocated fall.  ERR_CONFLICT: the line has not so much allocated in that
 * warehouse, or the house has it not.
 * A line that was sold while its variant was not counted takes pieces that the house has by now; where there are none
 * of it at all, it is OK. */
enum err stock_ship(struct db *db, struct arena *a, int64_t order_id, int64_t shipment_id, int64_t warehouse_id,
    const struct stock_wish *lines, size_t count) MUST_CHECK;
/* What the order has, by line and warehouse: struct stock_reserved.  1 statement. */
enum err stock_reserved_of(struct db *db, struct arena *a, int64_t order_id, struct list *out) MUST_CHECK;

/* Besides, whoever calls any of these runs stock_ledger_sql and stock_reservation_sql (stock_ledger.h,
 * stock_reservation.h). */
extern const struct db_module stock_hold_sql;    /* order, admin, worker */

#endif
