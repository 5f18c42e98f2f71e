/* stock_api.c - stock for programs: reading. */
#include "fcgi/inventory/inventory.h"
#include "fcgi/common/cursor.h"
#include "lib/shop/stock_history.h"
#include "lib/web/i18n.h"

/* ---- lists ---- */

static const struct shape_field line_fields[] = {
	{ .name = "variant",
	    .type = SHAPE_T_STR,
	    .offset = SHAPE_AT(struct stock_line, public_id, struct str),
	    .min = 1,
	    .max = 28,
	    .doc = "id of the variant" },
	SHAPE_STR(struct stock_line, sku, 0, 190, .doc = "stock keeping unit"),
	SHAPE_STR(struct stock_line, title, 0, 500, .doc = "of its product"),
	SHAPE_STR(struct stock_line, options, 0, 2000, .doc = "its choices"),
	SHAPE_I64(struct stock_line, on_hand, 0, INT64_MAX, .doc = "pieces in the houses"),
	SHAPE_I64(struct stock_line, held, 0, INT64_MAX, .doc = "for orders that wait for their payment"),
	SHAPE_I64(struct stock_line, allocated, 0, INT64_MAX, .doc = "for paid orders that are not sent yet"),
	SHAPE_I64(struct stock_line, available, 0, INT64_MAX,
	    .doc = "what the active warehouses (the one asked for) have free"),
	SHAPE_I64(struct stock_line, warehouses, 1, INT64_MAX, .doc = "in so many houses"),
	SHAPE_BOOL(struct stock_line, is_low, .doc = "low in one of them"),
};
static const struct shape line_shape = { "struct stock_line", sizeof(struct stock_line), line_fields,
	COUNT(line_fields), "A variant's stock." };

struct list_args {
	struct str q, warehouse, cursor;
	bool low;
	int32_t limit;
};
static const struct shape_field args_fields[] = {
	SHAPE_STR(struct list_args, q, 0, 200, .doc = "part of the SKU or of the title"),
	SHAPE_STR(struct list_args, warehouse, 0, 32, .doc = "only there: code or id"),
	SHAPE_BOOL(struct list_args, low, .doc = "only what is low"),
	SHAPE_STR(struct list_args, cursor, 0, 500, .doc = "next_cursor of the page before"),
	SHAPE_I32(struct list_args, limit, 1, PAGE_MAX, .fallback = "50", .doc = "items of a page"),
};
static const struct shape args_shape = SHAPE(struct list_args, args_fields, "Which stock.");

struct page_json {
	struct list items;
	bool has_more;
	struct str next_cursor;
};
#define PAGE_OF(item_shape) { SHAPE_LIST(struct page_json, items, item_shape, PAGE_MAX, .doc = "this page"), \
	SHAPE_BOOL(struct page_json, has_more, .doc = "there are more"), \
	SHAPE_STR(struct page_json, next_cursor, 0, 500, .doc = "for the next page; null on the last one") }
static const struct shape_field page_fields[] = PAGE_OF(&line_shape),
				movement_page_fields[] = PAGE_OF(&stock_movement_shape);
static const struct shape page_shape = { "struct stock_list", sizeof(struct page_json), page_fields, COUNT(page_fields),
	"A page of stock." };
static const struct shape movement_page_shape = { "struct stock_movement_list", sizeof(struct page_json),
	movement_page_fields, COUNT(movement_page_fields), "A page of movements, newest first." };

/* ---- one ---- */

struct item_json {
	struct str variant, sku, title, options, product;
	bool is_counted, is_backorder;
	int64_t available;
	struct list warehouses;
};
static const struct shape_field item_fields[] = {
	SHAPE_STR(struct item_json, variant, 1, 28, .doc = "id of the variant"),
	SHAPE_STR(struct item_json, sku, 0, 190, .doc = "stock keeping unit"),
	SHAPE_STR(struct item_json, title, 0, 500, .doc = "of its product"),
	SHAPE_STR(struct item_json, options, 0, 2000, .doc = "its choices"),
	SHAPE_STR(struct item_json, product, 1, 200, .doc = "slug of its product"),
	SHAPE_BOOL(struct item_json, is_counted, .doc = "false: always there"),
	SHAPE_BOOL(struct item_json, is_backorder, .doc = "may be ordered when there is none"),
	SHAPE_I64(struct item_json, available, 0, INT64_MAX, .doc = "what the active warehouses have free together"),
	SHAPE_LIST(struct item_json, warehouses, &stock_view_shape, WAREHOUSES_MAX, .doc = "where it lies"),
};
static const struct shape item_shape = { "struct stock_item", sizeof(struct item_json), item_fields, COUNT(item_fields),
	"Stock of one variant, house by house." };

