/* order_verify.c - see order_verify.h. */
#include "lib/shop/order_verify.h"
#include "lib/shop/order_parts.h"

#define DIFFERENCES_MAX 1000

enum { LINES, MONEY, CREDITED, RESERVED, HELD, LATE, UNBILLED, UNCREDITED, GAPS };

/* A line with what is needed of its order; lines of an order come together. */
struct line_row {
	int64_t order_id;
	struct str number;
	int fulfilment, charge, authorisation;
	bool prices_with_tax, is_paid;
	int64_t o_subtotal, o_discount, o_shipping, o_tax, o_total, placed_total, authorised, charged, refunded,
	    credited, delivery_tax;
	int64_t quantity, cancelled, shipped, delivered, subtotal, discount, tax, total;
	bool requires_shipping;
};
#define NUMBER(m) SHAPE_I64(struct line_row, m, INT64_MIN, INT64_MAX)
static const struct shape_field line_fields[] = {
	NUMBER(order_id),
	SHAPE_STR(struct line_row, number, 1, 16),
	SHAPE_ENUM(struct line_row, fulfilment, order_fulfilments),
	SHAPE_ENUM(struct line_row, charge, order_charges),
	SHAPE_ENUM(struct line_row, authorisation, order_authorisations),
	SHAPE_BOOL(struct line_row, prices_with_tax),
	SHAPE_BOOL(struct line_row, is_paid),
	NUMBER(o_subtotal),
	NUMBER(o_discount),
	NUMBER(o_shipping),
	NUMBER(o_tax),
	NUMBER(o_total),
	NUMBER(placed_total),
	NUMBER(authorised),
	NUMBER(charged),
	NUMBER(refunded),
	NUMBER(credited),
	NUMBER(delivery_tax),
	NUMBER(quantity),
	NUMBER(cancelled),
	NUMBER(shipped),
	NUMBER(delivered),
	NUMBER(subtotal),
	NUMBER(discount),
	NUMBER(tax),
	NUMBER(total),
	SHAPE_BOOL(struct line_row, requires_shipping),
};
static const struct shape line_shape = SHAPE(struct line_row, line_fields, "A line of an order and its order.");

struct finding_row {
	struct str number, what;
	int64_t is, should;
};
static const struct shape_field finding_fields[] = { SHAPE_STR(struct finding_row, number, 1, 32),
	SHAPE_STR(struct finding_row, what, 1, 100), SHAPE_I64(struct finding_row, is, INT64_MIN, INT64_MAX),
	SHAPE_I64(struct finding_row, should, INT64_MIN, INT64_MAX) };
static const struct shape finding_shape = SHAPE(struct finding_row, finding_fields, "Something that does not fit.");

