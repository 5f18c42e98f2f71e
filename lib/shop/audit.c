/*
 * audit.c - append to the audit log, and forget who a person was.  See audit.h; audit_read.c reads and verifies.
 *
 * The lock on audit_head makes one order of all appends.  It is taken last in the caller's transaction, so it is held
 * for three short statements.
 */
#include "lib/shop/audit.h"
#include "lib/io/crypto.h"
#include "lib/shop/audit_chain.h"

#include <assert.h>

#define ACTOR_MAX 40
#define OBJECT_MAX 64
#define REQUEST_MAX 64
#define IP_MAX 45
#define AGENT_MAX 255

struct head {
	int64_t last_id;
	struct str hash;
};
static const struct shape_field head_fields[] = {
	SHAPE_I64(struct head, last_id, 0, INT64_MAX),
	SHAPE_STR(struct head, hash, 32, 32),
};
static const struct shape head_shape = SHAPE(struct head, head_fields, "The end of the chain.");

enum { LOCK_HEAD, ADD, ADD_PERSON, MOVE_HEAD };
static const struct db_query queries[] = {
	[LOCK_HEAD] = { "audit_lock_head", "", &head_shape,
	    "SELECT last_id, hash FROM audit_head WHERE one = 1 FOR UPDATE" },
	[ADD] = { "audit_add", "itsssssssssss", NULL,
	    "INSERT INTO audit_log (id, at, event, outcome, actor_kind, actor, object_kind, object, request_id, details, person_digest, previous, hash)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" },
	[ADD_PERSON] = { "audit_add_person", "isss", NULL,
	    "INSERT INTO audit_person (audit_id, salt, ip, agent) VALUES (?, ?, ?, ?)" },
	[MOVE_HEAD] = { "audit_move_head", "is", NULL, "UPDATE audit_head SET last_id = ?, hash = ? WHERE one = 1" },
};
const struct db_module audit_sql = { "audit", queries, COUNT(queries) };

enum { FORGET, FORGET_BEFORE };
static const struct db_query forget_queries[] = {
	[FORGET] = { "audit_forget", "ss", NULL,
	    "DELETE p FROM audit_person p JOIN audit_log l ON l.id = p.audit_id"
	    " WHERE l.actor = ? OR (l.actor_kind = 'nobody' AND l.object = ?)" },
	[FORGET_BEFORE] = { "audit_forget_before", "ti", NULL,
	    "DELETE FROM audit_person WHERE audit_id <= (SELECT COALESCE(MAX(id), 0) FROM audit_log WHERE at < ?) ORDER BY audit_id LIMIT ?" },
};
const struct db_module audit_forget_sql = { "audit_forget", forget_queries, COUNT(forget_queries) };

static const char *const event_names[] = {
#define AUDIT_NAME(constant, name) [constant] = (name),
	AUDIT_EVENTS(AUDIT_NAME)
#undef AUDIT_NAME
};
static_assert(COUNT(event_names) == AUDIT__COUNT, "a name for every event");

static const char *const outcome_names[] = {
	[AUDIT_OK] = "ok", [AUDIT_REFUSED] = "refused", [AUDIT_FAILED] = "failed"
};

const char *
audit_event_name(enum audit_event e)
{
	return (size_t)e < COUNT(event_names) ? event_names[e] : "";
}

const char *
audit_outcome_name(enum audit_outcome o)
{
	return (size_t)o < COUNT(outcome_names) ? outcome_names[o] : "";
}

/* What strangers send may stand in a record of a refusal: it must fit its column, whatever it is. */
static struct str
fit(struct arena *a, struct str s, size_t max)
{
	char *out;

	if (!s.ptr)
		return s;
	s = str_cut(s, max);
	out = arena_memdup(a, s.ptr, s.len);
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)out[i] < ' ' || (unsigned char)out[i] > '~')
			out[i] = '?';
	return (struct str){ out, s.len };
}

