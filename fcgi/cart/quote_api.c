/*
 * quote_api.c - what a list of goods would cost, as JSON: POST /api/v1/quotes.  Nothing is stored or reserved.
 *
 * A token of a customer gets that customer's prices; one that acts for the shop may name a group, and with ?explain=1
 * is told each step of how the prices came about (both need price.read).
 */
#include "fcgi/cart/cart.h"
#include "lib/shop/account.h"
#include "lib/web/i18n.h"
#include "lib/web/problem.h"

#define LINES_MOST 500

struct wish_json {
	struct str variant;
	int64_t quantity;
};
static const struct shape_field wish_fields[] = {
	SHAPE_STR(struct wish_json, variant, 1, 190, .flags = SHAPE_REQUIRED,
	    .doc = "id of a variant, or a stock keeping unit"),
	SHAPE_I64(struct wish_json, quantity, 1, 9999, .fallback = "1", .doc = "pieces"),
};
static const struct shape wish_shape = { "quote_wish", sizeof(struct wish_json), wish_fields, COUNT(wish_fields),
	"Something that is wanted." };

struct request_json {
	struct list lines, codes;
	struct str country, region, postal_code, shipping_method, vat_id, email, group;
};
static const struct shape_field request_fields[] = {
	SHAPE_LIST(
	    struct request_json, lines, &wish_shape, LINES_MOST, .flags = SHAPE_REQUIRED, .doc = "what is wanted"),
	SHAPE_LIST(struct request_json, codes, NULL, 20, .doc = "codes"),
	SHAPE_STR(struct request_json, country, 2, 2, .doc = "where it goes; default: the shop's own country"),
	SHAPE_STR(struct request_json, region, 0, 200, .doc = "region there"),
	SHAPE_STR(struct request_json, postal_code, 0, 32, .doc = "postal code there"),
	SHAPE_STR(struct request_json, shipping_method, 1, 64, .doc = "code of a way of delivery"),
	SHAPE_STR(struct request_json, vat_id, 0, 32, .doc = "VAT id of the buyer"),
	SHAPE_STR(struct request_json, email, 0, 254, .doc = "the buyer's address: for limits per customer"),
	SHAPE_STR(struct request_json, group, 0, 64, .doc = "customer group to take the buyer for (price.read)"),
};
static const struct shape request_shape = { "quote_request", sizeof(struct request_json), request_fields,
	COUNT(request_fields), "What a price is asked for." };

struct tax_json {
	struct str name;
	int64_t rate_e6;
	struct money base, amount;
};
static const struct shape_field tax_fields[] = {
	SHAPE_STR(struct tax_json, name, 0, 100, .doc = "VAT, sales tax"),
	SHAPE_I64(struct tax_json, rate_e6, 0, INT64_MAX, .doc = "millionths: 19 % is 190000"),
	SHAPE_MONEY(struct tax_json, base, .doc = "net amount that it is computed on"),
	SHAPE_MONEY(struct tax_json, amount, .doc = "the tax"),
};
static const struct shape tax_shape = { "quote_tax", sizeof(struct tax_json), tax_fields, COUNT(tax_fields), "A tax." };

struct discount_json {
	struct str name, code;
	struct money amount;
};
static const struct shape_field discount_fields[] = {
	SHAPE_STR(struct discount_json, name, 0, 200, .doc = "the promotion"),
	SHAPE_STR(struct discount_json, code, 0, 64, .doc = "its code; null: none was needed"),
	SHAPE_MONEY(struct discount_json, amount, .doc = "taken off"),
};
static const struct shape discount_shape = { "quote_discount", sizeof(struct discount_json), discount_fields,
	COUNT(discount_fields), "A promotion that applied." };

struct line_json {
	struct str variant, sku, title;
	int64_t quantity;
	struct money unit_price, list_price, subtotal, discount, tax, total;
	struct list taxes, discounts;
};
static const struct shape_field line_fields[] = {
	SHAPE_STR(struct line_json, variant, 0, 40, .doc = "id of the variant"),
	SHAPE_STR(struct line_json, sku, 0, 190, .doc = "stock keeping unit"),
	SHAPE_STR(struct line_json, title, 0, 500, .doc = "product"),
	SHAPE_I64(struct line_json, quantity, 0, INT64_MAX, .doc = "pieces"),
	SHAPE_MONEY(struct line_json, unit_price, .doc = "of one piece"),
	SHAPE_MONEY(struct line_json, list_price, .doc = "before promotions of the catalogue, when higher"),
	SHAPE_MONEY(struct line_json, subtotal, .doc = "of all pieces"),
	SHAPE_MONEY(struct line_json, discount, .doc = "promotions of the cart"),
	SHAPE_MONEY(struct line_json, tax, .doc = "taxes"),
	SHAPE_MONEY(struct line_json, total, .doc = "to pay"),
	SHAPE_LIST(struct line_json, taxes, &tax_shape, 100, .doc = "each tax"),
	SHAPE_LIST(struct line_json, discounts, &discount_shape, 100, .doc = "each promotion"),
};
static const struct shape line_shape = { "quote_line", sizeof(struct line_json), line_fields, COUNT(line_fields),
	"What a line costs." };

