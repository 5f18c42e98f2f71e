/* home_pages.c - the start page (what needs attention), the search over everything, and the list of keyboard shortcuts. */
#include "fcgi/admin/orders.h"
#include "lib/shop/audit_read.h"
#include "lib/shop/clerk.h"
#include "lib/shop/order_desk.h"
#include "lib/shop/stock_level.h"

static enum err home_page(struct req *r), search_page(struct req *r), shortcuts_page(struct req *r);

struct search_args {
	struct str q;
};
static const struct shape_field search_args_fields[] = { SHAPE_STR(struct search_args, q, 0, 200, .doc = "name, address or id") };
static const struct shape search_args_shape = SHAPE(struct search_args, search_args_fields, "What is looked for.");

static const struct route routes[] = {
	{ GET, "/admin", home_page, ACCESS_OFFICE, .query = &office_args_shape, .sql = { 0, 17 }, .doc = "What needs attention" },
	{ GET, "/admin/search", search_page, ACCESS_OFFICE, .query = &search_args_shape, .sql = { 0, 10 }, .doc = "Search people and ids" },
	{ GET, "/admin/shortcuts", shortcuts_page, ACCESS_OFFICE, .sql = { 0, 4 }, .doc = "The keys" },
};
const struct route_table office_home_routes = { routes, COUNT(routes) };

#define RECENT 8
#define LOW_MAX 100 /* counted no further */
#define DAY_US (86400 * US_PER_S)
#define REFUSALS_TODAY 20 /* more is worth a look */

/* ---- start ---- */

static void
attention(struct req *r, struct block_view *b, int64_t n, const char *text, const char *path, const char *tone)
{
	struct row_view *row;

	if (n == 0)
		return;
	row = office_row(r, b);
	office_cell(r, b, row, str_printf(r->arena, "%lld", (long long)n))->tone = str_of(tone);
	office_cell(r, b, row, form_text(r, text))->url = office_url(r, path, STR(""));
}

static void
fill_attention(struct req *r, struct office_page *p, const struct clerk_counts *c, int64_t refused, int64_t reused)
{
	static const char *const columns[] = { N_("How many"), N_("What") };
	struct block_view *b = office_block(r, p, N_("Needs attention"));

	office_columns(r, b, columns, COUNT(columns));
	if (office_may(r, PERM_AUDIT_READ)) {
		attention(r, b, reused, N_("tokens were used twice since yesterday: somebody may have copied them"), "/admin/audit?event=token.reused", "bad");
		attention(r, b, refused > REFUSALS_TODAY ? refused : 0, N_("logins were refused since yesterday"), "/admin/audit?event=login.refused", "warn");
	}
	if (office_may(r, PERM_MAIL_READ)) {
		attention(r, b, c->dead_mails, N_("mails could not be delivered"), "/admin/mail?state=dead", "bad");
		attention(r, b, c->dead_tasks, N_("events could not be handed over"), "/admin/mail/events", "bad");
	}
	if (office_may(r, PERM_CUSTOMER_ERASE))
		attention(r, b, c->open_requests, N_("requests of people for their data are open"), "/admin/privacy", "warn");
	if (office_may(r, PERM_STAFF_READ))
		attention(r, b, c->staff_without_factor, N_("colleagues have no second factor yet"), "/admin/staff", "warn");
	if (b->rows.list.count)
		return;
	b->has_table = false;
	b->tone = STR("good");
	b->text = form_text(r, N_("Nothing. All mails went out, all events were handed over."));
}

