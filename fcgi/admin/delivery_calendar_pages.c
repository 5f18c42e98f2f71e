/* delivery_calendar_pages.c - calendars of closed days: public holidays by place, days of one's own.  Warehouses and
 * carriers choose one of them. */
#include "fcgi/admin/delivery.h"
#include "lib/shop/shipping_calendar.h"

static enum err new_page(struct req *r), new_post(struct req *r), show_page(struct req *r), name_post(struct req *r),
    day_post(struct req *r), preset_post(struct req *r);
static enum err day_remove_post(struct req *r), remove_page(struct req *r), remove_post(struct req *r);

struct calendar_form {
	struct str code, name, preset;
	int64_t version;
};
static const struct shape_field form_fields[] = {
	SHAPE_STR(struct calendar_form, code, 0, 64, .doc = "code"),
	SHAPE_STR(struct calendar_form, name, 1, 200, .flags = SHAPE_REQUIRED, .doc = "name"),
	SHAPE_STR(struct calendar_form, preset, 0, 16, .doc = "public holidays of"),
	SHAPE_I64(struct calendar_form, version, 0, INT64_MAX, .fallback = "0", .doc = "version that was shown"),
};
static const struct shape calendar_form_shape =
    SHAPE(struct calendar_form, form_fields, "A calendar as it is entered.");

/* One of three forms, told apart by kind. */
struct day_form {
	struct str kind, from, until, weekday, month_day, easter, day_name;
	bool yearly, moves;
};
static const struct shape_field day_fields[] = {
	SHAPE_STR(struct day_form, kind, 0, 10, .doc = "date, easter or weekday"),
	SHAPE_STR(struct day_form, from, 0, 10, .doc = "day"),
	SHAPE_STR(struct day_form, until, 0, 10, .doc = "last day"),
	SHAPE_STR(struct day_form, weekday, 0, 3, .doc = "mon to sun"),
	SHAPE_STR(struct day_form, month_day, 0, 10, .doc = "on or after this day"),
	SHAPE_STR(struct day_form, easter, 0, 5, .doc = "days after Easter Sunday"),
	SHAPE_STR(struct day_form, day_name, 0, 100, .doc = "its name"),
	SHAPE_BOOL(struct day_form, yearly, .doc = "each year"),
	SHAPE_BOOL(struct day_form, moves, .doc = "kept on the nearest weekday"),
};
static const struct shape day_form_shape = SHAPE(struct day_form, day_fields, "A closed day as it is entered.");

struct preset_form {
	struct str preset;
};
static const struct shape_field preset_fields[] = { SHAPE_STR(
    struct preset_form, preset, 1, 16, .flags = SHAPE_REQUIRED, .doc = "place") };
static const struct shape preset_shape = SHAPE(struct preset_form, preset_fields, "Public holidays of a place.");
struct day_key {
	struct str day;
};
static const struct shape_field key_fields[] = { SHAPE_STR(
    struct day_key, day, 1, 40, .flags = SHAPE_REQUIRED, .doc = "its rule") };
static const struct shape key_shape = SHAPE(struct day_key, key_fields, "A closed day.");

#define WRITE ACCESS_OFFICE, PERM_SHIPPING_WRITE
#define PATH DELIVERY_PATH "/calendars"
static const struct route routes[] = {
	{ GET, PATH "/new", new_page, WRITE, .sql = { 0, 4 } },
	{ POST, PATH "/new", new_post, WRITE, .body = &calendar_form_shape, .sql = { 0, 30 } },
	{ GET, PATH "/{code}", show_page, WRITE, .query = &office_args_shape, .sql = { 0, 6 },
	    .doc = "One calendar of closed days" },
	{ POST, PATH "/{code}", name_post, WRITE, .body = &calendar_form_shape, .sql = { 0, 30 } },
	{ POST, PATH "/{code}/days", day_post, WRITE, .body = &day_form_shape, .sql = { 0, 20 } },
	{ POST, PATH "/{code}/days/remove", day_remove_post, WRITE, .body = &key_shape, .sql = { 0, 20 } },
	{ POST, PATH "/{code}/holidays", preset_post, WRITE, .body = &preset_shape, .sql = { 0, 20 } },
	{ GET, PATH "/{code}/remove", remove_page, WRITE, .sql = { 0, 6 } },
	{ POST, PATH "/{code}/remove", remove_post, WRITE, .sql = { 0, 20 } },
};
const struct route_table office_calendar_routes = { routes, COUNT(routes) };

