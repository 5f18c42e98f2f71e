/*
 * import_csv.c - a CSV file cut into products.  See import_parts.h.
 *
 * A line that cannot be read may belong to a product whose other lines can: storing those alone would drop a variant.
 * So a product is left out when such a line, just before, behind or between its rows, names its handle.
 */
#include "lib/shop/import_parts.h"

/* Open addressing over 64-bit hashes: 8 bytes a handle at any length. */
bool
import_seen(struct import *im, struct str slug)
{
	uint64_t hash = str_hash(slug) | 1;
	size_t i;

	if (2 * im->seen_count >= im->seen_size) {
		uint64_t *old = im->seen;
		size_t old_size = im->seen_size;
		im->seen_size = old_size ? 2 * old_size : 4096;
		im->seen = arena_array(im->whole, uint64_t, im->seen_size);
		for (size_t k = 0; k < old_size; k++) {
			for (i = old[k] % im->seen_size; old[k] && im->seen[i]; i = (i + 1) % im->seen_size)
				;
			if (old[k])
				im->seen[i] = old[k];
		}
	}
	for (i = hash % im->seen_size; im->seen[i]; i = (i + 1) % im->seen_size)
		if (im->seen[i] == hash)
			return true;
	im->seen[i] = hash;
	im->seen_count++;
	return false;
}

static enum err
header_row(struct import *im, const struct csv_record *rec)
{
	struct field_errors e = { .arena = im->whole };
	struct str *cells = arena_array(im->whole, struct str, rec->count);

	for (size_t i = 0; i < rec->count; i++)
		cells[i] = csv_unguard(rec->cells[i]);
	im->has_header = true;
	im->header_raw = str_dup(im->whole, csv_raw(im->reader));
	if (csv_header_read(im->whole, cells, rec->count, &im->header, &e)) {
		for (size_t i = 0; i < e.count; i++)
			import_complain(im, rec->line, e.items[i].name, e.items[i].message);
		return err_fail(ERR_UNSUPPORTED, "could not import: line %lld is no header of a product file",
		    (long long)rec->line);
	}
	return OK;
}

/* ---- lines that cannot be read ---- */

/* Is `cell` a whole cell of the line? */
static bool
names(struct str line, struct str cell)
{
	for (size_t i = 0; cell.len && i + cell.len <= line.len; i++) {
		size_t end = i + cell.len;
		if (memcmp(line.ptr + i, cell.ptr, cell.len) == 0 && (i == 0 || memchr(",\"\n", line.ptr[i - 1], 3)) &&
		    (end == line.len || memchr(",\"\n", line.ptr[end], 3)))
			return true;
	}
	return false;
}

/* The cell that tells whose row it is. */
static struct str
handle_cell(const struct import *im, const struct csv_row *row)
{
	enum csv_field field = im->header.has[CSV_HANDLE] ? CSV_HANDLE : CSV_TITLE;

	for (size_t i = 0; i < im->header.count; i++)
		if (im->header.columns[i].field == field && !im->header.columns[i].locale.ptr)
			return str_trim(row->cells[i]);
	return STR("");
}

static void
check_neighbour(struct import *im, struct pending *p)
{
	if (im->bad.len && !p->wrong && names(buf_view(&im->bad), handle_cell(im, p->rows.items)))
		p->wrong = "Another line of this product cannot be read.";
}

static struct pending *
last_product(struct import *im)
{
	return im->products.count ? (struct pending *)im->products.items + im->products.count - 1 : NULL;
}

/* Go on behind bad records: each is one complaint. */
static enum err
results(struct import *im, enum err err)
{
	while (err == ERR_INVALID || err == ERR_LIMIT) {
		struct str raw = csv_raw(im->reader), reason = import_reason(im->batch);
		int64_t line, offset;
		csv_place(im->reader, &line, &offset);
		if (offset >= im->resume) {
			import_row_failed(im, line, raw, str_skip(reason, MIN(str_find(reason, ':') + 2, reason.len)));
			im->end = offset + 1;
		}
		err_clear();
		if (!im->has_header)
			return err_fail(ERR_UNSUPPORTED, "could not import: the first line cannot be read");
		im->adrift = true;
		buf_str(&im->bad, raw);
		buf_char(&im->bad, '\n');
		if (last_product(im))
			check_neighbour(im, last_product(im));
		err = csv_recover(im->reader);
	}
	return err;
}

