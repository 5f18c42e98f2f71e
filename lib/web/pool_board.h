/*
 * pool_board.h - the scoreboard: what every worker of a pool is doing, in memory that master and workers share.
 *
 * One struct pool_slot per possible worker, on cache lines of its own, written by that worker only (the master sets pid
 * and state when it forks and reaps).  Members are relaxed atomics: a reader sees each one whole, not all at one
 * instant, which is enough for a status page.  Counters belong to the slot and go on growing when its worker is
 * replaced, so sums over slots never go back while the master lives.
 */
#ifndef MERCER_POOL_BOARD_H
#define MERCER_POOL_BOARD_H

#include "lib/base/clock.h"

#include <stdatomic.h>
#include <sys/types.h>

enum slot_state {
	SLOT_EMPTY,    /* no worker */
	SLOT_STARTING, /* forked, opening what it needs */
	SLOT_IDLE,     /* waits, no connection open */
	SLOT_KEPT,     /* waits, holds an idle kept-alive connection that it would give up */
	SLOT_READING,  /* a request is coming in */
	SLOT_RUNNING,  /* handler at work, or reply being written */
	SLOT_ENDING,   /* told to end, or has served its number of requests */
	SLOT__MAX
};

/* Upper bounds of the duration buckets in microseconds; the last bucket is +Inf. */
#define BOARD_BOUNDS \
	{ \
		250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 2500000, 10000000 \
	}
#define BOARD_BUCKETS 15

/* Counters of one route in one slot. */
struct route_stats {
	_Atomic int64_t by_class[6];          /* replies with status 1xx..5xx at [1]..[5] */
	_Atomic int64_t buckets[BOARD_BUCKETS]; /* not cumulative */
	_Atomic int64_t us;                   /* sum of durations */
	_Atomic int64_t sql;                  /* statements */
	_Atomic int64_t over_budget;          /* replies that used more of them than the route declares */
	_Atomic int64_t cached;               /* replies that came from memcached whole */
};

#define BOARD_TRACE_MAX 16

struct pool_slot {
	_Alignas(64) _Atomic int state;       /* enum slot_state */
	_Atomic pid_t pid;
	_Atomic int64_t started;              /* clock_ticks() of the fork */
	_Atomic int64_t since;                /* clock_ticks() of the last change of state */
	_Atomic int64_t request_started;      /* of the current or last request */
	_Atomic int64_t requests;             /* of this worker */
	_Atomic int64_t length;               /* body bytes of the current request */
	char method[8];                       /* of the current or last request; always NUL-terminated, may be torn */
	char path[120];
	char request_id[40];
	/* SQL statement running now or last.  Static text: same address in the master */
	const char *volatile query;
	/* Since the master started: */
	_Atomic int64_t accepted;             /* connections */
	_Atomic int64_t total;                /* requests */
	_Atomic int64_t slow;
	_Atomic int64_t refused;              /* short or oversized bodies, unreadable requests */
	_Atomic int64_t given_up;             /* idle kept connections closed because another client waited */
	_Atomic int64_t hits, stale, builds, cache_failures, cache_trips;
	_Atomic int64_t sql_us, sql_retries, sql_connects;
	struct route_stats routes[];          /* one per route, and one more for requests that match none */
};

struct pool_board {
	size_t slots;
	size_t routes;                        /* without the extra one */
	size_t slot_size;
	/* Of the master: */
	int64_t started;                      /* clock_ticks() */
	struct time started_at;
	int64_t forks, deaths, crashes, kills, max_active, max_reached, max_queue;
	_Alignas(64) char first[];
};

/* Map a board; aborts when there is no memory (start-up only). */
struct pool_board *board_new(size_t slots, size_t routes);
void board_free(struct pool_board *b);
struct pool_slot *board_slot(struct pool_board *b, size_t index);
/* Workers in this state. */
size_t board_count(struct pool_board *b, enum slot_state state);
const char *slot_state_name(enum slot_state state);
/* Also notes when; the same state again changes nothing. */
void slot_set(struct pool_slot *s, enum slot_state state, int64_t now);

/* Relaxed access: atomics without fences, as cheap as plain memory. */
#define board_get(member) atomic_load_explicit(&(member), memory_order_relaxed)
#define board_put(member, v) atomic_store_explicit(&(member), (v), memory_order_relaxed)
/* One writer, so that a load and a store do; no locked instruction. */
#define board_add(member, n) board_put(member, board_get(member) + (n))

#endif
