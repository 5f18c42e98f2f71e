/* account_parts.h - what account.c and account_*.c share. */
#ifndef MERCER_SHOP_ACCOUNT_PARTS_H
#define MERCER_SHOP_ACCOUNT_PARTS_H

#include "lib/shop/account.h"
#include "lib/shop/audit.h"

#define N_(msgid) msgid

/* ---- links (account_link.c) ---- */

enum link_purpose { LINK_CONFIRM, LINK_RESET, LINK_EMAIL, LINK_INVITE };
struct account_link {
	int64_t account_id;
	int purpose;
	bool is_used, is_over;
	struct str email;
	/* LINK_CONFIRM: the registration that the link stands for */
	struct str password_hash, given_name, family_name;
	bool newsletter;
};
/* A new link in the caller's transaction; `from` says what it carries.  *token is what the mail gets. */
enum err link_new(const struct account_env *e, const struct account_link *from, struct str *token) MUST_CHECK;
/* ERR_NOT_FOUND: never existed, or for something else; ERR_GONE: used or past its time. */
enum err link_find(
    const struct account_env *e, struct str token, enum link_purpose purpose, struct account_link *out) MUST_CHECK;
/* The newest registration of an account that nobody has confirmed yet.  ERR_NOT_FOUND: none. */
enum err link_newest_registration(const struct account_env *e, int64_t account_id, struct account_link *out) MUST_CHECK;
/* One caller wins, the others get ERR_GONE.  All other links of this purpose and account end with it.  In the caller's
 * transaction. */
enum err link_use(const struct account_env *e, struct str token, const struct account_link *link) MUST_CHECK;
enum err link_end_all(const struct account_env *e, int64_t account_id) MUST_CHECK;
/* How long a link of this purpose is good, in seconds. */
int64_t link_life_s(const struct config *c, enum link_purpose purpose);

/* ---- records (account_event.c) ---- */

/* An event of this account: {"account":"acct_...","locale":"de"[,"link_minutes":60][,"sealed":"..."]}.  `token` and
 * `to` go in sealed; either may be absent. */
struct account_event {
	const char *type;
	struct str public_id, locale;
	struct str token, to;
	int64_t link_minutes; /* 0: none */
	struct str fields;    /* JSON array of names, absent: none */
};
enum err account_event(const struct account_env *e, const struct account_event *event) MUST_CHECK;
enum err account_audit(const struct account_env *e, enum audit_event event, enum audit_outcome outcome,
    struct str public_id, struct str details) MUST_CHECK;

/* ---- throttling (account_throttle.c) ---- */

/* May strangers from here still have us send mails?  *later: no. */
enum err account_stranger_may(const struct account_env *e, bool *later) MUST_CHECK;
/* May this address be sent one more mail that strangers asked for? */
enum err account_mail_may(const struct account_env *e, struct str key, bool *later) MUST_CHECK;

/* The language of mails: the page's when the person looks at it, else the account's. */
struct str account_locale(const struct account_env *e, struct str own);
/* A new mail for a registration that waits; nothing when there is none. */
enum err account_send_confirmation(const struct account_env *e, const struct account *account) MUST_CHECK;
struct account_ask {
	const struct account_env *e;
	struct account account;
};
/* The present password where it is asked for.  ERR_INVALID: complaint under `name`. */
enum err account_ask_present(const struct account_env *e, const struct account *account, struct str present,
    struct str name, struct field_errors *errors) MUST_CHECK;
enum session_realm account_realm_of(enum account_kind kind);
/* Time and work of a password check, for answers that must not show whether there is an account. */
enum err account_pretend(const struct account_env *e) MUST_CHECK;
/* A new password of this account: policy, then hash.  ERR_INVALID: complaints under `name`. */
enum err account_new_password(const struct account_env *e, const struct account *account, struct str password,
    struct str name, struct field_errors *errors, struct str *phc) MUST_CHECK;

/* ---- writing table account (account.c) ---- */

/* ERR_CONFLICT: the state, or the password that was checked, is another one by now. */
enum err account_store_password(struct db *db, int64_t id, struct str phc) MUST_CHECK;
/* The account of this key, new (pending) or not; *made: this call made it.  In a transaction. */
enum err account_insert(const struct account_env *e, enum account_kind kind, struct str email, struct str key,
    struct str given_name, struct str family_name, int64_t *id, bool *made) MUST_CHECK;
enum err account_activate(struct db *db, int64_t id, const struct account_link *link) MUST_CHECK;

#endif
