/* transfer_pages.c - stock on its way from house to house. */
#include "fcgi/admin/stock.h"
#include "lib/shop/stock_transfer.h"
#include "lib/web/form.h"
#include "lib/web/once.h"

struct list_args {
	int state;
	int64_t before;
	struct str done;
};
static const struct shape_field args_fields[] = {
	SHAPE_ENUM(struct list_args, state, transfer_states, .doc = "only these"),
	SHAPE_I64(struct list_args, before, 0, INT64_MAX, .fallback = "0", .doc = "before this one"),
	SHAPE_STR(struct list_args, done, 0, 40, .doc = "what was done just now"),
};
static const struct shape args_shape = SHAPE(struct list_args, args_fields, "Which transfers.");

struct new_form {
	struct str from, to, items, note;
};
static const struct shape_field new_fields[] = {
	SHAPE_STR(struct new_form, from, 1, 32, .flags = SHAPE_REQUIRED, .doc = "from"),
	SHAPE_STR(struct new_form, to, 1, 32, .flags = SHAPE_REQUIRED, .doc = "to"),
	SHAPE_STR(
	    struct new_form, items, 1, 20000, .flags = SHAPE_REQUIRED | SHAPE_MULTILINE, .doc = "a line per variant"),
	SHAPE_STR(struct new_form, note, 0, 500, .doc = "note"),
};
static const struct shape new_shape = SHAPE(struct new_form, new_fields, "A new transfer, as entered.");

struct step_form {
	struct str items;
	int64_t version;
};
static const struct shape_field step_fields[] = {
	SHAPE_STR(struct step_form, items, 0, 20000, .flags = SHAPE_MULTILINE, .doc = "what arrived otherwise"),
	SHAPE_I64(struct step_form, version, 0, INT64_MAX, .fallback = "0", .doc = "version that was shown"),
};
static const struct shape step_shape = SHAPE(struct step_form, step_fields, "A step of a transfer, as entered.");

static enum err list_page(struct req *r), new_page(struct req *r), new_post(struct req *r), show_page(struct req *r),
    send_post(struct req *r), receive_post(struct req *r);
static enum err cancel_page(struct req *r), cancel_post(struct req *r);

#define READ ACCESS_OFFICE, PERM_STOCK_READ
#define WRITE ACCESS_OFFICE, PERM_STOCK_WRITE
#define PATH STOCK_PATH "/transfers"
static const struct route routes[] = {
	{ GET, PATH, list_page, READ, .query = &args_shape, .sql = { 0, 7 }, .doc = "Transfers" },
	{ GET, PATH "/new", new_page, WRITE, .sql = { 0, 7 } },
	{ POST, PATH "/new", new_post, WRITE, .body = &new_shape, .sql = { 0, 255 }, .flags = ROUTE_ONCE },
	{ GET, PATH "/{id}", show_page, READ, .query = &office_args_shape, .sql = { 0, 8 }, .doc = "One transfer" },
	{ POST, PATH "/{id}/send", send_post, WRITE, .body = &step_shape, .sql = { 0, 255 } },
	{ POST, PATH "/{id}/receive", receive_post, WRITE, .body = &step_shape, .sql = { 0, 255 } },
	{ GET, PATH "/{id}/cancel", cancel_page, WRITE, .sql = { 0, 8 } },
	{ POST, PATH "/{id}/cancel", cancel_post, WRITE, .body = &step_shape, .sql = { 0, 255 } },
};
const struct route_table office_transfer_routes = { routes, COUNT(routes) };

#define PER_PAGE 50
#define NO_LIMIT ((struct opt_i64){ 0 })

static struct str
state_text(struct req *r, int state, struct str *tone)
{
	static const char *const texts[] = { N_("Draft"), N_("On its way"), N_("Arrived"), N_("Cancelled") };
	static const char *const tones[] = { "quiet", "warn", "good", "quiet" };

	*tone = str_of(tones[state]);
	return form_text(r, texts[state]);
}

/* ---- list ---- */

