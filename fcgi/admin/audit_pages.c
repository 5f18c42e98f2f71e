/* audit_pages.c - the audit log: filters, pages, CSV. */
#include "fcgi/admin/office.h"
#include "lib/base/escape.h"
#include "lib/shop/audit.h"
#include "lib/shop/audit_read.h"
#include "lib/web/form.h"

static enum err audit_page(struct req *r), audit_csv(struct req *r);

enum { OUTCOME_OK, OUTCOME_REFUSED, OUTCOME_FAILED };
static const struct shape_enum outcomes[] = { { "ok", OUTCOME_OK }, { "refused", OUTCOME_REFUSED },
	{ "failed", OUTCOME_FAILED }, { NULL, 0 } };

struct audit_args {
	struct str event, actor, object;
	int outcome;
	struct time from, to;
	int64_t before;
};
static const struct shape_field args_fields[] = {
	SHAPE_STR(struct audit_args, event, 0, 64, .doc = "event"),
	SHAPE_ENUM(struct audit_args, outcome, outcomes, .doc = "how it ended"),
	SHAPE_STR(struct audit_args, actor, 0, 40, .doc = "who: id of an account, client or key"),
	SHAPE_STR(struct audit_args, object, 0, 64, .doc = "about what: id"),
	SHAPE_TIME(struct audit_args, from, .doc = "first day"),
	SHAPE_TIME(struct audit_args, to, .doc = "last day"),
	SHAPE_I64(struct audit_args, before, 0, INT64_MAX, .fallback = "0", .doc = "records older than this one"),
};
static const struct shape args_shape = SHAPE(struct audit_args, args_fields, "Filters of the audit log.");

static const struct route routes[] = {
	{ GET, "/admin/audit", audit_page, ACCESS_OFFICE, PERM_AUDIT_READ, .query = &args_shape, .sql = { 0, 8 },
	    .doc = "The audit log" },
	{ GET, "/admin/audit.csv", audit_csv, ACCESS_OFFICE, PERM_AUDIT_READ, .query = &args_shape, .sql = { 0, 14 },
	    .doc = "The audit log as CSV" },
};
const struct route_table office_audit_routes = { routes, COUNT(routes) };

#define PER_PAGE 50
#define CSV_MAX 50000
#define AGENT_SHOWN 40

static const struct {
	enum audit_event event;
	const char *text;
} events[] = {
	{ AUDIT_LOGIN, N_("Logged in") },
	{ AUDIT_LOGIN_REFUSED, N_("Login refused") },
	{ AUDIT_LOGIN_THROTTLED, N_("Login slowed down") },
	{ AUDIT_LOGOUT, N_("Logged out") },
	{ AUDIT_REGISTER, N_("Account registered") },
	{ AUDIT_CONFIRM, N_("Address confirmed") },
	{ AUDIT_RESET_ASKED, N_("Password link asked for") },
	{ AUDIT_PASSWORD, N_("Password changed") },
	{ AUDIT_EMAIL, N_("E-mail address changed") },
	{ AUDIT_PROFILE, N_("Profile changed") },
	{ AUDIT_CONSENT, N_("Consent changed") },
	{ AUDIT_SESSION_ENDED, N_("Session ended") },
	{ AUDIT_FACTOR_ADDED, N_("Second factor added") },
	{ AUDIT_FACTOR_REMOVED, N_("Second factor removed") },
	{ AUDIT_FACTOR_REFUSED, N_("Second factor refused") },
	{ AUDIT_RECOVERY_USED, N_("Recovery code used") },
	{ AUDIT_IDENTITY_LINKED, N_("Login provider linked") },
	{ AUDIT_IDENTITY_UNLINKED, N_("Login provider unlinked") },
	{ AUDIT_DISABLED, N_("Account disabled") },
	{ AUDIT_ENABLED, N_("Account enabled") },
	{ AUDIT_INVITED, N_("Person invited") },
	{ AUDIT_ROLES, N_("Roles of a person changed") },
	{ AUDIT_ROLE, N_("Role changed") },
	{ AUDIT_CLIENT, N_("OAuth client changed") },
	{ AUDIT_CLIENT_REFUSED, N_("OAuth client refused") },
	{ AUDIT_GRANT, N_("Access given to a client") },
	{ AUDIT_GRANT_REVOKED, N_("Access of a client revoked") },
	{ AUDIT_TOKEN_REUSED, N_("Token used twice") },
	{ AUDIT_TOKEN_REFUSED, N_("Token refused") },
	{ AUDIT_KEY, N_("API key changed") },
	{ AUDIT_SIGNING_KEYS, N_("Signing keys changed") },
	{ AUDIT_PROVIDER, N_("Login provider changed") },
	{ AUDIT_DENIED, N_("Access denied") },
	{ AUDIT_CSRF, N_("Forged request refused") },
	{ AUDIT_EXPORT, N_("Personal data exported") },
	{ AUDIT_ERASE, N_("Personal data erased") },
	{ AUDIT_MAIL_RETRIED, N_("Mail or event sent again") },
	{ AUDIT_VIEWED, N_("Customer viewed") },
	{ AUDIT_EXPORTED, N_("Audit log exported") },
	{ AUDIT_ORDER, N_("Order changed") },
	{ AUDIT_REFUND, N_("Refund granted") },
	{ AUDIT_PAYMENT, N_("Payment changed") },
	{ AUDIT_SHIPMENT, N_("Parcel changed") },
	{ AUDIT_STOCK, N_("Stock changed") },
	{ AUDIT_WAREHOUSE, N_("Warehouse changed") },
	{ AUDIT_SHIPPING, N_("Delivery changed") },
	{ AUDIT_PRICE, N_("Prices changed") },
	{ AUDIT_PROMOTION, N_("Promotion changed") },
	{ AUDIT_TAX, N_("Taxes changed") },
	{ AUDIT_GROUP, N_("Customer group changed") },
};

