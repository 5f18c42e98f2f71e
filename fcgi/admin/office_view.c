/* office_view.c - blocks of pages: their shapes, and how they are filled.  See office.h. */
#include "fcgi/admin/office.h"
#include "lib/base/escape.h"
#include "lib/web/form.h"

#include <stdarg.h>

#define KEEP 24 /* bytes: a number, a name, an address that short is not broken in two */
#define CHOICES_STEP 100 /* how a group of choices grows */

#define LIST_AT(T, m, name_, s, most) \
	{ \
		.name = name_, .type = SHAPE_T_LIST, \
		.offset = SHAPE_AT(T, m, struct view_list) + offsetof(struct view_list, list), .shape = (s), \
		.max = (most) \
	}

static const struct shape_field cell_fields[] = {
	SHAPE_STR(struct cell_view, label, 0, 200),
	SHAPE_STR(struct cell_view, text, 0, 5000),
	SHAPE_STR(struct cell_view, url, 0, 2000),
	SHAPE_STR(struct cell_view, note, 0, 2000),
	SHAPE_STR(struct cell_view, tone, 0, 10),
	SHAPE_STR(struct cell_view, when, 0, 40),
	SHAPE_BOOL(struct cell_view, code),
	SHAPE_BOOL(struct cell_view, none),
	SHAPE_BOOL(struct cell_view, right),
	SHAPE_BOOL(struct cell_view, several),
	SHAPE_BOOL(struct cell_view, keep),
	SHAPE_BOOL(struct cell_view, strong),
};
static const struct shape cell_shape = SHAPE(struct cell_view, cell_fields, "A value.");

static const struct shape_field column_fields[] = { SHAPE_STR(struct column_view, name, 0, 200),
	SHAPE_BOOL(struct column_view, right) };
static const struct shape column_shape = SHAPE(struct column_view, column_fields, "A column.");

static const struct shape_field bar_fields[] = {
	SHAPE_STR(struct bar_view, x, 0, 10),
	SHAPE_STR(struct bar_view, y, 0, 10),
	SHAPE_STR(struct bar_view, width, 0, 10),
	SHAPE_STR(struct bar_view, height, 0, 10),
	SHAPE_STR(struct bar_view, title, 0, 200),
	SHAPE_BOOL(struct bar_view, last),
};
static const struct shape bar_shape = SHAPE(struct bar_view, bar_fields, "A bar of a chart.");

static const struct shape_field button_fields[] = {
	SHAPE_STR(struct button_view, label, 0, 200),
	SHAPE_STR(struct button_view, csrf, 0, 200),
	SHAPE_STR(struct button_view, url, 0, 2000),
	SHAPE_STR(struct button_view, action, 0, 2000),
	SHAPE_STR(struct button_view, name, 0, 50),
	SHAPE_STR(struct button_view, value, 0, 200),
	SHAPE_STR(struct button_view, field, 0, 50),
	SHAPE_STR(struct button_view, field_value, 0, 40),
	SHAPE_STR(struct button_view, field_label, 0, 500),
	SHAPE_STR(struct button_view, target, 0, 2000),
	SHAPE_BOOL(struct button_view, danger),
	SHAPE_BOOL(struct button_view, quiet),
};
static const struct shape button_shape = SHAPE(struct button_view, button_fields, "A button.");

static const struct shape_field row_fields[] = {
	SHAPE_LIST(struct row_view, cells, &cell_shape, 50), SHAPE_LIST(struct row_view, buttons, &button_shape, 10),
	SHAPE_STR(struct row_view, pick, 0, 100), SHAPE_STR(struct row_view, pick_label, 0, 200),
};
static const struct shape row_shape = SHAPE(struct row_view, row_fields, "A row.");

static const struct shape_field choice_fields[] = {
	SHAPE_STR(struct choice_view, id, 0, 100),
	SHAPE_STR(struct choice_view, name, 0, 100),
	SHAPE_STR(struct choice_view, value, 0, 200),
	SHAPE_STR(struct choice_view, label, 0, 500),
	SHAPE_STR(struct choice_view, hint, 0, 500),
	SHAPE_BOOL(struct choice_view, checked),
	SHAPE_BOOL(struct choice_view, disabled),
};
static const struct shape choice_shape = SHAPE(struct choice_view, choice_fields, "A box to tick.");

static const struct shape_field group_fields[] = {
	SHAPE_STR(struct group_view, legend, 0, 200),
	SHAPE_STR(struct group_view, hint, 0, 500),
	SHAPE_STR(struct group_view, error, 0, 500),
	SHAPE_LIST(struct group_view, choices, &choice_shape, 200),
};
static const struct shape group_shape = SHAPE(struct group_view, group_fields, "Boxes that belong together.");

