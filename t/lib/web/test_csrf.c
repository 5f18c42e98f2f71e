/* Tests of lib/web/csrf.c: which tokens are taken, from whom. */
#include "t/support/fake.h"
#include "t/support/suite.h"
#include "lib/web/csrf.h"

static enum err
show(struct req *r)
{
	return resp_text(r, 200, "text/html", csrf_token(r));
}

static enum err
take(struct req *r)
{
	return resp_text(r, 200, "text/plain", STR("taken"));
}

struct thing {
	struct str name;
};
static const struct shape_field thing_fields[] = { SHAPE_STR(struct thing, name, 0, 5, .doc = "") };
static const struct shape thing_shape = SHAPE(struct thing, thing_fields, "");

static const struct route routes[] = {
	{ GET, "/form", show, ACCESS_VISITOR },
	{ POST, "/form", take, ACCESS_VISITOR },
	{ PUT, "/form", take, ACCESS_VISITOR },
	{ PATCH, "/form", take, ACCESS_VISITOR },
	{ DELETE, "/form", take, ACCESS_VISITOR },
	{ POST, "/typed", take, ACCESS_VISITOR, .body = &thing_shape },
	{ GET, "/admin/form", show, ACCESS_VISITOR },
	{ POST, "/admin/form", take, ACCESS_VISITOR },
	{ POST, "/free", take, ACCESS_VISITOR, .flags = ROUTE_NO_CSRF, .doc = "test" },
	{ POST, "/open", take, ACCESS_VISITOR, .flags = ROUTE_ANY_SITE, .doc = "test" },
};
static const struct route_table table = { routes, COUNT(routes) };

static void
open_shop(struct fake *f)
{
	static unsigned char key[] = "a key of thirty-two bytes, or so";

	fake_open(f);
	f->app.cursor_key = (struct secret){ key, sizeof(key) - 1 };
}

static struct str
kept(struct str s)
{
	static char texts[8][300];
	static size_t at;
	char *text = texts[at++ % COUNT(texts)];

	snprintf(text, sizeof(texts[0]), "%.*s", STR_ARG(s));
	return str_of(text);
}

/* The token that a page gives to whoever sends `cookie`; *visit: the cookie that it sets. */
static struct str
token_for(struct fake *f, const char *target, const char *cookie, struct str *visit)
{
	struct str set;

	fake_request(f, &table, "GET", target, cookie, NULL);
	CU_ASSERT_EQUAL(f->r.resp.status, 200);
	CHECK_STR(fake_header(f, "Cache-Control"), "private, no-store");
	set = fake_header(f, "Set-Cookie");
	if (visit)
		*visit = kept(str_cut(set, str_find(set, ';')));
	return kept(f->r.resp.body);
}

static int
post(struct fake *f, const char *method, const char *target, struct str cookie, struct str token)
{
	char headers[500], body[400];

	snprintf(headers, sizeof(headers),
	    "Sec-Fetch-Site: same-origin\nContent-Type: application/x-www-form-urlencoded\nCookie: %.*s",
	    STR_ARG(cookie));
	snprintf(body, sizeof(body), "name=x&csrf=%.*s&z=1", STR_ARG(token));
	fake_request(f, &table, method, target, headers, body);
	return f->r.resp.status;
}

static void
test_csrf__visitor(void)
{
	struct fake f;
	struct str visit, token, other, theirs;

	open_shop(&f);
	token = token_for(&f, "/form", NULL, &visit);
	CU_ASSERT(str_starts(visit, STR(COOKIE_VISITOR "=")));
	CU_ASSERT_EQUAL(visit.len, strlen(COOKIE_VISITOR "=") + 43);
	CU_ASSERT_EQUAL(post(&f, "POST", "/form", visit, token), 200);
	/* Each page shows another one, and each holds. */
	other = token_for(&f, "/form", kept(str_printf(f.arena, "Cookie: %.*s", STR_ARG(visit))).ptr, NULL);
	CU_ASSERT(str_is_absent(fake_header(&f, "Set-Cookie")));
	CU_ASSERT(!str_eq(token, other));
	CU_ASSERT_EQUAL(post(&f, "POST", "/form", visit, other), 200);
	/* Somebody else's, none, and a cookie without a page. */
	theirs = token_for(&f, "/form", NULL, NULL);
	CU_ASSERT_EQUAL(post(&f, "POST", "/form", visit, theirs), 403);
	CU_ASSERT_EQUAL(post(&f, "POST", "/form", STR("a=b"), token), 403);
	CU_ASSERT_EQUAL(post(&f, "POST", "/form", visit, STR("")), 403);
	fake_close(&f);
}

