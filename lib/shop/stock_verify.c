/* stock_verify.c - is every figure right?  See stock_verify.h. */
#include "lib/shop/stock_verify.h"

#include <time.h>

static const struct shape_field fault_fields[] = {
	SHAPE_STR(struct stock_fault, what, 1, 32, .doc = "which rule is broken"),
	SHAPE_STR(struct stock_fault, variant, 0, 28, .doc = "variant"),
	SHAPE_STR(struct stock_fault, sku, 0, 190, .doc = "its SKU"),
	SHAPE_STR(struct stock_fault, warehouse, 0, 32, .doc = "code of the warehouse"),
	SHAPE_STR(struct stock_fault, detail, 0, 200, .doc = "which figure"),
	SHAPE_I32(struct stock_fault, slot, 0, 255, .doc = "row"),
	SHAPE_I64(struct stock_fault, expected, INT64_MIN, INT64_MAX, .doc = "what it must be"),
	SHAPE_I64(struct stock_fault, found, INT64_MIN, INT64_MAX, .doc = "what it is"),
};
const struct shape stock_fault_shape = SHAPE(struct stock_fault, fault_fields, "A figure that is not what it must be.");

struct number {
	int64_t n;
};
static const struct shape_field number_fields[] = { SHAPE_I64(struct number, n, 0, INT64_MAX) };
static const struct shape number_shape = SHAPE(struct number, number_fields, "A number.");

/* A part of the variants: a shop is verified in pieces that fit into the time of a statement. */
#define RANGE "variant_id BETWEEN ? AND ?"
/* One of three figures that both sides have. */
#define FIGURE(name) \
	"SELECT d.variant_id, d.warehouse_id, d.slot, '" name "' AS detail, d.must_" name " AS expected, d.is_" name \
	" AS found FROM d WHERE d.must_" name " <> d.is_" name
/* Rows of a fault, named. */
#define NAMED(what, rows) \
	"SELECT '" what \
	"' AS what, v.public_id AS variant, v.sku, w.code AS warehouse, f.detail, f.slot, f.expected, f.found FROM (" rows \
	") f" \
	" JOIN variant v ON v.id = f.variant_id LEFT JOIN warehouse w ON w.id = f.warehouse_id ORDER BY v.id, w.id, f.slot LIMIT 1000"
#define AVAILABLE \
	"SELECT g.variant_id, SUM(IF(w.is_active, g.free, 0)) AS free FROM (SELECT variant_id, warehouse_id," \
	" GREATEST(SUM(on_hand - held - allocated - GREATEST(floor, 0)), 0) AS free FROM stock_level WHERE " RANGE \
	" GROUP BY variant_id, warehouse_id) g" \
	" JOIN warehouse w ON w.id = g.warehouse_id GROUP BY g.variant_id"

