/* Tests of fcgi/oauth/params.c. */
#include "fcgi/oauth/params.h"
#include "t/support/suite.h"

#define CHECK_ERR(call, expected) \
	do { \
		CU_ASSERT_EQUAL((call), (expected)); \
		err_clear(); \
	} while (0)

static void
test_params__twice(void)
{
	static const struct {
		const char *text;
		bool twice;
	} cases[] = { { "", false }, { "a=1&b=2", false }, { "a=1&a=1", true }, { "a=1&A=1", false },
		{ "a=1&%61=2", true }, { "a&a", true }, { "&&a=1&", false }, { "a%20b=1&a+b=2", true },
		{ "state=1&scope=&state=", true } };
	struct arena *a = arena_new();
	bool twice;
	size_t n;

	for (size_t i = 0; i < COUNT(cases); i++) {
		twice = !cases[i].twice;
		CHECK_ERR(params_twice(a, str_of(cases[i].text), &twice), OK);
		CU_ASSERT_EQUAL(twice, cases[i].twice);
	}
	CHECK_ERR(params_twice(a, STR("a=1&%zz=2"), &twice), ERR_INVALID);
	CHECK_ERR(params_count(a, STR("client_id=1&x=2&client%5Fid=3"), "client_id", &n), OK);
	CU_ASSERT_EQUAL(n, 2);
	CHECK_ERR(params_count(a, STR("client_idx=1"), "client_id", &n), OK);
	CU_ASSERT_EQUAL(n, 0);
	arena_free(a);
}

/* RFC 6749 section 2.3.1, RFC 7617. */
static void
test_params__basic(void)
{
	static const char *const bad[] = { "Basic ", "Basic !", "Basic YTpi=", "Basic YTp",
		"Basic YQ==", "Basic OmI=", "Basic YTpiA===", "Basic YTqi", "Basic /zpi", "Basic YTolenoA" };
	struct arena *a = arena_new();
	struct str id, secret;

	CHECK_ERR(params_basic(a, STR("Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW"), &id, &secret), OK);
	CHECK_STR(id, "s6BhdRkqt3");
	CHECK_STR(secret, "gX1fBat3bV");
	CHECK_ERR(params_basic(a, STR("bAsIc YTo="), &id, &secret), OK);
	CU_ASSERT(secret.ptr && secret.len == 0);
	CHECK_ERR(params_basic(a, STR("Basic YSUzQWI6Yyt4"), &id, &secret), OK); /* a%3Ab:c+x */
	CHECK_STR(id, "a:b");
	CHECK_STR(secret, "c x");
	CHECK_ERR(params_basic(a, STR("Bearer YTpi"), &id, &secret), ERR_NOT_FOUND);
	CHECK_ERR(params_basic(a, STR("Basic"), &id, &secret), ERR_NOT_FOUND);
	CHECK_ERR(params_basic(a, STR_ABSENT, &id, &secret), ERR_NOT_FOUND);
	for (size_t i = 0; i < COUNT(bad); i++)
		CHECK_ERR(params_basic(a, str_of(bad[i]), &id, &secret), ERR_INVALID);
	arena_free(a);
}

static void
test_params__forms(void)
{
	struct arena *a = arena_new();
	char long_[130];

	memset(long_, 'a', sizeof(long_));
	CU_ASSERT(params_is_verifier(STR("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")));
	CU_ASSERT(params_is_verifier(str_n(long_, 128)) && !params_is_verifier(str_n(long_, 129)) &&
	    !params_is_verifier(str_n(long_, 42)));
	long_[5] = '+';
	CU_ASSERT(!params_is_verifier(str_n(long_, 50)));
	long_[5] = '\0';
	CU_ASSERT(!params_is_verifier(str_n(long_, 50)));
	CU_ASSERT(params_is_challenge(a, STR("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")));
	CU_ASSERT(!params_is_challenge(
	    a, STR("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN"))); /* another spelling of the same bytes */
	CU_ASSERT(!params_is_challenge(a, STR("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c")) &&
	    !params_is_challenge(a, STR_ABSENT));
	CU_ASSERT(params_is_state(STR("a b~")) && params_is_state(STR_ABSENT) && !params_is_state(STR("a\nb")) &&
	    !params_is_state(STR("\xc3\xa4")));
	arena_free(a);
}

static void
test_params__append(void)
{
	const struct params_pair pairs[] = { { "error", STR_ABSENT }, { "code", STR("a b&c=d") },
		{ "iss", STR("https://x.example") } };
	struct arena *a = arena_new();

	CHECK_STR(
	    params_append(a, STR("https://app.example/back"), pairs, 2), "https://app.example/back?code=a+b%26c%3Dd");
	CHECK_STR(params_append(a, STR("https://app.example/back?x=1"), pairs, 2),
	    "https://app.example/back?x=1&code=a+b%26c%3Dd");
	CHECK_STR(params_append(a, STR("com.example.app:/b"), pairs + 2, 1),
	    "com.example.app:/b?iss=https%3A%2F%2Fx.example");
	CHECK_STR(params_append(a, STR("https://app.example/"), pairs, 1), "https://app.example/");
	arena_free(a);
}

SUITE(params,
    { "twice", test_params__twice },
    { "basic", test_params__basic },
    { "forms", test_params__forms },
    { "append", test_params__append });
