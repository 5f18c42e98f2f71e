/* sales_fact.c - see sales_fact.h. */
#include "lib/shop/sales_fact.h"
#include "lib/io/json_tree.h"
#include "lib/shop/order_credit.h"
#include "lib/shop/order_story.h"

enum { INSERT, DELIVERY_TAX, REFUND_CAUSE };

struct sum_row {
	int64_t n;
};
static const struct shape_field sum_fields[] = { SHAPE_I64(struct sum_row, n, 0, INT64_MAX) };
static const struct shape sum_shape = SHAPE(struct sum_row, sum_fields, "A sum.");

struct text_row {
	struct str text;
};
static const struct shape_field text_fields[] = { SHAPE_STR(struct text_row, text, 0, 64) };
static const struct shape text_shape = SHAPE(struct text_row, text_fields, "A text.");

static const struct db_query queries[] = {
	[REFUND_CAUSE] = { "sales_fact_refund_cause", "s", &text_shape, "SELECT cause AS text FROM refund WHERE public_id = ?" },
	[INSERT] = { "sales_fact_insert", "sisttiiisisiii", NULL,
	    "INSERT INTO sales_fact (event_id, line, kind, on_date, at, order_id, product_id, variant_id, country, quantity, currency, net, tax, discount)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" },
	[DELIVERY_TAX] = { "sales_fact_delivery_tax", "i", &sum_shape,
	    "SELECT CAST(COALESCE(SUM(amount), 0) AS SIGNED) AS n FROM sales_order_tax WHERE order_id = ? AND order_line_id = 0" },
};
const struct db_module sales_fact_sql = { "sales_fact", queries, COUNT(queries) };

static const struct {
	const char *type, *kind;
} kinds[] = { { "order.placed", "ordered" }, { "order.paid", "paid" }, { "order.cancelled", "cancelled" }, { "order.expired", "cancelled" },
	{ "order.shipped", "shipped" }, { "order.delivered", "delivered" }, { "order.refunded", "refunded" },
	{ "refund.done", "refunded" } };

#define ARGS 14
struct facts {
	const struct order_env *e;
	const struct outbox_event *event;
	const char *kind;
	struct story story;
	struct db_arg *args;
	size_t rows;
};

static void
add(struct facts *f, const struct order_line *l, int64_t quantity, const struct order_share *s)
{
	const struct order *o = &f->story.order;
	struct str country = str_is_empty(o->delivery.country) ? o->billing.country : o->delivery.country;
	const struct db_arg one[ARGS] = { db_str(f->event->public_id), db_i64(l ? l->position : 0), db_str(str_of(f->kind)), db_time(f->event->at),
		db_time(f->event->at), db_i64(o->id), l ? db_i64(l->product_id) : db_null('i'), l ? db_i64(l->variant_id) : db_null('i'),
		db_str(str_is_empty(country) ? STR_ABSENT : country), db_i64(quantity), db_str(str_of(o->total.currency)), db_i64(s->total - s->tax), db_i64(s->tax),
		db_i64(s->discount) };

	memcpy(f->args + f->rows++ * ARGS, one, sizeof(one));
}

/* Which of a line's pieces the event is about: they join those of the events before, so that all events of a line sum to the line. */
static void
range_of(const struct facts *f, const struct story_line *l, int64_t *from, int64_t *count)
{
	int64_t all = l->line->quantity;

	*count = l->pieces;
	if (strcmp(f->kind, "cancelled") == 0) {
		*from = l->cancelled - l->pieces;
	} else if (strcmp(f->kind, "shipped") == 0) {
		*from = all - l->shipped;
	} else if (strcmp(f->kind, "delivered") == 0) {
		*from = all - l->delivered;
	} else { /* ordered, paid: what was not cancelled by then */
		*from = l->cancelled;
		*count = all - l->cancelled;
	}
}

static enum err
add_delivery(struct facts *f)
{
	const struct db_arg args[] = { db_i64(f->story.order.id) };
	struct order_share s = { .total = order_delivery_total(&f->story.order) };
	struct sum_row tax;
	enum err err;

	if (!s.total)
		return OK;
	err = db_row(f->e->db, &queries[DELIVERY_TAX], args, COUNT(args), f->e->arena, &tax);
	if (err)
		return err;
	s.tax = tax.n;
	add(f, NULL, 1, &s);
	return OK;
}

