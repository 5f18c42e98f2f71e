/*
 * order_pages.c - an order as its buyer sees it, and how he finds it again.  See pages.h.
 *
 * The page is the same after the payment (thank you, it is being processed, it did not work), weeks later, and in the
 * account: the state decides what it says and offers.
 */
#include "fcgi/order/pages.h"
#include "lib/shop/outbox.h"
#include "lib/shop/throttle.h"
#include "lib/web/i18n.h"

struct pay_form {
	struct str key, method;
};
static const struct shape_field pay_fields[] = {
	SHAPE_STR(struct pay_form, key, 0, 100, .flags = SHAPE_SECRET, .doc = "secret part of a guest's link"),
	SHAPE_STR(struct pay_form, method, 0, 64, .doc = "code of a way to pay"),
};
static const struct shape pay_shape = SHAPE(struct pay_form, pay_fields, "Paying an order.");

struct find_form {
	struct str number, email;
};
static const struct shape_field find_fields[] = {
	SHAPE_STR(struct find_form, number, 3, 40, .flags = SHAPE_REQUIRED, .doc = "number of the order"),
	SHAPE_STR(struct find_form, email, 3, 254, .flags = SHAPE_REQUIRED, .format = &format_email,
	    .doc = "address that it was ordered with"),
};
static const struct shape find_shape = SHAPE(struct find_form, find_fields, "Which order.");

static enum err order_page(struct req *r);
static enum err pay_post(struct req *r);
static enum err find_page(struct req *r);
static enum err find_post(struct req *r);

static const struct route routes[] = {
	{ GET, "/orders", find_page, ACCESS_VISITOR, .query = &key_args_shape, .sql = { 0, 3 },
	    .doc = "Form: find my order" },
	{ POST, "/orders", find_post, ACCESS_VISITOR, .body = &find_shape, .sql = { 0, 15 },
	    .doc = "Mail the link of an order again; the answer is always the same" },
	{ GET, "/orders/{id}", order_page, ACCESS_VISITOR, .query = &key_args_shape, .sql = { 0, 20 },
	    .doc = "An order" },
	{ POST, "/orders/{id}/pay", pay_post, ACCESS_VISITOR, .body = &pay_shape, .sql = { 0, 20 },
	    .doc = "Pay an order, again or in another way" },
	{ GET, "/account/orders/{id}", order_page, ACCESS_SHOPPER, .query = &key_args_shape, .sql = { 0, 20 },
	    .doc = "An order of the customer" },
};
const struct route_table order_page_routes = { routes, COUNT(routes) };

enum err
order_open(struct req *r, struct str key, struct order *o)
{
	enum err err = order_get(req_db(r), r->arena, r->params[0], o);

	return err ? err : order_visible(order_env_of(r), o, r->who.full ? r->who.account_id : 0, key);
}

static enum err
order_page(struct req *r)
{
	const struct key_args *args = r->args;
	struct order_view *v = arena_new_of(r->arena, struct order_view);
	struct order o;
	enum err err = order_open(r, args->key, &o);

	if (!err)
		err = order_view_fill(r, v, &o, args->key);
	return err ? err : order_reply(r, v->is_account ? T_ORDER_ACCOUNT : T_ORDER, 200, v);
}

static enum err
pay_post(struct req *r)
{
	const struct pay_form *in = r->form;
	struct payment_env *e = payment_env_of(r);
	struct payment payment;
	struct order o;
	enum err err = order_open(r, in->key, &o);

	if (!err)
		err = payment_start(e, o.public_id, in->method, &payment);
	if (err == ERR_CONFLICT || err == ERR_INVALID) {
		/* Paid, cancelled or expired meanwhile: its page says which. */
		err_clear();
		return order_redirect(r, order_url(r, &o, in->key, ""));
	}
	return err ? err : order_redirect(r, path_of(r, str_z(r->arena, payment_path(e, &payment))));
}

/* ---- finding it again ---- */

static const struct form_field find_form_fields[] = {
	{ "number", N_("Order number"), FIELD_TEXT, .hint = N_("It stands in the confirmation, like 7KD-M4X-Q9C."),
	    .short_ = true },
	{ "email", N_("E-mail address"), FIELD_EMAIL, .autocomplete = "email" },
};

static enum err
find_show(struct req *r, const struct find_form *in, bool done)
{
	struct words_view v;
	enum err err = words_fill(r, &v, N_("Find your order"), N_("We send you the link to your order again."));

	if (err)
		return err;
	if (done)
		v.notice = form_text(
		    r, N_("If there is such an order, its link is on its way to the address that it was placed with."));
	v.form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, v.form, find_form_fields, COUNT(find_form_fields), &find_shape, in, done ? NULL : &r->errors);
	v.form->action = path_of(r, "/orders");
	v.form->submit = form_text(r, N_("Send the link"));
	return order_reply(r, T_WORDS, form_status(v.form), &v);
}

static enum err
find_page(struct req *r)
{
	const struct key_args *args = r->args;

	return find_show(r, NULL, str_eq_z(args->done, "sent"));
}

/* Strangers can have us send mails: a few to one address, and not many from one network. */
static enum err
may_send(struct req *r, struct str email, bool *may)
{
	const struct throttle_rule network = throttle_rule_of(r->app->config, "register.network"),
				   address = throttle_rule_of(r->app->config, "mail.address");
	int64_t wait;
	enum err err = throttle_take(req_db(r), &network, throttle_prefix(r->arena, r->remote), &wait);

	*may = !err && wait == 0;
	if (*may) {
		err = throttle_take(req_db(r), &address, email, &wait);
		*may = !err && wait == 0;
	}
	return err;
}

struct link_event {
	const struct order *order;
	struct str payload;
};

static enum err
ask_link(struct db *db, void *payload)
{
	const struct link_event *e = payload;

	return outbox_add(db, "order.link_asked", e->order->public_id, e->payload);
}

static enum err
send_link(struct req *r, const struct find_form *in)
{
	struct str key, own = STR_ABSENT;
	struct link_event e;
	struct order o = { 0 };
	bool may = false;
	enum err err = email_key(r->arena, in->email, &key);

	if (!err)
		err = may_send(r, key, &may);
	if (err || !may)
		return err;
	err = order_get(req_db(r), r->arena, in->number, &o);
	if (!err && !str_is_empty(o.email))
		err = email_key(r->arena, o.email, &own);
	if (err == ERR_NOT_FOUND || (!err && !str_eq(own, key))) {
		err_clear();
		return OK;
	}
	e = (struct link_event){ &o,
		str_printf(r->arena, "{\"order\":\"%.*s\",\"number\":\"%.*s\",\"locale\":\"%.*s\"}",
		    STR_ARG(o.public_id), STR_ARG(o.number), STR_ARG(req_locale(r))) };
	return err ? err : db_transaction(req_db(r), ask_link, &e);
}

static enum err
find_post(struct req *r)
{
	const struct find_form *in = r->form;
	enum err err = r->errors.count ? OK : send_link(r, in);

	if (err)
		return err;
	return r->errors.count ? find_show(r, in, false) : order_redirect(r, path_of(r, "/orders?done=sent"));
}
