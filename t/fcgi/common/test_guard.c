/* fcgi/common/guard.c as modules use it: sessions, refusals and writes that happen once, over MariaDB with the rights
 * of the account module. */
#include "fcgi/common/guard.h"
#include "fcgi/common/who.h"
#include "lib/shop/outbox.h"
#include "lib/shop/session.h"
#include "lib/web/csrf.h"
#include "lib/web/once.h"
#include "t/support/fake.h"
#include "t/support/suite.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define PARALLEL 50

static const struct db_query set_up[] = {
	{ "s0", "", NULL, "DELETE FROM session" },
	{ "s1", "", NULL, "DELETE FROM account_role" },
	{ "s2", "", NULL, "DELETE FROM account" },
	{ "s3", "", NULL, "DELETE FROM outbox" },
	{ "s4", "", NULL, "DELETE FROM idempotency" },
	{ "s5", "", NULL,
	    "INSERT INTO account (id, public_id, realm, kind, state, email, email_key, given_name, locale) VALUES"
	    " (1, 'acct_one', 'shop', 'customer', 'active', 'one@shop.example', 'one@shop.example', 'Ada', 'en'),"
	    " (3, 'acct_clerk', 'office', 'staff', 'active', 'clerk@shop.example', 'clerk@shop.example', 'Bo', 'en')" },
};

struct number {
	int64_t n;
};
static const struct shape_field number_fields[] = { SHAPE_I64(struct number, n, 0, INT64_MAX) };
static const struct shape number_shape = SHAPE(struct number, number_fields, "");
static const struct db_query effects = { "effects", "", &number_shape,
	"SELECT COUNT(*) AS n FROM outbox WHERE type = 'test.effect'" };
static const struct db_query refusals = { "refusals", "", &number_shape,
	"SELECT COUNT(*) AS n FROM audit_log WHERE outcome = 'refused'" };

static enum { RUN_WELL, FAIL_LATE, DIE_INSIDE, SAY_INVALID, FAIL_BUSY, FAIL_GONE, WAIT_INSIDE } mode;
static int inside[2], outside[2]; /* pipes: "I am in the handler", "go on" */
static int *runs; /* shared with children */

static enum err
effect(struct db *db, void *payload UNUSED)
{
	return outbox_add(db, "test.effect", STR("thing_1"), STR("{}"));
}

static enum err
act(struct req *r)
{
	enum err err;
	char byte;

	__atomic_add_fetch(runs, 1, __ATOMIC_SEQ_CST);
	resp_header(r, "Location", STR("/things/1"));
	resp_header(r, "Link", STR("</x>; rel=\"up\"")); /* repeats if the reply is not begun anew */
	if ((err = db_transaction(req_db(r), effect, NULL)))
		return err;
	switch (mode) {
	case FAIL_LATE: return err_fail(ERR_INTERNAL, "broken after the effect");
	case DIE_INSIDE: kill(getpid(), SIGKILL); break;
	case WAIT_INSIDE:
		if (write(inside[1], "x", 1) != 1 || read(outside[0], &byte, 1) != 1)
			abort();
		break;
	case SAY_INVALID: return err_fail(ERR_INVALID, "the domain does not want it");
	case FAIL_BUSY: return err_fail(ERR_BUSY, "locked");
	case FAIL_GONE: return err_fail(ERR_GONE, "gone");
	default: break;
	}
	return resp_text(r, 201, "application/json",
	    str_printf(r->arena, "{\"random\":\"%016llx\"}", (unsigned long long)crypto_random_u64()));
}

static enum err
show(struct req *r)
{
	return resp_text(
	    r, 200, "text/plain", str_printf(r->arena, "%.*s %.*s", STR_ARG(csrf_token(r)), STR_ARG(once_key(r))));
}

