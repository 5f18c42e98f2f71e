/*
 * quote.h - what a cart costs: everything that the price engine needs is read (a constant number of statements,
 * whatever the cart), then pricing_quote().
 *
 * The same call serves the cart page, the checkout and the order, so what is shown is what is charged.  Never from
 * memcached.
 */
#ifndef MERCER_SHOP_QUOTE_H
#define MERCER_SHOP_QUOTE_H

#include "lib/base/conf.h"
#include "lib/shop/pricing.h"

/* What can be bought, as of now: the row that carts and orders copy from.  1 statement for any number of variants. */
struct sellable {
	int64_t variant_id, product_id;
	struct str public_id;          /* of the variant */
	struct str product_public_id, brand_public_id;
	/* options: "Colour: Forest, Size: M", in the locale */
	struct str slug, title, options, image, image_alt, sku, brand;
	int32_t image_width, image_height;
	bool is_on_sale;               /* active, listed, in its time, with a price in the currency */
	bool is_gift_card, requires_shipping, is_taxable;
	struct str tax_code;           /* absent: standard */
	struct opt_i64 price, compare_at; /* usual price, in the currency; absent: none */
	/* What pages show to everybody (public_price.h): the price, and where it is reduced the former one, with the
	 * lowest of the 30 days before when it is known. */
	struct opt_i64 public_price, former, lowest;
	struct opt_i64 weight_grams;
	struct opt_i64 available;      /* read model: for showing, not for deciding; absent: not counted */
	bool is_backorder;
	int64_t least, most, step;     /* quantity rules */
};
extern const struct shape sellable_shape;
/* As rates name it; absent: not taxable. */
struct str sellable_tax_class(const struct sellable *s);
/* What may be shown as the former price of a line: that of everybody's reduction (*lowest: the lowest price of the 30
 * days before it; absent: not known), as on the product's page.
 * For who pays another price than everybody, what it was before promotions, which no history tells of.  Absent: show no
 * reduction (Directive 98/6/EC, article 6a). */
struct opt_i64 sellable_former(const struct sellable *s, const struct quote_line *l, struct opt_i64 *lowest);
/* Of the variants that exist, by variant id; `ids` in any order.  Those that were deleted are not in the list. */
enum err sellable_load(struct db *db, struct arena *a, struct str locale, struct str fallback_locale,
    const char *currency, const int64_t *ids, size_t count, struct list *out) MUST_CHECK;
/* "var_..." or a SKU -> id; ERR_NOT_FOUND; ERR_CONFLICT: several variants have that SKU. */
enum err sellable_find(struct db *db, struct arena *a, struct str public_id_or_sku, int64_t *variant_id) MUST_CHECK;

struct quote_wish {
	int64_t variant_id, quantity;
};
/* Many at once, 1 statement: *variant_id of each is filled in; 0: not known, -1: several variants have that SKU. */
enum err sellable_find_all(
    struct db *db, struct arena *a, const struct str *names, size_t count, int64_t *variant_ids) MUST_CHECK;
struct shipping_offer;
struct quote_request {
	struct str locale, fallback_locale;
	char currency[4];
	const struct quote_wish *wishes;
	size_t count;
	int64_t account_id;            /* 0: guest */
	struct str email_key;          /* for limits per customer; absent: not known yet */
	/* where it goes; absent country: the shop's home, taxes and rates are estimates */
	struct str country, region, postal_code;
	struct str vat_id;             /* absent: none */
	struct str shipping_method;    /* code; absent: not chosen yet */
	struct list codes;             /* struct str: coupons as entered */
	/* code of a group that the buyer is taken for, besides his own: the back office tries prices; absent: none */
	struct str as_group;
	struct time at;
	bool explain;
	/* out: what was found of shipping_method (code absent: nothing of it is sent); NULL: not wanted */
	struct shipping_offer *offer;
	bool for_order;                /* the order is being placed: primary, nothing remembered from before is used */
};
/* *items: struct sellable in the order of the wishes (is_on_sale false and variant_id 0: gone); *out has lines only for
 * those on sale, in that order too.  About 6 statements.  Several wishes of one variant, or none of any pieces:
 * ERR_INVALID.  ERR_NOT_FOUND: no such shipping method for this place and cart. */
enum err quote_make(struct db *db, struct arena *a, const struct config *c, const struct quote_request *in,
    struct list *items, struct quote *out) MUST_CHECK;
/* The trace as JSON, for sales_order_trace and ?explain=1. */
enum err quote_trace_json(struct arena *a, const struct quote *q, struct str *json) MUST_CHECK;

/* Count the uses of the promotions and coupons that the quote applied, in the order's transaction: one statement each
 * that fails when the limit or the budget is used up.
 * ERR_CONFLICT: a limit was reached in between; quote again and show it.  Rows are locked by id. */
enum err promotion_use(
    struct db *db, struct arena *a, int64_t order_id, struct str customer_key, const struct quote *q) MUST_CHECK;
/* The order was cancelled or expired: its uses do not count any more.  May be called again. */
enum err promotion_release(struct db *db, int64_t order_id) MUST_CHECK;

extern const struct db_module sellable_sql, quote_sql; /* cart, order */
extern const struct db_module promotion_use_sql;       /* order: use; order, payment, admin, worker: release */

#endif
