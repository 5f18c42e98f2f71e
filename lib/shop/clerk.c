/* clerk.c - what the back office does with other people's accounts.  See clerk.h. */
#include "lib/shop/clerk.h"
#include "lib/shop/account_session.h"
#include "lib/shop/factor.h"
#include "lib/shop/role_parts.h"

static const struct shape_field counts_fields[] = {
	SHAPE_I64(struct clerk_counts, customers, 0, INT64_MAX),
	SHAPE_I64(struct clerk_counts, customers_today, 0, INT64_MAX),
	SHAPE_I64(struct clerk_counts, pending, 0, INT64_MAX),
	SHAPE_I64(struct clerk_counts, disabled, 0, INT64_MAX),
	SHAPE_I64(struct clerk_counts, staff, 0, INT64_MAX),
	SHAPE_I64(struct clerk_counts, staff_without_factor, 0, INT64_MAX),
	SHAPE_I64(struct clerk_counts, dead_mails, 0, INT64_MAX),
	SHAPE_I64(struct clerk_counts, dead_tasks, 0, INT64_MAX),
	SHAPE_I64(struct clerk_counts, open_requests, 0, INT64_MAX),
};
const struct shape clerk_counts_shape = SHAPE(struct clerk_counts, counts_fields, "What the start page counts.");

enum { COUNTS };
static const struct db_query queries[] = {
	[COUNTS] = { "clerk_counts", "tt", &clerk_counts_shape,
	    "SELECT (SELECT COUNT(*) FROM account WHERE realm = 'shop' AND state = 'active') AS customers,"
	    " (SELECT COUNT(*) FROM account WHERE realm = 'shop' AND created_at >= ? AND state <> 'erased') AS customers_today,"
	    " (SELECT COUNT(*) FROM account WHERE realm = 'shop' AND state = 'pending') AS pending,"
	    " (SELECT COUNT(*) FROM account WHERE realm = 'shop' AND state = 'disabled') AS disabled,"
	    " (SELECT COUNT(*) FROM account WHERE realm = 'office' AND state = 'active') AS staff,"
	    " (SELECT COUNT(*) FROM account a WHERE a.realm = 'office' AND a.state = 'active' AND a.created_at < ?"
	    "  AND NOT EXISTS (SELECT 1 FROM totp t WHERE t.account_id = a.id AND t.confirmed_at IS NOT NULL)"
	    "  AND NOT EXISTS (SELECT 1 FROM passkey p WHERE p.account_id = a.id)) AS staff_without_factor,"
	    " (SELECT COUNT(*) FROM mail WHERE state = 'dead') AS dead_mails,"
	    " (SELECT COUNT(*) FROM outbox_task WHERE state = 'dead') AS dead_tasks,"
	    " (SELECT COUNT(*) FROM privacy_request WHERE state IN ('pending', 'running', 'failed')) AS open_requests" },
};
const struct db_module clerk_sql = { "clerk", queries, COUNT(queries) };

enum { DROP_TOTP, DROP_PASSKEYS, DROP_CODES };
static const struct db_query factor_queries[] = {
	[DROP_TOTP] = { "clerk_drop_totp", "i", NULL, "DELETE FROM totp WHERE account_id = ?" },
	[DROP_PASSKEYS] = { "clerk_drop_passkeys", "i", NULL, "DELETE FROM passkey WHERE account_id = ?" },
	[DROP_CODES] = { "clerk_drop_codes", "i", NULL, "DELETE FROM recovery_code WHERE account_id = ?" },
};
const struct db_module clerk_factor_sql = { "clerk_factor", factor_queries, COUNT(factor_queries) };

#define NEW_US (86400 * US_PER_S) /* a colleague has a day before the lack of a second factor is worth a word */

enum err
clerk_count(struct db *db, struct arena *a, struct clerk_counts *out)
{
	struct time now = clock_now();
	const struct db_arg args[] = { db_time((struct time){ now.us - now.us % (86400 * US_PER_S) }),
		db_time((struct time){ now.us - NEW_US }) };

	return db_row(db, &queries[COUNTS], args, COUNT(args), a, out);
}

