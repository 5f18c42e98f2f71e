/*
 * shipment.h - parcels: what leaves which warehouse for an order, and what the carrier says of it.
 *
 * Made when the order is paid, one per warehouse (a parcel can be split later, up to what its method carries).  state is ours: pending -> packed -> shipped -> delivered, or cancelled;
 * tracking is the carrier's: its messages move that column alone, except that "delivered" ends the shipment too.  A pickup: packed means ready to be fetched, delivered fetched.
 * Sending takes the pieces out of the stock (stock_ship) and moves the order (order_shipped) in one transaction; with payment.capture = later it asks for the money.
 */
#ifndef MERCER_SHOP_SHIPMENT_H
#define MERCER_SHOP_SHIPMENT_H

#include "lib/shop/order.h"

enum shipment_state { SHIPMENT_PENDING, SHIPMENT_PACKED, SHIPMENT_SHIPPED, SHIPMENT_DELIVERED, SHIPMENT_CANCELLED };
enum shipment_tracking { TRACKING_NONE, TRACKING_ANNOUNCED, TRACKING_IN_TRANSIT, TRACKING_OUT, TRACKING_DELIVERED, TRACKING_EXCEPTION, TRACKING_RETURNED };
extern const struct shape_enum shipment_states[], shipment_trackings[];
struct shipment_line {
	int64_t order_line_id, variant_id, quantity;
	struct str order_line, title, options, sku; /* of the order's line */
};
struct shipment {
	int64_t id, order_id;
	struct str public_id, order, order_number, warehouse, carrier, carrier_name, tracking_code, tracking_url;
	int32_t parcel;
	int64_t warehouse_id;
	bool is_pickup;
	int state, tracking;
	struct time promised_from, promised_until, created_at, packed_at, shipped_at, delivered_at;
	int64_t weight_grams, version;
	struct list lines;             /* struct shipment_line */
	struct list events;            /* struct shipment_event */
};
struct shipment_event {
	struct str source;
	int tracking;
	struct time at;
	struct str place, text;
};
extern const struct shape shipment_shape, shipment_line_shape, shipment_event_shape;

/* In the transaction of order_money(), the order locked: one pending shipment per warehouse that the order has stock of (and one of the first active warehouse for what is not counted). */
enum err shipment_plan(const struct order_env *e, const struct order *locked) MUST_CHECK;
enum err shipment_get(struct db *db, struct arena *a, struct str public_id, struct shipment *out) MUST_CHECK; /* 3 statements */
enum err shipment_list(struct db *db, struct arena *a, int64_t order_id, struct list *out) MUST_CHECK;
enum err shipment_queue(struct db *db, struct arena *a, int state, int64_t warehouse_id, int64_t after, int64_t limit, struct list *out) MUST_CHECK; /* for packing */
enum err shipment_pack(const struct order_env *e, struct str public_id, int64_t version, struct shipment *out) MUST_CHECK;
enum err shipment_ship(const struct order_env *e, struct str public_id, int64_t version, struct str carrier, struct str tracking_code, struct shipment *out) MUST_CHECK;
enum err shipment_deliver(const struct order_env *e, struct str public_id, int64_t version, struct shipment *out) MUST_CHECK;
/* The order cancelled pieces: pending and packed shipments lose them; empty ones are cancelled.  In the transaction of order_cancel(). */
enum err shipment_cut(const struct order_env *e, const struct order *locked, const struct stock_wish *lines, size_t count) MUST_CHECK;
/* A message of the carrier; once per source; older than what is known does not move `tracking` back. */
enum err shipment_track(const struct order_env *e, struct str public_id, const struct shipment_event *event, struct shipment *out) MUST_CHECK;

extern const struct db_module shipment_sql, shipment_plan_sql, shipment_change_sql;

#endif
