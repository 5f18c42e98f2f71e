/* outbox_read.c - the feed, figures, lists; see outbox_read.h.  Dead tasks go back to outbox_task and outbox_lane here.
 * */
#include "lib/shop/outbox_read.h"

#define LAG_ROWS_MAX 100

/* ---- the feed ---- */

struct place {
	int64_t seq;
};
static const struct shape_field place_fields[] = { SHAPE_I64(
    struct place, seq, 0, INT64_MAX, .doc = "place in the feed") };
static const struct shape place_shape = SHAPE(struct place, place_fields, "A place in the feed.");

static const struct shape_field entry_fields[] = {
	SHAPE_STR(struct outbox_entry, id, 1, 28, .doc = "id of the event, and the cursor after it"),
	SHAPE_STR(struct outbox_entry, type, 1, 64, .doc = "what happened"),
	SHAPE_STR(struct outbox_entry, object, 1, 64, .doc = "public id of what it is about"),
	SHAPE_STR(struct outbox_entry, payload, 1, INT64_MAX, .doc = "JSON object; its members depend on the type"),
	SHAPE_TIME(struct outbox_entry, at, .doc = "when"),
};
const struct shape outbox_entry_shape = SHAPE(struct outbox_entry, entry_fields, "An event of the feed.");

enum { PLACE, FEED };
static const struct db_query feed_queries[] = {
	[PLACE] = { "outbox_feed_place", "s", &place_shape,
	    "SELECT seq FROM outbox WHERE public_id = ? AND seq IS NOT NULL" },
	[FEED] = { "outbox_feed", "issi", &outbox_entry_shape,
	    "SELECT public_id AS id, type, object, JSON_REMOVE(payload, '$.sealed', '$.generations') AS payload, at FROM outbox"
	    " WHERE seq > ? AND type >= ? AND type < ? AND type NOT LIKE 'cache.%' ORDER BY seq LIMIT ?" },
};
const struct db_module outbox_feed_sql = { "outbox_feed", feed_queries, COUNT(feed_queries) };

/* All types are of a-z 0-9 _ and '.', so a group or a single one is a range: '!' sorts before, '~' after each of these.
 * */
static enum err
type_range(struct arena *a, struct str type, struct str *from, struct str *to)
{
	bool group = str_ends(type, STR(".*"));
	struct str plain = group ? str_cut(type, type.len - 1) : type;

	*from = STR("");
	*to = STR("~");
	if (!type.len)
		return OK;
	for (size_t i = 0; i < plain.len; i++)
		if (!memchr("abcdefghijklmnopqrstuvwxyz0123456789_.", plain.ptr[i], 38))
			return err_fail(ERR_INVALID, "no event has the type '%.*s'", STR_ARG(type));
	*from = plain;
	*to = str_printf(a, "%.*s%c", STR_ARG(plain), group ? '~' : '!');
	return OK;
}

enum err
outbox_feed(struct db *db, struct arena *a, struct str after, struct str type, size_t limit, struct list *out)
{
	const struct db_arg id = db_str(after);
	struct place p = { 0 };
	struct str from, to;
	enum err err = type_range(a, type, &from, &to);

	if (!err && after.len) {
		err = db_row(db, &feed_queries[PLACE], &id, 1, a, &p);
		if (err == ERR_NOT_FOUND)
			return err_fail(ERR_GONE, "event '%.*s' is not there", STR_ARG(after));
	}
	if (!err) {
		size_t most = MIN(MAX(limit, (size_t)1), (size_t)OUTBOX_FEED_MAX);
		const struct db_arg args[] = { db_i64(p.seq), db_str(from), db_str(to), db_i64((int64_t)most) };
		err = db_rows(db, &feed_queries[FEED], args, COUNT(args), a, most, out);
	}
	return err;
}

/* ---- figures and lists ---- */

const struct shape_enum outbox_states[] = { { "waiting", OUTBOX_TASK_WAITING }, { "done", OUTBOX_TASK_DONE },
	{ "dead", OUTBOX_TASK_DEAD }, { 0 } };

