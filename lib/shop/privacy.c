/* privacy.c - requests to export or erase a person's data: asking, revoking, declining, looking.  See privacy.h;
 * privacy_run.c does them. */
#include "lib/shop/privacy.h"
#include "lib/shop/audit.h"
#include "lib/shop/outbox.h"

enum { LOCK, OPEN, INSERT, ONE, OF_ACCOUNT, OF_ALL, REVOKE, DECLINE, HASTEN, FILE_OF };

#define LIST_MAX 500

const struct shape_enum privacy_kinds[] = { { "export", PRIVACY_EXPORT }, { "erase", PRIVACY_ERASE }, { NULL, 0 } };
const struct shape_enum privacy_states[] = { { "pending", PRIVACY_PENDING }, { "running", PRIVACY_RUNNING },
	{ "done", PRIVACY_DONE }, { "declined", PRIVACY_DECLINED }, { "revoked", PRIVACY_REVOKED },
	{ "failed", PRIVACY_FAILED }, { NULL, 0 } };

static const struct shape_field fields[] = {
	SHAPE_I64(struct privacy_request, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct privacy_request, public_id, 1, 40, .doc = "id"),
	SHAPE_I64(struct privacy_request, account_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct privacy_request, account, 1, 40, .doc = "whose data"),
	SHAPE_ENUM(struct privacy_request, kind, privacy_kinds, .doc = "export or erase"),
	SHAPE_ENUM(struct privacy_request, state, privacy_states, .doc = "what has become of it"),
	SHAPE_STR(struct privacy_request, message, 0, 1000, .doc = "why it was declined"),
	SHAPE_STR(struct privacy_request, file, 0, 255, .flags = SHAPE_HIDDEN),
	SHAPE_TIME(struct privacy_request, created_at, .doc = "when it was asked for"),
	SHAPE_TIME(struct privacy_request, due_at, .doc = "when it is done at the earliest"),
	SHAPE_TIME(struct privacy_request, done_at, .doc = "when it was done"),
	SHAPE_TIME(struct privacy_request, expires_at, .doc = "until when the export can be fetched"),
};
const struct shape privacy_request_shape =
    SHAPE(struct privacy_request, fields, "A request about a person's own data.");

#define SELECT \
	"SELECT r.id, r.public_id, r.account_id, a.public_id AS account, r.kind, r.state, r.message, r.file, r.created_at, r.due_at," \
	" r.done_at, r.expires_at FROM privacy_request r JOIN account a ON a.id = r.account_id "

static const struct db_query queries[] = {
	/* Two clicks at once must not make two requests. */
	[LOCK] = { "privacy_lock", "i", NULL,
	    "UPDATE account SET version = version WHERE id = ? AND state <> 'erased'" },
	[OPEN] = { "privacy_open", "is", &privacy_request_shape,
	    SELECT
	    "WHERE r.account_id = ? AND r.kind = ? AND r.state IN ('pending', 'running', 'failed') ORDER BY r.id LIMIT 1" },
	[INSERT] = { "privacy_insert", "sist", NULL,
	    "INSERT INTO privacy_request (public_id, account_id, kind, due_at) VALUES (?, ?, ?, ?)" },
	[ONE] = { "privacy_one", "s", &privacy_request_shape, SELECT "WHERE r.public_id = ?" },
	[OF_ACCOUNT] = { "privacy_of_account", "i", &privacy_request_shape,
	    SELECT "WHERE r.account_id = ? ORDER BY r.id DESC LIMIT 500" },
	[OF_ALL] = { "privacy_of_all", "", &privacy_request_shape,
	    SELECT "ORDER BY r.state IN ('pending', 'running', 'failed') DESC, r.id DESC LIMIT 500" },
	[REVOKE] = { "privacy_revoke", "is", NULL,
	    "UPDATE privacy_request SET state = 'revoked', done_at = NOW(6) WHERE account_id = ? AND public_id = ? AND state = 'pending'" },
	[DECLINE] = { "privacy_decline", "ss", NULL,
	    "UPDATE privacy_request SET state = 'declined', message = ?, done_at = NOW(6) WHERE public_id = ? AND state IN ('pending', 'failed')" },
	[HASTEN] = { "privacy_hasten", "s", NULL,
	    "UPDATE privacy_request SET due_at = NOW(6) WHERE public_id = ? AND state IN ('pending', 'failed')" },
	[FILE_OF] = { "privacy_file", "is", &privacy_request_shape,
	    SELECT
	    "WHERE r.account_id = ? AND r.public_id = ? AND r.kind = 'export' AND r.state = 'done' AND r.expires_at > NOW(6)" },
};
const struct db_module privacy_sql = { "privacy", queries, COUNT(queries) };

struct step {
	const struct account_env *e;
	int64_t account_id;
	struct str public_id, message;
	enum privacy_kind kind;
	const struct db_query *query;
	const char *what;
	struct privacy_request *out;
};

static enum err ask(struct db *db, void *payload) MUST_CHECK;
static enum err decide(struct db *db, void *payload) MUST_CHECK;

