/*
 * option.c - what the variants of a product differ in, and the choices.  Writes tables product_option*,
 * product_option_value*.
 *
 * Options and values are matched with the stored ones by their name in the default locale, so that a choice keeps its
 * id (and its place in carts and links) when others come and go.
 */
#include "lib/shop/product_parts.h"

enum {
	DELETE,
	DELETE_TEXTS,
	INSERT,
	UPDATE,
	PUT_TEXT,
	VALUE_DELETE,
	VALUE_DELETE_TEXTS,
	VALUE_INSERT,
	VALUE_UPDATE,
	VALUE_PUT_TEXT
};
static const struct db_query queries[] = {
	[DELETE] = { "option_delete", "i", NULL, "DELETE FROM product_option WHERE id = ?" },
	[DELETE_TEXTS] = { "option_delete_texts", "i", NULL, "DELETE FROM product_option_text WHERE option_id = ?" },
	[INSERT] = { "option_insert", "iiisss", NULL,
	    "INSERT INTO product_option (id, product_id, position, name, code, linked_to) VALUES (?, ?, ?, ?, ?, ?)" },
	[UPDATE] = { "option_update", "issi", NULL,
	    "UPDATE product_option SET position = ?, code = ?, linked_to = ? WHERE id = ?" },
	[PUT_TEXT] = { "option_put_text", "iss", NULL,
	    "INSERT INTO product_option_text (option_id, locale, name) VALUES (?, ?, ?)" },
	[VALUE_DELETE] = { "option_value_delete", "i", NULL, "DELETE FROM product_option_value WHERE id = ?" },
	[VALUE_DELETE_TEXTS] = { "option_value_delete_texts", "i", NULL,
	    "DELETE FROM product_option_value_text WHERE value_id = ?" },
	[VALUE_INSERT] = { "option_value_insert", "iiisss", NULL,
	    "INSERT INTO product_option_value (id, option_id, position, name, code, swatch) VALUES (?, ?, ?, ?, ?, ?)" },
	[VALUE_UPDATE] = { "option_value_update", "issi", NULL,
	    "UPDATE product_option_value SET position = ?, code = ?, swatch = ? WHERE id = ?" },
	[VALUE_PUT_TEXT] = { "option_value_put_text", "iss", NULL,
	    "INSERT INTO product_option_value_text (value_id, locale, name) VALUES (?, ?, ?)" },
};
const struct db_module option_sql = { "option", queries, COUNT(queries) };

static struct str
name_of(struct list names)
{
	return ((const struct name_input *)names.items)[0].name;
}

/* Names but for the first, which stands in the row itself. */
static void
put_texts(struct plan *plan, enum plan_slot slot, int query, int64_t id, struct list names)
{
	for (size_t i = 1; i < names.count; i++) {
		const struct name_input *n = (const struct name_input *)names.items + i;
		const struct db_arg row[] = { db_i64(id), db_str(n->locale), db_str(n->name) };
		plan_add(plan, slot, &queries[query], row, COUNT(row));
	}
}

/* The slug of a name, made unique among `codes`: "red", "red-2". */
static struct str
code_of(struct names *codes, struct str name)
{
	struct str base = str_cut(slug_make(codes->arena, name), 180), code = base;

	for (int n = 2; names_find(codes, code); n++)
		code = str_printf(codes->arena, "%.*s-%d", STR_ARG(base), n);
	names_add(codes, code);
	return code;
}

static void
delete_unused(struct plan *plan, enum plan_slot slot, int query, const struct names *old)
{
	for (size_t i = 0; i < old->count; i++)
		if (!old->items[i]->number) {
			const struct db_arg id = db_i64(old->items[i]->id);
			plan_add(plan, slot, &queries[query], &id, 1);
		}
}

