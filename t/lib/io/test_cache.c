/* Tests of lib/io/cache.c against a real memcached: freshness, stampedes, and a memcached that stops, dies or lies. */
#include "t/lib/io/cache_fixture.h"
#include "lib/io/cache.h"
#include "lib/io/cache_local.h"
#include "lib/io/crypto.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static void
test_cache__hit_is_one_round_trip(void)
{
	struct cache *cache = fresh_cache(NULL);
	struct arena *a = arena_new();
	struct cache_want w = want("page:1:en:EUR");
	struct cache_entry e;
	int64_t before;

	build_and_put(cache, a, &w, "hello");
	before = cache_stats(cache).round_trips;
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_HIT);
	CU_ASSERT_EQUAL(cache_stats(cache).round_trips, before + 1);
	CHECK_STR(e.value, "hello");
	CHECK_STR(e.tag, "\"tag\"");
	CU_ASSERT_EQUAL(cache_stats(cache).hits, 1);
	arena_free(a);
	cache_free(cache);
}

static void
test_cache__values_of_all_sizes(void)
{
	static const size_t sizes[] = { 0, 1, 7, 8, 31, 32, 33, 1023, 1024, 1025, 8192, 40000, 1000 * 1024 };
	struct cache *cache = fresh_cache(NULL);
	struct arena *a = arena_new();

	for (size_t i = 0; i < COUNT(sizes); i++) {
		char *bytes = arena_alloc(a, sizes[i] + 1), key[16];
		struct cache_want w;
		struct cache_entry e;
		for (size_t j = 0; j < sizes[i]; j++)
			bytes[j] = (char)(j * 7 + i);
		snprintf(key, sizeof(key), "size:%zu", i);
		w = want(key);
		CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_BUILD);
		cache_put(cache, &w, &e, str_n(bytes, sizes[i]), STR(""));
		CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_HIT);
		CU_ASSERT(e.value.len == sizes[i] && memcmp(e.value.ptr, bytes, sizes[i]) == 0);
	}
	arena_free(a);
	cache_free(cache);
}

static void
test_cache__too_large_is_not_stored(void)
{
	struct cache *cache = fresh_cache(NULL);
	struct arena *a = arena_new();
	size_t len = 1000 * 1024 + 1;
	struct cache_want w = want("large");
	struct cache_entry e;

	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_BUILD);
	cache_put(cache, &w, &e, str_n(arena_zalloc(a, 1, len), len), STR(""));
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_BUILD);
	CU_ASSERT(e.locked); /* the first builder gave the lock back */
	CU_ASSERT_EQUAL(cache_stats(cache).failures, 0);
	arena_free(a);
	cache_free(cache);
}

static void
test_cache__bump_makes_stale(void)
{
	struct cache *cache = fresh_cache(NULL), *other;
	struct arena *a = arena_new();
	struct cache_want w = want("p");
	struct cache_entry e, late;

	build_and_put(cache, a, &w, "old");
	CHECK_ERR(cache_bump(cache, STR("product:1")), OK);
	/* One builds, the others show the old copy meanwhile. */
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_BUILD);
	CHECK_STR(e.value, "old");
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &late), CACHE_STALE);
	CHECK_STR(late.value, "old");
	cache_put(cache, &w, &e, STR("new"), STR(""));
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_HIT);
	CHECK_STR(e.value, "new");
	/* Another dependency's bump leaves it alone. */
	CHECK_ERR(cache_bump(cache, STR("product:2")), OK);
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_HIT);
	other = fresh_cache(NULL);
	CU_ASSERT_EQUAL(cache_get(other, a, &w, &e), CACHE_BUILD); /* another prefix sees nothing */
	cache_free(other);
	arena_free(a);
	cache_free(cache);
}

static void
test_cache__stale_copy_has_an_end(void)
{
	struct cache *cache = fresh_cache(NULL);
	struct arena *a = arena_new();
	struct cache_want w = want("p");
	struct cache_entry e, late;

	w.max_stale_ms = 20;
	build_and_put(cache, a, &w, "old");
	CHECK_ERR(cache_bump(cache, STR("nav")), OK);
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_BUILD);
	usleep(30000);
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &late), CACHE_BUILD);
	CU_ASSERT(!late.locked);
	cache_abandon(cache, &w, &e);
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &late), CACHE_BUILD);
	CU_ASSERT(late.locked); /* abandon gave the lock back */
	arena_free(a);
	cache_free(cache);
}

