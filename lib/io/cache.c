/* cache.c - who may show what, and who builds.  See cache.h. */
#include "lib/io/cache.h"
#include "lib/io/cache_copy.h"
#include "lib/io/cache_entry.h"
#include "lib/io/cache_local.h"
#include "lib/io/cache_ring.h"
#include "lib/io/crypto.h"

#include <assert.h>
#include <math.h>

#define FAILURES_MAX 3
#define BREAK_US (500 * 1000)
#define LOCK_TTL_S 10
#define WAIT_US (5 * 1000) /* between two looks for another builder's result */
#define WAITS 10
#define KNOWN_US (100 * 1000)
#define TTL_MAX_S 2592000  /* more would be read as an absolute time */
#define KEY_MAX 200
#define KEY_ROOM 250
#define HEARD 16     /* a power of two; a shop has few generations that many pages share */
#define EARLY_MOST 37 /* builds: nothing is renewed earlier than so many of its own building times before its end */

struct cache {
	struct ring *ring; /* NULL: no servers configured */
	char *prefix;
	size_t max_value;
	uint64_t random;   /* state of the cheap generator for jitter and XFetch */
	int failures;      /* in a row */
	int64_t closed_at; /* ticks when memcached may be asked again; 0 = breaker closed */
	bool away;         /* the breaker has opened, and nothing was heard of memcached since */
	struct local local;
	struct copies *copies;
	struct known {
		uint64_t dep, id; /* hash of the name; its value */
	} known[CACHE_DEPS_MAX]; /* generations as the last cache_get() found them */
	size_t known_count;
	int64_t known_at; /* ticks */
	struct heard {
		uint64_t dep, id;
		int64_t at; /* ticks */
	} heard[HEARD];   /* generations, by the hash of their name, as memcached last told them */
	struct cache_stats stats;
};

/* What one multi-get says. */
struct view {
	bool have;
	struct stored entry;
	struct generation generations[CACHE_DEPS_MAX];
	bool fresh;        /* built with the generations of now, and not expired */
	int64_t stale_since;
};

static struct heard *heard_of(struct cache *cache, struct str dep);
static bool is_of(const struct copy *copy, const struct cache_want *want, const struct generation *generations);
static enum ring_answer shown(struct cache *cache, struct arena *a, const struct copy *copy, struct cache_entry *out);

struct cache *
cache_new(const struct config *c)
{
	struct cache *cache = calloc(1, sizeof(*cache));
	struct str servers = config_str(c, "cache.servers");

	if (!cache || !(cache->prefix = strdup(config_z(c, "cache.prefix"))))
		abort();
	cache->max_value = (size_t)config_i64(c, "cache.max_value");
	cache->random = crypto_random_u64() | 1;
	cache->copies = copies_new((size_t)config_i64(c, "cache.local"));
	if (servers.len > 0)
		cache->ring = ring_new(servers, config_ms(c, "cache.timeout"));
	return cache;
}

void
cache_free(struct cache *cache)
{
	if (!cache)
		return;
	ring_free(cache->ring);
	local_clear(&cache->local);
	copies_free(cache->copies);
	free(cache->prefix);
	free(cache);
}

/* ---- small things ---- */

/* 0 < x <= 1; for spreading, not for secrets (xorshift64*). */
static double
chance(struct cache *cache)
{
	cache->random ^= cache->random >> 12;
	cache->random ^= cache->random << 25;
	cache->random ^= cache->random >> 27;
	return ((double)((cache->random * UINT64_C(2685821657736338717)) >> 11) + 1.0) / 9007199254740992.0;
}

static bool
is_plain(struct str key)
{
	for (size_t i = 0; i < key.len; i++) {
		char c = key.ptr[i];
		if (c <= ' ' || c > '~' || c == '#')
			return false;
	}
	return key.len > 0 && key.len <= KEY_MAX;
}

