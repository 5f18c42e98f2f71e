/* tag.c - tags.  Writes tables tag, product_tag. */
#include "lib/shop/product_parts.h"

enum { FIND, CREATE, DELETE, PUT };
static const struct db_query queries[] = {
	[FIND] = { "tag_find", "s", &name_row_shape,
	    "SELECT t.name, t.id FROM JSON_TABLE(?, '$[*]' COLUMNS"
	    " (name VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin PATH '$')) j STRAIGHT_JOIN tag t ON t.name = j.name" },
	[CREATE] = { "tag_create", "is", NULL,
	    "INSERT INTO tag (id, name) VALUES (?, ?) ON DUPLICATE KEY UPDATE id = id" },
	[DELETE] = { "tag_delete", "i", NULL, "DELETE FROM product_tag WHERE product_id = ?" },
	[PUT] = { "tag_put", "iii", NULL, "INSERT INTO product_tag (product_id, tag_id, position) VALUES (?, ?, ?)" },
};
const struct db_module tag_sql = { "tag", queries, COUNT(queries) };

enum err
tags_resolve(struct db *db, struct names *names)
{
	return names_create(db, names, "tag", NULL, false, &queries[CREATE], &queries[FIND]);
}

void
tags_write(struct plan *plan, int64_t product_id, struct list tags, const struct names *names, bool replace)
{
	const struct str *t = tags.items;
	const struct db_arg id = db_i64(product_id);

	if (replace)
		plan_add(plan, PLAN_TAG_DELETE, &queries[DELETE], &id, 1);
	for (size_t i = 0; i < tags.count; i++) {
		const struct db_arg row[] = { id, db_i64(names_find(names, t[i])->id), db_i64((int64_t)i) };
		plan_add(plan, PLAN_TAG, &queries[PUT], row, COUNT(row));
	}
}