static const struct shape_field block_fields[] = {
	SHAPE_STR(struct block_view, id, 0, 50),
	SHAPE_STR(struct block_view, title, 0, 200),
	SHAPE_STR(struct block_view, text, 0, 2000),
	SHAPE_STR(struct block_view, tone, 0, 10),
	LIST_AT(struct block_view, facts, "facts", &cell_shape, 100),
	LIST_AT(struct block_view, columns, "columns", &column_shape, 50),
	LIST_AT(struct block_view, rows, "rows", &row_shape, 1000),
	SHAPE_BOOL(struct block_view, has_table),
	SHAPE_BOOL(struct block_view, has_actions),
	SHAPE_BOOL(struct block_view, has_facts),
	SHAPE_BOOL(struct block_view, has_rows),
	SHAPE_BOOL(struct block_view, tiles),
	SHAPE_BOOL(struct block_view, sums),
	SHAPE_BOOL(struct block_view, folded),
	SHAPE_BOOL(struct block_view, aside),
	LIST_AT(struct block_view, bars, "bars", &bar_shape, OFFICE_BARS),
	SHAPE_STR(struct block_view, chart, 0, 500),
	SHAPE_STR(struct block_view, chart_width, 0, 10),
	SHAPE_STR(struct block_view, pick_name, 0, 50),
	LIST_AT(struct block_view, pick_buttons, "pick_buttons", &button_shape, 10),
	SHAPE_BOOL(struct block_view, has_buttons),
	SHAPE_STR(struct block_view, empty, 0, 500),
	SHAPE_STR(struct block_view, next_url, 0, 2000),
	SHAPE_STR(struct block_view, first_url, 0, 2000),
	SHAPE_STRUCT(struct block_view, form, struct form_view, &form_view_shape),
	SHAPE_STR(struct block_view, method, 0, 4),
	SHAPE_STR(struct block_view, cancel_url, 0, 2000),
	SHAPE_BOOL(struct block_view, danger),
	LIST_AT(struct block_view, groups, "groups", &group_shape, 50),
	LIST_AT(struct block_view, buttons, "buttons", &button_shape, 20),
	SHAPE_STR(struct block_view, secret, 0, 500),
	SHAPE_STR(struct block_view, secret_label, 0, 200),
	SHAPE_STR(struct block_view, lines, 0, 5000),
	SHAPE_STR(struct block_view, switch_on, 0, 100),
	SHAPE_STR(struct block_view, switch_off, 0, 100),
};
static const struct shape block_shape = SHAPE(struct block_view, block_fields, "A part of a page.");

static const struct shape_field page_fields[] = {
	SHAPE_STRUCT(struct office_page, page, struct office_frame, &office_frame_shape),
	SHAPE_STR(struct office_page, heading, 0, 500),
	SHAPE_STR(struct office_page, lead, 0, 1000),
	SHAPE_STR(struct office_page, notice, 0, 500),
	SHAPE_STR(struct office_page, problem, 0, 1000),
	SHAPE_STR(struct office_page, tag, 0, 100),
	SHAPE_STR(struct office_page, tag_tone, 0, 10),
	SHAPE_BOOL(struct office_page, has_crumbs),
	SHAPE_BOOL(struct office_page, has_tabs),
	SHAPE_BOOL(struct office_page, has_aside),
	LIST_AT(struct office_page, crumbs, "crumbs", &link_view_shape, 10),
	LIST_AT(struct office_page, tabs, "tabs", &link_view_shape, 10),
	LIST_AT(struct office_page, actions, "actions", &button_shape, 20),
	LIST_AT(struct office_page, blocks, "blocks", &block_shape, 50),
};
const struct shape office_page_shape = SHAPE(struct office_page, page_fields, "A page of the back office.");

static const struct shape_field args_fields[] = { SHAPE_STR(
    struct office_args, done, 0, 40, .doc = "what was done just now") };
const struct shape office_args_shape =
    SHAPE(struct office_args, args_fields, "Arguments of a page of the back office.");

/* ---- pages ---- */

enum err
office_begin(struct req *r, struct office_page *p, struct str heading)
{
	void *frame;
	enum err err;

	shape_init(&office_page_shape, p);
	p->crumbs = p->tabs = p->actions = p->blocks = (struct view_list){ 0 };
	p->heading = heading;
	if ((err = office_frame(r, heading, &frame)))
		return err;
	p->page = frame;
	return OK;
}