struct quote_json {
	struct list lines, unavailable, taxes, discounts, codes, trace;
	struct money subtotal, discount, shipping, tax, total;
	bool prices_with_tax, reverse_charge;
};
static const struct shape_field quote_fields[] = {
	SHAPE_LIST(struct quote_json, lines, &line_shape, LINES_MOST,
	    .doc = "what can be bought, in the order in which it was asked for"),
	SHAPE_LIST(
	    struct quote_json, unavailable, NULL, LINES_MOST, .doc = "what cannot be bought now, as it was named"),
	SHAPE_MONEY(struct quote_json, subtotal, .doc = "of the lines"),
	SHAPE_MONEY(struct quote_json, discount, .doc = "taken off the lines"),
	SHAPE_MONEY(struct quote_json, shipping, .doc = "delivery, when one was chosen"),
	SHAPE_MONEY(struct quote_json, tax, .doc = "of lines and delivery"),
	SHAPE_MONEY(struct quote_json, total, .doc = "to pay"),
	SHAPE_BOOL(struct quote_json, prices_with_tax, .doc = "the tax is in the amounts; else it is added"),
	SHAPE_BOOL(struct quote_json, reverse_charge, .doc = "no tax: the buyer owes it"),
	SHAPE_LIST(struct quote_json, taxes, &tax_shape, 100, .doc = "summed by name and rate"),
	SHAPE_LIST(struct quote_json, discounts, &discount_shape, 1000, .doc = "summed by promotion"),
	SHAPE_LIST(struct quote_json, codes, &quote_code_shape, 20, .doc = "the codes, and why one does not count"),
	SHAPE_LIST(struct quote_json, trace, &quote_step_shape, 1000000,
	    .doc = "with ?explain=1: each step, also those that did not apply; amounts in minor units"),
};
static const struct shape quote_json_shape = { "quote", sizeof(struct quote_json), quote_fields, COUNT(quote_fields),
	"What a list of goods costs." };

struct quote_args {
	bool explain;
};
static const struct shape_field args_fields[] = { SHAPE_BOOL(
    struct quote_args, explain, .doc = "tell each step (price.read)") };
static const struct shape args_shape = SHAPE(struct quote_args, args_fields, "How a quote is answered.");

static enum err quotes_post(struct req *r);
static const struct route routes[] = {
	{ POST, "/api/v1/quotes", quotes_post, ACCESS_TOKEN, PERM_ORDER_READ, .query = &args_shape,
	    .body = &request_shape, .reply = &quote_json_shape, .sql = { 0, 20 }, .id = "quote", .tag = "cart",
	    .doc = "What goods would cost: prices, promotions, delivery, taxes. Stores nothing." },
};
const struct route_table quote_api = { routes, COUNT(routes) };

/* ---- the request ---- */

static void
complain(struct req *r, const char *name, const char *msgid)
{
	r->errors.arena = r->arena;
	field_error(&r->errors, str_of(name), msgid, (struct opt_i64){ 0 });
}

/* One line per variant, whatever names it has in the request. */
static enum err
wishes_of(struct req *r, const struct request_json *in, struct quote_wish *wishes, struct str *names, size_t *count)
{
	const struct wish_json *w = in->lines.items;
	struct str *wanted = arena_array(r->arena, struct str, in->lines.count);
	int64_t *ids = arena_array(r->arena, int64_t, in->lines.count);
	enum err err;

	*count = 0;
	for (size_t i = 0; i < in->lines.count; i++)
		wanted[i] = w[i].variant;
	if ((err = sellable_find_all(req_db(r), r->arena, wanted, in->lines.count, ids)))
		return err;
	for (size_t i = 0; i < in->lines.count; i++) {
		size_t k = 0;
		if (ids[i] <= 0) {
			complain(r, arena_printf(r->arena, "lines/%zu/variant", i),
			    ids[i] ? N_("Several things have this SKU. Use the variant's id.")
				   : N_("We do not sell this."));
			continue;
		}
		while (k < *count && wishes[k].variant_id != ids[i])
			k++;
		if (k == *count) {
			names[k] = wanted[i];
			wishes[(*count)++] = (struct quote_wish){ ids[i], 0 };
		}
		wishes[k].quantity += w[i].quantity;
	}
	return r->errors.count ? ERR_INVALID : OK;
}

/* ---- the reply ---- */

