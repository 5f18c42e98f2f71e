/* account_profile.c - what a person says of himself, and whether the account may be used.  See account.h. */
#include "lib/shop/account_parts.h"
#include "lib/shop/bearer.h"

#define OLDEST_US INT64_C(-2208988800000000) /* 1900-01-01 */

static const struct shape_field fields[] = {
	SHAPE_STR(struct profile, given_name, 1, 100, .doc = "given name"),
	SHAPE_STR(struct profile, family_name, 1, 100, .doc = "family name"),
	SHAPE_STR(struct profile, phone, 5, 32, .format = &format_phone, .doc = "telephone number"),
	SHAPE_STR(struct profile, locale, 2, 12, .flags = SHAPE_REQUIRED, .format = &format_locale,
	    .doc = "language of mails"),
	SHAPE_TIME(struct profile, birthday, .doc = "date of birth"),
	SHAPE_I64(struct profile, version, 0, INT64_MAX, .doc = "version that was read; 0: whatever is stored"),
};
const struct shape profile_shape = SHAPE(struct profile, fields, "What a person says of himself.");

enum { STORE };
static const struct db_query queries[] = {
	[STORE] = { "account_store_profile", "sssstii", NULL,
	    "UPDATE account SET given_name = ?, family_name = ?, phone = ?, locale = ?, birthday = ?, version = version + 1"
	    " WHERE id = ? AND version = ? AND state <> 'erased'" },
};
const struct db_module account_profile_sql = { "account_profile", queries, COUNT(queries) };

enum { SET_STATE };
static const struct db_query state_queries[] = {
	[SET_STATE] = { "account_set_state", "sssis", NULL,
	    "UPDATE account SET state = ?, disabled_at = IF(? = 'disabled', NOW(6), NULL), session_epoch = session_epoch + IF(? = 'disabled', 1, 0),"
	    " version = version + 1 WHERE id = ? AND state = ?" },
};
const struct db_module account_state_sql = { "account_state", state_queries, COUNT(state_queries) };

struct change {
	const struct account_env *e;
	const struct account *before;
	struct profile now;
	struct str fields; /* JSON array of what differs */
};

/* Empty is absent: a form cannot say the latter. */
static struct str
text_of(struct str s)
{
	return str_is_empty(s) ? STR_ABSENT : s;
}

static struct str
differences(struct arena *a, const struct account *b, const struct profile *n)
{
	const struct { const char *name; bool differs;
	} all[] = { { "given_name", !str_eq(b->given_name, n->given_name) },
		{ "family_name", !str_eq(b->family_name, n->family_name) }, { "phone", !str_eq(b->phone, n->phone) },
		{ "locale", !str_eq(b->locale, n->locale) }, { "birthday", b->birthday.us != n->birthday.us } };
	const char *comma = "";
	struct buf out;

	buf_in_arena(&out, a, BUF_LINE);
	buf_char(&out, '[');
	for (size_t i = 0; i < COUNT(all); i++)
		if (all[i].differs) {
			buf_printf(&out, "%s\"%s\"", comma, all[i].name);
			comma = ",";
		}
	buf_char(&out, ']');
	return buf_view(&out);
}

static bool
is_ours(const struct config *c, struct str locale)
{
	struct str rest = config_str(c, "site.locales"), one;

	while (str_split(&rest, ',', &one))
		if (str_eq(str_trim(one), locale))
			return true;
	return false;
}

static enum err
store(struct db *db, void *payload)
{
	const struct change *c = payload;
	const struct profile *n = &c->now;
	const struct db_arg args[] = { db_str(n->given_name), db_str(n->family_name), db_str(n->phone),
		db_str(n->locale), db_time(n->birthday), db_i64(c->before->id), db_i64(n->version) };
	const struct account_event event = { .type = "account.profile_changed",
		.public_id = c->before->public_id,
		.locale = n->locale,
		.fields = c->fields };
	struct db_done done;
	enum err err = db_exec(db, &queries[STORE], args, COUNT(args), &done);

	if (!err && done.affected == 0)
		err = err_fail(ERR_PRECONDITION, "could not change a profile: another version is stored by now");
	if (err || (err = account_event(c->e, &event)))
		return err;
	return account_audit(c->e, AUDIT_PROFILE, AUDIT_OK, c->before->public_id,
	    str_printf(c->e->arena, "{\"fields\":%.*s}", STR_ARG(c->fields)));
}

