/* stock_rule.c - what the merchant decides, and the floors that follow.  Writes table stock_rule (but for is_low:
 * stock_publish.c), and stock_level.floor.  See stock_level.h. */
#include "lib/shop/audit.h"
#include "lib/shop/names.h"
#include "lib/shop/stock_level.h"
#include "lib/shop/stock_spread.h"

static const struct shape_field rule_fields[] = {
	SHAPE_I64(
	    struct stock_rule, safety, 0, STOCK_QUANTITY_MAX, .fallback = "0", .doc = "pieces that are kept back"),
	SHAPE_OPT(struct stock_rule, backorder_limit, 0, STOCK_QUANTITY_MAX,
	    .doc = "most that may be owed when the variant can be back-ordered; null: without limit"),
	SHAPE_OPT(struct stock_rule, low_at, 0, STOCK_QUANTITY_MAX,
	    .doc = "low when so much is left or less; null: the shop's usual"),
	SHAPE_I64(struct stock_rule, version, 0, INT64_MAX, .flags = SHAPE_READ_ONLY, .doc = "rises with each change"),
};
const struct shape stock_rule_shape =
    SHAPE(struct stock_rule, rule_fields, "What the merchant decided about a variant in a warehouse.");

enum { ADD, CHANGE, FLOORS };
static const struct db_query queries[] = {
	[ADD] = { "stock_rule_add", "iiiii", NULL,
	    "INSERT IGNORE INTO stock_rule (variant_id, warehouse_id, safety, backorder_limit, low_at) VALUES (?, ?, ?, ?, ?)" },
	[CHANGE] = { "stock_rule_change", "iiiiii", NULL,
	    "UPDATE stock_rule SET safety = ?, backorder_limit = ?, low_at = ?, version = version + 1 WHERE variant_id = ? AND warehouse_id = ? AND version = ?" },
	[FLOORS] = { "stock_floors", "s", NULL,
	    "UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) j STRAIGHT_JOIN stock_level l FORCE INDEX (PRIMARY) ON l.variant_id = j.id"
	    " STRAIGHT_JOIN variant v ON v.id = l.variant_id LEFT JOIN stock_rule r ON r.variant_id = l.variant_id AND r.warehouse_id = l.warehouse_id"
	    " SET l.floor = CASE WHEN l.slot > 0 THEN 0 WHEN v.inventory_policy = 'continue' AND r.backorder_limit IS NULL THEN -1000000000"
	    " WHEN v.inventory_policy = 'continue' AND r.backorder_limit > 0 THEN -r.backorder_limit ELSE COALESCE(r.safety, 0) END" },
};
const struct db_module stock_rule_sql = { "stock_rule", queries, COUNT(queries) };

struct put_rule {
	struct arena *arena;
	const struct who *who;
	const struct stock_item *item;
	int64_t warehouse_id;
	const struct stock_rule *rule;
};

static enum err
write_rule(struct db *db, const struct put_rule *p)
{
	const struct stock_rule *r = p->rule;
	const struct db_arg add[] = { db_i64(p->item->id), db_i64(p->warehouse_id), db_i64(r->safety),
		db_opt(r->backorder_limit), db_opt(r->low_at) };
	const struct db_arg change[] = { db_i64(r->safety), db_opt(r->backorder_limit), db_opt(r->low_at),
		db_i64(p->item->id), db_i64(p->warehouse_id), db_i64(r->version) };
	struct db_done done = { 0 };
	/* A row of version 0 is the worker's note that it is low. */
	enum err err = db_exec(db, &queries[CHANGE], change, COUNT(change), &done);

	if (!err && done.affected == 0 && r->version == 0)
		err = db_exec(db, &queries[ADD], add, COUNT(add), &done);
	if (!err && done.affected == 0)
		return err_fail(
		    ERR_PRECONDITION, "the rule for variant '%.*s' was changed meanwhile", STR_ARG(p->item->public_id));
	return err;
}

static enum err
put(struct db *db, void *payload)
{
	struct put_rule *p = payload;
	const struct audit record = { .event = AUDIT_STOCK,
		.outcome = AUDIT_OK,
		.object_kind = "variant",
		.object = p->item->public_id,
		.details = STR("{\"what\":\"rule\"}") };
	struct list rows;
	enum err err = stock_lock(db, p->arena, &p->item->id, 1, p->warehouse_id, &rows);

	if (!err && !rows.count)
		err = err_fail(ERR_NOT_FOUND, "variant '%.*s' is not counted there", STR_ARG(p->item->public_id));
	if (err || (err = write_rule(db, p)) || (err = stock_floors(db, p->arena, &p->item->id, 1)) ||
	    (err = stock_balance(db, p->arena, p->who, p->item->id, p->warehouse_id)) ||
	    (err = stock_changed(db, p->arena, p->item, STR_ABSENT)))
		return err;
	return audit(db, p->who, &record);
}

enum err
stock_rule_put(struct db *db, struct arena *a, const struct who *who, const struct stock_item *item,
    int64_t warehouse_id, const struct stock_rule *rule)
{
	struct put_rule p = { a, who, item, warehouse_id, rule };

	return db_transaction(db, put, &p);
}

enum err
stock_floors(struct db *db, struct arena *a, const int64_t *variant_ids, size_t count)
{
	const struct db_arg arg = db_str(ids_json(a, variant_ids, count));

	return count ? db_exec(db, &queries[FLOORS], &arg, 1, NULL) : OK;
}
