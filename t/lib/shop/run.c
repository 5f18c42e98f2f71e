/* run.c - the suites of lib/shop: one line each. */
#include "t/support/suite.h"

#define SUITES(X) \
	X(address) \
	X(account_register) \
	X(audit) \
	X(category) \
	X(country) \
	X(idempotency) \
	X(index) \
	X(privacy) \
	X(product_store) \
	X(queries) \
	X(rules) \
	X(session)

#define SUITE_DECLARE(name) extern const struct suite suite_##name;
SUITES(SUITE_DECLARE)

#define SUITE_ROW(name) &suite_##name,
static const struct suite *const suites[] = { SUITES(SUITE_ROW) };

int
main(int argc, char **argv)
{
	return suite_main(suites, COUNT(suites), argc, argv);
}
