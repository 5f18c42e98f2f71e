/*
 * replay.c - the main() of a fuzz target where there is no libFuzzer: runs every file of its corpus once.
 *
 *	t/fuzz/fuzz_csv                    # t/fuzz/corpus/csv of the source tree: what `make check` does
 *	t/fuzz/fuzz_csv FILE-OR-FOLDER...  # to look into one input
 */
#include "config.h"
#include "lib/base/buf.h"
#include "t/fuzz/fuzz.h"

#include <dirent.h>
#include <sys/stat.h>

static size_t ran;

static void
replay_file(const char *path)
{
	struct buf b;
	char piece[4096];
	size_t n;
	uint8_t *exact;
	FILE *f = fopen(path, "rb");

	if (!f) {
		perror(path);
		exit(2);
	}
	buf_init(&b, BUF_REPLY);
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		buf_add(&b, piece, n);
	fclose(f);
	/* Exactly as long as the input, so that the sanitizers see a read past it. */
	exact = malloc(b.len ? b.len : 1);
	if (!exact)
		abort();
	if (b.len)
		memcpy(exact, b.ptr, b.len);
	LLVMFuzzerTestOneInput(exact, b.len);
	free(exact);
	buf_release(&b);
	ran++;
}

static void
replay(const char *path)
{
	struct stat st;
	DIR *dir;

	if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode)) {
		replay_file(path);
		return;
	}
	dir = opendir(path);
	for (struct dirent *e; dir && (e = readdir(dir));) {
		char inner[4096];
		if (e->d_name[0] == '.')
			continue;
		if ((size_t)snprintf(inner, sizeof(inner), "%s/%s", path, e->d_name) < sizeof(inner))
			replay(inner);
	}
	if (dir)
		closedir(dir);
}

int
main(int argc, char **argv)
{
	const char *root = getenv("srcdir"), *name = strstr(argv[0], "fuzz_");
	char corpus[4096];

	for (int i = 1; i < argc; i++)
		replay(argv[i]);
	if (argc == 1 && name) {
		snprintf(corpus, sizeof(corpus), "%s/t/fuzz/corpus/%s", root ? root : ".", name + 5);
		replay(corpus);
	}
	printf("%zu passed, %d failed\n", ran, ran == 0);
	return ran == 0;
}
