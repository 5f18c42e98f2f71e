/*
 * req.c - FastCGI parameters become a checked struct req.
 *
 * One pass over the parameters picks what every request needs; the rest is looked up when somebody asks (req_header()).
 * The path is decoded once, from REQUEST_URI as the client sent it: nginx's own decoded form would decode a second
 * time.
 */
#include "lib/web/req.h"
#include "lib/base/escape.h"

#include <assert.h>

#define TARGET_MAX 8192
#define REQUEST_ID_MAX 64
#define BASE_MAX 16
#define AGENT_MAX 255

enum in {
	IN_METHOD,
	IN_TARGET,
	IN_CONTENT_TYPE,
	IN_REMOTE,
	IN_REQUEST_ID,
	IN_X_REQUEST_ID,
	IN_TRACEPARENT,
	IN_COOKIE,
	IN_AGENT,
	IN__MAX
};
static const struct str in_names[] = {
	[IN_METHOD] = STR_INIT("REQUEST_METHOD"),
	[IN_TARGET] = STR_INIT("REQUEST_URI"),
	[IN_CONTENT_TYPE] = STR_INIT("CONTENT_TYPE"),
	[IN_REMOTE] = STR_INIT("REMOTE_ADDR"),
	[IN_REQUEST_ID] = STR_INIT("REQUEST_ID"),
	[IN_X_REQUEST_ID] = STR_INIT("HTTP_X_REQUEST_ID"),
	[IN_TRACEPARENT] = STR_INIT("HTTP_TRACEPARENT"),
	[IN_COOKIE] = STR_INIT("HTTP_COOKIE"),
	[IN_AGENT] = STR_INIT("HTTP_USER_AGENT"),
};
_Static_assert(COUNT(in_names) == IN__MAX, "every input has its name");

static const struct {
	struct str name;
	enum method method;
} methods[] = {
	{ STR_INIT("GET"), GET },
	{ STR_INIT("HEAD"), HEAD },
	{ STR_INIT("POST"), POST },
	{ STR_INIT("PUT"), PUT },
	{ STR_INIT("PATCH"), PATCH },
	{ STR_INIT("DELETE"), DELETE },
	{ STR_INIT("OPTIONS"), OPTIONS },
};

static void pick(char *const *env, struct str in[IN__MAX]);
static void site_fill(struct site *s, const struct config *c);
static void identify(struct req *r, const struct str in[IN__MAX]);
static enum err read_method(struct req *r, struct str name) MUST_CHECK;
static enum err read_target(struct req *r, struct str target) MUST_CHECK;
static struct str agent_of(struct str header);
static void read_preferences(struct req *r, struct str cookies);
static struct str cookie_find(struct str cookies, struct str name);
static struct str query_find(struct str query, struct str name);
static int find_in(const struct str *list, size_t count, struct str s);

enum err
req_init(struct req *r, struct app *app, struct arena *a, char *const *env, struct str body)
{
	struct str in[IN__MAX];
	struct buf kept = r->resp.buf;
	enum err err, path_err;

	memset(r, 0, sizeof(*r));
	r->resp.buf = kept;
	if (kept.max == 0 || kept.arena)
		buf_in_arena(&r->resp.buf, a, BUF_REPLY);
	buf_clear(&r->resp.buf);
	r->arena = a;
	r->app = app;
	r->env = env;
	r->body = body;
	r->errors.arena = a;
	if (!app->site.ready)
		site_fill(&app->site, app->config);
	r->started = clock_ticks();
	r->deadline = app->site.request_timeout_us ? r->started + app->site.request_timeout_us : 0;

	pick(env, in);
	identify(r, in);
	r->remote = in[IN_REMOTE];
	r->agent = agent_of(in[IN_AGENT]);
	r->content_type = in[IN_CONTENT_TYPE];
	if (!str_is_absent(r->content_type))
		r->content_type = str_lower(a, str_trim(str_cut(r->content_type, str_find(r->content_type, ';'))));
	if (str_is_empty(r->content_type))
		r->content_type = STR_ABSENT;
	/* The target first, so that an unknown method under /api is answered as a problem. */
	path_err = read_target(r, in[IN_TARGET]);
	err = read_method(r, in[IN_METHOD]);
	if (path_err)
		return path_err;
	read_preferences(r, in[IN_COOKIE]);
	return err;
}

const char *
req_method_name(enum method method)
{
	for (size_t i = 0; i < COUNT(methods); i++)
		if (methods[i].method == method)
			return methods[i].name.ptr;
	return "";
}

struct str
req_env(const struct req *r, const char *name)
{
	size_t len = strlen(name);

	for (char *const *e = r->env; *e; e++)
		if (!strncmp(*e, name, len) && (*e)[len] == '=')
			return str_of(*e + len + 1);
	return STR_ABSENT;
}

