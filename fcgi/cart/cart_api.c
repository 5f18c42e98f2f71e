/*
 * cart_api.c - the cart as JSON, for fronts of others.
 *
 * A token of a customer has that customer's cart, the same as on the pages.  A client or key that acts for the shop has
 * carts of visitors: each by its secret in the header Cart-Token, which the reply that made the cart gave once, as
 * `token`; without the header there is no cart yet.  An unknown secret is an empty cart, as with the pages' cookie.
 */
#include "fcgi/cart/cart.h"
#include "lib/io/json.h"
#include "lib/shop/outbox.h"
#include "lib/web/i18n.h"
#include "lib/web/problem.h"

#define TEXT(T, m, most, text) SHAPE_STR(struct T, m, 0, (most), .doc = (text))

struct problem_json {
	struct str kind, text;
	int64_t number;
	bool blocks;
};
static const struct shape_field problem_fields[] = {
	TEXT(problem_json, kind, 20, "gone, out_of_stock, too_many, price_up, price_down, quantity_rule"),
	TEXT(problem_json, text, 500, "for people, when the kind does not say it all"),
	SHAPE_I64(struct problem_json, number, INT64_MIN, INT64_MAX,
	    .doc = "pieces that there are, the price that was seen (minor units), or the number of the rule"),
	SHAPE_BOOL(struct problem_json, blocks, .doc = "the order cannot be placed with it")
};
static const struct shape problem_shape = { "cart_problem", sizeof(struct problem_json), problem_fields,
	COUNT(problem_fields), "Something that is wrong with a line." };

struct line_json {
	struct str id, list, variant, product, sku, title, options, url, image;
	int64_t quantity;
	struct opt_i64 available;
	struct money unit_price, list_price, subtotal, discount, total;
	struct list problems;
};
static const struct shape_field line_fields[] = { TEXT(line_json, id, 40, "id of the line"),
	TEXT(line_json, list, 10, "cart, or saved for later"),
	TEXT(line_json, variant, 40, "id of the variant; null: it is gone"),
	TEXT(line_json, product, 40, "id of the product"), TEXT(line_json, sku, 190, "stock keeping unit"),
	TEXT(line_json, title, 500, "name"), TEXT(line_json, options, 500, "what was chosen"),
	TEXT(line_json, url, 2000, "its page"), TEXT(line_json, image, 2000, "its picture"),
	SHAPE_I64(struct line_json, quantity, 0, 9999, .doc = "pieces"),
	SHAPE_OPT(struct line_json, available, INT32_MIN, INT32_MAX, .doc = "pieces that there are; null: not counted"),
	SHAPE_MONEY(struct line_json, unit_price, .doc = "with price lists and promotions of the catalogue"),
	SHAPE_MONEY(struct line_json, list_price, .doc = "before such a promotion, when higher"),
	SHAPE_MONEY(struct line_json, subtotal, .doc = "of all pieces"),
	SHAPE_MONEY(struct line_json, discount, .doc = "promotions of the cart"),
	SHAPE_MONEY(struct line_json, total, .doc = "what is left, with tax that is not in the price"),
	SHAPE_LIST(struct line_json, problems, &problem_shape, 10, .doc = "what is wrong with it") };
static const struct shape line_shape = { "cart_line", sizeof(struct line_json), line_fields, COUNT(line_fields),
	"A line of a cart." };

struct code_json {
	struct str code, why;
	bool accepted;
};
static const struct shape_field code_fields[] = { TEXT(code_json, code, 64, "as it was entered"),
	SHAPE_BOOL(struct code_json, accepted, .doc = "it counts now"), TEXT(code_json, why, 500, "why it does not") };
static const struct shape code_shape = { "cart_code", sizeof(struct code_json), code_fields, COUNT(code_fields),
	"A code of a cart." };

struct part_json {
	struct str name;
	struct money amount;
};
static const struct shape_field part_fields[] = { TEXT(part_json, name, 200, "for people"),
	SHAPE_MONEY(struct part_json, amount, .doc = "of the whole cart") };
static const struct shape part_shape = { "cart_amount", sizeof(struct part_json), part_fields, COUNT(part_fields),
	"A discount or a tax." };

