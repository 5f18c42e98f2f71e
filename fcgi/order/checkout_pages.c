/*
 * checkout_pages.c - the checkout: one page, a form per step.  See pages.h.
 *
 * Each step is stored when its form passes its checks, then the page is shown anew (303) with the first step that is
 * still open; ?step= opens one that was done.
 * A form with errors is shown again with what was entered, and nothing is stored.
 *
 * Placing is no ROUTE_ONCE: the cart itself is the key.  Its row is locked, it becomes an order once, and the form
 * names the cart that it showed; so a second click waits for the first and is sent to the same payment, where a stored
 * reply would have to say "still running".
 */
#include "fcgi/order/pages.h"
#include "lib/web/i18n.h"

struct step_args {
	struct str step;
};
static const struct shape_field step_fields[] = { SHAPE_STR(
    struct step_args, step, 0, 20, .doc = "the step to open: contact, address, delivery, payment") };
static const struct shape step_shape = SHAPE(struct step_args, step_fields, "Which step of the checkout.");

struct contact_form {
	struct str email;
};
static const struct shape_field contact_fields[] = { SHAPE_STR(struct contact_form, email, 3, 254,
    .flags = SHAPE_REQUIRED, .format = &format_email, .doc = "where the confirmation goes") };
static const struct shape contact_shape = SHAPE(struct contact_form, contact_fields, "Who orders.");

static const struct shape_field address_fields[] = {
	SHAPE_STR(
	    struct checkout_address_form, saved, 0, 40, .doc = "id of an address of the book; new: what is entered"),
	SHAPE_STRUCT(struct checkout_address_form, delivery, struct address, &address_shape, .doc = "where it goes"),
	SHAPE_BOOL(struct checkout_address_form, other_billing, .doc = "the invoice has another address"),
	SHAPE_STRUCT(struct checkout_address_form, billing, struct address, &address_shape, .doc = "of the invoice"),
	SHAPE_STR(struct checkout_address_form, vat_id, 0, 32, .doc = "of a company"),
};
const struct shape checkout_address_form_shape = SHAPE(struct checkout_address_form, address_fields, "Addresses.");

static const struct shape_field delivery_fields[] = {
	SHAPE_STR(struct checkout_delivery_form, choice, 0, 100, .doc = "code of a method, or method/pickup place"),
	SHAPE_STR(
	    struct checkout_delivery_form, note, 0, CHECKOUT_NOTE_MAX, .flags = SHAPE_MULTILINE, .doc = "to the shop"),
};
static const struct shape delivery_shape =
    SHAPE(struct checkout_delivery_form, delivery_fields, "How it is delivered.");

struct payment_form {
	struct str method;
};
static const struct shape_field payment_fields[] = { SHAPE_STR(
    struct payment_form, method, 0, 64, .doc = "code of a way to pay") };
static const struct shape payment_form_shape = SHAPE(struct payment_form, payment_fields, "How it is paid.");

struct place_form {
	int64_t expected_total;
	struct str cart;
};
static const struct shape_field place_fields[] = {
	SHAPE_I64(struct place_form, expected_total, 0, INT64_MAX, .flags = SHAPE_REQUIRED,
	    .doc = "minor units: what the buyer was shown"),
	SHAPE_STR(struct place_form, cart, 1, 40, .flags = SHAPE_REQUIRED, .doc = "id of the cart that was shown"),
};
static const struct shape place_shape = SHAPE(struct place_form, place_fields, "An order.");

static enum err checkout_page(struct req *r);
static enum err contact_post(struct req *r);
static enum err address_post(struct req *r);
static enum err address_form_post(struct req *r);
static enum err delivery_post(struct req *r);
static enum err payment_post(struct req *r);
static enum err place_post(struct req *r);

