/*
 * inventory.h - warehouses, stock and transfers, for programs of the shop: JSON alone; people use the back office.
 *
 * Every POST wants an Idempotency-Key; changes of what has a version want If-Match with the ETag that was read.
 * Reading is stock.read, changing stock stock.write, setting up houses warehouse.write.
 */
#ifndef MERCER_FCGI_INVENTORY_H
#define MERCER_FCGI_INVENTORY_H

#include "lib/shop/stock_level.h"
#include "lib/shop/warehouse.h"
#include "lib/web/route.h"

extern const struct route_table inventory_warehouse_api, inventory_stock_api, inventory_change_api,
    inventory_transfer_api;

#define PAGE_MAX 100

/* ETag of a version, and whether If-Match names it.  False: a finished reply (428, 412) was made, return OK then. */
struct str inventory_etag(struct req *r, int64_t version);
bool inventory_matches(struct req *r, int64_t version);
/* A complaint about a member of the body, or an argument of the query. */
enum err inventory_refuse(struct req *r, const char *name, const char *message) MUST_CHECK;
/* "name" of the body or query names a warehouse: ERR_INVALID with r->errors when it does not. */
enum err inventory_house(struct req *r, const char *name, struct str code, struct warehouse *out) MUST_CHECK;
/* The variant of the path: public id, or SKU. */
enum err inventory_item(struct req *r, struct stock_item *out) MUST_CHECK;
/* No copy of it is kept by others. */
void inventory_private(struct req *r);

#endif
