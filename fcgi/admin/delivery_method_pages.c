/* delivery_method_pages.c - ways of delivery: texts in each language, days, prices by zone. */
#include "fcgi/admin/delivery.h"

static enum err new_page(struct req *r), new_post(struct req *r), show_page(struct req *r), edit_page(struct req *r),
    edit_post(struct req *r);
static enum err rate_post(struct req *r), rate_remove_post(struct req *r);

/* Names and descriptions come as "name.de" and "description.de". */
struct method_form {
	struct str code, kind, rate_by, carrier, tax_class, weight_max, cutoff;
	struct list name, description; /* struct pair: locale, text */
	int64_t days_min, days_max, position, version;
	bool is_active;
};
static const struct shape_field method_fields[] = {
	SHAPE_STR(struct method_form, code, 0, 64, .doc = "code"),
	SHAPE_STR(struct method_form, kind, 0, 10, .fallback = "parcel", .doc = "sent or fetched"),
	SHAPE_STR(struct method_form, rate_by, 0, 10, .fallback = "flat", .doc = "what its price depends on"),
	SHAPE_STR(struct method_form, carrier, 0, 32, .doc = "code of the carrier"),
	SHAPE_STR(struct method_form, tax_class, 0, 64, .fallback = "standard", .doc = "tax class"),
	SHAPE_STR(struct method_form, weight_max, 0, 12, .doc = "heaviest, grams"),
	SHAPE_STR(struct method_form, cutoff, 0, 5, .doc = "time of the day"),
	SHAPE_PAIRS(struct method_form, name, "name.", SITE_LOCALES_MAX, .doc = "names"),
	SHAPE_PAIRS(struct method_form, description, "description.", SITE_LOCALES_MAX, .doc = "sentences"),
	SHAPE_I64(struct method_form, days_min, 0, 365, .fallback = "1", .doc = "least days"),
	SHAPE_I64(struct method_form, days_max, 0, 365, .fallback = "3", .doc = "most days"),
	SHAPE_I64(struct method_form, position, 0, 1000000, .fallback = "0", .doc = "order"),
	SHAPE_I64(struct method_form, version, 0, INT64_MAX, .fallback = "0", .doc = "version that was shown"),
	SHAPE_BOOL(struct method_form, is_active, .doc = "in use"),
};
static const struct shape method_form_shape =
    SHAPE(struct method_form, method_fields, "A way of delivery as it is entered.");

struct rate_form {
	struct str zone, currency, from, amount, free_from;
};
static const struct shape_field rate_fields[] = {
	SHAPE_STR(struct rate_form, zone, 1, 64, .flags = SHAPE_REQUIRED, .doc = "zone"),
	SHAPE_STR(struct rate_form, currency, 3, 3, .flags = SHAPE_REQUIRED, .doc = "currency"),
	SHAPE_STR(struct rate_form, from, 0, 20, .doc = "from so much on"),
	SHAPE_STR(struct rate_form, amount, 1, 20, .flags = SHAPE_REQUIRED, .doc = "price"),
	SHAPE_STR(struct rate_form, free_from, 0, 20, .doc = "free from"),
};
static const struct shape rate_form_shape = SHAPE(struct rate_form, rate_fields, "A price as it is entered.");
struct rate_key {
	struct str rate; /* zone|currency|from */
};
static const struct shape_field key_fields[] = { SHAPE_STR(
    struct rate_key, rate, 1, 120, .flags = SHAPE_REQUIRED, .doc = "zone|currency|from") };
static const struct shape key_shape = SHAPE(struct rate_key, key_fields, "A price.");

