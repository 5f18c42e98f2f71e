/*
 * cart_view.h - a cart as its pages show it.
 *
 * Everything that is an amount comes from the price engine (lib/shop/quote.h), with the cheapest delivery to the shop's
 * own country as an estimate.
 */
#ifndef MERCER_FCGI_CART_VIEW_H
#define MERCER_FCGI_CART_VIEW_H

#include "fcgi/common/cart_env.h"
#include "fcgi/common/page.h"

struct amount_view {
	struct str name, amount;
};
struct line_view {
	struct str id;            /* public id of the line */
	struct str variant;       /* public id, for forms that put it in again; absent when it is gone */
	struct str title, options, sku, url, image, alt, initial;
	int32_t width, height;
	int64_t quantity, least, most, step;
	bool fixed;               /* no other quantity can be chosen */
	struct str unit_price;    /* absent: gone */
	struct str list_price;    /* before catalogue promotions, when higher */
	struct str lowest;        /* lowest price of the 30 days before the reduction */
	struct str total, before; /* of the line; before: without promotions of the cart, when higher */
	struct list discounts;    /* amount_view */
	bool in_stock, low, backorder;
	int64_t left;             /* 0: not told */
	/* What is wrong: */
	bool has_problem, blocks, gone, sold_out, price_up, price_down;
	int64_t fewer;            /* so many are left; 0: enough */
	struct str was, rule;     /* price that was seen; rule that is broken */
	struct str error;         /* of the form that was sent */
	struct str action;        /* "/cart/lines/line_..." */
};
struct code_view {
	struct str code, why;
	bool accepted;
};
struct cart_view {
	struct page_view *page;
	struct str heading, notice, error;
	struct line_view *undo;   /* what was just taken out */
	struct line_view *added;  /* what was just put in */
	bool is_empty, has_saved, has_problems, blocks, has_codes, is_mini, is_shared, is_own;
	int64_t pieces, kinds, more; /* more: lines that the mini cart does not show */
	struct list lines, saved; /* line_view */
	struct list codes;        /* code_view */
	struct str subtotal, total, saving; /* saving: all that is cheaper than its list price, and the discounts */
	struct list discounts, taxes; /* amount_view */
	bool tax_added;           /* taxes are not in the prices */
	bool is_net;              /* because this buyer sees prices without tax, unlike others */
	bool needs_delivery, free_delivery;
	struct str delivery, delivery_name; /* absent: not known */
	/* a promotion makes it cheaper: what it was, and the promotion's name */
	struct str delivery_before, delivery_why;
	struct str free_missing;  /* so much more, and the delivery is free */
	int64_t free_percent;
	bool free_reached;
	struct str csrf, code_value, code_error;
	struct str share_url, copy_action;
};
extern const struct shape cart_view_shape;

enum { MINI_LINES = 4 };
/* Reads the cart and all that is shown of it; *cart and *q are for the caller.  About 18 statements with something in
 * it, 2 without. */
enum err cart_view_fill(
    struct req *r, struct cart_env *e, struct cart *cart, struct quote *q, struct cart_view *v) MUST_CHECK;
/* The same of a cart that is not the caller's: goods and prices, without delivery, codes and discounts. */
enum err cart_view_shared(struct req *r, struct cart_env *e, const struct cart *cart, struct cart_view *v) MUST_CHECK;
struct line_view *cart_view_line(const struct cart_view *v, struct str id); /* NULL: none */

#endif
