/*
 * promotion_use.c - what orders used of promotions, under limits that hold when many buy at once.  See quote.h.
 *
 * A promotion or coupon with a limit or a budget is counted by one UPDATE with the condition in it: its row is a queue
 * of the orders that use it.  One without is not touched.  What limits a customer is a unique key, so that only the
 * orders of one customer wait for each other.
 */
#include "lib/shop/quote.h"
#include "lib/io/json.h"

#define USES_MAX 1000

enum { LIMITS, COUNT_PROMOTION, COUNT_COUPON, INSERT, TAKEN, OF_ORDER, UNCOUNT_PROMOTION, UNCOUNT_COUPON, RELEASE };

struct limits_row {
	int64_t id, coupon_id;
	struct opt_i64 use_limit, use_limit_each, budget, coupon_limit;
};
static const struct shape_field limits_fields[] = {
	SHAPE_I64(struct limits_row, id, 1, INT64_MAX, .doc = "promotion"),
	SHAPE_I64(struct limits_row, coupon_id, 0, INT64_MAX, .doc = "0: without a code"),
	SHAPE_OPT(struct limits_row, use_limit, 0, INT64_MAX, .doc = "orders"),
	SHAPE_OPT(struct limits_row, use_limit_each, 0, INT64_MAX, .doc = "of one customer"),
	SHAPE_OPT(struct limits_row, budget, 0, INT64_MAX, .doc = "minor units"),
	SHAPE_OPT(struct limits_row, coupon_limit, 0, INT64_MAX, .doc = "orders with this code"),
};
static const struct shape limits_shape = SHAPE(struct limits_row, limits_fields, "What limits a promotion.");

struct use_row {
	int64_t promotion_id, coupon_id, amount;
	bool is_counted, is_coupon_counted;
};
static const struct shape_field use_fields[] = {
	SHAPE_I64(struct use_row, promotion_id, 1, INT64_MAX, .doc = "promotion"),
	SHAPE_I64(struct use_row, coupon_id, 0, INT64_MAX, .doc = "0: none"),
	SHAPE_I64(struct use_row, amount, 0, INT64_MAX, .doc = "taken off"),
	SHAPE_BOOL(struct use_row, is_counted, .doc = "in the promotion's figures"),
	SHAPE_BOOL(struct use_row, is_coupon_counted, .doc = "in the coupon's"),
};
static const struct shape use_shape = SHAPE(struct use_row, use_fields, "A use.");

struct slot_row {
	int64_t slot;
};
static const struct shape_field slot_fields[] = { SHAPE_I64(struct slot_row, slot, 1, INT64_MAX, .doc = "taken") };
static const struct shape slot_shape = SHAPE(struct slot_row, slot_fields, "A use that a customer has had.");

