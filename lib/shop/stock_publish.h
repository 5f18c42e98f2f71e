/*
 * stock_publish.h - after a change of stock: the read model, pages, and who must order more.
 *
 * The worker calls this for each event that names variants.  Table stock gets what all active warehouses have free;
 * where that changes what a page says (in stock, few left and how many, sold out) the product is queued for the index,
 * whose indexer renews the pages.  A warehouse where a variant has become low leaves the event stock.low, once until it
 * has more again.
 */
#ifndef MERCER_SHOP_STOCK_PUBLISH_H
#define MERCER_SHOP_STOCK_PUBLISH_H

#include "lib/io/db.h"
#include "lib/shop/outbox_work.h"
#include "lib/shop/stock_level.h"

/* public_ids: struct str.  Safe to repeat, and in any order: the rows are locked, then looked at.  7 statements at
 * most, fewer when nothing changed. */
enum err stock_publish(struct db *db, struct arena *a, struct list public_ids) MUST_CHECK;
/* All that lies in a warehouse (code): it was switched on or off. */
enum err stock_publish_warehouse(struct db *db, struct arena *a, struct str code) MUST_CHECK;
/* The subscriber's side of an event: members "variants" and, of warehouse.changed, "warehouse". */
enum err stock_event(struct db *db, struct arena *a, struct str type, struct str payload) MUST_CHECK;
/* Many events as one: a variant that several name is looked at once.  A whole warehouse is refused (ERR_LIMIT): it has
 * transactions of its own. */
enum err stock_events(struct db *db, struct arena *a, const struct outbox_event *events, size_t count) MUST_CHECK;

extern const struct db_module stock_publish_sql; /* worker */

#endif
