/* Tests of lib/base/str.c. */
#include "config.h"
#include "lib/base/str.h"
#include "t/support/suite.h"

static void
test_str__compare(void)
{
	CU_ASSERT(str_eq(STR("a"), STR("a")));
	CU_ASSERT(!str_eq(STR("a"), STR("b")));
	CU_ASSERT(!str_eq(STR(""), STR_ABSENT));
	CU_ASSERT(str_eq(STR_ABSENT, STR_ABSENT));
	CU_ASSERT(str_eq(STR("a\0b"), STR("a\0b")));
	CU_ASSERT(!str_eq(STR("a\0b"), STR("a\0c")));
	CU_ASSERT(str_eq_nocase(STR("Content-TYPE"), STR("content-type")));
	CU_ASSERT(!str_eq_nocase(STR("["), STR("{"))); /* differ by 0x20, are no letters */
	CU_ASSERT(!str_eq_nocase(STR(""), STR_ABSENT));
	CU_ASSERT(str_cmp(STR("a"), STR("b")) < 0);
	CU_ASSERT(str_cmp(STR("a"), STR("aa")) < 0);
	CU_ASSERT(str_cmp(STR("\xFF"), STR("a")) > 0);
	CU_ASSERT_EQUAL(str_cmp(STR(""), STR_ABSENT), 0);
	CU_ASSERT(str_starts(STR("abc"), STR("ab")) && str_starts(STR("abc"), STR("")) &&
	    !str_starts(STR("a"), STR("ab")));
	CU_ASSERT(str_ends(STR("abc"), STR("bc")) && str_ends(STR_ABSENT, STR("")) && !str_ends(STR("c"), STR("bc")));
	CU_ASSERT(str_contains(STR("abc"), STR("b")) && !str_contains(STR("abc"), STR("cb")));
}

static void
test_str__cut(void)
{
	CHECK_STR(str_skip(STR("abc"), 1), "bc");
	CHECK_STR(str_skip(STR("abc"), 9), "");
	CHECK_STR(str_skip(STR_ABSENT, 1), NULL);
	CHECK_STR(str_cut(STR("abc"), 2), "ab");
	CHECK_STR(str_trim(STR(" \t a b\r\n\v\f ")), "a b");
	CHECK_STR(str_trim(STR("  ")), "");
	CHECK_STR(str_trim(STR_ABSENT), NULL);
	CU_ASSERT_EQUAL(str_find(STR("abc"), 'c'), 2);
	CU_ASSERT_EQUAL(str_find(STR("abc"), 'x'), 3);
	CU_ASSERT_EQUAL(str_find(STR_ABSENT, 'x'), 0);
}

static void
test_str__split(void)
{
	struct str rest = STR("a,,b,"), part;

	CU_ASSERT(str_split(&rest, ',', &part));
	CHECK_STR(part, "a");
	CU_ASSERT(str_split(&rest, ',', &part));
	CHECK_STR(part, "");
	CU_ASSERT(str_split(&rest, ',', &part));
	CHECK_STR(part, "b");
	CU_ASSERT(str_split(&rest, ',', &part));
	CHECK_STR(part, "");
	CU_ASSERT(!str_split(&rest, ',', &part));
	rest = STR("");
	CU_ASSERT(str_split(&rest, ',', &part));
	CU_ASSERT(!str_split(&rest, ',', &part));
}

static void
test_str__arena(void)
{
	struct arena *a = arena_new();

	CHECK_STR(str_dup(a, STR_ABSENT), NULL);
	CHECK_STR(str_dup(a, STR("x")), "x");
	CU_ASSERT_STRING_EQUAL(str_z(a, STR_ABSENT), "");
	CU_ASSERT_STRING_EQUAL(str_z(a, str_n("abc", 2)), "ab");
	CHECK_STR(str_printf(a, "%d%%", 5), "5%");
	CHECK_STR(str_lower(a, STR("\xC3\x84 ABC-xyz")), "\xC3\x84 abc-xyz");
	CHECK_STR(str_lower(a, STR_ABSENT), NULL);
	arena_free(a);
}

/* A second opinion on UTF-8: decode arithmetically and encode again. */
static bool
reads_back(const unsigned char *p, size_t n)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t c = p[0];

	if (n == 1)
		return c > 0 && c < 0x80;
	if ((n == 2 && (c & 0xE0) != 0xC0) || (n == 3 && (c & 0xF0) != 0xE0) || (n == 4 && (c & 0xF8) != 0xF0))
		return false;
	c &= 0xFFU >> (n + 1);
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return false;
		c = c << 6 | (p[i] & 0x3F);
	}
	return c >= least[n] && c <= 0x10FFFF && !(c >= 0xD800 && c <= 0xDFFF);
}

static void
test_str__utf8_every_sequence(void)
{
	static const unsigned char tails[] = { 0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF };
	size_t wrong = 0;

	/* All first and second bytes; third and fourth at the edges of what decides. */
	for (unsigned i = 0; i < 256 * 256; i++) {
		for (size_t j = 0; j < COUNT(tails) * COUNT(tails); j++) {
			unsigned char p[4] = { (unsigned char)(i >> 8), (unsigned char)i, tails[j / COUNT(tails)],
				tails[j % COUNT(tails)] };
			bool whole[5] = { true }; /* whole[n]: the first n bytes are well-formed */

			for (size_t end = 1; end <= 4; end++)
				for (size_t start = 0; start < end; start++)
					whole[end] |= whole[start] && reads_back(p + start, end - start);
			wrong += str_is_utf8(str_n((char *)p, 4)) != whole[4];
		}
	}
	CU_ASSERT_EQUAL(wrong, 0);
	CU_ASSERT(str_is_utf8(STR("")) && str_is_utf8(STR_ABSENT));
}

