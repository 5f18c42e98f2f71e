/*
 * stock_verify.h - every figure of the stock built anew from what it must follow from, and compared.
 *
 *	ledger        quantities of a row = sums of its movements
 *	reserved      held and allocated of a row = sums of its reservations
 *	orphan        no reservation of an order that is closed or not there, none beyond what its line still wants
 *	late          nothing held for longer than the order's time (and ten minutes for the worker)
 *	floor         the floor is what rule and policy say
 *	shown         table stock has what the active warehouses have free; looked at for a moment longer, as the worker may be at it
 */
#ifndef MERCER_SHOP_STOCK_VERIFY_H
#define MERCER_SHOP_STOCK_VERIFY_H

#include "lib/shop/stock_level.h"

struct stock_fault {
	struct str what;               /* as above */
	struct str variant, sku, warehouse, detail;
	int32_t slot;
	int64_t expected, found;
};
#define STOCK_FAULTS_MAX 1000 /* more are not told */
extern const struct shape stock_fault_shape;
/* In pieces of some thousand variants.  *checked: rows of stock_level that were looked at. */
enum err stock_verify(struct db *db, struct arena *a, struct list *faults, int64_t *checked) MUST_CHECK;

extern const struct db_module stock_verify_sql; /* operator */

#endif