/* Values of option i; `old` is its place among the stored ones, -1: it is new. */
static void
values_write(struct plan *plan, struct parts *p, struct arena *a, struct new_ids *ids, size_t i, int64_t old)
{
	const struct option_input *o = (const struct option_input *)p->in->options.items + i;
	const struct option_input *was = old >= 0 ? (const struct option_input *)p->old->in.options.items + old : NULL;
	struct names known, codes;

	names_init(&known, a);
	names_init(&codes, a);
	for (size_t k = 0; was && k < was->values.count; k++)
		names_add(&known, name_of(((const struct value_input *)was->values.items)[k].names))->id =
		    p->old->values[old][k];
	p->values[i] = arena_array(a, int64_t, o->values.count);
	for (size_t k = 0; k < o->values.count; k++) {
		const struct value_input *v = (const struct value_input *)o->values.items + k;
		struct name *have = names_find(&known, name_of(v->names));
		const struct db_arg id = db_i64(have ? have->id : ids->value), position = db_i64((int64_t)k + 1);
		const struct db_arg code = db_str(code_of(&codes, name_of(v->names)));
		p->values[i][k] = id.i64;
		if (have) {
			const struct db_arg row[] = { position, code, db_str(v->swatch), id };
			have->number = 1;
			plan_add(plan, PLAN_VALUE_UPDATE, &queries[VALUE_UPDATE], row, COUNT(row));
			plan_add(plan, PLAN_VALUE_TEXT_DELETE, &queries[VALUE_DELETE_TEXTS], &id, 1);
		} else {
			const struct db_arg row[] = { id, db_i64(p->options[i]), position, db_str(name_of(v->names)),
				code, db_str(v->swatch) };
			ids->value++;
			plan_add(plan, PLAN_VALUE_INSERT, &queries[VALUE_INSERT], row, COUNT(row));
		}
		put_texts(plan, PLAN_VALUE_TEXT, VALUE_PUT_TEXT, id.i64, v->names);
	}
	delete_unused(plan, PLAN_VALUE_DELETE, VALUE_DELETE, &known);
}

void
options_write(struct plan *plan, struct parts *p, struct arena *a, struct new_ids *ids)
{
	const struct option_input *before = p->old ? p->old->in.options.items : NULL;
	size_t old_count = p->old ? p->old->in.options.count : 0, count = p->in->options.count;
	struct names known, codes;

	names_init(&known, a);
	names_init(&codes, a);
	for (size_t i = 0; i < old_count; i++) {
		struct name *n = names_add(&known, name_of(before[i].names));
		n->id = p->old->options[i];
		n->also = (struct str){ NULL, i };
	}
	p->options = arena_array(a, int64_t, count);
	p->values = arena_array(a, int64_t *, count);
	for (size_t i = 0; i < count; i++) {
		const struct option_input *o = (const struct option_input *)p->in->options.items + i;
		struct name *have = p->old ? names_find(&known, name_of(o->names)) : NULL;
		const struct db_arg id = db_i64(have ? have->id : ids->option), position = db_i64((int64_t)i + 1);
		const struct db_arg code = db_str(code_of(&codes, name_of(o->names)));
		p->options[i] = id.i64;
		if (have) {
			const struct db_arg row[] = { position, code, db_str(o->linked_to), id };
			have->number = 1;
			plan_add(plan, PLAN_OPTION_UPDATE, &queries[UPDATE], row, COUNT(row));
			plan_add(plan, PLAN_OPTION_TEXT_DELETE, &queries[DELETE_TEXTS], &id, 1);
		} else {
			const struct db_arg row[] = { id, db_i64(p->id), position, db_str(name_of(o->names)), code,
				db_str(o->linked_to) };
			ids->option++;
			plan_add(plan, PLAN_OPTION_INSERT, &queries[INSERT], row, COUNT(row));
		}
		put_texts(plan, PLAN_OPTION_TEXT, PUT_TEXT, id.i64, o->names);
		values_write(plan, p, a, ids, i, have ? (int64_t)have->also.len : -1);
	}
	delete_unused(plan, PLAN_OPTION_DELETE, DELETE, &known);
}