enum { LEDGER, RESERVED, ORPHAN, LATE, FLOOR, SHOWN, CHECKS, ROWS = CHECKS, UP_TO };
static const struct db_query queries[] = {
	[LEDGER] = { "stock_verify_ledger", "iiii", &stock_fault_shape,
	    "WITH d AS (SELECT variant_id, warehouse_id, slot, SUM(io) AS is_on_hand, SUM(ih) AS is_held, SUM(ia) AS is_allocated, SUM(mo) AS must_on_hand,"
	    " SUM(mh) AS must_held, SUM(ma) AS must_allocated FROM (SELECT variant_id, warehouse_id, slot, on_hand AS io, held AS ih, allocated AS ia, 0 AS mo, 0 AS mh,"
	    " 0 AS ma FROM stock_level WHERE " RANGE
	    " UNION ALL SELECT variant_id, warehouse_id, slot, 0, 0, 0, on_hand, held, allocated FROM stock_movement WHERE " RANGE
	    ") u"
	    " GROUP BY variant_id, warehouse_id, slot) " NAMED(
		"ledger", FIGURE("on_hand") " UNION ALL " FIGURE("held") " UNION ALL " FIGURE("allocated")) },
	[RESERVED] = { "stock_verify_reserved", "iiii", &stock_fault_shape,
	    "WITH d AS (SELECT variant_id, warehouse_id, slot, SUM(ih) AS is_held, SUM(ia) AS is_allocated, SUM(mh) AS must_held, SUM(ma) AS must_allocated"
	    " FROM (SELECT variant_id, warehouse_id, slot, held AS ih, allocated AS ia, 0 AS mh, 0 AS ma FROM stock_level WHERE " RANGE
	    " UNION ALL SELECT variant_id, warehouse_id,"
	    " slot, 0, 0, IF(state = 'held', quantity, 0), IF(state = 'held', 0, quantity) FROM stock_reservation WHERE " RANGE
	    ") u GROUP BY variant_id, warehouse_id, slot) " NAMED(
		"reserved", FIGURE("held") " UNION ALL " FIGURE("allocated")) },
	[ORPHAN] = { "stock_verify_orphan", "ii", &stock_fault_shape,
	    NAMED("orphan",
		"SELECT MIN(r.variant_id) AS variant_id, MIN(r.warehouse_id) AS warehouse_id, 0 AS slot, COALESCE(MAX(o.number), 'no such order') AS detail,"
		" IF(MAX(o.fulfilment IN ('open', 'partly_shipped')), COALESCE(MAX(CAST(l.quantity AS INT) - l.cancelled - l.shipped), 0), 0) AS expected,"
		" SUM(r.quantity) AS found FROM stock_reservation r LEFT JOIN sales_order o ON o.id = r.order_id LEFT JOIN sales_order_line l ON l.id = r.order_line_id"
		" WHERE r." RANGE " GROUP BY r.order_id, r.order_line_id HAVING found > expected") },
	[LATE] = { "stock_verify_late", "ii", &stock_fault_shape,
	    NAMED("late",
		"SELECT r.variant_id, r.warehouse_id, CAST(r.slot AS INT) AS slot, o.number AS detail, 0 AS expected, r.quantity AS found"
		" FROM stock_reservation r JOIN sales_order o ON o.id = r.order_id WHERE r." RANGE
		" AND r.state = 'held' AND o.hold_until < NOW(6) - INTERVAL 10 MINUTE") },
	[FLOOR] = { "stock_verify_floor", "ii", &stock_fault_shape,
	    NAMED("floor",
		"SELECT * FROM (SELECT l.variant_id, l.warehouse_id, l.slot, 'floor' AS detail, CASE WHEN l.slot > 0 THEN 0 WHEN p.inventory_policy = 'continue'"
		" AND r.backorder_limit IS NULL THEN -1000000000 WHEN p.inventory_policy = 'continue' AND r.backorder_limit > 0 THEN -r.backorder_limit"
		" ELSE COALESCE(r.safety, 0) END AS expected, l.floor AS found FROM stock_level l JOIN variant p ON p.id = l.variant_id LEFT JOIN stock_rule r"
		" ON r.variant_id = l.variant_id AND r.warehouse_id = l.warehouse_id WHERE l." RANGE
		") x WHERE x.expected <> x.found") },
	[SHOWN] = { "stock_verify_shown", "iiii", &stock_fault_shape,
	    NAMED("shown",
		"SELECT COALESCE(x.variant_id, s.variant_id) AS variant_id, NULL AS warehouse_id, 0 AS slot, 'available' AS detail, COALESCE(x.free, -1) AS expected,"
		" COALESCE(GREATEST(s.available, 0), -1) AS found FROM (" AVAILABLE
		") x LEFT JOIN stock s ON s.variant_id = x.variant_id"
		" WHERE s.variant_id IS NULL OR GREATEST(s.available, 0) <> x.free UNION ALL SELECT s.variant_id, NULL, 0, 'not counted', -1, s.available FROM stock s"
		" WHERE s." RANGE " AND NOT EXISTS (SELECT 1 FROM stock_level l WHERE l.variant_id = s.variant_id)") },
	[ROWS] = { "stock_verify_rows", "", &number_shape, "SELECT COUNT(*) AS n FROM stock_level" },
	[UP_TO] = { "stock_verify_up_to", "ii", &number_shape,
	    "SELECT COALESCE(MAX(x.id), 0) AS n FROM (SELECT id FROM variant WHERE id > ? ORDER BY id LIMIT ?) x" },
};
const struct db_module stock_verify_sql = { "stock_verify", queries, COUNT(queries) };

#define LOOKS 4 /* at what is shown */
#define PAUSE_NS 500000000
#define VARIANTS_AT_ONCE 4000

static enum err
check(struct db *db, struct arena *a, size_t which, int64_t from, int64_t to, struct list *found)
{
	const struct db_arg args[] = { db_i64(from), db_i64(to), db_i64(from), db_i64(to) };
	size_t n = strlen(queries[which].args);
	enum err err = db_rows(db, &queries[which], args, n, a, STOCK_FAULTS_MAX, found);

	for (int look = 1; !err && which == SHOWN && found->count && look < LOOKS; look++) {
		nanosleep(&(struct timespec){ .tv_nsec = PAUSE_NS }, NULL);
		err = db_rows(db, &queries[which], args, n, a, STOCK_FAULTS_MAX, found);
	}
	return err;
}

static enum err
check_range(struct db *db, struct arena *a, int64_t from, int64_t to, struct list *faults)
{
	for (size_t i = 0; i < CHECKS; i++) {
		struct list found;
		enum err err = check(db, a, i, from, to, &found);
		size_t n = err ? 0 : MIN(found.count, STOCK_FAULTS_MAX - faults->count);
		if (err)
			return err;
		if (n)
			memcpy((struct stock_fault *)faults->items + faults->count, found.items,
			    n * sizeof(struct stock_fault));
		faults->count += n;
	}
	return OK;
}

enum err
stock_verify(struct db *db, struct arena *a, struct list *faults, int64_t *checked)
{
	struct number rows, last = { 0 };
	enum err err;

	*faults = (struct list){ arena_array(a, struct stock_fault, STOCK_FAULTS_MAX), 0 };
	db_primary(db);
	if ((err = db_row(db, &queries[ROWS], NULL, 0, a, &rows)))
		return err;
	*checked = rows.n;
	for (;;) {
		const struct db_arg args[] = { db_i64(last.n), db_i64(VARIANTS_AT_ONCE) };
		int64_t from = last.n + 1;
		if ((err = db_row(db, &queries[UP_TO], args, COUNT(args), a, &last)) || !last.n)
			return err;
		if ((err = check_range(db, a, from, last.n, faults)))
			return err;
	}
}
