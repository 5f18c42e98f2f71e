/*
 * The public Mustache spec's cases, when its JSON files are there (MERCER_SPEC, or shared/data/mustache-spec beside the
 * checkout).
 *
 * A case's data becomes a shape and a struct in memory, so that the real compiler and renderer are at work.  Cases that
 * a shape cannot describe, or that we refuse on purpose, stand in the table below with the complaint that they must
 * give.
 */
#include "t/support/suite.h"
#include "lib/web/tmpl.h"

#include <json-c/json.h>
#include <unistd.h>

#define SLOT 16 /* bytes of a member: enough for every type used here */

static const struct {
	const char *file, *name;
	const char *complaint; /* what the compiler must say; NULL: the data is not a struct, so there is no view */
} refused[] = {
	/* There is no unescaped output but struct html. */
	{ "interpolation", "Triple Mustache", "unescaped" },
	{ "interpolation", "Ampersand", "unescaped" },
	{ "interpolation", "Triple Mustache Integer Interpolation", "unescaped" },
	{ "interpolation", "Ampersand Integer Interpolation", "unescaped" },
	{ "interpolation", "Triple Mustache Decimal Interpolation", "unescaped" },
	{ "interpolation", "Ampersand Decimal Interpolation", "unescaped" },
	{ "interpolation", "Triple Mustache Null Interpolation", "unescaped" },
	{ "interpolation", "Ampersand Null Interpolation", "unescaped" },
	{ "interpolation", "Triple Mustache Context Miss Interpolation", "unescaped" },
	{ "interpolation", "Ampersand Context Miss Interpolation", "unescaped" },
	{ "interpolation", "Dotted Names - Triple Mustache Interpolation", "unescaped" },
	{ "interpolation", "Dotted Names - Ampersand Interpolation", "unescaped" },
	{ "interpolation", "Triple Mustache - Surrounding Whitespace", "unescaped" },
	{ "interpolation", "Ampersand - Surrounding Whitespace", "unescaped" },
	{ "interpolation", "Triple Mustache - Standalone", "unescaped" },
	{ "interpolation", "Ampersand - Standalone", "unescaped" },
	{ "interpolation", "Triple Mustache With Padding", "unescaped" },
	{ "interpolation", "Ampersand With Padding", "unescaped" },
	{ "sections", "Implicit Iterator - Triple mustache", "unescaped" },
	{ "sections", "Implicit Iterator - Ampersand", "unescaped" },
	{ "partials", "Standalone Indentation", "unescaped" },
	{ "~inheritance", "Triple Mustache", "unescaped" },
	/* A name that is not there stops the boot. */
	{ "interpolation", "Basic Context Miss Interpolation", "unknown name 'cannot'" },
	{ "interpolation", "Dotted Names - Broken Chains", "unknown name 'b'" },
	{ "interpolation", "Dotted Names - Broken Chain Resolution", "unknown name 'c'" },
	{ "interpolation", "Dotted Names - Context Precedence", "unknown name 'c'" },
	{ "interpolation", "Dotted Names are never single keys", "unknown name 'a'" },
	{ "sections", "Context Misses", "unknown name 'missing'" },
	{ "sections", "Dotted Names - Broken Chains", "unknown name 'b'" },
	{ "inverted", "Context Misses", "unknown name 'missing'" },
	{ "inverted", "Context", "unknown name 'name'" },
	{ "inverted", "List", "unknown name 'n'" },
	{ "inverted", "Dotted Names - Broken Chains", "unknown name 'b'" },
	{ "partials", "Failed Lookup", "there is no template 'text'" },
	{ "~inheritance", "Negative Sections", "unknown name 'bar'" },
	/* A view is a struct. */
	{ "interpolation", "Implicit Iterators - Basic Interpolation", NULL },
	{ "interpolation", "Implicit Iterators - HTML Escaping", NULL },
	{ "interpolation", "Implicit Iterators - Triple Mustache", NULL },
	{ "interpolation", "Implicit Iterators - Ampersand", NULL },
	{ "interpolation", "Implicit Iterators - Basic Integer Interpolation", NULL },
	{ "sections", "Implicit Iterator - Root-level", NULL },
	/* A list holds structs or texts, not lists. */
	{ "sections", "Implicit Iterator - Array", NULL },
};

static struct shape *shape_of(struct arena *a, struct json_object *object);
static void fill(struct arena *a, const struct shape *s, struct json_object *object, char *out);

/* The shape of a list's elements; NULL: texts. */
static const struct shape *
element_shape(struct arena *a, struct json_object *list)
{
	struct json_object *first = json_object_array_length(list) ? json_object_array_get_idx(list, 0) : NULL;

	if (first && !json_object_is_type(first, json_type_object))
		return NULL;
	return shape_of(a, first);
}

static void
describe(struct arena *a, struct shape_field *f, const char *key, struct json_object *value)
{
	static const enum shape_type types[] = { [json_type_null] = SHAPE_T_STR, [json_type_boolean] = SHAPE_T_BOOL,
		[json_type_double] = SHAPE_T_STR, [json_type_int] = SHAPE_T_I64, [json_type_object] = SHAPE_T_STRUCT,
		[json_type_array] = SHAPE_T_LIST, [json_type_string] = SHAPE_T_STR };

	f->name = arena_strdup(a, key);
	f->type = types[json_object_get_type(value)];
	if (f->type == SHAPE_T_STRUCT)
		f->shape = shape_of(a, value);
	else if (f->type == SHAPE_T_LIST)
		f->shape = element_shape(a, value);
}

