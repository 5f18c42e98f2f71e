/* refund_send.c - refunds on their way: to the gateway, by hand, once more.  See refund.h. */
#include "lib/shop/audit.h"
#include "lib/shop/order_credit.h"
#include "lib/shop/payment_parts.h"
#include "lib/shop/refund.h"

struct left {
	int64_t charged, refunded, disputed, open;
};
static const struct shape_field left_fields[] = {
	SHAPE_I64(struct left, charged, 0, INT64_MAX),
	SHAPE_I64(struct left, refunded, 0, INT64_MAX),
	SHAPE_I64(struct left, disputed, 0, INT64_MAX),
	SHAPE_I64(struct left, open, 0, INT64_MAX),
};
static const struct shape left_shape = SHAPE(struct left, left_fields, "What of a payment has not gone back.");

struct found {
	struct str public_id;
};
static const struct shape_field found_fields[] = { SHAPE_STR(struct found, public_id, 1, 28) };
static const struct shape found_shape = SHAPE(struct found, found_fields, "A refund that is there.");

enum { SENT, REFUSED, AGAIN, LEFT, BY_CAUSE, ADD };
static const struct db_query queries[] = {
	[SENT] = { "refund_sent", "ts", NULL,
	    "UPDATE refund SET state = 'sent', checks = checks + 1, check_at = ? WHERE public_id = ? AND state IN ('granted', 'sent')" },
	[REFUSED] = { "refund_refused", "ss", NULL,
	    "UPDATE refund SET state = 'failed', failure = ?, check_at = NULL WHERE public_id = ? AND state IN ('granted', 'sent')" },
	[AGAIN] = { "refund_again", "s", NULL,
	    "UPDATE refund SET state = 'granted', failure = NULL, checks = 0, check_at = NULL, tries = tries + 1"
	    " WHERE public_id = ? AND state = 'failed'" },
	[LEFT] = { "refund_left", "i", &left_shape,
	    "SELECT p.charged, p.refunded, p.disputed,"
	    " (SELECT COALESCE(SUM(f.amount), 0) FROM refund f WHERE f.payment_id = p.id AND f.state <> 'done') AS open FROM payment p WHERE p.id = ? FOR UPDATE" },
	[BY_CAUSE] = { "refund_by_cause", "is", &found_shape,
	    "SELECT public_id FROM refund WHERE payment_id = ? AND cause = ?" },
	[ADD] = { "refund_add_by_hand", "siiissssst", NULL,
	    "INSERT INTO refund (public_id, order_id, payment_id, amount, cause, reason, state, actor_kind, actor, created_at)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" },
};
const struct db_module refund_send_sql = { "refund_send", queries, COUNT(queries) };

/* ---- to the gateway ---- */

struct refusal {
	const struct payment_env *e;
	const struct refund *f;
	const struct payment *p;
	struct str code;
};

/* Only the ids of the order are told. */
static enum err
tell(struct db *db, const struct payment_env *e, const char *type, const struct refund *f, const struct payment *p,
    struct str code)
{
	const struct order o = { .id = f->order_id, .public_id = f->order, .number = f->number };

	return payment_tell(db, e->order.arena, type, &o, p, f->public_id, f->amount.minor, code);
}

static enum err
refuse(struct db *db, void *payload)
{
	const struct refusal *x = payload;
	struct db_done done;
	enum err err = db_exec(
	    db, &queries[REFUSED], (const struct db_arg[]){ db_str(x->code), db_str(x->f->public_id) }, 2, &done);

	return err || !done.affected ? err : tell(db, x->e, "refund.failed", x->f, x->p, x->code);
}

enum err
refund_send(const struct payment_env *e, struct str public_id)
{
	struct arena *a = e->order.arena;
	struct payment_report report = { 0 };
	const struct payment_provider *provider;
	struct payment p;
	struct refund f;
	struct str key;
	enum err err;

	db_primary(e->order.db);
	err = refund_get(e->order.db, a, public_id, &f);
	if (err || f.state == REFUND_DONE || f.state == REFUND_FAILED)
		return err;
	err = payment_get(e->order.db, a, f.payment, &p);
	if (err)
		return err;
	provider = payment_provider_find(p.provider);
	if (!provider || !provider->refund)
		return OK; /* people do it */
	const struct db_arg sent[] = { db_time(payment_check_at(e->order.config, f.checks)), db_str(public_id) };
	if ((err = db_exec(e->order.db, &queries[SENT], sent, COUNT(sent), NULL)))
		return err;
	key = f.tries > 1 ? str_printf(a, "%.*s.%lld", STR_ARG(public_id), (long long)f.tries) : public_id;
	err = provider->refund(e, &p, key, f.amount.minor, &report);
	if (err == ERR_CONFLICT || err == ERR_INVALID || err == ERR_NOT_FOUND) {
		struct refusal x = { e, &f, &p, err == ERR_CONFLICT ? STR("not_possible") : STR("refused") };
		err_clear();
		return db_transaction(e->order.db, refuse, &x);
	}
	return err ? err : payment_settle(e, &report, &p);
}

/* ---- by hand ---- */

