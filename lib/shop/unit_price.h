/* unit_price.h - price per kilogram, litre, metre: what the law wants beside the price. */
#ifndef MERCER_UNIT_PRICE_H
#define MERCER_UNIT_PRICE_H

#include "lib/base/shape.h"

/* 2.49 for 250 g, base 1 kg -> 9.96, half up.  Amounts in thousandths of their units.  False: something is missing, the
 * units are of different kinds or not known, or it is out of range. */
bool unit_price(struct money price, struct opt_i64 measure_e3, struct str unit, struct opt_i64 base_e3,
    struct str base_unit, struct money *out);
/* "9,96 € / kg"; absent when unit_price() is false. */
struct str unit_price_label(struct arena *a, struct money price, struct opt_i64 measure_e3, struct str unit,
    struct opt_i64 base_e3, struct str base_unit, struct str locale);

#endif
