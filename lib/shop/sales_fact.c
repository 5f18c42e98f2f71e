/* sales_fact.c - see sales_fact.h. */
#include "lib/shop/sales_fact.h"
#include "lib/io/json_tree.h"
#include "lib/shop/order_credit.h"
#include "lib/shop/order_story.h"

enum { INSERT, INSERT_WHOLE, DELIVERY_TAX, REFUND_CAUSE };

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

#define WHOLE_HEAD(line) "b.public_id, " line ", j.kind, DATE(b.at), b.at, o.id"
#define WHOLE_COUNTRY \
	"(SELECT a.country FROM sales_order_address a WHERE a.order_id = o.id AND a.country <> '' ORDER BY a.kind LIMIT 1)"
#define WHOLE_ORDERS \
	"JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$[0]', kind VARCHAR(10) CHARACTER SET ascii PATH '$[1]')) j" \
	" STRAIGHT_JOIN outbox b FORCE INDEX (PRIMARY) ON b.id = j.id STRAIGHT_JOIN sales_order o FORCE INDEX (sales_order_public_id) ON o.public_id = b.object"
#define WHOLE_GOODS "(SELECT SUM(g.total) FROM sales_order_line g WHERE g.order_id = o.id)"
#define WHOLE_TAX \
	"(SELECT COALESCE(SUM(t.amount), 0) FROM sales_order_tax t WHERE t.order_id = o.id AND t.order_line_id = 0)"
static const struct db_query queries[] = {
	[REFUND_CAUSE] = { "sales_fact_refund_cause", "s", &text_shape,
	    "SELECT cause AS text FROM refund WHERE public_id = ?" },
	[INSERT] = { "sales_fact_insert", "sisttiiisisiii", NULL,
	    "INSERT INTO sales_fact (event_id, line, kind, on_date, at, order_id, product_id, variant_id, country, quantity, currency, net, tax, discount)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" },
	/* What order.placed says, and order.paid of an order of which nothing was cancelled by then: the lines as they
	 * are stored, and the delivery. */
	[INSERT_WHOLE] = { "sales_fact_insert_whole", "ss", NULL,
	    "INSERT INTO sales_fact (event_id, line, kind, on_date, at, order_id, product_id, variant_id, country, quantity, currency, net, tax, discount)"
	    " SELECT " WHOLE_HEAD(
		"l.position") ", l.product_id, l.variant_id, " WHOLE_COUNTRY
			      ", l.quantity, o.currency, l.total - l.tax, l.tax,"
			      " l.subtotal + IF(o.prices_with_tax, 0, l.tax) - l.total FROM " WHOLE_ORDERS
			      " STRAIGHT_JOIN sales_order_line l FORCE INDEX (sales_order_line_position) ON l.order_id = o.id"
			      " UNION ALL SELECT " WHOLE_HEAD("0") ", NULL, NULL, " WHOLE_COUNTRY ", 1, o.currency,"
								   " o.placed_total - " WHOLE_GOODS " - " WHOLE_TAX
								   ", " WHOLE_TAX ", 0 FROM " WHOLE_ORDERS
								   " WHERE o.placed_total <> " WHOLE_GOODS },
	[DELIVERY_TAX] = { "sales_fact_delivery_tax", "i", &sum_shape,
	    "SELECT CAST(COALESCE(SUM(amount), 0) AS SIGNED) AS n FROM sales_order_tax WHERE order_id = ? AND order_line_id = 0" },
};
const struct db_module sales_fact_sql = { "sales_fact", queries, COUNT(queries) };

static const struct {
	const char *type, *kind;
} kinds[] = { { "order.placed", "ordered" }, { "order.paid", "paid" }, { "order.cancelled", "cancelled" },
	{ "order.expired", "cancelled" }, { "order.shipped", "shipped" }, { "order.delivered", "delivered" },
	{ "order.refunded", "refunded" }, { "refund.done", "refunded" } };

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
	const struct db_arg one[ARGS] = { db_str(f->event->public_id), db_i64(l ? l->position : 0),
		db_str(str_of(f->kind)), db_time(f->event->at), db_time(f->event->at), db_i64(o->id),
		l ? db_i64(l->product_id) : db_null('i'), l ? db_i64(l->variant_id) : db_null('i'),
		db_str(str_is_empty(country) ? STR_ABSENT : country), db_i64(quantity),
		db_str(str_of(o->total.currency)), db_i64(s->total - s->tax), db_i64(s->tax), db_i64(s->discount) };

	memcpy(f->args + f->rows++ * ARGS, one, sizeof(one));
}

