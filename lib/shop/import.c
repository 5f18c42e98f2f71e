/* import.c - whole files of products into the shop: begin, batches, end.  See import.h, and import_parts.h for the
 * parts. */
#include "lib/shop/import_parts.h"
#include "lib/io/json.h"

#include <assert.h>
#include <unistd.h>

#define TRIES 6 /* of a batch, when MariaDB is away for a while: 1 + 2 + 4 + 8 + 16 s */

/* A part of the batch on its way into the shop. */
struct part {
	struct import *im;
	bool last;                   /* of the batch: the place moves with it */
	const struct pending **from; /* of each product that is stored */
	struct product_input *before, *after;
	struct store_result *results;
	size_t count;
	/* Before its results are known: where to begin again. */
	struct import_counts counts;
	size_t failed_rows;
};

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

/* ---- what the file says, laid over what is stored ---- */

static void
add_complaint(struct import *im, struct list *complaints, int64_t line, struct str column, struct str message)
{
	struct csv_complaint *c = list_push(im->part, complaints, sizeof(*c));

	*c = (struct csv_complaint){ line, column, message };
}

static bool
apply_json(struct import *im, const struct pending *p, const struct product_input *before, struct product_input *after,
    struct list *complaints)
{
	const struct csv_row *row = p->rows.items;
	struct field_errors e = { .arena = im->part };
	enum err err;

	if (before->slug.ptr)
		*after = *before;
	else
		product_input_init(after);
	err = json_merge(im->part, row->raw, &product_input_shape, after, NULL, &e);
	if (!err && !after->slug.ptr)
		after->slug = p->slug;
	for (size_t i = 0; i < e.count; i++)
		add_complaint(im, complaints, row->line, e.items[i].name, message_text(im->part, &e.items[i]));
	if (err && !e.count)
		add_complaint(im, complaints, row->line, STR(""), str_dup(im->part, str_of(err_detail())));
	err_clear();
	return !err;
}

static bool
apply(struct import *im, const struct pending *p, const struct product_input *before, struct product_input *after)
{
	const struct csv_row *row = p->rows.items;
	struct list complaints = { 0 };
	const struct csv_complaint *c;
	struct buf all;

	if (p->wrong) {
		if (!p->told)
			import_complain(im, row->line, STR(""), str_of(p->wrong));
		import_product_failed(im, p, str_of(p->wrong));
		return false;
	}
	if (im->is_json ? apply_json(im, p, before, after, &complaints) :
	    product_csv_apply(im->part, &im->header, row, p->rows.count, &im->opt->csv, before, after, &complaints))
		return true;
	c = complaints.items;
	buf_init(&all, BUF_LINE);
	for (size_t i = 0; i < complaints.count; i++) {
		import_complain(im, c[i].line, c[i].column, c[i].message);
		buf_printf(&all, "%s%.*s: %.*s", i ? "; " : "", STR_ARG(c[i].column), STR_ARG(c[i].message));
	}
	import_product_failed(im, p, str_dup(im->part, buf_view(&all)));
	buf_release(&all);
	return false;
}

/* ---- a batch ---- */

static void
store_failed(struct import *im, const struct pending *p, const struct field_errors *e)
{
	struct buf all;

	buf_init(&all, BUF_LINE);
	for (size_t i = 0; i < e->count; i++)
		buf_printf(&all, "%s%.*s: %.*s", i ? "; " : "", STR_ARG(e->items[i].name),
		    STR_ARG(message_text(im->part, &e->items[i])));
	import_product_failed(im, p, str_dup(im->part, buf_view(&all)));
	buf_release(&all);
}

/* In the transaction of the part, which may be run again: everything before im->end is in the shop now. */
static enum err
part_stored(struct db *db, void *payload)
{
	struct part *part = payload;
	struct import *im = part->im;
	struct import_counts *c = &im->at.counts;
	enum err err;

	*c = part->counts;
	im->failed_rows.count = part->failed_rows;
	for (size_t i = 0; i < part->count; i++) {
		c->created += part->results[i].outcome == STORE_CREATED;
		c->updated += part->results[i].outcome == STORE_UPDATED;
		c->unchanged += part->results[i].outcome == STORE_UNCHANGED;
		if (part->results[i].outcome == STORE_FAILED)
			store_failed(im, part->from[i], &part->results[i].errors);
	}
	if (!part->last)
		return OK;
	err = import_errors_write(im);
	return err ? err : import_job_move(im, db);
}

static void
tell(const struct part *part)
{
	struct import *im = part->im;

	for (size_t i = 0; i < part->count; i++) {
		const struct store_result *r = &part->results[i];
		for (size_t k = 0; k < r->errors.count; k++)
			import_complain(im, line_of(part->from[i], r->errors.items[k].name), r->errors.items[k].name,
			    message_text(im->part, &r->errors.items[k]));
		if (im->opt->changed && r->outcome != STORE_UNCHANGED)
			im->opt->changed(part->after[i].slug, r->outcome, &r->changes, im->opt->payload);
	}
}

