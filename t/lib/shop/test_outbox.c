/*
 * The outbox with several real worker processes: order, leases, kill -9, poison, back-off, dead letters, the feed.
 *
 * What handlers did is told through a pipe, so that it is not part of any transaction: a line per call, as an outside
 * effect would be.
 */
#include "lib/shop/outbox_read.h"
#include "lib/shop/outbox_work.h"
#include "t/lib/shop/fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define RUNS 4000   /* lines of a test */
#define PATIENCE 60 /* seconds until a test gives up */
static const struct db_query clear_queries[] = {
	{ "c1", "", NULL, "DELETE FROM outbox_lane" },
	{ "c2", "", NULL, "DELETE FROM outbox" },
};
static const struct db_query waiting = { "t1", "", &fixture_count_shape,
	"SELECT COUNT(*) AS n FROM outbox_task WHERE state = 'waiting'" };
static const struct db_query done = { "t2", "", &fixture_count_shape,
	"SELECT COUNT(*) AS n FROM outbox_task WHERE state = 'done'" };
static const struct db_query dead = { "t3", "", &fixture_count_shape,
	"SELECT COUNT(*) AS n FROM outbox_task WHERE state = 'dead'" };
static const struct db_query lanes = { "t4", "", &fixture_count_shape, "SELECT COUNT(*) AS n FROM outbox_lane" };
static const struct db_query fresh = { "t5", "", &fixture_count_shape,
	"SELECT COUNT(*) AS n FROM outbox WHERE seq IS NULL" };
static const struct db_query holes = { "t6", "", &fixture_count_shape,
	"SELECT MAX(seq) - MIN(seq) + 1 - COUNT(*) AS n FROM outbox" };
static const struct db_query max_attempts = { "t7", "", &fixture_count_shape,
	"SELECT COALESCE(MAX(attempts), 0) AS n FROM outbox_task" };
static const struct db_query hurry = { "t8", "", NULL, "UPDATE outbox_lane SET next_at = NOW(6)" };
static const struct db_query age = { "t9", "", NULL, "UPDATE outbox SET at = at - INTERVAL 4 DAY" };

static const struct db_query steal = { "t10", "", NULL, "UPDATE outbox_lane SET lease = 1, next_at = NOW(6)" };

static int pipe_fds[2];
static int stop;

static void
tell(const struct outbox_event *e, const char *who)
{
	char line[160];
	int n = snprintf(line, sizeof(line), "%s %.*s %.*s\n", who, STR_ARG(e->object), STR_ARG(e->payload));

	if (write(pipe_fds[1], line, (size_t)n) != n)
		abort();
}

/* By the object's first letter: what goes wrong. */
static enum err
handle_a(void *env, struct arena *a UNUSED, const struct outbox_event *e)
{
	tell(e, "a");
	switch (e->object.ptr[0]) {
	case 'S': /* takes so long that another process gets the lane */
		return e->attempts ? OK : db_exec(env, &steal, NULL, 0, NULL);
	case 'P': /* ends its process */
		raise(SIGKILL);
		return OK;
	case 'F': /* fails always */
		return err_fail(ERR_INTERNAL, "as it should");
	case 'I': /* never will work */
		return err_fail(ERR_INVALID, "as it should");
	case 'U': /* server is away */
		return err_fail(ERR_UNAVAILABLE, "as it should");
	case 'T': /* works at the third try */
		return e->attempts < 2 ? err_fail(ERR_INTERNAL, "as it should") : OK;
	default:
		return OK;
	}
}

static enum err
handle_b(void *env UNUSED, struct arena *a UNUSED, const struct outbox_event *e)
{
	tell(e, "b");
	return OK;
}

static const char *const all_types[] = { "test.*", NULL }, *const some_types[] = { "test.second", NULL };
static const struct outbox_subscriber subscribers[] = { { "a", all_types, handle_a, NULL },
	{ "b", some_types, handle_b, NULL } };

static struct outbox_work
work_open(struct fixture *f)
{
	struct outbox_work w = { .db = f->db, .subscribers = subscribers, .count = COUNT(subscribers), .stop = &stop };

	CHECK_ERR(outbox_work_init(&w, f->config), OK);
	return w;
}