static enum err
list_page(struct req *r)
{
	static const char *const columns[] = { N_("Transfer"), N_("From"), N_("To"), N_("State"), N_("Sent"),
		N_("Arrived") };
	const struct list_args *args = r->args;
	const struct transfer *t;
	struct office_page p;
	struct block_view *b;
	struct list found;
	enum err err = transfer_list(req_db(r), r->arena, args->state, args->before, PER_PAGE + 1, &found);

	if (err || (err = office_begin(r, &p, form_text(r, N_("Transfers")))))
		return err;
	office_notice(r, &p, args->done);
	stock_tabs(r, &p, PATH);
	if (office_may(r, PERM_STOCK_WRITE))
		office_link(r, &p.actions, N_("New transfer"), office_url(r, PATH "/new", STR("")));
	b = office_block(r, &p, NULL);
	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("Nothing was moved between warehouses yet."));
	t = found.items;
	for (size_t i = 0; i < found.count && i < PER_PAGE; i++) {
		struct row_view *row = office_row(r, b);
		struct cell_view *c = office_cell(r, b, row, t[i].note.len ? t[i].note : t[i].public_id);
		struct str tone, state = state_text(r, t[i].state, &tone);
		c->url = office_url(r, PATH "/*", t[i].public_id);
		office_cell(r, b, row, t[i].from);
		office_cell(r, b, row, t[i].to);
		office_cell(r, b, row, state)->tone = tone;
		office_cell_time(r, b, row, t[i].sent_at);
		office_cell_time(r, b, row, t[i].received_at);
	}
	if (found.count > PER_PAGE)
		b->next_url = str_printf(
		    r->arena, "%.*s?before=%lld", STR_ARG(office_url(r, PATH, STR(""))), (long long)t[PER_PAGE - 1].id);
	if (args->before)
		b->first_url = office_url(r, PATH, STR(""));
	return office_reply(r, &p);
}

/* ---- lines as text: "SKU 12", "SKU 11 one was broken" ---- */

static struct list
read_lines(struct req *r, struct str text)
{
	struct transfer_item *items = arena_array(r->arena, struct transfer_item, TRANSFER_LINES_MAX + 1);
	struct str line, sku, number;
	size_t n = 0;

	for (int at = 1; str_split(&text, '\n', &line); at++) {
		struct transfer_item *item = &items[n];
		struct str rest = str_trim(line);
		if (!rest.len)
			continue;
		if (n == TRANSFER_LINES_MAX) {
			field_error(&r->errors, STR("items"), N_("These are too many lines: at most %lld."),
			    (struct opt_i64){ true, TRANSFER_LINES_MAX });
			break;
		}
		*item = (struct transfer_item){ .variant = STR_ABSENT };
		if (str_split(&rest, ' ', &sku) && (rest = str_trim(rest), str_split(&rest, ' ', &number)) &&
		    !str_to_i64(number, 0, STOCK_QUANTITY_MAX, &item->quantity)) {
			item->variant = sku;
			item->discrepancy = rest.ptr ? str_trim(rest) : STR_ABSENT;
			n++;
		} else {
			field_error(&r->errors, STR("items"), N_("Line %lld cannot be read: a SKU, a blank, a number."),
			    (struct opt_i64){ true, at });
		}
	}
	return (struct list){ items, n };
}

/* What the domain complains of line by line belongs to the one field of the form. */
static void
gather_errors(struct req *r)
{
	for (size_t i = 0; i < r->errors.count; i++)
		if (str_starts(r->errors.items[i].name, STR("items.")))
			r->errors.items[i].name = STR("items");
}

/* ---- new ---- */

static enum err
new_show(struct req *r, const struct new_form *in)
{
	static const struct form_field fields[] = {
		{ "from", N_("From"), FIELD_SELECT, .half = true },
		{ "to", N_("To"), FIELD_SELECT, .half = true },
		{ "items", N_("What"), FIELD_AREA, .hint = N_("A line for each: the SKU, a blank, how many.") },
		{ "note", N_("Note"), FIELD_TEXT, .autocomplete = "off" },
	};
	struct office_page p;
	struct block_view *b;
	struct list houses;
	enum err err = warehouse_list(req_db(r), r->arena, &houses);

	if (err || (err = office_begin(r, &p, form_text(r, N_("New transfer")))))
		return err;
	office_crumb(r, &p, N_("Stock"), STOCK_PATH);
	office_crumb(r, &p, N_("Transfers"), PATH);
	b = office_block(r, &p, NULL);
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, fields, COUNT(fields), &new_shape, in, in ? &r->errors : NULL);
	form_view_field(b->form, "from")->options = stock_houses(r, houses, in ? in->from : STR_ABSENT, NULL);
	form_view_field(b->form, "to")->options = stock_houses(r, houses,
	    in                     ? in->to
		: houses.count > 1 ? ((struct warehouse *)houses.items)[1].code
				   : STR_ABSENT,
	    NULL);
	b->form->action = office_url(r, PATH "/new", STR(""));
	b->form->submit = form_text(r, N_("Make the draft"));
	b->form->once = once_key(r);
	b->cancel_url = office_url(r, PATH, STR(""));
	return office_reply_status(r, form_status(b->form), &p);
}

