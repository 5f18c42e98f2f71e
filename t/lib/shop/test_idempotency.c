/* Claims on keys: one of many gets it, replies come back, the dead block nobody. */
#include "lib/shop/idempotency.h"
#include "t/lib/shop/fixture.h"

#include <sys/wait.h>
#include <unistd.h>

#define SCOPE STR("0123456789abcdef0123456789abcdef")
#define PRINT STR("fedcba9876543210fedcba9876543210")
#define PARALLEL 50

static const struct db_query empty = { "empty", "", NULL, "DELETE FROM idempotency" };

static struct fixture
open_empty(void)
{
	struct fixture f = fixture_open();

	CHECK_ERR(db_exec(f.db, &empty, NULL, 0, NULL), OK);
	return f;
}

static enum idempotency_state
claim(struct fixture *f, struct str scope, struct str print, struct time *lease, struct idempotency_reply *reply)
{
	enum idempotency_state state = (enum idempotency_state)-1;

	CHECK_ERR(idempotency_claim(f->db, f->arena, scope, print, 30, &state, lease, reply), OK);
	return state;
}

static void
test_idempotency__life(void)
{
	static const char body[] = "{\"a\":\"\xC3\xA4\"}\0binary\xff";
	struct fixture f = open_empty();
	struct idempotency_reply reply = { 0 }, kept = { 201, STR("Location: /x\n"), { body, sizeof(body) - 1 } };
	struct time lease, later;

	CU_ASSERT_EQUAL(claim(&f, SCOPE, PRINT, &lease, &reply), IDEMPOTENCY_MINE);
	CU_ASSERT_EQUAL(claim(&f, SCOPE, PRINT, &later, &reply), IDEMPOTENCY_RUNNING);
	CU_ASSERT_EQUAL(claim(&f, SCOPE, SCOPE, &later, &reply), IDEMPOTENCY_OTHER);
	CU_ASSERT_EQUAL(claim(&f, PRINT, PRINT, &later, &reply), IDEMPOTENCY_MINE);
	CHECK_ERR(idempotency_keep(f.db, SCOPE, lease, &kept), OK);
	CU_ASSERT_EQUAL(claim(&f, SCOPE, PRINT, &later, &reply), IDEMPOTENCY_REPLAY);
	CU_ASSERT_EQUAL(reply.status, 201);
	CHECK_STR(reply.headers, "Location: /x\n");
	CU_ASSERT(str_eq(reply.body, kept.body));
	CU_ASSERT_EQUAL(claim(&f, SCOPE, SCOPE, &later, &reply), IDEMPOTENCY_OTHER);
	/* What is done cannot be dropped, nor kept again. */
	CHECK_ERR(idempotency_drop(f.db, SCOPE, lease), OK);
	CU_ASSERT_EQUAL(claim(&f, SCOPE, PRINT, &later, &reply), IDEMPOTENCY_REPLAY);
	CHECK_ERR(idempotency_keep(f.db, SCOPE, lease, &kept), ERR_CONFLICT);
	fixture_close(&f);
}

static void
test_idempotency__drop(void)
{
	struct fixture f = open_empty();
	struct idempotency_reply reply = { 204, STR_ABSENT, STR_ABSENT };
	struct time lease;

	CU_ASSERT_EQUAL(claim(&f, SCOPE, PRINT, &lease, &reply), IDEMPOTENCY_MINE);
	CHECK_ERR(idempotency_drop(f.db, SCOPE, lease), OK);
	CU_ASSERT_EQUAL(claim(&f, SCOPE, SCOPE, &lease, &reply), IDEMPOTENCY_MINE);
	fixture_close(&f);
}

