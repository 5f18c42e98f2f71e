/*
 * search.h - the search engine behind listings, search pages and suggestions.
 *
 * An *index* is what one locale's shoppers can find: one per locale, because stemming, spelling and the texts
 * themselves differ.  Readers (any number of processes) and one writer work on it at the same time; a reader always
 * sees the last commit.  The engine answers listings without text too (a category page is a query with a filter only),
 * and each hit carries the payload that was stored with it, so a listing needs no SQL.
 *
 * Reading:
 *	struct search *s;
 *	struct search_result found;
 *	struct str facets[] = { STR("brand"), STR("availability") };
 *	struct search_query q = { .text = STR("red shoe"), .limit = 24, .want_facets = { facets, COUNT(facets) } };
 *	err = search_open(dir, "en", &s);                 // once per worker; cheap, opens nothing yet
 *	err = search_run(s, &q, r->arena, &found);        // found lives in the arena
 *
 * Writing:
 *	struct search_writer *w;
 *	err = search_rebuild(dir, "en", &w);              // beside the live index; or search_update(): in place
 *	err = search_put(w, &doc);                        // insert or replace by id
 *	err = search_finish(w);                           // commit; a rebuild becomes the live index in one rename
 *
 * On disk: <dir>/<locale> is a symbolic link to the live generation, <dir>/<locale>.g<number>.  A rebuild makes the
 * next generation and moves the link; readers notice at their next query.  A writer that is killed leaves the last
 * commit.
 *
 * Text is taken as it comes: any bytes, any length.  It is folded (case, accents; in German ae = ä = a), split at
 * everything that is not a letter or digit, and stemmed.  Query text: at most SEARCH_TEXT_MAX bytes and
 * SEARCH_TERMS_MAX words count, the rest is ignored; "quoted words" must stand together, -word excludes.  Nothing in a
 * query is an error.
 *
 * Errors of every function: ERR_UNAVAILABLE (no index yet, or it cannot be read), ERR_IO (disk), ERR_INTERNAL.
 * Not thread-safe.  After fork() each process opens its own.
 */
#ifndef MERCER_SEARCH_H
#define MERCER_SEARCH_H

#include "lib/base/shape.h"

#define SEARCH_ID_MAX INT64_C(4294967294) /* ids of documents: 1..SEARCH_ID_MAX */
#define SEARCH_TEXT_MAX ((size_t)512)     /* bytes of query text that count */
#define SEARCH_TERMS_MAX 32               /* words of query text that count */
#define SEARCH_LIMIT_MAX 1000             /* hits of one page */
#define SEARCH_OFFSET_MAX 100000          /* first hit of the deepest page */
#define SEARCH_FACETS_MAX 64              /* facets in one answer */
#define SEARCH_VALUES_MAX 1000            /* values of one facet in an answer */
#define SEARCH_BUCKETS 12                 /* most bars of a histogram */
#define SEARCH_PAYLOAD_MAX ((size_t)64 << 10)

/* ---- documents ---- */

/* A number to filter, sort and draw histograms by: { "price.EUR", 1999 }.  -2^53..2^53.  One value per name. */
struct search_number {
	struct str name;
	int64_t value;
};

/* The product is listed in this category.  Name every ancestor too: a filter on a category then finds all below it. */
struct search_place {
	int64_t category;
	/* merchant's order within this category, from 0; -1 = no place of its own: after the others */
	int32_t position;
};

/* Texts, strongest first; an absent text is left out. */
struct search_doc {
	int64_t id;             /* 1..SEARCH_ID_MAX; also the last tie-break, so page order is stable */
	struct str title;
	struct str type;        /* what it is: "Laptop", "Running shoe" */
	struct str brand;
	struct str tags;        /* any separators; category names belong here too */
	struct str attributes;  /* texts of attribute values: "Bluetooth 5.0 black 32 GB" */
	struct str description; /* plain text; the first 32 kB count */
	struct list codes;      /* struct str: SKU, GTIN, part numbers of all variants; an exact hit comes first */
	/* struct pair: { "colour", "red" }, { "brand", "HP" }, { "availability", "in_stock" }; names may repeat */
	struct list facets;
	struct list numbers;    /* struct search_number */
	struct list places;     /* struct search_place */
	struct list labels;     /* struct str, to filter by only: "status:active", "collection:7" */
	int64_t popularity;     /* >= 0, any scale (sales, views): lifts a little among equally good hits */
	struct time published;  /* for SEARCH_NEWEST; TIME_ABSENT = oldest */
	struct str payload;     /* given back with each hit, not looked into */
};