static void
test_str__utf8_characters(void)
{
	struct str s = STR("a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x9B\x92z");
	const uint32_t expected[] = { 'a', 0xE4, 0x20AC, 0x1F6D2, 'z' };
	size_t at = 0;

	for (size_t i = 0; i < COUNT(expected); i++)
		CU_ASSERT_EQUAL(str_next_char(s, &at), expected[i]);
	CU_ASSERT_EQUAL(at, s.len);
	CU_ASSERT_EQUAL(str_chars(s), 5);
	CHECK_STR(str_cut_chars(s, 2), "a\xC3\xA4");
	CHECK_STR(str_cut_chars(s, 0), "");
	CU_ASSERT(str_eq(str_cut_chars(s, 5), s));
	at = 0;
	CU_ASSERT_EQUAL(str_next_char(STR("\xE2\x82"), &at), 0xFFFD);
	CU_ASSERT_EQUAL(at, 1);
}

static void
test_str__numbers(void)
{
	static const char *const bad[] = { "", "-", "+1", " 1", "1 ", "1a", "0x1", "--1", "1.0", "9223372036854775808",
		"-9223372036854775809", "99999999999999999999" };
	int64_t v = 42;

	for (size_t i = 0; i < COUNT(bad); i++)
		CU_ASSERT_EQUAL(str_to_i64(str_of(bad[i]), INT64_MIN, INT64_MAX, &v), ERR_INVALID);
	CU_ASSERT_EQUAL(v, 42);
	CU_ASSERT_EQUAL(str_to_i64(STR("-9223372036854775808"), INT64_MIN, INT64_MAX, &v), OK);
	CU_ASSERT_EQUAL(v, INT64_MIN);
	CU_ASSERT_EQUAL(str_to_i64(STR("9223372036854775807"), INT64_MIN, INT64_MAX, &v), OK);
	CU_ASSERT_EQUAL(v, INT64_MAX);
	CU_ASSERT_EQUAL(str_to_i64(STR("5"), 6, 9, &v), ERR_INVALID);
	CU_ASSERT_EQUAL(str_to_i64(STR("10"), 6, 9, &v), ERR_INVALID);
	CU_ASSERT_EQUAL(str_to_i64(STR("007"), 6, 9, &v), OK);
	CU_ASSERT_EQUAL(v, 7);
}

static void
test_str__decimals(void)
{
	static const char *const bad[] = { "", ".", "-", "1.", ".5", "-.5", "1.2345", "1,5", "1e3", "+1", "1.-5",
	    "1.2.3",
		"9223372036854775.808", "123456789012345678901", "1.5 " };
	int64_t v = 0;

	for (size_t i = 0; i < COUNT(bad); i++)
		CU_ASSERT_EQUAL(str_to_decimal(str_of(bad[i]), 3, &v), ERR_INVALID);
	CU_ASSERT(str_to_decimal(STR("1.5"), 3, &v) == OK && v == 1500);
	CU_ASSERT(str_to_decimal(STR("-0.005"), 3, &v) == OK && v == -5);
	CU_ASSERT(str_to_decimal(STR("-9223372036854775.808"), 3, &v) == OK && v == INT64_MIN);
	CU_ASSERT(str_to_decimal(STR("12"), 0, &v) == OK && v == 12);
	CU_ASSERT_EQUAL(str_to_decimal(STR("12.0"), 0, &v), ERR_INVALID);
}

static void
test_str__other_values(void)
{
	uint64_t h;
	bool b = false;

	CU_ASSERT(str_to_u64_hex(STR("fFfFfFfFfFfFfFfF"), &h) == OK && h == UINT64_MAX);
	CU_ASSERT_EQUAL(str_to_u64_hex(STR("10000000000000000"), &h), ERR_INVALID);
	CU_ASSERT_EQUAL(str_to_u64_hex(STR(""), &h), ERR_INVALID);
	CU_ASSERT_EQUAL(str_to_u64_hex(STR("g"), &h), ERR_INVALID);
	CU_ASSERT(str_to_bool(STR("Yes"), &b) == OK && b);
	CU_ASSERT(str_to_bool(STR("OFF"), &b) == OK && !b);
	CU_ASSERT_EQUAL(str_to_bool(STR(""), &b), ERR_INVALID);
	CU_ASSERT_EQUAL(str_to_bool(STR("2"), &b), ERR_INVALID);
	/* Stored in caches and tables: these values must never change. */
	CU_ASSERT_EQUAL(str_hash(STR("")), str_hash(STR_ABSENT));
	CU_ASSERT_NOT_EQUAL(str_hash(STR("a")), str_hash(STR("b")));
}

SUITE(str,
    { "compare", test_str__compare },
    { "cut", test_str__cut },
    { "split", test_str__split },
    { "copies", test_str__arena },
    { "UTF-8, every kind of sequence", test_str__utf8_every_sequence },
    { "UTF-8, characters", test_str__utf8_characters },
    { "numbers", test_str__numbers },
    { "decimals", test_str__decimals },
    { "other values", test_str__other_values });
