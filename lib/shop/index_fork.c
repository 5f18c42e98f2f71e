/*
 * index_fork.c - the languages of a rebuild side by side, a process each.
 *
 * Most of a rebuild is the engine's work, which knows no threads, and no language needs another one's index: two cores
 * build two languages in the time of one.
 */
#include "lib/shop/index_parts.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a process leaves behind for its parent. */
struct outcome {
	enum err err;
	char detail[1000];
};
struct helpers {
	size_t count;
	pid_t pids[INDEX_LOCALES_MAX];
	struct outcome *outcomes; /* shared memory */
};

static void
helper_main(
    struct outcome *o, size_t i, pid_t parent, enum err (*fn)(size_t i, bool forked, void *payload), void *payload)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0); /* a killed rebuild leaves nothing that writes on */
	if (getppid() == parent) {
		err_clear();
		o->err = fn(i, true, payload);
		snprintf(o->detail, sizeof(o->detail), "%s", err_detail());
	}
	_exit(0); /* what was inherited, connections above all, is the parent's */
}

static enum err
start(struct helpers *h, size_t count, enum err (*fn)(size_t i, bool forked, void *payload), void *payload)
{
	pid_t parent = getpid();

	for (size_t i = 1; i < count; i++) {
		h->outcomes[i].err = ERR_INTERNAL; /* until it says otherwise */
		h->pids[i] = fork();
		if (h->pids[i] < 0)
			return err_fail(ERR_IO, "could not start a process for the index: %m");
		if (h->pids[i] == 0)
			helper_main(&h->outcomes[i], i, parent, fn, payload);
		h->count = i + 1;
	}
	return OK;
}

/* All of them; the first failure counts.  `err`: what happened so far. */
static enum err
gather(struct helpers *h, enum err err)
{
	for (size_t i = 1; i < h->count; i++) {
		int status = 0;
		if (err)
			kill(h->pids[i], SIGKILL);
		while (waitpid(h->pids[i], &status, 0) < 0 && errno == EINTR)
			;
		if (!err && WIFSIGNALED(status))
			err = err_fail(ERR_INTERNAL, "a process of the index was ended by signal %d", WTERMSIG(status));
		else if (!err && h->outcomes[i].err)
			err = err_fail(h->outcomes[i].err, "%s", h->outcomes[i].detail);
	}
	return err;
}

enum err
index_side_by_side(size_t count, enum err (*fn)(size_t i, bool forked, void *payload), void *payload)
{
	const size_t size = sizeof(struct outcome) * INDEX_LOCALES_MAX;
	struct helpers h = { .outcomes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0) };
	enum err err;

	if (h.outcomes == MAP_FAILED)
		return err_fail(ERR_IO, "could not share memory: %m");
	err = start(&h, MIN(count, INDEX_LOCALES_MAX), fn, payload);
	if (!err)
		err = fn(0, false, payload);
	err = gather(&h, err);
	munmap(h.outcomes, size);
	return err;
}
