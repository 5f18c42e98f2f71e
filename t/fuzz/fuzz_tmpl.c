/*
 * fuzz_tmpl.c - template text, partials and Plural-Forms.
 *
 * The input is cut at \x01: the page, then the partials "a" and "b".  Promises: compiling ends, in a program or in
 * complaints; rendering ends; a text member never comes out unescaped.
 */
#include "config.h"
#include "lib/web/plural.h"
#include "lib/web/tmpl.h"
#include "t/fuzz/fuzz.h"

#define EVIL "\x02<\x03" /* templates do not hold \x02, so its raw form in the output is a hole */

struct item {
	struct str t;
	struct list l;
};
static const struct shape item_shape;
static const struct shape_field item_fields[] = { SHAPE_STR(struct item, t, 0, 9, .doc = ""),
	SHAPE_LIST(struct item, l, &item_shape, 9, .doc = "") };
static const struct shape item_shape = SHAPE(struct item, item_fields, "");

struct view {
	struct str s;
	struct html h;
	bool y, n;
	int64_t i;
	struct opt_i64 o;
	struct item *p, *q;
	struct list l, w;
};
static const struct shape_field view_fields[] = {
	SHAPE_STR(struct view, s, 0, 9, .doc = ""),
	SHAPE_HTML(struct view, h, .doc = ""),
	SHAPE_BOOL(struct view, y, .doc = ""),
	SHAPE_BOOL(struct view, n, .doc = ""),
	SHAPE_I64(struct view, i, 0, 9, .doc = ""),
	SHAPE_OPT(struct view, o, 0, 9, .doc = ""),
	SHAPE_STRUCT(struct view, p, struct item, &item_shape, .doc = ""),
	SHAPE_STRUCT(struct view, q, struct item, &item_shape, .doc = ""),
	SHAPE_LIST(struct view, l, &item_shape, 9, .doc = ""),
	SHAPE_LIST(struct view, w, NULL, 9, .doc = ""),
};
static const struct shape view_shape = SHAPE(struct view, view_fields, "");

static struct item leaves[] = { { STR_INIT(EVIL), { NULL, 0 } }, { STR_INIT("leaf"), { NULL, 0 } } };
static struct item items[] = { { STR_INIT(EVIL), { leaves, 2 } }, { STR_INIT(""), { NULL, 0 } } };
static struct str words[] = { STR_INIT(EVIL), STR_INIT("word") };
static const struct view view = {
	.s = STR_INIT(EVIL), .h = { "<b>", 3 }, .y = true, .i = -1, .p = items, .l = { items, 2 }, .w = { words, 2 }
};

struct input {
	struct str page, a, b;
};

static bool
find_partial(void *payload, struct str name, struct str *text)
{
	struct input *in = payload;

	*text = str_eq(name, STR("a")) ? in->a : str_eq(name, STR("b")) ? in->b : STR_ABSENT;
	return text->ptr != NULL;
}

static void
run(struct input *in, bool keep_indent)
{
	struct arena *a = arena_new();
	struct tmpl_source source = { .partial = find_partial, .payload = in, .keep_indent = keep_indent };
	struct tmpl *t = NULL;
	struct buf out;

	err_clear();
	if (tmpl_compile(a, STR("page"), in->page, &view_shape, &source, &t) == OK) {
		buf_init(&out, (size_t)64 << 10);
		tmpl_render(t, 0, &view, &out);
		FUZZ_CHECK(!out.len || !memmem(out.ptr, out.len, EVIL, sizeof(EVIL) - 1));
		buf_release(&out);
	} else {
		FUZZ_CHECK(err_detail()[0]);
	}
	arena_free(a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = str_n(size ? (const char *)data : "", size);
	struct input in = { 0 };
	struct plural p;

	if (plural_parse(rest, &p) == OK)
		for (int64_t n = -3; n < 120; n++)
			FUZZ_CHECK(plural_form(&p, n) < p.forms);
	if (str_find(rest, '\x02') < rest.len)
		return 0;
	(void)str_split(&rest, '\x01', &in.page);
	(void)str_split(&rest, '\x01', &in.a);
	(void)str_split(&rest, '\x01', &in.b);
	run(&in, false);
	run(&in, true);
	return 0;
}