static struct str
fit_text(struct str s, size_t max)
{
	return str_is_absent(s) || !str_is_utf8(s) ? STR_ABSENT : str_cut_chars(s, max);
}

struct append {
	struct arena *arena;
	const struct who *who;
	struct audit_row row;
};

static enum err
add_person(struct db *db, struct append *ap)
{
	struct audit_row *row = &ap->row;
	const struct db_arg args[] = { db_i64(row->id), db_str(row->salt), db_str(row->ip), db_str(row->agent) };

	return str_is_absent(row->salt) ? OK : db_exec(db, &queries[ADD_PERSON], args, COUNT(args), NULL);
}

static enum err
append(struct db *db, void *payload)
{
	struct append *ap = payload;
	struct audit_row *row = &ap->row;
	unsigned char hash[32];
	struct head head;
	enum err err = db_row(db, &queries[LOCK_HEAD], NULL, 0, ap->arena, &head);

	if (err)
		return err;
	row->id = head.last_id + 1;
	row->at = clock_now(); /* under the lock: in the order of ids as far as the clock is */
	row->previous = head.hash;
	audit_row_hash(ap->arena, row, hash);
	row->hash = str_n((const char *)hash, sizeof(hash));

	const struct db_arg args[] = { db_i64(row->id), db_time(row->at), db_str(row->event), db_str(row->outcome),
		db_str(row->actor_kind), db_str(row->actor), db_str(row->object_kind), db_str(row->object),
		db_str(row->request_id), db_str(row->details), db_str(row->person_digest), db_str(row->previous),
		db_str(row->hash) };
	const struct db_arg move[] = { db_i64(row->id), db_str(row->hash) };
	if ((err = db_exec(db, &queries[ADD], args, COUNT(args), NULL)) || (err = add_person(db, ap)))
		return err;
	return db_exec(db, &queries[MOVE_HEAD], move, COUNT(move), NULL);
}

static void
fill_person(struct arena *a, const struct who *who, struct audit_row *row)
{
	unsigned char salt[16], digest[32];

	row->ip = fit(a, who->ip, IP_MAX);
	row->agent = fit_text(who->agent, AGENT_MAX);
	if (str_is_absent(row->ip) && str_is_absent(row->agent))
		return;
	crypto_random(salt, sizeof(salt));
	row->salt = str_n(arena_memdup(a, salt, sizeof(salt)), sizeof(salt));
	audit_person_digest(a, row, digest);
	row->person_digest = str_n(arena_memdup(a, digest, sizeof(digest)), sizeof(digest));
}

enum err
audit(struct db *db, const struct who *who, const struct audit *in)
{
	struct append ap = { .arena = arena_new(), .who = who };
	struct audit_row *row = &ap.row;
	enum err err;

	shape_init(&audit_row_shape, row);
	row->event = str_of(audit_event_name(in->event));
	row->outcome = str_of(audit_outcome_name(in->outcome));
	row->actor_kind = str_of(who->actor ? who->actor : "nobody");
	row->actor = fit(ap.arena, who->id, ACTOR_MAX);
	row->object_kind = str_of(in->object_kind);
	row->object = fit(ap.arena, in->object, OBJECT_MAX);
	row->request_id = fit(ap.arena, who->request_id, REQUEST_MAX);
	row->details = in->details;
	fill_person(ap.arena, who, row);
	err = db_transaction(db, append, &ap);
	arena_free(ap.arena);
	return err;
}

enum err
audit_forget(struct db *db, struct str account)
{
	const struct db_arg args[] = { db_str(account), db_str(account) };

	return db_exec(db, &forget_queries[FORGET], args, COUNT(args), NULL);
}

enum err
audit_forget_before(struct db *db, struct time before, int64_t most, int64_t *deleted)
{
	const struct db_arg args[] = { db_time(before), db_i64(most) };
	struct db_done done;
	enum err err = db_exec(db, &forget_queries[FORGET_BEFORE], args, COUNT(args), &done);

	if (!err)
		*deleted = done.affected;
	return err;
}
