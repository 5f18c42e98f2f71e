/*
 * order_place.c - a cart becomes an order: one transaction, its statements few, the rows that everybody wants last.
 *
 *	cart (locked), its lines, its codes          what is wanted
 *	quote, delivery                              what it costs, from the same engine as the cart page
 *	order, lines, their ids, the parts, trace    what was agreed
 *	history, cart, outbox                        who knows of it
 *	promotions by id, stock in key order         what others may want in the same moment: locked for as short as can be
 *
 * A refusal before the first of the writes costs no more than reading; one after it (a coupon or a piece went to
 * somebody else in between) takes the writes back, to the savepoint if the caller has a transaction of his own.
 */
#include "lib/shop/order_run.h"
#include "lib/shop/account.h"
#include "lib/shop/outbox.h"

enum { BY_CART, BUYER_BY_ID, BUYER };

struct found_row {
	struct str public_id;
};
static const struct shape_field found_fields[] = { SHAPE_STR(struct found_row, public_id, 1, 40) };
static const struct shape found_shape = SHAPE(struct found_row, found_fields, "An order.");

static const struct shape_field buyer_fields[] = { SHAPE_I64(struct order_buyer, id, 1, INT64_MAX),
	SHAPE_STR(struct order_buyer, public_id, 1, 40), SHAPE_STR(struct order_buyer, email, 0, 254) };
static const struct shape buyer_shape = SHAPE(struct order_buyer, buyer_fields, "A customer.");

static const struct db_query queries[] = {
	/* What became of a cart that is not active any more. */
	[BY_CART] = { "order_by_cart", "i", &found_shape, "SELECT public_id FROM sales_order WHERE cart_id = ?" },
	[BUYER_BY_ID] = { "order_buyer_by_id", "i", &buyer_shape,
	    "SELECT id, public_id, email FROM account WHERE id = ? AND realm = 'shop' AND state = 'active'" },
	[BUYER] = { "order_buyer", "s", &buyer_shape,
	    "SELECT id, public_id, email FROM account WHERE public_id = ? AND realm = 'shop' AND state = 'active'" },
};
const struct db_module order_place_sql = { "order_place", queries, COUNT(queries) };

/* ---- refusals ---- */

static enum err
refuse(struct order_run *p, enum order_refusal why)
{
	p->out->refusal = why;
	return err_fail(ERR_CONFLICT, "could not place the order: reason %d", (int)why);
}

static void
problem(struct order_run *p, const struct cart_problem *one)
{
	struct list *list = &p->out->problems;
	struct cart_problem *grown = arena_array(p->e->arena, struct cart_problem, list->count + 1);

	if (list->count)
		memcpy(grown, list->items, list->count * sizeof(*grown));
	grown[list->count] = *one;
	*list = (struct list){ grown, list->count + 1 };
}

static void
complain(struct order_run *p, const char *field, const char *msgid)
{
	field_error(&p->out->errors, str_of(field), msgid, (struct opt_i64){ 0 });
}

/* ---- what is wanted ---- */

static enum err
placed_before(struct order_run *p)
{
	struct found_row found;
	int64_t cart_id;
	enum err err = cart_ordered_before(p->in->cart, p->in->cart_id, &cart_id);

	if (!err) {
		const struct db_arg args[] = { db_i64(cart_id) };
		err = db_row(p->e->db, &queries[BY_CART], args, COUNT(args), p->e->arena, &found);
	}
	if (err == ERR_NOT_FOUND) {
		err_clear();
		return refuse(p, ORDER_EMPTY);
	}
	if (err)
		return err;
	p->out->was_placed_before = true;
	return order_get(p->e->db, p->e->arena, found.public_id, &p->out->order);
}

static enum err
read_cart(struct order_run *p)
{
	enum err err = cart_lock(p->in->cart, &p->cart);

	/* The caller has put something new in since: what he saw is an order, or was dropped. */
	if (err == ERR_NOT_FOUND ||
	    (!err && !str_is_empty(p->in->cart_id) && !str_eq(p->in->cart_id, p->cart.public_id))) {
		err_clear();
		p->cart.id = 0;
		return placed_before(p);
	}
	if (err)
		return err;
	p->wishes = cart_wishes(p->e->arena, &p->cart, &p->count);
	p->codes = p->cart.codes;
	return p->count ? OK : refuse(p, ORDER_EMPTY);
}

