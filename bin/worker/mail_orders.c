/*
 * mail_orders.c - mails about orders: to the address that the order names, in its language, whether its buyer has an
 * account or not.
 *
 * The confirmation goes out when the order is paid (order.paid comes once), so that each order has one.  What somebody
 * sees happen on the page before him is not mailed each time: of failed payments, the first of an order that is still
 * open.  A mail shows the order as it is when it is sent.
 */
#include "bin/worker/mail_send.h"
#include "lib/io/json_tree.h"
#include "lib/shop/order_credit.h"
#include "lib/shop/shipment.h"
#include "lib/shop/shipping.h"

static const struct {
	const char *type;
	enum mail_template template;
} kinds[] = {
	{ "order.paid", MAIL_ORDER_CONFIRMED },
	{ "order.confirmation_asked", MAIL_ORDER_CONFIRMED }, /* once more, by a colleague */
	{ "order.payment_failed", MAIL_ORDER_UNPAID },
	{ "order.cancelled", MAIL_ORDER_CANCELLED },
	{ "order.expired", MAIL_ORDER_EXPIRED },
	{ "order.link_asked", MAIL_ORDER_LINK },
	{ "order.withdrawal_asked", MAIL_ORDER_WITHDRAWN },
	{ "order.refunded", MAIL_ORDER_CREDITED }, /* pieces: which, and that the money comes */
	{ "refund.done", MAIL_ORDER_REFUNDED }, /* a sum: that it was sent */
	{ "shipment.shipped", MAIL_ORDER_SHIPPED },
	{ "shipment.ready_for_pickup", MAIL_ORDER_READY },
	{ "shipment.delivered", MAIL_ORDER_DELIVERED },
};

struct at_hand {
	struct worker *w;
	struct arena *arena;
	const struct outbox_event *event;
	enum mail_template template;
	const struct json_node *payload;
	struct order order;
	struct str locale;
	int locale_index;
	struct mail_order view;
};

bool
mail_is_of_order(const struct outbox_event *event)
{
	return str_starts(event->type, STR("order.")) || str_starts(event->type, STR("shipment.")) ||
	    str_starts(event->type, STR("refund."));
}

/* ---- texts ---- */

static struct str
money(const struct at_hand *h, int64_t minor)
{
	struct buf b;

	buf_in_arena(&b, h->arena, BUF_LINE);
	money_format(&b, money_of(minor, h->order.total.currency), h->locale);
	return buf_view(&b);
}

static struct str
date(const struct at_hand *h, struct time t)
{
	struct buf b;

	if (time_is_absent(t))
		return STR_ABSENT;
	buf_in_arena(&b, h->arena, BUF_LINE);
	time_date(&b, t, h->locale);
	return buf_view(&b);
}

static struct str
promise(const struct at_hand *h, struct time from, struct time until)
{
	if (time_is_absent(from) || time_is_absent(until))
		return STR_ABSENT;
	return from.us == until.us
	    ? date(h, from)
	    : str_printf(h->arena, "%.*s \xE2\x80\x93 %.*s", STR_ARG(date(h, from)), STR_ARG(date(h, until)));
}

/* The names of the tables that come with the shop are translated. */
static struct str
tax_name(const struct at_hand *h, const struct quote_tax *t)
{
	struct buf b;

	buf_in_arena(&b, h->arena, BUF_LINE);
	buf_str(&b, i18n_text(h->w->i18n, h->locale_index, str_z(h->arena, t->name)));
	buf_char(&b, ' ');
	percent_format(&b, t->rate_e6, h->locale);
	return buf_view(&b);
}

/* ---- what an order is ---- */

static void
fill_lines(struct at_hand *h)
{
	const struct order_line *l = h->order.lines.items;
	struct mail_line *views = arena_array(h->arena, struct mail_line, h->order.lines.count);
	size_t n = 0;

	for (size_t i = 0; i < h->order.lines.count; i++) {
		int64_t left = l[i].quantity - l[i].cancelled;
		if (left > 0)
			views[n++] = (struct mail_line){ l[i].title, l[i].options, l[i].sku,
				money(h, line_share(l[i].subtotal.minor, l[i].quantity, l[i].cancelled, left)), left };
	}
	h->view.lines = (struct list){ views, n };
}

