/* price_list_pages.c - price lists: the list of them, one with its prices, prices from a file. */
#include "fcgi/admin/prices.h"
#include "lib/shop/customer_group.h"
#include "lib/shop/price_list.h"

#define PRICES_SHOWN 200

static enum err list_page(struct req *r), new_page(struct req *r), new_post(struct req *r), show_page(struct req *r),
    edit_page(struct req *r), edit_post(struct req *r);
static enum err csv_page(struct req *r), csv_post(struct req *r), delete_page(struct req *r),
    delete_post(struct req *r);

struct list_form {
	struct str code, name, currency, group_code, country, starts_at, ends_at, position;
	bool is_active;
	int64_t version;
};
static const struct shape_field list_fields[] = {
	SHAPE_STR(struct list_form, code, 0, 64, .doc = "code"),
	SHAPE_STR(struct list_form, name, 1, 200, .flags = SHAPE_REQUIRED, .doc = "name"),
	SHAPE_STR(struct list_form, currency, 0, 3, .doc = "of its prices"),
	SHAPE_STR(struct list_form, group_code, 0, 64, .doc = "group"),
	SHAPE_STR(struct list_form, country, 0, 2, .doc = "country"),
	SHAPE_STR(struct list_form, starts_at, 0, 40, .doc = "from"),
	SHAPE_STR(struct list_form, ends_at, 0, 40, .doc = "until"),
	SHAPE_STR(struct list_form, position, 0, 10, .doc = "order"),
	SHAPE_BOOL(struct list_form, is_active, .doc = "switched on"),
	SHAPE_I64(struct list_form, version, 0, INT64_MAX, .fallback = "0", .doc = "version that was shown"),
};
static const struct shape list_shape = SHAPE(struct list_form, list_fields, "A price list as it is entered.");
struct csv_form {
	struct str csv;
};
static const struct shape_field csv_fields[] = { SHAPE_STR(
    struct csv_form, csv, 1, 4000000, .flags = SHAPE_REQUIRED | SHAPE_MULTILINE, .doc = "sku,min_quantity,price") };
static const struct shape csv_shape = SHAPE(struct csv_form, csv_fields, "Prices as CSV.");

#define READ ACCESS_OFFICE, PERM_PRICE_READ
#define WRITE ACCESS_OFFICE, PERM_PRICE_WRITE
#define LISTS PRICES_PATH "/lists"
#define ITEM LISTS "/*"
static const struct route routes[] = {
	{ GET, LISTS, list_page, READ, .query = &office_args_shape, .sql = { 0, 6 }, .doc = "Price lists" },
	{ GET, LISTS "/new", new_page, WRITE, .sql = { 0, 6 } },
	{ POST, LISTS "/new", new_post, WRITE, .body = &list_shape, .sql = { 0, 20 }, .doc = "Makes a price list" },
	{ GET, LISTS "/{id}", show_page, READ, .query = &office_args_shape, .sql = { 0, 8 }, .doc = "A price list" },
	{ GET, LISTS "/{id}/edit", edit_page, WRITE, .sql = { 0, 6 } },
	{ POST, LISTS "/{id}/edit", edit_post, WRITE, .body = &list_shape, .sql = { 0, 20 },
	    .doc = "Changes a price list" },
	{ GET, LISTS "/{id}/prices.csv", csv_page, READ, .sql = { 0, 6 }, .doc = "Its prices as CSV" },
	{ POST, LISTS "/{id}/prices", csv_post, WRITE, .body = &csv_shape, .sql = { 0, 40 },
	    .doc = "Its prices become those of a CSV" },
	{ GET, LISTS "/{id}/delete", delete_page, WRITE, .sql = { 0, 6 } },
	{ POST, LISTS "/{id}/delete", delete_post, WRITE, .sql = { 0, 20 } },
};
const struct route_table office_price_list_routes = { routes, COUNT(routes) };

