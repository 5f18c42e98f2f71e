/* mail_pages.c - what was sent and what became of it; events that could not be handed over. */
#include "fcgi/admin/office.h"
#include "lib/shop/audit.h"
#include "lib/shop/mail.h"
#include "lib/shop/outbox_read.h"
#include "lib/web/form.h"

static enum err mails_page(struct req *r), mail_post(struct req *r), events_page(struct req *r),
    event_retry(struct req *r), events_retry(struct req *r);

struct retry_form {
	struct str event;
};
static const struct shape_field retry_fields[] = {
	SHAPE_STR(struct retry_form, event, 1, 40, .flags = SHAPE_REQUIRED, .doc = "id of the event"),
};
static const struct shape retry_shape = SHAPE(struct retry_form, retry_fields, "An event to hand over again.");

struct mails_args {
	struct str recipient, done;
	int state;
	int64_t before;
};
static const struct shape_field mails_fields[] = {
	SHAPE_STR(struct mails_args, recipient, 0, 254, .doc = "whole address"),
	SHAPE_ENUM(struct mails_args, state, mail_states, .doc = "state"),
	SHAPE_I64(struct mails_args, before, 0, INT64_MAX, .fallback = "0", .doc = "mails older than this one"),
	SHAPE_STR(struct mails_args, done, 0, 40, .doc = "what was done just now"),
};
static const struct shape mails_shape = SHAPE(struct mails_args, mails_fields, "Which mails.");

static const struct route routes[] = {
	{ GET, "/admin/mail", mails_page, ACCESS_OFFICE, PERM_MAIL_READ, .query = &mails_shape, .sql = { 0, 8 },
	    .doc = "Mails and what became of them" },
	{ POST, "/admin/mail/{id}/retry", mail_post, ACCESS_OFFICE, PERM_MAIL_WRITE, .sql = { 0, 30 },
	    .doc = "Sends a mail again" },
	{ GET, "/admin/mail/events", events_page, ACCESS_OFFICE, PERM_MAIL_READ, .query = &office_args_shape,
	    .sql = { 0, 8 }, .doc = "Events and their tasks" },
	{ POST, "/admin/mail/events/retry", event_retry, ACCESS_OFFICE, PERM_MAIL_WRITE, .body = &retry_shape,
	    .sql = { 0, 30 } },
	{ POST, "/admin/mail/events/retry-all", events_retry, ACCESS_OFFICE, PERM_MAIL_WRITE, .sql = { 0, 30 },
	    .doc = "All dead tasks once more" },
};
const struct route_table office_mail_routes = { routes, COUNT(routes) };

#define EVENTS "/admin/mail/events"
#define DEAD_SHOWN 100

static void
fill_tabs(struct req *r, struct office_page *p, bool events)
{
	struct link_view *tab = view_push(r, &p->tabs, sizeof(*tab));

	*tab = (struct link_view){
		.name = form_text(r, N_("Mail")), .url = office_url(r, "/admin/mail", STR("")), .current = !events
	};
	tab = view_push(r, &p->tabs, sizeof(*tab));
	*tab = (struct link_view){
		.name = form_text(r, N_("Events")), .url = office_url(r, EVENTS, STR("")), .current = events
	};
}

/* ---- mails ---- */

#define PER_PAGE 50

static struct str
state_text(struct req *r, int state, const char **tone)
{
	static const struct {
		const char *text, *tone;
	} states[] = { [MAIL_WAITING] = { N_("waits"), "warn" },
		[MAIL_SENT] = { N_("sent"), "good" },
		[MAIL_DEAD] = { N_("given up"), "bad" } };

	*tone = (size_t)state < COUNT(states) ? states[state].tone : "quiet";
	return (size_t)state < COUNT(states) ? form_text(r, states[state].text) : STR_ABSENT;
}