static enum err
new_page(struct req *r)
{
	return new_show(r, NULL);
}

static enum err
new_post(struct req *r)
{
	const struct new_form *in = r->form;
	const struct who who = who_of(r);
	struct warehouse from, to;
	struct transfer t = { 0 };
	struct list items;
	enum err err = OK;

	r->errors.arena = r->arena;
	if (!r->errors.count && warehouse_get(req_db(r), r->arena, in->from, &from))
		field_error(&r->errors, STR("from"), N_("There is no such warehouse."), NO_LIMIT);
	if (!r->errors.count && warehouse_get(req_db(r), r->arena, in->to, &to))
		field_error(&r->errors, STR("to"), N_("There is no such warehouse."), NO_LIMIT);
	if (!r->errors.count)
		items = read_lines(r, in->items);
	if (!r->errors.count)
		err = transfer_create(req_db(r), r->arena, &who, &from, &to, in->note, items, &r->errors, &t);
	gather_errors(r);
	if (r->errors.count)
		return err_clear(), new_show(r, in);
	return err ? err : office_done(r, office_url(r, PATH "/*", t.public_id), "made");
}

/* ---- one ---- */

static void
fill_lines(struct req *r, struct office_page *p, const struct transfer *t)
{
	static const char *const columns[] = { N_("Variant"), N_("SKU"), RIGHT(N_("Pieces")), RIGHT(N_("Arrived")),
		N_("Why another number") };
	struct block_view *b = office_block(r, p, N_("What is in it"));
	const struct transfer_line *l = t->lines.items;

	office_columns(r, b, columns, COUNT(columns));
	for (size_t i = 0; i < t->lines.count; i++) {
		struct row_view *row = office_row(r, b);
		struct cell_view *c = office_cell(r, b, row, l[i].title);
		if (l[i].variant.len)
			c->url = office_url(r, STOCK_PATH "/*", l[i].variant);
		office_cell(r, b, row, l[i].sku)->code = true;
		office_cell(r, b, row, stock_number(r, l[i].quantity));
		c = office_cell(r, b, row, l[i].received.set ? stock_number(r, l[i].received.value) : STR_ABSENT);
		if (l[i].received.set && l[i].received.value != l[i].quantity)
			c->tone = STR("warn");
		office_cell(r, b, row, l[i].discrepancy);
	}
}

static void
fill_step(struct req *r, struct office_page *p, const struct transfer *t, const struct step_form *in)
{
	static const struct form_field fields[] = {
		{ "version", NULL, FIELD_HIDDEN },
		{ "items", N_("What arrived otherwise"), FIELD_AREA,
		    .hint = N_(
			"Empty: everything arrived. Else a line for each that did not: SKU, how many arrived, why.") }
	};
	bool is_draft = t->state == TRANSFER_DRAFT;
	struct step_form form = { in ? in->items : STR_ABSENT, t->version };
	struct block_view *b = office_block(r, p, is_draft ? N_("Send it") : N_("It arrived"));

	if (is_draft)
		b->text = form_text(
		    r, N_("The pieces leave the first warehouse; until they arrive they can be sold nowhere."));
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, fields, is_draft ? 1 : COUNT(fields), &step_shape, &form, in ? &r->errors : NULL);
	b->form->action = office_url(r, is_draft ? PATH "/*/send" : PATH "/*/receive", t->public_id);
	b->form->submit = form_text(r, is_draft ? N_("Send") : N_("Put it into stock"));
}