static enum err
tell(struct db *db, const struct step *s, const struct privacy_request *r, const char *event)
{
	struct audit record = { .event = r->kind == PRIVACY_EXPORT ? AUDIT_EXPORT : AUDIT_ERASE,
		.object_kind = "account",
		.object = r->account,
		.details =
		    str_printf(s->e->arena, "{\"request\":\"%.*s\",\"step\":\"%s\"}", STR_ARG(r->public_id), s->what) };
	enum err err = OK;

	if (event)
		err = outbox_add(db, event, r->account,
		    str_printf(s->e->arena, "{\"account\":\"%.*s\",\"request\":\"%.*s\"}", STR_ARG(r->account),
			STR_ARG(r->public_id)));
	return err ? err : audit(db, s->e->who, &record);
}

enum err
privacy_ask(const struct account_env *e, int64_t account_id, enum privacy_kind kind, struct privacy_request *out)
{
	struct step s = { .e = e, .account_id = account_id, .kind = kind, .what = "asked", .out = out };

	return db_transaction(e->db, ask, &s);
}

static enum err
ask(struct db *db, void *payload)
{
	const struct step *s = payload;
	struct str kind = str_of(privacy_kinds[s->kind].name);
	const struct db_arg who[] = { db_i64(s->account_id), db_str(kind) };
	int64_t delay_us = s->kind == PRIVACY_ERASE ? config_ms(s->e->config, "privacy.erase_delay") * 1000 : 0;
	struct db_done done;
	char id[32];
	enum err err = db_exec(db, &queries[LOCK], who, 1, &done);

	if (err)
		return err;
	if (!done.affected)
		return err_fail(
		    ERR_NOT_FOUND, "could not ask about account %lld: it is not there", (long long)s->account_id);
	err = db_row(db, &queries[OPEN], who, COUNT(who), s->e->arena, s->out);
	if (err != ERR_NOT_FOUND)
		return err; /* the open one is the answer */
	err_clear();
	public_id(id, "priv");
	{
		const struct db_arg args[] = { db_str(str_of(id)), db_i64(s->account_id), db_str(kind),
			db_time((struct time){ clock_now().us + delay_us }) };
		const struct db_arg one[] = { db_str(str_of(id)) };
		if ((err = db_exec(db, &queries[INSERT], args, COUNT(args), NULL)) ||
		    (err = db_row(db, &queries[ONE], one, 1, s->e->arena, s->out)))
			return err;
	}
	return tell(db, s, s->out, s->kind == PRIVACY_ERASE ? "privacy.erase_asked" : "privacy.export_asked");
}

/* ---- decisions about an open request ---- */

static enum err
decide(struct db *db, void *payload)
{
	const struct step *s = payload;
	const struct db_arg one[] = { db_str(s->public_id) }, of[] = { db_i64(s->account_id), db_str(s->public_id) },
		said[] = { db_str(s->message), db_str(s->public_id) };
	const struct db_arg *args = s->query == &queries[REVOKE] ? of : s->query == &queries[DECLINE] ? said : one;
	struct privacy_request r;
	struct db_done done;
	enum err err;

	if ((err = db_row(db, &queries[ONE], one, 1, s->e->arena, &r)))
		return err;
	if (s->account_id && r.account_id != s->account_id)
		return err_fail(
		    ERR_NOT_FOUND, "could not change request '%.*s': it is another's", STR_ARG(s->public_id));
	if ((err = db_exec(db, s->query, args, s->query == &queries[HASTEN] ? 1 : 2, &done)))
		return err;
	if (!done.affected)
		return err_fail(ERR_CONFLICT, "could not change request '%.*s': it is %s", STR_ARG(s->public_id),
		    privacy_states[r.state].name);
	return tell(db, s, &r, s->query == &queries[DECLINE] ? "privacy.declined" : NULL);
}

enum err
privacy_revoke(const struct account_env *e, int64_t account_id, struct str public_id)
{
	struct step s = {
		.e = e, .account_id = account_id, .public_id = public_id, .query = &queries[REVOKE], .what = "revoked"
	};

	return db_transaction(e->db, decide, &s);
}

enum err
privacy_decline(const struct account_env *e, struct str public_id, struct str message)
{
	struct step s = {
		.e = e, .public_id = public_id, .message = message, .query = &queries[DECLINE], .what = "declined"
	};

	return db_transaction(e->db, decide, &s);
}

enum err
privacy_hasten(const struct account_env *e, struct str public_id)
{
	struct step s = { .e = e, .public_id = public_id, .query = &queries[HASTEN], .what = "hastened" };

	return db_transaction(e->db, decide, &s);
}

enum err
privacy_list(struct db *db, struct arena *a, int64_t account_id, struct list *out)
{
	const struct db_arg args[] = { db_i64(account_id) };

	if (!account_id)
		return db_rows(db, &queries[OF_ALL], NULL, 0, a, LIST_MAX, out);
	return db_rows(db, &queries[OF_ACCOUNT], args, COUNT(args), a, LIST_MAX, out);
}

enum err
privacy_export_file(const struct account_env *e, int64_t account_id, struct str public_id, const char **path)
{
	const struct db_arg args[] = { db_i64(account_id), db_str(public_id) };
	struct privacy_request r;
	enum err err = db_row(e->db, &queries[FILE_OF], args, COUNT(args), e->arena, &r);

	if (err)
		return err;
	*path = arena_printf(e->arena, "%s/%.*s", config_z(e->config, "privacy.path"), STR_ARG(r.file));
	return OK;
}
