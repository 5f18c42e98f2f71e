/* checkout_view.c - a checkout as its template sees it.  See pages.h. */
#include "fcgi/common/address_form.h"
#include "fcgi/order/pages.h"
#include "lib/web/i18n.h"

struct contact_row {
	struct str email;
};
struct rest_row {
	struct str vat_id, note;
	bool other_billing;
};
static const struct shape_field contact_fields[] = { SHAPE_STR(
    struct contact_row, email, 3, 254, .flags = SHAPE_REQUIRED) };
static const struct shape contact_row_shape = SHAPE(struct contact_row, contact_fields, "Contact.");
static const struct shape_field rest_fields[] = { SHAPE_STR(struct rest_row, vat_id, 0, 32),
	SHAPE_STR(struct rest_row, note, 0, CHECKOUT_NOTE_MAX), SHAPE_BOOL(struct rest_row, other_billing) };
static const struct shape rest_row_shape = SHAPE(struct rest_row, rest_fields, "What else is asked.");

static enum err fill_problems(struct req *r, const struct checkout_state *s, struct checkout_view *v) MUST_CHECK;
static enum err fill_sections(struct req *r, const struct checkout_state *s, const struct checkout_show *show,
    struct checkout_view *v) MUST_CHECK;
static void fill_form(
    struct req *r, const struct checkout_state *s, const struct checkout_show *show, struct checkout_view *v);
static enum err fill_address(struct req *r, const struct checkout_state *s, const struct checkout_show *show,
    struct checkout_view *v) MUST_CHECK;
static void fill_offers(
    struct req *r, const struct checkout_state *s, const struct checkout_show *show, struct checkout_view *v);
static void fill_methods(struct req *r, const struct checkout_state *s, struct checkout_view *v);
static void fill_summary(struct req *r, const struct checkout_state *s, struct checkout_view *v);

/* Beside choices, which are no fields of a table. */
static struct str
error_of(struct req *r, const struct field_errors *errors, const char *name)
{
	for (size_t i = 0; errors && i < errors->count; i++)
		if (str_eq_z(errors->items[i].name, name))
			return i18n_field(r->app->i18n, r->locale, r->arena, &errors->items[i]);
	return STR_ABSENT;
}

enum err
checkout_show(struct req *r, const struct checkout_state *s, const struct checkout_show *show)
{
	struct checkout_view *v = arena_new_of(r->arena, struct checkout_view);
	struct list nav = { 0 };
	enum err err;
	int status;

	shape_init(&checkout_view_shape, v);
	v->page = arena_new_of(r->arena, struct page_view);
	if ((err = page_view_fill(r, v->page, &nav, 0)))
		return err;
	v->page->noindex = true;
	v->page->path = STR("/checkout");
	v->page->title = form_text(r, N_("Checkout"));
	v->cart_url = path_of(r, "/cart");
	v->message = show->message;
	if (checkout_is_empty(s)) {
		v->is_empty = true;
		v->signed_in = s->cart_env->account_id != 0;
		v->order_url = show->order_url;
		return order_reply(r, T_CHECKOUT, 200, v);
	}
	v->signed_in = s->cart_env->account_id != 0;
	v->login_url =
	    str_printf(r->arena, "%.*s/login?back=%.*s/checkout", STR_ARG(req_base(r)), STR_ARG(req_base(r)));
	if ((err = fill_problems(r, s, v)) || (err = fill_sections(r, s, show, v)))
		return err;
	fill_form(r, s, show, v);
	if (show->step == STEP_ADDRESS && (err = fill_address(r, s, show, v)))
		return err;
	fill_offers(r, s, show, v);
	fill_methods(r, s, v);
	fill_summary(r, s, v);
	if (show->errors)
		form_view_errors(r, v->form, show->errors);
	v->choice_error = error_of(r, show->errors, "choice");
	status = show->is_fragment ? 200 : show->is_stale ? 409 : form_status(v->form);
	return order_reply(r, show->is_fragment ? T_CHECKOUT_FIELDS : T_CHECKOUT, status, v);
}

