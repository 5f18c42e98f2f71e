/*
 * openapi_join.c - the OpenAPI 3.1 document of the whole shop, out of the parts of its programs.  See openapi.h.
 *
 * Parts hold what follows from routes and shapes; here comes what follows from the shop's settings, and what all parts
 * share.
 */
#include "lib/web/openapi_schema.h"
#include "lib/web/problem.h"

#include <assert.h>

#define ITEMS_MAX 2000

const char *const openapi_needs[OPENAPI__NEEDS] = { [OPENAPI_LOCALE] = "locale",
	[OPENAPI_CURRENCY] = "currency",
	[OPENAPI_LINK] = "link",
	[OPENAPI_ETAG] = "etag",
	[OPENAPI_ONCE] = "idempotency-key",
	[OPENAPI_REPLAYED] = "replayed",
	[OPENAPI_TOKEN] = "token" };

/* A line of a part. */
struct item {
	struct str kind, name, json;
};
struct join {
	struct doc doc;
	const struct config *config;
	struct item *items;
	size_t count;
};

static enum err collect(struct join *j, struct str part) MUST_CHECK;
static bool has(const struct join *j, const char *kind, const char *name);
static void write_info(struct join *j);
static void write_tags(struct join *j);
static void write_paths(struct join *j);
static void write_components(struct join *j);

enum err
openapi_join(struct buf *b, struct arena *a, const struct config *c, const struct str *parts, size_t count)
{
	struct join j = { .doc = { .b = b }, .config = c, .items = arena_array(a, struct item, ITEMS_MAX) };
	enum err err = OK;

	for (size_t i = 0; i < count && !err; i++)
		err = collect(&j, parts[i]);
	if (err)
		return err;
	doc_open(&j.doc, '{');
	write_info(&j);
	write_tags(&j);
	write_paths(&j);
	write_components(&j);
	doc_close(&j.doc, '}');
	buf_char(b, '\n');
	return OK;
}

/* ---- parts ---- */

/* What many parts have is there once; a schema that two programs describe differently is a mistake that must not go
 * out. */
static enum err
collect(struct join *j, struct str part)
{
	struct str line;

	while (str_split(&part, '\n', &line)) {
		struct item item = { .json = line };
		bool known = false;
		if (!str_split(&item.json, ' ', &item.kind) || str_is_absent(item.json))
			continue;
		if (str_eq(item.kind, STR("tag"))) /* may be several words */
			item = (struct item){ item.kind, item.json, STR_ABSENT };
		else
			(void)str_split(&item.json, ' ', &item.name);
		for (size_t i = 0; i < j->count && !known; i++) {
			known = str_eq(j->items[i].kind, item.kind) && str_eq(j->items[i].name, item.name);
			if (known && !str_eq(j->items[i].json, item.json))
				return err_fail(ERR_CONFLICT,
				    "could not join the API's parts: two different '%.*s' of '%.*s'",
				    STR_ARG(item.kind), STR_ARG(item.name));
		}
		if (known)
			continue;
		if (j->count == ITEMS_MAX)
			return err_fail(ERR_LIMIT, "could not join the API's parts: more than %d items", ITEMS_MAX);
		j->items[j->count++] = item;
	}
	return OK;
}

static bool
has(const struct join *j, const char *kind, const char *name)
{
	for (size_t i = 0; i < j->count; i++)
		if (str_eq_z(j->items[i].kind, kind) && str_eq_z(j->items[i].name, name))
			return true;
	return false;
}

/* "name": {...} of each item of a kind. */
static void
write_items(struct join *j, const char *kind)
{
	struct doc *d = &j->doc;

	for (size_t i = 0; i < j->count; i++) {
		if (!str_eq_z(j->items[i].kind, kind))
			continue;
		doc_str(d, j->items[i].name);
		buf_char(d->b, ':');
		buf_str(d->b, j->items[i].json);
		d->comma = true;
	}
}

/* ---- the document ---- */

static void
write_info(struct join *j)
{
	struct doc *d = &j->doc;
	struct str url = config_str(j->config, "site.url");

	doc_member(d, "openapi", "3.1.0");
	doc_key(d, "info");
	doc_open(d, '{');
	doc_key(d, "title");
	doc_str(d, config_str(j->config, "site.name"));
	doc_member(d, "version", "1.0.0");
	doc_member(d, "description",
	    "Amounts are integers in minor units, times are RFC 3339 in UTC, ids are opaque.  Errors are RFC 9457 problems. "
	    "Replies have an ETag; send it back in If-None-Match.  Writes with an Idempotency-Key happen once, however often they are sent.");
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
}

static void
write_tags(struct join *j)
{
	struct doc *d = &j->doc;

	doc_key(d, "tags");
	doc_open(d, '[');
	for (size_t i = 0; i < j->count; i++) {
		if (!str_eq(j->items[i].kind, STR("tag")))
			continue;
		doc_open(d, '{');
		doc_key(d, "name");
		doc_str(d, j->items[i].name);
		doc_key(d, "description");
		buf_printf(d->b, "\"Operations on: %.*s.\"", STR_ARG(j->items[i].name));
		d->comma = true;
		doc_close(d, '}');
	}
	doc_close(d, ']');
}

static void
write_paths(struct join *j)
{
	doc_key(&j->doc, "paths");
	doc_open(&j->doc, '{');
	write_items(j, "path");
	doc_close(&j->doc, '}');
}

/* ---- components ---- */

