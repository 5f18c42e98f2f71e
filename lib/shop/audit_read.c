/* audit_read.c - list and verify the audit log.  See audit_read.h. */
#include "lib/shop/audit_read.h"
#include "lib/base/csv.h"
#include "lib/shop/audit_chain.h"

static const struct shape_field record_fields[] = {
	SHAPE_I64(struct audit_record, id, 1, INT64_MAX, .doc = "number in the log: grows by one"),
	SHAPE_TIME(struct audit_record, at, .doc = "when"),
	SHAPE_STR(struct audit_record, event, 1, 64, .doc = "what happened"),
	SHAPE_STR(struct audit_record, outcome, 1, 10, .doc = "ok, refused or failed"),
	SHAPE_STR(struct audit_record, actor_kind, 1, 10, .doc = "who, in kind"),
	SHAPE_STR(struct audit_record, actor, 0, 40, .doc = "who: id of the account, client or key"),
	SHAPE_STR(struct audit_record, actor_name, 0, 255, .doc = "present name of a colleague, client or key"),
	SHAPE_STR(struct audit_record, object_kind, 0, 32, .doc = "kind of the thing it was done to"),
	SHAPE_STR(struct audit_record, object, 0, 64, .doc = "id of the thing"),
	SHAPE_STR(struct audit_record, object_name, 0, 255, .doc = "present name of the thing"),
	SHAPE_STR(struct audit_record, request_id, 0, 64, .doc = "request, as in the logs"),
	SHAPE_STR(struct audit_record, details, 0, 65535, .doc = "more, as JSON"),
	SHAPE_STR(struct audit_record, ip, 0, 45, .doc = "address, until the person is forgotten"),
	SHAPE_STR(struct audit_record, agent, 0, 255, .doc = "browser or program, until the person is forgotten"),
};
const struct shape audit_record_shape = SHAPE(struct audit_record, record_fields, "A record of the audit log.");

struct bound {
	int64_t id;
};
static const struct shape_field bound_fields[] = { SHAPE_I64(struct bound, id, 0, INT64_MAX) };
static const struct shape bound_shape = SHAPE(struct bound, bound_fields, "A number.");

struct chain_end {
	int64_t last_id;
	struct str hash;
};
static const struct shape_field chain_end_fields[] = { SHAPE_I64(struct chain_end, last_id, 0, INT64_MAX),
	SHAPE_STR(struct chain_end, hash, 32, 32) };
static const struct shape chain_end_shape = SHAPE(struct chain_end, chain_end_fields, "The end of the chain.");

#define RECORD \
	"SELECT l.id, l.at, l.event, l.outcome, l.actor_kind, l.actor," \
	" COALESCE(NULLIF(CONCAT_WS(' ', aa.given_name, aa.family_name), ''), ac.name, ak.name) AS actor_name," \
	" l.object_kind, l.object," \
	" COALESCE(NULLIF(CONCAT_WS(' ', oa.given_name, oa.family_name), ''), oc.name, ok.name, r.name) AS object_name," \
	" l.request_id, l.details, p.ip, p.agent" \
	" FROM audit_log l LEFT JOIN audit_person p ON p.audit_id = l.id" \
	" LEFT JOIN account aa ON l.actor_kind = 'staff' AND aa.public_id = l.actor AND aa.realm = 'office'" \
	" LEFT JOIN oauth_client ac ON l.actor_kind = 'client' AND ac.client_id = l.actor" \
	" LEFT JOIN api_key ak ON l.actor_kind = 'key' AND ak.public_id = l.actor" \
	" LEFT JOIN account oa ON l.object_kind = 'account' AND oa.public_id = l.object AND oa.realm = 'office'" \
	" LEFT JOIN oauth_client oc ON l.object_kind = 'client' AND oc.client_id = l.object" \
	" LEFT JOIN api_key ok ON l.object_kind = 'key' AND ok.public_id = l.object" \
	" LEFT JOIN role r ON l.object_kind = 'role' AND r.public_id = l.object"
#define FILTERS \
	" AND l.id >= ? AND l.id < ? AND (? IS NULL OR l.event = ?) AND (? IS NULL OR l.actor = ?) AND (? IS NULL OR l.object = ?)" \
	" AND (? IS NULL OR l.outcome = ?) AND l.at >= ? AND l.at < ? ORDER BY l.id DESC LIMIT ?"
#define FILTER_ARGS "iissssssss" "tti"

