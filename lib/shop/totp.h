/*
 * totp.h - an authenticator app as second factor.  Writes table totp.
 *
 * The secret is sealed ("totp", bound to "totp:<account id>").  It counts only when a code of it was shown.  A code
 * counts once: last_step moves up by one atomic UPDATE, so of fifty requests with the same code one wins.
 */
#ifndef MERCER_SHOP_TOTP_H
#define MERCER_SHOP_TOTP_H

#include "lib/shop/factor.h"

struct totp_setup {
	struct str secret;       /* base32 in groups of four: for typing */
	struct str uri;          /* otpauth:...: for the QR code and, on a phone, as a link */
};
/* Begin to set up, or show again what was begun in the last hour and is not confirmed; a secret that is older is
 * replaced.  ERR_CONFLICT: one is confirmed already. */
enum err totp_begin(const struct account_env *e, int64_t account_id, struct totp_setup *out) MUST_CHECK;
/* The first code confirms it.  ERR_DENIED: wrong; ERR_BUSY: too many wrong ones, later; ERR_NOT_FOUND: nothing begun.
 * `codes` (recovery.h) is filled when the account had no recovery codes yet: they are shown now and never again.
 * first: only for an account without any factor yet, which has shown no more than its password; else ERR_CONFLICT. */
enum err totp_confirm(
    const struct account_env *e, int64_t account_id, bool first, struct str code, struct list *codes) MUST_CHECK;
/* The caller asked for a fresh proof (ROUTE_FRESH).  ERR_NOT_FOUND: none; ERR_CONFLICT: staff cannot remove their last
 * factor. */
enum err totp_remove(const struct account_env *e, int64_t account_id) MUST_CHECK;
/* Is this a code that may be used now?  Uses it up.  ERR_DENIED: no.  Inside the caller's transaction; throttling is
 * the caller's. */
enum err totp_use(const struct account_env *e, int64_t account_id, struct str code) MUST_CHECK;

extern const struct db_module totp_sql;

#endif
