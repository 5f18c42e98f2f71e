/*
 * json.c - JSON into structs: json-c builds a tree, a shape says what may be in it.  Writing is in json_write.c.
 *
 * The text is checked by json_scan() first.  Names given twice are found by counting: json-c keeps the last of them, so
 * its objects then have fewer members than the text.
 */
#include "lib/io/json.h"
#include "lib/io/json_scan.h"
#include "lib/io/xml.h"

#include <json-c/json.h>

#define NO_LIMIT ((struct opt_i64){ 0 })
#define LIMIT(n) ((struct opt_i64){ true, (n) })

/* The way to a value, for messages; turned into text only when there is something to say. */
struct path {
	const struct path *up; /* NULL: the top level */
	struct str name;       /* of a member; absent: an element */
	size_t index;
};
struct reader {
	struct arena *arena;
	struct field_errors *e;
	bool merge; /* RFC 7396: members that are not mentioned stay */
};

static void read_object(struct reader *r, const struct path *path, struct json_object *o, const struct shape *s,
    void *out, bool *present);

/* ---- messages ---- */

static void
path_text(struct buf *b, const struct path *p)
{
	if (!p || (!p->up && str_is_absent(p->name)))
		return;
	path_text(b, p->up);
	if (b->len > 0)
		buf_char(b, '/');
	if (str_is_absent(p->name))
		buf_i64(b, (int64_t)p->index);
	for (size_t i = 0; i < p->name.len; i++) {
		/* RFC 6901 */
		if (p->name.ptr[i] == '~')
			buf_lit(b, "~0");
		else if (p->name.ptr[i] == '/')
			buf_lit(b, "~1");
		else
			buf_char(b, p->name.ptr[i]);
	}
}

static struct str
pointer(struct arena *a, const struct path *p)
{
	struct buf b;

	buf_in_arena(&b, a, BUF_LINE);
	path_text(&b, p);
	return b.len > 0 ? buf_view(&b) : STR("");
}

static void
complain(struct reader *r, const struct path *path, const char *msgid)
{
	if (r->e->count < FIELD_ERRORS_MAX)
		field_error(r->e, pointer(r->arena, path), msgid, NO_LIMIT);
}

/* ---- values ---- */

static struct str
text_of(struct arena *a, struct json_object *o)
{
	size_t len = (size_t)json_object_get_string_len(o);

	return str_n(arena_memdup(a, json_object_get_string(o), len), len);
}

/* A whole number as it stands in the text: json-c pulls larger ones to the limits. */
static bool
whole(struct json_object *o, int64_t *out)
{
	if (!json_object_is_type(o, json_type_int))
		return false;
	*out = json_object_get_int64(o);
	return *out != INT64_MAX || json_object_get_uint64(o) == INT64_MAX;
}

static void
read_number(struct reader *r, const struct path *path, struct json_object *o, const struct shape_field *f, void *at)
{
	int64_t v;

	if (!whole(o, &v)) {
		complain(r, path, N_("Enter a whole number."));
	} else if (f->type == SHAPE_T_OPT) {
		*(struct opt_i64 *)at = (struct opt_i64){ true, v };
	} else if (f->type == SHAPE_T_I64) {
		*(int64_t *)at = v;
	} else if (v < INT32_MIN || v > INT32_MAX) {
		complain(r, path, N_("Enter a smaller number."));
	} else {
		*(int32_t *)at = (int32_t)v;
	}
}

static void
read_enum(struct reader *r, const struct path *path, struct json_object *o, const struct shape_field *f, int *at)
{
	if (json_object_is_type(o, json_type_string))
		for (const struct shape_enum *e = f->enums; e->name; e++)
			if (str_eq_z(
				str_n(json_object_get_string(o), (size_t)json_object_get_string_len(o)), e->name)) {
				*at = e->value;
				return;
			}
	complain(r, path, N_("Choose one of the listed values."));
}

