/*
 * cart.h - carts: of a visitor by a secret in his cookie, of a customer by the account.
 *
 * A cart is rows of MySQL; memcached keeps a copy sealed under the token, so that the number in the header and the mini
 * cart cost no SQL; what decides reads MySQL.
 * No row is written before something is put in.  A cart holds at most CART_LINES_MAX lines; the same variant put in
 * again adds to its line.
 * Nothing is changed behind the buyer's back: what he put in stays as he put it, and cart_view lists what is wrong with
 * it (problems).
 *
 * At login the visitor's cart joins the account's: per variant the larger quantity of the two (so that logging in twice
 * does not double anything), saved lines and coupons are united, the visitor's cart is then 'merged'.  At logout the
 * browser forgets the token; the account keeps its cart.
 */
#ifndef MERCER_SHOP_CART_H
#define MERCER_SHOP_CART_H

#include "lib/io/cache.h"
#include "lib/io/crypto.h"
#include "lib/shop/quote.h"
#include "lib/shop/who.h"

#define CART_LINES_MAX 100
#define CART_COUPONS_MAX 10

enum cart_list { CART_MAIN, CART_SAVED };
struct cart_line {
	int64_t id, variant_id, quantity;
	struct str public_id;
	int list;                  /* enum cart_list */
	struct opt_i64 seen_price; /* when the buyer last saw it */
	struct str seen_currency;
	struct time added_at;      /* the last time */
	struct str last_add;       /* of the form that did it: hash, absent: none */
};
struct cart {
	int64_t id;                /* 0: nothing was put in yet */
	struct str public_id;
	int64_t account_id;        /* 0: a visitor's */
	char currency[4];
	int64_t version;
	struct list lines;         /* struct cart_line, in the order in which they were put in */
	struct list codes;         /* struct str */
};
extern const struct shape cart_shape, cart_line_shape;

struct cart_env {
	struct db *db;
	struct cache *cache;
	struct arena *arena;
	const struct config *config;
	const struct who *who;
	int64_t account_id;        /* 0: visitor */
	struct str token;          /* of the cookie; absent: none */
	struct str locale, fallback_locale;
	char currency[4];
	/* of the form that puts something in: the same key again changes nothing; absent: see cart_add */
	struct str once;
	struct str new_token;      /* out: set by a change that made a cart: give it to the browser */
	int64_t pieces;            /* out: of the cart after a change, for the number in the header */
};
/* The caller's cart; an empty one with id 0 when there is none.  2 statements (3 with coupons). */
enum err cart_get(struct cart_env *e, struct cart *out) MUST_CHECK;
/* The same, its row locked until the transaction ends: for placing the order.  ERR_NOT_FOUND: none, or not active any
 * more. */
enum err cart_lock(struct cart_env *e, struct cart *out) MUST_CHECK;
/* In the order's transaction: this cart has become an order. */
enum err cart_ordered(struct db *db, int64_t cart_id) MUST_CHECK;
/* A cart of the caller that has become an order already: for the second click.  By its public id, or, for a visitor, by
 * his token alone (public_id absent).  ERR_NOT_FOUND. */
enum err cart_ordered_before(struct cart_env *e, struct str public_id, int64_t *cart_id) MUST_CHECK;
/* Pieces in the cart, without those saved for later. */
int64_t cart_pieces(const struct cart *cart);
/* The wishes of its main list, in the order of its lines: for quote_make(). */
struct quote_wish *cart_wishes(struct arena *a, const struct cart *cart, size_t *count);
/* Key and generation of the cache under which small views of this caller's cart are kept, and the secret that seals
 * them: only the browser has it.  False: there is nothing to keep (no token).  session: the cookie of the session, for
 * customers. */
bool cart_copy_key(struct cart_env *e, struct str session, struct str *generation, struct secret *seal);

/* quantity (0: the least that is sold) is added to what is there.  ERR_INVALID with errors ("quantity", "variant"):
 * quantity rules, not on sale, sold out; ERR_LIMIT: too many lines.  Sent twice it counts once: with the same `once`,
 * or, where there is none, with the same quantity within three seconds. */
enum err cart_add(struct cart_env *e, int64_t variant_id, int64_t quantity, struct field_errors *errors) MUST_CHECK;
/* 0 takes the line out.  ERR_NOT_FOUND: the caller's cart has no such line.  May be repeated. */
enum err cart_set(struct cart_env *e, struct str line, int64_t quantity, struct field_errors *errors) MUST_CHECK;
enum err cart_move(struct cart_env *e, struct str line, enum cart_list to) MUST_CHECK; /* save for later, and back */
/* Stored even while its conditions are not met: the cart says why.  ERR_BUSY: too many codes that do not exist came
 * from this network (coupon.network). */
enum err cart_coupon_add(struct cart_env *e, struct str code, struct field_errors *errors) MUST_CHECK;
enum err cart_coupon_remove(struct cart_env *e, struct str code) MUST_CHECK;
/* The buyer has seen the prices of the quote: later differences are told anew from here. */
enum err cart_seen(struct cart_env *e, const struct cart *cart, const struct quote *q) MUST_CHECK;
/* The same for lines whose price was never seen: so that showing a cart again writes nothing. */
enum err cart_shown(struct cart_env *e, const struct cart *cart, const struct quote *q) MUST_CHECK;
/* Does this quantity keep the rules of the variant?  Else an error under `name`. */
bool cart_quantity_ok(const struct sellable *s, int64_t quantity, struct str name, struct field_errors *errors);
enum err cart_merge(struct cart_env *e, struct str visitor_token) MUST_CHECK;  /* at login: e->account_id is set */
/* a link that shows a copy; replaces an earlier one */
enum err cart_share(struct cart_env *e, struct str *token) MUST_CHECK;
enum err cart_shared(struct cart_env *e, struct str token, struct cart *out) MUST_CHECK;
/* Put what is in another's cart into one's own: the larger quantity of the two, so that it may be repeated. */
enum err cart_copy(struct cart_env *e, const struct cart *from) MUST_CHECK;

/* What is wrong with a line or the cart; computed when it is read, changes nothing. */
enum cart_problem_kind {
	CART_GONE,
	CART_OUT_OF_STOCK,
	CART_TOO_MANY,
	CART_PRICE_UP,
	CART_PRICE_DOWN,
	CART_QUANTITY_RULE,
	CART_CODE_REFUSED
};
struct cart_problem {
	int kind;                  /* enum cart_problem_kind */
	int64_t variant_id;        /* 0: of the cart */
	int64_t number;            /* available pieces, or the price that was seen */
	struct str text;           /* code; or msgid of why */
	bool blocks;               /* the order cannot be placed with it */
};
extern const struct shape cart_problem_shape;
extern const struct shape_enum cart_problem_kinds[]; /* "gone" ... */
enum err cart_problems(
    struct cart_env *e, const struct cart *cart, struct list items, const struct quote *q, struct list *out) MUST_CHECK;

extern const struct db_module cart_sql;        /* get, lock, ordered: cart, order, account */
extern const struct db_module cart_change_sql; /* add, set, move, seen: cart */
extern const struct db_module cart_coupon_sql, cart_share_sql; /* cart */
extern const struct db_module cart_merge_sql, cart_unite_sql; /* cart, account */

#endif