void
office_close(struct office_page *p)
{
	struct block_view *b = p->blocks.list.items;

	p->has_crumbs = p->crumbs.list.count > 0;
	p->has_tabs = p->tabs.list.count > 0;
	for (size_t i = 0; i < p->blocks.list.count; i++) {
		b[i].has_facts = b[i].facts.list.count > 0;
		b[i].has_rows = b[i].rows.list.count > 0;
		p->has_aside |= b[i].aside;
		b[i].has_buttons = b[i].buttons.list.count > 0;
	}
}

enum err
office_reply_status(struct req *r, int status, struct office_page *p)
{
	office_close(p);
	resp_header(r, "Cache-Control", STR("no-store"));
	return resp_page_status(r, status, tmpl_get(r->app->templates, T_PAGE), p);
}

enum err
office_reply(struct req *r, struct office_page *p)
{
	return office_reply_status(r, 200, p);
}

void
office_crumb(struct req *r, struct office_page *p, const char *name, const char *path)
{
	struct link_view *link = view_push(r, &p->crumbs, sizeof(*link));

	*link = (struct link_view){ .name = form_text(r, name),
		.url = str_printf(r->arena, "%.*s%s", STR_ARG(req_base(r)), path) };
}

/* ---- blocks ---- */

struct block_view *
office_block(struct req *r, struct office_page *p, const char *title)
{
	struct block_view *b = view_push(r, &p->blocks, sizeof(*b));

	shape_init(&block_shape, b);
	b->facts = b->columns = b->rows = b->groups = b->buttons = b->bars = b->pick_buttons = (struct view_list){ 0 };
	b->id = str_printf(r->arena, "block-%zu", p->blocks.list.count);
	b->method = STR("post");
	if (title)
		b->title = form_text(r, title);
	return b;
}

static void
init_cell(struct cell_view *c, struct str label, struct str text)
{
	shape_init(&cell_shape, c);
	c->label = label;
	c->none = str_is_empty(text);
	c->keep = text.len <= KEEP && str_find(text, ' ') == text.len;
	c->several = str_find(text, '\n') < text.len;
	c->text = c->none ? STR("–") : text;
}

static void
set_time(struct req *r, struct cell_view *c, struct time t)
{
	struct buf b;

	if (time_is_absent(t))
		return;
	buf_in_arena(&b, r->arena, BUF_LINE);
	time_rfc3339(&b, t);
	c->when = buf_view(&b);
}

struct cell_view *
office_fact(struct req *r, struct block_view *b, const char *label, struct str text)
{
	struct cell_view *c = view_push(r, &b->facts, sizeof(*c));

	init_cell(c, form_text(r, label), text);
	return c;
}

struct cell_view *
office_fact_time(struct req *r, struct block_view *b, const char *label, struct time t)
{
	struct cell_view *c = office_fact(r, b, label, office_time(r, t));

	set_time(r, c, t);
	return c;
}

void
office_columns(struct req *r, struct block_view *b, const char *const *names, size_t count)
{
	b->has_table = true;
	for (size_t i = 0; i < count; i++) {
		struct column_view *c = view_push(r, &b->columns, sizeof(*c));
		const bool right = names[i][0] == RIGHT_MARK[0];
		*c = (struct column_view){ names[i][0] ? form_text(r, names[i] + right) : STR(""), right };
	}
}

struct row_view *
office_row(struct req *r, struct block_view *b)
{
	struct row_view *row = view_push(r, &b->rows, sizeof(*row));

	row->cells = (struct list){ arena_array(r->arena, struct cell_view, b->columns.list.count), 0 };
	row->buttons = (struct list){ 0 };
	row->pick = row->pick_label = STR_ABSENT;
	return row;
}

struct cell_view *
office_cell(struct req *r UNUSED, const struct block_view *b, struct row_view *row, struct str text)
{
	const struct column_view *columns = b->columns.list.items;
	struct cell_view *c = (struct cell_view *)row->cells.items + row->cells.count;

	if (row->cells.count == b->columns.list.count)
		BUG("a row with more cells than columns");
	init_cell(c, columns[row->cells.count].name, text);
	c->right = columns[row->cells.count++].right;
	return c;
}

struct cell_view *
office_cell_time(struct req *r, const struct block_view *b, struct row_view *row, struct time t)
{
	struct cell_view *c = office_cell(r, b, row, office_time(r, t));

	set_time(r, c, t);
	return c;
}

static struct button_view
make_button(struct req *r, const char *label)
{
	struct button_view b;

	shape_init(&button_shape, &b);
	b.label = form_text(r, label);
	return b;
}

struct button_view *
office_link(struct req *r, struct view_list *buttons, const char *label, struct str url)
{
	struct button_view *b = view_push(r, buttons, sizeof(*b));

	*b = make_button(r, label);
	b->url = url;
	return b;
}

