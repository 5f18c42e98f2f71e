/* Tests of lib/base/conf.c and conf_keys.c. */
#include "config.h"
#include "lib/base/buf.h"
#include "lib/base/conf.h"
#include "t/support/suite.h"

#include <unistd.h>

static char path[64];

/* Write the file and load it. */
static enum err
load(struct str content, struct config **c)
{
	int fd;
	enum err err;

	snprintf(path, sizeof(path), "/tmp/mercer-conf-XXXXXX");
	fd = mkstemp(path);
	CU_ASSERT_FATAL(fd >= 0);
	CU_ASSERT_EQUAL(write(fd, content.ptr, content.len), (ssize_t)content.len);
	close(fd);
	err_clear();
	err = config_load(path, c);
	unlink(path);
	return err;
}

static void
test_conf__defaults(void)
{
	struct config *c = NULL;

	CU_ASSERT_EQUAL_FATAL(config_load(NULL, &c), OK);
	CHECK_STR(config_str(c, "site.locales"), "en,de");
	CU_ASSERT_STRING_EQUAL(config_origin(c, "site.locales"), "default");
	CU_ASSERT_EQUAL(config_ms(c, "db.statement_timeout"), 2000);
	CU_ASSERT_EQUAL(config_i64(c, "db.port"), 3306);
	CU_ASSERT_EQUAL(config_i64(c, "pool.body_max"), 2 << 20);
	CU_ASSERT(!config_bool(c, "site.demo"));
	CU_ASSERT_STRING_EQUAL(config_z(c, "db.user"), "");
	config_free(c);
	config_free(NULL);
}

static void
test_conf__file(void)
{
	struct config *c = NULL;
	char expected[80];

	CU_ASSERT_EQUAL_FATAL(load(STR("\xEF\xBB\xBF# a comment\n\n  site.name =  Tea & Co # 1  \r\ndb.port=1\n"
	    "db.lock_timeout = 2m\npool.body_max=64k\nsite.demo = on\nlog.level = warn\ncache.servers = /a, b:1"), &c),
	    OK);
	CHECK_STR(config_str(c, "site.name"), "Tea & Co # 1");
	snprintf(expected, sizeof(expected), "%s:3", path);
	CU_ASSERT_STRING_EQUAL(config_origin(c, "site.name"), expected);
	CU_ASSERT_EQUAL(config_i64(c, "db.port"), 1);
	CU_ASSERT_EQUAL(config_ms(c, "db.lock_timeout"), 120000);
	CU_ASSERT_EQUAL(config_i64(c, "pool.body_max"), 65536);
	CU_ASSERT(config_bool(c, "site.demo"));
	CHECK_STR(config_str(c, "cache.servers"), "/a, b:1");
	config_free(c);
}

static void
test_conf__all_complaints_at_once(void)
{
	static const struct {
		const char *line, *why;
	} cases[] = {
		{ "db.sockte = x", "unknown key 'db.sockte' (did you mean 'db.socket'?)" },
		{ "quite.different = x", "unknown key 'quite.different' [" },
		{ "db.port = 0", "db.port is '0', must be a number from 1 to 65535" },
		{ "db.port = 1", "db.port is set already at" },
		{ "db.statement_timeout = 2",
		    "db.statement_timeout is '2', must be a duration such as 250ms, 10s or 5m" },
		{ "db.lock_timeout = 2 s", "db.lock_timeout is '2 s'" },
		{ "db.connect_timeout = 2h", "db.connect_timeout is '2h', must be a duration" },
		{ "page.max_stale = 8d", "page.max_stale is '8d'" },
		{ "cache.max_value = 1023", "cache.max_value is '1023', must be bytes" },
		{ "pool.body_max = 9999999999G", "pool.body_max is '9999999999G', must be bytes such as 64k" },
		{ "site.demo = maybe", "site.demo is 'maybe', must be yes or no" },
		{ "site.currencies = EUR,EUX",
		    "site.currencies is 'EUR,EUX', must be a comma-separated list, each: currency" },
		{ "site.locales =", "site.locales is '', must be" },
		{ "site.url = localhost", "site.url is 'localhost', must be uri" },
		{ "log.level = loud", "log.level is 'loud', must be one of debug|info" },
		{ "site.name = \xFF", "site.name is not UTF-8" },
		{ "no equals sign", "not a line of the form 'key = value'" },
		{ "= x", "not a line of the form 'key = value'" },
	};
	struct config *c = NULL;
	struct buf b;

	buf_init(&b, BUF_LINE);
	for (size_t i = 0; i < COUNT(cases); i++)
		buf_printf(&b, "%s\n", cases[i].line);
	CU_ASSERT_EQUAL(load(buf_view(&b), &c), ERR_INVALID);
	for (size_t i = 0; i < COUNT(cases); i++) {
		char why[200];
		struct str detail = str_of(err_detail());
		snprintf(why, sizeof(why), "%s:%zu: %.*s", path, i + 1, (int)strcspn(cases[i].why, "["), cases[i].why);
		if (!str_contains(detail, str_trim(str_of(why))))
			printf("\n    missing: %s\n    in: %s\n", why, err_detail());
		CU_ASSERT(str_contains(detail, str_trim(str_of(why))));
	}
	CU_ASSERT_PTR_NULL(c);
	buf_release(&b);
	err_clear();
}