enum err
account_change_profile(
    const struct account_env *e, int64_t account_id, const struct profile *in, struct field_errors *errors)
{
	struct account before;
	struct change c = { .e = e, .before = &before, .now = *in };
	enum err err;

	db_primary(e->db);
	if ((err = account_get(e->db, e->arena, account_id, &before)))
		return err;
	c.now.given_name = text_of(in->given_name);
	c.now.family_name = text_of(in->family_name);
	c.now.phone = text_of(in->phone);
	c.now.version = in->version ? in->version : before.version;
	shape_check(&profile_shape, &c.now, STR(""), errors);
	if (!is_ours(e->config, c.now.locale) && !str_is_empty(c.now.locale))
		field_error(errors, STR("locale"), N_("Choose one of the listed values."), (struct opt_i64){ 0 });
	if (!time_is_absent(in->birthday) && (in->birthday.us < OLDEST_US || in->birthday.us > clock_now().us))
		field_error(errors, STR("birthday"),
		    N_("Enter your date of birth: it cannot be in the future, or before 1900."), (struct opt_i64){ 0 });
	if (errors->count)
		return err_fail(ERR_INVALID, "could not change a profile: see the fields");
	c.fields = differences(e->arena, &before, &c.now);
	if (str_eq(c.fields, STR("[]")) && c.now.version == before.version)
		return OK; /* nothing to write, nothing happened */
	return db_transaction(e->db, store, &c);
}

/* ---- state ---- */

struct state_change {
	const struct account_env *e;
	struct account account;
	enum account_state to;
};

static enum err
set_state(struct db *db, void *payload)
{
	const struct state_change *s = payload;
	const bool off = s->to == ACCOUNT_DISABLED;
	const struct str to = str_of(account_states[s->to].name);
	const struct db_arg args[] = { db_str(to), db_str(to), db_str(to), db_i64(s->account.id),
		db_str(str_of(account_states[s->account.state].name)) };
	const struct account_event event = { .type = off ? "account.disabled" : "account.enabled",
		.public_id = s->account.public_id,
		.locale = account_locale(s->e, s->account.locale) };
	struct db_done done;
	enum err err = db_exec(db, &state_queries[SET_STATE], args, COUNT(args), &done);

	if (!err && done.affected == 0)
		err = err_fail(ERR_CONFLICT, "could not change an account's state: somebody was first");
	if (!err && off && !(err = link_end_all(s->e, s->account.id)))
		err = session_end_all(db, s->e->cache, s->account.id, 0);
	if (err || (err = account_event(s->e, &event)))
		return err;
	return account_audit(s->e, off ? AUDIT_DISABLED : AUDIT_ENABLED, AUDIT_OK, s->account.public_id, STR_ABSENT);
}

enum err
account_set_state(const struct account_env *e, int64_t account_id, enum account_state state)
{
	struct state_change s = { .e = e, .to = state };
	enum err err;

	db_primary(e->db);
	if ((err = account_get(e->db, e->arena, account_id, &s.account)))
		return err;
	if (s.account.state == (int)state)
		return OK;
	if (!(s.account.state == ACCOUNT_ACTIVE && state == ACCOUNT_DISABLED) &&
	    !(s.account.state == ACCOUNT_DISABLED && state == ACCOUNT_ACTIVE))
		return err_fail(ERR_CONFLICT, "could not make an account %s that is %s", account_states[state].name,
		    account_states[s.account.state].name);
	err = db_transaction(e->db, set_state, &s);
	if (!err) /* tokens and keys that act for it */
		bearer_forget_account(e->cache, e->arena, s.account.public_id);
	return err;
}
