/*
 * route.c - dispatch: from a request to a complete reply, whatever happens on the way.  See route.h.
 *
 * The only place that turns enum err into a status, and the only one that logs a failed request.
 */
#include "lib/web/form.h"
#include "lib/web/guard_parts.h"
#include "lib/web/i18n.h"
#include "lib/web/problem.h"
#include "lib/web/route_match.h"
#include "lib/io/json.h"
#include "lib/base/escape.h"

#include <assert.h>

#define FORM_TYPE "application/x-www-form-urlencoded"
#define JSON_TYPE "application/json"
#define MERGE_TYPE "application/merge-patch+json"
#define NO_LIMIT ((struct opt_i64){ 0 })

static struct {
	struct route_table table;
	struct route_tree *tree;
} compiled; /* of the table last seen: a worker has one */

static enum err (*error_page)(struct req *r, int status) = route_plain_error_page;

static bool read_query(struct req *r);
static bool read_body(struct req *r);
static bool type_is_right(struct req *r);
static void run(struct req *r);

static const struct route_tree *
tree_of(const struct route_table *t)
{
	if (!compiled.tree || compiled.table.routes != t->routes || compiled.table.count != t->count) {
		route_tree_free(compiled.tree);
		compiled.tree = route_tree_new(t);
		compiled.table = *t;
	}
	return compiled.tree;
}

static void
check_api(const struct route_table *t, const struct route *r)
{
	char why[200] = "";

	if (!r->id || !r->doc || !r->tag)
		snprintf(why, sizeof(why), "route '%.100s': an /api route has id, doc and tag", r->pattern);
	else if (r->method == GET && !r->reply)
		snprintf(why, sizeof(why), "route '%.100s': a GET of /api says its reply", r->pattern);
	for (const struct route *other = t->routes; other < r; other++)
		if (r->id && other->id && strcmp(other->id, r->id) == 0)
			snprintf(why, sizeof(why), "route '%.100s': id '%.50s' is taken", r->pattern, r->id);
	if (why[0])
		BUG(why);
}

void
route_check(const struct route_table *t)
{
	route_tree_free(compiled.tree);
	compiled.tree = NULL;
	(void)tree_of(t);
	for (size_t i = 0; i < t->count; i++) {
		const struct route *r = &t->routes[i];
		if (!r->handler)
			BUG("a route without a handler");
		guard_check_route(r);
		if (str_starts(str_of(r->pattern), STR("/api/")) && !(r->flags & ROUTE_INTERNAL))
			check_api(t, r);
	}
}

void
route_describe(struct buf *b, const struct route *r)
{
	static const char *const accesses[ACCESS__MAX] = { "", "all", "visitor", "shopper", "half", "office", "token" };
	static const struct {
		unsigned flag;
		const char *name;
	} flags[] = { { ROUTE_NO_CSRF, "no_csrf" }, { ROUTE_INTERNAL, "internal" },
		{ ROUTE_NO_BODY_LIMIT, "no_body_limit" }, { ROUTE_RAW_BODY, "raw_body" }, { ROUTE_FRESH, "fresh" },
		{ ROUTE_ONCE, "once" }, { ROUTE_ANY_SITE, "any_site" } };
	bool first = true;

	buf_printf(b, "{\"method\":\"%s\",\"pattern\":", req_method_name(r->method));
	json_write_str(b, str_of(r->pattern));
	buf_printf(b, ",\"access\":\"%s\",\"permission\":", accesses[r->access]);
	json_write_str(b, r->permission ? str_of(permission_name(r->permission)) : STR_ABSENT);
	buf_lit(b, ",\"flags\":[");
	for (size_t i = 0; i < COUNT(flags); i++)
		if (r->flags & flags[i].flag) {
			buf_printf(b, "%s\"%s\"", first ? "" : ",", flags[i].name);
			first = false;
		}
	buf_printf(b, "],\"body\":%s,\"id\":", r->body ? "true" : "false");
	json_write_str(b, str_of(r->id));
	buf_lit(b, ",\"doc\":");
	json_write_str(b, str_of(r->doc));
	buf_char(b, '}');
}

