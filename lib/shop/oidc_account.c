/* oidc_account.c - whose account is it that a provider vouches for?  The rules are in provider.h. */
#include "lib/shop/account_parts.h"
#include "lib/shop/factor.h"
#include "lib/shop/oidc_parts.h"
#include "lib/shop/outbox.h"

enum { OWNER, LINK, USED };

struct owner {
	int64_t account_id;
	int state;
};
static const struct shape_field owner_fields[] = { SHAPE_I64(struct owner, account_id, 1, INT64_MAX),
	SHAPE_ENUM(struct owner, state, account_states) };
static const struct shape owner_shape = SHAPE(struct owner, owner_fields, "Whose an identity is.");

static const struct db_query queries[] = {
	[OWNER] = { "identity_owner", "is", &owner_shape,
	    "SELECT i.account_id, a.state FROM account_identity i JOIN account a ON a.id = i.account_id WHERE i.provider_id = ? AND i.subject = ?"
	    " FOR UPDATE" },
	[LINK] = { "identity_link", "siiss", NULL,
	    "INSERT INTO account_identity (public_id, account_id, provider_id, subject, email) VALUES (?, ?, ?, ?, ?)" },
	[USED] = { "identity_used", "sis", NULL,
	    "UPDATE account_identity SET used_at = NOW(6), email = ? WHERE provider_id = ? AND subject = ?" },
};
const struct db_module oidc_sql = { "oidc", queries, COUNT(queries) };

struct settling {
	const struct account_env *e;
	const struct provider *provider;
	const struct oidc_claims *claims;
	int64_t link_account;
	struct oidc_outcome *out;
};

static enum err
link_it(struct db *db, const struct settling *s, int64_t account_id)
{
	struct arena *a = s->e->arena;
	struct str details = str_printf(a, "{\"provider\":\"%.*s\"}", STR_ARG(s->provider->code));
	struct account_event event = { .type = "account.identity_linked" };
	struct account account;
	char id[32];
	enum err err;

	public_id(id, "ident");
	{
		const struct db_arg args[] = { db_str(str_of(id)), db_i64(account_id), db_i64(s->provider->id),
			db_str(s->claims->subject), db_str(s->claims->email) };
		if ((err = account_get(db, a, account_id, &account)) ||
		    (err = db_exec(db, &queries[LINK], args, COUNT(args), NULL)))
			return err;
	}
	event.public_id = account.public_id;
	event.locale = account_locale(s->e, account.locale);
	if ((err = account_event(s->e, &event)))
		return err;
	return account_audit(s->e, AUDIT_IDENTITY_LINKED, AUDIT_OK, account.public_id, details);
}

/* The provider's word is a first factor, like a password. */
static enum err
log_in(struct db *db, const struct settling *s, int64_t account_id)
{
	const struct account_env *e = s->e;
	const struct db_arg used[] = { db_str(s->claims->email), db_i64(s->provider->id), db_str(s->claims->subject) };
	struct account account;
	struct factors factors;
	bool more;
	enum err err;

	if ((err = db_exec(db, &queries[USED], used, COUNT(used), NULL)) ||
	    (err = account_get(db, e->arena, account_id, &account)) || (err = factors_of(db, account_id, &factors)))
		return err;
	more = factors_any(&factors);
	s->out->result = more ? OIDC_FACTOR : OIDC_LOGIN;
	if ((err = session_start(db, e->arena, account_id, SESSION_SHOP, more ? SESSION_PASSWORD : SESSION_FULL,
		 PROOF_PROVIDER, e->who, &s->out->session_token)))
		return err;
	return account_audit(e, AUDIT_LOGIN, AUDIT_OK, account.public_id,
	    str_printf(e->arena, "{\"stage\":\"%s\",\"provider\":\"%.*s\"}", more ? "password" : "full",
		STR_ARG(s->provider->code)));
}

/* Nobody has this identity yet, and somebody wants to log in with it. */
static enum err
make_account(struct db *db, const struct settling *s)
{
	const struct oidc_claims *c = s->claims;
	const struct account_link names = { .given_name = c->given_name, .family_name = c->family_name };
	struct account account;
	struct str key;
	int64_t id;
	bool made;
	enum err err;

	if (!c->email_verified || !s->provider->trusts_email || str_is_empty(c->email) ||
	    email_key(s->e->arena, c->email, &key)) {
		err_clear();
		s->out->result = OIDC_UNVERIFIED;
		return OK;
	}
	if ((err = account_insert(s->e, ACCOUNT_CUSTOMER, c->email, key, c->given_name, c->family_name, &id, &made)) ||
	    (err = account_get(db, s->e->arena, id, &account)))
		return err;
	if (account.state != ACCOUNT_PENDING) { /* theirs already, or switched off: never by the provider's word */
		s->out->result = OIDC_EXISTS;
		return OK;
	}
	if ((err = account_activate(db, id, &names)) || (err = link_it(db, s, id)))
		return err;
	s->out->made = true;
	{
		struct account_event event = { .type = "account.confirmed",
			.public_id = account.public_id,
			.locale = account_locale(s->e, account.locale) };
		if ((err = account_event(s->e, &event)) ||
		    (err = account_audit(s->e, AUDIT_REGISTER, AUDIT_OK, account.public_id,
		    str_printf(s->e->arena, "{\"provider\":\"%.*s\"}", STR_ARG(s->provider->code)))))
			return err;
	}
	return log_in(db, s, id);
}

static enum err
settle(struct db *db, void *payload)
{
	const struct settling *s = payload;
	const struct db_arg args[] = { db_i64(s->provider->id), db_str(s->claims->subject) };
	struct owner owner = { 0 };
	enum err err = db_row(db, &queries[OWNER], args, COUNT(args), s->e->arena, &owner);

	s->out->made = false;
	s->out->session_token = STR_ABSENT;
	if (err && err != ERR_NOT_FOUND)
		return err;
	if (s->link_account) {
		if (err == ERR_NOT_FOUND) {
			err_clear();
			s->out->result = OIDC_LINKED;
			return link_it(db, s, s->link_account);
		}
		s->out->result = owner.account_id == s->link_account ? OIDC_LINKED : OIDC_TAKEN;
		return OK;
	}
	if (err == ERR_NOT_FOUND) {
		err_clear();
		return make_account(db, s);
	}
	if (owner.state != ACCOUNT_ACTIVE) {
		s->out->result = OIDC_EXISTS;
		return OK;
	}
	return log_in(db, s, owner.account_id);
}

enum err
oidc_settle(const struct account_env *e, const struct provider *p, const struct oidc_claims *claims,
    int64_t link_account, struct oidc_outcome *out)
{
	struct settling s = { .e = e, .provider = p, .claims = claims, .link_account = link_account, .out = out };
	enum err err = db_transaction(e->db, settle, &s);

	if (err == ERR_CONFLICT) { /* the same identity, linked in this very moment: as if it had been there before */
		err_clear();
		err = db_transaction(e->db, settle, &s);
	}
	return err;
}
