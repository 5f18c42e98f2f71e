/* openapi_schema.c - shapes as JSON Schema 2020-12.  See openapi_schema.h. */
#include "lib/web/openapi_schema.h"
#include "lib/base/escape.h"

#include <assert.h>

/* Larger numbers lose digits in JavaScript, so they are no use as limits. */
#define SAFE_MAX (INT64_C(1) << 53)

void
doc_open(struct doc *d, char bracket)
{
	if (d->comma)
		buf_char(d->b, ',');
	buf_char(d->b, bracket);
	d->comma = false;
}

void
doc_close(struct doc *d, char bracket)
{
	buf_char(d->b, bracket);
	d->comma = true;
}

void
doc_str(struct doc *d, struct str text)
{
	if (d->comma)
		buf_char(d->b, ',');
	buf_char(d->b, '"');
	escape_json(d->b, text);
	buf_char(d->b, '"');
	d->comma = true;
}

void
doc_text(struct doc *d, const char *text)
{
	doc_str(d, str_of(text));
}

void
doc_key(struct doc *d, const char *name)
{
	doc_text(d, name);
	buf_char(d->b, ':');
	d->comma = false;
}

void
doc_i64(struct doc *d, int64_t v)
{
	if (d->comma)
		buf_char(d->b, ',');
	buf_i64(d->b, v);
	d->comma = true;
}

static void
doc_word(struct doc *d, const char *word)
{
	if (d->comma)
		buf_char(d->b, ',');
	buf_z(d->b, word);
	d->comma = true;
}

void
doc_bool(struct doc *d, bool v)
{
	doc_word(d, v ? "true" : "false");
}

void
doc_member(struct doc *d, const char *name, const char *text)
{
	doc_key(d, name);
	doc_text(d, text);
}

void
doc_ref(struct doc *d, const char *kind, const char *name)
{
	char target[200];

	snprintf(target, sizeof(target), "#/components/%s/%s", kind, name);
	doc_open(d, '{');
	doc_member(d, "$ref", target);
	doc_close(d, '}');
}

static bool
is_shown(const struct shape_field *f)
{
	return !(f->flags & SHAPE_HIDDEN);
}

struct doc_shape *
doc_shape(struct doc *d, const struct shape *s)
{
	struct doc_shape *mine;

	for (size_t i = 0; i < d->shape_count; i++)
		if (d->shapes[i].shape == s)
			return &d->shapes[i];
		else if (strcmp(shape_name(d->shapes[i].shape), shape_name(s)) == 0)
			BUG("two shapes of one name in the API");
	assert(d->shape_count < OPENAPI_SHAPES_MAX);
	mine = &d->shapes[d->shape_count++];
	*mine = (struct doc_shape){ .shape = s };
	for (size_t i = 0; i < s->count; i++)
		if (s->fields[i].shape && is_shown(&s->fields[i]))
			(void)doc_shape(d, s->fields[i].shape);
	return mine;
}

static void
write_type(struct doc *d, const char *type, bool nullable)
{
	doc_key(d, "type");
	if (!nullable) {
		doc_text(d, type);
		return;
	}
	doc_open(d, '[');
	doc_text(d, type);
	doc_text(d, "null");
	doc_close(d, ']');
}

static void
write_limit(struct doc *d, const char *name, int64_t v, int64_t pointless)
{
	if (v == pointless || v >= SAFE_MAX || v <= -SAFE_MAX)
		return;
	doc_key(d, name);
	doc_i64(d, v);
}

static void
write_number(struct doc *d, const struct shape_field *f, bool nullable)
{
	write_type(d, "integer", nullable);
	doc_member(d, "format", f->type == SHAPE_T_I32 ? "int32" : "int64");
	write_limit(d, "minimum", f->min, INT64_MIN);
	write_limit(d, "maximum", f->max, INT64_MAX);
}

static void
write_string(struct doc *d, const struct shape_field *f, bool nullable)
{
	write_type(d, "string", nullable);
	write_limit(d, "minLength", f->min, 0);
	write_limit(d, "maxLength", f->max, INT64_MAX);
	if (f->format)
		doc_member(d, "format", f->format->name);
	if (f->format && f->format->pattern)
		doc_member(d, "pattern", f->format->pattern);
}

