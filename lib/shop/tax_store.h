/*
 * tax_store.h - taxes as the staff and files set them.  Orders keep what they were placed with.  Every change is
 * audited (tax.changed) and an event.
 */
#ifndef MERCER_SHOP_TAX_STORE_H
#define MERCER_SHOP_TAX_STORE_H

#include "lib/shop/price_env.h"
#include "lib/shop/tax.h"

struct tax_class {
	struct str code, name;
	int64_t position;
};
extern const struct shape tax_class_shape;
enum err tax_class_list(struct db *db, struct arena *a, struct list *out) MUST_CHECK;

#define TAX_RATES_MAX 100000
/* Of a country (absent: all); `past`: also those that have ended.  By country, region, level, class, newest first. */
enum err tax_rate_list(
    struct db *db, struct arena *a, struct str country, bool past, struct time at, struct list *out) MUST_CHECK;
enum err tax_rate_get(struct db *db, struct arena *a, struct str public_id, struct tax_rate *out) MUST_CHECK;
/* New (public_id absent) or changed; in->version: that was read, 0: do not compare.  ERR_INVALID with errors;
 * ERR_CONFLICT: the place has one from that day on. */
enum err tax_rate_save(const struct price_env *e, struct str public_id, const struct tax_rate *in,
    struct field_errors *errors, struct str *id) MUST_CHECK;
enum err tax_rate_remove(const struct price_env *e, struct str public_id) MUST_CHECK;

struct tax_import {
	int64_t read, added;
	struct list problems;    /* struct str */
};
/* One of three forms, told by what is in it: CSV of EU VAT rates over time (start_date, stop_date, territory_codes,
 * rate), JSON of the world's sales taxes (country -> rate, states, before), CSV of a shop (tax_country_id,
 * tax_region_name, tax_postcode, rate in percent).  A rate of the same place, class and day is replaced.
 * `source` is kept with the rates.  Lines that cannot be read are left out and listed. */
enum err tax_import(const struct price_env *e, struct str text, struct str source, struct tax_import *out) MUST_CHECK;
/* struct tax_rate of any origin (the demo shop). */
enum err tax_put(const struct price_env *e, struct list rates, struct tax_import *out) MUST_CHECK;

extern const struct db_module tax_store_sql; /* admin, operator */

#endif