#define WRITE ACCESS_OFFICE, PERM_SHIPPING_WRITE
#define PATH DELIVERY_PATH "/methods"
static const struct route routes[] = {
	{ GET, PATH "/new", new_page, WRITE, .sql = { 0, 6 } },
	{ POST, PATH "/new", new_post, WRITE, .body = &method_form_shape, .sql = { 0, 60 } },
	{ GET, PATH "/{code}", show_page, WRITE, .query = &office_args_shape, .sql = { 0, 10 },
	    .doc = "One way of delivery, with its prices" },
	{ GET, PATH "/{code}/edit", edit_page, WRITE, .sql = { 0, 8 } },
	{ POST, PATH "/{code}/edit", edit_post, WRITE, .body = &method_form_shape, .sql = { 0, 60 } },
	{ POST, PATH "/{code}/rates", rate_post, WRITE, .body = &rate_form_shape, .sql = { 0, 30 } },
	{ POST, PATH "/{code}/rates/remove", rate_remove_post, WRITE, .body = &key_shape, .sql = { 0, 30 } },
};
const struct route_table office_method_routes = { routes, COUNT(routes) };

static const char *const kind_texts[] = {
	[SHIPPING_PARCEL] = N_("A parcel that is sent"), [SHIPPING_PICKUP] = N_("Fetched by the buyer")
};
static const char *const by_texts[] = { [RATE_FLAT] = N_("nothing: one price"),
	[RATE_WEIGHT] = N_("the weight"),
	[RATE_PRICE] = N_("the sum of the goods"),
	[RATE_QUANTITY] = N_("the number of pieces") };

/* ---- the form ---- */

static struct list
enum_options(struct req *r, const struct shape_enum *values, const char *const *texts, int count, struct str chosen)
{
	struct view_list options = { 0 };

	for (int i = 0; i < count; i++) {
		struct option_view *o = view_push(r, &options, sizeof(*o));
		*o = (struct option_view){ .value = str_of(values[i].name),
			.name = form_text(r, texts[i]),
			.chosen = str_eq_z(chosen, values[i].name) };
	}
	return options.list;
}

static struct str
pair_value(const struct list *pairs, struct str name)
{
	const struct pair *p = pairs->items;

	for (size_t i = 0; i < pairs->count; i++)
		if (str_eq(p[i].name, name))
			return p[i].value;
	return STR_ABSENT;
}

/* A name and a sentence for each language of the shop, before the other fields. */
static void
add_texts(struct req *r, struct form_view *form, const struct method_form *in)
{
	const size_t languages = r->app->site.locale_count, had = form->fields.count;
	struct field_view *f = arena_array(r->arena, struct field_view, had + 2 * languages);

	memcpy(f + 2 * languages, form->fields.items, had * sizeof(*f));
	for (size_t i = 0; i < languages; i++)
		for (int k = 0; k < 2; k++) {
			struct field_view *field = &f[2 * i + (size_t)k];
			struct str locale = r->app->site.locales[i];
			const char *what = k ? "description" : "name";
			shape_init(&field_view_shape, field);
			field->name = str_printf(r->arena, "%s.%.*s", what, STR_ARG(locale));
			field->id = str_printf(r->arena, "%s-%.*s", what, STR_ARG(locale));
			field->label = str_printf(r->arena, "%.*s (%.*s)",
			    STR_ARG(form_text(r, k ? N_("A sentence about it") : N_("Name"))), STR_ARG(locale));
			field->value = pair_value(k ? &in->description : &in->name, locale);
			field->type = STR("text");
			field->autocomplete = STR("off");
			field->most = k ? 500 : 200;
			field->is_input = field->half = true;
			field->required = !k && !i;
			field->error_id = str_printf(r->arena, "%.*s-error", STR_ARG(field->id));
			for (size_t n = 0; n < r->errors.count; n++)
				if (str_eq(r->errors.items[n].name, field->name)) {
					field->error =
					    i18n_field(r->app->i18n, r->locale, r->arena, &r->errors.items[n]);
					field->describedby = field->error_id;
				}
		}
	form->fields = (struct list){ f, had + 2 * languages };
}