struct by_hand {
	const struct payment_env *e;
	struct str payment, reason, cause, id;
	struct money amount;
	struct payment p;
};

static enum err
read_left(struct db *db, struct arena *a, const struct payment *p, struct money *out)
{
	struct left l;
	enum err err = db_row(db, &queries[LEFT], (const struct db_arg[]){ db_i64(p->id) }, 1, a, &l);

	if (!err)
		/* What the bank has taken back is not ours to give. */
		*out = money_of(MAX(0, l.charged - l.refunded - l.disputed - l.open), p->amount.currency);
	return err;
}

enum err
refund_left(struct db *db, struct arena *a, const struct payment *p, struct money *out)
{
	return read_left(db, a, p, out);
}

static enum err
record(struct db *db, const struct by_hand *h, enum audit_event event, const char *what)
{
	struct str details =
	    str_printf(h->e->order.arena, "{\"what\":\"%s\",\"payment\":\"%.*s\",\"amount\":%lld,\"currency\":\"%s\"}",
		what, STR_ARG(h->p.public_id), (long long)h->amount.minor, h->p.amount.currency);

	return audit(db, h->e->order.who,
	    &(struct audit){ .event = event, .object_kind = "refund", .object = h->id, .details = details });
}

static enum err
add(struct db *db, struct by_hand *h, const struct order *o)
{
	const struct who *who = h->e->order.who;
	char id[32];
	enum err err;

	public_id(id, "ref");
	h->id = str_dup(h->e->order.arena, str_of(id));
	const struct db_arg args[] = { db_str(h->id), db_i64(o->id), db_i64(h->p.id), db_i64(h->amount.minor),
		db_str(h->cause), db_str(h->reason), db_str(str_of(refund_states[REFUND_GRANTED].name)),
		db_str(str_of(who->actor)), db_str(who->id), db_time(clock_now()) };
	err = db_exec(db, &queries[ADD], args, COUNT(args), NULL);
	if (!err)
		err =
		    payment_tell(db, h->e->order.arena, "refund.granted", o, &h->p, h->id, h->amount.minor, STR_ABSENT);
	if (!err)
		err = order_note(db, who, o->id, "refund_granted", false,
		    str_printf(h->e->order.arena, "{\"refund\":\"%.*s\",\"amount\":%lld}", STR_ARG(h->id),
			(long long)h->amount.minor));
	return err ? err : record(db, h, AUDIT_REFUND, "granted");
}

static enum err
grant(struct db *db, void *payload)
{
	struct by_hand *h = payload;
	struct arena *a = h->e->order.arena;
	struct money left;
	struct found before;
	struct order o;
	enum err err = payment_get(db, a, h->payment, &h->p);

	if (err || (err = order_lock(db, a, h->p.order_id, &o)) || (err = read_left(db, a, &h->p, &left)))
		return err;
	err =
	    db_row(db, &queries[BY_CAUSE], (const struct db_arg[]){ db_i64(h->p.id), db_str(h->cause) }, 2, a, &before);
	if (err != ERR_NOT_FOUND) {
		h->id = before.public_id;
		return err;
	}
	err_clear();
	if (strcmp(h->amount.currency, left.currency) != 0 || h->amount.minor <= 0 || h->amount.minor > left.minor)
		return err_fail(ERR_INVALID, "of payment %.*s %lld %s can be refunded", STR_ARG(h->payment),
		    (long long)left.minor, left.currency);
	/* Out of goodwill: what it is taken off is the rest of the lines and the delivery. */
	err = credit_sum(&h->e->order, &o, h->amount.minor, h->cause, h->reason);
	return err ? err : add(db, h, &o);
}

enum err
refund_by_hand(const struct payment_env *e, struct str payment, struct money amount, struct str reason, struct str key,
    struct refund *out)
{
	struct by_hand h = { .e = e, .payment = payment, .amount = amount, .reason = reason,
		.cause = str_printf(e->order.arena, "staff:%016llx", (unsigned long long)str_hash(key)) };
	enum err err = db_transaction(e->order.db, grant, &h);

	return err ? err : refund_get(e->order.db, e->order.arena, h.id, out);
}

static enum err
again(struct db *db, void *payload)
{
	struct by_hand *h = payload;
	struct refund f;
	struct db_done done;
	enum err err = refund_get(db, h->e->order.arena, h->id, &f);

	if (!err)
		err = payment_get(db, h->e->order.arena, f.payment, &h->p);
	if (!err)
		err = db_exec(db, &queries[AGAIN], (const struct db_arg[]){ db_str(h->id) }, 1, &done);
	if (err)
		return err;
	if (!done.affected)
		return err_fail(ERR_CONFLICT, "refund %.*s has not failed", STR_ARG(h->id));
	h->amount = f.amount;
	err = tell(db, h->e, "refund.granted", &f, &h->p, STR_ABSENT);
	return err ? err : record(db, h, AUDIT_REFUND, "tried again");
}

enum err
refund_retry(const struct payment_env *e, struct str public_id)
{
	struct by_hand h = { .e = e, .id = public_id };

	return db_transaction(e->order.db, again, &h);
}
