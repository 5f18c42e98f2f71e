/* cart_view.c - from a cart and its quote to what its pages show.  See cart_view.h. */
#include "fcgi/cart/cart_view.h"
#include "lib/shop/shipping.h"
#include "lib/web/i18n.h"

#define LOW_STOCK 5

/* What is read of a cart before it is shown. */
struct source {
	struct req *r;
	struct cart_env *e;
	const struct cart *cart;
	struct list items;        /* struct sellable of every variant of both lists, by id */
	struct list mains;        /* struct sellable in the order of the main lines */
	struct quote *q;
	struct list problems;     /* struct cart_problem */
	struct shipping_offer offer;
	int64_t offer_value;      /* of the goods that it was asked for: at their usual prices */
	bool has_offer;
};

static const struct sellable *
item_of(const struct source *s, int64_t variant_id)
{
	const struct list lists[] = { s->mains,
		s->items }; /* the quote's first: its prices are those of this buyer's place */

	for (size_t k = 0; k < COUNT(lists); k++) {
		const struct sellable *item = lists[k].items;
		for (size_t i = 0; i < lists[k].count; i++)
			if (item[i].variant_id == variant_id)
				return &item[i];
	}
	return NULL;
}

static const struct quote_line *
priced(const struct quote *q, int64_t variant_id)
{
	const struct quote_line *l = q->lines.items;

	for (size_t i = 0; i < q->lines.count; i++)
		if (l[i].variant_id == variant_id)
			return &l[i];
	return NULL;
}

/* ---- reading ---- */

static enum err
load_items(struct source *s)
{
	const struct cart_line *l = s->cart->lines.items;
	int64_t *ids = arena_array(s->e->arena, int64_t, s->cart->lines.count);

	for (size_t i = 0; i < s->cart->lines.count; i++)
		ids[i] = l[i].variant_id;
	return sellable_load(s->e->db, s->e->arena, s->e->locale, s->e->fallback_locale, s->e->currency, ids,
	    s->cart->lines.count, &s->items);
}

/* The cheapest way to the shop's own country: an estimate until the buyer has said where to. */
static enum err
load_offer(struct source *s)
{
	const struct cart_line *l = s->cart->lines.items;
	struct shipping_goods goods = { .country = config_str(s->e->config, "shop.home_country"),
		.locale = s->e->locale,
		.fallback_locale = s->e->fallback_locale,
		.at = clock_now(),
		.value = money_of(0, s->e->currency) };
	const struct shipping_offer *offers;
	struct list found;
	enum err err;

	for (size_t i = 0; i < s->cart->lines.count; i++) {
		const struct sellable *item = item_of(s, l[i].variant_id);
		int64_t cost;
		if (l[i].list != CART_MAIN || !item || !item->is_on_sale || !item->requires_shipping ||
		    !item->price.set)
			continue;
		goods.quantity += l[i].quantity;
		goods.weight_grams += l[i].quantity * (item->weight_grams.set ? item->weight_grams.value : 0);
		if (__builtin_mul_overflow(item->price.value, l[i].quantity, &cost) ||
		    __builtin_add_overflow(goods.value.minor, cost, &goods.value.minor))
			return err_fail(ERR_LIMIT, "could not add up a cart: more than an amount holds");
	}
	s->offer_value = goods.value.minor;
	if (goods.quantity == 0)
		return OK;
	if ((err = shipping_offers(s->e->db, s->e->arena, s->e->config, &goods, &found)))
		return err;
	offers = found.items;
	for (size_t i = 0; i < found.count; i++)
		if (!offers[i].is_pickup && (!s->has_offer || offers[i].price.minor < s->offer.price.minor)) {
			s->offer = offers[i];
			s->has_offer = true;
		}
	return OK;
}