static const struct route routes[] = {
	{ GET, "/checkout", checkout_page, ACCESS_VISITOR, .query = &step_shape, .sql = { 0, 25 },
	    .doc = "The checkout" },
	{ POST, "/checkout/contact", contact_post, ACCESS_VISITOR, .body = &contact_shape, .sql = { 0, 30 },
	    .doc = "Who orders" },
	{ POST, "/checkout/address", address_post, ACCESS_VISITOR, .body = &checkout_address_form_shape,
	    .sql = { 0, 30 }, .doc = "Where it goes" },
	{ POST, "/checkout/address/form", address_form_post, ACCESS_VISITOR, .body = &checkout_address_form_shape,
	    .sql = { 0, 25 },
	    .doc = "The address form in another country's order, with the deliveries there; stores nothing" },
	{ POST, "/checkout/delivery", delivery_post, ACCESS_VISITOR, .body = &delivery_shape, .sql = { 0, 30 },
	    .doc = "How it is delivered" },
	{ POST, "/checkout/payment", payment_post, ACCESS_VISITOR, .body = &payment_form_shape, .sql = { 0, 30 },
	    .doc = "How it is paid" },
	{ POST, "/checkout/place", place_post, ACCESS_VISITOR, .body = &place_shape, .sql = { 0, 90 },
	    .doc = "Order with obligation to pay: the cart becomes an order" },
};
const struct route_table checkout_routes = { routes, COUNT(routes) };

static void
complain(struct req *r, const char *field, const char *msgid)
{
	field_error(&r->errors, str_of(field), msgid, (struct opt_i64){ 0 });
}

/* To the page, at the step that is next. */
static enum err
go_on(struct req *r, enum checkout_step after)
{
	return order_redirect(r, path_of(r, arena_printf(r->arena, "/checkout#%s", checkout_step_name(after))));
}

/* The cart, for a form of a step; *gone: there is none any more, and the reply says so. */
static enum err
open_for_form(struct req *r, struct checkout_state *s, bool *gone)
{
	enum err err = checkout_open(r, s);

	*gone = !err && checkout_is_empty(s);
	return *gone ? order_redirect(r, path_of(r, "/checkout")) : err;
}

static enum err
show_step(struct req *r, struct checkout_state *s, struct checkout_show *show)
{
	enum err err = checkout_load(r, s);

	if (err)
		return err;
	if (r->errors.count)
		show->errors = &r->errors;
	return checkout_show(r, s, show);
}

/* The order that a cart of the caller has become: `cart` by its id, absent: the visitor's last one.  Absent: none. */
static enum err
find_order(struct req *r, struct checkout_state *s, struct str cart, struct str *url)
{
	struct str id;
	struct order o;
	int64_t cart_id;
	enum err err = cart_ordered_before(s->cart_env, cart, &cart_id);

	*url = STR_ABSENT;
	if (!err)
		err = checkout_order(req_db(r), r->arena, cart_id, &id);
	if (!err)
		err = order_get(req_db(r), r->arena, id, &o);
	if (err == ERR_NOT_FOUND) {
		err_clear();
		return OK;
	}
	if (!err)
		*url = order_path(r, &o);
	return err;
}

static enum err
checkout_page(struct req *r)
{
	const struct step_args *args = r->args;
	struct checkout_state s;
	struct checkout_show show = { 0 };
	enum err err = checkout_open(r, &s);

	if (!err)
		err = checkout_is_empty(&s) ? find_order(r, &s, STR_ABSENT, &show.order_url) : checkout_load(r, &s);
	if (err)
		return err;
	show.step = s.next;
	/* A step that was done can be opened again. */
	for (enum checkout_step step = STEP_CONTACT; step < s.next; step++)
		if (str_eq_z(args->step, checkout_step_name(step)))
			show.step = step;
	if (show.step == STEP_DELIVERY && !s.needs_delivery)
		show.step = s.next;
	return checkout_show(r, &s, &show);
}

static enum err
contact_post(struct req *r)
{
	const struct contact_form *in = r->form;
	struct checkout_show show = { .step = STEP_CONTACT, .email = &in->email };
	struct checkout_state s;
	bool gone;
	enum err err = open_for_form(r, &s, &gone);

	if (err || gone)
		return err;
	if (r->errors.count)
		return show_step(r, &s, &show);
	err = checkout_set_contact(req_db(r), s.cart.id, in->email);
	return err ? err : go_on(r, STEP_ADDRESS);
}

/* ---- addresses ---- */

/* What is wrong with one of the two, under its names in the form. */
static bool
check_entered(
    struct req *r, const char *part, const struct address *in, struct address **out, struct field_errors *errors)
{
	struct str before = str_printf(r->arena, "%s.", part);
	struct field_errors own = { .arena = r->arena };
	struct address *a = arena_new_of(r->arena, struct address);
	size_t count = errors->count;

