/* import.c - whole files of products into the shop.  See import.h. */
#include "lib/shop/import.h"
#include "lib/io/crypto.h"
#include "lib/io/json.h"
#include "lib/io/stream.h"
#include "lib/shop/catalog_index.h"

#include <assert.h>
#include <unistd.h>

#define PIECE ((size_t)64 << 10)
#define FINGERPRINT_BYTES ((size_t)1 << 20)
#define TRIES 6 /* of a batch, when MariaDB is away for a while: 1 + 2 + 4 + 8 + 16 s */

enum { FIND_JOB, NEW_JOB, MOVE_JOB, END_JOB };

struct job_row {
	int64_t id, offset_bytes;
	int32_t created, updated, unchanged, failed;
};
static const struct shape_field job_fields[] = {
	SHAPE_I64(struct job_row, id, 1, INT64_MAX),
	SHAPE_I64(struct job_row, offset_bytes, 0, INT64_MAX),
	SHAPE_I32(struct job_row, created, 0, INT32_MAX),
	SHAPE_I32(struct job_row, updated, 0, INT32_MAX),
	SHAPE_I32(struct job_row, unchanged, 0, INT32_MAX),
	SHAPE_I32(struct job_row, failed, 0, INT32_MAX),
};
static const struct shape job_shape = SHAPE(struct job_row, job_fields, "An import under way.");

static const struct db_query queries[] = {
	[FIND_JOB] = { "import_find_job", "s", &job_shape,
	    "SELECT id, offset_bytes, created, updated, unchanged, failed FROM import_job WHERE fingerprint = ? AND status = 'running'"
	    " ORDER BY id DESC LIMIT 1" },
	[NEW_JOB] = { "import_new_job", "ss", NULL, "INSERT INTO import_job (kind, file_name, fingerprint) VALUES ('products', ?, ?)" },
	[MOVE_JOB] = { "import_move_job", "iiiiii", NULL,
	    "UPDATE import_job SET offset_bytes = ?, created = ?, updated = ?, unchanged = ?, failed = ? WHERE id = ?" },
	[END_JOB] = { "import_end_job", "i", NULL, "UPDATE import_job SET status = 'done' WHERE id = ?" },
};
const struct db_module import_sql = { "import", queries, COUNT(queries) };

/* One product of the batch: rows of CSV, or a line of JSON. */
struct pending {
	struct str slug;
	struct list rows; /* struct csv_row */
	bool twice;       /* its handle stood further up in the file already */
};
struct import {
	struct db *db;
	const struct import_options *opt;
	struct import_progress at;
	struct arena *whole;      /* header, handles seen */
	struct arena *batch;      /* reset after each batch */
	struct arena *scratch;    /* reset at each row */
	struct list products;     /* struct pending */
	size_t batch_bytes;
	struct csv_header header;
	bool has_header, is_json;
	uint64_t *seen;           /* open addressing, 0 = free */
	size_t seen_count, seen_size;
	int64_t resume, end;      /* offsets: where to go on, end of the last row taken */
	int64_t job;
	struct csv_reader *reader;
	struct str header_raw;
	FILE *errors;
};

/* ---- handles seen: a product whose rows do not stand together would lose the first of them ---- */

static bool
seen_before(struct import *im, struct str slug)
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

/* ---- complaints and the file of errors ---- */

static void
complain(struct import *im, int64_t line, struct str column, struct str message)
{
	im->at.counts.complaints++;
	if (im->opt->complained)
		im->opt->complained(line, column, message, im->opt->payload);
}

static void
errors_write(struct import *im, struct str raw, struct str message)
{
	struct buf b;

	if (!im->opt->errors_path)
		return;
	if (!im->errors) {
		im->errors = fopen(im->opt->errors_path, "we");
		if (!im->errors)
			return;
		if (im->header_raw.len)
			fprintf(im->errors, "%.*s,Error\n", STR_ARG(im->header_raw));
	}
	buf_init(&b, BUF_REPLY);
	buf_str(&b, raw);
	if (!im->is_json) {
		buf_char(&b, ',');
		csv_write(&b, &message, 1, true); /* ends the line */
	} else {
		buf_char(&b, '\n');
	}
	fwrite(b.ptr, 1, b.len, im->errors);
	buf_release(&b);
}

static void
product_failed(struct import *im, const struct pending *p, struct str message)
{
	const struct csv_row *row = p->rows.items;

	im->at.counts.failed++;
	for (size_t i = 0; i < p->rows.count; i++)
		errors_write(im, row[i].raw, i ? STR("") : message);
}

