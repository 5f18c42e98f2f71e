/* delivery_zone_pages.c - zones of delivery and their places. */
#include "fcgi/admin/delivery.h"
#include "lib/shop/country.h"

static enum err new_page(struct req *r), new_post(struct req *r), show_page(struct req *r), name_post(struct req *r),
    place_post(struct req *r), place_remove_post(struct req *r);
static enum err remove_page(struct req *r), remove_post(struct req *r);

struct zone_form {
	struct str code, name;
	int64_t version;
};
static const struct shape_field zone_fields[] = {
	SHAPE_STR(struct zone_form, code, 0, 64, .doc = "code"),
	SHAPE_STR(struct zone_form, name, 1, 200, .flags = SHAPE_REQUIRED, .doc = "name"),
	SHAPE_I64(struct zone_form, version, 0, INT64_MAX, .fallback = "0", .doc = "version that was shown"),
};
static const struct shape zone_form_shape = SHAPE(struct zone_form, zone_fields, "A zone as it is entered.");

/* The places to remove come as one text, "US|AK|995": a row's button has one field. */
struct remove_form {
	struct str place;
};
static const struct shape_field remove_fields[] = { SHAPE_STR(
    struct remove_form, place, 1, 250, .flags = SHAPE_REQUIRED, .doc = "country|region|postal code") };
static const struct shape remove_shape = SHAPE(struct remove_form, remove_fields, "A place.");

#define WRITE ACCESS_OFFICE, PERM_SHIPPING_WRITE
#define PATH DELIVERY_PATH "/zones"
static const struct route routes[] = {
	{ GET, PATH "/new", new_page, WRITE, .sql = { 0, 4 } },
	{ POST, PATH "/new", new_post, WRITE, .body = &zone_form_shape, .sql = { 0, 30 } },
	{ GET, PATH "/{code}", show_page, WRITE, .query = &office_args_shape, .sql = { 0, 6 }, .doc = "One zone" },
	{ POST, PATH "/{code}", name_post, WRITE, .body = &zone_form_shape, .sql = { 0, 30 } },
	{ POST, PATH "/{code}/places", place_post, WRITE, .body = &zone_place_shape, .sql = { 0, 20 } },
	{ POST, PATH "/{code}/places/remove", place_remove_post, WRITE, .body = &remove_shape, .sql = { 0, 20 } },
	{ GET, PATH "/{code}/remove", remove_page, WRITE, .sql = { 0, 6 } },
	{ POST, PATH "/{code}/remove", remove_post, WRITE, .sql = { 0, 20 } },
};
const struct route_table office_zone_routes = { routes, COUNT(routes) };

static const struct form_field zone_form[] = {
	{ "code", N_("Short name"), FIELD_TEXT, .autocomplete = "off",
	    .hint = N_("Small letters, digits, hyphens. It cannot be changed later."), .short_ = true },
	{ "name", N_("Name"), FIELD_TEXT, .autocomplete = "off" },
	{ "version", NULL, FIELD_HIDDEN },
};

/* ---- new ---- */

static enum err
new_show(struct req *r, const struct zone_form *in)
{
	struct office_page p;
	struct block_view *b;
	enum err err = office_begin(r, &p, form_text(r, N_("New zone")));

	if (err)
		return err;
	office_crumb(r, &p, N_("Delivery"), DELIVERY_PATH);
	b = office_block(r, &p, NULL);
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, zone_form, COUNT(zone_form), &zone_form_shape, in, &r->errors);
	b->form->action = office_url(r, PATH "/new", STR(""));
	b->form->submit = form_text(r, N_("Save"));
	b->cancel_url = office_url(r, DELIVERY_PATH, STR(""));
	return office_reply_status(r, form_status(b->form), &p);
}

static enum err
new_page(struct req *r)
{
	const struct zone_form in = { 0 };

	return new_show(r, &in);
}

