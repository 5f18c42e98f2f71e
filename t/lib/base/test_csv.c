/* Tests of lib/base/csv.c. */
#include "config.h"
#include "lib/base/csv.h"
#include "t/support/suite.h"

/* What a reader saw, as one line of text: [cell|cell]@line:offset-end for each record, !line for each error. */
struct seen {
	struct buf text;
	int64_t stop_at; /* fn refuses the record on this line */
};

static enum err
see(const struct csv_record *rec, void *payload)
{
	struct seen *s = payload;

	if (rec->line == s->stop_at)
		return err_fail(ERR_CONFLICT, "line %lld: refused", (long long)rec->line);
	buf_char(&s->text, '[');
	for (size_t i = 0; i < rec->count; i++) {
		if (i)
			buf_char(&s->text, '|');
		buf_str(&s->text, rec->cells[i]);
	}
	buf_printf(&s->text, "]@%lld:%lld-%lld", (long long)rec->line, (long long)rec->offset, (long long)rec->end);
	return OK;
}

static void
see_error(struct seen *s, enum err err)
{
	const char *detail = err_detail();

	buf_printf(&s->text, "!%s:%.*s", err_name(err), (int)strcspn(detail, ":"), detail);
	err_clear();
}

/* Read `input` in pieces that end at the two split positions, recovering from every error. */
static void
read_split(struct str input, size_t one, size_t two, int64_t stop_at, struct buf *out)
{
	struct seen s = { .stop_at = stop_at };
	struct csv_reader *r = csv_reader_new(',', see, &s);
	size_t ends[] = { one, two, input.len }, at = 0;
	enum err err;

	buf_init(&s.text, BUF_REPLY);
	for (size_t i = 0; i < COUNT(ends); i++) {
		/* A copy of its own per piece: reads past it, or kept pointers into it, are seen by the sanitizers. */
		size_t len = ends[i] - at;
		char *piece = malloc(len + 1);

		if (len)
			memcpy(piece, input.ptr + at, len);
		for (err = csv_feed(r, piece, len); err; err = csv_recover(r))
			see_error(&s, err);
		free(piece);
		at = ends[i];
	}
	for (err = csv_end(r); err; err = csv_recover(r))
		see_error(&s, err);
	csv_reader_free(r);
	*out = s.text;
}

static void
check_read(struct str input, const char *expected)
{
	struct buf whole, parts;

	read_split(input, input.len, input.len, -1, &whole);
	if (expected)
		CHECK_STR(buf_view(&whole), expected);
	for (size_t one = 0; one <= input.len; one++) {
		for (size_t two = one; two <= input.len; two++) {
			read_split(input, one, two, -1, &parts);
			if (!str_eq(buf_view(&parts), buf_view(&whole))) {
				printf("\n    split at %zu and %zu\n", one, two);
				CHECK_STR(buf_view(&parts), whole.ptr);
			}
			buf_release(&parts);
		}
	}
	CU_PASS("every split reads the same");
	buf_release(&whole);
}

#define CHECK_READ(lit, expected) check_read(str_n(lit, sizeof(lit) - 1), expected)

