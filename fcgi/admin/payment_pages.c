/* payment_pages.c - one payment: what happened, the books, and what can be done.  See payments.h. */
#include "fcgi/admin/orders.h"
#include "fcgi/admin/payments.h"
#include "lib/shop/audit.h"
#include "lib/shop/payment_advance.h"
#include "lib/web/once.h"

struct refund_form {
	struct str amount, reason;
};
static const struct shape_field refund_fields[] = {
	SHAPE_STR(struct refund_form, amount, 1, 20, .flags = SHAPE_REQUIRED, .doc = "how much, as people write it"),
	SHAPE_STR(struct refund_form, reason, 0, 500, .doc = "for whoever asks one day"),
};
static const struct shape refund_form_shape = SHAPE(struct refund_form, refund_fields, "Money to be given back.");

struct amount_form {
	struct str amount;
};
static const struct shape_field amount_fields[] = {
	SHAPE_STR(struct amount_form, amount, 1, 20, .flags = SHAPE_REQUIRED, .doc = "how much, as people write it"),
};
static const struct shape amount_form_shape = SHAPE(struct amount_form, amount_fields, "How much.");

static enum err show_page(struct req *r), refresh_post(struct req *r), capture_post(struct req *r),
    void_ask(struct req *r), void_post(struct req *r);
static enum err refund_post(struct req *r), retry_post(struct req *r), received_post(struct req *r),
    returned_post(struct req *r);
static enum err answered_post(struct req *r), accept_ask(struct req *r), accept_post(struct req *r);

#define READ ACCESS_OFFICE, PERM_PAYMENT_READ
#define WRITE ACCESS_OFFICE, PERM_PAYMENT_WRITE
#define REFUND ACCESS_OFFICE, PERM_REFUND_WRITE
static const struct route routes[] = {
	{ GET, "/admin/payments/{id}", show_page, READ, .query = &office_args_shape, .sql = { 0, 16 },
	    .doc = "One payment" },
	{ POST, "/admin/payments/{id}/refresh", refresh_post, WRITE, .sql = { 0, 70 }, .doc = "Asks the gateway" },
	{ POST, "/admin/payments/{id}/capture", capture_post, WRITE, .body = &amount_form_shape, .sql = { 0, 70 },
	    .doc = "Takes authorised money" },
	{ GET, "/admin/payments/{id}/void", void_ask, WRITE, .sql = { 0, 6 }, .doc = "Give it up?" },
	{ POST, "/admin/payments/{id}/void", void_post, WRITE, .sql = { 0, 70 }, .doc = "Gives an authorisation up" },
	{ POST, "/admin/payments/{id}/refund", refund_post, REFUND, .body = &refund_form_shape, .flags = ROUTE_ONCE,
	    .sql = { 0, 40 }, .doc = "Grants a refund" },
	{ POST, "/admin/payments/{id}/received", received_post, WRITE, .body = &amount_form_shape, .flags = ROUTE_ONCE,
	    .sql = { 0, 70 }, .doc = "A bank transfer has arrived" },
	{ POST, "/admin/payments/refunds/{id}/retry", retry_post, REFUND, .sql = { 0, 40 },
	    .doc = "A failed refund once more" },
	{ POST, "/admin/payments/refunds/{id}/returned", returned_post, REFUND, .sql = { 0, 70 },
	    .doc = "A refund was transferred" },
	{ POST, "/admin/payments/disputes/{id}/answered", answered_post, WRITE, .sql = { 0, 20 },
	    .doc = "We have answered" },
	{ GET, "/admin/payments/disputes/{id}/accept", accept_ask, WRITE, .sql = { 0, 6 }, .doc = "Give in?" },
	{ POST, "/admin/payments/disputes/{id}/accept", accept_post, WRITE, .sql = { 0, 20 }, .doc = "Gives in" },
};
const struct route_table office_payment_routes = { routes, COUNT(routes) };

/* ---- the page ---- */