/* ---- what is different now ---- */

static const struct sellable *
item_of(const struct checkout_state *s, int64_t variant_id)
{
	const struct sellable *item = s->items.items;

	for (size_t i = 0; i < s->items.count; i++)
		if (item[i].variant_id == variant_id)
			return &item[i];
	return NULL;
}

static int64_t
price_of(const struct checkout_state *s, int64_t variant_id)
{
	const struct quote_line *l = s->quote.lines.items;

	for (size_t i = 0; i < s->quote.lines.count; i++)
		if (l[i].variant_id == variant_id)
			return l[i].unit_price;
	return 0;
}

static struct str
code_text(struct req *r, const struct checkout_state *s, struct str code)
{
	const struct quote_code *c = s->quote.codes.items;

	for (size_t i = 0; i < s->quote.codes.count; i++)
		if (str_eq(c[i].code, code) && !str_is_empty(c[i].why))
			return str_printf(
			    r->arena, "%.*s: %.*s", STR_ARG(code), STR_ARG(form_text(r, str_z(r->arena, c[i].why))));
	return text_with(r, N_("The code %s cannot be used."), code);
}

static struct str
problem_text(struct req *r, const struct checkout_state *s, const struct cart_problem *p)
{
	const struct sellable *item = item_of(s, p->variant_id);
	struct str title = item ? item->title : STR_ABSENT, was, now;

	switch (p->kind) {
	case CART_GONE:
		return str_is_empty(title) ? form_text(r, N_("Something in your cart is not sold any more."))
					   : text_with(r, N_("%s is not sold any more."), title);
	case CART_OUT_OF_STOCK:
		return text_with(r, N_("%s is sold out."), title);
	case CART_TOO_MANY:
		return str_printf(r->arena, "%.*s: %.*s", STR_ARG(title),
		    STR_ARG(text_with(r, N_("only %s left."), str_printf(r->arena, "%lld", (long long)p->number))));
	case CART_PRICE_UP:
	case CART_PRICE_DOWN:
		was = minor_text(r, p->number, s->quote.currency);
		now = minor_text(r, price_of(s, p->variant_id), s->quote.currency);
		return str_printf(r->arena, "%.*s: %.*s", STR_ARG(title),
		    STR_ARG(text_with(r,
			p->kind == CART_PRICE_UP ? N_("the price has risen: %s.") : N_("the price has fallen: %s."),
			str_printf(r->arena, "%.*s \xE2\x86\x92 %.*s", STR_ARG(was), STR_ARG(now)))));
	case CART_QUANTITY_RULE:
		return text_with(r, N_("%s is not sold in this quantity."), title);
	case CART_CODE_REFUSED:
		return code_text(r, s, p->text);
	default:
		BUG("an unknown problem of a cart");
	}
}

static enum err
fill_problems(struct req *r, const struct checkout_state *s, struct checkout_view *v)
{
	const struct cart_problem *p = s->problems.items;
	struct problem_view *out = arena_array(r->arena, struct problem_view, s->problems.count + 1);

	for (size_t i = 0; i < s->problems.count; i++) {
		out[i].text = problem_text(r, s, &p[i]);
		if (p[i].blocks) {
			out[i].url = v->cart_url;
			out[i].action = form_text(r, N_("Change the cart"));
		}
	}
	v->problems = (struct list){ out, s->problems.count };
	v->has_problems = s->problems.count > 0;
	v->is_blocked = s->is_blocked;
	return OK;
}

/* ---- the steps ---- */

static void
push_line(struct req *r, struct view_list *lines, struct str text)
{
	if (!str_is_empty(text))
		*(struct str *)view_push(r, lines, sizeof(struct str)) = text;
}

