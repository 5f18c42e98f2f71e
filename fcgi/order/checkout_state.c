/* checkout_state.c - what a checkout needs to know to show itself or to become an order.  See pages.h. */
#include "fcgi/order/pages.h"

static enum err load_quote(struct req *r, struct checkout_state *s) MUST_CHECK;
static enum err load_offers(struct req *r, struct checkout_state *s) MUST_CHECK;
static enum err load_methods(struct req *r, struct checkout_state *s) MUST_CHECK;
static void find_next(struct checkout_state *s);

const char *
checkout_step_name(enum checkout_step step)
{
	static const char *const names[CHECKOUT__STEPS] = { [STEP_CONTACT] = "contact",
		[STEP_ADDRESS] = "address",
		[STEP_DELIVERY] = "delivery",
		[STEP_PAYMENT] = "payment",
		[STEP_REVIEW] = "review" };

	return names[step];
}

bool
checkout_is_empty(const struct checkout_state *s)
{
	const struct cart_line *l = s->cart.lines.items;

	for (size_t i = 0; i < s->cart.lines.count; i++)
		if (l[i].list == CART_MAIN)
			return false;
	return true;
}

/* An address of the book, when it is complete: a country's rules may have changed since it was entered. */
static struct address *
usable(struct req *r, const struct address *book)
{
	struct address *a = arena_new_of(r->arena, struct address);
	struct field_errors errors = { .arena = r->arena };

	*a = *book;
	return address_check(r->arena, a, &errors) ? a : NULL;
}

/* What is known of a customer stands there already. */
static enum err
fill_known(struct req *r, struct checkout_state *s)
{
	const struct address *book;
	struct checkout *c = &s->entered;
	enum err err;

	if (!s->cart_env->account_id)
		return OK;
	if (str_is_absent(c->email))
		c->email = r->who.email;
	if ((err = address_list(req_db(r), r->arena, s->cart_env->account_id, &s->addresses)))
		return err;
	book = s->addresses.items;
	if (c->delivery)
		return OK;
	for (size_t i = 0; i < s->addresses.count; i++) {
		if (book[i].is_delivery)
			c->delivery = usable(r, &book[i]);
		else if (book[i].is_billing)
			c->billing = usable(r, &book[i]);
	}
	if (!c->delivery)
		c->billing = NULL;
	return OK;
}

enum err
checkout_open(struct req *r, struct checkout_state *s)
{
	enum err err;

	*s = (struct checkout_state){ .cart_env = cart_env_of(r) };
	db_primary(req_db(r)); /* what is decided here costs money */
	err = cart_get(s->cart_env, &s->cart);
	if (err || checkout_is_empty(s))
		return err;
	err = checkout_get(req_db(r), r->arena, s->cart.id, &s->entered);
	return err ? err : fill_known(r, s);
}

enum err
checkout_load(struct req *r, struct checkout_state *s)
{
	enum err err = load_quote(r, s);

	if (!err)
		err = load_offers(r, s);
	if (!err)
		err = load_methods(r, s);
	if (!err)
		find_next(s);
	return err;
}

/* ---- prices ---- */

static enum err
make_quote(struct req *r, struct checkout_state *s)
{
	const struct address *to = s->entered.delivery;
	struct quote_request q = { .locale = s->cart_env->locale,
		.fallback_locale = s->cart_env->fallback_locale,
		.account_id = s->cart_env->account_id,
		.vat_id = s->entered.vat_id,
		.shipping_method = s->entered.shipping_method,
		.codes = s->cart.codes,
		.at = clock_now() };
	enum err err = OK;

	memcpy(q.currency, s->cart_env->currency, sizeof(q.currency));
	if (to) {
		q.country = to->country;
		q.region = to->region;
		q.postal_code = to->postal_code;
	}
	q.wishes = cart_wishes(r->arena, &s->cart, &q.count);
	if (!str_is_absent(s->entered.email))
		err = email_key(r->arena, s->entered.email, &q.email_key);
	return err ? err : quote_make(req_db(r), r->arena, r->app->config, &q, &s->items, &s->quote);
}

