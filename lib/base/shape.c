/*
 * shape.c - walk the tables that describe structs: initialise, set from text, check.  See shape.h.
 *
 * Messages are msgids: plain words for shoppers and staff that say what to do, translated where they are shown.
 * N_() marks them for xgettext.
 */
#include "config.h"
#include "lib/base/shape.h"

#include <assert.h>

#define NO_LIMIT ((struct opt_i64){ 0 })
#define LIMIT(n) ((struct opt_i64){ true, (n) })

static bool text_is_right(const struct shape_field *f, struct str s, struct str name, struct field_errors *e);
static bool number_is_right(const struct shape_field *f, int64_t v, struct str name, struct field_errors *e);
static bool amount_is_right(const struct shape_field *f, struct money m, struct str name, struct field_errors *e);

const char *
shape_name(const struct shape *s)
{
	return strncmp(s->name, "struct ", 7) == 0 ? s->name + 7 : s->name;
}

static void
set_absent(const struct shape_field *f, void *obj)
{
	void *p = shape_at(f, obj);

	switch (f->type) {
	case SHAPE_T_BOOL:
		*(bool *)p = false;
		break;
	case SHAPE_T_I32:
		*(int32_t *)p = 0;
		break;
	case SHAPE_T_I64:
		*(int64_t *)p = 0;
		break;
	case SHAPE_T_OPT:
		*(struct opt_i64 *)p = (struct opt_i64){ 0 };
		break;
	case SHAPE_T_STR:
		*(struct str *)p = STR_ABSENT;
		break;
	case SHAPE_T_HTML:
		*(struct html *)p = (struct html){ 0 };
		break;
	case SHAPE_T_MONEY:
		*(struct money *)p = MONEY_ABSENT;
		break;
	case SHAPE_T_TIME:
		*(struct time *)p = TIME_ABSENT;
		break;
	case SHAPE_T_ENUM:
		*(int *)p = -1;
		break;
	case SHAPE_T_STRUCT:
		*(void **)p = NULL;
		break;
	case SHAPE_T_LIST:
	case SHAPE_T_PAIRS:
		*(struct list *)p = (struct list){ 0 };
		break;
	case SHAPE_T__MAX:
		BUG("shape type");
	}
}

void
shape_init(const struct shape *s, void *out)
{
	memset(out, 0, s->size);
	for (size_t i = 0; i < s->count; i++)
		set_absent(&s->fields[i], out);
}

const struct shape_field *
shape_find(const struct shape *s, struct str name)
{
	for (size_t i = 0; i < s->count; i++)
		if (str_eq_z(name, s->fields[i].name))
			return &s->fields[i];
	return NULL;
}

bool
shape_is_absent(const struct shape_field *f, const void *obj)
{
	const void *p = shape_at(f, obj);

	switch (f->type) {
	case SHAPE_T_OPT:
		return !((const struct opt_i64 *)p)->set;
	case SHAPE_T_STR:
		return str_is_absent(*(const struct str *)p);
	case SHAPE_T_HTML:
		return ((const struct html *)p)->ptr == NULL;
	case SHAPE_T_MONEY:
		return money_is_absent(*(const struct money *)p);
	case SHAPE_T_TIME:
		return time_is_absent(*(const struct time *)p);
	case SHAPE_T_ENUM:
		return *(const int *)p == -1;
	case SHAPE_T_STRUCT:
		return *(void *const *)p == NULL;
	case SHAPE_T_BOOL:
	case SHAPE_T_I32:
	case SHAPE_T_I64:
	case SHAPE_T_LIST:
	case SHAPE_T_PAIRS:
		return false;
	case SHAPE_T__MAX:
		break;
	}
	BUG("shape type");
}

void
field_error(struct field_errors *e, struct str name, const char *msgid, struct opt_i64 limit)
{
	if (e->count == FIELD_ERRORS_MAX)
		return;
	if (e->count == e->cap) {
		size_t cap = MIN(MAX(e->cap * 2, (size_t)8), (size_t)FIELD_ERRORS_MAX);
		struct field_error *items = arena_array(e->arena, struct field_error, cap);
		if (e->count)
			memcpy(items, e->items, e->count * sizeof(*items));
		e->items = items;
		e->cap = cap;
	}
	e->items[e->count++] = (struct field_error){ str_dup(e->arena, name), str_of(msgid), limit };
}

