/*
 * order.h - orders: placing, reading, paying, cancelling, expiry.
 *
 * Three axes (lib/shop/order_state.c has the table of transitions with their guards):
 *	fulfilment     open -> partly_shipped -> shipped -> delivered;  open -> cancelled | expired;  (part of it cancelled: stays what the rest is)
 *	authorisation  none | partial | full          \ computed by order_money() from the payments against the total,
 *	charge         none | partial | full | over   / never set by hand
 * Every change: the order's row is locked first (then payments, then stock in key order), one line of history, one
 * event of the outbox, version + 1; in one transaction.
 * A refused transition is ERR_CONFLICT and changes nothing.  Public ids are "ord_..."; `number` is what people read,
 * also accepted where an id is.
 *
 * Who may see one: its account; whoever has the link that order_key() signs (guests); staff with order.read.  For
 * everybody else it does not exist.
 */
#ifndef MERCER_SHOP_ORDER_H
#define MERCER_SHOP_ORDER_H

#include "lib/io/crypto.h"
#include "lib/shop/address.h"
#include "lib/shop/cart.h"
#include "lib/shop/stock_hold.h"

enum order_fulfilment {
	FULFILMENT_OPEN,
	FULFILMENT_PARTLY_SHIPPED,
	FULFILMENT_SHIPPED,
	FULFILMENT_DELIVERED,
	FULFILMENT_CANCELLED,
	FULFILMENT_EXPIRED
};
enum order_authorisation { AUTHORISATION_NONE, AUTHORISATION_PARTIAL, AUTHORISATION_FULL };
enum order_charge { CHARGE_NONE, CHARGE_PARTIAL, CHARGE_FULL, CHARGE_OVER };
enum order_origin { ORDER_CHECKOUT, ORDER_API, ORDER_OFFICE };
extern const struct shape_enum order_fulfilments[], order_authorisations[], order_charges[], order_origins[];

struct order_line {
	int64_t id;
	struct str public_id;
	int32_t position;
	int64_t product_id, variant_id;
	struct str product, variant;   /* public ids; absent: deleted since */
	struct str slug, sku, title, options, image;
	bool requires_shipping;
	int64_t weight_grams, quantity, cancelled, shipped, delivered, refunded; /* refunded: of the sent ones */
	struct money unit_price, list_price, subtotal, discount, tax, total;
	struct money credited, credited_tax; /* of what was not cancelled: order_credit.h */
	struct str tax_class;
};
struct order {
	int64_t id;
	struct str public_id, number;
	int64_t account_id;            /* 0: guest */
	struct str account;            /* its public id */
	int origin, fulfilment, authorisation, charge;
	struct str email, phone, locale;
	bool prices_with_tax, is_reverse_charge;
	struct money subtotal, discount, shipping, tax, total, placed_total, authorised, charged, refunded;
	struct money credited, credited_tax; /* total - credited is due: order_credit.h */
	struct str shipping_method, shipping_name;
	int64_t pickup_id;             /* warehouse; 0: none */
	struct time promised_from, promised_until;
	struct str vat_id, note;
	struct time hold_until, placed_at, paid_at, closed_at;
	int64_t version;
	struct list lines;             /* struct order_line */
	struct address delivery, billing;
	struct list taxes, discounts;  /* struct quote_tax, struct quote_discount: of the whole order */
};
/* rows; the JSON of the contract is order_json_shape, in fcgi/order */
extern const struct shape order_shape, order_line_shape;

struct order_env {
	struct db *db;
	struct cache *cache;
	struct arena *arena;
	const struct config *config;
	const struct who *who;
	const struct secret *master;   /* order_key(); may be NULL elsewhere */
};

/* ---- placing ---- */

