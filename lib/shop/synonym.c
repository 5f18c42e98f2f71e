/* synonym.c - words that mean the same.  Writes table search_synonym. */
#include "lib/shop/catalog_index.h"
#include "lib/shop/collection.h"

enum { CLEAR, ADD };
static const struct db_query queries[] = {
	[CLEAR] = { "synonym_clear", "s", NULL, "DELETE FROM search_synonym WHERE locale = ?" },
	[ADD] = { "synonym_add", "ss", NULL, "INSERT INTO search_synonym (locale, words) VALUES (?, ?)" },
};
const struct db_module synonym_sql = { "synonym", queries, COUNT(queries) };

struct put {
	struct arena *arena;
	struct str locale;
	const struct list *groups;
	size_t count;
};

static enum err
put_all(struct db *db, void *payload)
{
	const struct put *put = payload;
	const struct db_arg locale = db_str(put->locale);
	struct db_arg *rows = arena_array(put->arena, struct db_arg, 2 * put->count);
	enum err err = db_exec(db, &queries[CLEAR], &locale, 1, NULL);

	for (size_t i = 0; i < put->count; i++) {
		const struct str *words = put->groups[i].items;
		struct buf b;
		buf_in_arena(&b, put->arena, 1000);
		for (size_t k = 0; k < put->groups[i].count; k++) {
			if (k)
				buf_char(&b, ',');
			buf_str(&b, words[k]);
		}
		rows[2 * i] = locale;
		rows[2 * i + 1] = db_str(buf_view(&b));
	}
	if (!err)
		err = db_bulk(db, &queries[ADD], rows, 2, put->count, NULL);
	return err ? err : catalog_index_queue(db, &(int64_t){ INDEX_ALL }, 1);
}

enum err
synonyms_put(struct db *db, struct arena *a, struct str locale, const struct list *groups, size_t count)
{
	struct put put = { a, locale, groups, count };

	return db_transaction(db, put_all, &put);
}
