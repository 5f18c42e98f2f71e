/* run.c - the suites of fcgi/common: one line each. */
#include "t/support/suite.h"

#define SUITES(X) \
	X(guard)

#define SUITE_DECLARE(name) extern const struct suite suite_##name;
SUITES(SUITE_DECLARE)

#define SUITE_ROW(name) &suite_##name,
static const struct suite *const suites[] = { SUITES(SUITE_ROW) };

int
main(int argc, char **argv)
{
	return suite_main(suites, COUNT(suites), argc, argv);
}
