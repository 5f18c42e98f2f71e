/*
 * argon2.c - the yardstick of ./dev bench login: how many passwords this machine's cores hash in a second when they do
 * nothing else.
 *
 *	t/load/argon2 SECONDS MEMORY_KIB PASSES [PROCESSES]
 *
 * One process per core, each hashing without a pause, with the very code that the shop uses.  Prints hashes per second.
 */
#include "lib/base/clock.h"
#include "lib/io/argon2.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROCESSES_MAX 256

static void
hash_until(int64_t end, struct argon2_cost cost, int64_t *count)
{
	struct arena *a = arena_new();
	struct str phc;

	while (clock_ticks() < end) {
		if (argon2_new(a, cost, STR("a quiet lantern above the harbour"), &phc))
			_exit(1);
		++*count;
		arena_reset(a);
	}
	_exit(0);
}

static int64_t
number(const char *text, int64_t max)
{
	int64_t n = 0;

	if (str_to_i64(str_of(text), 1, max, &n)) {
		fprintf(stderr, "argon2: '%s' is not a number from 1 to %lld\n", text, (long long)max);
		exit(2);
	}
	return n;
}

int
main(int argc, char **argv)
{
	int64_t seconds, processes, total = 0, start, *counts;
	struct argon2_cost cost = { .lanes = 1 };

	if (argc < 4) {
		fputs("usage: argon2 SECONDS MEMORY_KIB PASSES [PROCESSES]\n", stderr);
		return 2;
	}
	seconds = number(argv[1], 3600);
	cost.memory_kib = (uint32_t)number(argv[2], ARGON2_MEMORY_KIB_MAX);
	cost.passes = (uint32_t)number(argv[3], ARGON2_PASSES_MAX);
	processes = argc > 4 ? number(argv[4], PROCESSES_MAX) : sysconf(_SC_NPROCESSORS_ONLN);
	counts = mmap(NULL, sizeof(int64_t) * PROCESSES_MAX, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (counts == MAP_FAILED)
		return 1;
	start = clock_ticks();
	for (int64_t i = 0; i < processes; i++)
		if (fork() == 0)
			hash_until(start + seconds * US_PER_S, cost, &counts[i]);
	for (int64_t i = 0; i < processes; i++)
		wait(NULL);
	for (int64_t i = 0; i < processes; i++)
		total += counts[i];
	printf("%.2f\n", (double)total * US_PER_S / (double)(clock_ticks() - start));
	return 0;
}
