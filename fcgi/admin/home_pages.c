/* home_pages.c - the start page (what needs attention), the search over everything, and the list of keyboard shortcuts.
 * */
#include "fcgi/admin/orders.h"
#include "lib/shop/audit_read.h"
#include "lib/shop/clerk.h"
#include "lib/shop/order_desk.h"
#include "lib/shop/sales_report.h"
#include "lib/shop/stock_level.h"

static enum err home_page(struct req *r), search_page(struct req *r), shortcuts_page(struct req *r);

struct search_args {
	struct str q;
};
static const struct shape_field search_args_fields[] = { SHAPE_STR(
    struct search_args, q, 0, 200, .doc = "name, address or id") };
static const struct shape search_args_shape = SHAPE(struct search_args, search_args_fields, "What is looked for.");

static const struct route routes[] = {
	{ GET, "/admin", home_page, ACCESS_OFFICE, .query = &office_args_shape, .sql = { 0, 15 },
	    .doc = "What needs attention" },
	{ GET, "/admin/search", search_page, ACCESS_OFFICE, .query = &search_args_shape, .sql = { 0, 14 },
	    .doc = "Search orders, people, articles and ids" },
	{ GET, "/admin/shortcuts", shortcuts_page, ACCESS_OFFICE, .sql = { 0, 4 }, .doc = "The keys" },
};
const struct route_table office_home_routes = { routes, COUNT(routes) };

#define RECENT 8
#define CHART_DAYS 14
#define FOUND_MAX 20 /* of each kind */
#define LOW_MAX 100 /* counted no further */
#define DAY_US (86400 * US_PER_S)
#define REFUSALS_TODAY 20 /* more is worth a look */

/* ---- start ---- */

/* A figure that leads somewhere; none when there is nothing to do. */
static struct cell_view *
tile(struct req *r, struct block_view *b, const char *label, int64_t n, const char *path, const char *tone)
{
	struct cell_view *c = office_fact(r, b, label, office_number(r, n));

	c->url = office_url(r, path, STR(""));
	if (n)
		c->tone = str_of(tone);
	return c;
}

static void
todo(struct req *r, struct block_view *b, const char *label, int64_t n, const char *note, const char *path,
    const char *tone)
{
	if (n)
		tile(r, b, label, n, path, tone)->note = form_text(r, note);
}

/* "yesterday: 12" */
static struct str
yesterday_text(struct req *r, struct str what)
{
	return str_printf(r->arena, "%.*s %.*s", STR_ARG(form_text(r, N_("yesterday:"))), STR_ARG(what));
}

static struct str
amount_text(struct req *r, int64_t minor, struct str currency)
{
	return office_money(r, money_of(minor, str_z(r->arena, currency)));
}

/* What was taken on a day, each currency for itself. */
static struct str
taken_text(struct req *r, const struct list *days, int64_t day)
{
	const struct sales_day *d = days->items;
	struct buf b;

	buf_in_arena(&b, r->arena, BUF_LINE);
	for (size_t i = 0; i < days->count; i++)
		if (d[i].day == day && (d[i].taken || !b.len))
			buf_printf(
			    &b, "%s%.*s", b.len ? " + " : "", STR_ARG(amount_text(r, d[i].taken, d[i].currency)));
	return b.len ? buf_view(&b) : amount_text(r, 0, req_currency(r));
}

static int64_t
orders_of(const struct list *days, int64_t day)
{
	const struct sales_day *d = days->items;
	int64_t n = 0;

	for (size_t i = 0; i < days->count; i++)
		n += d[i].day == day ? d[i].orders : 0;
	return n;
}

