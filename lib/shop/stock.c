/* stock.c - what a figure says to shoppers.  See stock.h. */
#include "lib/shop/stock.h"

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
