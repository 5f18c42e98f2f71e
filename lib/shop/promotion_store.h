/*
 * promotion_store.h - promotions as the staff makes them, and their codes.
 *
 * A promotion of the catalogue may only ask about goods and the currency, and give a percentage, an amount or a fixed
 * price: its price is shown to everybody.  Its products are queued for the index when it changes, begins or ends.
 * Every change is audited (promotion.changed) and an event.
 */
#ifndef MERCER_SHOP_PROMOTION_STORE_H
#define MERCER_SHOP_PROMOTION_STORE_H

#include "lib/shop/price_env.h"
#include "lib/shop/promotion.h"

struct promotion_text {
	struct str locale, name;
};
/* As it is entered.  Products, categories and brands are named by public id or slug; stored are public ids. */
struct promotion_input {
	struct str name;
	int kind;
	int32_t lane;
	bool is_exclusive, needs_code, is_active;
	struct time starts_at, ends_at;
	struct promotion_conditions *conditions; /* NULL: none */
	struct promotion_benefit *benefit;
	struct opt_i64 use_limit, use_limit_each, budget;
	struct str budget_currency;
	struct list texts;     /* struct promotion_text: name for shoppers */
	struct list codes;     /* struct str: made with a new promotion */
	int64_t version;       /* that was read; new, or not to be compared: 0 */
};
extern const struct shape promotion_input_shape, promotion_text_shape;

/* New (public_id absent) or changed; *id: its public id.  ERR_INVALID: see errors; ERR_PRECONDITION: another version is
 * stored; ERR_CONFLICT: a code is taken. */
enum err promotion_save(const struct price_env *e, struct str public_id, const struct promotion_input *in,
    struct field_errors *errors, struct str *id) MUST_CHECK;
/* ERR_CONFLICT: orders have used it; switch it off. */
enum err promotion_remove(const struct price_env *e, struct str public_id) MUST_CHECK;

struct promotion_head {
	int64_t id;
	struct str public_id, name;
	int kind;
	int32_t lane;
	bool is_exclusive, needs_code, is_active;
	struct time starts_at, ends_at;
	struct opt_i64 use_limit, budget;
	struct str budget_currency;
	int64_t uses, given, codes; /* orders that were not cancelled, what it gave them (all currencies), codes */
	struct str code;            /* one of them */
};
extern const struct shape promotion_head_shape;
/* The newest first, at most `limit`, older than id `before` (0: from the newest). */
enum err promotion_list(struct db *db, struct arena *a, int64_t before, size_t limit, struct list *out) MUST_CHECK;
/* struct promotion_text */
enum err promotion_texts(struct db *db, struct arena *a, int64_t promotion_id, struct list *out) MUST_CHECK;
/* Slugs in the place of public ids, for showing. */
enum err promotion_show_names(struct db *db, struct arena *a, struct promotion_conditions *c) MUST_CHECK;

/* In the caller's transaction: the products whose price it may change go to the index. */
enum err promotion_queue(struct db *db, struct arena *a, const struct promotion *p) MUST_CHECK;
/* Promotions of the catalogue and public price lists that begin or end in from < t <= until. */
enum err promotion_queue_windows(struct db *db, struct arena *a, struct time from, struct time until) MUST_CHECK;

/* ---- codes ---- */

struct coupon {
	int64_t id;
	struct str code;
	struct opt_i64 use_limit;
	int64_t uses;          /* orders that were not cancelled */
	bool is_active;
	struct time created_at;
};
extern const struct shape coupon_shape;
#define COUPONS_MAX 100000 /* made at once */
/* by id */
enum err coupon_list(
    struct db *db, struct arena *a, int64_t promotion_id, int64_t after, size_t limit, struct list *out) MUST_CHECK;
/* ERR_INVALID: nothing is left of it, or it is too long; ERR_CONFLICT: taken. */
enum err coupon_add(
    const struct price_env *e, struct str promotion, struct str code, struct opt_i64 use_limit) MUST_CHECK;
/* `count` codes that cannot be guessed: prefix and ten characters without 0, 1, I, O, of 10^15; each is good for
 * `use_limit` orders. */
enum err coupon_generate(const struct price_env *e, struct str promotion, struct str prefix, int64_t count,
    struct opt_i64 use_limit) MUST_CHECK;
enum err coupon_set_active(const struct price_env *e, struct str promotion, int64_t coupon_id, bool active) MUST_CHECK;
/* CSV: code, limit, uses, active. */
enum err coupon_export(struct db *db, int64_t promotion_id, struct buf *out) MUST_CHECK;

/* admin, operator; queue: admin, operator */
extern const struct db_module promotion_store_sql, promotion_queue_sql, coupon_sql;

#endif
