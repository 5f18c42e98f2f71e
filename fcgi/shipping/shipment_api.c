/* shipment_api.c - parcels for programs: reading. */
#include "fcgi/common/cursor.h"
#include "fcgi/common/who.h"
#include "fcgi/shipping/shipping.h"
#include "lib/web/i18n.h"

static const struct shape_field line_fields[] = {
	SHAPE_STR(struct shipment_line_json, line, 1, 40, .doc = "id of the order's line"),
	SHAPE_STR(struct shipment_line_json, title, 0, 500, .doc = "what it is"),
	SHAPE_STR(struct shipment_line_json, options, 0, 500, .doc = "which of it: \"Colour: Forest\""),
	SHAPE_STR(struct shipment_line_json, sku, 0, 190, .doc = "the merchant's number of the article"),
	SHAPE_I64(struct shipment_line_json, quantity, 1, INT32_MAX, .doc = "pieces in this parcel"),
};
static const struct shape line_shape = { "struct shipment_line", sizeof(struct shipment_line_json), line_fields,
	COUNT(line_fields), "Pieces of an order's line in a parcel." };

static const struct shape_field fields[] = {
	SHAPE_STR(struct shipment_json, id, 1, 28, .doc = "id"),
	SHAPE_STR(struct shipment_json, order, 1, 28, .doc = "id of the order"),
	SHAPE_STR(struct shipment_json, order_number, 1, 16, .doc = "number of the order"),
	SHAPE_I32(struct shipment_json, parcel, 1, 32767, .doc = "number within the order"),
	SHAPE_ENUM(struct shipment_json, state, shipment_states,
	    .doc = "ours; of a pickup: packed is ready to be fetched, delivered is fetched"),
	SHAPE_ENUM(struct shipment_json, tracking, shipment_trackings, .doc = "what the carrier said last"),
	SHAPE_BOOL(struct shipment_json, is_pickup, .doc = "is fetched by the buyer"),
	SHAPE_STR(struct shipment_json, warehouse, 0, 32, .doc = "code of the warehouse"),
	SHAPE_STR(struct shipment_json, carrier, 0, 32, .doc = "code of the carrier"),
	SHAPE_STR(struct shipment_json, carrier_name, 0, 200, .doc = "its name"),
	SHAPE_STR(struct shipment_json, tracking_code, 0, 64, .doc = "the carrier's number of the parcel"),
	SHAPE_STR(struct shipment_json, tracking_url, 0, 2000, .doc = "where it can be followed"),
	SHAPE_STR(struct shipment_json, promised_from, 0, 10, .doc = "arrives on this day at the earliest"),
	SHAPE_STR(struct shipment_json, promised_until, 0, 10, .doc = "and on this day at the latest"),
	SHAPE_I64(struct shipment_json, weight_grams, 0, INT64_MAX, .doc = "weight of what is in it, grams"),
	SHAPE_TIME(struct shipment_json, created_at, .doc = "since"),
	SHAPE_TIME(struct shipment_json, packed_at, .doc = "packed, or ready to be fetched"),
	SHAPE_TIME(struct shipment_json, shipped_at, .doc = "sent"),
	SHAPE_TIME(struct shipment_json, delivered_at, .doc = "arrived, or fetched"),
	SHAPE_LIST(struct shipment_json, lines, &line_shape, 1000, .doc = "what is in it"),
	SHAPE_LIST(
	    struct shipment_json, events, &shipment_event_shape, 10000, .doc = "what the carrier said, oldest first"),
};
const struct shape shipment_json_shape = { "struct shipment", sizeof(struct shipment_json), fields, COUNT(fields),
	"A parcel of an order." };

struct list_args {
	struct str order, cursor;
	int state, tracking;
	int32_t limit;
};
static const struct shape_field args_fields[] = {
	SHAPE_STR(struct list_args, order, 0, 40, .doc = "only of this order: id or number"),
	SHAPE_ENUM(struct list_args, state, shipment_states, .doc = "only in this state"),
	SHAPE_ENUM(
	    struct list_args, tracking, shipment_trackings, .doc = "only those of which the carrier said this last"),
	SHAPE_STR(struct list_args, cursor, 0, 500, .doc = "next_cursor of the page before"),
	SHAPE_I32(struct list_args, limit, 1, 100, .fallback = "50", .doc = "items of a page"),
};
static const struct shape args_shape = SHAPE(struct list_args, args_fields, "Which shipments.");

struct page_json {
	struct list items;
	bool has_more;
	struct str next_cursor;
};
static const struct shape_field page_fields[] = {
	SHAPE_LIST(
	    struct page_json, items, &shipment_json_shape, 100, .doc = "this page; events only with a single shipment"),
	SHAPE_BOOL(struct page_json, has_more, .doc = "there are more"),
	SHAPE_STR(struct page_json, next_cursor, 0, 500, .doc = "for the next page; null on the last one"),
};
static const struct shape page_shape = { "struct shipment_list", sizeof(struct page_json), page_fields,
	COUNT(page_fields), "A page of shipments." };

static enum err shipment_one(struct req *r), shipments_list(struct req *r);

