/*
 * payment_api.c - payments for programs.  A customer's token pays the customer's own orders; the shop's sees all,
 * takes, gives up and gives back.
 *
 * Taking and giving up speak to the gateway, so they are no transaction of ours: their Idempotency-Key is the
 * gateway's.
 */
#include "fcgi/payment/payment.h"
#include "lib/shop/payment_guard.h"
#include "lib/web/form.h"
#include "lib/web/problem.h"

#define KEY_MAX 255

struct start_input {
	struct str order, method;
};
static const struct shape_field start_fields[] = {
	SHAPE_STR(struct start_input, order, 1, 40, .flags = SHAPE_REQUIRED, .doc = "id or number of the order"),
	SHAPE_STR(struct start_input, method, 1, 64, .flags = SHAPE_REQUIRED, .doc = "way to pay: sandbox, advance"),
};
static const struct shape start_shape = { "struct payment_input", sizeof(struct start_input), start_fields,
	COUNT(start_fields), "A payment to be begun." };

struct list_args {
	struct str order;
};
static const struct shape_field list_fields[] = {
	SHAPE_STR(struct list_args, order, 1, 40, .flags = SHAPE_REQUIRED, .doc = "id or number of the order"),
};
static const struct shape list_args_shape = SHAPE(struct list_args, list_fields, "Whose payments.");

struct amount_input {
	struct money amount;
};
static const struct shape_field amount_fields[] = {
	SHAPE_AMOUNT(struct amount_input, amount, 1, INT64_MAX, .doc = "how much; absent: all that is left"),
};
static const struct shape amount_shape = { "struct payment_amount", sizeof(struct amount_input), amount_fields,
	COUNT(amount_fields), "How much." };

struct refund_input {
	struct money amount;
	struct str reason;
};
static const struct shape_field refund_fields[] = {
	SHAPE_AMOUNT(struct refund_input, amount, 1, INT64_MAX, .doc = "how much; absent: all that is left"),
	SHAPE_STR(struct refund_input, reason, 0, 500, .doc = "for whoever asks one day"),
};
static const struct shape refund_input_shape = { "struct refund_input", sizeof(struct refund_input), refund_fields,
	COUNT(refund_fields), "Money to be given back." };

struct page_json {
	struct list items;
};
static const struct shape_field payments_fields[] = { SHAPE_LIST(
    struct page_json, items, &payment_json_shape, 100, .doc = "oldest first") };
static const struct shape payments_shape = { "struct payment_list", sizeof(struct page_json), payments_fields,
	COUNT(payments_fields), "The payments of an order." };
static const struct shape_field refunds_fields[] = { SHAPE_LIST(
    struct page_json, items, &refund_json_shape, 1000, .doc = "oldest first") };
static const struct shape refunds_shape = { "struct refund_list", sizeof(struct page_json), refunds_fields,
	COUNT(refunds_fields), "The refunds of a payment." };

static enum err payment_post(struct req *r), payments_get(struct req *r), payment_one(struct req *r),
    refunds_get(struct req *r), refund_post(struct req *r);
static enum err capture_post(struct req *r), void_post(struct req *r);

