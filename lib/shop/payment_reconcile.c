/*
 * payment_reconcile.c - payments and refunds that we have not heard the end of: ask.  See payment.h.
 *
 * "Charged, but we died": whatever was lost on the way, the gateway knows, and is asked until it has said its last
 * word.  A payment's next time is set before it is asked about, so that one that always fails keeps nobody from the
 * others.
 */
#include "lib/base/log.h"
#include "lib/shop/payment_parts.h"
#include "lib/shop/refund.h"

struct due {
	int64_t id;
	struct str public_id;
	int64_t checks;
};
static const struct shape_field due_fields[] = {
	SHAPE_I64(struct due, id, 1, INT64_MAX),
	SHAPE_STR(struct due, public_id, 1, 28),
	SHAPE_I64(struct due, checks, 0, INT64_MAX),
};
static const struct shape due_shape = SHAPE(struct due, due_fields, "What is to be asked about.");

enum { PAYMENTS, LATER, REFUNDS };
static const struct db_query queries[] = {
	[PAYMENTS] = { "payment_due_list", "ti", &due_shape,
	    "SELECT id, public_id, checks FROM payment WHERE check_at <= ? ORDER BY check_at LIMIT ?" },
	[LATER] = { "payment_later", "tii", NULL,
	    "UPDATE payment SET check_at = ?, checks = checks + 1 WHERE id = ? AND checks = ? AND check_at IS NOT NULL" },
	[REFUNDS] = { "refund_due_list", "ti", &due_shape,
	    "SELECT id, public_id, checks FROM refund WHERE check_at <= ? AND state = 'sent' ORDER BY check_at LIMIT ?" },
};
const struct db_module payment_reconcile_sql = { "payment_reconcile", queries, COUNT(queries) };

/* A payment that was never opened at its gateway is opened neither here: only its order's end matters. */
static enum err
ask(const struct payment_env *e, const struct due *d)
{
	const struct db_arg later[] = { db_time(payment_check_at(e->order.config, d->checks + 1)), db_i64(d->id),
		db_i64(d->checks) };
	struct db_done done;
	struct payment p;
	enum err err = db_exec(e->order.db, &queries[LATER], later, COUNT(later), &done);

	return err || !done.affected ? err : payment_refresh(e, d->public_id, &p);
}

/* One that fails is for the log, and for the next time; the others go on. */
static enum err
passed(enum err err, const char *what, struct str id)
{
	if (!err || err == ERR_DB || err == ERR_UNCERTAIN)
		return err;
	log_event(LOG_WARN, "payment.reconcile", log_str(what, id), log_z("detail", err_detail()));
	err_clear();
	return OK;
}

enum err
payment_reconcile(const struct payment_env *e, int64_t most, int64_t *handled)
{
	const struct db_arg args[] = { db_time(clock_now()), db_i64(most) };
	const struct due *d;
	struct list payments = { 0 }, refunds = { 0 };
	enum err err =
	    db_rows(e->order.db, &queries[PAYMENTS], args, COUNT(args), e->order.arena, (size_t)most, &payments);

	d = payments.items;
	for (size_t i = 0; !err && i < payments.count; i++)
		err = passed(ask(e, &d[i]), "payment", d[i].public_id);
	if (!err)
		err =
		    db_rows(e->order.db, &queries[REFUNDS], args, COUNT(args), e->order.arena, (size_t)most, &refunds);
	d = refunds.items;
	for (size_t i = 0; !err && i < refunds.count; i++)
		err = passed(refund_send(e, d[i].public_id), "refund", d[i].public_id);
	*handled = (int64_t)(payments.count + refunds.count);
	return err;
}
