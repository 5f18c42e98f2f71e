/*
 * promotion.h - promotions: what they ask for, what they give.
 *
 * conditions and benefit are JSON in the database, described by the shapes below.  All conditions must hold.
 */
#ifndef MERCER_SHOP_PROMOTION_H
#define MERCER_SHOP_PROMOTION_H

#include "lib/base/shape.h"
#include "lib/io/db.h"
#include "lib/shop/who.h"

enum promotion_kind { PROMOTION_CATALOGUE, PROMOTION_CART };
enum benefit_kind {
	BENEFIT_PERCENT,       /* value_e6 of the line; at most `cap` */
	BENEFIT_AMOUNT,        /* `amount` off the matching lines together, split over them */
	BENEFIT_FIXED_PRICE,   /* each matching piece costs `amount` */
	/* of every `buy` + `get` matching pieces the cheapest `get` are value_e6 cheaper (1000000: free) */
	BENEFIT_BUY_GET,
	BENEFIT_TIERS,         /* the highest step of `tiers` that the matching pieces (or their sum) reach: percent */
	BENEFIT_DELIVERY,      /* value_e6 off the delivery (1000000: free), at most `cap` */
};
struct benefit_tier {
	int64_t from, value_e6;
};
struct promotion_benefit {
	int kind;              /* enum benefit_kind */
	int64_t value_e6;      /* 0.15 is 150000 */
	struct opt_i64 amount, cap; /* minor units of `currency` */
	struct str currency;
	int64_t buy, get;
	bool tiers_by_total;   /* else by pieces */
	struct list tiers;     /* struct benefit_tier */
};
/* What the benefit is for: a line fits when it is one of the products or variants, in one of the categories (or below),
 * of one of the brands, and has one of the tags, each of which only if something is named; and is none of `not_...`. */
struct promotion_conditions {
	struct list products, categories, brands; /* struct str: public ids */
	struct list variants;  /* public ids or SKUs */
	struct list tags;      /* names */
	struct list not_products, not_categories, not_tags;
	struct list groups;    /* struct str: codes of customer groups; any of them */
	/* of the lines that fit, after what earlier lanes took off */
	struct opt_i64 min_total, min_quantity;
	struct str currency;   /* of min_total; also: only carts in this currency */
	struct list countries; /* struct str: of the delivery */
	struct list methods;   /* struct str: of delivery */
	bool first_order, known_only;
};
struct promotion {
	int64_t id;
	struct str public_id, name, text; /* text: name for shoppers, in the locale */
	int kind;              /* enum promotion_kind */
	int32_t lane;
	bool is_exclusive, needs_code, is_active;
	struct time starts_at, ends_at;
	struct promotion_conditions conditions;
	struct promotion_benefit benefit;
	struct opt_i64 use_limit, use_limit_each, budget;
	struct str budget_currency;
	int64_t used, spent, version;
};
/* What a buyer can use no more. */
struct promotion_used {
	int64_t promotion_id;
	struct str why;        /* msgid */
};
extern const struct shape promotion_benefit_shape, promotion_conditions_shape, benefit_tier_shape;
extern const struct shape_enum benefit_kinds[], promotion_kinds[]; /* percent ..., catalogue cart */
#define PROMOTIONS_MAX 5000 /* in force at one time */

/* Those that are switched on and in their time, by id; `kind` -1: all.  Texts in the locale.  1 statement. */
enum err promotion_in_force(struct db *db, struct arena *a, struct str locale, struct str fallback_locale,
    struct time at, int kind, struct list *out) MUST_CHECK;
/* One, or ERR_NOT_FOUND.  1 statement. */
enum err promotion_get(struct db *db, struct arena *a, struct str public_id, struct promotion *out) MUST_CHECK;

/* Codes are compared in capitals, without blanks and dashes: "welcome-10" is "WELCOME 10".  Absent: nothing is left. */
struct str coupon_key(struct arena *a, struct str code);

extern const struct db_module promotion_sql; /* reading: cart, order, worker, admin */

#endif
