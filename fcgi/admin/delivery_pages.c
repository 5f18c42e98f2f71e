/* delivery_pages.c - how orders are delivered: the overview, carriers.  Zones and methods have files of their own. */
#include "fcgi/admin/delivery.h"
#include "lib/shop/country.h"
#include "lib/shop/shipping_calendar.h"

static enum err overview_page(struct req *r), carrier_new_page(struct req *r), carrier_new_post(struct req *r),
    carrier_page(struct req *r), carrier_post(struct req *r);

struct carrier_form {
	struct str code, name, tracking_url, calendar;
	bool mon, tue, wed, thu, fri, sat, sun, is_active;
	int64_t version;
};
static const struct shape_field carrier_fields[] = {
	SHAPE_STR(struct carrier_form, code, 0, 32, .doc = "code"),
	SHAPE_STR(struct carrier_form, name, 1, 200, .flags = SHAPE_REQUIRED, .doc = "name"),
	SHAPE_STR(struct carrier_form, tracking_url, 0, 500, .doc = "where a parcel can be followed"),
	SHAPE_BOOL(struct carrier_form, mon, .doc = "works on Mondays"),
	SHAPE_BOOL(struct carrier_form, tue, .doc = "on Tuesdays"),
	SHAPE_BOOL(struct carrier_form, wed, .doc = "on Wednesdays"),
	SHAPE_BOOL(struct carrier_form, thu, .doc = "on Thursdays"),
	SHAPE_BOOL(struct carrier_form, fri, .doc = "on Fridays"),
	SHAPE_BOOL(struct carrier_form, sat, .doc = "on Saturdays"),
	SHAPE_BOOL(struct carrier_form, sun, .doc = "on Sundays"),
	SHAPE_STR(struct carrier_form, calendar, 0, 64, .doc = "its closed days"),
	SHAPE_BOOL(struct carrier_form, is_active, .doc = "can be chosen"),
	SHAPE_I64(struct carrier_form, version, 0, INT64_MAX, .fallback = "0", .doc = "version that was shown"),
};
static const struct shape carrier_form_shape =
    SHAPE(struct carrier_form, carrier_fields, "A carrier as it is entered.");

#define WRITE ACCESS_OFFICE, PERM_SHIPPING_WRITE
static const struct route routes[] = {
	{ GET, DELIVERY_PATH, overview_page, WRITE, .query = &office_args_shape, .sql = { 0, 10 },
	    .doc = "Ways of delivery, zones, carriers" },
	{ GET, DELIVERY_PATH "/carriers/new", carrier_new_page, WRITE, .sql = { 0, 6 } },
	{ POST, DELIVERY_PATH "/carriers/new", carrier_new_post, WRITE, .body = &carrier_form_shape, .sql = { 0, 20 } },
	{ GET, DELIVERY_PATH "/carriers/{code}", carrier_page, WRITE, .sql = { 0, 6 } },
	{ POST, DELIVERY_PATH "/carriers/{code}", carrier_post, WRITE, .body = &carrier_form_shape, .sql = { 0, 20 } },
};
const struct route_table office_delivery_routes = { routes, COUNT(routes) };

/* ---- what the pages share ---- */

struct shipping_env
delivery_env(struct req *r)
{
	struct who *who = arena_new_of(r->arena, struct who);

	*who = who_of(r);
	return (struct shipping_env){ req_db(r), r->arena, who };
}

struct str
delivery_days(struct req *r, int64_t days)
{
	static const char *const names[] = { N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"),
		N_("Sun") };
	struct buf b;

	buf_in_arena(&b, r->arena, BUF_LINE);
	for (size_t i = 0; i < COUNT(names); i++) {
		size_t last = i;
		if (!(days >> i & 1))
			continue;
		while (last + 1 < COUNT(names) && days >> (last + 1) & 1)
			last++;
		buf_printf(&b, "%s%.*s", b.len ? ", " : "", STR_ARG(form_text(r, names[i])));
		if (last > i + 1)
			buf_printf(&b, " – %.*s", STR_ARG(form_text(r, names[last])));
		else if (last == i + 1)
			buf_printf(&b, ", %.*s", STR_ARG(form_text(r, names[last])));
		i = last;
	}
	return buf_view(&b);
}

