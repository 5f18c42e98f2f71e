/*
 * orders.h - what the tests of orders share: a shop with a lamp and a desk, a way of delivery, a tax, a coupon; carts
 * that become orders.
 *
 * Each part runs with the rights of the module that does it in the shop: carts as cart, placing as order, money as
 * payment, expiry and documents as worker.
 */
#ifndef MERCER_TEST_SHOP_ORDERS_H
#define MERCER_TEST_SHOP_ORDERS_H

#include "lib/shop/order_parts.h"
#include "lib/shop/outbox_work.h"
#include "t/lib/shop/stocks.h"

#define LAMP_PRICE 1999
#define DESK_PRICE 14950
#define POST_PRICE 490

struct orders {
	struct stocks s;             /* s.f.db: account mercer */
	struct db *cart, *order, *payment, *worker, *shipping;
	struct cache *cache;
	struct secret master;
	struct who buyer, system;
	int64_t lamp, desk;          /* variants */
	struct cart_env cart_env;
	struct order_env env;        /* as the module order, the buyer */
};
/* so many lamps and desks in the first warehouse; below zero: not counted */
void orders_open(struct orders *t, int64_t lamps, int64_t desks);
void orders_close(struct orders *t);
void orders_reconnect(struct orders *t); /* in a child */
struct order_env orders_env(struct orders *t, struct db *db); /* the same for another account */

/* A new visitor's cart: these pieces (0: none), this code (absent: none). */
void orders_cart(struct orders *t, int64_t lamps, int64_t desks, struct str code);
/* The checkout's input of that cart: a guest in Berlin, by post. */
struct order_input orders_input(struct orders *t);
/* All of it at once: cart, order. */
struct order orders_place(struct orders *t, int64_t lamps, int64_t desks);
struct order orders_now(struct orders *t, struct str id);
/* The gateway charged so much more of the order, in one payment; what it must give back. */
int64_t orders_pay(struct orders *t, struct str id, int64_t amount);
/* A whole purchase, whose payment is a row, so that a refund has somewhere to come from. */
struct order orders_paid(struct orders *t, int64_t lamps, int64_t desks, struct str code);
/* Sum of all refunds that were granted for this test's orders. */
int64_t orders_granted(struct orders *t);
/* So many pieces of a line are sent, or delivered. */
enum err orders_move(struct orders *t, const struct order *o, size_t line, int64_t quantity, bool deliver) MUST_CHECK;
int64_t orders_count(struct orders *t, const char *sql); /* SELECT COUNT(*) AS n ... */
int64_t orders_events(struct orders *t, const char *type, struct str id);
/* Newest event of this type about it. */
struct outbox_event orders_event(struct orders *t, const char *type, struct str id);
/* Sums of lines, books and reservations agree with the order's row. */
void orders_check(struct orders *t, struct str id);
/* Fork n processes that call fn at once, each on connections of its own; how many gave `wanted`. */
int orders_race(
    struct orders *t, int n, enum err (*fn)(struct orders *t, int i, void *payload), void *payload, enum err wanted);

#endif