static const struct db_query queries[] = {
	[LIMITS] = { "promotion_limits", "s", &limits_shape,
	    "SELECT p.id, COALESCE(c.id, 0) AS coupon_id, p.use_limit, p.use_limit_each, p.budget, c.use_limit AS coupon_limit"
	    " FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$[0]', code_key VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$[1]')) j"
	    " STRAIGHT_JOIN promotion p ON p.id = j.id LEFT JOIN coupon c ON c.code_key = j.code_key AND c.promotion_id = p.id ORDER BY p.id" },
	[COUNT_PROMOTION] = { "promotion_count", "iiis", NULL,
	    "UPDATE promotion SET used = used + 1, spent = spent + ? WHERE id = ? AND (use_limit IS NULL OR used < use_limit)"
	    " AND (budget IS NULL OR (spent + ? <= budget AND budget_currency = ?))" },
	[COUNT_COUPON] = { "coupon_count", "i", NULL,
	    "UPDATE coupon SET used = used + 1 WHERE id = ? AND is_active AND (use_limit IS NULL OR used < use_limit)" },
	[INSERT] = { "promotion_use_insert", "iiisisbbi", NULL,
	    "INSERT INTO promotion_use (promotion_id, coupon_id, order_id, customer_key, amount, currency, is_counted, is_coupon_counted, each_slot)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)" },
	[TAKEN] = { "promotion_use_taken", "is", &slot_shape,
	    "SELECT each_slot AS slot FROM promotion_use WHERE promotion_id = ? AND customer_key = ? AND each_slot IS NOT NULL ORDER BY each_slot" },
	[OF_ORDER] = { "promotion_use_of_order", "i", &use_shape,
	    "SELECT promotion_id, COALESCE(coupon_id, 0) AS coupon_id, amount, is_counted, is_coupon_counted FROM promotion_use"
	    " WHERE order_id = ? AND NOT is_released ORDER BY promotion_id FOR UPDATE" },
	[UNCOUNT_PROMOTION] = { "promotion_uncount", "ii", NULL,
	    "UPDATE promotion SET used = used - 1, spent = spent - ? WHERE id = ?" },
	[UNCOUNT_COUPON] = { "coupon_uncount", "i", NULL, "UPDATE coupon SET used = used - 1 WHERE id = ?" },
	[RELEASE] = { "promotion_use_release", "i", NULL,
	    "UPDATE promotion_use SET is_released = TRUE, each_slot = NULL WHERE order_id = ? AND NOT is_released" },
};
const struct db_module promotion_use_sql = { "promotion_use", queries, COUNT(queries) };

struct use {
	struct db *db;
	struct arena *arena;
	int64_t order_id;
	struct str customer_key;
	const struct quote *quote;
};

static enum err use_all(struct db *db, void *payload) MUST_CHECK;
static enum err release_all(struct db *db, void *payload) MUST_CHECK;

enum err
promotion_use(struct db *db, struct arena *a, int64_t order_id, struct str customer_key, const struct quote *q)
{
	struct use u = { db, a, order_id, customer_key, q };

	return q->discounts.count ? db_transaction(db, use_all, &u) : OK;
}

enum err
promotion_release(struct db *db, int64_t order_id)
{
	return db_transaction(db, release_all, &order_id);
}

/* ---- using ---- */

static struct str
pairs_json(struct arena *a, const struct quote *q)
{
	const struct quote_discount *d = q->discounts.items;
	struct buf b;

	buf_in_arena(&b, a, BUF_REPLY);
	buf_char(&b, '[');
	for (size_t i = 0; i < q->discounts.count; i++) {
		buf_printf(&b, "%s[%lld,", i ? "," : "", (long long)d[i].promotion_id);
		json_write_str(&b, d[i].code.ptr ? coupon_key(a, d[i].code) : STR_ABSENT);
		buf_char(&b, ']');
	}
	buf_char(&b, ']');
	return buf_view(&b);
}

/* One of the customer's free places; another order of the same customer may take it first. */
static enum err
insert(struct use *u, const struct limits_row *l, const struct quote_discount *d)
{
	const struct db_arg mine[] = { db_i64(l->id), db_str(u->customer_key) };
	const struct slot_row *taken;
	struct list rows;
	int64_t slot = 0;
	size_t k = 0;
	enum err err;
	struct db_arg args[] = { db_i64(l->id), l->coupon_id ? db_i64(l->coupon_id) : db_null('i'), db_i64(u->order_id),
		db_str(u->customer_key), db_i64(d->amount), db_str(str_of(u->quote->currency)),
		db_bool(l->use_limit.set || l->budget.set), db_bool(l->coupon_limit.set), db_null('i') };

	if (!l->use_limit_each.set || !u->customer_key.ptr)
		return db_exec(u->db, &queries[INSERT], args, COUNT(args), NULL);
	if ((err = db_rows(u->db, &queries[TAKEN], mine, COUNT(mine), u->arena, 1000000, &rows)))
		return err;
	taken = rows.items;
	for (slot = 1; slot <= l->use_limit_each.value; slot++) {
		while (k < rows.count && taken[k].slot < slot)
			k++;
		if (k < rows.count && taken[k].slot == slot)
			continue;
		args[COUNT(args) - 1] = db_i64(slot);
		err = db_exec(u->db, &queries[INSERT], args, COUNT(args), NULL);
		if (err != ERR_CONFLICT || !str_eq(str_of(db_conflict_key(u->db)), STR("promotion_use_each")))
			return err;
	}
	return err_fail(ERR_CONFLICT, "could not use promotion %lld: the customer has had it", (long long)l->id);
}