static void
fill_facts(struct req *r, struct office_page *page, const struct payment *p)
{
	struct block_view *b = office_block(r, page, NULL);
	struct cell_view *c = office_fact(r, b, N_("Order"), p->order);

	if (office_may(r, PERM_ORDER_READ)) {
		c->text = form_text(r, N_("To the order"));
		c->url = payment_order_url(r, p->order);
	}
	office_fact(r, b, N_("Paid with"), p->display.ptr ? p->display : payment_method_text(r, p->method));
	office_fact(r, b, N_("Asked for"), payment_money(r, p->amount));
	office_fact(r, b, N_("Authorised"), payment_money(r, p->authorised));
	office_fact(r, b, N_("Charged"), payment_money(r, p->charged));
	if (p->refunded.minor)
		office_fact(r, b, N_("Refunded"), payment_money(r, p->refunded));
	if (p->disputed.minor)
		office_fact(r, b, N_("Taken back by the bank"), payment_money(r, p->disputed));
	if (p->failure.ptr)
		office_fact(r, b, N_("Last refusal"), payment_failure_text(r, p->failure))->note = p->failure;
	office_fact(r, b, N_("At the gateway"), p->reference)->code = true;
	office_fact_time(r, b, N_("Begun"), p->created_at);
	if (!time_is_absent(p->check_at))
		office_fact_time(r, b, N_("Asked again"), p->check_at);
}

static enum err
fill_events(struct req *r, struct office_page *page, const struct payment *p)
{
	static const char *const columns[] = { N_("When"), N_("What"), RIGHT(N_("Amount")), N_("Result"),
		N_("Source") };
	static const char *const kinds[] = { [EVENT_AUTHORISE] = N_("authorisation"),
		[EVENT_CHARGE] = N_("charge"),
		[EVENT_VOID] = N_("given up"),
		[EVENT_REFUND] = N_("refund"),
		[EVENT_DISPUTE] = N_("dispute"),
		[EVENT_DISPUTE_WON] = N_("end of the dispute") };
	static const struct {
		const char *text, *tone;
	} results[] = { [EVENT_REQUESTED] = { N_("under way"), "warn" },
		[EVENT_ACTION] = { N_("waits for the buyer"), "warn" },
		[EVENT_SUCCESS] = { N_("done"), "good" },
		[EVENT_FAILURE] = { N_("declined"), "bad" } };
	struct block_view *b = office_block(r, page, N_("What the gateway said"));
	const struct payment_event *v;
	struct list events = { 0 };
	enum err err = payment_events(req_db(r), r->arena, p->id, &events);

	if (err)
		return err;
	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("Nothing yet."));
	v = events.items;
	for (size_t i = 0; i < events.count; i++) {
		struct row_view *row = office_row(r, b);
		struct cell_view *c;
		office_cell_time(r, b, row, v[i].at);
		office_cell(r, b, row, form_text(r, kinds[v[i].kind]));
		office_cell(r, b, row, payment_money(r, money_of(v[i].amount, p->amount.currency)));
		c = office_cell(r, b, row, form_text(r, results[v[i].result].text));
		c->tone = str_of(results[v[i].result].tone);
		c->note = payment_failure_text(r, v[i].code);
		office_cell(r, b, row, v[i].source)->code = true;
	}
	return OK;
}

static enum err
fill_refunds(struct req *r, struct office_page *page, const struct payment *p)
{
	struct list refunds = { 0 }, disputes = { 0 };
	struct block_view *b;
	enum err err = refund_list(req_db(r), r->arena, p->order_id, &refunds);

	if (!err)
		err = dispute_list(req_db(r), r->arena, p->order_id, &disputes);
	if (err)
		return err;
	b = office_block(r, page, N_("Refunds"));
	payment_refund_rows(r, b, &refunds, p->id);
	b->empty = form_text(r, N_("None."));
	if (disputes.count)
		payment_dispute_rows(r, office_block(r, page, N_("Disputes")), &disputes, false);
	return OK;
}

/* ---- what can be done ---- */