#define NO_LIMIT ((struct opt_i64){ 0 })

static struct str
translate(void *env, const char *msgid)
{
	return form_text(env, msgid);
}

static struct list
preset_options(struct req *r, struct str chosen, const char *none)
{
	size_t n = 0;
	struct str *values, *names;

	while (calendar_presets[n].code)
		n++;
	values = arena_array(r->arena, struct str, n);
	names = arena_array(r->arena, struct str, n);
	for (size_t i = 0; i < n; i++) {
		values[i] = str_of(calendar_presets[i].code);
		names[i] = form_text(r, calendar_presets[i].name);
	}
	return delivery_options(r, values, names, n, chosen, none);
}

/* ---- new ---- */

static const struct form_field new_fields[] = {
	{ "code", N_("Short name"), FIELD_TEXT, .autocomplete = "off",
	    .hint = N_("Small letters, digits, hyphens. It cannot be changed later."), .short_ = true },
	{ "name", N_("Name"), FIELD_TEXT, .autocomplete = "off" },
	{ "preset", N_("Public holidays of"), FIELD_SELECT,
	    .hint = N_("They are computed for every year. More places and days of your own can be added afterwards.") },
};

static enum err
new_show(struct req *r, const struct calendar_form *in)
{
	struct office_page p;
	struct block_view *b;
	enum err err = office_begin(r, &p, form_text(r, N_("New calendar")));

	if (err)
		return err;
	office_crumb(r, &p, N_("Delivery"), DELIVERY_PATH);
	b = office_block(r, &p, NULL);
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, new_fields, COUNT(new_fields), &calendar_form_shape, in, &r->errors);
	form_view_field(b->form, "preset")->options = preset_options(r, in->preset, N_("None"));
	b->form->action = office_url(r, PATH "/new", STR(""));
	b->form->submit = form_text(r, N_("Save"));
	b->cancel_url = office_url(r, DELIVERY_PATH, STR(""));
	return office_reply_status(r, form_status(b->form), &p);
}

static enum err
new_page(struct req *r)
{
	const struct calendar_form in = { 0 };

	return new_show(r, &in);
}

static enum err
new_post(struct req *r)
{
	const struct calendar_form *in = r->form;
	struct shipping_calendar c = { .code = in->code, .name = in->name }, there;
	struct shipping_env e = delivery_env(r);
	enum err err = OK;

	r->errors.arena = r->arena;
	if (!r->errors.count && shipping_calendar_find(e.db, e.arena, in->code, &there) == OK)
		field_error(&r->errors, STR("code"), N_("There is one of this name already."), NO_LIMIT);
	err_clear();
	if (!r->errors.count && in->preset.len)
		err = shipping_calendar_preset(r->arena, in->preset, translate, r, &c.days);
	if (!err && !r->errors.count)
		err = shipping_calendar_put(&e, &c, &r->errors);
	if (r->errors.count)
		return err_clear(), new_show(r, in);
	return err ? err : office_done(r, office_url(r, PATH "/*", in->code), "made");
}

/* ---- one ---- */

static struct str
rule_text(struct req *r, const struct calendar_day *d)
{
	static const char *const weekdays[] = { N_("first Sunday on or after %s"), N_("first Monday on or after %s"),
		N_("first Tuesday on or after %s"), N_("first Wednesday on or after %s"),
		N_("first Thursday on or after %s"), N_("first Friday on or after %s"),
		N_("first Saturday on or after %s") };

	switch (d->kind) {
	case CALENDAR_DATE:
		return form_text(r, d->from.us == d->until.us ? N_("once") : N_("once, several days"));
	case CALENDAR_YEARLY:
		return form_text(r, d->moves ? N_("each year, and the nearest weekday") : N_("each year"));
	case CALENDAR_EASTER:
		if (d->offset == 1 || d->offset == -1)
			return form_text(r, d->offset < 0 ? N_("the day before Easter") : N_("the day after Easter"));
		return d->offset
		    ? delivery_text(r, d->offset < 0 ? N_("%s days before Easter") : N_("%s days after Easter"),
			  str_printf(r->arena, "%d", abs(d->offset)))
		    : form_text(r, N_("Easter Sunday"));
	default:
		return delivery_text(r, weekdays[d->weekday], str_printf(r->arena, "%02d-%02d", d->month, d->day));
	}
}

