/* collection.c - collections and their products.  See collection.h. */
#include "lib/shop/collection.h"
#include "lib/io/crypto.h"
#include "lib/shop/catalog_index.h"
#include "lib/shop/product_parts.h"

enum { FIND, INSERT, UPDATE, PUT_TEXT, CLEAR, ADD };
static const struct db_query queries[] = {
	[FIND] = { "collection_find", "s", &name_row_shape,
	    "SELECT slug AS name, id FROM collection WHERE slug = ? FOR UPDATE" },
	[INSERT] = { "collection_insert", "issssibs", NULL,
	    "INSERT INTO collection (id, public_id, slug, kind, rule, position, is_visible, image) VALUES (?, ?, ?, ?, ?, ?, ?, ?)" },
	[UPDATE] = { "collection_update", "sssibsi", NULL,
	    "UPDATE collection SET kind = ?, rule = ?, sort = ?, position = ?, is_visible = ?, image = ? WHERE id = ?" },
	[PUT_TEXT] = { "collection_put_text", "isssss", NULL,
	    "INSERT INTO collection_text (collection_id, locale, name, description, seo_title, seo_description) VALUES (?, ?, ?, ?, ?, ?)"
	    " ON DUPLICATE KEY UPDATE name = VALUES(name), description = VALUES(description), seo_title = VALUES(seo_title),"
	    " seo_description = VALUES(seo_description)" },
	[CLEAR] = { "collection_clear", "i", NULL, "DELETE FROM collection_product WHERE collection_id = ?" },
	[ADD] = { "collection_add", "iis", NULL,
	    "INSERT INTO collection_product (collection_id, product_id, position) SELECT ?, id, ? FROM product WHERE slug = ?"
	    " ON DUPLICATE KEY UPDATE position = LEAST(collection_product.position, VALUES(position))" },
};
const struct db_module collection_sql = { "collection", queries, COUNT(queries) };

struct put {
	struct arena *arena;
	const struct collection_def *def;
	int64_t id;
};

static enum err
put_row(struct db *db, const struct put *put, int64_t *id)
{
	const struct collection_def *def = put->def;
	const struct db_arg slug = db_str(def->slug), kind = db_str(def->rule.ptr ? STR("rule") : STR("manual"));
	struct name_row row;
	char public[32];
	enum err err = db_row(db, &queries[FIND], &slug, 1, put->arena, &row);

	if (err && err != ERR_NOT_FOUND)
		return err;
	*id = err ? put->id : row.id;
	if (err) {
		public_id(public, "coll");
		const struct db_arg args[] = { db_i64(*id), db_str(str_of(public)), slug, kind, db_str(def->rule),
			db_i64(def->position), db_bool(def->is_visible), db_str(def->image) };
		if ((err = db_exec(db, &queries[INSERT], args, COUNT(args), NULL)))
			return err;
	}
	const struct db_arg args[] = { kind, db_str(def->rule), db_str(def->sort.len ? def->sort : STR("manual")),
		db_i64(def->position), db_bool(def->is_visible), db_str(def->image), db_i64(*id) };
	return db_exec(db, &queries[UPDATE], args, COUNT(args), NULL);
}

static enum err
put_products(struct db *db, const struct put *put, int64_t id)
{
	const struct str *slugs = put->def->products.items;
	const struct db_arg arg = db_i64(id);
	enum err err = db_exec(db, &queries[CLEAR], &arg, 1, NULL);

	for (size_t i = 0; i < put->def->products.count && !err; i++) {
		const struct db_arg row[] = { arg, db_i64((int64_t)i), db_str(slugs[i]) };
		err = db_exec(db, &queries[ADD], row, COUNT(row), NULL);
	}
	return err;
}

static enum err
put_collection(struct db *db, void *payload)
{
	const struct put *put = payload;
	const struct place_text *t = put->def->texts.items;
	int64_t id;
	enum err err = put_row(db, put, &id);

	for (size_t i = 0; i < put->def->texts.count && !err; i++) {
		const struct db_arg args[] = { db_i64(id), db_str(t[i].locale), db_str(t[i].name),
			db_str(t[i].description), db_str(t[i].seo_title), db_str(t[i].seo_description) };
		err = db_exec(db, &queries[PUT_TEXT], args, COUNT(args), NULL);
	}
	if (!err)
		err = put_products(db, put, id);
	/* Which products are in it is known when they are indexed. */
	return err ? err : catalog_index_queue(db, &(int64_t){ INDEX_ALL }, 1);
}

enum err
collection_put(struct db *db, struct arena *a, const struct collection_def *def)
{
	struct put put = { a, def, 0 };
	struct collection_rule *rule;
	enum err err;

	if (def->rule.ptr && (err = collection_rule_read(a, def->rule, &rule)))
		return err;
	err = id_reserve(db, "collection", 1, &put.id);
	return err ? err : db_transaction(db, put_collection, &put);
}
