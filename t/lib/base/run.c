/* run.c - the suites of lib/base. */
#include "t/support/suite.h"

extern const struct suite suite_arena, suite_buf, suite_calendar, suite_clock, suite_conf, suite_csv, suite_err,
    suite_escape, suite_file, suite_format, suite_log, suite_money, suite_permission, suite_shape, suite_str,
    suite_turnstile, suite_zone;

static const struct suite *const suites[] = { &suite_arena, &suite_buf, &suite_calendar, &suite_clock, &suite_conf,
	&suite_csv, &suite_err, &suite_escape, &suite_file, &suite_format, &suite_log, &suite_money, &suite_permission,
	&suite_shape, &suite_str, &suite_turnstile, &suite_zone };

int
main(int argc, char **argv)
{
	return suite_main(suites, COUNT(suites), argc, argv);
}
