/*
 * stock_ledger.c - deltas into stock_level and stock_movement.  Writes the three quantities of stock_level, and table
 * stock_movement.  See stock_ledger.h.
 *
 * The UPDATE carries its conditions itself, so that a caller which did not lock first cannot do harm either: what the
 * rows that were found say decides.
 */
#include "lib/shop/stock_ledger.h"
#include "lib/shop/names.h"

#include <stdlib.h>

const struct shape_enum stock_kinds[] = { { "opening", STOCK_OPENING }, { "imported", STOCK_IMPORTED },
	{ "received", STOCK_RECEIVED }, { "adjusted", STOCK_ADJUSTED }, { "counted", STOCK_COUNTED },
	{ "damaged", STOCK_DAMAGED }, { "returned", STOCK_RETURNED }, { "held", STOCK_HELD },
	{ "expired", STOCK_EXPIRED }, { "released", STOCK_RELEASED }, { "allocated", STOCK_ALLOCATED },
	{ "reallocated", STOCK_REALLOCATED }, { "shipped", STOCK_SHIPPED }, { "transfer_out", STOCK_TRANSFER_OUT },
	{ "transfer_in", STOCK_TRANSFER_IN }, { "spread", STOCK_SPREAD }, { NULL, 0 } };

static const struct shape_field row_fields[] = {
	SHAPE_I64(struct stock_row, variant_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I64(struct stock_row, warehouse_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I32(struct stock_row, slot, 0, 255, .doc = "part of a spread item"),
	SHAPE_I64(struct stock_row, on_hand, 0, INT32_MAX, .doc = "pieces in the house"),
	SHAPE_I64(struct stock_row, held, 0, INT32_MAX, .doc = "for orders that wait for their payment"),
	SHAPE_I64(struct stock_row, allocated, 0, INT32_MAX, .doc = "for paid orders"),
	SHAPE_I64(struct stock_row, floor, INT32_MIN, INT32_MAX,
	    .doc = "safety stock, or below zero the limit of back-orders"),
};
const struct shape stock_row_shape = SHAPE(struct stock_row, row_fields, "Stock of a variant in a warehouse.");

#define ROWS_OF \
	"SELECT l.variant_id, l.warehouse_id, l.slot, l.on_hand, l.held, l.allocated, l.floor" \
	" FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) j STRAIGHT_JOIN stock_level l FORCE INDEX (PRIMARY) ON l.variant_id = j.id"

enum { LOCK, LOCK_HOUSE, READ, CHANGE, MOVE };
static const struct db_query queries[] = {
	/* A nested loop over sorted ids reads, and so locks, in the order of the primary key; the other index, which a
	 * small table or a statement of a bulk would be found by, locks in its own order. */
	[LOCK] = { "stock_lock", "s", &stock_row_shape, ROWS_OF " FOR UPDATE" },
	[LOCK_HOUSE] = { "stock_lock_house", "si", &stock_row_shape, ROWS_OF " AND l.warehouse_id = ? FOR UPDATE" },
	[READ] = { "stock_rows", "s", &stock_row_shape, ROWS_OF },
	[CHANGE] = { "stock_change", "iiiiiiiiii", NULL,
	    "UPDATE stock_level FORCE INDEX (PRIMARY) SET on_hand = on_hand + ?, held = held + ?, allocated = allocated + ?"
	    " WHERE variant_id = ? AND warehouse_id = ? AND slot = ? AND on_hand - held - allocated - floor >= ?"
	    " AND on_hand >= ? AND held >= ? AND allocated >= ?" },
	[MOVE] = { "stock_move", "iiiiiiisiiissss", NULL,
	    "INSERT INTO stock_movement (variant_id, warehouse_id, slot, on_hand, held, allocated, order_id, kind, order_line_id, shipment_id, transfer_id,"
	    " reason, reference, actor_kind, actor) VALUES (?, ?, ?, ?, ?, ?, NULLIF(?, 0), ?, NULLIF(?, 0), NULLIF(?, 0), NULLIF(?, 0), ?, ?, ?, ?)" },
};
const struct db_module stock_ledger_sql = { "stock_ledger", queries, COUNT(queries) };

static const struct db_query open_queries[] = {
	{ "stock_open", "iiiii", NULL,
	    "INSERT INTO stock_level (variant_id, warehouse_id, slot, on_hand, floor) VALUES (?, ?, ?, ?, ?)" },
};
const struct db_module stock_open_sql = { "stock_open", open_queries, COUNT(open_queries) };

#define OPEN_ARGS 5
#define CHANGE_ARGS 10
#define MOVE_ARGS 15
#define ROWS_MAX 1000000

static int
compare(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

int
stock_row_cmp(const void *x, const void *y)
{
	const struct stock_row *a = x, *b = y;
	int by = compare(a->variant_id, b->variant_id);

	by = by ? by : compare(a->warehouse_id, b->warehouse_id);
	return by ? by : compare(a->slot, b->slot);
}

static int
delta_cmp(const void *x, const void *y)
{
	const struct stock_delta *a = x, *b = y;
	int by = compare(a->variant_id, b->variant_id);

	by = by ? by : compare(a->warehouse_id, b->warehouse_id);
	by = by ? by : compare(a->slot, b->slot);
	return by ? by : compare(a->order_line_id, b->order_line_id);
}

static int
id_cmp(const void *x, const void *y)
{
	return compare(*(const int64_t *)x, *(const int64_t *)y);
}

/* Sorted, each once. */
static struct str
ids_sorted(struct arena *a, const int64_t *ids, size_t count)
{
	int64_t *sorted = arena_array(a, int64_t, count);
	size_t n = 0;

	if (count)
		memcpy(sorted, ids, count * sizeof(*ids));
	qsort(sorted, count, sizeof(*sorted), id_cmp);
	for (size_t i = 0; i < count; i++)
		if (!n || sorted[n - 1] != sorted[i])
			sorted[n++] = sorted[i];
	return ids_json(a, sorted, n);
}

enum err
stock_lock(
    struct db *db, struct arena *a, const int64_t *variant_ids, size_t count, int64_t warehouse_id, struct list *out)
{
	const struct db_arg args[] = { db_str(ids_sorted(a, variant_ids, count)), db_i64(warehouse_id) };
	enum err err =
	    db_rows(db, &queries[warehouse_id ? LOCK_HOUSE : LOCK], args, warehouse_id ? 2 : 1, a, ROWS_MAX, out);

	if (!err && out->count)
		qsort(out->items, out->count, sizeof(struct stock_row), stock_row_cmp);
	return err;
}

enum err
stock_rows(struct db *db, struct arena *a, const int64_t *variant_ids, size_t count, struct list *out)
{
	const struct db_arg arg = db_str(ids_sorted(a, variant_ids, count));
	enum err err = db_rows(db, &queries[READ], &arg, 1, a, ROWS_MAX, out);

	if (!err && out->count)
		qsort(out->items, out->count, sizeof(struct stock_row), stock_row_cmp);
	return err;
}

static void
change_args(struct db_arg *args, const struct stock_delta *d)
{
	const struct db_arg filled[CHANGE_ARGS] = { db_i64(d->on_hand), db_i64(d->held), db_i64(d->allocated),
		db_i64(d->variant_id), db_i64(d->warehouse_id), db_i64(d->slot),
		db_i64(d->need > 0 ? d->need : INT64_MIN / 2), db_i64(MAX(-d->on_hand, 0)), db_i64(MAX(-d->held, 0)),
		db_i64(MAX(-d->allocated, 0)) };

	memcpy(args, filled, sizeof(filled));
}

static void
move_args(struct db_arg *args, const struct stock_delta *d, const struct who *who)
{
	const struct db_arg filled[MOVE_ARGS] = { db_i64(d->variant_id), db_i64(d->warehouse_id), db_i64(d->slot),
		db_i64(d->on_hand), db_i64(d->held), db_i64(d->allocated), db_i64(d->order_id),
		db_str(str_of(stock_kinds[d->kind].name)), db_i64(d->order_line_id), db_i64(d->shipment_id),
		db_i64(d->transfer_id), db_str(d->reason), db_str(d->reference),
		db_str(str_of(who ? who->actor : NULL)), db_str(who ? who->id : STR_ABSENT) };

	memcpy(args, filled, sizeof(filled));
}

static enum err
bulk_or_one(struct db *db, const struct db_query *q, const struct db_arg *args, size_t n, size_t rows)
{
	return rows == 1 ? db_exec(db, q, args, n, NULL) : db_bulk(db, q, args, n, rows, NULL);
}

enum err
stock_apply(struct db *db, struct arena *a, const struct who *who, struct stock_delta *deltas, size_t count)
{
	struct db_arg *changes = arena_array(a, struct db_arg, count * CHANGE_ARGS),
		      *moves = arena_array(a, struct db_arg, count * MOVE_ARGS);
	struct db_done done = { 0 };
	enum err err;

	if (!count)
		return OK;
	qsort(deltas, count, sizeof(*deltas), delta_cmp);
	for (size_t i = 0; i < count; i++) {
		change_args(changes + i * CHANGE_ARGS, &deltas[i]);
		move_args(moves + i * MOVE_ARGS, &deltas[i], who);
	}
	err = count == 1 ? db_exec(db, &queries[CHANGE], changes, CHANGE_ARGS, &done)
			 : db_bulk(db, &queries[CHANGE], changes, CHANGE_ARGS, count, &done);
	if (!err && done.affected != (int64_t)count)
		err = err_fail(ERR_CONFLICT, "could not change stock: %lld of %zu rows have what is needed",
		    (long long)done.affected, count);
	if (err)
		return err;
	return bulk_or_one(db, &queries[MOVE], moves, MOVE_ARGS, count);
}

enum err
stock_open(struct db *db, struct arena *a, const struct who *who, const struct stock_row *rows, size_t count,
    enum stock_kind kind, struct str reason)
{
	struct db_arg *levels = arena_array(a, struct db_arg, count * OPEN_ARGS),
		      *moves = arena_array(a, struct db_arg, count * MOVE_ARGS);
	size_t moved = 0;
	enum err err;

	for (size_t i = 0; i < count; i++) {
		const struct db_arg level[OPEN_ARGS] = { db_i64(rows[i].variant_id), db_i64(rows[i].warehouse_id),
			db_i64(rows[i].slot), db_i64(rows[i].on_hand), db_i64(rows[i].floor) };
		const struct stock_delta d = { .variant_id = rows[i].variant_id,
			.warehouse_id = rows[i].warehouse_id,
			.slot = rows[i].slot,
			.kind = kind,
			.on_hand = rows[i].on_hand,
			.reason = reason };
		memcpy(levels + i * OPEN_ARGS, level, sizeof(level));
		if (d.on_hand)
			move_args(moves + moved++ * MOVE_ARGS, &d, who);
	}
	if ((err = bulk_or_one(db, &open_queries[0], levels, OPEN_ARGS, count)))
		return err;
	return bulk_or_one(db, &queries[MOVE], moves, MOVE_ARGS, moved);
}
