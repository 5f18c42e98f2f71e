/*
 * loop.c - one process: look for work, do it, sleep.
 *
 * While there was work in the last fifth of a second it looks every 20 ms, or at once when there was much, else every
 * worker.poll: a new event waits less than a tenth of a second, an idle process costs a dozen primary-key look-ups a
 * second, and a busy shop's events come in batches, which cost less than one by one.
 */
#include "bin/worker/worker.h"

#include <signal.h>
#include <time.h>
#include <unistd.h>

#define EAGER_US (US_PER_S / 5)
#define EAGER_SLEEP_US 20000
#define MUCH 16 /* events or tasks of a turn: there is a queue */
#define FAILING_SLEEP_US (US_PER_S / 2)
#define JOBS_US US_PER_S

static volatile sig_atomic_t reopen;

static void
on_stop(int signal UNUSED)
{
	worker_stop = 1;
}

static void
on_reopen(int signal UNUSED)
{
	reopen = 1;
}

/* For the log and the board. */
static void
watch(void *env, size_t subscriber, const struct outbox_event *event, int outcome, int64_t us, enum err err)
{
	struct worker *w = env;

	if (outcome < 0) {
		w->event = event;
		board_busy(w->slot, event->type, w->work.lease_us / 4 * 3);
		return;
	}
	board_idle(w->slot);
	w->slot->tasks[subscriber][outcome]++;
	w->slot->task_us[subscriber] += us;
	log_event(outcome == OUTBOX_DONE ? LOG_INFO
		: outcome == OUTBOX_DEAD ? LOG_ERROR
					 : LOG_WARN,
	    "worker.task", log_z("subscriber", subscribers[subscriber].name), log_str("type", event->type),
	    log_str("id", event->public_id), log_str("object", event->object),
	    log_z("outcome", outbox_outcome_names[outcome]), log_i64("attempt", event->attempts + 1), log_i64("us", us),
	    log_i64("age_us", MAX(clock_now().us - event->at.us, INT64_C(0))), log_z("error", err ? err_name(err) : ""),
	    log_z("detail", err ? err_detail() : ""));
}

static enum err
open_all(struct worker *w)
{
	enum err err;

	w->db = db_new(w->config, "worker");
	w->cache = cache_new(w->config);
	if ((err = smtp_new(w->config, &w->smtp)) ||
	    (err = crypto_master(config_z(w->config, "secrets.path"), false, &w->master)))
		return err;
	w->work = (struct outbox_work){ .db = w->db,
		.subscribers = subscribers,
		.count = subscriber_count,
		.env = w,
		.stop = &worker_stop,
		.watch = watch };
	return outbox_work_init(&w->work, w->config);
}

static void
close_all(struct worker *w)
{
	outbox_work_release(&w->work);
	secret_release(&w->master);
	smtp_free(w->smtp);
	cache_free(w->cache);
	db_free(w->db);
}

static void
sleep_us(int64_t us)
{
	if (!worker_stop)
		nanosleep(&(struct timespec){ us / US_PER_S, us % US_PER_S * 1000 }, NULL);
}

/* One round; *any: there was work; *much: there may be more. */
static enum err
turn(struct worker *w, int64_t *jobs_at, bool *any, bool *much)
{
	struct outbox_due due;
	size_t count = 0;
	enum err err = OK;

	*any = *much = false;
	db_begin_request(w->db, 0);
	if (clock_ticks() >= *jobs_at) {
		err = jobs_run(w, any);
		*jobs_at = clock_ticks() + JOBS_US;
	}
	if (err || (err = outbox_look(w->db, &due)))
		return err;
	w->slot->looks++;
	if (due.is_new) {
		err = outbox_fan(&w->work, &count);
		w->slot->fanned += (int64_t)count;
		*any = *any || count;
		*much = count >= MUCH;
	}
	if (!err && (due.is_due || count)) {
		err = outbox_turn(&w->work, &count);
		*any = *any || count;
		*much = *much || count >= MUCH;
	}
	return err;
}

static void
work(struct worker *w)
{
	int64_t poll_us = config_ms(w->config, "worker.poll") * 1000, jobs_at = 0, eager_until = 0;
	bool failing = false, known = false;

	while (!worker_stop) {
		bool any = false, much = false;
		enum err err = known ? OK : jobs_add(w);
		known = known || !err;
		if (!err)
			err = turn(w, &jobs_at, &any, &much);
		if (err && !failing)
			log_event(
			    LOG_WARN, "worker.failing", log_z("error", err_name(err)), log_z("detail", err_detail()));
		if (!err && failing)
			log_event(LOG_INFO, "worker.recovered");
		w->slot->failures += err != OK;
		failing = err != OK;
		err_clear();
		if (reopen) {
			reopen = 0;
			if (worker_open_log(w))
				err_clear();
		}
		if (any)
			eager_until = clock_ticks() + EAGER_US;
		if (!much)
			sleep_us(failing ? FAILING_SLEEP_US : clock_ticks() < eager_until ? EAGER_SLEEP_US : poll_us);
	}
}

void
process_run(struct worker *w)
{
	struct sigaction action = { .sa_handler = on_stop };
	enum err err;

	/* No SA_RESTART: a sleep ends at once. */
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGQUIT, &action, NULL);
	action.sa_handler = on_reopen;
	sigaction(SIGUSR1, &action, NULL);
	action.sa_handler = SIG_IGN;
	sigaction(SIGINT, &action, NULL); /* Ctrl-C: the master tells us */
	sigaction(SIGHUP, &action, NULL);
	err = open_all(w);
	if (err)
		log_event(
		    LOG_ERROR, "worker.cannot_start", log_z("error", err_name(err)), log_z("detail", err_detail()));
	else
		work(w);
	if (!err)
		close_all(w);
	_exit(err ? 1 : 0);
}
