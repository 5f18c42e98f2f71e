/* order_page_view.c - an order's page as its template sees it: what its state means for the buyer, and what can be
 * done.  See pages.h. */
#include "fcgi/common/account_frame.h"
#include "fcgi/order/pages.h"
#include "lib/shop/invoice.h"
#include "lib/shop/order_credit.h"
#include "lib/shop/refund.h"
#include "lib/shop/shipment.h"
#include "lib/web/i18n.h"

#define THANKS_US (3600 * US_PER_S)

static enum err fill_state(struct req *r, struct order_view *v, const struct order *o) MUST_CHECK;
static enum err fill_addresses(struct req *r, struct order_view *v, const struct order *o) MUST_CHECK;
static enum err fill_parcels(struct req *r, struct order_view *v, const struct order *o) MUST_CHECK;
static enum err fill_events(struct req *r, struct order_view *v, const struct order *o) MUST_CHECK;
static enum err fill_refunds(struct req *r, struct order_view *v, const struct order *o) MUST_CHECK;
static enum err fill_documents(struct req *r, struct order_view *v, const struct order *o, struct str key) MUST_CHECK;
static void fill_links(struct req *r, struct order_view *v, const struct order *o, struct str key);
static bool needs_delivery(const struct order *o);

struct str
order_url(struct req *r, const struct order *o, struct str key, const char *below)
{
	bool account = str_starts(r->path, STR("/account/"));

	if (account && !*below)
		return url_of(r, "/account/orders/", o->public_id);
	return str_printf(r->arena, "%.*s/orders/%.*s%s%s%.*s", STR_ARG(req_base(r)), STR_ARG(o->public_id), below,
	    str_is_empty(key) ? "" : "?key=", STR_ARG(key));
}

static struct str
done_text(struct req *r, struct str done)
{
	static const struct {
		const char *code, *text;
	} texts[] = {
		{ "cancelled", N_("It is cancelled. What you have paid for it goes back to you.") },
		{ "withdrawn", N_("We have your withdrawal. The confirmation is on its way to you by mail.") },
	};

	for (size_t i = 0; i < COUNT(texts); i++)
		if (str_eq_z(done, texts[i].code))
			return form_text(r, texts[i].text);
	return STR_ABSENT;
}

enum err
order_view_fill(struct req *r, struct order_view *v, const struct order *o, struct str key)
{
	const struct key_args *args = r->route->query == &key_args_shape ? r->args : NULL;
	struct str title = text_with(r, N_("Order %s"), o->number);
	enum err err;

	shape_init(&order_view_shape, v);
	v->page = arena_new_of(r->arena, struct page_view);
	v->is_account = str_starts(r->path, STR("/account/"));
	if ((err = account_frame(r, v->is_account ? AREA_ORDERS : AREA_NONE, title, v->page)))
		return err;
	v->number = o->number;
	v->key = key;
	v->email = o->email;
	v->placed = form_date(r, o->placed_at);
	if (args)
		v->notice = done_text(r, args->done);
	v->lines = (struct list){ order_lines_fill(r, o), o->lines.count };
	v->sums = order_sums_fill(r, o);
	v->shipping = o->shipping_name;
	v->promise = promise_text(r, o->promised_from, o->promised_until);
	v->is_pickup = o->pickup_id != 0;
	v->is_sent = !v->is_pickup && needs_delivery(o);
	v->vat_id = o->vat_id;
	v->note = o->note;
	fill_links(r, v, o, key);
	if ((err = fill_state(r, v, o)) || (err = fill_addresses(r, v, o)) || (err = fill_parcels(r, v, o)) ||
	    (err = fill_refunds(r, v, o)))
		return err;
	err = fill_documents(r, v, o, key);
	return err ? err : fill_events(r, v, o);
}

/* ---- the state ---- */

/* An order of which nothing has to be sent was placed without a way of delivery. */
static bool
needs_delivery(const struct order *o)
{
	return !str_is_empty(o->shipping_method);
}

/* Whether the shop has what it waits for: money, or with payment.capture = later the promise of it. */
static bool
is_covered(const struct order *o)
{
	return !time_is_absent(o->paid_at) || o->total.minor == 0;
}

