/* order_json.c - orders as JSON.  See order_json.h. */
#include "fcgi/order/order_json.h"
#include "lib/io/json.h"

#define TEXT(T, m, most, ...) SHAPE_STR(struct T, m, 0, most, __VA_ARGS__)

static const struct shape_field address_fields[] = {
	SHAPE_STR(struct order_address_json, country, 2, 2, .flags = SHAPE_REQUIRED,
	    .doc = "ISO 3166-1 alpha-2 code; says which other members are needed"),
	TEXT(order_address_json, recipient, 200, .doc = "who receives it"),
	TEXT(order_address_json, organization, 200, .doc = "company"),
	TEXT(order_address_json, line1, 200, .doc = "street and number"),
	TEXT(order_address_json, line2, 200, .doc = "flat, floor, building"),
	TEXT(order_address_json, line3, 200, .doc = "more"),
	TEXT(order_address_json, dependent_locality, 200, .doc = "district of the town"),
	TEXT(order_address_json, locality, 200, .doc = "town"),
	TEXT(
	    order_address_json, region, 200, .doc = "state, province: a code of the country's list where there is one"),
	TEXT(order_address_json, postal_code, 32, .doc = "postal code"),
	TEXT(order_address_json, sorting_code, 32, .doc = "CEDEX and the like"),
	TEXT(order_address_json, phone, 32, .format = &format_phone, .doc = "for the carrier"),
};
const struct shape order_address_json_shape = { "struct order_address", sizeof(struct order_address_json),
	address_fields, COUNT(address_fields), "An address of an order." };

static const struct shape_field line_fields[] = {
	TEXT(order_line_json, id, 40, .doc = "id of the line"),
	SHAPE_I32(struct order_line_json, position, 1, INT16_MAX, .doc = "from 1"),
	TEXT(order_line_json, product, 40, .doc = "id of the product; null: deleted since"),
	TEXT(order_line_json, variant, 40, .doc = "id of the variant; null: deleted since"),
	TEXT(order_line_json, sku, 190, .doc = "stock keeping unit, as sold"),
	TEXT(order_line_json, title, 500, .doc = "as sold, in the order's language"),
	TEXT(order_line_json, options, 500, .doc = "\"Colour: Forest, Size: M\""),
	SHAPE_I64(struct order_line_json, quantity, 1, INT32_MAX, .doc = "pieces ordered"),
	SHAPE_I64(struct order_line_json, cancelled, 0, INT32_MAX, .doc = "of them cancelled"),
	SHAPE_I64(struct order_line_json, shipped, 0, INT32_MAX, .doc = "of them sent"),
	SHAPE_I64(struct order_line_json, delivered, 0, INT32_MAX, .doc = "of them delivered"),
	SHAPE_I64(struct order_line_json, refunded, 0, INT32_MAX, .doc = "of the sent ones refunded"),
	SHAPE_MONEY(struct order_line_json, unit_price, .doc = "price of one piece"),
	SHAPE_MONEY(struct order_line_json, list_price, .doc = "before a reduction; null: there was none"),
	SHAPE_MONEY(struct order_line_json, subtotal, .doc = "all pieces"),
	SHAPE_MONEY(struct order_line_json, discount, .doc = "taken off"),
	SHAPE_MONEY(struct order_line_json, tax, .doc = "in it, or on top of it: see prices_with_tax"),
	SHAPE_MONEY(struct order_line_json, total, .doc = "what the buyer pays for all pieces ordered"),
	TEXT(order_line_json, tax_class, 64, .doc = "class of goods"),
	SHAPE_BOOL(struct order_line_json, requires_shipping, .doc = "is sent or fetched"),
};
static const struct shape line_shape = { "struct order_line", sizeof(struct order_line_json), line_fields,
	COUNT(line_fields), "A line of an order, as it was sold." };

static const struct shape_field tax_fields[] = {
	TEXT(order_tax_json, name, 100, .doc = "name"),
	TEXT(order_tax_json, rate, 12, .doc = "\"0.19\""),
	SHAPE_MONEY(struct order_tax_json, base, .doc = "on how much"),
	SHAPE_MONEY(struct order_tax_json, amount, .doc = "the tax"),
};
static const struct shape tax_shape = { "struct order_tax", sizeof(struct order_tax_json), tax_fields,
	COUNT(tax_fields), "A tax of an order, as it was placed." };
