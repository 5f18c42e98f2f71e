/* Tests of lib/web/route*.c and problem.c. */
#include "t/support/fake.h"
#include "t/support/suite.h"
#include "lib/web/problem.h"

#include <json-c/json.h>

struct args {
	int32_t page;
	struct str q;
};
static const struct shape_field args_fields[] = { SHAPE_I32(struct args, page, 1, 9, .fallback = "1", .doc = ""),
	SHAPE_STR(struct args, q, 0, 5, .doc = "") };
static const struct shape args_shape = SHAPE(struct args, args_fields, "");

struct thing {
	struct str name;
	int64_t count;
};
static const struct shape_field thing_fields[] = { SHAPE_STR(
						       struct thing, name, 1, 5, .flags = SHAPE_REQUIRED, .doc = ""),
	SHAPE_I64(struct thing, count, 0, 9, .doc = "") };
static const struct shape thing_shape = SHAPE(struct thing, thing_fields, "");

static enum err fail_with;

static enum err
say(struct req *r)
{
	const struct args *args = r->args;

	return resp_text(r, 200, "text/plain",
	    str_printf(r->arena, "%s|%.*s|%.*s|%d|%zu", r->route->pattern, STR_ARG(r->params[0]), STR_ARG(r->params[1]),
		args ? args->page : -1, r->errors.count));
}

static enum err
say_form(struct req *r)
{
	const struct thing *thing = r->form;

	return resp_text(r, 200, "text/plain",
	    str_printf(r->arena, "%.*s|%lld|%zu", STR_ARG(thing->name), (long long)thing->count, r->errors.count));
}

static enum err
fail(struct req *r)
{
	resp_header(r, "X-Half", STR("done"));
	return err_fail(fail_with, "secret SQL detail");
}

static enum err
say_nothing(struct req *r)
{
	(void)r;
	return OK;
}

struct number {
	int64_t n;
};
static const struct shape_field number_fields[] = { SHAPE_I64(struct number, n, 0, 9, .doc = "") };
static const struct shape number_shape = SHAPE(struct number, number_fields, "");
static const struct db_query one = { "test_one", "", &number_shape, "SELECT 1 AS n" };

/* Two statements. */
static enum err
ask_twice(struct req *r)
{
	struct number n;
	enum err err = db_row(req_db(r), &one, NULL, 0, r->arena, &n);

	if (!err)
		err = db_row(req_db(r), &one, NULL, 0, r->arena, &n);
	return err ? err : resp_text(r, 200, "text/plain", STR("asked"));
}

static const struct route routes[] = {
	{ GET, "/", say, ACCESS_ALL },
	{ GET, "/two", ask_twice, ACCESS_ALL, .sql = { 0, 2 } },
	{ GET, "/one", ask_twice, ACCESS_ALL, .sql = { 0, 1 } },
	{ GET, "/product/{slug}", say, ACCESS_ALL, .query = &args_shape },
	{ GET, "/product/new", say, ACCESS_ALL },
	{ GET, "/product/{slug}/{tab}", say, ACCESS_ALL },
	{ GET, "/product/{slug}/reviews", say, ACCESS_ALL },
	{ POST, "/product/{slug}", say, ACCESS_ALL, .flags = ROUTE_NO_CSRF,
	    .doc = "tokens are tested in test_guard.c" },
	{ POST, "/form", say_form, ACCESS_ALL, .body = &thing_shape, .flags = ROUTE_NO_CSRF, .doc = "as above" },
	{ POST, "/hook", say, ACCESS_ALL, .flags = ROUTE_ANY_SITE, .doc = "called by other sites" },
	{ GET, "/fail", fail, ACCESS_ALL },
	{ GET, "/nothing", say_nothing, ACCESS_ALL },
	{ GET, "/api/v1/things/{id}", say, ACCESS_ALL, .query = &args_shape, .reply = &thing_shape, .id = "getThing",
	    .doc = "A thing", .tag = "things" },
	{ GET, "/api/v1/plain", say, ACCESS_ALL, .reply = &thing_shape, .id = "getPlain", .doc = "Plain",
	    .tag = "things" },
	{ POST, "/api/v1/things", say_form, ACCESS_ALL, .body = &thing_shape, .id = "addThing", .doc = "Add",
	    .tag = "things" },
	{ PATCH, "/api/v1/things/{id}", say, ACCESS_ALL, .body = &thing_shape, .id = "changeThing", .doc = "Change",
	    .tag = "things" },
	{ GET, "/api/v1/fail", fail, ACCESS_ALL, .reply = &thing_shape, .id = "fail", .doc = "Fail", .tag = "things" },
};
static const struct route_table table = { routes, COUNT(routes) };

