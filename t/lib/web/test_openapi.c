/* Tests of lib/web/openapi*.c.  With MERCER_OPENAPI_OUT=FILE the document is also written there, for a lint by hand. */
#include "t/support/suite.h"
#include "lib/web/openapi.h"

#include <json-c/json.h>

enum state { ON, OFF };
static const struct shape_enum states[] = { { "on", ON }, { "off", OFF }, { NULL, 0 } };

struct part {
	struct str sku;
	struct money price;
};
static const struct shape_field part_fields[] = {
	SHAPE_STR(struct part, sku, 1, 40, .flags = SHAPE_REQUIRED, .doc = "stock keeping unit"),
	SHAPE_MONEY(struct part, price, .doc = "price of one"),
};
static const struct shape part_shape = SHAPE(struct part, part_fields, "A part.");

struct thing {
	int64_t id;
	struct str slug;
	struct html text;
	bool live;
	int32_t version;
	struct opt_i64 weight;
	struct money price;
	struct time made;
	int state;
	struct part *main;
	struct list parts, tags, choices;
	struct str password;
};
static const struct shape_field thing_fields[] = {
	SHAPE_I64(struct thing, id, 0, INT64_MAX, .flags = SHAPE_HIDDEN, .doc = "row"),
	SHAPE_STR(
	    struct thing, slug, 1, 200, .flags = SHAPE_REQUIRED, .format = &format_slug, .doc = "part of its address"),
	SHAPE_HTML(struct thing, text, .doc = "markup"),
	SHAPE_BOOL(struct thing, live, .fallback = "yes", .doc = "on sale"),
	SHAPE_I32(struct thing, version, 1, INT32_MAX, .flags = SHAPE_READ_ONLY, .doc = "grows"),
	SHAPE_OPT(struct thing, weight, 0, INT64_MAX, .doc = "grams"),
	SHAPE_MONEY(struct thing, price, .flags = SHAPE_REQUIRED, .doc = "price"),
	SHAPE_TIME(struct thing, made, .flags = SHAPE_OMIT, .doc = "since"),
	SHAPE_ENUM(struct thing, state, states, .doc = "state"),
	SHAPE_STRUCT(struct thing, main, struct part, &part_shape, .doc = "main part"),
	SHAPE_LIST(struct thing, parts, &part_shape, 10, .doc = "parts"),
	SHAPE_LIST(struct thing, tags, NULL, 250, .doc = "words"),
	SHAPE_PAIRS(struct thing, choices, "f.", 40, .doc = "choices"),
	SHAPE_STR(struct thing, password, 8, 64, .flags = SHAPE_WRITE_ONLY, .doc = "secret"),
};
static const struct shape thing_shape = SHAPE(struct thing, thing_fields, "A thing.");

struct page {
	struct list items;
	struct str next_cursor;
};
static const struct shape_field page_fields[] = {
	SHAPE_LIST(struct page, items, &part_shape, 100, .doc = "parts"),
	SHAPE_STR(struct page, next_cursor, 0, 2000, .doc = "cursor"),
};
static const struct shape page_shape = SHAPE(struct page, page_fields, "A page of parts.");

struct args {
	struct str q, fields, locale;
	int32_t limit;
	struct list tags, f;
};
static const struct shape_field args_fields[] = {
	SHAPE_STR(struct args, q, 0, 200, .flags = SHAPE_REQUIRED, .doc = "words"),
	SHAPE_STR(struct args, fields, 0, 1000, .doc = "members"),
	SHAPE_STR(struct args, locale, 2, 12, .format = &format_locale, .doc = "language"),
	SHAPE_I32(struct args, limit, 1, 100, .fallback = "24", .doc = "most"),
	SHAPE_LIST(struct args, tags, NULL, 9, .doc = "words"),
	SHAPE_PAIRS(struct args, f, "f.", 40, .doc = "choices"),
};
static const struct shape args_shape = SHAPE(struct args, args_fields, "Arguments.");

static enum err
nothing(struct req *r)
{
	return resp_empty(r);
}

