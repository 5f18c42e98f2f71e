/* shipment_plan.c - the parcels of an order that was paid.  See shipment.h. */
#include "lib/shop/shipment.h"
#include "lib/shop/shipping.h"

struct house {
	int64_t id;
};
static const struct shape_field house_fields[] = { SHAPE_I64(struct house, id, 1, INT64_MAX) };
static const struct shape house_shape = SHAPE(struct house, house_fields, "A warehouse.");

struct method {
	int64_t id, carrier_id; /* 0: none */
	bool is_pickup;
};
static const struct shape_field method_fields[] = {
	SHAPE_I64(struct method, id, 1, INT64_MAX),
	SHAPE_I64(struct method, carrier_id, 0, INT64_MAX),
	SHAPE_BOOL(struct method, is_pickup),
};
static const struct shape method_shape = SHAPE(struct method, method_fields, "How it is sent.");

struct line {
	int64_t id, variant_id, quantity, weight_grams;
	bool requires_shipping;
};
static const struct shape_field line_fields[] = {
	SHAPE_I64(struct line, id, 1, INT64_MAX),
	SHAPE_I64(struct line, variant_id, 1, INT64_MAX),
	SHAPE_I64(struct line, quantity, 0, INT64_MAX),
	SHAPE_I64(struct line, weight_grams, 0, INT64_MAX),
	SHAPE_BOOL(struct line, requires_shipping),
};
static const struct shape line_shape = SHAPE(struct line, line_fields, "What is to be sent.");

enum { PLANNED, LINES, HOUSE, METHOD, INSERT, INSERT_LINE };
static const struct db_query queries[] = {
	[PLANNED] = { "shipment_planned", "i", &house_shape, "SELECT id FROM shipment WHERE order_id = ? LIMIT 1" },
	[LINES] = { "shipment_plan_lines", "i", &line_shape,
	    "SELECT id, variant_id, quantity - cancelled - shipped AS quantity, weight_grams, requires_shipping FROM sales_order_line WHERE order_id = ?"
	    " AND quantity > cancelled + shipped ORDER BY position" },
	[HOUSE] = { "shipment_plan_house", "", &house_shape,
	    "SELECT id FROM warehouse ORDER BY is_active DESC, priority, id LIMIT 1" },
	[METHOD] = { "shipment_plan_method", "s", &method_shape,
	    "SELECT id, COALESCE(carrier_id, 0) AS carrier_id, kind = 'pickup' AS is_pickup FROM shipping_method WHERE code = ?" },
	[INSERT] = { "shipment_insert", "siiiibtti", NULL,
	    "INSERT INTO shipment (public_id, order_id, parcel, warehouse_id, carrier_id, is_pickup, promised_from, promised_until, weight_grams)"
	    " VALUES (?, ?, ?, ?, NULLIF(?, 0), ?, ?, ?, ?)" },
	[INSERT_LINE] = { "shipment_insert_line", "iiii", NULL,
	    "INSERT INTO shipment_line (shipment_id, order_line_id, variant_id, quantity) VALUES (?, ?, ?, ?)" },
};
const struct db_module shipment_plan_sql = { "shipment_plan", queries, COUNT(queries) };

/* So many pieces of a line from one warehouse. */
struct piece {
	int64_t warehouse_id;
	const struct line *line;
	int64_t quantity;
};
struct plan {
	const struct order_env *e;
	const struct order *order;
	struct method method;          /* id 0: it is gone, or none was needed */
	struct piece *pieces;
	size_t count;
};

static void
add_piece(struct plan *p, int64_t warehouse_id, const struct line *line, int64_t quantity)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->pieces[i].warehouse_id == warehouse_id && p->pieces[i].line == line) {
			p->pieces[i].quantity += quantity; /* several slots */
			return;
		}
	p->pieces[p->count++] = (struct piece){ warehouse_id, line, quantity };
}

/* What is reserved goes where it is; the rest is not counted, and comes from the house that buyers fetch from, or the
 * first one. */