static const char same[] = "Sec-Fetch-Site: same-origin\nContent-Type: application/x-www-form-urlencoded";
static const char json[] = "Content-Type: application/json; charset=utf-8";

static int
status(struct fake *f, const char *method, const char *target, const char *headers, const char *body)
{
	fake_request(f, &table, method, target, headers, body);
	return f->r.resp.status;
}

static void
test_route__match(void)
{
	static const struct {
		const char *target, *body;
	} cases[] = {
		{ "/", "/|||-1|0" },
		{ "/?x=1", "/|||-1|0" },
		{ "/de", "/|||-1|0" },
		{ "/de/product/a%20b", "/product/{slug}|a b||1|0" },
		{ "/product/new", "/product/new|||-1|0" },
		{ "/product/newer?page=3", "/product/{slug}|newer||3|0" },
		{ "/product/new/x", "/product/{slug}/{tab}|new|x|-1|0" },
		{ "/product/x/reviews", "/product/{slug}/reviews|x||-1|0" },
		{ "/product/x?page=zero&nobody=1&q=123456", "/product/{slug}|x||1|2" },
	};
	struct fake f;

	fake_open(&f);
	route_check(&table);
	for (size_t i = 0; i < COUNT(cases); i++) {
		CU_ASSERT_EQUAL(status(&f, "GET", cases[i].target, NULL, NULL), 200);
		CHECK_STR(f.r.resp.body, cases[i].body);
	}
	fake_close(&f);
}

static void
test_route__not_found(void)
{
	static const char *const cases[] = { "/nope", "/product", "/product//x", "//", "/product/a/b/c", "/api/v1/nope",
		"/de/nope", "//product/x" };
	struct fake f;

	fake_open(&f);
	for (size_t i = 0; i < COUNT(cases); i++)
		CU_ASSERT_EQUAL(status(&f, "GET", cases[i], NULL, NULL), 404);
	CU_ASSERT_EQUAL(status(&f, "GET", "/product/%zz", NULL, NULL), 400);
	CU_ASSERT_EQUAL(status(&f, "GET", "/product/x?q=%zz", NULL, NULL), 400);
	fake_close(&f);
}

static void
test_route__slash(void)
{
	struct fake f;

	fake_open(&f);
	CU_ASSERT_EQUAL(status(&f, "GET", "/de/product/a%20b//?page=2", NULL, NULL), 301);
	CHECK_STR(fake_header(&f, "Location"), "/de/product/a%20b?page=2");
	CU_ASSERT_EQUAL(status(&f, "POST", "/form/", same, "name=x"), 308);
	CU_ASSERT_EQUAL(status(&f, "GET", "//product/x/", NULL, NULL), 404);
	CU_ASSERT_EQUAL(status(&f, "GET", "/nope/", NULL, NULL), 404);
	fake_close(&f);
}

static void
test_route__methods(void)
{
	struct fake f;

	fake_open(&f);
	CU_ASSERT_EQUAL(status(&f, "HEAD", "/product/x", NULL, NULL), 200);
	CU_ASSERT_EQUAL(f.r.method, HEAD);
	CU_ASSERT_EQUAL(status(&f, "DELETE", "/product/x", NULL, NULL), 405);
	CHECK_STR(fake_header(&f, "Allow"), "GET, HEAD, POST, OPTIONS");
	CU_ASSERT_EQUAL(status(&f, "GET", "/form", NULL, NULL), 405);
	CHECK_STR(fake_header(&f, "Allow"), "POST, OPTIONS");
	CU_ASSERT_EQUAL(status(&f, "OPTIONS", "/api/v1/things/1", NULL, NULL), 204);
	CHECK_STR(fake_header(&f, "Allow"), "GET, HEAD, PATCH, OPTIONS");
	CU_ASSERT_EQUAL(status(&f, "BREW", "/", NULL, NULL), 501);
	/* The literal has no POST, the {name} has. */
	CU_ASSERT_EQUAL(status(&f, "POST", "/product/new", same, NULL), 200);
	fake_close(&f);
}

