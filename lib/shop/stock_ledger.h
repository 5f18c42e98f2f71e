/*
 * stock_ledger.h - the one writer of quantities: a change of stock_level and its line in stock_movement, together or
 * not at all.
 *
 * The sums of the movements' deltas are the quantities, always: `mercer stock verify`.  Everything that changes stock
 * (holding, sending, counting, importing, transfers, spreading) makes a list of deltas and calls stock_apply(); nothing
 * else has an UPDATE of the three quantities.
 */
#ifndef MERCER_SHOP_STOCK_LEDGER_H
#define MERCER_SHOP_STOCK_LEDGER_H

#include "lib/base/shape.h"
#include "lib/io/db.h"
#include "lib/shop/who.h"

#define STOCK_QUANTITY_MAX 100000000     /* of one row, and of one change */
#define STOCK_UNLIMITED 1000000000       /* back-orders without a limit: the floor is this far below zero */

enum stock_kind {
	STOCK_OPENING,
	STOCK_IMPORTED,
	STOCK_RECEIVED,
	STOCK_ADJUSTED,
	STOCK_COUNTED,
	STOCK_DAMAGED,
	STOCK_RETURNED,
	STOCK_HELD,
	STOCK_EXPIRED,
	STOCK_RELEASED,
	STOCK_ALLOCATED,
	STOCK_REALLOCATED,
	STOCK_SHIPPED,
	STOCK_TRANSFER_OUT,
	STOCK_TRANSFER_IN,
	STOCK_SPREAD
};
extern const struct shape_enum stock_kinds[];

/* A row of stock_level. */
struct stock_row {
	int64_t variant_id, warehouse_id;
	int32_t slot;
	int64_t on_hand, held, allocated, floor;
};
extern const struct shape stock_row_shape;
/* What a buyer can have of the row; below zero when more is reserved than should be. */
static inline int64_t
stock_row_free(const struct stock_row *r)
{
	return r->on_hand - r->held - r->allocated - r->floor;
}
/* The same without back-orders: what the house has. */
static inline int64_t
stock_row_real(const struct stock_row *r)
{
	return r->on_hand - r->held - r->allocated - MAX(r->floor, 0);
}
/* Key order (variant, warehouse, slot): the order of locks. */
int stock_row_cmp(const void *a, const void *b);

/* Rows of the variants that this transaction may change: locked, in key order.  The ids need not be sorted; 0
 * warehouse: of all.  1 statement. */
enum err stock_lock(struct db *db, struct arena *a, const int64_t *variant_ids, size_t count, int64_t warehouse_id,
    struct list *out) MUST_CHECK;
/* The same without locks, as of now.  1 statement. */
enum err stock_rows(
    struct db *db, struct arena *a, const int64_t *variant_ids, size_t count, struct list *out) MUST_CHECK;

struct stock_delta {
	int64_t variant_id, warehouse_id;
	int32_t slot;
	enum stock_kind kind;
	int64_t on_hand, held, allocated; /* what is added; not all zero */
	int64_t need;                     /* > 0: only if so much was free before */
	int64_t order_id, order_line_id, shipment_id, transfer_id; /* 0: none */
	struct str reason, reference;     /* at most 190 characters; may be absent */
};
/* In the caller's transaction; sorts the deltas by key.  who: NULL where an order's history says it.  2 statements,
 * however many deltas.
 * ERR_CONFLICT: a row is not there, has not what is needed, or a quantity would fall below zero; roll back. */
enum err stock_apply(
    struct db *db, struct arena *a, const struct who *who, struct stock_delta *deltas, size_t count) MUST_CHECK;

/* Rows that are not there yet, with what lies in them: on_hand and floor of `rows` (held and allocated are 0).  A row
 * that somebody else made meanwhile stays as it is and is ERR_CONFLICT.  2 statements. */
enum err stock_open(struct db *db, struct arena *a, const struct who *who, const struct stock_row *rows, size_t count,
    enum stock_kind kind, struct str reason) MUST_CHECK;

extern const struct db_module stock_open_sql;   /* who may count what was not counted: operator, inventory, admin */
extern const struct db_module stock_ledger_sql; /* whoever changes stock */

#endif