/* The same variant twice is one line: the engine has one line per variant. */
static enum err
read_wishes(struct order_run *p)
{
	const struct quote_wish *wish = p->in->wishes.items;

	p->wishes = arena_array(p->e->arena, struct quote_wish, p->in->wishes.count + 1);
	for (size_t i = 0; i < p->in->wishes.count; i++) {
		size_t at = 0;
		while (at < p->count && p->wishes[at].variant_id != wish[i].variant_id)
			at++;
		p->count = MAX(p->count, at + 1);
		p->wishes[at].variant_id = wish[i].variant_id;
		p->wishes[at].quantity += wish[i].quantity;
	}
	p->codes = p->in->codes;
	if (p->count > ORDER_LINES_MAX)
		return err_fail(ERR_LIMIT, "could not place an order of %zu lines", p->count);
	return p->count ? OK : refuse(p, ORDER_EMPTY);
}

/* ---- what it costs ---- */

static const struct address *
place_of(const struct order_input *in)
{
	return str_is_empty(in->delivery.country) ? &in->billing : &in->delivery;
}

static enum err
make_quote(struct order_run *p)
{
	const struct order_input *in = p->in;
	const struct address *to = place_of(in);
	enum err err;

	p->ask = (struct quote_request){ .locale = in->locale,
		.fallback_locale = in->fallback_locale,
		.wishes = p->wishes,
		.count = p->count,
		.account_id = in->account_id,
		.email_key = p->email_key,
		.country = to->country,
		.region = to->region,
		.postal_code = to->postal_code,
		.vat_id = in->vat_id,
		.shipping_method = in->shipping_method,
		.codes = p->codes,
		.at = clock_now(),
		.explain = true,
		.offer = &p->offer,
		.for_order = true };
	memcpy(p->ask.currency, in->currency, sizeof(p->ask.currency));
	err = quote_make(p->e->db, p->e->arena, p->e->config, &p->ask, &p->items, &p->out->quote);
	if (err != ERR_NOT_FOUND)
		return err;
	err_clear();
	complain(p, "shipping_method", N_("This way of delivery is not available for your order. Choose another one."));
	return refuse(p, ORDER_FIELDS);
}

/* Things that went off sale, or come in other quantities. */
static enum err
check_goods(struct order_run *p)
{
	const struct sellable *item = p->items.items;
	bool gone = false, odd = false;

	for (size_t i = 0; i < p->items.count; i++) {
		int64_t n = p->wishes[i].quantity, least = MAX(item[i].least, 1), step = MAX(item[i].step, 1);
		if (!item[i].is_on_sale) {
			problem(p, &(struct cart_problem){ CART_GONE, p->wishes[i].variant_id, 0, STR_ABSENT, true });
			gone = true;
		} else if (n < least || (item[i].most && n > item[i].most) || (n - least) % step) {
			int64_t fitting = n < least            ? least
			    : item[i].most && n > item[i].most ? item[i].most
							       : least + (n - least) / step * step;
			problem(p,
			    &(struct cart_problem){
				CART_QUANTITY_RULE, p->wishes[i].variant_id, fitting, STR_ABSENT, true });
			odd = true;
		}
	}
	return gone || odd ? refuse(p, ORDER_GONE) : OK;
}

/* Which lines cost something else than when the buyer saw them. */
static void
list_changes(struct order_run *p)
{
	const struct quote_line *now = p->out->quote.lines.items;
	const struct cart_line *seen = p->cart.lines.items;

	for (size_t i = 0; i < p->cart.lines.count; i++)
		for (size_t k = 0; k < p->out->quote.lines.count; k++)
			if (seen[i].list == CART_MAIN && seen[i].variant_id == now[k].variant_id &&
			    seen[i].seen_price.set && str_eq(seen[i].seen_currency, str_of(p->out->quote.currency)) &&
			    seen[i].seen_price.value != now[k].unit_price)
				problem(p,
				    &(struct cart_problem){
					seen[i].seen_price.value < now[k].unit_price ? CART_PRICE_UP : CART_PRICE_DOWN,
					now[k].variant_id, seen[i].seen_price.value, STR_ABSENT, true });
}