static const struct shape_field discount_fields[] = {
	TEXT(order_discount_json, name, 200, .doc = "name of the promotion"),
	TEXT(order_discount_json, code, 64, .doc = "code that was entered; null: none was needed"),
	SHAPE_MONEY(struct order_discount_json, amount, .doc = "taken off"),
};
static const struct shape discount_shape = { "struct order_discount", sizeof(struct order_discount_json),
	discount_fields, COUNT(discount_fields), "A discount of an order, as it was placed." };

static const struct shape_field event_fields[] = {
	TEXT(order_event_json, id, 40, .doc = "id within the order"),
	SHAPE_TIME(struct order_event_json, at, .doc = "when"),
	TEXT(order_event_json, kind, 40,
	    .doc = "placed, paid, payment_failed, shipped, delivered, cancelled, expired, refunded, note ..."),
	TEXT(order_event_json, actor_kind, 16, .doc = "customer, staff, client, key, operator, system, nobody"),
	SHAPE_BOOL(struct order_event_json, is_public, .doc = "the buyer sees it"),
	TEXT(order_event_json, details, 65535, .doc = "a JSON object"),
	TEXT(order_event_json, words, 2000, .doc = "what somebody wrote; null also when the buyer was forgotten"),
};
const struct shape order_event_json_shape = { "struct order_event", sizeof(struct order_event_json), event_fields,
	COUNT(event_fields), "Something that happened to an order." };

static const struct shape_field payment_fields[] = {
	TEXT(order_payment_json, id, 40, .doc = "id"),
	TEXT(order_payment_json, method, 64, .doc = "way of paying"),
	SHAPE_ENUM(struct order_payment_json, state, payment_states, .doc = "state"),
	TEXT(order_payment_json, display, 100, .doc = "what a person may see of it"),
	TEXT(order_payment_json, failure, 64, .doc = "code of the last refusal"),
	SHAPE_MONEY(struct order_payment_json, amount, .doc = "asked for"),
	SHAPE_MONEY(struct order_payment_json, authorised, .doc = "sure"),
	SHAPE_MONEY(struct order_payment_json, charged, .doc = "taken"),
	SHAPE_MONEY(struct order_payment_json, refunded, .doc = "given back"),
	SHAPE_TIME(struct order_payment_json, created_at, .doc = "since"),
	TEXT(order_payment_json, redirect_url, 2000, .doc = "where the buyer pays; null: it is not waiting for him"),
};
const struct shape order_payment_json_shape = { "struct order_payment", sizeof(struct order_payment_json),
	payment_fields, COUNT(payment_fields), "A payment of an order." };

static const struct shape_field shipment_line_fields[] = {
	TEXT(order_shipment_line_json, line, 40, .doc = "id of the order's line"),
	SHAPE_I64(struct order_shipment_line_json, quantity, 1, INT32_MAX, .doc = "pieces"),
};
static const struct shape shipment_line_json_shape = { "struct order_shipment_line",
	sizeof(struct order_shipment_line_json), shipment_line_fields, COUNT(shipment_line_fields),
	"What of a line is in a parcel." };
static const struct shape_field shipment_fields[] = {
	TEXT(order_shipment_json, id, 40, .doc = "id"),
	SHAPE_ENUM(struct order_shipment_json, state, shipment_states, .doc = "ours"),
	SHAPE_ENUM(struct order_shipment_json, tracking, shipment_trackings, .doc = "the carrier's"),
	SHAPE_BOOL(struct order_shipment_json, is_pickup, .doc = "the buyer fetches it"),
	TEXT(order_shipment_json, carrier, 200, .doc = "who brings it"),
	TEXT(order_shipment_json, tracking_code, 64, .doc = "number of the parcel"),
	TEXT(order_shipment_json, tracking_url, 2000, .doc = "where it can be followed"),
	SHAPE_TIME(struct order_shipment_json, shipped_at, .doc = "sent"),
	SHAPE_TIME(struct order_shipment_json, delivered_at, .doc = "delivered"),
	SHAPE_LIST(struct order_shipment_json, lines, &shipment_line_json_shape, 200, .doc = "what is in it"),
};
static const struct shape shipment_json_shape = { "struct order_shipment", sizeof(struct order_shipment_json),
	shipment_fields, COUNT(shipment_fields), "A parcel of an order." };

