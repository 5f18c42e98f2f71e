/*
 * turnstile.c - see turnstile.h.
 *
 * Who comes takes a seat, then waits at the door; the one who holds the door waits for a place to come free, takes it,
 * and passes the door and the seat on.
 * So only one process ever looks at the places.  `freed` is a futex that turnstile_leave() moves; a place whose holder
 * was killed moves nothing, so the one at the door also looks by itself, every LOOK_NS.
 */
#include "lib/base/turnstile.h"
#include "lib/base/clock.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LOOK_NS 20000000L

struct turnstile {
	size_t size; /* of the mapping */
	size_t places, seats;
	_Atomic uint32_t freed;
	pthread_mutex_t door;
	pthread_mutex_t locks[]; /* the places, then the seats */
};

static bool
init_lock(pthread_mutex_t *m, const pthread_mutexattr_t *attr)
{
	return pthread_mutex_init(m, attr) == 0;
}

enum err
turnstile_new(size_t places, size_t seats, struct turnstile **out)
{
	size_t size = sizeof(struct turnstile) + (places + seats) * sizeof(pthread_mutex_t);
	pthread_mutexattr_t attr;
	struct turnstile *t;
	bool ok = true;

	if (places < 1 || places > TURNSTILE_PLACES_MAX || seats > TURNSTILE_SEATS_MAX)
		return err_fail(ERR_INTERNAL, "could not make a turnstile: %zu places, %zu seats", places, seats);
	t = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (t == MAP_FAILED)
		return err_fail(ERR_INTERNAL, "could not make a turnstile: %s", strerror(errno));
	t->size = size;
	t->places = places;
	t->seats = seats;
	if (pthread_mutexattr_init(&attr) != 0)
		abort();
	ok = pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED) == 0
	    && pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST) == 0 && init_lock(&t->door, &attr);
	for (size_t i = 0; ok && i < places + seats; i++)
		ok = init_lock(&t->locks[i], &attr);
	pthread_mutexattr_destroy(&attr);
	if (!ok) {
		turnstile_free(t);
		return err_fail(ERR_INTERNAL, "could not make a turnstile: no shared robust mutexes here");
	}
	*out = t;
	return OK;
}

void
turnstile_free(struct turnstile *t)
{
	if (t)
		munmap(t, t->size);
}

/* A lock whose owner was killed guards no data: it is as good as free. */
static bool
got(pthread_mutex_t *m, int result)
{
	if (result == EOWNERDEAD)
		result = pthread_mutex_consistent(m);
	return result == 0;
}

/* Any of the locks from..to that is free; false: none. */
static bool
take_any(struct turnstile *t, size_t from, size_t to, size_t *out)
{
	for (size_t i = from; i < to; i++)
		if (got(&t->locks[i], pthread_mutex_trylock(&t->locks[i]))) {
			*out = i;
			return true;
		}
	return false;
}

static void
wait_freed(struct turnstile *t, uint32_t seen)
{
	syscall(SYS_futex, &t->freed, FUTEX_WAIT, seen, &(struct timespec){ .tv_nsec = LOOK_NS }, NULL, 0);
}

/* At the door: a place as soon as there is one. */
static bool
take_place(struct turnstile *t, int64_t until, size_t *place)
{
	for (;;) {
		uint32_t seen = atomic_load(&t->freed);
		if (take_any(t, 0, t->places, place))
			return true;
		if (clock_ticks() >= until)
			return false;
		wait_freed(t, seen);
	}
}

enum err
turnstile_enter(struct turnstile *t, int64_t wait_us, size_t *place)
{
	int64_t until = clock_ticks() + wait_us;
	const struct timespec at = { .tv_sec = until / US_PER_S, .tv_nsec = until % US_PER_S * 1000 };
	size_t seat;
	bool in;

	/* The door free and a place too: no line, no seat. */
	if (got(&t->door, pthread_mutex_trylock(&t->door))) {
		in = take_any(t, 0, t->places, place);
		pthread_mutex_unlock(&t->door);
		if (in)
			return OK;
	}
	if (!take_any(t, t->places, t->places + t->seats, &seat))
		return err_fail(
		    ERR_BUSY, "could not enter: all %zu places are taken and %zu wait", t->places, t->seats);
	in = got(&t->door, pthread_mutex_clocklock(&t->door, CLOCK_MONOTONIC, &at));
	if (in) {
		in = take_place(t, until, place);
		pthread_mutex_unlock(&t->door);
	}
	pthread_mutex_unlock(&t->locks[seat]);
	return in ? OK : err_fail(ERR_BUSY, "could not enter: waited for %lld ms", (long long)(wait_us / 1000));
}

void
turnstile_leave(struct turnstile *t, size_t place)
{
	pthread_mutex_unlock(&t->locks[place]);
	atomic_fetch_add(&t->freed, 1);
	syscall(SYS_futex, &t->freed, FUTEX_WAKE, 1, NULL, NULL, 0);
}
