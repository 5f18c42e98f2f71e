/* stock_pages.c - the list of what is counted, and what is low. */
#include "fcgi/admin/stock.h"
#include "lib/base/escape.h"
#include "lib/shop/stock_adjust.h"
#include "lib/web/form.h"

struct list_args {
	struct str q, warehouse, done;
	bool low;
	int64_t after;
};
static const struct shape_field args_fields[] = {
	SHAPE_STR(struct list_args, q, 0, 200, .doc = "part of the SKU or of the title"),
	SHAPE_STR(struct list_args, warehouse, 0, 32, .doc = "only there"),
	SHAPE_BOOL(struct list_args, low, .doc = "only what is low"),
	SHAPE_I64(struct list_args, after, 0, INT64_MAX, .fallback = "0", .doc = "after this one"),
	SHAPE_STR(struct list_args, done, 0, 40, .doc = "what was done just now"),
};
static const struct shape args_shape = SHAPE(struct list_args, args_fields, "Which stock.");

/* Pieces that somebody counted, from the row of the list; `seen` is what stood there. */
struct count_form {
	int64_t pieces, seen;
};
static const struct shape_field count_fields[] = {
	SHAPE_I64(
	    struct count_form, pieces, 0, STOCK_QUANTITY_MAX, .flags = SHAPE_REQUIRED, .doc = "so many lie there"),
	SHAPE_I64(struct count_form, seen, 0, INT64_MAX, .flags = SHAPE_REQUIRED, .doc = "so many were shown"),
};
static const struct shape count_shape = SHAPE(struct count_form, count_fields, "A count, as entered.");

static enum err list_page(struct req *r), count_post(struct req *r);

static const struct route routes[] = {
	{ GET, STOCK_PATH, list_page, ACCESS_OFFICE, PERM_STOCK_READ, .query = &args_shape, .sql = { 0, 8 },
	    .doc = "Stock" },
	/* Safe to repeat: the second time it is already so many. */
	{ POST, STOCK_PATH "/{variant}/counted/{warehouse}", count_post, ACCESS_OFFICE, PERM_STOCK_WRITE,
	    .query = &args_shape, .body = &count_shape, .sql = { 0, 40 }, .doc = "Pieces were counted" },
};
const struct route_table office_stock_routes = { routes, COUNT(routes) };

#define PER_PAGE 50

/* ---- shared ---- */

void
stock_tabs(struct req *r, struct office_page *p, const char *current)
{
	static const struct {
		const char *path, *name;
	} tabs[] = { { STOCK_PATH, N_("Stock") }, { STOCK_PATH "?low=true", N_("Low") },
		{ STOCK_PATH "/transfers", N_("Transfers") }, { STOCK_PATH "/warehouses", N_("Warehouses") } };

	for (size_t i = 0; i < COUNT(tabs); i++) {
		struct link_view *tab = view_push(r, &p->tabs, sizeof(*tab));
		*tab = (struct link_view){ .name = form_text(r, tabs[i].name),
			.url = office_url(r, tabs[i].path, STR("")),
			.current = strcmp(current, tabs[i].path) == 0 };
	}
}

struct list
stock_houses(struct req *r, struct list houses, struct str chosen, const char *none)
{
	const struct warehouse *w = houses.items;
	struct option_view *o = arena_array(r->arena, struct option_view, houses.count + 1);
	size_t n = 0;

	if (none)
		o[n++] = (struct option_view){ .value = STR(""), .name = form_text(r, none), .chosen = !chosen.len };
	for (size_t i = 0; i < houses.count; i++)
		o[n++] =
		    (struct option_view){ .value = w[i].code, .name = w[i].name, .chosen = str_eq(w[i].code, chosen) };
	return (struct list){ o, n };
}

struct str
stock_number(struct req *r, int64_t n)
{
	return str_printf(r->arena, "%lld", (long long)n);
}

struct str
stock_change(struct req *r, int64_t n)
{
	return n ? str_printf(r->arena, "%s%lld", n > 0 ? "+" : "\xE2\x88\x92", (long long)(n > 0 ? n : -n))
		 : STR_ABSENT;
}

