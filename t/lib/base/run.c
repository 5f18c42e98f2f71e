/* run.c - the suites of lib/base. */
#include "t/support/suite.h"

extern const struct suite suite_buf;

static const struct suite *const suites[] = { &suite_buf };

int
main(int argc, char **argv)
{
	return suite_main(suites, COUNT(suites), argc, argv);
}
