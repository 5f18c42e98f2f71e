/* Buckets and puzzles: lib/shop/throttle.c, puzzle.c. */
#include "lib/shop/throttle.h"
#include "lib/shop/puzzle.h"
#include "t/lib/shop/people.h"

static const struct throttle_rule rule = { "test.rule", 3, 3600 * US_PER_S };

static struct str
somebody(struct people *p)
{
	return str_printf(p->f.arena, "%llx", (unsigned long long)crypto_random_u64());
}

static void
test_throttle__burst(void)
{
	struct people p;
	struct str who;
	int64_t wait;

	people_open(&p);
	who = somebody(&p);
	for (int i = 0; i < 3; i++) {
		CHECK_ERR(throttle_take(p.env.db, &rule, who, &wait), OK);
		CU_ASSERT_EQUAL(wait, 0);
	}
	for (int i = 0; i < 3; i++) { /* refused calls are not counted: the wait does not grow */
		CHECK_ERR(throttle_take(p.env.db, &rule, who, &wait), OK);
		CU_ASSERT(wait > 3500 * US_PER_S && wait <= 3600 * US_PER_S);
	}
	CHECK_ERR(throttle_take(p.env.db, &rule, somebody(&p), &wait), OK);
	CU_ASSERT_EQUAL(wait, 0);
	CHECK_ERR(throttle_take(p.env.db, &(struct throttle_rule){ "test.other", 3, 1 }, who, &wait), OK);
	CU_ASSERT_EQUAL(wait, 0);
	CHECK_ERR(throttle_clear(p.env.db, &rule, who), OK);
	CHECK_ERR(throttle_take(p.env.db, &rule, who, &wait), OK);
	CU_ASSERT_EQUAL(wait, 0);
	people_close(&p);
}

/* One more every interval, and never more than the burst at once, however long nobody came. */
static void
test_throttle__interval(void)
{
	const struct throttle_rule quick = { "test.quick", 2, 40000 };
	struct people p;
	struct str who;
	int64_t wait, passed = 0;

	people_open(&p);
	who = somebody(&p);
	for (int round = 0; round < 2; round++) {
		passed = 0;
		for (int i = 0; i < 3; i++) {
			CHECK_ERR(throttle_take(p.env.db, &quick, who, &wait), OK);
			passed += wait == 0;
		}
		CU_ASSERT(passed >= 2); /* three when the machine was slow */
		CU_ASSERT(wait <= 40000);
		nanosleep(&(struct timespec){ .tv_nsec = 300000000 }, NULL);
	}
	CU_ASSERT(passed <= 3);
	people_close(&p);
}

static enum err
race_take(struct people *p, void *payload)
{
	int64_t wait;
	enum err err = throttle_take(p->env.db, &rule, *(struct str *)payload, &wait);

	return err ? err : wait ? ERR_BUSY : OK;
}

static void
test_throttle__race(void)
{
	struct people p;
	struct str who;

	people_open(&p);
	who = somebody(&p);
	CU_ASSERT_EQUAL(people_race(&p, 40, race_take, &who, OK), 3);
	people_close(&p);
}

static void
test_throttle__prefix(void)
{
	static const struct {
		const char *ip, *prefix;
	} cases[] = { { "192.0.2.77", "192.0.2.0/24" }, { "2001:db8:1:22ff::1", "2001:db8:1:2200::/56" },
		{ "::ffff:192.0.2.77", "192.0.2.0/24" }, { "2001:db8::", "2001:db8::/56" }, { "", "unknown" },
		{ "x", "unknown" } };
	struct arena *a = arena_new();

	for (size_t i = 0; i < COUNT(cases); i++)
		CU_ASSERT(str_eq_z(throttle_prefix(a, str_of(cases[i].ip)), cases[i].prefix));
	CU_ASSERT(str_eq_z(throttle_prefix(a, STR_ABSENT), "unknown"));
	arena_free(a);
}

static void
test_throttle__sweep(void)
{
	static const struct db_query rows = { "test_throttle_rows", "", &fixture_count_shape,
		"SELECT COUNT(*) AS n FROM throttle WHERE tat < NOW(6)" };
	struct people p;
	int64_t wait, deleted;

	people_open(&p);
	CHECK_ERR(throttle_take(p.env.db, &(struct throttle_rule){ "test.past", 1, 1 }, somebody(&p), &wait), OK);
	nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
	CHECK_ERR(throttle_sweep(p.env.db, &deleted), OK);
	CU_ASSERT(deleted >= 1);
	CU_ASSERT_EQUAL(fixture_count(&p.f, &rows), 0);
	people_close(&p);
}

/* ---- puzzles ---- */

static bool
taken(struct people *p, const char *purpose, struct str subject, struct str puzzle, struct str solution)
{
	bool out = false;

	CHECK_ERR(puzzle_check(p->env.db, p->f.arena, p->f.config, purpose, subject, puzzle, solution, &out), OK);
	return out;
}