/* Complaint about a path of product_input: "variants.3.sku" is in the fourth row. */
static int64_t
line_of(const struct pending *p, struct str path)
{
	const struct csv_row *row = p->rows.items;
	struct str rest = path, part;
	int64_t n;

	if (str_split(&rest, '.', &part) && (str_eq(part, STR("variants")) || str_eq(part, STR("media"))) &&
	    str_split(&rest, '.', &part) && str_to_i64(part, 0, (int64_t)p->rows.count - 1, &n) == OK)
		return row[n].line;
	return row[0].line;
}

/* "At most %lld characters." with its number. */
static struct str
message_text(struct arena *a, const struct field_error *e)
{
	static const struct str mark = STR_INIT("%lld");

	for (size_t i = 0; i + mark.len <= e->message.len; i++)
		if (str_starts(str_skip(e->message, i), mark))
			return str_printf(a, "%.*s%lld%.*s", STR_ARG(str_cut(e->message, i)), (long long)e->limit.value,
			    STR_ARG(str_skip(e->message, i + mark.len)));
	return e->message;
}

static void
store_failed(struct import *im, const struct pending *p, const struct field_errors *e)
{
	struct buf all;

	buf_init(&all, BUF_LINE);
	for (size_t i = 0; i < e->count; i++) {
		struct str text = message_text(im->batch, &e->items[i]);
		complain(im, line_of(p, e->items[i].name), e->items[i].name, text);
		buf_printf(&all, "%s%.*s: %.*s", i ? "; " : "", STR_ARG(e->items[i].name), STR_ARG(text));
	}
	product_failed(im, p, str_dup(im->batch, buf_view(&all)));
	buf_release(&all);
}

/* ---- a batch ---- */

static bool
apply_json(struct import *im, const struct pending *p, const struct product_input *before, struct product_input *after,
    struct list *complaints)
{
	const struct csv_row *row = p->rows.items;
	struct field_errors e = { .arena = im->batch };
	enum err err;

	if (before->slug.ptr)
		*after = *before;
	else
		product_input_init(after);
	err = json_merge(im->batch, row->raw, &product_input_shape, after, NULL, &e);
	if (!err && !after->slug.ptr)
		after->slug = p->slug;
	for (size_t i = 0; i < e.count; i++)
		*(struct csv_complaint *)list_push(im->batch, complaints, sizeof(struct csv_complaint)) =
		    (struct csv_complaint){ row->line, e.items[i].name, message_text(im->batch, &e.items[i]) };
	if (err && !e.count) {
		*(struct csv_complaint *)list_push(im->batch, complaints, sizeof(struct csv_complaint)) =
		    (struct csv_complaint){ row->line, STR(""), str_dup(im->batch, str_of(err_detail())) };
		err_clear();
	}
	return !err;
}

static bool
apply(struct import *im, const struct pending *p, const struct product_input *before, struct product_input *after)
{
	struct list complaints = { 0 };
	const struct csv_complaint *c;
	struct buf all;
	bool fine = im->is_json ? apply_json(im, p, before, after, &complaints) :
	    product_csv_apply(im->batch, &im->header, p->rows.items, p->rows.count, &im->opt->csv, before, after, &complaints);

	if (fine)
		return true;
	c = complaints.items;
	buf_init(&all, BUF_LINE);
	for (size_t i = 0; i < complaints.count; i++) {
		complain(im, c[i].line, c[i].column, c[i].message);
		buf_printf(&all, "%s%.*s: %.*s", i ? "; " : "", STR_ARG(c[i].column), STR_ARG(c[i].message));
	}
	product_failed(im, p, str_dup(im->batch, buf_view(&all)));
	buf_release(&all);
	return false;
}

/* In the transaction of the batch: everything before `end` is in the shop now. */
static enum err
move_job(struct db *db, void *payload)
{
	const struct import *im = payload;
	const struct import_counts *c = &im->at.counts;
	const struct db_arg args[] = { db_i64(im->end), db_i64(c->created), db_i64(c->updated), db_i64(c->unchanged), db_i64(c->failed),
		db_i64(im->job) };

	return db_exec(db, &queries[MOVE_JOB], args, COUNT(args), NULL);
}

