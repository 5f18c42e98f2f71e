/*
 * shipping.h - deliveries for programs: what can be chosen, parcels and where they are.
 *
 * With a customer's token only the parcels of his own orders are there.  Changes are the shop's (shipment.write): they
 * want an Idempotency-Key and If-Match with the ETag that was read.
 * Messages of carriers need neither: their `source` makes each count once.
 */
#ifndef MERCER_FCGI_SHIPPING_H
#define MERCER_FCGI_SHIPPING_H

#include "lib/shop/shipment.h"
#include "lib/web/req.h"
#include "lib/web/route.h"

extern const struct route_table shipping_method_api, shipment_api, shipment_change_api;

struct shipment_json {
	struct str id, order, order_number, warehouse, carrier, carrier_name, tracking_code, tracking_url,
	    promised_from, promised_until;
	int32_t parcel;
	bool is_pickup;
	int state, tracking;
	struct time created_at, packed_at, shipped_at, delivered_at;
	int64_t weight_grams;
	struct list lines, events; /* shipment_line_json, shipment_event */
};
struct shipment_line_json {
	struct str line, title, options, sku;
	int64_t quantity;
};
extern const struct shape shipment_json_shape;

/* The shipment of the path, if this caller may see it. */
enum err shipment_api_load(struct req *r, struct shipment *s) MUST_CHECK;
void shipment_json_fill(struct req *r, const struct shipment *s, struct shipment_json *out);
/* 200 with the shipment and the ETag of its version. */
enum err shipment_api_reply(struct req *r, const struct shipment *s) MUST_CHECK;
struct order_env shipping_order_env(struct req *r);

#endif
