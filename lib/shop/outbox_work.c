/*
 * outbox_work.c - leasing lanes and handling their tasks one by one.  Writes outbox_lane, outbox_task.  See
 * outbox_work.h.
 *
 * A turn leases up to OUTBOX_BATCH lanes of subscribers that take many at once, and a few of the others, in one
 * transaction.  The many: outbox_batch.c.
 */
#include "lib/shop/outbox_parts.h"

#include <assert.h>

#define LEASE_LANES 8        /* at a time, of subscribers that take one event after the other */
#define LANE_TASKS_MAX 50    /* of one lane, then others have their turn */
#define PAUSE_MIN_US (1 * US_PER_S)
#define PAUSE_MAX_US (30 * US_PER_S)
#define UNAVAILABLE_MAX_US (120 * US_PER_S) /* a server that is back should not have to wait for hours */
#define STRANGER_US (60 * US_PER_S)         /* lanes of subscribers that this program does not know: a newer one's */

enum { DUE, LEASE, HOLD, RELEASE, PAUSE, TASK, DONE, AGAIN, DEAD, DROP };

static const struct shape_field lane_fields[] = {
	SHAPE_STR(struct outbox_lane, subscriber, 1, 32, .doc = "who"),
	SHAPE_STR(struct outbox_lane, object, 1, 64, .doc = "about what"),
	SHAPE_BOOL(struct outbox_lane, is_lost, .doc = "a lease ended without a word"),
};
const struct shape outbox_lane_shape = SHAPE(struct outbox_lane, lane_fields, "A lane that is due.");

static const struct shape_field event_fields[] = {
	SHAPE_I64(struct outbox_event, event_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN, .doc = "row"),
	SHAPE_STR(struct outbox_event, public_id, 1, 28, .doc = "public id"),
	SHAPE_STR(struct outbox_event, type, 1, 64, .doc = "what happened"),
	SHAPE_STR(struct outbox_event, object, 1, 64, .doc = "public id of what it is about"),
	SHAPE_STR(struct outbox_event, payload, 1, INT64_MAX, .doc = "JSON"),
	SHAPE_TIME(struct outbox_event, at, .doc = "when"),
	SHAPE_I64(struct outbox_event, attempts, 0, INT64_MAX, .flags = SHAPE_HIDDEN, .doc = "tries before"),
};
const struct shape outbox_event_shape = SHAPE(struct outbox_event, event_fields, "An event, as a subscriber gets it.");

static const struct db_query queries[] = {
	[DUE] = { "outbox_due", "i", &outbox_lane_shape,
	    "SELECT subscriber, object, lease IS NOT NULL AS is_lost FROM outbox_lane WHERE next_at <= NOW(6) ORDER BY next_at LIMIT ?"
	    " FOR UPDATE SKIP LOCKED" },
	[LEASE] = { "outbox_lease", "sii", NULL,
	    "UPDATE JSON_TABLE(?, '$[*]' COLUMNS (" OUTBOX_LANE_COLUMNS
	    ")) j STRAIGHT_JOIN outbox_lane l FORCE INDEX (PRIMARY)"
	    " ON l.subscriber = j.subscriber AND l.object = j.object"
	    " SET l.next_at = NOW(6) + INTERVAL ? MICROSECOND, l.lease = ?" },
	[HOLD] = { "outbox_hold", "issi", NULL,
	    "UPDATE outbox_lane SET next_at = NOW(6) + INTERVAL ? MICROSECOND WHERE subscriber = ? AND object = ? AND lease = ?" },
	[RELEASE] = { "outbox_release", "issi", NULL,
	    "UPDATE outbox_lane SET next_at = NOW(6) + INTERVAL ? MICROSECOND, lease = NULL WHERE subscriber = ? AND object = ? AND lease = ?" },
	[PAUSE] = { "outbox_pause", "is", NULL,
	    "UPDATE outbox_lane SET next_at = NOW(6) + INTERVAL ? MICROSECOND WHERE subscriber = ? AND next_at <= NOW(6) AND lease IS NULL" },
	[TASK] = { "outbox_first", "ss", &outbox_event_shape,
	    "SELECT t.event_id, o.public_id, o.type, o.object, o.payload, o.at, t.attempts FROM outbox_task t JOIN outbox o ON o.id = t.event_id"
	    " WHERE t.subscriber = ? AND t.object = ? AND t.state = 'waiting' ORDER BY t.event_id LIMIT 1" },
	[DONE] = { "outbox_done", "is", NULL,
	    "UPDATE outbox_task SET state = 'done', attempts = attempts + 1, error = NULL, done_at = NOW(6) WHERE event_id = ? AND subscriber = ?" },
	[AGAIN] = { "outbox_again", "sis", NULL,
	    "UPDATE outbox_task SET attempts = attempts + 1, error = ? WHERE event_id = ? AND subscriber = ?" },
	[DEAD] = { "outbox_dead", "sis", NULL,
	    "UPDATE outbox_task SET state = 'dead', attempts = attempts + 1, error = ?, done_at = NOW(6) WHERE event_id = ? AND subscriber = ?" },
	/* Only in a transaction that holds the lane already: the look at the tasks must come after its lock. */
	[DROP] = { "outbox_drop_lane", "ssiss", NULL,
	    "DELETE FROM outbox_lane WHERE subscriber = ? AND object = ? AND lease = ?"
	    " AND NOT EXISTS (SELECT 1 FROM outbox_task FORCE INDEX (outbox_task_lane) WHERE subscriber = ? AND object = ? AND state = 'waiting')" },
};
const struct db_module outbox_work_sql = { "outbox_work", queries, COUNT(queries) };
const char *const outbox_outcome_names[OUTBOX__OUTCOMES] = { "done", "failed", "dead", "lost" };

