/* run_search.c - the suites of the search engine; a program of its own because only it needs C++ at link time. */
#include "t/support/suite.h"

extern const struct suite suite_search, suite_search_count, suite_search_index;

static const struct suite *const suites[] = { &suite_search, &suite_search_count, &suite_search_index };

int
main(int argc, char **argv)
{
	return suite_main(suites, COUNT(suites), argc, argv);
}