static const struct form_field fields[] = {
	{ "name", N_("Name"), FIELD_TEXT, .autocomplete = "off" },
	{ "code", N_("Code"), FIELD_TEXT, .half = true, .autocomplete = "off",
	    .hint = N_("Small letters, digits and dashes; it never changes.") },
	{ "currency", N_("Currency"), FIELD_TEXT, .half = true,
	    .hint = N_("Of its prices, such as EUR; it never changes.") },
	{ "group_code", N_("For whom"), FIELD_SELECT },
	{ "country", N_("Deliveries to"), FIELD_TEXT, .hint = N_("A country such as DE; empty: everywhere.") },
	{ "starts_at", N_("From (UTC)"), FIELD_TEXT, .half = true,
	    .hint = N_("Such as 2026-12-01 18:00; empty: at once.") },
	{ "ends_at", N_("Until (UTC)"), FIELD_TEXT, .half = true, .hint = N_("Empty: without end.") },
	{ "position", N_("Position"), FIELD_TEXT, .inputmode = "numeric",
	    .hint = N_("Of several lists that have a product the one with the lowest position applies.") },
	{ "is_active", N_("Switched on"), FIELD_CHECK },
	{ "version", NULL, FIELD_HIDDEN },
};

/* ---- lists ---- */

static struct str
for_whom(struct req *r, const struct price_list *l)
{
	struct str who = l->group_code.ptr ? l->group_code : form_text(r, N_("everybody"));

	return l->country.ptr ? str_printf(r->arena, "%.*s · %.*s", STR_ARG(who), STR_ARG(l->country)) : who;
}

static enum err
list_page(struct req *r)
{
	static const char *const columns[] = { N_("Price list"), N_("Status"), N_("For whom"), RIGHT(N_("Prices")),
		RIGHT(N_("Position")) };
	const struct office_args *args = r->args;
	const struct price_list *l;
	struct office_page p;
	struct block_view *b;
	struct list all;
	enum err err = price_list_list(req_db(r), r->arena, &all);

	if (err || (err = office_begin(r, &p, form_text(r, N_("Prices")))))
		return err;
	office_notice(r, &p, args->done);
	price_tabs(r, &p, TAB_LISTS);
	if (office_may(r, PERM_PRICE_WRITE))
		office_link(r, &p.actions, N_("New price list"), office_url(r, LISTS "/new", STR("")));
	b = office_block(r, &p, NULL);
	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("No price lists: everybody pays the usual price."));
	l = all.items;
	for (size_t i = 0; i < all.count; i++) {
		struct row_view *row = office_row(r, b);
		struct cell_view *c = office_cell(r, b, row, l[i].name);
		const char *tone;
		c->url = office_url(r, ITEM, l[i].public_id);
		c->note = price_window(r, l[i].starts_at, l[i].ends_at);
		c = office_cell(r, b, row, price_state(r, l[i].is_active, l[i].starts_at, l[i].ends_at, &tone));
		c->tone = str_of(tone);
		office_cell(r, b, row, for_whom(r, &l[i]));
		office_cell(r, b, row, str_printf(r->arena, "%lld", (long long)l[i].prices))->note = l[i].currency;
		office_cell(r, b, row, str_printf(r->arena, "%d", l[i].position));
	}
	return office_reply(r, &p);
}

/* ---- one ---- */

static void
prices_table(struct req *r, struct office_page *p, const struct price_list *l, struct list prices)
{
	static const char *const columns[] = { N_("SKU"), N_("Product"), RIGHT(N_("From pieces")), RIGHT(N_("Price")),
		RIGHT(N_("Usual price")) };
	const struct price_list_row *row = prices.items;
	struct block_view *b = office_block(r, p, N_("Its prices"));

	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("No prices yet."));
	for (size_t i = 0; i < MIN(prices.count, PRICES_SHOWN); i++) {
		struct row_view *v = office_row(r, b);
		office_cell(r, b, v, row[i].sku)->code = true;
		office_cell(r, b, v, row[i].title);
		office_cell(r, b, v, str_printf(r->arena, "%lld", (long long)row[i].min_quantity));
		office_cell(r, b, v, price_amount_show(r, row[i].amount, l->currency));
		office_cell(
		    r, b, v, row[i].usual.set ? price_amount_show(r, row[i].usual.value, l->currency) : STR_ABSENT);
	}
	if (prices.count > PRICES_SHOWN)
		b->text = form_text(r, N_("The first 200; the file has all."));
	if (prices.count)
		office_link(r, &b->buttons, N_("All prices as CSV"), office_url(r, ITEM "/prices.csv", l->public_id))
		    ->quiet = true;
}

static void
upload_block(
    struct req *r, struct office_page *p, const struct price_list *l, const struct csv_form *f, struct list problems)
{
	static const struct form_field field[] = { { "csv", N_("CSV"), FIELD_AREA,
	    .hint = N_("First line: sku,min_quantity,price. The whole list becomes what stands here.") } };
	struct block_view *b = office_block(r, p, N_("Prices from a file"));
	struct buf lines;