/* When it comes next; a range that has begun: its last day. */
static struct time
next_of(const struct calendar_day *d, struct time today)
{
	if (d->kind == CALENDAR_DATE)
		return d->until.us < today.us ? TIME_ABSENT : d->from.us < today.us ? today : d->from;
	for (int year = time_civil(today).year; year <= time_civil(today).year + 8; year++) {
		struct time t = calendar_day_in(d, year);
		if (!time_is_absent(t) && t.us >= today.us)
			return t;
	}
	return TIME_ABSENT;
}

static struct time
today_of(struct time now)
{
	const int64_t day = 86400 * US_PER_S;

	return (struct time){ now.us - now.us % day };
}

struct next_day {
	const struct calendar_day *day;
	struct time next;
};

static int
by_next(const void *a, const void *b)
{
	const struct next_day *x = a, *y = b;

	if (time_is_absent(x->next) != time_is_absent(y->next))
		return time_is_absent(x->next) ? 1 : -1;
	return (x->next.us > y->next.us) - (x->next.us < y->next.us);
}

static void
fill_days(struct req *r, struct office_page *p, const struct shipping_calendar *c)
{
	static const char *const columns[] = { N_("Closed on"), N_("Comes next"), N_("How often") };
	struct block_view *b = office_block(r, p, N_("Closed days"));
	struct next_day *days = arena_array(r->arena, struct next_day, c->days.count + 1);
	const struct calendar_day *d = c->days.items;
	const struct time today = today_of(clock_now());

	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("None yet: only the working days of the week count."));
	for (size_t i = 0; i < c->days.count; i++)
		days[i] = (struct next_day){ &d[i], next_of(&d[i], today) };
	qsort(days, c->days.count, sizeof(*days), by_next);
	for (size_t i = 0; i < c->days.count; i++) {
		const struct calendar_day *one = days[i].day;
		struct row_view *row = office_row(r, b);
		struct button_view *button;
		struct buf rule;
		office_cell(r, b, row, one->name);
		if (time_is_absent(days[i].next))
			office_cell(r, b, row, form_text(r, N_("over")))->tone = STR("quiet");
		else if (one->kind == CALENDAR_DATE && one->until.us != one->from.us)
			office_cell(r, b, row,
			    str_printf(r->arena, "%.*s – %.*s", STR_ARG(form_date(r, one->from)),
				STR_ARG(form_date(r, one->until))));
		else
			office_cell(r, b, row, form_date(r, days[i].next));
		office_cell(r, b, row, rule_text(r, one));
		buf_in_arena(&rule, r->arena, BUF_LINE);
		calendar_write_rule(&rule, one);
		button = office_row_button(r, b, row, N_("Remove"), office_url(r, PATH "/*/days/remove", c->code));
		button->name = STR("day");
		button->value = buf_view(&rule);
	}
}

/* Three forms of a page have fields of the same name: a label belongs to one. */
static void
own_ids(struct req *r, struct form_view *form, const char *prefix)
{
	struct field_view *f = form->fields.items;

	for (size_t i = 0; i < form->fields.count; i++) {
		f[i].id = str_printf(r->arena, "%s-%.*s", prefix, STR_ARG(f[i].id));
		f[i].hint_id = str_printf(r->arena, "%.*s-hint", STR_ARG(f[i].id));
		f[i].error_id = str_printf(r->arena, "%.*s-error", STR_ARG(f[i].id));
		if (!str_is_absent(f[i].describedby))
			f[i].describedby = f[i].hint_id;
	}
}

static struct block_view *
day_block(struct req *r, struct office_page *p, const struct shipping_calendar *c, const char *title, const char *kind,
    const struct form_field *fields, size_t count, const struct day_form *in)
{
	struct block_view *b = office_block(r, p, title);
	bool mine = in && str_eq_z(in->kind, kind);
	struct day_form form = mine ? *in : (struct day_form){ 0 };

	form.kind = str_of(kind);
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, fields, count, &day_form_shape, &form, NULL);
	own_ids(r, b->form, kind);
	if (mine)
		form_view_errors(r, b->form, &r->errors);
	b->form->action = office_url(r, PATH "/*/days", c->code);
	b->form->submit = form_text(r, N_("Add"));
	return b;
}