struct str
req_header(const struct req *r, const char *name)
{
	char key[64] = "HTTP_";
	size_t at = 5;

	assert(strlen(name) < sizeof(key) - at);
	for (const char *c = name; *c; c++)
		key[at++] = *c == '-' ? '_' : (char)(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
	key[at] = '\0';
	/* CGI names these two without the prefix (RFC 3875 4.1). */
	if (!strcmp(key, "HTTP_CONTENT_TYPE") || !strcmp(key, "HTTP_CONTENT_LENGTH"))
		return req_env(r, key + 5);
	return req_env(r, key);
}

struct str
req_cookie(const struct req *r, const char *name)
{
	return cookie_find(req_header(r, "Cookie"), str_of(name));
}

struct str
req_locale(const struct req *r)
{
	return r->app->site.locales[r->locale];
}

struct str
req_currency(const struct req *r)
{
	return r->app->site.currencies[r->currency];
}

struct str
req_base(const struct req *r)
{
	return r->app->site.bases[r->locale];
}

struct str
req_url(const struct req *r, struct str path)
{
	return str_printf(r->arena, "%.*s%.*s", STR_ARG(r->app->site.url), STR_ARG(path));
}

struct db *
req_db(const struct req *r)
{
	return r->app->db;
}

struct cache *
req_cache(const struct req *r)
{
	return r->app->cache;
}

enum err
req_cursor_write(struct req *r, struct str payload, struct str *out)
{
	return token_sign(r->arena, &r->app->cursor_key, "cursor", payload, out);
}

enum err
req_cursor_read(struct req *r, struct str cursor, struct str *payload)
{
	return token_open(r->arena, &r->app->cursor_key, "cursor", cursor, payload);
}

/* One pass: thirty parameters against eight names, length first, is cheaper than eight searches.  The first of doubles
 * counts. */
static void
pick(char *const *env, struct str in[IN__MAX])
{
	for (size_t i = 0; i < IN__MAX; i++)
		in[i] = STR_ABSENT;
	for (; *env; env++) {
		const char *equals = strchr(*env, '=');
		size_t len = equals ? (size_t)(equals - *env) : 0;
		for (size_t i = 0; i < IN__MAX; i++)
			if (len == in_names[i].len && !memcmp(*env, in_names[i].ptr, len) && !in[i].ptr)
				in[i] = str_of(equals + 1);
	}
}

/* Lists that configuration has checked already; what is too many is left out. */
static void
site_fill(struct site *s, const struct config *c)
{
	struct str rest, part;

	s->url = c ? config_str(c, "site.url") : STR("https://localhost");
	while (str_ends(s->url, STR("/")))
		s->url.len--;
	rest = c ? config_str(c, "site.locales") : STR("en");
	while (str_split(&rest, ',', &part) && s->locale_count < SITE_LOCALES_MAX) {
		size_t i = s->locale_count;
		part = str_trim(part);
		if (str_is_empty(part) || part.len > BASE_MAX - 2)
			continue;
		s->locales[s->locale_count++] = part;
		s->base_text[i][0] = '/';
		memcpy(s->base_text[i] + 1, part.ptr, part.len);
		s->bases[i] = str_n(s->base_text[i], i == 0 ? 0 : part.len + 1);
	}
	rest = c ? config_str(c, "site.currencies") : STR("EUR");
	while (str_split(&rest, ',', &part) && s->currency_count < SITE_CURRENCIES_MAX)
		if (!str_is_empty(str_trim(part)))
			s->currencies[s->currency_count++] = str_trim(part);
	s->request_timeout_us = c ? config_ms(c, "pool.request_timeout") * 1000 : 30 * US_PER_S;
	s->ready = true;
}

static bool
is_request_id(struct str s)
{
	if (s.len < 8 || s.len > REQUEST_ID_MAX)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
			c == '_'))
			return false;
	}
	return true;
}

/* nginx's $request_id is 32 random hex digits: already what W3C wants of a trace id, so a request without traceparent
 * costs no random bytes here, and its trace can be found by its request id. */
static bool
is_trace_id(struct str s)
{
	bool some = false;

	if (s.len != 32)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (!((s.ptr[i] >= '0' && s.ptr[i] <= '9') || (s.ptr[i] >= 'a' && s.ptr[i] <= 'f')))
			return false;
		some = some || s.ptr[i] != '0';
	}
	return some;
}

static void
identify(struct req *r, const struct str in[IN__MAX])
{
	struct trace parent;
	bool traced = !str_is_absent(in[IN_TRACEPARENT]) && !trace_parse(in[IN_TRACEPARENT], &parent);

	if (is_request_id(in[IN_REQUEST_ID]))
		r->request_id = in[IN_REQUEST_ID];
	else if (is_request_id(in[IN_X_REQUEST_ID]))
		r->request_id = in[IN_X_REQUEST_ID];
	if (traced) {
		trace_new(&parent, &r->trace);
	} else if (is_trace_id(r->request_id)) {
		memcpy(r->trace.trace_id, r->request_id.ptr, 32);
		memcpy(r->trace.span_id, r->request_id.ptr + 16, 16);
		r->trace.sampled = true;
	} else {
		trace_new(NULL, &r->trace);
	}
	if (str_is_absent(r->request_id))
		r->request_id = str_of(arena_strdup(r->arena, r->trace.trace_id));
}

