/*
 * invoice.h - invoices and credit notes: documents with numbers without gaps, stored as they were issued.
 *
 * An invoice is made once per order, when it is covered (event order.paid), of the pieces that were not cancelled then.
 * Pieces that are cancelled later, and money that is given back for other reasons, are a credit note each: once per
 * cause.  The number comes from a counter whose row is locked until the document is stored, so a number that is not
 * used is not given out.  A document is a snapshot: it says what it said whatever is changed or erased later, and is
 * kept as tax law wants.
 */
#ifndef MERCER_SHOP_INVOICE_H
#define MERCER_SHOP_INVOICE_H

#include "lib/shop/order.h"
#include "lib/shop/outbox_work.h"

enum invoice_kind { INVOICE_INVOICE, INVOICE_CREDIT_NOTE };
extern const struct shape_enum invoice_kinds[];

struct invoice {
	int64_t id, order_id;
	struct str public_id, number;
	int kind;                      /* enum invoice_kind */
	/* "order"; of a credit note "cut:<version of the order>" or a credit's public id */
	struct str cause;
	struct time issued_at;
	struct money tax, total;
	struct str document;           /* JSON of invoice_document_shape */
};
extern const struct shape invoice_shape;

/* What stands on it.  Amounts of credit notes are positive: the document says what they are. */
struct invoice_line {
	int32_t position;              /* of the order's line */
	struct str title, options, sku;
	int64_t quantity;
	struct money unit_price, discount, tax, total; /* total: with the tax */
	struct str rates;              /* "19%", "4% + 2.5%"; absent: no tax */
};
struct invoice_tax {
	struct str name;
	int64_t rate_e6;
	struct money base, amount;
};
struct invoice_document {
	int kind;
	struct str number, order_number, reference; /* reference: number of the invoice that a credit note belongs to */
	struct time issued_on, ordered_on;
	struct str locale, seller, seller_vat_id, vat_id, reason;
	/* struct str: lines of the address as it is printed; delivery empty: the same, or fetched */
	struct list buyer, delivery;
	struct list lines;             /* invoice_line; empty: a sum that is given back */
	struct str shipping_name;
	struct money shipping;         /* with its tax; absent: none */
	/* what the pieces are worth and is not credited: kept back, or credited before; absent: nothing */
	struct money kept;
	struct list taxes;             /* invoice_tax */
	struct money net, tax, total;
	bool prices_with_tax, is_reverse_charge;
};
extern const struct shape invoice_document_shape;

/* struct invoice, oldest first */
enum err invoice_list(struct db *db, struct arena *a, int64_t order_id, struct list *out) MUST_CHECK;
/* By public id or number; *document may be NULL. */
enum err invoice_get(
    struct db *db, struct arena *a, struct str id, struct invoice *out, struct invoice_document *document) MUST_CHECK;

/* Subscriber "invoice" of the worker: order.paid, order.cancelled, order.refunded.  Safe to repeat. */
enum err invoice_event(const struct order_env *e, const struct outbox_event *event) MUST_CHECK;

extern const struct db_module invoice_sql;       /* list, get: order, admin, worker */
extern const struct db_module invoice_write_sql; /* worker */

#endif
