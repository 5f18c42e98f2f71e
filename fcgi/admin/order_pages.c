/* order_pages.c - orders: the list, and one of them with everything that belongs to it. */
#include "fcgi/admin/orders.h"
#include "fcgi/admin/prices.h"
#include "lib/base/csv.h"
#include "lib/shop/audit.h"
#include "lib/shop/order_desk.h"
#include "lib/shop/order_refund.h"
#include "lib/web/form.h"

static enum err list_page(struct req *r), list_csv(struct req *r), show_page(struct req *r);

struct orders_args {
	struct str q, done;
	int fulfilment, authorisation, charge;
	struct time from, until;
	int64_t after;
};
static const struct shape_field args_fields[] = {
	SHAPE_STR(struct orders_args, q, 0, 254, .doc = "number, e-mail address, beginning of a name"),
	SHAPE_ENUM(struct orders_args, fulfilment, order_fulfilments, .doc = "only these"),
	SHAPE_ENUM(struct orders_args, authorisation, order_authorisations, .doc = "only these"),
	SHAPE_ENUM(struct orders_args, charge, order_charges, .doc = "only these"),
	SHAPE_TIME(struct orders_args, from, .doc = "placed on this day or later"),
	SHAPE_TIME(struct orders_args, until, .doc = "placed on this day or before"),
	SHAPE_I64(struct orders_args, after, 0, INT64_MAX, .fallback = "0", .doc = "before this one in the list"),
	SHAPE_STR(struct orders_args, done, 0, 40, .doc = "what was done just now"),
};
static const struct shape args_shape = SHAPE(struct orders_args, args_fields, "Which orders.");

static const struct route routes[] = {
	{ GET, "/admin/orders", list_page, ACCESS_OFFICE, PERM_ORDER_READ, .query = &args_shape, .sql = { 0, 6 },
	    .doc = "Orders" },
	{ GET, "/admin/orders.csv", list_csv, ACCESS_OFFICE, PERM_ORDER_READ, .query = &args_shape, .sql = { 0, 20 },
	    .doc = "Orders as CSV" },
	{ GET, "/admin/orders/{id}", show_page, ACCESS_OFFICE, PERM_ORDER_READ, .query = &office_args_shape,
	    .sql = { 0, 34 }, .doc = "One order, by number or id" },
};
const struct route_table office_order_routes = { routes, COUNT(routes) };

#define PATH "/admin/orders"
#define PER_PAGE 50
#define DAY_US (86400 * US_PER_S)

/* ---- list ---- */

static struct str
url_of_list(struct req *r, struct orders_args args)
{
	args.done = STR_ABSENT;
	return office_url_args(r, PATH, &args_shape, &args);
}

static void
add_tab(
    struct req *r, struct office_page *p, const struct orders_args *now, const char *name, int fulfilment, int charge)
{
	struct orders_args args = *now;
	struct link_view *tab = view_push(r, &p->tabs, sizeof(*tab));

	args.fulfilment = fulfilment;
	args.charge = charge;
	args.authorisation = -1;
	args.after = 0;
	*tab = (struct link_view){ .name = form_text(r, name), .url = url_of_list(r, args),
		.current = now->fulfilment == fulfilment && now->charge == charge && now->authorisation < 0 };
}

/* Every value of an axis as people read it; -1 is all of them. */
static struct list
choices(struct req *r, const struct shape_enum *values, const char *const *texts, int count, int chosen)
{
	struct view_list options = { 0 };
	struct option_view *o = view_push(r, &options, sizeof(*o));

	*o = (struct option_view){ .value = STR(""), .name = form_text(r, N_("All")), .chosen = chosen < 0 };
	for (int i = 0; i < count; i++) {
		o = view_push(r, &options, sizeof(*o));
		*o = (struct option_view){ .value = str_of(values[i].name),
			.name = form_text(r, texts[i]),
			.chosen = values[i].value == chosen };
	}
	return options.list;
}

