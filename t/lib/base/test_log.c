/* Tests of lib/base/log.c. */
#include "config.h"
#include "lib/base/log.h"
#include "lib/base/clock.h"
#include "t/support/suite.h"

#include <unistd.h>

static char got[16384];

/* Read what was logged to the pipe since the last call. */
static struct str
logged(int fd)
{
	ssize_t n = read(fd, got, sizeof(got));

	return str_n(got, n > 0 ? (size_t)n : 0);
}

static int
open_log(int ends[2])
{
	struct time t = { 0 };

	CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
	CU_ASSERT_EQUAL(time_parse(STR("2026-11-22T10:20:30Z"), &t), OK);
	clock_set(t);
	log_open("catalog", LOG_INFO, ends[1]);
	log_request(STR(""), NULL);
	return ends[0];
}

static void
close_log(int ends[2])
{
	log_open("test", LOG_INFO, -1);
	log_request(STR(""), NULL);
	clock_set(TIME_ABSENT);
	close(ends[0]);
	close(ends[1]);
}

static void
test_log__line(void)
{
	int ends[2], fd = open_log(ends);
	struct trace t = { .trace_id = "0af7651916cd43dd8448eb211c80319c", .span_id = "b7ad6b7169203331" };
	char expected[512];

	log_event(LOG_DEBUG, "not.written", log_i64("n", 1));
	log_event(LOG_WARN, "cache.down", log_str("server", STR("a\r\n{\"x\":1}")), log_i64("n", -3),
	    log_bool("up", false),
	    log_z("absent", NULL));
	snprintf(expected, sizeof(expected),
	    "{\"time\":\"2026-11-22T10:20:30Z\",\"level\":\"warn\",\"event\":\"cache.down\",\"pid\":%ld,"
	    "\"module\":\"catalog\",\"server\":\"a\\r\\n{\\\"x\\\":1}\",\"n\":-3,\"up\":false}\n", (long)getpid());
	CHECK_STR(logged(fd), expected);
	log_request(STR("req-\"1\""), &t);
	log_event(LOG_ERROR, "e");
	snprintf(expected, sizeof(expected),
	    "{\"time\":\"2026-11-22T10:20:30Z\",\"level\":\"error\",\"event\":\"e\",\"pid\":%ld,"
	    "\"module\":\"catalog\",\"request_id\":\"req-\\\"1\\\"\",\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\","
	    "\"span_id\":\"b7ad6b7169203331\"}\n", (long)getpid());
	CHECK_STR(logged(fd), expected);
	close_log(ends);
}

static void
test_log__long_values(void)
{
	/* Plain, all escaped to six bytes, four-byte characters, not UTF-8. */
	static const char *const units[] = { "x", "\x01", "\xF0\x9F\x9B\x92", "\xFF" };
	int ends[2], fd = open_log(ends);
	struct arena *a = arena_new();

	for (size_t u = 0; u < COUNT(units); u++) {
		for (size_t n = 1200; n < 20000; n += 613) {
			char *value = arena_zalloc(a, n * 4 + 1, 1);
			struct str line;

			for (size_t i = 0; i < n; i++)
				memcpy(value + i * strlen(units[u]), units[u], strlen(units[u]));
			log_event(LOG_INFO, "long", log_z("before", "b"), log_z("value", value), log_i64("after", 1));
			line = logged(fd);
			CU_ASSERT(line.len <= 8192);
			CU_ASSERT(str_ends(line, STR("}\n")));
			CU_ASSERT(str_is_utf8(line));
			CU_ASSERT_EQUAL(str_find(line, '\n'), line.len - 1);
			if (n * strlen(units[u]) > 8192)
				CU_ASSERT(str_ends(line, STR("\"cut\":true}\n")));
		}
	}
	arena_free(a);
	close_log(ends);
}

static void
test_log__many_fields(void)
{
	int ends[2], fd = open_log(ends);
	struct log_field fields[1001] = { 0 };
	struct str line;

	for (size_t i = 0; i < 1000; i++)
		fields[i] = log_i64("a_name_of_some_length", INT64_MIN);
	log_write(LOG_INFO, "many", fields);
	line = logged(fd);
	CU_ASSERT(line.len <= 8192);
	CU_ASSERT(str_ends(line, STR("-9223372036854775808,\"cut\":true}\n")));
	close_log(ends);
}

static void
test_log__levels(void)
{
	enum log_level level = LOG_INFO;

	CU_ASSERT(log_level_of(STR("fatal"), &level) == OK && level == LOG_FATAL);
	CU_ASSERT(log_level_of(STR("debug"), &level) == OK && level == LOG_DEBUG);
	CU_ASSERT_EQUAL(log_level_of(STR("Debug"), &level), ERR_INVALID);
	CU_ASSERT_EQUAL(log_level_of(STR_ABSENT, &level), ERR_INVALID);
}

static void
test_log__trace_parse(void)
{
	static const char *const bad[] = { "",
		"ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
		"00-00000000000000000000000000000000-b7ad6b7169203331-01",
		"00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
		"00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
		"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
		"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
		"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x",
		"00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
		"0g-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
		"cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.x" };
	struct trace t = { .sampled = true };

	for (size_t i = 0; i < COUNT(bad); i++)
		CU_ASSERT_EQUAL(trace_parse(str_of(bad[i]), &t), ERR_INVALID);
	CU_ASSERT_EQUAL(trace_parse(STR("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"), &t), OK);
	CU_ASSERT_STRING_EQUAL(t.trace_id, "0af7651916cd43dd8448eb211c80319c");
	CU_ASSERT_STRING_EQUAL(t.span_id, "b7ad6b7169203331");
	CU_ASSERT(!t.sampled);
	CU_ASSERT_EQUAL(trace_parse(STR("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03-what-comes"), &t), OK);
	CU_ASSERT(t.sampled);
}

static void
test_log__trace_new(void)
{
	struct trace root, child, back;
	char header[56];

	trace_new(NULL, &root);
	trace_new(&root, &child);
	CU_ASSERT_STRING_EQUAL(root.trace_id, child.trace_id);
	CU_ASSERT_STRING_NOT_EQUAL(root.span_id, child.span_id);
	trace_header(&child, header);
	CU_ASSERT_EQUAL(strlen(header), 55);
	CU_ASSERT_EQUAL(trace_parse(str_of(header), &back), OK);
	CU_ASSERT_STRING_EQUAL(back.span_id, child.span_id);
	CU_ASSERT(back.sampled);
	child.sampled = false;
	trace_new(&child, &child);
	CU_ASSERT(!child.sampled);
}

SUITE(log,
    { "one line", test_log__line },
    { "long values are cut", test_log__long_values },
    { "many fields are cut", test_log__many_fields },
    { "levels", test_log__levels },
    { "traceparent, parsed", test_log__trace_parse },
    { "traceparent, made", test_log__trace_new });
