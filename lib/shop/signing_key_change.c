/*
 * signing_key_change.c - making, rotating and dropping the keys that sign tokens: the operator's side of signing_key.h.
 *
 * Keys are made before the transaction (RSA takes a while), and only written in it; what was not needed after all is
 * thrown away.
 */
#include "lib/shop/audit.h"
#include "lib/shop/outbox.h"
#include "lib/shop/signing_key.h"

/* A token that was signed in the last moment before a key retired has ended after this: its longest life, and clocks
 * that differ. */
#define RETIRED_S (900 + 120)

enum { LOCK, ADD, SET_STATE, DROP };
static const struct db_query queries[] = {
	[LOCK] = { "signing_key_lock", "", &signing_key_shape,
	    "SELECT kid, algorithm, state, public_jwk, created_at, state_since FROM signing_key ORDER BY kid FOR UPDATE" },
	[ADD] = { "signing_key_add", "ssssstt", NULL,
	    "INSERT INTO signing_key (kid, algorithm, state, public_jwk, private_key, created_at, state_since) VALUES (?, ?, ?, ?, ?, ?, ?)" },
	[SET_STATE] = { "signing_key_set_state", "sts", NULL,
	    "UPDATE signing_key SET state = ?, state_since = ? WHERE kid = ?" },
	[DROP] = { "signing_key_drop", "s", NULL, "DELETE FROM signing_key WHERE kid = ?" },
};
const struct db_module signing_key_write_sql = { "signing_key_write", queries, COUNT(queries) };

/* A key that was made and is in no table yet. */
struct fresh {
	struct str kid, public_jwk, sealed;
};

struct change {
	const struct who *who;
	struct arena *arena;
	const char *what;        /* "made", "rotated", "dropped": for the record */
	struct fresh fresh[PKEY__MAX][2];
	struct list keys;        /* struct signing_key: the table, locked */
	struct time now;
	struct str kid;          /* to drop */
	bool at_once;
	int64_t made;
};

static enum err
make(const struct config *config, struct arena *a, enum pkey_algorithm algorithm, struct fresh *out)
{
	struct secret master = { 0 };
	struct arena *own = arena_new();
	struct jwk key = { .algorithm = algorithm };
	struct str der, sealed;
	struct buf b;
	enum err err;

	if (!(err = pkey_generate(own, algorithm, &key.key)) && !(err = jwk_thumbprint(a, key.key, &key.kid)) &&
	    !(err = pkey_private_der(own, key.key, &der)) &&
	    !(err = crypto_master(config_z(config, "secrets.path"), true, &master))) {
		err = crypto_seal(own, &master, SIGNING_PURPOSE, signing_key_bound(own, key.kid), der, &sealed);
		memset((char *)(uintptr_t)der.ptr, 0, der.len);
	}
	buf_in_arena(&b, a, BUF_LINE);
	if (!err)
		err = jwk_write(&b, &key);
	if (!err)
		*out = (struct fresh){ key.kid, buf_view(&b), str_dup(a, sealed) };
	secret_release(&master);
	arena_free(own);
	return err;
}

static enum err
make_all(const struct config *config, struct change *c, size_t each)
{
	enum err err = OK;

	for (int algorithm = 0; algorithm < PKEY__MAX && !err; algorithm++)
		for (size_t i = 0; i < each && !err; i++)
			err = make(config, c->arena, (enum pkey_algorithm)algorithm, &c->fresh[algorithm][i]);
	return err;
}

static enum err
add(struct db *db, struct change *c, int algorithm, size_t which, enum signing_state state)
{
	const struct fresh *f = &c->fresh[algorithm][which];
	const struct db_arg args[] = { db_str(f->kid), db_str(str_of(signing_algorithms[algorithm].name)),
		db_str(str_of(signing_states[state].name)), db_str(f->public_jwk), db_str(f->sealed), db_time(c->now),
		db_time(c->now) };

	c->made++;
	return db_exec(db, &queries[ADD], args, COUNT(args), NULL);
}

static enum err
set_state(struct db *db, struct change *c, struct str kid, enum signing_state state)
{
	const struct db_arg args[] = { db_str(str_of(signing_states[state].name)), db_time(c->now), db_str(kid) };

	return db_exec(db, &queries[SET_STATE], args, COUNT(args), NULL);
}

static enum err
begin(struct db *db, struct change *c)
{
	c->made = 0;
	c->now = clock_now();
	return db_rows(db, &queries[LOCK], NULL, 0, c->arena, 64, &c->keys);
}

static const struct signing_key *
find(const struct change *c, int algorithm, enum signing_state state)
{
	const struct signing_key *k = c->keys.items;

	for (size_t i = 0; i < c->keys.count; i++)
		if (k[i].algorithm == algorithm && k[i].state == (int)state)
			return &k[i];
	return NULL;
}

static enum err
record(struct db *db, struct change *c, struct str kid)
{
	struct str details = kid.ptr ? str_printf(c->arena, "{\"what\":\"%s\",\"kid\":\"%.*s\"}", c->what, STR_ARG(kid))
	    : str_printf(c->arena, "{\"what\":\"%s\"}", c->what);
	enum err err = outbox_add(db, "signing_keys.changed", STR("signing_keys"), details);

	return err
	    ? err
	    : audit(db, c->who,
		  &(struct audit){
		      .event = AUDIT_SIGNING_KEYS, .object_kind = "signing_key", .object = kid, .details = details });
}

/* After COMMIT.  When memcached is away the worker does it when it gets the event. */
static void
spread(struct cache *cache)
{
	if (cache && cache_bump(cache, STR(SIGNING_DEP)))
		err_clear();
}

