/* change_api.c - stock for programs: adjusting, setting, rules. */
#include "fcgi/common/who.h"
#include "fcgi/inventory/inventory.h"
#include "lib/shop/stock_adjust.h"
#include "lib/web/i18n.h"

struct adjust_json {
	struct str warehouse, reason, reference;
	int kind;
	int64_t delta;
};
static const struct shape_field adjust_fields[] = {
	SHAPE_STR(struct adjust_json, warehouse, 1, 32, .flags = SHAPE_REQUIRED, .doc = "where: code or id"),
	SHAPE_ENUM(struct adjust_json, kind, stock_change_kinds, .fallback = "adjusted", .doc = "what happened"),
	SHAPE_I64(struct adjust_json, delta, -STOCK_QUANTITY_MAX, STOCK_QUANTITY_MAX, .flags = SHAPE_REQUIRED,
	    .doc = "pieces that came, or (below zero) went"),
	SHAPE_STR(struct adjust_json, reason, 1, 190, .flags = SHAPE_REQUIRED, .doc = "why, for people"),
	SHAPE_STR(struct adjust_json, reference, 0, 190, .doc = "yours: a delivery note, a count"),
};
static const struct shape adjust_shape = { "struct stock_adjustment", sizeof(struct adjust_json), adjust_fields,
	COUNT(adjust_fields), "Pieces that came or went." };

struct set_json {
	struct str warehouse, reason, reference;
	int64_t quantity;
	struct opt_i64 change_from;
};
static const struct shape_field set_fields[] = {
	SHAPE_STR(struct set_json, warehouse, 1, 32, .flags = SHAPE_REQUIRED, .doc = "where: code or id"),
	SHAPE_I64(struct set_json, quantity, 0, STOCK_QUANTITY_MAX, .flags = SHAPE_REQUIRED,
	    .doc = "so many pieces lie there now"),
	SHAPE_OPT(struct set_json, change_from, 0, STOCK_QUANTITY_MAX,
	    .doc = "only if so many lay there before, else 412; absent: not compared"),
	SHAPE_STR(struct set_json, reason, 1, 190, .flags = SHAPE_REQUIRED, .doc = "why, for people"),
	SHAPE_STR(struct set_json, reference, 0, 190, .doc = "yours: a count"),
};
static const struct shape set_shape = { "struct stock_count", sizeof(struct set_json), set_fields, COUNT(set_fields),
	"What was counted." };

struct changed_json {
	struct str variant, warehouse;
	int64_t before, on_hand;
	struct list warehouses;
};
static const struct shape_field changed_fields[] = {
	SHAPE_STR(struct changed_json, variant, 1, 28, .doc = "id of the variant"),
	SHAPE_STR(struct changed_json, warehouse, 1, 32, .doc = "code of the warehouse"),
	SHAPE_I64(struct changed_json, before, 0, INT64_MAX, .doc = "so many lay there"),
	SHAPE_I64(struct changed_json, on_hand, 0, INT64_MAX, .doc = "so many lie there now"),
	SHAPE_LIST(struct changed_json, warehouses, &stock_view_shape, WAREHOUSES_MAX, .doc = "all houses, after it"),
};
static const struct shape changed_shape = { "struct stock_changed", sizeof(struct changed_json), changed_fields,
	COUNT(changed_fields), "Stock after a change." };

static const struct shape_field rule_fields[] = {
	SHAPE_I64(
	    struct stock_rule, safety, 0, STOCK_QUANTITY_MAX, .fallback = "0", .doc = "pieces that are kept back"),
	SHAPE_OPT(struct stock_rule, backorder_limit, 0, STOCK_QUANTITY_MAX,
	    .doc = "most that may be owed where the variant can be back-ordered; null: without limit"),
	SHAPE_OPT(struct stock_rule, low_at, 0, STOCK_QUANTITY_MAX,
	    .doc = "low when so much is left or less; null: the shop's usual"),
};
static const struct shape rule_shape = { "struct stock_rule", sizeof(struct stock_rule), rule_fields,
	COUNT(rule_fields), "What the merchant decided about a variant in a house." };

static enum err adjust(struct req *r), set(struct req *r), rule_get(struct req *r), rule_put(struct req *r);

