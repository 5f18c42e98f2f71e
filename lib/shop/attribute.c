/* attribute.c - attributes, their options, and product types.  See attribute.h; values of products are in
 * attribute_value.c. */
#include "lib/shop/attribute.h"
#include "lib/shop/catalog_index.h"
#include "lib/shop/product_parts.h"
#include "lib/shop/slug.h"

enum { FIND, CREATE, NAME, FIND_OPTION, CREATE_OPTION, NAME_OPTION, TYPE_FIND, TYPE_CREATE,
	PUT, PUT_TEXT, PUT_OPTION, PUT_OPTION_TEXT, GET, TYPE_PUT, TYPE_TEXT, TYPE_CLEAR, TYPE_ADD };
static const struct db_query queries[] = {
	[FIND] = { "attribute_find", "s", &name_row_shape,
	    "SELECT a.code AS name, a.id, a.kind + 0 AS number FROM JSON_TABLE(?, '$[*]' COLUMNS"
	    " (code VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j STRAIGHT_JOIN attribute a ON a.code = j.code" },
	[CREATE] = { "attribute_create", "is", NULL,
	    "INSERT INTO attribute (id, code, kind) VALUES (?, ?, 'text') ON DUPLICATE KEY UPDATE id = id" },
	[NAME] = { "attribute_name", "iss", NULL,
	    "INSERT INTO attribute_text (attribute_id, locale, name) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE locale = VALUES(locale)" },
	[FIND_OPTION] = { "attribute_option_find", "s", &name_row_shape,
	    "SELECT CONCAT(o.attribute_id, ' ', o.code) AS name, o.id FROM JSON_TABLE(?, '$[*]' COLUMNS"
	    " (pair VARCHAR(211) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j STRAIGHT_JOIN attribute_option o"
	    " ON o.attribute_id = CAST(SUBSTRING_INDEX(j.pair, ' ', 1) AS SIGNED) AND o.code = SUBSTRING_INDEX(j.pair, ' ', -1)" },
	[CREATE_OPTION] = { "attribute_option_create", "iis", NULL,
	    "INSERT INTO attribute_option (id, attribute_id, code) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE id = id" },
	[NAME_OPTION] = { "attribute_option_name", "iss", NULL,
	    "INSERT INTO attribute_option_text (option_id, locale, name) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE locale = VALUES(locale)" },
	[TYPE_FIND] = { "product_type_find", "s", &name_row_shape,
	    "SELECT t.name, t.id FROM JSON_TABLE(?, '$[*]' COLUMNS"
	    " (name VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin PATH '$')) j STRAIGHT_JOIN product_type t ON t.name = j.name" },
	[TYPE_CREATE] = { "product_type_create", "iss", NULL,
	    "INSERT INTO product_type (id, code, name) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE id = id" },
	[PUT] = { "attribute_put", "issbi", NULL,
	    "INSERT INTO attribute (id, code, kind, is_facet, position) VALUES (?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE"
	    " kind = VALUES(kind), is_facet = VALUES(is_facet), position = VALUES(position)" },
	[PUT_TEXT] = { "attribute_put_text", "isss", NULL,
	    "INSERT INTO attribute_text (attribute_id, locale, name, unit) VALUES (?, ?, ?, ?)"
	    " ON DUPLICATE KEY UPDATE name = VALUES(name), unit = VALUES(unit)" },
	[PUT_OPTION] = { "attribute_put_option", "iissi", NULL,
	    "INSERT INTO attribute_option (id, attribute_id, code, swatch, position) VALUES (?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE"
	    " swatch = VALUES(swatch), position = VALUES(position)" },
	[GET] = { "attribute_get", "s", &name_row_shape,
	    "SELECT a.code AS name, a.id, (SELECT a.kind + 0 FROM product_attribute p WHERE p.attribute_id = a.id LIMIT 1) AS number"
	    " FROM attribute a WHERE a.code = ? FOR UPDATE" },
	[PUT_OPTION_TEXT] = { "attribute_put_option_text", "ssis", NULL,
	    "INSERT INTO attribute_option_text (option_id, locale, name) SELECT id, ?, ? FROM attribute_option WHERE attribute_id = ? AND code = ?"
	    " ON DUPLICATE KEY UPDATE name = VALUES(name)" },
	[TYPE_PUT] = { "product_type_put", "iss", NULL,
	    "INSERT INTO product_type (id, code, name) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE name = VALUES(name)" },
	[TYPE_TEXT] = { "product_type_text", "sss", NULL,
	    "INSERT INTO product_type_text (product_type_id, locale, name) SELECT id, ?, ? FROM product_type WHERE name = ?"
	    " ON DUPLICATE KEY UPDATE name = VALUES(name)" },
	[TYPE_CLEAR] = { "product_type_clear", "s", NULL,
	    "DELETE l FROM product_type_attribute l JOIN product_type t ON t.id = l.product_type_id WHERE t.name = ?" },
	[TYPE_ADD] = { "product_type_add", "iss", NULL,
	    "INSERT INTO product_type_attribute (product_type_id, attribute_id, position)"
	    " SELECT t.id, a.id, ? FROM product_type t JOIN attribute a WHERE t.name = ? AND a.code = ?" },
};
const struct db_module attribute_sql = { "attribute", queries, COUNT(queries) };

