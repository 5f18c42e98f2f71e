/*
 * turnstile.h - at most n processes do something at once, the others wait in line, and nobody who dies blocks it.
 *
 * Made by a master before it forks; its memory is shared by all children.  Each place is a robust mutex, so the kernel
 * itself gives back what a killed process held.  The line is short on purpose: who finds it full is told so at once,
 * and who waits too long as well.
 *
 *	if (!(err = turnstile_enter(t, 10 * US_PER_S, &place))) { work(); turnstile_leave(t, place); }
 *
 * enter and leave are called by the same thread.
 */
#ifndef MERCER_TURNSTILE_H
#define MERCER_TURNSTILE_H

#include "lib/base/err.h"

#define TURNSTILE_PLACES_MAX 1024
#define TURNSTILE_SEATS_MAX 4096

struct turnstile;

/* places: how many at once; seats: how many may wait.  ERR_INTERNAL: no memory, or a number out of range. */
enum err turnstile_new(size_t places, size_t seats, struct turnstile **out) MUST_CHECK;
void turnstile_free(struct turnstile *t); /* this process' view of it; NULL is accepted */
/* ERR_BUSY: the line is full, or wait_us went by. */
enum err turnstile_enter(struct turnstile *t, int64_t wait_us, size_t *place) MUST_CHECK;
void turnstile_leave(struct turnstile *t, size_t place);

#endif