static enum err
show(struct req *r, const struct transfer *t, const struct step_form *in, struct str done, const char *problem,
    int status)
{
	struct office_page p;
	struct block_view *b;
	enum err err = office_begin(r, &p, str_printf(r->arena, "%.*s → %.*s", STR_ARG(t->from), STR_ARG(t->to)));

	if (err)
		return err;
	office_crumb(r, &p, N_("Stock"), STOCK_PATH);
	office_crumb(r, &p, N_("Transfers"), PATH);
	office_notice(r, &p, done);
	p.tag = state_text(r, t->state, &p.tag_tone);
	if (problem)
		p.problem = form_text(r, problem);
	b = office_block(r, &p, NULL);
	office_fact(r, b, N_("Note"), t->note);
	office_fact_time(r, b, N_("Made"), t->created_at);
	office_fact_time(r, b, N_("Sent"), t->sent_at);
	office_fact_time(r, b, N_("Arrived"), t->received_at);
	fill_lines(r, &p, t);
	if (office_may(r, PERM_STOCK_WRITE) && (t->state == TRANSFER_DRAFT || t->state == TRANSFER_IN_TRANSIT)) {
		struct button_view *button =
		    office_link(r, &p.actions, N_("Cancel …"), office_url(r, PATH "/*/cancel", t->public_id));
		button->quiet = button->danger = true;
		fill_step(r, &p, t, in);
	}
	return office_reply_status(r, status, &p);
}

static enum err
show_page(struct req *r)
{
	const struct office_args *args = r->args;
	struct transfer t;
	enum err err = transfer_get(req_db(r), r->arena, r->params[0], &t);

	return err ? err : show(r, &t, NULL, args->done, NULL, 200);
}

/* After a step: on, or the page again with what is wrong. */
static enum err
after(struct req *r, enum err err, const struct step_form *in, const char *done)
{
	const char *problem = err == ERR_PRECONDITION
	    ? N_("Somebody else was faster. What is stored now is shown below.")
	    : N_("That is not possible: not so many pieces are free there, or the transfer is in another state.");
	struct transfer t;

	gather_errors(r);
	if (!err)
		return office_done(r, office_url(r, PATH "/*", r->params[0]), done);
	if (err != ERR_PRECONDITION && err != ERR_CONFLICT && !r->errors.count)
		return err;
	err_clear();
	if ((err = transfer_get(req_db(r), r->arena, r->params[0], &t)))
		return err;
	return r->errors.count ? show(r, &t, in, STR_ABSENT, NULL, 422) : show(r, &t, NULL, STR_ABSENT, problem, 409);
}

static enum err
send_post(struct req *r)
{
	const struct step_form *in = r->form;
	const struct who who = who_of(r);
	struct transfer t;

	return after(r, transfer_send(req_db(r), r->arena, &who, r->params[0], in->version, &t), in, "on-its-way");
}

static enum err
receive_post(struct req *r)
{
	const struct step_form *in = r->form;
	const struct who who = who_of(r);
	struct list items;
	struct transfer t;

	r->errors.arena = r->arena;
	items = read_lines(r, in->items);
	if (r->errors.count)
		return after(r, ERR_INVALID, in, "");
	return after(r, transfer_receive(req_db(r), r->arena, &who, r->params[0], in->version, items, &r->errors, &t),
	    in, "put-away");
}

static enum err
cancel_page(struct req *r)
{
	struct transfer t;
	enum err err = transfer_get(req_db(r), r->arena, r->params[0], &t);

	if (err)
		return err;
	return office_confirm(r,
	    &(struct office_question){ .heading = N_("Cancel this transfer?"),
		.subject = str_printf(r->arena, "%.*s → %.*s", STR_ARG(t.from), STR_ARG(t.to)),
		.text = t.state == TRANSFER_IN_TRANSIT
		    ? N_("What is on its way is put back into the warehouse that it left.")
		    : N_("It is a draft: no stock has moved."),
		.submit = N_("Cancel the transfer"),
		.action = office_url(r, PATH "/*/cancel", t.public_id),
		.cancel = office_url(r, PATH "/*", t.public_id),
		.version = t.version });
}

static enum err
cancel_post(struct req *r)
{
	const struct step_form *in = r->form;
	const struct who who = who_of(r);
	struct transfer t;

	return after(r, transfer_cancel(req_db(r), r->arena, &who, r->params[0], in->version, &t), NULL, "cancelled");
}
