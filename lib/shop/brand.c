/* brand.c - brands.  See brand.h. */
#include "lib/shop/brand.h"
#include "lib/io/crypto.h"
#include "lib/shop/catalog_index.h"
#include "lib/shop/product_parts.h"

enum { FIND, CREATE, FIND_SLUG, INSERT, UPDATE, PUT_TEXT };
static const struct db_query queries[] = {
	[FIND] = { "brand_find", "s", &name_row_shape,
	    "SELECT b.name, b.id FROM JSON_TABLE(?, '$[*]' COLUMNS"
	    " (name VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin PATH '$')) j STRAIGHT_JOIN brand b ON b.name = j.name" },
	[CREATE] = { "brand_create", "isss", NULL,
	    "INSERT INTO brand (id, public_id, slug, name) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE id = id" },
	[FIND_SLUG] = { "brand_find_slug", "s", &name_row_shape,
	    "SELECT slug AS name, id FROM brand WHERE slug = ? FOR UPDATE" },
	[INSERT] = { "brand_insert", "issss", NULL,
	    "INSERT INTO brand (id, public_id, slug, name, image) VALUES (?, ?, ?, ?, ?)" },
	[UPDATE] = { "brand_update", "ssi", NULL, "UPDATE brand SET name = ?, image = ? WHERE id = ?" },
	[PUT_TEXT] = { "brand_put_text", "issss", NULL,
	    "INSERT INTO brand_text (brand_id, locale, description, seo_title, seo_description) VALUES (?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE"
	    " description = VALUES(description), seo_title = VALUES(seo_title), seo_description = VALUES(seo_description)" },
};
const struct db_module brand_sql = { "brand", queries, COUNT(queries) };

struct put {
	struct arena *arena;
	const struct brand_def *def;
	int64_t new_id;
};

enum err
brands_resolve(struct db *db, struct names *names)
{
	return names_create(db, names, "brand", "brand", true, &queries[CREATE], &queries[FIND]);
}

static enum err
put_row(struct db *db, const struct put *put, int64_t *id)
{
	const struct brand_def *def = put->def;
	const struct db_arg slug = db_str(def->slug);
	struct name_row row;
	char public[32];
	enum err err = db_row(db, &queries[FIND_SLUG], &slug, 1, put->arena, &row);

	if (err == ERR_NOT_FOUND) {
		*id = put->new_id;
		public_id(public, "brand");
		const struct db_arg args[] = { db_i64(*id), db_str(str_of(public)), slug, db_str(def->name),
			db_str(def->image) };
		return db_exec(db, &queries[INSERT], args, COUNT(args), NULL);
	}
	if (err)
		return err;
	*id = row.id;
	const struct db_arg args[] = { db_str(def->name), db_str(def->image), db_i64(*id) };
	return db_exec(db, &queries[UPDATE], args, COUNT(args), NULL);
}

static enum err
put_brand(struct db *db, void *payload)
{
	const struct put *put = payload;
	const struct place_text *t = put->def->texts.items;
	int64_t id;
	enum err err = put_row(db, put, &id);

	for (size_t i = 0; i < put->def->texts.count && !err; i++) {
		const struct db_arg args[] = { db_i64(id), db_str(t[i].locale), db_str(t[i].description),
			db_str(t[i].seo_title), db_str(t[i].seo_description) };
		err = db_exec(db, &queries[PUT_TEXT], args, COUNT(args), NULL);
	}
	return err ? err : catalog_index_queue(db, &(int64_t){ INDEX_NAV }, 1);
}

enum err
brand_put(struct db *db, struct arena *a, const struct brand_def *def)
{
	struct put put = { a, def, 0 };
	enum err err = id_reserve(db, "brand", 1, &put.new_id);

	return err ? err : db_transaction(db, put_brand, &put);
}