/* What the shop has to do today. */
static enum err
fill_work(struct req *r, struct office_page *p)
{
	static const char *const columns[] = { N_("How many"), N_("What") };
	struct order_todo todo = { 0 };
	const struct stock_filter low = { .locale = req_locale(r), .is_low = true, .limit = LOW_MAX };
	const struct shipment_load *load;
	struct list loads = { 0 }, few = { 0 };
	struct block_view *b;
	int64_t pending = 0, packed = 0, late = 0;
	enum err err = OK;

	if (office_may(r, PERM_ORDER_READ))
		err = order_todo(req_db(r), r->arena, &todo);
	if (!err && office_may(r, PERM_SHIPMENT_READ))
		err = shipment_loads(req_db(r), r->arena, &loads);
	if (!err && office_may(r, PERM_STOCK_READ))
		err = stock_list(req_db(r), r->arena, &low, &few);
	if (err || (!office_may(r, PERM_ORDER_READ) && !office_may(r, PERM_SHIPMENT_READ)))
		return err;
	load = loads.items;
	for (size_t i = 0; i < loads.count; i++) {
		pending += load[i].pending;
		packed += load[i].packed;
		late += load[i].late;
	}
	b = office_block(r, p, N_("To do"));
	office_columns(r, b, columns, COUNT(columns));
	attention(r, b, late, N_("parcels are due today or late"), "/admin/packing", "bad");
	attention(r, b, pending, N_("parcels are to be packed"), "/admin/packing", "warn");
	attention(r, b, packed, N_("parcels are packed and wait to be handed over or fetched"), "/admin/packing?state=packed", "warn");
	if (office_may(r, PERM_PAYMENT_READ)) {
		attention(r, b, todo.disputes, N_("payments are disputed: the bank waits for an answer"), "/admin/payments/disputes", "bad");
		attention(r, b, todo.refunds_failed, N_("refunds failed"), "/admin/payments/differences", "bad");
	}
	attention(r, b, (int64_t)few.count, few.count < LOW_MAX ? N_("articles are low in stock") : N_("articles or more are low in stock"), "/admin/stock?low=true", "quiet");
	attention(r, b, todo.unpaid, N_("orders wait for their payment"), "/admin/orders?fulfilment=open&charge=none", "quiet");
	if (b->rows.list.count)
		return OK;
	b->has_table = false;
	b->tone = STR("good");
	b->text = form_text(r, N_("Nothing. Every parcel is on its way."));
	return OK;
}

static void
fill_counts(struct req *r, struct office_page *p, const struct clerk_counts *c)
{
	struct block_view *b = office_block(r, p, N_("Accounts"));

	if (office_may(r, PERM_CUSTOMER_READ)) {
		office_fact(r, b, N_("Customers"), str_printf(r->arena, "%lld", (long long)c->customers))->url = office_url(r, "/admin/customers", STR(""));
		office_fact(r, b, N_("New today"), str_printf(r->arena, "%lld", (long long)c->customers_today));
		office_fact(r, b, N_("Address not confirmed yet"), str_printf(r->arena, "%lld", (long long)c->pending))->url =
		    office_url(r, "/admin/customers?state=pending", STR(""));
		office_fact(r, b, N_("Disabled"), str_printf(r->arena, "%lld", (long long)c->disabled))->url =
		    office_url(r, "/admin/customers?state=disabled", STR(""));
	}
	office_fact(r, b, N_("Colleagues"), str_printf(r->arena, "%lld", (long long)c->staff));
}

static enum err
fill_recent(struct req *r, struct office_page *p)
{
	struct audit_filter f;
	struct block_view *b;
	struct list records;
	enum err err;

	audit_filter_init(&f);
	f.limit = RECENT;
	if ((err = audit_list(req_db(r), r->arena, &f, &records)))
		return err;
	b = office_block(r, p, N_("Recent events"));
	office_audit_rows(r, b, records);
	office_link(r, &b->buttons, N_("All of the audit log"), office_url(r, "/admin/audit", STR("")))->quiet = true;
	return OK;
}

static enum err
home_page(struct req *r)
{
	const struct office_args *args = r->args;
	const struct time yesterday = { clock_now().us - DAY_US };
	struct clerk_counts counts;
	int64_t refused = 0, reused = 0;
	struct office_page p;
	enum err err = clerk_count(req_db(r), r->arena, &counts);

	if (!err && office_may(r, PERM_AUDIT_READ))
		err = audit_count(req_db(r), r->arena, STR("login.refused"), yesterday, &refused);
	if (!err && office_may(r, PERM_AUDIT_READ))
		err = audit_count(req_db(r), r->arena, STR("token.reused"), yesterday, &reused);
	if (err || (err = office_begin(r, &p, form_text(r, N_("Overview")))))
		return err;
	office_notice(r, &p, args->done);
	if ((err = fill_work(r, &p)))
		return err;
	fill_attention(r, &p, &counts, refused, reused);
	fill_counts(r, &p, &counts);
	if (office_may(r, PERM_AUDIT_READ) && (err = fill_recent(r, &p)))
		return err;
	return office_reply(r, &p);
}

