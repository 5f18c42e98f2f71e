/* pool_board.c - the scoreboard's memory.  See pool_board.h. */
#include "lib/web/pool_board.h"

#include <sys/mman.h>

static const char *const state_names[] = {
	[SLOT_EMPTY] = "empty",
	[SLOT_STARTING] = "starting",
	[SLOT_IDLE] = "idle",
	[SLOT_KEPT] = "kept",
	[SLOT_READING] = "reading",
	[SLOT_RUNNING] = "running",
	[SLOT_ENDING] = "ending",
};
_Static_assert(COUNT(state_names) == SLOT__MAX, "every state has its name");

static size_t
board_size(size_t slots, size_t slot_size)
{
	return sizeof(struct pool_board) + slots * slot_size;
}

struct pool_board *
board_new(size_t slots, size_t routes)
{
	size_t slot_size = sizeof(struct pool_slot) + (routes + 1) * sizeof(struct route_stats);
	struct pool_board *b;

	slot_size = (slot_size + 63) / 64 * 64;
	b = mmap(NULL, board_size(slots, slot_size), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (b == MAP_FAILED)
		abort();
	b->slots = slots;
	b->routes = routes;
	b->slot_size = slot_size;
	b->started = clock_ticks();
	b->started_at = clock_now();
	return b;
}

void
board_free(struct pool_board *b)
{
	if (b)
		munmap(b, board_size(b->slots, b->slot_size));
}

struct pool_slot *
board_slot(struct pool_board *b, size_t index)
{
	return (struct pool_slot *)(void *)(b->first + index * b->slot_size);
}

size_t
board_count(struct pool_board *b, enum slot_state state)
{
	size_t n = 0;

	for (size_t i = 0; i < b->slots; i++)
		n += board_get(board_slot(b, i)->state) == (int)state;
	return n;
}

const char *
slot_state_name(enum slot_state state)
{
	return state_names[state];
}

void
slot_set(struct pool_slot *s, enum slot_state state, int64_t now)
{
	if (board_get(s->state) == (int)state)
		return;
	board_put(s->since, now);
	board_put(s->state, (int)state);
}