static void
write_enum(struct doc *d, const struct shape_field *f, bool nullable)
{
	write_type(d, "string", nullable);
	doc_key(d, "enum");
	doc_open(d, '[');
	for (const struct shape_enum *e = f->enums; e->name; e++)
		doc_text(d, e->name);
	if (nullable)
		doc_word(d, "null");
	doc_close(d, ']');
}

static void
write_list(struct doc *d, const struct shape_field *f)
{
	write_type(d, "array", false);
	doc_key(d, "items");
	if (f->shape) {
		doc_ref(d, "schemas", shape_name(f->shape));
	} else {
		doc_open(d, '{');
		doc_member(d, "type", "string");
		if (f->format && f->format->pattern)
			doc_member(d, "pattern", f->format->pattern);
		doc_close(d, '}');
	}
	write_limit(d, "minItems", f->min, 0);
	write_limit(d, "maxItems", f->max, INT64_MAX);
}

/* As an argument each pair is a name of its own, "f.colour"; in JSON they are one object, {"colour": "red"}. */
static void
write_pairs(struct doc *d, const struct shape_field *f, bool argument)
{
	char pattern[100];

	write_type(d, "object", false);
	if (argument) {
		size_t n = 0;
		pattern[n++] = '^';
		for (const char *c = f->prefix; *c && n < sizeof(pattern) - 3; c++) {
			if (strchr(".^$*+?()[]{}|\\", *c))
				pattern[n++] = '\\';
			pattern[n++] = *c;
		}
		pattern[n] = '\0';
		doc_key(d, "propertyNames");
		doc_open(d, '{');
		doc_member(d, "pattern", pattern);
		doc_close(d, '}');
	}
	write_limit(d, "maxProperties", f->max, INT64_MAX);
	/* A name that is given twice has both values. */
	doc_key(d, "additionalProperties");
	doc_word(d, "{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"array\",\"items\":{\"type\":\"string\"}}]}");
}

static void
write_reference(struct doc *d, const char *name, bool nullable)
{
	char target[200];

	snprintf(target, sizeof(target), "#/components/schemas/%s", name);
	if (!nullable) {
		doc_member(d, "$ref", target);
		return;
	}
	doc_key(d, "anyOf");
	doc_open(d, '[');
	doc_ref(d, "schemas", name);
	doc_open(d, '{');
	doc_member(d, "type", "null");
	doc_close(d, '}');
	doc_close(d, ']');
}

static void
write_default(struct doc *d, const struct shape_field *f)
{
	bool yes;

	doc_key(d, "default");
	if (f->type == SHAPE_T_BOOL)
		doc_bool(d, str_to_bool(str_of(f->fallback), &yes) == OK && yes);
	else if (f->type == SHAPE_T_I32 || f->type == SHAPE_T_I64 || f->type == SHAPE_T_OPT)
		doc_word(d, f->fallback);
	else
		doc_text(d, f->fallback);
}

void
doc_field(struct doc *d, const struct shape_field *f, bool argument)
{
	bool nullable = !argument && !(f->flags & (SHAPE_REQUIRED | SHAPE_OMIT));

	doc_open(d, '{');
	switch (f->type) {
	case SHAPE_T_BOOL:
		write_type(d, "boolean", false);
		break;
	case SHAPE_T_I32:
	case SHAPE_T_I64:
		write_number(d, f, false);
		break;
	case SHAPE_T_OPT:
		write_number(d, f, nullable);
		break;
	case SHAPE_T_STR:
		write_string(d, f, nullable);
		break;
	case SHAPE_T_HTML:
		write_type(d, "string", nullable);
		doc_member(d, "contentMediaType", "text/html");
		break;
	case SHAPE_T_MONEY:
		if (argument)
			write_type(d, "string", false);
		else
			write_reference(d, "money", nullable);
		break;
	case SHAPE_T_TIME:
		write_type(d, "string", nullable);
		doc_member(d, "format", "date-time");
		break;
	case SHAPE_T_ENUM:
		write_enum(d, f, nullable);
		break;
	case SHAPE_T_STRUCT:
		write_reference(d, shape_name(f->shape), nullable);
		break;
	case SHAPE_T_LIST:
		write_list(d, f);
		break;
	case SHAPE_T_PAIRS:
		write_pairs(d, f, argument);
		break;
	case SHAPE_T__MAX:
		BUG("shape type");
	}
	if (f->fallback && f->fallback[0])
		write_default(d, f);
	if (!argument && f->doc && f->doc[0])
		doc_member(d, "description", f->doc);
	if (f->flags & (SHAPE_READ_ONLY | SHAPE_WRITE_ONLY)) {
		doc_key(d, f->flags & SHAPE_READ_ONLY ? "readOnly" : "writeOnly");
		doc_bool(d, true);
	}
	doc_close(d, '}');
}