static void
test_puzzle__once(void)
{
	struct people p;
	struct str puzzle, n;

	setenv("MERCER_LOGIN_PUZZLE_BITS", "8", 1);
	people_open(&p);
	CHECK_ERR(puzzle_new(p.f.arena, p.f.config, "login", STR("net"), &puzzle), OK);
	CU_ASSERT(str_starts(puzzle, STR("8-")) && puzzle.len < 500);
	n = people_solve(&p, puzzle);
	CU_ASSERT(!taken(&p, "login", STR("net"), puzzle, STR_ABSENT));
	CU_ASSERT(!taken(&p, "login", STR("net"), puzzle, STR("x")));
	CU_ASSERT(!taken(&p, "login", STR("net"), puzzle, str_printf(p.f.arena, "0%.*s", STR_ARG(n))));
	CU_ASSERT(!taken(&p, "login", STR("net"), puzzle, str_printf(p.f.arena, "-%.*s", STR_ARG(n))));
	CU_ASSERT(!taken(&p, "login", STR("net"), puzzle, str_printf(p.f.arena, "%.*s ", STR_ARG(n))));
	CU_ASSERT(!taken(&p, "login", STR("other net"), puzzle, n));
	CU_ASSERT(!taken(&p, "register", STR("net"), puzzle, n));
	/* A smaller number in front is no smaller puzzle. */
	CU_ASSERT(
	    !taken(&p, "login", STR("net"), str_printf(p.f.arena, "1%.*s", STR_ARG(str_skip(puzzle, 1))), STR("0")));
	CU_ASSERT(!taken(&p, "login", STR("net"), STR("8-x"), n) && !taken(&p, "login", STR("net"), STR(""), n));
	CU_ASSERT(taken(&p, "login", STR("net"), puzzle, n));
	CU_ASSERT(!taken(&p, "login", STR("net"), puzzle, n));
	unsetenv("MERCER_LOGIN_PUZZLE_BITS");
	people_close(&p);
}

/* Patience is as good as work, once per network; and a puzzle does not live for ever. */
static void
test_puzzle__waiting(void)
{
	struct time now = clock_now();
	struct people p;
	struct str one, two, net;

	setenv("MERCER_LOGIN_PUZZLE_BITS", "8", 1);
	people_open(&p);
	net = somebody(&p);
	clock_set(now);
	CHECK_ERR(puzzle_new(p.f.arena, p.f.config, "login", net, &one), OK);
	CHECK_ERR(puzzle_new(p.f.arena, p.f.config, "login", net, &two), OK);
	clock_set((struct time){ now.us + 59 * US_PER_S });
	CU_ASSERT(!taken(&p, "login", net, one, STR_ABSENT));
	clock_set((struct time){ now.us + 61 * US_PER_S });
	CU_ASSERT(taken(&p, "login", net, one, STR_ABSENT));
	CU_ASSERT(!taken(&p, "login", net, one, STR_ABSENT));
	CU_ASSERT(!taken(&p, "login", net, two, STR_ABSENT));
	clock_set((struct time){ now.us + (PUZZLE_LIFE_S + 2) * US_PER_S });
	CU_ASSERT(!taken(&p, "login", net, two, people_solve(&p, two)));
	clock_set((struct time){ now.us - 60 * US_PER_S });
	CU_ASSERT(!taken(&p, "login", net, two, people_solve(&p, two)));
	clock_set(TIME_ABSENT);
	unsetenv("MERCER_LOGIN_PUZZLE_BITS");
	people_close(&p);
}

struct solved {
	struct str puzzle, solution;
};

static enum err
race_puzzle(struct people *p, void *payload)
{
	const struct solved *s = payload;

	return taken(p, "login", STR("net"), s->puzzle, s->solution) ? OK : ERR_CONFLICT;
}

static void
test_puzzle__race(void)
{
	struct people p;
	struct solved s;

	setenv("MERCER_LOGIN_PUZZLE_BITS", "8", 1);
	people_open(&p);
	CHECK_ERR(puzzle_new(p.f.arena, p.f.config, "login", STR("net"), &s.puzzle), OK);
	s.solution = people_solve(&p, s.puzzle);
	CU_ASSERT_EQUAL(people_race(&p, 40, race_puzzle, &s, OK), 1);
	unsetenv("MERCER_LOGIN_PUZZLE_BITS");
	people_close(&p);
}

SUITE(throttle,
    { "burst", test_throttle__burst },
    { "interval", test_throttle__interval },
    { "race", test_throttle__race },
    { "prefix", test_throttle__prefix },
    { "sweep", test_throttle__sweep },
    { "a puzzle is used once", test_puzzle__once },
    { "waiting instead", test_puzzle__waiting },
    { "a race for one puzzle", test_puzzle__race });