struct str
delivery_decimal(struct req *r, int64_t minor, struct str currency)
{
	struct buf b;

	buf_in_arena(&b, r->arena, BUF_LINE);
	money_decimal(&b, money_of(minor, str_z(r->arena, currency)));
	return buf_view(&b);
}

void
delivery_state(struct req *r, struct cell_view *c, bool is_active)
{
	c->text = form_text(r, is_active ? N_("in use") : N_("off"));
	c->tone = is_active ? STR("good") : STR("quiet");
	c->none = false;
}

struct list
delivery_options(
    struct req *r, const struct str *values, const struct str *names, size_t count, struct str chosen, const char *none)
{
	struct option_view *o = arena_array(r->arena, struct option_view, count + 1);
	size_t n = 0;

	if (none)
		o[n++] = (struct option_view){ .value = STR(""), .name = form_text(r, none), .chosen = !chosen.len };
	for (size_t i = 0; i < count; i++)
		o[n++] =
		    (struct option_view){ .value = values[i], .name = names[i], .chosen = str_eq(values[i], chosen) };
	return (struct list){ o, n };
}

struct str
delivery_place(struct req *r, const struct zone_place *p)
{
	const struct country *c = country_find(p->country);
	struct str name = str_eq_z(p->country, "**") ? form_text(r, N_("Everywhere"))
	    : c                                      ? country_name(c, req_locale(r))
						     : p->country;

	return str_printf(r->arena, "%.*s%s%.*s%s%.*s%s", STR_ARG(name), p->region.len ? " · " : "", STR_ARG(p->region),
	    p->postal_prefix.len ? " · " : "", STR_ARG(p->postal_prefix), p->postal_prefix.len ? "…" : "");
}

enum err
delivery_calendars(struct req *r, struct str chosen, struct list *options)
{
	const struct shipping_calendar *c;
	struct str *values, *names;
	struct list all;
	enum err err = shipping_calendar_list(req_db(r), r->arena, &all);

	if (err)
		return err;
	c = all.items;
	values = arena_array(r->arena, struct str, all.count + 1);
	names = arena_array(r->arena, struct str, all.count + 1);
	for (size_t i = 0; i < all.count; i++) {
		values[i] = c[i].code;
		names[i] = c[i].name;
	}
	*options = delivery_options(r, values, names, all.count, chosen, N_("None: no closed days"));
	return OK;
}

bool
delivery_minute(struct str text, int64_t *minute)
{
	struct str hour;
	int64_t h, m;

	if (!str_split(&text, ':', &hour) || str_is_absent(text) || str_to_i64(hour, 0, 24, &h) ||
	    str_to_i64(text, 0, 59, &m) || h * 60 + m > 1440) {
		err_clear();
		return false;
	}
	*minute = h * 60 + m;
	return true;
}

struct str
delivery_text(struct req *r, const char *msgid, struct str value)
{
	struct str text = form_text(r, msgid);

	for (size_t i = 0; i + 1 < text.len; i++)
		if (text.ptr[i] == '%' && text.ptr[i + 1] == 's')
			return str_printf(
			    r->arena, "%.*s%.*s%.*s", (int)i, text.ptr, STR_ARG(value), STR_ARG(str_skip(text, i + 2)));
	return text;
}

const struct feast *
delivery_feast(size_t i)
{
	static const struct feast feasts[] = { { -48, N_("Shrove Monday") }, { -47, N_("Shrove Tuesday") },
		{ -46, N_("Ash Wednesday") }, { -3, N_("Maundy Thursday") }, { -2, N_("Good Friday") },
		{ -1, N_("Holy Saturday") }, { 0, N_("Easter Sunday") }, { 1, N_("Easter Monday") },
		{ 39, N_("Ascension Day") }, { 49, N_("Whit Sunday") }, { 50, N_("Whit Monday") },
		{ 60, N_("Corpus Christi") } };

	return i < COUNT(feasts) ? &feasts[i] : NULL;
}

/* ---- overview ---- */

/* In the language of the page, else any. */
static struct str
method_name(struct req *r, const struct shipping_method *m)
{
	const struct method_text *t = m->texts.items;

	for (size_t i = 0; i < m->texts.count; i++)
		if (str_eq(t[i].locale, req_locale(r)))
			return t[i].name;
	return m->texts.count ? t[0].name : m->code;
}

