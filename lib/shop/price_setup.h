/*
 * price_setup.h - groups, taxes and promotions of a new shop out of one JSON file (sql/demo/prices.json).
 *
 *	{"groups": [{"code", "name"}], "taxes": [{"country", "name", "tax_class", "rate_e6"}], "promotions": [struct promotion_input as JSON]}
 */
#ifndef MERCER_SHOP_PRICE_SETUP_H
#define MERCER_SHOP_PRICE_SETUP_H

#include "lib/shop/price_env.h"
#include "lib/base/shape.h"

/* Each part only where there is none of its kind: what the merchant set is his.  ERR_INVALID: see errors. */
enum err price_setup_read(const struct price_env *e, struct str json, struct field_errors *errors) MUST_CHECK;

#endif