static void
test_csrf__session(void)
{
	struct fake f;
	struct str visit, before, mine, office;

	open_shop(&f);
	before = token_for(&f, "/form", NULL, &visit);
	mine = token_for(&f, "/form", "Cookie: __Host-sid=me", NULL);
	CU_ASSERT(str_is_absent(fake_header(&f, "Set-Cookie")));
	CU_ASSERT_EQUAL(post(&f, "POST", "/form", STR("__Host-sid=me"), mine), 200);
	CU_ASSERT_EQUAL(post(&f, "POST", "/form", STR("__Host-sid=you"), mine), 403);
	/* Login CSRF, and a token from before the login. */
	CU_ASSERT_EQUAL(post(&f, "POST", "/form", visit, mine), 403);
	CU_ASSERT_EQUAL(
	    post(&f, "POST", "/form", kept(str_printf(f.arena, "%.*s; __Host-sid=me", STR_ARG(visit))), before), 403);
	/* The office is another realm. */
	office = token_for(&f, "/admin/form", "Cookie: __Host-admin=me; __Host-sid=me", NULL);
	CU_ASSERT_EQUAL(post(&f, "POST", "/admin/form", STR("__Host-admin=me; __Host-sid=me"), office), 200);
	CU_ASSERT_EQUAL(post(&f, "POST", "/admin/form", STR("__Host-admin=boss; __Host-sid=me"), mine), 403);
	fake_close(&f);
}

static void
test_csrf__changed(void)
{
	struct fake f;
	struct str token;
	char text[100];

	open_shop(&f);
	token = token_for(&f, "/form", "Cookie: __Host-sid=me", NULL);
	for (size_t i = 0; i < token.len; i++) {
		snprintf(text, sizeof(text), "%.*s", STR_ARG(token));
		text[i] = text[i] == 'A' ? 'B' : 'A';
		CU_ASSERT_EQUAL(post(&f, "POST", "/form", STR("__Host-sid=me"), str_of(text)), 403);
	}
	CU_ASSERT_EQUAL(post(&f, "POST", "/form", STR("__Host-sid=me"), str_cut(token, 42)), 403);
	CU_ASSERT_EQUAL(
	    post(&f, "POST", "/form", STR("__Host-sid=me"), kept(str_printf(f.arena, "%.*sA", STR_ARG(token)))), 403);
	/* Another key: another shop, or ours after its secrets were changed. */
	f.app.cursor_key.len--;
	CU_ASSERT_EQUAL(post(&f, "POST", "/form", STR("__Host-sid=me"), token), 403);
	fake_close(&f);
}

static void
test_csrf__routes(void)
{
	static const char *const methods[] = { "POST", "PUT", "PATCH", "DELETE" };
	struct fake f;
	struct str token;

	open_shop(&f);
	token = token_for(&f, "/form", "Cookie: __Host-sid=me", NULL);
	for (size_t i = 0; i < COUNT(methods); i++) {
		CU_ASSERT_EQUAL(post(&f, methods[i], "/form", STR("__Host-sid=me"), token), 200);
		CU_ASSERT_EQUAL(post(&f, methods[i], "/form", STR("__Host-sid=me"), STR("")), 403);
	}
	/* A right token does not help one who comes from elsewhere. */
	fake_request(&f, &table, "POST", "/form",
	    "Sec-Fetch-Site: cross-site\nContent-Type: application/x-www-form-urlencoded\nCookie: __Host-sid=me",
	    kept(str_printf(f.arena, "csrf=%.*s", STR_ARG(token))).ptr);
	CU_ASSERT_EQUAL(f.r.resp.status, 403);
	CU_ASSERT_EQUAL(post(&f, "POST", "/free", STR("a=b"), STR("")), 200);
	fake_request(&f, &table, "POST", "/free", "Sec-Fetch-Site: cross-site", NULL);
	CU_ASSERT_EQUAL(f.r.resp.status, 403);
	fake_request(&f, &table, "POST", "/open", "Sec-Fetch-Site: cross-site", NULL);
	CU_ASSERT_EQUAL(f.r.resp.status, 200);
	/* A body that is no form cannot carry a token. */
	fake_request(&f, &table, "POST", "/form",
	    "Sec-Fetch-Site: same-origin\nContent-Type: text/plain\nCookie: __Host-sid=me",
	    kept(str_printf(f.arena, "csrf=%.*s", STR_ARG(token))).ptr);
	CU_ASSERT_EQUAL(f.r.resp.status, 403);
	fake_request(&f, &table, "POST", "/typed", "Sec-Fetch-Site: same-origin\nContent-Type: text/plain", "x");
	CU_ASSERT_EQUAL(f.r.resp.status, 415);
	fake_close(&f);
}

SUITE(csrf,
    { "visitors", test_csrf__visitor },
    { "sessions", test_csrf__session },
    { "changed tokens", test_csrf__changed },
    { "routes and methods", test_csrf__routes });
