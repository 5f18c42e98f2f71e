/* shipment_cut.c - parcels lose what was cancelled.  See shipment.h. */
#include "lib/shop/shipment.h"

struct packed {
	int64_t shipment_id, warehouse_id, order_line_id, quantity;
};
static const struct shape_field packed_fields[] = {
	SHAPE_I64(struct packed, shipment_id, 1, INT64_MAX), SHAPE_I64(struct packed, warehouse_id, 1, INT64_MAX),
	SHAPE_I64(struct packed, order_line_id, 1, INT64_MAX), SHAPE_I64(struct packed, quantity, 0, INT64_MAX),
};
static const struct shape packed_shape =
    SHAPE(struct packed, packed_fields, "Pieces of a line in a parcel that was not sent.");

enum { UNSENT, SET, REMOVE, WEIGH };
static const struct db_query queries[] = {
	/* What is not packed yet goes first, then the parcels made last. */
	[UNSENT] = { "shipment_unsent", "i", &packed_shape,
	    "SELECT s.id AS shipment_id, s.warehouse_id, l.order_line_id, l.quantity FROM shipment s JOIN shipment_line l ON l.shipment_id = s.id"
	    " WHERE s.order_id = ? AND s.state IN ('pending', 'packed') ORDER BY s.state = 'packed', s.parcel DESC" },
	[SET] = { "shipment_line_set", "iii", NULL,
	    "UPDATE shipment_line SET quantity = ? WHERE shipment_id = ? AND order_line_id = ?" },
	[REMOVE] = { "shipment_line_remove", "ii", NULL,
	    "DELETE FROM shipment_line WHERE shipment_id = ? AND order_line_id = ?" },
	/* A packed one is opened again: it is not what was packed. */
	[WEIGH] = { "shipment_cut", "i", NULL,
	    "UPDATE shipment s SET s.weight_grams = (SELECT COALESCE(SUM(sl.quantity * l.weight_grams), 0) FROM shipment_line sl"
	    " JOIN sales_order_line l ON l.id = sl.order_line_id WHERE sl.shipment_id = s.id),"
	    " s.state = IF(EXISTS (SELECT 1 FROM shipment_line sl WHERE sl.shipment_id = s.id), 'pending', 'cancelled'), s.packed_at = NULL, s.version = s.version + 1"
	    " WHERE s.id = ?" },
};
const struct db_module shipment_cut_sql = { "shipment_cut", queries, COUNT(queries) };

/* How much more of a line a warehouse's parcels hold than is reserved there; pieces that are not counted are reserved
 * nowhere, so all of them. */
static int64_t
excess(const struct list *packed, const struct list *reserved, int64_t warehouse_id, int64_t line_id)
{
	const struct packed *p = packed->items;
	const struct stock_reserved *r = reserved->items;
	int64_t n = 0;

	for (size_t i = 0; i < packed->count; i++)
		n += p[i].warehouse_id == warehouse_id && p[i].order_line_id == line_id ? p[i].quantity : 0;
	for (size_t i = 0; i < reserved->count; i++)
		n -= r[i].warehouse_id == warehouse_id && r[i].order_line_id == line_id ? r[i].quantity : 0;
	return MAX(n, 0);
}

/* First what is reserved no more, then (the stock was not released yet) whatever there is. */
static void
cut_line(struct list *packed, const struct list *reserved, const struct stock_wish *wish, bool *touched)
{
	struct packed *p = packed->items;
	int64_t rest = wish->quantity;

	for (int pass = 0; pass < 2 && rest > 0; pass++)
		for (size_t i = 0; i < packed->count && rest > 0; i++) {
			int64_t n;
			if (p[i].order_line_id != wish->order_line_id)
				continue;
			n = MIN(rest, p[i].quantity);
			if (!pass)
				n = MIN(n, excess(packed, reserved, p[i].warehouse_id, wish->order_line_id));
			p[i].quantity -= n;
			rest -= n;
			touched[i] |= n > 0;
		}
}

static enum err
store(struct db *db, const struct packed *p)
{
	const struct db_arg set[] = { db_i64(p->quantity), db_i64(p->shipment_id), db_i64(p->order_line_id) };
	const struct db_arg gone[] = { db_i64(p->shipment_id), db_i64(p->order_line_id) };

	return p->quantity ? db_exec(db, &queries[SET], set, COUNT(set), NULL)
			   : db_exec(db, &queries[REMOVE], gone, COUNT(gone), NULL);
}

enum err
shipment_cut(const struct order_env *e, const struct order *locked, const struct stock_wish *lines, size_t count)
{
	struct list packed, reserved;
	const struct packed *p;
	bool *touched;
	enum err err = db_rows(
	    e->db, &queries[UNSENT], (const struct db_arg[]){ db_i64(locked->id) }, 1, e->arena, 20000, &packed);

	if (err || !packed.count)
		return err;
	if ((err = stock_reserved_of(e->db, e->arena, locked->id, &reserved)))
		return err;
	touched = arena_array(e->arena, bool, packed.count);
	for (size_t i = 0; i < count; i++)
		cut_line(&packed, &reserved, &lines[i], touched);
	p = packed.items;
	for (size_t i = 0; !err && i < packed.count; i++)
		if (touched[i])
			err = store(e->db, &p[i]);
	for (size_t i = 0; !err && i < packed.count; i++) {
		bool seen = !touched[i];
		for (size_t k = 0; k < i && !seen; k++)
			seen = touched[k] && p[k].shipment_id == p[i].shipment_id;
		if (!seen)
			err = db_exec(
			    e->db, &queries[WEIGH], (const struct db_arg[]){ db_i64(p[i].shipment_id) }, 1, NULL);
	}
	return err;
}