/* Has the buyer agreed to this sum?  A code that does nothing is a reason to ask again only where nobody has seen the
 * sum without it. */
static enum err
check_sum(struct order_run *p)
{
	const struct quote *q = &p->out->quote;
	const struct quote_code *code = q->codes.items;
	bool seen = p->in->expected_total.set, changed = seen && p->in->expected_total.value != q->total,
	     refused = false;

	for (size_t i = 0; i < q->codes.count; i++)
		if (!code[i].accepted && (changed || !seen)) {
			problem(p, &(struct cart_problem){ CART_CODE_REFUSED, 0, 0, code[i].code, true });
			refused = true;
		}
	if (changed)
		list_changes(p);
	return changed ? refuse(p, ORDER_PRICE_CHANGED) : refused ? refuse(p, ORDER_CODE_REFUSED) : OK;
}

/* ---- to whom, how ---- */

static bool
check_address(struct order_run *p, const struct address *in, const char *prefix, struct address *out)
{
	struct field_errors errors = { .arena = p->e->arena };

	*out = *in;
	if (address_check(p->e->arena, out, &errors))
		return true;
	for (size_t i = 0; i < errors.count; i++)
		field_error(&p->out->errors, str_printf(p->e->arena, "%s.%.*s", prefix, STR_ARG(errors.items[i].name)),
		    str_z(p->e->arena, errors.items[i].message), errors.items[i].limit);
	return false;
}

static void
choose_pickup(struct order_run *p)
{
	const struct pickup_place *place = p->offer.pickups.items;

	for (size_t i = 0; i < p->offer.pickups.count; i++)
		if (str_eq(place[i].code, p->in->pickup) ||
		    (str_is_empty(p->in->pickup) && p->offer.pickups.count == 1))
			p->pickup_id = place[i].warehouse_id;
	if (!p->pickup_id)
		complain(p, "pickup", N_("Choose where you want to fetch your order."));
}

static enum err
check_fields(struct order_run *p)
{
	const struct order_input *in = p->in;
	const struct sellable *item = p->items.items;
	bool must_send = false;

	for (size_t i = 0; i < p->items.count; i++)
		must_send |= item[i].requires_shipping;
	p->has_offer = must_send && p->offer.code.ptr;
	if (must_send && !p->has_offer)
		complain(p, "shipping_method", N_("Choose how you want to receive your order."));
	if (str_is_empty(p->email_key))
		complain(p, "email", N_("Enter an e-mail address such as name@example.com."));
	if (p->has_offer && p->offer.is_pickup)
		choose_pickup(p);
	p->order.delivery = in->delivery;
	if ((must_send && !(p->has_offer && p->offer.is_pickup)) || !str_is_empty(in->delivery.country))
		check_address(p, &in->delivery, "delivery", &p->order.delivery);
	if (!str_is_empty(in->billing.country) || str_is_empty(in->delivery.country))
		check_address(p, &in->billing, "billing", &p->order.billing);
	return p->out->errors.count ? refuse(p, ORDER_FIELDS) : OK;
}

/* ---- what others may want in the same moment ---- */

static enum err
take_stock(struct order_run *p)
{
	const struct order_line *l = p->order.lines.items;
	const struct address *to = place_of(p->in);
	const struct stock_place place = { to->country, to->region, to->postal_code, p->pickup_id };
	struct stock_wish *wishes = arena_array(p->e->arena, struct stock_wish, p->count);
	enum err err;

	for (size_t i = 0; i < p->count; i++)
		wishes[i] = (struct stock_wish){ l[i].id, l[i].variant_id, l[i].quantity };
	err = stock_hold(p->e->db, p->e->arena, p->e->config, p->order.id, wishes, p->count, &place, &p->shortages);
	if (err == ERR_CONFLICT && p->shortages.count)
		p->out->refusal = ORDER_SOLD_OUT;
	return err;
}

