/* shipping_zone.c - zones and their places.  See shipping_setup.h; owns shipping_zone and shipping_zone_place. */
#include "lib/io/crypto.h"
#include "lib/shop/audit.h"
#include "lib/shop/shipping_setup.h"

#define PLACES_MAX 20000

static bool
is_country(struct str s)
{
	return str_eq_z(s, "**") ||
	    (s.len == 2 && s.ptr[0] >= 'A' && s.ptr[0] <= 'Z' && s.ptr[1] >= 'A' && s.ptr[1] <= 'Z');
}
static const struct shape_format format_country = { "country", "^([A-Z]{2}|\\*\\*)$", is_country,
	N_("Use the two capital letters of a country, or ** for everywhere.") };

static const struct shape_field place_fields[] = {
	SHAPE_STR(struct zone_place, country, 2, 2, .flags = SHAPE_REQUIRED, .format = &format_country,
	    .doc = "ISO 3166-1 alpha-2 code; ** is everywhere"),
	SHAPE_STR(struct zone_place, region, 0, 200, .fallback = "", .doc = "state or province; empty: all"),
	SHAPE_STR(
	    struct zone_place, postal_prefix, 0, 16, .fallback = "", .doc = "how the postal code begins; empty: all"),
	SHAPE_I64(struct zone_place, zone_id, 0, INT64_MAX, .flags = SHAPE_HIDDEN),
};
const struct shape zone_place_shape = SHAPE(struct zone_place, place_fields, "A place of a zone.");

static const struct shape_field zone_fields[] = {
	SHAPE_I64(struct shipping_zone, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct shipping_zone, code, 1, 64, .flags = SHAPE_REQUIRED, .format = &format_slug, .doc = "code"),
	SHAPE_STR(struct shipping_zone, name, 1, 200, .flags = SHAPE_REQUIRED, .doc = "name"),
	SHAPE_I64(struct shipping_zone, version, 0, INT64_MAX, .fallback = "0", .doc = "version that was shown"),
	SHAPE_LIST(struct shipping_zone, places, &zone_place_shape, PLACES_MAX, .doc = "its places"),
};
const struct shape shipping_zone_shape = SHAPE(struct shipping_zone, zone_fields, "A zone of delivery.");

enum { LIST, PLACES, FIND, INSERT, UPDATE, TOUCH, REMOVE, CLEAR, PLACE_ADD, PLACE_REMOVE };
static const struct db_query queries[] = {
	[LIST] = { "shipping_zone_list", "", &shipping_zone_shape,
	    "SELECT id, code, name, version FROM shipping_zone ORDER BY name, id" },
	[PLACES] = { "shipping_zone_places", "ii", &zone_place_shape,
	    "SELECT country, region, postal_prefix, zone_id FROM shipping_zone_place WHERE zone_id = ? OR ? = 0"
	    " ORDER BY zone_id, country = '**' DESC, country, region, postal_prefix" },
	[FIND] = { "shipping_zone_find", "s", &shipping_zone_shape,
	    "SELECT id, code, name, version FROM shipping_zone WHERE code = ?" },
	[INSERT] = { "shipping_zone_insert", "sss", NULL,
	    "INSERT INTO shipping_zone (public_id, code, name) VALUES (?, ?, ?)" },
	[UPDATE] = { "shipping_zone_update", "ssii", NULL,
	    "UPDATE shipping_zone SET name = ?, version = version + 1 WHERE code = ? AND (? = 0 OR version = ?)" },
	[TOUCH] = { "shipping_zone_touch", "i", NULL, "UPDATE shipping_zone SET version = version + 1 WHERE id = ?" },
	[REMOVE] = { "shipping_zone_remove", "s", NULL, "DELETE FROM shipping_zone WHERE code = ?" },
	[CLEAR] = { "shipping_zone_clear", "i", NULL, "DELETE FROM shipping_zone_place WHERE zone_id = ?" },
	[PLACE_ADD] = { "shipping_place_add", "isss", NULL,
	    "INSERT IGNORE INTO shipping_zone_place (zone_id, country, region, postal_prefix) VALUES (?, ?, ?, ?)" },
	[PLACE_REMOVE] = { "shipping_place_remove", "isss", NULL,
	    "DELETE FROM shipping_zone_place WHERE zone_id = ? AND country = ? AND region = ? AND postal_prefix = ?" },
};
const struct db_module shipping_zone_sql = { "shipping_zone", queries, COUNT(queries) };

