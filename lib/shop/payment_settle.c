/*
 * payment_settle.c - what a gateway says becomes money of an order.  See payment.h.
 *
 * Under the locks of order and payment the known events are read, the report's new ones added, and everything is
 * computed from the whole set: so it does not matter by which way, in which order, or how often they came.  A report
 * without news writes nothing.
 */
#include "lib/base/log.h"
#include "lib/shop/payment_guard.h"
#include "lib/shop/payment_parts.h"

enum { FIND, LOCK, ADD_EVENT, STORE, TOTALS };

struct totals {
	int64_t authorised, charged, refunded;
};
static const struct shape_field totals_fields[] = {
	SHAPE_I64(struct totals, authorised, 0, INT64_MAX),
	SHAPE_I64(struct totals, charged, 0, INT64_MAX),
	SHAPE_I64(struct totals, refunded, 0, INT64_MAX),
};
static const struct shape totals_shape = SHAPE(struct totals, totals_fields, "Sums over the payments of an order.");

static const struct db_query queries[] = {
	[FIND] = { "payment_settle_find", "s", &payment_shape,
	    "SELECT " PAYMENT_COLUMNS " FROM payment p WHERE p.public_id = ?" },
	[LOCK] = { "payment_settle_lock", "i", &payment_shape,
	    "SELECT " PAYMENT_COLUMNS " FROM payment p WHERE p.id = ? FOR UPDATE" },
	[ADD_EVENT] = { "payment_event_add", "isssitss", NULL,
	    "INSERT INTO payment_event (payment_id, source, kind, result, amount, at, code, refund_id)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, (SELECT id FROM refund WHERE public_id = ?))" },
	[STORE] = { "payment_store", "siiiisssti", NULL,
	    "UPDATE payment SET state = ?, authorised = ?, charged = ?, refunded = ?, disputed = ?, failure = ?, reference = ?, display = ?, check_at = ?,"
	    " checks = 0, version = version + 1 WHERE id = ?" },
	[TOTALS] = { "payment_totals", "i", &totals_shape,
	    "SELECT COALESCE(SUM(authorised), 0) AS authorised, COALESCE(SUM(charged), 0) AS charged,"
	    " COALESCE(SUM(refunded), 0) AS refunded FROM payment WHERE order_id = ?" },
};
const struct db_module payment_settle_sql = { "payment_settle", queries, COUNT(queries) };

struct settle {
	const struct payment_env *e;
	const struct payment_report *report;
	struct order order;
	struct payment p;          /* as it was, then as it is */
	struct list known, added;  /* struct payment_event */
	struct payment_sums sums;
	enum payment_state before;
};

/* ---- does it fit? ---- */

static enum err
fits(const struct payment *p, const struct payment_report *report)
{
	const struct payment_event *v = report->events.items;

	if (!str_eq(report->merchant_reference, p->public_id) || !report->reference.len ||
	    (p->reference.ptr && !str_eq(report->reference, p->reference)))
		return err_fail(ERR_INVALID, "the gateway's payment '%.*s' is not payment %.*s",
		    STR_ARG(report->reference), STR_ARG(p->public_id));
	if (strcmp(report->currency, p->amount.currency) != 0)
		return err_fail(ERR_INVALID, "payment %.*s is in %s, not in %.3s", STR_ARG(p->public_id),
		    p->amount.currency, report->currency);
	if (report->amount != p->amount.minor)
		return err_fail(ERR_INVALID, "payment %.*s is of %lld, not of %lld", STR_ARG(p->public_id),
		    (long long)p->amount.minor, (long long)report->amount);
	for (size_t i = 0; i < report->events.count; i++)
		if (!v[i].source.len || v[i].source.len > PAYMENT_SOURCE_MAX || v[i].amount < 0)
			return err_fail(ERR_INVALID, "payment %.*s: an event without a name or with a wrong amount",
			    STR_ARG(p->public_id));
	return OK;
}