static const struct route routes[] = {
	{ POST, "/api/v1/payments", payment_post, ACCESS_TOKEN, PERM_PAYMENT_WRITE, .body = &start_shape,
	    .reply = &payment_json_shape, .sql = { 0, 30 }, .flags = ROUTE_ONCE, .id = "startPayment",
	    .tag = "payments", .doc = "Begin a payment of what an order lacks; the buyer is sent to redirect_url" },
	{ GET, "/api/v1/payments", payments_get, ACCESS_TOKEN, PERM_PAYMENT_READ, .query = &list_args_shape,
	    .reply = &payments_shape, .sql = { 0, 10 }, .id = "listPayments", .tag = "payments",
	    .doc = "The payments of an order" },
	{ GET, "/api/v1/payments/{id}", payment_one, ACCESS_TOKEN, PERM_PAYMENT_READ, .reply = &payment_json_shape,
	    .sql = { 0, 8 }, .id = "getPayment", .tag = "payments", .doc = "One payment" },
	{ GET, "/api/v1/payments/{id}/refunds", refunds_get, ACCESS_TOKEN, PERM_PAYMENT_READ, .reply = &refunds_shape,
	    .sql = { 0, 10 }, .id = "listRefunds", .tag = "payments", .doc = "What goes back of a payment" },
	{ POST, "/api/v1/payments/{id}/refunds", refund_post, ACCESS_TOKEN, PERM_REFUND_WRITE,
	    .body = &refund_input_shape, .reply = &refund_json_shape, .sql = { 0, 30 }, .flags = ROUTE_ONCE,
	    .id = "refundPayment", .tag = "payments", .doc = "Give money back: granted now, sent by the worker" },
	{ POST, "/api/v1/payments/{id}/capture", capture_post, ACCESS_TOKEN, PERM_PAYMENT_WRITE, .body = &amount_shape,
	    .reply = &payment_json_shape, .sql = { 0, 60 }, .id = "capturePayment", .tag = "payments",
	    .doc = "Take authorised money; Idempotency-Key" },
	{ POST, "/api/v1/payments/{id}/void", void_post, ACCESS_TOKEN, PERM_PAYMENT_WRITE, .reply = &payment_json_shape,
	    .sql = { 0, 60 }, .id = "voidPayment", .tag = "payments",
	    .doc = "Give an authorisation, or a payment that waits, up" },
};
const struct route_table payment_api = { routes, COUNT(routes) };

/* ---- whose ---- */

/* The order, if it is the caller's. */
static enum err
load_order(struct req *r, struct str id, struct order *o)
{
	enum err err = order_get(req_db(r), r->arena, id, o);

	resp_header(r, "Cache-Control", STR("private, no-cache"));
	if (!err && r->who.account_id && r->who.account_id != o->account_id)
		return err_fail(ERR_NOT_FOUND, "order %.*s is not of this customer", STR_ARG(o->number));
	return err;
}

static enum err
load_payment(struct req *r, struct payment *p)
{
	struct order o;
	enum err err = payment_get(req_db(r), r->arena, r->params[0], p);

	return err ? err : load_order(r, p->order, &o);
}

/* Only for who acts for the shop: a customer's token pays, it does not take or give back. */
static enum err
load_for_shop(struct req *r, struct payment *p)
{
	enum err err = load_payment(r, p);

	if (!err && r->who.account_id)
		return err_fail(ERR_DENIED, "a customer's program takes and gives back nothing");
	return err;
}

static enum err
reply(struct req *r, const struct payment *p, int status)
{
	struct payment_json json;
	enum err err;

	payment_json_fill(r, p, &json);
	r->resp.etag = str_printf(r->arena, "\"v%lld\"", (long long)p->version);
	err = resp_json(r, &payment_json_shape, &json, UINT64_MAX);
	if (!err)
		r->resp.status = status;
	return err;
}

static enum err
wrong(struct req *r, const char *field, const char *msgid)
{
	r->errors.arena = r->arena;
	field_error(&r->errors, str_of(field), msgid, (struct opt_i64){ 0 });
	return ERR_INVALID;
}

/* ---- payments ---- */

static enum err
payment_post(struct req *r)
{
	const struct start_input *in = r->form;
	int64_t wait_us = 0;
	struct payment p;
	struct order o;
	enum err err = load_order(r, in->order, &o);

	if (err == ERR_NOT_FOUND) {
		err_clear();
		return wrong(r, "order", N_("There is no such order."));
	}
	if (err)
		return err;
	err = payment_start(payment_env_of(r), o.public_id, in->method, &p);
	if (err == ERR_INVALID) {
		err_clear();
		return wrong(r, "method", N_("Choose one of the ways to pay."));
	}
	if (err || (err = payment_guard(payment_env_of(r), &p, false, &wait_us)))
		return err;
	if (wait_us) {
		payment_retry_after(r, wait_us);
		return problem_reply_with(r, 429,
		    N_("Too many payments of this order or buyer were declined; wait as Retry-After says."),
		    STR(",\"code\":\"declined_too_often\""));
	}
	resp_header(r, "Location", req_url(r, str_printf(r->arena, "/api/v1/payments/%.*s", STR_ARG(p.public_id))));
	return reply(r, &p, 201);
}

