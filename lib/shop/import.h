/*
 * import.h - whole files of products in and out: streaming, restartable, safe to repeat.
 *
 * Memory is one batch (IMPORT_BATCH products, IMPORT_BATCH_ROWS rows or IMPORT_BATCH_BYTES of them) at any size of the
 * file.  Each batch is one transaction that also stores the position, so an import killed at any instant goes on where
 * it was; running a finished file again changes nothing.  A product with a wrong cell is left out as a whole, its rows
 * go to the file of errors with what is wrong, ready to be mended and imported itself; all others go in.
 */
#ifndef MERCER_IMPORT_H
#define MERCER_IMPORT_H

#include "lib/shop/product_csv.h"

#define IMPORT_BATCH 500
#define IMPORT_BATCH_ROWS 4096
#define IMPORT_BATCH_BYTES ((size_t)8 << 20)

struct import_counts {
	int64_t created, updated, unchanged, failed; /* products */
	int64_t rows, complaints;
};
struct import_progress {
	struct import_counts counts;
	int64_t consumed, total; /* bytes of the file, total -1 if unknown */
	int64_t earlier;         /* of these products, those that an interrupted run had dealt with */
};
struct import_options {
	struct csv_options csv;
	bool dry_run;            /* nothing is written; `changed` is called for what would be */
	bool restart;            /* from the first line, whatever an interrupted run left */
	bool defer_index;        /* queue everything once at the end instead of each product */
	const char *errors_path; /* file of errors, made when the first one is met */
	/* For people who watch; all may be NULL. */
	void (*progress)(const struct import_progress *p, void *payload);
	void (*changed)(struct str slug, enum store_outcome outcome, const struct list *changes, void *payload);
	void (*complained)(int64_t line, struct str column, struct str message, void *payload);
	const volatile int *stop; /* set: end after the batch, to be continued */
	void *payload;
};
/* CSV, or one product as JSON a line when the name ends in .ndjson; .gz of both; "-" is standard input (not
 * restartable).
 * ERR_INVALID: the file cannot be read as a whole (header, gzip); rows that cannot are counted in out->failed.
 * ERR_BUSY: stopped, to be continued. */
enum err import_products(
    struct db *db, const char *path, const struct import_options *opt, struct import_counts *out) MUST_CHECK;

struct export_options {
	const struct str *locales, *currencies; /* the first is the default */
	size_t locale_count, currency_count;
	/* Called with pieces of the file. */
	enum err (*write)(struct str piece, void *payload);
	void *payload;
};
enum err export_products(struct db *db, const struct export_options *opt, int64_t *products) MUST_CHECK;

extern const struct db_module import_sql, export_sql;

#endif
