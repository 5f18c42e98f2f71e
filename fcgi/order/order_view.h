/*
 * order_view.h - what the checkout, the order's page and the invoice show alike: lines, sums, choices, addresses.
 */
#ifndef MERCER_FCGI_ORDER_VIEW_H
#define MERCER_FCGI_ORDER_VIEW_H

#include "fcgi/common/form_view.h"
#include "lib/shop/order.h"
#include "lib/shop/shipping.h"

/* One thing of the order, as bought. */
struct line_view {
	struct str id;           /* public id of an order's line */
	struct str title, options, sku, url, image;
	struct str price;        /* of a piece */
	/* where a reduction may be shown: the price before it, and the lowest of the 30 days before it */
	struct str former, lowest;
	struct str total, was;   /* of the line; before discounts, when there are some */
	struct str state;        /* "2 of 3 sent", absent: nothing to say */
	struct str problem;      /* why it cannot be ordered so */
	int64_t quantity;
	struct str field;        /* name of its field in a form about pieces */
	struct list counts;      /* option_view: how many to cancel */
};
/* A row of the sums. */
struct sum_view {
	struct str name, note, amount;
	bool is_total, is_less;  /* the total; taken off */
};
/* A choice of one of several: an address, a delivery, a way to pay. */
struct choice_view {
	struct str id, field, value, name, text, price, note;
	struct str by;           /* until when this has to be ordered */
	struct list lines;       /* text */
	bool chosen;
};
/* Something that is different now. */
struct problem_view {
	struct str text, url, action; /* what to do about it: a link; absent: nothing */
};
extern const struct shape line_view_shape, sum_view_shape, choice_view_shape, problem_view_shape;

struct str money_text(struct req *r, struct money m);
struct str minor_text(struct req *r, int64_t minor, const char *currency);
/* "Tue 24 – Thu 26 November" in words of the page's language; absent when it is not known. */
struct str promise_text(struct req *r, struct time from, struct time until);
/* "When it is ordered by Mon, 23 November, 14:00": until when an offer's promise holds, as clocks show it at the
 * warehouse; abroad its place is named.  country: where it goes; may be absent. */
struct str promise_by_text(struct req *r, const struct shipping_offer *o, struct time by_local, struct str country);
/* "19%", "5.5 %" */
struct str rate_text(struct req *r, int64_t rate_e6);
/* "VAT 19%" */
struct str tax_text(struct req *r, const struct quote_tax *t);
/* As it is printed, a list of text. */
enum err address_text(struct req *r, const struct address *a, struct list *lines) MUST_CHECK;
/* "/de" + path */
struct str path_of(struct req *r, const char *path);
/* A sentence of ours with %s in it. */
struct str text_with(struct req *r, const char *msgid, struct str value);

/* Rows of the sums from what a quote and an order have in common.  The rows add up: a discount on the delivery has a
 * row of its own, so the delivery is shown with its price before it. */
struct sums {
	const char *currency;
	int64_t subtotal, total;      /* of the lines; of all, as it was ordered */
	int64_t left;                  /* what the total is now: less when something was cancelled */
	int64_t credited;              /* of that, by refunds */
	bool prices_with_tax, is_reverse_charge;
	struct str shipping_name; /* absent: not chosen yet */
	bool has_delivery;        /* there is something to deliver */
	struct list taxes, discounts; /* struct quote_tax, struct quote_discount */
};
struct list sums_fill(struct req *r, const struct sums *s);
struct line_view *order_lines_fill(struct req *r, const struct order *o);
struct list order_sums_fill(struct req *r, const struct order *o);

#endif