	if (in)
		*a = *in;
	else
		shape_init(&address_shape, a);
	/* What could not be read at all: of the other address only if that counts. */
	for (size_t i = 0; i < r->errors.count; i++)
		if (str_starts(r->errors.items[i].name, before))
			field_error(
			    errors, r->errors.items[i].name, r->errors.items[i].message.ptr, r->errors.items[i].limit);
	address_check(r->arena, a, &own);
	for (size_t i = 0; i < own.count; i++)
		field_error(errors, str_printf(r->arena, "%s.%.*s", part, STR_ARG(own.items[i].name)),
		    own.items[i].message.ptr, own.items[i].limit);
	*out = a;
	return errors->count == count;
}

static enum err
check_saved(
    struct req *r, const struct checkout_state *s, struct str id, struct address **out, struct field_errors *errors)
{
	const struct address *book = s->addresses.items;
	struct address *a = arena_new_of(r->arena, struct address);
	struct field_errors own = { .arena = r->arena };

	*out = a;
	for (size_t i = 0; i < s->addresses.count; i++) {
		if (!str_eq(book[i].public_id, id))
			continue;
		*a = book[i];
		if (!address_check(r->arena, a, &own))
			field_error(errors, STR("saved"),
			    N_("This address is not complete. Complete it in your address book, or enter another one."),
			    (struct opt_i64){ 0 });
		return OK;
	}
	field_error(errors, STR("saved"), N_("This address is not in your address book any more. Choose another one."),
	    (struct opt_i64){ 0 });
	return OK;
}

static bool
is_saved(const struct checkout_address_form *in)
{
	return !str_is_empty(in->saved) && !str_eq_z(in->saved, "new");
}

static enum err
check_addresses(struct req *r, const struct checkout_state *s, const struct checkout_address_form *in,
    struct address **delivery, struct address **billing, struct str *vat_id, struct field_errors *errors)
{
	enum err err = OK;

	if (is_saved(in))
		err = check_saved(r, s, in->saved, delivery, errors);
	else
		check_entered(r, "delivery", in->delivery, delivery, errors);
	*billing = NULL;
	if (in->other_billing)
		check_entered(r, "billing", in->billing, billing, errors);
	*vat_id = in->vat_id;
	checkout_vat_id(r->arena, vat_id, errors);
	return err;
}

static enum err
address_post(struct req *r)
{
	const struct checkout_address_form *in = r->form;
	struct checkout_show show = { .step = STEP_ADDRESS, .address = in };
	struct field_errors errors = { .arena = r->arena };
	struct checkout_state s;
	struct address *delivery, *billing;
	struct str vat_id;
	bool gone;
	enum err err = open_for_form(r, &s, &gone);

	if (err || gone)
		return err;
	err = check_addresses(r, &s, in, &delivery, &billing, &vat_id, &errors);
	if (!err && errors.count) {
		r->errors = errors;
		return show_step(r, &s, &show);
	}
	if (!err)
		err = checkout_set_addresses(req_db(r), r->arena, s.cart.id, delivery, billing, vat_id);
	return err ? err : go_on(r, STEP_DELIVERY);
}

/* The country was changed, or the script asks what a delivery there costs: nothing is stored, so nothing is complained
 * about. */
static enum err
address_form_post(struct req *r)
{
	const struct checkout_address_form *in = r->form;
	struct checkout_show show = { .step = STEP_ADDRESS,
		.address = in,
		.is_fragment = str_eq(req_header(r, "X-Requested-With"), STR("fragment")) };
	struct field_errors ignored = { .arena = r->arena };
	struct checkout_state s;
	struct address *delivery, *billing;
	struct str vat_id;
	bool gone;
	enum err err = open_for_form(r, &s, &gone);

	if (err || gone)
		return err;
	err = check_addresses(r, &s, in, &delivery, &billing, &vat_id, &ignored);
	if (err)
		return err;
	/* Rates need a country and what is known of the rest. */
	s.entered.delivery = !is_saved(in) && (!in->delivery || str_is_empty(in->delivery->country)) ? NULL : delivery;
	r->errors.count = 0;
	return show_step(r, &s, &show);
}

/* ---- delivery, payment ---- */