static void
fill_sums(struct at_hand *h)
{
	const struct quote_discount *d = h->order.discounts.items;
	const struct quote_tax *t = h->order.taxes.items;
	struct mail_amount *discounts = arena_array(h->arena, struct mail_amount, h->order.discounts.count);
	struct mail_amount *taxes = arena_array(h->arena, struct mail_amount, h->order.taxes.count);
	const struct order *o = &h->order;
	struct mail_order *v = &h->view;

	for (size_t i = 0; i < o->discounts.count; i++)
		discounts[i] = (struct mail_amount){ d[i].name, money(h, -d[i].amount) };
	for (size_t i = 0; i < o->taxes.count; i++)
		taxes[i] = (struct mail_amount){ tax_name(h, &t[i]), money(h, t[i].amount) };
	v->discounts = (struct list){ discounts, o->discounts.count };
	v->taxes = (struct list){ taxes, o->taxes.count };
	v->tax_added = !o->prices_with_tax;
	v->subtotal = money(h, o->subtotal.minor);
	v->total = money(h, o->total.minor);
	v->has_shipping = !str_is_empty(o->shipping_method);
	v->free_shipping = o->shipping.minor == 0;
	v->shipping = money(h, o->shipping.minor);
	v->shipping_name = o->shipping_name;
	v->reverse_charge = o->is_reverse_charge;
}

static enum err
fill_order(struct at_hand *h)
{
	const struct order *o = &h->order;
	struct mail_order *v = &h->view;
	enum err err = OK;

	v->number = o->number;
	v->placed = date(h, o->placed_at);
	v->is_guest = o->account_id == 0;
	v->is_pickup = o->pickup_id != 0;
	v->promise = promise(h, o->promised_from, o->promised_until);
	v->pay_until = date(h, o->hold_until);
	fill_lines(h);
	fill_sums(h);
	if (!str_is_empty(o->delivery.country) && !v->is_pickup)
		err = address_lines(h->arena, &o->delivery, h->locale, STR_ABSENT, &v->delivery);
	if (!err && !str_is_empty(o->billing.country))
		err = address_lines(h->arena, &o->billing, h->locale, STR_ABSENT, &v->billing);
	else if (!err && !str_is_empty(o->delivery.country)) /* the same */
		err = address_lines(h->arena, &o->delivery, h->locale, STR_ABSENT, &v->billing);
	return err;
}

/* ---- what an event is about ---- */

static int64_t
number_at(const struct json_node *node, const char *name)
{
	const struct json_node *n = json_at(node, name);
	int64_t v = 0;

	return n && n->type == JSON_NUMBER && str_to_i64(n->text, 0, INT64_MAX, &v) == OK ? v : 0;
}

static const struct order_line *
line_called(const struct at_hand *h, struct str id)
{
	const struct order_line *l = h->order.lines.items;

	for (size_t i = 0; i < h->order.lines.count; i++)
		if (str_eq(l[i].public_id, id))
			return &l[i];
	return NULL;
}

/* "pieces":[{"line":"...","quantity":2}] */
static void
fill_cut(struct at_hand *h)
{
	const struct json_node *list = json_at(h->payload, "pieces");
	int64_t back =
	    h->order.charged.minor - h->order.refunded.minor - (h->order.total.minor - h->order.credited.minor);
	struct mail_line *part = arena_array(h->arena, struct mail_line, h->order.lines.count);
	size_t n = 0;

	for (const struct json_node *one = list ? list->first : NULL; one && n < h->order.lines.count;
	     one = one->next) {
		const struct order_line *l = line_called(h, json_text(one, "line"));
		if (l)
			part[n++] =
			    (struct mail_line){ l->title, l->options, l->sku, STR_ABSENT, number_at(one, "quantity") };
	}
	h->view.part = (struct list){ part, n };
	h->view.is_all = str_eq(json_text(h->payload, "fulfilment"), STR("cancelled"));
	if (back > 0)
		h->view.money = money(h, back);
}

/* Pieces that are refunded, and the delivery.  A sum out of goodwill has its mail when it was sent; goods that came
 * back without money need none. */
static enum err
fill_credit(struct at_hand *h, bool *wanted)
{
	const struct credit_line *l;
	struct mail_line *part;
	struct credit c;
	enum err err = credit_of_event(h->w->db, h->arena, &h->order, h->event, &c);

	if (err)
		return err;
	*wanted = c.kind == CREDIT_LINES && c.amount.minor > 0;
	l = c.lines.items;
	part = arena_array(h->arena, struct mail_line, c.lines.count + 1);
	for (size_t i = 0; i < c.lines.count; i++) {
		const struct order_line *lines = h->order.lines.items;
		part[i] = (struct mail_line){ .title = i18n_text(h->w->i18n, h->locale_index, N_("Delivery")) };
		for (size_t k = 0; k < h->order.lines.count; k++)
			if (lines[k].id == l[i].order_line_id)
				part[i] = (struct mail_line){ lines[k].title, lines[k].options, lines[k].sku,
					STR_ABSENT, l[i].quantity };
	}
	h->view.part = (struct list){ part, c.lines.count };
	h->view.money = money(h, c.amount.minor);
	return OK;
}

