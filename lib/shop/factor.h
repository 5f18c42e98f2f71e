/*
 * factor.h - what an account can show besides its password, and the second step of a login.
 *
 * An account has a second factor when it has a confirmed authenticator app (totp.h) or a passkey (passkey.h).  Recovery
 * codes (recovery.h) stand in for a lost one; alone they are no factor.  account_login() asks factors_of() whether the
 * password is enough:
 *
 *	shop    LOGIN_OK without a factor, LOGIN_FACTOR with one
 *	office  LOGIN_FACTOR always: who has no factor yet is led to set one up, and can do nothing else (ACCESS_HALF)
 *	until then
 *
 * The factor_* calls below check one proof and, in the same transaction, raise the session to SESSION_FULL with a new
 * token (session_prove), write the audit record and, for a recovery code, the event account.factor_changed.  In a
 * session that is full already they renew proved_at (ROUTE_FRESH).
 * Wrong codes are throttled per account and address prefix (5 at once, then one a minute) and, loosely, per account; a
 * passkey is not guessed and is not slowed by them, so a stranger who knows the password cannot lock its owner out.
 */
#ifndef MERCER_SHOP_FACTOR_H
#define MERCER_SHOP_FACTOR_H

#include "lib/shop/account.h"

struct factors {
	bool totp;               /* set up and confirmed */
	int64_t passkeys;
	int64_t recovery_left;   /* codes not used yet */
	struct time totp_since;  /* absent: no totp */
	struct time recovery_since;
};
extern const struct shape factors_shape;
static inline bool factors_any(const struct factors *f) { return f->totp || f->passkeys > 0; }
/* One statement; an account that does not exist has none. */
enum err factors_of(struct db *db, int64_t account_id, struct factors *out) MUST_CHECK;

enum factor_result {
	FACTOR_OK,
	FACTOR_WRONG,    /* wrong, used before, or foreign: one answer for all */
	FACTOR_LATER,    /* too many wrong ones: *retry_s */
	/* the passkey did not check who holds it (no PIN, no finger): not enough to log in with it alone */
	FACTOR_VERIFY,
};
struct factor_outcome {
	enum factor_result result;
	int64_t retry_s;
	struct str token;        /* FACTOR_OK: the new session's, for the cookie */
	int64_t account_id;      /* FACTOR_OK */
	int64_t recovery_left;   /* after a recovery code was used */
};
/* `s`: the session that shows the factor, of stage PASSWORD or FULL. */
enum err factor_totp(
    const struct account_env *e, const struct session *s, struct str code, struct factor_outcome *out) MUST_CHECK;
enum err factor_recovery(
    const struct account_env *e, const struct session *s, struct str code, struct factor_outcome *out) MUST_CHECK;
/* `credential`: AuthenticationResponseJSON of WebAuthn level 3, as the page's script sends it. */
enum err factor_passkey(
    const struct account_env *e, const struct session *s, struct str credential, struct factor_outcome *out) MUST_CHECK;
/* Login by passkey alone: the passkey says whose it is, and must have verified its holder; makes a session of stage
 * FULL. */
enum err factor_login(const struct account_env *e, enum session_realm realm, struct str credential,
    struct factor_outcome *out) MUST_CHECK;

/* For code that changes factors: event account.factor_changed {"account", "change": added|removed|used, "factor":
 * totp|passkey|recovery}, and the audit record that goes with it. */
enum factor_change { FACTOR_ADDED, FACTOR_REMOVED, FACTOR_USED };
enum err factor_changed(const struct account_env *e, struct str account, enum factor_change change, const char *factor,
    struct str object) MUST_CHECK;

extern const struct db_module factor_sql;

#endif
