/* shipping_setup.c - a whole set-up of delivery as JSON.  See shipping_setup.h. */
#include "lib/shop/shipping_setup.h"
#include "lib/io/json.h"
#include "lib/shop/shipping_calendar.h"

struct setup_calendar {
	struct str code, name, preset, days;
};
static const struct shape_field calendar_fields[] = {
	SHAPE_STR(struct setup_calendar, code, 1, 64, .flags = SHAPE_REQUIRED, .format = &format_slug, .doc = "code"),
	SHAPE_STR(struct setup_calendar, name, 1, 200, .flags = SHAPE_REQUIRED, .doc = "name"),
	SHAPE_STR(struct setup_calendar, preset, 0, 16, .doc = "public holidays of a place: DE-BE, AT, CH, US"),
	SHAPE_STR(struct setup_calendar, days, 0, CALENDAR_TEXT_MAX,
	    .doc = "a rule and a name on each line: 12-25 Christmas Day"),
};
static const struct shape calendar_shape = SHAPE(struct setup_calendar, calendar_fields, "Closed days.");

struct setup {
	struct list calendars, carriers, zones, methods;
};
static const struct shape_field fields[] = {
	SHAPE_LIST(struct setup, calendars, &calendar_shape, 1000),
	SHAPE_LIST(struct setup, carriers, &carrier_shape, 1000),
	SHAPE_LIST(struct setup, zones, &shipping_zone_shape, SHIPPING_ZONES_MAX),
	SHAPE_LIST(struct setup, methods, &shipping_method_shape, SHIPPING_METHODS_MAX),
};
static const struct shape setup_shape = SHAPE(struct setup, fields, "Delivery.");

struct work {
	const struct shipping_env *e;
	const struct setup *setup;
	struct field_errors *errors;
};

static enum err
put_calendar(const struct work *w, const struct setup_calendar *in)
{
	struct shipping_calendar c = { .code = in->code, .name = in->name };
	enum err err = calendar_read(w->e->arena, in->days, &c.days);

	if (err) {
		field_error(w->errors, str_printf(w->e->arena, "calendars.%.*s", STR_ARG(in->code)),
		    N_("A line is not a day of a calendar."), (struct opt_i64){ 0 });
		return err;
	}
	if (in->preset.len && (err = shipping_calendar_preset(w->e->arena, in->preset, NULL, NULL, &c.days)))
		return err;
	return shipping_calendar_put(w->e, &c, w->errors);
}

static enum err
store(struct db *db UNUSED, void *payload)
{
	const struct work *w = payload;
	const struct carrier *c = w->setup->carriers.items;
	const struct shipping_zone *z = w->setup->zones.items;
	const struct shipping_method *m = w->setup->methods.items;
	enum err err = OK;

	for (size_t i = 0; !err && i < w->setup->calendars.count; i++)
		err = put_calendar(w, (const struct setup_calendar *)w->setup->calendars.items + i);
	for (size_t i = 0; !err && i < w->setup->carriers.count; i++)
		err = carrier_put(w->e, &c[i], w->errors);
	for (size_t i = 0; !err && i < w->setup->zones.count; i++)
		err = shipping_zone_put(w->e, &z[i], w->errors);
	for (size_t i = 0; !err && i < w->setup->methods.count; i++) {
		err = shipping_method_put(w->e, &m[i], w->errors);
		if (!err)
			err = shipping_rates_replace(w->e, m[i].code, m[i].rates, w->errors);
	}
	return err;
}

enum err
shipping_setup_read(const struct shipping_env *e, struct str json, struct field_errors *errors)
{
	struct setup setup;
	struct work w = { e, &setup, errors };
	enum err err;

	shape_init(&setup_shape, &setup);
	err = json_read(e->arena, json, &setup_shape, &setup, errors);
	return err ? err : db_transaction(e->db, store, &w);
}