static enum err
read_method(struct req *r, struct str name)
{
	r->method = GET;
	for (size_t i = 0; i < COUNT(methods); i++)
		if (str_eq(methods[i].name, name)) {
			r->method = methods[i].method;
			return OK;
		}
	if (str_is_absent(name))
		return err_fail(ERR_INVALID, "request without REQUEST_METHOD");
	return err_fail(ERR_UNSUPPORTED, "unknown method '%.*s'", STR_ARG(str_cut(name, 20)));
}

/* "." and ".." cannot come from a browser (they resolve them), only from somebody who looks for a way around nginx's
 * locations. */
static bool
has_dot_segment(struct str path)
{
	struct str rest = path, part;

	while (str_split(&rest, '/', &part))
		if (str_eq(part, STR(".")) || str_eq(part, STR("..")))
			return true;
	return false;
}

static enum err
read_target(struct req *r, struct str target)
{
	struct site *s = &r->app->site;
	size_t question = str_find(target, '?');
	enum err err;

	r->target = r->path = STR("/");
	if (target.len == 0 || target.ptr[0] != '/')
		return err_fail(ERR_INVALID, "request target is not a path: '%.*s'", STR_ARG(str_cut(target, 100)));
	r->api = str_starts(target, STR("/api/"));
	if (target.len > TARGET_MAX)
		return err_fail(ERR_LIMIT, "request target of %zu bytes, at most %d", target.len, TARGET_MAX);
	r->target = target;
	if (question < target.len)
		r->query = str_skip(target, question + 1);
	err = url_decode(r->arena, str_cut(target, question), false, &r->path);
	if (err) {
		r->path = STR("/");
		return err_fail(ERR_INVALID, "broken escape or encoding in path '%.*s'", STR_ARG(str_cut(target, 200)));
	}
	if (has_dot_segment(r->path)) {
		r->path = STR("/");
		return err_fail(ERR_INVALID, "dot segment in path '%.*s'", STR_ARG(str_cut(target, 200)));
	}
	for (size_t i = 1; i < s->locale_count; i++) {
		struct str base = s->bases[i];
		if (!str_starts(r->path, base) || (r->path.len > base.len && r->path.ptr[base.len] != '/'))
			continue;
		r->locale = (int)i;
		r->path = r->path.len > base.len ? str_skip(r->path, base.len) : STR("/");
		break;
	}
	r->api = str_starts(r->path, STR("/api/"));
	return OK;
}

/* At a character's end; what is no text at all is left out. */
static struct str
agent_of(struct str header)
{
	struct str s = str_cut(header, AGENT_MAX);

	while (s.len && s.len < header.len && ((unsigned char)header.ptr[s.len] & 0xC0) == 0x80)
		s.len--;
	return s.len && str_is_utf8(s) ? s : STR_ABSENT;
}

/* Shoppers keep their currency in a cookie; the API has no cookies, so there URL arguments say both. */
static void
read_preferences(struct req *r, struct str cookies)
{
	const struct site *s = &r->app->site;
	struct str currency = r->api ? query_find(r->query, STR("currency")) : cookie_find(cookies, STR("currency"));
	int at = find_in(s->currencies, s->currency_count, currency);

	if (at > 0)
		r->currency = at;
	if (r->api && r->locale == 0) {
		at = find_in(s->locales, s->locale_count, query_find(r->query, STR("locale")));
		if (at > 0)
			r->locale = at;
	}
}

/* RFC 6265 cookie-octet, after the optional quotes. */
static bool
is_cookie_value(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		if (c <= 0x20 || c >= 0x7f || c == '"' || c == ',' || c == ';' || c == '\\')
			return false;
	}
	return true;
}

static struct str
cookie_find(struct str cookies, struct str name)
{
	struct str rest = cookies, part;

	while (str_split(&rest, ';', &part)) {
		size_t equals;
		struct str value;
		part = str_trim(part);
		equals = str_find(part, '=');
		if (equals == part.len || !str_eq(str_cut(part, equals), name))
			continue;
		value = str_skip(part, equals + 1);
		if (value.len >= 2 && value.ptr[0] == '"' && value.ptr[value.len - 1] == '"')
			value = str_n(value.ptr + 1, value.len - 2);
		return is_cookie_value(value) ? value : STR_ABSENT;
	}
	return STR_ABSENT;
}

/* Values that we look for are plain tokens, so nothing is decoded. */
static struct str
query_find(struct str query, struct str name)
{
	struct str rest = query, part;

	while (str_split(&rest, '&', &part)) {
		size_t equals = str_find(part, '=');
		if (equals < part.len && str_eq(str_cut(part, equals), name))
			return str_skip(part, equals + 1);
	}
	return STR_ABSENT;
}

static int
find_in(const struct str *list, size_t count, struct str s)
{
	for (size_t i = 0; i < count && !str_is_absent(s); i++)
		if (str_eq(list[i], s))
			return (int)i;
	return -1;
}