struct cart_json {
	struct str id, token;
	int64_t pieces;
	struct list lines, codes, discounts, taxes;
	struct money subtotal, discount, shipping, tax, total;
	bool prices_with_tax, can_order;
};
static const struct shape_field cart_fields[] = { TEXT(cart_json, id, 40,
						      "id of the cart; null: nothing was put in yet"),
	SHAPE_STR(struct cart_json, token, 0, 43, .flags = SHAPE_OMIT,
	    .doc = "secret of a visitor's cart that was made just now: send it as Cart-Token"),
	SHAPE_I64(struct cart_json, pieces, 0, INT64_MAX, .doc = "without those saved for later"),
	SHAPE_LIST(struct cart_json, lines, &line_shape, 300, .doc = "in the order in which they were put in"),
	SHAPE_LIST(struct cart_json, codes, &code_shape, 100, .doc = "codes"),
	SHAPE_LIST(struct cart_json, discounts, &part_shape, 100, .doc = "by promotion"),
	SHAPE_LIST(struct cart_json, taxes, &part_shape, 100, .doc = "by name and rate"),
	SHAPE_MONEY(struct cart_json, subtotal, .doc = "of the lines"),
	SHAPE_MONEY(struct cart_json, discount, .doc = "taken off the lines"),
	SHAPE_MONEY(struct cart_json, shipping, .doc = "with ?shipping_method="),
	SHAPE_MONEY(struct cart_json, tax, .doc = "all taxes"), SHAPE_MONEY(struct cart_json, total, .doc = "to pay"),
	SHAPE_BOOL(struct cart_json, prices_with_tax, .doc = "the tax is in the prices"),
	SHAPE_BOOL(struct cart_json, can_order,
	    .doc = "there is something in it, and nothing is wrong that keeps it from being ordered") };
static const struct shape cart_shape_ = { "cart", sizeof(struct cart_json), cart_fields, COUNT(cart_fields),
	"A cart." };

struct place_args {
	struct str country, region, postal_code, shipping_method;
};
static const struct shape_field place_fields[] = { SHAPE_STR(struct place_args, country, 2, 2,
						       .doc = "where it would go; default: the shop's own country"),
	SHAPE_STR(struct place_args, region, 0, 200, .doc = "region there"),
	SHAPE_STR(struct place_args, postal_code, 0, 32, .doc = "postal code there"),
	SHAPE_STR(struct place_args, shipping_method, 1, 64, .doc = "how it would be delivered") };
static const struct shape place_shape = SHAPE(struct place_args, place_fields, "Where a cart would go.");

struct add_json {
	struct str variant;
	int64_t quantity;
};
static const struct shape_field add_fields[] = { SHAPE_STR(struct add_json, variant, 1, 190, .flags = SHAPE_REQUIRED,
						     .doc = "id of a variant, or a stock keeping unit"),
	SHAPE_I64(struct add_json, quantity, 0, 9999, .fallback = "0",
	    .doc = "added to what is there; 0: the least that is sold") };
static const struct shape add_shape = { "cart_addition", sizeof(struct add_json), add_fields, COUNT(add_fields),
	"Something that is put into a cart." };

static const struct shape_enum lists[] = { { "cart", CART_MAIN }, { "saved", CART_SAVED }, { NULL, 0 } };
struct change_json {
	struct opt_i64 quantity;
	int list;
};
static const struct shape_field change_fields[] = { SHAPE_OPT(struct change_json, quantity, 0, 9999,
							.doc = "pieces; 0 takes it out"),
	SHAPE_ENUM(struct change_json, list, lists, .doc = "where it is to be") };
static const struct shape change_shape = { "cart_line_change", sizeof(struct change_json), change_fields,
	COUNT(change_fields), "A change of a line." };

struct enter_json {
	struct str code;
};
static const struct shape_field enter_fields[] = { SHAPE_STR(
    struct enter_json, code, 1, 64, .flags = SHAPE_REQUIRED, .doc = "the code") };
static const struct shape enter_shape = { "cart_code_entry", sizeof(struct enter_json), enter_fields,
	COUNT(enter_fields), "A code that is entered." };

static enum err cart_one(struct req *r), line_post(struct req *r), line_patch(struct req *r),
    line_delete(struct req *r), code_post(struct req *r), code_delete(struct req *r);