static enum err
fill_parcel(struct at_hand *h, bool *wanted)
{
	const struct shipment_line *l;
	struct mail_line *part;
	struct shipment s;
	enum err err = shipment_get(h->w->db, h->arena, json_text(h->payload, "shipment"), &s);

	if (err)
		return err;
	/* Whoever fetched it himself knows. */
	*wanted = !(s.is_pickup && h->template != MAIL_ORDER_READY) && s.state != SHIPMENT_CANCELLED;
	l = s.lines.items;
	part = arena_array(h->arena, struct mail_line, s.lines.count);
	for (size_t i = 0; i < s.lines.count; i++)
		part[i] = (struct mail_line){ l[i].title, l[i].options, l[i].sku, STR_ABSENT, l[i].quantity };
	h->view.part = (struct list){ part, s.lines.count };
	h->view.is_all = h->order.fulfilment != FULFILMENT_PARTLY_SHIPPED && h->order.fulfilment != FULFILMENT_OPEN;
	h->view.place = s.warehouse_name;
	h->view.carrier = s.carrier_name;
	h->view.tracking_code = s.tracking_code;
	h->view.tracking_url = s.tracking_url;
	h->view.promise = promise(h, s.promised_from, s.promised_until);
	return OK;
}

/* The first that failed, and it is still to be paid. */
static enum err
is_first_failure(struct at_hand *h, bool *wanted)
{
	const struct order_event *ev;
	struct list events;
	size_t before = 0;
	enum err err = OK;

	*wanted = h->order.fulfilment == FULFILMENT_OPEN && time_is_absent(h->order.paid_at);
	if (*wanted)
		err = order_events(h->w->db, h->arena, h->order.id, true, &events);
	if (err || !*wanted)
		return err;
	ev = events.items;
	for (size_t i = 0; i < events.count; i++)
		before += str_eq(ev[i].kind, STR("payment_failed")) && ev[i].at.us <= h->event->at.us;
	*wanted = before <= 1;
	return OK;
}

static enum err
fill_event(struct at_hand *h, bool *wanted)
{
	*wanted = true;
	switch (h->template) {
	case MAIL_ORDER_UNPAID:
		return is_first_failure(h, wanted);
	case MAIL_ORDER_CANCELLED:
		fill_cut(h);
		return OK;
	case MAIL_ORDER_CREDITED:
		return fill_credit(h, wanted);
	case MAIL_ORDER_REFUNDED:
		h->view.money = money(h, number_at(h->payload, "amount"));
		return OK;
	case MAIL_ORDER_SHIPPED:
	case MAIL_ORDER_READY:
	case MAIL_ORDER_DELIVERED:
		return fill_parcel(h, wanted);
	default:
		return OK;
	}
}

/* ---- sending ---- */

static struct str
link_of(const struct at_hand *h)
{
	const struct order_env e = {
		.db = h->w->db, .arena = h->arena, .config = h->w->config, .master = &h->w->master
	};
	struct str path = str_printf(
	    h->arena, "/orders/%.*s?key=%.*s", STR_ARG(h->order.public_id), STR_ARG(order_key(&e, h->order.public_id)));

	return mail_url(h->w, h->arena, h->locale_index, str_z(h->arena, path));
}

static enum err
send_mail(struct at_hand *h)
{
	struct mail_view v = mail_view_begin(h->w, h->arena, h->locale_index);

	v.order = &h->view;
	v.link = link_of(h);
	return mail_deliver(&(struct mail_parcel){ .w = h->w,
	    .arena = h->arena,
	    .event = h->event,
	    .template = h->template,
	    .locale = h->locale_index,
	    .account_id = h->order.account_id,
	    .recipient = h->order.email,
	    .view = &v });
}

enum err
mail_order_handle(struct worker *w, struct arena *a, const struct outbox_event *event)
{
	struct at_hand h = { .w = w, .arena = a, .event = event, .template = MAIL__COUNT };
	bool wanted = false;
	enum err err;

	for (size_t i = 0; i < COUNT(kinds); i++)
		if (str_eq_z(event->type, kinds[i].type))
			h.template = kinds[i].template;
	if (h.template == MAIL__COUNT)
		return OK;
	err = order_get(w->db, a, event->object, &h.order);
	/* forgotten, or an order of a program that gave no address */
	if (err == ERR_NOT_FOUND || (!err && str_is_empty(h.order.email))) {
		err_clear();
		return OK;
	}
	if (err || (err = json_tree(a, event->payload, &h.payload)))
		return err;
	h.locale_index = MAX(i18n_find(w->i18n, h.order.locale), 0);
	h.locale = i18n_locale(w->i18n, h.locale_index);
	err = fill_order(&h);
	if (!err)
		err = fill_event(&h, &wanted);
	return err || !wanted ? err : send_mail(&h);
}
