/* payment_guard.c - see payment_guard.h. */
#include "lib/shop/payment_guard.h"
#include "lib/base/log.h"
#include "lib/shop/throttle.h"

const struct shape_enum payment_guard_scopes[] = { { "order", GUARD_ORDER }, { "network", GUARD_NETWORK },
	{ "account", GUARD_ACCOUNT }, { "email", GUARD_EMAIL }, { NULL, 0 } };
static const char *const rules[] = { [GUARD_ORDER] = "payment.order",
	[GUARD_NETWORK] = "payment.network",
	[GUARD_ACCOUNT] = "payment.account",
	[GUARD_EMAIL] = "payment.email" };
_Static_assert(COUNT(rules) == GUARD__COUNT, "a rule per scope");

#define GRACE_US (15 * 60 * US_PER_S) /* that an order waits beyond the time its buyer must */

/* Whom a refusal counts against; absent: nobody. */
struct subjects {
	struct str order, network, account, email;
};
static const struct shape_field subject_fields[] = {
	SHAPE_STR(struct subjects, order, 1, 28),
	SHAPE_STR(struct subjects, network, 0, 32),
	SHAPE_STR(struct subjects, account, 0, 20),
	SHAPE_STR(struct subjects, email, 0, 254),
};
static const struct shape subject_shape = SHAPE(struct subjects, subject_fields, "Whom a refusal counts against.");

static const struct shape_field block_fields[] = {
	SHAPE_STR(struct payment_block, order, 1, 28),
	SHAPE_STR(struct payment_block, number, 1, 16),
	SHAPE_ENUM(struct payment_block, scope, payment_guard_scopes),
	SHAPE_I64(struct payment_block, tries, 1, INT64_MAX),
	SHAPE_TIME(struct payment_block, first_at),
	SHAPE_TIME(struct payment_block, last_at),
};
static const struct shape block_shape = SHAPE(struct payment_block, block_fields, "Tries to pay that were stopped.");

enum { REMEMBER, BLOCKED, WAIT };
static const struct db_query queries[] = {
	[REMEMBER] = { "payment_network", "si", NULL, "UPDATE payment SET network = ? WHERE id = ?" },
	[BLOCKED] = { "payment_blocked", "is", NULL,
	    "INSERT INTO payment_block (order_id, scope) VALUES (?, ?) ON DUPLICATE KEY UPDATE tries = tries + 1, last_at = NOW(6)" },
	[WAIT] = { "payment_blocked_waits", "ti", NULL,
	    "UPDATE sales_order SET hold_until = GREATEST(hold_until, LEAST(?, placed_at + INTERVAL 1 DAY)) WHERE id = ? AND hold_until IS NOT NULL" },
};
const struct db_module payment_guard_sql = { "payment_guard", queries, COUNT(queries) };

static const struct db_query subjects_query = { "payment_subjects", "i", &subject_shape,
	"SELECT o.public_id AS `order`, p.network, CAST(o.account_id AS CHAR) AS account,"
	" o.email_key AS email FROM payment p JOIN sales_order o ON o.id = p.order_id WHERE p.id = ?" };
const struct db_module payment_refused_sql = { "payment_refused", &subjects_query, 1 };

struct sum_row {
	int64_t n;
};
static const struct shape_field sum_fields[] = { SHAPE_I64(struct sum_row, n, 0, INT64_MAX) };
static const struct shape sum_shape = SHAPE(struct sum_row, sum_fields, "A sum.");

static const struct db_query blocks_queries[] = {
	{ "payment_blocks", "i", &block_shape,
	    "SELECT o.public_id AS `order`, o.number, b.scope, b.tries, b.first_at, b.last_at"
	    " FROM payment_block b JOIN sales_order o ON o.id = b.order_id ORDER BY b.last_at DESC LIMIT ?" },
	{ "payment_blocks_count", "", &sum_shape,
	    "SELECT CAST(COALESCE(SUM(tries), 0) AS SIGNED) AS n FROM payment_block" }
};
const struct db_module payment_blocks_sql = { "payment_blocks", blocks_queries, COUNT(blocks_queries) };