static void
test_csv__well_formed(void)
{
	CHECK_READ("", "");
	CHECK_READ("a", "[a]@1:0-1");
	CHECK_READ("a,b\n1,2\n", "[a|b]@1:0-4[1|2]@2:4-8");
	CHECK_READ("a,b\r\n1,2\r\n", "[a|b]@1:0-5[1|2]@2:5-10");
	CHECK_READ("a,b\r1,2\r", "[a|b]@1:0-4[1|2]@2:4-8");
	CHECK_READ("a,b\r\r\n1,2", "[a|b]@1:0-4[1|2]@3:6-9");
	CHECK_READ("\xEF\xBB\xBF" "a,b\n", "[a|b]@1:3-7");
	CHECK_READ("\xEF\xBB\xBF", "");
	CHECK_READ("\xEF\xBB\xBF\xEF\xBB\xBF", "[\xEF\xBB\xBF]@1:3-6");
	CHECK_READ("\xEF\xBA\x80,b\n", "[\xEF\xBA\x80|b]@1:0-6");
	CHECK_READ(",\n,,", "[|]@1:0-2[||]@2:2-4");
	CHECK_READ("\"\"\n", "[]@1:0-3");
	CHECK_READ("\n\r\n\ra\n\n", "[a]@4:4-6");
	CHECK_READ("\"a\"\"b\",\"\"\"\"\n", "[a\"b|\"]@1:0-12");
	CHECK_READ("\"a\nb\r\nc\rd\",e\nf", "[a\nb\r\nc\rd|e]@1:0-13[f]@5:13-14");
	CHECK_READ("\"a,b\",\"c\r\n", NULL);
	CHECK_READ(" a , \" b\n", NULL);
	CHECK_READ("\"x\"\r\n\"\r\n\"\r\ny", "[x]@1:0-5[\r\n]@2:5-11[y]@4:11-12");
	CHECK_READ("na\xC3\xAFve,\xF0\x9F\x9B\x92\n", "[na\xC3\xAFve|\xF0\x9F\x9B\x92]@1:0-12");
}

static void
test_csv__malformed(void)
{
	/* A quote inside an unquoted cell costs its line. */
	CHECK_READ("a,b\n5\" pipe,1\nc,d\n", "[a|b]@1:0-4!invalid:line 2[c|d]@3:14-18");
	CHECK_READ("a\"", "!invalid:line 1");
	CHECK_READ(" \"a\"\nb", "!invalid:line 1[b]@2:5-6");
	/* A quote opened by mistake: its line is lost, and what looks like the rest of it, but not the next record. */
	CHECK_READ("\"a,b\nc,d\ne,\"f\"\n", "!invalid:line 1[c|d]@2:5-9[e|f]@3:9-15");
	CHECK_READ("a\"b\"\r\nc", "!invalid:line 1[c]@2:6-7");
	/* Text after the closing quote. */
	CHECK_READ("\"a\"b\nc", "!invalid:line 1[c]@2:5-6");
	CHECK_READ("\"a\" ,b\nc", "!invalid:line 1[c]@2:7-8");
	CHECK_READ("\"a\nb\"c\nd", "!invalid:line 1!invalid:line 2[d]@3:7-8");
	CHECK_READ("\"a\"\"\" b\nc", "!invalid:line 1[c]@2:8-9");
	CHECK_READ("\"\"a\"\"\nb", "!invalid:line 1[b]@2:6-7");
	/* Never closed: only the first line of the record is lost. */
	CHECK_READ("\"", "!invalid:line 1");
	CHECK_READ("a,\"b", "!invalid:line 1");
	CHECK_READ("a,\"b\nc,d\n", "!invalid:line 1[c|d]@2:5-9");
	CHECK_READ("a,\"b\r\nc,d\r\ne", "!invalid:line 1[c|d]@2:6-11[e]@3:11-12");
	CHECK_READ("a,\"b\rc,d\r", "!invalid:line 1[c|d]@2:5-9");
	CHECK_READ("a,\"b\r\n", "!invalid:line 1");
	CHECK_READ("a,\"b\n\"\"\nc", "!invalid:line 1[]@2:5-8[c]@3:8-9");
	CHECK_READ("\"a\n5\"\"x\nb", "!invalid:line 1!invalid:line 2[b]@3:8-9");
	/* NUL and bytes that are not UTF-8; the record's other lines go with it. */
	CHECK_READ("a\0b,c\nd", "!invalid:line 1[d]@2:6-7");
	CHECK_READ("\"x\ny\",\"\0\"\nd", "!invalid:line 2[d]@3:10-11");
	CHECK_READ("a\xFF\nb", "!invalid:line 1[b]@2:3-4");
	CHECK_READ("\xC3,\xA9\nb", "!invalid:line 1[b]@2:4-5");
	CHECK_READ("\xED\xA0\x80\nb", "!invalid:line 1[b]@2:4-5");
	CHECK_READ("\xEF\xBB", "!invalid:line 1");
	CHECK_READ("\xEF", "!invalid:line 1");
	CHECK_READ("\xFF\xFE" "a\0,\0b\0\n\0", NULL); /* UTF-16 */
	CHECK_READ("caf\xE9;latin 1\nb", "!invalid:line 1[b]@2:13-14");
}

