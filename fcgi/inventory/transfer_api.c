/* transfer_api.c - transfers between warehouses, for programs. */
#include "fcgi/common/cursor.h"
#include "fcgi/common/who.h"
#include "fcgi/inventory/inventory.h"
#include "lib/shop/stock_transfer.h"
#include "lib/web/i18n.h"

static const struct shape_field line_fields[] = {
	SHAPE_STR(struct transfer_line, variant, 0, 28, .doc = "id of the variant"),
	SHAPE_STR(struct transfer_line, sku, 0, 190, .doc = "stock keeping unit"),
	SHAPE_STR(struct transfer_line, title, 0, 500, .doc = "of its product"),
	SHAPE_I64(struct transfer_line, quantity, 1, STOCK_QUANTITY_MAX, .doc = "pieces that were sent, or are to be"),
	SHAPE_OPT(struct transfer_line, received, 0, STOCK_QUANTITY_MAX, .doc = "pieces that arrived"),
	SHAPE_STR(struct transfer_line, discrepancy, 0, 190, .doc = "why it is another number"),
};
static const struct shape line_shape = { "struct transfer_line", sizeof(struct transfer_line), line_fields,
	COUNT(line_fields), "A variant of a transfer." };
static const struct shape_field fields[] = {
	{ .name = "id",
	    .type = SHAPE_T_STR,
	    .offset = SHAPE_AT(struct transfer, public_id, struct str),
	    .min = 1,
	    .max = 28,
	    .doc = "id" },
	SHAPE_STR(struct transfer, from, 1, 32, .doc = "code of the warehouse it leaves"),
	SHAPE_STR(struct transfer, to, 1, 32, .doc = "code of the warehouse it goes to"),
	SHAPE_ENUM(struct transfer, state, transfer_states, .doc = "where it is"),
	SHAPE_STR(struct transfer, note, 0, 500, .doc = "for people"),
	SHAPE_TIME(struct transfer, created_at, .doc = "when it was made"),
	SHAPE_TIME(struct transfer, sent_at, .doc = "when it left"),
	SHAPE_TIME(struct transfer, received_at, .doc = "when it arrived"),
	SHAPE_LIST(struct transfer, lines, &line_shape, TRANSFER_LINES_MAX,
	    .doc = "what is in it; in lists of transfers empty"),
};
static const struct shape json_shape = { "struct transfer", sizeof(struct transfer), fields, COUNT(fields),
	"Stock on its way between warehouses." };

struct new_json {
	struct str from, to, note;
	struct list items;
};
static const struct shape_field new_fields[] = {
	SHAPE_STR(struct new_json, from, 1, 32, .flags = SHAPE_REQUIRED, .doc = "the warehouse it leaves: code or id"),
	SHAPE_STR(struct new_json, to, 1, 32, .flags = SHAPE_REQUIRED, .doc = "the warehouse it goes to: code or id"),
	SHAPE_STR(struct new_json, note, 0, 500, .doc = "for people"),
	SHAPE_LIST(struct new_json, items, &transfer_item_shape, TRANSFER_LINES_MAX, .flags = SHAPE_REQUIRED,
	    .doc = "what is to be sent"),
};
static const struct shape new_shape = { "struct transfer_input", sizeof(struct new_json), new_fields, COUNT(new_fields),
	"A new transfer." };

struct receive_json {
	struct list items;
};
static const struct shape_field receive_fields[] = {
	SHAPE_LIST(struct receive_json, items, &transfer_item_shape, TRANSFER_LINES_MAX,
	    .doc = "what arrived; variants that are not named arrived in full"),
};
static const struct shape receive_shape = { "struct transfer_receipt", sizeof(struct receive_json), receive_fields,
	COUNT(receive_fields), "What arrived." };

struct list_args {
	int state;
	struct str cursor;
	int32_t limit;
};
static const struct shape_field args_fields[] = {
	SHAPE_ENUM(struct list_args, state, transfer_states, .doc = "only in this state"),
	SHAPE_STR(struct list_args, cursor, 0, 500, .doc = "next_cursor of the page before"),
	SHAPE_I32(struct list_args, limit, 1, PAGE_MAX, .fallback = "50", .doc = "items of a page"),
};
static const struct shape args_shape = SHAPE(struct list_args, args_fields, "Which transfers.");
struct page_json {
	struct list items;
	bool has_more;
	struct str next_cursor;
};
static const struct shape_field page_fields[] = {
	SHAPE_LIST(struct page_json, items, &json_shape, PAGE_MAX, .doc = "this page, newest first"),
	SHAPE_BOOL(struct page_json, has_more, .doc = "there are more"),
	SHAPE_STR(struct page_json, next_cursor, 0, 500, .doc = "for the next page; null on the last one"),
};
static const struct shape page_shape = { "struct transfer_list", sizeof(struct page_json), page_fields,
	COUNT(page_fields), "A page of transfers." };

static enum err transfers_get(struct req *r), transfers_post(struct req *r), one_get(struct req *r),
    send(struct req *r), receive(struct req *r), cancel(struct req *r);

