/* Tests of lib/io/json.c, json_scan.c and json_write.c. */
#include "t/support/suite.h"
#include "lib/io/json.h"

static const struct shape_enum states[] = { { "draft", 0 }, { "live", 1 }, { NULL, 0 } };

struct part {
	struct str name;
	int32_t count;
};
static const struct shape_field part_fields[] = {
	SHAPE_STR(struct part, name, 1, 20, .flags = SHAPE_REQUIRED),
	SHAPE_I32(struct part, count, 0, 100),
};
static const struct shape part_shape = SHAPE(struct part, part_fields, "A part.");

struct item {
	int64_t id;
	struct str name, secret, note;
	int32_t count;
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
	SHAPE_I64(struct item, id, 0, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct item, name, 1, 20, .flags = SHAPE_REQUIRED | SHAPE_MULTILINE),
	SHAPE_STR(struct item, secret, 0, 20, .flags = SHAPE_WRITE_ONLY),
	SHAPE_STR(struct item, note, 0, 20, .flags = SHAPE_OMIT),
	SHAPE_I32(struct item, count, INT32_MIN, INT32_MAX, .fallback = "5"),
	SHAPE_I64(struct item, big, INT64_MIN, INT64_MAX),
	SHAPE_OPT(struct item, limit, INT64_MIN, INT64_MAX),
	SHAPE_BOOL(struct item, on),
	SHAPE_MONEY(struct item, price),
	SHAPE_TIME(struct item, at),
	SHAPE_ENUM(struct item, state, states),
	SHAPE_HTML(struct item, text),
	SHAPE_STRUCT(struct item, part, struct part, &part_shape),
	SHAPE_LIST(struct item, parts, &part_shape, 3),
	SHAPE_LIST(struct item, tags, NULL, 3),
	SHAPE_PAIRS(struct item, choices, "f.", 3),
};
static const struct shape item_shape = SHAPE(struct item, item_fields, "Every type.");

static const char everything[] = "{\"name\":\"a\\u00e9\\ud83d\\ude00\\n\",\"count\":-3,\"big\":-9223372036854775808,"
	"\"limit\":9223372036854775807,\"on\":true,\"price\":{\"amount\":1999,\"currency\":\"EUR\"},"
	"\"at\":\"2026-11-22T11:20:30+01:00\",\"state\":\"live\",\"text\":\"<b>x</b><script>y</script>\","
	"\"part\":{\"name\":\"p\",\"count\":1},\"parts\":[{\"name\":\"q\",\"count\":2},{\"name\":\"r\"}],"
	"\"tags\":[\"x\",\"y\"],\"choices\":{\"colour\":\"red\",\"size\":[\"S\",\"M\"]}}";

/* Read, and say what came out; complaints as "name: message" lines. */
static enum err
read_item(struct arena *a, const char *text, struct item *out, char *complaints, size_t cap)
{
	struct field_errors e = { .arena = a };
	enum err err = json_read(a, str_of(text), &item_shape, out, &e);
	size_t len = 0;

	complaints[0] = '\0';
	for (size_t i = 0; i < e.count && len < cap; i++)
		len += (size_t)snprintf(complaints + len, cap - len, "%s%.*s", i ? "," : "", STR_ARG(e.items[i].name));
	err_clear();
	return err;
}

static void
test_json__everything(void)
{
	struct arena *a = arena_new();
	struct item i;
	char bad[500];
	struct buf b;

	CU_ASSERT_EQUAL(read_item(a, everything, &i, bad, sizeof(bad)), OK);
	CHECK_STR(str_of(bad), "");
	CHECK_STR(i.name, "aé\xf0\x9f\x98\x80\n");
	CU_ASSERT(i.count == -3 && i.big == INT64_MIN && i.limit.set && i.limit.value == INT64_MAX && i.on);
	CU_ASSERT(i.price.minor == 1999 && i.at.us == INT64_C(1795342830000000) && i.state == 1);
	CHECK_STR(str_n(i.text.ptr, i.text.len), "<b>x</b>");
	CHECK_STR(i.part->name, "p");
	CU_ASSERT(i.parts.count == 2 && i.tags.count == 2 && i.choices.count == 3);
	CHECK_STR(((struct pair *)i.choices.items)[2].value, "M");
	CU_ASSERT_EQUAL(((struct part *)i.parts.items)[1].count, 0);
	buf_init(&b, BUF_REPLY);
	i.secret = STR("hunter2");
	json_write(&b, &item_shape, &i, UINT64_MAX);
	CHECK_STR(buf_view(&b),
	    "{\"name\":\"aé\xf0\x9f\x98\x80\\n\",\"count\":-3,\"big\":-9223372036854775808,"
	    "\"limit\":9223372036854775807,\"on\":true,\"price\":{\"amount\":1999,\"currency\":\"EUR\"},"
	    "\"at\":\"2026-11-22T10:20:30Z\",\"state\":\"live\",\"text\":\"\\u003cb\\u003ex\\u003c/b\\u003e\","
	    "\"part\":{\"name\":\"p\",\"count\":1},\"parts\":[{\"name\":\"q\",\"count\":2},{\"name\":\"r\",\"count\":0}],"
	    "\"tags\":[\"x\",\"y\"],\"choices\":{\"colour\":\"red\",\"size\":[\"S\",\"M\"]}}");
	buf_release(&b);
	arena_free(a);
}