static enum err
push_address(struct req *r, struct view_list *lines, const struct address *a)
{
	struct list text;
	const struct str *line;
	enum err err = address_text(r, a, &text);

	line = text.items;
	for (size_t i = 0; !err && i < text.count; i++)
		push_line(r, lines, line[i]);
	return err;
}

static enum err
address_lines_of(struct req *r, const struct checkout_state *s, struct view_list *lines)
{
	const struct checkout *c = &s->entered;
	enum err err = c->delivery ? push_address(r, lines, c->delivery) : OK;

	if (!err && c->billing) {
		push_line(r, lines, form_text(r, N_("Invoice to:")));
		err = push_address(r, lines, c->billing);
	}
	if (!err && !str_is_empty(c->vat_id))
		push_line(r, lines, text_with(r, N_("VAT ID %s"), c->vat_id));
	return err;
}

static enum err
section_lines(struct req *r, const struct checkout_state *s, enum checkout_step step, struct view_list *lines)
{
	switch (step) {
	case STEP_CONTACT:
		push_line(r, lines, s->entered.email);
		return OK;
	case STEP_ADDRESS:
		return address_lines_of(r, s, lines);
	case STEP_DELIVERY:
		if (!s->needs_delivery)
			push_line(r, lines, form_text(r, N_("Nothing has to be sent.")));
		if (s->offer)
			push_line(r, lines, s->offer->name);
		if (s->place)
			push_line(r, lines, s->place->name);
		if (s->offer)
			push_line(r, lines, s->place ? promise_text(r, s->place->ready_from, s->place->ready_until) :
			    promise_text(r, s->offer->promised_from, s->offer->promised_until));
		push_line(r, lines, s->entered.note);
		return OK;
	case STEP_PAYMENT:
		if (s->quote.total == 0)
			push_line(r, lines, form_text(r, N_("Nothing has to be paid.")));
		if (s->method)
			push_line(r, lines, form_text(r, s->method->name));
		return OK;
	case STEP_REVIEW:
		return OK;
	default:
		BUG("an unknown step");
	}
}

static enum err
fill_sections(struct req *r, const struct checkout_state *s, const struct checkout_show *show, struct checkout_view *v)
{
	static const char *const names[CHECKOUT__STEPS] = { [STEP_CONTACT] = N_("Contact"),
		[STEP_ADDRESS] = N_("Address"),
		[STEP_DELIVERY] = N_("Delivery"),
		[STEP_PAYMENT] = N_("Payment"),
		[STEP_REVIEW] = N_("Check and order") };
	struct section_view **const at[CHECKOUT__STEPS] = { [STEP_CONTACT] = &v->contact,
		[STEP_ADDRESS] = &v->address,
		[STEP_DELIVERY] = &v->delivery,
		[STEP_PAYMENT] = &v->payment,
		[STEP_REVIEW] = &v->review };

	for (enum checkout_step step = STEP_CONTACT; step < CHECKOUT__STEPS; step++) {
		struct section_view *section = arena_new_of(r->arena, struct section_view);
		struct view_list lines = { 0 };
		enum err err;

		section->id = str_of(checkout_step_name(step));
		section->name = form_text(r, names[step]);
		section->number = (int64_t)step + 1;
		section->open = step == show->step;
		/* A later step that was filled before an earlier one was opened again stays filled. */
		section->done = !section->open && s->done[step] && step <= MAX(s->next, show->step);
		section->change_url = path_of(r,
		    arena_printf(r->arena, "/checkout?step=%s#%s", checkout_step_name(step), checkout_step_name(step)));
		if (section->done && (err = section_lines(r, s, step, &lines)))
			return err;
		section->told = lines.list;
		*at[step] = section;
	}
	v->has_review = show->step == STEP_REVIEW;
	return OK;
}

