/*
 * db.h - MariaDB: named static prepared statements, typed arguments, rows into structs by shape.
 *
 * SQL is a literal at the top of the domain file that owns the table, prepared once per connection on first use and
 * again after a reconnect.  Nothing is ever built with printf.  mysql.h is included by db_wire.c alone.
 *
 *	static const struct db_query queries[] = {
 *		[FIND] = { "product_find", "is", &product_row_shape,
 *			"SELECT p.id, p.slug ... FROM product p WHERE p.id = ? AND p.locale = ?" },
 *	};
 *	const struct db_module product_sql = { "product", queries, COUNT(queries) };
 *
 *	const struct db_arg args[] = { db_i64(id), db_str(locale) };
 *	err = db_row(db, &queries[FIND], args, COUNT(args), arena, &row);
 *
 * Column alias = member name.  Every column must have a member, and every member a column unless it is a STRUCT, LIST,
 * PAIRS or HTML (code fills these) or flagged SHAPE_OMIT; counts and types are checked when the statement is prepared.
 * A money member `price` reads the two columns price_minor and price_currency.  DATETIME(6), TIMESTAMP, DATE <-> struct
 * time, ENUM/VARCHAR <-> enum by name, whole numbers (SUM() too) <-> bool, i32, i64, opt; text <-> STR and, because the
 * database holds sanitized markup only, HTML.  Floating point has no member: cast it.  SQL NULL <-> absent; NULL for a
 * member that has no absent value is ERR_DB.  Text lands in the arena, NUL-terminated, of any length.
 *
 * One connection per process, opened on first use, utf8mb4, READ COMMITTED with innodb_snapshot_isolation, strict
 * sql_mode, time_zone '+00:00', CLIENT_FOUND_ROWS, no LOCAL INFILE.  Time-outs: connect db.connect_timeout, statement
 * db.statement_timeout (max_statement_time too), row locks db.lock_timeout (whole seconds, at least
 * one second less than a statement's).  After a failed connect the server is left
 * alone for 0.2 s.
 * A connection found closed before a statement is reopened.  When it breaks while a statement runs outside a
 * transaction, a read is sent again once; a write is not, its outcome is unknown: ERR_UNCERTAIN.
 * Reads outside a transaction go to the replica when one is configured, the request has not written yet, and
 * db_primary() was not called; a replica that cannot be reached is replaced by the primary.
 *
 * Results: OK · ERR_NOT_FOUND (db_row only) · ERR_CONFLICT (duplicate key 1062; db_conflict_key() names it) ·
 * ERR_INVALID (CHECK 4025, foreign key 1451/1452, data too long 1406, out of range 1264) · ERR_BUSY (deadlock 1213,
 * lock wait 1205, snapshot 1020, after the retries) · ERR_TIMEOUT (1969/3024, read time-out, the request's deadline) ·
 * ERR_UNAVAILABLE (cannot connect, connection lost, server read-only) · ERR_UNCERTAIN (connection lost while COMMIT, or
 * a write outside a transaction, was on the way) · ERR_DB (the rest, and a right that the module's account lacks: a bug
 * of ours).
 */
#ifndef MERCER_DB_H
#define MERCER_DB_H

#include "lib/base/conf.h"
#include "lib/base/shape.h"

struct db;

/* Letters of `args`: i = int64, s = text or bytes, t = time, b = bool; each may be NULL. */
struct db_query {
	const char *name;         /* unique: in metrics, slow log, t/check/queries */
	const char *args;
	const struct shape *row;  /* NULL: returns no rows */
	const char *sql;
};
/* The queries of one file, so that tests prepare all of them with the grants of each module that uses them. */
struct db_module {
	const char *name;
	const struct db_query *queries;
	size_t count;
};

struct db_arg {
	char type; /* 'i' 's' 't' 'b' */
	bool null;
	int64_t i64;
	struct str str;
};
static inline struct db_arg db_i64(int64_t v) { return (struct db_arg){ .type = 'i', .i64 = v }; }
static inline struct db_arg db_bool(bool v) { return (struct db_arg){ .type = 'b', .i64 = v }; }
static inline struct db_arg db_str(struct str v) { return (struct db_arg){ .type = 's', .null = !v.ptr, .str = v }; }
static inline struct db_arg db_time(struct time v)
{ return (struct db_arg){ .type = 't', .null = time_is_absent(v), .i64 = v.us }; }
static inline struct db_arg
db_opt(struct opt_i64 v)
{
	return (struct db_arg){ .type = 'i', .null = !v.set, .i64 = v.value };
}
static inline struct db_arg db_null(char type) { return (struct db_arg){ .type = type, .null = true }; }

/* Does not connect yet.  Socket, host, user, password file, replica, time-outs come from db.* keys; `account` names the
 * module ("catalog"): user "mercer_catalog", password from the file <db.secrets>/<account>. */
struct db *db_new(const struct config *c, const char *account);
void db_free(struct db *db); /* rolls back; NULL is accepted */
enum err db_ping(struct db *db) MUST_CHECK;

struct db_done {
	int64_t affected;  /* matched rows (CLIENT_FOUND_ROWS) */
	int64_t insert_id;
};
/* No rows back.  `done` may be NULL. */
enum err db_exec(
    struct db *db, const struct db_query *q, const struct db_arg *args, size_t n, struct db_done *done) MUST_CHECK;
