/*
 * outbox_batch.c - many tasks of one subscriber in one transaction.  Writes outbox_lane, outbox_task.  See
 * outbox_parts.h.
 *
 * The lanes are locked first and looked at under the lease's token: what somebody else has by now is left out.  Then
 * handler, "done" and the end of the lanes: six statements whatever the number of events.
 */
#include "lib/shop/outbox_parts.h"

enum { MINE, TASKS, DONE, DROP, RELEASE };

/* FORCE INDEX: a small table would be read, and so locked, as a whole. */
#define LANES_OF \
	"JSON_TABLE(?, '$[*]' COLUMNS (" OUTBOX_LANE_COLUMNS ")) j STRAIGHT_JOIN outbox_lane l FORCE INDEX (PRIMARY)" \
	" ON l.subscriber = j.subscriber AND l.object = j.object"
/* The other index would be read, and so locked, far beyond the lane. */
#define WAITING \
	"FROM outbox_task t FORCE INDEX (outbox_task_lane) WHERE t.subscriber = l.subscriber AND t.object = l.object AND t.state = 'waiting'"

static const struct db_query queries[] = {
	[MINE] = { "outbox_mine", "si", &outbox_lane_shape,
	    "SELECT l.subscriber, l.object, FALSE AS is_lost FROM " LANES_OF " WHERE l.lease = ? FOR UPDATE" },
	/* The oldest of each lane. */
	[TASKS] = { "outbox_firsts", "s", &outbox_event_shape,
	    "SELECT o.id AS event_id, o.public_id, o.type, o.object, o.payload, o.at, t.attempts FROM JSON_TABLE(?, '$[*]' COLUMNS (" OUTBOX_LANE_COLUMNS
	    ")) l"
	    " STRAIGHT_JOIN outbox o FORCE INDEX (PRIMARY) ON o.id = (SELECT MIN(t.event_id) " WAITING ")"
	    " STRAIGHT_JOIN outbox_task t FORCE INDEX (PRIMARY) ON t.event_id = o.id AND t.subscriber = l.subscriber" },
	[DONE] = { "outbox_done_many", "ss", NULL,
	    "UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) j STRAIGHT_JOIN outbox_task t FORCE INDEX (PRIMARY) ON t.event_id = j.id AND t.subscriber = ?"
	    " SET t.state = 'done', t.attempts = t.attempts + 1, t.error = NULL, t.done_at = NOW(6)" },
	[DROP] = { "outbox_drop_many", "s", NULL,
	    "DELETE l FROM " LANES_OF " WHERE NOT EXISTS (SELECT 1 " WAITING ")" },
	[RELEASE] = { "outbox_release_many", "s", NULL, "UPDATE " LANES_OF " SET l.next_at = NOW(6), l.lease = NULL" },
};
const struct db_module outbox_batch_sql = { "outbox_batch", queries, COUNT(queries) };

static enum err
settle(struct db *db, struct arena *a, const struct outbox_batch *b, const struct list *mine, const struct list *events)
{
	const struct outbox_event *e = events->items;
	const struct db_arg lanes = db_str(outbox_lanes_json(a, mine->items, mine->count));
	struct db_done done;
	struct buf ids;
	enum err err;

	buf_in_arena(&ids, a, BUF_REPLY);
	for (size_t i = 0; i < events->count; i++)
		buf_printf(&ids, "%c%lld", i ? ',' : '[', (long long)e[i].event_id);
	buf_lit(&ids, "]");
	const struct db_arg tasks[] = { db_str(buf_view(&ids)), db_str(str_of(b->w->subscribers[b->subscriber].name)) };
	if (events->count && (err = db_exec(db, &queries[DONE], tasks, COUNT(tasks), NULL)))
		return err;
	err = db_exec(db, &queries[DROP], &lanes, 1, &done);
	/* The others have more to do: in the next turn. */
	return err || done.affected == (int64_t)mine->count ? err : db_exec(db, &queries[RELEASE], &lanes, 1, NULL);
}

struct run {
	struct outbox_batch *batch;
	struct list events; /* out */
};

static enum err
handle(struct db *db, void *payload)
{
	struct run *r = payload;
	struct outbox_batch *b = r->batch;
	struct outbox_work *w = b->w;
	const struct db_arg leased[] = { db_str(outbox_lanes_json(w->batch_arena, b->lanes, b->count)),
		db_i64(w->token) };
	struct db_arg lanes;
	struct list mine;
	enum err err;

	arena_reset(w->arena);
	r->events = (struct list){ 0 };
	err = db_rows(db, &queries[MINE], leased, COUNT(leased), w->arena, b->count, &mine);
	if (err || !mine.count)
		return err;
	lanes = db_str(outbox_lanes_json(w->arena, mine.items, mine.count));
	err = db_rows(db, &queries[TASKS], &lanes, 1, w->arena, b->count, &r->events);
	if (!err && r->events.count && w->watch)
		w->watch(w->env, b->subscriber, r->events.items, -1, 0, OK);
	if (!err && r->events.count)
		err = w->subscribers[b->subscriber].handle_many(w->env, w->arena, r->events.items, r->events.count);
	return err ? err : settle(db, w->arena, b, &mine, &r->events);
}

enum err
outbox_batch_run(struct outbox_batch *b, bool *all)
{
	struct outbox_work *w = b->w;
	struct run r = { .batch = b };
	int64_t started = clock_ticks();
	enum err err = db_transaction(w->db, handle, &r);
	const struct outbox_event *e = r.events.items;

	*all = !err;
	err_clear(); /* one by one the same will be said again, by the one whose fault it is */
	b->event_count = *all ? r.events.count : 0;
	for (size_t i = 0; i < b->event_count && w->watch; i++)
		w->watch(
		    w->env, b->subscriber, &e[i], OUTBOX_DONE, (clock_ticks() - started) / (int64_t)b->event_count, OK);
	return OK;
}
