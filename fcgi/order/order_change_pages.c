/*
 * order_change_pages.c - a buyer takes an order back: as long as it was not sent, whole or by pieces; and the
 * withdrawal that EU law grants.
 *
 * Directive (EU) 2023/2673, article 11a of 2011/83/EU: "withdraw from contract here" can be found without looking for
 * it, asks for name, order and address of the reply, has one button that says what it does, and is acknowledged at
 * once.  What was not sent is cancelled by it; for the rest the statement stands in the history, and staff answers it.
 * The name only has to be said: the link, the account or the address of the order prove who it is, so it is not stored.
 */
#include "fcgi/order/pages.h"
#include "lib/shop/outbox.h"
#include "lib/web/i18n.h"

#define REASON_MAX 500

struct cancel_form {
	struct str key, reason;
	struct list pieces;            /* struct pair: id of a line, how many */
};
static const struct shape_field cancel_fields[] = {
	SHAPE_STR(struct cancel_form, key, 0, 100, .flags = SHAPE_SECRET, .doc = "secret part of a guest's link"),
	SHAPE_STR(struct cancel_form, reason, 0, REASON_MAX, .flags = SHAPE_MULTILINE, .doc = "why; need not be said"),
	SHAPE_PAIRS(struct cancel_form, pieces, "n.", CART_LINES_MAX, .doc = "how many pieces of which line"),
};
static const struct shape cancel_shape = SHAPE(struct cancel_form, cancel_fields, "What to cancel.");

struct withdraw_form {
	struct str name, number, email;
};
static const struct shape_field withdraw_fields[] = {
	SHAPE_STR(struct withdraw_form, name, 1, 200, .flags = SHAPE_REQUIRED, .doc = "who withdraws"),
	SHAPE_STR(struct withdraw_form, number, 3, 40, .flags = SHAPE_REQUIRED, .doc = "number of the order"),
	SHAPE_STR(struct withdraw_form, email, 3, 254, .flags = SHAPE_REQUIRED, .format = &format_email,
	    .doc = "address of the order, where the confirmation goes"),
};
static const struct shape withdraw_shape = SHAPE(struct withdraw_form, withdraw_fields, "A withdrawal.");

static enum err cancel_page(struct req *r);
static enum err cancel_post(struct req *r);
static enum err withdraw_page(struct req *r);
static enum err withdraw_own_page(struct req *r);
static enum err withdraw_post(struct req *r);

static const struct route routes[] = {
	{ GET, "/orders/{id}/cancel", cancel_page, ACCESS_VISITOR, .query = &key_args_shape, .sql = { 0, 20 },
	    .doc = "Form: what to cancel of an order" },
	{ POST, "/orders/{id}/cancel", cancel_post, ACCESS_VISITOR, .body = &cancel_shape, .sql = { 0, 60 },
	    .doc = "Cancel pieces that were not sent" },
	{ GET, "/orders/{id}/withdraw", withdraw_own_page, ACCESS_VISITOR, .query = &key_args_shape, .sql = { 0, 10 },
	    .doc = "Form: withdraw from the contract, filled in" },
	{ GET, "/withdrawal/form", withdraw_page, ACCESS_VISITOR, .query = &key_args_shape, .sql = { 0, 3 },
	    .doc = "Form: withdraw from a contract" },
	{ POST, "/withdrawal/form", withdraw_post, ACCESS_VISITOR, .body = &withdraw_shape, .sql = { 0, 60 },
	    .doc = "Withdraw from a contract; the answer does not say whether there is such an order" },
};
const struct route_table order_change_routes = { routes, COUNT(routes) };

/* ---- cancel ---- */

static int64_t
left_of(const struct order_line *l)
{
	return l->quantity - l->cancelled - l->shipped;
}

