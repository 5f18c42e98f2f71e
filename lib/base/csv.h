/*
 * csv.h - RFC 4180 reading and writing, as a stream.
 *
 * The reader is fed pieces of any size and calls back once per record; memory is one record (ceilings below).  UTF-8
 * with or without BOM, LF, CRLF or CR ends, quoted cells with line breaks and doubled quotes.  Strict where data would
 * be lost: a quote inside an unquoted cell, text after a closing quote, an unclosed quote at the end, NUL or bad UTF-8
 * are errors with the line they start on.  Blank lines are no records.
 *
 *	r = csv_reader_new(',', row, &import);
 *	while ((n = read_piece(buf)) > 0)
 *		for (err = csv_feed(r, buf, n); err == ERR_INVALID; err = csv_recover(r))
 *			report_bad_row(err_detail()), err_clear();
 *	for (err = csv_end(r); ...the same...)
 */
#ifndef MERCER_CSV_H
#define MERCER_CSV_H

#include "lib/base/buf.h"

#define CSV_RECORD_MAX ((size_t)4 << 20) /* bytes of one record */
#define CSV_CELLS_MAX 8192               /* cells of one record */

struct csv_record {
	struct str *cells;
	size_t count;
	int64_t line;      /* 1-based line where the record starts */
	int64_t offset;    /* byte offset of the record's first byte: for resuming */
	int64_t end;       /* byte offset past its line end */
};
struct csv_reader;
/* `fn` returns OK to go on; another value stops csv_feed, which returns it.  The record lives until fn returns. */
struct csv_reader *csv_reader_new(char separator, enum err (*fn)(const struct csv_record *rec, void *payload),
    void *payload);
void csv_reader_free(struct csv_reader *r);
/* ERR_INVALID: malformed (err_detail() says the line and why); ERR_LIMIT: a ceiling; else what fn returned. */
enum err csv_feed(struct csv_reader *r, const char *p, size_t len) MUST_CHECK;
enum err csv_end(struct csv_reader *r) MUST_CHECK;
/* After an error (also one that fn returned): go on behind the bad record, with the rest of the piece that csv_feed()
 * was given, which must still be there.  Results as csv_feed() or csv_end(), whichever failed.  Reading goes on at the
 * next line; after a quote that is never closed, or closed lines later before other text, at the line after the one
 * where the record starts, so that one stray quote does not swallow the file (lines of such a cell then come as records
 * of their own: check the number of cells). */
enum err csv_recover(struct csv_reader *r) MUST_CHECK;
/* The bytes of the current record without the line end; of a failed one its line (of an unclosed quote the first, of
 * one that is too long what fitted).  Within fn, and after an error until csv_recover(). */
struct str csv_raw(const struct csv_reader *r);
/* Line and byte offset where the current or failed record starts. */
void csv_place(const struct csv_reader *r, int64_t *line, int64_t *offset);

/* Append one record with LF; cells guarded against formula injection when `guard` (escape_csv). */
void csv_write(struct buf *b, const struct str *cells, size_t count, bool guard);
/* Take the guard of a guarded cell off again. */
struct str csv_unguard(struct str cell);

#endif
