/*
 * order_work.c - the worker's side of orders: figures, documents, guests' orders that find their account, and orders
 * that nobody paid.
 */
#include "bin/worker/worker.h"
#include "lib/shop/account.h"
#include "lib/shop/invoice.h"
#include "lib/shop/payment.h"
#include "lib/shop/sales_fact.h"

#define EXPIRE_AT_ONCE 200
#define FINISH_AT_ONCE 500

enum err
facts_handle(void *env, struct arena *a, const struct outbox_event *event)
{
	const struct payment_env e = worker_payment_env(env, a);

	return sales_fact_event(&e.order, event);
}

enum err
facts_handle_many(void *env, struct arena *a, const struct outbox_event *events, size_t count)
{
	const struct payment_env e = worker_payment_env(env, a);

	return sales_fact_events(&e.order, events, count);
}

enum err
invoice_handle(void *env, struct arena *a, const struct outbox_event *event)
{
	const struct payment_env e = worker_payment_env(env, a);

	return invoice_event(&e.order, event);
}

/* What somebody ordered as a guest, with an address that is confirmed now, is his. */
enum err
join_handle(void *env, struct arena *a, const struct outbox_event *event)
{
	struct worker *w = env;
	struct account account;
	struct str key;
	enum err err = account_find(w->db, a, event->object, &account);

	if (err == ERR_NOT_FOUND || (!err && (str_is_absent(account.email) || account.state != ACCOUNT_ACTIVE))) {
		err_clear();
		return OK;
	}
	if (!err)
		err = email_key(a, account.email, &key);
	return err ? err : order_join_account(w->db, account.id, key);
}

static enum err
ask(void *env, struct str payment)
{
	struct payment p;

	return payment_refresh(env, payment, &p);
}

enum err
expire_job(struct worker *w, struct arena *a, int64_t *handled)
{
	struct payment_env e = worker_payment_env(w, a);
	const struct order_ask asking = { ask, &e };

	return order_expire(&e.order, &asking, EXPIRE_AT_ONCE, handled);
}

/* Orders that wait for nothing: no parcel, or a parcel that could not be planned. */
enum err
finish_job(struct worker *w, struct arena *a, int64_t *handled)
{
	struct payment_env e = worker_payment_env(w, a);

	return order_finish_idle(&e.order, FINISH_AT_ONCE, handled);
}
