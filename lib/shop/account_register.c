/*
 * account_register.c - registration and its confirmation by mail.  See account.h.
 *
 * A registration lives in its link (account_link) until the link is used; the account that waits has an address and
 * nothing else.  So each mail confirms the registration that caused it: neither who registers somebody else's address
 * first, nor who does it last, gets a password of his own into the account of the owner.  Confirming does not log in:
 * whoever comes through the link must then show the password, or choose a new one.
 */
#include "lib/shop/account_parts.h"
#include "lib/shop/consent.h"
#include "lib/shop/password.h"

static const struct shape_field fields[] = {
	SHAPE_STR(struct registration, email, 3, 254, .flags = SHAPE_REQUIRED, .format = &format_email,
	    .doc = "e-mail address"),
	SHAPE_STR(struct registration, password, PASSWORD_MIN, PASSWORD_MAX,
	    .flags = SHAPE_REQUIRED | SHAPE_WRITE_ONLY | SHAPE_SECRET | SHAPE_NO_TRIM,
	    .doc = "password: length counts, a sentence is good"),
	SHAPE_STR(struct registration, given_name, 1, 100, .doc = "given name"),
	SHAPE_STR(struct registration, family_name, 1, 100, .doc = "family name"),
	SHAPE_BOOL(struct registration, newsletter, .doc = "wants the newsletter"),
};
const struct shape registration_shape =
    SHAPE(struct registration, fields, "What somebody says of himself to become a customer.");

struct attempt {
	const struct account_env *e;
	const struct registration *in;
	struct str key, phc;
};

/* The mail of a registration: a link of its own. */
static enum err
send_link(const struct account_env *e, const struct account *account, const struct account_link *from, const char *type)
{
	struct account_event event = { .type = type,
		.public_id = account->public_id,
		.locale = account_locale(e, account->locale),
		.link_minutes = link_life_s(e->config, LINK_CONFIRM) / 60 };
	enum err err = link_new(e, from, &event.token);

	return err ? err : account_event(e, &event);
}

static enum err
tell_owner(const struct account_env *e, const struct account *account)
{
	struct account_event event = {
		.type = "account.exists", .public_id = account->public_id, .locale = account_locale(e, account->locale)
	};

	return account_event(e, &event);
}

static enum err
store(struct db *db, void *payload)
{
	const struct attempt *at = payload;
	const struct account_env *e = at->e;
	struct account_link link = { .purpose = LINK_CONFIRM,
		.password_hash = at->phc,
		.given_name = at->in->given_name,
		.family_name = at->in->family_name,
		.newsletter = at->in->newsletter };
	struct account account;
	bool made, waits;
	enum err err = account_insert(
	    e, ACCOUNT_CUSTOMER, at->in->email, at->key, STR_ABSENT, STR_ABSENT, &link.account_id, &made);

	if (err || (err = account_get(db, e->arena, link.account_id, &account)))
		return err;
	waits = account.state == ACCOUNT_PENDING;
	err = waits ? send_link(e, &account, &link, made ? "account.registered" : "account.confirm_asked")
		    : tell_owner(e, &account);
	if (err)
		return err;
	return account_audit(e, AUDIT_REGISTER, waits ? AUDIT_OK : AUDIT_REFUSED, account.public_id,
	    waits ? STR_ABSENT : STR("{\"why\":\"exists\"}"));
}

enum err
account_register(const struct account_env *e, const struct registration *in, struct field_errors *errors)
{
	struct attempt at = { .e = e, .in = in };
	bool later = false;
	enum err err;

	if (!shape_check(&registration_shape, in, STR(""), errors) ||
	    !password_acceptable(
		in->password, in->email, config_str(e->config, "site.name"), false, STR("password"), errors))
		return err_fail(ERR_INVALID, "could not register: see the fields");
	if ((err = email_key(e->arena, in->email, &at.key)) || (err = account_stranger_may(e, &later)))
		return err;
	if (later) {
		field_error(errors, STR("email"),
		    N_("There were too many tries from your network. Try again in a few minutes."),
		    (struct opt_i64){ 0 });
		return err_fail(ERR_INVALID, "could not register: throttled");
	}
	/* The same work whether the address is known or not. */
	if ((err = password_hash(e->arena, e->config, in->password, &at.phc)) ||
	    (err = account_mail_may(e, at.key, &later)))
		return err;
	return later ? OK : db_transaction(e->db, store, &at);
}

/* ---- the link ---- */

struct confirmation {
	const struct account_env *e;
	struct str token;
	struct account_link link;
	struct account account;
};

static enum err
confirm(struct db *db, void *payload)
{
	struct confirmation *c = payload;
	const struct account_env *e = c->e;
	struct account_event event = { .type = "account.confirmed" };
	enum err err;

	if ((err = link_use(e, c->token, &c->link)) || (err = account_activate(db, c->link.account_id, &c->link))
	    || (err = account_get(db, e->arena, c->link.account_id, &c->account)))
		return err;
	if (c->link.newsletter && (err = consent_set(e, c->link.account_id, STR("newsletter"), true, CONSENT_REGISTER)))
		return err;
	event.public_id = c->account.public_id;
	event.locale = account_locale(e, c->account.locale);
	if ((err = account_event(e, &event)))
		return err;
	return account_audit(e, AUDIT_CONFIRM, AUDIT_OK, c->account.public_id, STR_ABSENT);
}

enum err
account_confirm(const struct account_env *e, struct str token, struct account *out)
{
	struct confirmation c = { .e = e, .token = token };
	enum err err = link_find(e, token, LINK_CONFIRM, &c.link);

	if (!err && !(err = db_transaction(e->db, confirm, &c)))
		*out = c.account;
	return err;
}

static enum err
ask_again(struct db *db UNUSED, void *payload)
{
	const struct account_ask *again = payload;
	struct account_link link;
	enum err err = link_newest_registration(again->e, again->account.id, &link);

	return err ? err : send_link(again->e, &again->account, &link, "account.confirm_asked");
}

enum err
account_send_confirmation(const struct account_env *e, const struct account *account)
{
	struct account_ask again = { e, *account };
	enum err err = db_transaction(e->db, ask_again, &again);

	if (err == ERR_NOT_FOUND) /* its registration is too old: register anew */
		err_clear();
	return err == ERR_NOT_FOUND ? OK : err;
}

enum err
account_confirm_again(const struct account_env *e, struct str email)
{
	struct account account;
	struct str key;
	bool later = false;
	enum err err;

	if (email_key(e->arena, email, &key)) {
		err_clear();
		return account_pretend(e);
	}
	if ((err = account_stranger_may(e, &later)) || (err = account_pretend(e)) || later)
		return err;
	err = account_by_email(e->db, e->arena, SESSION_SHOP, email, &account);
	if (err || account.state != ACCOUNT_PENDING)
		return err == ERR_NOT_FOUND ? OK : err;
	if ((err = account_mail_may(e, key, &later)) || later)
		return err;
	return account_send_confirmation(e, &account);
}
