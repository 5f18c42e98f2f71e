/* Sessions against a real database and a memcached of the test's own, which can be stopped. */
#include "lib/shop/session.h"
#include "lib/shop/account.h"
#include "t/lib/shop/fixture.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define HOUR_US (3600 * US_PER_S)
#define DAY_US (24 * HOUR_US)

static const struct who somebody = {
	.actor = "customer", .ip = STR_INIT("192.0.2.7"), .agent = STR_INIT("Browser/1.0")
};

static const struct db_query set_up[] = {
	{ "u0", "", NULL, "DELETE FROM session" },
	{ "u1", "", NULL, "DELETE FROM account_role" },
	{ "u2", "", NULL, "DELETE FROM account" },
	{ "u3", "", NULL, "DELETE FROM outbox" },
	{ "u4", "", NULL,
	    "INSERT INTO account (id, public_id, realm, kind, state, email, email_key, given_name, locale) VALUES"
	    " (1, 'acct_one', 'shop', 'customer', 'active', 'one@shop.example', 'one@shop.example', 'Ada', 'en'),"
	    " (2, 'acct_two', 'shop', 'customer', 'active', 'two@shop.example', 'two@shop.example', NULL, 'de'),"
	    " (3, 'acct_clerk', 'office', 'staff', 'active', 'clerk@shop.example', 'clerk@shop.example', 'Bo', 'en')" },
};
static const struct db_query move_epoch = { "move_epoch", "i", NULL,
	"UPDATE account SET session_epoch = session_epoch + 1 WHERE id = ?" };
static const struct db_query disable = { "disable", "i", NULL, "UPDATE account SET state = 'disabled' WHERE id = ?" };
static const struct db_query delete_all = { "delete_all", "", NULL, "DELETE FROM session" };
static const struct db_query make_role = {
	"make_role", "", NULL,
	"INSERT INTO role (id, public_id, kind, name) VALUES (901, 'role_t', 'staff', 'Session test') ON DUPLICATE KEY UPDATE name = name"
};
static const struct db_query fill_role = { "fill_role", "s", NULL,
	"REPLACE INTO role_permission (role_id, permission) VALUES (901, ?)" };
static const struct db_query empty_role = { "empty_role", "", NULL, "DELETE FROM role_permission WHERE role_id = 901" };
static const struct db_query give_role = { "give_role", "", NULL,
	"REPLACE INTO account_role (account_id, role_id) VALUES (3, 901)" };

struct payload {
	struct str payload;
};
static const struct shape_field payload_fields[] = { SHAPE_STR(struct payload, payload, 0, 100000) };
static const struct shape payload_shape = SHAPE(struct payload, payload_fields, "");
static const struct db_query last_event = { "last_event", "", &payload_shape,
	"SELECT payload FROM outbox WHERE type = 'session.ended' ORDER BY id DESC LIMIT 1" };

struct world {
	struct fixture f;
	struct db *root;
	struct cache *cache;
	struct config *cache_config;
	char path[64];
	pid_t memcached;
};

static void
close_cache(struct world *w)
{
	cache_free(w->cache);
	config_free(w->cache_config);
}

/* As another worker has it: no connection yet, no breaker open. */
static void
open_cache(struct world *w)
{
	setenv("MERCER_CACHE_SERVERS", w->path, 1);
	CHECK_ERR(config_load(NULL, &w->cache_config), OK);
	w->cache = cache_new(w->cache_config);
}

/* Says something to memcached, and waits for its answer. */
static void
tell_memcached(const struct world *w, const char *command)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	char answer[100];

	snprintf(to.sun_path, sizeof(to.sun_path), "%s", w->path);
	CU_ASSERT_EQUAL_FATAL(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	CU_ASSERT(write(fd, command, strlen(command)) > 0);
	CU_ASSERT(read(fd, answer, sizeof(answer)) > 0);
	close(fd);
}

