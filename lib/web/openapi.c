/*
 * openapi.c - the OpenAPI 3.1 document from route tables.  See openapi.h.
 *
 * Two passes: the first notes which shapes are bodies, replies or picked from; the second writes.
 */
#include "lib/web/openapi_schema.h"
#include "lib/web/problem.h"

#include <assert.h>

#define TAGS_MAX 64

struct api {
	struct doc doc;
	const struct config *config;
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

static void
write_info(struct api *api)
{
	struct doc *d = &api->doc;
	struct str url = config_str(api->config, "site.url");

	doc_member(d, "openapi", "3.1.0");
	doc_key(d, "info");
	doc_open(d, '{');
	doc_key(d, "title");
	doc_str(d, config_str(api->config, "site.name"));
	doc_member(d, "version", "1.0.0");
	doc_member(d, "description", "Amounts are integers in minor units, times are RFC 3339 in UTC, ids are opaque.  Errors are RFC 9457 problems. "
	    "Replies have an ETag; send it back in If-None-Match.");
	doc_key(d, "license");
	doc_open(d, '{');
	doc_member(d, "name", "Terms of the shop");
	doc_key(d, "url");
	doc_str(d, url);
	doc_close(d, '}');
	doc_close(d, '}');
	doc_key(d, "servers");
	doc_open(d, '[');
	doc_open(d, '{');
	doc_key(d, "url");
	doc_str(d, url);
	doc_close(d, '}');
	doc_close(d, ']');
	/* Everything documented so far is public. */
	doc_key(d, "security");
	doc_open(d, '[');
	doc_close(d, ']');
}

static void
write_tags(struct api *api)
{
	struct doc *d = &api->doc;
	const char *seen[TAGS_MAX];
	size_t count = 0;
	const struct route *r;

	doc_key(d, "tags");
	doc_open(d, '[');
	for (struct at at = { 0 }; (r = next(api, &at));) {
		size_t i = 0;
		while (i < count && strcmp(seen[i], r->tag) != 0)
			i++;
		if (i < count)
			continue;
		assert(count < TAGS_MAX);
		seen[count++] = r->tag;
		doc_open(d, '{');
		doc_member(d, "name", r->tag);
		doc_key(d, "description");
		buf_printf(d->b, "\"Operations on: %s.\"", r->tag);
		d->comma = true;
		doc_close(d, '}');
	}
	doc_close(d, ']');
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

static void
write_parameters(struct doc *d, const struct route *r)
{
	static const char *const common[] = { "locale", "currency" };
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
		if (!r->query || !shape_find(r->query, str_of(common[i])))
			doc_ref(d, "parameters", common[i]);
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
	if (shape_find(r->reply, STR("next_cursor"))) {
		doc_key(d, "Link");
		doc_ref(d, "headers", "link");
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
	case 404:
		return strchr(r->pattern, '{') != NULL;
	case 415:
	case 422:
		return r->body != NULL;
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

	doc_key(d, "paths");
	doc_open(d, '{');
	for (struct at at = { 0 }; (r = next(api, &at));) {
		if (!is_first(api, r))
			continue;
		doc_key(d, r->pattern);
		doc_open(d, '{');
		for (struct at inner = { 0 }; (same = next(api, &inner));)
			if (strcmp(same->pattern, r->pattern) == 0)
				write_operation(d, same);
		doc_close(d, '}');
	}
	doc_close(d, '}');
}

/* ---- components ---- */

static bool
is_used(const struct api *api, int status)
{
	const struct route *r;

	for (struct at at = { 0 }; (r = next(api, &at));)
		if (may_give(r, status))
			return true;
	return false;
}

static void
write_problem(struct doc *d, const char *name, const char *text)
{
	doc_key(d, name);
	doc_open(d, '{');
	doc_member(d, "description", text);
	doc_key(d, "content");
	doc_open(d, '{');
	write_content(d, "application/problem+json", "problem");
	doc_close(d, '}');
	doc_close(d, '}');
}

static void
write_header(struct doc *d, const char *name, const char *text)
{
	doc_key(d, name);
	doc_open(d, '{');
	doc_member(d, "description", text);
	doc_key(d, "schema");
	doc_open(d, '{');
	doc_member(d, "type", "string");
	doc_close(d, '}');
	doc_close(d, '}');
}

/* An argument that every route takes, with the values of this shop. */
static void
write_common(struct api *api, const char *name, const char *text, const char *key)
{
	struct doc *d = &api->doc;
	struct str rest = config_str(api->config, key), part;

	doc_key(d, name);
	doc_open(d, '{');
	doc_member(d, "name", name);
	doc_member(d, "in", "query");
	doc_member(d, "description", text);
	doc_key(d, "schema");
	doc_open(d, '{');
	doc_member(d, "type", "string");
	doc_key(d, "enum");
	doc_open(d, '[');
	while (str_split(&rest, ',', &part))
		doc_str(d, str_trim(part));
	doc_close(d, ']');
	doc_close(d, '}');
	doc_close(d, '}');
}

/* Components that nothing refers to would be lint. */
static bool
lacks(const struct api *api, const char *name)
{
	const struct route *r;

	for (struct at at = { 0 }; (r = next(api, &at));)
		if (!r->query || !shape_find(r->query, str_of(name)))
			return true;
	return false;
}

static bool
has_pages(const struct api *api)
{
	const struct route *r;

	for (struct at at = { 0 }; (r = next(api, &at));)
		if (r->reply && shape_find(r->reply, STR("next_cursor")))
			return true;
	return false;
}

static void
write_components(struct api *api)
{
	struct doc *d = &api->doc;
	size_t count;
	const struct problem_type *types = problem_types(&count);

	doc_key(d, "components");
	doc_open(d, '{');
	doc_schemas(d);
	doc_key(d, "parameters");
	doc_open(d, '{');
	if (lacks(api, "locale"))
		write_common(api, "locale", "language of texts", "site.locales");
	if (lacks(api, "currency"))
		write_common(api, "currency", "currency of prices", "site.currencies");
	doc_close(d, '}');
	doc_key(d, "headers");
	doc_open(d, '{');
	write_header(d, "etag", "strong validator of this reply (RFC 9110 8.8.3)");
	if (has_pages(api))
		write_header(d, "link", "rel=\"next\": the next page (RFC 8288)");
	doc_close(d, '}');
	doc_key(d, "responses");
	doc_open(d, '{');
	for (size_t i = 0; i < count; i++)
		if (is_used(api, types[i].status))
			write_problem(d, types[i].code, types[i].detail);
	write_problem(d, "problem", "Any other problem.");
	doc_close(d, '}');
	doc_close(d, '}');
}

void
openapi_write(struct buf *b, const struct config *c, const struct route_table *const *tables, size_t count)
{
	struct api api = { .doc = { .b = b }, .config = c, .tables = tables, .count = count };
	struct doc *d = &api.doc;

	note_shapes(&api);
	doc_open(d, '{');
	write_info(&api);
	write_tags(&api);
	write_paths(&api);
	write_components(&api);
	doc_close(d, '}');
	buf_char(b, '\n');
}