static struct list
taxes_of(struct req *r, const struct quote *q, struct list taxes)
{
	const struct quote_tax *t = taxes.items;
	struct tax_json *out = arena_array(r->arena, struct tax_json, taxes.count);

	for (size_t i = 0; i < taxes.count; i++)
		out[i] = (struct tax_json){ t[i].name, t[i].rate_e6, money_of(t[i].base, q->currency),
			money_of(t[i].amount, q->currency) };
	return (struct list){ out, taxes.count };
}

static struct list
discounts_of(struct req *r, const struct quote *q, struct list discounts)
{
	const struct quote_discount *d = discounts.items;
	struct discount_json *out = arena_array(r->arena, struct discount_json, discounts.count);

	for (size_t i = 0; i < discounts.count; i++)
		out[i] = (struct discount_json){ d[i].name, d[i].code, money_of(d[i].amount, q->currency) };
	return (struct list){ out, discounts.count };
}

static struct list
lines_of(struct req *r, const struct quote *q, struct list items)
{
	const struct quote_line *l = q->lines.items;
	const struct sellable *s = items.items;
	struct line_json *out = arena_array(r->arena, struct line_json, q->lines.count);

	for (size_t i = 0; i < q->lines.count; i++) {
		size_t k = 0;
		while (s[k].variant_id != l[i].variant_id)
			k++;
		out[i] = (struct line_json){ s[k].public_id, s[k].sku, s[k].title, l[i].quantity,
			money_of(l[i].unit_price, q->currency),
			l[i].list_price.set ? money_of(l[i].list_price.value, q->currency) : MONEY_ABSENT,
			money_of(l[i].subtotal, q->currency), money_of(l[i].discount, q->currency),
			money_of(l[i].tax, q->currency), money_of(l[i].total, q->currency), taxes_of(r, q, l[i].taxes),
			discounts_of(r, q, l[i].discounts) };
	}
	return (struct list){ out, q->lines.count };
}

static struct list
codes_of(struct req *r, struct list codes)
{
	struct quote_code *c = codes.items;

	for (size_t i = 0; i < codes.count; i++) {
		const struct field_error e = { .message = c[i].why };
		if (c[i].why.ptr)
			c[i].why = i18n_field(r->app->i18n, r->locale, r->arena, &e);
	}
	return codes;
}

static enum err
reply(struct req *r, const struct quote *q, struct list items, const struct str *names)
{
	const struct sellable *s = items.items;
	struct str *gone = arena_array(r->arena, struct str, items.count);
	struct quote_json out = { .lines = lines_of(r, q, items),
		.taxes = taxes_of(r, q, q->taxes),
		.discounts = discounts_of(r, q, q->discounts),
		.codes = codes_of(r, q->codes),
		.trace = q->trace,
		.subtotal = money_of(q->subtotal, q->currency),
		.discount = money_of(q->discount, q->currency),
		.shipping = money_of(q->shipping, q->currency),
		.tax = money_of(q->tax, q->currency),
		.total = money_of(q->total, q->currency),
		.prices_with_tax = q->prices_with_tax,
		.reverse_charge = q->reverse_charge };

	for (size_t i = 0; i < items.count; i++)
		if (!s[i].is_on_sale)
			gone[out.unavailable.count++] = names[i];
	out.unavailable.items = gone;
	resp_header(r, "Cache-Control", STR("private, no-store"));
	return resp_json(r, &quote_json_shape, &out, UINT64_MAX);
}

static enum err
quotes_post(struct req *r)
{
	const struct quote_args *args = r->args;
	const struct request_json *in = r->form;
	struct quote_wish *wishes = arena_array(r->arena, struct quote_wish, in->lines.count);
	struct str *names = arena_array(r->arena, struct str, in->lines.count), key = STR_ABSENT;
	struct quote_request q = { .locale = req_locale(r),
		.fallback_locale = r->app->site.locales[0],
		.wishes = wishes,
		.account_id = r->who.account_id,
		.country = in->country,
		.region = in->region,
		.postal_code = in->postal_code,
		.vat_id = in->vat_id,
		.shipping_method = in->shipping_method,
		.as_group = in->group,
		.codes = in->codes,
		.at = clock_now(),
		.explain = args->explain };
	struct list items;
	struct quote out;
	enum err err;

	if ((args->explain || in->group.ptr) && (r->who.account_id || !identity_may(&r->who, PERM_PRICE_READ)))
		return problem_reply(r, 403, "Explanations and groups need the permission price.read.");
	if ((err = wishes_of(r, in, wishes, names, &q.count)))
		return err;
	if (in->email.ptr && email_key(r->arena, in->email, &key) == OK)
		q.email_key = key;
	err_clear();
	if (money_currency(req_currency(r), q.currency))
		return ERR_INVALID;
	err = quote_make(req_db(r), r->arena, r->app->config, &q, &items, &out);
	if (err == ERR_NOT_FOUND) {
		complain(r, "shipping_method",
		    N_("This way of delivery is not available for your order. Choose another one."));
		return ERR_INVALID;
	}
	return err ? err : reply(r, &out, items, names);
}
