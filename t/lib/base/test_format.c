/* Tests of lib/base/format.c. */
#include "config.h"
#include "lib/base/shape.h"
#include "t/support/suite.h"

static void
check_format(const struct shape_format *f, const char *const *right, size_t rights, const char *const *wrong,
    size_t wrongs)
{
	for (size_t i = 0; i < rights; i++) {
		if (!f->check(str_of(right[i])))
			printf("\n    %s: %s must be right\n", f->name, right[i]);
		CU_ASSERT(f->check(str_of(right[i])));
	}
	for (size_t i = 0; i < wrongs; i++) {
		if (f->check(str_of(wrong[i])))
			printf("\n    %s: %s must be wrong\n", f->name, wrong[i]);
		CU_ASSERT(!f->check(str_of(wrong[i])));
	}
}

static void
test_format__all(void)
{
	static const char *const slugs[] = { "a", "a1", "a-b-c", "0" };
	static const char *const no_slugs[] = { "", "-", "a-", "-a", "a--b", "A", "a b", "\xC3\xA4", "a_b" };
	static const char *const uris[] = { "http://a", "https://example.com/x?y=%20#z", "https://a.b:8443/",
		"http://[::1]:80/x", "https://127.0.0.1" };
	static const char *const no_uris[] = { "", "a", "//a", "ftp://a", "http://", "http:///x", "http://a b",
	    "http://u@h/",
		"http://a:0", "http://a:65536", "http://a:", "http://[::1", "http://[]", "http://a/\"", "http://a/%2",
		"http://a/%zz", "javascript:alert(1)", "http://a/\xC3\xA4", "http://a/\n", "HTTP://a",
		    "http://[::1]x" };
	static const char *const locales[] = { "en", "de", "pt-BR", "zh-Hant", "zh-Hant-TW", "es-419", "gsw" };
	static const char *const no_locales[] = { "", "e", "EN", "en-us", "en-", "en-USA", "english", "en-US-x",
	    "en_US",
		"zh-hant", "en-Latn-" };
	static const char *const currencies[] = { "EUR", "JPY" };
	static const char *const no_currencies[] = { "", "eur", "EURO", "XXX", "EU" };
	static const char *const gtins[] = { "96385074", "036000291452", "4006381333931", "10614141000415" };
	static const char *const no_gtins[] = { "", "96385075", "4006381333932", "400638133393", "4006381333931x",
		"00000000000000000" };

	check_format(&format_slug, slugs, COUNT(slugs), no_slugs, COUNT(no_slugs));
	check_format(&format_uri, uris, COUNT(uris), no_uris, COUNT(no_uris));
	check_format(&format_locale, locales, COUNT(locales), no_locales, COUNT(no_locales));
	check_format(&format_currency, currencies, COUNT(currencies), no_currencies, COUNT(no_currencies));
	check_format(&format_gtin, gtins, COUNT(gtins), no_gtins, COUNT(no_gtins));
}

SUITE(format,
    { "right and wrong texts", test_format__all });
