/* subscribers.c - who wants which events.  Another one is a row here; docs/events.md says what events there are. */
#include "bin/worker/worker.h"
#include "lib/io/json_tree.h"
#include "lib/shop/bearer.h"
#include "lib/shop/session.h"
#include "lib/shop/stock_publish.h"

/* What memcached must forget, told once more by who can wait until it answers: ended sessions, rights of programs that
 * changed, and generations that somebody could not replace himself. */
static enum err
cache_handle(void *env, struct arena *a, const struct outbox_event *event)
{
	struct worker *w = env;
	const struct json_node *payload;
	struct str generation;
	enum err err;

	if (str_eq(event->type, STR("session.ended")))
		return session_ended_event(w->cache, a, event->payload);
	if (!str_eq(event->type, STR("cache.bump")))
		return bearer_event(w->cache, a, event->type, event->object);
	err = json_tree(a, event->payload, &payload);
	if (err)
		return err;
	generation = json_text(payload, "generation");
	if (!generation.len)
		return err_fail(ERR_INVALID, "the payload names no generation");
	return cache_bump(w->cache, generation);
}

/* Tokens and keys that ended, for when memcached was away just then. */
static enum err
bearer_handle(void *env, struct arena *a, const struct outbox_event *event)
{
	struct worker *w = env;

	return bearer_event(w->cache, a, event->type, event->object);
}

/* What the shop shows of its stock. */
static enum err
stock_handle(void *env, struct arena *a, const struct outbox_event *event)
{
	struct worker *w = env;

	return stock_event(w->db, a, event->type, event->payload);
}

static enum err
stock_handle_many(void *env, struct arena *a, const struct outbox_event *events, size_t count)
{
	struct worker *w = env;

	return stock_events(w->db, a, events, count);
}

static const char *const bearer_types[] = { "client.changed", "grant.revoked", "token.revoked", "key.changed",
	"signing_keys.changed", "account.disabled", "account.enabled", NULL };
static const char *const cache_types[] = { "account.disabled", "account.enabled", "cache.bump", "client.changed",
	"grant.revoked", "key.changed", "privacy.erased", "session.ended", "signing_keys.changed", "token.revoked",
	NULL };
static const char *const facts_types[] = { "order.*", "refund.done", NULL };
static const char *const invoice_types[] = { "order.cancelled", "order.paid", "order.refunded", NULL };
static const char *const join_types[] = { "account.confirmed", NULL };
/* What a task for nothing costs, it costs for every order. */
static const char *const mail_types[] = { "account.*", "!order.placed", "order.*", "privacy.*", "refund.done",
	"shipment.*", "stock.digest", "stock.sold_out", NULL };

static const char *const payment_types[] = { "order.cancelled", "order.delivered", "order.expired", "order.shipped",
	"refund.granted", "shipment.shipped", NULL };
static const char *const stock_types[] = { "order.*", "stock.changed", "warehouse.changed", NULL };

const struct outbox_subscriber subscribers[] = {
	{ "bearer", bearer_types, bearer_handle, NULL },
	{ "cache", cache_types, cache_handle, NULL },
	{ "facts", facts_types, facts_handle, facts_handle_many },
	{ "invoice", invoice_types, invoice_handle, NULL },
	{ "join", join_types, join_handle, NULL },
	{ "mail", mail_types, mail_handle, NULL },
	{ "payment", payment_types, payment_handle, NULL },
	{ "stock", stock_types, stock_handle, stock_handle_many },
};
const size_t subscriber_count = COUNT(subscribers);
_Static_assert(COUNT(subscribers) <= WORKER_SUBSCRIBERS_MAX, "the board has a row per subscriber");