static void
fill_sales(struct req *r, struct block_view *b, const struct list *days, int64_t today)
{
	const struct civil day = time_civil(sales_day_time(today));
	struct str taken = taken_text(r, days, today), before = taken_text(r, days, today - 1);
	struct cell_view *c;

	c = tile(r, b, N_("Orders today"), orders_of(days, today),
	    arena_printf(r->arena, "/admin/orders?from=%04d-%02d-%02d", day.year, day.month, day.day), NULL);
	c->note = yesterday_text(r, office_number(r, orders_of(days, today - 1)));
	c = office_fact(r, b, N_("Taken today"), taken);
	c->note = yesterday_text(r, before);
	if (office_may(r, PERM_PAYMENT_READ))
		c->url = office_url(r, "/admin/payments", STR(""));
}

/* Two weeks as bars: of the currency in which most was taken. */
static void
fill_chart(struct req *r, struct office_page *p, const struct list *days, int64_t today)
{
	const struct sales_day *d = days->items;
	struct str currency = STR_ABSENT;
	int64_t sums[CHART_DAYS] = { 0 }, most = 0, all = 0, highest = 0;
	struct block_view *b;

	for (size_t i = 0; i < days->count; i++)
		if (d[i].taken > most) {
			most = d[i].taken;
			currency = d[i].currency;
		}
	if (!most)
		return;
	for (size_t i = 0; i < days->count; i++)
		if (str_eq(d[i].currency, currency) && d[i].day <= today && d[i].day > today - CHART_DAYS)
			sums[CHART_DAYS - 1 - (today - d[i].day)] = d[i].taken;
	for (size_t i = 0; i < CHART_DAYS; i++) {
		all += sums[i];
		highest = MAX(highest, sums[i]);
	}
	b = office_block(r, p, N_("Two weeks"));
	b->aside = true;
	for (int i = 0; i < CHART_DAYS; i++)
		office_bar(r, b, sums[i], highest,
		    str_printf(r->arena, "%.*s: %.*s",
			STR_ARG(form_date(r, sales_day_time(today - CHART_DAYS + 1 + i))),
			STR_ARG(amount_text(r, sums[i], currency))));
	b->chart = str_printf(r->arena, "%.*s %.*s, %.*s %.*s", STR_ARG(form_text(r, N_("Taken in 14 days:"))),
	    STR_ARG(amount_text(r, all, currency)), STR_ARG(form_text(r, N_("on the best day"))),
	    STR_ARG(amount_text(r, highest, currency)));
}

static enum err
fill_packing(struct req *r, struct block_view *b)
{
	const struct shipment_load *load;
	struct list loads;
	int64_t pending = 0, packed = 0, late = 0;
	enum err err = shipment_loads(req_db(r), r->arena, &loads);

	if (err)
		return err;
	load = loads.items;
	for (size_t i = 0; i < loads.count; i++) {
		pending += load[i].pending;
		packed += load[i].packed;
		late += load[i].late;
	}
	tile(r, b, N_("To pack"), pending, "/admin/packing", late ? "bad" : NULL)->note = !late ? STR_ABSENT :
	    str_printf(r->arena, "%.*s %lld", STR_ARG(form_text(r, N_("due today or late:"))), (long long)late);
	tile(r, b, N_("Packed"), packed, "/admin/packing?state=packed", NULL)->note =
	    form_text(r, N_("to hand over, or to be fetched"));
	return OK;
}

static enum err
fill_today(struct req *r, struct office_page *p, struct list *days, int64_t today)
{
	struct block_view *b;
	enum err err;

	*days = (struct list){ 0 };
	if (!office_may(r, PERM_ORDER_READ) && !office_may(r, PERM_SHIPMENT_READ))
		return OK;
	b = office_block(r, p, N_("Today"));
	b->tiles = true;
	if (office_may(r, PERM_ORDER_READ)) {
		if ((err = sales_days(req_db(r), req_cache(r), r->arena, today, CHART_DAYS, days)))
			return err;
		fill_sales(r, b, days, today);
	}
	return office_may(r, PERM_SHIPMENT_READ) ? fill_packing(r, b) : OK;
}

