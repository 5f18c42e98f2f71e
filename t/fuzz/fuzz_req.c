/*
 * fuzz_req.c - FastCGI parameters of any kind.
 *
 * Input: "NAME=value" lines; after an empty line, the body.  Promises: req_init() answers OK, INVALID, LIMIT or
 * UNSUPPORTED; path and what is looked up by name are text of the request; a reply's head has one line per header
 * whatever came in.
 */
#include "config.h"
#include "lib/web/route.h"
#include "t/fuzz/fuzz.h"

#define PARAMS_MAX 64

static enum err
say(struct req *r)
{
	resp_header(r, "X-Echo", r->target);
	resp_header(r, "X-Cookie", req_cookie(r, "currency"));
	return resp_text(r, 200, "text/plain", r->path);
}

static struct app *
app(void)
{
	static struct app a;
	static struct config *c;

	if (!c && config_load(NULL, &c))
		abort();
	a.config = c;
	return &a;
}

static void
check_head(struct str head)
{
	struct str line;

	FUZZ_CHECK(str_starts(head, STR("Status: ")) && str_ends(head, STR("\r\n\r\n")));
	head.len -= 4;
	while (str_split(&head, '\n', &line)) {
		if (str_ends(line, STR("\r")))
			line.len--;
		FUZZ_CHECK(str_find(line, ':') < line.len && str_find(line, '\r') == line.len);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct str rest = str_n((const char *)data, size), line;
	char *env[PARAMS_MAX + 1];
	struct req r = { 0 };
	struct buf head;
	size_t n = 0;
	enum err err;

	while (n < PARAMS_MAX && str_split(&rest, '\n', &line) && line.len > 0)
		env[n++] = str_z(a, line);
	env[n] = NULL;
	buf_init(&head, 1 << 20);
	log_open("fuzz", LOG_FATAL, -1);
	err = req_init(&r, app(), a, env, rest);
	FUZZ_CHECK(err == OK || err == ERR_INVALID || err == ERR_LIMIT || err == ERR_UNSUPPORTED);
	FUZZ_CHECK(r.path.len > 0 && r.path.ptr[0] == '/' && str_is_utf8(r.path));
	FUZZ_CHECK(r.request_id.len >= 8 && strlen(r.trace.trace_id) == 32 && strlen(r.trace.span_id) == 16);
	FUZZ_CHECK(r.locale >= 0 && (size_t)r.locale < r.app->site.locale_count);
	FUZZ_CHECK(r.currency >= 0 && (size_t)r.currency < r.app->site.currency_count);
	if (err || say(&r))
		route_error(&r, 400, NULL);
	resp_finish(&r, &head);
	check_head(buf_view(&head));
	err_clear();
	buf_release(&head);
	arena_free(a);
	return 0;
}