static enum err
use_promotions(struct order_run *p)
{
	enum err err;

	if (!p->out->quote.discounts.count)
		return OK;
	err = promotion_use(p->e->db, p->e->arena, p->order.id, p->email_key, &p->out->quote);
	p->is_used_up = err == ERR_CONFLICT;
	return err;
}

/* Nothing to pay: the order is covered as soon as it is placed. */
static enum err
pay_nothing(struct order_run *p)
{
	struct money refund;
	struct order locked;
	enum err err;

	if (p->order.total.minor)
		return OK;
	err = order_lock(p->e->db, p->e->arena, p->order.id, &locked);
	if (!err)
		err = order_money(p->e, &locked, 0, 0, 0, &refund);
	if (err)
		return err;
	locked.lines = p->order.lines;
	locked.taxes = p->order.taxes;
	locked.discounts = p->order.discounts;
	locked.delivery = p->order.delivery;
	locked.billing = p->order.billing;
	p->order = locked;
	return OK;
}

/* ---- all of it ---- */

static enum err
write_order(struct order_run *p)
{
	enum err err;

	if ((err = order_insert(p)))
		return err;
	if (p->cart.id && (err = cart_ordered(p->e->db, p->cart.id)))
		return err;
	if ((err = order_tell(
		 p->e->db, p->e->arena, p->e->who, &p->order, &p->order.lines, "placed", STR_ABSENT, STR_ABSENT)))
		return err;
	if ((err = use_promotions(p)) || (err = take_stock(p)))
		return err;
	return pay_nothing(p);
}

static enum err
place(struct db *db UNUSED, void *payload)
{
	struct order_run *p = payload;
	enum err err;

	*p = (struct order_run){ .e = p->e, .in = p->in, .out = p->out };
	*p->out = (struct order_placing){ .errors = { .arena = p->e->arena } };
	if (!str_is_empty(p->in->email) && email_key(p->e->arena, p->in->email, &p->email_key)) {
		p->email_key = STR_ABSENT;
		err_clear();
	}
	err = p->in->cart ? read_cart(p) : read_wishes(p);
	if (err || p->out->was_placed_before)
		return err;
	if ((err = make_quote(p)) || (err = check_goods(p)) || (err = check_fields(p)) || (err = check_sum(p)) ||
	    (err = write_order(p)))
		return err;
	p->out->order = p->order;
	return OK;
}

/* Somebody took the last use of a promotion since the quote: the buyer is shown what it costs now.  Nothing of the run
 * is left in the database. */
static enum err
quote_again(struct order_run *p)
{
	int64_t before = p->out->quote.total;
	enum err err = quote_make(p->e->db, p->e->arena, p->e->config, &p->ask, &p->items, &p->out->quote);
	const struct quote_code *code = p->out->quote.codes.items;

	if (err)
		return err;
	p->out->refusal = ORDER_CODE_REFUSED;
	for (size_t i = 0; i < p->out->quote.codes.count; i++)
		if (!code[i].accepted)
			problem(p, &(struct cart_problem){ CART_CODE_REFUSED, 0, 0, code[i].code, true });
	if (p->in->expected_total.set && before != p->out->quote.total)
		p->out->refusal = ORDER_PRICE_CHANGED;
	return ERR_CONFLICT;
}

enum err
order_place(const struct order_env *e, const struct order_input *in, struct order_placing *out)
{
	struct order_run p = { .e = e, .in = in, .out = out };
	enum err err = db_attempt(e->db, place, &p);
	const struct stock_shortage *s = p.shortages.items;

	if (err != ERR_CONFLICT)
		return err;
	for (size_t i = 0; out->refusal == ORDER_SOLD_OUT && i < p.shortages.count; i++)
		problem(&p,
		    &(struct cart_problem){ s[i].available > 0 ? CART_TOO_MANY : CART_OUT_OF_STOCK, s[i].variant_id,
			s[i].available, STR_ABSENT, true });
	return p.is_used_up ? quote_again(&p) : err;
}

enum err
order_buyer(struct db *db, struct arena *a, int64_t id, struct str public_id, struct order_buyer *out)
{
	const struct db_arg arg = id ? db_i64(id) : db_str(public_id);

	return db_row(db, &queries[id ? BUYER_BY_ID : BUYER], &arg, 1, a, out);
}
