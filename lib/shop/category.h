/*
 * category.h - the category tree.  Writes tables category, category_text, category_product.
 *
 * Every change of the tree takes the row of 'category' in id_block first, so changes come one after the other: no cycle
 * and no torn path can come of two moves at once.
 */
#ifndef MERCER_CATEGORY_H
#define MERCER_CATEGORY_H

#include "lib/shop/brand.h"

#define CATEGORY_DEPTH_MAX 16

struct category_def {
	struct str slug;
	struct str parent;     /* slug; absent: top */
	struct str image;
	int32_t position;
	bool is_visible;
	struct list texts;     /* place_text, names required */
};
/* Make or change, by slug; moves it when the parent differs.  ERR_NOT_FOUND: no such parent; ERR_CONFLICT: would be
 * below itself;
 * ERR_LIMIT: deeper than CATEGORY_DEPTH_MAX. */
enum err category_put(struct db *db, struct arena *a, const struct category_def *def) MUST_CHECK;
/* Below another one (absent: to the top), with everything under it.  Errors as above. */
enum err category_move(struct db *db, struct arena *a, struct str slug, struct str parent) MUST_CHECK;
/* The old address leads to the new one.  ERR_NOT_FOUND; ERR_CONFLICT: the new one is taken; ERR_INVALID: no slug. */
enum err category_rename(struct db *db, struct arena *a, struct str slug, struct str to) MUST_CHECK;

extern const struct db_module category_sql, category_path_sql;

#endif
