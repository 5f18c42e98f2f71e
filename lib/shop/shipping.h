/*
 * shipping.h - how an order can be delivered, what that costs, and when it arrives.
 *
 * For each method the most specific place among its zones that fits the address decides: postal code (the longest
 * beginning), region, country, everywhere.  Its price is the last step of shipping_rate that its rate_by value reaches
 * (grams, sum of the goods, pieces); below the first step, above weight_max or without a rate in the currency it is not
 * offered.
 * free_from makes it free.
 * The promise: paid before the warehouse's cut-off (in its own time zone, on one of its working days) counts today,
 * else its next working day; + handling_days working days of the warehouse;
 * + days_min .. days_max working days of the carrier.  The closed days of both (shipping_calendar.h) are none of their
 * working days; a method may have an earlier cut-off of its own.
 * A pickup is ready after the handling (+ days_min .. days_max of the method, working days of the warehouse).
 */
#ifndef MERCER_SHOP_SHIPPING_H
#define MERCER_SHOP_SHIPPING_H

#include "lib/base/calendar.h"
#include "lib/base/conf.h"
#include "lib/base/shape.h"
#include "lib/io/db.h"

struct shipping_goods {
	int64_t weight_grams, quantity; /* of what must be sent */
	struct money value;             /* after discounts: what free_from looks at */
	struct str country, region, postal_code;
	struct str locale, fallback_locale;
	struct time at;                 /* now */
	int64_t warehouse_id;           /* that would send it: for the promise; 0: not known, the first by priority */
};
struct shipping_offer {
	int64_t method_id;
	struct str code, name, description, carrier, tax_class;
	bool is_pickup;
	struct money price;
	struct opt_i64 free_from_missing; /* so much more, and it is free */
	struct time promised_from, promised_until; /* days, UTC midnight; absent: there is no warehouse */
	/* the promise holds for what is paid before; local: as clocks show it in house_zone */
	struct time order_by, order_by_local;
	struct str house_zone, house_country;
	struct list pickups;            /* struct pickup_place: of a method of that kind */
};
struct pickup_place {
	int64_t warehouse_id;
	struct str code, name, address, note;
	struct time ready_from, ready_until; /* days, UTC midnight */
	struct time order_by, order_by_local;
};
extern const struct shape shipping_offer_shape, pickup_place_shape;
#define SHIPPING_OFFERS_MAX 100

/* What can be chosen, in the order of their positions; empty: we do not deliver there.  2 statements. */
enum err shipping_offers(struct db *db, struct arena *a, const struct config *c, const struct shipping_goods *goods,
    struct list *out) MUST_CHECK;
/* One of them by its code.  ERR_NOT_FOUND: not for this place, weight or currency.  2 statements. */
enum err shipping_offer(struct db *db, struct arena *a, const struct config *c, const struct shipping_goods *goods,
    struct str code, struct shipping_offer *out) MUST_CHECK;
/* When a parcel from this warehouse (0: the first by priority) arrives if it is paid at `at`.  ERR_NOT_FOUND: no such
 * warehouse or method.  1 statement. */
enum err shipping_promise(struct db *db, struct arena *a, int64_t warehouse_id, int64_t method_id, struct time at,
    struct time *from, struct time *until) MUST_CHECK;
/* "sw1a-1aa" -> "SW1A1AA": postal codes as they are stored in places and compared. */
struct str shipping_postal_key(struct arena *a, struct str postal_code);

/* What a promise is computed from.  Days of the week as bits, Monday is bit 0; none at all counts as all of them. */
struct promise_rule {
	struct str time_zone;           /* IANA name; one that is unknown counts as UTC */
	int64_t cutoff_minute, handling_days, working_days; /* of the warehouse */
	int64_t carrier_days, days_min, days_max;
	const struct list *house_closed, *carrier_closed; /* struct calendar_day; NULL: none */
};
struct promise {
	struct time from, until;        /* days, UTC midnight */
	/* whatever is paid before this instant, and not before the cut-off that came last, has the same promise */
	struct time order_by;
	struct time order_by_local;     /* the same as the clock at the warehouse shows it */
};
/* Pure. */
void promise_of(const struct promise_rule *rule, struct time at, struct promise *out);

extern const struct db_module shipping_sql; /* cart, order, payment, worker, shipping, admin */

#endif
