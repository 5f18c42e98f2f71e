/*
 * guard.h - who is asking, and may they: the same for every module, driven by the route table.
 *
 * Every route says `.access`; one that says nothing stops the boot (deny by default).  Before a handler runs,
 * route_dispatch() has
 *	1. refused writes to pages that come from another site or lack the CSRF token (csrf.h),
 *	2. asked struct guard who this is (r->who), for all but ACCESS_ALL,
 *	3. compared that with the route's access, `.permission` and ROUTE_FRESH,
 *	4. for ROUTE_ONCE, claimed the Idempotency-Key.
 * What a person may do with one certain thing is the domain's to say: another's address is ERR_NOT_FOUND, never
 * ERR_DENIED.
 *
 *	access            who passes                                        who else gets
 *	ACCESS_ALL        everybody; nobody is looked up (cacheable pages)  -
 *	ACCESS_VISITOR    everybody; r->who is filled if there is a session -
 *	ACCESS_SHOPPER    a customer with a session                         page: 303 to /login?back=...
 *	ACCESS_HALF       a session whose second factor is still missing    page: 303 to the login page of its realm
 *	ACCESS_OFFICE     staff, fully logged in, with .permission          page: 303 to /admin/login; without the permission 403
 *	ACCESS_TOKEN      /api only: a bearer access token or an API key    401 with WWW-Authenticate; without the permission 403
 * ROUTE_FRESH adds: proved within the last ten minutes, else 303 to the page that asks again (/login/again,
 * /admin/login/again).
 * Each refusal is a line of the log (access.refused), and is told to guard->refused(), which records those of
 * identified callers and bad tokens.
 */
#ifndef MERCER_GUARD_H
#define MERCER_GUARD_H

#include "lib/base/clock.h"
#include "lib/base/permission.h"

struct req;

enum realm { REALM_SHOP, REALM_OFFICE };
enum actor {
	ACTOR_NOBODY,
	ACTOR_CUSTOMER,
	ACTOR_STAFF,
	ACTOR_SELLER,
	ACTOR_COURIER,
	ACTOR_CLIENT,
	ACTOR_KEY,
	ACTOR_OPERATOR,
	ACTOR_SYSTEM,
	ACTOR__MAX
};
/* "staff": as in the audit log. */
const char *actor_name(enum actor a);

enum access {
	ACCESS_UNDECLARED,
	ACCESS_ALL,
	ACCESS_VISITOR,
	ACCESS_SHOPPER,
	ACCESS_HALF,
	ACCESS_OFFICE,
	ACCESS_TOKEN,
	ACCESS__MAX
};

/* Who is asking.  Zeroed: nobody. */
struct identity {
	enum actor actor;
	enum realm realm;
	int64_t account_id;      /* whose things these are; 0: a client or key that acts for the shop */
	struct str account;      /* public id of the account */
	struct str name;         /* given name, or the client's name; may be absent */
	struct str email;        /* sessions only */
	int64_t session_id;      /* 0: token or key */
	struct str session;      /* public id */
	bool full;               /* every factor that this account needs was shown */
	struct time proved_at;   /* last time that a factor was shown */
	struct str client;       /* public id of the OAuth client or key; absent for sessions */
	uint64_t permissions;    /* bits of enum permission */
};
static inline bool identity_may(const struct identity *who, enum permission p)
{ return p == PERM_NONE || (who->permissions & permission_bit(p)); }

/* Cookies (RFC 6265bis prefix: this host only, over TLS only).  The value is 32 random bytes in base64url. */
#define COOKIE_SHOP "__Host-sid"       /* SameSite=Lax */
#define COOKIE_OFFICE "__Host-admin"   /* SameSite=Strict */
#define COOKIE_VISITOR \
	"__Host-visit" /* only where a form is shown to somebody without a session: what its CSRF token is bound to */
/* Set or, with an absent value, delete a cookie.  max_age_s 0: until the browser is closed. */
void cookie_set(struct req *r, const char *name, struct str value, int64_t max_age_s);

enum refusal {
	REFUSED_CSRF,
	REFUSED_CROSS_SITE,
	REFUSED_NOBODY,
	REFUSED_TOKEN,
	REFUSED_PERMISSION,
	REFUSED_STALE,
	REFUSED_KEY_REUSED,
	REFUSED__MAX
};
/* "cross_site" */
const char *refusal_name(enum refusal why);

/* How lib/web reaches the domain, which it does not know: fcgi/common/guard.c. */
struct guard {
	/* Fill *who from the session cookie of `realm`; nobody is OK with ACTOR_NOBODY.  Errors are those of the
	 * database. */
	enum err (*session)(struct req *r, enum realm realm, struct identity *who);
	/* The same from "Authorization: Bearer ...".  ERR_INVALID: not acceptable (401 invalid_token). */
	enum err (*bearer)(struct req *r, struct str token, struct identity *who);
	/* Write it down (audit log, metrics); must not fail visibly. */
	void (*refused)(struct req *r, enum refusal why);
	/* Idempotency-Key (A1.6): see once.h. */
	const struct once_store *once;
};

#endif
