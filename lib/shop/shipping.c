/* shipping.c - what can be chosen for a place, and its price.  See shipping.h; shipping_setup.c writes the tables. */
#include "lib/shop/shipping.h"

static const struct shape_field place_fields[] = {
	SHAPE_I64(struct pickup_place, warehouse_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct pickup_place, code, 1, 32, .doc = "code of the warehouse: the order's member pickup"),
	SHAPE_STR(struct pickup_place, name, 1, 200, .doc = "name"),
	SHAPE_STR(struct pickup_place, address, 0, 1000, .doc = "where it is, in one line"),
	SHAPE_STR(struct pickup_place, note, 0, 500, .doc = "opening hours and the like"),
	SHAPE_TIME(struct pickup_place, ready_from, .doc = "ready on this day at the earliest"),
	SHAPE_TIME(struct pickup_place, ready_until, .doc = "ready on this day at the latest"),
	SHAPE_TIME(struct pickup_place, order_by, .doc = "when it is paid before this"),
	SHAPE_TIME(struct pickup_place, order_by_local, .flags = SHAPE_HIDDEN),
};
const struct shape pickup_place_shape =
    SHAPE(struct pickup_place, place_fields, "A place where orders can be fetched.");

static const struct shape_field offer_fields[] = {
	SHAPE_I64(struct shipping_offer, method_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct shipping_offer, code, 1, 64, .doc = "code: the order's member shipping_method"),
	SHAPE_STR(struct shipping_offer, name, 1, 200, .doc = "name in the language of the request"),
	SHAPE_STR(struct shipping_offer, description, 0, 500, .doc = "a sentence about it"),
	SHAPE_STR(struct shipping_offer, carrier, 0, 200, .doc = "who brings it"),
	SHAPE_STR(struct shipping_offer, tax_class, 1, 64, .doc = "how the delivery is taxed"),
	SHAPE_BOOL(struct shipping_offer, is_pickup, .doc = "fetched by the buyer: one of `pickups` is chosen"),
	SHAPE_MONEY(
	    struct shipping_offer, price, .doc = "as it is entered: with or without tax as the shop's prices are"),
	SHAPE_OPT(struct shipping_offer, free_from_missing, 1, INT64_MAX,
	    .doc = "goods for so much more (minor units), and it is free"),
	SHAPE_TIME(
	    struct shipping_offer, promised_from, .doc = "arrives on this day at the earliest, when it is paid now"),
	SHAPE_TIME(struct shipping_offer, promised_until, .doc = "and on this day at the latest"),
	SHAPE_TIME(struct shipping_offer, order_by, .doc = "those days hold for what is paid before this"),
	SHAPE_TIME(struct shipping_offer, order_by_local, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct shipping_offer, house_zone, 0, 64, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct shipping_offer, house_country, 0, 2, .flags = SHAPE_HIDDEN),
	SHAPE_LIST(struct shipping_offer, pickups, &pickup_place_shape, 200, .doc = "places of a pickup"),
};
const struct shape shipping_offer_shape =
    SHAPE(struct shipping_offer, offer_fields, "A way of delivery that can be chosen.");

/* The best step of one method. */
struct rate_row {
	int64_t method_id, amount, days_min, days_max, carrier_days;
	struct opt_i64 free_from, cutoff_minute;
	struct str code, name, description, carrier, tax_class, closed;
	bool is_pickup;
};
static const struct shape_field rate_fields[] = {
	SHAPE_I64(struct rate_row, method_id, 1, INT64_MAX),
	SHAPE_I64(struct rate_row, amount, 0, INT64_MAX),
	SHAPE_I64(struct rate_row, days_min, 0, 365),
	SHAPE_I64(struct rate_row, days_max, 0, 365),
	SHAPE_I64(struct rate_row, carrier_days, 0, 127),
	SHAPE_OPT(struct rate_row, free_from, 0, INT64_MAX),
	SHAPE_STR(struct rate_row, code, 1, 64),
	SHAPE_STR(struct rate_row, name, 0, 200),
	SHAPE_STR(struct rate_row, description, 0, 500),
	SHAPE_STR(struct rate_row, carrier, 0, 200),
	SHAPE_STR(struct rate_row, tax_class, 1, 64),
	SHAPE_BOOL(struct rate_row, is_pickup),
	SHAPE_OPT(struct rate_row, cutoff_minute, 0, 1440),
	SHAPE_STR(struct rate_row, closed, 0, INT32_MAX),
};
static const struct shape rate_shape = SHAPE(struct rate_row, rate_fields, "What a method costs here.");

