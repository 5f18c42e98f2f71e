/*
 * stock_level.h - which variants are counted where, how far each may be sold, and what staff and programs are shown of
 * it.
 *
 * The floor of a row (its first slot) follows from what the merchant decided:
 *	variant.inventory_policy deny      safety stock of stock_rule, else 0
 *	                         continue  minus the limit of stock_rule, without limit far below zero; a limit of 0 is
 *	                         as deny
 * Whoever changes a rule or a policy calls stock_floors() in the same transaction.
 */
#ifndef MERCER_SHOP_STOCK_LEVEL_H
#define MERCER_SHOP_STOCK_LEVEL_H

#include "lib/shop/stock_ledger.h"

#define STOCK_LOW_AT 5 /* without a rule, in houses that send */

/* What stock is kept of. */
struct stock_item {
	int64_t id, product_id;
	struct str public_id, sku, slug, title, options; /* options: "Forest / M" */
	bool is_backorder;
};
extern const struct shape stock_item_shape;
/* By public id, or SKU.  ERR_CONFLICT: several have this SKU. */
enum err stock_item(
    struct db *db, struct arena *a, struct str id_or_sku, struct str locale, struct stock_item *out) MUST_CHECK;

/* A variant in a warehouse, its slots together. */
struct stock_view {
	int64_t variant_id, warehouse_id;
	struct str warehouse, warehouse_name;  /* code, name */
	bool is_active, is_pickup;
	int64_t on_hand, held, allocated;
	int64_t available;             /* what can be had now, without back-orders: never below 0 */
	struct opt_i64 backorder;      /* more that can be ordered; absent: without limit */
	int32_t slots;                 /* 1: not spread */
	int64_t safety;
	struct opt_i64 backorder_limit, low_at;
	bool is_low;
	int64_t version;               /* of the rule; 0: none */
};
extern const struct shape stock_view_shape;
/* by priority of the warehouses; empty: not counted */
enum err stock_views(struct db *db, struct arena *a, int64_t variant_id, struct list *out) MUST_CHECK;
/* A page of the list of stock: words of SKU or title; a warehouse's id or 0; only what is low. */
struct stock_line {
	int64_t variant_id;
	struct str public_id, sku, title, options, slug;
	int64_t on_hand, held, allocated, available;
	int64_t warehouses;
	bool is_low;
};
extern const struct shape stock_line_shape;
struct stock_filter {
	struct str q, locale;
	int64_t warehouse_id;
	bool is_low;
	int64_t after, limit;          /* variant_id of the last one */
};
enum err stock_list(struct db *db, struct arena *a, const struct stock_filter *f, struct list *out) MUST_CHECK;

/* What can be had of variants at once, now, all active warehouses together: for the cart.  1 statement. */
struct stock_free {
	int64_t variant_id, available; /* never below 0 */
	bool is_endless;               /* back-orders without limit */
	int64_t orderable;             /* with back-orders */
};
extern const struct shape stock_free_shape;
/* those that are counted */
enum err stock_free(
    struct db *db, struct arena *a, const int64_t *variant_ids, size_t count, struct list *out) MUST_CHECK;

/* What the merchant decides about a variant in a warehouse. */
struct stock_rule {
	int64_t safety;
	struct opt_i64 backorder_limit, low_at;
	int64_t version;               /* compared: 0 when there is no rule yet */
};
extern const struct shape stock_rule_shape;
/* Audited, event stock.changed.  ERR_PRECONDITION: changed meanwhile; ERR_NOT_FOUND: not counted there. */
enum err stock_rule_put(struct db *db, struct arena *a, const struct who *who, const struct stock_item *item,
    int64_t warehouse_id, const struct stock_rule *rule) MUST_CHECK;
/* Floors of these variants as rules and policies say. */
enum err stock_floors(struct db *db, struct arena *a, const int64_t *variant_ids, size_t count) MUST_CHECK;

extern const struct db_module stock_level_sql;      /* reading: inventory, admin */
extern const struct db_module stock_free_sql;       /* cart, order, catalog */
extern const struct db_module stock_rule_sql;       /* operator, inventory, admin */

#endif
