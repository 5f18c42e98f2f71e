/* Tests of lib/io/db_tx.c: commit, retry, and connections that are killed at every point, against a real MariaDB. */
#include "t/lib/io/fixture.h"
#include "lib/io/db.h"

#include <sys/wait.h>
#include <unistd.h>

struct count {
	int64_t n;
};
static const struct shape_field count_fields[] = { SHAPE_I64(struct count, n, INT64_MIN, INT64_MAX) };
static const struct shape count_shape = SHAPE(struct count, count_fields, "One number.");

enum { ADD, COUNT_ALL, CONNECTION, KILL, SET_SMALL, LOCK };
static const struct db_query queries[] = {
	[ADD] = { "add", "s", NULL, "INSERT INTO thing (slug) VALUES (?)" },
	[COUNT_ALL] = { "count_all", "", &count_shape, "SELECT COUNT(*) AS n FROM thing" },
	[CONNECTION] = { "connection", "", &count_shape, "SELECT CONNECTION_ID() AS n" },
	[KILL] = { "kill", "i", NULL, "KILL CONNECTION ?" },
	[SET_SMALL] = { "set_small", "is", NULL, "UPDATE thing SET small = ? WHERE slug = ?" },
	[LOCK] = { "lock", "s", &count_shape, "SELECT id AS n FROM thing WHERE slug = ? FOR UPDATE" },
};

static int64_t
number(struct db *db, int query)
{
	struct arena *a = arena_new();
	struct count c = { -1 };

	CHECK_ERR(db_row(db, &queries[query], NULL, 0, a, &c), OK);
	arena_free(a);
	return c.n;
}

static enum err
add(struct db *db, const char *slug)
{
	struct db_arg arg = db_str(str_of(slug));

	return db_exec(db, &queries[ADD], &arg, 1, NULL);
}

static void
kill_connection(struct db *killer, int64_t id)
{
	struct db_arg arg = db_i64(id);

	CHECK_ERR(db_exec(killer, &queries[KILL], &arg, 1, NULL), OK);
}

/* A second connection to the same schema. */
static struct db *
another(void)
{
	struct config *c = fixture_config(NULL);
	struct db *db = db_new(c, "test");

	config_free(c);
	return db;
}

/* What a transaction of these tests does, and how often it ran. */
struct work {
	struct db *other;   /* kills, or holds the other lock */
	int runs;
	int kill_in_run;    /* kill the own connection in this run */
	enum err give;      /* returned after adding */
	const char *first, *second;
};

static enum err
add_two(struct db *db, void *payload)
{
	struct work *w = payload;
	enum err err = add(db, "one");

	w->runs++;
	if (err)
		return err;
	if (w->kill_in_run == w->runs)
		kill_connection(w->other, number(db, CONNECTION));
	if ((err = add(db, "two")))
		return err;
	return w->give;
}

static void
test_db_tx__commit_and_roll_back(void)
{
	struct db *db = fixture_db();
	struct work w = { .give = ERR_GONE };
	const struct db_trace *trace;
	size_t n;

	CHECK_ERR(db_transaction(db, add_two, &w), ERR_GONE);
	CU_ASSERT_EQUAL(number(db, COUNT_ALL), 0);
	db_begin_request(db, 0);
	w.give = OK;
	CHECK_ERR(db_transaction(db, add_two, &w), OK);
	CU_ASSERT_EQUAL(w.runs, 2);
	CU_ASSERT_EQUAL(db_stats(db).statements, 4); /* START TRANSACTION, two, COMMIT */
	n = db_trace(db, &trace);
	CU_ASSERT_EQUAL(n, 4);
	CU_ASSERT(trace[1].file && strstr(trace[1].file, "test_db_tx.c") && trace[1].line > 0);
	CU_ASSERT_EQUAL(number(db, COUNT_ALL), 2);
	db_free(db);
}

static enum err
swallow_inner(struct db *db, void *payload)
{
	enum err err = db_transaction(db, add_two, payload);

	(void)err;
	return OK;
}

