/* Tests of lib/base/zone.c: against the C library's idea of the same zones. */
#include "lib/base/zone.h"
#include "t/support/suite.h"

#include <time.h>

static const char *const names[] = { "Europe/Berlin", "Europe/London", "Europe/Dublin", "America/New_York",
	"America/Los_Angeles", "America/St_Johns", "Asia/Kolkata", "Asia/Tokyo", "Asia/Tehran", "Australia/Sydney",
	"Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham", "America/Santiago", "Africa/Casablanca",
	"Pacific/Kiritimati", "Etc/GMT+12", "UTC" };

static int64_t
library_offset(time_t t)
{
	struct tm tm;

	return localtime_r(&t, &tm) ? tm.tm_gmtoff : -1;
}

/* Every five hours and a bit from 1971 to 2070: past the end of the files, so that the footer's rule is used too. */
static void
test_zone__as_the_library(void)
{
	const char *before = getenv("TZ");
	char *kept = before ? strdup(before) : NULL;

	for (size_t i = 0; i < COUNT(names); i++) {
		const struct zone *z;
		size_t wrong = 0;
		if (zone_find(str_of(names[i]), &z)) {
			CU_FAIL("no zone");
			fprintf(stderr, "%s\n", err_detail());
			err_clear();
			continue;
		}
		setenv("TZ", names[i], 1);
		tzset();
		for (int64_t t = 31536000; t < 3155760000; t += 18061)
			wrong += zone_offset(z, (struct time){ t * US_PER_S }) != library_offset((time_t)t);
		if (wrong)
			fprintf(stderr, "%s: %zu\n", names[i], wrong);
		CU_ASSERT_EQUAL(wrong, 0);
	}
	if (kept)
		setenv("TZ", kept, 1);
	else
		unsetenv("TZ");
	tzset();
	free(kept);
}

static struct time
at(const char *text)
{
	struct time t = { 0 };

	CU_ASSERT_EQUAL(time_parse(str_of(text), &t), OK);
	return t;
}

static void
test_zone__to_the_second(void)
{
	const struct zone *z;

	CU_ASSERT_EQUAL_FATAL(zone_find(STR("Europe/Berlin"), &z), OK);
	CU_ASSERT_EQUAL(zone_offset(z, at("2026-03-29T00:59:59.999999Z")), 3600);
	CU_ASSERT_EQUAL(zone_offset(z, at("2026-03-29T01:00:00Z")), 7200);
	CU_ASSERT_EQUAL(zone_offset(z, at("2026-10-25T00:59:59Z")), 7200);
	CU_ASSERT_EQUAL(zone_offset(z, at("2026-10-25T01:00:00Z")), 3600);
	CU_ASSERT_EQUAL(zone_offset(z, at("2060-07-01T00:00:00Z")), 7200);
	CU_ASSERT_EQUAL(time_civil(zone_local(z, at("2026-12-31T23:30:00Z"))).year, 2027);
}

static void
test_zone__no_zone(void)
{
	static const char *const bad[] = { "", "Europe/Nowhere", "../../../etc/passwd", "/etc/passwd", "Europe//Berlin",
		"Europe/", "zone.tab", "Europe", "a b" };
	const struct zone *z;

	for (size_t i = 0; i < COUNT(bad); i++) {
		CU_ASSERT_EQUAL(zone_find(str_of(bad[i]), &z), ERR_NOT_FOUND);
		err_clear();
	}
}

SUITE(zone,
    { "as the library", test_zone__as_the_library },
    { "to the second", test_zone__to_the_second },
    { "no zone", test_zone__no_zone });
