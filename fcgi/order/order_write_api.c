/*
 * order_write_api.c - orders for programs: placing and cancelling.  See order_api.h, docs/api.md.
 *
 * A customer's token orders for that customer; the shop's for anybody: `customer` names an account, without it the
 * order is a guest's.
 */
#include "fcgi/order/order_api.h"
#include "fcgi/order/order_json.h"
#include "lib/base/escape.h"
#include "lib/io/json.h"
#include "lib/shop/account.h"
#include "lib/web/i18n.h"
#include "lib/web/problem.h"
#include "lib/web/route.h"

/* ---- what is sent ---- */

struct item_input {
	struct str variant, sku;
	int64_t quantity;
};
static const struct shape_field item_fields[] = {
	SHAPE_STR(struct item_input, variant, 1, 40, .doc = "id of a variant; or sku"),
	SHAPE_STR(struct item_input, sku, 1, 190, .doc = "its stock keeping unit"),
	SHAPE_I64(struct item_input, quantity, 1, 9999, .fallback = "1", .doc = "pieces"),
};
static const struct shape item_shape = { "struct order_item", sizeof(struct item_input), item_fields,
	COUNT(item_fields), "What is ordered, and how much of it." };

struct place_input {
	struct list lines;
	struct str customer, email, phone, locale, currency, vat_id, shipping_method, pickup, note, payment_method;
	struct list coupons;
	struct order_address_json *delivery_address, *billing_address;
	struct money expected_total;
};
static const struct shape_field place_fields[] = {
	SHAPE_LIST(
	    struct place_input, lines, &item_shape, 100, .flags = SHAPE_REQUIRED, .min = 1, .doc = "what is ordered"),
	SHAPE_STR(struct place_input, customer, 1, 40,
	    .doc = "id of an account, for tokens of the shop; default: the token's customer, else a guest"),
	SHAPE_STR(struct place_input, email, 1, 254, .format = &format_email,
	    .doc = "where mails about it go; default: the customer's"),
	SHAPE_STR(struct place_input, phone, 0, 32, .format = &format_phone, .doc = "for the carrier"),
	SHAPE_STR(struct place_input, locale, 2, 12, .format = &format_locale,
	    .doc = "language of texts and mails; default: that of the request"),
	SHAPE_STR(struct place_input, currency, 3, 3, .format = &format_currency, .doc = "default: the shop's first"),
	SHAPE_STRUCT(struct place_input, delivery_address, struct order_address_json, &order_address_json_shape,
	    .doc = "where it goes; not needed when it is fetched"),
	SHAPE_STRUCT(struct place_input, billing_address, struct order_address_json, &order_address_json_shape,
	    .doc = "for the invoice; default: the delivery address"),
	SHAPE_STR(struct place_input, vat_id, 0, 32, .doc = "of a business"),
	SHAPE_STR(struct place_input, shipping_method, 1, 64,
	    .doc = "code of the way of delivery; needed when anything is to be sent"),
	SHAPE_STR(struct place_input, pickup, 1, 32, .doc = "code of the place, when the order is fetched"),
	SHAPE_LIST(struct place_input, coupons, NULL, 10, .doc = "codes"),
	SHAPE_STR(struct place_input, note, 0, 1000, .flags = SHAPE_MULTILINE, .doc = "of the buyer"),
	SHAPE_MONEY(struct place_input, expected_total,
	    .doc = "the total that the buyer agreed to: another one is refused; left out: not compared"),
	SHAPE_STR(struct place_input, payment_method, 1, 64, .doc = "start a payment in this way with it"),
};
static const struct shape place_shape = { "struct order_placement", sizeof(struct place_input), place_fields,
	COUNT(place_fields), "An order to be placed." };

struct cut_input {
	struct str line;
	int64_t quantity;
};
static const struct shape_field cut_fields[] = {
	SHAPE_STR(struct cut_input, line, 1, 40, .flags = SHAPE_REQUIRED, .doc = "id of a line"),
	SHAPE_I64(struct cut_input, quantity, 0, 9999, .fallback = "0", .doc = "pieces; 0: all that are left"),
};
static const struct shape cut_shape = { "struct order_cut", sizeof(struct cut_input), cut_fields, COUNT(cut_fields),
	"Pieces that are cancelled." };
struct cancel_input {
	struct str reason;
	struct list lines;
};
static const struct shape_field cancel_fields[] = {
	SHAPE_STR(struct cancel_input, reason, 0, 500, .doc = "why"),
	SHAPE_LIST(
	    struct cancel_input, lines, &cut_shape, 100, .doc = "only these; empty: everything that was not sent"),
};
static const struct shape cancel_shape = { "struct order_cancellation", sizeof(struct cancel_input), cancel_fields,
	COUNT(cancel_fields), "What is cancelled." };