/* The same without waiting: ERR_BUSY when a lock that it needs is another's.  Inside a transaction that is this
 * statement's failure alone, and the transaction may go on.  The SQL itself must say that it does not wait: SET
 * STATEMENT innodb_lock_wait_timeout = 0 FOR ... */
enum err db_exec_nowait(
    struct db *db, const struct db_query *q, const struct db_arg *args, size_t n, struct db_done *done) MUST_CHECK;
/* First row into `row`; ERR_NOT_FOUND: none.  More than one row is ERR_DB: add LIMIT 1. */
enum err db_row(struct db *db, const struct db_query *q, const struct db_arg *args, size_t n, struct arena *a,
    void *row) MUST_CHECK;
/* Up to `max` rows; more is ERR_LIMIT. */
enum err db_rows(struct db *db, const struct db_query *q, const struct db_arg *args, size_t n, struct arena *a,
    size_t max, struct list *out) MUST_CHECK;
/* Row by row without buffering (exports): `a` is reset after each call of fn; fn must not use `db`. */
enum err db_each(struct db *db, const struct db_query *q, const struct db_arg *args, size_t n, struct arena *a,
    enum err (*fn)(const void *row, void *payload), void *payload) MUST_CHECK;
/* One statement, many rows of arguments (row-major), one round trip per 4 MiB or 16,384 rows: MariaDB's array binding.
 * No rows is OK.  Atomic only inside a transaction. */
enum err db_bulk(struct db *db, const struct db_query *q, const struct db_arg *args, size_t n, size_t rows,
    struct db_done *done) MUST_CHECK;

/* Run fn in a transaction and commit when it returns OK, else roll back and return its value.  Deadlock, lock wait,
 * snapshot conflicts and a connection lost before COMMIT roll back and run fn again (at most 5 times, with jitter,
 * within the deadline), so fn must not have outside effects and must set its outputs anew each time.  After one of
 * these errors every further statement of the run fails with it, whatever fn does.  Nested calls join the outer one: an
 * inner failure dooms the whole.  ERR_UNCERTAIN as above.  The opener's file:line is in the slow log. */
#define db_transaction(db, fn, payload) db_transaction_at((db), (fn), (payload), __FILE__, __LINE__)
enum err db_transaction_at(struct db *db, enum err (*fn)(struct db *db, void *payload), void *payload, const char *file,
    int line) MUST_CHECK;
/* A part that may fail alone: outside a transaction the same as db_transaction(); inside one, fn's effects are taken
 * back (a savepoint) when it fails, and the outer function may go on with its error.  Locks that fn took stay.  What
 * ends the whole transaction (deadlock, lost connection) ends it here too.
 * At most three inside each other. */
#define db_attempt(db, fn, payload) db_attempt_at((db), (fn), (payload), __FILE__, __LINE__)
enum err db_attempt_at(struct db *db, enum err (*fn)(struct db *db, void *payload), void *payload, const char *file,
    int line) MUST_CHECK;

/* Reads of this request go to the primary (what decides money or stock). */
void db_primary(struct db *db);
/* Name of the unique key of the last ERR_CONFLICT: "product_slug". */
const char *db_conflict_key(const struct db *db);

/* Prepare all queries of a module without running them: t/check/queries, mercer doctor. */
enum err db_prepare_all(struct db *db, const struct db_module *m) MUST_CHECK;
/* Run a script of statements separated by ';' (migrations and grants only; DELIMITER is not understood).  It has a
 * connection of its own without time limits, so session state does not outlive it.  The detail says which statement
 * failed; those before it have happened. */
enum err db_script(struct db *db, struct str sql) MUST_CHECK;

/* Statements since db_begin_request(), BEGIN, COMMIT and ROLLBACK among them, and their total time in microseconds:
 * query budget, slow log, metrics.  Past the deadline statements fail with ERR_TIMEOUT (one that runs may overrun it by
 * db.statement_timeout).  Reads may go to the replica again. */
void db_begin_request(struct db *db, int64_t deadline_ticks /* clock_ticks(), 0 = none */);
struct db_stats {
	int64_t statements;
	int64_t us;
	int64_t retries;
	int64_t connects;
};
struct db_stats db_stats(const struct db *db);
/* Name of the statement running now, or the last one: for the slow log.  Static text. */
const char *db_last_query(const struct db *db);
/* Keep *where equal to db_last_query(), for another process that shares the memory and the program. */
void db_watch(struct db *db, const char *volatile *where);

/* The statements of this request for the slow log, in order; when there were more than 16, the slowest stay. */
struct db_trace {
	const char *name; /* of the query; "COMMIT" and the like for transaction control */
	int64_t us;
	const char *file; /* who opened the transaction around it, NULL: none */
	int line;
};
size_t db_trace(const struct db *db, const struct db_trace **out);

/* Fault injection for tests: the n-th statement from now (1 = the next; BEGIN and COMMIT count) fails as if the server
 * had said `code`.  2006 drops the connection before sending; 2013 after it: the statement has run, its reply is lost.
 * */
void db_fail_at(struct db *db, int64_t nth, unsigned code);

#endif