static struct fixture
open_all(const char *retry)
{
	struct fixture f;

	setenv("MERCER_OUTBOX_LEASE", "1s", 1);
	setenv("MERCER_OUTBOX_RETRY", retry, 1);
	f = fixture_open();
	stop = 0;
	for (size_t i = 0; i < COUNT(clear_queries); i++)
		CHECK_ERR(db_exec(f.db, &clear_queries[i], NULL, 0, NULL), OK);
	CU_ASSERT_EQUAL_FATAL(pipe(pipe_fds), 0);
	fcntl(pipe_fds[0], F_SETFL, O_NONBLOCK);
	fcntl(pipe_fds[0], F_SETPIPE_SZ, 1 << 20);
	return f;
}

static void
close_all(struct fixture *f)
{
	close(pipe_fds[0]);
	close(pipe_fds[1]);
	fixture_close(f);
	unsetenv("MERCER_OUTBOX_LEASE");
	unsetenv("MERCER_OUTBOX_RETRY");
}

struct addition {
	const char *type;
	struct str object;
	int64_t number;
};

static enum err
add_one(struct db *db, void *payload)
{
	const struct addition *x = payload;
	char text[32];

	snprintf(text, sizeof(text), "{\"n\":%lld}", (long long)x->number);
	return outbox_add(db, x->type, x->object, str_of(text));
}

static void
add(struct fixture *f, const char *type, const char *object, int64_t number)
{
	struct addition x = { type, str_of(object), number };

	CHECK_ERR(db_transaction(f->db, add_one, &x), OK);
}

static void nap_ms(long ms) { nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL); }

/* A process that works until it is killed. */
static pid_t
start_worker(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		struct config *c;
		struct outbox_work w = { .subscribers = subscribers, .count = COUNT(subscribers), .stop = &stop };
		if (config_load(NULL, &c))
			_exit(1);
		w.db = db_new(c, "mercer");
		if (outbox_work_init(&w, c))
			_exit(1);
		for (;;) {
			size_t n = 0, m = 0;
			if (outbox_fan(&w, &n) || outbox_turn(&w, &m))
				err_clear();
			if (!n && !m)
				nap_ms(2);
		}
	}
	return pid;
}

/* Keeps `count` workers alive until nothing waits; kills one of them every kill_ms when that is not 0. */
static int
run_workers(struct fixture *f, size_t count, long kill_ms)
{
	pid_t pids[8];
	int64_t until = clock_ticks() + PATIENCE * US_PER_S;
	int kills = 0;

	for (size_t i = 0; i < count; i++)
		pids[i] = start_worker();
	do {
		nap_ms(kill_ms ? kill_ms : 20);
		if (kill_ms) {
			kill(pids[chance((uint32_t)count)], SIGKILL);
			kills++;
		}
		for (size_t i = 0; i < count; i++)
			if (waitpid(pids[i], NULL, WNOHANG) == pids[i])
				pids[i] = start_worker();
	} while ((fixture_count(f, &fresh) || fixture_count(f, &waiting)) && clock_ticks() < until);
	for (size_t i = 0; i < count; i++) {
		kill(pids[i], SIGKILL);
		waitpid(pids[i], NULL, 0);
	}
	return kills;
}

struct line {
	char who[4], object[32];
	int number;
};

static size_t
lines(struct line *out, size_t max)
{
	static char text[1 << 20];
	size_t len = 0, n = 0;
	ssize_t got;

	while (len < sizeof(text) - 1 && (got = read(pipe_fds[0], text + len, sizeof(text) - 1 - len)) > 0)
		len += (size_t)got;
	text[len] = '\0';
	for (char *save, *p = strtok_r(text, "\n", &save); p && n < max; p = strtok_r(NULL, "\n", &save))
		if (sscanf(p, "%3s %31s {\"n\":%d}", out[n].who, out[n].object, &out[n].number) == 3)
			n++;
	return n;
}

/* Per subscriber and object numbers never go back.  Returns how many repeats there were. */
static size_t
check_order(const struct line *all, size_t n, bool *ok)
{
	size_t repeats = 0;

	*ok = true;
	for (size_t i = 0; i < n; i++)
		for (size_t j = i + 1; j < n; j++)
			if (!strcmp(all[i].object, all[j].object) && !strcmp(all[i].who, all[j].who)) {
				if (all[j].number < all[i].number)
					*ok = false;
				repeats += all[j].number == all[i].number;
				break;
			}
	return repeats;
}