/* What becomes of a task, in one transaction. */
struct settlement {
	struct outbox_work *w;
	const struct outbox_lane *lane;
	const struct outbox_event *event; /* NULL: there was none */
	enum outbox_outcome outcome;
	int64_t delay_us;                 /* FAILED: until the next try */
	struct str error;
	bool lost, dropped;               /* out */
};

static enum err settle(struct db *db, void *payload) MUST_CHECK;

enum err
outbox_work_init(struct outbox_work *w, const struct config *c)
{
	struct str rest = config_str(c, "outbox.retry"), item;

	w->lease_us = config_ms(c, "outbox.lease") * 1000;
	w->give_up_us = config_ms(c, "outbox.give_up") * 1000;
	for (w->retries = 0; str_split(&rest, ',', &item); w->retries++) {
		int64_t ms;
		if (w->retries == OUTBOX_RETRIES_MAX || config_duration(str_trim(item), &ms))
			return err_fail(ERR_INVALID, "outbox.retry must be at most %d durations such as 5s,30s,2m",
			    OUTBOX_RETRIES_MAX);
		w->retry_us[w->retries] = ms * 1000;
	}
	assert(w->count <= OUTBOX_SUBSCRIBERS_MAX);
	w->arena = arena_new();
	w->batch_arena = arena_new();
	return OK;
}

void
outbox_work_release(struct outbox_work *w)
{
	arena_free(w->arena);
	arena_free(w->batch_arena);
	w->arena = w->batch_arena = NULL;
}

/* ---- leases ---- */

struct leasing {
	struct outbox_work *w;
	struct arena *arena;
	struct list lanes;
	size_t many; /* so many of them, the first ones, are handled together */
};

static size_t
find_subscriber(const struct outbox_work *w, struct str name)
{
	size_t i = 0;

	while (i < w->count && !str_eq_z(name, w->subscribers[i].name))
		i++;
	return i;
}

static bool
takes_many(const struct outbox_work *w, const struct outbox_lane *l)
{
	size_t i = find_subscriber(w, l->subscriber);

	return i < w->count && w->subscribers[i].handle_many;
}

/* A lane that was lost is leased alone: if its event ends this process too, no other lane is hit. */
static void
part_lost(struct list *lanes)
{
	const struct outbox_lane *l = lanes->items;

	for (size_t i = 0; i < lanes->count; i++)
		if (l[i].is_lost) {
			lanes->count = i ? i : 1;
			return;
		}
}

/* Those that are handled together first, then a few of the others; what is over is left to the next turn, or to another
 * process. */
static void
pick(struct leasing *l)
{
	const struct outbox_lane *all = l->lanes.items;
	struct outbox_lane *picked = arena_array(l->arena, struct outbox_lane, l->lanes.count);
	size_t n = 0;

	for (size_t i = 0; i < l->lanes.count; i++)
		if (!all[i].is_lost && takes_many(l->w, &all[i]))
			picked[n++] = all[i];
	l->many = n;
	for (size_t i = 0; i < l->lanes.count && n < l->many + LEASE_LANES; i++)
		if (all[i].is_lost || !takes_many(l->w, &all[i]))
			picked[n++] = all[i];
	l->lanes = (struct list){ picked, n };
}

static enum err
lease(struct db *db, void *payload)
{
	struct leasing *l = payload;
	const struct db_arg limit = db_i64(OUTBOX_BATCH);
	struct db_arg args[3];
	enum err err;

	arena_reset(l->arena);
	l->many = 0;
	err = db_rows(db, &queries[DUE], &limit, 1, l->arena, OUTBOX_BATCH, &l->lanes);
	if (err || !l->lanes.count)
		return err;
	part_lost(&l->lanes);
	pick(l);
	args[0] = db_str(outbox_lanes_json(l->arena, l->lanes.items, l->lanes.count));
	args[1] = db_i64(l->w->lease_us);
	args[2] = db_i64(l->w->token);
	return db_exec(db, &queries[LEASE], args, COUNT(args), NULL);
}

