/*
 * account_session.h - the sessions of an account, as a person or the shop ends them: session.h with its record in the
 * audit log.
 */
#ifndef MERCER_SHOP_ACCOUNT_SESSION_H
#define MERCER_SHOP_ACCOUNT_SESSION_H

#include "lib/shop/account.h"

/* The session that asks ends itself.  ERR_NOT_FOUND: it has ended already. */
enum err account_logout(const struct account_env *e, int64_t account_id, struct str session) MUST_CHECK;
/* Another session of the account ends.  ERR_NOT_FOUND: the account has no such session. */
enum err account_end_session(
    const struct account_env *e, int64_t account_id, struct str account, struct str session) MUST_CHECK;
/* All but keep_id (0: all). */
enum err account_end_sessions(
    const struct account_env *e, int64_t account_id, struct str account, int64_t keep_id) MUST_CHECK;

#endif
