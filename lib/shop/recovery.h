/*
 * recovery.h - ten codes for the day when the phone is gone.  Writes table recovery_code.
 *
 * 80 random bits each, in Crockford's base32 (no I, L, O, U; case, hyphens and blanks do not matter when typed):
 * "7K3F-9QWM-2XTB-D8NV".  We hold their SHA-256, so they are shown once; with 80 bits a plain digest is enough.  Each
 * is used once; a new set replaces the old one.
 */
#ifndef MERCER_SHOP_RECOVERY_H
#define MERCER_SHOP_RECOVERY_H

#include "lib/shop/factor.h"

#define RECOVERY_CODES 10
#define RECOVERY_TEXT_LEN 19

/* A new set; `codes`: RECOVERY_CODES texts (struct str).  ERR_CONFLICT: the account has no factor that they could stand
 * in for. */
enum err recovery_renew(const struct account_env *e, int64_t account_id, struct list *codes) MUST_CHECK;
/* Inside the caller's transaction, after a factor was added: a set if there is none that can be used; else `codes`
 * stays empty. */
enum err recovery_ensure(const struct account_env *e, int64_t account_id, struct list *codes) MUST_CHECK;
/* Inside the caller's transaction: no factor is left, so the codes go too. */
enum err recovery_drop(const struct account_env *e, int64_t account_id) MUST_CHECK;
/* Use one up.  ERR_DENIED: not one of this account's, or used before.  Inside the caller's transaction; throttling is
 * the caller's. */
enum err recovery_use(const struct account_env *e, int64_t account_id, struct str code) MUST_CHECK;

extern const struct db_module recovery_sql;

#endif
