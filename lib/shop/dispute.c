/* dispute.c - reads and writes dispute.  See dispute.h. */
#include "lib/shop/dispute.h"
#include "lib/shop/audit.h"
#include "lib/shop/payment_parts.h"

#define DISPUTES_MAX 500
#define ANSWER_WITHIN_US (INT64_C(7) * 24 * 3600 * US_PER_S) /* where the gateway names no day */

const struct shape_enum dispute_states[] = { { "needs_response", DISPUTE_NEEDS_RESPONSE },
	{ "under_review", DISPUTE_UNDER_REVIEW }, { "won", DISPUTE_WON }, { "lost", DISPUTE_LOST }, { NULL, 0 } };

static const struct shape_field dispute_fields[] = {
	SHAPE_I64(struct dispute, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I64(struct dispute, payment_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I64(struct dispute, order_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct dispute, public_id, 1, 28, .doc = "public id"),
	SHAPE_STR(struct dispute, payment, 1, 28, .doc = "of this payment"),
	SHAPE_STR(struct dispute, order, 1, 28, .doc = "of this order"),
	SHAPE_STR(struct dispute, number, 1, 16, .doc = "the order's number"),
	SHAPE_STR(struct dispute, reference, 1, 190, .doc = "the gateway's id"),
	SHAPE_STR(struct dispute, reason, 0, 64, .doc = "the bank's code"),
	SHAPE_ENUM(struct dispute, state, dispute_states, .doc = "whose turn it is"),
	SHAPE_MONEY(struct dispute, amount, .doc = "how much"),
	SHAPE_TIME(struct dispute, due_at, .doc = "to be answered by"),
	SHAPE_TIME(struct dispute, created_at, .doc = "when it began"),
	SHAPE_TIME(struct dispute, closed_at, .doc = "when it ended"),
};
const struct shape dispute_shape = SHAPE(struct dispute, dispute_fields, "A payment that the buyer's bank took back.");

#define DISPUTE_COLUMNS \
	"SELECT d.id, d.payment_id, p.order_id, d.public_id, p.public_id AS payment, o.public_id AS `order`, o.number, d.reference, d.reason, d.state," \
	" d.amount AS amount_minor, p.currency AS amount_currency, d.due_at, d.created_at, d.closed_at" \
	" FROM dispute d JOIN payment p ON p.id = d.payment_id JOIN sales_order o ON o.id = p.order_id "

enum { GET, LIST, LIST_OPEN };
static const struct db_query reads[] = {
	[GET] = { "dispute_get", "s", &dispute_shape, DISPUTE_COLUMNS "WHERE d.public_id = ?" },
	[LIST] = { "dispute_list", "i", &dispute_shape,
	    DISPUTE_COLUMNS "WHERE p.order_id = ? ORDER BY d.id LIMIT 501" },
	[LIST_OPEN] = { "dispute_list_open", "", &dispute_shape,
	    DISPUTE_COLUMNS "WHERE d.closed_at IS NULL ORDER BY d.due_at IS NULL, d.due_at, d.id LIMIT 500" },
};
const struct db_module dispute_sql = { "dispute", reads, COUNT(reads) };

enum { ADD, CLOSE };
static const struct db_query settling[] = {
	[ADD] = { "dispute_add", "sisistt", NULL,
	    "INSERT INTO dispute (public_id, payment_id, reference, state, amount, reason, due_at, created_at)"
	    " VALUES (?, ?, ?, 'needs_response', ?, ?, ?, ?)" },
	/* The one that is named, else the oldest of this amount. */
	[CLOSE] = { "dispute_close", "stisi", NULL,
	    "UPDATE dispute SET state = ?, closed_at = ? WHERE payment_id = ? AND closed_at IS NULL"
	    " AND (reference = ? OR amount = ?) ORDER BY id LIMIT 1" },
};
const struct db_module dispute_settle_sql = { "dispute_settle", settling, COUNT(settling) };

enum { ANSWERED, ACCEPT };
static const struct db_query writes[] = {
	[ANSWERED] = { "dispute_answered", "s", NULL,
	    "UPDATE dispute SET state = 'under_review' WHERE public_id = ? AND state = 'needs_response'" },
	[ACCEPT] = { "dispute_accept", "ts", NULL,
	    "UPDATE dispute SET state = 'lost', closed_at = ? WHERE public_id = ? AND closed_at IS NULL" },
};
const struct db_module dispute_write_sql = { "dispute_write", writes, COUNT(writes) };

enum err
dispute_get(struct db *db, struct arena *a, struct str public_id, struct dispute *out)
{
	return db_row(db, &reads[GET], (const struct db_arg[]){ db_str(public_id) }, 1, a, out);
}

enum err
dispute_list(struct db *db, struct arena *a, int64_t order_id, struct list *out)
{
	const struct db_arg args[] = { db_i64(order_id) };

	if (!order_id)
		return db_rows(db, &reads[LIST_OPEN], NULL, 0, a, DISPUTES_MAX, out);
	return db_rows(db, &reads[LIST], args, COUNT(args), a, DISPUTES_MAX, out);
}

enum err
dispute_settled(const struct payment_env *e, const struct payment *p, const struct payment_event *ev)
{
	struct db *db = e->order.db;
	struct time now = clock_now();
	struct time due = ev->due_at;
	struct str reference = ev->dispute.ptr ? ev->dispute : ev->source;
	char id[32];

	if (ev->kind == EVENT_DISPUTE_WON) {
		int state = ev->result == EVENT_SUCCESS ? DISPUTE_WON : DISPUTE_LOST;
		const struct db_arg close[] = { db_str(str_of(dispute_states[state].name)), db_time(now), db_i64(p->id),
			db_str(reference), db_i64(ev->amount) };
		return db_exec(db, &settling[CLOSE], close, COUNT(close), NULL);
	}
	if (time_is_absent(due) || !due.us)
		due.us = now.us + ANSWER_WITHIN_US;
	public_id(id, "dsp");
	const struct db_arg add[] = { db_str(str_of(id)), db_i64(p->id), db_str(reference), db_i64(ev->amount),
		db_str(ev->dispute_reason.ptr ? ev->dispute_reason : ev->code), db_time(due), db_time(now) };
	return db_exec(db, &settling[ADD], add, COUNT(add), NULL);
}

/* ---- the work ---- */

struct turn {
	const struct payment_env *e;
	struct str id;
	bool gives_in;
};

static enum err
turn(struct db *db, void *payload)
{
	const struct turn *t = payload;
	struct dispute d;
	struct db_done done;
	enum err err = dispute_get(db, t->e->order.arena, t->id, &d);

	if (!err)
		err = t->gives_in ? db_exec(db, &writes[ACCEPT],
					(const struct db_arg[]){ db_time(clock_now()), db_str(t->id) }, 2, &done)
				  : db_exec(db, &writes[ANSWERED], (const struct db_arg[]){ db_str(t->id) }, 1, &done);
	if (err)
		return err;
	if (!done.affected)
		return err_fail(ERR_CONFLICT, "dispute %.*s is %s", STR_ARG(t->id), dispute_states[d.state].name);
	return audit(db, t->e->order.who,
	    &(struct audit){ .event = AUDIT_PAYMENT,
		.object_kind = "dispute",
		.object = t->id,
		.details =
		    t->gives_in ? STR("{\"what\":\"dispute accepted\"}") : STR("{\"what\":\"dispute answered\"}") });
}

enum err
dispute_answered(const struct payment_env *e, struct str public_id)
{
	struct turn t = { e, public_id, false };

	return db_transaction(e->order.db, turn, &t);
}

enum err
dispute_accept(const struct payment_env *e, struct str public_id)
{
	struct turn t = { e, public_id, true };

	return db_transaction(e->order.db, turn, &t);
}