static struct world
open_world(void)
{
	struct world w = { .f = fixture_open() };

	w.root = db_new(w.f.config, "test");
	for (size_t i = 0; i < COUNT(set_up); i++)
		CHECK_ERR(db_exec(w.root, &set_up[i], NULL, 0, NULL), OK);
	snprintf(w.path, sizeof(w.path), "/tmp/mercer-session-%d.sock", (int)getpid());
	unlink(w.path);
	w.memcached = fork();
	if (w.memcached == 0) {
		execlp("memcached", "memcached", "-u", "root", "-s", w.path, "-t", "1", "-m", "16", (char *)NULL);
		_exit(1);
	}
	for (int i = 0; i < 200 && access(w.path, F_OK); i++)
		usleep(10000);
	open_cache(&w);
	return w;
}

static void
close_world(struct world *w)
{
	kill(w->memcached, SIGKILL);
	waitpid(w->memcached, NULL, 0);
	unlink(w->path);
	close_cache(w);
	db_free(w->root);
	fixture_close(&w->f);
	clock_set(TIME_ABSENT);
}

static struct str
start(struct world *w, int64_t account, enum session_realm realm, enum session_stage stage)
{
	struct str token = STR_ABSENT;

	CHECK_ERR(session_start(w->f.db, w->f.arena, account, realm, stage, PROOF_PASSWORD, &somebody, &token), OK);
	CU_ASSERT_EQUAL(token.len, SESSION_TOKEN_LEN);
	return token;
}

static enum err
find(struct world *w, struct str token, bool sure, struct session *out)
{
	return session_find(w->f.db, w->cache, w->f.arena, token, SESSION_SHOP, sure, out);
}

/* From memcached, as the second look at a fresh copy, and from MySQL. */
static void
check_alive(struct world *w, struct str token, bool alive)
{
	struct session s;

	CHECK_ERR(find(w, token, true, &s), alive ? OK : ERR_NOT_FOUND);
	CHECK_ERR(find(w, token, false, &s), alive ? OK : ERR_NOT_FOUND);
	CHECK_ERR(find(w, token, false, &s), alive ? OK : ERR_NOT_FOUND);
}

static void
run(struct world *w, const struct db_query *q, int64_t id)
{
	const struct db_arg args[] = { db_i64(id) };

	CHECK_ERR(db_exec(w->root, q, args, strlen(q->args), NULL), OK);
}

