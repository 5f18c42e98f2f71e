/* cart_parts.h - what the files of carts share; not for others. */
#ifndef MERCER_SHOP_CART_PARTS_H
#define MERCER_SHOP_CART_PARTS_H

#include "lib/shop/cart.h"

/* The caller's cart, its row locked.  make: without one it is made; e->new_token is the visitor's new secret then. */
enum err cart_open(struct cart_env *e, bool make, struct cart *out) MUST_CHECK;
/* A visitor's cart by the hash of its secret, locked.  ERR_NOT_FOUND. */
enum err cart_open_visitor(struct cart_env *e, const unsigned char hash[32], struct cart *out) MUST_CHECK;
/* Something in it has changed: version, time, and the currency in which it was seen last. */
enum err cart_touch(struct cart_env *e, int64_t cart_id) MUST_CHECK;
/* After the commit: the cart that was made is the caller's, copies of the small view are stale. */
void cart_bump(struct cart_env *e);
struct cart_line *cart_line_find(const struct cart *cart, struct str public_id);
struct cart_line *cart_line_of(const struct cart *cart, int64_t variant_id, enum cart_list list);
size_t cart_count(const struct cart *cart, enum cart_list list);
enum err cart_code_put(struct cart_env *e, int64_t cart_id, struct str code) MUST_CHECK;
/* The codes of `from`, too. */
enum err cart_coupons_unite(struct cart_env *e, const struct cart *to, const struct cart *from) MUST_CHECK;
/* Lines that `to` does not have yet, and the larger quantity of those that it has; no more than fit.  saved: those of
 * both lists, else the main one. */
enum err cart_unite(struct cart_env *e, const struct cart *to, const struct cart *from, bool saved) MUST_CHECK;

#endif