/* prefix:kind:key, where a key that memcached should not see is a digest after '#'. */
static struct str
full_key(const struct cache *cache, char kind, struct str key, char out[KEY_ROOM])
{
	const size_t prefix = strlen(cache->prefix);
	unsigned char digest[32];
	struct buf hex;
	int len;

	/* Some for every page: not printed, which would be a hundredth of a warm page's time each. */
	if (is_plain(key) && prefix + key.len + 4 < KEY_ROOM) {
		memcpy(out, cache->prefix, prefix);
		out[prefix] = ':';
		out[prefix + 1] = kind;
		out[prefix + 2] = ':';
		memcpy(out + prefix + 3, key.ptr, key.len);
		out[prefix + 3 + key.len] = '\0';
		return str_n(out, prefix + 3 + key.len);
	}
	crypto_sha256(key, digest);
	buf_init(&hex, 80);
	base64url_write(&hex, digest, sizeof(digest));
	len = snprintf(out, KEY_ROOM, "%.180s:%c:#%s", cache->prefix, kind, hex.ptr);
	buf_release(&hex);
	return str_n(out, (size_t)len);
}

/* May memcached be asked?  Half open after a break: the first failure breaks again. */
static bool
may_ask(struct cache *cache)
{
	if (!cache->ring)
		return false;
	if (cache->closed_at == 0)
		return true;
	if (clock_ticks() < cache->closed_at)
		return false;
	cache->closed_at = 0;
	cache->failures = FAILURES_MAX - 1;
	ring_reset(cache->ring);
	return true;
}

/* Counts every call to memcached and works the breaker. */
static enum ring_answer
asked(struct cache *cache, enum ring_answer answer)
{
	cache->stats.round_trips++;
	if (answer != RING_FAILED) {
		cache->failures = 0;
		if (cache->away) {
			cache->away = false;
			local_clear(&cache->local);
		}
		return answer;
	}
	cache->stats.failures++;
	if (++cache->failures >= FAILURES_MAX) {
		cache->closed_at = clock_ticks() + BREAK_US;
		cache->away = true;
	}
	return answer;
}

/* ---- generations ---- */

static struct generation
new_generation(void)
{
	struct generation g = { crypto_random_u64(), clock_now().us };

	g.id |= g.id == 0;
	return g;
}

static struct str
generation_bytes(const struct generation *g)
{
	return str_n((const char *)g, GENERATION_BYTES);
}

/* Make a generation that is missing; another process may be faster, then it is theirs. */
static bool
create_generation(struct cache *cache, struct arena *a, struct str dep, struct generation *out)
{
	char room[KEY_ROOM];
	struct str key = full_key(cache, 'g', dep, room), bytes;
	struct generation g = new_generation();

	switch (asked(cache, ring_add(cache->ring, key, generation_bytes(&g), 0))) {
	case RING_OK:
		*out = g;
		return true;
	case RING_NO:
		return asked(cache, ring_get(cache->ring, a, &key, 1, &bytes)) == RING_OK &&
		    generation_read(bytes, out);
	default:
		return false;
	}
}

static void
remember_generations(struct cache *cache, const struct cache_want *want, const struct generation *generations)
{
	for (size_t i = 0; i < want->dep_count; i++)
		cache->known[i] = (struct known){ str_hash(want->deps[i]), generations[i].id };
	cache->known_count = want->dep_count;
	cache->known_at = clock_ticks();
}

uint64_t
cache_generation(const struct cache *cache, struct str dep)
{
	uint64_t hash = str_hash(dep);

	for (size_t i = 0; i < cache->known_count && clock_ticks() - cache->known_at < KNOWN_US; i++)
		if (cache->known[i].dep == hash)
			return cache->known[i].id;
	return 0;
}

enum err
cache_bump(struct cache *cache, struct str dep)
{
	char room[KEY_ROOM];
	struct generation g = new_generation();

	if (!cache->ring)
		return OK;
	if (!may_ask(cache))
		return err_fail(ERR_UNAVAILABLE, "could not bump '%.*s': memcached is left alone", STR_ARG(dep));
	heard_of(cache, dep)->at = 0;
	if (asked(cache, ring_set(cache->ring, full_key(cache, 'g', dep, room), generation_bytes(&g), 0)) == RING_OK)
		return OK;
	return err_fail(ERR_UNAVAILABLE, "could not bump '%.*s': %s", STR_ARG(dep), ring_failure(cache->ring));
}

/* ---- looking ---- */

