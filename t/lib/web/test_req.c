/* Tests of lib/web/req.c. */
#include "t/support/fake.h"
#include "t/support/suite.h"

static const struct route routes[1];
static const struct route_table none = { routes, 0 };
static struct fake f;

static void
ask(const char *method, const char *target, const char *headers)
{
	fake_request(&f, &none, method, target, headers, NULL);
}

static void
open_fake(const char *locales, const char *currencies)
{
	setenv("MERCER_SITE_LOCALES", locales, 1);
	setenv("MERCER_SITE_CURRENCIES", currencies, 1);
	fake_open(&f);
	unsetenv("MERCER_SITE_LOCALES");
	unsetenv("MERCER_SITE_CURRENCIES");
}

static void
test_req__path_and_locale(void)
{
	static const struct {
		const char *target, *path, *locale, *base;
		bool api;
	} cases[] = {
		{ "/", "/", "en", "", false },
		{ "/product/a%20b?x=%41", "/product/a b", "en", "", false },
		{ "/de", "/", "de", "/de", false },
		{ "/de/", "/", "de", "/de", false },
		{ "/de/product/x", "/product/x", "de", "/de", false },
		{ "/pt-BR/x", "/x", "pt-BR", "/pt-BR", false },
		{ "/design", "/design", "en", "", false },
		{ "/en/x", "/en/x", "en", "", false },
		{ "/api/v1/products", "/api/v1/products", "en", "", true },
		{ "/api/v1/products?a=1&locale=de", "/api/v1/products", "de", "/de", true },
		{ "/api/v1/products?locale=fr", "/api/v1/products", "en", "", true },
		{ "/apiary", "/apiary", "en", "", false },
		{ "/a%2Fb", "/a/b", "en", "", false },
		{ "/a%2520b", "/a%20b", "en", "", false },
	};

	open_fake("en,de,pt-BR", "EUR");
	for (size_t i = 0; i < COUNT(cases); i++) {
		ask("GET", cases[i].target, NULL);
		CHECK_STR(f.r.path, cases[i].path);
		CHECK_STR(req_locale(&f.r), cases[i].locale);
		CHECK_STR(req_base(&f.r), cases[i].base);
		CU_ASSERT_EQUAL(f.r.api, cases[i].api);
		CHECK_STR(f.r.target, cases[i].target);
	}
	ask("GET", "/x?", NULL);
	CHECK_STR(f.r.query, "");
	ask("GET", "/x", NULL);
	CU_ASSERT(str_is_absent(f.r.query));
	fake_close(&f);
}

static void
test_req__bad_targets(void)
{
	static const char *const bad[] = { "", "x", "*", "http://x/", "/%", "/%4", "/%zz", "/a%00b", "/%ff", "/%c0%ae",
		"/../x", "/a/%2e%2E/b", "/./" };

	open_fake("en", "EUR");
	for (size_t i = 0; i < COUNT(bad); i++) {
		ask("GET", bad[i], NULL);
		CU_ASSERT_EQUAL(f.r.resp.status, 400);
		CHECK_STR(f.r.path, "/");
	}
	ask("BREW", "/api/v1/x", NULL);
	CU_ASSERT_EQUAL(f.r.resp.status, 501);
	CU_ASSERT(f.r.api);
	fake_close(&f);
}

static void
test_req__target_too_long(void)
{
	char target[9000];

	memset(target, 'a', sizeof(target) - 1);
	target[0] = '/';
	target[sizeof(target) - 1] = '\0';
	open_fake("en", "EUR");
	ask("GET", target, NULL);
	CU_ASSERT_EQUAL(f.r.resp.status, 413);
	fake_close(&f);
}

