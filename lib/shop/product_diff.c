/* product_diff.c - two products in canonical form, compared member by member along their shape. */
#include "lib/shop/product_parts.h"

#include <assert.h>

#define CHANGES_MAX 10000

struct diff {
	struct arena *arena;
	struct list *changes; /* NULL: only whether */
	size_t cap;
};

static bool same_object(struct diff *d, const struct shape *s, const void *a, const void *b, struct str path);

static void
note(struct diff *d, struct str path, struct str before, struct str after)
{
	struct product_change *items = d->changes->items;

	if (d->changes->count == CHANGES_MAX)
		return;
	if (d->changes->count == d->cap) {
		d->cap = d->cap ? d->cap * 2 : 16;
		items = arena_array(d->arena, struct product_change, d->cap);
		if (d->changes->count)
			memcpy(items, d->changes->items, d->changes->count * sizeof(*items));
		d->changes->items = items;
	}
	items[d->changes->count++] = (struct product_change){ path, before, after };
}

/* A scalar as people read it; absent stays absent. */
static struct str
show(struct arena *a, const struct shape_field *f, const void *obj)
{
	const void *p = shape_at(f, obj);
	struct buf b;

	if (shape_is_absent(f, obj))
		return STR_ABSENT;
	buf_in_arena(&b, a, BUF_REPLY);
	switch (f->type) {
	case SHAPE_T_BOOL:
		return *(const bool *)p ? STR("yes") : STR("no");
	case SHAPE_T_I32:
		buf_i64(&b, *(const int32_t *)p);
		break;
	case SHAPE_T_I64:
		buf_i64(&b, *(const int64_t *)p);
		break;
	case SHAPE_T_OPT:
		buf_i64(&b, ((const struct opt_i64 *)p)->value);
		break;
	case SHAPE_T_STR:
		return *(const struct str *)p;
	case SHAPE_T_MONEY:
		money_decimal(&b, *(const struct money *)p);
		break;
	case SHAPE_T_TIME:
		time_rfc3339(&b, *(const struct time *)p);
		break;
	case SHAPE_T_ENUM:
		for (const struct shape_enum *e = f->enums; e->name; e++)
			if (e->value == *(const int *)p)
				return str_of(e->name);
		break;
	default:
		BUG("no scalar");
	}
	return buf_view(&b);
}

static bool
same_scalar(const struct shape_field *f, const void *a, const void *b)
{
	const void *p = shape_at(f, a), *q = shape_at(f, b);
	const struct opt_i64 *o = p, *u = q;
	const struct money *m = p, *n = q;

	switch (f->type) {
	case SHAPE_T_BOOL:
		return *(const bool *)p == *(const bool *)q;
	case SHAPE_T_I32:
		return *(const int32_t *)p == *(const int32_t *)q;
	case SHAPE_T_I64:
		return *(const int64_t *)p == *(const int64_t *)q;
	case SHAPE_T_OPT:
		return o->set == u->set && (!o->set || o->value == u->value);
	case SHAPE_T_STR:
		return str_eq(*(const struct str *)p, *(const struct str *)q);
	case SHAPE_T_MONEY:
		return m->minor == n->minor && memcmp(m->currency, n->currency, 3) == 0;
	case SHAPE_T_TIME:
		return ((const struct time *)p)->us == ((const struct time *)q)->us;
	case SHAPE_T_ENUM:
		return *(const int *)p == *(const int *)q;
	default:
		BUG("no scalar");
	}
}

/* What names an element in a path: locale, code, file, currency; else its place. */
static struct str
key_of(struct arena *a, const struct shape *s, const void *element, size_t i)
{
	const struct shape_field *f = &s->fields[0];

	if (f->type == SHAPE_T_STR && (f->flags & SHAPE_REQUIRED))
		return *(const struct str *)shape_at(f, element);
	if (f->type == SHAPE_T_MONEY)
		return str_of(((const struct money *)shape_at(f, element))->currency);
	return str_printf(a, "%zu", i);
}

/* Element of `list` with that key, looked for at its place first; NULL: none. */
static const void *
find(struct arena *a, const struct shape *s, struct list list, struct str key, size_t place)
{
	for (size_t n = 0; n < list.count; n++) {
		size_t i = (place + n) % list.count;
		const char *element = (const char *)list.items + i * s->size;
		if (str_eq(key_of(a, s, element, i), key))
			return element;
	}
	return NULL;
}

static struct str
join(struct arena *a, struct str path, struct str part)
{
	return path.len ? str_printf(a, "%.*s.%.*s", STR_ARG(path), STR_ARG(part)) : part;
}

static bool
same_structs_quickly(struct diff *d, const struct shape *s, struct list a, struct list b)
{
	if (a.count != b.count)
		return false;
	for (size_t i = 0; i < a.count; i++)
		if (!same_object(
			d, s, (const char *)a.items + i * s->size, (const char *)b.items + i * s->size, STR_ABSENT))
			return false;
	return true;
}