struct str
order_state_text(struct req *r, const struct order *o, struct str *tone)
{
	static const struct {
		const char *text, *tone;
	} states[] = {
		[FULFILMENT_PARTLY_SHIPPED] = { N_("Partly on its way"), "good" },
		[FULFILMENT_SHIPPED] = { N_("On its way"), "good" },
		[FULFILMENT_DELIVERED] = { N_("Delivered"), "good" },
		[FULFILMENT_CANCELLED] = { N_("Cancelled"), "bad" },
		[FULFILMENT_EXPIRED] = { N_("Expired: not paid in time"), "bad" },
	};

	if (o->fulfilment == FULFILMENT_OPEN) {
		*tone = is_covered(o) ? STR("good") : STR("open");
		return form_text(r, is_covered(o) ? N_("Paid: being prepared") : N_("Waiting for payment"));
	}
	*tone = str_of(states[o->fulfilment].tone);
	if (o->fulfilment == FULFILMENT_DELIVERED && !needs_delivery(o))
		return form_text(r, N_("Completed"));
	return form_text(r, states[o->fulfilment].text);
}

static struct str
failure_text(struct req *r, struct str code)
{
	static const struct {
		const char *code, *text;
	} texts[] = {
		{ "declined", N_("Your bank has declined the payment.") },
		{ "card_declined", N_("Your bank has declined the payment.") },
		{ "insufficient_funds", N_("Your bank says that there is not enough money on the account.") },
		{ "expired_card", N_("The card has expired.") },
		{ "authentication_failed", N_("The payment was not confirmed with your bank.") },
		{ "cancelled", N_("The payment was broken off.") },
		{ "abandoned", N_("The payment was broken off.") },
	};

	for (size_t i = 0; i < COUNT(texts); i++)
		if (str_eq_z(code, texts[i].code))
			return form_text(r, texts[i].text);
	return form_text(r, N_("The payment did not go through."));
}

static enum err
fill_methods(struct req *r, struct order_view *v, const struct order *o)
{
	struct money rest = o->total;
	const struct payment_method *m;
	struct choice_view *c;
	struct list methods;
	enum err err = payment_methods(r->app->config, r->arena, rest, &methods);

	if (err)
		return err;
	m = methods.items;
	c = arena_array(r->arena, struct choice_view, methods.count + 1);
	for (size_t i = 0; i < methods.count; i++)
		c[i] = (struct choice_view){ .id = str_printf(r->arena, "method-%zu", i),
			.field = STR("method"),
			.value = m[i].code,
			.name = form_text(r, m[i].name),
			.text = m[i].hint ? form_text(r, m[i].hint) : STR_ABSENT,
			.chosen = i == 0 };
	v->methods = (struct list){ c, methods.count };
	v->may_pay = methods.count > 0;
	if (!time_is_absent(o->hold_until))
		v->minutes = MAX((o->hold_until.us - clock_now().us) / US_PER_S / 60, 1);
	return OK;
}

/* Open and not paid: what became of the last try? */
static enum err
fill_unpaid(struct req *r, struct order_view *v, const struct order *o, const struct payment *last)
{
	if (last && (last->state == PAYMENT_PENDING || last->state == PAYMENT_AUTHORISED)) {
		v->heading = form_text(r, N_("Your payment is being processed"));
		v->lead = form_text(
		    r, N_("This takes a moment. You need not wait here: we write to you as soon as it is done."));
		v->tone = STR("open");
		v->is_waiting = true;
	} else if (last && (last->state == PAYMENT_FAILED || last->state == PAYMENT_CANCELLED)) {
		v->heading = form_text(r, N_("The payment did not work"));
		v->lead = str_printf(r->arena, "%.*s %.*s",
		    STR_ARG(failure_text(r, last->state == PAYMENT_CANCELLED ? STR("cancelled") : last->failure)),
		    STR_ARG(form_text(r, N_("Nothing was charged. Try again, or pay in another way."))));
		v->tone = STR("bad");
	} else {
		v->heading = form_text(r, N_("Your order is not paid yet"));
		v->lead = form_text(r, N_("We keep everything for you until it is paid."));
		v->tone = STR("open");
	}
	return v->is_waiting ? OK : fill_methods(r, v, o);
}

