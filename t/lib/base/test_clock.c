/* Tests of lib/base/clock.c. */
#include "config.h"
#include "lib/base/clock.h"
#include "t/support/suite.h"

static struct buf text = { .max = BUF_LINE };

static struct str
shown(void (*show)(struct buf *b, struct time t), struct time t)
{
	buf_clear(&text);
	show(&text, t);
	return buf_view(&text);
}

/* Every day of 1600 to 2400, against a calendar that is simply counted on day by day. */
static void
test_clock__every_day(void)
{
	static const int month_days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int64_t days = -135140; /* 1600-01-01: 1970 less 370 years with 90 leap days */
	int weekday = 6;        /* a Saturday */
	size_t wrong = 0;

	for (int year = 1600; year <= 2400; year++) {
		bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
		for (int month = 1; month <= 12; month++) {
			int last = month_days[month - 1] + (leap && month == 2);
			for (int day = 1; day <= last; day++, days++, weekday = (weekday + 1) % 7) {
				int64_t of_day = (days * 7919 % 86400 + 86400) % 86400 * US_PER_S + 123456;
				struct time t = { days * 86400 * US_PER_S + of_day }, back;
				struct civil c = time_civil(t);

				wrong += c.year != year || c.month != month || c.day != day || c.weekday != weekday ||
				    c.micro != 123456 ||
				    ((c.hour * 60 + c.minute) * 60 + c.second) * US_PER_S + c.micro != of_day;
				wrong += time_of_civil(&c, &back) != OK || back.us != t.us;
			}
			wrong += time_of_civil(&(struct civil){ year, month, last + 1, 0, 0, 0, 0, 0 },
			    &(struct time){ 0 }) == OK;
		}
	}
	CU_ASSERT_EQUAL(wrong, 0);
	CU_ASSERT_EQUAL(days, 157420); /* 2401-01-01 */
}

static void
test_clock__edges(void)
{
	static const struct civil bad[] = { { 0, 1, 1, 0, 0, 0, 0, 0 }, { 10000, 1, 1, 0, 0, 0, 0, 0 },
		{ 2026, 0, 1, 0, 0, 0, 0, 0 }, { 2026, 13, 1, 0, 0, 0, 0, 0 }, { 2026, 1, 0, 0, 0, 0, 0, 0 },
		{ 2026, 2, 29, 0, 0, 0, 0, 0 }, { 2026, 1, 1, 24, 0, 0, 0, 0 }, { 2026, 1, 1, 0, 60, 0, 0, 0 },
		{ 2016, 12, 31, 23, 59, 60, 0, 0 }, { 2026, 1, 1, 0, 0, 0, 1000000, 0 },
		    { 2026, 1, 1, -1, 0, 0, 0, 0 } };
	struct time t = { 7 };

	for (size_t i = 0; i < COUNT(bad); i++)
		CU_ASSERT_EQUAL(time_of_civil(&bad[i], &t), ERR_INVALID);
	CU_ASSERT_EQUAL(t.us, 7);
	CHECK_STR(shown(time_rfc3339, (struct time){ 0 }), "1970-01-01T00:00:00Z");
	CHECK_STR(shown(time_rfc3339, (struct time){ -1 }), "1969-12-31T23:59:59.999999Z");
	CHECK_STR(shown(time_rfc3339, TIME_ABSENT), "");
}

