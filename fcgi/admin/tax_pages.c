/* tax_pages.c - taxes: the rates of a country, one of them made and changed. */
#include "fcgi/admin/prices.h"
#include "lib/shop/country.h"
#include "lib/shop/tax_store.h"

static enum err list_page(struct req *r), new_page(struct req *r), new_post(struct req *r), edit_page(struct req *r),
    edit_post(struct req *r);
static enum err delete_page(struct req *r), delete_post(struct req *r);

struct tax_args {
	struct str country, done;
	bool past;
};
static const struct shape_field args_fields[] = { SHAPE_STR(struct tax_args, country, 0, 2, .doc = "of one country"),
	SHAPE_STR(struct tax_args, done, 0, 40, .doc = "what was done just now"),
	SHAPE_BOOL(struct tax_args, past, .doc = "ended ones too") };
static const struct shape args_shape = SHAPE(struct tax_args, args_fields, "Which taxes.");
struct tax_form {
	struct str country, region, postal_prefix, tax_class, level, name, rate, starts_on, ends_on;
	bool is_compound, on_shipping;
	int64_t version;
};
static const struct shape_field form_fields[] = {
	SHAPE_STR(struct tax_form, country, 2, 2, .flags = SHAPE_REQUIRED, .doc = "country"),
	SHAPE_STR(struct tax_form, region, 0, 200, .doc = "region"),
	SHAPE_STR(struct tax_form, postal_prefix, 0, 16, .doc = "postal codes"),
	SHAPE_STR(struct tax_form, tax_class, 1, 64, .flags = SHAPE_REQUIRED, .doc = "class of goods"),
	SHAPE_STR(struct tax_form, level, 0, 1, .doc = "level"),
	SHAPE_STR(struct tax_form, name, 1, 100, .flags = SHAPE_REQUIRED, .doc = "name"),
	SHAPE_STR(struct tax_form, rate, 1, 20, .flags = SHAPE_REQUIRED, .doc = "percent"),
	SHAPE_STR(struct tax_form, starts_on, 0, 40, .doc = "first day"),
	SHAPE_STR(struct tax_form, ends_on, 0, 40, .doc = "last day"),
	SHAPE_BOOL(struct tax_form, is_compound, .doc = "on the amount with the levels before"),
	SHAPE_BOOL(struct tax_form, on_shipping, .doc = "of deliveries too"),
	SHAPE_I64(struct tax_form, version, 0, INT64_MAX, .fallback = "0", .doc = "version that was shown"),
};
static const struct shape form_shape = SHAPE(struct tax_form, form_fields, "A tax as it is entered.");

#define WRITE ACCESS_OFFICE, PERM_TAX_WRITE
#define TAXES PRICES_PATH "/taxes"
#define ITEM TAXES "/*"
static const struct route routes[] = {
	{ GET, TAXES, list_page, ACCESS_OFFICE, PERM_PRICE_READ, .query = &args_shape, .sql = { 0, 6 },
	    .doc = "Taxes" },
	{ GET, TAXES "/new", new_page, WRITE, .query = &args_shape, .sql = { 0, 6 } },
	{ POST, TAXES "/new", new_post, WRITE, .body = &form_shape, .sql = { 0, 20 }, .doc = "Makes a rate" },
	{ GET, TAXES "/{id}", edit_page, WRITE, .sql = { 0, 6 } },
	{ POST, TAXES "/{id}", edit_post, WRITE, .body = &form_shape, .sql = { 0, 20 }, .doc = "Changes a rate" },
	{ GET, TAXES "/{id}/delete", delete_page, WRITE, .sql = { 0, 6 } },
	{ POST, TAXES "/{id}/delete", delete_post, WRITE, .sql = { 0, 20 } },
};
const struct route_table office_tax_routes = { routes, COUNT(routes) };

static const struct form_field fields[] = {
	{ "country", N_("Country"), FIELD_SELECT },
	{ "region", N_("Region"), FIELD_TEXT, .half = true,
	    .hint = N_("As addresses have it, such as CA; empty: the whole country.") },
	{ "postal_prefix", N_("Postal codes that begin with"), FIELD_TEXT, .half = true, .hint = N_("Empty: all.") },
	{ "tax_class", N_("Class of goods"), FIELD_SELECT },
	{ "name", N_("Name"), FIELD_TEXT, .half = true, .hint = N_("As it stands on invoices: VAT, GST.") },
	{ "rate", N_("Percent"), FIELD_TEXT, .half = true, .inputmode = "decimal" },
	{ "level", N_("Level"), FIELD_TEXT, .inputmode = "numeric",
	    .hint = N_("0 country, 1 region, 2 below. Levels add up; within one the most specific place counts.") },
	{ "is_compound", N_("On the amount with the taxes of the levels before"), FIELD_CHECK },
	{ "on_shipping", N_("On deliveries too"), FIELD_CHECK },
	{ "starts_on", N_("First day"), FIELD_TEXT, .half = true, .hint = N_("Such as 2027-01-01; empty: always.") },
	{ "ends_on", N_("Last day"), FIELD_TEXT, .half = true,
	    .hint = N_("Empty: until the next rate of the place begins.") },
	{ "version", NULL, FIELD_HIDDEN },
};