static enum err
load_part(struct part *part, size_t at, size_t count)
{
	struct import *im = part->im;
	const struct pending *p = (const struct pending *)im->products.items + at;
	struct str *slugs = arena_array(im->part, struct str, count);
	enum err err;

	part->from = arena_array(im->part, const struct pending *, count);
	part->before = arena_array(im->part, struct product_input, count);
	part->after = arena_array(im->part, struct product_input, count);
	part->results = arena_array(im->part, struct store_result, count);
	for (size_t i = 0; i < count; i++)
		slugs[i] = p[i].slug;
	err = product_load(im->db, slugs, count, im->opt->csv.locale, im->part, part->before);
	for (size_t i = 0; !err && i < count; i++) {
		if (apply(im, &p[i], &part->before[i], &part->after[part->count])) {
			part->before[part->count] = part->before[i];
			part->from[part->count++] = &p[i];
		}
	}
	part->counts = im->at.counts;
	part->failed_rows = im->failed_rows.count;
	return err;
}

static enum err
store_once(struct import *im, size_t at, size_t count, bool last)
{
	struct part part = { .im = im, .last = last };
	const struct store_options store = { .dry_run = im->opt->dry_run,
		.want_changes = im->opt->changed != NULL,
		.no_queue = im->opt->defer_index,
		.default_locale = im->opt->csv.locale,
		.also = part_stored,
		.payload = &part };
	enum err err = load_part(&part, at, count);

	if (!err && part.count)
		err = product_store(im->db, part.before, part.after, part.count, &store, im->part, part.results);
	if (!err && (!part.count || im->opt->dry_run))
		err = part_stored(im->db, &part);
	if (!err)
		tell(&part);
	arena_reset(im->part);
	return err;
}

static bool
passes(enum err err)
{
	return err == ERR_BUSY || err == ERR_UNCERTAIN || err == ERR_UNAVAILABLE || err == ERR_TIMEOUT;
}

/* Products with very many variants go in smaller parts. */
static enum err
store_part(struct import *im, size_t at, size_t count, bool last)
{
	const struct import_counts counts = im->at.counts;
	size_t failed_rows = im->failed_rows.count, half = count / 2;
	enum err err = OK;

	im->again = false;
	for (int try = 0; try < TRIES; try++) {
		if (try) {
			int64_t complaints = im->at.counts.complaints;
			sleep(1U << (try - 1));
			im->at.counts = counts;
			im->at.counts.complaints = complaints;
			im->failed_rows.count = failed_rows;
			im->again = true;
		}
		err = store_once(im, at, count, last);
		if (!passes(err))
			break;
	}
	if (err == ERR_LIMIT && count > 1) {
		err_clear();
		im->at.counts = counts;
		im->failed_rows.count = failed_rows;
		err = store_part(im, at, half, false);
		return err ? err : store_part(im, at + half, count - half, last);
	}
	if (!err)
		err_clear();
	im->again = false;
	return err;
}

enum err
import_flush(struct import *im)
{
	enum err err;

	if (im->products.count)
		err = store_part(im, 0, im->products.count, true);
	else if ((err = import_errors_write(im)) == OK)
		err = import_job_move(im, im->db);
	if (err)
		return err;
	import_errors_done(im);
	im->products = (struct list){ 0 };
	im->batch_bytes = im->batch_rows = 0;
	arena_reset(im->batch);
	if (im->opt->progress)
		im->opt->progress(&im->at, im->opt->payload);
	return im->opt->stop && *im->opt->stop ? err_fail(ERR_BUSY, "import stopped; start it again to continue") : OK;
}

enum err
import_product(struct import *im, struct str slug, struct pending **out)
{
	struct pending *p;

	if (im->products.count >= IMPORT_BATCH || im->batch_bytes >= IMPORT_BATCH_BYTES ||
	    im->batch_rows >= IMPORT_BATCH_ROWS) {
		enum err err = import_flush(im);
		if (err)
			return err;
	}
	p = list_push(im->batch, &im->products, sizeof(*p));
	p->slug = str_dup(im->batch, slug);
	if (import_seen(im, slug))
		p->wrong =
		    im->is_json ? "This product is in the file twice." : "The rows of one product must stand together.";
	*out = p;
	return OK;
}

/* ---- the whole ---- */

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
	struct import im = { .db = db, .opt = opt, .is_json = is_ndjson(path), .errors_fd = -1 };
	struct stream *in = NULL;
	enum err err, closed;

	im.whole = arena_new();
	im.batch = arena_new();
	im.part = arena_new();
	im.scratch = arena_new();
	buf_init(&im.bad, CSV_RECORD_MAX);
	err = import_job_begin(&im, path);
	if (!err)
		err = stream_open(path, &in);
	if (!err)
		err = im.is_json ? import_read_json(&im, in) : import_read_csv(&im, in);
	if (!err)
		err = import_job_end(&im);
	*out = im.at.counts;
	stream_close(in);
	closed = import_errors_close(&im);
	buf_release(&im.bad);
	arena_free(im.scratch);
	arena_free(im.part);
	arena_free(im.batch);
	arena_free(im.whole);
	err = err ? err : closed;
	return err == ERR_UNSUPPORTED ? ERR_INVALID : err;
}