/* The form of the open step, as far as a table says it. */
static void
fill_form(struct req *r, const struct checkout_state *s, const struct checkout_show *show, struct checkout_view *v)
{
	static const struct form_field contact[] = { { "email", N_("E-mail address"), FIELD_EMAIL,
	    .autocomplete = "email", .hint = N_("The confirmation and news about the delivery go there.") } };
	static const struct form_field note[] = { { "note", N_("Note to us (optional)"), FIELD_AREA } };
	const struct contact_row email = { show->email ? *show->email : s->entered.email };
	const struct rest_row rest = { .note = show->delivery ? show->delivery->note : s->entered.note };

	v->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, v->form, NULL, 0, NULL, NULL, NULL);
	v->form->action = path_of(r,
	    arena_printf(
		r->arena, "/checkout/%s", show->step == STEP_REVIEW ? "place" : checkout_step_name(show->step)));
	v->form->submit = form_text(r, show->step == STEP_REVIEW ? N_("Order with obligation to pay") : N_("Continue"));
	if (show->step == STEP_CONTACT)
		form_view_add(r, v->form, NULL, contact, COUNT(contact), &contact_row_shape, &email);
	if (show->step == STEP_DELIVERY)
		form_view_add(r, v->form, NULL, note, COUNT(note), &rest_row_shape, &rest);
}

/* ---- addresses ---- */

static bool
same_text(struct str a, struct str b)
{
	return str_eq(str_is_absent(a) ? STR("") : a, str_is_absent(b) ? STR("") : b);
}

static bool
same_place(const struct address *a, const struct address *b)
{
	return same_text(a->country, b->country) && same_text(a->recipient, b->recipient) &&
	    same_text(a->line1, b->line1) && same_text(a->line2, b->line2) &&
	    same_text(a->postal_code, b->postal_code) && same_text(a->locality, b->locality) &&
	    same_text(a->organization, b->organization);
}

/* The addresses of the book, and a new one; *is_new: that one is chosen. */
static enum err
fill_saved(struct req *r, const struct checkout_state *s, const struct checkout_show *show, struct checkout_view *v,
    bool *is_new)
{
	const struct address *book = s->addresses.items, *entered = s->entered.delivery;
	struct choice_view *c = arena_array(r->arena, struct choice_view, s->addresses.count + 1);
	size_t n = s->addresses.count;
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		enum err err = address_text(r, &book[i], &c[i].lines);
		if (err)
			return err;
		c[i].id = str_printf(r->arena, "saved-%zu", i);
		c[i].value = book[i].public_id;
		c[i].chosen = !any &&
		    (show->address ? str_eq(show->address->saved, book[i].public_id)
				   : entered && same_place(&book[i], entered));
		any |= c[i].chosen;
	}
	c[n] = (struct choice_view){
		.id = STR("saved-new"), .value = STR("new"), .name = form_text(r, N_("Another address")), .chosen = !any
	};
	for (size_t i = 0; i <= n; i++)
		c[i].field = STR("saved");
	v->saved = (struct list){ c, n + 1 };
	v->has_saved = n > 0;
	*is_new = !any;
	return OK;
}

/* Some of the form's fields, to be drawn apart from the others; their errors are set later in the same place. */
static struct form_view *
slice(struct req *r, const struct form_view *f, size_t from, size_t count)
{
	struct form_view *part = arena_new_of(r->arena, struct form_view);

	shape_init(&form_view_shape, part);
	part->fields = (struct list){ (struct field_view *)f->fields.items + from, count };
	return part;
}

