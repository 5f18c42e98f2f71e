/* invoice_issue.c - documents get their number and are stored: once per cause.  See invoice.h. */
#include "lib/io/json.h"
#include "lib/shop/invoice_parts.h"
#include "lib/shop/outbox.h"

enum { TAXES, KNOWN, INVOICE_NUMBER, COUNTER, COUNT_ON, INSERT };

static const struct shape_field tax_fields[] = {
	SHAPE_I64(struct part_tax, order_line_id, 0, INT64_MAX),
	SHAPE_STR(struct part_tax, name, 0, 100),
	SHAPE_I64(struct part_tax, rate_e6, 0, INT64_MAX),
	SHAPE_I64(struct part_tax, base, INT64_MIN, INT64_MAX),
	SHAPE_I64(struct part_tax, amount, INT64_MIN, INT64_MAX),
};
static const struct shape tax_shape = SHAPE(struct part_tax, tax_fields, "A tax of a part of an order.");
struct text_row {
	struct str text;
};
static const struct shape_field text_fields[] = { SHAPE_STR(struct text_row, text, 0, 500) };
static const struct shape text_shape = SHAPE(struct text_row, text_fields, "A text.");
struct counter_row {
	struct str prefix;
	int64_t next;
};
static const struct shape_field counter_fields[] = { SHAPE_STR(struct counter_row, prefix, 0, 16),
	SHAPE_I64(struct counter_row, next, 1, INT64_MAX) };
static const struct shape counter_shape = SHAPE(struct counter_row, counter_fields, "A series of numbers.");

static const struct db_query queries[] = {
	[TAXES] = { "invoice_taxes", "i", &tax_shape,
	    "SELECT order_line_id, name, rate_e6, base, amount FROM sales_order_tax WHERE order_id = ? ORDER BY order_line_id, position" },
	[KNOWN] = { "invoice_known", "iss", &text_shape,
	    "SELECT number AS text FROM invoice WHERE order_id = ? AND kind = ? AND cause = ?" },
	[INVOICE_NUMBER] = { "invoice_number", "i", &text_shape,
	    "SELECT number AS text FROM invoice WHERE order_id = ? AND kind = 'invoice' AND cause = 'order'" },
	[COUNTER] = { "invoice_counter", "s", &counter_shape,
	    "SELECT prefix, next FROM number_series WHERE code = ? FOR UPDATE" },
	[COUNT_ON] = { "invoice_count_on", "s", NULL, "UPDATE number_series SET next = next + 1 WHERE code = ?" },
	[INSERT] = { "invoice_insert", "sisstsiiss", NULL,
	    "INSERT INTO invoice (public_id, order_id, kind, cause, issued_at, currency, tax, total, number, document) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" },
};
const struct db_module invoice_write_sql = { "invoice_write", queries, COUNT(queries) };

struct issuing {
	struct making making;
	struct str cause;
};

static enum err
known(const struct issuing *i, bool *is_known)
{
	const struct making *m = &i->making;
	const struct db_arg args[] = { db_i64(m->order->id), db_str(str_of(invoice_kinds[m->document.kind].name)),
		db_str(i->cause) };
	struct text_row row;
	enum err err = db_row(m->e->db, &queries[KNOWN], args, COUNT(args), m->e->arena, &row);

	*is_known = !err;
	if (err != ERR_NOT_FOUND)
		return err;
	err_clear();
	return OK;
}

static enum err
tell(const struct issuing *i, struct str id)
{
	const struct making *m = &i->making;
	const struct invoice_document *d = &m->document;
	const char *type = d->kind == INVOICE_INVOICE ? "invoice.issued" : "credit_note.issued";
	struct str payload = str_printf(m->e->arena,
	    "{\"order\":\"%.*s\",\"number\":\"%.*s\",\"invoice\":\"%.*s\",\"invoice_number\":\"%.*s\",\"total\":{\"amount\":%lld,\"currency\":\"%s\"}}",
	    STR_ARG(m->order->public_id), STR_ARG(m->order->number), STR_ARG(id), STR_ARG(d->number),
	    (long long)d->total.minor, d->total.currency);
	struct str details =
	    str_printf(m->e->arena, "{\"invoice\":\"%.*s\",\"number\":\"%.*s\"}", STR_ARG(id), STR_ARG(d->number));
	enum err err = order_note(
	    m->e->db, m->e->who, m->order->id, d->kind == INVOICE_INVOICE ? "invoiced" : "credited", true, details);

	return err ? err : outbox_add(m->e->db, type, m->order->public_id, payload);
}

/* The counter's row is locked until this is committed: whoever comes next gets the next number, or this one if it is
 * rolled back. */
