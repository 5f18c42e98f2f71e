/*
 * outbox_fan.c - new events: their place in the feed, a task per subscriber, and the lanes these wait in.
 *
 * One process at a time, by the lock on outbox_head, held until commit: so places become visible in their order.  A
 * transaction that adds an event and commits late just gets a later place; nothing looks for "ids above the last one".
 */
#include "lib/shop/names.h"
#include "lib/shop/outbox_work.h"

#define FAN_MAX 500

enum { LOOK, HEAD, NEW, PLACE, TASK, LANE, MOVE };

struct head {
	int64_t last_seq;
};
static const struct shape_field head_fields[] = { SHAPE_I64(
    struct head, last_seq, 0, INT64_MAX, .doc = "place given last") };
static const struct shape head_shape = SHAPE(struct head, head_fields, "End of the feed.");

static const struct shape_field due_fields[] = {
	SHAPE_BOOL(struct outbox_due, is_new, .doc = "events to fan out"),
	SHAPE_BOOL(struct outbox_due, is_due, .doc = "lanes to lease"),
};
static const struct shape due_shape = SHAPE(struct outbox_due, due_fields, "What there is to do.");

struct fresh {
	int64_t id;
	struct str type, object;
};
static const struct shape_field fresh_fields[] = {
	SHAPE_I64(struct fresh, id, 1, INT64_MAX, .doc = "row"),
	SHAPE_STR(struct fresh, type, 1, 64, .doc = "what happened"),
	SHAPE_STR(struct fresh, object, 1, 64, .doc = "to what"),
};
static const struct shape fresh_shape = SHAPE(struct fresh, fresh_fields, "A new event.");

static const struct db_query queries[] = {
	[LOOK] = { "outbox_look", "", &due_shape,
	    "SELECT EXISTS (SELECT 1 FROM outbox WHERE seq IS NULL) AS is_new,"
	    " EXISTS (SELECT 1 FROM outbox_lane WHERE next_at <= NOW(6)) AS is_due" },
	[HEAD] = { "outbox_head", "", &head_shape,
	    "SELECT last_seq FROM outbox_head WHERE one = 1 FOR UPDATE SKIP LOCKED" },
	[NEW] = { "outbox_new", "i", &fresh_shape,
	    "SELECT id, type, object FROM outbox WHERE seq IS NULL ORDER BY id LIMIT ?" },
	[PLACE] = { "outbox_place", "si", NULL,
	    "UPDATE JSON_TABLE(?, '$[*]' COLUMNS (n FOR ORDINALITY, id BIGINT PATH '$')) j STRAIGHT_JOIN outbox o FORCE INDEX (PRIMARY)"
	    " ON o.id = j.id SET o.seq = ? + j.n" },
	[TASK] = { "outbox_task", "iss", NULL,
	    "INSERT INTO outbox_task (event_id, subscriber, object) VALUES (?, ?, ?)" },
	/* The lane that is there keeps its time: it may be leased, or wait for a second try. */
	[LANE] = { "outbox_lane", "ss", NULL,
	    "INSERT INTO outbox_lane (subscriber, object, next_at) VALUES (?, ?, NOW(6)) ON DUPLICATE KEY UPDATE next_at = next_at" },
	[MOVE] = { "outbox_move_head", "i", NULL, "UPDATE outbox_head SET last_seq = ? WHERE one = 1" },
};
const struct db_module outbox_fan_sql = { "outbox_fan", queries, COUNT(queries) };

struct fan {
	struct outbox_work *w;
	size_t count;
};

enum err
outbox_look(struct db *db, struct outbox_due *out)
{
	struct arena *a = arena_new();
	enum err err = db_row(db, &queries[LOOK], NULL, 0, a, out);

	arena_free(a);
	return err;
}

/* The first pattern that fits says it. */
static bool
wants(const struct outbox_subscriber *s, struct str type)
{
	for (const char *const *t = s->types; *t; t++) {
		bool is_not = **t == '!';
		struct str pattern = str_of(*t + is_not);
		if (str_ends(pattern, STR("*")) ? str_starts(type, str_cut(pattern, pattern.len - 1))
						: str_eq(type, pattern))
			return !is_not;
	}
	return false;
}

static enum err
make_tasks(struct db *db, struct outbox_work *w, const struct list *events, struct arena *a)
{
	const struct fresh *e = events->items;
	struct db_arg *tasks = arena_array(a, struct db_arg, 3 * events->count * w->count);
	struct db_arg *lanes = arena_array(a, struct db_arg, 2 * events->count * w->count);
	size_t n = 0;
	enum err err;

	for (size_t s = 0; s < w->count; s++)
		for (size_t i = 0; i < events->count; i++) {
			if (!wants(&w->subscribers[s], e[i].type))
				continue;
			tasks[3 * n] = db_i64(e[i].id);
			tasks[3 * n + 1] = lanes[2 * n] = db_str(str_of(w->subscribers[s].name));
			tasks[3 * n + 2] = lanes[2 * n + 1] = db_str(e[i].object);
			n++;
		}
	/* Tasks first: who finds a lane finds its tasks. */
	err = db_bulk(db, &queries[TASK], tasks, 3, n, NULL);
	return err ? err : db_bulk(db, &queries[LANE], lanes, 2, n, NULL);
}

static enum err
fan(struct db *db, void *payload)
{
	struct fan *f = payload;
	struct arena *a = f->w->arena;
	struct list events;
	struct head head;
	struct db_arg arg = db_i64(FAN_MAX), places[2];
	int64_t *ids;
	const struct fresh *e;
	enum err err;

	f->count = 0;
	arena_reset(a);
	err = db_row(db, &queries[HEAD], NULL, 0, a, &head);
	if (err == ERR_NOT_FOUND) { /* another process is at it */
		err_clear();
		return OK;
	}
	if (err || (err = db_rows(db, &queries[NEW], &arg, 1, a, FAN_MAX, &events)) || !events.count)
		return err;
	e = events.items;
	ids = arena_array(a, int64_t, events.count);
	for (size_t i = 0; i < events.count; i++)
		ids[i] = e[i].id;
	places[0] = db_str(ids_json(a, ids, events.count));
	places[1] = db_i64(head.last_seq);
	head.last_seq += (int64_t)events.count;
	if ((err = db_exec(db, &queries[PLACE], places, COUNT(places), NULL)) ||
	    (err = make_tasks(db, f->w, &events, a)))
		return err;
	arg = db_i64(head.last_seq);
	f->count = events.count;
	return db_exec(db, &queries[MOVE], &arg, 1, NULL);
}

enum err
outbox_fan(struct outbox_work *w, size_t *count)
{
	struct fan f = { .w = w };
	enum err err = db_transaction(w->db, fan, &f);

	*count = err ? 0 : f.count;
	return err;
}
