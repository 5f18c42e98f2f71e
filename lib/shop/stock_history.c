/* stock_history.c - the ledger, read.  See stock_history.h. */
#include "lib/shop/stock_history.h"

static const struct shape_field movement_fields[] = {
	SHAPE_I64(struct stock_movement, id, 1, INT64_MAX, .doc = "place in the ledger"),
	SHAPE_TIME(struct stock_movement, at, .doc = "when"),
	SHAPE_ENUM(struct stock_movement, kind, stock_kinds, .doc = "what happened"),
	SHAPE_STR(struct stock_movement, warehouse, 1, 32, .doc = "code of the warehouse"),
	SHAPE_I64(struct stock_movement, on_hand, INT32_MIN, INT32_MAX, .doc = "change of the pieces in the house"),
	SHAPE_I64(struct stock_movement, held, INT32_MIN, INT32_MAX, .doc = "change of what waits for its payment"),
	SHAPE_I64(struct stock_movement, allocated, INT32_MIN, INT32_MAX, .doc = "change of what is paid and not sent"),
	SHAPE_I64(struct stock_movement, sum_on_hand, INT32_MIN, INT32_MAX, .doc = "in the house after it"),
	SHAPE_I64(struct stock_movement, sum_held, INT32_MIN, INT32_MAX, .doc = "held after it"),
	SHAPE_I64(struct stock_movement, sum_allocated, INT32_MIN, INT32_MAX, .doc = "allocated after it"),
	SHAPE_STR(struct stock_movement, order, 0, 28, .doc = "the order it belongs to"),
	SHAPE_STR(struct stock_movement, order_number, 0, 16, .doc = "its number"),
	SHAPE_STR(struct stock_movement, reason, 0, 190, .doc = "why"),
	SHAPE_STR(struct stock_movement, reference, 0, 190, .doc = "the caller's: a delivery note, a count"),
	SHAPE_STR(struct stock_movement, actor_kind, 0, 16, .doc = "who: customer, staff, key, operator"),
	SHAPE_STR(struct stock_movement, actor, 0, 28, .doc = "public id of who"),
};
const struct shape stock_movement_shape =
    SHAPE(struct stock_movement, movement_fields, "A line of the ledger of stock.");

/* Sums are made of all movements before the page is cut off, as a line's sum needs those before it. */
static const struct db_query queries[] = {
	{ "stock_movements", "iiiiii", &stock_movement_shape,
	    "SELECT m.id, m.at, m.kind, w.code AS warehouse, m.on_hand, m.held, m.allocated, m.sum_on_hand, m.sum_held, m.sum_allocated, o.public_id AS `order`,"
	    " o.number AS order_number, m.reason, m.reference, m.actor_kind, m.actor FROM (SELECT id, at, kind, warehouse_id, on_hand, held, allocated,"
	    " SUM(on_hand) OVER s AS sum_on_hand, SUM(held) OVER s AS sum_held, SUM(allocated) OVER s AS sum_allocated, order_id, reason, reference, actor_kind,"
	    " actor FROM stock_movement WHERE variant_id = ? AND (? = 0 OR warehouse_id = ?) WINDOW s AS (PARTITION BY warehouse_id ORDER BY id)) m"
	    " JOIN warehouse w ON w.id = m.warehouse_id LEFT JOIN sales_order o ON o.id = m.order_id WHERE ? = 0 OR m.id < ? ORDER BY m.id DESC LIMIT ?" },
};
const struct db_module stock_history_sql = { "stock_history", queries, COUNT(queries) };

enum err
stock_movements(struct db *db, struct arena *a, int64_t variant_id, int64_t warehouse_id, int64_t before, int64_t limit,
    struct list *out)
{
	const struct db_arg args[] = { db_i64(variant_id), db_i64(warehouse_id), db_i64(warehouse_id), db_i64(before),
		db_i64(before), db_i64(limit) };

	return db_rows(db, &queries[0], args, COUNT(args), a, (size_t)limit, out);
}