static void
explain_structs(struct diff *d, const struct shape *s, struct list a, struct list b, struct str path)
{
	for (size_t i = 0; i < b.count; i++) {
		const char *after = (const char *)b.items + i * s->size;
		struct str key = key_of(d->arena, s, after, i);
		const void *before = find(d->arena, s, a, key, i);
		if (before)
			same_object(d, s, before, after, join(d->arena, path, key));
		else
			note(d, join(d->arena, path, key), STR_ABSENT, STR("new"));
	}
	for (size_t i = 0; i < a.count; i++) {
		const char *before = (const char *)a.items + i * s->size;
		struct str key = key_of(d->arena, s, before, i);
		if (!find(d->arena, s, b, key, i))
			note(d, join(d->arena, path, key), STR("removed"), STR_ABSENT);
	}
}

/* Texts, or pairs as "name: value", in one line. */
static struct str
line(struct arena *a, const struct shape_field *f, struct list list)
{
	struct buf b;

	buf_in_arena(&b, a, BUF_REPLY);
	for (size_t i = 0; i < list.count; i++) {
		if (i)
			buf_lit(&b, ", ");
		if (f->type == SHAPE_T_PAIRS) {
			const struct pair *p = (const struct pair *)list.items + i;
			buf_str(&b, p->name);
			buf_lit(&b, ": ");
			buf_str(&b, p->value);
		} else {
			buf_str(&b, ((const struct str *)list.items)[i]);
		}
	}
	return list.count ? buf_view(&b) : STR_ABSENT;
}

static bool
same_texts(const struct shape_field *f, struct list a, struct list b)
{
	size_t per = f->type == SHAPE_T_PAIRS ? 2 : 1; /* a pair is two texts */
	const struct str *s = a.items, *t = b.items;

	if (a.count != b.count)
		return false;
	for (size_t i = 0; i < a.count * per; i++)
		if (!str_eq(s[i], t[i]))
			return false;
	return true;
}
static_assert(sizeof(struct pair) == 2 * sizeof(struct str), "a pair is two texts");

static bool
same_member(struct diff *d, const struct shape_field *f, const void *a, const void *b, struct str path)
{
	struct diff quiet = { .arena = d->arena };
	const struct list *p = shape_at(f, a), *q = shape_at(f, b);
	bool same;

	if (f->type == SHAPE_T_LIST && f->shape) {
		same = same_structs_quickly(&quiet, f->shape, *p, *q);
		if (!same && d->changes) {
			size_t before = d->changes->count;
			explain_structs(d, f->shape, *p, *q, path);
			if (d->changes->count == before) /* the same elements in another order */
				note(d, path, STR("order"), STR("another order"));
		}
	} else if (f->type == SHAPE_T_LIST || f->type == SHAPE_T_PAIRS) {
		same = same_texts(f, *p, *q);
		if (!same && d->changes)
			note(d, path, line(d->arena, f, *p), line(d->arena, f, *q));
	} else {
		same = same_scalar(f, a, b);
		if (!same && d->changes)
			note(d, path, show(d->arena, f, a), show(d->arena, f, b));
	}
	return same;
}

static bool
same_object(struct diff *d, const struct shape *s, const void *a, const void *b, struct str path)
{
	bool same = true;

	for (size_t i = 0; i < s->count; i++) {
		const struct shape_field *f = &s->fields[i];
		struct str at = d->changes ? join(d->arena, path, str_of(f->name)) : STR_ABSENT;
		if (!same_member(d, f, a, b, at)) {
			same = false;
			if (!d->changes)
				return false;
		}
	}
	return same;
}

unsigned
product_member(size_t offset)
{
	for (unsigned i = 0; i < product_input_shape.count; i++)
		if (product_input_shape.fields[i].offset == offset)
			return i;
	BUG("no member of product_input");
}

uint64_t
product_diff(
    const struct product_input *before, const struct product_input *after, struct arena *a, struct list *changes)
{
	struct diff d = { .arena = a, .changes = changes };
	uint64_t parts = 0;

	for (unsigned i = 0; i < product_input_shape.count; i++) {
		const struct shape_field *f = &product_input_shape.fields[i];
		if (!same_member(&d, f, before, after, str_of(f->name)))
			parts |= UINT64_C(1) << i;
	}
	return parts;
}

bool
variant_same(const struct variant_input *a, const struct variant_input *b, bool *prices_same, bool *stock_same,
    bool *choice_same)
{
	const struct shape *s =
	    product_input_shape.fields[product_member(offsetof(struct product_input, variants))].shape;
	struct diff quiet = { 0 };
	bool row_same = true;

	for (size_t i = 0; i < s->count; i++) {
		const struct shape_field *f = &s->fields[i];
		bool same = same_member(&quiet, f, a, b, STR_ABSENT);
		if (f->offset == offsetof(struct variant_input, prices))
			*prices_same = same;
		else if (f->offset == offsetof(struct variant_input, stock))
			*stock_same = same;
		else if (f->offset == offsetof(struct variant_input, values))
			*choice_same = same;
		else
			row_same = row_same && same;
	}
	return row_same;
}
