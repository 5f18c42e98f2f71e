/* warehouse_pages.c - warehouses: the list, one of them, a new one. */
#include "fcgi/admin/delivery.h"
#include "fcgi/admin/stock.h"
#include "lib/shop/country.h"

struct house_form {
	struct str code, name, country, recipient, line1, line2, locality, region, postal_code, phone, pickup_note,
	    time_zone, cutoff, calendar;
	int32_t priority, handling_days;
	bool is_active, is_pickup, mon, tue, wed, thu, fri, sat, sun;
	int64_t version;
};
static const struct shape_field fields[] = {
	SHAPE_STR(struct house_form, code, 0, 32, .doc = "code"),
	SHAPE_STR(struct house_form, name, 1, 200, .flags = SHAPE_REQUIRED, .doc = "name"),
	SHAPE_STR(struct house_form, country, 2, 2, .flags = SHAPE_REQUIRED, .doc = "country"),
	SHAPE_STR(struct house_form, recipient, 0, 200, .doc = "first line"),
	SHAPE_STR(struct house_form, line1, 0, 200, .doc = "street"),
	SHAPE_STR(struct house_form, line2, 0, 200, .doc = "more"),
	SHAPE_STR(struct house_form, locality, 0, 200, .doc = "town"),
	SHAPE_STR(struct house_form, region, 0, 200, .doc = "region"),
	SHAPE_STR(struct house_form, postal_code, 0, 32, .doc = "postal code"),
	SHAPE_STR(struct house_form, phone, 0, 32, .doc = "phone"),
	SHAPE_STR(struct house_form, pickup_note, 0, 500, .doc = "opening hours"),
	SHAPE_STR(struct house_form, time_zone, 1, 64, .fallback = "Europe/Berlin", .doc = "IANA name"),
	SHAPE_STR(struct house_form, cutoff, 1, 5, .fallback = "14:00", .doc = "local time"),
	SHAPE_STR(struct house_form, calendar, 0, 64, .doc = "closed days"),
	SHAPE_I32(struct house_form, priority, 0, 1000000, .fallback = "0", .doc = "lower first"),
	SHAPE_I32(struct house_form, handling_days, 0, 60, .fallback = "1", .doc = "working days"),
	SHAPE_BOOL(struct house_form, is_active, .doc = "sends"),
	SHAPE_BOOL(struct house_form, is_pickup, .doc = "hands out"),
	SHAPE_BOOL(struct house_form, mon, .doc = "works"),
	SHAPE_BOOL(struct house_form, tue, .doc = "works"),
	SHAPE_BOOL(struct house_form, wed, .doc = "works"),
	SHAPE_BOOL(struct house_form, thu, .doc = "works"),
	SHAPE_BOOL(struct house_form, fri, .doc = "works"),
	SHAPE_BOOL(struct house_form, sat, .doc = "works"),
	SHAPE_BOOL(struct house_form, sun, .doc = "works"),
	SHAPE_I64(struct house_form, version, 0, INT64_MAX, .fallback = "0", .doc = "version that was shown"),
};
static const struct shape form_shape = SHAPE(struct house_form, fields, "A warehouse, as entered.");

static enum err list_page(struct req *r), new_page(struct req *r), new_post(struct req *r), show_page(struct req *r),
    show_post(struct req *r);

#define WRITE ACCESS_OFFICE, PERM_WAREHOUSE_WRITE
#define PATH STOCK_PATH "/warehouses"
static const struct route routes[] = {
	{ GET, PATH, list_page, ACCESS_OFFICE, PERM_STOCK_READ, .query = &office_args_shape, .sql = { 0, 6 },
	    .doc = "Warehouses" },
	{ GET, PATH "/new", new_page, WRITE, .sql = { 0, 6 } },
	{ POST, PATH "/new", new_post, WRITE, .body = &form_shape, .sql = { 0, 30 } },
	{ GET, PATH "/{code}", show_page, WRITE, .query = &office_args_shape, .sql = { 0, 6 }, .doc = "One warehouse" },
	{ POST, PATH "/{code}", show_post, WRITE, .body = &form_shape, .sql = { 0, 30 } },
};
const struct route_table office_warehouse_routes = { routes, COUNT(routes) };

#define NO_LIMIT ((struct opt_i64){ 0 })

/* ---- list ---- */

