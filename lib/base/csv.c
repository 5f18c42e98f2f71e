/*
 * csv.c - RFC 4180 as a stream.  See csv.h.
 *
 * A state machine that consumes runs, not bytes.  The cells of a record are gathered unquoted in one buffer; a second
 * one keeps the record's bytes as they came, so that csv_recover() can go back to the line after an unclosed quote
 * instead of losing the rest of the file.  What is read again waits in `replay`, which is read before the caller's
 * piece.
 */
#include "config.h"
#include "lib/base/csv.h"
#include "lib/base/escape.h"

#include <assert.h>

enum state {
	BOM,          /* the first bytes of the input */
	RECORD_START, /* at the start of a line, nothing read yet */
	CELL_START,
	UNQUOTED,
	QUOTED,
	QUOTE_SEEN,   /* a quote inside a quoted cell: doubled, or the closing one */
	CR_SEEN,      /* the record is complete; an LF may still belong to its end */
	BAD,          /* the rest of a line of which a record could not be read: kept, and complained of at its end */
	SKIP,         /* the same, not kept */
};

/* Where csv_recover() goes on. */
enum resume {
	RESUME_HERE,      /* the failed record was read to its end */
	RESUME_NEXT_LINE,
	RESUME_REREAD,    /* at the line after the one where the record started */
};

struct csv_reader {
	enum err (*fn)(const struct csv_record *rec, void *payload);
	void *payload;
	char separator;
	bool stops[256]; /* bytes that end a run in an unquoted cell */

	enum state state;
	size_t bom;            /* its bytes seen so far */
	bool after_cr;         /* an LF now belongs to the line end before */
	int64_t line, offset;  /* of the next byte */

	struct csv_record rec;
	struct buf text;       /* the cells of the record, one after the other */
	struct buf raw;        /* its bytes as read */
	size_t *starts;        /* where in `text` each cell starts */
	int64_t *lines;        /* and on which line of the input */
	size_t cap;            /* of cells, starts and lines */

	const char *piece;     /* what the caller gave and was not read yet */
	size_t piece_len;
	struct buf replay;
	size_t replay_at;
	bool ended;
	const char *bad;       /* in BAD: what is wrong, and where */
	int64_t bad_line;
	enum err failed;
	enum resume resume;
};

static const char bom[] = { '\xEF', '\xBB', '\xBF' };

struct csv_reader *
csv_reader_new(char separator, enum err (*fn)(const struct csv_record *rec, void *payload), void *payload)
{
	struct csv_reader *r = calloc(1, sizeof(*r));

	assert(separator && separator != '"' && separator != '\r' && separator != '\n');
	if (!r)
		abort();
	r->fn = fn;
	r->payload = payload;
	r->separator = separator;
	r->stops[(unsigned char)separator] = r->stops['"'] = r->stops['\r'] = r->stops['\n'] = true;
	r->line = 1;
	buf_init(&r->text, CSV_RECORD_MAX);
	buf_init(&r->raw, CSV_RECORD_MAX);
	buf_init(&r->replay, 2 * CSV_RECORD_MAX);
	return r;
}

void
csv_reader_free(struct csv_reader *r)
{
	if (!r)
		return;
	buf_release(&r->text);
	buf_release(&r->raw);
	buf_release(&r->replay);
	free(r->rec.cells);
	free(r->starts);
	free(r->lines);
	free(r);
}

static enum err
fail(struct csv_reader *r, enum err err, enum resume resume, int64_t line, const char *why)
{
	r->resume = resume;
	return err_fail(err, "line %lld: %s", (long long)line, why);
}

/* The record cannot be read, but its line can be kept for whoever mends it.  Behind a line end the quote that is wrong
 * may be one that was opened by mistake lines ago. */
static enum err
bad(struct csv_reader *r, const char *why)
{
	if (r->line != r->rec.line)
		return fail(
		    r, ERR_INVALID, RESUME_REREAD, r->rec.line, "a quote of the record that starts here is wrong");
	r->state = BAD;
	r->bad = why;
	r->bad_line = r->line;
	return OK;
}