static enum err
load_quote(struct source *s)
{
	struct quote_request in = { .locale = s->e->locale,
		.fallback_locale = s->e->fallback_locale,
		.account_id = s->e->account_id,
		.shipping_method = s->has_offer ? s->offer.code : STR_ABSENT,
		.codes = s->cart->codes,
		.at = clock_now() };
	enum err err;

	memcpy(in.currency, s->e->currency, sizeof(in.currency));
	in.wishes = cart_wishes(s->e->arena, s->cart, &in.count);
	err = quote_make(s->e->db, s->e->arena, s->e->config, &in, &s->mains, s->q);
	if (err == ERR_NOT_FOUND && s->has_offer) { /* went away in this instant */
		err_clear();
		s->has_offer = false;
		in.shipping_method = STR_ABSENT;
		err = quote_make(s->e->db, s->e->arena, s->e->config, &in, &s->mains, s->q);
	}
	return err;
}

/* ---- lines ---- */

static struct str
money(const struct source *s, int64_t minor)
{
	return price_text(s->r, minor, str_of(s->e->currency));
}

/* "−9.90": a minus, which a hyphen is not. */
static struct str
less(const struct source *s, int64_t minor)
{
	return str_printf(s->r->arena, "\xE2\x88\x92%.*s", STR_ARG(money(s, minor)));
}

static void
fill_goods(const struct source *s, const struct sellable *item, struct line_view *v)
{
	size_t at = 0;

	v->title = item->title;
	v->options = item->options;
	v->sku = item->sku;
	v->image = media_url(s->r, item->image);
	v->alt = str_is_empty(item->image_alt) ? item->title : item->image_alt;
	v->width = item->image_width ? item->image_width : 400;
	v->height = item->image_height ? item->image_height : 400;
	if (item->title.len)
		str_next_char(item->title, &at);
	v->initial = str_cut(item->title, at);
	v->gone = !item->is_on_sale;
	if (v->gone)
		return;
	v->variant = item->public_id;
	v->url = url_of(s->r, "/product/", item->slug);
	v->least = MAX(item->least, 1);
	v->step = MAX(item->step, 1);
	v->most = item->most > 0 ? item->most : 9999;
	if (item->available.set && !item->is_backorder && item->available.value > 0)
		v->most = MAX(MIN(v->most, item->available.value), v->least);
	v->fixed = v->least == v->most;
	v->low = item->available.set && item->available.value > 0 && item->available.value <= LOW_STOCK &&
	    !item->is_backorder;
	v->left = v->low ? item->available.value : 0;
	v->backorder = item->available.set && item->available.value <= 0 && item->is_backorder;
	v->sold_out = item->available.set && item->available.value <= 0 && !item->is_backorder;
	v->in_stock = !v->low && !v->backorder && !v->sold_out;
	if (item->price.set)
		v->unit_price = money(s, quote_shown(s->q, sellable_tax_class(item), false, item->price.value));
}

static struct list
amounts_of(const struct source *s, struct list discounts)
{
	const struct quote_discount *d = discounts.items;
	struct amount_view *views = arena_array(s->r->arena, struct amount_view, discounts.count);

	for (size_t i = 0; i < discounts.count; i++)
		views[i] = (struct amount_view){ d[i].name, less(s, d[i].amount) };
	return (struct list){ views, discounts.count };
}

static void
fill_price(const struct source *s, const struct quote_line *l, struct line_view *v)
{
	const struct sellable *item = l ? item_of(s, l->variant_id) : NULL;
	struct opt_i64 former, lowest;

	if (!item)
		return;
	former = sellable_former(item, l, &lowest);
	v->unit_price = money(s, l->unit_price);
	if (former.set)
		v->list_price = money(s, former.value);
	if (lowest.set)
		v->lowest = money(s, lowest.value);
	v->total = money(s, l->subtotal - l->discount);
	if (l->discount > 0)
		v->before = money(s, l->subtotal);
	v->discounts = amounts_of(s, l->discounts);
}

static void
fill_problems(const struct source *s, int64_t variant_id, struct line_view *v)
{
	const struct cart_problem *p = s->problems.items;

	for (size_t i = 0; i < s->problems.count; i++) {
		const struct field_error e = { .message = p[i].text, .limit = { true, p[i].number } };
		if (p[i].variant_id != variant_id)
			continue;
		v->has_problem = true;
		v->blocks |= p[i].blocks;
		switch ((enum cart_problem_kind)p[i].kind) {
		case CART_GONE: v->gone = true; break;
		case CART_OUT_OF_STOCK: v->sold_out = true; break;
		case CART_TOO_MANY: v->fewer = p[i].number; break;
		case CART_PRICE_UP: v->price_up = true; v->was = money(s, p[i].number); break;
		case CART_PRICE_DOWN: v->price_down = true; v->was = money(s, p[i].number); break;
		case CART_QUANTITY_RULE: v->rule = i18n_field(s->r->app->i18n, s->r->locale, s->r->arena, &e); break;
		case CART_CODE_REFUSED: break;
		default: BUG("an unknown problem of a cart");
		}
	}
}

