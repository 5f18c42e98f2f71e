/*
 * stock.h - what the shop says about availability: from the read model (table stock), one figure per variant that is
 * counted.
 *
 * The figure is what all active warehouses have free, and follows every change within a second (stock_publish.h;
 * imports write it themselves).  Nothing is sold by it: that is decided in stock_hold.h.
 */
#ifndef MERCER_STOCK_H
#define MERCER_STOCK_H

#include "lib/shop/catalog.h"

#define STOCK_LOW_MAX 5 /* so many left or fewer: the shopper is told how many */

struct stock_level {
	struct opt_i64 available; /* absent: not counted */
	bool is_backorder;        /* may be ordered when there is none */
};
enum stock_state stock_state(const struct stock_level *level);
/* Pieces to show: set for STOCK_LOW only. */
struct opt_i64 stock_left(const struct stock_level *level);
/* The better of two for a product: something in stock beats little, that beats back order, that beats nothing. */
enum stock_state stock_better(enum stock_state a, enum stock_state b);
const char *stock_state_name(enum stock_state state);

#endif