static bool
is_required(const struct doc_shape *s, const struct shape_field *f)
{
	if (!is_shown(f) || s->sparse)
		return false;
	if (s->input)
		return f->flags & SHAPE_REQUIRED;
	return !(f->flags & (SHAPE_OMIT | SHAPE_WRITE_ONLY));
}

static void
write_shape(struct doc *d, const struct doc_shape *s)
{
	bool any = false;

	buf_printf(d->b, "schema %s ", shape_name(s->shape));
	d->comma = false;
	doc_open(d, '{');
	doc_member(d, "type", "object");
	if (s->shape->doc)
		doc_member(d, "description", s->shape->doc);
	doc_key(d, "properties");
	doc_open(d, '{');
	for (size_t i = 0; i < s->shape->count; i++)
		if (is_shown(&s->shape->fields[i])) {
			doc_key(d, s->shape->fields[i].name);
			doc_field(d, &s->shape->fields[i], false);
		}
	doc_close(d, '}');
	for (size_t i = 0; i < s->shape->count; i++) {
		if (!is_required(s, &s->shape->fields[i]))
			continue;
		if (!any) {
			doc_key(d, "required");
			doc_open(d, '[');
			any = true;
		}
		doc_text(d, s->shape->fields[i].name);
	}
	if (any)
		doc_close(d, ']');
	doc_key(d, "additionalProperties");
	doc_bool(d, false);
	doc_close(d, '}');
	buf_char(d->b, '\n');
}

/* What has no shape of its own; fixed text, checked by the lint in the tests. */
static const char money_schema[] =
    "{\"type\":\"object\",\"description\":\"An amount in minor units (cents, yen, fils) of an ISO 4217 currency.\","
    "\"properties\":{\"amount\":{\"type\":\"integer\",\"format\":\"int64\",\"description\":\"minor units\"},"
    "\"currency\":{\"type\":\"string\",\"pattern\":\"^[A-Z]{3}$\",\"description\":\"ISO 4217 code\"}},"
    "\"required\":[\"amount\",\"currency\"],\"additionalProperties\":false}";
static const char problem_schema[] =
    "{\"type\":\"object\",\"description\":\"RFC 9457 problem details.\",\"properties\":{"
    "\"type\":{\"type\":\"string\",\"format\":\"uri\",\"description\":\"names the kind of problem; a page that explains it\"},"
    "\"title\":{\"type\":\"string\",\"description\":\"the kind in words\"},"
    "\"status\":{\"type\":\"integer\",\"minimum\":400,\"maximum\":599,\"description\":\"HTTP status\"},"
    "\"detail\":{\"type\":\"string\",\"description\":\"what happened here\"},"
    "\"instance\":{\"type\":\"string\",\"format\":\"uri\",\"description\":\"urn:request:<id>, for questions to us\"},"
    "\"errors\":{\"type\":\"array\",\"description\":\"what is wrong with the input\",\"items\":{\"type\":\"object\",\"properties\":{"
    "\"detail\":{\"type\":\"string\",\"description\":\"what would be right\"},"
    "\"pointer\":{\"type\":\"string\",\"description\":\"JSON pointer into the body, as a URI fragment\"},"
    "\"parameter\":{\"type\":\"string\",\"description\":\"name of the query argument\"}},"
    "\"required\":[\"detail\"]}}},"
    "\"required\":[\"type\",\"title\",\"status\",\"detail\",\"instance\"]}";

static bool
uses_money(const struct doc *d)
{
	for (size_t i = 0; i < d->shape_count; i++)
		for (size_t f = 0; f < d->shapes[i].shape->count; f++)
			if (d->shapes[i].shape->fields[f].type == SHAPE_T_MONEY &&
			    is_shown(&d->shapes[i].shape->fields[f]))
				return true;
	return false;
}

void
doc_schemas(struct doc *d)
{
	for (size_t i = 0; i < d->shape_count; i++)
		write_shape(d, &d->shapes[i]);
	if (uses_money(d))
		buf_printf(d->b, "schema money %s\n", money_schema);
	buf_printf(d->b, "schema problem %s\n", problem_schema);
}