static enum err
fill_methods(struct req *r, struct office_page *p)
{
	static const char *const columns[] = { N_("Way of delivery"), N_("Where"), N_("Needs"), N_("Carrier"),
		N_("Status") };
	struct block_view *b = office_block(r, p, N_("Ways of delivery"));
	const struct shipping_method *m;
	struct list all;
	enum err err = shipping_method_list(req_db(r), r->arena, &all);

	if (err)
		return err;
	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("None yet: nothing can be ordered."));
	m = all.items;
	for (size_t i = 0; i < all.count; i++) {
		const struct shipping_rate *rate = m[i].rates.items;
		struct row_view *row = office_row(r, b);
		struct cell_view *c = office_cell(r, b, row, method_name(r, &m[i]));
		struct buf zones;
		buf_in_arena(&zones, r->arena, BUF_LINE);
		c->url = office_url(r, DELIVERY_PATH "/methods/*", m[i].code);
		c->note = m[i].kind == SHIPPING_PICKUP ? form_text(r, N_("is fetched")) : STR_ABSENT;
		for (size_t k = 0; k < m[i].rates.count; k++)
			if (!k || rate[k].zone_id != rate[k - 1].zone_id)
				buf_printf(&zones, "%s%.*s", zones.len ? ", " : "", STR_ARG(rate[k].zone));
		office_cell(r, b, row, zones.len ? buf_view(&zones) : STR_ABSENT);
		office_cell(r, b, row,
		    m[i].days_min == m[i].days_max
			? str_printf(r->arena, "%lld %.*s", (long long)m[i].days_max,
			      STR_ARG(form_text(r, N_("working days"))))
			: str_printf(r->arena, "%lld – %lld %.*s", (long long)m[i].days_min, (long long)m[i].days_max,
			      STR_ARG(form_text(r, N_("working days")))));
		office_cell(r, b, row, m[i].carrier);
		delivery_state(r, office_cell(r, b, row, STR("-")), m[i].is_active);
	}
	office_link(r, &b->buttons, N_("New way of delivery"), office_url(r, DELIVERY_PATH "/methods/new", STR("")));
	return OK;
}

static enum err
fill_zones(struct req *r, struct office_page *p)
{
	static const char *const columns[] = { N_("Zone"), N_("Places") };
	struct block_view *b = office_block(r, p, N_("Zones"));
	const struct shipping_zone *z;
	struct list all;
	enum err err = shipping_zone_list(req_db(r), r->arena, &all);

	if (err)
		return err;
	b->text = form_text(r,
	    N_("Prices belong to zones. Where several fit an address, the most specific place decides: postal code, region, country, everywhere."));
	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("None yet."));
	z = all.items;
	for (size_t i = 0; i < all.count; i++) {
		struct row_view *row = office_row(r, b);
		struct buf places;
		office_cell(r, b, row, z[i].name)->url = office_url(r, DELIVERY_PATH "/zones/*", z[i].code);
		buf_in_arena(&places, r->arena, BUF_LINE);
		for (size_t k = 0; k < z[i].places.count && k < 30; k++)
			buf_printf(&places, "%s%.*s", k ? ", " : "",
			    STR_ARG(delivery_place(r, (struct zone_place *)z[i].places.items + k)));
		office_cell(r, b, row, places.len ? buf_view(&places) : STR_ABSENT)->note = z[i].places.count > 30
		    ? str_printf(r->arena, "%.*s %zu", STR_ARG(form_text(r, N_("and more:"))), z[i].places.count - 30)
		    : STR_ABSENT;
	}
	office_link(r, &b->buttons, N_("New zone"), office_url(r, DELIVERY_PATH "/zones/new", STR("")))->quiet = true;
	return OK;
}

static enum err
fill_carriers(struct req *r, struct office_page *p)
{
	static const char *const columns[] = { N_("Carrier"), N_("Works on"), N_("Parcels can be followed at"),
		N_("Status") };
	struct block_view *b = office_block(r, p, N_("Carriers"));
	const struct carrier *c;
	struct list all;
	enum err err = carrier_list(req_db(r), r->arena, &all);

	if (err)
		return err;
	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("None yet."));
	c = all.items;
	for (size_t i = 0; i < all.count; i++) {
		struct row_view *row = office_row(r, b);
		office_cell(r, b, row, c[i].name)->url = office_url(r, DELIVERY_PATH "/carriers/*", c[i].code);
		office_cell(r, b, row, delivery_days(r, c[i].working_days));
		office_cell(r, b, row, c[i].tracking_url);
		delivery_state(r, office_cell(r, b, row, STR("-")), c[i].is_active);
	}
	office_link(r, &b->buttons, N_("New carrier"), office_url(r, DELIVERY_PATH "/carriers/new", STR("")))->quiet =
	    true;
	return OK;
}

