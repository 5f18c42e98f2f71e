/* order_desk.c - orders as the back office sees them.  See order_desk.h. */
#include "lib/shop/order_desk.h"
#include "lib/io/json.h"
#include "lib/shop/audit.h"
#include "lib/shop/order_parts.h"
#include "lib/shop/outbox.h"

#define STEPS_MAX 20000

static const struct shape_field todo_fields[] = {
	SHAPE_I64(struct order_todo, to_send, 0, INT64_MAX),
	SHAPE_I64(struct order_todo, unpaid, 0, INT64_MAX),
	SHAPE_I64(struct order_todo, disputes, 0, INT64_MAX),
	SHAPE_I64(struct order_todo, refunds_failed, 0, INT64_MAX),
	SHAPE_I64(struct order_todo, failed, 0, INT64_MAX),
	SHAPE_TIME(struct order_todo, dispute_due),
};
static const struct shape todo_shape = SHAPE(struct order_todo, todo_fields, "What is to do.");

struct trace_row {
	struct str trace;
};
static const struct shape_field trace_fields[] = { SHAPE_STR(struct trace_row, trace, 0, 16777215) };
static const struct shape trace_shape = SHAPE(struct trace_row, trace_fields, "Steps of the price engine.");
struct steps {
	struct list steps;
};
static const struct shape_field steps_fields[] = { SHAPE_LIST(struct steps, steps, &quote_step_shape, STEPS_MAX) };
static const struct shape steps_shape = SHAPE(struct steps, steps_fields, "Steps of the price engine.");

static const struct shape_field part_fields[] = {
	SHAPE_I64(struct order_part, order_line_id, 0, INT64_MAX),
	SHAPE_BOOL(struct order_part, is_tax),
	SHAPE_STR(struct order_part, name, 0, 200),
	SHAPE_STR(struct order_part, code, 0, 64),
	SHAPE_I64(struct order_part, rate_e6, 0, INT64_MAX),
	SHAPE_I64(struct order_part, amount, INT64_MIN, INT64_MAX),
};
static const struct shape part_shape = SHAPE(struct order_part, part_fields, "A tax or a discount of a line.");

enum { COUNTS, TRACE, PARTS };
static const struct db_query queries[] = {
	[COUNTS] = { "order_todo", "iiiii", &todo_shape,
	    "SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM sales_order WHERE fulfilment IN ('open', 'partly_shipped') AND paid_at IS NOT NULL LIMIT ?) a) AS to_send,"
	    " (SELECT COUNT(*) FROM (SELECT 1 FROM sales_order WHERE fulfilment = 'open' AND paid_at IS NULL LIMIT ?) b) AS unpaid,"
	    " (SELECT COUNT(DISTINCT p.order_id) FROM (SELECT id FROM sales_order WHERE fulfilment = 'open' AND paid_at IS NULL LIMIT ?) o"
	    "  JOIN payment p ON p.order_id = o.id AND p.state = 'failed') AS failed,"
	    " (SELECT MIN(due_at) FROM dispute WHERE state = 'needs_response') AS dispute_due,"
	    " (SELECT COUNT(*) FROM (SELECT 1 FROM dispute WHERE state = 'needs_response' LIMIT ?) c) AS disputes,"
	    " (SELECT COUNT(*) FROM (SELECT 1 FROM refund WHERE state = 'failed' LIMIT ?) d) AS refunds_failed" },
	[TRACE] = { "order_trace", "i", &trace_shape, "SELECT trace FROM sales_order_trace WHERE order_id = ?" },
	[PARTS] = { "order_parts", "ii", &part_shape,
	    "SELECT order_line_id, TRUE AS is_tax, name, NULL AS code, rate_e6, amount FROM sales_order_tax WHERE order_id = ?"
	    " UNION ALL SELECT order_line_id, FALSE, name, code, 0, amount FROM sales_order_discount WHERE order_id = ?" },
};
const struct db_module order_desk_sql = { "order_desk", queries, COUNT(queries) };

