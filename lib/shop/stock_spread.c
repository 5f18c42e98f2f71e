/*
 * stock_spread.c - one row into several, and back.  Removes rows of stock_level and makes them; quantities go through
 * the ledger.  See stock_spread.h.
 *
 * Back: reservations move to the first row.  They are locked after the rows of stock_level here, and before them where
 * an order changes; whoever loses then is run again.
 */
#include "lib/shop/stock_spread.h"
#include "lib/shop/audit.h"
#include "lib/shop/outbox.h"
#include "lib/shop/stock_reservation.h"

enum { REMOVE };
static const struct db_query queries[] = {
	[REMOVE] = { "stock_slots_remove", "iii", NULL,
	    "DELETE FROM stock_level WHERE variant_id = ? AND warehouse_id = ? AND slot >= ? AND on_hand = 0 AND held = 0 AND allocated = 0" },
};
const struct db_module stock_spread_sql = { "stock_spread", queries, COUNT(queries) };

void
stock_share(const struct stock_row *rows, size_t count, int64_t *want)
{
	int64_t spare = 0;

	for (size_t i = 0; i < count; i++) {
		want[i] = rows[i].held + rows[i].allocated + MAX(rows[i].floor, 0);
		spare += rows[i].on_hand - want[i];
	}
	if (spare < 0) { /* short: the first row bears it, so that nothing is sold from the others */
		for (size_t i = 0; i < count && spare < 0; i++) {
			int64_t less = MIN(want[i], -spare);
			want[i] -= less;
			spare += less;
		}
		return;
	}
	for (size_t i = 0; i < count; i++)
		want[i] += spare / (int64_t)count + ((int64_t)i < spare % (int64_t)count);
}

/* Pieces between the rows, so that each has what stock_share() says. */
static enum err
balance_rows(struct db *db, struct arena *a, const struct who *who, const struct stock_row *rows, size_t count)
{
	struct stock_delta *deltas = arena_array(a, struct stock_delta, count);
	int64_t *want = arena_array(a, int64_t, count);
	size_t n = 0;

	stock_share(rows, count, want);
	for (size_t i = 0; i < count; i++)
		if (want[i] != rows[i].on_hand)
			deltas[n++] = (struct stock_delta){ .variant_id = rows[i].variant_id,
				.warehouse_id = rows[i].warehouse_id,
				.slot = rows[i].slot,
				.kind = STOCK_SPREAD,
				.on_hand = want[i] - rows[i].on_hand };
	return n ? stock_apply(db, a, who, deltas, n) : OK;
}

enum err
stock_balance(struct db *db, struct arena *a, const struct who *who, int64_t variant_id, int64_t warehouse_id)
{
	struct list rows;
	enum err err = stock_lock(db, a, &variant_id, 1, warehouse_id, &rows);

	return err || rows.count < 2 ? err : balance_rows(db, a, who, rows.items, rows.count);
}

enum err
stock_changed(struct db *db, struct arena *a, const struct stock_item *item, struct str warehouse)
{
	struct str payload = warehouse.len ? str_printf(a, "{\"variants\":[\"%.*s\"],\"warehouse\":\"%.*s\"}",
						 STR_ARG(item->public_id), STR_ARG(warehouse))
					   : str_printf(a, "{\"variants\":[\"%.*s\"]}", STR_ARG(item->public_id));

	return outbox_add(db, "stock.changed", item->public_id, payload);
}

struct spread {
	struct arena *arena;
	const struct who *who;
	const struct stock_item *item;
	int64_t warehouse_id;
	int32_t slots;
};

static enum err
add_slots(struct db *db, const struct spread *s, int32_t have)
{
	size_t n = 0;
	struct stock_row *rows = arena_array(s->arena, struct stock_row, (size_t)s->slots);

	for (int32_t i = have; i < s->slots; i++)
		rows[n++] = (struct stock_row){ .variant_id = s->item->id, .warehouse_id = s->warehouse_id, .slot = i };
	return n ? stock_open(db, s->arena, s->who, rows, n, STOCK_SPREAD, STR_ABSENT) : OK;
}

