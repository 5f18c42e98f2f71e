/*
 * guard.c - who is asking: sessions by cookie, tokens by header; what was refused; replies of writes that may be
 * repeated.  See guard.h.
 */
#include "fcgi/common/guard.h"
#include "fcgi/common/who.h"
#include "lib/io/json.h"
#include "lib/shop/audit.h"
#include "lib/shop/bearer.h"
#include "lib/shop/idempotency.h"
#include "lib/shop/session.h"
#include "lib/web/csrf.h"
#include "lib/web/once.h"
#include "lib/web/route.h"

#define REFUSALS_PER_S 10

static enum err find_session(struct req *r, enum realm realm, struct identity *who) MUST_CHECK;
static enum err find_bearer(struct req *r, struct str token, struct identity *who) MUST_CHECK;
static void note_refusal(struct req *r, enum refusal why);
static enum err transaction(struct req *r, enum err (*fn)(struct db *db, void *payload), void *payload) MUST_CHECK;
static enum err claim(struct req *r, struct once_claim *c, enum once_state *state, struct once_reply *reply) MUST_CHECK;
static enum err keep(struct req *r, const struct once_claim *c, const struct once_reply *reply) MUST_CHECK;
static enum err drop(struct req *r, const struct once_claim *c) MUST_CHECK;

static const struct once_store once = { transaction, claim, keep, drop };
const struct guard frame_guard = { find_session, find_bearer, note_refusal, &once };

/* ---- sessions and tokens ---- */

static enum actor
actor_of(int account_kind)
{
	switch ((enum account_kind)account_kind) {
	case ACCOUNT_CUSTOMER: return ACTOR_CUSTOMER;
	case ACCOUNT_STAFF: return ACTOR_STAFF;
	case ACCOUNT_SELLER: return ACTOR_SELLER;
	case ACCOUNT_COURIER: return ACTOR_COURIER;
	default: BUG("an unknown kind of account");
	}
}

/* What only reads may be served from memcached's copy; the rest asks MySQL. */
static bool
must_be_sure(const struct req *r)
{
	return (r->method != GET && r->method != HEAD) || (r->route && r->route->flags & ROUTE_FRESH);
}

static enum err
find_session(struct req *r, enum realm realm, struct identity *who)
{
	static bool configured; /* once per worker */
	bool office = realm == REALM_OFFICE;
	struct str token = req_cookie(r, office ? COOKIE_OFFICE : COOKIE_SHOP);
	struct session s;
	enum err err;

	if (!configured)
		session_configure(r->app->config);
	configured = true;
	memset(who, 0, sizeof(*who));
	who->realm = realm;
	if (str_is_empty(token))
		return OK;
	err = session_find(
	    req_db(r), req_cache(r), r->arena, token, office ? SESSION_OFFICE : SESSION_SHOP, must_be_sure(r), &s);
	if (err == ERR_NOT_FOUND)
		return OK;
	if (err)
		return err;
	*who = (struct identity){ .actor = actor_of(s.account_kind),
		.realm = realm,
		.account_id = s.account_id,
		.account = s.account,
		.name = s.given_name,
		.email = s.email,
		.session_id = s.id,
		.session = s.public_id,
		.full = s.stage == SESSION_FULL,
		.proved_at = s.proved_at };
	/* Before every factor was shown, nothing is allowed but to show it. */
	if (who->full)
		who->permissions = s.permissions;
	return OK;
}

static enum err
find_bearer(struct req *r, struct str token, struct identity *who)
{
	struct bearer b;
	enum err err = bearer_find(req_db(r), req_cache(r), r->arena, r->app->config, token, must_be_sure(r), &b);

	memset(who, 0, sizeof(*who));
	if (err)
		return err;
	*who = (struct identity){ .actor = strcmp(b.actor, "key") == 0 ? ACTOR_KEY : ACTOR_CLIENT,
		.realm = REALM_SHOP,
		.account_id = b.account_id,
		.account = b.account,
		.name = b.name,
		.client = b.client,
		.full = true,
		.proved_at = TIME_ABSENT,
		.permissions = b.permissions };
	return OK;
}

/* ---- what was refused ---- */