enum err
order_todo(struct db *db, struct arena *a, struct order_todo *out)
{
	const struct db_arg args[] = { db_i64(ORDER_COUNT_MAX), db_i64(ORDER_COUNT_MAX), db_i64(ORDER_COUNT_MAX),
		db_i64(ORDER_COUNT_MAX), db_i64(ORDER_COUNT_MAX) };

	return db_row(db, &queries[COUNTS], args, COUNT(args), a, out);
}

bool
order_is_number(struct arena *a, struct str text)
{
	struct str number;

	return str_starts(text, STR("ord_")) || order_number_read(a, text, &number);
}

enum err
order_trace(struct db *db, struct arena *a, int64_t order_id, struct list *out)
{
	struct field_errors errors = { .arena = a };
	struct trace_row row;
	struct steps steps;
	enum err err = db_row(db, &queries[TRACE], (const struct db_arg[]){ db_i64(order_id) }, 1, a, &row);

	*out = (struct list){ 0 };
	if (err == ERR_NOT_FOUND)
		return err_clear(), OK;
	if (err)
		return err;
	shape_init(&steps_shape, &steps);
	if (json_read(a, str_printf(a, "{\"steps\":%.*s}", STR_ARG(row.trace)), &steps_shape, &steps, &errors))
		err_clear(); /* of another release */
	else
		*out = steps.steps;
	return OK;
}

enum err
order_parts(struct db *db, struct arena *a, int64_t order_id, struct list *out)
{
	return db_rows(
	    db, &queries[PARTS], (const struct db_arg[]){ db_i64(order_id), db_i64(order_id) }, 2, a, 10000, out);
}

/* ---- what colleagues do ---- */

struct doing {
	const struct order_env *e;
	int64_t order_id;
	struct str text;
};

static enum err
note(struct db *db, void *payload)
{
	const struct doing *d = payload;
	struct order order;
	enum err err = order_lock(db, d->e->arena, d->order_id, &order);

	if (err || (err = order_note_words(db, d->e->who, order.id, "note", false, STR_ABSENT, d->text)))
		return err;
	return audit(db, d->e->who,
	    &(struct audit){ .event = AUDIT_ORDER,
		.object_kind = "order",
		.object = order.public_id,
		.details = STR("{\"change\":\"note\"}") });
}

enum err
order_staff_note(const struct order_env *e, int64_t order_id, struct str text)
{
	struct doing d = { e, order_id, str_trim(text) };

	if (!d.text.len || str_chars(d.text) > ORDER_NOTE_MAX)
		return err_fail(ERR_INVALID, "a note has 1 to %d characters", ORDER_NOTE_MAX);
	return db_transaction(e->db, note, &d);
}

static enum err
confirm(struct db *db, void *payload)
{
	const struct doing *d = payload;
	struct order order;
	struct list lines;
	enum err err = order_lock(db, d->e->arena, d->order_id, &order);

	if (!err)
		err = order_lines(db, d->e->arena, d->order_id, &lines);
	if (err)
		return err;
	if (!order.email.len)
		return err_fail(ERR_CONFLICT, "order %.*s has no address", STR_ARG(order.number));
	if ((err = order_note(db, d->e->who, order.id, "confirmation_asked", false, STR_ABSENT)) ||
	    (err = outbox_add(db, "order.confirmation_asked", order.public_id,
		 order_payload(d->e->arena, &order, &lines, STR_ABSENT))))
		return err;
	return audit(db, d->e->who,
	    &(struct audit){ .event = AUDIT_ORDER,
		.object_kind = "order",
		.object = order.public_id,
		.details = STR("{\"change\":\"confirmation\"}") });
}

enum err
order_confirm_again(const struct order_env *e, int64_t order_id)
{
	struct doing d = { e, order_id, STR_ABSENT };

	return db_transaction(e->db, confirm, &d);
}