static enum err
fill_address(struct req *r, const struct checkout_state *s, const struct checkout_show *show, struct checkout_view *v)
{
	static const struct form_field vat[] = { { "vat_id", N_("VAT ID (optional)"), FIELD_TEXT,
		.hint = N_("For companies in the EU: invoices show it.") } };
	const struct checkout_address_form *form = show->address;
	struct address nothing = { .version = 0 };
	const struct address *delivery = form ? form->delivery : s->entered.delivery,
			     *billing = form ? form->billing : s->entered.billing;
	const struct rest_row rest = { .vat_id = form ? form->vat_id : s->entered.vat_id };
	size_t first, second;
	bool is_new;
	enum err err = fill_saved(r, s, show, v, &is_new);

	if (err)
		return err;
	if (!delivery || (!form && !is_new))
		delivery = &nothing;
	if (!billing)
		billing = &nothing;
	v->address_path = path_of(r, "/checkout/address/form");
	address_form_add(r, v->form, "delivery", "shipping", delivery, v->address_path);
	first = v->form->fields.count;
	address_form_add(r, v->form, "billing", "billing", billing, v->address_path);
	second = v->form->fields.count;
	form_view_add(r, v->form, NULL, vat, COUNT(vat), &rest_row_shape, &rest);
	v->delivery_form = slice(r, v->form, 0, first);
	v->billing_form = slice(r, v->form, first, second - first);
	v->vat_form = slice(r, v->form, second, COUNT(vat));
	v->other_billing = form ? form->other_billing : s->entered.billing != NULL;
	return OK;
}

/* ---- delivery and payment ---- */

static struct str
country_of(const struct checkout_state *s)
{
	return s->entered.delivery ? s->entered.delivery->country : STR_ABSENT;
}

static struct choice_view *
push_offer(struct req *r, const struct checkout_state *s, struct view_list *out, const struct shipping_offer *o)
{
	struct choice_view *c = view_push(r, out, sizeof(*c));
	int64_t price = quote_shown(&s->quote, o->tax_class, true, o->price.minor);

	c->id = str_printf(r->arena, "choice-%zu", out->list.count);
	c->field = STR("choice");
	c->value = o->code;
	c->name = o->name;
	c->text = o->description;
	c->price = price ? minor_text(r, price, o->price.currency) : form_text(r, N_("free"));
	c->note = promise_text(r, o->promised_from, o->promised_until);
	c->by = promise_by_text(r, o, o->order_by_local, country_of(s));
	if (o->free_from_missing.set && o->free_from_missing.value > 0 && str_is_empty(c->text) && !s->quote.is_net)
		c->text = text_with(
		    r, N_("%s more, and it is free."), minor_text(r, o->free_from_missing.value, o->price.currency));
	return c;
}

static void
push_places(struct req *r, const struct checkout_state *s, struct view_list *out, const struct shipping_offer *o)
{
	const struct pickup_place *place = o->pickups.items;

	for (size_t i = 0; i < o->pickups.count; i++) {
		struct choice_view *c = push_offer(r, s, out, o);
		c->value = str_printf(r->arena, "%.*s/%.*s", STR_ARG(o->code), STR_ARG(place[i].code));
		c->name = str_printf(r->arena, "%.*s: %.*s", STR_ARG(o->name), STR_ARG(place[i].name));
		c->note = promise_text(r, place[i].ready_from, place[i].ready_until);
		c->by = promise_by_text(r, o, place[i].order_by_local, country_of(s));
		c->text = str_is_empty(place[i].note)
		    ? place[i].address
		    : str_printf(r->arena, "%.*s. %.*s", STR_ARG(place[i].address), STR_ARG(place[i].note));
	}
}

static void
fill_offers(struct req *r, const struct checkout_state *s, const struct checkout_show *show, struct checkout_view *v)
{
	const struct shipping_offer *o = s->offers.items;
	struct view_list out = { 0 };
	struct str chosen = show->delivery ? show->delivery->choice
	    : s->place ? str_printf(r->arena, "%.*s/%.*s", STR_ARG(s->offer->code), STR_ARG(s->place->code))
	    : s->offer ? s->offer->code
		       : STR_ABSENT;
	struct choice_view *c;
	bool any = false;

	for (size_t i = 0; i < s->offers.count; i++) {
		if (o[i].is_pickup)
			push_places(r, s, &out, &o[i]);
		else
			push_offer(r, s, &out, &o[i]);
	}
	c = out.list.items;
	for (size_t i = 0; i < out.list.count; i++)
		any |= c[i].chosen = str_eq(c[i].value, chosen);
	if (!any && out.list.count && !show->delivery)
		c[0].chosen = true;
	v->offers = out.list;
	v->has_offers = out.list.count > 0;
	v->knows_place = s->entered.delivery && s->needs_delivery;
}