void
route_set_error_page(enum err (*fn)(struct req *r, int status))
{
	error_page = fn ? fn : route_plain_error_page;
}

int
route_status(enum err err)
{
	static const int statuses[ERR__MAX] = { [OK] = 200,
		[ERR_INVALID] = 400,
		[ERR_NOT_FOUND] = 404,
		[ERR_GONE] = 410,
		[ERR_DENIED] = 403,
		[ERR_CONFLICT] = 409,
		[ERR_PRECONDITION] = 412,
		[ERR_LIMIT] = 413,
		[ERR_BUSY] = 503,
		[ERR_TIMEOUT] = 503,
		[ERR_UNAVAILABLE] = 503,
		[ERR_UNCERTAIN] = 503,
		[ERR_UNSUPPORTED] = 415,
		[ERR_DB] = 500,
		[ERR_IO] = 500,
		[ERR_INTERNAL] = 500 };

	assert((size_t)err < COUNT(statuses));
	return statuses[err] ? statuses[err] : 500;
}

/* ---- errors ---- */

enum err
route_plain_error_page(struct req *r, int status)
{
	const struct problem_type *t = problem_of_status(status);
	const struct i18n *i18n = r->app->i18n;
	struct buf *b = &r->resp.buf;

	buf_clear(b);
	buf_lit(b, "<!doctype html>\n<html lang=\"");
	escape_html(b, req_locale(r));
	buf_lit(b, "\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
	escape_html(b, i18n ? i18n_text(i18n, r->locale, t->title) : str_of(t->title));
	buf_lit(b, "</title>\n<h1>");
	escape_html(b, i18n ? i18n_text(i18n, r->locale, t->title) : str_of(t->title));
	buf_lit(b, "</h1>\n<p>");
	escape_html(b, i18n ? i18n_text(i18n, r->locale, t->detail) : str_of(t->detail));
	buf_lit(b, "</p>\n<p><small>");
	escape_html(b, r->request_id);
	buf_lit(b, "</small></p>\n</html>\n");
	return resp_text(r, status, "text/html; charset=utf-8", buf_view(b));
}

void
route_error(struct req *r, int status, const char *detail)
{
	enum err err;

	resp_reset(r);
	r->failing = true;
	if (r->api) {
		err = problem_reply(r, status, detail);
	} else {
		err = error_page(r, status);
		if (err || r->resp.status != status) {
			log_event(
			    LOG_ERROR, "error_page.failed", log_i64("status", status), log_z("detail", err_detail()));
			resp_reset(r);
			err = route_plain_error_page(r, status);
		}
		resp_header(r, "Cache-Control", STR("no-store"));
		if (status == 429 || status == 503)
			resp_header(r, "Retry-After", STR("5"));
	}
	if (err)
		BUG("an error reply failed");
}

static void
log_failure(const struct req *r, enum err err)
{
	struct db_stats db = r->app->db ? db_stats(r->app->db) : (struct db_stats){ 0 };

	log_event(LOG_ERROR, "request.failed", log_i64("status", r->resp.status), log_z("err", err_name(err)),
	    log_z("detail", err_detail()), log_str("target", str_cut(r->target, 500)),
	    log_z("route", r->route ? r->route->pattern : ""),
	    log_z("query", r->app->db ? db_last_query(r->app->db) : ""), log_i64("sql", db.statements),
	    log_i64("sql_us", db.us), log_i64("us", clock_ticks() - r->started));
}

/* ---- dispatch ---- */

static void
answer_method(struct req *r, unsigned allow)
{
	if (r->method == OPTIONS) {
		if (resp_empty(r))
			BUG("an empty reply failed");
	} else {
		route_error(r, 405, NULL);
	}
	resp_header(r, "Allow", route_allow(r->arena, allow));
}

/* "/a/" where only "/a" exists.  The raw target is kept, so that nothing is decoded twice. */
static bool
redirect_slash(const struct route_tree *tree, struct req *r)
{
	struct str path = r->path, raw = str_cut(r->target, str_find(r->target, '?'));
	struct str query = str_skip(r->target, raw.len);

	while (path.len > 1 && path.ptr[path.len - 1] == '/')
		path.len--;
	while (raw.len > 1 && raw.ptr[raw.len - 1] == '/')
		raw.len--;
	if (path.len == r->path.len || raw.len < 2 || raw.ptr[1] == '/' || raw.ptr[1] == '\\')
		return false;
	if (!route_tree_find(tree, path, r->method).allow)
		return false;
	if (resp_redirect(r, r->method == GET || r->method == HEAD ? 301 : 308,
		str_printf(r->arena, "%.*s%.*s", STR_ARG(raw), STR_ARG(query))))
		BUG("a redirect failed");
	return true;
}

void
route_dispatch(const struct route_table *t, struct req *r)
{
	const struct route_tree *tree = tree_of(t);
	struct route_match m = route_tree_find(tree, r->path, r->method);

	r->route = m.route;
	if (m.route) {
		memcpy(r->params, m.params, sizeof(r->params));
		if (type_is_right(r) && guard_origin(r) && guard_access(r) && read_query(r) && read_body(r))
			run(r);
	} else if (m.allow) {
		answer_method(r, m.allow);
	} else if (!redirect_slash(tree, r)) {
		route_error(r, 404, NULL);
	}
}

/* More SQL than the route declares is a mistake of ours; where configured so, nobody can overlook it. */
static enum err
check_budget(struct req *r, int64_t before)
{
	int64_t used = r->app->db ? db_stats(r->app->db).statements - before : 0;
	int64_t budget = r->resp.cached ? r->route->sql.warm : r->route->sql.cold;

	if (used <= budget)
		return OK;
	log_event(LOG_WARN, "sql.over_budget", log_z("route", r->route->pattern), log_i64("used", used),
	    log_i64("budget", budget), log_bool("cached", r->resp.cached));
	if (r->app->config && config_bool(r->app->config, "pool.strict_budget"))
		return err_fail(ERR_INTERNAL, "%lld SQL statements, %lld declared", (long long)used, (long long)budget);
	return OK;
}

/* The handler, and that it made a reply within its budget. */
static enum err
call_handler(struct req *r)
{
	int64_t before = r->app->db ? db_stats(r->app->db).statements : 0;
	enum err err = r->route->handler(r);

	if (!err)
		err = check_budget(r, before);
	if (!err && !r->resp.status)
		err = err_fail(ERR_INTERNAL, "the handler made no reply");
	return err;
}

void
route_failed(struct req *r, enum err err)
{
	route_error(r,
	    r->api && err == ERR_INVALID && r->errors.count && r->method != GET && r->method != HEAD
		? 422
		: route_status(err),
	    NULL);
	if (r->resp.status >= 500)
		log_failure(r, err);
}

/* What one person sees is nobody else's, and not the next one's at this machine, whatever the handler says.  A page
 * that asks who it is may say itself that it is the same for all; else it is private too. */
static void
keep_private(struct req *r)
{
	enum access access = r->route->access;
	bool says = false;

	for (size_t i = 0; i < r->resp.header_count; i++)
		says |= strcmp(r->resp.headers[i].name, "Cache-Control") == 0;
	if (access == ACCESS_SHOPPER || access == ACCESS_HALF || access == ACCESS_OFFICE ||
	    (access == ACCESS_VISITOR && !says))
		resp_header(r, "Cache-Control", STR("private, no-store"));
}

static void
run(struct req *r)
{
	const struct route *t = r->route;
	enum err err = t->flags & ROUTE_ONCE ? once_run(r, call_handler) : call_handler(r);

	if (err)
		route_failed(r, err);
	else if (r->resp.status >= 500)
		log_failure(r, err);
	keep_private(r);
}

/* ---- input ---- */

/* Arguments that req.c takes for every /api route: used when they name one of ours, refused otherwise.  Returns the
 * query without them. */
static struct str
take_common(struct req *r)
{
	const struct {
		struct str name, in_force;
	} common[] = { { STR("locale"), req_locale(r) }, { STR("currency"), req_currency(r) } };
	struct str rest = r->query, part, name;
	struct buf left;

	buf_in_arena(&left, r->arena, r->query.len + 1);
	while (str_split(&rest, '&', &part)) {
		struct str value = part;
		bool mine = false;
		(void)str_split(&value, '=', &name);
		for (size_t i = 0; i < COUNT(common); i++) {
			if (!str_eq(name, common[i].name) || (r->route->query && shape_find(r->route->query, name)))
				continue;
			mine = true;
			if (!str_eq(value, common[i].in_force))
				field_error(&r->errors, name, N_("Choose one of the listed values."), NO_LIMIT);
		}
		if (mine)
			continue;
		if (left.len)
			buf_char(&left, '&');
		buf_str(&left, part);
	}
	return buf_view(&left);
}

static bool
read_query(struct req *r)
{
	static const struct shape nothing = { .name = "nothing", .size = 1 };
	const struct shape *s = r->route->query ? r->route->query : &nothing;
	struct str query = r->query;
	void *args;
	enum err err;

	if (!r->route->query && (!r->api || str_is_absent(query)))
		return true;
	if (r->api && !str_is_absent(query))
		query = take_common(r);
	args = arena_alloc(r->arena, s->size);
	err = form_read(r->arena, query, s, str_z(r->arena, req_currency(r)), r->api, args, &r->errors);
	if (r->route->query)
		r->args = args;
	if (err == ERR_INVALID && r->errors.count && !r->api)
		return true;
	if (err || r->errors.count) {
		route_error(r, err == ERR_LIMIT ? 414 : 400,
		    r->errors.count ? "Some query arguments are missing or wrong; `errors` lists them." : NULL);
		return false;
	}
	return true;
}

static bool
takes_type(struct req *r)
{
	if (!r->api)
		return str_eq(r->content_type, STR(FORM_TYPE)) || (str_is_absent(r->content_type) && !r->body.len);
	return str_eq(r->content_type, STR(JSON_TYPE)) ||
	    (r->method == PATCH && str_eq(r->content_type, STR(MERGE_TYPE)));
}

static void
refuse_type(struct req *r)
{
	route_error(r, 415, NULL);
	if (r->method == PATCH)
		resp_header(r, "Accept-Patch", STR(MERGE_TYPE ", " JSON_TYPE));
	resp_header(r, "Accept", r->api ? STR(JSON_TYPE) : STR(FORM_TYPE));
}

static bool
type_is_right(struct req *r)
{
	if (!r->route->body || r->route->flags & ROUTE_RAW_BODY || takes_type(r))
		return true;
	refuse_type(r);
	return false;
}

/* JSON of the wrong shape is 422; what is not JSON at all is 400. */
static bool
read_json(struct req *r, void *form)
{
	enum err err = json_read(r->arena, r->body, r->route->body, form, &r->errors);

	if (!err)
		return true;
	if (err == ERR_INVALID && r->errors.count)
		route_error(r, 422, NULL);
	else
		route_error(
		    r, 400, err == ERR_LIMIT ? "The body is nested too deeply." : "The body is not valid JSON.");
	return false;
}

static bool
read_body(struct req *r)
{
	const struct shape *s = r->route->body;
	void *form;
	enum err err;

	if (!s || r->route->flags & ROUTE_RAW_BODY || r->method == PATCH)
		return true;
	form = arena_alloc(r->arena, s->size);
	shape_init(s, form);
	r->form = form;
	if (r->api)
		return read_json(r, form);
	err = form_read(r->arena, r->body, s, str_z(r->arena, req_currency(r)), false, form, &r->errors);
	if (!err || (err == ERR_INVALID && r->errors.count))
		return true;
	route_error(r, err == ERR_LIMIT ? 413 : 400, NULL);
	return false;
}