static enum err
fill_calendars(struct req *r, struct office_page *p)
{
	static const char *const columns[] = { N_("Calendar"), N_("Closed days"), N_("Used by") };
	struct block_view *b = office_block(r, p, N_("Closed days"));
	const struct shipping_calendar *c;
	struct list all;
	enum err err = shipping_calendar_list(req_db(r), r->arena, &all);

	if (err)
		return err;
	b->text = form_text(r,
	    N_("Public holidays and days of your own. Warehouses and carriers choose a calendar; promises to buyers leave its days out."));
	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("None yet: promises know the working days of the week alone."));
	c = all.items;
	for (size_t i = 0; i < all.count; i++) {
		struct row_view *row = office_row(r, b);
		office_cell(r, b, row, c[i].name)->url = office_url(r, DELIVERY_PATH "/calendars/*", c[i].code);
		office_cell(r, b, row, str_printf(r->arena, "%zu", c[i].days.count));
		office_cell(r, b, row,
		    c[i].houses || c[i].carriers
			? str_printf(r->arena, "%.*s: %lld, %.*s: %lld", STR_ARG(form_text(r, N_("Warehouses"))),
			      (long long)c[i].houses, STR_ARG(form_text(r, N_("Carriers"))), (long long)c[i].carriers)
			: STR_ABSENT);
	}
	office_link(r, &b->buttons, N_("New calendar"), office_url(r, DELIVERY_PATH "/calendars/new", STR("")))->quiet =
	    true;
	return OK;
}

static enum err
overview_page(struct req *r)
{
	const struct office_args *args = r->args;
	struct office_page p;
	enum err err = office_begin(r, &p, form_text(r, N_("Delivery")));

	if (err)
		return err;
	p.lead = form_text(r,
	    N_("What buyers can choose, what it costs, and what they are promised. Cut-off times and working days belong to the warehouses."));
	office_notice(r, &p, args->done);
	if ((err = fill_methods(r, &p)) || (err = fill_zones(r, &p)) || (err = fill_carriers(r, &p)) ||
	    (err = fill_calendars(r, &p)))
		return err;
	return office_reply(r, &p);
}

/* ---- carriers ---- */

static int64_t
days_of(const struct carrier_form *f)
{
	return f->mon | f->tue << 1 | f->wed << 2 | f->thu << 3 | f->fri << 4 | f->sat << 5 | f->sun << 6;
}

static struct carrier_form
form_of(const struct carrier *c)
{
	const int64_t d = c->working_days;

	return (struct carrier_form){ c->code, c->name, c->tracking_url, c->calendar, d & 1, d >> 1 & 1, d >> 2 & 1,
		d >> 3 & 1, d >> 4 & 1, d >> 5 & 1, d >> 6 & 1, c->is_active, c->version };
}