static enum err
fill_form(struct req *r, struct form_view *form, const struct method_form *in, bool is_new)
{
	static const struct form_field fields[] = {
		{ "code", N_("Short name"), FIELD_TEXT, .autocomplete = "off",
		    .hint = N_("Small letters, digits, hyphens. It cannot be changed later."), .short_ = true },
		{ "kind", N_("Kind"), FIELD_SELECT, .half = true },
		{ "rate_by", N_("Its price depends on"), FIELD_SELECT, .half = true },
		{ "carrier", N_("Carrier"), FIELD_SELECT, .half = true },
		{ "tax_class", N_("Tax class"), FIELD_TEXT, .autocomplete = "off", .half = true },
		{ "days_min", N_("Working days at least"), FIELD_TEXT, .autocomplete = "off", .inputmode = "numeric",
		    .half = true, .hint = N_("Of the carrier, after the parcel has left.") },
		{ "days_max", N_("At most"), FIELD_TEXT, .autocomplete = "off", .inputmode = "numeric", .half = true },
		{ "cutoff", N_("Has to be ordered by"), FIELD_TEXT, .autocomplete = "off", .half = true,
		    .hint = N_(
			"A time like 11:00, when this goes earlier than other parcels of the warehouse. Empty: the warehouse's own.") },
		{ "weight_max", N_("Heaviest order, grams"), FIELD_TEXT, .autocomplete = "off", .inputmode = "numeric",
		    .half = true, .hint = N_("Empty: no limit.") },
		{ "position", N_("Order in the checkout"), FIELD_TEXT, .autocomplete = "off", .inputmode = "numeric",
		    .half = true },
		{ "is_active", N_("Can be chosen"), FIELD_CHECK },
		{ "version", NULL, FIELD_HIDDEN },
	};
	struct list carriers;
	const struct carrier *c;
	struct str *values, *names;
	const size_t first = is_new ? 0 : 1;
	enum err err = carrier_list(req_db(r), r->arena, &carriers);

	if (err)
		return err;
	c = carriers.items;
	values = arena_array(r->arena, struct str, carriers.count + 1);
	names = arena_array(r->arena, struct str, carriers.count + 1);
	for (size_t i = 0; i < carriers.count; i++) {
		values[i] = c[i].code;
		names[i] = c[i].name;
	}
	form_view_fill(r, form, fields + first, COUNT(fields) - first, &method_form_shape, in, &r->errors);
	form_view_field(form, "kind")->options =
	    enum_options(r, shipping_kinds, kind_texts, COUNT(kind_texts), in->kind);
	form_view_field(form, "rate_by")->options =
	    enum_options(r, shipping_rate_bys, by_texts, COUNT(by_texts), in->rate_by);
	form_view_field(form, "carrier")->options =
	    delivery_options(r, values, names, carriers.count, in->carrier, N_("None"));
	add_texts(r, form, in);
	return OK;
}

static struct method_form
form_of(struct req *r, const struct shipping_method *m)
{
	const struct method_text *t = m->texts.items;
	struct pair *names = arena_array(r->arena, struct pair, m->texts.count + 1),
		    *sentences = arena_array(r->arena, struct pair, m->texts.count + 1);

	for (size_t i = 0; i < m->texts.count; i++) {
		names[i] = (struct pair){ t[i].locale, t[i].name };
		sentences[i] = (struct pair){ t[i].locale, t[i].description };
	}
	return (struct method_form){ .code = m->code,
		.kind = str_of(shipping_kinds[m->kind].name),
		.rate_by = str_of(shipping_rate_bys[m->rate_by].name),
		.carrier = m->carrier,
		.tax_class = m->tax_class,
		.weight_max =
		    m->weight_max.set ? str_printf(r->arena, "%lld", (long long)m->weight_max.value) : STR_ABSENT,
		.cutoff = m->cutoff_minute.set ? str_printf(r->arena, "%02d:%02d", (int)m->cutoff_minute.value / 60,
						     (int)m->cutoff_minute.value % 60)
					       : STR_ABSENT,
		.name = { names, m->texts.count },
		.description = { sentences, m->texts.count },
		.days_min = m->days_min,
		.days_max = m->days_max,
		.position = m->position,
		.version = m->version,
		.is_active = m->is_active };
}