static void
fill_paid(struct req *r, struct order_view *v, const struct order *o)
{
	static const char *const headings[] = { [FULFILMENT_OPEN] = N_("Thank you for your order!"),
		[FULFILMENT_PARTLY_SHIPPED] = N_("A part of your order is on its way"),
		[FULFILMENT_SHIPPED] = N_("Your order is on its way"),
		[FULFILMENT_DELIVERED] = N_("Your order has arrived"),
		[FULFILMENT_CANCELLED] = N_("This order is cancelled"),
		[FULFILMENT_EXPIRED] = N_("This order has expired") };

	/* What needs no parcel is done as soon as it is paid: the buyer comes from the payment and is thanked all the
	 * same. */
	const bool is_thanks =
	    o->fulfilment == FULFILMENT_OPEN || (o->fulfilment == FULFILMENT_DELIVERED && !needs_delivery(o));

	v->heading = form_text(r, headings[is_thanks ? FULFILMENT_OPEN : o->fulfilment]);
	v->tone = STR("good");
	/* Who comes back later has been thanked, and wants to know how it stands. */
	if (is_thanks && o->fulfilment == FULFILMENT_OPEN && clock_now().us - o->placed_at.us > THANKS_US) {
		v->heading = form_text(r, N_("Your order is being prepared"));
		v->lead = form_text(r, N_("It is paid. We write to you as soon as it is on its way."));
	} else if (is_thanks) {
		v->is_thanks = true;
		v->lead = str_is_empty(o->email) ? form_text(r, N_("Your payment has arrived.")) :
		    text_with(r, N_("Your payment has arrived. The confirmation goes to %s."), o->email);
	} else if (o->fulfilment == FULFILMENT_CANCELLED) {
		v->tone = STR("bad");
		v->lead = o->charged.minor
		    ? text_with(r, N_("%s went back to you, or is on its way."), money_text(r, o->charged))
		    : form_text(r, N_("Nothing was charged."));
	} else if (o->fulfilment == FULFILMENT_EXPIRED) {
		v->tone = STR("bad");
		v->lead = form_text(
		    r, N_("It was not paid in time, so everything went back to the shelf. Nothing was charged."));
	}
}

static enum err
fill_state(struct req *r, struct order_view *v, const struct order *o)
{
	const struct payment *one, *last = NULL;
	struct list payments;
	enum err err = payment_list(req_db(r), r->arena, o->id, &payments);

	if (err)
		return err;
	one = payments.items;
	for (size_t i = 0; i < payments.count; i++) {
		if (!last || one[i].id > last->id)
			last = &one[i];
		if (is_covered(o) && (one[i].charged.minor > 0 || one[i].authorised.minor > 0) &&
		    !str_is_empty(one[i].display))
			v->paid_by = one[i].display;
	}
	if (o->fulfilment == FULFILMENT_OPEN && !is_covered(o))
		return fill_unpaid(r, v, o, last);
	fill_paid(r, v, o);
	return OK;
}

/* ---- addresses, parcels, history ---- */

static enum err
fill_addresses(struct req *r, struct order_view *v, const struct order *o)
{
	enum err err = OK;

	if (!str_is_empty(o->delivery.country))
		err = address_text(r, &o->delivery, &v->delivery);
	if (!err && !str_is_empty(o->billing.country))
		err = address_text(r, &o->billing, &v->billing);
	if (!v->delivery.count) { /* nothing was sent: one address is enough */
		v->delivery = v->billing;
		v->billing = (struct list){ 0 };
	}
	v->has_billing = v->billing.count > 0;
	return err;
}

static struct str
parcel_state(struct req *r, const struct shipment *s)
{
	static const char *const tracking[] = { [TRACKING_ANNOUNCED] = N_("Announced to the carrier"),
		[TRACKING_IN_TRANSIT] = N_("On its way"),
		[TRACKING_OUT] = N_("Out for delivery"),
		[TRACKING_DELIVERED] = N_("Delivered"),
		[TRACKING_EXCEPTION] = N_("The carrier has a problem with it"),
		[TRACKING_RETURNED] = N_("On its way back to us") };
	static const char *const states[] = { [SHIPMENT_PENDING] = N_("Being prepared"),
		[SHIPMENT_PACKED] = N_("Packed"),
		[SHIPMENT_SHIPPED] = N_("On its way"),
		[SHIPMENT_DELIVERED] = N_("Delivered"),
		[SHIPMENT_CANCELLED] = N_("Cancelled") };

	if (s->is_pickup && s->state == SHIPMENT_PACKED)
		return form_text(r, N_("Ready to be picked up"));
	if (s->is_pickup && s->state == SHIPMENT_DELIVERED)
		return form_text(r, N_("Picked up"));
	if (s->state == SHIPMENT_SHIPPED && s->tracking != TRACKING_NONE)
		return form_text(r, tracking[s->tracking]);
	return form_text(r, states[s->state]);
}

