/*
 * job.h - scheduled work: each job is run by one process at a time, again after its interval.  Writes table worker_job.
 *
 * The row is the lock: job_claim() moves next_at into the future by one atomic UPDATE, so a process that is lost in the
 * middle holds a job up for `limit_us` at most.
 */
#ifndef MERCER_SHOP_JOB_H
#define MERCER_SHOP_JOB_H

#include "lib/io/db.h"

/* At start: known to the table, and not later than one interval from now. */
enum err job_add(struct db *db, struct str name, int64_t interval_us) MUST_CHECK;
/* Names (struct str `name`) of the jobs that are due, at most 100. */
struct job_due {
	struct str name;
};
enum err job_due(struct db *db, struct arena *a, struct list *out) MUST_CHECK;
/* *token is 0 when another process was faster. */
enum err job_claim(struct db *db, struct str name, int64_t limit_us, int64_t *token) MUST_CHECK;
enum err job_end(
    struct db *db, struct str name, int64_t token, int64_t next_us, int64_t handled, struct str error) MUST_CHECK;

extern const struct db_module job_sql; /* worker */

#endif