static void
test_route__cross_site(void)
{
	static const struct {
		const char *headers;
		int status;
	} cases[] = {
		{ NULL, 403 },
		{ "Sec-Fetch-Site: same-origin", 200 },
		{ "Sec-Fetch-Site: none", 200 },
		{ "Sec-Fetch-Site: same-site", 403 },
		{ "Sec-Fetch-Site: cross-site\nOrigin: https://localhost:8443", 403 },
		{ "Origin: https://localhost:8443", 200 },
		{ "Origin: https://localhost:8443.example", 403 },
		{ "Origin: null", 403 },
	};
	struct fake f;

	fake_open(&f);
	for (size_t i = 0; i < COUNT(cases); i++)
		CU_ASSERT_EQUAL(status(&f, "POST", "/product/x", cases[i].headers, NULL), cases[i].status);
	CU_ASSERT_EQUAL(status(&f, "POST", "/hook", NULL, NULL), 200);
	CU_ASSERT_EQUAL(status(&f, "POST", "/api/v1/things", json, "{\"name\":\"a\"}"), 200);
	fake_close(&f);
}

static void
test_route__forms(void)
{
	struct fake f;

	fake_open(&f);
	CU_ASSERT_EQUAL(status(&f, "POST", "/form", same, "name=+a%26b+&count=3"), 200);
	CHECK_STR(f.r.resp.body, "a&b|3|0");
	/* The page shows the errors beside the fields. */
	CU_ASSERT_EQUAL(status(&f, "POST", "/form", same, "count=99"), 200);
	CHECK_STR(f.r.resp.body, "|0|2");
	CU_ASSERT_EQUAL(status(&f, "POST", "/form", same, "name=%f"), 400);
	CU_ASSERT_EQUAL(status(&f, "POST", "/form", "Sec-Fetch-Site: none\nContent-Type: application/json", "{}"), 415);
	CHECK_STR(fake_header(&f, "Accept"), "application/x-www-form-urlencoded");
	fake_close(&f);
}

static void
test_route__json(void)
{
	static const struct {
		const char *method, *headers, *body;
		int status;
	} cases[] = {
		{ "POST", json, "{\"name\":\"a\",\"count\":1}", 200 },
		{ "POST", json, "{\"name\":\"toolong\"}", 422 },
		{ "POST", json, "{\"name\":\"a\",\"role\":\"admin\"}", 422 },
		{ "POST", json, "{\"name\":", 400 },
		{ "POST", json, NULL, 400 },
		{ "POST", NULL, "{\"name\":\"a\"}", 415 },
		{ "POST", "Content-Type: text/plain", "{\"name\":\"a\"}", 415 },
		{ "POST", "Content-Type: application/merge-patch+json", "{\"name\":\"a\"}", 415 },
		{ "PATCH", "Content-Type: application/merge-patch+json", "{\"name\":\"a\"}", 200 },
		{ "PATCH", "Content-Type: text/plain", "{\"name\":\"a\"}", 415 },
	};
	struct fake f;

	fake_open(&f);
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *target = cases[i].method[1] == 'A' ? "/api/v1/things/1" : "/api/v1/things";
		CU_ASSERT_EQUAL(status(&f, cases[i].method, target, cases[i].headers, cases[i].body), cases[i].status);
		if (cases[i].status == 415)
			CHECK_STR(fake_header(&f, "Accept"), "application/json");
	}
	CHECK_STR(fake_header(&f, "Accept-Patch"), "application/merge-patch+json, application/json");
	fake_close(&f);
}

