/*
 * stock_import.h - the catalogue's door to the stock: figures that come with products (CSV, JSON, the demo shop),
 * variants that go.
 *
 * An imported figure is what the shop shall show as available.  The difference to what is available now goes through
 * the ledger, into the default warehouse (what is taken off comes from the others too when that one has not enough),
 * and the read model gets the figure in the same transaction.  A figure below zero shows as nothing left.
 * No figure: the variant is not counted any more, and what orders had of it they have no longer to give back.
 */
#ifndef MERCER_SHOP_STOCK_IMPORT_H
#define MERCER_SHOP_STOCK_IMPORT_H

#include "lib/shop/stock_level.h"

struct stock_figure {
	int64_t variant_id;
	bool is_new;                   /* the variant is: nothing is known of it */
	bool has_figure;               /* false: only the policy changed */
	struct opt_i64 available;
	bool is_backorder;
};
/* What a batch of products says; filled by variant.c, written by product_store.c. */
struct stock_batch {
	struct arena *arena;
	struct stock_figure *figures;
	size_t count, cap;
	int64_t *gone;                 /* variants that are removed */
	size_t gone_count, gone_cap;
};
void stock_batch_figure(struct stock_batch *b, const struct stock_figure *f);
void stock_batch_gone(struct stock_batch *b, int64_t variant_id);
/* In the transaction of the batch, before rows of variants go. */
enum err stock_batch_before(struct db *db, const struct stock_batch *b) MUST_CHECK;
/* The same, when rows of variants are there.  New variants: 4 statements; changed ones: 8 more, however many. */
enum err stock_batch_write(struct db *db, const struct stock_batch *b) MUST_CHECK;
/* These are not counted any more; all they have in the ledger sums to nothing.  In the caller's transaction. */
enum err stock_forget(struct db *db, struct arena *a, const int64_t *variant_ids, size_t count) MUST_CHECK;
/* All variants of a product. */
enum err stock_forget_product(struct db *db, struct arena *a, int64_t product_id) MUST_CHECK;

extern const struct db_module stock_import_sql; /* operator */

#endif