static void
test_db_tx__nested(void)
{
	struct db *db = fixture_db();
	struct work w = { .give = OK };

	CHECK_ERR(db_transaction(db, swallow_inner, &w), OK);
	CU_ASSERT_EQUAL(number(db, COUNT_ALL), 2);
	CHECK_ERR(db_transaction(db, swallow_inner, &w), ERR_CONFLICT); /* half of the inner work is not committed */
	CU_ASSERT_EQUAL(number(db, COUNT_ALL), 2);
	db_free(db);
}

static enum err
go_on_after_conflict(struct db *db, void *payload)
{
	(void)payload;
	if (add(db, "one") != ERR_CONFLICT)
		return ERR_INTERNAL;
	err_clear();
	return add(db, "three");
}

static void
test_db_tx__conflict_may_be_handled(void)
{
	struct db *db = fixture_db();

	CHECK_ERR(add(db, "one"), OK);
	CHECK_ERR(db_transaction(db, go_on_after_conflict, NULL), OK);
	CU_ASSERT_EQUAL(number(db, COUNT_ALL), 2);
	db_free(db);
}

static void
test_db_tx__retries_injected(void)
{
	static const unsigned codes[] = { 1213, 1205, 1020 };
	struct db *db = fixture_db();

	for (size_t i = 0; i < COUNT(codes); i++) {
		for (int64_t nth = 1; nth <= 4; nth++) { /* START, one, two, COMMIT */
			struct work w = { .give = ERR_GONE };
			enum err expected = ERR_GONE;
			if (nth == 4) {
				w.give = OK;
				expected = OK;
			}
			db_begin_request(db, 0);
			db_fail_at(db, nth, codes[i]);
			CHECK_ERR(db_transaction(db, add_two, &w), expected);
			CU_ASSERT_EQUAL(db_stats(db).retries, 1);
			CHECK_ERR(db_script(db, STR("DELETE FROM thing")), OK);
		}
	}
	db_free(db);
}

static enum err
always_busy(struct db *db, void *payload)
{
	int *runs = payload;

	++*runs;
	db_fail_at(db, 1, 1213);
	(void)!add(db, "x");
	return add(db, "y"); /* fails too: the transaction is lost whatever is done now */
}

static void
test_db_tx__gives_up(void)
{
	struct db *db = fixture_db();
	int runs = 0;

	CHECK_ERR(db_transaction(db, always_busy, &runs), ERR_BUSY);
	CU_ASSERT_EQUAL(runs, 5);
	CU_ASSERT_EQUAL(number(db, COUNT_ALL), 0);
	db_free(db);
}

static enum err
set_small(struct db *db, const char *slug)
{
	const struct db_arg args[] = { db_i64(7), db_str(str_of(slug)) };

	return db_exec(db, &queries[SET_SMALL], args, 2, NULL);
}

/* Locks `first`, then `second`; the holder has them the other way round, and lets go when it is told to. */
static enum err
cross(struct db *db, void *payload)
{
	struct work *w = payload;
	enum err err;

	w->runs++;
	if ((err = set_small(db, w->first)))
		return err;
	return set_small(db, w->second);
}

static enum err
hold(struct db *db, void *payload)
{
	struct work *w = payload;
	struct work inner = { .first = "one", .second = "two" };
	enum err err;

	w->runs++;
	if ((err = set_small(db, "two")))
		return err;
	/* The other connection waits for "two" until its lock wait ends, five times, because nobody can let go
	 * meanwhile. */
	CHECK_ERR(db_transaction(w->other, cross, &inner), ERR_BUSY);
	w->kill_in_run = inner.runs;
	return OK;
}

static void
test_db_tx__lock_wait(void)
{
	struct db *db = fixture_db(), *other = another();
	struct work w = { .other = other };
	struct work free_way = { .first = "one", .second = "two" };

	CHECK_ERR(add(db, "one"), OK);
	CHECK_ERR(add(db, "two"), OK);
	CHECK_ERR(db_transaction(db, hold, &w), OK);
	CU_ASSERT_EQUAL(w.kill_in_run, 5);
	CHECK_ERR(db_transaction(other, cross, &free_way), OK);
	CU_ASSERT_EQUAL(free_way.runs, 1);
	db_free(other);
	db_free(db);
}