static void
test_csv__refused_record(void)
{
	struct str input = STR("a\nb\r\nc\n\"d\"");

	for (int64_t line = 1; line <= 4; line++) {
		struct buf whole, parts;
		char expected[80];

		snprintf(expected, sizeof(expected), "!conflict:line %lld", (long long)line);
		read_split(input, input.len, input.len, line, &whole);
		CU_ASSERT(str_contains(buf_view(&whole), str_of(expected)));
		for (size_t at = 0; at <= input.len; at++) {
			read_split(input, at, input.len, line, &parts);
			CHECK_STR(buf_view(&parts), whole.ptr);
			buf_release(&parts);
		}
		buf_release(&whole);
	}
}

static enum err
count_cells(const struct csv_record *rec, void *payload)
{
	*(size_t *)payload += rec->count;
	return OK;
}

/* Feed `times` copies of `piece`. */
static enum err
feed_many(struct csv_reader *r, const char *piece, size_t times)
{
	enum err err = OK;

	for (size_t i = 0; i < times && !err; i++)
		err = csv_feed(r, piece, strlen(piece));
	return err;
}

static void
test_csv__limits(void)
{
	size_t cells = 0;
	struct csv_reader *r = csv_reader_new(',', count_cells, &cells);

	/* Exactly the most cells, then one more. */
	CU_ASSERT_EQUAL(feed_many(r, ",", CSV_CELLS_MAX - 1), OK);
	CU_ASSERT_EQUAL(csv_feed(r, "\n", 1), OK);
	CU_ASSERT_EQUAL(cells, CSV_CELLS_MAX);
	CU_ASSERT_EQUAL(feed_many(r, ",", CSV_CELLS_MAX), ERR_LIMIT);
	CU_ASSERT_EQUAL(csv_recover(r), OK);
	CU_ASSERT_EQUAL(csv_feed(r, ",,,\nx,y\n", 8), OK);
	CU_ASSERT_EQUAL(cells, CSV_CELLS_MAX + 2);
	/* A record at the ceiling, and past it: in a quoted cell its later lines are read again. */
	CU_ASSERT_EQUAL(csv_feed(r, "\"a\n", 3), OK);
	CU_ASSERT_EQUAL(feed_many(r, "1234567\n", CSV_RECORD_MAX / 8), ERR_LIMIT);
	CU_ASSERT_PTR_NOT_NULL(strstr(err_detail(), "line 4: the record that starts here is too long"));
	cells = 0;
	CU_ASSERT_EQUAL(csv_recover(r), OK);
	CU_ASSERT_EQUAL(cells, CSV_RECORD_MAX / 8);
	/* In a plain cell the rest of the line is skipped. */
	CU_ASSERT_EQUAL(feed_many(r, "12345678", CSV_RECORD_MAX / 8), OK);
	CU_ASSERT_EQUAL(csv_feed(r, "9", 1), ERR_LIMIT);
	CU_ASSERT_EQUAL(csv_recover(r), OK);
	cells = 0;
	CU_ASSERT_EQUAL(csv_feed(r, "9\nx\n", 4), OK);
	CU_ASSERT_EQUAL(cells, 1);
	CU_ASSERT_EQUAL(csv_end(r), OK);
	csv_reader_free(r);
	err_clear();
}

static enum err
keep_line(const struct csv_record *rec, void *payload)
{
	*(int64_t *)payload = rec->line;
	return OK;
}

