/* category.c - the category tree: making, moving, renaming.  See category.h. */
#include "lib/shop/category.h"
#include "lib/io/crypto.h"
#include "lib/shop/catalog_index.h"
#include "lib/shop/category_parts.h"

enum { LOCK, FIND, INSERT, UPDATE, PUT_TEXT, DEPTH, MOVE, RENAME };

static const struct shape_field row_fields[] = {
	SHAPE_I64(struct category_row, id, 1, INT64_MAX, .doc = "category"),
	SHAPE_OPT(struct category_row, parent_id, 1, INT64_MAX, .doc = "above it"),
	SHAPE_STR(struct category_row, path, 3, 400, .doc = "ids from the root"),
	SHAPE_STR(struct category_row, slug, 1, 200, .doc = "address"),
	SHAPE_STR(struct category_row, name, 0, 200, .flags = SHAPE_OMIT, .doc = "in the default locale"),
};
const struct shape category_row_shape = SHAPE(struct category_row, row_fields, "Place in the tree.");

static const struct db_query queries[] = {
	[LOCK] = { "category_lock", "", &name_row_shape,
	    "SELECT name, next AS id FROM id_block WHERE name = 'category' FOR UPDATE" },
	[FIND] = { "category_find", "s", &category_row_shape,
	    "SELECT id, parent_id, path, slug FROM category WHERE slug = ?" },
	[INSERT] = { "category_insert", "isissibs", NULL,
	    "INSERT INTO category (id, public_id, parent_id, path, slug, position, is_visible, image) VALUES (?, ?, ?, ?, ?, ?, ?, ?)" },
	[UPDATE] = { "category_update", "ibsi", NULL,
	    "UPDATE category SET position = ?, is_visible = ?, image = ? WHERE id = ?" },
	[PUT_TEXT] = { "category_put_text", "isssss", NULL,
	    "INSERT INTO category_text (category_id, locale, name, description, seo_title, seo_description) VALUES (?, ?, ?, ?, ?, ?)"
	    " ON DUPLICATE KEY UPDATE name = VALUES(name), description = VALUES(description), seo_title = VALUES(seo_title),"
	    " seo_description = VALUES(seo_description)" },
	[DEPTH] = { "category_depth", "sss", &name_row_shape,
	    "SELECT 'depth' AS name, MAX(LENGTH(path) - LENGTH(REPLACE(path, '/', ''))) - (LENGTH(?) - LENGTH(REPLACE(?, '/', ''))) + 1 AS id"
	    " FROM category WHERE path LIKE CONCAT(?, '%')" },
	/* The whole subtree in one statement. */
	[MOVE] = { "category_move", "iisis", NULL,
	    "UPDATE category SET parent_id = IF(id = ?, ?, parent_id), path = CONCAT(?, SUBSTRING(path, ?)) WHERE path LIKE CONCAT(?, '%')" },
	[RENAME] = { "category_rename", "si", NULL, "UPDATE category SET slug = ? WHERE id = ?" },
};
const struct db_module category_sql = { "category", queries, COUNT(queries) };

struct change {
	struct arena *arena;
	const struct category_def *def;
	struct str slug, to; /* move: new parent; rename: new slug */
	int64_t new_id;
};

enum err
category_lock(struct db *db, struct arena *a)
{
	struct name_row row;

	return db_row(db, &queries[LOCK], NULL, 0, a, &row);
}

static enum err
find(struct db *db, struct arena *a, struct str slug, struct category_row *out)
{
	const struct db_arg arg = db_str(slug);

	return db_row(db, &queries[FIND], &arg, 1, a, out);
}

/* The place that a parent gives: { 0, "/" } for the top. */
static enum err
find_parent(struct db *db, struct arena *a, struct str slug, struct category_row *out)
{
	enum err err;

	*out = (struct category_row){ .path = STR("/") };
	if (!slug.len)
		return OK;
	err = find(db, a, slug, out);
	return err == ERR_NOT_FOUND ? err_fail(err, "there is no category '%.*s'", STR_ARG(slug)) : err;
}

static size_t
depth_of(struct str path)
{
	size_t n = 0;

	for (size_t i = 0; i < path.len; i++)
		n += path.ptr[i] == '/';
	return n - 1; /* "/" is the top itself */
}

/* The tree is locked. */
enum err
category_insert(
    struct db *db, struct arena *a, const struct category_row *parent, const struct category_def *def, int64_t id)
{
	struct str path = str_printf(a, "%.*s%lld/", STR_ARG(parent->path), (long long)id);
	const struct db_arg parent_id = parent->id ? db_i64(parent->id) : db_null('i');
	char public[32];

	if (depth_of(path) > CATEGORY_DEPTH_MAX)
		return err_fail(
		    ERR_LIMIT, "category '%.*s' would be deeper than %d", STR_ARG(def->slug), CATEGORY_DEPTH_MAX);
	public_id(public, "cat");
	const struct db_arg args[] = { db_i64(id), db_str(str_of(public)), parent_id, db_str(path), db_str(def->slug),
		db_i64(def->position), db_bool(def->is_visible), db_str(def->image) };
	return db_exec(db, &queries[INSERT], args, COUNT(args), NULL);
}