static void
test_conf__environment(void)
{
	struct config *c = NULL;

	setenv("MERCER_DB_SOCKET", "/x.sock", 1);
	setenv("MERCER_POOL_MAX_WORKERS", "7", 1);
	CU_ASSERT_EQUAL_FATAL(load(STR("db.socket = /file\n"), &c), OK);
	CHECK_STR(config_str(c, "db.socket"), "/x.sock");
	CU_ASSERT_STRING_EQUAL(config_origin(c, "db.socket"), "environment");
	CU_ASSERT_EQUAL(config_i64(c, "pool.max_workers"), 7);
	config_free(c);
	setenv("MERCER_POOL_MAX_WORKERS", "many", 1);
	CU_ASSERT_EQUAL(config_load(NULL, &c), ERR_INVALID);
	CU_ASSERT_PTR_NOT_NULL(strstr(err_detail(), "environment: pool.max_workers is 'many'"));
	unsetenv("MERCER_DB_SOCKET");
	unsetenv("MERCER_POOL_MAX_WORKERS");
	err_clear();
}

static void
test_conf__no_such_file(void)
{
	struct config *c = NULL;

	CU_ASSERT_EQUAL(config_load("/nonexistent/mercer.conf", &c), ERR_NOT_FOUND);
	CU_ASSERT_EQUAL(config_load("/", &c), ERR_IO);
	err_clear();
}

static void
wrong_key(void)
{
	struct config *c;

	if (config_load(NULL, &c) == OK)
		config_str(c, "no.such.key");
}

static void
wrong_type(void)
{
	struct config *c;

	if (config_load(NULL, &c) == OK)
		config_bool(c, "site.name");
}

static void
test_conf__bugs(void)
{
	CU_ASSERT(suite_aborts(wrong_key));
	CU_ASSERT(suite_aborts(wrong_type));
}

static void
test_conf__table(void)
{
	size_t count;
	const struct config_key *keys = config_keys(&count);
	char a[80], b[80];

	for (size_t i = 0; i < count; i++) {
		CU_ASSERT_PTR_NOT_NULL(keys[i].doc);
		CU_ASSERT_PTR_NOT_NULL(strchr(keys[i].name, '.'));
		CU_ASSERT(keys[i].type == CONFIG_STR || keys[i].type == CONFIG_BOOL || keys[i].max > keys[i].min);
		config_env_name(keys[i].name, a, sizeof(a));
		for (size_t j = 0; j < i; j++) {
			config_env_name(keys[j].name, b, sizeof(b));
			CU_ASSERT_STRING_NOT_EQUAL(a, b);
		}
	}
}

SUITE(conf,
    { "defaults", test_conf__defaults },
    { "file", test_conf__file },
    { "all complaints at once", test_conf__all_complaints_at_once },
    { "environment", test_conf__environment },
    { "no such file", test_conf__no_such_file },
    { "bugs end the process", test_conf__bugs },
    { "the table", test_conf__table });
