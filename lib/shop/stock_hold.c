/*
 * stock_hold.c - holding, allocating, giving back.  See stock_hold.h.
 *
 * A hold reads where the variants are (no locks), locks their rows in key order, lets stock_route() choose, and writes:
 * five statements for any cart.
 * A spread item is in its place in that order too: one row of it is taken without waiting, and only when no single row
 * will do, all are locked.  A transaction that waits for a row of a spread item therefore has none of its rows, and
 * nobody waits in a circle.
 */
#include "lib/shop/names.h"
#include "lib/shop/stock_reservation.h"
#include "lib/shop/stock_route.h"

#include <stdlib.h>

#define ROWS_MAX 100000

/* A row as seen before any lock, with its house. */
struct seen {
	int64_t variant_id, warehouse_id;
	int32_t slot;
	int64_t on_hand, held, allocated, floor;
	int32_t priority;
	struct str country, region, postal_code;
	bool is_active, is_pickup;
};
static const struct shape_field seen_fields[] = {
	SHAPE_I64(struct seen, variant_id, 1, INT64_MAX),
	SHAPE_I64(struct seen, warehouse_id, 1, INT64_MAX),
	SHAPE_I32(struct seen, slot, 0, 255),
	SHAPE_I64(struct seen, on_hand, 0, INT32_MAX),
	SHAPE_I64(struct seen, held, 0, INT32_MAX),
	SHAPE_I64(struct seen, allocated, 0, INT32_MAX),
	SHAPE_I64(struct seen, floor, INT32_MIN, INT32_MAX),
	SHAPE_I32(struct seen, priority, INT32_MIN, INT32_MAX),
	SHAPE_STR(struct seen, country, 2, 2),
	SHAPE_STR(struct seen, region, 0, 200),
	SHAPE_STR(struct seen, postal_code, 0, 32),
	SHAPE_BOOL(struct seen, is_active),
	SHAPE_BOOL(struct seen, is_pickup),
};
static const struct shape seen_shape = SHAPE(struct seen, seen_fields, "A row before any lock.");

enum { SEE, PICK };
static const struct db_query queries[] = {
	[SEE] = { "stock_see", "s", &seen_shape,
	    "SELECT l.variant_id, l.warehouse_id, l.slot, l.on_hand, l.held, l.allocated, l.floor, w.priority, w.country, w.region, w.postal_code, w.is_active,"
	    " w.is_pickup FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) j STRAIGHT_JOIN stock_level l FORCE INDEX (PRIMARY) ON l.variant_id = j.id"
	    " STRAIGHT_JOIN warehouse w ON w.id = l.warehouse_id" },
	/* The first row that nobody is busy with and that has enough by itself; rows that do not match are not kept
	 * locked (READ COMMITTED). */
	[PICK] = { "stock_pick", "iii", &stock_row_shape,
	    "SELECT variant_id, warehouse_id, slot, on_hand, held, allocated, floor FROM stock_level FORCE INDEX (PRIMARY) WHERE variant_id = ? AND warehouse_id = ?"
	    " AND on_hand - held - allocated - GREATEST(floor, 0) >= ? LIMIT 1 FOR UPDATE SKIP LOCKED" },
};
const struct db_module stock_hold_sql = { "stock_hold", queries, COUNT(queries) };

struct holding {
	struct db *db;
	struct arena *arena;
	struct str rules;
	const struct stock_place *place;
	const struct stock_wish *wishes;
	size_t wish_count;
	struct stock_row *seen;      /* in key order */
	size_t seen_count;
	struct route_house *houses;  /* that may send it */
	size_t house_count;
	struct stock_row *locked;    /* in key order */
	size_t locked_count;
	struct list takes;           /* struct route_take: first a guess, then the decision */
};

static int
seen_cmp(const void *x, const void *y)
{
	const struct seen *a = x, *b = y;
	const struct stock_row ra = { .variant_id = a->variant_id, .warehouse_id = a->warehouse_id, .slot = a->slot };
	const struct stock_row rb = { .variant_id = b->variant_id, .warehouse_id = b->warehouse_id, .slot = b->slot };

	return stock_row_cmp(&ra, &rb);
}

static void
note_house(struct holding *h, const struct seen *s)
{
	bool may = h->place->warehouse_id ? s->warehouse_id == h->place->warehouse_id && (s->is_pickup || s->is_active)
					  : s->is_active;

	for (size_t i = 0; i < h->house_count; i++)
		may = may && h->houses[i].id != s->warehouse_id;
	if (may)
		h->houses[h->house_count++] =
		    (struct route_house){ s->warehouse_id, s->priority, s->country, s->region, s->postal_code };
}