/* A choice per line: none ... all that is left, which is chosen. */
static void
fill_counts(struct req *r, const struct order *o, struct order_view *v)
{
	const struct order_line *l = o->lines.items;
	struct line_view *lines = v->lines.items;
	size_t n = 0;

	for (size_t i = 0; i < o->lines.count; i++) {
		int64_t left = left_of(&l[i]);
		struct option_view *options;
		if (left <= 0)
			continue;
		options = arena_array(r->arena, struct option_view, (size_t)left + 1);
		for (int64_t k = 0; k <= left; k++) {
			options[k].value = str_printf(r->arena, "%lld", (long long)k);
			options[k].name = options[k].value;
			options[k].chosen = k == left;
		}
		lines[n] = lines[i];
		lines[n].field = str_printf(r->arena, "n.%.*s", STR_ARG(l[i].public_id));
		lines[n++].counts = (struct list){ options, (size_t)left + 1 };
	}
	v->lines.count = n;
}

static enum err
cancel_show(struct req *r, const struct order *o, struct str key, struct str message)
{
	static const struct form_field fields[] = { { "reason", N_("Why? (optional)"), FIELD_AREA } };
	struct order_view *v = arena_new_of(r->arena, struct order_view);
	enum err err = order_view_fill(r, v, o, key);

	if (err)
		return err;
	if (str_is_absent(v->cancel_url))
		return order_redirect(r, v->order_url);
	fill_counts(r, o, v);
	v->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, v->form, fields, COUNT(fields), &cancel_shape, r->method == POST ? r->form : NULL, NULL);
	v->form->action = path_of(r, arena_printf(r->arena, "/orders/%.*s/cancel", STR_ARG(o->public_id)));
	v->form->submit = form_text(r, N_("Cancel these"));
	v->form->danger = true;
	if (!str_is_absent(message))
		form_view_error(r, v->form, message);
	return order_reply(r, T_ORDER_CANCEL, form_status(v->form), v);
}

static enum err
cancel_page(struct req *r)
{
	const struct key_args *args = r->args;
	struct order o;
	enum err err = order_open(r, args->key, &o);

	return err ? err : cancel_show(r, &o, args->key, STR_ABSENT);
}

static enum err
cancel_post(struct req *r)
{
	const struct cancel_form *in = r->form;
	const struct pair *p = in->pieces.items;
	struct order_cut *cuts = arena_array(r->arena, struct order_cut, in->pieces.count + 1);
	struct order o, out;
	size_t n = 0;
	enum err err = order_open(r, in->key, &o);

	if (err)
		return err;
	for (size_t i = 0; i < in->pieces.count; i++) {
		int64_t quantity;
		if (str_to_i64(p[i].value, 1, 9999, &quantity))
			continue; /* none of these */
		cuts[n++] = (struct order_cut){ p[i].name, quantity };
	}
	if (!n)
		return cancel_show(r, &o, in->key, form_text(r, N_("Choose what you do not want any more.")));
	err = order_cancel(order_env_of(r), o.public_id, 0, (struct list){ cuts, n }, in->reason, &out);
	if (err == ERR_CONFLICT || err == ERR_NOT_FOUND || err == ERR_INVALID) {
		err_clear();
		if ((err = order_open(r, in->key, &o)))
			return err;
		return cancel_show(r, &o, in->key,
		    form_text(r, N_("Some of it was sent meanwhile. Here is what can still be cancelled.")));
	}
	return err ? err
		   : order_redirect(r,
			 str_printf(r->arena, "%.*s%sdone=cancelled", STR_ARG(order_url(r, &o, in->key, "")),
			     str_is_empty(in->key) ? "?" : "&"));
}

/* ---- withdraw ---- */

static enum err
withdraw_show(struct req *r, const struct withdraw_form *in, bool done)
{
	static const struct form_field fields[] = {
		{ "name", N_("Your name"), FIELD_TEXT, .autocomplete = "name" },
		{ "number", N_("Order number"), FIELD_TEXT, .short_ = true },
		{ "email", N_("E-mail address"), FIELD_EMAIL, .autocomplete = "email",
		    .hint = N_("The one of the order: the confirmation goes there at once.") },
	};
	struct words_view v;
	enum err err = words_fill(r, &v, N_("Withdraw from the contract"),
	    N_("Within 14 days after you have the goods you may withdraw without saying why. What was "
	       "not sent yet is cancelled at once; for the rest we write to you how to send it back."));

	if (err)
		return err;
	if (done) {
		v.lead = form_text(r,
		    N_("We have your withdrawal. If the number and the address belong to an order, the confirmation is on its way to you by mail."));
		return order_reply(r, T_WORDS, 200, &v);
	}
	v.form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, v.form, fields, COUNT(fields), &withdraw_shape, in, &r->errors);
	v.form->action = path_of(r, "/withdrawal/form");
	v.form->submit = form_text(r, N_("Confirm the withdrawal"));
	return order_reply(r, T_WORDS, form_status(v.form), &v);
}

