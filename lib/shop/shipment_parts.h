/* shipment_parts.h - what the files that change shipments share. */
#ifndef MERCER_SHOP_SHIPMENT_PARTS_H
#define MERCER_SHOP_SHIPMENT_PARTS_H

#include "lib/shop/shipment.h"

/* One change of a shipment, inside its transaction. */
struct shipment_change {
	const struct order_env *e;
	struct str public_id;
	int64_t version;              /* 0: not compared */
	struct order order;           /* locked */
	struct shipment s;            /* as it was before the change */
};
/* Lock the order, then read the shipment under that lock and compare the version.  ERR_NOT_FOUND, ERR_PRECONDITION. */
enum err shipment_open(struct db *db, struct shipment_change *c) MUST_CHECK;
/* Event "shipment.<what>" (more: further members, each with a comma before it; may be absent), a line of the order's
 * history unless the order writes its own (shipped, delivered), and the audit record for staff. */
enum shipment_note { NOTE_NONE, NOTE_STAFF, NOTE_PUBLIC };
enum err shipment_tell(struct db *db, const struct shipment_change *c, const char *what, enum shipment_note note,
    struct str more) MUST_CHECK;
/* Pieces of the parcel as the stock and the order take them, sorted by variant. */
struct stock_wish *shipment_wishes(struct arena *a, const struct shipment *s, size_t *count);
/* Number of the order's next parcel. */
enum err shipment_next_parcel(struct db *db, struct arena *a, int64_t order_id, int64_t *parcel) MUST_CHECK;
/* A sent parcel arrived: state and order; the caller tells. */
enum err shipment_arrived(struct db *db, const struct shipment_change *c) MUST_CHECK;

#endif
