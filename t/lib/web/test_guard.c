/* Tests of lib/web/guard.c: every access against every kind of caller. */
#include "t/support/fake.h"
#include "t/support/suite.h"

enum caller {
	NOBODY,
	CUSTOMER,
	HALF_CUSTOMER,
	STALE_CUSTOMER,
	OWNER,
	CLERK,
	HALF_STAFF,
	STALE_OWNER,
	SELLER,
	CALLER__MAX
};

static const struct {
	const char *cookie;
	struct identity who;
	bool stale;
} callers[CALLER__MAX] = {
	[NOBODY] = { "none", { .realm = REALM_SHOP }, false },
	[CUSTOMER] = { "customer", { .actor = ACTOR_CUSTOMER, .account_id = 1, .full = true }, false },
	[HALF_CUSTOMER] = { "half", { .actor = ACTOR_CUSTOMER, .account_id = 1 }, false },
	[STALE_CUSTOMER] = { "stale", { .actor = ACTOR_CUSTOMER, .account_id = 1, .full = true }, true },
	[OWNER] = { "owner",
	    { .actor = ACTOR_STAFF, .realm = REALM_OFFICE, .account_id = 2, .full = true, .permissions = UINT64_MAX },
	    false },
	[CLERK] = { "clerk", { .actor = ACTOR_STAFF, .realm = REALM_OFFICE, .account_id = 3, .full = true }, false },
	[HALF_STAFF] = { "halfstaff",
	    { .actor = ACTOR_STAFF, .realm = REALM_OFFICE, .account_id = 2, .permissions = UINT64_MAX }, false },
	[STALE_OWNER] = { "staleowner",
	    { .actor = ACTOR_STAFF, .realm = REALM_OFFICE, .account_id = 2, .full = true, .permissions = UINT64_MAX },
	    true },
	[SELLER] = { "seller",
	    { .actor = ACTOR_SELLER, .realm = REALM_OFFICE, .account_id = 4, .full = true, .permissions = UINT64_MAX },
	    false },
};

static int looks, refusals[REFUSED__MAX];
static enum err look_up_fails;

static enum err
session(struct req *r, enum realm realm, struct identity *who)
{
	struct str cookie = req_cookie(r, realm == REALM_OFFICE ? COOKIE_OFFICE : COOKIE_SHOP);

	looks++;
	for (size_t i = 0; i < COUNT(callers); i++)
		if (str_eq_z(cookie, callers[i].cookie) && callers[i].who.realm == realm) {
			*who = callers[i].who;
			who->proved_at = (struct time){ clock_now().us - (callers[i].stale ? 11 : 9) * 60 * US_PER_S };
		}
	return look_up_fails;
}

static enum err
bearer(struct req *r, struct str token, struct identity *who)
{
	(void)r;
	looks++;
	if (str_eq(token, STR("client")))
		*who = (struct identity){ .actor = ACTOR_CLIENT, .permissions = UINT64_MAX };
	else if (str_eq(token, STR("self")))
		*who = (struct identity){ .actor = ACTOR_CLIENT, .account_id = 7, .permissions = UINT64_MAX };
	else if (str_eq(token, STR("poor")))
		*who = (struct identity){ .actor = ACTOR_KEY };
	else
		return ERR_INVALID;
	return look_up_fails;
}

static void
refused(struct req *r, enum refusal why)
{
	(void)r;
	refusals[why]++;
}
static const struct guard guard = { session, bearer, refused, NULL };

static enum err
say(struct req *r)
{
	resp_public(r, 60, 60); /* a handler's mistake on a page of one person */
	return resp_text(r, 200, "text/plain",
	    str_printf(r->arena, "%s %lld", actor_name(r->who.actor), (long long)r->who.account_id));
}

static enum err
say_nothing_of_caching(struct req *r)
{
	return resp_redirect(r, 303, STR("/"));
}