/* Which of a line's pieces the event is about: they join those of the events before, so that all events of a line sum
 * to the line. */
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
	return str_starts(cause, STR("lines:")) || str_starts(cause, STR("staff:")) ||
	    str_starts(cause, STR("gateway:"));
}

/* The whole of a refund for cancelled pieces, or of money that never was due; its tax in proportion to the order's. */
static enum err
refund_facts(struct facts *f)
{
	const struct json_node *payload, *amount;
	struct order_share s = { 0 };
	struct text_row cause = { 0 };
	struct money tax;
	enum err err = json_tree(f->e->arena, f->event->payload, &payload);

	if (!err)
		err = db_row(f->e->db, &queries[REFUND_CAUSE],
		    (const struct db_arg[]){ db_str(json_text(payload, "refund")) }, 1, f->e->arena, &cause);
	if (err || is_of_credit(cause.text) ||
	    (err = order_get(f->e->db, f->e->arena, json_text(payload, "order"), &f->story.order)))
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
		if ((err = money_ratio(
			 money_of(s.total, tax.currency), all, f->story.order.placed_total.minor, MONEY_HALF_UP, &tax)))
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

static const char *
kind_of(const struct outbox_event *event)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (str_eq_z(event->type, kinds[i].type))
			return kinds[i].kind;
	return NULL;
}

/* About all pieces of all lines, and the delivery? */
static enum err
is_whole(struct arena *a, const struct outbox_event *event, const char *kind, bool *out)
{
	const struct json_node *payload, *lines;
	enum err err;

	if ((*out = strcmp(kind, "ordered") == 0) || strcmp(kind, "paid") != 0)
		return OK;
	if ((err = json_tree(a, event->payload, &payload)))
		return err;
	*out = (lines = json_at(payload, "lines")) != NULL;
	for (const struct json_node *l = lines ? lines->first : NULL; l; l = l->next) {
		const struct json_node *cancelled = json_at(l, "cancelled");
		*out = *out && cancelled && str_eq(cancelled->text, STR("0"));
	}
	return OK;
}

enum err
sales_fact_events(const struct order_env *e, const struct outbox_event *events, size_t count)
{
	struct db_arg args[2];
	struct db_done done;
	struct buf b;
	size_t n = 0;
	enum err err = OK;

	buf_in_arena(&b, e->arena, BUF_REPLY);
	for (size_t i = 0; i < count && !err; i++) {
		const char *kind = kind_of(&events[i]);
		bool whole = false;
		if (!kind || (err = is_whole(e->arena, &events[i], kind, &whole)))
			continue;
		if (whole)
			buf_printf(&b, "%s[%lld,\"%s\"]", n++ ? "," : "[", (long long)events[i].event_id, kind);
		else
			err = sales_fact_event(e, &events[i]);
	}
	if (err || !n)
		return err;
	buf_char(&b, ']');
	args[0] = args[1] = db_str(buf_view(&b));
	err = db_exec(e->db, &queries[INSERT_WHOLE], args, COUNT(args), &done);
	return err || done.affected >= (int64_t)n
	    ? err
	    : err_fail(ERR_NOT_FOUND, "one of %zu events is of an order that is gone", n);
}

enum err
sales_fact_event(const struct order_env *e, const struct outbox_event *event)
{
	struct facts f = { .e = e, .event = event, .kind = kind_of(event) };
	enum err err;

	if (!f.kind)
		return OK;
	err = str_eq(event->type, STR("order.refunded")) ? credit_facts(&f)
	    : strcmp(f.kind, "refunded") == 0            ? refund_facts(&f)
							 : order_facts(&f);
	if (err)
		return err == ERR_NOT_FOUND ? ERR_INVALID : err;
	/* All rows of an event are written together: one that is there says that it was handled before. */
	err = db_transaction(e->db, write_rows, &f);
	if (err != ERR_CONFLICT)
		return err;
	err_clear();
	return OK;
}
