/* promotion_form.c - a promotion is made and changed: one form, which needs no JavaScript; what a kind does not need is
 * left empty. */
#include "fcgi/admin/prices.h"

static enum err new_page(struct req *r), new_post(struct req *r), edit_page(struct req *r), edit_post(struct req *r);

struct promotion_form {
	struct str name, names, kind, lane, starts_at, ends_at;
	bool is_active, is_exclusive, needs_code, tiers_by_total, first_order, known_only;
	struct str benefit, percent, amount, cap, currency, buy, get, tiers, codes;
	struct str categories, products, variants, brands, tags, not_categories, not_products, not_tags, groups,
	    countries, methods;
	struct str min_total, min_quantity, use_limit, use_limit_each, budget;
	int64_t version;
};
#define TEXT(m, most, text) SHAPE_STR(struct promotion_form, m, 0, most, .doc = (text))
#define LINES(m, text) SHAPE_STR(struct promotion_form, m, 0, 20000, .flags = SHAPE_MULTILINE, .doc = (text))
#define BOX(m, text) SHAPE_BOOL(struct promotion_form, m, .doc = (text))
static const struct shape_field shape_fields[] = {
	SHAPE_STR(struct promotion_form, name, 1, 200, .flags = SHAPE_REQUIRED, .doc = "for the staff"),
	LINES(names, "for shoppers, a language a line"),
	TEXT(kind, 20, "catalogue or cart"),
	TEXT(lane, 10, "lane"),
	TEXT(starts_at, 40, "from"),
	TEXT(ends_at, 40, "until"),
	BOX(is_active, "switched on"),
	BOX(is_exclusive, "nothing after it"),
	BOX(needs_code, "only with a code"),
	BOX(tiers_by_total, "steps are sums"),
	BOX(first_order, "first orders"),
	BOX(known_only, "logged in"),
	TEXT(benefit, 20, "what it gives"),
	TEXT(percent, 20, "percentage"),
	TEXT(amount, 30, "amount"),
	TEXT(cap, 30, "at most"),
	TEXT(currency, 3, "currency"),
	TEXT(buy, 10, "buy"),
	TEXT(get, 10, "get"),
	LINES(tiers, "steps"),
	LINES(codes, "codes"),
	LINES(categories, "categories"),
	LINES(products, "products"),
	LINES(variants, "variants"),
	LINES(brands, "brands"),
	LINES(tags, "tags"),
	LINES(not_categories, "never categories"),
	LINES(not_products, "never products"),
	LINES(not_tags, "never tags"),
	LINES(groups, "groups"),
	LINES(countries, "countries"),
	LINES(methods, "ways of delivery"),
	TEXT(min_total, 30, "least sum"),
	TEXT(min_quantity, 10, "least pieces"),
	TEXT(use_limit, 12, "orders"),
	TEXT(use_limit_each, 12, "orders of one customer"),
	TEXT(budget, 30, "budget"),
	SHAPE_I64(struct promotion_form, version, 0, INT64_MAX, .fallback = "0", .doc = "version that was shown"),
};
static const struct shape form_shape = SHAPE(struct promotion_form, shape_fields, "A promotion as it is entered.");

#define WRITE ACCESS_OFFICE, PERM_PRICE_WRITE
static const struct route routes[] = {
	{ GET, PRICES_PATH "/promotions/new", new_page, WRITE, .sql = { 0, 4 } },
	{ POST, PRICES_PATH "/promotions/new", new_post, WRITE, .body = &form_shape, .sql = { 0, 200 },
	    .doc = "Makes a promotion" },
	{ GET, PRICES_PATH "/promotions/{id}/edit", edit_page, WRITE, .sql = { 0, 12 } },
	{ POST, PRICES_PATH "/promotions/{id}/edit", edit_post, WRITE, .body = &form_shape, .sql = { 0, 200 },
	    .doc = "Changes a promotion" },
};
const struct route_table office_promotion_form_routes = { routes, COUNT(routes) };

