/*
 * payment_webhook.c - what a gateway sends: is it from there, was it here before, then settle.  See payment.h.
 *
 * The webhook's row and its effect are one transaction, so that a message counts as heard only when what it says has
 * happened; a gateway sends again what was not answered with 2xx.  What can never work is kept as ignored, with the
 * reason.
 */
#include "lib/base/log.h"
#include "lib/shop/payment_parts.h"

#define RESULT_MAX 190

enum { ADD };
static const struct db_query queries[] = {
	[ADD] = { "payment_webhook_add", "sstsss", NULL,
	    "INSERT INTO payment_webhook (provider, event_id, received_at, body, state, result) VALUES (?, ?, ?, ?, ?, ?)" },
};
const struct db_module payment_webhook_sql = { "payment_webhook", queries, COUNT(queries) };

struct arrival {
	const struct payment_env *e;
	struct str provider, event_id, body;
	struct payment_report report;
	bool is_double;
};

static enum err
keep(struct db *db, const struct arrival *w, const char *state, struct str result)
{
	const struct db_arg args[] = { db_str(w->provider), db_str(w->event_id), db_time(clock_now()), db_str(w->body),
		db_str(str_of(state)), db_str(result) };

	return db_exec(db, &queries[ADD], args, COUNT(args), NULL);
}

static enum err
take(struct db *db, void *payload)
{
	struct arrival *w = payload;
	struct payment p;
	enum err err = keep(db, w, "done", STR_ABSENT);

	w->is_double = err == ERR_CONFLICT;
	return err ? err : payment_settle(w->e, &w->report, &p);
}

/* Not ours, or a contradiction: the gateway need not send it again. */
static enum err
ignore(struct arrival *w, enum err why)
{
	struct str result =
	    str_cut(str_dup(w->e->order.arena, str_of(err_detail()[0] ? err_detail() : err_name(why))), RESULT_MAX);
	enum err err;

	log_event(LOG_WARN, "payment.webhook_ignored", log_str("provider", w->provider), log_str("event", w->event_id),
	    log_str("detail", result));
	err_clear();
	err = keep(w->e->order.db, w, "ignored", result);
	if (err == ERR_CONFLICT) {
		err_clear();
		return OK;
	}
	return err;
}

enum err
payment_webhook(const struct payment_env *e, struct str provider, const struct list *headers, struct str body)
{
	const struct payment_provider *p = payment_provider_find(provider);
	struct arrival w = { .e = e, .provider = provider, .body = body };
	enum err err;

	if (!p || !p->webhook)
		return err_fail(ERR_NOT_FOUND, "no gateway '%.*s' sends webhooks", STR_ARG(provider));
	err = p->webhook(e, headers, body, &w.event_id, &w.report);
	if (err) {
		if (err == ERR_DENIED || err == ERR_INVALID)
			log_event(LOG_WARN, "payment.webhook_refused", log_str("provider", provider),
			    log_z("detail", err_detail()));
		return err;
	}
	err = db_transaction(e->order.db, take, &w);
	if (err == ERR_CONFLICT && w.is_double) {
		err_clear();
		return OK;
	}
	return err == ERR_INVALID || err == ERR_NOT_FOUND ? ignore(&w, err) : err;
}
