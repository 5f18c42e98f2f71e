/* product.h - single changes of a product, by its slug.  Whole products are stored with product_store.h. */
#ifndef MERCER_PRODUCT_H
#define MERCER_PRODUCT_H

#include "lib/shop/product_store.h"

/* ERR_NOT_FOUND: no such product.  Each queues the product for the index. */
enum err product_set_status(struct db *db, struct arena *a, struct str slug, enum product_status status) MUST_CHECK;
/* All variants get this price in its currency. */
enum err product_set_price(struct db *db, struct arena *a, struct str slug, struct money price) MUST_CHECK;
/* The old address leads to the new one for good.  ERR_CONFLICT: another product has it; ERR_INVALID: no slug. */
enum err product_rename(struct db *db, struct arena *a, struct str slug, struct str to) MUST_CHECK;
enum err product_delete(struct db *db, struct arena *a, struct str slug) MUST_CHECK;

#endif