static void
test_cache__expiry_and_early_refresh(void)
{
	struct cache *cache = fresh_cache(NULL);
	struct arena *a = arena_new();
	struct cache_want w = want("p");
	struct cache_entry e;
	int early = 0;

	clock_set((struct time){ NOW });
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_BUILD);
	e.started -= 2 * US_PER_S; /* building took two seconds */
	cache_put(cache, &w, &e, STR("v"), STR(""));
	clock_set((struct time){ NOW + 50 * US_PER_S });
	for (int i = 0; i < 200; i++)
		if (cache_get(cache, a, &w, &e) == CACHE_BUILD) {
			early++;
			cache_abandon(cache, &w, &e);
		}
	CU_ASSERT_EQUAL(early, 0); /* e^-20 */
	clock_set((struct time){ NOW + 111 * US_PER_S });
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_BUILD); /* past 100 s + 10 % */
	cache_abandon(cache, &w, &e);
	for (int64_t at = 84; at < 90; at++) { /* the least expiry is 90 s: a few seconds before, some come early */
		clock_set((struct time){ NOW + at * US_PER_S });
		for (int i = 0; i < 300; i++)
			if (cache_get(cache, a, &w, &e) == CACHE_BUILD) {
				early++;
				cache_abandon(cache, &w, &e);
			}
	}
	CU_ASSERT(early < 1800);
	clock_set(TIME_ABSENT);
	arena_free(a);
	cache_free(cache);
}

static void
test_cache__write_while_building(void)
{
	struct cache *cache = fresh_cache(NULL);
	struct arena *a = arena_new();
	struct cache_want w = want("p");
	struct cache_entry e;

	/* The reader has its generations, reads old data; the writer commits and bumps; the reader stores. */
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_BUILD);
	CHECK_ERR(cache_bump(cache, STR("product:1")), OK);
	cache_put(cache, &w, &e, STR("old data"), STR(""));
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_BUILD);
	arena_free(a);
	cache_free(cache);
}

static void
test_cache__keys_cannot_inject(void)
{
	static const char *const keys[] = { "x\r\nflush_all\r\n", "a b", "", "\x01", "größe", "#x" };
	struct cache *cache = fresh_cache(NULL);
	struct arena *a = arena_new();
	struct cache_want safe = want("safe"), w;
	struct cache_entry e;
	char longest[4000];

	memset(longest, 'k', sizeof(longest));
	build_and_put(cache, a, &safe, "still here");
	for (size_t i = 0; i <= COUNT(keys); i++) {
		w = want("");
		w.key = i < COUNT(keys) ? str_of(keys[i]) : str_n(longest, sizeof(longest));
		build_and_put(cache, a, &w, "v");
		CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_HIT);
		CHECK_ERR(cache_bump(cache, w.key), OK);
	}
	CU_ASSERT_EQUAL(cache_get(cache, a, &safe, &e), CACHE_HIT);
	CU_ASSERT_EQUAL(cache_stats(cache).failures, 0);
	arena_free(a);
	cache_free(cache);
}

static void
test_cache__counter(void)
{
	struct cache *cache = fresh_cache(NULL);
	uint64_t n = 0;

	for (uint64_t i = 1; i <= 3; i++) {
		CHECK_ERR(cache_count(cache, STR("login:1.2.3.4"), 60, &n), OK);
		CU_ASSERT_EQUAL(n, i);
	}
	CHECK_ERR(cache_count(cache, STR("login:4.3.2.1"), 60, &n), OK);
	CU_ASSERT_EQUAL(n, 1);
	cache_free(cache);
}

static void
test_cache__none_configured(void)
{
	struct config *c = fixture_config((const char *const[]){ "MERCER_CACHE_SERVERS=", NULL });
	struct cache *cache = cache_new(c);
	struct arena *a = arena_new();
	struct cache_want w = want("p");
	struct cache_entry e;
	uint64_t n;

	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_BUILD);
	CU_ASSERT(!e.storable);
	cache_put(cache, &w, &e, STR("v"), STR(""));
	CHECK_ERR(cache_bump(cache, STR("nav")), OK);
	CHECK_ERR(cache_count(cache, STR("x"), 1, &n), ERR_UNAVAILABLE);
	arena_free(a);
	cache_free(cache);
	config_free(c);
}

/* ---- copies in this process ---- */

/* ---- many processes ---- */

/* Shared by the children of a test. */
struct shared {
	int builds, wrong, ready;
};

