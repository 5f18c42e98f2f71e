/*
 * order_finish.c - what needs no parcel (services, downloads, vouchers) is handed over; orders that nothing moves any
 * more.  See order.h.
 *
 * It waits for the rest of its order: as long as something has to be sent the buyer may still cancel all of it.  When
 * nothing that has to be sent is left - all of it was sent, or cancelled, or there never was any - it is handed over in
 * the same transaction, so that no paid order stays open for want of a parcel.
 */
#include "lib/base/log.h"
#include "lib/shop/order_parts.h"
#include "lib/shop/shipment.h"

enum { HAND_OVER, IDLE };

struct idle_row {
	int64_t id;
};
static const struct shape_field idle_fields[] = { SHAPE_I64(struct idle_row, id, 1, INT64_MAX) };
static const struct shape idle_shape = SHAPE(struct idle_row, idle_fields, "An order that waits for no parcel.");

static const struct db_query queries[] = {
	[HAND_OVER] = { "order_hand_over", "iiiii", NULL,
	    "UPDATE sales_order_line SET shipped = shipped + ?, delivered = delivered + ? WHERE id = ? AND order_id = ? AND cancelled + shipped + ? <= quantity" },
	/* Something is left of them, and no parcel that would take it. */
	[IDLE] = { "order_idle", "ii", &idle_shape,
	    "SELECT o.id FROM sales_order o WHERE o.fulfilment IN ('open', 'partly_shipped') AND o.id > ? AND o.paid_at IS NOT NULL"
	    " AND NOT EXISTS (SELECT 1 FROM shipment s WHERE s.order_id = o.id AND s.state IN ('pending', 'packed')) ORDER BY o.id LIMIT ?" },
};
const struct db_module order_finish_sql = { "order_finish", queries, COUNT(queries) };

struct finishing {
	const struct order_env *e;
	struct order order;            /* locked */
	struct list lines;
	struct stock_wish *pieces;
	size_t count;
	int64_t order_id;
	bool done;
};

/* False: something has to be sent first, or nothing is left. */
static bool
find_pieces(struct finishing *f)
{
	const struct order_line *l = f->lines.items;

	f->pieces = arena_array(f->e->arena, struct stock_wish, f->lines.count + 1);
	f->count = 0;
	for (size_t i = 0; i < f->lines.count; i++) {
		int64_t left = l[i].quantity - l[i].cancelled - l[i].shipped;
		if (left > 0 && l[i].requires_shipping)
			return false;
		if (left > 0)
			f->pieces[f->count++] = (struct stock_wish){ l[i].id, l[i].variant_id, left };
	}
	return f->count > 0;
}

/* Counted all the same: so many places of a course, so many vouchers.  They leave the house that they were reserved in.
 * */
static enum err
take_from_stock(const struct finishing *f)
{
	const struct stock_reserved *r;
	struct list reserved;
	enum err err = stock_reserved_of(f->e->db, f->e->arena, f->order.id, &reserved);

	r = reserved.items;
	for (size_t i = 0; !err && i < reserved.count; i++)
		for (size_t k = 0; !err && k < f->count; k++)
			if (f->pieces[k].order_line_id == r[i].order_line_id) {
				const struct stock_wish wish = { r[i].order_line_id, r[i].variant_id, r[i].quantity };
				err = stock_ship(f->e->db, f->e->arena, f->order.id, 0, r[i].warehouse_id, &wish, 1);
			}
	return err;
}