struct button_view *
office_button(struct req *r, struct view_list *buttons, const char *label, struct str action)
{
	struct button_view *b = view_push(r, buttons, sizeof(*b));

	*b = make_button(r, label);
	b->action = action;
	b->csrf = csrf_token(r);
	return b;
}

static struct button_view *
row_button(struct req *r, struct block_view *b, struct row_view *row, const char *label)
{
	struct button_view *button;

	if (!row->buttons.items)
		row->buttons.items = arena_array(r->arena, struct button_view, ROW_BUTTONS);
	if (row->buttons.count == ROW_BUTTONS)
		BUG("a row with too many buttons");
	button = (struct button_view *)row->buttons.items + row->buttons.count++;
	*button = make_button(r, label);
	button->quiet = true;
	b->has_actions = true;
	return button;
}

struct button_view *
office_row_link(struct req *r, struct block_view *b, struct row_view *row, const char *label, struct str url)
{
	struct button_view *button = row_button(r, b, row, label);

	button->url = url;
	return button;
}

struct button_view *
office_row_button(struct req *r, struct block_view *b, struct row_view *row, const char *label, struct str action)
{
	struct button_view *button = row_button(r, b, row, label);

	button->action = action;
	button->csrf = csrf_token(r);
	return button;
}

void
office_pick(struct block_view *b, const char *name)
{
	b->pick_name = str_of(name);
}

void
office_pick_row(struct row_view *row, struct str value, struct str label)
{
	row->pick = value;
	row->pick_label = label;
}

struct button_view *
office_pick_button(struct req *r, struct block_view *b, const char *label, struct str target, bool post)
{
	struct button_view *button = view_push(r, &b->pick_buttons, sizeof(*button));

	*button = make_button(r, label);
	button->target = target;
	if (post)
		button->csrf = csrf_token(r);
	return button;
}

#define BAR_STEP 20
#define BAR_WIDTH 14
#define BAR_HIGH 100

void
office_bar(struct req *r, struct block_view *b, int64_t value, int64_t most, struct str title)
{
	struct bar_view *bars = b->bars.list.items, *bar;
	/* Something is never drawn as nothing. */
	const int64_t height = value <= 0 || most <= 0 ? 0 : MAX((int64_t)((__int128)value * BAR_HIGH / most), 2);
	const size_t at = b->bars.list.count;

	if (at)
		bars[at - 1].last = false;
	bar = view_push(r, &b->bars, sizeof(*bar));
	shape_init(&bar_shape, bar);
	bar->x = str_printf(r->arena, "%zu", at * BAR_STEP);
	bar->y = str_printf(r->arena, "%lld", (long long)(BAR_HIGH - height));
	bar->width = str_printf(r->arena, "%d", BAR_WIDTH);
	bar->height = str_printf(r->arena, "%lld", (long long)height);
	bar->title = title;
	bar->last = true;
	b->chart_width = str_printf(r->arena, "%zu", at * BAR_STEP + BAR_WIDTH);
}

struct group_view *
office_group(struct req *r, struct block_view *b, struct str legend)
{
	struct group_view *g = view_push(r, &b->groups, sizeof(*g));

	shape_init(&group_shape, g);
	g->legend = legend;
	return g;
}

struct choice_view *
office_choice(struct req *r, struct group_view *g, const char *name, struct str value, struct str label)
{
	struct choice_view *c, *grown;

	if (g->choices.count % CHOICES_STEP == 0) { /* a shop may have any number of roles */
		grown = arena_array(r->arena, struct choice_view, g->choices.count + CHOICES_STEP);
		if (g->choices.count)
			memcpy(grown, g->choices.items, g->choices.count * sizeof(*grown));
		g->choices.items = grown;
	}
	c = (struct choice_view *)g->choices.items + g->choices.count++;
	shape_init(&choice_shape, c);
	c->id = str_printf(r->arena, "%s-%.*s", name, STR_ARG(value));
	c->name = str_of(name);
	c->value = value;
	c->label = label;
	return c;
}

/* ---- conversations ---- */