static void
fill_filter(struct req *r, struct block_view *b, const struct orders_args *args)
{
	static const struct form_field fields[] = {
		{ "q", N_("Number, e-mail, name"), FIELD_TEXT, .autocomplete = "off" },
		{ "fulfilment", N_("Goods"), FIELD_SELECT, .half = true },
		{ "charge", N_("Money"), FIELD_SELECT, .half = true },
		{ "authorisation", N_("Cover"), FIELD_SELECT, .half = true },
		{ "from", N_("Placed from"), FIELD_DATE, .half = true },
		{ "until", N_("Until"), FIELD_DATE, .half = true },
	};
	static const char *const fulfilments[] = { N_("Open"), N_("Partly sent"), N_("Sent"), N_("Delivered"),
		N_("Cancelled"), N_("Expired unpaid") };
	static const char *const authorisations[] = { N_("Not covered"), N_("Partly covered"), N_("Covered") };
	static const char *const charges[] = { N_("Not paid"), N_("Partly paid"), N_("Paid"), N_("Paid too much") };

	b->form = arena_new_of(r->arena, struct form_view);
	b->method = STR("get");
	form_view_fill(r, b->form, fields, COUNT(fields), &args_shape, args, NULL);
	form_view_field(b->form, "fulfilment")->options =
	    choices(r, order_fulfilments, fulfilments, COUNT(fulfilments), args->fulfilment);
	form_view_field(b->form, "authorisation")->options =
	    choices(r, order_authorisations, authorisations, COUNT(authorisations), args->authorisation);
	form_view_field(b->form, "charge")->options = choices(r, order_charges, charges, COUNT(charges), args->charge);
	b->form->csrf = STR_ABSENT;
	b->form->action = office_url(r, PATH, STR(""));
	b->form->submit = form_text(r, N_("Search"));
}

/* What is done with several orders at once; each leads to its parcels. */
static void
fill_picks(struct req *r, struct block_view *b)
{
	if (!office_may(r, PERM_SHIPMENT_READ))
		return;
	office_pick(b, "order");
	office_pick_button(r, b, N_("Print packing slips"), office_url(r, "/admin/packing/slips", STR("")), false);
	if (office_may(r, PERM_SHIPMENT_WRITE))
		office_pick_button(r, b, N_("Mark as packed"), office_url(r, "/admin/packing/packed", STR("")), true);
}

static struct order_filter
filter_of(const struct orders_args *args)
{
	struct order_filter f = { .q = args->q,
		.fulfilment = args->fulfilment,
		.charge = args->charge,
		.authorisation = { args->authorisation >= 0, args->authorisation },
		.from = args->from,
		.until = args->until,
		.after = args->after };

	if (!time_is_absent(f.until))
		f.until.us += DAY_US; /* the day is meant, not its beginning */
	return f;
}

static enum err
list_page(struct req *r)
{
	struct orders_args args = *(const struct orders_args *)r->args, next, csv = args;
	struct order_filter f = filter_of(&args);
	const struct order *o;
	struct office_page p;
	struct block_view *b;
	struct list found;
	enum err err;

	f.limit = PER_PAGE + 1;
	if ((err = order_list(req_db(r), r->arena, &f, &found)))
		return err;
	o = found.items;
	if (found.count == 1 && args.q.len && !args.after &&
	    str_eq(o[0].number, args.q)) /* somebody knew what he wanted */
		return resp_redirect(r, 303, office_url(r, PATH "/*", o[0].number));
	if ((err = office_begin(r, &p, form_text(r, N_("Orders")))))
		return err;
	office_notice(r, &p, args.done);
	csv.after = 0;
	csv.done = STR_ABSENT;
	add_tab(r, &p, &args, N_("All"), -1, -1);
	add_tab(r, &p, &args, N_("To send"), FULFILMENT_OPEN, CHARGE_FULL);
	add_tab(r, &p, &args, N_("Partly sent"), FULFILMENT_PARTLY_SHIPPED, -1);
	add_tab(r, &p, &args, N_("Unpaid"), FULFILMENT_OPEN, CHARGE_NONE);
	add_tab(r, &p, &args, N_("Sent"), FULFILMENT_SHIPPED, -1);
	add_tab(r, &p, &args, N_("Cancelled"), FULFILMENT_CANCELLED, -1);
	office_link(r, &p.actions, N_("As CSV"), office_url_args(r, PATH ".csv", &args_shape, &csv))->quiet = true;
	fill_filter(r, office_block(r, &p, NULL), &args);
	b = office_block(r, &p, NULL);
	b->empty = form_text(r, N_("No order fits. Try fewer letters, or other states."));
	if (args.fulfilment < 0 || args.fulfilment == FULFILMENT_OPEN || args.fulfilment == FULFILMENT_PARTLY_SHIPPED)
		fill_picks(r, b);
	office_order_rows(r, b, o, MIN(found.count, PER_PAGE));
	next = args;
	if (found.count > PER_PAGE) {
		next.after = o[PER_PAGE - 1].id;
		b->next_url = url_of_list(r, next);
	}
	next.after = 0;
	if (args.after)
		b->first_url = url_of_list(r, next);
	return office_reply(r, &p);
}