static enum err
fill_shop_work(struct req *r, struct block_view *b)
{
	const struct stock_filter low = { .locale = req_locale(r), .is_low = true, .limit = LOW_MAX };
	struct order_todo t = { 0 };
	struct list few = { 0 };
	enum err err = OK;

	if (office_may(r, PERM_ORDER_READ))
		err = order_todo(req_db(r), r->arena, &t);
	if (!err && office_may(r, PERM_STOCK_READ))
		err = stock_list(req_db(r), r->arena, &low, &few);
	if (err)
		return err;
	if (office_may(r, PERM_PAYMENT_READ)) {
		if (t.disputes)
			tile(r, b, N_("Disputes"), t.disputes, "/admin/payments/disputes", "bad")->note =
			    time_is_absent(t.dispute_due)
			    ? form_text(r, N_("the bank waits for an answer"))
			    : str_printf(r->arena, "%.*s %.*s",
				  STR_ARG(form_text(r, N_("the bank waits for an answer until"))),
				  STR_ARG(form_date(r, t.dispute_due)));
		todo(r, b, N_("Failed refunds"), t.refunds_failed, N_("buyers wait for their money"),
		    "/admin/payments/differences", "bad");
	}
	todo(r, b, N_("Failed payments"), t.failed, N_("open orders whose payment was refused"),
	    "/admin/orders?fulfilment=open&charge=none", "warn");
	todo(r, b, N_("Unpaid"), t.unpaid, N_("orders wait for their payment"),
	    "/admin/orders?fulfilment=open&charge=none", NULL);
	todo(r, b, N_("Low stock"), (int64_t)few.count,
	    few.count < LOW_MAX ? N_("articles are low or sold out") : N_("articles or more are low or sold out"),
	    "/admin/stock?low=true", "warn");
	return OK;
}

static enum err
fill_house_work(struct req *r, struct block_view *b, const struct clerk_counts *c)
{
	const struct time yesterday = { clock_now().us - DAY_US };
	int64_t refused = 0, reused = 0;
	enum err err = OK;

	if (office_may(r, PERM_AUDIT_READ))
		err = audit_count(req_db(r), r->arena, STR("login.refused"), yesterday, &refused);
	if (!err && office_may(r, PERM_AUDIT_READ))
		err = audit_count(req_db(r), r->arena, STR("token.reused"), yesterday, &reused);
	if (err)
		return err;
	todo(r, b, N_("Tokens used twice"), reused, N_("since yesterday: somebody may have copied them"),
	    "/admin/audit?event=token.reused", "bad");
	todo(r, b, N_("Refused logins"), refused > REFUSALS_TODAY ? refused : 0, N_("since yesterday"),
	    "/admin/audit?event=login.refused", "warn");
	if (office_may(r, PERM_MAIL_READ)) {
		todo(r, b, N_("Mails"), c->dead_mails, N_("could not be delivered"), "/admin/mail?state=dead", "bad");
		todo(r, b, N_("Events"), c->dead_tasks, N_("could not be handed over"), "/admin/mail/events", "bad");
	}
	if (office_may(r, PERM_CUSTOMER_ERASE))
		todo(r, b, N_("Privacy"), c->open_requests, N_("people ask for their data"), "/admin/privacy", "warn");
	if (office_may(r, PERM_STAFF_READ))
		todo(r, b, N_("Colleagues"), c->staff_without_factor, N_("have no second factor yet"), "/admin/staff",
		    "warn");
	return OK;
}

static enum err
fill_todo(struct req *r, struct office_page *p, const struct clerk_counts *c)
{
	struct block_view *b = office_block(r, p, N_("To do"));
	enum err err = fill_shop_work(r, b);

	if (!err)
		err = fill_house_work(r, b, c);
	b->tiles = true;
	if (!b->facts.list.count)
		b->text = form_text(r, N_("Nothing waits: money, mails and stock are as they should be."));
	return err;
}

