/* tax.c - the rates of a place.  See tax.h. */
#include "lib/shop/tax.h"
#include "lib/shop/tax_parts.h"

#define RATES_MAX 1000

enum { AT };

static const struct shape_field fields[] = {
	SHAPE_I64(struct tax_rate, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct tax_rate, public_id, 1, 40, .flags = SHAPE_READ_ONLY, .doc = "id"),
	SHAPE_STR(struct tax_rate, country, 2, 2, .flags = SHAPE_REQUIRED, .doc = "ISO 3166-1 alpha-2 code"),
	SHAPE_STR(struct tax_rate, region, 0, 200, .doc = "as addresses have it; absent: the whole country"),
	SHAPE_STR(struct tax_rate, postal_prefix, 0, 16, .doc = "how postal codes begin; absent: all"),
	SHAPE_STR(struct tax_rate, tax_class, 1, 64, .flags = SHAPE_REQUIRED, .doc = "code of the class of goods"),
	SHAPE_I32(struct tax_rate, level, 0, 7, .doc = "0 country, 1 region, 2 below: levels add up"),
	SHAPE_STR(struct tax_rate, name, 1, 100, .flags = SHAPE_REQUIRED,
	    .doc = "VAT, GST, sales tax: as it stands on invoices"),
	SHAPE_I64(struct tax_rate, rate_e6, 0, 2000000, .doc = "millionths: 19 % is 190000"),
	SHAPE_BOOL(struct tax_rate, is_compound, .doc = "computed on the amount with the levels before"),
	SHAPE_BOOL(struct tax_rate, on_shipping, .doc = "of deliveries too"),
	SHAPE_TIME(struct tax_rate, starts_on, .doc = "first day"),
	SHAPE_TIME(struct tax_rate, ends_on, .doc = "last day; absent: open"),
	SHAPE_STR(struct tax_rate, source, 0, 100, .doc = "where an imported rate came from"),
	SHAPE_I64(struct tax_rate, version, 0, INT64_MAX, .doc = "rises with each change"),
};
const struct shape tax_rate_shape = SHAPE(struct tax_rate, fields, "A rate of a tax.");

static const struct db_query queries[] = {
	[AT] = { "tax_rates_at", "ssstt", &tax_rate_shape,
	    "SELECT " TAX_COLUMNS " FROM tax_rate WHERE country = ? AND region IN ('', ?)"
	    " AND (postal_prefix = '' OR LEFT(?, CHAR_LENGTH(postal_prefix)) = postal_prefix) AND starts_on <= ? AND (ends_on IS NULL OR ends_on >= ?)"
	    " ORDER BY tax_class, level, region, postal_prefix, starts_on DESC" },
};
const struct db_module tax_sql = { "tax", queries, COUNT(queries) };

static bool
is_same_place(const struct tax_rate *a, const struct tax_rate *b)
{
	return a->level == b->level && str_eq(a->tax_class, b->tax_class) && str_eq(a->region, b->region) &&
	    str_eq(a->postal_prefix, b->postal_prefix);
}

enum err
tax_rates_at(struct db *db, struct arena *a, struct str country, struct str region, struct str postal_code,
    struct time at, struct list *out)
{
	struct civil c = time_civil(at);
	const struct civil day_civil = { .year = c.year, .month = c.month, .day = c.day };
	struct time day = at;
	enum err err = time_of_civil(&day_civil, &day);
	const struct db_arg args[] = { db_str(country), db_str(region.ptr ? region : STR("")),
		db_str(postal_code.ptr ? postal_code : STR("")), db_time(day), db_time(day) };
	struct tax_rate *r;
	size_t n = 0;

	if (!err)
		err = db_rows(db, &queries[AT], args, COUNT(args), a, RATES_MAX, out);
	if (err)
		return err;
	/* A rate is in force until the next one of the same place begins, whether or not somebody wrote down its end.
	 * */
	r = out->items;
	for (size_t i = 0; i < out->count; i++)
		if (!n || !is_same_place(&r[n - 1], &r[i]))
			r[n++] = r[i];
	out->count = n;
	return OK;
}