/* {"amount": 1999, "currency": "EUR"}, both and nothing else. */
static void
read_money(struct reader *r, const struct path *path, struct json_object *o, struct money *at)
{
	struct json_object *amount, *currency;
	struct money m;

	if (!json_object_is_type(o, json_type_object) || json_object_object_length(o) != 2 ||
	    !json_object_object_get_ex(o, "amount", &amount) || !json_object_object_get_ex(o, "currency", &currency)) {
		complain(r, path, N_("Enter an amount in minor units and a currency."));
		return;
	}
	if (!whole(amount, &m.minor)) {
		complain(r, &(struct path){ path, STR("amount"), 0 }, N_("Enter a whole number."));
		return;
	}
	if (!json_object_is_type(currency, json_type_string) ||
	    money_currency(text_of(r->arena, currency), m.currency)) {
		err_clear();
		complain(r, &(struct path){ path, STR("currency"), 0 }, N_("Enter a currency code, for example EUR."));
		return;
	}
	*at = m;
}

static void
read_time(struct reader *r, const struct path *path, struct json_object *o, struct time *at)
{
	if (json_object_is_type(o, json_type_string) && !time_parse(text_of(r->arena, o), at))
		return;
	err_clear();
	complain(r, path, N_("Enter a time, for example 2026-11-22T10:20:30Z."));
}

static void
read_text(struct reader *r, const struct path *path, struct json_object *o, const struct shape_field *f, void *at)
{
	if (!json_object_is_type(o, json_type_string)) {
		complain(r, path, N_("Enter text."));
	} else if (f->type == SHAPE_T_STR) {
		*(struct str *)at = text_of(r->arena, o);
	} else if (html_sanitize(r->arena, text_of(r->arena, o), at)) {
		err_clear();
		complain(r, path, N_("Enter a shorter text."));
	}
}

static void
read_list(
    struct reader *r, const struct path *path, struct json_object *o, const struct shape_field *f, struct list *at)
{
	size_t size = f->shape ? f->shape->size : sizeof(struct str);
	size_t count = json_object_is_type(o, json_type_array) ? json_object_array_length(o) : 0;
	char *items;

	if (!json_object_is_type(o, json_type_array)) {
		complain(r, path, N_("Give a list."));
		return;
	}
	if (count > (uint64_t)MAX(f->max, 0)) {
		field_error(r->e, pointer(r->arena, path), N_("Give at most %lld entries."), LIMIT(f->max));
		return;
	}
	items = arena_zalloc(r->arena, count, size);
	for (size_t i = 0; i < count; i++) {
		struct path here = { path, STR_ABSENT, i };
		struct json_object *item = json_object_array_get_idx(o, i);
		struct reader whole_item = { r->arena, r->e, false };
		if (f->shape)
			read_object(&whole_item, &here, item, f->shape, items + i * size, NULL);
		else if (json_object_is_type(item, json_type_string))
			((struct str *)(void *)items)[i] = text_of(r->arena, item);
		else
			complain(r, &here, N_("Enter text."));
	}
	*at = (struct list){ items, count };
}

/* {"colour": "red", "size": ["S", "M"]} */
static void
read_pairs(
    struct reader *r, const struct path *path, struct json_object *o, const struct shape_field *f, struct list *at)
{
	struct pair *pairs = arena_array(r->arena, struct pair, (size_t)MAX(f->max, 0));
	size_t count = 0, max = (size_t)MAX(f->max, 0);

	if (!json_object_is_type(o, json_type_object)) {
		complain(r, path, N_("Give an object."));
		return;
	}
	json_object_object_foreach(o, key, val) {
		struct path here = { path, str_of(key), 0 };
		bool several = json_object_is_type(val, json_type_array);
		size_t n = several ? json_object_array_length(val) : 1;
		for (size_t i = 0; i < n; i++) {
			struct json_object *item = several ? json_object_array_get_idx(val, i) : val;
			if (count == max) {
				field_error(
				    r->e, pointer(r->arena, path), N_("Give at most %lld entries."), LIMIT(f->max));
				return;
			}
			if (!json_object_is_type(item, json_type_string))
				complain(r, &here, N_("Enter text."));
			else
				pairs[count++] = (struct pair){ str_dup(r->arena, here.name), text_of(r->arena, item) };
		}
	}
	*at = (struct list){ pairs, count };
}

