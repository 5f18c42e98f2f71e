/*
 * fuzz_search.c - query text against a small index.
 *
 * Promises: no query is an error; hits never exceed the total; words found in a text point into it, in order.
 * The first byte of the input chooses the language and how much is asked.
 */
#include "lib/io/search.h"
#include "lib/io/search_text.h"
#include "t/fuzz/fuzz.h"

#include <ftw.h>

static char dir[] = "/tmp/mercer-fuzz-XXXXXX";
static struct search *reader[2];
static struct arena *arena;

static int
remove_entry(const char *path, const struct stat *st UNUSED, int kind UNUSED, struct FTW *at UNUSED)
{
	return remove(path);
}

static void
clean(void)
{
	search_close(reader[0]);
	search_close(reader[1]);
	arena_free(arena);
	nftw(dir, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static void
fill(const char *locale, struct search **out)
{
	static const char *const titles[] = { "Desk lamp", "Lamp for desk, 15.6\"", "Laufschuhe für Damen",
		"Smart watch 32 GB", "smartwatch", "Brother TN-2110 toner", "Großer Kühlschrank weiß", "PlayStation 4",
		"ps 4 game", "Laptop bag", "USB-C hub" };
	struct str same[] = { STR("ps4"), STR("playstation 4"), STR("konsole") },
		   codes[] = { STR("TN-2110"), STR("4006381333931") };
	struct search_phrase phrase = { SEARCH_CATEGORY, STR("Desk lamps"), 7, 3, STR("/lamps") };
	struct search_writer *w;

	FUZZ_CHECK(search_rebuild(dir, locale, &w) == OK);
	for (int64_t i = 0; i < 60; i++) {
		struct search_doc doc = { .id = i + 1,
			.title = str_of(titles[(size_t)i % COUNT(titles)]),
			.type = STR("lamp"),
			.popularity = i };
		if (i % 7 == 0)
			doc.codes = (struct list){ codes, COUNT(codes) };
		FUZZ_CHECK(search_put(w, &doc) == OK);
	}
	FUZZ_CHECK(search_put_synonyms(w, (struct list){ same, COUNT(same) }) == OK);
	FUZZ_CHECK(search_put_phrase(w, &phrase) == OK);
	FUZZ_CHECK(search_finish(w) == OK);
	FUZZ_CHECK(search_open(dir, locale, out) == OK);
}

static void
check_words(struct str text, enum search_lang lang)
{
	struct search_words it = { .text = text, .lang = lang, .query = true };
	struct search_word w;
	size_t end = 0;

	while (search_next_word(&it, &w)) {
		FUZZ_CHECK(w.len > 0 && w.len <= SEARCH_WORD_MAX && strlen(w.text) == w.len);
		FUZZ_CHECK(w.from >= end && w.to >= w.from && w.to <= text.len);
		end = w.to;
	}
	FUZZ_CHECK(it.at == text.len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct search_query q = { .limit = 10 };
	struct search_result found;
	struct list lines;
	bool german;

	if (size == 0)
		return 0;
	if (!arena) {
		arena = arena_new();
		FUZZ_CHECK(mkdtemp(dir));
		fill("en", &reader[0]);
		fill("de", &reader[1]);
		atexit(clean);
	}
	german = data[0] & 1;
	q.text = str_n((const char *)data + 1, size - 1);
	q.literal = data[0] & 2;
	q.auto_facets = data[0] & 4;
	check_words(q.text, german ? SEARCH_LANG_DE : SEARCH_LANG_EN);
	FUZZ_CHECK(search_run(reader[german], &q, arena, &found) == OK);
	FUZZ_CHECK((int64_t)found.hits.count <= found.total);
	FUZZ_CHECK(search_suggest(reader[german], q.text, 8, arena, &lines) == OK);
	FUZZ_CHECK(lines.count <= 8);
	arena_reset(arena);
	return 0;
}
