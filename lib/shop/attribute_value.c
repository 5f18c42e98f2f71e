/* attribute_value.c - what products say of their attributes.  Writes table product_attribute. */
#include "lib/shop/attribute.h"
#include "lib/shop/product_parts.h"

enum { DELETE, PUT };
static const struct db_query queries[] = {
	[DELETE] = { "attribute_value_delete", "i", NULL, "DELETE FROM product_attribute WHERE product_id = ?" },
	[PUT] = { "attribute_value_put", "iisiiibts", NULL,
	    "INSERT INTO product_attribute (product_id, attribute_id, locale, position, option_id, number_e6, bool_value, date_value,"
	    " text_value) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)" },
};
const struct db_module attribute_value_sql = { "attribute_value", queries, COUNT(queries) };

struct str
attribute_number(struct arena *a, int64_t e6)
{
	uint64_t n = e6 < 0 ? 0 - (uint64_t)e6 : (uint64_t)e6;
	struct str s = str_printf(a, "%s%llu.%06llu", e6 < 0 ? "-" : "", (unsigned long long)(n / 1000000),
	    (unsigned long long)(n % 1000000));

	while (s.ptr[s.len - 1] == '0')
		s.len--;
	if (s.ptr[s.len - 1] == '.')
		s.len--;
	return s;
}

struct str
attribute_date(struct arena *a, struct time date)
{
	struct civil c = time_civil(date);

	return str_printf(a, "%04d-%02d-%02d", c.year, c.month, c.day);
}

enum err
attribute_value(struct arena *a, enum attribute_kind kind, struct str value, struct str *out)
{
	int64_t e6;
	struct time date;
	bool flag;

	switch (kind) {
	case ATTRIBUTE_TEXT:
		*out = value;
		return OK;
	case ATTRIBUTE_NUMBER:
		if (str_to_decimal(value, 6, &e6))
			return ERR_INVALID;
		*out = attribute_number(a, e6);
		return OK;
	case ATTRIBUTE_BOOL:
		if (str_to_bool(value, &flag))
			return ERR_INVALID;
		*out = flag ? STR("true") : STR("false");
		return OK;
	case ATTRIBUTE_DATE:
		if (time_parse(value, &date))
			return ERR_INVALID;
		*out = attribute_date(a, date);
		return OK;
	case ATTRIBUTE_ONE:
	case ATTRIBUTE_MANY:
	case ATTRIBUTE_COLOUR:
		*out = str_cut(slug_make(a, value), 190);
		return OK;
	}
	BUG("a kind of attribute");
}

static void
put_value(struct plan *plan, struct db_arg product, const struct name *attribute, const struct attribute_input *in,
    size_t i, const struct references *refs)
{
	struct str value = ((const struct str *)in->values.items)[i];
	struct db_arg option = db_null('i'), number = db_null('i'), flag = db_null('b'), date = db_null('t'),
		      text = db_null('s');
	enum attribute_kind kind = (enum attribute_kind)attribute->number;
	struct time day;
	int64_t e6;

	/* The values are canonical, so reading them cannot fail. */
	if (attribute_has_options(kind)) {
		struct str key = str_printf(plan->arena, "%lld %.*s", (long long)attribute->id, STR_ARG(value));
		option = db_i64(names_find(&refs->options, key)->id);
	} else if (kind == ATTRIBUTE_NUMBER && !str_to_decimal(value, 6, &e6)) {
		number = db_i64(e6);
	} else if (kind == ATTRIBUTE_BOOL) {
		flag = db_bool(str_eq_z(value, "true"));
	} else if (kind == ATTRIBUTE_DATE && !time_parse(value, &day)) {
		date = db_time(day);
	} else {
		text = db_str(value);
	}
	const struct db_arg row[] = { product, db_i64(attribute->id), db_str(in->locale.ptr ? in->locale : STR("")),
		db_i64((int64_t)i), option, number, flag, date, text };
	plan_add(plan, PLAN_ATTRIBUTE, &queries[PUT], row, COUNT(row));
}

void
attributes_write(struct plan *plan, const struct parts *p, const struct references *refs, bool replace)
{
	const struct attribute_input *a = p->in->attributes.items;
	const struct db_arg id = db_i64(p->id);

	if (replace)
		plan_add(plan, PLAN_ATTRIBUTE_DELETE, &queries[DELETE], &id, 1);
	for (size_t i = 0; i < p->in->attributes.count; i++)
		for (size_t k = 0; k < a[i].values.count; k++)
			put_value(plan, id, names_find(&refs->attributes, a[i].code), &a[i], k, refs);
}