struct str
outbox_lanes_json(struct arena *a, const struct outbox_lane *lanes, size_t count)
{
	struct buf b;

	buf_in_arena(&b, a, BUF_REPLY);
	buf_char(&b, '[');
	for (size_t i = 0; i < count; i++) {
		buf_str(&b, i ? STR(",[") : STR("["));
		json_write_str(&b, lanes[i].subscriber);
		buf_char(&b, ',');
		json_write_str(&b, lanes[i].object);
		buf_char(&b, ']');
	}
	buf_char(&b, ']');
	return buf_view(&b);
}

static enum err
release(struct outbox_work *w, const struct outbox_lane *lane, int64_t delay_us)
{
	const struct db_arg args[] = { db_i64(delay_us), db_str(lane->subscriber), db_str(lane->object),
		db_i64(w->token) };

	return db_exec(w->db, &queries[RELEASE], args, COUNT(args), NULL);
}

/* The lanes of one subscriber after the other: together, and where that does not work one by one. */
static enum err
run_many(struct outbox_work *w, const struct outbox_lane *lanes, size_t count, size_t *handled)
{
	enum err err = OK;

	for (size_t s = 0; !err && s < w->count; s++) {
		struct outbox_batch batch = {
			.w = w, .subscriber = s, .lanes = arena_array(w->batch_arena, struct outbox_lane, count)
		};
		bool all = false;
		for (size_t i = 0; i < count; i++)
			if (str_eq_z(lanes[i].subscriber, w->subscribers[s].name))
				batch.lanes[batch.count++] = lanes[i];
		if (!batch.count)
			continue;
		if (w->pauses[s].until <= clock_ticks())
			err = outbox_batch_run(&batch, &all);
		*handled += all ? batch.event_count : 0;
		for (size_t i = 0; !err && !all && i < batch.count; i++)
			err = outbox_lane_run(w, &batch.lanes[i], handled);
	}
	return err;
}

enum err
outbox_turn(struct outbox_work *w, size_t *handled)
{
	struct leasing l = { .w = w, .arena = arena_new() };
	const struct outbox_lane *lanes;
	int64_t leased = clock_ticks();
	enum err err;

	*handled = 0;
	w->token = (int64_t)(crypto_random_u64() >> 1);
	arena_reset(w->batch_arena);
	err = db_transaction(w->db, lease, &l);
	lanes = l.lanes.items;
	if (!err && l.many)
		err = run_many(w, lanes, l.many, handled);
	for (size_t i = l.many; !err && i < l.lanes.count; i++) {
		/* Leased together, but those before it may have taken long: what is near its end is left to whoever
		 * leases it next. */
		if (*w->stop || clock_ticks() - leased > w->lease_us / 4)
			err = release(w, &lanes[i], 0);
		else
			err = outbox_lane_run(w, &lanes[i], handled);
	}
	arena_free(l.arena);
	return err;
}

/* ---- tasks ---- */

static int64_t
with_jitter(int64_t us)
{
	return us - us / 5 + (int64_t)(crypto_random_u64() % (uint64_t)(2 * us / 5 + 1));
}

/* What a failure means for the task: when to try again, or never. */
static void
judge(const struct outbox_work *w, const struct outbox_event *event, enum err err, struct settlement *s)
{
	bool outside = err == ERR_UNAVAILABLE || err == ERR_BUSY || err == ERR_TIMEOUT;
	bool last = w->retries == 0 || event->attempts >= (int64_t)w->retries;

	s->outcome = OUTBOX_FAILED;
	if (err == ERR_INVALID || (outside ? clock_now().us - event->at.us > w->give_up_us : last)) {
		s->outcome = OUTBOX_DEAD;
	} else {
		int64_t us = w->retries ? w->retry_us[MIN(event->attempts, (int64_t)w->retries - 1)] : PAUSE_MIN_US;
		s->delay_us = with_jitter(outside ? MIN(us, UNAVAILABLE_MAX_US) : us);
	}
}

/* The subscriber's server does not answer: its other lanes need not find out one by one. */
static enum err
pause_subscriber(struct outbox_work *w, size_t subscriber)
{
	const struct db_arg args[] = { db_i64(MAX(MIN(w->pauses[subscriber].wait_us * 2, PAUSE_MAX_US), PAUSE_MIN_US)),
		db_str(str_of(w->subscribers[subscriber].name)) };

	w->pauses[subscriber].wait_us = args[0].i64;
	w->pauses[subscriber].until = clock_ticks() + args[0].i64;
	return db_exec(w->db, &queries[PAUSE], args, COUNT(args), NULL);
}

