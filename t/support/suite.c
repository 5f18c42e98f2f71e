/* suite.c - runs the CUnit suites of one layer.  See suite.h. */
#include "t/support/suite.h"
#include "lib/base/str.h"

#include <CUnit/Basic.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

bool
suite_same(struct str actual, const char *expected)
{
	if (str_eq_z(actual, expected))
		return true;
	printf("\n    got      \"%.*s\"\n    expected \"%s\"\n", STR_ARG(actual), expected ? expected : "(absent)");
	return false;
}

bool
suite_aborts(void (*fn)(void))
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY);
		if (null < 0 || dup2(null, STDERR_FILENO) < 0)
			_exit(1);
		fn();
		_exit(0);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

int
suite_main(const struct suite *const *suites, size_t count, int argc, char **argv)
{
	unsigned failed, passed;

	setvbuf(stdout, NULL, _IONBF, 0);
	if (CU_initialize_registry() != CUE_SUCCESS)
		return 2;
	for (size_t i = 0; i < count; i++) {
		const struct suite *s = suites[i];
		CU_pSuite cu;
		if (argc > 1 && !strstr(s->name, argv[1]))
			continue;
		cu = CU_add_suite(s->name, NULL, NULL);
		for (size_t j = 0; cu && j < s->count; j++)
			CU_add_test(cu, s->cases[j].name, s->cases[j].fn);
	}
	CU_basic_set_mode(CU_BRM_NORMAL);
	CU_basic_run_tests();
	failed = CU_get_number_of_tests_failed();
	passed = CU_get_number_of_tests_run() - failed;
	CU_basic_show_failures(CU_get_failure_list());
	printf("\n%u passed, %u failed\n", passed, failed);
	CU_cleanup_registry();
	return failed > 0 || passed == 0;
}