static enum err
see(struct holding *h)
{
	int64_t *ids = arena_array(h->arena, int64_t, h->wish_count);
	struct list rows;
	struct db_arg arg;
	size_t n = 0;
	enum err err;

	for (size_t i = 0; i < h->wish_count; i++) {
		bool known = false;
		for (size_t k = 0; k < n; k++)
			known = known || ids[k] == h->wishes[i].variant_id;
		if (!known)
			ids[n++] = h->wishes[i].variant_id;
	}
	arg = db_str(ids_json(h->arena, ids, n));
	if ((err = db_rows(h->db, &queries[SEE], &arg, 1, h->arena, ROWS_MAX, &rows)))
		return err;
	if (rows.count)
		qsort(rows.items, rows.count, sizeof(struct seen), seen_cmp);
	h->seen = arena_array(h->arena, struct stock_row, rows.count);
	h->houses = arena_array(h->arena, struct route_house, rows.count);
	h->seen_count = rows.count;
	for (size_t i = 0; i < rows.count; i++) {
		const struct seen *s = (struct seen *)rows.items + i;
		h->seen[i] = (struct stock_row){ s->variant_id, s->warehouse_id, s->slot, s->on_hand, s->held,
			s->allocated, s->floor };
		note_house(h, s);
	}
	return OK;
}

static int64_t
wanted_of(const struct holding *h, int64_t variant_id)
{
	int64_t sum = 0;

	for (size_t i = 0; i < h->wish_count; i++)
		if (h->wishes[i].variant_id == variant_id)
			sum += h->wishes[i].quantity;
	return sum;
}

static void
keep(struct holding *h, const struct stock_row *rows, size_t count)
{
	struct stock_row *grown = arena_array(h->arena, struct stock_row, h->locked_count + count);

	if (h->locked_count)
		memcpy(grown, h->locked, h->locked_count * sizeof(*grown));
	if (count)
		memcpy(grown + h->locked_count, rows, count * sizeof(*grown));
	h->locked = grown;
	h->locked_count += count;
}

static enum err
lock_all(struct holding *h, const int64_t *variants, size_t count)
{
	struct list rows;
	enum err err = count ? stock_lock(h->db, h->arena, variants, count, 0, &rows) : OK;

	if (!err && count)
		keep(h, rows.items, rows.count);
	return err;
}

/* A row of a spread item that nobody is busy with, in the warehouses that the guess names. */
static enum err
lock_spread(struct holding *h, int64_t variant_id)
{
	const struct route_take *guess = h->takes.items;
	int64_t wanted = wanted_of(h, variant_id);

	for (size_t i = 0; i < h->takes.count; i++) {
		const struct db_arg args[] = { db_i64(variant_id), db_i64(guess[i].warehouse_id), db_i64(wanted) };
		struct stock_row row;
		enum err err;
		if (guess[i].variant_id != variant_id)
			continue;
		err = db_row(h->db, &queries[PICK], args, COUNT(args), h->arena, &row);
		if (!err)
			keep(h, &row, 1);
		if (err != ERR_NOT_FOUND)
			return err;
		err_clear();
		break;
	}
	return lock_all(h, &variant_id, 1);
}

/* Rows of all variants, those of spread items one by one in their place. */
static enum err
lock_rows(struct holding *h)
{
	int64_t *run = arena_array(h->arena, int64_t, h->seen_count);
	size_t n = 0, next;
	enum err err;

	for (size_t i = 0; i < h->seen_count; i = next) {
		bool spread = false;
		for (next = i; next < h->seen_count && h->seen[next].variant_id == h->seen[i].variant_id; next++)
			spread = spread || h->seen[next].slot > 0;
		if (!spread) {
			run[n++] = h->seen[i].variant_id;
			continue;
		}
		if ((err = lock_all(h, run, n)) || (err = lock_spread(h, h->seen[i].variant_id)))
			return err;
		n = 0;
	}
	return lock_all(h, run, n);
}

/* A variant that was counted a moment ago and has no row any more was taken out of the shop. */
static void
note_gone(struct holding *h, struct list *shortages)
{
	for (size_t i = 0; i < h->seen_count; i++) {
		bool there = i > 0 && h->seen[i - 1].variant_id == h->seen[i].variant_id;
		for (size_t k = 0; k < h->locked_count; k++)
			there = there || h->locked[k].variant_id == h->seen[i].variant_id;
		if (!there)
			((struct stock_shortage *)shortages->items)[shortages->count++] =
			    (struct stock_shortage){ h->seen[i].variant_id, wanted_of(h, h->seen[i].variant_id), 0 };
	}
}

static void
choose(struct holding *h, const struct stock_row *rows, size_t count, struct list *shortages)
{
	stock_route(h->arena, h->rules, h->place, h->houses, h->house_count, rows, count, h->wishes, h->wish_count,
	    &h->takes, shortages);
}

