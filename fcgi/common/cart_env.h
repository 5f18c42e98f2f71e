/*
 * cart_env.h - the caller's cart, and the cookies that belong to it.
 *
 * COOKIE_CART is the visitor's secret; no script reads it.  COOKIE_PIECES holds the number that the header shows, for
 * the few lines of js/shop.js alone: pages are the same for everybody and stay in the edge cache, which looks at
 * neither of them.
 * A customer's cart is found by his account; logging in unites the two (cart_join), logging out forgets both cookies.
 */
#ifndef MERCER_FCGI_CART_ENV_H
#define MERCER_FCGI_CART_ENV_H

#include "lib/shop/cart.h"
#include "lib/web/req.h"

#define COOKIE_CART "__Host-cart"     /* HttpOnly, SameSite=Lax, Secure, 60 days since the last change */
#define COOKIE_PIECES "__Host-pieces" /* the same, but for scripts */

/* Whose cart: the customer's when fully logged in, else the visitor's.  Lives as long as the request. */
struct cart_env *cart_env_of(struct req *r);
/* After a change: the visitor's cookie (anew, so that its 60 days begin again) and the number of pieces. */
void cart_cookies(struct req *r, const struct cart_env *e);
/* The customer's quote or groups say how he sees prices: pages of the catalogue are told by a cookie (page.h). */
void cart_tax_cookie(struct req *r, bool is_net);
/* After an order: nothing is in the cart any more. */
void cart_emptied(struct req *r);
/* Logged out: the browser knows of no cart. */
void cart_forget(struct req *r);
/* Somebody has logged in: his new session's token.  The visitor's cart joins the account's.  A failure is logged and
 * does not stop the login; the cart page tries again.  At most 15 statements. */
void cart_join(struct req *r, struct str session_token);
/* The same for a customer who comes with a visitor's cookie all the same. */
enum err cart_join_late(struct req *r, struct cart_env *e) MUST_CHECK;

#endif