static struct shape *
shape_of(struct arena *a, struct json_object *object)
{
	size_t n = object ? (size_t)json_object_object_length(object) : 0;
	struct shape_field *fields = arena_array(a, struct shape_field, n + 1);
	struct shape *s = arena_new_of(a, struct shape);

	*s = (struct shape){ .name = "data", .fields = fields, .size = (n + 1) * SLOT };
	if (!object)
		return s;
	json_object_object_foreach(object, key, value)
	{
		fields[s->count].offset = s->count * SLOT;
		describe(a, &fields[s->count++], key, value);
	}
	return s;
}

static struct str
text_of(struct arena *a, struct json_object *value)
{
	return value ? str_of(arena_strdup(a, json_object_get_string(value))) : STR_ABSENT;
}

static void
fill_list(struct arena *a, const struct shape *s, struct json_object *list, struct list *out)
{
	size_t size = s ? s->size : sizeof(struct str);

	out->count = json_object_array_length(list);
	out->items = arena_zalloc(a, out->count + 1, size);
	for (size_t i = 0; i < out->count; i++) {
		char *at = (char *)out->items + i * size;
		if (s)
			fill(a, s, json_object_array_get_idx(list, i), at);
		else
			*(struct str *)(void *)at = text_of(a, json_object_array_get_idx(list, i));
	}
}

static void
fill(struct arena *a, const struct shape *s, struct json_object *object, char *out)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct shape_field *f = &s->fields[i];
		void *at = out + f->offset;
		struct json_object *value = NULL;
		json_object_object_get_ex(object, f->name, &value);
		if (f->type == SHAPE_T_BOOL) {
			*(bool *)at = json_object_get_boolean(value);
		} else if (f->type == SHAPE_T_I64) {
			*(int64_t *)at = json_object_get_int64(value);
		} else if (f->type == SHAPE_T_STR) {
			*(struct str *)at = text_of(a, value);
		} else if (f->type == SHAPE_T_STRUCT) {
			*(void **)at = arena_alloc(a, f->shape->size);
			fill(a, f->shape, value, *(char **)at);
		} else {
			fill_list(a, f->shape, value, at);
		}
	}
}

static bool
find_partial(void *payload, struct str name, struct str *text)
{
	json_object_object_foreach((struct json_object *)payload, key, value)
	{
		if (str_eq_z(name, key)) {
			*text = str_of(json_object_get_string(value));
			return true;
		}
	}
	return false;
}

static const char *
text_member(struct json_object *o, const char *name)
{
	return json_object_get_string(json_object_object_get(o, name));
}

static void
run_case(const char *file, struct json_object *test, const char *complaint)
{
	struct arena *a = arena_new();
	struct json_object *data = json_object_object_get(test, "data"),
			   *partials = json_object_object_get(test, "partials");
	struct tmpl_source source = {
		.partial = partials ? find_partial : NULL, .payload = partials, .keep_indent = true
	};
	const struct shape *shape = shape_of(a, data);
	char *view = arena_alloc(a, shape->size);
	struct buf *out = arena_new_of(a, struct buf);
	struct tmpl *t;
	enum err err;
	bool fits;

	buf_in_arena(out, a, 100000);
	fill(a, shape, data, view);
	err_clear();
	err = tmpl_compile(a, STR("case"), str_of(text_member(test, "template")), shape, &source, &t);
	if (!err)
		tmpl_render(t, 0, view, out);
	if (complaint)
		fits = err == ERR_INVALID && strstr(err_detail(), complaint);
	else
		fits = !err && str_eq_z(buf_view(out), text_member(test, "expected"));
	if (!fits)
		printf("\n    %s: %s\n    got \"%.*s\" %s\n    expected \"%s\"\n", file, text_member(test, "name"),
		    STR_ARG(buf_view(out)), err ? err_detail() : "",
		    complaint ? complaint : text_member(test, "expected"));
	CU_ASSERT(fits);
	arena_free(a);
}

static void
run_file(const char *directory, const char *file, unsigned *ran, unsigned *left_out)
{
	struct arena *a = arena_new();
	struct json_object *root = json_object_from_file(arena_printf(a, "%s/%s.json", directory, file));
	struct json_object *tests = json_object_object_get(root, "tests");

	CU_ASSERT_FATAL(tests != NULL);
	for (size_t i = 0; i < json_object_array_length(tests); i++) {
		struct json_object *test = json_object_array_get_idx(tests, i);
		const char *complaint = NULL;
		bool run = true;
		for (size_t r = 0; r < COUNT(refused); r++)
			if (strcmp(refused[r].file, file) == 0 &&
			    strcmp(refused[r].name, text_member(test, "name")) == 0) {
				complaint = refused[r].complaint;
				run = complaint != NULL;
				*left_out += 1;
			}
		*ran += run && !complaint;
		if (run)
			run_case(file, test, complaint);
	}
	json_object_put(root);
	arena_free(a);
}

static void
test_tmpl_spec__all(void)
{
	static const char *const files[] = { "interpolation", "sections", "inverted", "partials", "comments",
		"delimiters", "~inheritance" };
	const char *directory =
	    getenv("MERCER_SPEC") ? getenv("MERCER_SPEC") : TOP_SRCDIR "/../shared/data/mustache-spec";
	unsigned ran = 0, left_out = 0;

	if (access(directory, R_OK) != 0) {
		printf("skipped: no %s ...", directory);
		CU_PASS("the spec is not here");
		return;
	}
	for (size_t i = 0; i < COUNT(files); i++)
		run_file(directory, files[i], &ran, &left_out);
	printf("%u cases as the spec says, %u refused on purpose ...", ran, left_out);
	CU_ASSERT_EQUAL(left_out, COUNT(refused));
}

SUITE(tmpl_spec, { "the public spec's cases", test_tmpl_spec__all });