static void
fill_methods(struct req *r, const struct checkout_state *s, struct checkout_view *v)
{
	const struct payment_method *m = s->methods.items;
	struct choice_view *c = arena_array(r->arena, struct choice_view, s->methods.count + 1);

	for (size_t i = 0; i < s->methods.count; i++) {
		c[i].id = str_printf(r->arena, "method-%zu", i);
		c[i].field = STR("method");
		c[i].value = m[i].code;
		c[i].name = form_text(r, m[i].name);
		c[i].text = m[i].hint ? form_text(r, m[i].hint) : STR_ABSENT;
		c[i].chosen = s->method ? s->method == &m[i] : i == 0;
	}
	v->methods = (struct list){ c, s->methods.count };
	v->is_free = s->quote.total == 0;
}

/* ---- what is ordered ---- */

static void
fill_line(struct req *r, const struct checkout_state *s, const struct quote_line *l, struct line_view *v)
{
	const struct sellable *item = item_of(s, l->variant_id);
	struct opt_i64 former, lowest;

	shape_init(&line_view_shape, v);
	if (item) {
		former = sellable_former(item, l, &lowest);
		if (former.set)
			v->former = minor_text(r, former.value, s->quote.currency);
		if (lowest.set)
			v->lowest = minor_text(r, lowest.value, s->quote.currency);
		v->title = item->title;
		v->options = item->options;
		v->sku = item->sku;
		v->url = str_is_empty(item->slug) ? STR_ABSENT : url_of(r, "/product/", item->slug);
		v->image = media_url(r, item->image);
	}
	v->quantity = l->quantity;
	v->price = minor_text(r, l->unit_price, s->quote.currency);
	v->total = minor_text(r, l->subtotal - l->discount, s->quote.currency);
	if (l->discount > 0)
		v->was = minor_text(r, l->subtotal, s->quote.currency);
}

static void
fill_summary(struct req *r, const struct checkout_state *s, struct checkout_view *v)
{
	const struct quote *q = &s->quote;
	const struct quote_line *l = q->lines.items;
	struct line_view *lines = arena_array(r->arena, struct line_view, q->lines.count + 1);
	const struct sums sums = { .currency = q->currency,
		.subtotal = q->subtotal,
		.total = q->total,
		.left = q->total,
		.prices_with_tax = q->prices_with_tax,
		.is_reverse_charge = q->reverse_charge,
		.shipping_name = s->offer ? s->offer->name : STR_ABSENT,
		.has_delivery = s->needs_delivery,
		.taxes = q->taxes,
		.discounts = q->discounts };

	for (size_t i = 0; i < q->lines.count; i++) {
		fill_line(r, s, &l[i], &lines[i]);
		v->pieces += l[i].quantity;
	}
	v->lines = (struct list){ lines, q->lines.count };
	v->sums = sums_fill(r, &sums);
	v->total = minor_text(r, q->total, q->currency);
	if (s->offer) {
		v->promise = s->place ? promise_text(r, s->place->ready_from, s->place->ready_until)
				      : promise_text(r, s->offer->promised_from, s->offer->promised_until);
		v->promise_by = promise_by_text(
		    r, s->offer, s->place ? s->place->order_by_local : s->offer->order_by_local, country_of(s));
	}
	v->expected_total = str_printf(r->arena, "%lld", (long long)q->total);
	v->cart = s->cart.public_id;
}
