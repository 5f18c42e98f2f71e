/*
 * fuzz_form.c - query strings and forms.
 *
 * Promises: an error has a field error or a detail; what was read without complaint is written in a canonical form,
 * which reads back to itself.
 */
#include "config.h"
#include "lib/web/form.h"
#include "t/fuzz/fuzz.h"

static const struct shape_enum sorts[] = { { "name", 0 }, { "price", 1 }, { NULL, 0 } };

struct line {
	int64_t sku;
	struct str note;
};
static const struct shape_field line_fields[] = {
	SHAPE_I64(struct line, sku, 1, 99, .flags = SHAPE_REQUIRED, .doc = ""),
	SHAPE_STR(struct line, note, 0, 9, .flags = SHAPE_MULTILINE, .doc = ""),
};
static const struct shape line_shape = SHAPE(struct line, line_fields, "");

struct form {
	struct str q, slug;
	int32_t page;
	struct opt_i64 limit;
	bool sale, stock;
	int sort;
	struct money below;
	struct time since;
	struct list tags, f, lines;
	struct line *one;
};
static const struct shape_field form_fields[] = {
	SHAPE_STR(struct form, q, 0, 20, .doc = ""),
	SHAPE_STR(struct form, slug, 0, 20, .format = &format_slug, .doc = ""),
	SHAPE_I32(struct form, page, 1, 100, .fallback = "1", .doc = ""),
	SHAPE_OPT(struct form, limit, 1, 50, .doc = ""),
	SHAPE_BOOL(struct form, sale, .doc = ""),
	SHAPE_BOOL(struct form, stock, .fallback = "yes", .doc = ""),
	SHAPE_ENUM(struct form, sort, sorts, .fallback = "name", .doc = ""),
	SHAPE_MONEY(struct form, below, .doc = ""),
	SHAPE_TIME(struct form, since, .doc = ""),
	SHAPE_LIST(struct form, tags, NULL, 5, .doc = ""),
	SHAPE_PAIRS(struct form, f, "f.", 5, .doc = ""),
	SHAPE_LIST(struct form, lines, &line_shape, 3, .doc = ""),
	SHAPE_STRUCT(struct form, one, struct line, &line_shape, .doc = ""),
};
static const struct shape form_shape = SHAPE(struct form, form_fields, "");

static void
run(struct str text, bool strict)
{
	struct arena *a = arena_new();
	struct field_errors errors = { .arena = a };
	struct form form;
	struct buf once, twice;
	enum err err;

	err_clear();
	err = form_read(a, text, &form_shape, "EUR", strict, &form, &errors);
	FUZZ_CHECK(!err || errors.count || err_detail()[0]);
	FUZZ_CHECK(err || !errors.count);
	if (!err) {
		buf_in_arena(&once, a, BUF_REPLY);
		buf_in_arena(&twice, a, BUF_REPLY);
		form_write(&once, &form_shape, &form);
		err = form_read(a, buf_view(&once), &form_shape, "EUR", true, &form, &errors);
		FUZZ_CHECK(!err);
		form_write(&twice, &form_shape, &form);
		FUZZ_CHECK(str_eq(buf_view(&once), buf_view(&twice)));
	}
	arena_free(a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = str_n(size ? (const char *)data : "", size);

	run(text, false);
	run(text, true);
	return 0;
}
