/* Tests of lib/io/stream.c. */
#include "t/lib/io/fixture.h"
#include "lib/base/buf.h"
#include "lib/io/stream.h"

#include <stdio.h>
#include <unistd.h>

#define LINES 20000

/* A directory with text, text.gz (two members), cut.gz, bad.gz and empty. */
static char *
make_files(struct arena *a)
{
	char *dir = arena_strdup(a, "/tmp/mercer-stream-XXXXXX");
	char *script;

	CU_ASSERT_FATAL(mkdtemp(dir) != NULL);
	script = arena_printf(a,
	    "cd %s && seq 1 %d > text && seq 1 100 | gzip -n > text.gz && seq 101 %d | gzip -n >> text.gz && "
	    "head -c 5000 text.gz > cut.gz && { head -c 3000 text.gz; printf XXXXXXXXXX; tail -c +3011 text.gz; } > bad.gz && : > empty && "
	    "printf x > one",
	    dir, LINES, LINES);
	CU_ASSERT_EQUAL_FATAL(system(script), 0);
	return dir;
}

static enum err
read_all(const char *path, size_t piece, struct buf *out)
{
	char *buf = malloc(piece);
	struct stream *s;
	size_t len = 1;
	enum err err = stream_open(path, &s);

	if (err) {
		free(buf);
		return err;
	}
	while (!err && len > 0)
		if (!(err = stream_read(s, buf, piece, &len)))
			buf_add(out, buf, len);
	CU_ASSERT_EQUAL(stream_offset(s), (int64_t)out->len);
	stream_close(s);
	free(buf);
	return err;
}

static void
test_stream__plain_and_gz(void)
{
	static const size_t pieces[] = { 1, 7, 4096, 1 << 20 };
	struct arena *a = arena_new();
	char *dir = make_files(a);

	for (size_t i = 0; i < COUNT(pieces); i++) {
		struct buf text, gz;
		buf_init(&text, BUF_REPLY);
		buf_init(&gz, BUF_REPLY);
		CHECK_ERR(read_all(arena_printf(a, "%s/text", dir), pieces[i], &text), OK);
		CHECK_ERR(read_all(arena_printf(a, "%s/text.gz", dir), pieces[i], &gz), OK);
		CU_ASSERT(text.len > 100000 && str_eq(buf_view(&text), buf_view(&gz)));
		buf_clear(&gz);
		CHECK_ERR(read_all(arena_printf(a, "%s/cut.gz", dir), pieces[i], &gz), ERR_INVALID);
		buf_clear(&gz);
		CHECK_ERR(read_all(arena_printf(a, "%s/bad.gz", dir), pieces[i], &gz), ERR_INVALID);
		buf_clear(&gz);
		CHECK_ERR(read_all(arena_printf(a, "%s/empty", dir), pieces[i], &gz), OK);
		CU_ASSERT_EQUAL(gz.len, 0);
		CHECK_ERR(read_all(arena_printf(a, "%s/one", dir), pieces[i], &gz), OK);
		CU_ASSERT_EQUAL(gz.len, 1);
		buf_release(&gz);
		buf_release(&text);
	}
	CHECK_ERR(read_all(arena_printf(a, "%s/none", dir), 1, &(struct buf){ 0 }), ERR_NOT_FOUND);
	CU_ASSERT_EQUAL(system(arena_printf(a, "rm -r %s", dir)), 0);
	arena_free(a);
}

static void
test_stream__seek_and_progress(void)
{
	static const char *const names[] = { "text", "text.gz" };
	struct arena *a = arena_new();
	char *dir = make_files(a);

	for (size_t i = 0; i < COUNT(names); i++) {
		char *path = arena_printf(a, "%s/%s", dir, names[i]), buf[5];
		int64_t consumed, total;
		struct stream *s;
		size_t len;
		CHECK_ERR(stream_open(path, &s), OK);
		CHECK_ERR(stream_read(s, buf, 2, &len), OK);
		CHECK_ERR(stream_seek(s, 9 * 2 + 90 * 3 + 900 * 4), OK); /* where 1000 stands */
		CHECK_ERR(stream_read(s, buf, 5, &len), OK);
		CHECK_STR(str_n(buf, len), "1000\n");
		stream_progress(s, &consumed, &total);
		CU_ASSERT(consumed > 0 && consumed <= total);
		CHECK_ERR(stream_seek(s, 1), ERR_INVALID);
		CHECK_ERR(stream_seek(s, 100000000), ERR_INVALID);
		stream_close(s);
	}
	CU_ASSERT_EQUAL(system(arena_printf(a, "rm -r %s", dir)), 0);
	arena_free(a);
}

SUITE(stream,
    { "plain and gz", test_stream__plain_and_gz },
    { "seek and progress", test_stream__seek_and_progress });