/* The reply is a problem: all members there, right and nothing else. */
static struct json_object *
parse_problem(struct fake *f, int expected)
{
	struct json_object *o = json_tokener_parse(str_z(f->arena, f->r.resp.body));

	CU_ASSERT_EQUAL(f->r.resp.status, expected);
	CHECK_STR(f->r.resp.content_type, "application/problem+json");
	CU_ASSERT_FATAL(o != NULL);
	CU_ASSERT_EQUAL(json_object_get_int(json_object_object_get(o, "status")), expected);
	CU_ASSERT_STRING_EQUAL(json_object_get_string(json_object_object_get(o, "instance")),
	    "urn:request:0123456789abcdef0123456789abcdef");
	CU_ASSERT(!strstr(json_object_to_json_string(o), "secret"));
	return o;
}

static const char *
error_member(struct json_object *o, size_t index, const char *name)
{
	struct json_object *errors = json_object_object_get(o, "errors"),
			   *error = json_object_array_get_idx(errors, index);

	return json_object_get_string(json_object_object_get(error, name));
}

static void
test_problem__reply(void)
{
	struct fake f;
	struct json_object *o;

	fake_open(&f);
	status(&f, "GET", "/api/v1/nope", NULL, NULL);
	o = parse_problem(&f, 404);
	CU_ASSERT_STRING_EQUAL(
	    json_object_get_string(json_object_object_get(o, "type")), "https://localhost:8443/problems/not-found");
	CU_ASSERT(!json_object_object_get_ex(o, "errors", NULL));
	json_object_put(o);

	status(&f, "GET", "/api/v1/things/1?page=10&nobody=1&locale=xx&currency=USD", NULL, NULL);
	o = parse_problem(&f, 400);
	CU_ASSERT_EQUAL(json_object_array_length(json_object_object_get(o, "errors")), 3);
	CU_ASSERT_STRING_EQUAL(error_member(o, 0, "parameter"), "locale");
	CU_ASSERT_STRING_EQUAL(error_member(o, 1, "detail"), "Enter a number that is at most 9.");
	CU_ASSERT_STRING_EQUAL(error_member(o, 2, "parameter"), "nobody");
	json_object_put(o);

	CU_ASSERT_EQUAL(status(&f, "GET", "/api/v1/plain?x=1", NULL, NULL), 400);
	CU_ASSERT_EQUAL(status(&f, "GET", "/api/v1/plain?locale=de&currency=USD", NULL, NULL), 200);
	CU_ASSERT_EQUAL(f.r.locale, 1);

	status(&f, "POST", "/api/v1/things", json, "{\"count\":\"x\"}");
	o = parse_problem(&f, 422);
	CU_ASSERT(error_member(o, 0, "pointer") && error_member(o, 0, "pointer")[0] == '#');
	json_object_put(o);
	fake_close(&f);
}

static void
test_problem__types(void)
{
	struct fake f;
	size_t count;
	const struct problem_type *types = problem_types(&count);

	fake_open(&f);
	for (size_t i = 0; i < count; i++) {
		fake_request(&f, &table, "GET", "/api/v1/nope", NULL, NULL);
		CU_ASSERT_EQUAL(problem_reply(&f.r, types[i].status, NULL), OK);
		json_object_put(parse_problem(&f, types[i].status));
		CU_ASSERT_EQUAL(
		    str_is_absent(fake_header(&f, "Retry-After")), types[i].status != 429 && types[i].status != 503);
		CU_ASSERT(problem_find(str_of(types[i].code)) != NULL);
	}
	CU_ASSERT_EQUAL(problem_of_status(418)->status, 400);
	CU_ASSERT_EQUAL(problem_of_status(507)->status, 500);
	CU_ASSERT_PTR_NULL(problem_find(STR("nope")));
	fake_close(&f);
}

/* nginx answers some errors alone; their types must be ours, with our titles. */
static void
test_problem__same_as_nginx(void)
{
	FILE *f = fopen(TOP_SRCDIR "/nginx/errors/texts.conf", "r");
	char line[1000];
	int checked = 0;

	CU_ASSERT_FATAL(f != NULL);
	while (fgets(line, sizeof(line), f)) {
		struct str rest = str_of(line), status_text, code, title;
		const struct problem_type *t;
		if (line[0] == '#' || !str_split(&rest, '|', &status_text) || !str_split(&rest, '|', &code) ||
		    !str_split(&rest, '|', &title) || str_starts(code, STR("about:blank")))
			continue;
		t = problem_find(code);
		CU_ASSERT_FATAL(t != NULL);
		CHECK_STR(title, t->title);
		checked++;
	}
	CU_ASSERT(checked > 5);
	fclose(f);
}

