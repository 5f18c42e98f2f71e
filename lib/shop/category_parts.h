/* category_parts.h - what category.c (the tree) and category_path.c (products and paths "A > B") share. */
#ifndef MERCER_CATEGORY_PARTS_H
#define MERCER_CATEGORY_PARTS_H

#include "lib/shop/category.h"
#include "lib/shop/product_parts.h"
#include "lib/shop/slug.h"

struct category_row {
	int64_t id;
	struct opt_i64 parent_id;
	struct str path, slug, name;
};
extern const struct shape category_row_shape;
/* Until the end of the transaction nobody else changes the tree. */
enum err category_lock(struct db *db, struct arena *a) MUST_CHECK;
enum err category_insert(struct db *db, struct arena *a, const struct category_row *parent,
    const struct category_def *def, int64_t id) MUST_CHECK;
enum err category_put_texts(struct db *db, int64_t id, struct list texts) MUST_CHECK;

#endif
