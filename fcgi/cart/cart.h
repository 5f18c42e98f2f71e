/*
 * cart.h - the cart module: the cart's page, the mini cart, shared carts, and the same as JSON.
 *
 * Product pages are the same for everybody, so their form "Add to cart" carries no token: POST /cart/lines is
 * ROUTE_NO_CSRF.  What another site could do with it is put something into a cart, which its owner sees; and it cannot
 * even do that, since Sec-Fetch-Site and Origin are checked.  Everything on the cart's own page carries the token.
 * A reply of this module is never kept by anybody.
 */
#ifndef MERCER_FCGI_CART_H
#define MERCER_FCGI_CART_H

#include "fcgi/cart/cart_view.h"
#include "lib/web/pool.h"
#include "lib/web/route.h"

enum cart_template { T_CART = FRAME_T__COUNT, T_MINI, T_SHARED, T__MAX };
extern const struct tmpl_def cart_templates[T__MAX];
extern const struct route_table cart_pages, cart_line_pages, cart_share_pages, cart_api, quote_api;

/* ?done=... of the cart's page. */
struct cart_args {
	struct str done;      /* which sentence to show */
	struct str variant;   /* what was taken out, so that it can be put in again */
	int64_t n;            /* how many of it */
};
extern const struct shape cart_args_shape;

/* What went wrong with a form, to be shown with the cart; zeroed: nothing. */
struct cart_trouble {
	struct str text;      /* of the whole page */
	struct str line;      /* beside this line's quantity instead */
	struct str code;      /* beside the field of codes instead, with what was entered */
	int status;           /* 422 and the like */
};
enum err cart_show(struct req *r, struct cart_env *e, const struct cart_trouble *t) MUST_CHECK;
/* 303 to the cart, saying what was done. */
enum err cart_done(struct req *r, const struct cart_env *e, const char *done) MUST_CHECK;
/* The first of r->errors in the page's language. */
struct str cart_complaint(struct req *r);
bool wants_fragment(const struct req *r);
/* The small view; added: the variant that was just put in (0: none); complaint: why nothing was. */
enum err mini_show(struct req *r, struct cart_env *e, int64_t added, struct str complaint, int status) MUST_CHECK;

#endif
