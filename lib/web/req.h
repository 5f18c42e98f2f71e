/*
 * req.h - one request: what came in, and the reply being built (resp.h).
 *
 * Made by serve.c for every FastCGI request (or by tests with req_fake()), handed to one handler, gone with its arena.
 * The body is read whole before routing, bounded by pool.body_max; a short body is refused, so handlers never see half
 * a form.  Handlers are at most 40 lines: typed input in -> domain call -> view out; they return enum err and never
 * write bytes to the client.
 */
#ifndef MERCER_REQ_H
#define MERCER_REQ_H

#include "lib/base/conf.h"
#include "lib/base/log.h"
#include "lib/base/shape.h"
#include "lib/io/cache.h"
#include "lib/io/crypto.h"
#include "lib/io/db.h"
#include "lib/web/guard.h"
#include "lib/web/resp.h"

struct i18n;
struct tmpl_set;
struct route;

enum method { GET = 1, HEAD = 2, POST = 4, PUT = 8, PATCH = 16, DELETE = 32, OPTIONS = 64 };

#define REQ_PARAMS_MAX 4

#define SITE_LOCALES_MAX 16
#define SITE_CURRENCIES_MAX 32

/* What every request needs of the configuration, read once by req_init() (a zeroed one is filled at the first request).
 * */
struct site {
	bool ready;
	struct str url;                             /* site.url, without a slash at the end */
	struct str locales[SITE_LOCALES_MAX];       /* as site.locales */
	struct str bases[SITE_LOCALES_MAX];         /* "" for the first, else "/de" */
	char base_text[SITE_LOCALES_MAX][16];
	size_t locale_count;
	struct str currencies[SITE_CURRENCIES_MAX]; /* as site.currencies */
	size_t currency_count;
	int64_t request_timeout_us;
};

/* What a worker holds open between requests; one per process. */
struct app {
	const struct config *config;
	struct site site;
	struct str build;           /* names binary + templates + texts + site.* values; part of resp_cached() keys */
	struct db *db;              /* connects on first use */
	struct cache *cache;
	struct i18n *i18n;
	struct tmpl_set *templates;
	struct secret cursor_key;   /* signs cursors and preference cookies */
	const struct guard *guard;  /* who is asking; NULL where every route is ACCESS_ALL */
	void *module;               /* the module's own: search reader ... */
};

struct req {
	struct arena *arena;
	struct app *app;
	const struct route *route;
	enum method method;         /* HEAD is routed as GET; the reply loses its body at the end */
	struct str target;          /* path and query as sent: "/de/product/a%20b?x=1" */
	struct str path;            /* decoded, locale prefix taken off: "/product/a b" */
	struct str query;           /* raw query string, absent if none */
	struct str body;            /* raw */
	struct str content_type;    /* without parameters, lower case; absent if none */
	struct str params[REQ_PARAMS_MAX]; /* {x} of the route's pattern, decoded */
	const void *args;           /* query arguments read into the route's query shape; never NULL when it has one */
	const void *form;           /* body read into the route's body shape (form or JSON), for POST/PUT/PATCH */
	/* of args and form: the handler decides (HTML), or 422 was answered before it (API) */
	struct field_errors errors;
	int locale;                 /* index into site.locales; 0 is the default one, without prefix */
	int currency;               /* index into site.currencies: cookie `currency`, or ?currency= on /api */
	struct str request_id;
	struct trace trace;
	struct str remote;          /* the peer's address, from nginx */
	struct identity who;        /* filled before the handler runs, as the route's access says */
	struct str visit;           /* COOKIE_VISITOR that this reply sets; absent: none yet */
	struct str agent;           /* User-Agent, cut to 255 bytes of valid UTF-8; may be absent */
	bool failing;               /* the reply being made is an error page */
	bool forged;                /* a 403 because the form is not one of ours, not because of who asks */
	bool api;                   /* /api/...: errors are problem+json */
	int64_t started;            /* clock_ticks() */
	int64_t deadline;           /* clock_ticks() when the master would kill the worker; 0: never */
	struct resp resp;
	char *const *env;           /* FastCGI parameters; use req_header() and req_env() */
};

/* "If-None-Match" -> value of HTTP_IF_NONE_MATCH; absent if not sent. */
struct str req_header(const struct req *r, const char *name);
struct str req_env(const struct req *r, const char *name);
/* "GET"; "" for none. */
const char *req_method_name(enum method method);
/* Value of a cookie; absent if not sent or malformed.  The first of doubles counts. */
struct str req_cookie(const struct req *r, const char *name);
/* "en", "de" ... of r->locale; "EUR" of r->currency; "" or "/de" for links. */
struct str req_locale(const struct req *r);
struct str req_currency(const struct req *r);
struct str req_base(const struct req *r);
/* site.url + path: absolute, never from the Host header. */
struct str req_url(const struct req *r, struct str path);
/* Database and cache of this worker; the deadline travels with them. */
struct db *req_db(const struct req *r);
struct cache *req_cache(const struct req *r);

/* Signed cursors (A1.5): payload in, opaque text out; ERR_INVALID when it is not ours. */
enum err req_cursor_write(struct req *r, struct str payload, struct str *out) MUST_CHECK;
enum err req_cursor_read(struct req *r, struct str cursor, struct str *payload) MUST_CHECK;

/* Fill r from FastCGI parameters (NULL-terminated "NAME=value" list) and a body; used by serve.c, tests and the fuzzer.
 * *r must be zeroed before its first use; r->resp.buf is kept from request to request when buf_init() made it, else it
 * is in the arena.
 * Also after a failure r is whole enough for an error reply (request_id, target, api).
 * ERR_INVALID: method, path encoding or headers are not acceptable (400); ERR_LIMIT; ERR_UNSUPPORTED (501 method). */
enum err req_init(struct req *r, struct app *app, struct arena *a, char *const *env, struct str body) MUST_CHECK;

#endif
