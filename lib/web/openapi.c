/*
 * openapi.c - what one program contributes to the OpenAPI document: its routes and shapes.  See openapi.h;
 * openapi_join.c puts parts together.
 *
 * Two passes: the first notes which shapes are bodies, replies or picked from; the second writes.  A part is lines
 * "kind name JSON":
 *	tag <name> · path <pattern> {operations} · schema <name> {schema} · needs <component>, once each
 */
#include "lib/web/openapi_schema.h"
#include "lib/web/problem.h"

struct api {
	struct doc doc;
	const struct route_table *const *tables;
	size_t count;
};

/* Walk the documented routes: `for (struct at at = { 0 }; (r = next(api, &at));)` */
struct at {
	size_t table, route;
};

static const struct route *
next(const struct api *api, struct at *at)
{
	for (; at->table < api->count; at->table++, at->route = 0)
		while (at->route < api->tables[at->table]->count) {
			const struct route *r = &api->tables[at->table]->routes[at->route++];
			if (str_starts(str_of(r->pattern), STR("/api/")) && !(r->flags & ROUTE_INTERNAL))
				return r;
		}
	return NULL;
}

/* With the argument `fields` a caller picks members of the reply, or of its items. */
static void
note_sparse(struct doc *d, const struct route *r)
{
	const struct shape_field *items;

	if (!r->reply || !r->query || !shape_find(r->query, STR("fields")))
		return;
	items = shape_find(r->reply, STR("items"));
	doc_shape(d, items && items->shape ? items->shape : r->reply)->sparse = true;
}

static void
note_shapes(struct api *api)
{
	const struct route *r;

	for (struct at at = { 0 }; (r = next(api, &at));) {
		if (r->reply)
			(void)doc_shape(&api->doc, r->reply);
		if (r->body)
			doc_shape(&api->doc, r->body)->input = true;
		note_sparse(&api->doc, r);
	}
}

/* ---- one operation ---- */

static void
write_parameter(struct doc *d, const char *prefix, const struct shape_field *f)
{
	char name[200];

	snprintf(name, sizeof(name), "%s%s", prefix, f->name);
	doc_open(d, '{');
	doc_member(d, "name", name);
	doc_member(d, "in", "query");
	if (f->doc && f->doc[0])
		doc_member(d, "description", f->doc);
	if (f->flags & SHAPE_REQUIRED) {
		doc_key(d, "required");
		doc_bool(d, true);
	}
	if (f->type == SHAPE_T_LIST || f->type == SHAPE_T_PAIRS) {
		doc_member(d, "style", "form");
		doc_key(d, "explode");
		doc_bool(d, true);
	}
	doc_key(d, "schema");
	doc_field(d, f, true);
	doc_close(d, '}');
}

static void
write_query(struct doc *d, const struct shape *s, const char *prefix)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct shape_field *f = &s->fields[i];
		char below[200];
		if (f->flags & (SHAPE_HIDDEN | SHAPE_READ_ONLY))
			continue;
		snprintf(below, sizeof(below), "%s%s.", prefix, f->name);
		if (f->type == SHAPE_T_STRUCT)
			write_query(d, f->shape, below);
		else
			write_parameter(d, prefix, f);
	}
}

/* Every route takes these; some describe them in words of their own. */
static const char *const common[] = { "locale", "currency" };

static bool
takes_common(const struct route *r, const char *name)
{
	return !r->query || !shape_find(r->query, str_of(name));
}

