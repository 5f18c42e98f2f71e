/* run.c - the suites of lib/shop. */
#include "t/support/suite.h"

extern const struct suite suite_audit, suite_queries, suite_rules, suite_product_store, suite_category, suite_index;

static const struct suite *const suites[] = { &suite_audit, &suite_queries, &suite_rules, &suite_product_store, &suite_category, &suite_index };

int
main(int argc, char **argv)
{
	return suite_main(suites, COUNT(suites), argc, argv);
}