static enum err
fill_latest(struct req *r, struct office_page *p)
{
	const struct order_filter f = {
		.fulfilment = -1, .charge = -1, .from = TIME_ABSENT, .until = TIME_ABSENT, .limit = RECENT
	};
	struct block_view *b;
	struct list found;
	enum err err = order_list(req_db(r), r->arena, &f, &found);

	if (err)
		return err;
	b = office_block(r, p, N_("Latest orders"));
	b->empty = form_text(r, N_("No order yet. The first one stands here a moment after it was placed."));
	office_order_rows(r, b, found.items, found.count);
	if (found.count)
		office_link(r, &b->buttons, N_("All orders"), office_url(r, "/admin/orders", STR("")))->quiet = true;
	return OK;
}

static void
fill_counts(struct req *r, struct office_page *p, const struct clerk_counts *c)
{
	struct block_view *b = office_block(r, p, N_("Accounts"));

	b->aside = true;
	if (office_may(r, PERM_CUSTOMER_READ)) {
		office_fact(r, b, N_("Customers"), office_number(r, c->customers))->url =
		    office_url(r, "/admin/customers", STR(""));
		office_fact(r, b, N_("New today"), office_number(r, c->customers_today));
		office_fact(r, b, N_("Address not confirmed yet"), office_number(r, c->pending))->url =
		    office_url(r, "/admin/customers?state=pending", STR(""));
		office_fact(r, b, N_("Disabled"), office_number(r, c->disabled))->url =
		    office_url(r, "/admin/customers?state=disabled", STR(""));
	}
	office_fact(r, b, N_("Colleagues"), office_number(r, c->staff));
}

/* For those who look after the house and not after its orders. */
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
	const int64_t today = sales_day_of(clock_now());
	struct clerk_counts counts;
	struct office_page p;
	struct list days;
	enum err err = clerk_count(req_db(r), r->arena, &counts);

	if (err || (err = office_begin(r, &p, form_text(r, N_("Overview")))))
		return err;
	office_notice(r, &p, args->done);
	if ((err = fill_today(r, &p, &days, today)) || (err = fill_todo(r, &p, &counts)))
		return err;
	if (office_may(r, PERM_ORDER_READ))
		err = fill_latest(r, &p);
	else if (office_may(r, PERM_AUDIT_READ))
		err = fill_recent(r, &p);
	if (err)
		return err;
	fill_chart(r, &p, &days, today);
	fill_counts(r, &p, &counts);
	return office_reply(r, &p);
}

/* ---- search ---- */

/* Who knows the number of a thing is led to it; absent: nothing has that number. */
static enum err
place_of(struct req *r, struct str q, struct str *out)
{
	const struct order_filter f = {
		.q = q, .fulfilment = -1, .charge = -1, .from = TIME_ABSENT, .until = TIME_ABSENT, .limit = 2
	};
	struct account person;
	struct stock_item item;
	struct list orders;
	enum err err;

	*out = STR_ABSENT;
	if ((str_starts(q, STR("acct_")) || str_starts(q, STR("acc_"))) &&
	    account_find(req_db(r), r->arena, q, &person) == OK)
		*out = office_url(r, person.realm == SESSION_OFFICE ? "/admin/staff/*" : "/admin/customers/*", q);
	err_clear();
	if (!out->ptr && office_may(r, PERM_ORDER_READ) && order_is_number(r->arena, q)) {
		if ((err = order_list(req_db(r), r->arena, &f, &orders)))
			return err;
		if (orders.count == 1)
			*out = office_url(r, "/admin/orders/*", ((struct order *)orders.items)->number);
	}
	if (!out->ptr && q.len >= 2 && office_may(r, PERM_STOCK_READ) &&
	    stock_item(req_db(r), r->arena, q, req_locale(r), &item) == OK)
		*out = office_url(r, "/admin/stock/*", item.public_id);
	err_clear();
	return OK;
}

