/* order_shipped.c - pieces that left the house or arrived; orders that find their account.  See order.h. */
#include "lib/shop/order_parts.h"

enum { SHIP, DELIVER, PIECES };

static const struct shape_field pieces_fields[] = { SHAPE_I64(struct order_pieces, left, 0, INT64_MAX),
	SHAPE_I64(struct order_pieces, cancelled, 0, INT64_MAX), SHAPE_I64(struct order_pieces, shipped, 0, INT64_MAX),
	SHAPE_I64(struct order_pieces, delivered, 0, INT64_MAX) };
static const struct shape pieces_shape = SHAPE(struct order_pieces, pieces_fields, "What became of the pieces.");

static const struct db_query queries[] = {
	[SHIP] = { "order_line_ship", "iiii", NULL,
	    "UPDATE sales_order_line SET shipped = shipped + ? WHERE id = ? AND order_id = ? AND cancelled + shipped + ? <= quantity" },
	[DELIVER] = { "order_line_deliver", "iiii", NULL,
	    "UPDATE sales_order_line SET delivered = delivered + ? WHERE id = ? AND order_id = ? AND delivered + ? <= shipped" },
	[PIECES] = { "order_pieces", "i", &pieces_shape,
	    "SELECT CAST(COALESCE(SUM(quantity - cancelled - shipped), 0) AS SIGNED) AS `left`, CAST(COALESCE(SUM(cancelled), 0) AS SIGNED) AS cancelled,"
	    " CAST(COALESCE(SUM(shipped), 0) AS SIGNED) AS shipped, CAST(COALESCE(SUM(delivered), 0) AS SIGNED) AS delivered"
	    " FROM sales_order_line WHERE order_id = ?" },
};
const struct db_module order_shipped_sql = { "order_shipped", queries, COUNT(queries) };

static const struct db_query join_queries[] = {
	{ "order_join_note", "s", NULL,
	    "INSERT INTO sales_order_event (order_id, kind, is_public, actor_kind) SELECT id, 'joined', FALSE, 'system' FROM sales_order"
	    " WHERE email_key = ? AND account_id IS NULL" },
	{ "order_join", "is", NULL,
	    "UPDATE sales_order SET account_id = ?, version = version + 1 WHERE email_key = ? AND account_id IS NULL" },
};
const struct db_module order_join_sql = { "order_join", join_queries, COUNT(join_queries) };

static enum err
move_pieces(const struct order_env *e, const struct order *o, int query, const struct stock_wish *lines, size_t count)
{
	enum { ARGS = 4 };
	struct db_arg *args = arena_array(e->arena, struct db_arg, count * ARGS + 1);
	struct db_done done;
	enum err err;

	for (size_t i = 0; i < count; i++) {
		const struct db_arg one[ARGS] = { db_i64(lines[i].quantity), db_i64(lines[i].order_line_id),
			db_i64(o->id), db_i64(lines[i].quantity) };
		memcpy(args + i * ARGS, one, sizeof(one));
	}
	err = db_bulk(e->db, &queries[query], args, ARGS, count, &done);
	if (!err && count && done.affected != (int64_t)count)
		return err_fail(ERR_CONFLICT, "order %.*s has not so many pieces", STR_ARG(o->number));
	return err;
}

static enum err
move(const struct order_env *e, struct order *o, enum order_step step, const struct stock_wish *moved, size_t count)
{
	const char *kind = step == STEP_SHIP ? "shipped" : "delivered";
	const struct db_arg args[] = { db_i64(o->id) };
	struct order_pieces pieces;
	struct list lines;
	enum err err;

	if ((err = order_may(o, step)) || (err = move_pieces(e, o, step == STEP_SHIP ? SHIP : DELIVER, moved, count)) ||
	    (err = db_row(e->db, &queries[PIECES], args, COUNT(args), e->arena, &pieces)) ||
	    (err = order_lines(e->db, e->arena, o->id, &lines)))
		return err;
	o->fulfilment = (int)order_leads_to(o, step, &pieces);
	if (o->fulfilment == FULFILMENT_DELIVERED)
		o->closed_at = clock_now();
	if ((err = order_store(e->db, o)))
		return err;
	err = order_tell(e->db, e->arena, e->who, o, &lines, kind,
	    order_pieces_json(e->arena, &lines, moved, count, true),
	    order_pieces_json(e->arena, &lines, moved, count, false));
	/* with the last parcel goes what needs none */
	return err || step != STEP_SHIP ? err : order_finish(e, o, &lines);
}

enum err
order_shipped(const struct order_env *e, struct order *locked, const struct stock_wish *lines, size_t count)
{
	return move(e, locked, STEP_SHIP, lines, count);
}

enum err
order_delivered(const struct order_env *e, struct order *locked, const struct stock_wish *lines, size_t count)
{
	return move(e, locked, STEP_DELIVER, lines, count);
}

struct joining {
	int64_t account_id;
	struct str email_key;
};

static enum err
join(struct db *db, void *payload)
{
	const struct joining *j = payload;
	const struct db_arg args[] = { db_i64(j->account_id), db_str(j->email_key) };
	enum err err = db_exec(db, &join_queries[0], &args[1], 1, NULL);

	return err ? err : db_exec(db, &join_queries[1], args, COUNT(args), NULL);
}

enum err
order_join_account(struct db *db, int64_t account_id, struct str email_key)
{
	struct joining j = { account_id, email_key };

	return db_transaction(db, join, &j);
}
