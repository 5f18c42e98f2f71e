/* job.c - see job.h. */
#include "lib/shop/job.h"
#include "lib/io/crypto.h"

#define JOBS_MAX 100

enum { ADD, DUE, CLAIM, END };

static const struct shape_field due_fields[] = { SHAPE_STR(struct job_due, name, 1, 32, .doc = "job") };
static const struct shape due_shape = SHAPE(struct job_due, due_fields, "A job that is due.");

static const struct db_query queries[] = {
	[ADD] = { "job_add", "si", NULL,
	    "INSERT INTO worker_job (name, next_at) VALUES (?, NOW(6))"
	    " ON DUPLICATE KEY UPDATE next_at = IF(lease IS NULL, LEAST(next_at, NOW(6) + INTERVAL ? MICROSECOND), next_at)" },
	[DUE] = { "job_due", "i", &due_shape,
	    "SELECT name FROM worker_job WHERE next_at <= NOW(6) ORDER BY next_at LIMIT ?" },
	[CLAIM] = { "job_claim", "iis", NULL,
	    "UPDATE worker_job SET next_at = NOW(6) + INTERVAL ? MICROSECOND, lease = ?, started_at = NOW(6) WHERE name = ? AND next_at <= NOW(6)" },
	[END] = { "job_end", "iissi", NULL,
	    "UPDATE worker_job SET next_at = NOW(6) + INTERVAL ? MICROSECOND, lease = NULL, ended_at = NOW(6), handled = ?, error = ?"
	    " WHERE name = ? AND lease = ?" },
};
const struct db_module job_sql = { "job", queries, COUNT(queries) };

enum err
job_add(struct db *db, struct str name, int64_t interval_us)
{
	const struct db_arg args[] = { db_str(name), db_i64(interval_us) };

	return db_exec(db, &queries[ADD], args, COUNT(args), NULL);
}

enum err
job_due(struct db *db, struct arena *a, struct list *out)
{
	const struct db_arg limit = db_i64(JOBS_MAX);

	return db_rows(db, &queries[DUE], &limit, 1, a, JOBS_MAX, out);
}

enum err
job_claim(struct db *db, struct str name, int64_t limit_us, int64_t *token)
{
	int64_t wanted = (int64_t)(crypto_random_u64() >> 1) | 1;
	const struct db_arg args[] = { db_i64(limit_us), db_i64(wanted), db_str(name) };
	struct db_done done = { 0 };
	enum err err = db_exec(db, &queries[CLAIM], args, COUNT(args), &done);

	*token = !err && done.affected == 1 ? wanted : 0;
	return err;
}

enum err
job_end(struct db *db, struct str name, int64_t token, int64_t next_us, int64_t handled, struct str error)
{
	const struct db_arg args[] = { db_i64(next_us), db_i64(handled), db_str(str_cut_chars(error, 1000)),
		db_str(name), db_i64(token) };

	return db_exec(db, &queries[END], args, COUNT(args), NULL);
}
