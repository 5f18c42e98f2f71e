/*
 * session.c - sessions in MySQL, and their copies in memcached.  Writes table session.  See session.h.
 *
 * A copy is sealed under the token itself, which only the browser has: who reads memcached learns nothing, and who
 * writes to it makes no session.
 * It depends on a generation of its own session, named by half of the hash.  Ending sessions replaces those
 * generations, and the event "session.ended" lets the worker do the same again, after the commit and for as long as
 * memcached cannot be reached.
 */
#include "lib/shop/session.h"
#include "lib/io/crypto.h"
#include "lib/io/json.h"
#include "lib/shop/outbox.h"
#include "lib/shop/role.h"

#include <assert.h>

#define CACHE_S 60
#define TOUCH_US (60 * US_PER_S)
#define HALF_S (15 * 60)        /* a login that waits for its second factor */
#define LIST_MAX 200
#define END_MAX 10000           /* sessions of one account */
#define SWEEP_ROWS 1000
#define KEY_BYTES 16            /* of the hash, in names of generations */
#define MINUTE INT64_C(60)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static const struct shape_enum realms[] = { { "shop", SESSION_SHOP }, { "office", SESSION_OFFICE }, { NULL, 0 } };
static const struct shape_enum stages[] = { { "password", SESSION_PASSWORD }, { "full", SESSION_FULL }, { NULL, 0 } };
static const struct shape_enum proofs[] = { { "password", PROOF_PASSWORD }, { "totp", PROOF_TOTP },
	{ "recovery", PROOF_RECOVERY }, { "passkey", PROOF_PASSKEY }, { "provider", PROOF_PROVIDER },
	{ "link", PROOF_LINK }, { NULL, 0 } };
static const struct shape_enum kinds[] = { { "customer", ACCOUNT_CUSTOMER }, { "staff", ACCOUNT_STAFF },
	{ "seller", ACCOUNT_SELLER }, { "courier", ACCOUNT_COURIER }, { NULL, 0 } };

/* `hidden`: what programs see and people do not. */
#define SESSION_FIELDS(hidden) \
	SHAPE_I64(struct session, id, 0, INT64_MAX, .flags = (hidden)), \
	SHAPE_STR(struct session, public_id, 0, 40, .doc = "id"), \
	SHAPE_I64(struct session, account_id, 0, INT64_MAX, .flags = (hidden)), \
	SHAPE_STR(struct session, account, 0, 40, .flags = (hidden)), \
	SHAPE_ENUM(struct session, realm, realms, .flags = (hidden)), \
	SHAPE_ENUM(struct session, stage, stages, .doc = "whether the second factor was shown"), \
	SHAPE_ENUM(struct session, proof, proofs, .doc = "what was shown last"), \
	SHAPE_ENUM(struct session, account_kind, kinds, .flags = (hidden)), \
	SHAPE_STR(struct session, given_name, 0, 100, .flags = (hidden)), \
	SHAPE_STR(struct session, email, 0, 254, .flags = (hidden)), \
	SHAPE_STR(struct session, locale, 0, 12, .flags = (hidden)), \
	SHAPE_TIME(struct session, created_at, .doc = "login"), \
	SHAPE_TIME(struct session, proved_at, .doc = "when a factor was shown last"), \
	SHAPE_TIME(struct session, seen_at, .doc = "last use, to the minute"), \
	SHAPE_TIME(struct session, ends_at, .doc = "ends then, whatever happens"), \
	SHAPE_I64(struct session, idle_s, 0, INT64_MAX, .flags = (hidden)), \
	SHAPE_STR(struct session, ip, 0, 45, .doc = "address of the login"), \
	SHAPE_STR(struct session, agent, 0, 255, .doc = "browser of the login")

static const struct shape_field session_fields[] = { SESSION_FIELDS(SHAPE_HIDDEN),
	SHAPE_BOOL(struct session, current, .flags = SHAPE_OMIT, .doc = "the one that asks") };
const struct shape session_shape = SHAPE(struct session, session_fields, "A login that lasts.");
static const struct shape_field copy_fields[] = { SESSION_FIELDS(0) };
static const struct shape copy_shape = SHAPE(struct session, copy_fields, "A session in memcached.");

struct ended {
	int64_t id;
	struct str hash;
	struct str account; /* public id */
};
static const struct shape_field ended_fields[] = { SHAPE_I64(struct ended, id, 0, INT64_MAX),
	SHAPE_STR(struct ended, hash, 32, 32), SHAPE_STR(struct ended, account, 0, 40) };