/* A worker died: its claim ends.  One that was only slow finds it gone, and takes its work back. */
static void
test_idempotency__lease(void)
{
	struct fixture f = open_empty();
	struct idempotency_reply reply = { 200, STR_ABSENT, STR("late") };
	struct time now = clock_now(), slow, other, third;

	clock_set(now);
	CU_ASSERT_EQUAL(claim(&f, SCOPE, PRINT, &slow, &reply), IDEMPOTENCY_MINE);
	clock_set((struct time){ now.us + 29 * US_PER_S });
	CU_ASSERT_EQUAL(claim(&f, SCOPE, PRINT, &other, &reply), IDEMPOTENCY_RUNNING);
	clock_set((struct time){ now.us + 30 * US_PER_S });
	CU_ASSERT_EQUAL(claim(&f, SCOPE, SCOPE, &other, &reply), IDEMPOTENCY_OTHER);
	CU_ASSERT_EQUAL(claim(&f, SCOPE, PRINT, &other, &reply), IDEMPOTENCY_MINE);
	CU_ASSERT_EQUAL(claim(&f, SCOPE, PRINT, &third, &reply), IDEMPOTENCY_RUNNING);
	CHECK_ERR(idempotency_keep(f.db, SCOPE, slow, &reply), ERR_CONFLICT);
	CHECK_ERR(idempotency_drop(f.db, SCOPE, slow), OK); /* not his any more: nothing happens */
	CHECK_ERR(idempotency_keep(f.db, SCOPE, other, &reply), OK);
	CU_ASSERT_EQUAL(claim(&f, SCOPE, PRINT, &third, &reply), IDEMPOTENCY_REPLAY);
	clock_set(TIME_ABSENT);
	fixture_close(&f);
}

static void
compete(const int go[2])
{
	enum idempotency_state state = IDEMPOTENCY_RUNNING;
	struct idempotency_reply reply;
	struct config *c;
	struct time lease;
	struct db *db;
	char byte;

	if (config_load(NULL, &c))
		_exit(9);
	db = db_new(c, "mercer");
	for (int i = 0; db_ping(db) && i < 20; i++) /* fifty at once on a busy machine: the server may want a moment */
		usleep(250000);
	if (read(go[0], &byte, 1) != 1)
		_exit(8);
	for (int i = 0; i < 20; i++) { /* "busy" is an answer that a caller repeats */
		enum err err = idempotency_claim(db, arena_new(), SCOPE, PRINT, 30, &state, &lease, &reply);
		if (!err)
			_exit((int)state);
		if (err != ERR_BUSY && err != ERR_TIMEOUT && err != ERR_UNAVAILABLE)
			break;
		usleep(100000);
	}
	_exit(7);
}

static void
many_at_once(void)
{
	int go[2], mine = 0, running = 0, status;
	char start[PARALLEL] = { 0 };

	CU_ASSERT_EQUAL_FATAL(pipe(go), 0);
	for (int i = 0; i < PARALLEL; i++)
		if (fork() == 0)
			compete(go);
	usleep(300000);
	CU_ASSERT_EQUAL(write(go[1], start, sizeof(start)), PARALLEL);
	for (int i = 0; i < PARALLEL; i++) {
		CU_ASSERT(wait(&status) > 0);
		mine += WIFEXITED(status) && WEXITSTATUS(status) == IDEMPOTENCY_MINE;
		running += WIFEXITED(status) && WEXITSTATUS(status) == IDEMPOTENCY_RUNNING;
	}
	CU_ASSERT_EQUAL(mine, 1);
	CU_ASSERT_EQUAL(running, PARALLEL - 1);
	close(go[0]);
	close(go[1]);
}

static void
test_idempotency__parallel(void)
{
	struct fixture f = open_empty();
	static const struct db_query past = { "past", "", NULL, "UPDATE idempotency SET lease_until = '2020-01-01'" };

	many_at_once(); /* a new key */
	CHECK_ERR(db_exec(f.db, &past, NULL, 0, NULL), OK);
	many_at_once(); /* a claim that has ended */
	fixture_close(&f);
}

static void
test_idempotency__sweep(void)
{
	struct fixture f = open_empty();
	struct idempotency_reply reply;
	struct time lease, now = clock_now();
	int64_t deleted;

	clock_set((struct time){ now.us - 25 * 3600 * US_PER_S });
	(void)claim(&f, SCOPE, PRINT, &lease, &reply);
	clock_set((struct time){ now.us - 23 * 3600 * US_PER_S });
	(void)claim(&f, PRINT, PRINT, &lease, &reply);
	clock_set(now);
	CHECK_ERR(idempotency_sweep(f.db, &deleted), OK);
	CU_ASSERT_EQUAL(deleted, 1);
	CHECK_ERR(idempotency_sweep(f.db, &deleted), OK);
	CU_ASSERT_EQUAL(deleted, 0);
	clock_set(TIME_ABSENT);
	fixture_close(&f);
}

SUITE(idempotency,
    { "claim, keep, replay", test_idempotency__life },
    { "drop", test_idempotency__drop },
    { "lease", test_idempotency__lease },
    { "fifty at once", test_idempotency__parallel },
    { "sweep", test_idempotency__sweep });
