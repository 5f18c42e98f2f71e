/* stock.c - availability from one figure per variant.  Writes table stock.  See stock.h. */
#include "lib/shop/stock.h"
#include "lib/shop/product_parts.h"

enum { DELETE, PUT };
static const struct db_query queries[] = {
	[DELETE] = { "stock_delete", "i", NULL, "DELETE FROM stock WHERE variant_id = ?" },
	[PUT] = { "stock_put", "ii", NULL, "INSERT INTO stock (variant_id, available) VALUES (?, ?)" },
};
const struct db_module stock_sql = { "stock", queries, COUNT(queries) };

/* In the order of enum stock_state, which is from better to worse. */
const struct shape_enum stock_state_names[] = { { "in_stock", STOCK_IN }, { "low_stock", STOCK_LOW },
	{ "backorder", STOCK_BACKORDER }, { "out_of_stock", STOCK_OUT }, { NULL, 0 } };

enum stock_state
stock_state(const struct stock_level *level)
{
	if (!level->available.set || level->available.value > STOCK_LOW_MAX)
		return STOCK_IN;
	if (level->available.value > 0)
		return STOCK_LOW;
	return level->is_backorder ? STOCK_BACKORDER : STOCK_OUT;
}

struct opt_i64
stock_left(const struct stock_level *level)
{
	return stock_state(level) == STOCK_LOW ? level->available : (struct opt_i64){ 0 };
}

enum stock_state
stock_better(enum stock_state a, enum stock_state b)
{
	return MIN(a, b);
}

const char *
stock_state_name(enum stock_state state)
{
	return stock_state_names[state].name;
}

void
stock_write(struct plan *plan, int64_t variant_id, struct opt_i64 available, bool replace)
{
	const struct db_arg row[] = { db_i64(variant_id), db_opt(available) };

	if (replace)
		plan_add(plan, PLAN_STOCK_DELETE, &queries[DELETE], row, 1);
	if (available.set)
		plan_add(plan, PLAN_STOCK, &queries[PUT], row, COUNT(row));
}
