/* Tests of lib/base/money.c. */
#include "config.h"
#include "lib/base/money.h"
#include "t/support/suite.h"

/* Deterministic, so that a failure can be repeated (splitmix64). */
static uint64_t seed = 42;

static uint64_t
any(void)
{
	uint64_t z = seed += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/* Of any magnitude, either sign. */
static int64_t
any_amount(void)
{
	return (int64_t)any() >> any() % 64;
}

static struct buf text = { .max = BUF_LINE };

static struct str
decimal(int64_t minor, const char *currency)
{
	buf_clear(&text);
	money_decimal(&text, money_of(minor, currency));
	return buf_view(&text);
}

static struct str
format(int64_t minor, const char *currency, const char *locale)
{
	buf_clear(&text);
	money_format(&text, money_of(minor, currency), str_of(locale));
	return buf_view(&text);
}

static void
test_money__currencies(void)
{
	char code[4] = "";

	CU_ASSERT_EQUAL(money_exponent("EUR"), 2);
	CU_ASSERT_EQUAL(money_exponent("JPY"), 0);
	CU_ASSERT_EQUAL(money_exponent("KWD"), 3);
	CU_ASSERT_EQUAL(money_exponent("CLF"), 4);
	CU_ASSERT_EQUAL(money_exponent("AED"), 2);
	CU_ASSERT_EQUAL(money_exponent("ZWL"), 2);
	CU_ASSERT_EQUAL(money_exponent("XXX"), -1);
	CU_ASSERT_EQUAL(money_exponent("XAU"), -1);
	CU_ASSERT_EQUAL(money_exponent(""), -1);
	CU_ASSERT_EQUAL(money_exponent("EU"), -1);
	CU_ASSERT_EQUAL(money_currency(STR("EUR"), code), OK);
	CU_ASSERT_STRING_EQUAL(code, "EUR");
	CU_ASSERT_EQUAL(money_currency(STR("eur"), code), ERR_INVALID);
	CU_ASSERT_EQUAL(money_currency(STR("EURO"), code), ERR_INVALID);
	CU_ASSERT_EQUAL(money_currency(STR("EU\0"), code), ERR_INVALID);
	CU_ASSERT_EQUAL(money_currency(STR_ABSENT, code), ERR_INVALID);
}

static void
unknown_currency(void)
{
	money_of(1, "EUX");
}

static void
mixed_currencies(void)
{
	struct money out;

	(void)!money_add(money_of(1, "EUR"), money_of(1, "USD"), &out);
}

static void
test_money__bugs(void)
{
	CU_ASSERT(suite_aborts(unknown_currency));
	CU_ASSERT(suite_aborts(mixed_currencies));
}

static void
test_money__arithmetic(void)
{
	struct money max = money_of(INT64_MAX, "EUR"), one = money_of(1, "EUR"), m = one;

	CU_ASSERT(money_add(one, one, &m) == OK && m.minor == 2);
	CU_ASSERT(money_sub(m, money_of(5, "EUR"), &m) == OK && m.minor == -3);
	CU_ASSERT(money_mul(m, -7, &m) == OK && m.minor == 21);
	CU_ASSERT_EQUAL(money_add(max, one, &m), ERR_LIMIT);
	CU_ASSERT_EQUAL(money_sub(money_of(INT64_MIN, "EUR"), one, &m), ERR_LIMIT);
	CU_ASSERT_EQUAL(money_mul(max, 2, &m), ERR_LIMIT);
	CU_ASSERT_EQUAL(m.minor, 21);
	CU_ASSERT(money_cmp(one, max) < 0 && money_cmp(max, one) > 0 && money_cmp(one, one) == 0);
	err_clear();
}

static void
test_money__ratio(void)
{
	static const struct {
		int64_t minor, numerator, denominator, half_up, half_even, down;
	} cases[] = {
		{ 100, 19, 100, 19, 19, 19 }, { 150, 1, 100, 2, 2, 1 }, { 250, 1, 100, 3, 2, 2 },
		    { -250, 1, 100, -3, -2, -2 },
		{ -150, 1, 100, -2, -2, -1 }, { 249, 1, 100, 2, 2, 2 }, { 251, 1, 100, 3, 3, 2 },
		    { 250, -1, 100, -3, -2, -2 },
		{ 250, 1, -100, -3, -2, -2 }, { -250, 1, -100, 3, 2, 2 }, { 1, 1, 3, 0, 0, 0 }, { 2, 1, 3, 1, 1, 0 },
		{ 0, 5, 7, 0, 0, 0 }, { 1, 1, 2, 1, 0, 0 }, { -1, 1, 2, -1, 0, 0 },
		{ INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX },
		{ INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN },
		{ INT64_MAX, 1, INT64_MIN, -1, -1, 0 },
	};
	struct money m = money_of(0, "EUR");

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct money a = money_of(cases[i].minor, "EUR");
		CU_ASSERT_EQUAL(money_ratio(a, cases[i].numerator, cases[i].denominator, MONEY_HALF_UP, &m), OK);
		CU_ASSERT_EQUAL(m.minor, cases[i].half_up);
		CU_ASSERT_EQUAL(money_ratio(a, cases[i].numerator, cases[i].denominator, MONEY_HALF_EVEN, &m), OK);
		CU_ASSERT_EQUAL(m.minor, cases[i].half_even);
		CU_ASSERT_EQUAL(money_ratio(a, cases[i].numerator, cases[i].denominator, MONEY_DOWN, &m), OK);
		CU_ASSERT_EQUAL(m.minor, cases[i].down);
	}
	CU_ASSERT_EQUAL(money_ratio(money_of(INT64_MAX, "EUR"), 3, 2, MONEY_DOWN, &m), ERR_LIMIT);
	CU_ASSERT_EQUAL(money_ratio(money_of(INT64_MIN, "EUR"), 1, -1, MONEY_DOWN, &m), ERR_LIMIT);
	err_clear();
}