static void
stampede_child(const char *prefix, struct shared *s)
{
	struct config *c = fixture_config((const char *const[]){ prefix, PATIENT, NULL });
	struct cache *cache = cache_new(c);
	struct arena *a = arena_new();
	struct cache_want w = want("hot");
	struct cache_entry e;

	__atomic_add_fetch(&s->ready, 1, __ATOMIC_SEQ_CST);
	while (__atomic_load_n(&s->ready, __ATOMIC_SEQ_CST) < 8)
		usleep(100);
	for (int i = 0; i < 50; i++) {
		if (cache_get(cache, a, &w, &e) == CACHE_BUILD) {
			__atomic_add_fetch(&s->builds, 1, __ATOMIC_SEQ_CST);
			usleep(10000);
			cache_put(cache, &w, &e, STR("built"), STR(""));
		} else if (!str_eq_z(e.value, "built")) {
			__atomic_add_fetch(&s->wrong, 1, __ATOMIC_SEQ_CST);
		}
		arena_reset(a);
	}
	arena_free(a);
	cache_free(cache);
	config_free(c);
	_exit(0);
}

static void
test_cache__stampede(void)
{
	struct shared *s = mmap(NULL, sizeof(*s), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char prefix[64];
	pid_t pids[8];

	CU_ASSERT_FATAL(s != MAP_FAILED);
	snprintf(prefix, sizeof(prefix), "MERCER_CACHE_PREFIX=s%llx", (unsigned long long)crypto_random_u64());
	for (size_t i = 0; i < COUNT(pids); i++)
		if ((pids[i] = fork()) == 0)
			stampede_child(prefix, s);
	for (size_t i = 0; i < COUNT(pids); i++)
		waitpid(pids[i], NULL, 0);
	CU_ASSERT(s->builds >= 1 && s->builds <= 2);
	CU_ASSERT_EQUAL(s->wrong, 0);
	munmap(s, sizeof(*s));
}

/* ---- a memcached of our own that we may hurt ---- */

struct victim {
	char path[64];
	pid_t pid;
};

static void
victim_start(struct victim *v)
{
	snprintf(v->path, sizeof(v->path), "/tmp/mercer-victim-%d.sock", (int)getpid());
	unlink(v->path);
	if ((v->pid = fork()) == 0) {
		execlp("memcached", "memcached", "-u", "root", "-s", v->path, "-m", "16", "-t", "1", (char *)NULL);
		_exit(127);
	}
	for (int i = 0; i < 500 && access(v->path, R_OK); i++)
		usleep(10000);
}

static void
victim_end(struct victim *v)
{
	kill(v->pid, SIGCONT);
	kill(v->pid, SIGKILL);
	waitpid(v->pid, NULL, 0);
	unlink(v->path);
}

static void
test_cache__stopped_server(void)
{
	struct victim v;
	struct arena *a = arena_new();
	struct cache_want w = want("p");
	struct cache_entry e;
	struct cache *cache;
	int64_t slowest = 0, failures, kept = 0;

	victim_start(&v);
	cache = fresh_cache(v.path);
	build_and_put(cache, a, &w, "v");
	warm(cache, a, &w, "v");
	kill(v.pid, SIGSTOP);
	waitpid(v.pid, NULL, WUNTRACED); /* signals are not at once */
	for (int i = 0; i < 20; i++) {
		int64_t t = clock_ticks();
		if (cache_get(cache, a, &w, &e) == CACHE_BUILD)
			cache_put(cache, &w, &e, STR("not stored"), STR(""));
		else
			kept++; /* in this process, once it was clear that nobody answers */
		CU_ASSERT(!e.storable && !e.locked);
		slowest = MAX(slowest, clock_ticks() - t);
	}
	CU_ASSERT_EQUAL(cache_stats(cache).copies, 1); /* nobody said that the copy is still true */
	failures = cache_stats(cache).failures;
	CU_ASSERT(failures >= 3 && failures <= 6); /* the breaker spared the rest */
	CU_ASSERT(kept >= 10 && kept <= 17);
	CU_ASSERT(cache_stats(cache).breaker_open);
	CHECK_ERR(cache_bump(cache, STR("nav")), ERR_UNAVAILABLE);
	CU_ASSERT(slowest < 5 * US_PER_S); /* the library's own limit would be 5 s per wait */
	kill(v.pid, SIGCONT);
	usleep(600000);
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_HIT);
	CHECK_STR(e.value, "v");
	CHECK_ERR(cache_bump(cache, STR("nav")), OK);
	cache_free(cache);
	victim_end(&v);
	arena_free(a);
}