static void
count_results(struct import *im, const struct pending *const *from, const struct product_input *after, const struct store_result *results,
    size_t count)
{
	struct import_counts *c = &im->at.counts;

	for (size_t i = 0; i < count; i++) {
		c->created += results[i].outcome == STORE_CREATED;
		c->updated += results[i].outcome == STORE_UPDATED;
		c->unchanged += results[i].outcome == STORE_UNCHANGED;
		if (results[i].outcome == STORE_FAILED)
			store_failed(im, from[i], &results[i].errors);
		else
			for (size_t k = 0; k < results[i].errors.count; k++)
				complain(im, line_of(from[i], results[i].errors.items[k].name), results[i].errors.items[k].name,
				    message_text(im->batch, &results[i].errors.items[k]));
		if (im->opt->changed && results[i].outcome != STORE_UNCHANGED)
			im->opt->changed(after[i].slug, results[i].outcome, &results[i].changes, im->opt->payload);
	}
}

static enum err
store_batch(struct import *im)
{
	size_t count = im->products.count, n = 0;
	const struct pending *p = im->products.items;
	const struct pending **from = arena_array(im->batch, const struct pending *, count);
	struct str *slugs = arena_array(im->batch, struct str, count);
	struct product_input *before = arena_array(im->batch, struct product_input, count);
	struct product_input *after = arena_array(im->batch, struct product_input, count);
	struct store_result *results = arena_array(im->batch, struct store_result, count);
	const struct store_options store = { .dry_run = im->opt->dry_run, .want_changes = im->opt->changed != NULL,
		.no_queue = im->opt->defer_index, .default_locale = im->opt->csv.locale,
		.also = im->job ? move_job : NULL, .payload = im };
	const struct import_counts earlier = im->at.counts;
	enum err err;

	for (size_t i = 0; i < count; i++)
		slugs[i] = p[i].slug;
	err = product_load(im->db, slugs, count, im->opt->csv.locale, im->batch, before);
	if (err)
		return err;
	for (size_t i = 0; i < count; i++) {
		if (p[i].twice) {
			const struct csv_row *row = p[i].rows.items;
			complain(im, row->line, STR("URL handle"), STR("The rows of one product must stand together."));
			product_failed(im, &p[i], STR("URL handle: the rows of one product must stand together."));
		} else if (apply(im, &p[i], &before[i], &after[n])) {
			before[n] = before[i];
			from[n++] = &p[i];
		}
	}
	err = product_store(im->db, before, after, n, &store, im->batch, results);
	if (err)
		im->at.counts = earlier; /* the batch is tried again */
	else
		count_results(im, from, after, results, n);
	return err;
}

static enum err
flush(struct import *im)
{
	enum err err = OK;

	for (int try = 0; im->products.count && try < TRIES; try++) {
		if (try)
			sleep(1U << (try - 1));
		err = store_batch(im);
		if (err != ERR_BUSY && err != ERR_UNCERTAIN && err != ERR_UNAVAILABLE && err != ERR_TIMEOUT)
			break;
	}
	if (err)
		return err;
	if (im->products.count)
		err_clear();
	im->products = (struct list){ 0 };
	im->batch_bytes = 0;
	arena_reset(im->batch);
	if (im->opt->progress)
		im->opt->progress(&im->at, im->opt->payload);
	return im->opt->stop && *im->opt->stop ? err_fail(ERR_BUSY, "import stopped; start it again to continue") : OK;
}

/* A product is complete when the next one begins: a batch never cuts one.  `slug` may live in the scratch arena. */
static enum err
product_begin(struct import *im, struct str slug, struct pending **out)
{
	struct pending *p;

	if (im->products.count >= IMPORT_BATCH || im->batch_bytes >= IMPORT_BATCH_BYTES) {
		enum err err = flush(im);
		if (err)
			return err;
	}
	p = list_push(im->batch, &im->products, sizeof(*p));
	p->slug = str_dup(im->batch, slug);
	p->twice = seen_before(im, slug);
	*out = p;
	return OK;
}

/* ---- CSV ---- */

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
			complain(im, rec->line, e.items[i].name, e.items[i].message);
		return err_fail(ERR_UNSUPPORTED, "could not import: line 1 is no header of a product file");
	}
	return OK;
}

static struct pending *
last_product(struct import *im)
{
	return im->products.count ? (struct pending *)im->products.items + im->products.count - 1 : NULL;
}

static void
row_failed(struct import *im, int64_t line, const char *message)
{
	complain(im, line, STR(""), str_of(message));
	im->at.counts.failed++;
	errors_write(im, csv_raw(im->reader), str_of(message));
}

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
}