static void
fill_filter(struct req *r, struct block_view *b, const struct mails_args *args)
{
	static const struct form_field fields[] = { { "recipient", N_("To whom"), FIELD_TEXT, .autocomplete = "off" },
		{ "state", N_("Status"), FIELD_SELECT } };
	struct option_view *o = arena_array(r->arena, struct option_view, MAIL_DEAD + 2);
	const char *tone;

	b->form = arena_new_of(r->arena, struct form_view);
	b->method = STR("get");
	form_view_fill(r, b->form, fields, COUNT(fields), &mails_shape, args, NULL);
	for (int i = -1; i <= MAIL_DEAD; i++)
		o[i + 1] = (struct option_view){ .value = i < 0 ? STR("") : str_of(mail_states[i].name),
			.name = i < 0 ? form_text(r, N_("All")) : state_text(r, i, &tone), .chosen = i == args->state };
	form_view_field(b->form, "state")->options = (struct list){ o, MAIL_DEAD + 2 };
	b->form->csrf = STR_ABSENT;
	b->form->action = office_url(r, "/admin/mail", STR(""));
	b->form->submit = form_text(r, N_("Filter"));
}

static void
mail_row(struct req *r, struct block_view *b, const struct mail_row *m)
{
	struct row_view *row = office_row(r, b);
	struct cell_view *c;
	const char *tone;

	(void)office_cell_time(r, b, row, m->created_at);
	c = office_cell(r, b, row, m->recipient);
	if (m->account.ptr && office_may(r, PERM_CUSTOMER_READ))
		c->url = office_url(r, "/admin/customers/*", m->account);
	office_cell(r, b, row, m->subject.ptr ? m->subject : m->template);
	c = office_cell(r, b, row, state_text(r, m->state, &tone));
	c->tone = str_of(tone);
	c->note = m->state == MAIL_SENT ? STR_ABSENT : m->reply;
	office_cell(r, b, row, str_printf(r->arena, "%lld", (long long)m->attempts));
	if (m->state == MAIL_DEAD && office_may(r, PERM_MAIL_WRITE))
		office_row_button(r, b, row, N_("Send again"), office_url(r, "/admin/mail/*/retry", m->public_id));
}

static struct str
mails_url(struct req *r, const struct mails_args *args, int64_t before)
{
	struct mails_args next = *args;
	struct buf b;

	next.before = before;
	next.done = STR_ABSENT;
	buf_in_arena(&b, r->arena, BUF_LINE);
	buf_str(&b, office_url(r, "/admin/mail?", STR("")));
	form_write(&b, &mails_shape, &next);
	return buf_view(&b);
}

static enum err
mails_page(struct req *r)
{
	static const char *const columns[] = { N_("When"), N_("To whom"), N_("Mail"), N_("Status"),
		RIGHT(N_("Tries")) };
	const struct mails_args *args = r->args;
	const struct mail_filter f = { .state = args->state,
		.recipient = str_is_empty(args->recipient) ? STR_ABSENT : args->recipient,
		.before = args->before,
		.limit = PER_PAGE + 1 };
	const struct mail_row *m;
	struct office_page p;
	struct block_view *b;
	struct list all;
	enum err err = mail_list(req_db(r), r->arena, &f, &all);

	if (err || (err = office_begin(r, &p, form_text(r, N_("Mail and events")))))
		return err;
	office_notice(r, &p, args->done);
	fill_tabs(r, &p, false);
	fill_filter(r, office_block(r, &p, NULL), args);
	b = office_block(r, &p, NULL);
	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("No mails."));
	m = all.items;
	for (size_t i = 0; i < MIN(all.count, PER_PAGE); i++)
		mail_row(r, b, &m[i]);
	if (all.count > PER_PAGE)
		b->next_url = mails_url(r, args, m[PER_PAGE - 1].id);
	if (args->before)
		b->first_url = mails_url(r, args, 0);
	return office_reply(r, &p);
}

static enum err
send_again(struct db *db, void *payload)
{
	struct req *r = payload;
	struct who who = who_of(r);
	enum err err = mail_retry(db, r->arena, r->params[0]);

	return err ? err
		   : audit(db, &who,
			 &(struct audit){ .event = AUDIT_MAIL_RETRIED, .object_kind = "mail", .object = r->params[0] });
}

static enum err
mail_post(struct req *r)
{
	enum err err = db_transaction(req_db(r), send_again, r);

	return err ? err : office_done(r, office_url(r, "/admin/mail", STR("")), "queued");
}

/* ---- events ---- */