static void
test_cache__killed_server(void)
{
	struct victim v;
	struct arena *a = arena_new();
	struct cache_want w = want("p");
	struct cache_entry e;
	struct cache *cache;

	victim_start(&v);
	cache = fresh_cache(v.path);
	build_and_put(cache, a, &w, "v");
	warm(cache, a, &w, "v");
	victim_end(&v);
	for (int i = 0; i < 10; i++)
		CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_BUILD);
	victim_start(&v);
	usleep(600000);
	build_and_put(cache, a, &w, "again"); /* it came back empty */
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_HIT);
	cache_free(cache);
	victim_end(&v);
	arena_free(a);
}

/* All generations are lost: no copy may be shown, be it of an entry that is gone, too. */
static void
test_cache__flushed_server(void)
{
	struct victim v;
	struct arena *a = arena_new();
	struct cache_want w = want("p");
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	struct cache_entry e;
	struct cache *cache;
	char answer[16];
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	victim_start(&v);
	cache = fresh_cache(v.path);
	build_and_put(cache, a, &w, "v");
	warm(cache, a, &w, "v");
	snprintf(to.sun_path, sizeof(to.sun_path), "%s", v.path);
	usleep(1100000); /* its clock has seconds: what was set in this one would stay */
	CU_ASSERT_FATAL(!connect(fd, (struct sockaddr *)&to, sizeof(to)));
	CU_ASSERT_EQUAL(write(fd, "flush_all\r\n", 11), 11);
	CU_ASSERT_EQUAL(read(fd, answer, sizeof(answer)), 4);
	close(fd);
	build_and_put(cache, a, &w, "after");
	CU_ASSERT_EQUAL(cache_stats(cache).copies, 1);
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_HIT);
	CHECK_STR(e.value, "after");
	cache_free(cache);
	victim_end(&v);
	arena_free(a);
}

/* Without memcached a value lives in the process, for less than the second within which changes must show. */
static void
test_cache__kept_while_away(void)
{
	struct arena *a = arena_new();
	struct cache_want w = want("p"), other = want("q");
	struct cache *cache = fresh_cache("/nowhere/cache.sock");
	struct cache_entry e;
	int builds = 0;

	for (int i = 0; i < 10; i++)
		if (cache_get(cache, a, &w, &e) == CACHE_BUILD) {
			cache_put(cache, &w, &e, STR("page"), STR("tag"));
			builds++;
		}
	CU_ASSERT_EQUAL(builds, 3);
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_HIT);
	CHECK_STR(e.value, "page");
	CHECK_STR(e.tag, "tag");
	CU_ASSERT_EQUAL(cache_get(cache, a, &other, &e), CACHE_BUILD);
	usleep(900000);
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_BUILD);
	cache_free(cache);
	arena_free(a);
}

/* More than fits: the youngest stay, and nothing grows. */
static void
test_cache__kept_while_away_is_little(void)
{
	static struct local l; /* large */
	struct arena *a = arena_new();
	size_t len = LOCAL_BYTES / 3;
	const char *big = arena_zalloc(a, 1, LOCAL_BYTES + 1);
	struct str value, tag;

	for (int i = 0; i < 40; i++)
		local_put(&l, str_printf(a, "small%d", i), i, STR("v"), STR("t"));
	CU_ASSERT(!local_get(&l, a, STR("small0"), 0, &value, &tag));
	CU_ASSERT(local_get(&l, a, STR("small39"), 0, &value, &tag));
	for (int i = 0; i < 4; i++)
		local_put(&l, str_printf(a, "big%d", i), 100 + i, str_n(big, len), STR(""));
	CU_ASSERT(!local_get(&l, a, STR("big1"), 0, &value, &tag));
	CU_ASSERT(local_get(&l, a, STR("big3"), 0, &value, &tag));
	CU_ASSERT_EQUAL(value.len, len);
	CU_ASSERT(l.bytes <= LOCAL_BYTES);
	local_put(
	    &l, STR("big3"), 200, str_n(big, LOCAL_BYTES + 1), STR("")); /* the old one is no longer true either */
	CU_ASSERT(!local_get(&l, a, STR("big3"), 0, &value, &tag));
	local_clear(&l);
	CU_ASSERT_EQUAL(l.bytes, 0);
	arena_free(a);
}

/* What is kept in memory under a generation: known while building, another one after a bump, never after a hit or
 * without memcached. */
