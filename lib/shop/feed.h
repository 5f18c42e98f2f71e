/*
 * feed.h - the catalogue as Google Merchant Center reads it: RSS 2.0 with the g: names (standards A3.4).
 *
 * One item per variant on sale with a price above zero; variants of a product share item_group_id.  What an item says
 * is read by the same function as the product page, so price and availability cannot differ from it.  Always the whole
 * catalogue: Google takes an item that is missing for deleted.  Memory is one product; 5 statements each.
 */
#ifndef MERCER_FEED_H
#define MERCER_FEED_H

#include "lib/shop/catalog.h"

struct feed_options {
	struct look look;
	struct str site_name, site_url; /* "https://shop.example", no slash at the end */
	/* Called with pieces of the file. */
	enum err (*write)(struct str piece, void *payload);
	const volatile int *stop;       /* set: ERR_BUSY soon */
	void *payload;
};
enum err feed_write(struct db *db, const struct feed_options *opt, int64_t *items) MUST_CHECK;

#endif
