/*
 * stock_ship.c - pieces leave the house: on_hand and allocated fall together.  See stock_hold.h.
 *
 * Pieces of a spread item may lie in another row than the one that was allocated (a correction took them): then that
 * row gives them.
 */
#include "lib/shop/stock_reservation.h"

struct shipping_out {
	struct arena *arena;
	int64_t shipment_id, order_id, warehouse_id;
	struct list reservations;   /* struct reservation: of the whole order */
	struct list rows;           /* struct stock_row: of the variants in this house */
	struct stock_delta *deltas;
	size_t count;
};

static struct stock_delta *
new_delta(struct shipping_out *s, int64_t line, int64_t variant_id, int32_t slot)
{
	struct stock_delta *d = &s->deltas[s->count++];

	*d = (struct stock_delta){ .variant_id = variant_id,
		.warehouse_id = s->warehouse_id,
		.slot = slot,
		.kind = STOCK_SHIPPED,
		.order_id = s->order_id,
		.order_line_id = line,
		.shipment_id = s->shipment_id };
	return d;
}

/* The row's own pieces first, then those of the item's other rows; how many were found. */
static int64_t
take_on_hand(struct shipping_out *s, struct stock_delta *own, int64_t line, int64_t variant_id, int64_t quantity)
{
	struct stock_row *rows = s->rows.items;
	int64_t found = 0;

	for (int pass = own ? 0 : 1; pass < 2; pass++)
		for (size_t i = 0; i < s->rows.count && found < quantity; i++) {
			int64_t got = MIN(rows[i].on_hand, quantity - found);
			if (rows[i].variant_id != variant_id || got <= 0 ||
			    (pass == 0 && own && rows[i].slot != own->slot))
				continue;
			rows[i].on_hand -= got;
			found += got;
			(pass == 0 ? own : new_delta(s, line, variant_id, rows[i].slot))->on_hand -= got;
		}
	return found;
}

static enum err
ship_line(struct shipping_out *s, const struct stock_wish *w)
{
	struct reservation *r = s->reservations.items;
	int64_t left = w->quantity;
	bool is_counted = false, has_any = false;

	for (size_t i = 0; i < s->reservations.count; i++) {
		int64_t part = MIN(left, r[i].quantity - r[i].cut);
		struct stock_delta *d;
		if (r[i].order_line_id != w->order_line_id)
			continue;
		has_any = true;
		if (r[i].warehouse_id != s->warehouse_id || r[i].state != RESERVATION_ALLOCATED || part <= 0)
			continue;
		d = new_delta(s, w->order_line_id, w->variant_id, r[i].slot);
		d->allocated = -part;
		if (take_on_hand(s, d, w->order_line_id, w->variant_id, part) < part)
			return err_fail(ERR_CONFLICT, "could not ship line %lld: the warehouse has not so much of it",
			    (long long)w->order_line_id);
		r[i].cut += part;
		left -= part;
	}
	for (size_t i = 0; i < s->rows.count; i++)
		is_counted = is_counted || ((struct stock_row *)s->rows.items)[i].variant_id == w->variant_id;
	/* Sold when nobody counted it: it leaves the house all the same. */
	if (!has_any && is_counted && take_on_hand(s, NULL, w->order_line_id, w->variant_id, left) == left)
		left = 0;
	if (left && (has_any || is_counted))
		return err_fail(ERR_CONFLICT, "could not ship line %lld: %lld not allocated here",
		    (long long)w->order_line_id, (long long)left);
	return OK;
}

enum err
stock_ship(struct db *db, struct arena *a, int64_t order_id, int64_t shipment_id, int64_t warehouse_id,
    const struct stock_wish *lines, size_t count)
{
	struct shipping_out s = {
		.arena = a, .order_id = order_id, .shipment_id = shipment_id, .warehouse_id = warehouse_id
	};
	int64_t *variants = arena_array(a, int64_t, count);
	enum err err = reservation_lock(db, a, order_id, &s.reservations);

	for (size_t i = 0; i < count; i++)
		variants[i] = lines[i].variant_id;
	if (err || (err = stock_lock(db, a, variants, count, warehouse_id, &s.rows)))
		return err;
	s.deltas = arena_array(a, struct stock_delta, s.reservations.count + count * (s.rows.count + 1));
	for (size_t i = 0; i < count; i++)
		if ((err = ship_line(&s, &lines[i])))
			return err;
	if (!s.count)
		return OK;
	err = reservation_cut(db, a, s.reservations.items, s.reservations.count);
	return err ? err : stock_apply(db, a, NULL, s.deltas, s.count);
}
