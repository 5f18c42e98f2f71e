/* promotion_pages.c - promotions: the list, and one of them with what it asks for, gives and gave. */
#include "fcgi/admin/prices.h"

#include <stdio.h>

#define PER_PAGE 50
#define CODES_SHOWN 50

static enum err list_page(struct req *r), show_page(struct req *r), delete_page(struct req *r),
    delete_post(struct req *r);

struct list_args {
	int64_t before;
	struct str done;
};
static const struct shape_field list_fields[] = {
	SHAPE_I64(struct list_args, before, 0, INT64_MAX, .fallback = "0", .doc = "older than this one"),
	SHAPE_STR(struct list_args, done, 0, 40, .doc = "what was done just now"),
};
static const struct shape list_shape = SHAPE(struct list_args, list_fields, "Which promotions.");

static const struct route routes[] = {
	{ GET, PRICES_PATH, list_page, ACCESS_OFFICE, PERM_PRICE_READ, .query = &list_shape, .sql = { 0, 6 },
	    .doc = "Promotions" },
	{ GET, PRICES_PATH "/promotions/{id}", show_page, ACCESS_OFFICE, PERM_PRICE_READ, .query = &office_args_shape,
	    .sql = { 0, 16 }, .doc = "A promotion" },
	{ GET, PRICES_PATH "/promotions/{id}/delete", delete_page, ACCESS_OFFICE, PERM_PRICE_WRITE, .sql = { 0, 6 } },
	{ POST, PRICES_PATH "/promotions/{id}/delete", delete_post, ACCESS_OFFICE, PERM_PRICE_WRITE, .sql = { 0, 30 },
	    .doc = "Removes a promotion that was never used" },
};
const struct route_table office_promotion_routes = { routes, COUNT(routes) };

/* ---- the list ---- */

static void
list_row(struct req *r, struct block_view *b, const struct promotion_head *p)
{
	struct row_view *row = office_row(r, b);
	struct cell_view *c = office_cell(r, b, row, p->name);
	const char *tone;

	c->url = office_url(r, PROMOTION_PATH, p->public_id);
	c->note = price_window(r, p->starts_at, p->ends_at);
	c = office_cell(r, b, row, price_state(r, p->is_active, p->starts_at, p->ends_at, &tone));
	c->tone = str_of(tone);
	c = office_cell(r, b, row, form_text(r, p->kind == PROMOTION_CATALOGUE ? N_("Catalogue") : N_("Cart")));
	if (p->lane)
		c->note = str_printf(r->arena, "%.*s %d%s%.*s", STR_ARG(form_text(r, N_("lane"))), p->lane,
		    p->is_exclusive ? ", " : "", STR_ARG(p->is_exclusive ? form_text(r, N_("exclusive")) : STR("")));
	else if (p->is_exclusive)
		c->note = form_text(r, N_("exclusive"));
	c = office_cell(r, b, row, p->code.ptr ? p->code : STR_ABSENT);
	c->code = p->code.ptr != NULL;
	if (p->codes > 1)
		c->note = str_printf(r->arena, "+ %lld", (long long)p->codes - 1);
	if (p->use_limit.set)
		office_cell(
		    r, b, row, str_printf(r->arena, "%lld / %lld", (long long)p->uses, (long long)p->use_limit.value));
	else
		office_cell(r, b, row, str_printf(r->arena, "%lld", (long long)p->uses));
}

