/* nav.c - the category tree that every page of every module shows: one statement, a db_module of its own.  See
 * catalog.h. */
#include "lib/shop/catalog.h"

enum { NAV };

static const struct shape_field nav_fields[] = {
	SHAPE_I64(struct nav_category, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct nav_category, public_id, 1, 40),
	SHAPE_I64(struct nav_category, parent_id, 0, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct nav_category, slug, 1, 200),
	SHAPE_STR(struct nav_category, name, 1, 200),
	SHAPE_STR(struct nav_category, description, 0, 65535),
	SHAPE_STR(struct nav_category, image, 0, 1024),
	SHAPE_STR(struct nav_category, seo_title, 0, 255),
	SHAPE_STR(struct nav_category, seo_description, 0, 500),
	SHAPE_I32(struct nav_category, depth, 0, 100),
	SHAPE_I32(struct nav_category, position, INT32_MIN, INT32_MAX),
	SHAPE_TIME(struct nav_category, updated_at),
};
const struct shape nav_category_shape = SHAPE(struct nav_category, nav_fields, "A category in the navigation.");

static const struct db_query queries[] = {
	[NAV] = { "catalog_nav", "ss", &nav_category_shape,
	    "SELECT c.id, c.public_id, COALESCE(c.parent_id, 0) AS parent_id, c.slug, COALESCE(t.name, f.name, c.slug) AS name, c.image,"
	    " COALESCE(t.description, f.description) AS description,"
	    " COALESCE(t.seo_title, f.seo_title) AS seo_title, COALESCE(t.seo_description, f.seo_description) AS seo_description, CAST(LENGTH(c.path) - LENGTH(REPLACE(c.path, '/', '')) - 2 AS SIGNED) AS depth, c.position, c.updated_at"
	    " FROM category c"
	    " LEFT JOIN category_text t ON t.category_id = c.id AND t.locale = ?"
	    " LEFT JOIN category_text f ON f.category_id = c.id AND f.locale = ? WHERE c.is_visible ORDER BY depth, c.position, name, c.id" },
};
const struct db_module nav_sql = { "nav", queries, COUNT(queries) };

#define NAV_MAX 20000

static int
id_order(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

/* A category below a hidden one is hidden too.  Rows come by depth, so one pass per level that loses some is enough. */
static void
drop_orphans(struct list *nav, struct arena *a)
{
	struct nav_category *c = nav->items;
	int64_t *ids = arena_array(a, int64_t, nav->count);
	size_t before;

	do {
		size_t n = 0;
		before = nav->count;
		for (size_t i = 0; i < before; i++)
			ids[i] = c[i].id;
		qsort(ids, before, sizeof(*ids), id_order);
		for (size_t i = 0; i < before; i++)
			if (c[i].parent_id == 0 || bsearch(&c[i].parent_id, ids, before, sizeof(*ids), id_order))
				c[n++] = c[i];
		nav->count = n;
	} while (nav->count < before);
}

enum err
catalog_nav(struct db *db, const struct look *look, struct arena *a, struct list *out)
{
	const struct db_arg args[] = { db_str(look->locale), db_str(look->fallback_locale) };
	enum err err = db_rows(db, &queries[NAV], args, COUNT(args), a, NAV_MAX, out);

	if (!err)
		drop_orphans(out, a);
	return err;
}

int
nav_find_slug(struct list nav, struct str slug)
{
	const struct nav_category *c = nav.items;

	for (size_t i = 0; i < nav.count; i++)
		if (str_eq(c[i].slug, slug))
			return (int)i;
	return -1;
}

int
nav_find_id(struct list nav, int64_t id)
{
	const struct nav_category *c = nav.items;

	for (size_t i = 0; i < nav.count; i++)
		if (c[i].id == id)
			return (int)i;
	return -1;
}
