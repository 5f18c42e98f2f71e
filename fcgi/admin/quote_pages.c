/* quote_pages.c - "try a price": SKUs and pieces, a place, a group, codes; what it costs and how that came about, step
 * by step. */
#include "fcgi/admin/prices.h"
#include "lib/shop/country.h"
#include "lib/shop/customer_group.h"
#include "lib/shop/quote.h"

#define LINES_MOST 100

static enum err try_page(struct req *r);

struct try_args {
	struct str goods, country, region, postal_code, group, codes, method, vat_id, currency;
};
static const struct shape_field try_fields[] = {
	SHAPE_STR(struct try_args, goods, 0, 20000, .flags = SHAPE_MULTILINE, .doc = "SKU and pieces, one a line"),
	SHAPE_STR(struct try_args, country, 0, 2, .doc = "where it goes"),
	SHAPE_STR(struct try_args, region, 0, 200, .doc = "region"),
	SHAPE_STR(struct try_args, postal_code, 0, 32, .doc = "postal code"),
	SHAPE_STR(struct try_args, group, 0, 64, .doc = "customer group"),
	SHAPE_STR(struct try_args, codes, 0, 1000, .flags = SHAPE_MULTILINE, .doc = "codes"),
	SHAPE_STR(struct try_args, method, 0, 64, .doc = "way of delivery"),
	SHAPE_STR(struct try_args, vat_id, 0, 32, .doc = "VAT id"),
	SHAPE_STR(struct try_args, currency, 0, 3, .doc = "currency"),
};
static const struct shape try_shape = SHAPE(struct try_args, try_fields, "A cart to try.");

static const struct route routes[] = {
	{ GET, PRICES_PATH "/try", try_page, ACCESS_OFFICE, PERM_PRICE_READ, .query = &try_shape, .sql = { 0, 20 },
	    .doc = "What a cart would cost, and why" },
};
const struct route_table office_quote_routes = { routes, COUNT(routes) };

static const struct form_field fields[] = {
	{ "goods", N_("Goods"), FIELD_AREA, .hint = N_("SKU and pieces, such as “BTH-TWL-01 x 3”, one per line.") },
	{ "country", N_("Delivered to"), FIELD_TEXT, .half = true, .hint = N_("Such as DE; empty: the home country.") },
	{ "postal_code", N_("Postal code"), FIELD_TEXT, .half = true },
	{ "region", N_("Region"), FIELD_TEXT, .half = true },
	{ "group", N_("Customer group"), FIELD_TEXT, .half = true, .hint = N_("Its code.") },
	{ "codes", N_("Codes"), FIELD_TEXT, .half = true },
	{ "method", N_("Way of delivery"), FIELD_TEXT, .half = true, .hint = N_("Its code.") },
	{ "vat_id", N_("VAT id"), FIELD_TEXT, .half = true },
	{ "currency", N_("Currency"), FIELD_TEXT, .half = true },
};

/* ---- reading ---- */

static void
complain(struct req *r, const char *name, const char *msgid)
{
	r->errors.arena = r->arena;
	field_error(&r->errors, str_of(name), msgid, (struct opt_i64){ 0 });
	err_clear();
}

/* "SKU x 3", "SKU 3", "SKU": the number is what follows the last blank. */
static void
read_line(struct str line, struct str *sku, int64_t *pieces)
{
	size_t at = line.len;

	*sku = line;
	*pieces = 1;
	while (at > 0 && line.ptr[at - 1] != ' ')
		at--;
	if (!at || str_to_i64(str_skip(line, at), 1, 9999, pieces)) {
		err_clear();
		*pieces = 1;
		return;
	}
	*sku = str_trim(str_cut(line, at));
	if (str_ends(*sku, STR(" x")) || str_ends(*sku, STR(" X")))
		*sku = str_trim(str_cut(*sku, sku->len - 2));
	else if (str_ends(*sku, STR(" ×")))
		*sku = str_trim(str_cut(*sku, sku->len - 3));
}