static void
fill_forms(struct req *r, struct office_page *p, const struct shipping_calendar *c, const struct day_form *in)
{
	static const struct form_field date[] = { { "from", N_("Closed on"), FIELD_DATE, .half = true },
		{ "until", N_("Last day"), FIELD_DATE, .half = true, .hint = N_("Empty: this one day.") },
		{ "day_name", N_("Name"), FIELD_TEXT, .autocomplete = "off" },
		{ "yearly", N_("Each year on this day of the month"), FIELD_CHECK },
		{ "moves", N_("At a weekend the nearest weekday is closed too"), FIELD_CHECK },
		{ "kind", NULL, FIELD_HIDDEN } };
	static const struct form_field easter[] = { { "easter", N_("Which day"), FIELD_SELECT, .half = true },
		{ "day_name", N_("Name"), FIELD_TEXT, .autocomplete = "off", .half = true,
		    .hint = N_("Empty: as it is called above.") },
		{ "kind", NULL, FIELD_HIDDEN } };
	static const struct form_field weekday[] = { { "weekday", N_("The first"), FIELD_SELECT, .half = true },
		{ "month_day", N_("on or after"), FIELD_TEXT, .autocomplete = "off", .half = true,
		    .hint = N_("Month and day, such as 11-22: with Thursday the fourth one of November.") },
		{ "day_name", N_("Name"), FIELD_TEXT, .autocomplete = "off" }, { "kind", NULL, FIELD_HIDDEN } };
	static const char *const weekday_names[] = { N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"),
		N_("Friday"), N_("Saturday"), N_("Sunday") };
	const struct str weekdays[] = { STR("mon"), STR("tue"), STR("wed"), STR("thu"), STR("fri"), STR("sat"),
		STR("sun") };
	struct str *names = arena_array(r->arena, struct str, COUNT(weekdays)), values[20], feasts[20];
	struct block_view *b;
	size_t n = 0;

	day_block(r, p, c, N_("Add a day or several"), "date", date, COUNT(date), in);
	b = day_block(r, p, c, N_("Add a day that moves with Easter"), "easter", easter, COUNT(easter), in);
	for (n = 0; delivery_feast(n); n++) {
		values[n] = str_printf(r->arena, "%+d", delivery_feast(n)->offset);
		feasts[n] = form_text(r, delivery_feast(n)->name);
	}
	form_view_field(b->form, "easter")->options =
	    delivery_options(r, values, feasts, n, in ? in->easter : STR("-2"), NULL);
	b = day_block(r, p, c, N_("Add a day by its weekday"), "weekday", weekday, COUNT(weekday), in);
	for (size_t i = 0; i < COUNT(weekdays); i++)
		names[i] = form_text(r, weekday_names[i]);
	form_view_field(b->form, "weekday")->options =
	    delivery_options(r, weekdays, names, COUNT(weekdays), in ? in->weekday : STR("mon"), NULL);
}

static enum err
show(struct req *r, const struct shipping_calendar *c, const struct calendar_form *in, const struct day_form *day,
    bool lost, struct str done)
{
	static const struct form_field preset[] = { { "preset", N_("Public holidays of"), FIELD_SELECT } };
	static const struct form_field name[] = { { "name", N_("Name"), FIELD_TEXT, .autocomplete = "off" },
		{ "version", NULL, FIELD_HIDDEN } };
	struct calendar_form form = in ? *in : (struct calendar_form){ .name = c->name };
	const struct preset_form chosen = { 0 };
	struct office_page p;
	struct block_view *b;
	struct button_view *button;
	enum err err = office_begin(r, &p, c->name);

	if (err)
		return err;
	office_crumb(r, &p, N_("Delivery"), DELIVERY_PATH);
	office_notice(r, &p, done);
	p.lead = form_text(r,
	    N_("What is promised to buyers leaves these days out, for the warehouses and carriers that use this calendar. Orders keep what they were promised."));
	button = office_link(r, &p.actions, N_("Remove …"), office_url(r, PATH "/*/remove", c->code));
	button->quiet = button->danger = true;
	if (lost) {
		const struct conflict conflict[] = { { N_("Name"), c->name, in->name } };
		office_conflict(r, &p, conflict, COUNT(conflict));
	}
	fill_days(r, &p, c);
	b = office_block(r, &p, N_("Add public holidays"));
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, preset, COUNT(preset), &preset_shape, &chosen, NULL);
	form_view_field(b->form, "preset")->options = preset_options(r, STR("DE-BE"), NULL);
	b->form->action = office_url(r, PATH "/*/holidays", c->code);
	b->form->submit = form_text(r, N_("Add"));
	fill_forms(r, &p, c, day);
	form.version = c->version;
	b = office_block(r, &p, N_("Name"));
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, name, COUNT(name), &calendar_form_shape, &form, in ? &r->errors : NULL);
	b->form->action = office_url(r, PATH "/*", c->code);
	b->form->submit = form_text(r, N_("Save"));
	return office_reply_status(r, lost ? 409 : r->errors.count ? 422 : 200, &p);
}