static enum err order_post(struct req *r), order_cancel_put(struct req *r);

static const struct route routes[] = {
	{ POST, "/api/v1/orders", order_post, ACCESS_TOKEN, PERM_ORDER_WRITE, .body = &place_shape,
	    .reply = &order_json_shape, .sql = { 0, 120 }, .flags = ROUTE_ONCE, .id = "placeOrder", .tag = "orders",
	    .doc = "Place an order, and start its payment if one is named" },
	{ PUT, "/api/v1/orders/{id}/cancel", order_cancel_put, ACCESS_TOKEN, PERM_ORDER_WRITE, .body = &cancel_shape,
	    .reply = &order_json_shape, .sql = { 0, 120 }, .id = "cancelOrder", .tag = "orders",
	    .doc = "Cancel an order or some of its lines; If-Match" },
};
const struct route_table order_write_api = { routes, COUNT(routes) };

/* ---- placing ---- */

static enum err
complain(struct req *r, struct str field, const char *msgid)
{
	r->errors.arena = r->arena;
	field_error(&r->errors, field, msgid, (struct opt_i64){ 0 });
	return ERR_INVALID;
}

static struct address
address_of(const struct order_address_json *a)
{
	if (!a)
		return (struct address){ 0 };
	return (struct address){ .country = a->country,
		.recipient = a->recipient,
		.organization = a->organization,
		.line1 = a->line1,
		.line2 = a->line2,
		.line3 = a->line3,
		.dependent_locality = a->dependent_locality,
		.locality = a->locality,
		.region = a->region,
		.postal_code = a->postal_code,
		.sorting_code = a->sorting_code,
		.phone = a->phone };
}

static enum err
find_variants(struct req *r, const struct place_input *in, struct list *out)
{
	const struct item_input *item = in->lines.items;
	struct quote_wish *wishes = arena_array(r->arena, struct quote_wish, in->lines.count);
	struct str *names = arena_array(r->arena, struct str, in->lines.count);
	int64_t *ids = arena_array(r->arena, int64_t, in->lines.count);
	enum err err;

	for (size_t i = 0; i < in->lines.count; i++) {
		if ((item[i].variant.ptr != NULL) == (item[i].sku.ptr != NULL))
			return complain(
			    r, str_printf(r->arena, "lines/%zu", i), N_("Name either a variant or an SKU."));
		names[i] = item[i].sku.ptr ? item[i].sku : item[i].variant;
	}
	if ((err = sellable_find_all(req_db(r), r->arena, names, in->lines.count, ids)))
		return err;
	for (size_t i = 0; i < in->lines.count; i++) {
		struct str name = str_printf(r->arena, "lines/%zu/%s", i, item[i].sku.ptr ? "sku" : "variant");
		if (ids[i] <= 0)
			return complain(r, name,
			    ids[i] ? N_("Several things have this SKU. Use the variant's id.")
				   : N_("We do not sell this."));
		wishes[i] = (struct quote_wish){ ids[i], item[i].quantity };
	}
	*out = (struct list){ wishes, in->lines.count };
	return OK;
}

/* Whose order it is, and where his mail goes. */
static enum err
find_buyer(struct req *r, const struct place_input *in, struct order_input *order)
{
	struct order_buyer buyer;
	enum err err;

	order->account_id = r->who.account_id;
	order->email = in->email;
	if (in->customer.ptr && r->who.account_id && !str_eq(in->customer, r->who.account))
		return complain(r, STR("customer"), N_("This token orders for its own customer only."));
	if (!r->who.account_id && !in->customer.ptr)
		return OK;
	err = order_buyer(req_db(r), r->arena, r->who.account_id, in->customer, &buyer);
	if (err == ERR_NOT_FOUND) {
		err_clear();
		return complain(r, STR("customer"), N_("There is no such customer."));
	}
	if (err)
		return err;
	order->account_id = buyer.id;
	order->account = buyer.public_id;
	if (!in->email.ptr)
		order->email = buyer.email;
	return OK;
}

static enum err
choose_currency(struct req *r, const struct place_input *in, struct order_input *order)
{
	struct str wanted = in->currency.ptr ? in->currency : req_currency(r);
	const struct site *site = &r->app->site;
	size_t i = 0;

	while (i < site->currency_count && !str_eq(site->currencies[i], wanted))
		i++;
	if (i == site->currency_count)
		return complain(r, STR("currency"), N_("We do not sell in this currency."));
	memcpy(order->currency, wanted.ptr, MIN(wanted.len, 3));
	if (!money_is_absent(in->expected_total)) {
		if (!str_eq_z(wanted, in->expected_total.currency))
			return complain(r, STR("expected_total"), N_("The total is in another currency."));
		order->expected_total = (struct opt_i64){ true, in->expected_total.minor };
	}
	return OK;
}

