/* retention.c - what is deleted, and when.  See retention.h. */
#include "lib/shop/retention.h"
#include "lib/shop/audit.h"
#include "lib/shop/idempotency.h"
#include "lib/shop/session.h"
#include "lib/shop/throttle.h"

#define STEPS_MAX 100

enum {
	LINKS,
	CHALLENGES,
	CODES,
	REFRESH,
	REVOKED,
	GRANTS,
	PENDING,
	MAILS,
	EVENTS,
	WEBHOOKS,
	PLACES,
	CARTS,
	CUSTOMER_CARTS,
	OLD_CARTS,
	ERASED_ADDRESSES,
	ERASED_CONTACTS,
	ERASED_WORDS,
	ERASED_CREDITS,
	ERASED_REFUNDS,
	PROMOTION_KEYS,
	NETWORKS,
	BLOCKS
};

static const struct db_query queries[] = {
	[LINKS] = { "retention_links", "", NULL,
	    "DELETE FROM account_link WHERE expires_at < NOW(6) - INTERVAL 30 DAY LIMIT 1000" },
	[CHALLENGES] = { "retention_challenges", "", NULL,
	    "DELETE FROM passkey_challenge WHERE expires_at < NOW(6) - INTERVAL 1 HOUR LIMIT 1000" },
	[CODES] = { "retention_codes", "", NULL,
	    "DELETE FROM oauth_code WHERE expires_at < NOW(6) - INTERVAL 1 DAY LIMIT 1000" },
	[REFRESH] = { "retention_refresh", "", NULL,
	    "DELETE FROM oauth_refresh WHERE expires_at < NOW(6) - INTERVAL 30 DAY LIMIT 1000" },
	[REVOKED] = { "retention_revoked", "", NULL,
	    "DELETE FROM oauth_revoked WHERE expires_at < NOW(6) - INTERVAL 1 HOUR LIMIT 1000" },
	[GRANTS] = { "retention_grants", "", NULL,
	    "DELETE FROM oauth_grant WHERE ends_at < NOW(6) - INTERVAL 30 DAY LIMIT 1000" },
	[PENDING] = { "retention_pending", "", NULL,
	    "DELETE FROM account WHERE state = 'pending' AND realm = 'shop' AND created_at < NOW(6) - INTERVAL 30 DAY LIMIT 1000" },
	[MAILS] = { "retention_mails", "", NULL,
	    "DELETE FROM mail WHERE created_at < NOW(6) - INTERVAL 180 DAY LIMIT 1000" },
	[EVENTS] = { "retention_events", "", NULL,
	    "DELETE FROM outbox WHERE at < NOW(6) - INTERVAL 30 DAY AND seq IS NOT NULL AND NOT EXISTS (SELECT 1 FROM outbox_task t"
	    " WHERE t.event_id = outbox.id AND t.state = 'waiting') LIMIT 1000" },
	/* What they said stands in payment_event, for as long as the books are kept. */
	[WEBHOOKS] = { "retention_webhooks", "", NULL,
	    "DELETE FROM payment_webhook WHERE received_at < NOW(6) - INTERVAL 90 DAY LIMIT 1000" },
	[PLACES] = { "retention_places", "", NULL,
	    "DELETE FROM account_place WHERE seen_at < NOW(6) - INTERVAL 1 YEAR LIMIT 1000" },
	[CARTS] = { "retention_carts", "", NULL,
	    "DELETE FROM cart WHERE state = 'active' AND account_id IS NULL AND updated_at < NOW(6) - INTERVAL 60 DAY LIMIT 1000" },
	[CUSTOMER_CARTS] = { "retention_customer_carts", "", NULL,
	    "DELETE FROM cart WHERE state = 'active' AND account_id IS NOT NULL AND updated_at < NOW(6) - INTERVAL 180 DAY LIMIT 1000" },
	/* An order keeps its own copy of everything; the number of its cart stays, so that a late second click still
	 * finds it. */
	[OLD_CARTS] = { "retention_old_carts", "", NULL,
	    "DELETE FROM cart WHERE state IN ('ordered', 'merged', 'dropped') AND updated_at < NOW(6) - INTERVAL 30 DAY LIMIT 1000" },
	/* Of people who were erased while their order was on its way.  What was sent and never told to be delivered is
	 * done with after 90 days. */
	[ERASED_ADDRESSES] = { "retention_erased_addresses", "", NULL,
	    "DELETE a FROM sales_order_address a JOIN sales_order o ON o.id = a.order_id JOIN account c ON c.id = o.account_id"
	    " WHERE c.state = 'erased' AND (o.closed_at IS NOT NULL OR o.placed_at < NOW(6) - INTERVAL 90 DAY)" },
	[ERASED_CONTACTS] = { "retention_erased_contacts", "", NULL,
	    "UPDATE sales_order o JOIN account c ON c.id = o.account_id SET o.email = NULL, o.email_key = NULL, o.phone = NULL, o.note = NULL, o.version = o.version + 1"
	    " WHERE c.state = 'erased' AND (o.closed_at IS NOT NULL OR o.placed_at < NOW(6) - INTERVAL 90 DAY)"
	    " AND (o.email IS NOT NULL OR o.phone IS NOT NULL OR o.note IS NOT NULL)" },
#define DONE_WITH "c.state = 'erased' AND (o.closed_at IS NOT NULL OR o.placed_at < NOW(6) - INTERVAL 90 DAY)"
	[ERASED_WORDS] = { "retention_erased_words", "", NULL,
	    "UPDATE sales_order_event v JOIN sales_order o ON o.id = v.order_id JOIN account c ON c.id = o.account_id"
	    " SET v.words = NULL WHERE " DONE_WITH " AND v.words IS NOT NULL" },
	[ERASED_CREDITS] = { "retention_erased_credits", "", NULL,
	    "UPDATE sales_order_credit r JOIN sales_order o ON o.id = r.order_id JOIN account c ON c.id = o.account_id"
	    " SET r.reason = NULL WHERE " DONE_WITH " AND r.reason IS NOT NULL" },
	[ERASED_REFUNDS] = { "retention_erased_refunds", "", NULL,
	    "UPDATE refund r JOIN sales_order o ON o.id = r.order_id JOIN account c ON c.id = o.account_id"
	    " SET r.reason = NULL WHERE " DONE_WITH " AND r.reason IS NOT NULL" },
	/*
	 * The key of the address limits how often one customer may use a promotion: as long as there is the promotion,
	 * and 30 days for what is disputed.  One without such a limit needs it 30 days, should it get one; a use that
	 * was given back counts for nothing.
	 */
	[PROMOTION_KEYS] = { "retention_promotion_keys", "", NULL,
	    "UPDATE promotion_use u LEFT JOIN promotion p ON p.id = u.promotion_id SET u.customer_key = NULL"
	    " WHERE u.customer_key IS NOT NULL AND u.created_at < NOW(6) - INTERVAL 30 DAY"
	    " AND (p.id IS NULL OR u.is_released OR p.use_limit_each IS NULL OR p.ends_at < NOW(6) - INTERVAL 30 DAY)" },
	[NETWORKS] = { "retention_networks", "", NULL,
	    "UPDATE payment SET network = NULL WHERE network IS NOT NULL AND created_at < NOW(6) - INTERVAL 1 DAY LIMIT 1000" },
	[BLOCKS] = { "retention_blocks", "", NULL,
	    "DELETE FROM payment_block WHERE last_at < NOW(6) - INTERVAL 90 DAY LIMIT 1000" },
};
const struct db_module retention_sql = { "retention", queries, COUNT(queries) };