/* For any ratio: the result is the nearest whole, and off by half at most. */
static void
test_money__ratio_property(void)
{
	size_t wrong = 0;

	for (int i = 0; i < 100000; i++) {
		int64_t a = any_amount() >> 1, n = any_amount() >> 32, d = (any_amount() >> 30) | 1;
		struct money m;
		__int128 off;

		if (money_ratio(money_of(a, "EUR"), n, d, i % 2 ? MONEY_HALF_UP : MONEY_HALF_EVEN, &m)) {
			err_clear();
			continue;
		}
		off = (__int128)m.minor * d - (__int128)a * n;
		wrong += 2 * (off < 0 ? -off : off) > (d < 0 ? -(__int128)d : d);
	}
	CU_ASSERT_EQUAL(wrong, 0);
}

static void
test_money__split(void)
{
	struct money parts[4], whole = money_of(100, "EUR");

	CU_ASSERT_EQUAL(money_split(whole, (int64_t[]){ 1, 1, 1 }, 3, parts), OK);
	CU_ASSERT(parts[0].minor == 34 && parts[1].minor == 33 && parts[2].minor == 33);
	CU_ASSERT_EQUAL(money_split(money_of(-100, "EUR"), (int64_t[]){ 1, 1, 1 }, 3, parts), OK);
	CU_ASSERT(parts[0].minor == -34 && parts[1].minor == -33 && parts[2].minor == -33);
	CU_ASSERT_EQUAL(money_split(whole, (int64_t[]){ 0, 0, 0, 0 }, 4, parts), OK);
	CU_ASSERT(parts[0].minor == 25 && parts[3].minor == 25);
	CU_ASSERT_EQUAL(money_split(whole, (int64_t[]){ 0, 3, 0, 3 }, 4, parts), OK);
	CU_ASSERT(parts[0].minor == 0 && parts[1].minor == 50 && parts[2].minor == 0 && parts[3].minor == 50);
	CU_ASSERT_EQUAL(money_split(money_of(5, "EUR"), (int64_t[]){ 70, 20, 10 }, 3, parts), OK);
	/* 3.5, 1.0, 0.5: the tie goes first */
	CU_ASSERT(parts[0].minor == 4 && parts[1].minor == 1 && parts[2].minor == 0);
	CU_ASSERT_EQUAL(money_split(whole, (int64_t[]){ 1, -1 }, 2, parts), ERR_INVALID);
	CU_ASSERT_EQUAL(money_split(whole, NULL, 0, NULL), ERR_INVALID);
	CU_ASSERT_EQUAL(money_split(money_of(0, "EUR"), NULL, 0, NULL), OK);
	CU_ASSERT_EQUAL(money_split(money_of(INT64_MIN, "EUR"), (int64_t[]){ INT64_MAX, INT64_MAX }, 2, parts), OK);
	CU_ASSERT(parts[0].minor == INT64_MIN / 2 && parts[1].minor == INT64_MIN / 2);
	CU_ASSERT_EQUAL(money_split(money_of(INT64_MIN, "EUR"), (int64_t[]){ 1 }, 1, parts), OK);
	CU_ASSERT_EQUAL(parts[0].minor, INT64_MIN);
	CHECK_STR(str_of(parts[0].currency), "EUR");
	err_clear();
}

