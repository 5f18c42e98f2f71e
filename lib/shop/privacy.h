/*
 * privacy.h - a person's rights: to have a copy of everything that we know (GDPR Art. 15, 20), and to be forgotten
 * (Art. 17).
 *
 * Both are requests in a queue; the worker does them.  States: pending -> running -> done | failed (tried again) ;
 * pending -> revoked (by the person) or declined (by the shop, with a message).
 *
 * Export: one ZIP with export.json and one CSV file per kind of thing, in secrets-like directory privacy.path, readable
 * by our programs only.  The person gets a mail; fetching it takes a login and the request's id; the file goes after
 * privacy.export_keep (7 days).
 *
 * Erasure is due privacy.erase_delay (14 days) after it was asked for, so that a stolen session cannot destroy an
 * account at once; the mail that announces it says how to revoke.  Then: sessions end, the account's row keeps its id
 * and public id alone (what law makes us keep, orders and invoices, refers to it), and all that names the person goes:
 * addresses, consents, preferences, links, factors, passkeys, identities, keys, grants, mails, addresses and browsers
 * of the audit log, caches.  Payloads of the outbox hold no personal data (outbox.h).  Binary logs and backups forget
 * by their own expiry: docs/security.md says when.
 * A guest's traces are erased by e-mail address with `mercer privacy erase EMAIL`.
 */
#ifndef MERCER_SHOP_PRIVACY_H
#define MERCER_SHOP_PRIVACY_H

#include "lib/shop/account.h"

enum privacy_kind { PRIVACY_EXPORT, PRIVACY_ERASE };
enum privacy_state {
	PRIVACY_PENDING,
	PRIVACY_RUNNING,
	PRIVACY_DONE,
	PRIVACY_DECLINED,
	PRIVACY_REVOKED,
	PRIVACY_FAILED
};
extern const struct shape_enum privacy_kinds[], privacy_states[];

struct privacy_request {
	int64_t id;
	struct str public_id;
	int64_t account_id;
	struct str account;      /* public id */
	int kind, state;
	struct str message;      /* of a declined or failed one */
	struct str file;         /* of an export that is done */
	struct time created_at, due_at, done_at, expires_at;
};
extern const struct shape privacy_request_shape;

/* The person asks.  One open request of a kind at a time: the open one is given back again.  An erasure asks for the
 * password (or a session that was proved within ten minutes: the route says so) before this is called.  Audited; events
 * privacy.export_asked, privacy.erase_asked. */
enum err privacy_ask(
    const struct account_env *e, int64_t account_id, enum privacy_kind kind, struct privacy_request *out) MUST_CHECK;
/* Take a pending erasure (or export) back.  ERR_CONFLICT: it runs already. */
enum err privacy_revoke(const struct account_env *e, int64_t account_id, struct str public_id) MUST_CHECK;
/* The shop says no, with a message that the person sees; or do it now instead of waiting for its day. */
enum err privacy_decline(const struct account_env *e, struct str public_id, struct str message) MUST_CHECK;
enum err privacy_hasten(const struct account_env *e, struct str public_id) MUST_CHECK;
/* A person's requests, newest first; account_id 0: everybody's (back office), open ones first. */
enum err privacy_list(struct db *db, struct arena *a, int64_t account_id, struct list *out) MUST_CHECK;
/* Path of the archive.  ERR_NOT_FOUND: not this account's, not done, or gone. */
enum err privacy_export_file(
    const struct account_env *e, int64_t account_id, struct str public_id, const char **path) MUST_CHECK;

/* The worker's job: do what is due; *done says how many.  privacy_run.c. */
enum err privacy_run(const struct account_env *e, int64_t *done) MUST_CHECK;
/* Now, whatever the state: the operator's command. */
enum err privacy_erase_account(const struct account_env *e, struct str account /* public id */) MUST_CHECK;

extern const struct db_module privacy_sql;     /* ask, list: account, admin */
extern const struct db_module privacy_run_sql; /* worker, operator */

#endif
