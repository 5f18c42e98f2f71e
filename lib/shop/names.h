/*
 * names.h - a set of texts with an id each: what a batch of products refers to by name, looked up in one statement.
 *
 *	struct names tags;
 *	names_init(&tags, arena);
 *	names_add(&tags, STR("sale"));                     // for each mention
 *	err = names_lookup(&tags, db, &queries[FIND_TAGS]); // ids of all that exist
 */
#ifndef MERCER_NAMES_H
#define MERCER_NAMES_H

#include "lib/base/shape.h"
#include "lib/io/db.h"

struct name {
	struct str text;
	int64_t id;      /* 0 = not known (yet) */
	int64_t number;  /* the owner's: kind of an attribute, parent ... */
	struct str also; /* the owner's: code, slug ... */
};
struct names {
	struct arena *arena;
	struct name **items;
	size_t count, cap;
	struct name **slots;
	size_t slot_count; /* power of two */
};
void names_init(struct names *n, struct arena *a);
/* The entry of this text, made with id 0 when there is none.  The text is not copied. */
struct name *names_add(struct names *n, struct str text);
struct name *names_find(const struct names *n, struct str text); /* NULL: none */
/* JSON array of the texts, for JSON_TABLE; `missing`: only of those with id 0.  *count says how many. */
struct str names_json(const struct names *n, bool missing, size_t *count);
/* JSON array of numbers. */
struct str ids_json(struct arena *a, const int64_t *ids, size_t count);

/* Row of a look-up: name, id, and what the owner wants to keep (0, NULL). */
struct name_row {
	struct str name;
	int64_t id;
	struct opt_i64 number;
	struct str also;
};
extern const struct shape name_row_shape;
/* Set the ids of those that have none.  The query takes the JSON array and gives name_row.  No statement when none is
 * missing. */
enum err names_lookup(struct names *n, struct db *db, const struct db_query *q) MUST_CHECK;
size_t names_missing(const struct names *n);

#endif
