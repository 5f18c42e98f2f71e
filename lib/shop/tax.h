/*
 * tax.h - taxes: classes of goods, rates by place and time.
 *
 * A rate is of one level of a place (0 country: VAT, GST; 1 region: state tax; 2 below); per level the most specific
 * row that is in force applies: postal prefix, region, country. Levels add up; a compound one is computed on the amount
 * with the ones before.
 */
#ifndef MERCER_SHOP_TAX_H
#define MERCER_SHOP_TAX_H

#include "lib/base/shape.h"
#include "lib/io/db.h"
#include "lib/shop/who.h"

struct tax_rate {
	int64_t id;
	struct str public_id, country, region, postal_prefix, tax_class, name, source;
	int32_t level;
	int64_t rate_e6;           /* 0.19 is 190000 */
	bool is_compound, on_shipping;
	struct time starts_on, ends_on;
	int64_t version;
};
extern const struct shape tax_rate_shape;
/* All that can apply at this place and time, for every class.  1 statement. */
enum err tax_rates_at(struct db *db, struct arena *a, struct str country, struct str region, struct str postal_code,
    struct time at, struct list *out) MUST_CHECK;

extern const struct db_module tax_sql;

#endif