static enum err
say_who(struct req *r)
{
	struct who who = who_of(r);

	return resp_text(r, 200, "text/plain",
	    str_printf(r->arena, "%s %lld %.*s %.*s", who.actor, (long long)who.account_id, STR_ARG(who.id),
		STR_ARG(r->who.name)));
}

static const struct route routes[] = {
	{ POST, "/api/v1/things", act, ACCESS_ALL, .flags = ROUTE_ONCE, .sql = { 0, 9 }, .id = "a", .doc = "a",
	    .tag = "a" },
	{ GET, "/account", say_who, ACCESS_SHOPPER, .doc = "who" },
	{ GET, "/account/act", show, ACCESS_SHOPPER, .doc = "form" },
	{ POST, "/account/act", act, ACCESS_SHOPPER, .flags = ROUTE_ONCE, .sql = { 0, 9 }, .doc = "act" },
	{ GET, "/visitor", say_who, ACCESS_VISITOR, .doc = "who" },
	{ GET, "/admin", say_who, ACCESS_OFFICE, .doc = "who" },
	{ GET, "/admin/roles", say_who, ACCESS_OFFICE, PERM_ROLE_WRITE, .doc = "who" },
	{ GET, "/login/factor", say_who, ACCESS_HALF, .doc = "half" },
	{ DELETE, "/api/v1/me", say_who, ACCESS_TOKEN, PERM_PROFILE_WRITE, .id = "b", .doc = "b", .tag = "b" },
};
static const struct route_table table = { routes, COUNT(routes) };

struct world {
	struct fake f;
	struct db *root;
};

static void
connect_all(struct world *w)
{
	w->root = db_new(w->f.config, "test");
	w->f.app.db = db_new(w->f.config, "account");
	w->f.app.cache = cache_new(w->f.config);
	w->f.app.guard = &frame_guard;
	db_begin_request(w->f.app.db, 0);
}