/* Is the entry as new as its dependencies, and if not, since when? */
static void
judge(struct view *v, const struct cache_want *want, int64_t now)
{
	int64_t since = INT64_MAX;

	if (v->entry.generation_count != want->dep_count) {
		v->have = false; /* another program's idea of this key */
		return;
	}
	for (size_t i = 0; i < want->dep_count; i++) {
		if (v->entry.generations[i] == v->generations[i].id)
			continue;
		/* A lost generation says nothing: the entry counts from when it was built. */
		since = MIN(since, v->generations[i].id ? v->generations[i].since : v->entry.built);
	}
	since = MIN(since, v->entry.expires);
	v->fresh = since > now;
	v->stale_since = since;
}

/* The generations of now; what is lost or of other bytes has id 0.  False: memcached did not answer. */
static bool
ask_generations(struct cache *cache, struct arena *a, const struct cache_want *want, struct generation *out)
{
	char rooms[CACHE_DEPS_MAX][KEY_ROOM];
	struct str keys[CACHE_DEPS_MAX], values[CACHE_DEPS_MAX];

	for (size_t i = 0; i < want->dep_count; i++)
		keys[i] = full_key(cache, 'g', want->deps[i], rooms[i]);
	if (asked(cache, ring_get(cache->ring, a, keys, want->dep_count, values)) == RING_FAILED)
		return false;
	for (size_t i = 0; i < want->dep_count; i++) {
		struct heard *h = heard_of(cache, want->deps[i]);
		if (str_is_absent(values[i]) || !generation_read(values[i], &out[i]))
			out[i] = (struct generation){ 0 };
		*h = (struct heard){ str_hash(want->deps[i]), out[i].id, clock_ticks() };
	}
	return true;
}

/* What was heard a moment ago, where the caller is content with that. */
static bool
recall_generations(struct cache *cache, const struct cache_want *want, struct generation *out)
{
	int64_t since = clock_ticks() - (int64_t)want->trust_ms * 1000;

	if (!want->trust_ms)
		return false;
	for (size_t i = 0; i < want->dep_count; i++) {
		const struct heard *h = heard_of(cache, want->deps[i]);
		if (h->at < since || h->dep != str_hash(want->deps[i]) || !h->id)
			return false;
		out[i] = (struct generation){ .id = h->id };
	}
	return true;
}

static struct heard *
heard_of(struct cache *cache, struct str dep)
{
	return &cache->heard[str_hash(dep) % HEARD];
}

/* The entry and its generations in one round trip.  False: memcached did not answer. */
static bool
look(struct cache *cache, struct arena *a, const struct cache_want *want, struct view *v)
{
	char rooms[CACHE_DEPS_MAX + 1][KEY_ROOM];
	struct str keys[CACHE_DEPS_MAX + 1], values[CACHE_DEPS_MAX + 1];

	*v = (struct view){ 0 };
	keys[0] = full_key(cache, 'e', want->key, rooms[0]);
	for (size_t i = 0; i < want->dep_count; i++)
		keys[i + 1] = full_key(cache, 'g', want->deps[i], rooms[i + 1]);
	if (asked(cache, ring_get(cache->ring, a, keys, want->dep_count + 1, values)) == RING_FAILED)
		return false;
	for (size_t i = 0; i < want->dep_count; i++)
		if (!str_is_absent(values[i + 1]) && !generation_read(values[i + 1], &v->generations[i]))
			v->generations[i] = (struct generation){ 0 };
	v->have = !str_is_absent(values[0]) && entry_read(values[0], want->key, &v->entry);
	if (v->have)
		judge(v, want, clock_now().us);
	return true;
}

static bool
lock(struct cache *cache, const struct cache_want *want)
{
	char room[KEY_ROOM];

	return asked(cache, ring_add(cache->ring, full_key(cache, 'l', want->key, room), STR("1"), LOCK_TTL_S)) ==
	    RING_OK;
}

static void
unlock(struct cache *cache, const struct cache_want *want, const struct cache_entry *entry)
{
	char room[KEY_ROOM];

	/* After the lock's life it may be another's. */
	if (entry->locked && clock_ticks() - entry->started < LOCK_TTL_S * US_PER_S && may_ask(cache))
		asked(cache, ring_delete(cache->ring, full_key(cache, 'l', want->key, room)));
}

/* XFetch: the closer to expiry and the dearer to build, the likelier.  chance() is at least 2^-53, so its logarithm is
 * above -EARLY_MOST: most entries are too far from their end for any luck, and need none.  A call has one luck, for a
 * copy and then for its entry. */