static struct str
plain(struct req *r, struct money m)
{
	struct buf b;

	buf_in_arena(&b, r->arena, BUF_LINE);
	money_decimal(&b, m);
	return buf_view(&b);
}

static void
fill_form(struct req *r, struct block_view *b, const struct form_field *fields, size_t count, const struct shape *s,
    const void *obj, const char *path, const struct payment *p, const char *submit, bool once)
{
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, fields, count, s, obj, &r->errors);
	b->form->action = office_url(r, path, p->public_id);
	b->form->submit = form_text(r, submit);
	if (once)
		b->form->once = once_key(r);
}

static enum err
fill_refund_form(struct req *r, struct office_page *page, const struct payment *p, const struct refund_form *in)
{
	static const struct form_field fields[] = { { "amount", N_("Amount"), FIELD_TEXT, .autocomplete = "off",
							.inputmode = "decimal", .short_ = true },
		{ "reason", N_("Reason"), FIELD_AREA, .hint = N_("The buyer does not see it.") } };
	struct refund_form all = { 0 };
	struct block_view *b;
	struct money left;
	enum err err = refund_left(req_db(r), r->arena, p, &left);

	if (err || !left.minor || !office_may(r, PERM_REFUND_WRITE))
		return err;
	all.amount = plain(r, left);
	b = office_block(r, page, N_("Give money back"));
	b->id = STR("refund");
	b->text =
	    str_printf(r->arena, "%.*s %.*s", STR_ARG(form_text(r, N_("At most:"))), STR_ARG(payment_money(r, left)));
	fill_form(r, b, fields, COUNT(fields), &refund_form_shape, in ? in : &all, PAYMENTS_HOME "/*/refund", p,
	    N_("Grant the refund"), true);
	return OK;
}

static void
fill_amount_form(struct req *r, struct office_page *page, const struct payment *p, const struct amount_form *in)
{
	static const struct form_field fields[] = { { "amount", N_("Amount"), FIELD_TEXT, .autocomplete = "off",
	    .inputmode = "decimal", .short_ = true } };
	bool is_advance = str_eq(p->provider, STR("advance"));
	int64_t most = is_advance ? p->amount.minor - p->charged.minor : p->authorised.minor - p->charged.minor;
	struct amount_form all = { plain(r, money_of(MAX(most, 0), p->amount.currency)) };
	struct block_view *b;

	if (!office_may(r, PERM_PAYMENT_WRITE) || most <= 0 ||
	    (is_advance && p->state != PAYMENT_PENDING && p->state != PAYMENT_CHARGED) ||
	    (!is_advance && p->state != PAYMENT_AUTHORISED && p->state != PAYMENT_CHARGED))
		return;
	b = office_block(r, page, is_advance ? N_("Money has arrived") : N_("Take authorised money"));
	b->text = form_text(r,
	    is_advance ? N_("What stands on the bank statement for this order. A part of it is possible.")
		       : N_("It is taken by itself when the first parcel leaves."));
	fill_form(r, b, fields, COUNT(fields), &amount_form_shape, in ? in : &all,
	    is_advance ? PAYMENTS_HOME "/*/received" : PAYMENTS_HOME "/*/capture", p,
	    is_advance ? N_("Write it down") : N_("Take it"), is_advance);
}

static void
fill_actions(struct req *r, struct office_page *page, const struct payment *p)
{
	bool is_open = p->state == PAYMENT_CREATED || p->state == PAYMENT_PENDING || p->state == PAYMENT_AUTHORISED;

	if (!office_may(r, PERM_PAYMENT_WRITE))
		return;
	if (p->reference.ptr && !str_eq(p->provider, STR("advance")))
		office_button(
		    r, &page->actions, N_("Ask the gateway"), office_url(r, PAYMENTS_HOME "/*/refresh", p->public_id))
		    ->quiet = true;
	if (is_open && !p->charged.minor)
		office_link(r, &page->actions, N_("Give up …"), office_url(r, PAYMENTS_HOME "/*/void", p->public_id))
		    ->danger = true;
}