static enum err
csv_row_taken(const struct csv_record *rec, void *payload)
{
	struct import *im = payload;
	struct csv_row row;
	struct pending *p;
	struct str slug;
	enum err err;

	if (!im->has_header)
		return header_row(im, rec);
	arena_reset(im->scratch);
	for (size_t i = im->header.count; i < rec->count; i++) {
		if (rec->cells[i].len) {
			row_failed(im, rec->line, "This line has more cells than the header has columns.");
			return OK;
		}
	}
	row_read(im, rec, &row);
	slug = csv_row_handle(im->scratch, &im->header, &row);
	if (!slug.ptr) {
		row_failed(im, rec->line, "Enter a URL handle, or a title to make it from.");
		return OK;
	}
	if (rec->offset < im->resume) {
		im->at.skipped += !seen_before(im, slug);
		return OK;
	}
	im->at.counts.rows++;
	p = last_product(im);
	if (!p || !str_eq(p->slug, slug)) {
		err = product_begin(im, slug, &p);
		if (err)
			return err;
	}
	row_keep(im, &row, &p->rows);
	im->end = rec->end;
	return OK;
}

/* Go on behind bad records: each is one complaint. */
static enum err
csv_results(struct import *im, enum err err)
{
	while (err == ERR_INVALID || err == ERR_LIMIT) {
		struct str raw = csv_raw(im->reader);
		complain(im, 0, STR(""), str_of(err_detail()));
		im->at.counts.failed++;
		errors_write(im, raw, str_of(err_detail()));
		err_clear();
		if (!im->has_header)
			return err_fail(ERR_UNSUPPORTED, "could not import: the first line cannot be read");
		err = csv_recover(im->reader);
	}
	return err;
}

static enum err
read_csv(struct import *im, struct stream *in)
{
	char *piece = arena_alloc(im->whole, PIECE);
	size_t len = 1;
	enum err err = OK;

	im->reader = csv_reader_new(',', csv_row_taken, im);
	while (!err && len) {
		err = stream_read(in, piece, PIECE, &len);
		stream_progress(in, &im->at.consumed, &im->at.total);
		if (!err && len)
			err = csv_results(im, csv_feed(im->reader, piece, len));
	}
	if (!err)
		err = csv_results(im, csv_end(im->reader));
	if (!err && !im->has_header)
		err = err_fail(ERR_UNSUPPORTED, "could not import: the file is empty");
	if (!err)
		err = flush(im);
	csv_reader_free(im->reader);
	return err;
}

/* ---- NDJSON ---- */

static enum err
json_line(struct import *im, struct str line, int64_t number, int64_t offset)
{
	struct product_input probe;
	struct field_errors e = { .arena = im->scratch };
	struct csv_row row = { .line = number };
	struct pending *p;
	enum err err;

	line = str_trim(line);
	if (!line.len)
		return OK;
	arena_reset(im->scratch);
	product_input_init(&probe);
	/* Only to learn its slug; complaints come when it is laid over what is stored. */
	if (json_merge(im->scratch, line, &product_input_shape, &probe, NULL, &e))
		err_clear();
	if (!probe.slug.ptr && probe.texts.count)
		probe.slug = slug_make(im->scratch, ((const struct text_input *)probe.texts.items)->title);
	if (!probe.slug.ptr) {
		complain(im, number, STR("slug"), e.count ? e.items[0].message : STR("Enter a slug, or a title to make it from."));
		errors_write(im, line, STR(""));
		im->at.counts.failed++;
		return OK;
	}
	if (offset < im->resume) {
		im->at.skipped += !seen_before(im, probe.slug);
		return OK;
	}
	im->at.counts.rows++;
	err = product_begin(im, probe.slug, &p);
	if (err)
		return err;
	row.raw = str_dup(im->batch, line);
	*(struct csv_row *)list_push(im->batch, &p->rows, sizeof(row)) = row;
	im->batch_bytes += line.len;
	im->end = offset + 1;
	return OK;
}

static enum err
read_json(struct import *im, struct stream *in)
{
	char *piece = arena_alloc(im->whole, PIECE);
	struct buf line;
	size_t len = 1;
	int64_t number = 0, offset = 0;
	enum err err = OK;

	buf_init(&line, CSV_RECORD_MAX);
	while (!err && len) {
		struct str rest;
		err = stream_read(in, piece, PIECE, &len);
		stream_progress(in, &im->at.consumed, &im->at.total);
		for (rest = str_n(piece, len); !err && rest.len;) {
			size_t end = str_find(rest, '\n');
			buf_str(&line, str_cut(rest, end));
			if (end == rest.len)
				break;
			rest = str_skip(rest, end + 1);
			if (line.failed)
				err = err_fail(ERR_LIMIT, "could not import line %lld: longer than %zu bytes", (long long)number + 1,
				    CSV_RECORD_MAX);
			else
				err = json_line(im, buf_view(&line), ++number, offset);
			offset += (int64_t)line.len + 1;
			buf_clear(&line);
		}
	}
	if (!err && line.len)
		err = json_line(im, buf_view(&line), ++number, offset);
	if (!err)
		err = flush(im);
	buf_release(&line);
	return err;
}