static enum err
deal(struct plan *p, const struct list *lines, const struct list *reserved)
{
	const struct line *l = lines->items;
	const struct stock_reserved *r = reserved->items;
	struct house house = { p->order->pickup_id };

	p->pieces = arena_array(p->e->arena, struct piece, lines->count + reserved->count + 1);
	for (size_t i = 0; i < lines->count; i++) {
		int64_t rest = l[i].requires_shipping ? l[i].quantity : 0; /* what needs no parcel: order_finish.c */
		for (size_t k = 0; k < reserved->count && rest > 0; k++)
			if (r[k].order_line_id == l[i].id) {
				add_piece(p, r[k].warehouse_id, &l[i], MIN(r[k].quantity, rest));
				rest -= MIN(r[k].quantity, rest);
			}
		if (rest > 0) {
			enum err err = house.id ? OK : db_row(p->e->db, &queries[HOUSE], NULL, 0, p->e->arena, &house);
			if (err == ERR_NOT_FOUND)
				return err_fail(ERR_CONFLICT, "there is no warehouse to send order '%.*s' from",
				    STR_ARG(p->order->number));
			if (err)
				return err;
			add_piece(p, house.id, &l[i], rest);
		}
	}
	return OK;
}

static enum err
add_parcel(const struct plan *p, int64_t parcel, int64_t warehouse_id)
{
	struct db *db = p->e->db;
	struct time from = TIME_ABSENT, until = TIME_ABSENT;
	struct db_done done;
	char id[32];
	int64_t weight = 0;
	enum err err = p->method.id
	    ? shipping_promise(db, p->e->arena, warehouse_id, p->method.id, clock_now(), &from, &until)
	    : OK;

	if (err == ERR_NOT_FOUND) {
		err_clear();
		err = OK;
	}
	if (err)
		return err;
	for (size_t i = 0; i < p->count; i++)
		weight += p->pieces[i].warehouse_id == warehouse_id
		    ? p->pieces[i].quantity * p->pieces[i].line->weight_grams
		    : 0;
	public_id(id, "shp");
	{
		const struct db_arg args[] = { db_str(str_of(id)), db_i64(p->order->id), db_i64(parcel),
			db_i64(warehouse_id), db_i64(p->method.carrier_id), db_bool(p->method.is_pickup), db_time(from),
			db_time(until), db_i64(MIN(weight, INT32_MAX)) };
		err = db_exec(db, &queries[INSERT], args, COUNT(args), &done);
	}
	for (size_t i = 0; !err && i < p->count; i++) {
		const struct piece *piece = &p->pieces[i];
		const struct db_arg args[] = { db_i64(done.insert_id), db_i64(piece->line->id),
			db_i64(piece->line->variant_id), db_i64(piece->quantity) };
		if (piece->warehouse_id == warehouse_id)
			err = db_exec(db, &queries[INSERT_LINE], args, COUNT(args), NULL);
	}
	return err;
}

enum err
shipment_plan(const struct order_env *e, const struct order *locked)
{
	struct plan p = { .e = e, .order = locked };
	struct list lines, reserved;
	struct house planned;
	int64_t parcel = 0;
	enum err err =
	    db_row(e->db, &queries[PLANNED], (const struct db_arg[]){ db_i64(locked->id) }, 1, e->arena, &planned);

	if (err != ERR_NOT_FOUND)
		return err;
	err_clear();
	err = db_row(e->db, &queries[METHOD], (const struct db_arg[]){ db_str(locked->shipping_method) }, 1, e->arena,
	    &p.method);
	if (err == ERR_NOT_FOUND) {
		err_clear();
		p.method = (struct method){ .is_pickup = locked->pickup_id != 0 };
		err = OK;
	}
	if (!err)
		err = db_rows(
		    e->db, &queries[LINES], (const struct db_arg[]){ db_i64(locked->id) }, 1, e->arena, 10000, &lines);
	if (!err)
		err = stock_reserved_of(e->db, e->arena, locked->id, &reserved);
	if (!err)
		err = deal(&p, &lines, &reserved);
	/* A parcel per warehouse, in the order in which the lines name them. */
	for (size_t i = 0; !err && i < p.count; i++) {
		bool seen = false;
		for (size_t k = 0; k < i && !seen; k++)
			seen = p.pieces[k].warehouse_id == p.pieces[i].warehouse_id;
		if (!seen)
			err = add_parcel(&p, ++parcel, p.pieces[i].warehouse_id);
	}
	return err;
}