static void
lag_rows(struct req *r, struct block_view *b, struct list lags)
{
	static const char *const columns[] = { N_("For whom"), RIGHT(N_("Waiting")), RIGHT(N_("Given up")),
		N_("Oldest that waits") };
	const struct outbox_lag *l = lags.items;

	office_columns(r, b, columns, COUNT(columns));
	for (size_t i = 0; i < lags.count; i++) {
		struct row_view *row = office_row(r, b);
		struct cell_view *c;
		office_cell(
		    r, b, row, l[i].subscriber.ptr ? l[i].subscriber : form_text(r, N_("new, not handed out yet")));
		office_cell(r, b, row, str_printf(r->arena, "%lld", (long long)l[i].waiting));
		c = office_cell(r, b, row, str_printf(r->arena, "%lld", (long long)l[i].dead));
		c->tone = l[i].dead ? STR("bad") : STR_ABSENT;
		office_cell(r, b, row,
		    l[i].waiting ? str_printf(r->arena, "%lld s", (long long)(l[i].lag_us / US_PER_S)) : STR_ABSENT);
	}
}

static void
dead_rows(struct req *r, struct block_view *b, struct list tasks)
{
	static const char *const columns[] = { N_("Event"), N_("For whom"), RIGHT(N_("Tries")), N_("What went wrong"),
		N_("Since") };
	const struct outbox_row *t = tasks.items;

	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("None: every event was handed over."));
	for (size_t i = 0; i < tasks.count; i++) {
		struct row_view *row = office_row(r, b);
		struct cell_view *c = office_cell(r, b, row, t[i].type);
		c->note = t[i].public_id;
		office_cell(r, b, row, t[i].subscriber);
		office_cell(r, b, row, str_printf(r->arena, "%lld", (long long)t[i].attempts));
		office_cell(r, b, row, t[i].error);
		office_cell_time(r, b, row, t[i].at);
		if (office_may(r, PERM_MAIL_WRITE)) {
			struct button_view *again =
			    office_row_button(r, b, row, N_("Try again"), office_url(r, EVENTS "/retry", STR("")));
			again->name = STR("event");
			again->value = t[i].public_id;
		}
	}
}

static enum err
events_page(struct req *r)
{
	const struct office_args *args = r->args;
	const struct outbox_filter f = { .state = OUTBOX_TASK_DEAD, .limit = DEAD_SHOWN };
	struct office_page p;
	struct block_view *b;
	struct list lags, dead;
	enum err err = outbox_lag(req_db(r), r->arena, &lags);

	if (!err)
		err = outbox_list(req_db(r), r->arena, &f, &dead);
	if (err || (err = office_begin(r, &p, form_text(r, N_("Mail and events")))))
		return err;
	office_notice(r, &p, args->done);
	fill_tabs(r, &p, true);
	lag_rows(r, office_block(r, &p, N_("How far the workers are")), lags);
	b = office_block(r, &p, N_("Given up"));
	dead_rows(r, b, dead);
	if (dead.count > 1 && office_may(r, PERM_MAIL_WRITE))
		office_button(r, &b->buttons, N_("Try all again"), office_url(r, EVENTS "/retry-all", STR("")))->quiet =
		    true;
	return office_reply(r, &p);
}

struct retry {
	struct req *r;
	struct str event; /* absent: all that are dead */
};

static enum err
retry(struct db *db, void *payload)
{
	const struct retry *x = payload;
	struct who who = who_of(x->r);
	int64_t count;
	enum err err =
	    x->event.ptr ? outbox_retry(db, x->event, STR_ABSENT, &count) : outbox_retry_dead(db, STR_ABSENT, &count);

	return err ? err
		   : audit(db, &who,
			 &(struct audit){ .event = AUDIT_MAIL_RETRIED,
			     .object_kind = "event",
			     .object = x->event,
			     .details = str_printf(x->r->arena, "{\"tasks\":%lld}", (long long)count) });
}

static enum err
event_retry(struct req *r)
{
	const struct retry_form *in = r->form;
	struct retry x = { r, in->event };
	enum err err = r->errors.count ? ERR_INVALID : db_transaction(req_db(r), retry, &x);

	return err ? err : office_done(r, office_url(r, EVENTS, STR("")), "queued");
}

static enum err
events_retry(struct req *r)
{
	struct retry x = { r, STR_ABSENT };
	enum err err = db_transaction(req_db(r), retry, &x);

	return err ? err : office_done(r, office_url(r, EVENTS, STR("")), "queued");
}
