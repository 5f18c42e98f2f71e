/*
 * slug.h - addresses: made from names, and where old ones lead.
 *
 * slug_make() is in product_store.h.  Table slug_history is written here alone: a renamed thing leaves its old address
 * behind, which redirects for good, until a new thing takes it over.
 */
#ifndef MERCER_SLUG_H
#define MERCER_SLUG_H

#include "lib/io/db.h"

/* Could it be an address?  1..200 printable ASCII characters.  What could not is nowhere: it is not even asked for (the
 * columns are ascii, and MariaDB refuses to compare them with other text, error 1267). */
bool slug_fits(struct str s);

/* In the caller's transaction.  kind: "product", "category", "collection", "brand". */
enum err slug_moved(struct db *db, const char *kind, struct str from, struct str to, int64_t object_id) MUST_CHECK;
/* These addresses belong to new things now (JSON array of text). */
enum err slugs_taken(struct db *db, const char *kind, struct str slugs_json) MUST_CHECK;
/* Addresses of an object that is deleted lead nowhere. */
enum err slug_forget(struct db *db, const char *kind, int64_t object_id) MUST_CHECK;

/* Ids in blocks (product_store.h: id_reserve), several kinds in one transaction. */
struct id_block {
	const char *name;
	int64_t count, first;
};
enum err ids_reserve(struct db *db, struct id_block *blocks, size_t count) MUST_CHECK;

extern const struct db_module slug_sql;

#endif
