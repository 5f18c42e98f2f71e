/* Tests of lib/io/archive.c. */
#include "lib/io/archive.h"
#include "t/support/suite.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void
test_archive__zip(void)
{
	char dir[] = "/tmp/mercer-archive.XXXXXX";
	struct archive_entry_text entries[] = { { "a.json", STR("{\"a\":1}\n") }, { "empty.csv", STR("") },
		{ "umlaut-\xC3\xA4.csv", STR("x\n") } };
	struct arena *a = arena_new();
	const char *path;
	struct stat st;

	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(dir));
	path = arena_printf(a, "%s/x.zip", dir);
	CU_ASSERT_EQUAL_FATAL(archive_write_zip(path, entries, COUNT(entries)), OK);
	CU_ASSERT_EQUAL_FATAL(stat(path, &st), 0);
	CU_ASSERT_EQUAL(st.st_mode & 0777, 0600);
	/* Another program reads it. */
	CU_ASSERT_EQUAL(
	    system(arena_printf(a,
		"python3 -c 'import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None;"
		" assert z.read(\"a.json\")==b\"{\\\"a\\\":1}\\n\"; assert len(z.namelist())==3' %s",
		path)),
	    0);
	CU_ASSERT_EQUAL(archive_write_zip(path, entries, COUNT(entries)), ERR_IO); /* never over what is there */
	err_clear();
	CU_ASSERT_EQUAL(stat(path, &st), 0);
	unlink(path);
	rmdir(dir);
	CU_ASSERT_EQUAL(archive_write_zip(path, entries, COUNT(entries)), ERR_IO);
	err_clear();
	arena_free(a);
}

SUITE(archive, { "zip", test_archive__zip });