static enum err
carrier_show(struct req *r, const struct carrier *old, const struct carrier_form *in, const struct carrier *theirs)
{
	static const struct form_field fields[] = {
		{ "code", N_("Short name"), FIELD_TEXT, .autocomplete = "off",
		    .hint = N_("Small letters, digits, hyphens. It cannot be changed later."), .short_ = true },
		{ "name", N_("Name"), FIELD_TEXT, .autocomplete = "off" },
		{ "tracking_url", N_("Parcels can be followed at"), FIELD_TEXT, .autocomplete = "off",
		    .inputmode = "url", .hint = N_("https://… with {code} where the number of the parcel goes.") },
		{ "mon", N_("Works on Mondays"), FIELD_CHECK },
		{ "tue", N_("Tuesdays"), FIELD_CHECK },
		{ "wed", N_("Wednesdays"), FIELD_CHECK },
		{ "thu", N_("Thursdays"), FIELD_CHECK },
		{ "fri", N_("Fridays"), FIELD_CHECK },
		{ "sat", N_("Saturdays"), FIELD_CHECK },
		{ "sun", N_("Sundays"), FIELD_CHECK },
		{ "calendar", N_("Closed days"), FIELD_SELECT, .half = true,
		    .hint = N_("Nothing is brought on them.") },
		{ "is_active", N_("Can be chosen when a parcel is sent"), FIELD_CHECK },
		{ "version", NULL, FIELD_HIDDEN },
	};
	const size_t first = old ? 1 : 0; /* the code is the address of the page */
	struct carrier_form form = *in;
	struct office_page p;
	struct block_view *b;
	enum err err = office_begin(r, &p, old ? old->name : form_text(r, N_("New carrier")));

	if (err)
		return err;
	office_crumb(r, &p, N_("Delivery"), DELIVERY_PATH);
	if (theirs) {
		const struct conflict c[] = { { N_("Name"), theirs->name, in->name },
			{ N_("Parcels can be followed at"), theirs->tracking_url, in->tracking_url },
			{ N_("Works on"), delivery_days(r, theirs->working_days), delivery_days(r, days_of(in)) },
			{ N_("Closed days"), theirs->calendar, in->calendar },
			{ N_("Status"), form_text(r, theirs->is_active ? N_("in use") : N_("off")),
			    form_text(r, in->is_active ? N_("in use") : N_("off")) } };
		office_conflict(r, &p, c, COUNT(c));
		form.version = theirs->version; /* saving again is meant */
	}
	b = office_block(r, &p, NULL);
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, fields + first, COUNT(fields) - first, &carrier_form_shape, &form, &r->errors);
	if ((err = delivery_calendars(r, form.calendar, &form_view_field(b->form, "calendar")->options)))
		return err;
	b->form->action = old ? office_url(r, DELIVERY_PATH "/carriers/*", old->code)
			      : office_url(r, DELIVERY_PATH "/carriers/new", STR(""));
	b->form->submit = form_text(r, N_("Save"));
	b->cancel_url = office_url(r, DELIVERY_PATH, STR(""));
	return office_reply_status(r, theirs ? 409 : form_status(b->form), &p);
}

static enum err
put(struct req *r, const struct carrier *old)
{
	const struct carrier_form *in = r->form;
	const struct carrier c = { .code = old ? old->code : in->code,
		.name = in->name,
		.tracking_url = in->tracking_url.len ? in->tracking_url : STR_ABSENT,
		.working_days = days_of(in),
		.calendar = in->calendar.len ? in->calendar : STR_ABSENT,
		.is_active = in->is_active,
		.version = old ? in->version : 0 };
	struct shipping_env e = delivery_env(r);
	struct carrier theirs;
	enum err err = OK;

	r->errors.arena = r->arena;
	if (!c.working_days)
		field_error(&r->errors, STR("mon"), N_("On one day of the week at least."), (struct opt_i64){ 0 });
	if (!old && carrier_find(e.db, e.arena, c.code, &theirs) == OK)
		field_error(&r->errors, STR("code"), N_("There is one of this name already."), (struct opt_i64){ 0 });
	err_clear();
	if (!r->errors.count)
		err = carrier_put(&e, &c, &r->errors);
	if (err == ERR_PRECONDITION) {
		err_clear();
		err = carrier_find(e.db, e.arena, c.code, &theirs);
		return err ? err : carrier_show(r, old, in, &theirs);
	}
	if (r->errors.count)
		return err_clear(), carrier_show(r, old, in, NULL);
	return err ? err : office_done(r, office_url(r, DELIVERY_PATH, STR("")), old ? "saved" : "made");
}

static enum err
carrier_new_page(struct req *r)
{
	const struct carrier_form in = {
		.mon = true, .tue = true, .wed = true, .thu = true, .fri = true, .sat = true, .is_active = true
	};

	return carrier_show(r, NULL, &in, NULL);
}

static enum err
carrier_new_post(struct req *r)
{
	return put(r, NULL);
}

static enum err
carrier_page(struct req *r)
{
	struct carrier c;
	struct carrier_form in;
	enum err err = carrier_find(req_db(r), r->arena, r->params[0], &c);

	if (err)
		return err;
	in = form_of(&c);
	return carrier_show(r, &c, &in, NULL);
}

static enum err
carrier_post(struct req *r)
{
	struct carrier c;
	enum err err = carrier_find(req_db(r), r->arena, r->params[0], &c);

	return err ? err : put(r, &c);
}
