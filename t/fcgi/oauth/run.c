/* run.c - the suites of fcgi/oauth. */
#include "t/support/suite.h"

extern const struct suite suite_params;

static const struct suite *const suites[] = { &suite_params };

int
main(int argc, char **argv)
{
	return suite_main(suites, COUNT(suites), argc, argv);
}