static const struct route routes[] = {
	{ POST, "/api/v1/stock/{variant}/adjustments", adjust, ACCESS_TOKEN, PERM_STOCK_WRITE, .body = &adjust_shape,
	    .reply = &changed_shape, .sql = { 0, 30 }, .flags = ROUTE_ONCE, .id = "adjustStock", .tag = "inventory",
	    .doc = "Pieces came or went; what was not counted there is counted from now on" },
	{ POST, "/api/v1/stock/{variant}/counts", set, ACCESS_TOKEN, PERM_STOCK_WRITE, .body = &set_shape,
	    .reply = &changed_shape, .sql = { 0, 30 }, .flags = ROUTE_ONCE, .id = "setStock", .tag = "inventory",
	    .doc = "So many lie there: compare-and-swap with change_from" },
	{ GET, "/api/v1/stock/{variant}/rules/{warehouse}", rule_get, ACCESS_TOKEN, PERM_STOCK_READ,
	    .reply = &rule_shape, .sql = { 0, 5 }, .id = "getStockRule", .tag = "inventory",
	    .doc = "Safety stock, limit of back-orders and when it is low" },
	{ PUT, "/api/v1/stock/{variant}/rules/{warehouse}", rule_put, ACCESS_TOKEN, PERM_STOCK_WRITE,
	    .body = &rule_shape, .reply = &rule_shape, .sql = { 0, 30 }, .id = "putStockRule", .tag = "inventory",
	    .doc = "Decide them anew; If-Match" },
};
const struct route_table inventory_change_api = { routes, COUNT(routes) };

static enum err
change(struct req *r, struct str warehouse, const struct stock_change *c)
{
	const struct who who = who_of(r);
	struct changed_json json;
	struct warehouse house;
	struct stock_item item;
	enum err err = inventory_item(r, &item);

	if (err || (err = inventory_house(r, "warehouse", warehouse, &house)) ||
	    (err = stock_adjust(req_db(r), r->arena, &who, &item, &house, c, &json.before, &json.on_hand)) ||
	    (err = stock_views(req_db(r), r->arena, item.id, &json.warehouses)))
		return err;
	json.variant = item.public_id;
	json.warehouse = house.code;
	return resp_json(r, &changed_shape, &json, UINT64_MAX);
}

static enum err
adjust(struct req *r)
{
	const struct adjust_json *in = r->form;
	const struct stock_change c = {
		.kind = in->kind, .delta = { true, in->delta }, .reason = in->reason, .reference = in->reference
	};

	return change(r, in->warehouse, &c);
}

static enum err
set(struct req *r)
{
	const struct set_json *in = r->form;
	const struct stock_change c = { .kind = STOCK_COUNTED,
		.quantity = { true, in->quantity },
		.change_from = in->change_from,
		.reason = in->reason,
		.reference = in->reference };

	return change(r, in->warehouse, &c);
}

/* ---- rules ---- */

static enum err
rule_load(struct req *r, struct stock_item *item, struct stock_view *out)
{
	struct warehouse house;
	struct list views;
	enum err err = inventory_item(r, item);

	if (err || (err = warehouse_get(req_db(r), r->arena, r->params[1], &house)) ||
	    (err = stock_views(req_db(r), r->arena, item->id, &views)))
		return err;
	for (size_t i = 0; i < views.count; i++)
		if (((struct stock_view *)views.items)[i].warehouse_id == house.id) {
			*out = ((struct stock_view *)views.items)[i];
			return OK;
		}
	return err_fail(
	    ERR_NOT_FOUND, "variant '%.*s' is not counted in '%.*s'", STR_ARG(item->public_id), STR_ARG(house.code));
}

static enum err
rule_reply(struct req *r, const struct stock_view *v)
{
	const struct stock_rule rule = { v->safety, v->backorder_limit, v->low_at, v->version };

	inventory_private(r);
	r->resp.etag = inventory_etag(r, v->version);
	return resp_json(r, &rule_shape, &rule, UINT64_MAX);
}

static enum err
rule_get(struct req *r)
{
	struct stock_item item;
	struct stock_view v;
	enum err err = rule_load(r, &item, &v);

	return err ? err : rule_reply(r, &v);
}

static enum err
rule_put(struct req *r)
{
	const struct who who = who_of(r);
	struct stock_rule rule = *(const struct stock_rule *)r->form;
	struct stock_item item;
	struct stock_view v;
	enum err err = rule_load(r, &item, &v);

	if (err || !inventory_matches(r, v.version))
		return err;
	rule.version = v.version;
	if ((err = stock_rule_put(req_db(r), r->arena, &who, &item, v.warehouse_id, &rule)) ||
	    (err = rule_load(r, &item, &v)))
		return err;
	return rule_reply(r, &v);
}