static const struct {
	enum audit_event event;
	bool is_recorded; /* in the audit log, when the caller is known or showed a token */
} refusals[REFUSED__MAX] = {
	[REFUSED_CSRF] = { AUDIT_CSRF, true },
	[REFUSED_CROSS_SITE] = { AUDIT_CSRF, true },
	[REFUSED_NOBODY] = { AUDIT_DENIED, false },
	[REFUSED_TOKEN] = { AUDIT_TOKEN_REFUSED, true },
	[REFUSED_PERMISSION] = { AUDIT_DENIED, true },
	[REFUSED_STALE] = { AUDIT_DENIED, false },
	[REFUSED_KEY_REUSED] = { AUDIT_DENIED, false },
};

struct refusal_record {
	struct req *r;
	enum refusal why;
	struct who who;
};

static enum err
record(struct db *db, void *payload)
{
	const struct refusal_record *x = payload;
	const struct route *t = x->r->route;
	struct audit a = { .event = refusals[x->why].event, .outcome = AUDIT_REFUSED };
	struct buf b;

	buf_in_arena(&b, x->r->arena, BUF_LINE);
	buf_printf(
	    &b, "{\"why\":\"%s\",\"method\":\"%s\",\"route\":", refusal_name(x->why), req_method_name(x->r->method));
	json_write_str(&b, str_of(t->pattern));
	if (t->permission)
		buf_printf(&b, ",\"permission\":\"%s\"", permission_name(t->permission));
	buf_char(&b, '}');
	a.details = buf_view(&b);
	return audit(db, &x->who, &a);
}

/* A token bucket of a worker's own. */
static bool
is_flood(void)
{
	static int64_t second;
	static int count;
	int64_t now = clock_ticks() / US_PER_S;

	if (now != second)
		count = 0;
	second = now;
	return ++count > REFUSALS_PER_S;
}

static void
note_refusal(struct req *r, enum refusal why)
{
	struct identity known = r->who;
	struct refusal_record x = { r, why, { 0 } };

	/* Forged requests are refused before anybody is looked up. */
	if ((why == REFUSED_CSRF || why == REFUSED_CROSS_SITE) && find_session(r, route_realm(r), &known))
		known = r->who;
	if (!refusals[why].is_recorded || (known.actor == ACTOR_NOBODY && why != REFUSED_TOKEN) || is_flood())
		return;
	x.who = who_of_identity(r, &known);
	if (db_transaction(req_db(r), record, &x)) {
		log_event(LOG_ERROR, "request.refusal_not_recorded", log_z("detail", err_detail()));
		err_clear();
	}
}

/* ---- once ---- */

static struct str
hash_str(const unsigned char hash[32])
{
	return str_n((const char *)hash, 32);
}

static enum err
transaction(struct req *r, enum err (*fn)(struct db *db, void *payload), void *payload)
{
	return db_transaction(req_db(r), fn, payload);
}

static enum err
claim(struct req *r, struct once_claim *c, enum once_state *state, struct once_reply *reply)
{
	static const enum once_state states[] = { [IDEMPOTENCY_MINE] = ONCE_MINE, [IDEMPOTENCY_REPLAY] = ONCE_REPLAY,
		[IDEMPOTENCY_RUNNING] = ONCE_RUNNING, [IDEMPOTENCY_OTHER] = ONCE_OTHER };
	struct idempotency_reply stored = { 0 };
	enum idempotency_state found;
	enum err err = idempotency_claim(req_db(r), r->arena, hash_str(c->scope), hash_str(c->fingerprint),
	    ONCE_LEASE_S, &found, &c->lease, &stored);

	if (err)
		return err;
	*state = states[found];
	*reply = (struct once_reply){ (int)stored.status, stored.headers, stored.body };
	return OK;
}

static enum err
keep(struct req *r, const struct once_claim *c, const struct once_reply *reply)
{
	const struct idempotency_reply stored = { reply->status, reply->headers, reply->body };

	return idempotency_keep(req_db(r), hash_str(c->scope), c->lease, &stored);
}

static enum err
drop(struct req *r, const struct once_claim *c)
{
	return idempotency_drop(req_db(r), hash_str(c->scope), c->lease);
}