static enum err
found_orders(struct req *r, struct office_page *p, struct str q)
{
	const struct order_filter f = {
		.q = q, .fulfilment = -1, .charge = -1, .from = TIME_ABSENT, .until = TIME_ABSENT, .limit = FOUND_MAX
	};
	struct block_view *b;
	struct list orders;
	enum err err = order_list(req_db(r), r->arena, &f, &orders);

	if (err)
		return err;
	b = office_block(r, p, N_("Orders"));
	b->empty = form_text(
	    r, N_("None: orders are found by their number, by an e-mail address and by the beginning of a name."));
	office_order_rows(r, b, orders.items, orders.count);
	if (orders.count == FOUND_MAX)
		office_link(r, &b->buttons, N_("All of them"), office_url(r, "/admin/orders?q=*", q))->quiet = true;
	return OK;
}

static enum err
found_stock(struct req *r, struct office_page *p, struct str q)
{
	static const char *const columns[] = { N_("Article"), N_("SKU"), RIGHT(N_("Available")) };
	const struct stock_filter f = { .q = q, .locale = req_locale(r), .limit = FOUND_MAX };
	const struct stock_line *l;
	struct block_view *b;
	struct list lines;
	enum err err = stock_list(req_db(r), r->arena, &f, &lines);

	if (err)
		return err;
	b = office_block(r, p, N_("Articles"));
	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("None that is counted."));
	l = lines.items;
	for (size_t i = 0; i < lines.count; i++) {
		struct row_view *row = office_row(r, b);
		struct cell_view *c = office_cell(r, b, row, l[i].title);
		c->url = office_url(r, "/admin/stock/*", l[i].public_id);
		c->note = l[i].options;
		office_cell(r, b, row, l[i].sku)->code = true;
		office_cell(r, b, row, office_number(r, l[i].available));
	}
	return OK;
}

static enum err
found_people(
    struct req *r, struct office_page *p, struct str q, enum session_realm realm, const char *title, const char *path)
{
	static const char *const columns[] = { N_("Name"), N_("E-mail address"), N_("Since") };
	const struct account_filter f = { .realm = (int)realm, .q = q, .state = -1, .limit = FOUND_MAX };
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
	struct str q = str_is_absent(args->q) ? STR("") : str_trim(args->q), place;
	struct office_page p;
	enum err err = place_of(r, q, &place);

	if (err)
		return err;
	if (place.ptr)
		return resp_redirect(r, 303, place);
	if ((err = office_begin(r, &p, form_text(r, N_("Search")))))
		return err;
	p.page->q = q;
	if (q.len < 2) {
		p.lead = form_text(r,
		    N_("Type the number of an order, a SKU, an id, or at least two letters of a name, a title or an e-mail address."));
		return office_reply(r, &p);
	}
	if (office_may(r, PERM_ORDER_READ))
		err = found_orders(r, &p, q);
	if (!err && office_may(r, PERM_CUSTOMER_READ))
		err = found_people(r, &p, q, SESSION_SHOP, N_("Customers"), "/admin/customers/*");
	if (!err && office_may(r, PERM_STOCK_READ))
		err = found_stock(r, &p, q);
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
	p.lead = form_text(r,
	    N_("Tab and Enter reach everything; these are quicker. They need JavaScript, and rest while you type into a field."));
	b = office_block(r, &p, NULL);
	b->switch_on = form_text(r, N_("Switch the keys on"));
	b->switch_off = form_text(r, N_("Switch the keys off in this browser"));
	office_columns(r, b, columns, COUNT(columns));
	key_row(r, b, "/", form_text(r, N_("search")));
	key_row(r, b, "?", form_text(r, N_("this page")));
	key_row(r, b, "j  k", form_text(r, N_("next and previous row of a table; Enter opens it")));
	key_row(r, b, "x", form_text(r, N_("choose the row, where rows can be chosen")));
	nav = p.page->nav.items;
	for (size_t i = 0; i < p.page->nav.count; i++)
		key_row(r, b, arena_printf(r->arena, "g %s", nav[i].key.ptr), nav[i].name);
	return office_reply(r, &p);
}
