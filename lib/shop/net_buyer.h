/*
 * net_buyer.h - does a customer see prices without tax?  He does when one of his groups is for businesses
 * (customer_group.is_net).
 *
 * What he pays is decided by the quote, which reads it for itself; this is for the pages of the catalogue, which are
 * told by a cookie (fcgi/common/cart_env.h).
 */
#ifndef MERCER_SHOP_NET_BUYER_H
#define MERCER_SHOP_NET_BUYER_H

#include "lib/io/db.h"

/* 1 statement. */
enum err net_buyer(struct db *db, struct arena *a, int64_t account_id, bool *is_net) MUST_CHECK;

extern const struct db_module net_buyer_sql; /* account */

#endif
