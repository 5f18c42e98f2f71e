/* shipment.c - reading shipments.  See shipment.h; shipment_plan.c, shipment_change.c, shipment_track.c and
 * shipment_cut.c write them. */
#include "lib/shop/shipment.h"
#include "lib/shop/shipping_setup.h"

#define LINES_MAX 20000

const struct shape_enum shipment_states[] = { { "pending", SHIPMENT_PENDING }, { "packed", SHIPMENT_PACKED },
	{ "shipped", SHIPMENT_SHIPPED }, { "delivered", SHIPMENT_DELIVERED }, { "cancelled", SHIPMENT_CANCELLED },
	{ NULL, 0 } };
const struct shape_enum shipment_trackings[] = { { "none", TRACKING_NONE }, { "announced", TRACKING_ANNOUNCED },
	{ "in_transit", TRACKING_IN_TRANSIT }, { "out_for_delivery", TRACKING_OUT },
	{ "delivered", TRACKING_DELIVERED }, { "exception", TRACKING_EXCEPTION }, { "returned", TRACKING_RETURNED },
	{ NULL, 0 } };

static const struct shape_field line_fields[] = {
	SHAPE_I64(struct shipment_line, shipment_id, 0, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I64(struct shipment_line, order_line_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I64(struct shipment_line, variant_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I64(struct shipment_line, quantity, 1, INT64_MAX, .doc = "pieces in this parcel"),
	SHAPE_I64(struct shipment_line, weight_grams, 0, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct shipment_line, order_line, 0, 40, .doc = "id of the order's line"),
	SHAPE_STR(struct shipment_line, title, 0, 500, .doc = "what it is"),
	SHAPE_STR(struct shipment_line, options, 0, 500, .doc = "which of it: \"Colour: Forest\""),
	SHAPE_STR(struct shipment_line, sku, 0, 190, .doc = "the merchant's number of the article"),
	SHAPE_STR(struct shipment_line, image, 0, 1024, .flags = SHAPE_HIDDEN),
};
const struct shape shipment_line_shape =
    SHAPE(struct shipment_line, line_fields, "Pieces of an order's line in a parcel.");

static const struct shape_field event_fields[] = {
	SHAPE_STR(struct shipment_event, source, 1, 190, .flags = SHAPE_REQUIRED,
	    .doc = "id of the message at the carrier: the same again is taken once"),
	SHAPE_ENUM(
	    struct shipment_event, tracking, shipment_trackings, .flags = SHAPE_REQUIRED, .doc = "where the parcel is"),
	SHAPE_TIME(struct shipment_event, at, .doc = "when that was; absent: now"),
	SHAPE_STR(struct shipment_event, place, 0, 200, .doc = "town or depot"),
	SHAPE_STR(struct shipment_event, text, 0, 500, .doc = "in the carrier's words"),
	SHAPE_I64(struct shipment_event, shipment_id, 0, INT64_MAX, .flags = SHAPE_HIDDEN),
};
const struct shape shipment_event_shape = SHAPE(struct shipment_event, event_fields, "A message of a carrier.");

static const struct shape_field fields[] = {
	SHAPE_I64(struct shipment, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I64(struct shipment, order_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I64(struct shipment, account_id, 0, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct shipment, public_id, 1, 28, .doc = "id"),
	SHAPE_STR(struct shipment, order, 1, 28, .doc = "id of the order"),
	SHAPE_STR(struct shipment, order_number, 1, 16, .doc = "number of the order"),
	SHAPE_STR(struct shipment, warehouse, 0, 32, .doc = "code of the warehouse"),
	SHAPE_STR(struct shipment, warehouse_name, 0, 200, .doc = "its name"),
	SHAPE_STR(struct shipment, carrier, 0, 32, .doc = "code of the carrier"),
	SHAPE_STR(struct shipment, carrier_name, 0, 200, .doc = "its name"),
	SHAPE_STR(struct shipment, tracking_code, 0, 64, .doc = "the carrier's number of the parcel"),
	SHAPE_STR(struct shipment, tracking_url, 0, 2000, .doc = "where it can be followed"),
	SHAPE_I32(struct shipment, parcel, 1, 32767, .doc = "number within the order"),
	SHAPE_I64(struct shipment, warehouse_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_BOOL(struct shipment, is_pickup, .doc = "is fetched by the buyer"),
	SHAPE_ENUM(struct shipment, state, shipment_states, .doc = "state"),
	SHAPE_ENUM(struct shipment, tracking, shipment_trackings, .doc = "what the carrier said last"),
	SHAPE_TIME(struct shipment, promised_from, .doc = "arrives on this day at the earliest"),
	SHAPE_TIME(struct shipment, promised_until, .doc = "and at the latest"),
	SHAPE_TIME(struct shipment, created_at, .doc = "since"),
	SHAPE_TIME(struct shipment, packed_at, .doc = "packed, or ready to be fetched"),
	SHAPE_TIME(struct shipment, shipped_at, .doc = "sent"),
	SHAPE_TIME(struct shipment, delivered_at, .doc = "arrived, or fetched"),
	SHAPE_I64(struct shipment, weight_grams, 0, INT64_MAX, .doc = "weight of what is in it, grams"),
	SHAPE_I64(struct shipment, version, 0, INT64_MAX, .doc = "rises with each change"),
	SHAPE_LIST(struct shipment, lines, &shipment_line_shape, LINES_MAX, .doc = "what is in it"),
	SHAPE_LIST(struct shipment, events, &shipment_event_shape, 10000, .doc = "what the carrier said, oldest first"),
};
const struct shape shipment_shape = SHAPE(struct shipment, fields, "A parcel of an order.");

static const struct shape_field load_fields[] = {
	SHAPE_I64(struct shipment_load, warehouse_id, 1, INT64_MAX),
	SHAPE_I64(struct shipment_load, pending, 0, INT64_MAX),
	SHAPE_I64(struct shipment_load, packed, 0, INT64_MAX),
	SHAPE_I64(struct shipment_load, late, 0, INT64_MAX),
	SHAPE_STR(struct shipment_load, code, 0, 32),
	SHAPE_STR(struct shipment_load, name, 0, 200),
};
const struct shape shipment_load_shape = SHAPE(struct shipment_load, load_fields, "What a warehouse has to do.");

enum { SEARCH, OF_ORDER, GET, SEARCH_LINES, OF_ORDER_LINES, GET_LINES, OF_ORDER_EVENTS, GET_EVENTS, LOADS, ADDRESS };
#define COLUMNS \
	"SELECT s.id, s.order_id, COALESCE(o.account_id, 0) AS account_id, s.public_id, o.public_id AS `order`, o.number AS order_number, w.code AS warehouse," \
	" w.name AS warehouse_name, c.code AS carrier, c.name AS carrier_name, s.tracking_code, c.tracking_url, s.parcel, s.warehouse_id, s.is_pickup, s.state, s.tracking," \
	" s.promised_from, s.promised_until, s.created_at, s.packed_at, s.shipped_at, s.delivered_at, s.weight_grams, s.version" \
	" FROM shipment s JOIN sales_order o ON o.id = s.order_id LEFT JOIN warehouse w ON w.id = s.warehouse_id LEFT JOIN carrier c ON c.id = s.carrier_id"
#define WHERE \
	" WHERE (s.order_id = ? OR ? = 0) AND (o.account_id = ? OR ? = 0) AND (s.warehouse_id = ? OR ? = 0) AND (s.state = ? OR ? IS NULL)" \
	" AND (s.tracking = ? OR ? IS NULL) AND s.id > ? ORDER BY s.id LIMIT ?"
#define LINE_COLUMNS \
	"SELECT sl.shipment_id, sl.order_line_id, sl.variant_id, sl.quantity, l.weight_grams, l.public_id AS order_line, l.title, l.options, l.sku, l.image"
#define EVENT_COLUMNS "SELECT e.source, e.tracking, e.at, e.place, e.text, e.shipment_id"
static const struct db_query queries[] = {
	[SEARCH] = { "shipment_search", "iiiiiissssii", &shipment_shape, COLUMNS WHERE },
	[OF_ORDER] = { "shipment_of_order", "i", &shipment_shape, COLUMNS " WHERE s.order_id = ? ORDER BY s.parcel" },
	[GET] = { "shipment_get", "s", &shipment_shape, COLUMNS " WHERE s.public_id = ?" },
	[SEARCH_LINES] = { "shipment_search_lines", "iiiiiissssii", &shipment_line_shape,
	    LINE_COLUMNS " FROM (SELECT s.id FROM shipment s JOIN sales_order o ON o.id = s.order_id" WHERE
			 ") q JOIN shipment_line sl ON sl.shipment_id = q.id"
			 " JOIN sales_order_line l ON l.id = sl.order_line_id ORDER BY sl.shipment_id, l.position" },
	[OF_ORDER_LINES] = { "shipment_of_order_lines", "i", &shipment_line_shape,
	    LINE_COLUMNS
	    " FROM shipment s JOIN shipment_line sl ON sl.shipment_id = s.id JOIN sales_order_line l ON l.id = sl.order_line_id WHERE s.order_id = ?"
	    " ORDER BY sl.shipment_id, l.position" },
	[GET_LINES] = { "shipment_get_lines", "i", &shipment_line_shape,
	    LINE_COLUMNS
	    " FROM shipment_line sl JOIN sales_order_line l ON l.id = sl.order_line_id WHERE sl.shipment_id = ? ORDER BY l.position" },
	[OF_ORDER_EVENTS] = { "shipment_of_order_events", "i", &shipment_event_shape,
	    EVENT_COLUMNS
	    " FROM shipment s JOIN shipment_event e ON e.shipment_id = s.id WHERE s.order_id = ? ORDER BY e.shipment_id, e.at, e.id" },
	[GET_EVENTS] = { "shipment_get_events", "i", &shipment_event_shape,
	    EVENT_COLUMNS " FROM shipment_event e WHERE e.shipment_id = ? ORDER BY e.at, e.id" },
	[LOADS] = { "shipment_loads", "t", &shipment_load_shape,
	    "SELECT w.id AS warehouse_id, w.code, w.name, SUM(s.state = 'pending') AS pending, SUM(s.state = 'packed') AS packed,"
	    " SUM(s.promised_until IS NOT NULL AND s.promised_until <= ? AND NOT s.is_pickup) AS late FROM shipment s JOIN warehouse w ON w.id = s.warehouse_id"
	    " WHERE s.state IN ('pending', 'packed') GROUP BY w.id ORDER BY w.priority, w.id" },
	[ADDRESS] = { "shipment_address", "i", &address_shape,
	    "SELECT 0 AS id, '' AS public_id, country, recipient, organization, line1, line2, line3, dependent_locality, locality, region, postal_code, sorting_code, phone,"
	    " FALSE AS is_delivery, FALSE AS is_billing, 0 AS version FROM sales_order_address WHERE order_id = ? AND kind = 'delivery'" },
};
const struct db_module shipment_sql = { "shipment", queries, COUNT(queries) };

static void
fill_url(struct arena *a, struct shipment *s)
{
	s->tracking_url = carrier_tracking_url(a, s->tracking_url, s->tracking_code);
	s->lines = s->events = (struct list){ 0 };
}

/* Lines and events stand together by shipment, in the order of their ids. */
static void
deal(struct list *shipments, const struct list *lines, const struct list *events)
{
	struct shipment *s = shipments->items;
	struct shipment_line *l = lines->items;
	struct shipment_event *e = events ? events->items : NULL;

	for (size_t i = 0; i < shipments->count; i++) {
		for (size_t k = 0; k < lines->count; k++)
			if (l[k].shipment_id == s[i].id && !s[i].lines.count++)
				s[i].lines.items = &l[k];
		for (size_t k = 0; events && k < events->count; k++)
			if (e[k].shipment_id == s[i].id && !s[i].events.count++)
				s[i].events.items = &e[k];
	}
}

enum err
shipment_get(struct db *db, struct arena *a, struct str public_id, struct shipment *out)
{
	enum err err = db_row(db, &queries[GET], (const struct db_arg[]){ db_str(public_id) }, 1, a, out);

	if (err)
		return err;
	fill_url(a, out);
	err =
	    db_rows(db, &queries[GET_LINES], (const struct db_arg[]){ db_i64(out->id) }, 1, a, LINES_MAX, &out->lines);
	return err ? err
		   : db_rows(db, &queries[GET_EVENTS], (const struct db_arg[]){ db_i64(out->id) }, 1, a, LINES_MAX,
			 &out->events);
}

enum err
shipment_list(struct db *db, struct arena *a, int64_t order_id, struct list *out)
{
	const struct db_arg args[] = { db_i64(order_id) };
	struct list lines, events;
	enum err err = db_rows(db, &queries[OF_ORDER], args, COUNT(args), a, 1000, out);

	if (!err)
		err = db_rows(db, &queries[OF_ORDER_LINES], args, COUNT(args), a, LINES_MAX, &lines);
	if (!err)
		err = db_rows(db, &queries[OF_ORDER_EVENTS], args, COUNT(args), a, LINES_MAX, &events);
	if (err)
		return err;
	for (size_t i = 0; i < out->count; i++)
		fill_url(a, (struct shipment *)out->items + i);
	deal(out, &lines, &events);
	return OK;
}

enum err
shipment_search(struct db *db, struct arena *a, const struct shipment_filter *f, struct list *out)
{
	const struct str state = f->state < 0 ? STR_ABSENT : str_of(shipment_states[f->state].name);
	const struct str tracking = f->tracking < 0 ? STR_ABSENT : str_of(shipment_trackings[f->tracking].name);
	const struct db_arg args[] = { db_i64(f->order_id), db_i64(f->order_id), db_i64(f->account_id),
		db_i64(f->account_id), db_i64(f->warehouse_id), db_i64(f->warehouse_id), db_str(state), db_str(state),
		db_str(tracking), db_str(tracking), db_i64(f->after), db_i64(f->limit) };
	struct list lines;
	enum err err = db_rows(db, &queries[SEARCH], args, COUNT(args), a, (size_t)f->limit, out);

	if (!err)
		err = db_rows(db, &queries[SEARCH_LINES], args, COUNT(args), a, LINES_MAX, &lines);
	if (err)
		return err;
	for (size_t i = 0; i < out->count; i++)
		fill_url(a, (struct shipment *)out->items + i);
	deal(out, &lines, NULL);
	return OK;
}

enum err
shipment_queue(
    struct db *db, struct arena *a, int state, int64_t warehouse_id, int64_t after, int64_t limit, struct list *out)
{
	const struct shipment_filter f = {
		.warehouse_id = warehouse_id, .state = state, .tracking = -1, .after = after, .limit = limit
	};

	return shipment_search(db, a, &f, out);
}

enum err
shipment_loads(struct db *db, struct arena *a, struct list *out)
{
	const struct db_arg args[] = { db_time(clock_now()) };

	return db_rows(db, &queries[LOADS], args, COUNT(args), a, 1000, out);
}

enum err
shipment_address(struct db *db, struct arena *a, int64_t order_id, struct address *out)
{
	return db_row(db, &queries[ADDRESS], (const struct db_arg[]){ db_i64(order_id) }, 1, a, out);
}
