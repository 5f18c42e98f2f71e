/* stock.h - what the pages of stock, transfers and warehouses share. */
#ifndef MERCER_FCGI_ADMIN_STOCK_H
#define MERCER_FCGI_ADMIN_STOCK_H

#include "fcgi/admin/office.h"
#include "lib/shop/stock_level.h"
#include "lib/shop/warehouse.h"

extern const struct route_table office_stock_routes, office_stock_item_routes, office_transfer_routes,
    office_warehouse_routes;

#define STOCK_PATH "/admin/stock"
/* The tabs of all these pages; current: path of the page. */
void stock_tabs(struct req *r, struct office_page *p, const char *current);
/* Options of a choice of warehouses by code; none: text of the first one, "everywhere" (NULL: none). */
struct list stock_houses(struct req *r, struct list houses, struct str chosen, const char *none);
/* A number as a cell: quiet when it is nothing. */
struct str stock_number(struct req *r, int64_t n);
/* "+5", "−3", nothing. */
struct str stock_change(struct req *r, int64_t n);
/* What a movement is, in words. */
struct str stock_kind_name(struct req *r, int kind);

#endif