static void
test_outbox__fan_out(void)
{
	struct fixture f = open_all("10ms");
	struct outbox_work w = work_open(&f);
	struct outbox_due due;
	static struct line got[RUNS];
	size_t n, m;

	CHECK_ERR(outbox_look(f.db, &due), OK);
	CU_ASSERT_FALSE(due.is_new || due.is_due);
	add(&f, "test.first", "x1", 1);
	add(&f, "test.second", "x1", 2);
	add(&f, "other.thing", "x1", 3);
	CHECK_ERR(outbox_look(f.db, &due), OK);
	CU_ASSERT_TRUE(due.is_new);
	CHECK_ERR(outbox_fan(&w, &n), OK);
	CU_ASSERT_EQUAL(n, 3);
	CU_ASSERT_EQUAL(fixture_count(&f, &waiting), 3); /* a: both; b: the second */
	CU_ASSERT_EQUAL(fixture_count(&f, &lanes), 2);
	CHECK_ERR(outbox_fan(&w, &n), OK);
	CU_ASSERT_EQUAL(n, 0);
	CHECK_ERR(outbox_turn(&w, &m), OK);
	CU_ASSERT_EQUAL(m, 3);
	CU_ASSERT_EQUAL(lines(got, RUNS), 3);
	CU_ASSERT_EQUAL(fixture_count(&f, &done), 3);
	CU_ASSERT_EQUAL(fixture_count(&f, &lanes), 0);
	CHECK_ERR(outbox_look(f.db, &due), OK);
	CU_ASSERT_FALSE(due.is_new || due.is_due);
	outbox_work_release(&w);
	close_all(&f);
}

static void
test_outbox__refuses_what_cannot_be(void)
{
	struct fixture f = open_all("10ms");

	CHECK_ERR(outbox_add(f.db, "nodot", STR("x"), STR("{}")), ERR_INTERNAL);
	CHECK_ERR(outbox_add(f.db, "Upper.case", STR("x"), STR("{}")), ERR_INTERNAL);
	CHECK_ERR(outbox_add(f.db, "test.first", STR(""), STR("{}")), ERR_INTERNAL);
	CHECK_ERR(outbox_add(f.db, "test.first", STR("x"), STR("not json")), ERR_INVALID);
	CHECK_ERR(outbox_add(f.db, "test.first", STR("x"), STR_ABSENT), OK);
	close_all(&f);
}

static enum err
add_and_fail(struct db *db, void *payload UNUSED)
{
	CHECK_ERR(outbox_add(db, "test.first", STR("x"), STR("{}")), OK);
	return ERR_CONFLICT;
}

static void
test_outbox__rolled_back_with_its_change(void)
{
	struct fixture f = open_all("10ms");

	CHECK_ERR(db_transaction(f.db, add_and_fail, NULL), ERR_CONFLICT);
	CU_ASSERT_EQUAL(fixture_count(&f, &fresh), 0);
	close_all(&f);
}

/* Four processes, 20 objects, 25 events each: in order, each once. */
static void
test_outbox__order_with_many_workers(void)
{
	struct fixture f = open_all("10ms");
	static struct line got[RUNS];
	size_t n;
	bool ok;

	for (int64_t i = 0; i < 500; i++) {
		char object[16];
		snprintf(object, sizeof(object), "x%d", (int)(i % 20));
		add(&f, i % 2 ? "test.first" : "test.second", object, i);
	}
	run_workers(&f, 4, 0);
	n = lines(got, RUNS);
	CU_ASSERT_EQUAL(n, 750);
	CU_ASSERT_EQUAL(check_order(got, n, &ok), 0);
	CU_ASSERT_TRUE(ok);
	CU_ASSERT_EQUAL(fixture_count(&f, &done), 750);
	CU_ASSERT_EQUAL(fixture_count(&f, &lanes), 0);
	CU_ASSERT_EQUAL(fixture_count(&f, &holes), 0);
	close_all(&f);
}

