/*
 * audit.h - the audit log: every security event once; append-only by grant; hash-chained (standards A4.4).
 *
 * audit() is called inside the transaction that makes the change, as its last statements: it locks audit_head, so the
 * chain has one order and a change without its record cannot be committed, nor the reverse.  Refusals, which change
 * nothing, are a transaction of their own.
 *
 *	hash = SHA-256(previous || id || at || event || outcome || actor_kind || actor || object_kind || object ||
 *	request_id || details || person_digest) person_digest = SHA-256(salt || ip || agent)
 * each part preceded by its length (4 bytes, big endian; absent 0xffffffff; see audit_chain.h).  Address and browser
 * stand in audit_person, which erasing a person deletes:
 * the chain stays whole, and nothing that names a person remains.  Therefore `details` never holds names, addresses,
 * mail addresses or secrets: only public ids, field names, counts and codes.
 *
 * `mercer audit verify` walks the chain and compares its end with audit_head.  Events are the constants below:
 * docs/security.md lists them.
 */
#ifndef MERCER_SHOP_AUDIT_H
#define MERCER_SHOP_AUDIT_H

#include "lib/io/db.h"
#include "lib/shop/who.h"

/* X(constant, "name") - "<thing>.<what happened>" */
#define AUDIT_EVENTS(X) \
	X(AUDIT_LOGIN, "login") \
	X(AUDIT_LOGIN_REFUSED, "login.refused") X(AUDIT_LOGIN_THROTTLED, "login.throttled") X( \
	    AUDIT_LOGOUT, "logout") X(AUDIT_REGISTER, "account.registered") X(AUDIT_CONFIRM, \
	    "account.confirmed") X(AUDIT_RESET_ASKED, "password.reset_asked") X(AUDIT_PASSWORD, "password.changed") \
	    X(AUDIT_EMAIL, "email.changed") X(AUDIT_PROFILE, "profile.changed") X(AUDIT_CONSENT, "consent.changed") X( \
		AUDIT_SESSION_ENDED, "session.ended") X(AUDIT_FACTOR_ADDED, "factor.added") X(AUDIT_FACTOR_REMOVED, \
		"factor.removed") X(AUDIT_FACTOR_REFUSED, "factor.refused") X(AUDIT_RECOVERY_USED, "recovery.used") \
		X(AUDIT_IDENTITY_LINKED, "identity.linked") X(AUDIT_IDENTITY_UNLINKED, "identity.unlinked") X( \
		    AUDIT_DISABLED, "account.disabled") X(AUDIT_ENABLED, "account.enabled") X(AUDIT_INVITED, \
		    "staff.invited") X(AUDIT_ROLES, "roles.changed") X(AUDIT_ROLE, "role.changed") X(AUDIT_CLIENT, \
		    "client.changed") X(AUDIT_CLIENT_REFUSED, "client.refused") X(AUDIT_GRANT, "grant.given") \
		    X(AUDIT_GRANT_REVOKED, "grant.revoked") X(AUDIT_TOKEN_REUSED, "token.reused") X( \
			AUDIT_TOKEN_REFUSED, "token.refused") X(AUDIT_KEY, "key.changed") X(AUDIT_SIGNING_KEYS, \
			"signing_keys.changed") X(AUDIT_PROVIDER, "provider.changed") X(AUDIT_DENIED, "access.denied") \
			X(AUDIT_CSRF, "request.forged") X(AUDIT_EXPORT, "privacy.export") X(AUDIT_ERASE, \
			    "privacy.erase") X(AUDIT_MAIL_RETRIED, "mail.retried") X(AUDIT_VIEWED, "customer.viewed") \
			    X(AUDIT_EXPORTED, "audit.exported") X(AUDIT_ORDER, "order.changed") \
				X(AUDIT_REFUND, "refund.granted") X(AUDIT_PAYMENT, "payment.changed") \
				    X(AUDIT_SHIPMENT, "shipment.changed") X(AUDIT_STOCK, "stock.changed") \
					X(AUDIT_WAREHOUSE, "warehouse.changed") X(AUDIT_SHIPPING, "shipping.changed") \
					    X(AUDIT_PRICE, "price.changed") X(AUDIT_PROMOTION, "promotion.changed") \
						X(AUDIT_TAX, "tax.changed") X(AUDIT_GROUP, "customer_group.changed")
#define AUDIT_CONSTANT(constant, name) constant,
enum audit_event { AUDIT_EVENTS(AUDIT_CONSTANT) AUDIT__COUNT };
#undef AUDIT_CONSTANT
enum audit_outcome { AUDIT_OK, AUDIT_REFUSED, AUDIT_FAILED };
const char *audit_event_name(enum audit_event e);
const char *audit_outcome_name(enum audit_outcome o);

struct audit {
	enum audit_event event;
	enum audit_outcome outcome;
	const char *object_kind; /* "account", "role", ...; NULL: none */
	struct str object;       /* its public id */
	struct str details;      /* a JSON object, may be absent: {"fields":["locale"]} */
};
/* Joins the caller's transaction, or makes one of its own.  Four statements and, alone, BEGIN and COMMIT: count them in
 * the route's budget. */
enum err audit(struct db *db, const struct who *who, const struct audit *a) MUST_CHECK;

/* Erasing a person (public id of the account): address and browser of the records that he caused, or that strangers
 * caused about him. */
enum err audit_forget(struct db *db, struct str account) MUST_CHECK;
/* The same for all records older than `before`, at most `most` at once: retention. */
enum err audit_forget_before(struct db *db, struct time before, int64_t most, int64_t *deleted) MUST_CHECK;

extern const struct db_module audit_sql;        /* append: account, oauth, admin, worker */
extern const struct db_module audit_forget_sql; /* worker, operator */

#endif
