/* jobs.c - what is done when; each by one process at a time (lib/shop/job.h).  Another one is a row here. */
#include "bin/worker/worker.h"
#include "lib/shop/job.h"
#include "lib/shop/privacy.h"
#include "lib/shop/retention.h"
#include "lib/shop/stock_notice.h"

#define MINUTE 60
#define HOUR (60 * MINUTE)
#define RETRY_US (60 * US_PER_S) /* a job that failed is tried again soon, whatever its interval */

/* Everything that is past its time, by the table of lib/shop/retention.c. */
static enum err
retention_job(struct worker *w, struct arena *a UNUSED, int64_t *handled)
{
	return retention_run(w->db, handled);
}

/* Exports and erasures that people asked for. */
static enum err
privacy_job(struct worker *w, struct arena *a, int64_t *handled)
{
	const struct who who = { .actor = "system" };
	const struct account_env e = { .db = w->db, .cache = w->cache, .arena = a, .config = w->config, .who = &who };

	return privacy_run(&e, handled);
}

/* What staff are told of the stock. */
static enum err
stock_job(struct worker *w, struct arena *a, int64_t *handled)
{
	return stock_notice_due(w->db, a, w->config, clock_now(), handled);
}

const struct job jobs[] = {
	{ "expire", 15, MINUTE, expire_job }, /* should its process be killed, stock is held for so long more */
	{ "finish", 5 * MINUTE, 5 * MINUTE, finish_job },
	{ "payment", 15, 2 * MINUTE, payment_job },
	{ "privacy", MINUTE, 10 * MINUTE, privacy_job },
	{ "retention", HOUR, 30 * MINUTE, retention_job },
	{ "stock", MINUTE, 5 * MINUTE, stock_job },
};
const size_t job_count = COUNT(jobs);
_Static_assert(COUNT(jobs) <= WORKER_JOBS_MAX, "the board has a row per job");

enum err
jobs_add(struct worker *w)
{
	enum err err = OK;

	for (size_t i = 0; !err && i < job_count; i++)
		err = job_add(w->db, str_of(jobs[i].name), jobs[i].interval_s * US_PER_S);
	return err;
}

/* Again and again while there is something to do and time to do it in. */
static enum err
repeat(struct worker *w, const struct job *job, struct arena *a, int64_t *handled)
{
	int64_t until = clock_ticks() + job->limit_s * US_PER_S / 2, last;
	enum err err;

	do {
		last = 0;
		arena_reset(a);
		err = job->run(w, a, &last);
		*handled += last;
	} while (!err && last > 0 && clock_ticks() < until && !worker_stop);
	return err;
}

static enum err
run(struct worker *w, size_t i, struct arena *a)
{
	const struct job *job = &jobs[i];
	int64_t token, handled = 0, started = clock_ticks();
	struct str error = STR_ABSENT;
	enum err err = job_claim(w->db, str_of(job->name), job->limit_s * US_PER_S, &token), failed;

	if (err || !token)
		return err;
	board_busy(w->slot, str_of(job->name), job->limit_s * US_PER_S);
	failed = repeat(w, job, a, &handled);
	board_idle(w->slot);
	w->slot->jobs[i]++;
	w->slot->job_failures[i] += failed != OK;
	if (failed)
		error = str_dup(a, str_of(err_detail()[0] ? err_detail() : err_name(failed)));
	if (failed || handled)
		log_event(failed ? LOG_ERROR : LOG_INFO, "worker.job", log_z("job", job->name),
		    log_i64("handled", handled), log_i64("us", clock_ticks() - started), log_str("error", error));
	err_clear();
	return job_end(w->db, str_of(job->name), token,
	    failed ? MIN(RETRY_US, job->interval_s * US_PER_S) : job->interval_s * US_PER_S, handled, error);
}

enum err
jobs_run(struct worker *w, bool *any)
{
	struct arena *a = arena_new(), *own = arena_new();
	const struct job_due *due;
	struct list list = { 0 };
	enum err err = job_due(w->db, a, &list);

	due = list.items;
	for (size_t k = 0; !err && k < list.count && !worker_stop; k++)
		for (size_t i = 0; !err && i < job_count; i++)
			if (str_eq_z(due[k].name, jobs[i].name)) {
				err = run(w, i, own);
				*any = true;
			}
	arena_free(own);
	arena_free(a);
	return err;
}