static enum err
new_post(struct req *r)
{
	const struct zone_form *in = r->form;
	const struct shipping_zone zone = { .code = in->code, .name = in->name };
	struct shipping_env e = delivery_env(r);
	struct shipping_zone there;
	enum err err = OK;

	r->errors.arena = r->arena;
	if (!r->errors.count && shipping_zone_find(e.db, e.arena, in->code, &there) == OK)
		field_error(&r->errors, STR("code"), N_("There is one of this name already."), (struct opt_i64){ 0 });
	err_clear();
	if (!r->errors.count)
		err = shipping_zone_put(&e, &zone, &r->errors);
	if (r->errors.count)
		return err_clear(), new_show(r, in);
	return err ? err : office_done(r, office_url(r, PATH "/*", in->code), "made");
}

/* ---- one ---- */

static void
fill_places(struct req *r, struct office_page *p, const struct shipping_zone *z)
{
	static const char *const columns[] = { N_("Place"), N_("Country"), N_("Region"), N_("Postal codes") };
	struct block_view *b = office_block(r, p, N_("Places"));
	const struct zone_place *place = z->places.items;

	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("None: this zone fits no address yet."));
	for (size_t i = 0; i < z->places.count && i < 1000; i++) {
		struct row_view *row = office_row(r, b);
		struct button_view *button;
		office_cell(r, b, row, delivery_place(r, &place[i]));
		office_cell(r, b, row, place[i].country);
		office_cell(r, b, row, place[i].region);
		office_cell(r, b, row,
		    place[i].postal_prefix.len ? str_printf(r->arena, "%.*s…", STR_ARG(place[i].postal_prefix))
					       : STR_ABSENT);
		button = office_row_button(r, b, row, N_("Remove"), office_url(r, PATH "/*/places/remove", z->code));
		button->name = STR("place");
		button->value = str_printf(r->arena, "%.*s|%.*s|%.*s", STR_ARG(place[i].country),
		    STR_ARG(place[i].region), STR_ARG(place[i].postal_prefix));
	}
}

static enum err
fill_place_form(struct req *r, struct office_page *p, const struct shipping_zone *z, const struct zone_place *in)
{
	static const struct form_field fields[] = {
		{ "country", N_("Country"), FIELD_SELECT },
		{ "region", N_("Region"), FIELD_TEXT, .autocomplete = "off", .half = true,
		    .hint = N_("Its code, such as AK; empty: all of them.") },
		{ "postal_prefix", N_("Postal codes begin with"), FIELD_TEXT, .autocomplete = "off", .half = true,
		    .hint = N_("Empty: all of them.") },
	};
	struct block_view *b = office_block(r, p, N_("Add a place"));
	const struct pair *c;
	struct list countries;
	struct str *values, *names;
	enum err err = country_choices(r->arena, req_locale(r), &countries);

	if (err)
		return err;
	c = countries.items;
	values = arena_array(r->arena, struct str, countries.count + 1);
	names = arena_array(r->arena, struct str, countries.count + 1);
	values[0] = STR("**");
	names[0] = form_text(r, N_("Everywhere"));
	for (size_t i = 0; i < countries.count; i++) {
		values[i + 1] = c[i].name;
		names[i + 1] = c[i].value;
	}
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, fields, COUNT(fields), &zone_place_shape, in, in ? &r->errors : NULL);
	form_view_field(b->form, "country")->options =
	    delivery_options(r, values, names, countries.count + 1, in ? in->country : STR("DE"), NULL);
	b->form->action = office_url(r, PATH "/*/places", z->code);
	b->form->submit = form_text(r, N_("Add"));
	return OK;
}