static enum err
show_page(struct req *r)
{
	const struct office_args *args = r->args;
	struct shipping_calendar c;
	enum err err = shipping_calendar_find(req_db(r), r->arena, r->params[0], &c);

	return err ? err : show(r, &c, NULL, NULL, false, args->done);
}

static enum err
name_post(struct req *r)
{
	const struct calendar_form *in = r->form;
	struct shipping_env e = delivery_env(r);
	struct shipping_calendar c, now;
	enum err err = shipping_calendar_find(e.db, e.arena, r->params[0], &c);

	if (err)
		return err;
	now = c;
	c.name = in->name;
	c.version = in->version;
	if (!r->errors.count)
		err = shipping_calendar_put(&e, &c, &r->errors);
	if (err == ERR_PRECONDITION) {
		err_clear();
		err = shipping_calendar_find(e.db, e.arena, r->params[0], &now);
		return err ? err : show(r, &now, in, NULL, true, STR_ABSENT);
	}
	if (r->errors.count)
		return err_clear(), show(r, &now, in, NULL, false, STR_ABSENT);
	return err ? err : office_done(r, office_url(r, PATH "/*", c.code), "saved");
}

/* ---- its days ---- */

static bool
is_date(struct str text, struct time *out)
{
	if (text.len == 10 && !time_parse(text, out))
		return true;
	err_clear();
	return false;
}

static void
read_dates(struct req *r, const struct day_form *in, struct calendar_day *d)
{
	struct civil first;

	d->kind = CALENDAR_DATE;
	if (!is_date(str_trim(in->from), &d->from))
		field_error(&r->errors, STR("from"), N_("Choose a day."), NO_LIMIT);
	d->until = d->from;
	if (str_trim(in->until).len && !is_date(str_trim(in->until), &d->until))
		field_error(&r->errors, STR("until"), N_("Choose a day."), NO_LIMIT);
	else if (d->until.us < d->from.us)
		field_error(&r->errors, STR("until"), N_("The last day comes after the first."), NO_LIMIT);
	if (r->errors.count || !in->yearly)
		return;
	if (d->until.us != d->from.us) {
		field_error(&r->errors, STR("until"), N_("Of several days none comes each year: add them one by one."),
		    NO_LIMIT);
		return;
	}
	first = time_civil(d->from);
	*d = (struct calendar_day){
		.kind = CALENDAR_YEARLY, .month = first.month, .day = first.day, .moves = in->moves
	};
}

static void
read_rule(struct req *r, struct str rule, const char *field, struct calendar_day *d)
{
	if (!calendar_read_day(rule, d))
		return;
	err_clear();
	field_error(
	    &r->errors, str_of(field), N_("Write month and day with two digits each, such as 11-22."), NO_LIMIT);
}

static void
read_day(struct req *r, const struct day_form *in, struct calendar_day *d)
{
	struct str name = str_trim(in->day_name);

	*d = (struct calendar_day){ 0 };
	if (str_eq_z(in->kind, "easter")) {
		read_rule(r,
		    str_eq_z(in->easter, "+0") ? STR("easter")
					       : str_printf(r->arena, "easter%.*s", STR_ARG(in->easter)),
		    "easter", d);
		for (size_t i = 0; !name.len && delivery_feast(i); i++)
			if (delivery_feast(i)->offset == d->offset)
				name = form_text(r, delivery_feast(i)->name);
	} else if (str_eq_z(in->kind, "weekday"))
		read_rule(r, str_printf(r->arena, "%.*s>=%.*s", STR_ARG(in->weekday), STR_ARG(str_trim(in->month_day))),
		    "month_day", d);
	else
		read_dates(r, in, d);
	d->name = name;
}