static struct str
network_of(const struct payment_env *e)
{
	struct str text = str_printf(
	    e->order.arena, "payment network:%.*s", STR_ARG(throttle_prefix(e->order.arena, e->order.who->ip)));
	unsigned char mac[32];
	struct buf b;

	crypto_hmac_sha256(e->order.master, text, mac);
	buf_in_arena(&b, e->order.arena, BUF_LINE);
	for (size_t i = 0; i < 16; i++)
		buf_printf(&b, "%02x", mac[i]);
	return buf_view(&b);
}

static struct str
subject_of(const struct subjects *s, int scope)
{
	const struct str all[] = { [GUARD_ORDER] = s->order,
		[GUARD_NETWORK] = s->network,
		[GUARD_ACCOUNT] = s->account,
		[GUARD_EMAIL] = s->email };

	return all[scope];
}

static enum err
subjects(const struct payment_env *e, const struct payment *p, struct subjects *out)
{
	return db_row(e->order.db, &subjects_query, (const struct db_arg[]){ db_i64(p->id) }, 1, e->order.arena, out);
}

/* Stopped: written down, and the order does not end while its buyer is made to wait. */
static enum err
stop(const struct payment_env *e, const struct payment *p, int scope, int64_t wait_us)
{
	const struct db_arg blocked[] = { db_i64(p->order_id), db_str(str_of(payment_guard_scopes[scope].name)) };
	const struct db_arg wait[] = { db_time((struct time){ clock_now().us + wait_us + GRACE_US }),
		db_i64(p->order_id) };
	enum err err = db_exec(e->order.db, &queries[BLOCKED], blocked, COUNT(blocked), NULL);

	log_event(
	    LOG_WARN, "payment.blocked", log_str("order", p->order), log_z("scope", payment_guard_scopes[scope].name));
	return err ? err : db_exec(e->order.db, &queries[WAIT], wait, COUNT(wait), NULL);
}

enum err
payment_guard(const struct payment_env *e, const struct payment *p, bool is_browser, int64_t *wait_us)
{
	struct subjects s;
	int worst = 0;
	enum err err = subjects(e, p, &s);

	*wait_us = 0;
	if (err)
		return err;
	s.network = is_browser && !str_is_empty(e->order.who->ip) ? network_of(e) : STR_ABSENT;
	for (int i = 0; i < GUARD__COUNT; i++) {
		const struct throttle_rule rule = throttle_rule_of(e->order.config, rules[i]);
		int64_t wait = 0;
		if (!str_is_empty(subject_of(&s, i)) &&
		    (err = throttle_peek(e->order.db, &rule, subject_of(&s, i), &wait)))
			return err;
		if (wait > *wait_us) {
			*wait_us = wait;
			worst = i;
		}
	}
	if (*wait_us)
		return stop(e, p, worst, *wait_us);
	return str_is_empty(s.network) ? OK
				       : db_exec(e->order.db, &queries[REMEMBER],
					     (const struct db_arg[]){ db_str(s.network), db_i64(p->id) }, 2, NULL);
}

enum err
payment_guard_refused(const struct payment_env *e, const struct payment *p)
{
	struct subjects s;
	enum err err = subjects(e, p, &s);

	for (int i = 0; !err && i < GUARD__COUNT; i++) {
		const struct throttle_rule rule = throttle_rule_of(e->order.config, rules[i]);
		int64_t wait;
		if (!str_is_empty(subject_of(&s, i)))
			err = throttle_take(e->order.db, &rule, subject_of(&s, i), &wait);
	}
	return err;
}

enum err
payment_blocks_list(struct db *db, struct arena *a, int64_t most, struct list *out)
{
	return db_rows(db, &blocks_queries[0], (const struct db_arg[]){ db_i64(most) }, 1, a, (size_t)most, out);
}

enum err
payment_blocks_count(struct db *db, struct arena *a, int64_t *tries)
{
	struct sum_row row;
	enum err err = db_row(db, &blocks_queries[1], NULL, 0, a, &row);

	*tries = err ? 0 : row.n;
	return err;
}
