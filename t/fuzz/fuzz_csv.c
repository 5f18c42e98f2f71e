/*
 * fuzz_csv.c - the CSV reader and writer.
 *
 * Promises: pieces of any size give the same records and errors; a record that is written reads back as it was.
 * The first byte of the input is the size of the pieces.
 */
#include "config.h"
#include "lib/base/csv.h"
#include "t/fuzz/fuzz.h"

struct digest {
	uint64_t hash;
	size_t records;
	size_t errors;
	struct buf written; /* all records, with guard */
};

static void
mix(struct digest *d, const void *p, size_t len)
{
	d->hash = d->hash * 31 + str_hash(str_n(p, len)) + len;
}

static enum err
record(const struct csv_record *rec, void *payload)
{
	struct digest *d = payload;
	int64_t place[] = { rec->line, rec->offset, rec->end };

	FUZZ_CHECK(rec->count > 0 && rec->offset < rec->end);
	mix(d, place, sizeof(place));
	for (size_t i = 0; i < rec->count; i++)
		mix(d, rec->cells[i].ptr, rec->cells[i].len);
	d->records++;
	csv_write(&d->written, rec->cells, rec->count, true);
	return OK;
}

static void
read_all(struct digest *d, const char *p, size_t len, size_t piece)
{
	struct csv_reader *r = csv_reader_new(',', record, d);
	enum err err;

	buf_init(&d->written, 64 << 20);
	for (size_t at = 0; at < len; at += piece) {
		for (err = csv_feed(r, p + at, MIN(piece, len - at)); err; err = csv_recover(r)) {
			mix(d, err_detail(), strlen(err_detail()));
			d->errors++;
			err_clear();
		}
	}
	for (err = csv_end(r); err; err = csv_recover(r)) {
		mix(d, err_detail(), strlen(err_detail()));
		d->errors++;
		err_clear();
	}
	csv_reader_free(r);
}

/* The same records as before, once the guard is taken off. */
static enum err
again(const struct csv_record *rec, void *payload)
{
	struct digest *d = payload;
	struct str *cells = rec->cells;

	for (size_t i = 0; i < rec->count; i++)
		cells[i] = csv_unguard(cells[i]);
	csv_write(&d->written, cells, rec->count, true);
	d->records++;
	return OK;
}

static void
check_written(const struct digest *first)
{
	struct digest second = { 0 };
	struct csv_reader *r = csv_reader_new(',', again, &second);

	buf_init(&second.written, 64 << 20);
	FUZZ_CHECK(csv_feed(r, first->written.ptr, first->written.len) == OK);
	FUZZ_CHECK(csv_end(r) == OK);
	FUZZ_CHECK(second.records == first->records);
	FUZZ_CHECK(str_eq(buf_view(&second.written), buf_view(&first->written)));
	buf_release(&second.written);
	csv_reader_free(r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct digest whole = { 0 }, parts = { 0 };
	const char *p = (const char *)data + 1;

	if (size < 2)
		return 0;
	read_all(&whole, p, size - 1, size);
	read_all(&parts, p, size - 1, (size_t)data[0] + 1);
	FUZZ_CHECK(whole.hash == parts.hash && whole.records == parts.records && whole.errors == parts.errors);
	check_written(&whole);
	buf_release(&whole.written);
	buf_release(&parts.written);
	return 0;
}
