/*
 * stock_transfer.h - stock on its way from one warehouse to another: draft -> in_transit -> received, or cancelled.
 *
 * Sending takes the pieces out of the first house (only what nobody has reserved), receiving puts what arrived into the
 * second; what did not is told with a reason and stays gone.  Cancelling what is on its way puts it back.  Pieces on
 * the way count nowhere.  Each step is audited; events stock.changed of each variant and transfer.changed.  version:
 * ERR_PRECONDITION when another is stored; 0: not compared.  A refused step is ERR_CONFLICT.
 */
#ifndef MERCER_SHOP_STOCK_TRANSFER_H
#define MERCER_SHOP_STOCK_TRANSFER_H

#include "lib/shop/stock_level.h"
#include "lib/shop/warehouse.h"

#define TRANSFER_LINES_MAX 200

enum transfer_state { TRANSFER_DRAFT, TRANSFER_IN_TRANSIT, TRANSFER_RECEIVED, TRANSFER_CANCELLED };
extern const struct shape_enum transfer_states[];
struct transfer_line {
	int64_t variant_id;
	struct str variant, sku, title;
	int64_t quantity;
	struct opt_i64 received;
	struct str discrepancy;
};
struct transfer {
	int64_t id;
	struct str public_id;
	int64_t from_id, to_id;
	struct str from, to;           /* codes */
	int state;
	struct str note;
	int64_t version;
	struct time created_at, sent_at, received_at;
	struct list lines;             /* struct transfer_line; not in lists */
};
extern const struct shape transfer_shape, transfer_line_shape;
/* A wish for a line, or what arrived of it. */
struct transfer_item {
	struct str variant;            /* public id, or SKU */
	int64_t quantity;
	struct str discrepancy;        /* of what arrived: why it is another figure */
};
extern const struct shape transfer_item_shape;

enum err transfer_list(struct db *db, struct arena *a, int state /* -1: all */, int64_t before, int64_t limit,
    struct list *out) MUST_CHECK;
enum err transfer_get(struct db *db, struct arena *a, struct str public_id, struct transfer *out) MUST_CHECK;
/* A draft.  ERR_INVALID with *errors: "from", "to", "items.0.variant"... */
enum err transfer_create(struct db *db, struct arena *a, const struct who *who, const struct warehouse *from,
    const struct warehouse *to, struct str note, struct list items, struct field_errors *errors,
    struct transfer *out) MUST_CHECK;
enum err transfer_send(struct db *db, struct arena *a, const struct who *who, struct str public_id, int64_t version,
    struct transfer *out) MUST_CHECK;
/* arrived: struct transfer_item; empty: everything did. */
enum err transfer_receive(struct db *db, struct arena *a, const struct who *who, struct str public_id, int64_t version,
    struct list arrived, struct field_errors *errors, struct transfer *out) MUST_CHECK;
enum err transfer_cancel(struct db *db, struct arena *a, const struct who *who, struct str public_id, int64_t version,
    struct transfer *out) MUST_CHECK;

extern const struct db_module stock_transfer_sql; /* inventory, admin */

#endif