static const struct shape ended_shape = SHAPE(struct ended, ended_fields, "A session that is about to end.");

#define COLUMNS \
	"s.id, s.public_id, s.account_id, a.public_id AS account, s.realm, s.stage, s.proof, a.kind AS account_kind," \
	" a.given_name, a.email, a.locale, s.created_at, s.proved_at, s.seen_at, s.ends_at, s.idle_s, s.ip, s.agent"
/* Alive: the account is, and its epoch is still that of the login. */
#define ALIVE \
	"a.state = 'active' AND s.epoch = a.session_epoch AND s.ends_at > ? AND TIMESTAMPADD(SECOND, s.idle_s, s.seen_at) > ?"
/* Locks sessions only: the account's row is left to those who change it. */
#define ENDED \
	"SELECT s.id, s.hash, (SELECT a.public_id FROM account a WHERE a.id = s.account_id) AS account FROM session s"

enum { START, FIND, TOUCH, ROTATE, LOCK_ONE, LOCK_ID, LOCK_ALL, DELETE_ONE, KEEP, LIST };

static const struct db_query queries[] = {
	[START] = { "session_start", "sssssttttissi", NULL,
	    "INSERT INTO session (public_id, hash, account_id, realm, stage, epoch, proof, created_at, proved_at, seen_at, ends_at, idle_s, ip, agent)"
	    " SELECT ?, ?, a.id, ?, ?, a.session_epoch, ?, ?, ?, ?, ?, ?, ?, ? FROM account a"
	    " WHERE a.id = ? AND a.state = 'active'" },
	[FIND] = { "session_find", "sstt", &session_shape,
	    "SELECT " COLUMNS
	    " FROM session s JOIN account a ON a.id = s.account_id WHERE s.hash = ? AND s.realm = ? AND " ALIVE },
	[TOUCH] = { "session_touch", "tit", NULL, "UPDATE session SET seen_at = ? WHERE id = ? AND seen_at < ?" },
	[ROTATE] = { "session_rotate", "sssttti", NULL,
	    "UPDATE session SET hash = ?, stage = ?, proof = ?, proved_at = ?, seen_at = ?, ends_at = ? WHERE id = ?" },
	[LOCK_ONE] = { "session_lock_one", "is", &ended_shape,
	    ENDED " WHERE s.account_id = ? AND s.public_id = ? FOR UPDATE" },
	[LOCK_ID] = { "session_lock_id", "i", &ended_shape, ENDED " WHERE s.id = ? FOR UPDATE" },
	[LOCK_ALL] = { "session_lock_all", "ii", &ended_shape,
	    ENDED " WHERE s.account_id = ? AND s.id <> ? ORDER BY s.id FOR UPDATE" },
	[DELETE_ONE] = { "session_delete", "i", NULL, "DELETE FROM session WHERE id = ?" },
	[KEEP] = { "session_keep", "ii", NULL,
	    "UPDATE session SET epoch = (SELECT a.session_epoch FROM account a WHERE a.id = session.account_id) WHERE account_id = ? AND id = ?" },
	[LIST] = { "session_list", "itti", &session_shape,
	    "SELECT " COLUMNS " FROM session s JOIN account a ON a.id = s.account_id WHERE s.account_id = ? AND " ALIVE
	    " ORDER BY s.seen_at DESC, s.id DESC LIMIT ?" },
};
const struct db_module session_sql = { "session", queries, COUNT(queries) };

static const struct db_query sweep = { "session_sweep", "tti", NULL,
	"DELETE FROM session WHERE ends_at < ? OR TIMESTAMPADD(SECOND, idle_s, seen_at) < ? LIMIT ?" };
const struct db_module session_sweep_sql = { "session_sweep", &sweep, 1 };

static struct {
	int64_t idle_s, max_s;
} limits[] = { [SESSION_SHOP] = { 30 * DAY, 90 * DAY }, [SESSION_OFFICE] = { 15 * MINUTE, 8 * HOUR } };

static enum err find_cached(struct db *db, struct cache *cache, struct arena *a, struct str token,
    const unsigned char hash[32], enum session_realm realm, struct session *out) MUST_CHECK;
static enum err find_stored(struct db *db, struct arena *a, const unsigned char hash[32], enum session_realm realm,
    struct session *out) MUST_CHECK;
