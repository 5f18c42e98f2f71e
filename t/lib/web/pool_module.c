/*
 * pool_module.c - a module whose pages misbehave in every way that a pool must survive; test_pool.py drives it.
 */
#include "lib/web/pool.h"
#include "lib/web/route.h"

#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

struct hello {
	struct str text;
};
static const struct shape_field hello_fields[] = { SHAPE_STR(struct hello, text, 0, 100, .doc = "a word") };
static const struct shape hello_shape = SHAPE(struct hello, hello_fields, "A greeting.");

static enum err
text(struct req *r, struct str body)
{
	return resp_text(r, 200, "text/plain; charset=utf-8", body);
}

static enum err
hello(struct req *r)
{
	return text(r, STR("hello\n"));
}

/* What the request looked like from inside. */
static enum err
echo(struct req *r)
{
	return text(r,
	    str_printf(r->arena, "%s %.*s query=%.*s locale=%.*s currency=%.*s id=%.*s trace=%s body=%.*s\n",
		req_method_name(r->method), STR_ARG(r->path), STR_ARG(r->query), STR_ARG(req_locale(r)),
		STR_ARG(req_currency(r)), STR_ARG(r->request_id), r->trace.trace_id, STR_ARG(r->body)));
}

static enum err
body_length(struct req *r)
{
	return text(r, str_printf(r->arena, "%zu\n", r->body.len));
}

/* /sleep?250: milliseconds. */
static enum err
sleeps(struct req *r)
{
	int64_t ms;

	if (str_to_i64(r->query, 0, 60000, &ms))
		return ERR_INVALID;
	poll(NULL, 0, (int)ms);
	return text(r, str_printf(r->arena, "slept %d\n", (int)getpid()));
}

static enum err
pid(struct req *r)
{
	return text(r, str_printf(r->arena, "%d\n", (int)getpid()));
}

static enum err
dies(struct req *r)
{
	(void)r;
	raise(SIGKILL);
	return OK;
}

/* /big?100000: bytes, each place tells where it is. */
static enum err
big(struct req *r)
{
	struct buf *b = &r->resp.buf;
	int64_t size;

	if (str_to_i64(r->query, 0, 15 << 20, &size))
		return ERR_INVALID;
	while (b->len < (size_t)size)
		buf_printf(b, "%zu.", b->len);
	b->len = (size_t)size;
	return text(r, buf_view(b));
}

/* /bytes?12000: as cheap as a page can be, to measure what the loop costs. */
static enum err
bytes(struct req *r)
{
	static char body[1 << 20];
	int64_t size;

	if (str_to_i64(r->query, 0, sizeof(body), &size))
		return ERR_INVALID;
	return text(r, str_n(body, (size_t)size));
}

static enum err
build_cached(struct req *r, void *payload)
{
	int *builds = payload;

	resp_public(r, 5, 10);
	return text(r, str_printf(r->arena, "built %d\n", ++*builds));
}

static enum err
cached(struct req *r)
{
	static int builds;
	const struct cache_want want = { .key = STR("pool-test"), .ttl_s = 60, .max_stale_ms = 1000 };

	return resp_cached(r, &want, build_cached, &builds);
}

struct slept {
	int64_t value;
};
static const struct shape_field slept_fields[] = { SHAPE_I64(struct slept, value, 0, 1) };
static const struct shape slept_shape = SHAPE(struct slept, slept_fields, "What SLEEP() gives.");
static const struct db_query queries[] = {
	{ "test_nap", "", &slept_shape, "SELECT SLEEP(0.4) AS value" },
	{ "test_wink", "", &slept_shape, "SELECT SLEEP(0.001) AS value" },
};

/* Two statements, one of them slow; the route declares one. */
static enum err
sql(struct req *r)
{
	struct slept row;
	enum err err = db_row(req_db(r), &queries[1], NULL, 0, r->arena, &row);

	if (!err)
		err = db_row(req_db(r), &queries[0], NULL, 0, r->arena, &row);
	return err ? err : text(r, STR("two\n"));
}

static enum err
moved(struct req *r)
{
	return resp_redirect(r, 301, STR("/hello"));
}

static enum err
fails(struct req *r)
{
	(void)r;
	return err_fail(ERR_INTERNAL, "meant to fail");
}

/* Made by the master before it forks, seen by all workers. */
static int *shared;

static enum err
prepare(const struct config *c)
{
	if (shared || !c)
		return err_fail(ERR_INTERNAL, "prepared twice");
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return shared == MAP_FAILED ? err_fail(ERR_INTERNAL, "no memory") : OK;
}

static enum err
count(struct req *r)
{
	return text(r, str_printf(r->arena, "%d %d", __atomic_add_fetch(shared, 1, __ATOMIC_SEQ_CST), (int)getpid()));
}

static const struct route routes[] = {
	{ GET, "/count", count, ACCESS_ALL },
	{ GET, "/api/v1/hello", hello, ACCESS_ALL, .reply = &hello_shape, .id = "hello", .doc = "Hello",
	    .tag = "test" },
	{ GET, "/hello", hello, ACCESS_ALL },
	{ GET, "/echo/{rest}", echo, ACCESS_ALL },
	{ POST, "/body", body_length, ACCESS_ALL, .flags = ROUTE_RAW_BODY | ROUTE_ANY_SITE,
	    .doc = "called without a browser" },
	{ GET, "/sleep", sleeps, ACCESS_ALL },
	{ GET, "/pid", pid, ACCESS_ALL },
	{ GET, "/dies", dies, ACCESS_ALL },
	{ GET, "/big", big, ACCESS_ALL },
	{ GET, "/bytes", bytes, ACCESS_ALL },
	{ GET, "/cached", cached, ACCESS_ALL },
	{ GET, "/sql", sql, ACCESS_ALL, .sql = { 0, 1 } },
	{ GET, "/moved", moved, ACCESS_ALL },
	{ GET, "/fails", fails, ACCESS_ALL },
};
static const struct route_table table = { routes, COUNT(routes) };
static const struct route_table *const tables[] = { &table };

/* POOL_TEST_CRASH names a file: while it exists, workers die at birth. */
static enum err
open_module(struct app *app)
{
	const char *crash = getenv("POOL_TEST_CRASH");

	(void)app;
	if (crash && access(crash, F_OK) == 0)
		return err_fail(ERR_UNAVAILABLE, "'%s' exists", crash);
	return OK;
}

static const struct module module = {
	.name = "test", /* the account of t/support/servers */
	.tables = tables,
	.table_count = COUNT(tables),
	.open = open_module,
	.prepare = prepare,
};

int
main(int argc, char **argv)
{
	return pool_main(&module, argc, argv);
}
