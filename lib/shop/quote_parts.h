/* quote_parts.h - how the files behind quote_make() work together.  quote.c: the order of it.  quote_load.c: the
 * statements.  Not for other layers. */
#ifndef MERCER_QUOTE_PARTS_H
#define MERCER_QUOTE_PARTS_H

#include "lib/shop/quote.h"

/* What is known about the buyer. */
struct quote_buyer {
	struct str email_key;
	struct list groups;        /* struct str: codes */
	bool has_ordered;
	bool is_net;               /* one of the groups sees prices without tax */
};
/* promotions: those in force; they say what must be known. */
enum err quote_load_buyer(struct db *db, struct arena *a, const struct quote_request *in, const struct list *promotions,
    struct quote_buyer *out) MUST_CHECK;
/* Categories, tags and price lists of the lines; items[i] belongs to lines[i]. */
enum err quote_load_facts(struct db *db, struct arena *a, const struct quote_request *in, const struct sellable *items,
    struct pricing_line *lines, size_t count) MUST_CHECK;
/* The codes as entered -> struct pricing_code. */
enum err quote_load_codes(struct db *db, struct arena *a, const struct quote_request *in, struct list *out) MUST_CHECK;
/* Which of the promotions this customer can use no more. */
enum err quote_load_uses(struct db *db, struct arena *a, struct str customer_key, const struct list *promotions,
    struct list *out) MUST_CHECK;

#endif