/* "pickup/berlin": the method, and the place. */
static bool
find_choice(const struct checkout_state *s, struct str choice, struct str *method, struct str *pickup)
{
	const struct shipping_offer *o = s->offers.items;
	size_t slash = str_find(choice, '/');

	*method = str_cut(choice, slash);
	*pickup = slash < choice.len ? str_skip(choice, slash + 1) : STR_ABSENT;
	for (size_t i = 0; i < s->offers.count; i++) {
		const struct pickup_place *place = o[i].pickups.items;
		if (!str_eq(o[i].code, *method))
			continue;
		if (!o[i].is_pickup)
			return str_is_absent(*pickup);
		for (size_t k = 0; k < o[i].pickups.count; k++)
			if (str_eq(place[k].code, *pickup))
				return true;
	}
	return false;
}

static enum err
delivery_post(struct req *r)
{
	const struct checkout_delivery_form *in = r->form;
	struct checkout_show show = { .step = STEP_DELIVERY, .delivery = in };
	struct checkout_state s;
	struct str method = STR_ABSENT, pickup = STR_ABSENT;
	bool gone;
	enum err err = open_for_form(r, &s, &gone);

	if (err || gone)
		return err;
	if ((err = checkout_load(r, &s)))
		return err;
	if (s.next < STEP_DELIVERY)
		return go_on(r, s.next);
	if (s.needs_delivery && !find_choice(&s, in->choice, &method, &pickup))
		complain(r, "choice", N_("Choose one of these."));
	if (r->errors.count) {
		show.errors = &r->errors;
		return checkout_show(r, &s, &show);
	}
	err =
	    checkout_set_delivery(req_db(r), s.cart.id, method, pickup, str_is_empty(in->note) ? STR_ABSENT : in->note);
	return err ? err : go_on(r, STEP_PAYMENT);
}

static enum err
payment_post(struct req *r)
{
	const struct payment_form *in = r->form;
	struct checkout_show show = { .step = STEP_PAYMENT };
	struct checkout_state s;
	const struct payment_method *m;
	bool gone, known = false;
	enum err err = open_for_form(r, &s, &gone);

	if (err || gone)
		return err;
	if ((err = checkout_load(r, &s)))
		return err;
	if (s.next < STEP_PAYMENT)
		return go_on(r, s.next);
	m = s.methods.items;
	for (size_t i = 0; i < s.methods.count; i++)
		known |= str_eq(m[i].code, in->method);
	if (!known) {
		complain(r, "choice", N_("Choose one of these."));
		show.errors = &r->errors;
		return checkout_show(r, &s, &show);
	}
	err = checkout_set_payment(req_db(r), s.cart.id, in->method);
	return err ? err : go_on(r, STEP_REVIEW);
}

/* ---- the order ---- */

struct placing {
	struct payment_env *env;
	struct checkout_state *s;
	struct order_input in;
	struct order_placing out;
	struct payment payment;
	bool has_payment;
};

static enum err
place(struct db *db, void *payload)
{
	struct placing *p = payload;
	enum err err;

	p->out = (struct order_placing){ .errors = { .arena = p->env->order.arena } };
	p->has_payment = false;
	err = order_place(&p->env->order, &p->in, &p->out);
	if (err || p->out.was_placed_before)
		return err;
	if (p->out.order.total.minor > 0) {
		err = payment_start(p->env, p->out.order.public_id, p->s->entered.payment_method, &p->payment);
		p->has_payment = !err;
	}
	return err ? err : checkout_forget(db, p->s->cart.id);
}

static void
fill_input(struct req *r, struct placing *p, const struct place_form *form)
{
	const struct checkout *c = &p->s->entered;

	p->env = payment_env_of(r);
	p->in = (struct order_input){ .origin = ORDER_CHECKOUT,
		.cart = p->s->cart_env,
		.account_id = p->s->cart_env->account_id,
		.email = c->email,
		.locale = req_locale(r),
		.fallback_locale = p->s->cart_env->fallback_locale,
		.vat_id = c->vat_id,
		.shipping_method = c->shipping_method,
		.pickup = c->pickup,
		.note = c->note,
		.expected_total = { true, form->expected_total } };
	memcpy(p->in.currency, p->s->cart_env->currency, sizeof(p->in.currency));
	shape_init(&address_shape, &p->in.billing);
	p->in.delivery = *c->delivery;
	p->in.phone = c->delivery->phone;
	if (c->billing)
		p->in.billing = *c->billing;
}

