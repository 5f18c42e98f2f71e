/* Tests of lib/base/arena.c. */
#include "config.h"
#include "lib/base/arena.h"
#include "t/support/suite.h"

#include <stdalign.h>

static int order[4];
static size_t ran;

static void
note(void *ptr)
{
	order[ran++] = *(int *)ptr;
}

static void
test_arena__aligned_and_apart(void)
{
	struct arena *a = arena_new();
	unsigned char *before = NULL;
	size_t before_size = 0;

	for (size_t size = 0; size < 3000; size += 7) {
		unsigned char *p = arena_alloc(a, size);
		CU_ASSERT_EQUAL((uintptr_t)p % alignof(max_align_t), 0);
		memset(p, 0xAA, size);
		for (size_t i = 0; i < before_size; i++)
			CU_ASSERT_EQUAL_FATAL(before[i], 0xAA);
		memset(p, 0xAA, size);
		before = p;
		before_size = size;
	}
	arena_free(a);
}

static void
test_arena__zeroed(void)
{
	struct arena *a = arena_new();
	int *p;

	memset(arena_alloc(a, 100000), 0xFF, 100000);
	arena_reset(a);
	p = arena_array(a, int, 1000);
	for (size_t i = 0; i < 1000; i++)
		CU_ASSERT_EQUAL(p[i], 0);
	arena_free(a);
}

static void
test_arena__reset_keeps_nothing(void)
{
	struct arena *a = arena_new();

	for (size_t round = 0; round < 3; round++) {
		for (size_t i = 0; i < 200; i++)
			memset(arena_alloc(a, i * 97), 1, i * 97);
		memset(arena_alloc(a, 5 << 20), 1, 5 << 20);
		CU_ASSERT(arena_used(a) > 5 << 20);
		arena_reset(a);
		CU_ASSERT_EQUAL(arena_used(a), 0);
	}
	memset(arena_alloc(a, 3 << 20), 1, 3 << 20); /* a large one first */
	memset(arena_alloc(a, 3), 1, 3);
	arena_free(a);
	arena_free(NULL);
}

static void
test_arena__deferred_in_reverse(void)
{
	static int ids[] = { 1, 2, 3 };
	struct arena *a = arena_new();

	ran = 0;
	for (size_t i = 0; i < 3; i++)
		arena_defer(a, note, &ids[i]);
	arena_reset(a);
	CU_ASSERT_EQUAL(ran, 3);
	CU_ASSERT(order[0] == 3 && order[1] == 2 && order[2] == 1);
	arena_reset(a);
	CU_ASSERT_EQUAL(ran, 3);
	arena_defer(a, note, &ids[0]);
	arena_free(a);
	CU_ASSERT_EQUAL(ran, 4);
}

static void
test_arena__copies(void)
{
	struct arena *a = arena_new();
	char *s = arena_printf(a, "%s-%d", "x", 7);

	CU_ASSERT_STRING_EQUAL(s, "x-7");
	CU_ASSERT_STRING_EQUAL(arena_strdup(a, s), "x-7");
	CU_ASSERT_STRING_EQUAL(arena_memdup(a, "abc", 2), "ab");
	CU_ASSERT_STRING_EQUAL(arena_memdup(a, NULL, 0), "");
	arena_free(a);
}

static void
past_ceiling(void)
{
	struct arena *a = arena_new();

	arena_set_max(a, 4096);
	for (;;)
		arena_alloc(a, 100);
}

static void
one_too_large(void)
{
	arena_alloc(arena_new(), ARENA_MAX + 1);
}

static void
overflow(void)
{
	volatile size_t half = SIZE_MAX / 2;

	arena_zalloc(arena_new(), half, 3);
}

static void
test_arena__gives_up(void)
{
	CU_ASSERT(suite_aborts(past_ceiling));
	CU_ASSERT(suite_aborts(one_too_large));
	CU_ASSERT(suite_aborts(overflow));
}

SUITE(arena,
    { "aligned and apart", test_arena__aligned_and_apart },
    { "zeroed", test_arena__zeroed },
    { "reset keeps nothing", test_arena__reset_keeps_nothing },
    { "deferred calls in reverse", test_arena__deferred_in_reverse },
    { "copies", test_arena__copies },
    { "ceilings end the process", test_arena__gives_up });