static const struct form_field fields[] = {
	{ "name", N_("Name"), FIELD_TEXT, .autocomplete = "off", .hint = N_("For the staff.") },
	{ "names", N_("Name for shoppers"), FIELD_AREA,
	    .hint = N_("A language a line, such as “en: Bath week”. Without one, shoppers see the name above.") },
	{ "is_active", N_("Switched on"), FIELD_CHECK },
	{ "starts_at", N_("From (UTC)"), FIELD_TEXT, .half = true,
	    .hint = N_("Such as 2026-12-01 18:00; empty: at once.") },
	{ "ends_at", N_("Until (UTC)"), FIELD_TEXT, .half = true, .hint = N_("Empty: without end.") },
	{ "kind", N_("Looks at"), FIELD_SELECT, .legend = N_("What it gives") },
	{ "benefit", N_("Gives"), FIELD_SELECT },
	{ "percent", N_("Percent"), FIELD_TEXT, .half = true, .inputmode = "decimal",
	    .hint = N_("For a percentage, buy and get, delivery: 100 is free.") },
	{ "amount", N_("Amount"), FIELD_TEXT, .half = true, .inputmode = "decimal",
	    .hint = N_("For an amount off or a fixed price.") },
	{ "currency", N_("Currency"), FIELD_TEXT, .half = true,
	    .hint = N_("Of all amounts of this form, such as EUR.") },
	{ "cap", N_("At most"), FIELD_TEXT, .half = true, .inputmode = "decimal",
	    .hint = N_("No more than this is taken off an order.") },
	{ "buy", N_("Buy"), FIELD_TEXT, .half = true, .inputmode = "numeric",
	    .hint = N_("Of every buy + get pieces …") },
	{ "get", N_("Get"), FIELD_TEXT, .half = true, .inputmode = "numeric",
	    .hint = N_("… the cheapest get are reduced.") },
	{ "tiers", N_("Steps"), FIELD_AREA,
	    .hint = N_("A step a line, such as “3: 5” for 5 percent from 3 pieces on.") },
	{ "tiers_by_total", N_("Steps are sums, not pieces"), FIELD_CHECK },
	{ "lane", N_("Lane"), FIELD_TEXT, .inputmode = "numeric",
	    .hint = N_("Lanes follow each other, the lowest first; within one the best promotion wins.") },
	{ "is_exclusive", N_("Exclusive: nothing after it"), FIELD_CHECK },
	{ "categories", N_("Categories"), FIELD_AREA, .half = true, .legend = N_("Which goods"),
	    .hint = N_("Addresses such as “bath”, one per line; those below belong to it. Empty: all.") },
	{ "products", N_("Products"), FIELD_AREA, .half = true, .hint = N_("Addresses, one per line.") },
	{ "variants", N_("Variants"), FIELD_AREA, .half = true, .hint = N_("SKUs, one per line.") },
	{ "brands", N_("Brands"), FIELD_AREA, .half = true, .hint = N_("Addresses, one per line.") },
	{ "tags", N_("Tags"), FIELD_AREA, .half = true, .hint = N_("One per line.") },
	{ "not_categories", N_("Never for categories"), FIELD_AREA, .half = true },
	{ "not_products", N_("Never for products"), FIELD_AREA, .half = true },
	{ "not_tags", N_("Never for tags"), FIELD_AREA, .half = true },
	{ "min_total", N_("Least sum of these goods"), FIELD_TEXT, .half = true, .inputmode = "decimal",
	    .legend = N_("Which carts") },
	{ "min_quantity", N_("Least pieces of them"), FIELD_TEXT, .half = true, .inputmode = "numeric" },
	{ "groups", N_("Customer groups"), FIELD_AREA, .half = true,
	    .hint = N_("Codes, one per line. Empty: everybody.") },
	{ "countries", N_("Delivered to"), FIELD_AREA, .half = true,
	    .hint = N_("Countries such as DE, one per line.") },
	{ "methods", N_("Ways of delivery"), FIELD_AREA, .half = true, .hint = N_("Codes, one per line.") },
	{ "first_order", N_("Only a first order"), FIELD_CHECK },
	{ "known_only", N_("Only for those who are logged in"), FIELD_CHECK },
	{ "needs_code", N_("Only with a code"), FIELD_CHECK, .legend = N_("Codes and limits") },
	{ "codes", N_("Codes"), FIELD_AREA, .hint = N_("One per line; many can be made later.") },
	{ "use_limit", N_("Orders with it"), FIELD_TEXT, .half = true, .inputmode = "numeric",
	    .hint = N_("All customers together; empty: no limit.") },
	{ "use_limit_each", N_("Orders of one customer"), FIELD_TEXT, .half = true, .inputmode = "numeric",
	    .hint = N_("Empty: no limit.") },
	{ "budget", N_("Budget"), FIELD_TEXT, .half = true, .inputmode = "decimal",
	    .hint = N_("No more than this is given away in all.") },
	{ "version", NULL, FIELD_HIDDEN },
};
static const char *const kinds[][2] = { { "cart", N_("The cart") },
	{ "catalogue", N_("The catalogue: everybody sees the price") } };
