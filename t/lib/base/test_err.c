/* Tests of lib/base/err.c. */
#include "config.h"
#include "lib/base/err.h"
#include "t/support/suite.h"

static void
test_err__names(void)
{
	for (unsigned i = 0; i < ERR__MAX; i++) {
		CU_ASSERT_PTR_NOT_NULL_FATAL(err_name((enum err)i));
		for (unsigned j = 0; j < i; j++)
			CU_ASSERT_STRING_NOT_EQUAL(err_name((enum err)i), err_name((enum err)j));
	}
	CU_ASSERT_STRING_EQUAL(err_name(ERR_NOT_FOUND), "not_found");
}

static void
test_err__newest_first(void)
{
	err_clear();
	CU_ASSERT_STRING_EQUAL(err_detail(), "");
	CU_ASSERT_EQUAL(err_fail(ERR_IO, "could not read '%s'", "x"), ERR_IO);
	CU_ASSERT_PTR_NOT_NULL(strstr(err_detail(), "could not read 'x' ["));
	CU_ASSERT_PTR_NOT_NULL(strstr(err_detail(), "test_err.c:"));
	CU_ASSERT_EQUAL(err_fail_at("f", 1, ERR_DB, "second"), ERR_DB);
	CU_ASSERT_EQUAL(strncmp(err_detail(), "second [f:1]; could not read", 28), 0);
	err_clear();
	CU_ASSERT_STRING_EQUAL(err_detail(), "");
}

static void
test_err__detail_of_the_detail(void)
{
	err_clear();
	(void)!err_fail_at("f", 1, ERR_IO, "inner");
	(void)!err_fail_at("g", 2, ERR_DB, "outer: %s", err_detail());
	CU_ASSERT_EQUAL(strncmp(err_detail(), "outer: inner [f:1] [g:2]", 24), 0);
	err_clear();
}

static void
test_err__cut(void)
{
	char *large = malloc(10000);

	CU_ASSERT_PTR_NOT_NULL_FATAL(large);
	memset(large, 'x', 9999);
	large[9999] = '\0';
	err_clear();
	for (int i = 0; i < 3; i++)
		(void)!err_fail(ERR_IO, "%s", large);
	CU_ASSERT_EQUAL(strlen(err_detail()), 4095);
	for (int i = 0; i < 300; i++)
		(void)!err_fail(ERR_IO, "%d", i);
	CU_ASSERT(strlen(err_detail()) < 4096);
	CU_ASSERT_EQUAL(strncmp(err_detail(), "299 [", 5), 0);
	free(large);
	err_clear();
}

static void
bug(void)
{
	BUG("on purpose");
}

static void
test_err__bug(void)
{
	CU_ASSERT(suite_aborts(bug));
}

SUITE(err,
    { "names", test_err__names },
    { "newest first", test_err__newest_first },
    { "a detail that quotes the detail", test_err__detail_of_the_detail },
    { "cut at its ceiling", test_err__cut },
    { "BUG ends the process", test_err__bug });
