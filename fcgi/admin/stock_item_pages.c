/* stock_item_pages.c - one variant: where it lies, why it is that many, changing it, what was decided about it. */
#include "fcgi/admin/stock.h"
#include "lib/shop/stock_adjust.h"
#include "lib/shop/stock_history.h"
#include "lib/shop/stock_spread.h"
#include "lib/web/form.h"
#include "lib/web/once.h"

struct item_args {
	struct str warehouse, done;
	int64_t before;
};
static const struct shape_field args_fields[] = {
	SHAPE_STR(struct item_args, warehouse, 0, 32, .doc = "movements there alone"),
	SHAPE_I64(struct item_args, before, 0, INT64_MAX, .fallback = "0", .doc = "movements before this one"),
	SHAPE_STR(struct item_args, done, 0, 40, .doc = "what was done just now"),
};
static const struct shape args_shape = SHAPE(struct item_args, args_fields, "Which movements.");

struct change_form {
	struct str warehouse, reason, reference;
	int kind;
	int64_t pieces;
};
static const struct shape_field change_fields[] = {
	SHAPE_STR(struct change_form, warehouse, 1, 32, .flags = SHAPE_REQUIRED, .doc = "where"),
	SHAPE_ENUM(struct change_form, kind, stock_change_kinds, .flags = SHAPE_REQUIRED, .doc = "what happened"),
	SHAPE_I64(struct change_form, pieces, -STOCK_QUANTITY_MAX, STOCK_QUANTITY_MAX, .flags = SHAPE_REQUIRED,
	    .doc = "pieces"),
	SHAPE_STR(struct change_form, reason, 1, 190, .flags = SHAPE_REQUIRED, .doc = "why"),
	SHAPE_STR(struct change_form, reference, 0, 190, .doc = "delivery note, count"),
};
static const struct shape change_shape = SHAPE(struct change_form, change_fields, "A change of stock, as entered.");

struct rule_form {
	int64_t safety;
	struct opt_i64 backorder_limit, low_at;
	int64_t version;
};
static const struct shape_field rule_fields[] = {
	SHAPE_I64(struct rule_form, safety, 0, STOCK_QUANTITY_MAX, .fallback = "0", .doc = "kept back"),
	SHAPE_OPT(struct rule_form, backorder_limit, 0, STOCK_QUANTITY_MAX, .doc = "owed at most"),
	SHAPE_OPT(struct rule_form, low_at, 0, STOCK_QUANTITY_MAX, .doc = "low at"),
	SHAPE_I64(struct rule_form, version, 0, INT64_MAX, .fallback = "0", .doc = "version that was shown"),
};
static const struct shape rule_shape = SHAPE(struct rule_form, rule_fields, "A rule, as entered.");

struct slots_form {
	int64_t slots;
};
static const struct shape_field slots_fields[] = { SHAPE_I64(
    struct slots_form, slots, 1, STOCK_SLOTS_MAX, .flags = SHAPE_REQUIRED, .doc = "rows") };
static const struct shape slots_shape = SHAPE(struct slots_form, slots_fields, "In how many rows.");

static enum err show_page(struct req *r), change_post(struct req *r), rule_page(struct req *r),
    rule_post(struct req *r), spread_post(struct req *r);

#define READ ACCESS_OFFICE, PERM_STOCK_READ
#define WRITE ACCESS_OFFICE, PERM_STOCK_WRITE
static const struct route routes[] = {
	{ GET, STOCK_PATH "/{variant}", show_page, READ, .query = &args_shape, .sql = { 0, 9 },
	    .doc = "Stock of one variant" },
	{ POST, STOCK_PATH "/{variant}", change_post, WRITE, .body = &change_shape, .sql = { 0, 40 },
	    .flags = ROUTE_ONCE, .doc = "Changes stock" },
	{ GET, STOCK_PATH "/{variant}/rules/{warehouse}", rule_page, WRITE, .query = &office_args_shape,
	    .sql = { 0, 9 } },
	{ POST, STOCK_PATH "/{variant}/rules/{warehouse}", rule_post, WRITE, .body = &rule_shape, .sql = { 0, 40 } },
	{ POST, STOCK_PATH "/{variant}/rules/{warehouse}/spread", spread_post, WRITE, .body = &slots_shape,
	    .sql = { 0, 40 } },
};
const struct route_table office_stock_item_routes = { routes, COUNT(routes) };

