/* Tests of lib/web/resp.c: what every reply gets at its end.  (With memcached: test_pool.py.) */
#include "t/support/fake.h"
#include "t/support/suite.h"

static struct fake f;
static struct buf head;

static enum err
page(struct req *r)
{
	return resp_text(r, 200, "text/html; charset=utf-8", STR("<p>page"));
}

static enum err
own_tag(struct req *r)
{
	r->resp.etag = STR("\"mine\"");
	resp_header(r, "Cache-Control", STR("public, max-age=5"));
	return page(r);
}

static enum err
personal(struct req *r)
{
	resp_header(r, "Set-Cookie", STR("a=1"));
	resp_header(r, "Set-Cookie", STR("b=2"));
	return page(r);
}

static enum err
secret_page(struct req *r)
{
	resp_header(r, "Cache-Control", STR("no-store"));
	return page(r);
}

static enum err
splitting(struct req *r)
{
	resp_header(r, "X-Name", STR("a\r\nX-Evil: 1"));
	return page(r);
}

static enum err
empty(struct req *r)
{
	return resp_empty(r);
}

static enum err
moved(struct req *r)
{
	return resp_redirect(r, 303, STR("/there?x=1"));
}

static const struct route routes[] = {
	{ GET, "/page", page, ACCESS_ALL },
	{ GET, "/api/page", page, ACCESS_ALL, .id = "page", .doc = "x", .flags = ROUTE_INTERNAL },
	{ GET, "/own", own_tag, ACCESS_ALL },
	{ GET, "/personal", personal, ACCESS_ALL },
	{ GET, "/secret", secret_page, ACCESS_ALL },
	{ GET, "/splitting", splitting, ACCESS_ALL },
	{ GET, "/empty", empty, ACCESS_ALL },
	{ GET, "/moved", moved, ACCESS_ALL },
	{ POST, "/page", page, ACCESS_ALL, .flags = ROUTE_ANY_SITE | ROUTE_RAW_BODY,
	    .doc = "tokens are tested in test_guard.c" },
};
static const struct route_table table = { routes, COUNT(routes) };

static void
start(const char *currencies)
{
	setenv("MERCER_SITE_CURRENCIES", currencies, 1);
	fake_open(&f);
	unsetenv("MERCER_SITE_CURRENCIES");
	buf_init(&head, BUF_LINE);
}

static void
end(void)
{
	buf_release(&head);
	fake_close(&f);
}

static void
ask(const char *method, const char *target, const char *headers)
{
	fake_request(&f, &table, method, target, headers, NULL);
	resp_finish(&f.r, &head);
}

static bool
has(const char *text)
{
	return str_contains(buf_view(&head), str_of(text));
}

static void
test_resp__head(void)
{
	start("EUR");
	ask("GET", "/own", NULL);
	CHECK_STR(buf_view(&head),
	    "Status: 200 OK\r\n"
	    "Content-Type: text/html; charset=utf-8\r\n"
	    "Content-Length: 7\r\n"
	    "ETag: \"mine\"\r\n"
	    "Cache-Control: public, max-age=5\r\n"
	    "X-Request-Id: 0123456789abcdef0123456789abcdef\r\n"
	    "\r\n");
	end();
}

static void
test_resp__etag(void)
{
	struct str first;
	char kept[64];

	start("EUR");
	ask("GET", "/page", NULL);
	first = f.r.resp.etag;
	CU_ASSERT_FATAL(first.len == 34);
	snprintf(kept, sizeof(kept), "%.*s", STR_ARG(first));
	ask("GET", "/page", NULL);
	CHECK_STR(f.r.resp.etag, kept);
	ask("GET", "/none", NULL);
	CU_ASSERT(str_is_absent(f.r.resp.etag));
	ask("GET", "/personal", NULL);
	CU_ASSERT(str_is_absent(f.r.resp.etag));
	CU_ASSERT(has("Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n"));
	ask("GET", "/secret", NULL);
	CU_ASSERT(str_is_absent(f.r.resp.etag));
	ask("POST", "/page", NULL);
	CU_ASSERT(str_is_absent(f.r.resp.etag));
	end();
}

