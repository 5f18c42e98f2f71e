/* account_session.c - sessions that are ended on purpose.  See account_session.h. */
#include "lib/shop/account_session.h"
#include "lib/shop/audit.h"

struct ending {
	const struct account_env *e;
	enum audit_event event;
	int64_t account_id, keep_id;
	struct str account, session; /* session absent: all but keep_id */
};

static enum err
end(struct db *db, void *payload)
{
	const struct ending *p = payload;
	struct audit record = { .event = p->event, .object_kind = "account", .object = p->account };
	enum err err;

	if (str_is_absent(p->session)) {
		err = session_end_all(db, p->e->cache, p->account_id, p->keep_id);
		record.details = STR("{\"sessions\":\"others\"}");
	} else {
		err = session_end(db, p->e->cache, p->account_id, p->session);
		record.object_kind = "session";
		record.object = p->session;
	}
	return err ? err : audit(db, p->e->who, &record);
}

enum err
account_logout(const struct account_env *e, int64_t account_id, struct str session)
{
	struct ending p = { .e = e, .event = AUDIT_LOGOUT, .account_id = account_id, .session = session };

	return db_transaction(e->db, end, &p);
}

enum err
account_end_session(const struct account_env *e, int64_t account_id, struct str account, struct str session)
{
	struct ending p = {
		.e = e, .event = AUDIT_SESSION_ENDED, .account_id = account_id, .account = account, .session = session
	};

	return db_transaction(e->db, end, &p);
}

enum err
account_end_sessions(const struct account_env *e, int64_t account_id, struct str account, int64_t keep_id)
{
	struct ending p = {
		.e = e, .event = AUDIT_SESSION_ENDED, .account_id = account_id, .account = account, .keep_id = keep_id
	};

	return db_transaction(e->db, end, &p);
}
