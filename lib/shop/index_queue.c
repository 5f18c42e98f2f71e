/* index_queue.c - what the indexer must look at.  Writes table index_queue, in the transactions of the changes. */
#include "lib/shop/index_parts.h"

enum { ADD, ADD_SLUG, ADD_BELOW, ADD_WINDOWS, TAKE, DONE, CLEAR };

static const struct shape_field queued_fields[] = {
	SHAPE_I64(struct queued, id, 1, INT64_MAX, .doc = "row"),
	SHAPE_I64(struct queued, product_id, INDEX_NAV, INT64_MAX, .doc = "product, or what else"),
	SHAPE_STR(struct queued, slug, 0, 200, .doc = "address whose pages go"),
};
static const struct shape queued_shape = SHAPE(struct queued, queued_fields, "An entry of the queue.");

static const struct db_query queries[] = {
	[ADD] = { "index_queue_add", "i", NULL, "INSERT INTO index_queue (product_id) VALUES (?)" },
	[ADD_SLUG] = { "index_queue_add_slug", "is", NULL, "INSERT INTO index_queue (product_id, slug) VALUES (?, ?)" },
	[ADD_BELOW] = { "index_queue_add_below", "s", NULL,
	    "INSERT INTO index_queue (product_id) SELECT DISTINCT l.product_id FROM category c JOIN category_product l ON l.category_id = c.id"
	    " WHERE c.path LIKE CONCAT(?, '%')" },
	[ADD_WINDOWS] = { "index_queue_add_windows", "tttt", NULL,
	    "INSERT INTO index_queue (product_id) SELECT id FROM product WHERE published_from > ? AND published_from <= ?"
	    " UNION SELECT id FROM product WHERE published_until > ? AND published_until <= ?" },
	[TAKE] = { "index_queue_take", "i", &queued_shape,
	    "SELECT id, product_id, slug FROM index_queue ORDER BY id LIMIT ?" },
	[DONE] = { "index_queue_done", "i", NULL, "DELETE FROM index_queue WHERE id = ?" },
	[CLEAR] = { "index_queue_clear", "", NULL, "DELETE FROM index_queue" },
};
const struct db_module index_queue_sql = { "index_queue", queries, COUNT(queries) };

enum err
catalog_index_queue(struct db *db, const int64_t *product_ids, size_t count)
{
	struct db_arg args[STORE_BATCH_MAX];
	size_t n;

	for (size_t at = 0; at < count; at += n) {
		enum err err;
		n = MIN(count - at, COUNT(args));
		for (size_t i = 0; i < n; i++)
			args[i] = db_i64(product_ids[at + i]);
		err = n == 1 ? db_exec(db, &queries[ADD], args, 1, NULL) : db_bulk(db, &queries[ADD], args, 1, n, NULL);
		if (err)
			return err;
	}
	return OK;
}

enum err
catalog_index_queue_slug(struct db *db, int64_t product_id, struct str slug)
{
	const struct db_arg args[] = { db_i64(product_id), db_str(slug) };

	return db_exec(db, &queries[ADD_SLUG], args, COUNT(args), NULL);
}

enum err
catalog_index_queue_below(struct db *db, struct str category_path)
{
	const struct db_arg arg = db_str(category_path);

	return db_exec(db, &queries[ADD_BELOW], &arg, 1, NULL);
}

enum err
index_queue_windows(struct db *db, struct time from, struct time until)
{
	const struct db_arg args[] = { db_time(from), db_time(until), db_time(from), db_time(until) };

	return db_exec(db, &queries[ADD_WINDOWS], args, COUNT(args), NULL);
}

enum err
index_queue_take(struct db *db, size_t limit, struct arena *a, struct list *out)
{
	const struct db_arg arg = db_i64((int64_t)limit);

	return db_rows(db, &queries[TAKE], &arg, 1, a, limit, out);
}

enum err
index_queue_done(struct db *db, const struct queued *rows, size_t count, struct arena *a)
{
	struct db_arg *args = arena_array(a, struct db_arg, count);

	for (size_t i = 0; i < count; i++)
		args[i] = db_i64(rows[i].id);
	return db_bulk(db, &queries[DONE], args, 1, count, NULL);
}

static enum err
replace_by_all(struct db *db, void *payload UNUSED)
{
	enum err err = db_exec(db, &queries[CLEAR], NULL, 0, NULL);

	return err ? err : catalog_index_queue(db, &(int64_t){ INDEX_ALL }, 1);
}

enum err
index_queue_all(struct db *db)
{
	return db_transaction(db, replace_by_all, NULL);
}
