/* sandbox_due.c - what happens at the gateway without anybody asking: pending operations are decided, intents run out,
 * webhooks are sent.  See sandbox.h. */
#include "lib/shop/sandbox_parts.h"

#define WEBHOOK_TRIES 30
#define WEBHOOK_WAIT_MAX_MS (INT64_C(10) * 60 * 1000)

struct due_row {
	int64_t id;
	struct str reference;
};
static const struct shape_field due_fields[] = { SHAPE_I64(struct due_row, id, 0, INT64_MAX),
	SHAPE_STR(struct due_row, reference, 1, 28) };
static const struct shape due_shape = SHAPE(struct due_row, due_fields, "What is due, and its intent.");

static const struct shape_field webhook_fields[] = {
	SHAPE_I64(struct sandbox_webhook, id, 0, INT64_MAX),
	SHAPE_I64(struct sandbox_webhook, attempts, 0, INT64_MAX),
	SHAPE_STR(struct sandbox_webhook, event_id, 1, 28),
	SHAPE_STR(struct sandbox_webhook, body, 1, INT32_MAX),
};
static const struct shape webhook_shape = SHAPE(struct sandbox_webhook, webhook_fields, "A webhook to be sent.");

enum { DUE, DECIDED, FORGOTTEN, NEXT, LEASE, TRIED, AGAIN, SWEEP };
static const struct db_query queries[] = {
	[DUE] = { "sandbox_due", "i", &due_shape,
	    "SELECT o.id, i.reference FROM sandbox_operation o JOIN sandbox_intent i ON i.id = o.intent_id"
	    " WHERE o.result = 'pending' AND o.ready_at <= NOW(6) ORDER BY o.ready_at LIMIT ?" },
	[DECIDED] = { "sandbox_decided", "isi", NULL,
	    "UPDATE sandbox_operation SET result = 1 + ?, code = ? WHERE id = ?" },
	[FORGOTTEN] = { "sandbox_forgotten", "ii", &due_shape,
	    "SELECT id, reference FROM sandbox_intent WHERE state IN ('open', 'action') AND created_at < NOW(6) - INTERVAL ? MICROSECOND LIMIT ?" },
	[NEXT] = { "sandbox_webhook_next", "", &webhook_shape,
	    "SELECT id, attempts, event_id, body FROM sandbox_webhook WHERE next_at <= NOW(6) ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED" },
	[LEASE] = { "sandbox_webhook_lease", "ii", NULL,
	    "UPDATE sandbox_webhook SET attempts = attempts + 1, next_at = NOW(6) + INTERVAL ? SECOND WHERE id = ?" },
	[TRIED] = { "sandbox_webhook_tried", "ii", NULL,
	    "UPDATE sandbox_webhook SET next_at = NULL, status = ? WHERE id = ?" },
	[AGAIN] = { "sandbox_webhook_again", "iii", NULL,
	    "UPDATE sandbox_webhook SET next_at = NOW(6) + INTERVAL ? MICROSECOND, status = ? WHERE id = ?" },
	[SWEEP] = { "sandbox_webhook_sweep", "", NULL,
	    "DELETE FROM sandbox_webhook WHERE next_at IS NULL AND created_at < NOW(6) - INTERVAL 7 DAY ORDER BY id LIMIT 1000" },
};
const struct db_module sandbox_due_sql = { "sandbox_due", queries, COUNT(queries) };

struct decision {
	const struct sandbox_env *e;
	struct due_row due;
	bool done;
};

/* ---- pending operations ---- */

static enum err
decided(
    const struct decision *d, struct sandbox_intent *i, const struct sandbox_operation *o, int result, const char *code)
{
	sandbox_count(i, o->kind, result, o->amount);
	return db_exec(d->e->db, &queries[DECIDED],
	    (const struct db_arg[]){ db_i64(result), db_str(code ? str_of(code) : o->code), db_i64(o->id) }, 3, NULL);
}

static enum err
decide_payment(const struct decision *d, struct sandbox_intent *i, const struct sandbox_operation *o)
{
	bool fails = sandbox_behaves(i, "later_fails");
	enum err err = decided(d, i, o, fails ? SANDBOX_FAILURE : SANDBOX_SUCCESS, fails ? "card_declined" : NULL);

	if (!fails)
		i->state = o->kind == SANDBOX_CHARGE ? SANDBOX_CHARGED : SANDBOX_AUTHORISED;
	if (!fails || err)
		return err;
	i->state = SANDBOX_FAILED;
	i->failure = STR("card_declined");
	return i->authorised
	    ? sandbox_operate(d->e, i, SANDBOX_VOID, SANDBOX_SUCCESS, i->authorised, STR_ABSENT, STR_ABSENT, 0)
	    : OK;
}