/* The same source with other contents is no repetition but a contradiction. */
static enum err
is_known(const struct payment_event *known, size_t count, const struct payment_event *v, bool *out)
{
	*out = false;
	for (size_t i = 0; i < count; i++)
		if (str_eq(known[i].source, v->source)) {
			*out = true;
			if (known[i].kind != v->kind || known[i].result != v->result || known[i].amount != v->amount)
				return err_fail(
				    ERR_INVALID, "event '%.*s' came with other contents before", STR_ARG(v->source));
		}
	return OK;
}

/* Known ones first, then the news; s->added is the tail of s->known. */
static enum err
unite(struct settle *s)
{
	const struct payment_event *v = s->report->events.items;
	size_t count = s->known.count;
	struct payment_event *all =
	    arena_array(s->e->order.arena, struct payment_event, count + s->report->events.count);
	enum err err = OK;
	bool is_old;

	if (count)
		memcpy(all, s->known.items, count * sizeof(*all));
	for (size_t i = 0; !err && i < s->report->events.count; i++) {
		err = is_known(all, count, &v[i], &is_old);
		if (!err && !is_old)
			all[count++] = v[i];
	}
	s->added = (struct list){ all + s->known.count, count - s->known.count };
	s->known = (struct list){ all, count };
	return err;
}

/* ---- what it leads to ---- */

static enum err
store_events(struct db *db, const struct settle *s)
{
	const struct payment_event *v = s->added.items;
	enum err err = OK;

	for (size_t i = 0; !err && i < s->added.count; i++) {
		const struct db_arg args[] = { db_i64(s->p.id), db_str(v[i].source),
			db_str(str_of(payment_event_kinds[v[i].kind].name)),
			db_str(str_of(payment_event_results[v[i].result].name)), db_i64(v[i].amount),
			db_time(time_is_absent(v[i].at) ? clock_now() : v[i].at), db_str(v[i].code),
			db_str(v[i].refund) };
		err = db_exec(db, &queries[ADD_EVENT], args, COUNT(args), NULL);
	}
	return err;
}

static enum err
store_payment(struct db *db, struct settle *s)
{
	const struct config *c = s->e->order.config;
	struct payment *p = &s->p;

	p->state = (int)payment_state_of(&s->sums, s->before, s->report->is_final);
	p->authorised.minor = s->sums.authorised;
	p->charged.minor = s->sums.charged;
	p->refunded.minor = s->sums.refunded;
	p->disputed.minor = s->sums.disputed;
	p->failure = s->sums.failure;
	p->reference = s->report->reference;
	if (s->report->display.ptr)
		p->display = s->report->display;
	/* Only the gateway's last word ends the asking. */
	if (s->report->is_final || p->state == PAYMENT_FAILED || p->state == PAYMENT_CANCELLED)
		p->check_at = TIME_ABSENT;
	else if (s->before != (enum payment_state)p->state || time_is_absent(p->check_at))
		p->check_at = payment_check_at(c, 0);
	p->version++;
	const struct db_arg args[] = { db_str(str_of(payment_states[p->state].name)), db_i64(s->sums.authorised),
		db_i64(s->sums.charged), db_i64(s->sums.refunded), db_i64(s->sums.disputed), db_str(p->failure),
		db_str(p->reference), db_str(p->display), db_time(p->check_at), db_i64(p->id) };
	enum err err = db_exec(db, &queries[STORE], args, COUNT(args), NULL);
	return err == ERR_CONFLICT
	    ? err_fail(ERR_INVALID, "the gateway's payment '%.*s' is another of ours", STR_ARG(p->reference))
	    : err;
}

