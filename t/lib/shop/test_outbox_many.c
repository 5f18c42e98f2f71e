/* Subscribers that take many events in one transaction: batches, one that cannot be handled, one that ends its process.
 * One by one: test_outbox.c. */
#include "lib/shop/outbox_work.h"
#include "t/lib/shop/fixture.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const struct db_query clear_queries[] = { { "c1", "", NULL, "DELETE FROM outbox_lane" },
	{ "c2", "", NULL, "DELETE FROM outbox" } };
static const struct db_query by_state = { "m1", "s", &fixture_count_shape,
	"SELECT COUNT(*) AS n FROM outbox_task WHERE state = ?" };
static const struct db_query lanes = { "m2", "", &fixture_count_shape, "SELECT COUNT(*) AS n FROM outbox_lane" };
static const struct db_query marks = { "m3", "", &fixture_count_shape,
	"SELECT COUNT(*) AS n FROM outbox WHERE type = 'other.mark'" };

static size_t calls, singles; /* of handle_many(), of handle() */
static int stop;

static enum err
handle(void *env UNUSED, struct arena *a UNUSED, const struct outbox_event *e)
{
	singles++;
	if (e->object.ptr[0] == 'P')
		raise(SIGKILL);
	return e->object.ptr[0] == 'F' ? err_fail(ERR_INTERNAL, "as it should") : OK;
}

/* Leaves a mark, which is there only when all of them are done. */
static enum err
handle_many(void *env, struct arena *a UNUSED, const struct outbox_event *e, size_t count)
{
	enum err err = outbox_add(env, "other.mark", STR("m"), STR_ABSENT);

	calls++;
	for (size_t i = 0; i < count; i++) {
		if (e[i].object.ptr[0] == 'F')
			return err_fail(ERR_INVALID, "not with this one");
		if (e[i].object.ptr[0] == 'P')
			raise(SIGKILL);
	}
	return err;
}

static const char *const types[] = { "!test.unwanted", "test.*", NULL };
static const struct outbox_subscriber many[] = { { "m", types, handle, handle_many } };

static struct fixture
open_all(struct outbox_work *w)
{
	struct fixture f;

	setenv("MERCER_OUTBOX_LEASE", "1s", 1);
	setenv("MERCER_OUTBOX_RETRY", "10ms,10ms", 1);
	f = fixture_open();
	for (size_t i = 0; i < COUNT(clear_queries); i++)
		CHECK_ERR(db_exec(f.db, &clear_queries[i], NULL, 0, NULL), OK);
	*w = (struct outbox_work){ .db = f.db, .env = f.db, .subscribers = many, .count = COUNT(many), .stop = &stop };
	CHECK_ERR(outbox_work_init(w, f.config), OK);
	calls = singles = 0;
	return f;
}

static void
close_all(struct fixture *f, struct outbox_work *w)
{
	outbox_work_release(w);
	fixture_close(f);
	unsetenv("MERCER_OUTBOX_LEASE");
	unsetenv("MERCER_OUTBOX_RETRY");
}

static int64_t
in_state(struct fixture *f, const char *state)
{
	const struct db_arg arg = db_str(str_of(state));
	struct { int64_t n; } row = { -1 };

	CHECK_ERR(db_row(f->db, &by_state, &arg, 1, f->arena, &row), OK);
	return row.n;
}

static void
add(struct fixture *f, const char *type, const char *object)
{
	CHECK_ERR(outbox_add(f->db, type, str_of(object), STR_ABSENT), OK);
}

static size_t
fan(struct outbox_work *w)
{
	size_t n = 0;

	CHECK_ERR(outbox_fan(w, &n), OK);
	return n;
}

static size_t
turn(struct outbox_work *w)
{
	size_t n = 0;

	CHECK_ERR(outbox_turn(w, &n), OK);
	return n;
}