static void
test_resp__etag_of_every_byte(void)
{
	char body[100];
	struct str tags[COUNT(body)];

	start("EUR");
	ask("GET", "/page", NULL);
	for (size_t i = 0; i < COUNT(tags); i++) {
		memset(body, 0, sizeof(body));
		body[i] = 1;
		f.r.resp.etag = STR_ABSENT;
		f.r.resp.body = str_n(body, sizeof(body));
		resp_etag(&f.r);
		tags[i] = f.r.resp.etag;
		for (size_t j = 0; j < i; j++)
			CU_ASSERT(!str_eq(tags[i], tags[j]));
	}
	/* Zeros at the end count, though the last words are filled up with zeros. */
	for (size_t i = 1; i < COUNT(tags); i++) {
		memset(body, 0, sizeof(body));
		f.r.resp.etag = STR_ABSENT;
		f.r.resp.body = str_n(body, i);
		resp_etag(&f.r);
		tags[i] = f.r.resp.etag;
		for (size_t j = 1; j < i; j++)
			CU_ASSERT(!str_eq(tags[i], tags[j]));
	}
	end();
}

static void
test_resp__not_modified(void)
{
	static const struct {
		const char *sent;
		int status;
	} cases[] = {
		{ "If-None-Match: \"mine\"", 304 },
		{ "If-None-Match: W/\"mine\"", 304 },
		{ "If-None-Match: \"a\", W/\"b\" ,\"mine\"", 304 },
		{ "If-None-Match: *", 304 },
		{ "If-None-Match: mine", 200 },
		{ "If-None-Match: \"min\"", 200 },
		{ "If-None-Match: ", 200 },
		{ "If-Modified-Since: Sun, 22 Nov 2026 10:20:30 GMT", 200 },
	};

	start("EUR,USD");
	for (size_t i = 0; i < COUNT(cases); i++) {
		ask("GET", "/own", cases[i].sent);
		CU_ASSERT_EQUAL(f.r.resp.status, cases[i].status);
		CU_ASSERT(has("ETag: \"mine\"\r\n") && has("Cache-Control: public, max-age=5\r\n") &&
		    has("Vary: Cookie\r\n"));
		CU_ASSERT(has("Content-Type") == (cases[i].status == 200) &&
		    has("Content-Length") == (cases[i].status == 200));
		CU_ASSERT((f.r.resp.body.len == 0) == (cases[i].status == 304));
	}
	ask("POST", "/page", "If-None-Match: *");
	CU_ASSERT_EQUAL(f.r.resp.status, 200);
	ask("GET", "/none", "If-None-Match: *");
	CU_ASSERT_EQUAL(f.r.resp.status, 404);
	end();
}

static void
test_resp__without_body(void)
{
	start("EUR");
	ask("HEAD", "/page", NULL);
	CU_ASSERT(has("Status: 200 OK\r\n") && has("Content-Length: 7\r\n") && f.r.resp.body.len == 0);
	ask("GET", "/empty", NULL);
	CU_ASSERT(has("Status: 204 No Content\r\n") && !has("Content-Length"));
	ask("GET", "/moved", NULL);
	CU_ASSERT(has("Status: 303 See Other\r\n") && has("Location: /there?x=1\r\n") && has("Content-Length: 0\r\n"));
	end();
}

static void
test_resp__default_caching(void)
{
	start("EUR,USD");
	ask("GET", "/page", NULL);
	CU_ASSERT(has("Cache-Control: private, no-cache\r\n") && has("Vary: Cookie\r\n"));
	ask("GET", "/api/page", NULL);
	CU_ASSERT(!has("Vary"));
	ask("GET", "/none", NULL);
	CU_ASSERT(has("Cache-Control: no-store\r\n"));
	end();
	start("EUR");
	ask("GET", "/page", NULL);
	CU_ASSERT(!has("Vary"));
	end();
}

static void
test_resp__header_is_one_line(void)
{
	start("EUR");
	log_open("test", LOG_FATAL, -1);
	ask("GET", "/splitting", NULL);
	log_open("test", LOG_INFO, -1);
	CU_ASSERT_EQUAL(f.r.resp.status, 200);
	CU_ASSERT(!has("Evil") && !has("X-Name"));
	end();
}

SUITE(resp,
    { "head", test_resp__head },
    { "etag", test_resp__etag },
    { "etag of every byte", test_resp__etag_of_every_byte },
    { "not modified", test_resp__not_modified },
    { "without body", test_resp__without_body },
    { "default caching", test_resp__default_caching },
    { "header is one line", test_resp__header_is_one_line });
