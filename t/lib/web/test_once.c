/* Tests of lib/web/once.c with a store that only says what it was told to; with a real one: t/fcgi/common/test_guard.c.
 * */
#include "t/support/fake.h"
#include "t/support/suite.h"
#include "lib/web/once.h"

static struct once_claim seen;
static enum once_state answer;
static int claims, runs;

static enum err
transaction(struct req *r, enum err (*fn)(struct db *db, void *payload), void *payload)
{
	(void)r;
	return fn(NULL, payload);
}

static enum err
claim(struct req *r, struct once_claim *c, enum once_state *state, struct once_reply *reply)
{
	(void)r;
	claims++;
	seen = *c;
	*state = answer;
	*reply = (struct once_reply){ 201,
		STR("Content-Type: application/json\nETag: \"7\"\nLocation: /things/1\nSet-Cookie: no=1\n"),
		STR("{}") };
	return OK;
}

static enum err
keep(struct req *r, const struct once_claim *c, const struct once_reply *reply)
{
	(void)r;
	(void)c;
	(void)reply;
	return OK;
}

static enum err
drop(struct req *r, const struct once_claim *c)
{
	(void)r;
	(void)c;
	return OK;
}
static const struct once_store store = { transaction, claim, keep, drop };

static enum err
bearer(struct req *r, struct str token, struct identity *who)
{
	(void)r;
	*who = (struct identity){ .actor = ACTOR_CLIENT, .client = token };
	return OK;
}
static const struct guard guard = { NULL, bearer, NULL, &store };

static enum err
add(struct req *r)
{
	runs++;
	return resp_empty(r);
}

static const struct route routes[] = {
	{ POST, "/api/v1/things", add, ACCESS_TOKEN, .flags = ROUTE_ONCE, .id = "a", .doc = "a", .tag = "a" },
	{ POST, "/api/v1/others", add, ACCESS_TOKEN, .flags = ROUTE_ONCE, .id = "b", .doc = "b", .tag = "a" },
	{ DELETE, "/api/v1/things", add, ACCESS_TOKEN, .flags = ROUTE_ONCE, .id = "c", .doc = "c", .tag = "a" },
};
static const struct route_table table = { routes, COUNT(routes) };

static int
ask(struct fake *f, const char *method, const char *target, const char *token, const char *key, const char *body)
{
	char headers[1000];

	snprintf(headers, sizeof(headers), "Authorization: Bearer %s%s%s", token, key ? "\nIdempotency-Key: " : "",
	    key ? key : "");
	fake_request(f, &table, method, target, headers, body);
	return f->r.resp.status;
}

static void
test_once__keys(void)
{
	static const char *const good[] = { "a", "8e03978e-40d5-43e8-bc93-6894a57f9324", "\"8e03\"", "with blank",
		"\"a\\\"b\"" };
	static const char *const bad[] = { NULL, "", "\"\"", "\"open", "\"", "\"a\\\"", "caf\xC3\xA9", "a\tb" };
	struct fake f;
	char text[300];

	fake_open(&f);
	f.app.guard = &guard;
	answer = ONCE_RUNNING;
	for (size_t i = 0; i < COUNT(good); i++)
		CU_ASSERT_EQUAL(ask(&f, "POST", "/api/v1/things", "t", good[i], "x"), 409);
	CHECK_STR(fake_header(&f, "Retry-After"), "1");
	for (size_t i = 0; i < COUNT(bad); i++)
		CU_ASSERT_EQUAL(ask(&f, "POST", "/api/v1/things", "t", bad[i], "x"), 400);
	memset(text, 'k', 256);
	text[256] = '\0';
	CU_ASSERT_EQUAL(ask(&f, "POST", "/api/v1/things", "t", text, "x"), 400);
	CU_ASSERT_EQUAL(ask(&f, "POST", "/api/v1/things", "t", text + 1, "x"), 409);
	CU_ASSERT_EQUAL(runs, 0);
	fake_close(&f);
}

static bool
same(const unsigned char a[32], const unsigned char b[32])
{
	return memcmp(a, b, 32) == 0;
}

static void
test_once__scope(void)
{
	struct fake f;
	struct once_claim first;

	fake_open(&f);
	f.app.guard = &guard;
	ask(&f, "POST", "/api/v1/things", "t", "k", "x");
	first = seen;
	ask(&f, "POST", "/api/v1/things", "t", "\"k\"", "x"); /* one key, spelled both ways */
	CU_ASSERT(same(seen.scope, first.scope) && same(seen.fingerprint, first.fingerprint));
	ask(&f, "POST", "/api/v1/things", "u", "k", "x");
	CU_ASSERT(!same(seen.scope, first.scope));
	ask(&f, "POST", "/api/v1/things", "t", "K", "x");
	CU_ASSERT(!same(seen.scope, first.scope));
	ask(&f, "POST", "/api/v1/others", "t", "k", "x");
	CU_ASSERT(!same(seen.scope, first.scope));
	ask(&f, "DELETE", "/api/v1/things", "t", "k", "x");
	CU_ASSERT(!same(seen.scope, first.scope));
	ask(&f, "POST", "/api/v1/things", "t", "k", "y");
	CU_ASSERT(same(seen.scope, first.scope) && !same(seen.fingerprint, first.fingerprint));
	ask(&f, "POST", "/api/v1/things?locale=de", "t", "k", "x");
	CU_ASSERT(same(seen.scope, first.scope) && !same(seen.fingerprint, first.fingerprint));
	fake_close(&f);
}

static void
test_once__answers(void)
{
	struct fake f;

	fake_open(&f);
	f.app.guard = &guard;
	answer = ONCE_REPLAY;
	CU_ASSERT_EQUAL(ask(&f, "POST", "/api/v1/things", "t", "k", "x"), 201);
	CHECK_STR(f.r.resp.body, "{}");
	CHECK_STR(f.r.resp.content_type, "application/json");
	CHECK_STR(f.r.resp.etag, "\"7\"");
	CHECK_STR(fake_header(&f, "Location"), "/things/1");
	CHECK_STR(fake_header(&f, "Idempotent-Replayed"), "true");
	CU_ASSERT(str_is_absent(fake_header(&f, "Set-Cookie")));
	answer = ONCE_OTHER;
	CU_ASSERT_EQUAL(ask(&f, "POST", "/api/v1/things", "t", "k", "x"), 422);
	CHECK_STR(f.r.resp.content_type, "application/problem+json");
	CU_ASSERT_EQUAL(runs, 0);
	fake_close(&f);
}

SUITE(once,
    { "keys", test_once__keys },
    { "scope and fingerprint", test_once__scope },
    { "replay, running, another", test_once__answers });