struct house_row {
	int64_t id, cutoff_minute, handling_days, working_days;
	bool is_pickup, is_active;
	struct str code, name, line1, line2, locality, postal_code, country, note, time_zone, closed;
};
static const struct shape_field house_fields[] = {
	SHAPE_I64(struct house_row, id, 1, INT64_MAX),
	SHAPE_I64(struct house_row, cutoff_minute, 0, 1440),
	SHAPE_I64(struct house_row, handling_days, 0, 60),
	SHAPE_I64(struct house_row, working_days, 0, 127),
	SHAPE_BOOL(struct house_row, is_pickup),
	SHAPE_BOOL(struct house_row, is_active),
	SHAPE_STR(struct house_row, code, 1, 32),
	SHAPE_STR(struct house_row, name, 0, 200),
	SHAPE_STR(struct house_row, line1, 0, 200),
	SHAPE_STR(struct house_row, line2, 0, 200),
	SHAPE_STR(struct house_row, locality, 0, 200),
	SHAPE_STR(struct house_row, postal_code, 0, 32),
	SHAPE_STR(struct house_row, country, 2, 2),
	SHAPE_STR(struct house_row, note, 0, 500),
	SHAPE_STR(struct house_row, time_zone, 1, 64),
	SHAPE_STR(struct house_row, closed, 0, INT32_MAX),
};
static const struct shape house_shape = SHAPE(struct house_row, house_fields, "A warehouse as promises see it.");

struct promise_row {
	struct str time_zone, house_closed, carrier_closed;
	int64_t cutoff_minute, handling_days, working_days, carrier_days, days_min, days_max;
};
static const struct shape_field promise_fields[] = {
	SHAPE_STR(struct promise_row, time_zone, 1, 64),
	SHAPE_I64(struct promise_row, cutoff_minute, 0, 1440),
	SHAPE_I64(struct promise_row, handling_days, 0, 60),
	SHAPE_I64(struct promise_row, working_days, 0, 127),
	SHAPE_I64(struct promise_row, carrier_days, 0, 127),
	SHAPE_I64(struct promise_row, days_min, 0, 365),
	SHAPE_I64(struct promise_row, days_max, 0, 365),
	SHAPE_STR(struct promise_row, house_closed, 0, INT32_MAX),
	SHAPE_STR(struct promise_row, carrier_closed, 0, INT32_MAX),
};
static const struct shape promise_shape = SHAPE(struct promise_row, promise_fields, "What a promise is made of.");

enum { RATES, HOUSES, PROMISE };
static const struct db_query queries[] = {
	/* Per method: of the zones that fit, the most specific one; of its steps, the last that is reached (steps that
	 * are not reached sort behind it, so that nothing of a wider zone shows through). */
	[RATES] = { "shipping_rates", "iiissssssssi", &rate_shape,
	    "SELECT f.method_id, f.amount, f.days_min, f.days_max, f.carrier_days, f.free_from, f.code, COALESCE(t.name, tf.name, f.code) AS name,"
	    " COALESCE(t.description, tf.description) AS description, f.carrier, f.tax_class, f.is_pickup, f.cutoff_minute, k.days AS closed FROM ("
	    "SELECT m.id AS method_id, r.amount, m.days_min, m.days_max, IF(m.kind = 'pickup', 0, COALESCE(c.working_days, 0)) AS carrier_days, r.free_from, m.code,"
	    " c.name AS carrier, c.calendar_id, m.cutoff_minute, m.tax_class, m.kind = 'pickup' AS is_pickup, m.position, m.weight_max, r.from_value <= m.value AS is_reached,"
	    " ROW_NUMBER() OVER (PARTITION BY m.id ORDER BY CHAR_LENGTH(p.postal_prefix) DESC, p.region <> '' DESC, p.country <> '**' DESC, r.zone_id,"
	    " r.from_value <= m.value DESC, r.from_value DESC) AS rank"
	    " FROM (SELECT s.*, CASE s.rate_by WHEN 'weight' THEN ? WHEN 'price' THEN ? WHEN 'quantity' THEN ? ELSE 0 END AS value FROM shipping_method s"
	    " WHERE s.is_active AND (s.code = ? OR ? IS NULL)) m"
	    " LEFT JOIN carrier c ON c.id = m.carrier_id"
	    " JOIN shipping_rate r ON r.method_id = m.id AND r.currency = ?"
	    " JOIN shipping_zone_place p ON p.zone_id = r.zone_id AND p.country IN (?, '**') AND p.region IN (?, '')"
	    " AND LEFT(?, CHAR_LENGTH(p.postal_prefix)) = p.postal_prefix) f"
	    " LEFT JOIN shipping_method_text t ON t.method_id = f.method_id AND t.locale = ?"
	    " LEFT JOIN shipping_method_text tf ON tf.method_id = f.method_id AND tf.locale = ?"
	    " LEFT JOIN calendar k ON k.id = f.calendar_id"
	    " WHERE f.rank = 1 AND f.is_reached AND (f.weight_max IS NULL OR f.weight_max >= ?) ORDER BY f.position, f.method_id" },
	[HOUSES] = { "shipping_houses", "", &house_shape,
	    "SELECT w.id, w.cutoff_minute, w.handling_days, w.working_days, w.is_pickup, w.is_active, w.code, w.name, w.line1, w.line2, w.locality, w.postal_code, w.country,"
	    " w.pickup_note AS note, w.time_zone, k.days AS closed FROM warehouse w LEFT JOIN calendar k ON k.id = w.calendar_id"
	    " WHERE w.is_active OR w.is_pickup ORDER BY w.priority, w.id" }, /* a shop where one may fetch need not send */
	[PROMISE] = { "shipping_promise", "iii", &promise_shape,
	    "SELECT w.time_zone, LEAST(w.cutoff_minute, COALESCE(m.cutoff_minute, w.cutoff_minute)) AS cutoff_minute, w.handling_days, w.working_days,"
	    " IF(m.kind = 'pickup', w.working_days, COALESCE(c.working_days, 0)) AS carrier_days, m.days_min, m.days_max, k.days AS house_closed,"
	    " IF(m.kind = 'pickup', k.days, ck.days) AS carrier_closed FROM warehouse w JOIN shipping_method m ON m.id = ?"
	    " LEFT JOIN calendar k ON k.id = w.calendar_id LEFT JOIN carrier c ON c.id = m.carrier_id LEFT JOIN calendar ck ON ck.id = c.calendar_id"
	    " WHERE w.id = ? OR (? = 0 AND w.is_active) ORDER BY w.priority, w.id LIMIT 1" },
};
const struct db_module shipping_sql = { "shipping", queries, COUNT(queries) };

