/* invoice_pages.c - an invoice or credit note, as it was issued, for the screen and for A4 paper.  See pages.h. */
#include "fcgi/order/pages.h"
#include "lib/shop/invoice.h"
#include "lib/web/i18n.h"

struct invoice_line_view {
	struct str title, more, price, rates, total;
	int64_t quantity;
};
static const struct shape_field line_fields[] = {
	SHAPE_STR(struct invoice_line_view, title, 0, 500),
	SHAPE_STR(struct invoice_line_view, more, 0, 800),
	SHAPE_STR(struct invoice_line_view, price, 0, 60),
	SHAPE_STR(struct invoice_line_view, rates, 0, 100),
	SHAPE_STR(struct invoice_line_view, total, 0, 60),
	SHAPE_I64(struct invoice_line_view, quantity, 0, INT64_MAX),
};
static const struct shape line_shape = SHAPE(struct invoice_line_view, line_fields, "A line of an invoice.");

struct invoice_view {
	struct page_view *page;
	struct str heading, number, issued, ordered, order_number, reference, reason, seller_vat_id, vat_id, back_url;
	struct list seller, buyer, delivery; /* text */
	struct list lines;             /* invoice_line_view */
	struct list sums;              /* sum_view */
	bool has_lines, has_delivery, is_reverse_charge, is_net;
};
static const struct shape_field view_fields[] = {
	SHAPE_STRUCT(struct invoice_view, page, struct page_view, &page_view_shape),
	SHAPE_STR(struct invoice_view, heading, 0, 100),
	SHAPE_STR(struct invoice_view, number, 0, 40),
	SHAPE_STR(struct invoice_view, issued, 0, 100),
	SHAPE_STR(struct invoice_view, ordered, 0, 100),
	SHAPE_STR(struct invoice_view, order_number, 0, 40),
	SHAPE_STR(struct invoice_view, reference, 0, 40),
	SHAPE_STR(struct invoice_view, reason, 0, 1000),
	SHAPE_STR(struct invoice_view, seller_vat_id, 0, 40),
	SHAPE_STR(struct invoice_view, vat_id, 0, 40),
	SHAPE_STR(struct invoice_view, back_url, 0, 300),
	SHAPE_LIST(struct invoice_view, seller, NULL, 20),
	SHAPE_LIST(struct invoice_view, buyer, NULL, 20),
	SHAPE_LIST(struct invoice_view, delivery, NULL, 20),
	SHAPE_LIST(struct invoice_view, lines, &line_shape, 500),
	SHAPE_LIST(struct invoice_view, sums, &sum_view_shape, 50),
	SHAPE_BOOL(struct invoice_view, has_lines),
	SHAPE_BOOL(struct invoice_view, has_delivery),
	SHAPE_BOOL(struct invoice_view, is_reverse_charge),
	SHAPE_BOOL(struct invoice_view, is_net),
};
const struct shape invoice_view_shape = SHAPE(struct invoice_view, view_fields, "An invoice.");

static enum err invoice_page(struct req *r);

static const struct route routes[] = {
	{ GET, "/orders/{id}/invoices/{number}", invoice_page, ACCESS_VISITOR, .query = &key_args_shape,
	    .sql = { 0, 10 }, .doc = "An invoice or credit note of an order" },
};
const struct route_table invoice_routes = { routes, COUNT(routes) };

static struct list
text_lines(struct req *r, struct str text)
{
	struct view_list out = { 0 };
	struct str rest = text, line;

	while (str_split(&rest, '\n', &line))
		if (!str_is_empty(str_trim(line)))
			*(struct str *)view_push(r, &out, sizeof(line)) = str_trim(line);
	return out.list;
}