static enum err
countries(struct req *r, struct str chosen, const char *none, struct list *out)
{
	const struct pair *c;
	struct option_view *o;
	struct list all;
	size_t n = 0;
	enum err err = country_choices(r->arena, req_locale(r), &all);

	if (err)
		return err;
	c = all.items;
	o = arena_array(r->arena, struct option_view, all.count + 1);
	if (none)
		o[n++] = (struct option_view){ STR(""), form_text(r, none), !chosen.len };
	for (size_t i = 0; i < all.count; i++)
		o[n++] = (struct option_view){ c[i].name, c[i].value, str_eq(c[i].name, chosen) };
	*out = (struct list){ o, n };
	return OK;
}

static struct str
country_text(struct req *r, struct str code)
{
	const struct country *c = country_find(code);

	return c ? country_name(c, req_locale(r)) : code;
}

/* ---- the list ---- */

static enum err
filter(struct req *r, struct block_view *b, const struct tax_args *args)
{
	static const struct form_field filter_fields[] = { { "country", N_("Country"), FIELD_SELECT },
		{ "past", N_("Ended ones too"), FIELD_CHECK } };
	struct list options;
	enum err err = countries(r, args->country, N_("All"), &options);

	if (err)
		return err;
	b->form = arena_new_of(r->arena, struct form_view);
	b->method = STR("get");
	form_view_fill(r, b->form, filter_fields, COUNT(filter_fields), &args_shape, args, NULL);
	form_view_field(b->form, "country")->options = options;
	b->form->csrf = STR_ABSENT;
	b->form->action = office_url(r, TAXES, STR(""));
	b->form->submit = form_text(r, N_("Filter"));
	return OK;
}

static void
rate_row(struct req *r, struct block_view *b, const struct tax_rate *t)
{
	struct row_view *row = office_row(r, b);
	struct cell_view *c = office_cell(r, b, row, country_text(r, t->country));

	if (office_may(r, PERM_TAX_WRITE))
		c->url = office_url(r, ITEM, t->public_id);
	if (t->region.ptr || t->postal_prefix.ptr)
		c->note = str_printf(r->arena, "%.*s%s%.*s", STR_ARG(t->region),
		    t->region.ptr && t->postal_prefix.ptr ? " · " : "", STR_ARG(t->postal_prefix));
	office_cell(r, b, row, t->name)->note =
	    t->level ? str_printf(r->arena, "%.*s %d", STR_ARG(form_text(r, N_("level"))), t->level) : STR_ABSENT;
	office_cell(r, b, row, t->tax_class);
	office_cell(r, b, row, price_percent_show(r, t->rate_e6))->note =
	    t->is_compound ? form_text(r, N_("compound")) : STR_ABSENT;
	c = office_cell(r, b, row, price_window(r, t->starts_on.us > 0 ? t->starts_on : TIME_ABSENT, t->ends_on));
	c->note = t->source;
}

static enum err
list_page(struct req *r)
{
	static const char *const columns[] = { N_("Place"), N_("Tax"), N_("Class"), RIGHT(N_("Rate")), N_("In force") };
	const struct tax_args *args = r->args;
	const struct tax_rate *t;
	struct office_page p;
	struct block_view *b;
	struct list all;
	enum err err = tax_rate_list(req_db(r), r->arena, str_is_empty(args->country) ? STR_ABSENT : args->country,
	    args->past, clock_now(), &all);

	if (err || (err = office_begin(r, &p, form_text(r, N_("Prices")))))
		return err;
	office_notice(r, &p, args->done);
	price_tabs(r, &p, TAB_TAXES);
	if (office_may(r, PERM_TAX_WRITE))
		office_link(r, &p.actions, N_("New rate"), office_url(r, TAXES "/new", STR("")));
	if ((err = filter(r, office_block(r, &p, NULL), args)))
		return err;
	b = office_block(r, &p, NULL);
	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("No taxes: nothing is added to prices, and nothing is said to be in them."));
	t = all.items;
	for (size_t i = 0; i < MIN(all.count, 1000); i++)
		rate_row(r, b, &t[i]);
	if (all.count > 1000)
		b->text = form_text(r, N_("The first thousand: choose a country."));
	return office_reply(r, &p);
}

/* ---- the form ---- */