static const struct route routes[] = {
	{ GET, "/page", nothing, ACCESS_ALL },
	{ GET, "/api/v1/things", nothing, ACCESS_ALL, .query = &args_shape, .reply = &page_shape, .id = "listThings",
	    .doc = "Things", .tag = "things" },
	{ GET, "/api/v1/things/{id}", nothing, ACCESS_ALL, .reply = &thing_shape, .id = "getThing", .doc = "A thing",
	    .tag = "things" },
	{ GET, "/api/v1/secret", nothing, ACCESS_ALL, .flags = ROUTE_INTERNAL },
};
static const struct route more[] = {
	{ POST, "/api/v1/things", nothing, ACCESS_ALL, .body = &thing_shape, .reply = &thing_shape, .id = "addThing",
	    .doc = "Add a thing", .tag = "things" },
	{ PATCH, "/api/v1/things/{id}", nothing, ACCESS_ALL, .body = &thing_shape, .reply = &thing_shape,
	    .id = "changeThing", .doc = "Change", .tag = "things" },
	{ POST, "/api/v1/orders", nothing, ACCESS_TOKEN, PERM_CUSTOMER_WRITE, .body = &thing_shape,
	    .reply = &thing_shape, .flags = ROUTE_ONCE, .id = "addOrder", .doc = "Order", .tag = "things" },
	{ GET, "/api/v1/me", nothing, ACCESS_TOKEN, .reply = &thing_shape, .id = "getMe", .doc = "Me",
	    .tag = "things" },
	{ DELETE, "/api/v1/things/{id}", nothing, ACCESS_ALL, .id = "removeThing", .doc = "Remove", .tag = "removal" },
};
static const struct route_table first = { routes, COUNT(routes) }, second = { more, COUNT(more) };
static const struct route_table *const tables[] = { &first, &second };

/* "paths//api/v1/things/get" style: members by '|'. */
static const char *
find(struct json_object *o, const char *path)
{
	struct str rest = str_of(path), part;

	while (o && str_split(&rest, '|', &part)) {
		char name[100];
		snprintf(name, sizeof(name), "%.*s", STR_ARG(part));
		if (json_object_is_type(o, json_type_array))
			o = json_object_array_get_idx(o, strtoul(name, NULL, 10));
		else
			o = json_object_object_get(o, name);
	}
	return o ? json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE) : NULL;
}

