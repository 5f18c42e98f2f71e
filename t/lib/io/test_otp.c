/* Tests of lib/io/otp.c: the vectors of RFC 6238 and RFC 4648, drift, replay. */
#include "t/lib/io/fixture.h"
#include "lib/io/otp.h"

static struct time
seconds(int64_t s)
{
	return (struct time){ s * US_PER_S };
}

/* RFC 6238, appendix B, SHA-1: the last six of its eight digits. */
static void
test_otp__rfc6238(void)
{
	static const struct {
		int64_t time;
		const char *code;
	} cases[] = { { 59, "287082" }, { 1111111109, "081804" }, { 1111111111, "050471" }, { 1234567890, "005924" },
		{ 2000000000, "279037" }, { INT64_C(20000000000), "353130" } };

	for (size_t i = 0; i < COUNT(cases); i++) {
		char code[OTP_DIGITS + 1];
		int64_t step = 0;
		CHECK_ERR(otp_code(STR("12345678901234567890"), otp_step(seconds(cases[i].time)), code), OK);
		CHECK_STR(str_of(code), cases[i].code);
		CHECK_ERR(
		    otp_check(STR("12345678901234567890"), seconds(cases[i].time), 0, str_of(cases[i].code), &step),
		    OK);
		CU_ASSERT_EQUAL(step, cases[i].time / 30);
	}
}

static void
test_otp__drift_and_replay(void)
{
	const struct str secret = STR("a secret of twenty b");
	const struct time now = seconds(1800000000);
	int64_t here = otp_step(now), step = -7;

	for (int64_t off = -3; off <= 3; off++) {
		char code[OTP_DIGITS + 1];
		bool near = off >= -OTP_DRIFT && off <= OTP_DRIFT;
		CHECK_ERR(otp_code(secret, here + off, code), OK);
		step = -7;
		CHECK_ERR(otp_check(secret, now, 0, str_of(code), &step), near ? OK : ERR_DENIED);
		CU_ASSERT_EQUAL(step, near ? here + off : -7);
		/* Used once, neither it nor an older one counts again. */
		CHECK_ERR(otp_check(secret, now, here + off, str_of(code), &step), ERR_DENIED);
		CHECK_ERR(otp_check(secret, now, here + 1, str_of(code), &step), ERR_DENIED);
	}
}

static void
test_otp__typed(void)
{
	static const char *const bad[] = { "", "12345", "1234567", "12345a", "abcdef", "-", "١٢٣٤٥٦", "1 2 3 4 5 6 7" };
	int64_t step;

	CHECK_ERR(otp_check(STR("12345678901234567890"), seconds(59), 0, STR(" 287 082 "), &step), OK);
	CHECK_ERR(otp_check(STR("12345678901234567890"), seconds(59), 0, STR("287-082"), &step), OK);
	for (size_t i = 0; i < COUNT(bad); i++)
		CHECK_ERR(otp_check(STR("12345678901234567890"), seconds(59), 0, str_of(bad[i]), &step), ERR_INVALID);
	CHECK_ERR(otp_check(STR("12345678901234567890"), seconds(59), 0, STR_ABSENT, &step), ERR_INVALID);
}

static void
test_otp__texts(void)
{
	static const struct {
		const char *bytes, *text;
	} cases[] = { { "", "" }, { "f", "MY" }, { "fo", "MZXQ" }, { "foo", "MZXW6" }, { "foob", "MZXW6YQ" },
		{ "fooba", "MZXW6YTB" }, { "foobar", "MZXW6YTBOI" } };
	struct arena *a = arena_new();

	for (size_t i = 1; i < COUNT(cases); i++)
		CHECK_STR(base32_write(a, cases[i].bytes, strlen(cases[i].bytes)), cases[i].text);
	CHECK_STR(otp_uri(a, STR("A & B"), STR("me+x@example.com"), STR("12345678901234567890")),
	    "otpauth://totp/A%20%26%20B:me%2Bx%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=A%20%26%20B&algorithm=SHA1&digits=6&period=30");
	arena_free(a);
}

SUITE(otp,
    { "vectors of RFC 6238", test_otp__rfc6238 },
    { "drift and replay", test_otp__drift_and_replay },
    { "what people type", test_otp__typed },
    { "base32 and otpauth", test_otp__texts });