static void
test_clock__rfc3339(void)
{
	static const struct {
		const char *in, *out; /* NULL: refused */
	} cases[] = {
		{ "2026-11-22T10:20:30Z", "2026-11-22T10:20:30Z" },
		{ "2026-11-22t10:20:30z", "2026-11-22T10:20:30Z" },
		{ "2026-11-22 10:20:30.5Z", "2026-11-22T10:20:30.500000Z" },
		{ "2026-11-22T10:20:30.1234567Z", "2026-11-22T10:20:30.123456Z" },
		{ "2026-11-22T00:20:30+01:00", "2026-11-21T23:20:30Z" },
		{ "2026-12-31T23:30:00-05:45", "2027-01-01T05:15:00Z" },
		{ "2026-11-22T10:20:30-00:00", "2026-11-22T10:20:30Z" },
		{ "2026-11-22", "2026-11-22T00:00:00Z" },
		{ "2024-02-29", "2024-02-29T00:00:00Z" },
		{ "2026-02-29", NULL }, { "", NULL }, { "2026", NULL }, { "2026-11-22T", NULL },
		    { "2026-11-22T10:20Z", NULL },
		{ "2026-11-22T10:20:30", NULL }, { "2026-11-22T10:20:30.Z", NULL }, { "2026-11-22T10:20:60Z", NULL },
		{ "2026-11-22T10:20:30+1:00", NULL }, { "2026-11-22T10:20:30+24:00", NULL },
		{ "2026-11-22T10:20:30+01:60", NULL }, { "2026-11-22T10:20:30Zx", NULL }, { "22.11.2026", NULL },
		{ "2026-1-22", NULL }, { "+026-01-22", NULL }, { "2026-11-22T1a:20:30Z", NULL },
	};
	struct time t = { 7 };

	for (size_t i = 0; i < COUNT(cases); i++) {
		enum err err = time_parse(str_of(cases[i].in), &t);
		CU_ASSERT_EQUAL(err, cases[i].out ? OK : ERR_INVALID);
		if (!err)
			CHECK_STR(shown(time_rfc3339, t), cases[i].out);
	}
	CU_ASSERT_EQUAL(time_parse(STR_ABSENT, &t), ERR_INVALID);
}

static void
test_clock__http(void)
{
	static const char *const same[] = { "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
		"Sun Nov  6 08:49:37 1994" };
	static const char *const bad[] = { "", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
		"Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
		"Son, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT ", "Sun Nov 06 08:49:37 94",
		"1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 24:49:37 GMT" };
	struct time t = { 7 };

	for (size_t i = 0; i < COUNT(same); i++) {
		CU_ASSERT_EQUAL(time_parse_http(str_of(same[i]), &t), OK);
		CHECK_STR(shown(time_http, t), same[0]);
	}
	CU_ASSERT_EQUAL(time_parse_http(STR("Sun Nov 16 08:49:37 1994"), &t), OK);
	CHECK_STR(shown(time_rfc3339, t), "1994-11-16T08:49:37Z");
	for (size_t i = 0; i < COUNT(bad); i++)
		CU_ASSERT_EQUAL(time_parse_http(str_of(bad[i]), &t), ERR_INVALID);
}

static void
test_clock__http_two_digit_year(void)
{
	struct time t;

	CU_ASSERT_EQUAL(time_parse(STR("2026-11-22"), &t), OK);
	clock_set(t);
	CU_ASSERT_EQUAL(time_parse_http(STR("Sunday, 06-Nov-76 08:49:37 GMT"), &t), OK);
	CU_ASSERT_EQUAL(time_civil(t).year, 2076);
	CU_ASSERT_EQUAL(time_parse_http(STR("Sunday, 06-Nov-77 08:49:37 GMT"), &t), OK);
	CU_ASSERT_EQUAL(time_civil(t).year, 1977);
	clock_set(TIME_ABSENT);
}

static void
test_clock__for_people(void)
{
	struct time t;

	CU_ASSERT_EQUAL(time_parse(STR("2026-03-02"), &t), OK);
	buf_clear(&text);
	time_date(&text, t, STR("en"));
	buf_char(&text, '|');
	time_date(&text, t, STR("de"));
	buf_char(&text, '|');
	time_date(&text, TIME_ABSENT, STR("de"));
	CHECK_STR(buf_view(&text), "2 March 2026|2. M\xC3\xA4rz 2026|");
	buf_release(&text);
}

static void
test_clock__frozen(void)
{
	struct time before = clock_now();
	int64_t ticks = clock_ticks();

	clock_set((struct time){ 5 });
	CU_ASSERT_EQUAL(clock_now().us, 5);
	clock_set(TIME_ABSENT);
	CU_ASSERT(clock_now().us >= before.us);
	CU_ASSERT(clock_ticks() >= ticks);
}

SUITE(clock,
    { "every day of 1600 to 2400", test_clock__every_day },
    { "edges", test_clock__edges },
    { "RFC 3339", test_clock__rfc3339 },
    { "HTTP dates, three forms", test_clock__http },
    { "HTTP dates, two-digit years", test_clock__http_two_digit_year },
    { "for people", test_clock__for_people },
    { "frozen by tests", test_clock__frozen });