static enum err
read_goods(struct req *r, struct str text, struct quote_wish *wishes, size_t *count)
{
	struct str rest = text, line, skus[LINES_MOST];
	int64_t pieces[LINES_MOST], ids[LINES_MOST];
	size_t n = 0;
	enum err err;

	*count = 0;
	while (str_split(&rest, '\n', &line) && n < LINES_MOST)
		if (str_trim(line).len) {
			read_line(str_trim(line), &skus[n], &pieces[n]);
			n++;
		}
	if ((err = sellable_find_all(req_db(r), r->arena, skus, n, ids)))
		return err;
	for (size_t i = 0; i < n; i++) {
		size_t k = 0;
		if (ids[i] <= 0) {
			complain(r, "goods",
			    ids[i] ? N_("Several variants have one of these SKUs.")
				   : N_("One of these SKUs is not known."));
			continue;
		}
		while (k < *count && wishes[k].variant_id != ids[i])
			k++;
		if (k == *count)
			wishes[(*count)++] = (struct quote_wish){ ids[i], 0 };
		wishes[k].quantity += pieces[i];
	}
	return OK;
}

/* ---- showing ---- */

static struct str
money(struct req *r, const struct quote *q, int64_t minor)
{
	return price_amount_show(r, minor, str_of(q->currency));
}

static struct str
title_of(const struct list *items, int64_t variant_id)
{
	const struct sellable *s = items->items;

	for (size_t i = 0; i < items->count; i++)
		if (s[i].variant_id == variant_id)
			return s[i].title;
	return STR_ABSENT;
}

static void
lines_block(struct req *r, struct office_page *p, const struct quote *q, const struct list *items)
{
	static const char *const columns[] = { N_("Product"), RIGHT(N_("Pieces")), RIGHT(N_("Each")),
		RIGHT(N_("Taken off")), RIGHT(N_("Tax")), RIGHT(N_("To pay")) };
	const struct quote_line *l = q->lines.items;
	struct block_view *b = office_block(r, p, N_("What it costs"));

	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("None of these can be bought now."));
	for (size_t i = 0; i < q->lines.count; i++) {
		struct row_view *row = office_row(r, b);
		office_cell(r, b, row, title_of(items, l[i].variant_id));
		office_cell(r, b, row, str_printf(r->arena, "%lld", (long long)l[i].quantity));
		office_cell(r, b, row, money(r, q, l[i].unit_price))->note = l[i].list_price.set
		    ? str_printf(r->arena, "%.*s %.*s", STR_ARG(form_text(r, N_("instead of"))),
			  STR_ARG(money(r, q, l[i].list_price.value)))
		    : STR_ABSENT;
		office_cell(r, b, row, l[i].discount ? money(r, q, l[i].discount) : STR_ABSENT);
		office_cell(r, b, row, money(r, q, l[i].tax));
		office_cell(r, b, row, money(r, q, l[i].total));
	}
}

static void
totals_block(struct req *r, struct office_page *p, const struct quote *q)
{
	const struct quote_discount *d = q->discounts.items;
	const struct quote_tax *t = q->taxes.items;
	const struct quote_code *c = q->codes.items;
	struct block_view *b = office_block(r, p, NULL);

	office_fact(r, b, N_("Goods"), money(r, q, q->subtotal));
	for (size_t i = 0; i < q->discounts.count; i++)
		office_fact(
		    r, b, N_("Promotion"), str_printf(r->arena, "\xE2\x88\x92%.*s", STR_ARG(money(r, q, d[i].amount))))
		    ->note = d[i].name;
	if (q->delivery.quantity)
		office_fact(r, b, N_("Delivery"), money(r, q, q->shipping));
	for (size_t i = 0; i < q->taxes.count; i++)
		office_fact(r, b, q->prices_with_tax ? N_("Tax in it") : N_("Tax"), money(r, q, t[i].amount))->note =
		    str_printf(r->arena, "%.*s %.*s", STR_ARG(t[i].name), STR_ARG(price_percent_show(r, t[i].rate_e6)));
	if (q->reverse_charge)
		office_fact(r, b, N_("Tax"), form_text(r, N_("reverse charge: the buyer owes it")));
	office_fact(r, b, N_("To pay"), money(r, q, q->total));
	for (size_t i = 0; i < q->codes.count; i++) {
		struct cell_view *cell = office_fact(r, b, N_("Code"), c[i].code);
		cell->tone = c[i].accepted ? STR("good") : STR("bad");
		cell->note = c[i].why.ptr ? form_text(r, str_z(r->arena, c[i].why)) : STR_ABSENT;
	}
}