#define MOVEMENTS 50

/* ---- one variant ---- */

static struct str
rule_url(struct req *r, const struct stock_item *item, struct str house)
{
	return str_printf(
	    r->arena, "%.*s/rules/%.*s", STR_ARG(office_url(r, STOCK_PATH "/*", item->public_id)), STR_ARG(house));
}

static void
fill_places(struct req *r, struct office_page *p, const struct stock_item *item, struct list views)
{
	static const char *const columns[] = { N_("Warehouse"), RIGHT(N_("In the house")), RIGHT(N_("Held")),
		RIGHT(N_("Paid, to send")), RIGHT(N_("Available")), RIGHT(N_("Kept back")), RIGHT(N_("Low at")) };
	struct block_view *b = office_block(r, p, N_("Where it lies"));
	const struct stock_view *v = views.items;

	office_columns(r, b, columns, COUNT(columns));
	b->empty =
	    form_text(r, N_("It is not counted: it is always there. Once it is received or counted somewhere, it is."));
	for (size_t i = 0; i < views.count; i++) {
		struct row_view *row = office_row(r, b);
		struct cell_view *c = office_cell(r, b, row, v[i].warehouse_name);
		c->url = str_printf(r->arena, "%.*s?warehouse=%.*s",
		    STR_ARG(office_url(r, STOCK_PATH "/*", item->public_id)), STR_ARG(v[i].warehouse));
		c->note = !v[i].is_active && v[i].is_pickup ? form_text(r, N_("pickup only"))
		    : !v[i].is_active                       ? form_text(r, N_("switched off"))
		    : v[i].slots > 1
		    ? str_printf(r->arena, "%.*s %d", STR_ARG(form_text(r, N_("rows:"))), (int)v[i].slots)
		    : STR_ABSENT;
		office_cell(r, b, row, stock_number(r, v[i].on_hand));
		office_cell(r, b, row, stock_number(r, v[i].held));
		office_cell(r, b, row, stock_number(r, v[i].allocated));
		c = office_cell(r, b, row, stock_number(r, v[i].available));
		c->tone = v[i].available == 0 ? STR("bad") : v[i].is_low ? STR("warn") : STR_ABSENT;
		if (item->is_backorder)
			c->note = v[i].backorder.set
			    ? str_printf(r->arena, "%.*s %lld", STR_ARG(form_text(r, N_("and to order:"))),
				  (long long)v[i].backorder.value)
			    : form_text(r, N_("and to order without limit"));
		office_cell(r, b, row, v[i].safety ? stock_number(r, v[i].safety) : STR_ABSENT);
		office_cell(r, b, row, v[i].low_at.set ? stock_number(r, v[i].low_at.value) : STR_ABSENT);
		if (office_may(r, PERM_STOCK_WRITE))
			office_row_link(r, b, row, N_("Rule …"), rule_url(r, item, v[i].warehouse));
	}
}