static void
write_parameters(struct doc *d, const struct route *r)
{
	struct str rest = str_of(r->pattern), part;

	doc_key(d, "parameters");
	doc_open(d, '[');
	while (str_split(&rest, '/', &part)) {
		if (!part.len || part.ptr[0] != '{')
			continue;
		doc_open(d, '{');
		doc_key(d, "name");
		doc_str(d, str_n(part.ptr + 1, part.len - 2));
		doc_member(d, "in", "path");
		doc_key(d, "required");
		doc_bool(d, true);
		doc_member(d, "description", "as other replies name it");
		doc_key(d, "schema");
		doc_open(d, '{');
		doc_member(d, "type", "string");
		doc_key(d, "minLength");
		doc_i64(d, 1);
		doc_close(d, '}');
		doc_close(d, '}');
	}
	if (r->query)
		write_query(d, r->query, "");
	for (size_t i = 0; i < COUNT(common); i++)
		if (takes_common(r, common[i]))
			doc_ref(d, "parameters", common[i]);
	if (r->flags & ROUTE_ONCE)
		doc_ref(d, "parameters", "idempotency-key");
	doc_close(d, ']');
}

static void
write_content(struct doc *d, const char *type, const char *schema)
{
	doc_key(d, type);
	doc_open(d, '{');
	doc_key(d, "schema");
	doc_ref(d, "schemas", schema);
	doc_close(d, '}');
}

static void
write_body(struct doc *d, const struct route *r)
{
	doc_key(d, "requestBody");
	doc_open(d, '{');
	doc_key(d, "required");
	doc_bool(d, true);
	doc_key(d, "content");
	doc_open(d, '{');
	write_content(d, r->method == PATCH ? "application/merge-patch+json" : "application/json", shape_name(r->body));
	doc_close(d, '}');
	doc_close(d, '}');
}

static bool
has_pages(const struct route *r)
{
	return r->reply && shape_find(r->reply, STR("next_cursor"));
}

static void
write_success(struct doc *d, const struct route *r)
{
	doc_key(d, !r->reply ? "204" : r->method == POST ? "201" : "200");
	doc_open(d, '{');
	if (!r->reply) {
		doc_member(d, "description", "Done.");
		doc_close(d, '}');
		return;
	}
	doc_member(d, "description", r->reply->doc && r->reply->doc[0] ? r->reply->doc : shape_name(r->reply));
	doc_key(d, "headers");
	doc_open(d, '{');
	doc_key(d, "ETag");
	doc_ref(d, "headers", "etag");
	if (has_pages(r)) {
		doc_key(d, "Link");
		doc_ref(d, "headers", "link");
	}
	if (r->flags & ROUTE_ONCE) {
		doc_key(d, "Idempotent-Replayed");
		doc_ref(d, "headers", "replayed");
	}
	doc_close(d, '}');
	doc_key(d, "content");
	doc_open(d, '{');
	write_content(d, "application/json", shape_name(r->reply));
	doc_close(d, '}');
	doc_close(d, '}');
}

/* Which problems a route can give by its nature; the rest is `default`. */
static bool
may_give(const struct route *r, int status)
{
	switch (status) {
	case 400:
		return true; /* arguments are strict everywhere */
	case 401:
		return r->access == ACCESS_TOKEN;
	case 403:
		return r->permission != PERM_NONE;
	case 404:
		return strchr(r->pattern, '{') != NULL;
	case 409:
		return r->flags & ROUTE_ONCE;
	case 415:
		return r->body != NULL;
	case 422:
		return r->body != NULL || r->flags & ROUTE_ONCE;
	default:
		return false;
	}
}

static void
write_responses(struct doc *d, const struct route *r)
{
	size_t count;
	const struct problem_type *types = problem_types(&count);

	doc_key(d, "responses");
	doc_open(d, '{');
	write_success(d, r);
	if (r->method == GET) {
		doc_key(d, "304");
		doc_open(d, '{');
		doc_member(d, "description", "Not changed since the ETag in If-None-Match.");
		doc_close(d, '}');
	}
	for (size_t i = 0; i < count; i++) {
		char status[12];
		if (!may_give(r, types[i].status))
			continue;
		snprintf(status, sizeof(status), "%d", types[i].status);
		doc_key(d, status);
		doc_ref(d, "responses", types[i].code);
	}
	doc_key(d, "default");
	doc_ref(d, "responses", "problem");
	doc_close(d, '}');
}

