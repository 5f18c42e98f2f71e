/* db_row.c - result columns to the members of a shape.  See db.h for the rules. */
#include "lib/io/db_internal.h"

#include <assert.h>

static enum err money_columns(const struct db_query *q, const struct column *columns, size_t n, struct target *targets);
static enum err all_members(const struct db_query *q, const struct target *targets, size_t n);

/* The kind of column that a member takes. */
static const enum column_kind kinds[] = {
	[SHAPE_T_BOOL] = COLUMN_INT,
	[SHAPE_T_I32] = COLUMN_INT,
	[SHAPE_T_I64] = COLUMN_INT,
	[SHAPE_T_OPT] = COLUMN_INT,
	[SHAPE_T_STR] = COLUMN_TEXT,
	[SHAPE_T_HTML] = COLUMN_TEXT,
	[SHAPE_T_MONEY] = COLUMN_OTHER, /* never from one column */
	[SHAPE_T_TIME] = COLUMN_TIME,
	[SHAPE_T_ENUM] = COLUMN_TEXT,
	[SHAPE_T_STRUCT] = COLUMN_OTHER,
	[SHAPE_T_LIST] = COLUMN_OTHER,
	[SHAPE_T_PAIRS] = COLUMN_OTHER,
};
static_assert(COUNT(kinds) == SHAPE_T__MAX, "a column kind for every type");

static const struct str minor_suffix = STR_INIT("_minor");
static const struct str currency_suffix = STR_INIT("_currency");

/* The money member of column "price_minor", or NULL. */
static const struct shape_field *
money_member(const struct shape *shape, struct str column, struct str suffix)
{
	const struct shape_field *f;

	if (!str_ends(column, suffix))
		return NULL;
	f = shape_find(shape, str_cut(column, column.len - suffix.len));
	return f && f->type == SHAPE_T_MONEY ? f : NULL;
}

static enum err
plan_column(const struct db_query *q, const struct column *c, struct target *out)
{
	enum column_kind wanted;

	*out = (struct target){ .field = shape_find(q->row, c->name), .part = TARGET_WHOLE };
	if (out->field) {
		wanted = kinds[out->field->type];
	} else if ((out->field = money_member(q->row, c->name, minor_suffix))) {
		out->part = TARGET_MINOR;
		wanted = COLUMN_INT;
	} else if ((out->field = money_member(q->row, c->name, currency_suffix))) {
		out->part = TARGET_CURRENCY;
		wanted = COLUMN_TEXT;
	} else {
		return err_fail(ERR_DB, "could not prepare '%s': '%s' has no member '%.*s'", q->name, q->row->name,
		    STR_ARG(c->name));
	}
	if (c->kind != wanted && (c->kind != COLUMN_NULL || wanted == COLUMN_OTHER))
		return err_fail(ERR_DB, "could not prepare '%s': column '%.*s' does not have the type of its member",
		    q->name, STR_ARG(c->name));
	return OK;
}

enum err
row_plan(const struct db_query *q, const struct column *columns, size_t n, struct target *out)
{
	enum err err;

	for (size_t i = 0; i < n; i++) {
		if ((err = plan_column(q, &columns[i], &out[i])))
			return err;
		for (size_t j = 0; j < i; j++)
			if (out[j].field == out[i].field && out[j].part == out[i].part)
				return err_fail(ERR_DB, "could not prepare '%s': two columns '%.*s'", q->name,
				    STR_ARG(columns[i].name));
	}
	if ((err = money_columns(q, columns, n, out)))
		return err;
	return all_members(q, out, n);
}

/* Pairs the two columns of each money member. */
static enum err
money_columns(const struct db_query *q, const struct column *columns, size_t n, struct target *targets)
{
	for (size_t i = 0; i < n; i++) {
		size_t j = 0;
		if (targets[i].part == TARGET_WHOLE)
			continue;
		while (j < n && (targets[j].field != targets[i].field || j == i))
			j++;
		if (j == n)
			return err_fail(ERR_DB, "could not prepare '%s': column '%.*s' lacks its other half", q->name,
			    STR_ARG(columns[i].name));
		targets[i].currency = j;
	}
	return OK;
}