/* Runs `cross` so many times; how many were given up.  More than a few would mean that nothing is run again. */
static int
cross_often(const char *first, const char *second, int times)
{
	struct db *db = another();
	int failures = 0;

	for (int i = 0; i < times; i++) {
		struct work w = { .first = first, .second = second };
		enum err err = db_transaction(db, cross, &w);
		failures += err != OK;
		CU_ASSERT(err == OK || err == ERR_BUSY);
		usleep(1000); /* a slow machine must not be all collisions */
	}
	db_free(db);
	return failures;
}

static void
test_db_tx__deadlock(void)
{
	static const char deadlocks[] =
	    "SELECT CAST(VARIABLE_VALUE AS INTEGER) AS n FROM information_schema.GLOBAL_STATUS "
	    "WHERE VARIABLE_NAME = 'Innodb_deadlocks'";
	static const struct db_query seen = { "deadlocks", "", &count_shape, deadlocks };
	struct db *db = fixture_db();
	struct arena *a = arena_new();
	struct count before = { 0 }, after = { 0 };
	int status = -1;
	pid_t pid;

	CHECK_ERR(add(db, "one"), OK);
	CHECK_ERR(add(db, "two"), OK);
	CHECK_ERR(db_row(db, &seen, NULL, 0, a, &before), OK);
	if ((pid = fork()) == 0)
		_exit(cross_often("two", "one", 300) > 100);
	CU_ASSERT(cross_often("one", "two", 300) <= 100);
	waitpid(pid, &status, 0);
	CU_ASSERT_EQUAL(status, 0);
	CHECK_ERR(db_row(db, &seen, NULL, 0, a, &after), OK);
	CU_ASSERT(after.n > before.n); /* MariaDB saw deadlocks, the callers did not */
	arena_free(a);
	db_free(db);
}

static void
test_db_tx__lost_outside(void)
{
	struct db *db = fixture_db(), *killer = another();

	/* Idle connections that the server has ended are replaced unseen, for reads and for writes. */
	kill_connection(killer, number(db, CONNECTION));
	CU_ASSERT_EQUAL(number(db, COUNT_ALL), 0);
	kill_connection(killer, number(db, CONNECTION));
	usleep(20000);
	CHECK_ERR(add(db, "a"), OK);
	CU_ASSERT_EQUAL(number(db, COUNT_ALL), 1);
	/* Lost while it ran: a read is repeated, a write is not. */
	number(db, COUNT_ALL);
	db_fail_at(db, 1, 2013);
	CU_ASSERT_EQUAL(number(db, COUNT_ALL), 1);
	db_fail_at(db, 1, 2013);
	CHECK_ERR(add(db, "b"), ERR_UNCERTAIN);
	CU_ASSERT_EQUAL(number(db, COUNT_ALL), 2); /* it had happened */
	db_fail_at(db, 1, 2006);
	CHECK_ERR(add(db, "c"), ERR_UNAVAILABLE);
	CU_ASSERT_EQUAL(number(db, COUNT_ALL), 2); /* it had not */
	db_free(killer);
	db_free(db);
}

static void
test_db_tx__lost_inside(void)
{
	struct db *db = fixture_db(), *killer = another();
	struct work w = { .other = killer, .kill_in_run = 1 };

	/* Before COMMIT nothing has happened: the whole is run again on a new connection. */
	CHECK_ERR(db_transaction(db, add_two, &w), OK);
	CU_ASSERT_EQUAL(w.runs, 2);
	CU_ASSERT_EQUAL(number(db, COUNT_ALL), 2);
	db_free(killer);
	db_free(db);
}

static enum err
kill_before_commit(struct db *db, void *payload)
{
	struct work *w = payload;
	enum err err = add(db, "one");

	if (!err && ++w->runs == 1) {
		kill_connection(w->other, number(db, CONNECTION));
		usleep(20000);
	}
	return err;
}