static void
more_cells(struct csv_reader *r)
{
	r->cap = MAX(2 * r->cap, (size_t)64);
	r->rec.cells = reallocarray(r->rec.cells, r->cap, sizeof(*r->rec.cells));
	r->starts = reallocarray(r->starts, r->cap, sizeof(*r->starts));
	r->lines = reallocarray(r->lines, r->cap, sizeof(*r->lines));
	if (!r->rec.cells || !r->starts || !r->lines)
		abort();
}

static enum err
begin_cell(struct csv_reader *r)
{
	if (r->rec.count == CSV_CELLS_MAX)
		return fail(r, ERR_LIMIT, RESUME_NEXT_LINE, r->line, "too many cells in one record");
	if (r->rec.count == r->cap)
		more_cells(r);
	r->starts[r->rec.count] = r->text.len;
	r->lines[r->rec.count++] = r->line;
	r->state = CELL_START;
	return OK;
}

static enum err
begin_record(struct csv_reader *r)
{
	buf_clear(&r->text);
	buf_clear(&r->raw);
	r->after_cr = false;
	r->rec.count = 0;
	r->rec.line = r->line;
	r->rec.offset = r->offset;
	return begin_cell(r);
}

/* The record is complete: check its text and hand it over.  `end_offset`: past its line end. */
static enum err
emit(struct csv_reader *r, int64_t end_offset)
{
	const char *text = r->text.len ? r->text.ptr : "";
	enum err err;

	r->state = RECORD_START;
	r->rec.end = end_offset;
	for (size_t i = 0; i < r->rec.count; i++) {
		size_t end = i + 1 < r->rec.count ? r->starts[i + 1] : r->text.len;
		struct str cell = str_n(text + r->starts[i], end - r->starts[i]);

		if (!str_is_utf8(cell))
			return fail(r, ERR_INVALID, RESUME_HERE, r->lines[i],
			    str_find(cell, '\0') < cell.len ? "a cell holds a NUL byte" : "a cell is not UTF-8");
		r->rec.cells[i] = cell;
	}
	err = r->fn(&r->rec, r->payload);
	if (err)
		r->resume = RESUME_HERE;
	return err;
}

static void
count_line(struct csv_reader *r, char c)
{
	if (!(c == '\n' && r->after_cr))
		r->line++;
	r->after_cr = c == '\r';
}

/* Keep `n` bytes of the record; `is_text`: of the cell too. */
static enum err
keep(struct csv_reader *r, const char *p, size_t n, bool is_text)
{
	buf_add(&r->raw, p, n);
	if (is_text)
		buf_add(&r->text, p, n);
	if (r->raw.failed)
		return fail(r, ERR_LIMIT, r->state == QUOTED ? RESUME_REREAD : RESUME_NEXT_LINE, r->rec.line,
		    "the record that starts here is too long");
	return OK;
}

/* A separator or line end after a cell, quoted or not.  *used is 0 when `c` is neither. */
static enum err
end_cell(struct csv_reader *r, char c, size_t *used)
{
	enum err err;

	*used = 1;
	if (c == r->separator) {
		err = keep(r, &c, 1, false);
		return err ? err : begin_cell(r);
	}
	if (c == '\n') {
		r->line++;
		return emit(r, r->offset + 1);
	}
	if (c == '\r') {
		r->line++;
		r->state = CR_SEEN;
		return OK;
	}
	*used = 0;
	return OK;
}

static enum err
unquoted(struct csv_reader *r, const char *p, size_t n, size_t *used)
{
	size_t run = 0;
	enum err err = end_cell(r, *p, used);

	if (err || *used)
		return err;
	if (*p == '"')
		return bad(r, "a quote inside a cell that does not start with one");
	while (run < n && !r->stops[(unsigned char)p[run]])
		run++;
	err = keep(r, p, run, true);
	*used = err ? 0 : run;
	return err;
}

