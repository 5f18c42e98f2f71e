/*
 * pricing.h - the price engine: one pure function from (lines, buyer, place, date, rules) to a result that explains
 * each of its amounts.
 *
 * No database, no clock, no configuration: everything is in the input, so a past order can be computed again, a draft
 * promotion tried on it, and 10^6 random carts tested.  quote.h loads the input and calls it.
 *
 * Order of work, each on what the one before left:
 *	1. unit price: the first price list that applies (its tier by quantity), else the usual price.  Prices that
 *	   contain the tax of the home country are brought to the place here: without it under reverse charge, and with
 *	   the tax of the place instead (none, if none applies) when the shop says so (net_when_untaxed); else they stay
 *	   as they are.  For buyers who see prices without tax (is_net) what is contained is taken out here, so that
 *	   promotions, lines and the delivery are without it, and step 4 adds it
 *	2. catalogue promotions, lane by lane: the best one per line; an exclusive one ends it for its line
 *	3. cart promotions, lane by lane: the best one per line, and the best one of the delivery, within a lane; after
 *	   a lane in which an exclusive one applied there is no further one.  Amounts for the whole cart are split over
 *	   their lines by largest remainder, weighted by what the lines cost, so each discount lives on a line or on the
 *	   delivery
 *	4. tax, per line and for the delivery, by the place and the class; contained in the price or added
 *	   (prices_with_tax); none under reverse charge
 * All amounts are minor units of one currency, never below zero; no amount depends on the order of the lines or
 * promotions: ties go to the lower id.
 * Per line: subtotal - discount = what is left; total = that, plus tax if it is not contained.  The sums over lines and
 * delivery are the totals.
 * Gift cards are money: no promotion makes them cheaper.
 */
#ifndef MERCER_SHOP_PRICING_H
#define MERCER_SHOP_PRICING_H

#include "lib/base/shape.h"
#include "lib/shop/promotion.h"
#include "lib/shop/tax.h"

#define PRICING_LINES_MAX 10000
#define PRICING_MAX INT64_C(100000000000000000) /* most that goods and delivery together may cost */

/* One variant and how many.  Each variant is on one line. */
struct pricing_line {
	int64_t variant_id, quantity;
	struct str product, variant, sku, brand; /* public ids, and the SKU: what promotions name */
	struct list categories;        /* struct str: public ids, with the categories above them */
	struct list tags;              /* struct str */
	int64_t unit_price;            /* usual price */
	/* struct list_price that may apply: of price lists open to this buyer at this time */
	struct list prices;
	struct str tax_class;          /* absent: not taxable */
	bool requires_shipping, is_gift_card;
};
struct list_price {
	int64_t position;              /* of the list: the lowest applies, then the lower code */
	struct str list;               /* its code */
	int64_t min_quantity, amount;
};
struct pricing_delivery {
	struct str code;               /* absent: not chosen yet: no delivery in the totals */
	int64_t amount;                /* after its own free_from */
	struct str tax_class;
};
struct pricing_code {
	struct str code;               /* as entered */
	int64_t promotion_id;          /* 0: none has this code */
	struct str why;                /* present: it cannot be used, msgid */
};
struct pricing_input {
	char currency[4];
	struct time at;
	struct list lines;             /* struct pricing_line */
	/* struct promotion, also those with a code; inactive ones and those of another time are traced */
	struct list promotions;
	struct list codes;             /* struct pricing_code */
	struct list groups;            /* struct str: codes of the buyer's */
	struct str country;            /* of the delivery */
	bool is_first_order, is_known; /* known: logged in */
	struct list uses;              /* struct promotion_used: limits that are used up, for this buyer */
	struct pricing_delivery delivery;
	struct list tax_rates;         /* struct tax_rate of the place */
	struct list home_rates;        /* of the shop's home: what the prices contain; needed with prices_with_tax */
	bool prices_with_tax, net_when_untaxed, reverse_charge;
	/* the buyer sees prices without tax: what they contain is taken out first, and the tax of the place is added at
	 * the end */
	bool is_net;
	struct str evidence;           /* about the VAT id, for the trace; may be absent */
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
/* One thing that was looked at: step "price", "price_list", "place", "promotion", "tax", "vat_id"; applied or why not.
 * */
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
	/* the shop's prices contain tax, but this buyer sees them without: prices_with_tax is then false */
	bool is_net;
	const struct pricing_input *in; /* what it was made from; not in the shape */
	struct list taxes;             /* struct quote_tax: summed by name and rate */
	struct list discounts;         /* struct quote_discount: summed by promotion */
	struct list codes;             /* struct quote_code */
	struct list trace;             /* struct quote_step */
};
extern const struct shape quote_shape, quote_line_shape, quote_tax_shape, quote_discount_shape, quote_step_shape,
    quote_code_shape;

/* ERR_INVALID: negative input, a variant on two lines; ERR_LIMIT: more than PRICING_MAX or PRICING_LINES_MAX, or tax
 * rates that multiply to absurd ones. */
enum err pricing_quote(struct arena *a, const struct pricing_input *in, struct quote *out) MUST_CHECK;

/* A price as it was entered, as this buyer sees it at this place: step 1 without the price list.  For what is shown
 * beside a quote.  A rate that is absurd leaves it as it is. */
int64_t quote_shown(const struct quote *q, struct str tax_class, bool delivery, int64_t amount);
/* What a line counts towards a threshold that is meant with tax, as prices are entered. */
int64_t quote_line_value(const struct quote *q, const struct quote_line *l);

/* What `count` pieces of a line are worth when `before` pieces were taken out of it before: the shares of all pieces,
 * in whatever order and packs, sum to the whole.  0 <= before, before + count <= quantity. */
int64_t line_share(int64_t whole, int64_t quantity, int64_t before, int64_t count);

#endif