static void
test_openapi__document(void)
{
	static const struct {
		const char *path, *value;
	} cases[] = {
		{ "openapi", "\"3.1.0\"" },
		{ "servers|0|url", "\"https://localhost:8443\"" },
		{ "paths|/page", NULL },
		{ "paths|/api/v1/secret", NULL },
		{ "paths|/api/v1/things|get|operationId", "\"listThings\"" },
		{ "paths|/api/v1/things|post|operationId", "\"addThing\"" },
		{ "paths|/api/v1/things/{id}|delete|responses|204|description", "\"Done.\"" },
		{ "paths|/api/v1/things/{id}|get|responses|404|$ref", "\"#/components/responses/not-found\"" },
		{ "paths|/api/v1/things/{id}|get|parameters|0|name", "\"id\"" },
		{ "paths|/api/v1/things/{id}|get|parameters|1|$ref", "\"#/components/parameters/locale\"" },
		{ "paths|/api/v1/things|get|parameters|0|required", "true" },
		{ "paths|/api/v1/things|get|parameters|3|schema|default", "24" },
		{ "paths|/api/v1/things|get|parameters|5|explode", "true" },
		{ "paths|/api/v1/things|get|parameters|5|schema|propertyNames|pattern", "\"^f\\\\.\"" },
		{ "paths|/api/v1/things|get|parameters|6|$ref", "\"#/components/parameters/currency\"" },
		{ "paths|/api/v1/things/{id}|patch|requestBody|content|application/merge-patch+json|schema|$ref",
		    "\"#/components/schemas/thing\"" },
		{ "tags|1|name", "\"removal\"" },
		{ "paths|/api/v1/things|get|security", "[]" },
		{ "paths|/api/v1/me|get|security", "[{\"oauth\":[]},{\"key\":[]}]" },
		{ "paths|/api/v1/me|get|responses|401|$ref", "\"#/components/responses/unauthorized\"" },
		{ "paths|/api/v1/me|get|responses|403", NULL },
		{ "paths|/api/v1/orders|post|security",
		    "[{\"oauth\":[\"customer.write\"]},{\"key\":[\"customer.write\"]}]" },
		{ "paths|/api/v1/orders|post|responses|403|$ref", "\"#/components/responses/forbidden\"" },
		{ "paths|/api/v1/orders|post|parameters|2|$ref", "\"#/components/parameters/idempotency-key\"" },
		{ "paths|/api/v1/orders|post|responses|201|headers|Idempotent-Replayed|$ref",
		    "\"#/components/headers/replayed\"" },
		{ "components|parameters|idempotency-key|required", "true" },
		{ "components|securitySchemes|key|scheme", "\"bearer\"" },
		{ "components|securitySchemes|oauth|flows|clientCredentials|tokenUrl",
		    "\"https://localhost:8443/oauth/token\"" },
		{ "components|securitySchemes|oauth|flows|clientCredentials|scopes|profile.read", NULL },
		{ "components|securitySchemes|oauth|flows|authorizationCode|scopes|profile.read",
		    "\"see the customer's own profile\"" },
		{ "components|responses|unauthorized|headers|WWW-Authenticate|$ref",
		    "\"#/components/headers/challenge\"" },
		{ "components|schemas|thing|properties|id", NULL },
		{ "components|schemas|thing|properties|slug|type", "\"string\"" },
		{ "components|schemas|thing|properties|weight|type", "[\"integer\",\"null\"]" },
		{ "components|schemas|thing|properties|weight|maximum", NULL },
		{ "components|schemas|thing|properties|state|enum", "[\"on\",\"off\",null]" },
		{ "components|schemas|thing|properties|price|$ref", "\"#/components/schemas/money\"" },
		{ "components|schemas|thing|properties|live|default", "true" },
		{ "components|schemas|thing|properties|version|readOnly", "true" },
		{ "components|schemas|thing|properties|made|type", "\"string\"" },
		{ "components|schemas|thing|required", "[\"slug\",\"price\"]" },
		{ "components|schemas|page|required", "[\"items\",\"next_cursor\"]" },
		/* Its members can be picked with `fields`. */
		{ "components|schemas|part|required", NULL },
	};
	struct config *config = NULL;
	struct json_object *o;
	const char *out = getenv("MERCER_OPENAPI_OUT");
	struct buf b, part;
	struct str text;
	struct arena *a = arena_new();

	CU_ASSERT_FATAL(config_load(NULL, &config) == OK);
	buf_init(&b, BUF_REPLY);
	buf_in_arena(&part, a, BUF_REPLY);
	openapi_part(&part, tables, COUNT(tables));
	text = buf_view(&part);
	CU_ASSERT_EQUAL_FATAL(openapi_join(&b, a, config, &text, 1), OK);
	CU_ASSERT(!b.failed);
	o = json_tokener_parse(b.ptr);
	CU_ASSERT_FATAL(o != NULL);
	for (size_t i = 0; i < COUNT(cases); i++)
		if (!CHECK_STR(str_of(find(o, cases[i].path)), cases[i].value))
			printf("    at %s\n", cases[i].path);
	if (out)
		CU_ASSERT_EQUAL(json_object_to_file_ext(out, o, JSON_C_TO_STRING_PRETTY), 0);
	json_object_put(o);
	buf_release(&b);
	arena_free(a);
	config_free(config);
}

/* Two programs that describe one thing differently: nobody must believe either. */
static void
test_openapi__conflict(void)
{
	struct config *config = NULL;
	struct arena *a = arena_new();
	const struct str parts[] = { STR("schema thing {}\ntag a\n"), STR("schema thing {}\ntag a\n"),
		STR("schema thing {\"type\":\"object\"}\n") };
	struct buf b;

	CU_ASSERT_FATAL(config_load(NULL, &config) == OK);
	buf_in_arena(&b, a, BUF_REPLY);
	CU_ASSERT_EQUAL(openapi_join(&b, a, config, parts, 2), OK);
	buf_clear(&b);
	CU_ASSERT_EQUAL(openapi_join(&b, a, config, parts, 3), ERR_CONFLICT);
	err_clear();
	arena_free(a);
	config_free(config);
}

SUITE(openapi, { "document", test_openapi__document }, { "parts that differ", test_openapi__conflict });
