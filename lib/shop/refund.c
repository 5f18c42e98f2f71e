/* refund.c - granting: reads and writes refund, in the transaction of its cause.  Sending is in refund_send.c.  See
 * refund.h. */
#include "lib/shop/refund.h"
#include "lib/shop/order_credit.h"
#include "lib/shop/payment_parts.h"

#define REFUNDS_MAX 1000

const struct shape_enum refund_states[] = { { "granted", REFUND_GRANTED }, { "sent", REFUND_SENT },
	{ "done", REFUND_DONE }, { "failed", REFUND_FAILED }, { NULL, 0 } };

static const struct shape_field refund_fields[] = {
	SHAPE_I64(struct refund, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I64(struct refund, order_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I64(struct refund, payment_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct refund, public_id, 1, 28, .doc = "public id"),
	SHAPE_STR(struct refund, payment, 1, 28, .doc = "of this payment"),
	SHAPE_STR(struct refund, provider, 1, 32, .doc = "gateway"),
	SHAPE_STR(struct refund, order, 1, 28, .doc = "of this order"),
	SHAPE_STR(struct refund, number, 1, 16, .doc = "the order's number"),
	SHAPE_MONEY(struct refund, amount, .doc = "how much"),
	SHAPE_STR(struct refund, cause, 1, 64, .doc = "what it was granted for"),
	SHAPE_STR(struct refund, reason, 0, 500, .doc = "in words"),
	SHAPE_STR(struct refund, failure, 0, 64, .doc = "why it did not go"),
	SHAPE_ENUM(struct refund, state, refund_states, .doc = "what has become of it"),
	SHAPE_STR(struct refund, actor_kind, 1, 16, .doc = "who granted it: kind"),
	SHAPE_STR(struct refund, actor, 0, 28, .doc = "who granted it"),
	SHAPE_TIME(struct refund, created_at, .doc = "when it was granted"),
	SHAPE_TIME(struct refund, done_at, .doc = "when the money went"),
	SHAPE_TIME(struct refund, check_at, .doc = "when it is looked at again"),
	SHAPE_I64(struct refund, checks, 0, INT64_MAX, .doc = "how often it was looked at"),
	SHAPE_I64(struct refund, tries, 1, INT64_MAX, .doc = "tries that people made"),
};
const struct shape refund_shape = SHAPE(struct refund, refund_fields, "Money that goes back to the buyer.");

/* A payment that has money to give. */
struct purse {
	int64_t id;
	struct str public_id, provider, method;
	struct money charged;
	int64_t refunded, disputed, open;
};
static const struct shape_field purse_fields[] = {
	SHAPE_I64(struct purse, id, 1, INT64_MAX),
	SHAPE_STR(struct purse, public_id, 1, 28),
	SHAPE_STR(struct purse, provider, 1, 32),
	SHAPE_STR(struct purse, method, 1, 64),
	SHAPE_MONEY(struct purse, charged),
	SHAPE_I64(struct purse, refunded, 0, INT64_MAX),
	SHAPE_I64(struct purse, disputed, 0, INT64_MAX),
	SHAPE_I64(struct purse, open, 0, INT64_MAX),
};
static const struct shape purse_shape = SHAPE(struct purse, purse_fields, "A payment that has money to give back.");

struct sum {
	int64_t amount;
};
static const struct shape_field sum_fields[] = { SHAPE_I64(struct sum, amount, 0, INT64_MAX) };
static const struct shape sum_shape = SHAPE(struct sum, sum_fields, "A sum.");

#define REFUND_COLUMNS \
	"SELECT f.id, f.order_id, f.payment_id, f.public_id, p.public_id AS payment, p.provider, o.public_id AS `order`, o.number," \
	" f.amount AS amount_minor, p.currency AS amount_currency, f.cause, f.reason, f.failure, f.state, f.actor_kind, f.actor, f.created_at, f.done_at," \
	" f.check_at, f.checks, f.tries FROM refund f JOIN payment p ON p.id = f.payment_id JOIN sales_order o ON o.id = f.order_id "

enum { GET, LIST };
static const struct db_query reads[] = {
	[GET] = { "refund_get", "s", &refund_shape, REFUND_COLUMNS "WHERE f.public_id = ?" },
	[LIST] = { "refund_list", "i", &refund_shape, REFUND_COLUMNS "WHERE f.order_id = ? ORDER BY f.id LIMIT 1001" },
};
const struct db_module refund_sql = { "refund", reads, COUNT(reads) };

enum { PURSES, STUCK, KNOWN, ADD, DONE, FAILED };
static const struct db_query queries[] = {
	[PURSES] = { "refund_purses", "i", &purse_shape,
	    "SELECT p.id, p.public_id, p.provider, p.method, p.charged AS charged_minor,"
	    " p.currency AS charged_currency, p.refunded, p.disputed,"
	    " (SELECT COALESCE(SUM(f.amount), 0) FROM refund f WHERE f.payment_id = p.id AND f.state <> 'done') AS open"
	    " FROM payment p WHERE p.order_id = ? AND p.charged > 0 ORDER BY p.disputed > 0, p.id DESC LIMIT 101 FOR UPDATE" },
	[STUCK] = { "refund_stuck", "i", &sum_shape,
	    "SELECT COALESCE(SUM(amount), 0) AS amount FROM refund WHERE order_id = ? AND state = 'failed'" },
	[KNOWN] = { "refund_known", "is", &sum_shape,
	    "SELECT COALESCE(SUM(amount), 0) AS amount FROM refund WHERE order_id = ? AND cause = ?" },
	[ADD] = { "refund_add", "siiissssstt", NULL,
	    "INSERT INTO refund (public_id, order_id, payment_id, amount, cause, reason, state, actor_kind, actor,"
	    " created_at, done_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" },
	[DONE] = { "refund_done", "tsi", NULL,
	    "UPDATE refund SET state = 'done', done_at = ?, failure = NULL, check_at = NULL WHERE public_id = ? AND payment_id = ? AND state <> 'done'" },
	[FAILED] = { "refund_failed", "ssi", NULL,
	    "UPDATE refund SET state = 'failed', failure = ?, check_at = NULL WHERE public_id = ? AND payment_id = ? AND state IN ('granted', 'sent')" },
};
const struct db_module refund_grant_sql = { "refund_grant", queries, COUNT(queries) };

enum err
refund_get(struct db *db, struct arena *a, struct str public_id, struct refund *out)
{
	return db_row(db, &reads[GET], (const struct db_arg[]){ db_str(public_id) }, 1, a, out);
}

enum err
refund_list(struct db *db, struct arena *a, int64_t order_id, struct list *out)
{
	return db_rows(db, &reads[LIST], (const struct db_arg[]){ db_i64(order_id) }, 1, a, REFUNDS_MAX, out);
}

enum err
refund_stuck(struct db *db, struct arena *a, int64_t order_id, int64_t *amount)
{
	struct sum s;
	enum err err = db_row(db, &queries[STUCK], (const struct db_arg[]){ db_i64(order_id) }, 1, a, &s);

	if (!err)
		*amount = s.amount;
	return err;
}

/* ---- granting ---- */

static enum err
add(const struct order_env *e, const struct order *o, const struct payment *p, int64_t amount, struct str cause,
    struct str reason, struct time done_at, struct str *id_out)
{
	bool is_done = !time_is_absent(done_at);
	char id[32];
	enum err err;

	public_id(id, "ref");
	*id_out = str_dup(e->arena, str_of(id));
	const struct db_arg args[] = { db_str(*id_out), db_i64(o->id), db_i64(p->id), db_i64(amount), db_str(cause),
		db_str(reason), db_str(str_of(refund_states[is_done ? REFUND_DONE : REFUND_GRANTED].name)),
		db_str(str_of(e->who->actor)), db_str(e->who->id), db_time(clock_now()), db_time(done_at) };
	err = db_exec(e->db, &queries[ADD], args, COUNT(args), NULL);
	if (err)
		return err;
	return payment_tell(
	    e->db, e->arena, is_done ? "refund.done" : "refund.granted", o, p, *id_out, amount, STR_ABSENT);
}

/* Of an order, with the payments locked.  What a bank has taken back is not there to be given. */
enum err
refund_left_of_order(struct db *db, struct arena *a, int64_t order_id, int64_t *out)
{
	const struct purse *w;
	struct list purses = { 0 };
	enum err err =
	    db_rows(db, &queries[PURSES], (const struct db_arg[]){ db_i64(order_id) }, 1, a, PAYMENTS_MAX, &purses);

	*out = 0;
	w = purses.items;
	for (size_t i = 0; !err && i < purses.count; i++)
		*out += MAX(w[i].charged.minor - w[i].refunded - w[i].disputed - w[i].open, 0);
	return err;
}

/* From the newest payment backwards: of two that paid the same, the second was too much.  Those in dispute come last.
 * */
enum err
refund_grant(const struct order_env *e, struct order *locked, struct money amount, struct str cause, struct str reason)
{
	const struct db_arg known[] = { db_i64(locked->id), db_str(cause) };
	int64_t rest = amount.minor;
	const struct purse *w;
	struct list purses = { 0 };
	struct sum before;
	struct str id;
	enum err err = db_row(e->db, &queries[KNOWN], known, COUNT(known), e->arena, &before);

	if (err || before.amount > 0 || rest <= 0)
		return err;
	err = db_rows(
	    e->db, &queries[PURSES], (const struct db_arg[]){ db_i64(locked->id) }, 1, e->arena, PAYMENTS_MAX, &purses);
	w = purses.items;
	for (size_t i = 0; !err && rest > 0 && i < purses.count; i++) {
		int64_t left = w[i].charged.minor - w[i].refunded - w[i].open, take = MIN(left, rest);
		const struct payment p = {
			.id = w[i].id, .public_id = w[i].public_id, .method = w[i].method, .amount = w[i].charged
		};
		if (take <= 0)
			continue;
		err = add(e, locked, &p, take, cause, reason, TIME_ABSENT, &id);
		rest -= take;
	}
	if (!err && rest > 0)
		return err_fail(ERR_CONFLICT, "order %.*s has %lld less than what is to go back",
		    STR_ARG(locked->number), (long long)rest);
	return err;
}

enum err
refund_settled(const struct payment_env *e, struct order *o, const struct payment *p, const struct payment_event *ev)
{
	struct db *db = e->order.db;
	struct arena *a = e->order.arena;
	bool is_done = ev->result == EVENT_SUCCESS;
	const struct db_arg done[] = { db_time(clock_now()), db_str(ev->refund), db_i64(p->id) };
	const struct db_arg failed[] = { db_str(ev->code.ptr ? ev->code : STR("refused")), db_str(ev->refund),
		db_i64(p->id) };
	struct db_done changed = { 0 };
	struct str id, cause;
	enum err err;

	if (!ev->refund.ptr) {
		if (!is_done)
			return OK;
		cause = str_printf(a, "gateway:%016llx", (unsigned long long)str_hash(ev->source));
		err = credit_sum(&e->order, o, ev->amount, cause, STR_ABSENT);
		return err ? err : add(&e->order, o, p, ev->amount, cause, STR_ABSENT, clock_now(), &id);
	}
	err = is_done ? db_exec(db, &queries[DONE], done, COUNT(done), &changed)
		      : db_exec(db, &queries[FAILED], failed, COUNT(failed), &changed);
	if (err || !changed.affected)
		return err;
	return payment_tell(db, a, is_done ? "refund.done" : "refund.failed", o, p, ev->refund, ev->amount,
	    is_done ? STR_ABSENT : ev->code);
}
