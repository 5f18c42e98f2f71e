/* stock_level.c - reading what is where.  See stock_level.h. */
#include "lib/shop/stock_level.h"
#include "lib/shop/names.h"

static const struct shape_field item_fields[] = {
	SHAPE_I64(struct stock_item, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I64(struct stock_item, product_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct stock_item, public_id, 1, 28, .doc = "the variant"),
	SHAPE_STR(struct stock_item, sku, 0, 190, .doc = "stock keeping unit"),
	SHAPE_STR(struct stock_item, slug, 1, 200, .doc = "of its product"),
	SHAPE_STR(struct stock_item, title, 0, 500, .doc = "of its product"),
	SHAPE_STR(struct stock_item, options, 0, 2000, .doc = "its choices"),
	SHAPE_BOOL(struct stock_item, is_backorder, .doc = "may be ordered when there is none"),
};
const struct shape stock_item_shape = SHAPE(struct stock_item, item_fields, "What stock is kept of.");

static const struct shape_field view_fields[] = {
	SHAPE_I64(struct stock_view, variant_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I64(struct stock_view, warehouse_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct stock_view, warehouse, 1, 32, .doc = "code of the warehouse"),
	SHAPE_STR(struct stock_view, warehouse_name, 1, 200, .doc = "its name"),
	SHAPE_BOOL(struct stock_view, is_active, .doc = "orders are sent from here"),
	SHAPE_BOOL(struct stock_view, is_pickup, .doc = "orders can be fetched here"),
	SHAPE_I64(struct stock_view, on_hand, 0, INT64_MAX, .doc = "pieces in the house"),
	SHAPE_I64(struct stock_view, held, 0, INT64_MAX, .doc = "for orders that wait for their payment"),
	SHAPE_I64(struct stock_view, allocated, 0, INT64_MAX, .doc = "for paid orders that are not sent yet"),
	SHAPE_I64(struct stock_view, available, 0, INT64_MAX, .doc = "can be sold now"),
	SHAPE_OPT(struct stock_view, backorder, 0, INT64_MAX, .doc = "more that can be ordered; null: without limit"),
	SHAPE_I32(struct stock_view, slots, 1, 256, .doc = "rows that the stock is spread over"),
	SHAPE_I64(struct stock_view, safety, 0, INT64_MAX, .doc = "kept back"),
	SHAPE_OPT(struct stock_view, backorder_limit, 0, INT32_MAX,
	    .doc = "most that may be owed; null: as the variant's policy says"),
	SHAPE_OPT(
	    struct stock_view, low_at, 0, INT32_MAX, .doc = "low when so much is left or less; null: the shop's usual"),
	SHAPE_BOOL(struct stock_view, is_low, .doc = "so low that it should be ordered"),
	SHAPE_I64(struct stock_view, version, 0, INT64_MAX, .doc = "of the rule"),
};
const struct shape stock_view_shape = SHAPE(struct stock_view, view_fields, "A variant's stock in a warehouse.");

static const struct shape_field line_fields[] = {
	SHAPE_I64(struct stock_line, variant_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct stock_line, public_id, 1, 28, .doc = "the variant"),
	SHAPE_STR(struct stock_line, sku, 0, 190, .doc = "stock keeping unit"),
	SHAPE_STR(struct stock_line, title, 0, 500, .doc = "of its product"),
	SHAPE_STR(struct stock_line, options, 0, 2000, .doc = "its choices"),
	SHAPE_STR(struct stock_line, slug, 1, 200, .doc = "of its product"),
	SHAPE_I64(struct stock_line, on_hand, 0, INT64_MAX, .doc = "pieces in the house"),
	SHAPE_I64(struct stock_line, held, 0, INT64_MAX, .doc = "for orders that wait for their payment"),
	SHAPE_I64(struct stock_line, allocated, 0, INT64_MAX, .doc = "for paid orders that are not sent yet"),
	SHAPE_I64(struct stock_line, available, 0, INT64_MAX, .doc = "can be sold now"),
	SHAPE_I64(struct stock_line, warehouses, 1, INT64_MAX, .doc = "where it lies"),
	SHAPE_BOOL(struct stock_line, is_low, .doc = "so low that it should be ordered"),
};
const struct shape stock_line_shape = SHAPE(struct stock_line, line_fields, "A variant's stock.");

static const struct shape_field free_fields[] = {
	SHAPE_I64(struct stock_free, variant_id, 1, INT64_MAX),
	SHAPE_I64(struct stock_free, available, 0, INT64_MAX),
	SHAPE_BOOL(struct stock_free, is_endless),
	SHAPE_I64(struct stock_free, orderable, 0, INT64_MAX),
};
const struct shape stock_free_shape = SHAPE(struct stock_free, free_fields, "What can be had.");

/* Choices of a variant in a language, else in the default one. */
#define OPTIONS_OF \
	"(SELECT GROUP_CONCAT(COALESCE(t.name, o.name) ORDER BY p2.position SEPARATOR ' / ') FROM variant_option_value x" \
	" JOIN product_option_value o ON o.id = x.value_id JOIN product_option p2 ON p2.id = x.option_id" \
	" LEFT JOIN product_option_value_text t ON t.value_id = x.value_id AND t.locale = ? WHERE x.variant_id = v.id) AS options"
#define TITLE_OF \
	"COALESCE((SELECT t.title FROM product_text t WHERE t.product_id = v.product_id ORDER BY t.locale = ? DESC, t.locale = 'en' DESC LIMIT 1), p.slug)"
/* What lies in a house beyond what is reserved and kept back; its slots together, so that one that is short is made up
 * by the others. */
#define AVAILABLE "GREATEST(SUM(l.on_hand - l.held - l.allocated - GREATEST(l.floor, 0)), 0)"

enum { ITEM, VIEWS, LIST };
static const struct db_query queries[] = {
	[ITEM] = { "stock_item", "ssss", &stock_item_shape,
	    "SELECT v.id, v.product_id, v.public_id, v.sku, p.slug, " TITLE_OF " AS title, " OPTIONS_OF
	    ", v.inventory_policy = 'continue' AS is_backorder"
	    " FROM variant v JOIN product p ON p.id = v.product_id WHERE v.public_id = ? OR v.sku = ? LIMIT 2" },
	[VIEWS] = { "stock_views", "ii", &stock_view_shape,
	    "SELECT l.variant_id, l.warehouse_id, w.code AS warehouse, w.name AS warehouse_name, w.is_active, w.is_pickup, SUM(l.on_hand) AS on_hand,"
	    " SUM(l.held) AS held, SUM(l.allocated) AS allocated, " AVAILABLE " AS available,"
	    " IF(MIN(l.floor) <= -1000000000, NULL, GREATEST(SUM(l.on_hand - l.held - l.allocated - l.floor), 0) - " AVAILABLE
	    ") AS backorder,"
	    " CAST(COUNT(*) AS INT) AS slots, COALESCE(MAX(r.safety), 0) AS safety, MAX(r.backorder_limit) AS backorder_limit, MAX(r.low_at) AS low_at,"
	    " " AVAILABLE
	    " <= COALESCE(MAX(r.low_at), IF(w.is_active, ?, -1)) AS is_low, COALESCE(MAX(r.version), 0) AS version"
	    " FROM stock_level l JOIN warehouse w ON w.id = l.warehouse_id LEFT JOIN stock_rule r ON r.variant_id = l.variant_id AND r.warehouse_id = l.warehouse_id"
	    " WHERE l.variant_id = ? GROUP BY l.variant_id, l.warehouse_id, w.code, w.name, w.is_active, w.is_pickup, w.priority ORDER BY w.priority, l.warehouse_id" },
	/* Keyset: rows after the last one; the words are looked for in what is usually the smaller: SKU or title. */
	[LIST] = { "stock_list", "ssiiiiisssiii", &stock_line_shape,
	    "SELECT v.id AS variant_id, v.public_id, v.sku, " TITLE_OF " AS title, " OPTIONS_OF
	    ", p.slug, SUM(s.on_hand) AS on_hand, SUM(s.held) AS held,"
	    " SUM(s.allocated) AS allocated, SUM(IF(s.is_active OR ? <> 0, s.available, 0)) AS available, COUNT(*) AS warehouses, MAX(s.is_low) AS is_low FROM (SELECT l.variant_id,"
	    " l.warehouse_id, SUM(l.on_hand) AS on_hand, SUM(l.held) AS held, SUM(l.allocated) AS allocated, MAX(w.is_active) AS is_active, " AVAILABLE
	    " AS available,"
	    " " AVAILABLE
	    " <= COALESCE(MAX(r.low_at), IF(MAX(w.is_active), ?, -1)) AS is_low FROM stock_level l JOIN warehouse w ON w.id = l.warehouse_id"
	    " LEFT JOIN stock_rule r ON r.variant_id = l.variant_id AND r.warehouse_id = l.warehouse_id WHERE l.variant_id > ? AND (? = 0 OR l.warehouse_id = ?) AND (? = '' OR l.variant_id IN"
	    " (SELECT f.id FROM variant f LEFT JOIN product_text ft ON ft.product_id = f.product_id WHERE f.sku LIKE ? OR ft.title LIKE ?))"
	    " GROUP BY l.variant_id, l.warehouse_id HAVING ? = 0 OR is_low ORDER BY l.variant_id LIMIT ?) s"
	    " JOIN variant v ON v.id = s.variant_id JOIN product p ON p.id = v.product_id GROUP BY v.id ORDER BY v.id LIMIT ?" },
};
const struct db_module stock_level_sql = { "stock_level", queries, COUNT(queries) };

static const struct db_query free_queries[] = {
	{ "stock_free", "s", &stock_free_shape,
	    "SELECT h.variant_id, SUM(IF(h.is_active, h.available, 0)) AS available, MAX(h.is_active AND h.is_endless) AS is_endless,"
	    " SUM(IF(h.is_active, h.orderable, 0)) AS orderable FROM (SELECT l.variant_id, w.is_active, " AVAILABLE
	    " AS available,"
	    " MIN(l.floor) <= -1000000000 AS is_endless, GREATEST(SUM(l.on_hand - l.held - l.allocated - l.floor), 0) AS orderable"
	    " FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) j STRAIGHT_JOIN stock_level l ON l.variant_id = j.id"
	    " STRAIGHT_JOIN warehouse w ON w.id = l.warehouse_id GROUP BY l.variant_id, l.warehouse_id, w.is_active) h GROUP BY h.variant_id" },
};
const struct db_module stock_free_sql = { "stock_free", free_queries, COUNT(free_queries) };

#define VARIANTS_AT_ONCE 100000

enum err
stock_item(struct db *db, struct arena *a, struct str id_or_sku, struct str locale, struct stock_item *out)
{
	const struct db_arg args[] = { db_str(locale), db_str(locale), db_str(id_or_sku), db_str(id_or_sku) };
	struct list found;
	enum err err = db_rows(db, &queries[ITEM], args, COUNT(args), a, 2, &found);

	if (err)
		return err;
	if (found.count != 1)
		return err_fail(found.count ? ERR_CONFLICT : ERR_NOT_FOUND,
		    "could not find variant '%.*s': %zu have this name", STR_ARG(id_or_sku), found.count);
	*out = *(struct stock_item *)found.items;
	return OK;
}

enum err
stock_views(struct db *db, struct arena *a, int64_t variant_id, struct list *out)
{
	const struct db_arg args[] = { db_i64(STOCK_LOW_AT), db_i64(variant_id) };

	return db_rows(db, &queries[VIEWS], args, COUNT(args), a, 1000, out);
}

/* "50%_" as it is written, anywhere in the text. */
static struct str
like(struct arena *a, struct str q)
{
	struct buf b;

	buf_in_arena(&b, a, 4096);
	buf_char(&b, '%');
	for (size_t i = 0; i < MIN(q.len, 200); i++) {
		if (q.ptr[i] == '%' || q.ptr[i] == '_' || q.ptr[i] == '\\')
			buf_char(&b, '\\');
		buf_char(&b, q.ptr[i]);
	}
	buf_char(&b, '%');
	return buf_view(&b);
}

enum err
stock_list(struct db *db, struct arena *a, const struct stock_filter *f, struct list *out)
{
	struct str words = f->q.len ? like(a, f->q) : STR("");
	const struct db_arg args[] = { db_str(f->locale), db_str(f->locale), db_i64(f->warehouse_id),
		db_i64(STOCK_LOW_AT), db_i64(f->after), db_i64(f->warehouse_id), db_i64(f->warehouse_id), db_str(words),
		db_str(words), db_str(words), db_i64(f->is_low), db_i64(f->limit * 20), db_i64(f->limit) };

	return db_rows(db, &queries[LIST], args, COUNT(args), a, (size_t)f->limit, out);
}

enum err
stock_free(struct db *db, struct arena *a, const int64_t *variant_ids, size_t count, struct list *out)
{
	const struct db_arg arg = db_str(ids_json(a, variant_ids, count));

	*out = (struct list){ 0 };
	return count ? db_rows(db, &free_queries[0], &arg, 1, a, VARIANTS_AT_ONCE, out) : OK;
}
