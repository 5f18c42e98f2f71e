/* shipping_method.c - methods, their texts and rates.  See shipping_setup.h; owns shipping_method,
 * shipping_method_text, shipping_rate. */
#include "lib/io/crypto.h"
#include "lib/shop/audit.h"
#include "lib/shop/shipping_setup.h"

#define RATES_MAX 20000

const struct shape_enum shipping_kinds[] = { { "parcel", SHIPPING_PARCEL }, { "pickup", SHIPPING_PICKUP },
	{ NULL, 0 } };
const struct shape_enum shipping_rate_bys[] = { { "flat", RATE_FLAT }, { "weight", RATE_WEIGHT },
	{ "price", RATE_PRICE }, { "quantity", RATE_QUANTITY }, { NULL, 0 } };

static const struct shape_field text_fields[] = {
	SHAPE_STR(
	    struct method_text, locale, 2, 12, .flags = SHAPE_REQUIRED, .format = &format_locale, .doc = "language"),
	SHAPE_STR(struct method_text, name, 1, 200, .flags = SHAPE_REQUIRED, .doc = "name"),
	SHAPE_STR(struct method_text, description, 0, 500, .doc = "a sentence about it"),
	SHAPE_I64(struct method_text, method_id, 0, INT64_MAX, .flags = SHAPE_HIDDEN),
};
const struct shape method_text_shape = SHAPE(struct method_text, text_fields, "What a method is called.");

