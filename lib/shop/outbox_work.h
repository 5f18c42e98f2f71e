/*
 * outbox_work.h - the worker's side of the outbox: who wants which events, and handing them over.
 *
 * Fan-out gives each new event its place in the feed and makes one task per subscriber that wants it.  The waiting
 * tasks of one subscriber about one object form a lane; a worker leases a lane, not a task, and handles its tasks one
 * after the other, oldest first.  So order needs no check, tasks behind a failing one cost nothing, and other objects
 * go on.  Any number of processes may work side by side.
 *
 * A handler answers
 *	OK                                        done
 *	ERR_UNAVAILABLE, ERR_BUSY, ERR_TIMEOUT    what it needs does not answer: tried again, dead only after outbox.give_up.  After ERR_UNAVAILABLE
 *	                                          the subscriber's other tasks wait too (1 s, doubled up to 30 s), so
 *	                                          that a mail server that is down does not keep the workers busy
 *	ERR_INVALID                               never will work: dead at once
 *	anything else                             tried again outbox.retry times, then dead
 * It may be called twice for one event (the process was lost before it could say that it was done): its key is the
 * event's public id.  It must end well before the lease does.  A lease that ended without a word counts as an attempt,
 * so an event that kills its process is dead one day.
 *
 * A subscriber whose events are many and whose effects are SQL alone has handle_many() too: the first tasks of up to
 * OUTBOX_BATCH lanes, each about another object, in one transaction with what becomes of them, so that the effect and
 * its "done" are one.  It takes all or fails; then nothing of it has happened, and handle() gets the same events one by
 * one, so that one that cannot be handled does not hold back the others.
 */
#ifndef MERCER_SHOP_OUTBOX_WORK_H
#define MERCER_SHOP_OUTBOX_WORK_H

#include "lib/shop/outbox.h"

#define OUTBOX_RETRIES_MAX 16
#define OUTBOX_SUBSCRIBERS_MAX 16
#define OUTBOX_BATCH 64

struct outbox_event {
	int64_t event_id;      /* row of the table: for foreign keys, never shown */
	struct str public_id;  /* "evt_..." */
	struct str type, object, payload;
	struct time at;
	int64_t attempts;      /* that came before this one */
};
extern const struct shape outbox_event_shape;

struct outbox_subscriber {
	const char *name;
	/* "account.registered", "account.*"; "!account.exists": not this one, before what it is an exception of; ends
	 * with NULL */
	const char *const *types;
	enum err (*handle)(void *env, struct arena *a, const struct outbox_event *event);
	/* May be NULL.  Inside a transaction, which may be run again: no effect but SQL. */
	enum err (*handle_many)(void *env, struct arena *a, const struct outbox_event *events, size_t count);
};

enum outbox_outcome { OUTBOX_DONE, OUTBOX_FAILED, OUTBOX_DEAD, OUTBOX_LOST, OUTBOX__OUTCOMES };
/* "done", "failed", "dead", "lost" (the lease, not the event) */
extern const char *const outbox_outcome_names[OUTBOX__OUTCOMES];

/* One process's work.  Zero it, fill the first part, call outbox_work_init(). */
struct outbox_work {
	struct db *db;
	const struct outbox_subscriber *subscribers;
	size_t count;
	void *env;                 /* for handlers */
	const volatile int *stop;  /* set by a signal: end after the task at hand */
	/* Before (outcome -1) and after each task, for log and figures; may be NULL. */
	void (*watch)(
	    void *env, size_t subscriber, const struct outbox_event *event, int outcome, int64_t us, enum err err);

	int64_t lease_us, give_up_us;
	int64_t retry_us[OUTBOX_RETRIES_MAX];
	size_t retries;
	int64_t token;             /* of the lease at hand */
	struct { int64_t until, wait_us; } pauses[OUTBOX_SUBSCRIBERS_MAX]; /* in ticks */
	struct arena *arena;       /* of the task at hand */
	struct arena *batch_arena; /* of those that are handled together */
};
/* ERR_INVALID: outbox.retry is not a list of durations. */
enum err outbox_work_init(struct outbox_work *w, const struct config *c) MUST_CHECK;
void outbox_work_release(struct outbox_work *w);

/* Is there anything to do?  One cheap statement: asked all the time. */
struct outbox_due {
	bool is_new; /* events not fanned out */
	bool is_due; /* lanes to lease */
};
enum err outbox_look(struct db *db, struct outbox_due *out) MUST_CHECK;
/* Fan new events out, at most 500; 0 also when another process does it at this moment. */
enum err outbox_fan(struct outbox_work *w, size_t *count) MUST_CHECK;
/* Lease a few due lanes and handle their tasks. */
enum err outbox_turn(struct outbox_work *w, size_t *handled) MUST_CHECK;

extern const struct db_module outbox_batch_sql, outbox_fan_sql, outbox_work_sql;

#endif