static const struct db_query queries[] = {
	[LINES] = { "order_verify_lines", "", &line_shape,
	    "SELECT o.id AS order_id, o.number, o.fulfilment, o.charge, o.authorisation, o.prices_with_tax, o.paid_at IS NOT NULL AS is_paid, o.subtotal AS o_subtotal,"
	    " o.discount AS o_discount, o.shipping AS o_shipping, o.tax AS o_tax, o.total AS o_total, o.placed_total, o.authorised, o.charged, o.refunded, o.credited,"
	    " (SELECT CAST(COALESCE(SUM(t.amount), 0) AS SIGNED) FROM sales_order_tax t WHERE t.order_id = o.id AND t.order_line_id = 0) AS delivery_tax,"
	    " l.quantity, l.cancelled, l.shipped, l.delivered, l.subtotal, l.discount, l.tax, l.total, l.requires_shipping"
	    " FROM sales_order o JOIN sales_order_line l ON l.order_id = o.id ORDER BY o.id, l.position" },
	[MONEY] = { "order_verify_money", "", &finding_shape,
	    "SELECT o.number, 'charged minus refunded, against its payments' AS what, o.charged - o.refunded AS `is`,"
	    " CAST(COALESCE(SUM(p.charged - p.refunded), 0) AS SIGNED) AS should FROM sales_order o LEFT JOIN payment p ON p.order_id = o.id"
	    " GROUP BY o.id HAVING `is` <> should LIMIT 1000" },
	/* What the invoice asked for, less all credits, is what is due, and so are the taxes. */
	[CREDITED] = { "order_verify_credited", "", &finding_shape,
	    "SELECT x.number, x.what, x.`is`, x.should FROM (SELECT o.number, 'credits, against invoice and what is due' AS what,"
	    " CAST(COALESCE(SUM(c.amount), 0) AS SIGNED) AS `is`, i.total - (o.total - o.credited) AS should FROM sales_order o"
	    " JOIN invoice i ON i.order_id = o.id AND i.kind = 'invoice' LEFT JOIN sales_order_credit c ON c.order_id = o.id GROUP BY o.id"
	    " UNION ALL SELECT o.number, 'taxes of credits, against invoice and what is due', CAST(COALESCE(SUM(c.tax), 0) AS SIGNED),"
	    " i.tax - (o.tax - o.credited_tax) FROM sales_order o JOIN invoice i ON i.order_id = o.id AND i.kind = 'invoice'"
	    " LEFT JOIN sales_order_credit c ON c.order_id = o.id GROUP BY o.id"
	    " UNION ALL SELECT o.number, 'credits of the lines, against the order', CAST(SUM(l.credited) AS SIGNED), o.credited FROM sales_order o"
	    " JOIN sales_order_line l ON l.order_id = o.id GROUP BY o.id HAVING SUM(l.credited) > o.credited"
	    ") x WHERE x.`is` <> x.should LIMIT 1000" },
	[UNCREDITED] = { "order_verify_uncredited", "i", &finding_shape,
	    "SELECT o.number, 'credit notes, against credits' AS what, CAST(COALESCE((SELECT SUM(n.total) FROM invoice n WHERE n.order_id = o.id"
	    " AND n.kind = 'credit_note'), 0) AS SIGNED) AS `is`, CAST(SUM(c.amount) AS SIGNED) AS should FROM sales_order o"
	    " JOIN sales_order_credit c ON c.order_id = o.id JOIN invoice i ON i.order_id = o.id AND i.kind = 'invoice'"
	    " GROUP BY o.id HAVING `is` <> should AND MAX(c.created_at) < UTC_TIMESTAMP(6) - INTERVAL ? MICROSECOND LIMIT 1000" },
	/* Pieces of counted goods that are neither sent nor cancelled, of orders that live. */
	[RESERVED] = { "order_verify_reserved", "", &finding_shape,
	    "SELECT o.number, 'reserved pieces of a line' AS what, CAST(COALESCE(SUM(r.quantity), 0) AS SIGNED) AS `is`,"
	    " l.quantity - l.cancelled - l.shipped AS should FROM sales_order o JOIN sales_order_line l ON l.order_id = o.id"
	    " LEFT JOIN stock_reservation r ON r.order_line_id = l.id WHERE l.quantity > 0 GROUP BY l.id"
	    " HAVING `is` <> should AND (`is` > 0 OR EXISTS (SELECT 1 FROM stock_movement m WHERE m.order_line_id = l.id)) LIMIT 1000" },
	[HELD] = { "order_verify_held", "", &finding_shape,
	    "SELECT o.number, 'reservations that are held though it is paid for, or allocated though it is not' AS what, CAST(SUM(r.quantity) AS SIGNED) AS `is`,"
	    " 0 AS should FROM sales_order o JOIN stock_reservation r ON r.order_id = o.id WHERE (r.state = 'held') = (o.paid_at IS NOT NULL) GROUP BY o.id LIMIT 1000" },
	[LATE] = { "order_verify_late", "i", &finding_shape,
	    "SELECT number, 'minutes past its hold, unpaid' AS what, TIMESTAMPDIFF(MINUTE, hold_until, UTC_TIMESTAMP(6)) AS `is`, 0 AS should FROM sales_order"
	    " WHERE hold_until < UTC_TIMESTAMP(6) - INTERVAL ? MICROSECOND LIMIT 1000" },
	[UNBILLED] = { "order_verify_unbilled", "i", &finding_shape,
	    "SELECT o.number, 'invoices' AS what, 0 AS `is`, 1 AS should FROM sales_order o LEFT JOIN invoice i ON i.order_id = o.id AND i.kind = 'invoice'"
	    " WHERE o.paid_at < UTC_TIMESTAMP(6) - INTERVAL ? MICROSECOND AND o.placed_total > 0 AND i.id IS NULL LIMIT 1000" },
	[GAPS] = { "order_verify_gaps", "", &finding_shape,
	    "SELECT s.prefix AS number, 'documents of the series' AS what, COUNT(DISTINCT i.number) AS `is`, s.next - 1 AS should FROM number_series s"
	    " LEFT JOIN invoice i ON i.kind = s.code GROUP BY s.code HAVING `is` <> should" },
};
const struct db_module order_verify_sql = { "order_verify", queries, COUNT(queries) };

struct verifying {
	struct arena *arena;
	struct list found;
	int64_t checked;
	/* the order at hand */
	struct line_row first;
	char number[20];
	struct order order;
	struct order_share left;
	int64_t lines_total, to_deliver; /* to_deliver: pieces that have to be sent, or were */
	struct order_pieces pieces;
};

static void
differs(struct verifying *v, const char *what, int64_t is, int64_t should)
{
	struct str *found = v->found.items;

	if (is == should || v->found.count == DIFFERENCES_MAX)
		return;
	found[v->found.count++] =
	    str_printf(v->arena, "%s: %s: %lld, should be %lld", v->number, what, (long long)is, (long long)should);
}