static bool is_alive(const struct session *s, struct time now);
static struct str generation_of(struct arena *a, struct str hash);
static enum err tell(struct db *db, struct arena *a, const struct ended *ended, size_t count) MUST_CHECK;
static void forget(struct cache *cache, struct arena *a, const struct ended *ended, size_t count);

void
session_configure(const struct config *c)
{
	limits[SESSION_SHOP].idle_s = config_ms(c, "session.shop_idle") / 1000;
	limits[SESSION_SHOP].max_s = config_ms(c, "session.shop_max") / 1000;
	limits[SESSION_OFFICE].idle_s = config_ms(c, "session.office_idle") / 1000;
	limits[SESSION_OFFICE].max_s = config_ms(c, "session.office_max") / 1000;
}

/* ---- beginning, and a rise of privilege ---- */

/* A session that waits for its second factor lives minutes, whatever its realm. */
static struct time
end_of(enum session_realm realm, enum session_stage stage, struct time from)
{
	int64_t s = stage == SESSION_FULL ? limits[realm].max_s : MIN(HALF_S, limits[realm].max_s);

	return (struct time){ from.us + s * US_PER_S };
}

static struct str
hash_str(const unsigned char hash[32])
{
	return str_n((const char *)hash, 32);
}

enum err
session_start(struct db *db, struct arena *a, int64_t account_id, enum session_realm realm, enum session_stage stage,
    enum session_proof proof, const struct who *who, struct str *token)
{
	struct time now = clock_now();
	unsigned char hash[32];
	struct str made = token_new(a, hash);
	struct db_done done;
	char id[32];
	enum err err;

	public_id(id, "ses");
	{
		const struct db_arg args[] = { db_str(str_of(id)), db_str(hash_str(hash)),
			db_str(str_of(realms[realm].name)), db_str(str_of(stages[stage].name)),
			db_str(str_of(proofs[proof].name)), db_time(now), db_time(now), db_time(now),
			db_time(end_of(realm, stage, now)), db_i64(limits[realm].idle_s), db_str(str_cut(who->ip, 45)),
			db_str(who->agent), db_i64(account_id) };
		err = db_exec(db, &queries[START], args, COUNT(args), &done);
	}
	if (!err && done.affected == 0)
		err = err_fail(
		    ERR_CONFLICT, "could not start a session: account %lld is not active", (long long)account_id);
	if (!err)
		*token = made;
	return err;
}

struct prove {
	struct cache *cache;
	struct arena *arena;
	const struct session *session;
	enum session_stage stage;
	enum session_proof proof;
	struct str token;
	struct ended before;
};

static enum err
prove(struct db *db, void *payload)
{
	struct prove *p = payload;
	const struct session *s = p->session;
	const struct db_arg id[] = { db_i64(s->id) };
	struct time now = clock_now();
	unsigned char hash[32];
	enum err err = db_row(db, &queries[LOCK_ID], id, COUNT(id), p->arena, &p->before);

	if (err)
		return err;
	p->token = token_new(p->arena, hash);
	{
		const struct db_arg args[] = { db_str(hash_str(hash)), db_str(str_of(stages[p->stage].name)),
			db_str(str_of(proofs[p->proof].name)), db_time(now), db_time(now),
			db_time(end_of((enum session_realm)s->realm, p->stage, s->created_at)), db_i64(s->id) };
		err = db_exec(db, &queries[ROTATE], args, COUNT(args), NULL);
	}
	return err ? err : tell(db, p->arena, &p->before, 1);
}

enum err
session_prove(struct db *db, struct cache *cache, struct arena *a, const struct session *s, enum session_stage stage,
    enum session_proof proof, struct str *token)
{
	struct prove p = { cache, a, s, stage, proof, STR_ABSENT, { 0 } };
	enum err err = db_transaction(db, prove, &p);

	if (err)
		return err;
	forget(cache, a, &p.before, 1);
	*token = p.token;
	return OK;
}

/* ---- reading ---- */

enum err
session_find(struct db *db, struct cache *cache, struct arena *a, struct str token, enum session_realm realm,
    bool must_be_sure, struct session *out)
{
	unsigned char hash[32];
	struct session s;
	enum err err;

	if (token_hash(token, hash)) {
		err_clear();
		return ERR_NOT_FOUND;
	}
	if (must_be_sure || realm == SESSION_OFFICE || !cache)
		err = find_stored(db, a, hash, realm, &s);
	else
		err = find_cached(db, cache, a, token, hash, realm, &s);
	if (!err && realm == SESSION_OFFICE)
		err = role_permissions_of(db, a, s.account_id, &s.permissions);
	if (!err)
		*out = s;
	return err;
}

