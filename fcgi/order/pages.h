/*
 * pages.h - the pages of the order module: checkout, orders of buyers, invoices, the shop's legal texts.
 *
 *	checkout_state.c   what a checkout needs to know: cart, what was entered, quote, deliveries, ways to pay, which step is next
 *	checkout_pages.c   its page and the forms of its steps; placing the order
 *	checkout_view.c    its page as the template sees it
 *	order_pages.c      a buyer's order: its state, paying again, the invoice's link; finding it again
 *	order_change_pages.c  cancelling, withdrawing
 *	order_list_pages.c orders of a customer
 *	invoice_pages.c    the invoice, for print
 *	legal_pages.c      terms, withdrawal, privacy: texts that the merchant fills
 *
 * All of them are personal or hold a form: no-store, noindex, and no address of them is told to other sites (a guest's
 * link has its key in it).
 */
#ifndef MERCER_FCGI_ORDER_PAGES_H
#define MERCER_FCGI_ORDER_PAGES_H

#include "fcgi/common/cart_env.h"
#include "fcgi/order/order.h"
#include "fcgi/order/order_view.h"
#include "lib/shop/checkout.h"
#include "lib/shop/payment.h"
#include "lib/shop/shipping.h"
#include "lib/web/route.h"

enum page_template {
	T_CHECKOUT = FRAME_T__COUNT,
	T_CHECKOUT_FIELDS,
	T_ORDER,
	T_ORDER_ACCOUNT,
	T_ORDERS,
	T_ORDER_CANCEL,
	T_WORDS,
	T_INVOICE,
	T__MAX
};
extern const struct route_table checkout_routes, order_page_routes, order_change_routes, order_list_routes,
    invoice_routes, legal_routes;

/* ---- checkout ---- */

enum checkout_step { STEP_CONTACT, STEP_ADDRESS, STEP_DELIVERY, STEP_PAYMENT, STEP_REVIEW, CHECKOUT__STEPS };

struct checkout_state {
	struct cart_env *cart_env;
	struct cart cart;
	struct checkout entered;       /* with what is known of a customer, where nothing was entered */
	struct list items;             /* struct sellable, by line */
	struct quote quote;
	struct list problems;          /* struct cart_problem */
	bool is_blocked;               /* one of them keeps the order from being placed */
	bool needs_delivery;
	struct list offers;            /* struct shipping_offer */
	const struct shipping_offer *offer; /* the chosen one; NULL: none */
	const struct pickup_place *place; /* of it */
	struct list methods;           /* struct payment_method */
	const struct payment_method *method; /* the chosen one; NULL: none */
	struct list addresses;         /* struct address: the customer's book */
	bool done[CHECKOUT__STEPS];
	enum checkout_step next;       /* the first one that is not done */
};
/* The caller's cart and what else is needed without a quote; an empty cart is OK, with id 0 or without lines. */
enum err checkout_open(struct req *r, struct checkout_state *s) MUST_CHECK;
/* Everything.  s->entered may have been changed in between (the address of a form): then that is what is computed with.
 * */
enum err checkout_load(struct req *r, struct checkout_state *s) MUST_CHECK;
bool checkout_is_empty(const struct checkout_state *s);
/* Name of a step in ?step=, and the part of the page: "address". */
const char *checkout_step_name(enum checkout_step step);

/* Form of the addresses. */
struct checkout_address_form {
	struct str saved;              /* id of an address of the book, "new", absent: there is no book */
	struct address *delivery;
	bool other_billing;
	struct address *billing;
	struct str vat_id;
};
struct checkout_delivery_form {
	struct str choice;             /* "standard", "pickup/berlin" */
	struct str note;
};
extern const struct shape checkout_address_form_shape;

/* What a page of the checkout shows beyond its state. */
struct checkout_show {
	enum checkout_step step;       /* the open one */
	const struct field_errors *errors; /* of its form; NULL: none */
	const struct str *email;       /* as entered; NULL: what is stored, and so below */
	const struct checkout_address_form *address;
	const struct checkout_delivery_form *delivery;
	struct str message;            /* above all; absent: none */
	struct str order_url;          /* of an empty cart: the order that it has become */
	bool is_fragment;              /* the fields of the address alone */
	bool is_stale;                 /* it was shown before, but something has changed: 409 */
};
enum err checkout_show(struct req *r, const struct checkout_state *s, const struct checkout_show *show) MUST_CHECK;