static void
read_struct(struct reader *r, const struct path *path, struct json_object *o, const struct shape_field *f, void **at)
{
	void *inner = arena_zalloc(r->arena, 1, f->shape->size);
	struct reader inside = *r;

	if (r->merge && *at)
		memcpy(inner, *at, f->shape->size); /* what was there may be shared: change a copy */
	else
		inside.merge = false;
	read_object(&inside, path, o, f->shape, inner, NULL);
	*at = inner;
}

/* null, or not mentioned: the member's absent value, or its default. */
static void
set_absent(struct reader *r, const struct path *path, const struct shape_field *f, const struct shape *s, void *out)
{
	bool number = f->type == SHAPE_T_BOOL || f->type == SHAPE_T_I32 || f->type == SHAPE_T_I64;
	bool readable = !(f->flags & (SHAPE_READ_ONLY | SHAPE_HIDDEN));
	const struct shape alone = { s->name, 0, f, 1, NULL }; /* no size: nothing around the member is zeroed */
	enum err err;

	shape_init(&alone, out);
	if (f->fallback && f->fallback[0] && readable && f->type != SHAPE_T_MONEY) {
		err = shape_set_text(f, out, str_of(f->fallback), NULL, str_of(f->name), r->e);
		/* its complaint is in r->e; a default that is wrong is a bug that a test of the shape shows */
		(void)err;
	} else if (number && (f->flags & SHAPE_REQUIRED)) {
		complain(r, path, f->type == SHAPE_T_BOOL ? N_("Choose yes or no.") : N_("Enter a number."));
	}
}

static void
read_value(struct reader *r, const struct path *path, struct json_object *o, const struct shape_field *f,
    const struct shape *s, void *out)
{
	void *at = shape_at(f, out);

	if (json_object_is_type(o, json_type_null)) {
		set_absent(r, path, f, s, out);
		return;
	}
	switch (f->type) {
	case SHAPE_T_BOOL:
		if (json_object_is_type(o, json_type_boolean))
			*(bool *)at = json_object_get_boolean(o);
		else
			complain(r, path, N_("Give true or false."));
		return;
	case SHAPE_T_I32:
	case SHAPE_T_I64:
	case SHAPE_T_OPT:
		read_number(r, path, o, f, at);
		return;
	case SHAPE_T_STR:
	case SHAPE_T_HTML:
		read_text(r, path, o, f, at);
		return;
	case SHAPE_T_MONEY:
		read_money(r, path, o, at);
		return;
	case SHAPE_T_TIME:
		read_time(r, path, o, at);
		return;
	case SHAPE_T_ENUM:
		read_enum(r, path, o, f, at);
		return;
	case SHAPE_T_STRUCT:
		read_struct(r, path, o, f, at);
		return;
	case SHAPE_T_LIST:
		read_list(r, path, o, f, at);
		return;
	case SHAPE_T_PAIRS:
		read_pairs(r, path, o, f, at);
		return;
	case SHAPE_T__MAX:
		break;
	}
	BUG("a shape type that does not exist");
}

/* ---- objects ---- */

static void
read_object(struct reader *r, const struct path *path, struct json_object *o, const struct shape *s, void *out,
    bool *present)
{
	bool *seen = present ? present : arena_array(r->arena, bool, s->count);

	if (!r->merge)
		shape_init(s, out);
	memset(seen, 0, s->count * sizeof(*seen));
	if (!json_object_is_type(o, json_type_object)) {
		complain(r, path, N_("Give an object."));
		return;
	}
	json_object_object_foreach(o, key, val) {
		struct path here = { path, str_of(key), 0 };
		const struct shape_field *f = shape_find(s, here.name);
		if (!f || (f->flags & SHAPE_HIDDEN)) {
			complain(r, &here, N_("Leave this out: it is not known here."));
			continue;
		}
		if (f->flags & SHAPE_READ_ONLY) {
			complain(r, &here, N_("Leave this out: it cannot be changed here."));
			continue;
		}
		seen[f - s->fields] = true;
		read_value(r, &here, val, f, s, out);
	}
	for (size_t i = 0; i < s->count && !r->merge; i++) {
		struct path here = { path, str_of(s->fields[i].name), 0 };
		if (!seen[i] && !(s->fields[i].flags & (SHAPE_READ_ONLY | SHAPE_HIDDEN)))
			set_absent(r, &here, &s->fields[i], s, out);
	}
}