/* What the pieces say that the state must be. */
static int
state_of(const struct verifying *v)
{
	const struct order_pieces *p = &v->pieces;

	if (v->first.fulfilment == FULFILMENT_EXPIRED && !p->left && !p->shipped)
		return FULFILMENT_EXPIRED;
	if (p->left > 0)
		return p->shipped ? FULFILMENT_PARTLY_SHIPPED : FULFILMENT_OPEN;
	if (!p->shipped)
		return FULFILMENT_CANCELLED;
	return p->delivered == p->shipped ? FULFILMENT_DELIVERED : FULFILMENT_SHIPPED;
}

static void
finish_order(struct verifying *v)
{
	const struct line_row *o = &v->first;
	int64_t delivery = v->to_deliver ? o->placed_total - v->lines_total : 0,
		delivery_tax = v->to_deliver ? o->delivery_tax : 0;

	if (!o->order_id)
		return;
	v->checked++;
	differs(v, "subtotal", o->o_subtotal, v->left.subtotal);
	differs(v, "discount", o->o_discount, v->left.discount);
	differs(v, "tax", o->o_tax, v->left.tax + delivery_tax);
	differs(v, "total", o->o_total, v->left.total + delivery);
	differs(v, "total from its parts", o->o_total,
	    o->o_subtotal - o->o_discount + o->o_shipping + (o->prices_with_tax ? 0 : o->o_tax));
	differs(v, "state", o->fulfilment, state_of(v));
	v->order.total.minor = o->o_total;
	v->order.placed_total.minor = o->placed_total;
	v->order.authorised.minor = o->authorised;
	v->order.charged.minor = o->charged;
	v->order.refunded.minor = o->refunded;
	v->order.credited.minor = o->credited;
	differs(v, "charge", o->charge, (int)order_charge_of(&v->order));
	differs(v, "authorisation", o->authorisation, (int)order_authorisation_of(&v->order));
}

static enum err
take_line(const void *row, void *payload)
{
	const struct line_row *l = row;
	struct verifying *v = payload;
	struct order_line line = { .quantity = l->quantity, .cancelled = l->cancelled };
	struct order_share left;

	if (l->order_id != v->first.order_id) {
		finish_order(v);
		v->first = *l;
		v->first.number = STR_ABSENT; /* the row's text goes with the row */
		snprintf(v->number, sizeof(v->number), "%.*s", STR_ARG(l->number));
		v->left = (struct order_share){ 0 };
		v->pieces = (struct order_pieces){ 0 };
		v->lines_total = v->to_deliver = 0;
	}
	v->order.prices_with_tax = l->prices_with_tax;
	line.subtotal.minor = l->subtotal;
	line.tax.minor = l->tax;
	line.total.minor = l->total;
	left = order_line_left(&v->order, &line);
	v->left.subtotal += left.subtotal;
	v->left.discount += left.discount;
	v->left.tax += left.tax;
	v->left.total += left.total;
	v->lines_total += l->total;
	v->to_deliver += l->requires_shipping ? l->quantity - l->cancelled : 0;
	v->pieces.left += l->quantity - l->cancelled - l->shipped;
	v->pieces.cancelled += l->cancelled;
	v->pieces.shipped += l->shipped;
	v->pieces.delivered += l->delivered;
	return OK;
}

static enum err
add_findings(struct db *db, struct verifying *v, int query, const struct db_arg *args, size_t n)
{
	const struct finding_row *f;
	struct list rows;
	enum err err = db_rows(db, &queries[query], args, n, v->arena, DIFFERENCES_MAX, &rows);

	if (err)
		return err;
	f = rows.items;
	for (size_t i = 0; i < rows.count; i++) {
		snprintf(v->number, sizeof(v->number), "%.*s", STR_ARG(f[i].number));
		differs(v, str_z(v->arena, f[i].what), f[i].is, f[i].should);
	}
	return OK;
}

enum err
order_verify(struct db *db, struct arena *a, int64_t late_us, int64_t *checked, struct list *differences)
{
	struct verifying v = { .arena = a, .found = { arena_array(a, struct str, DIFFERENCES_MAX), 0 } };
	const struct db_arg late[] = { db_i64(late_us) };
	struct arena *rows = arena_new();
	enum err err;

	db_primary(db);
	err = db_each(db, &queries[LINES], NULL, 0, rows, take_line, &v);
	arena_free(rows);
	if (err)
		return err;
	finish_order(&v);
	for (int q = MONEY; q <= HELD; q++)
		if ((err = add_findings(db, &v, q, NULL, 0)))
			return err;
	if ((err = add_findings(db, &v, LATE, late, 1)) || (err = add_findings(db, &v, UNBILLED, late, 1)) ||
	    (err = add_findings(db, &v, UNCREDITED, late, 1)) || (err = add_findings(db, &v, GAPS, NULL, 0)))
		return err;
	*checked = v.checked;
	*differences = v.found;
	return OK;
}
