/* invoice_parts.h - what invoice.c (documents) and invoice_issue.c (numbers, events) have in common. */
#ifndef MERCER_SHOP_INVOICE_PARTS_H
#define MERCER_SHOP_INVOICE_PARTS_H

#include "lib/shop/invoice.h"
#include "lib/shop/order_credit.h"
#include "lib/shop/order_story.h"

/* A tax of a line, or of the delivery (line 0), as it was agreed. */
struct part_tax {
	int64_t order_line_id;
	struct str name;
	int64_t rate_e6, base, amount;
};
/* A document that is being made: fill `taxes` (struct part_tax), begin, add. */
struct making {
	const struct order_env *e;
	const struct order *order;
	struct list taxes;
	struct invoice_document document;
};
enum err invoice_begin(
    struct making *m, const struct order_env *e, const struct order *o, enum invoice_kind kind) MUST_CHECK;
/* The pieces that are left after the first `from`. */
void invoice_add_line(struct making *m, const struct order_line *l, int64_t from, int64_t count);
void invoice_add_delivery(struct making *m);
void invoice_add_credit(struct making *m, const struct credit *c);

#endif
