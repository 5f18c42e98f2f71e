/* order_api.c - orders for programs: reading.  A customer's token sees his own orders, the shop's all; what one may not
 * see does not exist. */
#include "fcgi/order/order_api.h"
#include "fcgi/common/cursor.h"
#include "fcgi/order/order_json.h"
#include "lib/io/json.h"
#include "lib/web/i18n.h"
#include "lib/web/route.h"

struct get_args {
	struct str expand;
};
static const struct shape_field get_fields[] = {
	SHAPE_STR(struct get_args, expand, 0, 100, .fallback = "lines",
	    .doc = "what comes with it, separated by commas: lines, history, payments, shipments"),
};
const struct shape order_get_args_shape = SHAPE(struct get_args, get_fields, "What to show of an order.");

struct list_args {
	struct str cursor, q;
	int fulfilment, charge;
	struct time from, until;
	int32_t limit;
};
static const struct shape_field list_fields[] = {
	SHAPE_STR(
	    struct list_args, q, 0, 254, .doc = "a number, an e-mail address, or the beginning of a recipient's name"),
	SHAPE_ENUM(struct list_args, fulfilment, order_fulfilments, .doc = "only these"),
	SHAPE_ENUM(struct list_args, charge, order_charges, .doc = "only these"),
	SHAPE_TIME(struct list_args, from, .doc = "placed then or later"),
	SHAPE_TIME(struct list_args, until, .doc = "placed before"),
	SHAPE_STR(struct list_args, cursor, 0, 500, .doc = "next_cursor of the page before"),
	SHAPE_I32(struct list_args, limit, 1, 100, .fallback = "50", .doc = "items of a page"),
};
static const struct shape list_args_shape = SHAPE(struct list_args, list_fields, "Which orders.");

struct page_api {
	struct list items;
	bool has_more;
	struct str next_cursor;
};
static const struct shape_field page_fields[] = {
	SHAPE_LIST(struct page_api, items, &order_summary_shape, 100, .doc = "this page"),
	SHAPE_BOOL(struct page_api, has_more, .doc = "there are more"),
	SHAPE_STR(struct page_api, next_cursor, 0, 500, .doc = "for the next page; null on the last one"),
};
static const struct shape page_shape = { "struct order_list", sizeof(struct page_api), page_fields, COUNT(page_fields),
	"A page of orders." };
static const struct shape_field events_fields[] = { SHAPE_LIST(
    struct page_api, items, &order_event_json_shape, 1000, .doc = "oldest first") };
static const struct shape events_shape = { "struct order_event_list", sizeof(struct page_api), events_fields,
	COUNT(events_fields), "What happened to an order." };

static enum err order_one(struct req *r), orders_list(struct req *r), events_list(struct req *r);

static const struct route routes[] = {
	{ GET, "/api/v1/orders", orders_list, ACCESS_TOKEN, PERM_ORDER_READ, .query = &list_args_shape,
	    .reply = &page_shape, .sql = { 0, 8 }, .id = "listOrders", .tag = "orders", .doc = "Orders, newest first" },
	{ GET, "/api/v1/orders/{id}", order_one, ACCESS_TOKEN, PERM_ORDER_READ, .query = &order_get_args_shape,
	    .reply = &order_json_shape, .sql = { 0, 16 }, .id = "getOrder", .tag = "orders",
	    .doc = "One order, by id or number" },
	{ GET, "/api/v1/orders/{id}/events", events_list, ACCESS_TOKEN, PERM_ORDER_READ, .reply = &events_shape,
	    .sql = { 0, 10 }, .id = "listOrderEvents", .tag = "orders",
	    .doc = "The history of an order, oldest first" },
};
const struct route_table order_api = { routes, COUNT(routes) };

/* ---- one order ---- */

enum err
order_api_load(struct req *r, struct order *o)
{
	enum err err = order_get(req_db(r), r->arena, r->params[0], o);

	resp_header(r, "Cache-Control", STR("private, no-cache"));
	if (!err && r->who.account_id && r->who.account_id != o->account_id)
		return err_fail(ERR_NOT_FOUND, "order %.*s is not of this customer", STR_ARG(o->number));
	return err;
}

struct str
order_api_etag(struct req *r, int64_t version)
{
	return str_printf(r->arena, "\"v%lld\"", (long long)version);
}

enum err
order_api_reply(struct req *r, const struct order *o, unsigned flags, const struct payment *payment)
{
	struct order_json json;
	enum err err;

	order_json_fill(r, o, &json);
	if (payment) {
		json.payment = arena_new_of(r->arena, struct order_payment_json);
		*json.payment = order_payment_json_of(r, payment);
	}
	if ((err = order_json_expand(r, o, flags, !r->who.account_id, &json)))
		return err;
	/* What else is expanded has changes of its own: those replies get the ETag of their bytes. */
	if (flags == ORDER_EXPAND_LINES)
		r->resp.etag = order_api_etag(r, o->version);
	return resp_json(r, &order_json_shape, &json, order_expand_fields(flags));
}

static enum err
order_one(struct req *r)
{
	const struct get_args *args = r->args;
	struct order o;
	unsigned flags;
	enum err err;

	if (!order_expand_read(args->expand, &flags)) {
		r->errors.arena = r->arena;
		field_error(&r->errors, STR("expand"), N_("Choose from lines, history, payments, shipments."),
		    (struct opt_i64){ 0 });
		route_error(r, 400, NULL);
		return OK;
	}
	err = order_api_load(r, &o);
	return err ? err : order_api_reply(r, &o, flags, NULL);
}

static enum err
events_list(struct req *r)
{
	struct page_api page = { 0 };
	struct order o;
	enum err err = order_api_load(r, &o);

	if (!err)
		err = order_json_events(r, o.id, !r->who.account_id, &page.items);
	return err ? err : resp_json(r, &events_shape, &page, UINT64_MAX);
}

/* ---- lists ---- */

static enum err
orders_list(struct req *r)
{
	struct list_args args = *(const struct list_args *)r->args;
	struct order_filter f = { .account_id = r->who.account_id,
		.q = args.q,
		.fulfilment = args.fulfilment,
		.charge = args.charge,
		.from = args.from,
		.until = args.until,
		.limit = args.limit + 1 };
	struct page_api page = { 0 };
	const struct order *o;
	struct order_json *json;
	struct list found;
	enum err err = cursor_read(r, "cursor", args.cursor, &f.after);

	if (err)
		return err;
	resp_header(r, "Cache-Control", STR("private, no-cache"));
	if ((err = order_list(req_db(r), r->arena, &f, &found)))
		return err;
	o = found.items;
	page.items.count = MIN(found.count, (size_t)args.limit);
	json = arena_array(r->arena, struct order_json, page.items.count);
	for (size_t i = 0; i < page.items.count; i++)
		order_json_fill(r, &o[i], &json[i]);
	page.items.items = json;
	page.has_more = found.count > page.items.count;
	if (page.has_more &&
	    (err = cursor_next(r, o[page.items.count - 1].id, &list_args_shape, &args, "cursor", &page.next_cursor)))
		return err;
	return resp_json(r, &page_shape, &page, UINT64_MAX);
}