static enum err
list_page(struct req *r)
{
	static const char *const columns[] = { N_("Warehouse"), N_("Short name"), N_("Place"), N_("Sends"),
		N_("Hands out"), N_("Asked") };
	const struct office_args *args = r->args;
	const struct warehouse *w;
	struct office_page p;
	struct block_view *b;
	struct list houses;
	enum err err = warehouse_list(req_db(r), r->arena, &houses);

	if (err || (err = office_begin(r, &p, form_text(r, N_("Warehouses")))))
		return err;
	office_notice(r, &p, args->done);
	stock_tabs(r, &p, PATH);
	if (office_may(r, PERM_WAREHOUSE_WRITE))
		office_link(r, &p.actions, N_("New warehouse"), office_url(r, PATH "/new", STR("")));
	b = office_block(r, &p, NULL);
	office_columns(r, b, columns, COUNT(columns));
	w = houses.items;
	for (size_t i = 0; i < houses.count; i++) {
		struct row_view *row = office_row(r, b);
		struct cell_view *c = office_cell(r, b, row, w[i].name);
		if (office_may(r, PERM_WAREHOUSE_WRITE))
			c->url = office_url(r, PATH "/*", w[i].code);
		office_cell(r, b, row, w[i].code)->code = true;
		office_cell(
		    r, b, row, str_printf(r->arena, "%.*s %.*s", STR_ARG(w[i].country), STR_ARG(w[i].locality)));
		delivery_state(r, office_cell(r, b, row, STR("x")), w[i].is_active);
		delivery_state(r, office_cell(r, b, row, STR("x")), w[i].is_pickup);
		office_cell(r, b, row, str_printf(r->arena, "%d.", (int)i + 1))->note =
		    i == 0 ? form_text(r, N_("takes what is imported")) : STR_ABSENT;
	}
	return office_reply(r, &p);
}

/* ---- the form ---- */

static struct house_form
form_of(struct req *r, const struct warehouse *w)
{
	return (struct house_form){ w->code, w->name, w->country, w->recipient, w->line1, w->line2, w->locality,
		w->region, w->postal_code, w->phone, w->pickup_note, w->time_zone,
		str_printf(r->arena, "%02d:%02d", (int)w->cutoff_minute / 60, (int)w->cutoff_minute % 60), w->calendar,
		w->priority, w->handling_days, w->is_active, w->is_pickup, w->working_days & 1, w->working_days & 2,
		w->working_days & 4, w->working_days & 8, w->working_days & 16, w->working_days & 32,
		w->working_days & 64, w->version };
}

static void
read_cutoff(struct req *r, struct str text, int32_t *minute)
{
	int64_t m;

	if (delivery_minute(text, &m))
		*minute = (int32_t)m;
	else
		field_error(&r->errors, STR("cutoff"), N_("Write a time of the day like 14:00."), NO_LIMIT);
}

static void
read_form(struct req *r, const struct house_form *in, struct warehouse *w)
{
	const bool days[] = { in->mon, in->tue, in->wed, in->thu, in->fri, in->sat, in->sun };

	w->name = in->name;
	w->country = in->country;
	w->recipient = in->recipient;
	w->line1 = in->line1;
	w->line2 = in->line2;
	w->locality = in->locality;
	w->region = in->region;
	w->postal_code = in->postal_code;
	w->phone = in->phone;
	w->pickup_note = in->pickup_note;
	w->time_zone = in->time_zone;
	w->calendar = in->calendar.len ? in->calendar : STR_ABSENT;
	w->priority = in->priority;
	w->handling_days = in->handling_days;
	w->is_active = in->is_active;
	w->is_pickup = in->is_pickup;
	w->version = in->version;
	w->working_days = 0;
	for (size_t i = 0; i < COUNT(days); i++)
		w->working_days |= days[i] ? 1 << i : 0;
	read_cutoff(r, in->cutoff, &w->cutoff_minute);
	if (!w->working_days)
		field_error(&r->errors, STR("mon"), N_("Choose one day at least."), NO_LIMIT);
}

static const struct form_field form_fields[] = {
	{ "code", N_("Short name"), FIELD_TEXT, .autocomplete = "off", .short_ = true,
	    .hint = N_("Small letters, digits, hyphens. It cannot be changed later.") },
	{ "name", N_("Name"), FIELD_TEXT, .autocomplete = "off" },
	{ "is_active", N_("Sends parcels; its stock counts for the shop"), FIELD_CHECK },
	{ "is_pickup", N_("Hands out orders that are fetched"), FIELD_CHECK },
	{ "pickup_note", N_("For who fetches"), FIELD_TEXT, .autocomplete = "off",
	    .hint = N_("Opening hours and the like.") },
	{ "priority", N_("Order in which it is asked"), FIELD_TEXT, .autocomplete = "off", .inputmode = "numeric",
	    .short_ = true, .hint = N_("Lower comes first; the lowest takes what is imported.") },
	{ "country", N_("Country"), FIELD_SELECT },
	{ "recipient", N_("First line of the address"), FIELD_TEXT, .autocomplete = "off" },
	{ "line1", N_("Street and number"), FIELD_TEXT, .autocomplete = "off" },
	{ "line2", N_("More of the address"), FIELD_TEXT, .autocomplete = "off" },
	{ "postal_code", N_("Postal code"), FIELD_TEXT, .autocomplete = "off", .half = true },
	{ "locality", N_("Town"), FIELD_TEXT, .autocomplete = "off", .half = true },
	{ "region", N_("Region"), FIELD_TEXT, .autocomplete = "off", .half = true },
	{ "phone", N_("Telephone"), FIELD_TEL, .autocomplete = "off", .half = true },
	{ "cutoff", N_("Handled the same day until"), FIELD_TEXT, .autocomplete = "off", .short_ = true,
	    .hint = N_("Local time, like 14:00.") },
	{ "time_zone", N_("Time zone"), FIELD_TEXT, .autocomplete = "off",
	    .hint = N_("Its IANA name, like Europe/Berlin.") },
	{ "handling_days", N_("Working days until a parcel leaves"), FIELD_TEXT, .autocomplete = "off",
	    .inputmode = "numeric", .short_ = true },
	{ "mon", N_("Works on Mondays"), FIELD_CHECK },
	{ "tue", N_("Tuesdays"), FIELD_CHECK },
	{ "wed", N_("Wednesdays"), FIELD_CHECK },
	{ "thu", N_("Thursdays"), FIELD_CHECK },
	{ "fri", N_("Fridays"), FIELD_CHECK },
	{ "sat", N_("Saturdays"), FIELD_CHECK },
	{ "sun", N_("Sundays"), FIELD_CHECK },
	{ "calendar", N_("Closed days"), FIELD_SELECT, .short_ = true,
	    .hint = N_("A calendar of the delivery settings: nothing leaves the house on its days.") },
	{ "version", NULL, FIELD_HIDDEN },
};

