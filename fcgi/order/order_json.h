/* order_json.h - an order as programs see it: the shapes of the JSON contract (docs/api.md). */
#ifndef MERCER_FCGI_ORDER_JSON_H
#define MERCER_FCGI_ORDER_JSON_H

#include "fcgi/order/order.h"
#include "lib/shop/shipment.h"

struct order_address_json {
	struct str country, recipient, organization, line1, line2, line3, dependent_locality, locality, region,
	    postal_code, sorting_code, phone;
};
struct order_line_json {
	struct str id;
	int32_t position;
	struct str product, variant, sku, title, options;
	int64_t quantity, cancelled, shipped, delivered, refunded;
	struct money unit_price, list_price, subtotal, discount, tax, total;
	struct str tax_class;
	bool requires_shipping;
};
struct order_tax_json {
	struct str name, rate; /* "0.19" */
	struct money base, amount;
};
struct order_discount_json {
	struct str name, code;
	struct money amount;
};
struct order_event_json {
	struct str id;
	struct time at;
	struct str kind, actor_kind;
	bool is_public;
	struct str details;    /* a JSON object, as text */
	struct str words;
};
struct order_payment_json {
	struct str id, method, display, failure, redirect_url;
	int state;
	struct money amount, authorised, charged, refunded;
	struct time created_at;
};
struct order_shipment_line_json {
	struct str line;
	int64_t quantity;
};
struct order_shipment_json {
	struct str id, carrier, tracking_code, tracking_url;
	int state, tracking;
	bool is_pickup;
	struct time shipped_at, delivered_at;
	struct list lines;     /* order_shipment_line_json */
};
struct order_json {
	struct str id, number;
	int origin, fulfilment, authorisation, charge;
	struct str customer, email, phone, locale;
	bool prices_with_tax, is_reverse_charge;
	struct money subtotal, discount, shipping, tax, total, placed_total, authorised, charged, refunded, credited;
	struct str shipping_method, shipping_name, promised_from, promised_until, vat_id, note;
	struct time hold_until, placed_at, paid_at, closed_at;
	int64_t version;
	struct order_address_json *delivery_address, *billing_address;
	struct list taxes, discounts, lines, history, payments, shipments;
	struct order_payment_json *payment; /* of the placement alone */
};
extern const struct shape order_json_shape, order_summary_shape, order_address_json_shape, order_event_json_shape,
    order_payment_json_shape;

/* The members that every reply has, and those that `expand` asks for. */
#define ORDER_EXPAND_LINES (1u << 0)
#define ORDER_EXPAND_HISTORY (1u << 1)
#define ORDER_EXPAND_PAYMENTS (1u << 2)
#define ORDER_EXPAND_SHIPMENTS (1u << 3)
/* "lines,history" -> flags.  False: an unknown name. */
bool order_expand_read(struct str text, unsigned *flags);
/* Mask of order_json_shape for json_write(). */
uint64_t order_expand_fields(unsigned flags);

void order_json_fill(struct req *r, const struct order *o, struct order_json *out);
/* Lists that are asked for; `all`: also what the buyer does not see. */
enum err order_json_expand(
    struct req *r, const struct order *o, unsigned flags, bool all, struct order_json *out) MUST_CHECK;
struct order_payment_json order_payment_json_of(struct req *r, const struct payment *p);
/* order_event_json */
enum err order_json_events(struct req *r, int64_t order_id, bool all, struct list *out) MUST_CHECK;

#endif