static void
test_json__absent(void)
{
	struct arena *a = arena_new();
	struct item i;
	char bad[500];
	struct buf b;

	CU_ASSERT_EQUAL(
	    read_item(a, "{\"name\":\"a\",\"price\":null,\"at\":null,\"parts\":null}", &i, bad, sizeof(bad)), OK);
	CU_ASSERT(i.count == 5 && !i.limit.set && money_is_absent(i.price) && time_is_absent(i.at) && i.state == -1);
	CU_ASSERT(str_is_absent(i.note) && i.part == NULL && i.parts.count == 0);
	buf_init(&b, BUF_REPLY);
	json_write(&b, &item_shape, &i, UINT64_MAX);
	CHECK_STR(buf_view(&b),
	    "{\"name\":\"a\",\"count\":5,\"big\":0,\"limit\":null,\"on\":false,\"price\":null,\"at\":null,"
	    "\"state\":null,\"text\":null,\"part\":null,\"parts\":[],\"tags\":[],\"choices\":{}}");
	buf_release(&b);
	arena_free(a);
}

static void
test_json__complaints(void)
{
	static const struct { const char *text, *names; } cases[] = {
		{ "{}", "name" },
		{ "[]", "" },
		{ "7", "" },
		{ "{\"name\":\"a\",\"x/y~z\":1}", "x~1y~0z" },
		{ "{\"name\":\"a\",\"id\":1}", "id" },
		{ "{\"name\":7}", "name" },
		{ "{\"name\":\"\"}", "name" },
		{ "{\"name\":\"a\",\"count\":1.0}", "count" },
		{ "{\"name\":\"a\",\"count\":1e3}", "count" },
		{ "{\"name\":\"a\",\"count\":\"1\"}", "count" },
		{ "{\"name\":\"a\",\"count\":2147483648}", "count" },
		{ "{\"name\":\"a\",\"big\":9223372036854775808}", "big" },
		{ "{\"name\":\"a\",\"big\":18446744073709551615}", "big" },
		{ "{\"name\":\"a\",\"on\":1}", "on" },
		{ "{\"name\":\"a\",\"price\":1999}", "price" },
		{ "{\"name\":\"a\",\"price\":{\"amount\":1.5,\"currency\":\"EUR\"}}", "price/amount" },
		{ "{\"name\":\"a\",\"price\":{\"amount\":1,\"currency\":\"XXQ\"}}", "price/currency" },
		{ "{\"name\":\"a\",\"price\":{\"amount\":1}}", "price" },
		{ "{\"name\":\"a\",\"price\":{\"amount\":1,\"currency\":\"EUR\",\"x\":1}}", "price" },
		{ "{\"name\":\"a\",\"at\":\"2026-02-30T00:00:00Z\"}", "at" },
		{ "{\"name\":\"a\",\"at\":5}", "at" },
		{ "{\"name\":\"a\",\"state\":\"gone\"}", "state" },
		{ "{\"name\":\"a\",\"part\":{}}", "part/name" },
		{ "{\"name\":\"a\",\"part\":[]}", "part" },
		{ "{\"name\":\"a\",\"parts\":[{\"name\":\"b\"},{\"name\":\"c\",\"count\":101}]}", "parts/1/count" },
		{ "{\"name\":\"a\",\"parts\":[{\"name\":\"b\"},7]}", "parts/1" },
		{ "{\"name\":\"a\",\"tags\":[\"1\",\"2\",\"3\",\"4\"]}", "tags" },
		{ "{\"name\":\"a\",\"tags\":[1]}", "tags/0" },
		{ "{\"name\":\"a\",\"choices\":{\"c\":1}}", "choices/c" },
		{ "{\"name\":7,\"count\":true,\"nope\":0}", "name,count,nope" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena *a = arena_new();
		struct item item;
		char bad[500];
		CU_ASSERT_EQUAL(read_item(a, cases[i].text, &item, bad, sizeof(bad)), ERR_INVALID);
		CHECK_STR(str_of(bad), cases[i].names);
		arena_free(a);
	}
}

static void
test_json__not_json(void)
{
	static const char *const texts[] = { "", " ", "{", "}", "[1,]", "{\"a\":1,}", "{a:1}", "{'a':1}", "{\"a\" 1}",
		"[1 2]", "01", "-", "+1", "1.", ".5", "1e", "1e+", "0x10", "NaN", "Infinity", "-Infinity", "True",
		"nul", "nulll", "\"", "\"\\x\"", "\"\\u12\"", "\"\\u00g0\"", "\"\\ud800\"", "\"\\ud800\\u0041\"",
		"\"\\udc00\"", "\"\\u0000\"", "\"\t\"", "\"\n\"", "[1] 2", "{} {}", "// c\n{}", "/* c */{}",
		"\xef\xbb\xbf{}", "\"\xff\"", "\"\xc0\xaf\"", "\"\xed\xa0\x80\"", "[\f1]", "{\"a\":1,\"a\":2}",
		"{\"a\":1,\"\\u0061\":2}", "{\"x\":{\"b\":1,\"b\":1}}", "[{\"a\":0,\"b\":0,\"a\":0}]", "{1:2}",
		"{null:1}", "[,1]", "--1", "1e1.5", "123123e100000", "\"a\"\"b\"", "{\"a\":}", "[\"a\",\n4\n,1,", "-01",
		"-foo", "1eE2", "2.e3", "[1,,2]" };

	for (size_t i = 0; i < COUNT(texts); i++) {
		struct arena *a = arena_new();
		struct field_errors e = { .arena = a };
		struct list list;
		enum err err = json_read_strings(a, str_of(texts[i]), 100, &list);
		if (err != ERR_INVALID)
			printf("\n    %s", texts[i]);
		CU_ASSERT_EQUAL(err, ERR_INVALID);
		CU_ASSERT_EQUAL(json_read(a, str_of(texts[i]), &item_shape, &(struct item){ 0 }, &e), ERR_INVALID);
		if (strcmp(texts[i], "123123e100000") != 0) /* a number, though a large one */
			CU_ASSERT_EQUAL(e.count, 0);
		err_clear();
		arena_free(a);
	}
}

static void
test_json__place_of_mistake(void)
{
	struct arena *a = arena_new();
	struct list list;

	CU_ASSERT_EQUAL(json_read_strings(a, STR("[\n \"a\",\n x]"), 9, &list), ERR_INVALID);
	CU_ASSERT(strstr(err_detail(), "line 3, column 2") != NULL);
	err_clear();
	arena_free(a);
}

static void
test_json__depth(void)
{
	struct arena *a = arena_new();
	char text[300000];
	struct list list;

	for (size_t depth = 31; depth <= 33; depth++) {
		memset(text, '[', depth);
		memset(text + depth, ']', depth);
		CU_ASSERT_EQUAL(
		    json_read_strings(a, str_n(text, 2 * depth), 9, &list), depth > 32 ? ERR_LIMIT : ERR_INVALID);
	}
	memset(text, '[', sizeof(text));
	CU_ASSERT_EQUAL(json_read_strings(a, str_n(text, sizeof(text)), 9, &list), ERR_LIMIT);
	err_clear();
	arena_free(a);
}

static void
test_json__merge(void)
{
	struct arena *a = arena_new();
	struct field_errors e = { .arena = a };
	bool present[COUNT(item_fields)];
	struct item i;
	struct part before = { STR_INIT("p"), 7 };
	char bad[500];

	CU_ASSERT_EQUAL(read_item(a, everything, &i, bad, sizeof(bad)), OK);
	i.part = &before;
	i.id = 9;
	CU_ASSERT_EQUAL(json_merge(a, STR("{\"count\":4,\"limit\":null,\"part\":{\"name\":\"new\"}}"), &item_shape, &i,
			    present, &e),
	    OK);
	CU_ASSERT(i.count == 4 && !i.limit.set && i.id == 9 && i.big == INT64_MIN && i.parts.count == 2);
	CHECK_STR(i.part->name, "new");
	CU_ASSERT_EQUAL(i.part->count, 7);
	CHECK_STR(before.name, "p"); /* what was there is not written to */
	CU_ASSERT(!present[1] && present[4] && present[6] && present[12] && !present[13]);
	CU_ASSERT_EQUAL(json_merge(a, STR("{\"name\":null}"), &item_shape, &i, NULL, &e), ERR_INVALID);
	CU_ASSERT_EQUAL(e.count, 1);
	err_clear();
	arena_free(a);
}

static void
test_json__fields(void)
{
	struct arena *a = arena_new();
	struct field_errors e = { .arena = a };
	struct item i;
	uint64_t mask = 0;
	struct buf b;

	shape_init(&item_shape, &i);
	i.name = STR("a");
	CU_ASSERT_EQUAL(json_fields(&item_shape, STR("count, name"), &mask, &e), OK);
	buf_init(&b, BUF_REPLY);
	json_write(&b, &item_shape, &i, mask);
	CHECK_STR(buf_view(&b), "{\"name\":\"a\",\"count\":0}");
	CU_ASSERT_EQUAL(json_fields(&item_shape, STR("name,id"), &mask, &e), ERR_INVALID);
	CU_ASSERT_EQUAL(json_fields(&item_shape, STR("secret"), &mask, &e), ERR_INVALID);
	CU_ASSERT_EQUAL(e.count, 2);
	buf_release(&b);
	arena_free(a);
}

SUITE(json,
    { "everything", test_json__everything },
    { "absent", test_json__absent },
    { "complaints", test_json__complaints },
    { "not json", test_json__not_json },
    { "place of mistake", test_json__place_of_mistake },
    { "depth", test_json__depth },
    { "merge", test_json__merge },
    { "fields", test_json__fields });