static enum err
write_hold(struct holding *h, int64_t order_id)
{
	const struct route_take *t = h->takes.items;
	size_t n = h->takes.count;
	struct stock_delta *deltas = arena_array(h->arena, struct stock_delta, n);
	struct reservation *rows = arena_array(h->arena, struct reservation, n);
	enum err err;

	for (size_t i = 0; i < n; i++) {
		int64_t line = h->wishes[t[i].wish].order_line_id;
		deltas[i] = (struct stock_delta){ .variant_id = t[i].variant_id,
			.warehouse_id = t[i].warehouse_id,
			.slot = t[i].slot,
			.kind = STOCK_HELD,
			.held = t[i].quantity,
			.need = t[i].quantity,
			.order_id = order_id,
			.order_line_id = line };
		rows[i] = (struct reservation){ .order_id = order_id,
			.order_line_id = line,
			.variant_id = t[i].variant_id,
			.warehouse_id = t[i].warehouse_id,
			.slot = t[i].slot,
			.state = RESERVATION_HELD,
			.quantity = t[i].quantity };
	}
	if (!n)
		return OK;
	err = stock_apply(h->db, h->arena, NULL, deltas, n);
	return err ? err : reservation_add(h->db, h->arena, rows, n);
}

enum err
stock_hold(struct db *db, struct arena *a, const struct config *c, int64_t order_id, const struct stock_wish *wishes,
    size_t count, const struct stock_place *place, struct list *shortages)
{
	struct holding h = { .db = db,
		.arena = a,
		.rules = config_str(c, "stock.routing"),
		.place = place,
		.wishes = wishes,
		.wish_count = count };
	struct list ignored;
	enum err err;

	*shortages = (struct list){ 0 };
	if ((err = see(&h)) || !h.seen_count)
		return err;
	choose(&h, h.seen, h.seen_count, &ignored);
	if ((err = lock_rows(&h)))
		return err;
	choose(&h, h.locked, h.locked_count, shortages);
	note_gone(&h, shortages);
	if (shortages->count)
		return err_fail(ERR_CONFLICT, "could not hold stock for order %lld: %zu variants short",
		    (long long)order_id, shortages->count);
	return write_hold(&h, order_id);
}

/* What a change of reservations means for their rows. */
static struct stock_delta
delta_of(const struct reservation *r, enum stock_kind kind, int64_t held, int64_t allocated)
{
	return (struct stock_delta){ .variant_id = r->variant_id,
		.warehouse_id = r->warehouse_id,
		.slot = r->slot,
		.kind = kind,
		.held = held,
		.allocated = allocated,
		.order_id = r->order_id,
		.order_line_id = r->order_line_id };
}

enum err
stock_allocate(struct db *db, struct arena *a, int64_t order_id)
{
	struct stock_delta *deltas;
	struct list rows;
	size_t n = 0;
	enum err err = reservation_lock(db, a, order_id, &rows);

	if (err)
		return err;
	deltas = arena_array(a, struct stock_delta, rows.count);
	for (size_t i = 0; i < rows.count; i++) {
		const struct reservation *r = (struct reservation *)rows.items + i;
		if (r->state == RESERVATION_HELD)
			deltas[n++] = delta_of(r, STOCK_ALLOCATED, -r->quantity, r->quantity);
	}
	if (!n)
		return OK;
	err = reservation_allocate(db, order_id);
	return err ? err : stock_apply(db, a, NULL, deltas, n);
}

/* Marks what goes: of each wanted line the newest reservations first, as what was found last fits least. */
static void
mark_release(struct list rows, int64_t order_line_id, int64_t quantity)
{
	for (size_t i = rows.count; i-- > 0;) {
		struct reservation *r = (struct reservation *)rows.items + i;
		if (order_line_id && r->order_line_id != order_line_id)
			continue;
		r->cut = quantity ? MIN(quantity, r->quantity) : r->quantity;
		if (quantity && !(quantity -= r->cut))
			return;
	}
}

enum err
stock_release(
    struct db *db, struct arena *a, int64_t order_id, int64_t order_line_id, int64_t quantity, const char *why)
{
	enum stock_kind kind = strcmp(why, "expired") == 0 ? STOCK_EXPIRED : STOCK_RELEASED;
	struct stock_delta *deltas;
	struct list rows;
	size_t n = 0;
	enum err err = reservation_lock(db, a, order_id, &rows);

	if (err)
		return err;
	mark_release(rows, order_line_id, order_line_id ? quantity : 0);
	deltas = arena_array(a, struct stock_delta, rows.count);
	for (size_t i = 0; i < rows.count; i++) {
		const struct reservation *r = (struct reservation *)rows.items + i;
		bool held = r->state == RESERVATION_HELD;
		if (r->cut)
			deltas[n++] = delta_of(r, kind, held ? -r->cut : 0, held ? 0 : -r->cut);
	}
	if (!n)
		return OK;
	err = reservation_cut(db, a, rows.items, rows.count);
	return err ? err : stock_apply(db, a, NULL, deltas, n);
}
