/*
 * account_email.c - another e-mail address: nothing changes until its link is used.  See account.h.
 *
 * Whether the new address has an account already is not told to who asks: its owner gets a mail instead of the link.
 * An account that waits for its confirmation does not keep an address from who can read its mail: it gives way.
 */
#include "lib/shop/account_parts.h"

struct found {
	int64_t id;
	struct str public_id;
	int state;
};
static const struct shape_field found_fields[] = {
	SHAPE_I64(struct found, id, 1, INT64_MAX),
	SHAPE_STR(struct found, public_id, 1, 40),
	SHAPE_ENUM(struct found, state, account_states),
};
static const struct shape found_shape = SHAPE(struct found, found_fields, "The account of an address.");

enum { OF_KEY, GIVE_WAY, STORE };
static const struct db_query queries[] = {
	[OF_KEY] = { "account_of_key", "ss", &found_shape,
	    "SELECT id, public_id, state FROM account WHERE realm = ? AND email_key = ?" },
	[GIVE_WAY] = { "account_give_way", "is", NULL,
	    "UPDATE account SET state = 'erased', email = NULL, email_key = NULL, erased_at = NOW(6) WHERE id = ? AND email_key = ? AND state = 'pending'" },
	[STORE] = { "account_store_email", "ssi", NULL,
	    "UPDATE account SET email = ?, email_key = ?, email_confirmed_at = NOW(6), session_epoch = session_epoch + 1, version = version + 1"
	    " WHERE id = ? AND state = 'active'" },
};
const struct db_module account_email_sql = { "account_email", queries, COUNT(queries) };

struct change {
	const struct account_env *e;
	struct account account;
	struct str email, key;
	struct str token;
	struct account_link link;
};

static enum err
of_key(struct db *db, const struct change *c, struct found *out)
{
	const struct db_arg args[] = { db_str(str_of(account_realms[c->account.realm].name)), db_str(c->key) };

	*out = (struct found){ 0 };
	db_primary(db);
	return db_row(db, &queries[OF_KEY], args, COUNT(args), c->e->arena, out);
}

static enum err
ask(struct db *db, void *payload)
{
	struct change *c = payload;
	const struct account_env *e = c->e;
	const struct account_link link = { .account_id = c->account.id, .purpose = LINK_EMAIL, .email = c->email };
	struct account_event event = { .type = "account.email_change_asked",
		.public_id = c->account.public_id,
		.locale = account_locale(e, c->account.locale),
		.link_minutes = link_life_s(e->config, LINK_EMAIL) / 60 };
	struct account_event exists = { .type = "account.exists", .locale = event.locale };
	struct found other;
	enum err err = of_key(db, c, &other);

	if (err && err != ERR_NOT_FOUND)
		return err;
	if (!err && other.state != ACCOUNT_PENDING) {
		/* The present address still gets its notice: nobody sees the difference but the owner of the other one.
		 * */
		exists.public_id = other.public_id;
		err = account_event(e, &exists);
	} else {
		event.to = c->email;
		err = link_new(e, &link, &event.token);
	}
	if (err || (err = account_event(e, &event)))
		return err;
	return account_audit(e, AUDIT_EMAIL, AUDIT_OK, c->account.public_id, STR("{\"step\":\"asked\"}"));
}

enum err
account_change_email(
    const struct account_env *e, int64_t account_id, struct str password, struct str email, struct field_errors *errors)
{
	struct change c = { .e = e, .email = email };
	struct str present = STR_ABSENT;
	bool later = false;
	enum err err;

	db_primary(e->db);
	if ((err = account_get(e->db, e->arena, account_id, &c.account)) ||
	    (err = account_ask_present(e, &c.account, password, STR("password"), errors)))
		return err;
	if (email_key(e->arena, email, &c.key))
		field_error(errors, STR("email"), format_email.hint, (struct opt_i64){ 0 });
	else if (email_key(e->arena, c.account.email, &present) == OK && str_eq(present, c.key) &&
	    str_eq(c.account.email, email))
		field_error(errors, STR("email"), N_("This is your address already."), (struct opt_i64){ 0 });
	else if (!(err = account_mail_may(e, c.key, &later)) && later)
		field_error(errors, STR("email"), N_("There were too many tries. Wait a few minutes, then try again."),
		    (struct opt_i64){ 0 });
	if (err)
		return err;
	return errors->count ? err_fail(ERR_INVALID, "could not change an address: see the fields")
			     : db_transaction(e->db, ask, &c);
}

/* The address of an account that waits for its confirmation becomes free. */
static enum err
give_way(struct db *db, struct change *c)
{
	struct found other;
	struct db_arg args[2];
	enum err err = of_key(db, c, &other);

	if (err == ERR_NOT_FOUND)
		err_clear();
	if (err || other.state != ACCOUNT_PENDING || other.id == c->account.id)
		return err == ERR_NOT_FOUND ? OK : err;
	args[0] = db_i64(other.id);
	args[1] = db_str(c->key);
	if ((err = link_end_all(c->e, other.id)))
		return err;
	return db_exec(db, &queries[GIVE_WAY], args, COUNT(args), NULL);
}

static enum err
change(struct db *db, void *payload)
{
	struct change *c = payload;
	const struct account_env *e = c->e;
	const struct db_arg args[] = { db_str(c->link.email), db_str(c->key), db_i64(c->link.account_id) };
	struct account_event event = { .type = "account.email_changed", .public_id = c->account.public_id,
		.locale = account_locale(e, c->account.locale), .to = c->account.email };
	struct db_done done;
	enum err err;

	if ((err = link_use(e, c->token, &c->link)) || (err = give_way(db, c)) ||
	    (err = db_exec(db, &queries[STORE], args, COUNT(args), &done)))
		return err;
	if (done.affected == 0)
		return err_fail(ERR_GONE, "could not change an address: the account is not active");
	if ((err = link_end_all(e, c->link.account_id)) ||
	    (err = session_end_all(db, e->cache, c->link.account_id, 0)) || (err = account_event(e, &event)))
		return err;
	return account_audit(e, AUDIT_EMAIL, AUDIT_OK, c->account.public_id, STR("{\"step\":\"changed\"}"));
}

enum err
account_change_email_confirm(const struct account_env *e, struct str token, struct account *out)
{
	struct change c = { .e = e, .token = token };
	enum err err;

	if ((err = link_find(e, token, LINK_EMAIL, &c.link)) || (err = email_key(e->arena, c.link.email, &c.key)) ||
	    (err = account_get(e->db, e->arena, c.link.account_id, &c.account)) ||
	    (err = db_transaction(e->db, change, &c)))
		return err;
	return account_get(e->db, e->arena, c.link.account_id, out);
}
