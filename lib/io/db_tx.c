/*
 * db_tx.c - transactions: begin, run, commit, and run again when MariaDB says that nothing happened.  See db.h.
 */
#include "lib/io/db_internal.h"
#include "lib/io/crypto.h"

#include <assert.h>

#define TRIES_MAX 5
#define PAUSE_US 4000 /* doubled per try, and taken at random up to that: two that collided must not collide again */

static enum err
begin(struct db *db, const char *file, int line)
{
	enum err err;

	/* Nothing has happened yet, so a connection that the server has closed is simply replaced. */
	if (db->primary.wire && wire_is_dead(db->primary.wire))
		db_drop(&db->primary);
	if ((err = db_connect(db, &db->primary)))
		return err;
	db->tx.depth = 1;
	db->tx.broken = OK;
	db->tx.retry = false;
	db->tx.attempts = 0;
	db->tx.file = file;
	db->tx.line = line;
	db->to_primary = true;
	return db_control(db, "START TRANSACTION");
}

static void
roll_back(struct db *db)
{
	/* Where even this fails, ending the connection rolls back. */
	if (db->primary.wire && db_control(db, "ROLLBACK"))
		db_drop(&db->primary);
}

static enum err
commit(struct db *db)
{
	enum err err;

	if (!db->primary.wire || wire_is_dead(db->primary.wire)) {
		/* Known before COMMIT was sent: certainly rolled back. */
		db_drop(&db->primary);
		db->tx.retry = true;
		return err_fail(ERR_UNAVAILABLE, "could not commit: connection lost before");
	}
	err = db_control(db, "COMMIT");
	if (err && !db->primary.wire) {
		db->tx.retry = false;
		return err_fail(ERR_UNCERTAIN, "could not learn whether the transaction of %s:%d was committed",
		    db->tx.file, db->tx.line);
	}
	return err;
}

static enum err
once(struct db *db, enum err (*fn)(struct db *db, void *payload), void *payload, const char *file, int line)
{
	enum err err = begin(db, file, line);

	if (!err) {
		err = fn(db, payload);
		if (db->tx.broken)
			err = db->tx.broken; /* whatever fn made of it, nothing of this can be committed */
		if (!err)
			err = commit(db);
		if (err && err != ERR_UNCERTAIN)
			roll_back(db);
	}
	db->tx.depth = 0;
	db->tx.broken = OK;
	return err;
}

static void
pause_before(int attempt)
{
	uint64_t us = crypto_random_u64() % ((uint64_t)PAUSE_US << attempt);
	struct timespec t = { .tv_nsec = (long)us * 1000 };

	nanosleep(&t, NULL);
}

/* A call inside a transaction: part of it.  Half of its work must not be committed by an outer function that goes on.
 * */
static enum err
join(struct db *db, enum err (*fn)(struct db *db, void *payload), void *payload)
{
	enum err err;

	db->tx.depth++;
	err = fn(db, payload);
	db->tx.depth--;
	if (err && !db->tx.broken)
		db->tx.broken = err;
	return err;
}

/* A savepoint per level: one of the same name would replace the outer one. */
static const char *const savepoints[][2] = { { "SAVEPOINT attempt_1", "ROLLBACK TO SAVEPOINT attempt_1" },
	{ "SAVEPOINT attempt_2", "ROLLBACK TO SAVEPOINT attempt_2" },
	{ "SAVEPOINT attempt_3", "ROLLBACK TO SAVEPOINT attempt_3" } };

static enum err
attempt(struct db *db, enum err (*fn)(struct db *db, void *payload), void *payload)
{
	const char *const *savepoint = savepoints[db->tx.attempts];
	enum err err = db_control(db, savepoint[0]), back;

	if (err)
		return err;
	db->tx.depth++;
	db->tx.attempts++;
	err = fn(db, payload);
	db->tx.attempts--;
	db->tx.depth--;
	if (!err)
		err = db->tx.broken;
	/* Nothing to go back to when the server has ended the whole. */
	if (!err || db->tx.retry || !db->primary.wire)
		return err;
	db->tx.broken = OK;
	if ((back = db_control(db, savepoint[1]))) {
		db->tx.broken = back;
		return back;
	}
	return err;
}

enum err
db_attempt_at(struct db *db, enum err (*fn)(struct db *db, void *payload), void *payload, const char *file, int line)
{
	assert(!db->streaming && db->tx.attempts < COUNT(savepoints));
	if (db->tx.depth == 0)
		return db_transaction_at(db, fn, payload, file, line);
	if (db->tx.broken)
		return err_fail(db->tx.broken, "could not try a part of a transaction that failed before");
	return attempt(db, fn, payload);
}

enum err
db_transaction_at(
    struct db *db, enum err (*fn)(struct db *db, void *payload), void *payload, const char *file, int line)
{
	assert(!db->streaming);
	if (db->tx.depth > 0)
		return join(db, fn, payload);
	for (int attempt = 1;; attempt++) {
		enum err err = once(db, fn, payload, file, line);
		if (!err || !db->tx.retry || attempt == TRIES_MAX)
			return err;
		if (db->deadline > 0 && clock_ticks() >= db->deadline)
			return err;
		db->stats.retries++;
		pause_before(attempt);
		err_clear();
	}
}
