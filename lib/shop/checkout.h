/*
 * checkout.h - what a buyer has entered on the way from the cart to the order.
 *
 * One row per cart; each step writes its own columns in one statement, so two windows that edit different steps do not
 * undo each other.  Only what passed its checks is stored: addresses are complete for their country, the e-mail address
 * is one.  What is chosen (delivery, payment) is compared with what is offered when it is used.
 * The row goes with the cart, and when the order is placed: from then on the order keeps what it needs.
 */
#ifndef MERCER_SHOP_CHECKOUT_H
#define MERCER_SHOP_CHECKOUT_H

#include "lib/shop/address.h"

#define CHECKOUT_NOTE_MAX 1000

struct checkout {
	struct str email;              /* absent: not entered yet; so are all others */
	struct address *delivery;      /* NULL: not entered yet */
	struct address *billing;       /* NULL: the same as delivery */
	struct str vat_id;             /* of a company, without blanks, in capitals */
	struct str shipping_method, pickup; /* code of a method; of a pickup place, for methods of that kind */
	struct str payment_method;     /* code */
	struct str note;               /* to the shop */
	int64_t version;               /* 0: nothing was stored for this cart */
};

/* What is stored; all absent when nothing is.  1 statement. */
enum err checkout_get(struct db *db, struct arena *a, int64_t cart_id, struct checkout *out) MUST_CHECK;

/* The steps; each replaces its own part.  1 statement.  May be repeated. */
enum err checkout_set_contact(struct db *db, int64_t cart_id, struct str email) MUST_CHECK;
/* Addresses as address_check() left them; billing NULL: the same. */
enum err checkout_set_addresses(struct db *db, struct arena *a, int64_t cart_id, const struct address *delivery,
    const struct address *billing, struct str vat_id) MUST_CHECK;
enum err checkout_set_delivery(
    struct db *db, int64_t cart_id, struct str method, struct str pickup, struct str note) MUST_CHECK;
enum err checkout_set_payment(struct db *db, int64_t cart_id, struct str method) MUST_CHECK;
/* In the order's transaction: nothing of it is needed any more. */
enum err checkout_forget(struct db *db, int64_t cart_id) MUST_CHECK;

/* In the transaction that unites two carts (cart_merge.c): what was entered for the one is now of the other, unless
 * something was entered there.  2 statements. */
enum err checkout_take(struct db *db, int64_t from_cart_id, int64_t to_cart_id) MUST_CHECK;
/* The order that a cart has become: its public id.  ERR_NOT_FOUND. */
enum err checkout_order(struct db *db, struct arena *a, int64_t cart_id, struct str *public_id) MUST_CHECK;

/* Blanks, dots and hyphens out, capitals: "de 123.456.789" -> "DE123456789"; absent when nothing was entered.  False,
 * with an error of the field "vat_id": not how such numbers look.  Whether it is in use, only its tax office knows. */
bool checkout_vat_id(struct arena *a, struct str *vat_id, struct field_errors *errors);

extern const struct db_module checkout_sql;      /* order */
extern const struct db_module checkout_take_sql; /* account, cart: take */

#endif