static const struct route routes[] = {
	{ GET, "/api/v1/cart", cart_one, ACCESS_TOKEN, PERM_ORDER_READ, .query = &place_shape, .reply = &cart_shape_,
	    .sql = { 0, 24 }, .id = "getCart", .tag = "cart",
	    .doc = "The cart of the token's customer, or of the header Cart-Token" },
	{ POST, "/api/v1/cart/lines", line_post, ACCESS_TOKEN, PERM_ORDER_WRITE, .body = &add_shape,
	    .reply = &cart_shape_, .sql = { 0, 45 }, .flags = ROUTE_ONCE, .id = "addToCart", .tag = "cart",
	    .doc = "Put something in" },
	{ PATCH, "/api/v1/cart/lines/{id}", line_patch, ACCESS_TOKEN, PERM_ORDER_WRITE, .body = &change_shape,
	    .reply = &cart_shape_, .sql = { 0, 50 }, .id = "changeCartLine", .tag = "cart",
	    .doc = "Set the quantity, save for later or put back" },
	{ DELETE, "/api/v1/cart/lines/{id}", line_delete, ACCESS_TOKEN, PERM_ORDER_WRITE, .sql = { 0, 20 },
	    .id = "removeCartLine", .tag = "cart", .doc = "Take a line out" },
	{ POST, "/api/v1/cart/codes", code_post, ACCESS_TOKEN, PERM_ORDER_WRITE, .body = &enter_shape,
	    .reply = &cart_shape_, .sql = { 0, 45 }, .flags = ROUTE_ONCE, .id = "enterCode", .tag = "cart",
	    .doc = "Enter a code" },
	{ DELETE, "/api/v1/cart/codes/{code}", code_delete, ACCESS_TOKEN, PERM_ORDER_WRITE, .sql = { 0, 20 },
	    .id = "removeCode", .tag = "cart", .doc = "Take a code out" },
};
const struct route_table cart_api = { routes, COUNT(routes) };

/* ---- the reply ---- */

struct found {
	struct cart cart;
	struct quote q;
	struct list items, problems; /* struct sellable of the main lines; struct cart_problem */
	struct list saved;           /* struct sellable */
};

static struct cart_env *
caller(struct req *r)
{
	struct cart_env *e = cart_env_of(r);

	e->token = req_header(r, "Cart-Token"); /* cookies are nothing to programs */
	e->account_id = r->who.account_id;
	resp_header(r, "Cache-Control", STR("private, no-store"));
	return e;
}

static enum err
load_saved(struct cart_env *e, struct found *f)
{
	const struct cart_line *l = f->cart.lines.items;
	int64_t *ids = arena_array(e->arena, int64_t, f->cart.lines.count);
	size_t n = 0;

	for (size_t i = 0; i < f->cart.lines.count; i++)
		if (l[i].list == CART_SAVED)
			ids[n++] = l[i].variant_id;
	return n ? sellable_load(e->db, e->arena, e->locale, e->fallback_locale, e->currency, ids, n, &f->saved) : OK;
}

static enum err
load(struct req *r, struct cart_env *e, struct found *f)
{
	const struct place_args *at = r->route->query == &place_shape ? r->args : NULL;
	struct quote_request in = { .locale = e->locale,
		.fallback_locale = e->fallback_locale,
		.account_id = e->account_id,
		.at = clock_now(),
		.country = at ? at->country : STR_ABSENT,
		.region = at ? at->region : STR_ABSENT,
		.postal_code = at ? at->postal_code : STR_ABSENT,
		.shipping_method = at ? at->shipping_method : STR_ABSENT };
	enum err err;

	memset(f, 0, sizeof(*f));
	if ((err = cart_get(e, &f->cart)) || (err = load_saved(e, f)))
		return err;
	in.codes = f->cart.codes;
	in.wishes = cart_wishes(e->arena, &f->cart, &in.count);
	memcpy(in.currency, e->currency, sizeof(in.currency));
	if (!in.count)
		return OK;
	err = quote_make(e->db, e->arena, e->config, &in, &f->items, &f->q);
	if (err == ERR_NOT_FOUND) {
		field_error(&r->errors, STR("shipping_method"),
		    N_("This way of delivery is not available for your order. Choose another one."),
		    (struct opt_i64){ 0 });
		return ERR_INVALID;
	}
	return err ? err : cart_problems(e, &f->cart, f->items, &f->q, &f->problems);
}

