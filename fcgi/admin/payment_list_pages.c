/* payment_list_pages.c - all payments, the reconciliation report, disputes.  See payments.h. */
#include "fcgi/admin/payments.h"
#include "lib/shop/payment_guard.h"
#include "lib/web/form.h"

#define PER_PAGE 50
#define BLOCKED_MAX 20

struct list_args {
	struct str q, method, done;
	int state;
	int64_t before;
};
static const struct shape_field list_fields[] = {
	SHAPE_STR(struct list_args, q, 0, 190, .doc = "number of an order, id of a payment, name at the gateway"),
	SHAPE_ENUM(struct list_args, state, payment_states, .doc = "state"),
	SHAPE_STR(struct list_args, method, 0, 64, .doc = "way to pay"),
	SHAPE_I64(struct list_args, before, 0, INT64_MAX, .fallback = "0", .doc = "older than this one"),
	SHAPE_STR(struct list_args, done, 0, 40, .doc = "what was done just now"),
};
static const struct shape list_shape = SHAPE(struct list_args, list_fields, "Which payments.");

static enum err payments_page(struct req *r), differences_page(struct req *r), disputes_page(struct req *r);

static const struct route routes[] = {
	{ GET, "/admin/payments", payments_page, ACCESS_OFFICE, PERM_PAYMENT_READ, .query = &list_shape,
	    .sql = { 0, 8 }, .doc = "Payments, newest first" },
	{ GET, "/admin/payments/differences", differences_page, ACCESS_OFFICE, PERM_PAYMENT_READ,
	    .query = &office_args_shape, .sql = { 0, 16 }, .doc = "Money and orders that do not agree" },
	{ GET, "/admin/payments/disputes", disputes_page, ACCESS_OFFICE, PERM_PAYMENT_READ, .query = &office_args_shape,
	    .sql = { 0, 8 }, .doc = "Chargebacks that are open, the most urgent first" },
};
const struct route_table office_payment_list_routes = { routes, COUNT(routes) };

static void
fill_tabs(struct req *r, struct office_page *p, int current)
{
	static const struct {
		const char *name, *path;
	} tabs[] = { { N_("Payments"), PAYMENTS_HOME }, { N_("Differences"), PAYMENTS_HOME "/differences" },
		{ N_("Disputes"), PAYMENTS_HOME "/disputes" } };

	for (size_t i = 0; i < COUNT(tabs); i++) {
		struct link_view *tab = view_push(r, &p->tabs, sizeof(*tab));
		*tab = (struct link_view){ .name = form_text(r, tabs[i].name),
			.url = office_url(r, tabs[i].path, STR("")),
			.current = (int)i == current };
	}
}

/* ---- payments ---- */

static void
fill_filter(struct req *r, struct block_view *b, const struct list_args *args)
{
	static const struct form_field fields[] = { { "q", N_("Number"), FIELD_TEXT, .autocomplete = "off",
							.half = true },
		{ "state", N_("Status"), FIELD_SELECT, .half = true } };
	struct option_view *o = arena_array(r->arena, struct option_view, PAYMENT_DISPUTED + 2);
	const char *tone;

	b->form = arena_new_of(r->arena, struct form_view);
	b->method = STR("get");
	form_view_fill(r, b->form, fields, COUNT(fields), &list_shape, args, NULL);
	for (int i = -1; i <= PAYMENT_DISPUTED; i++)
		o[i + 1] = (struct option_view){ .value = i < 0 ? STR("") : str_of(payment_states[i].name),
			.name = i < 0 ? form_text(r, N_("All")) : payment_state_text(r, i, &tone),
			.chosen = i == args->state };
	form_view_field(b->form, "state")->options = (struct list){ o, PAYMENT_DISPUTED + 2 };
	b->form->csrf = STR_ABSENT;
	b->form->action = office_url(r, PAYMENTS_HOME, STR(""));
	b->form->submit = form_text(r, N_("Filter"));
}

static void
payment_row(struct req *r, struct block_view *b, const struct payment_row *p)
{
	struct row_view *row = office_row(r, b);
	struct cell_view *c;
	const char *tone;

	(void)office_cell_time(r, b, row, p->created_at);
	c = office_cell(r, b, row, p->number);
	if (office_may(r, PERM_ORDER_READ))
		c->url = payment_order_url(r, p->order);
	c = office_cell(r, b, row, p->display.ptr ? p->display : payment_method_text(r, p->method));
	c->url = office_url(r, PAYMENTS_HOME "/*", p->public_id);
	office_cell(r, b, row, payment_money(r, p->amount));
	c = office_cell(r, b, row, payment_money(r, p->charged));
	if (p->refunded.minor)
		c->note = str_printf(r->arena, "− %.*s", STR_ARG(payment_money(r, p->refunded)));
	c = office_cell(r, b, row, payment_state_text(r, p->state, &tone));
	c->tone = str_of(tone);
	if (p->state == PAYMENT_FAILED)
		c->note = payment_failure_text(r, p->failure);
}