static void
fill_line(const struct source *s, const struct cart_line *l, struct line_view *v)
{
	const struct sellable *item = item_of(s, l->variant_id);

	v->id = l->public_id;
	v->action = str_printf(s->r->arena, "%.*s/cart/lines/%.*s", STR_ARG(req_base(s->r)), STR_ARG(l->public_id));
	v->quantity = l->quantity;
	v->gone = true;
	if (item)
		fill_goods(s, item, v);
	if (l->list != CART_MAIN)
		return;
	fill_price(s, priced(s->q, l->variant_id), v);
	fill_problems(s, l->variant_id, v);
}

static void
fill_lines(const struct source *s, struct cart_view *v)
{
	const struct cart_line *l = s->cart->lines.items;
	struct view_list lines = { 0 }, saved = { 0 };

	for (size_t i = 0; i < s->cart->lines.count; i++) {
		struct line_view *line = view_push(s->r, l[i].list == CART_MAIN ? &lines : &saved, sizeof(*line));
		fill_line(s, &l[i], line);
		if (l[i].list != CART_MAIN)
			continue;
		v->has_problems |= line->has_problem;
		v->blocks |= line->blocks;
	}
	v->lines = lines.list;
	v->saved = saved.list;
	v->has_saved = saved.list.count > 0;
	v->is_empty = lines.list.count == 0;
	v->kinds = (int64_t)lines.list.count;
	v->pieces = cart_pieces(s->cart);
}

/* ---- sums ---- */

static void
fill_codes(const struct source *s, struct cart_view *v)
{
	const struct quote_code *c = s->q->codes.items;
	struct code_view *views = arena_array(s->r->arena, struct code_view, s->q->codes.count);

	for (size_t i = 0; i < s->q->codes.count; i++) {
		const struct field_error e = { .message = c[i].why };
		views[i] = (struct code_view){ c[i].code,
			c[i].accepted ? STR_ABSENT : i18n_field(s->r->app->i18n, s->r->locale, s->r->arena, &e),
			c[i].accepted };
	}
	v->codes = (struct list){ views, s->q->codes.count };
	v->has_codes = v->codes.count > 0;
}

static struct str
tax_name(const struct source *s, const struct quote_tax *t)
{
	struct buf b;

	buf_in_arena(&b, s->r->arena, BUF_LINE);
	buf_str(&b, i18n_text(s->r->app->i18n, s->r->locale, str_z(s->r->arena, t->name)));
	buf_char(&b, ' ');
	percent_format(&b, t->rate_e6, s->e->locale);
	return buf_view(&b);
}

static void
fill_taxes(const struct source *s, struct cart_view *v)
{
	const struct quote_tax *t = s->q->taxes.items;
	struct amount_view *views = arena_array(s->r->arena, struct amount_view, s->q->taxes.count);

	for (size_t i = 0; i < s->q->taxes.count; i++)
		views[i] = (struct amount_view){ tax_name(s, &t[i]), money(s, t[i].amount) };
	v->taxes = (struct list){ views, s->q->taxes.count };
	v->tax_added = !s->q->prices_with_tax;
	v->is_net = s->q->is_net;
}

/* What has to be sent costs, as the delivery counts it. */
static int64_t
sent_value(const struct source *s)
{
	const struct quote_line *l = s->q->lines.items;
	int64_t value = 0;

	for (size_t i = 0; i < s->q->lines.count; i++) {
		const struct sellable *item = item_of(s, l[i].variant_id);
		if (item && item->requires_shipping)
			value += quote_line_value(s->q, &l[i]);
	}
	return value;
}