static struct str
choose_locale(const struct req *r, struct str wanted)
{
	const struct site *site = &r->app->site;

	for (size_t i = 0; i < site->locale_count; i++)
		if (str_eq(site->locales[i], wanted))
			return site->locales[i];
	return req_locale(r);
}

static enum err
read_input(struct req *r, const struct place_input *in, struct order_input *order)
{
	enum err err;

	*order = (struct order_input){ .origin = ORDER_API,
		.codes = in->coupons,
		.phone = in->phone,
		.locale = choose_locale(r, in->locale),
		.fallback_locale = r->app->site.locales[0],
		.delivery = address_of(in->delivery_address),
		.billing = address_of(in->billing_address),
		.vat_id = in->vat_id,
		.shipping_method = in->shipping_method,
		.pickup = in->pickup,
		.note = in->note };
	if ((err = find_variants(r, in, &order->wishes)) || (err = find_buyer(r, in, order)))
		return err;
	return choose_currency(r, in, order);
}

/* ---- refusals ---- */

static const struct {
	const char *code, *text;
} refusals[] = {
	[ORDER_EMPTY] = { "empty", N_("There is nothing to order.") },
	[ORDER_SOLD_OUT] = { "sold_out", N_("Not everything is available in the quantity that was ordered.") },
	[ORDER_PRICE_CHANGED] = { "price_changed", N_("The total is another one by now.") },
	[ORDER_GONE] = { "not_orderable", N_("Something cannot be ordered any more, or not in this quantity.") },
	[ORDER_CODE_REFUSED] = { "code_refused", N_("A code cannot be used for this order.") },
};
static const char *const problem_codes[] = { [CART_GONE] = "gone",
	[CART_OUT_OF_STOCK] = "out_of_stock",
	[CART_TOO_MANY] = "too_many",
	[CART_PRICE_UP] = "price_up",
	[CART_PRICE_DOWN] = "price_down",
	[CART_QUANTITY_RULE] = "quantity_rule",
	[CART_CODE_REFUSED] = "code_refused" };

static struct str
why_refused(const struct order_placing *p, struct str code)
{
	const struct quote_code *c = p->quote.codes.items;

	for (size_t i = 0; i < p->quote.codes.count; i++)
		if (str_eq(c[i].code, code))
			return c[i].why;
	return STR_ABSENT;
}

/* "problems":[{"code":"too_many","line":0,"variant":"var_...","available":3}, ...] : `line` is the index in what was
 * sent. */
static void
write_problems(struct req *r, const struct place_input *in, const struct order_input *order,
    const struct order_placing *p, struct buf *b)
{
	const struct cart_problem *one = p->problems.items;
	const struct quote_wish *wish = order->wishes.items;
	const struct item_input *item = in->lines.items;
	struct str why;

	for (size_t i = 0; i < p->problems.count; i++) {
		buf_printf(b, "%s{\"code\":\"%s\"", i ? "," : "", problem_codes[one[i].kind]);
		for (size_t k = 0; k < order->wishes.count; k++)
			if (one[i].variant_id && wish[k].variant_id == one[i].variant_id) {
				buf_printf(b, ",\"line\":%zu,\"%s\":", k, item[k].sku.ptr ? "sku" : "variant");
				json_write_str(b, item[k].sku.ptr ? item[k].sku : item[k].variant);
				break;
			}
		if (one[i].kind == CART_OUT_OF_STOCK || one[i].kind == CART_TOO_MANY)
			buf_printf(b, ",\"available\":%lld", (long long)one[i].number);
		if (one[i].kind == CART_QUANTITY_RULE)
			buf_printf(b, ",\"fitting\":%lld", (long long)one[i].number);
		if (one[i].kind == CART_CODE_REFUSED) {
			buf_lit(b, ",\"coupon\":");
			json_write_str(b, one[i].text);
			why = why_refused(p, one[i].text);
			if (why.ptr) {
				buf_lit(b, ",\"why\":");
				json_write_str(b, i18n_text(r->app->i18n, r->locale, str_z(r->arena, why)));
			}
		}
		buf_char(b, '}');
	}
}

