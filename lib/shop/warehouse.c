/* warehouse.c - writes table warehouse.  See warehouse.h. */
#include "lib/shop/warehouse.h"
#include "lib/io/crypto.h"
#include "lib/shop/audit.h"
#include "lib/shop/country.h"
#include "lib/shop/outbox.h"
#include "lib/shop/shipping_calendar.h"

#define NO_LIMIT ((struct opt_i64){ 0 })

/* Lower case letters, digits, '-' and '_'. */
static bool
is_code(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!(s.ptr[i] >= 'a' && s.ptr[i] <= 'z') && !(s.ptr[i] >= '0' && s.ptr[i] <= '9') && s.ptr[i] != '-' &&
		    s.ptr[i] != '_')
			return false;
	return s.len > 0;
}
static const struct shape_format format_code = { "code", "^[a-z0-9_-]+$", is_code,
	N_("Use small letters, digits, - and _.") };

static const struct shape_field warehouse_fields[] = {
	SHAPE_I64(struct warehouse, id, 0, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct warehouse, public_id, 0, 28, .flags = SHAPE_READ_ONLY, .doc = "public id"),
	SHAPE_STR(struct warehouse, code, 1, 32, .flags = SHAPE_REQUIRED, .format = &format_code,
	    .doc = "how programs call it"),
	SHAPE_STR(struct warehouse, name, 1, 200, .flags = SHAPE_REQUIRED, .doc = "how people call it"),
	SHAPE_STR(struct warehouse, country, 2, 2, .flags = SHAPE_REQUIRED, .doc = "ISO 3166-1 alpha-2"),
	SHAPE_STR(struct warehouse, recipient, 0, 200, .doc = "first line of the address"),
	SHAPE_STR(struct warehouse, line1, 0, 200, .doc = "street and number"),
	SHAPE_STR(struct warehouse, line2, 0, 200, .doc = "more of the address"),
	SHAPE_STR(struct warehouse, locality, 0, 200, .doc = "city"),
	SHAPE_STR(struct warehouse, region, 0, 200, .doc = "state or province"),
	SHAPE_STR(struct warehouse, postal_code, 0, 32, .doc = "postal code"),
	SHAPE_STR(struct warehouse, phone, 0, 32, .doc = "phone"),
	SHAPE_OPT(struct warehouse, latitude_e6, -90000000, 90000000, .doc = "millionths of a degree north"),
	SHAPE_OPT(struct warehouse, longitude_e6, -180000000, 180000000, .doc = "millionths of a degree east"),
	SHAPE_I32(struct warehouse, priority, 0, 1000000, .fallback = "0",
	    .doc = "lower is asked first; the lowest takes what is imported"),
	SHAPE_BOOL(struct warehouse, is_active, .doc = "orders are sent from here"),
	SHAPE_BOOL(struct warehouse, is_pickup, .doc = "shoppers may fetch their orders here"),
	SHAPE_STR(struct warehouse, pickup_note, 0, 500, .doc = "opening hours and the like"),
	SHAPE_STR(struct warehouse, time_zone, 1, 64, .fallback = "Europe/Berlin", .doc = "IANA name"),
	SHAPE_I32(struct warehouse, cutoff_minute, 0, 1440, .fallback = "840",
	    .doc = "minute of the local day: what is paid before it is handled that day"),
	SHAPE_I32(
	    struct warehouse, handling_days, 0, 60, .fallback = "1", .doc = "working days until the parcel leaves"),
	SHAPE_I32(struct warehouse, working_days, 1, 127, .fallback = "31", .doc = "bit 0 is Monday, bit 6 Sunday"),
	SHAPE_STR(struct warehouse, calendar, 0, 64, .doc = "code of the calendar with its closed days"),
	SHAPE_I64(struct warehouse, version, 0, INT64_MAX, .flags = SHAPE_READ_ONLY, .doc = "rises with each change"),
};
const struct shape warehouse_shape = SHAPE(struct warehouse, warehouse_fields, "A place where stock lies.");

#define COLUMNS \
	"SELECT w.id, w.public_id, w.code, w.name, w.country, w.recipient, w.line1, w.line2, w.locality, w.region, w.postal_code, w.phone, w.latitude_e6," \
	" w.longitude_e6, w.priority, w.is_active, w.is_pickup, w.pickup_note, w.time_zone, w.cutoff_minute, w.handling_days, w.working_days, k.code AS calendar," \
	" w.version FROM warehouse w LEFT JOIN calendar k ON k.id = w.calendar_id"

enum { LIST, GET };
static const struct db_query queries[] = {
	[LIST] = { "warehouse_list", "", &warehouse_shape, COLUMNS " ORDER BY w.is_active DESC, w.priority, w.id" },
	[GET] = { "warehouse_get", "ss", &warehouse_shape, COLUMNS " WHERE w.code = ? OR w.public_id = ? LIMIT 1" },
};
const struct db_module warehouse_sql = { "warehouse", queries, COUNT(queries) };

