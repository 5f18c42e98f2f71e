/* Tests of lib/base/shape.c. */
#include "config.h"
#include "lib/base/shape.h"
#include "t/support/suite.h"

struct size {
	int32_t width;
	struct opt_i64 depth;
};
static const struct shape_field size_fields[] = {
	SHAPE_I32(struct size, width, 1, 1000),
	SHAPE_OPT(struct size, depth, 0, 10),
};
static const struct shape size_shape = SHAPE(struct size, size_fields, "Outer measures.");

enum { RED, BLUE = 5 };
static const struct shape_enum colours[] = { { "red", RED }, { "blue", BLUE }, { NULL, 0 } };

struct thing {
	bool on;
	int32_t small;
	int64_t large;
	struct opt_i64 opt;
	struct str name;
	struct str note;
	struct str slug;
	struct html html;
	struct money price;
	struct time since;
	int colour;
	struct size *size;
	struct list sizes;
	struct list tags;
	struct list facets;
	int64_t id;
	int64_t views;
};
static const struct shape_field thing_fields[] = {
	SHAPE_BOOL(struct thing, on),
	SHAPE_I32(struct thing, small, -5, 5),
	SHAPE_I64(struct thing, large, 1, INT64_MAX, .fallback = "10"),
	SHAPE_OPT(struct thing, opt, 0, 99),
	SHAPE_STR(struct thing, name, 2, 4, .flags = SHAPE_REQUIRED),
	SHAPE_STR(struct thing, note, 0, 10, .flags = SHAPE_MULTILINE | SHAPE_NO_TRIM),
	SHAPE_STR(struct thing, slug, 1, 20, .format = &format_slug),
	SHAPE_HTML(struct thing, html),
	SHAPE_AMOUNT(struct thing, price, 1, 100000),
	SHAPE_TIME(struct thing, since),
	SHAPE_ENUM(struct thing, colour, colours),
	SHAPE_STRUCT(struct thing, size, struct size, &size_shape),
	SHAPE_LIST(struct thing, sizes, &size_shape, 2),
	SHAPE_LIST(struct thing, tags, NULL, 3, .format = &format_slug),
	SHAPE_PAIRS(struct thing, facets, "f.", 4),
	SHAPE_I64(struct thing, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I64(struct thing, views, 1, INT64_MAX, .flags = SHAPE_READ_ONLY),
};
static const struct shape thing_shape = SHAPE(struct thing, thing_fields, "For tests.");

static struct arena *arena;
static struct field_errors errors;
static struct thing thing;

static void
begin(void)
{
	arena = arena_new();
	errors = (struct field_errors){ .arena = arena };
	shape_init(&thing_shape, &thing);
}

static void
end(void)
{
	arena_free(arena);
}

/* Set the member from text; the message of the complaint, absent when there was none. */
static struct str
set(const char *member, struct str text)
{
	const struct shape_field *f = shape_find(&thing_shape, str_of(member));
	enum err err;

	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	errors.count = 0;
	err = shape_set_text(f, &thing, text, "EUR", str_of(member), &errors);
	CU_ASSERT_EQUAL(err, errors.count ? ERR_INVALID : OK);
	CU_ASSERT(errors.count <= 1);
	return errors.count ? errors.items[0].message : STR_ABSENT;
}

static void
test_shape__init(void)
{
	memset(&thing, 0xAA, sizeof(thing));
	begin();
	for (size_t i = 0; i < thing_shape.count; i++) {
		const struct shape_field *f = &thing_fields[i];
		bool never = f->type == SHAPE_T_BOOL || f->type == SHAPE_T_I32 || f->type == SHAPE_T_I64 ||
		    f->type == SHAPE_T_LIST || f->type == SHAPE_T_PAIRS;
		CU_ASSERT_EQUAL(shape_is_absent(f, &thing), !never);
	}
	CU_ASSERT(!thing.on && thing.small == 0 && thing.large == 0 && thing.tags.count == 0);
	CU_ASSERT_STRING_EQUAL(shape_name(&thing_shape), "thing");
	CU_ASSERT_PTR_EQUAL(shape_find(&thing_shape, STR("price")), &thing_fields[8]);
	CU_ASSERT_PTR_NULL(shape_find(&thing_shape, STR("prices")));
	CU_ASSERT_PTR_NULL(shape_find(&thing_shape, STR("")));
	CU_ASSERT_PTR_NULL(shape_find(&thing_shape, STR_ABSENT));
	end();
}

static void
test_shape__set_numbers(void)
{
	begin();
	CHECK_STR(set("small", STR(" -5 ")), NULL);
	CU_ASSERT_EQUAL(thing.small, -5);
	CHECK_STR(set("small", STR("6")), "Enter a number that is at most %lld.");
	CU_ASSERT(errors.items[0].limit.set && errors.items[0].limit.value == 5);
	CHECK_STR(set("small", STR("-6")), "Enter a number that is at least %lld.");
	CHECK_STR(set("small", STR("five")), "Enter a whole number.");
	CHECK_STR(set("small", STR("99999999999999999999")), "Enter a whole number.");
	CU_ASSERT_EQUAL(thing.small, -5);
	CHECK_STR(set("small", STR("")), NULL);
	CU_ASSERT_EQUAL(thing.small, 0);
	CHECK_STR(set("large", STR("")), NULL);
	CU_ASSERT_EQUAL(thing.large, 10); /* the fallback */
	CHECK_STR(set("opt", STR("0")), NULL);
	CU_ASSERT(thing.opt.set && thing.opt.value == 0);
	CHECK_STR(set("opt", STR_ABSENT), NULL);
	CU_ASSERT(!thing.opt.set);
	CHECK_STR(set("on", STR("on")), NULL);
	CU_ASSERT(thing.on);
	CHECK_STR(set("on", STR("")), NULL);
	CU_ASSERT(!thing.on);
	CHECK_STR(set("on", STR("perhaps")), "Choose yes or no.");
	end();
}

static void
test_shape__set_text(void)
{
	begin();
	CHECK_STR(set("name", STR("  \xC3\xA4\xC3\xB6\xC3\xBC\xC3\x9F ")), NULL); /* characters count, not bytes */
	CHECK_STR(thing.name, "\xC3\xA4\xC3\xB6\xC3\xBC\xC3\x9F");
	CHECK_STR(set("name", STR("")), "Enter a value.");
	CHECK_STR(set("name", STR("   ")), "Enter a value.");
	CHECK_STR(set("name", STR("a")), "Enter at least %lld characters.");
	CHECK_STR(set("name", STR("abcde")), "Enter at most %lld characters.");
	CHECK_STR(set("name", STR("a\nb")), "Enter this on one line.");
	CHECK_STR(set("name", STR("a\x07" "b")), "Remove the characters that cannot be shown.");
	CHECK_STR(set("name", STR("a\xFF")), "Remove the characters that cannot be shown.");
	CHECK_STR(set("name", STR("a\0b")), "Remove the characters that cannot be shown.");
	CHECK_STR(set("note", STR(" a\r\nb\rc\n")), NULL);
	CHECK_STR(thing.note, " a\nb\nc\n");
	CHECK_STR(set("note", STR("")), NULL);
	CHECK_STR(thing.note, "");
	CHECK_STR(set("note", STR_ABSENT), NULL);
	CHECK_STR(thing.note, NULL);
	CHECK_STR(set("slug", STR("a-b")), NULL);
	CHECK_STR(set("slug", STR("A")), "Use only a to z, 0 to 9 and single hyphens between them.");
	CHECK_STR(set("slug", STR("")), NULL);
	CHECK_STR(thing.slug, NULL); /* too short to be empty: so it was not given */
	end();
}

static void
test_shape__set_others(void)
{
	begin();
	CHECK_STR(set("price", STR("19.99")), NULL);
	CU_ASSERT_EQUAL(thing.price.minor, 1999);
	CHECK_STR(set("price", STR("0,5")), NULL);
	CU_ASSERT_EQUAL(thing.price.minor, 50);
	CHECK_STR(set("price", STR("1,000")), "Enter an amount, for example 19.99.");
	CHECK_STR(set("price", STR("1.000,5")), "Enter an amount, for example 19.99.");
	/* Three digits after a comma may be thousands, even where the currency has three decimals. */
	CU_ASSERT_EQUAL(
	    shape_set_text(&thing_fields[8], &thing, STR("1,000"), "KWD", STR("price"), &errors), ERR_INVALID);
	CHECK_STR(set("price", STR(",")), "Enter an amount, for example 19.99.");
	CHECK_STR(set("price", STR("0")), "Enter an amount above zero.");
	CHECK_STR(set("price", STR("1000.01")), "Enter a smaller amount.");
	CHECK_STR(set("price", STR("")), NULL);
	CU_ASSERT(money_is_absent(thing.price));
	CHECK_STR(set("since", STR("2026-11-22")), NULL);
	CU_ASSERT_EQUAL(time_civil(thing.since).day, 22);
	CHECK_STR(set("since", STR("22.11.2026")), "Enter a date, for example 2026-11-22.");
	CHECK_STR(set("colour", STR("blue")), NULL);
	CU_ASSERT_EQUAL(thing.colour, BLUE);
	CHECK_STR(set("colour", STR("Blue")), "Choose one of the listed values.");
	CHECK_STR(set("colour", STR("")), NULL);
	CU_ASSERT_EQUAL(thing.colour, -1);
	CHECK_STR(set("id", STR("1")), "Leave this out: it cannot be changed here.");
	CHECK_STR(set("views", STR("1")), "Leave this out: it cannot be changed here.");
	end();
}

/* The complaints of shape_check() as "name: message" lines. */
static struct str
complaints(void)
{
	static struct buf b = { .max = BUF_LINE };

	errors.count = 0;
	buf_clear(&b);
	CU_ASSERT_EQUAL(shape_check(&thing_shape, &thing, STR(""), &errors), errors.count == 0);
	for (size_t i = 0; i < errors.count; i++)
		buf_printf(&b, "%.*s: %.*s\n", STR_ARG(errors.items[i].name), STR_ARG(errors.items[i].message));
	errors.count = 0;
	return str_dup(arena, buf_view(&b));
}

static void
test_shape__check(void)
{
	struct size sizes[] = { { 5, { true, 3 } }, { 0, { true, 11 } }, { 1, { 0 } } };
	struct str tags[] = { STR("ok"), STR("not ok"), STR("\xFF") };

	begin();
	thing.large = 1;
	CHECK_STR(complaints(), "name: Enter a value.\n");
	thing.name = STR("abc");
	CHECK_STR(complaints(), "");
	thing.size = &sizes[1];
	CHECK_STR(complaints(), "size.width: Enter a number that is at least %lld.\n"
	    "size.depth: Enter a number that is at most %lld.\n");
	thing.size = &sizes[0];
	thing.sizes = (struct list){ sizes, 2 };
	thing.tags = (struct list){ tags, 3 };
	CHECK_STR(complaints(), "sizes.1.width: Enter a number that is at least %lld.\n"
	    "sizes.1.depth: Enter a number that is at most %lld.\n"
	    "tags.1: Use only a to z, 0 to 9 and single hyphens between them.\n"
	    "tags.2: Remove the characters that cannot be shown.\n");
	thing.sizes.count = 3;
	thing.tags.count = 0;
	thing.colour = 3;
	thing.slug = STR("");
	thing.price = money_of(0, "EUR");
	CHECK_STR(complaints(), "slug: Enter a value.\nprice: Enter an amount above zero.\n"
	    "colour: Choose one of the listed values.\nsizes: Give at most %lld entries.\n");
	end();
}

static void
test_shape__errors_are_bounded(void)
{
	begin();
	for (int i = 0; i < 1000; i++)
		field_error(&errors, STR("x"), "y", (struct opt_i64){ 0 });
	CU_ASSERT_EQUAL(errors.count, FIELD_ERRORS_MAX);
	end();
}

SUITE(shape,
    { "init, find, absent", test_shape__init },
    { "set numbers", test_shape__set_numbers },
    { "set text", test_shape__set_text },
    { "set amounts, dates, choices", test_shape__set_others },
    { "check a whole struct", test_shape__check },
    { "errors are bounded", test_shape__errors_are_bounded });