struct order_input {
	int origin;                    /* enum order_origin */
	struct cart_env *cart;         /* checkout: the caller's cart becomes the order, once.  NULL: `wishes` */
	/* public id of the cart that the buyer saw, so that a second click finds its order; absent: by the token of a
	 * visitor alone */
	struct str cart_id;
	struct list wishes;            /* struct quote_wish */
	struct list codes;             /* struct str; with a cart: the cart's */
	int64_t account_id;
	struct str account;            /* its public id; absent: that of `who`, if he is it */
	struct str email, phone, locale, fallback_locale;
	char currency[4];
	struct address delivery, billing; /* billing.country absent: the same */
	struct str vat_id, shipping_method, pickup, note; /* pickup: code of a warehouse, for methods of that kind */
	struct opt_i64 expected_total; /* what the buyer was shown, minor units; absent: not compared (API) */
};
/* Why it was not placed, for the page or the problem document. */
enum order_refusal {
	ORDER_PLACED,
	ORDER_EMPTY,
	ORDER_FIELDS,
	ORDER_SOLD_OUT,
	ORDER_PRICE_CHANGED,
	ORDER_GONE,
	ORDER_CODE_REFUSED
};
struct order_placing {
	enum order_refusal refusal;
	struct list problems;          /* struct cart_problem */
	struct field_errors errors;    /* "email", "delivery.postal_code", "shipping_method", ... */
	struct quote quote;
	struct order order;
	bool was_placed_before;        /* this cart is an order already: *order is it */
};
/* One transaction (joins the caller's): cart locked, quote, order, uses of promotions, stock held, history, event
 * order.placed.  hold_until = now + order.hold.
 * A total of 0 is paid at once.  ERR_CONFLICT with refusal set: nothing was written.  A repeat with the same cart gives
 * the order that exists. */
enum err order_place(const struct order_env *e, const struct order_input *in, struct order_placing *out) MUST_CHECK;

/* For whom an order is placed: an active customer, by id or, when that is 0, by public id.  ERR_NOT_FOUND. */
struct order_buyer {
	int64_t id;
	struct str public_id, email;
};
enum err order_buyer(
    struct db *db, struct arena *a, int64_t id, struct str public_id, struct order_buyer *out) MUST_CHECK;

/* ---- reading ---- */

/* By public id or number; lists and addresses filled.  4 statements.  No question of rights is asked: see
 * order_visible(). */
enum err order_get(struct db *db, struct arena *a, struct str id, struct order *out) MUST_CHECK;
/* ERR_NOT_FOUND unless it is account_id's own (not 0), or `key` is its signed key. */
enum err order_visible(const struct order_env *e, const struct order *o, int64_t account_id, struct str key) MUST_CHECK;
/* The secret part of a guest's link: HMAC of the public id under the master key, 43 characters. */
struct str order_key(const struct order_env *e, struct str public_id);
/* A page of them; keyset by id, newest first. */
struct order_filter {
	int64_t account_id;            /* 0: all */
	struct str q;                  /* number, e-mail address, or the beginning of a recipient's name */
	int fulfilment, charge;        /* -1: all */
	struct opt_i64 authorisation;  /* enum order_authorisation */
	struct time from, until;
	int64_t after, limit;
};
/* struct order without lists */
enum err order_list(struct db *db, struct arena *a, const struct order_filter *f, struct list *out) MUST_CHECK;
struct order_event {
	int64_t id;
	struct time at;
	/* placed, paid, payment_failed, shipped, delivered, cancelled, expired, refunded, note, address_changed ... */
	struct str kind;
	bool is_public;
	struct str actor_kind, actor, details;
	struct str words;              /* what somebody wrote; absent: nothing, or it is forgotten */
};
extern const struct shape order_event_shape;
enum err order_events(struct db *db, struct arena *a, int64_t order_id, bool public_only, struct list *out) MUST_CHECK;

/* ---- changing ---- */

/* The order's row FOR UPDATE, by its id; without lists.  First lock of every change. */
enum err order_lock(struct db *db, struct arena *a, int64_t order_id, struct order *out) MUST_CHECK;
/* History; details: a JSON object, absent {}.  In the caller's transaction. */
enum err order_note(struct db *db, const struct who *who, int64_t order_id, const char *kind, bool is_public,
    struct str details) MUST_CHECK;
