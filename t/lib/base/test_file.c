/* Tests of lib/base/file.c. */
#include "lib/base/file.h"
#include "t/support/suite.h"

#include <stdlib.h>
#include <unistd.h>

static void
test_file__read(void)
{
	char path[] = "/tmp/mercer-file.XXXXXX";
	int fd = mkstemp(path);
	struct arena *a = arena_new();
	struct str text;

	CU_ASSERT_FATAL(fd >= 0);
	CU_ASSERT_EQUAL(write(fd, "a\0b\n", 4), 4);
	CU_ASSERT_EQUAL(file_read(a, path, 4, &text), OK);
	CU_ASSERT(str_eq(text, str_n("a\0b\n", 4)));
	CU_ASSERT_EQUAL(text.ptr[4], 0);
	CU_ASSERT_EQUAL(file_read(a, path, 3, &text), ERR_IO);
	CU_ASSERT_EQUAL(file_read(a, "/tmp", 100, &text), ERR_IO);
	CU_ASSERT_EQUAL(ftruncate(fd, 0), 0);
	CU_ASSERT_EQUAL(file_read(a, path, 0, &text), OK);
	CU_ASSERT(!str_is_absent(text) && text.len == 0);
	close(fd);
	unlink(path);
	CU_ASSERT_EQUAL(file_read(a, path, 4, &text), ERR_NOT_FOUND);
	err_clear();
	arena_free(a);
}

SUITE(file, { "read", test_file__read });