/* For any split: the parts sum to the whole, each is within one unit of exact, and none has the other sign. */
static void
test_money__split_property(void)
{
	size_t wrong = 0;

	for (int i = 0; i < 20000; i++) {
		size_t n = any() % 40 + 1;
		int64_t weights[40], whole = any_amount();
		struct money parts[40];
		__int128 total = 0, sum = 0;

		for (size_t k = 0; k < n; k++) {
			weights[k] = (int64_t)(any() >> (7 + any() % 57));
			total += weights[k];
		}
		wrong += money_split(money_of(whole, "USD"), weights, n, parts) != OK;
		for (size_t k = 0; k < n; k++) {
			/* |part * total - whole * weight| < total; the weights are small enough for 127 bits. */
			__int128 parts_of = total ? total : (__int128)n;
			__int128 off = parts[k].minor * parts_of - (__int128)whole * (total ? weights[k] : 1);
			sum += parts[k].minor;
			wrong += off >= parts_of || off <= -parts_of || (parts[k].minor < 0 && whole > 0) ||
			    (parts[k].minor > 0 && whole < 0);
			wrong += total && weights[k] == 0 && parts[k].minor != 0;
		}
		wrong += sum != whole;
	}
	CU_ASSERT_EQUAL(wrong, 0);
}

static void
test_money__decimal(void)
{
	static const char *const bad[] = { "", "1.999", "1,99", "1.", ".5", "1e2", " 1", "EUR 1",
	    "92233720368547758.08" };
	struct money m = money_of(7, "EUR");

	CHECK_STR(decimal(1999, "EUR"), "19.99");
	CHECK_STR(decimal(5, "EUR"), "0.05");
	CHECK_STR(decimal(-5, "EUR"), "-0.05");
	CHECK_STR(decimal(0, "EUR"), "0.00");
	CHECK_STR(decimal(1999, "JPY"), "1999");
	CHECK_STR(decimal(1, "KWD"), "0.001");
	CHECK_STR(decimal(INT64_MIN, "EUR"), "-92233720368547758.08");
	buf_clear(&text);
	money_decimal(&text, MONEY_ABSENT);
	CHECK_STR(buf_view(&text), "");
	for (size_t i = 0; i < COUNT(bad); i++)
		CU_ASSERT_EQUAL(money_parse(str_of(bad[i]), "EUR", &m), ERR_INVALID);
	CU_ASSERT_EQUAL(m.minor, 7);
	CU_ASSERT(money_parse(STR("1.9"), "EUR", &m) == OK && m.minor == 190);
	CU_ASSERT_EQUAL(money_parse(STR("1.0"), "JPY", &m), ERR_INVALID);
}