/* The names of shape_check() are dotted; ours are JSON pointers. */
static void
check(const struct shape *s, const void *out, struct field_errors *e)
{
	size_t from = e->count;

	if (shape_check(s, out, STR(""), e))
		return;
	for (size_t i = from; i < e->count; i++) {
		char *name = str_z(e->arena, e->items[i].name);
		for (char *c = name; *c; c++)
			if (*c == '.')
				*c = '/';
		e->items[i].name.ptr = name;
	}
}

static size_t
members_of(struct json_object *o)
{
	size_t n = 0;

	if (json_object_is_type(o, json_type_object)) {
		json_object_object_foreach(o, key, val) {
			(void)key;
			n += 1 + members_of(val);
		}
	} else if (json_object_is_type(o, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(o); i++)
			n += members_of(json_object_array_get_idx(o, i));
	}
	return n;
}

/* The tree of a text that passed json_scan(); to be released with json_object_put(). */
static enum err
parse(struct str text, struct json_object **out)
{
	struct json_tokener *t;
	struct json_object *o;
	size_t members = 0;
	enum json_tokener_error error;
	enum err err;

	if (text.len > INT32_MAX)
		return err_fail(ERR_LIMIT, "could not read JSON: %zu bytes", text.len);
	if ((err = json_scan(text, JSON_DEPTH_MAX, &members)))
		return err;
	if (!(t = json_tokener_new_ex(JSON_DEPTH_MAX + 1)))
		abort();
	json_tokener_set_flags(t, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	o = json_tokener_parse_ex(t, text.ptr, (int)text.len);
	/* A number at the end of the text is complete only once something else follows. */
	if (json_tokener_get_error(t) == json_tokener_continue)
		o = json_tokener_parse_ex(t, " ", 1);
	error = json_tokener_get_error(t);
	json_tokener_free(t);
	if (error != json_tokener_success)
		return err_fail(ERR_INVALID, "could not read JSON: %s", json_tokener_error_desc(error));
	if (members_of(o) != members) {
		json_object_put(o);
		return err_fail(ERR_INVALID, "could not read JSON: a name stands twice in one object");
	}
	*out = o;
	return OK;
}

static enum err
read_shape(struct reader *r, struct str text, const struct shape *s, void *out, bool *present)
{
	const struct path top = { 0 };
	size_t before = r->e->count;
	struct json_object *o;
	enum err err;

	if ((err = parse(text, &o)))
		return err;
	read_object(r, &top, o, s, out, present);
	json_object_put(o);
	if (r->e->count == before)
		check(s, out, r->e);
	return r->e->count == before ? OK : err_fail(ERR_INVALID, "could not take JSON as '%s'", shape_name(s));
}

enum err
json_read(struct arena *a, struct str text, const struct shape *s, void *out, struct field_errors *e)
{
	struct reader r = { a, e, false };

	return read_shape(&r, text, s, out, NULL);
}

enum err
json_merge(struct arena *a, struct str text, const struct shape *s, void *out, bool *present, struct field_errors *e)
{
	struct reader r = { a, e, true };

	return read_shape(&r, text, s, out, present);
}

static enum err
strings_of(struct arena *a, struct json_object *o, size_t max, struct list *out)
{
	size_t n = json_object_is_type(o, json_type_array) ? json_object_array_length(o) : 0;
	struct str *items = arena_array(a, struct str, n);

	if (!json_object_is_type(o, json_type_array))
		return err_fail(ERR_INVALID, "could not read a list of text: not an array");
	if (n > max)
		return err_fail(ERR_LIMIT, "could not read a list of text: %zu elements, at most %zu", n, max);
	for (size_t i = 0; i < n; i++) {
		struct json_object *item = json_object_array_get_idx(o, i);
		if (!json_object_is_type(item, json_type_string))
			return err_fail(ERR_INVALID, "could not read a list of text: element %zu is not text", i);
		items[i] = text_of(a, item);
	}
	*out = (struct list){ items, n };
	return OK;
}

enum err
json_read_strings(struct arena *a, struct str text, size_t max, struct list *out)
{
	struct json_object *o;
	enum err err;

	if ((err = parse(text, &o)))
		return err;
	err = strings_of(a, o, max, out);
	json_object_put(o);
	return err;
}