	if (problems.count) {
		const struct str *s = problems.items;
		buf_in_arena(&lines, r->arena, BUF_REPLY);
		for (size_t i = 0; i < problems.count; i++)
			buf_printf(&lines, "%s%.*s", i ? "\n" : "", STR_ARG(s[i]));
		b->lines = buf_view(&lines);
		b->tone = STR("bad");
		b->text = form_text(r, N_("Nothing was changed:"));
	}
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, field, COUNT(field), &csv_shape, f, &r->errors);
	b->form->action = office_url(r, ITEM "/prices", l->public_id);
	b->form->submit = form_text(r, N_("Replace all prices"));
}

static enum err
show(struct req *r, struct str done, const struct csv_form *f, struct list problems)
{
	struct office_page p;
	struct price_list l;
	struct block_view *b;
	struct list prices;
	const char *tone;
	enum err err = price_list_get(req_db(r), r->arena, r->params[0], &l);

	if (err || (err = price_list_prices(req_db(r), r->arena, l.id, 100000, &prices)) ||
	    (err = office_begin(r, &p, l.name)))
		return err;
	office_crumb(r, &p, N_("Price lists"), LISTS);
	office_notice(r, &p, done);
	p.tag = price_state(r, l.is_active, l.starts_at, l.ends_at, &tone);
	p.tag_tone = str_of(tone);
	if (office_may(r, PERM_PRICE_WRITE)) {
		struct button_view *button;
		office_link(r, &p.actions, N_("Change"), office_url(r, ITEM "/edit", l.public_id));
		button = office_link(r, &p.actions, N_("Delete …"), office_url(r, ITEM "/delete", l.public_id));
		button->quiet = button->danger = true;
	}
	b = office_block(r, &p, NULL);
	office_fact(r, b, N_("Code"), l.code)->code = true;
	office_fact(r, b, N_("Currency"), l.currency);
	office_fact(r, b, N_("For whom"), for_whom(r, &l));
	office_fact(r, b, N_("When (UTC)"), price_window(r, l.starts_at, l.ends_at));
	office_fact(r, b, N_("Position"), str_printf(r->arena, "%d", l.position));
	prices_table(r, &p, &l, prices);
	if (office_may(r, PERM_PRICE_WRITE))
		upload_block(r, &p, &l, f, problems);
	return office_reply_status(r, problems.count || r->errors.count ? 422 : 200, &p);
}

static enum err
show_page(struct req *r)
{
	const struct office_args *args = r->args;
	const struct csv_form empty = { .csv = STR_ABSENT };

	return show(r, args->done, &empty, (struct list){ NULL, 0 });
}

static enum err
csv_page(struct req *r)
{
	struct price_list l;
	struct buf b;
	enum err err = price_list_get(req_db(r), r->arena, r->params[0], &l);

	if (err)
		return err;
	buf_in_arena(&b, r->arena, BUF_REPLY);
	if ((err = price_list_export(req_db(r), r->arena, &l, &b)))
		return err;
	resp_header(r, "Content-Disposition",
	    str_printf(r->arena, "attachment; filename=\"prices-%.*s.csv\"", STR_ARG(l.code)));
	return resp_text(r, 200, "text/csv; charset=utf-8", buf_view(&b));
}

static enum err
csv_post(struct req *r)
{
	const struct csv_form *f = r->form;
	struct price_env e = price_env_of(r);
	struct price_list_import done = { 0 };
	enum err err;

	if (r->errors.count)
		return show(r, STR_ABSENT, f, (struct list){ NULL, 0 });
	err = price_list_import(&e, r->params[0], f->csv, &done);
	if (err == ERR_INVALID && done.problems.count) {
		err_clear();
		return show(r, STR_ABSENT, f, done.problems);
	}
	return err ? err : office_done(r, office_url(r, ITEM, r->params[0]), "imported");
}

/* ---- the form ---- */