struct str
shipping_postal_key(struct arena *a, struct str postal_code)
{
	char *out = arena_alloc(a, postal_code.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < postal_code.len; i++) {
		char c = postal_code.ptr[i];
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
			out[n++] = c;
	}
	out[n] = 0;
	return str_n(out, n);
}

/* A calendar that cannot be read closes nothing: people must be able to buy. */
static struct list *
closed_days(struct arena *a, struct str text)
{
	struct list *days = arena_new_of(a, struct list);

	if (calendar_read(a, text, days)) {
		err_clear();
		*days = (struct list){ 0 };
	}
	return days;
}

static struct promise
promise_from(struct arena *a, const struct house_row *h, const struct rate_row *r, struct time at)
{
	int64_t cutoff = r->cutoff_minute.set ? MIN(r->cutoff_minute.value, h->cutoff_minute) : h->cutoff_minute;
	const struct list *house = closed_days(a, h->closed),
			  *carrier = r->is_pickup ? house : closed_days(a, r->closed);
	const struct promise_rule rule = { h->time_zone, cutoff, h->handling_days, h->working_days,
		r->is_pickup ? h->working_days : r->carrier_days, r->days_min, r->days_max, house, carrier };
	struct promise p;

	promise_of(&rule, at, &p);
	return p;
}

/* "Lagerstraße 1, 10115 Berlin" */
static struct str
address_of(struct arena *a, const struct house_row *h)
{
	const struct str town = str_trim(str_printf(a, "%.*s %.*s", STR_ARG(h->postal_code), STR_ARG(h->locality)));
	const struct str parts[] = { h->line1, h->line2, town };
	struct buf b;

	buf_in_arena(&b, a, BUF_LINE);
	for (size_t i = 0; i < COUNT(parts); i++) {
		if (!parts[i].len)
			continue;
		if (b.len)
			buf_lit(&b, ", ");
		buf_str(&b, parts[i]);
	}
	return buf_view(&b);
}

static void
fill_promise(struct shipping_offer *o, const struct house_row *h, const struct promise *p)
{
	o->promised_from = p->from;
	o->promised_until = p->until;
	o->order_by = p->order_by;
	o->order_by_local = p->order_by_local;
	o->house_zone = h->time_zone;
	o->house_country = h->country;
}

static void
fill_pickups(
    struct arena *a, const struct rate_row *r, const struct list *houses, struct time at, struct shipping_offer *o)
{
	const struct house_row *h = houses->items;
	struct pickup_place *out = arena_array(a, struct pickup_place, MAX(houses->count, 1));
	size_t n = 0;

	for (size_t i = 0; i < houses->count; i++) {
		struct pickup_place *p = &out[n];
		struct promise promise;
		if (!h[i].is_pickup)
			continue;
		promise = promise_from(a, &h[i], r, at);
		*p = (struct pickup_place){ .warehouse_id = h[i].id,
			.code = h[i].code,
			.name = h[i].name,
			.address = address_of(a, &h[i]),
			.note = h[i].note };
		p->ready_from = promise.from;
		p->ready_until = promise.until;
		p->order_by = promise.order_by;
		p->order_by_local = promise.order_by_local;
		if (!n || p->ready_from.us < o->promised_from.us)
			fill_promise(o, &h[i], &promise);
		n++;
	}
	o->pickups = (struct list){ out, n };
}