/* The same with what somebody wrote, which is no part of the details: it is forgotten when the buyer is erased, while
 * the history stays. */
enum err order_note_words(struct db *db, const struct who *who, int64_t order_id, const char *kind, bool is_public,
    struct str details, struct str words) MUST_CHECK;
/* Called by payment.c with the order locked, after any payment of it changed: the sums over its payments.  Computes
 * both axes; when the total becomes covered (charged, or authorised with payment.capture = later) for the first time:
 * stock allocated, hold ended, shipments made, history, event order.paid.
 * *must_refund: money that the order must give back (it was cancelled or expired meanwhile, or was paid twice), beyond
 * the refunds that are on their way; the caller grants it. */
enum err order_money(const struct order_env *e, struct order *locked, int64_t authorised, int64_t charged,
    int64_t refunded, struct money *must_refund) MUST_CHECK;
/* A try failed: history and event order.payment_failed; the order stays open until its hold ends. */
enum err order_payment_failed(const struct order_env *e, struct order *locked, struct str code) MUST_CHECK;
/* Cancel pieces that were not sent (lines empty: everything; a shipped piece is never cancelled: ERR_CONFLICT).  Stock
 * back, totals lowered by line_share(), promotions released when nothing is left, refund granted for what was charged
 * too much, authorisation voided; event order.cancelled with the lines.  version 0: not compared, else
 * ERR_PRECONDITION. */
struct order_cut {
	struct str line;               /* public id */
	int64_t quantity;              /* 0: the rest */
};
enum err order_cancel(const struct order_env *e, struct str id, int64_t version, struct list cuts, struct str reason,
    struct order *out) MUST_CHECK;
/* How a payment that may still succeed is asked about before its order expires: payment_refresh(), which needs the
 * network and is called outside any transaction. */
struct order_ask {
	MUST_CHECK enum err (*fn)(void *env, struct str payment);
	void *env;
};
/* Orders whose hold has ended and that nobody paid: expired, stock and promotions back.  An order whose gateway does
 * not answer waits for up to ten minutes more.  ask NULL: nobody is asked.  For the worker. */
enum err order_expire(
    const struct order_env *e, const struct order_ask *ask, int64_t most, int64_t *expired) MUST_CHECK;
/* Called by shipment.c with the order locked: pieces of lines were sent or delivered; moves the fulfilment. */
enum err order_shipped(
    const struct order_env *e, struct order *locked, const struct stock_wish *lines, size_t count) MUST_CHECK;
enum err order_delivered(
    const struct order_env *e, struct order *locked, const struct stock_wish *lines, size_t count) MUST_CHECK;
/* Covered orders that no parcel waits for though something is left: parcels are planned where there was no warehouse
 * for them before, what needs no parcel is handed over where the stock lacked it.  Looks at all of them, `most` at a
 * time.  For the worker. */
enum err order_finish_idle(const struct order_env *e, int64_t most, int64_t *moved) MUST_CHECK;
/* Event account.confirmed: orders that a guest placed with this address belong to the account now. */
enum err order_join_account(struct db *db, int64_t account_id, struct str email_key) MUST_CHECK;

extern const struct db_module order_sql;         /* read, lock, note, store: order, payment, shipping, admin, worker */
extern const struct db_module order_place_sql, order_insert_sql; /* order */
extern const struct db_module order_change_sql;  /* order_money(): order, payment, admin, worker */
extern const struct db_module order_expire_sql;  /* order_cancel(), order_expire(): order, admin, worker */
extern const struct db_module order_shipped_sql; /* shipping, admin */
extern const struct db_module order_finish_sql;  /* order, payment, shipping, admin, worker */
extern const struct db_module order_join_sql;    /* worker */

#endif