/* ---- ensure ---- */

static enum err
ensure(struct db *db, void *payload)
{
	struct change *c = payload;
	enum err err = begin(db, c);

	for (int algorithm = 0; algorithm < PKEY__MAX && !err; algorithm++) {
		const struct signing_key *next = find(c, algorithm, SIGNING_NEXT);
		if (!find(c, algorithm, SIGNING_ACTIVE)) {
			err = next ? set_state(db, c, next->kid, SIGNING_ACTIVE)
				   : add(db, c, algorithm, 0, SIGNING_ACTIVE);
			next = NULL;
		}
		if (!err && !next)
			err = add(db, c, algorithm, 1, SIGNING_NEXT);
	}
	return err || !c->made ? err : record(db, c, STR_ABSENT);
}

enum err
signing_key_ensure(struct db *db, struct arena *a, const struct config *config, const struct who *who, int64_t *made)
{
	struct change c = { .who = who, .arena = a, .what = "made" };
	enum err err;

	*made = 0;
	if ((err = signing_key_list(db, a, &c.keys)))
		return err;
	for (int algorithm = 0; algorithm < PKEY__MAX; algorithm++)
		*made += !find(&c, algorithm, SIGNING_ACTIVE) || !find(&c, algorithm, SIGNING_NEXT);
	if (!*made) /* making keys takes a while: not at each start */
		return OK;
	if ((err = make_all(config, &c, 2)) || (err = db_transaction(db, ensure, &c)))
		return err;
	*made = c.made;
	return OK;
}

/* ---- rotate ---- */

static enum err
rotate(struct db *db, void *payload)
{
	struct change *c = payload;
	enum err err = begin(db, c);

	for (int algorithm = 0; algorithm < PKEY__MAX && !err; algorithm++) {
		const struct signing_key *active = find(c, algorithm, SIGNING_ACTIVE),
					 *next = find(c, algorithm, SIGNING_NEXT);
		if (!active || !next)
			return err_fail(ERR_CONFLICT, "there is no %s key to rotate: run mercer migrate",
			    signing_algorithms[algorithm].name);
		if (!c->at_once && c->now.us - next->state_since.us < SIGNING_PUBLISHED_S * US_PER_S)
			return err_fail(ERR_CONFLICT,
			    "the next %s key was published less than an hour ago: others may not know it yet (--now does it anyway)",
			    signing_algorithms[algorithm].name);
		if (!(err = set_state(db, c, active->kid, SIGNING_RETIRED)) &&
		    !(err = set_state(db, c, next->kid, SIGNING_ACTIVE)))
			err = add(db, c, algorithm, 0, SIGNING_NEXT);
	}
	return err ? err : record(db, c, STR_ABSENT);
}

enum err
signing_key_rotate(
    struct db *db, struct cache *cache, struct arena *a, const struct config *config, const struct who *who, bool now)
{
	struct change c = { .who = who, .arena = a, .what = "rotated", .at_once = now };
	enum err err = make_all(config, &c, 1);

	if (!err)
		err = db_transaction(db, rotate, &c);
	if (!err)
		spread(cache);
	return err;
}

/* ---- drop ---- */

/* A key that was stolen: whatever its state, it goes, and the next one takes its place. */
static enum err
replace(struct db *db, struct change *c, const struct signing_key *key)
{
	const struct signing_key *next = find(c, key->algorithm, SIGNING_NEXT);
	enum err err = OK;

	if (key->state == SIGNING_ACTIVE && next)
		err = set_state(db, c, next->kid, SIGNING_ACTIVE);
	else if (key->state == SIGNING_ACTIVE)
		err = add(db, c, key->algorithm, 1, SIGNING_ACTIVE);
	if (!err && key->state != SIGNING_RETIRED)
		err = add(db, c, key->algorithm, 0, SIGNING_NEXT);
	return err;
}

static enum err
drop(struct db *db, void *payload)
{
	struct change *c = payload;
	const struct signing_key *key = NULL;
	enum err err = begin(db, c);

	for (size_t i = 0; i < c->keys.count && !err; i++)
		if (str_eq(((const struct signing_key *)c->keys.items)[i].kid, c->kid))
			key = (const struct signing_key *)c->keys.items + i;
	if (err)
		return err;
	if (!key)
		return err_fail(ERR_NOT_FOUND, "there is no key '%.*s'", STR_ARG(c->kid));
	if (!c->at_once && key->state != SIGNING_RETIRED)
		return err_fail(ERR_CONFLICT, "the key is %s: rotate first (--now replaces it at once, its tokens end)",
		    signing_states[key->state].name);
	if (!c->at_once && c->now.us - key->state_since.us < RETIRED_S * US_PER_S)
		return err_fail(
		    ERR_CONFLICT, "tokens that the key signed may still be in use for some minutes (--now ends them)");
	if ((err = db_exec(db, &queries[DROP], (const struct db_arg[]){ db_str(c->kid) }, 1, NULL)) ||
	    (err = replace(db, c, key)))
		return err;
	return record(db, c, c->kid);
}

enum err
signing_key_drop(struct db *db, struct cache *cache, struct arena *a, const struct config *config,
    const struct who *who, struct str kid, bool now)
{
	struct change c = { .who = who, .arena = a, .what = "dropped", .kid = kid, .at_once = now };
	enum err err = now ? make_all(config, &c, 2) : OK;

	if (!err)
		err = db_transaction(db, drop, &c);
	if (!err)
		spread(cache);
	return err;
}
