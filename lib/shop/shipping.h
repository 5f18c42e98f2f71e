/*
 * shipping.h - how an order can be delivered, what that costs, and when it arrives.
 *
 * The most specific place of a zone that fits the address decides: postal code prefix, region, country, everywhere.  A method's price is the step of shipping_rate that its
 * rate_by value reaches (grams, sum of the goods, pieces); free_from makes it free.  The promise: paid before the warehouse's cut-off (its own time zone) today, else the next working day;
 * + handling_days working days of the warehouse; + days_min .. days_max working days of the carrier.  Public holidays are not known.
 */
#ifndef MERCER_SHOP_SHIPPING_H
#define MERCER_SHOP_SHIPPING_H

#include "lib/base/conf.h"
#include "lib/base/shape.h"
#include "lib/io/db.h"

struct shipping_goods {
	int64_t weight_grams, quantity; /* of what must be sent */
	struct money value;             /* after discounts: what free_from looks at */
	struct str country, region, postal_code;
	struct str locale, fallback_locale;
	struct time at;                 /* now */
};
struct shipping_offer {
	int64_t method_id;
	struct str code, name, description, carrier, tax_class;
	bool is_pickup;
	struct money price;
	struct opt_i64 free_from_missing; /* so much more, and it is free */
	struct time promised_from, promised_until; /* days, UTC midnight */
	struct list pickups;            /* struct pickup_place: of a method of that kind */
};
struct pickup_place {
	int64_t warehouse_id;
	struct str code, name, address, note;
};
extern const struct shape shipping_offer_shape, pickup_place_shape;
/* What can be chosen, cheapest position first; empty: we do not deliver there.  3 statements. */
enum err shipping_offers(struct db *db, struct arena *a, const struct config *c, const struct shipping_goods *goods, struct list *out) MUST_CHECK;
/* One of them by its code.  ERR_NOT_FOUND: not for this place, weight or currency. */
enum err shipping_offer(struct db *db, struct arena *a, const struct config *c, const struct shipping_goods *goods, struct str code, struct shipping_offer *out) MUST_CHECK;
/* When a parcel from this warehouse arrives if it is paid at `at`. */
enum err shipping_promise(struct db *db, struct arena *a, int64_t warehouse_id, int64_t method_id, struct time at, struct time *from, struct time *until) MUST_CHECK;

extern const struct db_module shipping_sql; /* cart, order, payment */

#endif
