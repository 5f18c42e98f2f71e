/* import_job.c - the place where an interrupted import goes on.  See import_parts.h. */
#include "lib/io/crypto.h"
#include "lib/shop/catalog_index.h"
#include "lib/shop/import_parts.h"

#include <sys/stat.h>

#define FINGERPRINT_BYTES ((size_t)1 << 20)

enum { FIND, NEW, MOVE, END };

struct job_row {
	int64_t id, offset_bytes, errors_bytes;
	int32_t created, updated, unchanged, failed;
};
static const struct shape_field job_fields[] = {
	SHAPE_I64(struct job_row, id, 1, INT64_MAX),
	SHAPE_I64(struct job_row, offset_bytes, 0, INT64_MAX),
	SHAPE_I64(struct job_row, errors_bytes, 0, INT64_MAX),
	SHAPE_I32(struct job_row, created, 0, INT32_MAX),
	SHAPE_I32(struct job_row, updated, 0, INT32_MAX),
	SHAPE_I32(struct job_row, unchanged, 0, INT32_MAX),
	SHAPE_I32(struct job_row, failed, 0, INT32_MAX),
};
static const struct shape job_shape = SHAPE(struct job_row, job_fields, "An import under way.");

static const struct db_query queries[] = {
	[FIND] = { "import_find_job", "s", &job_shape,
	    "SELECT id, offset_bytes, errors_bytes, created, updated, unchanged, failed FROM import_job"
	    " WHERE fingerprint = ? AND status = 'running' ORDER BY id DESC LIMIT 1" },
	[NEW] = { "import_new_job", "ss", NULL,
	    "INSERT INTO import_job (kind, file_name, fingerprint) VALUES ('products', ?, ?)" },
	[MOVE] = { "import_move_job", "iiiiiii", NULL,
	    "UPDATE import_job SET offset_bytes = ?, errors_bytes = ?, created = ?, updated = ?, unchanged = ?, failed = ? WHERE id = ?" },
	[END] = { "import_end_job", "i", NULL, "UPDATE import_job SET status = 'done' WHERE id = ?" },
};
const struct db_module import_sql = { "import", queries, COUNT(queries) };

/* A file is the same when its name, size, time of change and first MiB are. */
static enum err
fingerprint(const char *path, const struct import_options *opt, struct arena *a, struct str *out)
{
	struct buf b, hex;
	unsigned char digest[32];
	struct stream *in;
	struct stat st = { 0 };
	size_t len = 1;
	char *piece = arena_alloc(a, IMPORT_PIECE);
	enum err err = stream_open(path, &in);

	if (err)
		return err;
	buf_init(&b, FINGERPRINT_BYTES + BUF_LINE);
	if (stat(path, &st))
		st.st_size = -1;
	buf_printf(&b, "%s %lld %lld.%09ld %.*s %.*s %u\n", path, (long long)st.st_size, (long long)st.st_mtim.tv_sec,
	    st.st_mtim.tv_nsec, STR_ARG(opt->csv.locale), STR_ARG(opt->csv.currency), opt->csv.categories_from);
	while (!err && len && b.len < FINGERPRINT_BYTES) {
		err = stream_read(in, piece, IMPORT_PIECE, &len);
		if (!err)
			buf_add(&b, piece, len);
	}
	/* Data that breaks off is met again, and complained of, behind the products that stand before it. */
	if (err == ERR_INVALID) {
		err_clear();
		err = OK;
	}
	stream_close(in);
	crypto_sha256(buf_view(&b), digest);
	buf_in_arena(&hex, a, BUF_LINE);
	hex_write(&hex, digest, sizeof(digest));
	*out = buf_view(&hex);
	buf_release(&b);
	return err;
}

static void
go_on(struct import *im, const struct job_row *row)
{
	im->job = row->id;
	im->resume = im->end = row->offset_bytes;
	im->errors_len = row->errors_bytes;
	im->at.counts.created = row->created;
	im->at.counts.updated = row->updated;
	im->at.counts.unchanged = row->unchanged;
	im->at.counts.failed = row->failed;
	im->at.earlier = (int64_t)row->created + row->updated + row->unchanged + row->failed;
}

enum err
import_job_begin(struct import *im, const char *path)
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
	err = db_row(im->db, &queries[FIND], args, 1, im->whole, &row);
	if (err && err != ERR_NOT_FOUND)
		return err;
	if (!err && !im->opt->restart) {
		go_on(im, &row);
		return OK;
	}
	err_clear();
	args[0] = db_str(str_cut_chars(str_of(path), 255));
	args[1] = db_str(print);
	err = db_exec(im->db, &queries[NEW], args, 2, &done);
	if (!err)
		im->job = done.insert_id;
	return err;
}

enum err
import_job_move(struct import *im, struct db *db)
{
	const struct import_counts *c = &im->at.counts;
	const struct db_arg args[] = { db_i64(im->end), db_i64(im->errors_len + im->failed_len), db_i64(c->created),
		db_i64(c->updated), db_i64(c->unchanged), db_i64(c->failed), db_i64(im->job) };

	return im->job ? db_exec(db, &queries[MOVE], args, COUNT(args), NULL) : OK;
}

enum err
import_job_end(struct import *im)
{
	const struct db_arg args[] = { db_i64(im->job) };
	const int64_t everything = 0;
	enum err err = OK;

	if (im->opt->defer_index && !im->opt->dry_run)
		err = catalog_index_queue(im->db, &everything, 1);
	if (!err && im->job)
		err = db_exec(im->db, &queries[END], args, COUNT(args), NULL);
	return err;
}