/* Names of the domain -> members of the body. */
static void
take_errors(struct req *r, const struct field_errors *errors)
{
	r->errors.arena = r->arena;
	for (size_t i = 0; i < errors->count; i++) {
		struct str name = errors->items[i].name;
		size_t dot = str_find(name, '.');
		if (dot < name.len)
			name = str_printf(r->arena, "%.*s_address.%.*s", STR_ARG(str_cut(name, dot)),
			    STR_ARG(str_skip(name, dot + 1)));
		field_error(&r->errors, name, str_z(r->arena, errors->items[i].message), errors->items[i].limit);
	}
}

static enum err
refuse(struct req *r, const struct place_input *in, const struct order_input *order, const struct order_placing *p)
{
	struct buf b;

	err_clear();
	if (p->refusal == ORDER_FIELDS) {
		take_errors(r, &p->errors);
		return problem_reply(r, 422, NULL);
	}
	buf_in_arena(&b, r->arena, BUF_REPLY);
	buf_printf(&b, ",\"code\":\"%s\",\"problems\":[", refusals[p->refusal].code);
	write_problems(r, in, order, p, &b);
	buf_char(&b, ']');
	if (p->refusal == ORDER_PRICE_CHANGED || p->refusal == ORDER_CODE_REFUSED)
		buf_printf(&b, ",\"total\":{\"amount\":%lld,\"currency\":\"%s\"}", (long long)p->quote.total,
		    p->quote.currency);
	return problem_reply_with(r, p->refusal == ORDER_EMPTY ? 422 : 409, refusals[p->refusal].text, buf_view(&b));
}

static enum err
start_payment(
    struct req *r, const struct place_input *in, const struct order *o, struct payment *payment, bool *started)
{
	enum err err;

	*started = false;
	if (!in->payment_method.ptr || !o->total.minor)
		return OK;
	err = payment_start(payment_env_of(r), o->public_id, in->payment_method, payment);
	*started = !err;
	return err == ERR_INVALID ? complain(r, STR("payment_method"), N_("There is no such way to pay.")) : err;
}

static enum err
order_post(struct req *r)
{
	const struct place_input *in = r->form;
	struct order_input order;
	struct order_placing placing;
	struct payment payment;
	bool started;
	enum err err = read_input(r, in, &order);

	if (err)
		return err;
	err = order_place(order_env_of(r), &order, &placing);
	if (err == ERR_CONFLICT && placing.refusal)
		return refuse(r, in, &order, &placing);
	if (err || (err = start_payment(r, in, &placing.order, &payment, &started)))
		return err;
	if ((err = order_api_reply(r, &placing.order, ORDER_EXPAND_LINES, started ? &payment : NULL)))
		return err;
	r->resp.status = 201;
	resp_header(
	    r, "Location", req_url(r, str_printf(r->arena, "/api/v1/orders/%.*s", STR_ARG(placing.order.public_id))));
	resp_header(r, "Cache-Control", STR("private, no-store"));
	return OK;
}

/* ---- cancelling ---- */

/* RFC 9110 13.1.1: strong comparison.  *version 0: "*", any.  False: a finished reply (428, 412) was made. */
static bool
read_match(struct req *r, const struct order *o, int64_t *version)
{
	struct str list = req_header(r, "If-Match"), etag = order_api_etag(r, o->version), one;

	*version = 0;
	if (str_is_empty(list)) {
		route_error(r, 428, NULL);
		return false;
	}
	while (str_split(&list, ',', &one)) {
		one = str_trim(one);
		if (str_eq(one, STR("*")))
			return true;
		if (str_eq(one, etag)) {
			*version = o->version;
			return true;
		}
	}
	/* Cancelled whole, and asked again with what was read before: it is as is wanted. */
	if (o->fulfilment == FULFILMENT_CANCELLED)
		return true;
	route_error(r, 412, NULL);
	return false;
}

static enum err
order_cancel_put(struct req *r)
{
	const struct cancel_input *in = r->form;
	const struct cut_input *line = in->lines.items;
	struct order_cut *cuts = arena_array(r->arena, struct order_cut, in->lines.count);
	struct order o;
	int64_t version;
	enum err err = order_api_load(r, &o);

	if (err || !read_match(r, &o, &version))
		return err;
	for (size_t i = 0; i < in->lines.count; i++)
		cuts[i] = (struct order_cut){ line[i].line, line[i].quantity };
	err =
	    order_cancel(order_env_of(r), o.public_id, version, (struct list){ cuts, in->lines.count }, in->reason, &o);
	if (err == ERR_NOT_FOUND) {
		err_clear();
		return complain(r, STR("lines"), N_("The order has no such line."));
	}
	return err ? err : order_api_reply(r, &o, ORDER_EXPAND_LINES, NULL);
}