#define AUDIT_PEOPLE_US ((int64_t)90 * 86400 * US_PER_S)

static enum err
forget_places(struct db *db, int64_t *deleted)
{
	return audit_forget_before(db, (struct time){ clock_now().us - AUDIT_PEOPLE_US }, RETENTION_STEP, deleted);
}

static const struct retention_rule rules[] = {
	{ "sessions", "until they end (30 days without use, 90 at most; back office 15 minutes, 8 hours)", NULL,
	    session_sweep },
	{ "links of mails (hashes)", "30 days after they end", &queries[LINKS] },
	{ "challenges of passkeys (hashes)", "an hour after they end", &queries[CHALLENGES] },
	{ "counters of tries (hashed subjects)", "until they are full again", NULL, throttle_sweep },
	{ "authorization codes (hashes)", "a day after they end", &queries[CODES] },
	{ "refresh tokens (hashes)", "30 days after they end", &queries[REFRESH] },
	{ "ids of revoked access tokens", "an hour after the tokens would have ended", &queries[REVOKED] },
	{ "grants of integrations", "30 days after they end", &queries[GRANTS] },
	{ "replies to writes with an Idempotency-Key", "24 hours", NULL, idempotency_sweep },
	{ "accounts whose address was never confirmed", "30 days", &queries[PENDING] },
	{ "delivery log of mails", "180 days", &queries[MAILS] },
	{ "messages of payment gateways", "90 days", &queries[WEBHOOKS] },
	{ "places of logins (keyed digests)", "a year after the last one", &queries[PLACES] },
	{ "carts of visitors, with what was entered at the checkout", "60 days after their last change",
	    &queries[CARTS] },
	{ "carts of customers", "180 days after their last change", &queries[CUSTOMER_CARTS] },
	{ "carts that became orders or part of another cart", "30 days", &queries[OLD_CARTS] },
	{ "addresses of orders of people who were erased", "until the order is done with", &queries[ERASED_ADDRESSES] },
	{ "their e-mail address, telephone and note", "until the order is done with", &queries[ERASED_CONTACTS] },
	{ "what was written about their orders", "until the order is done with", &queries[ERASED_WORDS] },
	{ "reasons of what was credited to them", "until the order is done with", &queries[ERASED_CREDITS] },
	{ "reasons of their refunds", "until the order is done with", &queries[ERASED_REFUNDS] },
	{ "who used a promotion (key of the address)",
	    "30 days after the promotion has ended, or was used if nobody is limited", &queries[PROMOTION_KEYS] },
	{ "networks that paid (keyed digests)", "a day", &queries[NETWORKS] },
	{ "tries to pay that were stopped", "90 days", &queries[BLOCKS] },
	{ "events", "30 days; longer while somebody has not handled them", &queries[EVENTS] },
	{ "network addresses and browsers in the audit log", "90 days", NULL, forget_places },
};

const struct retention_rule *
retention_rules(size_t *count)
{
	*count = COUNT(rules);
	return rules;
}

enum err
retention_run(struct db *db, int64_t *deleted)
{
	*deleted = 0;
	for (size_t i = 0; i < COUNT(rules); i++) {
		for (int step = 0; step < STEPS_MAX; step++) {
			struct db_done done = { 0 };
			enum err err = rules[i].step ? rules[i].step(db, &done.affected)
						     : db_exec(db, rules[i].query, NULL, 0, &done);
			if (err)
				return err;
			*deleted += done.affected;
			if (done.affected < RETENTION_STEP)
				break;
		}
	}
	return OK;
}