struct str
stock_kind_name(struct req *r, int kind)
{
	static const char *const names[] = { [STOCK_OPENING] = N_("Beginning"),
		[STOCK_IMPORTED] = N_("Imported"),
		[STOCK_RECEIVED] = N_("Received"),
		[STOCK_ADJUSTED] = N_("Corrected"),
		[STOCK_COUNTED] = N_("Counted"),
		[STOCK_DAMAGED] = N_("Damaged or lost"),
		[STOCK_RETURNED] = N_("Came back"),
		[STOCK_HELD] = N_("Held for an order"),
		[STOCK_EXPIRED] = N_("Not paid in time"),
		[STOCK_RELEASED] = N_("Given back"),
		[STOCK_ALLOCATED] = N_("Paid"),
		[STOCK_REALLOCATED] = N_("Moved to another order"),
		[STOCK_SHIPPED] = N_("Sent"),
		[STOCK_TRANSFER_OUT] = N_("Left for another warehouse"),
		[STOCK_TRANSFER_IN] = N_("Came from another warehouse"),
		[STOCK_SPREAD] = N_("Between rows") };

	return form_text(r, (size_t)kind < COUNT(names) ? names[kind] : "");
}

/* ---- the list ---- */

static struct str
url_of_list(struct req *r, struct list_args args)
{
	struct buf b;

	args.done = STR_ABSENT;
	buf_in_arena(&b, r->arena, BUF_LINE);
	buf_str(&b, office_url(r, STOCK_PATH, STR("")));
	buf_char(&b, '?');
	form_write(&b, &args_shape, &args);
	return buf_view(&b);
}

static void
fill_filter(struct req *r, struct block_view *b, const struct list_args *args, struct list houses)
{
	static const struct form_field fields[] = {
		{ "q", N_("Title or SKU"), FIELD_TEXT, .autocomplete = "off", .half = true },
		{ "warehouse", N_("Warehouse"), FIELD_SELECT, .half = true },
		{ "low", N_("Only what is low"), FIELD_CHECK },
	};

	b->form = arena_new_of(r->arena, struct form_view);
	b->method = STR("get");
	form_view_fill(r, b->form, fields, COUNT(fields), &args_shape, args, NULL);
	form_view_field(b->form, "warehouse")->options = stock_houses(r, houses, args->warehouse, N_("All"));
	b->form->csrf = STR_ABSENT;
	b->form->action = office_url(r, STOCK_PATH, STR(""));
	b->form->submit = form_text(r, N_("Search"));
}

/* In a warehouse the pieces can be counted row by row. */
static void
add_count(
    struct req *r, struct block_view *b, struct row_view *row, const struct stock_line *l, const struct list_args *args)
{
	struct list_args back = *args;
	struct button_view *button;
	struct buf path;

	back.done = STR_ABSENT;
	buf_in_arena(&path, r->arena, BUF_LINE);
	buf_str(&path, office_url(r, STOCK_PATH "/*/counted/", l->public_id));
	escape_url_part(&path, args->warehouse);
	buf_char(&path, '?');
	form_write(&path, &args_shape, &back);
	button = office_row_button(r, b, row, N_("Count"), buf_view(&path));
	button->name = STR("seen");
	button->value = button->field_value = stock_number(r, l->on_hand);
	button->field = STR("pieces");
	button->field_label = str_printf(r->arena, "%.*s %.*s %.*s", STR_ARG(form_text(r, N_("In the house:"))),
	    STR_ARG(l->title), STR_ARG(l->options));
}