#define SUM(m, text) SHAPE_MONEY(struct order_json, m, .doc = (text))
#define HEAD \
	TEXT(order_json, id, 40, .doc = "id"), \
	    TEXT(order_json, number, 16, .doc = "what people call it by; good wherever an id is"), \
	    SHAPE_ENUM(struct order_json, origin, order_origins, .doc = "where it was placed"), \
	    SHAPE_ENUM(struct order_json, fulfilment, order_fulfilments, .doc = "what became of the goods"), \
	    SHAPE_ENUM( \
		struct order_json, authorisation, order_authorisations, .doc = "how much of the total is sure"), \
	    SHAPE_ENUM(struct order_json, charge, order_charges, .doc = "how much of the total was taken"), \
	    TEXT(order_json, customer, 40, .doc = "id of the account; null: a guest"), \
	    SUM(total, "of what was not cancelled"), SUM(charged, "taken"), SUM(refunded, "given back"), \
	    SUM(credited, "of the total, by refunds: total - credited is due"), \
	    SHAPE_TIME(struct order_json, placed_at, .doc = "placed"), \
	    SHAPE_TIME(struct order_json, paid_at, .doc = "first covered"), \
	    SHAPE_I64(struct order_json, version, 1, INT64_MAX, .doc = "rises with each change; the ETag holds it")
static const struct shape_field summary_fields[] = { HEAD };
const struct shape order_summary_shape = { "struct order_summary", sizeof(struct order_json), summary_fields,
	COUNT(summary_fields), "An order in a list." };
static const struct shape_field order_fields[] = {
	HEAD,
	TEXT(order_json, email, 254, .doc = "where mails about it go"),
	TEXT(order_json, phone, 32, .doc = "for the carrier"),
	TEXT(order_json, locale, 12, .doc = "language of its mails"),
	SHAPE_BOOL(struct order_json, prices_with_tax, .doc = "the tax is in the prices; else on top"),
	SHAPE_BOOL(struct order_json, is_reverse_charge, .doc = "the buyer pays the tax in his country"),
	SUM(subtotal, "lines before discounts"),
	SUM(discount, "taken off lines"),
	SUM(shipping, "delivery, after its discount"),
	SUM(tax, "all taxes"),
	SUM(placed_total, "total when it was placed"),
	SUM(authorised, "sure"),
	TEXT(order_json, shipping_method, 64, .doc = "code of the way of delivery"),
	TEXT(order_json, shipping_name, 200, .doc = "its name"),
	TEXT(order_json, promised_from, 10, .doc = "day from which on it arrives"),
	TEXT(order_json, promised_until, 10, .doc = "day by which it arrives"),
	TEXT(order_json, vat_id, 32, .doc = "of the buyer"),
	TEXT(order_json, note, 1000, .doc = "of the buyer"),
	SHAPE_TIME(struct order_json, hold_until, .doc = "expires then, if it is not paid; null: it does not"),
	SHAPE_TIME(struct order_json, closed_at, .doc = "delivered, cancelled or expired"),
	SHAPE_STRUCT(struct order_json, delivery_address, struct order_address_json, &order_address_json_shape,
	    .doc = "where it goes; null: it is fetched"),
	SHAPE_STRUCT(struct order_json, billing_address, struct order_address_json, &order_address_json_shape,
	    .doc = "null: the same"),
	SHAPE_LIST(struct order_json, taxes, &tax_shape, 200, .doc = "taxes, summed by name and rate"),
	SHAPE_LIST(struct order_json, discounts, &discount_shape, 200, .doc = "discounts, summed by promotion"),
	SHAPE_LIST(struct order_json, lines, &line_shape, 200, .doc = "with expand=lines"),
	SHAPE_LIST(struct order_json, history, &order_event_json_shape, 1000, .doc = "with expand=history"),
	SHAPE_LIST(struct order_json, payments, &order_payment_json_shape, 200, .doc = "with expand=payments"),
	SHAPE_LIST(struct order_json, shipments, &shipment_json_shape, 200, .doc = "with expand=shipments"),
	SHAPE_STRUCT(struct order_json, payment, struct order_payment_json, &order_payment_json_shape,
	    .flags = SHAPE_OMIT, .doc = "in the reply to a placement that names a payment_method"),
};
const struct shape order_json_shape = { "struct order", sizeof(struct order_json), order_fields, COUNT(order_fields),
	"An order." };

/* ---- expand ---- */

static const struct {
	const char *name;
	unsigned flag;
} expands[] = { { "lines", ORDER_EXPAND_LINES }, { "history", ORDER_EXPAND_HISTORY },
	{ "payments", ORDER_EXPAND_PAYMENTS }, { "shipments", ORDER_EXPAND_SHIPMENTS } };