struct str
office_event(struct req *r, struct str event)
{
	for (size_t i = 0; i < COUNT(events); i++)
		if (str_eq_z(event, audit_event_name(events[i].event)))
			return form_text(r, events[i].text);
	return event;
}

static struct str
actor_kind(struct req *r, struct str kind)
{
	static const char *const kinds[][2] = { { "nobody", N_("a stranger") }, { "customer", N_("a customer") },
		{ "staff", N_("a colleague") }, { "seller", N_("a seller") }, { "courier", N_("a courier") },
		{ "client", N_("an OAuth client") }, { "key", N_("an API key") }, { "operator", N_("the operator") },
		{ "system", N_("the shop itself") } };

	for (size_t i = 0; i < COUNT(kinds); i++)
		if (str_eq_z(kind, kinds[i][0]))
			return form_text(r, kinds[i][1]);
	return kind;
}

static struct str
object_kind(struct req *r, struct str kind)
{
	static const char *const kinds[][2] = { { "order", N_("Order") }, { "shipment", N_("Parcel") },
		{ "payment", N_("Payment") }, { "refund", N_("Refund") }, { "dispute", N_("Dispute") },
		{ "promotion", N_("Promotion") }, { "customer_group", N_("Customer group") },
		{ "group", N_("Customer group") }, { "price_list", N_("Price list") }, { "tax", N_("Taxes") },
		{ "warehouse", N_("Warehouse") }, { "variant", N_("Article") }, { "carrier", N_("Carrier") },
		{ "shipping_method", N_("Way of delivery") }, { "shipping_zone", N_("Zone") },
		{ "transfer", N_("Transfer") }, { "address", N_("Address") }, { "account", N_("Account") },
		{ "role", N_("Role") }, { "client", N_("Client") }, { "key", N_("API key") },
		{ "provider", N_("Login provider") }, { "session", N_("Session") }, { "mail", N_("Mail") },
		{ "event", N_("Event") }, { "grant", N_("Access of a client") }, { "passkey", N_("Passkey") },
		{ "signing_key", N_("Signing key") } };

	for (size_t i = 0; i < COUNT(kinds); i++)
		if (str_eq_z(kind, kinds[i][0]))
			return form_text(r, kinds[i][1]);
	return kind;
}

/* Where a thing of the log has its page; absent: it has none, or the reader may not see it. */
static struct str
page_of(struct req *r, struct str kind, struct str id, bool colleague)
{
	static const struct {
		const char *kind, *path;
		enum permission permission;
	} places[] = { { "role", "/admin/roles/*", PERM_STAFF_READ },
		{ "client", "/admin/integrations/clients/*", PERM_CLIENT_READ },
		{ "order", "/admin/orders/*", PERM_ORDER_READ },
		{ "shipment", "/admin/shipments/*", PERM_SHIPMENT_READ },
		{ "payment", "/admin/payments/*", PERM_PAYMENT_READ },
		{ "promotion", "/admin/prices/promotions/*", PERM_PRICE_READ },
		{ "group", "/admin/prices/groups/*", PERM_PRICE_READ } };

	if (str_is_empty(id))
		return STR_ABSENT;
	for (size_t i = 0; i < COUNT(places); i++)
		if (str_eq_z(kind, places[i].kind))
			return office_may(r, places[i].permission) ? office_url(r, places[i].path, id) : STR_ABSENT;
	if (str_eq_z(kind, "staff") || (str_eq_z(kind, "account") && colleague))
		return office_may(r, PERM_STAFF_READ) ? office_url(r, "/admin/staff/*", id) : STR_ABSENT;
	if (str_eq_z(kind, "customer") || str_eq_z(kind, "account"))
		return office_may(r, PERM_CUSTOMER_READ) ? office_url(r, "/admin/customers/*", id) : STR_ABSENT;
	return STR_ABSENT;
}