static void
fill_change(struct req *r, struct office_page *p, const struct stock_item *item, struct list houses,
    const struct change_form *in)
{
	static const struct form_field fields[] = {
		{ "warehouse", N_("Warehouse"), FIELD_SELECT, .half = true },
		{ "kind", N_("Kind of change"), FIELD_SELECT, .half = true },
		{ "pieces", N_("Pieces"), FIELD_TEXT, .autocomplete = "off", .short_ = true,
		    .hint = N_("A correction may be below zero. Counted: all that lie there.") },
		{ "reason", N_("Why"), FIELD_TEXT, .autocomplete = "off" },
		{ "reference", N_("Reference"), FIELD_TEXT, .autocomplete = "off",
		    .hint = N_("A delivery note, a count; may be empty.") },
	};
	static const struct {
		const char *value, *name;
	} kinds[] = { { "received", N_("Received: they came") }, { "counted", N_("Counted: so many lie there") },
		{ "damaged", N_("Damaged or lost: they are gone") },
		{ "returned", N_("Came back: they can be sold again") },
		{ "adjusted", N_("Correction: more or fewer") } };
	struct option_view *options = arena_array(r->arena, struct option_view, COUNT(kinds));
	struct block_view *b = office_block(r, p, N_("Change it"));

	for (size_t i = 0; i < COUNT(kinds); i++)
		options[i] = (struct option_view){ .value = str_of(kinds[i].value), .name = form_text(r, kinds[i].name),
			.chosen = in && in->kind >= 0 && strcmp(kinds[i].value, stock_kinds[in->kind].name) == 0 };
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, fields, COUNT(fields), &change_shape, in, in ? &r->errors : NULL);
	form_view_field(b->form, "warehouse")->options = stock_houses(r, houses, in ? in->warehouse : STR_ABSENT, NULL);
	form_view_field(b->form, "kind")->options = (struct list){ options, COUNT(kinds) };
	if (!in)
		form_view_field(b->form, "pieces")->value = STR("");
	b->form->action = office_url(r, STOCK_PATH "/*", item->public_id);
	b->form->once = once_key(r);
	b->form->submit = form_text(r, N_("Write it down"));
}

static struct str
cause_of(struct req *r, const struct stock_movement *m)
{
	if (m->order_number.len)
		return m->order_number;
	if (m->reason.len && m->reference.len)
		return str_printf(r->arena, "%.*s · %.*s", STR_ARG(m->reason), STR_ARG(m->reference));
	return m->reason.len ? m->reason : m->reference;
}

static struct str
house_name(const struct list *houses, struct str code)
{
	const struct warehouse *w = houses->items;

	for (size_t i = 0; i < houses->count; i++)
		if (str_eq(w[i].code, code))
			return w[i].name;
	return code;
}

static void
fill_movements(struct req *r, struct office_page *p, const struct stock_item *item, const struct item_args *args,
    struct list houses, struct list found)
{
	static const char *const columns[] = { N_("When"), N_("Warehouse"), N_("What"), RIGHT(N_("House")),
		RIGHT(N_("Held")), RIGHT(N_("Paid")), RIGHT(N_("In the house then")), N_("Why") };
	struct block_view *b = office_block(r, p, N_("Why it is that many"));
	const struct stock_movement *m = found.items;

	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("Nothing has moved yet."));
	for (size_t i = 0; i < found.count && i < MOVEMENTS; i++) {
		struct row_view *row = office_row(r, b);
		struct cell_view *c;
		office_cell_time(r, b, row, m[i].at);
		office_cell(r, b, row, house_name(&houses, m[i].warehouse));
		office_cell(r, b, row, stock_kind_name(r, m[i].kind));
		office_cell(r, b, row, stock_change(r, m[i].on_hand));
		office_cell(r, b, row, stock_change(r, m[i].held));
		office_cell(r, b, row, stock_change(r, m[i].allocated));
		office_cell(r, b, row, stock_number(r, m[i].sum_on_hand));
		c = office_cell(r, b, row, cause_of(r, &m[i]));
		if (m[i].order.len && office_may(r, PERM_ORDER_READ))
			c->url = office_url(r, "/admin/orders/*", m[i].order_number);
	}
	if (found.count > MOVEMENTS)
		b->next_url = str_printf(r->arena, "%.*s?warehouse=%.*s&before=%lld",
		    STR_ARG(office_url(r, STOCK_PATH "/*", item->public_id)), STR_ARG(args->warehouse),
		    (long long)m[MOVEMENTS - 1].id);
	if (args->before || args->warehouse.len)
		b->first_url = office_url(r, STOCK_PATH "/*", item->public_id);
}