static struct list
problems_of(struct req *r, const struct found *f, int64_t variant_id)
{
	const struct cart_problem *p = f->problems.items;
	struct problem_json *out = arena_array(r->arena, struct problem_json, f->problems.count);
	size_t n = 0;

	for (size_t i = 0; i < f->problems.count; i++) {
		const struct field_error e = { .message = p[i].text, .limit = { true, p[i].number } };
		if (p[i].variant_id == variant_id)
			out[n++] = (struct problem_json){ str_of(cart_problem_kinds[p[i].kind].name),
				str_is_absent(p[i].text) ? STR_ABSENT
							 : i18n_field(r->app->i18n, r->locale, r->arena, &e),
				p[i].number, p[i].blocks };
	}
	return (struct list){ out, n };
}

static void
fill_goods(struct req *r, const struct sellable *s, struct line_json *out)
{
	out->title = s->title;
	out->options = s->options;
	if (!s->is_on_sale)
		return;
	out->variant = s->public_id;
	out->product = s->product_public_id;
	out->sku = s->sku;
	out->url = req_url(r, url_of(r, "/product/", s->slug));
	out->image = media_url_absolute(r, s->image);
	out->available = s->available;
	if (s->price.set)
		out->unit_price = money_of(s->price.value, str_z(r->arena, req_currency(r)));
}

static void
fill_line(struct req *r, const struct found *f, const struct cart_line *l, struct line_json *out)
{
	const struct list *from = l->list == CART_MAIN ? &f->items : &f->saved;
	const struct sellable *s = from->items;
	const struct quote_line *q = f->q.lines.items;
	const char *currency = f->q.currency;

	out->id = l->public_id;
	out->list = str_of(lists[l->list].name);
	out->quantity = l->quantity;
	for (size_t i = 0; i < from->count; i++)
		if (s[i].variant_id == l->variant_id)
			fill_goods(r, &s[i], out);
	if (l->list != CART_MAIN)
		return;
	out->problems = problems_of(r, f, l->variant_id);
	for (size_t i = 0; i < f->q.lines.count; i++) {
		if (q[i].variant_id != l->variant_id)
			continue;
		out->unit_price = money_of(q[i].unit_price, currency);
		if (q[i].list_price.set)
			out->list_price = money_of(q[i].list_price.value, currency);
		out->subtotal = money_of(q[i].subtotal, currency);
		out->discount = money_of(q[i].discount, currency);
		out->total = money_of(q[i].total, currency);
	}
}

static void
fill_sums(struct req *r, const struct found *f, struct cart_json *out)
{
	const struct quote *q = &f->q;
	const struct quote_discount *d = q->discounts.items;
	const struct quote_tax *t = q->taxes.items;
	const struct quote_code *c = q->codes.items;
	struct part_json *discounts = arena_array(r->arena, struct part_json, q->discounts.count),
			 *taxes = arena_array(r->arena, struct part_json, q->taxes.count);
	struct code_json *codes = arena_array(r->arena, struct code_json, q->codes.count);

	for (size_t i = 0; i < q->discounts.count; i++)
		discounts[i] = (struct part_json){ d[i].name, money_of(d[i].amount, q->currency) };
	for (size_t i = 0; i < q->taxes.count; i++)
		taxes[i] = (struct part_json){ t[i].name, money_of(t[i].amount, q->currency) };
	for (size_t i = 0; i < q->codes.count; i++) {
		const struct field_error e = { .message = c[i].why };
		codes[i] = (struct code_json){ c[i].code,
			c[i].accepted ? STR_ABSENT : i18n_field(r->app->i18n, r->locale, r->arena, &e), c[i].accepted };
	}
	out->discounts = (struct list){ discounts, q->discounts.count };
	out->taxes = (struct list){ taxes, q->taxes.count };
	out->codes = (struct list){ codes, q->codes.count };
	out->subtotal = money_of(q->subtotal, q->currency);
	out->discount = money_of(q->discount, q->currency);
	out->shipping = money_of(q->shipping, q->currency);
	out->tax = money_of(q->tax, q->currency);
	out->total = money_of(q->total, q->currency);
	out->prices_with_tax = q->prices_with_tax;
}