static const char *
tone_of(struct str outcome)
{
	return str_eq_z(outcome, "ok") ? "good" : str_eq_z(outcome, "refused") ? "warn" : "bad";
}

static struct str
outcome_text(struct req *r, struct str outcome)
{
	return form_text(r,
	    str_eq_z(outcome, "ok")            ? N_("done")
		: str_eq_z(outcome, "refused") ? N_("refused")
					       : N_("failed"));
}

/* {"factor":"totp","stage":2} -> "factor: totp, stage: 2": quicker to read, and still all of it. */
static struct str
plain_details(struct req *r, struct str json)
{
	struct buf b;

	if (str_is_absent(json))
		return json;
	buf_in_arena(&b, r->arena, BUF_LINE);
	for (size_t i = 0; i < json.len; i++) {
		char c = json.ptr[i];
		if (c == '\\' && i + 1 < json.len)
			buf_char(&b, json.ptr[++i]);
		else if (c == ':' || c == ',')
			buf_printf(&b, "%c ", c);
		else if (!strchr("{}[]\"", c))
			buf_char(&b, c);
	}
	return b.len ? buf_view(&b) : STR_ABSENT;
}

static void
audit_row(struct req *r, struct block_view *b, const struct audit_record *rec)
{
	struct row_view *row = office_row(r, b);
	struct cell_view *c = office_cell_time(r, b, row, rec->at);

	c->note = str_printf(r->arena, "#%lld", (long long)rec->id);
	c = office_cell(r, b, row, office_event(r, rec->event));
	c->note = plain_details(r, rec->details);
	office_cell(r, b, row, outcome_text(r, rec->outcome))->tone = str_of(tone_of(rec->outcome));
	c = office_cell(r, b, row, rec->actor_name.ptr ? rec->actor_name : actor_kind(r, rec->actor_kind));
	c->url = page_of(r, rec->actor_kind, rec->actor, false);
	c->note = rec->actor_name.ptr ? actor_kind(r, rec->actor_kind) : rec->actor;
	c = office_cell(r, b, row, rec->object_name.ptr ? rec->object_name : rec->object);
	c->url = page_of(r, rec->object_kind, rec->object, rec->object_name.ptr != NULL);
	if (!rec->object_name.ptr && rec->object.len) {
		c->text = object_kind(r, rec->object_kind);
		c->note = rec->object;
	}
	c = office_cell(r, b, row, rec->ip);
	c->note = rec->agent.ptr && str_chars(rec->agent) > AGENT_SHOWN
	    ? str_printf(r->arena, "%.*s…", STR_ARG(str_cut_chars(rec->agent, AGENT_SHOWN)))
	    : rec->agent;
}

void
office_audit_rows(struct req *r, struct block_view *b, struct list records)
{
	static const char *const columns[] = { N_("When"), N_("Event"), N_("Outcome"), N_("Who"), N_("About"),
		N_("From where") };
	const struct audit_record *rec = records.items;

	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("No records."));
	for (size_t i = 0; i < records.count; i++)
		audit_row(r, b, &rec[i]);
}

static struct audit_filter
filter_of(const struct audit_args *args)
{
	struct audit_filter f;

	audit_filter_init(&f);
	f.event = str_is_empty(args->event) ? STR_ABSENT : args->event;
	f.actor = str_is_empty(args->actor) ? STR_ABSENT : args->actor;
	f.object = str_is_empty(args->object) ? STR_ABSENT : args->object;
	f.outcome = args->outcome < 0 ? STR_ABSENT : str_of(outcomes[args->outcome].name);
	f.from = args->from;
	if (!time_is_absent(args->to))
		f.to = (struct time){ args->to.us + 86400 * US_PER_S };
	f.before = args->before;
	f.limit = PER_PAGE + 1;
	return f;
}

static void
add_option(struct view_list *list, struct req *r, struct str value, struct str name, struct str chosen)
{
	struct option_view *o = view_push(r, list, sizeof(*o));

	*o = (struct option_view){ .value = value, .name = name, .chosen = str_eq(value, chosen) };
}