const struct shape_enum attribute_kind_names[] = { { "text", ATTRIBUTE_TEXT }, { "number", ATTRIBUTE_NUMBER },
	{ "bool", ATTRIBUTE_BOOL }, { "one", ATTRIBUTE_ONE }, { "many", ATTRIBUTE_MANY },
	{ "colour", ATTRIBUTE_COLOUR }, { "date", ATTRIBUTE_DATE }, { NULL, 0 } };

/* A code as people read it: "screen_size" -> "Screen size". */
static struct str
name_of_code(struct arena *a, struct str code)
{
	char *name = arena_memdup(a, code.ptr, code.len);

	for (size_t i = 0; i < code.len; i++)
		if (name[i] == '-' || name[i] == '_')
			name[i] = ' ';
	if (name[0] >= 'a' && name[0] <= 'z')
		name[0] = (char)(name[0] - 32);
	return (struct str){ name, code.len };
}

/* Give the rows that were missing, and now have an id, their name in the default locale. */
static enum err
name_new(struct db *db, struct names *names, const struct db_query *q, struct str locale, struct name *const *created,
    size_t count)
{
	struct db_arg *rows = arena_array(names->arena, struct db_arg, count * 3);
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		struct str name =
		    created[i]->also.ptr ? created[i]->also : name_of_code(names->arena, created[i]->text);
		if (!created[i]->id)
			continue;
		rows[3 * n] = db_i64(created[i]->id);
		rows[3 * n + 1] = db_str(locale);
		rows[3 * n++ + 2] = db_str(name);
	}
	return db_bulk(db, q, rows, 3, n, NULL);
}

static struct name **
missing_of(struct names *names, size_t count)
{
	struct name **out = arena_array(names->arena, struct name *, count);
	size_t n = 0;

	for (size_t i = 0; i < names->count; i++)
		if (!names->items[i]->id)
			out[n++] = names->items[i];
	return out;
}

/* Codes that do not exist become text attributes, named after their code. */
static enum err
create_attributes(struct db *db, struct names *names, struct str locale)
{
	size_t count = names_missing(names);
	struct name **missing = missing_of(names, count);
	struct db_arg *rows = arena_array(names->arena, struct db_arg, count * 2);
	int64_t id;
	enum err err = id_reserve(db, "attribute", (int64_t)count, &id);

	if (err)
		return err;
	for (size_t i = 0; i < count; i++) {
		rows[2 * i] = db_i64(id++);
		rows[2 * i + 1] = db_str(missing[i]->text);
	}
	if ((err = db_bulk(db, &queries[CREATE], rows, 2, count, NULL)) ||
	    (err = names_lookup(names, db, &queries[FIND])))
		return err;
	return name_new(db, names, &queries[NAME], locale, missing, count);
}

enum err
attributes_resolve(struct db *db, struct names *names, struct str default_locale, bool make)
{
	enum err err = names_lookup(names, db, &queries[FIND]);

	if (!err && make && names_missing(names))
		err = create_attributes(db, names, default_locale);
	for (size_t i = 0; i < names->count && !err; i++) /* SQL counts the names of an ENUM from 1 */
		names->items[i]->number = MAX(names->items[i]->number - 1, 0);
	return err;
}

static enum err
create_options(struct db *db, struct names *names, struct str locale)
{
	size_t count = names_missing(names);
	struct name **missing = missing_of(names, count);
	struct db_arg *rows = arena_array(names->arena, struct db_arg, count * 3);
	struct str *labels = arena_array(names->arena, struct str, count);
	int64_t id, attribute;
	enum err err = id_reserve(db, "attribute_option", (int64_t)count, &id);

	for (size_t i = 0; i < count && !err; i++) {
		struct str text = missing[i]->text;
		size_t blank = str_find(text, ' ');
		if ((err = str_to_i64(str_cut(text, blank), 1, INT64_MAX, &attribute)))
			return err;
		labels[i] = missing[i]->also;
		rows[3 * i] = db_i64(id++);
		rows[3 * i + 1] = db_i64(attribute);
		rows[3 * i + 2] = db_str(str_skip(text, blank + 1));
	}
	if (err || (err = db_bulk(db, &queries[CREATE_OPTION], rows, 3, count, NULL)) ||
	    (err = names_lookup(names, db, &queries[FIND_OPTION])))
		return err;
	for (size_t i = 0; i < count; i++)
		missing[i]->also = labels[i];
	return name_new(db, names, &queries[NAME_OPTION], locale, missing, count);
}

enum err
attribute_options_resolve(struct db *db, struct names *names, struct str default_locale, bool make)
{
	enum err err = names_lookup(names, db, &queries[FIND_OPTION]);

	return err || !make || !names_missing(names) ? err : create_options(db, names, default_locale);
}

