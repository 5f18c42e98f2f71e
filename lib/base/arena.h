/*
 * arena.h - memory that is freed all at once.
 *
 * One arena per request (r->arena), reset after the reply; handlers and domain code contain no free().  Foreign
 * objects are tied to the arena with arena_defer() and released in reverse order at reset.
 *
 *	struct arena *a = arena_new();
 *	char *s = arena_printf(a, "%d", 7);
 *	arena_defer(a, close_it, handle);
 *	arena_reset(a);                      // close_it(handle), then the memory
 *
 * Allocation never returns NULL: out of memory, or past the ceiling, is logged and aborts the worker (the master
 * starts another).  So inputs are bounded instead, each by a named constant.
 * With --enable-arena-malloc each allocation is a malloc of its own, so that ASan and valgrind see overruns.
 * Not thread-safe: one arena belongs to one thread.
 */
#ifndef MERCER_ARENA_H
#define MERCER_ARENA_H

#include "lib/base/base.h"

struct arena;

#define ARENA_MAX ((size_t)256 << 20) /* default ceiling of one arena in bytes; past it the process aborts */

struct arena *arena_new(void);
/* Deferred calls in reverse order, then all memory.  NULL is accepted. */
void arena_free(struct arena *a);
/* Like arena_free() but the arena stays usable; the first block (64 KiB) is kept for speed. */
void arena_reset(struct arena *a);
/* Raise or lower the ceiling in bytes. */
void arena_set_max(struct arena *a, size_t max);

/* `size` bytes aligned for any type, contents undefined.  size 0 gives a valid pointer. */
void *arena_alloc(struct arena *a, size_t size) __attribute__((malloc, returns_nonnull, alloc_size(2)));
/* The same, zeroed; count * size is checked for overflow. */
void *arena_zalloc(struct arena *a, size_t count, size_t size)
    __attribute__((malloc, returns_nonnull, alloc_size(2, 3)));
/* One zeroed T, or an array of n zeroed T. */
#define arena_new_of(a, T) ((T *)arena_zalloc((a), 1, sizeof(T)))
#define arena_array(a, T, n) ((T *)arena_zalloc((a), (n), sizeof(T)))

/* Copies; always NUL-terminated, so they can be handed to C libraries. */
char *arena_strdup(struct arena *a, const char *s) __attribute__((returns_nonnull));
char *arena_memdup(struct arena *a, const void *p, size_t len) __attribute__((returns_nonnull));
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3) __attribute__((returns_nonnull));

/* Run fn(ptr) at reset or free, newest first. */
void arena_defer(struct arena *a, void (*fn)(void *ptr), void *ptr);

/* Bytes handed out since the last reset: for metrics and tests. */
size_t arena_used(const struct arena *a);

#endif