static void
fill_filters(struct req *r, struct block_view *b, const struct audit_args *args)
{
	static const struct form_field fields[] = {
		{ "event", N_("Event"), FIELD_SELECT },
		{ "outcome", N_("Outcome"), FIELD_SELECT },
		{ "actor", N_("Who (id)"), FIELD_TEXT, .autocomplete = "off" },
		{ "object", N_("About (id)"), FIELD_TEXT, .autocomplete = "off" },
		{ "from", N_("From day"), FIELD_DATE },
		{ "to", N_("To day"), FIELD_DATE },
	};
	struct view_list names = { 0 }, ends = { 0 };
	struct str outcome = args->outcome < 0 ? STR("") : str_of(outcomes[args->outcome].name);

	b->form = arena_new_of(r->arena, struct form_view);
	b->method = STR("get");
	form_view_fill(r, b->form, fields, COUNT(fields), &args_shape, args, NULL);
	add_option(&names, r, STR(""), form_text(r, N_("All")), STR_ABSENT);
	for (size_t i = 0; i < COUNT(events); i++)
		add_option(
		    &names, r, str_of(audit_event_name(events[i].event)), form_text(r, events[i].text), args->event);
	form_view_field(b->form, "event")->options = names.list;
	add_option(&ends, r, STR(""), form_text(r, N_("All")), STR_ABSENT);
	for (size_t i = 0; outcomes[i].name; i++)
		add_option(&ends, r, str_of(outcomes[i].name), outcome_text(r, str_of(outcomes[i].name)), outcome);
	form_view_field(b->form, "outcome")->options = ends.list;
	b->form->csrf = STR_ABSENT;
	b->form->action = office_url(r, "/admin/audit", STR(""));
	b->form->submit = form_text(r, N_("Filter"));
}

static struct str
url_with(struct req *r, const char *path, const struct audit_args *args, int64_t before)
{
	struct audit_args next = *args;
	struct buf b;

	next.before = before;
	buf_in_arena(&b, r->arena, BUF_LINE);
	buf_str(&b, office_url(r, path, STR("")));
	buf_char(&b, '?');
	form_write(&b, &args_shape, &next);
	return buf_view(&b);
}

static enum err
audit_page(struct req *r)
{
	const struct audit_args *args = r->args;
	struct audit_filter f = filter_of(args);
	const struct audit_record *rec;
	struct office_page p;
	struct block_view *b;
	struct list records;
	enum err err = audit_list(req_db(r), r->arena, &f, &records);

	if (err || (err = office_begin(r, &p, form_text(r, N_("Audit log")))))
		return err;
	p.lead = form_text(r,
	    N_("Every security event, newest first. Nobody can change or delete a record; the operator proves it with “mercer audit verify”."));
	office_link(r, &p.actions, N_("As CSV"), url_with(r, "/admin/audit.csv", args, 0))->quiet = true;
	fill_filters(r, office_block(r, &p, NULL), args);
	b = office_block(r, &p, NULL);
	rec = records.items;
	if (records.count > PER_PAGE) {
		records.count = PER_PAGE;
		b->next_url = url_with(r, "/admin/audit", args, rec[PER_PAGE - 1].id);
	}
	if (args->before)
		b->first_url = url_with(r, "/admin/audit", args, 0);
	office_audit_rows(r, b, records);
	return office_reply(r, &p);
}

struct csv {
	struct buf out;
	int64_t rows;
};

static enum err
csv_row(const struct audit_record *rec, void *payload)
{
	struct csv *csv = payload;

	audit_csv_line(&csv->out, rec);
	return ++csv->rows > CSV_MAX || csv->out.failed ? ERR_LIMIT : OK;
}

static enum err
audit_csv(struct req *r)
{
	const struct audit_args *args = r->args;
	struct audit_filter f = filter_of(args);
	struct who who = who_of(r);
	struct csv csv = { 0 };
	enum err err;

	buf_in_arena(&csv.out, r->arena, BUF_REPLY);
	buf_z(&csv.out, AUDIT_CSV_HEAD);
	err = audit_each(req_db(r), &f, csv_row, &csv);
	if (err == ERR_LIMIT)
		return err_fail(ERR_LIMIT, "more than %d records: take fewer days", CSV_MAX);
	if (!err)
		err = audit(req_db(r), &who, &(struct audit){ .event = AUDIT_EXPORTED,
		    .details = str_printf(r->arena, "{\"records\":%lld}", (long long)csv.rows) });
	if (err)
		return err;
	resp_header(r, "Content-Disposition", STR("attachment; filename=\"audit.csv\""));
	resp_header(r, "Cache-Control", STR("no-store"));
	return resp_text(r, 200, "text/csv; charset=utf-8", buf_view(&csv.out));
}
