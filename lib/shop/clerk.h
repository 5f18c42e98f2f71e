/*
 * clerk.h - what the back office does with other people's accounts, customers' and colleagues'.
 *
 * Over account.h, session.h and role.h: the rules of the office (role.h), one transaction, one audit record each.  A
 * customer's account asks for the permission of the route alone; a colleague's, besides, that the caller may do all
 * that the colleague may.
 * ERR_DENIED: against the rules (recorded); ERR_CONFLICT: the last owner, or the state does not allow it;
 * ERR_NOT_FOUND.
 */
#ifndef MERCER_SHOP_CLERK_H
#define MERCER_SHOP_CLERK_H

#include "lib/shop/role.h"

/* End one session (public id), or all of them (absent). */
enum err clerk_end_session(const struct account_env *e, const struct account *person, struct str session) MUST_CHECK;
/* active <-> disabled; disabling logs out everywhere.  Nobody disables himself. */
enum err clerk_set_state(
    const struct account_env *e, const struct account *person, enum account_state state) MUST_CHECK;
/* Mail a link to set a new password; the present one holds until it is used. */
enum err clerk_send_reset(const struct account_env *e, const struct account *person) MUST_CHECK;
/* Somebody who lost phone and codes: authenticator app, passkeys and recovery codes go, all sessions end; staff set up
 * new ones at the next login. */
enum err clerk_reset_factors(const struct account_env *e, const struct account *person) MUST_CHECK;
/* A colleague with these roles (public ids): the mail has the link that sets the password. */
enum err clerk_invite(const struct account_env *e, struct str email, struct str given_name, struct str family_name,
    struct list roles, struct field_errors *errors, struct account *out) MUST_CHECK;
/* Somebody looked at a customer's data: recorded. */
enum err clerk_viewed(const struct account_env *e, const struct account *person) MUST_CHECK;

/* What the start page counts. */
struct clerk_counts {
	int64_t customers, customers_today, pending, disabled, staff, staff_without_factor;
	int64_t dead_mails, dead_tasks, open_requests;
};
extern const struct shape clerk_counts_shape;
enum err clerk_count(struct db *db, struct arena *a, struct clerk_counts *out) MUST_CHECK;

extern const struct db_module clerk_sql;
extern const struct db_module clerk_factor_sql;

#endif
