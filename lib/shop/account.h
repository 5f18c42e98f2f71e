/*
 * account.h - people: shoppers and those of the back office.  Registration, confirmation, login, password, e-mail,
 * profile, state.
 *
 * Nothing here tells a stranger whether an address has an account: registering a known one, asking for a reset of an
 * unknown one and logging in with a wrong password all look, and take, the same (standards B2.1, B2.3); the owner of
 * the address gets a mail that says what happened.
 * E-mail keys: NFC, lower case, domain in ASCII (IDNA); no folding of dots or plus parts, which would join different
 * people's mailboxes.
 * States: pending (registered, address not confirmed: may log in after confirming only) -> active <-> disabled; erased
 * is final.
 * Functions that change something take `who`, write their audit record and their outbox event in one transaction, and
 * end sessions where that is due.
 * Field errors go to `errors` under the names of the input shapes; ERR_INVALID then.
 */
#ifndef MERCER_SHOP_ACCOUNT_H
#define MERCER_SHOP_ACCOUNT_H

#include "lib/io/cache.h"
#include "lib/io/crypto.h"
#include "lib/io/db.h"
#include "lib/shop/session.h"
#include "lib/shop/who.h"

enum account_kind { ACCOUNT_CUSTOMER, ACCOUNT_STAFF, ACCOUNT_SELLER, ACCOUNT_COURIER };
enum account_state { ACCOUNT_PENDING, ACCOUNT_ACTIVE, ACCOUNT_DISABLED, ACCOUNT_ERASED };
extern const struct shape_enum account_kinds[], account_states[], account_realms[];

struct account {
	int64_t id;
	struct str public_id;
	int realm, kind, state;
	struct str email, given_name, family_name, phone, locale;
	struct time birthday;
	struct time email_confirmed_at, password_changed_at, created_at, last_login_at;
	bool has_password, has_totp;
	int64_t passkeys;
	int64_t version;         /* ETag / If-Match */
};
extern const struct shape account_shape;
enum err account_get(struct db *db, struct arena *a, int64_t id, struct account *out) MUST_CHECK;
enum err account_find(struct db *db, struct arena *a, struct str public_id, struct account *out) MUST_CHECK;
enum err account_by_email(
    struct db *db, struct arena *a, enum session_realm realm, struct str email, struct account *out) MUST_CHECK;
/* The key of an address; ERR_INVALID when it is not one (RFC 5321 limits; quoted local parts and address literals are
 * not taken). */
enum err email_key(struct arena *a, struct str email, struct str *key) MUST_CHECK;
extern const struct shape_format format_email, format_phone;

/* What needs more than the database: all of it belongs to the worker process. */
struct account_env {
	struct db *db;
	struct cache *cache;
	struct arena *arena;
	const struct config *config;
	const struct who *who;
};

/* ---- registration ---- */
struct registration {
	struct str email, password, given_name, family_name;
	bool newsletter;
};
extern const struct shape registration_shape;
/* OK also when the address has an account already (its owner gets a mail instead). */
enum err account_register(
    const struct account_env *e, const struct registration *in, struct field_errors *errors) MUST_CHECK;
/* The link of the mail.  ERR_GONE: used or past its time; ERR_NOT_FOUND: never existed.  Guest orders of the address
 * join the account (event). */
enum err account_confirm(const struct account_env *e, struct str token, struct account *out) MUST_CHECK;
enum err account_confirm_again(const struct account_env *e, struct str email) MUST_CHECK;

/* ---- login ---- */
enum login_result {
	LOGIN_OK,       /* session made: *token */
	LOGIN_FACTOR,   /* password right, second factor to come: a session of stage PASSWORD was made */
	LOGIN_REFUSED,  /* unknown address, wrong password, not active: one answer for all */
	LOGIN_LATER,    /* throttled: *retry_s */
	LOGIN_PUZZLE,   /* a burst is seen: the browser must solve *puzzle first (puzzle.h) */
};
struct login {
	struct str email, password;
	struct str puzzle, solution; /* absent: none was asked */
};
struct login_outcome {
	enum login_result result;
	struct account account;
	struct str token;
	int64_t retry_s;
	struct str puzzle;
};
enum err account_login(const struct account_env *e, enum session_realm realm, const struct login *in,
    struct login_outcome *out) MUST_CHECK;
/* Does this password belong to the account?  For everything that asks the present one; counts against the throttle.
 * ERR_DENIED: no. */
enum err account_check_password(const struct account_env *e, int64_t account_id, struct str password) MUST_CHECK;

/* ---- password and e-mail ---- */
enum err account_reset_ask(const struct account_env *e, enum session_realm realm, struct str email) MUST_CHECK;
/* Is the link good?  For the page that shows the form; uses nothing up. */
enum err account_reset_peek(const struct account_env *e, struct str token, struct account *out) MUST_CHECK;
/* One success per token, however many try at once; ends all sessions; does not log in. */
enum err account_reset(
    const struct account_env *e, struct str token, struct str password, struct field_errors *errors) MUST_CHECK;
enum err account_change_password(const struct account_env *e, int64_t account_id, int64_t keep_session,
    struct str present, struct str wanted, struct field_errors *errors) MUST_CHECK;
/* Sends a link to the new address and a notice to the old one; nothing changes until the link is used. */
enum err account_change_email(const struct account_env *e, int64_t account_id, struct str password, struct str email,
    struct field_errors *errors) MUST_CHECK;
enum err account_change_email_confirm(const struct account_env *e, struct str token, struct account *out) MUST_CHECK;

/* ---- profile, state ---- */
struct profile {
	struct str given_name, family_name, phone, locale;
	struct time birthday;
	int64_t version;
};
extern const struct shape profile_shape;
/* ERR_PRECONDITION: another version is stored by now. */
enum err account_change_profile(
    const struct account_env *e, int64_t account_id, const struct profile *in, struct field_errors *errors) MUST_CHECK;
/* active <-> disabled */
enum err account_set_state(const struct account_env *e, int64_t account_id, enum account_state state) MUST_CHECK;
/* Back office: make an account that sets its own password by a link (staff, seller, courier, or a customer that the
 * shop enters). */
/* for the page with the form */
enum err account_invite_peek(const struct account_env *e, struct str token, struct account *out) MUST_CHECK;
enum err account_invite(const struct account_env *e, enum account_kind kind, struct str email, struct str given_name,
    struct str family_name, struct field_errors *errors, struct account *out) MUST_CHECK;
enum err account_accept_invite(const struct account_env *e, struct str token, struct str password,
    struct field_errors *errors, struct account *out) MUST_CHECK;
/* The operator's command: active at once, with this password and a confirmed address. */
enum err account_create(const struct account_env *e, enum account_kind kind, struct str email, struct str given_name,
    struct str family_name, struct str password, struct field_errors *errors, struct account *out) MUST_CHECK;
/* A page of customers or staff: by name or e-mail prefix; keyset. */
struct account_filter {
	int realm;
	struct str q;
	int state;      /* -1: all */
	int64_t after;  /* id; 0: from the newest */
	int64_t limit;
};
enum err account_list(struct db *db, struct arena *a, const struct account_filter *f, struct list *out) MUST_CHECK;

extern const struct db_module account_sql; /* account_get() and the other two that find one: everybody */
/* registration, links, login, e-mail, profile: account, admin; lists, state: admin */
extern const struct db_module account_write_sql, account_link_sql, account_login_sql, account_email_sql,
    account_list_sql, account_profile_sql, account_state_sql;

#endif