/* ---- queries ---- */

enum search_sort {
	SEARCH_RELEVANCE,   /* without text: popularity, newest first */
	SEARCH_POSITION,    /* position in query.category, then popularity */
	SEARCH_NUMBER_ASC,  /* by sort_number; documents without it come last, in both directions */
	SEARCH_NUMBER_DESC,
	SEARCH_NEWEST,
	SEARCH_TITLE,       /* alphabetical, accents ignored */
	SEARCH_BESTSELLERS, /* popularity */
	SEARCH__MAX
};

/* min <= number <= max; INT64_MIN / INT64_MAX = open.  A document without the number does not match. */
struct search_range {
	struct str name;
	int64_t min, max;
};

/* Zeroed = everything, best first, no hits asked for (limit 0: total and facets only). */
struct search_query {
	struct str text;        /* absent or without a word: browse by filters only */
	int64_t category;       /* 0 = any */
	struct list labels;     /* struct str: all of them */
	struct list not_labels; /* struct str: none of them */
	struct list facets;     /* struct pair: any of the values of one name, for every name */
	struct list ranges;     /* struct search_range: all of them */
	enum search_sort sort;
	struct str sort_number; /* for SEARCH_NUMBER_* */
	uint32_t offset, limit;
	struct list want_facets; /* struct str: names to count, answered in this order */
	uint32_t auto_facets;    /* count also up to so many others, those that most hits have, most first */
	uint32_t facet_values;   /* most values per facet, 0 = 50; chosen ones are always among them */
	struct list want_spans;  /* struct str: numbers to draw histograms of */
	bool literal;            /* no correction of spelling ("search instead for ...") */
};

/* ---- answers: everything lives in the arena given ---- */

struct search_hit {
	int64_t id;
	double score;       /* comparable within one answer only */
	struct str payload;
};

/* `count` is what the shopper gets who chooses this value (too): counted without this facet's own choices,
 * with all others (text, category, labels, ranges, other facets). */
struct search_count {
	struct str value;
	int64_t count;
	bool chosen;        /* in query.facets */
};
struct search_facet {
	struct str name;
	int64_t total;      /* documents that have any value */
	struct list counts; /* struct search_count, most first, then by value */
	bool more;          /* values were left out */
};

/* Bars of equal width, rounded to 1-2-5 steps; counted without the ranges on this number, with all other filters. */
struct search_bucket {
	int64_t from, to;   /* from <= number < to; the last includes `to` */
	int64_t count;
};
struct search_span {
	struct str name;
	int64_t min, max;   /* of the documents counted; 0 when count is 0 */
	int64_t count;
	struct list buckets; /* struct search_bucket, at most SEARCH_BUCKETS, none when count is 0 */
};

struct search_result {
	int64_t total;            /* exact */
	struct list hits;         /* struct search_hit */
	struct list facets;       /* struct search_facet; wanted ones without any value are there, with no counts */
	struct list spans;        /* struct search_span, in the order wanted */
	struct str searched;      /* the text that was really searched, when words were corrected; else absent */
	struct str did_you_mean;  /* a better text to offer; else absent */
	bool some_words; /* no document had all words: these have some of them.  (With a few hits only, those with
				   * some words follow, too; not so when sorted by something else than relevance.) */
};

/* ---- reading ---- */

struct search;

/* Remember where the index is; it is opened by the first query.  ERR_INVALID: not a locale. */
enum err search_open(const char *dir, const char *locale, struct search **out) MUST_CHECK;
void search_close(struct search *s); /* NULL is accepted */

/* Find.  Out-of-range numbers in the query are cut to the ceilings. */
enum err search_run(
    struct search *s, const struct search_query *q, struct arena *a, struct search_result *out) MUST_CHECK;

