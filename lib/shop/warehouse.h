/*
 * warehouse.h - where stock lies.
 *
 * is_active: orders are sent from there, and its stock counts for what the shop shows.  is_pickup: shoppers may fetch
 * orders there.  A house that is only for pickup has stock of its own, which those who want a parcel do not see.
 * Houses are never deleted, as orders and movements name them: they are switched off.
 */
#ifndef MERCER_SHOP_WAREHOUSE_H
#define MERCER_SHOP_WAREHOUSE_H

#include "lib/base/shape.h"
#include "lib/io/db.h"
#include "lib/shop/who.h"

#define WAREHOUSES_MAX 1000

struct warehouse {
	int64_t id;
	struct str public_id, code, name;
	struct str country, recipient, line1, line2, locality, region, postal_code, phone;
	struct opt_i64 latitude_e6, longitude_e6;
	int32_t priority;              /* lower is asked first; the lowest is the default one, for imports */
	bool is_active, is_pickup;
	struct str pickup_note, time_zone;
	int32_t cutoff_minute, handling_days, working_days; /* bit 0 Monday */
	struct str calendar;           /* code of its closed days (shipping_calendar.h); absent: none */
	int64_t version;
};
extern const struct shape warehouse_shape; /* row, form, JSON */
void warehouse_init(struct warehouse *w);  /* what is usual: active, weekdays, cut-off 14:00, one day */

/* By priority.  1 statement. */
enum err warehouse_list(struct db *db, struct arena *a, struct list *out) MUST_CHECK;
/* By code or public id. */
enum err warehouse_get(struct db *db, struct arena *a, struct str id, struct warehouse *out) MUST_CHECK;
/* public_id absent: a new one.  version (not 0) is compared: ERR_PRECONDITION.  ERR_INVALID: see *errors; ERR_CONFLICT:
 * the code is taken.  Audited; event warehouse.changed, with which the worker brings the shown stock up to date.  *out:
 * as stored. */
enum err warehouse_put(struct db *db, struct arena *a, const struct who *who, const struct warehouse *in,
    struct field_errors *errors, struct warehouse *out) MUST_CHECK;
/* The house that imports go to; 'main' is made when there is none at all. */
enum err warehouse_default(struct db *db, struct arena *a, struct str country, int64_t *id) MUST_CHECK;

extern const struct db_module warehouse_sql, warehouse_write_sql;

#endif
