/* Tests of lib/base/calendar.c: days as they stand in the almanacs of many years. */
#include "lib/base/calendar.h"
#include "t/support/suite.h"

static struct time
day(const char *text)
{
	struct time t = TIME_ABSENT;

	if (text)
		CU_ASSERT_EQUAL(time_parse(str_of(text), &t), OK);
	return t;
}

static void
test_calendar__easter(void)
{
	static const char *const sundays[] = { "1818-03-22", "1943-04-25", "1961-04-02", "1981-04-19", "2000-04-23",
		"2008-03-23", "2011-04-24", "2016-03-27", "2019-04-21", "2020-04-12", "2021-04-04", "2022-04-17",
		"2023-04-09", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01",
		"2030-04-21", "2035-03-25", "2038-04-25", "2049-04-18", "2076-04-19", "2285-03-22" };

	for (size_t i = 0; i < COUNT(sundays); i++) {
		struct time t = day(sundays[i]);
		CU_ASSERT_EQUAL(calendar_easter(time_civil(t).year).us, t.us);
		CU_ASSERT_EQUAL(time_civil(t).weekday, 0);
	}
}

static void
test_calendar__rules(void)
{
	static const struct {
		const char *rule;
		int year;
		const char *date; /* NULL: none */
	} cases[] = {
		{ "12-25", 2026, "2026-12-25" },
		{ "02-29", 2024, "2024-02-29" },
		{ "02-29", 2026, NULL },
		{ "2026-12-24", 2026, "2026-12-24" },
		{ "2026-12-24", 2027, NULL },
		/* Good Friday, Ascension, Whit Monday, Corpus Christi */
		{ "easter-2", 2024, "2024-03-29" },
		{ "easter-2", 2026, "2026-04-03" },
		{ "easter+39", 2024, "2024-05-09" },
		{ "easter+39", 2026, "2026-05-14" },
		{ "easter+39", 2008, "2008-05-01" },
		{ "easter+50", 2025, "2025-06-09" },
		{ "easter+50", 2026, "2026-05-25" },
		{ "easter+60", 2025, "2025-06-19" },
		{ "easter+60", 2026, "2026-06-04" },
		{ "easter+60", 2038, "2038-06-24" },
		{ "easter", 2027, "2027-03-28" },
		{ "easter+1", 2027, "2027-03-29" },
		/* the Wednesday before 23 November */
		{ "wed>=11-16", 2022, "2022-11-16" },
		{ "wed>=11-16", 2023, "2023-11-22" },
		{ "wed>=11-16", 2024, "2024-11-20" },
		{ "wed>=11-16", 2025, "2025-11-19" },
		{ "wed>=11-16", 2026, "2026-11-18" },
		/* the fourth Thursday of November, the last Monday of May, the first of September, the third of January
		 * */
		{ "thu>=11-22", 2024, "2024-11-28" },
		{ "thu>=11-22", 2025, "2025-11-27" },
		{ "thu>=11-22", 2026, "2026-11-26" },
		{ "thu>=11-22", 2029, "2029-11-22" },
		{ "mon>=05-25", 2026, "2026-05-25" },
		{ "mon>=05-25", 2027, "2027-05-31" },
		{ "mon>=09-01", 2025, "2025-09-01" },
		{ "mon>=09-01", 2026, "2026-09-07" },
		{ "mon>=01-15", 2026, "2026-01-19" },
		{ "mon>=01-15", 2024, "2024-01-15" },
		/* on a Saturday the Friday before, on a Sunday the Monday after */
		{ "07-04~", 2025, "2025-07-04" },
		{ "07-04~", 2026, "2026-07-03" },
		{ "07-04~", 2027, "2027-07-05" },
		{ "06-19~", 2027, "2027-06-18" },
		{ "11-11~", 2028, "2028-11-10" },
		{ "01-01~", 2022, "2021-12-31" },
		{ "01-01~", 2023, "2023-01-02" },
		{ "12-25~", 2027, "2027-12-24" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct calendar_day d;
		CU_ASSERT_EQUAL(calendar_read_day(str_of(cases[i].rule), &d), OK);
		if (calendar_day_in(&d, cases[i].year).us != day(cases[i].date).us)
			fprintf(stderr, "%s in %d\n", cases[i].rule, cases[i].year);
		CU_ASSERT_EQUAL(calendar_day_in(&d, cases[i].year).us, day(cases[i].date).us);
	}
}

static void
test_calendar__text(void)
{
	static const char text[] =
	    "2026-12-24 Works outing\n2026-12-24..2027-01-01\n12-25 Christmas Day\n07-04~ Independence Day\neaster Easter Sunday\neaster-2 Good Friday\n"
	    "easter+39 Ascension Day\nthu>=11-22 Thanksgiving\n";
	static const char *const wrong[] = { "2026-02-30", "2026-1-1", "2026-12-24..2026-12-23", "2026-12-24..",
		"13-01", "12-32", "02-30", "1-1", "easter39", "easter+", "easter+367", "Easter", "thu>11-22",
		"thur>=11-22", "thu>=11-31", "12-25~~", "easter-2~", "2026-12-24~", "x", "12-25-01" };
	struct arena *a = arena_new();
	struct calendar_day d;
	struct list days;
	struct buf b;

	CU_ASSERT_EQUAL(calendar_read(a, STR("\n  \n"), &days), OK);
	CU_ASSERT_EQUAL(days.count, 0);
	CU_ASSERT_EQUAL(calendar_read(a, STR_ABSENT, &days), OK);
	CU_ASSERT_EQUAL(days.count, 0);
	CU_ASSERT_EQUAL(calendar_read(a, str_of(text), &days), OK);
	CU_ASSERT_EQUAL(days.count, 8);
	CU_ASSERT(str_eq_z(((struct calendar_day *)days.items)[7].name, "Thanksgiving"));
	buf_in_arena(&b, a, BUF_LINE);
	calendar_write(&b, &days);
	CU_ASSERT(str_eq_z(buf_view(&b), text));
	for (size_t i = 0; i < COUNT(wrong); i++) {
		enum err err = calendar_read_day(str_of(wrong[i]), &d);
		if (err != ERR_INVALID)
			fprintf(stderr, "'%s' was taken\n", wrong[i]);
		CU_ASSERT_EQUAL(err, ERR_INVALID);
		err_clear();
	}
	buf_in_arena(&b, a, BUF_REPLY);
	for (int i = 0; i <= CALENDAR_DAYS_MAX; i++)
		buf_lit(&b, "12-25\n");
	CU_ASSERT_EQUAL(calendar_read(a, buf_view(&b), &days), ERR_LIMIT);
	err_clear();
	arena_free(a);
}

static void
test_calendar__find(void)
{
	static const struct {
		const char *date, *name; /* NULL: not closed */
	} cases[] = {
		{ "2026-12-23", NULL },
		{ "2026-12-24", "Holidays" },
		{ "2026-12-31", "Holidays" },
		{ "2027-01-02", "Holidays" },
		{ "2027-01-03", NULL },
		{ "2026-05-14", "Ascension" },
		{ "2027-05-06", "Ascension" },
		{ "2027-05-14", NULL },
		/* New Year's Day of 2028 is a Saturday: the last day of the year before is closed too */
		{ "2027-12-31", "New Year" },
		{ "2028-01-01", "New Year" },
		{ "2028-01-02", NULL },
		{ "2028-12-31", NULL },
		{ "2029-01-01", "New Year" },
		{ "2029-01-02", NULL },
		{ "2023-01-02", "New Year" },
		{ "2023-01-01", "New Year" },
		{ "2022-12-30", NULL },
	};
	struct arena *a = arena_new();
	struct list days;

	CU_ASSERT_EQUAL(
	    calendar_read(a, STR("2026-12-24..2027-01-02 Holidays\neaster+39 Ascension\n01-01~ New Year\n"), &days),
	    OK);
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct calendar_day *d = calendar_find(&days, day(cases[i].date));
		if ((d != NULL) != (cases[i].name != NULL) || (d && !str_eq_z(d->name, cases[i].name)))
			fprintf(stderr, "%s\n", cases[i].date);
		CU_ASSERT_EQUAL(d != NULL, cases[i].name != NULL);
		CU_ASSERT(!d || str_eq_z(d->name, cases[i].name));
	}
	CU_ASSERT_PTR_NULL(calendar_find(NULL, day("2026-12-24")));
	arena_free(a);
}

SUITE(calendar, { "easter", test_calendar__easter }, { "rules", test_calendar__rules }, { "text", test_calendar__text },
    { "find", test_calendar__find });
