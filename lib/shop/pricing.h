/*
 * pricing.h - the price engine: one pure function from (lines, buyer, place, date, rules) to a result that explains each of its amounts.
 *
 * No database, no clock, no configuration: everything is in the input, so a past order can be computed again, a draft promotion tried on it, and 10^6 random carts
 * tested.  quote.h loads the input and calls it.
 *
 * Order of work, each on what the one before left:
 *	1. unit price: the first price list that applies (its tier by quantity), else the usual price
 *	2. catalogue promotions, lane by lane: the best one per line
 *	3. cart promotions on lines, lane by lane: the best one per line within a lane; an exclusive one ends it.  Amounts for the whole cart are
 *	   split over their lines by largest remainder, weighted by what the lines cost, so each discount lives on a line
 *	4. delivery: its rate, then promotions of the delivery
 *	5. tax, per line and for the delivery, by the place and the class; contained in the price or added (prices_with_tax); reverse charge and untaxed places
 *	   take the contained tax out when the shop says so
 * All amounts are minor units of one currency, never below zero; no amount depends on the order of the lines: ties go to the lower variant id.
 * Per line: subtotal - discount = what is left; total = that, plus tax if it is not contained.  The sums over lines and delivery are the totals.
 */
#ifndef MERCER_SHOP_PRICING_H
#define MERCER_SHOP_PRICING_H

#include "lib/base/shape.h"
#include "lib/shop/promotion.h"
#include "lib/shop/tax.h"

/* One variant and how many.  Each variant is on one line. */
struct pricing_line {
	int64_t variant_id, product_id, quantity;
	int64_t unit_price;            /* usual price */
	struct list prices;            /* struct list_price that may apply: of price lists open to this buyer at this time */
	struct list category_ids;      /* int64_t: with the categories above them */
	struct str brand, sku;
	struct list tags;              /* struct str */
	struct str tax_class;          /* absent: not taxable */
	bool requires_shipping;
};
struct list_price {
	int64_t position;              /* of the list: the lowest applies */
	struct str list;               /* its code */
	int64_t min_quantity, amount;
};
struct pricing_delivery {
	struct str code;               /* absent: not chosen yet: no delivery in the totals */
	int64_t amount;                /* after its own free_from */
	struct str tax_class;
};
struct pricing_input {
	char currency[4];
	struct time at;
	struct list lines;             /* struct pricing_line */
	struct list promotions;        /* struct promotion: active ones of the time; also those with a code */
	struct list codes;             /* struct str: as entered */
	struct list group_ids;         /* int64_t: the buyer's */
	bool is_first_order, is_known; /* known: logged in */
	struct list uses;              /* struct promotion_used: limits that are used up, for this buyer */
	struct pricing_delivery delivery;
	struct list tax_rates;         /* struct tax_rate of the place */
	bool prices_with_tax, net_when_untaxed, reverse_charge;
	enum money_rounding rounding;
	bool explain;                  /* fill the trace */
};

struct quote_tax {
	struct str name;
	int64_t rate_e6, base, amount;
};
struct quote_discount {
	int64_t promotion_id;
	struct str name, code;         /* code: absent, none was needed */
	int64_t amount;
};
struct quote_line {
	int64_t variant_id, quantity;
	int64_t unit_price;            /* after price list and catalogue promotions */
	struct opt_i64 list_price;     /* what it was before catalogue promotions, when higher */
	int64_t subtotal, discount, tax, total;
	struct str tax_class;
	struct list taxes, discounts;  /* struct quote_tax, struct quote_discount */
};
/* One thing that was looked at: step "price_list", "promotion", "delivery", "tax", "rounding"; applied or why not. */
struct quote_step {
	struct str step, name;
	int64_t variant_id;            /* 0: of the whole cart or the delivery */
	bool applied;
	struct str why;                /* "min_total: 4000 of 5000", "lane: 'Summer' is better" */
	int64_t before, after;
};
struct quote_code {
	struct str code;
	bool accepted;
	struct str why;                /* msgid for the buyer: unknown, ended, used up, conditions not met */
};
struct quote {
	char currency[4];
	struct list lines;             /* struct quote_line, in the order of the input */
	struct quote_line delivery;    /* variant 0; all zero when none is chosen */
	int64_t subtotal, discount, shipping, tax, total;
	bool prices_with_tax, reverse_charge;
	struct list taxes;             /* struct quote_tax: summed by name and rate */
	struct list discounts;         /* struct quote_discount: summed by promotion */
	struct list codes;             /* struct quote_code */
	struct list trace;             /* struct quote_step */
};
extern const struct shape quote_shape, quote_line_shape, quote_tax_shape, quote_discount_shape, quote_step_shape, quote_code_shape;

/* ERR_INVALID: mixed or negative input; ERR_LIMIT: an amount does not fit. */
enum err pricing_quote(struct arena *a, const struct pricing_input *in, struct quote *out) MUST_CHECK;

/* What `count` pieces of a line are worth when `before` pieces were taken out of it before: the shares of all pieces, in whatever order and packs, sum to the
 * whole.  0 <= before, before + count <= quantity. */
int64_t line_share(int64_t whole, int64_t quantity, int64_t before, int64_t count);

#endif
