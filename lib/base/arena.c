/*
 * arena.c - bump allocation in blocks.  See arena.h.
 *
 * The first block survives reset, so a warm request allocates nothing from malloc.  Blocks double up to 1 MiB; an
 * allocation larger than a quarter of the next block gets a block of its own.
 */
#include "config.h"
#include "lib/base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdarg.h>
#include <unistd.h>

#define FIRST_BLOCK ((size_t)64 << 10)
#define LARGEST_BLOCK ((size_t)1 << 20)
#define ALIGN alignof(max_align_t)

struct block {
	struct block *next;
	size_t size; /* bytes that follow this header */
	size_t used;
	alignas(max_align_t) unsigned char data[];
};

struct deferred {
	struct deferred *next;
	void (*fn)(void *ptr);
	void *ptr;
};

struct arena {
	struct block *blocks; /* newest first; the current one serves small requests */
	struct block *first;  /* survives reset */
	struct deferred *deferred;
	size_t used;
	size_t max;
	size_t next_size;
};

static void __attribute__((noreturn))
give_up(const char *why, size_t size)
{
	char line[160];
	int n = snprintf(line, sizeof(line), "{\"level\":\"fatal\",\"event\":\"arena\",\"why\":\"%s\",\"bytes\":%zu}\n",
	    why,
	    size);

	if (n > 0 && write(STDERR_FILENO, line, (size_t)n) < 0)
		abort();
	abort();
}

static struct block *
block_new(size_t size)
{
	struct block *b = malloc(sizeof(*b) + size);

	if (!b)
		give_up("out of memory", size);
	b->next = NULL;
	b->size = size;
	b->used = 0;
	return b;
}

struct arena *
arena_new(void)
{
	struct arena *a = calloc(1, sizeof(*a));

	if (!a)
		give_up("out of memory", sizeof(*a));
	a->max = ARENA_MAX;
	a->next_size = FIRST_BLOCK;
	return a;
}

static void
run_deferred(struct arena *a)
{
	/* A deferred call may defer again (a rollback that logs), so pop one at a time. */
	while (a->deferred) {
		struct deferred *d = a->deferred;
		a->deferred = d->next;
		d->fn(d->ptr);
	}
}

void
arena_reset(struct arena *a)
{
	run_deferred(a);
	for (struct block *b = a->blocks, *next; b; b = next) {
		next = b->next;
		if (b != a->first)
			free(b);
	}
	a->blocks = a->first;
	if (a->first) {
		a->first->next = NULL;
		a->first->used = 0;
	}
	a->used = 0;
	a->next_size = a->first ? 2 * FIRST_BLOCK : FIRST_BLOCK;
}

void
arena_free(struct arena *a)
{
	if (!a)
		return;
	arena_reset(a);
	free(a->first);
	free(a);
}

void
arena_set_max(struct arena *a, size_t max)
{
	a->max = max;
}

static void *
from_new_block(struct arena *a, size_t size)
{
	struct block *b;

#ifdef ARENA_MALLOC
	b = block_new(size);
	b->next = a->blocks;
	a->blocks = b;
#else
	if (size > a->next_size / 4) {
		/* Slipped in behind the current block, which keeps serving small requests. */
		b = block_new(size);
		if (a->blocks) {
			b->next = a->blocks->next;
			a->blocks->next = b;
		} else {
			a->blocks = b; /* full, so it serves nothing else, and it is not `first`: a reset frees it */
		}
	} else {
		b = block_new(a->next_size);
		b->next = a->blocks;
		a->blocks = b;
		if (!a->first)
			a->first = b;
		a->next_size = MIN(a->next_size * 2, LARGEST_BLOCK);
	}
#endif
	b->used = size;
	return b->data;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	struct block *b = a->blocks;
	size_t rounded;

	if (size > a->max - ALIGN)
		give_up("allocation larger than the ceiling", size);
	rounded = (size + ALIGN - 1) & ~(ALIGN - 1);
	a->used += rounded;
	if (a->used > a->max)
		give_up("arena past its ceiling", a->used);
#ifdef ARENA_MALLOC
	(void)b;
	return from_new_block(a, size); /* unrounded, so that a one-byte overrun is seen */
#else
	if (b && b->size - b->used >= rounded) {
		void *p = b->data + b->used;
		b->used += rounded;
		return p;
	}
	return from_new_block(a, rounded);
#endif
}

void *
arena_zalloc(struct arena *a, size_t count, size_t size)
{
	size_t total;
	void *p;

	if (__builtin_mul_overflow(count, size, &total))
		give_up("allocation overflows", count);
	p = arena_alloc(a, total);
	memset(p, 0, total);
	return p;
}

char *
arena_memdup(struct arena *a, const void *p, size_t len)
{
	char *copy = arena_alloc(a, len + 1);

	if (len)
		memcpy(copy, p, len);
	copy[len] = '\0';
	return copy;
}

char *
arena_strdup(struct arena *a, const char *s)
{
	return arena_memdup(a, s, strlen(s));
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *s;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	assert(n >= 0);
	s = arena_alloc(a, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(s, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return s;
}

void
arena_defer(struct arena *a, void (*fn)(void *ptr), void *ptr)
{
	struct deferred *d = arena_alloc(a, sizeof(*d));

	d->fn = fn;
	d->ptr = ptr;
	d->next = a->deferred;
	a->deferred = d;
}

size_t
arena_used(const struct arena *a)
{
	return a->used;
}
