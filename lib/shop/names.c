/* names.c - a set of texts with an id each.  See names.h. */
#include "lib/shop/names.h"
#include "lib/io/json.h"

#define FIRST_SLOTS 64
#define JSON_MAX ((size_t)32 << 20)

static const struct shape_field row_fields[] = {
	SHAPE_STR(struct name_row, name, 0, 1000, .doc = "as asked for"),
	SHAPE_I64(struct name_row, id, 1, INT64_MAX, .doc = "of the row"),
	SHAPE_OPT(struct name_row, number, INT64_MIN, INT64_MAX, .flags = SHAPE_OMIT, .doc = "the owner's"),
	SHAPE_STR(struct name_row, also, 0, 1000, .flags = SHAPE_OMIT, .doc = "the owner's"),
};
const struct shape name_row_shape = SHAPE(struct name_row, row_fields, "A name and its id.");

void
names_init(struct names *n, struct arena *a)
{
	*n = (struct names){ .arena = a };
}

/* The slot where a text is, or would be. */
static struct name **
slot_of(const struct names *n, struct str text)
{
	size_t i = str_hash(text) & (n->slot_count - 1);

	while (n->slots[i] && !str_eq(n->slots[i]->text, text))
		i = (i + 1) & (n->slot_count - 1);
	return &n->slots[i];
}

static void
grow(struct names *n)
{
	struct name **items;

	n->slot_count = n->slot_count ? n->slot_count * 2 : FIRST_SLOTS;
	n->slots = arena_array(n->arena, struct name *, n->slot_count);
	n->cap = n->slot_count / 2;
	items = arena_array(n->arena, struct name *, n->cap);
	for (size_t i = 0; i < n->count; i++) {
		items[i] = n->items[i];
		*slot_of(n, items[i]->text) = items[i];
	}
	n->items = items;
}

struct name *
names_add(struct names *n, struct str text)
{
	struct name **slot;

	if (n->count == n->cap)
		grow(n);
	slot = slot_of(n, text);
	if (!*slot) {
		*slot = n->items[n->count++] = arena_new_of(n->arena, struct name);
		(*slot)->text = text;
	}
	return *slot;
}

struct name *
names_find(const struct names *n, struct str text)
{
	return n->count ? *slot_of(n, text) : NULL;
}

struct str
names_json(const struct names *n, bool missing, size_t *count)
{
	struct buf b;

	*count = 0;
	buf_in_arena(&b, n->arena, JSON_MAX);
	buf_char(&b, '[');
	for (size_t i = 0; i < n->count; i++) {
		if (missing && n->items[i]->id)
			continue;
		if ((*count)++)
			buf_char(&b, ',');
		json_write_str(&b, n->items[i]->text);
	}
	buf_char(&b, ']');
	return buf_view(&b);
}

struct str
ids_json(struct arena *a, const int64_t *ids, size_t count)
{
	struct buf b;

	buf_in_arena(&b, a, JSON_MAX);
	buf_char(&b, '[');
	for (size_t i = 0; i < count; i++) {
		if (i)
			buf_char(&b, ',');
		buf_i64(&b, ids[i]);
	}
	buf_char(&b, ']');
	return buf_view(&b);
}

size_t
names_missing(const struct names *n)
{
	size_t missing = 0;

	for (size_t i = 0; i < n->count; i++)
		missing += n->items[i]->id == 0;
	return missing;
}

enum err
names_lookup(struct names *n, struct db *db, const struct db_query *q)
{
	size_t asked;
	struct str json = names_json(n, true, &asked);
	const struct db_arg args[] = { db_str(json) };
	const struct name_row *rows;
	struct list found;
	enum err err;

	if (!asked)
		return OK;
	if ((err = db_rows(db, q, args, 1, n->arena, asked, &found)))
		return err;
	rows = found.items;
	for (size_t i = 0; i < found.count; i++) {
		struct name *name = names_find(n, rows[i].name);
		if (name) {
			name->id = rows[i].id;
			name->number = rows[i].number.set ? rows[i].number.value : 0;
			name->also = rows[i].also;
		}
	}
	return OK;
}