static const struct shape_field lag_fields[] = {
	SHAPE_STR(struct outbox_lag, subscriber, 0, 32, .doc = "who; none: events that are not fanned out yet"),
	SHAPE_I64(struct outbox_lag, waiting, 0, INT64_MAX, .doc = "tasks that wait"),
	SHAPE_I64(struct outbox_lag, dead, 0, INT64_MAX, .doc = "tasks that failed for good"),
	SHAPE_I64(struct outbox_lag, lag_us, 0, INT64_MAX, .doc = "age of the oldest that waits, in microseconds"),
};
const struct shape outbox_lag_shape = SHAPE(struct outbox_lag, lag_fields, "How far a subscriber is behind.");

static const struct shape_field row_fields[] = {
	SHAPE_I64(struct outbox_row, event_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN, .doc = "row"),
	SHAPE_STR(struct outbox_row, public_id, 1, 28, .doc = "id of the event"),
	SHAPE_STR(struct outbox_row, type, 1, 64, .doc = "what happened"),
	SHAPE_STR(struct outbox_row, object, 1, 64, .doc = "public id of what it is about"),
	SHAPE_STR(struct outbox_row, subscriber, 1, 32, .doc = "who is to handle it"),
	SHAPE_ENUM(struct outbox_row, state, outbox_states, .doc = "waiting, done or dead"),
	SHAPE_I64(struct outbox_row, attempts, 0, INT64_MAX, .doc = "tries so far"),
	SHAPE_STR(struct outbox_row, error, 0, 1000, .doc = "what the last try failed of"),
	SHAPE_TIME(struct outbox_row, at, .doc = "when it happened"),
	SHAPE_TIME(struct outbox_row, next_at, .doc = "when it is tried again"),
	SHAPE_TIME(struct outbox_row, done_at, .doc = "when it ended"),
};
const struct shape outbox_row_shape = SHAPE(struct outbox_row, row_fields, "A task.");

enum { FRESH, LAG, LIST };
static const struct db_query read_queries[] = {
	[FRESH] = { "outbox_lag_fresh", "", &outbox_lag_shape,
	    "SELECT NULL AS subscriber, COUNT(*) AS waiting, 0 AS dead, GREATEST(0, COALESCE(TIMESTAMPDIFF(MICROSECOND, MIN(at), NOW(6)), 0)) AS lag_us"
	    " FROM outbox WHERE seq IS NULL" },
	[LAG] = { "outbox_lag", "", &outbox_lag_shape,
	    "SELECT x.subscriber, x.waiting, x.dead, GREATEST(0, COALESCE(TIMESTAMPDIFF(MICROSECOND, o.at, NOW(6)), 0)) AS lag_us"
	    " FROM (SELECT subscriber, SUM(state = 'waiting') AS waiting, SUM(state = 'dead') AS dead,"
	    " MIN(CASE WHEN state = 'waiting' THEN event_id END) AS first FROM outbox_task WHERE state IN ('waiting', 'dead') GROUP BY subscriber) x"
	    " LEFT JOIN outbox o ON o.id = x.first ORDER BY x.subscriber" },
	[LIST] = { "outbox_list", "ssssiii", &outbox_row_shape,
	    "SELECT t.event_id, o.public_id, o.type, t.object, t.subscriber, t.state, t.attempts, t.error, o.at, l.next_at, t.done_at"
	    " FROM outbox_task t JOIN outbox o ON o.id = t.event_id"
	    " LEFT JOIN outbox_lane l ON l.subscriber = t.subscriber AND l.object = t.object AND t.state = 'waiting'"
	    " WHERE (? IS NULL OR t.state = ?) AND (? IS NULL OR t.subscriber = ?) AND (? = 0 OR t.event_id < ?)"
	    " ORDER BY t.event_id DESC, t.subscriber LIMIT ?" },
};
const struct db_module outbox_read_sql = { "outbox_read", read_queries, COUNT(read_queries) };

