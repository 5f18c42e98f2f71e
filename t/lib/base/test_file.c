/* Tests of lib/base/file.c. */
#include "lib/base/file.h"
#include "t/support/suite.h"

#include <fcntl.h>
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

static void
test_file__names(void)
{
	char path[] = "/tmp/mercer-file.XXXXXX";
	static const char *const made[] = { "b.sql", "a.sql", "c.txt", ".d.sql" };
	struct arena *a = arena_new();
	struct list names;

	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(path));
	for (size_t i = 0; i < COUNT(made); i++)
		close(open(arena_printf(a, "%s/%s", path, made[i]), O_CREAT | O_WRONLY, 0600));
	CU_ASSERT_EQUAL_FATAL(file_names(a, path, STR(".sql"), 2, &names), OK);
	CU_ASSERT_EQUAL_FATAL(names.count, 2);
	CU_ASSERT(str_eq(((struct str *)names.items)[0], STR("a.sql")) &&
	    str_eq(((struct str *)names.items)[1], STR("b.sql")));
	CU_ASSERT_EQUAL(file_names(a, path, STR(".sql"), 1, &names), ERR_LIMIT);
	for (size_t i = 0; i < COUNT(made); i++)
		unlink(arena_printf(a, "%s/%s", path, made[i]));
	rmdir(path);
	CU_ASSERT_EQUAL(file_names(a, path, STR(""), 1, &names), ERR_NOT_FOUND);
	err_clear();
	arena_free(a);
}

SUITE(file, { "read", test_file__read }, { "names", test_file__names });