static enum err
show(struct req *r, const struct stock_item *item, const struct item_args *args, const struct change_form *in,
    const char *problem, int status)
{
	struct list houses, views, movements;
	struct office_page p;
	int64_t house = 0;
	enum err err = warehouse_list(req_db(r), r->arena, &houses);

	for (size_t i = 0; !err && i < houses.count; i++)
		if (args->warehouse.len && str_eq(((struct warehouse *)houses.items)[i].code, args->warehouse))
			house = ((struct warehouse *)houses.items)[i].id;
	if (err || (err = stock_views(req_db(r), r->arena, item->id, &views)) ||
	    (err = stock_movements(req_db(r), r->arena, item->id, house, args->before, MOVEMENTS + 1, &movements)) ||
	    (err = office_begin(r, &p, item->title)))
		return err;
	office_crumb(r, &p, N_("Stock"), STOCK_PATH);
	office_notice(r, &p, args->done);
	p.lead = item->options.len && item->sku.len
	    ? str_printf(r->arena, "%.*s · %.*s", STR_ARG(item->options), STR_ARG(item->sku))
	    : item->options.len ? item->options
				: item->sku;
	if (item->is_backorder) {
		p.tag = form_text(r, N_("Can be ordered when there is none"));
		p.tag_tone = STR("quiet");
	}
	if (problem)
		p.problem = form_text(r, problem);
	fill_places(r, &p, item, views);
	if (office_may(r, PERM_STOCK_WRITE) && !args->before)
		fill_change(r, &p, item, houses, in);
	fill_movements(r, &p, item, args, houses, movements);
	return office_reply_status(r, status, &p);
}

static enum err
find(struct req *r, struct stock_item *item)
{
	return stock_item(req_db(r), r->arena, r->params[0], req_locale(r), item);
}

static enum err
show_page(struct req *r)
{
	struct stock_item item;
	enum err err = find(r, &item);

	return err ? err : show(r, &item, r->args, NULL, NULL, 200);
}

static enum err
change_post(struct req *r)
{
	static const struct item_args none = { .warehouse = STR_INIT("") };
	const struct change_form *in = r->form;
	const struct who who = who_of(r);
	struct stock_change c = { .kind = in->kind, .reason = in->reason, .reference = in->reference };
	struct stock_item item;
	struct warehouse house;
	int64_t before, after;
	enum err err = find(r, &item);

	if (err)
		return err;
	r->errors.arena = r->arena;
	if (!r->errors.count && in->kind != STOCK_ADJUSTED && in->pieces < 0)
		field_error(
		    &r->errors, STR("pieces"), N_("Only a correction may be below zero."), (struct opt_i64){ 0 });
	if (!r->errors.count && warehouse_get(req_db(r), r->arena, in->warehouse, &house))
		field_error(&r->errors, STR("warehouse"), N_("There is no such warehouse."), (struct opt_i64){ 0 });
	if (r->errors.count)
		return err_clear(), show(r, &item, &none, in, NULL, 422);
	*(in->kind == STOCK_COUNTED ? &c.quantity : &c.delta) =
	    (struct opt_i64){ true, in->kind == STOCK_DAMAGED ? -in->pieces : in->pieces };
	err = stock_adjust(req_db(r), r->arena, &who, &item, &house, &c, &before, &after);
	if (err == ERR_CONFLICT)
		return err_clear(), show(r, &item, &none, in, N_("So many are not there. Nothing was changed."), 409);
	return err ? err : office_done(r, office_url(r, STOCK_PATH "/*", item.public_id), "saved");
}

/* ---- what was decided ---- */

static enum err
load_rule(struct req *r, struct stock_item *item, struct stock_view *out)
{
	const struct stock_view *v;
	struct list views;
	enum err err = find(r, item);

	if (err || (err = stock_views(req_db(r), r->arena, item->id, &views)))
		return err;
	v = views.items;
	for (size_t i = 0; i < views.count; i++)
		if (str_eq(v[i].warehouse, r->params[1])) {
			*out = v[i];
			return OK;
		}
	return err_fail(ERR_NOT_FOUND, "variant '%.*s' is not counted there", STR_ARG(item->public_id));
}

