/* tax_store.c - taxes as the staff and files set them.  Writes tax_rate.  See tax_store.h. */
#include "lib/shop/tax_store.h"
#include "lib/io/crypto.h"
#include "lib/shop/country.h"
#include "lib/shop/tax_parts.h"

enum { CLASSES, LIST, GET_ONE, INSERT, UPDATE, REMOVE, PUT, COUNT_ALL };

static const struct shape_field class_fields[] = {
	SHAPE_STR(struct tax_class, code, 1, 64, .doc = "code"),
	SHAPE_STR(struct tax_class, name, 1, 200, .doc = "name"),
	SHAPE_I64(struct tax_class, position, INT64_MIN, INT64_MAX, .doc = "order"),
};
const struct shape tax_class_shape = SHAPE(struct tax_class, class_fields, "A class of goods for taxes.");

struct count_row {
	int64_t n;
};
static const struct shape_field count_fields[] = { SHAPE_I64(struct count_row, n, 0, INT64_MAX, .doc = "rates") };
static const struct shape count_shape = SHAPE(struct count_row, count_fields, "How many.");

#define VALUES \
	"(public_id, country, region, postal_prefix, tax_class, level, name, rate_e6, is_compound, on_shipping, starts_on, ends_on, source)" \
	" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, COALESCE(?, '1970-01-01'), ?, ?)"
#define VALUE_ARGS "sssssisibbtts"
static const struct db_query queries[] = {
	[CLASSES] = { "tax_class_list", "", &tax_class_shape,
	    "SELECT code, name, position FROM tax_class ORDER BY position, code" },
	[LIST] = { "tax_rate_list", "ssbt", &tax_rate_shape,
	    "SELECT " TAX_COLUMNS
	    " FROM tax_rate WHERE (? IS NULL OR country = ?) AND (? OR ends_on IS NULL OR ends_on >= DATE(?))"
	    " ORDER BY country, tax_rate.region, tax_rate.postal_prefix, level, tax_class, starts_on DESC" },
	[GET_ONE] = { "tax_rate_get", "s", &tax_rate_shape,
	    "SELECT " TAX_COLUMNS " FROM tax_rate WHERE public_id = ?" },
	[INSERT] = { "tax_rate_insert", VALUE_ARGS, NULL, "INSERT INTO tax_rate " VALUES },
	[UPDATE] = { "tax_rate_update", "ssssisibbttsii", NULL,
	    "UPDATE tax_rate SET country = ?, region = ?, postal_prefix = ?, tax_class = ?, level = ?, name = ?, rate_e6 = ?, is_compound = ?, on_shipping = ?,"
	    " starts_on = COALESCE(?, '1970-01-01'), ends_on = ?, version = version + 1 WHERE public_id = ? AND (? = 0 OR version = ?)" },
	[REMOVE] = { "tax_rate_remove", "s", NULL, "DELETE FROM tax_rate WHERE public_id = ?" },
	[PUT] = { "tax_rate_put", VALUE_ARGS, NULL,
	    "INSERT INTO tax_rate " VALUES
	    " ON DUPLICATE KEY UPDATE name = VALUES(name), rate_e6 = VALUES(rate_e6), is_compound = VALUES(is_compound),"
	    " on_shipping = VALUES(on_shipping), ends_on = VALUES(ends_on), source = VALUES(source), version = version + 1" },
	[COUNT_ALL] = { "tax_rate_count", "", &count_shape, "SELECT COUNT(*) AS n FROM tax_rate" },
};
const struct db_module tax_store_sql = { "tax_store", queries, COUNT(queries) };

struct change {
	const struct price_env *e;
	struct str public_id, made;
	const struct tax_rate *in;
	struct list rates;
	int64_t before, after;
};

enum err
tax_class_list(struct db *db, struct arena *a, struct list *out)
{
	return db_rows(db, &queries[CLASSES], NULL, 0, a, 1000, out);
}

enum err
tax_rate_list(struct db *db, struct arena *a, struct str country, bool past, struct time at, struct list *out)
{
	const struct db_arg args[] = { db_str(country), db_str(country), db_bool(past), db_time(at) };

	return db_rows(db, &queries[LIST], args, COUNT(args), a, TAX_RATES_MAX, out);
}

enum err
tax_rate_get(struct db *db, struct arena *a, struct str public_id, struct tax_rate *out)
{
	const struct db_arg arg = db_str(public_id);

	return db_row(db, &queries[GET_ONE], &arg, 1, a, out);
}

static struct db_arg
or_empty(struct str s)
{
	return db_str(s.ptr ? s : STR(""));
}

static struct str
new_id(struct arena *a)
{
	char id[32];

	public_id(id, "tax");
	return str_of(arena_strdup(a, id));
}

static enum err
tell(const struct change *c, struct str object, const char *what)
{
	return price_tell(c->e, AUDIT_TAX, "tax.changed", "tax", object, what);
}