bool
order_expand_read(struct str text, unsigned *flags)
{
	struct str one;

	*flags = 0;
	while (str_split(&text, ',', &one)) {
		size_t i = 0;
		one = str_trim(one);
		if (str_is_empty(one))
			continue;
		while (i < COUNT(expands) && !str_eq_z(one, expands[i].name))
			i++;
		if (i == COUNT(expands))
			return false;
		*flags |= expands[i].flag;
	}
	return true;
}

uint64_t
order_expand_fields(unsigned flags)
{
	uint64_t mask = UINT64_MAX;

	for (size_t i = 0; i < COUNT(expands); i++)
		for (size_t k = 0; k < COUNT(order_fields); k++)
			if (strcmp(order_fields[k].name, expands[i].name) == 0 && !(flags & expands[i].flag))
				mask &= ~(UINT64_C(1) << k);
	return mask;
}

/* ---- filling ---- */

static struct order_address_json *
address_of(struct req *r, const struct address *a)
{
	struct order_address_json *out;

	if (str_is_empty(a->country))
		return NULL;
	out = arena_new_of(r->arena, struct order_address_json);
	*out = (struct order_address_json){ a->country, a->recipient, a->organization, a->line1, a->line2, a->line3,
		a->dependent_locality, a->locality, a->region, a->postal_code, a->sorting_code, a->phone };
	return out;
}

static struct str
day_of(struct req *r, struct time t)
{
	struct civil c = time_civil((struct time){ time_is_absent(t) ? 0 : t.us });

	return time_is_absent(t) ? STR_ABSENT : str_printf(r->arena, "%04d-%02d-%02d", c.year, c.month, c.day);
}

/* Millionths, without zeros at the end: "0.19". */
static struct str
rate_of(struct req *r, int64_t e6)
{
	struct str s = str_printf(r->arena, "%lld.%06lld", (long long)(e6 / 1000000), (long long)(e6 % 1000000));

	while (s.len > 3 && s.ptr[s.len - 1] == '0')
		s.len--;
	return s;
}

static void
fill_parts(struct req *r, const struct order *o, struct order_json *out)
{
	const struct quote_tax *t = o->taxes.items;
	const struct quote_discount *d = o->discounts.items;
	struct order_tax_json *taxes = arena_array(r->arena, struct order_tax_json, o->taxes.count);
	struct order_discount_json *discounts = arena_array(r->arena, struct order_discount_json, o->discounts.count);
	const char *c = o->total.currency;

	for (size_t i = 0; i < o->taxes.count; i++)
		taxes[i] = (struct order_tax_json){ t[i].name, rate_of(r, t[i].rate_e6), money_of(t[i].base, c),
			money_of(t[i].amount, c) };
	for (size_t i = 0; i < o->discounts.count; i++)
		discounts[i] = (struct order_discount_json){ d[i].name, d[i].code, money_of(d[i].amount, c) };
	out->taxes = (struct list){ taxes, o->taxes.count };
	out->discounts = (struct list){ discounts, o->discounts.count };
}

void
order_json_fill(struct req *r, const struct order *o, struct order_json *out)
{
	*out = (struct order_json){ .id = o->public_id,
		.number = o->number,
		.origin = o->origin,
		.fulfilment = o->fulfilment,
		.authorisation = o->authorisation,
		.charge = o->charge,
		.customer = o->account,
		.email = o->email,
		.phone = o->phone,
		.locale = o->locale,
		.prices_with_tax = o->prices_with_tax,
		.is_reverse_charge = o->is_reverse_charge,
		.subtotal = o->subtotal,
		.discount = o->discount,
		.shipping = o->shipping,
		.tax = o->tax,
		.total = o->total,
		.placed_total = o->placed_total,
		.authorised = o->authorised,
		.charged = o->charged,
		.refunded = o->refunded,
		.credited = o->credited,
		.shipping_method = o->shipping_method,
		.shipping_name = o->shipping_name,
		.promised_from = day_of(r, o->promised_from),
		.promised_until = day_of(r, o->promised_until),
		.vat_id = o->vat_id,
		.note = o->note,
		.hold_until = o->hold_until,
		.placed_at = o->placed_at,
		.paid_at = o->paid_at,
		.closed_at = o->closed_at,
		.version = o->version,
		.delivery_address = address_of(r, &o->delivery),
		.billing_address = address_of(r, &o->billing) };
	fill_parts(r, o, out);
}

