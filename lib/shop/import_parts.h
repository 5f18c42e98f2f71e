/*
 * import_parts.h - what the import's files share.  Not for other files.
 *
 * import.c begins and ends, and stores batches; import_csv.c and import_json.c cut the file into products; import_job.c
 * keeps the place to go on at; import_errors.c keeps what failed.
 *
 * What makes a killed import exact: everything that a batch leaves behind besides products (place, counts, length of
 * the file of errors) is in one row that its transaction writes.  The file of errors is written before the commit, and
 * cut back to the length in that row by whoever goes on.
 */
#ifndef MERCER_IMPORT_PARTS_H
#define MERCER_IMPORT_PARTS_H

#include "lib/io/stream.h"
#include "lib/shop/import.h"

#define IMPORT_PIECE ((size_t)64 << 10) /* bytes read at once */

/* One product of the batch: rows of CSV, or a line of JSON. */
struct pending {
	struct str slug;
	struct list rows;  /* struct csv_row */
	const char *wrong; /* left out as a whole, and why; NULL: not */
	bool told;         /* the reason was complained of when it was met */
};
struct failed_row {
	int64_t line;
	struct str text; /* with its reason and line end */
};
struct import {
	struct db *db;
	const struct import_options *opt;
	struct import_progress at;
	struct arena *whole;      /* header, handles seen */
	struct arena *batch;      /* reset after each batch */
	struct arena *part;       /* reset after each part of a batch that goes in */
	struct arena *scratch;    /* reset at each row */
	struct list products;     /* struct pending */
	size_t batch_bytes, batch_rows;
	bool again;               /* the batch is tried again: its complaints were shown */
	bool is_json;
	int64_t resume, end;      /* offsets: where to go on, end of the last row taken */

	/* import_csv.c */
	struct csv_reader *reader;
	struct csv_header header;
	bool has_header;
	bool adrift;              /* behind an unclosed quote: lines may be pieces of a cell */
	struct buf bad;           /* lines since the last product began that could not be read */
	uint64_t *seen;           /* handles, as hashes: open addressing, 0 = free */
	size_t seen_count, seen_size;

	/* import_job.c */
	int64_t job;              /* 0: not kept */

	/* import_errors.c */
	struct str header_raw;
	struct list failed_rows;  /* struct failed_row, of the batch under way */
	int64_t failed_len;       /* what import_errors_write() wrote of them */
	int errors_fd;            /* -1: not opened yet */
	int64_t errors_len;       /* of the file, as of the last batch */
};

/* import.c: add a product; a full batch is stored first, so a batch never cuts a product.  `slug` may live in scratch.
 * */
enum err import_product(struct import *im, struct str slug, struct pending **out) MUST_CHECK;
enum err import_flush(struct import *im) MUST_CHECK;

/* import_csv.c, import_json.c */
enum err import_read_csv(struct import *im, struct stream *in) MUST_CHECK;
enum err import_read_json(struct import *im, struct stream *in) MUST_CHECK;
/* "seen" tells a handle that stood further up already: its rows do not stand together. */
bool import_seen(struct import *im, struct str slug);

/* import_job.c: the same file with the same options goes on where it was. */
enum err import_job_begin(struct import *im, const char *path) MUST_CHECK;
enum err import_job_move(struct import *im, struct db *db) MUST_CHECK; /* in the transaction of a batch */
enum err import_job_end(struct import *im) MUST_CHECK;

/* import_errors.c */
void import_complain(struct import *im, int64_t line, struct str column, struct str message);
/* What err_detail() says, for people. */
struct str import_reason(struct arena *a);
/* A row that is no part of a product: complained of, counted, kept. */
void import_row_failed(struct import *im, int64_t line, struct str raw, struct str message);
/* All rows of a product, the message beside the first. */
void import_product_failed(struct import *im, const struct pending *p, struct str message);
/* Put the batch's failed rows into the file, after those of earlier batches: may be called again for the same batch. */
enum err import_errors_write(struct import *im) MUST_CHECK;
void import_errors_done(struct import *im);                    /* the batch is stored */
enum err import_errors_close(struct import *im) MUST_CHECK;

#endif