static enum err
rule_show(struct req *r, const struct stock_item *item, const struct stock_view *v, const struct rule_form *in,
    struct str done, bool lost)
{
	static const struct form_field fields[] = {
		{ "safety", N_("Kept back"), FIELD_TEXT, .autocomplete = "off", .inputmode = "numeric", .short_ = true,
		    .hint = N_("So many pieces are never sold.") },
		{ "backorder_limit", N_("Owed at most"), FIELD_TEXT, .autocomplete = "off", .inputmode = "numeric",
		    .short_ = true,
		    .hint = N_("When the variant can be ordered without stock. Empty: without limit.") },
		{ "low_at", N_("Low at"), FIELD_TEXT, .autocomplete = "off", .inputmode = "numeric", .short_ = true,
		    .hint = N_("So many or fewer available. Empty: 5 where parcels are sent.") },
		{ "version", NULL, FIELD_HIDDEN },
	};
	static const struct form_field slots[] = { { "slots", N_("Rows"), FIELD_TEXT, .autocomplete = "off",
	    .inputmode = "numeric", .short_ = true,
	    .hint = N_("1 is usual; 16 for a flash sale. It can be taken back at any time.") } };
	const struct rule_form form =
	    in ? *in : (struct rule_form){ v->safety, v->backorder_limit, v->low_at, v->version };
	const struct slots_form now = { v->slots };
	struct office_page p;
	struct block_view *b;
	enum err err = office_begin(r, &p, v->warehouse_name);

	if (err)
		return err;
	office_crumb(r, &p, N_("Stock"), STOCK_PATH);
	*(struct link_view *)view_push(r, &p.crumbs, sizeof(struct link_view)) =
	    (struct link_view){ .name = item->title, .url = office_url(r, STOCK_PATH "/*", item->public_id) };
	office_notice(r, &p, done);
	p.lead = item->options.len ? item->options : item->sku;
	if (lost)
		p.problem =
		    form_text(r, N_("Somebody else changed this rule meanwhile. What is stored now is shown below."));
	b = office_block(r, &p, N_("What may be sold from here"));
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, fields, COUNT(fields), &rule_shape, &form, in ? &r->errors : NULL);
	b->form->action = rule_url(r, item, v->warehouse);
	b->form->submit = form_text(r, N_("Save"));
	b = office_block(r, &p, N_("A rush is coming"));
	b->text = form_text(r,
	    N_("Buyers of one thing wait for each other at its one row. Spread over several rows they do not, and still not one piece too many is sold."));
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, slots, COUNT(slots), &slots_shape, &now, NULL);
	b->form->action = str_printf(r->arena, "%.*s/spread", STR_ARG(rule_url(r, item, v->warehouse)));
	b->form->submit = form_text(r, N_("Spread"));
	return office_reply_status(r, lost ? 409 : in && r->errors.count ? 422 : 200, &p);
}

static enum err
rule_page(struct req *r)
{
	const struct office_args *args = r->args;
	struct stock_item item;
	struct stock_view v;
	enum err err = load_rule(r, &item, &v);

	return err ? err : rule_show(r, &item, &v, NULL, args->done, false);
}

static enum err
rule_post(struct req *r)
{
	const struct rule_form *in = r->form;
	const struct stock_rule rule = { in->safety, in->backorder_limit, in->low_at, in->version };
	const struct who who = who_of(r);
	struct stock_item item;
	struct stock_view v;
	enum err err = load_rule(r, &item, &v);

	if (err)
		return err;
	if (r->errors.count)
		return rule_show(r, &item, &v, in, STR_ABSENT, false);
	err = stock_rule_put(req_db(r), r->arena, &who, &item, v.warehouse_id, &rule);
	if (err == ERR_PRECONDITION) {
		err_clear();
		return (err = load_rule(r, &item, &v)) ? err : rule_show(r, &item, &v, NULL, STR_ABSENT, true);
	}
	return err ? err : office_done(r, rule_url(r, &item, v.warehouse), "saved");
}

static enum err
spread_post(struct req *r)
{
	const struct slots_form *in = r->form;
	const struct who who = who_of(r);
	struct stock_item item;
	struct stock_view v;
	enum err err = load_rule(r, &item, &v);

	if (err || r->errors.count)
		return err ? err : rule_show(r, &item, &v, NULL, STR_ABSENT, false);
	err = stock_spread(req_db(r), r->arena, &who, &item, v.warehouse_id, (int32_t)in->slots);
	return err ? err : office_done(r, rule_url(r, &item, v.warehouse), "saved");
}