static enum err
handle(struct outbox_work *w, size_t subscriber, const struct outbox_lane *lane, const struct outbox_event *event,
    bool was_lost, struct settlement *s)
{
	int64_t started = clock_ticks();
	enum err err;

	if (w->watch)
		w->watch(w->env, subscriber, event, -1, 0, OK);
	/* One who was lost with it counts as a try; when there is none left, it is not given another process to end. */
	if (was_lost && event->attempts >= (int64_t)w->retries)
		err = err_fail(
		    ERR_INVALID, "its worker was lost %lld times while handling it", (long long)event->attempts);
	else
		err = w->subscribers[subscriber].handle(w->env, w->arena, event);
	*s = (struct settlement){ .w = w, .lane = lane, .event = event, .outcome = OUTBOX_DONE };
	if (err) {
		judge(w, event, err, s);
		s->error =
		    str_cut_chars(str_dup(w->arena, str_of(err_detail()[0] ? err_detail() : err_name(err))), 1000);
	}
	if (w->watch)
		w->watch(w->env, subscriber, event, (int)s->outcome, clock_ticks() - started, err);
	err_clear();
	if (err != ERR_UNAVAILABLE) {
		w->pauses[subscriber].wait_us = 0;
		return OK;
	}
	return pause_subscriber(w, subscriber);
}

/* The lease ended without a word: whatever was first in the lane then is under suspicion. */
static enum err
count_lost(struct outbox_work *w, struct outbox_event *event, struct str subscriber)
{
	const struct db_arg args[] = { db_str(STR("its worker was lost while handling it")), db_i64(event->event_id),
		db_str(subscriber) };

	event->attempts++;
	return db_exec(w->db, &queries[AGAIN], args, COUNT(args), NULL);
}

enum err
outbox_lane_run(struct outbox_work *w, const struct outbox_lane *lane, size_t *handled)
{
	const struct db_arg args[] = { db_str(lane->subscriber), db_str(lane->object) };
	size_t subscriber = find_subscriber(w, lane->subscriber);
	enum err err = OK;

	if (subscriber == w->count)
		return release(w, lane, STRANGER_US);
	for (int i = 0; !err && i < LANE_TASKS_MAX && !*w->stop; i++) {
		bool was_lost = lane->is_lost && i == 0;
		struct settlement s = { .w = w, .lane = lane, .outcome = OUTBOX_DONE };
		struct outbox_event event;
		int64_t wait = w->pauses[subscriber].until - clock_ticks();
		if (wait > 0)
			return release(w, lane, wait);
		arena_reset(w->arena);
		err = db_row(w->db, &queries[TASK], args, COUNT(args), w->arena, &event);
		if (err == ERR_NOT_FOUND) {
			err_clear();
			err = OK;
		} else {
			if (!err && was_lost)
				err = count_lost(w, &event, lane->subscriber);
			if (!err)
				err = handle(w, subscriber, lane, &event, was_lost, &s);
		}
		if (err || (err = db_transaction(w->db, settle, &s)))
			return err;
		*handled += s.event != NULL;
		if (s.lost && w->watch)
			w->watch(w->env, subscriber, s.event, OUTBOX_LOST, 0, OK);
		if (s.lost || s.dropped || s.outcome == OUTBOX_FAILED)
			return OK;
	}
	return err ? err : release(w, lane, 0);
}

static enum err
settle(struct db *db, void *payload)
{
	struct settlement *s = payload;
	const struct outbox_lane *l = s->lane;
	const struct db_arg subscriber = db_str(l->subscriber), object = db_str(l->object), token = db_i64(s->w->token);
	const struct db_arg hold[] = { db_i64(s->outcome == OUTBOX_FAILED ? s->delay_us : s->w->lease_us), subscriber,
		object, token };
	const struct db_arg drop[] = { subscriber, object, token, subscriber, object };
	struct db_done done;
	enum err err = db_exec(db, &queries[s->outcome == OUTBOX_FAILED ? RELEASE : HOLD], hold, COUNT(hold), &done);

	s->lost = s->dropped = false;
	if (err)
		return err;
	if (!done.affected) {
		s->lost = true; /* whoever has the lane now handles the task again, and may be at it already */
		return OK;
	}
	if (s->event) {
		const struct db_arg ok[] = { db_i64(s->event->event_id), subscriber };
		const struct db_arg bad[] = { db_str(s->error), ok[0], subscriber };
		if (s->outcome == OUTBOX_DONE)
			err = db_exec(db, &queries[DONE], ok, COUNT(ok), NULL);
		else
			err = db_exec(db, &queries[s->outcome == OUTBOX_DEAD ? DEAD : AGAIN], bad, COUNT(bad), NULL);
	}
	if (err || s->outcome == OUTBOX_FAILED)
		return err;
	err = db_exec(db, &queries[DROP], drop, COUNT(drop), &done);
	s->dropped = !err && done.affected > 0;
	return err;
}
