/* Tests of lib/web/form.c. */
#include "t/support/suite.h"
#include "lib/web/form.h"

enum sort { BY_NAME, BY_PRICE };
static const struct shape_enum sorts[] = { { "name", BY_NAME }, { "price", BY_PRICE }, { NULL, 0 } };

struct address {
	struct str city, zip;
};
static const struct shape_field address_fields[] = {
	SHAPE_STR(struct address, city, 1, 20, .flags = SHAPE_REQUIRED, .doc = ""),
	SHAPE_STR(struct address, zip, 0, 5, .doc = ""),
};
static const struct shape address_shape = SHAPE(struct address, address_fields, "");

struct line {
	int64_t sku;
};
static const struct shape_field line_fields[] = { SHAPE_I64(
    struct line, sku, 1, 99, .flags = SHAPE_REQUIRED, .doc = "") };
static const struct shape line_shape = SHAPE(struct line, line_fields, "");

struct search {
	struct str q;
	int32_t page;
	struct opt_i64 limit;
	bool sale, stock;
	int sort;
	struct money below;
	struct time since;
	struct list tags, f, lines;
	struct address *address;
	int64_t id;
	struct html body;
};
static const struct shape_field search_fields[] = {
	SHAPE_STR(struct search, q, 0, 10, .doc = ""),
	SHAPE_I32(struct search, page, 1, 100, .fallback = "1", .doc = ""),
	SHAPE_OPT(struct search, limit, 1, 50, .doc = ""),
	SHAPE_BOOL(struct search, sale, .doc = ""),
	SHAPE_BOOL(struct search, stock, .fallback = "yes", .doc = ""),
	SHAPE_ENUM(struct search, sort, sorts, .fallback = "name", .doc = ""),
	SHAPE_MONEY(struct search, below, .doc = ""),
	SHAPE_TIME(struct search, since, .doc = ""),
	SHAPE_LIST(struct search, tags, NULL, 3, .format = &format_slug, .doc = ""),
	SHAPE_PAIRS(struct search, f, "f.", 3, .doc = ""),
	SHAPE_LIST(struct search, lines, &line_shape, 2, .doc = ""),
	SHAPE_STRUCT(struct search, address, struct address, &address_shape, .doc = ""),
	SHAPE_I64(struct search, id, 0, 99, .flags = SHAPE_HIDDEN, .doc = ""),
	SHAPE_HTML(struct search, body, .doc = ""),
};
static const struct shape search_shape = SHAPE(struct search, search_fields, "");

struct run {
	struct arena *a;
	struct search s;
	struct field_errors e;
	enum err err;
};

static struct run
read_text(const char *text, bool strict)
{
	struct run r = { .a = arena_new() };

	r.e.arena = r.a;
	r.err = form_read(r.a, str_of(text), &search_shape, "EUR", strict, &r.s, &r.e);
	return r;
}

static void
test_form__members(void)
{
	struct run r =
	    read_text("q=caf%C3%A9+%26+x&page=7&limit=5&sale=on&stock=0&sort=price&below=19.99&since=2026-11-22"
		      "&tags=b&tags=+a+&tags=&f.colour=red&f.size=%2B1&address.city=Ulm&&lines.0.sku=1&lines.1.sku=2",
		true);

	CU_ASSERT_EQUAL(r.err, OK);
	CHECK_STR(r.s.q, "caf\xc3\xa9 & x");
	CU_ASSERT_EQUAL(r.s.page, 7);
	CU_ASSERT(r.s.limit.set && r.s.limit.value == 5);
	CU_ASSERT(r.s.sale && !r.s.stock);
	CU_ASSERT_EQUAL(r.s.sort, BY_PRICE);
	CU_ASSERT_EQUAL(r.s.below.minor, 1999);
	CU_ASSERT_EQUAL(r.s.since.us, INT64_C(1795305600) * US_PER_S);
	CU_ASSERT_EQUAL_FATAL(r.s.tags.count, 2);
	CHECK_STR(((struct str *)r.s.tags.items)[1], "a");
	CU_ASSERT_EQUAL_FATAL(r.s.f.count, 2);
	CHECK_STR(((struct pair *)r.s.f.items)[1].name, "size");
	CHECK_STR(((struct pair *)r.s.f.items)[1].value, "+1");
	CU_ASSERT_FATAL(r.s.address != NULL);
	CHECK_STR(r.s.address->city, "Ulm");
	CU_ASSERT(str_is_absent(r.s.address->zip));
	CU_ASSERT_EQUAL_FATAL(r.s.lines.count, 2);
	CU_ASSERT_EQUAL(((struct line *)r.s.lines.items)[1].sku, 2);
	arena_free(r.a);
}

