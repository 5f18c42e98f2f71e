/* method_api.c - ways of delivery for a place and what is to be sent. */
#include "fcgi/shipping/shipping.h"
#include "lib/shop/shipping.h"
#include "lib/web/i18n.h"

struct method_args {
	struct str country, region, postal_code;
	int64_t weight_grams, value, quantity;
};
static const struct shape_field args_fields[] = {
	SHAPE_STR(struct method_args, country, 2, 2, .flags = SHAPE_REQUIRED,
	    .doc = "ISO 3166-1 alpha-2 code of where it goes"),
	SHAPE_STR(struct method_args, region, 0, 200, .doc = "state or province, where zones differ by it"),
	SHAPE_STR(struct method_args, postal_code, 0, 32, .doc = "postal code"),
	SHAPE_I64(
	    struct method_args, weight_grams, 0, 100000000, .fallback = "0", .doc = "weight of all pieces, grams"),
	SHAPE_I64(struct method_args, value, 0, INT64_MAX, .fallback = "0",
	    .doc = "what the goods cost after discounts, minor units of the currency"),
	SHAPE_I64(struct method_args, quantity, 0, 1000000, .fallback = "1", .doc = "pieces"),
};
static const struct shape args_shape = SHAPE(struct method_args, args_fields, "What is to be sent where.");

struct pickup_json {
	struct str code, name, address, note, ready_from, ready_until;
};
static const struct shape_field pickup_fields[] = {
	SHAPE_STR(struct pickup_json, code, 1, 32, .doc = "code: the order's member pickup"),
	SHAPE_STR(struct pickup_json, name, 1, 200, .doc = "name"),
	SHAPE_STR(struct pickup_json, address, 0, 1000, .doc = "where it is, in one line"),
	SHAPE_STR(struct pickup_json, note, 0, 500, .doc = "opening hours and the like"),
	SHAPE_STR(
	    struct pickup_json, ready_from, 10, 10, .doc = "ready on this day at the earliest, when it is paid now"),
	SHAPE_STR(struct pickup_json, ready_until, 10, 10, .doc = "and on this day at the latest"),
};
static const struct shape pickup_shape = { "struct pickup_place", sizeof(struct pickup_json), pickup_fields,
	COUNT(pickup_fields), "A place where orders can be fetched." };

struct method_json {
	struct str code, name, description, carrier, promised_from, promised_until;
	struct time order_by;
	bool is_pickup;
	struct money price;
	struct opt_i64 free_from_missing;
	struct list pickups;
};
static const struct shape_field method_fields[] = {
	SHAPE_STR(struct method_json, code, 1, 64, .doc = "code: the order's member shipping_method"),
	SHAPE_STR(struct method_json, name, 1, 200, .doc = "name in the language asked for"),
	SHAPE_STR(struct method_json, description, 0, 500, .doc = "a sentence about it"),
	SHAPE_STR(struct method_json, carrier, 0, 200, .doc = "who brings it"),
	SHAPE_BOOL(struct method_json, is_pickup, .doc = "fetched by the buyer: one of `pickups` is chosen"),
	SHAPE_MONEY(
	    struct method_json, price, .doc = "before promotions; with tax or without, as the shop's prices are"),
	SHAPE_OPT(struct method_json, free_from_missing, 1, INT64_MAX,
	    .doc = "goods for so much more (minor units), and it is free"),
	SHAPE_STR(struct method_json, promised_from, 10, 10,
	    .doc = "arrives on this day at the earliest, when it is paid now"),
	SHAPE_STR(struct method_json, promised_until, 10, 10, .doc = "and on this day at the latest"),
	SHAPE_TIME(struct method_json, order_by,
	    .doc = "those days hold for what is paid before this; of a pickup, at the place that is ready first"),
	SHAPE_LIST(struct method_json, pickups, &pickup_shape, 1000, .doc = "where it can be fetched"),
};
static const struct shape method_shape = { "struct shipping_method", sizeof(struct method_json), method_fields,
	COUNT(method_fields), "A way of delivery." };

struct methods_json {
	struct list items;
};
static const struct shape_field list_fields[] = { SHAPE_LIST(struct methods_json, items, &method_shape,
    SHIPPING_OFFERS_MAX, .doc = "in the order of the checkout; empty: not delivered there") };
static const struct shape list_shape = { "struct shipping_method_list", sizeof(struct methods_json), list_fields,
	COUNT(list_fields), "Ways of delivery." };

static enum err methods(struct req *r);

static const struct route routes[] = {
	{ GET, "/api/v1/shipping-methods", methods, ACCESS_ALL, .query = &args_shape, .reply = &list_shape,
	    .sql = { 0, 2 }, .id = "listShippingMethods", .tag = "shipping",
	    .doc = "What can be chosen for a place, with price and days of arrival" },
};
const struct route_table shipping_method_api = { routes, COUNT(routes) };

static struct str
date(struct req *r, struct time t)
{
	struct civil c;

	if (time_is_absent(t))
		return STR_ABSENT;
	c = time_civil(t);
	return str_printf(r->arena, "%04d-%02d-%02d", c.year, c.month, c.day);
}

static struct list
pickups(struct req *r, const struct list *places)
{
	const struct pickup_place *p = places->items;
	struct pickup_json *out = arena_array(r->arena, struct pickup_json, MAX(places->count, 1));

	for (size_t i = 0; i < places->count; i++)
		out[i] = (struct pickup_json){ p[i].code, p[i].name, p[i].address, p[i].note, date(r, p[i].ready_from),
			date(r, p[i].ready_until) };
	return (struct list){ out, places->count };
}

static enum err
methods(struct req *r)
{
	const struct method_args *args = r->args;
	struct shipping_goods goods = { .weight_grams = args->weight_grams,
		.quantity = args->quantity,
		.country = args->country,
		.region = args->region,
		.postal_code = args->postal_code,
		.locale = req_locale(r),
		.fallback_locale = r->app->site.locales[0],
		.at = clock_now() };
	struct methods_json json;
	struct method_json *m;
	const struct shipping_offer *o;
	struct list offers;
	enum err err;

	goods.value = money_of(args->value, str_z(r->arena, req_currency(r)));
	if ((err = shipping_offers(req_db(r), r->arena, r->app->config, &goods, &offers)))
		return err;
	o = offers.items;
	m = arena_array(r->arena, struct method_json, MAX(offers.count, 1));
	for (size_t i = 0; i < offers.count; i++)
		m[i] = (struct method_json){ .code = o[i].code,
			.name = o[i].name,
			.description = o[i].description,
			.carrier = o[i].carrier,
			.is_pickup = o[i].is_pickup,
			.price = o[i].price,
			.free_from_missing = o[i].free_from_missing,
			.promised_from = date(r, o[i].promised_from),
			.promised_until = date(r, o[i].promised_until),
			.order_by = o[i].order_by,
			.pickups = pickups(r, &o[i].pickups) };
	json.items = (struct list){ m, offers.count };
	resp_public(r, 60, 60);
	return resp_json(r, &list_shape, &json, UINT64_MAX);
}
