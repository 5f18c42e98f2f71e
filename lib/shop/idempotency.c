/* idempotency.c - claims and replies.  Writes table idempotency.  See idempotency.h. */
#include "lib/shop/idempotency.h"

#include <assert.h>

#define TRIES 3          /* the row may go away between two looks */
#define SWEEP_ROWS 1000

static const struct shape_enum states[] = { { "running", 0 }, { "done", 1 }, { NULL, 0 } };
struct row {
	struct str fingerprint;
	int state;
	struct time lease_until;
	struct opt_i64 status;
	struct str headers, body;
};
static const struct shape_field row_fields[] = { SHAPE_STR(struct row, fingerprint, 32, 32),
	SHAPE_ENUM(struct row, state, states), SHAPE_TIME(struct row, lease_until),
	SHAPE_OPT(struct row, status, 0, 999), SHAPE_STR(struct row, headers, 0, INT32_MAX),
	SHAPE_STR(struct row, body, 0, INT32_MAX) };
static const struct shape row_shape = SHAPE(struct row, row_fields, "A claim.");

enum { CLAIM, FIND, TAKE_OVER, KEEP, DROP };

static const struct db_query queries[] = {
	[CLAIM] = { "idempotency_claim", "sstt", NULL,
	    "SET STATEMENT innodb_lock_wait_timeout = 0 FOR INSERT INTO idempotency (scope, fingerprint, lease_until, created_at) VALUES (?, ?, ?, ?)" },
	[FIND] = { "idempotency_find", "s", &row_shape,
	    "SELECT fingerprint, state, lease_until, status, headers, body FROM idempotency WHERE scope = ?" },
	[TAKE_OVER] = { "idempotency_take_over", "tst", NULL,
	    "UPDATE idempotency SET lease_until = ? WHERE scope = ? AND state = 'running' AND lease_until = ?" },
	[KEEP] = { "idempotency_keep", "issst", NULL,
	    "UPDATE idempotency SET state = 'done', status = ?, headers = ?, body = ? WHERE scope = ? AND state = 'running' AND lease_until = ?" },
	[DROP] = { "idempotency_drop", "st", NULL,
	    "DELETE FROM idempotency WHERE scope = ? AND state = 'running' AND lease_until = ?" },
};
const struct db_module idempotency_sql = { "idempotency", queries, COUNT(queries) };

static const struct db_query sweep = { "idempotency_sweep", "ti", NULL,
	"DELETE FROM idempotency WHERE created_at < ? LIMIT ?" };
const struct db_module idempotency_sweep_sql = { "idempotency_sweep", &sweep, 1 };

/* Somebody was first.  ERR_NOT_FOUND: and is gone again. */
static enum err
look(struct db *db, struct arena *a, struct str scope, struct str fingerprint, struct time now, struct time lease,
    enum idempotency_state *state, struct idempotency_reply *reply)
{
	const struct db_arg find[] = { db_str(scope) };
	struct db_done done;
	struct row row;
	enum err err = db_row(db, &queries[FIND], find, COUNT(find), a, &row);

	if (err)
		return err;
	*state = IDEMPOTENCY_RUNNING;
	if (!str_eq(row.fingerprint, fingerprint)) {
		*state = IDEMPOTENCY_OTHER;
	} else if (row.state) {
		*state = IDEMPOTENCY_REPLAY;
		*reply = (struct idempotency_reply){ row.status.value, row.headers, row.body };
	} else if (row.lease_until.us <= now.us) {
		const struct db_arg args[] = { db_time(lease), db_str(scope), db_time(row.lease_until) };
		err = db_exec(db, &queries[TAKE_OVER], args, COUNT(args), &done);
		if (!err && done.affected == 1)
			*state = IDEMPOTENCY_MINE;
	}
	return err;
}

enum err
idempotency_claim(struct db *db, struct arena *a, struct str scope, struct str fingerprint, int64_t lease_s,
    enum idempotency_state *state, struct time *lease, struct idempotency_reply *reply)
{
	struct time now = clock_now(), until = { now.us + lease_s * US_PER_S };
	const struct db_arg args[] = { db_str(scope), db_str(fingerprint), db_time(until), db_time(now) };
	enum err err = ERR_NOT_FOUND;

	assert(scope.len == 32 && fingerprint.len == 32);
	db_primary(db);
	*state = IDEMPOTENCY_RUNNING;
	for (int i = 0; i < TRIES && err == ERR_NOT_FOUND; i++) {
		err = db_exec_nowait(db, &queries[CLAIM], args, COUNT(args), NULL);
		if (!err)
			*state = IDEMPOTENCY_MINE;
		else if (err == ERR_BUSY) /* in a transaction that still runs */
			err = OK;
		else if (err == ERR_CONFLICT)
			err = look(db, a, scope, fingerprint, now, until, state, reply);
	}
	if (err == ERR_NOT_FOUND)
		err = OK;
	if (!err) {
		err_clear();
		*lease = until;
	}
	return err;
}

enum err
idempotency_keep(struct db *db, struct str scope, struct time lease, const struct idempotency_reply *reply)
{
	const struct db_arg args[] = { db_i64(reply->status), db_str(reply->headers), db_str(reply->body),
		db_str(scope), db_time(lease) };
	struct db_done done;
	enum err err = db_exec(db, &queries[KEEP], args, COUNT(args), &done);

	if (!err && done.affected != 1)
		err = err_fail(ERR_CONFLICT, "could not keep a reply: the claim ended and is another's");
	return err;
}

enum err
idempotency_drop(struct db *db, struct str scope, struct time lease)
{
	const struct db_arg args[] = { db_str(scope), db_time(lease) };

	return db_exec(db, &queries[DROP], args, COUNT(args), NULL);
}

enum err
idempotency_sweep(struct db *db, int64_t *deleted)
{
	struct time before = { clock_now().us - IDEMPOTENCY_KEEP_S * US_PER_S };
	const struct db_arg args[] = { db_time(before), db_i64(SWEEP_ROWS) };
	struct db_done done = { .affected = SWEEP_ROWS };
	enum err err = OK;

	*deleted = 0;
	while (!err && done.affected == SWEEP_ROWS) {
		err = db_exec(db, &sweep, args, COUNT(args), &done);
		*deleted += err ? 0 : done.affected;
	}
	return err;
}