static enum err
reply(struct req *r, struct cart_env *e)
{
	struct str made = e->new_token;
	struct cart_json out;
	struct line_json *lines;
	const struct cart_line *l;
	const struct cart_problem *p;
	struct found f;
	enum err err = load(r, e, &f);

	if (err)
		return err;
	shape_init(&cart_shape_, &out);
	out.id = f.cart.public_id;
	out.token = made;
	out.pieces = cart_pieces(&f.cart);
	l = f.cart.lines.items;
	lines = arena_array(r->arena, struct line_json, f.cart.lines.count);
	for (size_t i = 0; i < f.cart.lines.count; i++)
		fill_line(r, &f, &l[i], &lines[i]);
	out.lines = (struct list){ lines, f.cart.lines.count };
	if (f.items.count)
		fill_sums(r, &f, &out);
	out.can_order = f.items.count > 0;
	p = f.problems.items;
	for (size_t i = 0; i < f.problems.count; i++)
		out.can_order &= !p[i].blocks;
	return resp_json(r, &cart_shape_, &out, UINT64_MAX);
}

static enum err
cart_one(struct req *r)
{
	return reply(r, caller(r));
}

/* ---- changes ---- */

/* What runs inside the transaction of ROUTE_ONCE is told to memcached by the worker, too: after the commit. */
static enum err
tell(struct cart_env *e)
{
	struct secret seal;
	struct str generation;
	bool known = cart_copy_key(e, STR_ABSENT, &generation, &seal);

	if (!known && str_is_absent(generation))
		return OK;
	return outbox_add(
	    e->db, "cache.bump", generation, str_printf(e->arena, "{\"generation\":\"%.*s\"}", STR_ARG(generation)));
}

static enum err
line_post(struct req *r)
{
	const struct add_json *in = r->form;
	struct cart_env *e = caller(r);
	struct cart before;
	int64_t variant_id;
	enum err err = cart_get(e, &before);

	if (!err &&
	    before.lines.count >=
		2 * CART_LINES_MAX) /* before anything fails: a failure would end the transaction of ROUTE_ONCE */
		return problem_reply(r, 409, "The cart is full.");
	if (!err)
		err = sellable_find(e->db, e->arena, in->variant, &variant_id);
	if (err == ERR_NOT_FOUND || err == ERR_CONFLICT) {
		field_error(&r->errors, STR("variant"),
		    err == ERR_NOT_FOUND ? N_("We do not sell this.")
					 : N_("Several things have this SKU. Use the variant's id."),
		    (struct opt_i64){ 0 });
		return ERR_INVALID;
	}
	e->once = str_printf(
	    r->arena, "api %.*s", STR_ARG(r->request_id)); /* the Idempotency-Key has decided: this is another press */
	if (!err)
		err = cart_add(e, variant_id, in->quantity, &r->errors);
	if (err == ERR_LIMIT)
		return err_fail(ERR_CONFLICT, "the cart is full");
	if (!err)
		err = tell(e);
	return err ? err : reply(r, e);
}

static enum err
line_patch(struct req *r)
{
	struct cart_env *e = caller(r);
	struct change_json in;
	enum err err;

	shape_init(&change_shape, &in);
	err = json_merge(r->arena, r->body, &change_shape, &in, NULL, &r->errors);
	if (err && !r->errors.count) {
		route_error(
		    r, 400, err == ERR_LIMIT ? "The body is nested too deeply." : "The body is not valid JSON.");
		return OK;
	}
	if (!err && in.list >= 0)
		err = cart_move(e, r->params[0], (enum cart_list)in.list);
	if (!err && in.quantity.set)
		err = cart_set(e, r->params[0], in.quantity.value, &r->errors);
	if (err == ERR_LIMIT)
		return err_fail(ERR_CONFLICT, "the list is full");
	return err ? err : reply(r, e);
}

static enum err
line_delete(struct req *r)
{
	enum err err = cart_set(caller(r), r->params[0], 0, &r->errors);

	return err ? err : resp_empty(r);
}

static enum err
code_post(struct req *r)
{
	const struct enter_json *in = r->form;
	struct cart_env *e = caller(r);
	enum err err = cart_coupon_add(e, in->code, &r->errors);

	if (err == ERR_NOT_FOUND)
		return err_fail(ERR_CONFLICT, "there is no cart yet");
	if (err == ERR_BUSY) {
		err_clear();
		return route_error(r, 429, "Too many codes were tried that do not exist."), OK;
	}
	if (!err)
		err = tell(e);
	return err ? err : reply(r, e);
}

static enum err
code_delete(struct req *r)
{
	enum err err = cart_coupon_remove(caller(r), r->params[0]);

	return err ? err : resp_empty(r);
}
