/*
 * fuzz.h - a fuzz target: one parser, fed anything.
 *
 * fuzz_<name>.c defines LLVMFuzzerTestOneInput(), which aborts (FUZZ_CHECK) when a promise of the parser does not hold;
 * a crash, a sanitizer report or a hang is found by itself.  Seeds and past finds are in t/fuzz/corpus/<name>.
 *
 *	../configure --enable-fuzzers CC=clang CXX=clang++ && make t/fuzz/fuzz_csv
 *	t/fuzz/fuzz_csv -max_total_time=60 new-corpus ../t/fuzz/corpus/csv
 *
 * Without --enable-fuzzers the same program replays the corpus (replay.c), in `make check`.
 * A new target: two lines in t/fuzz/module.mk, a seed or more in the corpus.
 */
#ifndef MERCER_FUZZ_H
#define MERCER_FUZZ_H

#include "lib/base/err.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FUZZ_CHECK(promise) \
	do { \
		if (!(promise)) \
			BUG(#promise); \
	} while (0)

#endif