static const char *const benefits[][2] = { { "percent", N_("A percentage off") },
	{ "amount", N_("An amount off, shared by the goods") }, { "fixed_price", N_("A fixed price for each piece") },
	{ "buy_get", N_("Buy some, get some cheaper") }, { "tiers", N_("A percentage that grows in steps") },
	{ "delivery", N_("Delivery free or cheaper") } };

/* ---- showing ---- */

static struct str
tiers_text(struct req *r, const struct promotion_benefit *b)
{
	const struct benefit_tier *t = b->tiers.items;
	struct buf out;

	buf_in_arena(&out, r->arena, BUF_LINE);
	for (size_t i = 0; i < b->tiers.count; i++) {
		struct str from = b->tiers_by_total
		    ? price_amount_text(r, (struct opt_i64){ true, t[i].from }, b->currency)
		    : price_number_text(r, (struct opt_i64){ true, t[i].from });
		buf_printf(
		    &out, "%s%.*s: %.*s", i ? "\n" : "", STR_ARG(from), STR_ARG(price_percent_text(r, t[i].value_e6)));
	}
	return buf_view(&out);
}

static struct str
names_text(struct req *r, struct list texts)
{
	const struct promotion_text *t = texts.items;
	struct buf out;

	buf_in_arena(&out, r->arena, BUF_LINE);
	for (size_t i = 0; i < texts.count; i++)
		buf_printf(&out, "%s%.*s: %.*s", i ? "\n" : "", STR_ARG(t[i].locale), STR_ARG(t[i].name));
	return buf_view(&out);
}

static void
fill_goods(struct req *r, const struct promotion_conditions *c, struct promotion_form *f)
{
	f->categories = price_names_text(r->arena, c->categories);
	f->products = price_names_text(r->arena, c->products);
	f->variants = price_names_text(r->arena, c->variants);
	f->brands = price_names_text(r->arena, c->brands);
	f->tags = price_names_text(r->arena, c->tags);
	f->not_categories = price_names_text(r->arena, c->not_categories);
	f->not_products = price_names_text(r->arena, c->not_products);
	f->not_tags = price_names_text(r->arena, c->not_tags);
	f->groups = price_names_text(r->arena, c->groups);
	f->countries = price_names_text(r->arena, c->countries);
	f->methods = price_names_text(r->arena, c->methods);
}

static struct promotion_form
form_of(struct req *r, const struct promotion *p, struct list texts)
{
	const struct promotion_benefit *b = &p->benefit;
	const struct promotion_conditions *c = &p->conditions;
	struct str currency = b->currency.ptr ? b->currency : c->currency.ptr ? c->currency : p->budget_currency;
	struct promotion_form f = { .name = p->name,
		.names = names_text(r, texts),
		.kind = str_of(promotion_kinds[p->kind].name),
		.lane = str_printf(r->arena, "%d", p->lane),
		.starts_at = price_when_text(r, p->starts_at),
		.ends_at = price_when_text(r, p->ends_at),
		.is_active = p->is_active,
		.is_exclusive = p->is_exclusive,
		.needs_code = p->needs_code,
		.tiers_by_total = b->tiers_by_total,
		.first_order = c->first_order,
		.known_only = c->known_only,
		.benefit = str_of(benefit_kinds[b->kind].name),
		.percent = b->value_e6 ? price_percent_text(r, b->value_e6) : STR_ABSENT,
		.amount = price_amount_text(r, b->amount, b->currency),
		.cap = price_amount_text(r, b->cap, b->currency),
		.currency = currency,
		.tiers = tiers_text(r, b),
		.version = p->version };

	f.buy = price_number_text(r, (struct opt_i64){ b->buy > 0, b->buy });
	f.get = price_number_text(r, (struct opt_i64){ b->get > 0, b->get });
	f.min_total = price_amount_text(r, c->min_total, c->currency);
	f.min_quantity = price_number_text(r, c->min_quantity);
	f.use_limit = price_number_text(r, p->use_limit);
	f.use_limit_each = price_number_text(r, p->use_limit_each);
	f.budget = price_amount_text(r, p->budget, p->budget_currency);
	fill_goods(r, c, &f);
	return f;
}

