/*
 * order_place.c - a cart becomes an order: one transaction, its statements few, the rows that everybody wants last.
 *
 *	cart (locked), its lines, its codes          what is wanted
 *	quote, delivery                              what it costs, from the same engine as the cart page
 *	order, lines, their ids, the parts, trace    what was agreed
 *	history, cart, outbox                        who knows of it
 *	promotions by id, stock in key order         what others may want in the same moment: locked for as short as can be
 *
 * A refusal before the first of the writes costs no more than reading; one after it (a coupon or a piece went to somebody else in between) takes the writes
 * back, to the savepoint if the caller has a transaction of his own.
 */
#include "lib/shop/order_parts.h"
#include "lib/shop/account.h"
#include "lib/shop/outbox.h"
#include "lib/shop/shipping.h"

#define NUMBER_TRIES 5

enum { INSERT, INSERT_LINE, LINE_IDS, INSERT_ADDRESS, INSERT_TAX, INSERT_DISCOUNT, INSERT_TRACE, BY_CART, BUYER_BY_ID, BUYER };

struct id_row {
	int64_t id;
};
static const struct shape_field id_fields[] = { SHAPE_I64(struct id_row, id, 1, INT64_MAX) };
static const struct shape id_shape = SHAPE(struct id_row, id_fields, "A key.");
struct found_row {
	struct str public_id;
};
static const struct shape_field found_fields[] = { SHAPE_STR(struct found_row, public_id, 1, 40) };
static const struct shape found_shape = SHAPE(struct found_row, found_fields, "An order.");

static const struct shape_field buyer_fields[] = { SHAPE_I64(struct order_buyer, id, 1, INT64_MAX), SHAPE_STR(struct order_buyer, public_id, 1, 40),
	SHAPE_STR(struct order_buyer, email, 0, 254) };
static const struct shape buyer_shape = SHAPE(struct order_buyer, buyer_fields, "A customer.");

static const struct db_query queries[] = {
	[INSERT] = { "order_insert", "ssiissssssbbiiiiiisisttsstt", NULL,
	    "INSERT INTO sales_order (public_id, number, cart_id, account_id, origin, email, email_key, phone, locale, currency, prices_with_tax, is_reverse_charge,"
	    " subtotal, discount, shipping, tax, total, placed_total, shipping_method, pickup_id, shipping_name, promised_from, promised_until, vat_id, note,"
	    " hold_until, placed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" },
	[INSERT_LINE] = { "order_insert_line", "siiiisssssbiiiiiiiis", NULL,
	    "INSERT INTO sales_order_line (public_id, order_id, position, product_id, variant_id, slug, sku, title, options, image, requires_shipping, weight_grams,"
	    " quantity, unit_price, list_price, subtotal, discount, tax, total, tax_class) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" },
	[LINE_IDS] = { "order_line_ids", "i", &id_shape, "SELECT id FROM sales_order_line WHERE order_id = ? ORDER BY position" },
	[INSERT_ADDRESS] = { "order_insert_address", "isssssssssssss", NULL,
	    "INSERT INTO sales_order_address (order_id, kind, country, recipient, organization, line1, line2, line3, dependent_locality, locality, region, postal_code,"
	    " sorting_code, phone) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" },
	[INSERT_TAX] = { "order_insert_tax", "iiisiii", NULL,
	    "INSERT INTO sales_order_tax (order_id, order_line_id, position, name, rate_e6, base, amount) VALUES (?, ?, ?, ?, ?, ?, ?)" },
	[INSERT_DISCOUNT] = { "order_insert_discount", "iiiissi", NULL,
	    "INSERT INTO sales_order_discount (order_id, order_line_id, position, promotion_id, code, name, amount) VALUES (?, ?, ?, ?, ?, ?, ?)" },
	[INSERT_TRACE] = { "order_insert_trace", "is", NULL, "INSERT INTO sales_order_trace (order_id, trace) VALUES (?, ?)" },
	/* What became of a cart that is not active any more. */
	[BY_CART] = { "order_by_cart", "i", &found_shape, "SELECT public_id FROM sales_order WHERE cart_id = ?" },
	[BUYER_BY_ID] = { "order_buyer_by_id", "i", &buyer_shape,
	    "SELECT id, public_id, email FROM account WHERE id = ? AND realm = 'shop' AND state = 'active'" },
	[BUYER] = { "order_buyer", "s", &buyer_shape,
	    "SELECT id, public_id, email FROM account WHERE public_id = ? AND realm = 'shop' AND state = 'active'" },
};
const struct db_module order_place_sql = { "order_place", queries, COUNT(queries) };