/* kill -9 at any instant: nothing is lost, what is repeated is the same event, and order stays. */
static void
test_outbox__kill_nine(void)
{
	struct fixture f = open_all("10ms,10ms,10ms,10ms,10ms,10ms,10ms,10ms,10ms,10ms,10ms,10ms");
	static struct line got[RUNS];
	bool seen[600] = { false }, ok;
	size_t n, repeats, missing = 0;
	int kills;

	for (int64_t i = 0; i < 600; i++) {
		char object[16];
		snprintf(object, sizeof(object), "x%d", (int)(i % 60));
		add(&f, "test.first", object, i);
	}
	kills = run_workers(&f, 3, 25);
	n = lines(got, RUNS);
	for (size_t i = 0; i < n; i++)
		seen[got[i].number] = true;
	for (size_t i = 0; i < COUNT(seen); i++)
		missing += !seen[i];
	repeats = check_order(got, n, &ok);
	printf("%d kills, %zu repeats ", kills, repeats);
	CU_ASSERT_EQUAL(missing, 0);
	CU_ASSERT_TRUE(ok);
	CU_ASSERT_EQUAL(n, 600 + repeats);
	CU_ASSERT_EQUAL(fixture_count(&f, &done), 600);
	CU_ASSERT_EQUAL(fixture_count(&f, &lanes), 0);
	close_all(&f);
}

/* An event that ends its process, one that always fails: the others go on, and in the end both are dead. */
static void
test_outbox__poison(void)
{
	struct fixture f = open_all("10ms,10ms");
	static struct line got[RUNS];
	size_t n, poison = 0, others = 0, behind = 0;

	add(&f, "test.first", "P1", 1);
	add(&f, "test.first", "F1", 2);
	for (int64_t i = 0; i < 20; i++) {
		char object[16];
		snprintf(object, sizeof(object), "x%d", (int)i);
		add(&f, "test.first", object, 10 + i);
	}
	add(&f, "test.second", "F1", 3);
	run_workers(&f, 3, 0);
	n = lines(got, RUNS);
	for (size_t i = 0; i < n; i++) {
		poison += got[i].object[0] == 'P';
		others += got[i].object[0] == 'x';
		behind += got[i].object[0] == 'F' && got[i].number == 3 && got[i].who[0] == 'a';
	}
	CU_ASSERT_EQUAL(others, 20);
	CU_ASSERT_TRUE(poison >= 1 && poison <= 3);
	CU_ASSERT_EQUAL(behind, 3); /* what came after a dead one has its turn, and its tries */
	CU_ASSERT_EQUAL(fixture_count(&f, &dead), 3);
	CU_ASSERT_EQUAL(fixture_count(&f, &done), 21);
	CU_ASSERT_EQUAL(fixture_count(&f, &waiting), 0);
	close_all(&f);
}

static void
test_outbox__tries(void)
{
	struct fixture f = open_all("10ms,10ms,10ms");
	static struct line got[RUNS];
	struct outbox_filter filter = { .state = OUTBOX_TASK_DEAD, .limit = 10 };
	const struct outbox_row *row;
	struct list list;
	int64_t count;

	add(&f, "test.first", "T1", 1);
	add(&f, "test.first", "F1", 2);
	add(&f, "test.first", "I1", 3);
	run_workers(&f, 2, 0);
	CU_ASSERT_EQUAL(lines(got, RUNS), 3 + 4 + 1);
	CU_ASSERT_EQUAL(fixture_count(&f, &done), 1);
	CU_ASSERT_EQUAL(fixture_count(&f, &dead), 2);
	CU_ASSERT_EQUAL(fixture_count(&f, &max_attempts), 4);
	CHECK_ERR(outbox_list(f.db, f.arena, &filter, &list), OK);
	CU_ASSERT_EQUAL_FATAL(list.count, 2);
	row = list.items;
	CHECK_STR(row[0].object, "I1");
	CU_ASSERT_TRUE(str_contains(row[0].error, STR("as it should")));
	/* Again: one event, then all. */
	CHECK_ERR(outbox_retry(f.db, row[0].public_id, STR("b"), &count), OK);
	CU_ASSERT_EQUAL(count, 0);
	CHECK_ERR(outbox_retry(f.db, row[0].public_id, STR_ABSENT, &count), OK);
	CU_ASSERT_EQUAL(count, 1);
	CHECK_ERR(outbox_retry_dead(f.db, STR("a"), &count), OK);
	CU_ASSERT_EQUAL(count, 1);
	CU_ASSERT_EQUAL(fixture_count(&f, &waiting), 2);
	CU_ASSERT_EQUAL(fixture_count(&f, &lanes), 2);
	run_workers(&f, 2, 0);
	CU_ASSERT_EQUAL(lines(got, RUNS), 4 + 1);
	CU_ASSERT_EQUAL(fixture_count(&f, &dead), 2);
	close_all(&f);
}