static enum err
day_post(struct req *r)
{
	const struct day_form *in = r->form;
	struct shipping_env e = delivery_env(r);
	struct shipping_calendar c, changed;
	struct calendar_day *days;
	enum err err = shipping_calendar_find(e.db, e.arena, r->params[0], &c);

	if (err)
		return err;
	r->errors.arena = r->arena;
	changed = c;
	days = arena_array(r->arena, struct calendar_day, c.days.count + 1);
	if (c.days.count)
		memcpy(days, c.days.items, c.days.count * sizeof(*days));
	if (!r->errors.count)
		read_day(r, in, &days[c.days.count]);
	changed.days = (struct list){ days, c.days.count + 1 };
	if (!r->errors.count)
		err = shipping_calendar_put(&e, &changed, &r->errors);
	if (r->errors.count)
		return err_clear(), show(r, &c, NULL, in, false, STR_ABSENT);
	return err ? err : office_done(r, office_url(r, PATH "/*", c.code), "saved");
}

static enum err
preset_post(struct req *r)
{
	const struct preset_form *in = r->form;
	struct shipping_env e = delivery_env(r);
	struct shipping_calendar c;
	enum err err = shipping_calendar_find(e.db, e.arena, r->params[0], &c);

	if (err)
		return err;
	r->errors.arena = r->arena;
	if (!r->errors.count)
		err = shipping_calendar_preset(r->arena, in->preset, translate, r, &c.days);
	if (!err && !r->errors.count)
		err = shipping_calendar_put(&e, &c, &r->errors);
	return err ? err : office_done(r, office_url(r, PATH "/*", c.code), "saved");
}

/* Gone already: fine. */
static enum err
day_remove_post(struct req *r)
{
	const struct day_key *in = r->form;
	struct shipping_env e = delivery_env(r);
	struct shipping_calendar c;
	struct calendar_day *d;
	size_t n = 0;
	enum err err = shipping_calendar_find(e.db, e.arena, r->params[0], &c);

	if (err)
		return err;
	r->errors.arena = r->arena;
	d = c.days.items;
	for (size_t i = 0; i < c.days.count; i++) {
		struct buf rule;
		buf_in_arena(&rule, r->arena, BUF_LINE);
		calendar_write_rule(&rule, &d[i]);
		if (r->errors.count || !str_eq(buf_view(&rule), in->day))
			d[n++] = d[i];
	}
	c.days.count = n;
	err = shipping_calendar_put(&e, &c, &r->errors);
	return err ? err : office_done(r, office_url(r, PATH "/*", c.code), "saved");
}

/* ---- remove ---- */

static enum err
ask_remove(struct req *r, const struct shipping_calendar *c, struct str problem)
{
	return office_confirm(r,
	    &(struct office_question){ .heading = N_("Remove this calendar?"),
		.subject = c->name,
		.text = N_("Its closed days are forgotten. What was promised stays promised."),
		.submit = N_("Remove"),
		.action = office_url(r, PATH "/*/remove", c->code),
		.cancel = office_url(r, PATH "/*", c->code),
		.problem = problem });
}

static enum err
remove_page(struct req *r)
{
	struct shipping_calendar c;
	enum err err = shipping_calendar_find(req_db(r), r->arena, r->params[0], &c);

	return err ? err : ask_remove(r, &c, STR_ABSENT);
}

static enum err
remove_post(struct req *r)
{
	struct shipping_env e = delivery_env(r);
	struct shipping_calendar c;
	enum err err = shipping_calendar_remove(&e, r->params[0]);

	if (err == ERR_CONFLICT) {
		err_clear();
		err = shipping_calendar_find(e.db, e.arena, r->params[0], &c);
		return err
		    ? err
		    : ask_remove(r, &c,
			  form_text(r, N_("A warehouse or a carrier uses it. Choose another calendar there first.")));
	}
	return err ? err : office_done(r, office_url(r, DELIVERY_PATH, STR("")), "deleted");
}