static void
fill_parcel(struct req *r, struct parcel_view *v, const struct shipment *s)
{
	const struct shipment_line *l = s->lines.items;
	const struct shipment_event *e = s->events.items;
	struct str *lines = arena_array(r->arena, struct str, s->lines.count + 1);
	struct event_view *events = arena_array(r->arena, struct event_view, s->events.count + 1);

	for (size_t i = 0; i < s->lines.count; i++)
		lines[i] = str_printf(r->arena, "%lld \xC3\x97 %.*s", (long long)l[i].quantity, STR_ARG(l[i].title));
	for (size_t i = 0; i < s->events.count; i++)
		events[i] = (struct event_view){ form_date(r, e[i].at),
			str_printf(r->arena, "%.*s%s%.*s", STR_ARG(e[i].text), str_is_empty(e[i].place) ? "" : ", ",
			    STR_ARG(e[i].place)) };
	*v = (struct parcel_view){ .name = text_with(r, s->is_pickup ? N_("Pickup %s") : N_("Parcel %s"),
				       str_printf(r->arena, "%d", s->parcel)),
		.state = parcel_state(r, s),
		.promise =
		    s->state < SHIPMENT_DELIVERED ? promise_text(r, s->promised_from, s->promised_until) : STR_ABSENT,
		.place = s->is_pickup ? s->warehouse_name : STR_ABSENT,
		.carrier = s->carrier_name,
		.code = s->tracking_code,
		.url = s->tracking_url,
		.lines = { lines, s->lines.count },
		.events = { events, s->events.count },
		.has_events = s->events.count > 0 };
}

static enum err
fill_parcels(struct req *r, struct order_view *v, const struct order *o)
{
	const struct shipment *s;
	struct parcel_view *views;
	struct list shipments;
	enum err err = shipment_list(req_db(r), r->arena, o->id, &shipments);

	if (err)
		return err;
	s = shipments.items;
	views = arena_array(r->arena, struct parcel_view, shipments.count + 1);
	for (size_t i = 0; i < shipments.count; i++)
		fill_parcel(r, &views[i], &s[i]);
	v->parcels = (struct list){ views, shipments.count };
	v->has_parcels = shipments.count > 0;
	return OK;
}

/* ---- money back ---- */

static struct list
refund_lines(struct req *r, const struct order *o, const struct credit *c)
{
	const struct credit_line *part = c->lines.items;
	const struct order_line *l = o->lines.items;
	struct str *out = arena_array(r->arena, struct str, c->lines.count + 1);
	size_t n = 0;

	for (size_t i = 0; i < c->lines.count && c->kind != CREDIT_AMOUNT; i++) {
		if (!part[i].order_line_id)
			out[n++] = form_text(r, N_("Delivery"));
		for (size_t k = 0; k < o->lines.count; k++)
			if (l[k].id == part[i].order_line_id)
				out[n++] = str_printf(
				    r->arena, "%lld \xC3\x97 %.*s", (long long)part[i].quantity, STR_ARG(l[k].title));
	}
	return (struct list){ out, n };
}

/* The refunds of payments that a credit led to carry its name. */
static bool
is_of(struct req *r, const struct refund *f, const struct credit *c)
{
	if (c->kind == CREDIT_LINES)
		return str_eq(f->cause, str_printf(r->arena, "lines:%.*s", STR_ARG(c->public_id)));
	if (c->kind == CREDIT_CANCEL)
		return str_eq(
		    f->cause, str_printf(r->arena, "cancelled:%.*s", STR_ARG(str_skip(c->cause, strlen("cut:")))));
	return str_eq(f->cause, c->cause);
}