static enum err
list_page(struct req *r)
{
	static const char *const columns[] = { N_("Promotion"), N_("Status"), N_("Looks at"), N_("Code"),
		RIGHT(N_("Orders")) };
	const struct list_args *args = r->args;
	const struct promotion_head *h;
	struct office_page p;
	struct block_view *b;
	struct list all;
	enum err err = promotion_list(req_db(r), r->arena, args->before, PER_PAGE + 1, &all);

	if (err || (err = office_begin(r, &p, form_text(r, N_("Prices")))))
		return err;
	office_notice(r, &p, args->done);
	price_tabs(r, &p, TAB_PROMOTIONS);
	if (office_may(r, PERM_PRICE_WRITE))
		office_link(r, &p.actions, N_("New promotion"), office_url(r, PRICES_PATH "/promotions/new", STR("")));
	b = office_block(r, &p, NULL);
	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("No promotions yet."));
	h = all.items;
	for (size_t i = 0; i < MIN(all.count, PER_PAGE); i++)
		list_row(r, b, &h[i]);
	if (all.count > PER_PAGE)
		b->next_url = str_printf(r->arena, "%.*s?before=%lld", STR_ARG(office_url(r, PRICES_PATH, STR(""))),
		    (long long)h[PER_PAGE - 1].id);
	if (args->before)
		b->first_url = office_url(r, PRICES_PATH, STR(""));
	return office_reply(r, &p);
}

/* ---- one ---- */

static struct str
joined(struct req *r, struct list names)
{
	const struct str *s = names.items;
	struct buf b;

	buf_in_arena(&b, r->arena, BUF_REPLY);
	for (size_t i = 0; i < names.count; i++)
		buf_printf(&b, "%s%.*s", i ? ", " : "", STR_ARG(s[i]));
	return buf_view(&b);
}

static struct str
tiers_text(struct req *r, const struct promotion_benefit *b)
{
	const struct benefit_tier *t = b->tiers.items;
	struct buf out;

	buf_in_arena(&out, r->arena, BUF_LINE);
	for (size_t i = 0; i < b->tiers.count; i++) {
		struct str from = b->tiers_by_total ? price_amount_show(r, t[i].from, b->currency)
						    : str_printf(r->arena, "%lld", (long long)t[i].from);
		buf_printf(&out, "%s%.*s %.*s: %.*s", i ? "; " : "", STR_ARG(form_text(r, N_("from"))), STR_ARG(from),
		    STR_ARG(price_percent_show(r, t[i].value_e6)));
	}
	return buf_view(&out);
}

static struct str
benefit_text(struct req *r, const struct promotion_benefit *b)
{
	const char *text;

	switch ((enum benefit_kind)b->kind) {
	case BENEFIT_PERCENT:
		return str_printf(r->arena, "%.*s %.*s", STR_ARG(price_percent_show(r, b->value_e6)),
		    STR_ARG(form_text(r, N_("off"))));
	case BENEFIT_AMOUNT:
		return str_printf(r->arena, "%.*s %.*s", STR_ARG(price_amount_show(r, b->amount.value, b->currency)),
		    STR_ARG(form_text(r, N_("off, together"))));
	case BENEFIT_FIXED_PRICE:
		return str_printf(r->arena, "%.*s %.*s", STR_ARG(price_amount_show(r, b->amount.value, b->currency)),
		    STR_ARG(form_text(r, N_("each"))));
	case BENEFIT_BUY_GET:
		return str_printf(r->arena, "%lld + %lld: %.*s %.*s", (long long)b->buy, (long long)b->get,
		    STR_ARG(price_percent_show(r, b->value_e6)), STR_ARG(form_text(r, N_("off the cheapest"))));
	case BENEFIT_TIERS:
		return tiers_text(r, b);
	case BENEFIT_DELIVERY:
		text = b->value_e6 == 1000000 ? N_("free delivery") : N_("off the delivery");
		return b->value_e6 == 1000000
		    ? form_text(r, text)
		    : str_printf(r->arena, "%.*s %.*s", STR_ARG(price_percent_show(r, b->value_e6)),
			  STR_ARG(form_text(r, text)));
	default:
		return STR("");
	}
}

static void
name_fact(struct req *r, struct block_view *b, const char *label, struct list names)
{
	if (names.count)
		office_fact(r, b, label, joined(r, names));
}