/* A server that is away: no try counts until outbox.give_up, and one failure holds the whole subscriber back for a
 * moment. */
static void
test_outbox__unavailable(void)
{
	struct fixture f = open_all("1ms");
	struct outbox_work w = work_open(&f);
	static struct line got[RUNS];
	size_t n, m;

	for (int64_t i = 0; i < 30; i++) {
		char object[16];
		snprintf(object, sizeof(object), "U%d", (int)i);
		add(&f, "test.first", object, i);
	}
	CHECK_ERR(outbox_fan(&w, &n), OK);
	for (int i = 0; i < 20; i++)
		CHECK_ERR(outbox_turn(&w, &m), OK);
	CU_ASSERT_EQUAL(lines(got, RUNS), 1); /* the others did not have to find out themselves */
	for (int i = 0; i < 5; i++) {
		w.pauses[0].until = 0;
		CHECK_ERR(db_exec(f.db, &hurry, NULL, 0, NULL), OK);
		CHECK_ERR(outbox_turn(&w, &m), OK);
	}
	CU_ASSERT_EQUAL(fixture_count(&f, &waiting), 30);
	CU_ASSERT_EQUAL(fixture_count(&f, &dead), 0);
	CHECK_ERR(db_exec(f.db, &age, NULL, 0, NULL), OK);
	w.pauses[0].until = 0;
	CHECK_ERR(db_exec(f.db, &hurry, NULL, 0, NULL), OK);
	CHECK_ERR(outbox_turn(&w, &m), OK);
	CU_ASSERT_EQUAL(fixture_count(&f, &dead), 1);
	outbox_work_release(&w);
	close_all(&f);
}

/* A lease that ended while its holder was still at it: what he says then does not count, and whoever has the lane next
 * handles the event again. */
static void
test_outbox__lost_lease(void)
{
	struct fixture f = open_all("10ms,10ms");
	struct outbox_work w = work_open(&f);
	struct db *other = db_new(f.config, "mercer");
	static struct line got[RUNS];
	size_t n, m;

	w.env = other;
	add(&f, "test.first", "S1", 1);
	CHECK_ERR(outbox_fan(&w, &n), OK);
	CHECK_ERR(outbox_turn(&w, &m), OK);
	CU_ASSERT_EQUAL(fixture_count(&f, &done), 0);
	CU_ASSERT_EQUAL(fixture_count(&f, &max_attempts), 0);
	CHECK_ERR(outbox_turn(&w, &m), OK); /* found lost: that counts as a try */
	CU_ASSERT_EQUAL(fixture_count(&f, &done), 1);
	CU_ASSERT_EQUAL(fixture_count(&f, &max_attempts), 2);
	CU_ASSERT_EQUAL(lines(got, RUNS), 2);
	CU_ASSERT_EQUAL(fixture_count(&f, &lanes), 0);
	db_free(other);
	outbox_work_release(&w);
	close_all(&f);
}

struct writer {
	struct fixture *f;
	struct db *slow;
};

static enum err
slow_first(struct db *db, void *payload)
{
	struct writer *x = payload;
	struct outbox_work w = work_open(x->f);
	struct list list;
	size_t n;

	CHECK_ERR(outbox_add(db, "test.first", STR("slow"), STR("{\"n\":1}")), OK);
	/* Meanwhile a later one commits and is read. */
	add(x->f, "test.first", "fast", 2);
	CHECK_ERR(outbox_fan(&w, &n), OK);
	CU_ASSERT_EQUAL(n, 1);
	CHECK_ERR(outbox_feed(x->f->db, x->f->arena, STR_ABSENT, STR_ABSENT, 100, &list), OK);
	CU_ASSERT_EQUAL(list.count, 1);
	outbox_work_release(&w);
	return OK;
}

