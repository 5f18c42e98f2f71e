/* promotion.c - promotions as the price engine reads them.  See promotion.h. */
#include "lib/shop/promotion.h"
#include "lib/io/json.h"

enum { IN_FORCE, GET };

struct promotion_row {
	struct promotion p;
	struct str conditions, benefit;
};
#define COLUMN(m, ctype, stype, ...) \
	{ \
		.name = #m, .type = (stype), .offset = SHAPE_AT(struct promotion_row, p.m, ctype), \
		.doc = "as in struct promotion", __VA_ARGS__ \
	}
static const struct shape_field row_fields[] = {
	COLUMN(id, int64_t, SHAPE_T_I64),
	COLUMN(public_id, struct str, SHAPE_T_STR),
	COLUMN(name, struct str, SHAPE_T_STR),
	COLUMN(text, struct str, SHAPE_T_STR),
	COLUMN(kind, int, SHAPE_T_ENUM, .enums = promotion_kinds),
	COLUMN(lane, int32_t, SHAPE_T_I32),
	COLUMN(is_exclusive, bool, SHAPE_T_BOOL),
	COLUMN(needs_code, bool, SHAPE_T_BOOL),
	COLUMN(is_active, bool, SHAPE_T_BOOL),
	COLUMN(starts_at, struct time, SHAPE_T_TIME),
	COLUMN(ends_at, struct time, SHAPE_T_TIME),
	SHAPE_STR(struct promotion_row, conditions, 2, 65535, .doc = "JSON"),
	SHAPE_STR(struct promotion_row, benefit, 2, 65535, .doc = "JSON"),
	COLUMN(use_limit, struct opt_i64, SHAPE_T_OPT),
	COLUMN(use_limit_each, struct opt_i64, SHAPE_T_OPT),
	COLUMN(budget, struct opt_i64, SHAPE_T_OPT),
	COLUMN(budget_currency, struct str, SHAPE_T_STR),
	COLUMN(used, int64_t, SHAPE_T_I64),
	COLUMN(spent, int64_t, SHAPE_T_I64),
	COLUMN(version, int64_t, SHAPE_T_I64),
};
static const struct shape row_shape = SHAPE(struct promotion_row, row_fields, "A promotion.");

#define COLUMNS \
	"p.id, p.public_id, p.name, COALESCE(t.name, f.name) AS text, p.kind, p.lane, p.is_exclusive, p.needs_code, p.is_active, p.starts_at," \
	" p.ends_at, p.conditions, p.benefit, p.use_limit, p.use_limit_each, p.budget, p.budget_currency, p.used, p.spent, p.version FROM promotion p" \
	" LEFT JOIN promotion_text t ON t.promotion_id = p.id AND t.locale = ? LEFT JOIN promotion_text f ON f.promotion_id = p.id AND f.locale = ?"
static const struct db_query queries[] = {
	[IN_FORCE] = { "promotion_in_force", "ssttis", &row_shape,
	    "SELECT " COLUMNS
	    " WHERE p.is_active AND (p.starts_at IS NULL OR p.starts_at <= ?) AND (p.ends_at IS NULL OR p.ends_at > ?)"
	    " AND (? OR p.kind = ?) ORDER BY p.id" },
	[GET] = { "promotion_get", "sss", &row_shape, "SELECT " COLUMNS " WHERE p.public_id = ?" },
};
const struct db_module promotion_sql = { "promotion", queries, COUNT(queries) };

static enum err
unpack(struct arena *a, const struct promotion_row *row, struct promotion *out)
{
	struct field_errors errors = { .arena = a };

	*out = row->p;
	if (json_read(a, row->conditions, &promotion_conditions_shape, &out->conditions, &errors) ||
	    json_read(a, row->benefit, &promotion_benefit_shape, &out->benefit, &errors))
		return err_fail(ERR_INTERNAL, "could not read promotion %lld: %s", (long long)row->p.id,
		    errors.count ? arena_printf(a, "'%.*s'", STR_ARG(errors.items[0].name)) : err_detail());
	return OK;
}

enum err
promotion_in_force(struct db *db, struct arena *a, struct str locale, struct str fallback_locale, struct time at,
    int kind, struct list *out)
{
	const struct db_arg args[] = { db_str(locale), db_str(fallback_locale), db_time(at), db_time(at),
		db_i64(kind < 0), db_str(str_of(kind < 0 ? "" : promotion_kinds[kind].name)) };
	struct promotion *promotions;
	struct list rows;
	enum err err = db_rows(db, &queries[IN_FORCE], args, COUNT(args), a, PROMOTIONS_MAX, &rows);

	if (err)
		return err;
	promotions = arena_array(a, struct promotion, rows.count);
	for (size_t i = 0; i < rows.count; i++)
		if ((err = unpack(a, &((const struct promotion_row *)rows.items)[i], &promotions[i])))
			return err;
	*out = (struct list){ promotions, rows.count };
	return OK;
}

enum err
promotion_get(struct db *db, struct arena *a, struct str public_id, struct promotion *out)
{
	const struct db_arg args[] = { db_null('s'), db_null('s'), db_str(public_id) };
	struct promotion_row row;
	enum err err = db_row(db, &queries[GET], args, COUNT(args), a, &row);

	return err ? err : unpack(a, &row, out);
}

struct str
coupon_key(struct arena *a, struct str code)
{
	char *key = arena_alloc(a, code.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < code.len; i++) {
		char c = code.ptr[i];
		if (c == ' ' || c == '-' || c == '\t' || c == '_')
			continue;
		key[n++] = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
	}
	key[n] = '\0';
	return n ? str_n(key, n) : STR_ABSENT;
}