static void
trace_block(struct req *r, struct office_page *p, const struct quote *q, const struct list *items)
{
	static const char *const columns[] = { N_("Step"), N_("What"), N_("For"), N_("Applied"), RIGHT(N_("Before")),
		RIGHT(N_("After")) };
	const struct quote_step *s = q->trace.items;
	struct block_view *b = office_block(r, p, N_("How it came about"));

	office_columns(r, b, columns, COUNT(columns));
	for (size_t i = 0; i < q->trace.count; i++) {
		struct row_view *row = office_row(r, b);
		struct cell_view *c;
		office_cell(r, b, row, price_step(r, s[i].step));
		c = office_cell(r, b, row, s[i].name);
		c->note = s[i].why;
		office_cell(r, b, row, s[i].variant_id ? title_of(items, s[i].variant_id) : STR_ABSENT);
		c = office_cell(r, b, row, form_text(r, s[i].applied ? N_("yes") : N_("no")));
		c->tone = s[i].applied ? STR("good") : STR("quiet");
		office_cell(r, b, row, s[i].before || s[i].after ? money(r, q, s[i].before) : STR_ABSENT);
		office_cell(r, b, row, s[i].before || s[i].after ? money(r, q, s[i].after) : STR_ABSENT);
	}
}

static enum err
quote(struct req *r, struct office_page *p, const struct try_args *args, const struct quote_wish *wishes, size_t count)
{
	struct quote_request in = { .locale = req_locale(r),
		.fallback_locale = r->app->site.locales[0],
		.wishes = wishes,
		.count = count,
		.country = price_upper(r, args->country),
		.region = str_trim(args->region).len ? str_trim(args->region) : STR_ABSENT,
		.postal_code = str_trim(args->postal_code).len ? str_trim(args->postal_code) : STR_ABSENT,
		.vat_id = str_trim(args->vat_id).len ? str_trim(args->vat_id) : STR_ABSENT,
		.shipping_method = str_trim(args->method).len ? str_trim(args->method) : STR_ABSENT,
		.as_group = str_trim(args->group).len ? str_trim(args->group) : STR_ABSENT,
		.at = clock_now(),
		.explain = true,
		.for_order = true };
	struct str currency = price_upper(r, args->currency);
	struct list items;
	struct quote q;
	enum err err;

	in.codes = price_names(r->arena, args->codes);
	if (money_currency(currency.ptr ? currency : req_currency(r), in.currency)) {
		complain(r, "currency", N_("There is no such currency."));
		return OK;
	}
	err = quote_make(req_db(r), r->arena, r->app->config, &in, &items, &q);
	if (err == ERR_NOT_FOUND) {
		complain(r, "method", N_("This delivery is not offered for this place and these goods."));
		return OK;
	}
	if (err)
		return err;
	lines_block(r, p, &q, &items);
	totals_block(r, p, &q);
	trace_block(r, p, &q, &items);
	return OK;
}

static enum err
try_page(struct req *r)
{
	const struct try_args *args = r->args;
	struct quote_wish *wishes = arena_array(r->arena, struct quote_wish, LINES_MOST);
	struct office_page p;
	struct block_view *b;
	size_t count;
	enum err err = read_goods(r, args->goods, wishes, &count);

	if (err || (err = office_begin(r, &p, form_text(r, N_("Prices")))))
		return err;
	price_tabs(r, &p, TAB_TRY);
	b = office_block(r, &p, NULL);
	b->form = arena_new_of(r->arena, struct form_view);
	if (count && !r->errors.count && (err = quote(r, &p, args, wishes, count)))
		return err;
	b->method = STR("get");
	form_view_fill(r, b->form, fields, COUNT(fields), &try_shape, args, &r->errors);
	b->form->csrf = STR_ABSENT;
	b->form->action = office_url(r, PRICES_PATH "/try", STR(""));
	b->form->submit = form_text(r, N_("Work it out"));
	return office_reply_status(r, form_status(b->form), &p);
}
