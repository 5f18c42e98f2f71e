/* shipping_setup.c - a whole set-up of delivery as JSON.  See shipping_setup.h. */
#include "lib/shop/shipping_setup.h"
#include "lib/io/json.h"

struct setup {
	struct list carriers, zones, methods;
};
static const struct shape_field fields[] = {
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
store(struct db *db UNUSED, void *payload)
{
	const struct work *w = payload;
	const struct carrier *c = w->setup->carriers.items;
	const struct shipping_zone *z = w->setup->zones.items;
	const struct shipping_method *m = w->setup->methods.items;
	enum err err = OK;

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