/* ---- rows ---- */

/* The cells of a record, one per column of the header, still in the reader's memory. */
static void
row_read(struct import *im, const struct csv_record *rec, struct csv_row *row)
{
	row->line = rec->line;
	row->cells = arena_array(im->scratch, struct str, im->header.count);
	for (size_t i = 0; i < im->header.count; i++)
		row->cells[i] = i < rec->count && rec->cells[i].len ? csv_unguard(rec->cells[i]) : STR("");
}

static void
row_keep(struct import *im, struct csv_row *row, struct list *rows)
{
	struct str *cells = arena_array(im->batch, struct str, im->header.count);

	for (size_t i = 0; i < im->header.count; i++)
		cells[i] = row->cells[i].len ? str_dup(im->batch, row->cells[i]) : STR("");
	row->cells = cells;
	row->raw = str_dup(im->batch, csv_raw(im->reader));
	*(struct csv_row *)list_push(im->batch, rows, sizeof(*row)) = *row;
	im->batch_bytes += row->raw.len + im->header.count * sizeof(struct str);
	im->batch_rows++;
}

static bool
has_more_cells(const struct import *im, const struct csv_record *rec)
{
	for (size_t i = im->header.count; i < rec->count; i++)
		if (rec->cells[i].len)
			return true;
	return false;
}

/* What makes a row useless by itself; NULL: nothing. */
static const char *
why_not(struct import *im, const struct csv_record *rec, struct str slug)
{
	if (im->adrift && rec->count != im->header.count)
		return "This line may be the rest of a cell with a wrong quote in a line above: it has another number of cells than the header.";
	im->adrift = false;
	return slug.ptr ? NULL : "Enter a URL handle, or a title to make it from.";
}

static enum err
row_of_product(struct import *im, const struct csv_record *rec, struct csv_row *row, struct str slug)
{
	static const char more[] = "This line has more cells than the header has columns.";
	struct pending *p = last_product(im);
	enum err err;

	if (!p || !str_eq(p->slug, slug)) {
		if ((err = import_product(im, slug, &p)))
			return err;
	}
	row_keep(im, row, &p->rows);
	if (p->rows.count == 1) {
		check_neighbour(im, p);
		buf_clear(&im->bad);
	}
	if (has_more_cells(im, rec)) {
		import_complain(im, rec->line, STR(""), str_of(more));
		p->wrong = more;
		p->told = true;
	}
	return OK;
}

static enum err
take(const struct csv_record *rec, void *payload)
{
	struct import *im = payload;
	struct csv_row row;
	struct str slug;
	const char *wrong;
	enum err err;

	if (!im->has_header)
		return header_row(im, rec);
	arena_reset(im->scratch);
	row_read(im, rec, &row);
	slug = csv_row_handle(im->scratch, &im->header, &row);
	wrong = why_not(im, rec, slug);
	if (rec->offset < im->resume) {
		if (!wrong) {
			import_seen(im, slug);
			buf_clear(&im->bad);
		}
		return OK;
	}
	im->at.counts.rows++;
	if (wrong) {
		import_row_failed(im, rec->line, csv_raw(im->reader), str_of(wrong));
		/* A flood of them must not fill the memory, even if it cuts a product. */
		err = im->failed_rows.count < IMPORT_BATCH_ROWS ? OK : import_flush(im);
	} else {
		err = row_of_product(im, rec, &row, slug);
	}
	if (!err)
		im->end = rec->end;
	return err;
}

enum err
import_read_csv(struct import *im, struct stream *in)
{
	char *piece = arena_alloc(im->whole, IMPORT_PIECE);
	size_t len = 1;
	enum err err = OK;

	im->reader = csv_reader_new(',', take, im);
	while (!err && len) {
		err = stream_read(in, piece, IMPORT_PIECE, &len);
		stream_progress(in, &im->at.consumed, &im->at.total);
		if (!err && len)
			err = results(im, csv_feed(im->reader, piece, len));
	}
	if (!err)
		err = results(im, csv_end(im->reader));
	if (!err && !im->has_header)
		err = err_fail(ERR_UNSUPPORTED, "could not import: the file is empty");
	if (!err)
		err = import_flush(im);
	csv_reader_free(im->reader);
	return err;
}
