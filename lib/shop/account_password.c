/* account_password.c - forgotten and changed passwords.  See account.h. */
#include "lib/shop/account_parts.h"
#include "lib/shop/password.h"
#include "lib/shop/session.h"

/* A link to a new password, for an account that may log in. */
static enum err
ask(struct db *db UNUSED, void *payload)
{
	const struct account_ask *ask = payload;
	const struct account_env *e = ask->e;
	const struct account_link link = { .account_id = ask->account.id, .purpose = LINK_RESET };
	struct account_event event = { .type = "account.reset_asked",
		.public_id = ask->account.public_id,
		.locale = account_locale(e, ask->account.locale),
		.link_minutes = link_life_s(e->config, LINK_RESET) / 60 };
	enum err err = link_new(e, &link, &event.token);

	if (err || (err = account_event(e, &event)))
		return err;
	return account_audit(e, AUDIT_RESET_ASKED, AUDIT_OK, ask->account.public_id, STR_ABSENT);
}

enum err
account_reset_ask(const struct account_env *e, enum session_realm realm, struct str email)
{
	struct account_ask found = { .e = e };
	struct str key;
	bool later = false;
	enum err err;

	if ((err = account_stranger_may(e, &later)) || (err = account_pretend(e)) || later)
		return err;
	if (email_key(e->arena, email, &key) || account_by_email(e->db, e->arena, realm, email, &found.account)) {
		err_clear();
		return account_audit(e, AUDIT_RESET_ASKED, AUDIT_REFUSED, STR_ABSENT, STR_ABSENT);
	}
	if ((err = account_mail_may(e, key, &later)) || later)
		return err;
	if (found.account.state == ACCOUNT_PENDING && realm == SESSION_SHOP)
		return account_send_confirmation(e, &found.account);
	if (found.account.state != ACCOUNT_ACTIVE)
		return account_audit(e, AUDIT_RESET_ASKED, AUDIT_REFUSED, found.account.public_id, STR_ABSENT);
	return db_transaction(e->db, ask, &found);
}

enum err
account_reset_peek(const struct account_env *e, struct str token, struct account *out)
{
	struct account_link link;
	enum err err = link_find(e, token, LINK_RESET, &link);

	if (!err)
		err = account_get(e->db, e->arena, link.account_id, out);
	if (!err && out->state != ACCOUNT_ACTIVE)
		err = err_fail(ERR_GONE, "could not use a link: the account is not active");
	return err;
}

struct setting {
	const struct account_env *e;
	const struct account *account;
	struct str token;      /* of the link that is used up; absent: none */
	struct str phc;
	struct str was;        /* "reset", "change": for the audit record */
	int64_t keep_session;
};

/* The new password, and the end of everything that the old one opened: sessions, and other links to a new one. */
static enum err
set(struct db *db, void *payload)
{
	const struct setting *s = payload;
	const struct account_env *e = s->e;
	const struct account_link link = { .account_id = s->account->id, .purpose = LINK_RESET };
	const struct account_event event = { .type = "account.password_changed", .public_id = s->account->public_id,
		.locale = account_locale(e, s->account->locale) };
	enum err err = str_is_absent(s->token) ? link_end_all(e, s->account->id) : link_use(e, s->token, &link);

	if (err || (err = account_store_password(db, s->account->id, s->phc)) ||
	    (err = session_end_all(db, e->cache, s->account->id, s->keep_session)) || (err = account_event(e, &event)))
		return err;
	return account_audit(e, AUDIT_PASSWORD, AUDIT_OK, s->account->public_id,
	    str_printf(e->arena, "{\"by\":\"%.*s\"}", STR_ARG(s->was)));
}

enum err
account_reset(const struct account_env *e, struct str token, struct str password, struct field_errors *errors)
{
	struct account account;
	struct setting s = { .e = e, .account = &account, .token = token, .was = STR("reset") };
	enum err err = account_reset_peek(e, token, &account);

	if (err || (err = account_new_password(e, &account, password, STR("password"), errors, &s.phc)))
		return err;
	err = db_transaction(e->db, set, &s);
	return err == ERR_CONFLICT ? err_fail(ERR_GONE, "could not use a link: the account is not active") : err;
}

enum err
account_change_password(const struct account_env *e, int64_t account_id, int64_t keep_session, struct str present,
    struct str wanted, struct field_errors *errors)
{
	struct account account;
	struct setting s = { .e = e, .account = &account, .was = STR("change"), .keep_session = keep_session };
	enum err err;

	db_primary(e->db);
	if ((err = account_get(e->db, e->arena, account_id, &account)) ||
	    (err = account_ask_present(e, &account, present, STR("present"), errors)) ||
	    (err = account_new_password(e, &account, wanted, STR("wanted"), errors, &s.phc)))
		return err;
	return db_transaction(e->db, set, &s);
}

/* Who never had a password (login by a provider or a passkey) has none to show: the page asked for a fresh proof of
 * another kind. */
enum err
account_ask_present(const struct account_env *e, const struct account *account, struct str present, struct str name,
    struct field_errors *errors)
{
	enum err err = account->has_password ? account_check_password(e, account->id, present) : OK;

	if (err == ERR_DENIED) {
		field_error(errors, name, N_("This is not your present password."), (struct opt_i64){ 0 });
		return err_fail(ERR_INVALID, "could not go on: another password");
	}
	if (err == ERR_BUSY && e->who) {
		field_error(errors, name, N_("There were too many tries. Wait a minute, then try again."),
		    (struct opt_i64){ 0 });
		return err_fail(ERR_INVALID, "could not go on: throttled");
	}
	return err;
}
