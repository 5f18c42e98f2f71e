/* promotion_shape.c - conditions and benefits as JSON.  See promotion.h. */
#include "lib/shop/promotion.h"

#define NAMED_MAX 1000

const struct shape_enum benefit_kinds[] = { { "percent", BENEFIT_PERCENT }, { "amount", BENEFIT_AMOUNT },
	{ "fixed_price", BENEFIT_FIXED_PRICE }, { "buy_get", BENEFIT_BUY_GET }, { "tiers", BENEFIT_TIERS },
	{ "delivery", BENEFIT_DELIVERY }, { NULL, 0 } };
const struct shape_enum promotion_kinds[] = { { "catalogue", PROMOTION_CATALOGUE }, { "cart", PROMOTION_CART },
	{ NULL, 0 } };

static const struct shape_field tier_fields[] = {
	SHAPE_I64(struct benefit_tier, from, 1, INT64_MAX, .flags = SHAPE_REQUIRED, .doc = "pieces, or minor units"),
	SHAPE_I64(struct benefit_tier, value_e6, 0, 1000000, .flags = SHAPE_REQUIRED, .doc = "millionths taken off"),
};
const struct shape benefit_tier_shape = SHAPE(struct benefit_tier, tier_fields, "A step.");

static const struct shape_field benefit_fields[] = {
	SHAPE_ENUM(struct promotion_benefit, kind, benefit_kinds, .flags = SHAPE_REQUIRED, .doc = "what it gives"),
	SHAPE_I64(
	    struct promotion_benefit, value_e6, 0, 1000000, .doc = "percent, buy_get, delivery: millionths taken off"),
	SHAPE_OPT(struct promotion_benefit, amount, 0, INT64_MAX, .flags = SHAPE_OMIT,
	    .doc = "amount: taken off together; fixed_price: of one piece"),
	SHAPE_OPT(struct promotion_benefit, cap, 0, INT64_MAX, .flags = SHAPE_OMIT, .doc = "at most"),
	SHAPE_STR(struct promotion_benefit, currency, 3, 3, .flags = SHAPE_OMIT, .format = &format_currency,
	    .doc = "of the amounts"),
	SHAPE_I64(struct promotion_benefit, buy, 0, 1000000, .doc = "buy_get: of every buy + get pieces"),
	SHAPE_I64(struct promotion_benefit, get, 0, 1000000, .doc = "the cheapest get are reduced"),
	SHAPE_BOOL(struct promotion_benefit, tiers_by_total, .doc = "steps are sums, else pieces"),
	SHAPE_LIST(struct promotion_benefit, tiers, &benefit_tier_shape, 50, .doc = "steps"),
};
const struct shape promotion_benefit_shape = SHAPE(struct promotion_benefit, benefit_fields, "What a promotion gives.");

#define NAMES(m, text) SHAPE_LIST(struct promotion_conditions, m, NULL, NAMED_MAX, .doc = (text))
static const struct shape_field condition_fields[] = {
	NAMES(products, "public ids"),
	NAMES(categories, "public ids; those below them too"),
	NAMES(brands, "public ids"),
	NAMES(variants, "public ids or SKUs"),
	NAMES(tags, "names"),
	NAMES(not_products, "public ids that it is never for"),
	NAMES(not_categories, "public ids"),
	NAMES(not_tags, "names"),
	NAMES(groups, "codes of customer groups, any of them"),
	SHAPE_OPT(struct promotion_conditions, min_total, 0, INT64_MAX, .flags = SHAPE_OMIT,
	    .doc = "least sum of the lines that fit, minor units"),
	SHAPE_OPT(struct promotion_conditions, min_quantity, 0, INT64_MAX, .flags = SHAPE_OMIT,
	    .doc = "least pieces of them"),
	SHAPE_STR(struct promotion_conditions, currency, 3, 3, .flags = SHAPE_OMIT, .format = &format_currency,
	    .doc = "only carts in it"),
	NAMES(countries, "of the delivery"),
	NAMES(methods, "codes of delivery methods"),
	SHAPE_BOOL(struct promotion_conditions, first_order, .doc = "only a first order"),
	SHAPE_BOOL(struct promotion_conditions, known_only, .doc = "only for those who are logged in"),
};
const struct shape promotion_conditions_shape =
    SHAPE(struct promotion_conditions, condition_fields, "What a promotion asks for.");
