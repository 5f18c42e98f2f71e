/*
 * route.h - one table per module: method, pattern, handler, declared arguments, query budget.
 *
 *	static const struct route routes[] = {
 *		{ GET, "/product/{slug}", product_page, ACCESS_ALL, .query = &product_args_shape, .sql = { 0, 6 }, .doc = "A product" },
 *		{ GET, "/api/v1/products/{id}", product_api, ACCESS_ALL, .reply = &product_shape, .sql = { 0, 6 }, .id = "getProduct", .doc = "One product" },
 *	};
 *	const struct route_table catalog_routes = { routes, COUNT(routes) };
 *
 * Patterns are literal segments and {names} (one whole segment, not empty); a literal wins over a name.  GET answers
 * HEAD.
 * Another method is 405 with Allow; OPTIONS is answered from the table.  A trailing slash redirects (301) to the path
 * without.
 * Query arguments and bodies are read into the declared shapes before the handler runs; what is not declared is
 * invisible to HTML handlers and an error (400 with `errors`) on /api; `locale` and `currency` are taken by every /api
 * route (req.h).  Wrong arguments: /api answers 400 (query) or 422 (body) problem+json; HTML handlers get r->errors and
 * show them.  Repeated scalar arguments: the first counts on pages, 400 on /api.
 * A body is a form (application/x-www-form-urlencoded) on pages and JSON on /api; another type is 415 with Accept.
 * PATCH handlers read their body themselves with json_merge() onto what is stored.  A GET whose query cannot even be
 * decoded is 400 everywhere.
 * Writes to pages (POST, PUT, PATCH, DELETE): they must say Sec-Fetch-Site same-origin or none, or, from browsers
 * without that header, an Origin equal to site.url, and carry the token of csrf.h; else 403.  /api takes no cookies, so
 * it needs no such guard.
 * In tests, and with pool.strict_budget, a reply that used more SQL statements than its budget is an error 500; the
 * metrics count every excess.
 */
#ifndef MERCER_ROUTE_H
#define MERCER_ROUTE_H

#include "lib/web/guard.h"
#include "lib/web/req.h"

enum route_flag {
	/* POST without token: must say why in its doc; the check of Sec-Fetch-Site and Origin stays */
	ROUTE_NO_CSRF = 1 << 0,
	ROUTE_INTERNAL = 1 << 1,   /* not in OpenAPI */
	ROUTE_NO_BODY_LIMIT = 1 << 2,
	ROUTE_RAW_BODY = 1 << 3,   /* handler reads r->body itself (webhooks) */
	ROUTE_FRESH = 1 << 4,      /* asks for a proof of identity that is younger than ten minutes */
	ROUTE_ONCE = 1 << 5,       /* Idempotency-Key: once.h */
	/* page POST that may come from elsewhere (token endpoints): must say why in its doc */
	ROUTE_ANY_SITE = 1 << 6,
};

struct route {
	enum method method;
	const char *pattern;
	enum err (*handler)(struct req *r);
	enum access access;        /* guard.h; undeclared stops the boot */
	enum permission permission;/* for ACCESS_OFFICE and ACCESS_TOKEN; PERM_NONE: the access alone is enough */
	const struct shape *query; /* query arguments */
	const struct shape *body;  /* form or JSON body */
	const struct shape *reply; /* JSON reply: OpenAPI */
	struct {
		unsigned short warm, cold; /* SQL statements: from cache, and building */
	} sql;
	unsigned flags;
	const char *id;            /* operationId of /api routes */
	const char *doc;           /* one line: OpenAPI summary */
	const char *tag;           /* OpenAPI group: "catalogue" */
};
struct route_table {
	const struct route *routes;
	size_t count;
};

/* Check the table once at start: patterns well formed, no duplicates, access declared and possible, /api routes have
 * id, doc and reply.  Aborts with a message. */
void route_check(const struct route_table *t);
/* One route as a JSON object: method, pattern, access, permission (absent: null), flags, id, doc, and whether it takes
 * a body. */
void route_describe(struct buf *b, const struct route *r);
/* Find, check guards, read arguments, run the handler, and turn a returned error into the error page or problem.
 * Always leaves a complete reply in r->resp; logs a 5xx once. */
void route_dispatch(const struct route_table *t, struct req *r);
/* Make the error reply of a status: problem+json on /api, else the module's page.  Also for what never reached a route.
 * */
void route_error(struct req *r, int status, const char *detail);
/* The same for a failure: its status, and the log when it is ours. */
void route_failed(struct req *r, enum err err);
/* Called to render HTML error pages (the module gives its template and layout); NULL uses a plain built-in page. */
enum err route_plain_error_page(struct req *r, int status) MUST_CHECK;
void route_set_error_page(enum err (*fn)(struct req *r, int status));

/* The office's pages are those below /admin; everything else is the shop's. */
enum realm route_realm(const struct req *r);
/* err -> HTTP status: the table in err.h. */
int route_status(enum err err);

#endif
