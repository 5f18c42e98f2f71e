/* promotion_queue.c - products whose public price may change go to the index: when a promotion changes, begins or ends.
 * See promotion_store.h. */
#include "lib/shop/catalog_index.h"
#include "lib/shop/names.h"
#include "lib/shop/promotion_parts.h"

enum { BY_PRODUCT, BY_CATEGORY, BY_BRAND, BY_TAG, BEGIN_OR_END, LISTS };

struct id_row {
	struct str public_id;
};
static const struct shape_field id_fields[] = { SHAPE_STR(struct id_row, public_id, 1, 40, .doc = "promotion") };
static const struct shape id_shape = SHAPE(struct id_row, id_fields, "A promotion.");

#define NAMES "JSON_TABLE(?, '$[*]' COLUMNS (name VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$')) j"
#define ASCII "JSON_TABLE(?, '$[*]' COLUMNS (name VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j"
static const struct db_query queries[] = {
	[BY_PRODUCT] = { "promotion_queue_products", "sss", NULL,
	    "INSERT INTO index_queue (product_id) SELECT p.id FROM " ASCII
	    " STRAIGHT_JOIN product p ON p.public_id = j.name"
	    " UNION SELECT v.product_id FROM " ASCII " STRAIGHT_JOIN variant v ON v.public_id = j.name"
	    " UNION SELECT v.product_id FROM " NAMES " STRAIGHT_JOIN variant v ON v.sku = j.name" },
	[BY_CATEGORY] = { "promotion_queue_categories", "s", NULL,
	    "INSERT INTO index_queue (product_id) SELECT DISTINCT l.product_id FROM " ASCII
	    " STRAIGHT_JOIN category up ON up.public_id = j.name"
	    " STRAIGHT_JOIN category c ON c.path LIKE CONCAT(up.path, '%') STRAIGHT_JOIN category_product l ON l.category_id = c.id" },
	[BY_BRAND] = { "promotion_queue_brands", "s", NULL,
	    "INSERT INTO index_queue (product_id) SELECT p.id FROM " ASCII
	    " STRAIGHT_JOIN brand b ON b.public_id = j.name"
	    " STRAIGHT_JOIN product p ON p.brand_id = b.id" },
	[BY_TAG] = { "promotion_queue_tags", "s", NULL,
	    "INSERT INTO index_queue (product_id) SELECT DISTINCT l.product_id"
	    " FROM JSON_TABLE(?, '$[*]' COLUMNS (name VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin PATH '$')) j STRAIGHT_JOIN tag t ON t.name = j.name"
	    " STRAIGHT_JOIN product_tag l ON l.tag_id = t.id" },
	[BEGIN_OR_END] = { "promotion_begin_or_end", "tttt", &id_shape,
	    "SELECT public_id FROM promotion WHERE is_active AND kind = 'catalogue' AND ((starts_at > ? AND starts_at <= ?) OR (ends_at > ? AND ends_at <= ?))" },
	[LISTS] = { "price_list_begin_or_end", "tttt", NULL,
	    "INSERT INTO index_queue (product_id) SELECT DISTINCT v.product_id FROM price_list l STRAIGHT_JOIN price_list_price lp ON lp.price_list_id = l.id"
	    " STRAIGHT_JOIN variant v ON v.id = lp.variant_id WHERE l.is_active AND l.group_id IS NULL AND l.country IS NULL"
	    " AND ((l.starts_at > ? AND l.starts_at <= ?) OR (l.ends_at > ? AND l.ends_at <= ?))" },
};
const struct db_module promotion_queue_sql = { "promotion_queue", queries, COUNT(queries) };

static struct str
json_of(struct arena *a, struct list texts)
{
	const struct str *s = texts.items;
	struct names all;
	size_t count;

	names_init(&all, a);
	for (size_t i = 0; i < texts.count; i++)
		names_add(&all, s[i]);
	return names_json(&all, false, &count);
}

/* All conditions must hold, so any one of them names enough. */
enum err
promotion_queue(struct db *db, struct arena *a, const struct promotion *p)
{
	const struct promotion_conditions *c = &p->conditions;
	int q = c->products.count || c->variants.count ? BY_PRODUCT
	    : c->categories.count                      ? BY_CATEGORY
	    : c->brands.count                          ? BY_BRAND
						       : BY_TAG;
	struct list texts = q == BY_PRODUCT ? c->products
	    : q == BY_CATEGORY              ? c->categories
	    : q == BY_BRAND                 ? c->brands
					    : c->tags;
	struct str variants = json_of(a, c->variants);
	const struct db_arg args[] = { db_str(json_of(a, texts)), db_str(variants), db_str(variants) };

	if (q == BY_TAG && !texts.count)
		return catalog_index_queue(db, &(int64_t){ INDEX_ALL }, 1);
	return db_exec(db, &queries[q], args, q == BY_PRODUCT ? 3 : 1, NULL);
}

enum err
promotion_queue_windows(struct db *db, struct arena *a, struct time from, struct time until)
{
	const struct db_arg args[] = { db_time(from), db_time(until), db_time(from), db_time(until) };
	struct list rows;
	enum err err = db_rows(db, &queries[BEGIN_OR_END], args, COUNT(args), a, PROMOTIONS_MAX, &rows);

	for (size_t i = 0; !err && i < rows.count; i++) {
		struct promotion p;
		if (!(err = promotion_get(db, a, ((const struct id_row *)rows.items)[i].public_id, &p)))
			err = promotion_queue(db, a, &p);
	}
	return err ? err : db_exec(db, &queries[LISTS], args, COUNT(args), NULL);
}