static enum err
form_show(struct req *r, struct str id, const struct list_form *f, int status)
{
	const struct customer_group *g;
	struct option_view *o;
	struct office_page p;
	struct block_view *b;
	struct list groups;
	enum err err = customer_group_list(req_db(r), r->arena, &groups);

	if (err || (err = office_begin(r, &p, id.ptr ? f->name : form_text(r, N_("New price list")))))
		return err;
	office_crumb(r, &p, N_("Price lists"), LISTS);
	if (status == 409)
		p.problem = form_text(r, N_("Somebody else changed it meanwhile. Look at it again before you save."));
	b = office_block(r, &p, NULL);
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, fields, COUNT(fields), &list_shape, f, &r->errors);
	g = groups.items;
	o = arena_array(r->arena, struct option_view, groups.count + 1);
	o[0] = (struct option_view){ STR(""), form_text(r, N_("Everybody")), !f->group_code.len };
	for (size_t i = 0; i < groups.count; i++)
		o[i + 1] = (struct option_view){ g[i].code, g[i].name, str_eq(g[i].code, f->group_code) };
	form_view_field(b->form, "group_code")->options = (struct list){ o, groups.count + 1 };
	b->form->action = id.ptr ? office_url(r, ITEM "/edit", id) : office_url(r, LISTS "/new", STR(""));
	b->form->submit = form_text(r, N_("Save"));
	b->cancel_url = id.ptr ? office_url(r, ITEM, id) : office_url(r, LISTS, STR(""));
	return office_reply_status(r, status != 200 ? status : form_status(b->form), &p);
}

static enum err
new_page(struct req *r)
{
	const struct list_form f = { .currency = req_currency(r), .position = STR("0"), .is_active = true };

	return form_show(r, STR_ABSENT, &f, 200);
}

static enum err
edit_page(struct req *r)
{
	struct list_form f;
	struct price_list l;
	enum err err = price_list_get(req_db(r), r->arena, r->params[0], &l);

	if (err)
		return err;
	f = (struct list_form){ l.code, l.name, l.currency, l.group_code, l.country, price_when_text(r, l.starts_at),
		price_when_text(r, l.ends_at), str_printf(r->arena, "%d", l.position), l.is_active, l.version };
	return form_show(r, r->params[0], &f, 200);
}

static enum err
save(struct req *r, struct str id)
{
	const struct list_form *f = r->form;
	struct price_env e = price_env_of(r);
	struct price_list_input in = { .code = str_trim(f->code),
		.name = str_trim(f->name),
		.group_code = f->group_code,
		.is_active = f->is_active,
		.version = f->version };
	struct str made;
	char currency[4];
	enum err err;

	r->errors.arena = r->arena;
	in.currency = price_upper(r, f->currency);
	in.country = price_upper(r, f->country);
	in.starts_at = price_when_read(r, f->starts_at, "starts_at");
	in.ends_at = price_when_read(r, f->ends_at, "ends_at");
	in.position = (int32_t)price_number_read(r, f->position, "position").value;
	if (!id.ptr && !format_slug.check(in.code))
		field_error(&r->errors, STR("code"), N_("Small letters, digits and dashes."), (struct opt_i64){ 0 });
	if (!id.ptr && (!in.currency.ptr || money_currency(in.currency, currency)))
		field_error(&r->errors, STR("currency"), N_("There is no such currency."), (struct opt_i64){ 0 });
	if (r->errors.count)
		return form_show(r, id, f, 422);
	err = price_list_save(&e, id, &in, &r->errors, &made);
	if (err == ERR_PRECONDITION) {
		err_clear();
		return form_show(r, id, f, 409);
	}
	if ((err == ERR_INVALID || err == ERR_CONFLICT) && r->errors.count)
		return form_show(r, id, f, 422);
	return err ? err : office_done(r, office_url(r, ITEM, made), id.ptr ? "saved" : "made");
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

/* ---- delete ---- */

static enum err
delete_page(struct req *r)
{
	struct price_list l;
	enum err err = price_list_get(req_db(r), r->arena, r->params[0], &l);

	if (err)
		return err;
	return office_confirm(r,
	    &(struct office_question){ .heading = N_("Delete this price list?"),
		.subject = l.name,
		.text = N_("Its prices go with it."),
		.submit = N_("Delete"),
		.action = office_url(r, ITEM "/delete", l.public_id),
		.cancel = office_url(r, ITEM, l.public_id) });
}

static enum err
delete_post(struct req *r)
{
	struct price_env e = price_env_of(r);
	enum err err = price_list_remove(&e, r->params[0]);

	return err ? err : office_done(r, office_url(r, LISTS, STR("")), "deleted");
}
