/* search_fixture.c - a scratch index.  See search_fixture.h. */
#include "t/lib/io/search_fixture.h"
#include "t/support/suite.h"

#include <ftw.h>
#include <unistd.h>

static void
must(enum err err)
{
	if (err == OK)
		return;
	fprintf(stderr, "fixture: %s: %s\n", err_name(err), err_detail());
	abort();
}

void
fixture_init(struct fixture *f, const char *locale)
{
	*f = (struct fixture){ .a = arena_new() };
	snprintf(f->dir, sizeof(f->dir), "/tmp/mercer-search-XXXXXX");
	if (!mkdtemp(f->dir))
		abort();
	must(search_rebuild(f->dir, locale, &f->w));
	must(search_open(f->dir, locale, &f->s));
}

void
fixture_live(struct fixture *f)
{
	must(search_finish(f->w));
	f->w = NULL;
}

void
fixture_update(struct fixture *f, const char *locale)
{
	must(search_update(f->dir, locale, &f->w));
}

static int
remove_entry(const char *path, const struct stat *st UNUSED, int kind UNUSED, struct FTW *at UNUSED)
{
	return remove(path);
}

void
fixture_done(struct fixture *f)
{
	search_abort(f->w);
	search_close(f->s);
	nftw(f->dir, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	arena_free(f->a);
}

void
fixture_title(struct fixture *f, int64_t id, const char *title)
{
	struct search_doc doc = {
		.id = id, .title = str_of(title), .published = TIME_ABSENT, .payload = str_of(title)
	};

	must(search_put(f->w, &doc));
}

struct search_result
fixture_run(struct fixture *f, const struct search_query *q)
{
	struct search_result found;

	must(search_run(f->s, q, f->a, &found));
	return found;
}

struct str
fixture_ids(struct fixture *f, const struct search_query *q)
{
	struct search_result found = fixture_run(f, q);
	struct search_hit *hit = found.hits.items;
	struct buf b;

	buf_init(&b, BUF_LINE);
	for (size_t i = 0; i < found.hits.count; i++)
		buf_printf(&b, i ? " %lld" : "%lld", (long long)hit[i].id);
	struct str ids = str_dup(f->a, b.len ? buf_view(&b) : STR(""));
	buf_release(&b);
	return ids;
}

struct str
fixture_find(struct fixture *f, const char *text)
{
	struct search_query q = { .text = str_of(text), .limit = 50 };

	return fixture_ids(f, &q);
}