enum err
outbox_lag(struct db *db, struct arena *a, struct list *out)
{
	struct outbox_lag *all = arena_array(a, struct outbox_lag, LAG_ROWS_MAX + 1);
	struct list rows = { 0 };
	enum err err = db_row(db, &read_queries[FRESH], NULL, 0, a, &all[0]);

	if (!err)
		err = db_rows(db, &read_queries[LAG], NULL, 0, a, LAG_ROWS_MAX, &rows);
	if (err)
		return err;
	if (rows.count)
		memcpy(&all[1], rows.items, rows.count * sizeof(*all));
	*out = (struct list){ all, rows.count + 1 };
	return OK;
}

enum err
outbox_list(struct db *db, struct arena *a, const struct outbox_filter *f, struct list *out)
{
	const struct db_arg state = db_str(f->state < 0 ? STR_ABSENT : str_of(outbox_states[f->state].name));
	const struct db_arg args[] = { state, state, db_str(f->subscriber), db_str(f->subscriber), db_i64(f->before),
		db_i64(f->before), db_i64(f->limit) };

	return db_rows(db, &read_queries[LIST], args, COUNT(args), a, (size_t)f->limit, out);
}

/* ---- sending again ---- */

/* The lane first: whoever gives it up at this moment is waited for, and then finds the task or a new lane is there. */
enum { LANES_OF, AGAIN_OF, LANES_ALL, AGAIN_ALL };
#define OF_EVENT "event_id = (SELECT id FROM outbox WHERE public_id = ?) AND (? IS NULL OR subscriber = ?)"
#define LANES \
	"INSERT INTO outbox_lane (subscriber, object, next_at) SELECT DISTINCT subscriber, object, NOW(6) FROM outbox_task t"
#define KEEP " ON DUPLICATE KEY UPDATE outbox_lane.next_at = outbox_lane.next_at"
#define AGAIN "UPDATE outbox_task SET state = 'waiting', attempts = 0, error = NULL, done_at = NULL"
static const struct db_query retry_queries[] = {
	[LANES_OF] = { "outbox_retry_lanes", "sss", NULL, LANES " WHERE state = 'dead' AND " OF_EVENT KEEP },
	[AGAIN_OF] = { "outbox_retry", "sss", NULL, AGAIN " WHERE state = 'dead' AND " OF_EVENT },
	[LANES_ALL] = { "outbox_retry_all_lanes", "ss", NULL,
	    LANES " WHERE state = 'dead' AND (? IS NULL OR subscriber = ?)" KEEP },
	[AGAIN_ALL] = { "outbox_retry_all", "ss", NULL,
	    AGAIN " WHERE state = 'dead' AND (? IS NULL OR subscriber = ?)" },
};
const struct db_module outbox_retry_sql = { "outbox_retry", retry_queries, COUNT(retry_queries) };

struct retry {
	const struct db_arg *args;
	size_t n;
	int lanes;
	int64_t count;
};

static enum err
retry(struct db *db, void *payload)
{
	struct retry *r = payload;
	struct db_done done = { 0 };
	enum err err = db_exec(db, &retry_queries[r->lanes], r->args, r->n, NULL);

	if (!err)
		err = db_exec(db, &retry_queries[r->lanes + 1], r->args, r->n, &done);
	r->count = done.affected;
	return err;
}

enum err
outbox_retry(struct db *db, struct str public_id, struct str subscriber, int64_t *count)
{
	const struct db_arg args[] = { db_str(public_id), db_str(subscriber), db_str(subscriber) };
	struct retry r = { args, COUNT(args), LANES_OF, 0 };
	enum err err = db_transaction(db, retry, &r);

	*count = r.count;
	return err;
}

enum err
outbox_retry_dead(struct db *db, struct str subscriber, int64_t *count)
{
	const struct db_arg args[] = { db_str(subscriber), db_str(subscriber) };
	struct retry r = { args, COUNT(args), LANES_ALL, 0 };
	enum err err = db_transaction(db, retry, &r);

	*count = r.count;
	return err;
}