static enum err
save(struct db *db, void *payload)
{
	struct change *c = payload;
	const struct tax_rate *in = c->in;
	struct db_done done;
	enum err err;

	if (!c->public_id.ptr) {
		c->made = new_id(c->e->arena);
		const struct db_arg args[] = { db_str(c->made), db_str(in->country), or_empty(in->region),
			or_empty(in->postal_prefix), db_str(in->tax_class), db_i64(in->level), db_str(in->name),
			db_i64(in->rate_e6), db_bool(in->is_compound), db_bool(in->on_shipping), db_time(in->starts_on),
			db_time(in->ends_on), db_str(STR_ABSENT) };
		err = db_exec(db, &queries[INSERT], args, COUNT(args), NULL);
		return err ? err : tell(c, c->made, "added");
	}
	c->made = c->public_id;
	const struct db_arg args[] = { db_str(in->country), or_empty(in->region), or_empty(in->postal_prefix),
		db_str(in->tax_class), db_i64(in->level), db_str(in->name), db_i64(in->rate_e6),
		db_bool(in->is_compound), db_bool(in->on_shipping), db_time(in->starts_on), db_time(in->ends_on),
		db_str(c->public_id), db_i64(in->version), db_i64(in->version) };
	if ((err = db_exec(db, &queries[UPDATE], args, COUNT(args), &done)))
		return err;
	return done.affected ? tell(c, c->made, "changed")
			     : err_fail(ERR_PRECONDITION, "the tax has another version by now");
}

static void
check(const struct tax_rate *in, struct field_errors *errors)
{
	size_t countries;

	(void)country_all(&countries);
	if (countries && !country_find(in->country))
		field_error(errors, STR("country"), N_("Choose a country."), (struct opt_i64){ 0 });
	if (in->rate_e6 < 0 || in->rate_e6 > 2000000)
		field_error(errors, STR("rate_e6"), N_("Enter a rate from 0 to 200 percent."), (struct opt_i64){ 0 });
	if (!time_is_absent(in->starts_on) && !time_is_absent(in->ends_on) && in->ends_on.us < in->starts_on.us)
		field_error(errors, STR("ends_on"), N_("The end must be after the beginning."), (struct opt_i64){ 0 });
}

enum err
tax_rate_save(const struct price_env *e, struct str public_id, const struct tax_rate *in, struct field_errors *errors,
    struct str *id)
{
	struct change c = { .e = e, .public_id = public_id, .in = in };
	enum err err;

	check(in, errors);
	if (errors->count)
		return ERR_INVALID;
	err = db_transaction(e->db, save, &c);
	if (err == ERR_CONFLICT)
		field_error(errors, STR("starts_on"),
		    N_("There is a rate for this place, class and level from that day on."), (struct opt_i64){ 0 });
	if (err == ERR_INVALID)
		field_error(errors, STR("tax_class"), N_("There is no such class."), (struct opt_i64){ 0 });
	if (!err)
		*id = c.made;
	return err;
}

static enum err
remove_one(struct db *db, void *payload)
{
	struct change *c = payload;
	const struct db_arg arg = db_str(c->public_id);
	struct db_done done;
	enum err err = db_exec(db, &queries[REMOVE], &arg, 1, &done);

	if (err)
		return err;
	return done.affected ? tell(c, c->public_id, "removed") : ERR_NOT_FOUND;
}

enum err
tax_rate_remove(const struct price_env *e, struct str public_id)
{
	struct change c = { .e = e, .public_id = public_id };

	return db_transaction(e->db, remove_one, &c);
}

/* ---- many at once ---- */

static enum err
count_all(struct change *c, struct db *db, int64_t *out)
{
	struct count_row row;
	enum err err = db_row(db, &queries[COUNT_ALL], NULL, 0, c->e->arena, &row);

	if (!err)
		*out = row.n;
	return err;
}

static enum err
put(struct db *db, void *payload)
{
	struct change *c = payload;
	const struct tax_rate *r = c->rates.items;
	struct db_arg *args = arena_array(c->e->arena, struct db_arg, c->rates.count * 13), *at = args;
	enum err err = count_all(c, db, &c->before);

	for (size_t i = 0; i < c->rates.count; i++, at += 13) {
		const struct db_arg row[13] = { db_str(new_id(c->e->arena)), db_str(r[i].country),
			or_empty(r[i].region), or_empty(r[i].postal_prefix), db_str(r[i].tax_class), db_i64(r[i].level),
			db_str(r[i].name), db_i64(r[i].rate_e6), db_bool(r[i].is_compound), db_bool(r[i].on_shipping),
			db_time(r[i].starts_on), db_time(r[i].ends_on), db_str(r[i].source) };
		memcpy(at, row, sizeof(row));
	}
	if (err || (err = db_bulk(db, &queries[PUT], args, 13, c->rates.count, NULL)) ||
	    (err = count_all(c, db, &c->after)))
		return err;
	return tell(c, STR("taxes"), "imported");
}

enum err
tax_put(const struct price_env *e, struct list rates, struct tax_import *out)
{
	struct change c = { .e = e, .rates = rates };
	enum err err = rates.count ? db_transaction(e->db, put, &c) : OK;

	if (err)
		return err;
	out->read = (int64_t)rates.count;
	out->added = c.after - c.before;
	return OK;
}

enum err
tax_import(const struct price_env *e, struct str text, struct str source, struct tax_import *out)
{
	struct list rates;
	enum err err;

	*out = (struct tax_import){ 0 };
	err = tax_read(e->arena, text, source, &rates, &out->problems);
	return err ? err : tax_put(e, rates, out);
}