static enum err
load_quote(struct req *r, struct checkout_state *s)
{
	const struct cart_problem *p;
	const struct sellable *item;
	enum err err = make_quote(r, s);

	if (err == ERR_NOT_FOUND && !str_is_absent(s->entered.shipping_method)) {
		/* The delivery that was chosen is none for this address or cart any more: it is chosen anew. */
		err_clear();
		s->entered.shipping_method = s->entered.pickup = STR_ABSENT;
		err = make_quote(r, s);
	}
	if (!err)
		err = cart_problems(s->cart_env, &s->cart, s->items, &s->quote, &s->problems);
	if (err)
		return err;
	p = s->problems.items;
	for (size_t i = 0; i < s->problems.count; i++)
		s->is_blocked |= p[i].blocks;
	item = s->items.items;
	for (size_t i = 0; i < s->items.count; i++)
		s->needs_delivery |= item[i].is_on_sale && item[i].requires_shipping;
	return OK;
}

/* ---- delivery ---- */

static const struct sellable *
item_of(const struct checkout_state *s, int64_t variant_id)
{
	const struct sellable *item = s->items.items;

	for (size_t i = 0; i < s->items.count; i++)
		if (item[i].variant_id == variant_id)
			return &item[i];
	return NULL;
}

static void
fill_goods(const struct checkout_state *s, struct shipping_goods *goods)
{
	const struct quote_line *l = s->quote.lines.items;
	int64_t value = 0;

	for (size_t i = 0; i < s->quote.lines.count; i++) {
		const struct sellable *item = item_of(s, l[i].variant_id);
		if (!item || !item->requires_shipping)
			continue;
		goods->weight_grams += item->weight_grams.set ? item->weight_grams.value * l[i].quantity : 0;
		goods->quantity += l[i].quantity;
		value += quote_line_value(&s->quote, &l[i]);
	}
	goods->value = money_of(value, s->quote.currency);
}

static void
find_offer(struct checkout_state *s)
{
	const struct shipping_offer *offer = s->offers.items;

	for (size_t i = 0; i < s->offers.count; i++)
		if (str_eq(offer[i].code, s->entered.shipping_method))
			s->offer = &offer[i];
	for (size_t i = 0; s->offer && i < s->offer->pickups.count; i++) {
		const struct pickup_place *place = s->offer->pickups.items;
		if (str_eq(place[i].code, s->entered.pickup))
			s->place = &place[i];
	}
	if (s->offer && s->offer->is_pickup && !s->place)
		s->offer = NULL;
}

static enum err
load_offers(struct req *r, struct checkout_state *s)
{
	const struct address *to = s->entered.delivery;
	struct shipping_goods goods = {
		.locale = s->cart_env->locale, .fallback_locale = s->cart_env->fallback_locale, .at = clock_now()
	};
	enum err err;

	if (!to || !s->needs_delivery)
		return OK;
	goods.country = to->country;
	goods.region = to->region;
	goods.postal_code = to->postal_code;
	fill_goods(s, &goods);
	err = shipping_offers(req_db(r), r->arena, r->app->config, &goods, &s->offers);
	if (!err)
		find_offer(s);
	return err;
}

/* ---- payment ---- */

static enum err
load_methods(struct req *r, struct checkout_state *s)
{
	const struct payment_method *m;
	enum err err;

	if (s->quote.total == 0)
		return OK;
	err = payment_methods(r->app->config, r->arena, money_of(s->quote.total, s->quote.currency), &s->methods);
	if (err)
		return err;
	m = s->methods.items;
	for (size_t i = 0; i < s->methods.count; i++)
		if (str_eq(m[i].code, s->entered.payment_method))
			s->method = &m[i];
	return OK;
}

static void
find_next(struct checkout_state *s)
{
	s->done[STEP_CONTACT] = !str_is_absent(s->entered.email);
	s->done[STEP_ADDRESS] = s->entered.delivery;
	s->done[STEP_DELIVERY] = !s->needs_delivery || s->offer;
	s->done[STEP_PAYMENT] = s->quote.total == 0 || s->method;
	s->next = STEP_CONTACT;
	while (s->next < STEP_REVIEW && s->done[s->next])
		s->next++;
}