static enum err
form_show(struct req *r, struct str id, const struct promotion_form *f, int status)
{
	struct office_page p;
	struct block_view *b;
	enum err err = office_begin(r, &p, id.ptr ? f->name : form_text(r, N_("New promotion")));

	if (err)
		return err;
	office_crumb(r, &p, N_("Prices"), PRICES_PATH);
	if (status == 409)
		p.problem = form_text(r, N_("Somebody else changed it meanwhile. Look at it again before you save."));
	b = office_block(r, &p, NULL);
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, fields, COUNT(fields), &form_shape, f, &r->errors);
	form_view_field(b->form, "kind")->options = price_options(r, kinds, COUNT(kinds), f->kind);
	form_view_field(b->form, "benefit")->options = price_options(r, benefits, COUNT(benefits), f->benefit);
	b->form->action =
	    id.ptr ? office_url(r, PROMOTION_PATH "/edit", id) : office_url(r, PRICES_PATH "/promotions/new", STR(""));
	b->form->submit = form_text(r, N_("Save"));
	b->cancel_url = id.ptr ? office_url(r, PROMOTION_PATH, id) : office_url(r, PRICES_PATH, STR(""));
	return office_reply_status(r, status != 200 ? status : form_status(b->form), &p);
}

static enum err
new_page(struct req *r)
{
	struct promotion_form f = {
		.kind = STR("cart"), .benefit = STR("percent"), .lane = STR("0"), .currency = req_currency(r)
	};

	return form_show(r, STR_ABSENT, &f, 200);
}

static enum err
edit_page(struct req *r)
{
	struct promotion_form f;
	struct promotion p;
	struct list texts;
	enum err err;

	if ((err = promotion_get(req_db(r), r->arena, r->params[0], &p)) ||
	    (err = promotion_texts(req_db(r), r->arena, p.id, &texts)) ||
	    (err = promotion_show_names(req_db(r), r->arena, &p.conditions)))
		return err;
	f = form_of(r, &p, texts);
	return form_show(r, r->params[0], &f, 200);
}

/* ---- reading ---- */

static int
choice(const struct shape_enum *names, struct str text)
{
	for (; names->name; names++)
		if (str_eq_z(text, names->name))
			return names->value;
	return -1;
}

/* "key: value" lines. */
static struct list
pairs(struct req *r, struct str text)
{
	struct pair *out = arena_array(r->arena, struct pair, text.len + 1);
	struct str rest = text, line;
	size_t n = 0;

	while (str_split(&rest, '\n', &line)) {
		size_t colon = str_find(line, ':');
		if (!str_trim(line).len)
			continue;
		out[n++] =
		    (struct pair){ str_trim(str_cut(line, colon)), str_trim(str_skip(line, MIN(colon + 1, line.len))) };
	}
	return (struct list){ out, n };
}

static struct list
read_tiers(struct req *r, const struct promotion_form *f, struct str currency)
{
	struct list lines = pairs(r, f->tiers);
	const struct pair *p = lines.items;
	struct benefit_tier *t = arena_array(r->arena, struct benefit_tier, lines.count);

	for (size_t i = 0; i < lines.count; i++) {
		struct opt_i64 from = f->tiers_by_total ? price_amount_read(r, p[i].name, currency, "tiers")
							: price_number_read(r, p[i].name, "tiers");
		t[i] = (struct benefit_tier){ from.value, price_percent_read(r, p[i].value, "tiers") };
	}
	return (struct list){ t, lines.count };
}

static struct list
read_names(struct req *r, const struct promotion_form *f)
{
	struct list lines = pairs(r, f->names);
	const struct pair *p = lines.items;
	struct promotion_text *t = arena_array(r->arena, struct promotion_text, lines.count);

	for (size_t i = 0; i < lines.count; i++) {
		if (!format_locale.check(p[i].name) || !p[i].value.len || str_chars(p[i].value) > 200)
			field_error(&r->errors, STR("names"),
			    N_("Write a language and a name in each line, such as “en: Bath week”."),
			    (struct opt_i64){ 0 });
		t[i] = (struct promotion_text){ p[i].name, p[i].value };
	}
	return (struct list){ t, lines.count };
}

static void
read_conditions(struct req *r, const struct promotion_form *f, struct str currency, struct promotion_conditions *c)
{
	*c = (struct promotion_conditions){ .products = price_names(r->arena, f->products),
		.categories = price_names(r->arena, f->categories),
		.brands = price_names(r->arena, f->brands),
		.variants = price_names(r->arena, f->variants),
		.tags = price_names(r->arena, f->tags),
		.not_products = price_names(r->arena, f->not_products),
		.not_categories = price_names(r->arena, f->not_categories),
		.not_tags = price_names(r->arena, f->not_tags),
		.groups = price_names(r->arena, f->groups),
		.methods = price_names(r->arena, f->methods),
		.first_order = f->first_order,
		.known_only = f->known_only };
	if (str_trim(f->countries).len)
		c->countries = price_names(r->arena, price_upper(r, f->countries));
	c->min_total = price_amount_read(r, f->min_total, currency, "min_total");
	c->min_quantity = price_number_read(r, f->min_quantity, "min_quantity");
	if (c->min_total.set)
		c->currency = currency;
}