static const struct route routes[] = {
	{ GET, "/api/v1/shipments", shipments_list, ACCESS_TOKEN, PERM_SHIPMENT_READ, .query = &args_shape,
	    .reply = &page_shape, .sql = { 0, 8 }, .id = "listShipments", .tag = "shipping",
	    .doc = "Shipments, oldest first" },
	{ GET, "/api/v1/shipments/{id}", shipment_one, ACCESS_TOKEN, PERM_SHIPMENT_READ, .reply = &shipment_json_shape,
	    .sql = { 0, 8 }, .id = "getShipment", .tag = "shipping",
	    .doc = "One shipment, with what the carrier said" },
};
const struct route_table shipment_api = { routes, COUNT(routes) };

struct order_env
shipping_order_env(struct req *r)
{
	struct who *who = arena_new_of(r->arena, struct who);

	*who = who_of(r);
	return (struct order_env){
		.db = req_db(r), .cache = req_cache(r), .arena = r->arena, .config = r->app->config, .who = who
	};
}

static struct str
date(struct req *r, struct time t)
{
	struct civil c;

	if (time_is_absent(t))
		return STR_ABSENT;
	c = time_civil(t);
	return str_printf(r->arena, "%04d-%02d-%02d", c.year, c.month, c.day);
}

void
shipment_json_fill(struct req *r, const struct shipment *s, struct shipment_json *out)
{
	const struct shipment_line *l = s->lines.items;
	struct shipment_line_json *lines = arena_array(r->arena, struct shipment_line_json, MAX(s->lines.count, 1));

	for (size_t i = 0; i < s->lines.count; i++)
		lines[i] =
		    (struct shipment_line_json){ l[i].order_line, l[i].title, l[i].options, l[i].sku, l[i].quantity };
	*out = (struct shipment_json){ .id = s->public_id,
		.order = s->order,
		.order_number = s->order_number,
		.warehouse = s->warehouse,
		.carrier = s->carrier,
		.carrier_name = s->carrier_name,
		.tracking_code = s->tracking_code,
		.tracking_url = s->tracking_url,
		.promised_from = date(r, s->promised_from),
		.promised_until = date(r, s->promised_until),
		.parcel = s->parcel,
		.is_pickup = s->is_pickup,
		.state = s->state,
		.tracking = s->tracking,
		.created_at = s->created_at,
		.packed_at = s->packed_at,
		.shipped_at = s->shipped_at,
		.delivered_at = s->delivered_at,
		.weight_grams = s->weight_grams,
		.lines = { lines, s->lines.count },
		.events = s->events };
}

enum err
shipment_api_load(struct req *r, struct shipment *s)
{
	enum err err = shipment_get(req_db(r), r->arena, r->params[0], s);

	if (!err && r->who.account_id && r->who.account_id != s->account_id)
		return err_fail(ERR_NOT_FOUND, "shipment %.*s is not of this customer", STR_ARG(s->public_id));
	return err;
}

enum err
shipment_api_reply(struct req *r, const struct shipment *s)
{
	struct shipment_json json;

	shipment_json_fill(r, s, &json);
	resp_header(r, "Cache-Control", STR("private, no-cache"));
	r->resp.etag = str_printf(r->arena, "\"v%lld\"", (long long)s->version);
	return resp_json(r, &shipment_json_shape, &json, UINT64_MAX);
}

static enum err
shipment_one(struct req *r)
{
	struct shipment s;
	enum err err = shipment_api_load(r, &s);

	return err ? err : shipment_api_reply(r, &s);
}

/* ---- lists ---- */

static enum err
shipments_list(struct req *r)
{
	struct list_args args = *(const struct list_args *)r->args;
	struct shipment_filter f = {
		.account_id = r->who.account_id, .state = args.state, .tracking = args.tracking, .limit = args.limit + 1
	};
	struct page_json page = { 0 };
	const struct shipment *s;
	struct shipment_json *json;
	struct order order;
	struct list found = { 0 };
	enum err err = cursor_read(r, "cursor", args.cursor, &f.after);

	if (err)
		return err;
	if (args.order.len && (err = order_get(req_db(r), r->arena, args.order, &order)) && err != ERR_NOT_FOUND)
		return err;
	err_clear();
	if (args.order.len && !err)
		f.order_id = order.id;
	if (!err && (err = shipment_search(req_db(r), r->arena, &f, &found)))
		return err;
	s = found.items;
	page.items.count = s ? MIN(found.count, (size_t)args.limit) : 0;
	json = arena_array(r->arena, struct shipment_json, MAX(page.items.count, 1));
	for (size_t i = 0; i < page.items.count; i++)
		shipment_json_fill(r, &s[i], &json[i]);
	page.items.items = json;
	page.has_more = page.items.count && found.count > page.items.count;
	if (page.has_more &&
	    (err = cursor_next(r, s[page.items.count - 1].id, &args_shape, &args, "cursor", &page.next_cursor)))
		return err;
	resp_header(r, "Cache-Control", STR("private, no-cache"));
	return resp_json(r, &page_shape, &page, UINT64_MAX);
}
