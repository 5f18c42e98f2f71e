/* stock_reservation.c - what order lines have of which rows.  Writes table stock_reservation.  See stock_reservation.h.
 * */
#include "lib/shop/stock_reservation.h"

static const struct shape_enum states[] = { { "held", RESERVATION_HELD }, { "allocated", RESERVATION_ALLOCATED },
	{ NULL, 0 } };
static const struct shape_field reservation_fields[] = {
	SHAPE_I64(struct reservation, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I64(struct reservation, order_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I64(struct reservation, order_line_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I64(struct reservation, variant_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I64(struct reservation, warehouse_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I32(struct reservation, slot, 0, 255, .doc = "part of a spread item"),
	SHAPE_ENUM(struct reservation, state, states, .doc = "held until paid, then allocated"),
	SHAPE_I64(struct reservation, quantity, 1, INT32_MAX, .doc = "pieces"),
};
const struct shape reservation_shape =
    SHAPE(struct reservation, reservation_fields, "What an order line has of a row.");

static const struct shape_field reserved_fields[] = {
	SHAPE_I64(struct stock_reserved, order_line_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I64(struct stock_reserved, variant_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I64(struct stock_reserved, warehouse_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I64(struct stock_reserved, quantity, 1, INT64_MAX, .doc = "pieces"),
	SHAPE_BOOL(struct stock_reserved, is_allocated, .doc = "paid"),
};
const struct shape stock_reserved_shape = SHAPE(struct stock_reserved, reserved_fields, "What a line has where.");

#define COLUMNS \
	"SELECT id, order_id, order_line_id, variant_id, warehouse_id, slot, state, quantity FROM stock_reservation"

enum { LOCK, LOCK_VARIANT, ADD, REMOVE, CUT, ALLOCATE, RESERVED };
static const struct db_query queries[] = {
	[LOCK] = { "stock_reservation_lock", "i", &reservation_shape,
	    COLUMNS " WHERE order_id = ? ORDER BY id FOR UPDATE" },
	[LOCK_VARIANT] = { "stock_reservation_lock_variant", "i", &reservation_shape,
	    COLUMNS " WHERE variant_id = ? ORDER BY id FOR UPDATE" },
	[ADD] = { "stock_reservation_add", "iiiiisi", NULL,
	    "INSERT INTO stock_reservation (order_id, order_line_id, variant_id, warehouse_id, slot, state, quantity) VALUES (?, ?, ?, ?, ?, ?, ?)" },
	[REMOVE] = { "stock_reservation_remove", "i", NULL, "DELETE FROM stock_reservation WHERE id = ?" },
	[CUT] = { "stock_reservation_cut", "ii", NULL,
	    "UPDATE stock_reservation SET quantity = quantity - ? WHERE id = ?" },
	[ALLOCATE] = { "stock_reservation_allocate", "i", NULL,
	    "UPDATE stock_reservation SET state = 'allocated' WHERE order_id = ? AND state = 'held'" },
	[RESERVED] = { "stock_reserved_of", "i", &stock_reserved_shape,
	    "SELECT order_line_id, variant_id, warehouse_id, SUM(quantity) AS quantity, state = 'allocated' AS is_allocated"
	    " FROM stock_reservation WHERE order_id = ? GROUP BY order_line_id, variant_id, warehouse_id, state ORDER BY order_line_id, warehouse_id" },
};
const struct db_module stock_reservation_sql = { "stock_reservation", queries, COUNT(queries) };

#define ROWS_MAX 100000
#define ADD_ARGS 7

enum err
reservation_lock(struct db *db, struct arena *a, int64_t order_id, struct list *out)
{
	const struct db_arg arg = db_i64(order_id);

	return db_rows(db, &queries[LOCK], &arg, 1, a, ROWS_MAX, out);
}

enum err
reservation_lock_variant(struct db *db, struct arena *a, int64_t variant_id, struct list *out)
{
	const struct db_arg arg = db_i64(variant_id);

	return db_rows(db, &queries[LOCK_VARIANT], &arg, 1, a, ROWS_MAX, out);
}

enum err
reservation_add(struct db *db, struct arena *a, const struct reservation *rows, size_t count)
{
	struct db_arg *args = arena_array(a, struct db_arg, count * ADD_ARGS);

	for (size_t i = 0; i < count; i++) {
		const struct db_arg filled[ADD_ARGS] = { db_i64(rows[i].order_id), db_i64(rows[i].order_line_id),
			db_i64(rows[i].variant_id), db_i64(rows[i].warehouse_id), db_i64(rows[i].slot),
			db_str(str_of(states[rows[i].state].name)), db_i64(rows[i].quantity) };
		memcpy(args + i * ADD_ARGS, filled, sizeof(filled));
	}
	return count == 1 ? db_exec(db, &queries[ADD], args, ADD_ARGS, NULL)
			  : db_bulk(db, &queries[ADD], args, ADD_ARGS, count, NULL);
}

enum err
reservation_cut(struct db *db, struct arena *a, const struct reservation *rows, size_t count)
{
	struct db_arg *gone = arena_array(a, struct db_arg, count), *less = arena_array(a, struct db_arg, count * 2);
	size_t n_gone = 0, n_less = 0;
	enum err err;

	for (size_t i = 0; i < count; i++) {
		if (rows[i].cut >= rows[i].quantity) {
			gone[n_gone++] = db_i64(rows[i].id);
		} else if (rows[i].cut > 0) {
			less[n_less * 2] = db_i64(rows[i].cut);
			less[n_less++ * 2 + 1] = db_i64(rows[i].id);
		}
	}
	err = db_bulk(db, &queries[REMOVE], gone, 1, n_gone, NULL);
	return err ? err : db_bulk(db, &queries[CUT], less, 2, n_less, NULL);
}

enum err
reservation_allocate(struct db *db, int64_t order_id)
{
	const struct db_arg arg = db_i64(order_id);

	return db_exec(db, &queries[ALLOCATE], &arg, 1, NULL);
}

enum err
stock_reserved_of(struct db *db, struct arena *a, int64_t order_id, struct list *out)
{
	const struct db_arg arg = db_i64(order_id);

	return db_rows(db, &queries[RESERVED], &arg, 1, a, ROWS_MAX, out);
}
