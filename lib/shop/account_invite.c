/* account_invite.c - accounts that the shop makes for people, who set their own password by a link; and those of the
 * operator's command.  See account.h. */
#include "lib/shop/account_parts.h"
#include "lib/shop/password.h"

struct invitation {
	const struct account_env *e;
	enum account_kind kind;
	struct str email, key, given_name, family_name;
	struct str phc; /* account_create(): active at once; absent: a link is sent */
	bool exists;
	struct account account;
};

static enum err
send_link(const struct account_env *e, const struct account *account)
{
	const struct account_link link = { .account_id = account->id, .purpose = LINK_INVITE };
	struct account_event event = { .type = "account.invited",
		.public_id = account->public_id,
		.locale = account_locale(e, account->locale),
		.link_minutes = link_life_s(e->config, LINK_INVITE) / 60 };
	enum err err = link_new(e, &link, &event.token);

	if (err || (err = account_event(e, &event)))
		return err;
	return account_audit(e, AUDIT_INVITED, AUDIT_OK, account->public_id,
	    str_printf(e->arena, "{\"kind\":\"%s\"}", account_kinds[account->kind].name));
}

static enum err
activate(const struct account_env *e, struct account *account, const struct account_link *registration)
{
	struct account_event event = { .type = "account.confirmed",
		.public_id = account->public_id,
		.locale = account_locale(e, account->locale) };
	enum err err;

	if ((err = account_activate(e->db, account->id, registration)) || (err = account_event(e, &event))
	    || (err = account_get(e->db, e->arena, account->id, account)))
		return err;
	return account_audit(e, AUDIT_CONFIRM, AUDIT_OK, account->public_id, STR_ABSENT);
}

static enum err
store(struct db *db, void *payload)
{
	struct invitation *in = payload;
	const struct account_link registration = {
		.password_hash = in->phc, .given_name = in->given_name, .family_name = in->family_name
	};
	int64_t id;
	bool made;
	enum err err = account_insert(in->e, in->kind, in->email, in->key, in->given_name, in->family_name, &id, &made);

	if (err || (err = account_get(db, in->e->arena, id, &in->account)))
		return err;
	/* Who was invited before and did not come is invited again; a shopper's own registration that waits is no
	 * hindrance either. */
	in->exists = in->account.state != ACCOUNT_PENDING || in->account.kind != (int)in->kind;
	if (in->exists)
		return err_fail(ERR_CONFLICT, "could not make an account: there is one");
	return str_is_absent(in->phc) ? send_link(in->e, &in->account) : activate(in->e, &in->account, &registration);
}

/* Names and address; complaints of the fields. */
static bool
is_right(struct invitation *in, struct field_errors *errors)
{
	const struct {
		const char *name;
		struct str text;
	} names[] = { { "given_name", in->given_name }, { "family_name", in->family_name } };

	if (email_key(in->e->arena, in->email, &in->key)) {
		err_clear();
		field_error(errors, STR("email"), format_email.hint, (struct opt_i64){ 0 });
	}
	for (size_t i = 0; i < COUNT(names); i++)
		if (!str_is_absent(names[i].text) && (!str_is_utf8(names[i].text) || str_chars(names[i].text) > 100))
			field_error(errors, str_of(names[i].name), N_("Enter at most %lld characters."),
			    (struct opt_i64){ true, 100 });
	return errors->count == 0;
}

static enum err
invite(struct invitation *in, struct field_errors *errors, struct account *out)
{
	enum err err = db_transaction(in->e->db, store, in);

	if (err == ERR_CONFLICT && in->exists) {
		field_error(
		    errors, STR("email"), N_("There is an account with this address already."), (struct opt_i64){ 0 });
		return err_fail(ERR_INVALID, "could not make an account: see the fields");
	}
	if (!err)
		*out = in->account;
	return err;
}

enum err
account_invite(const struct account_env *e, enum account_kind kind, struct str email, struct str given_name,
    struct str family_name, struct field_errors *errors, struct account *out)
{
	struct invitation in = {
		.e = e, .kind = kind, .email = email, .given_name = given_name, .family_name = family_name
	};

	return is_right(&in, errors) ? invite(&in, errors, out)
				     : err_fail(ERR_INVALID, "could not invite: see the fields");
}

enum err
account_create(const struct account_env *e, enum account_kind kind, struct str email, struct str given_name,
    struct str family_name, struct str password, struct field_errors *errors, struct account *out)
{
	struct invitation in = {
		.e = e, .kind = kind, .email = email, .given_name = given_name, .family_name = family_name
	};
	enum err err;

	password_acceptable(password, email, config_str(e->config, "site.name"), false, STR("password"), errors);
	if (!is_right(&in, errors))
		return err_fail(ERR_INVALID, "could not make an account: see the fields");
	err = password_hash(e->arena, e->config, password, &in.phc);
	return err ? err : invite(&in, errors, out);
}

/* ---- the link ---- */

struct acceptance {
	const struct account_env *e;
	struct str token;
	struct account_link link;
	struct account account;
	struct str phc;
};

static enum err
accept(struct db *db UNUSED, void *payload)
{
	struct acceptance *at = payload;
	const struct account_link registration = { .password_hash = at->phc };
	enum err err = link_use(at->e, at->token, &at->link);

	return err ? err : activate(at->e, &at->account, &registration);
}

enum err
account_invite_peek(const struct account_env *e, struct str token, struct account *out)
{
	struct account_link link;
	enum err err = link_find(e, token, LINK_INVITE, &link);

	return err ? err : account_get(e->db, e->arena, link.account_id, out);
}

enum err
account_accept_invite(const struct account_env *e, struct str token, struct str password, struct field_errors *errors,
    struct account *out)
{
	struct acceptance at = { .e = e, .token = token };
	enum err err;

	if ((err = link_find(e, token, LINK_INVITE, &at.link)) ||
	    (err = account_get(e->db, e->arena, at.link.account_id, &at.account)) ||
	    (err = account_new_password(e, &at.account, password, STR("password"), errors, &at.phc)) ||
	    (err = db_transaction(e->db, accept, &at)))
		return err;
	*out = at.account;
	return OK;
}
