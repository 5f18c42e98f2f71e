/*
 * import_errors.c - what could not be imported: told at once, and kept in a file to mend.  See import_parts.h.
 *
 * The reason stands in a first column "Error", so that the rows themselves are as they were, however many cells they
 * have.  When that file is imported and fails again, the old reason gives way to the new one.
 */
#include "lib/shop/import_parts.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

struct str
import_reason(struct arena *a)
{
	struct str detail = str_of(err_detail());
	size_t end = 0;

	/* Where in our sources it was found is nothing to the operator. */
	while (end < detail.len && !str_starts(str_skip(detail, end), STR(" [")))
		end++;
	return str_dup(a, str_cut(detail, end));
}

void
import_complain(struct import *im, int64_t line, struct str column, struct str message)
{
	if (im->again)
		return;
	im->at.counts.complaints++;
	if (im->opt->complained)
		im->opt->complained(line, column, message, im->opt->payload);
}

/* The row behind its first cell, if that is a reason from an earlier import. */
static struct str
without_reason(const struct import *im, struct str raw)
{
	size_t at = 0;
	bool quoted = false;

	if (!im->header.count || im->header.columns[0].field != CSV_ERROR)
		return raw;
	while (at < raw.len && (quoted || raw.ptr[at] != ','))
		quoted ^= raw.ptr[at++] == '"';
	return str_skip(raw, MIN(at + 1, raw.len));
}

static void
keep(struct import *im, int64_t line, struct str raw, struct str message)
{
	struct failed_row *row;
	struct buf b;

	if (!im->opt->errors_path)
		return;
	row = list_push(im->batch, &im->failed_rows, sizeof(*row));
	row->line = line;
	buf_init(&b, 2 * CSV_RECORD_MAX);
	if (!im->is_json) {
		csv_write(&b, &message, 1, true);
		b.len--; /* its line end */
		buf_char(&b, ',');
		raw = without_reason(im, raw);
	}
	buf_str(&b, raw);
	buf_char(&b, '\n');
	row->text = str_dup(im->batch, buf_view(&b));
	im->batch_bytes += b.len;
	buf_release(&b);
}

void
import_row_failed(struct import *im, int64_t line, struct str raw, struct str message)
{
	import_complain(im, line, STR(""), message);
	im->at.counts.failed++;
	keep(im, line, raw, message);
}

void
import_product_failed(struct import *im, const struct pending *p, struct str message)
{
	const struct csv_row *row = p->rows.items;

	im->at.counts.failed++;
	for (size_t i = 0; i < p->rows.count; i++)
		keep(im, row[i].line, row[i].raw, i ? STR("") : message);
}

static enum err
write_at(struct import *im, struct str s, int64_t at)
{
	while (s.len) {
		ssize_t n = pwrite(im->errors_fd, s.ptr, s.len, (off_t)at);
		if (n <= 0)
			return err_fail(ERR_IO, "could not write '%s': %m", im->opt->errors_path);
		s = str_skip(s, (size_t)n);
		at += n;
	}
	return ftruncate(im->errors_fd, (off_t)at) ? err_fail(ERR_IO, "could not write '%s': %m", im->opt->errors_path)
						   : OK;
}

/* Made when the first row fails; the one of an interrupted import is continued. */
static enum err
open_file(struct import *im)
{
	struct buf b;
	struct stat st;
	enum err err;

	im->errors_fd = open(im->opt->errors_path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (im->errors_fd < 0)
		return err_fail(ERR_IO, "could not open '%s': %m", im->opt->errors_path);
	if (im->errors_len && !fstat(im->errors_fd, &st) && (int64_t)st.st_size >= im->errors_len)
		return OK; /* of the interrupted run */
	buf_init(&b, CSV_RECORD_MAX + BUF_LINE);
	if (!im->is_json) {
		struct str header = without_reason(im, im->header_raw);
		buf_printf(&b, "Error,%.*s\n", STR_ARG(header));
	}
	err = write_at(im, buf_view(&b), 0);
	im->errors_len = (int64_t)b.len;
	buf_release(&b);
	return err;
}

static int
by_line(const void *a, const void *b)
{
	const struct failed_row *x = a, *y = b;

	return (x->line > y->line) - (x->line < y->line);
}

enum err
import_errors_write(struct import *im)
{
	struct failed_row *rows = im->failed_rows.items;
	enum err err = OK;

	im->failed_len = 0;
	if (!im->failed_rows.count)
		return OK;
	if (im->errors_fd < 0)
		err = open_file(im);
	/* As they stood: a mended line is among the others of its product again. */
	qsort(rows, im->failed_rows.count, sizeof(*rows), by_line);
	for (size_t i = 0; !err && i < im->failed_rows.count; i++) {
		err = write_at(im, rows[i].text, im->errors_len + im->failed_len);
		im->failed_len += (int64_t)rows[i].text.len;
	}
	return err;
}

void
import_errors_done(struct import *im)
{
	im->errors_len += im->failed_len;
	im->failed_len = 0;
	im->failed_rows = (struct list){ 0 };
}

enum err
import_errors_close(struct import *im)
{
	int fd = im->errors_fd;

	im->errors_fd = -1;
	return fd >= 0 && close(fd) ? err_fail(ERR_IO, "could not write '%s': %m", im->opt->errors_path) : OK;
}