static void
test_db_tx__lost_during_commit(void)
{
	struct db *db = fixture_db(), *killer = another();
	struct work w = { .give = OK };
	struct work before = { .other = killer };

	db_fail_at(db, 4, 2013); /* COMMIT was done, its reply is lost */
	CHECK_ERR(db_transaction(db, add_two, &w), ERR_UNCERTAIN);
	CU_ASSERT_EQUAL(w.runs, 1);
	CU_ASSERT_EQUAL(number(db, COUNT_ALL), 2);
	CHECK_ERR(db_script(db, STR("DELETE FROM thing")), OK);
	w.runs = 0;
	db_fail_at(db, 4, 2006); /* COMMIT was not sent */
	CHECK_ERR(db_transaction(db, add_two, &w), ERR_UNCERTAIN);
	CU_ASSERT_EQUAL(w.runs, 1);
	CU_ASSERT_EQUAL(number(db, COUNT_ALL), 0);
	/* Known to be dead before COMMIT is sent: not uncertain. */
	CHECK_ERR(db_transaction(db, kill_before_commit, &before), OK);
	CU_ASSERT_EQUAL(before.runs, 2);
	CU_ASSERT_EQUAL(number(db, COUNT_ALL), 1);
	db_free(killer);
	db_free(db);
}

/* ---- a part that may fail alone ---- */

struct attempt {
	struct work work;
	int levels;        /* attempts inside each other */
	unsigned fault;    /* injected inside */
	enum err got;
};

static enum err
try_it(struct db *db, void *payload)
{
	struct attempt *t = payload;

	if (t->levels-- > 1)
		return db_attempt(db, try_it, t);
	if (t->fault)
		db_fail_at(db, 2, t->fault);
	t->fault = 0;
	return add_two(db, &t->work);
}

static enum err
go_on_after_attempt(struct db *db, void *payload)
{
	struct attempt *t = payload;

	t->levels = MAX(t->levels, 1);
	t->got = db_attempt(db, try_it, t);
	err_clear();
	return add(db, "three");
}

static void
test_db_tx__attempt(void)
{
	struct db *db = fixture_db();
	struct attempt t = { .work.give = ERR_GONE };

	CHECK_ERR(db_attempt(db, try_it, &t), ERR_GONE); /* alone it is a transaction */
	CU_ASSERT_EQUAL(number(db, COUNT_ALL), 0);
	for (int levels = 1; levels <= 3; levels++) {
		CHECK_ERR(db_script(db, STR("DELETE FROM thing")), OK);
		t = (struct attempt){ .work.give = ERR_GONE, .levels = levels };
		CHECK_ERR(db_transaction(db, go_on_after_attempt, &t), OK);
		CU_ASSERT_EQUAL(t.got, ERR_GONE);
		CU_ASSERT_EQUAL(number(db, COUNT_ALL), 1); /* what came after it */
	}
	CHECK_ERR(db_script(db, STR("DELETE FROM thing")), OK);
	t = (struct attempt){ .work.give = OK };
	CHECK_ERR(db_transaction(db, go_on_after_attempt, &t), OK);
	CU_ASSERT_EQUAL(number(db, COUNT_ALL), 3);
	/* A deadlock, or a lost connection, ends the whole, which runs again. */
	for (size_t i = 0; i < 2; i++) {
		CHECK_ERR(db_script(db, STR("DELETE FROM thing")), OK);
		t = (struct attempt){ .work.give = OK, .fault = i ? 1213 : 2013 };
		CHECK_ERR(db_transaction(db, go_on_after_attempt, &t), OK);
		CU_ASSERT_EQUAL(number(db, COUNT_ALL), 3);
	}
	db_free(db);
}

SUITE(db_tx,
    { "commit and roll back", test_db_tx__commit_and_roll_back },
    { "nested", test_db_tx__nested },
    { "conflict may be handled", test_db_tx__conflict_may_be_handled },
    { "retries injected", test_db_tx__retries_injected },
    { "gives up", test_db_tx__gives_up },
    { "lock wait", test_db_tx__lock_wait },
    { "deadlock", test_db_tx__deadlock },
    { "lost outside", test_db_tx__lost_outside },
    { "lost inside", test_db_tx__lost_inside },
    { "lost during commit", test_db_tx__lost_during_commit },
    { "attempt", test_db_tx__attempt });