static bool
is_early(const struct stored *s, int64_t now, double luck)
{
	if (s->expires - now > s->cost * EARLY_MOST)
		return false;
	return (double)now - (double)s->cost * log(luck) >= (double)s->expires;
}

static enum cache_state
show(struct cache *cache, const struct view *v, struct cache_entry *out)
{
	out->value = v->entry.value;
	out->tag = v->entry.tag;
	if (v->fresh)
		cache->stats.hits++;
	else
		cache->stats.stale++;
	return v->fresh ? CACHE_HIT : CACHE_STALE;
}

/* The caller builds: with generations that are known before it reads its data. */
static enum cache_state
build(struct cache *cache, struct arena *a, const struct cache_want *want, struct view *v, struct cache_entry *out)
{
	if (v->have) {
		out->value = v->entry.value;
		out->tag = v->entry.tag;
	}
	out->storable = true;
	for (size_t i = 0; i < want->dep_count && out->storable; i++) {
		if (v->generations[i].id == 0)
			out->storable = create_generation(cache, a, want->deps[i], &v->generations[i]);
		out->generations[i] = v->generations[i].id;
	}
	if (out->storable)
		remember_generations(cache, want, v->generations);
	cache->stats.builds++;
	out->started = clock_ticks();
	return CACHE_BUILD;
}

/* With the lock in hand look again: another may have stored and unlocked between our look and our lock. */
static enum cache_state
build_unless_done(struct cache *cache, struct arena *a, const struct cache_want *want, struct view *v,
    struct cache_entry *out)
{
	bool early = v->have && v->fresh;

	if (!early && look(cache, a, want, v) && v->have && v->fresh) {
		unlock(cache, want, out);
		out->locked = false;
		return show(cache, v, out);
	}
	return build(cache, a, want, v, out);
}

/* Another process builds: its result is worth a short wait, because building is dearer for everybody. */
static bool
wait_for_other(struct cache *cache, struct arena *a, const struct cache_want *want, struct view *v)
{
	const struct timespec pause = { .tv_nsec = WAIT_US * 1000 };

	for (int i = 0; i < WAITS; i++) {
		nanosleep(&pause, NULL);
		if (!look(cache, a, want, v))
			return false;
		if (v->have && v->fresh)
			return true;
	}
	return false;
}

/* The usual way of a warm page.  RING_OK: shown; RING_NO: there is no copy, or none any more; RING_FAILED: memcached
 * did not answer.
 * What is to be renewed, soon or at once, is left to the entry, whose lock knows who does it. */
static enum ring_answer
show_copy(struct cache *cache, struct arena *a, const struct cache_want *want, int64_t now, double luck,
    struct cache_entry *out)
{
	const struct copy *copy = copies_find(cache->copies, want->key);
	struct generation generations[CACHE_DEPS_MAX];
	bool same;

	if (!copy)
		return RING_NO;
	same = copy->entry.generation_count == want->dep_count && copy->entry.expires > now &&
	    !is_early(&copy->entry, now, luck);
	if (same && recall_generations(cache, want, generations) && is_of(copy, want, generations))
		return shown(cache, a, copy, out);
	if (same && !ask_generations(cache, a, want, generations))
		return RING_FAILED;
	same = same && is_of(copy, want, generations);
	if (!same) {
		copies_drop(cache->copies, want->key);
		return RING_NO;
	}
	return shown(cache, a, copy, out);
}

static bool
is_of(const struct copy *copy, const struct cache_want *want, const struct generation *generations)
{
	for (size_t i = 0; i < want->dep_count; i++)
		if (copy->entry.generations[i] != generations[i].id)
			return false;
	return true;
}

static enum ring_answer
shown(struct cache *cache, struct arena *a, const struct copy *copy, struct cache_entry *out)
{
	copy_pin(copy, a);
	out->value = copy->entry.value;
	out->tag = copy->entry.tag;
	cache->stats.hits++;
	cache->stats.copies++;
	return RING_OK;
}

/* Memcached says nothing. */
static enum cache_state
show_local(struct cache *cache, struct arena *a, const struct cache_want *want, struct cache_entry *out)
{
	if (cache->away && local_get(&cache->local, a, want->key, out->started, &out->value, &out->tag)) {
		cache->stats.hits++;
		return CACHE_HIT;
	}
	cache->stats.builds++;
	return CACHE_BUILD;
}

