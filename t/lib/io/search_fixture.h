/* search_fixture.h - a scratch index for tests of the search engine. */
#ifndef MERCER_T_SEARCH_FIXTURE_H
#define MERCER_T_SEARCH_FIXTURE_H

#include "lib/io/search.h"

struct fixture {
	char dir[64];     /* removed by fixture_done() */
	struct arena *a;
	struct search_writer *w;
	struct search *s;
};

/* A new directory, a rebuild of `locale` begun, a reader of it. */
void fixture_init(struct fixture *f, const char *locale);
/* Finish the writer, which goes live. */
void fixture_live(struct fixture *f);
/* Go on writing into the live index. */
void fixture_update(struct fixture *f, const char *locale);
void fixture_done(struct fixture *f);

/* A document with just a title. */
void fixture_title(struct fixture *f, int64_t id, const char *title);
/* The ids found for a text, best first, as "3 1 2"; in the arena. */
struct str fixture_find(struct fixture *f, const char *text);
struct str fixture_ids(struct fixture *f, const struct search_query *q);
/* The answer; asserts that there is one. */
struct search_result fixture_run(struct fixture *f, const struct search_query *q);

/* List of the elements of an array literal. */
#define LIST_OF(array) ((struct list){ (array), COUNT(array) })

#endif