struct section_view {
	struct str id, name, change_url;
	int64_t number;
	bool open, done;
	struct list told;              /* text: what was entered */
};
struct checkout_view {
	struct page_view *page;
	bool is_empty, signed_in;
	struct str message, cart_url, login_url, order_url;
	struct list problems;          /* problem_view */
	bool has_problems;
	struct section_view *contact, *address, *delivery, *payment, *review;
	struct form_view *form;        /* of the open step: its address, token, errors */
	/* address */
	struct list saved;             /* choice_view */
	bool has_saved, other_billing;
	struct form_view *delivery_form, *billing_form, *vat_form; /* fields alone */
	struct str address_path;
	/* delivery, payment */
	struct list offers, methods;   /* choice_view */
	bool has_offers, is_free, knows_place;
	struct str choice_error;
	/* review */
	struct list lines;             /* line_view */
	struct list sums;              /* sum_view */
	struct str total, promise, promise_by, expected_total, cart;
	int64_t pieces;
	bool is_blocked, has_review;
};
extern const struct shape checkout_view_shape;

/* ---- an order ---- */

struct parcel_view {
	struct str name, state, promise, carrier, code, url, place;
	struct list lines;             /* text: "2 × Mug" */
	struct list events;            /* event_view */
	bool has_events;
};
struct event_view {
	struct str when, text;
};
/* What went back, or goes: of which pieces, and whether it has. */
struct refund_view {
	struct str amount, when, state;
	struct list lines;             /* text */
	bool is_done;
};
struct order_view {
	struct page_view *page;
	struct str number, heading, lead, tone, placed, email, notice, key;
	bool is_thanks, is_waiting, is_pickup, is_sent;
	int64_t minutes;               /* until an unpaid order ends; 0: nothing to say */
	struct list lines, sums;       /* line_view, sum_view */
	struct list delivery, billing; /* text */
	bool has_billing;
	struct str shipping, promise, paid_by, vat_id, note;
	struct list parcels;           /* parcel_view */
	bool has_parcels;
	struct list refunds;           /* refund_view */
	bool has_refunds;
	struct list events;            /* event_view */
	bool has_events;
	struct list methods;           /* choice_view: to pay with */
	bool may_pay;
	struct str pay_url, order_url, back_url, cancel_url, withdraw_url;
	struct list documents;         /* link_view: invoices, credit notes */
	struct form_view *form;
	bool is_account;
};
extern const struct shape order_view_shape;

struct order_row_view {
	struct str number, url, placed, total, state, tone;
};
struct orders_view {
	struct page_view *page;
	struct list orders;            /* order_row_view */
	bool has_orders;
	struct str more_url;
};
extern const struct shape orders_view_shape;

/* A form with words around it: finding an order, withdrawing. */
struct words_view {
	struct page_view *page;
	struct str heading, lead, notice, link, link_url;
	struct list parts;             /* part_view */
	struct form_view *form;
	bool is_draft;
};
struct part_view {
	struct str heading;
	struct list paragraphs;        /* text */
};
extern const struct shape words_view_shape, invoice_view_shape;

/* The order of {id}, for whom may see it: its account, or whoever has the key.  ERR_NOT_FOUND for everybody else. */
enum err order_open(struct req *r, struct str key, struct order *o) MUST_CHECK;
/* Frame, state, lines, sums. */
enum err order_view_fill(struct req *r, struct order_view *v, const struct order *o, struct str key) MUST_CHECK;
/* "Paid", and whether that is good, bad or open: "good", "bad", "open". */
struct str order_state_text(struct req *r, const struct order *o, struct str *tone);
/* "/orders/ord_.../cancel?key=..." */
struct str order_url(struct req *r, const struct order *o, struct str key, const char *below);
enum err words_fill(struct req *r, struct words_view *v, const char *heading, const char *lead) MUST_CHECK;

struct key_args {
	struct str key, done;
};
extern const struct shape key_args_shape;

/* ---- what they share ---- */

/* The headers of a personal page; then the template. */
enum err order_reply(struct req *r, enum page_template t, int status, const void *view) MUST_CHECK;
/* 303 to a path of ours with the page's language in front, or to a whole one. */
enum err order_redirect(struct req *r, struct str path) MUST_CHECK;
/* "/orders/ord_...", with ?key= for who is not logged in as its account. */
struct str order_path(struct req *r, const struct order *o);

#endif