static void
fill_rows(struct req *r, struct block_view *b, const struct stock_line *l, size_t count, const struct list_args *args)
{
	const bool can_count = args->warehouse.len && office_may(r, PERM_STOCK_WRITE);

	static const char *const columns[] = { N_("Variant"), N_("SKU"), RIGHT(N_("In the house")), RIGHT(N_("Held")),
		RIGHT(N_("Paid, to send")), RIGHT(N_("Available")) };

	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("Nothing fits. Variants that are not counted are not in this list."));
	for (size_t i = 0; i < count; i++) {
		struct row_view *row = office_row(r, b);
		struct cell_view *c = office_cell(r, b, row, l[i].title);
		c->url = office_url(r, STOCK_PATH "/*", l[i].public_id);
		c->note = l[i].options;
		office_cell(r, b, row, l[i].sku)->code = true;
		office_cell(r, b, row, stock_number(r, l[i].on_hand));
		office_cell(r, b, row, stock_number(r, l[i].held));
		office_cell(r, b, row, stock_number(r, l[i].allocated));
		c = office_cell(r, b, row, stock_number(r, l[i].available));
		c->tone = l[i].available == 0 ? STR("bad") : l[i].is_low ? STR("warn") : STR_ABSENT;
		if (can_count)
			add_count(r, b, row, &l[i], args);
	}
}

static enum err
list_page(struct req *r)
{
	struct list_args args = *(const struct list_args *)r->args, next;
	struct stock_filter f = {
		.q = args.q, .locale = req_locale(r), .is_low = args.low, .after = args.after, .limit = PER_PAGE + 1
	};
	struct list houses, found;
	struct office_page p;
	struct block_view *b;
	enum err err = warehouse_list(req_db(r), r->arena, &houses);

	for (size_t i = 0; !err && i < houses.count; i++) {
		const struct warehouse *w = (struct warehouse *)houses.items + i;
		if (args.warehouse.len && str_eq(w->code, args.warehouse))
			f.warehouse_id = w->id;
	}
	if (err || (err = stock_list(req_db(r), r->arena, &f, &found)) ||
	    (err = office_begin(r, &p, form_text(r, args.low ? N_("Low stock") : N_("Stock")))))
		return err;
	office_notice(r, &p, args.done);
	if (str_starts(args.done, STR("counted-"))) {
		p.problem = p.notice;
		p.notice = STR_ABSENT;
	}
	stock_tabs(r, &p, args.low ? STOCK_PATH "?low=true" : STOCK_PATH);
	fill_filter(r, office_block(r, &p, NULL), &args, houses);
	b = office_block(r, &p, NULL);
	if (!args.warehouse.len && office_may(r, PERM_STOCK_WRITE))
		b->text = form_text(r, N_("With a warehouse chosen, pieces can be counted here, row by row."));
	fill_rows(r, b, found.items, MIN(found.count, PER_PAGE), &args);
	next = args;
	if (found.count > PER_PAGE) {
		next.after = ((struct stock_line *)found.items)[PER_PAGE - 1].variant_id;
		b->next_url = url_of_list(r, next);
	}
	next.after = 0;
	if (args.after)
		b->first_url = url_of_list(r, next);
	return office_reply(r, &p);
}

/* ---- counted ---- */

static enum err
count_post(struct req *r)
{
	struct list_args args = *(const struct list_args *)r->args;
	const struct count_form *in = r->form;
	const struct who who = who_of(r);
	const struct stock_change c = { .kind = STOCK_COUNTED,
		.quantity = { true, in->pieces },
		.change_from = { true, in->seen },
		.reason = form_text(r, N_("counted")) };
	struct stock_item item;
	struct warehouse house;
	int64_t before, after;
	enum err err = stock_item(req_db(r), r->arena, r->params[0], req_locale(r), &item);

	if (!err)
		err = warehouse_get(req_db(r), r->arena, r->params[1], &house);
	if (err)
		return err;
	args.done = STR("counted");
	if (r->errors.count)
		args.done = STR("counted-wrong");
	else if (in->pieces != in->seen &&
	    (err = stock_adjust(req_db(r), r->arena, &who, &item, &house, &c, &before, &after)) == ERR_PRECONDITION) {
		err_clear();
		args.done = STR("counted-late");
		err = OK;
	}
	return err ? err : resp_redirect(r, 303, office_url_args(r, STOCK_PATH, &args_shape, &args));
}
