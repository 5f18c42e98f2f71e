/* promotion_names.c - products, categories and brands that promotions name: slugs for people, public ids in the table
 * (an address may change). */
#include "lib/shop/names.h"
#include "lib/shop/promotion_parts.h"

enum { PRODUCTS, CATEGORIES, BRANDS };

struct named_row {
	struct str public_id, slug;
};
static const struct shape_field named_fields[] = { SHAPE_STR(struct named_row, public_id, 1, 40, .doc = "id"),
	SHAPE_STR(struct named_row, slug, 1, 200, .doc = "address") };
static const struct shape named_shape =
    SHAPE(struct named_row, named_fields, "Something that has an id and an address.");

#define NAMED(table) \
	"SELECT t.public_id, t.slug FROM JSON_TABLE(?, '$[*]' COLUMNS (name VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j" \
	" STRAIGHT_JOIN " table " t ON t.slug = j.name UNION SELECT t.public_id, t.slug" \
	" FROM JSON_TABLE(?, '$[*]' COLUMNS (name VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j STRAIGHT_JOIN " table \
	" t ON t.public_id = j.name"
static const struct db_query queries[] = {
	[PRODUCTS] = { "promotion_products", "ss", &named_shape, NAMED("product") },
	[CATEGORIES] = { "promotion_categories", "ss", &named_shape, NAMED("category") },
	[BRANDS] = { "promotion_brands", "ss", &named_shape, NAMED("brand") },
};
const struct db_module promotion_names_sql = { "promotion_names", queries, COUNT(queries) };

static enum err
look_up(struct db *db, struct arena *a, int q, struct list names, struct list *rows)
{
	const struct str *s = names.items;
	struct names all;
	struct str json;
	size_t count;

	names_init(&all, a);
	for (size_t i = 0; i < names.count; i++)
		if (s[i].len <= 200 && str_is_utf8(s[i]))
			names_add(&all, s[i]);
	json = names_json(&all, false, &count);
	const struct db_arg args[] = { db_str(json), db_str(json) };
	*rows = (struct list){ NULL, 0 };
	return count ? db_rows(db, &queries[q], args, COUNT(args), a, 2 * count, rows) : OK;
}

static struct list
replaced(struct arena *a, struct list names, struct list rows, bool to_ids, bool *all)
{
	const struct str *s = names.items;
	const struct named_row *row = rows.items;
	struct str *out = arena_array(a, struct str, names.count);

	*all = true;
	for (size_t i = 0; i < names.count; i++) {
		size_t k = 0;
		while (k < rows.count && !str_eq(row[k].slug, s[i]) && !str_eq(row[k].public_id, s[i]))
			k++;
		*all = *all && k < rows.count;
		out[i] = k == rows.count ? s[i] : to_ids ? row[k].public_id : row[k].slug;
	}
	return (struct list){ out, names.count };
}

static enum err
exchange(struct db *db, struct arena *a, int q, const char *member, bool to_ids, struct list *names,
    struct field_errors *errors)
{
	struct list rows;
	bool all;
	enum err err = look_up(db, a, q, *names, &rows);

	if (err)
		return err;
	*names = replaced(a, *names, rows, to_ids, &all);
	if (errors && !all)
		field_error(
		    errors, str_of(member), N_("One of these is not known in the shop."), (struct opt_i64){ 0 });
	return OK;
}

static enum err
exchange_all(struct db *db, struct arena *a, struct promotion_conditions *c, bool to_ids, struct field_errors *errors)
{
	enum err err = exchange(db, a, PRODUCTS, "conditions.products", to_ids, &c->products, errors);

	if (!err)
		err = exchange(db, a, PRODUCTS, "conditions.not_products", to_ids, &c->not_products, errors);
	if (!err)
		err = exchange(db, a, CATEGORIES, "conditions.categories", to_ids, &c->categories, errors);
	if (!err)
		err = exchange(db, a, CATEGORIES, "conditions.not_categories", to_ids, &c->not_categories, errors);
	return err ? err : exchange(db, a, BRANDS, "conditions.brands", to_ids, &c->brands, errors);
}

enum err
promotion_names_find(struct db *db, struct arena *a, struct promotion_conditions *c, struct field_errors *errors)
{
	return exchange_all(db, a, c, true, errors);
}

enum err
promotion_show_names(struct db *db, struct arena *a, struct promotion_conditions *c)
{
	return exchange_all(db, a, c, false, NULL);
}