enum { ADD, CHANGE, ADD_MAIN };
static const struct db_query write_queries[] = {
	[ADD] = { "warehouse_add", "sssssssssiiibbssiiisss", NULL,
	    "INSERT INTO warehouse (code, name, country, recipient, line1, line2, locality, region, postal_code, latitude_e6, longitude_e6, priority, is_active,"
	    " is_pickup, pickup_note, time_zone, cutoff_minute, handling_days, working_days, phone, calendar_id, public_id)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT id FROM calendar WHERE code = ?), ?)" },
	[CHANGE] = { "warehouse_change", "sssssssssiiibbssiiisssi", NULL,
	    "UPDATE warehouse SET code = ?, name = ?, country = ?, recipient = ?, line1 = ?, line2 = ?, locality = ?, region = ?, postal_code = ?, latitude_e6 = ?,"
	    " longitude_e6 = ?, priority = ?, is_active = ?, is_pickup = ?, pickup_note = ?, time_zone = ?, cutoff_minute = ?, handling_days = ?, working_days = ?,"
	    " phone = ?, calendar_id = (SELECT id FROM calendar WHERE code = ?), version = version + 1 WHERE public_id = ? AND version = ?" },
	[ADD_MAIN] = { "warehouse_add_main", "ss", NULL,
	    "INSERT INTO warehouse (public_id, code, name, country) VALUES (?, 'main', 'Main warehouse', ?) ON DUPLICATE KEY UPDATE id = id" },
};
const struct db_module warehouse_write_sql = { "warehouse_write", write_queries, COUNT(write_queries) };

void
warehouse_init(struct warehouse *w)
{
	*w = (struct warehouse){ .is_active = true,
		.time_zone = STR("Europe/Berlin"),
		.cutoff_minute = 840,
		.handling_days = 1,
		.working_days = 31 };
}

enum err
warehouse_list(struct db *db, struct arena *a, struct list *out)
{
	return db_rows(db, &queries[LIST], NULL, 0, a, WAREHOUSES_MAX, out);
}

enum err
warehouse_get(struct db *db, struct arena *a, struct str id, struct warehouse *out)
{
	const struct db_arg args[] = { db_str(id), db_str(id) };

	return db_row(db, &queries[GET], args, COUNT(args), a, out);
}

struct change {
	struct arena *arena;
	const struct who *who;
	const struct warehouse *in;
	struct str public_id;
	struct warehouse *out;
};

static enum err
write_row(struct db *db, const struct change *c)
{
	const struct warehouse *w = c->in;
	struct db_done done = { 0 };
	const struct db_arg args[] = { db_str(w->code), db_str(w->name), db_str(w->country), db_str(w->recipient),
		db_str(w->line1), db_str(w->line2), db_str(w->locality), db_str(w->region), db_str(w->postal_code),
		db_opt(w->latitude_e6), db_opt(w->longitude_e6), db_i64(w->priority), db_bool(w->is_active),
		db_bool(w->is_pickup), db_str(w->pickup_note), db_str(w->time_zone), db_i64(w->cutoff_minute),
		db_i64(w->handling_days), db_i64(w->working_days), db_str(w->phone), db_str(w->calendar),
		db_str(c->public_id), db_i64(w->version) };
	enum err err = db_exec(db, &write_queries[w->public_id.len ? CHANGE : ADD], args,
	    w->public_id.len ? COUNT(args) : COUNT(args) - 1, &done);

	if (!err && done.affected == 0)
		return err_fail(ERR_PRECONDITION, "warehouse '%.*s' was changed meanwhile", STR_ARG(w->code));
	return err;
}

static enum err
put(struct db *db, void *payload)
{
	struct change *c = payload;
	const struct audit record = { .event = AUDIT_WAREHOUSE,
		.outcome = AUDIT_OK,
		.object_kind = "warehouse",
		.object = c->public_id,
		.details = str_printf(c->arena, "{\"code\":\"%.*s\"}", STR_ARG(c->in->code)) };
	enum err err = write_row(db, c);

	if (err || (err = warehouse_get(db, c->arena, c->public_id, c->out)) ||
	    (err = outbox_add(db, "warehouse.changed", c->public_id,
		 str_printf(c->arena, "{\"warehouse\":\"%.*s\"}", STR_ARG(c->in->code)))))
		return err;
	return audit(db, c->who, &record);
}

enum err
warehouse_put(struct db *db, struct arena *a, const struct who *who, const struct warehouse *in,
    struct field_errors *errors, struct warehouse *out)
{
	struct change c = { .arena = a, .who = who, .in = in, .public_id = in->public_id, .out = out };
	size_t countries;
	char id[32];
	enum err err;

	(void)country_all(&countries);
	shape_check(&warehouse_shape, in, STR_ABSENT, errors);
	if (countries && in->country.len == 2 && !country_find(in->country))
		field_error(errors, STR("country"), N_("This is not a country."), NO_LIMIT);
	if ((err = shipping_calendar_check(db, a, in->calendar, errors)))
		return err;
	if (errors->count)
		return ERR_INVALID;
	if (!in->public_id.len) {
		public_id(id, "wh");
		c.public_id = str_of(id);
	}
	err = db_transaction(db, put, &c);
	if (err == ERR_CONFLICT)
		field_error(errors, STR("code"), N_("Another warehouse has this code."), NO_LIMIT);
	return err;
}

enum err
warehouse_default(struct db *db, struct arena *a, struct str country, int64_t *id)
{
	struct list houses;
	struct db_arg args[2];
	char made[32];
	enum err err = warehouse_list(db, a, &houses);

	if (err || houses.count) {
		*id = err ? 0 : ((struct warehouse *)houses.items)->id;
		return err;
	}
	public_id(made, "wh");
	args[0] = db_str(str_of(made));
	args[1] = db_str(country.len ? country : STR("DE"));
	if ((err = db_exec(db, &write_queries[ADD_MAIN], args, COUNT(args), NULL)) ||
	    (err = warehouse_list(db, a, &houses)))
		return err;
	if (!houses.count)
		return err_fail(ERR_INTERNAL, "there is no warehouse, and none can be made");
	*id = ((struct warehouse *)houses.items)->id;
	return OK;
}
