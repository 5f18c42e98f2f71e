/* mail_pages.c - what was sent and what became of it; events that could not be handed over. */
#include "fcgi/admin/office.h"
#include "lib/shop/audit.h"
#include "lib/shop/outbox_read.h"

static enum err events_page(struct req *r), event_retry(struct req *r), events_retry(struct req *r);

struct retry_form {
	struct str event;
};
static const struct shape_field retry_fields[] = {
	SHAPE_STR(struct retry_form, event, 1, 40, .flags = SHAPE_REQUIRED, .doc = "id of the event"),
};
static const struct shape retry_shape = SHAPE(struct retry_form, retry_fields, "An event to hand over again.");

static const struct route routes[] = {
	{ GET, "/admin/mail/events", events_page, ACCESS_OFFICE, PERM_MAIL_READ, .query = &office_args_shape, .sql = { 0, 8 }, .doc = "Events and their tasks" },
	{ POST, "/admin/mail/events/retry", event_retry, ACCESS_OFFICE, PERM_MAIL_WRITE, .body = &retry_shape, .sql = { 0, 30 } },
	{ POST, "/admin/mail/events/retry-all", events_retry, ACCESS_OFFICE, PERM_MAIL_WRITE, .sql = { 0, 30 }, .doc = "All dead tasks once more" },
};
const struct route_table office_mail_routes = { routes, COUNT(routes) };

#define EVENTS "/admin/mail/events"
#define DEAD_SHOWN 100

static void
fill_tabs(struct req *r, struct office_page *p, bool events)
{
	struct link_view *tab = view_push(r, &p->tabs, sizeof(*tab));

	*tab = (struct link_view){ .name = form_text(r, N_("Mail")), .url = office_url(r, "/admin/mail", STR("")), .current = !events };
	tab = view_push(r, &p->tabs, sizeof(*tab));
	*tab = (struct link_view){ .name = form_text(r, N_("Events")), .url = office_url(r, EVENTS, STR("")), .current = events };
}

/* ---- events ---- */

static void
lag_rows(struct req *r, struct block_view *b, struct list lags)
{
	static const char *const columns[] = { N_("For whom"), N_("Waiting"), N_("Given up"), N_("Oldest that waits") };
	const struct outbox_lag *l = lags.items;

	office_columns(r, b, columns, COUNT(columns));
	for (size_t i = 0; i < lags.count; i++) {
		struct row_view *row = office_row(r, b);
		struct cell_view *c;
		office_cell(r, b, row, l[i].subscriber.ptr ? l[i].subscriber : form_text(r, N_("new, not handed out yet")));
		office_cell(r, b, row, str_printf(r->arena, "%lld", (long long)l[i].waiting));
		c = office_cell(r, b, row, str_printf(r->arena, "%lld", (long long)l[i].dead));
		c->tone = l[i].dead ? STR("bad") : STR_ABSENT;
		office_cell(r, b, row, l[i].waiting ? str_printf(r->arena, "%lld s", (long long)(l[i].lag_us / US_PER_S)) : STR_ABSENT);
	}
}

static void
dead_rows(struct req *r, struct block_view *b, struct list tasks)
{
	static const char *const columns[] = { N_("Event"), N_("For whom"), N_("Tries"), N_("What went wrong"), N_("Since (UTC)") };
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
			struct button_view *again = office_row_button(r, b, row, N_("Try again"), office_url(r, EVENTS "/retry", STR("")));
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
		office_button(r, &b->buttons, N_("Try all again"), office_url(r, EVENTS "/retry-all", STR("")))->quiet = true;
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
	enum err err = x->event.ptr ? outbox_retry(db, x->event, STR_ABSENT, &count) : outbox_retry_dead(db, STR_ABSENT, &count);

	return err ? err : audit(db, &who, &(struct audit){ .event = AUDIT_MAIL_RETRIED, .object_kind = "event", .object = x->event,
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
