/* Tests of lib/io/search.cc: writers, readers and what happens between them. */
#include "t/lib/io/search_fixture.h"
#include "t/support/suite.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define READERS 3

static void
test_search_index__before_there_is_one(void)
{
	struct fixture f;
	struct search *s;
	struct search_writer *w;
	struct search_query q = { 0 };
	struct search_result found;

	fixture_init(&f, "en");
	CU_ASSERT_EQUAL(search_run(f.s, &q, f.a, &found), ERR_UNAVAILABLE);
	CU_ASSERT_EQUAL(search_update(f.dir, "en", &w), ERR_UNAVAILABLE);
	CU_ASSERT_EQUAL(search_open(f.dir, "../en", &s), ERR_INVALID);
	CU_ASSERT_EQUAL(search_rebuild(f.dir, "", &w), ERR_INVALID);
	fixture_title(&f, 1, "Lamp");
	CU_ASSERT_EQUAL(search_run(f.s, &q, f.a, &found), ERR_UNAVAILABLE);
	fixture_live(&f);
	CU_ASSERT_EQUAL(fixture_run(&f, &q).total, 1);
	fixture_done(&f);
}

static void
test_search_index__replace_and_delete(void)
{
	struct fixture f;
	struct str payload;
	struct search_stats before, after;

	fixture_init(&f, "en");
	fixture_title(&f, 1, "Lamp");
	fixture_title(&f, SEARCH_ID_MAX, "Desk");
	CU_ASSERT_EQUAL(search_mark(f.w, STR("41")), OK);
	fixture_live(&f);
	CU_ASSERT_EQUAL(search_stats(f.s, f.a, &before), OK);
	CU_ASSERT_EQUAL(before.documents, 2);
	CHECK_STR(before.mark, "41");
	fixture_update(&f, "en");
	fixture_title(&f, 1, "Chair");
	CU_ASSERT_EQUAL(search_delete(f.w, SEARCH_ID_MAX), OK);
	CU_ASSERT_EQUAL(search_delete(f.w, 12345), OK);
	CU_ASSERT_EQUAL(search_delete(f.w, -1), OK);
	CHECK_STR(fixture_find(&f, "chair"), ""); /* not before it is committed */
	CU_ASSERT_EQUAL(search_commit(f.w), OK);
	CHECK_STR(fixture_find(&f, "chair"), "1");
	CHECK_STR(fixture_find(&f, "lamp"), "");
	CHECK_STR(fixture_find(&f, "desk"), "");
	CU_ASSERT_EQUAL(search_get(f.s, 1, f.a, &payload), OK);
	CHECK_STR(payload, "Chair");
	CU_ASSERT_EQUAL(search_get(f.s, SEARCH_ID_MAX, f.a, &payload), ERR_NOT_FOUND);
	CU_ASSERT_EQUAL(search_get(f.s, 0, f.a, &payload), ERR_NOT_FOUND);
	CU_ASSERT_EQUAL(search_stats(f.s, f.a, &after), OK);
	CU_ASSERT(after.revision != before.revision);
	fixture_title(&f, 2, "Aborted");
	search_abort(f.w);
	f.w = NULL;
	CHECK_STR(fixture_find(&f, "aborted"), "");
	fixture_done(&f);
}

static void
test_search_index__bounds(void)
{
	struct fixture f;
	struct search_doc doc = { .id = 0, .title = STR("x") };
	char *big = calloc(1, SEARCH_PAYLOAD_MAX + 1);

	fixture_init(&f, "en");
	CU_ASSERT_EQUAL(search_put(f.w, &doc), ERR_LIMIT);
	doc.id = SEARCH_ID_MAX + 1;
	CU_ASSERT_EQUAL(search_put(f.w, &doc), ERR_LIMIT);
	doc.id = 1;
	doc.payload = str_n(big, SEARCH_PAYLOAD_MAX + 1);
	CU_ASSERT_EQUAL(search_put(f.w, &doc), ERR_LIMIT);
	memset(big, 'x', SEARCH_PAYLOAD_MAX);
	doc.payload = doc.title = doc.description = str_n(big, SEARCH_PAYLOAD_MAX);
	struct str long_ones[] = { doc.title };
	struct pair long_pairs[] = { { doc.title, doc.title } };
	struct search_number long_numbers[] = { { doc.title, 1 } };
	doc.labels = doc.codes = LIST_OF(long_ones);
	doc.facets = LIST_OF(long_pairs);
	doc.numbers = LIST_OF(long_numbers);
	CU_ASSERT_EQUAL(search_put(f.w, &doc), OK);
	fixture_live(&f);
	struct search_query q = { .labels = LIST_OF(long_ones), .facets = LIST_OF(long_pairs), .limit = 1 };
	CHECK_STR(fixture_ids(&f, &q), "1");
	free(big);
	fixture_done(&f);
}

static void
test_search_index__one_writer(void)
{
	struct fixture f;
	struct search_writer *other;

	fixture_init(&f, "en");
	CU_ASSERT_EQUAL(search_rebuild(f.dir, "en", &other), ERR_BUSY);
	CU_ASSERT_EQUAL(search_rebuild(f.dir, "de", &other), OK);
	search_abort(other);
	fixture_live(&f);
	fixture_update(&f, "en");
	CU_ASSERT_EQUAL(search_update(f.dir, "en", &other), ERR_BUSY);
	err_clear();
	fixture_done(&f);
}