/* Complain and return false, so that checks read as one expression. */
static bool
complain(struct field_errors *e, struct str name, const char *msgid, struct opt_i64 limit)
{
	field_error(e, name, msgid, limit);
	return false;
}

/* What to say when nothing was given for a field that needs a value. */
static const char *
missing(const struct shape_field *f)
{
	switch (f->type) {
	case SHAPE_T_I32:
	case SHAPE_T_I64:
	case SHAPE_T_OPT:
		return N_("Enter a number.");
	case SHAPE_T_MONEY:
		return N_("Enter an amount, for example 19.99.");
	case SHAPE_T_TIME:
		return N_("Enter a date, for example 2026-11-22.");
	case SHAPE_T_ENUM:
		return N_("Choose one of the listed values.");
	case SHAPE_T_LIST:
	case SHAPE_T_PAIRS:
		return N_("Add at least one entry.");
	default:
		return N_("Enter a value.");
	}
}

/* Browsers send line breaks of a text area as CRLF; we keep and count them as LF. */
static struct str
with_lf(struct arena *a, struct str s)
{
	char *p;
	size_t n = 0;

	if (str_find(s, '\r') == s.len)
		return s;
	p = arena_alloc(a, s.len + 1);
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '\r' && i + 1 < s.len && s.ptr[i + 1] == '\n')
			continue;
		p[n++] = s.ptr[i] == '\r' ? '\n' : s.ptr[i];
	}
	p[n] = '\0';
	return str_n(p, n);
}

/* Shoppers whose language writes 19,99 may type it so.  One comma before at most two digits can mean nothing else. */
static struct str
with_point(struct arena *a, struct str s)
{
	size_t comma = str_find(s, ',');
	char *p;

	if (comma == s.len || str_find(s, '.') < s.len || s.len - comma > 3)
		return s;
	p = arena_memdup(a, s.ptr, s.len);
	p[comma] = '.';
	return str_n(p, s.len);
}

static bool
set_number(const struct shape_field *f, void *p, struct str text, struct str name, struct field_errors *e)
{
	int64_t v;

	if (str_to_i64(text, INT64_MIN, INT64_MAX, &v))
		return complain(e, name, N_("Enter a whole number."), NO_LIMIT);
	if (!number_is_right(f, v, name, e))
		return false;
	if (f->type == SHAPE_T_OPT)
		*(struct opt_i64 *)p = (struct opt_i64){ true, v };
	else if (f->type == SHAPE_T_I64)
		*(int64_t *)p = v;
	else
		*(int32_t *)p = (int32_t)v;
	return true;
}

static bool
set_enum(const struct shape_field *f, void *p, struct str text, struct str name, struct field_errors *e)
{
	for (const struct shape_enum *v = f->enums; v->name; v++) {
		if (!str_eq_z(text, v->name))
			continue;
		*(int *)p = v->value;
		return true;
	}
	return complain(e, name, N_("Choose one of the listed values."), NO_LIMIT);
}

static bool
set_money(const struct shape_field *f, void *p, struct str text, const char *currency, struct str name,
    struct field_errors *e)
{
	struct money m;

	assert(currency);
	if (money_parse(with_point(e->arena, text), currency, &m))
		return complain(e, name, N_("Enter an amount, for example 19.99."), NO_LIMIT);
	if (!amount_is_right(f, m, name, e))
		return false;
	*(struct money *)p = m;
	return true;
}

/* Set one member from text that is not empty. */
static bool
set_given(const struct shape_field *f, void *obj, struct str text, const char *currency, struct str name,
    struct field_errors *e)
{
	void *p = shape_at(f, obj);