/* Is this person ours to change?  A refusal is written down outside of the transaction that it prevents. */
static enum err
may_change(const struct account_env *e, const struct account *person, bool self_too)
{
	if (person->realm != SESSION_OFFICE)
		return OK;
	if (!self_too && person->id == e->who->account_id)
		return role_refused(e, AUDIT_DENIED, "account", person->public_id, "the caller's own account", 0);
	return role_may_manage(e, person->id);
}

struct change {
	const struct account_env *e;
	const struct account *person;
	enum account_state state;
};

enum err
clerk_end_session(const struct account_env *e, const struct account *person, struct str session)
{
	enum err err = may_change(e, person, true);

	if (err)
		return err;
	return str_is_absent(session) ? account_end_sessions(e, person->id, person->public_id, 0) :
	    account_end_session(e, person->id, person->public_id, session);
}

static enum err
set_state(struct db *db, void *payload)
{
	const struct change *c = payload;
	enum err err = OK;

	if (c->state == ACCOUNT_DISABLED && c->person->realm == SESSION_OFFICE)
		err = role_keep_owner(db, c->person->id);
	return err ? err : account_set_state(c->e, c->person->id, c->state);
}

enum err
clerk_set_state(const struct account_env *e, const struct account *person, enum account_state state)
{
	struct change c = { .e = e, .person = person, .state = state };
	enum err err = may_change(e, person, false);

	return err ? err : db_transaction(e->db, set_state, &c);
}

enum err
clerk_send_reset(const struct account_env *e, const struct account *person)
{
	enum err err = may_change(e, person, true);

	if (!err && (person->state != ACCOUNT_ACTIVE || str_is_empty(person->email)))
		return err_fail(ERR_CONFLICT, "only an active account has a password to set");
	return err ? err : account_reset_ask(e, (enum session_realm)person->realm, person->email);
}

static enum err
reset_factors(struct db *db, void *payload)
{
	const struct change *c = payload;
	const struct db_arg args[] = { db_i64(c->person->id) };
	enum err err = OK;

	for (size_t i = 0; i < COUNT(factor_queries) && !err; i++)
		err = db_exec(db, &factor_queries[i], args, COUNT(args), NULL);
	if (!err)
		err = session_end_all(db, c->e->cache, c->person->id, 0);
	return err ? err : factor_changed(c->e, c->person->public_id, FACTOR_REMOVED, "all", c->person->public_id);
}

enum err
clerk_reset_factors(const struct account_env *e, const struct account *person)
{
	struct change c = { .e = e, .person = person };
	enum err err = may_change(e, person, false);

	return err ? err : db_transaction(e->db, reset_factors, &c);
}

struct invitation {
	const struct account_env *e;
	struct str email, given_name, family_name;
	struct list roles;
	struct field_errors *errors;
	struct account *out;
};

static enum err
invite(struct db *db UNUSED, void *payload)
{
	const struct invitation *x = payload;
	enum err err = account_invite(x->e, ACCOUNT_STAFF, x->email, x->given_name, x->family_name, x->errors, x->out);

	return err ? err : role_assign(x->e, x->out->id, x->roles);
}

enum err
clerk_invite(const struct account_env *e, struct str email, struct str given_name, struct str family_name,
    struct list roles, struct field_errors *errors, struct account *out)
{
	struct invitation x = { e, email, given_name, family_name, roles, errors, out };
	uint64_t missing;
	enum err err = role_missing(e, roles, &missing);

	if (err)
		return err;
	if (missing) /* said before the invitation, whose transaction would take the record of the refusal with it */
		return role_refused(
		    e, AUDIT_ROLES, NULL, STR_ABSENT, "gives a permission that the caller lacks", missing);
	return db_transaction(e->db, invite, &x);
}

enum err
clerk_viewed(const struct account_env *e, const struct account *person)
{
	return audit(e->db, e->who,
	    &(struct audit){ .event = AUDIT_VIEWED, .object_kind = "account", .object = person->public_id });
}
