/* order_verify.h - are the orders what they should be?  `mercer order verify`: what foreign keys and checks cannot
 * promise. */
#ifndef MERCER_SHOP_ORDER_VERIFY_H
#define MERCER_SHOP_ORDER_VERIFY_H

#include "lib/shop/order.h"

/*
 * In each order: the sums are those of its lines; the money is that of its payments, the axes follow from it; the state
 * is that of its pieces; what is left is reserved (held until paid, allocated then; goods that are not counted have no
 * reservation); the cart became no other order; it is not unpaid past its hold by more than `late`; a paid one has its
 * invoice, after as long.  Its invoice less all credits is what is due, and has their credit notes.
 * Invoice numbers have no gaps.  *checked: orders; *differences: struct str, at most 1000.  Reads all orders, row by
 * row.
 */
enum err order_verify(
    struct db *db, struct arena *a, int64_t late_us, int64_t *checked, struct list *differences) MUST_CHECK;

extern const struct db_module order_verify_sql; /* mercer */

#endif
