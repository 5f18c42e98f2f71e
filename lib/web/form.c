/*
 * form.c - urlencoded pairs into structs by shape, and back.  See form.h.
 *
 * The text is cut into decoded pairs once; then each member of the shape takes the pairs with its name.  What no member
 * took is unknown:
 * an error for callers that asked for strictness, invisible for the rest.
 */
#include "lib/web/form.h"
#include "lib/web/i18n.h"
#include "lib/base/escape.h"

#include <assert.h>

#define NO_LIMIT ((struct opt_i64){ 0 })
#define LIST_ITEMS_MAX 200 /* structs of one list */

struct given {
	struct str name, value;
	bool taken;
};

struct form {
	struct arena *arena;
	struct given *pairs;
	size_t count;
	const char *currency;
	bool strict;
	struct field_errors *errors;
};

static void read_struct(struct form *f, const struct shape *s, struct str prefix, void *out);

static enum err
cut(struct form *f, struct str text)
{
	struct str rest = text, part, name;

	f->pairs = arena_array(f->arena, struct given, FORM_PAIRS_MAX);
	while (str_split(&rest, '&', &part)) {
		struct given *g = &f->pairs[f->count];
		enum err err;
		if (!part.len)
			continue;
		if (f->count == FORM_PAIRS_MAX)
			return err_fail(ERR_LIMIT, "could not read form: more than %d pairs", FORM_PAIRS_MAX);
		(void)str_split(&part, '=', &name);
		err = url_decode(f->arena, name, true, &g->name);
		if (!err)
			err = url_decode(f->arena, part.ptr ? part : STR(""), true, &g->value);
		if (err)
			return err_fail(
			    ERR_INVALID, "could not read form: broken encoding in '%.*s'", STR_ARG(str_cut(name, 100)));
		f->count++;
	}
	return OK;
}

static struct str
join(struct form *f, struct str prefix, const char *name)
{
	return prefix.len ? str_printf(f->arena, "%.*s%s", STR_ARG(prefix), name) : str_of(name);
}

/* The next pair of that name that nobody took. */
static struct given *
take(struct form *f, struct str name)
{
	for (size_t i = 0; i < f->count; i++)
		if (!f->pairs[i].taken && str_eq(f->pairs[i].name, name)) {
			f->pairs[i].taken = true;
			return &f->pairs[i];
		}
	return NULL;
}

static bool
any_below(const struct form *f, struct str prefix)
{
	for (size_t i = 0; i < f->count; i++)
		if (!f->pairs[i].taken && f->pairs[i].name.len > prefix.len && str_starts(f->pairs[i].name, prefix))
			return true;
	return false;
}

static void
read_scalar(struct form *f, const struct shape_field *field, struct str name, void *out)
{
	struct given *g = take(f, name);
	struct field_errors ignored = { .arena = f->arena };
	bool repeated = false;

	while (take(f, name))
		repeated = true;
	if (repeated && f->strict)
		field_error(f->errors, name, N_("Give this only once."), NO_LIMIT);
	if (!shape_set_text(field, out, g ? g->value : STR_ABSENT, f->currency, name, f->errors))
		return;
	/* Pages go on with what they would show without it. */
	if (!(field->flags & SHAPE_REQUIRED) && g)
		(void)!shape_set_text(field, out, STR_ABSENT, f->currency, name, &ignored);
}

/* Limits and formats of one member, as JSON input has them too. */
static void
check_member(struct form *f, const struct shape_field *field, struct str prefix, const void *out)
{
	const struct shape one = { .name = "form", .fields = field, .count = 1 };
	struct str parent = prefix.len ? str_cut(prefix, prefix.len - 1) : prefix;

	(void)shape_check(&one, out, parent, f->errors);
}

static void
read_texts(struct form *f, const struct shape_field *field, struct str name, void *out)
{
	struct list *list = shape_at(field, out);
	struct str *items = arena_array(f->arena, struct str, f->count + 1);
	struct given *g;

	list->items = items;
	while ((g = take(f, name))) {
		struct str value = field->flags & SHAPE_NO_TRIM ? g->value : str_trim(g->value);
		if (value.len)
			items[list->count++] = value;
	}
}

static void
read_structs(struct form *f, const struct shape_field *field, struct str name, void *out)
{
	struct list *list = shape_at(field, out);
	size_t most = (size_t)MIN(MAX(field->max, (int64_t)0), (int64_t)LIST_ITEMS_MAX), n = 0;

	while (n < most && any_below(f, str_printf(f->arena, "%.*s.%zu.", STR_ARG(name), n)))
		n++;
	list->items = arena_zalloc(f->arena, n + 1, field->shape->size);
	for (list->count = 0; list->count < n; list->count++)
		read_struct(f, field->shape, str_printf(f->arena, "%.*s.%zu.", STR_ARG(name), list->count),
		    (char *)list->items + list->count * field->shape->size);
}