static enum err
show(struct req *r, const struct payment *p, const struct refund_form *refund, const struct amount_form *amount,
    struct str done)
{
	struct office_page page;
	const char *tone;
	enum err err = office_begin(r, &page,
	    str_printf(
		r->arena, "%.*s %.*s", STR_ARG(form_text(r, N_("Payment"))), STR_ARG(payment_money(r, p->amount))));

	if (err)
		return err;
	office_crumb(r, &page, N_("Payments"), PAYMENTS_HOME);
	page.lead = p->public_id;
	page.tag = payment_state_text(r, p->state, &tone);
	page.tag_tone = str_of(tone);
	office_notice(r, &page, done);
	fill_actions(r, &page, p);
	fill_facts(r, &page, p);
	fill_amount_form(r, &page, p, amount);
	if ((err = fill_refund_form(r, &page, p, refund)) || (err = fill_events(r, &page, p)) ||
	    (err = fill_refunds(r, &page, p)) || (err = office_books(r, &page, p->order_id)))
		return err;
	return office_reply_status(r, r->errors.count ? 422 : 200, &page);
}

static enum err
show_page(struct req *r)
{
	const struct office_args *args = r->args;
	struct payment p;
	enum err err = payment_get(req_db(r), r->arena, r->params[0], &p);

	return err ? err : show(r, &p, NULL, NULL, args->done);
}

/* ---- actions ---- */

static enum err
record(struct req *r, struct str payment, const char *what)
{
	struct who who = who_of(r);

	return audit(req_db(r), &who,
	    &(struct audit){ .event = AUDIT_PAYMENT,
		.object_kind = "payment",
		.object = payment,
		.details = str_printf(r->arena, "{\"what\":\"%s\"}", what) });
}

static enum err
back(struct req *r, struct str payment, const char *done)
{
	return office_done(r, office_url(r, PAYMENTS_HOME "/*", payment), done);
}

/* What the gateway did not do stands on the page, not on an error page. */
static enum err
answered(struct req *r, struct str payment, enum err err, const char *what, const char *done)
{
	if (err == ERR_UNAVAILABLE || err == ERR_TIMEOUT || err == ERR_DENIED) {
		err_clear();
		return back(r, payment, "gateway-silent");
	}
	if (err == ERR_CONFLICT || err == ERR_INVALID) {
		err_clear();
		return back(r, payment, "gateway-refused");
	}
	if (!err)
		err = record(r, payment, what);
	return err ? err : back(r, payment, done);
}

static enum err
refresh_post(struct req *r)
{
	struct payment p;

	return answered(
	    r, r->params[0], payment_refresh(office_payment_env(r), r->params[0], &p), "asked", "gateway-asked");
}

/* "19.99" or "19,99" in the payment's currency. */
static bool
amount_of(struct req *r, struct str text, const struct payment *p, int64_t most, struct money *out)
{
	char *point = str_z(r->arena, text);

	for (char *c = point; *c; c++)
		if (*c == ',')
			*c = '.';
	r->errors.arena = r->arena;
	if (r->errors.count)
		return false;
	if (money_parse(str_of(point), p->amount.currency, out) || out->minor <= 0)
		field_error(&r->errors, STR("amount"), N_("Enter an amount like 19.99."), (struct opt_i64){ 0 });
	else if (out->minor > most)
		field_error(&r->errors, STR("amount"), N_("That is more than there is."), (struct opt_i64){ 0 });
	err_clear();
	return !r->errors.count;
}

static enum err
capture_post(struct req *r)
{
	const struct amount_form *in = r->form;
	struct payment p;
	struct money amount;
	enum err err = payment_get(req_db(r), r->arena, r->params[0], &p);

	if (err)
		return err;
	if (!amount_of(r, in->amount, &p, p.authorised.minor - p.charged.minor, &amount))
		return show(r, &p, NULL, in, STR_ABSENT);
	return answered(r, p.public_id, payment_capture(office_payment_env(r), p.public_id, amount.minor, STR_ABSENT),
	    "captured", "captured");
}