static void
test_form__fallbacks(void)
{
	struct run r = read_text("", true);

	CU_ASSERT_EQUAL(r.err, OK);
	CU_ASSERT(str_is_absent(r.s.q) && !r.s.limit.set && !r.s.sale && r.s.stock && !r.s.address);
	CU_ASSERT_EQUAL(r.s.page, 1);
	CU_ASSERT_EQUAL(r.s.sort, BY_NAME);
	CU_ASSERT(money_is_absent(r.s.below) && time_is_absent(r.s.since));
	arena_free(r.a);
}

/* A page goes on with what it would show without the wrong value, and knows of it. */
static void
test_form__wrong_values_on_pages(void)
{
	struct run r = read_text("page=abc&sort=up&limit=51&nobody=1&page=3&id=5&body=x", false);

	CU_ASSERT_EQUAL(r.err, ERR_INVALID);
	CU_ASSERT_EQUAL(r.e.count, 3);
	CHECK_STR(r.e.items[0].name, "page");
	CU_ASSERT_EQUAL(r.s.page, 1);
	CU_ASSERT_EQUAL(r.s.sort, BY_NAME);
	CU_ASSERT_EQUAL(r.s.id, 0);
	CU_ASSERT(!r.s.limit.set && !r.s.body.ptr);
	arena_free(r.a);
}

static void
test_form__strict(void)
{
	static const struct {
		const char *text, *name;
	} cases[] = {
		{ "nobody=1", "nobody" },
		{ "q=a&q=b", "q" },
		{ "id=5", "id" },
		{ "body=x", "body" },
		{ "address.zip=1", "address.city" },
		{ "address.city=x&address.zip=123456", "address.zip" },
		{ "tags=A", "tags.0" },
		{ "tags=a&tags=b&tags=c&tags=d", "tags" },
		{ "f.a=1&f.b=1&f.c=1&f.d=1", "f" },
		{ "f.=1", "f." },
		{ "f.x=%01", "f.x" },
		{ "lines.0.sku=0", "lines.0.sku" },
		{ "lines.7.sku=1", "lines.7.sku" },
		{ "q=12345678901", "q" },
		{ "=x", "" },
		{ "below=1.999", "below" },
		{ "since=2026-02-30", "since" },
		{ "page=", NULL },
		{ "q", NULL },
		{ "&&", NULL },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct run r = read_text(cases[i].text, true);
		CU_ASSERT_EQUAL(r.err, cases[i].name ? ERR_INVALID : OK);
		CU_ASSERT_EQUAL(r.e.count, cases[i].name ? 1 : 0);
		if (cases[i].name && r.e.count)
			CHECK_STR(r.e.items[0].name, cases[i].name);
		arena_free(r.a);
	}
}

static void
test_form__broken_encoding(void)
{
	static const char *const cases[] = { "q=%zz", "q=%f", "q=%ff", "%00=1", "q=\xc3", "q=%ED%A0%80" };
	struct arena *a = arena_new();
	struct buf many;
	struct run r;

	for (size_t i = 0; i < COUNT(cases); i++) {
		r = read_text(cases[i], false);
		CU_ASSERT_EQUAL(r.err, ERR_INVALID);
		CU_ASSERT_EQUAL(r.e.count, 0);
		arena_free(r.a);
	}
	buf_in_arena(&many, a, 10000);
	for (int i = 0; i <= FORM_PAIRS_MAX; i++)
		buf_z(&many, "a=1&");
	r = read_text(many.ptr, false);
	CU_ASSERT_EQUAL(r.err, ERR_LIMIT);
	arena_free(r.a);
	arena_free(a);
}

static void
test_form__write(void)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "", "" },
		{ "page=1&sort=name&stock=1", "" },
		{ "f.b=2&tags=b&tags=a&q=a+b&f.a=x&f.b=1&page=2", "q=a+b&page=2&tags=a&tags=b&f.a=x&f.b=1&f.b=2" },
		{ "stock=0&sale=1&sort=price&limit=0005", "limit=5&sale=1&stock=0&sort=price" },
		{ "address.city=%C3%9Cl+m&lines.0.sku=4&below=5", "below=5.00&lines.0.sku=4&address.city=%C3%9Cl+m" },
		{ "since=2026-11-22", "since=2026-11-22T00%3A00%3A00Z" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct run r = read_text(cases[i].in, true);
		struct buf out;
		buf_init(&out, 1000);
		CU_ASSERT_EQUAL(r.err, OK);
		form_write(&out, &search_shape, &r.s);
		CHECK_STR(buf_view(&out), cases[i].out);
		buf_release(&out);
		arena_free(r.a);
	}
}

SUITE(form,
    { "every kind of member", test_form__members },
    { "fallbacks", test_form__fallbacks },
    { "wrong values on pages", test_form__wrong_values_on_pages },
    { "strict", test_form__strict },
    { "broken encoding and too many pairs", test_form__broken_encoding },
    { "canonical text", test_form__write });
