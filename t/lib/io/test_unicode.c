/* Tests of lib/io/unicode.c. */
#include "t/lib/io/fixture.h"
#include "lib/io/unicode.h"

static void
test_unicode__nfc(void)
{
	static const struct { const char *in, *out; } cases[] = {
		{ "", "" }, { "plain", "plain" }, { "e\xcc\x81", "\xc3\xa9" }, { "\xc3\xa9", "\xc3\xa9" },
		{ "\xe2\x84\xab", "\xc3\x85" },                                     /* ANGSTROM SIGN */
		{ "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", "\xed\x95\x9c" },         /* Hangul */
		{ "a\xcc\x96\xcc\x81", "\xc3\xa1\xcc\x96" },                        /* canonical order */
		{ "\xef\xac\x81", "\xef\xac\x81" },                                 /* a ligature is no matter of NFC */
	};
	struct arena *a = arena_new();
	struct str out;

	for (size_t i = 0; i < COUNT(cases); i++) {
		CHECK_ERR(unicode_nfc(a, str_of(cases[i].in), &out), OK);
		CHECK_STR(out, cases[i].out);
	}
	CHECK_ERR(unicode_nfc(a, STR("\xff"), &out), ERR_INVALID);
	CHECK_ERR(unicode_nfc(a, STR_ABSENT, &out), ERR_INVALID);
	CHECK_ERR(unicode_lower(a, STR("AbC"), &out), OK);
	CHECK_STR(out, "abc");
	CHECK_ERR(unicode_lower(a, STR("\xc3\x84\xce\xa9I"), &out), OK);
	CHECK_STR(out, "\xc3\xa4\xcf\x89i");
	arena_free(a);
}

static void
test_unicode__longest(void)
{
	struct arena *a = arena_new();
	char *text = arena_alloc(a, UNICODE_MAX + 2);
	struct str out;

	/* U+0390 has three code points decomposed; the musical U+1D160 grows in NFC. */
	for (size_t i = 0; i + 4 <= UNICODE_MAX; i += 4)
		memcpy(text + i, "\xf0\x9d\x85\xa0", 4);
	CHECK_ERR(unicode_nfc(a, str_n(text, UNICODE_MAX), &out), OK);
	CHECK_ERR(unicode_nfc(a, str_n(text, UNICODE_MAX + 1), &out), ERR_INVALID);
	arena_free(a);
}

static void
test_unicode__domain(void)
{
	static const struct {
		const char *in, *out;
	} good[] = { { "example.org", "example.org" }, { "EXAMPLE.Org", "example.org" },
		{ "b\xc3\xbc"
		  "cher.example",
		    "xn--bcher-kva.example" },
		{ "xn--bcher-kva.example", "xn--bcher-kva.example" },
		{ "stra\xc3\x9f"
		  "e.example",
		    "xn--strae-oqa.example" },
		{ "\xe4\xbe\x8b\xe5\xad\x90.example", "xn--fsqu00a.example" } };
	static const char *const bad[] = { "", ".", "a..b", "-a.example", "a_b.example", "a b.example", "xn--a.example",
		"ex\x01.org" };
	struct arena *a = arena_new();
	struct str out;

	for (size_t i = 0; i < COUNT(good); i++) {
		CHECK_ERR(unicode_domain(a, str_of(good[i].in), &out), OK);
		CHECK_STR(out, good[i].out);
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		CHECK_ERR(unicode_domain(a, str_of(bad[i]), &out), ERR_INVALID);
	arena_free(a);
}

SUITE(unicode,
    { "normal form", test_unicode__nfc },
    { "longest", test_unicode__longest },
    { "domain names", test_unicode__domain });