/* ---- list as a file ---- */

#define CSV_PAGE 1000
#define CSV_MAX 10000
static const char csv_head[] =
    "number,placed_at,paid_at,email,fulfilment,authorisation,charge,currency,goods,discount,delivery,tax,total,charged,refunded,delivery_method,origin\n";

static struct str
minor_text(struct req *r, struct money m)
{
	struct buf b;

	if (money_is_absent(m))
		return STR("");
	buf_in_arena(&b, r->arena, BUF_LINE);
	money_decimal(&b, m);
	return buf_view(&b);
}

static struct str
stamp_text(struct req *r, struct time t)
{
	struct buf b;

	if (time_is_absent(t))
		return STR("");
	buf_in_arena(&b, r->arena, BUF_LINE);
	time_rfc3339(&b, t);
	return buf_view(&b);
}

/* For programs: states by their names of the contract, amounts with a point. */
static void
csv_line(struct req *r, struct buf *out, const struct order *o)
{
	const struct str cells[] = { o->number, stamp_text(r, o->placed_at), stamp_text(r, o->paid_at), o->email,
		str_of(order_fulfilments[o->fulfilment].name), str_of(order_authorisations[o->authorisation].name),
		str_of(order_charges[o->charge].name), str_of(o->total.currency), minor_text(r, o->subtotal),
		minor_text(r, o->discount), minor_text(r, o->shipping), minor_text(r, o->tax), minor_text(r, o->total),
		minor_text(r, o->charged), minor_text(r, o->refunded), o->shipping_name,
		str_of(order_origins[o->origin].name) };

	csv_write(out, cells, COUNT(cells), true);
}

/* It holds addresses of many people: that it was taken is written down. */
static enum err
list_csv(struct req *r)
{
	struct order_filter f = filter_of(r->args);
	struct who who = who_of(r);
	struct list page = { 0 };
	int64_t rows = 0;
	struct buf out;
	enum err err;

	buf_in_arena(&out, r->arena, BUF_REPLY);
	buf_z(&out, csv_head);
	f.limit = CSV_PAGE;
	do {
		const struct order *o;
		if ((err = order_list(req_db(r), r->arena, &f, &page)))
			return err;
		o = page.items;
		for (size_t i = 0; i < page.count; i++)
			csv_line(r, &out, &o[i]);
		rows += (int64_t)page.count;
		f.after = page.count ? o[page.count - 1].id : 0;
	} while (page.count == CSV_PAGE && rows < CSV_MAX);
	if (page.count == CSV_PAGE || out.failed)
		return err_fail(ERR_LIMIT, "more than %d orders: take fewer days", CSV_MAX);
	if ((err = audit(req_db(r), &who,
		 &(struct audit){ .event = AUDIT_ORDER,
		     .details = str_printf(r->arena, "{\"change\":\"exported\",\"orders\":%lld}", (long long)rows) })))
		return err;
	resp_header(r, "Content-Disposition", STR("attachment; filename=\"orders.csv\""));
	resp_header(r, "Cache-Control", STR("no-store"));
	return resp_text(r, 200, "text/csv; charset=utf-8", buf_view(&out));
}

/* ---- one ---- */

static void
fill_facts(struct req *r, struct office_page *p, const struct order *o)
{
	static const char *const origins[] = { [ORDER_CHECKOUT] = N_("in the shop"),
		[ORDER_API] = N_("by an integration"),
		[ORDER_OFFICE] = N_("in the back office") };
	const struct order_state_text goods = office_fulfilment(o), money = office_charge(o),
				      cover = office_authorisation(o);
	struct block_view *b = office_block(r, p, N_("At a glance"));

	b->aside = true;
	p->tag = form_text(r, goods.text);
	p->tag_tone = str_of(goods.tone);
	office_fact(r, b, N_("Money"), form_text(r, money.text))->tone = str_of(money.tone);
	if (o->charge == CHARGE_NONE && o->authorisation != AUTHORISATION_NONE)
		office_fact(r, b, N_("Cover"), form_text(r, cover.text))->tone = str_of(cover.tone);
	office_fact_time(r, b, N_("Placed"), o->placed_at)->note =
	    form_text(r, (size_t)o->origin < COUNT(origins) ? origins[o->origin] : "");
	if (!time_is_absent(o->paid_at))
		office_fact_time(r, b, N_("Paid"), o->paid_at);
	if (!time_is_absent(o->hold_until))
		office_fact_time(r, b, N_("Held until"), o->hold_until);
}