/* ---- reading ---- */

enum err
shipping_zone_list(struct db *db, struct arena *a, struct list *out)
{
	const struct db_arg args[] = { db_i64(0), db_i64(0) };
	struct list places;
	struct shipping_zone *z;
	const struct zone_place *p;
	enum err err = db_rows(db, &queries[LIST], NULL, 0, a, SHIPPING_ZONES_MAX, out);

	if (!err)
		err = db_rows(db, &queries[PLACES], args, COUNT(args), a, PLACES_MAX, &places);
	if (err)
		return err;
	z = out->items;
	p = places.items;
	for (size_t i = 0; i < out->count; i++)
		for (size_t k = 0; k < places.count; k++) /* they stand together */
			if (p[k].zone_id == z[i].id) {
				z[i].places.items = z[i].places.count ? z[i].places.items : (void *)(uintptr_t)&p[k];
				z[i].places.count++;
			}
	return OK;
}

enum err
shipping_zone_find(struct db *db, struct arena *a, struct str code, struct shipping_zone *out)
{
	const struct db_arg args[] = { db_str(code) };
	enum err err = db_row(db, &queries[FIND], args, COUNT(args), a, out);

	if (!err) {
		const struct db_arg of[] = { db_i64(out->id), db_i64(out->id) };
		err = db_rows(db, &queries[PLACES], of, COUNT(of), a, PLACES_MAX, &out->places);
	}
	return err;
}

/* ---- writing ---- */

struct change {
	const struct shipping_env *e;
	struct str code;
	const struct shipping_zone *zone;
	const struct zone_place *place;
	const char *what;
};

static enum err
tell(struct db *db, const struct change *c)
{
	struct audit record = { .event = AUDIT_SHIPPING, .object_kind = "shipping_zone", .object = c->code,
		.details = str_printf(c->e->arena, "{\"change\":\"%s\"}", c->what) };

	return audit(db, c->e->who, &record);
}

static bool
check_place(struct arena *a, struct zone_place *p, struct str at, struct field_errors *errors)
{
	p->region = str_is_absent(p->region) ? STR("") : str_trim(p->region);
	p->postal_prefix = shipping_postal_key(a, p->postal_prefix);
	if (!shape_check(&zone_place_shape, p, at, errors))
		return false;
	if (str_eq_z(p->country, "**") && (p->region.len || p->postal_prefix.len)) {
		field_error(errors, str_printf(a, "%.*s%scountry", STR_ARG(at), at.len ? "." : ""),
		    N_("A region or a postal code needs a country."), (struct opt_i64){ 0 });
		return false;
	}
	return true;
}

static enum err
add_places(struct db *db, struct arena *a, int64_t zone_id, const struct zone_place *p, size_t count)
{
	enum { ARGS = 4 };
	struct db_arg *args = arena_array(a, struct db_arg, count * ARGS + 1);

	for (size_t i = 0; i < count; i++) {
		const struct db_arg one[ARGS] = { db_i64(zone_id), db_str(p[i].country), db_str(p[i].region),
			db_str(p[i].postal_prefix) };
		memcpy(args + i * ARGS, one, sizeof(one));
	}
	return db_bulk(db, &queries[PLACE_ADD], args, ARGS, count, NULL);
}

static enum err
put(struct db *db, void *payload)
{
	const struct change *c = payload;
	const struct shipping_zone *z = c->zone;
	const struct db_arg args[] = { db_str(z->name), db_str(z->code), db_i64(z->version), db_i64(z->version) };
	const struct zone_place *p = z->places.items;
	struct shipping_zone stored;
	struct db_done done;
	bool is_new = false;
	enum err err = db_exec(db, &queries[UPDATE], args, COUNT(args), &done);

	if (!err && !done.affected && shipping_zone_find(db, c->e->arena, z->code, &stored) == OK)
		return err_fail(ERR_PRECONDITION, "could not change zone '%.*s': version %lld is stored",
		    STR_ARG(z->code), (long long)stored.version);
	if (!err && !done.affected) {
		char id[32];
		public_id(id, "zone");
		{
			const struct db_arg add[] = { db_str(str_of(id)), db_str(z->code), db_str(z->name) };
			err_clear();
			err = db_exec(db, &queries[INSERT], add, COUNT(add), NULL);
			is_new = true;
		}
	}
	if (!err && (err = shipping_zone_find(db, c->e->arena, z->code, &stored)) == OK && !is_new)
		err = db_exec(db, &queries[CLEAR], (const struct db_arg[]){ db_i64(stored.id) }, 1, NULL);
	if (!err)
		err = add_places(db, c->e->arena, stored.id, p, z->places.count);
	return err ? err : tell(db, c);
}