static struct shipping_method
method_of(struct req *r, const struct method_form *in, struct str code)
{
	struct shipping_method m = { .code = code,
		.carrier = in->carrier.len ? in->carrier : STR_ABSENT,
		.tax_class = in->tax_class,
		.days_min = in->days_min,
		.days_max = in->days_max,
		.position = in->position,
		.is_active = in->is_active,
		.version = in->version };
	const struct pair *p = in->name.items;
	struct method_text *t = arena_array(r->arena, struct method_text, in->name.count + 1);

	for (int i = 0; shipping_kinds[i].name; i++)
		m.kind = str_eq_z(in->kind, shipping_kinds[i].name) ? i : m.kind;
	for (int i = 0; shipping_rate_bys[i].name; i++)
		m.rate_by = str_eq_z(in->rate_by, shipping_rate_bys[i].name) ? i : m.rate_by;
	for (size_t i = 0; i < in->name.count; i++) {
		struct str name = str_trim(p[i].value), sentence = str_trim(pair_value(&in->description, p[i].name));
		if (name.len)
			t[m.texts.count++] = (struct method_text){
				.locale = p[i].name, .name = name, .description = sentence.len ? sentence : STR_ABSENT
			};
	}
	m.texts.items = t;
	if (in->weight_max.len) {
		m.weight_max.set = true;
		if (str_to_i64(str_trim(in->weight_max), 1, INT32_MAX, &m.weight_max.value))
			field_error(
			    &r->errors, STR("weight_max"), N_("Use a whole number of grams."), (struct opt_i64){ 0 });
	}
	if (str_trim(in->cutoff).len) {
		m.cutoff_minute.set = true;
		if (!delivery_minute(str_trim(in->cutoff), &m.cutoff_minute.value))
			field_error(&r->errors, STR("cutoff"), N_("Write a time of the day like 14:00."),
			    (struct opt_i64){ 0 });
	}
	if (!m.texts.count)
		field_error(&r->errors, str_printf(r->arena, "name.%.*s", STR_ARG(r->app->site.locales[0])),
		    N_("It needs a name."), (struct opt_i64){ 0 });
	return m;
}

static enum err
form_show(struct req *r, const struct shipping_method *old, const struct method_form *in,
    const struct shipping_method *theirs)
{
	struct method_form form = *in;
	struct office_page p;
	struct block_view *b;
	enum err err =
	    office_begin(r, &p, form_text(r, old ? N_("Change the way of delivery") : N_("New way of delivery")));

	if (err)
		return err;
	office_crumb(r, &p, N_("Delivery"), DELIVERY_PATH);
	if (old)
		p.lead = old->code;
	if (theirs) {
		struct method_form t = form_of(r, theirs);
		struct str days = str_printf(r->arena, "%lld – %lld", (long long)t.days_min, (long long)t.days_max),
			   ours = str_printf(r->arena, "%lld – %lld", (long long)in->days_min, (long long)in->days_max);
		const struct str main_locale = r->app->site.locales[0];
		const struct conflict c[] = { { N_("Name"), pair_value(&t.name, main_locale),
						  pair_value(&in->name, main_locale) },
			{ N_("Kind"), t.kind, in->kind }, { N_("Its price depends on"), t.rate_by, in->rate_by },
			{ N_("Carrier"), t.carrier, in->carrier }, { N_("Tax class"), t.tax_class, in->tax_class },
			{ N_("Working days"), days, ours }, { N_("Has to be ordered by"), t.cutoff, in->cutoff },
			{ N_("Heaviest order, grams"), t.weight_max, in->weight_max },
			{ N_("Status"), form_text(r, t.is_active ? N_("in use") : N_("off")),
			    form_text(r, in->is_active ? N_("in use") : N_("off")) } };
		office_conflict(r, &p, c, COUNT(c));
		form.version = theirs->version; /* saving again is meant */
	}
	b = office_block(r, &p, NULL);
	b->form = arena_new_of(r->arena, struct form_view);
	if ((err = fill_form(r, b->form, &form, !old)))
		return err;
	b->form->action = old ? office_url(r, PATH "/*/edit", old->code) : office_url(r, PATH "/new", STR(""));
	b->form->submit = form_text(r, N_("Save"));
	b->cancel_url = old ? office_url(r, PATH "/*", old->code) : office_url(r, DELIVERY_PATH, STR(""));
	return office_reply_status(r, theirs ? 409 : form_status(b->form), &p);
}