enum err
category_put_texts(struct db *db, int64_t id, struct list texts)
{
	const struct place_text *t = texts.items;
	enum err err = OK;

	for (size_t i = 0; i < texts.count && !err; i++) {
		const struct db_arg args[] = { db_i64(id), db_str(t[i].locale), db_str(t[i].name),
			db_str(t[i].description), db_str(t[i].seo_title), db_str(t[i].seo_description) };
		err = db_exec(db, &queries[PUT_TEXT], args, COUNT(args), NULL);
	}
	return err;
}

static enum err
move(struct db *db, struct arena *a, const struct category_row *row, const struct category_row *parent)
{
	const struct db_arg path = db_str(row->path), parent_id = parent->id ? db_i64(parent->id) : db_null('i');
	const struct db_arg depth_args[] = { path, path, path };
	struct str to = str_printf(a, "%.*s%lld/", STR_ARG(parent->path), (long long)row->id);
	struct name_row depth;
	enum err err;

	if (row->parent_id.set ? row->parent_id.value == parent->id : !parent->id)
		return OK;
	if (str_starts(parent->path, row->path))
		return err_fail(ERR_CONFLICT, "category '%.*s' would be below itself", STR_ARG(row->slug));
	if ((err = db_row(db, &queries[DEPTH], depth_args, COUNT(depth_args), a, &depth)))
		return err;
	if (depth_of(parent->path) + (size_t)depth.id > CATEGORY_DEPTH_MAX)
		return err_fail(ERR_LIMIT, "category '%.*s' and what is under it would be deeper than %d",
		    STR_ARG(row->slug), CATEGORY_DEPTH_MAX);
	const struct db_arg args[] = { db_i64(row->id), parent_id, db_str(to), db_i64((int64_t)row->path.len + 1),
		path };
	if ((err = db_exec(db, &queries[MOVE], args, COUNT(args), NULL)))
		return err;
	return catalog_index_queue_below(db, to);
}

static enum err
put_category(struct db *db, void *payload)
{
	const struct change *c = payload;
	const struct category_def *def = c->def;
	struct category_row parent, row;
	enum err err;

	if ((err = category_lock(db, c->arena)) || (err = find_parent(db, c->arena, def->parent, &parent)))
		return err;
	err = find(db, c->arena, def->slug, &row);
	if (err == ERR_NOT_FOUND) {
		row.id = c->new_id;
		err = category_insert(db, c->arena, &parent, def, row.id);
	} else if (!err) {
		const struct db_arg args[] = { db_i64(def->position), db_bool(def->is_visible), db_str(def->image),
			db_i64(row.id) };
		if (!(err = db_exec(db, &queries[UPDATE], args, COUNT(args), NULL)))
			err = move(db, c->arena, &row, &parent);
	}
	if (!err)
		err = category_put_texts(db, row.id, def->texts);
	return err ? err : catalog_index_queue(db, &(int64_t){ INDEX_NAV }, 1);
}

enum err
category_put(struct db *db, struct arena *a, const struct category_def *def)
{
	struct change c = { .arena = a, .def = def };
	enum err err = id_reserve(db, "category", 1, &c.new_id);

	return err ? err : db_transaction(db, put_category, &c);
}

static enum err
move_category(struct db *db, void *payload)
{
	const struct change *c = payload;
	struct category_row row, parent;
	enum err err;

	if ((err = category_lock(db, c->arena)) || (err = find_parent(db, c->arena, c->slug, &row)) ||
	    (err = find_parent(db, c->arena, c->to, &parent)) || (err = move(db, c->arena, &row, &parent)))
		return err;
	return catalog_index_queue(db, &(int64_t){ INDEX_NAV }, 1);
}

enum err
category_move(struct db *db, struct arena *a, struct str slug, struct str parent)
{
	struct change c = { .arena = a, .slug = slug, .to = parent };

	return db_transaction(db, move_category, &c);
}

static enum err
rename_category(struct db *db, void *payload)
{
	const struct change *c = payload;
	struct category_row row;
	enum err err;

	if ((err = category_lock(db, c->arena)) || (err = find_parent(db, c->arena, c->slug, &row)))
		return err;
	const struct db_arg args[] = { db_str(c->to), db_i64(row.id) };
	if ((err = db_exec(db, &queries[RENAME], args, COUNT(args), NULL)) ||
	    (err = slug_moved(db, "category", c->slug, c->to, row.id)))
		return err;
	return catalog_index_queue(db, &(int64_t){ INDEX_NAV }, 1);
}

enum err
category_rename(struct db *db, struct arena *a, struct str slug, struct str to)
{
	struct change c = { .arena = a, .slug = slug, .to = to };

	if (!format_slug.check(to) || to.len > 200)
		return err_fail(ERR_INVALID, "'%.*s' cannot be an address: %s", STR_ARG(to), format_slug.hint);
	return str_eq(slug, to) ? OK : db_transaction(db, rename_category, &c);
}
