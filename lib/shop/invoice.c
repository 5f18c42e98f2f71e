/* invoice.c - invoices and credit notes: reading them, and how a document is made of an order.  See invoice.h. */
#include "lib/shop/invoice_parts.h"
#include "lib/io/json.h"

#define INVOICES_MAX 1000

const struct shape_enum invoice_kinds[] = { { "invoice", INVOICE_INVOICE }, { "credit_note", INVOICE_CREDIT_NOTE },
	{ NULL, 0 } };

enum { LIST, BY_ID, BY_NUMBER };

static const struct shape_field fields[] = {
	SHAPE_I64(struct invoice, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I64(struct invoice, order_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct invoice, public_id, 1, 40, .doc = "id"),
	SHAPE_STR(struct invoice, number, 1, 32, .doc = "number, without gaps"),
	SHAPE_ENUM(struct invoice, kind, invoice_kinds, .doc = "what it is"),
	SHAPE_STR(struct invoice, cause, 1, 64, .doc = "what it was made for"),
	SHAPE_TIME(struct invoice, issued_at, .doc = "when"),
	SHAPE_MONEY(struct invoice, tax, .doc = "taxes"),
	SHAPE_MONEY(struct invoice, total, .doc = "with taxes"),
	SHAPE_STR(struct invoice, document, 0, 16 << 20, .doc = "as it was issued"),
};
const struct shape invoice_shape = SHAPE(struct invoice, fields, "An invoice or a credit note.");

#define TEXT(T, m, most) SHAPE_STR(struct T, m, 0, most)
static const struct shape_field line_fields[] = {
	SHAPE_I32(struct invoice_line, position, 1, INT16_MAX),
	TEXT(invoice_line, title, 500),
	TEXT(invoice_line, options, 500),
	TEXT(invoice_line, sku, 190),
	SHAPE_I64(struct invoice_line, quantity, 1, INT32_MAX),
	SHAPE_MONEY(struct invoice_line, unit_price),
	SHAPE_MONEY(struct invoice_line, discount),
	SHAPE_MONEY(struct invoice_line, tax),
	SHAPE_MONEY(struct invoice_line, total),
	TEXT(invoice_line, rates, 100),
};
static const struct shape line_shape = SHAPE(struct invoice_line, line_fields, "A line of an invoice.");
static const struct shape_field tax_fields[] = {
	TEXT(invoice_tax, name, 100),
	SHAPE_I64(struct invoice_tax, rate_e6, 0, INT64_MAX),
	SHAPE_MONEY(struct invoice_tax, base),
	SHAPE_MONEY(struct invoice_tax, amount),
};
static const struct shape tax_shape = SHAPE(struct invoice_tax, tax_fields, "A tax of an invoice.");
static const struct shape_field document_fields[] = {
	SHAPE_ENUM(struct invoice_document, kind, invoice_kinds),
	TEXT(invoice_document, number, 32),
	TEXT(invoice_document, order_number, 16),
	TEXT(invoice_document, reference, 32),
	SHAPE_TIME(struct invoice_document, issued_on),
	SHAPE_TIME(struct invoice_document, ordered_on),
	TEXT(invoice_document, locale, 12),
	SHAPE_STR(struct invoice_document, seller, 0, 2000, .flags = SHAPE_MULTILINE),
	TEXT(invoice_document, seller_vat_id, 32),
	TEXT(invoice_document, vat_id, 32),
	TEXT(invoice_document, reason, 500),
	SHAPE_LIST(struct invoice_document, buyer, NULL, 20),
	SHAPE_LIST(struct invoice_document, delivery, NULL, 20),
	SHAPE_LIST(struct invoice_document, lines, &line_shape, ORDER_LINES_MAX),
	TEXT(invoice_document, shipping_name, 200),
	SHAPE_MONEY(struct invoice_document, shipping),
	SHAPE_MONEY(struct invoice_document, kept),
	SHAPE_LIST(struct invoice_document, taxes, &tax_shape, 200),
	SHAPE_MONEY(struct invoice_document, net),
	SHAPE_MONEY(struct invoice_document, tax),
	SHAPE_MONEY(struct invoice_document, total),
	SHAPE_BOOL(struct invoice_document, prices_with_tax),
	SHAPE_BOOL(struct invoice_document, is_reverse_charge),
};
const struct shape invoice_document_shape =
    SHAPE(struct invoice_document, document_fields, "What stands on an invoice.");

#define COLUMNS \
	"SELECT id, order_id, public_id, number, kind, cause, issued_at, tax AS tax_minor, currency AS tax_currency, total AS total_minor," \
	" currency AS total_currency, document FROM invoice "
static const struct db_query queries[] = {
	[LIST] = { "invoice_list", "i", &invoice_shape, COLUMNS "WHERE order_id = ? ORDER BY id" },
	[BY_ID] = { "invoice_by_id", "s", &invoice_shape, COLUMNS "WHERE public_id = ?" },
	[BY_NUMBER] = { "invoice_by_number", "s", &invoice_shape, COLUMNS "WHERE number = ? LIMIT 1" },
};
const struct db_module invoice_sql = { "invoice", queries, COUNT(queries) };

enum err
invoice_list(struct db *db, struct arena *a, int64_t order_id, struct list *out)
{
	return db_rows(db, &queries[LIST], (const struct db_arg[]){ db_i64(order_id) }, 1, a, INVOICES_MAX, out);
}

enum err
invoice_get(struct db *db, struct arena *a, struct str id, struct invoice *out, struct invoice_document *document)
{
	const struct db_arg args[] = { db_str(id) };
	struct field_errors errors = { .arena = a };
	enum err err = db_row(db, &queries[str_starts(id, STR("inv_")) ? BY_ID : BY_NUMBER], args, COUNT(args), a, out);

	if (err || !document)
		return err;
	shape_init(&invoice_document_shape, document);
	if (json_read(a, out->document, &invoice_document_shape, document, &errors))
		return err_fail(ERR_INTERNAL, "document %.*s cannot be read again: %.*s", STR_ARG(out->number),
		    STR_ARG(errors.count ? errors.items[0].name : STR("not JSON")));
	return OK;
}

/* ---- parts of the order ---- */

static void
add_tax(struct making *m, const struct part_tax *t, int64_t base, int64_t amount)
{
	struct invoice_tax *taxes = m->document.taxes.items;
	const char *c = m->order->total.currency;

	for (size_t i = 0; i < m->document.taxes.count; i++)
		if (taxes[i].rate_e6 == t->rate_e6 && str_eq(taxes[i].name, t->name)) {
			taxes[i].base.minor += base;
			taxes[i].amount.minor += amount;
			return;
		}
	taxes[m->document.taxes.count++] =
	    (struct invoice_tax){ t->name, t->rate_e6, money_of(base, c), money_of(amount, c) };
}

/* "19%", "4% + 2.5%" */
static void
add_rate(struct buf *b, int64_t rate_e6)
{
	int64_t whole = rate_e6 / 10000, rest = rate_e6 % 10000;

	if (b->len)
		buf_lit(b, " + ");
	buf_i64(b, whole);
	if (rest) {
		char digits[8];
		size_t n = 4;
		snprintf(digits, sizeof(digits), "%04lld", (long long)rest);
		while (digits[n - 1] == '0')
			n--;
		buf_char(b, '.');
		buf_add(b, digits, n);
	}
	buf_char(b, '%');
}

/* A line, or the delivery (0), as it was sold: what its taxes are split by. */
struct whole {
	int64_t line_id, total, tax;
};

static int64_t
part_of(int64_t whole, int64_t by, int64_t before, int64_t part)
{
	return by && part ? line_share(whole, by, before, part) : 0;
}

/*
 * The taxes in a part of a line: of its `amount` with `tax` in it, after so much of both.  They sum to `tax`, the last
 * one takes what rounding left; and as each is the difference of two shares of the line's, the parts of a line sum to
 * each of its taxes, in whatever steps they go.
 */
static struct str
part_taxes(
    struct making *m, const struct whole *w, int64_t amount_before, int64_t amount, int64_t tax_before, int64_t tax)
{
	const struct part_tax *t = m->taxes.items, *last = NULL;
	int64_t rest = tax;
	struct buf rates;

	for (size_t i = 0; i < m->taxes.count; i++)
		if (t[i].order_line_id == w->line_id)
			last = &t[i];
	buf_in_arena(&rates, m->e->arena, BUF_LINE);
	for (size_t i = 0; i < m->taxes.count; i++)
		if (t[i].order_line_id == w->line_id) {
			int64_t one = &t[i] == last ? rest : part_of(t[i].amount, w->tax, tax_before, tax);
			rest -= one;
			add_tax(m, &t[i], part_of(t[i].base, w->total, amount_before, amount), one);
			add_rate(&rates, t[i].rate_e6);
		}
	return last ? buf_view(&rates) : STR_ABSENT;
}

void
invoice_add_line(struct making *m, const struct order_line *l, int64_t from, int64_t count)
{
	const struct order_share s = order_line_part(m->order, l, from, count),
				 gone = order_line_part(m->order, l, 0, from);
	const struct whole w = { l->id, l->total.minor, l->tax.minor };
	struct invoice_line *lines = m->document.lines.items;
	const char *c = m->order->total.currency;

	lines[m->document.lines.count++] = (struct invoice_line){ l->position, l->title, l->options, l->sku, count,
		l->unit_price, money_of(s.discount, c), money_of(s.tax, c), money_of(s.total, c),
		part_taxes(m, &w, gone.total, s.total, gone.tax, s.tax) };
	m->document.tax.minor += s.tax;
	m->document.total.minor += s.total;
}

static struct whole
delivery_of(const struct making *m)
{
	const struct part_tax *t = m->taxes.items;
	struct whole w = { 0, order_delivery_total(m->order), 0 };

	for (size_t i = 0; i < m->taxes.count; i++)
		w.tax += t[i].order_line_id ? 0 : t[i].amount;
	return w;
}

void
invoice_add_delivery(struct making *m)
{
	const struct whole w = delivery_of(m);

	if (str_is_absent(m->order->shipping_name) && !w.total)
		return;
	m->document.shipping_name = m->order->shipping_name;
	m->document.shipping = money_of(w.total, m->order->total.currency);
	part_taxes(m, &w, 0, w.total, 0, w.tax);
	m->document.tax.minor += w.tax;
	m->document.total.minor += w.total;
}

/* ---- credits ---- */

static const struct order_line *
line_of(const struct making *m, int64_t id)
{
	const struct order_line *l = m->order->lines.items;

	for (size_t i = 0; i < m->order->lines.count; i++)
		if (l[i].id == id)
			return &l[i];
	return NULL;
}

/* The pieces at what they are worth; a sum has none, and is on the lines for its taxes alone. */
static void
add_credit_line(struct making *m, const struct credit_line *part)
{
	const struct order_line *l = line_of(m, part->order_line_id);
	const struct whole w = l ? (struct whole){ l->id, l->total.minor, l->tax.minor } : delivery_of(m);
	struct invoice_line *lines = m->document.lines.items;
	const char *c = m->order->total.currency;
	struct str rates = part_taxes(m, &w, part->amount_before, part->amount, part->tax_before, part->tax);

	if (l && part->quantity) {
		int64_t price = l->unit_price.minor * part->quantity,
			tax = m->order->prices_with_tax ? 0 : part_of(l->tax.minor, l->quantity, 0, part->quantity);
		lines[m->document.lines.count++] = (struct invoice_line){ l->position, l->title, l->options, l->sku,
			part->quantity, l->unit_price, money_of(MAX(price + tax - part->worth, 0), c),
			money_of(part->tax, c), money_of(part->worth, c), rates };
	}
	m->document.tax.minor += part->tax;
	m->document.total.minor += part->amount;
}

void
invoice_add_credit(struct making *m, const struct credit *c)
{
	const struct credit_line *l = c->lines.items;

	for (size_t i = 0; i < c->lines.count; i++) {
		add_credit_line(m, &l[i]);
		if (!l[i].order_line_id && c->kind != CREDIT_AMOUNT) {
			m->document.shipping_name = m->order->shipping_name;
			m->document.shipping = money_of(l[i].worth, m->order->total.currency);
		}
	}
	if (c->worth.minor != c->amount.minor)
		m->document.kept = money_of(c->worth.minor - c->amount.minor, m->order->total.currency);
}

/* ---- its head ---- */

/* The configuration has one line: "Mercer GmbH|Lange Strasse 1|20095 Hamburg". */
static struct str
seller_of(const struct making *m)
{
	struct str text = config_str(m->e->config, "invoice.seller"), part;
	struct buf b;

	if (str_is_empty(text))
		return config_str(m->e->config, "site.name");
	buf_in_arena(&b, m->e->arena, BUF_LINE);
	while (str_split(&text, '|', &part)) {
		if (b.len)
			buf_char(&b, '\n');
		buf_str(&b, str_trim(part));
	}
	return buf_view(&b);
}

static enum err
print_address(const struct making *m, const struct address *a, struct list *out)
{
	*out = (struct list){ 0 };
	if (str_is_empty(a->country))
		return OK;
	return address_lines(m->e->arena, a, m->order->locale, config_str(m->e->config, "shop.home_country"), out);
}

enum err
invoice_begin(struct making *m, const struct order_env *e, const struct order *o, enum invoice_kind kind)
{
	struct invoice_document *d = &m->document;
	const char *c = o->total.currency;
	const struct address *buyer = str_is_empty(o->billing.country) ? &o->delivery : &o->billing;
	enum err err;

	m->e = e;
	m->order = o;
	shape_init(&invoice_document_shape, d);
	d->kind = (int)kind;
	d->order_number = o->number;
	d->ordered_on = o->placed_at;
	d->issued_on = clock_now();
	d->locale = o->locale;
	d->seller = seller_of(m);
	d->seller_vat_id = config_str(e->config, "invoice.vat_id");
	if (str_is_empty(d->seller_vat_id))
		d->seller_vat_id = STR_ABSENT;
	d->vat_id = o->vat_id;
	d->prices_with_tax = o->prices_with_tax;
	d->is_reverse_charge = o->is_reverse_charge;
	d->tax = d->total = d->net = money_of(0, c);
	if ((err = print_address(m, buyer, &d->buyer)))
		return err;
	if (buyer != &o->delivery && (err = print_address(m, &o->delivery, &d->delivery)))
		return err;
	d->lines = (struct list){ arena_array(e->arena, struct invoice_line, o->lines.count + 1), 0 };
	d->taxes = (struct list){ arena_array(e->arena, struct invoice_tax, m->taxes.count + 1), 0 };
	return OK;
}