static enum err
put(struct req *r, const struct shipping_method *old)
{
	const struct method_form *in = r->form;
	struct shipping_env e = delivery_env(r);
	struct shipping_method m, theirs;
	enum err err = OK;

	r->errors.arena = r->arena;
	m = method_of(r, in, old ? old->code : in->code);
	if (!old && shipping_method_find(e.db, e.arena, m.code, &theirs) == OK)
		field_error(&r->errors, STR("code"), N_("There is one of this name already."), (struct opt_i64){ 0 });
	err_clear();
	if (!r->errors.count)
		err = shipping_method_put(&e, &m, &r->errors);
	if (err == ERR_PRECONDITION) {
		err_clear();
		err = shipping_method_find(e.db, e.arena, m.code, &theirs);
		return err ? err : form_show(r, old, in, &theirs);
	}
	if (r->errors.count)
		return err_clear(), form_show(r, old, in, NULL);
	return err ? err : office_done(r, office_url(r, PATH "/*", m.code), old ? "saved" : "made");
}

static enum err
new_page(struct req *r)
{
	struct method_form in = { .kind = STR("parcel"),
		.rate_by = STR("flat"),
		.tax_class = STR("standard"),
		.days_min = 1,
		.days_max = 3,
		.position = 100,
		.is_active = true };

	return form_show(r, NULL, &in, NULL);
}

static enum err
new_post(struct req *r)
{
	return put(r, NULL);
}

static enum err
edit_page(struct req *r)
{
	struct shipping_method m;
	struct method_form in;
	enum err err = shipping_method_find(req_db(r), r->arena, r->params[0], &m);

	if (err)
		return err;
	in = form_of(r, &m);
	return form_show(r, &m, &in, NULL);
}

static enum err
edit_post(struct req *r)
{
	struct shipping_method m;
	enum err err = shipping_method_find(req_db(r), r->arena, r->params[0], &m);

	return err ? err : put(r, &m);
}

/* ---- one, with its prices ---- */

static struct str
money_text(struct req *r, int64_t minor, struct str currency)
{
	struct buf b;

	buf_in_arena(&b, r->arena, BUF_LINE);
	money_format(&b, money_of(minor, str_z(r->arena, currency)), req_locale(r));
	return buf_view(&b);
}

static struct str
from_text(struct req *r, const struct shipping_method *m, const struct shipping_rate *rate)
{
	switch (m->rate_by) {
	case RATE_WEIGHT:
		return str_printf(r->arena, "%lld g", (long long)rate->from_value);
	case RATE_PRICE:
		return money_text(r, rate->from_value, rate->currency);
	case RATE_QUANTITY:
		return str_printf(r->arena, "%lld", (long long)rate->from_value);
	default:
		return STR_ABSENT;
	}
}

static void
fill_rates(struct req *r, struct office_page *p, const struct shipping_method *m)
{
	static const char *const columns[] = { N_("Zone"), N_("From"), RIGHT(N_("Price")), RIGHT(N_("Free from")) };
	struct block_view *b = office_block(r, p, N_("Prices"));
	const struct shipping_rate *rate = m->rates.items;

	b->text = form_text(r,
	    N_("The last step that is reached counts. Without a price for a zone and currency it cannot be chosen there."));
	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("None yet: it cannot be chosen anywhere."));
	for (size_t i = 0; i < m->rates.count && i < 1000; i++) {
		struct row_view *row = office_row(r, b);
		struct button_view *button;
		office_cell(r, b, row, rate[i].zone)->url = office_url(r, DELIVERY_PATH "/zones/*", rate[i].zone);
		office_cell(r, b, row, from_text(r, m, &rate[i]));
		office_cell(r, b, row,
		    rate[i].amount ? money_text(r, rate[i].amount, rate[i].currency)
				   : str_printf(r->arena, "%.*s (%.*s)", STR_ARG(form_text(r, N_("free"))),
					 STR_ARG(rate[i].currency)));
		office_cell(r, b, row,
		    rate[i].free_from.set ? money_text(r, rate[i].free_from.value, rate[i].currency) : STR_ABSENT);
		button = office_row_button(r, b, row, N_("Remove"), office_url(r, PATH "/*/rates/remove", m->code));
		button->name = STR("rate");
		button->value = str_printf(r->arena, "%.*s|%.*s|%lld", STR_ARG(rate[i].zone), STR_ARG(rate[i].currency),
		    (long long)rate[i].from_value);
	}
}