static void
test_session__start_and_find(void)
{
	static const char *const bad[] = { "", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "' OR 1=1 -- ",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB" };
	struct world w = open_world();
	struct str token = start(&w, 1, SESSION_SHOP, SESSION_FULL), unused;
	struct cache_stats before, after;
	struct session s;

	for (int i = 0; i < 3; i++) { /* MySQL, MySQL and put, memcached */
		int64_t statements = db_stats(w.f.db).statements;
		CHECK_ERR(find(&w, token, i == 0, &s), OK);
		CU_ASSERT_EQUAL(db_stats(w.f.db).statements - statements, i < 2 ? 1 : 0);
		CU_ASSERT_EQUAL(s.account_id, 1);
		CHECK_STR(s.account, "acct_one");
		CHECK_STR(s.given_name, "Ada");
		CHECK_STR(s.email, "one@shop.example");
		CHECK_STR(s.ip, "192.0.2.7");
		CHECK_STR(s.agent, "Browser/1.0");
		CU_ASSERT_EQUAL(s.stage, SESSION_FULL);
		CU_ASSERT_EQUAL(s.proof, PROOF_PASSWORD);
		CU_ASSERT_EQUAL(s.account_kind, ACCOUNT_CUSTOMER);
		CU_ASSERT_EQUAL(s.ends_at.us - s.created_at.us, 90 * DAY_US);
	}
	before = cache_stats(w.cache);
	CHECK_ERR(find(&w, token, false, &s), OK);
	after = cache_stats(w.cache);
	CU_ASSERT_EQUAL(after.round_trips - before.round_trips, 1);
	for (size_t i = 0; i < COUNT(bad); i++)
		check_alive(&w, str_of(bad[i]), false);
	CHECK_ERR(session_find(w.f.db, w.cache, w.f.arena, token, SESSION_OFFICE, false, &s), ERR_NOT_FOUND);
	/* Neither the token nor its bytes are stored. */
	CU_ASSERT_EQUAL(
	    fixture_count(&w.f, COUNT_QUERY("SELECT COUNT(*) AS n FROM session WHERE LENGTH(hash) = 32")), 1);
	CHECK_ERR(session_start(w.f.db, w.f.arena, 99, SESSION_SHOP, SESSION_FULL, PROOF_PASSWORD, &somebody, &unused),
	    ERR_CONFLICT);
	close_world(&w);
}

static void
test_session__rotation(void)
{
	struct world w = open_world();
	struct str before = start(&w, 1, SESSION_SHOP, SESSION_PASSWORD), after;
	struct session half, full;

	check_alive(&w, before, true);
	CHECK_ERR(find(&w, before, false, &half), OK);
	CU_ASSERT_EQUAL(half.stage, SESSION_PASSWORD);
	CU_ASSERT_EQUAL(half.ends_at.us - half.created_at.us, 15 * 60 * US_PER_S);
	CHECK_ERR(session_prove(w.f.db, w.cache, w.f.arena, &half, SESSION_FULL, PROOF_TOTP, &after), OK);
	CU_ASSERT(!str_eq(before, after));
	check_alive(&w, before, false); /* whoever had the old one has nothing: no fixation */
	check_alive(&w, after, true);
	CHECK_ERR(find(&w, after, false, &full), OK);
	CU_ASSERT_EQUAL(full.id, half.id);
	CU_ASSERT_EQUAL(full.stage, SESSION_FULL);
	CU_ASSERT_EQUAL(full.proof, PROOF_TOTP);
	CU_ASSERT(full.proved_at.us > half.proved_at.us);
	CU_ASSERT_EQUAL(full.ends_at.us - full.created_at.us, 90 * DAY_US);
	CHECK_ERR(session_end(w.f.db, w.cache, 1, full.public_id), OK);
	CHECK_ERR(session_prove(w.f.db, w.cache, w.f.arena, &full, SESSION_FULL, PROOF_TOTP, &after), ERR_NOT_FOUND);
	close_world(&w);
}

static void
test_session__logout(void)
{
	struct world w = open_world();
	struct str mine = start(&w, 1, SESSION_SHOP, SESSION_FULL), phone = start(&w, 1, SESSION_SHOP, SESSION_FULL);
	struct str other = start(&w, 2, SESSION_SHOP, SESSION_FULL);
	struct session s, t;

	check_alive(&w, mine, true);
	check_alive(&w, phone, true);
	CHECK_ERR(find(&w, mine, false, &s), OK);
	CHECK_ERR(find(&w, other, false, &t), OK);
	/* Another's session is none of one's own. */
	CHECK_ERR(session_end(w.f.db, w.cache, 1, t.public_id), ERR_NOT_FOUND);
	CHECK_ERR(session_end(w.f.db, w.cache, 1, STR("ses_unknown")), ERR_NOT_FOUND);
	CHECK_ERR(session_end(w.f.db, w.cache, 1, s.public_id), OK);
	check_alive(&w, mine, false);
	check_alive(&w, phone, true);
	check_alive(&w, other, true);
	CHECK_ERR(session_end(w.f.db, w.cache, 1, s.public_id), ERR_NOT_FOUND);
	CHECK_ERR(session_end_all(w.f.db, w.cache, 1, 0), OK);
	CHECK_ERR(session_end_all(w.f.db, w.cache, 1, 0), OK);
	check_alive(&w, phone, false);
	check_alive(&w, other, true);
	close_world(&w);
}

/* Signals take their time: nothing more is answered when this returns. */
static void
stop(const struct world *w)
{
	int status;

	kill(w->memcached, SIGSTOP);
	CU_ASSERT_EQUAL(waitpid(w->memcached, &status, WUNTRACED), w->memcached);
}

static void
test_session__flush(void)
{
	struct world w = open_world();
	struct str alive = start(&w, 1, SESSION_SHOP, SESSION_FULL), ended = start(&w, 1, SESSION_SHOP, SESSION_FULL);
	struct session s;

	check_alive(&w, alive, true);
	CHECK_ERR(find(&w, ended, false, &s), OK);
	CHECK_ERR(session_end(w.f.db, w.cache, 1, s.public_id), OK);
	tell_memcached(&w, "flush_all\r\n");
	check_alive(&w, alive, true);
	check_alive(&w, ended, false);
	stop(&w);
	check_alive(&w, alive, true);
	check_alive(&w, ended, false);
	kill(w.memcached, SIGCONT);
	close_world(&w);
}

/* Nobody can connect, but what memcached holds stays. */
static void
hide(struct world *w, bool hidden)
{
	char away[80];

	snprintf(away, sizeof(away), "%s.away", w->path);
	CU_ASSERT_EQUAL_FATAL(rename(hidden ? w->path : away, hidden ? away : w->path), 0);
	close_cache(w);
	open_cache(w);
}

/* Revoked while memcached cannot be reached; it comes back with the copy still in it. */
static void
test_session__revoked_while_down(void)
{
	struct world w = open_world();
	struct str token = start(&w, 1, SESSION_SHOP, SESSION_FULL);
	struct payload event;
	struct session s;

	check_alive(&w, token, true);
	CHECK_ERR(find(&w, token, false, &s), OK);
	hide(&w, true);
	CHECK_ERR(session_end(w.f.db, w.cache, 1, s.public_id), OK);
	CHECK_ERR(find(&w, token, true, &s), ERR_NOT_FOUND);
	CHECK_ERR(find(&w, token, false, &s), ERR_NOT_FOUND);
	hide(&w, false);
	/* What writes, and the office, asks MySQL: never revived.  Reading pages may see the copy until the worker has
	 * had the event. */
	CHECK_ERR(find(&w, token, true, &s), ERR_NOT_FOUND);
	CHECK_ERR(find(&w, token, false, &s), OK);
	CHECK_ERR(db_row(w.root, &last_event, NULL, 0, w.f.arena, &event), OK);
	CHECK_ERR(session_ended_event(w.cache, w.f.arena, event.payload), OK);
	check_alive(&w, token, false);
	close_world(&w);
}

/* The event is repeated while memcached is away. */
static void
test_session__event(void)
{
	struct world w = open_world();

	CHECK_ERR(session_ended_event(w.cache, w.f.arena, STR("{\"generations\":[\"session:00\",\"nav\"]}")), OK);
	CHECK_ERR(session_ended_event(w.cache, w.f.arena, STR("{\"generations\":[]}")), OK);
	CHECK_ERR(session_ended_event(w.cache, w.f.arena, STR("{}x")), ERR_INVALID);
	stop(&w);
	CHECK_ERR(session_ended_event(w.cache, w.f.arena, STR("{\"generations\":[\"session:00\"]}")), ERR_UNAVAILABLE);
	kill(w.memcached, SIGCONT);
	close_world(&w);
}

/* Who can write to memcached can neither make a session nor move one. */
static void
test_session__forged_copy(void)
{
	struct world w = open_world();
	struct str mine = start(&w, 1, SESSION_SHOP, SESSION_FULL),
		   none = STR("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE"), dep;
	struct cache_entry entry = { 0 };
	unsigned char hash[32];
	struct cache_want want = { .deps = &dep, .dep_count = 1, .ttl_s = 60 };
	struct session s;
	struct buf b;

	CHECK_ERR(token_hash(none, hash), OK);
	buf_in_arena(&b, w.f.arena, BUF_LINE);
	buf_lit(&b, "session:");
	hex_write(&b, hash, 16);
	dep = buf_view(&b);
	want.key = str_printf(w.f.arena, "copy:%.*s", STR_ARG(dep));
	CU_ASSERT_EQUAL(cache_get(w.cache, w.f.arena, &want, &entry), CACHE_BUILD);
	cache_put(w.cache, &want, &entry, STR("{\"id\":1,\"account_id\":1,\"realm\":\"shop\",\"stage\":\"full\"}"),
	    STR_ABSENT);
	CHECK_ERR(find(&w, none, false, &s), ERR_NOT_FOUND);
	check_alive(&w, mine, true);
	close_world(&w);
}

static void
test_session__epoch(void)
{
	struct world w = open_world();
	struct str kept = start(&w, 1, SESSION_SHOP, SESSION_FULL), gone = start(&w, 1, SESSION_SHOP, SESSION_FULL);
	struct session s;

	check_alive(&w, kept, true);
	check_alive(&w, gone, true);
	CHECK_ERR(find(&w, kept, false, &s), OK);
	run(&w, &move_epoch, 1);
	CHECK_ERR(find(&w, kept, true, &s), ERR_NOT_FOUND);
	CHECK_ERR(session_end_all(w.f.db, w.cache, 1, s.id), OK);
	check_alive(&w, kept, true);
	check_alive(&w, gone, false);
	run(&w, &disable, 1);
	CHECK_ERR(find(&w, kept, true, &s), ERR_NOT_FOUND);
	CHECK_ERR(session_end_all(w.f.db, w.cache, 1, 0), OK);
	check_alive(&w, kept, false);
	close_world(&w);
}

static void
at(int64_t us)
{
	static int64_t zero;

	if (!zero)
		zero = clock_now().us;
	clock_set((struct time){ zero + us });
}

static void
test_session__limits(void)
{
	struct world w = open_world();
	struct str shop, office, half;
	struct session s;

	at(0);
	shop = start(&w, 1, SESSION_SHOP, SESSION_FULL);
	office = start(&w, 3, SESSION_OFFICE, SESSION_FULL);
	half = start(&w, 2, SESSION_SHOP, SESSION_PASSWORD);
	check_alive(&w, shop, true);
	at(14 * 60 * US_PER_S);
	check_alive(&w, half, true);
	/* and is noted as seen */
	CHECK_ERR(session_find(w.f.db, w.cache, w.f.arena, office, SESSION_OFFICE, false, &s), OK);
	at(16 * 60 * US_PER_S);
	check_alive(&w, half, false);
	CHECK_ERR(session_find(w.f.db, w.cache, w.f.arena, office, SESSION_OFFICE, false, &s), OK);
	at((16 + 15) * 60 * US_PER_S + 1);
	CHECK_ERR(session_find(w.f.db, w.cache, w.f.arena, office, SESSION_OFFICE, false, &s), ERR_NOT_FOUND);
	/* The office's day ends after eight hours, however busy. */
	office = start(&w, 3, SESSION_OFFICE, SESSION_FULL);
	for (int64_t minutes = 40; minutes < 30 + 8 * 60; minutes += 10) {
		at(minutes * 60 * US_PER_S);
		CHECK_ERR(session_find(w.f.db, w.cache, w.f.arena, office, SESSION_OFFICE, false, &s), OK);
	}
	at((31 + 8 * 60) * 60 * US_PER_S + 2);
	CHECK_ERR(session_find(w.f.db, w.cache, w.f.arena, office, SESSION_OFFICE, false, &s), ERR_NOT_FOUND);
	/* A shopper may be away for 30 days, and stays 90 at most; a copy in memcached knows both. */
	at(29 * DAY_US);
	check_alive(&w, shop, true);
	at(59 * DAY_US + DAY_US / 2);
	check_alive(&w, shop, false);
	at(60 * DAY_US);
	shop = start(&w, 1, SESSION_SHOP, SESSION_FULL);
	for (int day = 80; day < 150; day += 20) {
		at(day * DAY_US);
		check_alive(&w, shop, true);
	}
	at(150 * DAY_US);
	check_alive(&w, shop, false);
	close_world(&w);
}

static void
test_session__seen(void)
{
	struct world w = open_world();
	struct str token;
	struct session s;
	int64_t before;

	at(0);
	token = start(&w, 1, SESSION_SHOP, SESSION_FULL);
	at(59 * US_PER_S);
	before = db_stats(w.f.db).statements;
	CHECK_ERR(find(&w, token, true, &s), OK);
	CU_ASSERT_EQUAL(db_stats(w.f.db).statements - before, 1);
	at(61 * US_PER_S);
	before = db_stats(w.f.db).statements;
	CHECK_ERR(find(&w, token, true, &s), OK);
	CHECK_ERR(find(&w, token, true, &s), OK);
	CU_ASSERT_EQUAL(db_stats(w.f.db).statements - before, 3);
	CU_ASSERT_EQUAL(s.seen_at.us - s.created_at.us, 61 * US_PER_S);
	close_world(&w);
}

static void
test_session__office_permissions(void)
{
	const struct db_arg read[] = { db_str(STR("customer.read")) };
	struct world w = open_world();
	struct str token = start(&w, 3, SESSION_OFFICE, SESSION_FULL);
	struct session s;

	CHECK_ERR(session_find(w.f.db, w.cache, w.f.arena, token, SESSION_OFFICE, false, &s), OK);
	CU_ASSERT_EQUAL(s.permissions, 0);
	run(&w, &make_role, 0);
	CHECK_ERR(db_exec(w.root, &fill_role, read, COUNT(read), NULL), OK);
	run(&w, &give_role, 0);
	CHECK_ERR(session_find(w.f.db, w.cache, w.f.arena, token, SESSION_OFFICE, false, &s), OK);
	CU_ASSERT_EQUAL(s.permissions, permission_bit(PERM_CUSTOMER_READ));
	run(&w, &empty_role, 0); /* counts at once */
	CHECK_ERR(session_find(w.f.db, w.cache, w.f.arena, token, SESSION_OFFICE, false, &s), OK);
	CU_ASSERT_EQUAL(s.permissions, 0);
	run(&w, &delete_all, 0);
	CHECK_ERR(session_find(w.f.db, w.cache, w.f.arena, token, SESSION_OFFICE, false, &s), ERR_NOT_FOUND);
	close_world(&w);
}

static void
test_session__list_and_sweep(void)
{
	struct world w = open_world();
	struct session current;
	const struct session *s;
	struct list list;
	int64_t deleted;
	struct str token;

	at(0);
	(void)start(&w, 1, SESSION_SHOP, SESSION_FULL);
	(void)start(&w, 2, SESSION_SHOP, SESSION_FULL);
	at(10 * DAY_US);
	token = start(&w, 1, SESSION_SHOP, SESSION_FULL);
	CHECK_ERR(find(&w, token, true, &current), OK);
	CHECK_ERR(session_list(w.f.db, w.f.arena, 1, current.id, &list), OK);
	CU_ASSERT_EQUAL_FATAL(list.count, 2);
	s = list.items;
	CU_ASSERT(s[0].current && !s[1].current);
	CU_ASSERT_EQUAL(s[0].id, current.id);
	at(35 * DAY_US);
	CHECK_ERR(session_list(w.f.db, w.f.arena, 1, current.id, &list), OK);
	CU_ASSERT_EQUAL(list.count, 1);
	CHECK_ERR(session_sweep(w.f.db, &deleted), OK);
	CU_ASSERT_EQUAL(deleted, 2);
	CU_ASSERT_EQUAL(fixture_count(&w.f, COUNT_QUERY("SELECT COUNT(*) AS n FROM session")), 1);
	close_world(&w);
}

SUITE(session,
    { "start and find", test_session__start_and_find },
    { "rotation", test_session__rotation },
    { "replay after logout", test_session__logout },
    { "memcached loses everything", test_session__flush },
    { "revoked while memcached is down", test_session__revoked_while_down },
    { "the worker's part", test_session__event },
    { "forged copies", test_session__forged_copy },
    { "epoch", test_session__epoch },
    { "idle and absolute limits", test_session__limits },
    { "seen", test_session__seen },
    { "permissions of the office", test_session__office_permissions },
    { "list, sweep", test_session__list_and_sweep });
