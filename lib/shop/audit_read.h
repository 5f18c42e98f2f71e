/*
 * audit_read.h - the audit log as people and programs see it: a list with filters, newest first, and the proof that
 * nothing was changed.
 *
 * Names of colleagues, clients and keys are looked up as they are now; customers appear as public ids only.
 */
#ifndef MERCER_SHOP_AUDIT_READ_H
#define MERCER_SHOP_AUDIT_READ_H

#include "lib/io/db.h"

#define AUDIT_PAGE_MAX 200

struct audit_record {
	int64_t id;
	struct time at;
	struct str event;
	struct str outcome;      /* "ok", "refused", "failed" */
	struct str actor_kind;   /* "staff", "client", ... */
	struct str actor;        /* public id; absent: nobody, the operator or the system */
	struct str actor_name;   /* of staff, clients and keys that still exist */
	struct str object_kind, object, object_name;
	struct str request_id;
	struct str details;      /* a JSON object; may be absent */
	struct str ip, agent;    /* absent when unknown or forgotten */
};
extern const struct shape audit_record_shape;

/* Absent members do not filter. */
struct audit_filter {
	struct str event, actor, object, outcome;
	struct time from, to;    /* from <= at < to */
	int64_t before;          /* id: a page ends where the next begins; 0: from the newest */
	int64_t limit;           /* 1..AUDIT_PAGE_MAX */
};
void audit_filter_init(struct audit_filter *f);
/* struct audit_record */
enum err audit_list(struct db *db, struct arena *a, const struct audit_filter *f, struct list *out) MUST_CHECK;
/* All that match, newest first, one at a time; f->limit does not count. */
enum err audit_each(struct db *db, const struct audit_filter *f,
    enum err (*fn)(const struct audit_record *r, void *payload), void *payload) MUST_CHECK;
/* How often an event happened since then. */
enum err audit_count(struct db *db, struct arena *a, struct str event, struct time since, int64_t *out) MUST_CHECK;

/* One line of CSV, guarded against formulas; the first line is AUDIT_CSV_HEAD. */
#define AUDIT_CSV_HEAD \
	"id,at,event,outcome,actor_kind,actor,actor_name,object_kind,object,object_name,request_id,ip,agent,details\n"
void audit_csv_line(struct buf *b, const struct audit_record *r);

/* A record and its hash.  Noted outside of this database, it shows even that somebody wrote the whole chain anew. */
struct audit_anchor {
	int64_t id;
	unsigned char hash[32];
};
struct audit_verdict {
	int64_t records;         /* checked, up to the break if there is one */
	int64_t people;          /* of them with address and browser still there */
	int64_t broken;          /* id of the record where the chain breaks; 0: it is whole */
	const char *why;         /* literal */
	struct audit_anchor end; /* the last record */
};
/* Walk the whole chain, and compare it with an anchor unless that is NULL.  OK also when it is broken: see out->broken.
 * */
enum err audit_verify(struct db *db, const struct audit_anchor *anchor, struct audit_verdict *out) MUST_CHECK;

extern const struct db_module audit_read_sql;   /* list: admin, operator */
extern const struct db_module audit_verify_sql; /* operator */

#endif