/* Lines add up to the sum above the taxes where prices are without them, else to the total. */
static void
fill_lines(struct req *r, const struct invoice_document *d, struct invoice_view *v)
{
	const struct invoice_line *l = d->lines.items;
	struct view_list out = { 0 };
	bool net = !d->prices_with_tax && !money_is_absent(d->net);
	struct money delivery = net ? d->net : d->shipping; /* what the lines leave of the sum without tax */

	for (size_t i = 0; i < d->lines.count; i++) {
		struct money total = l[i].total;
		struct invoice_line_view *line = view_push(r, &out, sizeof(*line));
		bool both = !str_is_empty(l[i].options) && !str_is_empty(l[i].sku);
		if (net) {
			total.minor -= l[i].tax.minor;
			delivery.minor -= total.minor;
		}
		*line = (struct invoice_line_view){ .title = l[i].title,
			.quantity = l[i].quantity,
			.price = money_text(r, l[i].unit_price),
			.rates = l[i].rates,
			.total = money_text(r, total),
			.more = str_printf(r->arena, "%.*s%s%.*s", STR_ARG(l[i].options), both ? " \xC2\xB7 " : "",
			    STR_ARG(l[i].sku)) };
	}
	if (!money_is_absent(d->shipping)) {
		struct invoice_line_view *line = view_push(r, &out, sizeof(*line));
		*line = (struct invoice_line_view){ .title = form_text(r, N_("Delivery")),
			.more = d->shipping_name,
			.quantity = 1,
			.price = money_text(r, delivery),
			.total = money_text(r, delivery) };
	}
	v->lines = out.list;
	v->has_lines = out.list.count > 0;
}

static struct str
minus_text(struct req *r, struct money m)
{
	return str_printf(r->arena, "\xE2\x88\x92%.*s", STR_ARG(money_text(r, m)));
}

static void
fill_sums(struct req *r, const struct invoice_document *d, struct invoice_view *v)
{
	const struct invoice_tax *t = d->taxes.items;
	struct view_list out = { 0 };
	struct sum_view *row = view_push(r, &out, sizeof(*row));

	if (!money_is_absent(d->kept) && d->kept.minor) {
		*row = (struct sum_view){ .name = form_text(r, N_("Kept, or credited before")),
			.amount = minus_text(r, d->kept),
			.is_less = true };
		row = view_push(r, &out, sizeof(*row));
	}
	*row = (struct sum_view){ .name = form_text(r, N_("Net")), .amount = money_text(r, d->net) };
	for (size_t i = 0; i < d->taxes.count; i++) {
		const struct quote_tax tax = { .name = t[i].name, .rate_e6 = t[i].rate_e6 };
		row = view_push(r, &out, sizeof(*row));
		*row = (struct sum_view){ .name = tax_text(r, &tax),
			.note = text_with(r, N_("of %s"), money_text(r, t[i].base)),
			.amount = money_text(r, t[i].amount) };
	}
	row = view_push(r, &out, sizeof(*row));
	*row =
	    (struct sum_view){ .name = form_text(r, N_("Total")), .amount = money_text(r, d->total), .is_total = true };
	v->sums = out.list;
}

static enum err
invoice_page(struct req *r)
{
	const struct key_args *args = r->args;
	struct invoice_view v;
	struct invoice_document d;
	struct invoice invoice;
	struct list nav = { 0 };
	struct order o;
	enum err err = order_open(r, args->key, &o);

	if (!err)
		err = invoice_get(req_db(r), r->arena, r->params[1], &invoice, &d);
	if (!err && invoice.order_id != o.id)
		err = err_fail(ERR_NOT_FOUND, "invoice '%.*s' is of another order", STR_ARG(invoice.number));
	if (err)
		return err;
	shape_init(&invoice_view_shape, &v);
	v.page = arena_new_of(r->arena, struct page_view);
	if ((err = page_view_fill(r, v.page, &nav, 0)))
		return err;
	v.heading = form_text(r, d.kind == INVOICE_CREDIT_NOTE ? N_("Credit note") : N_("Invoice"));
	v.page->noindex = true;
	v.page->title = str_printf(r->arena, "%.*s %.*s", STR_ARG(v.heading), STR_ARG(d.number));
	v.number = d.number;
	v.issued = form_date(r, d.issued_on);
	v.ordered = form_date(r, d.ordered_on);
	v.order_number = d.order_number;
	v.reference = d.reference;
	v.reason = d.reason;
	v.seller = text_lines(r, d.seller);
	v.seller_vat_id = d.seller_vat_id;
	v.vat_id = d.vat_id;
	v.buyer = d.buyer;
	v.delivery = d.delivery;
	v.has_delivery = d.delivery.count > 0;
	v.is_reverse_charge = d.is_reverse_charge;
	v.back_url = order_url(r, &o, args->key, "");
	fill_lines(r, &d, &v);
	fill_sums(r, &d, &v);
	return order_reply(r, T_INVOICE, 200, &v);
}