static enum err
fill_rate_form(struct req *r, struct office_page *p, const struct shipping_method *m, const struct rate_form *in)
{
	static const struct form_field fields[] = {
		{ "zone", N_("Zone"), FIELD_SELECT, .half = true },
		{ "currency", N_("Currency"), FIELD_SELECT, .half = true },
		{ "from", N_("From"), FIELD_TEXT, .autocomplete = "off", .inputmode = "decimal", .half = true },
		{ "amount", N_("Price"), FIELD_TEXT, .autocomplete = "off", .inputmode = "decimal", .half = true,
		    .hint = N_("Such as 4.90; with or without tax, as all prices of the shop.") },
		{ "free_from", N_("Free from"), FIELD_TEXT, .autocomplete = "off", .inputmode = "decimal", .half = true,
		    .hint = N_("When the goods cost so much; empty: never.") },
	};
	static const char *const hints[] = { [RATE_FLAT] = N_("Not needed: one price."),
		[RATE_WEIGHT] = N_("Grams; 0 for the first step."),
		[RATE_PRICE] = N_("Sum of the goods, such as 50.00; 0 for the first step."),
		[RATE_QUANTITY] = N_("Pieces; 0 for the first step.") };
	struct block_view *b = office_block(r, p, N_("Add or change a price"));
	const struct shipping_zone *z;
	struct list zones;
	struct str *values, *names;
	enum err err = shipping_zone_list(req_db(r), r->arena, &zones);

	if (err)
		return err;
	z = zones.items;
	values = arena_array(r->arena, struct str, zones.count + 1);
	names = arena_array(r->arena, struct str, zones.count + 1);
	for (size_t i = 0; i < zones.count; i++) {
		values[i] = z[i].code;
		names[i] = z[i].name;
	}
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, fields, COUNT(fields), &rate_form_shape, in, in ? &r->errors : NULL);
	form_view_field(b->form, "zone")->options =
	    delivery_options(r, values, names, zones.count, in ? in->zone : STR(""), NULL);
	form_view_field(b->form, "currency")->options = delivery_options(r, r->app->site.currencies,
	    r->app->site.currencies, r->app->site.currency_count, in ? in->currency : STR(""), NULL);
	form_view_field(b->form, "from")->hint = form_text(r, hints[m->rate_by]);
	b->form->action = office_url(r, PATH "/*/rates", m->code);
	b->form->submit = form_text(r, N_("Save the price"));
	return OK;
}

static enum err
show(struct req *r, const struct shipping_method *m, const struct rate_form *in, struct str done)
{
	const struct method_text *t = m->texts.items;
	struct office_page p;
	struct block_view *b;
	enum err err = office_begin(r, &p, m->code);

	if (err)
		return err;
	office_crumb(r, &p, N_("Delivery"), DELIVERY_PATH);
	office_notice(r, &p, done);
	p.tag = form_text(r, m->is_active ? N_("in use") : N_("off"));
	p.tag_tone = m->is_active ? STR("good") : STR("quiet");
	office_link(r, &p.actions, N_("Change"), office_url(r, PATH "/*/edit", m->code))->quiet = true;
	b = office_block(r, &p, N_("At a glance"));
	for (size_t i = 0; i < m->texts.count; i++) {
		struct cell_view *c = office_fact(r, b, N_("Name"), t[i].name);
		c->note = t[i].description.len
		    ? str_printf(r->arena, "%.*s · %.*s", STR_ARG(t[i].locale), STR_ARG(t[i].description))
		    : t[i].locale;
		if (str_eq(t[i].locale, req_locale(r)))
			p.heading = p.page->title = t[i].name;
	}
	office_fact(r, b, N_("Kind"), form_text(r, kind_texts[m->kind]));
	office_fact(r, b, N_("Its price depends on"), form_text(r, by_texts[m->rate_by]));
	office_fact(r, b, N_("Carrier"), m->carrier);
	office_fact(r, b, N_("Working days"),
	    str_printf(r->arena, "%lld – %lld", (long long)m->days_min, (long long)m->days_max));
	office_fact(r, b, N_("Has to be ordered by"), form_of(r, m).cutoff);
	office_fact(r, b, N_("Heaviest order, grams"),
	    m->weight_max.set ? str_printf(r->arena, "%lld", (long long)m->weight_max.value) : STR_ABSENT);
	office_fact(r, b, N_("Tax class"), m->tax_class);
	fill_rates(r, &p, m);
	if ((err = fill_rate_form(r, &p, m, in)))
		return err;
	return office_reply_status(r, r->errors.count ? 422 : 200, &p);
}