static enum err
form_show(struct req *r, struct str id, const struct tax_form *f, int status)
{
	const struct tax_class *class;
	struct option_view *o;
	struct office_page p;
	struct block_view *b;
	struct list classes, options;
	enum err err;

	if ((err = tax_class_list(req_db(r), r->arena, &classes)) ||
	    (err = countries(r, f->country, id.ptr ? NULL : N_("Choose …"), &options)) ||
	    (err = office_begin(r, &p, form_text(r, id.ptr ? N_("Rate of a tax") : N_("New rate")))))
		return err;
	office_crumb(r, &p, N_("Taxes"), TAXES);
	if (status == 409)
		p.problem = form_text(r, N_("Somebody else changed it meanwhile. Look at it again before you save."));
	if (id.ptr) {
		struct button_view *button =
		    office_link(r, &p.actions, N_("Delete …"), office_url(r, ITEM "/delete", id));
		button->quiet = button->danger = true;
	}
	b = office_block(r, &p, NULL);
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, fields, COUNT(fields), &form_shape, f, &r->errors);
	form_view_field(b->form, "country")->options = options;
	class = classes.items;
	o = arena_array(r->arena, struct option_view, classes.count);
	for (size_t i = 0; i < classes.count; i++)
		o[i] = (struct option_view){ class[i].code, form_text(r, str_z(r->arena, class[i].name)),
			str_eq(class[i].code, f->tax_class) };
	form_view_field(b->form, "tax_class")->options = (struct list){ o, classes.count };
	b->form->action = id.ptr ? office_url(r, ITEM, id) : office_url(r, TAXES "/new", STR(""));
	b->form->submit = form_text(r, N_("Save"));
	b->cancel_url = office_url(r, TAXES, STR(""));
	return office_reply_status(r, status != 200 ? status : form_status(b->form), &p);
}

static enum err
new_page(struct req *r)
{
	const struct tax_args *args = r->args;
	const struct tax_form f = { .country = args->country,
		.tax_class = STR("standard"),
		.level = STR("0"),
		.name = STR("VAT"),
		.on_shipping = true };

	return form_show(r, STR_ABSENT, &f, 200);
}

static enum err
edit_page(struct req *r)
{
	struct tax_rate t;
	struct tax_form f;
	enum err err = tax_rate_get(req_db(r), r->arena, r->params[0], &t);

	if (err)
		return err;
	f = (struct tax_form){ t.country, t.region, t.postal_prefix, t.tax_class, str_printf(r->arena, "%d", t.level),
		t.name, price_percent_text(r, t.rate_e6),
		price_when_text(r, t.starts_on.us > 0 ? t.starts_on : TIME_ABSENT), price_when_text(r, t.ends_on),
		t.is_compound, t.on_shipping, t.version };
	return form_show(r, t.public_id, &f, 200);
}

static struct str
or_absent(struct str s)
{
	s = str_trim(s);
	return s.len ? s : STR_ABSENT;
}

static enum err
save(struct req *r, struct str id)
{
	const struct tax_form *f = r->form;
	struct price_env e = price_env_of(r);
	struct tax_rate in = { .country = f->country,
		.region = or_absent(f->region),
		.postal_prefix = or_absent(f->postal_prefix),
		.tax_class = f->tax_class,
		.name = str_trim(f->name),
		.is_compound = f->is_compound,
		.on_shipping = f->on_shipping,
		.version = f->version };
	struct str made;
	enum err err;

	r->errors.arena = r->arena;
	in.rate_e6 = price_percent_read(r, f->rate, "rate");
	in.level = (int32_t)MIN(price_number_read(r, f->level, "level").value, 7);
	in.starts_on = price_when_read(r, f->starts_on, "starts_on");
	in.ends_on = price_when_read(r, f->ends_on, "ends_on");
	if (r->errors.count)
		return form_show(r, id, f, 422);
	err = tax_rate_save(&e, id, &in, &r->errors, &made);
	for (size_t i = 0; i < r->errors.count; i++)
		if (str_eq(r->errors.items[i].name, STR("rate_e6")))
			r->errors.items[i].name = STR("rate");
	if (err == ERR_PRECONDITION) {
		err_clear();
		return form_show(r, id, f, 409);
	}
	if ((err == ERR_INVALID || err == ERR_CONFLICT) && r->errors.count)
		return form_show(r, id, f, 422);
	return err ? err
		   : resp_redirect(r, 303,
			 str_printf(r->arena, "%.*s?country=%.*s&done=saved", STR_ARG(office_url(r, TAXES, STR(""))),
			     STR_ARG(in.country)));
}

static enum err
new_post(struct req *r)
{
	return save(r, STR_ABSENT);
}

static enum err
edit_post(struct req *r)
{
	return save(r, r->params[0]);
}

/* ---- delete ---- */

static enum err
delete_page(struct req *r)
{
	struct tax_rate t;
	enum err err = tax_rate_get(req_db(r), r->arena, r->params[0], &t);

	if (err)
		return err;
	return office_confirm(r,
	    &(struct office_question){ .heading = N_("Delete this rate?"),
		.subject = str_printf(r->arena, "%.*s, %.*s, %.*s", STR_ARG(country_text(r, t.country)),
		    STR_ARG(t.name), STR_ARG(price_percent_show(r, t.rate_e6))),
		.text = N_("Orders keep the taxes that they were placed with."),
		.submit = N_("Delete"),
		.action = office_url(r, ITEM "/delete", t.public_id),
		.cancel = office_url(r, TAXES, STR("")) });
}

static enum err
delete_post(struct req *r)
{
	struct price_env e = price_env_of(r);
	enum err err = tax_rate_remove(&e, r->params[0]);

	return err ? err : office_done(r, office_url(r, TAXES, STR("")), "deleted");
}