/* The payload of one document.  ERR_NOT_FOUND. */
enum err search_get(struct search *s, int64_t id, struct arena *a, struct str *payload) MUST_CHECK;

/* Products whose texts have the most in common with this one, itself not among them: struct search_hit.
 * `labels` (struct str) must all be on them.  ERR_NOT_FOUND: no such document. */
enum err search_similar(struct search *s, int64_t id, struct list labels, uint32_t limit, struct arena *a,
    struct list *hits) MUST_CHECK;

enum search_kind {
	SEARCH_QUERY,
	SEARCH_CATEGORY,
	SEARCH_BRAND,
	SEARCH_COLLECTION,
	SEARCH_PRODUCT,
	SEARCH_WORD,
	SEARCH_KIND__MAX
};

/* One line of suggest-as-you-type. */
struct search_suggestion {
	enum search_kind kind;
	struct str text;    /* as to be shown and, for QUERY and WORD, searched */
	int64_t id;         /* of the category, brand, product ...; 0 for texts */
	struct str payload; /* as stored with the phrase or document */
};

/* What the text begun could become: phrases (put by the writer) by weight, then words, then products; each kind holds
 * back so that the others get a line.  Any word of a phrase may be the one that is begun.  Struct search_suggestion. */
enum err search_suggest(
    struct search *s, struct str text, uint32_t limit, struct arena *a, struct list *out) MUST_CHECK;

struct search_stats {
	int64_t documents;
	int64_t revision;     /* changes with every commit, over generations too */
	struct str mark;      /* what search_mark() said last; absent if never */
};
/* Cheap: for validators and caches ("has the index changed?"). */
enum err search_stats(struct search *s, struct arena *a, struct search_stats *out) MUST_CHECK;

/* ---- writing ---- */

struct search_writer;

/* Start an empty index beside the live one.  ERR_BUSY: another rebuild is under way.
 * search_update()s meanwhile go to the old index: the caller replays events since the rebuild began. */
enum err search_rebuild(const char *dir, const char *locale, struct search_writer **out) MUST_CHECK;
/* Change the live index in place.  ERR_BUSY: another process is writing.  ERR_UNAVAILABLE: there is none yet. */
enum err search_update(const char *dir, const char *locale, struct search_writer **out) MUST_CHECK;

/* Insert or replace.  ERR_LIMIT: id or payload out of bounds. */
enum err search_put(struct search_writer *w, const struct search_doc *doc) MUST_CHECK;
enum err search_delete(struct search_writer *w, int64_t id) MUST_CHECK; /* OK when it was not there */

/* A phrase to suggest; replaces the one of the same kind and id (same kind and text when id is 0).  weight < 0 deletes.
 * */
struct search_phrase {
	enum search_kind kind; /* not PRODUCT, WORD: those come from the documents */
	struct str text;
	int64_t id;
	int64_t weight;     /* products in the category, times searched ... */
	struct str payload; /* at most 1 kB */
};
enum err search_put_phrase(struct search_writer *w, const struct search_phrase *p) MUST_CHECK;

/* Texts that mean the same: { "laptop", "notebook" }, { "tv", "television" }.  At most 16 texts of 4 words. */
enum err search_put_synonyms(struct search_writer *w, struct list texts) MUST_CHECK;
enum err search_clear_synonyms(struct search_writer *w) MUST_CHECK;

/* Remember a position of the caller's (the last event seen), durable with the next commit. */
enum err search_mark(struct search_writer *w, struct str mark) MUST_CHECK;

/* Make everything so far durable and (update) visible.  Also done by itself every few thousand documents in a rebuild.
 * ERR_CONFLICT: a rebuild has replaced the index meanwhile: finish, open again and repeat the work. */
enum err search_commit(struct search_writer *w) MUST_CHECK;
/* Commit, make a rebuild the live index, release the writer - in any case, whatever it returns. */
enum err search_finish(struct search_writer *w) MUST_CHECK;
/* Release the writer; a rebuild is thrown away, an update keeps its last commit.  NULL is accepted. */
void search_abort(struct search_writer *w);

#endif