static void
fill_buyer(struct req *r, struct office_page *p, const struct order *o)
{
	struct block_view *b = office_block(r, p, N_("Buyer"));
	struct cell_view *c = office_fact(r, b, N_("E-mail address"), o->email);

	b->aside = true;
	if (o->account.len && office_may(r, PERM_CUSTOMER_READ))
		c->url = office_url(r, "/admin/customers/*", o->account);
	c->note = form_text(r, o->account_id ? N_("customer") : N_("guest"));
	if (o->phone.len)
		office_fact(r, b, N_("Telephone"), o->phone);
	office_fact(r, b, N_("Language"), office_language(r, o->locale));
	if (o->vat_id.len)
		office_fact(r, b, N_("VAT number"), o->vat_id)->note =
		    o->is_reverse_charge ? form_text(r, N_("the buyer owes the tax (reverse charge)")) : STR_ABSENT;
	c = office_fact(r, b, N_("Other orders"), form_text(r, N_("with this address")));
	c->url = office_url(r, PATH "?q=*", o->email);
	c->none = !o->email.len;
}

static void
fill_word(struct req *r, struct office_page *p, const struct order *o)
{
	struct block_view *b;

	if (!o->note.len)
		return;
	b = office_block(r, p, N_("The buyer wrote"));
	b->tone = STR("warn");
	b->lines = o->note;
}

/* "sent 2, cancelled 1" */
static struct str
progress(struct req *r, const struct order_line *l)
{
	const struct {
		const char *text;
		int64_t n;
	} parts[] = { { N_("sent"), l->requires_shipping ? l->shipped : 0 },
		{ N_("delivered"), l->requires_shipping ? l->delivered : 0 },
		{ N_("handed over"), l->requires_shipping ? 0 : l->delivered }, { N_("cancelled"), l->cancelled },
		{ N_("refunded"), l->refunded } };
	struct buf b;

	buf_in_arena(&b, r->arena, BUF_LINE);
	for (size_t i = 0; i < COUNT(parts); i++)
		if (parts[i].n)
			buf_printf(&b, "%s%.*s %lld", b.len ? ", " : "", STR_ARG(form_text(r, parts[i].text)),
			    (long long)parts[i].n);
	return b.len ? buf_view(&b) : STR_ABSENT;
}

/* Names of the taxes and discounts of a line: "Summer sale −€2.00". */
static struct str
parts_of(struct req *r, const struct order *o, const struct list *all, int64_t line_id, bool taxes)
{
	const struct order_part *part = all->items;
	struct buf b;

	buf_in_arena(&b, r->arena, BUF_LINE);
	for (size_t i = 0; i < all->count; i++) {
		if (part[i].order_line_id != line_id || part[i].is_tax != taxes)
			continue;
		buf_printf(&b, "%s%.*s", b.len ? ", " : "", STR_ARG(part[i].name));
		if (part[i].code.len)
			buf_printf(&b, " (%.*s)", STR_ARG(part[i].code));
		if (!taxes)
			buf_printf(&b, " −%.*s", STR_ARG(office_money(r, money_of(part[i].amount, o->total.currency))));
	}
	return b.len ? buf_view(&b) : STR_ABSENT;
}