enum err
types_resolve(struct db *db, struct names *names)
{
	return names_create(db, names, "product_type", NULL, true, &queries[TYPE_CREATE], &queries[TYPE_FIND]);
}

/* ---- definitions ---- */

struct put {
	struct arena *arena;
	const struct attribute_def *def;
	const struct product_type_def *type;
	int64_t id, option_id; /* for new ones */
};

static enum err
put_options(struct db *db, const struct put *put, int64_t attribute_id)
{
	const struct attribute_option_def *o = put->def->options.items;

	for (size_t i = 0; i < put->def->options.count; i++) {
		const struct db_arg row[] = { db_i64(put->option_id + (int64_t)i), db_i64(attribute_id),
			db_str(o[i].code), db_str(o[i].swatch), db_i64((int64_t)i) };
		enum err err = db_exec(db, &queries[PUT_OPTION], row, COUNT(row), NULL);
		for (size_t k = 0; k < o[i].names.count && !err; k++) {
			const struct name_input *n = (const struct name_input *)o[i].names.items + k;
			const struct db_arg text[] = { db_str(n->locale), db_str(n->name), db_i64(attribute_id),
				db_str(o[i].code) };
			err = db_exec(db, &queries[PUT_OPTION_TEXT], text, COUNT(text), NULL);
		}
		if (err)
			return err;
	}
	return OK;
}

static struct str
unit_in(struct list units, struct str locale)
{
	const struct name_input *u = units.items;

	for (size_t i = 0; i < units.count; i++)
		if (str_eq(u[i].locale, locale))
			return u[i].name;
	return units.count ? u[0].name : STR_ABSENT;
}

static enum err
put_attribute(struct db *db, void *payload)
{
	const struct put *put = payload;
	const struct attribute_def *def = put->def;
	const struct db_arg code = db_str(def->code);
	struct name_row row = { .id = put->id };
	enum err err = db_row(db, &queries[GET], &code, 1, put->arena, &row);

	if (err && err != ERR_NOT_FOUND)
		return err;
	if (!err && row.number.set && row.number.value != (int64_t)def->kind + 1)
		return err_fail(ERR_CONFLICT, "could not change attribute '%.*s': products have values of another kind",
		    STR_ARG(def->code));
	const struct db_arg args[] = { db_i64(row.id), code, db_str(str_of(attribute_kind_names[def->kind].name)),
		db_bool(def->is_facet), db_i64(def->position) };
	err = db_exec(db, &queries[PUT], args, COUNT(args), NULL);
	for (size_t i = 0; i < def->names.count && !err; i++) {
		const struct name_input *n = (const struct name_input *)def->names.items + i;
		const struct db_arg text[] = { db_i64(row.id), db_str(n->locale), db_str(n->name),
			db_str(unit_in(def->units, n->locale)) };
		err = db_exec(db, &queries[PUT_TEXT], text, COUNT(text), NULL);
	}
	if (!err)
		err = put_options(db, put, row.id);
	return err ? err : catalog_index_queue(db, &(int64_t){ INDEX_ALL }, 1);
}

enum err
attribute_put(struct db *db, struct arena *a, const struct attribute_def *def)
{
	struct id_block blocks[] = { { "attribute", 1, 0 }, { "attribute_option", (int64_t)def->options.count, 0 } };
	struct put put = { .arena = a, .def = def };
	enum err err = ids_reserve(db, blocks, COUNT(blocks));

	if (err)
		return err;
	put.id = blocks[0].first;
	put.option_id = blocks[1].first;
	return db_transaction(db, put_attribute, &put);
}

static enum err
put_type(struct db *db, void *payload)
{
	const struct put *put = payload;
	const struct name_input *names = put->type->names.items;
	const struct str *codes = put->type->attributes.items;
	const struct db_arg row[] = { db_i64(put->id), db_str(put->type->code), db_str(names[0].name) };
	enum err err = db_exec(db, &queries[TYPE_PUT], row, COUNT(row), NULL);

	for (size_t i = 0; i < put->type->names.count && !err; i++) {
		const struct db_arg text[] = { db_str(names[i].locale), db_str(names[i].name), row[2] };
		err = db_exec(db, &queries[TYPE_TEXT], text, COUNT(text), NULL);
	}
	if (!err)
		err = db_exec(db, &queries[TYPE_CLEAR], &row[2], 1, NULL);
	for (size_t i = 0; i < put->type->attributes.count && !err; i++) {
		const struct db_arg link[] = { db_i64((int64_t)i), row[2], db_str(codes[i]) };
		err = db_exec(db, &queries[TYPE_ADD], link, COUNT(link), NULL);
	}
	return err ? err : catalog_index_queue(db, &(int64_t){ INDEX_ALL }, 1);
}

enum err
product_type_put(struct db *db, struct arena *a, const struct product_type_def *def)
{
	struct put put = { .arena = a, .type = def };
	enum err err = id_reserve(db, "product_type", 1, &put.id);

	return err ? err : db_transaction(db, put_type, &put);
}