/* The payment that the first click has started, if it is still to be made. */
static enum err
find_payment(struct req *r, struct placing *p)
{
	struct list payments;
	const struct payment *one;
	enum err err = payment_list(req_db(r), r->arena, p->out.order.id, &payments);

	one = payments.items;
	for (size_t i = 0; !err && i < payments.count; i++) {
		if (one[i].state != PAYMENT_CREATED && one[i].state != PAYMENT_PENDING)
			continue;
		p->payment = one[i];
		p->has_payment = true;
	}
	return err;
}

static enum err
to_order(struct req *r, struct placing *p)
{
	enum err err = p->out.was_placed_before ? find_payment(r, p) : OK;

	if (err)
		return err;
	cart_emptied(r);
	return order_redirect(r,
	    p->has_payment ? path_of(r, str_z(r->arena, payment_path(p->env, &p->payment)))
			   : order_path(r, &p->out.order));
}

/* The step that an error of order_place() belongs to. */
static enum checkout_step
step_of_error(struct str name)
{
	if (str_eq(name, STR("email")))
		return STEP_CONTACT;
	if (str_starts(name, STR("shipping_method")) || str_starts(name, STR("pickup")) ||
	    str_starts(name, STR("note")))
		return STEP_DELIVERY;
	return STEP_ADDRESS;
}

static enum err
refused(struct req *r, struct checkout_state *s, struct order_placing *out)
{
	static const char *const why[] = {
		[ORDER_EMPTY] = N_("Your cart is empty."),
		[ORDER_FIELDS] = N_("Something is missing. Please check this step."),
		[ORDER_SOLD_OUT] = N_("Something was sold while you were here. Nothing has been ordered yet."),
		[ORDER_PRICE_CHANGED] =
		    N_("The total has changed. Nothing has been ordered yet: check it, then order again."),
		[ORDER_GONE] = N_("Something in your cart is not sold any more. Nothing has been ordered yet."),
		[ORDER_CODE_REFUSED] = N_(
		    "A code cannot be used any more. Nothing has been ordered yet: check the total, then order again.")
	};
	struct checkout_show show = { .is_stale = true };
	enum err err;

	err_clear();
	if (out->refusal == ORDER_EMPTY)
		return order_redirect(r, path_of(r, "/checkout"));
	if ((err = checkout_load(r, s)))
		return err;
	/* What was found when it was tried is surer than what is read for showing. */
	if (out->problems.count)
		s->problems = out->problems;
	s->is_blocked |= out->refusal == ORDER_SOLD_OUT || out->refusal == ORDER_GONE;
	show.step = s->next;
	if (out->refusal == ORDER_FIELDS && out->errors.count) {
		show.step = MIN(s->next, step_of_error(out->errors.items[0].name));
		show.errors = &out->errors;
	}
	show.message = form_text(r, why[out->refusal]);
	return checkout_show(r, s, &show);
}

static bool
lacks_entries(const struct checkout_state *s)
{
	return !checkout_is_empty(s) && (!s->entered.delivery || str_is_absent(s->entered.email));
}

static enum err
place_post(struct req *r)
{
	const struct place_form *form = r->form;
	struct checkout_state s;
	struct placing p = { .s = &s };
	struct str url;
	enum err err;

	if (r->errors.count)
		return go_on(r, STEP_REVIEW);
	/* The cart and what was entered are two looks: a click before this one may have made the order between them. */
	if ((err = checkout_open(r, &s)) || (lacks_entries(&s) && (err = checkout_open(r, &s))))
		return err;
	/* Another cart than the one that was shown: its order may exist, and this one was never looked at. */
	if (s.cart.id && !checkout_is_empty(&s) && !str_eq(s.cart.public_id, form->cart)) {
		err = find_order(r, &s, form->cart, &url);
		return err ? err : order_redirect(r, str_is_absent(url) ? path_of(r, "/checkout") : url);
	}
	if (lacks_entries(&s))
		return go_on(r, STEP_CONTACT);
	if (!s.entered.delivery)
		/* only to find the order that this cart has become */
		s.entered.delivery = arena_new_of(r->arena, struct address);
	fill_input(r, &p, form);
	err = db_transaction(req_db(r), place, &p);
	if (err == ERR_CONFLICT && p.out.refusal != ORDER_PLACED)
		return refused(r, &s, &p.out);
	if (err == ERR_INVALID && p.out.refusal == ORDER_PLACED) {
		/* The way to pay is not offered any more. */
		err_clear();
		return order_redirect(r, path_of(r, "/checkout?step=payment#payment"));
	}
	return err ? err : to_order(r, &p);
}
