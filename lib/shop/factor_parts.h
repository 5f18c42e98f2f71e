/* factor_parts.h - what the files of second factors share with each other.  See factor.h. */
#ifndef MERCER_SHOP_FACTOR_PARTS_H
#define MERCER_SHOP_FACTOR_PARTS_H

#include "lib/shop/factor.h"
#include "lib/shop/throttle.h"

/* Whose factors these are.  `kind` is also the actor's name in the audit log. */
struct factor_owner {
	int64_t id;
	struct str public_id, email, given_name, realm, kind;
};
/* ERR_NOT_FOUND: no such active account.  The second one locks its row, so that of two changes at once each sees the
 * other. */
enum err factor_owner_get(const struct account_env *e, int64_t account_id, struct factor_owner *out) MUST_CHECK;
enum err factor_owner_lock(const struct account_env *e, int64_t account_id, struct factor_owner *out) MUST_CHECK;
/* ERR_CONFLICT: the account has a factor.  After factor_owner_lock(). */
enum err factor_must_be_first(const struct account_env *e, int64_t account_id) MUST_CHECK;
/* May this account do without what it is about to remove?  ERR_CONFLICT: staff's last factor.  Removes recovery codes
 * that stand in for nothing now. */
enum err factor_after_removal(const struct account_env *e, const struct factor_owner *owner) MUST_CHECK;

/* A wrong proof: the audit record, in a transaction of its own.  details: {"factor":"totp","why":"..."}; why may be
 * NULL. */
enum err factor_refused(
    const struct account_env *e, int64_t account_id, const char *factor, const char *why) MUST_CHECK;

/* Wrong codes: ask before each try; *wait_us > 0: not now.  A right one clears the pair. */
enum err factor_throttle(const struct account_env *e, int64_t account_id, int64_t *wait_us) MUST_CHECK;
enum err factor_throttle_clear(const struct account_env *e, int64_t account_id) MUST_CHECK;

/* The master key; the caller releases it.  Its absence is our fault, never a 404. */
enum err factor_master(const struct account_env *e, struct secret *out) MUST_CHECK;

#endif