/* Each movement of money once: its event names it. */
static enum err
book(struct db *db, const struct settle *s, const struct payment_event *v)
{
	struct arena *a = s->e->order.arena;
	const char *gateway = arena_printf(a, "gateway:%.*s", STR_ARG(s->p.provider));
	struct ledger_posting two[2] = { { gateway, v->amount }, { "receivable", -v->amount } };
	const char *kind = payment_event_kinds[v->kind].name;

	if (v->result != EVENT_SUCCESS || !v->amount || v->kind == EVENT_AUTHORISE || v->kind == EVENT_VOID)
		return OK;
	if (v->kind == EVENT_REFUND || v->kind == EVENT_DISPUTE) {
		two[0].amount = -v->amount;
		two[1].amount = v->amount;
	}
	if (v->kind == EVENT_DISPUTE || v->kind == EVENT_DISPUTE_WON)
		two[1].account = "dispute";
	return ledger_add(db, kind, str_printf(a, "%.*s:%.*s", STR_ARG(s->p.public_id), STR_ARG(v->source)),
	    s->p.order_id, s->p.id, s->p.amount.currency, two, COUNT(two));
}

static enum err
follow(struct db *db, struct settle *s)
{
	const struct payment_event *v = s->added.items;
	enum err err = OK;

	for (size_t i = 0; !err && i < s->added.count; i++) {
		err = book(db, s, &v[i]);
		if (!err && v[i].kind == EVENT_REFUND && (v[i].result == EVENT_SUCCESS || v[i].result == EVENT_FAILURE))
			err = refund_settled(s->e, &s->order, &s->p, &v[i]);
		/* A dispute that is "won" with a failure is lost. */
		if (!err && ((v[i].kind == EVENT_DISPUTE && v[i].result == EVENT_SUCCESS) ||
		    (v[i].kind == EVENT_DISPUTE_WON && (v[i].result == EVENT_SUCCESS || v[i].result == EVENT_FAILURE))))
			err = dispute_settled(s->e, &s->p, &v[i]);
	}
	return err;
}

/* The order draws its conclusions; what it must give back is granted here, except what was tried and refused. */
static enum err
tell_order(struct db *db, struct settle *s)
{
	struct arena *a = s->e->order.arena;
	struct money must = money_of(0, s->p.amount.currency);
	struct totals t;
	int64_t stuck = 0;
	enum err err = db_row(db, &queries[TOTALS], (const struct db_arg[]){ db_i64(s->p.order_id) }, 1, a, &t);

	if (!err)
		err = order_money(&s->e->order, &s->order, t.authorised, t.charged, t.refunded, &must);
	if (!err && must.minor > 0)
		err = refund_stuck(db, a, s->p.order_id, &stuck);
	if (err || must.minor <= stuck)
		return err;
	must.minor -= stuck;
	err = refund_grant(&s->e->order, &s->order, must, str_printf(a, "over:%lld", (long long)t.charged), STR_ABSENT);
	/* what there is was granted; the money that came in is true whatever becomes of the rest */
	if (err == ERR_CONFLICT) {
		log_event(LOG_ERROR, "payment.refund_short", log_str("order", s->order.public_id),
		    log_z("detail", err_detail()));
		err_clear();
		err = OK;
	}
	return err;
}

static enum err
announce(struct db *db, struct settle *s)
{
	static const char *const types[] = { [PAYMENT_AUTHORISED] = "payment.authorised",
		[PAYMENT_CHARGED] = "payment.charged",
		[PAYMENT_REFUNDED] = "payment.refunded",
		[PAYMENT_FAILED] = "payment.failed",
		[PAYMENT_CANCELLED] = "payment.cancelled",
		[PAYMENT_DISPUTED] = "payment.disputed" };
	const struct payment *p = &s->p;
	int64_t amount = p->state == PAYMENT_REFUNDED ? p->refunded.minor
	    : p->state == PAYMENT_DISPUTED            ? p->disputed.minor
	    : p->charged.minor                        ? p->charged.minor
	    : p->authorised.minor                     ? p->authorised.minor
						      : p->amount.minor;
	enum err err = OK;

	if ((enum payment_state)p->state == s->before)
		return OK;
	if (p->state == PAYMENT_FAILED)
		err = order_payment_failed(&s->e->order, &s->order, p->failure.ptr ? p->failure : STR("failed"));
	if (!err && types[p->state])
		err = payment_tell(db, s->e->order.arena, types[p->state], &s->order, p, STR_ABSENT, amount,
		    p->state == PAYMENT_FAILED ? p->failure : STR_ABSENT);
	/* Last: the bucket of a network is a row that others may want. */
	return err || p->state != PAYMENT_FAILED ? err : payment_guard_refused(s->e, p);
}