static void
open_world(struct world *w)
{
	static unsigned char key[] = "a key of thirty-two bytes, or so";

	memset(w, 0, sizeof(*w));
	setenv("MERCER_POOL_STRICT_BUDGET", "yes", 1);
	fake_open(&w->f);
	w->f.app.cursor_key = (struct secret){ key, sizeof(key) - 1 };
	connect_all(w);
	for (size_t i = 0; i < COUNT(set_up); i++)
		CU_ASSERT_EQUAL(db_exec(w->root, &set_up[i], NULL, 0, NULL), OK);
	route_check(&table);
	if (!runs)
		runs = mmap(NULL, sizeof(*runs), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	*runs = 0;
	mode = RUN_WELL;
	log_open("test", LOG_FATAL, -1);
}

static void
close_world(struct world *w)
{
	log_open("test", LOG_INFO, -1);
	db_free(w->root);
	db_free(w->f.app.db);
	cache_free(w->f.app.cache);
	fake_close(&w->f);
}

static int64_t
count(struct world *w, const struct db_query *q)
{
	struct number n = { -1 };

	CU_ASSERT_EQUAL(db_row(w->root, q, NULL, 0, w->f.arena, &n), OK);
	return n.n;
}

static int
act_with(struct world *w, const char *key, const char *body)
{
	char headers[300];

	snprintf(headers, sizeof(headers), "Idempotency-Key: %s", key);
	fake_request(&w->f, &table, "POST", "/api/v1/things", headers, body);
	return w->f.r.resp.status;
}

static bool
is_replay(struct world *w)
{
	return str_eq(fake_header(&w->f, "Idempotent-Replayed"), STR("true"));
}

/* ---- once ---- */

static void
test_guard__once(void)
{
	struct world w;
	char body[100];

	open_world(&w);
	CU_ASSERT_EQUAL(act_with(&w, "k1", "a"), 201);
	CU_ASSERT(!is_replay(&w));
	snprintf(body, sizeof(body), "%.*s", STR_ARG(w.f.r.resp.body));
	CU_ASSERT_EQUAL(act_with(&w, "\"k1\"", "a"), 201);
	CU_ASSERT(is_replay(&w));
	CHECK_STR(w.f.r.resp.body, body);
	CHECK_STR(fake_header(&w.f, "Location"), "/things/1");
	CU_ASSERT_EQUAL(act_with(&w, "k1", "b"), 422);
	CU_ASSERT_EQUAL(act_with(&w, "k2", "a"), 201);
	CU_ASSERT(!is_replay(&w));
	CU_ASSERT_EQUAL(count(&w, &effects), 2);
	CU_ASSERT_EQUAL(*runs, 2);
	close_world(&w);
}

/* What is kept of a failure, and what may be tried again; nothing of it has an effect. */
static void
test_guard__once_failures(void)
{
	static const struct {
		int mode, status;
		bool kept;
	} cases[] = { { FAIL_LATE, 500, true }, { FAIL_GONE, 410, true }, { SAY_INVALID, 400, false },
		{ FAIL_BUSY, 503, false } };
	struct world w;
	char key[20];

	open_world(&w);
	for (size_t i = 0; i < COUNT(cases); i++) {
		snprintf(key, sizeof(key), "f%zu", i);
		mode = (__typeof__(mode))cases[i].mode;
		*runs = 0;
		CU_ASSERT_EQUAL(act_with(&w, key, "a"), cases[i].status);
		CU_ASSERT_EQUAL(count(&w, &effects), (int64_t)0);
		CU_ASSERT_EQUAL(act_with(&w, key, "a"), cases[i].status);
		CU_ASSERT_EQUAL(is_replay(&w), cases[i].kept);
		CU_ASSERT_EQUAL(*runs, cases[i].kept ? 1 : 2);
	}
	mode = RUN_WELL;
	CU_ASSERT_EQUAL(act_with(&w, "f3", "a"), 201); /* free again */
	CU_ASSERT_EQUAL(count(&w, &effects), 1);
	close_world(&w);
}

/* The handler runs again after a deadlock: one effect, one reply, nothing of the first run in it. */
static void
test_guard__once_deadlock(void)
{
	struct world w;
	size_t links = 0;

	open_world(&w);
	db_fail_at(w.f.app.db, 3, 1213); /* BEGIN, claim, effect */
	CU_ASSERT_EQUAL(act_with(&w, "d1", "a"), 201);
	CU_ASSERT_EQUAL(*runs, 2);
	CU_ASSERT_EQUAL(count(&w, &effects), 1);
	for (size_t i = 0; i < w.f.r.resp.header_count; i++)
		links += strcmp(w.f.r.resp.headers[i].name, "Link") == 0;
	CU_ASSERT_EQUAL(links, 1);
	close_world(&w);
}

/* The reply to COMMIT is lost: 503, and the next one is told what came of it. */
static void
test_guard__once_uncertain(void)
{
	struct world w;

	open_world(&w);
	db_fail_at(w.f.app.db, 5, 2013); /* BEGIN, claim, effect, keep, COMMIT */
	CU_ASSERT_EQUAL(act_with(&w, "u1", "a"), 503);
	CU_ASSERT_EQUAL(count(&w, &effects), 1);
	CU_ASSERT_EQUAL(act_with(&w, "u1", "a"), 201);
	CU_ASSERT(is_replay(&w));
	CU_ASSERT_EQUAL(count(&w, &effects), 1);
	/* And when COMMIT never arrived: there is no claim either, and it runs. */
	db_fail_at(w.f.app.db, 5, 2006);
	CU_ASSERT_EQUAL(act_with(&w, "u2", "a"), 503);
	CU_ASSERT_EQUAL(act_with(&w, "u2", "a"), 201);
	CU_ASSERT_EQUAL(count(&w, &effects), 2);
	close_world(&w);
}

static void
child_acts(struct world *w, const char *key, const int go[2])
{
	char byte;
	int status;

	connect_all(w);
	if (go && read(go[0], &byte, 1) != 1)
		_exit(99);
	status = act_with(w, key, "a");
	if (!go)
		kill(getpid(), SIGKILL); /* committed, and nobody was told */
	_exit(status == 201 ? is_replay(w) ? 2 : 1 : status == 409 ? 3 : 98);
}

static void
test_guard__once_killed(void)
{
	struct world w;
	int status;
	pid_t pid;

	open_world(&w);
	if ((pid = fork()) == 0)
		child_acts(&w, "after", NULL);
	waitpid(pid, &status, 0);
	CU_ASSERT(WIFSIGNALED(status));
	CU_ASSERT_EQUAL(count(&w, &effects), 1);
	CU_ASSERT_EQUAL(act_with(&w, "after", "a"), 201);
	CU_ASSERT(is_replay(&w));
	CU_ASSERT_EQUAL(count(&w, &effects), 1);
	/* Before the commit: no effect and no claim; the next one runs. */
	mode = DIE_INSIDE;
	if ((pid = fork()) == 0)
		child_acts(&w, "inside", NULL);
	waitpid(pid, &status, 0);
	CU_ASSERT(WIFSIGNALED(status));
	mode = RUN_WELL;
	CU_ASSERT_EQUAL(count(&w, &effects), 1);
	for (int i = 0; i < 50 && act_with(&w, "inside", "a") == 409; i++)
		usleep(20000); /* until the server has seen that its client is gone */
	CU_ASSERT_EQUAL(w.f.r.resp.status, 201);
	CU_ASSERT(!is_replay(&w));
	CU_ASSERT_EQUAL(count(&w, &effects), 2);
	close_world(&w);
}

/* While the first still runs: told so at once, whatever is asked, and nothing else of the transaction is lost;
 * afterwards the reply, or 422. */
static void
test_guard__once_running(void)
{
	struct world w;
	pid_t pid;
	char byte;
	int status;

	open_world(&w);
	CU_ASSERT_EQUAL_FATAL(pipe(inside), 0);
	CU_ASSERT_EQUAL_FATAL(pipe(outside), 0);
	mode = WAIT_INSIDE;
	if ((pid = fork()) == 0) {
		connect_all(&w);
		_exit(act_with(&w, "slow", "a") == 201 ? 0 : 1);
	}
	mode = RUN_WELL;
	CU_ASSERT_EQUAL(read(inside[0], &byte, 1), 1);
	CU_ASSERT_EQUAL(act_with(&w, "slow", "a"), 409);
	CHECK_STR(fake_header(&w.f, "Retry-After"), "1");
	CU_ASSERT_EQUAL(act_with(&w, "slow", "b"), 409);
	CU_ASSERT_EQUAL(act_with(&w, "other", "a"), 201);
	CU_ASSERT_EQUAL(write(outside[1], "x", 1), 1);
	waitpid(pid, &status, 0);
	CU_ASSERT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	CU_ASSERT_EQUAL(act_with(&w, "slow", "a"), 201);
	CU_ASSERT(is_replay(&w));
	CU_ASSERT_EQUAL(act_with(&w, "slow", "b"), 422);
	CU_ASSERT_EQUAL(count(&w, &effects), 2);
	for (int i = 0; i < 2; i++) {
		close(inside[i]);
		close(outside[i]);
	}
	close_world(&w);
}

static void
test_guard__once_parallel(void)
{
	int go[2], status, first = 0, replayed = 0, running = 0, other = 0;
	char start[PARALLEL] = { 0 };
	struct world w;

	open_world(&w);
	CU_ASSERT_EQUAL_FATAL(pipe(go), 0);
	for (int i = 0; i < PARALLEL; i++)
		if (fork() == 0)
			child_acts(&w, "many", go);
	usleep(300000);
	CU_ASSERT_EQUAL(write(go[1], start, sizeof(start)), PARALLEL);
	for (int i = 0; i < PARALLEL; i++) {
		CU_ASSERT(wait(&status) > 0);
		status = WIFEXITED(status) ? WEXITSTATUS(status) : 97;
		first += status == 1;
		replayed += status == 2;
		running += status == 3;
		other += status > 3;
	}
	CU_ASSERT_EQUAL(first, 1);
	CU_ASSERT_EQUAL(first + replayed + running, PARALLEL);
	CU_ASSERT_EQUAL(other, 0);
	CU_ASSERT_EQUAL(*runs, 1);
	CU_ASSERT_EQUAL(count(&w, &effects), 1);
	close(go[0]);
	close(go[1]);
	close_world(&w);
}

/* ---- sessions and refusals ---- */

static struct str
log_in(struct world *w, int64_t account, enum session_realm realm, enum session_stage stage)
{
	static char token[SESSION_TOKEN_LEN + 1];
	struct arena *a = arena_new();
	struct str made = STR("");

	CU_ASSERT_EQUAL(
	    session_start(w->root, a, account, realm, stage, PROOF_PASSWORD, &(struct who){ .actor = "nobody" }, &made),
	    OK);
	snprintf(token, sizeof(token), "%.*s", STR_ARG(made));
	arena_free(a);
	return str_of(token);
}

static int
get(struct world *w, const char *target, const char *cookie, struct str token)
{
	char headers[200];

	snprintf(headers, sizeof(headers), "Cookie: %s=%.*s", cookie, STR_ARG(token));
	fake_request(&w->f, &table, "GET", target, headers, NULL);
	return w->f.r.resp.status;
}

static void
test_guard__sessions(void)
{
	struct world w;
	struct str token;

	open_world(&w);
	token = log_in(&w, 1, SESSION_SHOP, SESSION_FULL);
	CU_ASSERT_EQUAL(get(&w, "/account", COOKIE_SHOP, token), 200);
	CHECK_STR(w.f.r.resp.body, "customer 1 acct_one Ada");
	CU_ASSERT_EQUAL(get(&w, "/visitor", COOKIE_SHOP, token), 200);
	CHECK_STR(w.f.r.resp.body, "customer 1 acct_one Ada");
	CU_ASSERT_EQUAL(
	    get(&w, "/admin", COOKIE_OFFICE, token), 303); /* the other realm's cookie does not make it one */
	CU_ASSERT_EQUAL(get(&w, "/login/factor", COOKIE_SHOP, token), 303);
	token = log_in(&w, 1, SESSION_SHOP, SESSION_PASSWORD);
	CU_ASSERT_EQUAL(get(&w, "/account", COOKIE_SHOP, token), 303);
	CU_ASSERT_EQUAL(get(&w, "/login/factor", COOKIE_SHOP, token), 200);
	CU_ASSERT_EQUAL(get(&w, "/account", COOKIE_SHOP, STR("nonsense")), 303);
	CU_ASSERT_EQUAL(get(&w, "/visitor", COOKIE_SHOP, STR("nonsense")), 200);
	CHECK_STR(w.f.r.resp.body, "nobody 0  ");
	close_world(&w);
}

/* One record per attempt of somebody known, and per bad token; none of a stranger's, who has nothing to lose. */
static void
test_guard__refusals(void)
{
	struct world w;
	struct str token;
	char headers[300];
	int64_t before;

	open_world(&w);
	token = log_in(&w, 1, SESSION_SHOP, SESSION_FULL);
	before = count(&w, &refusals);
	CU_ASSERT_EQUAL(get(&w, "/admin/roles", COOKIE_SHOP, token), 303); /* a stranger, to the office */
	CU_ASSERT_EQUAL(count(&w, &refusals), before);
	fake_request(&w.f, &table, "POST", "/account/act", "Sec-Fetch-Site: cross-site", NULL);
	CU_ASSERT_EQUAL(w.f.r.resp.status, 403);
	CU_ASSERT_EQUAL(count(&w, &refusals), before);
	snprintf(headers, sizeof(headers), "Sec-Fetch-Site: cross-site\nCookie: %s=%.*s", COOKIE_SHOP, STR_ARG(token));
	fake_request(&w.f, &table, "POST", "/account/act", headers, NULL);
	CU_ASSERT_EQUAL(w.f.r.resp.status, 403);
	CU_ASSERT_EQUAL(count(&w, &refusals), before + 1);
	snprintf(headers, sizeof(headers), "Sec-Fetch-Site: same-origin\nCookie: %s=%.*s", COOKIE_SHOP, STR_ARG(token));
	fake_request(&w.f, &table, "POST", "/account/act", headers, NULL);
	CU_ASSERT_EQUAL(w.f.r.resp.status, 403);
	CU_ASSERT_EQUAL(count(&w, &refusals), before + 2);
	fake_request(&w.f, &table, "DELETE", "/api/v1/me", "Authorization: Bearer forged", NULL);
	CU_ASSERT_EQUAL(w.f.r.resp.status, 401);
	CU_ASSERT_EQUAL(count(&w, &refusals), before + 3);
	fake_request(&w.f, &table, "DELETE", "/api/v1/me", NULL, NULL);
	CU_ASSERT_EQUAL(w.f.r.resp.status, 401);
	CU_ASSERT_EQUAL(count(&w, &refusals), before + 3);
	/* A flood is not written down one by one. */
	for (int i = 0; i < 200; i++)
		fake_request(&w.f, &table, "DELETE", "/api/v1/me", "Authorization: Bearer forged", NULL);
	CU_ASSERT(count(&w, &refusals) - before < 100);
	close_world(&w);
}

/* A form of a page: its token, its key, one effect for two clicks. */
static void
test_guard__form(void)
{
	struct world w;
	struct str token, csrf, once;
	char headers[300], body[300];

	open_world(&w);
	token = log_in(&w, 1, SESSION_SHOP, SESSION_FULL);
	CU_ASSERT_EQUAL(get(&w, "/account/act", COOKIE_SHOP, token), 200);
	once = w.f.r.resp.body;
	(void)str_split(&once, ' ', &csrf);
	snprintf(body, sizeof(body), "csrf=%.*s&once=%.*s", STR_ARG(csrf), STR_ARG(once));
	snprintf(headers, sizeof(headers),
	    "Sec-Fetch-Site: same-origin\nContent-Type: application/x-www-form-urlencoded\nCookie: %s=%.*s",
	    COOKIE_SHOP, STR_ARG(token));
	for (int i = 0; i < 3; i++) {
		fake_request(&w.f, &table, "POST", "/account/act", headers, body);
		CU_ASSERT_EQUAL(w.f.r.resp.status, 201);
		CU_ASSERT_EQUAL(is_replay(&w), i > 0);
	}
	CHECK_STR(fake_header(&w.f, "Cache-Control"), "private, no-store");
	CU_ASSERT_EQUAL(count(&w, &effects), 1);
	/* Without its key the form is not one of ours. */
	body[str_find(str_of(body), '&')] = '\0';
	fake_request(&w.f, &table, "POST", "/account/act", headers, body);
	CU_ASSERT_EQUAL(w.f.r.resp.status, 400);
	CU_ASSERT_EQUAL(count(&w, &effects), 1);
	close_world(&w);
}

SUITE(guard,
    { "once", test_guard__once },
    { "once: failures", test_guard__once_failures },
    { "once: deadlock", test_guard__once_deadlock },
    { "once: lost COMMIT", test_guard__once_uncertain },
    { "once: killed", test_guard__once_killed },
    { "once: running", test_guard__once_running },
    { "once: fifty at a time", test_guard__once_parallel },
    { "sessions", test_guard__sessions },
    { "refusals", test_guard__refusals },
    { "a form", test_guard__form });
