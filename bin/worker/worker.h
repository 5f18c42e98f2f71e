/*
 * worker.h - the program that works behind the shop: events to their subscribers, scheduled jobs.
 *
 *	main.c         options, configuration, templates
 *	master.c       starts processes, replaces those that end, kills those that hang; signals
 *	status.c       status page and metrics
 *	board.c        figures in memory that all processes share
 *	loop.c         what a process does: look, fan out, handle, jobs, sleep
 *	subscribers.c  who wants which events      jobs.c  what is done when
 *	mail_*.c       the subscriber that sends mails
 *	order_work.c   subscribers and the job of orders: figures, documents, expiry
 *	payment_work.c the subscriber that speaks to gateways: refunds, captures; the reconciliation
 *
 * The program can be started any number of times, on any number of machines: leases and rows in the database keep them
 * apart.
 */
#ifndef MERCER_WORKER_H
#define MERCER_WORKER_H

#include "lib/base/log.h"
#include "lib/io/cache.h"
#include "lib/io/crypto.h"
#include "lib/io/smtp.h"
#include "lib/shop/outbox_work.h"
#include "lib/shop/payment.h"
#include "lib/web/i18n.h"
#include "lib/web/tmpl.h"

#include <sys/types.h>

#define WORKER_PROCESSES_MAX 100
#define WORKER_SUBSCRIBERS_MAX OUTBOX_SUBSCRIBERS_MAX
#define WORKER_JOBS_MAX 32

/* What one process shows the others; it alone writes its slot, whoever reads gets each number whole. */
struct slot {
	_Atomic pid_t pid;                 /* 0: none */
	_Atomic int64_t busy_since;        /* ticks; 0: between tasks */
	_Atomic int64_t busy_limit_us;     /* killed when busy for longer */
	char what[96];                     /* type of the event, or name of the job */
	_Atomic int64_t tasks[WORKER_SUBSCRIBERS_MAX][OUTBOX__OUTCOMES];
	_Atomic int64_t task_us[WORKER_SUBSCRIBERS_MAX];
	_Atomic int64_t jobs[WORKER_JOBS_MAX], job_failures[WORKER_JOBS_MAX];
	_Atomic int64_t fanned, looks, failures;
};

struct worker {
	/* made by main() */
	const char *program, *config_path;
	struct config *config;
	struct i18n *i18n;
	struct tmpl_set *templates;
	struct arena *arena;               /* lives as long as the program */
	struct slot *slots;
	size_t processes;
	/* made in each process */
	struct slot *slot;
	struct db *db;
	struct cache *cache;
	struct smtp *smtp;
	struct secret master;
	struct outbox_work work;
	const struct outbox_event *event;  /* at hand */
};

/* Set by TERM and QUIT in a process: end after the task at hand. */
extern volatile int worker_stop;

enum err worker_load(struct worker *w) MUST_CHECK; /* configuration, texts, templates */
enum err worker_open_log(const struct worker *w) MUST_CHECK;

struct slot *board_new(size_t count);
void board_busy(struct slot *s, struct str what, int64_t limit_us);
void board_idle(struct slot *s);

int master_run(struct worker *w);          /* until told to stop; exit status */
void status_open(const struct worker *w);  /* -1: none is configured */
int status_fd(void);
void status_answer(struct worker *w);      /* one client */
void status_close(bool remove_file);
void process_run(struct worker *w);        /* a process's whole life */

extern const struct outbox_subscriber subscribers[];
extern const size_t subscriber_count;

struct job {
	const char *name;
	int64_t interval_s;
	int64_t limit_s;      /* killed when it runs for longer */
	/* *handled: rows or the like.  Called again at once while it handled any and limit_s is not near. */
	enum err (*run)(struct worker *w, struct arena *a, int64_t *handled);
};
extern const struct job jobs[];
extern const size_t job_count;
enum err jobs_add(struct worker *w) MUST_CHECK;
enum err jobs_run(struct worker *w, bool *any) MUST_CHECK;

/* As payments and orders want it: system, with the client that talks to gateways. */
struct payment_env worker_payment_env(struct worker *w, struct arena *a);
enum err expire_job(struct worker *w, struct arena *a, int64_t *handled) MUST_CHECK;
enum err finish_job(struct worker *w, struct arena *a, int64_t *handled) MUST_CHECK;
enum err facts_handle(void *env, struct arena *a, const struct outbox_event *event) MUST_CHECK;
enum err facts_handle_many(void *env, struct arena *a, const struct outbox_event *events, size_t count) MUST_CHECK;
enum err invoice_handle(void *env, struct arena *a, const struct outbox_event *event) MUST_CHECK;
enum err join_handle(void *env, struct arena *a, const struct outbox_event *event) MUST_CHECK;
enum err payment_handle(void *env, struct arena *a, const struct outbox_event *event) MUST_CHECK;
enum err payment_job(struct worker *w, struct arena *a, int64_t *handled) MUST_CHECK;

extern const struct tmpl_def mail_templates[];
extern const size_t mail_template_count;
enum err mail_handle(void *env, struct arena *a, const struct outbox_event *event) MUST_CHECK;

#endif