static enum err
fill_refunds(struct req *r, struct order_view *v, const struct order *o)
{
	struct view_list out = { 0 };
	const struct credit *c;
	const struct refund *f;
	struct list credits, refunds;
	enum err err = time_is_absent(o->paid_at) ? OK : credit_list(req_db(r), r->arena, o->id, &credits);

	if (err || time_is_absent(o->paid_at) || !credits.count ||
	    (err = refund_list(req_db(r), r->arena, o->id, &refunds)))
		return err;
	c = credits.items;
	f = refunds.items;
	for (size_t i = 0; i < credits.count; i++) {
		struct refund_view *one;
		int64_t back = 0, done = 0;
		for (size_t k = 0; k < refunds.count; k++)
			if (is_of(r, &f[k], &c[i])) {
				back += f[k].amount.minor;
				done += f[k].state == REFUND_DONE ? f[k].amount.minor : 0;
			}
		if (!back)
			continue;
		one = view_push(r, &out, sizeof(*one));
		*one = (struct refund_view){ .amount = money_text(r, money_of(back, o->total.currency)),
			.when = form_date(r, c[i].created_at),
			.is_done = done == back,
			.state = form_text(
			    r, done == back ? N_("sent back the way you paid") : N_("on its way back to you")),
			.lines = refund_lines(r, o, &c[i]) };
	}
	v->refunds = out.list;
	v->has_refunds = out.list.count > 0;
	return OK;
}

/* Kinds that have no words here are for staff. */
static const char *
event_words(const struct order *o, struct str kind)
{
	static const struct {
		const char *kind, *text;
	} words[] = {
		{ "placed", N_("Ordered") },
		{ "paid", N_("Paid") },
		{ "payment_failed", N_("A payment did not work") },
		{ "cancelled", N_("Cancelled") },
		{ "expired", N_("Expired: not paid in time") },
		{ "shipped", N_("Sent") },
		{ "delivered", N_("Delivered") },
		{ "refunded", N_("A refund was granted") },
		{ "refund_granted", N_("A refund was granted") },
		{ "withdrawal_asked", N_("You have withdrawn from the contract") },
		{ "address_changed", N_("The address was changed") },
		{ "line_cancelled", N_("A part was cancelled") },
	};

	if (str_eq_z(kind, "delivered") && !needs_delivery(o))
		return N_("Completed");
	for (size_t i = 0; i < COUNT(words); i++)
		if (str_eq_z(kind, words[i].kind))
			return words[i].text;
	return NULL;
}

static enum err
fill_events(struct req *r, struct order_view *v, const struct order *o)
{
	struct view_list out = { 0 };
	const struct order_event *e;
	struct list events;
	enum err err = order_events(req_db(r), r->arena, o->id, true, &events);

	if (err)
		return err;
	e = events.items;
	for (size_t i = 0; i < events.count; i++) {
		const char *words = event_words(o, e[i].kind);
		struct event_view *line;
		if (!words)
			continue;
		line = view_push(r, &out, sizeof(*line));
		line->when = form_date(r, e[i].at);
		line->text = form_text(r, words);
	}
	v->events = out.list;
	v->has_events = out.list.count > 0;
	return OK;
}

static enum err
fill_documents(struct req *r, struct order_view *v, const struct order *o, struct str key)
{
	const struct invoice *in;
	struct link_view *links;
	struct list invoices;
	enum err err = invoice_list(req_db(r), r->arena, o->id, &invoices);

	if (err)
		return err;
	in = invoices.items;
	links = arena_array(r->arena, struct link_view, invoices.count + 1);
	for (size_t i = 0; i < invoices.count; i++) {
		links[i].name = text_with(
		    r, in[i].kind == INVOICE_CREDIT_NOTE ? N_("Credit note %s") : N_("Invoice %s"), in[i].number);
		links[i].url = order_url(r, o, key, arena_printf(r->arena, "/invoices/%.*s", STR_ARG(in[i].number)));
	}
	v->documents = (struct list){ links, invoices.count };
	return OK;
}

/* ---- what can be done ---- */

static bool
has_rest(const struct order *o)
{
	const struct order_line *l = o->lines.items;

	for (size_t i = 0; i < o->lines.count; i++)
		if (l[i].quantity > l[i].cancelled + l[i].shipped)
			return true;
	return false;
}

static void
fill_links(struct req *r, struct order_view *v, const struct order *o, struct str key)
{
	bool open = o->fulfilment != FULFILMENT_CANCELLED && o->fulfilment != FULFILMENT_EXPIRED;

	v->order_url = order_url(r, o, key, "");
	v->pay_url = path_of(r, arena_printf(r->arena, "/orders/%.*s/pay", STR_ARG(o->public_id)));
	if (open && (o->fulfilment == FULFILMENT_OPEN || o->fulfilment == FULFILMENT_PARTLY_SHIPPED) && has_rest(o))
		v->cancel_url = order_url(r, o, key, "/cancel");
	if (open && is_covered(o))
		v->withdraw_url = order_url(r, o, key, "/withdraw");
}
