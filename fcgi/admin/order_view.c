/* order_view.c - orders and parcels in words: states, money, days.  See orders.h. */
#include "fcgi/admin/orders.h"

struct order_env
office_order_env(struct req *r)
{
	struct who *who = arena_new_of(r->arena, struct who);

	*who = who_of(r);
	return (struct order_env){
		.db = req_db(r), .cache = req_cache(r), .arena = r->arena, .config = r->app->config, .who = who
	};
}

struct str
office_money(struct req *r, struct money m)
{
	struct buf b;

	if (money_is_absent(m))
		return STR_ABSENT;
	buf_in_arena(&b, r->arena, BUF_LINE);
	money_format(&b, m, req_locale(r));
	return buf_view(&b);
}

struct str
office_number(struct req *r, int64_t n)
{
	return str_printf(r->arena, "%lld", (long long)n);
}

struct str
office_weight(struct req *r, int64_t grams)
{
	struct str point = str_eq_z(req_locale(r), "de") ? STR(",") : STR(".");

	if (!grams)
		return STR_ABSENT;
	if (grams < 1000)
		return str_printf(r->arena, "%lld g", (long long)grams);
	return str_printf(
	    r->arena, "%lld%.*s%lld kg", (long long)(grams / 1000), STR_ARG(point), (long long)(grams % 1000 / 100));
}

struct str
office_days(struct req *r, struct time from, struct time until)
{
	if (time_is_absent(until))
		return STR_ABSENT;
	if (time_is_absent(from) || from.us == until.us)
		return form_date(r, until);
	return str_printf(r->arena, "%.*s – %.*s", STR_ARG(form_date(r, from)), STR_ARG(form_date(r, until)));
}

/* ---- states ---- */

struct order_state_text
office_fulfilment(const struct order *o)
{
	switch (o->fulfilment) {
	case FULFILMENT_OPEN:
		if (time_is_absent(o->paid_at))
			return (struct order_state_text){ N_("Waits for payment"), "quiet" };
		/* What needs no parcel is handed over when it is paid: unless the house has it not. */
		return (struct order_state_text){
			str_is_empty(o->shipping_method) ? N_("Waits for stock") : N_("To send"), "warn"
		};
	case FULFILMENT_PARTLY_SHIPPED:
		return (struct order_state_text){ N_("Partly sent"), "warn" };
	case FULFILMENT_SHIPPED:
		return (struct order_state_text){ N_("Sent"), "good" };
	case FULFILMENT_DELIVERED:
		return (struct order_state_text){ str_is_empty(o->shipping_method) ? N_("Completed") : N_("Delivered"),
			"good" };
	case FULFILMENT_CANCELLED:
		return (struct order_state_text){ N_("Cancelled"), "quiet" };
	default:
		return (struct order_state_text){ N_("Expired unpaid"), "quiet" };
	}
}

struct order_state_text
office_charge(const struct order *o)
{
	switch (o->charge) {
	case CHARGE_FULL:
		return o->refunded.minor ? (struct order_state_text){ N_("Paid, partly refunded"), "good" }
					 : (struct order_state_text){ N_("Paid"), "good" };
	case CHARGE_PARTIAL:
		return (struct order_state_text){ N_("Partly paid"), "warn" };
	case CHARGE_OVER:
		if (o->credited.minor > o->refunded.minor || o->total.minor < o->placed_total.minor)
			return (struct order_state_text){ N_("Refund on its way"), "warn" };
		return (struct order_state_text){ N_("Paid too much"), "bad" };
	default:
		return o->refunded.minor ? (struct order_state_text){ N_("Refunded"), "quiet" }
					 : (struct order_state_text){ N_("Not paid"), "quiet" };
	}
}

struct order_state_text
office_authorisation(const struct order *o)
{
	switch (o->authorisation) {
	case AUTHORISATION_FULL:
		return (struct order_state_text){ N_("Covered"), "good" };
	case AUTHORISATION_PARTIAL:
		return (struct order_state_text){ N_("Partly covered"), "warn" };
	default:
		return (struct order_state_text){ N_("Not covered"), "quiet" };
	}
}