static const struct shape_field rate_fields[] = {
	SHAPE_I64(struct shipping_rate, method_id, 0, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I64(struct shipping_rate, zone_id, 0, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct shipping_rate, zone, 1, 64, .flags = SHAPE_REQUIRED, .doc = "code of the zone"),
	SHAPE_STR(struct shipping_rate, currency, 3, 3, .flags = SHAPE_REQUIRED, .format = &format_currency,
	    .doc = "currency"),
	SHAPE_I64(struct shipping_rate, from_value, 0, INT64_MAX, .fallback = "0",
	    .doc = "from so much on: grams, minor units or pieces"),
	SHAPE_I64(
	    struct shipping_rate, amount, 0, INT64_MAX, .flags = SHAPE_REQUIRED, .doc = "costs so much, minor units"),
	SHAPE_OPT(struct shipping_rate, free_from, 0, INT64_MAX,
	    .doc = "costs nothing when the goods are worth so much, minor units"),
};
const struct shape shipping_rate_shape = SHAPE(struct shipping_rate, rate_fields, "A step of a method's price.");

static const struct shape_field method_fields[] = {
	SHAPE_I64(struct shipping_method, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct shipping_method, code, 1, 64, .flags = SHAPE_REQUIRED, .format = &format_slug, .doc = "code"),
	SHAPE_ENUM(
	    struct shipping_method, kind, shipping_kinds, .fallback = "parcel", .doc = "sent, or fetched by the buyer"),
	SHAPE_ENUM(struct shipping_method, rate_by, shipping_rate_bys, .fallback = "flat",
	    .doc = "what the steps of its price count"),
	SHAPE_STR(struct shipping_method, carrier, 0, 32, .doc = "code of the carrier"),
	SHAPE_STR(struct shipping_method, tax_class, 1, 64, .fallback = "standard", .doc = "how the delivery is taxed"),
	SHAPE_I64(struct shipping_method, days_min, 0, 365, .fallback = "1",
	    .doc = "the carrier needs so many working days at least"),
	SHAPE_I64(struct shipping_method, days_max, 0, 365, .fallback = "3", .doc = "and at most"),
	SHAPE_OPT(struct shipping_method, cutoff_minute, 0, 1440,
	    .doc = "ordered after this minute of the warehouse's day it leaves a day later"),
	SHAPE_OPT(struct shipping_method, weight_max, 1, INT32_MAX, .doc = "offered up to this weight, grams"),
	SHAPE_I64(struct shipping_method, position, 0, INT32_MAX, .fallback = "0", .doc = "order in the checkout"),
	SHAPE_BOOL(struct shipping_method, is_active, .fallback = "true", .doc = "can be chosen"),
	SHAPE_I64(struct shipping_method, version, 0, INT64_MAX, .fallback = "0", .doc = "version that was shown"),
	SHAPE_LIST(struct shipping_method, texts, &method_text_shape, 50, .doc = "its name in each language"),
	SHAPE_LIST(struct shipping_method, rates, &shipping_rate_shape, RATES_MAX, .doc = "what it costs"),
};
const struct shape shipping_method_shape = SHAPE(struct shipping_method, method_fields, "A way of delivery.");

enum { LIST, FIND, TEXTS, RATES, INSERT, UPDATE, TOUCH, TEXT_CLEAR, TEXT_ADD, RATE_PUT, RATE_REMOVE, RATE_CLEAR };
#define COLUMNS \
	"m.id, m.code, m.kind, m.rate_by, c.code AS carrier, m.tax_class, m.days_min, m.days_max, m.cutoff_minute, m.weight_max, m.position, m.is_active, m.version" \
	" FROM shipping_method m LEFT JOIN carrier c ON c.id = m.carrier_id"
static const struct db_query queries[] = {
	[LIST] = { "shipping_method_list", "", &shipping_method_shape,
	    "SELECT " COLUMNS " ORDER BY m.is_active DESC, m.position, m.id" },
	[FIND] = { "shipping_method_find", "s", &shipping_method_shape, "SELECT " COLUMNS " WHERE m.code = ?" },
	[TEXTS] = { "shipping_method_texts", "ii", &method_text_shape,
	    "SELECT locale, name, description, method_id FROM shipping_method_text WHERE method_id = ? OR ? = 0 ORDER BY method_id, locale" },
	[RATES] = { "shipping_method_rates", "ii", &shipping_rate_shape,
	    "SELECT r.method_id, r.zone_id, z.code AS zone, r.currency, r.from_value, r.amount, r.free_from FROM shipping_rate r JOIN shipping_zone z ON z.id = r.zone_id"
	    " WHERE r.method_id = ? OR ? = 0 ORDER BY r.method_id, z.name, z.id, r.currency, r.from_value" },
	[INSERT] = { "shipping_method_insert", "sssssssiiiiib", NULL,
	    "INSERT INTO shipping_method (public_id, code, kind, rate_by, carrier_id, tax_class, days_min, days_max, cutoff_minute, weight_max, position, is_active)"
	    " SELECT ?, ?, ?, ?, (SELECT id FROM carrier WHERE code = ?), IF(? IS NULL, 'standard', ?), ?, ?, ?, ?, ?, ?" },
	[UPDATE] = { "shipping_method_update", "ssssiiiiibsii", NULL,
	    "UPDATE shipping_method SET kind = ?, rate_by = ?, carrier_id = (SELECT id FROM carrier WHERE code = ?), tax_class = ?, days_min = ?, days_max = ?,"
	    " cutoff_minute = ?, weight_max = ?, position = ?, is_active = ?, version = version + 1 WHERE code = ? AND (? = 0 OR version = ?)" },
	[TOUCH] = { "shipping_method_touch", "i", NULL,
	    "UPDATE shipping_method SET version = version + 1 WHERE id = ?" },
	[TEXT_CLEAR] = { "shipping_method_text_clear", "i", NULL,
	    "DELETE FROM shipping_method_text WHERE method_id = ?" },
	[TEXT_ADD] = { "shipping_method_text_add", "isss", NULL,
	    "INSERT INTO shipping_method_text (method_id, locale, name, description) VALUES (?, ?, ?, ?)" },
	[RATE_PUT] = { "shipping_rate_put", "isiiis", NULL,
	    "INSERT INTO shipping_rate (method_id, zone_id, currency, from_value, amount, free_from) SELECT ?, z.id, ?, ?, ?, ? FROM shipping_zone z WHERE z.code = ?"
	    " ON DUPLICATE KEY UPDATE amount = VALUES(amount), free_from = VALUES(free_from)" },
	[RATE_REMOVE] = { "shipping_rate_remove", "issi", NULL,
	    "DELETE FROM shipping_rate WHERE method_id = ? AND zone_id = (SELECT id FROM shipping_zone WHERE code = ?) AND currency = ? AND from_value = ?" },
	[RATE_CLEAR] = { "shipping_rate_clear", "i", NULL, "DELETE FROM shipping_rate WHERE method_id = ?" },
};
const struct db_module shipping_method_sql = { "shipping_method", queries, COUNT(queries) };

/* ---- reading ---- */

/* Texts and rates stand together by method. */
static enum err
fill(struct db *db, struct arena *a, int64_t id, struct shipping_method *m, size_t count)
{
	const struct db_arg args[] = { db_i64(id), db_i64(id) };
	struct list texts, rates;
	struct method_text *t;
	struct shipping_rate *r;
	enum err err = db_rows(db, &queries[TEXTS], args, COUNT(args), a, 10000, &texts);

	if (!err)
		err = db_rows(db, &queries[RATES], args, COUNT(args), a, RATES_MAX, &rates);
	if (err)
		return err;
	t = texts.items;
	r = rates.items;
	for (size_t i = 0; i < count; i++) {
		m[i].texts = m[i].rates = (struct list){ 0 };
		for (size_t k = 0; k < texts.count; k++)
			if (t[k].method_id == m[i].id && !m[i].texts.count++)
				m[i].texts.items = &t[k];
		for (size_t k = 0; k < rates.count; k++)
			if (r[k].method_id == m[i].id && !m[i].rates.count++)
				m[i].rates.items = &r[k];
	}
	return OK;
}

enum err
shipping_method_list(struct db *db, struct arena *a, struct list *out)
{
	enum err err = db_rows(db, &queries[LIST], NULL, 0, a, SHIPPING_METHODS_MAX, out);

	return err ? err : fill(db, a, 0, out->items, out->count);
}

enum err
shipping_method_find(struct db *db, struct arena *a, struct str code, struct shipping_method *out)
{
	const struct db_arg args[] = { db_str(code) };
	enum err err = db_row(db, &queries[FIND], args, COUNT(args), a, out);

	return err ? err : fill(db, a, out->id, out, 1);
}

/* ---- writing ---- */

struct change {
	const struct shipping_env *e;
	struct str code;
	const struct shipping_method *method;
	const struct shipping_rate *rates;
	size_t rate_count;
	struct field_errors *errors;
	const char *what;
};

static enum err
tell(struct db *db, const struct change *c)
{
	struct audit record = { .event = AUDIT_SHIPPING, .object_kind = "shipping_method", .object = c->code,
		.details = str_printf(c->e->arena, "{\"change\":\"%s\"}", c->what) };

	return audit(db, c->e->who, &record);
}

static enum err
insert(struct db *db, const struct shipping_method *m)
{
	char id[32];

	public_id(id, "meth");
	{
		const struct db_arg args[] = { db_str(str_of(id)), db_str(m->code),
			db_str(str_of(shipping_kinds[m->kind].name)),
			db_str(str_of(shipping_rate_bys[m->rate_by].name)), db_str(m->carrier), db_str(m->tax_class),
			db_str(m->tax_class), db_i64(m->days_min), db_i64(m->days_max), db_opt(m->cutoff_minute),
			db_opt(m->weight_max), db_i64(m->position), db_bool(m->is_active) };
		return db_exec(db, &queries[INSERT], args, COUNT(args), NULL);
	}
}

static enum err
put(struct db *db, void *payload)
{
	const struct change *c = payload;
	const struct shipping_method *m = c->method;
	const struct db_arg args[] = { db_str(str_of(shipping_kinds[m->kind].name)),
		db_str(str_of(shipping_rate_bys[m->rate_by].name)), db_str(m->carrier), db_str(m->tax_class),
		db_i64(m->days_min), db_i64(m->days_max), db_opt(m->cutoff_minute), db_opt(m->weight_max),
		db_i64(m->position), db_bool(m->is_active), db_str(m->code), db_i64(m->version), db_i64(m->version) };
	const struct method_text *t = m->texts.items;
	struct shipping_method stored;
	struct db_done done;
	enum err err = db_exec(db, &queries[UPDATE], args, COUNT(args), &done);

	if (!err && !done.affected && shipping_method_find(db, c->e->arena, m->code, &stored) == OK)
		return err_fail(ERR_PRECONDITION, "could not change method '%.*s': version %lld is stored",
		    STR_ARG(m->code), (long long)stored.version);
	if (!err && !done.affected) {
		err_clear();
		err = insert(db, m);
	}
	if (!err && (err = shipping_method_find(db, c->e->arena, m->code, &stored)) == OK)
		err = db_exec(db, &queries[TEXT_CLEAR], (const struct db_arg[]){ db_i64(stored.id) }, 1, NULL);
	for (size_t i = 0; !err && i < m->texts.count; i++) {
		const struct db_arg text[] = { db_i64(stored.id), db_str(t[i].locale), db_str(t[i].name),
			db_str(t[i].description) };
		err = db_exec(db, &queries[TEXT_ADD], text, COUNT(text), NULL);
	}
	if (err == ERR_INVALID) /* a foreign key: the class is the only one that is not looked up by a subquery */
		field_error(c->errors, STR("tax_class"), N_("There is no such tax class."), (struct opt_i64){ 0 });
	return err ? err : tell(db, c);
}

enum err
shipping_method_put(const struct shipping_env *e, const struct shipping_method *in, struct field_errors *errors)
{
	struct change c = { .e = e, .code = in->code, .method = in, .errors = errors, .what = "method" };
	struct carrier carrier;
	size_t before = errors->count;
	enum err err;

	(void)shape_check(&shipping_method_shape, in, STR(""), errors);
	if (in->days_max < in->days_min)
		field_error(
		    errors, STR("days_max"), N_("At most cannot be less than at least."), (struct opt_i64){ 0 });
	if (in->carrier.len && (err = carrier_find(e->db, e->arena, in->carrier, &carrier))) {
		if (err != ERR_NOT_FOUND)
			return err;
		err_clear();
		field_error(errors, STR("carrier"), N_("There is no such carrier."), (struct opt_i64){ 0 });
	}
	if (errors->count != before)
		return err_fail(ERR_INVALID, "a method with wrong fields");
	return db_transaction(e->db, put, &c);
}

static enum err
put_rate(struct db *db, const struct change *c, int64_t method_id, const struct shipping_rate *r, struct str field)
{
	const struct db_arg args[] = { db_i64(method_id), db_str(r->currency), db_i64(r->from_value), db_i64(r->amount),
		db_opt(r->free_from), db_str(r->zone) };
	struct db_done done;
	enum err err = db_exec(db, &queries[RATE_PUT], args, COUNT(args), &done);

	if (!err && !done.affected) {
		field_error(c->errors, field, N_("There is no such zone."), (struct opt_i64){ 0 });
		return err_fail(ERR_INVALID, "there is no zone '%.*s'", STR_ARG(r->zone));
	}
	return err;
}

static enum err
put_rates(struct db *db, void *payload)
{
	const struct change *c = payload;
	struct shipping_method m;
	enum err err = shipping_method_find(db, c->e->arena, c->code, &m);

	if (!err)
		err = db_exec(db, &queries[TOUCH], (const struct db_arg[]){ db_i64(m.id) }, 1, NULL);
	if (!err && c->what[0] == 'a') /* all of them */
		err = db_exec(db, &queries[RATE_CLEAR], (const struct db_arg[]){ db_i64(m.id) }, 1, NULL);
	for (size_t i = 0; !err && i < c->rate_count; i++)
		err = put_rate(db, c, m.id, &c->rates[i], STR("zone"));
	return err ? err : tell(db, c);
}

enum err
shipping_rate_put(
    const struct shipping_env *e, struct str method, const struct shipping_rate *in, struct field_errors *errors)
{
	struct change c = { .e = e, .code = method, .rates = in, .rate_count = 1, .errors = errors, .what = "rate" };

	if (!shape_check(&shipping_rate_shape, in, STR(""), errors))
		return err_fail(ERR_INVALID, "a rate with wrong fields");
	return db_transaction(e->db, put_rates, &c);
}

enum err
shipping_rates_replace(const struct shipping_env *e, struct str method, struct list rates, struct field_errors *errors)
{
	struct change c = { .e = e,
		.code = method,
		.rates = rates.items,
		.rate_count = rates.count,
		.errors = errors,
		.what = "all_rates" };
	size_t before = errors->count;

	for (size_t i = 0; i < rates.count; i++)
		(void)shape_check(&shipping_rate_shape, &c.rates[i], str_printf(e->arena, "rates.%zu", i), errors);
	if (errors->count != before)
		return err_fail(ERR_INVALID, "rates with wrong fields");
	return db_transaction(e->db, put_rates, &c);
}

static enum err
remove_rate(struct db *db, void *payload)
{
	const struct change *c = payload;
	struct shipping_method m;
	enum err err = shipping_method_find(db, c->e->arena, c->code, &m);

	if (!err)
		err = db_exec(db, &queries[TOUCH], (const struct db_arg[]){ db_i64(m.id) }, 1, NULL);
	if (!err) {
		const struct db_arg args[] = { db_i64(m.id), db_str(c->rates->zone), db_str(c->rates->currency),
			db_i64(c->rates->from_value) };
		err = db_exec(db, &queries[RATE_REMOVE], args, COUNT(args), NULL);
	}
	return err ? err : tell(db, c);
}

enum err
shipping_rate_remove(const struct shipping_env *e, struct str method, const struct shipping_rate *rate)
{
	struct change c = { .e = e, .code = method, .rates = rate, .rate_count = 1, .what = "rate_removed" };

	return db_transaction(e->db, remove_rate, &c);
}
