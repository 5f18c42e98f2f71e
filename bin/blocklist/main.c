/*
 * blocklist - makes the list of blocked passwords out of word lists, at build time: blocklist OUT FILE...
 *
 * One word per line; lines that begin with "#!comment" say something about the list.  Words shorter than WORD_MIN or
 * longer than WORD_MAX characters are left out:
 * nothing so short is taken as a password anyway, but it may be the core of one ("horse1234567890").
 */
#include "lib/shop/blocklist.h"

#include <errno.h>

#define WORD_MIN 4
#define WORD_MAX 64
#define LINE_MAX_BYTES 1024

static int
failed(const char *path)
{
	fprintf(stderr, "blocklist: could not use '%s': %s\n", path, strerror(errno));
	return 1;
}

/* Count the words of a file (list NULL), or add them. */
static int
each_word(const char *path, struct blocklist *list, size_t *count)
{
	struct arena *a = arena_new();
	char line[LINE_MAX_BYTES];
	FILE *f = fopen(path, "r");

	if (!f) {
		arena_free(a);
		return failed(path);
	}
	while (fgets(line, sizeof(line), f)) {
		struct str word = str_trim(str_of(line));
		size_t chars = str_is_utf8(word) ? str_chars(word) : 0;
		if (str_starts(word, STR("#!comment")) || chars < WORD_MIN || chars > WORD_MAX)
			continue;
		if (list) {
			struct str folded = blocklist_fold(a, word);
			if (!blocklist_has(list, folded))
				blocklist_add(list, folded);
			arena_reset(a);
		}
		++*count;
	}
	fclose(f);
	arena_free(a);
	return 0;
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_new();
	struct blocklist *list;
	size_t count = 0;
	struct str bytes;
	FILE *out;

	if (argc < 3) {
		fputs("usage: blocklist OUT FILE...\n", stderr);
		return 2;
	}
	for (int i = 2; i < argc; i++)
		if (each_word(argv[i], NULL, &count))
			return 1;
	if (count == 0) {
		fputs("blocklist: the word lists are empty\n", stderr);
		return 1;
	}
	list = blocklist_new(a, count);
	for (int i = 2; i < argc; i++)
		if (each_word(argv[i], list, &count))
			return 1;
	bytes = blocklist_file(list);
	out = fopen(argv[1], "w");
	if (!out || fwrite(bytes.ptr, 1, bytes.len, out) != bytes.len || fclose(out))
		return failed(argv[1]);
	printf("%lld passwords, %zu bytes\n", (long long)blocklist_count(list), bytes.len);
	arena_free(a);
	return 0;
}