static enum err
withdraw_page(struct req *r)
{
	const struct key_args *args = r->args;

	return withdraw_show(r, NULL, str_eq_z(args->done, "withdrawn"));
}

static enum err
withdraw_own_page(struct req *r)
{
	const struct key_args *args = r->args;
	struct withdraw_form in;
	struct order o;
	enum err err = order_open(r, args->key, &o);

	if (err)
		return err;
	in = (struct withdraw_form){ o.billing.recipient, o.number, o.email };
	if (str_is_absent(in.name))
		in.name = o.delivery.recipient;
	return withdraw_show(r, &in, false);
}

struct withdrawal {
	struct order_env *env;
	struct order *order;
};

static enum err
was_withdrawn(struct db *db, const struct withdrawal *w, bool *before)
{
	const struct order_event *e;
	struct list events;
	enum err err = order_events(db, w->env->arena, w->order->id, true, &events);

	*before = false;
	e = events.items;
	for (size_t i = 0; !err && i < events.count; i++)
		*before |= str_eq(e[i].kind, STR("withdrawal_asked"));
	return err;
}

static enum err
withdraw(struct db *db, void *payload)
{
	const struct withdrawal *w = payload;
	struct arena *a = w->env->arena;
	const struct order_line *l;
	struct order_cut *cuts;
	struct order locked;
	size_t n = 0;
	bool before = false;
	enum err err = order_lock(db, a, w->order->id, &locked);

	if (!err)
		err = was_withdrawn(db, w, &before);
	if (err || before)
		return err;
	if ((err = order_get(db, a, w->order->public_id, w->order)))
		return err;
	l = w->order->lines.items;
	cuts = arena_array(a, struct order_cut, w->order->lines.count + 1);
	for (size_t i = 0; i < w->order->lines.count; i++)
		if (left_of(&l[i]) > 0)
			cuts[n++] = (struct order_cut){ l[i].public_id, left_of(&l[i]) };
	err = order_note(db, w->env->who, w->order->id, "withdrawal_asked", true, STR_ABSENT);
	if (!err)
		err = outbox_add(db, "order.withdrawal_asked", w->order->public_id,
		    str_printf(a, "{\"order\":\"%.*s\",\"number\":\"%.*s\",\"locale\":\"%.*s\"}",
			STR_ARG(w->order->public_id), STR_ARG(w->order->number), STR_ARG(w->order->locale)));
	if (!err && n && w->order->fulfilment != FULFILMENT_CANCELLED && w->order->fulfilment != FULFILMENT_EXPIRED)
		err =
		    order_cancel(w->env, w->order->public_id, 0, (struct list){ cuts, n }, STR("withdrawal"), &locked);
	return err;
}

static enum err
withdraw_post(struct req *r)
{
	const struct withdraw_form *in = r->form;
	struct withdrawal w = { .env = order_env_of(r) };
	struct str key, own = STR_ABSENT;
	struct order o = { 0 };
	enum err err;

	if (r->errors.count)
		return withdraw_show(r, in, false);
	err = email_key(r->arena, in->email, &key);
	if (!err)
		err = order_get(req_db(r), r->arena, in->number, &o);
	if (!err && !str_is_empty(o.email))
		err = email_key(r->arena, o.email, &own);
	if (!err && str_eq(own, key)) {
		w.order = &o;
		err = db_transaction(req_db(r), withdraw, &w);
	}
	if (err == ERR_NOT_FOUND) {
		err_clear();
		err = OK;
	}
	return err ? err : order_redirect(r, path_of(r, "/withdrawal/form?done=withdrawn"));
}