static enum err
show_page(struct req *r)
{
	const struct office_args *args = r->args;
	struct shipping_method m;
	enum err err = shipping_method_find(req_db(r), r->arena, r->params[0], &m);

	return err ? err : show(r, &m, NULL, args->done);
}

/* "4,90" is as good as "4.90". */
static bool
read_amount(struct req *r, struct str text, const char *currency, const char *field, int64_t *out)
{
	char *copy = str_z(r->arena, str_trim(text));
	struct money m;

	for (char *c = copy; *c; c++)
		*c = *c == ',' ? '.' : *c;
	if (!money_parse(str_of(copy), currency, &m) && m.minor >= 0) {
		*out = m.minor;
		return true;
	}
	err_clear();
	field_error(&r->errors, str_of(field), N_("Use an amount such as 4.90."), (struct opt_i64){ 0 });
	return false;
}

static bool
read_rate(struct req *r, const struct shipping_method *m, const struct rate_form *in, struct shipping_rate *out)
{
	struct str from = str_trim(in->from);
	char currency[4];

	*out = (struct shipping_rate){ .zone = in->zone, .currency = in->currency };
	if (money_currency(in->currency, currency)) {
		err_clear();
		field_error(&r->errors, STR("currency"), N_("There is no such currency."), (struct opt_i64){ 0 });
		return false;
	}
	(void)read_amount(r, in->amount, currency, "amount", &out->amount);
	if (str_trim(in->free_from).len)
		out->free_from.set = read_amount(r, in->free_from, currency, "free_from", &out->free_from.value);
	if (m->rate_by == RATE_PRICE && from.len)
		(void)read_amount(r, from, currency, "from", &out->from_value);
	else if (m->rate_by != RATE_FLAT && from.len && str_to_i64(from, 0, INT32_MAX, &out->from_value))
		field_error(&r->errors, STR("from"), N_("Use a whole number."), (struct opt_i64){ 0 });
	return !r->errors.count;
}

static enum err
rate_post(struct req *r)
{
	const struct rate_form *in = r->form;
	struct shipping_env e = delivery_env(r);
	struct shipping_rate rate;
	struct shipping_method m;
	enum err err = shipping_method_find(e.db, e.arena, r->params[0], &m);

	if (err)
		return err;
	r->errors.arena = r->arena;
	if (!r->errors.count && read_rate(r, &m, in, &rate))
		err = shipping_rate_put(&e, m.code, &rate, &r->errors);
	if (r->errors.count)
		return err_clear(), show(r, &m, in, STR_ABSENT);
	return err ? err : office_done(r, office_url(r, PATH "/*", m.code), "saved");
}

static enum err
rate_remove_post(struct req *r)
{
	const struct rate_key *in = r->form;
	struct shipping_env e = delivery_env(r);
	struct shipping_rate rate = { 0 };
	struct str rest = in->rate;
	enum err err = OK;

	if (!r->errors.count && str_split(&rest, '|', &rate.zone) && str_split(&rest, '|', &rate.currency) &&
	    !str_to_i64(rest, 0, INT64_MAX, &rate.from_value))
		err = shipping_rate_remove(&e, r->params[0], &rate);
	return err ? err : office_done(r, office_url(r, PATH "/*", r->params[0]), "saved");
}
