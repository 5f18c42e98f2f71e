/*
 * shipment.h - parcels: what leaves which warehouse for an order, and what the carrier says of it.
 *
 * Made when the order is paid, one per warehouse (a parcel can be split later).  state is ours: pending -> packed ->
 * shipped -> delivered, or cancelled;
 * tracking is the carrier's: its messages move that column alone, except that "delivered" ends a shipment that was
 * sent.  A pickup: packed means ready to be fetched, delivered fetched.
 * Sending (or handing over) takes the pieces out of the stock (stock_ship) and moves the order (order_shipped) in one
 * transaction; with payment.capture = later the event asks for the money.
 *
 * Every change locks the order's row first, raises the version, writes an event and where the order does not do it a
 * line of its history (docs/events.md: shipment.*; its object is the order); what staff and the operator do is audited.
 * `version` of a change: the one that was read (0: not compared), else ERR_PRECONDITION.  A step that the state does
 * not allow is ERR_CONFLICT and changes nothing: of any number of callers at once, one sends the parcel.
 */
#ifndef MERCER_SHOP_SHIPMENT_H
#define MERCER_SHOP_SHIPMENT_H

#include "lib/shop/order.h"

enum shipment_state { SHIPMENT_PENDING, SHIPMENT_PACKED, SHIPMENT_SHIPPED, SHIPMENT_DELIVERED, SHIPMENT_CANCELLED };
enum shipment_tracking {
	TRACKING_NONE,
	TRACKING_ANNOUNCED,
	TRACKING_IN_TRANSIT,
	TRACKING_OUT,
	TRACKING_DELIVERED,
	TRACKING_EXCEPTION,
	TRACKING_RETURNED
};
extern const struct shape_enum shipment_states[], shipment_trackings[];
struct shipment_line {
	int64_t shipment_id, order_line_id, variant_id, quantity, weight_grams; /* weight: of one piece */
	struct str order_line, title, options, sku, image; /* of the order's line */
};
struct shipment {
	int64_t id, order_id, account_id; /* account: whose order it is, 0: a guest's */
	struct str public_id, order, order_number, warehouse, warehouse_name, carrier, carrier_name, tracking_code,
	    tracking_url;
	int32_t parcel;
	int64_t warehouse_id;
	bool is_pickup;
	int state, tracking;
	struct time promised_from, promised_until, created_at, packed_at, shipped_at, delivered_at;
	int64_t weight_grams, version;
	struct list lines;             /* struct shipment_line */
	struct list events;            /* struct shipment_event, oldest first */
};
struct shipment_event {
	struct str source;             /* of the message: makes it the same when it comes again */
	int tracking;
	struct time at;
	struct str place, text;
	int64_t shipment_id;
};
extern const struct shape shipment_shape, shipment_line_shape, shipment_event_shape;

/* ---- reading ---- */

/* 3 statements */
enum err shipment_get(struct db *db, struct arena *a, struct str public_id, struct shipment *out) MUST_CHECK;
/* Those of an order, by parcel, cancelled ones too.  3 statements. */
enum err shipment_list(struct db *db, struct arena *a, int64_t order_id, struct list *out) MUST_CHECK;
struct shipment_filter {
	int64_t order_id, account_id, warehouse_id; /* 0: all */
	int state, tracking;           /* -1: all */
	int64_t after, limit;          /* ids above; oldest first */
};
/* A page of them, with their lines, without their events.  2 statements. */
enum err shipment_search(struct db *db, struct arena *a, const struct shipment_filter *f, struct list *out) MUST_CHECK;
/* For packing: the same for one state and warehouse (0: all). */
enum err shipment_queue(struct db *db, struct arena *a, int state, int64_t warehouse_id, int64_t after, int64_t limit,
    struct list *out) MUST_CHECK;
/* How many are pending and packed, per warehouse: for the overview. */
struct shipment_load {
	int64_t warehouse_id, pending, packed, late; /* late: promised_until has come or passed, not sent */
	struct str code, name;
};
extern const struct shape shipment_load_shape;
enum err shipment_loads(struct db *db, struct arena *a, struct list *out) MUST_CHECK; /* 1 statement */
/* Where the address is needed too: of the delivery, for slips.  ERR_NOT_FOUND: none. */
enum err shipment_address(struct db *db, struct arena *a, int64_t order_id, struct address *out) MUST_CHECK;

/* ---- changing ---- */

/* In the transaction of order_money(), the order locked: one pending shipment per warehouse that the order has stock of
 * (and one of the first active warehouse for what is not counted).
 * OK also when the order has shipments already. */
enum err shipment_plan(const struct order_env *e, const struct order *locked) MUST_CHECK;
enum err shipment_pack(
    const struct order_env *e, struct str public_id, int64_t version, struct shipment *out) MUST_CHECK;
/* carrier: code, absent: the method's; tracking_code may be absent.  ERR_INVALID: no such carrier, or no code of a
 * parcel.  ERR_CONFLICT: also when the warehouse has it not (back-orders). */
enum err shipment_ship(const struct order_env *e, struct str public_id, int64_t version, struct str carrier,
    struct str tracking_code, struct shipment *out) MUST_CHECK;
/* A parcel that was sent arrived; a pickup was fetched. */
enum err shipment_deliver(
    const struct order_env *e, struct str public_id, int64_t version, struct shipment *out) MUST_CHECK;
/* Move pieces (struct order_cut: public ids of the order's lines) of a parcel that was not sent into a new one.
 * ERR_INVALID: not in it, or nothing would be left; *out: the new parcel. */
enum err shipment_split(const struct order_env *e, struct str public_id, int64_t version, struct list cuts,
    struct shipment *out) MUST_CHECK;
/* The order cancelled pieces: pending and packed shipments lose them; empty ones are cancelled.  In the transaction of
 * order_cancel(), the order locked, after stock_release(), so that each warehouse's parcels hold what is still reserved
 * there. */
enum err shipment_cut(
    const struct order_env *e, const struct order *locked, const struct stock_wish *lines, size_t count) MUST_CHECK;
/* A message of the carrier; once per source.  One that is older than what is known, or comes after "delivered" (other
 * than "returned"), is kept but does not move `tracking`. */
enum err shipment_track(const struct order_env *e, struct str public_id, const struct shipment_event *event,
    struct shipment *out) MUST_CHECK;

extern const struct db_module shipment_sql;        /* order, payment, worker, shipping, admin */
extern const struct db_module shipment_plan_sql;   /* order, payment, worker, admin */
extern const struct db_module shipment_change_sql, shipment_track_sql; /* shipping, admin */
extern const struct db_module shipment_cut_sql;    /* order, admin, payment, worker */

#endif
