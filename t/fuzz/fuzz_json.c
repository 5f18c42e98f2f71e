/*
 * fuzz_json.c - JSON into a struct and back.
 *
 * Promises: what was read and written reads back and is written the same; a refusal says why (a field error or a
 * detail);
 * a merge of what was read changes nothing.
 */
#include "lib/io/json.h"
#include "t/fuzz/fuzz.h"

static const struct shape_enum states[] = { { "draft", 0 }, { "live", 1 }, { NULL, 0 } };

struct part {
	struct str name;
	int32_t count;
};
static const struct shape_field part_fields[] = {
	SHAPE_STR(struct part, name, 0, 100),
	SHAPE_I32(struct part, count, INT32_MIN, INT32_MAX),
};
static const struct shape part_shape = SHAPE(struct part, part_fields, "A part.");

struct item {
	struct str name;
	int64_t big;
	struct opt_i64 limit;
	bool on;
	struct money price;
	struct time at;
	int state;
	struct html text;
	struct part *part;
	struct list parts, tags, choices;
};
static const struct shape_field item_fields[] = {
	SHAPE_STR(struct item, name, 0, 100, .flags = SHAPE_MULTILINE),
	SHAPE_I64(struct item, big, INT64_MIN, INT64_MAX),
	SHAPE_OPT(struct item, limit, INT64_MIN, INT64_MAX),
	SHAPE_BOOL(struct item, on),
	SHAPE_MONEY(struct item, price),
	SHAPE_TIME(struct item, at),
	SHAPE_ENUM(struct item, state, states),
	SHAPE_HTML(struct item, text),
	SHAPE_STRUCT(struct item, part, struct part, &part_shape),
	SHAPE_LIST(struct item, parts, &part_shape, 10),
	SHAPE_LIST(struct item, tags, NULL, 10),
	SHAPE_PAIRS(struct item, choices, "f.", 10),
};
static const struct shape item_shape = SHAPE(struct item, item_fields, "Every type.");

static void
check_same(struct arena *a, const struct item *first)
{
	struct field_errors e = { .arena = a };
	struct buf one, two;
	struct item second;

	buf_in_arena(&one, a, BUF_REPLY);
	buf_in_arena(&two, a, BUF_REPLY);
	json_write(&one, &item_shape, first, UINT64_MAX);
	FUZZ_CHECK(!one.failed);
	FUZZ_CHECK(json_read(a, buf_view(&one), &item_shape, &second, &e) == OK);
	json_write(&two, &item_shape, &second, UINT64_MAX);
	FUZZ_CHECK(str_eq(buf_view(&one), buf_view(&two)));
	FUZZ_CHECK(json_merge(a, buf_view(&one), &item_shape, &second, NULL, &e) == OK);
	buf_clear(&two);
	json_write(&two, &item_shape, &second, UINT64_MAX);
	FUZZ_CHECK(str_eq(buf_view(&one), buf_view(&two)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct field_errors e = { .arena = a };
	struct str text = str_n((const char *)data, size);
	struct item item;
	struct list list;
	enum err err = json_read(a, text, &item_shape, &item, &e);

	FUZZ_CHECK(err == OK || err == ERR_INVALID || err == ERR_LIMIT);
	FUZZ_CHECK(err == OK || e.count > 0 || err_detail()[0] != '\0');
	if (err == OK)
		check_same(a, &item);
	err_clear();
	err = json_read_strings(a, text, 100, &list);
	FUZZ_CHECK(err == OK || err_detail()[0] != '\0');
	err_clear();
	arena_free(a);
	return 0;
}