/* The first of each object in one call; what is left has the next turn. */
static void
test_outbox_many__batches(void)
{
	struct outbox_work w;
	struct fixture f = open_all(&w);
	char object[16];

	for (int i = 0; i < 30; i++) {
		snprintf(object, sizeof(object), "x%d", i / 2);
		add(&f, "test.first", object);
	}
	add(&f, "test.unwanted", "x1");
	CU_ASSERT_EQUAL(fan(&w), 31);
	CU_ASSERT_EQUAL(in_state(&f, "waiting"), 30); /* the exception makes no task */
	CU_ASSERT_EQUAL(turn(&w), 15);
	CU_ASSERT_EQUAL(fixture_count(&f, &lanes), 15);
	CU_ASSERT_EQUAL(in_state(&f, "waiting"), 15);
	CU_ASSERT_EQUAL(turn(&w), 15);
	CU_ASSERT_EQUAL(in_state(&f, "done"), 30);
	CU_ASSERT_EQUAL(fixture_count(&f, &lanes), 0);
	CU_ASSERT_EQUAL(calls, 2);
	CU_ASSERT_EQUAL(singles, 0);
	CU_ASSERT_EQUAL(fixture_count(&f, &marks), 2);
	CU_ASSERT_EQUAL(turn(&w), 0);
	close_all(&f, &w);
}

/* One of them does not work: nothing of the batch has happened, all are handled one by one, and it alone waits for its
 * second try. */
static void
test_outbox_many__a_bad_one(void)
{
	struct outbox_work w;
	struct fixture f = open_all(&w);

	add(&f, "test.first", "x1");
	add(&f, "test.first", "F1");
	add(&f, "test.first", "x2");
	CU_ASSERT_EQUAL(fan(&w), 3);
	CU_ASSERT_EQUAL(turn(&w), 3);
	CU_ASSERT_EQUAL(calls, 1);
	CU_ASSERT_EQUAL(singles, 3);
	CU_ASSERT_EQUAL(fixture_count(&f, &marks), 0);
	CU_ASSERT_EQUAL(in_state(&f, "done"), 2);
	CU_ASSERT_EQUAL(fixture_count(&f, &lanes), 1);
	close_all(&f, &w);
}

static void
die(void)
{
	struct config *c;
	struct outbox_work w = { .subscribers = many, .count = COUNT(many), .stop = &stop };
	size_t n;

	if (config_load(NULL, &c))
		_exit(1);
	w.env = w.db = db_new(c, "mercer");
	if (outbox_work_init(&w, c))
		_exit(1);
	while (!outbox_turn(&w, &n))
		nanosleep(&(struct timespec){ 0, 10000000 }, NULL);
	_exit(0);
}

/* One of them ends its process, with all the others: then each is leased alone, the poison is dead after its tries, the
 * others are done. */
static void
test_outbox_many__poison(void)
{
	struct outbox_work w;
	struct fixture f = open_all(&w);
	int64_t until = clock_ticks() + 60 * US_PER_S;
	char object[16];

	add(&f, "test.first", "P1");
	for (int i = 0; i < 20; i++) {
		snprintf(object, sizeof(object), "x%d", i);
		add(&f, "test.first", object);
	}
	CU_ASSERT_EQUAL(fan(&w), 21);
	while (in_state(&f, "waiting") && clock_ticks() < until) {
		pid_t pid = fork();
		if (pid == 0)
			die();
		while (in_state(&f, "waiting") && !waitpid(pid, NULL, WNOHANG) && clock_ticks() < until)
			nanosleep(&(struct timespec){ 0, 10000000 }, NULL);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
	CU_ASSERT_EQUAL(in_state(&f, "dead"), 1);
	CU_ASSERT_EQUAL(in_state(&f, "done"), 20);
	CU_ASSERT_EQUAL(fixture_count(&f, &marks), 0);
	close_all(&f, &w);
}

SUITE(outbox_many, { "batches", test_outbox_many__batches }, { "a bad one", test_outbox_many__a_bad_one },
    { "poison", test_outbox_many__poison });