/* Everything that one run of the transaction knows.  A run begins with a zeroed one. */
struct run {
	const struct order_env *e;
	const struct order_input *in;
	struct order_placing *out;
	struct cart cart;
	struct quote_wish *wishes;
	size_t count;
	struct list codes;
	struct str email_key;
	struct quote_request ask;
	struct list items;
	struct shipping_offer offer;
	bool has_offer;
	int64_t pickup_id;
	struct order order;
	struct list shortages;
	bool is_used_up;   /* promotion_use() said no */
};

/* ---- refusals ---- */

static enum err
refuse(struct run *p, enum order_refusal why)
{
	p->out->refusal = why;
	return err_fail(ERR_CONFLICT, "could not place the order: reason %d", (int)why);
}

static void
problem(struct run *p, const struct cart_problem *one)
{
	struct list *list = &p->out->problems;
	struct cart_problem *grown = arena_array(p->e->arena, struct cart_problem, list->count + 1);

	if (list->count)
		memcpy(grown, list->items, list->count * sizeof(*grown));
	grown[list->count] = *one;
	*list = (struct list){ grown, list->count + 1 };
}

static void
complain(struct run *p, const char *field, const char *msgid)
{
	field_error(&p->out->errors, str_of(field), msgid, (struct opt_i64){ 0 });
}

/* ---- what is wanted ---- */

