/*
 * sales_fact.h - what reports count: one row per event of an order and line, written by the worker, never changed.
 *
 * Kinds: ordered, paid, cancelled (also: expired), shipped, delivered, refunded.  `net` is without tax, after
 * discounts; line 0 is the delivery.
 * Refunded: by line, when it is decided (order.refunded); for pieces that were cancelled, and money that never was due,
 * the whole on line 0, when it went.  Days are UTC.  Rows name no person: erasing one leaves them.
 */
#ifndef MERCER_SHOP_SALES_FACT_H
#define MERCER_SHOP_SALES_FACT_H

#include "lib/shop/order.h"
#include "lib/shop/outbox_work.h"

/* Subscriber "facts" of the worker.  Safe to repeat: the event's id is part of the key. */
enum err sales_fact_event(const struct order_env *e, const struct outbox_event *event) MUST_CHECK;
/* Many at once, in the caller's transaction: one statement for those about whole orders (order.placed, mostly
 * order.paid).  Not safe to repeat, it takes all or fails (ERR_CONFLICT: one was handled before): then each is given to
 * sales_fact_event(). */
enum err sales_fact_events(const struct order_env *e, const struct outbox_event *events, size_t count) MUST_CHECK;

extern const struct db_module sales_fact_sql; /* worker */

#endif