static struct str
list_url(struct req *r, const struct list_args *args, int64_t before)
{
	struct list_args next = *args;
	struct buf b;

	next.before = before;
	next.done = STR_ABSENT;
	buf_in_arena(&b, r->arena, BUF_LINE);
	buf_str(&b, office_url(r, PAYMENTS_HOME "?", STR("")));
	form_write(&b, &list_shape, &next);
	return buf_view(&b);
}

/* Whoever tries out cards here shows up: what the guard stopped lately. */
static enum err
fill_blocked(struct req *r, struct office_page *p)
{
	static const char *const columns[] = { N_("Last"), N_("Order"), N_("Too many refusals of"),
		RIGHT(N_("Stopped tries")), N_("Since") };
	static const char *const scopes[] = { [GUARD_ORDER] = N_("this order"),
		[GUARD_NETWORK] = N_("the network"),
		[GUARD_ACCOUNT] = N_("the account"),
		[GUARD_EMAIL] = N_("the e-mail address") };
	const struct payment_block *v;
	struct block_view *b;
	struct list all = { 0 };
	enum err err = payment_blocks_list(req_db(r), r->arena, BLOCKED_MAX, &all);

	if (err || !all.count)
		return err;
	b = office_block(r, p, N_("Stopped: too many declined cards"));
	b->id = STR("blocked");
	b->text = form_text(
	    r, N_("Who tries out stolen cards is made to wait. The orders are kept; other ways to pay stay open."));
	office_columns(r, b, columns, COUNT(columns));
	v = all.items;
	for (size_t i = 0; i < all.count; i++) {
		struct row_view *row = office_row(r, b);
		office_cell_time(r, b, row, v[i].last_at);
		office_cell(r, b, row, v[i].number)->url =
		    office_may(r, PERM_ORDER_READ) ? payment_order_url(r, v[i].order) : STR_ABSENT;
		office_cell(r, b, row, form_text(r, scopes[v[i].scope]));
		office_cell(r, b, row, str_printf(r->arena, "%lld", (long long)v[i].tries));
		office_cell_time(r, b, row, v[i].first_at);
	}
	return OK;
}

static enum err
payments_page(struct req *r)
{
	static const char *const columns[] = { N_("When"), N_("Order"), N_("Payment"), RIGHT(N_("Asked for")),
		RIGHT(N_("Charged")), N_("Status") };
	const struct list_args *args = r->args;
	const struct payment_filter f = { .q = args->q,
		.state = args->state,
		.method = args->method,
		.before = args->before,
		.limit = PER_PAGE + 1 };
	const struct payment_row *row;
	struct office_page p;
	struct block_view *b;
	struct list all;
	enum err err = payment_search(req_db(r), r->arena, &f, &all);

	if (err || (err = office_begin(r, &p, form_text(r, N_("Payments")))))
		return err;
	office_notice(r, &p, args->done);
	fill_tabs(r, &p, 0);
	fill_filter(r, office_block(r, &p, NULL), args);
	b = office_block(r, &p, NULL);
	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("No payments."));
	row = all.items;
	for (size_t i = 0; i < MIN(all.count, PER_PAGE); i++)
		payment_row(r, b, &row[i]);
	if (all.count > PER_PAGE)
		b->next_url = list_url(r, args, row[PER_PAGE - 1].id);
	if (args->before)
		b->first_url = list_url(r, args, 0);
	if (!args->before && (err = fill_blocked(r, &p)))
		return err;
	return office_reply(r, &p);
}

/* ---- differences ---- */