/* What lies in rows that are to go, and what is reserved in them, into the first. */
static enum err
empty_slots(struct db *db, const struct spread *s, struct list rows)
{
	const struct stock_row *r = rows.items;
	struct list reservations;
	struct stock_delta *deltas;
	struct reservation *kept;
	size_t n = 0, keep = 0;
	enum err err = reservation_lock_variant(db, s->arena, s->item->id, &reservations);

	if (err)
		return err;
	deltas = arena_array(s->arena, struct stock_delta, 2 * rows.count + 2 * reservations.count);
	kept = arena_array(s->arena, struct reservation, reservations.count);
	for (size_t i = 0; i < rows.count; i++) {
		if (r[i].slot < s->slots || !r[i].on_hand)
			continue;
		for (int to = 0; to < 2; to++)
			deltas[n++] = (struct stock_delta){ .variant_id = s->item->id,
				.warehouse_id = s->warehouse_id,
				.slot = to ? 0 : r[i].slot,
				.kind = STOCK_SPREAD,
				.on_hand = to ? r[i].on_hand : -r[i].on_hand };
	}
	for (size_t i = 0; i < reservations.count; i++) {
		struct reservation *v = (struct reservation *)reservations.items + i, *same = NULL;
		if (v->warehouse_id != s->warehouse_id || v->slot < s->slots)
			continue;
		v->cut = v->quantity;
		for (int to = 0; to < 2; to++) {
			int64_t q = to ? v->quantity : -v->quantity;
			deltas[n++] = (struct stock_delta){ .variant_id = v->variant_id,
				.warehouse_id = v->warehouse_id,
				.slot = to ? 0 : v->slot,
				.kind = STOCK_SPREAD,
				.held = v->state == RESERVATION_HELD ? q : 0,
				.allocated = v->state == RESERVATION_HELD ? 0 : q,
				.order_id = v->order_id,
				.order_line_id = v->order_line_id };
		}
		for (size_t k = 0; k < keep && !same; k++)
			same = kept[k].order_line_id == v->order_line_id ? &kept[k] : NULL;
		if (same) {
			same->quantity += v->quantity;
			continue;
		}
		kept[keep] = *v;
		kept[keep++].slot = 0;
	}
	/* A line that has a row in the first slot already gets one with both. */
	for (size_t i = 0; i < reservations.count; i++) {
		struct reservation *v = (struct reservation *)reservations.items + i;
		for (size_t k = 0; k < keep; k++)
			if (v->warehouse_id == s->warehouse_id && v->slot == 0 && !v->cut &&
			    v->order_line_id == kept[k].order_line_id) {
				kept[k].quantity += v->quantity;
				v->cut = v->quantity;
			}
	}
	if ((err = reservation_cut(db, s->arena, reservations.items, reservations.count)) ||
	    (err = keep ? reservation_add(db, s->arena, kept, keep) : OK))
		return err;
	return n ? stock_apply(db, s->arena, s->who, deltas, n) : OK;
}

static enum err
spread(struct db *db, void *payload)
{
	struct spread *s = payload;
	const struct audit record = { .event = AUDIT_STOCK,
		.outcome = AUDIT_OK,
		.object_kind = "variant",
		.object = s->item->public_id,
		.details = str_printf(s->arena, "{\"what\":\"spread\",\"slots\":%d}", (int)s->slots) };
	const struct db_arg gone[] = { db_i64(s->item->id), db_i64(s->warehouse_id), db_i64(s->slots) };
	struct list rows;
	int32_t have;
	enum err err = stock_lock(db, s->arena, &s->item->id, 1, s->warehouse_id, &rows);

	if (!err && !rows.count)
		err = err_fail(ERR_NOT_FOUND, "variant '%.*s' is not counted there", STR_ARG(s->item->public_id));
	if (err)
		return err;
	have = ((struct stock_row *)rows.items)[rows.count - 1].slot + 1;
	if (s->slots < have)
		err = empty_slots(db, s, rows);
	if (!err && s->slots < have)
		err = db_exec(db, &queries[REMOVE], gone, COUNT(gone), NULL);
	if (err || (err = add_slots(db, s, have)) ||
	    (err = stock_balance(db, s->arena, s->who, s->item->id, s->warehouse_id)))
		return err;
	return audit(db, s->who, &record);
}

enum err
stock_spread(struct db *db, struct arena *a, const struct who *who, const struct stock_item *item, int64_t warehouse_id,
    int32_t slots)
{
	struct spread s = { a, who, item, warehouse_id, slots };

	if (slots < 1 || slots > STOCK_SLOTS_MAX)
		return err_fail(ERR_INVALID, "could not spread over %d rows: 1 to %d", (int)slots, STOCK_SLOTS_MAX);
	return db_transaction(db, spread, &s);
}
