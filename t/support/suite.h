/*
 * suite.h - one CUnit program per layer: suites are listed in its run.c, cases in test_<file>.c.
 *
 *	SUITE(buf, { "append past ceiling", test_buf__append_past_ceiling }, ...);   // in test_buf.c
 *
 * run.c lists the suites and calls suite_main(), which prints each failure with file:line and ends with "N passed, N
 * failed"; exit status 1 if any failed. With an argument only suites whose name contains it run.
 */
#ifndef MERCER_SUITE_H
#define MERCER_SUITE_H

#include "lib/base/base.h"
#include <CUnit/CUnit.h>

struct suite_case {
	const char *name;
	void (*fn)(void);
};
struct suite {
	const char *name;
	const struct suite_case *cases;
	size_t count;
};

#define SUITE(id, ...) \
	static const struct suite_case suite_cases[] = { __VA_ARGS__ }; \
	extern const struct suite suite_##id; \
	const struct suite suite_##id = { #id, suite_cases, COUNT(suite_cases) }

int suite_main(const struct suite *const *suites, size_t count, int argc, char **argv);

/* Text equality that shows both sides when it fails. */
#define CHECK_STR(actual, expected) \
	CU_assertImplementation(suite_same((actual), (expected)), __LINE__, #actual " == " #expected, __FILE__, "", \
	    CU_FALSE)
/* A programming error must end the process: true when fn() aborts (in a child, its stderr dropped). */
bool suite_aborts(void (*fn)(void));
struct str;
bool suite_same(struct str actual, const char *expected);

#endif