static bool
has_control(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.ptr[i] < ' ' || s.ptr[i] == 0x7f)
			return true;
	return false;
}

static void
read_pairs(struct form *f, const struct shape_field *field, struct str prefix, void *out)
{
	struct list *list = shape_at(field, out);
	struct pair *items = arena_array(f->arena, struct pair, f->count + 1);
	struct str start = join(f, prefix, field->prefix);

	list->items = items;
	for (size_t i = 0; i < f->count; i++) {
		struct given *g = &f->pairs[i];
		struct str value = str_trim(g->value);
		if (g->taken || g->name.len <= start.len || !str_starts(g->name, start))
			continue;
		g->taken = true;
		if (has_control(g->name) || has_control(value))
			field_error(f->errors, g->name, N_("Remove the characters that cannot be shown."), NO_LIMIT);
		else if (value.len)
			items[list->count++] = (struct pair){ str_skip(g->name, start.len), value };
	}
}

static void
read_nested(struct form *f, const struct shape_field *field, struct str name, void *out)
{
	struct str below = str_printf(f->arena, "%.*s.", STR_ARG(name));
	void **at = shape_at(field, out);

	if (!any_below(f, below) && !(field->flags & SHAPE_REQUIRED))
		return;
	*at = arena_alloc(f->arena, field->shape->size);
	read_struct(f, field->shape, below, *at);
}

static void
read_member(struct form *f, const struct shape_field *field, struct str prefix, void *out)
{
	struct str name = join(f, prefix, field->name);

	/* Members that are not for input stay absent; whoever names them is told so when strict. */
	if (field->flags & (SHAPE_READ_ONLY | SHAPE_HIDDEN) || field->type == SHAPE_T_HTML)
		return;
	switch (field->type) {
	case SHAPE_T_STRUCT:
		read_nested(f, field, name, out);
		break;
	case SHAPE_T_LIST:
		if (field->shape) {
			read_structs(f, field, name, out);
		} else {
			read_texts(f, field, name, out);
			check_member(f, field, prefix, out);
		}
		break;
	case SHAPE_T_PAIRS:
		read_pairs(f, field, prefix, out);
		check_member(f, field, prefix, out);
		break;
	default:
		read_scalar(f, field, name, out);
	}
}

static void
read_struct(struct form *f, const struct shape *s, struct str prefix, void *out)
{
	shape_init(s, out);
	/* Prefixed names last, so that a declared member wins over them. */
	for (size_t i = 0; i < s->count; i++)
		if (s->fields[i].type != SHAPE_T_PAIRS)
			read_member(f, &s->fields[i], prefix, out);
	for (size_t i = 0; i < s->count; i++)
		if (s->fields[i].type == SHAPE_T_PAIRS)
			read_member(f, &s->fields[i], prefix, out);
}

enum err
form_read(struct arena *a, struct str text, const struct shape *s, const char *currency, bool strict, void *out,
    struct field_errors *e)
{
	struct form f = { .arena = a, .currency = currency, .strict = strict, .errors = e };
	enum err err = cut(&f, text);

	shape_init(s, out);
	if (err)
		return err;
	read_struct(&f, s, STR_ABSENT, out);
	for (size_t i = 0; strict && i < f.count; i++)
		if (!f.pairs[i].taken)
			field_error(e, f.pairs[i].name, N_("Leave this out: it is not known here."), NO_LIMIT);
	return e->count ? ERR_INVALID : OK;
}

/* ---- writing ---- */

/* Where a nested member is, innermost first. */
struct trail {
	const struct trail *outer;
	const char *name;
};

struct writer {
	struct buf *out;
	bool started;
};

static void write_struct(struct writer *w, const struct shape *s, const void *obj, const struct trail *t);

static void
write_trail(struct buf *b, const struct trail *t)
{
	if (!t)
		return;
	write_trail(b, t->outer);
	escape_url_arg(b, str_of(t->name));
	buf_char(b, '.');
}

static void
write_pair(struct writer *w, const struct trail *t, const char *name, struct str rest, struct str value)
{
	if (w->started)
		buf_char(w->out, '&');
	w->started = true;
	write_trail(w->out, t);
	escape_url_arg(w->out, str_of(name));
	escape_url_arg(w->out, rest);
	buf_char(w->out, '=');
	escape_url_arg(w->out, value);
}

static struct str
enum_text(const struct shape_field *f, int value)
{
	for (const struct shape_enum *e = f->enums; e->name; e++)
		if (e->value == value)
			return str_of(e->name);
	return STR_ABSENT;
}