/* The record that is too long ends between the CR and the LF of its first line: they are still one line end. */
static void
test_csv__limit_inside_line_end(void)
{
	int64_t line = 0;
	struct csv_reader *r = csv_reader_new(',', keep_line, &line);
	size_t len = CSV_RECORD_MAX;
	char *piece = malloc(len);

	CU_ASSERT_PTR_NOT_NULL_FATAL(piece);
	memset(piece, 'x', len);
	piece[0] = '"';
	piece[len - 1] = '\r';
	CU_ASSERT_EQUAL(csv_feed(r, piece, len), OK);
	CU_ASSERT_EQUAL(csv_feed(r, "\nz\n", 3), ERR_LIMIT);
	CU_ASSERT_EQUAL(csv_recover(r), OK);
	CU_ASSERT_EQUAL(line, 2);
	CU_ASSERT_EQUAL(csv_end(r), OK);
	csv_reader_free(r);
	free(piece);
	err_clear();
}

static enum err
copy_record(const struct csv_record *rec, void *payload)
{
	struct buf *b = payload;
	struct str cells[16];

	for (size_t i = 0; i < rec->count; i++)
		cells[i] = csv_unguard(rec->cells[i]);
	csv_write(b, cells, rec->count, true);
	return OK;
}

static void
test_csv__write_reads_back(void)
{
	static const char *const bits[] = { "a", "'", "=", "+", "-", "@", "\t", "\r", "\n", "\"", ",", " ", ";",
	    "\xC3\xA9" };
	struct str cells[3];
	char text[3][8];

	for (size_t i = 0; i < 4000; i++) {
		struct buf once, twice;
		size_t n = i * 2654435761U;
		struct csv_reader *r;

		buf_init(&once, BUF_LINE);
		buf_init(&twice, BUF_LINE);
		for (size_t c = 0; c < 3; c++) {
			text[c][0] = '\0';
			for (size_t k = (i + c) % 4; k; k--, n /= 7)
				snprintf(text[c] + strlen(text[c]), sizeof(text[c]) - strlen(text[c]), "%s",
				    bits[n % COUNT(bits)]);
			cells[c] = str_of(text[c]);
		}
		csv_write(&once, cells, i % 3 + 1, true);
		r = csv_reader_new(',', copy_record, &twice);
		CU_ASSERT_EQUAL(csv_feed(r, once.ptr, once.len), OK);
		CU_ASSERT_EQUAL(csv_end(r), OK);
		CHECK_STR(buf_view(&twice), once.ptr);
		csv_reader_free(r);
		buf_release(&once);
		buf_release(&twice);
	}
}

static void
test_csv__guard(void)
{
	struct str cells[] = { STR("=1+1"), STR("'=x"), STR("''-"), STR("'x"), STR("-5"), STR("a\tb"), STR("\tb"),
	    STR("") };
	struct buf b;

	buf_init(&b, BUF_LINE);
	csv_write(&b, cells, COUNT(cells), true);
	CHECK_STR(buf_view(&b), "'=1+1,''=x,'''-,'x,'-5,\"a\tb\",\"'\tb\",\n");
	buf_clear(&b);
	csv_write(&b, cells, COUNT(cells), false);
	CHECK_STR(buf_view(&b), "=1+1,'=x,''-,'x,-5,\"a\tb\",\"\tb\",\n");
	buf_release(&b);
	CHECK_STR(csv_unguard(STR("'=x")), "=x");
	CHECK_STR(csv_unguard(STR("'x")), "'x");
	CHECK_STR(csv_unguard(STR("''")), "''");
	CHECK_STR(csv_unguard(STR("=x")), "=x");
	CHECK_STR(csv_unguard(STR("")), "");
}

SUITE(csv,
    { "well-formed files, at every split", test_csv__well_formed },
    { "malformed files, at every split", test_csv__malformed },
    { "a record refused by the callback", test_csv__refused_record },
    { "limits", test_csv__limits },
    { "limit inside a line end", test_csv__limit_inside_line_end },
    { "what is written reads back", test_csv__write_reads_back },
    { "formula guard", test_csv__guard });
