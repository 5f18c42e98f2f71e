/* import_json.c - NDJSON, one product a line, cut into products.  See import_parts.h. */
#include "lib/io/json.h"
#include "lib/shop/import_parts.h"

struct lines {
	struct buf line;
	int64_t number, offset; /* of the line under way */
	int64_t length;         /* of it so far, also of what did not fit */
};

/* The slug of a product, its own or made of its title; absent: none.  ERR_INVALID: no JSON.  Wrong members are
 * complained of when the line is laid over what is stored. */
static enum err
slug_of(struct import *im, struct str line, struct str *out)
{
	struct product_input probe;
	struct field_errors e = { .arena = im->scratch };
	enum err err;

	product_input_init(&probe);
	err = json_merge(im->scratch, line, &product_input_shape, &probe, NULL, &e);
	if (err && !e.count)
		return err;
	err_clear();
	*out = probe.slug.len ? probe.slug : STR_ABSENT;
	if (!out->len && probe.texts.count && ((const struct text_input *)probe.texts.items)->title.len)
		*out = slug_make(im->scratch, ((const struct text_input *)probe.texts.items)->title);
	return OK;
}

static enum err
take(struct import *im, struct str line, int64_t number)
{
	struct csv_row row = { .line = number };
	struct str slug = STR_ABSENT;
	struct pending *p;
	enum err err = slug_of(im, line, &slug);

	if (err)
		import_row_failed(im, number, line, import_reason(im->scratch));
	else if (!slug.ptr)
		import_row_failed(im, number, line, STR("Enter a slug, or a title to make it from."));
	err_clear();
	if (!slug.ptr)
		return OK;
	if ((err = import_product(im, slug, &p)))
		return err;
	row.raw = str_dup(im->batch, line);
	*(struct csv_row *)list_push(im->batch, &p->rows, sizeof(row)) = row;
	im->batch_bytes += line.len;
	return OK;
}

static enum err
line_end(struct import *im, struct lines *l)
{
	struct str line = str_trim(buf_view(&l->line)), slug = STR_ABSENT;
	enum err err = OK;

	l->number++;
	arena_reset(im->scratch);
	if (l->offset < im->resume) {
		if (slug_of(im, line, &slug))
			err_clear();
		else if (slug.ptr)
			import_seen(im, slug); /* the interrupted run has dealt with it */
	} else if (line.len) {
		im->at.counts.rows++;
		if (l->line.failed)
			import_row_failed(im, l->number, STR(""), STR("This line is too long."));
		else
			err = take(im, line, l->number);
		if (!err)
			im->end = l->offset + 1;
	}
	l->offset += l->length + 1;
	l->length = 0;
	buf_clear(&l->line);
	return err;
}

enum err
import_read_json(struct import *im, struct stream *in)
{
	char *piece = arena_alloc(im->whole, IMPORT_PIECE);
	struct lines l = { 0 };
	size_t len = 1;
	enum err err = OK;

	buf_init(&l.line, CSV_RECORD_MAX);
	while (!err && len) {
		struct str rest;
		err = stream_read(in, piece, IMPORT_PIECE, &len);
		stream_progress(in, &im->at.consumed, &im->at.total);
		for (rest = str_n(piece, len); !err && rest.len;) {
			size_t end = str_find(rest, '\n');
			buf_str(&l.line, str_cut(rest, end));
			l.length += (int64_t)end;
			if (end == rest.len)
				break;
			rest = str_skip(rest, end + 1);
			err = line_end(im, &l);
		}
	}
	if (!err && l.length)
		err = line_end(im, &l);
	if (!err)
		err = import_flush(im);
	buf_release(&l.line);
	return err;
}