static void
test_req__headers(void)
{
	open_fake("en", "EUR");
	ask("POST", "/", "If-None-Match: \"x\"\nContent-Type: Text/HTML ; charset=utf-8\nX-Odd:");
	CHECK_STR(req_header(&f.r, "If-None-Match"), "\"x\"");
	CHECK_STR(req_header(&f.r, "content-type"), "Text/HTML ; charset=utf-8");
	CHECK_STR(f.r.content_type, "text/html");
	CHECK_STR(req_header(&f.r, "X-Odd"), "");
	CU_ASSERT(str_is_absent(req_header(&f.r, "X-Od")));
	CU_ASSERT(str_is_absent(req_header(&f.r, "Accept")));
	CHECK_STR(f.r.remote, "192.0.2.1");
	CU_ASSERT_EQUAL(f.r.method, POST);
	ask("GET", "/", "Content-Type: ");
	CU_ASSERT(str_is_absent(f.r.content_type));
	fake_close(&f);
}

static void
test_req__cookies(void)
{
	open_fake("en", "EUR");
	ask("GET", "/", "Cookie: a=1; b=\"two\";c=; a=3; bad=x y; d=e=f; last=z");
	CHECK_STR(req_cookie(&f.r, "a"), "1");
	CHECK_STR(req_cookie(&f.r, "b"), "two");
	CHECK_STR(req_cookie(&f.r, "c"), "");
	CHECK_STR(req_cookie(&f.r, "d"), "e=f");
	CHECK_STR(req_cookie(&f.r, "last"), "z");
	CU_ASSERT(str_is_absent(req_cookie(&f.r, "bad")));
	CU_ASSERT(str_is_absent(req_cookie(&f.r, "none")));
	CU_ASSERT(str_is_absent(req_cookie(&f.r, "A")));
	ask("GET", "/", NULL);
	CU_ASSERT(str_is_absent(req_cookie(&f.r, "a")));
	fake_close(&f);
}

static void
test_req__currency(void)
{
	open_fake("en", "EUR, USD,GBP");
	ask("GET", "/", "Cookie: currency=GBP");
	CHECK_STR(req_currency(&f.r), "GBP");
	ask("GET", "/?currency=USD", NULL);
	CHECK_STR(req_currency(&f.r), "EUR");
	ask("GET", "/api/x?currency=USD", "Cookie: currency=GBP");
	CHECK_STR(req_currency(&f.r), "USD");
	ask("GET", "/", "Cookie: currency=XXX");
	CHECK_STR(req_currency(&f.r), "EUR");
	fake_close(&f);
}

static void
test_req__identity(void)
{
	open_fake("en", "EUR");
	ask("GET", "/", NULL);
	CHECK_STR(f.r.request_id, "0123456789abcdef0123456789abcdef");
	CU_ASSERT_STRING_EQUAL(f.r.trace.trace_id, "0123456789abcdef0123456789abcdef");
	ask("GET", "/", "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
	CU_ASSERT_STRING_EQUAL(f.r.trace.trace_id, "4bf92f3577b34da6a3ce929d0e0e4736");
	CU_ASSERT_STRING_NOT_EQUAL(f.r.trace.span_id, "00f067aa0ba902b7");
	ask("GET", "/", "traceparent: 00-broken");
	CU_ASSERT_STRING_EQUAL(f.r.trace.trace_id, "0123456789abcdef0123456789abcdef");
	fake_close(&f);
}

static void
test_req__url(void)
{
	setenv("MERCER_SITE_URL", "https://shop.example", 1);
	open_fake("en", "EUR");
	unsetenv("MERCER_SITE_URL");
	ask("GET", "/", "Host: evil.example");
	CHECK_STR(req_url(&f.r, STR("/x")), "https://shop.example/x");
	fake_close(&f);
}

SUITE(req,
    { "path and locale", test_req__path_and_locale },
    { "bad targets", test_req__bad_targets },
    { "target too long", test_req__target_too_long },
    { "headers", test_req__headers },
    { "cookies", test_req__cookies },
    { "currency", test_req__currency },
    { "identity", test_req__identity },
    { "url", test_req__url });