static enum err
decide_dispute(const struct decision *d, struct sandbox_intent *i, const struct sandbox_operation *o)
{
	bool lost = sandbox_behaves(i, "dispute_lost");
	enum err err;

	if (o->kind == SANDBOX_DISPUTE_WON)
		return decided(d, i, o, lost ? SANDBOX_FAILURE : SANDBOX_SUCCESS, lost ? "lost" : NULL);
	err = decided(d, i, o, SANDBOX_SUCCESS, NULL);
	return err ? err
		   : sandbox_operate(d->e, i, SANDBOX_DISPUTE_WON, SANDBOX_PENDING, o->amount, STR_ABSENT, STR_ABSENT,
			 config_ms(d->e->config, "sandbox.later"));
}

static enum err
decide(struct db *db UNUSED, void *payload)
{
	struct decision *d = payload;
	const struct sandbox_operation *o;
	struct sandbox_intent i;
	struct list all;
	enum err err = sandbox_lock(d->e, d->due.reference, &i, &all);

	d->done = false;
	if (err)
		return err;
	o = all.items;
	for (size_t k = 0; k < all.count; k++) {
		if (o[k].id != d->due.id || o[k].result != SANDBOX_PENDING)
			continue;
		d->done = true;
		switch (o[k].kind) {
		case SANDBOX_AUTHORISE:
		case SANDBOX_CHARGE: err = decide_payment(d, &i, &o[k]); break;
		case SANDBOX_REFUND: err = decided(d, &i, &o[k], SANDBOX_SUCCESS, NULL); break;
		case SANDBOX_DISPUTE:
		case SANDBOX_DISPUTE_WON: err = decide_dispute(d, &i, &o[k]); break;
		default: BUG("an operation of this kind is never pending");
		}
		return err ? err : sandbox_save(d->e, &i);
	}
	return OK; /* another process was first */
}

enum err
sandbox_decide(const struct sandbox_env *e, size_t most, size_t *handled)
{
	const struct db_arg args[] = { db_i64(config_ms(e->config, "sandbox.open_for") * 1000), db_i64((int64_t)most) };
	struct list due, forgotten;
	enum err err = db_rows(e->db, &queries[DUE], &args[1], 1, e->arena, most, &due);

	*handled = 0;
	for (size_t k = 0; k < due.count && !err; k++) {
		struct decision d = { .e = e, .due = ((const struct due_row *)due.items)[k] };
		err = db_transaction(e->db, decide, &d);
		*handled += d.done;
	}
	if (!err)
		err = db_rows(e->db, &queries[FORGOTTEN], args, COUNT(args), e->arena, most, &forgotten);
	for (size_t k = 0; !err && k < forgotten.count; k++) {
		struct sandbox_intent i;
		err = sandbox_leave(e, ((const struct due_row *)forgotten.items)[k].reference, &i);
		if (err == ERR_PRECONDITION) { /* paid in this moment */
			err_clear();
			err = OK;
		}
	}
	return err;
}

/* ---- webhooks ---- */

struct taking {
	int64_t lease_s;
	struct arena *arena;
	struct sandbox_webhook *out;
};

static enum err
take(struct db *db, void *payload)
{
	struct taking *t = payload;
	enum err err = db_row(db, &queries[NEXT], NULL, 0, t->arena, t->out);

	if (err)
		return err;
	t->out->attempts++;
	return db_exec(db, &queries[LEASE], (const struct db_arg[]){ db_i64(t->lease_s), db_i64(t->out->id) }, 2, NULL);
}

enum err
sandbox_webhook_take(const struct sandbox_env *e, int64_t lease_s, struct sandbox_webhook *out)
{
	struct taking t = { lease_s, e->arena, out };

	return db_transaction(e->db, take, &t);
}

enum err
sandbox_webhook_tried(const struct sandbox_env *e, const struct sandbox_webhook *w, int64_t status)
{
	int64_t wait = config_ms(e->config, "sandbox.retry_after") << MIN(w->attempts - 1, INT64_C(20));

	if ((status >= 200 && status < 300) || w->attempts >= WEBHOOK_TRIES)
		return db_exec(
		    e->db, &queries[TRIED], (const struct db_arg[]){ db_i64(status), db_i64(w->id) }, 2, NULL);
	return db_exec(e->db, &queries[AGAIN],
	    (const struct db_arg[]){ db_i64(MIN(wait, WEBHOOK_WAIT_MAX_MS) * 1000), db_i64(status), db_i64(w->id) }, 3,
	    NULL);
}

enum err
sandbox_webhook_sweep(const struct sandbox_env *e)
{
	return db_exec(e->db, &queries[SWEEP], NULL, 0, NULL);
}
