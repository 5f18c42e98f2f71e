/* run.c - the suites of lib/base. */
#include "t/support/suite.h"

extern const struct suite suite_buf, suite_csv;

static const struct suite *const suites[] = { &suite_buf, &suite_csv };

int
main(int argc, char **argv)
{
	return suite_main(suites, COUNT(suites), argc, argv);
}