static const struct route routes[] = {
	{ GET, "/all", say, ACCESS_ALL },
	{ GET, "/visitor", say, ACCESS_VISITOR },
	{ GET, "/visitor/door", say_nothing_of_caching, ACCESS_VISITOR },
	{ GET, "/account", say, ACCESS_SHOPPER },
	{ GET, "/account/password", say, ACCESS_SHOPPER, .flags = ROUTE_FRESH },
	{ POST, "/account", say, ACCESS_SHOPPER, .flags = ROUTE_NO_CSRF, .doc = "test" },
	{ GET, "/login/factor", say, ACCESS_HALF },
	{ GET, "/admin", say, ACCESS_OFFICE },
	{ GET, "/admin/roles", say, ACCESS_OFFICE, PERM_ROLE_WRITE },
	{ GET, "/admin/keys", say, ACCESS_OFFICE, PERM_CLIENT_WRITE, .flags = ROUTE_FRESH },
	{ GET, "/admin/login/factor", say, ACCESS_HALF },
	{ GET, "/admin/login", say, ACCESS_VISITOR },
	{ DELETE, "/api/v1/all", say, ACCESS_ALL, .id = "a", .doc = "a", .tag = "t" },
	{ DELETE, "/api/v1/any", say, ACCESS_TOKEN, .id = "b", .doc = "b", .tag = "t" },
	{ DELETE, "/api/v1/office", say, ACCESS_TOKEN, PERM_CUSTOMER_WRITE, .id = "c", .doc = "c", .tag = "t" },
	{ DELETE, "/api/v1/me", say, ACCESS_TOKEN, PERM_PROFILE_WRITE, .id = "d", .doc = "d", .tag = "t" },
};
static const struct route_table table = { routes, COUNT(routes) };

static int
ask(struct fake *f, const char *method, const char *target, const char *headers)
{
	fake_request(f, &table, method, target, headers, NULL);
	return f->r.resp.status;
}

static const char *
cookies(struct fake *f, enum caller c)
{
	static char text[100];

	(void)f;
	snprintf(text, sizeof(text), "Cookie: %s=%s",
	    callers[c].who.realm == REALM_OFFICE ? COOKIE_OFFICE : COOKIE_SHOP, callers[c].cookie);
	return text;
}

/* One row per route, one column per caller: 200, 403, or where it leads. */
#define L "/login?back="
#define A "/admin/login?back="
static const struct {
	const char *target, *answer[CALLER__MAX];
} matrix[] = {
	{ "/all", { "", "", "", "", "", "", "", "", "" } },
	{ "/visitor", { "", "", "", "", "", "", "", "", "" } },
	{ "/account", { L, "", L, "", L, L, L, L, L } },
	{ "/account/password", { L, "", L, "/login/again?back=", L, L, L, L, L } },
	{ "/login/factor", { L, L, "", L, L, L, L, L, L } },
	{ "/admin", { A, A, A, A, "", "", A, "", "403" } },
	{ "/admin/roles", { A, A, A, A, "", "403", A, "", "403" } },
	{ "/admin/keys", { A, A, A, A, "", "403", A, "/admin/login/again?back=", "403" } },
	{ "/admin/login/factor", { A, A, A, A, A, A, "", A, A } },
	{ "/admin/login", { "", "", "", "", "", "", "", "", "" } },
};

static void
test_guard__matrix(void)
{
	struct fake f;

	fake_open(&f);
	f.app.guard = &guard;
	route_check(&table);
	for (size_t i = 0; i < COUNT(matrix); i++)
		for (int c = 0; c < CALLER__MAX; c++) {
			const char *want = matrix[i].answer[c];
			int status = ask(&f, "GET", matrix[i].target, cookies(&f, (enum caller)c));
			struct str to = fake_header(&f, "Location");
			bool right = want[0] == '\0' ? status == 200 : want[0] == '4' ? status == 403 :
			    status == 303 && str_starts(to, str_of(want)) && str_contains(to, STR("back=%2F"));
			if (!right)
				fprintf(stderr, "%s as %s: %d %.*s\n", matrix[i].target, callers[c].cookie, status,
				    STR_ARG(to));
			CU_ASSERT(right);
		}
	fake_close(&f);
}

static void
test_guard__who(void)
{
	struct fake f;

	fake_open(&f);
	f.app.guard = &guard;
	looks = 0;
	ask(&f, "GET", "/all", cookies(&f, CUSTOMER));
	CHECK_STR(f.r.resp.body, "nobody 0");
	CU_ASSERT_EQUAL(looks, 0);
	ask(&f, "GET", "/visitor", cookies(&f, CUSTOMER));
	CHECK_STR(f.r.resp.body, "customer 1");
	/* The two realms have cookies of their own. */
	ask(&f, "GET", "/admin/login", cookies(&f, CUSTOMER));
	CHECK_STR(f.r.resp.body, "nobody 0");
	ask(&f, "GET", "/admin/login", cookies(&f, OWNER));
	CHECK_STR(f.r.resp.body, "staff 2");
	look_up_fails = ERR_UNAVAILABLE;
	log_open("test", LOG_FATAL, -1);
	CU_ASSERT_EQUAL(ask(&f, "GET", "/account", cookies(&f, CUSTOMER)), 503);
	CU_ASSERT_EQUAL(ask(&f, "DELETE", "/api/v1/any", "Authorization: Bearer client"), 503);
	log_open("test", LOG_INFO, -1);
	look_up_fails = OK;
	fake_close(&f);
}