/* A rebuild goes live under an update: the update must hear of it. */
static void
test_search_index__replaced(void)
{
	struct fixture f;
	struct search_writer *rebuild;

	fixture_init(&f, "en");
	fixture_title(&f, 1, "Lamp");
	fixture_live(&f);
	fixture_update(&f, "en");
	fixture_title(&f, 2, "Lost lamp");
	CU_ASSERT_EQUAL(search_rebuild(f.dir, "en", &rebuild), OK);
	CU_ASSERT_EQUAL(search_finish(rebuild), OK);
	CU_ASSERT_EQUAL(search_commit(f.w), ERR_CONFLICT);
	CHECK_STR(fixture_find(&f, "lamp"), "");
	fixture_done(&f);
}

/* Documents of one commit carry the same word; a reader that ever sees two such words at once saw half a commit. */
static int
read_until(const char *dir, int stop)
{
	struct search *s;
	struct arena *a = arena_new();
	char byte;
	int looked = 0;

	if (search_open(dir, "en", &s) != OK)
		return 1;
	while (read(stop, &byte, 1) != 0 || looked < 20) {
		struct search_query q = { .limit = 100 };
		struct search_result found;
		enum err err = search_run(s, &q, a, &found);
		struct search_hit *h = found.hits.items;
		if (err != OK || found.total != 40 || found.hits.count != 40) {
			fprintf(stderr, "reader: %s %s, %lld\n", err_name(err), err_detail(), (long long)found.total);
			return 1;
		}
		for (size_t i = 1; i < 40; i++)
			if (!str_eq(h[i].payload, h[0].payload))
				return 1;
		arena_reset(a);
		looked++;
	}
	search_close(s);
	arena_free(a);
	return 0;
}

static void
put_round(struct fixture *f, int round)
{
	char title[40];

	snprintf(title, sizeof(title), "round%d lamp", round);
	for (int64_t id = 1; id <= 40; id++)
		fixture_title(f, id, title);
}

/* Readers ask all the time while `write` does its rounds; none may ever see an error or half a commit. */
static void
under_readers(void (*write_round)(struct fixture *f, int round), int rounds)
{
	struct fixture f;
	pid_t reader[READERS];
	int stop[2], status;

	fixture_init(&f, "en");
	put_round(&f, 0);
	fixture_live(&f);
	CU_ASSERT_EQUAL_FATAL(pipe2(stop, O_NONBLOCK), 0);
	for (size_t i = 0; i < READERS; i++) {
		reader[i] = fork();
		if (reader[i] == 0) {
			close(stop[1]);
			_exit(read_until(f.dir, stop[0]));
		}
	}
	close(stop[0]);
	for (int round = 1; round <= rounds; round++)
		write_round(&f, round);
	close(stop[1]);
	for (size_t i = 0; i < READERS; i++) {
		CU_ASSERT_EQUAL(waitpid(reader[i], &status, 0), reader[i]);
		CU_ASSERT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
	fixture_done(&f);
}

static void
update_round(struct fixture *f, int round)
{
	fixture_update(f, "en");
	put_round(f, round);
	fixture_live(f);
}

static void
rebuild_round(struct fixture *f, int round)
{
	CU_ASSERT_EQUAL(search_rebuild(f->dir, "en", &f->w), OK);
	put_round(f, round);
	fixture_live(f);
}

static void
test_search_index__readers_during_updates(void)
{
	under_readers(update_round, 60);
}

static void
test_search_index__readers_during_rebuilds(void)
{
	under_readers(rebuild_round, 25);
}

static void
test_search_index__killed_writer(void)
{
	struct fixture f;
	struct search_query q = { 0 };

	fixture_init(&f, "en");
	put_round(&f, 0);
	fixture_live(&f);
	for (int round = 0; round < 6; round++) {
		pid_t writer = fork();
		int status;
		if (writer == 0) {
			bool rebuild = round % 2;
			enum err err = rebuild ? search_rebuild(f.dir, "en", &f.w) : search_update(f.dir, "en", &f.w);
			for (int64_t id = 41; err == OK; id++)
				fixture_title(&f, id, "Half a batch");
			_exit(1);
		}
		usleep(30000);
		kill(writer, SIGKILL);
		CU_ASSERT_EQUAL(waitpid(writer, &status, 0), writer);
		CU_ASSERT(WIFSIGNALED(status));
		CU_ASSERT_EQUAL(fixture_run(&f, &q).total, 40);
	}
	fixture_update(&f, "en");
	fixture_title(&f, 50, "New lamp");
	fixture_live(&f);
	CU_ASSERT_EQUAL(fixture_run(&f, &q).total, 41);
	rebuild_round(&f, 1);
	CU_ASSERT_EQUAL(fixture_run(&f, &q).total, 40);
	fixture_done(&f);
}

SUITE(search_index,
    { "before there is one", test_search_index__before_there_is_one },
    { "replace and delete", test_search_index__replace_and_delete },
    { "bounds", test_search_index__bounds },
    { "one writer", test_search_index__one_writer },
    { "replaced by a rebuild", test_search_index__replaced },
    { "readers during updates", test_search_index__readers_during_updates },
    { "readers during rebuilds", test_search_index__readers_during_rebuilds },
    { "killed writer", test_search_index__killed_writer });