static enum err
store(struct db *db, void *payload)
{
	struct issuing *i = payload;
	struct making *m = &i->making;
	struct invoice_document *d = &m->document;
	const struct db_arg series[] = { db_str(str_of(invoice_kinds[d->kind].name)) };
	struct counter_row counter;
	struct buf json;
	char id[32];
	bool is_known;
	enum err err;

	if ((err = db_row(db, &queries[COUNTER], series, COUNT(series), m->e->arena, &counter)) ||
	    (err = known(i, &is_known)) || is_known)
		return err;
	d->number = str_printf(m->e->arena, "%.*s%06lld", STR_ARG(counter.prefix), (long long)counter.next);
	buf_in_arena(&json, m->e->arena, BUF_REPLY);
	json_write(&json, &invoice_document_shape, d, UINT64_MAX);
	public_id(id, "inv");
	const struct db_arg args[] = { db_str(str_of(id)), db_i64(m->order->id),
		db_str(str_of(invoice_kinds[d->kind].name)), db_str(i->cause), db_time(d->issued_on),
		db_str(str_of(d->total.currency)), db_i64(d->tax.minor), db_i64(d->total.minor), db_str(d->number),
		db_str(buf_view(&json)) };
	if ((err = db_exec(db, &queries[INSERT], args, COUNT(args), NULL)) ||
	    (err = db_exec(db, &queries[COUNT_ON], series, COUNT(series), NULL)))
		return err;
	return tell(i, str_of(arena_strdup(m->e->arena, id)));
}

static enum err
issue(struct issuing *i)
{
	struct invoice_document *d = &i->making.document;

	d->net = money_of(d->total.minor - d->tax.minor, d->total.currency);
	return d->total.minor ? db_transaction(i->making.e->db, store, i) : OK;
}

static enum err
load_taxes(struct issuing *i, const struct order_env *e, int64_t order_id)
{
	return db_rows(e->db, &queries[TAXES], (const struct db_arg[]){ db_i64(order_id) }, 1, e->arena,
	    ORDER_LINES_MAX * 10, &i->making.taxes);
}

/* ---- events ---- */

/* Everything that was not cancelled when it was paid. */
static enum err
invoice_paid(const struct order_env *e, const struct story *s)
{
	struct issuing i = { .cause = STR("order") };
	enum err err;

	if ((err = load_taxes(&i, e, s->order.id)) || (err = invoice_begin(&i.making, e, &s->order, INVOICE_INVOICE)))
		return err;
	for (size_t k = 0; k < s->order.lines.count; k++)
		if (s->lines[k].line->quantity > s->lines[k].cancelled)
			invoice_add_line(&i.making, s->lines[k].line, s->lines[k].cancelled,
			    s->lines[k].line->quantity - s->lines[k].cancelled);
	invoice_add_delivery(&i.making);
	return issue(&i);
}

static enum err
has_invoice(const struct order_env *e, int64_t order_id, struct str *number)
{
	struct text_row row;
	enum err err =
	    db_row(e->db, &queries[INVOICE_NUMBER], (const struct db_arg[]){ db_i64(order_id) }, 1, e->arena, &row);

	*number = err ? STR_ABSENT : row.text;
	if (err != ERR_NOT_FOUND)
		return err;
	err_clear();
	return OK;
}

/* What was invoiced and is not to be paid after all. */
static enum err
credit_note(const struct order_env *e, const struct order *o, const struct outbox_event *event)
{
	struct issuing i = { 0 };
	struct credit credit;
	struct str number;
	enum err err = credit_of_event(e->db, e->arena, o, event, &credit);

	if (err == ERR_NOT_FOUND) { /* cancelled before it was paid */
		err_clear();
		return OK;
	}
	if (err || (err = has_invoice(e, o->id, &number)) || str_is_absent(number))
		return err;
	i.cause = credit.kind == CREDIT_CANCEL ? credit.cause : credit.public_id;
	if ((err = load_taxes(&i, e, o->id)) || (err = invoice_begin(&i.making, e, o, INVOICE_CREDIT_NOTE)))
		return err;
	i.making.document.reference = number;
	invoice_add_credit(&i.making, &credit);
	return issue(&i);
}

enum err
invoice_event(const struct order_env *e, const struct outbox_event *event)
{
	struct story story;
	enum err err;

	err = order_story(e->db, e->arena, event, &story);
	if (err)
		return err == ERR_NOT_FOUND ? ERR_INVALID : err;
	if (str_eq(event->type, STR("order.paid")))
		return invoice_paid(e, &story);
	return str_eq(event->type, STR("order.cancelled")) || str_eq(event->type, STR("order.refunded"))
	    ? credit_note(e, &story.order, event)
	    : OK;
}
