/*
 * csv.h - RFC 4180 reading and writing, as a stream.
 *
 * The reader is fed pieces of any size and calls back once per record; memory is one record (ceilings below).  UTF-8 with
 * or without BOM, LF, CRLF or CR ends, quoted cells with line breaks and doubled quotes.  Strict where data would be lost:
 * a quote inside an unquoted cell, text after a closing quote, an unclosed quote at the end, NUL or bad UTF-8 are errors
 * with the line they start on.
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
struct csv_reader *csv_reader_new(char separator, enum err (*fn)(const struct csv_record *rec, void *payload), void *payload);
void csv_reader_free(struct csv_reader *r);
/* ERR_INVALID: malformed (err_detail() says the line and why); ERR_LIMIT: a ceiling; else what fn returned. */
enum err csv_feed(struct csv_reader *r, const char *p, size_t len) MUST_CHECK;
enum err csv_end(struct csv_reader *r) MUST_CHECK;
/* After an error in one record: skip to the next record that starts on a fresh line.  Used to report all bad rows. */
enum err csv_recover(struct csv_reader *r) MUST_CHECK;

/* Append one record with LF; cells guarded against formula injection when `guard` (escape_csv). */
void csv_write(struct buf *b, const struct str *cells, size_t count, bool guard);

#endif