static enum err
quoted(struct csv_reader *r, const char *p, size_t n, size_t *used)
{
	size_t run = 0;
	enum err err;

	while (run < n && p[run] != '"' && p[run] != '\r' && p[run] != '\n')
		run++;
	err = keep(r, p, MAX(run, (size_t)1), run || *p != '"');
	if (err)
		return err;
	if (run)
		r->after_cr = false;
	else if (*p == '"')
		r->state = QUOTE_SEEN;
	else
		count_line(r, *p);
	*used = MAX(run, (size_t)1);
	return OK;
}

static enum err
quote_seen(struct csv_reader *r, const char *p, size_t *used)
{
	enum err err;

	r->after_cr = false;
	if (*p == '"') {
		r->state = QUOTED;
		err = keep(r, p, 1, true);
		*used = !err;
		return err;
	}
	err = end_cell(r, *p, used);
	return err || *used ? err : bad(r, "text after the closing quote of a cell");
}

static enum err
bad_end(struct csv_reader *r)
{
	r->state = RECORD_START;
	return fail(r, ERR_INVALID, RESUME_HERE, r->bad_line, r->bad);
}

static enum err
bad_rest(struct csv_reader *r, const char *p, size_t n, size_t *used)
{
	size_t run = 0;
	enum err err;

	while (run < n && p[run] != '\r' && p[run] != '\n')
		run++;
	*used = MAX(run, (size_t)1);
	if (run) {
		err = keep(r, p, run, false);
		*used = err ? 0 : run;
		return err;
	}
	count_line(r, *p);
	return bad_end(r);
}

/* Consume a run of p[0..n), n > 0; *used says how much, 0 when only the state changed. */
static enum err
step(struct csv_reader *r, const char *p, size_t n, size_t *used)
{
	*used = 0;
	switch (r->state) {
	case BOM:
		if (*p == bom[r->bom]) {
			*used = 1;
			r->state = ++r->bom == sizeof(bom) ? RECORD_START : BOM;
		} else {
			r->state = RECORD_START;
			r->offset -= (int64_t)r->bom;
			buf_add(&r->replay, bom, r->bom);
		}
		return OK;
	case RECORD_START:
		if (*p != '\r' && *p != '\n')
			return begin_record(r);
		count_line(r, *p);
		*used = 1;
		return OK;
	case CELL_START:
		if (*p != '"') {
			r->state = UNQUOTED;
			return OK;
		}
		r->state = QUOTED;
		*used = 1;
		return keep(r, p, 1, false);
	case UNQUOTED:
		return unquoted(r, p, n, used);
	case QUOTED:
		return quoted(r, p, n, used);
	case QUOTE_SEEN:
		return quote_seen(r, p, used);
	case CR_SEEN:
		*used = *p == '\n';
		return emit(r, r->offset + (int64_t)*used);
	case BAD:
		return bad_rest(r, p, n, used);
	case SKIP:
		*used = 1;
		if (*p == '\r' || *p == '\n') {
			count_line(r, *p);
			r->state = RECORD_START;
		}
		return OK;
	}
	BUG("csv state");
}

/* Read what is waiting: first `replay`, then the caller's piece. */
static enum err
pump(struct csv_reader *r)
{
	enum err err = OK;

	while (!err) {
		bool again = r->replay_at < r->replay.len;
		const char *p = again ? r->replay.ptr + r->replay_at : r->piece;
		size_t n = again ? r->replay.len - r->replay_at : r->piece_len, used;

		if (n == 0)
			break;
		err = step(r, p, n, &used);
		r->offset += (int64_t)used;
		if (again) {
			r->replay_at += used;
		} else {
			r->piece += used;
			r->piece_len -= used;
		}
	}
	return err;
}