/* An access token or an API key, with the permission as scope. */
static void
write_security(struct doc *d, const struct route *r)
{
	static const char *const schemes[] = { "oauth", "key" };

	doc_key(d, "security");
	doc_open(d, '[');
	for (size_t i = 0; i < COUNT(schemes) && r->access == ACCESS_TOKEN; i++) {
		doc_open(d, '{');
		doc_key(d, schemes[i]);
		doc_open(d, '[');
		if (r->permission)
			doc_text(d, permission_name(r->permission));
		doc_close(d, ']');
		doc_close(d, '}');
	}
	doc_close(d, ']');
}

static void
write_operation(struct doc *d, const struct route *r)
{
	static const char *const names[] = { "get", "head", "post", "put", "patch", "delete" };

	doc_key(d, names[__builtin_ctz(r->method)]);
	doc_open(d, '{');
	doc_member(d, "operationId", r->id);
	doc_member(d, "summary", r->doc);
	doc_key(d, "tags");
	doc_open(d, '[');
	doc_text(d, r->tag);
	doc_close(d, ']');
	write_security(d, r);
	write_parameters(d, r);
	if (r->body)
		write_body(d, r);
	write_responses(d, r);
	doc_close(d, '}');
}

/* Routes of one pattern may stand apart in the tables; each pattern is written where it is met first. */
static bool
is_first(const struct api *api, const struct route *r)
{
	const struct route *other;

	for (struct at at = { 0 }; (other = next(api, &at)) && other != r;)
		if (strcmp(other->pattern, r->pattern) == 0)
			return false;
	return true;
}

static void
write_paths(struct api *api)
{
	struct doc *d = &api->doc;
	const struct route *r, *same;

	for (struct at at = { 0 }; (r = next(api, &at));) {
		if (!is_first(api, r))
			continue;
		buf_printf(d->b, "path %s ", r->pattern);
		d->comma = false;
		doc_open(d, '{');
		for (struct at inner = { 0 }; (same = next(api, &inner));)
			if (strcmp(same->pattern, r->pattern) == 0)
				write_operation(d, same);
		doc_close(d, '}');
		buf_char(d->b, '\n');
	}
}

/* ---- what the operations refer to ---- */

static void
write_needs(struct api *api)
{
	struct doc *d = &api->doc;
	size_t count;
	const struct problem_type *types = problem_types(&count);
	const struct route *r;
	bool needs[OPENAPI__NEEDS] = { false };

	for (struct at at = { 0 }; (r = next(api, &at));) {
		needs[OPENAPI_LOCALE] |= takes_common(r, common[0]);
		needs[OPENAPI_CURRENCY] |= takes_common(r, common[1]);
		needs[OPENAPI_LINK] |= has_pages(r);
		needs[OPENAPI_ETAG] |= r->reply != NULL;
		needs[OPENAPI_ONCE] |= r->flags & ROUTE_ONCE;
		needs[OPENAPI_REPLAYED] |= r->flags & ROUTE_ONCE && r->reply;
		needs[OPENAPI_TOKEN] |= r->access == ACCESS_TOKEN;
		buf_printf(d->b, "tag %s\n", r->tag);
	}
	for (size_t i = 0; i < OPENAPI__NEEDS; i++)
		if (needs[i])
			buf_printf(d->b, "needs %s\n", openapi_needs[i]);
	for (size_t i = 0; i < count; i++)
		for (struct at at = { 0 }; (r = next(api, &at));)
			if (may_give(r, types[i].status)) {
				buf_printf(d->b, "needs %s\n", types[i].code);
				break;
			}
}

void
openapi_part(struct buf *b, const struct route_table *const *tables, size_t count)
{
	struct api api = { .doc = { .b = b }, .tables = tables, .count = count };

	note_shapes(&api);
	write_needs(&api);
	write_paths(&api);
	doc_schemas(&api.doc);
}