static void
test_route__failures(void)
{
	struct fake f;

	fake_open(&f);
	log_open("test", LOG_FATAL, -1);
	for (fail_with = ERR_INVALID; fail_with < ERR__MAX; fail_with++) {
		CU_ASSERT_EQUAL(status(&f, "GET", "/fail", NULL, NULL), route_status(fail_with));
		CU_ASSERT(!str_contains(f.r.resp.body, STR("secret")));
		CU_ASSERT(str_contains(f.r.resp.body, STR("<h1>")));
		CHECK_STR(fake_header(&f, "Cache-Control"), "no-store");
		CHECK_STR(fake_header(&f, "X-Half"), NULL);
		status(&f, "GET", "/api/v1/fail", NULL, NULL);
		json_object_put(parse_problem(&f, route_status(fail_with)));
	}
	CU_ASSERT_EQUAL(status(&f, "GET", "/nothing", NULL, NULL), 500);
	log_open("test", LOG_INFO, -1);
	fake_close(&f);
}

/* Needs MariaDB: t/support/servers run t/lib/web/run route */
static void
test_route__budget(void)
{
	struct fake f;

	if (!getenv("MERCER_DB_SOCKET")) {
		printf("skipped: no MERCER_DB_SOCKET ...");
		CU_PASS("no server");
		return;
	}
	for (int strict = 0; strict < 2; strict++) {
		setenv("MERCER_POOL_STRICT_BUDGET", strict ? "yes" : "no", 1);
		fake_open(&f);
		f.app.db = db_new(f.config, "test");
		log_open("test", LOG_FATAL, -1);
		CU_ASSERT_EQUAL(status(&f, "GET", "/two", NULL, NULL), 200);
		CU_ASSERT_EQUAL(status(&f, "GET", "/one", NULL, NULL), strict ? 500 : 200);
		/* What the requests before used does not count. */
		CU_ASSERT_EQUAL(status(&f, "GET", "/two", NULL, NULL), 200);
		log_open("test", LOG_INFO, -1);
		db_free(f.app.db);
		fake_close(&f);
	}
	unsetenv("MERCER_POOL_STRICT_BUDGET");
}

static enum err
broken_page(struct req *r, int code)
{
	(void)r;
	(void)code;
	return err_fail(ERR_UNAVAILABLE, "no database");
}

static enum err
own_page(struct req *r, int code)
{
	return resp_text(r, code, "text/html", STR("ours"));
}

static void
test_route__error_pages(void)
{
	struct fake f;

	fake_open(&f);
	log_open("test", LOG_FATAL, -1);
	route_set_error_page(own_page);
	CU_ASSERT_EQUAL(status(&f, "GET", "/nope", NULL, NULL), 404);
	CHECK_STR(f.r.resp.body, "ours");
	route_set_error_page(broken_page);
	CU_ASSERT_EQUAL(status(&f, "GET", "/nope", NULL, NULL), 404);
	CU_ASSERT(str_contains(f.r.resp.body, STR("Page not found")));
	route_set_error_page(NULL);
	log_open("test", LOG_INFO, -1);
	fake_close(&f);
}

SUITE(route,
    { "match", test_route__match },
    { "not found", test_route__not_found },
    { "trailing slash", test_route__slash },
    { "methods", test_route__methods },
    { "cross-site writes", test_route__cross_site },
    { "forms", test_route__forms },
    { "JSON bodies", test_route__json },
    { "problems", test_problem__reply },
    { "every problem type", test_problem__types },
    { "problem types of nginx", test_problem__same_as_nginx },
    { "failures of handlers", test_route__failures },
    { "SQL budget", test_route__budget },
    { "error pages", test_route__error_pages });
