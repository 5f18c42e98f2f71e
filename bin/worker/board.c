/* board.c - memory that the master and its processes share. */
#include "bin/worker/worker.h"

#include <sys/mman.h>

struct slot *
board_new(size_t count)
{
	struct slot *slots =
	    mmap(NULL, count * sizeof(*slots), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (slots == MAP_FAILED)
		BUG("no memory to share");
	return slots;
}

void
board_busy(struct slot *s, struct str what, int64_t limit_us)
{
	size_t len = MIN(what.len, sizeof(s->what) - 1);

	memcpy(s->what, what.ptr, len);
	s->what[len] = '\0';
	s->busy_limit_us = limit_us;
	s->busy_since = clock_ticks();
}

void
board_idle(struct slot *s)
{
	s->busy_since = 0;
	s->what[0] = '\0';
}
