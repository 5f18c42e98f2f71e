/* Tests of lib/base/turnstile.c: never more than n, and nobody who is killed blocks it. */
#include "lib/base/turnstile.h"
#include "lib/base/clock.h"
#include "t/support/suite.h"

#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define LONG (10 * US_PER_S)

struct shared {
	_Atomic int inside, most, done, ready;
};

static struct shared *
shared_new(void)
{
	void *p = mmap(NULL, sizeof(struct shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	CU_ASSERT_FATAL(p != MAP_FAILED);
	return p;
}

static void
work(struct turnstile *t, struct shared *s, int times)
{
	for (int i = 0; i < times; i++) {
		size_t place;
		int now, most;
		if (turnstile_enter(t, LONG, &place))
			_exit(1);
		now = atomic_fetch_add(&s->inside, 1) + 1;
		most = atomic_load(&s->most);
		while (now > most && !atomic_compare_exchange_weak(&s->most, &most, now))
			;
		nanosleep(&(struct timespec){ .tv_nsec = 300000 }, NULL);
		atomic_fetch_sub(&s->inside, 1);
		atomic_fetch_add(&s->done, 1);
		turnstile_leave(t, place);
	}
	_exit(0);
}

#define PROCESSES 20
static void
test_turnstile__never_more(void)
{
	struct shared *s = shared_new();
	struct turnstile *t;
	int good = 0;

	CU_ASSERT_EQUAL_FATAL(turnstile_new(3, PROCESSES, &t), OK);
	fflush(NULL);
	for (int i = 0; i < PROCESSES; i++)
		if (fork() == 0)
			work(t, s, 20);
	for (int i = 0, status; i < PROCESSES; i++)
		good += wait(&status) > 0 && status == 0;
	CU_ASSERT_EQUAL(good, PROCESSES);
	CU_ASSERT_EQUAL(s->done, PROCESSES * 20);
	CU_ASSERT_EQUAL(s->most, 3);
	turnstile_free(t);
	munmap(s, sizeof(*s));
}

static void
hold(struct turnstile *t, struct shared *s)
{
	size_t place;

	if (turnstile_enter(t, LONG, &place))
		_exit(1);
	atomic_fetch_add(&s->ready, 1);
	for (;;)
		pause();
}

static void
reach(_Atomic int *n, int wanted)
{
	for (int i = 0; i < 10000 && atomic_load(n) < wanted; i++)
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	CU_ASSERT_EQUAL_FATAL(atomic_load(n), wanted);
}

/* Holders of all places, one at the door and one in line: all killed.  The next one gets in. */
static void
test_turnstile__killed(void)
{
	struct shared *s = shared_new();
	struct turnstile *t;
	pid_t pids[4];
	size_t place;

	CU_ASSERT_EQUAL_FATAL(turnstile_new(2, 2, &t), OK);
	fflush(NULL);
	for (int i = 0; i < 4; i++) {
		if ((pids[i] = fork()) == 0)
			hold(t, s);
		if (i < 2)
			reach(&s->ready, i + 1);
	}
	nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL); /* the others wait */
	CU_ASSERT_EQUAL(turnstile_enter(t, LONG, &place), ERR_BUSY); /* both seats are taken: said at once */
	for (int i = 3; i >= 0; i--)
		kill(pids[i], SIGKILL);
	for (int i = 0; i < 4; i++)
		waitpid(pids[i], NULL, 0);
	for (int i = 0; i < 2; i++)
		CU_ASSERT_EQUAL(turnstile_enter(t, LONG, &place), OK);
	err_clear();
	turnstile_free(t);
	munmap(s, sizeof(*s));
}

/* A waiter gets in although who held the place was killed and told nobody. */
static void
test_turnstile__killed_before_me(void)
{
	struct shared *s = shared_new();
	struct turnstile *t;
	pid_t holder, killer;
	size_t place;

	CU_ASSERT_EQUAL_FATAL(turnstile_new(1, 1, &t), OK);
	fflush(NULL);
	if ((holder = fork()) == 0)
		hold(t, s);
	reach(&s->ready, 1);
	if ((killer = fork()) == 0) {
		nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
		kill(holder, SIGKILL);
		_exit(0);
	}
	CU_ASSERT_EQUAL(turnstile_enter(t, LONG, &place), OK);
	turnstile_leave(t, place);
	waitpid(holder, NULL, 0);
	waitpid(killer, NULL, 0);
	turnstile_free(t);
	munmap(s, sizeof(*s));
}

static void
test_turnstile__too_long(void)
{
	struct shared *s = shared_new();
	struct turnstile *t;
	pid_t holder;
	size_t place;

	CU_ASSERT_EQUAL_FATAL(turnstile_new(1, 1, &t), OK);
	CU_ASSERT_EQUAL(turnstile_new(0, 1, &t), ERR_INTERNAL);
	fflush(NULL);
	if ((holder = fork()) == 0)
		hold(t, s);
	reach(&s->ready, 1);
	CU_ASSERT_EQUAL(turnstile_enter(t, 30000, &place), ERR_BUSY);
	CU_ASSERT_EQUAL(turnstile_enter(t, 30000, &place), ERR_BUSY); /* the seat and the door were given back */
	kill(holder, SIGKILL);
	waitpid(holder, NULL, 0);
	CU_ASSERT_EQUAL(turnstile_enter(t, 30000, &place), OK);
	err_clear();
	turnstile_free(t);
	munmap(s, sizeof(*s));
}

SUITE(turnstile,
    { "never more than n", test_turnstile__never_more },
    { "killed", test_turnstile__killed },
    { "killed before me", test_turnstile__killed_before_me },
    { "too long", test_turnstile__too_long });