enum cache_state
cache_get(struct cache *cache, struct arena *a, const struct cache_want *want, struct cache_entry *out)
{
	struct view v = { 0 };
	int64_t now = clock_now().us;
	double luck = chance(cache);

	assert(want->dep_count <= CACHE_DEPS_MAX && want->ttl_s >= 1 && want->ttl_s <= TTL_MAX_S);
	*out = (struct cache_entry){ .started = clock_ticks() };
	cache->known_count = 0;
	if (!may_ask(cache))
		return show_local(cache, a, want, out);
	switch (show_copy(cache, a, want, now, luck, out)) {
	case RING_OK:
		return CACHE_HIT;
	case RING_FAILED:
		return show_local(cache, a, want, out);
	default:
		break;
	}
	if (!look(cache, a, want, &v))
		return show_local(cache, a, want, out);
	if (v.have && v.fresh && !is_early(&v.entry, now, luck)) {
		/* Without generations nothing would tell that it was flushed. */
		if (want->dep_count > 0)
			copies_offer(cache->copies, want->key, &v.entry);
		return show(cache, &v, out);
	}
	out->locked = lock(cache, want);
	if (out->locked)
		return build_unless_done(cache, a, want, &v, out);
	if (v.have && (v.fresh || now - v.stale_since <= (int64_t)want->max_stale_ms * 1000))
		return show(cache, &v, out);
	if (wait_for_other(cache, a, want, &v))
		return show(cache, &v, out);
	return build(cache, a, want, &v, out);
}

/* ---- storing ---- */

/* +-10 %, so that what was built together does not expire together. */
static int64_t
jittered(struct cache *cache, unsigned ttl_s)
{
	return (int64_t)((double)ttl_s * (double)US_PER_S * (0.9 + 0.2 * chance(cache)));
}

void
cache_put(struct cache *cache, const struct cache_want *want, const struct cache_entry *entry, struct str value,
    struct str tag)
{
	struct stored s = { .built = clock_now().us, .cost = clock_ticks() - entry->started,
		.generation_count = want->dep_count, .tag = tag, .value = value };
	char room[KEY_ROOM];
	struct buf b;

	copies_drop(cache->copies, want->key);
	if (cache->away)
		local_put(&cache->local, want->key, entry->started, value, tag);
	if (entry->storable && value.len <= cache->max_value && may_ask(cache)) {
		int64_t ttl = jittered(cache, want->ttl_s);
		int64_t kept_s = (ttl + (int64_t)want->max_stale_ms * 1000) / US_PER_S + 1;
		s.expires = s.built + ttl;
		memcpy(s.generations, entry->generations, sizeof(s.generations));
		buf_init(&b, cache->max_value + 8192);
		entry_write(&b, want->key, &s);
		if (!b.failed)
			asked(cache, ring_set(cache->ring, full_key(cache, 'e', want->key, room), buf_view(&b),
			    (unsigned)MIN(kept_s, TTL_MAX_S)));
		buf_release(&b);
	}
	unlock(cache, want, entry);
}

void
cache_abandon(struct cache *cache, const struct cache_want *want, const struct cache_entry *entry)
{
	unlock(cache, want, entry);
}

/* ---- counters ---- */

enum err
cache_count(struct cache *cache, struct str key, unsigned ttl_s, uint64_t *out)
{
	char room[KEY_ROOM];
	struct str full = full_key(cache, 'c', key, room);

	/* Two tries: between "there is none" and "there is one already" it may have expired or come to be. */
	for (int i = 0; i < 2 && may_ask(cache); i++) {
		enum ring_answer answer = asked(cache, ring_increment(cache->ring, full, out));
		if (answer == RING_OK)
			return OK;
		if (answer == RING_NO)
			answer = asked(cache, ring_add(cache->ring, full, STR("1"), MIN(ttl_s, (unsigned)TTL_MAX_S)));
		if (answer == RING_OK) {
			*out = 1;
			return OK;
		}
		if (answer == RING_FAILED)
			break;
	}
	return err_fail(ERR_UNAVAILABLE, "could not count '%.*s': memcached did not answer", STR_ARG(key));
}

struct cache_stats
cache_stats(const struct cache *cache)
{
	struct cache_stats s = cache->stats;

	s.breaker_open = cache->closed_at != 0 && clock_ticks() < cache->closed_at;
	return s;
}