static void
test_money__decimal_round_trip(void)
{
	static const char *const codes[] = { "EUR", "JPY", "KWD", "CLF" };
	size_t wrong = 0;

	for (int i = 0; i < 100000; i++) {
		const char *code = codes[i % 4];
		int64_t minor = i == 0 ? INT64_MIN : i == 1 ? INT64_MAX : any_amount();
		struct money back = money_of(0, code);

		wrong += money_parse(decimal(minor, code), code, &back) != OK || back.minor != minor;
	}
	CU_ASSERT_EQUAL(wrong, 0);
}

#define NBSP "\xC2\xA0"

static void
test_money__format(void)
{
	CHECK_STR(format(1999, "EUR", "en"), "\xE2\x82\xAC" "19.99");
	CHECK_STR(format(-123456789, "EUR", "en"), "-\xE2\x82\xAC" "1,234,567.89");
	CHECK_STR(format(100000, "USD", "en"), "$1,000.00");
	CHECK_STR(format(99999, "GBP", "en-GB"), "\xC2\xA3" "999.99");
	CHECK_STR(format(1999, "CHF", "en"), "CHF" NBSP "19.99");
	CHECK_STR(format(1999, "CAD", "en"), "CA$19.99");
	CHECK_STR(format(1999, "AUD", "en"), "A$19.99");
	CHECK_STR(format(1999, "XAF", "en"), "FCFA" NBSP "1,999");
	CHECK_STR(format(1999, "JPY", "en"), "\xC2\xA5" "1,999");
	CHECK_STR(format(1999, "EUR", "de"), "19,99" NBSP "\xE2\x82\xAC");
	CHECK_STR(format(-123456789, "EUR", "de"), "-1.234.567,89" NBSP "\xE2\x82\xAC");
	CHECK_STR(format(1999, "CHF", "de"), "19,99" NBSP "CHF");
	CHECK_STR(format(1999, "AUD", "de"), "19,99" NBSP "AU$");
	CHECK_STR(format(1234567, "KWD", "de"), "1.234,567" NBSP "KWD");
	CHECK_STR(format(0, "USD", "de"), "0,00" NBSP "$");
	CHECK_STR(format(1999, "EUR", "fr"), "\xE2\x82\xAC" "19.99"); /* not shipped: as English */
	CHECK_STR(format(INT64_MIN, "JPY", "en"), "-\xC2\xA5" "9,223,372,036,854,775,808");
	buf_clear(&text);
	money_format(&text, MONEY_ABSENT, STR("en"));
	CHECK_STR(buf_view(&text), "");
	buf_release(&text);
}

static void
test_money__percent(void)
{
	static const struct {
		int64_t e6;
		const char *locale, *text;
	} cases[] = { { 190000, "en", "19%" }, { 190000, "de", "19" NBSP "%" }, { 77500, "en", "7.75%" },
		{ 77500, "de", "7,75" NBSP "%" }, { 0, "en", "0%" }, { 88751, "en", "8.8751%" }, { 60000, "fr", "6%" },
		{ 60500, "en", "6.05%" }, { 1000000, "en", "100%" } };
	struct buf b;

	buf_init(&b, BUF_LINE);
	for (size_t i = 0; i < COUNT(cases); i++) {
		buf_clear(&b);
		percent_format(&b, cases[i].e6, str_of(cases[i].locale));
		CHECK_STR(buf_view(&b), cases[i].text);
	}
	buf_release(&b);
}

SUITE(money,
    { "currencies", test_money__currencies },
    { "bugs end the process", test_money__bugs },
    { "arithmetic", test_money__arithmetic },
    { "ratio", test_money__ratio },
    { "ratio, any numbers", test_money__ratio_property },
    { "split", test_money__split },
    { "split, any numbers", test_money__split_property },
    { "decimal form", test_money__decimal },
    { "decimal form, any amount", test_money__decimal_round_trip },
    { "for people", test_money__format },
    { "percent", test_money__percent });
