/*
 * shipping_setup.h - what shipping.h reads: carriers, zones with their places, methods with their texts and rates.
 *
 * Everything is named by its code, which never changes.  A put stores a new one or changes the one with that code;
 * `version` in the input is the one that was read (0: do not compare):
 * ERR_PRECONDITION when another is stored by now.  ERR_INVALID with errors beside the fields.  Every change is audited
 * (shipping.changed).  Orders keep what they were placed with.
 */
#ifndef MERCER_SHOP_SHIPPING_SETUP_H
#define MERCER_SHOP_SHIPPING_SETUP_H

#include "lib/shop/shipping.h"
#include "lib/shop/who.h"

struct carrier {
	int64_t id;
	/* tracking_url: https, {code} stands for the parcel's code; absent: none */
	struct str code, name, tracking_url;
	int64_t working_days;           /* bit 0 Monday .. bit 6 Sunday, at least one */
	struct str calendar;            /* code of its closed days; absent: none */
	bool is_active;
	int64_t version;
};
struct zone_place {
	struct str country;             /* ISO 3166-1 alpha-2, or ** for everywhere */
	struct str region;              /* code of the country's list; "": all */
	struct str postal_prefix;       /* as shipping_postal_key(); "": all */
	int64_t zone_id;
};
struct shipping_zone {
	int64_t id;
	struct str code, name;
	int64_t version;
	struct list places;             /* struct zone_place, most specific last */
};
enum shipping_kind { SHIPPING_PARCEL, SHIPPING_PICKUP };
enum shipping_rate_by { RATE_FLAT, RATE_WEIGHT, RATE_PRICE, RATE_QUANTITY };
extern const struct shape_enum shipping_kinds[], shipping_rate_bys[];
struct method_text {
	struct str locale, name, description;
	int64_t method_id;
};
struct shipping_rate {
	int64_t method_id, zone_id;
	struct str zone;                /* code */
	struct str currency;
	int64_t from_value, amount;     /* from: grams, minor units, pieces; 0 for flat rates */
	struct opt_i64 free_from;       /* minor units */
};
struct shipping_method {
	int64_t id;
	struct str code;
	int kind, rate_by;              /* enum shipping_kind, shipping_rate_by */
	struct str carrier, tax_class;  /* codes; carrier absent: none */
	int64_t days_min, days_max;
	/* of the warehouse's day: ordered later it leaves a day later; not set: the warehouse's alone */
	struct opt_i64 cutoff_minute;
	struct opt_i64 weight_max;
	int64_t position;
	bool is_active;
	int64_t version;
	struct list texts, rates;       /* struct method_text, struct shipping_rate */
};
extern const struct shape carrier_shape, shipping_zone_shape, shipping_method_shape, zone_place_shape,
    method_text_shape, shipping_rate_shape;
#define SHIPPING_METHODS_MAX 200
#define SHIPPING_ZONES_MAX 1000

struct shipping_env {
	struct db *db;
	struct arena *arena;
	const struct who *who;
};

enum err carrier_list(struct db *db, struct arena *a, struct list *out) MUST_CHECK;
enum err carrier_find(struct db *db, struct arena *a, struct str code, struct carrier *out) MUST_CHECK;
enum err carrier_put(const struct shipping_env *e, const struct carrier *in, struct field_errors *errors) MUST_CHECK;
/* "https://track.example/?p=123", the code escaped; absent: no code or no address. */
struct str carrier_tracking_url(struct arena *a, struct str template_, struct str code);

enum err shipping_zone_list(struct db *db, struct arena *a, struct list *out) MUST_CHECK;  /* 2 statements */
enum err shipping_zone_find(struct db *db, struct arena *a, struct str code, struct shipping_zone *out) MUST_CHECK;
/* places are replaced */
enum err shipping_zone_put(
    const struct shipping_env *e, const struct shipping_zone *in, struct field_errors *errors) MUST_CHECK;
/* may be there already */
enum err shipping_place_add(
    const struct shipping_env *e, struct str zone, const struct zone_place *in, struct field_errors *errors) MUST_CHECK;
/* may be gone already */
enum err shipping_place_remove(
    const struct shipping_env *e, struct str zone, const struct zone_place *place) MUST_CHECK;
enum err shipping_zone_remove(const struct shipping_env *e, struct str code) MUST_CHECK; /* its rates go with it */

enum err shipping_method_list(struct db *db, struct arena *a, struct list *out) MUST_CHECK; /* 3 statements */
enum err shipping_method_find(struct db *db, struct arena *a, struct str code, struct shipping_method *out) MUST_CHECK;
/* Texts are replaced; rates stay as they are (shipping_rate_put). */
enum err shipping_method_put(
    const struct shipping_env *e, const struct shipping_method *in, struct field_errors *errors) MUST_CHECK;
enum err shipping_rate_put(const struct shipping_env *e, struct str method, const struct shipping_rate *in,
    struct field_errors *errors) MUST_CHECK;
enum err shipping_rate_remove(
    const struct shipping_env *e, struct str method, const struct shipping_rate *rate) MUST_CHECK;
/* All rates of the method become these. */
enum err shipping_rates_replace(
    const struct shipping_env *e, struct str method, struct list rates, struct field_errors *errors) MUST_CHECK;

/* All of it at once: {"calendars": [{"code", "name", "preset", "days": "12-25 Christmas Day\\n..."}], "carriers":
 * [...], "zones": [...], "methods": [...]}, members as the shapes above; for the demo shop and `mercer shipping
 * import`.  One transaction. */
enum err shipping_setup_read(const struct shipping_env *e, struct str json, struct field_errors *errors) MUST_CHECK;

/* Table rates as CSV: country,region,zip,order_subtotal,price ("*": all; the columns may also be named as Magento
 * exports them).  Makes a zone per place ("us", "us-ak") and replaces the rates of `method` (made if it is missing: by
 * price) in `currency`.  Amounts are decimal numbers of the currency.  ERR_INVALID: errors names the lines. */
enum err shipping_import_rates(const struct shipping_env *e, struct str csv, struct str method, const char *currency,
    struct field_errors *errors, int64_t *rates) MUST_CHECK;

extern const struct db_module carrier_sql;      /* shipping, admin */
extern const struct db_module carrier_put_sql, shipping_zone_sql, shipping_method_sql; /* admin */

#endif