/* One statement per filter that has an index of its own; what else is filtered is sifted from what that finds. */
enum { BY_ID, BY_EVENT, BY_ACTOR, BY_OBJECT, FIRST, LAST, COUNT_EVENT };
static const struct db_query queries[] = {
	[BY_ID] = { "audit_by_id", FILTER_ARGS, &audit_record_shape, RECORD " WHERE TRUE" FILTERS },
	[BY_EVENT] = { "audit_by_event", "s" FILTER_ARGS, &audit_record_shape, RECORD " WHERE l.event = ?" FILTERS },
	[BY_ACTOR] = { "audit_by_actor", "s" FILTER_ARGS, &audit_record_shape, RECORD " WHERE l.actor = ?" FILTERS },
	[BY_OBJECT] = { "audit_by_object", "s" FILTER_ARGS, &audit_record_shape, RECORD " WHERE l.object = ?" FILTERS },
	[FIRST] = { "audit_first", "t", &bound_shape,
	    "SELECT id FROM audit_log WHERE at >= ? ORDER BY at, id LIMIT 1" },
	[LAST] = { "audit_last", "t", &bound_shape,
	    "SELECT id FROM audit_log WHERE at < ? ORDER BY at DESC, id DESC LIMIT 1" },
	[COUNT_EVENT] = { "audit_count_event", "st", &bound_shape,
	    "SELECT COUNT(*) AS id FROM audit_log WHERE event = ? AND at >= ?" },
};
const struct db_module audit_read_sql = { "audit_read", queries, COUNT(queries) };

enum { WALK, END };
static const struct db_query verify_queries[] = {
	[WALK] = { "audit_walk", "", &audit_row_shape,
	    "SELECT l.id, l.at, l.event, l.outcome, l.actor_kind, l.actor, l.object_kind, l.object, l.request_id, l.details, l.person_digest,"
	    " l.previous, l.hash, p.salt, p.ip, p.agent FROM audit_log l LEFT JOIN audit_person p ON p.audit_id = l.id ORDER BY l.id" },
	[END] = { "audit_end", "", &chain_end_shape, "SELECT last_id, hash FROM audit_head WHERE one = 1" },
};
const struct db_module audit_verify_sql = { "audit_verify", verify_queries, COUNT(verify_queries) };

/* ---- list ---- */

void
audit_filter_init(struct audit_filter *f)
{
	*f = (struct audit_filter){ .from = TIME_ABSENT, .to = TIME_ABSENT, .limit = 50 };
}

/* Times into ids, so that old days are found without walking through newer ones.  The clock may have been set back: a
 * day's slack. */
#define SLACK_US (86400 * US_PER_S)
static enum err
id_bounds(struct db *db, struct arena *a, const struct audit_filter *f, int64_t *from, int64_t *to)
{
	struct bound row;
	enum err err;

	*from = 0;
	*to = f->before ? f->before : INT64_MAX;
	if (!time_is_absent(f->from)) {
		const struct db_arg args[] = { db_time((struct time){ f->from.us - SLACK_US }) };
		if ((err = db_row(db, &queries[FIRST], args, COUNT(args), a, &row)) && err != ERR_NOT_FOUND)
			return err;
		*from = err ? INT64_MAX : row.id;
	}
	if (!time_is_absent(f->to)) {
		const struct db_arg args[] = { db_time((struct time){ f->to.us + SLACK_US }) };
		if ((err = db_row(db, &queries[LAST], args, COUNT(args), a, &row)) && err != ERR_NOT_FOUND)
			return err;
		*to = MIN(*to, err ? 0 : row.id + 1);
	}
	err_clear();
	return OK;
}

#define FILTER_ARGS_MAX 14
static enum err
filter_args(struct db *db, struct arena *a, const struct audit_filter *f, int64_t limit, const struct db_query **q,
    struct db_arg *args, size_t *n)
{
	const struct time first = { 0 },
			  end = { INT64_C(253402300799) * US_PER_S }; /* the last second that DATETIME knows */
	struct str by = f->object.ptr ? f->object : f->actor.ptr ? f->actor : f->event;
	int64_t from, to;
	enum err err = id_bounds(db, a, f, &from, &to);

	*q = &queries[f->object.ptr ? BY_OBJECT : f->actor.ptr ? BY_ACTOR : f->event.ptr ? BY_EVENT : BY_ID];
	*n = 0;
	if (by.ptr)
		args[(*n)++] = db_str(by);
	const struct db_arg rest[] = { db_i64(from), db_i64(to), db_str(f->event), db_str(f->event), db_str(f->actor),
		db_str(f->actor), db_str(f->object), db_str(f->object), db_str(f->outcome), db_str(f->outcome),
		db_time(time_is_absent(f->from) ? first : f->from), db_time(time_is_absent(f->to) ? end : f->to),
		db_i64(limit) };
	for (size_t i = 0; i < COUNT(rest); i++)
		args[(*n)++] = rest[i];
	return err;
}

enum err
audit_list(struct db *db, struct arena *a, const struct audit_filter *f, struct list *out)
{
	const struct db_query *q;
	struct db_arg args[FILTER_ARGS_MAX];
	size_t n;
	enum err err = filter_args(db, a, f, f->limit, &q, args, &n);

	return err ? err : db_rows(db, q, args, n, a, AUDIT_PAGE_MAX + 1, out);
}

