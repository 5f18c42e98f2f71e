/* run.c - the suites of lib/web. */
#include "t/support/suite.h"

extern const struct suite suite_csrf, suite_form, suite_guard, suite_i18n, suite_once, suite_openapi, suite_req,
    suite_resp, suite_route, suite_tmpl, suite_tmpl_spec;

static const struct suite *const suites[] = {
	&suite_csrf,
	&suite_form,
	&suite_guard,
	&suite_i18n,
	&suite_once,
	&suite_openapi,
	&suite_req,
	&suite_resp,
	&suite_route,
	&suite_tmpl,
	&suite_tmpl_spec,
};

int
main(int argc, char **argv)
{
	return suite_main(suites, COUNT(suites), argc, argv);
}
