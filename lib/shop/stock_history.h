/* stock_history.h - "why is it 47": the movements of a variant in a warehouse, newest first, each with the sums after
 * it. */
#ifndef MERCER_SHOP_STOCK_HISTORY_H
#define MERCER_SHOP_STOCK_HISTORY_H

#include "lib/shop/stock_level.h"

struct stock_movement {
	int64_t id;
	struct time at;
	int kind;                      /* enum stock_kind */
	struct str warehouse;          /* code */
	int64_t on_hand, held, allocated;             /* what it changed */
	int64_t sum_on_hand, sum_held, sum_allocated; /* in that warehouse, after it */
	struct str order, order_number, reason, reference, actor_kind, actor;
};
extern const struct shape stock_movement_shape;
/* warehouse_id 0: of all.  before: id of the last one of the page before; 0: the newest.  1 statement. */
enum err stock_movements(struct db *db, struct arena *a, int64_t variant_id, int64_t warehouse_id, int64_t before,
    int64_t limit, struct list *out) MUST_CHECK;

extern const struct db_module stock_history_sql; /* inventory, admin */

#endif