static void
test_outbox__feed(void)
{
	struct fixture f = open_all("10ms");
	struct writer x = { &f, db_new(f.config, "mercer") };
	struct outbox_work w = work_open(&f);
	const struct outbox_entry *e;
	struct list list;
	struct str last;
	size_t n;

	/* The transaction that wrote first commits last: a reader who has seen the other one still gets it. */
	CHECK_ERR(db_transaction(x.slow, slow_first, &x), OK);
	CHECK_ERR(outbox_feed(f.db, f.arena, STR_ABSENT, STR_ABSENT, 100, &list), OK);
	CU_ASSERT_EQUAL_FATAL(list.count, 1);
	last = ((const struct outbox_entry *)list.items)->id;
	CHECK_ERR(outbox_fan(&w, &n), OK);
	CHECK_ERR(outbox_feed(f.db, f.arena, last, STR_ABSENT, 100, &list), OK);
	CU_ASSERT_EQUAL_FATAL(list.count, 1);
	CHECK_STR(((const struct outbox_entry *)list.items)->object, "slow");

	CHECK_ERR(outbox_add(f.db, "test.sealed", STR("s"), STR("{\"account\":\"s\",\"sealed\":\"c2VjcmV0\"}")), OK);
	CHECK_ERR(outbox_add(f.db, "tests.other", STR("s"), STR("{}")), OK);
	CHECK_ERR(outbox_add(f.db, "cache.bump", STR("nav"), STR("{\"generation\":\"nav\"}")), OK);
	CHECK_ERR(outbox_fan(&w, &n), OK);
	CHECK_ERR(outbox_feed(f.db, f.arena, STR(""), STR("test.*"), 100, &list), OK);
	CU_ASSERT_EQUAL_FATAL(list.count, 3);
	e = list.items;
	CU_ASSERT_FALSE(str_contains(e[2].payload, STR("c2VjcmV0")));
	CU_ASSERT_TRUE(str_contains(e[2].payload, STR("account")));
	CHECK_ERR(outbox_feed(f.db, f.arena, STR(""), STR("test.sealed"), 100, &list), OK);
	CU_ASSERT_EQUAL(list.count, 1);
	CHECK_ERR(outbox_feed(f.db, f.arena, STR(""), STR_ABSENT, 100, &list), OK);
	CU_ASSERT_EQUAL(list.count, 4); /* nothing of cache.* */
	CHECK_ERR(outbox_feed(f.db, f.arena, STR(""), STR_ABSENT, 2, &list), OK);
	CU_ASSERT_EQUAL(list.count, 2);
	CHECK_ERR(outbox_feed(f.db, f.arena, STR("evt_gone"), STR_ABSENT, 2, &list), ERR_GONE);
	CHECK_ERR(outbox_feed(f.db, f.arena, STR(""), STR("no'type"), 2, &list), ERR_INVALID);
	db_free(x.slow);
	outbox_work_release(&w);
	close_all(&f);
}

static void
test_outbox__lag(void)
{
	struct fixture f = open_all("10ms");
	struct outbox_work w = work_open(&f);
	const struct outbox_lag *l;
	struct list list;
	size_t n;

	add(&f, "test.second", "x1", 1);
	CHECK_ERR(outbox_lag(f.db, f.arena, &list), OK);
	CU_ASSERT_EQUAL_FATAL(list.count, 1);
	l = list.items;
	CU_ASSERT_EQUAL(l[0].waiting, 1);
	CU_ASSERT_TRUE(l[0].lag_us > 0);
	CHECK_ERR(outbox_fan(&w, &n), OK);
	CHECK_ERR(outbox_lag(f.db, f.arena, &list), OK);
	CU_ASSERT_EQUAL_FATAL(list.count, 3);
	l = list.items;
	CU_ASSERT_EQUAL(l[0].waiting, 0);
	CHECK_STR(l[1].subscriber, "a");
	CU_ASSERT_EQUAL(l[1].waiting, 1);
	outbox_work_release(&w);
	close_all(&f);
}

SUITE(outbox, { "fan out", test_outbox__fan_out }, { "refuses what cannot be", test_outbox__refuses_what_cannot_be },
    { "rolled back with its change", test_outbox__rolled_back_with_its_change },
    { "order with many workers", test_outbox__order_with_many_workers }, { "kill -9", test_outbox__kill_nine },
    { "poison", test_outbox__poison }, { "tries", test_outbox__tries }, { "unavailable", test_outbox__unavailable },
    { "lost lease", test_outbox__lost_lease }, { "feed", test_outbox__feed }, { "lag", test_outbox__lag });