struct each {
	enum err (*fn)(const struct audit_record *r, void *payload);
	void *payload;
};

static enum err
one_record(const void *row, void *payload)
{
	const struct each *e = payload;

	return e->fn(row, e->payload);
}

enum err
audit_each(struct db *db, const struct audit_filter *f, enum err (*fn)(const struct audit_record *r, void *payload),
    void *payload)
{
	struct each e = { fn, payload };
	struct arena *a = arena_new(), *row = arena_new();
	const struct db_query *q;
	struct db_arg args[FILTER_ARGS_MAX];
	size_t n;
	enum err err = filter_args(db, a, f, INT64_MAX, &q, args, &n);

	if (!err)
		err = db_each(db, q, args, n, row, one_record, &e);
	arena_free(row);
	arena_free(a);
	return err;
}

enum err
audit_count(struct db *db, struct arena *a, struct str event, struct time since, int64_t *out)
{
	const struct db_arg args[] = { db_str(event), db_time(since) };
	struct bound row;
	enum err err = db_row(db, &queries[COUNT_EVENT], args, COUNT(args), a, &row);

	if (!err)
		*out = row.id;
	return err;
}

/* ---- verify ---- */

struct walk {
	struct audit_verdict *v;
	struct arena *scratch;
	/* as noted in audit_head, read before the walk: what is appended meanwhile lies behind it */
	struct chain_end end;
	struct audit_anchor anchor;
	int64_t last_id;
	unsigned char hash[32];
};

static bool
same(struct str bytes, const unsigned char hash[32])
{
	return bytes.len == 32 && memcmp(bytes.ptr, hash, 32) == 0;
}

static const char *
wrong_with(struct walk *w, const struct audit_row *row)
{
	unsigned char hash[32];

	if (row->id != w->last_id + 1)
		return "a record before this one is missing";
	if (!same(row->previous, w->hash))
		return "it does not follow the record before it";
	audit_row_hash(w->scratch, row, hash);
	if (!same(row->hash, hash))
		return "its content was changed";
	if (row->salt.ptr) {
		w->v->people++;
		audit_person_digest(w->scratch, row, hash);
		if (!same(row->person_digest, hash))
			return "its address or browser was changed";
	}
	if (row->id == w->end.last_id && !str_eq(row->hash, w->end.hash))
		return "it is not the end that was noted";
	if (row->id == w->anchor.id && !same(row->hash, w->anchor.hash))
		return "it is not what was noted elsewhere";
	return NULL;
}

static enum err
check_row(const void *payload_row, void *payload)
{
	const struct audit_row *row = payload_row;
	struct walk *w = payload;

	w->v->why = wrong_with(w, row);
	arena_reset(w->scratch);
	if (w->v->why) {
		w->v->broken = row->id;
		return ERR_CONFLICT; /* ends the walk */
	}
	w->v->records++;
	w->last_id = row->id;
	memcpy(w->hash, row->hash.ptr, 32);
	return OK;
}

static enum err
walk_chain(struct db *db, struct arena *row, struct arena *a, struct walk *w)
{
	enum err err = db_row(db, &verify_queries[END], NULL, 0, a, &w->end);

	if (err)
		return err;
	if ((err = db_each(db, &verify_queries[WALK], NULL, 0, row, check_row, w)))
		return w->v->broken ? OK : err;
	if (w->last_id < w->end.last_id || w->last_id < w->anchor.id) {
		w->v->broken = w->last_id + 1;
		w->v->why = "the newest records are missing";
	}
	w->v->end.id = w->last_id;
	memcpy(w->v->end.hash, w->hash, 32);
	return OK;
}

enum err
audit_verify(struct db *db, const struct audit_anchor *anchor, struct audit_verdict *out)
{
	struct arena *row = arena_new(), *a = arena_new();
	struct walk w = { .v = out, .scratch = arena_new() };
	enum err err;

	*out = (struct audit_verdict){ 0 };
	if (anchor)
		w.anchor = *anchor;
	err = walk_chain(db, row, a, &w);
	arena_free(w.scratch);
	arena_free(a);
	arena_free(row);
	err_clear();
	return err;
}

/* ---- CSV ---- */

void
audit_csv_line(struct buf *b, const struct audit_record *r)
{
	struct arena *a = arena_new();
	struct buf at;

	buf_in_arena(&at, a, BUF_LINE);
	time_rfc3339(&at, r->at);
	const struct str cells[] = { str_printf(a, "%lld", (long long)r->id), buf_view(&at), r->event, r->outcome,
		r->actor_kind, r->actor, r->actor_name, r->object_kind, r->object, r->object_name, r->request_id, r->ip,
		r->agent, r->details };
	csv_write(b, cells, COUNT(cells), true);
	arena_free(a);
}
