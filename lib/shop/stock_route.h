/*
 * stock_route.h - from which warehouses an order is sent.  No database: what is free where goes in, who takes what
 * comes out.
 *
 * Sets of up to three warehouses, and the set of all, are compared by the rules in their order (stock.routing):
 * "fewest_parcels" (warehouses used), "nearest" (pieces x distance by country, region, postal code), "priority" (pieces
 * x rank of the warehouse's priority).  Real pieces go before back-orders, and a line is not torn apart while one
 * warehouse of the set has all of it.
 */
#ifndef MERCER_SHOP_STOCK_ROUTE_H
#define MERCER_SHOP_STOCK_ROUTE_H

#include "lib/shop/stock_hold.h"
#include "lib/shop/stock_ledger.h"

struct route_house {
	int64_t id;
	int32_t priority;              /* lower first */
	struct str country, region, postal_code;
};
/* Pieces of a row of stock_level for a wish. */
struct route_take {
	size_t wish;                   /* index */
	int64_t variant_id, warehouse_id;
	int32_t slot;
	int64_t quantity;
};
/* rows: sorted by key; rows of houses that are not listed do not count, nor do wishes of variants without any row.
 * shortages (struct stock_shortage): what is missing; then nothing is taken.  takes: struct route_take. */
void stock_route(struct arena *a, struct str rules, const struct stock_place *place, const struct route_house *houses,
    size_t house_count, const struct stock_row *rows, size_t row_count, const struct stock_wish *wishes,
    size_t wish_count, struct list *takes, struct list *shortages);
/* 0: the same postal code; the larger the farther. */
int64_t stock_distance(const struct route_house *house, const struct stock_place *place);

#endif