static void
fill_lines(struct req *r, struct office_page *p, const struct order *o, const struct list *parts)
{
	static const char *const columns[] = { N_("Article"), RIGHT(N_("Pieces")), RIGHT(N_("Price")),
		RIGHT(N_("Discount")), RIGHT(N_("Tax")), RIGHT(N_("Total")) };
	struct block_view *b = office_block(r, p, N_("What was ordered"));
	const struct order_line *l = o->lines.items;

	office_columns(r, b, columns, COUNT(columns));
	for (size_t i = 0; i < o->lines.count; i++) {
		struct row_view *row = office_row(r, b);
		struct cell_view *c = office_cell(r, b, row, l[i].title);
		c->url = l[i].slug.len
		    ? str_printf(r->arena, "%.*s/product/%.*s", STR_ARG(req_base(r)), STR_ARG(l[i].slug))
		    : STR_ABSENT;
		c->note = str_trim(str_printf(r->arena, "%.*s%s%.*s", STR_ARG(l[i].options),
		    l[i].options.len && l[i].sku.len ? " · " : "", STR_ARG(l[i].sku)));
		c = office_cell(r, b, row, office_number(r, l[i].quantity));
		c->note = progress(r, &l[i]);
		c = office_cell(r, b, row, office_money(r, l[i].unit_price));
		c->note = money_is_absent(l[i].list_price)
		    ? STR_ABSENT
		    : str_printf(r->arena, "%.*s %.*s", STR_ARG(form_text(r, N_("instead of"))),
			  STR_ARG(office_money(r, l[i].list_price)));
		c = office_cell(r, b, row, l[i].discount.minor ? office_money(r, l[i].discount) : STR_ABSENT);
		c->note = parts_of(r, o, parts, l[i].id, false);
		c = office_cell(r, b, row, office_money(r, l[i].tax));
		c->note = parts_of(r, o, parts, l[i].id, true);
		office_cell(r, b, row, office_money(r, l[i].total));
	}
}

static void
fill_sums(struct req *r, struct office_page *p, const struct order *o, const struct list *parts)
{
	struct block_view *b = office_block(r, p, NULL);
	const struct quote_tax *t = o->taxes.items;
	struct cell_view *c;

	b->sums = true;
	office_fact(r, b, N_("Goods"), office_money(r, o->subtotal));
	if (o->discount.minor)
		office_fact(
		    r, b, N_("Discounts"), str_printf(r->arena, "−%.*s", STR_ARG(office_money(r, o->discount))));
	office_fact(r, b, N_("Delivery"), office_money(r, o->shipping))->note = parts_of(r, o, parts, 0, false);
	/* The rates are those of the order as it was placed; of what is left the sum alone is known. */
	if (o->placed_total.minor != o->total.minor)
		office_fact(r, b, N_("Tax"), office_money(r, o->tax))->note =
		    o->prices_with_tax ? form_text(r, N_("contained")) : STR_ABSENT;
	for (size_t i = 0; i < o->taxes.count && o->placed_total.minor == o->total.minor; i++) {
		c = office_fact(r, b, N_("Tax"), office_money(r, money_of(t[i].amount, o->total.currency)));
		c->note = o->prices_with_tax
		    ? str_printf(r->arena, "%.*s, %.*s", STR_ARG(t[i].name), STR_ARG(form_text(r, N_("contained"))))
		    : t[i].name;
	}
	c = office_fact(r, b, N_("Total"), office_money(r, o->total));
	c->strong = true;
	if (o->placed_total.minor != o->total.minor)
		c->note = str_printf(r->arena, "%.*s %.*s", STR_ARG(form_text(r, N_("when it was placed:"))),
		    STR_ARG(office_money(r, o->placed_total)));
	if (o->credited.minor)
		office_fact(r, b, N_("Refunded"), str_printf(r->arena, "−%.*s", STR_ARG(office_money(r, o->credited))))
		    ->note = str_printf(r->arena, "%.*s %.*s", STR_ARG(form_text(r, N_("left of the total:"))),
		    STR_ARG(office_money(r, money_of(o->total.minor - o->credited.minor, o->total.currency))));
	if (o->charged.minor)
		office_fact(r, b, N_("Taken"), office_money(r, o->charged));
	if (o->refunded.minor)
		office_fact(
		    r, b, N_("Given back"), str_printf(r->arena, "−%.*s", STR_ARG(office_money(r, o->refunded))));
}

static void
fill_delivery(struct req *r, struct office_page *p, const struct order *o)
{
	struct block_view *b = office_block(r, p, N_("Delivery"));

	b->aside = true;
	office_fact(r, b, N_("Way of delivery"), o->shipping_name);
	if (!time_is_absent(o->promised_until))
		office_fact(r, b, N_("Promised"), office_days(r, o->promised_from, o->promised_until));
	office_fact(r, b, N_("Delivered to"), office_address(r, &o->delivery))->note = o->delivery.phone;
	office_fact(r, b, N_("Invoice to"),
	    o->billing.country.len ? office_address(r, &o->billing) : form_text(r, N_("the same")));
}