static void
test_guard__caching(void)
{
	struct fake f;

	fake_open(&f);
	f.app.guard = &guard;
	ask(&f, "GET", "/account", cookies(&f, CUSTOMER));
	CHECK_STR(fake_header(&f, "Cache-Control"), "private, no-store");
	ask(&f, "GET", "/admin", cookies(&f, OWNER));
	CHECK_STR(fake_header(&f, "Cache-Control"), "private, no-store");
	ask(&f, "GET", "/account", NULL);
	CHECK_STR(fake_header(&f, "Cache-Control"), "private, no-store");
	ask(&f, "GET", "/visitor/door", cookies(&f, CUSTOMER));
	CHECK_STR(fake_header(&f, "Cache-Control"), "private, no-store");
	ask(&f, "GET", "/visitor", NULL);
	CHECK_STR(fake_header(&f, "Cache-Control"), "public, max-age=60, s-maxage=60");
	ask(&f, "GET", "/all", NULL);
	CHECK_STR(fake_header(&f, "Cache-Control"), "public, max-age=60, s-maxage=60");
	fake_close(&f);
}

static void
test_guard__back(void)
{
	struct fake f;

	fake_open(&f);
	f.app.guard = &guard;
	ask(&f, "GET", "/de/account?x=1&y=a%26b", NULL);
	CHECK_STR(fake_header(&f, "Location"), "/de/login?back=%2Fde%2Faccount%3Fx%3D1%26y%3Da%2526b");
	/* A form leads back to the page that it was on, if that is ours. */
	ask(&f, "POST", "/account", "Sec-Fetch-Site: same-origin\nReferer: https://localhost:8443/account/name?a=1");
	CHECK_STR(fake_header(&f, "Location"), "/login?back=%2Faccount%2Fname%3Fa%3D1");
	ask(&f, "POST", "/account",
	    "Sec-Fetch-Site: same-origin\nReferer: https://localhost:8443.evil.example/account");
	CHECK_STR(fake_header(&f, "Location"), "/login");
	fake_close(&f);
}

static void
test_guard__token(void)
{
	static const struct {
		const char *target, *header;
		int status;
		const char *challenge;
	} cases[] = {
		{ "/api/v1/all", NULL, 200, NULL },
		{ "/api/v1/all", "Authorization: Bearer nonsense", 200, NULL },
		{ "/api/v1/any", NULL, 401, "Bearer realm=\"api\"" },
		{ "/api/v1/any", "Authorization: Basic Y2xpZW50Og==", 401, "Bearer realm=\"api\"" },
		{ "/api/v1/any", "Cookie: __Host-sid=customer", 401, "Bearer realm=\"api\"" },
		{ "/api/v1/any", "Cookie: __Host-admin=owner", 401, "Bearer realm=\"api\"" },
		{ "/api/v1/any", "Authorization: Bearer", 401, "Bearer realm=\"api\", error=\"invalid_token\"" },
		{ "/api/v1/any", "Authorization: Bearer forged", 401, "Bearer realm=\"api\", error=\"invalid_token\"" },
		{ "/api/v1/any", "Authorization: bearer  poor", 200, NULL },
		{ "/api/v1/office", "Authorization: Bearer poor", 403,
		    "Bearer realm=\"api\", error=\"insufficient_scope\", scope=\"customer.write\"" },
		{ "/api/v1/office", "Authorization: Bearer client", 200, NULL },
		/* Who acts for a customer has no rights of the office, whatever the token says; nor the reverse. */
		{ "/api/v1/office", "Authorization: Bearer self", 403,
		    "Bearer realm=\"api\", error=\"insufficient_scope\", scope=\"customer.write\"" },
		{ "/api/v1/me", "Authorization: Bearer self", 200, NULL },
		{ "/api/v1/me", "Authorization: Bearer client", 403,
		    "Bearer realm=\"api\", error=\"insufficient_scope\", scope=\"profile.write\"" },
	};
	struct fake f;

	fake_open(&f);
	f.app.guard = &guard;
	memset(refusals, 0, sizeof(refusals));
	for (size_t i = 0; i < COUNT(cases); i++) {
		CU_ASSERT_EQUAL(ask(&f, "DELETE", cases[i].target, cases[i].header), cases[i].status);
		CHECK_STR(fake_header(&f, "WWW-Authenticate"), cases[i].challenge);
		if (cases[i].status >= 400)
			CHECK_STR(f.r.resp.content_type, "application/problem+json");
	}
	CU_ASSERT_EQUAL(refusals[REFUSED_TOKEN], 2);
	CU_ASSERT_EQUAL(refusals[REFUSED_PERMISSION], 3);
	fake_close(&f);
}