/* A scalar as form text; absent: nothing to write. */
static struct str
scalar_text(const struct shape_field *f, const void *obj, struct buf *scratch)
{
	const void *at = shape_at(f, obj);

	switch (f->type) {
	case SHAPE_T_BOOL:
		return *(const bool *)at ? STR("1") : STR("0");
	case SHAPE_T_I32:
		buf_i64(scratch, *(const int32_t *)at);
		break;
	case SHAPE_T_I64:
		buf_i64(scratch, *(const int64_t *)at);
		break;
	case SHAPE_T_OPT:
		buf_i64(scratch, ((const struct opt_i64 *)at)->value);
		break;
	case SHAPE_T_STR:
		return *(const struct str *)at;
	case SHAPE_T_MONEY:
		money_decimal(scratch, *(const struct money *)at);
		break;
	case SHAPE_T_TIME:
		time_rfc3339(scratch, *(const struct time *)at);
		break;
	case SHAPE_T_ENUM:
		return enum_text(f, *(const int *)at);
	default:
		return STR_ABSENT;
	}
	return buf_view(scratch);
}

/* What a missing pair would have given; a number without fallback is 0 then, a text empty. */
static bool
is_fallback(const struct shape_field *f, struct str text)
{
	bool yes = false;

	if (f->type == SHAPE_T_BOOL) {
		if (f->fallback && str_to_bool(str_of(f->fallback), &yes))
			yes = false;
		return str_eq(text, yes ? STR("1") : STR("0"));
	}
	if (f->fallback)
		return str_eq_z(text, f->fallback);
	return !text.len || ((f->type == SHAPE_T_I32 || f->type == SHAPE_T_I64) && str_eq(text, STR("0")));
}

static void
write_scalar(struct writer *w, const struct shape_field *f, const void *obj, const struct trail *t)
{
	struct buf scratch;
	struct str text;

	if (shape_is_absent(f, obj))
		return;
	buf_init(&scratch, 100);
	text = scalar_text(f, obj, &scratch);
	if (text.ptr && !is_fallback(f, text))
		write_pair(w, t, f->name, STR_ABSENT, text);
	buf_release(&scratch);
}

static int
by_text(const void *a, const void *b)
{
	return str_cmp(**(const struct str *const *)a, **(const struct str *const *)b);
}

static int
by_name_then_value(const void *a, const void *b)
{
	const struct pair *x = *(const struct pair *const *)a, *y = *(const struct pair *const *)b;
	int order = str_cmp(x->name, y->name);

	return order ? order : str_cmp(x->value, y->value);
}

static void
write_sorted(struct writer *w, const struct shape_field *f, const struct list *list, const struct trail *t)
{
	const void *items[FORM_PAIRS_MAX] = { NULL };
	bool pairs = f->type == SHAPE_T_PAIRS;
	size_t n = MIN(list->count, (size_t)FORM_PAIRS_MAX);

	for (size_t i = 0; i < n; i++)
		items[i] = (const char *)list->items + i * (pairs ? sizeof(struct pair) : sizeof(struct str));
	qsort(items, n, sizeof(items[0]), pairs ? by_name_then_value : by_text);
	for (size_t i = 0; i < n; i++) {
		const struct pair *p = items[i];
		if (pairs)
			write_pair(w, t, f->prefix, p->name, p->value);
		else
			write_pair(w, t, f->name, STR_ABSENT, *(const struct str *)items[i]);
	}
}

static void
write_structs(struct writer *w, const struct shape_field *f, const struct list *list, const struct trail *t)
{
	for (size_t i = 0; i < list->count; i++) {
		char index[24];
		struct trail mine = { t, f->name }, item = { &mine, index };
		snprintf(index, sizeof(index), "%zu", i);
		write_struct(w, f->shape, (const char *)list->items + i * f->shape->size, &item);
	}
}

static void
write_struct(struct writer *w, const struct shape *s, const void *obj, const struct trail *t)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct shape_field *f = &s->fields[i];
		struct trail mine = { t, f->name };
		if (f->flags & (SHAPE_HIDDEN | SHAPE_READ_ONLY | SHAPE_SECRET))
			continue;
		if (f->type == SHAPE_T_STRUCT) {
			if (*(void *const *)shape_at(f, obj))
				write_struct(w, f->shape, *(void *const *)shape_at(f, obj), &mine);
		} else if (f->type == SHAPE_T_LIST && f->shape) {
			write_structs(w, f, shape_at(f, obj), t);
		} else if (f->type == SHAPE_T_LIST || f->type == SHAPE_T_PAIRS) {
			write_sorted(w, f, shape_at(f, obj), t);
		} else {
			write_scalar(w, f, obj, t);
		}
	}
}

void
form_write(struct buf *b, const struct shape *s, const void *obj)
{
	struct writer w = { .out = b };

	write_struct(&w, s, obj, NULL);
}