static void
conditions_block(struct req *r, struct office_page *page, const struct promotion *p)
{
	const struct promotion_conditions *c = &p->conditions;
	struct block_view *b = office_block(r, page, N_("Asks for"));

	name_fact(r, b, N_("Products"), c->products);
	name_fact(r, b, N_("Variants"), c->variants);
	name_fact(r, b, N_("Categories"), c->categories);
	name_fact(r, b, N_("Brands"), c->brands);
	name_fact(r, b, N_("Tags"), c->tags);
	name_fact(r, b, N_("Never for products"), c->not_products);
	name_fact(r, b, N_("Never for categories"), c->not_categories);
	name_fact(r, b, N_("Never for tags"), c->not_tags);
	name_fact(r, b, N_("Customer groups"), c->groups);
	if (c->min_total.set)
		office_fact(
		    r, b, N_("Least sum of these goods"), price_amount_show(r, c->min_total.value, c->currency));
	else if (c->currency.ptr)
		office_fact(r, b, N_("Currency"), c->currency);
	if (c->min_quantity.set)
		office_fact(r, b, N_("Least pieces of them"), price_number_text(r, c->min_quantity));
	name_fact(r, b, N_("Delivered to"), c->countries);
	name_fact(r, b, N_("Ways of delivery"), c->methods);
	if (c->first_order)
		office_fact(r, b, N_("First order"), form_text(r, N_("only")));
	if (c->known_only)
		office_fact(r, b, N_("Logged in"), form_text(r, N_("only")));
	if (!b->facts.list.count)
		b->text = form_text(r, N_("Nothing: it is for every cart and every product."));
}

static void
head_block(struct req *r, struct office_page *page, const struct promotion *p, struct list texts)
{
	const struct promotion_text *t = texts.items;
	struct block_view *b = office_block(r, page, NULL);

	office_fact(r, b, N_("Gives"), benefit_text(r, &p->benefit));
	if (p->benefit.cap.set)
		office_fact(r, b, N_("At most"), price_amount_show(r, p->benefit.cap.value, p->benefit.currency));
	office_fact(r, b, N_("Looks at"),
	    form_text(
		r, p->kind == PROMOTION_CATALOGUE ? N_("the catalogue: everybody sees the price") : N_("the cart")));
	office_fact(r, b, N_("Lane"), str_printf(r->arena, "%d", p->lane))->note = form_text(r,
	    p->is_exclusive ? N_("nothing after it")
			    : N_("lower lanes come first; within one the best for the buyer wins"));
	office_fact(r, b, N_("When (UTC)"), price_window(r, p->starts_at, p->ends_at));
	for (size_t i = 0; i < texts.count; i++)
		office_fact(r, b, N_("Name for shoppers"), t[i].name)->note = office_language(r, t[i].locale);
	if (p->use_limit.set)
		office_fact(r, b, N_("Orders with it"),
		    str_printf(r->arena, "%lld / %lld", (long long)p->used, (long long)p->use_limit.value));
	if (p->use_limit_each.set)
		office_fact(r, b, N_("Orders of one customer"), price_number_text(r, p->use_limit_each));
	if (p->budget.set)
		office_fact(r, b, N_("Budget"),
		    str_printf(r->arena, "%.*s / %.*s", STR_ARG(price_amount_show(r, p->spent, p->budget_currency)),
			STR_ARG(price_amount_show(r, p->budget.value, p->budget_currency))));
}