static void
write_problem(struct doc *d, const char *name, const char *text, bool challenge)
{
	doc_key(d, name);
	doc_open(d, '{');
	doc_member(d, "description", text);
	if (challenge) {
		doc_key(d, "headers");
		doc_open(d, '{');
		doc_key(d, "WWW-Authenticate");
		doc_ref(d, "headers", "challenge");
		doc_close(d, '}');
	}
	doc_key(d, "content");
	doc_open(d, '{');
	doc_key(d, "application/problem+json");
	doc_open(d, '{');
	doc_key(d, "schema");
	doc_ref(d, "schemas", "problem");
	doc_close(d, '}');
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
write_common(struct join *j, const char *name, const char *text, const char *key)
{
	struct doc *d = &j->doc;
	struct str rest = config_str(j->config, key), part;

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

static void
write_parameters(struct join *j)
{
	struct doc *d = &j->doc;

	doc_key(d, "parameters");
	doc_open(d, '{');
	if (has(j, "needs", "locale"))
		write_common(j, "locale", "language of texts", "site.locales");
	if (has(j, "needs", "currency"))
		write_common(j, "currency", "currency of prices", "site.currencies");
	if (has(j, "needs", "idempotency-key")) {
		doc_key(d, "idempotency-key");
		buf_lit(d->b,
		    "{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"required\":true,"
		    "\"description\":\"new for each new action, the same when it is sent again: it happens once, and repeats get the first reply for 24 hours\","
		    "\"schema\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":255}}");
		d->comma = true;
	}
	doc_close(d, '}');
}

static void
write_headers(struct join *j)
{
	static const struct {
		const char *need, *name, *text;
	} headers[] = {
		{ "etag", "etag", "strong validator of this reply (RFC 9110 8.8.3)" },
		{ "link", "link", "rel=\"next\": the next page (RFC 8288)" },
		{ "replayed", "replayed", "true: this is the reply that the first request with this key got" },
		{ "token", "challenge",
		    "what is missing: error=invalid_token or insufficient_scope, with the scope (RFC 6750 3)" },
	};

	doc_key(&j->doc, "headers");
	doc_open(&j->doc, '{');
	for (size_t i = 0; i < COUNT(headers); i++)
		if (has(j, "needs", headers[i].need))
			write_header(&j->doc, headers[i].name, headers[i].text);
	doc_close(&j->doc, '}');
}

static void
write_responses(struct join *j)
{
	size_t count;
	const struct problem_type *types = problem_types(&count);

	doc_key(&j->doc, "responses");
	doc_open(&j->doc, '{');
	for (size_t i = 0; i < count; i++)
		if (has(j, "needs", types[i].code))
			write_problem(
			    &j->doc, types[i].code, types[i].detail, types[i].status == 401 || types[i].status == 403);
	write_problem(&j->doc, "problem", "Any other problem.", false);
	doc_close(&j->doc, '}');
}

/* What can be asked for: of the shop's things by a client itself, of a customer's own by his consent. */
static void
write_scopes(struct doc *d, unsigned holders)
{
	const struct permission_info *p;

	doc_key(d, "scopes");
	doc_open(d, '{');
	for (size_t i = 0; (p = permission_at(i)); i++)
		if (p->holders & holders)
			doc_member(d, p->name, p->doc);
	doc_close(d, '}');
}

static void
write_url(struct join *j, const char *name, const char *path)
{
	struct str url = config_str(j->config, "site.url");
	char text[1000];

	snprintf(text, sizeof(text), "%.*s%s", STR_ARG(url), path);
	doc_member(&j->doc, name, text);
}

static void
write_security(struct join *j)
{
	struct doc *d = &j->doc;

	if (!has(j, "needs", "token"))
		return;
	doc_key(d, "securitySchemes");
	doc_open(d, '{');
	doc_key(d, "oauth");
	doc_open(d, '{');
	doc_member(d, "type", "oauth2");
	doc_member(d, "description",
	    "An access token (RFC 9068), for an integration that acts for the shop or, with his consent, for a customer.");
	doc_key(d, "flows");
	doc_open(d, '{');
	doc_key(d, "clientCredentials");
	doc_open(d, '{');
	write_url(j, "tokenUrl", "/oauth/token");
	write_scopes(d, PERM_FOR_OFFICE);
	doc_close(d, '}');
	doc_key(d, "authorizationCode");
	doc_open(d, '{');
	write_url(j, "authorizationUrl", "/oauth/authorize");
	write_url(j, "tokenUrl", "/oauth/token");
	write_url(j, "refreshUrl", "/oauth/token");
	write_scopes(d, PERM_FOR_SELF);
	doc_close(d, '}');
	doc_close(d, '}');
	doc_close(d, '}');
	doc_key(d, "key");
	doc_open(d, '{');
	doc_member(d, "type", "http");
	doc_member(d, "scheme", "bearer");
	doc_member(d, "description",
	    "An API key, for simple integrations: made in the account or the back office, with the permissions that it was given.");
	doc_close(d, '}');
	doc_close(d, '}');
}

static void
write_components(struct join *j)
{
	struct doc *d = &j->doc;

	doc_key(d, "components");
	doc_open(d, '{');
	write_security(j);
	doc_key(d, "schemas");
	doc_open(d, '{');
	write_items(j, "schema");
	doc_close(d, '}');
	write_parameters(j);
	write_headers(j);
	write_responses(j);
	doc_close(d, '}');
}