static enum err
show(struct req *r, const struct shipping_zone *z, const struct zone_form *in, const struct zone_place *place,
    bool lost, struct str done)
{
	struct zone_form form = in ? *in : (struct zone_form){ .name = z->name };
	struct office_page p;
	struct block_view *b;
	struct button_view *button;
	enum err err = office_begin(r, &p, z->name);

	if (err)
		return err;
	office_crumb(r, &p, N_("Delivery"), DELIVERY_PATH);
	office_notice(r, &p, done);
	button = office_link(r, &p.actions, N_("Remove …"), office_url(r, PATH "/*/remove", z->code));
	button->quiet = button->danger = true;
	if (lost) {
		const struct conflict c[] = { { N_("Name"), z->name, in->name } };
		office_conflict(r, &p, c, COUNT(c));
	}
	fill_places(r, &p, z);
	if ((err = fill_place_form(r, &p, z, place)))
		return err;
	form.version = z->version;
	b = office_block(r, &p, N_("Name"));
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(
	    r, b->form, zone_form + 1, COUNT(zone_form) - 1, &zone_form_shape, &form, in ? &r->errors : NULL);
	b->form->action = office_url(r, PATH "/*", z->code);
	b->form->submit = form_text(r, N_("Save"));
	return office_reply_status(r, lost ? 409 : r->errors.count ? 422 : 200, &p);
}

static enum err
show_page(struct req *r)
{
	const struct office_args *args = r->args;
	struct shipping_zone z;
	enum err err = shipping_zone_find(req_db(r), r->arena, r->params[0], &z);

	return err ? err : show(r, &z, NULL, NULL, false, args->done);
}

static enum err
name_post(struct req *r)
{
	const struct zone_form *in = r->form;
	struct shipping_env e = delivery_env(r);
	struct shipping_zone z, now;
	enum err err = shipping_zone_find(e.db, e.arena, r->params[0], &z);

	if (err)
		return err;
	now = z;
	z.name = in->name;
	z.version = in->version;
	if (!r->errors.count)
		err = shipping_zone_put(&e, &z, &r->errors);
	if (err == ERR_PRECONDITION) {
		err_clear();
		err = shipping_zone_find(e.db, e.arena, r->params[0], &now);
		return err ? err : show(r, &now, in, NULL, true, STR_ABSENT);
	}
	if (r->errors.count)
		return err_clear(), show(r, &now, in, NULL, false, STR_ABSENT);
	return err ? err : office_done(r, office_url(r, PATH "/*", z.code), "saved");
}

static enum err
place_post(struct req *r)
{
	struct shipping_env e = delivery_env(r);
	struct shipping_zone z;
	enum err err = shipping_zone_find(e.db, e.arena, r->params[0], &z);

	if (err)
		return err;
	if (!r->errors.count)
		err = shipping_place_add(&e, z.code, r->form, &r->errors);
	if (r->errors.count)
		return err_clear(), show(r, &z, NULL, r->form, false, STR_ABSENT);
	return err ? err : office_done(r, office_url(r, PATH "/*", z.code), "saved");
}

static enum err
place_remove_post(struct req *r)
{
	const struct remove_form *in = r->form;
	struct shipping_env e = delivery_env(r);
	struct zone_place place = { 0 };
	struct str rest = in->place;
	enum err err = OK;

	if (!r->errors.count && str_split(&rest, '|', &place.country) && str_split(&rest, '|', &place.region) &&
	    str_split(&rest, '|', &place.postal_prefix))
		err = shipping_place_remove(&e, r->params[0], &place);
	return err ? err : office_done(r, office_url(r, PATH "/*", r->params[0]), "saved");
}

/* ---- remove ---- */

static enum err
remove_page(struct req *r)
{
	struct shipping_zone z;
	enum err err = shipping_zone_find(req_db(r), r->arena, r->params[0], &z);

	if (err)
		return err;
	return office_confirm(r,
	    &(struct office_question){ .heading = N_("Remove this zone?"),
		.subject = z.name,
		.text = N_(
		    "The prices of this zone go with it: what is delivered there by them cannot be chosen any more. Orders that exist stay as they are."),
		.submit = N_("Remove"),
		.action = office_url(r, PATH "/*/remove", z.code),
		.cancel = office_url(r, PATH "/*", z.code) });
}

static enum err
remove_post(struct req *r)
{
	struct shipping_env e = delivery_env(r);
	enum err err = shipping_zone_remove(&e, r->params[0]);

	return err ? err : office_done(r, office_url(r, DELIVERY_PATH, STR("")), "deleted");
}