/* Lists, structs, markup and pairs are filled by code; the rest must come from the statement. */
static bool
may_lack_column(const struct shape_field *f)
{
	return (f->flags & SHAPE_OMIT) || f->type == SHAPE_T_STRUCT || f->type == SHAPE_T_LIST ||
	    f->type == SHAPE_T_PAIRS || f->type == SHAPE_T_HTML;
}

static enum err
all_members(const struct db_query *q, const struct target *targets, size_t n)
{
	for (size_t i = 0; i < q->row->count; i++) {
		const struct shape_field *f = &q->row->fields[i];
		size_t j = 0;
		while (j < n && targets[j].field != f)
			j++;
		if (j == n && !may_lack_column(f))
			return err_fail(ERR_DB, "could not prepare '%s': no column for member '%s' of '%s'", q->name,
			    f->name, q->row->name);
	}
	return OK;
}

static enum err
bad_value(const struct db_query *q, const struct shape_field *f, const char *why)
{
	return err_fail(ERR_DB, "could not read a row of '%s': member '%s': %s", q->name, f->name, why);
}

static enum err
fill_money(const struct db_query *q, const struct shape_field *f, const struct cell *minor,
    const struct cell *currency, struct money *out)
{
	if (minor->null != currency->null)
		return bad_value(q, f, "half of an amount is NULL");
	*out = MONEY_ABSENT;
	if (minor->null)
		return OK;
	if (money_currency(currency->text, out->currency))
		return bad_value(q, f, "not a currency");
	out->minor = minor->i64;
	return OK;
}

static enum err
fill_enum(const struct db_query *q, const struct shape_field *f, struct str name, int *out)
{
	for (const struct shape_enum *e = f->enums; e->name; e++)
		if (str_eq_z(name, e->name)) {
			*out = e->value;
			return OK;
		}
	return bad_value(q, f, "not a name of its list");
}

static enum err
fill_i32(const struct db_query *q, const struct shape_field *f, int64_t v, int32_t *out)
{
	if (v < INT32_MIN || v > INT32_MAX)
		return bad_value(q, f, "does not fit 32 bits");
	*out = (int32_t)v;
	return OK;
}

static enum err
fill_member(const struct db_query *q, const struct shape_field *f, const struct cell *c, void *at)
{
	switch (f->type) {
	case SHAPE_T_BOOL:
		*(bool *)at = c->i64 != 0;
		return OK;
	case SHAPE_T_I32:
		return fill_i32(q, f, c->i64, at);
	case SHAPE_T_I64:
		*(int64_t *)at = c->i64;
		return OK;
	case SHAPE_T_OPT:
		*(struct opt_i64 *)at = (struct opt_i64){ true, c->i64 };
		return OK;
	case SHAPE_T_STR:
		*(struct str *)at = c->text;
		return OK;
	case SHAPE_T_HTML:
		*(struct html *)at = (struct html){ c->text.ptr, c->text.len };
		return OK;
	case SHAPE_T_TIME:
		*(struct time *)at = (struct time){ c->i64 };
		return OK;
	case SHAPE_T_ENUM:
		return fill_enum(q, f, c->text, at);
	default:
		return bad_value(q, f, "has no column type");
	}
}

enum err
row_fill(const struct db_query *q, const struct target *targets, const struct cell *cells, size_t n, void *row)
{
	shape_init(q->row, row);
	for (size_t i = 0; i < n; i++) {
		const struct shape_field *f = targets[i].field;
		enum err err = OK;
		if (targets[i].part == TARGET_CURRENCY)
			continue;
		if (targets[i].part == TARGET_MINOR)
			err = fill_money(q, f, &cells[i], &cells[targets[i].currency], shape_at(f, row));
		else if (!cells[i].null)
			err = fill_member(q, f, &cells[i], shape_at(f, row));
		else if (f->type == SHAPE_T_BOOL || f->type == SHAPE_T_I32 || f->type == SHAPE_T_I64)
			err = bad_value(q, f, "NULL, and the member has no absent value");
		if (err)
			return err;
	}
	return OK;
}