static enum err
codes_block(struct req *r, struct office_page *page, const struct promotion *p)
{
	static const char *const columns[] = { N_("Code"), RIGHT(N_("Orders")), N_("Status"), N_("Since") };
	struct block_view *b;
	const struct coupon *c;
	struct list codes;
	enum err err = coupon_list(req_db(r), r->arena, p->id, 0, CODES_SHOWN, &codes);

	if (err)
		return err;
	b = office_block(r, page, N_("Codes"));
	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("No codes yet: nobody can use it."));
	c = codes.items;
	for (size_t i = 0; i < codes.count; i++) {
		struct row_view *row = office_row(r, b);
		office_cell(r, b, row, c[i].code)->code = true;
		office_cell(r, b, row,
		    c[i].use_limit.set
			? str_printf(r->arena, "%lld / %lld", (long long)c[i].uses, (long long)c[i].use_limit.value)
			: str_printf(r->arena, "%lld", (long long)c[i].uses));
		office_cell(r, b, row, form_text(r, c[i].is_active ? N_("on") : N_("off")))->tone =
		    c[i].is_active ? STR("good") : STR("quiet");
		(void)office_cell_time(r, b, row, c[i].created_at);
		if (office_may(r, PERM_PRICE_WRITE)) {
			struct button_view *button =
			    office_row_button(r, b, row, c[i].is_active ? N_("Switch off") : N_("Switch on"),
				office_url(r, c[i].is_active ? PROMOTION_PATH "/codes/off" : PROMOTION_PATH "/codes/on",
				    p->public_id));
			button->name = STR("coupon");
			button->value = str_printf(r->arena, "%lld", (long long)c[i].id);
		}
	}
	if (office_may(r, PERM_PRICE_WRITE))
		office_link(r, &b->buttons, N_("Add codes"), office_url(r, PROMOTION_PATH "/codes", p->public_id));
	if (codes.count)
		office_link(
		    r, &b->buttons, N_("All codes as CSV"), office_url(r, PROMOTION_PATH "/codes.csv", p->public_id))
		    ->quiet = true;
	return OK;
}

static enum err
show_page(struct req *r)
{
	const struct office_args *args = r->args;
	struct office_page page;
	struct promotion p;
	struct list texts;
	const char *tone;
	enum err err;

	if ((err = promotion_get(req_db(r), r->arena, r->params[0], &p)) ||
	    (err = promotion_texts(req_db(r), r->arena, p.id, &texts)) ||
	    (err = promotion_show_names(req_db(r), r->arena, &p.conditions)) || (err = office_begin(r, &page, p.name)))
		return err;
	office_crumb(r, &page, N_("Prices"), PRICES_PATH);
	office_notice(r, &page, args->done);
	page.tag = price_state(r, p.is_active, p.starts_at, p.ends_at, &tone);
	page.tag_tone = str_of(tone);
	if (office_may(r, PERM_PRICE_WRITE)) {
		struct button_view *button;
		office_link(r, &page.actions, N_("Change"), office_url(r, PROMOTION_PATH "/edit", p.public_id));
		button =
		    office_link(r, &page.actions, N_("Delete …"), office_url(r, PROMOTION_PATH "/delete", p.public_id));
		button->quiet = button->danger = true;
	}
	head_block(r, &page, &p, texts);
	conditions_block(r, &page, &p);
	if (p.needs_code && (err = codes_block(r, &page, &p)))
		return err;
	return office_reply(r, &page);
}

/* ---- delete ---- */

static enum err
ask_delete(struct req *r, struct str problem)
{
	struct promotion p;
	enum err err = promotion_get(req_db(r), r->arena, r->params[0], &p);

	if (err)
		return err;
	return office_confirm(r,
	    &(struct office_question){ .heading = N_("Delete this promotion?"),
		.subject = p.name,
		.text = N_("Its codes go with it. It cannot be brought back."),
		.submit = N_("Delete"),
		.action = office_url(r, PROMOTION_PATH "/delete", p.public_id),
		.cancel = office_url(r, PROMOTION_PATH, p.public_id),
		.problem = problem });
}

static enum err
delete_page(struct req *r)
{
	return ask_delete(r, STR_ABSENT);
}

static enum err
delete_post(struct req *r)
{
	struct price_env e = price_env_of(r);
	enum err err = promotion_remove(&e, r->params[0]);

	if (err == ERR_CONFLICT) {
		err_clear();
		return ask_delete(r, form_text(r, N_("Orders have used it, so it stays. Switch it off instead.")));
	}
	return err ? err : office_done(r, office_url(r, PRICES_PATH, STR("")), "deleted");
}
