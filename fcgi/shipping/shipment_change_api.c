/* shipment_change_api.c - parcels for programs: packing, sending, delivering, splitting; messages of carriers. */
#include "fcgi/shipping/shipping.h"
#include "lib/web/i18n.h"

struct ship_json {
	struct str carrier, tracking_code;
};
static const struct shape_field ship_fields[] = {
	SHAPE_STR(struct ship_json, carrier, 0, 32, .doc = "code of the carrier; absent: the method's"),
	SHAPE_STR(struct ship_json, tracking_code, 0, 64, .doc = "the carrier's number of the parcel"),
};
static const struct shape ship_shape = { "struct shipment_sending", sizeof(struct ship_json), ship_fields,
	COUNT(ship_fields), "How a parcel is sent." };

struct split_line_json {
	struct str line;
	int64_t quantity;
};
struct split_json {
	struct list lines;
};
static const struct shape_field split_line_fields[] = {
	SHAPE_STR(struct split_line_json, line, 1, 40, .flags = SHAPE_REQUIRED, .doc = "id of the order's line"),
	SHAPE_I64(struct split_line_json, quantity, 0, INT32_MAX, .fallback = "0",
	    .doc = "pieces that go into the new parcel; 0: all of them"),
};
static const struct shape split_line_shape = { "struct shipment_split_line", sizeof(struct split_line_json),
	split_line_fields, COUNT(split_line_fields), "Pieces that move." };
static const struct shape_field split_fields[] = { SHAPE_LIST(
    struct split_json, lines, &split_line_shape, 100, .flags = SHAPE_REQUIRED, .doc = "what moves") };
static const struct shape split_shape = { "struct shipment_split", sizeof(struct split_json), split_fields,
	COUNT(split_fields), "What goes into a parcel of its own." };

static enum err pack(struct req *r), ship(struct req *r), deliver(struct req *r), split(struct req *r),
    track(struct req *r);

#define CHANGE(path, handler, operation, text, ...) \
	{ \
		POST, "/api/v1/shipments/{id}/" path, handler, ACCESS_TOKEN, PERM_SHIPMENT_WRITE, \
		    .reply = &shipment_json_shape, .sql = { 0, 60 }, .id = operation, .tag = "shipping", .doc = text, \
		    __VA_ARGS__ \
	}
static const struct route routes[] = {
	CHANGE("pack", pack, "packShipment", "The parcel is packed; a pickup is ready to be fetched (If-Match)",
	    .flags = ROUTE_ONCE),
	CHANGE("ship", ship, "shipShipment", "The parcel leaves the house (If-Match)", .flags = ROUTE_ONCE,
	    .body = &ship_shape),
	CHANGE("deliver", deliver, "deliverShipment", "The parcel arrived; a pickup was fetched (If-Match)",
	    .flags = ROUTE_ONCE),
	CHANGE("split", split, "splitShipment", "Move pieces into a new parcel, which is the reply (If-Match)",
	    .flags = ROUTE_ONCE, .body = &split_shape),
	CHANGE("tracking", track, "trackShipment", "A message of the carrier; the same `source` again changes nothing",
	    .body = &shipment_event_shape),
};
const struct route_table shipment_change_api = { routes, COUNT(routes) };

/* The version that If-Match names, compared again under the lock; 0 with a finished reply (428, 412): return OK then.
 * */
static enum err
matched(struct req *r, struct shipment *s, int64_t *version)
{
	struct str list = req_header(r, "If-Match"), one, etag;
	enum err err = shipment_api_load(r, s);

	*version = 0;
	if (err)
		return err;
	if (str_is_empty(list))
		return route_error(r, 428, NULL), OK;
	etag = str_printf(r->arena, "\"v%lld\"", (long long)s->version);
	while (str_split(&list, ',', &one))
		if (str_eq(str_trim(one), etag) || str_eq_z(str_trim(one), "*")) {
			*version = s->version;
			return OK;
		}
	return route_error(r, 412, NULL), OK;
}

static enum err
pack(struct req *r)
{
	struct order_env e = shipping_order_env(r);
	struct shipment s;
	int64_t version;
	enum err err = matched(r, &s, &version);

	if (err || !version)
		return err;
	err = shipment_pack(&e, s.public_id, version, &s);
	return err ? err : shipment_api_reply(r, &s);
}

static enum err
ship(struct req *r)
{
	const struct ship_json *in = r->form;
	struct order_env e = shipping_order_env(r);
	struct shipment s;
	int64_t version;
	enum err err = matched(r, &s, &version);

	if (err || !version)
		return err;
	err = shipment_ship(&e, s.public_id, version, in->carrier, in->tracking_code, &s);
	if (err == ERR_INVALID) {
		r->errors.arena = r->arena;
		field_error(&r->errors, in->carrier.len ? STR("carrier") : STR("tracking_code"),
		    N_("There is no such carrier, or this is no code of a parcel."), (struct opt_i64){ 0 });
	}
	return err ? err : shipment_api_reply(r, &s);
}

static enum err
deliver(struct req *r)
{
	struct order_env e = shipping_order_env(r);
	struct shipment s;
	int64_t version;
	enum err err = matched(r, &s, &version);

	if (err || !version)
		return err;
	err = shipment_deliver(&e, s.public_id, version, &s);
	return err ? err : shipment_api_reply(r, &s);
}

static enum err
split(struct req *r)
{
	const struct split_json *in = r->form;
	const struct split_line_json *l = in->lines.items;
	struct order_cut *cuts = arena_array(r->arena, struct order_cut, MAX(in->lines.count, 1));
	struct order_env e = shipping_order_env(r);
	struct shipment s;
	int64_t version;
	enum err err = matched(r, &s, &version);

	if (err || !version)
		return err;
	for (size_t i = 0; i < in->lines.count; i++)
		cuts[i] = (struct order_cut){ l[i].line, l[i].quantity };
	err = shipment_split(&e, s.public_id, version, (struct list){ cuts, in->lines.count }, &s);
	if (err == ERR_INVALID) {
		r->errors.arena = r->arena;
		field_error(&r->errors, STR("lines"),
		    N_("These pieces are not in the parcel, or nothing would be left in it."), (struct opt_i64){ 0 });
	}
	if (err || (err = shipment_api_reply(r, &s)))
		return err;
	r->resp.status = 201;
	resp_header(r, "Location", req_url(r, str_printf(r->arena, "/api/v1/shipments/%.*s", STR_ARG(s.public_id))));
	return OK;
}

static enum err
track(struct req *r)
{
	struct order_env e = shipping_order_env(r);
	struct shipment s;
	enum err err = shipment_api_load(r, &s);

	if (!err)
		err = shipment_track(&e, s.public_id, r->form, &s);
	if (err == ERR_INVALID) {
		r->errors.arena = r->arena;
		field_error(&r->errors, STR("tracking"), N_("Say where the parcel is."), (struct opt_i64){ 0 });
	}
	return err ? err : shipment_api_reply(r, &s);
}