/* What a page says after it did something. */
static const struct {
	const char *code, *text;
} notices[] = {
	{ "saved", N_("Saved.") },
	{ "made", N_("Made.") },
	{ "deleted", N_("Deleted.") },
	{ "disabled", N_("Disabled, and logged out everywhere.") },
	{ "enabled", N_("Enabled.") },
	{ "ended", N_("The session has ended.") },
	{ "all-ended", N_("All sessions have ended.") },
	{ "link-sent", N_("A mail with a link is on its way.") },
	{ "invited", N_("The invitation is on its way.") },
	{ "revoked", N_("Revoked: it is refused from now on.") },
	{ "queued", N_("It will be tried again at once.") },
	{ "asked", N_("The request is in the queue.") },
	{ "declined", N_("Declined; the person can see why.") },
	{ "gateway-asked", N_("The gateway was asked: this is what it says.") },
	{ "captured", N_("The money was taken.") },
	{ "gateway-silent", N_("The gateway does not answer. Nothing was changed here; it will be asked again.") },
	{ "gateway-refused", N_("The gateway says that this is not possible now.") },
	{ "voided", N_("Given up: the buyer’s money is free again.") },
	{ "refund-granted", N_("Granted: the refund is on its way to the gateway.") },
	{ "refunded", N_("Refunded: the money is on its way back, and the buyer is told.") },
	{ "cancelled", N_("Cancelled.") },
	{ "mailed", N_("A mail is on its way to the buyer.") },
	{ "packed", N_("Packed.") },
	{ "sent", N_("Sent: the buyer is told.") },
	{ "ready", N_("Ready to be fetched: the buyer is told.") },
	{ "arrived", N_("Delivered.") },
	{ "fetched", N_("Fetched.") },
	{ "split", N_("A new parcel was made.") },
	{ "imported", N_("The prices of the list are now those of the file.") },
	{ "codes-made", N_("The codes were made.") },
	{ "joined", N_("The customer is in the group.") },
	{ "left", N_("The customer is no longer in the group.") },
	{ "on-its-way", N_("Sent: it is on its way.") },
	{ "put-away", N_("It is in stock.") },
	{ "counted", N_("Counted.") },
	{ "counted-late",
	    N_("Pieces have moved since this list was shown: nothing was changed. Look at the figure and count again.") },
	{ "counted-wrong", N_("That is no number of pieces. Nothing was changed.") },
	{ "none-chosen", N_("Nothing was chosen, or nothing of it waits to be packed.") },
	{ "many-packed", N_("All of them are packed.") },
	{ "nothing-left", N_("Nothing is left to pack here.") },
	{ "factors-reset", N_("Second factors removed: new ones are set up at the next login.") },
};

void
office_notice(struct req *r, struct office_page *p, struct str done)
{
	for (size_t i = 0; i < COUNT(notices); i++)
		if (str_eq_z(done, notices[i].code))
			p->notice = form_text(r, notices[i].text);
}

enum err
office_done(struct req *r, struct str path, const char *done)
{
	return resp_redirect(r, 303, str_printf(r->arena, "%.*s?done=%s", STR_ARG(path), done));
}

static const struct form_field version_field[] = { { "version", NULL, FIELD_HIDDEN } };
struct version_form {
	int64_t version;
};
static const struct shape_field version_fields[] = { SHAPE_I64(
    struct version_form, version, 0, INT64_MAX, .fallback = "0") };
static const struct shape version_shape = SHAPE(struct version_form, version_fields, "What was shown.");

enum err
office_confirm(struct req *r, const struct office_question *q)
{
	struct version_form version = { q->version };
	struct office_page p;
	struct block_view *b;
	enum err err = office_begin(r, &p, form_text(r, q->heading));

	if (err)
		return err;
	p.lead = q->subject;
	p.problem = q->problem;
	b = office_block(r, &p, NULL);
	b->text = form_text(r, q->text);
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, version_field, COUNT(version_field), &version_shape, &version, NULL);
	b->form->action = q->action;
	b->form->submit = form_text(r, q->submit);
	b->cancel_url = q->cancel;
	b->danger = true;
	return office_reply_status(r, q->problem.ptr ? 409 : 200, &p);
}

void
office_conflict(struct req *r, struct office_page *p, const struct conflict *c, size_t count)
{
	static const char *const columns[] = { N_("Field"), N_("Stored now"), N_("Yours") };
	struct block_view *b = office_block(r, p, N_("Somebody else changed this meanwhile"));

	b->tone = STR("warn");
	b->text =
	    form_text(r, N_("Nothing was stored. Compare the two; saving the form below stores yours over theirs."));
	office_columns(r, b, columns, COUNT(columns));
	for (size_t i = 0; i < count; i++) {
		struct row_view *row;
		if (str_eq(c[i].stored, c[i].ours) || (str_is_empty(c[i].stored) && str_is_empty(c[i].ours)))
			continue;
		row = office_row(r, b);
		office_cell(r, b, row, form_text(r, c[i].label));
		office_cell(r, b, row, c[i].stored);
		office_cell(r, b, row, c[i].ours);
	}
	b->empty = form_text(r, N_("Both say the same."));
}
