/* Tests of lib/base/escape.c. */
#include "config.h"
#include "lib/base/escape.h"
#include "t/support/suite.h"

static void
check(void (*escape)(struct buf *b, struct str s), struct str s, const char *expected)
{
	struct buf b;

	buf_init(&b, BUF_LINE);
	escape(&b, s);
	CHECK_STR(buf_view(&b), expected);
	buf_release(&b);
}

static void
csv_plain(struct buf *b, struct str s)
{
	escape_csv(b, s, false);
}

static void
csv_guarded(struct buf *b, struct str s)
{
	escape_csv(b, s, true);
}

static void
test_escape__html(void)
{
	check(escape_html, STR("<a href=\"x\">Tom & 'Jerry'</a>"),
	    "&lt;a href=&quot;x&quot;&gt;Tom &amp; &#39;Jerry&#39;&lt;/a&gt;");
	check(escape_html, STR("plain \xC3\xA4"), "plain \xC3\xA4");
	check(escape_html, STR("&"), "&amp;");
	check(escape_html, STR(""), "");
	check(escape_html, STR_ABSENT, "");
}

static void
test_escape__xml(void)
{
	check(escape_xml, STR("a<b>&\"'"), "a&lt;b&gt;&amp;&quot;&#39;");
	check(escape_xml, STR("a\x01" "b\x0B\x1F\t\n\r"), "a\xEF\xBF\xBD" "b\xEF\xBF\xBD\xEF\xBF\xBD\t\n&#13;");
	check(escape_xml, STR("\xEF\xBF\xBE\xEF\xBF\xBF"), "\xEF\xBF\xBD\xEF\xBF\xBD"); /* U+FFFE, U+FFFF */
	check(escape_xml, STR("\xEF\xBF\xBD"), "\xEF\xBF\xBD");
	check(escape_xml, STR("x\xFFy\xC3"), "x\xEF\xBF\xBDy\xEF\xBF\xBD");
	check(escape_xml, STR("\0"), "\xEF\xBF\xBD");
	check(escape_xml, STR("\xF0\x9F\x9B\x92"), "\xF0\x9F\x9B\x92");
}

static void
test_escape__url(void)
{
	check(escape_url_part, STR("a b/c?d&e=f+\xC3\xA4~._-"), "a%20b%2Fc%3Fd%26e%3Df%2B%C3%A4~._-");
	check(escape_url_arg, STR("a b/c?d&e=f+"), "a+b%2Fc%3Fd%26e%3Df%2B");
}

static void
test_escape__json(void)
{
	check(escape_json, STR("a\"b\\c/d"), "a\\\"b\\\\c/d");
	check(escape_json, STR("\b\f\n\r\t\x01\x1F\x7F"), "\\b\\f\\n\\r\\t\\u0001\\u001f\x7F");
	check(escape_json, STR("</script>&<!--"), "\\u003c/script\\u003e\\u0026\\u003c!--");
	check(escape_json, STR("\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAA"), "\\u2028\\u2029\xE2\x80\xAA");
	check(escape_json, STR("\xEF\xBF\xBD\xFF\xE2\x80z"), "\xEF\xBF\xBD\\ufffd\\ufffd\\ufffdz");
	check(escape_json, STR("\0"), "\\u0000");
	check(escape_json, STR("\xF0\x9F\x9B\x92"), "\xF0\x9F\x9B\x92");
}

static void
test_escape__header(void)
{
	check(escape_header, STR("a\"b\\c\r\nSet-Cookie: x\x7F\tz"), "a\\\"b\\\\cSet-Cookie: xz");
}

static void
test_escape__csv(void)
{
	check(csv_plain, STR("plain"), "plain");
	check(csv_plain, STR("a,b"), "\"a,b\"");
	check(csv_plain, STR("a\"b\"\"c"), "\"a\"\"b\"\"\"\"c\"");
	check(csv_plain, STR("\""), "\"\"\"\"");
	check(csv_plain, STR("a\nb"), "\"a\nb\"");
	check(csv_plain, STR(" a"), "\" a\"");
	check(csv_plain, STR("a "), "\"a \"");
	check(csv_plain, STR("a b"), "a b");
	check(csv_plain, STR("\xEF\xBB\xBF" "a"), "\"\xEF\xBB\xBF" "a\"");
	check(csv_plain, STR(""), "");
	check(csv_guarded, STR("=SUM(A1,\"x\")"), "\"'=SUM(A1,\"\"x\"\")\"");
	check(csv_guarded, STR("+1"), "'+1");
	check(csv_guarded, STR("a=b"), "a=b");
	check(csv_guarded, STR("'a"), "'a");
}

static void
test_escape__url_decode(void)
{
	static const struct {
		const char *in;
		const char *out; /* NULL: refused */
	} cases[] = { { "a%20b+c", "a b c" }, { "%C3%a4", "\xC3\xA4" }, { "", "" }, { "%2", NULL }, { "%", NULL },
		{ "%zz", NULL }, { "%4", NULL }, { "a%4g", NULL }, { "%00", NULL }, { "%FF", NULL }, { "%C3", NULL },
		{ "%25", "%" }, { "100%", NULL }, { "\xFF", NULL }, { "%41", "A" } };
	struct arena *a = arena_new();
	struct str out;

	for (size_t i = 0; i < COUNT(cases); i++) {
		enum err err = url_decode(a, str_of(cases[i].in), true, &out);
		CU_ASSERT_EQUAL(err, cases[i].out ? OK : ERR_INVALID);
		if (!err)
			CHECK_STR(out, cases[i].out);
	}
	CU_ASSERT_EQUAL(url_decode(a, STR("a+b"), false, &out), OK);
	CHECK_STR(out, "a+b");
	CU_ASSERT_EQUAL(url_decode(a, STR_ABSENT, false, &out), OK);
	CHECK_STR(out, NULL);
	err_clear();
	arena_free(a);
}

/* Every text survives a way there and back. */
static void
test_escape__url_round_trip(void)
{
	struct arena *a = arena_new();

	for (uint32_t c = 1; c < 0x80; c++) {
		char text[3] = { (char)c, 'x', (char)c };
		struct buf b;
		struct str out;

		buf_init(&b, BUF_LINE);
		escape_url_arg(&b, str_n(text, 3));
		CU_ASSERT_EQUAL(url_decode(a, buf_view(&b), true, &out), OK);
		CU_ASSERT(str_eq(out, str_n(text, 3)));
		buf_clear(&b);
		escape_url_part(&b, str_n(text, 3));
		CU_ASSERT_EQUAL(url_decode(a, buf_view(&b), false, &out), OK);
		CU_ASSERT(str_eq(out, str_n(text, 3)));
		buf_release(&b);
	}
	arena_free(a);
}

SUITE(escape,
    { "HTML", test_escape__html },
    { "XML", test_escape__xml },
    { "URL", test_escape__url },
    { "JSON", test_escape__json },
    { "header", test_escape__header },
    { "CSV", test_escape__csv },
    { "URL decoding", test_escape__url_decode },
    { "URL round trip", test_escape__url_round_trip });