static enum err
payments_get(struct req *r)
{
	const struct list_args *args = r->args;
	struct page_json page;
	struct payment_json *json;
	const struct payment *p;
	struct list found = { 0 };
	struct order o;
	enum err err = load_order(r, args->order, &o);

	if (!err)
		err = payment_list(req_db(r), r->arena, o.id, &found);
	if (err)
		return err;
	p = found.items;
	json = arena_array(r->arena, struct payment_json, found.count);
	for (size_t i = 0; i < found.count; i++)
		payment_json_fill(r, &p[i], &json[i]);
	page.items = (struct list){ json, found.count };
	return resp_json(r, &payments_shape, &page, UINT64_MAX);
}

static enum err
payment_one(struct req *r)
{
	struct payment p;
	enum err err = load_payment(r, &p);

	return err ? err : reply(r, &p, 200);
}

/* The client's key; false: there is none, and the reply says so (as for ROUTE_ONCE). */
static bool
key_of(struct req *r, struct str *key)
{
	*key = str_trim(req_header(r, "Idempotency-Key"));
	if (key->len && key->len <= KEY_MAX) {
		*key = str_printf(r->arena, "%.*s\n%.*s", STR_ARG(r->who.client),
		    STR_ARG(*key)); /* another client's "1" is another key */
		return true;
	}
	route_error(r, 400, "this request needs an Idempotency-Key of 1 to 255 characters");
	return false;
}

static enum err
capture_post(struct req *r)
{
	const struct amount_input *in = r->form;
	struct payment_env *e = payment_env_of(r);
	struct payment p;
	struct str key;
	int64_t amount;
	enum err err = load_for_shop(r, &p);

	if (err || !key_of(r, &key))
		return err;
	if (!money_is_absent(in->amount) && strcmp(in->amount.currency, p.amount.currency) != 0)
		return wrong(r, "amount", N_("Use the currency of the payment."));
	amount = money_is_absent(in->amount) ? p.authorised.minor - p.charged.minor : in->amount.minor;
	err = payment_capture(e, p.public_id, amount, key);
	if (!err)
		err = payment_get(req_db(r), r->arena, p.public_id, &p);
	return err ? err : reply(r, &p, 200);
}

static enum err
void_post(struct req *r)
{
	struct payment_env *e = payment_env_of(r);
	struct payment p;
	enum err err = load_for_shop(r, &p);

	if (!err)
		err = payment_void(e, p.public_id);
	if (!err)
		err = payment_get(req_db(r), r->arena, p.public_id, &p);
	return err ? err : reply(r, &p, 200);
}

/* ---- refunds ---- */

static enum err
refunds_get(struct req *r)
{
	struct page_json page;
	struct refund_json *json;
	const struct refund *f;
	struct list found = { 0 };
	struct payment p;
	size_t count = 0;
	enum err err = load_payment(r, &p);

	if (!err)
		err = refund_list(req_db(r), r->arena, p.order_id, &found);
	if (err)
		return err;
	f = found.items;
	json = arena_array(r->arena, struct refund_json, found.count);
	for (size_t i = 0; i < found.count; i++)
		if (f[i].payment_id == p.id)
			refund_json_fill(&f[i], &json[count++]);
	page.items = (struct list){ json, count };
	return resp_json(r, &refunds_shape, &page, UINT64_MAX);
}

static enum err
refund_post(struct req *r)
{
	const struct refund_input *in = r->form;
	struct payment_env *e = payment_env_of(r);
	struct refund_json json;
	struct money amount = in->amount;
	struct payment p;
	struct refund f;
	struct str key;
	enum err err = load_for_shop(r, &p);

	if (!err && money_is_absent(amount))
		err = refund_left(req_db(r), r->arena, &p, &amount);
	if (err || !key_of(r, &key))
		return err;
	err = refund_by_hand(e, p.public_id, amount, in->reason, key, &f);
	if (err == ERR_INVALID) {
		err_clear();
		return wrong(r, "amount", N_("So much cannot be given back of this payment."));
	}
	if (err)
		return err;
	refund_json_fill(&f, &json);
	err = resp_json(r, &refund_json_shape, &json, UINT64_MAX);
	if (!err)
		r->resp.status = 201;
	return err;
}
