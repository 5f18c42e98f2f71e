/* warehouse_api.c - warehouses for programs. */
#include "fcgi/common/who.h"
#include "fcgi/inventory/inventory.h"
#include "lib/io/json.h"

static const struct shape_field fields[] = {
	{ .name = "id",
	    .type = SHAPE_T_STR,
	    .flags = SHAPE_READ_ONLY,
	    .offset = SHAPE_AT(struct warehouse, public_id, struct str),
	    .max = 28,
	    .doc = "id" },
	SHAPE_STR(
	    struct warehouse, code, 1, 32, .flags = SHAPE_REQUIRED, .doc = "code: small letters, digits, - and _"),
	SHAPE_STR(struct warehouse, name, 1, 200, .flags = SHAPE_REQUIRED, .doc = "how people call it"),
	SHAPE_STR(struct warehouse, country, 2, 2, .flags = SHAPE_REQUIRED, .doc = "ISO 3166-1 alpha-2 code"),
	SHAPE_STR(struct warehouse, recipient, 0, 200, .doc = "first line of the address"),
	SHAPE_STR(struct warehouse, line1, 0, 200, .doc = "street and number"),
	SHAPE_STR(struct warehouse, line2, 0, 200, .doc = "more of the address"),
	SHAPE_STR(struct warehouse, locality, 0, 200, .doc = "town"),
	SHAPE_STR(struct warehouse, region, 0, 200, .doc = "state or province"),
	SHAPE_STR(struct warehouse, postal_code, 0, 32, .doc = "postal code"),
	SHAPE_STR(struct warehouse, phone, 0, 32, .doc = "phone"),
	SHAPE_OPT(struct warehouse, latitude_e6, -90000000, 90000000, .doc = "millionths of a degree north"),
	SHAPE_OPT(struct warehouse, longitude_e6, -180000000, 180000000, .doc = "millionths of a degree east"),
	SHAPE_I32(struct warehouse, priority, 0, 1000000, .fallback = "0",
	    .doc = "lower is asked first; the lowest takes what is imported"),
	SHAPE_BOOL(struct warehouse, is_active, .fallback = "true",
	    .doc = "orders are sent from here, and its stock counts for the shop"),
	SHAPE_BOOL(struct warehouse, is_pickup, .doc = "orders can be fetched here"),
	SHAPE_STR(struct warehouse, pickup_note, 0, 500, .doc = "opening hours and the like"),
	SHAPE_STR(struct warehouse, time_zone, 1, 64, .fallback = "Europe/Berlin", .doc = "IANA name of its time zone"),
	SHAPE_I32(struct warehouse, cutoff_minute, 0, 1440, .fallback = "840",
	    .doc = "minute of the local day: what is paid before it is handled that day"),
	SHAPE_I32(struct warehouse, handling_days, 0, 60, .fallback = "1", .doc = "working days until a parcel leaves"),
	SHAPE_I32(struct warehouse, working_days, 1, 127, .fallback = "31", .doc = "bit 0 is Monday, bit 6 Sunday"),
};
static const struct shape json_shape = { "struct warehouse", sizeof(struct warehouse), fields, COUNT(fields),
	"A place where stock lies." };

struct list_json {
	struct list items;
};
static const struct shape_field list_fields[] = { SHAPE_LIST(
    struct list_json, items, &json_shape, WAREHOUSES_MAX, .doc = "active ones first, by priority") };
static const struct shape list_shape = { "struct warehouse_list", sizeof(struct list_json), list_fields,
	COUNT(list_fields), "All warehouses." };

static enum err houses_get(struct req *r), house_get(struct req *r), house_post(struct req *r),
    house_patch(struct req *r);

static const struct route routes[] = {
	{ GET, "/api/v1/warehouses", houses_get, ACCESS_TOKEN, PERM_STOCK_READ, .reply = &list_shape, .sql = { 0, 3 },
	    .id = "listWarehouses", .tag = "inventory", .doc = "All warehouses" },
	{ POST, "/api/v1/warehouses", house_post, ACCESS_TOKEN, PERM_WAREHOUSE_WRITE, .body = &json_shape,
	    .reply = &json_shape, .sql = { 0, 30 }, .flags = ROUTE_ONCE, .id = "addWarehouse", .tag = "inventory",
	    .doc = "Add a warehouse" },
	{ GET, "/api/v1/warehouses/{id}", house_get, ACCESS_TOKEN, PERM_STOCK_READ, .reply = &json_shape,
	    .sql = { 0, 3 }, .id = "getWarehouse", .tag = "inventory", .doc = "One warehouse, by id or code" },
	{ PATCH, "/api/v1/warehouses/{id}", house_patch, ACCESS_TOKEN, PERM_WAREHOUSE_WRITE, .body = &json_shape,
	    .reply = &json_shape, .sql = { 0, 30 }, .id = "changeWarehouse", .tag = "inventory",
	    .doc = "Change parts of a warehouse; If-Match" },
};
const struct route_table inventory_warehouse_api = { routes, COUNT(routes) };

static enum err
reply(struct req *r, const struct warehouse *w)
{
	inventory_private(r);
	r->resp.etag = inventory_etag(r, w->version);
	return resp_json(r, &json_shape, w, UINT64_MAX);
}

static enum err
houses_get(struct req *r)
{
	struct list_json list;
	enum err err = warehouse_list(req_db(r), r->arena, &list.items);

	inventory_private(r);
	return err ? err : resp_json(r, &list_shape, &list, UINT64_MAX);
}

static enum err
house_get(struct req *r)
{
	struct warehouse w;
	enum err err = warehouse_get(req_db(r), r->arena, r->params[0], &w);

	return err ? err : reply(r, &w);
}

/* Complaints stand in r->errors already. */
static enum err
put(struct req *r, const struct warehouse *in)
{
	const struct who who = who_of(r);
	struct warehouse out;
	enum err err;

	r->errors.arena = r->arena;
	err = warehouse_put(req_db(r), r->arena, &who, in, &r->errors, &out);
	return err ? err : reply(r, &out);
}

static enum err
house_post(struct req *r)
{
	struct warehouse in = *(const struct warehouse *)r->form;
	enum err err;

	in.public_id = STR_ABSENT;
	in.version = 0;
	if ((err = put(r, &in)))
		return err;
	r->resp.status = 201;
	resp_header(r, "Location", req_url(r, str_printf(r->arena, "/api/v1/warehouses/%.*s", STR_ARG(in.code))));
	return OK;
}

static enum err
house_patch(struct req *r)
{
	struct warehouse w;
	enum err err = warehouse_get(req_db(r), r->arena, r->params[0], &w);

	if (err || !inventory_matches(r, w.version))
		return err;
	r->errors.arena = r->arena;
	if ((err = json_merge(r->arena, r->body, &json_shape, &w, NULL, &r->errors))) {
		if (r->errors.count)
			return err;
		return route_error(
			   r, 400, err == ERR_LIMIT ? "The body is nested too deeply." : "The body is not valid JSON."),
		       OK;
	}
	return put(r, &w);
}
