/*
 * role.h - what people of the back office may do: named roles made of permissions (lib/base/permission.h).  Owns role,
 * role_permission, account_role.
 *
 * Rules, kept here and nowhere else, so that no page, call or command can break them:
 *  - nobody gives or takes a permission that he does not have himself, neither in a role nor by giving or taking a
 *    role;
 *  - nobody changes his own roles, nor a role that he holds;
 *  - nobody disables, invites again or resets somebody who may more than he does (role_may_manage());
 *  - there is always an active account with the role Owner: role_keep_owner() inside every change that could take the
 *    last one away;
 *  - built-in roles stay as they are: role_sync() writes them after each migration, so that Owner has every permission
 *    that there is.
 * An attempt against a rule is ERR_DENIED (or ERR_CONFLICT for the last owner), changes nothing, and stands in the
 * audit log.
 *
 * Permissions are read with the session at each request to the office, so a change counts at once; who gets or loses a
 * role is logged out besides, because a rise of privilege needs a new session.
 */
#ifndef MERCER_SHOP_ROLE_H
#define MERCER_SHOP_ROLE_H

#include "lib/shop/account.h"

enum role_kind { ROLE_STAFF, ROLE_SELLER, ROLE_COURIER };
extern const struct shape_enum role_kinds[];

#define ROLE_OWNER "Owner"
#define ROLES_MAX 200
#define ROLE_NAME_MAX 100
#define ROLE_DESCRIPTION_MAX 500

struct role {
	int64_t id;
	struct str public_id;
	int kind;                /* enum role_kind */
	struct str name;         /* built-in: a msgid */
	struct str description;  /* may be absent; built-in: a msgid */
	bool is_builtin;
	int64_t version;
	struct time updated_at;
	int64_t people;          /* accounts that have it and are not erased */
	bool held;               /* role_list_for(): this account has it */
	struct str granted;      /* names of its permissions */
	uint64_t permissions;    /* the same as a set */
};
extern const struct shape role_shape;

/* All roles of a kind: built-in ones first, then by name.  account_id: sets `held`; 0: nobody's. */
enum err role_list(
    struct db *db, struct arena *a, enum role_kind kind, int64_t account_id, struct list *out) MUST_CHECK;
enum err role_get(struct db *db, struct arena *a, struct str public_id, struct role *out) MUST_CHECK;
/* By name, any case: for the operator's command. */
enum err role_by_name(
    struct db *db, struct arena *a, enum role_kind kind, struct str name, struct role *out) MUST_CHECK;
/* What an account may do by its roles. */
enum err role_permissions_of(struct db *db, struct arena *a, int64_t account_id, uint64_t *out) MUST_CHECK;

/* A role as it is entered. */
struct role_input {
	struct str name, description;
	struct list permissions;     /* struct str: names */
	int64_t version;             /* of the role that was shown; new: 0 */
};
extern const struct shape role_input_shape;
/* New (public_id absent) or changed.  ERR_INVALID: see errors; ERR_PRECONDITION: another version is stored; ERR_DENIED:
 * see above. */
enum err role_save(const struct account_env *e, struct str public_id, const struct role_input *in,
    struct field_errors *errors, struct role *out) MUST_CHECK;
/* ERR_CONFLICT: somebody has it, or it is built-in. */
enum err role_delete(const struct account_env *e, struct str public_id, int64_t version) MUST_CHECK;

/* The roles of a person of the back office become exactly these (public ids).  ERR_NOT_FOUND: no such role;
 * ERR_CONFLICT: the last owner. */
enum err role_assign(const struct account_env *e, int64_t account_id, struct list roles) MUST_CHECK;
/* Which permissions these roles (public ids) have that the caller lacks; ERR_NOT_FOUND: no such role. */
enum err role_missing(const struct account_env *e, struct list roles, uint64_t *missing) MUST_CHECK;
/* May the caller change this person's access (state, password link, factors, sessions)?  OK or ERR_DENIED, which is
 * recorded. */
enum err role_may_manage(const struct account_env *e, int64_t account_id) MUST_CHECK;
/* Inside the transaction that takes the account away (disable, erase): ERR_CONFLICT when it is the last active owner.
 * */
enum err role_keep_owner(struct db *db, int64_t account_id) MUST_CHECK;

/* Write the built-in roles; what is right already stays.  Run by `mercer migrate`. */
enum err role_sync(struct db *db, struct arena *a, int64_t *changed) MUST_CHECK;

extern const struct db_module role_sql, role_assign_sql; /* admin, operator */

#endif