static struct list
lines_of(struct req *r, const struct order *o)
{
	const struct order_line *l = o->lines.items;
	struct order_line_json *out = arena_array(r->arena, struct order_line_json, o->lines.count);

	for (size_t i = 0; i < o->lines.count; i++)
		out[i] = (struct order_line_json){ l[i].public_id, l[i].position, l[i].product, l[i].variant, l[i].sku,
			l[i].title, l[i].options, l[i].quantity, l[i].cancelled, l[i].shipped, l[i].delivered,
			l[i].refunded, l[i].unit_price, l[i].list_price, l[i].subtotal, l[i].discount, l[i].tax,
			l[i].total, l[i].tax_class, l[i].requires_shipping };
	return (struct list){ out, o->lines.count };
}

enum err
order_json_events(struct req *r, int64_t order_id, bool all, struct list *out)
{
	const struct order_event *e;
	struct order_event_json *json;
	struct list events;
	enum err err = order_events(req_db(r), r->arena, order_id, !all, &events);

	if (err)
		return err;
	e = events.items;
	json = arena_array(r->arena, struct order_event_json, events.count);
	for (size_t i = 0; i < events.count; i++)
		json[i] = (struct order_event_json){ str_printf(r->arena, "%lld", (long long)e[i].id), e[i].at,
			e[i].kind, e[i].actor_kind, e[i].is_public, e[i].details, e[i].words };
	*out = (struct list){ json, events.count };
	return OK;
}

struct order_payment_json
order_payment_json_of(struct req *r, const struct payment *p)
{
	bool waits = p->state == PAYMENT_CREATED || p->state == PAYMENT_PENDING;

	return (struct order_payment_json){ .id = p->public_id,
		.method = p->method,
		.display = p->display,
		.failure = p->failure,
		.state = p->state,
		.amount = p->amount,
		.authorised = p->authorised,
		.charged = p->charged,
		.refunded = p->refunded,
		.created_at = p->created_at,
		.redirect_url = waits ? req_url(r, payment_path(payment_env_of(r), p)) : STR_ABSENT };
}

static enum err
payments_of(struct req *r, const struct order *o, struct list *out)
{
	const struct payment *p;
	struct order_payment_json *json;
	struct list payments;
	enum err err = payment_list(req_db(r), r->arena, o->id, &payments);

	if (err)
		return err;
	p = payments.items;
	json = arena_array(r->arena, struct order_payment_json, payments.count);
	for (size_t i = 0; i < payments.count; i++)
		json[i] = order_payment_json_of(r, &p[i]);
	*out = (struct list){ json, payments.count };
	return OK;
}

static enum err
shipments_of(struct req *r, const struct order *o, struct list *out)
{
	const struct shipment *s;
	struct order_shipment_json *json;
	struct list shipments;
	enum err err = shipment_list(req_db(r), r->arena, o->id, &shipments);

	if (err)
		return err;
	s = shipments.items;
	json = arena_array(r->arena, struct order_shipment_json, shipments.count);
	for (size_t i = 0; i < shipments.count; i++) {
		const struct shipment_line *l = s[i].lines.items;
		struct order_shipment_line_json *lines =
		    arena_array(r->arena, struct order_shipment_line_json, s[i].lines.count);
		for (size_t k = 0; k < s[i].lines.count; k++)
			lines[k] = (struct order_shipment_line_json){ l[k].order_line, l[k].quantity };
		json[i] = (struct order_shipment_json){ .id = s[i].public_id,
			.carrier = s[i].carrier_name,
			.tracking_code = s[i].tracking_code,
			.tracking_url = s[i].tracking_url,
			.state = s[i].state,
			.tracking = s[i].tracking,
			.is_pickup = s[i].is_pickup,
			.shipped_at = s[i].shipped_at,
			.delivered_at = s[i].delivered_at,
			.lines = { lines, s[i].lines.count } };
	}
	*out = (struct list){ json, shipments.count };
	return OK;
}

enum err
order_json_expand(struct req *r, const struct order *o, unsigned flags, bool all, struct order_json *out)
{
	enum err err = OK;

	if (flags & ORDER_EXPAND_LINES)
		out->lines = lines_of(r, o);
	if (flags & ORDER_EXPAND_HISTORY)
		err = order_json_events(r, o->id, all, &out->history);
	if (!err && (flags & ORDER_EXPAND_PAYMENTS))
		err = payments_of(r, o, &out->payments);
	if (!err && (flags & ORDER_EXPAND_SHIPMENTS))
		err = shipments_of(r, o, &out->shipments);
	return err;
}