static void
fill_kind(struct req *r, struct office_page *p, const struct list *findings, int kind)
{
	static const struct { const char *title, *text;
	} words[] = { [FINDING_NO_ORDER] = { N_("Money without an order"),
			  N_("The order was cancelled or has expired, and its money has not gone back.") },
		[FINDING_NO_MONEY] = { N_("An order without its money"),
		    N_("It goes on, or went out, and is not paid.") },
		[FINDING_DIFFERS] = { N_("The amount differs"),
		    N_("The gateway took another amount than was asked for, or the order was paid twice.") },
		[FINDING_SILENT] = { N_("No last word"),
		    N_("The gateway has not said for an hour what becomes of it. It is asked again and again by itself.") },
		[FINDING_REFUND_FAILED] = { N_("Refunds that failed"),
		    N_("The buyer waits for this money. Try again, or pay it in another way.") } };
	static const char *const columns[] = { N_("Since"), N_("Order"), RIGHT(N_("Expected")), RIGHT(N_("Found")),
		N_("Payment") };
	const struct payment_finding *f = findings->items;
	struct block_view *b = NULL;

	for (size_t i = 0; i < findings->count; i++) {
		struct row_view *row;
		struct cell_view *c;
		if (f[i].kind != kind)
			continue;
		if (!b) {
			b = office_block(r, p, words[kind].title);
			b->text = form_text(r, words[kind].text);
			office_columns(r, b, columns, COUNT(columns));
		}
		row = office_row(r, b);
		office_cell_time(r, b, row, f[i].since);
		c = office_cell(r, b, row, f[i].number);
		c->url = f[i].payment.ptr || !office_may(r, PERM_ORDER_READ)
		    ? list_url(r, &(const struct list_args){ .q = f[i].number, .state = -1 }, 0)
		    : payment_order_url(r, f[i].order);
		office_cell(r, b, row, payment_money(r, f[i].expected));
		office_cell(r, b, row, payment_money(r, f[i].found));
		c = office_cell(r, b, row, f[i].payment.ptr ? f[i].payment : form_text(r, N_("All of them")));
		c->url = f[i].payment.ptr ? office_url(r, PAYMENTS_HOME "/*", f[i].payment)
					  : list_url(r, &(const struct list_args){ .q = f[i].number, .state = -1 }, 0);
	}
}

static void
fill_webhooks(struct req *r, struct office_page *p, const struct list *webhooks)
{
	static const char *const columns[] = { N_("When"), N_("Message"), N_("Why") };
	const struct webhook_row *w = webhooks->items;
	struct block_view *b;

	if (!webhooks->count)
		return;
	b = office_block(r, p, N_("Messages of gateways that were not taken"));
	b->text = form_text(
	    r, N_("They spoke of a payment that is not ours, or contradicted what we know. Nothing was changed."));
	office_columns(r, b, columns, COUNT(columns));
	for (size_t i = 0; i < webhooks->count; i++) {
		struct row_view *row = office_row(r, b);
		office_cell_time(r, b, row, w[i].received_at);
		office_cell(r, b, row, w[i].event_id)->note = w[i].provider;
		office_cell(r, b, row, w[i].result);
	}
}

static enum err
differences_page(struct req *r)
{
	const struct office_args *args = r->args;
	struct list findings = { 0 }, webhooks = { 0 };
	struct office_page p;
	enum err err = payment_findings(req_db(r), r->arena, &findings);

	if (err || (err = payment_webhooks_ignored(req_db(r), r->arena, &webhooks)) ||
	    (err = office_begin(r, &p, form_text(r, N_("Differences")))))
		return err;
	p.lead =
	    form_text(r, N_("Where money and orders do not agree. What mends itself within the hour is not here."));
	office_notice(r, &p, args->done);
	fill_tabs(r, &p, 1);
	for (int kind = 0; kind < FINDING__COUNT; kind++)
		fill_kind(r, &p, &findings, kind);
	if (!findings.count) {
		struct block_view *b = office_block(r, &p, NULL);
		b->tone = STR("good");
		b->text = form_text(r,
		    N_("Everything agrees: every order that goes on is paid, and no money is here that should not be."));
	}
	fill_webhooks(r, &p, &webhooks);
	return office_reply(r, &p);
}

/* ---- disputes ---- */

static enum err
disputes_page(struct req *r)
{
	const struct office_args *args = r->args;
	struct list disputes = { 0 };
	struct office_page p;
	struct block_view *b;
	enum err err = dispute_list(req_db(r), r->arena, 0, &disputes);

	if (err || (err = office_begin(r, &p, form_text(r, N_("Disputes")))))
		return err;
	p.lead = form_text(r,
	    N_("A buyer’s bank has taken money back. Evidence is sent on the gateway’s page, before the day named here."));
	office_notice(r, &p, args->done);
	fill_tabs(r, &p, 2);
	b = office_block(r, &p, NULL);
	payment_dispute_rows(r, b, &disputes, true);
	b->empty = form_text(r, N_("No open disputes."));
	return office_reply(r, &p);
}