#define STEP(path, handler, operation, text, ...) \
	{ \
		POST, "/api/v1/transfers/{id}/" path, handler, ACCESS_TOKEN, PERM_STOCK_WRITE, \
		    .reply = &json_shape, .sql = { 0, 255 }, .flags = ROUTE_ONCE, .id = operation, .tag = "inventory", \
		    .doc = text, __VA_ARGS__ \
	}
static const struct route routes[] = {
	{ GET, "/api/v1/transfers", transfers_get, ACCESS_TOKEN, PERM_STOCK_READ, .query = &args_shape,
	    .reply = &page_shape, .sql = { 0, 4 }, .id = "listTransfers", .tag = "inventory",
	    .doc = "Transfers, newest first" },
	{ POST, "/api/v1/transfers", transfers_post, ACCESS_TOKEN, PERM_STOCK_WRITE, .body = &new_shape,
	    .reply = &json_shape, .sql = { 0, 255 }, .flags = ROUTE_ONCE, .id = "addTransfer", .tag = "inventory",
	    .doc = "A draft of a transfer" },
	{ GET, "/api/v1/transfers/{id}", one_get, ACCESS_TOKEN, PERM_STOCK_READ, .reply = &json_shape, .sql = { 0, 4 },
	    .id = "getTransfer", .tag = "inventory", .doc = "One transfer" },
	STEP("send", send, "sendTransfer", "It leaves the first warehouse (If-Match)", .body = NULL),
	STEP("receive", receive, "receiveTransfer", "It arrived in the second (If-Match)", .body = &receive_shape),
	STEP("cancel", cancel, "cancelTransfer", "Not sent, or back where it came from (If-Match)", .body = NULL),
};
const struct route_table inventory_transfer_api = { routes, COUNT(routes) };

static enum err
reply(struct req *r, const struct transfer *t)
{
	inventory_private(r);
	r->resp.etag = inventory_etag(r, t->version);
	return resp_json(r, &json_shape, t, UINT64_MAX);
}

static enum err
transfers_get(struct req *r)
{
	struct list_args args = *(const struct list_args *)r->args;
	struct page_json page = { .next_cursor = STR_ABSENT };
	int64_t before;
	enum err err = cursor_read(r, "cursor", args.cursor, &before);

	if (err || (err = transfer_list(req_db(r), r->arena, args.state, before, args.limit + 1, &page.items)))
		return err;
	page.has_more = page.items.count > (size_t)args.limit;
	if (page.has_more) {
		page.items.count = (size_t)args.limit;
		err = cursor_next(r, ((struct transfer *)page.items.items)[page.items.count - 1].id, &args_shape, &args,
		    "cursor", &page.next_cursor);
	}
	inventory_private(r);
	return err ? err : resp_json(r, &page_shape, &page, UINT64_MAX);
}

static enum err
transfers_post(struct req *r)
{
	const struct new_json *in = r->form;
	const struct who who = who_of(r);
	struct warehouse from, to;
	struct transfer t;
	enum err err = inventory_house(r, "from", in->from, &from);

	if (err || (err = inventory_house(r, "to", in->to, &to)))
		return err;
	r->errors.arena = r->arena;
	if ((err = transfer_create(req_db(r), r->arena, &who, &from, &to, in->note, in->items, &r->errors, &t)) ||
	    (err = reply(r, &t)))
		return err;
	r->resp.status = 201;
	resp_header(r, "Location", req_url(r, str_printf(r->arena, "/api/v1/transfers/%.*s", STR_ARG(t.public_id))));
	return OK;
}

static enum err
one_get(struct req *r)
{
	struct transfer t;
	enum err err = transfer_get(req_db(r), r->arena, r->params[0], &t);

	return err ? err : reply(r, &t);
}

/* The transfer of the path at the version that If-Match names; false: `*err` says, or a finished reply was made. */
static bool
at_hand(struct req *r, struct transfer *t, enum err *err)
{
	*err = transfer_get(req_db(r), r->arena, r->params[0], t);
	return !*err && inventory_matches(r, t->version);
}

static enum err
send(struct req *r)
{
	const struct who who = who_of(r);
	struct transfer t;
	enum err err;

	if (!at_hand(r, &t, &err))
		return err;
	err = transfer_send(req_db(r), r->arena, &who, t.public_id, t.version, &t);
	return err ? err : reply(r, &t);
}

static enum err
receive(struct req *r)
{
	const struct receive_json *in = r->form;
	const struct who who = who_of(r);
	struct transfer t;
	enum err err;

	if (!at_hand(r, &t, &err))
		return err;
	r->errors.arena = r->arena;
	err = transfer_receive(req_db(r), r->arena, &who, t.public_id, t.version, in->items, &r->errors, &t);
	return err ? err : reply(r, &t);
}

static enum err
cancel(struct req *r)
{
	const struct who who = who_of(r);
	struct transfer t;
	enum err err;

	if (!at_hand(r, &t, &err))
		return err;
	err = transfer_cancel(req_db(r), r->arena, &who, t.public_id, t.version, &t);
	return err ? err : reply(r, &t);
}