static enum err
void_ask(struct req *r)
{
	struct payment p;
	enum err err = payment_get(req_db(r), r->arena, r->params[0], &p);

	return err ? err
		   : office_confirm(r,
			 &(struct office_question){ .heading = N_("Give this payment up?"),
			     .subject = payment_money(r, p.amount),
			     .text = N_("The gateway lets the money go. The buyer would have to pay anew."),
			     .submit = N_("Give it up"),
			     .action = office_url(r, PAYMENTS_HOME "/*/void", p.public_id),
			     .cancel = office_url(r, PAYMENTS_HOME "/*", p.public_id) });
}

static enum err
void_post(struct req *r)
{
	return answered(r, r->params[0], payment_void(office_payment_env(r), r->params[0]), "voided", "voided");
}

static enum err
refund_post(struct req *r)
{
	const struct refund_form *in = r->form;
	struct payment_env *e = office_payment_env(r);
	struct payment p;
	struct refund f;
	struct money amount, left;
	enum err err = payment_get(req_db(r), r->arena, r->params[0], &p);

	if (err || (err = refund_left(req_db(r), r->arena, &p, &left)))
		return err;
	if (!amount_of(r, in->amount, &p, left.minor, &amount))
		return show(r, &p, in, NULL, STR_ABSENT);
	/* ROUTE_ONCE keeps the form from running twice; within this request the name stays the same. */
	err = refund_by_hand(e, p.public_id, amount, in->reason, r->request_id, &f);
	return err ? err : back(r, p.public_id, "refund-granted");
}

static enum err
retry_post(struct req *r)
{
	struct refund f;
	enum err err = refund_retry(office_payment_env(r), r->params[0]);

	if (!err)
		err = refund_get(req_db(r), r->arena, r->params[0], &f);
	return err ? err : back(r, f.payment, "queued");
}

static enum err
received_post(struct req *r)
{
	const struct amount_form *in = r->form;
	struct payment p;
	struct money amount;
	enum err err = payment_get(req_db(r), r->arena, r->params[0], &p);

	if (err)
		return err;
	if (!amount_of(r, in->amount, &p, p.amount.minor - p.charged.minor, &amount))
		return show(r, &p, NULL, in, STR_ABSENT);
	err = payment_received(office_payment_env(r), p.public_id, amount.minor, r->request_id, &p);
	return err ? err : back(r, p.public_id, "saved");
}

static enum err
returned_post(struct req *r)
{
	struct payment p;
	enum err err = payment_returned(office_payment_env(r), r->params[0], &p);

	return err ? err : back(r, p.public_id, "saved");
}

/* ---- disputes ---- */

static enum err
dispute_done(struct req *r, enum err err)
{
	struct dispute d;

	if (!err)
		err = dispute_get(req_db(r), r->arena, r->params[0], &d);
	return err ? err : back(r, d.payment, "saved");
}

static enum err
answered_post(struct req *r)
{
	return dispute_done(r, dispute_answered(office_payment_env(r), r->params[0]));
}

static enum err
accept_ask(struct req *r)
{
	struct dispute d;
	enum err err = dispute_get(req_db(r), r->arena, r->params[0], &d);

	return err
	    ? err
	    : office_confirm(r,
		  &(struct office_question){ .heading = N_("Accept this dispute?"),
		      .subject = payment_money(r, d.amount),
		      .text = N_(
			  "The money stays with the buyer. This closes the dispute here; the gateway needs no answer."),
		      .submit = N_("Accept"),
		      .action = office_url(r, PAYMENTS_HOME "/disputes/*/accept", d.public_id),
		      .cancel = office_url(r, PAYMENTS_HOME "/*", d.payment) });
}

static enum err
accept_post(struct req *r)
{
	return dispute_done(r, dispute_accept(office_payment_env(r), r->params[0]));
}