static enum err
order_facts(struct facts *f)
{
	struct story *s = &f->story;
	bool whole = strcmp(f->kind, "ordered") == 0 || strcmp(f->kind, "paid") == 0;
	enum err err = order_story(f->e->db, f->e->arena, f->event, s);

	if (err)
		return err;
	f->args = arena_array(f->e->arena, struct db_arg, (s->order.lines.count + 1) * ARGS);
	for (size_t i = 0; i < s->order.lines.count; i++) {
		struct order_share share;
		int64_t from, count;
		range_of(f, &s->lines[i], &from, &count);
		if (count <= 0)
			continue;
		share = order_line_part(&s->order, s->lines[i].line, from, count);
		add(f, s->lines[i].line, count, &share);
	}
	return whole || s->ends_delivery ? add_delivery(f) : OK;
}

static const struct order_line *
line_of(const struct order *o, int64_t id)
{
	const struct order_line *l = o->lines.items;

	for (size_t i = 0; i < o->lines.count; i++)
		if (l[i].id == id)
			return &l[i];
	return NULL;
}

/* Pieces that were sent, or a sum out of goodwill: when it was decided, by line. */
static enum err
credit_facts(struct facts *f)
{
	struct order *o = &f->story.order;
	const struct credit_line *l;
	struct credit credit;
	enum err err = order_get(f->e->db, f->e->arena, f->event->object, o);

	if (err || (err = credit_of_event(f->e->db, f->e->arena, o, f->event, &credit)))
		return err;
	l = credit.lines.items;
	f->args = arena_array(f->e->arena, struct db_arg, credit.lines.count * ARGS + 1);
	for (size_t i = 0; i < credit.lines.count; i++) {
		const struct order_share s = { .total = l[i].amount, .tax = l[i].tax };
		add(f, line_of(o, l[i].order_line_id), l[i].quantity, &s);
	}
	return OK;
}

/* Of a credit, whose facts are there: not once more when its money has gone. */
static bool
is_of_credit(struct str cause)
{
	return str_starts(cause, STR("lines:")) || str_starts(cause, STR("staff:")) || str_starts(cause, STR("gateway:"));
}

/* The whole of a refund for cancelled pieces, or of money that never was due; its tax in proportion to the order's. */
static enum err
refund_facts(struct facts *f)
{
	const struct json_node *payload, *amount;
	struct order_share s = { 0 };
	struct text_row cause;
	struct money tax;
	enum err err = json_tree(f->e->arena, f->event->payload, &payload);

	if (!err)
		err = db_row(f->e->db, &queries[REFUND_CAUSE], (const struct db_arg[]){ db_str(json_text(payload, "refund")) }, 1, f->e->arena, &cause);
	if (err || is_of_credit(cause.text) || (err = order_get(f->e->db, f->e->arena, json_text(payload, "order"), &f->story.order)))
		return err;
	amount = json_at(payload, "amount");
	if (amount && amount->type == JSON_OBJECT)
		amount = json_at(amount, "amount");
	if (!amount || amount->type != JSON_NUMBER || str_to_i64(amount->text, 0, INT64_MAX, &s.total))
		return err_fail(ERR_INVALID, "the payload of a refund has no amount");
	tax = money_of(0, f->story.order.total.currency);
	if (f->story.order.placed_total.minor) {
		struct quote_tax *t = f->story.order.taxes.items;
		int64_t all = 0;
		for (size_t i = 0; i < f->story.order.taxes.count; i++)
			all += t[i].amount;
		if ((err = money_ratio(money_of(s.total, tax.currency), all, f->story.order.placed_total.minor, MONEY_HALF_UP, &tax)))
			return err;
	}
	s.tax = tax.minor;
	f->args = arena_array(f->e->arena, struct db_arg, ARGS);
	add(f, NULL, 1, &s);
	return OK;
}

static enum err
write_rows(struct db *db, void *payload)
{
	const struct facts *f = payload;

	return db_bulk(db, &queries[INSERT], f->args, ARGS, f->rows, NULL);
}

enum err
sales_fact_event(const struct order_env *e, const struct outbox_event *event)
{
	struct facts f = { .e = e, .event = event };
	enum err err;

	for (size_t i = 0; i < COUNT(kinds); i++)
		if (str_eq_z(event->type, kinds[i].type))
			f.kind = kinds[i].kind;
	if (!f.kind)
		return OK;
	err = str_eq(event->type, STR("order.refunded")) ? credit_facts(&f) : strcmp(f.kind, "refunded") == 0 ? refund_facts(&f) : order_facts(&f);
	if (err)
		return err == ERR_NOT_FOUND ? ERR_INVALID : err;
	/* All rows of an event are written together: one that is there says that it was handled before. */
	err = db_transaction(e->db, write_rows, &f);
	if (err != ERR_CONFLICT)
		return err;
	err_clear();
	return OK;
}