/* ---- search ---- */

/* An id leads straight to the thing; the prefix says what it is. */
static bool
is_id(struct str q)
{
	return str_starts(q, STR("acct_")) || str_starts(q, STR("acc_"));
}

static enum err
found_people(struct req *r, struct office_page *p, struct str q, enum session_realm realm, const char *title, const char *path)
{
	static const char *const columns[] = { N_("Name"), N_("E-mail address"), N_("Since") };
	const struct account_filter f = { .realm = (int)realm, .q = q, .state = -1, .limit = 20 };
	struct list people;
	const struct account *a;
	struct block_view *b;
	enum err err = account_list(req_db(r), r->arena, &f, &people);

	if (err)
		return err;
	b = office_block(r, p, title);
	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("Nobody."));
	a = people.items;
	for (size_t i = 0; i < people.count; i++) {
		struct row_view *row = office_row(r, b);
		office_cell(r, b, row, office_person(r, &a[i]))->url = office_url(r, path, a[i].public_id);
		office_cell(r, b, row, a[i].email);
		office_cell_time(r, b, row, a[i].created_at);
	}
	return OK;
}

static enum err
search_page(struct req *r)
{
	const struct search_args *args = r->args;
	struct str q = str_is_absent(args->q) ? STR("") : args->q;
	struct account person;
	struct office_page p;
	enum err err;

	if (is_id(q) && account_find(req_db(r), r->arena, q, &person) == OK)
		return resp_redirect(r, 303, office_url(r, person.realm == SESSION_OFFICE ? "/admin/staff/*" : "/admin/customers/*", q));
	err_clear();
	if ((err = office_begin(r, &p, form_text(r, N_("Search")))))
		return err;
	p.page->q = q;
	if (q.len < 2) {
		p.lead = form_text(r, N_("Type at least two letters of a name or an e-mail address, or an id."));
		return office_reply(r, &p);
	}
	if (office_may(r, PERM_CUSTOMER_READ))
		err = found_people(r, &p, q, SESSION_SHOP, N_("Customers"), "/admin/customers/*");
	if (!err && office_may(r, PERM_STAFF_READ))
		err = found_people(r, &p, q, SESSION_OFFICE, N_("Staff"), "/admin/staff/*");
	return err ? err : office_reply(r, &p);
}

/* ---- keys ---- */

static void
key_row(struct req *r, struct block_view *b, const char *keys, struct str what)
{
	struct row_view *row = office_row(r, b);

	office_cell(r, b, row, str_of(keys))->code = true;
	office_cell(r, b, row, what);
}

static enum err
shortcuts_page(struct req *r)
{
	static const char *const columns[] = { N_("Keys"), N_("What happens") };
	const struct office_nav_view *nav;
	struct office_page p;
	struct block_view *b;
	enum err err = office_begin(r, &p, form_text(r, N_("Keyboard shortcuts")));

	if (err)
		return err;
	p.lead = form_text(r, N_("Tab and Enter reach everything; these are quicker. They need JavaScript, and rest while you type into a field."));
	b = office_block(r, &p, NULL);
	b->switch_on = form_text(r, N_("Switch the keys on"));
	b->switch_off = form_text(r, N_("Switch the keys off in this browser"));
	office_columns(r, b, columns, COUNT(columns));
	key_row(r, b, "/", form_text(r, N_("search")));
	key_row(r, b, "?", form_text(r, N_("this page")));
	key_row(r, b, "j  k", form_text(r, N_("next and previous row of a table; Enter opens it")));
	nav = p.page->nav.items;
	for (size_t i = 0; i < p.page->nav.count; i++)
		key_row(r, b, arena_printf(r->arena, "g %s", nav[i].key.ptr), nav[i].name);
	return office_reply(r, &p);
}