/* The input has ended: so has the last record. */
static enum err
finish(struct csv_reader *r)
{
	switch (r->state) {
	case BOM:
		r->state = RECORD_START;
		if (r->bom) { /* its first bytes alone: let them be judged as text */
			r->offset -= (int64_t)r->bom;
			buf_add(&r->replay, bom, r->bom);
			return pump(r);
		}
		return OK;
	case RECORD_START:
	case SKIP:
		return OK;
	case CELL_START:
	case UNQUOTED:
	case QUOTE_SEEN:
	case CR_SEEN:
		return emit(r, r->offset);
	case BAD:
		return bad_end(r);
	case QUOTED:
		return fail(r, ERR_INVALID, RESUME_REREAD, r->lines[r->rec.count - 1],
		    "the quoted cell that starts here is never closed");
	}
	BUG("csv state");
}

static enum err
go_on(struct csv_reader *r)
{
	enum err err = pump(r);

	while (!err && r->ended && r->state != RECORD_START && r->state != SKIP)
		err = finish(r);
	r->failed = err;
	return err;
}

enum err
csv_feed(struct csv_reader *r, const char *p, size_t len)
{
	assert(!r->failed && !r->ended);
	r->piece = p;
	r->piece_len = len;
	return go_on(r);
}

enum err
csv_end(struct csv_reader *r)
{
	assert(!r->failed && !r->ended);
	r->ended = true;
	return go_on(r);
}

/* Put what follows the first line of the failed record back in front of the input. */
static void
reread(struct csv_reader *r)
{
	struct str raw = buf_view(&r->raw);
	size_t next = MIN(str_find(raw, '\n'), str_find(raw, '\r'));
	struct buf again;

	if (next == raw.len) {
		r->state = SKIP;
		return;
	}
	next += raw.ptr[next] == '\r' && next + 1 < raw.len && raw.ptr[next + 1] == '\n' ? 2 : 1;
	buf_init(&again, 2 * CSV_RECORD_MAX);
	buf_str(&again, str_skip(raw, next));
	buf_str(&again, str_skip(buf_view(&r->replay), r->replay_at));
	buf_release(&r->replay);
	r->replay = again;
	r->replay_at = 0;
	r->state = RECORD_START;
	r->line = r->rec.line + 1;
	r->offset = r->rec.offset + (int64_t)next;
	r->after_cr = raw.ptr[next - 1] == '\r';
}

enum err
csv_recover(struct csv_reader *r)
{
	assert(r->failed);
	switch (r->resume) {
	case RESUME_HERE:
		break;
	case RESUME_NEXT_LINE:
		r->state = SKIP;
		break;
	case RESUME_REREAD:
		reread(r);
		break;
	}
	return go_on(r);
}

struct str
csv_raw(const struct csv_reader *r)
{
	struct str raw = buf_view(&r->raw);

	/* What will be read again is not part of what failed. */
	return r->failed && r->resume == RESUME_REREAD ? str_cut(raw, MIN(str_find(raw, '\n'), str_find(raw, '\r')))
						       : raw;
}

void
csv_place(const struct csv_reader *r, int64_t *line, int64_t *offset)
{
	*line = r->rec.line;
	*offset = r->rec.offset;
}

struct str
csv_unguard(struct str cell)
{
	size_t quotes = 0;

	while (quotes < cell.len && cell.ptr[quotes] == '\'')
		quotes++;
	if (quotes == 0 || quotes == cell.len || !memchr("=+-@\t\r", cell.ptr[quotes], 6))
		return cell;
	return str_skip(cell, 1);
}

void
csv_write(struct buf *b, const struct str *cells, size_t count, bool guard)
{
	for (size_t i = 0; i < count; i++) {
		if (i)
			buf_char(b, ',');
		escape_csv(b, cells[i], guard);
	}
	if (count == 1 && cells[0].len == 0)
		buf_lit(b, "\"\""); /* a blank line would be no record */
	buf_char(b, '\n');
}