static enum err
use_one(struct use *u, const struct limits_row *l, const struct quote_discount *d)
{
	const struct db_arg promotion[] = { db_i64(d->amount), db_i64(l->id), db_i64(d->amount),
		db_str(str_of(u->quote->currency)) };
	const struct db_arg coupon[] = { db_i64(l->coupon_id) };
	struct db_done done;
	enum err err;

	if (d->code.ptr && !l->coupon_id)
		return err_fail(ERR_CONFLICT, "could not use promotion %lld: the code is gone", (long long)l->id);
	if (l->use_limit.set || l->budget.set) {
		if ((err = db_exec(u->db, &queries[COUNT_PROMOTION], promotion, COUNT(promotion), &done)))
			return err;
		if (!done.affected)
			return err_fail(ERR_CONFLICT, "could not use promotion %lld: used up", (long long)l->id);
	}
	if (l->coupon_limit.set) {
		if ((err = db_exec(u->db, &queries[COUNT_COUPON], coupon, COUNT(coupon), &done)))
			return err;
		if (!done.affected)
			return err_fail(ERR_CONFLICT, "could not use coupon %lld: used up", (long long)l->coupon_id);
	}
	return insert(u, l, d);
}

static enum err
use_all(struct db *db, void *payload)
{
	struct use *u = payload;
	const struct quote_discount *d = u->quote->discounts.items;
	const struct db_arg arg = db_str(pairs_json(u->arena, u->quote));
	const struct limits_row *l;
	struct list rows;
	enum err err = db_rows(db, &queries[LIMITS], &arg, 1, u->arena, USES_MAX, &rows);

	if (err)
		return err;
	if (rows.count != u->quote->discounts.count)
		return err_fail(ERR_CONFLICT, "could not use the promotions of an order: one is gone");
	l = rows.items;
	for (size_t i = 0; i < rows.count; i++) /* both are sorted by promotion */
		if ((err = use_one(u, &l[i], &d[i])))
			return err;
	return OK;
}

/* ---- releasing ---- */

static enum err
release_all(struct db *db, void *payload)
{
	const struct db_arg order[] = { db_i64(*(const int64_t *)payload) };
	struct arena *a = arena_new();
	struct list rows;
	enum err err = db_rows(db, &queries[OF_ORDER], order, COUNT(order), a, USES_MAX, &rows);

	for (size_t i = 0; !err && i < rows.count; i++) {
		const struct use_row *r = &((const struct use_row *)rows.items)[i];
		const struct db_arg promotion[] = { db_i64(r->amount), db_i64(r->promotion_id) };
		if (r->is_counted)
			err = db_exec(db, &queries[UNCOUNT_PROMOTION], promotion, COUNT(promotion), NULL);
	}
	for (size_t i = 0; !err && i < rows.count; i++) {
		const struct use_row *r = &((const struct use_row *)rows.items)[i];
		const struct db_arg coupon[] = { db_i64(r->coupon_id) };
		if (r->is_coupon_counted)
			err = db_exec(db, &queries[UNCOUNT_COUPON], coupon, COUNT(coupon), NULL);
	}
	if (!err && rows.count)
		err = db_exec(db, &queries[RELEASE], order, COUNT(order), NULL);
	arena_free(a);
	return err;
}