static void
test_cache__generation_of_the_build(void)
{
	struct cache *cache = fresh_cache(NULL), *away = fresh_cache("/nowhere/cache.sock");
	struct arena *a = arena_new();
	struct cache_want w = want("p");
	struct cache_entry e;
	uint64_t first, second;

	CU_ASSERT_EQUAL(cache_generation(cache, STR("nav")), 0);
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_BUILD);
	first = cache_generation(cache, STR("nav"));
	CU_ASSERT(first != 0 && first == e.generations[1]);
	CU_ASSERT_EQUAL(cache_generation(cache, STR("other")), 0);
	cache_put(cache, &w, &e, STR("v"), STR(""));
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_HIT);
	CU_ASSERT_EQUAL(cache_generation(cache, STR("nav")), 0);
	CHECK_ERR(cache_bump(cache, STR("nav")), OK);
	CU_ASSERT_EQUAL(cache_get(cache, a, &w, &e), CACHE_BUILD);
	second = cache_generation(cache, STR("nav"));
	CU_ASSERT(second != 0 && second != first);
	cache_abandon(cache, &w, &e);
	CU_ASSERT_EQUAL(cache_get(away, a, &w, &e), CACHE_BUILD);
	CU_ASSERT_EQUAL(cache_generation(away, STR("nav")), 0);
	arena_free(a);
	cache_free(cache);
	cache_free(away);
}

/* Answers every request with the next of the replies, whatever was asked. */
static void
liar(const char *path)
{
	static const char *const replies[] = { "VALUE x 0 99999999\r\n", "ERROR\r\n", "\r\n\r\n\r\n",
		"VALUE t:e:p 0 5\r\nhello\r\nEND\r\n", "SERVER_ERROR out of memory\r\n", "END\r\nEND\r\nEND\r\n",
		"\xff\xfe\x00garbage", "VALUE ", "STORED\r\n" };
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);
	char request[4096];

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) || listen(listener, 10))
		_exit(1);
	for (size_t n = 0;; n++) {
		int fd = accept(listener, NULL, NULL);
		while (read(fd, request, sizeof(request)) > 0) {
			const char *reply = replies[n++ % COUNT(replies)];
			if (write(fd, reply, strlen(reply)) < 0)
				break;
		}
		close(fd);
	}
}

static void
test_cache__lying_server(void)
{
	struct arena *a = arena_new();
	struct cache_want w = want("p");
	struct cache_entry e;
	struct cache *cache;
	char path[64];
	pid_t pid;

	signal(SIGPIPE, SIG_IGN);
	snprintf(path, sizeof(path), "/tmp/mercer-liar-%d.sock", (int)getpid());
	unlink(path);
	if ((pid = fork()) == 0)
		liar(path);
	for (int i = 0; i < 500 && access(path, R_OK); i++)
		usleep(10000);
	for (int i = 0; i < 12; i++) {
		cache = fresh_cache(path);
		for (int j = 0; j < 4; j++) {
			/* Never a value of its own; after three failures that of the build before. */
			CU_ASSERT(cache_get(cache, a, &w, &e) == CACHE_BUILD ? str_is_absent(e.value)
									     : j == 3 && str_eq_z(e.value, "v"));
			cache_put(cache, &w, &e, STR("v"), STR(""));
		}
		cache_free(cache);
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	unlink(path);
	arena_free(a);
}

SUITE(cache,
    { "hit is one round trip", test_cache__hit_is_one_round_trip },
    { "values of all sizes", test_cache__values_of_all_sizes },
    { "too large is not stored", test_cache__too_large_is_not_stored },
    { "bump makes stale", test_cache__bump_makes_stale },
    { "stale copy has an end", test_cache__stale_copy_has_an_end },
    { "expiry and early refresh", test_cache__expiry_and_early_refresh },
    { "write while building", test_cache__write_while_building },
    { "keys cannot inject", test_cache__keys_cannot_inject },
    { "counter", test_cache__counter },
    { "none configured", test_cache__none_configured },
    { "stampede", test_cache__stampede },
    { "stopped server", test_cache__stopped_server },
    { "killed server", test_cache__killed_server },
    { "flushed server", test_cache__flushed_server },
    { "generation of the build", test_cache__generation_of_the_build },
    { "kept while away", test_cache__kept_while_away },
    { "kept while away is little", test_cache__kept_while_away_is_little },
    { "lying server", test_cache__lying_server });