/* The warehouse that would send, else the first of those that send at all. */
static const struct house_row *
sender(const struct list *houses, int64_t id)
{
	const struct house_row *h = houses->items;

	for (size_t i = 0; i < houses->count; i++)
		if (h[i].id == id)
			return &h[i];
	for (size_t i = 0; i < houses->count; i++)
		if (h[i].is_active)
			return &h[i];
	return NULL;
}

static struct shipping_offer
offer_of(struct arena *a, const struct shipping_goods *goods, const struct rate_row *r, const struct list *houses)
{
	struct shipping_offer o = { .method_id = r->method_id,
		.code = r->code,
		.name = r->name,
		.description = r->description,
		.carrier = r->carrier,
		.tax_class = r->tax_class,
		.is_pickup = r->is_pickup,
		.price = money_of(r->amount, goods->value.currency),
		.promised_from = TIME_ABSENT,
		.promised_until = TIME_ABSENT,
		.order_by = TIME_ABSENT,
		.order_by_local = TIME_ABSENT };
	const struct house_row *h = sender(houses, goods->warehouse_id);

	if (r->free_from.set && goods->value.minor >= r->free_from.value)
		o.price.minor = 0;
	else if (r->free_from.set && o.price.minor)
		o.free_from_missing = (struct opt_i64){ true, r->free_from.value - goods->value.minor };
	if (o.is_pickup)
		fill_pickups(a, r, houses, goods->at, &o);
	else if (h) {
		const struct promise p = promise_from(a, h, r, goods->at);
		fill_promise(&o, h, &p);
	}
	return o;
}

static enum err
offers(struct db *db, struct arena *a, const struct shipping_goods *g, struct str code, struct list *out)
{
	const struct db_arg args[] = { db_i64(g->weight_grams), db_i64(g->value.minor), db_i64(g->quantity),
		db_str(code), db_str(code), db_str(str_of(g->value.currency)), db_str(g->country),
		db_str(str_is_absent(g->region) ? STR("") : g->region), db_str(shipping_postal_key(a, g->postal_code)),
		db_str(g->locale), db_str(g->fallback_locale), db_i64(g->weight_grams) };
	struct list rates, houses;
	struct shipping_offer *o;
	size_t n = 0;
	enum err err = db_rows(db, &queries[RATES], args, COUNT(args), a, SHIPPING_OFFERS_MAX, &rates);

	if (!err && rates.count)
		err = db_rows(db, &queries[HOUSES], NULL, 0, a, 1000, &houses);
	if (err)
		return err;
	o = arena_array(a, struct shipping_offer, MAX(rates.count, 1));
	for (size_t i = 0; i < rates.count; i++) {
		o[n] = offer_of(a, g, (struct rate_row *)rates.items + i, &houses);
		n += !o[n].is_pickup || o[n].pickups.count;
	}
	*out = (struct list){ o, n };
	return OK;
}

enum err
shipping_offers(
    struct db *db, struct arena *a, const struct config *c UNUSED, const struct shipping_goods *goods, struct list *out)
{
	return offers(db, a, goods, STR_ABSENT, out);
}

enum err
shipping_offer(struct db *db, struct arena *a, const struct config *c UNUSED, const struct shipping_goods *goods,
    struct str code, struct shipping_offer *out)
{
	struct list found;
	enum err err = offers(db, a, goods, str_is_absent(code) ? STR("") : code, &found);

	if (err)
		return err;
	if (!found.count)
		return err_fail(
		    ERR_NOT_FOUND, "delivery '%.*s' is not offered for this place, weight and currency", STR_ARG(code));
	*out = *(struct shipping_offer *)found.items;
	return OK;
}

enum err
shipping_promise(struct db *db, struct arena *a, int64_t warehouse_id, int64_t method_id, struct time at,
    struct time *from, struct time *until)
{
	const struct db_arg args[] = { db_i64(method_id), db_i64(warehouse_id), db_i64(warehouse_id) };
	struct promise_row p;
	struct promise_rule rule;
	struct promise promise;
	enum err err = db_row(db, &queries[PROMISE], args, COUNT(args), a, &p);

	if (err)
		return err;
	rule = (struct promise_rule){ p.time_zone, p.cutoff_minute, p.handling_days, p.working_days, p.carrier_days,
		p.days_min, p.days_max, closed_days(a, p.house_closed), closed_days(a, p.carrier_closed) };
	promise_of(&rule, at, &promise);
	*from = promise.from;
	*until = promise.until;
	return OK;
}
