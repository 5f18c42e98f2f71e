/*
 * customer_group.h - groups of customers: who gets other prices, whom a promotion is for.  Members are put in by the
 * staff.
 *
 * `code` never changes (promotions name it).  Every change is audited (customer_group.changed) and an event.
 */
#ifndef MERCER_SHOP_CUSTOMER_GROUP_H
#define MERCER_SHOP_CUSTOMER_GROUP_H

#include "lib/base/shape.h"
#include "lib/shop/price_env.h"

struct customer_group {
	int64_t id;
	struct str public_id, code, name;
	bool is_net;           /* businesses: prices are shown without tax */
	int64_t members, version;
};
struct group_input {
	struct str code, name; /* code: of a new one */
	bool is_net;
	int64_t version;
};
struct group_member {
	int64_t account_id;
	struct str public_id, email, name;
};
extern const struct shape customer_group_shape, group_input_shape, group_member_shape;
#define GROUPS_MAX 1000

enum err customer_group_list(struct db *db, struct arena *a, struct list *out) MUST_CHECK; /* by name */
enum err customer_group_get(
    struct db *db, struct arena *a, struct str public_id, struct customer_group *out) MUST_CHECK;
/* New (public_id absent) or changed.  ERR_CONFLICT: the code is taken; ERR_PRECONDITION. */
enum err customer_group_save(const struct price_env *e, struct str public_id, const struct group_input *in,
    struct field_errors *errors, struct str *id) MUST_CHECK;
/* ERR_CONFLICT: a price list is for it. */
enum err customer_group_remove(const struct price_env *e, struct str public_id) MUST_CHECK;
/* by account */
enum err customer_group_members(
    struct db *db, struct arena *a, int64_t group_id, int64_t after, size_t limit, struct list *out) MUST_CHECK;
/* By e-mail address; OK when he was in it.  ERR_NOT_FOUND: no such group or customer. */
enum err customer_group_join(const struct price_env *e, struct str public_id, struct str email) MUST_CHECK;
enum err customer_group_leave(const struct price_env *e, struct str public_id, struct str account) MUST_CHECK;

extern const struct db_module customer_group_sql; /* admin, operator */

#endif