static bool
is_alive(const struct session *s, struct time now)
{
	return now.us < s->ends_at.us && now.us < s->seen_at.us + s->idle_s * US_PER_S;
}

/* Whoever comes is noted, at most once a minute. */
static enum err
find_stored(struct db *db, struct arena *a, const unsigned char hash[32], enum session_realm realm, struct session *out)
{
	struct time now = clock_now(), minute_ago = { now.us - TOUCH_US };
	const struct db_arg args[] = { db_str(hash_str(hash)), db_str(str_of(realms[realm].name)), db_time(now),
		db_time(now) };
	enum err err;

	shape_init(&session_shape, out);
	out->permissions = 0;
	db_primary(db); /* a replica may not know yet that it has ended, or begun */
	err = db_row(db, &queries[FIND], args, COUNT(args), a, out);
	if (!err && out->seen_at.us < minute_ago.us) {
		const struct db_arg touch[] = { db_time(now), db_i64(out->id), db_time(minute_ago) };
		err = db_exec(db, &queries[TOUCH], touch, COUNT(touch), NULL);
		out->seen_at = now;
	}
	return err;
}

static bool
open_copy(struct arena *a, struct str token, struct str key, struct str sealed, struct session *out)
{
	struct secret secret = { (unsigned char *)(uintptr_t)token.ptr, token.len };
	struct field_errors errors = { .arena = a };
	struct str text;

	shape_init(&session_shape, out);
	out->permissions = 0;
	if (str_is_absent(sealed) || crypto_unseal(a, &secret, "session", key, sealed, &text) ||
	    json_read(a, text, &copy_shape, out, &errors)) {
		err_clear();
		return false;
	}
	return true;
}

static void
put_copy(struct cache *cache, struct arena *a, struct str token, const struct cache_want *want,
    const struct cache_entry *entry, const struct session *s)
{
	struct secret secret = { (unsigned char *)(uintptr_t)token.ptr, token.len };
	struct str sealed;
	struct buf text;

	buf_in_arena(&text, a, BUF_LINE);
	json_write(&text, &copy_shape, s, UINT64_MAX);
	if (crypto_seal(a, &secret, "session", want->key, buf_view(&text), &sealed)) {
		err_clear();
		cache_abandon(cache, want, entry);
		return;
	}
	cache_put(cache, want, entry, sealed, STR_ABSENT);
}

static enum err
find_cached(struct db *db, struct cache *cache, struct arena *a, struct str token, const unsigned char hash[32],
    enum session_realm realm, struct session *out)
{
	struct str dep = generation_of(a, hash_str(hash));
	struct cache_want want = {
		.key = str_printf(a, "copy:%.*s", STR_ARG(dep)), .deps = &dep, .dep_count = 1, .ttl_s = CACHE_S
	};
	struct cache_entry entry = { 0 };
	bool build = cache_get(cache, a, &want, &entry) == CACHE_BUILD;
	enum err err;

	if (!build && open_copy(a, token, want.key, entry.value, out))
		return is_alive(out, clock_now()) && out->realm == (int)realm ? OK : ERR_NOT_FOUND;
	err = find_stored(db, a, hash, realm, out);
	if (!build)
		return err;
	if (err)
		cache_abandon(cache, &want, &entry);
	else
		put_copy(cache, a, token, &want, &entry, out);
	return err;
}

enum err
session_list(struct db *db, struct arena *a, int64_t account_id, int64_t current_id, struct list *out)
{
	struct time now = clock_now();
	const struct db_arg args[] = { db_i64(account_id), db_time(now), db_time(now), db_i64(LIST_MAX) };
	enum err err = db_rows(db, &queries[LIST], args, COUNT(args), a, LIST_MAX, out);
	struct session *s = out->items;

	for (size_t i = 0; !err && i < out->count; i++)
		s[i].current = s[i].id == current_id;
	return err;
}

/* ---- ending ---- */

static struct str
generation_of(struct arena *a, struct str hash)
{
	struct buf b;

	buf_in_arena(&b, a, BUF_LINE);
	buf_lit(&b, "session:");
	hex_write(&b, hash.ptr, KEY_BYTES);
	return buf_view(&b);
}