static struct promotion_input
read_form(struct req *r, const struct promotion_form *f)
{
	struct promotion_conditions *c = arena_new_of(r->arena, struct promotion_conditions);
	struct promotion_benefit *b = arena_new_of(r->arena, struct promotion_benefit);
	struct str currency = price_upper(r, f->currency);
	struct opt_i64 lane = { 0 };
	struct promotion_input in = { .name = f->name,
		.kind = choice(promotion_kinds, f->kind),
		.is_exclusive = f->is_exclusive,
		.needs_code = f->needs_code,
		.is_active = f->is_active,
		.conditions = c,
		.benefit = b,
		.codes = price_names(r->arena, f->codes),
		.version = f->version };
	char known[4];

	r->errors.arena = r->arena;
	if (currency.ptr && money_currency(currency, known)) {
		field_error(&r->errors, STR("currency"), N_("There is no such currency."), (struct opt_i64){ 0 });
		currency = STR_ABSENT;
	}
	in.starts_at = price_when_read(r, f->starts_at, "starts_at");
	in.ends_at = price_when_read(r, f->ends_at, "ends_at");
	if (str_starts(str_trim(f->lane), STR("-")))
		lane.value = -price_number_read(r, str_skip(str_trim(f->lane), 1), "lane").value;
	else
		lane = price_number_read(r, f->lane, "lane");
	in.lane = (int32_t)MAX(-1000, MIN(1000, lane.value));
	*b = (struct promotion_benefit){ .kind = choice(benefit_kinds, f->benefit),
		.value_e6 = price_percent_read(r, f->percent, "percent"),
		.amount = price_amount_read(r, f->amount, currency, "amount"),
		.cap = price_amount_read(r, f->cap, currency, "cap"),
		.buy = price_number_read(r, f->buy, "buy").value,
		.get = price_number_read(r, f->get, "get").value,
		.tiers_by_total = f->tiers_by_total,
		.tiers = read_tiers(r, f, currency) };
	if (b->amount.set || b->cap.set || b->tiers_by_total)
		b->currency = currency;
	read_conditions(r, f, currency, c);
	in.use_limit = price_number_read(r, f->use_limit, "use_limit");
	in.use_limit_each = price_number_read(r, f->use_limit_each, "use_limit_each");
	in.budget = price_amount_read(r, f->budget, currency, "budget");
	in.budget_currency = in.budget.set ? currency : STR_ABSENT;
	in.texts = read_names(r, f);
	return in;
}

/* The domain names members; the form has fields. */
static void
name_errors(struct req *r)
{
	static const char *const names[][2] = { { "benefit.kind", "benefit" }, { "benefit.value_e6", "percent" },
		{ "benefit.amount", "amount" }, { "benefit.currency", "currency" }, { "benefit.buy", "buy" },
		{ "benefit.tiers", "tiers" }, { "conditions.currency", "currency" },
		{ "budget_currency", "currency" } };

	for (size_t i = 0; i < r->errors.count; i++) {
		struct str *name = &r->errors.items[i].name;
		for (size_t k = 0; k < COUNT(names); k++)
			if (str_eq_z(*name, names[k][0]))
				*name = str_of(names[k][1]);
		if (str_starts(*name, STR("conditions.")))
			*name = str_skip(*name, strlen("conditions."));
	}
}

static enum err
save(struct req *r, struct str id)
{
	const struct promotion_form *f = r->form;
	struct price_env e = price_env_of(r);
	struct promotion_input in = read_form(r, f);
	struct str made;
	enum err err;

	if (r->errors.count)
		return form_show(r, id, f, 422);
	err = promotion_save(&e, id, &in, &r->errors, &made);
	name_errors(r);
	if (err == ERR_PRECONDITION) {
		err_clear();
		return form_show(r, id, f, 409);
	}
	if ((err == ERR_INVALID || err == ERR_CONFLICT) && r->errors.count)
		return form_show(r, id, f, 422);
	return err ? err : office_done(r, office_url(r, PROMOTION_PATH, made), id.ptr ? "saved" : "made");
}

static enum err
new_post(struct req *r)
{
	return save(r, STR_ABSENT);
}

static enum err
edit_post(struct req *r)
{
	return save(r, r->params[0]);
}