struct movement_args {
	struct str warehouse, cursor;
	int32_t limit;
};
static const struct shape_field movement_args_fields[] = {
	SHAPE_STR(struct movement_args, warehouse, 0, 32, .doc = "only there: code or id"),
	SHAPE_STR(struct movement_args, cursor, 0, 500, .doc = "next_cursor of the page before"),
	SHAPE_I32(struct movement_args, limit, 1, PAGE_MAX, .fallback = "50", .doc = "items of a page"),
};
static const struct shape movement_args_shape = SHAPE(struct movement_args, movement_args_fields, "Which movements.");

static enum err stock_get(struct req *r), one_get(struct req *r), movements_get(struct req *r);

static const struct route routes[] = {
	{ GET, "/api/v1/stock", stock_get, ACCESS_TOKEN, PERM_STOCK_READ, .query = &args_shape, .reply = &page_shape,
	    .sql = { 0, 4 }, .id = "listStock", .tag = "inventory", .doc = "What is counted, with what is free of it" },
	{ GET, "/api/v1/stock/{variant}", one_get, ACCESS_TOKEN, PERM_STOCK_READ, .reply = &item_shape, .sql = { 0, 4 },
	    .id = "getStock", .tag = "inventory", .doc = "Stock of one variant (id or SKU) in each warehouse" },
	{ GET, "/api/v1/stock/{variant}/movements", movements_get, ACCESS_TOKEN, PERM_STOCK_READ,
	    .query = &movement_args_shape, .reply = &movement_page_shape, .sql = { 0, 5 }, .id = "listStockMovements",
	    .tag = "inventory", .doc = "Why it is that many: the ledger of one variant with running sums" },
};
const struct route_table inventory_stock_api = { routes, COUNT(routes) };

static enum err
stock_get(struct req *r)
{
	struct list_args args = *(const struct list_args *)r->args;
	struct stock_filter f = { .q = args.q, .locale = req_locale(r), .is_low = args.low, .limit = args.limit + 1 };
	struct page_json page = { .next_cursor = STR_ABSENT };
	struct warehouse house;
	enum err err = cursor_read(r, "cursor", args.cursor, &f.after);

	if (err || (args.warehouse.len && (err = inventory_house(r, "warehouse", args.warehouse, &house))))
		return err;
	f.warehouse_id = args.warehouse.len ? house.id : 0;
	if ((err = stock_list(req_db(r), r->arena, &f, &page.items)))
		return err;
	page.has_more = page.items.count > (size_t)args.limit;
	if (page.has_more) {
		page.items.count = (size_t)args.limit;
		err = cursor_next(r, ((struct stock_line *)page.items.items)[page.items.count - 1].variant_id,
		    &args_shape, &args, "cursor", &page.next_cursor);
	}
	inventory_private(r);
	return err ? err : resp_json(r, &page_shape, &page, UINT64_MAX);
}

static enum err
one_get(struct req *r)
{
	struct item_json json;
	struct stock_item item;
	struct list views;
	enum err err = inventory_item(r, &item);

	if (err || (err = stock_views(req_db(r), r->arena, item.id, &views)))
		return err;
	json = (struct item_json){ .variant = item.public_id,
		.sku = item.sku,
		.title = item.title,
		.options = item.options,
		.product = item.slug,
		.is_counted = views.count > 0,
		.is_backorder = item.is_backorder,
		.warehouses = views };
	for (size_t i = 0; i < views.count; i++) {
		const struct stock_view *v = (struct stock_view *)views.items + i;
		json.available += v->is_active ? v->available : 0;
	}
	inventory_private(r);
	return resp_json(r, &item_shape, &json, UINT64_MAX);
}

static enum err
movements_get(struct req *r)
{
	struct movement_args args = *(const struct movement_args *)r->args;
	struct page_json page = { .next_cursor = STR_ABSENT };
	struct warehouse house = { 0 };
	struct stock_item item;
	int64_t before;
	enum err err = cursor_read(r, "cursor", args.cursor, &before);

	if (err || (err = inventory_item(r, &item)) ||
	    (args.warehouse.len && (err = inventory_house(r, "warehouse", args.warehouse, &house))) ||
	    (err = stock_movements(req_db(r), r->arena, item.id, house.id, before, args.limit + 1, &page.items)))
		return err;
	page.has_more = page.items.count > (size_t)args.limit;
	if (page.has_more) {
		page.items.count = (size_t)args.limit;
		err = cursor_next(r, ((struct stock_movement *)page.items.items)[page.items.count - 1].id,
		    &movement_args_shape, &args, "cursor", &page.next_cursor);
	}
	inventory_private(r);
	return err ? err : resp_json(r, &movement_page_shape, &page, UINT64_MAX);
}
