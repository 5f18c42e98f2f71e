/* order_credit.c - what a paid order is worth less than its invoice says.  See order_credit.h. */
#include "lib/shop/order_credit.h"
#include "lib/shop/order_parts.h"
#include "lib/io/json_tree.h"
#include "lib/shop/ledger.h"
#include "lib/shop/outbox.h"
#include "lib/shop/outbox_work.h"
#include "lib/shop/payment_parts.h"

#define CREDITS_MAX 1000

const struct shape_enum credit_kinds[] = { { "cancel", CREDIT_CANCEL }, { "lines", CREDIT_LINES },
	{ "amount", CREDIT_AMOUNT }, { NULL, 0 } };

static const struct shape_field fields[] = {
	SHAPE_I64(struct credit, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I64(struct credit, order_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct credit, public_id, 1, 28, .doc = "id"),
	SHAPE_ENUM(struct credit, kind, credit_kinds, .doc = "what it was decided for"),
	SHAPE_STR(struct credit, cause, 1, 64, .doc = "once per order"),
	SHAPE_MONEY(struct credit, worth, .doc = "of the pieces"),
	SHAPE_MONEY(struct credit, amount, .doc = "that is credited"),
	SHAPE_MONEY(struct credit, tax, .doc = "in the amount"),
	SHAPE_I64(struct credit, warehouse_id, 0, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct credit, warehouse, 0, 190, .doc = "where the goods went back to"),
	SHAPE_STR(struct credit, reason, 0, 500, .doc = "in words"),
	SHAPE_STR(struct credit, actor_kind, 1, 16, .doc = "who decided: kind"),
	SHAPE_STR(struct credit, actor, 0, 28, .doc = "who decided"),
	SHAPE_TIME(struct credit, created_at, .doc = "when"),
};
const struct shape credit_shape = SHAPE(struct credit, fields, "What a paid order is worth less.");

#define FIGURE(m) SHAPE_I64(struct credit_line, m, INT64_MIN, INT64_MAX)
static const struct shape_field line_fields[] = { FIGURE(credit_id), FIGURE(order_line_id), FIGURE(quantity),
	FIGURE(restocked), FIGURE(worth), FIGURE(amount), FIGURE(tax), FIGURE(amount_before), FIGURE(tax_before) };
static const struct shape line_shape = SHAPE(struct credit_line, line_fields, "A part of a credit.");

struct sum_row {
	int64_t n;
};
static const struct shape_field sum_fields[] = { SHAPE_I64(struct sum_row, n, 0, INT64_MAX) };
static const struct shape sum_shape = SHAPE(struct sum_row, sum_fields, "A sum.");

#define COLUMNS \
	"SELECT c.id, c.order_id, c.public_id, c.kind, c.cause, c.worth AS worth_minor, o.currency AS worth_currency, c.amount AS amount_minor," \
	" o.currency AS amount_currency, c.tax AS tax_minor, o.currency AS tax_currency, COALESCE(c.warehouse_id, 0) AS warehouse_id," \
	" (SELECT w.name FROM warehouse w WHERE w.id = c.warehouse_id) AS warehouse, c.reason, c.actor_kind, c.actor, c.created_at" \
	" FROM sales_order_credit c JOIN sales_order o ON o.id = c.order_id WHERE c.order_id = ?"

enum { LIST, BY_NAME, LINES };
static const struct db_query reads[] = {
	[LIST] = { "credit_list", "i", &credit_shape, COLUMNS " ORDER BY c.id LIMIT 1001" },
	[BY_NAME] = { "credit_by_name", "iss", &credit_shape, COLUMNS " AND (c.public_id = ? OR c.cause = ?)" },
	[LINES] = { "credit_lines", "i", &line_shape,
	    "SELECT l.credit_id, l.order_line_id, l.quantity, l.restocked, l.worth, l.amount, l.tax, l.amount_before, l.tax_before"
	    " FROM sales_order_credit c JOIN sales_order_credit_line l ON l.credit_id = c.id LEFT JOIN sales_order_line o ON o.id = l.order_line_id"
	    " WHERE c.order_id = ? ORDER BY c.id, l.order_line_id = 0, o.position" },
};
const struct db_module order_credit_sql = { "order_credit", reads, COUNT(reads) };

enum { ADD, ADD_LINE, TAKE, FIT, ON_THE_WAY };
static const struct db_query queries[] = {
	[ADD] = { "credit_add", "sissiiiisss", NULL,
	    "INSERT INTO sales_order_credit (public_id, order_id, kind, cause, worth, amount, tax, warehouse_id, reason, actor_kind, actor)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, NULLIF(?, 0), ?, ?, ?)" },
	[ADD_LINE] = { "credit_add_line", "iiiiiiiii", NULL,
	    "INSERT INTO sales_order_credit_line (credit_id, order_line_id, quantity, restocked, worth, amount, tax,"
	    " amount_before, tax_before) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)" },
	/* Pieces that were sent, once each; a sum moves none. */
	[TAKE] = { "credit_take", "iiiiii", NULL,
	    "UPDATE sales_order_line SET refunded = refunded + ?, credited = credited + ?, credited_tax = credited_tax + ?"
	    " WHERE id = ? AND order_id = ? AND refunded + ? <= shipped" },
	[FIT] = { "credit_fit", "iiii", NULL,
	    "UPDATE sales_order_line SET credited = ?, credited_tax = ? WHERE id = ? AND order_id = ?" },
	/* Decided and not back yet: also what the gateway refused, which somebody has to see to. */
	[ON_THE_WAY] = { "credit_on_the_way", "i", &sum_shape,
	    "SELECT CAST(COALESCE(SUM(amount), 0) AS SIGNED) AS n FROM refund WHERE order_id = ? AND state <> 'done'" },
};
const struct db_module order_credit_write_sql = { "order_credit_write", queries, COUNT(queries) };

/* ---- rooms ---- */

struct credit_room
order_line_room(const struct order *o, const struct order_line *l)
{
	const struct order_share left = order_line_left(o, l);

	return (struct credit_room){ left.total - l->credited.minor, left.tax - l->credited_tax.minor,
		l->total.minor - left.total + l->credited.minor, l->tax.minor - left.tax + l->credited_tax.minor };
}

/* What the order has beyond its lines; as long as anything is delivered, none of it was cancelled. */
struct credit_room
order_delivery_room(const struct order *o, const struct list *lines)
{
	const struct order_line *l = lines->items;
	struct credit_room room = { o->total.minor - o->credited.minor, o->tax.minor - o->credited_tax.minor,
		o->credited.minor, o->credited_tax.minor };

	for (size_t i = 0; i < lines->count; i++) {
		const struct credit_room line = order_line_room(o, &l[i]);
		room.amount -= line.amount;
		room.tax -= line.tax;
		room.amount_before -= l[i].credited.minor;
		room.tax_before -= l[i].credited_tax.minor;
	}
	return room;
}

int64_t
credit_tax(const struct credit_room *room, int64_t amount, int64_t worth, int64_t tax)
{
	if (amount >= room->amount)
		return room->tax;
	if (tax < 0 || amount != worth || tax > room->tax)
		tax = line_share(room->tax, room->amount, 0, amount);
	/* Never more tax than money is left. */
	return MAX(tax, room->tax - (room->amount - amount));
}

void
credit_line_fill(
    struct credit_line *l, const struct credit_room *room, int64_t worth, int64_t worth_tax, int64_t amount)
{
	l->worth = worth;
	l->amount = amount;
	l->tax = credit_tax(room, amount, worth, worth_tax);
	l->amount_before = room->amount_before;
	l->tax_before = room->tax_before;
}

void
credit_fit(int64_t total, int64_t total_tax, int64_t *credited, int64_t *tax)
{
	if (*credited >= total) {
		*credited = total;
		*tax = total_tax;
	} else {
		*tax = MAX(MIN(*tax, total_tax), total_tax - (total - *credited));
	}
}

/* ---- writing ---- */

static const struct order_line *
line_of(const struct list *lines, int64_t id)
{
	const struct order_line *l = lines->items;

	for (size_t i = 0; i < lines->count; i++)
		if (l[i].id == id)
			return &l[i];
	return NULL;
}

/* The books: what is credited is no revenue, and is not owed by the buyer. */
static enum err
book(
    const struct order_env *e, const struct order *o, struct str source, int64_t net, int64_t shipping_net, int64_t tax)
{
	const struct ledger_posting postings[] = { { "receivable", -(net + shipping_net + tax) }, { "revenue", net },
		{ "shipping", shipping_net }, { "tax", tax } };

	if (!net && !shipping_net && !tax)
		return OK;
	return ledger_add(e->db, "credit", source, o->id, 0, o->total.currency, postings, COUNT(postings));
}

static enum err
store(const struct order_env *e, const struct order *o, struct credit *c)
{
	enum { ARGS = 9 };
	struct credit_line *l = c->lines.items;
	struct db_arg *rows = arena_array(e->arena, struct db_arg, c->lines.count * ARGS + 1);
	struct db_done done;
	char id[32];
	enum err err;

	c->worth = c->amount = c->tax = money_of(0, o->total.currency);
	for (size_t i = 0; i < c->lines.count; i++) {
		c->worth.minor += l[i].worth;
		c->amount.minor += l[i].amount;
		c->tax.minor += l[i].tax;
	}
	public_id(id, "crd");
	c->public_id = str_dup(e->arena, str_of(id));
	c->order_id = o->id;
	const struct db_arg args[] = { db_str(c->public_id), db_i64(o->id), db_str(str_of(credit_kinds[c->kind].name)),
		db_str(c->cause), db_i64(c->worth.minor), db_i64(c->amount.minor), db_i64(c->tax.minor),
		db_i64(c->warehouse_id), db_str(str_is_empty(c->reason) ? STR_ABSENT : c->reason),
		db_str(str_of(e->who->actor)), db_str(e->who->id) };
	if ((err = db_exec(e->db, &queries[ADD], args, COUNT(args), &done)))
		return err;
	c->id = done.insert_id;
	for (size_t i = 0; i < c->lines.count; i++) {
		const struct db_arg one[ARGS] = { db_i64(c->id), db_i64(l[i].order_line_id), db_i64(l[i].quantity),
			db_i64(l[i].restocked), db_i64(l[i].worth), db_i64(l[i].amount), db_i64(l[i].tax),
			db_i64(l[i].amount_before), db_i64(l[i].tax_before) };
		memcpy(rows + i * ARGS, one, sizeof(one));
	}
	return db_bulk(e->db, &queries[ADD_LINE], rows, ARGS, c->lines.count, NULL);
}

/* The lines' own figures, in one statement that has the condition in it. */
static enum err
take(const struct order_env *e, const struct order *o, const struct credit *c)
{
	enum { ARGS = 6 };
	const struct credit_line *l = c->lines.items;
	struct db_arg *rows = arena_array(e->arena, struct db_arg, c->lines.count * ARGS + 1);
	struct db_done done = { 0 };
	size_t n = 0;
	enum err err;

	for (size_t i = 0; i < c->lines.count; i++) {
		const struct db_arg one[ARGS] = { db_i64(l[i].quantity), db_i64(l[i].amount), db_i64(l[i].tax),
			db_i64(l[i].order_line_id), db_i64(o->id), db_i64(l[i].quantity) };
		if (l[i].order_line_id && (l[i].quantity || l[i].amount || l[i].tax))
			memcpy(rows + n++ * ARGS, one, sizeof(one));
	}
	err = db_bulk(e->db, &queries[TAKE], rows, ARGS, n, &done);
	if (!err && n && done.affected != (int64_t)n)
		return err_fail(ERR_CONFLICT, "order %.*s has not so many pieces to refund", STR_ARG(o->number));
	return err;
}

/* After a cancellation: what the lines still have been credited, see credit_fit(). */
static enum err
fit(const struct order_env *e, const struct order *o, const struct list *order_lines)
{
	enum { ARGS = 4 };
	const struct order_line *l = order_lines->items;
	struct db_arg *rows = arena_array(e->arena, struct db_arg, order_lines->count * ARGS + 1);
	size_t n = 0;

	for (size_t i = 0; i < order_lines->count; i++) {
		const struct db_arg one[ARGS] = { db_i64(l[i].credited.minor), db_i64(l[i].credited_tax.minor),
			db_i64(l[i].id), db_i64(o->id) };
		memcpy(rows + n++ * ARGS, one, sizeof(one));
	}
	return db_bulk(e->db, &queries[FIT], rows, ARGS, n, NULL);
}

/* No line goes below nothing, whoever computed the amounts. */
static enum err
check_rooms(const struct order *o, const struct list *order_lines, const struct credit *c)
{
	const struct credit_line *l = c->lines.items;

	for (size_t i = 0; i < c->lines.count; i++) {
		const struct order_line *line = line_of(order_lines, l[i].order_line_id);
		const struct credit_room room = line ? order_line_room(o, line) : order_delivery_room(o, order_lines);
		if (l[i].amount < 0 || l[i].amount > room.amount || l[i].tax > room.tax)
			return err_fail(ERR_CONFLICT, "of a line of order %.*s only %lld can be credited",
			    STR_ARG(o->number), (long long)room.amount);
	}
	return OK;
}

enum err
credit_add(const struct order_env *e, struct order *o, const struct list *order_lines, struct credit *c)
{
	const struct credit_line *l = c->lines.items;
	bool is_cancel = c->kind == CREDIT_CANCEL;
	int64_t net = 0, shipping_net = 0, tax = 0;
	enum err err;

	if ((err = is_cancel ? OK : check_rooms(o, order_lines, c)) || (err = store(e, o, c)))
		return err;
	for (size_t i = 0; i < c->lines.count; i++) {
		/* The whole worth of cancelled pieces is in the books as reversed: what had been credited of it before
		 * comes out again. */
		int64_t part = l[i].amount - (is_cancel ? l[i].worth : 0),
			part_tax = l[i].tax - (is_cancel ? l[i].worth_tax : 0);
		*(l[i].order_line_id ? &net : &shipping_net) += part - part_tax;
		tax += part_tax;
	}
	if (!is_cancel) {
		o->credited.minor += c->amount.minor;
		o->credited_tax.minor += c->tax.minor;
		o->charge = (int)order_charge_of(o);
	}
	if ((err = !is_cancel ? take(e, o, c) : net || shipping_net || tax ? fit(e, o, order_lines) : OK))
		return err;
	return book(e, o, str_printf(e->arena, "credit:%.*s", STR_ARG(c->public_id)), net, shipping_net, tax);
}

/* ---- a sum ---- */

/* Over the lines and the delivery, by what is due of them. */
static enum err
spread(const struct order_env *e, const struct order *o, const struct list *lines, struct credit *c, int64_t amount)
{
	const struct order_line *l = lines->items;
	size_t n = lines->count + 1;
	struct credit_line *out = arena_array(e->arena, struct credit_line, n);
	struct credit_room *rooms = arena_array(e->arena, struct credit_room, n);
	struct money *parts = arena_array(e->arena, struct money, n);
	int64_t *weights = arena_array(e->arena, int64_t, n);
	enum err err;

	for (size_t i = 0; i < n; i++) {
		rooms[i] = i < lines->count ? order_line_room(o, &l[i]) : order_delivery_room(o, lines);
		weights[i] = MAX(rooms[i].amount, 0);
	}
	if ((err = money_split(money_of(amount, o->total.currency), weights, n, parts)))
		return err;
	c->lines = (struct list){ out, 0 };
	for (size_t i = 0; i < n; i++)
		if (parts[i].minor) {
			struct credit_line *one = &out[c->lines.count++];
			*one = (struct credit_line){ .order_line_id = i < lines->count ? l[i].id : 0 };
			credit_line_fill(one, &rooms[i], parts[i].minor, -1, parts[i].minor);
		}
	return OK;
}

enum err
credit_sum(const struct order_env *e, struct order *o, int64_t amount, struct str cause, struct str reason)
{
	struct credit c = { .kind = CREDIT_AMOUNT, .cause = cause, .reason = reason };
	int64_t due = o->total.minor - o->credited.minor, beyond;
	struct sum_row away;
	struct list lines;
	enum err err;

	if (time_is_absent(o->paid_at) || due <= 0)
		return OK;
	if ((err = db_row(e->db, &queries[ON_THE_WAY], (const struct db_arg[]){ db_i64(o->id) }, 1, e->arena, &away)))
		return err;
	/* Money that was never due goes back first, and credits nothing. */
	beyond = MAX(o->charged.minor - o->refunded.minor - away.n - due, 0);
	amount = MIN(amount - beyond, due);
	if (amount <= 0)
		return OK;
	if ((err = order_lines(e->db, e->arena, o->id, &lines)) || (err = spread(e, o, &lines, &c, amount)) ||
	    (err = credit_add(e, o, &lines, &c)) || (err = order_store(e->db, o)))
		return err;
	return outbox_add(
	    e->db, "order.refunded", o->public_id, order_payload(e->arena, o, NULL, credit_payload(e->arena, &c)));
}

struct str
credit_payload(struct arena *a, const struct credit *c)
{
	return str_printf(a, ",\"credit\":\"%.*s\",\"amount\":%lld", STR_ARG(c->public_id), (long long)c->amount.minor);
}

/* ---- reading ---- */

static enum err
fill_lines(struct db *db, struct arena *a, int64_t order_id, struct credit *credits, size_t count)
{
	struct list rows;
	struct credit_line *l;
	enum err err = db_rows(
	    db, &reads[LINES], (const struct db_arg[]){ db_i64(order_id) }, 1, a, CREDITS_MAX * ORDER_LINES_MAX, &rows);

	l = err ? NULL : rows.items;
	for (size_t i = 0; !err && i < rows.count; i++)
		for (size_t k = 0; k < count; k++)
			if (credits[k].id == l[i].credit_id) {
				if (!credits[k].lines.count)
					credits[k].lines.items = &l[i];
				credits[k].lines.count++; /* they come together */
			}
	return err;
}

enum err
credit_list(struct db *db, struct arena *a, int64_t order_id, struct list *out)
{
	enum err err = db_rows(db, &reads[LIST], (const struct db_arg[]){ db_i64(order_id) }, 1, a, CREDITS_MAX, out);

	return err || !out->count ? err : fill_lines(db, a, order_id, out->items, out->count);
}

enum err
credit_get(struct db *db, struct arena *a, int64_t order_id, struct str name, struct credit *out)
{
	const struct db_arg args[] = { db_i64(order_id), db_str(name), db_str(name) };
	enum err err = db_row(db, &reads[BY_NAME], args, COUNT(args), a, out);

	out->lines = (struct list){ 0 };
	return err ? err : fill_lines(db, a, order_id, out, 1);
}

enum err
credit_of_event(
    struct db *db, struct arena *a, const struct order *o, const struct outbox_event *event, struct credit *out)
{
	const struct json_node *payload, *version;
	struct str name;
	enum err err = json_tree(a, event->payload, &payload);

	if (err)
		return err;
	name = json_text(payload, "credit");
	version = json_at(payload, "version");
	if (str_is_absent(name) && version && version->type == JSON_NUMBER)
		name = str_printf(a, "cut:%.*s", STR_ARG(version->text));
	return str_is_absent(name) ? err_fail(ERR_NOT_FOUND, "the event names no credit")
				   : credit_get(db, a, o->id, name, out);
}