struct order_state_text
office_shipment_state(const struct shipment *s)
{
	switch (s->state) {
	case SHIPMENT_PENDING:
		return (struct order_state_text){ N_("To pack"), "warn" };
	case SHIPMENT_PACKED:
		return s->is_pickup ? (struct order_state_text){ N_("Ready to be fetched"), "good" }
				    : (struct order_state_text){ N_("Packed"), "warn" };
	case SHIPMENT_SHIPPED:
		return (struct order_state_text){ N_("Sent"), "good" };
	case SHIPMENT_DELIVERED:
		return s->is_pickup ? (struct order_state_text){ N_("Fetched"), "good" }
				    : (struct order_state_text){ N_("Delivered"), "good" };
	default:
		return (struct order_state_text){ N_("Cancelled"), "quiet" };
	}
}

struct order_state_text
office_tracking(int tracking)
{
	static const struct order_state_text texts[] = {
		[TRACKING_NONE] = { "", NULL },
		[TRACKING_ANNOUNCED] = { N_("announced to the carrier"), "quiet" },
		[TRACKING_IN_TRANSIT] = { N_("on its way"), NULL },
		[TRACKING_OUT] = { N_("out for delivery"), NULL },
		[TRACKING_DELIVERED] = { N_("delivered"), "good" },
		[TRACKING_EXCEPTION] = { N_("the carrier has a problem"), "bad" },
		[TRACKING_RETURNED] = { N_("comes back"), "bad" },
	};

	return (size_t)tracking < COUNT(texts) ? texts[tracking] : texts[TRACKING_NONE];
}

/* ---- texts ---- */

struct str
office_contents(struct req *r, const struct shipment *s)
{
	const struct shipment_line *l = s->lines.items;
	struct buf b;

	buf_in_arena(&b, r->arena, BUF_LINE);
	for (size_t i = 0; i < s->lines.count; i++) {
		buf_printf(&b, "%s%lld × %.*s", i ? "\n" : "", (long long)l[i].quantity, STR_ARG(l[i].title));
		if (l[i].options.len)
			buf_printf(&b, " (%.*s)", STR_ARG(l[i].options));
	}
	return buf_view(&b);
}

struct str
office_parcel(struct req *r, const struct shipment *s)
{
	return str_printf(r->arena, "%.*s-%d", STR_ARG(s->order_number), (int)s->parcel);
}

struct str
office_address(struct req *r, const struct address *a)
{
	const struct str *line;
	struct list lines;
	struct buf b;

	if (str_is_empty(a->country) || address_lines(r->arena, a, req_locale(r), STR_ABSENT, &lines))
		return STR_ABSENT;
	buf_in_arena(&b, r->arena, BUF_LINE);
	line = lines.items;
	for (size_t i = 0; i < lines.count; i++)
		buf_printf(&b, "%s%.*s", i ? "\n" : "", STR_ARG(line[i]));
	return buf_view(&b);
}

/* ---- lists ---- */

void
office_order_rows(struct req *r, struct block_view *b, const struct order *o, size_t count)
{
	static const char *const columns[] = { N_("Order no."), N_("Placed"), N_("Buyer"), N_("Goods"), N_("Money"),
		RIGHT(N_("Total")) };

	office_columns(r, b, columns, COUNT(columns));
	for (size_t i = 0; i < count; i++) {
		const struct order_state_text goods = office_fulfilment(&o[i]), money = office_charge(&o[i]);
		struct row_view *row = office_row(r, b);
		struct cell_view *c = office_cell(r, b, row, o[i].number);
		c->url = office_url(r, "/admin/orders/*", o[i].number);
		office_cell_time(r, b, row, o[i].placed_at);
		office_cell(r, b, row, o[i].email);
		office_cell(r, b, row, form_text(r, goods.text))->tone = str_of(goods.tone);
		office_cell(r, b, row, form_text(r, money.text))->tone = str_of(money.tone);
		c = office_cell(r, b, row, office_money(r, o[i].total));
		if (o[i].total.minor != o[i].placed_total.minor)
			c->note = str_printf(r->arena, "%.*s %.*s", STR_ARG(form_text(r, N_("before:"))),
			    STR_ARG(office_money(r, o[i].placed_total)));
		if (b->pick_name.ptr &&
		    (o[i].fulfilment == FULFILMENT_PARTLY_SHIPPED ||
			(o[i].fulfilment == FULFILMENT_OPEN && !time_is_absent(o[i].paid_at))))
			office_pick_row(row, o[i].number,
			    str_printf(
				r->arena, "%.*s %.*s", STR_ARG(form_text(r, N_("Choose"))), STR_ARG(o[i].number)));
	}
}