static enum err
fill_trace(struct req *r, struct office_page *p, const struct order *o)
{
	static const char *const columns[] = { N_("Step"), N_("What was looked at"), N_("Outcome"), RIGHT(N_("Before")),
		RIGHT(N_("After")) };
	const struct order_line *l = o->lines.items;
	const struct quote_step *s;
	struct block_view *b;
	struct list steps;
	enum err err = order_trace(req_db(r), r->arena, o->id, &steps);

	if (err || !steps.count)
		return err;
	b = office_block(r, p, N_("How the price came about"));
	b->folded = true;
	b->text = form_text(
	    r, N_("Each step of the price engine when the order was placed, also those that did not apply, and why."));
	office_columns(r, b, columns, COUNT(columns));
	s = steps.items;
	for (size_t i = 0; i < steps.count && i < 200; i++) {
		struct row_view *row = office_row(r, b);
		struct cell_view *c;
		office_cell(r, b, row, price_step(r, s[i].step));
		c = office_cell(r, b, row, s[i].name);
		for (size_t k = 0; k < o->lines.count; k++)
			if (s[i].variant_id && l[k].variant_id == s[i].variant_id)
				c->note = l[k].title;
		c = office_cell(r, b, row, form_text(r, s[i].applied ? N_("applied") : N_("not applied")));
		c->tone = s[i].applied ? STR("good") : STR("quiet");
		c->note = s[i].why;
		office_cell(
		    r, b, row, s[i].applied ? office_money(r, money_of(s[i].before, o->total.currency)) : STR_ABSENT);
		office_cell(
		    r, b, row, s[i].applied ? office_money(r, money_of(s[i].after, o->total.currency)) : STR_ABSENT);
	}
	return OK;
}

/* Something was sent, or delivered for money, and is not refunded yet. */
static bool
may_refund(const struct order *o)
{
	const struct order_line *l = o->lines.items;

	for (size_t i = 0; i < o->lines.count; i++)
		if (order_refundable(&l[i]))
			return true;
	return !time_is_absent(o->paid_at) && order_refundable_delivery(o, &o->lines) > 0;
}

static void
fill_actions(struct req *r, struct office_page *p, const struct order *o, int64_t open)
{
	const bool is_open = o->fulfilment == FULFILMENT_OPEN || o->fulfilment == FULFILMENT_PARTLY_SHIPPED;

	if (open && office_may(r, PERM_SHIPMENT_READ))
		office_link(r, &p->actions, N_("Pack and send"),
		    str_printf(r->arena, "%.*s#parcels", STR_ARG(office_url(r, PATH "/*", o->number))));
	if (o->email.len && office_may(r, PERM_ORDER_WRITE))
		office_button(
		    r, &p->actions, N_("Mail the confirmation again"), office_url(r, PATH "/*/confirmation", o->number))
		    ->quiet = true;
	if (may_refund(o) && office_may(r, PERM_REFUND_WRITE))
		office_link(r, &p->actions, N_("Refund …"), office_url(r, PATH "/*/refund", o->number))->quiet = true;
	if (is_open && office_may(r, PERM_ORDER_WRITE)) {
		struct button_view *b =
		    office_link(r, &p->actions, N_("Cancel …"), office_url(r, PATH "/*/cancel", o->number));
		b->quiet = b->danger = true;
	}
}

static enum err
show_page(struct req *r)
{
	const struct office_args *args = r->args;
	struct office_page p;
	struct order o;
	struct list parts;
	int64_t open = 0;
	enum err err = order_get(req_db(r), r->arena, r->params[0], &o);

	if (!err)
		err = order_parts(req_db(r), r->arena, o.id, &parts);
	if (err ||
	    (err = office_begin(
		 r, &p, str_printf(r->arena, "%.*s %.*s", STR_ARG(form_text(r, N_("Order no."))), STR_ARG(o.number)))))
		return err;
	office_crumb(r, &p, N_("Orders"), PATH);
	office_notice(r, &p, args->done);
	fill_word(r, &p, &o);
	fill_lines(r, &p, &o, &parts);
	fill_sums(r, &p, &o, &parts);
	if ((err = office_order_parcels(r, &p, &o, &open)) || (err = office_order_credits(r, &p, &o)) ||
	    (err = office_order_money(r, &p, &o)) || (err = office_order_history(r, &p, &o)) ||
	    (office_may(r, PERM_PAYMENT_READ) && (err = office_books(r, &p, o.id))) ||
	    (office_may(r, PERM_PRICE_READ) && (err = fill_trace(r, &p, &o))))
		return err;
	fill_facts(r, &p, &o);
	fill_buyer(r, &p, &o);
	fill_delivery(r, &p, &o);
	fill_actions(r, &p, &o, open);
	return office_reply(r, &p);
}