/* ---- the job: the same file with the same options goes on where it was ---- */

static enum err
fingerprint(const char *path, const struct import_options *opt, struct arena *a, struct str *out)
{
	struct buf b, hex;
	unsigned char digest[32];
	struct stream *in;
	size_t len = 1;
	int64_t consumed, total;
	char *piece = arena_alloc(a, PIECE);
	enum err err = stream_open(path, &in);

	if (err)
		return err;
	buf_init(&b, FINGERPRINT_BYTES + BUF_LINE);
	stream_progress(in, &consumed, &total);
	buf_printf(&b, "%s %lld %.*s %.*s %u\n", path, (long long)total, STR_ARG(opt->csv.locale), STR_ARG(opt->csv.currency),
	    opt->csv.categories_from);
	while (!err && len && b.len < FINGERPRINT_BYTES) {
		err = stream_read(in, piece, PIECE, &len);
		if (!err)
			buf_add(&b, piece, len);
	}
	stream_close(in);
	crypto_sha256(buf_view(&b), digest);
	buf_in_arena(&hex, a, BUF_LINE);
	hex_write(&hex, digest, sizeof(digest));
	*out = buf_view(&hex);
	buf_release(&b);
	return err;
}

static enum err
job_begin(struct import *im, const char *path)
{
	struct job_row row = { 0 };
	struct db_done done;
	struct str print;
	struct db_arg args[2];
	enum err err;

	if (im->opt->dry_run || strcmp(path, "-") == 0)
		return OK;
	err = fingerprint(path, im->opt, im->whole, &print);
	if (err)
		return err;
	args[0] = db_str(print);
	err = db_row(im->db, &queries[FIND_JOB], args, 1, im->whole, &row);
	if (err && err != ERR_NOT_FOUND)
		return err;
	if (!err && !im->opt->restart) {
		im->job = row.id;
		im->resume = im->end = row.offset_bytes;
		im->at.counts.created = row.created;
		im->at.counts.updated = row.updated;
		im->at.counts.unchanged = row.unchanged;
		im->at.counts.failed = row.failed;
		return OK;
	}
	err_clear();
	args[0] = db_str(str_cut_chars(str_of(path), 255));
	args[1] = db_str(print);
	err = db_exec(im->db, &queries[NEW_JOB], args, 2, &done);
	if (!err)
		im->job = done.insert_id;
	return err;
}

static enum err
job_end(struct import *im)
{
	const struct db_arg args[] = { db_i64(im->job) };
	const int64_t everything = 0;
	enum err err = OK;

	if (im->opt->defer_index && !im->opt->dry_run)
		err = catalog_index_queue(im->db, &everything, 1);
	if (!err && im->job)
		err = db_exec(im->db, &queries[END_JOB], args, COUNT(args), NULL);
	return err;
}

static bool
is_ndjson(const char *path)
{
	struct str s = str_of(path);

	if (str_ends(s, STR(".gz")))
		s = str_cut(s, s.len - 3);
	return str_ends(s, STR(".ndjson")) || str_ends(s, STR(".jsonl"));
}

enum err
import_products(struct db *db, const char *path, const struct import_options *opt, struct import_counts *out)
{
	struct import im = { .db = db, .opt = opt, .is_json = is_ndjson(path) };
	struct stream *in = NULL;
	enum err err;

	im.whole = arena_new();
	im.batch = arena_new();
	im.scratch = arena_new();
	err = job_begin(&im, path);
	if (!err)
		err = stream_open(path, &in);
	if (!err)
		err = im.is_json ? read_json(&im, in) : read_csv(&im, in);
	if (!err)
		err = job_end(&im);
	*out = im.at.counts;
	stream_close(in);
	if (im.errors && fclose(im.errors) && !err)
		err = err_fail(ERR_IO, "could not write '%s'", opt->errors_path);
	arena_free(im.scratch);
	arena_free(im.batch);
	arena_free(im.whole);
	return err == ERR_UNSUPPORTED ? ERR_INVALID : err;
}