/* How far it is to a delivery for nothing, as the offer says, which did not know what is taken off the usual prices. */
static void
fill_delivery(const struct source *s, struct cart_view *v)
{
	int64_t value = sent_value(s), missing;

	v->needs_delivery = s->has_offer;
	if (!s->has_offer)
		return;
	v->delivery_name = s->offer.name;
	v->free_delivery = s->q->shipping == 0;
	v->delivery = money(s, s->q->shipping);
	if (s->q->delivery.discount > 0) {
		v->delivery_before = money(s, s->q->delivery.subtotal);
		v->delivery_why = ((const struct quote_discount *)s->q->delivery.discounts.items)->name;
	}
	v->free_reached = v->free_delivery && s->offer.free_from_missing.set;
	/* Thresholds are with tax, as they are advertised: told beside prices without it they would be misread. */
	if (!s->offer.free_from_missing.set || v->free_delivery || s->q->is_net)
		return;
	missing = s->offer.free_from_missing.value + s->offer_value - value;
	if (missing <= 0 || value < 0)
		return;
	v->free_missing = money(s, missing);
	v->free_percent = value * 100 / MAX(value + missing, 1);
}

/* What is taken off the goods; what is taken off the delivery is told beside it, or the column would not add up. */
static struct list
goods_discounts(const struct source *s)
{
	const struct quote_discount *d = s->q->discounts.items, *less_delivery = s->q->delivery.discounts.items;
	struct view_list out = { 0 };

	for (size_t i = 0; i < s->q->discounts.count; i++) {
		int64_t amount = d[i].amount;
		for (size_t k = 0; k < s->q->delivery.discounts.count; k++)
			if (less_delivery[k].promotion_id == d[i].promotion_id)
				amount -= less_delivery[k].amount;
		if (amount > 0)
			*(struct amount_view *)view_push(s->r, &out, sizeof(struct amount_view)) =
			    (struct amount_view){ d[i].name, less(s, amount) };
	}
	return out.list;
}

static void
fill_sums(const struct source *s, struct cart_view *v)
{
	const struct quote_line *l = s->q->lines.items;
	int64_t saving = s->q->discount;

	for (size_t i = 0; i < s->q->lines.count; i++) {
		const struct sellable *item = item_of(s, l[i].variant_id);
		struct opt_i64 lowest, former = item ? sellable_former(item, &l[i], &lowest) : (struct opt_i64){ 0 };
		if (former.set)
			saving += (former.value - l[i].unit_price) * l[i].quantity;
	}
	v->subtotal = money(s, s->q->subtotal);
	v->total = money(s, s->q->total);
	if (saving > 0)
		v->saving = money(s, saving);
	v->discounts = goods_discounts(s);
	fill_codes(s, v);
	fill_taxes(s, v);
	fill_delivery(s, v);
}

enum err
cart_view_fill(struct req *r, struct cart_env *e, struct cart *cart, struct quote *q, struct cart_view *v)
{
	struct source s = { .r = r, .e = e, .cart = cart, .q = q };
	enum err err = cart_get(e, cart);

	memset(q, 0, sizeof(*q));
	e->pieces = err ? 0 : cart_pieces(cart);
	if (err || cart->lines.count == 0) {
		v->is_empty = true;
		return err;
	}
	if (!(err = load_items(&s)) && e->pieces)
		err = load_offer(&s);
	if (!err &&
	    (e->pieces || e->account_id)) /* without lines it still tells how this customer sees what he has saved */
		err = load_quote(&s);
	if (!err && e->pieces)
		err = cart_problems(e, cart, s.mains, q, &s.problems);
	if (err)
		return err;
	fill_lines(&s, v);
	if (e->pieces)
		fill_sums(&s, v);
	return OK;
}

enum err
cart_view_shared(struct req *r, struct cart_env *e, const struct cart *cart, struct cart_view *v)
{
	struct quote q = { .lines = { 0 } };
	struct source s = { .r = r, .e = e, .cart = cart, .q = &q };
	enum err err = load_items(&s);

	if (!err)
		fill_lines(&s, v);
	return err;
}

struct line_view *
cart_view_line(const struct cart_view *v, struct str id)
{
	struct line_view *l = v->lines.items;

	for (size_t i = 0; i < v->lines.count; i++)
		if (str_eq(l[i].id, id))
			return &l[i];
	return NULL;
}
