/* privacy_pages.c - requests of people for their data: the queue, saying no, doing it at once. */
#include "fcgi/admin/office.h"
#include "lib/shop/privacy.h"

static enum err list_page(struct req *r), hasten_post(struct req *r), decline_page(struct req *r),
    decline_post(struct req *r);

struct decline_form {
	struct str message;
};
static const struct shape_field decline_fields[] = {
	SHAPE_STR(struct decline_form, message, 1, 1000, .flags = SHAPE_REQUIRED | SHAPE_MULTILINE,
	    .doc = "what the person reads"),
};
static const struct shape decline_shape = SHAPE(struct decline_form, decline_fields, "Why a request is declined.");

#define ERASE ACCESS_OFFICE, PERM_CUSTOMER_ERASE
static const struct route routes[] = {
	{ GET, "/admin/privacy", list_page, ERASE, .query = &office_args_shape, .sql = { 0, 6 },
	    .doc = "Requests of people for their data" },
	{ POST, "/admin/privacy/{id}/hasten", hasten_post, ERASE, .sql = { 0, 30 }, .flags = ROUTE_FRESH,
	    .doc = "Do it now" },
	{ GET, "/admin/privacy/{id}/decline", decline_page, ERASE, .sql = { 0, 6 }, .flags = ROUTE_FRESH },
	{ POST, "/admin/privacy/{id}/decline", decline_post, ERASE, .body = &decline_shape, .sql = { 0, 30 },
	    .flags = ROUTE_FRESH },
};
const struct route_table office_privacy_routes = { routes, COUNT(routes) };

#define PATH "/admin/privacy"

static const struct {
	const char *text, *tone;
} states[] = {
	[PRIVACY_PENDING] = { N_("waits"), "warn" },
	[PRIVACY_RUNNING] = { N_("is being done"), "warn" },
	[PRIVACY_DONE] = { N_("done"), "good" },
	[PRIVACY_DECLINED] = { N_("declined"), "quiet" },
	[PRIVACY_REVOKED] = { N_("taken back"), "quiet" },
	[PRIVACY_FAILED] = { N_("failed, will be tried again"), "bad" },
};

static void
request_row(struct req *r, struct block_view *b, const struct privacy_request *q)
{
	struct row_view *row = office_row(r, b);
	struct cell_view *c;

	office_cell_time(r, b, row, q->created_at);
	office_cell(
	    r, b, row, form_text(r, q->kind == PRIVACY_ERASE ? N_("erase everything") : N_("a copy of the data")));
	c = office_cell(r, b, row, q->account);
	c->code = true;
	if (office_may(r, PERM_CUSTOMER_READ))
		c->url = office_url(r, "/admin/customers/*", q->account);
	c = office_cell(r, b, row, (size_t)q->state < COUNT(states) ? form_text(r, states[q->state].text) : STR_ABSENT);
	c->tone = str_of((size_t)q->state < COUNT(states) ? states[q->state].tone : "quiet");
	c->note = q->message;
	office_cell_time(r, b, row, time_is_absent(q->done_at) ? q->due_at : q->done_at);
	if (q->state != PRIVACY_PENDING)
		return;
	office_row_button(r, b, row, N_("Do it now"), office_url(r, PATH "/*/hasten", q->public_id));
	office_row_link(r, b, row, N_("Decline …"), office_url(r, PATH "/*/decline", q->public_id));
}

static enum err
list_page(struct req *r)
{
	static const char *const columns[] = { N_("Asked"), N_("What"), N_("Who"), N_("Status"), N_("Due or done") };
	const struct office_args *args = r->args;
	const struct privacy_request *q;
	struct office_page p;
	struct block_view *b;
	struct list all;
	enum err err = privacy_list(req_db(r), r->arena, 0, &all);

	if (err || (err = office_begin(r, &p, form_text(r, N_("Privacy")))))
		return err;
	p.lead = form_text(
	    r, N_("People may have a copy of their data, and be forgotten. Law gives us one month to answer."));
	office_notice(r, &p, args->done);
	b = office_block(r, &p, NULL);
	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("Nobody asked."));
	q = all.items;
	for (size_t i = 0; i < all.count; i++)
		request_row(r, b, &q[i]);
	return office_reply(r, &p);
}

static enum err
hasten_post(struct req *r)
{
	struct who who = who_of(r);
	struct account_env e = env_of(r, &who);
	enum err err = privacy_hasten(&e, r->params[0]);

	return err ? err : office_done(r, office_url(r, PATH, STR("")), "queued");
}

static enum err
decline_show(struct req *r, const struct decline_form *in)
{
	static const struct form_field fields[] = { { "message", N_("Why"), FIELD_AREA,
	    .hint = N_("The person reads this, in a mail and on the account's page.") } };
	struct office_page p;
	struct block_view *b;
	enum err err = office_begin(r, &p, form_text(r, N_("Decline the request")));

	if (err)
		return err;
	office_crumb(r, &p, N_("Privacy"), PATH);
	b = office_block(r, &p, NULL);
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, fields, COUNT(fields), &decline_shape, in, &r->errors);
	b->form->action = office_url(r, PATH "/*/decline", r->params[0]);
	b->form->submit = form_text(r, N_("Decline"));
	b->cancel_url = office_url(r, PATH, STR(""));
	b->danger = true;
	return office_reply_status(r, form_status(b->form), &p);
}

static enum err
decline_page(struct req *r)
{
	return decline_show(r, NULL);
}

static enum err
decline_post(struct req *r)
{
	const struct decline_form *in = r->form;
	struct who who = who_of(r);
	struct account_env e = env_of(r, &who);
	enum err err;

	if (r->errors.count)
		return decline_show(r, in);
	err = privacy_decline(&e, r->params[0], in->message);
	return err ? err : office_done(r, office_url(r, PATH, STR("")), "declined");
}