static enum err
hand_over(struct db *db, void *payload)
{
	enum { ARGS = 5 };
	struct finishing *f = payload;
	struct db_arg *args = arena_array(f->e->arena, struct db_arg, f->count * ARGS);
	struct order_line *l = f->lines.items;
	struct order_pieces pieces = { 0 };
	struct db_done done;
	enum err err = take_from_stock(f);

	for (size_t k = 0; k < f->count; k++) {
		const struct stock_wish *w = &f->pieces[k];
		const struct db_arg one[ARGS] = { db_i64(w->quantity), db_i64(w->quantity), db_i64(w->order_line_id),
			db_i64(f->order.id), db_i64(w->quantity) };
		memcpy(args + k * ARGS, one, sizeof(one));
	}
	if (err || (err = db_bulk(db, &queries[HAND_OVER], args, ARGS, f->count, &done)))
		return err;
	if (done.affected != (int64_t)f->count)
		return err_fail(
		    ERR_INTERNAL, "lines of order %.*s were changed without its lock", STR_ARG(f->order.number));
	for (size_t i = 0; i < f->lines.count; i++) {
		for (size_t k = 0; k < f->count; k++)
			if (f->pieces[k].order_line_id == l[i].id) {
				l[i].shipped += f->pieces[k].quantity;
				l[i].delivered += f->pieces[k].quantity;
			}
		pieces.left += l[i].quantity - l[i].cancelled - l[i].shipped;
		pieces.cancelled += l[i].cancelled;
		pieces.shipped += l[i].shipped;
		pieces.delivered += l[i].delivered;
	}
	f->order.fulfilment = (int)order_leads_to(&f->order, STEP_FINISH, &pieces);
	if (f->order.fulfilment == FULFILMENT_DELIVERED)
		f->order.closed_at = clock_now();
	if ((err = order_store(db, &f->order)))
		return err;
	return order_tell(db, f->e->arena, f->e->who, &f->order, &f->lines, "delivered",
	    order_pieces_json(f->e->arena, &f->lines, f->pieces, f->count, true),
	    order_pieces_json(f->e->arena, &f->lines, f->pieces, f->count, false));
}

/* The lines as they are now, f->order locked. */
static enum err
finish(struct finishing *f)
{
	const struct order was = f->order;
	enum err err;

	if (time_is_absent(was.paid_at) || !find_pieces(f))
		return OK;
	if ((err = order_may(&f->order, STEP_FINISH)))
		return err;
	err = db_attempt(f->e->db, hand_over, f);
	f->done = !err;
	if (err != ERR_CONFLICT)
		return err;
	/* Sold before it came: it is handed over when the house has it (order_finish_idle). */
	log_event(LOG_INFO, "order.waits", log_str("order", was.public_id), log_z("detail", err_detail()));
	err_clear();
	f->order = was;
	return OK;
}

enum err
order_finish(const struct order_env *e, struct order *locked, const struct list *lines)
{
	struct finishing f = { .e = e, .order = *locked };
	struct order_line *copy = arena_array(e->arena, struct order_line, lines->count + 1);
	enum err err;

	/* A copy: what is taken back must not stay in the caller's. */
	if (lines->count)
		memcpy(copy, lines->items, lines->count * sizeof(*copy));
	f.lines = (struct list){ copy, lines->count };
	err = finish(&f);
	if (!err)
		*locked = f.order;
	return err;
}

static bool
must_be_sent(const struct list *lines)
{
	const struct order_line *l = lines->items;

	for (size_t i = 0; i < lines->count; i++)
		if (l[i].requires_shipping && l[i].quantity > l[i].cancelled + l[i].shipped)
			return true;
	return false;
}

/* Its parcels were never planned, because there was no warehouse then; or what needs none could not be had. */
static enum err
move_on(struct db *db, void *payload)
{
	struct finishing *f = payload;
	struct list parcels = { 0 };
	enum err err;

	f->done = false;
	if ((err = order_lock(db, f->e->arena, f->order_id, &f->order)) ||
	    (err = order_lines(db, f->e->arena, f->order_id, &f->lines)))
		return err;
	if (order_may(&f->order, STEP_FINISH)) { /* moved since it was looked for */
		err_clear();
		return OK;
	}
	if (!must_be_sent(&f->lines))
		return finish(f);
	err = shipment_plan(f->e, &f->order);
	if (err == ERR_CONFLICT) {
		err_clear();
		return OK;
	}
	if (!err)
		err = shipment_list(db, f->e->arena, f->order_id, &parcels);
	f->done = !err && parcels.count > 0;
	return err;
}

enum err
order_finish_idle(const struct order_env *e, int64_t most, int64_t *moved)
{
	const struct idle_row *idle;
	struct list list = { 0 };
	int64_t after = 0;
	enum err err, first = OK;

	*moved = 0;
	db_primary(e->db);
	do {
		const struct db_arg args[] = { db_i64(after), db_i64(most) };
		if ((err = db_rows(e->db, &queries[IDLE], args, COUNT(args), e->arena, (size_t)most, &list)))
			return err;
		idle = list.items;
		for (size_t i = 0; i < list.count; i++) {
			struct finishing f = { .e = e, .order_id = idle[i].id };
			after = idle[i].id;
			err = db_transaction(e->db, move_on, &f);
			if (!err)
				*moved += f.done;
			else if (!first)
				first = err;
		}
	} while ((int64_t)list.count == most);
	return first;
}