enum err
shipping_zone_put(const struct shipping_env *e, const struct shipping_zone *in, struct field_errors *errors)
{
	struct shipping_zone zone = *in;
	struct zone_place *p =
	    (void *)arena_memdup(e->arena, in->places.items ? in->places.items : &zone, in->places.count * sizeof(*p));
	struct change c = { .e = e, .code = in->code, .zone = &zone, .what = "zone" };
	size_t before = errors->count;

	zone.places.items = p;
	for (size_t i = 0; i < zone.places.count; i++)
		(void)check_place(e->arena, &p[i], str_printf(e->arena, "places.%zu", i), errors);
	if (errors->count == before)
		(void)shape_check(&shipping_zone_shape, &zone, STR(""), errors);
	if (errors->count != before)
		return err_fail(ERR_INVALID, "a zone with wrong fields");
	return db_transaction(e->db, put, &c);
}

static enum err
place_add(struct db *db, void *payload)
{
	const struct change *c = payload;
	struct shipping_zone zone;
	enum err err = shipping_zone_find(db, c->e->arena, c->code, &zone);

	if (!err)
		err = db_exec(db, &queries[TOUCH], (const struct db_arg[]){ db_i64(zone.id) }, 1, NULL);
	if (!err)
		err = add_places(db, c->e->arena, zone.id, c->place, 1);
	return err ? err : tell(db, c);
}

enum err
shipping_place_add(
    const struct shipping_env *e, struct str zone, const struct zone_place *in, struct field_errors *errors)
{
	struct zone_place place = *in;
	struct change c = { .e = e, .code = zone, .place = &place, .what = "place_added" };

	if (!check_place(e->arena, &place, STR(""), errors))
		return err_fail(ERR_INVALID, "a place with wrong fields");
	return db_transaction(e->db, place_add, &c);
}

static enum err
place_remove(struct db *db, void *payload)
{
	const struct change *c = payload;
	struct shipping_zone zone;
	enum err err = shipping_zone_find(db, c->e->arena, c->code, &zone);

	if (!err)
		err = db_exec(db, &queries[TOUCH], (const struct db_arg[]){ db_i64(zone.id) }, 1, NULL);
	if (!err) {
		const struct db_arg args[] = { db_i64(zone.id), db_str(c->place->country), db_str(c->place->region),
			db_str(c->place->postal_prefix) };
		err = db_exec(db, &queries[PLACE_REMOVE], args, COUNT(args), NULL);
	}
	return err ? err : tell(db, c);
}

enum err
shipping_place_remove(const struct shipping_env *e, struct str zone, const struct zone_place *place)
{
	struct zone_place gone = { .country = place->country,
		.region = str_is_absent(place->region) ? STR("") : place->region,
		.postal_prefix = str_is_absent(place->postal_prefix) ? STR("") : place->postal_prefix };
	struct change c = { .e = e, .code = zone, .place = &gone, .what = "place_removed" };

	return db_transaction(e->db, place_remove, &c);
}

static enum err
zone_remove(struct db *db, void *payload)
{
	const struct change *c = payload;
	struct db_done done;
	enum err err = db_exec(db, &queries[REMOVE], (const struct db_arg[]){ db_str(c->code) }, 1, &done);

	if (!err && !done.affected)
		return err_fail(ERR_NOT_FOUND, "there is no zone '%.*s'", STR_ARG(c->code));
	return err ? err : tell(db, c);
}

enum err
shipping_zone_remove(const struct shipping_env *e, struct str code)
{
	struct change c = { .e = e, .code = code, .what = "removed" };

	return db_transaction(e->db, zone_remove, &c);
}