/* ---- the transaction ---- */

static enum err
load(struct db *db, struct settle *s)
{
	struct arena *a = s->e->order.arena;
	enum err err = order_lock(db, a, s->p.order_id, &s->order);

	if (!err)
		err = db_row(db, &queries[LOCK], (const struct db_arg[]){ db_i64(s->p.id) }, 1, a, &s->p);
	if (!err)
		err = payment_events(db, a, s->p.id, &s->known);
	s->before = (enum payment_state)s->p.state;
	return err;
}

/* Whatever was authorised, nothing of it can be taken any more. */
static void
forget_authorisation(struct settle *s)
{
	enum payment_state after = payment_state_of(&s->sums, s->before, s->report->is_final);

	if (after == PAYMENT_FAILED || after == PAYMENT_CANCELLED)
		s->sums.authorised = s->sums.charged;
}

static bool
is_news(const struct settle *s)
{
	return s->added.count || payment_state_of(&s->sums, s->before, s->report->is_final) != s->before ||
	    !s->p.reference.ptr || (s->report->is_final && !time_is_absent(s->p.check_at));
}

static enum err
settle(struct db *db, void *payload)
{
	struct settle *s = payload;
	bool money;
	enum err err = load(db, s);

	if (err || (err = fits(&s->p, s->report)) || (err = unite(s)) ||
	    (err = payment_sum(&s->known, s->p.amount.minor, &s->sums)))
		return err;
	if (!is_news(s))
		return OK;
	forget_authorisation(s);
	money = s->sums.authorised != s->p.authorised.minor || s->sums.charged != s->p.charged.minor ||
	    s->sums.refunded != s->p.refunded.minor;
	err = store_events(db, s);
	if (!err)
		err = store_payment(db, s);
	if (!err)
		err = follow(db, s);
	if (!err && money)
		err = tell_order(db, s);
	return err ? err : announce(db, s);
}

enum err
payment_settle(const struct payment_env *e, const struct payment_report *report, struct payment *out)
{
	struct settle s = { .e = e, .report = report };
	struct payment found;
	enum err err;

	db_primary(e->order.db); /* a replica may not know the payment yet */
	err = db_row(e->order.db, &queries[FIND], (const struct db_arg[]){ db_str(report->merchant_reference) }, 1,
	    e->order.arena, &found);

	if (err)
		return err;
	s.p = found;
	err = db_transaction(e->order.db, settle, &s);
	if (err == ERR_INVALID)
		log_event(LOG_ERROR, "payment.mismatch", log_str("payment", found.public_id),
		    log_str("provider", found.provider), log_str("reference", report->reference),
		    log_z("detail", err_detail()));
	if (!err)
		*out = s.p;
	return err;
}

enum err
payment_refresh(const struct payment_env *e, struct str public_id, struct payment *out)
{
	struct payment_report report = { 0 };
	const struct payment_provider *provider;
	struct payment p;
	enum err err;

	db_primary(e->order.db);
	err = payment_get(e->order.db, e->order.arena, public_id, &p);
	if (err)
		return err;
	provider = payment_provider_find(p.provider);
	if (!provider || !provider->fetch || p.state == PAYMENT_CREATED) {
		*out = p;
		return OK;
	}
	/* Pending without a name: we died between asking the gateway for it and writing down its answer. */
	if (!p.reference.ptr && (err = payment_introduce(e, &p, true)))
		return err;
	err = provider->fetch(e, &p, &report);
	return err ? err : payment_settle(e, &report, out);
}