static enum err
placed_before(struct run *p)
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
read_cart(struct run *p)
{
	enum err err = cart_lock(p->in->cart, &p->cart);

	/* The caller has put something new in since: what he saw is an order, or was dropped. */
	if (err == ERR_NOT_FOUND || (!err && !str_is_empty(p->in->cart_id) && !str_eq(p->in->cart_id, p->cart.public_id))) {
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
read_wishes(struct run *p)
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
make_quote(struct run *p)
{
	const struct order_input *in = p->in;
	const struct address *to = place_of(in);
	enum err err;

	p->ask = (struct quote_request){ .locale = in->locale, .fallback_locale = in->fallback_locale, .wishes = p->wishes, .count = p->count,
		.account_id = in->account_id, .email_key = p->email_key, .country = to->country, .region = to->region, .postal_code = to->postal_code,
		.vat_id = in->vat_id, .shipping_method = in->shipping_method, .codes = p->codes, .at = clock_now(), .explain = true, .offer = &p->offer, .for_order = true };
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
check_goods(struct run *p)
{
	const struct sellable *item = p->items.items;
	bool gone = false, odd = false;

	for (size_t i = 0; i < p->items.count; i++) {
		int64_t n = p->wishes[i].quantity, least = MAX(item[i].least, 1), step = MAX(item[i].step, 1);
		if (!item[i].is_on_sale) {
			problem(p, &(struct cart_problem){ CART_GONE, p->wishes[i].variant_id, 0, STR_ABSENT, true });
			gone = true;
		} else if (n < least || (item[i].most && n > item[i].most) || (n - least) % step) {
			int64_t fitting = n < least ? least : item[i].most && n > item[i].most ? item[i].most : least + (n - least) / step * step;
			problem(p, &(struct cart_problem){ CART_QUANTITY_RULE, p->wishes[i].variant_id, fitting, STR_ABSENT, true });
			odd = true;
		}
	}
	return gone || odd ? refuse(p, ORDER_GONE) : OK;
}

/* Which lines cost something else than when the buyer saw them. */
static void
list_changes(struct run *p)
{
	const struct quote_line *now = p->out->quote.lines.items;
	const struct cart_line *seen = p->cart.lines.items;

	for (size_t i = 0; i < p->cart.lines.count; i++)
		for (size_t k = 0; k < p->out->quote.lines.count; k++)
			if (seen[i].list == CART_MAIN && seen[i].variant_id == now[k].variant_id && seen[i].seen_price.set &&
			    str_eq(seen[i].seen_currency, str_of(p->out->quote.currency)) && seen[i].seen_price.value != now[k].unit_price)
				problem(p, &(struct cart_problem){ seen[i].seen_price.value < now[k].unit_price ? CART_PRICE_UP : CART_PRICE_DOWN,
				    now[k].variant_id, seen[i].seen_price.value, STR_ABSENT, true });
}

/* Has the buyer agreed to this sum?  A code that does nothing is a reason to ask again only where nobody has seen the sum without it. */
static enum err
check_sum(struct run *p)
{
	const struct quote *q = &p->out->quote;
	const struct quote_code *code = q->codes.items;
	bool seen = p->in->expected_total.set, changed = seen && p->in->expected_total.value != q->total, refused = false;

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
check_address(struct run *p, const struct address *in, const char *prefix, struct address *out)
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
choose_pickup(struct run *p)
{
	const struct pickup_place *place = p->offer.pickups.items;

	for (size_t i = 0; i < p->offer.pickups.count; i++)
		if (str_eq(place[i].code, p->in->pickup) || (str_is_empty(p->in->pickup) && p->offer.pickups.count == 1))
			p->pickup_id = place[i].warehouse_id;
	if (!p->pickup_id)
		complain(p, "pickup", N_("Choose where you want to fetch your order."));
}

static enum err
check_fields(struct run *p)
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

/* ---- what was agreed ---- */

static enum err
insert_order(struct run *p)
{
	const struct order_input *in = p->in;
	const struct quote *q = &p->out->quote;
	struct order *o = &p->order;
	char id[32], number[ORDER_NUMBER_LEN + 1];
	struct db_done done;
	enum err err = OK;

	public_id(id, "ord");
	o->public_id = str_of(arena_strdup(p->e->arena, id));
	for (int i = 0; i < NUMBER_TRIES; i++) {
		order_number_new(number);
		const struct db_arg args[] = { db_str(o->public_id), db_str(str_of(number)), p->cart.id ? db_i64(p->cart.id) : db_null('i'),
			in->account_id ? db_i64(in->account_id) : db_null('i'), db_str(str_of(order_origins[in->origin].name)), db_str(in->email),
			db_str(p->email_key), db_str(o->phone), db_str(in->locale), db_str(str_of(q->currency)), db_bool(q->prices_with_tax),
			db_bool(q->reverse_charge), db_i64(q->subtotal), db_i64(q->discount), db_i64(q->shipping), db_i64(q->tax), db_i64(q->total), db_i64(q->total),
			db_str(o->shipping_method), p->pickup_id ? db_i64(p->pickup_id) : db_null('i'), db_str(o->shipping_name), db_time(o->promised_from),
			db_time(o->promised_until), db_str(o->vat_id), db_str(o->note), db_time(o->hold_until), db_time(o->placed_at) };
		err = db_exec(p->e->db, &queries[INSERT], args, COUNT(args), &done);
		if (err != ERR_CONFLICT || strcmp(db_conflict_key(p->e->db), "sales_order_number") != 0)
			break;
		err_clear();
	}
	if (err)
		return err;
	o->id = done.insert_id;
	o->number = str_of(arena_strdup(p->e->arena, number));
	return OK;
}

/* *order as it will be read back, but for what the database gives. */
static void
fill_order(struct run *p)
{
	const struct order_input *in = p->in;
	const struct quote *q = &p->out->quote;
	struct order *o = &p->order;
	struct address delivery = o->delivery, billing = o->billing;
	const char *c = q->currency;

	shape_init(&order_shape, o);
	o->delivery = delivery;
	o->billing = billing;
	o->account_id = in->account_id;
	o->account = in->account;
	if (in->account_id && str_is_absent(o->account) && p->e->who->account_id == in->account_id && strcmp(p->e->who->actor, "customer") == 0)
		o->account = p->e->who->id;
	o->origin = in->origin;
	o->fulfilment = FULFILMENT_OPEN;
	o->authorisation = AUTHORISATION_NONE;
	o->charge = CHARGE_NONE;
	o->email = in->email;
	o->phone = str_is_empty(in->phone) ? STR_ABSENT : in->phone;
	o->locale = in->locale;
	o->prices_with_tax = q->prices_with_tax;
	o->is_reverse_charge = q->reverse_charge;
	o->subtotal = money_of(q->subtotal, c);
	o->discount = money_of(q->discount, c);
	o->shipping = money_of(q->shipping, c);
	o->tax = money_of(q->tax, c);
	o->total = o->placed_total = money_of(q->total, c);
	o->authorised = o->charged = o->refunded = money_of(0, c);
	if (p->has_offer) {
		o->shipping_method = p->offer.code;
		o->shipping_name = p->offer.name;
		o->promised_from = p->offer.promised_from;
		o->promised_until = p->offer.promised_until;
	}
	o->pickup_id = p->pickup_id;
	o->vat_id = str_is_empty(in->vat_id) ? STR_ABSENT : in->vat_id;
	o->note = str_is_empty(in->note) ? STR_ABSENT : in->note;
	o->placed_at = p->ask.at;
	o->hold_until = (struct time){ p->ask.at.us + config_ms(p->e->config, "order.hold") * 1000 };
	o->version = 1;
	o->taxes = q->taxes;
	o->discounts = q->discounts;
}

static void
fill_lines(struct run *p)
{
	const struct sellable *item = p->items.items;
	const struct quote_line *l = p->out->quote.lines.items;
	const char *c = p->out->quote.currency;
	struct order_line *lines = arena_array(p->e->arena, struct order_line, p->count);

	for (size_t i = 0; i < p->count; i++) {
		char id[32];
		public_id(id, "oli");
		lines[i] = (struct order_line){ .public_id = str_of(arena_strdup(p->e->arena, id)), .position = (int32_t)i + 1, .product_id = item[i].product_id,
			.variant_id = item[i].variant_id, .product = item[i].product_public_id, .variant = item[i].public_id, .slug = item[i].slug,
			.sku = item[i].sku, .title = item[i].title, .options = item[i].options, .image = item[i].image,
			.requires_shipping = item[i].requires_shipping, .weight_grams = item[i].weight_grams.set ? item[i].weight_grams.value : 0,
			.quantity = l[i].quantity, .unit_price = money_of(l[i].unit_price, c),
			.list_price = l[i].list_price.set ? money_of(l[i].list_price.value, c) : MONEY_ABSENT, .subtotal = money_of(l[i].subtotal, c),
			.discount = money_of(l[i].discount, c), .tax = money_of(l[i].tax, c), .total = money_of(l[i].total, c), .tax_class = l[i].tax_class };
	}
	p->order.lines = (struct list){ lines, p->count };
}

/* The keys of the rows of a bulk are not one after the other when others insert too: they are asked for. */
static enum err
insert_lines(struct run *p)
{
	enum { ARGS = 20 };
	struct order_line *l = p->order.lines.items;
	struct db_arg *args = arena_array(p->e->arena, struct db_arg, p->count * ARGS);
	const struct db_arg key[] = { db_i64(p->order.id) };
	const struct id_row *row;
	struct list ids;
	enum err err;

	for (size_t i = 0; i < p->count; i++) {
		const struct db_arg one[ARGS] = { db_str(l[i].public_id), db_i64(p->order.id), db_i64(l[i].position), db_i64(l[i].product_id),
			db_i64(l[i].variant_id), db_str(l[i].slug), db_str(l[i].sku), db_str(l[i].title), db_str(l[i].options), db_str(l[i].image),
			db_bool(l[i].requires_shipping), db_i64(l[i].weight_grams), db_i64(l[i].quantity), db_i64(l[i].unit_price.minor),
			money_is_absent(l[i].list_price) ? db_null('i') : db_i64(l[i].list_price.minor), db_i64(l[i].subtotal.minor), db_i64(l[i].discount.minor),
			db_i64(l[i].tax.minor), db_i64(l[i].total.minor), db_str(l[i].tax_class) };
		memcpy(args + i * ARGS, one, sizeof(one));
	}
	err = db_bulk(p->e->db, &queries[INSERT_LINE], args, ARGS, p->count, NULL);
	if (!err)
		err = db_rows(p->e->db, &queries[LINE_IDS], key, COUNT(key), p->e->arena, ORDER_LINES_MAX, &ids);
	if (err)
		return err;
	row = ids.items;
	for (size_t i = 0; i < p->count && i < ids.count; i++)
		l[i].id = row[i].id;
	return OK;
}

static enum err
insert_addresses(struct run *p)
{
	enum { ARGS = 14 };
	const struct address *both[2] = { &p->order.delivery, &p->order.billing };
	struct db_arg args[2 * ARGS];
	size_t n = 0;

	for (size_t i = 0; i < 2; i++) {
		const struct address *d = both[i];
		const struct db_arg one[ARGS] = { db_i64(p->order.id), db_str(i ? STR("billing") : STR("delivery")), db_str(d->country), db_str(d->recipient),
			db_str(d->organization), db_str(d->line1), db_str(d->line2), db_str(d->line3), db_str(d->dependent_locality), db_str(d->locality),
			db_str(d->region), db_str(d->postal_code), db_str(d->sorting_code), db_str(d->phone) };
		if (!str_is_empty(d->country))
			memcpy(args + n++ * ARGS, one, sizeof(one));
	}
	return db_bulk(p->e->db, &queries[INSERT_ADDRESS], args, ARGS, n, NULL);
}

/* Line i of the quote; the one past them is the delivery, of line 0. */
static const struct quote_line *
part_of(const struct run *p, size_t i, int64_t *line_id)
{
	const struct quote_line *l = p->out->quote.lines.items;
	const struct order_line *stored = p->order.lines.items;

	*line_id = i < p->count ? stored[i].id : 0;
	return i < p->count ? &l[i] : &p->out->quote.delivery;
}

static enum err
insert_taxes(struct run *p)
{
	enum { ARGS = 7 };
	struct db_arg *args;
	int64_t line_id;
	size_t n = 0;

	for (size_t i = 0; i <= p->count; i++)
		n += part_of(p, i, &line_id)->taxes.count;
	args = arena_array(p->e->arena, struct db_arg, n * ARGS + 1);
	n = 0;
	for (size_t i = 0; i <= p->count; i++) {
		const struct quote_line *l = part_of(p, i, &line_id);
		const struct quote_tax *t = l->taxes.items;
		for (size_t k = 0; k < l->taxes.count; k++) {
			const struct db_arg one[ARGS] = { db_i64(p->order.id), db_i64(line_id), db_i64((int64_t)k), db_str(t[k].name), db_i64(t[k].rate_e6),
				db_i64(t[k].base), db_i64(t[k].amount) };
			memcpy(args + n++ * ARGS, one, sizeof(one));
		}
	}
	return db_bulk(p->e->db, &queries[INSERT_TAX], args, ARGS, n, NULL);
}

static enum err
insert_discounts(struct run *p)
{
	enum { ARGS = 7 };
	struct db_arg *args;
	int64_t line_id;
	size_t n = 0;

	for (size_t i = 0; i <= p->count; i++)
		n += part_of(p, i, &line_id)->discounts.count;
	args = arena_array(p->e->arena, struct db_arg, n * ARGS + 1);
	n = 0;
	for (size_t i = 0; i <= p->count; i++) {
		const struct quote_line *l = part_of(p, i, &line_id);
		const struct quote_discount *d = l->discounts.items;
		for (size_t k = 0; k < l->discounts.count; k++) {
			const struct db_arg one[ARGS] = { db_i64(p->order.id), db_i64(line_id), db_i64((int64_t)k), db_i64(d[k].promotion_id), db_str(d[k].code),
				db_str(d[k].name), db_i64(d[k].amount) };
			memcpy(args + n++ * ARGS, one, sizeof(one));
		}
	}
	return db_bulk(p->e->db, &queries[INSERT_DISCOUNT], args, ARGS, n, NULL);
}

static enum err
insert_trace(struct run *p)
{
	struct str trace;
	enum err err = quote_trace_json(p->e->arena, &p->out->quote, &trace);
	const struct db_arg args[] = { db_i64(p->order.id), db_str(trace) };

	return err ? err : db_exec(p->e->db, &queries[INSERT_TRACE], args, COUNT(args), NULL);
}

/* ---- what others may want in the same moment ---- */

static enum err
take_stock(struct run *p)
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
use_promotions(struct run *p)
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
pay_nothing(struct run *p)
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
write_order(struct run *p)
{
	enum err err;

	fill_order(p);
	fill_lines(p);
	if ((err = insert_order(p)) || (err = insert_lines(p)) || (err = insert_addresses(p)) || (err = insert_taxes(p)) || (err = insert_discounts(p)) ||
	    (err = insert_trace(p)))
		return err;
	if (p->cart.id && (err = cart_ordered(p->e->db, p->cart.id)))
		return err;
	if ((err = order_tell(p->e->db, p->e->arena, p->e->who, &p->order, &p->order.lines, "placed", STR_ABSENT, STR_ABSENT)))
		return err;
	if ((err = use_promotions(p)) || (err = take_stock(p)))
		return err;
	return pay_nothing(p);
}

static enum err
place(struct db *db UNUSED, void *payload)
{
	struct run *p = payload;
	enum err err;

	*p = (struct run){ .e = p->e, .in = p->in, .out = p->out };
	*p->out = (struct order_placing){ .errors = { .arena = p->e->arena } };
	if (!str_is_empty(p->in->email) && email_key(p->e->arena, p->in->email, &p->email_key)) {
		p->email_key = STR_ABSENT;
		err_clear();
	}
	err = p->in->cart ? read_cart(p) : read_wishes(p);
	if (err || p->out->was_placed_before)
		return err;
	if ((err = make_quote(p)) || (err = check_goods(p)) || (err = check_fields(p)) || (err = check_sum(p)) || (err = write_order(p)))
		return err;
	p->out->order = p->order;
	return OK;
}

/* Somebody took the last use of a promotion since the quote: the buyer is shown what it costs now.  Nothing of the run is left in the database. */
static enum err
quote_again(struct run *p)
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
	struct run p = { .e = e, .in = in, .out = out };
	enum err err = db_attempt(e->db, place, &p);
	const struct stock_shortage *s = p.shortages.items;

	if (err != ERR_CONFLICT)
		return err;
	for (size_t i = 0; out->refusal == ORDER_SOLD_OUT && i < p.shortages.count; i++)
		problem(&p, &(struct cart_problem){ s[i].available > 0 ? CART_TOO_MANY : CART_OUT_OF_STOCK, s[i].variant_id, s[i].available, STR_ABSENT, true });
	return p.is_used_up ? quote_again(&p) : err;
}

enum err
order_buyer(struct db *db, struct arena *a, int64_t id, struct str public_id, struct order_buyer *out)
{
	const struct db_arg arg = id ? db_i64(id) : db_str(public_id);

	return db_row(db, &queries[id ? BUYER_BY_ID : BUYER], &arg, 1, a, out);
}