	switch (f->type) {
	case SHAPE_T_BOOL:
		if (str_to_bool(text, p))
			return complain(e, name, N_("Choose yes or no."), NO_LIMIT);
		return true;
	case SHAPE_T_I32:
	case SHAPE_T_I64:
	case SHAPE_T_OPT:
		return set_number(f, p, text, name, e);
	case SHAPE_T_STR:
		if (f->flags & SHAPE_MULTILINE)
			text = with_lf(e->arena, text);
		if (!text_is_right(f, text, name, e))
			return false;
		*(struct str *)p = text;
		return true;
	case SHAPE_T_MONEY:
		return set_money(f, p, text, currency, name, e);
	case SHAPE_T_TIME:
		if (time_parse(text, p))
			return complain(e, name, N_("Enter a date, for example 2026-11-22."), NO_LIMIT);
		return true;
	case SHAPE_T_ENUM:
		return set_enum(f, p, text, name, e);
	default:
		BUG("only scalar members are set from text");
	}
}

enum err
shape_set_text(const struct shape_field *f, void *obj, struct str text, const char *currency, struct str name,
    struct field_errors *e)
{
	bool right;

	if (f->flags & (SHAPE_READ_ONLY | SHAPE_HIDDEN)) {
		field_error(e, name, N_("Leave this out: it cannot be changed here."), NO_LIMIT);
		return ERR_INVALID;
	}
	if (!(f->flags & SHAPE_NO_TRIM))
		text = str_trim(text);
	if (text.len) {
		right = set_given(f, obj, text, currency, name, e);
	} else if (f->flags & SHAPE_REQUIRED) {
		right = complain(e, name, missing(f), NO_LIMIT);
	} else if (f->fallback && f->fallback[0]) {
		right = set_given(f, obj, str_of(f->fallback), currency, name, e);
	} else if (f->type == SHAPE_T_STR && text.ptr && f->min <= 0) {
		*(struct str *)shape_at(f, obj) = STR("");
		right = true;
	} else {
		set_absent(f, obj);
		/* Numbers have no absent value: 0 must then be a right one. */
		right = (f->type != SHAPE_T_I32 && f->type != SHAPE_T_I64) || (f->min <= 0 && f->max >= 0) ||
		    complain(e, name, missing(f), NO_LIMIT);
	}
	return right ? OK : ERR_INVALID;
}

static bool
number_is_right(const struct shape_field *f, int64_t v, struct str name, struct field_errors *e)
{
	if (v < f->min)
		return complain(e, name, N_("Enter a number that is at least %lld."), LIMIT(f->min));
	if (v > f->max)
		return complain(e, name, N_("Enter a number that is at most %lld."), LIMIT(f->max));
	if (f->type == SHAPE_T_I32 && (v < INT32_MIN || v > INT32_MAX))
		return complain(e, name, N_("Enter a smaller number."), NO_LIMIT);
	return true;
}

static bool
amount_is_right(const struct shape_field *f, struct money m, struct str name, struct field_errors *e)
{
	/* Limits are minor units, which nobody but us counts in: say it in words. */
	if (m.minor < f->min) {
		if (f->min == 0)
			return complain(e, name, N_("Enter an amount that is not below zero."), NO_LIMIT);
		if (f->min == 1)
			return complain(e, name, N_("Enter an amount above zero."), NO_LIMIT);
		return complain(e, name, N_("Enter a larger amount."), NO_LIMIT);
	}
	if (m.minor > f->max)
		return complain(e, name, N_("Enter a smaller amount."), NO_LIMIT);
	return true;
}

/* Controls other than the line breaks and tabs of longer text have no business in input. */
static bool
has_control(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		if ((c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7F)
			return true;
	}
	return false;
}

static bool
text_is_right(const struct shape_field *f, struct str s, struct str name, struct field_errors *e)
{
	size_t chars;

	if (!str_is_utf8(s) || has_control(s))
		return complain(e, name, N_("Remove the characters that cannot be shown."), NO_LIMIT);
	if (!(f->flags & SHAPE_MULTILINE) && (str_find(s, '\n') < s.len || str_find(s, '\r') < s.len))
		return complain(e, name, N_("Enter this on one line."), NO_LIMIT);
	chars = str_chars(s);
	if (chars == 0 && ((f->flags & SHAPE_REQUIRED) || f->min > 0))
		return complain(e, name, N_("Enter a value."), NO_LIMIT);
	if (f->min > 0 && chars < (uint64_t)f->min)
		return complain(e, name, N_("Enter at least %lld characters."), LIMIT(f->min));
	if (chars > (uint64_t)MAX(f->max, 0))
		return complain(e, name, N_("Enter at most %lld characters."), LIMIT(f->max));
	if (f->format && s.len && !f->format->check(s))
		return complain(e, name, f->format->hint, NO_LIMIT);
	return true;
}