/* The event carries what the worker needs: the rows are gone by then. */
static enum err
tell(struct db *db, struct arena *a, const struct ended *ended, size_t count)
{
	struct buf b;

	if (count == 0)
		return OK;
	buf_in_arena(&b, a, BUF_REPLY);
	buf_lit(&b, "{\"generations\":[");
	for (size_t i = 0; i < count; i++) {
		if (i)
			buf_char(&b, ',');
		json_write_str(&b, generation_of(a, ended[i].hash));
	}
	buf_lit(&b, "]}");
	return outbox_add(db, "session.ended", ended[0].account, buf_view(&b));
}

/* What fails here is done by the worker. */
static void
forget(struct cache *cache, struct arena *a, const struct ended *ended, size_t count)
{
	for (size_t i = 0; cache && i < count; i++)
		if (cache_bump(cache, generation_of(a, ended[i].hash)))
			err_clear();
}

struct generations {
	struct list generations; /* struct str */
};
static const struct shape_field generations_fields[] = { SHAPE_LIST(struct generations, generations, NULL, END_MAX) };
static const struct shape generations_shape =
    SHAPE(struct generations, generations_fields, "Payload of session.ended.");

enum err
session_ended_event(struct cache *cache, struct arena *a, struct str payload)
{
	struct field_errors errors = { .arena = a };
	struct generations g;
	const struct str *name;
	enum err err;

	shape_init(&generations_shape, &g);
	if ((err = json_read(a, payload, &generations_shape, &g, &errors)))
		return err;
	name = g.generations.items;
	for (size_t i = 0; !err && cache && i < g.generations.count; i++)
		err = str_starts(name[i], STR("session:")) ? cache_bump(cache, name[i]) : OK;
	return err;
}

struct end {
	struct arena *arena;
	int64_t account_id;
	struct str public_id; /* absent: all but keep_id */
	int64_t keep_id;
	struct list ended;
};

static enum err
end(struct db *db, void *payload)
{
	struct end *e = payload;
	const struct db_arg one[] = { db_i64(e->account_id), db_str(e->public_id) };
	const struct db_arg all[] = { db_i64(e->account_id), db_i64(e->keep_id) };
	bool is_one = !str_is_absent(e->public_id);
	const struct ended *ended;
	enum err err = is_one ? db_rows(db, &queries[LOCK_ONE], one, COUNT(one), e->arena, 1, &e->ended) :
	    db_rows(db, &queries[LOCK_ALL], all, COUNT(all), e->arena, END_MAX, &e->ended);

	ended = e->ended.items;
	if (!err && is_one && e->ended.count == 0)
		err = ERR_NOT_FOUND;
	for (size_t i = 0; !err && i < e->ended.count; i++) {
		const struct db_arg id[] = { db_i64(ended[i].id) };
		err = db_exec(db, &queries[DELETE_ONE], id, COUNT(id), NULL);
	}
	if (!err && e->keep_id)
		err = db_exec(db, &queries[KEEP], all, COUNT(all), NULL);
	return err ? err : tell(db, e->arena, ended, e->ended.count);
}

static enum err
end_now(struct db *db, struct cache *cache, struct end *e)
{
	enum err err;

	e->arena = arena_new();
	err = db_transaction(db, end, e);
	if (!err)
		forget(cache, e->arena, e->ended.items, e->ended.count);
	arena_free(e->arena);
	return err;
}

enum err
session_end(struct db *db, struct cache *cache, int64_t account_id, struct str public_id)
{
	struct end e = { .account_id = account_id, .public_id = public_id };

	assert(!str_is_absent(public_id));
	return end_now(db, cache, &e);
}

enum err
session_end_all(struct db *db, struct cache *cache, int64_t account_id, int64_t keep_id)
{
	struct end e = { .account_id = account_id, .public_id = STR_ABSENT, .keep_id = keep_id };

	return end_now(db, cache, &e);
}

/* In small steps, so that nobody waits for it. */
enum err
session_sweep(struct db *db, int64_t *deleted)
{
	struct time now = clock_now();
	const struct db_arg args[] = { db_time(now), db_time(now), db_i64(SWEEP_ROWS) };
	struct db_done done = { .affected = SWEEP_ROWS };
	enum err err = OK;

	*deleted = 0;
	while (!err && done.affected == SWEEP_ROWS) {
		err = db_exec(db, &sweep, args, COUNT(args), &done);
		*deleted += err ? 0 : done.affected;
	}
	return err;
}