/* Without a guard nobody is anybody. */
static void
test_guard__none(void)
{
	struct fake f;

	fake_open(&f);
	CU_ASSERT_EQUAL(ask(&f, "GET", "/account", cookies(&f, CUSTOMER)), 303);
	CU_ASSERT_EQUAL(ask(&f, "GET", "/admin", cookies(&f, OWNER)), 303);
	CU_ASSERT_EQUAL(ask(&f, "DELETE", "/api/v1/any", "Authorization: Bearer client"), 401);
	fake_close(&f);
}

static struct route bad;

static void
check_bad(void)
{
	const struct route_table t = { &bad, 1 };

	route_check(&t);
}

static void
test_guard__declared(void)
{
	static const struct route wrong[] = {
		{ GET, "/x", say, ACCESS_UNDECLARED },
		{ GET, "/x", say, ACCESS__MAX },
		{ GET, "/x", say, ACCESS_TOKEN },
		{ GET, "/x", say, ACCESS_ALL, PERM_ROLE_WRITE },
		{ GET, "/x", say, ACCESS_SHOPPER, PERM_ROLE_WRITE },
		{ GET, "/x", say, ACCESS_OFFICE, PERM__COUNT },
		{ GET, "/x", say, ACCESS_VISITOR, .flags = ROUTE_FRESH },
		{ GET, "/x", say, ACCESS_SHOPPER, .flags = ROUTE_ONCE },
		{ POST, "/x", say, ACCESS_ALL, .flags = ROUTE_NO_CSRF },
		{ POST, "/x", say, ACCESS_ALL, .flags = ROUTE_ANY_SITE },
		{ GET, "/x", say, ACCESS_ALL, .flags = ROUTE_ANY_SITE, .doc = "x" },
		{ DELETE, "/api/x", say, ACCESS_SHOPPER, .id = "x", .doc = "x", .tag = "x" },
		{ DELETE, "/api/x", say, ACCESS_VISITOR, .id = "x", .doc = "x", .tag = "x" },
		{ DELETE, "/api/x", say, ACCESS_ALL, .flags = ROUTE_NO_CSRF, .id = "x", .doc = "x", .tag = "x" },
	};

	for (size_t i = 0; i < COUNT(wrong); i++) {
		bad = wrong[i];
		CU_ASSERT(suite_aborts(check_bad));
	}
	bad = routes[0];
	CU_ASSERT(!suite_aborts(check_bad));
}

static void
test_guard__describe(void)
{
	struct arena *a = arena_new();
	struct buf b;

	buf_in_arena(&b, a, BUF_LINE);
	route_describe(&b, &routes[9]);
	CHECK_STR(buf_view(&b),
	    "{\"method\":\"GET\",\"pattern\":\"/admin/keys\",\"access\":\"office\",\"permission\":\"client.write\","
	    "\"flags\":[\"fresh\"],\"body\":false,\"id\":null,\"doc\":null}");
	arena_free(a);
}

static void
test_guard__cookies(void)
{
	struct fake f;

	fake_open(&f);
	ask(&f, "GET", "/all", NULL);
	cookie_set(&f.r, COOKIE_SHOP, STR("abc"), 3600);
	CHECK_STR(
	    fake_header(&f, "Set-Cookie"), "__Host-sid=abc; Path=/; Max-Age=3600; Secure; HttpOnly; SameSite=Lax");
	ask(&f, "GET", "/all", NULL);
	cookie_set(&f.r, COOKIE_OFFICE, STR("abc"), 0);
	CHECK_STR(fake_header(&f, "Set-Cookie"), "__Host-admin=abc; Path=/; Secure; HttpOnly; SameSite=Strict");
	ask(&f, "GET", "/all", NULL);
	cookie_set(&f.r, COOKIE_SHOP, STR_ABSENT, 0);
	CHECK_STR(fake_header(&f, "Set-Cookie"), "__Host-sid=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax");
	fake_close(&f);
}

SUITE(guard,
    { "access x caller", test_guard__matrix },
    { "who is asked for", test_guard__who },
    { "what must not be stored", test_guard__caching },
    { "the way back", test_guard__back },
    { "tokens", test_guard__token },
    { "no guard", test_guard__none },
    { "what cannot be declared", test_guard__declared },
    { "a route described", test_guard__describe },
    { "cookies", test_guard__cookies });
