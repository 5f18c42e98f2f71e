/* run.c - the suites of lib/web. */
#include "t/support/suite.h"

extern const struct suite suite_tmpl;

static const struct suite *const suites[] = {
	&suite_tmpl,
};

int
main(int argc, char **argv)
{
	return suite_main(suites, COUNT(suites), argc, argv);
}
