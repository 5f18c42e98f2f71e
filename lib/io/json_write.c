/* json_write.c - structs by shape to JSON text, straight into the buffer.  See json.h. */
#include "lib/base/escape.h"
#include "lib/io/json.h"


void
json_write_str(struct buf *b, struct str s)
{
	if (str_is_absent(s)) {
		buf_lit(b, "null");
		return;
	}
	buf_char(b, '"');
	escape_json(b, s);
	buf_char(b, '"');
}

static void
write_money(struct buf *b, struct money m)
{
	buf_lit(b, "{\"amount\":");
	buf_i64(b, m.minor);
	buf_lit(b, ",\"currency\":\"");
	buf_z(b, m.currency);
	buf_lit(b, "\"}");
}

static void
write_time(struct buf *b, struct time t)
{
	buf_char(b, '"');
	time_rfc3339(b, t);
	buf_char(b, '"');
}

static void
write_enum(struct buf *b, const struct shape_field *f, int value)
{
	for (const struct shape_enum *e = f->enums; e->name; e++)
		if (e->value == value) {
			json_write_str(b, str_of(e->name));
			return;
		}
	BUG("a value that its enum does not have");
}

static size_t
pairs_named(const struct pair *pairs, size_t from, size_t count, struct str name)
{
	size_t n = 0;

	for (size_t i = from; i < count; i++)
		n += str_eq(pairs[i].name, name);
	return n;
}

/* A name that occurs once has a string, one that occurs again an array: names stay unique. */
static void
write_pairs(struct buf *b, struct list list)
{
	const struct pair *pairs = list.items;
	bool first = true;

	buf_char(b, '{');
	for (size_t i = 0; i < list.count; i++) {
		size_t n = pairs_named(pairs, i, list.count, pairs[i].name);
		if (pairs_named(pairs, 0, i, pairs[i].name) > 0)
			continue;
		if (!first)
			buf_char(b, ',');
		first = false;
		json_write_str(b, pairs[i].name);
		buf_z(b, n > 1 ? ":[" : ":");
		json_write_str(b, pairs[i].value);
		for (size_t j = i + 1; j < list.count && n > 1; j++)
			if (str_eq(pairs[j].name, pairs[i].name)) {
				buf_char(b, ',');
				json_write_str(b, pairs[j].value);
			}
		if (n > 1)
			buf_char(b, ']');
	}
	buf_char(b, '}');
}

/* A value that is not absent. */
static void
write_value(struct buf *b, const struct shape_field *f, const void *at)
{
	switch (f->type) {
	case SHAPE_T_BOOL:
		buf_z(b, *(const bool *)at ? "true" : "false");
		return;
	case SHAPE_T_I32:
		buf_i64(b, *(const int32_t *)at);
		return;
	case SHAPE_T_I64:
		buf_i64(b, *(const int64_t *)at);
		return;
	case SHAPE_T_OPT:
		buf_i64(b, ((const struct opt_i64 *)at)->value);
		return;
	case SHAPE_T_STR:
		json_write_str(b, *(const struct str *)at);
		return;
	case SHAPE_T_HTML:
		json_write_str(b, str_n(((const struct html *)at)->ptr, ((const struct html *)at)->len));
		return;
	case SHAPE_T_MONEY:
		write_money(b, *(const struct money *)at);
		return;
	case SHAPE_T_TIME:
		write_time(b, *(const struct time *)at);
		return;
	case SHAPE_T_ENUM:
		write_enum(b, f, *(const int *)at);
		return;
	case SHAPE_T_STRUCT:
		json_write(b, f->shape, *(void *const *)at, UINT64_MAX);
		return;
	case SHAPE_T_LIST:
		json_write_list(b, f->shape, *(const struct list *)at, UINT64_MAX);
		return;
	case SHAPE_T_PAIRS:
		write_pairs(b, *(const struct list *)at);
		return;
	case SHAPE_T__MAX:
		break;
	}
	BUG("a shape type that does not exist");
}

static bool
is_written(const struct shape_field *f, size_t i, uint64_t fields)
{
	/* Members past the 64th cannot be picked: they are always written. */
	return !(f->flags & (SHAPE_HIDDEN | SHAPE_WRITE_ONLY)) && (i >= 64 || (fields >> i & 1));
}

void
json_write(struct buf *b, const struct shape *s, const void *obj, uint64_t fields)
{
	bool first = true;

	buf_char(b, '{');
	for (size_t i = 0; i < s->count; i++) {
		const struct shape_field *f = &s->fields[i];
		bool absent;
		if (!is_written(f, i, fields))
			continue;
		absent = shape_is_absent(f, obj);
		if (absent && (f->flags & SHAPE_OMIT))
			continue;
		buf_z(b, first ? "\"" : ",\"");
		first = false;
		buf_z(b, f->name);
		buf_lit(b, "\":");
		if (absent)
			buf_lit(b, "null");
		else
			write_value(b, f, shape_at(f, obj));
	}
	buf_char(b, '}');
}

void
json_write_list(struct buf *b, const struct shape *s, struct list list, uint64_t fields)
{
	buf_char(b, '[');
	for (size_t i = 0; i < list.count; i++) {
		if (i > 0)
			buf_char(b, ',');
		if (s)
			json_write(b, s, (const char *)list.items + i * s->size, fields);
		else
			json_write_str(b, ((const struct str *)list.items)[i]);
	}
	buf_char(b, ']');
}

enum err
json_fields(const struct shape *s, struct str wanted, uint64_t *out, struct field_errors *e)
{
	struct str rest = wanted, part;
	size_t before = e->count;
	uint64_t mask = 0;

	while (str_split(&rest, ',', &part)) {
		const struct shape_field *f = shape_find(s, str_trim(part));
		if (!f || (f->flags & (SHAPE_HIDDEN | SHAPE_WRITE_ONLY)) || f - s->fields >= 64)
			field_error(e, STR("fields"), N_("Name only members that exist, separated by commas."),
			    (struct opt_i64){ 0 });
		else
			mask |= UINT64_C(1) << (f - s->fields);
	}
	if (e->count > before)
		return ERR_INVALID;
	*out = mask ? mask : UINT64_MAX;
	return OK;
}