static bool
enum_is_right(const struct shape_field *f, int value, struct str name, struct field_errors *e)
{
	for (const struct shape_enum *v = f->enums; v->name; v++)
		if (v->value == value)
			return true;
	return complain(e, name, N_("Choose one of the listed values."), NO_LIMIT);
}

static bool
list_is_right(const struct shape_field *f, struct list list, struct str name, struct field_errors *e)
{
	size_t before = e->count;

	if (list.count == 0 && ((f->flags & SHAPE_REQUIRED) || f->min > 0))
		return complain(e, name, missing(f), NO_LIMIT);
	if (list.count < (uint64_t)MAX(f->min, 0))
		return complain(e, name, N_("Add at least %lld entries."), LIMIT(f->min));
	if (list.count > (uint64_t)MAX(f->max, 0))
		return complain(e, name, N_("Give at most %lld entries."), LIMIT(f->max));
	for (size_t i = 0; i < list.count && f->type == SHAPE_T_LIST; i++) {
		struct str item = str_printf(e->arena, "%.*s.%zu", STR_ARG(name), i);

		if (f->shape) {
			shape_check(f->shape, (const char *)list.items + i * f->shape->size, item, e);
		} else {
			struct str s = ((const struct str *)list.items)[i];
			if (!s.ptr || !str_is_utf8(s) || has_control(s))
				field_error(e, item, N_("Remove the characters that cannot be shown."), NO_LIMIT);
			else if (f->format && !f->format->check(s))
				field_error(e, item, f->format->hint, NO_LIMIT);
		}
	}
	return e->count == before;
}

static void
check_field(const struct shape_field *f, const void *obj, struct str name, struct field_errors *e)
{
	const void *p = shape_at(f, obj);

	if (shape_is_absent(f, obj)) {
		if (f->flags & SHAPE_REQUIRED)
			field_error(e, name, missing(f), NO_LIMIT);
		return;
	}
	switch (f->type) {
	case SHAPE_T_I32:
		number_is_right(f, *(const int32_t *)p, name, e);
		break;
	case SHAPE_T_I64:
		number_is_right(f, *(const int64_t *)p, name, e);
		break;
	case SHAPE_T_OPT:
		number_is_right(f, ((const struct opt_i64 *)p)->value, name, e);
		break;
	case SHAPE_T_STR:
		text_is_right(f, *(const struct str *)p, name, e);
		break;
	case SHAPE_T_MONEY:
		amount_is_right(f, *(const struct money *)p, name, e);
		break;
	case SHAPE_T_ENUM:
		enum_is_right(f, *(const int *)p, name, e);
		break;
	case SHAPE_T_STRUCT:
		shape_check(f->shape, *(void *const *)p, name, e);
		break;
	case SHAPE_T_LIST:
	case SHAPE_T_PAIRS:
		list_is_right(f, *(const struct list *)p, name, e);
		break;
	default:
		break; /* any bool, time or markup of ours is right */
	}
}

bool
shape_check(const struct shape *s, const void *obj, struct str prefix, struct field_errors *e)
{
	size_t before = e->count;

	for (size_t i = 0; i < s->count && e->count < FIELD_ERRORS_MAX; i++) {
		const struct shape_field *f = &s->fields[i];
		struct str name = str_of(f->name);

		if (f->flags & (SHAPE_READ_ONLY | SHAPE_HIDDEN))
			continue;
		if (prefix.len)
			name = str_printf(e->arena, "%.*s.%s", STR_ARG(prefix), f->name);
		check_field(f, obj, name, e);
	}
	return e->count == before;
}