/* stored: NULL for a new one. */
static enum err
form_show(struct req *r, const struct warehouse *stored, const struct house_form *in, struct str done, bool lost)
{
	size_t skip = stored ? 1 : 0; /* its code stays */
	struct office_page p;
	struct block_view *b;
	const struct pair *c;
	struct list countries;
	struct str *codes, *names;
	enum err err = country_choices(r->arena, req_locale(r), &countries);

	if (err || (err = office_begin(r, &p, stored ? stored->name : form_text(r, N_("New warehouse")))))
		return err;
	office_crumb(r, &p, N_("Stock"), STOCK_PATH);
	office_crumb(r, &p, N_("Warehouses"), PATH);
	office_notice(r, &p, done);
	if (lost)
		p.problem = form_text(r, N_("Somebody else changed it meanwhile. What is stored now is shown below."));
	c = countries.items;
	codes = arena_array(r->arena, struct str, countries.count);
	names = arena_array(r->arena, struct str, countries.count);
	for (size_t i = 0; i < countries.count; i++) {
		codes[i] = c[i].name;
		names[i] = c[i].value;
	}
	b = office_block(r, &p, NULL);
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(
	    r, b->form, form_fields + skip, COUNT(form_fields) - skip, &form_shape, in, lost ? NULL : &r->errors);
	form_view_field(b->form, "country")->options =
	    delivery_options(r, codes, names, countries.count, in->country, NULL);
	if ((err = delivery_calendars(r, in->calendar, &form_view_field(b->form, "calendar")->options)))
		return err;
	b->form->action = stored ? office_url(r, PATH "/*", stored->code) : office_url(r, PATH "/new", STR(""));
	b->form->submit = form_text(r, N_("Save"));
	b->cancel_url = office_url(r, PATH, STR(""));
	return office_reply_status(r, lost ? 409 : form_status(b->form), &p);
}

static enum err
new_page(struct req *r)
{
	struct house_form in;
	struct warehouse w;

	warehouse_init(&w);
	w.country = config_str(r->app->config, "shop.home_country");
	in = form_of(r, &w);
	return form_show(r, NULL, &in, STR_ABSENT, false);
}

static enum err
new_post(struct req *r)
{
	const struct house_form *in = r->form;
	const struct who who = who_of(r);
	struct warehouse w, out;
	enum err err = OK;

	r->errors.arena = r->arena;
	warehouse_init(&w);
	if (!r->errors.count)
		read_form(r, in, &w);
	w.code = in->code;
	w.version = 0;
	if (!r->errors.count)
		err = warehouse_put(req_db(r), r->arena, &who, &w, &r->errors, &out);
	if (r->errors.count)
		return err_clear(), form_show(r, NULL, in, STR_ABSENT, false);
	return err ? err : office_done(r, office_url(r, PATH, STR("")), "made");
}

static enum err
show_page(struct req *r)
{
	const struct office_args *args = r->args;
	struct house_form in;
	struct warehouse w;
	enum err err = warehouse_get(req_db(r), r->arena, r->params[0], &w);

	if (err)
		return err;
	in = form_of(r, &w);
	return form_show(r, &w, &in, args->done, false);
}

static enum err
show_post(struct req *r)
{
	const struct house_form *in = r->form;
	const struct who who = who_of(r);
	struct warehouse w, stored, out;
	struct house_form now;
	enum err err = warehouse_get(req_db(r), r->arena, r->params[0], &stored);

	if (err)
		return err;
	r->errors.arena = r->arena;
	w = stored;
	if (!r->errors.count)
		read_form(r, in, &w);
	if (!r->errors.count)
		err = warehouse_put(req_db(r), r->arena, &who, &w, &r->errors, &out);
	if (err == ERR_PRECONDITION) {
		err_clear();
		now = form_of(r, &stored);
		return form_show(r, &stored, &now, STR_ABSENT, true);
	}
	if (r->errors.count)
		return err_clear(), form_show(r, &stored, in, STR_ABSENT, false);
	return err ? err : office_done(r, office_url(r, PATH "/*", w.code), "saved");
}
